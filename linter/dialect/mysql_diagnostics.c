// SPDX-License-Identifier: Apache-2.0
// SIGNAL, RESIGNAL and GET DIAGNOSTICS: what errors say.
#include "dialect/mysql_expr.h"
#include "dialect/mysql_program_priv.h"

// What is known of a condition; the last ones are only asked for.
static const char *const items[] = {
    "CLASS_ORIGIN",      "SUBCLASS_ORIGIN", "CONSTRAINT_CATALOG",
    "CONSTRAINT_SCHEMA", "CONSTRAINT_NAME", "CATALOG_NAME",
    "SCHEMA_NAME",       "TABLE_NAME",      "COLUMN_NAME",
    "CURSOR_NAME",       "MESSAGE_TEXT",    "MYSQL_ERRNO",
    "RETURNED_SQLSTATE", "ROW_NUMBER",      NULL
};

enum { SETTABLE = 12, OF_MARIADB = 13 };

// A literal or a variable.
static bool simple_value(MyParser *p)
{
    size_t from = p->at;
    const MyExpr *value = NULL;
    if (!my_expr(p, &value))
        return false;
    bool simple = value->kind == MYX_LITERAL || value->kind == MYX_VARIABLE ||
                  value->kind == MYX_COLUMN;
    return simple || my_refuse_at(p, my_span_from(p, from), "a literal or a variable");
}

static bool item_is_set(MyParser *p)
{
    int item = my_take_one(p, items);
    if (item < 0 ||
        (item >= SETTABLE && !(item == OF_MARIADB && engine_is(p->engine, "mariadb"))))
        return my_refuse(p, NULL);
    return my_expect_punct(p, '=') && simple_value(p);
}

static bool condition(MyParser *p)
{
    Str text;
    if (!my_take(p, "SQLSTATE"))
        return my_ident(p, &text);
    my_take(p, "VALUE");
    return my_string(p, &text);
}

static bool set_items(MyParser *p)
{
    if (!my_take(p, "SET"))
        return true;
    do {
        if (!item_is_set(p))
            return false;
    } while (my_take_punct(p, ','));
    return true;
}

static bool raised(MyParser *p, size_t from)
{
    if (!set_items(p))
        return false;
    my_uses(p, MYF_SIGNAL, from);
    my_op(p, OP_MAINTENANCE, OBJ_NONE)->verb = STR("signal");
    return true;
}

bool my_signal(MyParser *p)
{
    size_t from = p->at - 1;
    return condition(p) && raised(p, from);
}

bool my_resignal(MyParser *p)
{
    size_t from = p->at - 1;
    bool bare = my_at_end(p) || my_is(p, "SET");
    return (bare || condition(p)) && raised(p, from);
}

// @x = MESSAGE_TEXT, y = NUMBER
static bool asked(MyParser *p, bool of_condition)
{
    static const char *const counts[] = { "NUMBER", "ROW_COUNT", NULL };
    do {
        Name target;
        bool variable = my_peek(p, 0).kind == MYT_VARIABLE;
        p->at += variable;
        if ((!variable && !my_name(p, &target)) || !my_expect_punct(p, '='))
            return false;
        int item = my_take_one(p, of_condition ? items : counts);
        if (item < 0 || (item == OF_MARIADB && !engine_is(p->engine, "mariadb")))
            return my_refuse(p, NULL);
    } while (my_take_punct(p, ','));
    return true;
}

// Its number: a literal or a variable, and nothing that an operator could follow.
static bool simple_value_of_condition(MyParser *p)
{
    Name name;
    MyTokenKind kind = my_peek(p, 0).kind;
    if (kind != MYT_NUMBER && kind != MYT_VARIABLE && kind != MYT_STRING)
        return my_name(p, &name);
    p->at++;
    return true;
}

bool my_get_diagnostics(MyParser *p)
{
    size_t from = p->at - 1;
    bool stacked = engine_is(p->engine, "mysql") && my_take(p, "STACKED");
    if (!stacked)
        my_take(p, "CURRENT");
    if (!my_expect(p, "DIAGNOSTICS"))
        return false;
    bool of_condition = my_take(p, "CONDITION");
    if ((of_condition && !simple_value_of_condition(p)) || !asked(p, of_condition))
        return false;
    my_uses(p, MYF_DIAGNOSTICS, from);
    my_op(p, OP_SELECT, OBJ_NONE);
    return true;
}
