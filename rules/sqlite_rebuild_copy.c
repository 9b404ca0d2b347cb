// SPDX-License-Identifier: Apache-2.0
// What SQLite's rebuild of a table copies, and what it leaves behind, mixes up or fails
// on.
#include "lint/rule.h"

// A copy that does more than name columns is not said anew: only its author knows what
// it is for.
static void fix_copy(RuleCtx *ctx, Finding *f, const Op *op, const char *words)
{
    Rebuild rebuild = ctx_rebuild(ctx, op);
    Str sql = ctx_copy_sql(ctx, &rebuild);
    if (sql.len == 0)
        return;
    bool here = op == rebuild.copy && ctx_copy_is_plain(ctx, &rebuild);
    fix_step(ctx, f, here ? FIX_HERE : FIX_NOTE, "%s", words);
    fix_sql(ctx, f, STR_FMT, STR_ARG(sql));
}

// ---- rebuild-loses-column-or-rows ----

static void report_rows(RuleCtx *ctx, const Op *op, const RowFate *fate)
{
    Str table = op->name.name;
    Finding *f =
        fate->count == fate->of
            ? report_op(ctx, op,
                        "no row of " STR_FMT " is copied before the old table is dropped",
                        STR_ARG(table))
            : report_op(ctx, op,
                        "rows of " STR_FMT
                        " that the copy leaves out are lost when the old table is "
                        "dropped",
                        STR_ARG(table));
    f->object = ctx_relation(ctx, op);
    fix_copy(ctx, f, op, "Copy all rows; delete, in so many words, what has to go:");
}

static void report_columns(RuleCtx *ctx, const Op *op, const StrVec *lost)
{
    Finding *f = report_op(ctx, op,
                           "the values of " STR_FMT " in " STR_FMT
                           " are not copied, and lost when the old table is dropped",
                           STR_ARG(ctx_list(ctx, lost)), STR_ARG(op->name.name));
    f->object = ctx_member(ctx, op, lost->at[0]);
    fix_copy(ctx, f, op, "Copy every column that both tables have:");
}

static void check_loses(RuleCtx *ctx, const Op *op)
{
    const RowFate *left = ctx_rows_left(ctx, op);
    StrVec lost = { 0 };
    if (left)
        report_rows(ctx, op, left);
    else
        lost = ctx_columns_left(ctx, op);
    if (lost.len > 0)
        report_columns(ctx, op, &lost);
}

RULE(rebuild_loses_column_or_rows) = {
    .id = "rebuild-loses-column-or-rows",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .loses_data = true,
    .dialects = "sqlite",
    .on = { OP_REBUILD_TABLE },
    .op = check_loses,
    .title = "Rebuilding a table does not copy all that is in it",
    .why = "What INSERT … SELECT passes over goes with the old table: a column that is "
           "missing in its lists comes out as NULL or DEFAULT, a WHERE, LIMIT or "
           "DISTINCT leaves rows behind. The new table looks right, and nothing fails.",
    .fix = "Copy every row and every column that both tables have; delete, in a "
           "statement of its own, what has to go",
    .bad = "-- engine sqlite\n"
           "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, email TEXT);\n"
           "-- change\n"
           "CREATE TABLE new_users (id INTEGER PRIMARY KEY, name TEXT, email TEXT "
           "COLLATE NOCASE);\n"
           "INSERT INTO new_users (id, name) SELECT id, name FROM users;\n"
           "DROP TABLE users;\n"
           "ALTER TABLE new_users RENAME TO users;\n",
    .good = "-- engine sqlite\n"
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, email TEXT);\n"
            "-- change\n"
            "CREATE TABLE new_users (id INTEGER PRIMARY KEY, name TEXT, email TEXT "
            "COLLATE NOCASE);\n"
            "INSERT INTO new_users (id, name, email) SELECT id, name, email FROM users;\n"
            "DROP TABLE users;\n"
            "ALTER TABLE new_users RENAME TO users;\n",
};

// ---- rebuild-bogus-source ----

static Str literal_words(RuleCtx *ctx, const Op *op, Str name)
{
    return ctx_fmt(ctx,
                   STR_FMT
                   " has no column " STR_FMT
                   ": where SQLite takes a name in double quotes that is no column for a "
                   "string, as D1 does, the copy writes the text '" STR_FMT
                   "' into each row, and elsewhere it fails",
                   STR_ARG(op->name.name), STR_ARG(name), STR_ARG(name));
}

static Str swap_words(RuleCtx *ctx, const Op *op, const StrVec *pairs)
{
    StrVec words = { 0 };
    for (size_t i = 0; i + 1 < pairs->len; i += 2)
        *vec_push(ctx_arena(ctx), &words) =
            ctx_fmt(ctx, STR_FMT " into " STR_FMT, STR_ARG(pairs->at[i]),
                    STR_ARG(pairs->at[i + 1]));
    return ctx_fmt(ctx, "the copy puts the values of " STR_FMT " in each row of " STR_FMT,
                   STR_ARG(ctx_list(ctx, &words)), STR_ARG(op->name.name));
}

// Empty: each value comes from where it should.
static Str bogus_words(RuleCtx *ctx, const Op *op)
{
    const RowFate *literal = rebuild_fate(op, ROWS_LITERAL);
    const RowFate *swapped = rebuild_fate(op, ROWS_SWAPPED);
    Str as_string = effects_on_rows(&op->effects)->as_string;
    if (as_string.len > 0)
        return literal_words(ctx, op, as_string);
    if (literal && literal->columns.len > 0)
        return literal_words(ctx, op, literal->columns.at[0]);
    return swapped ? swap_words(ctx, op, &swapped->columns) : STR("");
}

static bool is_refused(const Op *op)
{
    return op->effects.refused.len > 0 && op->effects.refused_for == REFUSED_FOR_ITSELF;
}

static void check_bogus(RuleCtx *ctx, const Op *op)
{
    Str words = bogus_words(ctx, op);
    bool refused = is_refused(op) && op_is_step(op, "copy");
    if (words.len == 0 && !refused)
        return;
    if (refused)
        words = ctx_fmt(ctx, "SQLite refuses the copy: " STR_FMT "%s" STR_FMT,
                        STR_ARG(op->effects.refused), words.len > 0 ? "; also, " : "",
                        STR_ARG(words));
    Finding *f = report_op(ctx, op, STR_FMT, STR_ARG(words));
    f->object = ctx_relation(ctx, op);
    fix_copy(ctx, f, op, "Copy the columns that both tables have:");
}

RULE(rebuild_bogus_source) = {
    .id = "rebuild-bogus-source",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "sqlite",
    .on = { OP_REBUILD_TABLE },
    .op = check_bogus,
    .title = "The copy of a rebuild takes values from where there are none",
    .why = "A name in double quotes that is no column is a string to SQLite, so "
           "that SELECT \"extra\" FROM a table without that column writes the word extra "
           "into every row; built without that, it refuses the statement. "
           "Lists in different orders put values into the wrong columns without a word, "
           "and a generated column takes no value at all.",
    .fix = "Name the same columns in the same order on both sides, and leave out those "
           "that the old table does not have and those that are generated",
    .bad = "-- engine sqlite\n"
           "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);\n"
           "-- change\n"
           "CREATE TABLE new_users (id INTEGER PRIMARY KEY, name TEXT, extra TEXT);\n"
           "INSERT INTO new_users (\"id\", \"name\", \"extra\") SELECT \"id\", \"name\", "
           "\"extra\" FROM users;\n"
           "DROP TABLE users;\n"
           "ALTER TABLE new_users RENAME TO users;\n",
    .good = "-- engine sqlite\n"
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);\n"
            "-- change\n"
            "CREATE TABLE new_users (id INTEGER PRIMARY KEY, name TEXT, extra TEXT);\n"
            "INSERT INTO new_users (\"id\", \"name\") SELECT \"id\", \"name\" FROM "
            "users;\n"
            "DROP TABLE users;\n"
            "ALTER TABLE new_users RENAME TO users;\n",
};

// ---- rebuild-not-null ----

// "NOT NULL constraint failed: new_users.name": the name; empty: it is another failure.
static Str null_column(const Op *op)
{
    static const Str lead = STR_INIT("NOT NULL constraint failed: ");
    size_t at = str_find(op->effects.refused, lead, 0);
    if (at == op->effects.refused.len)
        return STR("");
    Str name = str_drop(op->effects.refused, at + lead.len);
    size_t dot = str_rfind_char(name, '.');
    return dot < name.len ? str_drop(name, dot + 1) : name;
}

static void fix_nulls(RuleCtx *ctx, Finding *f, const Op *op, Str column)
{
    Rebuild rebuild = ctx_rebuild(ctx, op);
    if (ctx_copy_is_plain(ctx, &rebuild)) {
        fix_copy(ctx, f, op, "Say what stands where there is nothing:");
        return;
    }
    if (!table_column(ctx_rebuilt(ctx, op), column))
        return;
    fix_step(ctx, f, FIX_HERE, "Fill the column first:");
    fix_sql(ctx, f, "UPDATE " STR_FMT " SET " STR_FMT " = '' WHERE " STR_FMT " IS NULL;",
            STR_ARG(ctx_name_sql(ctx, op->name)), STR_ARG(ctx_ident_sql(ctx, column)),
            STR_ARG(ctx_ident_sql(ctx, column)));
    fix_sql(ctx, f, STR_FMT ";", STR_ARG(ctx_statement(ctx, op)));
}

static void check_nulls(RuleCtx *ctx, const Op *op)
{
    Str column = null_column(op);
    if (!op_is_step(op, "copy") || column.len == 0 ||
        op->effects.refused_for == REFUSED_FOR_ITSELF)
        return;
    bool only_nulls = op->effects.refused_for == REFUSED_FOR_NULLS;
    Finding *f =
        only_nulls
            ? report_op(ctx, op,
                        "the copy fails on a row whose " STR_FMT " is NULL: " STR_FMT,
                        STR_ARG(column), STR_ARG(op->effects.refused))
            : report_op(ctx, op,
                        "fails on a table with rows: " STR_FMT
                        "; the copy has no value for it, and it has no DEFAULT",
                        STR_ARG(op->effects.refused));
    f->object = ctx_member(ctx, op, column);
    f->severity = only_nulls ? SEV_WARNING : SEV_ERROR;
    fix_nulls(ctx, f, op, column);
}

RULE(rebuild_not_null) = {
    .id = "rebuild-not-null",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "sqlite",
    .on = { OP_REBUILD_TABLE },
    .op = check_nulls,
    .title = "The copy of a rebuild fails on NULL where the new table takes none",
    .why = "The column could be NULL until now, and one such row in production makes "
           "INSERT … SELECT fail, and the deploy with it. A new column that is NOT NULL "
           "and has no DEFAULT fails with any row at all. On an empty database both "
           "pass.",
    .fix = "Fill the column in an UPDATE before, copy COALESCE(column, value), or give "
           "the new column a DEFAULT",
    .bad = "-- engine sqlite\n"
           "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);\n"
           "-- change\n"
           "CREATE TABLE new_users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n"
           "INSERT INTO new_users (id, name) SELECT id, name FROM users;\n"
           "DROP TABLE users;\n"
           "ALTER TABLE new_users RENAME TO users;\n",
    .good = "-- engine sqlite\n"
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);\n"
            "-- change\n"
            "CREATE TABLE new_users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n"
            "INSERT INTO new_users (id, name) SELECT id, COALESCE(name, '') FROM users;\n"
            "DROP TABLE users;\n"
            "ALTER TABLE new_users RENAME TO users;\n",
};
