// SPDX-License-Identifier: Apache-2.0
// Partitions: PARTITION BY and the list of definitions.
#include "dialect/mysql_expr.h"
#include "dialect/mysql_table_priv.h"

// ---- what rows are divided by ----

static void add_columns(Arena *arena, const MyExpr *expr, StrVec *columns)
{
    for (; expr != NULL; expr = expr->next) {
        if (expr->kind == MYX_COLUMN)
            *vec_push(arena, columns) = expr->name;
        add_columns(arena, expr->first, columns);
    }
}

// "(YEAR(a))": the columns that it names.
static bool by_expression(MyParser *p, StrVec *columns)
{
    const MyExpr *expr = NULL;
    if (!my_expect_punct(p, '(') || !my_expr(p, &expr))
        return false;
    if (expr != NULL) {
        MyExpr alone = *expr;
        alone.next = NULL;
        add_columns(p->arena, &alone, columns);
    }
    return my_expect_punct(p, ')');
}

// "(a, b)"; "()" is the primary key.
static bool by_columns(MyParser *p, StrVec *columns, bool may_be_empty)
{
    if (!may_be_empty || !my_is_punct_at(p, 1, ')'))
        return my_ident_list(p, columns);
    p->at += 2;
    return true;
}

static bool key_algorithm(MyParser *p)
{
    Str digits;
    if (!my_take(p, "algorithm"))
        return true;
    if (!my_expect_punct(p, '=') || !my_number(p, &digits))
        return false;
    return str_eq(digits, STR("1")) || str_eq(digits, STR("2")) ||
           my_refuse_at(p, my_span_from(p, p->at - 1), "the ALGORITHM of KEY is 1 or 2");
}

// The columns of KEY may be left out, for those of the primary key.
static bool hash_or_key(MyParser *p, StrVec *columns, bool may_be_empty, Str *by)
{
    bool linear = my_take(p, "linear");
    if (my_take(p, "hash")) {
        *by = linear ? STR("linear hash") : STR("hash");
        return by_expression(p, columns);
    }
    *by = linear ? STR("linear key") : STR("key");
    return my_expect(p, "key") && key_algorithm(p) &&
           by_columns(p, columns, may_be_empty);
}

static bool range_or_list(MyParser *p, TableDef *table, bool range)
{
    if (my_take(p, "columns")) {
        table->partition_by = range ? STR("range columns") : STR("list columns");
        return by_columns(p, &table->partition_columns, false);
    }
    table->partition_by = range ? STR("range") : STR("list");
    return by_expression(p, &table->partition_columns);
}

// ---- MariaDB: PARTITION BY SYSTEM_TIME ----

static bool interval(MyParser *p)
{
    Str unit;
    return my_expr(p, NULL) && my_any_word(p, &unit);
}

static bool starts(MyParser *p)
{
    return !my_take(p, "starts") || my_expr(p, NULL);
}

static bool system_time(MyParser *p, TableDef *table)
{
    Str digits;
    table->partition_by = STR("system_time");
    my_uses(p, MYF_PARTITION_SYSTEM_TIME, p->at - 1);
    if (my_take(p, "limit")) {
        if (!my_number(p, &digits))
            return false;
    } else if (my_take(p, "interval")) {
        if (!interval(p) || !starts(p))
            return false;
    }
    my_take(p, "auto");
    return true;
}

// ---- TiDB: RANGE (a) INTERVAL (100) FIRST PARTITION LESS THAN (100) LAST … ----

static bool less_than(MyParser *p)
{
    Str inside;
    return my_expect(p, "partition less than") && my_is_punct(p, '(') &&
           my_skip_group(p, &inside);
}

static bool range_interval(MyParser *p)
{
    size_t from = p->at;
    Str unit;
    if (!my_take(p, "interval"))
        return true;
    if (!my_expect_punct(p, '(') || !my_expr(p, NULL))
        return false;
    if (!my_is_punct(p, ')') && !my_any_word(p, &unit))
        return false;
    if (!my_expect_punct(p, ')'))
        return false;
    if (my_take(p, "first") && (!less_than(p) || !my_expect(p, "last") || !less_than(p)))
        return false;
    my_take(p, "null partition");
    my_take(p, "maxvalue partition");
    my_uses(p, MYF_PARTITION_INTERVAL, from);
    return true;
}

// ---- definitions ----

static bool bound(MyParser *p)
{
    return my_take(p, "maxvalue") || my_expr(p, NULL);
}

static bool member(MyParser *p)
{
    size_t from = p->at;
    if (!my_take(p, "default"))
        return my_expr(p, NULL);
    my_uses(p, MYF_PARTITION_IN_DEFAULT, from);
    return true;
}

// "(1, 2)"; *count: how many.
static bool tuple(MyParser *p, bool (*value)(MyParser *p), size_t *count)
{
    *count = 0;
    if (!my_expect_punct(p, '('))
        return false;
    do {
        if (!value(p))
            return false;
        ++*count;
    } while (my_take_punct(p, ','));
    return my_expect_punct(p, ')');
}

// How many values go together; 0: ALTER TABLE does not say.
static size_t width_of(const TableDef *table)
{
    bool columns = str_ends(table->partition_by, STR("columns"));
    return columns ? table->partition_columns.len : table->partition_by.len > 0;
}

// VALUES IN (1, 2), or ((1, 2), (3, 4)) by two columns.
static bool members(MyParser *p, size_t width)
{
    size_t count;
    if (width == 0 || (width == 1 && !my_is_punct_at(p, 1, '(')))
        return tuple(p, member, &count);
    if (width == 1 || !my_expect_punct(p, '('))
        return my_refuse(p, NULL);
    do {
        bool others = my_is(p, "default");
        if (others ? !member(p) : !tuple(p, member, &count))
            return false;
        if (!others && count != width)
            return my_refuse(p, "as many values as columns");
    } while (my_take_punct(p, ','));
    return my_expect_punct(p, ')');
}

static bool values(MyParser *p, size_t width)
{
    size_t count = 1;
    if (my_take(p, "in"))
        return members(p, width);
    if (!my_expect(p, "less than") ||
        (!my_take(p, "maxvalue") && !tuple(p, bound, &count)))
        return false;
    return width == 0 || count == width || my_refuse(p, "as many values as columns");
}

static bool needs_values(const TableDef *table)
{
    return str_starts(table->partition_by, STR("range")) ||
           str_starts(table->partition_by, STR("list"));
}

static bool definition_values(MyParser *p, const TableDef *table, Str *text)
{
    size_t from = p->at;
    bool is_values = my_take(p, "values");
    size_t behind = p->at;
    if (is_values && !values(p, width_of(table)))
        return false;
    if (!is_values && (my_take(p, "history") || my_take(p, "current")))
        my_uses(p, MYF_PARTITION_SYSTEM_TIME, from);
    else if (!is_values && my_take(p, "default"))
        my_uses(p, MYF_PARTITION_LIST_DEFAULT, from);
    else if (!is_values)
        return !needs_values(table) || my_refuse(p, NULL);
    *text = my_text_from(p, behind);
    return true;
}

static bool options(MyParser *p, bool of_partition)
{
    for (bool found = true; found;) {
        if (!my_partition_option(p, of_partition, &found))
            return false;
    }
    return true;
}

static bool subpartition(MyParser *p)
{
    Str name;
    return my_expect(p, "subpartition") && my_ident_or_string(p, &name) &&
           options(p, false);
}

static bool subpartitions(MyParser *p, TableDef *table)
{
    if (!my_take_punct(p, '('))
        return true;
    table->subpartitioned = true;
    do {
        if (!subpartition(p))
            return false;
    } while (my_take_punct(p, ','));
    return my_expect_punct(p, ')');
}

bool my_partition_def(MyParser *p, TableDef *table)
{
    PartitionDef def = { 0 };
    size_t from = p->at;
    if (!my_take(p, "partition"))
        my_uses(p, MYF_PARTITION_UNSAID, from);
    if (!my_ident(p, &def.name))
        return false;
    if (!definition_values(p, table, &def.values) || !options(p, true))
        return false;
    *vec_push(p->arena, &table->partitions) = def;
    return subpartitions(p, table);
}

bool my_partition_defs(MyParser *p, TableDef *table)
{
    if (!my_expect_punct(p, '('))
        return false;
    do {
        if (!my_partition_def(p, table))
            return false;
    } while (my_take_punct(p, ','));
    return my_expect_punct(p, ')');
}

// ---- all of it ----

static bool partition_kind(MyParser *p, TableDef *table)
{
    if (my_is(p, "linear") || my_is(p, "hash") || my_is(p, "key"))
        return hash_or_key(p, &table->partition_columns, true, &table->partition_by);
    if (my_take(p, "range"))
        return range_or_list(p, table, true) && range_interval(p);
    if (my_take(p, "list"))
        return range_or_list(p, table, false);
    return my_expect(p, "system_time") && system_time(p, table);
}

static bool subpartition_by(MyParser *p, TableDef *table)
{
    size_t from = p->at;
    StrVec columns = { 0 };
    Str by;
    Str digits;
    if (!my_take(p, "subpartition by"))
        return true;
    table->subpartitioned = true;
    if (!hash_or_key(p, &columns, false, &by))
        return false;
    my_uses(p, MYF_SUBPARTITION, from);
    return !my_take(p, "subpartitions") || my_number(p, &digits);
}

// TiDB: what becomes of the unique indexes.
static bool update_indexes(MyParser *p)
{
    size_t from = p->at;
    Str inside;
    if (!my_take(p, "update indexes"))
        return true;
    if (!my_is_punct(p, '(') || !my_skip_group(p, &inside))
        return my_refuse(p, NULL);
    my_uses(p, MYF_PARTITION_UPDATE_INDEXES, from);
    return true;
}

bool my_partition_by(MyParser *p, TableDef *table)
{
    if (!partition_kind(p, table))
        return false;
    if (my_take(p, "partitions") && !my_number(p, &table->partition_count))
        return false;
    if (!subpartition_by(p, table))
        return false;
    if (my_is_punct(p, '(') && !my_is_query(p) && !my_partition_defs(p, table))
        return false;
    return update_indexes(p);
}
