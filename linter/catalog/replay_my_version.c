// SPDX-License-Identifier: Apache-2.0
// How many versions of a row MySQL has to tell apart in a table: each ALTER TABLE that
// adds or drops columns at once makes one, and whatever writes the rows anew leaves one
// form of them. Beside a change that is made in place, columns are not changed at once.
#include "catalog/replay_my_priv.h"

typedef enum Work {
    WORK_NONE,
    WORK_VERSION, // a column comes or goes at once
    WORK_INPLACE, // the rows stay, unless there is a version beside it
    WORK_REBUILD
} Work;

typedef Work WorkOf(const Catalog *catalog, const Table *table, const Op *op);

static bool is_plain(const ColumnDef *column)
{
    return column->generated == GENERATED_NONE && !column->auto_increment &&
           !str_starts(column->default_expr, STR("("));
}

static bool has_instant_columns(const Table *table)
{
    for (size_t i = 0; i < table->indexes.len; i++)
        if (str_eq(table->indexes.at[i]->def.method, STR("fulltext")))
            return false;
    return !str_eq_ci(table_option(table, STR("row_format")), STR("compressed"));
}

static bool is_indexed(const Table *table, Str column)
{
    for (size_t i = 0; i < table->indexes.len; i++)
        if (table_index_has(table, &table->indexes.at[i]->def, column))
            return true;
    return false;
}

static Work of_new_column(const Catalog *catalog, const Table *table, const Op *op)
{
    (void)catalog;
    if (op->column && op->column->generated == GENERATED_VIRTUAL)
        return WORK_INPLACE;
    return op->column && is_plain(op->column) && has_instant_columns(table)
               ? WORK_VERSION
               : WORK_REBUILD;
}

static Work of_dropped_column(const Catalog *catalog, const Table *table, const Op *op)
{
    const Column *column = catalog_altered_column(catalog, table, op->part);
    if (column && column->def->generated == GENERATED_VIRTUAL)
        return WORK_INPLACE;
    return has_instant_columns(table) && !is_indexed(table, op->part) ? WORK_VERSION
                                                                      : WORK_REBUILD;
}

// A longer VARCHAR and more members of a list are told by the dictionary.
static bool keeps_type(const TypeRef *old, const TypeRef *new)
{
    static const char *const growing[] = { "varchar", "varbinary", "enum", "set", NULL };
    if (str_eq(old->text, new->text))
        return true;
    return str_eq(old->name.name, new->name.name) &&
           str_is_any(new->name.name, growing) && new->mods[0] >= old->mods[0] &&
           new->labels.len >= old->labels.len;
}

static Work of_modified_column(const Catalog *catalog, const Table *table, const Op *op)
{
    const Column *column = catalog_altered_column(catalog, table, op->part);
    const ColumnDef *old = column ? column->def : NULL, *new = op->column;
    bool keeps = old && new &&keeps_type(&old->type, &new->type) &&
                 old->generated == new->generated && old->not_null == new->not_null &&
                 old->auto_increment == new->auto_increment && !op_rest(op)->position.ptr;
    return keeps ? WORK_INPLACE : WORK_REBUILD;
}

static Work of_index(const Catalog *catalog, const Table *table, const Op *op)
{
    (void)catalog, (void)table;
    return op->index && str_eq(op->index->method, STR("fulltext")) ? WORK_REBUILD
                                                                   : WORK_INPLACE;
}

static Work of_constraint(const Catalog *catalog, const Table *table, const Op *op)
{
    (void)catalog, (void)table;
    const ConstraintDef *def = op->constraint;
    bool forgotten = def && def->kind == CON_FOREIGN_KEY && op_has(op, OPF_INLINE);
    return def && !forgotten && !def->not_enforced ? WORK_REBUILD : WORK_NONE;
}

static Work of_dropped_constraint(const Catalog *catalog, const Table *table,
                                  const Op *op)
{
    (void)catalog, (void)table;
    if (str_eq(op->verb, STR("primary-key")))
        return WORK_REBUILD;
    return str_eq(op->verb, STR("foreign-key")) ? WORK_INPLACE : WORK_NONE;
}

static Work of_option(const Catalog *catalog, const Table *table, const Op *op)
{
    (void)catalog, (void)table;
    static const char *const rebuilding[] = { "engine",         "force",
                                              "convert",        "order-by",
                                              "row_format",     "encryption",
                                              "key_block_size", NULL };
    if (op->verb.len == 0)
        return WORK_NONE;
    return str_is_any(op->verb, rebuilding) ? WORK_REBUILD : WORK_INPLACE;
}

static Work of_partitions(const Catalog *catalog, const Table *table, const Op *op)
{
    (void)catalog, (void)table;
    static const char *const rebuilding[] = { "by", "remove", NULL };
    return str_is_any(op->verb, rebuilding) ? WORK_REBUILD : WORK_NONE;
}

static Work of_maintenance(const Catalog *catalog, const Table *table, const Op *op)
{
    (void)catalog, (void)table;
    return str_eq(op->verb, STR("optimize")) ? WORK_REBUILD : WORK_NONE;
}

static Work in_place(const Catalog *catalog, const Table *table, const Op *op)
{
    (void)catalog, (void)table, (void)op;
    return WORK_INPLACE;
}

static Work anew(const Catalog *catalog, const Table *table, const Op *op)
{
    (void)catalog, (void)table, (void)op;
    return WORK_REBUILD;
}

// What is not here is done in the dictionary, or is no change of the table.
static WorkOf *const works[OP_KIND_COUNT] = {
    [OP_ADD_COLUMN] = of_new_column,
    [OP_DROP_COLUMN] = of_dropped_column,
    [OP_MODIFY_COLUMN] = of_modified_column,
    [OP_CREATE_INDEX] = of_index,
    [OP_DROP_INDEX] = in_place,
    [OP_RENAME_INDEX] = in_place,
    [OP_ALTER_INDEX] = in_place,
    [OP_ADD_CONSTRAINT] = of_constraint,
    [OP_DROP_CONSTRAINT] = of_dropped_constraint,
    [OP_SET_TABLE_OPTION] = of_option,
    [OP_ALTER_PARTITION] = of_partitions,
    [OP_TRUNCATE] = anew,
    [OP_MAINTENANCE] = of_maintenance,
};

// ---- counting ----

static bool counts(const Catalog *catalog, const Table *table)
{
    Str engine = table_option(table, STR("engine"));
    return engine_row_versions(catalog->engine) > 0 &&
           table->persistence != PERSIST_TEMPORARY &&
           (engine.len == 0 || str_eq_ci(engine, STR("innodb")));
}

static bool is_same_statement(const Catalog *catalog, const Table *table, const Op *op)
{
    const Altering *now = &catalog->altering;
    return now->table == table && now->migration == catalog->migration &&
           now->stmt_index == op->stmt_index;
}

// Effects tell it as measured. What is above is for ops that nobody has asked them for,
// and for what is about the rows of partitions alone or about several tables.
static bool has_effects(const Op *op)
{
    const Effects *effects = &op->effects;
    return (effects->online.algorithm != ALGORITHM_DEFAULT ||
            effects->rewrites.len > 0) &&
           effects->refused.len == 0 && op->kind != OP_ALTER_PARTITION &&
           op->kind != OP_MAINTENANCE;
}

// Of the whole statement, which the op has the effects of.
static Work of_effects(const Catalog *catalog, const Table *table, const Op *op)
{
    if (op->effects.rewrites.len > 0)
        return WORK_REBUILD;
    const Column *column = catalog_altered_column(catalog, table, op->part);
    const ColumnDef *def = op->column ? op->column : column ? column->def : NULL;
    bool comes_or_goes = op->kind == OP_ADD_COLUMN || op->kind == OP_DROP_COLUMN;
    return comes_or_goes && !(def && def->generated == GENERATED_VIRTUAL) ? WORK_VERSION
                                                                          : WORK_NONE;
}

static Work work_of(const Catalog *catalog, const Table *table, const Op *op)
{
    if (has_effects(op))
        return of_effects(catalog, table, op);
    Work work = works[op->kind] ? works[op->kind](catalog, table, op) : WORK_NONE;
    bool asked = op->asked.algorithm == ALGORITHM_COPY ||
                 (op->asked.algorithm == ALGORITHM_INPLACE && work == WORK_VERSION);
    return asked ? WORK_REBUILD : work;
}

static void count(Catalog *catalog, Table *table, const Op *op)
{
    Altering *now = &catalog->altering;
    if (!is_same_statement(catalog, table, op))
        *now = (Altering){ .table = table,
                           .migration = catalog->migration,
                           .stmt_index = op->stmt_index,
                           .before = table->row_versions };
    Work work = work_of(catalog, table, op);
    now->versions |= work == WORK_VERSION;
    now->builds |= work == WORK_INPLACE;
    // With no version left the rows are written anew.
    bool spent = now->before >= engine_row_versions(catalog->engine);
    now->rebuilds |= work == WORK_REBUILD || (spent && work == WORK_VERSION);
    bool rebuilt = now->rebuilds || (now->versions && now->builds);
    table->row_versions = rebuilt ? 0 : now->before + (now->versions ? 1 : 0);
}

void my_row_versions(Catalog *catalog, const Op *op)
{
    if (!works[op->kind] && !has_effects(op))
        return;
    bool listed = op->kind == OP_MAINTENANCE && op->relations.len > 0;
    for (size_t i = 0; i < (listed ? op->relations.len : 1); i++) {
        Name name = listed ? op->relations.at[i] : op->name;
        Table *table = name.name.len > 0 ? find_table(catalog, name) : NULL;
        if (table && counts(catalog, table))
            count(catalog, table, op);
    }
}
