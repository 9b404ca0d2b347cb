// SPDX-License-Identifier: Apache-2.0
// Lists of what the catalog holds.
#include "catalog/lists.h"

#include "catalog/catalog_priv.h"

#include <stdlib.h>

static int by_serial(const void *a, const void *b)
{
    const Object *const *left = a, *const *right = b;
    return ((*left)->serial > (*right)->serial) - ((*left)->serial < (*right)->serial);
}

const Table *catalog_next_table(const Catalog *catalog, size_t *at)
{
    return next_record(catalog, OBJ_TABLE, at);
}

const View *catalog_next_view(const Catalog *catalog, size_t *at)
{
    return next_record(catalog, OBJ_VIEW, at);
}

const Sequence *catalog_next_sequence(const Catalog *catalog, size_t *at)
{
    return next_record(catalog, OBJ_SEQUENCE, at);
}

const Type *catalog_next_type(const Catalog *catalog, size_t *at)
{
    return next_record(catalog, OBJ_TYPE, at);
}

TableVec catalog_tables(Arena *arena, const Catalog *catalog)
{
    TableVec tables = { 0 };
    size_t at = 0;
    for (const Table *table; (table = next_record(catalog, OBJ_TABLE, &at));)
        *vec_push(arena, &tables) = table;
    return tables;
}

// The other dialects' replays make parts of tables in more ways.
static bool notes_touched(const Catalog *catalog)
{
    return !catalog->is_mysql && !catalog->is_sqlite &&
           catalog->batch >= catalog->newest_batch;
}

TableVec catalog_tables_of_batch(Arena *arena, const Catalog *catalog)
{
    if (!notes_touched(catalog))
        return catalog_tables(arena, catalog);
    VEC(const Object *) found = { 0 };
    bool is_newest = catalog->batch == catalog->newest_batch;
    for (size_t i = 0; is_newest && i < catalog->touched.len; i++)
        if (!catalog->touched.at[i]->dropped)
            *vec_push(arena, &found) = catalog->touched.at[i];
    if (found.len > 0)
        qsort(found.at, found.len, sizeof *found.at, by_serial);
    TableVec tables = { 0 };
    for (size_t i = 0; i < found.len; i++)
        *vec_push(arena, &tables) = found.at[i]->record;
    return tables;
}

ViewVec catalog_views(Arena *arena, const Catalog *catalog)
{
    ViewVec views = { 0 };
    size_t at = 0;
    for (const View *view; (view = next_record(catalog, OBJ_VIEW, &at));)
        *vec_push(arena, &views) = view;
    return views;
}

SequenceVec catalog_sequences(Arena *arena, const Catalog *catalog)
{
    SequenceVec sequences = { 0 };
    size_t at = 0;
    for (const Sequence *sequence; (sequence = next_record(catalog, OBJ_SEQUENCE, &at));)
        *vec_push(arena, &sequences) = sequence;
    return sequences;
}

TypeVec catalog_types(Arena *arena, const Catalog *catalog)
{
    TypeVec types = { 0 };
    size_t at = 0;
    for (const Type *type; (type = next_record(catalog, OBJ_TYPE, &at));)
        *vec_push(arena, &types) = type;
    return types;
}

SchemaVec catalog_schemas(Arena *arena, const Catalog *catalog)
{
    SchemaVec schemas = { 0 };
    for (size_t i = 0; i < catalog->spaces.entries.len; i++) {
        const Space *space = catalog->spaces.entries.at[i].value;
        if (space && space->schema && space->schema->origin.batch != BATCH_PRESUMED)
            *vec_push(arena, &schemas) = space->schema;
    }
    return schemas;
}

SequenceVec catalog_owned_sequences(Arena *arena, const Catalog *catalog, Name table)
{
    SequenceVec sequences = { 0 };
    size_t at = 0;
    for (const Sequence *sequence; (sequence = next_record(catalog, OBJ_SEQUENCE, &at));)
        if (name_eq(sequence->def.owned_by, table))
            *vec_push(arena, &sequences) = sequence;
    return sequences;
}

// ---- what a schema holds ----

static bool is_part_of_table(const Object *object)
{
    if (object->kind != OBJ_SEQUENCE)
        return object->kind == OBJ_INDEX;
    const Sequence *sequence = object->record;
    return sequence->def.owned_column.len > 0;
}

static const char *object_word(const Object *object)
{
    ObjectKind kind = object->kind;
    if (kind == OBJ_VIEW) {
        const View *view = object->record;
        kind = view->def.materialized ? OBJ_MATVIEW : OBJ_VIEW;
    }
    if (kind == OBJ_TYPE) {
        const Type *type = object->record;
        kind = type->def.kind == TYPE_DOMAIN ? OBJ_DOMAIN : OBJ_TYPE;
    }
    return object_kind_word(kind);
}

StrVec catalog_schema_content(Arena *arena, const Catalog *catalog, Str schema)
{
    VEC(const Object *) found = { 0 };
    for (size_t kind = 0; kind < OBJECT_KIND_COUNT; kind++) {
        const ObjectVec *objects = &catalog->objects[kind];
        for (size_t i = 0; i < objects->len; i++) {
            const Object *object = objects->at[i];
            if (!object->dropped && str_eq(object->name->schema, schema) &&
                !is_part_of_table(object))
                *vec_push(arena, &found) = object;
        }
    }
    if (found.len > 0)
        qsort(found.at, found.len, sizeof found.at[0], by_serial);
    StrVec words = { 0 };
    for (size_t i = 0; i < found.len; i++)
        *vec_push(arena, &words) =
            arena_fmt(arena, "%s " STR_FMT, object_word(found.at[i]),
                      STR_ARG(name_text(arena, *found.at[i]->name)));
    return words;
}
