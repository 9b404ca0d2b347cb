// SPDX-License-Identifier: Apache-2.0
// The schema in the source code, Drizzle's TypeScript or schema.prisma: whether the
// migrations come to the same.
#include "lint/rule.h"

static bool is_prisma(const Project *project)
{
    return str_eq(project->layout, STR("prisma"));
}

// The command that writes the migration which is missing.
static const char *generator(const Project *project)
{
    return is_prisma(project) ? "`prisma migrate dev`" : "`drizzle-kit generate`";
}

static Finding *report_at(RuleCtx *ctx, const DeclaredSchema *schema,
                          const DeclaredAt *at, Str message)
{
    const DeclaredFile *file = &schema->files.at[at->file];
    return report_file(ctx, file->path, file->text, at->span, STR_FMT, STR_ARG(message));
}

// ---- schema-drift ----

// What the schema does not have stands at the SQL that makes it, or else at the schema
// itself: the path of the newest snapshot is another one after each migration.
static Finding *report_gap(RuleCtx *ctx, const Project *project,
                           const SchemaTarget *target, const SchemaGap *gap)
{
    Str message =
        ctx_fmt(ctx, STR_FMT ": run %s", STR_ARG(gap->words), generator(project));
    const DeclaredSchema *schema = project->declared;
    if (gap->has_at)
        return report_at(ctx, schema, &gap->at, message);
    if (!target->snapshot && gap->origin.migration < project->migrations.len) {
        const Migration *made = &project->migrations.at[gap->origin.migration];
        return report_file(ctx, made->path, made->text, gap->origin.span, STR_FMT,
                           STR_ARG(message));
    }
    return report_file(ctx, schema->files.at[0].path, (Str){ 0 }, (Span){ 0 }, STR_FMT,
                       STR_ARG(message));
}

// What cannot be read hides what is different about it.
static void report_notes(RuleCtx *ctx, const DeclaredSchema *schema)
{
    for (size_t i = 0; i < schema->notes.len; i++) {
        const DeclaredNote *note = &schema->notes.at[i];
        Finding *f = report_at(ctx, schema, &note->at, note->words);
        f->severity = SEV_NOTICE;
        f->why = STR("The schema is read as text and nothing of it is run, so what is "
                     "computed here was not compared with the migrations.");
        f->fix = STR("Nothing has to be done; written out, it would be compared");
    }
}

static void check_schema_drift(RuleCtx *ctx, const Project *project)
{
    const DeclaredSchema *schema = project->declared;
    if (!schema || schema->error.len > 0 || schema->files.len == 0)
        return;
    SchemaTarget target = ctx_schema_target(ctx, project);
    if (!target.catalog)
        return;
    SchemaGapVec gaps = ctx_schema_gaps(ctx, schema, &target);
    for (size_t i = 0; i < gaps.len; i++) {
        Finding *f = report_gap(ctx, project, &target, &gaps.at[i]);
        f->object = gaps.at[i].object;
    }
    report_notes(ctx, schema);
}

RULE(schema_drift) = {
    .id = "schema-drift",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .project = check_schema_drift,
    .title = "The schema in the code is not what the migrations make",
    .why = "The code is compiled against a schema that no deploy will bring about: "
           "queries name tables and columns that the database does not have, or rows "
           "lack values that it wants. The next migration that is generated, perhaps in "
           "another branch, has the change in it unasked.",
    .fix = "Generate the migration that is missing, read its SQL, and commit both "
           "together; or take the change in the schema back",
    .bad = "@ drizzle.config.json\n"
           "{\"dialect\":\"postgresql\",\"schema\":\"./schema.ts\"}\n"
           "@ schema.ts\n"
           "import { pgTable, bigint, text } from 'drizzle-orm/pg-core';\n"
           "export const users = pgTable('users', {\n"
           "  id: bigint('id', { mode: 'number' }).primaryKey(),\n"
           "  email: text('email'),\n"
           "});\n"
           "@ drizzle/20260101120000_start/migration.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "@ drizzle/20260101120000_start/snapshot.json\n"
           "{\"version\":\"8\",\"dialect\":\"postgres\",\n"
           "\"id\":\"6c1c0a55-94c1-4c5e-8c0c-0d3f6f0c6a01\",\n"
           "\"prevIds\":[\"00000000-0000-0000-0000-000000000000\"],\n"
           "\"ddl\":[],\"renames\":[]}\n"
           "@ expect schema-drift schema.ts:4\n",
    .good = "@ schema.ts\n",
};
