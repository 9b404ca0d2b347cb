// SPDX-License-Identifier: Apache-2.0
// Facts about MODIFY and CHANGE COLUMN, by what becomes different.
#include "dialect/mysql_facts_priv.h"

// The new definition is of a key as well, so that no index has to be read.
static bool is_keyed_virtual(const MyAsk *ask)
{
    return my_is_virtual_column(ask) && my_part_is_keyed(ask);
}

// From one side of a VIRTUAL column to the other.
static bool crosses_virtual(const MyAsk *ask)
{
    return my_virtuals_behind(ask, ask->op->part) !=
           my_virtuals_behind(ask, ask->op->position);
}

static bool is_in_primary_key(const MyAsk *ask)
{
    return my_is_in_primary_key(ask, ask->op->part);
}

static bool may_get_null(const MyAsk *ask)
{
    return !my_is_strict(ask);
}

static bool has_no_instant_columns(const MyAsk *ask)
{
    return my_has_fulltext(ask) || my_is_compressed(ask) || my_has_keyed_virtual(ask);
}

enum {
    // What InnoDB alone can do without writing the rows
    SAME_ROWS = MYC_GROW | MYC_GROW_SHORT | MYC_UTF8 | MYC_COLLATION | MYC_POSITION,
    DICTIONARY = MYC_NOTHING | MYC_DEFAULT | MYC_COMMENT | MYC_VISIBLE,
    OTHER_TYPE = MYC_TYPE | MYC_UNKNOWN | MYC_STORED | MYC_TO_GENERATED | MYC_TO_PLAIN
};

static const MyFact modify_column[] = {
    { MEASURED, MYSQL, .change = MYC_KIND | MYC_VIRTUAL_TO_PLAIN,
      MY_REFUSE("whether a generated column is stored cannot be changed (3106)") },
    { MEASURED, MARIADB, .change = MYC_KIND | MYC_VIRTUAL_TO_PLAIN,
      MY_REFUSE("whether a generated column is stored cannot be changed (1907)") },

    { MANUAL, MYSQL, BEFORE(8, 0, 12), .change = DICTIONARY | MYC_MEMBERS,
      RUN(METADATA) },
    { MEASURED, MYSQL, SINCE(8, 0, 12), .change = DICTIONARY | MYC_MEMBERS,
      RUN(INSTANT) },
    { MANUAL, MYSQL, BEFORE(8, 0, 28), .change = MYC_NAME, RUN(METADATA) },
    { MEASURED, MYSQL, SINCE(8, 0, 28), .change = MYC_NAME, RUN(INSTANT) },
    { MEASURED, MYSQL, .change = MYC_NAME, .when = my_part_is_referenced, RUN(METADATA) },
    { MEASURED, MYSQL, .change = MYC_NOT_NULL | MYC_NULL, RUN(REBUILD) },
    { MEASURED, MYSQL, .change = MYC_NOT_NULL, .when = may_get_null, RUN(COPY) },
    { MEASURED, MYSQL, .change = MYC_POSITION, .unless = my_is_virtual_column,
      RUN(REBUILD) },
    { MEASURED, MYSQL, .change = MYC_POSITION, .when = my_is_virtual_column,
      RUN(INSTANT) },
    { MEASURED, MYSQL, .change = MYC_GROW, RUN(METADATA) },
    { MEASURED, MYSQL, .change = MYC_GROW_SHORT | MYC_GROW_LONG, RUN(COPY) },
    { MANUAL, MYSQL, BEFORE(8, 0, 0), .change = MYC_UTF8 | MYC_COLLATION, RUN(COPY) },
    { MEASURED, MYSQL, .change = MYC_UTF8 | MYC_COLLATION, RUN(METADATA) },
    { MEASURED, MYSQL, .change = MYC_UTF8 | MYC_COLLATION, .when = my_part_is_keyed,
      RUN(COPY) },
    { MEASURED, MYSQL, .change = MYC_AUTO_ADDED | MYC_AUTO_GONE | MYC_VIRTUAL,
      RUN(COPY) },
    { MEASURED, .change = OTHER_TYPE, RUN(COPY) },

    { MEASURED, MARIADB, .change = DICTIONARY | MYC_MEMBERS | MYC_NAME, RUN(INSTANT) },
    { MEASURED, MARIADB, .change = MYC_NOT_NULL | MYC_NULL, RUN(REBUILD) },
    { MEASURED, MARIADB, .change = MYC_NOT_NULL | MYC_NULL, .when = my_has_keyed_virtual,
      RUN_LOCKED(REBUILD, SHARED) },
    { MEASURED, MARIADB, .change = MYC_POSITION, RUN(INSTANT_ALONE) },
    { MEASURED, MARIADB, .change = MYC_POSITION, .when = has_no_instant_columns,
      RUN(REBUILD) },
    { MEASURED, MARIADB, .change = MYC_POSITION, .when = my_is_virtual_column,
      RUN(COPY) },
    { MEASURED, MARIADB, .change = MYC_POSITION, .when = crosses_virtual, RUN(COPY) },
    { MEASURED, MARIADB, .change = MYC_GROW | MYC_GROW_SHORT | MYC_UTF8, RUN(INSTANT) },
    { MEASURED, MARIADB, .change = MYC_GROW_LONG, RUN(COPY) },
    { MEASURED, MARIADB, .change = MYC_COLLATION, RUN(INSTANT) },
    { MEASURED, MARIADB, .change = MYC_COLLATION, .when = my_part_is_keyed, RUN(BUILD) },
    { MEASURED, MARIADB, .change = MYC_COLLATION, .when = is_in_primary_key, RUN(COPY) },
    { MEASURED, MARIADB, .change = MYC_AUTO_ADDED, RUN(COPY) },
    { MEASURED, MARIADB, .change = MYC_AUTO_GONE | MYC_VIRTUAL, RUN(INSTANT) },
    { MEASURED, MARIADB, .change = MYC_VIRTUAL, .when = is_keyed_virtual, RUN(COPY) },
    { MEASURED, .change = SAME_ROWS, .when = my_is_foreign_engine, RUN(COPY) },
    // Also where it is restated as it was.
    { MEASURED, MARIADB, .when = my_is_stored_column, RUN(COPY) },
};

const MyFactList my_modify_facts[OP_KIND_COUNT] = {
    [OP_MODIFY_COLUMN] = MY_FACTS(modify_column),
};
