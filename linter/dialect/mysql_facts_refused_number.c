// SPDX-License-Identifier: Apache-2.0
// The column that numbers the rows has no value yet when a row is looked at: MySQL and
// MariaDB let no CHECK, no generated column, no DEFAULT and no functional index name it.
#include "dialect/mysql_facts_priv.h"

// From here on there are CHECKs, and DEFAULTs that are expressions; what is older ignores
// the ones and refuses the others.
enum { CHECKS = ENGINE_VERSION(8, 0, 16), EXPRESSIONS = ENGINE_VERSION(8, 0, 13) };

static bool names(Str expression, Str column)
{
    return expression.ptr && text_mentions_any_case(expression, column);
}

// What of the statement's own, or of the table's, names a column.
typedef bool Naming(const MyAsk *ask, Str column);

static bool any_number(const MyAsk *ask, Naming *has)
{
    const TableDef *made = ask->op->table;
    for (size_t i = 0; made && i < made->columns.len; i++)
        if (made->columns.at[i].auto_increment && has(ask, made->columns.at[i].name))
            return true;
    for (size_t i = 0; !made && ask->table && i < ask->table->columns.len; i++) {
        const ColumnDef *def = ask->table->columns.at[i]->def;
        if (def->auto_increment && has(ask, def->name))
            return true;
    }
    return false;
}

// ---- CHECK ----

static bool is_checked(const ConstraintDef *def, Str column)
{
    return def->kind == CON_CHECK && names(def->expression, column);
}

static bool new_check_names(const MyAsk *ask, Str column)
{
    const TableDef *made = ask->op->table;
    for (size_t i = 0; made && i < made->constraints.len; i++)
        if (is_checked(&made->constraints.at[i], column))
            return true;
    return ask->op->constraint && is_checked(ask->op->constraint, column);
}

static bool checks_number(const MyAsk *ask)
{
    return any_number(ask, new_check_names);
}

static bool numbers_checked(const MyAsk *ask)
{
    const ColumnDef *def = ask->op->column;
    if (!ask->table || !def || !def->auto_increment)
        return false;
    for (size_t i = 0; i < ask->table->constraints.len; i++) {
        const ConstraintDef *check = &ask->table->constraints.at[i]->def;
        if (!my_other_action(ask, OP_DROP_CONSTRAINT, check->name) &&
            is_checked(check, ask->op->part))
            return true;
    }
    return false;
}

// ---- generated columns and DEFAULT ----

// A column that the statement makes has this in it.
static bool new_column_has(const MyAsk *ask, Str column,
                           bool (*has)(const ColumnDef *def, Str column))
{
    const TableDef *made = ask->op->table;
    for (size_t i = 0; made && i < made->columns.len; i++)
        if (has(&made->columns.at[i], column))
            return true;
    return ask->op->column && has(ask->op->column, column);
}

static bool is_generated_of(const ColumnDef *def, Str column)
{
    return names(def->generated_expr, column);
}

static bool is_stored_of(const ColumnDef *def, Str column)
{
    return def->generated == GENERATED_STORED && is_generated_of(def, column);
}

static bool is_default_of(const ColumnDef *def, Str column)
{
    return def->default_expr.len > 0 && def->default_expr.ptr[0] == '(' &&
           names(def->default_expr, column);
}

static bool new_generated_names(const MyAsk *ask, Str column)
{
    return new_column_has(ask, column, is_generated_of);
}

static bool new_stored_names(const MyAsk *ask, Str column)
{
    return new_column_has(ask, column, is_stored_of);
}

static bool new_default_names(const MyAsk *ask, Str column)
{
    return new_column_has(ask, column, is_default_of);
}

static bool generates_of_number(const MyAsk *ask)
{
    return any_number(ask, new_generated_names);
}

static bool stores_of_number(const MyAsk *ask)
{
    return any_number(ask, new_stored_names);
}

static bool defaults_to_number(const MyAsk *ask)
{
    return any_number(ask, new_default_names);
}

static bool numbers_source(const MyAsk *ask,
                           bool (*has)(const ColumnDef *def, Str column))
{
    const ColumnDef *def = ask->op->column;
    for (size_t i = 0;
         def && def->auto_increment && ask->table && i < ask->table->columns.len; i++)
        if (has(ask->table->columns.at[i]->def, ask->op->part))
            return true;
    return false;
}

static bool numbers_generated(const MyAsk *ask)
{
    return numbers_source(ask, is_generated_of);
}

static bool numbers_stored(const MyAsk *ask)
{
    return numbers_source(ask, is_stored_of);
}

// ---- functional indexes ----

static bool has_part_of(const IndexDef *index, Str column)
{
    for (size_t i = 0; index && i < index->parts.len; i++)
        if (names(index->parts.at[i].expression, column))
            return true;
    return false;
}

static bool new_index_names(const MyAsk *ask, Str column)
{
    const TableDef *made = ask->op->table;
    for (size_t i = 0; made && i < made->indexes.len; i++)
        if (has_part_of(&made->indexes.at[i], column))
            return true;
    return has_part_of(ask->op->index, column);
}

static bool indexes_number(const MyAsk *ask)
{
    return any_number(ask, new_index_names);
}

// ---- the facts ----

#define NO_CHECK "a CHECK names no AUTO_INCREMENT column "
#define NO_GENERATED "a generated column names no AUTO_INCREMENT column "
#define NO_STORED "a STORED generated column names no AUTO_INCREMENT column "
#define NO_DEFAULT "a DEFAULT names no AUTO_INCREMENT column "
#define NO_INDEX "a functional index names no AUTO_INCREMENT column "

// clang-format off
#define IN_CHECK(condition)                                                              \
    { MEASURED, MYSQL, .from = CHECKS, .when = (condition), MY_REFUSE(NO_CHECK "(3818)") }, \
    { MEASURED, MARIADB, .when = (condition), MY_REFUSE(NO_CHECK "(1901)") }
#define IN_GENERATED(any, stored)                                                        \
    { MEASURED, MYSQL, .when = (any), MY_REFUSE(NO_GENERATED "(3109)") },                \
    { MEASURED, MARIADB, .when = (stored), MY_REFUSE(NO_STORED "(1901)") }
#define IN_DEFAULT                                                                       \
    { MEASURED, MYSQL, .from = EXPRESSIONS, .when = defaults_to_number,                  \
      MY_REFUSE(NO_DEFAULT "(3768)") },                                                  \
    { MEASURED, MARIADB, .when = defaults_to_number, MY_REFUSE(NO_DEFAULT "(1901)") }
#define IN_INDEX                                                                         \
    { MEASURED, MYSQL, .when = indexes_number, MY_REFUSE(NO_INDEX "(3754)") }
// clang-format on

static const MyFact create_table[] = {
    IN_CHECK(checks_number),
    IN_GENERATED(generates_of_number, stores_of_number),
    IN_DEFAULT,
    IN_INDEX,
};
static const MyFact add_constraint[] = { IN_CHECK(checks_number) };
static const MyFact add_column[] = {
    IN_GENERATED(generates_of_number, stores_of_number),
    IN_DEFAULT,
};
static const MyFact modify_column[] = {
    IN_CHECK(numbers_checked),
    IN_GENERATED(numbers_generated, numbers_stored),
};
static const MyFact create_index[] = { IN_INDEX };

const MyFactList my_refused_number_facts[OP_KIND_COUNT] = {
    [OP_CREATE_TABLE] = MY_FACTS(create_table),
    [OP_ADD_CONSTRAINT] = MY_FACTS(add_constraint),
    [OP_ADD_COLUMN] = MY_FACTS(add_column),
    [OP_MODIFY_COLUMN] = MY_FACTS(modify_column),
    [OP_CREATE_INDEX] = MY_FACTS(create_index),
};
