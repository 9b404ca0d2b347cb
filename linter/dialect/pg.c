// SPDX-License-Identifier: Apache-2.0
// PostgreSQL: text to statements to parse trees to ops. What the grammar refuses becomes
// an op that says where.
#include "dialect/pg_nodes_priv.h"

#include "dialect/pg_body_priv.h"
#include "dialect/pg_effects.h"
#include "dialect/pg_template.h"
#include "dialect/pg_transaction.h"
#include "dialect/split.h"

#include <stdlib.h>
#include <string.h>

// Parse trees take some ten times the room of their text; they are dropped each time this
// much was read.
enum { PARSED_MAX = 1 << 18 };
// Statements hold statements (EXPLAIN, CREATE SCHEMA, WITH): deeper ones are not looked
// at.
enum { DEPTH_MAX = 32 };
// Words of an unknown statement that name it.
enum { OPENING_WORDS = 3 };

static const PgRow *const families[] = {
    pg_table_rows,  pg_alter_rows, pg_index_rows,   pg_drop_rows,
    pg_view_rows,   pg_type_rows,  pg_routine_rows, pg_rename_rows,
    pg_object_rows, pg_query_rows, pg_session_rows,
};

Op *pg_op_at(PgStmt *stmt, OpKind kind, ObjectKind object, Span span)
{
    Lowered *out = stmt->out;
    Op *op = vec_push(out->ops_arena ? out->ops_arena : stmt->arena, &out->ops);
    op->kind = kind;
    op->object = object;
    op->span = stmt->pin ? *stmt->pin : span;
    op->stmt = stmt->span;
    op->stmt_index = stmt->index;
    if (kind == OP_SET_SESSION)
        out->tells |= TIE_SETTINGS;
    return op;
}

Op *pg_op(PgStmt *stmt, OpKind kind, ObjectKind object)
{
    return pg_op_at(stmt, kind, object, stmt->piece);
}

static const PgRow *find_row(int tag)
{
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        for (const PgRow *row = families[i]; row->tag != 0; row++)
            if (row->tag == tag)
                return row;
    return NULL;
}

static void add_unknown(PgStmt *stmt)
{
    size_t words = 0;
    while (words < OPENING_WORDS && words < stmt->token_count &&
           stmt->tokens[words].kind == TOK_WORD)
        words++;
    Str opening = pg_text(stmt, (Range){ 0, words });
    pg_op(stmt, OP_OPAQUE, OBJ_NONE)->detail = arena_fmt(
        stmt->arena, "tidegate does not know what " STR_FMT " does", STR_ARG(opening));
}

void pg_lower_node(PgStmt *stmt, Node *node)
{
    const PgRow *row = find_row((int)nodeTag(node));
    stmt->depth++;
    if (row != NULL && stmt->depth <= DEPTH_MAX)
        row->lower(stmt, node);
    else if (!pg_lower_plain(stmt, node))
        add_unknown(stmt);
    stmt->depth--;
}

void pg_lower_piece(PgStmt *stmt, Node *node, Range range)
{
    PgStmt whole = *stmt;
    stmt->piece = pg_span(stmt, range);
    stmt->token_count = range.to;
    pg_lower_node(stmt, node);
    stmt->piece = whole.piece;
    stmt->token_count = whole.token_count;
}

static void add_refused(PgStmt *stmt, Str message, Span span)
{
    Op *op = pg_op_at(stmt, OP_OPAQUE, OBJ_NONE, span);
    op->flags = OPF_SYNTAX;
    op->detail = message;
}

// Bytes of the character that starts with this one, as the parser counts: by the first
// byte alone.
static size_t char_len(char c)
{
    unsigned char byte = (unsigned char)c;
    if (byte < 0xC0)
        return 1;
    return byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : byte < 0xF8 ? 4 : 1;
}

// Where the parser stopped, as an offset in the text: it counts characters from 1.
static size_t error_offset(const PgStmt *stmt, int cursor)
{
    size_t at = stmt->span.start;
    for (int i = 1; i < cursor && at < stmt->span.end; i++)
        at += char_len(stmt->text.ptr[at]);
    return at < stmt->span.end ? at : stmt->span.end;
}

// The token at the offset; at the end of the statement its last one.
static Span error_span(const PgStmt *stmt, size_t offset)
{
    for (size_t i = 0; i < stmt->token_count; i++)
        if (offset < stmt->tokens[i].end)
            return (Span){ stmt->tokens[i].start, stmt->tokens[i].end };
    const Token *last = &stmt->tokens[stmt->token_count - 1];
    return (Span){ last->start, last->end };
}

typedef struct Run {
    Arena *tmp; // emptied with the parse trees
    MemoryContext context;
    size_t parsed; // bytes since both were fresh
    PgRoutines routines;
    char *filled; // the text with names in the place of placeholders; NULL: none so far
} Run;

static void refresh(Run *run, size_t upcoming)
{
    if (run->parsed > 0 && run->parsed + upcoming > PARSED_MAX) {
        pg_query_exit_memory_context(run->context);
        run->context = pg_query_enter_memory_context();
        arena_reset(run->tmp);
        run->parsed = 0;
    }
    run->parsed += upcoming;
}

// False when the grammar has refused the text.
static bool end_parse(const PgStmt *stmt, PgQueryInternalParsetreeAndError *result,
                      Str *message, size_t *offset)
{
    free(result->stderr_buffer);
    if (!result->error)
        return true;
    *message = arena_copy(stmt->arena, str_from(result->error->message));
    *offset = error_offset(stmt, result->error->cursorpos);
    pg_query_free_error(result->error);
    return false;
}

bool pg_lower_sql(PgStmt *stmt, const char *sql, Str *message, size_t *offset)
{
    PgQueryInternalParsetreeAndError result =
        pg_query_raw_parse(sql, PG_QUERY_PARSE_DEFAULT);
    ListCell *cell;
    foreach (cell, result.tree)
        pg_lower_node(stmt, lfirst_node(RawStmt, cell)->stmt);
    return end_parse(stmt, &result, message, offset);
}

bool pg_parses(const PgStmt *stmt, const char *sql, Str *message, size_t *offset)
{
    PgQueryInternalParsetreeAndError result =
        pg_query_raw_parse(sql, PG_QUERY_PARSE_DEFAULT);
    return end_parse(stmt, &result, message, offset);
}

static bool parse(PgStmt *stmt, Str *message, size_t *offset)
{
    Str text = str_slice(stmt->text, stmt->span.start, stmt->span.end);
    return pg_lower_sql(stmt, arena_cstr(stmt->tmp, text), message, offset);
}

// The tokens of the statement in its filled text; those of the splitter are of the other.
static void lex_again(PgStmt *stmt)
{
    TokenVec tokens = { 0 };
    Lexer lexer = { .text = str_take(stmt->text, stmt->span.end),
                    .at = stmt->span.start };
    for (Token token = pg_lex_next(&lexer); token.kind != TOK_END;
         token = pg_lex_next(&lexer))
        if (token.kind != TOK_COMMENT)
            *vec_push(stmt->tmp, &tokens) = token;
    stmt->tokens = tokens.at;
    stmt->token_count = tokens.len;
}

// The statement with names in the place of its placeholders.
static PgStmt fill_placeholders(Run *run, const PgStmt *stmt)
{
    if (!run->filled) {
        run->filled = NEW_ARRAY(stmt->arena, char, stmt->text.len + 1);
        memcpy(run->filled, stmt->text.ptr, stmt->text.len);
    }
    PgStmt filled = *stmt;
    pg_fill_placeholders(stmt, run->filled);
    filled.text.ptr = run->filled;
    lex_again(&filled);
    return filled;
}

// Something is wrong at a placeholder or right behind it: who fills it in can make it
// good.
static bool is_explained(const PgStmt *stmt, const PgStmt *filled, size_t offset)
{
    Span span;
    size_t i = pg_token_at(filled, (int)(offset - filled->span.start));
    return i == filled->token_count || pg_find_placeholder(stmt, offset, &span) ||
           (i > 0 && pg_find_placeholder(
                         stmt, pg_span(filled, (Range){ i - 1, i }).end - 1, &span));
}

// What the grammar stumbled over is a placeholder: it is named, and the statement read as
// if a name stood there. False when it is something else, or that is not all: then the
// message is the latest.
static bool lower_template(Run *run, PgStmt *stmt, Str *message, size_t *offset)
{
    Span span;
    if (!pg_find_placeholder(stmt, *offset, &span))
        return false;
    PgStmt filled = fill_placeholders(run, stmt);
    bool judged = parse(&filled, message, offset);
    if (!judged && !is_explained(stmt, &filled, *offset))
        return false;
    Op *op = pg_op_at(stmt, OP_OPAQUE, OBJ_NONE, span);
    op->flags = OPF_TEMPLATE;
    op->detail = str_slice(stmt->text, span.start, span.end);
    op->verb = judged ? STR("name") : (Str){ 0 };
    return true;
}

static void lower_statement(Run *run, Splitter *splitter, Statement *statement,
                            Lowered *lowered)
{
    refresh(run, statement->span.end - statement->span.start);
    PgStmt stmt = { .arena = splitter->arena, .tmp = run->tmp, .out = lowered };
    stmt.routines = &run->routines;
    stmt.text = splitter->text;
    stmt.index = lowered->statements.len;
    stmt.span = statement->span;
    stmt.piece = statement->span;
    stmt.tokens = statement->tokens.at;
    stmt.token_count = statement->tokens.len;
    size_t nul = str_find_char(str_take(stmt.text, stmt.span.end), '\0', stmt.span.start);
    Str message;
    size_t offset;
    if (statement->fault.len > 0)
        add_refused(&stmt, statement->fault, statement->fault_span);
    else if (nul < stmt.span.end)
        add_refused(&stmt, STR("NUL byte"), (Span){ nul, nul + 1 });
    else if (!parse(&stmt, &message, &offset) &&
             !lower_template(run, &stmt, &message, &offset)) {
        bool quotes = split_rescue(splitter, statement, offset);
        stmt.span = statement->span;
        if (quotes && offset >= stmt.span.end)
            add_refused(&stmt, statement->fault, statement->fault_span);
        else
            add_refused(&stmt, message, error_span(&stmt, offset));
    }
    *vec_push(splitter->arena, &lowered->statements) = stmt.span;
}

// How many ops there will be, about: most statements end with a semicolon and are one
// op, some are a few. An op is the largest struct there is, and an array that doubles
// would copy each as often. A text may be semicolons alone.
static size_t likely_ops(const Lowered *lowered)
{
    enum { MOST = 1024 };
    bool is_part = lowered->until > 0 && lowered->until < lowered->text.len;
    size_t end = is_part ? lowered->until : lowered->text.len;
    Str text = str_slice(lowered->text, lowered->start < end ? lowered->start : end, end);
    Str statement;
    size_t count = 0;
    while (count < MOST && str_cut(&text, ';', &statement))
        count++;
    return count + count / 2 + 1;
}

static void lower(Arena *arena, Str text, const Runner *runner, Lowered *lowered)
{
    *lowered = (Lowered){ .text = text,
                          .start = lowered->start,
                          .engine = lowered->engine,
                          .ops_arena = lowered->ops_arena,
                          .until = lowered->until,
                          .most = lowered->most };
    vec_reserve(lowered->ops_arena ? lowered->ops_arena : arena, &lowered->ops,
                likely_ops(lowered));
    Arena *tokens = arena_new();
    Run run = { .tmp = arena_new(), .context = pg_query_enter_memory_context() };
    Splitter splitter = { .arena = arena, .tmp = tokens, .text = text };
    splitter.at = lowered->start;
    splitter.until = lowered->until;
    splitter.breakpoints = runner && runner->breakpoints;
    splitter.comments = &lowered->comments;
    Statement statement = { 0 };
    while (split_next(&splitter, &statement) &&
           lowered_takes(lowered, statement.span.start))
        lower_statement(&run, &splitter, &statement, lowered);
    lowered->torn = splitter.torn || splitter.rescues > 0;
    pg_query_exit_memory_context(run.context);
    arena_free(run.tmp);
    arena_free(tokens);
}

static const EngineSeries pg_series[] = {
    { .major = 11 }, { .major = 12 }, { .major = 13 }, { .major = 14 },
    { .major = 15 }, { .major = 16 }, { .major = 17 }, { .major = 18 },
};

static const EngineFamily pg_family = {
    .name = "postgres",
    .usual = { .family = STR_INIT("postgres"), .major = 14 },
    .is_whole = true,
    .series_count = sizeof pg_series / sizeof *pg_series,
    .series = pg_series,
};

const Frontend pg_frontend = {
    .dialect = "postgres",
    .grammar = "PostgreSQL " PG_VERSION,
    .families = &pg_family,
    .family_count = 1,
    .in_parts = true,
    .lower = lower,
    .effects = pg_effects,
    .refuses_transaction = pg_refuses_transaction,
    .meaning = &pg_meaning,
};
