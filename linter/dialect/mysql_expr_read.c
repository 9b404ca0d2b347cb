// SPDX-License-Identifier: Apache-2.0
// Expressions that stand alone: a default, a CHECK, a generated column as a catalog or an
// ORM's snapshot has them.
#include "dialect/mysql_expr.h"

MyTokenVec my_tokens_of(Arena *arena, Str text, const Engine *engine)
{
    MyLexer lexer = { .text = text, .engine = engine };
    MyTokenVec tokens = { 0 };
    MyToken token;
    do {
        token = my_lex_next(&lexer);
        if (token.kind != MYT_COMMENT)
            *vec_push(arena, &tokens) = token;
    } while (token.kind != MYT_END);
    return tokens;
}

const MyExpr *my_expr_read(Arena *arena, Str text, const Engine *engine)
{
    MyTokenVec tokens = my_tokens_of(arena, text, engine);
    for (size_t i = 0; i < tokens.len; i++)
        if (tokens.at[i].open)
            return NULL;
    MyParser p = { .arena = arena,
                   .tmp = arena,
                   .engine = engine,
                   .text = text,
                   .span = { 0, text.len },
                   .tokens = tokens.at,
                   .count = tokens.len - 1 };
    const MyExpr *expr;
    return my_expr(&p, &expr) && my_at_end(&p) ? expr : NULL;
}
