// SPDX-License-Identifier: Apache-2.0
// Fixes that are nothing but an edit of the finding's file, for formats that let an
// editor make it.
#ifndef REPORT_EDIT_H
#define REPORT_EDIT_H

#include "lint/finding.h"

typedef struct TextEdit {
    Span span; // of finding->text: what goes
    Str text;  // what comes in its place
} TextEdit;

// The text between two statements of a file that is run in pieces, or in one.
Str statement_separator(bool breakpoints);

// True when all steps of this way stand where the statement is or right behind it, so
// that who makes the edit has done all there is to do. False also when nothing would be
// left of the statement: whether the file is then of use only its author can tell.
bool fix_is_edit(Arena *arena, const Finding *finding, size_t way, bool breakpoints,
                 TextEdit *edit);

#endif
