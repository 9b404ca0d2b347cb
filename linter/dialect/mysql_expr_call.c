// SPDX-License-Identifier: Apache-2.0
// Calls of functions, those included whose arguments have a grammar of their own.
#include "dialect/mysql_expr_priv.h"

#include "dialect/mysql_features.h"

static Str word_at(const MyParser *p, size_t token)
{
    return my_token_text(p->text, p->tokens[token]);
}

static MyExpr *new_call(MyParser *p, size_t from)
{
    return my_expr_new(p, MYX_CALL, word_at(p, from), from);
}

static MyExpr *closed(MyParser *p, MyExpr *call)
{
    return my_expect_punct(p, ')') ? my_expr_end(p, call) : NULL;
}

// ---- pieces ----

bool my_expr_unit(MyParser *p, Str *unit)
{
    static const char *const units[] = { "MICROSECOND",
                                         "SECOND",
                                         "MINUTE",
                                         "HOUR",
                                         "DAY",
                                         "WEEK",
                                         "MONTH",
                                         "QUARTER",
                                         "YEAR",
                                         "SECOND_MICROSECOND",
                                         "MINUTE_MICROSECOND",
                                         "MINUTE_SECOND",
                                         "HOUR_MICROSECOND",
                                         "HOUR_SECOND",
                                         "HOUR_MINUTE",
                                         "DAY_MICROSECOND",
                                         "DAY_SECOND",
                                         "DAY_MINUTE",
                                         "DAY_HOUR",
                                         "YEAR_MONTH",
                                         "SQL_TSI_SECOND",
                                         "SQL_TSI_MINUTE",
                                         "SQL_TSI_HOUR",
                                         "SQL_TSI_DAY",
                                         "SQL_TSI_WEEK",
                                         "SQL_TSI_MONTH",
                                         "SQL_TSI_QUARTER",
                                         "SQL_TSI_YEAR",
                                         NULL };
    int which = my_take_one(p, units);
    if (which < 0)
        return my_refuse(p, NULL);
    Str name = str_from(units[which]);
    *unit = str_starts(name, STR("SQL_TSI_")) ? str_drop(name, 8) : name;
    return true;
}

MyExpr *my_expr_interval(MyParser *p, size_t from)
{
    MyExpr *interval = my_expr_new(p, MYX_INTERVAL, (Str){ 0 }, from);
    if (!my_expr_operand(p, interval) || !my_expr_unit(p, &interval->name))
        return NULL;
    return my_expr_end(p, interval);
}

// ---- functions with key words between their arguments ----

static MyExpr *extract(MyParser *p, size_t from)
{
    MyExpr *call = new_call(p, from);
    Str unit = { 0 };
    if (!my_expr_unit(p, &unit))
        return NULL;
    my_expr_add(call, my_expr_word(p, unit));
    return my_expect(p, "FROM") && my_expr_operand(p, call) ? closed(p, call) : NULL;
}

// TRIM(LEADING 'x' FROM a), TRIM('x' FROM a), TRIM(BOTH FROM a), TRIM(a)
static MyExpr *trim(MyParser *p, size_t from)
{
    static const char *const sides[] = { "LEADING", "TRAILING", "BOTH", NULL };
    MyExpr *call = new_call(p, from);
    int side = my_take_one(p, sides);
    if (side >= 0)
        my_expr_add(call, my_expr_word(p, str_from(sides[side])));
    if (side >= 0 && my_take(p, "FROM"))
        return my_expr_operand(p, call) ? closed(p, call) : NULL;
    if (!my_expr_operand(p, call))
        return NULL;
    if (side >= 0 && !my_is(p, "FROM"))
        return my_refuse(p, NULL), NULL;
    if (my_take(p, "FROM") && !my_expr_operand(p, call))
        return NULL;
    return closed(p, call);
}

// SUBSTRING(a, 1, 2), SUBSTRING(a FROM 1 FOR 2)
static MyExpr *substring(MyParser *p, size_t from)
{
    MyExpr *call = new_call(p, from);
    if (!my_expr_operand(p, call))
        return NULL;
    bool words = my_take(p, "FROM");
    if ((!words && !my_expect_punct(p, ',')) || !my_expr_operand(p, call))
        return NULL;
    if (words ? my_take(p, "FOR") : my_take_punct(p, ','))
        if (!my_expr_operand(p, call))
            return NULL;
    return closed(p, call);
}

static MyExpr *position(MyParser *p, size_t from)
{
    MyExpr *call = new_call(p, from);
    MyExpr *needle = my_expr_bits(p);
    if (needle == NULL || !my_expect(p, "IN"))
        return NULL;
    my_expr_add(call, needle);
    return my_expr_operand(p, call) ? closed(p, call) : NULL;
}

// CHAR(1, 2 USING utf8mb4)
static MyExpr *chars(MyParser *p, size_t from)
{
    MyExpr *call = new_call(p, from);
    do {
        if (!my_expr_operand(p, call))
            return NULL;
    } while (my_take_punct(p, ','));
    if (my_take(p, "USING") && !my_expr_charset(p))
        return NULL;
    return closed(p, call);
}

// DATE_ADD(a, INTERVAL 1 DAY) is a + INTERVAL 1 DAY; ADDDATE takes a number of days too.
static MyExpr *shifted_date(MyParser *p, size_t from, Str sign, bool days)
{
    MyExpr *date = my_expr_tree(p);
    if (date == NULL || !my_expect_punct(p, ','))
        return NULL;
    size_t at = p->at;
    MyExpr *shift = my_take(p, "INTERVAL") ? my_expr_interval(p, at)
                    : days                 ? my_expr_tree(p)
                                           : NULL;
    if (shift == NULL)
        return my_refuse(p, NULL), NULL;
    MyExpr *call = shift->kind == MYX_INTERVAL ? my_expr_new(p, MYX_OPERATOR, sign, from)
                                               : new_call(p, from);
    my_expr_add(call, date);
    my_expr_add(call, shift);
    return closed(p, call);
}

static MyExpr *date_add(MyParser *p, size_t from)
{
    return shifted_date(p, from, STR("+"), false);
}

static MyExpr *date_sub(MyParser *p, size_t from)
{
    return shifted_date(p, from, STR("-"), false);
}

static MyExpr *adddate(MyParser *p, size_t from)
{
    return shifted_date(p, from, STR("+"), true);
}

static MyExpr *subdate(MyParser *p, size_t from)
{
    return shifted_date(p, from, STR("-"), true);
}

// TIMESTAMPDIFF(MONTH, a, b)
static MyExpr *timestamp_unit(MyParser *p, size_t from)
{
    MyExpr *call = new_call(p, from);
    Str unit = { 0 };
    size_t at = p->at;
    if (!my_expr_unit(p, &unit))
        return NULL;
    if (str_find_char(unit, '_', 0) < unit.len) { // DAY_HOUR
        p->at = at;
        return my_refuse(p, NULL), NULL;
    }
    my_expr_add(call, my_expr_word(p, unit));
    if (!my_expect_punct(p, ',') || !my_expr_operand(p, call) || !my_expect_punct(p, ','))
        return NULL;
    return my_expr_operand(p, call) ? closed(p, call) : NULL;
}

static MyExpr *get_format(MyParser *p, size_t from)
{
    static const char *const kinds[] = { "DATE", "TIME", "DATETIME", "TIMESTAMP", NULL };
    MyExpr *call = new_call(p, from);
    int kind = my_take_one(p, kinds);
    if (kind < 0)
        return my_refuse(p, NULL), NULL;
    my_expr_add(call, my_expr_word(p, str_from(kinds[kind])));
    return my_expect_punct(p, ',') && my_expr_operand(p, call) ? closed(p, call) : NULL;
}

// MOD(a, b) is a % b.
static MyExpr *mod(MyParser *p, size_t from)
{
    MyExpr *call = my_expr_new(p, MYX_OPERATOR, STR("%"), from);
    return my_expr_operand(p, call) && my_expect_punct(p, ',') && my_expr_operand(p, call)
               ? closed(p, call)
               : NULL;
}

// LEVEL 1 ASC REVERSE, 2: MySQL 5.7 and MariaDB
static bool weight_levels(MyParser *p)
{
    static const char *const ways[] = { "ASC", "DESC", "REVERSE", NULL };
    Str digits;
    do {
        if (!my_number(p, &digits))
            return false;
        if (my_take_punct(p, '-') && !my_number(p, &digits))
            return false;
        while (my_take_one(p, ways) >= 0)
            ;
    } while (my_take_punct(p, ','));
    return true;
}

// WEIGHT_STRING(a AS CHAR(4))
static MyExpr *weight_string(MyParser *p, size_t from)
{
    MyExpr *call = new_call(p, from);
    Str digits;
    if (!my_expr_operand(p, call))
        return NULL;
    if (my_is_punct(p, ',')) { // how SHOW and EXPLAIN write it
        while (my_take_punct(p, ','))
            if (!my_expr_operand(p, call))
                return NULL;
        return closed(p, call);
    }
    if (my_take(p, "AS")) {
        if ((!my_take(p, "CHAR") && !my_expect(p, "BINARY")) ||
            !my_expect_punct(p, '(') || !my_number(p, &digits) ||
            !my_expect_punct(p, ')'))
            return NULL;
    }
    size_t level = p->at;
    if (my_take(p, "LEVEL")) {
        if (!weight_levels(p))
            return NULL;
        my_uses(p, MYF_SELECT_PROCEDURE, level); // gone with MySQL 8.0 as well
    }
    return closed(p, call);
}

// NULL ON EMPTY, DEFAULT 'x' ON ERROR
bool my_expr_json_handlers(MyParser *p)
{
    Str value;
    while (my_is(p, "NULL") || my_is(p, "ERROR") || my_is(p, "DEFAULT")) {
        if (my_take(p, "DEFAULT") ? !my_expr_simple(p) : !my_any_word(p, &value))
            return false;
        if (!my_expect(p, "ON") || (!my_take(p, "EMPTY") && !my_expect(p, "ERROR")))
            return false;
    }
    return true;
}

static MyExpr *json_value(MyParser *p, size_t from)
{
    MyExpr *call = new_call(p, from);
    if (!my_expr_operand(p, call) || !my_expect_punct(p, ',') ||
        !my_expr_operand(p, call))
        return NULL;
    size_t at = p->at;
    Str type;
    if (my_take(p, "RETURNING")) {
        if (!my_expr_cast_type(p, &type))
            return NULL;
        my_expr_add(call, my_expr_word(p, type));
    }
    if (!my_expr_json_handlers(p))
        return NULL;
    if (p->at > at)
        my_uses(p, MYF_JSON_VALUE_CLAUSES, at);
    return closed(p, call);
}

static MyExpr *interval_function(MyParser *p, size_t from)
{
    MyExpr *call = new_call(p, from);
    return my_expr_list(p, call, 2) ? my_expr_end(p, call) : NULL;
}

// ---- all others ----

static const MyForm call_forms[] = {
    { STR_INIT("CONVERT"), true, my_expr_convert },
    { STR_INIT("CAST"), true, my_expr_cast },
    { STR_INIT("EXTRACT"), true, extract },
    { STR_INIT("TRIM"), true, trim },
    { STR_INIT("SUBSTRING"), true, substring },
    { STR_INIT("SUBSTR"), true, substring },
    { STR_INIT("MID"), true, substring },
    { STR_INIT("POSITION"), true, position },
    { STR_INIT("CHAR"), true, chars },
    { STR_INIT("DATE_ADD"), true, date_add },
    { STR_INIT("DATE_SUB"), true, date_sub },
    { STR_INIT("ADDDATE"), true, adddate },
    { STR_INIT("SUBDATE"), true, subdate },
    { STR_INIT("TIMESTAMPADD"), true, timestamp_unit },
    { STR_INIT("TIMESTAMPDIFF"), true, timestamp_unit },
    { STR_INIT("GET_FORMAT"), true, get_format },
    { STR_INIT("MOD"), true, mod },
    { STR_INIT("WEIGHT_STRING"), true, weight_string },
    { STR_INIT("JSON_VALUE"), true, json_value },
    { STR_INIT("INTERVAL"), true, interval_function },
    { { NULL, 0 }, false, NULL },
};

// Functions that a blank in front of the bracket makes a name like others, without
// IGNORE_SPACE: the table of the manual's section on function name parsing.
bool my_wants_no_space(Str name)
{
    static const Str names[] = {
        STR_INIT("ADDDATE"),
        STR_INIT("BIT_AND"),
        STR_INIT("BIT_OR"),
        STR_INIT("BIT_XOR"),
        STR_INIT("CAST"),
        STR_INIT("COUNT"),
        STR_INIT("CURDATE"),
        STR_INIT("CURTIME"),
        STR_INIT("DATE_ADD"),
        STR_INIT("DATE_SUB"),
        STR_INIT("EXTRACT"),
        STR_INIT("GROUP_CONCAT"),
        STR_INIT("MAX"),
        STR_INIT("MID"),
        STR_INIT("MIN"),
        STR_INIT("NOW"),
        STR_INIT("POSITION"),
        STR_INIT("SESSION_USER"),
        STR_INIT("STD"),
        STR_INIT("STDDEV"),
        STR_INIT("STDDEV_POP"),
        STR_INIT("STDDEV_SAMP"),
        STR_INIT("SUBDATE"),
        STR_INIT("SUBSTR"),
        STR_INIT("SUBSTRING"),
        STR_INIT("SUM"),
        STR_INIT("SYSDATE"),
        STR_INIT("SYSTEM_USER"),
        STR_INIT("TRIM"),
        STR_INIT("VARIANCE"),
        STR_INIT("VAR_POP"),
        STR_INIT("VAR_SAMP"),
        STR_INIT("JSON_ARRAYAGG"),
        STR_INIT("ST_COLLECT"),
        STR_INIT("JSON_OBJECTAGG"),
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq_ci(name, names[i]))
            return true;
    return false;
}

// Reserved words that are functions as well, without a grammar of their own.
static bool is_reserved_function(Str word)
{
    static const char *const words[] = { "IF",       "LEFT",     "RIGHT",    "REPEAT",
                                         "REPLACE",  "INSERT",   "DATABASE", "SCHEMA",
                                         "GROUPING", "TRUNCATE", "USER",     NULL };
    for (size_t i = 0; words[i]; i++)
        if (str_eq_ci(word, str_from(words[i])))
            return true;
    return false;
}

// f(a AS b), f(a b): loadable functions see the names. MariaDB: COLUMN_CREATE('a', 1 AS
// INTEGER).
static bool argument(MyParser *p, MyExpr *call)
{
    if (!my_expr_operand(p, call))
        return false;
    size_t from = p->at;
    bool as = my_take(p, "AS");
    Str text;
    bool named = !as || my_is_ident(p) || my_peek(p, 0).kind == MYT_STRING;
    if (as && str_starts(arena_lower(p->tmp, call->name), STR("column_")) &&
        (!named || engine_is(p->engine, "mariadb"))) {
        bool parsed = my_expr_column_type(p);
        my_uses(p, MYF_COLUMN_FUNCTIONS, from);
        return parsed;
    }
    if (my_peek(p, 0).kind == MYT_STRING)
        return my_string(p, &text);
    if ((as || my_is_ident(p)) && !my_expr_names_arguments(p, call->name))
        return my_refuse(p, NULL);
    return (!as && !my_is_ident(p)) || my_ident(p, &text);
}

static MyExpr *arguments(MyParser *p, MyExpr *call)
{
    if (my_take_punct(p, ')'))
        return my_expr_end(p, call);
    do {
        if (!argument(p, call))
            return NULL;
    } while (my_take_punct(p, ','));
    return closed(p, call);
}

MyExpr *my_expr_call_of(MyParser *p, Str schema, size_t from)
{
    Str name;
    if (!my_any_word(p, &name) || !my_expect_punct(p, '('))
        return NULL;
    MyExpr *call = my_expr_new(p, MYX_CALL, name, from);
    call->table = schema;
    return arguments(p, call);
}

MyExpr *my_expr_call(MyParser *p)
{
    size_t from = p->at;
    Str name = word_at(p, from);
    bool word = p->tokens[from].kind == MYT_WORD;
    bool spaced = word && p->tokens[from + 1].spaced && !(p->modes & MYM_IGNORE_SPACE) &&
                  my_wants_no_space(name);
    const MyForm *form = word && !spaced ? my_expr_form(call_forms, name, true) : NULL;
    if (form == NULL && word && !spaced)
        form = my_expr_form(my_expr_aggregate_forms, name, true);
    if (form) {
        p->at += 2;
        return form->parse(p, from);
    }
    if (word && my_is_reserved(p) && !is_reserved_function(name))
        return my_refuse(p, NULL), NULL;
    if (word && (is_reserved_function(name) || my_wants_no_space(name)))
        p->at++;
    else if (!my_ident(p, &name))
        return NULL;
    MyExpr *call = my_expr_new(p, MYX_CALL, name, from);
    if (!my_expect_punct(p, '(') || !arguments(p, call))
        return NULL;
    if (word && !my_expr_known(p, call, from))
        return NULL;
    return call;
}
