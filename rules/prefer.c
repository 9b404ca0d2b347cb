// SPDX-License-Identifier: Apache-2.0
// Types that a team may not want in new columns. All of these are off until asked for.
#include "lint/rule.h"

// A set of types by their canonical names.
typedef struct Dislike {
    const char *types; // "|" between them
    const char *problem;
} Dislike;

static bool has_type(const char *types, const TypeRef *type)
{
    Str rest = str_from(types);
    Str name;
    while (type->name.schema.len == 0 && str_cut(&rest, '|', &name))
        if (str_eq(name, type->name.name))
            return true;
    return false;
}

static void check_column(RuleCtx *ctx, const Op *op, const ColumnDef *column,
                         const Dislike *dislike)
{
    if (!has_type(dislike->types, &column->type))
        return;
    Str member = ctx_member(ctx, op, column->name);
    Finding *f = report_op(ctx, op, STR_FMT " is %s" STR_FMT ": %s", STR_ARG(member),
                           column->type.serial ? "a serial, and so " : "",
                           STR_ARG(column->type.text), dislike->problem);
    f->object = member;
    f->span = column->span.end > column->span.start ? column->span : op->span;
}

static void check_types(RuleCtx *ctx, const Op *op, const Dislike *dislike)
{
    for (size_t i = 0; op->table && i < op->table->columns.len; i++)
        check_column(ctx, op, &op->table->columns.at[i], dislike);
    if (op->column)
        check_column(ctx, op, op->column, dislike);
}

#define TYPED_OPS                                                                        \
    {                                                                                    \
        OP_CREATE_TABLE, OP_ADD_COLUMN, OP_ALTER_COLUMN_TYPE                             \
    }

// ---- prefer-bigint ----

// Of a column that counts up by itself the numbers do run out.
static void check_counter(RuleCtx *ctx, const Op *op, const ColumnDef *column)
{
    static const struct {
        const char *type, *most, *most_unsigned;
    } rows[] = { { "tinyint", "127", "255" },
                 { "smallint", "32767", "65535" },
                 { "mediumint", "8388607", "16777215" },
                 { "int", "2147483647", "4294967295" } };
    for (size_t i = 0; column->auto_increment && i < sizeof rows / sizeof *rows; i++) {
        if (!str_eq(column->type.name.name, str_from(rows[i].type)))
            continue;
        Str member = ctx_member(ctx, op, column->name);
        Finding *f =
            report_op(ctx, op,
                      STR_FMT " is " STR_FMT " AUTO_INCREMENT: every INSERT fails "
                              "when it has come to %s",
                      STR_ARG(member), STR_ARG(column->type.text),
                      column->type.is_unsigned ? rows[i].most_unsigned : rows[i].most);
        f->severity = SEV_NOTICE;
        f->object = member;
        f->span = column->span.end > column->span.start ? column->span : op->span;
        f->why =
            STR("Numbers are lost with every rollback, INSERT IGNORE and INSERT … ON "
                "DUPLICATE KEY UPDATE. The day they run out every INSERT fails, and "
                "the change to BIGINT copies the table while writes wait.");
        f->fix = STR("BIGINT UNSIGNED, also in the columns that refer to it");
    }
}

static void check_prefer_bigint(RuleCtx *ctx, const Op *op)
{
    static const Dislike dislike = { "smallint|integer", "its numbers can run out" };
    if (!ctx_is_mysql(ctx)) {
        check_types(ctx, op, &dislike);
        return;
    }
    for (size_t i = 0; op->table && i < op->table->columns.len; i++)
        check_counter(ctx, op, &op->table->columns.at[i]);
    const Column *old =
        op->kind == OP_MODIFY_COLUMN ? table_column(ctx_table(ctx, op), op->part) : NULL;
    if (op->column && !(old && old->def->auto_increment))
        check_counter(ctx, op, op->column);
}

RULE(prefer_bigint) = {
    .id = "prefer-bigint",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres mysql",
    .off = true,
    .on = { OP_CREATE_TABLE, OP_ADD_COLUMN, OP_ALTER_COLUMN_TYPE, OP_MODIFY_COLUMN },
    .op = check_prefer_bigint,
    .title = "An integer column whose numbers can run out",
    .why = "Two billion are fewer than they seem: sequences lose a number with every "
           "rollback and every INSERT … ON CONFLICT. The day they run out every INSERT "
           "fails, and the change to bigint writes the whole table again while nobody "
           "can use it. Of MySQL's columns it is about those with AUTO_INCREMENT.",
    .fix = "bigint, also in the columns that refer to it",
    .bad = "CREATE TABLE users (id serial PRIMARY KEY);\n",
    .good = "CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);\n",
};

// ---- prefer-text ----

static void check_prefer_text(RuleCtx *ctx, const Op *op)
{
    static const Dislike dislike = { "character varying",
                                     "a longer limit is a change of type" };
    check_types(ctx, op, &dislike);
}

RULE(prefer_text) = {
    .id = "prefer-text",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres",
    .off = true,
    .on = TYPED_OPS,
    .op = check_prefer_text,
    .title = "varchar where text would do",
    .why =
        "Both are stored in the same way, and neither is faster. The limit of a varchar "
        "is part of its type: making it smaller writes the table again, and views that "
        "use the column have to be dropped first. A CHECK on a text column can be "
        "changed by itself.",
    .fix = "text, with a CHECK (length(…) <= …) where there is a limit",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY, name varchar(50));\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY, name text CHECK (length(name) <= "
            "50));\n",
};

// ---- prefer-timestamptz ----

static void check_prefer_timestamptz(RuleCtx *ctx, const Op *op)
{
    static const Dislike dislike = {
        "timestamp without time zone|time with time zone",
        "it does not say which moment is meant",
    };
    check_types(ctx, op, &dislike);
}

RULE(prefer_timestamptz) = {
    .id = "prefer-timestamptz",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres",
    .off = true,
    .on = TYPED_OPS,
    .op = check_prefer_timestamptz,
    .title = "A timestamp without time zone is no moment in time",
    .why =
        "It is what some clock showed, and nothing says where that clock was. Servers "
        "and sessions with different time zones write different values for one moment, "
        "differences across a change to summer time are wrong by an hour, and now() is "
        "converted without a word.",
    .fix = "timestamptz (timestamp with time zone), which takes the same eight bytes",
    .bad = "CREATE TABLE visits (id bigint PRIMARY KEY, at timestamp);\n",
    .good = "CREATE TABLE visits (id bigint PRIMARY KEY, at timestamptz);\n",
};

// ---- prefer-jsonb ----

static void check_prefer_jsonb(RuleCtx *ctx, const Op *op)
{
    static const Dislike dislike = { "json", "it cannot be compared or indexed" };
    check_types(ctx, op, &dislike);
}

RULE(prefer_jsonb) = {
    .id = "prefer-jsonb",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres",
    .off = true,
    .on = TYPED_OPS,
    .op = check_prefer_jsonb,
    .title = "json where jsonb would do",
    .why = "json is the text as it came, parsed again by every query. It has no "
           "equality, so "
           "that SELECT DISTINCT and UNION fail on the table, and no index reaches into "
           "it.",
    .fix = "jsonb, unless white space, the order of keys or repeated keys must be kept",
    .bad = "CREATE TABLE events (id bigint PRIMARY KEY, body json);\n",
    .good = "CREATE TABLE events (id bigint PRIMARY KEY, body jsonb);\n",
};

// ---- prefer-identity ----

static void check_serial(RuleCtx *ctx, const Op *op, const ColumnDef *column)
{
    if (!column->type.serial)
        return;
    Str member = ctx_member(ctx, op, column->name);
    Finding *f = report_op(ctx, op,
                           STR_FMT " is a serial: an integer with a default that "
                                   "anybody can write past",
                           STR_ARG(member));
    f->object = member;
    f->span = column->span.end > column->span.start ? column->span : op->span;
}

static void check_prefer_identity(RuleCtx *ctx, const Op *op)
{
    for (size_t i = 0; op->table && i < op->table->columns.len; i++)
        check_serial(ctx, op, &op->table->columns.at[i]);
    if (op->column)
        check_serial(ctx, op, op->column);
}

RULE(prefer_identity) = {
    .id = "prefer-identity",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres",
    .off = true,
    .on = { OP_CREATE_TABLE, OP_ADD_COLUMN },
    .op = check_prefer_identity,
    .title = "serial where an identity column would do",
    .why =
        "A serial is a sequence, an owner and a default in one word. Who inserts needs a "
        "grant on the sequence, CREATE TABLE … LIKE shares it between two tables, and a "
        "value written by hand makes a later INSERT fail on a duplicate.",
    .fix = "bigint GENERATED ALWAYS AS IDENTITY",
    .bad = "CREATE TABLE users (id bigserial PRIMARY KEY);\n",
    .good = "CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);\n",
};

// ---- no-char ----

static void check_no_char(RuleCtx *ctx, const Op *op)
{
    static const Dislike dislike = { "character", "values are padded with blanks" };
    check_types(ctx, op, &dislike);
}

RULE(no_char) = {
    .id = "no-char",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres",
    .off = true,
    .on = TYPED_OPS,
    .op = check_no_char,
    .title = "char(n) pads its values with blanks",
    .why = "Shorter values are filled up with blanks, which count in LIKE and in the "
           "program, but not in comparisons and in length(). It is not faster than text, "
           "and takes more room.",
    .fix = "text, with a CHECK (length(…) = …) where the length is fixed",
    .bad = "CREATE TABLE countries (id bigint PRIMARY KEY, code char(2));\n",
    .good =
        "CREATE TABLE countries (id bigint PRIMARY KEY, code text CHECK (length(code) = "
        "2));\n",
};

// ---- no-money ----

static void check_no_money(RuleCtx *ctx, const Op *op)
{
    static const Dislike dislike = { "money", "what it is worth depends on lc_monetary" };
    check_types(ctx, op, &dislike);
}

RULE(no_money) = {
    .id = "no-money",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres",
    .off = true,
    .on = TYPED_OPS,
    .op = check_no_money,
    .title = "money depends on the server's locale",
    .why = "The currency and the number of its decimals are not stored but taken from "
           "lc_monetary: a dump that is restored on another server means other amounts. "
           "Parts of a cent are rounded away.",
    .fix = "numeric, or bigint for the smallest unit, and a column for the currency",
    .bad = "CREATE TABLE orders (id bigint PRIMARY KEY, total money);\n",
    .good = "CREATE TABLE orders (id bigint PRIMARY KEY, total numeric(12,2));\n",
};

// ---- no-float ----

static void check_no_float(RuleCtx *ctx, const Op *op)
{
    static const Dislike dislike = { "real|double precision", "its sums are not exact" };
    check_types(ctx, op, &dislike);
}

RULE(no_float) = {
    .id = "no-float",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres",
    .off = true,
    .on = TYPED_OPS,
    .op = check_no_float,
    .title = "Floating point numbers do not add up",
    .why =
        "0.1 has no exact value in binary: sums differ with the order of the rows, and "
        "equality fails where people see the same number. For amounts, rates and "
        "quantities that is an error in the books.",
    .fix = "numeric; measurements that are not exact to begin with may stay",
    .bad = "CREATE TABLE orders (id bigint PRIMARY KEY, total double precision);\n",
    .good = "CREATE TABLE orders (id bigint PRIMARY KEY, total numeric);\n",
};
