// SPDX-License-Identifier: Apache-2.0
// What a column's DEFAULT may be: a literal, the time, a sequence's next value, and where
// the server takes it an expression.
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
static bool operand(MyParser *p)
{
    static const MyExprKind kinds[] = { MYX_CALL, MYX_COLUMN,   MYX_CAST,
                                        MYX_CASE, MYX_VARIABLE, MYX_LITERAL };
    size_t from = p->at;
    const MyExpr *expr = NULL;
    if (!my_expr(p, &expr))
        return false;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (expr->kind == kinds[i])
            return true;
    return my_refuse_at(p, my_span_from(p, from), "an expression needs brackets here");
}

static bool default_expression(MyParser *p)
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
    Str inside;
    if (bracketed ? !my_bracketed_expr(p, &inside) : !operand(p))
        return false;
    my_uses(p, bracketed ? MYF_DEFAULT_EXPRESSION : MYF_DEFAULT_BARE, from);
    return true;
}

bool my_default_value(MyParser *p, Str *text)
{
    size_t from = p->at;
    if (!default_expression(p))
        return false;
    *text = my_text_from(p, from);
    return true;
}
