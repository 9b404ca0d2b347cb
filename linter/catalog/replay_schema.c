// SPDX-License-Identifier: Apache-2.0
// Schemas, and the search path that finds things in them.
#include "catalog/replay_priv.h"

#include <stdlib.h>

// ---- schemas ----

void apply_create_schema(Catalog *catalog, const Op *op)
{
    if (op->name.name.len == 0)
        return;
    Space *space = space_get(catalog, op->name.name);
    if (space->schema)
        return;
    space->schema = NEW(catalog->arena, Schema);
    *space->schema = (Schema){ op->name.name, catalog->here };
}

static void add_content(Arena *arena, ObjectVec *content, const Map *map)
{
    for (size_t i = 0; i < map->entries.len; i++)
        if (map->entries.at[i].value)
            *vec_push(arena, content) = map->entries.at[i].value;
}

static void add_functions(Arena *arena, ObjectVec *content, const Map *map)
{
    for (size_t i = 0; i < map->entries.len; i++) {
        const ObjectVec *overloads = map->entries.at[i].value;
        for (size_t k = 0; overloads && k < overloads->len; k++)
            *vec_push(arena, content) = overloads->at[k];
    }
}

static int by_kind_and_serial(const void *a, const void *b)
{
    const Object *const *left = a, *const *right = b;
    if ((*left)->kind != (*right)->kind)
        return (*left)->kind < (*right)->kind ? -1 : 1;
    return ((*left)->serial > (*right)->serial) - ((*left)->serial < (*right)->serial);
}

// Owned things go with their owners, so some are gone when their turn comes.
void schema_drop_content(Catalog *catalog, Str schema)
{
    const Space *space = space_find(catalog, schema);
    ObjectVec content = { 0 };
    if (!space)
        return;
    add_content(catalog->arena, &content, &space->relations);
    add_content(catalog->arena, &content, &space->types);
    add_functions(catalog->arena, &content, &space->functions);
    if (content.len > 0)
        qsort(content.at, content.len, sizeof content.at[0], by_kind_and_serial);
    for (size_t i = 0; i < content.len; i++)
        object_drop(catalog, content.at[i], true);
}

void apply_drop_schema(Catalog *catalog, const Op *op)
{
    Space *space = space_find(catalog, op->name.name);
    if (!space)
        return;
    space->schema = NULL;
    if (op_has(op, OPF_CASCADE))
        schema_drop_content(catalog, op->name.name);
}

void apply_rename_schema(Catalog *catalog, const Op *op)
{
    Str from = op->name.name, to = op->other.name;
    Space *space = space_find(catalog, from);
    const Space *taken = space_find(catalog, to);
    if (!space || to.len == 0 ||
        (taken && (taken->schema || taken->relations.entries.len > 0)))
        return;
    map_remove(&catalog->spaces, from);
    map_put(catalog->arena, &catalog->spaces, to, space);
    space->name = to;
    if (space->schema)
        space->schema->name = to;
    lookups_forget(catalog->lookups);
    retarget_schema(catalog, from, to);
}

// ---- search path ----

// An element of the list: a bare identifier, one in quotes, or a string; "$user" is left
// out, as nobody names a schema after the role that runs migrations.
static void add_to_path(Catalog *catalog, Str element)
{
    Str schema = str_trim(element), word;
    size_t at = 0;
    if (schema.len >= 2 && schema.ptr[0] == '\'')
        schema = str_slice(schema, 1, schema.len - 1);
    else if (next_word(catalog->arena, schema, &at, &word))
        schema = word;
    if (schema.len > 0 && !str_eq(schema, STR("$user")) &&
        !str_eq(schema, STR("pg_catalog")))
        *vec_push(catalog->arena, &catalog->search_path) = schema;
}

// The end of an element that starts at `from`: the next comma outside quotes.
static size_t element_end(Str list, size_t from)
{
    char quote = 0;
    size_t at = from;
    for (; at < list.len && (quote || list.ptr[at] != ','); at++) {
        char c = list.ptr[at];
        if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
    }
    return at;
}

void search_path_reset(Catalog *catalog)
{
    // Other engines have no schemas inside a database: there all names are bare.
    bool has_schemas = str_eq(catalog->engine->family, STR("postgres"));
    lookups_forget(catalog->lookups);
    catalog->search_path = (StrVec){ 0 };
    *vec_push(catalog->arena, &catalog->search_path) =
        has_schemas ? STR("public") : STR("");
}

void search_path_set(Catalog *catalog, Str list)
{
    lookups_forget(catalog->lookups);
    catalog->search_path = (StrVec){ 0 };
    for (size_t from = 0; from < list.len;) {
        size_t end = element_end(list, from);
        add_to_path(catalog, str_slice(list, from, end));
        from = end + 1;
    }
    // With an empty path bare names would be refused: nobody means them to be.
    if (catalog->search_path.len == 0)
        search_path_reset(catalog);
}

// SET LOCAL lasts to the end of the transaction, which is the end of the file at the
// latest; within it there is no difference.
void apply_set_session(Catalog *catalog, const Op *op)
{
    bool path = str_eq_ci(op->part, STR("search_path"));
    if (op_has(op, OPF_RESET)) {
        if (path || op->part.len == 0 || str_eq_ci(op->part, STR("all")))
            search_path_reset(catalog);
    } else if (path) {
        search_path_set(catalog, op->detail);
    }
}
