// SPDX-License-Identifier: Apache-2.0
// What a harness begins with: the fixtures of its kind, and the inputs of its own in
// tests/fuzz/seeds/NAME, where what a fuzzer has found is kept.
#ifndef FUZZ_SEEDS_H
#define FUZZ_SEEDS_H

#include "base/arena.h"
#include "fuzz/fuzz.h"

typedef struct Seed {
    Str path; // from the repository's root
    Str data; // whole inputs, the bytes that choose in front
    bool own; // of tests/fuzz/seeds
} Seed;

typedef VEC(Seed) SeedVec;

// Sorted by path within each kind, the harness's own first. At most max_bytes each:
// larger files are left out.
SeedVec seeds_of(Arena *arena, const Harness *harness, size_t max_bytes);

// NULL: there is none of that name.
const Harness *harness_find(Str name);

#endif
