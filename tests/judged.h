// SPDX-License-Identifier: Apache-2.0
// Judges a rule's examples and fixtures, and tells in what they are not as they must be.
#ifndef TESTS_JUDGED_H
#define TESTS_JUDGED_H

#include "example.h"

typedef struct Fixture {
    FileTree *files;
    Str rule; // the folder
    Str name; // the file
    Str path;
} Fixture;

typedef VEC(Fixture) FixtureVec;

// Every file in fixtures/<rule-id>/, of every rule.
FixtureVec fixtures_in(Arena *arena, FileTree *files);

// A rule that is off by default is judged alone.
void fixture_switch_on(Arena *arena, const Fixture *fixture, Example *example);

// Each answers with a line for each thing that is wrong (empty: nothing is) and adds what
// was found to *findings, which is empty before.
Str fixture_problems(Arena *arena, const Fixture *fixture, FindingVec *findings);
Str bad_problems(Arena *arena, const Rule *rule, FindingVec *findings);  // .bad
Str good_problems(Arena *arena, const Rule *rule, FindingVec *findings); // .good

#endif
