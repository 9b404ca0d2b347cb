// SPDX-License-Identifier: Apache-2.0
// The splitters: statements follow each other, hold their tokens, and between two of them
// there is nothing that a server would run. What a parser may refuse is refused here at
// places that the input chooses, so that the splitters have to find back.
#include "dialect/mysql_split.h"
#include "dialect/split.h"
#include "dialect/sqlite_split.h"
#include "fuzz/fuzz.h"
#include "fuzz/holds.h"

#define BREAKPOINT STR("--> statement-breakpoint")

typedef struct Input {
    Arena *arena;
    Str text;
    bool breakpoints;
    bool rescues;
    bool dashes;
} Input;

// A place in the statement, by what is in it.
static size_t refused_at(const Input *input, Span span)
{
    uint64_t hash = str_hash(str_slice(input->text, span.start, span.end));
    return span.start + (size_t)(hash % (span.end - span.start + 1));
}

static void check_statement(Span statement, Span fault, Span rest, bool is_fault)
{
    HOLDS(fuzz_is_within(statement, rest), NULL);
    HOLDS(statement.end > statement.start || is_fault, NULL);
    HOLDS(!is_fault || fuzz_is_within(fault, rest), NULL);
}

// The parts of what is between statements that the runner's breakpoints cut it into.
typedef void CheckGap(const Input *input, Str gap);

static void check_gap(const Input *input, Span gap, CheckGap *check)
{
    Str rest = str_slice(input->text, gap.start, gap.end);
    // A cut statement ends before any blanks: \v, too, which SQLite takes for none.
    rest = str_drop(rest, (size_t)(str_trim(rest).ptr - rest.ptr));
    while (input->breakpoints && str_contains(rest, BREAKPOINT)) {
        size_t at = str_find(rest, BREAKPOINT, 0);
        check(input, str_take(rest, at));
        rest = str_drop(rest, at + BREAKPOINT.len);
    }
    check(input, rest);
}

// ---- PostgreSQL ----

static void pg_gap(const Input *input, Str gap)
{
    Str mark = STR("\xEF\xBB\xBF");
    Lexer lexer = { .text = gap };
    if (gap.ptr == input->text.ptr && str_starts(gap, mark))
        lexer.at = mark.len;
    for (;;) {
        Token token = pg_lex_next(&lexer);
        if (token.kind == TOK_END)
            return;
        bool command = token_is_punct(gap, token, '\\'); // psql's, up to the line's end
        HOLDS(token.kind == TOK_COMMENT || command || token_is_punct(gap, token, ';'),
              NULL);
        if (command)
            lexer.at = str_find_char(gap, '\n', token.end);
    }
}

static bool is_copy(const Input *input, const Statement *statement)
{
    return token_is_word(input->text, statement->tokens.at[0], STR("copy"));
}

static void check_tokens(const Statement *statement)
{
    size_t at = statement->span.start;
    for (size_t i = 0; i < statement->tokens.len; i++) {
        Token token = statement->tokens.at[i];
        HOLDS(token.start >= at && token.start < token.end, NULL);
        at = token.end;
    }
    HOLDS(at <= statement->span.end, NULL);
}

static void split_postgres(const Input *input)
{
    SpanVec comments = { 0 };
    Splitter splitter = { .arena = input->arena,
                          .tmp = input->arena,
                          .text = input->text,
                          .breakpoints = input->breakpoints,
                          .comments = &comments };
    Statement statement = { 0 };
    Span rest = { 0, input->text.len };
    bool has_data = false; // of a COPY, between statements
    while (split_next(&splitter, &statement)) {
        if (input->rescues)
            split_rescue(&splitter, &statement, refused_at(input, statement.span));
        check_statement(statement.span, statement.fault_span, rest,
                        statement.fault.len > 0);
        check_tokens(&statement);
        if (!has_data)
            check_gap(input, (Span){ rest.start, statement.span.start }, pg_gap);
        has_data = is_copy(input, &statement);
        rest.start = statement.span.end;
    }
    if (!has_data)
        check_gap(input, rest, pg_gap);
    fuzz_check_spans(&comments, (Span){ 0, input->text.len });
}

// ---- MySQL ----

static const Engine mysql = { STR_INIT("mysql"), 8, 0, 29 };

static void my_gap(const Input *input, Str gap)
{
    MyLexer lexer = { .text = gap, .engine = &mysql };
    (void)input;
    for (;;) {
        MyToken token = my_lex_next(&lexer);
        if (token.kind == MYT_END)
            return;
        HOLDS(token.kind == MYT_COMMENT || my_token_is_punct(gap, token, ';'), NULL);
    }
}

// The client's commands, in any case, and comments that are code leave more between
// statements.
static bool is_plain(Arena *arena, Str text)
{
    Str lower = arena_lower(arena, text);
    return !str_contains(lower, STR("/*")) &&
           str_find_char(lower, '\\', 0) == lower.len &&
           !str_contains(lower, STR("source")) &&
           !str_contains(lower, STR("delimiter")) &&
           !str_contains(lower, STR("sql_mode"));
}

static void split_mysql(const Input *input)
{
    SpanVec comments = { 0 };
    MySplitter splitter = my_splitter(input->text, 0, &mysql);
    MyStatement statement = { 0 };
    Span rest = { splitter.lexer.at, input->text.len };
    bool plain = is_plain(input->arena, input->text) && !input->dashes;
    splitter.arena = splitter.tmp = input->arena;
    splitter.breakpoints = input->breakpoints;
    splitter.dashes = input->dashes;
    splitter.comments = &comments;
    while (my_split_next(&splitter, &statement)) {
        if (input->rescues && !statement.skipped)
            my_split_rescue(&splitter, &statement, refused_at(input, statement.span));
        check_statement(statement.span, statement.fault_span, rest,
                        statement.fault.len > 0);
        if (plain)
            check_gap(input, (Span){ rest.start, statement.span.start }, my_gap);
        rest.start = statement.span.end;
    }
    if (plain)
        check_gap(input, rest, my_gap);
    fuzz_check_spans(&comments, (Span){ 0, input->text.len });
}

// ---- SQLite ----

static void sl_gap(const Input *input, Str gap)
{
    size_t at = 0;
    (void)input;
    for (;;) {
        SlToken token = sl_lex(gap, at);
        at = token.end;
        if (token.kind == SLT_END)
            return;
        HOLDS(token.kind == SLT_COMMENT || sl_token_is_punct(gap, token, ';'), NULL);
    }
}

static void split_sqlite(const Input *input)
{
    SpanVec comments = { 0 };
    SlSplitter splitter = { .arena = input->arena,
                            .tmp = input->arena,
                            .text = input->text,
                            .breakpoints = input->breakpoints,
                            .comments = &comments };
    SlStatement statement = { 0 };
    Span rest = { 0, input->text.len };
    while (sl_split_next(&splitter, &statement)) {
        if (input->rescues)
            sl_split_rescue(&splitter, &statement, refused_at(input, statement.span));
        check_statement(statement.span, statement.fault_span, rest,
                        statement.fault.len > 0);
        check_gap(input, (Span){ rest.start, statement.span.start }, sl_gap);
        rest.start = statement.span.end;
    }
    check_gap(input, rest, sl_gap);
    fuzz_check_spans(&comments, (Span){ 0, input->text.len });
}

int fuzz_split(const uint8_t *data, size_t size)
{
    static void (*const splitters[])(const Input *) = { split_postgres, split_mysql,
                                                        split_sqlite };
    if (size == 0)
        return 0;
    Input input = { .arena = arena_new(),
                    .text = { (const char *)data + 1, size - 1 },
                    .breakpoints = data[0] & 4,
                    .rescues = data[0] & 8,
                    .dashes = data[0] & 16 };
    splitters[(data[0] & 3) % 3](&input);
    arena_free(input.arena);
    return 0;
}
