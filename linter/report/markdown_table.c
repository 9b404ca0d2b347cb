// SPDX-License-Identifier: Apache-2.0
// The table of what a change does. Of a long history those rows are shown that somebody
// has to look at.
#include "report/markdown_priv.h"

#include "report/effect_words.h"

#include <stdlib.h>

enum { MAX_PARTS = 6, MAX_LOCKS = 3 };

// ---- which rows ----

static unsigned weight(const Change *change)
{
    LockMode mode = change_lock(change).mode;
    unsigned blocks = lock_blocks_reads(mode) ? 2 : lock_blocks_writes(mode) ? 1 : 0;
    return (change_is(change, CHANGE_LOSES_DATA) ? 1000U : 0U) +
           (change->refused.len > 0 ? 500U : 0U) +
           (change_is(change, CHANGE_BREAKS_CODE) ? 200U : 0U) +
           blocks * (20U + 20U * (unsigned)change->held) +
           (change_is(change, CHANGE_UNSEEN) ? 30U : 0U) +
           (change_is(change, CHANGE_FOREVER) ? 20U : 0U) +
           (change_is(change, CHANGE_UNUSED) ? 0U : 10U);
}

typedef struct Weighed {
    const Change *change;
    size_t index;
    unsigned weight;
} Weighed;

// Of equal ones the newest first: it is the one that may not have run yet.
static int by_weight(const void *a, const void *b)
{
    const Weighed *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    return x->index < y->index ? 1 : -1;
}

static int by_index(const void *a, const void *b)
{
    const Weighed *x = a, *y = b;
    return x->index < y->index ? -1 : 1;
}

ConstChangeVec page_rows(const Page *page)
{
    const ChangeVec *changes = &page->report->changes;
    Arena *arena = page->out->arena;
    size_t count = changes->len;
    ConstChangeVec rows = { 0 };
    if (count == 0)
        return rows;
    Weighed *all = NEW_ARRAY(arena, Weighed, count);
    for (size_t i = 0; i < count; i++)
        all[i] = (Weighed){ &changes->at[i], i, weight(&changes->at[i]) };
    qsort(all, count, sizeof *all, by_weight);
    size_t shown = count < page->room[RANK_ROWS] ? count : page->room[RANK_ROWS];
    qsort(all, shown, sizeof *all, by_index);
    for (size_t i = 0; i < shown; i++)
        *vec_push(arena, &rows) = all[i].change;
    return rows;
}

// ---- cells ----

static void next_cell(Page *page)
{
    out_cstr(page->out, " | ");
}

static void object_cell(Page *page, const Change *change)
{
    page_name(page, change_object(page->out->arena, change), MD_CELL);
    bool parts = change->kind != OP_CREATE_TABLE && change->kind != OP_RENAME_TABLE;
    for (size_t i = 0; parts && i < change->parts.len && i < MAX_PARTS; i++) {
        Str name = change->parts.at[i].name;
        if (name.len == 0)
            continue;
        out_cstr(page->out, i == 0 ? ": " : ", ");
        page_name(page, name, MD_CELL);
    }
    if (parts && change->parts.len > MAX_PARTS)
        out_fmt(page->out, " and %zu more", change->parts.len - MAX_PARTS);
    if (change_is(change, CHANGE_UNUSED))
        out_cstr(page->out, change->relation.name.len > 0 ? " (new)" : "new");
}

static void lock_cell(Page *page, const Change *change)
{
    LockTaken lock = change_lock(change);
    if (lock.mode == LOCK_NONE) {
        out_cstr(page->out, change_is(change, CHANGE_UNSEEN) ? "unknown" : "none");
        return;
    }
    if (change->online.algorithm != ALGORITHM_DEFAULT)
        out_fmt(page->out, "ALGORITHM=%s, ", algorithm_word(change->online.algorithm));
    out_cstr(page->out, lock_mode_words(lock.mode));
}

// Whether a row has to name what is locked: another relation than its own, or several.
static bool names_locked(const Change *change)
{
    size_t blocked = 0;
    for (size_t i = 0; i < change->locks.len; i++)
        blocked += lock_blocks_writes(change->locks.at[i].mode) &&
                   (change->locks.at[i].kind == OBJ_TABLE || i == 0);
    return blocked > 1 || !name_eq(change->relation, change_lock(change).relation);
}

// "reads and writes", or "reads and writes of a; writes of b"
static void blocks_cell(Page *page, const Change *change)
{
    const char *last = NULL;
    size_t shown = 0, more = 0;
    for (size_t i = 0; i < change->locks.len; i++) {
        const LockTaken *lock = &change->locks.at[i];
        const char *words = blocked_words(lock->mode);
        if (!words || (lock->kind != OBJ_TABLE && i > 0))
            continue;
        if (shown == MAX_LOCKS) {
            more++;
            continue;
        }
        if (last != words)
            out_fmt(page->out, "%s%s", shown > 0 ? "; " : "", words);
        if (names_locked(change)) {
            out_cstr(page->out, last == words ? ", " : " of ");
            page_name(page, name_text(page->out->arena, lock->relation), MD_CELL);
        }
        last = words;
        shown++;
    }
    if (more > 0)
        out_fmt(page->out, " and %zu more", more);
    if (shown == 0)
        out_cstr(page->out, change_is(change, CHANGE_UNSEEN) ? "unknown" : "nothing");
}

static const char *const held_words[] = {
    [DURATION_BRIEF] = "",
    [DURATION_SCAN] = ", then held for a scan",
    [DURATION_REWRITE] = ", then held for a rewrite",
};

// What a condition finds is not in the text.
static bool is_selective(const Change *change)
{
    bool searches = change->kind == OP_UPDATE || change->kind == OP_DELETE;
    return searches && change->duration == DURATION_BRIEF &&
           !change_is(change, CHANGE_UNUSED);
}

static void duration_cell(Page *page, const Change *change)
{
    bool blocks = blocked_words(change_lock(change).mode) != NULL;
    if (change_is(change, CHANGE_UNSEEN))
        out_cstr(page->out, "unknown");
    else if (is_selective(change))
        out_cstr(page->out, "as many rows as it finds");
    else
        out_cstr(page->out, duration_id(change->duration));
    if (blocks && change->held > change->duration)
        out_cstr(page->out, held_words[change->held]);
    if (change->outwaits)
        out_cstr(page->out, ", behind all older transactions");
    if (blocks && change->lock_timeout.len > 0) {
        out_cstr(page->out, "; waits at most ");
        page_name(page, change->lock_timeout, MD_CELL);
    }
}

static void loss_cell(Page *page, const Change *change)
{
    if (change_is(change, CHANGE_LOSES_DATA))
        out_cstr(page->out, "**yes**");
    else if (change_is(change, CHANGE_FOREVER))
        out_cstr(page->out, "no, but final");
    else
        out_cstr(page->out, change_is(change, CHANGE_UNSEEN) ? "unknown" : "no");
}

static void effect_cells(Page *page, const Change *change)
{
    if (change->refused.len > 0) {
        out_cstr(page->out, "the server refuses it: ");
        page_sentence(page, change->refused, MD_CELL);
        out_cstr(page->out, " | | | ");
        return;
    }
    lock_cell(page, change);
    next_cell(page);
    blocks_cell(page, change);
    next_cell(page);
    duration_cell(page, change);
    next_cell(page);
    loss_cell(page, change);
}

static void row(Page *page, const Change *change)
{
    Str label =
        arena_fmt(page->out->arena, STR_FMT ":%zu",
                  STR_ARG(change->migration.len > 0 ? change->migration : change->path),
                  change->line);
    out_cstr(page->out, "| ");
    page_place(page, label, change->path, change->line, MD_CELL);
    next_cell(page);
    out_str(page->out, change->operation);
    if (change->count > 1)
        out_fmt(page->out, " ×%zu", change->count);
    next_cell(page);
    object_cell(page, change);
    next_cell(page);
    effect_cells(page, change);
    out_cstr(page->out, " |\n");
}

static size_t count_losses(const ChangeVec *changes)
{
    size_t count = 0;
    for (size_t i = 0; i < changes->len; i++)
        count += change_is(&changes->at[i], CHANGE_LOSES_DATA);
    return count;
}

static size_t count_losses_shown(const ConstChangeVec *rows)
{
    size_t count = 0;
    for (size_t i = 0; i < rows->len; i++)
        count += change_is(rows->at[i], CHANGE_LOSES_DATA);
    return count;
}

void page_table(Page *page)
{
    const ChangeVec *all = &page->report->changes;
    if (all->len == 0)
        return;
    ConstChangeVec rows = page_rows(page);
    out_cstr(page->out, "### What this change does\n\n");
    if (rows.len > 0)
        out_cstr(page->out, "| Migration | Operation | Object | Lock | Blocks | How long "
                            "| Loses data |\n"
                            "| --- | --- | --- | --- | --- | --- | --- |\n");
    for (size_t i = 0; i < rows.len; i++)
        row(page, rows.at[i]);
    size_t more = all->len - rows.len;
    page->left[RANK_ROWS] = more;
    if (more > 0)
        out_fmt(page->out,
                "%s%zu operation%s more %s not shown; %zu of them lose%s data.\n",
                rows.len > 0 ? "\n" : "", more, more == 1 ? "" : "s",
                more == 1 ? "is" : "are", count_losses(all) - count_losses_shown(&rows),
                count_losses(all) - count_losses_shown(&rows) == 1 ? "s" : "");
    out_char(page->out, '\n');
}
