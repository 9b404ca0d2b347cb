// SPDX-License-Identifier: Apache-2.0
// The workbench for tests of linter/source.
#include "workbench.h"

#include "base/out.h"

int bench_setup(void **state)
{
    Arena *arena = arena_new();
    Bench *bench = NEW(arena, Bench);
    bench->arena = arena;
    bench->tree = tree_memory(arena);
    *state = bench;
    return 0;
}

int bench_teardown(void **state)
{
    arena_free(((Bench *)*state)->arena);
    return 0;
}

void bench_put(Bench *bench, const char *path, const char *text)
{
    tree_memory_put(bench->tree, str_from(path), str_from(text));
}

bool bench_try(Bench *bench, Found found, LayoutWishes wishes, Project *project)
{
    bench->why = (Str){ 0 };
    found.wishes = wishes;
    return layout_load(bench->tree, bench->arena, &found, project, &bench->why);
}

Project bench_load_found(Bench *bench, Found found)
{
    Project project;
    bool is_loaded = bench_try(bench, found, (LayoutWishes){ 0 }, &project);
    assert_str(bench->why, "");
    assert_true(is_loaded);
    return project;
}

Project bench_load(Bench *bench, const char *dir)
{
    return bench_load_found(bench, (Found){ .dir = str_from(dir) });
}

bool bench_try_discover(Bench *bench, const char *start)
{
    bench->why = (Str){ 0 };
    Discovery discovery = { 0 };
    bool ok = layout_discover(bench->tree, bench->arena, str_from(start), &discovery,
                              &bench->why);
    bench->found = discovery.found;
    bench->looked_for = discovery.looked_for;
    return ok;
}

void bench_discover(Bench *bench, const char *start)
{
    bool is_done = bench_try_discover(bench, start);
    assert_str(bench->why, "");
    assert_true(is_done);
}

const Found *bench_found(const Bench *bench, const char *dir)
{
    for (size_t i = 0; i < bench->found.len; i++)
        if (str_eq(bench->found.at[i].dir, str_from(dir)))
            return &bench->found.at[i];
    fail_msg("%s was not found", dir);
    return NULL;
}

Str bench_words(Bench *bench, const StrVec *words)
{
    Out out = out_new(bench->arena);
    for (size_t i = 0; i < words->len; i++) {
        if (i > 0)
            out_char(&out, ' ');
        out_str(&out, words->at[i]);
    }
    return out_text(&out);
}

Str bench_paths(Bench *bench, const Project *project)
{
    StrVec paths = { 0 };
    size_t skip = str_eq(project->path, STR(".")) ? 0 : project->path.len + 1;
    for (size_t i = 0; i < project->migrations.len; i++)
        *vec_push(bench->arena, &paths) = str_drop(project->migrations.at[i].path, skip);
    return bench_words(bench, &paths);
}

Str bench_versions(Bench *bench, const Project *project)
{
    StrVec versions = { 0 };
    for (size_t i = 0; i < project->migrations.len; i++)
        *vec_push(bench->arena, &versions) = project->migrations.at[i].version;
    return bench_words(bench, &versions);
}

Str bench_dirs(Bench *bench)
{
    StrVec dirs = { 0 };
    for (size_t i = 0; i < bench->found.len; i++)
        *vec_push(bench->arena, &dirs) = bench->found.at[i].dir;
    return bench_words(bench, &dirs);
}
