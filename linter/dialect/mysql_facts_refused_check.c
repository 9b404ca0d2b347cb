// SPDX-License-Identifier: Apache-2.0
// MySQL and MariaDB check no column that numbers its rows: the number is not known yet.
#include "dialect/mysql_facts_priv.h"

// Both have CHECK from here on; what is older ignores it.
enum { CHECKS = ENGINE_VERSION(8, 0, 16) };

static bool checks_column(const MyAsk *ask, const ConstraintDef *def, Str column)
{
    return def->kind == CON_CHECK && text_mentions(ask->arena, def->expression, column);
}

static bool makes_checked_number(const MyAsk *ask)
{
    const TableDef *table = ask->op->table;
    for (size_t i = 0; table && i < table->columns.len; i++)
        for (size_t k = 0;
             table->columns.at[i].auto_increment && k < table->constraints.len; k++)
            if (checks_column(ask, &table->constraints.at[k], table->columns.at[i].name))
                return true;
    return false;
}

static bool checks_number(const MyAsk *ask)
{
    for (size_t i = 0; ask->table && i < ask->table->columns.len; i++) {
        const ColumnDef *def = &ask->table->columns.at[i]->def;
        if (def->auto_increment && ask->op->constraint &&
            checks_column(ask, ask->op->constraint, def->name))
            return true;
    }
    return false;
}

static bool numbers_checked(const MyAsk *ask)
{
    const ColumnDef *def = ask->op->column;
    if (!ask->table || !def || !def->auto_increment)
        return false;
    for (size_t i = 0; i < ask->table->constraints.len; i++) {
        const ConstraintDef *check = &ask->table->constraints.at[i]->def;
        if (!my_other_action(ask, OP_DROP_CONSTRAINT, check->name) &&
            checks_column(ask, check, ask->op->part))
            return true;
    }
    return false;
}

#define NO_CHECK "a CHECK names no AUTO_INCREMENT column "

#define REFUSED_WHEN(condition)                                                          \
    { MEASURED, MYSQL, .from = CHECKS, .when = (condition),                              \
      MY_REFUSE(NO_CHECK "(3818)") },                                                    \
    {                                                                                    \
        MEASURED, MARIADB, .when = (condition), MY_REFUSE(NO_CHECK "(1901)")             \
    }

static const MyFact create_table[] = { REFUSED_WHEN(makes_checked_number) };
static const MyFact add_constraint[] = { REFUSED_WHEN(checks_number) };
static const MyFact modify_column[] = { REFUSED_WHEN(numbers_checked) };

const MyFactList my_refused_check_facts[OP_KIND_COUNT] = {
    [OP_CREATE_TABLE] = MY_FACTS(create_table),
    [OP_ADD_CONSTRAINT] = MY_FACTS(add_constraint),
    [OP_MODIFY_COLUMN] = MY_FACTS(modify_column),
};
