// SPDX-License-Identifier: Apache-2.0
// Namespaces: which name means which object, through the search path, and the list of all
// objects.
#include "catalog/replay_priv.h"

typedef enum Namespace { NS_RELATIONS, NS_TYPES, NS_FUNCTIONS } Namespace;

static Namespace namespace_of(ObjectKind kind)
{
    if (kind == OBJ_TYPE)
        return NS_TYPES;
    return kind == OBJ_FUNCTION ? NS_FUNCTIONS : NS_RELATIONS;
}

// ---- schemas ----

static bool has_capital(Str name)
{
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] >= 'A' && name.ptr[i] <= 'Z')
            return true;
    return false;
}

Str name_key(const Catalog *catalog, Str name)
{
    return catalog->any_case && has_capital(name) ? arena_lower(catalog->arena, name)
                                                  : name;
}

bool same_relation(const Catalog *catalog, Name a, Name b)
{
    return catalog->any_case ? str_eq_ci(a.name, b.name) && str_eq_ci(a.schema, b.schema)
                             : name_eq(a, b);
}

// SQLite's own words for its databases.
static Name plain_name(const Catalog *catalog, Name name)
{
    if (catalog->is_sqlite && str_eq_ci(name.schema, STR("main")))
        name.schema = (Str){ 0 };
    if (catalog->is_sqlite && str_eq_ci(name.schema, STR("temp")))
        name.schema = TEMP_SCHEMA;
    return name;
}

Space *space_find(const Catalog *catalog, Str schema)
{
    return map_get(&catalog->spaces, name_key(catalog, schema));
}

Space *space_get(Catalog *catalog, Str schema)
{
    Space *space = space_find(catalog, schema);
    if (space)
        return space;
    space = NEW(catalog->arena, Space);
    space->name = schema;
    map_put(catalog->arena, &catalog->spaces, name_key(catalog, schema), space);
    return space;
}

// ---- looking up ----

// An Object, or an ObjectVec of functions.
static void *look_in(const Catalog *catalog, Namespace ns, Name name)
{
    const Space *space = space_find(catalog, name.schema);
    if (!space)
        return NULL;
    const Map *const maps[] = { [NS_RELATIONS] = &space->relations,
                                [NS_TYPES] = &space->types,
                                [NS_FUNCTIONS] = &space->functions };
    return map_get(maps[ns], name_key(catalog, name.name));
}

// PostgreSQL looks at temporary relations and types first, whatever the path says.
static void *look_up(const Catalog *catalog, Namespace ns, Name name)
{
    Name plain = plain_name(catalog, name);
    if (name.schema.len > 0)
        return look_in(catalog, ns, plain);
    void *found = NULL;
    if (ns != NS_FUNCTIONS)
        found = look_in(catalog, ns, (Name){ TEMP_SCHEMA, name.name });
    for (size_t i = 0; !found && i < catalog->search_path.len; i++)
        found = look_in(catalog, ns, (Name){ catalog->search_path.at[i], name.name });
    return found;
}

Object *relation_find(const Catalog *catalog, Name name)
{
    void *found;
    if (!lookups_have(catalog->lookups, name, &found)) {
        found = look_up(catalog, NS_RELATIONS, name);
        lookups_note(catalog->lookups, name, found);
    }
    return found;
}

Object *type_find(const Catalog *catalog, Name name)
{
    return look_up(catalog, NS_TYPES, name);
}

Object *relation_at(const Catalog *catalog, Name name)
{
    return look_in(catalog, NS_RELATIONS, name);
}

static Str object_arguments(const Object *object)
{
    const Function *function = object->record;
    return function->def.arguments;
}

Object *function_find(const Catalog *catalog, Name name, Str arguments)
{
    const ObjectVec *overloads = look_up(catalog, NS_FUNCTIONS, name);
    if (!overloads)
        return NULL;
    if (!arguments.ptr)
        return overloads->len == 1 ? overloads->at[0] : NULL;
    for (size_t i = 0; i < overloads->len; i++)
        if (str_eq(object_arguments(overloads->at[i]), arguments))
            return overloads->at[i];
    return NULL;
}

static void *find_record(const Catalog *catalog, ObjectKind kind, Name name)
{
    const Object *object = relation_find(catalog, name);
    return object && object->kind == kind ? object->record : NULL;
}

Table *find_table(const Catalog *catalog, Name name)
{
    return find_record(catalog, OBJ_TABLE, name);
}

View *find_view(const Catalog *catalog, Name name)
{
    return find_record(catalog, OBJ_VIEW, name);
}

Index *find_index(const Catalog *catalog, Name name)
{
    return find_record(catalog, OBJ_INDEX, name);
}

Sequence *find_sequence(const Catalog *catalog, Name name)
{
    return find_record(catalog, OBJ_SEQUENCE, name);
}

Name creation_name(const Catalog *catalog, Name name, bool temporary)
{
    if (temporary)
        return (Name){ TEMP_SCHEMA, name.name };
    name = plain_name(catalog, name);
    if (name.schema.len > 0)
        return name;
    return (Name){ catalog->search_path.at[0], name.name };
}

Name catalog_resolve(const Catalog *catalog, Name name)
{
    if (name.schema.len > 0 && !catalog->is_sqlite)
        return name;
    const Object *object = relation_find(catalog, name);
    if (!object)
        object = type_find(catalog, name);
    if (object)
        return *object->name;
    const ObjectVec *overloads = look_up(catalog, NS_FUNCTIONS, name);
    return overloads && overloads->len > 0 ? *overloads->at[0]->name
                                           : creation_name(catalog, name, false);
}

Table *table_presume(Catalog *catalog, Name name)
{
    Object *known = relation_find(catalog, name);
    if (known)
        return known->kind == OBJ_TABLE ? known->record : NULL;
    if (name.name.len == 0)
        return NULL;
    Table *table = NEW(catalog->arena, Table);
    table->name = creation_name(catalog, name, false);
    table->origin.batch = BATCH_PRESUMED;
    table->any_case = catalog->is_mysql || catalog->is_sqlite;
    object_add(catalog, OBJ_TABLE, table, &table->name, &table->origin);
    return table;
}

// ---- entering, removing, moving ----

bool name_is_free(const Catalog *catalog, ObjectKind kind, Name name)
{
    Namespace ns = namespace_of(kind);
    return name.name.len > 0 && (ns == NS_FUNCTIONS || !look_in(catalog, ns, name));
}

static void enter_function(Catalog *catalog, Space *space, Object *object)
{
    ObjectVec *overloads = map_get(&space->functions, object->name->name);
    if (!overloads) {
        overloads = NEW(catalog->arena, ObjectVec);
        map_put(catalog->arena, &space->functions, object->name->name, overloads);
    }
    *vec_push(catalog->arena, overloads) = object;
}

static void leave_function(Space *space, const Object *object)
{
    ObjectVec *overloads = map_get(&space->functions, object->name->name);
    for (size_t i = 0; overloads && i < overloads->len; i++)
        if (overloads->at[i] == object) {
            VEC_REMOVE(overloads, i);
            break;
        }
    if (overloads && overloads->len == 0)
        map_remove(&space->functions, object->name->name);
}

static void enter(Catalog *catalog, Object *object)
{
    lookups_forget(catalog->lookups);
    Space *space = space_get(catalog, object->name->schema);
    Namespace ns = namespace_of(object->kind);
    if (ns == NS_FUNCTIONS)
        enter_function(catalog, space, object);
    else
        map_put(catalog->arena, ns == NS_TYPES ? &space->types : &space->relations,
                name_key(catalog, object->name->name), object);
}

static void leave(Catalog *catalog, Object *object)
{
    lookups_forget(catalog->lookups);
    Space *space = space_get(catalog, object->name->schema);
    Namespace ns = namespace_of(object->kind);
    if (ns == NS_FUNCTIONS)
        leave_function(space, object);
    else
        map_remove(ns == NS_TYPES ? &space->types : &space->relations,
                   name_key(catalog, object->name->name));
}

Object *object_add(Catalog *catalog, ObjectKind kind, void *record, Name *name,
                   Origin *origin)
{
    Object *object = NEW(catalog->arena, Object);
    *object = (Object){ .kind = kind,
                        .serial = catalog->serial++,
                        .name = name,
                        .origin = origin,
                        .record = record };
    enter(catalog, object);
    *vec_push(catalog->arena, &catalog->objects[kind]) = object;
    if (kind == OBJ_TABLE)
        table_touch(catalog, record);
    return object;
}

void object_remove(Catalog *catalog, Object *object)
{
    if (!object || object->dropped)
        return;
    leave(catalog, object);
    object->dropped = true;
    catalog->dropped[object->kind]++;
}

bool object_move(Catalog *catalog, Object *object, Name to)
{
    if (!name_is_free(catalog, object->kind, to))
        return false;
    leave(catalog, object);
    *object->name = to;
    enter(catalog, object);
    return true;
}

// ---- what a batch has touched ----

// Batches count up, but a merged file may be replayed in between, and an older one may go
// on: nothing is noted of that, see catalog_tables_of_batch.
void table_touch(Catalog *catalog, Table *table)
{
    if (catalog->batch > catalog->newest_batch) {
        catalog->newest_batch = catalog->batch;
        catalog->touched.len = 0;
    }
    if (catalog->batch < catalog->newest_batch || table->batch_seen == catalog->batch)
        return;
    table->batch_seen = catalog->batch;
    Object *object = relation_at(catalog, table->name);
    if (object)
        *vec_push(catalog->arena, &catalog->touched) = object;
}

// ---- walking ----

void *next_record(const Catalog *catalog, ObjectKind kind, size_t *at)
{
    const ObjectVec *objects = &catalog->objects[kind];
    while (*at < objects->len) {
        const Object *object = objects->at[(*at)++];
        if (!object->dropped)
            return object->record;
    }
    return NULL;
}

static void compact(ObjectVec *objects)
{
    size_t kept = 0;
    for (size_t i = 0; i < objects->len; i++)
        if (!objects->at[i]->dropped)
            objects->at[kept++] = objects->at[i];
    objects->len = kept;
}

void objects_compact(Catalog *catalog)
{
    for (size_t kind = 0; kind < OBJECT_KIND_COUNT; kind++)
        if (catalog->dropped[kind] > catalog->objects[kind].len / 2) {
            compact(&catalog->objects[kind]);
            catalog->dropped[kind] = 0;
        }
}

// ---- names of constraints: PostgreSQL makes up none that the schema has already ----

void constraint_name_add(Catalog *catalog, Name name)
{
    Space *space = space_get(catalog, name.schema);
    size_t *count = map_get(&space->constraints, name.name);
    if (!count) {
        count = NEW(catalog->arena, size_t);
        map_put(catalog->arena, &space->constraints, name.name, count);
    }
    ++*count;
}

void constraint_name_remove(Catalog *catalog, Name name)
{
    const Space *space = space_find(catalog, name.schema);
    size_t *count = space ? map_get(&space->constraints, name.name) : NULL;
    if (count && *count > 0)
        --*count;
}

bool constraint_name_taken(const Catalog *catalog, Name name)
{
    const Space *space = space_find(catalog, name.schema);
    const size_t *count = space ? map_get(&space->constraints, name.name) : NULL;
    return count && *count > 0;
}
