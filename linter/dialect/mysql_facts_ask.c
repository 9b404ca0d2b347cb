// SPDX-License-Identifier: Apache-2.0
// Questions that several families of facts about MySQL put.
#include "dialect/mysql_facts_priv.h"

bool my_is_any(const MyAsk *ask, unsigned families)
{
    return ((unsigned)ask->family & families) != 0;
}

bool my_is_unknown(const MyAsk *ask)
{
    return !ask->table || !ask->table->complete || ask->table->uncertain;
}

bool my_is_known(const MyAsk *ask)
{
    return ask->table != NULL;
}

// ---- keys ----

const ConstraintDef *my_primary_key(const Table *table)
{
    const Constraint *key = table ? table_primary_key(table) : NULL;
    return key ? &key->def : NULL;
}

bool my_is_in_primary_key(const MyAsk *ask, Str column)
{
    const ConstraintDef *key = my_primary_key(ask->table);
    return key && table_list_has(ask->table, &key->columns, column);
}

bool my_index_has(const MyAsk *ask, const IndexDef *index, Str column)
{
    for (size_t i = 0; i < index->parts.len; i++) {
        const IndexPart *part = &index->parts.at[i];
        if (part->expression.ptr ? text_mentions_any_case(part->expression, column)
                                 : table_same_name(ask->table, part->column, column))
            return true;
    }
    return false;
}

bool my_is_keyed(const MyAsk *ask, Str column)
{
    if (my_is_in_primary_key(ask, column))
        return true;
    for (size_t i = 0; ask->table && i < ask->table->indexes.len; i++)
        if (my_index_has(ask, &ask->table->indexes.at[i]->def, column))
            return true;
    return false;
}

bool my_part_is_keyed(const MyAsk *ask)
{
    return my_is_keyed(ask, ask->op->part);
}

// ---- the table ----

static bool has_index_of(const MyAsk *ask, const char *method)
{
    for (size_t i = 0; ask->table && i < ask->table->indexes.len; i++)
        if (str_eq(ask->table->indexes.at[i]->def.method, str_from(method)))
            return true;
    return false;
}

bool my_has_fulltext(const MyAsk *ask)
{
    return has_index_of(ask, "fulltext");
}

bool my_has_spatial(const MyAsk *ask)
{
    return has_index_of(ask, "spatial");
}

bool my_has_stored(const MyAsk *ask)
{
    for (size_t i = 0; ask->table && i < ask->table->columns.len; i++)
        if (ask->table->columns.at[i]->def->generated == GENERATED_STORED)
            return true;
    return false;
}

bool my_has_keyed_virtual(const MyAsk *ask)
{
    for (size_t i = 0; ask->table && i < ask->table->columns.len; i++) {
        const ColumnDef *def = ask->table->columns.at[i]->def;
        if (def->generated == GENERATED_VIRTUAL && my_is_keyed(ask, def->name))
            return true;
    }
    return false;
}

size_t my_virtuals_behind(const MyAsk *ask, Str column)
{
    bool behind = column.len == 0; // of the first place all are
    size_t count = 0;
    for (size_t i = 0; ask->table && i < ask->table->columns.len; i++) {
        const ColumnDef *def = ask->table->columns.at[i]->def;
        count += behind && def->generated == GENERATED_VIRTUAL;
        behind = behind || table_same_name(ask->table, def->name, column);
    }
    return count;
}

static Str option(const MyAsk *ask, const char *name)
{
    return ask->table ? table_option(ask->table, str_from(name)) : (Str){ 0 };
}

bool my_is_compressed(const MyAsk *ask)
{
    return str_eq_ci(option(ask, "row_format"), STR("compressed"));
}

bool my_is_foreign_engine(const MyAsk *ask)
{
    Str engine = option(ask, "engine");
    return engine.len > 0 && !str_eq_ci(engine, STR("innodb"));
}

bool my_is_partitioned(const MyAsk *ask)
{
    return ask->table && ask->table->partition_by.len > 0;
}

bool my_is_temporary(const MyAsk *ask)
{
    return ask->table && ask->table->persistence == PERSIST_TEMPORARY;
}

bool my_is_versioned(const MyAsk *ask)
{
    return ask->table && ask->table->system_versioned;
}

// ---- the column ----

bool my_column_is_there(const MyAsk *ask)
{
    return ask->op->column && table_column(ask->table, ask->op->column->name);
}

bool my_column_is_missing(const MyAsk *ask)
{
    return !my_is_unknown(ask) && !ask->column;
}

bool my_is_virtual_column(const MyAsk *ask)
{
    return ask->column && ask->column->def->generated == GENERATED_VIRTUAL;
}

bool my_is_stored_column(const MyAsk *ask)
{
    return ask->column && ask->column->def->generated == GENERATED_STORED;
}

const ConstraintDef *my_foreign_key_with(const MyAsk *ask, Str column)
{
    for (size_t i = 0; ask->table && i < ask->table->constraints.len; i++) {
        const ConstraintDef *def = &ask->table->constraints.at[i]->def;
        if (def->kind == CON_FOREIGN_KEY &&
            table_list_has(ask->table, &def->columns, column))
            return def;
    }
    return NULL;
}

bool my_part_is_in_foreign_key(const MyAsk *ask)
{
    return my_foreign_key_with(ask, ask->op->part) != NULL;
}

static const StrVec *referenced_columns(const MyAsk *ask, const ConstraintDef *key)
{
    const ConstraintDef *primary = my_primary_key(ask->table);
    return key->ref_columns.len == 0 && primary ? &primary->columns : &key->ref_columns;
}

bool my_is_referenced(const MyAsk *ask)
{
    return ask->table &&
           catalog_referencing(ask->arena, ask->catalog, ask->relation).len > 0;
}

bool my_is_referenced_elsewhere(const MyAsk *ask)
{
    ForeignKeyVec keys = { 0 };
    if (ask->table)
        keys = catalog_referencing(ask->arena, ask->catalog, ask->relation);
    for (size_t i = 0; i < keys.len; i++)
        if (keys.at[i].table != ask->table)
            return true;
    return false;
}

bool my_column_is_referenced(const MyAsk *ask, Str column)
{
    ForeignKeyVec keys = { 0 };
    if (ask->table)
        keys = catalog_referencing(ask->arena, ask->catalog, ask->relation);
    for (size_t i = 0; i < keys.len; i++)
        if (table_list_has(ask->table,
                           referenced_columns(ask, &keys.at[i].constraint->def), column))
            return true;
    return false;
}

bool my_part_is_referenced(const MyAsk *ask)
{
    return my_column_is_referenced(ask, ask->op->part);
}

const Column *my_auto_column(const MyAsk *ask)
{
    for (size_t i = 0; ask->table && i < ask->table->columns.len; i++)
        if (ask->table->columns.at[i]->def->auto_increment)
            return ask->table->columns.at[i];
    return NULL;
}

// ---- the statement and the session ----

const Op *my_other_action(const MyAsk *ask, OpKind kind, Str part)
{
    for (size_t i = 0; i < ask->action_count; i++) {
        const Op *op = &ask->actions[i];
        if (op != ask->op && op->kind == kind &&
            (part.len == 0 || str_eq_ci(op->part, part)))
            return op;
    }
    return NULL;
}

bool my_makes_column(const Op *op, Str column)
{
    return (op->column && str_eq_ci(op->column->name, column)) ||
           (op->kind == OP_RENAME_COLUMN && str_eq_ci(op->other.name, column));
}

// SET STATEMENT name = value FOR …, which stands in front, holds for the statement alone.
static const Op *own_setting(const MyAsk *ask, const char *name)
{
    const OpRange *all = &ask->statement;
    for (const Op *op = all->first; op < all->end && op->kind == OP_SET_SESSION; op++)
        if (op_has(op, OPF_LOCAL) && str_eq_ci(op->part, str_from(name)))
            return op;
    return NULL;
}

static Str setting(const MyAsk *ask, const char *name)
{
    const Op *own = own_setting(ask, name);
    if (own)
        return own->detail;
    const Setting *found =
        ask->scene->session ? session_setting(ask->scene->session, str_from(name)) : NULL;
    return found && found->value.ptr ? found->value : (Str){ 0 };
}

bool my_is_off(const MyAsk *ask, const char *name)
{
    static const char *const words[] = {
        "0", "off", "OFF", "Off", "false", "FALSE", NULL
    };
    return str_is_any(setting(ask, name), words);
}

bool my_is_on(const MyAsk *ask, const char *name)
{
    static const char *const words[] = { "1", "on", "ON", "On", "true", "TRUE", NULL };
    return str_is_any(setting(ask, name), words);
}

bool my_is_set_to(const MyAsk *ask, const char *name, const char *value)
{
    return str_eq_ci(setting(ask, name), str_from(value));
}

bool my_checks_foreign_keys(const MyAsk *ask)
{
    return !my_is_off(ask, "foreign_key_checks");
}

static bool mentions_strict(Str modes)
{
    return str_contains(modes, STR("STRICT")) || str_contains(modes, STR("strict")) ||
           str_contains(modes, STR("TRADITIONAL")) || str_contains(modes, STR("@"));
}

// Unless the file says otherwise: servers are strict since MySQL 5.7 and MariaDB 10.2.4.
bool my_is_strict(const MyAsk *ask)
{
    const Setting *found = ask->scene->session
                               ? session_setting(ask->scene->session, STR("sql_mode"))
                               : NULL;
    return !found || !found->value.ptr || mentions_strict(found->value);
}

bool my_asks_to_read(const MyAsk *ask)
{
    return str_starts(ask->op->detail, STR("read"));
}

bool my_asks_to_write(const MyAsk *ask)
{
    return !my_asks_to_read(ask);
}

bool my_feeds_generated(const MyAsk *ask)
{
    for (size_t i = 0; ask->table && i < ask->table->columns.len; i++) {
        const ColumnDef *def = ask->table->columns.at[i]->def;
        if (def->generated_expr.ptr && !str_eq_ci(def->name, ask->op->part) &&
            !my_other_action(ask, OP_DROP_COLUMN, def->name) &&
            text_mentions_any_case(def->generated_expr, ask->op->part))
            return true;
    }
    return false;
}

bool my_is_clustered_by(const MyAsk *ask, const IndexDef *index)
{
    bool fits = index->unique && index->parts.len > 0;
    for (size_t i = 0; fits && i < index->parts.len; i++) {
        const Column *column = table_column(ask->table, index->parts.at[i].column);
        fits = column && column->def->not_null && index->parts.at[i].length == 0;
    }
    return fits;
}

// MariaDB gives the place of the key to a unique index on columns that are NOT NULL.
bool my_has_successor(const MyAsk *ask)
{
    bool maria = my_is_any(ask, MY_MARIADB);
    for (size_t i = 0; maria && ask->table && i < ask->table->indexes.len; i++) {
        const IndexDef *index = &ask->table->indexes.at[i]->def;
        if (!str_eq_ci(index->name, STR("PRIMARY")) && my_is_clustered_by(ask, index) &&
            !my_other_action(ask, OP_DROP_INDEX, index->name))
            return true;
    }
    return false;
}
