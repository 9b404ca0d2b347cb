// SPDX-License-Identifier: Apache-2.0
// plant NAME DIR: writes the seeds of a harness into a folder that is there, for
// libFuzzer to begin with.
#include "base/fail.h"
#include "base/out.h"
#include "fuzz/seeds.h"

int main(int argc, char **argv)
{
    enum { MAX_SEED = 64 * 1024 };
    if (argc != 3)
        fatal("usage: plant NAME DIR");
    const Harness *harness = harness_find(str_from(argv[1]));
    if (!harness)
        fatal("there is no harness \"%s\"", argv[1]);
    Arena *arena = arena_new();
    SeedVec seeds = seeds_of(arena, harness, MAX_SEED);
    for (size_t i = 0; i < seeds.len; i++) {
        Str why = { 0 };
        Str path = arena_fmt(arena, "%s/seed-%04zu", argv[2], i);
        if (!out_write_file(arena, path, seeds.at[i].data, &why))
            fatal("cannot write " STR_FMT ": " STR_FMT, STR_ARG(path), STR_ARG(why));
    }
    arena_free(arena);
    return 0;
}
