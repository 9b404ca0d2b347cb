// SPDX-License-Identifier: Apache-2.0
// How SQLite reads pieces of SQL, and which of them mean the same. Its own parser gives
// no tree, so that they are compared by their tokens.
#include "dialect/dialect.h"
#include "dialect/sqlite_def.h"
#include "dialect/sqlite_plain.h"

// ---- expressions and queries ----

static bool same_expression(Str a, Str b, const TypeRef *as)
{
    if (str_eq(a, b))
        return true;
    Arena *arena = arena_new();
    SlPlainVec left = sl_plain(arena, a, true), right = sl_plain(arena, b, true);
    bool same = sl_plain_same(&left, &right) ||
                (as && sl_plain_kept_same(arena, &left, &right, sl_affinity(as->text)));
    arena_free(arena);
    return same;
}

static bool same_tokens(Str a, Str b)
{
    if (str_eq(a, b))
        return true;
    Arena *arena = arena_new();
    SlPlainVec left = sl_plain(arena, a, false), right = sl_plain(arena, b, false);
    bool same = sl_plain_same(&left, &right);
    arena_free(arena);
    return same;
}

// ---- types ----

// Words are kept for those who read them; to values only the affinity matters.
static bool same_type(const TypeRef *a, const TypeRef *b)
{
    return str_eq_ci(a->text, b->text) || sl_affinity(a->text) == sl_affinity(b->text);
}

// As a column's definition says it, behind a name.
static bool read_type(Arena *arena, Str text, TypeRef *type)
{
    Str column = arena_fmt(arena, "c " STR_FMT, STR_ARG(text));
    SlTokenVec tokens = sl_tokens(arena, column);
    SlSource source = { .arena = arena, .text = column, .tokens = &tokens };
    TableDef def = { 0 };
    ColumnDef read = sl_read_column(&source, &def);
    bool more = def.constraints.len > 0 || read.not_null || read.null_said ||
                read.default_expr.ptr || read.generated_expr.ptr ||
                read.collation.len > 0 || source.at < tokens.len;
    if (more || read.type.text.len == 0)
        return false;
    *type = read.type;
    return true;
}

// ---- the parts of an index ----

// As CREATE INDEX says them, but for the brackets.
static bool read_index_parts(Arena *arena, Str list, IndexDef *index)
{
    Str text = arena_fmt(arena, "(" STR_FMT "\n)", STR_ARG(list));
    SlTokenVec tokens = sl_tokens(arena, text);
    SlSource source = { .arena = arena, .text = text, .tokens = &tokens };
    IndexDef read = { 0 };
    if (!sl_read_index(&source, &read) || read.where.ptr)
        return false;
    index->parts = read.parts;
    return true;
}

const Meaning sqlite_meaning = {
    .same_expression = same_expression,
    .same_query = same_tokens,
    .same_sequence = same_tokens, // there are none
    .same_type = same_type,
    .read_type = read_type,
    .read_index_parts = read_index_parts,
};
