// SPDX-License-Identifier: Apache-2.0
// SANITIZED is defined where the address sanitizer, and with it the leak sanitizer, is
// built in: gcc and clang say it each in its own way.
#ifndef BASE_SANITIZED_H
#define BASE_SANITIZED_H

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#endif

#endif
