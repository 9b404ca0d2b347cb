// SPDX-License-Identifier: Apache-2.0
// Inheritance and partitions: the links between tables, and what a child has from its
// parents.
#include "catalog/replay_priv.h"

// ---- the tree ----

static Object *table_object(const Catalog *catalog, Name name)
{
    Object *object = relation_find(catalog, name);
    return object && object->kind == OBJ_TABLE ? object : NULL;
}

TableList table_tree(Catalog *catalog, Table *table, bool only)
{
    TableList tree = { 0 };
    *vec_push(catalog->arena, &tree) = table;
    if (only || table->children.len == 0)
        return tree;
    size_t mark = ++catalog->mark;
    table_object(catalog, table->name)->mark = mark;
    for (size_t i = 0; i < tree.len; i++)
        for (size_t k = 0; k < tree.at[i]->children.len; k++) {
            Object *child = table_object(catalog, tree.at[i]->children.at[k]);
            if (!child || child->mark == mark)
                continue;
            child->mark = mark;
            *vec_push(catalog->arena, &tree) = child->record;
        }
    return tree;
}

static bool is_below(Catalog *catalog, Table *top, const Table *table)
{
    if (top == table)
        return true;
    // Most children are leaves and most parents roots: no circle can come of these.
    if (top->children.len == 0 || table->inherits.len == 0)
        return false;
    TableList tree = table_tree(catalog, top, false);
    for (size_t i = 0; i < tree.len; i++)
        if (tree.at[i] == table)
            return true;
    return false;
}

static size_t find_name(const NameVec *names, Name name)
{
    size_t i = 0;
    while (i < names->len && !name_eq(names->at[i], name))
        i++;
    return i;
}

bool inherit_link(Catalog *catalog, Table *parent, Table *child)
{
    if (is_below(catalog, child, parent))
        return false;
    if (find_name(&child->inherits, parent->name) < child->inherits.len)
        return true;
    *vec_push(catalog->arena, &child->inherits) = parent->name;
    *vec_push(catalog->arena, &parent->children) = child->name;
    return true;
}

void inherit_unlink(Table *parent, Table *child)
{
    size_t up = find_name(&child->inherits, parent->name);
    if (up < child->inherits.len)
        VEC_REMOVE(&child->inherits, up);
    size_t down = find_name(&parent->children, child->name);
    if (down < parent->children.len)
        VEC_REMOVE(&parent->children, down);
    if (name_eq(child->partition_of, parent->name)) {
        child->partition_of = (Name){ 0 };
        child->is_default_partition = false;
    }
}

// ---- what a child has ----

void inherit_columns(Catalog *catalog, const Table *parent, Table *child)
{
    for (size_t i = 0; i < parent->columns.len; i++) {
        ColumnDef *def = column_def_copy(catalog->arena, parent->columns.at[i]->def);
        def->type.serial = false; // the parent's default is shared, with its sequence
        if (child->partition_of.name.len == 0)
            def->identity = IDENTITY_NONE;
        size_t before = child->columns.len;
        Column *column = column_insert(catalog, child, def);
        if (!column)
            continue;
        if (child->columns.len > before)
            column->origin = &child->origin; // a presumed child had it all along
        column->inherited = true;
        if (def->not_null)
            column_set_not_null(catalog, column, true);
    }
}

void inherit_constraints(Catalog *catalog, const Table *parent, Table *child)
{
    for (size_t i = 0; i < parent->constraints.len; i++) {
        const Constraint *constraint = parent->constraints.at[i];
        if (!constraint_index(parent, constraint) &&
            constraint_inherit(catalog, child, constraint))
            constraint_spread(catalog, child,
                              find_constraint(child, constraint->def.name));
    }
    for (size_t i = 0; i < parent->indexes.len; i++) {
        Index *own = index_inherit(catalog, parent, parent->indexes.at[i], child);
        if (own)
            index_spread(catalog, child, own);
    }
}

// What came from the parent is the child's own from now on, if no other parent has it.
static void disinherit(const Catalog *catalog, const Table *parent, Table *child)
{
    for (size_t i = 0; i < child->columns.len; i++)
        child->columns.at[i]->inherited = false;
    for (size_t i = 0; i < child->constraints.len; i++)
        child->constraints.at[i]->inherited = false;
    for (size_t i = 0; i < child->indexes.len; i++) {
        const Index *above = find_index(catalog, child->indexes.at[i]->parent);
        if (above && name_eq(above->def.table, parent->name))
            child->indexes.at[i]->parent = (Name){ 0 };
    }
    for (size_t p = 0; p < child->inherits.len; p++) {
        const Table *other = find_table(catalog, child->inherits.at[p]);
        for (size_t i = 0; other && i < child->columns.len; i++)
            if (find_column(other, child->columns.at[i]->def->name))
                child->columns.at[i]->inherited = true;
        for (size_t i = 0; other && i < child->constraints.len; i++)
            if (find_constraint(other, child->constraints.at[i]->def.name))
                child->constraints.at[i]->inherited = true;
    }
}

// ---- ops ----

void apply_attach_partition(Catalog *catalog, const Op *op)
{
    if (op->object == OBJ_INDEX) {
        apply_attach_index(catalog, op);
        return;
    }
    Table *parent = table_presume(catalog, op->name);
    Table *child = table_presume(catalog, op->other);
    if (!parent || !child || !inherit_link(catalog, parent, child))
        return;
    child->partition_of = parent->name;
    child->is_default_partition = op->detail.len == 0; // else it is what follows VALUES
    parent->had_default = parent->had_default || child->is_default_partition;
    inherit_columns(catalog, parent, child);
    inherit_constraints(catalog, parent, child);
}

void apply_detach_partition(Catalog *catalog, const Op *op)
{
    Table *parent = find_table(catalog, op->name);
    Table *child = find_table(catalog, op->other);
    if (!parent || !child)
        return;
    inherit_unlink(parent, child);
    disinherit(catalog, parent, child);
}

void apply_add_inherit(Catalog *catalog, const Op *op)
{
    Table *child = table_presume(catalog, op->name);
    Table *parent = table_presume(catalog, op->other);
    if (!parent || !child || !inherit_link(catalog, parent, child))
        return;
    inherit_columns(catalog, parent, child);
    inherit_constraints(catalog, parent, child);
}

void apply_drop_inherit(Catalog *catalog, const Op *op)
{
    Table *child = find_table(catalog, op->name);
    Table *parent = find_table(catalog, op->other);
    if (!parent || !child)
        return;
    inherit_unlink(parent, child);
    disinherit(catalog, parent, child);
}
