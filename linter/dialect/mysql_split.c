// SPDX-License-Identifier: Apache-2.0
// The splitter: semicolons outside of everything, the mysql client's own commands and
// delimiters, and the runner's breakpoints.
#include "dialect/mysql_split.h"

#include <string.h>

#define BREAKPOINT STR("--> statement-breakpoint")

static bool starts_at(const MySplitter *splitter, size_t at, Str s)
{
    return str_starts(str_drop(splitter->lexer.text, at), s);
}

static bool has_delimiter(const MySplitter *splitter)
{
    return !str_eq(splitter->delimiter, STR(";"));
}

static bool at_line_start(Str text, size_t at)
{
    while (at > 0 && (text.ptr[at - 1] == ' ' || text.ptr[at - 1] == '\t'))
        at--;
    return at == 0 || text.ptr[at - 1] == '\n' || text.ptr[at - 1] == '\r';
}

static void note_comment(MySplitter *splitter, MyToken token)
{
    Str comment = my_token_text(splitter->text, token);
    if (str_contains(comment, STR("tidegate:")) ||
        str_contains(comment, STR("atlas:nolint")))
        *vec_push(splitter->arena, splitter->comments) = (Span){ token.start, token.end };
}

// ---- the client's commands ----

static size_t line_end(const MySplitter *splitter, size_t at)
{
    return str_find_char(splitter->lexer.text, '\n', at);
}

// The delimiter as the rest of its line says: a word, or what is in quotes.
static void set_delimiter(MySplitter *splitter, Str line)
{
    line = str_trim(line);
    if (line.len == 0)
        return;
    char quote = line.ptr[0];
    if (quote == '\'' || quote == '"' || quote == '`') {
        size_t close = str_find_char(line, quote, 1);
        splitter->delimiter = str_slice(line, 1, close);
    } else {
        size_t len = 0;
        while (len < line.len && line.ptr[len] != ' ' && line.ptr[len] != '\t')
            len++;
        splitter->delimiter = str_take(line, len);
    }
    if (splitter->delimiter.len == 0)
        splitter->delimiter = STR(";");
}

// Between statements: DELIMITER, source, \. and such take the rest of their line.
static bool take_command(MySplitter *splitter, MyToken token)
{
    if (!at_line_start(splitter->text, token.start))
        return false;
    size_t end = line_end(splitter, token.end);
    bool delimiter = my_token_is(splitter->text, token, STR("delimiter"));
    if (delimiter)
        set_delimiter(splitter, str_slice(splitter->text, token.end, end));
    else if (!my_token_is_punct(splitter->text, token, '\\') &&
             !my_token_is(splitter->text, token, STR("source")))
        return false;
    splitter->lexer.at = end;
    return true;
}

// \g and \G send the statement, as the delimiter does.
static bool takes_go(MySplitter *splitter, MyToken token)
{
    Str text = splitter->lexer.text;
    if (!my_token_is_punct(text, token, '\\') || token.end >= text.len ||
        (text.ptr[token.end] | 0x20) != 'g')
        return false;
    splitter->lexer.at = token.end + 1;
    return true;
}

// Where the delimiter is inside of the token, or token.end. It counts in the middle of a
// word, but not of a string.
static size_t find_delimiter(const MySplitter *splitter, MyToken token)
{
    bool plain =
        token.kind != MYT_STRING && token.kind != MYT_QUOTED && token.kind != MYT_COMMENT;
    for (size_t at = token.start; at < (plain ? token.end : token.start + 1); at++)
        if (starts_at(splitter, at, splitter->delimiter))
            return at;
    return token.end;
}

// Whether the token ends the statement; it may be shortened to what stands before.
static bool ends_statement(MySplitter *splitter, MyToken *token)
{
    if (takes_go(splitter, *token)) {
        token->end = token->start;
        return true;
    }
    if (!has_delimiter(splitter)) {
        bool semicolon = my_token_is_punct(splitter->text, *token, ';');
        token->end = semicolon ? token->start : token->end;
        return semicolon;
    }
    size_t at = find_delimiter(splitter, *token);
    if (at == token->end)
        return false;
    token->end = at;
    splitter->lexer.at = at + splitter->delimiter.len;
    return true;
}

// ---- statements ----

static void close_statement(MySplitter *splitter, MyStatement *statement)
{
    MyTokenVec *tokens = &statement->tokens;
    statement->count = tokens->len;
    size_t end = tokens->len > 0 ? tokens->at[tokens->len - 1].end : 0;
    if (tokens->len > 0)
        statement->span = (Span){ tokens->at[0].start, end };
    *vec_push(splitter->tmp, tokens) = (MyToken){ .start = end, .end = end };
}

static void fill_statement(MySplitter *splitter, MyStatement *statement)
{
    MyTokenVec *tokens = &statement->tokens;
    for (;;) {
        MyToken token = my_lex_next(&splitter->lexer);
        if (token.kind == MYT_END)
            return;
        bool ends = ends_statement(splitter, &token);
        if (token.kind == MYT_COMMENT && !token.open && !ends) {
            note_comment(splitter, token);
            continue;
        }
        if (tokens->len == 0 && !ends && take_command(splitter, token))
            continue;
        if (token.end > token.start)
            *vec_push(splitter->tmp, tokens) = token;
        if (ends && tokens->len > 0)
            return;
    }
}

static size_t next_breakpoint(const MySplitter *splitter, size_t from)
{
    return splitter->breakpoints ? str_find(splitter->text, BREAKPOINT, from)
                                 : splitter->text.len;
}

// The next piece of the runner's; false: there is none.
static bool next_piece(MySplitter *splitter)
{
    MyLexer *lexer = &splitter->lexer;
    if (lexer->text.len >= splitter->text.len)
        return false;
    lexer->at = lexer->text.len + BREAKPOINT.len;
    lexer->executable = false;
    lexer->text = str_take(splitter->text, next_breakpoint(splitter, lexer->at));
    return true;
}

MySplitter my_splitter(Str text, size_t start, const Engine *engine)
{
    Str mark = STR("\xEF\xBB\xBF"); // of the byte order
    MySplitter splitter = { .text = text, .delimiter = STR(";") };
    splitter.lexer = (MyLexer){ .at = start, .engine = engine };
    if (start == 0 && str_starts(text, mark))
        splitter.lexer.at = mark.len;
    return splitter;
}

bool my_split_next(MySplitter *splitter, MyStatement *statement)
{
    MyLexer *lexer = &splitter->lexer;
    if (!lexer->text.ptr)
        lexer->text = str_take(splitter->text, next_breakpoint(splitter, lexer->at));
    MyTokenVec tokens = statement->tokens;
    tokens.len = 0;
    do {
        *statement = (MyStatement){ .tokens = tokens, .modes = lexer->modes };
        fill_statement(splitter, statement);
    } while (statement->tokens.len == 0 && next_piece(splitter));
    size_t found = statement->tokens.len;
    close_statement(splitter, statement);
    return found > 0;
}
