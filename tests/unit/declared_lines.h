// SPDX-License-Identifier: Apache-2.0
// Declared schemas, read from files in memory, as lines: whatever is read shows.
#ifndef UNIT_DECLARED_LINES_H
#define UNIT_DECLARED_LINES_H

#include "workbench.h"

// Reads the schema that drizzle.config.ts, or else prisma/schema.prisma, leads to.
const DeclaredSchema *bench_declared(Bench *bench, const char *dialect);

// "table users id:bigint!*" and the like, one line an object: "!" not null, "=" a
// default, "*" in the primary key, "?" vague, "->" a reference; "…" behind what is not
// complete.
Str declared_lines(Arena *arena, const DeclaredSchema *schema);

// Compares the lines of both, and the notes' words.
#define assert_declared(bench, dialect, lines)                                           \
    assert_str(declared_lines((bench)->arena, bench_declared((bench), (dialect))), lines)

#endif
