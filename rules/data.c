// SPDX-License-Identifier: Apache-2.0
// DELETE and UPDATE that meet every row of a table that is in use.
#include "lint/rule.h"

// What is the matter with the statement's condition, between the verb and the table.
static const char *const where_words[] = {
    [WHERE_NONE] = "without WHERE",
    [WHERE_ALWAYS] = "with a WHERE that is always true",
};

// A LIMIT spares rows as a condition does.
static bool spares_rows(const Op *op)
{
    return op->where == WHERE_SOME || op_has(op, OPF_LIMIT);
}

// MariaDB's DELETE HISTORY: rows that were changed or deleted long since.
static bool is_history(const Op *op)
{
    return str_eq(op->verb, STR("history"));
}

// ---- delete-without-where ----

static const char my_long_delete[] =
    "Every row goes, and through ON DELETE CASCADE rows of other tables too; only a "
    "backup brings them back. On a big table it is also one long transaction that keeps "
    "all those rows locked, fills the undo log, and that replicas can repeat only when "
    "it is over.";

static const char tidb_long_delete[] =
    "Every row goes, and through ON DELETE CASCADE rows of other tables too; only a "
    "backup brings them back. On a big table it is also one transaction that has to "
    "fit into memory: TiDB ends it with an error when it does not.";

static const char lite_long_delete[] =
    "Every row goes, and where foreign keys are in force rows of other tables too, "
    "through ON DELETE CASCADE; only a backup brings them back. Nobody else can write to "
    "the database meanwhile, and the file stays as large as it was.";

// Why one long statement is no good there; PostgreSQL's is the rule's own.
typedef struct Whys {
    const char *mysql, *tidb, *sqlite;
} Whys;

static void say_why(RuleCtx *ctx, Finding *f, Whys whys)
{
    if (ctx_is_sqlite(ctx))
        f->why = str_from(whys.sqlite);
    else if (ctx_is_mysql(ctx))
        f->why = str_from(engine_is(ctx_engine(ctx), "tidb") ? whys.tidb : whys.mysql);
}

static void check_delete_without_where(RuleCtx *ctx, const Op *op)
{
    if (spares_rows(op) || ctx_table_is_idle(ctx, op))
        return;
    Str relation = ctx_relation(ctx, op);
    Finding *f =
        is_history(op)
            ? report_op(
                  ctx, op,
                  "DELETE HISTORY loses all old versions of rows of " STR_FMT STR_FMT,
                  STR_ARG(relation), STR_ARG(ctx_presumed(ctx, op)))
            : report_op(ctx, op, "DELETE %s loses all rows of " STR_FMT STR_FMT STR_FMT,
                        where_words[op->where], STR_ARG(relation),
                        STR_ARG(ctx_side_fates(ctx, op)), STR_ARG(ctx_presumed(ctx, op)));
    f->object = relation;
    say_why(ctx, f, (Whys){ my_long_delete, tidb_long_delete, lite_long_delete });
}

RULE(delete_without_where) = {
    .id = "delete-without-where",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .loses_data = true,
    .on = { OP_DELETE },
    .op = check_delete_without_where,
    .title = "DELETE without a condition loses all rows",
    .why = "Every row goes, and through ON DELETE CASCADE rows of other tables too; "
           "only a backup brings them back. On a big table it is also one long "
           "transaction that keeps all those rows locked and leaves the table as large "
           "as it was.",
    .fix = "Say in WHERE which rows are meant, and delete many of them in batches by "
           "key; if all rows are, say so with\n"
           "  -- tidegate: allow delete-without-where (reason)",
    .bad = "CREATE TABLE carts (id bigint PRIMARY KEY, updated_at date);\n"
           "-- change\n"
           "DELETE FROM carts;\n",
    .good = "CREATE TABLE carts (id bigint PRIMARY KEY, updated_at date);\n"
            "-- change\n"
            "DELETE FROM carts WHERE updated_at < '2024-01-01' AND id < 10000;\n",
};

// ---- delete-rows ----

static void check_delete_rows(RuleCtx *ctx, const Op *op)
{
    if (!spares_rows(op) || ctx_table_is_idle(ctx, op))
        return; // delete-without-where says it
    Str relation = ctx_relation(ctx, op);
    Finding *f = report_op(ctx, op, "DELETE loses rows of " STR_FMT STR_FMT,
                           STR_ARG(relation), STR_ARG(ctx_presumed(ctx, op)));
    f->object = relation;
}

RULE(delete_rows) = {
    .id = "delete-rows",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .off = true,
    .loses_data = true,
    .on = { OP_DELETE },
    .op = check_delete_rows,
    .title = "DELETE with a condition loses the rows that meet it",
    .why = "A condition is how a DELETE is meant to be written, so that this is off by "
           "default. Teams that have every destructive statement approved, with a backup "
           "at hand, switch it on.",
    .fix = "Have it approved, and say so with\n"
           "  -- tidegate: allow delete-rows (reason)",
    .bad = "CREATE TABLE carts (id bigint PRIMARY KEY, updated_at date);\n"
           "-- change\n"
           "DELETE FROM carts WHERE updated_at < '2024-01-01';\n",
    .good = "CREATE TABLE carts (id bigint PRIMARY KEY, updated_at date);\n"
            "-- change\n"
            "ALTER TABLE carts ADD COLUMN deleted_at timestamptz;\n",
};

// ---- update-without-where ----

// The statement up to where its WHERE belongs; what cannot be cut off says its first
// column and some value.
static Str update_head(RuleCtx *ctx, const Op *op)
{
    Str text = ctx_statement(ctx, op);
    if (op->where == WHERE_NONE && op->relations.len == 0 &&
        !text_mentions(ctx_arena(ctx), text, STR("returning")))
        return text;
    const Column *column = table_column(ctx_table(ctx, op), op->columns.at[0]);
    Str value = column ? ctx_sample_value(ctx, &column->def->type) : STR("''");
    return ctx_fmt(ctx, "UPDATE " STR_FMT " SET " STR_FMT " = " STR_FMT,
                   STR_ARG(ctx_name_sql(ctx, op->name)),
                   STR_ARG(ctx_ident_sql(ctx, op->columns.at[0])), STR_ARG(value));
}

// The primary key's one column; ptr NULL: it has several, or there is none.
static Str key_column(const Constraint *primary)
{
    if (!primary)
        return (Str){ 0 };
    const ConstraintDef *def = &primary->def;
    if (def->columns.len == 1)
        return def->columns.at[0];
    return (Str){ 0 };
}

// UPDATE takes a LIMIT, but no sub-select of its own table with one; TiDB cuts a
// statement up by itself.
static void fix_my_batches(RuleCtx *ctx, Finding *f, const Op *op, Str key)
{
    bool tidb = engine_is(ctx_engine(ctx), "tidb");
    Str head = update_head(ctx, op);
    Str open = ctx_fmt(ctx, "WHERE " STR_FMT " IS NULL",
                       STR_ARG(ctx_ident_sql(ctx, op->columns.at[0])));
    fix_step(ctx, f, FIX_HAND_AFTER,
             tidb
                 ? "Fill it when the deploy is done; TiDB makes a transaction of each "
                   "batch:"
                 : "Fill it in batches when the deploy is done, each in a transaction of "
                   "its own, until no row is left:");
    if (tidb)
        fix_sql(ctx, f, "BATCH ON " STR_FMT " LIMIT 5000\n  " STR_FMT "\n  " STR_FMT ";",
                STR_ARG(ctx_ident_sql(ctx, key)), STR_ARG(head), STR_ARG(open));
    else
        fix_sql(ctx, f, STR_FMT "\n  " STR_FMT " LIMIT 5000;", STR_ARG(head),
                STR_ARG(open));
}

// Filling new columns in batches; words alone when the table's key is not one known
// column.
static void fix_backfill(RuleCtx *ctx, Finding *f, const Op *op)
{
    const Constraint *primary = table_primary_key(ctx_table(ctx, op));
    if (!primary || !key_column(primary).ptr) {
        fix_step(ctx, f, FIX_NOTE,
                 "Fill the column in batches by key, each in a transaction of its own, "
                 "until no row is left");
        return;
    }
    fix_remove(ctx, f);
    if (ctx_is_mysql(ctx)) {
        fix_my_batches(ctx, f, op, key_column(primary));
        return;
    }
    Str key = ctx_ident_sql(ctx, key_column(primary));
    fix_step(ctx, f, FIX_HAND_AFTER,
             "Fill it in batches when the deploy is done, each in a transaction of its "
             "own, until no row is left:");
    fix_sql(ctx, f,
            STR_FMT "\n  WHERE " STR_FMT " IN (SELECT " STR_FMT " FROM " STR_FMT
                    " WHERE " STR_FMT " IS NULL LIMIT 5000);",
            STR_ARG(update_head(ctx, op)), STR_ARG(key), STR_ARG(key),
            STR_ARG(ctx_name_sql(ctx, op->name)),
            STR_ARG(ctx_ident_sql(ctx, op->columns.at[0])));
}

static void report_backfill(RuleCtx *ctx, const Op *op)
{
    Str relation = ctx_relation(ctx, op);
    Finding *f = report_op(ctx, op,
                           "unbatched backfill: one UPDATE fills " STR_FMT
                           " in all rows of " STR_FMT,
                           STR_ARG(ctx_list(ctx, &op->columns)), STR_ARG(relation));
    f->severity = SEV_NOTICE;
    f->object = relation;
    f->why = STR("Nothing is overwritten, since the column is new, but every row is "
                 "written again in one transaction: other writers of these rows wait "
                 "for its commit, and the table grows by as much as it holds.");
    say_why(
        ctx, f,
        (Whys){
            "Nothing is overwritten, since the column is new, but every row is written "
            "again in one transaction: other writers of these rows wait for its commit, "
            "the undo log grows with it, and replicas begin with it when it is over.",
            "Nothing is overwritten, since the column is new, but every row is written "
            "again in one transaction, which has to fit into memory: TiDB ends it with "
            "an error when it does not.",
            "Nothing is overwritten, since the column is new, but every row is written "
            "again in one transaction, and nobody else can write to the database until "
            "it commits: with many rows they run into their timeout." });
    fix_backfill(ctx, f, op);
}

static void check_update_without_where(RuleCtx *ctx, const Op *op)
{
    if (spares_rows(op) || ctx_table_is_idle(ctx, op))
        return;
    if (ctx_is_backfill(ctx, op)) {
        // On MySQL unbatched-backfill says it where the file has DDL as well.
        if (!ctx_is_mysql(ctx) || !ctx_has_ddl(ctx))
            report_backfill(ctx, op);
        return;
    }
    Str relation = ctx_relation(ctx, op);
    Str columns = op->columns.len > 0 ? ctx_list(ctx, &op->columns) : STR("columns");
    Finding *f = report_op(
        ctx, op, "UPDATE %s overwrites " STR_FMT " in all rows of " STR_FMT STR_FMT,
        where_words[op->where], STR_ARG(columns), STR_ARG(relation),
        STR_ARG(ctx_presumed(ctx, op)));
    f->object = relation;
    say_why(
        ctx, f,
        (Whys){
            "The old values of every row are overwritten. On a big table it is also one "
            "long transaction: other writers of these rows wait for its commit, the undo "
            "log keeps every old version until then, and replicas begin with it when it "
            "is over.",
            "The old values of every row are overwritten. On a big table it is also one "
            "transaction that has to fit into memory: TiDB ends it with an error when it "
            "does not.",
            "The old values of every row are overwritten, and only a backup brings them "
            "back. On a big table nobody else can write to the database until it is "
            "done." });
}

RULE(update_without_where) = {
    .id = "update-without-where",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .loses_data = true,
    .on = { OP_UPDATE },
    .op = check_update_without_where,
    .title = "UPDATE without a condition overwrites all rows",
    .why = "The old values of every row are overwritten. On a big table it is also one "
           "long transaction: other writers of these rows wait for its commit, and the "
           "server keeps every old version, PostgreSQL in the table until VACUUM, MySQL "
           "and MariaDB in the undo log.",
    .fix = "Say in WHERE which rows are meant, and write many of them in batches by "
           "key, each in a transaction of its own",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY, plan text);\n"
           "-- change\n"
           "UPDATE users SET plan = 'free';\n",
    .good =
        "CREATE TABLE users (id bigint PRIMARY KEY, plan text);\n"
        "-- change\n"
        "UPDATE users SET plan = 'free' WHERE plan IS NULL AND id BETWEEN 1 AND 5000;\n",
};
