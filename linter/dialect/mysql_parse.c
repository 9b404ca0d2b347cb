// SPDX-License-Identifier: Apache-2.0
// The cursor: what stands at it, taking it, and refusing it.
#include "dialect/mysql_expr.h"
#include "dialect/mysql_features.h"
#include "dialect/mysql_words.h"

#include <string.h>

// Of the text that an error quotes.
enum { NEAR_MAX = 60 };

// ---- looking ----

MyToken my_peek(const MyParser *p, size_t ahead)
{
    return p->tokens[ahead < p->count - p->at ? p->at + ahead : p->count];
}

// The words, with blanks between, from this token on: how many tokens, or 0.
static size_t match(const MyParser *p, size_t at, const char *words)
{
    size_t count = 0;
    while (*words != '\0') {
        size_t len = strcspn(words, " ");
        if (at + count >= p->count ||
            !my_token_is(p->text, p->tokens[at + count], (Str){ words, len }))
            return 0;
        count++;
        words += len;
        words += *words == ' ';
    }
    return count;
}

bool my_is_at(const MyParser *p, size_t ahead, const char *word)
{
    return my_token_is(p->text, my_peek(p, ahead), str_from(word));
}

bool my_is(const MyParser *p, const char *word)
{
    return my_is_at(p, 0, word);
}

bool my_is_punct_at(const MyParser *p, size_t ahead, char c)
{
    return my_token_is_punct(p->text, my_peek(p, ahead), c);
}

bool my_is_punct(const MyParser *p, char c)
{
    return my_is_punct_at(p, 0, c);
}

bool my_is_operator(const MyParser *p, const char *operator)
{
    MyToken token = my_peek(p, 0);
    return token.kind == MYT_OPERATOR &&
           str_eq(my_token_text(p->text, token), str_from(operator));
}

bool my_at_end(const MyParser *p)
{
    return p->at >= p->count;
}

// ---- taking ----

bool my_take(MyParser *p, const char *words)
{
    size_t count = match(p, p->at, words);
    p->at += count;
    return count > 0;
}

bool my_take_punct(MyParser *p, char c)
{
    bool is = my_is_punct(p, c);
    p->at += is;
    return is;
}

bool my_take_operator(MyParser *p, const char *operator)
{
    bool is = my_is_operator(p, operator);
    p->at += is;
    return is;
}

int my_take_one(MyParser *p, const char *const *words)
{
    for (int i = 0; words[i] != NULL; i++)
        if (my_take(p, words[i]))
            return i;
    return -1;
}

void my_take_equals(MyParser *p)
{
    if (!my_take_punct(p, '='))
        my_take_operator(p, ":=");
}

bool my_expect(MyParser *p, const char *words)
{
    return my_take(p, words) || my_refuse(p, NULL);
}

bool my_expect_punct(MyParser *p, char c)
{
    return my_take_punct(p, c) || my_refuse(p, NULL);
}

bool my_expect_end(MyParser *p)
{
    return my_at_end(p) || my_refuse(p, NULL);
}

// ---- refusing ----

// The token at the cursor; at the end of the statement its last one.
static Span place(const MyParser *p)
{
    const MyToken *token = &p->tokens[p->at < p->count || p->at == 0 ? p->at : p->at - 1];
    return (Span){ token->start, token->end };
}

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static Str syntax_error(const MyParser *p)
{
    if (my_at_end(p))
        return STR("syntax error at end of input");
    Str near = my_token_text(p->text, my_peek(p, 0));
    if (near.ptr[0] == '\0')
        return STR("NUL byte");
    const char *more = near.len > NEAR_MAX ? "…" : "";
    size_t len = near.len;
    if (len > NEAR_MAX)
        for (len = NEAR_MAX; len > 0 && is_continuation(near.ptr[len]);)
            len--; // not in the middle of a character
    return arena_fmt(p->arena, "syntax error at or near \"" STR_FMT "%s\"",
                     STR_ARG(str_take(near, len)), more);
}

bool my_refuse(MyParser *p, const char *why)
{
    if (p->error.len > 0)
        return false;
    p->error = why ? str_from(why) : syntax_error(p);
    p->error_span = place(p);
    return false;
}

bool my_refuse_at(MyParser *p, Span span, const char *fmt, ...)
{
    if (p->error.len > 0)
        return false;
    va_list args;
    va_start(args, fmt);
    p->error = arena_vfmt(p->arena, fmt, args);
    va_end(args);
    p->error_span = span;
    return false;
}

bool my_enter(MyParser *p)
{
    if (p->depth >= MY_DEPTH_MAX)
        return my_refuse(p, "nested too deep");
    p->depth++;
    return true;
}

void my_leave(MyParser *p)
{
    p->depth--;
}

// ---- names and values ----

bool my_is_reserved(const MyParser *p)
{
    MyToken token = my_peek(p, 0);
    return token.kind == MYT_WORD &&
           my_word_is_reserved(p->engine, my_token_text(p->text, token));
}

// A word that a dot follows at once is a name, whatever it says.
static bool qualifies(const MyParser *p)
{
    return my_is_punct_at(p, 1, '.') && !my_peek(p, 1).spaced;
}

// CREATE TABLE count(a INT): to the server that is a function. These are key words of the
// grammar without being its functions.
static bool is_function_word(const MyParser *p)
{
    static const char *const others[] = { "ADDDATE",     "SUBDATE",    "SESSION_USER",
                                          "SYSTEM_USER", "ST_COLLECT", NULL };
    if (!my_is_punct_at(p, 1, '(') || my_peek(p, 1).spaced || p->modes & MYM_IGNORE_SPACE)
        return false;
    for (size_t i = 0; others[i] != NULL; i++)
        if (my_is(p, others[i]))
            return false;
    if (my_is(p, "SYSDATE") && engine_is(p->engine, "mariadb"))
        return false;
    return my_wants_no_space(my_token_text(p->text, my_peek(p, 0)));
}

bool my_is_ident(const MyParser *p)
{
    MyTokenKind kind = my_peek(p, 0).kind;
    return kind == MYT_QUOTED ||
           (kind == MYT_WORD &&
            (qualifies(p) || (!my_is_reserved(p) && !is_function_word(p))));
}

static void take_ident(MyParser *p, Str *ident)
{
    *ident = my_token_ident(p->arena, p->text, my_peek(p, 0));
    p->at++;
}

// A reserved word may only be a name that wants quotes.
static bool refuse_ident(MyParser *p)
{
    if (!my_is_reserved(p))
        return my_refuse(p, NULL);
    Str error = syntax_error(p);
    Str word = my_token_text(p->text, my_peek(p, 0));
    return my_refuse_at(p, place(p), STR_FMT ": " STR_FMT " " STR_FMT, STR_ARG(error),
                        STR_ARG(word),
                        STR_ARG(my_word_refusal(p->arena, p->engine, word)));
}

bool my_ident(MyParser *p, Str *ident)
{
    if (!my_is_ident(p))
        return refuse_ident(p);
    take_ident(p, ident);
    return true;
}

bool my_any_word(MyParser *p, Str *word)
{
    MyTokenKind kind = my_peek(p, 0).kind;
    if (kind != MYT_WORD && kind != MYT_QUOTED)
        return my_refuse(p, NULL);
    take_ident(p, word);
    return true;
}

bool my_name(MyParser *p, Name *name)
{
    *name = (Name){ 0 };
    size_t from = p->at;
    if (my_take_punct(p, '.')) { // of the default database
        my_uses(p, MYF_LEADING_DOT, from);
        return my_any_word(p, &name->name);
    }
    if (!my_ident(p, &name->name))
        return false;
    if (!my_take_punct(p, '.'))
        return true;
    name->schema = name->name;
    return my_any_word(p, &name->name);
}

bool my_names(MyParser *p, NameVec *names)
{
    Name name;
    do {
        if (!my_name(p, &name))
            return false;
        *vec_push(p->arena, names) = name;
    } while (my_take_punct(p, ','));
    return true;
}

bool my_idents(MyParser *p, StrVec *idents)
{
    Str ident;
    do {
        if (!my_ident(p, &ident))
            return false;
        *vec_push(p->arena, idents) = ident;
    } while (my_take_punct(p, ','));
    return true;
}

bool my_ident_list(MyParser *p, StrVec *idents)
{
    return my_expect_punct(p, '(') && my_idents(p, idents) && my_expect_punct(p, ')');
}

static Str join(Arena *arena, const StrVec *parts)
{
    size_t len = 0;
    for (size_t i = 0; i < parts->len; i++)
        len += parts->at[i].len;
    char *text = NEW_ARRAY(arena, char, len + 1);
    char *end = text;
    for (size_t i = 0; i < parts->len; i++)
        if (parts->at[i].len > 0) {
            memcpy(end, parts->at[i].ptr, parts->at[i].len);
            end += parts->at[i].len;
        }
    return (Str){ text, len };
}

// $$…$$ is no literal: a routine's body alone can be one.
static bool is_literal(const MyParser *p)
{
    MyToken token = my_peek(p, 0);
    return token.kind == MYT_STRING && p->text.ptr[token.start] != '$';
}

bool my_string(MyParser *p, Str *value)
{
    StrVec parts = { 0 };
    for (; is_literal(p); p->at++)
        *vec_push(p->tmp, &parts) =
            my_token_string(p->arena, p->text, my_peek(p, 0), p->modes);
    if (parts.len == 0)
        return my_refuse(p, NULL);
    *value = parts.len == 1 ? parts.at[0] : join(p->arena, &parts);
    return true;
}

bool my_number(MyParser *p, Str *digits)
{
    MyToken token = my_peek(p, 0);
    Str text = my_token_text(p->text, token);
    if (token.kind != MYT_NUMBER || !str_all_digits(text))
        return my_refuse(p, NULL);
    *digits = text;
    p->at++;
    return true;
}

static bool account_part(MyParser *p, Str *part)
{
    return my_peek(p, 0).kind == MYT_STRING ? my_string(p, part) : my_ident(p, part);
}

static bool account_part_follows(const MyParser *p)
{
    return my_peek(p, 0).kind == MYT_STRING || my_peek(p, 0).kind == MYT_QUOTED;
}

// What stands behind the "@" of a token.
static Str host_of(MyParser *p, MyToken token)
{
    token.start++;
    char quote = p->text.ptr[token.start];
    token.kind = quote == '`' ? MYT_QUOTED : MYT_STRING;
    if (quote == '\'' || quote == '"')
        return my_token_string(p->arena, p->text, token, p->modes);
    return quote == '`' ? my_token_ident(p->arena, p->text, token)
                        : my_token_text(p->text, token);
}

bool my_account(MyParser *p, Str *account)
{
    if (my_take(p, "CURRENT_USER")) {
        *account = STR("CURRENT_USER");
        return !my_take_punct(p, '(') || my_expect_punct(p, ')');
    }
    if (engine_is(p->engine, "mariadb") && my_take(p, "CURRENT_ROLE")) {
        *account = STR("CURRENT_ROLE");
        return true;
    }
    if (!account_part(p, account))
        return false;
    MyToken token = my_peek(p, 0);
    if (token.kind == MYT_VARIABLE) {
        *account = arena_fmt(p->arena, STR_FMT "@" STR_FMT, STR_ARG(*account),
                             STR_ARG(host_of(p, token)));
        p->at++;
    } else if (my_take_punct(p, '@') && account_part_follows(p)) { // no host, or far off
        Str host;
        return account_part(p, &host);
    }
    return true;
}

// ---- text ----

bool my_skip_group(MyParser *p, Str *inside)
{
    size_t from = p->at;
    size_t depth = 0;
    if (!my_is_punct(p, '('))
        return my_refuse(p, NULL);
    do {
        if (my_at_end(p))
            return my_refuse(p, NULL);
        depth += my_is_punct(p, '(');
        depth -= my_is_punct(p, ')');
        p->at++;
    } while (depth > 0);
    Str whole = my_text_from(p, from);
    *inside = str_trim(str_slice(whole, 1, whole.len - 1));
    return true;
}

Span my_span_from(const MyParser *p, size_t from)
{
    size_t end = p->at > from ? p->tokens[p->at - 1].end : p->tokens[from].start;
    return (Span){ p->tokens[from].start, end };
}

// Without the marks of executable comments that begin or end in it.
static Str text_without_marks(const MyParser *p, size_t from)
{
    StrVec parts = { 0 };
    for (size_t i = from; i < p->at; i++) {
        if (i > from && p->tokens[i].spaced)
            *vec_push(p->tmp, &parts) = STR(" ");
        *vec_push(p->tmp, &parts) = my_token_text(p->text, p->tokens[i]);
    }
    return join(p->arena, &parts);
}

Str my_text_from(const MyParser *p, size_t from)
{
    Span span = my_span_from(p, from);
    Str text = str_slice(p->text, span.start, span.end);
    bool marks = str_contains(text, STR("/*!")) || str_contains(text, STR("*/"));
    return marks ? text_without_marks(p, from) : text;
}

// ---- ops ----

Op *my_op_at(MyParser *p, OpKind kind, ObjectKind object, Span span)
{
    Op *op = vec_push(p->arena, &p->out->ops);
    op->kind = kind;
    op->object = object;
    op->span = span;
    op->stmt = p->span;
    op->stmt_index = p->index;
    return op;
}

Op *my_op(MyParser *p, OpKind kind, ObjectKind object)
{
    return my_op_at(p, kind, object, p->span);
}
