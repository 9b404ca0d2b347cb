// SPDX-License-Identifier: Apache-2.0
// Statements that throw data away: whole tables and columns.
#include "lint/rule.h"

static void add(RuleCtx *ctx, StrVec *words, Str word)
{
    *vec_push(ctx_arena(ctx), words) = word;
}

static void add_view(RuleCtx *ctx, StrVec *words, const View *view)
{
    Str name = name_text(ctx_arena(ctx), view->name);
    const char *kind = view->def.materialized ? "materialized view" : "view";
    add(ctx, words, ctx_fmt(ctx, "%s " STR_FMT, kind, STR_ARG(name)));
}

static void add_foreign_key(RuleCtx *ctx, StrVec *words, const ForeignKey *key)
{
    Str table = name_text(ctx_arena(ctx), key->table->name);
    add(ctx, words,
        ctx_fmt(ctx, "foreign key " STR_FMT " of " STR_FMT,
                STR_ARG(key->constraint->def.name), STR_ARG(table)));
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
            add_foreign_key(ctx, &words, &keys.at[i]);
    ViewVec views = catalog_dependent_views(ctx_arena(ctx), ctx_catalog(ctx), table);
    for (size_t i = 0; i < views.len; i++)
        add_view(ctx, &words, views.at[i]);
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

// What was to be dropped, when time has shown that nobody misses it.
static void fix_drop_later(RuleCtx *ctx, Finding *f, Str sql, const char *words)
{
    fix_step(ctx, f, FIX_LATER, "%s", words);
    fix_sql(ctx, f, "-- tidegate: allow %s (unused since …)\n" STR_FMT ";", f->rule->id,
            STR_ARG(sql));
}

static const char *if_exists(const Op *op)
{
    return op_has(op, OPF_IF_EXISTS) ? "IF EXISTS " : "";
}

static const char *cascade(const Op *op)
{
    return op_has(op, OPF_CASCADE) ? " CASCADE" : "";
}

static void fix_drop_table(RuleCtx *ctx, Finding *f, const Op *op)
{
    Str table = ctx_name_sql(ctx, op->name);
    fix_rest(ctx, f, op);
    fix_step(ctx, f, FIX_HERE,
             "Release code that no longer uses it, then take access away, which can be "
             "undone:");
    fix_sql(ctx, f, "REVOKE ALL ON " STR_FMT " FROM PUBLIC;", STR_ARG(table));
    Str drop = ctx_fmt(ctx, "DROP TABLE %s" STR_FMT "%s", if_exists(op), STR_ARG(table),
                       cascade(op));
    fix_drop_later(ctx, f, drop,
                   "When nothing has asked for it for a while and a backup is kept:");
}

// ---- drop-table: MySQL and its kin ----

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
            add_foreign_key(ctx, &keys, &all.at[i]);
    ViewVec on_it = catalog_dependent_views(ctx_arena(ctx), ctx_catalog(ctx), table);
    for (size_t i = 0; i < on_it.len; i++)
        add_view(ctx, &views, on_it.at[i]);
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

static void check_my_drop_table(RuleCtx *ctx, const Op *op)
{
    bool temporary = str_eq(op->verb, STR("temporary"));
    if (temporary || ctx_table_is_idle(ctx, op) || ctx_is_gone(ctx, op) ||
        is_retired(ctx, op))
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

// ---- drop-column ----

static bool index_uses(Arena *tmp, const Index *index, Str column)
{
    const IndexDef *def = &index->def;
    for (size_t i = 0; i < def->parts.len; i++)
        if (str_eq(def->parts.at[i].column, column) ||
            text_mentions(tmp, def->parts.at[i].expression, column))
            return true;
    return list_has(&def->include, column) || text_mentions(tmp, def->where, column);
}

static bool constraint_uses(Arena *tmp, const ConstraintDef *def, Str column)
{
    if (def->kind == CON_NOT_NULL)
        return false;
    return list_has(&def->columns, column) || text_mentions(tmp, def->expression, column);
}

static void add_owned_sequence(RuleCtx *ctx, StrVec *words, const Table *table,
                               Str column)
{
    Str name = ctx_fmt(ctx, STR_FMT "_" STR_FMT "_seq", STR_ARG(table->name.name),
                       STR_ARG(column));
    const Sequence *sequence =
        catalog_sequence(ctx_catalog(ctx), (Name){ table->name.schema, name });
    if (sequence && name_eq(sequence->def.owned_by, table->name) &&
        str_eq(sequence->def.owned_column, column))
        add(ctx, words, ctx_fmt(ctx, "sequence " STR_FMT, STR_ARG(name)));
}

// What the database drops with the column without being asked.
static StrVec goes_with_column(RuleCtx *ctx, const Table *table, Str column)
{
    StrVec words = { 0 };
    for (size_t i = 0; table && i < table->indexes.len; i++) {
        const Index *index = table->indexes.at[i];
        if (index->constraint.len == 0 && index_uses(ctx_arena(ctx), index, column))
            add(ctx, &words, ctx_fmt(ctx, "index " STR_FMT, STR_ARG(index->name.name)));
    }
    for (size_t i = 0; table && i < table->constraints.len; i++) {
        const ConstraintDef *def = &table->constraints.at[i]->def;
        if (constraint_uses(ctx_arena(ctx), def, column))
            add(ctx, &words, ctx_fmt(ctx, "constraint " STR_FMT, STR_ARG(def->name)));
    }
    if (table)
        add_owned_sequence(ctx, &words, table, column);
    return words;
}

static bool view_reads(Arena *tmp, const View *view, Str column)
{
    const ViewDef *def = &view->def;
    bool takes_all = def->columns.len == 0 && str_contains(def->query, STR("*"));
    return takes_all || list_has(&view->renamed, column) ||
           text_mentions(tmp, def->query, column);
}

static bool key_points_to(const Table *table, const ConstraintDef *key, Str column)
{
    if (key->ref_columns.len > 0)
        return list_has(&key->ref_columns, column);
    const Constraint *primary = table_primary_key(table);
    return primary && list_has(&primary->def.columns, column);
}

// What keeps the database from dropping the column unless CASCADE is said.
static StrVec column_dependants(RuleCtx *ctx, const Table *table, Str column)
{
    StrVec words = { 0 };
    if (!table)
        return words;
    ForeignKeyVec keys = ctx_keys_to(ctx, table->name);
    for (size_t i = 0; i < keys.len; i++)
        if (keys.at[i].table != table &&
            key_points_to(table, &keys.at[i].constraint->def, column))
            add_foreign_key(ctx, &words, &keys.at[i]);
    ViewVec views =
        catalog_dependent_views(ctx_arena(ctx), ctx_catalog(ctx), table->name);
    for (size_t i = 0; i < views.len; i++)
        if (view_reads(ctx_arena(ctx), views.at[i], column))
            add_view(ctx, &words, views.at[i]);
    return words;
}

// The merged migration that took NOT NULL from the column, the first of the two steps;
// NULL when none did.
static const Migration *made_nullable_by(const RuleCtx *ctx, const Column *column)
{
    const Origin *origin = column ? &column->not_null_origin : NULL;
    if (!column || column->def.not_null || origin->span.end == 0)
        return NULL;
    bool since_birth = origin->migration == column->origin.migration &&
                       origin->span.start == column->origin.span.start;
    bool merged = origin->batch != BATCH_PRESUMED &&
                  !catalog_origin_is_new(ctx_catalog(ctx), origin);
    if (since_birth || !merged)
        return NULL;
    return &ctx_project(ctx)->migrations.at[origin->migration];
}

// There is no such column, and the history would show it.
static bool drops_nothing(const Table *table, const Op *op)
{
    return op_has(op, OPF_IF_EXISTS) && table && table->complete && !table->uncertain &&
           !table_column(table, op->part);
}

static bool is_key_column(const Table *table, Str column)
{
    const Constraint *key = table_primary_key(table);
    return key && list_has(&key->def.columns, column);
}

// Rows cannot be written without a value for the column, and DROP NOT NULL would mend it.
static bool must_be_written(const Table *table, const Column *column)
{
    if (!column || !column->def.not_null || is_key_column(table, column->def.name))
        return false;
    const ColumnDef *def = &column->def;
    return !def->default_expr.ptr && !def->type.serial &&
           def->identity == IDENTITY_NONE && def->generated == GENERATED_NONE;
}

static void fix_drop_column(RuleCtx *ctx, Finding *f, const Op *op, const Column *column)
{
    Str table = name_sql(ctx_arena(ctx), op->name);
    Str name = ident_sql(ctx_arena(ctx), op->part);
    fix_rest(ctx, f, op);
    if (must_be_written(ctx_table(ctx, op), column)) {
        fix_step(ctx, f, FIX_HERE,
                 "Let the database do without it first, in a migration of its own:");
        fix_sql(ctx, f, "ALTER TABLE " STR_FMT " ALTER COLUMN " STR_FMT " DROP NOT NULL;",
                STR_ARG(table), STR_ARG(name));
    } else {
        fix_remove(ctx, f);
    }
    Str drop = ctx_fmt(ctx, "ALTER TABLE " STR_FMT " DROP COLUMN %s" STR_FMT "%s",
                       STR_ARG(table), if_exists(op), STR_ARG(name), cascade(op));
    fix_drop_later(
        ctx, f, drop,
        "Release code that neither reads nor writes the column (an ORM selects "
        "all it knows), and drop it in a later release:");
}

static void check_drop_column(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    if (ctx_table_is_idle(ctx, op) || ctx_column_is_new(ctx, op) ||
        drops_nothing(table, op))
        return;
    const Column *column = table_column(table, op->part);
    const Migration *first_step = made_nullable_by(ctx, column);
    StrVec with_it = goes_with_column(ctx, table, op->part);
    StrVec dependants = column_dependants(ctx, table, op->part);
    const char *lead = op_has(op, OPF_CASCADE)
                           ? "CASCADE drops "
                           : "without CASCADE it is refused because of ";
    Str evidence = STR("");
    if (first_step)
        evidence = ctx_fmt(
            ctx, "; it can be NULL since " STR_FMT ", so writers may do without it",
            STR_ARG(first_step->name));
    Str member = ctx_member(ctx, op, op->part);
    Finding *f = report_op(
        ctx, op, "DROP COLUMN loses the data of " STR_FMT STR_FMT STR_FMT STR_FMT STR_FMT,
        STR_ARG(member), STR_ARG(ctx_clause(ctx, "it takes with it ", &with_it)),
        STR_ARG(ctx_clause(ctx, lead, &dependants)), STR_ARG(evidence),
        STR_ARG(ctx_presumed(ctx, op)));
    f->object = member;
    fix_drop_column(ctx, f, op, column);
    if (first_step || (column && column->def.generated != GENERATED_NONE))
        f->severity = SEV_WARNING;
}

RULE(drop_column) = {
    .id = "drop-column",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .loses_data = true,
    .on = { OP_DROP_COLUMN },
    .op = check_drop_column,
    .title = "Dropping a column loses its data",
    .why = "The values are gone when the migration commits, with every index and "
           "constraint that contains the column. Servers that still run the previous "
           "release fail on each query that names it, and many ORMs name every column "
           "they know.",
    .fix = "Release code that neither reads nor writes the column, then drop it in a "
           "later migration; a merged migration with DROP NOT NULL makes this finding a "
           "warning",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);\n"
           "-- change\n"
           "ALTER TABLE users DROP COLUMN email;\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);\n"
            "-- change\n"
            "-- The first of two steps: rows can be written without it.\n"
            "ALTER TABLE users ALTER COLUMN email SET DEFAULT '';\n",
};
