// SPDX-License-Identifier: Apache-2.0
// Rebuilds of SQLite's tables that foreign keys refuse.
#include "lint/rule.h"

// ---- rebuild-fk-fail ----

enum { CHAIN_MAX = 8 }; // tables that a CASCADE leads through

static bool refuses(RuleCtx *ctx, const ForeignKey *key, size_t depth);

static bool leads_to_refusal(RuleCtx *ctx, const Table *table, size_t depth)
{
    ForeignKeyVec keys = ctx_keys_to(ctx, table->name);
    for (size_t i = 0; depth < CHAIN_MAX && i < keys.len; i++)
        if (keys.at[i].table != table && refuses(ctx, &keys.at[i], depth + 1))
            return true;
    return false;
}

// SET NULL, or SET DEFAULT without a default, is refused by a column that takes no NULL.
static bool takes_action(const ForeignKey *key, bool defaults)
{
    const StrVec *columns = &key->constraint->def.columns;
    for (size_t i = 0; i < columns->len; i++) {
        const Column *column = table_column(key->table, columns->at[i]);
        if (column && (column->def->not_null ||
                       (defaults && column->def->default_expr.len > 0 &&
                        !str_eq_ci(column->def->default_expr, STR("NULL")))))
            return false;
    }
    return true;
}

// While a row refers to the parent, DROP TABLE fails for this key.
static bool refuses(RuleCtx *ctx, const ForeignKey *key, size_t depth)
{
    Str action = key->constraint->def.on_delete;
    if (str_eq(action, STR("cascade")))
        return leads_to_refusal(ctx, key->table, depth);
    bool defaults = str_eq(action, STR("set default"));
    return (!defaults && !str_eq(action, STR("set null"))) ||
           !takes_action(key, defaults);
}

// Foreign keys of other tables that refuse to let the rows go, or that let them.
static StrVec keys_that(RuleCtx *ctx, const Op *op, bool refuse)
{
    StrVec found = { 0 };
    Name parent = catalog_resolve(ctx_catalog(ctx), op->name);
    ForeignKeyVec keys = ctx_keys_to(ctx, parent);
    for (size_t i = 0; i < keys.len; i++) {
        if (name_eq(keys.at[i].table->name, parent) ||
            refuses(ctx, &keys.at[i], 0) != refuse)
            continue;
        *vec_push(ctx_arena(ctx), &found) =
            ctx_fmt(ctx, STR_FMT "." STR_FMT, STR_ARG(keys.at[i].table->name.name),
                    STR_ARG(ctx_list(ctx, &keys.at[i].constraint->def.columns)));
    }
    return found;
}

// What is put off until the COMMIT is the check alone, not what a key does to rows.
static bool has_action(RuleCtx *ctx, const Op *op)
{
    ForeignKeyVec keys = ctx_keys_to(ctx, catalog_resolve(ctx_catalog(ctx), op->name));
    for (size_t i = 0; i < keys.len; i++) {
        Str action = keys.at[i].constraint->def.on_delete;
        if (str_starts(action, STR("set")) || str_eq(action, STR("cascade")))
            return true;
    }
    return false;
}

static Str with_name(RuleCtx *ctx, Str text, Str old, Str new)
{
    Str words = { 0 };
    for (size_t at = 0; at < text.len;) {
        size_t found = str_find(text, old, at);
        words = ctx_fmt(ctx, STR_FMT STR_FMT STR_FMT, STR_ARG(words),
                        STR_ARG(str_slice(text, at, found)),
                        STR_ARG(found < text.len ? new : STR("")));
        at = found < text.len ? found + old.len : found;
    }
    return words;
}

// A parent that comes back under its own name pays what its children are owed; one that
// is renamed to it does not.
static void fix_same_name(RuleCtx *ctx, Finding *f, const Rebuild *rebuild)
{
    const Op *make = rebuild->make;
    StrVec names = { 0 };
    for (size_t i = 0; make->table && i < make->table->columns.len; i++)
        if (make->table->columns.at[i].generated == GENERATED_NONE)
            *vec_push(ctx_arena(ctx), &names) = make->table->columns.at[i].name;
    if (names.len == 0)
        return;
    Str columns = ctx_columns_sql(ctx, &names);
    Str stand_in = ctx_name_sql(ctx, make->other);
    fix_in_place_of_both(f, rebuild);
    fix_step(ctx, f, FIX_HERE,
             "Make the table again under its own name and copy the rows back; foreign "
             "keys are looked at when the transaction ends:");
    fix_sql(ctx, f, "PRAGMA defer_foreign_keys = ON;");
    fix_again(ctx, f, rebuild->drop);
    fix_sql(ctx, f, STR_FMT ";",
            STR_ARG(with_name(ctx, ctx_statement(ctx, make), make->other.name,
                              make->name.name)));
    fix_sql(ctx, f,
            "INSERT INTO " STR_FMT " (" STR_FMT ") SELECT " STR_FMT " FROM " STR_FMT ";",
            STR_ARG(ctx_name_sql(ctx, make->name)), STR_ARG(columns), STR_ARG(columns),
            STR_ARG(stand_in));
    fix_sql(ctx, f, "DROP TABLE " STR_FMT ";", STR_ARG(stand_in));
}

static Str failure_at_commit(RuleCtx *ctx, const Op *op, Str refused)
{
    return ctx_fmt(ctx,
                   "the COMMIT fails (" STR_FMT ") for the rebuild of " STR_FMT
                   ": what the DROP TABLE takes from the rows that refer to it, a "
                   "rename does not give back",
                   STR_ARG(refused), STR_ARG(op->name.name));
}

// What is put off is looked at when the transaction ends: there has to be one.
static bool may_defer(RuleCtx *ctx, const Op *op)
{
    TxOwner owner = ctx_transaction(ctx, op);
    return owner != TXO_NONE && !(owner == TXO_EXPLICIT && ctx_runner(ctx)->no_begin);
}

// Rows that point to what is not copied are refused by the COMMIT in any case.
static bool copies_keys(RuleCtx *ctx, const Rebuild *rebuild)
{
    return !ctx_rows_left(ctx, rebuild->copy) &&
           ctx_columns_left(ctx, rebuild->copy).len == 0;
}

static void report_fk_fail(RuleCtx *ctx, const Op *op, Str words)
{
    StrVec keys = keys_that(ctx, op, true);
    StrVec acting = keys_that(ctx, op, false);
    Finding *f = report_op(
        ctx, op, STR_FMT STR_FMT STR_FMT STR_FMT, STR_ARG(words),
        STR_ARG(ctx_clause(ctx, "foreign keys that refuse it: ", &keys)),
        STR_ARG(ctx_clause(ctx, "where no row stands in the way, it acts on rows by ",
                           &acting)),
        STR_ARG(ctx_foreign_keys_held(ctx, op)));
    f->object = ctx_relation(ctx, op);
    Rebuild rebuild = ctx_rebuild(ctx, op);
    if (!rebuild_is_plain(&rebuild))
        return;
    if (ctx_pragma_works(ctx, op))
        fix_keys_off(ctx, f, &rebuild);
    else if (may_defer(ctx, op) && !has_action(ctx, op) && copies_keys(ctx, &rebuild))
        fix_same_name(ctx, f, &rebuild);
    fix_keys_off_outside(ctx, f, op);
}

static bool is_fk_refusal(const Op *op)
{
    return str_starts(op->effects.refused, STR("FOREIGN KEY constraint failed"));
}

// The COMMIT in the text that is refused: it is for the last rebuild of a table that
// others refer to.
static void check_commit(RuleCtx *ctx, const Op *commit)
{
    const OpVec *ops = ctx_ops(ctx);
    for (const Op *op = commit; op-- > ops->at;)
        if (op_is_step(op, "drop") && op->effects.refused.len == 0 &&
            keys_that(ctx, op, true).len > 0) {
            report_fk_fail(ctx, op, failure_at_commit(ctx, op, commit->effects.refused));
            return;
        }
}

static void check_fk_fail(RuleCtx *ctx, const Op *op)
{
    if (op->effects.refused.len == 0)
        return;
    if (op->kind == OP_TRANSACTION && is_fk_refusal(op))
        check_commit(ctx, op);
    else if (op_is_step(op, "drop") && op->effects.refused_for == REFUSED_AT_COMMIT)
        report_fk_fail(ctx, op, failure_at_commit(ctx, op, op->effects.refused));
    else if (op_is_step(op, "drop") && op->effects.refused_for != REFUSED_FOR_ITSELF)
        report_fk_fail(ctx, op,
                       ctx_fmt(ctx,
                               "the rebuild of " STR_FMT
                               " fails as soon as a row refers to it: " STR_FMT,
                               STR_ARG(op->name.name), STR_ARG(op->effects.refused)));
}

RULE(rebuild_fk_fail) = {
    .id = "rebuild-fk-fail",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "sqlite",
    .on = { OP_REBUILD_TABLE, OP_TRANSACTION },
    .undone = true,
    .op = check_fk_fail,
    .title = "Rebuilding a table fails on the foreign keys that refer to it",
    .why = "While foreign keys are in force, DROP TABLE first deletes all rows of the "
           "table, and a foreign key without an action refuses it. On an empty database, "
           "in development and in tests, nothing is refused: the deploy is the first to "
           "fail. PRAGMA defer_foreign_keys puts the failure off to the COMMIT; a table "
           "that is renamed to the old name pays nothing back.",
    .fix = "Turn foreign keys off on the connection before any transaction is open; or, "
           "with PRAGMA defer_foreign_keys = ON, copy the rows out, drop the table, make "
           "it again under the same name and copy them back",
    .bad = "-- engine sqlite\n"
           "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);\n"
           "CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES "
           "users (id));\n"
           "-- change\n"
           "PRAGMA foreign_keys = ON;\n"
           "BEGIN;\n"
           "CREATE TABLE new_users (id INTEGER PRIMARY KEY, name TEXT DEFAULT 'x');\n"
           "INSERT INTO new_users (id, name) SELECT id, name FROM users;\n"
           "DROP TABLE users;\n"
           "ALTER TABLE new_users RENAME TO users;\n"
           "COMMIT;\n",
    .good = "-- engine sqlite\n"
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);\n"
            "CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES "
            "users (id));\n"
            "-- change\n"
            "PRAGMA foreign_keys = ON;\n"
            "BEGIN;\n"
            "PRAGMA defer_foreign_keys = ON;\n"
            "CREATE TABLE users_copy AS SELECT id, name FROM users;\n"
            "DROP TABLE users;\n"
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT DEFAULT 'x');\n"
            "INSERT INTO users (id, name) SELECT id, name FROM users_copy;\n"
            "DROP TABLE users_copy;\n"
            "COMMIT;\n",
};
