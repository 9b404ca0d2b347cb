// SPDX-License-Identifier: Apache-2.0
// Whom a statement keeps waiting, and for how long. What it does to rows was seen when it
// was run. https://sqlite.org/lockingv3.html, https://sqlite.org/lang_altertable.html
#include "catalog/catalog.h"
#include "dialect/sqlite_world.h"

typedef enum Work {
    WORK_NONE,   // it writes nothing
    WORK_SCHEMA, // a few pages
    WORK_SCAN,   // all rows are read
    WORK_REWRITE // all rows are written
} Work;

static const Work works[OP_KIND_COUNT] = {
    [OP_DROP_TABLE] = WORK_SCAN, // its pages are put on the list of free ones
    [OP_RENAME_TABLE] = WORK_SCHEMA,    [OP_ADD_COLUMN] = WORK_SCHEMA,
    [OP_DROP_COLUMN] = WORK_REWRITE,    [OP_RENAME_COLUMN] = WORK_SCHEMA,
    [OP_SET_NOT_NULL] = WORK_SCAN, // SQLite 3.53
    [OP_DROP_NOT_NULL] = WORK_SCHEMA,   [OP_ADD_CONSTRAINT] = WORK_SCAN,
    [OP_DROP_CONSTRAINT] = WORK_SCHEMA, [OP_CREATE_INDEX] = WORK_SCAN,
    [OP_DROP_INDEX] = WORK_SCHEMA,      [OP_CREATE_TRIGGER] = WORK_SCHEMA,
    [OP_DROP_TRIGGER] = WORK_SCHEMA,    [OP_INSERT] = WORK_SCHEMA,
    [OP_UPDATE] = WORK_SCHEMA, // how many rows it meets is asked of its condition
    [OP_DELETE] = WORK_SCHEMA,
};

// What a rebuild changes about its table costs nothing beside the copy.
static bool is_of_rebuild(const Scene *scene)
{
    OpRange all = op_statement(&scene->file->ops, scene->op);
    for (const Op *op = all.first; op < all.end; op++)
        if (op->kind == OP_REBUILD_TABLE)
            return true;
    return false;
}

static Work work_of(const Scene *scene)
{
    const Op *op = scene->op;
    if (op->kind == OP_REBUILD_TABLE && str_eq(op->verb, STR("copy")))
        return WORK_REWRITE;
    if (op->kind == OP_REBUILD_TABLE)
        return str_eq(op->verb, STR("drop")) ? WORK_SCAN : WORK_SCHEMA;
    return is_of_rebuild(scene) ? WORK_SCHEMA : works[op->kind];
}

void sl_effects(Arena *arena, const Scene *scene)
{
    Op *op = scene->op;
    Work work = work_of(scene);
    if (work == WORK_NONE)
        return;
    Name table = op->index ? op->index->table : op->name;
    if (op->kind == OP_DROP_INDEX)
        table = op->other;
    *vec_push(arena, &op->effects.locks) =
        (LockTaken){ .relation = table,
                     .mode = LOCK_DATABASE,
                     .kind = OBJ_TABLE,
                     .live = catalog_is_live(scene->catalog, table) };
    op->effects.duration = work == WORK_REWRITE ? DURATION_REWRITE
                           : work == WORK_SCAN  ? DURATION_SCAN
                                                : DURATION_BRIEF;
    if (work == WORK_REWRITE)
        *vec_push(arena, &op->effects.rewrites) = table;
    if (work == WORK_SCAN)
        *vec_push(arena, &op->effects.scans) = table;
}
