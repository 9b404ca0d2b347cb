// SPDX-License-Identifier: Apache-2.0
// Which entries there are: those that are merged, in the order that the target branch
// has, and behind them the others.
#include "base/lines.h"
#include "repair/repair_priv.h"

#include <stdlib.h>

// ---- reading ----

static bool refuse_at(Plan *plan, const Journal *journal, Span span, Str what)
{
    Lines lines = lines_new(plan->arena, journal->text);
    LineCol at = lines_at(&lines, span.start);
    Str place = plan->path;
    if (!plan->has_conflict) // else lines are counted without the other side's
        place = arena_fmt(plan->arena, STR_FMT ":%zu:%zu", STR_ARG(place), at.line,
                          at.column);
    return plan_refuse(plan, arena_fmt(plan->arena,
                                       STR_FMT ": the journal " STR_FMT
                                               ": mend that by hand first",
                                       STR_ARG(place), STR_ARG(what)));
}

// What a fault leaves in doubt, nobody can repair.
static bool take_journal(Plan *plan, Str text, Journal *journal)
{
    journal->text = text;
    journal_parse(plan->arena, journal);
    if (journal->error.len > 0)
        return refuse_at(plan, journal, journal->error_span, journal->error);
    for (size_t i = 0; i < journal->faults.len; i++)
        if (journal->faults.at[i].of_entry)
            return refuse_at(plan, journal, journal->faults.at[i].span,
                             journal->faults.at[i].text);
    return true;
}

static bool take_sides(Plan *plan)
{
    Str sides[2];
    if (!conflict_split(plan->arena, plan->text, sides))
        return plan_refuse(
            plan, arena_fmt(plan->arena,
                            "the conflict markers in " STR_FMT
                            " do not pair up: run `git checkout --merge -- " STR_FMT
                            "` to have them back as git wrote them",
                            STR_ARG(plan->path), STR_ARG(plan->path)));
    return take_journal(plan, sides[0], &plan->ours) &&
           take_journal(plan, sides[1], &plan->theirs);
}

static bool read_now(Plan *plan)
{
    Str why = STR("is not there");
    if (tree_read(plan->input->now, plan->arena, plan->path, &plan->text, &why) !=
        TREE_OK)
        return plan_refuse(plan,
                           arena_fmt(plan->arena, "the journal " STR_FMT " " STR_FMT,
                                     STR_ARG(plan->path), STR_ARG(why)));
    plan->has_conflict = conflict_is_in(plan->text);
    return plan->has_conflict ? take_sides(plan)
                              : take_journal(plan, plan->text, &plan->ours);
}

static bool read_merged(Plan *plan)
{
    FileTree *tree = plan->input->merged;
    Str why;
    if (!tree || !tree_is_file(tree, plan->arena, plan->path))
        return true;
    if (plan_journal_of(plan, tree, &plan->merged))
        return true;
    why = plan->merged.error;
    return plan_refuse(plan, arena_fmt(plan->arena,
                                       "the journal of " STR_FMT " " STR_FMT
                                       ": what is merged cannot be told",
                                       STR_ARG(plan->input->merged_name), STR_ARG(why)));
}

static void read_others(Plan *plan)
{
    for (size_t i = 0; i < plan->input->others.len; i++) {
        Journal *journal = vec_push(plan->arena, &plan->others);
        plan_journal_of(plan, plan->input->others.at[i], journal);
    }
}

// ---- what is merged ----

static Str json_of(const Journal *journal, const JournalEntry *entry)
{
    return str_slice(journal->text, entry->span.start, entry->span.end);
}

static bool is_same_entry(const JournalEntry *a, const JournalEntry *b)
{
    return a->has_idx == b->has_idx && a->idx == b->idx && a->has_when == b->has_when &&
           !(a->when < b->when) && !(a->when > b->when) &&
           a->breakpoints == b->breakpoints && str_eq(a->version, b->version);
}

// The merged entry as one of the sides has it, byte for byte.
static bool find_merged(Plan *plan, const JournalEntry *merged, Str *json)
{
    const Journal *sides[] = { &plan->ours, &plan->theirs };
    bool is_there = false;
    for (size_t i = 0; i < 2; i++) {
        const JournalEntry *entry = journal_find(sides[i], merged->tag);
        is_there = is_there || entry;
        if (!entry || !is_same_entry(entry, merged))
            continue;
        *json = json_of(sides[i], entry);
        return true;
    }
    Str name = plan->input->merged_name;
    if (!is_there)
        return plan_refuse(
            plan,
            arena_fmt(plan->arena,
                      STR_FMT " has " STR_FMT ", which " STR_FMT
                              " does not list: merge " STR_FMT
                              " first; if the entry was taken out here, put it back",
                      STR_ARG(name), STR_ARG(merged->tag), STR_ARG(plan->path),
                      STR_ARG(name)));
    return plan_refuse(plan, arena_fmt(plan->arena,
                                       "the entry of " STR_FMT
                                       " is merged, and is not as " STR_FMT
                                       " has it: put it back (`git show " STR_FMT
                                       ":" STR_FMT "` has it)",
                                       STR_ARG(merged->tag), STR_ARG(name), STR_ARG(name),
                                       STR_ARG(plan->path)));
}

static bool collect_merged(Plan *plan)
{
    for (size_t i = 0; i < plan->merged.entries.len; i++) {
        const JournalEntry *merged = &plan->merged.entries.at[i];
        Str json = json_of(&plan->merged, merged);
        if (!merged->is_repeat && !find_merged(plan, merged, &json))
            return false;
        *vec_push(plan->arena, &plan->merged_json) = json;
    }
    return true;
}

static bool lacks_merged(const Plan *plan)
{
    for (size_t i = 0; i < plan->merged.entries.len; i++)
        if (!journal_find(&plan->ours, plan->merged.entries.at[i].tag))
            return true;
    return false;
}

// ---- what is not ----

static bool add_item(Plan *plan, const Journal *journal, const JournalEntry *entry)
{
    Str sql;
    if (entry->tag.len == 0 || str_find_char(entry->tag, '/', 0) < entry->tag.len)
        return refuse_at(plan, journal, entry->span,
                         STR("has an entry whose tag is no name of a file"));
    if (!plan_read(plan, plan->input->now, plan_sql_path(plan, entry->tag), &sql))
        return plan_refuse(plan, arena_fmt(plan->arena,
                                           "there is no " STR_FMT
                                           ": restore it, or take its entry out of "
                                           "the journal",
                                           STR_ARG(plan_sql_path(plan, entry->tag))));
    *vec_push(plan->arena, &plan->items) = (Item){
        .entry = entry,
        .journal = journal,
        .json = json_of(journal, entry),
        .tag = entry->tag,
        .idx = entry->idx,
        .when = entry->when,
    };
    return true;
}

static bool is_taken(const Plan *plan, Str tag)
{
    for (size_t i = 0; i < plan->items.len; i++)
        if (str_eq(plan->items.at[i].tag, tag))
            return true;
    return journal_find(&plan->merged, tag) != NULL;
}

static bool collect_side(Plan *plan, const Journal *journal)
{
    for (size_t i = 0; i < journal->entries.len; i++) {
        const JournalEntry *entry = &journal->entries.at[i];
        if (entry->is_repeat)
            plan_line(plan, arena_fmt(plan->arena,
                                      STR_FMT ": the second entry of " STR_FMT " goes",
                                      STR_ARG(plan->path), STR_ARG(entry->tag)));
        else if (!is_taken(plan, entry->tag) && !add_item(plan, journal, entry))
            return false;
    }
    return true;
}

// ---- files that no entry names ----

// The entry that another side of a merge has for it.
static const JournalEntry *find_lost(const Plan *plan, Str tag, const Journal **journal)
{
    for (size_t i = 0; i < plan->others.len; i++) {
        const JournalEntry *entry = journal_find(&plan->others.at[i], tag);
        *journal = &plan->others.at[i];
        if (entry)
            return entry;
    }
    return NULL;
}

static bool recover(Plan *plan, Str tag)
{
    const Journal *journal = NULL;
    const JournalEntry *entry = find_lost(plan, tag, &journal);
    if (!entry)
        return plan_refuse(
            plan,
            arena_fmt(plan->arena,
                      "no entry names " STR_FMT
                      ", and none is found for it on the sides of the last merge: "
                      "delete the file, or make its entry with `drizzle-kit generate`",
                      STR_ARG(plan_sql_path(plan, tag))));
    plan_line(plan,
              arena_fmt(plan->arena, STR_FMT ": the entry of " STR_FMT " comes back",
                        STR_ARG(plan->path), STR_ARG(tag)));
    return add_item(plan, journal, entry);
}

// A rollback, or a file that is merged without an entry: neither is to be run.
static bool is_no_migration(const Plan *plan, Str file, Str tag)
{
    FileTree *merged = plan->input->merged;
    Str path = plan_sql_path(plan, tag);
    return !str_ends(file, STR(".sql")) || str_starts(file, STR(".")) ||
           str_ends(file, STR(".down.sql")) ||
           (merged && tree_is_file(merged, plan->arena, path));
}

static bool collect_orphans(Plan *plan)
{
    EntryVec files = { 0 };
    Str why;
    tree_list(plan->input->now, plan->arena, plan->input->dir, &files, &why);
    for (size_t i = 0; i < files.len; i++) {
        Str file = files.at[i].name;
        size_t len = str_ends(file, STR(".sql")) ? file.len - 4 : file.len;
        Str tag = str_take(file, len);
        if (files.at[i].kind == ENTRY_FILE && !is_no_migration(plan, file, tag) &&
            !is_taken(plan, tag) && !recover(plan, tag))
            return false;
    }
    return true;
}

// ---- their order ----

static int cmp_item(const void *left, const void *right)
{
    int64_t a = ((const Item *)left)->idx;
    int64_t b = ((const Item *)right)->idx;
    return (a > b) - (a < b);
}

// Numbers that are all different tell the order in which the migrations were made, and
// the array is wrong where it has another. Of numbers that two branches have taken, the
// array tells more: each branch's entries stand together in it.
static bool is_told_by_idx(const Plan *plan)
{
    for (size_t i = 0; i < plan->items.len; i++)
        if (!plan->items.at[i].entry->has_idx)
            return false;
    ItemVec sorted = { 0 };
    for (size_t i = 0; i < plan->items.len; i++)
        *vec_push(plan->arena, &sorted) = plan->items.at[i];
    if (sorted.len > 0)
        qsort(sorted.at, sorted.len, sizeof *sorted.at, cmp_item);
    for (size_t i = 1; i < sorted.len; i++)
        if (sorted.at[i].idx == sorted.at[i - 1].idx)
            return false;
    return true;
}

bool plan_collect(Plan *plan)
{
    read_others(plan);
    if (!read_merged(plan) || !read_now(plan) || !collect_side(plan, &plan->ours) ||
        !collect_side(plan, &plan->theirs))
        return false;
    if (!plan->has_conflict && plan->items.len > 1 && is_told_by_idx(plan))
        qsort(plan->items.at, plan->items.len, sizeof *plan->items.at, cmp_item);
    if (!collect_orphans(plan))
        return false;
    // A branch that adds nothing may be behind, and has nothing to put in order.
    plan->is_idle = plan->items.len == 0 && !plan->has_conflict && lacks_merged(plan);
    return plan->is_idle || collect_merged(plan);
}
