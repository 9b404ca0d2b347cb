// SPDX-License-Identifier: Apache-2.0
// Placeholders in PostgreSQL's statements.
#include "dialect/pg_template.h"

#include "dialect/template.h"

static TemplateTokenVec tokens_of(const PgStmt *stmt)
{
    TemplateTokenVec tokens = { 0 };
    for (size_t i = 0; i < stmt->token_count; i++) {
        Token token = stmt->tokens[i];
        TemplateToken *mark = vec_push(stmt->tmp, &tokens);
        mark->span = (Span){ token.start, token.end };
        bool single = token.kind == TOK_PUNCT && token.end == token.start + 1;
        mark->c = single ? stmt->text.ptr[token.start] : '\0';
        mark->names = token.kind == TOK_WORD || token.kind == TOK_STRING ||
                      token.kind == TOK_QUOTED;
    }
    return tokens;
}

bool pg_find_placeholder(const PgStmt *stmt, size_t offset, Span *found)
{
    TemplateTokenVec tokens = tokens_of(stmt);
    return template_find(&tokens, offset, found);
}

void pg_fill_placeholders(const PgStmt *stmt, char *text)
{
    TemplateTokenVec tokens = tokens_of(stmt);
    template_fill(&tokens, text);
}
