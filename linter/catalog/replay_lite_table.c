// SPDX-License-Identifier: Apache-2.0
// SQLite's tables: made and renamed, with their options and constraints. A constraint has
// a name only where the text gives it one; the index that it brings along is called
// sqlite_autoindex_TABLE_N.
#include "catalog/replay_priv.h"

// ---- options ----

static void set_option(Catalog *catalog, Table *table, Str name, bool on)
{
    for (size_t i = table->options.len; i-- > 0;)
        if (str_eq(table->options.at[i].name, name))
            VEC_REMOVE(&table->options, i);
    if (on)
        *vec_push(catalog->arena, &table->options) =
            (TableOption){ .name = name, .value = STR("1") };
}

void apply_lite_option(Catalog *catalog, const Op *op)
{
    Table *table = op->verb.len > 0 ? table_presume(catalog, op->name) : NULL;
    if (table)
        set_option(catalog, table, op->verb, !op_has(op, OPF_REVOKE));
}

static bool has_option(const Table *table, const char *name)
{
    return table_option(table, str_from(name)).ptr != NULL;
}

// ---- constraints ----

// INTEGER PRIMARY KEY is the row's number itself, and has no index.
static bool is_row_number(const Table *table, const ConstraintDef *def)
{
    const Column *column = def->kind == CON_PRIMARY_KEY && def->columns.len == 1
                               ? find_column(table, def->columns.at[0])
                               : NULL;
    return column && str_eq_ci(column->def->type.text, STR("integer")) &&
           !has_option(table, "without-rowid");
}

// https://sqlite.org/lang_createtable.html#the_primary_key: NULL is a key but there.
static bool forbids_null(const Table *table, const ConstraintDef *def)
{
    return def->kind == CON_PRIMARY_KEY &&
           (is_row_number(table, def) || has_option(table, "without-rowid") ||
            has_option(table, "strict"));
}

static Str auto_index(const Catalog *catalog, Name table, size_t number)
{
    return arena_fmt(catalog->arena, "sqlite_autoindex_" STR_FMT "_%zu",
                     STR_ARG(table.name), number);
}

static void add_index(Catalog *catalog, const Table *table, const ConstraintDef *def)
{
    IndexDef index = { .table = table->name, .method = STR("btree"), .unique = true };
    for (size_t i = 0; i < def->columns.len; i++)
        vec_push(catalog->arena, &index.parts)->column = def->columns.at[i];
    Index *made = NULL;
    for (size_t number = 1; !made && number <= table->indexes.len + 1; number++) {
        index.name = auto_index(catalog, table->name, number);
        made = index_add(catalog, &index);
    }
    if (made)
        made->constraint = def->name.len > 0 ? def->name : made->def.name;
}

static void set_not_null(Catalog *catalog, const Table *table, const ConstraintDef *def)
{
    for (size_t i = 0; i < def->columns.len; i++) {
        Column *column = find_column(table, def->columns.at[i]);
        if (column)
            column_set_not_null(catalog, column, true);
    }
}

static Constraint *constraint_add_lite(Catalog *catalog, Table *table,
                                       const ConstraintDef *def)
{
    bool is_key = def->kind == CON_PRIMARY_KEY;
    if (is_key && table_primary_key(table))
        return NULL;
    Constraint *constraint = NEW(catalog->arena, Constraint);
    *constraint =
        (Constraint){ .def = constraint_def_copy(catalog, def), .origin = catalog->here };
    if (def->kind == CON_FOREIGN_KEY && def->ref_columns.len == 0)
        name_referenced(catalog, &constraint->def);
    if ((is_key && !is_row_number(table, def)) || def->kind == CON_UNIQUE)
        add_index(catalog, table, &constraint->def);
    if (forbids_null(table, def))
        set_not_null(catalog, table, def);
    *vec_push(catalog->arena, &table->constraints) = constraint;
    reference_note(catalog, table, &constraint->def);
    return constraint;
}

static bool same_columns(const Table *table, const StrVec *a, const StrVec *b)
{
    return a->len == b->len && table_list_begins(table, a, b);
}

// `by_text`: what it says is the same to the byte.
static bool is_same(const Catalog *catalog, const Table *table, const ConstraintDef *a,
                    const ConstraintDef *b, bool by_text)
{
    if (a->kind != b->kind || !str_eq_ci(a->name, b->name) ||
        !same_columns(table, &a->columns, &b->columns))
        return false;
    Name to = catalog_resolve(catalog, b->ref_table);
    return !by_text ||
           (str_eq(a->expression, b->expression) &&
            (a->kind != CON_FOREIGN_KEY || same_relation(catalog, a->ref_table, to)));
}

// Names that things have got since may stand in the one text and not in the other.
static void constraint_remove_lite(Catalog *catalog, Table *table,
                                   const ConstraintDef *def)
{
    for (int by_text = 1; by_text >= 0; by_text--)
        for (size_t i = 0; i < table->constraints.len; i++) {
            Constraint *constraint = table->constraints.at[i];
            if (!is_same(catalog, table, &constraint->def, def, by_text == 1))
                continue;
            constraint_remove(catalog, table, constraint);
            return;
        }
}

void apply_lite_add_constraint(Catalog *catalog, const Op *op)
{
    Table *table = op->constraint ? table_presume(catalog, op->name) : NULL;
    if (table)
        constraint_add_lite(catalog, table, op->constraint);
}

// What it has promised holds until rows are written.
static void remember_unique(Catalog *catalog, Table *table, const ConstraintDef *def)
{
    IndexDef lost = { .table = table->name, .name = def->name, .unique = true };
    if (def->kind != CON_UNIQUE)
        return;
    for (size_t i = 0; i < def->columns.len; i++)
        vec_push(catalog->arena, &lost.parts)->column = def->columns.at[i];
    *vec_push(catalog->arena, &table->lost_indexes) = (LostIndex){ lost, catalog->batch };
}

void apply_lite_drop_constraint(Catalog *catalog, const Op *op)
{
    Table *table = find_table(catalog, op->name);
    Constraint *named = table ? find_constraint(table, op->part) : NULL;
    if (table && (op->constraint || named))
        remember_unique(catalog, table, op->constraint ? op->constraint : &named->def);
    if (table && op->constraint)
        constraint_remove_lite(catalog, table, op->constraint);
    else if (named)
        constraint_remove(catalog, table, named);
}

// ---- CREATE TABLE ----

static void fill(Catalog *catalog, Table *table, const TableDef *def)
{
    for (size_t i = 0; i < def->options.len; i++)
        set_option(catalog, table, def->options.at[i].name, true);
    for (size_t i = 0; i < def->columns.len; i++)
        column_insert(catalog, table, &def->columns.at[i]);
    for (size_t i = 0; i < def->constraints.len; i++)
        constraint_add_lite(catalog, table, &def->constraints.at[i]);
}

void apply_lite_create_table(Catalog *catalog, const Op *op)
{
    const TableDef *def = op->table;
    if (!def || op->name.name.len == 0)
        return;
    Name name = creation_name(catalog, op->name, def->persistence == PERSIST_TEMPORARY);
    if (relation_at(catalog, name))
        return; // IF NOT EXISTS: without it SQLite refuses the statement
    Table *table = NEW(catalog->arena, Table);
    *table = (Table){ .name = name,
                      .origin = catalog->here,
                      .complete = !def->as_query || def->columns.len > 0,
                      .persistence = def->persistence,
                      .filled = def->as_query && !def->with_no_data,
                      .any_case = true };
    object_add(catalog, OBJ_TABLE, table, &table->name, &table->origin);
    fill(catalog, table, def);
}

// ---- new names ----

typedef Str Rename(Arena *arena, Str text, Str from, Str to);

// SQLite writes the new name into every text that has the old one.
typedef struct Renaming {
    Arena *arena;
    Rename *rename;
    Str from, to;
} Renaming;

static void rename_in(const Renaming *r, Str *text)
{
    if (text->ptr)
        *text = r->rename(r->arena, *text, r->from, r->to);
}

static void rename_in_texts(const Renaming *r, const Table *table)
{
    for (size_t i = 0; i < table->columns.len; i++)
        if (table->columns.at[i]->def->generated_expr.ptr)
            rename_in(r,
                      &column_redefine(r->arena, table->columns.at[i])->generated_expr);
    for (size_t i = 0; i < table->constraints.len; i++)
        rename_in(r, &table->constraints.at[i]->def.expression);
    for (size_t i = 0; i < table->indexes.len; i++) {
        IndexDef *def = &table->indexes.at[i]->def;
        rename_in(r, &def->where);
        for (size_t k = 0; k < def->parts.len; k++)
            rename_in(r, &def->parts.at[k].expression);
    }
}

void apply_lite_rename_column(Catalog *catalog, const Op *op)
{
    Table *table = find_table(catalog, op->name);
    Column *column = table ? find_column(table, op->part) : NULL;
    Str to = op->other.name;
    if (!column || to.len == 0)
        return;
    const Column *taken = find_column(table, to);
    if (taken && taken != column)
        return;
    Str from = column->def->name;
    column_redefine(catalog->arena, column)->name = to;
    column->changed = catalog_here(catalog);
    retarget_column(catalog, table, from, to);
    rename_in_texts(&(Renaming){ catalog->arena, lite_rename_column, from, to }, table);
}

static void rename_auto_indexes(Catalog *catalog, const Table *table)
{
    for (size_t i = 0; i < table->indexes.len; i++) {
        Index *index = table->indexes.at[i];
        size_t bar = str_rfind_char(index->def.name, '_');
        if (index->constraint.len == 0 || bar == index->def.name.len)
            continue;
        bool nameless = str_eq(index->constraint, index->def.name);
        Str name =
            arena_fmt(catalog->arena, "sqlite_autoindex_" STR_FMT STR_FMT,
                      STR_ARG(table->name.name), STR_ARG(str_drop(index->def.name, bar)));
        Object *object = relation_at(catalog, index->name);
        if (!object || !object_move(catalog, object, (Name){ index->name.schema, name }))
            continue;
        index->def.name = name;
        index->constraint = nameless ? name : index->constraint;
    }
}

// With PRAGMA legacy_alter_table what others say of the table keeps its old name.
static void rename_own(const Table *table)
{
    for (size_t i = 0; i < table->indexes.len; i++)
        table->indexes.at[i]->def.table = table->name;
}

void apply_lite_rename_table(Catalog *catalog, const Op *op)
{
    Object *object = relation_find(catalog, op->name);
    if (!object && table_presume(catalog, op->name))
        object = relation_find(catalog, op->name);
    if (!object || object->kind != OBJ_TABLE)
        return;
    const Table *table = object->record;
    Name from = table->name, to = { from.schema, op->other.name };
    if (!object_move(catalog, object, to))
        return;
    if (catalog->legacy_alter)
        rename_own(table);
    else
        retarget_relation(catalog, from, to);
    Renaming renaming = { catalog->arena, lite_rename_table, from.name, to.name };
    rename_in_texts(&renaming, table);
    rename_auto_indexes(catalog, table);
}
