// SPDX-License-Identifier: Apache-2.0
// Text that others chose, as Markdown that shows it and does nothing else: no markup, no
// link, no mention. GitHub links "@name" and "#1" in what has become text, whatever was
// escaped, and leaves code alone: so everything that is more than a word is code.
#ifndef REPORT_MD_TEXT_H
#define REPORT_MD_TEXT_H

#include "base/out.h"

typedef enum MdPlace {
    MD_LINE, // a paragraph, heading or list item: one line of it
    MD_CELL  // of a table
} MdPlace;

// As much of the text as fits, made printable on one line; a cut text ends in "…".
Str md_clip(Arena *arena, Str text, size_t bytes);

// A name, a path, a piece of SQL. Nothing for an empty text.
void md_code(Out *out, Str text, MdPlace place);
// A sentence. Words with anything but letters, digits and plain punctuation become code,
// and so does what stands between two backticks, which then are not shown.
void md_prose(Out *out, Str text, MdPlace place);
// A block of code; `language` may be "".
void md_fence(Out *out, Str text, const char *language);
// Paragraphs of prose; lines that are set in by blanks are SQL, and become blocks.
void md_paragraphs(Out *out, Str text);
// Code that leads to an address, which may be empty.
void md_link(Out *out, Str label, Str url, MdPlace place);

#endif
