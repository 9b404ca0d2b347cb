// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4), for the checksums that runners keep beside their files. Nothing
// secret is ever hashed.
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include "base/arena.h"

enum { SHA256_BYTES = 32, SHA256_BLOCK = 64 };

// A copy of it goes on by itself: sums of ever longer prefixes cost one pass.
typedef struct Sha256 {
    uint32_t state[8];
    uint64_t length;                   // bytes so far
    unsigned char block[SHA256_BLOCK]; // the bytes that do not fill one yet
} Sha256;

Sha256 sha256_new(void);
void sha256_add(Sha256 *sha, Str bytes);
// Of all that was added; `sha` can go on afterwards.
void sha256_sum(const Sha256 *sha, unsigned char sum[SHA256_BYTES]);
// The sum as base64 with padding, and as hexadecimal digits in lower case.
Str sha256_base64(Arena *arena, const Sha256 *sha);
Str sha256_hex(Arena *arena, const Sha256 *sha);

#endif
