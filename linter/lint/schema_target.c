// SPDX-License-Identifier: Apache-2.0
// What the migrations come to, as a catalog: of the newest snapshot, or of the SQL.
#include "catalog/replay.h"

#include "lint/ctx.h"
#include "lint/kit_schema.h"
#include "lint/limits.h"
#include "lint/opener.h"

// ---- the SQL of the base ----

static const SessionLog *session_of(RuleCtx *ctx, const Project *project,
                                    const Catalog *catalog, const Lowered *lowered)
{
    FileRun file = {
        .lowered = lowered,
        .runner = project->runner,
        .frontend = ctx->frontend,
        .engine = &project->engine,
        .catalog = catalog,
        .patterns = ctx->patterns,
    };
    size_t *transactions = NEW(ctx->arena, size_t);
    SessionInput input = { .ops = &lowered->ops,
                           .base = file_opener(&file),
                           .transactions = transactions,
                           .engine = &project->engine,
                           .commits = ctx->frontend->commits };
    return session_read(ctx->arena, &input);
}

static Lowered *run_file(RuleCtx *ctx, const Project *project, World *world,
                         const Migration *migration)
{
    Lowered *lowered = NEW(ctx->arena, Lowered);
    FileText file = file_text(migration);
    Stage stage = { .world = world, .batch = migration->batch };
    file.stage = world ? &stage : NULL;
    file.most = limit_of(ctx->choices, "statements");
    *lowered =
        file_lower(ctx->arena, ctx->frontend, &project->engine, project->runner, file);
    lowered->stage = NULL; // which ends with this function
    return lowered;
}

static const Catalog *replay_all(RuleCtx *ctx, const Project *project)
{
    Catalog *catalog = catalog_new(ctx->arena, &project->engine);
    World *world = ctx->frontend->world_new
                       ? ctx->frontend->world_new(&project->engine, project->runner)
                       : NULL;
    for (size_t i = 0; i < project->migrations.len; i++) {
        const Migration *migration = &project->migrations.at[i];
        const Lowered *lowered = run_file(ctx, project, world, migration);
        const SessionLog *session = session_of(ctx, project, catalog, lowered);
        catalog_begin(catalog, i, migration->batch);
        for (size_t k = 0; k < lowered->ops.len; k++)
            if (!session->at[k].undone)
                catalog_apply(catalog, &lowered->ops.at[k]);
    }
    if (world)
        ctx->frontend->world_free(world);
    return catalog;
}

// ---- snapshots ----

static const Catalog *catalog_of(RuleCtx *ctx, const Project *project,
                                 const Snapshot *snapshot)
{
    Catalog *catalog = catalog_new(ctx->arena, &project->engine);
    catalog_begin(catalog, 0, 0);
    for (size_t i = 0; i < snapshot->ops.len; i++)
        catalog_apply(catalog, &snapshot->ops.at[i]);
    return catalog;
}

// drizzle-kit goes by the names of the files, whether or not there is a migration to the
// last one.
static const Snapshot *newest_snapshot(const Project *project)
{
    const Snapshot *newest = NULL;
    for (size_t i = 0; i < project->snapshots.all.len; i++) {
        const Snapshot *snapshot = &project->snapshots.all.at[i];
        if (!newest || str_cmp(snapshot->path, newest->path) > 0)
            newest = snapshot;
    }
    return newest;
}

// The SQL that it speaks of is not there.
static bool is_ahead(const Snapshot *newest)
{
    return newest && newest->migration == SIZE_MAX;
}

static bool is_usable(const Project *project, const Snapshot *newest)
{
    bool is_current =
        is_ahead(newest) || (newest && newest->migration + 1 == project->migrations.len);
    return is_current && newest->has_ops && newest->error.len == 0;
}

// ---- which of them ----

// A table that the history only alters was made before it.
static bool begins_at_nothing(RuleCtx *ctx, const Catalog *catalog)
{
    TableVec tables = catalog_tables(ctx->arena, catalog);
    for (size_t i = 0; i < tables.len; i++)
        if (tables.at[i]->origin.batch == BATCH_PRESUMED &&
            (tables.at[i]->name.schema.len == 0 || // MySQL's default database
             str_eq(tables.at[i]->name.schema, STR("public"))))
            return false;
    return tables.len > 0;
}

static bool is_readable(const Project *project)
{
    for (size_t i = 0; i < project->migrations.len; i++)
        if (project->migrations.at[i].unreadable.len > 0)
            return false;
    return project->migrations.len > 0;
}

SchemaTarget ctx_schema_target(RuleCtx *ctx, const Project *project)
{
    const Snapshot *snapshot = newest_snapshot(project);
    bool is_prisma = str_eq(project->layout, STR("prisma"));
    if (is_usable(project, snapshot))
        return (SchemaTarget){ .catalog = catalog_of(ctx, project, snapshot),
                               .snapshot = snapshot,
                               .words = "the newest snapshot",
                               .has_all = true,
                               .is_managed = true };
    if (!ctx->frontend || !is_readable(project) || is_ahead(snapshot))
        return (SchemaTarget){ 0 };
    const Catalog *catalog =
        ctx->catalog && project == ctx->project ? ctx->catalog : replay_all(ctx, project);
    return (SchemaTarget){ .catalog = catalog,
                           .words = "the SQL of the migrations",
                           .has_all = begins_at_nothing(ctx, catalog),
                           .is_managed = is_prisma };
}
