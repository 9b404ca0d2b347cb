// SPDX-License-Identifier: Apache-2.0
// Facts about columns that are added, dropped, renamed, or given a default.
#include "dialect/mysql_facts_priv.h"

// ---- ADD COLUMN ----

static bool is_skipped(const MyAsk *ask)
{
    return op_has(ask->op, OPF_IF_NOT_EXISTS) && my_column_is_there(ask);
}

static bool is_plain(const MyAsk *ask)
{
    return ask->op->column && ask->op->column->generated == GENERATED_NONE &&
           !is_skipped(ask);
}

static bool is_virtual(const MyAsk *ask)
{
    return ask->op->column && ask->op->column->generated == GENERATED_VIRTUAL;
}

static bool is_stored(const MyAsk *ask)
{
    return ask->op->column && ask->op->column->generated == GENERATED_STORED;
}

static bool is_last(const MyAsk *ask)
{
    Str after = op_rest(ask->op)->position;
    if (!after.ptr)
        return true;
    if (!ask->table || ask->table->columns.len == 0)
        return false;
    const Table *table = ask->table;
    return table_same_name(table, table->columns.at[table->columns.len - 1]->def->name,
                           after);
}

static bool is_plain_inside(const MyAsk *ask)
{
    return is_plain(ask) && !is_last(ask);
}

static bool is_virtual_inside(const MyAsk *ask)
{
    return is_virtual(ask) && !is_last(ask);
}

static bool is_virtual_before_virtual(const MyAsk *ask)
{
    return is_virtual_inside(ask) &&
           my_virtuals_behind(ask, op_rest(ask->op)->position) > 0;
}

static bool is_virtual_in_partitions(const MyAsk *ask)
{
    return is_virtual(ask) && my_is_partitioned(ask);
}

static bool is_virtual_beside_plain(const MyAsk *ask)
{
    for (size_t i = 0; is_virtual(ask) && i < ask->action_count; i++) {
        const Op *op = &ask->actions[i];
        if (op->kind == OP_ADD_COLUMN && op->column &&
            op->column->generated == GENERATED_NONE)
            return true;
    }
    return false;
}

static bool is_virtual_beside_option(const MyAsk *ask)
{
    return is_virtual(ask) && my_other_action(ask, OP_SET_TABLE_OPTION, (Str){ 0 });
}

// A VIRTUAL column stands behind the place of the new one.
static bool is_before_virtual(const MyAsk *ask)
{
    return is_plain_inside(ask) &&
           my_virtuals_behind(ask, op_rest(ask->op)->position) > 0;
}

static bool is_plain_with_keyed_virtual(const MyAsk *ask)
{
    return is_plain(ask) && my_has_keyed_virtual(ask);
}

static bool has_no_instant_columns(const MyAsk *ask)
{
    return is_plain(ask) && (my_has_fulltext(ask) || my_is_compressed(ask));
}

// DEFAULT (…); CURRENT_TIMESTAMP stands without brackets.
static bool has_expression(const MyAsk *ask)
{
    return ask->op->column && ask->op->column->default_expr.ptr &&
           str_starts(ask->op->column->default_expr, STR("("));
}

static bool calls_any(const MyAsk *ask, const char *const *functions)
{
    Str text = ask->op->column ? ask->op->column->default_expr : (Str){ 0 };
    for (; text.ptr && *functions; functions++)
        if (text_mentions_any_case(text, str_from(*functions)))
            return true;
    return false;
}

// Each row would get a value of its own, and replicas others than the source.
static bool calls_unsafe(const MyAsk *ask)
{
    static const char *const functions[] = { "uuid",    "uuid_short",   "rand",
                                             "sysdate", "random_bytes", NULL };
    return calls_any(ask, functions);
}

// A value of its own for each row, that the server cannot leave to the reader of a row.
// RAND() is one that it can.
static bool has_value_of_row(const MyAsk *ask)
{
    static const char *const functions[] = { "uuid",    "uuid_short", "sys_guid",
                                             "uuid_v4", "uuid_v7",    "sysdate",
                                             NULL };
    if (calls_any(ask, functions))
        return true;
    for (size_t i = 0; has_expression(ask) && ask->table && i < ask->table->columns.len;
         i++)
        if (text_mentions_any_case(ask->op->column->default_expr,
                                   ask->table->columns.at[i]->def->name))
            return true;
    return false;
}

static bool counts_up(const MyAsk *ask)
{
    return ask->op->column && ask->op->column->auto_increment;
}

#define NO_INSTANT                                                                       \
    "a table with a FULLTEXT index, or of ROW_FORMAT=COMPRESSED, has no instant columns"

#define COUNTS_UP "a new AUTO_INCREMENT column is filled under a lock"
#define NO_VIRTUAL "VIRTUAL columns come and go in place by themselves alone"
#define NO_KEY "the primary key goes, and no other one comes"

static const MyFact add_column[] = {
    { MEASURED, MYSQL, SINCE(8, 0, 13), .when = calls_unsafe,
      MY_REFUSE("a DEFAULT whose value differs from row to row cannot be given to rows "
                "that are there (1674)") },
    { MEASURED, .family = MY_MYSQL | MY_MARIADB, .when = is_skipped, RUN(INSTANT) },
    { MANUAL, MYSQL, BEFORE(8, 0, 12), .when = is_plain, RUN(REBUILD),
      BECAUSE("no column is added at once before MySQL 8.0.12") },
    { MEASURED, MYSQL, SINCE(8, 0, 12), .when = is_plain, RUN(INSTANT_ALONE) },
    { MANUAL, MYSQL, BEFORE(8, 0, 29), .when = is_plain_inside, RUN(REBUILD),
      BECAUSE("only a new last column is added at once before MySQL 8.0.29") },
    { MEASURED, MARIADB, .when = is_plain, RUN(INSTANT_ALONE) },
    { MEASURED, .when = has_no_instant_columns, RUN(REBUILD), BECAUSE(NO_INSTANT) },
    { MEASURED, MYSQL, .when = has_expression, RUN(COPY),
      BECAUSE("a DEFAULT in brackets is worked out for every row that is there") },
    { MEASURED, MARIADB, .when = has_value_of_row, RUN(COPY),
      BECAUSE("its DEFAULT has a value of its own for every row") },
    { MANUAL, MYSQL, BEFORE(8, 0, 12), .when = is_virtual, RUN(METADATA) },
    { MEASURED, .when = is_virtual, RUN(INSTANT) },
    { MEASURED, MYSQL, .when = is_virtual_inside, RUN(COPY),
      BECAUSE("only a new last VIRTUAL column is added at once"), REASON(NO_VIRTUAL) },
    { MEASURED, MARIADB, .when = is_virtual_before_virtual, RUN(COPY),
      BECAUSE("it is put before another VIRTUAL column"), REASON(NO_VIRTUAL) },
    { MEASURED, MARIADB, .when = is_virtual_in_partitions, RUN(COPY),
      BECAUSE("the table is partitioned"), REASON(NO_VIRTUAL) },
    { MEASURED, MARIADB, .when = is_virtual_beside_plain, RUN(COPY),
      BECAUSE("a VIRTUAL column is added at once by itself alone"), REASON(NO_VIRTUAL) },
    { MEASURED, .when = is_virtual_beside_option, RUN(COPY),
      BECAUSE("a VIRTUAL column is added at once by itself alone"), REASON(NO_VIRTUAL) },
    { MEASURED, .when = is_stored, RUN(COPY),
      BECAUSE("a STORED column is worked out for every row that is there") },
    { MEASURED, MYSQL, .when = counts_up, RUN_LOCKED(REBUILD, SHARED),
      REASON(COUNTS_UP) },
    { MEASURED, MARIADB, .when = counts_up, RUN_LOCKED(REBUILD, SHARED),
      LOCK_REASON(COUNTS_UP) },
    { MEASURED, MARIADB, .when = is_before_virtual, RUN(COPY),
      BECAUSE("it is put before a VIRTUAL column"), REASON(NO_VIRTUAL) },
    { MEASURED, MARIADB, .when = is_plain_with_keyed_virtual, RUN_LOCKED(REBUILD, SHARED),
      BECAUSE("the table has an index on a VIRTUAL column") },
};

// ---- DROP COLUMN ----

static bool is_absent(const MyAsk *ask)
{
    return op_has(ask->op, OPF_IF_EXISTS) && my_column_is_missing(ask);
}

static bool is_not_generated(const MyAsk *ask)
{
    return !my_is_virtual_column(ask) && !is_absent(ask);
}

// Other columns stay in one of its indexes, unless the statement drops them too.
static bool narrows_index(const MyAsk *ask)
{
    for (size_t i = 0; ask->table && i < ask->table->indexes.len; i++) {
        const IndexDef *index = &ask->table->indexes.at[i]->def;
        if (!my_index_has(ask, index, ask->op->part) ||
            my_other_action(ask, OP_DROP_INDEX, index->name))
            continue;
        for (size_t k = 0; k < index->parts.len; k++) {
            Str column = index->parts.at[k].column;
            if (!table_same_name(ask->table, column, ask->op->part) &&
                !my_other_action(ask, OP_DROP_COLUMN, column))
                return true;
        }
    }
    return false;
}

static bool is_in_index(const MyAsk *ask)
{
    return !my_is_virtual_column(ask) && my_part_is_keyed(ask);
}

static bool is_virtual_beside_keyed(const MyAsk *ask)
{
    return my_is_virtual_column(ask) && my_has_keyed_virtual(ask);
}

static bool is_keyed_virtual(const MyAsk *ask)
{
    return my_is_virtual_column(ask) && my_part_is_keyed(ask);
}

static bool drops_with_no_instant_columns(const MyAsk *ask)
{
    return is_not_generated(ask) && (my_has_fulltext(ask) || my_is_compressed(ask));
}

static bool drops_beside_keyed_virtual(const MyAsk *ask)
{
    return is_not_generated(ask) && my_has_keyed_virtual(ask);
}

// Nothing is left of the primary key, and the statement makes no other.
static bool drops_primary_key(const MyAsk *ask)
{
    const ConstraintDef *key = my_primary_key(ask->table);
    if (!key || !table_list_has(ask->table, &key->columns, ask->op->part) ||
        my_other_action(ask, OP_ADD_CONSTRAINT, (Str){ 0 }))
        return false;
    for (size_t i = 0; i < key->columns.len; i++)
        if (!table_same_name(ask->table, key->columns.at[i], ask->op->part) &&
            !my_other_action(ask, OP_DROP_COLUMN, key->columns.at[i]))
            return false;
    return true;
}

static const MyFact drop_column[] = {
    { MEASURED, .when = is_absent, RUN(INSTANT) },
    { MANUAL, MYSQL, BEFORE(8, 0, 29), .when = is_not_generated, RUN(REBUILD),
      BECAUSE("no column is dropped at once before MySQL 8.0.29") },
    { MEASURED, MYSQL, SINCE(8, 0, 29), .when = is_not_generated, RUN(INSTANT_ALONE) },
    { MEASURED, MARIADB, .when = is_not_generated, RUN(INSTANT_ALONE) },
    { MEASURED, .when = drops_with_no_instant_columns, RUN(REBUILD),
      BECAUSE(NO_INSTANT) },
    { MEASURED, MYSQL, .when = is_in_index, RUN(REBUILD),
      BECAUSE("the column is in an index") },
    { MEASURED, MARIADB, .when = is_in_index, RUN(METADATA) },
    { MEASURED, MARIADB, .when = narrows_index, RUN(REBUILD),
      BECAUSE("the column is in an index with others") },
    { MEASURED, .when = drops_primary_key, .unless = my_has_successor, RUN(COPY),
      BECAUSE("the primary key goes with it"), REASON(NO_KEY) },
    { MEASURED, MYSQL, .when = my_is_virtual_column, RUN(INSTANT) },
    { MEASURED, MARIADB, .when = my_is_virtual_column, RUN(INSTANT) },
    { MEASURED, MYSQL, .when = is_virtual_beside_keyed, RUN(METADATA) },
    { MEASURED, MARIADB, .when = is_keyed_virtual, RUN(METADATA) },
    { MEASURED, MARIADB, .when = drops_beside_keyed_virtual, RUN(COPY),
      BECAUSE("the table has an index on a VIRTUAL column"), REASON(NO_VIRTUAL) },
};

// ---- RENAME COLUMN, defaults, visibility ----

static const MyFact rename_column[] = {
    { MANUAL, MYSQL, BEFORE(8, 0, 28), RUN(METADATA) },
    { MEASURED, MYSQL, SINCE(8, 0, 28), RUN(INSTANT) },
    { MEASURED, MYSQL, .when = my_part_is_referenced, RUN(METADATA),
      REASON("a foreign key points to the column") },
    { MEASURED, MARIADB, RUN(INSTANT) },
};

static const MyFact dictionary_alone[] = {
    { MANUAL, MYSQL, BEFORE(8, 0, 12), RUN(METADATA) },
    { MEASURED, MYSQL, SINCE(8, 0, 12), RUN(INSTANT) },
    { MEASURED, MARIADB, RUN(INSTANT) },
};

const MyFactList my_column_facts[OP_KIND_COUNT] = {
    [OP_ADD_COLUMN] = MY_FACTS(add_column),
    [OP_DROP_COLUMN] = MY_FACTS(drop_column),
    [OP_RENAME_COLUMN] = MY_FACTS(rename_column),
    [OP_SET_DEFAULT] = MY_FACTS(dictionary_alone),
    [OP_DROP_DEFAULT] = MY_FACTS(dictionary_alone),
    [OP_ALTER_COLUMN] = MY_FACTS(dictionary_alone),
};
