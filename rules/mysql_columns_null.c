// SPDX-License-Identifier: Apache-2.0
// NOT NULL on columns of MySQL and its kin: what rows get that have no value.
#include "lint/rule.h"

static bool has_value(Str default_expr)
{
    return default_expr.ptr && !str_eq_ci(str_trim(default_expr), STR("null"));
}

// ---- not-null-no-default ----

static bool is_filled(const ColumnDef *column)
{
    return has_value(column->default_expr) || column->auto_increment ||
           column_rest(column)->auto_random.ptr || column->type.serial ||
           column->generated != GENERATED_NONE;
}

typedef struct Filler {
    const char *type;
    const char *value;   // that old rows get; NULL: the statement fails
    const char *mariadb; // likewise, where it is another
} Filler;

// Measured on MySQL 9.7 and MariaDB 10.11; ENUM gets its first member.
static const Filler fillers[] = {
    { "date", NULL, "0000-00-00" },
    { "datetime", NULL, "0000-00-00 00:00:00" },
    { "timestamp", "0000-00-00 00:00:00", NULL },
    { "time", "00:00:00", NULL },
    { "year", "0000", NULL },
    { "json", "JSON's null", "''" },
    { "geometry", NULL, "an empty value, which is no geometry" },
    { "point", NULL, "an empty value, which is no geometry" },
    { "linestring", NULL, "an empty value, which is no geometry" },
    { "polygon", NULL, "an empty value, which is no geometry" },
    { "multipoint", NULL, "an empty value, which is no geometry" },
    { "multilinestring", NULL, "an empty value, which is no geometry" },
    { "multipolygon", NULL, "an empty value, which is no geometry" },
    { "geometrycollection", NULL, "an empty value, which is no geometry" },
    { "tinyint", "0", NULL },
    { "smallint", "0", NULL },
    { "mediumint", "0", NULL },
    { "int", "0", NULL },
    { "bigint", "0", NULL },
    { "decimal", "0", NULL },
    { "float", "0", NULL },
    { "double", "0", NULL },
    { "bit", "0", NULL },
    { "uuid", "00000000-0000-0000-0000-000000000000", NULL },
    { "inet4", "0.0.0.0", NULL },
    { "inet6", "::", NULL },
};

// Of servers with explicit_defaults_for_timestamp off the first TIMESTAMP of a table has
// DEFAULT CURRENT_TIMESTAMP without a word.
static bool is_first_timestamp(const RuleCtx *ctx, const Op *op)
{
    const Engine *engine = ctx_engine(ctx);
    const Table *table = ctx_table(ctx, op);
    bool explicit = engine_is(engine, "tidb") ||
                    engine_from_on(engine, "mysql", ENGINE_VERSION(8, 0, 2)) ||
                    engine_from_on(engine, "mariadb", ENGINE_VERSION(10, 10, 0));
    bool first = !explicit && str_eq(op->column->type.name.name, STR("timestamp"));
    for (size_t i = 0; first && table && i < table->columns.len; i++)
        first = !str_eq(table->columns.at[i]->def->type.name.name, STR("timestamp"));
    return first;
}

// Empty: the statement fails as soon as there is a row.
static Str filler_of(RuleCtx *ctx, const TypeRef *type)
{
    bool mariadb = engine_is(ctx_engine(ctx), "mariadb");
    if (str_eq(type->name.name, STR("enum")) && type->labels.len > 0)
        return ctx_literal(ctx, type->labels.at[0]);
    for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++)
        if (str_eq(type->name.name, str_from(fillers[i].type)))
            return str_from(mariadb && fillers[i].mariadb ? fillers[i].mariadb
                                                          : fillers[i].value);
    return STR("''");
}

static bool exists_already(const RuleCtx *ctx, const Op *op)
{
    return op_has(op, OPF_IF_NOT_EXISTS) &&
           table_column(ctx_table(ctx, op), op->column->name);
}

static Str add_sql(RuleCtx *ctx, const Op *op, const ColumnDef *column)
{
    return ctx_fmt(ctx, "ALTER TABLE " STR_FMT " ADD COLUMN " STR_FMT ";",
                   STR_ARG(ctx_name_sql(ctx, op->name)),
                   STR_ARG(ctx_column_sql(ctx, ctx_table(ctx, op), column)));
}

static Str modify_sql(RuleCtx *ctx, const Op *op, const ColumnDef *column)
{
    return ctx_fmt(ctx, "ALTER TABLE " STR_FMT " MODIFY COLUMN " STR_FMT ";",
                   STR_ARG(ctx_name_sql(ctx, op->name)),
                   STR_ARG(ctx_column_sql(ctx, ctx_table(ctx, op), column)));
}

static void fix_nullable_first(RuleCtx *ctx, Finding *f, const Op *op, Str value)
{
    ColumnDef nullable = *op->column;
    nullable.not_null = false;
    nullable.null_said = true;
    if (value.len > 0)
        fix_or(ctx, f, FIX_HERE, "Or let it be empty at first:");
    else
        fix_step(ctx, f, FIX_HERE, "Let it be empty at first:");
    fix_sql(ctx, f, STR_FMT, STR_ARG(add_sql(ctx, op, &nullable)));
    fix_step(ctx, f, FIX_LATER,
             "and when the release that writes it is out and the old rows are filled in "
             "batches:");
    fix_sql(ctx, f, "-- tidegate: allow set-not-null (every row has a value)\n" STR_FMT,
            STR_ARG(modify_sql(ctx, op, op->column)));
}

static void fix_no_default(RuleCtx *ctx, Finding *f, const Op *op)
{
    Str value = ctx_default_value(ctx, &op->column->type);
    fix_rest(ctx, f, op);
    if (value.len > 0) {
        ColumnDef column = *op->column;
        column.default_expr = value;
        fix_step(ctx, f, FIX_HERE, "With a default that old rows may have:");
        fix_sql(ctx, f, STR_FMT, STR_ARG(add_sql(ctx, op, &column)));
    }
    fix_nullable_first(ctx, f, op, value);
}

static void check_not_null_no_default(RuleCtx *ctx, const Op *op)
{
    const ColumnDef *column = op->column;
    if (!column || !column->not_null || is_filled(column))
        return;
    if (ctx_table_is_idle(ctx, op) || exists_already(ctx, op) ||
        is_first_timestamp(ctx, op))
        return;
    Str filler = filler_of(ctx, &column->type);
    Str member = ctx_member(ctx, op, column->name);
    Str rows =
        filler.len > 0
            ? ctx_fmt(ctx, STR_FMT " writes " STR_FMT " into every row without a word",
                      STR_ARG(ctx_server(ctx)), STR_ARG(filler))
            : ctx_fmt(ctx, "on " STR_FMT " it fails as soon as " STR_FMT " has a row",
                      STR_ARG(ctx_server(ctx)), STR_ARG(ctx_relation(ctx, op)));
    Finding *f =
        report_op(ctx, op,
                  "ADD COLUMN " STR_FMT " is NOT NULL and has no default: " STR_FMT
                  ", and each INSERT of the release that runs now fails in a "
                  "strict sql_mode" STR_FMT,
                  STR_ARG(column->name), STR_ARG(rows), STR_ARG(ctx_presumed(ctx, op)));
    f->object = member;
    if (filler.len > 0)
        f->severity = SEV_WARNING;
    fix_no_default(ctx, f, op);
}

RULE(not_null_no_default) = {
    .id = "not-null-no-default",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "mysql",
    .on = { OP_ADD_COLUMN },
    .op = check_not_null_no_default,
    .title = "A new NOT NULL column without a default gets values that nobody chose",
    .why = "The rows that are there get the type's zero: 0, an empty text, the first "
           "member of an ENUM, the date 0000-00-00, which many drivers cannot read. "
           "MySQL refuses DATE, DATETIME and geometry instead, though not on the empty "
           "tables of a test database. Servers of the previous release do not know the "
           "column: their INSERTs fail with error 1364.",
    .fix = "Give it a default, or add it nullable, fill it, and make it NOT NULL in a "
           "later migration",
    .bad = "-- engine mysql@8.0\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "-- change\n"
           "ALTER TABLE users ADD COLUMN born date NOT NULL;\n",
    .good = "-- engine mysql@8.0\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "-- change\n"
            "ALTER TABLE users ADD COLUMN country varchar(2) NOT NULL DEFAULT '';\n",
};

// ---- set-not-null ----

static void fix_fill(RuleCtx *ctx, Finding *f, const Op *op, bool known)
{
    Str value = ctx_default_value(ctx, &op->column->type);
    Str name = ctx_ident_sql(ctx, op->part);
    Str table = ctx_name_sql(ctx, op->name);
    fix_step(ctx, f, FIX_HAND_BEFORE,
             "Fill what is empty, in batches if it is much; the release that runs must "
             "write no more NULLs:");
    if (value.len > 0)
        fix_sql(ctx, f,
                "UPDATE " STR_FMT " SET " STR_FMT " = " STR_FMT " WHERE " STR_FMT
                " IS NULL LIMIT 10000;",
                STR_ARG(table), STR_ARG(name), STR_ARG(value), STR_ARG(name));
    fix_sql(ctx, f, "SELECT count(*) FROM " STR_FMT " WHERE " STR_FMT " IS NULL;",
            STR_ARG(table), STR_ARG(name));
    if (!known)
        return;
    fix_rest(ctx, f, op);
    fix_step(ctx, f, FIX_HERE, "and say so, when none is left:");
    fix_sql(ctx, f, "-- tidegate: allow set-not-null (no row holds NULL)\n" STR_FMT,
            STR_ARG(ctx_modify_sql(ctx, op, op->column)));
}

// TiDB looks at the rows first, in any sql_mode.
static Str what_null_does(RuleCtx *ctx)
{
    Str server = ctx_server(ctx);
    if (engine_is(ctx_engine(ctx), "tidb"))
        return ctx_fmt(ctx,
                       "in any sql_mode the statement fails (1265) on " STR_FMT
                       " at the first row that does",
                       STR_ARG(server));
    return ctx_fmt(ctx,
                   "in a strict sql_mode the statement fails (%s) on " STR_FMT
                   " at the first row that does, and in another the type's zero takes "
                   "the place of NULL",
                   engine_is(ctx_engine(ctx), "mariadb") ? "1265" : "1138",
                   STR_ARG(server));
}

static void check_set_not_null(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    const Column *column = table_column(table, op->part);
    bool known = column_is_known(column);
    if (!op->column || !op->column->not_null || ctx_table_is_idle(ctx, op) ||
        ctx_column_is_new(ctx, op) || ctx_goes_later(ctx, op))
        return;
    if ((known && column->def->not_null) || table_key_has(table, op->part) ||
        op->column->generated != GENERATED_NONE || ctx_looked_after(ctx, op))
        return;
    Str member = ctx_member(ctx, op, op->part);
    Finding *f =
        report_op(ctx, op, "%s" STR_FMT " may hold NULL: " STR_FMT,
                  known ? "" : "the history does not show the older definition; ",
                  STR_ARG(member), STR_ARG(what_null_does(ctx)));
    f->object = member;
    if (!known)
        f->severity = SEV_NOTICE;
    fix_fill(ctx, f, op, known);
}

RULE(set_not_null) = {
    .id = "set-not-null",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "mysql",
    .on = { OP_MODIFY_COLUMN },
    .op = check_set_not_null,
    .title = "MODIFY to NOT NULL fails, or changes values, if a row holds NULL",
    .why = "One such row stops the deploy, although it passed on the tables of a test "
           "database, and servers of the previous release may insert another at any "
           "moment. Without a strict sql_mode NULL becomes 0, an empty text or a zero "
           "date, and nothing tells these rows from others any more.",
    .fix =
        "Release code that writes no NULL, fill the column in batches, and make it NOT "
        "NULL then",
    .bad = "-- engine mysql@8.0\n"
           "CREATE TABLE users (id bigint PRIMARY KEY, country varchar(2));\n"
           "-- change\n"
           "ALTER TABLE users MODIFY COLUMN country varchar(2) NOT NULL, "
           "ALGORITHM=INPLACE, LOCK=NONE;\n",
    .good = "-- engine mysql@8.0\n"
            "CREATE TABLE users (id bigint PRIMARY KEY, country varchar(2));\n"
            "-- change\n"
            "ALTER TABLE users ALTER COLUMN country SET DEFAULT '';\n",
};
