// SPDX-License-Identifier: Apache-2.0
// JSON_TABLE: a document as rows, in FROM.
#include "dialect/mysql_query_priv.h"

#include "dialect/mysql_expr_priv.h"
#include "dialect/mysql_features.h"

static bool columns(MyParser *p);

static bool json_path(MyParser *p)
{
    Str path;
    if (my_peek(p, 0).kind == MYT_INTRODUCER)
        p->at++;
    return my_string(p, &path);
}

// NESTED PATH '$.a[*]' COLUMNS (…)
static bool nested(MyParser *p)
{
    if (!my_expect(p, "PATH") || !json_path(p) || !my_enter(p))
        return false;
    bool parsed = columns(p);
    my_leave(p);
    return parsed;
}

static bool column(MyParser *p)
{
    Str text;
    if (my_take(p, "NESTED"))
        return nested(p);
    if (!my_ident(p, &text))
        return false;
    if (my_take(p, "FOR"))
        return my_expect(p, "ORDINALITY");
    ColumnDef def = { 0 };
    if (!my_type(p, &def))
        return false;
    if (my_take(p, "COLLATE") && !my_expr_collation(p, &text))
        return false;
    if (my_take(p, "EXISTS"))
        return my_expect(p, "PATH") && json_path(p);
    return my_expect(p, "PATH") && json_path(p) && my_expr_json_handlers(p);
}

static bool columns(MyParser *p)
{
    if (!my_expect(p, "COLUMNS") || !my_expect_punct(p, '('))
        return false;
    do {
        if (!column(p))
            return false;
    } while (my_take_punct(p, ','));
    return my_expect_punct(p, ')');
}

bool my_json_table(MyParser *p, MyFrom *from)
{
    size_t at = p->at;
    MyTableRef table = { 0 };
    p->at += 2;
    if (!my_clause(p, &from->relations, NULL) || !my_expect_punct(p, ',') ||
        !json_path(p) || !columns(p) || !my_expect_punct(p, ')'))
        return false;
    my_uses(p, MYF_JSON_TABLE, at);
    if (!my_table_alias(p, &table.alias))
        return false;
    if (table.alias.len == 0)
        return my_refuse(p, NULL);
    *vec_push(p->tmp, &from->tables) = table;
    return true;
}
