// SPDX-License-Identifier: Apache-2.0
// The splitter: semicolons outside of a trigger's body, and the runner's breakpoints.
#include "dialect/sqlite_split.h"

#define BREAKPOINT STR("--> statement-breakpoint")

// Each rescue may read the rest of the text again. Text that needs more of them is no
// SQL.
enum { RESCUES_MAX = 64 };

static bool is_any_word(Str text, SlToken token, const char *const *words)
{
    for (; token.kind == SLT_WORD && *words != NULL; words++)
        if (sl_token_is(text, token, str_from(*words)))
            return true;
    return false;
}

// Words that begin a statement and, but for REPLACE, stand nowhere else.
static bool starts_statement(Str text, SlToken token)
{
    static const char *const words[] = { "create", "alter",  "drop",   "insert", "update",
                                         "delete", "select", "pragma", "with",   "begin",
                                         "commit", "attach", "vacuum", NULL };
    return is_any_word(text, token, words);
}

static void note_comment(const SlSplitter *splitter, SlToken token)
{
    Str comment = sl_token_text(splitter->text, token);
    if (str_contains(comment, STR("tidegate:")) ||
        str_contains(comment, STR("atlas:nolint")))
        *vec_push(splitter->arena, splitter->comments) = (Span){ token.start, token.end };
}

// The runner cuts there whatever stands around it: in a comment or a string, too.
static size_t next_breakpoint(const SlSplitter *splitter, size_t from)
{
    return splitter->breakpoints ? str_find(splitter->text, BREAKPOINT, from)
                                 : splitter->text.len;
}

static void close_span(SlStatement *statement)
{
    const SlTokenVec *tokens = &statement->tokens;
    if (tokens->len > 0)
        statement->span = (Span){ tokens->at[0].start, tokens->at[tokens->len - 1].end };
}

// ---- triggers ----

static bool token_at_is(Str text, const SlStatement *statement, size_t index, Str word)
{
    return index < statement->tokens.len &&
           sl_token_is(text, statement->tokens.at[index], word);
}

// [EXPLAIN [QUERY PLAN]] CREATE [TEMP | TEMPORARY] TRIGGER
static bool is_trigger(Str text, const SlStatement *statement)
{
    size_t at = 0;
    if (token_at_is(text, statement, at, STR("explain"))) {
        at++;
        at += token_at_is(text, statement, at, STR("query")) ? 2 : 0;
    }
    if (!token_at_is(text, statement, at++, STR("create")))
        return false;
    at += token_at_is(text, statement, at, STR("temp")) ||
          token_at_is(text, statement, at, STR("temporary"));
    return token_at_is(text, statement, at, STR("trigger"));
}

// A trigger's end is an END right behind a semicolon; one that never reaches its BEGIN
// ends as other statements do. The token that was read last may be that BEGIN.
static void note_begin(Str text, SlStatement *statement)
{
    if (!statement->has_body &&
        token_at_is(text, statement, statement->tokens.len - 1, STR("begin")))
        statement->has_body = is_trigger(text, statement);
}

static bool inside_trigger(Str text, const SlStatement *statement)
{
    size_t count = statement->tokens.len;
    bool ends = count >= 2 && token_at_is(text, statement, count - 1, STR("end")) &&
                sl_token_is_punct(text, statement->tokens.at[count - 2], ';');
    return statement->has_body && !ends;
}

// ---- faults ----

static Str fault_of(SlToken token)
{
    if (token.kind == SLT_COMMENT)
        return STR("unterminated /* comment");
    return token.kind == SLT_QUOTED ? STR("unterminated quoted identifier")
                                    : STR("unterminated quoted string");
}

// An empty line, or one that ends a statement, be there a comment behind it or not.
static bool ends_statement(Str line)
{
    Str code = str_trim(str_take(line, str_find(line, STR("--"), 0)));
    return code.len == 0 || str_ends(code, STR(";"));
}

// The first line in the range that begins as statements do, behind one that ends a
// statement: its offset, or `to`. The line that `from` is on is not looked at.
static size_t find_resume(Str text, size_t from, size_t to)
{
    size_t line = from;
    for (;;) {
        size_t next = str_find_char(text, '\n', line) + 1;
        if (next >= to)
            return to;
        if (ends_statement(str_slice(text, line, next - 1)) &&
            starts_statement(text, sl_lex(str_take(text, to), next)))
            return next;
        line = next;
    }
}

// What is behind an offset is going to be read again, comments too.
static void go_back(SlSplitter *splitter, size_t at)
{
    SpanVec *comments = splitter->comments;
    while (comments->len > 0 && comments->at[comments->len - 1].start >= at)
        comments->len--;
    splitter->at = at;
}

// The statement goes up to `resume`; the token at `index` is what is wrong with it.
static void cut_at_fault(SlSplitter *splitter, SlStatement *statement, size_t index,
                         size_t resume)
{
    SlToken *token = &statement->tokens.at[index];
    statement->tokens.len = index + 1;
    statement->fault = fault_of(*token);
    statement->fault_span = (Span){ token->start, token->start + 1 };
    token->end =
        token->start + str_trim(str_slice(splitter->text, token->start, resume)).len;
    close_span(statement);
    go_back(splitter, resume);
}

// The last token has no end. The text may have more statements behind it all the same.
static void end_open(SlSplitter *splitter, SlStatement *statement)
{
    size_t last = statement->tokens.len - 1;
    size_t resume = splitter->piece_end;
    if (splitter->rescues++ < RESCUES_MAX)
        resume = find_resume(splitter->text, statement->tokens.at[last].start, resume);
    cut_at_fault(splitter, statement, last, resume);
}

// ---- statements ----

// Without tokens if there are none left in front of a semicolon or the piece's end.
static void read_statement(SlSplitter *splitter, SlStatement *statement)
{
    Str text = str_take(splitter->text, splitter->piece_end);
    for (;;) {
        SlToken token = sl_lex(text, splitter->at);
        splitter->at = token.end;
        if (token.kind == SLT_COMMENT && !token.open) {
            note_comment(splitter, token);
            continue;
        }
        if (token.kind == SLT_END)
            break;
        bool semicolon = sl_token_is_punct(text, token, ';');
        if (semicolon && !inside_trigger(text, statement))
            break;
        *vec_push(splitter->tmp, &statement->tokens) = token;
        if (token.open) {
            end_open(splitter, statement);
            return;
        }
        note_begin(text, statement);
    }
    close_span(statement);
}

// False: the text has ended.
static bool next_piece(SlSplitter *splitter)
{
    if (splitter->piece_end >= splitter->text.len)
        return false;
    splitter->at = splitter->piece_end + BREAKPOINT.len;
    splitter->piece_end = next_breakpoint(splitter, splitter->at);
    return true;
}

bool sl_split_next(SlSplitter *splitter, SlStatement *statement)
{
    SlTokenVec tokens = statement->tokens;
    if (splitter->piece_end == 0)
        splitter->piece_end = next_breakpoint(splitter, splitter->at);
    do {
        while (splitter->at < splitter->piece_end) {
            tokens.len = 0;
            *statement = (SlStatement){ .tokens = tokens };
            read_statement(splitter, statement);
            if (statement->tokens.len > 0)
                return true;
            tokens = statement->tokens;
        }
    } while (next_piece(splitter));
    return false;
}

// ---- what SQLite refused ----

static bool in_first_column(Str text, SlToken token)
{
    return token.start > 0 && text.ptr[token.start - 1] == '\n';
}

static bool may_begin_next(Str text, SlToken token)
{
    return in_first_column(text, token) && starts_statement(text, token);
}

static bool has_lines(Str text, SlToken token)
{
    bool quoted = token.kind == SLT_STRING || token.kind == SLT_QUOTED;
    return quoted && str_find_char(text, '\n', token.start) < token.end;
}

// A quote that swallowed lines in front of the offset pairs with the wrong one.
static bool may_pair_wrongly(Str text, SlToken token, size_t offset)
{
    return token.start <= offset && has_lines(text, token);
}

bool sl_split_is_whole(Str text, const SlStatement *statement)
{
    if (statement->fault.len > 0)
        return false;
    for (size_t i = 0; i < statement->tokens.len; i++) {
        SlToken token = statement->tokens.at[i];
        if (has_lines(text, token) || (i > 0 && may_begin_next(text, token)))
            return false;
    }
    return true;
}

bool sl_split_rescue(SlSplitter *splitter, SlStatement *statement, size_t offset)
{
    Str text = splitter->text;
    for (size_t i = 0; i < statement->tokens.len; i++) {
        SlToken token = statement->tokens.at[i];
        bool begins_next = i > 0 && token.start == offset && may_begin_next(text, token);
        size_t resume = may_pair_wrongly(text, token, offset)
                            ? find_resume(text, token.start, token.end)
                            : token.end;
        if (!begins_next && resume == token.end)
            continue;
        if (splitter->rescues++ >= RESCUES_MAX)
            return false;
        if (begins_next) {
            statement->fault =
                arena_fmt(splitter->arena,
                          "incomplete statement, or no semicolon before \"" STR_FMT "\"",
                          STR_ARG(sl_token_text(text, token)));
            SlToken last = statement->tokens.at[i - 1];
            statement->fault_span = (Span){ last.start, last.end };
            statement->tokens.len = i;
            close_span(statement);
            go_back(splitter, token.start);
        } else {
            cut_at_fault(splitter, statement, i, resume);
        }
        return true;
    }
    return false;
}
