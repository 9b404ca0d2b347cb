// SPDX-License-Identifier: Apache-2.0
// Relations and questions that several families of facts share.
#include "dialect/pg_facts_priv.h"

void on_named(const Ask *ask, RelVec *out)
{
    pg_add(out, ask, ask->op->name);
}

void on_named_tree(const Ask *ask, RelVec *out)
{
    pg_add_tree(out, ask, ask->op->name, op_has(ask->op, OPF_ONLY));
}

void on_named_partitions(const Ask *ask, RelVec *out)
{
    pg_add_tree(out, ask, ask->op->name, !pg_is_partitioned(ask));
}

void on_named_indexes(const Ask *ask, RelVec *out)
{
    Rel rel = pg_rel(ask, ask->op->name);
    size_t count;
    Index *const *indexes = pg_indexes(&rel, &count);
    for (size_t i = 0; i < count; i++)
        *vec_push(ask->arena, out) = pg_rel_of_index(indexes[i]);
}

void on_named_part(const Ask *ask, RelVec *out)
{
    Name self = catalog_resolve(ask->catalog, ask->op->name);
    *vec_push(ask->arena, out) =
        (Rel){ .name = { self.schema, ask->op->part }, .kind = OBJ_INDEX };
}

void on_owned_sequences(const Ask *ask, RelVec *out)
{
    RelVec tree = { 0 };
    on_named_tree(ask, &tree);
    for (size_t i = 0; i < tree.len; i++) {
        SequenceVec owned =
            catalog_owned_sequences(ask->arena, ask->catalog, tree.at[i].name);
        for (size_t k = 0; k < owned.len; k++)
            pg_add(out, ask, owned.at[k]->name);
    }
}

void on_other(const Ask *ask, RelVec *out)
{
    pg_add(out, ask, ask->op->other);
}

void on_other_tree(const Ask *ask, RelVec *out)
{
    pg_add_tree(out, ask, ask->op->other, op_has(ask->op, OPF_ONLY));
}

// ---- what is read ----

void on_read(const Ask *ask, RelVec *out)
{
    for (size_t i = 0; i < ask->op->relations.len; i++)
        pg_add(out, ask, ask->op->relations.at[i]);
}

static bool contains(const RelVec *rels, Name name)
{
    for (size_t i = 0; i < rels->len; i++)
        if (name_eq(rels->at[i].name, name))
            return true;
    return false;
}

static void add_once(const Ask *ask, RelVec *out, const RelVec *more)
{
    for (size_t i = 0; i < more->len; i++)
        if (!contains(out, more->at[i].name))
            *vec_push(ask->arena, out) = more->at[i];
}

void pg_add_read_through(const Ask *ask, RelVec *out, Name name)
{
    RelVec tree = { 0 };
    pg_add_tree(&tree, ask, name, false);
    size_t first = out->len;
    add_once(ask, out, &tree);
    for (size_t i = first; i < out->len; i++) {
        const View *view = out->at[i].view;
        for (size_t k = 0; view && !view->def.materialized && k < view->def.sources.len;
             k++) {
            RelVec sources = { 0 };
            pg_add_tree(&sources, ask, view->def.sources.at[k], false);
            add_once(ask, out, &sources);
        }
    }
}

void on_read_through(const Ask *ask, RelVec *out)
{
    for (size_t i = 0; i < ask->op->relations.len; i++)
        pg_add_read_through(ask, out, ask->op->relations.at[i]);
}

void on_read_tables(const Ask *ask, RelVec *out)
{
    RelVec all = { 0 };
    on_read_through(ask, &all);
    for (size_t i = 0; i < all.len; i++)
        if (all.at[i].kind == OBJ_TABLE || all.at[i].kind == OBJ_MATVIEW)
            *vec_push(ask->arena, out) = all.at[i];
}

void on_dependents(const Ask *ask, RelVec *out)
{
    VEC(Name) queue = { 0 };
    *vec_push(ask->arena, &queue) = catalog_resolve(ask->catalog, ask->op->name);
    for (size_t i = 0; i < queue.len; i++) {
        ViewVec views = catalog_dependent_views(ask->arena, ask->catalog, queue.at[i]);
        for (size_t k = 0; k < views.len; k++) {
            if (contains(out, views.at[k]->name))
                continue;
            pg_add(out, ask, views.at[k]->name);
            *vec_push(ask->arena, &queue) = views.at[k]->name;
        }
    }
}

// ---- partitions ----

void on_default_partition(const Ask *ask, RelVec *out)
{
    const Table *found = pg_default_partition(ask, pg_table(ask));
    if (found)
        pg_add(out, ask, found->name);
}

// ---- foreign keys ----

void on_referenced(const Ask *ask, RelVec *out)
{
    if (ask->op->constraint)
        pg_add_tree(out, ask, ask->op->constraint->ref_table, false);
}

static bool uses(const Ask *ask, const ConstraintDef *def)
{
    return ask->op->kind == OP_DROP_CONSTRAINT ||
                   ask->op->kind == OP_VALIDATE_CONSTRAINT ||
                   ask->op->kind == OP_ALTER_CONSTRAINT
               ? str_eq(def->name, ask->op->part)
               : pg_has_word(&def->columns, ask->op->part);
}

void on_key_partners(const Ask *ask, RelVec *out)
{
    const Table *table = pg_table(ask);
    for (size_t i = 0; table && i < table->constraints.len; i++) {
        const ConstraintDef *def = &table->constraints.at[i]->def;
        if (def->kind == CON_FOREIGN_KEY && uses(ask, def))
            pg_add_tree(out, ask, def->ref_table, false);
    }
}

// ---- questions ----

bool pg_is_view(const Ask *ask)
{
    const View *view = catalog_view(ask->catalog, ask->op->name);
    return view && !view->def.materialized;
}

bool pg_is_gone(const Ask *ask)
{
    return catalog_is_gone(ask->catalog, ask->op->name);
}

bool pg_is_partitioned(const Ask *ask)
{
    const Table *table = pg_table(ask);
    return table && table->partition_by.len > 0;
}

bool pg_is_there(const Ask *ask)
{
    const Table *table = pg_table(ask);
    return (table && table->complete && !table->uncertain) ||
           catalog_view(ask->catalog, ask->op->name) ||
           catalog_index(ask->catalog, ask->op->name);
}

bool pg_has_dependents(const Ask *ask)
{
    RelVec views = { 0 };
    on_dependents(ask, &views);
    for (size_t i = 0; i < views.len; i++)
        if (!pg_drops_too(ask, views.at[i].name))
            return true;
    return false;
}

bool pg_in_transaction(const Ask *ask)
{
    return session_in_transaction(ask->scene->session);
}
