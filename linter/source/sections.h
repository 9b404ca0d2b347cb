// SPDX-License-Identifier: Apache-2.0
// The parts of a migration file that goes both ways: what a deploy runs, and the
// rollback.
#ifndef SOURCE_SECTIONS_H
#define SOURCE_SECTIONS_H

#include "ir/migration.h"

// Sets up, down, pieces and faults from the text, as the runner reads its marks.
void sections_read(Arena *arena, const Runner *runner, Migration *migration);

// Where the text begins behind a byte order mark.
size_t sections_start(Str text);

void sections_add_fault(Arena *arena, Migration *migration, Span span, Str reason);

// goose's: see sections_goose.c.
void sections_read_goose(Arena *arena, Migration *migration);

#endif
