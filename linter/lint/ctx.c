// SPDX-License-Identifier: Apache-2.0
// The questions that a rule can ask about the place it looks at, and how it says what it
// found.
#include "lint/ctx.h"

const Catalog *ctx_catalog(const RuleCtx *ctx)
{
    return ctx->catalog;
}

const Project *ctx_project(const RuleCtx *ctx)
{
    return ctx->project;
}

// Whoever turned deleted-migration down still has to hear of a deploy that stops.
static bool says_deleted(const RuleCtx *ctx)
{
    const Rule *rule = rule_find(STR("deleted-migration"));
    const RuleChoice *choice = rule_choice(ctx->choices, rule);
    return !choice || (!choice->off && choice->severity >= rule->severity);
}

bool ctx_had_merged(const RuleCtx *ctx, Str path)
{
    return says_deleted(ctx) && project_migration(ctx->base, path) &&
           !project_migration(ctx->project, path);
}

bool ctx_had_snapshot(const RuleCtx *ctx, Str id)
{
    for (size_t i = 0; ctx->base && i < ctx->base->snapshots.all.len; i++) {
        const Snapshot *snapshot = &ctx->base->snapshots.all.at[i];
        if (str_eq(snapshot->id, id) && snapshot->migration != SIZE_MAX)
            return ctx_had_merged(ctx,
                                  ctx->base->migrations.at[snapshot->migration].path);
    }
    return false;
}

bool ctx_had_number(const RuleCtx *ctx, int64_t idx)
{
    for (size_t i = 0; ctx->base && i < ctx->base->journal.entries.len; i++) {
        const JournalEntry *entry = &ctx->base->journal.entries.at[i];
        if (entry->has_idx && entry->idx == idx)
            return ctx_had_merged(ctx, entry->sql_path);
    }
    return false;
}

const Migration *ctx_migration(const RuleCtx *ctx)
{
    return ctx->migration;
}

const Engine *ctx_engine(const RuleCtx *ctx)
{
    return &ctx->project->engine;
}

bool ctx_is_mysql(const RuleCtx *ctx)
{
    return str_eq(ctx->project->dialect, STR("mysql"));
}

bool ctx_is_sqlite(const RuleCtx *ctx)
{
    return str_eq(ctx->project->dialect, STR("sqlite"));
}

const Runner *ctx_runner(const RuleCtx *ctx)
{
    return ctx->project->runner;
}

double ctx_present(const RuleCtx *ctx)
{
    return ctx->present;
}

Arena *ctx_arena(RuleCtx *ctx)
{
    return ctx->arena;
}

const OpVec *ctx_ops(const RuleCtx *ctx)
{
    static const OpVec none;
    return ctx->ops ? ctx->ops : &none;
}

// ---- the op's relation ----

// An index that exists is named by itself; one that is being made by its table.
static const Index *named_index(const RuleCtx *ctx, const Op *op)
{
    return op->object == OBJ_INDEX && !op->index ? catalog_index(ctx->catalog, op->name)
                                                 : NULL;
}

static const bool lives_outside_schemas[OBJECT_KIND_COUNT] = {
    [OBJ_SCHEMA] = true,   [OBJ_EXTENSION] = true,   [OBJ_ROLE] = true,
    [OBJ_DATABASE] = true, [OBJ_PUBLICATION] = true, [OBJ_SUBSCRIPTION] = true,
    [OBJ_FOREIGN] = true,  [OBJ_OTHER] = true,
};

static Name relation_name(const RuleCtx *ctx, const Op *op)
{
    if (lives_outside_schemas[op->object])
        return op->name;
    return catalog_resolve(ctx->catalog, op->index ? op->index->table : op->name);
}

const Table *ctx_table(const RuleCtx *ctx, const Op *op)
{
    const Index *index = named_index(ctx, op);
    return index ? catalog_index_table(ctx->catalog, index)
                 : catalog_table(ctx->catalog, relation_name(ctx, op));
}

bool ctx_table_is_new(const RuleCtx *ctx, const Op *op)
{
    const Index *index = named_index(ctx, op);
    Name table =
        index ? catalog_resolve(ctx->catalog, index->def.table) : relation_name(ctx, op);
    return catalog_is_new(ctx->catalog, table);
}

bool ctx_column_is_new(const RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    const Column *column = table_column(table, op->part);
    return column && catalog_origin_is_new(ctx->catalog, column->origin);
}

bool ctx_is_backfill(const RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    for (size_t i = 0; i < op->columns.len; i++) {
        const Column *column = table_column(table, op->columns.at[i]);
        if (!column || !catalog_origin_is_new(ctx_catalog(ctx), column->origin))
            return false;
    }
    return op->columns.len > 0;
}

Str ctx_relation(RuleCtx *ctx, const Op *op)
{
    return name_text(ctx->arena, relation_name(ctx, op));
}

Str ctx_member(RuleCtx *ctx, const Op *op, Str part)
{
    Str relation = ctx_relation(ctx, op);
    return arena_fmt(ctx->arena, STR_FMT "." STR_FMT, STR_ARG(relation), STR_ARG(part));
}

// ---- findings ----

Str ctx_fmt(RuleCtx *ctx, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    Str text = arena_vfmt(ctx->arena, fmt, args);
    va_end(args);
    return text;
}

// A finding with all that the rule itself knows.
static Finding *add_finding(RuleCtx *ctx, const char *fmt, va_list args)
{
    Finding *finding = vec_push(ctx->arena, ctx->findings);
    finding->rule = ctx->rule;
    finding->severity = ctx->rule->severity;
    finding->why = str_from(ctx->rule->why);
    finding->fix = str_from(ctx->rule->fix);
    finding->message = arena_vfmt(ctx->arena, fmt, args);
    return finding;
}

Finding *report_op(RuleCtx *ctx, const Op *op, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    Finding *finding = add_finding(ctx, fmt, args);
    va_end(args);
    finding->path = ctx->migration->path;
    finding->text = ctx->migration->text;
    finding->span = op->span;
    finding->stmt = op->stmt;
    if (op->name.name.len > 0 || op->index)
        finding->object =
            op->part.len > 0 ? ctx_member(ctx, op, op->part) : ctx_relation(ctx, op);
    // MySQL and its kin look at a statement before they lock anything for long.
    bool never_runs = ctx_is_mysql(ctx) && op->effects.refused.len > 0;
    const LockTaken *lock = op_heaviest_lock(op);
    if (lock && !never_runs)
        finding->lock = *lock;
    return finding;
}

Finding *report_file(RuleCtx *ctx, Str path, Str text, Span span, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    Finding *finding = add_finding(ctx, fmt, args);
    va_end(args);
    finding->path = path;
    finding->text = text;
    finding->span = span;
    finding->stmt = span;
    finding->object = path;
    return finding;
}
