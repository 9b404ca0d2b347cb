// SPDX-License-Identifier: Apache-2.0
// Examples and fixtures: SQL, or a small repository in one text, with what must be found
// in it. Their two forms are told in rules/README.md.
#ifndef TESTS_EXAMPLE_H
#define TESTS_EXAMPLE_H

#include "git/history.h"
#include "lint/run.h"
#include "source/layout.h"

#include "files.h"

typedef struct Expectation {
    Str rule;
    Str severity; // "error"; empty: whichever
    Str path;
    size_t line; // 0: anywhere in the file
} Expectation;

typedef VEC(Expectation) ExpectationVec;

enum { SAID_MESSAGE, SAID_WHY, SAID_FIX, SAID_PLACES, SAID_OBJECT, SAID_COUNT };

// What one of the findings on a line has to say, word for word.
typedef struct Saying {
    Str path;
    size_t line;          // 0: anywhere in the file
    Str said[SAID_COUNT]; // ptr NULL: whatever
} Saying;

typedef VEC(Saying) SayingVec;

typedef struct Example {
    FileTree *now;
    FileTree *base; // NULL: judged without one
    OtherTreeVec others;
    AddingCommitVec commits;
    LayoutWishes wishes;
    RuleChoiceVec choices;    // on top of those in tidegate.jsonc
    const Frontend *frontend; // of projects of its dialect; NULL: the usual one
    ExpectationVec expected;
    SayingVec sayings;
} Example;

// Takes a text apart; false with *why when it has neither form. Views of the text are
// kept.
bool example_read(Arena *arena, Str text, Example *example, Str *why);

// Everything that `tidegate check` finds in trees, suppressed findings included; false
// with *why where it would exit with 2.
bool judge_trees(Arena *arena, const Example *example, FindingVec *findings, Str *why);

// The same without the suppressed ones.
bool example_run(Arena *arena, const Example *example, FindingVec *findings, Str *why);

// One line for each finding that is not expected and each expectation that is not met,
// and more for each that says something else; empty: all is as it must be.
Str example_compare(Arena *arena, const Example *example, const FindingVec *findings);

// Of all rules that are not always on, only this one is left on.
void example_only(Arena *arena, Example *example, const Rule *rule);

#endif
