// SPDX-License-Identifier: Apache-2.0
// MySQL, MariaDB and TiDB: values that do not fit are cut instead of refused.
#include "lint/rule.h"

// ---- what a value of sql_mode says ----

static bool mentions(Str text, const char *word)
{
    Str wanted = str_from(word);
    for (size_t at = 0; at + wanted.len <= text.len; at++)
        if (str_eq_ci(str_slice(text, at, at + wanted.len), wanted))
            return true;
    return false;
}

static bool is_strict(Str modes)
{
    return mentions(modes, "STRICT_TRANS_TABLES") ||
           mentions(modes, "STRICT_ALL_TABLES") || mentions(modes, "TRADITIONAL");
}

static bool refuses_zero_dates(Str modes)
{
    return (mentions(modes, "NO_ZERO_DATE") && mentions(modes, "NO_ZERO_IN_DATE")) ||
           mentions(modes, "TRADITIONAL");
}

typedef enum Relaxed {
    RELAXED_NOT,
    RELAXED_DATES, // 0000-00-00
    RELAXED_ALL    // whatever does not fit
} Relaxed;

// A list, or 0. MariaDB's default lets zero dates through.
static Relaxed relaxed_by_list(const RuleCtx *ctx, Str modes)
{
    if (!is_strict(modes))
        return RELAXED_ALL;
    bool usual = engine_is(ctx_engine(ctx), "mariadb");
    return usual || refuses_zero_dates(modes) ? RELAXED_NOT : RELAXED_DATES;
}

// REPLACE(@@sql_mode, 'STRICT_TRANS_TABLES', '') takes away what it names.
static Relaxed relaxed_by_replace(Str value)
{
    if (mentions(value, "STRICT_"))
        return RELAXED_ALL;
    return mentions(value, "NO_ZERO_") ? RELAXED_DATES : RELAXED_NOT;
}

static bool is_number(Str value)
{
    uint64_t number;
    return value.len > 0 && str_to_u64(value, &number);
}

// Of what a variable or another function gives nothing is known: it is mostly the mode
// that was kept.
static Relaxed relaxed_by(const RuleCtx *ctx, const Op *op)
{
    if (op->kind != OP_SET_SESSION || !str_eq(op->part, STR("sql_mode")) ||
        op_has(op, OPF_RESET))
        return RELAXED_NOT;
    Str value = str_trim(op->detail);
    bool literal = str_starts(value, STR("'")) || str_starts(value, STR("\""));
    if (mentions(value, "replace("))
        return relaxed_by_replace(value);
    if (literal)
        return relaxed_by_list(ctx, value);
    enum { STRICT_BITS = (1 << 21) | (1 << 22) };
    uint64_t number;
    if (is_number(value) && str_to_u64(value, &number))
        return (number & STRICT_BITS) == 0 ? RELAXED_ALL : RELAXED_NOT;
    return str_starts(value, STR("@")) || mentions(value, "(")
               ? RELAXED_NOT
               : relaxed_by_list(ctx, value);
}

// ---- how far it reaches ----

static bool sets_mode(const Op *op)
{
    return op->kind == OP_SET_SESSION && str_eq(op->part, STR("sql_mode"));
}

// Values are written, or written anew.
static bool writes(const Op *op)
{
    static const OpKind kinds[] = {
        OP_INSERT,      OP_UPDATE,        OP_COPY,           OP_ADD_COLUMN,
        OP_SET_DEFAULT, OP_MODIFY_COLUMN, OP_ADD_CONSTRAINT, OP_SET_TABLE_OPTION,
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (op->kind == kinds[i])
            return true;
    return false;
}

// What it does, if it does anything to what was there before: the old table's rows.
typedef struct Reach {
    const Op *touched; // the first op on a table in use; NULL: none
    const Op *narrows; // the first one whose values may not fit; NULL: none
    Str lost;
    bool restored;
} Reach;

static bool is_required_column(const Op *op)
{
    const ColumnDef *def = op->column;
    return op->kind == OP_ADD_COLUMN && def && def->not_null && !def->default_expr.ptr &&
           !def->type.serial && def->generated == GENERATED_NONE &&
           def->identity == IDENTITY_NONE;
}

// The first member of an ENUM or SET that the new one lacks; ptr NULL: there is none.
static Str removed_member(const TypeRef *old, const TypeRef *new)
{
    for (size_t i = 0; str_eq(old->name.name, new->name.name) && i < old->labels.len; i++)
        if (!list_has_ci(&new->labels, old->labels.at[i]))
            return old->labels.at[i];
    return (Str){ 0 };
}

// The values of a live table that the op would fail on in strict mode; empty: none.
static Str lost_by(RuleCtx *ctx, const Op *op)
{
    if (is_required_column(op))
        return STR("rows that are there get a value that nobody has chosen");
    const Table *table = ctx_table(ctx, op);
    const Column *old = table_column(table, op->part);
    if (op->kind != OP_MODIFY_COLUMN || !old || !op->column)
        return STR("");
    Str member = removed_member(&old->def->type, &op->column->type);
    if (member.ptr)
        return ctx_fmt(ctx, STR_FMT " becomes an empty text",
                       STR_ARG(ctx_literal(ctx, member)));
    Narrowing narrowing = ctx_narrowing(ctx, table, old->def, op->column);
    if (narrowing.lost.len > 0)
        return ctx_fmt(ctx, STR_FMT " are cut", STR_ARG(narrowing.lost));
    return op->column->not_null && !old->def->not_null
               ? STR("NULL becomes 0 or an empty text")
               : STR("");
}

static void reach_on(RuleCtx *ctx, Reach *reach, const Op *op)
{
    if (ctx_table_is_idle(ctx, op) || ctx_preceding(ctx, op, OP_CREATE_TABLE))
        return;
    reach->touched = reach->touched ? reach->touched : op;
    Str lost = lost_by(ctx, op);
    if (!reach->narrows && lost.len > 0) {
        reach->narrows = op;
        reach->lost = lost;
    }
}

static Reach reach_of(RuleCtx *ctx, const Op *set)
{
    Reach reach = { 0 };
    const OpVec *ops = ctx_ops(ctx);
    for (const Op *op = set + 1; op < ops->at + ops->len; op++) {
        if (sets_mode(op) && relaxed_by(ctx, op) == RELAXED_NOT) {
            reach.restored = true;
            break;
        }
        if (writes(op))
            reach_on(ctx, &reach, op);
    }
    return reach;
}

// ---- strict-mode-relaxed ----

static void report_relaxed(RuleCtx *ctx, const Op *op, const Reach *reach, Relaxed how)
{
    Str from = reach->restored ? STR("until it is set back")
                               : STR("for the rest of the connection");
    Finding *f = report_op(
        ctx, op, "%s " STR_FMT "%s" STR_FMT,
        how == RELAXED_DATES ? "dates of zeros are taken without an error"
                             : "values that do not fit are cut or made up without an "
                               "error",
        STR_ARG(from), reach->narrows ? "; here " : "", STR_ARG(reach->lost));
    f->object = STR("sql_mode");
    if (reach->narrows)
        f->severity = SEV_ERROR;
    fix_remove(ctx, f);
}

static void check_mode(RuleCtx *ctx, const Op *op)
{
    Relaxed how = relaxed_by(ctx, op);
    if (how == RELAXED_NOT)
        return;
    Reach reach = reach_of(ctx, op);
    bool leaks = !reach.restored && !ctx_runner(ctx)->resets;
    if (reach.touched || leaks || op_has(op, OPF_GLOBAL))
        report_relaxed(ctx, op, &reach, how);
}

// Rows that are written out are mostly there to be found at a second run; a query's, and
// those of an UPDATE, are not.
static void check_ignore(RuleCtx *ctx, const Op *op)
{
    bool literal = op->kind == OP_INSERT && op->relations.len == 0;
    if (!op_has(op, OPF_IGNORE) || ctx_table_is_idle(ctx, op))
        return;
    Finding *f = report_op(ctx, op,
                           "%s IGNORE on " STR_FMT
                           " leaves rows out, and cuts values that do not fit, without "
                           "an error" STR_FMT,
                           op_kind_words(op->kind), STR_ARG(ctx_relation(ctx, op)),
                           STR_ARG(ctx_presumed(ctx, op)));
    if (literal)
        f->severity = SEV_NOTICE;
    f->fix =
        op->kind == OP_INSERT
            ? STR("INSERT without IGNORE; ON DUPLICATE KEY UPDATE with a column set "
                  "to itself passes over rows that are there, and over nothing else")
            : STR("UPDATE without IGNORE; leave rows that would collide out in WHERE");
}

static void check_strict_mode(RuleCtx *ctx, const Op *op)
{
    if (op->kind == OP_SET_SESSION)
        check_mode(ctx, op);
    else
        check_ignore(ctx, op);
}

RULE(strict_mode_relaxed) = {
    .id = "strict-mode-relaxed",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "mysql",
    .on = { OP_SET_SESSION, OP_INSERT, OP_UPDATE },
    .op = check_strict_mode,
    .title = "Errors about values that do not fit are switched off",
    .why = "Strict mode is what makes the server refuse a value that does not fit its "
           "column. Without it, and with IGNORE, 300 becomes 127, a long text is cut, "
           "NULL becomes 0 and a wrong date 0000-00-00; a warning that no runner reads "
           "is all there is, and the old values are gone.",
    .fix = "Keep the server's sql_mode, and mend the rows that do not fit first",
    .bad = "-- engine mysql@8.0\n"
           "CREATE TABLE users (id bigint PRIMARY KEY, name varchar(50));\n"
           "-- change\n"
           "SET SESSION sql_mode = '';\n"
           "ALTER TABLE users ADD COLUMN note varchar(20);\n",
    .good = "-- engine mysql@8.0\n"
            "-- change\n"
            "SET @OLD_SQL_MODE = @@SQL_MODE, SQL_MODE = 'NO_AUTO_VALUE_ON_ZERO';\n"
            "CREATE TABLE users (id bigint PRIMARY KEY, name varchar(50));\n"
            "INSERT INTO users VALUES (0, 'nobody');\n"
            "SET SQL_MODE = @OLD_SQL_MODE;\n",
};
