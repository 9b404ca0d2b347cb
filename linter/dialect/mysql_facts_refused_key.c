// SPDX-License-Identifier: Apache-2.0
// What MySQL and MariaDB refuse to do to indexes and constraints, as far as a history
// tells.
#include "dialect/mysql_facts_priv.h"

#include "ir/charset.h"

static const Table *parent_of(const MyAsk *ask)
{
    const ConstraintDef *key = ask->op->constraint;
    return key ? catalog_table(ask->catalog,
                               catalog_resolve(ask->catalog, key->ref_table))
               : NULL;
}

static const ColumnDef *column_of(const MyAsk *ask, const Table *table, Str name)
{
    for (size_t i = 0; table == ask->table && i < ask->action_count; i++) {
        const ColumnDef *column = ask->actions[i].column;
        if (column && str_eq_ci(column->name, name))
            return column;
    }
    const Column *column = table_column(table, name);
    return column ? column->def : NULL;
}

// How InnoDB keeps the values, which is all that it compares: types of one row fit each
// other, whatever their lengths and scales.
static bool is_kept_alike(Str a, Str b)
{
    static const char *const bytes[] = { "binary",    "varbinary", "bit",  "datetime",
                                         "timestamp", "time",      "uuid", "inet4",
                                         "inet6",     "decimal",   NULL };
    static const char *const small[] = { "enum", "set", "year", "tinyint", NULL };
    return str_eq(a, b) || (str_is_any(a, bytes) && str_is_any(b, bytes)) ||
           (str_is_any(a, small) && str_is_any(b, small));
}

static bool is_character(const ColumnDef *column)
{
    static const char *const lists[] = { "enum", "set", NULL };
    return type_is_text(&column->type) && !str_is_any(column->type.name.name, lists);
}

// ENUM, SET and YEAR are numbers without a sign.
static bool has_sign(const ColumnDef *column)
{
    return type_is_integer(&column->type) && !column->type.is_unsigned;
}

static bool fit(const MyAsk *ask, const Table *parent, const ColumnDef *a,
                const ColumnDef *b)
{
    if (is_character(a) != is_character(b))
        return false;
    if (!is_character(a))
        return is_kept_alike(a->type.name.name, b->type.name.name) &&
               has_sign(a) == has_sign(b);
    Str x = my_charset(ask->table, a), y = my_charset(parent, b);
    return x.len == 0 || y.len == 0 || charset_same(x, y);
}

static Str referenced_name(const Table *parent, const ConstraintDef *key, size_t at)
{
    const ConstraintDef *primary = my_primary_key(parent);
    const StrVec *names =
        key->ref_columns.len == 0 && primary ? &primary->columns : &key->ref_columns;
    return at < names->len ? names->at[at] : (Str){ 0 };
}

static bool types_differ(const MyAsk *ask)
{
    const ConstraintDef *key = ask->op->constraint;
    const Table *parent = parent_of(ask);
    for (size_t i = 0; ask->table && parent && i < key->columns.len; i++) {
        const ColumnDef *a = column_of(ask, ask->table, key->columns.at[i]);
        const ColumnDef *b = column_of(ask, parent, referenced_name(parent, key, i));
        if (a && b && !fit(ask, parent, a, b))
            return true;
    }
    return false;
}

static bool sets_null_in_not_null(const MyAsk *ask)
{
    const ConstraintDef *key = ask->op->constraint;
    if (!str_eq(key->on_delete, STR("set null")) &&
        !str_eq(key->on_update, STR("set null")))
        return false;
    for (size_t i = 0; i < key->columns.len; i++) {
        const ColumnDef *column = column_of(ask, ask->table, key->columns.at[i]);
        if (column && column->not_null)
            return true;
    }
    return false;
}

// The referenced columns begin an index, or are all of a unique one.
static bool index_serves(const MyAsk *ask, const Table *parent, const IndexDef *index,
                         bool unique)
{
    const ConstraintDef *key = ask->op->constraint;
    bool serves = index->parts.len >= key->columns.len;
    if (unique)
        serves = index->unique && index->parts.len == key->columns.len;
    for (size_t i = 0; serves && i < key->columns.len; i++)
        serves = table_same_name(parent, index->parts.at[i].column,
                                 referenced_name(parent, key, i));
    return serves;
}

static bool primary_serves(const MyAsk *ask, const Table *parent, bool unique)
{
    const ConstraintDef *key = ask->op->constraint, *primary = my_primary_key(parent);
    bool serves = primary && primary->columns.len >= key->columns.len &&
                  (!unique || primary->columns.len == key->columns.len);
    for (size_t i = 0; serves && i < key->columns.len; i++)
        serves = table_same_name(parent, primary->columns.at[i],
                                 referenced_name(parent, key, i));
    return serves;
}

static bool parent_lacks(const MyAsk *ask, bool unique)
{
    const Table *parent = parent_of(ask);
    if (!parent || !parent->complete || parent->uncertain ||
        primary_serves(ask, parent, unique))
        return false;
    for (size_t i = 0; i < parent->indexes.len; i++)
        if (index_serves(ask, parent, &parent->indexes.at[i]->def, unique))
            return false;
    return true;
}

static bool parent_lacks_unique(const MyAsk *ask)
{
    return parent_lacks(ask, true) && !my_is_off(ask, "restrict_fk_on_non_standard_key");
}

static bool parent_lacks_index(const MyAsk *ask)
{
    return parent_lacks(ask, false);
}

static bool differ_unchecked(const MyAsk *ask)
{
    return !my_checks_foreign_keys(ask) && types_differ(ask);
}

static bool parent_lacks_index_unchecked(const MyAsk *ask)
{
    return !my_checks_foreign_keys(ask) && parent_lacks_index(ask);
}

static bool parent_is_gone(const MyAsk *ask)
{
    return my_checks_foreign_keys(ask) && ask->op->constraint &&
           catalog_is_gone(ask->catalog,
                           catalog_resolve(ask->catalog, ask->op->constraint->ref_table));
}

static bool name_of_constraint_is_taken(const MyAsk *ask)
{
    Str name = ask->op->constraint ? ask->op->constraint->name : (Str){ 0 };
    const Constraint *other = name.len > 0 ? table_constraint(ask->table, name) : NULL;
    // A foreign key cannot give its name to another one in the same statement.
    return other && other->def.kind == ask->op->constraint->kind &&
           other->def.kind != CON_PRIMARY_KEY &&
           (other->def.kind == CON_FOREIGN_KEY ||
            !my_other_action(ask, OP_DROP_CONSTRAINT, name));
}

// ---- keys ----

static bool has_primary_key(const MyAsk *ask)
{
    return my_primary_key(ask->table) &&
           !my_other_action(ask, OP_DROP_CONSTRAINT, STR("PRIMARY"));
}

static bool lacks_primary_key(const MyAsk *ask)
{
    return !my_is_unknown(ask) && str_eq(ask->op->verb, STR("primary-key")) &&
           !my_primary_key(ask->table);
}

static bool key_of_auto_goes(const MyAsk *ask)
{
    const Column *column = my_auto_column(ask);
    if (!column || !str_eq(ask->op->verb, STR("primary-key")) ||
        my_other_action(ask, OP_DROP_COLUMN, column->def->name) ||
        my_other_action(ask, OP_MODIFY_COLUMN, column->def->name))
        return false;
    for (size_t i = 0; i < ask->table->indexes.len; i++) {
        const IndexDef *index = &ask->table->indexes.at[i]->def;
        if (index->parts.len > 0 && !str_eq_ci(index->name, STR("PRIMARY")) &&
            table_same_name(ask->table, index->parts.at[0].column, column->def->name))
            return false;
    }
    for (size_t i = 0; i < ask->action_count; i++) {
        const ConstraintDef *key = ask->actions[i].constraint;
        const IndexDef *index = ask->actions[i].index;
        if ((key && key->kind == CON_PRIMARY_KEY &&
             table_same_name(ask->table, key->columns.at[0], column->def->name)) ||
            (index && index->parts.len > 0 &&
             table_same_name(ask->table, index->parts.at[0].column, column->def->name)))
            return false;
    }
    return true;
}

static bool lacks_partition_columns(const MyAsk *ask, const StrVec *columns)
{
    for (size_t i = 0; i < ask->table->partition_columns.len; i++)
        if (!table_list_has(ask->table, columns, ask->table->partition_columns.at[i]))
            return true;
    return false;
}

static bool key_lacks_partition_columns(const MyAsk *ask)
{
    return my_is_partitioned(ask) && ask->op->constraint &&
           lacks_partition_columns(ask, &ask->op->constraint->columns);
}

static bool index_lacks_partition_columns(const MyAsk *ask)
{
    const IndexDef *index = ask->op->index;
    if (!my_is_partitioned(ask) || !index || !index->unique || index->global)
        return false;
    StrVec columns = { 0 };
    for (size_t i = 0; i < index->parts.len; i++)
        *vec_push(ask->arena, &columns) = index->parts.at[i].column;
    return lacks_partition_columns(ask, &columns);
}

static bool index_is_there(const MyAsk *ask)
{
    const IndexDef *index = ask->op->index;
    return index && index->name.len > 0 && table_index(ask->table, index->name) &&
           (ask->op->flags & (OPF_IF_NOT_EXISTS | OPF_OR_REPLACE)) == 0 &&
           !my_other_action(ask, OP_DROP_INDEX, index->name) &&
           !my_other_action(ask, OP_RENAME_INDEX, index->name);
}

static bool index_is_missing(const MyAsk *ask)
{
    return !my_is_unknown(ask) && !table_index(ask->table, ask->op->part) &&
           !str_eq_ci(ask->op->part, STR("PRIMARY")) && !op_has(ask->op, OPF_IF_EXISTS);
}

static bool index_name_is_taken(const MyAsk *ask)
{
    return table_index(ask->table, ask->op->other.name) &&
           !str_eq_ci(ask->op->other.name, ask->op->part) &&
           !my_other_action(ask, OP_RENAME_INDEX, ask->op->other.name) &&
           !my_other_action(ask, OP_DROP_INDEX, ask->op->other.name);
}

static bool key_column_is_missing(const MyAsk *ask)
{
    if (my_is_unknown(ask) || !ask->op->index)
        return false;
    for (size_t i = 0; i < ask->op->index->parts.len; i++) {
        const IndexPart *part = &ask->op->index->parts.at[i];
        bool there = part->expression.ptr || column_of(ask, ask->table, part->column);
        for (size_t k = 0; !there && k < ask->action_count; k++)
            there = my_makes_column(&ask->actions[k], part->column);
        if (!there)
            return true;
    }
    return false;
}

// MariaDB takes as much of the text as goes into a key.
static bool is_text_without_length(const MyAsk *ask)
{
    static const char *const types[] = { "tinytext",   "text",     "mediumtext",
                                         "longtext",   "tinyblob", "blob",
                                         "mediumblob", "longblob", NULL };
    const IndexDef *index = ask->op->index;
    if (!index || !str_eq(index->method, STR("btree")))
        return false;
    for (size_t i = 0; i < index->parts.len; i++) {
        const IndexPart *part = &index->parts.at[i];
        const ColumnDef *column =
            part->expression.ptr ? NULL : column_of(ask, ask->table, part->column);
        if (column && part->length == 0 && str_is_any(column->type.name.name, types))
            return true;
    }
    return false;
}

static bool is_fulltext_in_partitions(const MyAsk *ask)
{
    return my_is_partitioned(ask) && ask->op->index &&
           str_eq(ask->op->index->method, STR("fulltext"));
}

// ---- an index that a foreign key needs ----

// What the statement does besides counts; TiDB looks at the table as it was.
static bool together(const MyAsk *ask)
{
    return !my_is_any(ask, MY_TIDB);
}

static bool other_index_serves(const MyAsk *ask, const StrVec *columns)
{
    const ConstraintDef *key = my_primary_key(ask->table);
    if (key && table_list_begins(ask->table, &key->columns, columns))
        return true;
    for (size_t i = 0; i < ask->table->indexes.len; i++) {
        const IndexDef *index = &ask->table->indexes.at[i]->def;
        if (!table_same_name(ask->table, index->name, ask->op->part) &&
            table_index_begins(ask->table, index, columns))
            return true;
    }
    for (size_t i = 0; together(ask) && i < ask->action_count; i++)
        if (ask->actions[i].index &&
            table_index_begins(ask->table, ask->actions[i].index, columns))
            return true;
    return false;
}

static bool needs(const MyAsk *ask, const StrVec *columns)
{
    const Index *index = table_index(ask->table, ask->op->part);
    return index && columns->len > 0 &&
           table_index_begins(ask->table, &index->def, columns) &&
           !other_index_serves(ask, columns);
}

bool my_index_is_needed(const MyAsk *ask)
{
    if (!ask->table || (my_is_any(ask, MY_MARIADB) && !my_checks_foreign_keys(ask)))
        return false;
    for (size_t i = 0; i < ask->table->constraints.len; i++) {
        const ConstraintDef *key = &ask->table->constraints.at[i]->def;
        if (key->kind == CON_FOREIGN_KEY &&
            !(together(ask) && my_other_action(ask, OP_DROP_CONSTRAINT, key->name)) &&
            needs(ask, &key->columns))
            return true;
    }
    ForeignKeyVec keys = catalog_referencing(ask->arena, ask->catalog, ask->relation);
    for (size_t i = 0; i < keys.len; i++)
        if (needs(ask, &keys.at[i].constraint->def.ref_columns))
            return true;
    return false;
}

// ---- the facts ----

// DROP CONSTRAINT takes unique indexes as well; the others know one kind alone.
static bool part_is_missing(const MyAsk *ask)
{
    bool any = str_eq(ask->op->verb, STR("constraint"));
    ConstraintKind kind =
        str_eq(ask->op->verb, STR("check")) ? CON_CHECK : CON_FOREIGN_KEY;
    if (my_is_unknown(ask) || op_has(ask->op, OPF_IF_EXISTS))
        return false;
    const Constraint *found = table_constraint(ask->table, ask->op->part);
    if (any)
        return !found && !table_index(ask->table, ask->op->part);
    return !found || found->def.kind != kind;
}

static bool primary_is_needed(const MyAsk *ask)
{
    const ConstraintDef *key = my_primary_key(ask->table);
    if (!key || !str_eq(ask->op->verb, STR("primary-key")))
        return false;
    ForeignKeyVec keys = catalog_referencing(ask->arena, ask->catalog, ask->relation);
    for (size_t i = 0; i < keys.len; i++) {
        const StrVec *columns = &keys.at[i].constraint->def.ref_columns;
        bool same = columns->len == 0 ||
                    table_same_name(ask->table, columns->at[0], key->columns.at[0]);
        if (same && (my_is_any(ask, MY_MYSQL) ||
                     !my_other_action(ask, OP_ADD_CONSTRAINT, (Str){ 0 })))
            return true;
    }
    return false;
}

enum {
    PRIMARY = 1 << CON_PRIMARY_KEY,
    FOREIGN = 1 << CON_FOREIGN_KEY,
    CHECK = 1 << CON_CHECK
};

#define IS_GONE "it does not exist (1091)"

static bool is_vector_of_nullable(const MyAsk *ask)
{
    const IndexDef *index = ask->op->index;
    const Column *column =
        index && str_eq(index->method, STR("vector")) && index->parts.len > 0
            ? table_column(ask->table, index->parts.at[0].column)
            : NULL;
    return column && !column->def->not_null;
}

static const MyFact create_index[] = {
    { MEASURED, .when = index_is_there, MY_REFUSE("an index has that name (1061)") },
    { MEASURED, .when = key_column_is_missing,
      MY_REFUSE("a column of the key does not exist (1072)") },
    { MEASURED, .when = index_lacks_partition_columns,
      MY_REFUSE("a unique index has to include the columns that the table is partitioned "
                "by (1503)") },
    { MEASURED, MYSQL, .when = is_text_without_length,
      MY_REFUSE("a BLOB or TEXT column is in a key with a length alone (1170)") },
    { MEASURED, MARIADB, .when = is_vector_of_nullable,
      MY_REFUSE("all parts of a VECTOR index must be NOT NULL (1252)") },
    { MEASURED, MYSQL, .when = is_fulltext_in_partitions,
      MY_REFUSE("partitioned tables have no FULLTEXT indexes (1214)") },
};

static const MyFact drop_index[] = {
    { MEASURED, .when = index_is_missing, MY_REFUSE(IS_GONE) },
    { MEASURED, .when = my_index_is_needed,
      MY_REFUSE("a foreign key needs the index (1553)") },
};

static const MyFact rename_index[] = {
    { MEASURED, .when = index_is_missing, MY_REFUSE("the index does not exist (1176)") },
    { MEASURED, .when = index_name_is_taken, MY_REFUSE("an index has that name (1061)") },
};

static const MyFact add_constraint[] = {
    { MEASURED, .con = PRIMARY, .when = has_primary_key,
      MY_REFUSE("the table has a primary key (1068)") },
    { MEASURED, .con = PRIMARY, .when = key_lacks_partition_columns,
      MY_REFUSE("a primary key has to include the columns that the table is partitioned "
                "by (1503)") },
    { MEASURED, .con = FOREIGN, .without = OPF_INLINE, .when = my_is_partitioned,
      MY_REFUSE("foreign keys and partitions do not go together (1506)") },
    { MEASURED, MYSQL, .con = FOREIGN, .when = name_of_constraint_is_taken,
      MY_REFUSE("a foreign key has that name (1826)") },
    { MEASURED, MARIADB, .con = FOREIGN, .when = name_of_constraint_is_taken,
      MY_REFUSE("a foreign key has that name (1005)") },
    { MEASURED, MYSQL, .con = CHECK, .when = name_of_constraint_is_taken,
      MY_REFUSE("a CHECK constraint has that name (3822)") },
    { MEASURED, MARIADB, .con = CHECK, .when = name_of_constraint_is_taken,
      MY_REFUSE("a CHECK constraint has that name (1826)") },
    { MEASURED, MYSQL, .con = FOREIGN, .when = parent_is_gone,
      MY_REFUSE("the table that it points to does not exist (1824)") },
    { MEASURED, MYSQL, .con = FOREIGN, .when = types_differ,
      MY_REFUSE("its columns differ in type from those that they point to (3780)") },
    { MEASURED, MARIADB, .con = FOREIGN, .when = parent_lacks_index_unchecked,
      MY_REFUSE("no index begins with the columns that it points to (1822)") },
    { MEASURED, MARIADB, .con = FOREIGN, .when = differ_unchecked,
      MY_REFUSE("its columns differ in type from those that they point to (1825)") },
    { MEASURED, MARIADB, .con = FOREIGN, .when = types_differ,
      MY_REFUSE("its columns differ in type from those that they point to (1005)") },
    { MEASURED, MYSQL, .con = FOREIGN, .when = sets_null_in_not_null,
      MY_REFUSE("SET NULL on a column that is NOT NULL (1830)") },
    { MEASURED, MARIADB, .con = FOREIGN, .when = sets_null_in_not_null,
      MY_REFUSE("SET NULL on a column that is NOT NULL (1005)") },
    { MEASURED, MYSQL, SINCE(8, 4, 0), .con = FOREIGN, .when = parent_lacks_unique,
      MY_REFUSE("no unique key is on the columns that it points to (6125)") },
    { MANUAL, MYSQL, BEFORE(8, 4, 0), .con = FOREIGN, .when = parent_lacks_index,
      MY_REFUSE("no index begins with the columns that it points to (1822)") },
    { MEASURED, MARIADB, .con = FOREIGN, .when = parent_lacks_index,
      MY_REFUSE("no index begins with the columns that it points to (1005)") },
};

static const MyFact drop_constraint[] = {
    { MEASURED, .when = lacks_primary_key, MY_REFUSE(IS_GONE) },
    { MEASURED, .verb = "foreign-key", .when = part_is_missing, MY_REFUSE(IS_GONE) },
    { MEASURED, MYSQL, .verb = "check", .when = part_is_missing,
      MY_REFUSE("it does not exist (3821)") },
    { MEASURED, MYSQL, .verb = "constraint", .when = part_is_missing,
      MY_REFUSE("it does not exist (3940)") },
    { MEASURED, MARIADB, .verb = "constraint", .when = part_is_missing,
      MY_REFUSE(IS_GONE) },
    { MEASURED, .when = key_of_auto_goes,
      MY_REFUSE("an AUTO_INCREMENT column has to be in a key (1075)") },
    { MEASURED, MYSQL, .when = primary_is_needed,
      MY_REFUSE("a foreign key of another table needs the key (1553)") },
    { MEASURED, MARIADB, .when = primary_is_needed,
      MY_REFUSE("a foreign key of another table needs the key (1025)") },
};

const MyFactList my_refused_key_facts[OP_KIND_COUNT] = {
    [OP_CREATE_INDEX] = MY_FACTS(create_index),
    [OP_DROP_INDEX] = MY_FACTS(drop_index),
    [OP_RENAME_INDEX] = MY_FACTS(rename_index),
    [OP_ALTER_INDEX] = MY_FACTS(rename_index),
    [OP_ADD_CONSTRAINT] = MY_FACTS(add_constraint),
    [OP_DROP_CONSTRAINT] = MY_FACTS(drop_constraint),
};
