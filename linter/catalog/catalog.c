// SPDX-License-Identifier: Apache-2.0
// Questions about the schema as it is at this point of the replay.
#include "catalog/catalog_priv.h"

#include <stdlib.h>

size_t catalog_migration(const Catalog *catalog)
{
    return catalog->migration;
}

size_t catalog_batch(const Catalog *catalog)
{
    return catalog->batch;
}

// ---- one thing by name ----

const Schema *catalog_schema(const Catalog *catalog, Str name)
{
    const Space *space = space_find(catalog, name);
    return space ? space->schema : NULL;
}

const Table *catalog_table(const Catalog *catalog, Name name)
{
    return find_table(catalog, name);
}

const View *catalog_view(const Catalog *catalog, Name name)
{
    return find_view(catalog, name);
}

const Index *catalog_index(const Catalog *catalog, Name name)
{
    return find_index(catalog, name);
}

const Sequence *catalog_sequence(const Catalog *catalog, Name name)
{
    return find_sequence(catalog, name);
}

const Type *catalog_type(const Catalog *catalog, Name name)
{
    const Object *object = type_find(catalog, name);
    return object ? object->record : NULL;
}

const Function *catalog_function(const Catalog *catalog, Name name, Str arguments)
{
    const Object *object = function_find(catalog, name, arguments);
    return object ? object->record : NULL;
}

// ---- parts of a table ----

Column *find_column(const Table *table, Str name)
{
    for (size_t i = 0; i < table->columns.len; i++)
        if (table_same_name(table, table->columns.at[i]->def->name, name))
            return table->columns.at[i];
    return NULL;
}

const Column *table_column(const Table *table, Str name)
{
    return table ? find_column(table, name) : NULL;
}

Constraint *find_constraint(const Table *table, Str name)
{
    for (size_t i = 0; name.len > 0 && i < table->constraints.len; i++)
        if (table_same_name(table, table->constraints.at[i]->def.name, name))
            return table->constraints.at[i];
    return NULL;
}

const Constraint *table_constraint(const Table *table, Str name)
{
    return table ? find_constraint(table, name) : NULL;
}

const Constraint *table_primary_key(const Table *table)
{
    for (size_t i = 0; table && i < table->constraints.len; i++)
        if (table->constraints.at[i]->def.kind == CON_PRIMARY_KEY)
            return table->constraints.at[i];
    return NULL;
}

bool table_list_has(const Table *table, const StrVec *names, Str column)
{
    for (size_t i = 0; i < names->len; i++)
        if (table_same_name(table, names->at[i], column))
            return true;
    return false;
}

bool table_index_has(const Table *table, const IndexDef *index, Str column)
{
    for (size_t i = 0; i < index->parts.len; i++)
        if (table_same_name(table, index->parts.at[i].column, column))
            return true;
    return false;
}

bool table_key_has(const Table *table, Str column)
{
    const Constraint *key = table_primary_key(table);
    return key && table_list_has(table, &key->def.columns, column);
}

bool table_list_begins(const Table *table, const StrVec *names, const StrVec *columns)
{
    bool begins = names->len >= columns->len;
    for (size_t i = 0; begins && i < columns->len; i++)
        begins = table_same_name(table, names->at[i], columns->at[i]);
    return begins;
}

bool table_index_begins(const Table *table, const IndexDef *index, const StrVec *columns)
{
    bool begins = index->parts.len >= columns->len;
    for (size_t i = 0; begins && i < columns->len; i++)
        begins = table_same_name(table, index->parts.at[i].column, columns->at[i]);
    return begins;
}

const Table *catalog_index_table(const Catalog *catalog, const Index *index)
{
    return index ? find_table(catalog, index->def.table) : NULL;
}

// ---- new or live ----

// Batch 0 is what is merged: nothing is judged in it, and nothing of it is new.
bool catalog_origin_is_new(const Catalog *catalog, const Origin *origin)
{
    return catalog->batch != 0 && origin->batch == catalog->batch;
}

bool catalog_is_new(const Catalog *catalog, Name relation)
{
    const Object *object = relation_find(catalog, relation);
    return object && catalog_origin_is_new(catalog, object->origin);
}

bool catalog_table_is_live(const Catalog *catalog, const Table *table)
{
    return table->persistence != PERSIST_TEMPORARY &&
           !str_eq(table->name.schema, TEMP_SCHEMA) &&
           !catalog_origin_is_new(catalog, &table->origin);
}

bool catalog_index_is_live(const Catalog *catalog, const Index *index)
{
    return !str_eq(index->name.schema, TEMP_SCHEMA) &&
           !catalog_origin_is_new(catalog, &index->origin);
}

bool catalog_is_live(const Catalog *catalog, Name relation)
{
    const Object *object = relation_find(catalog, relation);
    if (object && object->kind == OBJ_TABLE)
        return catalog_table_is_live(catalog, object->record);
    return !str_eq(relation.schema, TEMP_SCHEMA) &&
           !(object && catalog_origin_is_new(catalog, object->origin));
}

// ---- many things ----

bool view_reads(const Catalog *catalog, const View *view, Name relation)
{
    for (size_t i = 0; i < view->def.sources.len; i++)
        if (same_relation(catalog, view->def.sources.at[i], relation))
            return true;
    return false;
}

bool view_names(const Catalog *catalog, const View *view, Str column)
{
    for (size_t i = 0; i < view->renamed.len; i++)
        if (str_eq(view->renamed.at[i], column))
            return true;
    return catalog_mentions(catalog, view->def.query, column);
}

ViewVec catalog_dependent_views(Arena *arena, const Catalog *catalog, Name relation)
{
    ViewVec views = { 0 };
    Name target = catalog_resolve(catalog, relation);
    size_t at = 0;
    for (const View *view; (view = next_record(catalog, OBJ_VIEW, &at));)
        if (view_reads(catalog, view, target))
            *vec_push(arena, &views) = view;
    return views;
}

// ---- MySQL ----

bool table_same_name(const Table *table, Str a, Str b)
{
    return str_eq(a, b) || (table && table->any_case && str_eq_ci(a, b));
}

bool table_is_open(const Table *table, Str name)
{
    for (size_t i = 0; table && i < table->open.len; i++)
        if (table_same_name(table, table->open.at[i], name))
            return true;
    return false;
}

const Index *table_index(const Table *table, Str name)
{
    for (size_t i = 0; table && i < table->indexes.len; i++)
        if (table_same_name(table, table->indexes.at[i]->def.name, name))
            return table->indexes.at[i];
    return NULL;
}

Str table_option(const Table *table, Str name)
{
    for (size_t i = 0; table && i < table->options.len; i++)
        if (str_eq(table->options.at[i].name, name))
            return table->options.at[i].value;
    return (Str){ 0 };
}
