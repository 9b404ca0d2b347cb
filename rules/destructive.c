// SPDX-License-Identifier: Apache-2.0
// DROP TABLE throws rows away.
#include "lint/rule.h"

static void add(RuleCtx *ctx, StrVec *words, Str word)
{
    *vec_push(ctx_arena(ctx), words) = word;
}

// ---- drop-table ----

// What outside of the statement depends on the table: the drop is refused, or takes it
// along with CASCADE.
static StrVec table_dependants(RuleCtx *ctx, const Op *op, Name table)
{
    StrVec words = { 0 };
    ForeignKeyVec keys = ctx_keys_to(ctx, table);
    for (size_t i = 0; i < keys.len; i++)
        if (!ctx_statement_names(ctx, op, keys.at[i].table->name))
            add(ctx, &words, ctx_foreign_key_words(ctx, &keys.at[i]));
    ViewVec views = catalog_dependent_views(ctx_arena(ctx), ctx_catalog(ctx), table);
    for (size_t i = 0; i < views.len; i++)
        add(ctx, &words, ctx_view_words(ctx, views.at[i]));
    return words;
}

// Rows that live in partitions go with a partitioned table, whatever the statement says.
static StrVec partitions_of(RuleCtx *ctx, const Table *table)
{
    StrVec words = { 0 };
    for (size_t i = 0; table && table->partition_by.len > 0 && i < table->children.len;
         i++)
        add(ctx, &words, name_text(ctx_arena(ctx), table->children.at[i]));
    return words;
}

// drop-partition speaks of it.
static bool is_partition(const RuleCtx *ctx, const Table *table)
{
    const Table *parent = table && table->partition_of.name.len > 0
                              ? catalog_table(ctx_catalog(ctx), table->partition_of)
                              : NULL;
    return parent && !catalog_origin_is_new(ctx_catalog(ctx), &parent->origin);
}

static void fix_drop_table(RuleCtx *ctx, Finding *f, const Op *op)
{
    Str table = ctx_name_sql(ctx, op->name);
    fix_rest(ctx, f, op);
    fix_step(ctx, f, FIX_HERE,
             "Release code that no longer uses it, then take access away, which can be "
             "undone:");
    fix_sql(ctx, f, "REVOKE ALL ON " STR_FMT " FROM PUBLIC;", STR_ARG(table));
    Str drop = ctx_fmt(ctx, "DROP TABLE %s" STR_FMT "%s", drop_if_exists(op),
                       STR_ARG(table), drop_cascade(op));
    fix_drop_later(ctx, f, drop,
                   "When nothing has asked for it for a while and a backup is kept:");
}

// ---- drop-table: MySQL and its kin ----

// Foreign keys of other tables, which follow the table to its new name.
static void drop_keys_to(RuleCtx *ctx, Finding *f, const Op *op)
{
    Name table = catalog_resolve(ctx_catalog(ctx), op->name);
    ForeignKeyVec keys = ctx_keys_to(ctx, table);
    for (size_t i = 0; i < keys.len; i++)
        if (!name_eq(keys.at[i].table->name, table) &&
            !ctx_statement_names(ctx, op, keys.at[i].table->name))
            fix_sql(ctx, f, "ALTER TABLE " STR_FMT " DROP FOREIGN KEY " STR_FMT ";",
                    STR_ARG(ctx_name_sql(ctx, keys.at[i].table->name)),
                    STR_ARG(ctx_ident_sql(ctx, keys.at[i].constraint->def.name)));
}

// Under a name that says that nobody is to use it any more the table can come back.
static void fix_retire_table(RuleCtx *ctx, Finding *f, const Op *op)
{
    Name retired = { op->name.schema,
                     ctx_fmt(ctx, "_del_" STR_FMT, STR_ARG(op->name.name)) };
    fix_rest(ctx, f, op);
    fix_step(ctx, f, FIX_HERE,
             "Release code that no longer uses it, then rename it, which can be undone:");
    fix_sql(ctx, f,
            "-- tidegate: allow rename-table (unused since …)\n"
            "RENAME TABLE " STR_FMT " TO " STR_FMT ";",
            STR_ARG(ctx_name_sql(ctx, op->name)), STR_ARG(ctx_name_sql(ctx, retired)));
    fix_step(ctx, f, FIX_LATER,
             "When nothing has asked for it for a while and a backup is kept, in a later "
             "release:");
    drop_keys_to(ctx, f, op);
    fix_sql(ctx, f, "DROP TABLE " STR_FMT ";", STR_ARG(ctx_name_sql(ctx, retired)));
}

static void fix_replaced_table(RuleCtx *ctx, Finding *f, const Op *op)
{
    Str table = ctx_name_sql(ctx, op->name);
    fix_step(ctx, f, FIX_NOTE,
             "Say CREATE TABLE IF NOT EXISTS where " STR_FMT
             " may be there, and ALTER TABLE for what has to become of it",
             STR_ARG(table));
}

// Its foreign keys are no hindrance while they are not checked.
static bool checks_foreign_keys(const RuleCtx *ctx, const Op *op)
{
    const Op *set = ctx_setting(ctx, op, STR("foreign_key_checks"));
    return !set || op_has(set, OPF_RESET) ||
           !(str_eq(set->detail, STR("0")) || str_eq_ci(set->detail, STR("off")));
}

// Views stay, and fail; foreign keys stand in the way.
static Str my_dependants(RuleCtx *ctx, const Op *op, Name table)
{
    StrVec keys = { 0 };
    StrVec views = { 0 };
    ForeignKeyVec all = ctx_keys_to(ctx, table);
    for (size_t i = 0; i < all.len; i++)
        if (!name_eq(all.at[i].table->name, table) &&
            !ctx_statement_names(ctx, op, all.at[i].table->name))
            add(ctx, &keys, ctx_foreign_key_words(ctx, &all.at[i]));
    ViewVec on_it = catalog_dependent_views(ctx_arena(ctx), ctx_catalog(ctx), table);
    for (size_t i = 0; i < on_it.len; i++)
        add(ctx, &views, ctx_view_words(ctx, on_it.at[i]));
    const char *lead = checks_foreign_keys(ctx, op)
                           ? "it is refused while it is referenced by "
                           : "what points to it then points nowhere: ";
    return ctx_fmt(
        ctx, STR_FMT STR_FMT, STR_ARG(ctx_clause(ctx, lead, &keys)),
        STR_ARG(ctx_clause(ctx, "every query fails from then on of ", &views)));
}

// The name that says that it is out of use is older than the change.
static bool is_retired(RuleCtx *ctx, const Op *op)
{
    if (!ctx_table(ctx, op) || !ctx_option_finds(ctx, "retired", op->name.name))
        return false;
    for (size_t i = 0; i < ctx_project(ctx)->migrations.len; i++) {
        const OpVec *ops = ctx_ops_of(ctx, i);
        bool here = ctx_project(ctx)->migrations.at[i].batch == ctx_migration(ctx)->batch;
        for (size_t k = 0; here && ops && k < ops->len; k++)
            if (ops->at[k].kind == OP_RENAME_TABLE &&
                str_eq(ops->at[k].other.name, op->name.name))
                return false;
    }
    return true;
}

static void check_replaced_table(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    if (!op_has(op, OPF_OR_REPLACE) || !table || ctx_table_is_idle(ctx, op))
        return;
    Str relation = ctx_relation(ctx, op);
    Finding *f =
        report_op(ctx, op,
                  "CREATE OR REPLACE drops " STR_FMT
                  " with all its rows and makes an empty table" STR_FMT,
                  STR_ARG(relation), STR_ARG(my_dependants(ctx, op, table->name)));
    f->object = relation;
    fix_replaced_table(ctx, f, op);
}

// The first lines of a dump: what the history begins with cannot be in its way.
static bool begins_history(const RuleCtx *ctx, const Op *op)
{
    return op_has(op, OPF_IF_EXISTS) && !ctx_table(ctx, op) &&
           catalog_migration(ctx_catalog(ctx)) == 0 &&
           ctx_following(ctx, op, OP_CREATE_TABLE);
}

static void check_my_drop_table(RuleCtx *ctx, const Op *op)
{
    bool temporary = str_eq(op->verb, STR("temporary"));
    if (temporary || begins_history(ctx, op) || ctx_table_is_idle(ctx, op) ||
        ctx_is_gone(ctx, op) || is_retired(ctx, op))
        return;
    Str relation = ctx_relation(ctx, op);
    const char *recovery = engine_is(ctx_engine(ctx), "tidb")
                               ? "; FLASHBACK TABLE brings it back only within "
                                 "tidb_gc_life_time, 10 minutes by default"
                               : "";
    Finding *f = report_op(
        ctx, op, "DROP TABLE loses all rows of " STR_FMT STR_FMT STR_FMT "%s",
        STR_ARG(relation),
        STR_ARG(my_dependants(ctx, op, catalog_resolve(ctx_catalog(ctx), op->name))),
        STR_ARG(ctx_presumed(ctx, op)), recovery);
    f->object = relation;
    f->why = STR("The statement commits at once, no ROLLBACK undoes it, and only a "
                 "backup brings the rows back. Servers that still run the previous "
                 "release fail on every statement that names the table, and so does a "
                 "rollback to it.");
    fix_retire_table(ctx, f, op);
}

// ---- drop-table: SQLite and its kin ----

static void fix_lite_drop_table(RuleCtx *ctx, Finding *f, const Op *op)
{
    Name retired = { op->name.schema,
                     ctx_fmt(ctx, "_del_" STR_FMT, STR_ARG(op->name.name)) };
    fix_step(ctx, f, FIX_HERE,
             "Release code that no longer uses it, then rename it, which can be undone:");
    fix_sql(ctx, f,
            "-- tidegate: allow rename-table (unused since …)\n"
            "ALTER TABLE " STR_FMT " RENAME TO " STR_FMT ";",
            STR_ARG(ctx_name_sql(ctx, op->name)),
            STR_ARG(ctx_ident_sql(ctx, retired.name)));
    fix_step(ctx, f, FIX_LATER,
             "When nothing has asked for it for a while and a backup is kept, in a later "
             "release:");
    fix_sql(ctx, f, "DROP TABLE " STR_FMT ";", STR_ARG(ctx_name_sql(ctx, retired)));
}

// Views and foreign keys that name it stay as they are.
static Str lite_dependants(RuleCtx *ctx, const Op *op)
{
    Name table = catalog_resolve(ctx_catalog(ctx), op->name);
    StrVec keys = { 0 };
    StrVec views = { 0 };
    ForeignKeyVec all = ctx_keys_to(ctx, table);
    for (size_t i = 0; i < all.len; i++)
        if (!name_eq(all.at[i].table->name, table))
            add(ctx, &keys, all.at[i].table->name.name);
    ViewVec on_it = catalog_dependent_views(ctx_arena(ctx), ctx_catalog(ctx), table);
    for (size_t i = 0; i < on_it.len; i++)
        add(ctx, &views, ctx_view_words(ctx, on_it.at[i]));
    return ctx_fmt(
        ctx, STR_FMT STR_FMT,
        STR_ARG(
            ctx_clause(ctx, "then no row can be written that points to it from ", &keys)),
        STR_ARG(ctx_clause(ctx, "every query fails from then on of ", &views)));
}

static Str broken_write(RuleCtx *ctx, const Op *op)
{
    const BrokenWrite *broken = &effects_on_rows(&op->effects)->broken;
    if (!broken->verb)
        return STR("");
    return ctx_fmt(
        ctx, "; every %s " STR_FMT " fails from then on, for its triggers: " STR_FMT,
        broken->verb, STR_ARG(broken->table), STR_ARG(broken->message));
}

static void check_lite_drop_table(RuleCtx *ctx, const Op *op)
{
    if (begins_history(ctx, op) || ctx_table_is_idle(ctx, op) || ctx_is_gone(ctx, op) ||
        is_retired(ctx, op))
        return;
    Str relation = ctx_relation(ctx, op);
    bool refused = op->effects.refused.len > 0;
    Finding *f = report_op(
        ctx, op, "DROP TABLE loses all rows of " STR_FMT STR_FMT STR_FMT STR_FMT STR_FMT,
        STR_ARG(relation), STR_ARG(ctx_side_fates(ctx, op)),
        STR_ARG(refused ? STR("") : lite_dependants(ctx, op)),
        STR_ARG(broken_write(ctx, op)), STR_ARG(ctx_presumed(ctx, op)));
    f->object = relation;
    f->fails = refused;
    fix_lite_drop_table(ctx, f, op);
}

// ---- drop-table: all ----

static void check_pg_drop_table(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    if (ctx_table_is_idle(ctx, op) || (table && table->foreign) || ctx_is_gone(ctx, op) ||
        is_partition(ctx, table) || is_retired(ctx, op))
        return;
    Str relation = ctx_relation(ctx, op);
    StrVec partitions = partitions_of(ctx, table);
    StrVec dependants =
        table_dependants(ctx, op, catalog_resolve(ctx_catalog(ctx), op->name));
    const char *lead = op_has(op, OPF_CASCADE)
                           ? "CASCADE drops "
                           : "without CASCADE it is refused because of ";
    Finding *f = report_op(
        ctx, op, "DROP TABLE loses all rows of " STR_FMT STR_FMT STR_FMT STR_FMT,
        STR_ARG(relation), STR_ARG(ctx_clause(ctx, "with its partitions ", &partitions)),
        STR_ARG(ctx_clause(ctx, lead, &dependants)), STR_ARG(ctx_presumed(ctx, op)));
    f->object = relation;
    fix_drop_table(ctx, f, op);
}

static void check_drop_table(RuleCtx *ctx, const Op *op)
{
    if (op->kind == OP_CREATE_TABLE)
        check_replaced_table(ctx, op);
    else if (ctx_is_mysql(ctx))
        check_my_drop_table(ctx, op);
    else if (ctx_is_sqlite(ctx))
        check_lite_drop_table(ctx, op);
    else
        check_pg_drop_table(ctx, op);
}

RULE(drop_table) = {
    .id = "drop-table",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .loses_data = true,
    .on = { OP_DROP_TABLE, OP_CREATE_TABLE },
    .op = check_drop_table,
    .options = { { .name = "retired",
                   .kind = OPTION_PATTERN,
                   .text = "\\A_del_",
                   .meaning = "what the name of a table that nobody uses any more has in "
                              "it: one that got it before the change may be dropped" } },
    .title = "Dropping a table loses its rows",
    .why = "The rows are gone when the migration commits, and only a backup brings them "
           "back. Servers that still run the previous release fail on every statement "
           "that names the table, and so does a rollback to it.",
    .fix = "First release code that does not use the table, then take access to it "
           "away or rename it, which can be undone; drop it in a later migration with a "
           "suppression "
           "that says why it is unused",
    .bad = "CREATE TABLE sessions (id bigint PRIMARY KEY);\n"
           "-- change\n"
           "DROP TABLE sessions;\n",
    .good = "CREATE TABLE sessions (id bigint PRIMARY KEY);\n"
            "-- change\n"
            "-- Whoever still uses it is found, and helped in a second. A later release "
            "drops it.\n"
            "REVOKE ALL ON sessions FROM PUBLIC;\n",
};
