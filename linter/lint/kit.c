// SPDX-License-Identifier: Apache-2.0
// Phrases that several families of rules share: lists, and names that PostgreSQL makes
// up.
#include "base/out.h"
#include "catalog/auto_name.h"
#include "ir/sqlite_lex.h"
#include "lint/rule.h"

#include <stdlib.h>

bool ctx_table_is_idle(const RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    bool temporary = table && table->persistence == PERSIST_TEMPORARY;
    return temporary || str_eq(op->name.schema, STR("pg_temp")) ||
           ctx_table_is_new(ctx, op);
}

bool ctx_is_gone(const RuleCtx *ctx, const Op *op)
{
    return op_has(op, OPF_IF_EXISTS) && catalog_is_gone(ctx_catalog(ctx), op->name);
}

Str ctx_presumed(RuleCtx *ctx, const Op *op)
{
    const Catalog *catalog = ctx_catalog(ctx);
    const Table *table = ctx_table(ctx, op);
    Name relation = op->index ? op->index->table : op->name;
    if ((table && table->origin.batch != BATCH_PRESUMED) ||
        catalog_view(catalog, relation) || op->kind == OP_CREATE_TABLE)
        return STR("");
    if (catalog_is_gone(catalog, relation))
        return STR("; the history has dropped or renamed it before, so what has the name "
                   "now is presumed to be in use");
    if (op->object == OBJ_INDEX && !op->index)
        return STR("; the history does not show this index, so its table is presumed to "
                   "be in use");
    return STR("; the history does not show this table, so it is presumed to be in use");
}

// ---- lists and names ----

enum { LIST_MAX = 6 };

Str ctx_list(RuleCtx *ctx, const StrVec *words)
{
    Out out = out_new(ctx_arena(ctx));
    size_t shown = words->len > LIST_MAX ? LIST_MAX - 1 : words->len;
    for (size_t i = 0; i < shown; i++) {
        if (i > 0)
            out_cstr(&out, i + 1 == words->len ? " and " : ", ");
        out_str(&out, words->at[i]);
    }
    if (shown < words->len)
        out_fmt(&out, " and %zu more", words->len - shown);
    return out_text(&out);
}

Str ctx_clause(RuleCtx *ctx, const char *lead, const StrVec *words)
{
    if (words->len == 0)
        return STR("");
    return ctx_fmt(ctx, "; %s" STR_FMT, lead, STR_ARG(ctx_list(ctx, words)));
}

// MySQL's kin reserve other words in each version: with quotes a name is one in all.
Str ctx_ident_sql(RuleCtx *ctx, Str ident)
{
    Arena *arena = ctx_arena(ctx);
    // SQLite's key words are not PostgreSQL's.
    if (ctx_is_sqlite(ctx))
        return ident_quoted(arena, ident, '"');
    return ctx_is_mysql(ctx) ? ident_quoted(arena, ident, '`') : ident_sql(arena, ident);
}

Str ctx_name_sql(RuleCtx *ctx, Name name)
{
    Str base = ctx_ident_sql(ctx, name.name);
    if (name.schema.len == 0)
        return base;
    return ctx_fmt(ctx, STR_FMT "." STR_FMT, STR_ARG(ctx_ident_sql(ctx, name.schema)),
                   STR_ARG(base));
}

bool ctx_mentions(RuleCtx *ctx, Str text, Str ident)
{
    if (ctx_is_sqlite(ctx))
        return sl_mentions(ctx_arena(ctx), text, ident);
    return ctx_is_mysql(ctx) ? text_mentions_any_case(text, ident)
                             : text_mentions(ctx_arena(ctx), text, ident);
}

Str ctx_columns_sql(RuleCtx *ctx, const StrVec *columns)
{
    Out out = out_new(ctx_arena(ctx));
    for (size_t i = 0; i < columns->len; i++) {
        if (i > 0)
            out_cstr(&out, ", ");
        out_str(&out, ctx_ident_sql(ctx, columns->at[i]));
    }
    return out_text(&out);
}

// At most `room` bytes, and no part of a character.
static Str cut_to(Str text, size_t room)
{
    if (text.len <= room)
        return text;
    while (room > 0 && ((unsigned char)text.ptr[room] & 0xC0) == 0x80)
        room--;
    return str_take(text, room);
}

enum { IDENT_MAX = 63 }; // bytes of a name that PostgreSQL keeps

Str ctx_made_up_name(RuleCtx *ctx, Str table, const StrVec *columns, const char *suffix)
{
    Out out = out_new(ctx_arena(ctx));
    out_str(&out, table);
    for (size_t i = 0; i < columns->len; i++)
        out_fmt(&out, "_" STR_FMT, STR_ARG(columns->at[i]));
    Str stem = out_text(&out);
    return ctx_fmt(ctx, STR_FMT "_%s",
                   STR_ARG(cut_to(stem, IDENT_MAX - 1 - str_from(suffix).len)), suffix);
}

Str ctx_constraint_name(RuleCtx *ctx, const Op *op)
{
    const ConstraintDef *def = op->constraint;
    if (def->name.len > 0)
        return def->name;
    if (def->using_index.len > 0 && !ctx_is_mysql(ctx))
        return def->using_index;
    const Table unknown = { .name = catalog_resolve(ctx_catalog(ctx), op->name),
                            .any_case = ctx_is_mysql(ctx) };
    const Table *table = ctx_table(ctx, op);
    return auto_constraint_name(ctx_catalog(ctx), table ? table : &unknown, def);
}

Str ctx_index_name(RuleCtx *ctx, const IndexDef *def)
{
    Name table = catalog_resolve(ctx_catalog(ctx), def->table);
    return def->name.len > 0 ? def->name : auto_index_name(ctx_catalog(ctx), table, def);
}
