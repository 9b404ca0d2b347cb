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
    if (!target->snapshot && gap->origin.migration < project->migrations.len)
        return report_origin(ctx, &gap->origin, STR_FMT, STR_ARG(message));
    return report_file(ctx, schema->files.at[0].path, (Str){ 0 }, (Span){ 0 }, STR_FMT,
                       STR_ARG(message));
}

// What cannot be read hides what is different about it. One helper is often called in
// every table, so one finding stands for all.
static void report_notes(RuleCtx *ctx, const DeclaredSchema *schema)
{
    if (schema->notes.len == 0)
        return;
    const DeclaredNote *first = &schema->notes.at[0];
    Str more = { 0 };
    size_t others = schema->notes.len - 1;
    if (others > 0)
        more = ctx_fmt(ctx, ", like %zu other place%s of the schema", others,
                       others > 1 ? "s" : "");
    Finding *f =
        report_at(ctx, schema, &first->at,
                  ctx_fmt(ctx, STR_FMT STR_FMT, STR_ARG(first->words), STR_ARG(more)));
    f->severity = SEV_NOTICE;
    f->why = STR("The schema is read as text and nothing of it is run, so what is "
                 "computed here was not compared with the migrations.");
    f->fix = STR("Nothing has to be done; written out, it would be compared");
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
    .kind = KIND_DRIFT,
    .project = check_schema_drift,
    .title = "The schema in the code is not what the migrations make",
    .why = "The code is compiled against a schema that no deploy will bring about: "
           "queries name tables and columns that the database does not have, or rows "
           "lack values that it wants. The next migration that is generated, perhaps in "
           "another branch, has the change in it unasked.",
    .fix = "Generate the migration that is missing, read its SQL, and commit both "
           "together; or take the change in the schema back",
    .bad = "@ prisma/migrations/migration_lock.toml\n"
           "provider = \"postgresql\"\n"
           "@ prisma/migrations/20260101120000_start/migration.sql\n"
           "CREATE TABLE \"User\" (\"id\" BIGINT NOT NULL, CONSTRAINT \"User_pkey\" "
           "PRIMARY KEY (\"id\"));\n"
           "@ prisma/schema.prisma\n"
           "datasource db {\n"
           "  provider = \"postgresql\"\n"
           "}\n"
           "model User {\n"
           "  id BigInt @id\n"
           "  email String?\n"
           "}\n"
           "@ expect schema-drift prisma/schema.prisma:6\n",
    .good = "@ prisma/migrations/migration_lock.toml\n"
            "provider = \"postgresql\"\n"
            "@ prisma/migrations/20260101120000_start/migration.sql\n"
            "CREATE TABLE \"User\" (\"id\" BIGINT NOT NULL, \"email\" TEXT, CONSTRAINT "
            "\"User_pkey\" PRIMARY KEY (\"id\"));\n"
            "@ prisma/schema.prisma\n"
            "datasource db {\n"
            "  provider = \"postgresql\"\n"
            "}\n"
            "model User {\n"
            "  id BigInt @id\n"
            "  email String?\n"
            "}\n",
};

// ---- schema-changed-without-migration ----

static bool adds_migration(const Project *project)
{
    for (size_t i = 0; i < project->migrations.len; i++)
        if (project->migrations.at[i].status != CHANGE_MERGED)
            return true;
    // Half of one: other rules say what is missing.
    for (size_t i = 0; i < project->snapshots.all.len; i++)
        if (project->snapshots.all.at[i].is_new)
            return true;
    return false;
}

// schema-drift has said it already: of the table itself, or of a column of it.
static bool is_told(const SchemaGapVec *gaps, Str object)
{
    for (size_t i = 0; i < gaps->len; i++) {
        Str other = gaps->at[i].object;
        bool is_part = other.len > object.len && other.ptr[object.len] == '.';
        if (str_starts(other, object) && (is_part || other.len == object.len))
            return true;
    }
    return false;
}

static SchemaGapVec gaps_of(RuleCtx *ctx, const Project *project)
{
    SchemaTarget target = ctx_schema_target(ctx, project);
    return ctx_schema_gaps(ctx, project->declared, &target);
}

static bool can_compare(const Project *now, const Project *base)
{
    return now->declared && base->declared && now->declared->error.len == 0 &&
           base->declared->error.len == 0 && now->declared->files.len > 0;
}

// What the migrations show to be different, or what the change has set right, is
// schema-drift's; here is what no comparison of tables and columns sees.
static SchemaChangeVec untold_changes(RuleCtx *ctx, const Project *now,
                                      const Project *base)
{
    SchemaChangeVec all = ctx_schema_changes(ctx, now->declared, base->declared);
    SchemaChangeVec untold = { 0 };
    if (all.len == 0)
        return all;
    SchemaGapVec gaps = gaps_of(ctx, now);
    SchemaGapVec old_gaps = gaps_of(ctx, base);
    for (size_t i = 0; i < all.len; i++)
        if (!is_told(&gaps, all.at[i].object) && !is_told(&old_gaps, all.at[i].object))
            *vec_push(ctx_arena(ctx), &untold) = all.at[i];
    return untold;
}

static void check_changed_without(RuleCtx *ctx, const Project *now, const Project *base)
{
    if (!can_compare(now, base) || adds_migration(now))
        return;
    SchemaChangeVec changes = untold_changes(ctx, now, base);
    StrVec names = { 0 };
    DeclaredAt at = { 0 };
    for (size_t i = changes.len; i-- > 0;)
        if (changes.at[i].has_at)
            at = changes.at[i].at;
    for (size_t i = 0; i < changes.len; i++)
        *vec_push(ctx_arena(ctx), &names) = changes.at[i].object;
    if (names.len == 0)
        return;
    Finding *f =
        report_at(ctx, now->declared, &at,
                  ctx_fmt(ctx,
                          STR_FMT " %s in the schema, and the change adds no "
                                  "migration: run %s",
                          STR_ARG(ctx_list(ctx, &names)),
                          names.len == 1 ? "changes" : "change", generator(now)));
    f->object = now->path;
}

RULE(schema_changed_without_migration) = {
    .id = "schema-changed-without-migration",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .kind = KIND_DRIFT,
    .change_set = check_changed_without,
    .title = "The schema changes and no migration comes with it",
    .why = "What the change does to the schema in the code never reaches a database: the "
           "deploy runs the migrations, and there is none for it. It turns up in "
           "somebody else's next migration.",
    .fix = "Generate the migration, read its SQL, and commit both together",
    .bad = "@ base prisma/migrations/migration_lock.toml\n"
           "provider = \"postgresql\"\n"
           "@ base prisma/migrations/20260101120000_start/migration.sql\n"
           "CREATE TABLE \"User\" (\"id\" BIGINT NOT NULL, \"email\" TEXT, CONSTRAINT "
           "\"User_pkey\" PRIMARY KEY (\"id\"));\n"
           "@ base prisma/schema.prisma\n"
           "model User {\n"
           "  id BigInt @id\n"
           "  email String?\n"
           "}\n"
           "@ prisma/schema.prisma\n"
           "model User {\n"
           "  id BigInt @id\n"
           "  email String? @unique\n"
           "}\n"
           "@ expect schema-changed-without-migration prisma/schema.prisma:1\n",
    .good = "@ base prisma/migrations/migration_lock.toml\n"
            "provider = \"postgresql\"\n"
            "@ base prisma/migrations/20260101120000_start/migration.sql\n"
            "CREATE TABLE \"User\" (\"id\" BIGINT NOT NULL, \"email\" TEXT, CONSTRAINT "
            "\"User_pkey\" PRIMARY KEY (\"id\"));\n"
            "@ base prisma/schema.prisma\n"
            "model User {\n"
            "  id BigInt @id\n"
            "  email String?\n"
            "}\n"
            "@ prisma/schema.prisma\n"
            "model User {\n"
            "  id BigInt @id\n"
            "  mail String? @map(\"email\") // to sign in with\n"
            "}\n",
};

// ---- schema-file-missing ----

static Finding *report_config(RuleCtx *ctx, const Project *project, Str message)
{
    const DeclaredSchema *schema = project->declared;
    Str path = schema->named_by.len > 0 ? schema->named_by : project->config_path;
    return report_file(ctx, path, schema->config_text, schema->path_span, STR_FMT,
                       STR_ARG(message));
}

static void check_schema_missing(RuleCtx *ctx, const Project *project)
{
    const DeclaredSchema *schema = project->declared;
    if (!schema)
        return;
    // Prisma's is found without being named, and may be there for its migrations alone.
    bool is_empty = schema->complete && schema->named_by.len > 0 &&
                    schema->tables.len + schema->notes.len == 0;
    if (schema->error.len > 0)
        report_config(ctx, project,
                      ctx_fmt(ctx, "the schema " STR_FMT " " STR_FMT ": %s stops",
                              STR_ARG(schema->path), STR_ARG(schema->error),
                              generator(project)));
    else if (schema->absent.len > 0)
        report_config(ctx, project,
                      ctx_fmt(ctx,
                              "the schema file " STR_FMT
                              " is not there: %s goes on without it, and writes a "
                              "migration that drops its tables",
                              STR_ARG(schema->absent), generator(project)));
    else if (is_empty && project->migrations.len > 0)
        report_config(ctx, project,
                      ctx_fmt(ctx,
                              "the schema " STR_FMT
                              " defines no table: %s writes a migration that drops "
                              "all there are",
                              STR_ARG(schema->path), generator(project)));
}

RULE(schema_file_missing) = {
    .id = "schema-file-missing",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .kind = KIND_MISSING,
    .project = check_schema_missing,
    .title = "The schema that the configuration names is not there",
    .why = "The generator finds nothing where the configuration points, and writes no "
           "migration, or one that drops every table. A schema that was moved without "
           "its configuration looks like this.",
    .fix = "Let the configuration name the files that define the tables",
    .bad = "@ prisma.config.ts\n"
           "export default { schema: './schema.prisma', migrations: { path: "
           "'./migrations' } };\n"
           "@ db/schema.prisma\n"
           "model User {\n"
           "  id BigInt @id\n"
           "}\n"
           "@ migrations/migration_lock.toml\n"
           "provider = \"postgresql\"\n"
           "@ migrations/20260101120000_start/migration.sql\n"
           "CREATE TABLE \"User\" (\"id\" BIGINT NOT NULL, CONSTRAINT \"User_pkey\" "
           "PRIMARY KEY (\"id\"));\n"
           "@ expect schema-file-missing prisma.config.ts:1\n",
    .good = "@ prisma.config.ts\n"
            "export default { schema: './db/schema.prisma', migrations: { path: "
            "'./migrations' } };\n"
            "@ db/schema.prisma\n"
            "model User {\n"
            "  id BigInt @id\n"
            "}\n"
            "@ migrations/migration_lock.toml\n"
            "provider = \"postgresql\"\n"
            "@ migrations/20260101120000_start/migration.sql\n"
            "CREATE TABLE \"User\" (\"id\" BIGINT NOT NULL, CONSTRAINT \"User_pkey\" "
            "PRIMARY KEY (\"id\"));\n",
};
