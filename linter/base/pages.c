// SPDX-License-Identifier: Apache-2.0
#define _DEFAULT_SOURCE // madvise()
#include "base/pages.h"

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>

enum { PAGE = 4096 }; // where pages are larger, the request may fail

enum { WORTH = 1 << 16 }; // fewer bytes do not pay for the call

// Not in the headers of older C libraries; the kernel is asked whether it knows it.
enum { POPULATE_WRITE = 23 };

void pages_ready(void *memory, size_t bytes)
{
    char *start = memory;
    size_t before = (PAGE - (uintptr_t)start % PAGE) % PAGE;
    if (bytes < before + WORTH)
        return;
#ifdef __linux__
    int error = errno; // a caller's may be on its way to a message
    madvise(start + before, (bytes - before) / PAGE * PAGE, POPULATE_WRITE);
    errno = error;
#endif
}
