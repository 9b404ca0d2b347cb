// SPDX-License-Identifier: Apache-2.0
// The steps of a fix, taken: each goes where its place says, and the project is then
// judged as the change that it has become, and as the changes that follow it.
#ifndef TESTS_APPLIED_H
#define TESTS_APPLIED_H

#include "example.h"

enum { OURS_MAX = 4 };

// A file in which steps were taken.
typedef struct FixedText {
    Str text;
    Span ours[OURS_MAX]; // what the steps have put there, and the statement if they leave
                         // it; 0,0: nothing
} FixedText;

// A file of a project, and the change it came with.
typedef struct ProjectFile {
    Str path;
    FixedText fixed;
    size_t since; // 0: merged before; 1: in the change at hand; 2, 3, …: in later ones
} ProjectFile;

typedef VEC(ProjectFile) ProjectFileVec;

enum { CHANGE_AT_HAND = 1 };

typedef struct History {
    ProjectFileVec files;
    bool has_base; // the example has one
    LayoutWishes wishes;
    RuleChoiceVec choices;
} History;

// The files of an SQL example, numbered with room between them.
History history_of(Arena *arena, const Example *example);

// The history after the finding's fix in the way of that number. What is run by hand is
// not in it: no repository shows it. Nothing is left of a file in which there is nothing
// to run any more.
History history_fixed(Arena *arena, const History *history, const Finding *finding,
                      size_t way);

size_t history_last(const History *history); // the last change: its number in `since`

// What is found in the change of that number, but for what is suppressed.
FindingVec history_judge(Arena *arena, const History *history, size_t change);

// The finding's own file with the steps that belong there.
FixedText text_fixed(Arena *arena, const Runner *runner, const Finding *finding,
                     size_t way);

// The finding is about one of them.
bool is_ours(const FixedText *fixed, const Finding *finding);
const FixedText *history_text(const History *history, Str path);

// As the server and the runner of the wishes read it; PostgreSQL, and "plain", where they
// name none.
Lowered lowered_for(Arena *arena, const LayoutWishes *wishes, Str sql);
// There is no statement in it.
bool is_empty_sql(Arena *arena, const LayoutWishes *wishes, Str sql);

#endif
