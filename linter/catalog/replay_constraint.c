// SPDX-License-Identifier: Apache-2.0
// Constraints: with the names, indexes and NOT NULLs that PostgreSQL adds to them.
#include "catalog/replay_priv.h"

static bool has_index(ConstraintKind kind)
{
    return kind == CON_PRIMARY_KEY || kind == CON_UNIQUE || kind == CON_EXCLUDE;
}

// SQLite's may have no name: their index is known by its columns.
static bool is_index_of(const Table *table, const Index *index, const ConstraintDef *def)
{
    if (def->name.len > 0)
        return str_eq(index->constraint, def->name);
    return index->constraint.len > 0 && index->def.parts.len == def->columns.len &&
           table_index_begins(table, &index->def, &def->columns);
}

Index *constraint_index(const Table *table, const Constraint *constraint)
{
    for (size_t i = 0; has_index(constraint->def.kind) && i < table->indexes.len; i++)
        if (is_index_of(table, table->indexes.at[i], &constraint->def))
            return table->indexes.at[i];
    return NULL;
}

// ---- adding ----

static void index_of_constraint(Catalog *catalog, const Table *table,
                                const ConstraintDef *def)
{
    // What EXCLUDE is for is done by GiST; the definition does not tell.
    IndexDef index = { .table = table->name,
                       .name = def->name,
                       .method = def->kind == CON_EXCLUDE ? STR("gist") : STR("btree"),
                       .include = def->include,
                       .unique = def->kind != CON_EXCLUDE,
                       .nulls_not_distinct = def->nulls_not_distinct };
    for (size_t i = 0; i < def->columns.len; i++)
        vec_push(catalog->arena, &index.parts)->column = def->columns.at[i];
    if (index.parts.len == 0)
        vec_push(catalog->arena, &index.parts)->expression = def->expression;
    Index *made = index_add(catalog, &index);
    if (made)
        made->constraint = def->name;
}

// ADD … USING INDEX: the index takes the constraint's name, the constraint the index's
// columns.
static void take_index(Catalog *catalog, const Table *table, ConstraintDef *def)
{
    Name name = { table->name.schema, def->using_index };
    Index *index = find_index(catalog, name);
    if (def->name.len == 0)
        def->name = def->using_index;
    if (!index || !name_eq(index->def.table, table->name) || index->constraint.len > 0)
        return;
    Name renamed = { table->name.schema, def->name };
    if (object_move(catalog, relation_at(catalog, name), renamed)) {
        retarget_relation(catalog, name, renamed);
        index->def.name = def->name;
    }
    index->constraint = def->name;
    def->columns = (StrVec){ 0 };
    for (size_t i = 0; i < index->def.parts.len; i++)
        *vec_push(catalog->arena, &def->columns) = index->def.parts.at[i].column;
}

void name_referenced(const Catalog *catalog, ConstraintDef *def)
{
    const Constraint *key = table_primary_key(find_table(catalog, def->ref_table));
    for (size_t i = 0; key && def->ref_columns.len < key->def.columns.len; i++)
        *vec_push(catalog->arena, &def->ref_columns) = key->def.columns.at[i];
}

static void columns_not_null(Catalog *catalog, const Table *table,
                             const ConstraintDef *def)
{
    for (size_t i = 0; i < def->columns.len; i++) {
        Column *column = find_column(table, def->columns.at[i]);
        if (column)
            column_set_not_null(catalog, column, true);
    }
}

Constraint *constraint_add(Catalog *catalog, Table *table, const ConstraintDef *def)
{
    Str given = def->name.len > 0 ? def->name : def->using_index;
    if (given.len > 0 && find_constraint(table, given))
        return NULL;
    if (def->kind == CON_PRIMARY_KEY && table_primary_key(table))
        return NULL;
    Constraint *constraint = NEW(catalog->arena, Constraint);
    *constraint =
        (Constraint){ .def = constraint_def_copy(catalog, def), .origin = catalog->here };
    ConstraintDef *own = &constraint->def;
    if (own->using_index.len > 0)
        take_index(catalog, table, own);
    if (own->kind == CON_FOREIGN_KEY && own->ref_columns.len == 0)
        name_referenced(catalog, own);
    if (own->name.len == 0)
        own->name = auto_constraint_name(catalog, table, own);
    if (has_index(own->kind) && own->using_index.len == 0)
        index_of_constraint(catalog, table, own);
    if (own->kind == CON_PRIMARY_KEY || own->kind == CON_NOT_NULL)
        columns_not_null(catalog, table, own);
    constraint_name_add(catalog, (Name){ table->name.schema, own->name });
    *vec_push(catalog->arena, &table->constraints) = constraint;
    reference_note(catalog, table, &constraint->def);
    table_touch(catalog, table);
    return constraint;
}

// ---- inheritance ----

// CHECK and NOT NULL go to all heirs, the rest to partitions only.
static bool is_handed_down(const Table *child, const ConstraintDef *def)
{
    bool plain = def->kind == CON_CHECK || def->kind == CON_NOT_NULL;
    return !def->no_inherit && (plain || child->partition_of.name.len > 0);
}

bool constraint_inherit(Catalog *catalog, Table *child, const Constraint *constraint)
{
    if (!is_handed_down(child, &constraint->def))
        return false;
    Constraint *own = find_constraint(child, constraint->def.name);
    if (!own)
        own = constraint_add(catalog, child, &constraint->def);
    if (!own || own->inherited)
        return false;
    own->inherited = true;
    return true;
}

void constraint_spread(Catalog *catalog, Table *table, const Constraint *constraint)
{
    Index *index = constraint_index(table, constraint);
    if (index) {
        index_spread(catalog, table, index);
        return;
    }
    TableList heirs = { 0 };
    *vec_push(catalog->arena, &heirs) = table;
    for (size_t i = 0; i < heirs.len; i++) {
        const Table *parent = heirs.at[i];
        for (size_t k = 0; k < parent->children.len; k++) {
            Table *child = find_table(catalog, parent->children.at[k]);
            if (child && constraint_inherit(catalog, child, constraint))
                *vec_push(catalog->arena, &heirs) = child;
        }
    }
}

// ---- removing and renaming ----

// The record alone.
static void forget(Catalog *catalog, Table *table, const Constraint *constraint)
{
    for (size_t i = 0; i < table->constraints.len; i++)
        if (table->constraints.at[i] == constraint) {
            constraint_name_remove(catalog,
                                   (Name){ table->name.schema, constraint->def.name });
            VEC_REMOVE(&table->constraints, i);
            return;
        }
}

void constraint_remove(Catalog *catalog, Table *table, Constraint *constraint)
{
    Index *index = constraint_index(table, constraint);
    if (index) {
        index->constraint = (Str){ 0 };
        index_remove(catalog, index);
    }
    forget(catalog, table, constraint);
}

void constraint_rename(Catalog *catalog, Table *table, Constraint *constraint, Str to)
{
    if (to.len == 0 || find_constraint(table, to))
        return;
    Index *index = constraint_index(table, constraint);
    if (index) {
        Name from = index->name, renamed = { from.schema, to };
        if (!object_move(catalog, relation_at(catalog, from), renamed))
            return;
        retarget_relation(catalog, from, renamed);
        index->def.name = index->constraint = to;
    }
    constraint_name_remove(catalog, (Name){ table->name.schema, constraint->def.name });
    constraint_name_add(catalog, (Name){ table->name.schema, to });
    constraint->def.name = to;
}

// ---- ops ----

void apply_add_constraint(Catalog *catalog, const Op *op)
{
    Table *table = op->constraint ? table_presume(catalog, op->name) : NULL;
    Constraint *constraint =
        table ? constraint_add(catalog, table, op->constraint) : NULL;
    if (constraint && !op_has(op, OPF_ONLY))
        constraint_spread(catalog, table, constraint);
}

// From PostgreSQL 18 on every NOT NULL has a name, also one that no text gives it.
static void drop_unseen_not_null(Catalog *catalog, const Table *table, Str name)
{
    for (size_t i = 0; i < table->columns.len; i++) {
        Column *column = table->columns.at[i];
        if (is_auto_not_null_name(name, table->name.name, column->def->name))
            column_set_not_null(catalog, column, false);
    }
}

void apply_drop_constraint(Catalog *catalog, const Op *op)
{
    Table *table = find_table(catalog, op->name);
    if (!table)
        return;
    bool only = op_has(op, OPF_ONLY);
    TableList tree = table_tree(catalog, table, false);
    Constraint *constraint = find_constraint(table, op->part);
    if (constraint)
        constraint_drop(catalog, table, constraint, op_has(op, OPF_CASCADE));
    else
        drop_unseen_not_null(catalog, table, op->part);
    for (size_t i = 1; constraint && i < tree.len; i++) {
        Constraint *heir = find_constraint(tree.at[i], op->part);
        if (heir && heir->inherited && !only)
            constraint_drop(catalog, tree.at[i], heir, op_has(op, OPF_CASCADE));
        else if (heir)
            heir->inherited = false;
    }
}

void apply_rename_constraint(Catalog *catalog, const Op *op)
{
    Table *table = find_table(catalog, op->name);
    Constraint *constraint = table ? find_constraint(table, op->part) : NULL;
    if (!constraint)
        return;
    TableList tree = table_tree(catalog, table, op_has(op, OPF_ONLY));
    constraint_rename(catalog, table, constraint, op->other.name);
    for (size_t i = 1; i < tree.len; i++) {
        Constraint *heir = find_constraint(tree.at[i], op->part);
        if (heir && heir->inherited)
            constraint_rename(catalog, tree.at[i], heir, op->other.name);
    }
}

void apply_validate_constraint(Catalog *catalog, const Op *op)
{
    Table *table = find_table(catalog, op->name);
    if (!table)
        return;
    TableList tree = table_tree(catalog, table, op_has(op, OPF_ONLY));
    for (size_t i = 0; i < tree.len; i++) {
        Constraint *constraint = find_constraint(tree.at[i], op->part);
        if (constraint && (i == 0 || constraint->inherited))
            constraint->def.not_valid = false;
    }
}

// DEFERRABLE, INITIALLY DEFERRED, ENFORCED, NO INHERIT, each also as its opposite.
static void set_option(ConstraintDef *def, Str before, Str word)
{
    bool negated = str_eq(before, STR("not"));
    if (str_eq(word, STR("deferrable")))
        def->deferrable = !negated;
    if (str_eq(word, STR("enforced")))
        def->not_enforced = negated;
    if (str_eq(word, STR("inherit")))
        def->no_inherit = str_eq(before, STR("no"));
    if (str_eq(word, STR("immediate")) || (negated && str_eq(word, STR("deferrable"))))
        def->initially_deferred = false;
    if (str_eq(word, STR("deferred")))
        def->deferrable = def->initially_deferred = true;
}

void apply_alter_constraint(Catalog *catalog, const Op *op)
{
    Table *table = find_table(catalog, op->name);
    Constraint *constraint = table ? find_constraint(table, op->part) : NULL;
    if (!constraint)
        return;
    Str before = { 0 }, word;
    size_t at = 0;
    while (next_word(catalog->arena, op->detail, &at, &word)) {
        set_option(&constraint->def, before, word);
        before = word;
    }
}
