// SPDX-License-Identifier: Apache-2.0
// Facts about ALTER COLUMN TYPE.
#include "dialect/pg_conversions.h"
#include "dialect/pg_facts_priv.h"

static bool type_rewrites(const Ask *ask)
{
    return ask->op->column && pg_conversion(ask).rewrites;
}

static bool type_is_refused(const Ask *ask)
{
    return ask->op->column && !pg_conversion(ask).allowed;
}

static bool has_no_order(const Ask *ask)
{
    static const Str orderless[] = { STR_INIT("json"), STR_INIT("xml"), STR_INIT("point"),
                                     STR_INIT("polygon") };
    if (!ask->op->column || !pg_is_any(ask, on_column_indexes))
        return false;
    for (size_t i = 0; i < sizeof orderless / sizeof *orderless; i++)
        if (str_eq(ask->op->column->type.text, orderless[i]))
            return true;
    return false;
}

static void on_rebuilt_indexes(const Ask *ask, RelVec *out)
{
    RelVec tree = { 0 };
    on_named_tree(ask, &tree);
    bool rewrites = type_rewrites(ask);
    for (size_t i = 0; i < tree.len; i++) {
        size_t count;
        Index *const *indexes = pg_indexes(&tree.at[i], &count);
        bool leaf = tree.at[i].table && tree.at[i].table->partition_by.len == 0;
        for (size_t k = 0; leaf && !rewrites && k < count; k++)
            if (pg_index_is_rebuilt(ask, indexes[k]))
                *vec_push(ask->arena, out) = pg_rel_of_index(indexes[k]);
    }
}

// What is read for that.
static void on_tables_of_rebuilt(const Ask *ask, RelVec *out)
{
    RelVec indexes = { 0 };
    on_rebuilt_indexes(ask, &indexes);
    for (size_t i = 0; i < indexes.len; i++)
        pg_add(out, ask, catalog_index(ask->catalog, indexes.at[i].name)->def.table);
}

static bool rechecks(const Ask *ask, const Table *table)
{
    for (size_t i = 0; i < table->constraints.len; i++) {
        const ConstraintDef *def = &table->constraints.at[i]->def;
        if (def->kind == CON_CHECK && !def->not_valid && !def->not_enforced &&
            text_mentions(ask->arena, def->expression, ask->op->part))
            return true;
    }
    return false;
}

// CHECKs on the column are made again, and checked.
static void on_rechecked(const Ask *ask, RelVec *out)
{
    RelVec tree = { 0 };
    on_named_tree(ask, &tree);
    for (size_t i = 0; i < tree.len; i++)
        if (tree.at[i].table && rechecks(ask, tree.at[i].table))
            *vec_push(ask->arena, out) = tree.at[i];
}

// Both ends of every foreign key that the column is part of: it is made again.
static void on_key_ends(const Ask *ask, RelVec *out)
{
    on_key_partners(ask, out);
    on_referencing_column(ask, out);
}

static void on_both_key_ends(const Ask *ask, RelVec *out)
{
    on_key_ends(ask, out);
    if (out->len > 0)
        on_named_tree(ask, out);
}

// Indexes of the other end only: those of the table itself are rebuilt or kept.
static bool key_is_checked(const Ask *ask)
{
    return ask->op->column && !pg_conversion(ask).same_order &&
           pg_is_any(ask, on_key_ends);
}

static bool is_generated_from(const Ask *ask)
{
    const Table *table = pg_table(ask);
    for (size_t i = 0; table && i < table->columns.len; i++) {
        Str expression = table->columns.at[i]->def->generated_expr;
        if (expression.ptr && text_mentions(ask->arena, expression, ask->op->part))
            return true;
    }
    return false;
}

static bool is_in_policy(const Ask *ask)
{
    const Table *table = pg_table(ask);
    for (size_t i = 0; table && i < table->policies.len; i++) {
        const PolicyDef *def = &table->policies.at[i]->def;
        if ((def->using_expr.ptr &&
             text_mentions(ask->arena, def->using_expr, ask->op->part)) ||
            (def->check_expr.ptr &&
             text_mentions(ask->arena, def->check_expr, ask->op->part)))
            return true;
    }
    return false;
}

static bool is_in_trigger(const Ask *ask)
{
    const Table *table = pg_table(ask);
    for (size_t i = 0; table && i < table->triggers.len; i++)
        if (pg_has_word(&table->triggers.at[i]->columns, ask->op->part))
            return true;
    return false;
}

static bool is_identity(const Ask *ask)
{
    const Column *column = table_column(pg_table(ask), ask->op->part);
    return column && column->def->identity != IDENTITY_NONE;
}

static const Fact alter_column_type[] = {
    { .when = pg_column_is_missing, REFUSE("the column does not exist") },
    { .when = pg_is_partition_key,
      REFUSE("cannot alter a column that is part of the partition key") },
    { .when = pg_is_inherited, REFUSE("cannot alter an inherited column") },
    { .when = pg_is_read_by_views,
      REFUSE("cannot alter type of a column used by a view or rule") },
    { .when = is_generated_from,
      REFUSE("cannot alter type of a column used by a generated column") },
    { .when = is_in_policy,
      REFUSE("cannot alter type of a column used in a policy definition") },
    { .when = is_in_trigger,
      REFUSE("cannot alter type of a column used in a trigger definition") },
    { .when = has_no_order, REFUSE("the type has no operator class for the index") },
    { .when = type_is_refused,
      REFUSE("the column cannot be cast automatically to that type") },
    { .on = on_named_tree, LOCK(ACCESS_EXCLUSIVE) },
    { .on = on_key_ends, LOCK(ACCESS_EXCLUSIVE) },
    { .when = type_rewrites, .on = on_named_tree, REWRITE },
    { .on = on_rebuilt_indexes, REBUILD },
    { .on = on_tables_of_rebuilt, SCAN },
    { .on = on_rechecked, SCAN },
    { .when = key_is_checked, .on = on_both_key_ends, SCAN },
    { .when = key_is_checked, .on = on_key_ends, LOCK_INDEXES(ACCESS_SHARE) },
    { .when = is_identity, .on = on_column_sequence, LOCK(SHARE_ROW_EXCLUSIVE) },
    { .when = is_identity, .on = on_column_sequence, REPLACE },
};

const FactList pg_type_facts[OP_KIND_COUNT] = {
    [OP_ALTER_COLUMN_TYPE] = FACTS(alter_column_type),
};
