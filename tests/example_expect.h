// SPDX-License-Identifier: Apache-2.0
// What examples and fixtures expect: findings at their lines, and what these say.
#ifndef TESTS_EXAMPLE_EXPECT_H
#define TESTS_EXAMPLE_EXPECT_H

#include "example.h"

// The line that begins at *at, without its end; *at moves to the next one.
Str example_line(Str text, size_t *at);

// Adds what the comments of a SQL file expect. *why is set where one means nothing.
void expect_in_sql(Arena *arena, Example *example, Str path, Str text, Str *why);
// The same of "RULE PATH[:LINE]", and of the lines below it.
void expect_in_tree(Arena *arena, Example *example, Str words, Str body, Str *why);

#endif
