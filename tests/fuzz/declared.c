// SPDX-License-Identifier: Apache-2.0
// Reads declared schemas, and checks them.
#include "fuzz/declared.h"

#include "fuzz/holds.h"

static void check_at(const DeclaredSchema *schema, DeclaredAt at)
{
    HOLDS(at.file < schema->files.len, NULL);
    HOLDS(fuzz_is_within(at.span, (Span){ 0, schema->files.at[at.file].text.len }), NULL);
}

static void check_table(const DeclaredSchema *schema, const DeclaredTable *table)
{
    check_at(schema, table->at);
    for (size_t i = 0; i < table->columns.len; i++) {
        check_at(schema, table->columns.at[i].at);
        HOLDS(table->columns.at[i].name.len > 0, NULL);
    }
}

static void check_schema(const DeclaredSchema *schema)
{
    HOLDS(fuzz_is_within(schema->path_span, (Span){ 0, schema->config_text.len }), NULL);
    for (size_t i = 0; i < schema->tables.len; i++)
        check_table(schema, &schema->tables.at[i]);
    for (size_t i = 0; i < schema->enums.len; i++)
        check_at(schema, schema->enums.at[i].at);
    for (size_t i = 0; i < schema->notes.len; i++) {
        check_at(schema, schema->notes.at[i].at);
        HOLDS(schema->notes.at[i].words.len > 0, NULL);
    }
}

static void check_same(const DeclaredSchema *a, const DeclaredSchema *b)
{
    HOLDS(str_eq(a->error, b->error) && a->complete == b->complete, NULL);
    HOLDS(a->tables.len == b->tables.len && a->enums.len == b->enums.len, NULL);
    for (size_t i = 0; i < a->tables.len; i++) {
        HOLDS(name_eq(a->tables.at[i].name, b->tables.at[i].name), NULL);
        HOLDS(a->tables.at[i].columns.len == b->tables.at[i].columns.len, NULL);
    }
}

void fuzz_check_declared(Arena *arena, FileTree *tree, Project project)
{
    SchemaTrees trees = { .now = tree };
    Project again = project;
    declared_read(arena, &trees, &project);
    declared_read(arena, &trees, &again);
    HOLDS(!project.declared == !again.declared, NULL);
    if (!project.declared)
        return;
    check_schema(project.declared);
    check_same(project.declared, again.declared);
}
