// SPDX-License-Identifier: Apache-2.0
// What TiDB does to the rows of a table: it writes them anew in the background, or
// deletes them.
#include "lint/rule.h"

// ---- tidb-reorg-cost ----

static bool builds_index(const Op *op)
{
    return op->kind == OP_CREATE_INDEX || op->kind == OP_ADD_CONSTRAINT;
}

static Str work_of(RuleCtx *ctx, const Op *op)
{
    Str relation = ctx_relation(ctx, op);
    if (builds_index(op))
        return ctx_fmt(ctx,
                       STR_FMT " makes TiDB read all rows of " STR_FMT
                               " and write an index entry for each",
                       STR_ARG(ctx_deed(ctx, op)), STR_ARG(relation));
    Str deed =
        op->kind == OP_MODIFY_COLUMN ? ctx_type_change(ctx, op) : ctx_deed(ctx, op);
    return ctx_fmt(ctx, STR_FMT " makes TiDB write all rows of " STR_FMT " anew%s",
                   STR_ARG(deed), STR_ARG(relation),
                   op->effects.assumed
                       ? ", unless the column's old definition, which the history does "
                         "not show, has the same values"
                       : "");
}

// The statement, but for what its other changes make impossible.
static bool is_refused(const RuleCtx *ctx, const Op *op)
{
    const OpVec *ops = ctx_ops(ctx);
    for (const Op *other = ctx_statement_op(ctx, op);
         other < ops->at + ops->len && other->stmt_index == op->stmt_index; other++)
        if (other->effects.refused.len > 0 &&
            other->effects.refused_for != REFUSED_FOR_COMPANY)
            return true;
    return ctx_is_misfit(ctx, op);
}

// What the change does to values is told by type-narrowing, modify-loses-attribute and
// enum-set-change, and what they advise spares the rows.
static bool is_about_values(RuleCtx *ctx, const Op *op)
{
    static const char *const members[] = { "enum", "set", NULL };
    enum {
        ATTRIBUTES = PART_NOT_NULL | PART_UNSIGNED | PART_AUTO_INCREMENT | PART_GENERATED
    };
    if (op->kind != OP_MODIFY_COLUMN || op->asked.algorithm == ALGORITHM_INSTANT)
        return false;
    const Table *table = ctx_table(ctx, op);
    const Column *column = table_column(table, op->part);
    if (!column)
        return str_is_any(op->column->type.name.name, members);
    const ColumnDef *old = column->def;
    return (str_is_any(old->type.name.name, members) &&
            str_eq(old->type.name.name, op->column->type.name.name)) ||
           ctx_narrowing(ctx, table, old, op->column).lost.len > 0 ||
           (ctx_lost_parts(ctx, table, old, op->column) & ATTRIBUTES) != 0;
}

static void check_reorg_cost(RuleCtx *ctx, const Op *op)
{
    if (op->effects.alone.algorithm != ALGORITHM_INPLACE || is_refused(ctx, op) ||
        ctx_table_is_idle(ctx, op) || is_about_values(ctx, op))
        return;
    Str presumed = op->effects.assumed ? STR("") : ctx_presumed(ctx, op);
    const char *comfort =
        op->asked.algorithm == ALGORITHM_INSTANT
            ? "; ALGORITHM=INSTANT does not prevent it: TiDB takes it with every change "
              "but a new index"
            : "";
    Finding *f = report_op(ctx, op, STR_FMT "%s" STR_FMT, STR_ARG(work_of(ctx, op)),
                           comfort, STR_ARG(presumed));
    f->object = ctx_relation(ctx, op);
    if (op->effects.assumed || presumed.len > 0)
        f->severity = SEV_NOTICE;
}

RULE(tidb_reorg_cost) = {
    .id = "tidb-reorg-cost",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "tidb",
    .on = { OP_CREATE_INDEX, OP_ADD_CONSTRAINT, OP_MODIFY_COLUMN, OP_ALTER_PARTITION,
            OP_SET_TABLE_OPTION },
    .op = check_reorg_cost,
    .title = "TiDB reads or writes all rows of the table",
    .why = "Nobody is locked out, but every row goes through the cluster: hours on a "
           "large table, in which TiKV's disks and processors are shared with the "
           "application, other changes of the table wait in the queue, and the "
           "migration's connection may time out while the job goes on. ALGORITHM and "
           "LOCK prove nothing: TiDB looks at them for new indexes alone.",
    .fix = "Run it off-peak with tidb_ddl_reorg_worker_cnt and tidb_ddl_reorg_batch_size "
           "set for it, watch ADMIN SHOW DDL JOBS, and know ADMIN CANCEL DDL JOBS and, "
           "from 7.2 on, ADMIN PAUSE DDL JOBS",
    .bad = "-- engine tidb@7.5\n"
           "CREATE TABLE users (id bigint PRIMARY KEY, name varchar(80));\n"
           "-- change\n"
           "ALTER TABLE users ADD INDEX users_name (name);\n",
    .good = "-- engine tidb@7.5\n"
            "CREATE TABLE users (id bigint PRIMARY KEY, name varchar(80));\n"
            "-- change\n"
            "ALTER TABLE users MODIFY COLUMN name varchar(120);\n",
};

// ---- tidb-ttl-destructive ----

typedef struct Ttl {
    Str column;
    uint64_t days; // 0: not known
} Ttl;

static uint64_t days_of(Str unit)
{
    static const struct {
        const char *unit;
        uint64_t days;
    } units[] = { { "day", 1 }, { "week", 7 }, { "month", 30 }, { "year", 365 } };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (str_eq_ci(unit, str_from(units[i].unit)))
            return units[i].days;
    return 0;
}

static Str next_word(Str *rest)
{
    *rest = str_trim(*rest);
    Str word = { 0 };
    str_cut(rest, ' ', &word);
    return word;
}

// "`created_at` + INTERVAL 3 MONTH"
static Ttl ttl_of(Str value)
{
    Ttl ttl = { 0 };
    uint64_t count = 0;
    size_t plus = str_find_char(value, '+', 0);
    if (plus == value.len)
        return ttl;
    ttl.column = str_trim(str_take(value, plus));
    Str rest = str_drop(value, plus + 1);
    if (str_eq_ci(next_word(&rest), STR("interval")) &&
        str_to_u64(next_word(&rest), &count))
        ttl.days = count * days_of(next_word(&rest));
    return ttl;
}

static bool keeps_rows_longer(Str old, Str new)
{
    Ttl was = ttl_of(old), is = ttl_of(new);
    return was.days > 0 && is.days >= was.days && str_eq_ci(was.column, is.column);
}

static bool is_on(Str value)
{
    return !str_eq_ci(value, STR("off"));
}

// TTL_ENABLE = 'OFF' in the same statement.
static bool is_switched_off(const RuleCtx *ctx, const Op *op)
{
    const OpVec *ops = ctx_ops(ctx);
    for (const Op *other = ctx_statement_op(ctx, op);
         other < ops->at + ops->len && other->stmt_index == op->stmt_index; other++)
        if (other->kind == OP_SET_TABLE_OPTION &&
            str_eq(other->verb, STR("ttl_enable")) && !is_on(other->detail))
            return true;
    return false;
}

static void report_ttl(RuleCtx *ctx, const Op *op, Str ttl)
{
    Str when = ttl.len > 0 ? ctx_fmt(ctx, " whose " STR_FMT " is past", STR_ARG(ttl))
                           : STR(" that are past its TTL");
    Finding *f = report_op(ctx, op,
                           "TiDB deletes the rows of " STR_FMT STR_FMT
                           ", from now on and those that are there already" STR_FMT,
                           STR_ARG(ctx_relation(ctx, op)), STR_ARG(when),
                           STR_ARG(ctx_presumed(ctx, op)));
    f->object = ctx_relation(ctx, op);
}

static void check_ttl(RuleCtx *ctx, const Op *op)
{
    if (ctx_table_is_idle(ctx, op) || op->effects.refused.len > 0)
        return;
    const Table *table = ctx_table(ctx, op);
    Str old = table_option(table, STR("ttl"));
    bool was_on = is_on(table_option(table, STR("ttl_enable")));
    bool sets = str_eq(op->verb, STR("ttl")) && !is_switched_off(ctx, op) &&
                !(old.ptr && was_on && keeps_rows_longer(old, op->detail));
    bool enables =
        str_eq(op->verb, STR("ttl_enable")) && is_on(op->detail) && !(old.ptr && was_on);
    if (sets)
        report_ttl(ctx, op, op->detail);
    else if (enables)
        report_ttl(ctx, op, old);
}

RULE(tidb_ttl_destructive) = {
    .id = "tidb-ttl-destructive",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .loses_data = true,
    .dialects = "tidb",
    .on = { OP_SET_TABLE_OPTION },
    .op = check_ttl,
    .title = "TTL of a table in use deletes its rows",
    .why = "From the moment the statement has run, jobs on all servers look for expired "
           "rows and delete them, in batches, for as long as the table has a TTL. Years "
           "of rows can be gone within the hour, and FLASHBACK brings back tables, not "
           "rows.",
    .fix =
        "Set it with TTL_ENABLE = 'OFF' and count what it would delete; switch it on in "
        "a later migration, with a suppression that says who has agreed to the "
        "retention",
    .bad = "-- engine tidb@7.5\n"
           "CREATE TABLE events (id bigint PRIMARY KEY, at datetime);\n"
           "-- change\n"
           "ALTER TABLE events TTL = at + INTERVAL 3 MONTH;\n",
    .good = "-- engine tidb@7.5\n"
            "CREATE TABLE events (id bigint PRIMARY KEY, at datetime);\n"
            "-- change\n"
            "ALTER TABLE events TTL = at + INTERVAL 3 MONTH TTL_ENABLE = 'OFF';\n",
};
