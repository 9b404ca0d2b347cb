// SPDX-License-Identifier: Apache-2.0
// The splitter: semicolons outside of everything, the mysql client's own commands and
// delimiters, and the runner's breakpoints.
#include "dialect/mysql_split.h"
#include "dialect/mysql_mark.h"

#include <ctype.h>

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

// A line that begins with "--", whatever comes next, is nothing to the mysql client.
static bool is_dashes(const MySplitter *splitter, MyToken token)
{
    return splitter->dashes && starts_at(splitter, token.start, STR("--"));
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
    else if (!is_dashes(splitter, token) &&
             !my_token_is_punct(splitter->text, token, '\\') &&
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

// Whether what this server passes over are statements.
static bool hides_statement(const MySplitter *splitter, MyToken comment)
{
    size_t at = splitter->text.ptr[comment.start] == '/'
                    ? my_behind_any_mark(splitter->text, comment.start)
                    : 0;
    if (at == 0)
        return false;
    MyLexer lexer = splitter->lexer;
    lexer.text = str_take(splitter->text, comment.end - 2);
    lexer.at = at < lexer.text.len ? at : lexer.text.len;
    return my_starts_statement(splitter->text, my_lex_next(&lexer));
}

// The client takes a line "USE name" for a command that needs no delimiter.
static bool ends_use(const MySplitter *splitter, const MyTokenVec *tokens, MyToken next)
{
    if (tokens->len != 2 || !my_token_is(splitter->text, tokens->at[0], STR("use")))
        return false;
    size_t end = tokens->at[1].end;
    return str_find_char(str_take(splitter->text, next.start), '\n', end) < next.start;
}

static bool is_punct_only(Str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] > '\x7f' || isalnum((unsigned char)s.ptr[i]))
            return false;
    return s.len > 0;
}

// DELIMITER on a line of its own, though the statement has not ended: it was forgotten to
// end it.
static bool cuts_statement(const MySplitter *splitter, const MyTokenVec *tokens,
                           MyToken next)
{
    if (tokens->len == 0 || !my_token_is(splitter->text, next, STR("delimiter")) ||
        splitter->text.ptr[next.start - 1] != '\n')
        return false;
    size_t end = line_end(splitter, next.end);
    return is_punct_only(str_trim(str_slice(splitter->text, next.end, end)));
}

static void cut_before_command(MySplitter *splitter, MyStatement *statement, MyToken next)
{
    MyToken last = statement->tokens.at[statement->tokens.len - 1];
    statement->fault = arena_fmt(splitter->arena, "no \"" STR_FMT "\" before DELIMITER",
                                 STR_ARG(splitter->delimiter));
    statement->fault_span = (Span){ last.start, last.end };
    splitter->lexer.at = next.start;
}

// What a semicolon in a body that may have no end goes back to.
typedef struct Nesting {
    size_t began; // the statement, with what is before it
    MyCompound compound;
    size_t tokens; // before the first semicolon that was taken for nested …
    size_t resume; // … and the offset behind it; 0: there was none
} Nesting;

// Whether the semicolon that the statement ends with is inside of a body.
static bool is_nested(MySplitter *splitter, MyStatement *statement, Nesting *nesting)
{
    MyTokenVec *tokens = &statement->tokens;
    MyToken semicolon = { MYT_PUNCT, false, false, splitter->lexer.at - 1,
                          splitter->lexer.at };
    if (has_delimiter(splitter) || nesting->compound.open.len == 0)
        return false;
    if (nesting->resume == 0) {
        nesting->tokens = tokens->len;
        nesting->resume = splitter->lexer.at;
    }
    *vec_push(splitter->tmp, tokens) = semicolon;
    return true;
}

// Called with each token, and with the semicolon, which is not among them yet.
static void read_compound(MySplitter *splitter, MyStatement *statement, Nesting *nesting,
                          bool ends)
{
    const MyTokenVec *tokens = &statement->tokens;
    if (!has_delimiter(splitter) && tokens->len > 0)
        my_compound_read(&nesting->compound, splitter->tmp, tokens,
                         ends ? tokens->len : tokens->len - 1);
}

// An executable comment has no end: the fault is where it begins, or, if it has begun in
// an earlier statement, at the end of all.
static void note_open_comment(const MyLexer *lexer, MyStatement *statement, size_t began)
{
    enum { MARK_BYTES = 3 };
    statement->fault = STR("unterminated /*! comment");
    if (lexer->opened >= began) {
        statement->fault_span = (Span){ lexer->opened, lexer->opened + MARK_BYTES };
        return;
    }
    size_t last = lexer->last_end - 1;
    size_t end = last < lexer->text.len ? last + 1 : last;
    statement->fault_span = (Span){ last, end };
}

// The piece has ended.
static void end_piece(MySplitter *splitter, MyStatement *statement, Nesting *nesting)
{
    MyLexer *lexer = &splitter->lexer;
    read_compound(splitter, statement, nesting, true);
    bool nested = nesting->compound.open.len > 0 && nesting->resume > 0;
    if (nested)
        my_split_unclosed(splitter, statement, nesting->tokens, nesting->resume);
    else if (lexer->executable)
        note_open_comment(lexer, statement, nesting->began);
    lexer->executable = false;
}

// A comment on the way. True: it is a statement of its own.
static bool pass_comment(MySplitter *splitter, MyStatement *statement, MyToken token)
{
    note_comment(splitter, token);
    if (statement->tokens.len > 0) {
        if (my_is_passed_over(my_token_text(splitter->text, token)))
            *vec_push(splitter->tmp, &statement->passed) =
                (Span){ token.start, token.end };
        return false;
    }
    if (!hides_statement(splitter, token) ||
        !my_is_passed_over(my_token_text(splitter->text, token)))
        return false;
    statement->skipped = true;
    statement->span = (Span){ token.start, token.end };
    splitter->lexer.last_end = token.end + 1; // a fault comes behind it
    return true;
}

// The fault may be in front of the first token, or behind the last.
static void cover_fault(MyStatement *statement)
{
    Span *span = &statement->span;
    if (statement->count == 0 || statement->fault_span.start < span->start)
        span->start = statement->fault_span.start;
    if (statement->fault_span.end > span->end)
        span->end = statement->fault_span.end;
}

// One may stand between the last token and the terminator; what is going to be read again
// is none of the statement's.
static void cover_passed(const MySplitter *splitter, MyStatement *statement)
{
    SpanVec *passed = &statement->passed;
    while (passed->len > 0 && passed->at[passed->len - 1].end > splitter->lexer.at)
        passed->len--;
    if (passed->len > 0 && passed->at[passed->len - 1].end > statement->span.end)
        statement->span.end = passed->at[passed->len - 1].end;
}

// Reads a statement of the piece; false: there is none left in it.
static bool fill_statement(MySplitter *splitter, MyStatement *statement)
{
    MyTokenVec *tokens = &statement->tokens;
    Nesting nesting = { .began = splitter->lexer.at,
                        .compound = { .text = splitter->text,
                                      .engine = splitter->lexer.engine,
                                      .modes = splitter->lexer.modes } };
    for (;;) {
        MyToken token = my_lex_next(&splitter->lexer);
        if (token.kind == MYT_END) {
            end_piece(splitter, statement, &nesting);
            break;
        }
        if (ends_use(splitter, tokens, token)) {
            splitter->lexer.at = token.start;
            break;
        }
        if (cuts_statement(splitter, tokens, token)) {
            cut_before_command(splitter, statement, token);
            break;
        }
        bool ends = ends_statement(splitter, &token);
        if (token.kind == MYT_COMMENT && !token.open && !ends) {
            if (pass_comment(splitter, statement, token))
                return true;
            continue;
        }
        if (tokens->len == 0 && !ends && take_command(splitter, token))
            continue;
        if (token.end > token.start)
            *vec_push(splitter->tmp, tokens) = token;
        read_compound(splitter, statement, &nesting, ends);
        if (token.open && !ends) {
            my_split_open(splitter, statement);
            return true;
        }
        if (ends && tokens->len > 0 && !is_nested(splitter, statement, &nesting))
            break;
    }
    bool found = tokens->len > 0 || statement->fault.len > 0;
    my_split_close(splitter, statement);
    cover_passed(splitter, statement);
    if (statement->fault.len > 0)
        cover_fault(statement);
    return found;
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
    do {
        tokens.len = 0;
        *statement = (MyStatement){ .tokens = tokens, .modes = lexer->modes };
        if (fill_statement(splitter, statement)) {
            if (!statement->skipped && statement->fault.len == 0)
                my_modes_read(&splitter->modes, splitter->arena, splitter->text,
                              statement->tokens.at);
            lexer->modes = splitter->modes.modes;
            return true;
        }
        tokens = statement->tokens;
    } while (next_piece(splitter));
    return false;
}
