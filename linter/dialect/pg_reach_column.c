// SPDX-License-Identifier: Apache-2.0
// A column and what hangs on it: questions that several families of facts share.
#include "dialect/pg_facts_priv.h"

bool pg_column_is_there(const Ask *ask)
{
    return table_column(pg_table(ask), ask->op->part) != NULL;
}

bool pg_column_is_missing(const Ask *ask)
{
    const Table *table = pg_table(ask);
    return table && table->complete && !table->uncertain && !pg_column_is_there(ask);
}

bool pg_only_has_heirs(const Ask *ask)
{
    const Table *table = pg_table(ask);
    return op_has(ask->op, OPF_ONLY) && table && table->children.len > 0;
}

bool pg_is_partition_key(const Ask *ask)
{
    const Table *table = pg_table(ask);
    return table && pg_has_word(&table->partition_columns, ask->op->part);
}

bool pg_is_inherited(const Ask *ask)
{
    const Column *column = table_column(pg_table(ask), ask->op->part);
    return column && column->inherited;
}

void on_column_indexes(const Ask *ask, RelVec *out)
{
    RelVec tree = { 0 };
    on_named_tree(ask, &tree);
    for (size_t i = 0; i < tree.len; i++) {
        size_t count;
        Index *const *indexes = pg_indexes(&tree.at[i], &count);
        for (size_t k = 0; k < count; k++)
            if (pg_index_reads(ask, indexes[k], ask->op->part))
                *vec_push(ask->arena, out) = pg_rel_of_index(indexes[k]);
    }
}

static bool key_has(const ConstraintDef *key, Str column)
{
    return pg_has_word(&key->ref_columns, column);
}

void on_referencing_column(const Ask *ask, RelVec *out)
{
    ForeignKeyVec keys = catalog_referencing(ask->arena, ask->catalog, ask->op->name);
    for (size_t i = 0; i < keys.len; i++)
        if (key_has(&keys.at[i].constraint->def, ask->op->part))
            pg_add_tree(out, ask, keys.at[i].table->name, false);
}

void on_column_sequence(const Ask *ask, RelVec *out)
{
    SequenceVec owned = catalog_owned_sequences(
        ask->arena, ask->catalog, catalog_resolve(ask->catalog, ask->op->name));
    for (size_t i = 0; i < owned.len; i++)
        if (str_eq(owned.at[i]->def.owned_column, ask->op->part))
            pg_add(out, ask, owned.at[i]->name);
}

bool pg_is_any(const Ask *ask, Reach *reach)
{
    RelVec found = { 0 };
    reach(ask, &found);
    return found.len > 0;
}

// A view that says * reads every column that there was.
static bool view_uses(const Ask *ask, const View *view)
{
    return text_mentions(ask->arena, view->def.query, ask->op->part) ||
           str_contains(view->def.query, STR("*"));
}

void on_views_of_column(const Ask *ask, RelVec *out)
{
    ViewVec views = catalog_dependent_views(ask->arena, ask->catalog, ask->op->name);
    for (size_t i = 0; i < views.len; i++)
        if (view_uses(ask, views.at[i]))
            pg_add(out, ask, views.at[i]->name);
}

bool pg_is_read_by_views(const Ask *ask)
{
    return pg_is_any(ask, on_views_of_column);
}
