// SPDX-License-Identifier: Apache-2.0
// Copies of what ops carry: deep enough that the catalog can change them (renames,
// dropped columns) and leave the ops alone. Texts stay views, and a column's definition
// is the op's own until something changes it.
#include "catalog/copy.h"

#include "catalog/catalog_priv.h"

static StrVec strs_copy(Arena *arena, const StrVec *strs)
{
    StrVec copy = *strs;
    vec_own(arena, &copy);
    return copy;
}

TypeRef type_ref_known(const Catalog *catalog, TypeRef type)
{
    const Object *known = type.name.name.len > 0 ? type_find(catalog, type.name) : NULL;
    if (known)
        type.name = *known->name;
    return type;
}

const ColumnDef *column_def_keep(const Catalog *catalog, const ColumnDef *def)
{
    TypeRef type = type_ref_known(catalog, def->type);
    if (name_eq(type.name, def->type.name))
        return def;
    ColumnDef *copy = column_def_copy(catalog->arena, def);
    copy->type = type;
    return copy;
}

ColumnDef *column_def_copy(Arena *arena, const ColumnDef *def)
{
    ColumnDef *copy = NEW(arena, ColumnDef);
    *copy = *def;
    return copy;
}

ColumnDef *column_redefine(Arena *arena, Column *column)
{
    ColumnDef *copy = column_def_copy(arena, column->def);
    column->def = copy;
    return copy;
}

ConstraintDef constraint_def_copy(const Catalog *catalog, const ConstraintDef *def)
{
    ConstraintDef copy = *def;
    copy.columns = strs_copy(catalog->arena, &def->columns);
    copy.ref_columns = strs_copy(catalog->arena, &def->ref_columns);
    copy.include = strs_copy(catalog->arena, &def->include);
    copy.on_delete_columns = strs_copy(catalog->arena, &def->on_delete_columns);
    if (def->ref_table.name.len > 0)
        copy.ref_table = catalog_resolve(catalog, def->ref_table);
    if (def->key) {
        IndexDef *key = NEW(catalog->arena, IndexDef);
        *key = index_def_copy(catalog, def->key);
        copy.key = key;
    }
    return copy;
}

IndexDef index_def_copy(const Catalog *catalog, const IndexDef *def)
{
    IndexDef copy = *def;
    vec_own(catalog->arena, &copy.parts);
    copy.include = strs_copy(catalog->arena, &def->include);
    if (def->table.name.len > 0)
        copy.table = catalog_resolve(catalog, def->table);
    return copy;
}

ViewDef view_def_copy(const Catalog *catalog, const ViewDef *def)
{
    ViewDef copy = *def;
    copy.columns = strs_copy(catalog->arena, &def->columns);
    vec_own(catalog->arena, &copy.sources);
    for (size_t i = 0; i < copy.sources.len; i++)
        copy.sources.at[i] = catalog_resolve(catalog, copy.sources.at[i]);
    return copy;
}

PolicyDef policy_def_copy(const Catalog *catalog, const PolicyDef *def)
{
    PolicyDef copy = *def;
    copy.roles = strs_copy(catalog->arena, &def->roles);
    return copy;
}

TypeDef type_def_copy(const Catalog *catalog, const TypeDef *def)
{
    TypeDef copy = *def;
    copy.labels = strs_copy(catalog->arena, &def->labels);
    copy.base = type_ref_known(catalog, def->base);
    vec_own(catalog->arena, &copy.attributes);
    for (size_t i = 0; i < copy.attributes.len; i++)
        copy.attributes.at[i].type = type_ref_known(catalog, copy.attributes.at[i].type);
    vec_own(catalog->arena, &copy.constraints);
    for (size_t i = 0; i < copy.constraints.len; i++)
        copy.constraints.at[i] = constraint_def_copy(catalog, &copy.constraints.at[i]);
    return copy;
}
