// SPDX-License-Identifier: Apache-2.0
// Rollbacks: whether there is one, and whether it takes more than its migration brought.
#include "lint/rule.h"

// ---- down-missing ----

// A statement: neither blank nor a line of comment.
static bool has_statement(Str text)
{
    Str line;
    while (str_cut(&text, '\n', &line)) {
        line = str_trim(line);
        if (line.len > 0 && !str_starts(line, STR("--")))
            return true;
    }
    return false;
}

static Str section(const Migration *migration)
{
    return str_slice(migration->text, migration->down.start, migration->down.end);
}

static bool has_rollback(const Migration *migration)
{
    if (migration->down_path.len > 0)
        return has_statement(migration->down_text);
    return has_statement(section(migration));
}

// Faults of marks are another rule's matter.
static void check_down_missing(RuleCtx *ctx, const Project *project)
{
    if (!project_has_rollbacks(project))
        return;
    for (size_t i = 0; i < project->migrations.len; i++) {
        const Migration *m = &project->migrations.at[i];
        if (!m->judged || m->repeats || m->unreadable.len > 0 || m->faults.len > 0 ||
            has_rollback(m))
            continue;
        bool has_place = m->down.end > 0 || m->down_path.len > 0;
        report_file(ctx, m->path, m->text, (Span){ m->down.start, m->down.start },
                    has_place ? "the rollback of " STR_FMT " has no statement"
                              : STR_FMT " has no rollback",
                    STR_ARG(m->name));
    }
}

RULE(down_missing) = {
    .id = "down-missing",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .off = true,
    .project = check_down_missing,
    .title = "A migration without a rollback",
    .why = "The tool's command to go back marks the migration as undone and changes "
           "nothing, or stops at it. In an outage that is found out too late: the schema "
           "and what the tool believes of it are apart from then on.",
    .fix = "Write the statements that undo the migration; where nothing can undo it, a "
           "statement that fails says so",
    .bad = "@ migrations/00001_users.sql\n"
           "-- +goose Up\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n",
    .good = "@ migrations/00001_users.sql\n"
            "-- +goose Up\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "-- +goose Down\n"
            "DROP TABLE users;\n",
};

// ---- destructive-down ----

// The schema is that behind the migration, which is what its rollback finds.
static bool is_made_here(const RuleCtx *ctx, const Origin *origin)
{
    return origin->batch != BATCH_PRESUMED &&
           origin->migration == catalog_migration(ctx_catalog(ctx));
}

static bool is_same(const RuleCtx *ctx, Name a, Name b)
{
    return name_eq(catalog_resolve(ctx_catalog(ctx), a),
                   catalog_resolve(ctx_catalog(ctx), b));
}

static bool has_op(const RuleCtx *ctx, const OpVec *ops, OpKind kind, Name name)
{
    for (size_t i = 0; i < ops->len; i++)
        if (ops->at[i].kind == kind && is_same(ctx, ops->at[i].name, name))
            return true;
    return false;
}

// Something of the rollback's own: a copy on the way, or what the copy takes the place
// of.
static bool is_passing(const RuleCtx *ctx, const Rollback *rollback, const Op *op)
{
    const OpVec *ops = &rollback->ops;
    bool is_made = has_op(ctx, ops, OP_CREATE_TABLE, op->name) &&
                   !catalog_table(ctx_catalog(ctx), op->name);
    for (const Op *next = op + 1; next < ops->at + ops->len && !is_made; next++)
        is_made =
            next->kind == OP_RENAME_TABLE && str_eq(next->other.name, op->name.name);
    return is_made;
}

static bool loses_table(const RuleCtx *ctx, const Rollback *rollback, const Op *op)
{
    const Table *table = catalog_table(ctx_catalog(ctx), op->name);
    if (is_passing(ctx, rollback, op))
        return false;
    if (table)
        return !is_made_here(ctx, &table->origin);
    return !op_has(op, OPF_IF_EXISTS) && !catalog_is_gone(ctx_catalog(ctx), op->name);
}

static bool loses_column(const RuleCtx *ctx, const Rollback *rollback, const Op *op)
{
    (void)rollback;
    const Table *table = catalog_table(ctx_catalog(ctx), op->name);
    const Column *column = table_column(table, op->part);
    if (!table)
        return !op_has(op, OPF_IF_EXISTS);
    if (is_made_here(ctx, &table->origin))
        return false;
    if (!column)
        return !table->complete && !op_has(op, OPF_IF_EXISTS);
    return !is_made_here(ctx, column->origin);
}

static bool loses_rows(const RuleCtx *ctx, const Rollback *rollback, const Op *op)
{
    const Table *table = catalog_table(ctx_catalog(ctx), op->name);
    if ((table && is_made_here(ctx, &table->origin)) || is_passing(ctx, rollback, op))
        return false;
    bool all = op->kind == OP_TRUNCATE || op->where != WHERE_SOME;
    return all || !(has_op(ctx, ctx_ops(ctx), OP_INSERT, op->name) ||
                    has_op(ctx, ctx_ops(ctx), OP_COPY, op->name) ||
                    has_op(ctx, ctx_ops(ctx), OP_MERGE, op->name));
}

static bool loses_schema(const RuleCtx *ctx, const Rollback *rollback, const Op *op)
{
    (void)rollback;
    return (op_has(op, OPF_CASCADE) || op->object == OBJ_DATABASE) &&
           !has_op(ctx, ctx_ops(ctx), OP_CREATE_SCHEMA, op->name);
}

typedef struct LossRow {
    OpKind kind;
    bool (*loses)(const RuleCtx *ctx, const Rollback *rollback, const Op *op);
    const char *what; // between "the rollback" and the object's name
    const char *more; // behind it
} LossRow;

static const LossRow LOSS_ROWS[] = {
    { OP_DROP_TABLE, loses_table, "drops", "which the migration did not make" },
    { OP_DROP_COLUMN, loses_column, "drops", "which the migration did not add" },
    { OP_TRUNCATE, loses_rows, "empties", "which the migration did not make" },
    { OP_DELETE, loses_rows, "deletes rows of", "which the migration did not put there" },
    { OP_DROP_SCHEMA, loses_schema, "drops", "which the migration did not make" },
};

static void check_loss(RuleCtx *ctx, const Rollback *rollback, const Op *op)
{
    for (size_t i = 0; i < sizeof LOSS_ROWS / sizeof LOSS_ROWS[0]; i++) {
        const LossRow *row = &LOSS_ROWS[i];
        if (row->kind != op->kind || !row->loses(ctx, rollback, op))
            continue;
        Str object =
            op->part.len > 0 ? ctx_member(ctx, op, op->part) : ctx_relation(ctx, op);
        Finding *f = report_file(ctx, rollback->path, rollback->text, op->span,
                                 "the rollback %s " STR_FMT ", %s", row->what,
                                 STR_ARG(object), row->more);
        f->stmt = op->stmt;
        f->object = object;
    }
}

static void check_destructive_down(RuleCtx *ctx, const Migration *migration)
{
    (void)migration;
    Rollback rollback = ctx_rollback(ctx);
    for (size_t i = 0; i < rollback.ops.len; i++)
        check_loss(ctx, &rollback, &rollback.ops.at[i]);
}

RULE(destructive_down) = {
    .id = "destructive-down",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .loses_data = true,
    .off = true,
    .migration = check_destructive_down,
    .title = "A rollback that takes more than its migration brought",
    .why = "A rollback is run in haste, when a deploy went wrong. One that drops a table "
           "or column that was there before the migration, or deletes rows that it did "
           "not bring, loses data which the deploy had left alone.",
    .fix = "Let the rollback undo what the migration did and nothing else",
    .bad = "@ base migrations/00001_users.sql\n"
           "-- +goose Up\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "@ migrations/00002_teams.sql\n"
           "-- +goose Up\n"
           "CREATE TABLE teams (id bigint PRIMARY KEY);\n"
           "-- +goose Down\n"
           "DROP TABLE teams;\n"
           "DROP TABLE users;\n",
    .good = "@ base migrations/00001_users.sql\n"
            "-- +goose Up\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "@ migrations/00002_teams.sql\n"
            "-- +goose Up\n"
            "CREATE TABLE teams (id bigint PRIMARY KEY);\n"
            "-- +goose Down\n"
            "DROP TABLE teams;\n",
};
