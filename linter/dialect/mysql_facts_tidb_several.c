// SPDX-License-Identifier: Apache-2.0
// When TiDB refuses several changes in one ALTER TABLE: since 6.2 it makes them together,
// each against the table as it was before all of them.
#include "dialect/mysql_facts_priv.h"

static bool is_alter(const Op *op)
{
    static const OpKind kinds[] = {
        OP_ADD_COLUMN,      OP_DROP_COLUMN,      OP_RENAME_COLUMN,    OP_MODIFY_COLUMN,
        OP_SET_DEFAULT,     OP_DROP_DEFAULT,     OP_ALTER_COLUMN,     OP_CREATE_INDEX,
        OP_DROP_INDEX,      OP_RENAME_INDEX,     OP_ALTER_INDEX,      OP_ADD_CONSTRAINT,
        OP_DROP_CONSTRAINT, OP_ALTER_CONSTRAINT, OP_SET_TABLE_OPTION, OP_ALTER_PARTITION,
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (op->kind == kinds[i])
            return true;
    return false;
}

// TTL = … TTL_ENABLE = …: options that follow one another are one change, unless commas
// stand between them, which ops do not tell.
static bool goes_on(const MyAsk *ask, size_t i)
{
    return i > 0 && ask->actions[i].kind == OP_SET_TABLE_OPTION &&
           ask->actions[i - 1].kind == OP_SET_TABLE_OPTION;
}

static bool has_several(const MyAsk *ask)
{
    size_t count = 0;
    for (size_t i = 0; i < ask->action_count; i++)
        if (is_alter(&ask->actions[i]) && !op_has(&ask->actions[i], OPF_INLINE) &&
            !goes_on(ask, i))
            count++;
    return count > 1;
}

// What may stand beside other changes: what is forgotten may as well.
static bool is_mergeable(const Op *op)
{
    static const char *const options[] = { "ttl",
                                           "ttl_enable",
                                           "ttl_job_interval",
                                           "remove-ttl",
                                           "tiflash-replica",
                                           "cache",
                                           "nocache",
                                           "placement policy",
                                           "attributes",
                                           "auto_id_cache",
                                           "auto_random_base",
                                           "shard_row_id_bits",
                                           "force",
                                           NULL };
    if (op->kind == OP_ALTER_PARTITION || op->kind == OP_RENAME_TABLE)
        return false;
    return op->kind != OP_SET_TABLE_OPTION || !str_is_any(op->verb, options);
}

static bool is_among_several(const MyAsk *ask)
{
    return is_alter(ask->op) && has_several(ask);
}

static bool is_not_mergeable(const MyAsk *ask)
{
    return is_among_several(ask) && !is_mergeable(ask->op);
}

static bool touches_column(const MyAsk *ask, const Op *op, Str column)
{
    if (str_eq_ci(op->part, column) && op->kind != OP_DROP_INDEX &&
        op->kind != OP_RENAME_INDEX && op->kind != OP_ALTER_INDEX &&
        op->kind != OP_DROP_CONSTRAINT && op->kind != OP_ALTER_CONSTRAINT)
        return true;
    if ((op->column && str_eq_ci(op->column->name, column)) ||
        str_eq_ci(op_rest(op)->position, column))
        return true;
    if (op->index && ask->table && my_index_has(ask, op->index, column))
        return true;
    return false;
}

// A column that one change makes, drops or renames is named by another one.
static bool is_column_touched_twice(const MyAsk *ask)
{
    const Op *op = ask->op;
    Str column = op->kind == OP_ADD_COLUMN && op->column ? op->column->name : op->part;
    if (op->kind != OP_ADD_COLUMN && op->kind != OP_DROP_COLUMN &&
        op->kind != OP_MODIFY_COLUMN && op->kind != OP_RENAME_COLUMN &&
        op->kind != OP_SET_DEFAULT && op->kind != OP_DROP_DEFAULT)
        return false;
    for (size_t i = 0; i < ask->action_count; i++)
        if (&ask->actions[i] != op && !op_has(&ask->actions[i], OPF_INLINE) &&
            touches_column(ask, &ask->actions[i], column))
            return true;
    return false;
}

static Str index_of(const Op *op)
{
    if (op->kind == OP_CREATE_INDEX && op->index)
        return op->index->name;
    bool named = op->kind == OP_DROP_INDEX || op->kind == OP_RENAME_INDEX ||
                 op->kind == OP_ALTER_INDEX;
    return named ? op->part : (Str){ 0 };
}

static bool is_index_touched_twice(const MyAsk *ask)
{
    Str index = index_of(ask->op);
    for (size_t i = 0; index.len > 0 && i < ask->action_count; i++)
        if (&ask->actions[i] != ask->op && str_eq_ci(index_of(&ask->actions[i]), index))
            return true;
    return false;
}

static const MyFact several[] = {
    { MANUAL, TIDB, BEFORE(6, 2, 0), .when = is_among_several,
      MY_REFUSE_COMPANY("one ALTER TABLE makes one change before TiDB 6.2 (8200)") },
    { MEASURED, TIDB, .when = is_not_mergeable,
      MY_REFUSE_COMPANY(
          "the change cannot stand beside others in one ALTER TABLE (8200)") },
    { MEASURED, TIDB, .when = is_column_touched_twice,
      MY_REFUSE_COMPANY("one ALTER TABLE names the same column in two changes (8200)") },
    { MEASURED, TIDB, .when = is_index_touched_twice,
      MY_REFUSE_COMPANY("one ALTER TABLE names the same index in two changes (8200)") },
};

const MyFactList my_tidb_several_facts[OP_KIND_COUNT] = {
    [OP_ADD_COLUMN] = MY_FACTS(several),       [OP_DROP_COLUMN] = MY_FACTS(several),
    [OP_RENAME_COLUMN] = MY_FACTS(several),    [OP_MODIFY_COLUMN] = MY_FACTS(several),
    [OP_SET_DEFAULT] = MY_FACTS(several),      [OP_DROP_DEFAULT] = MY_FACTS(several),
    [OP_ALTER_COLUMN] = MY_FACTS(several),     [OP_CREATE_INDEX] = MY_FACTS(several),
    [OP_DROP_INDEX] = MY_FACTS(several),       [OP_RENAME_INDEX] = MY_FACTS(several),
    [OP_ALTER_INDEX] = MY_FACTS(several),      [OP_ADD_CONSTRAINT] = MY_FACTS(several),
    [OP_DROP_CONSTRAINT] = MY_FACTS(several),  [OP_ALTER_CONSTRAINT] = MY_FACTS(several),
    [OP_SET_TABLE_OPTION] = MY_FACTS(several), [OP_ALTER_PARTITION] = MY_FACTS(several),
};
