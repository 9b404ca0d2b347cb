// SPDX-License-Identifier: Apache-2.0
// Drizzle's snapshots: two of them, with a line "-- next file" between, or one. The first
// byte chooses how they lie in their folder: beside a journal, or each beside its SQL.
#include "fuzz/fuzz.h"
#include "fuzz/holds.h"
#include "schema/schema.h"
#include "source/layout.h"

static const Str next_file = STR_INIT("-- next file\n");

static const char journal[] =
    "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":["
    "{\"idx\":0,\"version\":\"7\",\"when\":1700000000000,\"tag\":\"0000_a\"},"
    "{\"idx\":1,\"version\":\"7\",\"when\":1700000000001,\"tag\":\"0001_b\"}]}";

static void put_file(FileTree *tree, const char *path, Str text)
{
    tree_memory_put(tree, str_from(path), text);
}

static void put_beside_journal(FileTree *tree, Str first, Str second)
{
    put_file(tree, "d/meta/_journal.json", str_from(journal));
    put_file(tree, "d/0000_a.sql", STR("SELECT 1;"));
    put_file(tree, "d/0001_b.sql", STR("SELECT 1;"));
    put_file(tree, "d/meta/0000_snapshot.json", first);
    put_file(tree, "d/meta/0001_snapshot.json", second);
}

static void put_in_folders(FileTree *tree, Str first, Str second)
{
    put_file(tree, "d/20240101000000_a/migration.sql", STR("SELECT 1;"));
    put_file(tree, "d/20240101000000_a/snapshot.json", first);
    put_file(tree, "d/20240102000000_b/migration.sql", STR("SELECT 1;"));
    put_file(tree, "d/20240102000000_b/snapshot.json", second);
}

static void check_snapshot(const Snapshot *snapshot, size_t count)
{
    Span whole = { 0, snapshot->text.len };
    HOLDS(fuzz_is_within(snapshot->error_span, whole), NULL);
    HOLDS(fuzz_is_within(snapshot->id_span, whole), NULL);
    HOLDS(fuzz_is_within(snapshot->parents_span, whole), NULL);
    HOLDS(snapshot->error.len == 0 || snapshot->ops.len == 0 || !snapshot->has_ops, NULL);
    for (size_t i = 0; i < snapshot->parents_at.len; i++)
        HOLDS(snapshot->parents_at.at[i] < count ||
                  snapshot->parents_at.at[i] == SIZE_MAX,
              NULL);
    HOLDS(snapshot->rival < count || snapshot->rival == SIZE_MAX, NULL);
    for (size_t i = 0; i < snapshot->ops.len; i++) {
        const Op *op = &snapshot->ops.at[i];
        HOLDS(op->kind > OP_NONE && op->kind < OP_KIND_COUNT, NULL);
        HOLDS(fuzz_is_within(op->span, whole), op);
    }
}

// Reads the project's snapshots; its migrations are all new.
static bool read_project(Arena *arena, FileTree *tree, Project *project)
{
    Found found = { .dir = STR("d") };
    SchemaTrees trees = { .now = tree };
    Str why = { 0 };
    if (!layout_load(tree, arena, &found, project, &why))
        return false;
    layout_compare(project, NULL, false);
    snapshots_read(arena, &trees, project);
    return true;
}

int fuzz_snapshot(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    Arena *arena = arena_new();
    FileTree *tree = tree_memory(arena);
    Str text = { (const char *)data + 1, size - 1 };
    size_t end = str_find(text, next_file, 0);
    Str second = end == text.len ? text : str_drop(text, end + next_file.len);
    (data[0] & 1 ? put_in_folders : put_beside_journal)(tree, str_take(text, end),
                                                        second);
    Project project = { 0 };
    Project again = { 0 };
    bool good = read_project(arena, tree, &project);
    HOLDS(good == read_project(arena, tree, &again), NULL);
    HOLDS(project.snapshots.all.len == again.snapshots.all.len, NULL);
    for (size_t i = 0; i < project.snapshots.all.len; i++) {
        const Snapshot *snapshot = &project.snapshots.all.at[i];
        check_snapshot(snapshot, project.snapshots.all.len);
        HOLDS(snapshot->ops.len == again.snapshots.all.at[i].ops.len, NULL);
    }
    arena_free(arena);
    return 0;
}
