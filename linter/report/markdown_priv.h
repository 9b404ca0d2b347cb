// SPDX-License-Identifier: Apache-2.0
// The Markdown report from the inside: a page that is being written, and how much of
// each kind of thing it has room for.
#ifndef REPORT_MARKDOWN_PRIV_H
#define REPORT_MARKDOWN_PRIV_H

#include "report/md_text.h"
#include "report/report.h"

// What a page that is too long does without, the first first.
typedef enum Rank {
    RANK_NOTICES,
    RANK_EXCERPTS,
    RANK_DETAILS, // why and fix
    RANK_ROWS,    // of the table, and of the list of changes
    RANK_ALLOWED,
    RANK_WARNINGS,
    RANK_ERRORS,
    RANK_RULES,    // the first error of each rule: many of one crowd out no other
    RANK_SECTIONS, // each of those behind the findings
    RANK_COUNT
} Rank;

typedef struct Page {
    Out *out;
    const Report *report;
    size_t limit; // bytes
    size_t room[RANK_COUNT];
    size_t shown[RANK_COUNT];
    size_t left[RANK_COUNT]; // out
} Page;

// Room for one more; counts it as shown, or as left out.
bool page_takes(Page *page, Rank rank);
// It is too long already: what else comes does not matter.
bool page_is_full(const Page *page);

// Bytes that are shown of a text that somebody else chose.
enum { CLIP_NAME = 120, CLIP_PATH = 300, CLIP_SENTENCE = 1200, CLIP_BLOCK = 6000 };

void page_name(Page *page, Str name, MdPlace place);     // as code
void page_sentence(Page *page, Str text, MdPlace place); // prose
// A file's line, as a link if there is an address for it.
void page_place(Page *page, Str label, Str path, size_t line, MdPlace place);

// ---- the parts of the page ----

void page_table(Page *page);
void page_findings(Page *page);
void page_allowed(Page *page);
// Changes, rollback plan, performance impact, downtime, checklist.
void page_sections(Page *page);

// The rows that are shown, in their order: the weightiest where there are too many.
typedef VEC(const Change *) ConstChangeVec;
ConstChangeVec page_rows(const Page *page);
// What the change does, as a sentence without a full stop.
void page_change(Page *page, const Change *change);

#endif
