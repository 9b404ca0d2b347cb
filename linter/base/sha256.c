// SPDX-License-Identifier: Apache-2.0
// SHA-256 as FIPS 180-4 has it. None of the libraries that are linked offers it to their
// callers, and one more library would be a hundred times this file.
#include "base/sha256.h"

#include <string.h>

// The first 32 bits of the fractions of the cube roots of the first 64 primes.
static const uint32_t ROUNDS[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
    0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
    0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
    0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
    0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
    0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
    0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
    0xc67178f2,
};

static uint32_t rotate(uint32_t word, unsigned by)
{
    return word >> by | word << (32 - by);
}

static uint32_t read_word(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
           bytes[3];
}

// The message schedule: the block's 16 words, and 48 made of them.
static void schedule(const unsigned char block[SHA256_BLOCK], uint32_t words[64])
{
    for (size_t i = 0; i < 16; i++)
        words[i] = read_word(block + 4 * i);
    for (size_t i = 16; i < 64; i++) {
        uint32_t near = words[i - 2];
        uint32_t far = words[i - 15];
        words[i] = (rotate(near, 17) ^ rotate(near, 19) ^ near >> 10) + words[i - 7] +
                   (rotate(far, 7) ^ rotate(far, 18) ^ far >> 3) + words[i - 16];
    }
}

static void add_block(uint32_t state[8], const unsigned char block[SHA256_BLOCK])
{
    uint32_t words[64] = { 0 };
    uint32_t v[8]; // the standard's a to h
    schedule(block, words);
    memcpy(v, state, sizeof v);
    for (size_t i = 0; i < 64; i++) {
        uint32_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
        uint32_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
        uint32_t one = v[7] + (rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25)) +
                       choice + ROUNDS[i] + words[i];
        uint32_t two = (rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22)) + majority;
        memmove(v + 1, v, 7 * sizeof *v);
        v[4] += one;
        v[0] = one + two;
    }
    for (size_t i = 0; i < 8; i++)
        state[i] += v[i];
}

Sha256 sha256_new(void)
{
    // The same of the square roots of the first eight primes.
    return (Sha256){ .state = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 } };
}

void sha256_add(Sha256 *sha, Str bytes)
{
    while (bytes.len > 0) {
        size_t held = (size_t)(sha->length % SHA256_BLOCK);
        size_t room = SHA256_BLOCK - held;
        size_t taken = bytes.len < room ? bytes.len : room;
        memcpy(sha->block + held, bytes.ptr, taken);
        sha->length += taken;
        bytes = str_drop(bytes, taken);
        if (taken == room)
            add_block(sha->state, sha->block);
    }
}

// A one bit, zeros up to the last eight bytes of a block, and the length in bits.
void sha256_sum(const Sha256 *sha, unsigned char sum[SHA256_BYTES])
{
    static const char PADDING[SHA256_BLOCK] = { '\x80' };
    enum { LENGTH_BYTES = 8 };
    Sha256 last = *sha;
    char length[LENGTH_BYTES];
    for (size_t i = 0; i < LENGTH_BYTES; i++)
        length[i] = (char)(sha->length << 3 >> (56 - 8 * i));
    size_t held = (size_t)(sha->length % SHA256_BLOCK);
    size_t fill = SHA256_BLOCK - LENGTH_BYTES;
    sha256_add(&last,
               (Str){ PADDING, held < fill ? fill - held : SHA256_BLOCK + fill - held });
    sha256_add(&last, (Str){ length, LENGTH_BYTES });
    for (size_t i = 0; i < SHA256_BYTES; i++)
        sum[i] = (unsigned char)(last.state[i / 4] >> (24 - 8 * (i % 4)));
}

Str sha256_base64(Arena *arena, const Sha256 *sha)
{
    static const char DIGITS[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    enum { LENGTH = 44 };
    unsigned char sum[SHA256_BYTES + 1]; // a zero fills up the last group of three
    sha256_sum(sha, sum);
    sum[SHA256_BYTES] = 0;
    char *text = NEW_ARRAY(arena, char, LENGTH);
    for (size_t i = 0; i < LENGTH; i++) {
        const unsigned char *three = sum + i / 4 * 3;
        uint32_t bits = (uint32_t)three[0] << 16 | (uint32_t)three[1] << 8 | three[2];
        text[i] = DIGITS[bits >> (18 - 6 * (i % 4)) & 63];
    }
    text[LENGTH - 1] = '=';
    return (Str){ text, LENGTH };
}

Str sha256_hex(Arena *arena, const Sha256 *sha)
{
    unsigned char sum[SHA256_BYTES];
    sha256_sum(sha, sum);
    char *text = NEW_ARRAY(arena, char, (size_t)2 * SHA256_BYTES);
    for (size_t i = 0; i < SHA256_BYTES; i++) {
        text[2 * i] = "0123456789abcdef"[sum[i] >> 4];
        text[2 * i + 1] = "0123456789abcdef"[sum[i] & 15];
    }
    return (Str){ text, (size_t)2 * SHA256_BYTES };
}
