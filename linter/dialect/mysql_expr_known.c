// SPDX-License-Identifier: Apache-2.0
// Functions of which the servers' grammars know more than that they are called.
#include "dialect/mysql_expr_priv.h"

#include "dialect/mysql_features.h"

typedef struct Known {
    Str name;
    size_t least, most;
} Known;

// Of these the grammar itself counts the arguments, and lets none have a name.
static const Known functions[] = {
    { STR_INIT("IF"), 3, 3 },          { STR_INIT("LEFT"), 2, 2 },
    { STR_INIT("RIGHT"), 2, 2 },       { STR_INIT("REPEAT"), 2, 2 },
    { STR_INIT("REPLACE"), 3, 3 },     { STR_INIT("INSERT"), 4, 4 },
    { STR_INIT("TRUNCATE"), 2, 2 },    { STR_INIT("DATABASE"), 0, 0 },
    { STR_INIT("SCHEMA"), 0, 0 },      { STR_INIT("USER"), 0, 0 },
    { STR_INIT("ASCII"), 1, 1 },       { STR_INIT("DATE"), 1, 1 },
    { STR_INIT("DAY"), 1, 1 },         { STR_INIT("HOUR"), 1, 1 },
    { STR_INIT("MINUTE"), 1, 1 },      { STR_INIT("MONTH"), 1, 1 },
    { STR_INIT("SECOND"), 1, 1 },      { STR_INIT("YEAR"), 1, 1 },
    { STR_INIT("QUARTER"), 1, 1 },     { STR_INIT("MICROSECOND"), 1, 1 },
    { STR_INIT("TIME"), 1, 1 },        { STR_INIT("TIMESTAMP"), 1, 2 },
    { STR_INIT("WEEK"), 1, 2 },        { STR_INIT("CHARSET"), 1, 1 },
    { STR_INIT("COLLATION"), 1, 1 },   { STR_INIT("REVERSE"), 1, 1 },
    { STR_INIT("ROW_COUNT"), 0, 0 },   { STR_INIT("CURDATE"), 0, 0 },
    { STR_INIT("FORMAT"), 2, 3 },      { STR_INIT("SESSION_USER"), 0, 0 },
    { STR_INIT("SYSTEM_USER"), 0, 0 }, { STR_INIT("NOW"), 0, 1 },
    { STR_INIT("CURTIME"), 0, 1 },     { STR_INIT("SYSDATE"), 0, 1 },
};

static const Known *find_known(Str name)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (str_eq_ci(name, functions[i].name))
            return &functions[i];
    return NULL;
}

bool my_expr_names_arguments(const MyParser *p, Str name)
{
    bool coalesce = str_eq_ci(name, STR("COALESCE")) && engine_is(p->engine, "mysql");
    return !coalesce && !find_known(name);
}

static bool counts_fit(const MyParser *p, const MyExpr *call)
{
    size_t count = 0;
    for (const MyExpr *operand = call->first; operand; operand = operand->next)
        count++;
    const Known *known = find_known(call->name);
    if (known)
        return count >= known->least && count <= known->most;
    return count > 0 || !str_eq_ci(call->name, STR("COALESCE")) ||
           !engine_is(p->engine, "mysql");
}

// NOW(6): the digits are a number, and no expression.
static bool is_clock(Str name)
{
    static const char *const names[] = { "NOW", "CURTIME", "SYSDATE", NULL };
    for (size_t i = 0; names[i]; i++)
        if (str_eq_ci(name, str_from(names[i])))
            return true;
    return false;
}

bool my_expr_known(MyParser *p, const MyExpr *call, size_t from)
{
    bool digits = !call->first || call->first->kind == MYX_LITERAL;
    if (!counts_fit(p, call) || (is_clock(call->name) && !digits))
        return my_refuse_at(p, my_span_from(p, from), "wrong number of arguments");
    if (str_eq_ci(call->name, STR("PASSWORD")))
        my_uses(p, MYF_PASSWORD_FUNCTION, from);
    return true;
}
