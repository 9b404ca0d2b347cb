// SPDX-License-Identifier: Apache-2.0
// Trees in memory that a repair is planned over and made in.
#include "repaired.h"

#include "base/out.h"
#include "source/journal.h"

#include "check.h"

// For the id 01010101-0101-4101-8101-010101010101.
static bool all_ones(unsigned char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        bytes[i] = 1;
    return true;
}

int case_setup(void **state)
{
    Arena *arena = arena_new();
    Case *c = NEW(arena, Case);
    *c = (Case){ .arena = arena,
                 .now = tree_memory(arena),
                 .merged = tree_memory(arena),
                 .other = tree_memory(arena) };
    c->input = (RepairInput){ .now = c->now,
                              .merged = c->merged,
                              .merged_name = STR("main"),
                              .dir = STR("d"),
                              .present = 9000,
                              .random = all_ones };
    *vec_push(arena, &c->input.others) = c->other;
    *state = c;
    return 0;
}

int case_teardown(void **state)
{
    arena_free(((Case *)*state)->arena);
    return 0;
}

static Str path_of(Case *c, const char *name)
{
    return arena_fmt(c->arena, "d/%s", name);
}

void put(Case *c, FileTree *tree, const char *name, const char *text)
{
    tree_memory_put(tree, path_of(c, name), arena_copy(c->arena, str_from(text)));
}

void put_sql(Case *c, FileTree *tree, const char *tag)
{
    tree_memory_put(tree, arena_fmt(c->arena, "d/%s.sql", tag),
                    arena_fmt(c->arena, "CREATE TABLE \"%s\" ();", tag));
}

void put_journal(Case *c, FileTree *tree, const char *text)
{
    put(c, tree, "meta/_journal.json", text);
}

void put_merged(Case *c, const char *name, const char *text)
{
    put(c, c->now, name, text);
    put(c, c->merged, name, text);
}

void no_base(Case *c)
{
    c->input.merged = NULL;
}

static bool plan(Case *c)
{
    c->why = (Str){ 0 };
    return repair_plan(c->arena, &c->input, &c->repair, &c->why);
}

static void plan_well(Case *c)
{
    if (!plan(c))
        fail_msg("refused: " STR_FMT, STR_ARG(c->why));
}

void repair(Case *c)
{
    plan_well(c);
    for (size_t i = 0; i < c->repair.files.len; i++) {
        const RepairFile *file = &c->repair.files.at[i];
        if (file->is_gone)
            tree_memory_remove(c->now, file->path);
        else
            tree_memory_put(c->now, file->path, file->text);
    }
    Repair first = c->repair;
    assert_fine(c);
    c->repair = first;
}

void assert_refused(Case *c, const char *why)
{
    if (plan(c))
        fail_msg("not refused, but planned %zu lines", c->repair.lines.len);
    if (!str_contains(c->why, str_from(why)))
        fail_msg("refused with: " STR_FMT, STR_ARG(c->why));
}

void assert_fine(Case *c)
{
    plan_well(c);
    if (c->repair.lines.len > 0)
        fail_msg("there is something to do: " STR_FMT, STR_ARG(c->repair.lines.at[0]));
    assert_int_equal(c->repair.files.len, 0);
}

static Str read_file(Case *c, const char *name)
{
    Str text = STR("(not there)");
    Str why;
    if (tree_read(c->now, c->arena, path_of(c, name), &text, &why) != TREE_OK)
        return STR("(not there)");
    return text;
}

void assert_file(Case *c, const char *name, const char *text)
{
    assert_str_at(read_file(c, name), str_from(text), __FILE__, __LINE__);
}

void assert_gone(Case *c, const char *name)
{
    assert_file(c, name, "(not there)");
}

void assert_line(const Case *c, const char *line)
{
    for (size_t i = 0; i < c->repair.lines.len; i++)
        if (str_eq(c->repair.lines.at[i], str_from(line)))
            return;
    for (size_t i = 0; i < c->repair.lines.len; i++)
        print_error("  " STR_FMT "\n", STR_ARG(c->repair.lines.at[i]));
    fail_msg("no line \"%s\"", line);
}

static Journal read_journal(Case *c)
{
    Journal journal = { .text = read_file(c, "meta/_journal.json") };
    journal_parse(c->arena, &journal);
    assert_str(journal.error, "");
    assert_int_equal(journal.faults.len, 0);
    return journal;
}

void assert_entries(Case *c, const char *expected)
{
    Journal journal = read_journal(c);
    Out out = out_new(c->arena);
    for (size_t i = 0; i < journal.entries.len; i++)
        out_fmt(&out, "%s%d:" STR_FMT, i > 0 ? " " : "", (int)journal.entries.at[i].idx,
                STR_ARG(journal.entries.at[i].tag));
    assert_str_at(out_text(&out), str_from(expected), __FILE__, __LINE__);
}

void assert_times(Case *c, const char *expected)
{
    Journal journal = read_journal(c);
    Out out = out_new(c->arena);
    for (size_t i = 0; i < journal.entries.len; i++)
        out_fmt(&out, "%s%.0f", i > 0 ? " " : "", journal.entries.at[i].when);
    assert_str_at(out_text(&out), str_from(expected), __FILE__, __LINE__);
}
