// SPDX-License-Identifier: Apache-2.0
// The relations that facts are about: found in the catalog, or presumed.
#include "dialect/pg_facts_priv.h"

#include "dialect/pg_proof.h"

Rel pg_rel(const Ask *ask, Name name)
{
    Rel rel = { .name = catalog_resolve(ask->catalog, name), .kind = OBJ_TABLE };
    rel.table = catalog_table(ask->catalog, rel.name);
    rel.view = rel.table ? NULL : catalog_view(ask->catalog, rel.name);
    if (rel.view)
        rel.kind = rel.view->def.materialized ? OBJ_MATVIEW : OBJ_VIEW;
    else if (rel.table)
        rel.kind = OBJ_TABLE;
    else if (catalog_index(ask->catalog, rel.name))
        rel.kind = OBJ_INDEX;
    else if (catalog_sequence(ask->catalog, rel.name))
        rel.kind = OBJ_SEQUENCE;
    else if (catalog_type(ask->catalog, rel.name))
        rel.kind = OBJ_TYPE;
    else if (ask->op->object == OBJ_INDEX || ask->op->object == OBJ_SEQUENCE ||
             ask->op->object == OBJ_VIEW || ask->op->object == OBJ_MATVIEW)
        rel.kind = name_eq(name, ask->op->name) ? ask->op->object : OBJ_TABLE;
    return rel;
}

Rel pg_rel_of_index(const Index *index)
{
    return (Rel){ .name = index->name, .kind = OBJ_INDEX, .index = index };
}

void pg_add(RelVec *out, const Ask *ask, Name name)
{
    if (name.name.len > 0)
        *vec_push(ask->arena, out) = pg_rel(ask, name);
}

static bool contains(const RelVec *rels, size_t from, const Table *table)
{
    for (size_t i = from; i < rels->len; i++)
        if (rels->at[i].table == table)
            return true;
    return false;
}

void pg_add_tree(RelVec *out, const Ask *ask, Name name, bool only)
{
    size_t first = out->len;
    pg_add(out, ask, name);
    for (size_t i = first; !only && i < out->len; i++) {
        const Table *table = out->at[i].table;
        // A partition has one parent, so only plain heirs can be met twice.
        for (size_t k = 0; table && k < table->children.len; k++) {
            const Table *child = catalog_table(ask->catalog, table->children.at[k]);
            bool twice = child && child->inherits.len > 1 && contains(out, first, child);
            if (child && !twice)
                *vec_push(ask->arena, out) =
                    (Rel){ .name = child->name, .kind = OBJ_TABLE, .table = child };
        }
    }
}

const Table *pg_table(const Ask *ask)
{
    return catalog_table(ask->catalog, ask->op->name);
}

const Table *pg_default_partition(const Ask *ask, const Table *parent)
{
    bool may_have = parent && parent->had_default;
    for (size_t i = 0; may_have && i < parent->children.len; i++) {
        const Table *child = catalog_table(ask->catalog, parent->children.at[i]);
        if (child && child->is_default_partition)
            return child;
    }
    return NULL;
}

Index *const *pg_indexes(const Rel *rel, size_t *count)
{
    *count = rel->table  ? rel->table->indexes.len
             : rel->view ? rel->view->indexes.len
                         : 0;
    return rel->table ? rel->table->indexes.at : rel->view ? rel->view->indexes.at : NULL;
}

bool pg_has_word(const StrVec *words, Str word)
{
    for (size_t i = 0; i < words->len; i++)
        if (str_eq(words->at[i], word))
            return true;
    return false;
}

bool pg_index_reads(const Ask *ask, const Index *index, Str column)
{
    for (size_t i = 0; i < index->def.parts.len; i++) {
        const IndexPart *part = &index->def.parts.at[i];
        if (str_eq(part->column, column) ||
            (part->expression.ptr && text_mentions(ask->arena, part->expression, column)))
            return true;
    }
    return pg_has_word(&index->def.include, column) ||
           (index->def.where.ptr && text_mentions(ask->arena, index->def.where, column));
}

static bool part_eq(const IndexPart *a, const IndexPart *b)
{
    return str_eq(a->column, b->column) && str_eq(a->expression, b->expression) &&
           str_eq(a->opclass, b->opclass) && str_eq(a->collation, b->collation);
}

bool pg_index_matches(const Index *a, const Index *b)
{
    bool same = str_eq(a->def.method, b->def.method) && a->def.unique == b->def.unique &&
                a->def.nulls_not_distinct == b->def.nulls_not_distinct &&
                str_eq(a->def.where, b->def.where) &&
                a->def.parts.len == b->def.parts.len &&
                a->def.include.len == b->def.include.len;
    for (size_t i = 0; same && i < a->def.parts.len; i++)
        same = part_eq(&a->def.parts.at[i], &b->def.parts.at[i]);
    for (size_t i = 0; same && i < a->def.include.len; i++)
        same = str_eq(a->def.include.at[i], b->def.include.at[i]);
    return same;
}

bool pg_key_matches(const ConstraintDef *a, const ConstraintDef *b)
{
    bool same = a->kind == CON_FOREIGN_KEY && b->kind == CON_FOREIGN_KEY &&
                name_eq(a->ref_table, b->ref_table) && a->columns.len == b->columns.len &&
                str_eq(a->on_delete, b->on_delete) && str_eq(a->on_update, b->on_update);
    for (size_t i = 0; same && i < a->columns.len; i++)
        same = str_eq(a->columns.at[i], b->columns.at[i]);
    return same;
}

bool pg_drops_too(const Ask *ask, Name relation)
{
    for (size_t i = 0; i < ask->action_count; i++) {
        const Op *op = &ask->actions[i];
        if ((op->kind == OP_DROP_TABLE || op->kind == OP_DROP_VIEW ||
             op->kind == OP_TRUNCATE) &&
            name_eq(catalog_resolve(ask->catalog, op->name), relation))
            return true;
    }
    return false;
}

static bool is_here(const Ask *ask, const Origin *origin)
{
    return origin->migration == catalog_migration(ask->catalog) &&
           origin->batch != BATCH_PRESUMED && ask->op->stmt.start <= origin->span.start &&
           origin->span.end <= ask->op->stmt.end && origin->span.end > 0;
}

bool pg_created_here(const Ask *ask, Name relation)
{
    if (ask->action_count == 1)
        return false;
    const Table *table = catalog_table(ask->catalog, relation);
    if (table)
        return is_here(ask, &table->origin);
    const Index *index = catalog_index(ask->catalog, relation);
    if (index)
        return is_here(ask, &index->origin);
    const Sequence *sequence = catalog_sequence(ask->catalog, relation);
    if (sequence)
        return is_here(ask, &sequence->origin);
    const View *view = catalog_view(ask->catalog, relation);
    return view && is_here(ask, &view->origin);
}

// ---- bounds ----

// The bounds of one column are all that a CHECK is compared with.
static bool premise_of(const Ask *ask, const Table *table, const Table *parent,
                       Premise *premise)
{
    if (!table || !parent || parent->partition_columns.len != 1 ||
        str_eq(parent->partition_by, STR("hash")))
        return false;
    *premise = (Premise){ .column = parent->partition_columns.at[0] };
    const Column *key = table_column(table, premise->column);
    premise->not_null = key && key->def->not_null;
    for (size_t i = 0; i < table->constraints.len; i++) {
        const ConstraintDef *def = &table->constraints.at[i]->def;
        if (def->kind == CON_CHECK && !def->not_valid && !def->not_enforced)
            *vec_push(ask->arena, &premise->checks) = def->expression;
    }
    return premise->checks.len > 0;
}

bool pg_rows_stay_inside(const Ask *ask, const Table *table, const Table *parent,
                         Str bound)
{
    Premise premise;
    return bound.len > 0 && premise_of(ask, table, parent, &premise) &&
           pg_proves_inside(ask->arena, &premise, bound);
}

bool pg_rows_stay_outside(const Ask *ask, const Table *table, const Table *parent,
                          Str bound)
{
    Premise premise;
    return bound.len > 0 && premise_of(ask, table, parent, &premise) &&
           pg_proves_outside(ask->arena, &premise, bound);
}
