// SPDX-License-Identifier: Apache-2.0
// Tables made, and what the statements that drop, rename and move do to any relation.
#include "catalog/replay_priv.h"

// ---- LIKE ----

static void like_columns(Catalog *catalog, const LikeClause *like, const Table *model,
                         Table *table)
{
    for (size_t i = 0; i < model->columns.len; i++) {
        ColumnDef *def = column_def_copy(catalog->arena, model->columns.at[i]->def);
        def->type.serial = false;
        if (!like->defaults)
            def->default_expr = (Str){ 0 };
        if (!like->identity)
            def->identity = IDENTITY_NONE;
        if (!like->generated) {
            def->generated = GENERATED_NONE;
            def->generated_expr = (Str){ 0 };
        }
        column_add(catalog, table, def);
    }
}

static void like_constraints(Catalog *catalog, const LikeClause *like, const Table *model,
                             Table *table)
{
    for (size_t i = 0; i < model->constraints.len; i++) {
        ConstraintDef def = model->constraints.at[i]->def;
        bool keyed = constraint_index(model, model->constraints.at[i]) != NULL;
        def.using_index = (Str){ 0 };
        if (keyed)
            def.name = (Str){ 0 };
        if (def.kind == CON_CHECK ? like->constraints : keyed && like->indexes)
            constraint_add(catalog, table, &def);
    }
    for (size_t i = 0; like->indexes && i < model->indexes.len; i++) {
        const Index *index = model->indexes.at[i];
        if (index->constraint.len > 0)
            continue;
        IndexDef def = index->def;
        def.table = table->name;
        def.name = auto_index_name(catalog, table->name, &def);
        index_add(catalog, &def);
    }
}

// Of a view or of a table that was never seen, the columns are not to be known.
static const Table *like_model(const Catalog *catalog, const LikeClause *like,
                               const Table *table)
{
    const Table *model = find_table(catalog, like->table);
    return model == table ? NULL : model;
}

// ---- CREATE TABLE ----

static void add_columns(Catalog *catalog, Table *table, const TableDef *def)
{
    for (size_t i = 0; i < def->columns.len; i++) {
        const ColumnDef *own = &def->columns.at[i];
        Column *inherited = find_column(table, own->name);
        if (!inherited) {
            column_add(catalog, table, own);
            continue;
        }
        if (own->default_expr.ptr)
            column_redefine(catalog->arena, inherited)->default_expr = own->default_expr;
        if (own->not_null)
            column_set_not_null(catalog, inherited, true);
    }
}

static bool same_columns(const StrVec *a, const StrVec *b)
{
    bool same = a->len == b->len;
    for (size_t i = 0; same && i < a->len; i++)
        same = str_eq(a->at[i], b->at[i]);
    return same;
}

// Two constraints of one CREATE TABLE for which PostgreSQL makes one index.
static bool are_twins(const ConstraintDef *a, const ConstraintDef *b)
{
    bool keys = (a->kind == CON_PRIMARY_KEY || a->kind == CON_UNIQUE) &&
                (b->kind == CON_PRIMARY_KEY || b->kind == CON_UNIQUE);
    return keys && same_columns(&a->columns, &b->columns) &&
           same_columns(&a->include, &b->include) &&
           a->nulls_not_distinct == b->nulls_not_distinct &&
           a->deferrable == b->deferrable &&
           a->initially_deferred == b->initially_deferred;
}

// Of twins the primary key is kept, or else the first, with the first name that one has.
static void add_constraints(Catalog *catalog, Table *table, const TableDef *def)
{
    for (size_t i = 0; i < def->constraints.len; i++) {
        ConstraintDef own = def->constraints.at[i];
        bool kept = true;
        for (size_t k = 0; k < def->constraints.len; k++) {
            const ConstraintDef *other = &def->constraints.at[k];
            if (k == i || !are_twins(&own, other))
                continue;
            kept &=
                own.kind == CON_PRIMARY_KEY || (k > i && other->kind != CON_PRIMARY_KEY);
            own.name = own.name.len > 0 ? own.name : other->name;
        }
        if (kept)
            constraint_add(catalog, table, &own);
    }
}

static Table *add_parent(Catalog *catalog, Table *table, Name name)
{
    Table *parent = table_presume(catalog, name);
    if (!parent || !inherit_link(catalog, parent, table))
        return NULL;
    table->complete = table->complete && parent->complete;
    return parent;
}

// CREATE TABLE … OF a composite type has the type's attributes.
static void typed_columns(Catalog *catalog, Table *table, const TableDef *def)
{
    if (def->of_type.name.len == 0)
        return;
    const Type *type = catalog_type(catalog, def->of_type);
    table->of_type = catalog_resolve(catalog, def->of_type);
    table->complete = table->complete && type;
    for (size_t i = 0; type && i < type->def.attributes.len; i++)
        column_add(catalog, table, &type->def.attributes.at[i]);
}

static void fill_table(Catalog *catalog, Table *table, const TableDef *def)
{
    TableList parents = { 0 };
    for (size_t i = 0; i < def->inherits.len; i++)
        *vec_push(catalog->arena, &parents) =
            add_parent(catalog, table, def->inherits.at[i]);
    if (def->partition_of.name.len > 0) {
        Table *parent = add_parent(catalog, table, def->partition_of);
        *vec_push(catalog->arena, &parents) = parent;
        table->partition_of = parent ? parent->name : (Name){ 0 };
    }
    for (size_t i = 0; i < parents.len; i++)
        if (parents.at[i])
            inherit_columns(catalog, parents.at[i], table);
    typed_columns(catalog, table, def);
    for (size_t i = 0; i < def->likes.len; i++) {
        const Table *model = like_model(catalog, &def->likes.at[i], table);
        table->complete = table->complete && model && model->complete;
        if (model)
            like_columns(catalog, &def->likes.at[i], model, table);
    }
    add_columns(catalog, table, def);
    add_constraints(catalog, table, def);
    for (size_t i = 0; i < def->likes.len; i++) {
        const Table *model = like_model(catalog, &def->likes.at[i], table);
        if (model)
            like_constraints(catalog, &def->likes.at[i], model, table);
    }
    for (size_t i = 0; i < parents.len; i++)
        if (parents.at[i])
            inherit_constraints(catalog, parents.at[i], table);
}

// PostgreSQL would refuse a second table of the name, so something that we did not see
// has taken the first away, or the second never came to be. What is known of either is
// kept, and the table stays as old as the first: live is the safe guess.
static void merge_table(Catalog *catalog, Table *table, const TableDef *def)
{
    table->uncertain = true;
    add_columns(catalog, table, def);
}

void apply_create_table(Catalog *catalog, const Op *op)
{
    const TableDef *def = op->table;
    if (!def || op->name.name.len == 0)
        return;
    Name name = creation_name(catalog, op->name, def->persistence == PERSIST_TEMPORARY);
    const Object *known = relation_at(catalog, name);
    if (known) {
        if (known->kind == OBJ_TABLE && !op_has(op, OPF_IF_NOT_EXISTS))
            merge_table(catalog, known->record, def);
        return;
    }
    Table *table = NEW(catalog->arena, Table);
    *table =
        (Table){ .name = name,
                 .origin = catalog->here,
                 .complete = !def->as_query, // a query's columns may come from anywhere
                 .persistence = def->persistence,
                 .foreign = def->foreign,
                 .filled = def->as_query && !def->with_no_data,
                 .is_default_partition = def->is_default_partition,
                 .partition_by = def->partition_by };
    for (size_t i = 0; i < def->partition_columns.len; i++)
        *vec_push(catalog->arena, &table->partition_columns) =
            def->partition_columns.at[i];
    object_add(catalog, OBJ_TABLE, table, &table->name, &table->origin);
    fill_table(catalog, table, def);
    Table *parent =
        table->is_default_partition ? find_table(catalog, table->partition_of) : NULL;
    if (parent)
        parent->had_default = true;
}

void apply_table_option(Catalog *catalog, const Op *op)
{
    bool logged = str_eq(op->verb, STR("logged")),
         unlogged = str_eq(op->verb, STR("unlogged"));
    bool owner = str_eq(op->verb, STR("owner"));
    Table *table = logged || unlogged || owner ? table_presume(catalog, op->name) : NULL;
    if (table && owner)
        table->owner = op->detail;
    else if (table)
        table->persistence = logged ? PERSIST_PERMANENT : PERSIST_UNLOGGED;
}

// ---- any relation ----

// DROP wants the right kind of thing, as ALTER does not.
static bool is_kind(const Object *object, ObjectKind wanted)
{
    return object->kind == (wanted == OBJ_MATVIEW ? OBJ_VIEW : wanted);
}

void apply_drop_relation(Catalog *catalog, const Op *op)
{
    Object *object = relation_find(catalog, op->name);
    if (!object || !is_kind(object, op->object))
        return;
    const Index *index = object->kind == OBJ_INDEX ? object->record : NULL;
    if (index && (index->constraint.len > 0 || index->parent.name.len > 0))
        return; // refused even with CASCADE: it lives and dies with what it belongs to
    object_drop(catalog, object, op_has(op, OPF_CASCADE));
}

static void rename_index(Catalog *catalog, Index *index, Str to)
{
    Table *table = find_table(catalog, index->def.table);
    Constraint *constraint = table ? find_constraint(table, index->constraint) : NULL;
    if (constraint) {
        constraint_rename(catalog, table, constraint, to);
        return;
    }
    Name from = index->name, renamed = { from.schema, to };
    if (!object_move(catalog, relation_at(catalog, from), renamed))
        return;
    index->def.name = to;
    retarget_relation(catalog, from, renamed);
}

// Of ALTER TABLE, INDEX, VIEW, SEQUENCE: PostgreSQL takes most of them for each other's
// names.
void apply_rename_relation(Catalog *catalog, const Op *op)
{
    Object *object = relation_find(catalog, op->name);
    if (!object && op->object == OBJ_TABLE && table_presume(catalog, op->name))
        object = relation_find(catalog, op->name);
    if (!object)
        return;
    if (object->kind == OBJ_INDEX) {
        rename_index(catalog, object->record, op->other.name);
        return;
    }
    Name from = *object->name, to = { from.schema, op->other.name };
    if (object_move(catalog, object, to))
        retarget_relation(catalog, from, to);
}

// ---- SET SCHEMA ----

static void move_relation(Catalog *catalog, Object *object, Str schema)
{
    Name from = *object->name, to = { schema, from.name };
    if (object_move(catalog, object, to))
        retarget_relation(catalog, from, to);
}

static bool fits(const Catalog *catalog, Name part, Str schema)
{
    return !relation_at(catalog, (Name){ schema, part.name });
}

// As PostgreSQL does: a relation moves with its indexes and sequences, or stays.
static bool all_fit(const Catalog *catalog, const Object *relation, Str schema)
{
    size_t count, at = 0;
    Index *const *indexes = indexes_on(relation, &count);
    for (size_t i = 0; i < count; i++)
        if (!fits(catalog, indexes[i]->name, schema))
            return false;
    for (const Sequence *sequence; (sequence = next_record(catalog, OBJ_SEQUENCE, &at));)
        if (name_eq(sequence->def.owned_by, *relation->name) &&
            !fits(catalog, sequence->name, schema))
            return false;
    return fits(catalog, *relation->name, schema);
}

static void move_constraint_names(Catalog *catalog, const Table *table, Str from)
{
    for (size_t i = 0; i < table->constraints.len; i++) {
        Str name = table->constraints.at[i]->def.name;
        constraint_name_remove(catalog, (Name){ from, name });
        constraint_name_add(catalog, (Name){ table->name.schema, name });
    }
}

static void move_parts(Catalog *catalog, const Object *relation)
{
    size_t count, at = 0;
    Index *const *indexes = indexes_on(relation, &count);
    for (size_t i = 0; i < count; i++)
        move_relation(catalog, relation_at(catalog, indexes[i]->name),
                      relation->name->schema);
    for (const Sequence *sequence; (sequence = next_record(catalog, OBJ_SEQUENCE, &at));)
        if (name_eq(sequence->def.owned_by, *relation->name))
            move_relation(catalog, relation_at(catalog, sequence->name),
                          relation->name->schema);
}

static void move_type(Catalog *catalog, const Op *op)
{
    Object *object = type_find(catalog, op->name);
    if (!object)
        return;
    Name from = *object->name, to = { op->other.schema, from.name };
    if (object_move(catalog, object, to))
        retarget_type(catalog, from, to);
}

static void move_function(Catalog *catalog, const Op *op)
{
    Str arguments = op->function ? op->function->arguments : (Str){ 0 };
    Object *object = function_find(catalog, op->name, arguments);
    if (!object)
        return;
    Name from = *object->name, to = { op->other.schema, from.name };
    if (object_move(catalog, object, to))
        retarget_function(catalog, from, to);
}

static void move_any_relation(Catalog *catalog, const Op *op)
{
    Object *object = relation_find(catalog, op->name);
    if (!object && op->object == OBJ_TABLE && table_presume(catalog, op->name))
        object = relation_find(catalog, op->name);
    if (!object || object->kind == OBJ_INDEX)
        return; // an index lives where its table does
    Str from = object->name->schema;
    if (!all_fit(catalog, object, op->other.schema))
        return;
    move_relation(catalog, object, op->other.schema);
    move_parts(catalog, object);
    if (object->kind == OBJ_TABLE)
        move_constraint_names(catalog, object->record, from);
}

void apply_set_schema(Catalog *catalog, const Op *op)
{
    if (op->other.schema.len == 0)
        return;
    if (op->object == OBJ_TYPE || op->object == OBJ_DOMAIN) {
        move_type(catalog, op);
        return;
    }
    if (op->object == OBJ_FUNCTION) {
        move_function(catalog, op);
        return;
    }
    move_any_relation(catalog, op);
}
