// SPDX-License-Identifier: Apache-2.0
// A snapshot as a catalog: its ops are applied like those of a migration, so that names
// that the server makes up, NOT NULL of keys and the like come about by the same means.
#include "lint/drift_priv.h"

#include "base/out.h"
#include "catalog/replay.h"

// ---- pieces of SQL that the ops carry as text ----

static TypeRef read_type(PieceCache *cache, TypeRef type)
{
    TypeRef *known = map_get(&cache->types, type.text);
    if (!known) {
        Str text = arena_copy(cache->arena, type.text);
        known = NEW(cache->arena, TypeRef);
        if (!cache->meaning->read_type(cache->arena, text, known))
            *known = (TypeRef){ .text = text, .name = { .name = text } };
        map_put(cache->arena, &cache->types, text, known);
    }
    return *known;
}

// As it stands in the brackets of CREATE INDEX.
static Str parts_sql(Arena *arena, const IndexDef *def, const PieceCache *cache)
{
    bool has_nulls = !cache->is_mysql && !cache->is_sqlite;
    Out out = out_new(arena);
    for (size_t i = 0; i < def->parts.len; i++) {
        const IndexPart *part = &def->parts.at[i];
        Str value = part->column.len == 0 ? part->expression
                    : !has_nulls          ? ident_quoted(arena, part->column, '`')
                                          : ident_sql(arena, part->column);
        out_fmt(&out, "%s" STR_FMT " " STR_FMT, i > 0 ? ", " : "", STR_ARG(value),
                STR_ARG(part->opclass));
        if (part->descending)
            out_cstr(&out, " DESC");
        if (part->descending != part->nulls_first && has_nulls)
            out_cstr(&out, part->nulls_first ? " NULLS FIRST" : " NULLS LAST");
    }
    return out_text(&out);
}

static bool has_expression(const IndexDef *def)
{
    for (size_t i = 0; i < def->parts.len; i++)
        if (def->parts.at[i].column.len == 0)
            return true;
    return false;
}

// An expression may have an order in it: sql`created_at DESC`.
static IndexDef read_parts(Arena *arena, PieceCache *cache, IndexDef def)
{
    if (!has_expression(&def))
        return def;
    Str list = parts_sql(arena, &def, cache);
    IndexDef *known = map_get(&cache->indexes, list);
    if (!known) {
        Str text = arena_copy(cache->arena, list);
        known = NEW(cache->arena, IndexDef);
        if (!cache->meaning->read_index_parts(cache->arena, text, known))
            known->parts.len = 0;
        map_put(cache->arena, &cache->indexes, text, known);
    }
    if (known->parts.len > 0) {
        def.parts.at = known->parts.at;
        def.parts.len = def.parts.cap = known->parts.len;
    }
    return def;
}

// ---- ops ----

static const TableDef *read_table(Arena *arena, PieceCache *cache, const TableDef *def)
{
    TableDef *table = NEW(arena, TableDef);
    *table = *def;
    table->columns.at = NULL;
    table->columns.len = table->columns.cap = 0;
    for (size_t i = 0; i < def->columns.len; i++) {
        ColumnDef column = def->columns.at[i];
        column.type = read_type(cache, column.type);
        column.not_null |= column.type.serial;
        *vec_push(arena, &table->columns) = column;
    }
    return table;
}

static Op read_op(Arena *arena, PieceCache *cache, const Op *op)
{
    Op read = *op;
    if (op->table)
        read.table = read_table(arena, cache, op->table);
    if (op->index) {
        IndexDef *index = NEW(arena, IndexDef);
        *index = read_parts(arena, cache, *op->index);
        read.index = index;
    }
    return read;
}

const Catalog *snapshot_catalog(Arena *arena, PieceCache *cache, const Snapshot *snapshot,
                                const Engine *engine)
{
    Catalog *catalog = catalog_new(arena, engine);
    catalog_begin(catalog, snapshot->migration, 0);
    for (size_t i = 0; i < snapshot->ops.len; i++) {
        Op op = read_op(arena, cache, &snapshot->ops.at[i]);
        catalog_apply(catalog, &op);
    }
    return catalog;
}
