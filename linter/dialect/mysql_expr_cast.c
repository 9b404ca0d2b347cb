// SPDX-License-Identifier: Apache-2.0
// CAST and CONVERT: the types that a value can become.
#include "dialect/mysql_expr_priv.h"

#include "dialect/mysql_features.h"

bool my_expr_charset(MyParser *p)
{
    Str name;
    return my_take(p, "BINARY") || my_expr_collation(p, &name);
}

bool my_expr_collation(MyParser *p, Str *name)
{
    return my_peek(p, 0).kind == MYT_STRING ? my_string(p, name) : my_ident(p, name);
}

enum { ON_MYSQL = 1, ON_MARIADB = 2, ON_TIDB = 4, ON_ALL = 7, NOT_MARIADB = 5 };

typedef struct CastType {
    const char *words;
    int families; // that know it
    int numbers;  // how many may stand in brackets
    bool charset;
} CastType;

// The longest of those that begin alike stands first.
static const CastType cast_types[] = {
    { "CHARACTER VARYING", ON_MARIADB, 1, true },
    { "CHAR VARYING", ON_MARIADB, 1, true },
    { "CHARACTER", ON_ALL, 1, true },
    { "CHAR", ON_ALL, 1, true },
    { "VARCHAR", ON_MARIADB, 1, true },
    { "NATIONAL CHARACTER", NOT_MARIADB, 1, false },
    { "NATIONAL CHAR", NOT_MARIADB, 1, false },
    { "NCHAR", ON_ALL, 1, false },
    { "BINARY", ON_ALL, 1, false },
    { "SIGNED INTEGER", ON_ALL, 0, false },
    { "SIGNED INT", ON_ALL, 0, false },
    { "SIGNED", ON_ALL, 0, false },
    { "UNSIGNED INTEGER", ON_ALL, 0, false },
    { "UNSIGNED INT", ON_ALL, 0, false },
    { "UNSIGNED", ON_ALL, 0, false },
    { "INTEGER", ON_MARIADB, 0, false },
    { "INT", ON_MARIADB, 0, false },
    { "DATETIME", ON_ALL, 1, false },
    { "DATE", ON_ALL, 0, false },
    { "TIME", ON_ALL, 1, false },
    { "YEAR", NOT_MARIADB, 0, false },
    { "DECIMAL", ON_ALL, 2, false },
    { "DEC", ON_ALL, 2, false },
    { "FLOAT", NOT_MARIADB, 1, false },
    { "FLOAT", ON_MARIADB, 0, false },
    { "DOUBLE PRECISION", NOT_MARIADB, 0, false },
    { "DOUBLE", ON_ALL, 2, false },
    { "REAL", NOT_MARIADB, 0, false },
    { "JSON", NOT_MARIADB, 0, false },
    { "VECTOR", ON_TIDB, 1, false },
    { "GEOMETRYCOLLECTION", ON_ALL, 0, false },
    { "GEOMCOLLECTION", ON_MYSQL, 0, false },
    { "GEOMETRY", ON_MARIADB, 0, false },
    { "POINT", ON_ALL, 0, false },
    { "LINESTRING", ON_ALL, 0, false },
    { "POLYGON", ON_ALL, 0, false },
    { "MULTIPOINT", ON_ALL, 0, false },
    { "MULTILINESTRING", ON_ALL, 0, false },
    { "MULTIPOLYGON", ON_ALL, 0, false },
    { "INTERVAL DAY_SECOND", ON_MARIADB, 1, false },
    { "INET4", ON_MARIADB, 0, false },
    { "INET6", ON_MARIADB, 0, false },
    { "UUID", ON_MARIADB, 0, false },
};

static const CastType *take_cast_type(MyParser *p)
{
    int family = engine_is(p->engine, "mariadb") ? ON_MARIADB
                 : engine_is(p->engine, "tidb")  ? ON_TIDB
                                                 : ON_MYSQL;
    for (size_t i = 0; i < sizeof cast_types / sizeof *cast_types; i++)
        if ((cast_types[i].families & family) && my_take(p, cast_types[i].words))
            return &cast_types[i];
    my_refuse(p, NULL);
    return NULL;
}

// Of COLUMN_CREATE, which MariaDB alone has.
bool my_expr_column_type(MyParser *p)
{
    static const Engine mariadb = { STR_INIT("mariadb"), 10, 11, 0 };
    const Engine *engine = p->engine;
    Str type;
    p->engine = &mariadb;
    bool parsed = my_expr_cast_type(p, &type);
    p->engine = engine;
    return parsed;
}

static bool cast_charset(MyParser *p)
{
    bool binary = my_take(p, "BINARY");
    if (my_take(p, "CHARACTER SET") || my_take(p, "CHARSET") || my_take(p, "CHAR SET")) {
        if (!my_expr_charset(p))
            return false;
    } else if (!my_take(p, "ASCII") && !my_take(p, "UNICODE")) {
        my_take(p, "BYTE");
    }
    if (!binary)
        my_take(p, "BINARY");
    Str collation;
    return !engine_is(p->engine, "mariadb") || !my_take(p, "COLLATE") ||
           my_take(p, "DEFAULT") || my_expr_collation(p, &collation);
}

bool my_expr_cast_type(MyParser *p, Str *type)
{
    size_t from = p->at;
    const CastType *row = take_cast_type(p);
    if (row == NULL)
        return false;
    Str digits;
    if (row->numbers > 0 && my_take_punct(p, '('))
        if (!my_number(p, &digits) ||
            (row->numbers > 1 && my_take_punct(p, ',') && !my_number(p, &digits)) ||
            !my_expect_punct(p, ')'))
            return false;
    if (row->charset && !cast_charset(p))
        return false;
    *type = arena_lower(p->tmp, my_token_text(p->text, p->tokens[from]));
    for (size_t i = from + 1; i < p->at; i++) {
        bool tight = p->tokens[i].kind == MYT_PUNCT ||
                     my_token_is_punct(p->text, p->tokens[i - 1], '(') ||
                     my_token_is_punct(p->text, p->tokens[i - 1], ',');
        *type =
            arena_fmt(p->tmp, STR_FMT "%s" STR_FMT, STR_ARG(*type), tight ? "" : " ",
                      STR_ARG(arena_lower(p->tmp, my_token_text(p->text, p->tokens[i]))));
    }
    return true;
}

// Behind CAST ( : a AT TIME ZONE '+00:00' AS DATETIME, a AS UNSIGNED ARRAY
MyExpr *my_expr_cast(MyParser *p, size_t from)
{
    MyExpr *cast = my_expr_new(p, MYX_CAST, (Str){ 0 }, from);
    Str zone;
    if (!my_expr_operand(p, cast))
        return NULL;
    if (engine_is(p->engine, "mysql") && my_take(p, "AT TIME ZONE")) {
        my_take(p, "INTERVAL");
        if (!my_string(p, &zone))
            return NULL;
    }
    if (!my_expect(p, "AS") || !my_expr_cast_type(p, &cast->name))
        return NULL;
    size_t array = p->at;
    if (my_take(p, "ARRAY")) {
        my_uses(p, MYF_ARRAY_INDEX, array);
        cast->name = arena_fmt(p->tmp, STR_FMT " array", STR_ARG(cast->name));
    }
    return my_expect_punct(p, ')') ? my_expr_end(p, cast) : NULL;
}

// CONVERT(a, CHAR), CONVERT(a USING utf8mb4)
MyExpr *my_expr_convert(MyParser *p, size_t from)
{
    MyExpr *cast = my_expr_new(p, MYX_CAST, (Str){ 0 }, from);
    if (!my_expr_operand(p, cast))
        return NULL;
    if (my_take(p, "USING")) {
        size_t at = p->at;
        if (!my_expr_charset(p))
            return NULL;
        cast->name = arena_fmt(p->tmp, "using " STR_FMT, STR_ARG(my_text_from(p, at)));
    } else if (!my_expect_punct(p, ',') || !my_expr_cast_type(p, &cast->name)) {
        return NULL;
    }
    return my_expect_punct(p, ')') ? my_expr_end(p, cast) : NULL;
}
