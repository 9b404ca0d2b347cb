// SPDX-License-Identifier: Apache-2.0
// Declared schemas as lines.
#include "declared_lines.h"

#include "base/out.h"
#include "schema/schema.h"

const DeclaredSchema *bench_declared(Bench *bench, const char *dialect)
{
    bool is_prisma = !tree_is_file(bench->tree, bench->arena, STR("drizzle.config.ts"));
    SchemaTrees trees = { .now = bench->tree };
    Project project = { .dialect = str_from(dialect) };
    project.layout = is_prisma ? STR("prisma") : STR("drizzle");
    project.config_path =
        is_prisma ? STR("prisma/schema.prisma") : STR("drizzle.config.ts");
    if (is_prisma)
        project.schema_path = project.config_path;
    declared_read(bench->arena, &trees, &project);
    return project.declared;
}

static void add_column(Arena *arena, Out *out, const DeclaredColumn *column)
{
    out_fmt(out, " " STR_FMT ":" STR_FMT "%s%s%s%s", STR_ARG(column->name),
            STR_ARG(column->type), column->not_null ? "!" : "",
            column->has_default ? "=" : "", column->primary_key ? "*" : "",
            column->is_vague ? "?" : "");
    if (column->references.name.len > 0)
        out_fmt(out, "->" STR_FMT "." STR_FMT,
                STR_ARG(name_text(arena, column->references)),
                STR_ARG(column->ref_column));
}

Str declared_lines(Arena *arena, const DeclaredSchema *schema)
{
    Out out = out_new(arena);
    if (!schema)
        return STR("nothing");
    if (schema->error.len > 0)
        out_fmt(&out, STR_FMT " " STR_FMT "\n", STR_ARG(schema->path),
                STR_ARG(schema->error));
    for (size_t i = 0; i < schema->tables.len; i++) {
        const DeclaredTable *table = &schema->tables.at[i];
        out_fmt(&out, "table " STR_FMT, STR_ARG(name_text(arena, table->name)));
        for (size_t k = 0; k < table->columns.len; k++)
            add_column(arena, &out, &table->columns.at[k]);
        out_cstr(&out, table->complete ? "\n" : " …\n");
    }
    for (size_t i = 0; i < schema->enums.len; i++) {
        const DeclaredEnum *declared = &schema->enums.at[i];
        out_fmt(&out, "enum " STR_FMT, STR_ARG(name_text(arena, declared->name)));
        for (size_t k = 0; k < declared->labels.len; k++)
            out_fmt(&out, " " STR_FMT, STR_ARG(declared->labels.at[k]));
        out_cstr(&out, declared->complete ? "\n" : " …\n");
    }
    for (size_t i = 0; i < schema->notes.len; i++)
        out_fmt(&out, "note: " STR_FMT "\n", STR_ARG(schema->notes.at[i].words));
    if (!schema->complete)
        out_cstr(&out, "…\n");
    return out_text(&out);
}
