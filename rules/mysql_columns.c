// SPDX-License-Identifier: Apache-2.0
// MODIFY and CHANGE of MySQL and its kin: what the new definition leaves out, and which
// values it does not hold.
#include "lint/rule.h"

// ---- modify-loses-attribute ----

// Parts whose loss stops writers or lets wrong values in, and what then happens.
static const struct {
    unsigned part;
    bool heavy;
    const char *consequence;
} consequences[] = {
    { PART_GENERATED, true, "it is computed no more, and keeps what it has" },
    { PART_AUTO_INCREMENT, true, "each INSERT that leaves the key to the server fails" },
    { PART_NOT_NULL, true, "rows without a value are accepted from now on" },
    { PART_UNSIGNED, true, "half of its range is for negative numbers" },
    { PART_CHARSET, false, "its text is written anew in the table's charset" },
    { PART_COLLATION, false, "it compares and sorts as the table's other columns do" },
    { PART_DEFAULT, false, "an INSERT that leaves it out writes NULL, or fails" },
    { PART_OTHERS, false, "the server keeps or finds its values in another way" },
    { PART_ON_UPDATE, false, "it stays as it is when a row changes" },
    { PART_INVISIBLE, false, "SELECT * shows it, and INSERT without columns wants it" },
    { PART_COMMENT, false, "nothing else says what it means" },
};

enum { CONSEQUENCE_COUNT = sizeof consequences / sizeof *consequences };

static const char *consequence_of(unsigned parts)
{
    size_t i = 0;
    while (i + 1 < CONSEQUENCE_COUNT && !(parts & consequences[i].part))
        i++;
    return consequences[i].consequence;
}

static unsigned heavy_parts(void)
{
    unsigned heavy = 0;
    for (size_t i = 0; i < CONSEQUENCE_COUNT; i++)
        if (consequences[i].heavy)
            heavy |= consequences[i].part;
    return heavy;
}

static bool is_later_state(RuleCtx *ctx, const Op *later, const Modify *modify)
{
    return later->kind == OP_MODIFY_COLUMN && later->column &&
           (str_eq_ci(later->part, modify->new->name) ||
            str_eq_ci(later->part, modify->op->part)) &&
           ctx_table(ctx, later) == modify->table;
}

// Statements that say in so many words what becomes of a part.
static unsigned settled_by(RuleCtx *ctx, const Op *later, const Modify *modify)
{
    bool same = str_eq_ci(later->part, modify->new->name) &&
                ctx_table(ctx, later) == modify->table;
    if (same && (later->kind == OP_SET_DEFAULT || later->kind == OP_DROP_DEFAULT))
        return PART_DEFAULT;
    if (same && later->kind == OP_ALTER_COLUMN)
        return PART_INVISIBLE;
    return 0;
}

// What is still gone at the end of the change. A key that is made anew loses its
// AUTO_INCREMENT for a moment.
static unsigned lost_for_good(RuleCtx *ctx, const Modify *modify)
{
    unsigned lost = ctx_lost_parts(ctx, modify->table, modify->old, modify->new);
    Behind behind = ctx_behind(ctx, modify->op);
    for (const Op *later; lost && (later = behind_next(ctx, &behind));) {
        lost &= ~settled_by(ctx, later, modify);
        if (is_later_state(ctx, later, modify))
            lost &= ctx_lost_parts(ctx, modify->table, modify->old, later->column);
    }
    return lost;
}

// All values fit without the sign: the writer chose a wider type.
static Severity severity_of(RuleCtx *ctx, const Modify *modify, unsigned lost)
{
    if (ctx_loss_is_meant(ctx, modify->op, modify->old, lost))
        return lost & PART_AUTO_INCREMENT ? SEV_WARNING : SEV_NOTICE;
    bool holds =
        ctx_narrowing(ctx, modify->table, modify->old, modify->new).lost.len == 0;
    if (holds)
        lost &= ~(unsigned)PART_UNSIGNED;
    return lost & heavy_parts() ? SEV_ERROR : SEV_WARNING;
}

static bool is_plain_rename(RuleCtx *ctx, const Modify *modify)
{
    return !str_eq(modify->op->part, modify->new->name) &&
           str_eq(modify->old->type.text, modify->new->type.text) &&
           ctx_engine(ctx)->major >= 8;
}

static void fix_restate(RuleCtx *ctx, Finding *f, const Modify *modify, unsigned lost)
{
    const Op *op = modify->op;
    ColumnDef whole = ctx_with_parts(ctx, modify->new, modify->old, lost);
    fix_rest(ctx, f, op);
    bool meant = ctx_loss_is_meant(ctx, op, modify->old, lost);
    fix_step(ctx, f, meant ? FIX_NOTE : FIX_HERE,
             meant ? "If it is not to go, restate it:" : "Restate all of it:");
    fix_sql(ctx, f, STR_FMT, STR_ARG(ctx_modify_sql(ctx, op, &whole)));
    if (!is_plain_rename(ctx, modify))
        return;
    fix_step(ctx, f, FIX_NOTE, "Or rename it and nothing else:");
    fix_sql(ctx, f, "ALTER TABLE " STR_FMT " RENAME COLUMN " STR_FMT " TO " STR_FMT ";",
            STR_ARG(ctx_name_sql(ctx, op->name)), STR_ARG(ctx_ident_sql(ctx, op->part)),
            STR_ARG(ctx_ident_sql(ctx, modify->new->name)));
}

static const char *verb_of(const Modify *modify)
{
    return str_eq(modify->op->part, modify->new->name) ? "MODIFY" : "CHANGE";
}

static Str loss_words(RuleCtx *ctx, const Modify *modify, unsigned lost)
{
    StrVec words = ctx_part_words(ctx, modify->old, modify->new, lost);
    Str list = ctx_list(ctx, &words);
    if (ctx_loss_is_meant(ctx, modify->op, modify->old, lost))
        return ctx_fmt(
            ctx, "MODIFY takes " STR_FMT " from " STR_FMT " and changes nothing else",
            STR_ARG(list), STR_ARG(modify->member));
    return ctx_fmt(ctx,
                   "%s leaves out what " STR_FMT " has, and " STR_FMT
                   " drops it without a warning: " STR_FMT,
                   verb_of(modify), STR_ARG(modify->member), STR_ARG(ctx_server(ctx)),
                   STR_ARG(list));
}

static void check_modify_loses(RuleCtx *ctx, const Op *op)
{
    Modify modify;
    if (!ctx_read_modify(ctx, op, &modify))
        return;
    if (!modify.old) {
        report_unknown_modify(
            ctx, &modify,
            "MODIFY and CHANGE drop every attribute that they do not restate");
        return;
    }
    unsigned lost = lost_for_good(ctx, &modify);
    if (!lost)
        return;
    Finding *f = report_op(ctx, op, STR_FMT "; %s" STR_FMT,
                           STR_ARG(loss_words(ctx, &modify, lost)), consequence_of(lost),
                           STR_ARG(ctx_refusal(ctx, op)));
    f->object = modify.member;
    f->severity = severity_of(ctx, &modify, lost);
    fix_restate(ctx, f, &modify, lost);
}

RULE(modify_loses_attribute) = {
    .id = "modify-loses-attribute",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "mysql",
    .on = { OP_MODIFY_COLUMN },
    .op = check_modify_loses,
    .title = "MODIFY and CHANGE drop the attributes that they do not restate",
    .why = "MODIFY and CHANGE state the whole definition of a column. NOT NULL, DEFAULT, "
           "AUTO_INCREMENT, ON UPDATE, UNSIGNED, charset, comment and the expression of "
           "a generated column are gone when the new text is silent about them, and the "
           "server says nothing; what depends on them fails later, in the application.",
    .fix = "Restate the whole definition; for a name or a default alone use RENAME "
           "COLUMN, or ALTER COLUMN … SET DEFAULT",
    .bad = "-- engine mysql@8.0\n"
           "CREATE TABLE users (id bigint PRIMARY KEY, name varchar(40) NOT NULL "
           "DEFAULT 'x');\n"
           "-- change\n"
           "ALTER TABLE users MODIFY COLUMN name varchar(50);\n",
    .good = "-- engine mysql@8.0\n"
            "CREATE TABLE users (id bigint PRIMARY KEY, name varchar(40) NOT NULL "
            "DEFAULT 'x');\n"
            "-- change\n"
            "ALTER TABLE users MODIFY COLUMN name varchar(50) NOT NULL DEFAULT 'x';\n",
};

// ---- type-narrowing ----

static bool is_widest(const ColumnDef *column)
{
    static const char *const words[] = { "longtext", "longblob", NULL };
    return str_is_any(column->type.name.name, words);
}

static const char *outcome(RuleCtx *ctx, const Op *op, bool silent)
{
    if (silent)
        return "are lost without an error, in a strict sql_mode too";
    if (!ctx_is_strict(ctx, op))
        return "are changed without an error, since the file's sql_mode is not strict";
    return "make the statement fail in a strict sql_mode, and are changed without an "
           "error in another";
}

static void fix_narrowing(RuleCtx *ctx, Finding *f, const Modify *modify)
{
    const Op *op = modify->op;
    ColumnDef new = *modify->new;
    new.name = ctx_fmt(ctx, STR_FMT "_new", STR_ARG(op->part));
    new.not_null = new.auto_increment = false;
    ColumnRest *rest = column_own_rest(ctx_arena(ctx), &new);
    new.default_expr = rest->on_update = rest->auto_random = (Str){ 0 };
    fix_rest(ctx, f, op);
    fix_step(ctx, f, FIX_HERE,
             "Keep the old values until the new ones are proved right: a second column, "
             "which is filled in batches and checked, and then takes the place of the "
             "first:");
    fix_sql(ctx, f, "ALTER TABLE " STR_FMT " ADD COLUMN " STR_FMT ";",
            STR_ARG(ctx_name_sql(ctx, op->name)),
            STR_ARG(ctx_column_sql(ctx, modify->table, &new)));
}

static void check_type_narrowing(RuleCtx *ctx, const Op *op)
{
    Modify modify;
    if (!ctx_read_modify(ctx, op, &modify))
        return;
    if (!modify.old) {
        if (!is_widest(modify.new))
            report_unknown_modify(
                ctx, &modify,
                "values that the new type does not hold are cut, or stop it");
        return;
    }
    // A sign that is left out is told by modify-loses-attribute.
    unsigned lost = ctx_lost_parts(ctx, modify.table, modify.old, modify.new);
    ColumnDef with_sign =
        ctx_with_parts(ctx, modify.new, modify.old, lost & PART_UNSIGNED);
    Narrowing narrowing = ctx_narrowing(ctx, modify.table, modify.old, &with_sign);
    if (narrowing.lost.len == 0)
        return;
    Finding *f = report_op(ctx, op,
                           "changing " STR_FMT " from " STR_FMT " to " STR_FMT
                           " narrows it: on " STR_FMT " " STR_FMT " %s" STR_FMT,
                           STR_ARG(modify.member), STR_ARG(modify.old->type.text),
                           STR_ARG(modify.new->type.text), STR_ARG(ctx_server(ctx)),
                           STR_ARG(narrowing.lost), outcome(ctx, op, narrowing.silent),
                           STR_ARG(ctx_refusal(ctx, op)));
    f->object = modify.member;
    f->fails = op->effects.refused.len > 0;
    if (ctx_looked_after(ctx, op))
        f->severity = SEV_WARNING;
    fix_narrowing(ctx, f, &modify);
}

RULE(type_narrowing) = {
    .id = "type-narrowing",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .loses_data = true,
    .dialects = "mysql",
    .on = { OP_MODIFY_COLUMN },
    .op = check_type_narrowing,
    .title = "The new type of a column does not hold every value of the old one",
    .why = "In a strict sql_mode the first value that does not fit stops the deploy, "
           "which passed on the small tables of a test database; in another the server "
           "cuts it without an error. No mode stops it from rounding decimals, and from "
           "dropping the time of day or the fractions of a second.",
    .fix = "Add a column of the new type, fill it in batches, look at what does not fit, "
           "and swap the two in a later release",
    .bad = "-- engine mysql@8.0\n"
           "CREATE TABLE orders (id bigint PRIMARY KEY, total decimal(12,4));\n"
           "-- change\n"
           "ALTER TABLE orders MODIFY COLUMN total decimal(12,2);\n",
    .good = "-- engine mysql@8.0\n"
            "CREATE TABLE orders (id bigint PRIMARY KEY, code varchar(20));\n"
            "-- change\n"
            "ALTER TABLE orders MODIFY COLUMN code varchar(40);\n",
};
