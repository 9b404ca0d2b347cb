// SPDX-License-Identifier: Apache-2.0
// What the database promised until now and does not promise any more: constraints,
// defaults, NOT NULL, and that rows outlive a crash.
#include "lint/rule.h"

// ---- drop-constraint ----

// What may happen to the data from now on.
static const char *const losses[] = {
    [CON_PRIMARY_KEY] = "rows without a key or with the same one can come in",
    [CON_UNIQUE] = "duplicates can come in, and ON CONFLICT on its columns fails",
    [CON_FOREIGN_KEY] = "rows that point to nothing can come in",
    [CON_CHECK] = "rows that break it can come in",
    [CON_EXCLUDE] = "rows that exclude each other can come in",
};

static const char *const kind_words[] = {
    [CON_PRIMARY_KEY] = "primary key",      [CON_UNIQUE] = "unique constraint",
    [CON_FOREIGN_KEY] = "foreign key",      [CON_CHECK] = "check constraint",
    [CON_EXCLUDE] = "exclusion constraint",
};

static bool is_part_of(const StrVec *a, const StrVec *b)
{
    for (size_t i = 0; i < a->len; i++)
        if (!list_has(b, a->at[i]))
            return false;
    return true;
}

static bool check_shares_column(RuleCtx *ctx, const Table *table, Str a, Str b)
{
    for (size_t i = 0; i < table->columns.len; i++) {
        Str column = table->columns.at[i]->def->name;
        if (text_mentions(ctx_arena(ctx), a, column) &&
            text_mentions(ctx_arena(ctx), b, column))
            return true;
    }
    return false;
}

// The new constraint takes the old one's place, perhaps with other details.
static bool replaces(RuleCtx *ctx, const Table *table, const ConstraintDef *old,
                     const ConstraintDef *new)
{
    if (old->kind != new->kind &&
        !(old->kind == CON_UNIQUE && new->kind == CON_PRIMARY_KEY))
        return false;
    if (str_eq(old->name, new->name) || old->kind == CON_PRIMARY_KEY)
        return true;
    if (old->kind == CON_CHECK)
        return check_shares_column(ctx, table, old->expression, new->expression);
    // A key over more columns says more, and so does what is unique over fewer.
    if (old->kind == CON_FOREIGN_KEY)
        return is_part_of(&old->columns, &new->columns);
    return old->kind == CON_UNIQUE && is_part_of(&new->columns, &old->columns);
}

static bool is_unique_over(const IndexDef *index, const StrVec *columns)
{
    if (!index->unique || index->where.ptr || index->parts.len != columns->len)
        return false;
    for (size_t i = 0; i < index->parts.len; i++)
        if (!list_has(columns, index->parts.at[i].column))
            return false;
    return true;
}

// Another constraint or index of the table has promised the same before this statement.
static bool is_kept_by_another(RuleCtx *ctx, const Table *table, const Constraint *old)
{
    for (size_t i = 0; i < table->constraints.len; i++) {
        const Constraint *other = table->constraints.at[i];
        bool is_newer = catalog_origin_is_new(ctx_catalog(ctx), &other->origin);
        if (other != old && is_newer && replaces(ctx, table, &old->def, &other->def))
            return true;
    }
    for (size_t i = 0; old->def.kind == CON_UNIQUE && i < table->indexes.len; i++) {
        const Index *index = table->indexes.at[i];
        if (!str_eq(index->constraint, old->def.name) && index->valid &&
            is_unique_over(&index->def, &old->def.columns))
            return true;
    }
    return false;
}

static bool is_over(RuleCtx *ctx, const ConstraintDef *def, Str column)
{
    return list_has(&def->columns, column) ||
           (def->kind == CON_CHECK &&
            text_mentions(ctx_arena(ctx), def->expression, column));
}

static bool drops_column_of(RuleCtx *ctx, const Op *op, const ConstraintDef *def)
{
    OpKey key = { .kind = OP_DROP_COLUMN, .name = op->name.name };
    Behind behind = ctx_behind(ctx, op);
    for (const Op *later; (later = behind_find(ctx, &behind, key));)
        if (later->kind == OP_DROP_COLUMN && is_over(ctx, def, later->part) &&
            ctx_table(ctx, later) == ctx_table(ctx, op))
            return true;
    return false;
}

static bool drops_target_of(RuleCtx *ctx, const Op *op, const ConstraintDef *def)
{
    const Catalog *catalog = ctx_catalog(ctx);
    Name table = catalog_resolve(catalog, def->ref_table);
    OpKey key = { .kind = OP_DROP_TABLE, .name = table.name };
    Behind behind = ctx_behind(ctx, op);
    for (const Op *later; (later = behind_find(ctx, &behind, key));)
        if (later->kind == OP_DROP_TABLE &&
            name_eq(catalog_resolve(catalog, later->name), table))
            return true;
    return false;
}

static bool drops_part_of(RuleCtx *ctx, const Op *op, const ConstraintDef *def)
{
    return (def->kind == CON_FOREIGN_KEY && drops_target_of(ctx, op, def)) ||
           drops_column_of(ctx, op, def);
}

static bool adds_another(RuleCtx *ctx, const Op *op, const ConstraintDef *def)
{
    const Table *table = ctx_table(ctx, op);
    OpKey key = { .kind = OP_ADD_CONSTRAINT, .name = op->name.name };
    Behind behind = ctx_behind(ctx, op);
    for (const Op *later; (later = behind_find(ctx, &behind, key));)
        if (later->kind == OP_ADD_CONSTRAINT && ctx_table(ctx, later) == table &&
            replaces(ctx, table, def, later->constraint))
            return true;
    return false;
}

// Ops that make an index are not found by its table.
static bool adds_index_like(RuleCtx *ctx, const Op *op, const ConstraintDef *def)
{
    Behind behind = ctx_behind(ctx, op);
    for (const Op *later; (later = behind_next(ctx, &behind));)
        if (later->kind == OP_CREATE_INDEX &&
            is_unique_over(later->index, &def->columns) &&
            ctx_table(ctx, later) == ctx_table(ctx, op))
            return true;
    return false;
}

// Behind the op the change puts something in its place, or drops what it was about; other
// rules speak of that.
static bool is_made_up_for(RuleCtx *ctx, const Op *op, const ConstraintDef *def)
{
    return adds_another(ctx, op, def) ||
           (def->kind == CON_UNIQUE && adds_index_like(ctx, op, def)) ||
           ctx_is_followed(ctx, op, OP_DROP_TABLE) || drops_part_of(ctx, op, def);
}

// A CHECK that only stood in for NOT NULL, which the column has by now.
static bool was_a_crutch(RuleCtx *ctx, const Op *op, const Table *table,
                         const ConstraintDef *def)
{
    if (def->kind != CON_CHECK)
        return false;
    for (size_t i = 0; i < table->columns.len; i++) {
        const ColumnDef *column = table->columns.at[i]->def;
        if (column->not_null && ctx_tests_not_null(ctx, def->expression, column->name))
            return true;
    }
    // The history need not show the column.
    const Op *set = ctx_preceding(ctx, op, OP_SET_NOT_NULL);
    return set && ctx_tests_not_null(ctx, def->expression, set->part);
}

static bool is_harmless(RuleCtx *ctx, const Op *op, const Table *table,
                        const Constraint *old)
{
    return catalog_origin_is_new(ctx_catalog(ctx), &old->origin) ||
           old->def.kind == CON_NOT_NULL || was_a_crutch(ctx, op, table, &old->def) ||
           is_kept_by_another(ctx, table, old) || is_made_up_for(ctx, op, &old->def);
}

// drop-cascade says it.
static bool takes_keys_along(RuleCtx *ctx, const Op *op, const Table *table,
                             const Constraint *old)
{
    return op_has(op, OPF_CASCADE) && ctx_keys_on(ctx, table, &old->def).len > 0;
}

static void report_unknown_constraint(RuleCtx *ctx, const Op *op, const Table *table)
{
    bool knows_all = table && table->complete && !table->uncertain;
    if ((op_has(op, OPF_IF_EXISTS) && knows_all) ||
        ctx_following_part(ctx, op, OP_ADD_CONSTRAINT) ||
        ctx_is_followed(ctx, op, OP_DROP_TABLE))
        return;
    report_op(ctx, op,
              "constraint " STR_FMT " of " STR_FMT
              " goes: rows that it kept out can come "
              "in; the history does not show what it demanded",
              STR_ARG(op->part), STR_ARG(ctx_relation(ctx, op)));
}

static void check_drop_constraint(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    const Constraint *old = table_constraint(table, op->part);
    if (ctx_table_is_idle(ctx, op))
        return;
    if (!old) {
        report_unknown_constraint(ctx, op, table);
        return;
    }
    if (is_harmless(ctx, op, table, old) || takes_keys_along(ctx, op, table, old))
        return;
    report_op(ctx, op, "without %s " STR_FMT " %s", kind_words[old->def.kind],
              STR_ARG(op->part), losses[old->def.kind]);
}

RULE(drop_constraint) = {
    .id = "drop-constraint",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres",
    .on = { OP_DROP_CONSTRAINT },
    .op = check_drop_constraint,
    .title = "Dropping a constraint lets rows in that it kept out",
    .why = "From the commit on nothing keeps wrong rows out, and code has usually relied "
           "on it without saying so. Once they are in, the constraint cannot come back "
           "until somebody has found and mended them all.",
    .fix =
        "If only its definition changes, add the new one in the same migration, before "
        "the old one goes; if nobody needs it any more, say so with\n"
        "  -- tidegate: allow drop-constraint (why the rows stay right without it)",
    .bad = "CREATE TABLE orders (\n"
           "    id bigint PRIMARY KEY,\n"
           "    total numeric CONSTRAINT orders_total_check CHECK (total > 0)\n"
           ");\n"
           "-- change\n"
           "ALTER TABLE orders DROP CONSTRAINT orders_total_check;\n",
    .good =
        "CREATE TABLE orders (\n"
        "    id bigint PRIMARY KEY,\n"
        "    total numeric CONSTRAINT orders_total_check CHECK (total > 0)\n"
        ");\n"
        "-- change\n"
        "ALTER TABLE orders ADD CONSTRAINT orders_total_check2 CHECK (total >= 0) NOT "
        "VALID;\n"
        "ALTER TABLE orders DROP CONSTRAINT orders_total_check;\n",
};

// ---- set-unlogged ----

static void check_set_unlogged(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    if (!str_eq(op->verb, STR("unlogged")) || ctx_table_is_idle(ctx, op) ||
        (table && table->persistence == PERSIST_UNLOGGED))
        return;
    Str relation = ctx_relation(ctx, op);
    Finding *f =
        report_op(ctx, op,
                  "from now on " STR_FMT
                  " is emptied by a crash, and replicas have no rows of it" STR_FMT,
                  STR_ARG(relation), STR_ARG(ctx_presumed(ctx, op)));
    f->object = relation;
}

RULE(set_unlogged) = {
    .id = "set-unlogged",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "postgres",
    .on = { OP_SET_TABLE_OPTION },
    .op = check_set_unlogged,
    .title = "An unlogged table is empty after a crash",
    .why =
        "What is written to an unlogged table is in no log: after a crash, or a failover "
        "to a replica, PostgreSQL empties it. Backups that are made from the log do not "
        "have its rows either.",
    .fix =
        "Leave it logged, and keep what may be lost in a table of its own that is made "
        "UNLOGGED; if all rows of this one may be lost, say so with\n"
        "  -- tidegate: allow set-unlogged (why its rows may be lost)",
    .bad = "CREATE TABLE carts (id bigint PRIMARY KEY, content jsonb);\n"
           "-- change\n"
           "-- tidegate: allow table-rewrite (a few hundred rows)\n"
           "ALTER TABLE carts SET UNLOGGED;\n",
    .good = "CREATE TABLE carts (id bigint PRIMARY KEY, content jsonb);\n"
            "-- change\n"
            "CREATE UNLOGGED TABLE cart_cache (id bigint PRIMARY KEY, content jsonb);\n",
};

// ---- default-removed ----

static bool has_default(const ColumnDef *column)
{
    return column->default_expr.ptr || column->type.serial;
}

// Nothing was there, or something else takes its place.
static bool default_stays(const RuleCtx *ctx, const Op *op, const Column *column)
{
    return (column && !has_default(column->def)) ||
           ctx_following_part(ctx, op, OP_SET_DEFAULT) ||
           ctx_following_part(ctx, op, OP_ALTER_IDENTITY) || ctx_goes_later(ctx, op);
}

static void check_default_removed(RuleCtx *ctx, const Op *op)
{
    const Column *column = table_column(ctx_table(ctx, op), op->part);
    if (ctx_table_is_idle(ctx, op) || ctx_column_is_new(ctx, op) ||
        default_stays(ctx, op, column))
        return;
    Str member = ctx_member(ctx, op, op->part);
    const char *outcome = !column ? "store NULL, or fail if it is NOT NULL"
                          : column->def->not_null ? "fail from here on"
                                                  : "store NULL from here on";
    report_op(ctx, op, "INSERTs of the code that runs now that leave " STR_FMT " out %s",
              STR_ARG(member), outcome)
        ->object = member;
}

RULE(default_removed) = {
    .id = "default-removed",
    .since = "0.1.0",
    .severity = SEV_NOTICE,
    .dialects = "postgres",
    .on = { OP_DROP_DEFAULT },
    .op = check_default_removed,
    .title = "Without its default a column is NULL, or INSERTs fail",
    .why =
        "Servers of the previous release go on to insert rows without the column. Where "
        "it is NOT NULL they are refused; where it is not, NULL comes in that nobody "
        "has had to reckon with.",
    .fix = "Release code that always writes the column, and drop the default in a later "
           "migration",
    .bad =
        "CREATE TABLE users (id bigint PRIMARY KEY, plan text NOT NULL DEFAULT 'free');\n"
        "-- change\n"
        "ALTER TABLE users ALTER COLUMN plan DROP DEFAULT;\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY, plan text NOT NULL DEFAULT "
            "'free');\n"
            "-- change\n"
            "ALTER TABLE users ALTER COLUMN plan SET DEFAULT 'basic';\n",
};

// ---- not-null-removed ----

static void check_not_null_removed(RuleCtx *ctx, const Op *op)
{
    const Column *column = table_column(ctx_table(ctx, op), op->part);
    if (ctx_table_is_idle(ctx, op) || ctx_column_is_new(ctx, op) ||
        (column && !column->def->not_null) ||
        ctx_following_part(ctx, op, OP_SET_NOT_NULL) || ctx_goes_later(ctx, op))
        return;
    Str member = ctx_member(ctx, op, op->part);
    report_op(ctx, op,
              STR_FMT " can be NULL from here on, and the code that runs now "
                      "reads it as if it could not",
              STR_ARG(member))
        ->object = member;
}

RULE(not_null_removed) = {
    .id = "not-null-removed",
    .since = "0.1.0",
    .severity = SEV_NOTICE,
    .dialects = "postgres",
    .on = { OP_DROP_NOT_NULL },
    .op = check_not_null_removed,
    .title = "Code that runs now may meet NULL in a column that never had it",
    .why = "The statement itself is harmless, and it is the right first step before a "
           "column goes. But as soon as the next release writes NULL, servers of the "
           "previous one, reports and exports read it.",
    .fix = "Release code that can read NULL before code that writes it",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);\n"
           "-- change\n"
           "ALTER TABLE users ALTER COLUMN name DROP NOT NULL;\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);\n"
            "-- change\n"
            "ALTER TABLE users ALTER COLUMN name SET DEFAULT '';\n",
};
