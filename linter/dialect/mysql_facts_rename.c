// SPDX-License-Identifier: Apache-2.0
// When a table does not get another name. Of a list of tables none does then: MySQL,
// MariaDB and TiDB alike.
#include "dialect/mysql_facts_priv.h"

// Without a database the new name is one of the present one, wherever the table was.
static Name new_name(const MyAsk *ask)
{
    const Op *op = ask->op;
    if (op->other.schema.len == 0 && op->name.schema.len == 0)
        return (Name){ ask->relation.schema, op->other.name };
    return op->other.schema.len > 0 ? op->other
                                    : catalog_resolve(ask->catalog, op->other);
}

static bool new_name_is_taken(const MyAsk *ask)
{
    Name to = new_name(ask);
    return !name_eq(to, ask->relation) && !my_is_temporary(ask) &&
           (catalog_table(ask->catalog, to) || catalog_view(ask->catalog, to) ||
            catalog_sequence(ask->catalog, to));
}

static bool is_gone(const MyAsk *ask)
{
    return !op_has(ask->op, OPF_IF_EXISTS) &&
           catalog_is_gone(ask->catalog, ask->relation);
}

#define TAKEN "a table or view has that name (1050)"
#define GONE "the table does not exist (1146)"

static const MyFact rename_table[] = {
    { MEASURED, .when = is_gone, MY_REFUSE(GONE) },
    { MEASURED, .when = new_name_is_taken, MY_REFUSE(TAKEN) },
    { CODE, TIDB, .when = is_gone, MY_REFUSE(GONE) },
    { CODE, TIDB, .when = new_name_is_taken, MY_REFUSE(TAKEN) },
};

const MyFactList my_rename_facts[OP_KIND_COUNT] = {
    [OP_RENAME_TABLE] = MY_FACTS(rename_table),
};
