// SPDX-License-Identifier: Apache-2.0
// Getting back on track behind quotes that are not closed, and where a semicolon is
// missing: at a line that begins as statements do.
#include "dialect/mysql_split.h"

// Each rescue may read the rest of the text again. Text that needs more of them is no
// SQL.
enum { RESCUES_MAX = 64 };

static bool is_any_word(Str text, MyToken token, const char *const *words)
{
    for (; token.kind == MYT_WORD && *words != NULL; words++)
        if (my_token_is(text, token, str_from(*words)))
            return true;
    return false;
}

bool my_starts_statement(Str text, MyToken token)
{
    static const char *const words[] = {
        "create",  "alter",    "drop",  "insert",  "update",  "delete",     "select",
        "replace", "with",     "grant", "revoke",  "rename",  "truncate",   "begin",
        "commit",  "rollback", "start", "set",     "call",    "delimiter",  "lock",
        "unlock",  "use",      "load",  "prepare", "execute", "deallocate", "optimize",
        "analyze", "flush",    "do",    NULL,
    };
    return is_any_word(text, token, words);
}

// Words that begin a statement and nothing else, so that one in the first column shows
// where the statement before it should have ended.
static bool only_starts(Str text, MyToken token)
{
    static const char *const words[] = {
        "create",    "alter",  "drop",   "truncate", "grant",    "revoke",
        "insert",    "delete", "rename", "commit",   "rollback", "lock",
        "delimiter", "unlock", "use",    NULL,
    };
    bool column_one = token.start > 0 && text.ptr[token.start - 1] == '\n';
    return column_one && is_any_word(text, token, words);
}

void my_split_close(const MySplitter *splitter, MyStatement *statement)
{
    MyTokenVec *tokens = &statement->tokens;
    statement->count = tokens->len;
    Span span = { 0 };
    if (tokens->len > 0)
        span = (Span){ tokens->at[0].start, tokens->at[tokens->len - 1].end };
    statement->span = span;
    *vec_push(splitter->tmp, tokens) = (MyToken){ .start = span.end, .end = span.end };
}

// What is behind an offset is going to be read again, comments too.
static void go_back(MySplitter *splitter, size_t at)
{
    SpanVec *comments = splitter->comments;
    while (comments->len > 0 && comments->at[comments->len - 1].start >= at)
        comments->len--;
    splitter->lexer.at = at;
    splitter->lexer.executable = false;
}

// ---- where the next statement starts ----

// Only a word is sure to end soon: a quote would be read to the end of the text.
static bool line_starts_statement(const MySplitter *splitter, size_t at, size_t to)
{
    char first = (char)(splitter->text.ptr[at] | 0x20);
    MyLexer lexer = splitter->lexer;
    lexer.text = str_take(splitter->text, to);
    lexer.at = at;
    return first >= 'a' && first <= 'z' &&
           my_starts_statement(splitter->text, my_lex_next(&lexer));
}

// An empty line, or one that ends in the delimiter, be there a comment behind it or not.
static bool ends_statement(const MySplitter *splitter, Str line)
{
    Str code = str_trim(str_take(line, str_find(line, STR("--"), 0)));
    return str_trim(line).len == 0 || str_ends(code, splitter->delimiter);
}

// The first line in the range that begins with a statement's key word, behind an empty
// line or one that ends a statement: its offset, or `to`. The line that `from` is on is
// not looked at.
static size_t find_resume(const MySplitter *splitter, size_t from, size_t to)
{
    size_t line = from;
    for (;;) {
        size_t next = str_find_char(splitter->text, '\n', line) + 1;
        if (next >= to)
            return to;
        if (ends_statement(splitter, str_slice(splitter->text, line, next - 1)) &&
            line_starts_statement(splitter, next, to))
            return next;
        line = next;
    }
}

// ---- faults ----

static Str fault_of(MyTokenKind kind)
{
    switch (kind) {
    case MYT_COMMENT:
        return STR("unterminated /* comment");
    case MYT_QUOTED:
        return STR("unterminated quoted identifier");
    case MYT_STRING:
    case MYT_BITS:
    case MYT_VARIABLE:
        return STR("unterminated quoted string");
    case MYT_END:
    case MYT_WORD:
    case MYT_NUMBER:
    case MYT_PARAM:
    case MYT_INTRODUCER:
    case MYT_OPERATOR:
    case MYT_PUNCT:
        break;
    }
    return (Str){ 0 };
}

static bool is_quote(char c)
{
    return c == '\'' || c == '"' || c == '`';
}

// The opening delimiter with what stands before it: N', x', @`, $tag$, /*.
static size_t opening_end(Str text, MyToken token)
{
    if (token.kind == MYT_COMMENT)
        return token.start + 2;
    if (text.ptr[token.start] == '$')
        return str_find_char(text, '$', token.start + 1) + 1;
    size_t at = token.start;
    while (at + 1 < token.end && !is_quote(text.ptr[at]))
        at++;
    return at + 1;
}

// The statement ends with the line that its i-th token opens a quote on, and `at` is
// where the next one starts.
static void cut_at_fault(MySplitter *splitter, MyStatement *statement, size_t i,
                         size_t at)
{
    MyToken token = statement->tokens.at[i];
    statement->fault = fault_of(token.kind);
    statement->fault_span = (Span){ token.start, opening_end(splitter->text, token) };
    statement->tokens.len = i + 1;
    size_t end = token.start + str_trim(str_slice(splitter->text, token.start, at)).len;
    statement->tokens.at[i].end = end;
    my_split_close(splitter, statement);
    go_back(splitter, at);
}

static bool may_rescue(MySplitter *splitter)
{
    return splitter->rescues++ < RESCUES_MAX;
}

// The quote that was forgotten may be one that paired with the next statement's.
void my_split_open(MySplitter *splitter, MyStatement *statement)
{
    size_t last = statement->tokens.len - 1;
    if (!may_rescue(splitter)) {
        cut_at_fault(splitter, statement, last, splitter->lexer.text.len);
        return;
    }
    for (size_t i = 0; i <= last; i++) {
        MyToken token = statement->tokens.at[i];
        if (fault_of(token.kind).len == 0)
            continue;
        size_t resume = find_resume(splitter, token.start, token.end);
        if (resume < token.end || i == last) {
            cut_at_fault(splitter, statement, i, resume);
            return;
        }
    }
}

void my_split_unclosed(MySplitter *splitter, MyStatement *statement, size_t tokens,
                       size_t resume)
{
    if (!may_rescue(splitter))
        return;
    statement->tokens.len = tokens;
    go_back(splitter, resume);
}

// The i-th token starts another statement.
static void cut_before(MySplitter *splitter, MyStatement *statement, size_t i)
{
    MyToken next = statement->tokens.at[i];
    MyToken last = statement->tokens.at[i - 1];
    statement->fault = arena_fmt(
        splitter->arena, "incomplete statement, or no semicolon before \"" STR_FMT "\"",
        STR_ARG(my_token_text(splitter->text, next)));
    statement->fault_span = (Span){ last.start, last.end };
    statement->tokens.len = i;
    my_split_close(splitter, statement);
    go_back(splitter, next.start);
}

bool my_split_rescue(MySplitter *splitter, MyStatement *statement, size_t offset)
{
    for (size_t i = 0; i < statement->count; i++) {
        MyToken token = statement->tokens.at[i];
        if (token.start > offset)
            break;
        if (i > 0 && token.start == offset && only_starts(splitter->text, token)) {
            if (!may_rescue(splitter))
                return false;
            cut_before(splitter, statement, i);
            return true;
        }
        if (fault_of(token.kind).len == 0)
            continue;
        size_t resume = find_resume(splitter, token.start, token.end);
        if (resume < token.end && may_rescue(splitter)) {
            cut_at_fault(splitter, statement, i, resume);
            return true;
        }
    }
    return false;
}
