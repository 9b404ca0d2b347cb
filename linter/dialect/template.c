// SPDX-License-Identifier: Apache-2.0
// Finding placeholders among a statement's tokens, and filling them in.
#include "dialect/template.h"

static bool touches(const TemplateTokenVec *tokens, size_t i)
{
    return i > 0 && i < tokens->len &&
           tokens->at[i].span.start == tokens->at[i - 1].span.end;
}

static bool is_punct(const TemplateTokenVec *tokens, size_t i, char c)
{
    return i < tokens->len && tokens->at[i].c == c;
}

// Looking for placeholders from left to right.
typedef struct Search {
    const TemplateTokenVec *tokens;
    // No bracket that opens before this token is closed: "}" and "}}". Else a row of open
    // ones would be walked to its end from each of them.
    size_t open_until[2];
} Search;

// Behind the placeholder whose bracket opens at token `i`, or 0.
static size_t find_close(Search *search, size_t i, bool twice)
{
    const TemplateTokenVec *tokens = search->tokens;
    if (i < search->open_until[twice])
        return 0;
    for (; i < tokens->len && !is_punct(tokens, i, ';'); i++)
        if (is_punct(tokens, i, '}') &&
            (!twice || (is_punct(tokens, i + 1, '}') && touches(tokens, i + 1))))
            return i + (twice ? 2 : 1);
    search->open_until[twice] = i;
    return 0;
}

// The tokens of the placeholder that starts at the i-th: behind them, or 0.
static size_t placeholder_end(Search *search, size_t i)
{
    const TemplateTokenVec *tokens = search->tokens;
    bool next = touches(tokens, i + 1);
    if (is_punct(tokens, i, '$') && next && is_punct(tokens, i + 1, '{'))
        return find_close(search, i + 2, false);
    if (is_punct(tokens, i, '{') && next && is_punct(tokens, i + 1, '{'))
        return find_close(search, i + 2, true);
    return is_punct(tokens, i, ':') && next && tokens->at[i + 1].names ? i + 2 : 0;
}

static Span span_of(const TemplateTokenVec *tokens, size_t from, size_t to)
{
    return (Span){ tokens->at[from].span.start, tokens->at[to - 1].span.end };
}

bool template_find(const TemplateTokenVec *tokens, size_t offset, Span *found)
{
    Search search = { .tokens = tokens };
    for (size_t i = 0; i < tokens->len; i++) {
        size_t end = placeholder_end(&search, i);
        if (end == 0)
            continue;
        *found = span_of(tokens, i, end);
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

void template_fill(const TemplateTokenVec *tokens, char *text)
{
    Search search = { .tokens = tokens };
    for (size_t i = 0; i < tokens->len; i++) {
        size_t end = placeholder_end(&search, i);
        if (end == 0)
            continue;
        fill(text, span_of(tokens, i, end));
        i = end - 1;
    }
}
