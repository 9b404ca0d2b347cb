// SPDX-License-Identifier: Apache-2.0
// What MySQL and MariaDB refuse to do to columns and tables, as far as a history tells.
#include "dialect/mysql_facts_priv.h"

// ---- columns ----

static bool is_there_and_said(const MyAsk *ask)
{
    return my_column_is_there(ask) && !op_has(ask->op, OPF_IF_NOT_EXISTS) &&
           !my_other_action(ask, OP_DROP_COLUMN, ask->op->column->name) &&
           !my_other_action(ask, OP_RENAME_COLUMN, ask->op->column->name);
}

static bool is_missing_and_said(const MyAsk *ask)
{
    return my_column_is_missing(ask) && !op_has(ask->op, OPF_IF_EXISTS);
}

static bool is_dropped_before(const MyAsk *ask)
{
    for (const Op *op = ask->actions; op < ask->op; op++)
        if (op->kind == OP_DROP_COLUMN && str_eq_ci(op->part, ask->op->part))
            return true;
    return false;
}

static bool position_is_missing(const MyAsk *ask)
{
    Str position = op_rest(ask->op)->position;
    if (my_is_unknown(ask) || position.len == 0 || table_column(ask->table, position))
        return false;
    for (size_t i = 0; i < ask->action_count; i++)
        if (my_makes_column(&ask->actions[i], position))
            return false;
    return true;
}

static bool is_auto(const MyAsk *ask)
{
    return ask->op->column && ask->op->column->auto_increment;
}

static bool is_second_auto(const MyAsk *ask)
{
    const Column *other = is_auto(ask) ? my_auto_column(ask) : NULL;
    return other && other != ask->column;
}

static bool leads_key(const MyAsk *ask, Str column)
{
    for (size_t i = 0; i < ask->action_count; i++) {
        const Op *op = &ask->actions[i];
        if (op->constraint && op->constraint->kind == CON_PRIMARY_KEY &&
            table_list_has(ask->table, &op->constraint->columns, column))
            return true;
        if (op->index && my_index_has(ask, op->index, column))
            return true;
    }
    return false;
}

static bool is_auto_without_key(const MyAsk *ask)
{
    return ask->table && is_auto(ask) && !leads_key(ask, ask->op->column->name) &&
           !(ask->column && my_is_keyed(ask, ask->op->part));
}

static bool name_is_taken(const MyAsk *ask)
{
    Str name = ask->op->other.name;
    return !str_eq_ci(name, ask->op->part) && table_column(ask->table, name) &&
           !my_other_action(ask, OP_RENAME_COLUMN, name) &&
           !my_other_action(ask, OP_MODIFY_COLUMN, name) &&
           !my_other_action(ask, OP_DROP_COLUMN, name);
}

static bool feeds_functional_index(const MyAsk *ask)
{
    for (size_t i = 0; ask->table && i < ask->table->indexes.len; i++) {
        const IndexDef *index = &ask->table->indexes.at[i]->def;
        if (my_other_action(ask, OP_DROP_INDEX, index->name))
            continue;
        for (size_t k = 0; k < index->parts.len; k++)
            if (index->parts.at[k].expression.ptr &&
                text_mentions_any_case(index->parts.at[k].expression, ask->op->part))
                return true;
    }
    return false;
}

static bool is_renamed_and(const MyAsk *ask, MyWhen *when)
{
    return !str_eq_ci(ask->op->other.name, ask->op->part) && when(ask);
}

static bool is_renamed_and_generates(const MyAsk *ask)
{
    return is_renamed_and(ask, my_feeds_generated);
}

static bool is_renamed_and_indexed(const MyAsk *ask)
{
    return is_renamed_and(ask, feeds_functional_index);
}

// A CHECK of the table that names the column, and others as well where `others` says so.
static bool is_checked(const MyAsk *ask, bool others)
{
    for (size_t i = 0; ask->table && i < ask->table->constraints.len; i++) {
        const ConstraintDef *def = &ask->table->constraints.at[i]->def;
        if (def->kind != CON_CHECK ||
            my_other_action(ask, OP_DROP_CONSTRAINT, def->name) ||
            !text_mentions_any_case(def->expression, ask->op->part))
            continue;
        if (!others)
            return true;
        for (size_t k = 0; k < ask->table->columns.len; k++) {
            Str column = ask->table->columns.at[k]->def->name;
            if (!str_eq_ci(column, ask->op->part) &&
                text_mentions_any_case(def->expression, column))
                return true;
        }
    }
    return false;
}

static bool is_checked_with_others(const MyAsk *ask)
{
    return is_checked(ask, true);
}

static bool is_checked_at_all(const MyAsk *ask)
{
    return is_checked(ask, false);
}

static bool is_renamed_and_checked(const MyAsk *ask)
{
    return is_renamed_and(ask, is_checked_at_all);
}

static bool is_partition_column(const MyAsk *ask)
{
    return my_is_partitioned(ask) &&
           table_list_has(ask->table, &ask->table->partition_columns, ask->op->part);
}

static bool is_renamed_and_partitions(const MyAsk *ask)
{
    return is_renamed_and(ask, is_partition_column);
}

static bool is_in_kept_foreign_key(const MyAsk *ask)
{
    const ConstraintDef *key = my_foreign_key_with(ask, ask->op->part);
    return key && !my_other_action(ask, OP_DROP_CONSTRAINT, key->name);
}

// MariaDB shrinks other indexes silently, but no key that has to be unique.
static bool narrows_unique(const MyAsk *ask)
{
    const ConstraintDef *key = my_primary_key(ask->table);
    if (my_other_action(ask, OP_DROP_CONSTRAINT, STR("PRIMARY")))
        key = NULL;
    if (key && key->columns.len > 1 &&
        table_list_has(ask->table, &key->columns, ask->op->part))
        return true;
    for (size_t i = 0; ask->table && i < ask->table->indexes.len; i++) {
        const IndexDef *index = &ask->table->indexes.at[i]->def;
        if (index->unique && index->parts.len > 1 &&
            !str_eq_ci(index->name, STR("PRIMARY")) &&
            !my_other_action(ask, OP_DROP_INDEX, index->name) &&
            my_index_has(ask, index, ask->op->part))
            return true;
    }
    return false;
}

static bool has_literal_default(const MyAsk *ask, const ColumnDef *column)
{
    static const char *const types[] = { "tinytext", "text",     "mediumtext", "longtext",
                                         "tinyblob", "blob",     "mediumblob", "longblob",
                                         "json",     "geometry", NULL };
    Str value = ask->op->column ? ask->op->column->default_expr : (Str){ 0 };
    return column && str_is_any(column->type.name.name, types) && value.ptr &&
           !str_starts(value, STR("(")) && !str_eq_ci(value, STR("null"));
}

static bool has_text_default(const MyAsk *ask)
{
    return has_literal_default(ask, ask->op->column);
}

static bool gets_text_default(const MyAsk *ask)
{
    return ask->column && has_literal_default(ask, ask->column->def);
}

static bool becomes_null_in_key(const MyAsk *ask)
{
    return ask->op->column && ask->op->column->null_said &&
           my_is_in_primary_key(ask, ask->op->part) &&
           !my_other_action(ask, OP_DROP_CONSTRAINT, STR("PRIMARY"));
}

// ---- foreign keys ----

static bool changes_type(const MyAsk *ask)
{
    return (ask->change & MYC_TYPE) != 0;
}

static bool changes_foreign_key(const MyAsk *ask)
{
    return changes_type(ask) && is_in_kept_foreign_key(ask);
}

static bool changes_referenced(const MyAsk *ask)
{
    return changes_type(ask) && my_part_is_referenced(ask);
}

// Of MariaDB, whose answer depends on the length too.
static bool grows_foreign_key(const MyAsk *ask)
{
    return (ask->change & (MYC_GROW | MYC_GROW_SHORT | MYC_GROW_LONG)) != 0 &&
           is_in_kept_foreign_key(ask) && my_checks_foreign_keys(ask);
}

// ---- tables ----

static bool drops_referenced(const MyAsk *ask)
{
    if (!my_checks_foreign_keys(ask) || !ask->table)
        return false;
    ForeignKeyVec keys = catalog_referencing(ask->arena, ask->catalog, ask->relation);
    for (size_t i = 0; i < keys.len; i++) {
        bool dropped_too =
            keys.at[i].table == ask->table || table_is_open(keys.at[i].table, STR("")) ||
            table_is_open(keys.at[i].table, keys.at[i].constraint->def.name);
        for (const Op *op = ask->statement.first; !dropped_too && op < ask->statement.end;
             op++)
            dropped_too =
                op->kind == OP_DROP_TABLE &&
                name_eq(catalog_resolve(ask->catalog, op->name), keys.at[i].table->name);
        if (!dropped_too)
            return true;
    }
    return false;
}

static bool truncates_referenced(const MyAsk *ask)
{
    return my_checks_foreign_keys(ask) && my_is_referenced_elsewhere(ask);
}

static bool alters_versioned(const MyAsk *ask)
{
    return my_is_versioned(ask) &&
           !my_is_set_to(ask, "system_versioning_alter_history", "keep") &&
           !my_is_set_to(ask, "system_versioning_alter_history", "1");
}

// A column whose text is told otherwise, and that a foreign key of the table has, or one
// of another table points to.
static bool converts_key(const MyAsk *ask, bool points)
{
    if (!ask->table || !str_eq(ask->op->verb, STR("convert")) ||
        (my_is_any(ask, MY_MYSQL) && !my_checks_foreign_keys(ask)))
        return false;
    Str collation = ask->op->detail, charset;
    str_cut(&collation, ' ', &charset);
    for (size_t i = 0; i < ask->table->columns.len; i++) {
        const ColumnDef *def = ask->table->columns.at[i]->def;
        bool changes = (my_converted(ask->table, def, charset, str_trim(collation)) &
                        (MYC_TYPE | MYC_UTF8 | MYC_COLLATION)) != 0;
        if (changes && (points ? my_foreign_key_with(ask, def->name) != NULL
                               : my_column_is_referenced(ask, def->name)))
            return true;
    }
    return false;
}

static bool converts_foreign_key(const MyAsk *ask)
{
    return converts_key(ask, true);
}

static bool converts_referenced(const MyAsk *ask)
{
    return converts_key(ask, false);
}

static bool loses_engine(const MyAsk *ask)
{
    return str_eq(ask->op->verb, STR("engine")) &&
           !str_eq_ci(ask->op->detail, STR("innodb")) && my_is_referenced(ask);
}

#define NOT_MISSING "the column does not exist (1054)"
#define CHECKS_IT "a CHECK constraint uses the column (3959)"
#define KEEPS_HISTORY                                                                    \
    "a system-versioned table is altered with system_versioning_alter_history=KEEP "     \
    "alone (4119)"

static const MyFact add_column[] = {
    { MEASURED, .when = is_there_and_said,
      MY_REFUSE("the column already exists (1060)") },
    { MEASURED, .when = position_is_missing,
      MY_REFUSE("the column after which it is put does not exist (1054)") },
    { MEASURED, .when = is_second_auto,
      MY_REFUSE("a table has one AUTO_INCREMENT column at most (1075)") },
    { MEASURED, .when = is_auto_without_key,
      MY_REFUSE("an AUTO_INCREMENT column has to be in a key (1075)") },
    { MEASURED, MYSQL, .when = has_text_default,
      MY_REFUSE("BLOB, TEXT, GEOMETRY and JSON columns take no DEFAULT but an expression "
                "in brackets (1101)") },
    { MEASURED, MARIADB, .when = alters_versioned, MY_REFUSE(KEEPS_HISTORY) },
};

static const MyFact drop_column[] = {
    { MEASURED, .when = is_dropped_before,
      MY_REFUSE("the column does not exist (1091)") },
    { MEASURED, .when = is_missing_and_said,
      MY_REFUSE("the column does not exist (1091)") },
    { MEASURED, MYSQL, .when = my_feeds_generated,
      MY_REFUSE("a generated column is computed from it (3108)") },
    { MEASURED, MARIADB, .when = my_feeds_generated,
      MY_REFUSE("a generated column is computed from it (1054)") },
    { MEASURED, MYSQL, .when = feeds_functional_index,
      MY_REFUSE("a functional index is computed from it (3837)") },
    { MEASURED, MYSQL, .when = is_checked_with_others,
      MY_REFUSE("a CHECK constraint uses it with other columns (3959)") },
    { MEASURED, MARIADB, .when = is_checked_with_others,
      MY_REFUSE("a CHECK constraint uses it with other columns (1054)") },
    { MEASURED, MYSQL, .when = is_in_kept_foreign_key,
      MY_REFUSE("a foreign key needs the column (1828)") },
    { MEASURED, MARIADB, .when = is_in_kept_foreign_key,
      MY_REFUSE("a foreign key needs the column (1553)") },
    { MEASURED, .when = my_part_is_referenced,
      MY_REFUSE("a foreign key of another table points to the column (1829)") },
    { MEASURED, MARIADB, .when = narrows_unique,
      MY_REFUSE("the column is part of a key of several columns that has to be unique "
                "(1072)") },
    { MEASURED, MYSQL, .when = is_partition_column,
      MY_REFUSE("the table is partitioned by the column (3855)") },
    { MEASURED, MARIADB, .when = is_partition_column,
      MY_REFUSE("the table is partitioned by the column (1054)") },
    { MEASURED, MARIADB, .when = alters_versioned, MY_REFUSE(KEEPS_HISTORY) },
};

static const MyFact rename_column[] = {
    { MEASURED, .when = is_missing_and_said, MY_REFUSE(NOT_MISSING) },
    { MEASURED, .when = name_is_taken, MY_REFUSE("the column already exists (1060)") },
    { MEASURED, MYSQL, .when = is_renamed_and_generates,
      MY_REFUSE("a generated column is computed from it (3108)") },
    { MEASURED, MYSQL, .when = is_renamed_and_indexed,
      MY_REFUSE("a functional index is computed from it (3837)") },
    { MEASURED, MYSQL, .when = is_renamed_and_checked, MY_REFUSE(CHECKS_IT) },
    { MEASURED, MYSQL, .when = is_renamed_and_partitions,
      MY_REFUSE("the table is partitioned by the column (3855)") },
    { MEASURED, MARIADB, .when = alters_versioned, MY_REFUSE(KEEPS_HISTORY) },
};

static const MyFact modify_column[] = {
    { MEASURED, .when = is_missing_and_said, MY_REFUSE(NOT_MISSING) },
    { MEASURED, .when = position_is_missing,
      MY_REFUSE("the column after which it is put does not exist (1054)") },
    { MEASURED, .when = name_is_taken, MY_REFUSE("the column already exists (1060)") },
    { MEASURED, MYSQL, .when = is_renamed_and_generates,
      MY_REFUSE("a generated column is computed from it (3108)") },
    { MEASURED, MYSQL, .when = is_renamed_and_indexed,
      MY_REFUSE("a functional index is computed from it (3837)") },
    { MEASURED, MYSQL, .when = is_renamed_and_checked, MY_REFUSE(CHECKS_IT) },
    { MEASURED, MYSQL, .when = is_renamed_and_partitions,
      MY_REFUSE("the table is partitioned by the column (3855)") },
    { MEASURED, .when = is_second_auto,
      MY_REFUSE("a table has one AUTO_INCREMENT column at most (1075)") },
    { MEASURED, .when = is_auto_without_key,
      MY_REFUSE("an AUTO_INCREMENT column has to be in a key (1075)") },
    { MEASURED, MYSQL, .when = becomes_null_in_key,
      MY_REFUSE("all columns of a primary key are NOT NULL (1171)") },
    { MEASURED, MYSQL, .when = changes_foreign_key,
      MY_REFUSE("the column of a foreign key would differ in type from the one that it "
                "points to (3780)") },
    { MEASURED, MARIADB, .when = changes_foreign_key,
      MY_REFUSE("the column is used in a foreign key (1832)") },
    { MEASURED, MARIADB, .when = grows_foreign_key,
      MY_REFUSE("the column is used in a foreign key (1832)") },
    { MEASURED, MYSQL, .when = changes_referenced,
      MY_REFUSE("foreign keys that point to the column would differ in type (3780)") },
    { MEASURED, MARIADB, .when = changes_referenced,
      MY_REFUSE("a foreign key of another table points to the column (1833)") },
    { MEASURED, MARIADB, .when = alters_versioned, MY_REFUSE(KEEPS_HISTORY) },
};

static const MyFact set_default[] = {
    { MEASURED, .when = is_missing_and_said, MY_REFUSE(NOT_MISSING) },
    { MEASURED, MYSQL, .when = gets_text_default,
      MY_REFUSE("BLOB, TEXT, GEOMETRY and JSON columns take no DEFAULT but an expression "
                "in brackets (1101)") },
};

static const MyFact set_table_option[] = {
    { MEASURED, MYSQL, .when = converts_foreign_key,
      MY_REFUSE("the column of a foreign key would differ in character set from the one "
                "that it points to (3780)") },
    { MEASURED, MARIADB, .when = converts_foreign_key,
      MY_REFUSE("a column is used in a foreign key (1832)") },
    { MEASURED, MYSQL, .when = converts_referenced,
      MY_REFUSE("the column of a foreign key would differ in character set from the one "
                "that it points to (3780)") },
    { MEASURED, MARIADB, .when = converts_referenced,
      MY_REFUSE("a foreign key of another table points to a column (1833)") },
    { MEASURED, MYSQL, .when = loses_engine,
      MY_REFUSE("foreign keys are on the table, and the engine has none (3776)") },
    { MEASURED, MARIADB, .when = loses_engine,
      MY_REFUSE("foreign keys are on the table, and the engine has none (1217)") },
};

static const MyFact drop_table[] = {
    { MEASURED, MYSQL, .when = drops_referenced,
      MY_REFUSE("a foreign key of another table points to it (3730)") },
    { MEASURED, MARIADB, .when = drops_referenced,
      MY_REFUSE("a foreign key of another table points to it (1451)") },
};

static const MyFact truncate_table[] = {
    { MEASURED, .when = truncates_referenced,
      MY_REFUSE("a foreign key of another table points to it (1701)") },
    { MEASURED, MARIADB, .when = my_is_versioned,
      MY_REFUSE("system-versioned tables are not truncated (4137)") },
};

const MyFactList my_refused_facts[OP_KIND_COUNT] = {
    [OP_ADD_COLUMN] = MY_FACTS(add_column),
    [OP_DROP_COLUMN] = MY_FACTS(drop_column),
    [OP_RENAME_COLUMN] = MY_FACTS(rename_column),
    [OP_MODIFY_COLUMN] = MY_FACTS(modify_column),
    [OP_SET_DEFAULT] = MY_FACTS(set_default),
    [OP_DROP_DEFAULT] = MY_FACTS(set_default),
    [OP_SET_TABLE_OPTION] = MY_FACTS(set_table_option),
    [OP_DROP_TABLE] = MY_FACTS(drop_table),
    [OP_TRUNCATE] = MY_FACTS(truncate_table),
};
