// SPDX-License-Identifier: Apache-2.0
// Defaults that MySQL refuses: the time with other digits than the column has, and
// literals for a text. MariaDB takes them all.
#include "dialect/mysql_facts_priv.h"

// ---- the time ----

static bool is_time(const ColumnDef *column)
{
    static const char *const types[] = { "timestamp", "datetime", NULL };
    return column && str_is_any(column->type.name.name, types);
}

static bool is_now(Str value)
{
    static const char *const calls[] = { "current_timestamp", "now", "localtimestamp",
                                         "localtime", NULL };
    Str word = str_trim(str_take(value, str_find_char(value, '(', 0)));
    bool now = false;
    for (const char *const *call = calls; *call; call++)
        now = now || str_eq_ci(word, str_from(*call));
    return now;
}

// "NOW(3)" has 3, "NOW()" and "CURRENT_TIMESTAMP" have none.
static long digits_of(Str call)
{
    Str rest = str_drop(call, str_find_char(call, '(', 0));
    for (size_t i = 0; i < rest.len; i++)
        if (rest.ptr[i] >= '0' && rest.ptr[i] <= '9')
            return rest.ptr[i] - '0';
    return 0;
}

static long digits_in(const ColumnDef *column)
{
    return column->type.mod_count == 1 ? column->type.mods[0] : 0;
}

static bool has_other_digits(const ColumnDef *column, Str value)
{
    return is_time(column) && is_now(value) && digits_of(value) != digits_in(column);
}

static bool updates_otherwise(const MyAsk *ask)
{
    const ColumnDef *column = ask->op->column;
    return column && has_other_digits(column, column_rest(column)->on_update);
}

static bool defaults_otherwise(const MyAsk *ask)
{
    const ColumnDef *column = ask->op->column;
    return column && has_other_digits(column, column->default_expr);
}

static bool makes_update_otherwise(const MyAsk *ask)
{
    const TableDef *table = ask->op->table;
    for (size_t i = 0; table && i < table->columns.len; i++)
        if (has_other_digits(&table->columns.at[i],
                             column_rest(&table->columns.at[i])->on_update))
            return true;
    return false;
}

static bool makes_default_otherwise(const MyAsk *ask)
{
    const TableDef *table = ask->op->table;
    for (size_t i = 0; table && i < table->columns.len; i++)
        if (has_other_digits(&table->columns.at[i], table->columns.at[i].default_expr))
            return true;
    return false;
}

// ---- texts ----

// One that is worked out is taken.
static bool gets_literal_in_brackets(const MyAsk *ask)
{
    static const char *const types[] = { "tinytext", "text", "mediumtext",
                                         "longtext", "json", NULL };
    Str value = ask->op->column ? ask->op->column->default_expr : (Str){ 0 };
    if (!ask->column || !str_is_any(ask->column->def->type.name.name, types) ||
        value.len < 2 || value.ptr[0] != '(')
        return false;
    value = str_trim(str_slice(value, 1, value.len - 1));
    return value.len >= 2 && value.ptr[0] == '\'' &&
           str_find_char(value, '\'', 1) == value.len - 1;
}

// ---- the facts ----

#define AS_MANY                                                                          \
    " has to say as many digits as the column has, as CURRENT_TIMESTAMP(3) for "         \
    "timestamp(3) "
#define OTHER_UPDATE MY_REFUSE("ON UPDATE CURRENT_TIMESTAMP" AS_MANY "(1294)")
#define OTHER_DEFAULT MY_REFUSE("DEFAULT CURRENT_TIMESTAMP" AS_MANY "(1067)")

static const MyFact new_definition[] = {
    { MEASURED, MYSQL, .when = defaults_otherwise, OTHER_DEFAULT },
    { MEASURED, MYSQL, .when = updates_otherwise, OTHER_UPDATE },
};

static const MyFact create_table[] = {
    { MEASURED, MYSQL, .when = makes_default_otherwise, OTHER_DEFAULT },
    { MEASURED, MYSQL, .when = makes_update_otherwise, OTHER_UPDATE },
};

static const MyFact set_default[] = {
    { MEASURED, MYSQL, .when = gets_literal_in_brackets,
      MY_REFUSE("a literal as DEFAULT of a TEXT or JSON column is taken by MODIFY alone, "
                "in brackets (1101)") },
};

const MyFactList my_time_facts[OP_KIND_COUNT] = {
    [OP_ADD_COLUMN] = MY_FACTS(new_definition),
    [OP_MODIFY_COLUMN] = MY_FACTS(new_definition),
    [OP_CREATE_TABLE] = MY_FACTS(create_table),
    [OP_SET_DEFAULT] = MY_FACTS(set_default),
};
