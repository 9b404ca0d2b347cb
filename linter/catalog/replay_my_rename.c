// SPDX-License-Identifier: Apache-2.0
// RENAME TABLE and ALTER TABLE … RENAME TO. A list of tables is renamed from left to
// right, and where one of them cannot be, those before it get their names back.
#include "catalog/replay_my_priv.h"

// Without a database the new name is one of the present one, wherever the table was.
static Name new_name(const Catalog *catalog, const Op *op, Name from)
{
    if (str_eq(from.schema, TEMP_SCHEMA) ||
        (op->other.schema.len == 0 && op->name.schema.len == 0))
        return (Name){ from.schema, op->other.name };
    return creation_name(catalog, op->other, false);
}

static bool rename_object(Catalog *catalog, Object *object, Name to)
{
    Name from = *object->name;
    if (!object_move(catalog, object, to))
        return false;
    retarget_relation(catalog, from, to);
    Table *table = object->kind == OBJ_TABLE ? object->record : NULL;
    for (size_t i = 0; table && i < table->indexes.len; i++)
        table->indexes.at[i]->name.schema = to.schema;
    if (table && !my_is_tidb(catalog))
        my_rename_made_up(catalog, table, from.name);
    return true;
}

// ---- lists ----

static RenameList *list_of(Catalog *catalog, const Op *op)
{
    RenameList *list = &catalog->renames;
    if (list->migration != catalog->migration || list->stmt_index != op->stmt_index)
        *list =
            (RenameList){ .migration = catalog->migration, .stmt_index = op->stmt_index };
    return list;
}

void my_rename_refuse(Catalog *catalog, const Op *op)
{
    RenameList *list = list_of(catalog, op);
    list->refused = true;
    while (list->done.len > 0) {
        Renamed last = list->done.at[--list->done.len];
        rename_object(catalog, last.object, last.from);
    }
}

void apply_my_rename_table(Catalog *catalog, const Op *op)
{
    RenameList *list = list_of(catalog, op);
    Object *object = relation_find(catalog, op->name);
    bool absent = !object && op_has(op, OPF_IF_EXISTS) &&
                  catalog_is_gone(catalog, catalog_resolve(catalog, op->name));
    if (list->refused || absent || op->other.name.len == 0)
        return;
    if (!object && table_presume(catalog, op->name))
        object = relation_find(catalog, op->name);
    if (!object)
        return;
    Name from = *object->name, to = new_name(catalog, op, from);
    if (name_eq(from, to))
        return;
    if (rename_object(catalog, object, to))
        *vec_push(catalog->arena, &list->done) = (Renamed){ object, from };
    else
        my_rename_refuse(catalog, op);
}
