// SPDX-License-Identifier: Apache-2.0
// What may stand behind a column's DEFAULT.
#include "dialect/mysql_expr.h"
#include "dialect/mysql_table_priv.h"

bool my_is_now(const MyParser *p)
{
    static const char *const words[] = { "now", "current_timestamp", "localtime",
                                         "localtimestamp", NULL };
    for (size_t i = 0; words[i] != NULL; i++)
        if (my_is(p, words[i]))
            return i != 0 || my_is_punct_at(p, 1, '(');
    return false;
}

// NOW(), NOW(6), CURRENT_TIMESTAMP.
bool my_now(MyParser *p)
{
    Str digits;
    p->at++;
    if (!my_take_punct(p, '('))
        return true;
    if (!my_is_punct(p, ')') && !my_number(p, &digits))
        return false;
    return my_expect_punct(p, ')');
}

static bool is_literal_kind(MyTokenKind kind)
{
    return kind == MYT_STRING || kind == MYT_NUMBER || kind == MYT_BITS;
}

// How many tokens the literal at the cursor has; 0: none is there.
static size_t literal_length(const MyParser *p)
{
    bool is_sign = my_is_punct(p, '-') || my_is_punct(p, '+');
    MyTokenKind kind = my_peek(p, is_sign).kind;
    if (kind == MYT_NUMBER)
        return is_sign ? 2 : 1;
    if (is_sign)
        return 0;
    if (my_is(p, "null") || my_is(p, "true") || my_is(p, "false"))
        return 1;
    bool prefixed = kind == MYT_INTRODUCER || my_is(p, "date") || my_is(p, "time") ||
                    my_is(p, "timestamp");
    if (prefixed && is_literal_kind(my_peek(p, 1).kind))
        return 2;
    return is_literal_kind(kind) ? 1 : 0;
}

static bool take_literal(MyParser *p)
{
    size_t length = literal_length(p);
    p->at += length;
    while (length > 0 && my_peek(p, 0).kind == MYT_STRING)
        p->at++; // adjacent strings are one
    return length > 0;
}

// NEXT VALUE FOR s, NEXTVAL(s), also in brackets.
static bool sequence_value(MyParser *p)
{
    Name name;
    if (my_take(p, "next value for"))
        return my_name(p, &name);
    return my_expect(p, "nextval") && my_expect_punct(p, '(') && my_name(p, &name) &&
           my_expect_punct(p, ')');
}

static bool is_sequence_value(const MyParser *p)
{
    return (my_is(p, "next") && my_is_at(p, 1, "value")) ||
           (my_is(p, "nextval") && my_is_punct_at(p, 1, '('));
}

// Without brackets: a function's call, another column, and nothing of operators.
static bool operand(MyParser *p, const MyExpr **expr)
{
    static const MyExprKind kinds[] = { MYX_CALL, MYX_COLUMN,   MYX_CAST,
                                        MYX_CASE, MYX_VARIABLE, MYX_LITERAL };
    size_t from = p->at;
    if (!my_expr(p, expr))
        return false;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if ((*expr)->kind == kinds[i])
            return true;
    return my_refuse_at(p, my_span_from(p, from), "an expression needs brackets here");
}

// TiDB takes calls of these; NOW() and NEXTVAL() are read elsewhere.
static MyFeatureId function_feature(Str name)
{
    static const struct {
        const char *name;
        MyFeatureId feature;
    } rows[] = {
        { "uuid", MYF_NONE },
        { "rand", MYF_NONE },
        { "now", MYF_NONE },
        { "current_timestamp", MYF_NONE },
        { "localtime", MYF_NONE },
        { "localtimestamp", MYF_NONE },
        { "nextval", MYF_NONE },
        { "curdate", MYF_DEFAULT_DATE },
        { "current_date", MYF_DEFAULT_DATE },
        { "uuid_to_bin", MYF_DEFAULT_UUID_BIN },
        { "date_format", MYF_DEFAULT_TEXT },
        { "replace", MYF_DEFAULT_TEXT },
        { "str_to_date", MYF_DEFAULT_TEXT },
        { "upper", MYF_DEFAULT_TEXT },
        { "json_array", MYF_DEFAULT_JSON },
        { "json_object", MYF_DEFAULT_JSON },
        { "json_quote", MYF_DEFAULT_JSON },
        { "vec_from_text", MYF_DEFAULT_VECTOR },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_eq_ci(name, str_from(rows[i].name)))
            return rows[i].feature;
    return MYF_DEFAULT_FUNCTION;
}

// What the expression is, as far as a server minds.
static MyFeatureId computed_by(const MyExpr *expr)
{
    if (!expr)
        return MYF_NONE;
    if (expr->kind == MYX_CALL)
        return function_feature(expr->name);
    return my_expr_is_constant(expr) ? MYF_DEFAULT_CONSTANT : MYF_DEFAULT_COMPUTED;
}

static bool default_expression(MyParser *p, MyFeatureId bare)
{
    size_t from = p->at;
    if (take_literal(p))
        return true;
    if (is_sequence_value(p)) {
        bool fits = sequence_value(p);
        my_uses(p, MYF_NEXT_VALUE_FOR, from);
        return fits;
    }
    if (my_is_now(p))
        return my_now(p);
    bool bracketed = my_is_punct(p, '(');
    const MyExpr *expr = NULL;
    Str inside;
    if (bracketed ? !my_bracketed_expr(p, &inside) : !operand(p, &expr))
        return false;
    if (bracketed)
        expr = my_expr_read(p->arena, inside, p->engine);
    my_uses(p, bracketed ? MYF_DEFAULT_EXPRESSION : bare, from);
    // SET DEFAULT of TiDB takes any expression in brackets, but not any function.
    if (bare == MYF_DEFAULT_BARE || (expr && expr->kind == MYX_CALL))
        my_uses(p, computed_by(expr), from);
    return true;
}

static bool value(MyParser *p, MyFeatureId bare, Str *text)
{
    size_t from = p->at;
    if (!default_expression(p, bare))
        return false;
    *text = my_text_from(p, from);
    return true;
}

bool my_default_value(MyParser *p, Str *text)
{
    return value(p, MYF_DEFAULT_BARE, text);
}

bool my_set_default_value(MyParser *p, Str *text)
{
    return value(p, MYF_SET_DEFAULT_BARE, text);
}
