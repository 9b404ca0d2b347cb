// SPDX-License-Identifier: Apache-2.0
// Placeholders where SQLite refuses a text: names in their place.
#include "dialect/sqlite_world.h"
#include "dialect/template.h"

#include <string.h>

static void add_mark(Arena *arena, TemplateTokenVec *marks, Str text, Span span,
                     bool names)
{
    TemplateToken *mark = vec_push(arena, marks);
    *mark = (TemplateToken){ .span = span, .names = names };
    if (!names && span.end == span.start + 1)
        mark->c = text.ptr[span.start];
}

// ":x" is one token of SQLite's; "$" is part of words: that of "a_${b}" becomes one of
// its own.
static TemplateTokenVec marks_of(const SlFile *file, const SlStatement *statement)
{
    TemplateTokenVec marks = { 0 };
    Str text = file->lowered->text;
    for (size_t i = 0; i < statement->tokens.len; i++) {
        SlToken token = statement->tokens.at[i];
        Span span = { token.start, token.end };
        if (token.kind == SLT_VARIABLE && span.end > span.start + 1) {
            add_mark(file->tmp, &marks, text, (Span){ span.start, span.start + 1 },
                     false);
            span.start++;
        }
        bool names = sl_token_names(token) || token.kind == SLT_VARIABLE;
        bool dollar = token.kind == SLT_WORD && text.ptr[span.end - 1] == '$' &&
                      span.end < text.len && text.ptr[span.end] == '{';
        span.end -= dollar ? 1 : 0;
        if (span.end > span.start)
            add_mark(file->tmp, &marks, text, span, names);
        if (dollar)
            add_mark(file->tmp, &marks, text, (Span){ span.end, span.end + 1 }, false);
    }
    return marks;
}

// SQLite does not say where a token is that it cannot read: "$" and "{" are such.
static bool find(const SlStep *step, const TemplateTokenVec *marks, Span *found)
{
    if (step->result.offset != SIZE_MAX)
        return template_find(marks, step->span.start + step->result.offset, found);
    for (size_t i = 0; i < marks->len; i++) {
        char c = marks->at[i].c;
        if ((c == '$' || c == '{') &&
            template_find(marks, marks->at[i].span.start, found))
            return true;
    }
    return false;
}

static void lex_again(const SlFile *file, Str text, SlStatement *statement)
{
    SlTokenVec tokens = { 0 };
    text = str_take(text, statement->span.end);
    for (size_t at = statement->span.start;;) {
        SlToken token = sl_lex(text, at);
        if (token.kind == SLT_END)
            break;
        if (token.kind != SLT_COMMENT)
            *vec_push(file->arena, &tokens) = token;
        at = token.end;
    }
    statement->tokens = tokens;
}

bool sl_fill_template(SlFile *file, SlStep *step, SlStatement *statement,
                      Span *placeholder)
{
    TemplateTokenVec marks = marks_of(file, statement);
    if (!find(step, &marks, placeholder))
        return false;
    Str text = file->lowered->text;
    char *filled = NEW_ARRAY(file->arena, char, text.len);
    memcpy(filled, text.ptr, text.len);
    template_fill(&marks, filled);
    Str whole = { filled, text.len };
    step->sql = str_slice(whole, step->span.start, step->span.end);
    lex_again(file, whole, statement);
    step->head = sl_read_head(file->arena, whole, statement);
    return true;
}
