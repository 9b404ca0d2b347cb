// SPDX-License-Identifier: Apache-2.0
// MySQL, MariaDB and TiDB: text to statements to ops. What the grammar refuses becomes an
// op that says where.
#include "dialect/mysql_commits.h"
#include "dialect/mysql_families.h"
#include "dialect/mysql_priv.h"
#include "dialect/mysql_split.h"
#include "dialect/template.h"

#include <string.h>

// What a statement needs besides its ops is dropped each time this much was read.
enum { PARSED_MAX = 1 << 18 };

typedef struct Run {
    MySplitter splitter;
    Lowered *lowered;
    size_t fresh; // up to here nothing of what was read is in the splitter's tmp any more
    size_t rescues; // as many there were then
    char *filled;   // the text with names in the place of placeholders; NULL: none so far
} Run;

static void add_refused(MyParser *p, Str message, Span span)
{
    Op *op = my_op_at(p, OP_OPAQUE, OBJ_NONE, span);
    op->flags = OPF_SYNTAX;
    op->detail = message;
}

// New ops are taken to be zeroed.
static void drop_ops(OpVec *ops, size_t first)
{
    while (ops->len > first)
        ops->at[--ops->len] = (Op){ 0 };
}

// ALTER TABLE t RENAME TO u, ADD …: all of it is about the table by its older name.
static void put_rename_last(OpVec *ops, size_t first)
{
    size_t at = first;
    while (at < ops->len && ops->at[at].kind != OP_RENAME_TABLE)
        at++;
    if (at + 1 >= ops->len || ops->at[ops->len - 1].kind == OP_RENAME_TABLE)
        return;
    Op rename = ops->at[at];
    memmove(&ops->at[at], &ops->at[at + 1], (ops->len - at - 1) * sizeof *ops->at);
    ops->at[ops->len - 1] = rename;
}

static bool parse(MyParser *p)
{
    size_t first = p->out->ops.len;
    if (!my_statement(p) || !my_expect_end(p)) {
        drop_ops(&p->out->ops, first);
        return false;
    }
    put_rename_last(&p->out->ops, first);
    for (size_t i = first; i < p->out->ops.len; i++) {
        p->out->ops.at[i].asked = p->asked;
        p->out->ops.at[i].flags |= p->waits ? OPF_WAIT : 0;
    }
    if (first < p->out->ops.len && p->misfits.len > 0)
        op_own_rest(p->arena, &p->out->ops.at[first])->misfits = p->misfits;
    return true;
}

// ---- placeholders ----

static TemplateToken *add_mark(Arena *arena, TemplateTokenVec *marks, Str text, Span span)
{
    TemplateToken *mark = vec_push(arena, marks);
    mark->span = span;
    mark->c = span.end == span.start + 1 ? text.ptr[span.start] : '\0';
    return mark;
}

// "$" is part of words here: that of "a_${b}" becomes one of its own.
static TemplateTokenVec marks_of(const MyParser *p)
{
    TemplateTokenVec marks = { 0 };
    for (size_t i = 0; i < p->count; i++) {
        MyToken token = p->tokens[i];
        bool word = token.kind == MYT_WORD;
        bool brace = i + 1 < p->count && !p->tokens[i + 1].spaced &&
                     my_token_is_punct(p->text, p->tokens[i + 1], '{');
        bool dollar = word && brace && p->text.ptr[token.end - 1] == '$';
        size_t end = dollar ? token.end - 1 : token.end;
        if (end > token.start)
            add_mark(p->tmp, &marks, p->text, (Span){ token.start, end })->names =
                word || token.kind == MYT_STRING || token.kind == MYT_QUOTED;
        if (dollar)
            add_mark(p->tmp, &marks, p->text, (Span){ end, token.end });
    }
    return marks;
}

static void lex_again(MyParser *p, MyTokenVec *tokens)
{
    MyLexer lexer = { .text = str_take(p->text, p->span.end), .at = p->span.start };
    lexer.engine = p->engine;
    lexer.modes = p->modes;
    MyToken token;
    do {
        token = my_lex_next(&lexer);
        if (token.kind != MYT_COMMENT)
            *vec_push(p->tmp, tokens) = token;
    } while (token.kind != MYT_END);
    p->tokens = tokens->at;
    p->count = tokens->len - 1;
}

// The statement with names in the place of its placeholders.
static MyParser fill_placeholders(Run *run, const MyParser *p,
                                  const TemplateTokenVec *marks)
{
    if (!run->filled) {
        run->filled = NEW_ARRAY(p->arena, char, p->text.len + 1);
        memcpy(run->filled, p->text.ptr, p->text.len);
    }
    template_fill(marks, run->filled);
    MyParser filled = { .arena = p->arena, .tmp = p->tmp, .out = p->out };
    filled.engine = p->engine;
    filled.modes = p->modes;
    filled.text = (Str){ run->filled, p->text.len };
    filled.span = p->span;
    filled.index = p->index;
    MyTokenVec tokens = { 0 };
    lex_again(&filled, &tokens);
    return filled;
}

// Something is wrong at a placeholder or right behind it: who fills it in can make it
// good.
static bool is_explained(const MyParser *filled, const TemplateTokenVec *marks)
{
    Span span;
    size_t at = filled->error_span.start;
    size_t i = 0;
    while (i < filled->count && filled->tokens[i].end <= at)
        i++;
    return my_at_end(filled) || template_find(marks, at, &span) ||
           (i > 0 && template_find(marks, filled->tokens[i - 1].end - 1, &span));
}

// What the grammar stumbled over is a placeholder: it is named, and the statement read as
// if a name stood there. False when it is something else, or that is not all: then the
// error is the latest.
static bool lower_template(Run *run, MyParser *p)
{
    Span span;
    TemplateTokenVec marks = marks_of(p);
    if (!template_find(&marks, p->error_span.start, &span))
        return false;
    MyParser filled = fill_placeholders(run, p, &marks);
    bool judged = parse(&filled);
    if (!judged && !is_explained(&filled, &marks)) {
        p->error = filled.error;
        p->error_span = filled.error_span;
        return false;
    }
    Op *op = my_op_at(p, OP_OPAQUE, OBJ_NONE, span);
    op->flags = OPF_TEMPLATE;
    op->detail = str_slice(p->text, span.start, span.end);
    op->verb = judged ? STR("name") : (Str){ 0 };
    return true;
}

// ---- statements ----

// What the server passes over inside of a statement that it runs.
static void add_passed(MyParser *p, const SpanVec *comments)
{
    for (size_t i = 0; i < comments->len; i++) {
        Span span = comments->at[i];
        my_op_at(p, OP_SKIPPED, OBJ_NONE, span)->detail =
            str_slice(p->text, span.start, span.end);
    }
}

static void lower_statement(Run *run, MyStatement *statement)
{
    MySplitter *splitter = &run->splitter;
    MyParser p = { .arena = splitter->arena, .tmp = splitter->tmp, .out = run->lowered };
    p.engine = splitter->lexer.engine;
    p.modes = statement->modes;
    p.text = splitter->text;
    p.span = statement->span;
    p.index = run->lowered->statements.len;
    p.tokens = statement->tokens.at;
    p.count = statement->count;
    if (statement->skipped) {
        my_op(&p, OP_SKIPPED, OBJ_NONE)->detail =
            str_slice(p.text, p.span.start, p.span.end);
    } else if (statement->fault.len > 0) {
        add_refused(&p, statement->fault, statement->fault_span);
    } else if (parse(&p)) {
        add_passed(&p, &statement->passed);
    } else if (!lower_template(run, &p)) {
        bool ends = my_at_end(&p);
        bool rescued = my_split_rescue(splitter, statement, p.error_span.start);
        p.span = statement->span;
        if (rescued && (ends || p.error_span.end > p.span.end))
            add_refused(&p, statement->fault, statement->fault_span);
        else
            add_refused(&p, p.error, p.error_span);
    }
    *vec_push(splitter->arena, &run->lowered->statements) = p.span;
}

// A statement that was rescued had been read much further than it is long.
static void refresh(Run *run, MyStatement *statement)
{
    const MySplitter *splitter = &run->splitter;
    size_t at = splitter->lexer.at;
    if (at - run->fresh <= PARSED_MAX && run->rescues == splitter->rescues)
        return;
    arena_reset(splitter->tmp);
    *statement = (MyStatement){ 0 };
    run->fresh = at;
    run->rescues = splitter->rescues;
}

static void lower(Arena *arena, Str text, const Runner *runner, Lowered *lowered)
{
    *lowered = (Lowered){ .text = text,
                          .start = lowered->start,
                          .engine = lowered->engine,
                          .most = lowered->most };
    const Engine *engine = lowered->engine ? lowered->engine : &mysql_families[0].usual;
    Run run = { .splitter = my_splitter(text, lowered->start, engine),
                .lowered = lowered };
    run.splitter.arena = arena;
    run.splitter.tmp = arena_new();
    run.splitter.breakpoints = runner && runner->breakpoints;
    run.splitter.dashes = !runner || runner->dashes;
    run.splitter.comments = &lowered->comments;
    run.fresh = run.splitter.lexer.at;
    MyStatement statement = { 0 };
    while (my_split_next(&run.splitter, &statement) &&
           lowered_takes(lowered, statement.span.start)) {
        lower_statement(&run, &statement);
        refresh(&run, &statement);
    }
    arena_free(run.splitter.tmp);
}

const Frontend mysql_frontend = {
    .dialect = "mysql",
    .grammar = "MySQL 9.7, MariaDB 11.8 and TiDB 8.5",
    .families = mysql_families,
    .family_count = MYSQL_FAMILY_COUNT,
    .lower = lower,
    .effects = my_effects,
    .commits = mysql_commits,
    .lone_statements = true,
    .meaning = &mysql_meaning,
};
