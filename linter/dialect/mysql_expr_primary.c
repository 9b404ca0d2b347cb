// SPDX-License-Identifier: Apache-2.0
// What operators work on: literals, names, variables, brackets, sub-queries, CASE.
#include "dialect/mysql_expr_priv.h"

#include "dialect/mysql_features.h"
#include "dialect/mysql_query_priv.h"

static MyToken at(const MyParser *p)
{
    return p->tokens[p->at];
}

static Str at_text(const MyParser *p)
{
    return my_token_text(p->text, at(p));
}

bool my_expr_list(MyParser *p, MyExpr *list, size_t least)
{
    for (size_t count = 1;; count++) {
        MyExpr *item = my_expr_tree(p);
        if (item == NULL)
            return false;
        my_expr_add(list, item);
        if (my_take_punct(p, ','))
            continue;
        return count < least ? my_refuse(p, NULL) : my_expect_punct(p, ')');
    }
}

// ---- literals ----

static MyExpr *string_literal(MyParser *p, size_t from)
{
    Str value = { 0 };
    if (!my_string(p, &value))
        return NULL;
    MyExpr *literal = my_expr_new(p, MYX_LITERAL, value, from);
    literal->table = STR("'");
    return literal;
}

static MyExpr *bare_literal(MyParser *p, Str name)
{
    size_t from = p->at++;
    return my_expr_new(p, MYX_LITERAL, name, from);
}

// _utf8mb4'…': of strings it is no part of the meaning that is compared, as SHOW CREATE
// TABLE adds it.
static MyExpr *introduced(MyParser *p)
{
    size_t from = p->at++;
    if (at(p).kind == MYT_STRING)
        return string_literal(p, from);
    if (at(p).kind != MYT_BITS)
        return my_refuse(p, NULL), NULL;
    MyExpr *literal = bare_literal(p, at_text(p));
    literal->table = my_token_text(p->text, p->tokens[from]);
    return literal;
}

// ---- variables ----

// @@global.x, @@x.y
static MyExpr *system_variable(MyParser *p)
{
    size_t from = p->at++;
    static const char *const scopes[] = { "global",  "session",  "local",
                                          "persist", "instance", NULL };
    Str word;
    int parts = 0;
    bool scoped = false;
    do {
        if (my_peek(p, 0).kind == MYT_STRING && parts == 1) // a replication channel
            p->at++;
        else if (!my_any_word(p, &word))
            return NULL;
        scoped |= parts == 0 && str_is_any(arena_lower(p->tmp, word), scopes);
        parts++;
    } while (my_take_punct(p, '.'));
    if (parts > 2 + scoped || (scoped && parts == 1))
        return my_refuse(p, NULL), NULL;
    return my_expr_new(p, MYX_VARIABLE, my_text_from(p, from), from);
}

static MyExpr *user_variable(MyParser *p)
{
    size_t from = p->at;
    Str name = at_text(p);
    bool nameless = str_eq(name, STR("@``")) || str_eq(name, STR("@''"));
    if (nameless && engine_is(p->engine, "mariadb"))
        return my_refuse(p, NULL), NULL;
    p->at++;
    MyExpr *variable = my_expr_new(p, MYX_VARIABLE, name, from);
    if (!my_take_operator(p, ":="))
        return variable;
    MyExpr *assigns = my_expr_new(p, MYX_OPERATOR, STR(":="), from);
    MyExpr *value = my_expr_tree(p);
    if (value == NULL)
        return NULL;
    my_expr_add(assigns, variable);
    my_expr_add(assigns, value);
    return my_expr_end(p, assigns);
}

// ---- brackets ----

// VALUES(a) is what an upsert would have inserted, VALUES (1, 2) a query.
static bool is_values_function(const MyParser *p)
{
    if (!my_is(p, "VALUES") || !my_is_punct_at(p, 1, '('))
        return false;
    size_t ahead = 2;
    while (my_is_punct_at(p, ahead + 1, '.'))
        ahead += 2;
    MyTokenKind kind = my_peek(p, ahead).kind;
    return (kind == MYT_WORD || kind == MYT_QUOTED) && my_is_punct_at(p, ahead + 1, ')');
}

static MyExpr *query_expr(MyParser *p, size_t from)
{
    MyQuery *query = NEW(p->tmp, MyQuery);
    size_t inside = p->at;
    if (!my_sub_query(p, query))
        return NULL;
    Str text = my_text_from(p, inside);
    if (!my_expect_punct(p, ')'))
        return NULL;
    MyExpr *expr = my_expr_new(p, MYX_QUERY, text, from);
    expr->query = query;
    return expr;
}

// ((SELECT 1) UNION SELECT 2): of the inner brackets it is known only now that they are
// no operand.
static MyExpr *query_goes_on(MyParser *p, MyExpr *first, size_t from)
{
    MyQuery *query = NEW(p->tmp, MyQuery);
    *query = *first->query;
    if (!my_query_more(p, query))
        return NULL;
    if (query->into.ptr && engine_is(p->engine, "mariadb"))
        return my_refuse(p, NULL), NULL;
    Str text = my_text_from(p, from + 1);
    if (!my_expect_punct(p, ')'))
        return NULL;
    MyExpr *expr = my_expr_new(p, MYX_QUERY, text, from);
    expr->query = query;
    return expr;
}

static MyExpr *bracketed(MyParser *p)
{
    size_t from = p->at++;
    if (!my_is_punct(p, '(') && my_is_query(p) && !is_values_function(p))
        return query_expr(p, from);
    MyExpr *first = my_expr_tree(p);
    if (first == NULL)
        return NULL;
    if (first->kind == MYX_QUERY && my_query_goes_on(p))
        return query_goes_on(p, first, from);
    if (!my_take_punct(p, ','))
        return my_expect_punct(p, ')') ? first : NULL;
    MyExpr *list = my_expr_new(p, MYX_LIST, (Str){ 0 }, from);
    my_expr_add(list, first);
    return my_expr_list(p, list, 1) ? my_expr_end(p, list) : NULL;
}

// {d '2020-01-01'}, as ODBC writes it
static MyExpr *odbc_escape(MyParser *p)
{
    p->at++;
    Str word;
    if (!my_any_word(p, &word))
        return NULL;
    MyExpr *expr = my_expr_tree(p);
    return expr && my_expect_punct(p, '}') ? expr : NULL;
}

// ---- words with a grammar of their own ----

static MyExpr *case_expr(MyParser *p, size_t from)
{
    MyExpr *cases = my_expr_new(p, MYX_CASE, (Str){ 0 }, from);
    if (!my_is(p, "WHEN")) {
        cases->name = STR("CASE");
        if (!my_expr_operand(p, cases))
            return NULL;
    }
    do {
        if (!my_expect(p, "WHEN") || !my_expr_operand(p, cases) ||
            !my_expect(p, "THEN") || !my_expr_operand(p, cases))
            return NULL;
    } while (my_is(p, "WHEN"));
    if (my_take(p, "ELSE") && !my_expr_operand(p, cases))
        return NULL;
    return my_expect(p, "END") ? my_expr_end(p, cases) : NULL;
}

static MyExpr *exists(MyParser *p, size_t from)
{
    MyExpr *expr = my_expr_new(p, MYX_OPERATOR, STR("EXISTS"), from);
    MyExpr *query = my_is_punct(p, '(') ? my_expr_primary(p) : NULL;
    if (query == NULL || query->kind != MYX_QUERY)
        return my_refuse(p, NULL), NULL;
    my_expr_add(expr, query);
    return my_expr_end(p, expr);
}

static bool match_column(MyParser *p, MyExpr *match)
{
    MyExpr *column = my_expr_primary(p);
    if (column == NULL || column->kind != MYX_COLUMN)
        return my_refuse(p, NULL);
    my_expr_add(match, column);
    return true;
}

static bool match_mode(MyParser *p)
{
    if (my_take(p, "IN BOOLEAN MODE"))
        return true;
    if (my_take(p, "IN NATURAL LANGUAGE MODE") && !my_is(p, "WITH"))
        return true;
    return !my_take(p, "WITH") || my_expect(p, "QUERY EXPANSION");
}

// MATCH (a, b) AGAINST ('x' IN BOOLEAN MODE)
static MyExpr *match(MyParser *p, size_t from)
{
    MyExpr *expr = my_expr_new(p, MYX_CALL, STR("MATCH"), from);
    bool brackets = my_take_punct(p, '(');
    do {
        if (!match_column(p, expr))
            return NULL;
    } while (my_take_punct(p, ','));
    if ((brackets && !my_expect_punct(p, ')')) || !my_expect(p, "AGAINST") ||
        !my_expect_punct(p, '('))
        return NULL;
    MyExpr *words = my_expr_bits(p);
    if (words == NULL || !match_mode(p) || !my_expect_punct(p, ')'))
        return NULL;
    my_expr_add(expr, words);
    return my_expr_end(p, expr);
}

// ROW (a, b) has two at least.
static MyExpr *row(MyParser *p, size_t from)
{
    MyExpr *list = my_expr_new(p, MYX_LIST, (Str){ 0 }, from);
    return my_expr_list(p, list, 2) ? my_expr_end(p, list) : NULL;
}

// DEFAULT(a), VALUES(a)
static MyExpr *column_function(MyParser *p, size_t from)
{
    MyExpr *call =
        my_expr_new(p, MYX_CALL, my_token_text(p->text, p->tokens[from]), from);
    MyExpr *column = my_expr_primary(p);
    if (column == NULL || !my_expect_punct(p, ')'))
        return NULL;
    if (column->kind != MYX_COLUMN)
        return my_refuse(p, NULL), NULL;
    my_expr_add(call, column);
    return my_expr_end(p, call);
}

static MyExpr *values_function(MyParser *p, size_t from)
{
    if (my_token_is(p->text, p->tokens[from], STR("VALUE")))
        my_uses(p, MYF_VALUE_FUNCTION, from);
    else if (!p->in_upsert)
        my_uses(p, MYF_VALUES_FUNCTION, from);
    return column_function(p, from);
}

// CURRENT_TIMESTAMP, with or without "(6)"
static MyExpr *clock_function(MyParser *p, size_t from)
{
    MyExpr *call =
        my_expr_new(p, MYX_CALL, my_token_text(p->text, p->tokens[from]), from);
    if (!my_take_punct(p, '('))
        return call;
    bool day = str_ends(arena_lower(p->tmp, call->name), STR("_date"));
    if (!day && at(p).kind == MYT_NUMBER)
        my_expr_add(call, bare_literal(p, at_text(p)));
    return my_expect_punct(p, ')') ? my_expr_end(p, call) : NULL;
}

static const MyForm word_forms[] = {
    { STR_INIT("CASE"), false, case_expr },
    { STR_INIT("EXISTS"), false, exists },
    { STR_INIT("MATCH"), false, match },
    { STR_INIT("ROW"), true, row },
    { STR_INIT("DEFAULT"), true, column_function },
    { STR_INIT("VALUES"), true, values_function },
    { STR_INIT("VALUE"), true, values_function },
    { STR_INIT("CURRENT_TIMESTAMP"), false, clock_function },
    { STR_INIT("CURRENT_DATE"), false, clock_function },
    { STR_INIT("CURRENT_TIME"), false, clock_function },
    { STR_INIT("CURRENT_USER"), false, clock_function },
    { STR_INIT("CURRENT_ROLE"), false, clock_function },
    { STR_INIT("LOCALTIME"), false, clock_function },
    { STR_INIT("LOCALTIMESTAMP"), false, clock_function },
    { STR_INIT("UTC_DATE"), false, clock_function },
    { STR_INIT("UTC_TIME"), false, clock_function },
    { STR_INIT("UTC_TIMESTAMP"), false, clock_function },
    { { NULL, 0 }, false, NULL },
};

const MyForm *my_expr_form(const MyForm *forms, Str word, bool bracket)
{
    for (; forms->parse; forms++)
        if (str_eq_ci(forms->word, word) && forms->bracket <= bracket)
            return forms;
    return NULL;
}

// ---- names ----

// MariaDB and TiDB
static MyExpr *next_value(MyParser *p)
{
    size_t from = p->at;
    if (!my_take(p, "NEXT VALUE FOR") && !my_expect(p, "PREVIOUS VALUE FOR"))
        return NULL;
    bool next = my_token_is(p->text, p->tokens[from], STR("NEXT"));
    Name name;
    if (!my_name(p, &name))
        return NULL;
    my_uses(p, MYF_NEXT_VALUE_FOR, from);
    Str call = next ? STR("NEXT VALUE FOR") : STR("PREVIOUS VALUE FOR");
    MyExpr *expr = my_expr_new(p, MYX_CALL, call, from);
    MyExpr *sequence = my_expr_new(p, MYX_LITERAL, name.name, from);
    sequence->table = name.schema;
    my_expr_add(expr, sequence);
    return expr;
}

// a -> '$.b', where a is a column
static MyExpr *json_path(MyParser *p, MyExpr *column, size_t from)
{
    bool unquoted = my_is_operator(p, "->>");
    if (!unquoted && !my_is_operator(p, "->"))
        return column;
    p->at++;
    my_uses(p, MYF_JSON_ARROW, p->at - 1);
    MyExpr *arrow = my_expr_new(p, MYX_OPERATOR, unquoted ? STR("->>") : STR("->"), from);
    MyExpr *path = string_literal(p, p->at);
    if (path == NULL)
        return NULL;
    my_expr_add(arrow, column);
    my_expr_add(arrow, path);
    return my_expr_end(p, arrow);
}

static MyExpr *column(MyParser *p)
{
    size_t from = p->at;
    Str name, table = { 0 };
    if (!my_ident(p, &name))
        return NULL;
    for (int parts = 1; parts < 3 && my_take_punct(p, '.'); parts++) {
        // MariaDB's packages have three parts.
        bool function = parts == 1 || engine_is(p->engine, "mariadb");
        if (function && my_is_punct_at(p, 1, '('))
            return my_expr_call_of(p, name, from);
        table = name;
        if (!my_any_word(p, &name))
            return NULL;
    }
    MyExpr *expr = my_expr_new(p, MYX_COLUMN, name, from);
    expr->table = table;
    return json_path(p, expr, from);
}

// ---- all of them ----

static const Str *find_constant(Str word)
{
    static const Str constants[] = { STR_INIT("NULL"), STR_INIT("TRUE"),
                                     STR_INIT("FALSE") };
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
        if (str_eq_ci(word, constants[i]))
            return &constants[i];
    return NULL;
}

// DATE '2020-01-01'
static MyExpr *temporal_literal(MyParser *p, Str word)
{
    if (!str_eq_ci(word, STR("DATE")) && !str_eq_ci(word, STR("TIME")) &&
        !str_eq_ci(word, STR("TIMESTAMP")))
        return NULL;
    size_t from = p->at++;
    MyExpr *literal = string_literal(p, from);
    if (literal)
        literal->table = word;
    return literal;
}

static MyExpr *word_expr(MyParser *p)
{
    Str word = at_text(p);
    size_t from = p->at;
    bool bracket = my_is_punct_at(p, 1, '(');
    const MyForm *form = my_expr_form(word_forms, word, bracket);
    if (form) {
        p->at += form->bracket ? 2 : 1;
        return form->parse(p, from);
    }
    if (bracket)
        return my_expr_call(p);
    const Str *constant = find_constant(word);
    if (constant)
        return bare_literal(p, *constant);
    if (my_peek(p, 1).kind == MYT_STRING) {
        MyExpr *literal = temporal_literal(p, word);
        if (literal)
            return literal;
    }
    if (my_is_at(p, 1, "VALUE") && my_is_at(p, 2, "FOR"))
        return next_value(p);
    return column(p);
}

// \N, which MySQL forgot with 8.0: NULL
static MyExpr *null_escape(MyParser *p)
{
    size_t from = p->at++;
    MyToken token = my_peek(p, 0);
    if (token.kind != MYT_WORD || token.spaced || !str_eq(at_text(p), STR("N")))
        return p->at = from, my_refuse(p, NULL), NULL;
    p->at++;
    my_uses(p, MYF_NULL_ESCAPE, from);
    return my_expr_new(p, MYX_LITERAL, STR("NULL"), from);
}

// .t.a, which ODBC wrote once
static MyExpr *dotted_column(MyParser *p)
{
    size_t from = p->at++;
    Str table, name;
    if (!my_any_word(p, &table) || !my_expect_punct(p, '.') || !my_any_word(p, &name))
        return NULL;
    my_uses(p, MYF_LEADING_DOT, from);
    MyExpr *expr = my_expr_new(p, MYX_COLUMN, name, from);
    expr->table = table;
    return expr;
}

static MyExpr *punct_expr(MyParser *p)
{
    Str text = at_text(p);
    if (str_eq(text, STR("\\")))
        return null_escape(p);
    if (str_eq(text, STR(".")))
        return dotted_column(p);
    if (str_eq(text, STR("@")) && engine_is(p->engine, "mysql"))
        return user_variable(p);
    if (str_eq(text, STR("(")))
        return bracketed(p);
    if (str_eq(text, STR("@@")))
        return system_variable(p);
    if (str_eq(text, STR("{")))
        return odbc_escape(p);
    return my_refuse(p, NULL), NULL;
}

MyExpr *my_expr_primary(MyParser *p)
{
    switch (at(p).kind) {
    case MYT_WORD:
        return word_expr(p);
    case MYT_QUOTED:
        return my_is_punct_at(p, 1, '(') ? my_expr_call(p) : column(p);
    case MYT_STRING:
        return string_literal(p, p->at);
    case MYT_BITS:
    case MYT_NUMBER:
        return bare_literal(p, at_text(p));
    case MYT_INTRODUCER:
        return introduced(p);
    case MYT_VARIABLE:
        return user_variable(p);
    case MYT_PARAM:
        p->at++;
        return my_expr_new(p, MYX_PARAM, STR("?"), p->at - 1);
    case MYT_PUNCT:
    case MYT_OPERATOR:
        return punct_expr(p);
    case MYT_COMMENT:
    case MYT_END:
        break;
    }
    return my_refuse(p, NULL), NULL;
}
