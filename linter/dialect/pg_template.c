// SPDX-License-Identifier: Apache-2.0
// Placeholders that somebody fills in before the server sees the text: ${x}, {{ x }}, and
// psql's :x, :'x' and :"x". Where one is what the grammar stumbles over, the statement is
// read once more with names in their place, of the same length so that all places hold.
#include "dialect/pg_template.h"

#include <string.h>

static bool touches(const PgStmt *stmt, size_t i)
{
    return i > 0 && i < stmt->token_count &&
           stmt->tokens[i].start == stmt->tokens[i - 1].end;
}

// Looking for placeholders from left to right.
typedef struct Search {
    const PgStmt *stmt;
    // No bracket that opens before this token is closed: "}" and "}}". Else a row of open
    // ones would be walked to its end from each of them.
    size_t open_until[2];
} Search;

// Behind the placeholder whose bracket opens at token `i`, or 0.
static size_t find_close(Search *search, size_t i, bool twice)
{
    const PgStmt *stmt = search->stmt;
    if (i < search->open_until[twice])
        return 0;
    for (; i < stmt->token_count && !pg_is_punct(stmt, i, ';'); i++)
        if (pg_is_punct(stmt, i, '}') &&
            (!twice || (pg_is_punct(stmt, i + 1, '}') && touches(stmt, i + 1))))
            return i + (twice ? 2 : 1);
    search->open_until[twice] = i;
    return 0;
}

// The tokens of the placeholder that starts at the i-th: behind them, or 0.
static size_t placeholder_end(Search *search, size_t i)
{
    const PgStmt *stmt = search->stmt;
    bool next = touches(stmt, i + 1);
    if (pg_is_punct(stmt, i, '$') && next && pg_is_punct(stmt, i + 1, '{'))
        return find_close(search, i + 2, false);
    if (pg_is_punct(stmt, i, '{') && next && pg_is_punct(stmt, i + 1, '{'))
        return find_close(search, i + 2, true);
    if (pg_is_punct(stmt, i, ':') && next) {
        TokenKind kind = stmt->tokens[i + 1].kind;
        bool names = kind == TOK_WORD || kind == TOK_STRING || kind == TOK_QUOTED;
        return names ? i + 2 : 0;
    }
    return 0;
}

bool pg_find_placeholder(const PgStmt *stmt, size_t offset, Span *found)
{
    Search search = { .stmt = stmt };
    for (size_t i = 0; i < stmt->token_count; i++) {
        size_t end = placeholder_end(&search, i);
        if (end == 0)
            continue;
        *found = pg_span(stmt, (Range){ i, end });
        if (found->start <= offset && offset < found->end)
            return true;
        i = end - 1;
    }
    return false;
}

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c & 0x80) != 0;
}

// :'x' and :"x" lose their colon, the others become words.
static void fill(char *text, Span span)
{
    if (text[span.start] == ':') {
        char next = text[span.start + 1];
        text[span.start] = next == '\'' || next == '"' ? ' ' : '_';
        return;
    }
    for (size_t i = span.start; i < span.end; i++)
        if (!is_name_byte(text[i]))
            text[i] = '_';
}

void pg_fill_placeholders(const PgStmt *stmt, char *text)
{
    Search search = { .stmt = stmt };
    for (size_t i = 0; i < stmt->token_count; i++) {
        size_t end = placeholder_end(&search, i);
        if (end == 0)
            continue;
        fill(text, pg_span(stmt, (Range){ i, end }));
        i = end - 1;
    }
}
