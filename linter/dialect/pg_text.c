// SPDX-License-Identifier: Apache-2.0
// Finding clauses among a statement's tokens: parse nodes say where a thing starts,
// seldom where it ends.
#include "dialect/pg_nodes_priv.h"

#include "dialect/pg_priv.h"

#include <string.h>

size_t pg_token_at(const PgStmt *stmt, int location)
{
    size_t offset = stmt->span.start + (location > 0 ? (size_t)location : 0);
    size_t low = 0;
    size_t high = stmt->token_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (stmt->tokens[middle].start < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool pg_is_word(const PgStmt *stmt, size_t i, const char *word)
{
    return i < stmt->token_count &&
           token_is_word(stmt->text, stmt->tokens[i], str_from(word));
}

bool pg_is_punct(const PgStmt *stmt, size_t i, char c)
{
    return i < stmt->token_count && token_is_punct(stmt->text, stmt->tokens[i], c);
}

Range pg_all(const PgStmt *stmt)
{
    return (Range){ 0, stmt->token_count };
}

static bool opens(const PgStmt *stmt, size_t i)
{
    return pg_is_punct(stmt, i, '(') || pg_is_punct(stmt, i, '[');
}

static bool closes(const PgStmt *stmt, size_t i)
{
    return pg_is_punct(stmt, i, ')') || pg_is_punct(stmt, i, ']');
}

size_t pg_close(const PgStmt *stmt, size_t i, size_t to)
{
    size_t depth = 0;
    for (; i < to; i++) {
        depth += opens(stmt, i);
        if (closes(stmt, i) && --depth == 0)
            return i + 1;
    }
    return to;
}

// What pg_find_* look for: a word, or else one byte of punctuation.
typedef struct Wanted {
    const char *word;
    char punct;
} Wanted;

static size_t find(const PgStmt *stmt, Range range, Wanted wanted)
{
    size_t i = range.from;
    while (i < range.to && !closes(stmt, i)) {
        if (wanted.word ? pg_is_word(stmt, i, wanted.word)
                        : pg_is_punct(stmt, i, wanted.punct))
            return i;
        i = opens(stmt, i) ? pg_close(stmt, i, range.to) : i + 1;
    }
    return range.to;
}

size_t pg_find_punct(const PgStmt *stmt, Range range, char c)
{
    return find(stmt, range, (Wanted){ .punct = c });
}

size_t pg_find_word(const PgStmt *stmt, Range range, const char *word)
{
    return find(stmt, range, (Wanted){ .word = word });
}

Range pg_element(const PgStmt *stmt, size_t from, size_t to)
{
    size_t i = from;
    while (i < to && !closes(stmt, i) && !pg_is_punct(stmt, i, ','))
        i = opens(stmt, i) ? pg_close(stmt, i, to) : i + 1;
    return (Range){ from, i };
}

Range pg_inside(const PgStmt *stmt, size_t open, size_t to)
{
    size_t close = pg_close(stmt, open, to);
    return close > open + 1 ? (Range){ open + 1, close - 1 } : (Range){ open, open };
}

size_t pg_name_end(const PgStmt *stmt, size_t i)
{
    while (pg_is_punct(stmt, i + 1, '.'))
        i += 2;
    return i < stmt->token_count ? i + 1 : stmt->token_count;
}

Span pg_span(const PgStmt *stmt, Range range)
{
    if (range.from >= range.to || range.to > stmt->token_count)
        return stmt->piece;
    return (Span){ stmt->tokens[range.from].start, stmt->tokens[range.to - 1].end };
}

Str pg_text(const PgStmt *stmt, Range range)
{
    if (range.from >= range.to || range.to > stmt->token_count)
        return (Str){ 0 };
    Span span = pg_span(stmt, range);
    return str_slice(stmt->text, span.start, span.end);
}

Str pg_group_after(const PgStmt *stmt, Range range, const char *word)
{
    size_t at = pg_find_word(stmt, range, word);
    while (at < range.to && !pg_is_punct(stmt, at + 1, '('))
        at = pg_find_word(stmt, (Range){ at + 1, range.to }, word);
    if (at >= range.to)
        return (Str){ 0 };
    return pg_text(stmt, pg_inside(stmt, at + 1, range.to));
}

Str pg_join(const PgStmt *stmt, StrVec parts)
{
    if (parts.len == 1)
        return parts.at[0];
    size_t room = 0;
    for (size_t i = 0; i < parts.len; i++)
        room += parts.at[i].len + 2;
    char *joined = arena_alloc(stmt->arena, room, 1);
    size_t len = 0;
    for (size_t i = 0; i < parts.len; i++) {
        if (i > 0) {
            memcpy(joined + len, ", ", 2);
            len += 2;
        }
        if (parts.at[i].len > 0)
            memcpy(joined + len, parts.at[i].ptr, parts.at[i].len);
        len += parts.at[i].len;
    }
    return (Str){ joined, len };
}
