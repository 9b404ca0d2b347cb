// SPDX-License-Identifier: Apache-2.0
// Changes of tables for which MySQL and MariaDB copy, rebuild or read all rows, and for
// most of them keep writes waiting meanwhile. Of one statement one rule speaks, at the
// action that is to blame.
#include "lint/rule.h"

#define SIZES                                                                            \
    .options = { { .name = "large-tables",                                               \
                   .kind = OPTION_WORDS,                                                 \
                   .text = "",                                                           \
                   .meaning = "tables of which this is an error" },                      \
                 { .name = "small-tables",                                               \
                   .kind = OPTION_WORDS,                                                 \
                   .text = "",                                                           \
                   .meaning = "tables so small that nobody notices" } }

enum { ACTION_MAX = 80 };

// The action as it is written, if it is short.
static Str action_words(RuleCtx *ctx, const Op *op)
{
    Str text = str_slice(ctx_migration(ctx)->text, op->span.start, op->span.end);
    bool plain = text.len <= ACTION_MAX && str_find_char(text, '\n', 0) == text.len;
    return plain ? text : str_from(op_kind_words(op->kind));
}

static Str message(RuleCtx *ctx, const Outage *outage, Str deed)
{
    return ctx_fmt(ctx, STR_FMT ": " STR_FMT " " STR_FMT "%s", STR_ARG(deed),
                   STR_ARG(ctx_server(ctx)), STR_ARG(ctx_outage_words(ctx, outage)),
                   outage->asked ? ", because ALGORITHM asks for it" : "");
}

// ---- copy-type-change ----

static Str type_change(RuleCtx *ctx, const Op *op)
{
    const Column *old = table_column(ctx_table(ctx, op), op->part);
    if (column_is_known(old) && !str_eq_ci(old->def->type.text, op->column->type.text))
        return ctx_fmt(ctx, "changing " STR_FMT " from " STR_FMT " to " STR_FMT,
                       STR_ARG(op->part), STR_ARG(old->def->type.text),
                       STR_ARG(op->column->type.text));
    return ctx_fmt(ctx, "changing " STR_FMT, STR_ARG(op->part));
}

static void check_copy_type_change(RuleCtx *ctx, const Op *op)
{
    Outage outage = ctx_outage(ctx, op);
    if (outage.blame != BLAME_TYPE)
        return;
    Str text = message(ctx, &outage, type_change(ctx, outage.op));
    if (outage.op->effects.because.len > 0 && !outage.asked)
        text = ctx_fmt(ctx, STR_FMT ", because " STR_FMT, STR_ARG(text),
                       STR_ARG(outage.op->effects.because));
    if (outage.op->effects.assumed)
        text = ctx_fmt(ctx,
                       STR_FMT ", unless the type stays as it is; the history does not "
                               "show how the column was",
                       STR_ARG(text));
    Finding *f = report_outage(ctx, &outage, text);
    if (outage.blocks)
        fix_by_tool(ctx, f, outage.op);
}

RULE(copy_type_change) = {
    .id = "copy-type-change",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "mysql",
    SIZES,
    .op = check_copy_type_change,
    .title = "Another column type copies the table, and writes wait",
    .why = "The new type is stored in another way, so the server copies the table row by "
           "row with all its indexes. Everybody can read meanwhile, but INSERT, UPDATE "
           "and DELETE wait until the last row is copied, which on a large table takes "
           "hours; replicas do it once more afterwards. From MariaDB 11.2 on writes go "
           "on, and the finding is a notice.",
    .fix = "Change it with pt-online-schema-change or gh-ost, or add a column of the new "
           "type, fill it in batches and let it take the old one's place. Where a short "
           "stop of writes is accepted, say so: -- tidegate: allow copy-type-change "
           "(reason)",
    .bad = "-- engine mysql@8.0\n"
           "CREATE TABLE users (id bigint PRIMARY KEY, visits int);\n"
           "-- change\n"
           "ALTER TABLE users MODIFY visits bigint;\n",
    .good = "-- engine mysql@8.0\n"
            "CREATE TABLE users (id bigint PRIMARY KEY, name varchar(40));\n"
            "-- change\n"
            "ALTER TABLE users MODIFY name varchar(50);\n",
};

// ---- table-rebuild ----

static bool drops_key(const Op *op)
{
    return op->kind == OP_DROP_CONSTRAINT && str_eq(op->verb, STR("primary-key"));
}

static bool adds_key(const Op *op)
{
    return op->kind == OP_ADD_CONSTRAINT && op->constraint->kind == CON_PRIMARY_KEY &&
           !op_has(op, OPF_INLINE);
}

// The other half of a primary key's change that is made in two statements: what adds the
// key, or drops the older one; NULL: there is none.
static const Op *other_half(const RuleCtx *ctx, const Op *op)
{
    const OpVec *ops = ctx_ops(ctx);
    for (size_t i = 0; i < ops->len; i++) {
        const Op *other = &ops->at[i];
        bool fits = drops_key(op) ? other > op && adds_key(other)
                                  : adds_key(op) && other < op && drops_key(other);
        if (fits && other->stmt_index != op->stmt_index &&
            other->effects.refused.len == 0 &&
            ctx_table(ctx, other) == ctx_table(ctx, op) && ctx_table(ctx, op))
            return other;
    }
    return NULL;
}

static bool has_fulltext(const Table *table)
{
    for (size_t i = 0; i < table->indexes.len; i++)
        if (str_eq(table->indexes.at[i]->def.method, STR("fulltext")))
            return true;
    return false;
}

static void fix_key_at_once(RuleCtx *ctx, Finding *f, const Op *drop, const Op *added)
{
    Str text = ctx_migration(ctx)->text;
    bool slow = has_fulltext(ctx_table(ctx, drop));
    fix_step(ctx, f, FIX_NOTE,
             "Make one statement of the two, where the key is added: the rows are "
             "written once%s, and there is a primary key all the time:",
             slow ? "" : ", in place, while writes go on");
    fix_sql(ctx, f, "ALTER TABLE " STR_FMT " DROP PRIMARY KEY, " STR_FMT "%s;",
            STR_ARG(ctx_name_sql(ctx, drop->name)),
            STR_ARG(str_slice(text, added->span.start, added->span.end)),
            slow ? "" : ", ALGORITHM=INPLACE, LOCK=NONE");
}

static Str rebuild_words(RuleCtx *ctx, const Outage *outage)
{
    Str deed = action_words(ctx, outage->op);
    return outage->beside && !outage->asked
               ? ctx_fmt(ctx, STR_FMT " beside " STR_FMT, STR_ARG(deed),
                         STR_ARG(action_words(ctx, outage->beside)))
               : deed;
}

static void check_table_rebuild(RuleCtx *ctx, const Op *op)
{
    Outage outage = ctx_outage(ctx, op);
    if (outage.blame != BLAME_REBUILD)
        return;
    const Op *half = other_half(ctx, outage.op);
    if (half && adds_key(outage.op))
        return; // the finding at its DROP PRIMARY KEY speaks of both
    Str words = message(ctx, &outage, rebuild_words(ctx, &outage));
    if (half)
        words =
            ctx_fmt(ctx, STR_FMT ", and the ADD PRIMARY KEY behind it writes them anew",
                    STR_ARG(words));
    Finding *f = report_outage(ctx, &outage, words);
    if (half)
        fix_key_at_once(ctx, f, outage.op, half);
    else if (outage.beside && !outage.asked && ctx_can_split(ctx, outage.op))
        fix_by_splitting(ctx, f, outage.op);
    else if (!outage.asked)
        fix_by_tool(ctx, f, outage.op);
}

RULE(table_rebuild) = {
    .id = "table-rebuild",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "mysql",
    SIZES,
    .op = check_table_rebuild,
    .title = "The whole table is built anew",
    .why =
        "All rows and indexes are written a second time, which takes hours and as "
        "much disk space again on a large table, and replicas fall behind by as long. "
        "In place writes go on, but the changes they make are kept in a log of limited "
        "size (innodb_online_alter_log_max_size), and when it is full the statement "
        "fails at the end; where the rows are copied, all writes wait.",
    .fix = "Change the table with pt-online-schema-change or gh-ost, or in a quiet hour, "
           "and say so: -- tidegate: allow table-rebuild (reason)",
    .bad = "-- engine mysql@8.0\n"
           "CREATE TABLE users (id bigint PRIMARY KEY, name varchar(40));\n"
           "-- change\n"
           "ALTER TABLE users ROW_FORMAT=DYNAMIC;\n",
    .good = "-- engine mysql@8.0\n"
            "CREATE TABLE users (id bigint PRIMARY KEY, name varchar(40));\n"
            "-- change\n"
            "ALTER TABLE users COMMENT='people';\n",
};

// ---- write-blocking-index ----

static void check_write_blocking_index(RuleCtx *ctx, const Op *op)
{
    Outage outage = ctx_outage(ctx, op);
    if (outage.blame != BLAME_INDEX || !outage.blocks)
        return;
    Finding *f =
        report_outage(ctx, &outage, message(ctx, &outage, action_words(ctx, outage.op)));
    fix_by_tool(ctx, f, outage.op);
}

RULE(write_blocking_index) = {
    .id = "write-blocking-index",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "mysql",
    SIZES,
    .op = check_write_blocking_index,
    .title = "The index is built while writes wait",
    .why = "FULLTEXT and SPATIAL indexes, on MySQL those over expressions, and a new "
           "AUTO_INCREMENT column are made under LOCK=SHARED at least: nobody can write "
           "to the table until all rows are read. The first FULLTEXT index writes all "
           "rows anew besides.",
    .fix = "Build it in a maintenance window, or in a copy of the table that "
           "pt-online-schema-change or gh-ost fills while writes go on; then say so: "
           "-- tidegate: allow write-blocking-index (reason)",
    .bad = "-- engine mysql@8.0\n"
           "CREATE TABLE notes (id bigint PRIMARY KEY, body text);\n"
           "-- change\n"
           "CREATE FULLTEXT INDEX notes_body ON notes (body);\n",
    .good = "-- engine mysql@8.0\n"
            "CREATE TABLE notes (id bigint PRIMARY KEY, title varchar(80));\n"
            "-- change\n"
            "CREATE INDEX notes_title ON notes (title);\n",
};

// ---- check-add ----

static bool is_check(const Op *op)
{
    return op->kind == OP_ADD_CONSTRAINT && op->constraint->kind == CON_CHECK;
}

static bool forgets_checks(const RuleCtx *ctx)
{
    const Engine *engine = ctx_engine(ctx);
    return engine_is(engine, "mysql") &&
           engine_version(engine) < ENGINE_VERSION(8, 0, 16);
}

static void report_forgotten(RuleCtx *ctx, const Op *op, const ConstraintDef *def)
{
    if (def->kind != CON_CHECK)
        return;
    Str text = str_slice(ctx_migration(ctx)->text, def->span.start, def->span.end);
    Finding *f = report_op(ctx, op,
                           STR_FMT " takes " STR_FMT " and forgets it: no row of " STR_FMT
                                   " is ever checked",
                           STR_ARG(ctx_server(ctx)), STR_ARG(text),
                           STR_ARG(ctx_relation(ctx, op)));
    f->span = def->span;
    f->lock = (LockTaken){ 0 };
    f->fix = STR("Check the values in a trigger or in the program, or move to MySQL "
                 "8.0.16, which is the first to keep CHECK constraints");
}

static void check_forgotten(RuleCtx *ctx, const Op *op)
{
    if (!forgets_checks(ctx) || ctx_is_misfit(ctx, op))
        return;
    if (op->kind == OP_ADD_CONSTRAINT)
        report_forgotten(ctx, op, op->constraint);
    for (size_t i = 0; op->table && i < op->table->constraints.len; i++)
        report_forgotten(ctx, op, &op->table->constraints.at[i]);
}

// MySQL takes a constraint that holds for nobody, and MariaDB knows none.
static void fix_check(RuleCtx *ctx, Finding *f, const Op *op)
{
    if (!engine_is(ctx_engine(ctx), "mysql") || !is_check(op)) {
        fix_by_tool(ctx, f, op);
        return;
    }
    Str name = ctx_constraint_name(ctx, op), table = ctx_name_sql(ctx, op->name);
    bool inside = op_has(op, OPF_INLINE);
    fix_rest(ctx, f, op);
    if (inside) {
        fix_step(ctx, f, FIX_HERE, "Let the column be without it:");
        fix_sql(ctx, f, STR_FMT, STR_ARG(ctx_without_constraint(ctx, op)));
    }
    fix_step(ctx, f, inside ? FIX_BEHIND : FIX_HERE,
             "Write it down without enforcing it, which is done at once:");
    fix_sql(ctx, f,
            "ALTER TABLE " STR_FMT " ADD CONSTRAINT " STR_FMT " CHECK (" STR_FMT
            ") NOT ENFORCED, ALGORITHM=INSTANT;",
            STR_ARG(table), STR_ARG(ctx_ident_sql(ctx, name)),
            STR_ARG(op->constraint->expression));
    fix_step(ctx, f, FIX_NOTE,
             "Look for rows that break it (SELECT … WHERE NOT (…)), and enforce it in a "
             "maintenance window: ALTER TABLE " STR_FMT " ALTER CHECK " STR_FMT
             " ENFORCED copies the table as well",
             STR_ARG(table), STR_ARG(ctx_ident_sql(ctx, name)));
}

static void check_check_add(RuleCtx *ctx, const Op *op)
{
    Outage outage = ctx_outage(ctx, op);
    check_forgotten(ctx, op);
    if (outage.blame != BLAME_CHECK)
        return;
    Finding *f =
        report_outage(ctx, &outage, message(ctx, &outage, action_words(ctx, outage.op)));
    fix_check(ctx, f, outage.op);
}

RULE(check_add) = {
    .id = "check-add",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "mysql",
    SIZES,
    .op = check_check_add,
    .title = "A CHECK on an existing table copies it, or is ignored",
    .why = "The server copies the table to see whether every row passes, and writes wait "
           "until that is done; one row that does not pass makes the statement fail. "
           "Before 8.0.16 MySQL reads the constraint and forgets it.",
    .fix = "On MySQL add it NOT ENFORCED, look for rows that break it, and enforce it in "
           "a maintenance window; on MariaDB add it with pt-online-schema-change",
    .bad = "-- engine mysql@8.0\n"
           "CREATE TABLE orders (id bigint PRIMARY KEY, total int NOT NULL);\n"
           "-- change\n"
           "ALTER TABLE orders ADD CONSTRAINT orders_total CHECK (total >= 0);\n",
    .good = "-- engine mysql@8.0\n"
            "CREATE TABLE orders (id bigint PRIMARY KEY, total int NOT NULL);\n"
            "-- change\n"
            "ALTER TABLE orders ADD CONSTRAINT orders_total CHECK (total >= 0) NOT "
            "ENFORCED;\n",
};
