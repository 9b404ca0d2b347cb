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
           my_virtuals_behind(ask, op_rest(ask->op)->position);
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

static bool is_generated(const MyAsk *ask)
{
    return (my_is_virtual_column(ask) || my_is_stored_column(ask)) && ask->op->column &&
           ask->op->column->generated != GENERATED_NONE;
}

static bool stays_stored(const MyAsk *ask)
{
    return my_is_stored_column(ask) && is_generated(ask);
}

static bool is_checked(const MyAsk *ask)
{
    for (size_t i = 0; ask->table && i < ask->table->constraints.len; i++) {
        const ConstraintDef *def = &ask->table->constraints.at[i]->def;
        if (def->kind == CON_CHECK &&
            text_mentions_any_case(def->expression, ask->op->part))
            return true;
    }
    return false;
}

#define NEW_TYPE "the type of the column becomes another one"
#define LENGTH_BYTES                                                                     \
    "a VARCHAR of more than 255 bytes, which are 63 characters of utf8mb4, keeps its "   \
    "length in two bytes instead of one"
#define NO_VIRTUAL "VIRTUAL columns come and go in place by themselves alone"

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
    { MEASURED, MYSQL, .change = MYC_NAME, .when = my_part_is_referenced, RUN(METADATA),
      REASON("a foreign key points to the column") },
    { MEASURED, MYSQL, .change = MYC_NOT_NULL | MYC_NULL, RUN(REBUILD) },
    { MEASURED, MYSQL, .change = MYC_NOT_NULL, .when = may_get_null, RUN(COPY),
      REASON("NULLs cannot be turned into values in this sql_mode") },
    { MEASURED, MYSQL, .change = MYC_POSITION, .unless = my_is_virtual_column,
      RUN(REBUILD) },
    { MEASURED, MYSQL, .change = MYC_POSITION, .when = my_is_virtual_column,
      RUN(INSTANT) },
    { MEASURED, MYSQL, .change = MYC_GROW, RUN(METADATA) },
    { MEASURED, MYSQL, .change = MYC_GROW_SHORT | MYC_GROW_LONG, RUN(COPY),
      BECAUSE(LENGTH_BYTES), REASON(NEW_TYPE) },
    { MANUAL, MYSQL, BEFORE(8, 0, 0), .change = MYC_UTF8 | MYC_COLLATION, RUN(COPY),
      REASON(NEW_TYPE) },
    { MEASURED, MYSQL, .change = MYC_UTF8 | MYC_COLLATION, RUN(METADATA) },
    { MEASURED, MYSQL, .change = MYC_UTF8 | MYC_COLLATION, .when = my_part_is_keyed,
      RUN(COPY), REASON(NEW_TYPE) },
    { MEASURED, MYSQL, .change = MYC_AUTO_ADDED | MYC_AUTO_GONE, RUN(COPY),
      REASON(NEW_TYPE) },
    { MEASURED, MYSQL, .change = MYC_VIRTUAL, RUN(COPY) },
    { MEASURED, .change = OTHER_TYPE, RUN(COPY), REASON(NEW_TYPE) },
    // Here the server does not even ask the storage engine.
    { MEASURED, .change = OTHER_TYPE, .when = is_generated, RUN(COPY) },
    { MEASURED, MYSQL, .change = MYC_TYPE, .when = is_checked, RUN(COPY) },

    { MEASURED, MARIADB, .change = DICTIONARY | MYC_MEMBERS | MYC_NAME, RUN(INSTANT) },
    { MEASURED, MARIADB, .change = MYC_NOT_NULL | MYC_NULL, RUN(REBUILD) },
    { MEASURED, MARIADB, .change = MYC_NOT_NULL | MYC_NULL, .when = my_has_keyed_virtual,
      RUN_LOCKED(REBUILD, SHARED) },
    { MEASURED, MARIADB, .change = MYC_NOT_NULL, .when = my_has_stored, RUN(COPY) },
    { MEASURED, MARIADB, .change = MYC_POSITION, RUN(INSTANT_ALONE) },
    { MEASURED, MARIADB, .change = MYC_POSITION, .when = has_no_instant_columns,
      RUN(REBUILD) },
    { MEASURED, MARIADB, .change = MYC_POSITION, .when = my_is_virtual_column, RUN(COPY),
      REASON(NO_VIRTUAL) },
    { MEASURED, MARIADB, .change = MYC_POSITION, .when = crosses_virtual, RUN(COPY),
      REASON(NO_VIRTUAL) },
    { MEASURED, MARIADB, .change = MYC_GROW | MYC_GROW_SHORT | MYC_UTF8, RUN(INSTANT) },
    { MEASURED, MARIADB, .change = MYC_GROW_LONG, RUN(COPY), BECAUSE(LENGTH_BYTES),
      REASON(NEW_TYPE) },
    { MEASURED, MARIADB, .change = MYC_COLLATION, RUN(INSTANT) },
    { MEASURED, MARIADB, .change = MYC_COLLATION, .when = my_part_is_keyed, RUN(BUILD) },
    { MEASURED, MARIADB, .change = MYC_COLLATION, .when = is_in_primary_key, RUN(COPY),
      REASON(NEW_TYPE) },
    { MEASURED, MARIADB, .change = MYC_AUTO_ADDED, RUN(COPY), REASON(NEW_TYPE) },
    { MEASURED, MARIADB, .change = MYC_AUTO_GONE | MYC_VIRTUAL, RUN(INSTANT) },
    { MEASURED, MARIADB, .change = MYC_VIRTUAL, .when = is_keyed_virtual, RUN(COPY) },
    { MEASURED, .change = SAME_ROWS, .when = my_is_foreign_engine, RUN(COPY) },
    // Also where it is restated as it was.
    { MEASURED, MARIADB, .when = stays_stored, RUN(COPY) },
};

const MyFactList my_modify_facts[OP_KIND_COUNT] = {
    [OP_MODIFY_COLUMN] = MY_FACTS(modify_column),
};
