// SPDX-License-Identifier: Apache-2.0
// What MySQL and MariaDB refuse to do to partitions, as far as a history tells.
#include "dialect/mysql_facts_priv.h"

static bool is_not_partitioned(const MyAsk *ask)
{
    return !my_is_unknown(ask) && ask->table->partition_by.len == 0;
}

static bool is_managed_without_partitions(const MyAsk *ask)
{
    return !str_eq(ask->op->verb, STR("by")) && is_not_partitioned(ask);
}

static bool partitions_with_foreign_keys(const MyAsk *ask)
{
    if (!ask->table || !str_eq(ask->op->verb, STR("by")))
        return false;
    for (size_t i = 0; i < ask->table->constraints.len; i++)
        if (ask->table->constraints.at[i]->def.kind == CON_FOREIGN_KEY)
            return true;
    return my_is_referenced(ask);
}

static bool is_there(const MyAsk *ask, Str partition)
{
    for (size_t i = 0; i < ask->table->partitions.len; i++)
        if (str_eq_ci(ask->table->partitions.at[i].name, partition))
            return true;
    return false;
}

// Of those that the op names, how many there are; one named twice counts twice.
static size_t count_there(const MyAsk *ask)
{
    size_t count = 0;
    for (size_t i = 0; i < ask->op->columns.len; i++)
        count += is_there(ask, ask->op->columns.at[i]);
    return count;
}

static bool partition_is_missing(const MyAsk *ask)
{
    static const char *const verbs[] = { "drop", "truncate", "reorganize", "exchange",
                                         NULL };
    if (my_is_unknown(ask) || ask->table->partitions.len == 0 ||
        !str_is_any(ask->op->verb, verbs) || op_has(ask->op, OPF_IF_EXISTS))
        return false;
    for (size_t i = 0; i < ask->op->columns.len; i++) {
        Str name = ask->op->columns.at[i];
        if (!str_eq_ci(name, STR("all")) && !is_there(ask, name))
            return true;
    }
    return false;
}

// The servers count names: one that stands there twice is two to them.
static bool leaves_no_partition(const MyAsk *ask)
{
    return !my_is_unknown(ask) && ask->table->partitions.len > 0 &&
           count_there(ask) >= ask->table->partitions.len;
}

// MariaDB's SYSTEM_TIME has partitions with names, as RANGE and LIST have.
static bool is_hash(const MyAsk *ask)
{
    static const char *const named[] = { "range", "list", "system" };
    bool has_names = false;
    for (size_t i = 0; my_is_partitioned(ask) && i < sizeof named / sizeof *named; i++)
        has_names = has_names || str_starts(ask->table->partition_by, str_from(named[i]));
    return my_is_partitioned(ask) && !has_names;
}

static bool is_not_hash(const MyAsk *ask)
{
    return my_is_partitioned(ask) && !is_hash(ask);
}

static const MyFact alter_partition[] = {
    { MEASURED, .when = is_managed_without_partitions,
      MY_REFUSE("the table is not partitioned (1505)") },
    { MEASURED, .when = partitions_with_foreign_keys,
      MY_REFUSE("foreign keys and partitions do not go together (1506)") },
    { MEASURED, .verb = "drop", .when = is_hash,
      MY_REFUSE("only RANGE and LIST partitions are dropped (1512)") },
    { MEASURED, .verb = "coalesce", .when = is_not_hash,
      MY_REFUSE("only HASH and KEY partitions are coalesced (1509)") },
    { MEASURED, .when = partition_is_missing,
      MY_REFUSE("there is no such partition (1507)") },
    { MEASURED, .verb = "drop", .when = leaves_no_partition,
      MY_REFUSE("no partition would be left, and that takes DROP TABLE (1508)") },
};

const MyFactList my_refused_partition_facts[OP_KIND_COUNT] = {
    [OP_ALTER_PARTITION] = MY_FACTS(alter_partition),
};
