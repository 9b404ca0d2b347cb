// SPDX-License-Identifier: Apache-2.0
// schema.prisma, in one file or a folder of them.
#include "schema/glob.h"
#include "schema/prisma.h"
#include "schema/schema_priv.h"
#include "schema/ts_config.h"
#include "schema/ts_files.h"

// A file, all those in a folder, or those that fit a glob.
static void add_files(Arena *arena, FileTree *tree, Str path, StrVec *files)
{
    StrVec found = { 0 };
    if (tree_is_file(tree, arena, path))
        *vec_push(arena, &found) = path;
    else if (glob_is_plain(path))
        found = glob_paths(tree, arena, path_join(arena, path, STR("**/*.prisma")));
    else
        found = glob_paths(tree, arena, path);
    for (size_t i = 0; i < found.len; i++)
        *vec_push(arena, files) = found.at[i];
}

// What tidegate.jsonc names takes the place of what the tool's configuration does.
static void take_wishes(DeclaredSchema *schema, const Project *project)
{
    schema->path = project->schema_wishes.at[0];
    schema->named_by = project->schema_named_by;
    schema->config_text = (Str){ 0 };
    schema->path_span = (Span){ 0 };
}

static void read_file(Prisma *prisma, const SchemaTrees *trees, Str path)
{
    Str text;
    Str why;
    if (tree_read(trees->now, prisma->arena, path, &text, &why) != TREE_OK ||
        text.len > TS_MAX_TEXT) {
        prisma->schema->complete = false;
        return;
    }
    PrismaFile *file = NEW(prisma->arena, PrismaFile);
    file->tokens = ts_tokens(prisma->arena, text);
    file->file = schema_file(prisma->arena, trees, prisma->schema,
                             (DeclaredFile){ .path = path, .text = text });
    prisma_parse(prisma->arena, file, &prisma->blocks);
}

static void add_external(Prisma *prisma, Str name)
{
    size_t dot = str_find_char(name, '.', 0);
    Name *external = vec_push(prisma->arena, &prisma->schema->external);
    external->name = name;
    if (dot < name.len) {
        external->schema = str_take(name, dot);
        external->name = str_drop(name, dot + 1);
    }
}

// tables: { external: ["public.users"] }
static void read_external(Prisma *prisma, TsReader *reader, TsExpr settings)
{
    StrVec names = { 0 };
    TsValue tables = ts_property(reader, settings, STR("tables"));
    if (tables.kind == TSV_OBJECT)
        ts_strings(reader, ts_property(reader, tables.expr, STR("external")), &names);
    for (size_t i = 0; i < names.len; i++)
        add_external(prisma, names.at[i]);
}

// The path that the configuration has, from the root. Where it says nothing that is
// there, what discovery has found counts.
static void read_path(Prisma *prisma, TsReader *reader, TsExpr settings,
                      const TsModule *config, FileTree *tree)
{
    StrVec paths = { 0 };
    Str normal;
    Arena *arena = prisma->arena;
    ts_strings(reader, ts_property(reader, settings, STR("schema")), &paths);
    if (paths.len != 1 ||
        !path_normalize(arena, path_join(arena, path_parent(config->path), paths.at[0]),
                        &normal) ||
        !(tree_is_dir(tree, arena, normal) || tree_is_file(tree, arena, normal)))
        return;
    prisma->schema->path = normal;
}

// prisma.config.ts, where that led to the project.
static void read_config(Prisma *prisma, const Project *project, const SchemaTrees *trees)
{
    DeclaredSchema beside = { 0 };
    TsFiles files = { .arena = prisma->arena, .trees = trees, .schema = &beside };
    bool is_config = str_starts(path_base(project->config_path), STR("prisma.config."));
    const TsModule *config = is_config ? ts_file(&files, project->config_path) : NULL;
    if (!config)
        return;
    TsReader reader = ts_config_reader(prisma->arena);
    TsValue object = ts_config_object(&reader, config);
    prisma->schema->named_by = project->config_path;
    prisma->schema->config_text = config->tokens.text;
    if (object.kind != TSV_OBJECT)
        return;
    read_path(prisma, &reader, object.expr, config, trees->now);
    read_external(prisma, &reader, object.expr);
    Str name = path_base(prisma->schema->path);
    size_t at = str_find(config->tokens.text, name, 0);
    if (at < config->tokens.text.len)
        prisma->schema->path_span = (Span){ at, at + name.len };
}

const DeclaredSchema *prisma_read(Arena *arena, const SchemaTrees *trees,
                                  const Project *project)
{
    DeclaredSchema *schema = NEW(arena, DeclaredSchema);
    *schema = (DeclaredSchema){ .path = project->schema_path, .complete = true };
    Prisma prisma = { .arena = arena, .schema = schema, .dialect = project->dialect };
    read_config(&prisma, project, trees);
    StrVec wishes = project->schema_wishes;
    if (wishes.len > 0)
        take_wishes(schema, project);
    else
        *vec_push(arena, &wishes) = schema->path;
    StrVec files = { 0 };
    for (size_t i = 0; i < wishes.len; i++)
        add_files(arena, trees->now, wishes.at[i], &files);
    for (size_t i = 0; i < files.len; i++)
        read_file(&prisma, trees, files.at[i]);
    if (files.len == 0) {
        schema->error = STR("is not there");
        return tree_ignored(trees->now, schema->path, false) ? NULL : schema;
    }
    prisma_declare(&prisma);
    return schema;
}
