// SPDX-License-Identifier: Apache-2.0
// How SQLite reads pieces of SQL, and which of them mean the same. Its own parser gives
// no tree, so that they are compared by their tokens.
#include "dialect/dialect.h"
#include "dialect/sqlite_def.h"
#include "dialect/sqlite_plain.h"

#include <stdint.h>

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

// Tokens of one part, from `at` up to `end`.
typedef struct Part {
    Str text;
    const SlToken *tokens;
    size_t at, end;
} Part;

static bool ends_with(const Part *part, const char *word)
{
    return part->end > part->at &&
           sl_token_is(part->text, part->tokens[part->end - 1], str_from(word));
}

// A name, a call, or anything in brackets.
static bool is_operand(const Part *part, size_t end)
{
    size_t open = part->at, depth = 0;
    if (open + 1 == end)
        return true;
    open += sl_token_names(part->tokens[open]);
    for (size_t i = open; i < end; i++) {
        depth += sl_token_is_punct(part->text, part->tokens[i], '(');
        if (depth == 0)
            return false;
        if (sl_token_is_punct(part->text, part->tokens[i], ')') && --depth == 0)
            return i + 1 == end;
    }
    return false;
}

// COLLATE binds closer than anything: one behind operators is the last operand's.
static void take_collation(Arena *arena, Part *part, IndexPart *into)
{
    if (part->end < part->at + 3)
        return;
    SlToken word = part->tokens[part->end - 2], name = part->tokens[part->end - 1];
    if (!sl_token_is(part->text, word, STR("collate")) || !sl_token_names(name) ||
        !is_operand(part, part->end - 2))
        return;
    into->collation = sl_token_ident(arena, part->text, name);
    part->end -= 2;
}

static bool read_part(Arena *arena, Part part, IndexPart *into)
{
    bool descends = ends_with(&part, "desc");
    if (descends || ends_with(&part, "asc"))
        part.end--;
    if (part.end == part.at)
        return false;
    into->descending = descends;
    take_collation(arena, &part, into);
    const SlToken *first = &part.tokens[part.at], *last = &part.tokens[part.end - 1];
    if (first == last && sl_token_names(*first))
        into->column = sl_token_ident(arena, part.text, *first);
    else
        into->expression = str_slice(part.text, first->start, last->end);
    return true;
}

// The token behind the part that begins at `at`; SIZE_MAX: brackets do not pair.
static size_t part_end(Str text, const SlTokenVec *tokens, size_t at)
{
    size_t depth = 0;
    for (; at < tokens->len; at++) {
        if (depth == 0 && sl_token_is_punct(text, tokens->at[at], ','))
            return at;
        if (depth == 0 && sl_token_is_punct(text, tokens->at[at], ')'))
            return SIZE_MAX;
        depth += sl_token_is_punct(text, tokens->at[at], '(');
        depth -= sl_token_is_punct(text, tokens->at[at], ')');
    }
    return depth == 0 ? at : SIZE_MAX;
}

static bool read_index_parts(Arena *arena, Str list, IndexDef *index)
{
    SlTokenVec tokens = sl_tokens(arena, list);
    IndexDef read = { 0 };
    for (size_t at = 0, end; at <= tokens.len; at = end + 1) {
        end = part_end(list, &tokens, at);
        Part part = { list, tokens.at, at, end };
        if (end == SIZE_MAX || !read_part(arena, part, vec_push(arena, &read.parts)))
            return false;
    }
    index->parts.at = read.parts.at;
    index->parts.len = read.parts.len;
    index->parts.cap = read.parts.cap;
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
