// SPDX-License-Identifier: Apache-2.0
// Statements whose lock keeps others waiting: rebuilding indexes, refreshing views,
// triggers, and constraints of domains.
#include "lint/rule.h"

// ---- reindex-not-concurrent ----

enum { REINDEX_CONCURRENTLY_SINCE = 12, REINDEX_PARTITIONED_SINCE = 14 };

static bool belongs_to_exclusion(const RuleCtx *ctx, const Index *index)
{
    const Table *table = catalog_index_table(ctx_catalog(ctx), index);
    const Constraint *owner = table_constraint(table, index->constraint);
    return owner && owner->def.kind == CON_EXCLUDE;
}

// The server refuses to do it concurrently: nothing better can be asked for.
static bool has_no_choice(const RuleCtx *ctx, const Op *op)
{
    int major = ctx_engine(ctx)->major;
    const Table *table = ctx_table(ctx, op);
    const Index *index = catalog_index(ctx_catalog(ctx), op->name);
    bool partitioned = table && table->partition_by.len > 0;
    return major < REINDEX_CONCURRENTLY_SINCE ||
           (partitioned && major < REINDEX_PARTITIONED_SINCE) ||
           (index && belongs_to_exclusion(ctx, index));
}

static void fix_reindex(RuleCtx *ctx, Finding *f, const Op *op)
{
    const char *what = op->object == OBJ_INDEX    ? "INDEX"
                       : op->object == OBJ_TABLE  ? "TABLE"
                       : op->object == OBJ_SCHEMA ? "SCHEMA"
                                                  : "DATABASE";
    Str sql = ctx_fmt(ctx, "REINDEX %s CONCURRENTLY " STR_FMT ";", what,
                      STR_ARG(name_sql(ctx_arena(ctx), op->name)));
    // No stand-in: a database that is made anew has fresh indexes.
    Outside work = { .place = FIX_HERE, .sql = { .at = &sql, .len = 1 } };
    fix_outside(ctx, f, &work);
}

static void check_reindex_not_concurrent(RuleCtx *ctx, const Op *op)
{
    const Index *index = catalog_index(ctx_catalog(ctx), op->name);
    bool is_new = index && catalog_origin_is_new(ctx_catalog(ctx), &index->origin);
    if (op_has(op, OPF_CONCURRENTLY) || is_new || has_no_choice(ctx, op))
        return;
    bool one_table = op->object == OBJ_INDEX || op->object == OBJ_TABLE;
    if (one_table && ctx_table_is_idle(ctx, op))
        return;
    Str name = one_table ? ctx_relation(ctx, op) : op->name.name;
    Finding *f =
        report_op(ctx, op,
                  "rebuilding %s " STR_FMT
                  " blocks writes, and reads that use the index, until it is done",
                  op->object == OBJ_INDEX ? "index" : "all indexes of", STR_ARG(name));
    f->object = name;
    fix_reindex(ctx, f, op);
}

RULE(reindex_not_concurrent) = {
    .id = "reindex-not-concurrent",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "postgres",
    .on = { OP_REINDEX },
    .op = check_reindex_not_concurrent,
    .title = "REINDEX without CONCURRENTLY blocks the table",
    .why =
        "The table is locked in SHARE mode and the index in ACCESS EXCLUSIVE mode while "
        "all rows are read: writes wait, and so does every query whose plan looks at "
        "the index, which is nearly every query of the table.",
    .fix = "REINDEX … CONCURRENTLY (PostgreSQL 12 and newer), outside of a transaction",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY, email text);\n"
           "CREATE INDEX users_email_idx ON users (email);\n"
           "-- change\n"
           "REINDEX INDEX users_email_idx;\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY, email text);\n"
            "CREATE INDEX users_email_idx ON users (email);\n"
            "-- change\n"
            "REINDEX INDEX CONCURRENTLY users_email_idx;\n",
};

// ---- refresh-blocks-reads ----

static const Index *unique_index(const View *view)
{
    for (size_t i = 0; view && i < view->indexes.len; i++)
        if (view->indexes.at[i]->def.unique && !view->indexes.at[i]->def.where.ptr)
            return view->indexes.at[i];
    return NULL;
}

// CONCURRENTLY takes a unique index over plain columns; which ones are unique nobody can
// see, so it is made over the first.
static void fix_view_index(RuleCtx *ctx, Finding *f, const Op *op, const View *view)
{
    StrVec columns = { .at = view->def.columns.at, .len = 1 };
    IndexDef def = { .table = op->name,
                     .name = ctx_made_up_name(ctx, op->name.name, &columns, "key"),
                     .unique = true };
    vec_push(ctx_arena(ctx), &def.parts)->column = columns.at[0];
    fix_step(ctx, f, FIX_NOTE, "It takes a unique index over plain columns.");
    fix_index(ctx, f, FIX_HERE, NULL, &def);
}

static void fix_refresh(RuleCtx *ctx, Finding *f, const Op *op, const View *view)
{
    bool lacks_index = view && !unique_index(view);
    if (lacks_index && view->def.columns.len > 0) {
        fix_view_index(ctx, f, op, view);
        fix_after_outside(ctx, f, "and then");
    } else {
        fix_step(ctx, f, FIX_HERE, "Let its readers go on with the old rows meanwhile%s:",
                 view && !lacks_index ? "" : "; it takes a unique index");
    }
    fix_sql(ctx, f, "REFRESH MATERIALIZED VIEW CONCURRENTLY " STR_FMT ";",
            STR_ARG(name_sql(ctx_arena(ctx), op->name)));
}

static void check_refresh_blocks_reads(RuleCtx *ctx, const Op *op)
{
    const View *view = catalog_view(ctx_catalog(ctx), op->name);
    bool is_new = view && catalog_origin_is_new(ctx_catalog(ctx), &view->origin);
    // A view without rows cannot be read, nor refreshed concurrently.
    bool unread = is_new || (view && view->def.with_no_data);
    if (unread || op_has(op, OPF_CONCURRENTLY))
        return;
    Str relation = ctx_relation(ctx, op);
    bool empties = op->detail.len > 0;
    Finding *f = report_op(
        ctx, op, "%s " STR_FMT " %s",
        empties ? "after WITH NO DATA every read of" : "every read of", STR_ARG(relation),
        empties ? "fails until it is refreshed" : "waits until its query has run");
    f->object = relation;
    fix_refresh(ctx, f, op, view);
}

RULE(refresh_blocks_reads) = {
    .id = "refresh-blocks-reads",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres",
    .on = { OP_REFRESH_VIEW },
    .op = check_refresh_blocks_reads,
    .title = "REFRESH MATERIALIZED VIEW without CONCURRENTLY blocks its readers",
    .why =
        "The view is locked in ACCESS EXCLUSIVE mode for as long as its query runs, and "
        "then until the transaction ends: whoever reads it waits. CONCURRENTLY lets "
        "them read the old rows meanwhile, and may stand in a transaction.",
    .fix =
        "REFRESH MATERIALIZED VIEW CONCURRENTLY, which takes a unique index on the view",
    .bad = "CREATE TABLE orders (id bigint PRIMARY KEY, day date);\n"
           "CREATE MATERIALIZED VIEW days AS SELECT day, count(*) AS n FROM orders GROUP "
           "BY day;\n"
           "-- change\n"
           "REFRESH MATERIALIZED VIEW days;\n",
    .good =
        "CREATE TABLE orders (id bigint PRIMARY KEY, day date);\n"
        "CREATE MATERIALIZED VIEW days AS SELECT day, count(*) AS n FROM orders GROUP "
        "BY day;\n"
        "CREATE UNIQUE INDEX days_day_key ON days (day);\n"
        "-- change\n"
        "REFRESH MATERIALIZED VIEW CONCURRENTLY days;\n",
};

// ---- trigger-lock ----

// An earlier statement of the file has the lock already.
static bool is_locked_before(const RuleCtx *ctx, const Op *op)
{
    return ctx_preceding(ctx, op, OP_CREATE_TRIGGER) ||
           ctx_preceding(ctx, op, OP_DROP_TRIGGER) ||
           ctx_preceding(ctx, op, OP_SET_TRIGGER);
}

static void check_trigger_lock(RuleCtx *ctx, const Op *op)
{
    const Catalog *catalog = ctx_catalog(ctx);
    if (ctx_table_is_idle(ctx, op) || catalog_view(catalog, op->name) ||
        is_locked_before(ctx, op))
        return;
    bool drops = op->kind == OP_DROP_TRIGGER;
    Str relation = ctx_relation(ctx, op);
    report_op(ctx, op,
              "%s a trigger keeps %s " STR_FMT " waiting until the migration commits",
              drops                           ? "dropping"
              : op->kind == OP_CREATE_TRIGGER ? "making"
                                              : "switching",
              drops ? "reads and writes of" : "writes to", STR_ARG(relation))
        ->object = relation;
}

RULE(trigger_lock) = {
    .id = "trigger-lock",
    .since = "0.1.0",
    .severity = SEV_NOTICE,
    .dialects = "postgres",
    .on = { OP_CREATE_TRIGGER, OP_DROP_TRIGGER, OP_SET_TRIGGER },
    .op = check_trigger_lock,
    .title = "A trigger on a live table stops its writes until the commit",
    .why = "CREATE TRIGGER and ENABLE or DISABLE TRIGGER take SHARE ROW EXCLUSIVE, DROP "
           "TRIGGER takes ACCESS EXCLUSIVE. The work is quick, but the lock waits for "
           "every transaction that has written to the table, later ones queue behind it, "
           "and it is kept until the migration's transaction ends.",
    .fix = "Put it in a migration of its own, or last in its file, and limit the wait:\n"
           "  SET lock_timeout = '2s';",
    .bad =
        "CREATE TABLE users (id bigint PRIMARY KEY);\n"
        "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; "
        "END';\n"
        "-- change\n"
        "CREATE TRIGGER touch_users BEFORE UPDATE ON users FOR EACH ROW EXECUTE "
        "FUNCTION touch();\n",
    .good = "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN "
            "new; END';\n"
            "-- change\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "CREATE TRIGGER touch_users BEFORE UPDATE ON users FOR EACH ROW EXECUTE "
            "FUNCTION touch();\n",
};

// ---- domain-constraint ----

// Tables in use with a column of the domain.
static StrVec tables_with(RuleCtx *ctx, const Type *domain)
{
    StrVec names = { 0 };
    size_t at = 0;
    for (const Table *table; (table = catalog_next_table(ctx_catalog(ctx), &at));) {
        bool uses = false;
        for (size_t c = 0; c < table->columns.len; c++)
            uses = uses || name_eq(catalog_resolve(ctx_catalog(ctx),
                                                   table->columns.at[c]->def->type.name),
                                   domain->name);
        if (uses && !catalog_origin_is_new(ctx_catalog(ctx), &table->origin))
            *vec_push(ctx_arena(ctx), &names) = name_text(ctx_arena(ctx), table->name);
    }
    return names;
}

static bool reads_tables(const Op *op)
{
    bool adds = str_eq(op->verb, STR("add-constraint"));
    bool checks_now = adds && op->constraint && !op->constraint->not_valid;
    return checks_now || str_eq(op->verb, STR("set-not-null")) ||
           str_eq(op->verb, STR("validate-constraint"));
}

static void fix_domain(RuleCtx *ctx, Finding *f, const Op *op)
{
    if (!op->constraint || op->constraint->kind != CON_CHECK) {
        fix_step(ctx, f, FIX_TOP,
                 "Do it in a quiet hour, and limit the wait for the locks:");
        fix_sql(ctx, f, "SET lock_timeout = '2s';");
        fix_step(ctx, f, FIX_NOTE,
                 "Or CHECK the column in each of the tables: that can be added NOT VALID "
                 "and validated while writes go on");
        return;
    }
    StrVec none = { 0 };
    Str name = op->constraint->name.len > 0
                   ? op->constraint->name
                   : ctx_made_up_name(ctx, op->name.name, &none, "check");
    fix_step(ctx, f, FIX_HERE, "Add it for new values, which reads nothing:");
    fix_sql(ctx, f,
            "ALTER DOMAIN " STR_FMT " ADD CONSTRAINT " STR_FMT " CHECK (" STR_FMT
            ") NOT VALID;",
            STR_ARG(name_sql(ctx_arena(ctx), op->name)),
            STR_ARG(ident_sql(ctx_arena(ctx), name)),
            STR_ARG(op->constraint->expression));
    fix_step(ctx, f, FIX_NOTE,
             "To VALIDATE it for the old ones blocks writes as this statement does: do "
             "that in a quiet hour");
}

static void check_domain_constraint(RuleCtx *ctx, const Op *op)
{
    const Type *domain = catalog_type(ctx_catalog(ctx), op->name);
    if (!reads_tables(op) ||
        (domain && catalog_origin_is_new(ctx_catalog(ctx), &domain->origin)))
        return;
    StrVec tables = { 0 };
    if (domain)
        tables = tables_with(ctx, domain);
    if (domain && tables.len == 0)
        return;
    Str where = domain
                    ? ctx_list(ctx, &tables)
                    : STR("every table that uses it, which the history does not show,");
    Finding *f =
        report_op(ctx, op, "all rows of " STR_FMT " are read while their writes wait",
                  STR_ARG(where));
    f->object = ctx_relation(ctx, op);
    fix_domain(ctx, f, op);
}

RULE(domain_constraint) = {
    .id = "domain-constraint",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "postgres",
    .on = { OP_ALTER_DOMAIN },
    .op = check_domain_constraint,
    .title = "A constraint of a domain is checked in all tables that use it",
    .why = "Every table with a column of the domain is locked in SHARE mode and read to "
           "the end, one after the other, and all of them stay locked until the "
           "transaction ends. Nobody sees in the statement which tables these are.",
    .fix =
        "Add it NOT VALID, so that only new values are checked; or CHECK the columns of "
        "the tables instead",
    .bad = "CREATE DOMAIN email AS text;\n"
           "CREATE TABLE users (id bigint PRIMARY KEY, email email);\n"
           "-- change\n"
           "ALTER DOMAIN email ADD CONSTRAINT email_form CHECK (VALUE LIKE '%@%');\n",
    .good = "CREATE DOMAIN email AS text;\n"
            "CREATE TABLE users (id bigint PRIMARY KEY, email email);\n"
            "-- change\n"
            "ALTER DOMAIN email ADD CONSTRAINT email_form CHECK (VALUE LIKE '%@%') NOT "
            "VALID;\n",
};
