// SPDX-License-Identifier: Apache-2.0
// A repair from its beginning to its end, and what its steps share.
#include "repair/repair_priv.h"

bool plan_refuse(Plan *plan, Str why)
{
    *plan->why = why;
    return false;
}

void plan_line(Plan *plan, Str line)
{
    *vec_push(plan->arena, &plan->repair->lines) = line;
}

void plan_write(Plan *plan, Str path, Str text)
{
    *vec_push(plan->arena, &plan->repair->files) =
        (RepairFile){ .path = path, .text = text };
}

void plan_remove(Plan *plan, Str path)
{
    for (size_t i = 0; i < plan->repair->files.len; i++)
        if (str_eq(plan->repair->files.at[i].path, path))
            return;
    if (tree_is_file(plan->input->now, plan->arena, path))
        *vec_push(plan->arena, &plan->repair->files) =
            (RepairFile){ .path = path, .is_gone = true };
}

bool plan_read(const Plan *plan, FileTree *tree, Str path, Str *text)
{
    Str why;
    return tree_read(tree, plan->arena, path, text, &why) == TREE_OK;
}

Str plan_sql_path(const Plan *plan, Str tag)
{
    return path_join(plan->arena, plan->input->dir,
                     arena_fmt(plan->arena, STR_FMT ".sql", STR_ARG(tag)));
}

Str plan_snapshot_path(const Plan *plan, Str prefix)
{
    return path_join(
        plan->arena, plan->input->dir,
        arena_fmt(plan->arena, "meta/" STR_FMT "_snapshot.json", STR_ARG(prefix)));
}

Str plan_snapshot_target(const Plan *plan, const Item *item)
{
    Str by_idx = arena_fmt(plan->arena, "%04lld", (long long)item->idx);
    return plan_snapshot_path(plan, item->is_by_idx ? by_idx : tag_prefix(item->tag));
}

Str tag_prefix(Str tag)
{
    return str_take(tag, str_find_char(tag, '_', 0));
}

static bool next_char(Str text, size_t *at, char *c)
{
    while (*at < text.len && text.ptr[*at] == '\r')
        ++*at;
    if (*at == text.len)
        return false;
    *c = text.ptr[(*at)++];
    return true;
}

bool is_same_text(Str a, Str b)
{
    size_t i = 0, k = 0;
    char c = 0, d = 0;
    for (;;) {
        bool has_a = next_char(a, &i, &c);
        bool has_b = next_char(b, &k, &d);
        if (!has_a || !has_b)
            return has_a == has_b;
        if (c != d)
            return false;
    }
}

const JournalEntry *journal_find(const Journal *journal, Str tag)
{
    for (size_t i = 0; i < journal->entries.len; i++)
        if (str_eq(journal->entries.at[i].tag, tag))
            return &journal->entries.at[i];
    return NULL;
}

bool plan_journal_of(const Plan *plan, FileTree *tree, Journal *journal)
{
    *journal = (Journal){ .error = STR("cannot be read") };
    if (!plan_read(plan, tree, plan->path, &journal->text))
        return false;
    journal->error = (Str){ 0 };
    journal_parse(plan->arena, journal);
    return journal->error.len == 0;
}

bool repair_plan(Arena *arena, const RepairInput *input, Repair *repair, Str *why)
{
    *repair = (Repair){ 0 };
    Plan plan = {
        .arena = arena,
        .input = input,
        .repair = repair,
        .why = why,
        .path = path_join(arena, input->dir, STR("meta/_journal.json")),
    };
    return plan_collect(&plan) &&
           (plan.is_idle ||
            (plan_number(&plan) && plan_chain(&plan) && plan_files(&plan)));
}
