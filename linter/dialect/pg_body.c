// SPDX-License-Identifier: Apache-2.0
// Finds the SQL statements in the body of a block or function. For PL/pgSQL it follows
// the tokens from statement to statement instead of asking the server's own compiler:
// that one stops at the first mistake and tells lines, whereas here places must be exact
// and no mistake may hide what comes behind it. What the compiler refuses is told by
// pg_body_check.c.
#include "dialect/pg_body_priv.h"

#include <string.h>

typedef struct Body {
    PgStmt *outer;   // what runs it
    TokenVec tokens; // without comments
    size_t at;
} Body;

// ---- tokens ----

static bool is_word_at(const Body *body, size_t i, const char *word)
{
    return i < body->tokens.len &&
           token_is_word(body->outer->text, body->tokens.at[i], str_from(word));
}

static bool is_punct_at(const Body *body, size_t i, char c)
{
    return i < body->tokens.len &&
           token_is_punct(body->outer->text, body->tokens.at[i], c);
}

static bool is_text_at(const Body *body, size_t i, Str text)
{
    return i < body->tokens.len &&
           str_eq(token_text(body->outer->text, body->tokens.at[i]), text);
}

static void lex(Body *body, Span span)
{
    Lexer lexer = { .text = str_take(body->outer->text, span.end), .at = span.start };
    for (Token token = pg_lex_next(&lexer); token.kind != TOK_END;
         token = pg_lex_next(&lexer))
        if (token.kind != TOK_COMMENT)
            *vec_push(body->outer->tmp, &body->tokens) = token;
}

// The semicolon that ends what starts at i, or the number of tokens.
static size_t find_end(const Body *body, size_t i)
{
    size_t depth = 0;
    for (; i < body->tokens.len; i++) {
        if (is_punct_at(body, i, '('))
            depth++;
        else if (is_punct_at(body, i, ')') && depth > 0)
            depth--;
        else if (depth == 0 && is_punct_at(body, i, ';'))
            break;
    }
    return i;
}

// The key word that ends a condition or a query, outside of brackets and CASE … END.
static size_t find_word(const Body *body, size_t i, const char *word)
{
    size_t depth = 0;
    for (; i < body->tokens.len; i++) {
        if (is_punct_at(body, i, '(') || is_word_at(body, i, "case"))
            depth++;
        else if (depth == 0 && is_word_at(body, i, word))
            break;
        else if (depth > 0 && (is_punct_at(body, i, ')') || is_word_at(body, i, "end")))
            depth--;
    }
    return i;
}

// ---- statements that are found ----

static Span span_of(const Body *body, Range range)
{
    return (Span){ body->tokens.at[range.from].start, body->tokens.at[range.to - 1].end };
}

// Behind the variables of an INTO: [STRICT] a, b.c, d[1]
static size_t skip_targets(const Body *body, size_t i, size_t to)
{
    i += is_word_at(body, i, "strict");
    bool more = true;
    while (more && i < to) {
        while (is_punct_at(body, i + 1, '.'))
            i += 2;
        if (is_punct_at(body, i + 1, '['))
            while (i + 1 < to && !is_punct_at(body, i, ']'))
                i++;
        more = is_punct_at(body, i + 1, ',');
        i += more ? 2 : 1;
    }
    return i < to ? i : to;
}

// PL/pgSQL's own words in SQL, made blank: INTO with its variables; PERFORM is a SELECT.
static void translate(const Body *body, Range range, char *sql)
{
    size_t start = body->tokens.at[range.from].start;
    if (is_word_at(body, range.from, "perform"))
        memcpy(sql, "SELECT ", strlen("PERFORM"));
    size_t depth = 0;
    for (size_t i = range.from + 1; i < range.to; i++) {
        depth += is_punct_at(body, i, '(');
        depth -= is_punct_at(body, i, ')') && depth > 0;
        bool into = depth == 0 && is_word_at(body, i, "into") &&
                    !is_word_at(body, i - 1, "insert") &&
                    !is_word_at(body, i - 1, "merge");
        size_t behind = into ? skip_targets(body, i + 1, range.to) : i;
        if (into)
            memset(sql + (body->tokens.at[i].start - start), ' ',
                   body->tokens.at[behind - 1].end - body->tokens.at[i].start);
    }
}

// The ops from `first` on belong to what runs the body.
static void adopt(Body *body, size_t first)
{
    OpVec *ops = &body->outer->out->ops;
    for (size_t i = first; i < ops->len; i++) {
        ops->at[i].flags |= (unsigned)OPF_NESTED;
        ops->at[i].stmt = body->outer->span;
        ops->at[i].stmt_index = body->outer->index;
    }
}

static Op *add_op(Body *body, OpKind kind, Range range)
{
    Op *op = pg_op_at(body->outer, kind, OBJ_NONE, span_of(body, range));
    adopt(body, body->outer->out->ops.len - 1);
    return op;
}

static void lower_sql(Body *body, Range range)
{
    PgStmt stmt = *body->outer;
    size_t first = stmt.out->ops.len;
    if (range.from >= range.to)
        return;
    stmt.tokens = &body->tokens.at[range.from];
    stmt.token_count = range.to - range.from;
    stmt.span = span_of(body, range);
    stmt.piece = stmt.span;
    Str text = str_slice(stmt.text, stmt.span.start, stmt.span.end);
    char *sql = NEW_ARRAY(stmt.tmp, char, text.len + 1);
    memcpy(sql, text.ptr, text.len);
    translate(body, range, sql);
    Str message;
    size_t offset;
    if (!pg_lower_sql(&stmt, sql, &message, &offset))
        add_op(body, OP_OPAQUE, range)->detail = arena_fmt(
            stmt.arena, "tidegate cannot read this statement of the block: " STR_FMT,
            STR_ARG(message));
    adopt(body, first);
}

static void lower_all_sql(PgStmt *outer, Span span)
{
    Body body = { .outer = outer };
    lex(&body, span);
    while (body.at < body.tokens.len) {
        size_t end = find_end(&body, body.at);
        lower_sql(&body, (Range){ body.at, end });
        body.at = end + 1;
    }
}

// What the string token holds, if that is plainly the text between its quotes.
static bool plain_content(Str text, Token token, Span *content)
{
    Str whole = token_text(text, token);
    size_t open = token.kind == TOK_DOLLAR   ? str_find_char(whole, '$', 1) + 1
                  : token.kind == TOK_STRING ? 1
                                             : 0;
    if (open == 0 || whole.len < 2 * open || token.open)
        return false;
    *content = (Span){ token.start + open, token.end - open };
    Str inside = str_slice(text, content->start, content->end);
    return token.kind == TOK_DOLLAR ||
           (whole.ptr[0] == '\'' && str_find_char(inside, '\'', 0) == inside.len);
}

// EXECUTE: a lone literal is SQL that can be read, anything else is known only when it
// runs.
static void lower_execute(Body *body, Range range)
{
    Span content;
    size_t literal = range.from + 1;
    bool lone = literal < range.to &&
                (literal + 1 == range.to || is_word_at(body, literal + 1, "into") ||
                 is_word_at(body, literal + 1, "using"));
    if (range.from >= range.to)
        return;
    if (lone && plain_content(body->outer->text, body->tokens.at[literal], &content)) {
        size_t first = body->outer->out->ops.len;
        lower_all_sql(body->outer, content);
        adopt(body, first);
        return;
    }
    Span whole = span_of(body, range);
    add_op(body, OP_EXECUTE, range)->detail =
        str_slice(body->outer->text, whole.start, whole.end);
}

// ---- the walk through PL/pgSQL ----

// The word at body->at starts a statement; each of these moves on to where the next one
// starts.

static void walk_on(Body *body)
{
    body->at++;
}

static void walk_over(Body *body)
{
    body->at = find_end(body, body->at) + 1;
}

// Up to the BEGIN that stands where a declaration could.
static void walk_declarations(Body *body)
{
    do
        body->at++;
    while (body->at < body->tokens.len && !(is_word_at(body, body->at, "begin") &&
                                            (is_punct_at(body, body->at - 1, ';') ||
                                             is_word_at(body, body->at - 1, "declare"))));
}

static void walk_condition(Body *body)
{
    body->at = find_word(body, body->at + 1, "then") + 1;
}

static void walk_while(Body *body)
{
    body->at = find_word(body, body->at + 1, "loop") + 1;
}

static void walk_query(Body *body, Range range)
{
    static const char *const queries[] = { "select", "with",   "insert", "update",
                                           "delete", "values", "merge" };
    if (is_word_at(body, range.from, "execute"))
        lower_execute(body, range);
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
        if (is_word_at(body, range.from, queries[i]))
            lower_sql(body, range);
}

static void walk_for(Body *body)
{
    size_t loop = find_word(body, body->at + 1, "loop");
    size_t in = find_word(body, body->at + 1, "in");
    if (in + 1 < loop)
        walk_query(body, (Range){ in + 1, loop });
    body->at = loop + 1;
}

static void walk_return(Body *body)
{
    size_t end = find_end(body, body->at);
    if (is_word_at(body, body->at + 1, "query"))
        walk_query(body, (Range){ body->at + 2, end });
    body->at = end + 1;
}

static void walk_execute(Body *body)
{
    size_t end = find_end(body, body->at);
    lower_execute(body, (Range){ body->at, end });
    body->at = end + 1;
}

static void walk_transaction(Body *body)
{
    size_t end = find_end(body, body->at);
    bool commits = is_word_at(body, body->at, "commit");
    add_op(body, OP_TRANSACTION, (Range){ body->at, end })->verb =
        commits ? STR("commit") : STR("rollback");
    body->at = end + 1;
}

static void walk_sql(Body *body)
{
    size_t end = find_end(body, body->at);
    lower_sql(body, (Range){ body->at, end });
    body->at = end + 1;
}

typedef struct Word {
    const char *word;
    void (*walk)(Body *body);
} Word;

static const Word words[] = {
    { "begin", walk_on },
    { "loop", walk_on },
    { "else", walk_on },
    { "exception", walk_on },
    { "declare", walk_declarations },
    { "if", walk_condition },
    { "elsif", walk_condition },
    { "elseif", walk_condition },
    { "case", walk_condition },
    { "when", walk_condition },
    { "while", walk_while },
    { "for", walk_for },
    { "foreach", walk_for },
    { "return", walk_return },
    { "execute", walk_execute },
    { "commit", walk_transaction },
    { "rollback", walk_transaction },
    { "perform", walk_sql },
    { "select", walk_sql },
    { "with", walk_sql },
    { "insert", walk_sql },
    { "update", walk_sql },
    { "delete", walk_sql },
    { "merge", walk_sql },
    { "create", walk_sql },
    { "alter", walk_sql },
    { "drop", walk_sql },
    { "truncate", walk_sql },
    { "grant", walk_sql },
    { "revoke", walk_sql },
    { "comment", walk_sql },
    { "copy", walk_sql },
    { "lock", walk_sql },
    { "vacuum", walk_sql },
    { "analyze", walk_sql },
    { "cluster", walk_sql },
    { "reindex", walk_sql },
    { "refresh", walk_sql },
    { "set", walk_sql },
    { "reset", walk_sql },
    { "discard", walk_sql },
    { "call", walk_sql },
    { "do", walk_sql },
    { "import", walk_sql },
    { "reassign", walk_sql },
    { "security", walk_sql },
    { "notify", walk_sql },
};

// What follows a variable that is given a value.
static bool is_assignment(const Body *body)
{
    return is_text_at(body, body->at + 1, STR(":=")) ||
           is_text_at(body, body->at + 1, STR("=")) ||
           is_punct_at(body, body->at + 1, '.') || is_punct_at(body, body->at + 1, '[');
}

static void walk_statement(Body *body)
{
    if (is_text_at(body, body->at, STR("<<"))) { // <<label>>
        body->at += 3;
        return;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_word_at(body, body->at, words[i].word) && !is_assignment(body)) {
            words[i].walk(body);
            return;
        }
    walk_over(body); // RAISE, END, an assignment, …
}

// BEGIN ATOMIC … END, without these words; other bodies of SQL as they are.
static Span inside_atomic(Body *body, Span span)
{
    size_t last = body->tokens.len;
    if (!is_word_at(body, 0, "begin") || !is_word_at(body, 1, "atomic") || last < 4)
        return span;
    return (Span){ body->tokens.at[2].start, body->tokens.at[last - 1].start };
}

bool pg_lower_body(PgStmt *stmt, const PgCode *code)
{
    PgStmt outer = *stmt;
    Body body = { .outer = &outer };
    bool plpgsql = str_eq_ci(code->language, STR("plpgsql"));
    if (!plpgsql && !str_eq_ci(code->language, STR("sql")))
        return false;
    outer.text = code->text;
    if (code->text.ptr != stmt->text.ptr && !outer.pin)
        outer.pin = &stmt->span;
    lex(&body, code->span);
    if (!plpgsql)
        lower_all_sql(&outer, inside_atomic(&body, code->span));
    while (plpgsql && body.at < body.tokens.len)
        walk_statement(&body);
    return true;
}

// ---- functions that are called ----

PgCode pg_code(const PgStmt *stmt, Token token, Str value)
{
    PgCode code = { .text = stmt->text };
    if (!plain_content(stmt->text, token, &code.span)) {
        code.text = value;
        code.span = (Span){ 0, value.len };
    }
    return code;
}

void pg_run_routine(PgStmt *stmt, Name name)
{
    stmt->out->asks |= TIE_ROUTINES;
    for (size_t i = 0; stmt->routines && i < stmt->routines->all.len; i++) {
        PgRoutine *routine = &stmt->routines->all.at[i];
        bool same = str_eq(routine->name.name, name.name) &&
                    (name.schema.len == 0 || routine->name.schema.len == 0 ||
                     str_eq(name.schema, routine->name.schema));
        if (!same || routine->ran)
            continue;
        routine->ran = true;
        PgStmt inside = *stmt;
        inside.span = routine->stmt;
        pg_lower_body(&inside, &routine->code);
    }
}
