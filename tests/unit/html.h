// SPDX-License-Identifier: Apache-2.0
// Markdown as GitHub's own renderer, cmark-gfm, makes HTML of it, and what is in that.
#ifndef UNIT_HTML_H
#define UNIT_HTML_H

#include "base/arena.h"

// Renders with the extensions that GitHub has; fails the test when it cannot.
Str html_render(Arena *arena, Str markdown);

// The text as a reader sees it: without tags, entities read, white space as it is.
Str html_text(Arena *arena, Str html);
// Of it what GitHub still looks for mentions and references in: not code, not links.
Str html_loose_text(Arena *arena, Str html);

size_t html_count(Str html, const char *tag); // elements that begin: "td"
// The first tag that is none of those a report is made of, or has an attribute that it
// must not have; empty: there is none.
Str html_foreign(Str html);

#endif
