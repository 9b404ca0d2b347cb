// SPDX-License-Identifier: Apache-2.0
// A workbench for tests of linter/source: a tree in memory, filled and read in one line
// each. A fresh one is the state of every test in a BENCH_TEST.
#ifndef UNIT_WORKBENCH_H
#define UNIT_WORKBENCH_H

#include "source/layout.h"

#include "check.h"

typedef struct Bench {
    Arena *arena;
    FileTree *tree;
    FoundVec found; // after bench_discover
    StrVec looked_for;
    Str why; // after a call that returned false
} Bench;

int bench_setup(void **state);
int bench_teardown(void **state);

#define BENCH_TEST(f) cmocka_unit_test_setup_teardown(f, bench_setup, bench_teardown)

void bench_put(Bench *bench, const char *path, const char *text);
// Loads a folder that no configuration file speaks of; it must succeed.
Project bench_load(Bench *bench, const char *dir);
Project bench_load_found(Bench *bench, Found found);
// The same, where the wishes matter and failure may be what is expected.
bool bench_try(Bench *bench, Found found, LayoutWishes wishes, Project *project);
// Likewise: it must succeed, and whether it does.
void bench_discover(Bench *bench, const char *start);
bool bench_try_discover(Bench *bench, const char *start);
// What was found there; the test fails when nothing was.
const Found *bench_found(const Bench *bench, const char *dir);

// The last parts of all paths, or the values themselves, with a blank between them.
Str bench_paths(Bench *bench, const Project *project); // of migrations, below the project
Str bench_versions(Bench *bench, const Project *project);
Str bench_words(Bench *bench, const StrVec *words);
Str bench_dirs(Bench *bench); // of what was found

#endif
