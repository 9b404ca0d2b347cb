// SPDX-License-Identifier: Apache-2.0
// The schema as snapshots have it since drizzle-kit 1.0: one list of rows, each an entity
// that names the table it belongs to.
#include "schema/snapshot_priv.h"

// The tables by name, while the rows that belong to them are read.
typedef struct Tables {
    Map by_name; // "schema.name" -> TableDef
} Tables;

static Str row_type(const JsonValue *row)
{
    return json_string(json_get(row, "entityType"));
}

static Name row_name(SnapshotBuild *build, const JsonValue *row, const char *key)
{
    return part_name(build, value_text(build, row, "schema"),
                     value_name(build, row, key));
}

static TableDef *table_of(SnapshotBuild *build, Tables *tables, const JsonValue *row)
{
    Str key = name_text(build->arena, row_name(build, row, "table"));
    TableDef *table = map_get(&tables->by_name, key);
    if (!table)
        snapshot_refuse(build->arena, build->snapshot, row->span,
                        "has " STR_FMT " of the table " STR_FMT
                        ", which it does not have",
                        STR_ARG(row_type(row)), STR_ARG(key));
    return table;
}

// ---- tables ----

static void add_table(SnapshotBuild *build, Tables *tables, const JsonValue *row)
{
    TableDef *table = NEW(build->arena, TableDef);
    Op *op = part_op(build, OP_CREATE_TABLE, OBJ_TABLE, row);
    op->name = row_name(build, row, "name");
    op->table = table;
    map_put(build->arena, &tables->by_name, name_text(build->arena, op->name), table);
}

static size_t dimensions_of(SnapshotBuild *build, const JsonValue *row)
{
    enum { MOST = 6 }; // of PostgreSQL
    double count;
    if (!json_number(build->arena, json_get(row, "dimensions"), &count) || count < 1)
        return 0;
    return count < MOST ? (size_t)count : MOST;
}

// PostgreSQL's enums and arrays have a cast behind their default.
static Str default_of(SnapshotBuild *build, const JsonValue *row, const ColumnDef *column)
{
    Str value = value_any(build, json_get(row, "default"));
    bool is_array = column->type.array_dims > 0;
    if (value.len == 0)
        return (Str){ 0 };
    if (column->type.name.schema.len == 0 && !is_array)
        return value;
    size_t end = str_find_char(column->type.text, '[', 0);
    return arena_fmt(build->arena, STR_FMT "::" STR_FMT "%s", STR_ARG(value),
                     STR_ARG(str_take(column->type.text, end)), is_array ? "[]" : "");
}

static void add_column(SnapshotBuild *build, Tables *tables, const JsonValue *row)
{
    TableDef *table = table_of(build, tables, row);
    ColumnDef column = { .name = value_name(build, row, "name"), .span = part_span(row) };
    size_t dimensions = dimensions_of(build, row);
    column.type = part_type(build, value_need(build, row, "type"),
                            value_text(build, row, "typeSchema"), dimensions);
    column.type.array_dims = (unsigned)dimensions;
    column.not_null = value_flag(build, row, "notNull");
    column.default_expr = default_of(build, row, &column);
    part_generated(build, row, &column);
    part_identity(build, row, &column);
    part_mysql_column(build, row, &column);
    if (!table)
        return;
    *vec_push(build->arena, &table->columns) = column;
    part_autoincrement(build, row, table);
}

// ---- constraints ----

// The names that drizzle-kit makes up for SQLite's keys stand in some of its SQL only.
static Str constraint_name(SnapshotBuild *build, const JsonValue *row)
{
    Str name = value_name(build, row, "name");
    bool is_made_up = json_is(json_get(row, "nameExplicit"), JSON_FALSE) &&
                      str_eq(str_from(build->family), STR("sqlite"));
    return is_made_up ? (Str){ 0 } : name;
}

static ConstraintDef *add_constraint(SnapshotBuild *build, Tables *tables,
                                     ConstraintKind kind, const JsonValue *row)
{
    TableDef *table = table_of(build, tables, row);
    ConstraintDef *def = table ? part_constraint(build, table, kind, row)
                               : NEW(build->arena, ConstraintDef);
    def->name = constraint_name(build, row);
    def->columns = value_names(build, row, "columns");
    return def;
}

static void add_primary_key(SnapshotBuild *build, Tables *tables, const JsonValue *row)
{
    add_constraint(build, tables, CON_PRIMARY_KEY, row);
}

static void add_unique(SnapshotBuild *build, Tables *tables, const JsonValue *row)
{
    add_constraint(build, tables, CON_UNIQUE, row)->nulls_not_distinct =
        value_flag(build, row, "nullsNotDistinct");
}

static void add_check(SnapshotBuild *build, Tables *tables, const JsonValue *row)
{
    add_constraint(build, tables, CON_CHECK, row)->expression =
        value_need(build, row, "value");
}

static void add_foreign_key(SnapshotBuild *build, Tables *tables, const JsonValue *row)
{
    ConstraintDef *def = add_constraint(build, tables, CON_FOREIGN_KEY, row);
    def->ref_table = part_name(build, value_text(build, row, "schemaTo"),
                               value_name(build, row, "tableTo"));
    def->ref_columns = value_names(build, row, "columnsTo");
    def->on_delete = part_action(build, value_text(build, row, "onDelete"));
    def->on_update = part_action(build, value_text(build, row, "onUpdate"));
}

// ---- indexes ----

// A string before rc.1, and an object with the flag that it is the type's own since.
static Str opclass_of(SnapshotBuild *build, const JsonValue *from)
{
    const JsonValue *opclass = json_get(from, "opclass");
    if (!json_is(opclass, JSON_OBJECT))
        return value_text(build, from, "opclass");
    return value_flag(build, opclass, "default") ? (Str){ 0 }
                                                 : value_need(build, opclass, "name");
}

static void add_index_part(SnapshotBuild *build, const JsonValue *from, IndexDef *index)
{
    IndexPart *part = vec_push(build->arena, &index->parts);
    Str value = value_need(build, from, "value");
    if (value_flag(build, from, "isExpression"))
        part->expression = value;
    else
        part->column = value_ident(build, value);
    part->opclass = opclass_of(build, from);
    part->descending = json_is(json_get(from, "asc"), JSON_FALSE);
    part->nulls_first = value_flag(build, from, "nullsFirst");
}

static Str storage_of(SnapshotBuild *build, const JsonValue *row)
{
    Str with = value_text(build, row, "with");
    return with.len > 0 ? arena_fmt(build->arena, "WITH (" STR_FMT ")", STR_ARG(with))
                        : (Str){ 0 };
}

static void add_index(SnapshotBuild *build, Tables *tables, const JsonValue *row)
{
    table_of(build, tables, row);
    IndexDef *index = part_index(build, row_name(build, row, "table"),
                                 value_name(build, row, "name"), row);
    index->unique = value_flag(build, row, "isUnique");
    index->where = value_text(build, row, "where");
    if (index->where.len == 0)
        index->where = (Str){ 0 };
    index->storage = storage_of(build, row);
    const JsonValue *item = value_items(build, row, "columns");
    for (; item; item = item->next)
        add_index_part(build, item, index);
}

static void add_serial_index(SnapshotBuild *build, Tables *tables, const JsonValue *row)
{
    (void)tables;
    part_serial_index(build, row_name(build, row, "table"), row);
}

// ---- the rest ----

static void add_schema(SnapshotBuild *build, Tables *tables, const JsonValue *row)
{
    (void)tables;
    part_schema(build, value_need(build, row, "name"), row);
}

static void add_role(SnapshotBuild *build, Tables *tables, const JsonValue *row)
{
    (void)tables;
    part_role(build, row);
}

static void add_enum(SnapshotBuild *build, Tables *tables, const JsonValue *row)
{
    (void)tables;
    part_enum(build, row);
}

static void add_sequence(SnapshotBuild *build, Tables *tables, const JsonValue *row)
{
    (void)tables;
    part_sequence(build, row);
}

static void add_view(SnapshotBuild *build, Tables *tables, const JsonValue *row)
{
    (void)tables;
    part_view(build, row);
}

static void add_row_security(SnapshotBuild *build, Tables *tables, const JsonValue *row)
{
    (void)tables;
    if (value_flag(build, row, "isRlsEnabled"))
        part_row_security(build, row_name(build, row, "name"), row);
}

static void add_policy(SnapshotBuild *build, Tables *tables, const JsonValue *row)
{
    (void)tables;
    part_policy(build, row_name(build, row, "table"), row);
}

// In the order in which the objects need each other. Privileges are left out: catalogs do
// not have them.
typedef struct RowKind {
    const char *type;
    void (*add)(SnapshotBuild *build, Tables *tables, const JsonValue *row);
} RowKind;

static const RowKind ROW_KINDS[] = {
    { "schemas", add_schema },  { "roles", add_role },
    { "enums", add_enum },      { "sequences", add_sequence },
    { "tables", add_table },    { "columns", add_column },
    { "pks", add_primary_key }, { "uniques", add_unique },
    { "checks", add_check },    { "fks", add_foreign_key },
    { "indexes", add_index },   { "columns", add_serial_index },
    { "views", add_view },      { "tables", add_row_security },
    { "policies", add_policy },
};

void snapshot_rows(SnapshotBuild *build, const JsonRowVec *rows)
{
    Tables tables = { 0 };
    for (size_t kind = 0; kind < sizeof ROW_KINDS / sizeof ROW_KINDS[0]; kind++) {
        Str type = str_from(ROW_KINDS[kind].type);
        for (size_t i = 0; i < rows->len; i++)
            if (str_eq(row_type(rows->at[i]), type))
                ROW_KINDS[kind].add(build, &tables, rows->at[i]);
    }
    for (size_t i = 0; i < tables.by_name.entries.len; i++)
        part_key_not_null(build, tables.by_name.entries.at[i].value);
}

bool snapshot_list_check(Arena *arena, Snapshot *snapshot, const JsonValue *root,
                         const char *key)
{
    const JsonValue *list = json_get(root, key);
    if (!json_is(list, JSON_ARRAY)) {
        snapshot_refuse(arena, snapshot, list ? list->span : (JsonSpan){ 0, 0 },
                        "has no \"%s\" that is an array", key);
        return false;
    }
    for (const JsonValue *item = list->first; item; item = item->next)
        if (item->kind != JSON_OBJECT) {
            snapshot_refuse(arena, snapshot, item->span,
                            "has a value in \"%s\" that is not an object", key);
            return false;
        }
    return true;
}
