// SPDX-License-Identifier: Apache-2.0
// The cursor that definitions are read with.
#include "dialect/sqlite_def_priv.h"

SlTokenVec sl_tokens(Arena *arena, Str text)
{
    SlTokenVec tokens = { 0 };
    size_t at = 0;
    for (;;) {
        SlToken token = sl_lex(text, at);
        if (token.kind == SLT_END)
            return tokens;
        if (token.kind != SLT_COMMENT)
            *vec_push(arena, &tokens) = token;
        at = token.end;
    }
}

SlToken sl_peek(const SlSource *s, size_t ahead)
{
    size_t index = s->at + ahead;
    if (index < s->tokens->len)
        return s->tokens->at[index];
    return (SlToken){ SLT_END, false, s->text.len, s->text.len };
}

bool sl_sees(const SlSource *s, const char *word)
{
    return sl_token_is(s->text, sl_peek(s, 0), str_from(word));
}

bool sl_sees_punct(const SlSource *s, char c)
{
    return sl_token_is_punct(s->text, sl_peek(s, 0), c);
}

bool sl_at_end(const SlSource *s)
{
    return s->at >= s->tokens->len;
}

bool sl_take(SlSource *s, const char *word)
{
    bool found = sl_sees(s, word);
    s->at += found ? 1 : 0;
    return found;
}

bool sl_take_punct(SlSource *s, char c)
{
    bool found = sl_sees_punct(s, c);
    s->at += found ? 1 : 0;
    return found;
}

Str sl_take_ident(SlSource *s)
{
    SlToken token = sl_peek(s, 0);
    if (!sl_token_names(token))
        return (Str){ 0 };
    s->at++;
    return sl_token_ident(s->arena, s->text, token);
}

size_t sl_last_end(const SlSource *s)
{
    return s->at > 0 ? s->tokens->at[s->at - 1].end : 0;
}

void sl_skip(SlSource *s, size_t count)
{
    size_t left = s->tokens->len - s->at;
    s->at += count < left ? count : left;
}

Str sl_take_brackets(SlSource *s)
{
    if (!sl_sees_punct(s, '('))
        return (Str){ 0 };
    size_t start = sl_peek(s, 0).end, end, depth = 0;
    do {
        if (sl_sees_punct(s, '('))
            depth++;
        else if (sl_sees_punct(s, ')'))
            depth--;
        end = depth == 0 ? sl_peek(s, 0).start : sl_peek(s, 0).end;
        s->at++;
    } while (depth > 0 && !sl_at_end(s));
    return str_trim(str_slice(s->text, start, end));
}

void sl_skip_item(SlSource *s)
{
    while (!sl_at_end(s) && !sl_sees_punct(s, ',') && !sl_sees_punct(s, ')')) {
        if (sl_sees_punct(s, '('))
            sl_take_brackets(s);
        else
            s->at++;
    }
}
