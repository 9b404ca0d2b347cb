// SPDX-License-Identifier: Apache-2.0
// The splitter: semicolons outside of everything, SQL function bodies, rules, the
// runner's breakpoints, psql's commands and COPY data; and getting back on track behind
// quotes that are not closed.
#include "dialect/split.h"

#include <string.h>

#define BREAKPOINT STR("--> statement-breakpoint")

// Each rescue may read the rest of the text again. Text that needs more of them is no
// SQL.
enum { RESCUES_MAX = 64 };

// CREATE OR REPLACE FUNCTION: as many tell what may hold semicolons.
enum { FAMILY_WORDS = 4 };

// What a semicolon may hide in.
typedef struct Nesting {
    bool rule;    // CREATE RULE: parentheses count
    bool routine; // CREATE FUNCTION or PROCEDURE: BEGIN ATOMIC … END
    size_t depth;
    size_t tokens; // before the first semicolon that was taken for nested …
    size_t resume; // … and the offset behind it; 0: there was none
} Nesting;

static bool is_word(const Splitter *splitter, const Statement *statement, size_t i,
                    Str word)
{
    return i < statement->tokens.len &&
           token_is_word(splitter->text, statement->tokens.at[i], word);
}

static bool is_any_word(const Splitter *splitter, Token token, const Str *words,
                        size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (token_is_word(splitter->text, token, words[i]))
            return true;
    return false;
}

static bool starts_statement(const Splitter *splitter, Token token)
{
    static const Str words[] = {
        STR_INIT("create"), STR_INIT("alter"),   STR_INIT("drop"),
        STR_INIT("insert"), STR_INIT("update"),  STR_INIT("delete"),
        STR_INIT("select"), STR_INIT("with"),    STR_INIT("grant"),
        STR_INIT("revoke"), STR_INIT("comment"), STR_INIT("truncate"),
        STR_INIT("begin"),  STR_INIT("commit"),  STR_INIT("rollback"),
        STR_INIT("set"),    STR_INIT("do"),      STR_INIT("merge"),
        STR_INIT("copy"),   STR_INIT("refresh"), STR_INIT("vacuum"),
        STR_INIT("lock"),   STR_INIT("reindex"), STR_INIT("call"),
    };
    return is_any_word(splitter, token, words, sizeof words / sizeof *words);
}

// Only a word is sure to end soon: a quote would be read to the end of the text.
static bool line_starts_statement(const Splitter *splitter, size_t at, size_t to)
{
    char first = (char)(splitter->text.ptr[at] | 0x20);
    Lexer lexer = { .text = str_take(splitter->text, to), .at = at };
    return first >= 'a' && first <= 'z' &&
           starts_statement(splitter, pg_lex_next(&lexer));
}

// An empty line, or one that ends in a semicolon, be there a comment behind it or not.
static bool ends_statement(Str line)
{
    Str code = str_trim(str_take(line, str_find(line, STR("--"), 0)));
    return str_trim(line).len == 0 || str_ends(code, STR(";"));
}

// The first line in the range that begins with a statement's key word, after an empty
// line or one that ends with a semicolon: its offset, or `to`. The line that `from` is on
// is not looked at.
static size_t find_resume(const Splitter *splitter, size_t from, size_t to)
{
    size_t line = from;
    for (;;) {
        size_t next = str_find_char(splitter->text, '\n', line) + 1;
        if (next >= to)
            return to;
        if (ends_statement(str_slice(splitter->text, line, next - 1)) &&
            line_starts_statement(splitter, next, to))
            return next;
        line = next;
    }
}

static void note_comment(Splitter *splitter, Token token)
{
    Str comment = token_text(splitter->text, token);
    if (str_contains(comment, STR("tidegate:")) ||
        str_contains(comment, STR("atlas:nolint")))
        *vec_push(splitter->arena, splitter->comments) = (Span){ token.start, token.end };
}

// Comments behind an offset are going to be read again.
static void go_back(Splitter *splitter, size_t at)
{
    SpanVec *comments = splitter->comments;
    while (comments->len > 0 && comments->at[comments->len - 1].start >= at)
        comments->len--;
    splitter->at = at;
}

static size_t next_breakpoint(const Splitter *splitter, size_t from)
{
    return splitter->breakpoints ? str_find(splitter->text, BREAKPOINT, from)
                                 : splitter->text.len;
}

static bool at_line_start(Str text, size_t at)
{
    while (at > 0 && (text.ptr[at - 1] == ' ' || text.ptr[at - 1] == '\t'))
        at--;
    return at == 0 || text.ptr[at - 1] == '\n' || text.ptr[at - 1] == '\r';
}

// psql's own commands are no SQL and may stand between statements: \connect, \set,
// \restrict.
static bool skip_psql_command(Splitter *splitter, Lexer *lexer, Token token)
{
    if (!token_is_punct(splitter->text, token, '\\') ||
        !at_line_start(splitter->text, token.start))
        return false;
    lexer->at = str_find_char(lexer->text, '\n', token.end);
    return true;
}

// Those that send what stands before them, as a semicolon does: \g, \gset. The lexer
// moves on to the end of the line.
static bool sends_statement(const Splitter *splitter, Lexer *lexer, Token token)
{
    static const Str commands[] = {
        STR_INIT("g"),     STR_INIT("gx"),    STR_INIT("gset"),         STR_INIT("gexec"),
        STR_INIT("gdesc"), STR_INIT("watch"), STR_INIT("crosstabview"),
    };
    Lexer ahead = *lexer;
    if (!token_is_punct(splitter->text, token, '\\'))
        return false;
    Token command = pg_lex_next(&ahead);
    if (command.start != token.end ||
        !is_any_word(splitter, command, commands, sizeof commands / sizeof *commands))
        return false;
    lexer->at = str_find_char(lexer->text, '\n', token.end);
    return true;
}

static void note_family(const Splitter *splitter, const Statement *statement,
                        Nesting *nesting)
{
    static const Str routines[] = { STR_INIT("function"), STR_INIT("procedure") };
    if (!is_word(splitter, statement, 0, STR("create")))
        return;
    bool replace = is_word(splitter, statement, 1, STR("or"));
    size_t at = replace ? 3 : 1;
    if (statement->tokens.len != at + 1)
        return;
    nesting->rule = is_word(splitter, statement, at, STR("rule"));
    nesting->routine = is_any_word(splitter, statement->tokens.at[at], routines, 2);
}

static void note_nesting(const Splitter *splitter, const Statement *statement,
                         Nesting *nesting)
{
    size_t last = statement->tokens.len - 1;
    Token token = statement->tokens.at[last];
    if (nesting->rule && token.kind == TOK_PUNCT) {
        if (token_is_punct(splitter->text, token, '('))
            nesting->depth++;
        else if (token_is_punct(splitter->text, token, ')') && nesting->depth > 0)
            nesting->depth--;
    }
    if (!nesting->routine || token.kind != TOK_WORD)
        return;
    if (nesting->depth == 0 && last > 0 &&
        token_is_word(splitter->text, token, STR("atomic")))
        nesting->depth = is_word(splitter, statement, last - 1, STR("begin"));
    else if (nesting->depth > 0 && token_is_word(splitter->text, token, STR("case")))
        nesting->depth++;
    else if (nesting->depth > 0 && token_is_word(splitter->text, token, STR("end")))
        nesting->depth--;
}

static void close_span(Statement *statement)
{
    const TokenVec *tokens = &statement->tokens;
    if (tokens->len > 0)
        statement->span = (Span){ tokens->at[0].start, tokens->at[tokens->len - 1].end };
}

static Str fault_of(TokenKind kind)
{
    switch (kind) {
    case TOK_COMMENT:
        return STR("unterminated /* comment");
    case TOK_QUOTED:
        return STR("unterminated quoted identifier");
    case TOK_DOLLAR:
        return STR("unterminated dollar-quoted string");
    case TOK_STRING:
        return STR("unterminated quoted string");
    case TOK_END:
    case TOK_WORD:
    case TOK_NUMBER:
    case TOK_PARAM:
    case TOK_OPERATOR:
    case TOK_PUNCT:
        break;
    }
    return (Str){ 0 };
}

// The opening delimiter with what stands before it: E', U&", $tag$, /*.
static size_t opening_end(Str text, Token token)
{
    if (token.kind == TOK_COMMENT)
        return token.start + 2;
    char quote = token.kind == TOK_QUOTED ? '"' : '\'';
    if (token.kind == TOK_DOLLAR)
        return str_find_char(text, '$', token.start + 1) + 1;
    return str_find_char(text, quote, token.start) + 1;
}

// The statement ends with the line that its i-th token opens a string on, and `at` is
// where the next one starts.
static void cut_at_fault(Splitter *splitter, Statement *statement, size_t i, size_t at)
{
    Token token = statement->tokens.at[i];
    statement->fault = fault_of(token.kind);
    statement->fault_span = (Span){ token.start, opening_end(splitter->text, token) };
    statement->tokens.len = i + 1;
    size_t end = token.start + str_trim(str_slice(splitter->text, token.start, at)).len;
    statement->tokens.at[i].end = end;
    close_span(statement);
    go_back(splitter, at);
}

static bool may_rescue(Splitter *splitter)
{
    return splitter->rescues++ < RESCUES_MAX;
}

// The last token has no end. The quote that was forgotten may be one that paired with the
// next statement's.
static void end_open(Splitter *splitter, Statement *statement)
{
    size_t last = statement->tokens.len - 1;
    if (!may_rescue(splitter)) {
        cut_at_fault(splitter, statement, last, splitter->piece_end);
        return;
    }
    for (size_t i = 0; i <= last; i++) {
        Token token = statement->tokens.at[i];
        if (fault_of(token.kind).len == 0)
            continue;
        size_t resume = find_resume(splitter, token.start, token.end);
        if (resume < token.end || i == last) {
            cut_at_fault(splitter, statement, i, resume);
            return;
        }
    }
}

// Words that begin a statement and nothing else, so that one in the first column shows
// where the statement before it should have ended.
static bool only_starts(const Splitter *splitter, Token token)
{
    static const Str words[] = {
        STR_INIT("create"), STR_INIT("alter"),  STR_INIT("drop"),    STR_INIT("truncate"),
        STR_INIT("grant"),  STR_INIT("revoke"), STR_INIT("comment"), STR_INIT("insert"),
        STR_INIT("delete"), STR_INIT("begin"),  STR_INIT("commit"),
    };
    bool column_one = token.start > 0 && splitter->text.ptr[token.start - 1] == '\n';
    return column_one &&
           is_any_word(splitter, token, words, sizeof words / sizeof *words);
}

// The i-th token starts another statement.
static void cut_before(Splitter *splitter, Statement *statement, size_t i)
{
    Token next = statement->tokens.at[i];
    Token last = statement->tokens.at[i - 1];
    statement->fault = arena_fmt(
        splitter->arena, "incomplete statement, or no semicolon before \"" STR_FMT "\"",
        STR_ARG(token_text(splitter->text, next)));
    statement->fault_span = (Span){ last.start, last.end };
    statement->tokens.len = i;
    close_span(statement);
    go_back(splitter, next.start);
}

// A dollar quote seldom pairs wrongly; if it does, the error is right behind it.
static bool may_pair_wrongly(const Statement *statement, size_t i, size_t offset)
{
    Token token = statement->tokens.at[i];
    bool follows =
        i + 1 < statement->tokens.len && statement->tokens.at[i + 1].start == offset;
    return token.kind == TOK_STRING || token.kind == TOK_QUOTED ||
           (token.kind == TOK_DOLLAR && follows);
}

bool split_rescue(Splitter *splitter, Statement *statement, size_t offset)
{
    for (size_t i = 0; i < statement->tokens.len; i++) {
        Token token = statement->tokens.at[i];
        if (i > 0 && token.start == offset && only_starts(splitter, token)) {
            if (!may_rescue(splitter))
                return false;
            cut_before(splitter, statement, i);
            return true;
        }
        if (!may_pair_wrongly(statement, i, offset))
            continue;
        size_t resume = find_resume(splitter, token.start, token.end);
        if (resume < token.end && may_rescue(splitter)) {
            cut_at_fault(splitter, statement, i, resume);
            return true;
        }
    }
    return false;
}

// The text ended inside a rule's parentheses or a function's body that nothing closes:
// the first semicolon was the end.
static void end_nested(Splitter *splitter, Statement *statement, const Nesting *nesting)
{
    splitter->at = splitter->piece_end;
    if (nesting->depth > 0 && nesting->resume > 0 && may_rescue(splitter)) {
        statement->tokens.len = nesting->tokens;
        go_back(splitter, nesting->resume);
    }
    close_span(statement);
}

// COPY … FROM stdin; is followed by lines of data up to "\.", unless the file is not for
// psql.
static void skip_copy_data(Splitter *splitter, const Statement *statement)
{
    bool from_stdin = false;
    if (!is_word(splitter, statement, 0, STR("copy")))
        return;
    for (size_t i = 1; i + 1 < statement->tokens.len; i++)
        from_stdin |= is_word(splitter, statement, i, STR("from")) &&
                      (is_word(splitter, statement, i + 1, STR("stdin")) ||
                       is_word(splitter, statement, i + 1, STR("stdout")));
    if (!from_stdin)
        return;
    Str piece = str_take(splitter->text, splitter->piece_end);
    size_t mark = splitter->at < splitter->no_data ? piece.len : splitter->at;
    while ((mark = str_find(piece, STR("\n\\."), mark)) < piece.len) {
        size_t end = str_find_char(piece, '\n', mark + 1);
        if (str_trim(str_slice(piece, mark, end)).len == 2) {
            splitter->at = end;
            return;
        }
        mark++;
    }
    splitter->no_data = piece.len;
}

// The next statement is not of this part of the file. What lies across the border is not
// what the next part takes it for.
static bool ends_part(Splitter *splitter, size_t from, Token next)
{
    if (splitter->until == 0 || next.start < splitter->until)
        return false;
    splitter->torn = splitter->torn || from > splitter->until;
    splitter->over = true;
    return true;
}

// Reads one statement of the piece; without tokens if there is none left.
static void read_statement(Splitter *splitter, Statement *statement)
{
    Lexer lexer = { .text = str_take(splitter->text, splitter->piece_end),
                    .at = splitter->at };
    Nesting nesting = { 0 };
    for (;;) {
        size_t from = lexer.at;
        Token token = pg_lex_next(&lexer);
        bool between = statement->tokens.len == 0;
        if (between && ends_part(splitter, from, token))
            return;
        if (token.kind == TOK_END) {
            end_nested(splitter, statement, &nesting);
            return;
        }
        if (token.kind == TOK_COMMENT && !token.open) {
            note_comment(splitter, token);
            continue;
        }
        if (token.kind == TOK_PUNCT) {
            if (between && skip_psql_command(splitter, &lexer, token))
                continue;
            if (!between && sends_statement(splitter, &lexer, token))
                break;
            if (token_is_punct(splitter->text, token, ';')) {
                if (nesting.depth == 0 && between)
                    continue;
                if (nesting.depth == 0)
                    break;
                if (nesting.resume == 0)
                    nesting = (Nesting){ nesting.rule, nesting.routine, nesting.depth,
                                         statement->tokens.len, token.end };
            }
        }
        *vec_push(splitter->tmp, &statement->tokens) = token;
        if (token.open) {
            end_open(splitter, statement);
            return;
        }
        if (statement->tokens.len <= FAMILY_WORDS)
            note_family(splitter, statement, &nesting);
        if (nesting.rule || nesting.routine)
            note_nesting(splitter, statement, &nesting);
    }
    close_span(statement);
    splitter->at = lexer.at;
    skip_copy_data(splitter, statement);
}

static void skip_byte_order_mark(Splitter *splitter)
{
    Str mark = STR("\xEF\xBB\xBF");
    if (splitter->at == 0 && str_starts(splitter->text, mark))
        splitter->at = mark.len;
}

bool split_next(Splitter *splitter, Statement *statement)
{
    if (splitter->piece_end == 0)
        splitter->piece_end = next_breakpoint(splitter, splitter->at);
    skip_byte_order_mark(splitter);
    TokenVec tokens = statement->tokens;
    tokens.len = 0;
    for (;;) {
        *statement = (Statement){ .tokens = tokens };
        read_statement(splitter, statement);
        if (statement->tokens.len > 0)
            return true;
        if (splitter->over || splitter->piece_end >= splitter->text.len)
            return false;
        splitter->at = splitter->piece_end + BREAKPOINT.len;
        splitter->piece_end = next_breakpoint(splitter, splitter->at);
    }
}
