// SPDX-License-Identifier: Apache-2.0
// The texts and files that a plan comes to. The journal is edited value by value: what is
// merged, and how the file is laid out, stays byte for byte.
#include "base/out.h"
#include "repair/repair_priv.h"

#include <string.h>

// ---- an entry ----

typedef struct Edit {
    Span span; // of the entry's object
    Str text;
} Edit;

// An entry's object while its values are replaced. Edits are kept by place.
typedef struct EntryEdit {
    Arena *arena;
    const Item *item;
    Edit edits[3];
    size_t count;
} EntryEdit;

static void add_edit(EntryEdit *entry, Span span, Str text)
{
    size_t at = entry->count++;
    for (; at > 0 && entry->edits[at - 1].span.start > span.start; at--)
        entry->edits[at] = entry->edits[at - 1];
    entry->edits[at] = (Edit){ span, text };
}

// The blanks behind the opening brace: they stand before every key.
static Str indent_of(Str json)
{
    size_t end = 1;
    while (end < json.len && strchr(" \t\r\n", json.ptr[end]) != NULL)
        end++;
    return str_slice(json, 1, end);
}

// A value, or the key with it where there is none.
static void set_value(EntryEdit *entry, const char *key, Span value, Str text)
{
    Span whole = entry->item->entry->span;
    if (value.start != whole.start) {
        add_edit(entry, (Span){ value.start - whole.start, value.end - whole.start },
                 text);
        return;
    }
    Str added = arena_fmt(entry->arena, STR_FMT "\"%s\":%s" STR_FMT ",",
                          STR_ARG(indent_of(entry->item->json)), key,
                          indent_of(entry->item->json).len > 0 ? " " : "", STR_ARG(text));
    add_edit(entry, (Span){ 1, 1 }, added);
}

// A string with another beginning up to its first "_"; the rest keeps its escapes.
static Str with_prefix(Arena *arena, Str raw, Str tag)
{
    size_t cut = str_find_char(raw, '_', 0);
    return arena_fmt(arena, "\"" STR_FMT STR_FMT, STR_ARG(tag_prefix(tag)),
                     STR_ARG(str_drop(raw, cut)));
}

static void collect_edits(EntryEdit *edit)
{
    const Item *item = edit->item;
    const JournalEntry *entry = item->entry;
    Arena *arena = edit->arena;
    if (!entry->has_idx || entry->idx != item->idx)
        set_value(edit, "idx", entry->idx_span,
                  arena_fmt(arena, "%lld", (long long)item->idx));
    if (!entry->has_when || entry->when < item->when || entry->when > item->when)
        set_value(edit, "when", entry->when_span, arena_fmt(arena, "%.0f", item->when));
    Str raw = str_slice(item->journal->text, entry->tag_span.start, entry->tag_span.end);
    if (!str_eq(entry->tag, item->tag))
        set_value(edit, "tag", entry->tag_span, with_prefix(arena, raw, item->tag));
}

static Str edited_entry(Plan *plan, const Item *item)
{
    EntryEdit edit = { .arena = plan->arena, .item = item };
    collect_edits(&edit);
    Out out = out_new(plan->arena);
    size_t at = 0;
    for (size_t i = 0; i < edit.count; i++) {
        out_str(&out, str_slice(item->json, at, edit.edits[i].span.start));
        out_str(&out, edit.edits[i].text);
        at = edit.edits[i].span.end;
    }
    out_str(&out, str_drop(item->json, at));
    return out_text(&out);
}

// ---- the journal ----

// What stands between two entries of the array: between these two if it has them, else
// between its first two, else what stands before its first.
static Str separator(Plan *plan, const Journal *frame, size_t index)
{
    size_t len = frame->entries.len;
    if (len > 1) {
        size_t i = index + 1 < len ? index : 0;
        return str_slice(frame->text, frame->entries.at[i].span.end,
                         frame->entries.at[i + 1].span.start);
    }
    size_t start = frame->entries.at[0].span.start;
    size_t blank = start;
    while (blank > 0 && strchr(" \t\r\n", frame->text.ptr[blank - 1]) != NULL)
        blank--;
    return arena_fmt(plan->arena, "," STR_FMT,
                     STR_ARG(str_slice(frame->text, blank, start)));
}

static StrVec final_entries(Plan *plan)
{
    StrVec entries = { 0 };
    for (size_t i = 0; i < plan->merged_json.len; i++)
        *vec_push(plan->arena, &entries) = plan->merged_json.at[i];
    for (size_t i = 0; i < plan->items.len; i++)
        *vec_push(plan->arena, &entries) = edited_entry(plan, &plan->items.at[i]);
    return entries;
}

static bool join_entries(Plan *plan, const StrVec *entries, Str *text)
{
    const Journal *frame = plan->ours.entries.len > 0 ? &plan->ours : &plan->theirs;
    if (frame->entries.len == 0) {
        *text = plan->text;
        return entries->len == 0 ||
               plan_refuse(plan, arena_fmt(plan->arena,
                                           STR_FMT " has no entry to put the others "
                                                   "behind: restore it from git",
                                           STR_ARG(plan->path)));
    }
    Out out = out_new(plan->arena);
    size_t last = frame->entries.len - 1;
    out_str(&out, str_take(frame->text, frame->entries.at[0].span.start));
    for (size_t i = 0; i < entries->len; i++) {
        if (i > 0)
            out_str(&out, separator(plan, frame, i - 1));
        out_str(&out, entries->at[i]);
    }
    out_str(&out, str_drop(frame->text, frame->entries.at[last].span.end));
    *text = out_text(&out);
    return true;
}

// Where values alone change, the lines about the entries say it all.
static bool is_reordered(const Plan *plan)
{
    size_t from = plan->merged.entries.len;
    if (plan->ours.entries.len != from + plan->items.len)
        return false; // entries came or went, which is said already
    for (size_t i = 0; i < plan->ours.entries.len; i++) {
        Str tag = i < from ? plan->merged.entries.at[i].tag
                           : plan->items.at[i - from].entry->tag;
        if (!str_eq(tag, plan->ours.entries.at[i].tag))
            return true;
    }
    return false;
}

static bool write_journal(Plan *plan)
{
    StrVec entries = final_entries(plan);
    Str text;
    if (!join_entries(plan, &entries, &text))
        return false;
    if (plan->has_conflict)
        plan_line(plan,
                  arena_fmt(plan->arena,
                            STR_FMT ": the conflict is settled: what is merged first, "
                                    "then the entries of either side",
                            STR_ARG(plan->path)));
    else if (is_reordered(plan))
        plan_line(plan, arena_fmt(plan->arena, STR_FMT ": the entries are put in order",
                                  STR_ARG(plan->path)));
    if (!str_eq(text, plan->text))
        plan_write(plan, plan->path, text);
    return true;
}

// ---- SQL ----

// A file that another one is to take the name of. The same text is no harm: a repair that
// was broken off has left it.
static bool is_free(Plan *plan, Str path, Str text)
{
    Str there;
    for (size_t i = 0; i < plan->items.len; i++)
        if (str_eq(path, plan_sql_path(plan, plan->items.at[i].entry->tag)))
            return true;
    if (!plan_read(plan, plan->input->now, path, &there) || is_same_text(there, text))
        return true;
    return plan_refuse(plan, arena_fmt(plan->arena,
                                       STR_FMT " is in the way: rename or delete it",
                                       STR_ARG(path)));
}

static void tell_move(Plan *plan, Str from, Str to)
{
    plan_line(plan, arena_fmt(plan->arena, STR_FMT " -> " STR_FMT, STR_ARG(from),
                              STR_ARG(path_base(to))));
}

static bool move_file(Plan *plan, Str from, Str to)
{
    Str text;
    if (!plan_read(plan, plan->input->now, from, &text))
        return true;
    if (!is_free(plan, to, text))
        return false;
    tell_move(plan, from, to);
    plan_write(plan, to, text);
    return true;
}

static Str rollback_of(Plan *plan, Str tag)
{
    return path_join(plan->arena, plan->input->dir,
                     arena_fmt(plan->arena, STR_FMT ".down.sql", STR_ARG(tag)));
}

static bool move_sql(Plan *plan, const Item *item)
{
    Str old = item->entry->tag;
    return str_eq(old, item->tag) ||
           (move_file(plan, plan_sql_path(plan, old), plan_sql_path(plan, item->tag)) &&
            move_file(plan, rollback_of(plan, old), rollback_of(plan, item->tag)));
}

static void remove_sql(Plan *plan, const Item *item)
{
    Str old = item->entry->tag;
    if (str_eq(old, item->tag))
        return;
    plan_remove(plan, plan_sql_path(plan, old));
    plan_remove(plan, rollback_of(plan, old));
}

// ---- snapshots ----

static void tell_snapshot(Plan *plan, const Item *item, Str to)
{
    bool is_moved = !str_eq(item->snapshot_path, to);
    if (is_moved)
        tell_move(plan, item->snapshot_path, to);
    if (!str_eq(item->id, item->new_id))
        plan_line(plan, arena_fmt(plan->arena, STR_FMT ": id -> " STR_FMT, STR_ARG(to),
                                  STR_ARG(item->new_id)));
    if (!str_eq(item->new_snapshot, item->snapshot))
        plan_line(plan, arena_fmt(plan->arena, STR_FMT ": follows the snapshot before it",
                                  STR_ARG(to)));
}

static void write_snapshot(Plan *plan, const Item *item)
{
    Str there;
    Str to = plan_snapshot_target(plan, item);
    if (!item->snapshot.ptr)
        return;
    if (plan_read(plan, plan->input->now, to, &there) &&
        is_same_text(there, item->new_snapshot))
        return;
    tell_snapshot(plan, item, to);
    plan_write(plan, to, item->new_snapshot);
}

// The name of a merged one that another had taken gets its own text back.
static void restore_snapshot(Plan *plan, const Item *item)
{
    Str now, merged;
    Str path = item->snapshot_path;
    if (!item->snapshot.ptr)
        return;
    if (!plan->input->merged || !plan_read(plan, plan->input->merged, path, &merged)) {
        if (item->is_here && !str_eq(path, plan_snapshot_target(plan, item)))
            plan_remove(plan, path);
        return;
    }
    if (str_eq(path, plan_snapshot_target(plan, item)) ||
        (plan_read(plan, plan->input->now, path, &now) && is_same_text(now, merged)))
        return;
    plan_line(plan, arena_fmt(plan->arena, STR_FMT ": as " STR_FMT " has it",
                              STR_ARG(path), STR_ARG(plan->input->merged_name)));
    plan_write(plan, path, merged);
}

bool plan_files(Plan *plan)
{
    for (size_t i = 0; i < plan->items.len; i++) {
        if (!move_sql(plan, &plan->items.at[i]))
            return false;
        write_snapshot(plan, &plan->items.at[i]);
    }
    if (!write_journal(plan))
        return false;
    for (size_t i = 0; i < plan->items.len; i++) {
        restore_snapshot(plan, &plan->items.at[i]);
        remove_sql(plan, &plan->items.at[i]);
    }
    return true;
}
