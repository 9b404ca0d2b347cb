// SPDX-License-Identifier: Apache-2.0
// Placeholders that somebody fills in before the server sees the text: ${x}, {{ x }}, and
// the clients' :x, :'x' and :"x". Where one is what a grammar stumbles over, the
// statement is read once more with names in their place, of the same length so that all
// places hold.
#ifndef DIALECT_TEMPLATE_H
#define DIALECT_TEMPLATE_H

#include "ir/name.h"

// A statement's token, as far as placeholders go.
typedef struct TemplateToken {
    Span span;
    char c;     // the byte, if it is punctuation of one byte; else NUL
    bool names; // a word, a string or a quoted name: what a colon makes a placeholder of
} TemplateToken;

typedef VEC(TemplateToken) TemplateTokenVec;

// The placeholder at an offset in the text; false: there is none.
bool template_find(const TemplateTokenVec *tokens, size_t offset, Span *found);

// Puts names in the place of all placeholders. `text` is a copy of the text that the
// spans are of, and keeps its length.
void template_fill(const TemplateTokenVec *tokens, char *text);

#endif
