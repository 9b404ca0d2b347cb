// SPDX-License-Identifier: Apache-2.0
// A comment that speaks to tidegate, taken apart. For linter/gate alone.
#ifndef GATE_DIRECTIVE_H
#define GATE_DIRECTIVE_H

#include "ir/def.h"

typedef enum DirectiveKind {
    DIRECTIVE_ALLOW,     // one statement
    DIRECTIVE_ALLOW_FILE // all of the file
} DirectiveKind;

typedef struct Directive {
    DirectiveKind kind;
    Span span;     // the comment
    SpanVec rules; // their names, where they are written
    Str reason;    // never blank when error is empty
    Str error;     // why it cannot be used, as a sentence; empty: it can
} Directive;

// False when the comment only mentions tidegate: a directive is one that begins with
// "tidegate:".
bool directive_parse(Arena *arena, Str text, Span comment, Directive *directive);

#endif
