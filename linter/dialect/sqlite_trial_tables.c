// SPDX-License-Identifier: Apache-2.0
// The tables of a trial: filled when they are touched first, and followed when they are
// made, dropped and renamed.
#include "dialect/sqlite_trial_priv.h"

enum {
    CHANGES_ROWS = SL_INSERTS | SL_UPDATES | SL_DELETES,
    ROWS_MAX = 50000 // that are read in one batch
};

SlKept *sl_kept(const SlTrial *trial, Str table)
{
    return map_get(&trial->kept, arena_lower(trial->tmp, table));
}

static void put(SlTrial *trial, SlKept *kept, Str name)
{
    kept->name = arena_copy(trial->of_batch, name);
    map_put(trial->of_batch, &trial->kept, arena_lower(trial->of_batch, name), kept);
}

static SlKept *keep(SlTrial *trial, Str table)
{
    SlKept *kept = sl_kept(trial, table);
    if (kept)
        return kept;
    kept = NEW(trial->of_batch, SlKept);
    put(trial, kept, table);
    kept->original = kept->name;
    return kept;
}

static void set_made(SlTrial *trial, SlKept *kept, bool made)
{
    Str key = arena_lower(trial->of_batch, kept->name);
    kept->made = made;
    if (made)
        map_put(trial->of_batch, &trial->made, key, kept);
    else
        map_remove(&trial->made, key);
}

bool sl_is_watched(const SlKept *kept)
{
    return !kept->gone && (kept->made ? kept->heir : kept->filled);
}

bool sl_holds_copies(const SlKept *kept)
{
    return kept->made && kept->copied && !kept->heir && !kept->gone;
}

const SlKeyedRows *sl_rows_now(SlTrial *trial, SlKept *kept)
{
    if (!kept->fresh && trial->rows_read >= ROWS_MAX)
        kept->now = (SlKeyedRows){ .cut = true };
    else if (!kept->fresh)
        kept->now = sl_rows_keyed(trial->of_batch, trial->db, kept->name);
    if (!kept->fresh)
        trial->rows_read += kept->now.keys.len + 1;
    kept->fresh = true;
    return &kept->now;
}

// ---- filling ----

static void fill(SlTrial *trial, const SlTouchedVec *touched)
{
    StrVec empty = { 0 };
    for (size_t i = 0; i < touched->len; i++) {
        SlKept *kept = keep(trial, touched->at[i].table);
        if (kept->made || kept->filled || kept->gone)
            continue;
        kept->filled = true;
        kept->fresh = kept->has_olds = false;
        *vec_push(trial->tmp, &empty) = kept->name;
    }
    if (empty.len > 0)
        sl_rows_fill_upwards(trial->tmp, trial->db, &empty, &trial->made);
}

// Those of an heir are copied into it, after it was made.
static void note_olds(SlTrial *trial, SlKept *kept)
{
    if (kept->has_olds && !(kept->heir && kept->olds.len == 0))
        return;
    const SlKeyedRows *rows = sl_rows_now(trial, kept);
    kept->olds = rows->keys;
    if (kept->heir && kept->olds.len > kept->before.at.len)
        kept->olds.len = kept->before.at.len;
    vec_own(trial->of_batch, &kept->olds);
    if (!kept->has_before)
        kept->before = rows->rows;
    kept->has_olds = kept->has_before = true;
}

void sl_trial_prepare(SlTrial *trial, const SlTouchedVec *touched)
{
    fill(trial, touched);
    for (size_t i = 0; i < touched->len; i++) {
        SlKept *kept = sl_kept(trial, touched->at[i].table);
        unsigned changes = CHANGES_ROWS | SL_DROPS | SL_ALTERS;
        if (!(touched->at[i].how & changes) || !sl_is_watched(kept))
            continue;
        note_olds(trial, kept);
    }
}

// ---- following ----

static void follow_create(SlTrial *trial, Str name, bool temporary)
{
    SlKept *kept = keep(trial, name);
    // A new one in the place of one that was there, from whose copy its rows come.
    kept->heir = kept->gone && !kept->made;
    kept->gone = kept->filled = kept->fresh = kept->copied = false;
    kept->has_olds = false;
    set_made(trial, kept, true);
    trial->temporary = trial->temporary || temporary;
}

// Who stands in the place of one that was renamed first and dropped at last.
static void follow_drop(SlTrial *trial, Str name)
{
    SlKept *kept = sl_kept(trial, name);
    if (!kept)
        return;
    kept->gone = true;
    kept->fresh = false;
    SlKept *next = kept->made ? NULL : sl_kept(trial, kept->original);
    if (next && next != kept && next->made) {
        next->heir = true;
        next->before = kept->before;
        next->has_before = kept->has_before;
        next->has_olds = false;
    }
    if (kept->made && !kept->heir)
        map_remove(&trial->kept, arena_lower(trial->tmp, name));
    set_made(trial, kept, false);
}

static void follow_rename(SlTrial *trial, Str name, Str other)
{
    SlKept *kept = keep(trial, name);
    SlKept *there = sl_kept(trial, other);
    bool made = kept->made;
    set_made(trial, kept, false);
    map_remove(&trial->kept, arena_lower(trial->tmp, name));
    kept->fresh = false;
    if (made && there && there->gone) {
        there->gone = there->filled = there->fresh = there->has_olds = false;
        there->heir = true;
        kept = there;
    } else {
        put(trial, kept, other);
    }
    set_made(trial, kept, made);
}

// SQLite tells of a column that is looked up for a foreign key as of one that is read.
static bool may_read(const SlTrial *trial, const SlHead *head, const SlTouched *touched)
{
    if (!(touched->how & SL_READS))
        return false;
    if (head->kind == OP_INSERT || head->kind == OP_CREATE_TABLE)
        return trial->selects;
    return head->kind != OP_UPDATE || trial->selects ||
           str_eq_ci(head->name.name, touched->table);
}

// The first one of those that the statement reads; NULL: there is none.
static const SlKept *old_source(const SlTrial *trial, const SlHead *head,
                                const SlTouchedVec *touched)
{
    for (size_t i = 0; i < touched->len; i++) {
        const SlKept *kept = sl_kept(trial, touched->at[i].table);
        if (kept && may_read(trial, head, &touched->at[i]) &&
            (sl_is_watched(kept) || kept->copied))
            return kept;
    }
    return NULL;
}

bool sl_reads_old_rows(const SlTrial *trial, const SlHead *head,
                       const SlTouchedVec *touched)
{
    return old_source(trial, head, touched) != NULL;
}

static void note_copy(SlKept *kept, const SlKept *source)
{
    if (!source || source == kept)
        return;
    if (!kept->copied)
        kept->source = source->copied ? source->source : source->original;
    kept->copied = true;
}

static void follow_rows(SlTrial *trial, const SlHead *head, const SlTouchedVec *touched)
{
    const SlKept *source = old_source(trial, head, touched);
    for (size_t i = 0; i < touched->len; i++) {
        unsigned how = touched->at[i].how;
        SlKept *kept = keep(trial, touched->at[i].table);
        if (how & (CHANGES_ROWS | SL_ALTERS | SL_CREATES))
            kept->fresh = false;
        if (kept->made && (how & (SL_INSERTS | SL_CREATES)))
            note_copy(kept, source);
    }
}

void sl_trial_follow(SlTrial *trial, const SlHead *head, const SlTouchedVec *touched)
{
    follow_rows(trial, head, touched);
    if (head->kind == OP_DROP_TABLE)
        follow_drop(trial, head->name.name);
    else if (head->kind == OP_RENAME_TABLE)
        follow_rename(trial, head->name.name, head->other.name);
    else if (head->kind == OP_CREATE_TABLE &&
             !map_get(&trial->made, arena_lower(trial->tmp, head->name.name)))
        follow_create(trial, head->name.name, head->temporary);
    if (head->kind == OP_CREATE_TABLE)
        note_copy(keep(trial, head->name.name), old_source(trial, head, touched));
}

// ---- other turns ----

static bool is_there(SlTrial *trial, Str table)
{
    return sl_columns(trial->tmp, trial->db, table).len > 0;
}

// What was put into tables may be gone as well, and names are what they were.
void sl_trial_look_again(SlTrial *trial)
{
    for (size_t i = 0; i < trial->kept.entries.len; i++) {
        SlKept *kept = trial->kept.entries.at[i].value;
        if (!kept)
            continue;
        bool renamed = !kept->made && !is_there(trial, kept->name) &&
                       is_there(trial, kept->original);
        if (renamed) {
            map_remove(&trial->kept, arena_lower(trial->tmp, kept->name));
            put(trial, kept, kept->original);
        }
        kept->gone = !is_there(trial, kept->name);
        if (kept->made && (kept->heir || kept->gone))
            set_made(trial, kept, false);
        kept->filled = kept->fresh = kept->heir = kept->has_olds = false;
    }
}

void sl_trial_forget_batch(SlTrial *trial)
{
    trial->kept = trial->made = (Map){ 0 };
    trial->rows_read = 0;
    arena_reset(trial->of_batch);
}
