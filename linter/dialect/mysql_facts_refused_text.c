// SPDX-License-Identifier: Apache-2.0
// A column that becomes TEXT, BLOB or JSON cannot be in a key as a whole. MariaDB cuts
// the parts of indexes to what fits, but not those of a primary key.
#include "dialect/mysql_facts_priv.h"

static bool goes_as_well(const MyAsk *ask, Str index)
{
    return !my_is_any(ask, MY_TIDB) && my_other_action(ask, OP_DROP_INDEX, index);
}

static bool is_whole_part(const MyAsk *ask, const IndexDef *index)
{
    for (size_t i = 0; i < index->parts.len; i++) {
        const IndexPart *part = &index->parts.at[i];
        if (part->length == 0 && !part->expression.ptr &&
            table_same_name(ask->table, part->column, ask->op->part))
            return true;
    }
    return false;
}

static bool is_indexed(const MyAsk *ask)
{
    for (size_t i = 0; ask->table && i < ask->table->indexes.len; i++) {
        const IndexDef *index = &ask->table->indexes.at[i]->def;
        if (!str_eq(index->method, STR("fulltext")) && is_whole_part(ask, index) &&
            !goes_as_well(ask, index->name))
            return true;
    }
    return false;
}

static bool is_primary(const MyAsk *ask)
{
    return my_is_in_primary_key(ask, ask->op->part) &&
           (my_is_any(ask, MY_TIDB) ||
            !my_other_action(ask, OP_DROP_CONSTRAINT, STR("PRIMARY")));
}

static bool becomes_text(const MyAsk *ask)
{
    static const char *const types[] = { "tinytext",   "text",     "mediumtext",
                                         "longtext",   "tinyblob", "blob",
                                         "mediumblob", "longblob", NULL };
    return ask->op->column && str_is_any(ask->op->column->type.name.name, types);
}

static bool makes_text_of_indexed(const MyAsk *ask)
{
    return becomes_text(ask) && (is_indexed(ask) || is_primary(ask));
}

static bool makes_text_of_primary(const MyAsk *ask)
{
    return becomes_text(ask) && is_primary(ask);
}

static bool makes_json_of_indexed(const MyAsk *ask)
{
    return ask->op->column && str_eq(ask->op->column->type.name.name, STR("json")) &&
           (is_indexed(ask) || is_primary(ask));
}

#define NO_LENGTH "a BLOB or TEXT column is in a key with a length alone (1170)"
#define NO_JSON "a JSON column cannot be in an index (3152)"

// clang-format off
static const MyFact modify_column[] = {
    { MEASURED, MYSQL, .when = makes_text_of_indexed, MY_REFUSE(NO_LENGTH) },
    { MEASURED, TIDB, .when = makes_text_of_indexed, MY_REFUSE(NO_LENGTH) },
    { MEASURED, MARIADB, .when = makes_text_of_primary, MY_REFUSE(NO_LENGTH) },
    { MEASURED, MYSQL, .when = makes_json_of_indexed, MY_REFUSE(NO_JSON) },
    { MEASURED, TIDB, .when = makes_json_of_indexed, MY_REFUSE(NO_JSON) },
};
// clang-format on

const MyFactList my_refused_text_facts[OP_KIND_COUNT] = {
    [OP_MODIFY_COLUMN] = MY_FACTS(modify_column),
};
