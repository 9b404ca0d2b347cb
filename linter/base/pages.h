// SPDX-License-Identifier: Apache-2.0
// Memory in large pages, for much that is filled at once: to get it in small ones takes
// the system up to a fifth of a run.
#ifndef BASE_PAGES_H
#define BASE_PAGES_H

#include <stddef.h>

// Bytes of a large page on x86-64 and arm64 (with small ones of 4 KiB); from this size on
// they pay.
#define PAGES_LARGE ((size_t)1 << 21)

// Zeroed, or NULL; of at most SIZE_MAX / 4 bytes. Where the system has no large pages
// for the asking, small ones serve.
void *pages_get(size_t size);
// As much as pages_get() was asked for.
void pages_free(void *pages, size_t size);

#endif
