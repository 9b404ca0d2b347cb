// SPDX-License-Identifier: Apache-2.0
// New columns, and columns that go: when MySQL and MariaDB do not do that at once.
#include "lint/rule.h"

#define SIZES                                                                            \
    { .name = "large-tables",                                                            \
      .kind = OPTION_WORDS,                                                              \
      .text = "",                                                                        \
      .meaning = "tables of which this is an error" },                                   \
    {                                                                                    \
        .name = "small-tables", .kind = OPTION_WORDS, .text = "",                        \
        .meaning = "tables so small that nobody notices"                                 \
    }

// ---- a column that is filled later ----

static Str in_brackets(RuleCtx *ctx, Str value)
{
    return str_starts(value, STR("(")) ? value
                                       : ctx_fmt(ctx, "(" STR_FMT ")", STR_ARG(value));
}

// ALTER COLUMN … SET DEFAULT of a text refuses a literal in brackets as well (1101).
static void fix_default_after(RuleCtx *ctx, Finding *f, const Op *op, ColumnDef column)
{
    Str table = ctx_name_sql(ctx, op->name);
    column.default_expr = in_brackets(ctx, op->column->default_expr);
    if (engine_is(ctx_engine(ctx), "mysql") && type_wants_brackets(&column.type))
        fix_sql(ctx, f, "ALTER TABLE " STR_FMT " MODIFY COLUMN " STR_FMT ";",
                STR_ARG(table),
                STR_ARG(ctx_column_sql(ctx, ctx_table(ctx, op), &column)));
    else
        fix_sql(ctx, f,
                "ALTER TABLE " STR_FMT " ALTER COLUMN " STR_FMT " SET DEFAULT " STR_FMT
                ";",
                STR_ARG(table), STR_ARG(ctx_ident_sql(ctx, column.name)),
                STR_ARG(column.default_expr));
}

// Its own place, comment and type stay; its DEFAULT comes after it, and its rows last.
static void fix_filled_later(RuleCtx *ctx, Finding *f, const Op *op)
{
    Str table = ctx_name_sql(ctx, op->name);
    Str name = ctx_ident_sql(ctx, op->column->name);
    Str value = in_brackets(ctx, op->column->default_expr);
    ColumnDef bare = *op->column;
    bare.default_expr = (Str){ 0 };
    bare.not_null = false;
    fix_rest(ctx, f, op);
    fix_step(ctx, f, FIX_HERE,
             "Add it empty, and give it the DEFAULT for new rows, both at once:");
    fix_sql(ctx, f, "ALTER TABLE " STR_FMT " ADD COLUMN " STR_FMT ";", STR_ARG(table),
            STR_ARG(ctx_column_sql(ctx, ctx_table(ctx, op), &bare)));
    fix_default_after(ctx, f, op, bare);
    fix_step(ctx, f, FIX_HAND_AFTER, "Fill the old rows, batch after batch:");
    fix_sql(ctx, f,
            "UPDATE " STR_FMT " SET " STR_FMT " = " STR_FMT " WHERE " STR_FMT
            " IS NULL LIMIT 1000;",
            STR_ARG(table), STR_ARG(name), STR_ARG(value), STR_ARG(name));
    if (op->column->not_null)
        fix_step(ctx, f, FIX_NOTE, "and make it NOT NULL in a later change");
}

// ---- volatile-default ----

enum { UNSAFE_DEFAULT = 1674 };

static bool is_refused_default(const RuleCtx *ctx, const Op *op)
{
    return op->kind == OP_ADD_COLUMN && op->effects.refused_code == UNSAFE_DEFAULT &&
           !ctx_table_is_idle(ctx, op);
}

static void check_volatile_default(RuleCtx *ctx, const Op *op)
{
    if (is_refused_default(ctx, op)) {
        Finding *f = report_op(ctx, op, STR_FMT " refuses " STR_FMT ": " STR_FMT,
                               STR_ARG(ctx_server(ctx)), STR_ARG(ctx_deed(ctx, op)),
                               STR_ARG(op->effects.refused));
        f->object = ctx_member(ctx, op, op->column->name);
        f->severity = SEV_ERROR;
        fix_filled_later(ctx, f, op);
        return;
    }
    Outage outage = ctx_outage(ctx, op);
    if (outage.blame != BLAME_DEFAULT)
        return;
    Str text = ctx_fmt(ctx,
                       "adding " STR_FMT ": " STR_FMT " " STR_FMT
                       "; every row gets a value of its own",
                       STR_ARG(outage.op->column->name), STR_ARG(ctx_server(ctx)),
                       STR_ARG(ctx_outage_words(ctx, &outage)));
    fix_filled_later(ctx, report_outage(ctx, &outage, text), outage.op);
}

RULE(volatile_default) = {
    .id = "volatile-default",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "mysql",
    .options = { SIZES },
    .op = check_volatile_default,
    .title = "A new column with a DEFAULT that differs from row to row",
    .why = "Where the DEFAULT calls UUID() or the like, each row that is there needs a "
           "value of its own. With a binary log MySQL refuses the statement (1674), "
           "because replicas would come to other values; MariaDB copies the whole table, "
           "and writes wait until that is done.",
    .fix = "Add the column without a DEFAULT, set the DEFAULT for new rows by a second "
           "statement, and fill the old rows in batches",
    .bad = "-- engine mysql@8.0\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "-- change\n"
           "ALTER TABLE users ADD COLUMN token char(36) DEFAULT (uuid());\n",
    .good = "-- engine mysql@8.0\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "-- change\n"
            "ALTER TABLE users ADD COLUMN token char(36), ALGORITHM=INSTANT;\n",
};

// ---- instant-fallback ----

// One of several that are instant by themselves.
static Str reason_words(RuleCtx *ctx, const Outage *outage)
{
    Str text = ctx_migration(ctx)->text;
    if (outage->asked)
        return STR("; ALGORITHM asks for it");
    if (outage->beside && op_has(outage->beside, OPF_INLINE))
        return STR("; with a UNIQUE in its definition it is not instant");
    if (outage->beside)
        return ctx_fmt(ctx, "; it is no longer instant beside " STR_FMT,
                       STR_ARG(str_slice(text, outage->beside->span.start,
                                         outage->beside->span.end)));
    Str because = outage->op->effects.because;
    return because.len > 0 ? ctx_fmt(ctx, "; " STR_FMT, STR_ARG(because)) : STR("");
}

static bool has_fulltext(const Table *table)
{
    for (size_t i = 0; table && i < table->indexes.len; i++)
        if (str_eq(table->indexes.at[i]->def.method, STR("fulltext")))
            return true;
    return false;
}

// No column of the table comes or goes at once, whatever the statement says.
static bool is_never_instant(const Table *table)
{
    return has_fulltext(table) ||
           (table &&
            str_eq_ci(table_option(table, STR("row_format")), STR("compressed")));
}

// The place is all that is wrong with it.
static bool is_misplaced(const RuleCtx *ctx, const Op *op)
{
    const Engine *engine = ctx_engine(ctx);
    return op->kind == OP_ADD_COLUMN && op_rest(op)->position.ptr &&
           !is_never_instant(ctx_table(ctx, op)) &&
           op->column->generated == GENERATED_NONE &&
           (!engine_is(engine, "mysql") ||
            engine_from_on(engine, "mysql", ENGINE_VERSION(8, 0, 12)));
}

// NOW() as a DEFAULT of old: it has the column's own digits.
static Str plain_now(RuleCtx *ctx, const TypeRef *type, Str value)
{
    static const char *const calls[] = { "now()", "current_timestamp()",
                                         "current_timestamp", NULL };
    static const char *const types[] = { "timestamp", "datetime", NULL };
    bool now = false;
    for (const char *const *call = calls; *call; call++)
        now = now || str_eq_ci(value, str_from(*call));
    if (!now || !str_is_any(type->name.name, types))
        return (Str){ 0 };
    return type->mod_count == 1 && type->mods[0] > 0
               ? ctx_fmt(ctx, "CURRENT_TIMESTAMP(%ld)", type->mods[0])
               : STR("CURRENT_TIMESTAMP");
}

static bool is_literal(Str value)
{
    bool quoted = value.len >= 2 && value.ptr[0] == '\'' &&
                  str_find_char(value, '\'', 1) == value.len - 1;
    bool number = value.len > 0;
    for (size_t i = 0; i < value.len; i++)
        number = number && value.ptr[i] >= '0' && value.ptr[i] <= '9';
    return quoted || number;
}

// The same DEFAULT without its brackets, if the type takes it so; empty: it does not.
static Str plain_default(RuleCtx *ctx, const Op *op)
{
    const ColumnDef *column = op->column;
    Str value = column->default_expr;
    if (!engine_is(ctx_engine(ctx), "mysql") || type_wants_brackets(&column->type) ||
        value.len < 2 || value.ptr[value.len - 1] != ')')
        return (Str){ 0 };
    value = str_trim(str_slice(value, 1, value.len - 1));
    return is_literal(value) ? value : plain_now(ctx, &column->type, value);
}

static bool fix_brackets(RuleCtx *ctx, Finding *f, const Op *op)
{
    ColumnDef column = *op->column;
    column.default_expr = plain_default(ctx, op);
    if (column.default_expr.len == 0 || op_rest(op)->position.ptr ||
        is_never_instant(ctx_table(ctx, op)))
        return false;
    fix_rest(ctx, f, op);
    fix_step(ctx, f, FIX_HERE,
             "Write the DEFAULT without brackets, and it is added at once:");
    fix_sql(ctx, f, "ALTER TABLE " STR_FMT " ADD COLUMN " STR_FMT ";",
            STR_ARG(ctx_name_sql(ctx, op->name)),
            STR_ARG(ctx_column_sql(ctx, ctx_table(ctx, op), &column)));
    return true;
}

// The indexes of which the column is all there is: they go with it in any case, and
// without them it goes at once. None: another index has it.
static StrVec own_indexes(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    StrVec own = { 0 };
    for (size_t i = 0; table && i < table->indexes.len; i++) {
        const IndexDef *index = &table->indexes.at[i]->def;
        bool first = index->parts.len == 1 &&
                     table_same_name(table, index->parts.at[0].column, op->part);
        if (first && index->name.len > 0)
            *vec_push(ctx_arena(ctx), &own) = index->name;
    }
    return own;
}

static bool fix_indexes_first(RuleCtx *ctx, Finding *f, const Op *op)
{
    StrVec own = own_indexes(ctx, op);
    Str table = ctx_name_sql(ctx, op->name);
    if (op->kind != OP_DROP_COLUMN || own.len == 0 ||
        !engine_from_on(ctx_engine(ctx), "mysql", ENGINE_VERSION(8, 0, 29)) ||
        is_never_instant(ctx_table(ctx, op)))
        return false;
    fix_rest(ctx, f, op);
    fix_step(ctx, f, FIX_HERE,
             "Drop the index by itself, which writes no rows, and the column is dropped "
             "at once:");
    for (size_t i = 0; i < own.len; i++)
        fix_sql(ctx, f, "ALTER TABLE " STR_FMT " DROP INDEX " STR_FMT ";", STR_ARG(table),
                STR_ARG(ctx_ident_sql(ctx, own.at[i])));
    fix_sql(ctx, f, "ALTER TABLE " STR_FMT " DROP COLUMN " STR_FMT ";", STR_ARG(table),
            STR_ARG(ctx_ident_sql(ctx, op->part)));
    return true;
}

static void fix_place(RuleCtx *ctx, Finding *f, const Op *op)
{
    fix_rest(ctx, f, op);
    fix_step(ctx, f, FIX_HERE, "Add it as the last column, which is done at once:");
    fix_sql(ctx, f, "ALTER TABLE " STR_FMT " ADD COLUMN " STR_FMT ", ALGORITHM=INSTANT;",
            STR_ARG(ctx_name_sql(ctx, op->name)),
            STR_ARG(ctx_column_sql(ctx, ctx_table(ctx, op), op->column)));
}

static void fix_fallback(RuleCtx *ctx, Finding *f, const Outage *outage)
{
    const Op *op = outage->op;
    bool adds = op->kind == OP_ADD_COLUMN;
    if (outage->asked)
        fix_step(ctx, f, FIX_NOTE,
                 "Leave the clause out, or ask for ALGORITHM=INSTANT instead");
    else if (outage->beside && ctx_can_split(ctx, op))
        fix_by_splitting(ctx, f, op);
    else if (outage->beside)
        fix_step(ctx, f, FIX_NOTE, "Give each of them a statement of its own");
    else if (adds && op->column->default_expr.ptr &&
             str_starts(op->column->default_expr, STR("("))) {
        if (!fix_brackets(ctx, f, op))
            fix_filled_later(ctx, f, op);
    } else if (fix_indexes_first(ctx, f, op))
        return;
    else if (is_misplaced(ctx, op))
        fix_place(ctx, f, op);
    else
        fix_by_tool(ctx, f, op);
}

static Str column_of(const Op *op)
{
    return op->kind == OP_ADD_COLUMN ? op->column->name : op->part;
}

// The server is too old for anything better.
static bool has_no_choice(const RuleCtx *ctx, const Outage *outage)
{
    int since = outage->op->kind == OP_ADD_COLUMN ? ENGINE_VERSION(8, 0, 12)
                                                  : ENGINE_VERSION(8, 0, 29);
    const Engine *engine = ctx_engine(ctx);
    return engine_is(engine, "mysql") && engine_version(engine) < since &&
           !outage->blocks && !outage->beside;
}

static bool changes_columns(const RuleCtx *ctx, const Op *op)
{
    const Column *column = table_column(ctx_table(ctx, op), op->part);
    if (op->kind == OP_DROP_COLUMN)
        return !column || column->def->generated == GENERATED_NONE;
    return op->kind == OP_ADD_COLUMN && op->column->generated == GENERATED_NONE;
}

// The statement adds or drops a column at once, and this is the first op that does.
static bool makes_row_version(const RuleCtx *ctx, const Op *op)
{
    const Op *first = ctx_statement_op(ctx, op);
    for (; first < op && !changes_columns(ctx, first); first++)
        ;
    return first == op && changes_columns(ctx, op) && op->effects.refused.len == 0 &&
           op->effects.online.algorithm == ALGORITHM_INSTANT;
}

static void check_row_versions(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    unsigned limit = engine_row_versions(ctx_engine(ctx));
    unsigned used = table ? table->row_versions + 1 : 0;
    if (limit == 0 || used < limit / 2 + limit % 2 || !makes_row_version(ctx, op) ||
        ctx_table_is_idle(ctx, op) ||
        ctx_option_has(ctx, "small-tables", op->name.name) ||
        ctx_option_has(ctx, "small-tables", ctx_relation(ctx, op)))
        return;
    Finding *f = report_op(
        ctx, op,
        "this uses up %u of the %u row versions that " STR_FMT " keeps of " STR_FMT
        ": with none left it writes all rows anew to add or drop a column, and refuses "
        "ALGORITHM=INSTANT (4092)",
        used, limit, STR_ARG(ctx_server(ctx)), STR_ARG(ctx_relation(ctx, op)));
    f->object = ctx_relation(ctx, op);
    fix_step(ctx, f, FIX_HAND_AFTER,
             "At a quiet time, write the rows anew, which sets the count back to 0:");
    fix_sql(ctx, f, "ALTER TABLE " STR_FMT " FORCE;",
            STR_ARG(ctx_name_sql(ctx, op->name)));
}

static void check_instant_fallback(RuleCtx *ctx, const Op *op)
{
    check_row_versions(ctx, op);
    Outage outage = ctx_outage(ctx, op);
    if (outage.blame != BLAME_COLUMN)
        return;
    Str text = ctx_fmt(ctx, "%s " STR_FMT ": " STR_FMT " " STR_FMT STR_FMT,
                       outage.op->kind == OP_ADD_COLUMN ? "adding" : "dropping",
                       STR_ARG(column_of(outage.op)), STR_ARG(ctx_server(ctx)),
                       STR_ARG(ctx_outage_words(ctx, &outage)),
                       STR_ARG(reason_words(ctx, &outage)));
    Finding *f = report_outage(ctx, &outage, text);
    f->object = ctx_member(ctx, outage.op, column_of(outage.op));
    if (has_no_choice(ctx, &outage) && f->severity == SEV_WARNING)
        f->severity = SEV_NOTICE;
    fix_fallback(ctx, f, &outage);
}

RULE(instant_fallback) = {
    .id = "instant-fallback",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "mysql",
    .options = { SIZES },
    .op = check_instant_fallback,
    .title = "A column is not added or dropped at once",
    .why =
        "Most columns come and go by an entry in the dictionary. Here the server falls "
        "back to writing all rows anew, which takes hours on a large table, holds up "
        "replicas, and, where rows are copied, keeps all writes waiting. Nothing in "
        "the statement tells that it does.",
    .fix = "Put the column last, give other changes statements of their own, and assert "
           "ALGORITHM=INSTANT, so that the server refuses what would take long",
    .bad = "-- engine mysql@8.0\n"
           "CREATE TABLE users (id bigint PRIMARY KEY, email varchar(80));\n"
           "-- change\n"
           "ALTER TABLE users ADD COLUMN age int, ADD INDEX users_email (email);\n",
    .good = "-- engine mysql@8.0\n"
            "CREATE TABLE users (id bigint PRIMARY KEY, email varchar(80));\n"
            "-- change\n"
            "ALTER TABLE users ADD COLUMN age int, ALGORITHM=INSTANT;\n",
};
