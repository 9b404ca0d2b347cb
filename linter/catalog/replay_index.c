// SPDX-License-Identifier: Apache-2.0
// Indexes of tables and materialized views, and how those of partitions hang on their
// parents'.
#include "catalog/replay_priv.h"

Index *const *indexes_on(const Object *relation, size_t *count)
{
    *count = 0;
    if (relation->kind == OBJ_TABLE) {
        const Table *table = relation->record;
        *count = table->indexes.len;
        return table->indexes.at;
    }
    if (relation->kind != OBJ_VIEW)
        return NULL;
    const View *view = relation->record;
    *count = view->indexes.len;
    return view->indexes.at;
}

// ---- adding ----

Index *index_add(Catalog *catalog, const IndexDef *def)
{
    Name name = { def->table.schema, def->name };
    const Object *on = relation_at(catalog, def->table);
    if (!on || !name_is_free(catalog, OBJ_INDEX, name))
        return NULL;
    Index *index = NEW(catalog->arena, Index);
    *index = (Index){ .name = name,
                      .def = index_def_copy(catalog, def),
                      .origin = catalog->here,
                      .valid = true };
    object_add(catalog, OBJ_INDEX, index, &index->name, &index->origin);
    if (on->kind == OBJ_TABLE) {
        Table *table = on->record;
        *vec_push(catalog->arena, &table->indexes) = index;
        table_touch(catalog, table);
    } else if (on->kind == OBJ_VIEW) {
        View *view = on->record;
        *vec_push(catalog->arena, &view->indexes) = index;
    }
    return index;
}

// ---- partitions ----

static bool same_parts(const IndexDef *a, const IndexDef *b)
{
    if (a->parts.len != b->parts.len)
        return false;
    for (size_t i = 0; i < a->parts.len; i++) {
        const IndexPart *x = &a->parts.at[i], *y = &b->parts.at[i];
        if (!str_eq(x->column, y->column) || !str_eq(x->expression, y->expression) ||
            !str_eq(x->opclass, y->opclass) || !str_eq(x->collation, y->collation))
            return false;
    }
    return true;
}

static bool can_attach(const Table *parent, const Index *index, const Table *child,
                       const Index *candidate)
{
    const Constraint *theirs = table_constraint(parent, index->constraint);
    const Constraint *own = table_constraint(child, candidate->constraint);
    return candidate->parent.name.len == 0 &&
           candidate->def.unique == index->def.unique &&
           str_eq(candidate->def.method, index->def.method) &&
           str_eq(candidate->def.where, index->def.where) &&
           same_parts(&candidate->def, &index->def) &&
           (!theirs || (own && own->def.kind == theirs->def.kind));
}

static Index *child_of(const Table *child, Name parent_index)
{
    for (size_t i = 0; i < child->indexes.len; i++)
        if (name_eq(child->indexes.at[i]->parent, parent_index))
            return child->indexes.at[i];
    return NULL;
}

static Index *make_like(Catalog *catalog, const Table *parent, const Index *index,
                        Table *child)
{
    const Constraint *theirs = table_constraint(parent, index->constraint);
    if (theirs) {
        ConstraintDef def = theirs->def;
        def.name = def.using_index = (Str){ 0 };
        Constraint *own = constraint_add(catalog, child, &def);
        return own ? constraint_index(child, own) : NULL;
    }
    IndexDef def = index->def;
    def.table = child->name;
    def.name = auto_index_name(catalog, child->name, &def);
    return index_add(catalog, &def);
}

Index *index_inherit(Catalog *catalog, const Table *parent, const Index *index,
                     Table *child)
{
    if (child->partition_of.name.len == 0 || child->foreign ||
        child_of(child, index->name))
        return NULL;
    Index *own = NULL;
    for (size_t i = 0; !own && i < child->indexes.len; i++)
        if (can_attach(parent, index, child, child->indexes.at[i]))
            own = child->indexes.at[i];
    if (!own)
        own = make_like(catalog, parent, index, child);
    if (!own)
        return NULL;
    own->parent = index->name;
    Constraint *constraint = find_constraint(child, own->constraint);
    if (constraint)
        constraint->inherited = true;
    return own;
}

void index_spread(Catalog *catalog, Table *table, Index *index)
{
    TableList tables = { 0 };
    VEC(Index *) indexes = { 0 };
    *vec_push(catalog->arena, &tables) = table;
    *vec_push(catalog->arena, &indexes) = index;
    for (size_t i = 0; i < tables.len; i++) {
        const Table *parent = tables.at[i];
        for (size_t k = 0; k < parent->children.len; k++) {
            Table *child = find_table(catalog, parent->children.at[k]);
            Index *own =
                child ? index_inherit(catalog, parent, indexes.at[i], child) : NULL;
            if (!own)
                continue;
            *vec_push(catalog->arena, &tables) = child;
            *vec_push(catalog->arena, &indexes) = own;
        }
    }
}

// A partitioned index made ON ONLY its table is valid when every partition has its part.
static void check_complete(const Catalog *catalog, Index *index)
{
    const Table *table = find_table(catalog, index->def.table);
    for (size_t i = 0; table && i < table->children.len; i++) {
        const Table *child = find_table(catalog, table->children.at[i]);
        if (child && !child_of(child, index->name))
            return;
    }
    index->valid = true;
}

// ---- removing ----

static void take_from_table(const Catalog *catalog, const Index *index)
{
    const Object *on = relation_at(catalog, index->def.table);
    if (!on)
        return;
    Table *table = on->kind == OBJ_TABLE ? on->record : NULL;
    for (size_t i = 0; table && i < table->indexes.len; i++)
        if (table->indexes.at[i] == index) {
            VEC_REMOVE(&table->indexes, i);
            return;
        }
    View *view = on->kind == OBJ_VIEW ? on->record : NULL;
    for (size_t i = 0; view && i < view->indexes.len; i++)
        if (view->indexes.at[i] == index) {
            VEC_REMOVE(&view->indexes, i);
            return;
        }
}

static void remove_one(Catalog *catalog, Index *index)
{
    Table *table = find_table(catalog, index->def.table);
    Constraint *constraint = table ? find_constraint(table, index->constraint) : NULL;
    take_from_table(catalog, index);
    object_remove(catalog, relation_at(catalog, index->name));
    if (constraint)
        constraint_remove(catalog, table, constraint);
}

void index_remove(Catalog *catalog, Index *index)
{
    VEC(Index *) doomed = { 0 };
    *vec_push(catalog->arena, &doomed) = index;
    for (size_t i = 0; i < doomed.len; i++) {
        const Table *table = find_table(catalog, doomed.at[i]->def.table);
        for (size_t k = 0; table && k < table->children.len; k++) {
            const Table *child = find_table(catalog, table->children.at[k]);
            Index *part = child ? child_of(child, doomed.at[i]->name) : NULL;
            if (part)
                *vec_push(catalog->arena, &doomed) = part;
        }
    }
    for (size_t i = 0; i < doomed.len; i++)
        remove_one(catalog, doomed.at[i]);
}

bool index_uses(const Catalog *catalog, const Index *index, Str column)
{
    const Table *table = catalog_index_table(catalog, index);
    for (size_t i = 0; i < index->def.parts.len; i++) {
        const IndexPart *part = &index->def.parts.at[i];
        if (part->column.len > 0 ? table_same_name(table, part->column, column)
                                 : catalog_mentions(catalog, part->expression, column))
            return true;
    }
    for (size_t i = 0; i < index->def.include.len; i++)
        if (str_eq(index->def.include.at[i], column))
            return true;
    return catalog_mentions(catalog, index->def.where, column);
}

// ---- ops ----

void apply_create_index(Catalog *catalog, const Op *op)
{
    if (!op->index)
        return;
    IndexDef def = *op->index;
    Table *table = table_presume(catalog, def.table);
    def.table = catalog_resolve(catalog, def.table);
    if (def.name.len == 0)
        def.name = auto_index_name(catalog, def.table, &def);
    Index *index = index_add(catalog, &def);
    if (!index || !table)
        return;
    if (!op_has(op, OPF_ONLY))
        index_spread(catalog, table, index);
    else if (table->partition_by.len > 0)
        index->valid = table->children.len == 0;
}

void apply_attach_index(Catalog *catalog, const Op *op)
{
    Index *parent = find_index(catalog, op->name);
    Index *child = find_index(catalog, op->other);
    if (!parent || !child || parent == child)
        return;
    const Table *partition = find_table(catalog, child->def.table);
    if (!partition || !name_eq(partition->partition_of, parent->def.table) ||
        child->parent.name.len > 0 || child_of(partition, parent->name))
        return;
    child->parent = parent->name;
    check_complete(catalog, parent);
}
