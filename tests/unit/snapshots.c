// SPDX-License-Identifier: Apache-2.0
// Small histories of Drizzle with their snapshots.
#include "snapshots.h"

#include "base/out.h"

#include "../example.h"
#include "op_lines.h"

static void put_text(Bench *bench, Str path, Str text)
{
    tree_memory_put(bench->tree, arena_copy(bench->arena, path), text);
}

void put_migrations(Bench *bench, const char *tags)
{
    Out journal = out_new(bench->arena);
    Str rest = str_from(tags);
    Str tag;
    out_cstr(&journal, "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[");
    for (int i = 0; str_cut(&rest, ' ', &tag); i++) {
        out_fmt(&journal,
                "%s{\"idx\":%d,\"version\":\"7\",\"when\":%d,\"tag\":\"" STR_FMT "\"}",
                i > 0 ? "," : "", i, 1000 + i, STR_ARG(tag));
        put_text(bench, arena_fmt(bench->arena, "d/" STR_FMT ".sql", STR_ARG(tag)),
                 STR("SELECT 1;"));
    }
    out_cstr(&journal, "]}");
    put_text(bench, STR("d/meta/_journal.json"), out_text(&journal));
}

void put_snapshot(Bench *bench, const char *prefix, const char *id, const char *parent)
{
    put_text(bench, arena_fmt(bench->arena, "d/meta/%s_snapshot.json", prefix),
             arena_fmt(bench->arena,
                       "{\"id\":\"%s\",\"prevId\":\"%s\",\"version\":\"7\","
                       "\"dialect\":\"postgresql\",\"tables\":{}}",
                       id, parent));
}

void put_folder(Bench *bench, const char *folder, const char *snapshot)
{
    put_text(bench, arena_fmt(bench->arena, "d/%s/migration.sql", folder),
             STR("SELECT 1;"));
    put_text(bench, arena_fmt(bench->arena, "d/%s/snapshot.json", folder),
             str_from(snapshot));
}

Project read_snapshots(Bench *bench, FileTree *base)
{
    Project project = bench_load(bench, "d");
    SchemaTrees trees = { bench->tree, base, NULL };
    Project before;
    if (base) {
        FileTree *now = bench->tree;
        bench->tree = base;
        before = bench_load(bench, "d");
        bench->tree = now;
    }
    layout_compare(&project, base ? &before : NULL, false);
    snapshots_read(bench->arena, &trees, &project);
    return project;
}

Project read_snapshots_in(Bench *bench, const char *dir)
{
    Project project;
    Str why = { 0 };
    FileTree *tree = repository(bench->arena);
    SchemaTrees trees = { tree, NULL, NULL };
    Found found = { .dir = str_from(dir) };
    if (!layout_load(tree, bench->arena, &found, &project, &why))
        fail_msg(STR_FMT, STR_ARG(why));
    layout_compare(&project, NULL, false);
    snapshots_read(bench->arena, &trees, &project);
    return project;
}

const Snapshot *find_snapshot(const Project *project, const char *name)
{
    for (size_t i = 0; i < project->snapshots.all.len; i++)
        if (str_eq(project->snapshots.all.at[i].name, str_from(name)))
            return &project->snapshots.all.at[i];
    fail_msg("there is no snapshot of %s", name);
    return NULL;
}

Str ops_of(Bench *bench, const char *snapshot)
{
    put_migrations(bench, "0000_a");
    bench_put(bench, "d/meta/0000_snapshot.json", snapshot);
    Project project = read_snapshots(bench, NULL);
    const Snapshot *read = find_snapshot(&project, "0000_a");
    assert_str(read->error, "");
    assert_true(read->has_ops);
    return op_lines(bench->arena, &read->ops);
}

Str ops_of_folder(Bench *bench, const char *folder)
{
    Project project = read_snapshots(bench, NULL);
    const Snapshot *snapshot = find_snapshot(&project, folder);
    assert_str(snapshot->error, "");
    assert_true(snapshot->has_ops);
    return op_lines(bench->arena, &snapshot->ops);
}
