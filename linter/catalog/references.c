// SPDX-License-Identifier: Apache-2.0
// Which tables have foreign keys to a table, without a look at all of them. Tables are
// noted by the name they point to, and stay noted when a key goes: each is looked at when
// asked for.
#include "catalog/catalog_priv.h"

#include <stdlib.h>

static void note(Catalog *catalog, Str target, Object *from)
{
    Str key = name_key(catalog, target);
    ObjectVec *noted = map_get(&catalog->references, key);
    if (!noted) {
        noted = NEW(catalog->arena, ObjectVec);
        map_put(catalog->arena, &catalog->references, key, noted);
    }
    if (noted->len == 0 || noted->at[noted->len - 1] != from)
        *vec_push(catalog->arena, noted) = from;
}

void reference_note(Catalog *catalog, const Table *table, const ConstraintDef *def)
{
    Object *from = relation_at(catalog, table->name);
    if (from && def->kind == CON_FOREIGN_KEY)
        note(catalog, def->ref_table.name, from);
}

static bool points_to(const Catalog *catalog, const Table *table, Str target)
{
    for (size_t i = 0; i < table->constraints.len; i++) {
        const ConstraintDef *def = &table->constraints.at[i]->def;
        Name like = { def->ref_table.schema, target };
        if (def->kind == CON_FOREIGN_KEY && same_relation(catalog, def->ref_table, like))
            return true;
    }
    return false;
}

const ObjectVec *references_noted(const Catalog *catalog, Str target)
{
    return map_get(&catalog->references, name_key(catalog, target));
}

// Whoever points to the new name now is not kept under the old one: names that go round
// in a circle would gather the same tables over and over.
void references_follow(Catalog *catalog, Str from, Str to)
{
    ObjectVec *noted = map_get(&catalog->references, name_key(catalog, from));
    if (!noted || str_eq(name_key(catalog, from), name_key(catalog, to)))
        return;
    size_t kept = 0;
    for (size_t i = 0; i < noted->len; i++) {
        Object *object = noted->at[i];
        if (points_to(catalog, object->record, to))
            note(catalog, to, object);
        if (points_to(catalog, object->record, from))
            noted->at[kept++] = object;
    }
    noted->len = kept;
}

static int by_serial(const void *a, const void *b)
{
    const Object *const *left = a, *const *right = b;
    return ((*left)->serial > (*right)->serial) - ((*left)->serial < (*right)->serial);
}

// Once each, in the order of creation.
static ObjectVec tables_noted(Arena *arena, const Catalog *catalog, Str target)
{
    const ObjectVec *noted = references_noted(catalog, target);
    ObjectVec all = { 0 }, once = { 0 };
    for (size_t i = 0; noted && i < noted->len; i++)
        if (!noted->at[i]->dropped)
            *vec_push(arena, &all) = noted->at[i];
    if (all.len > 1)
        qsort(all.at, all.len, sizeof all.at[0], by_serial);
    for (size_t i = 0; i < all.len; i++)
        if (i == 0 || all.at[i] != all.at[i - 1])
            *vec_push(arena, &once) = all.at[i];
    return once;
}

ForeignKeyVec references_to(Arena *arena, const Catalog *catalog, Name target)
{
    ForeignKeyVec keys = { 0 };
    ObjectVec tables = tables_noted(arena, catalog, target.name);
    for (size_t i = 0; i < tables.len; i++) {
        const Table *from = tables.at[i]->record;
        for (size_t k = 0; k < from->constraints.len; k++) {
            const Constraint *constraint = from->constraints.at[k];
            if (constraint->def.kind == CON_FOREIGN_KEY &&
                same_relation(catalog, constraint->def.ref_table, target))
                *vec_push(arena, &keys) = (ForeignKey){ from, constraint };
        }
    }
    return keys;
}

ForeignKeyVec catalog_referencing(Arena *arena, const Catalog *catalog, Name table)
{
    return references_to(arena, catalog, catalog_resolve(catalog, table));
}
