// SPDX-License-Identifier: Apache-2.0
// MySQL, MariaDB and TiDB: text to statements to ops. What the grammar refuses becomes an
// op that says where.
#include "dialect/mysql_commits.h"
#include "dialect/mysql_families.h"
#include "dialect/mysql_priv.h"
#include "dialect/mysql_split.h"

// What a statement needs besides its ops is dropped each time this much was read.
enum { PARSED_MAX = 1 << 18 };

static const Engine oldest = { STR_INIT("mysql"), 8, 0, 29 };

static void add_refused(MyParser *p, Str message, Span span)
{
    Op *op = my_op_at(p, OP_OPAQUE, OBJ_NONE, span);
    op->flags = OPF_SYNTAX;
    op->detail = message;
}

static bool parse(MyParser *p)
{
    size_t first = p->out->ops.len;
    if (!my_statement(p) || !my_expect_end(p)) {
        p->out->ops.len = first;
        return false;
    }
    for (size_t i = first; i < p->out->ops.len; i++)
        p->out->ops.at[i].asked = p->asked;
    if (first < p->out->ops.len)
        p->out->ops.at[first].misfits = p->misfits;
    return true;
}

static void lower_statement(const MySplitter *splitter, const MyStatement *statement,
                            Lowered *lowered)
{
    MyParser p = { .arena = splitter->arena, .tmp = splitter->tmp, .out = lowered };
    p.engine = splitter->lexer.engine;
    p.modes = statement->modes;
    p.text = splitter->text;
    p.span = statement->span;
    p.index = lowered->statements.len;
    p.tokens = statement->tokens.at;
    p.count = statement->count;
    if (statement->fault.len > 0)
        add_refused(&p, statement->fault, statement->fault_span);
    else if (!parse(&p))
        add_refused(&p, p.error, p.error_span);
    *vec_push(splitter->arena, &lowered->statements) = p.span;
}

static void lower(Arena *arena, Str text, const Runner *runner, Lowered *lowered)
{
    *lowered =
        (Lowered){ .text = text, .start = lowered->start, .engine = lowered->engine };
    MySplitter splitter =
        my_splitter(text, lowered->start, lowered->engine ? lowered->engine : &oldest);
    splitter.arena = arena;
    splitter.tmp = arena_new();
    splitter.breakpoints = runner && runner->breakpoints;
    splitter.comments = &lowered->comments;
    MyStatement statement = { 0 };
    size_t fresh = splitter.lexer.at;
    while (my_split_next(&splitter, &statement)) {
        lower_statement(&splitter, &statement, lowered);
        if (splitter.lexer.at - fresh > PARSED_MAX) {
            arena_reset(splitter.tmp);
            statement = (MyStatement){ 0 };
            fresh = splitter.lexer.at;
        }
    }
    arena_free(splitter.tmp);
}

const Frontend mysql_frontend = {
    .dialect = "mysql",
    .grammar = "MySQL 9.7, MariaDB 11.8 and TiDB 8.5",
    .families = mysql_families,
    .family_count = MYSQL_FAMILY_COUNT,
    .lower = lower,
    .effects = my_effects,
    .commits = mysql_commits,
};
