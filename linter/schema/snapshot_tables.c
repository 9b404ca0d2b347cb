// SPDX-License-Identifier: Apache-2.0
// The schema as snapshots have it before drizzle-kit 1.0: objects by name, each table
// with everything that belongs to it.
#include "schema/snapshot_priv.h"

// ---- columns ----

static ColumnDef read_column(SnapshotBuild *build, const JsonValue *from)
{
    ColumnDef column = { .name = value_name(build, from, "name"),
                         .span = part_span(from) };
    column.type = part_type(build, value_need(build, from, "type"),
                            value_text(build, from, "typeSchema"), 0);
    column.not_null = value_flag(build, from, "notNull");
    column.default_expr = value_any(build, json_get(from, "default"));
    part_generated(build, from, &column);
    part_identity(build, from, &column);
    part_mysql_column(build, from, &column);
    return column;
}

static void read_columns(SnapshotBuild *build, const JsonValue *from, TableDef *table)
{
    const JsonValue *item = value_items(build, from, "columns");
    for (; item; item = item->next) {
        *vec_push(build->arena, &table->columns) = read_column(build, item);
        part_autoincrement(build, item, table);
    }
}

// ---- constraints ----

static void read_inline_unique(SnapshotBuild *build, const JsonValue *item, Str column,
                               TableDef *table)
{
    if (!json_is(json_get(item, "isUnique"), JSON_TRUE) || part_is_mysql(build))
        return;
    ConstraintDef *def = part_constraint(build, table, CON_UNIQUE, item);
    def->name = value_ident(build, value_text(build, item, "uniqueName"));
    def->nulls_not_distinct = value_flag(build, item, "nullsNotDistinct");
    *vec_push(build->arena, &def->columns) = column;
}

// What columns say of themselves: PRIMARY KEY, and UNIQUE in old versions.
static void read_inline(SnapshotBuild *build, const JsonValue *from, TableDef *table)
{
    const JsonValue *item = value_items(build, from, "columns");
    for (size_t i = 0; item; item = item->next, i++) {
        Str column = table->columns.at[i].name;
        if (value_flag(build, item, "primaryKey")) {
            ConstraintDef *key = part_constraint(build, table, CON_PRIMARY_KEY, item);
            *vec_push(build->arena, &key->columns) = column;
        }
        read_inline_unique(build, item, column, table);
    }
}

static bool has_primary_key(const TableDef *table)
{
    for (size_t i = 0; i < table->constraints.len; i++)
        if (table->constraints.at[i].kind == CON_PRIMARY_KEY)
            return true;
    return false;
}

// SQLite's keys have no names in the SQL, and old snapshots have none either.
static Str key_name(SnapshotBuild *build, const JsonValue *from)
{
    return str_eq(str_from(build->family), STR("sqlite"))
               ? (Str){ 0 }
               : value_name(build, from, "name");
}

static void read_primary_keys(SnapshotBuild *build, const JsonValue *from,
                              TableDef *table)
{
    const JsonValue *item = value_items(build, from, "compositePrimaryKeys");
    for (; item; item = item->next) {
        if (has_primary_key(table)) // MySQL's may be told of twice
            continue;
        ConstraintDef *def = part_constraint(build, table, CON_PRIMARY_KEY, item);
        def->name = key_name(build, item);
        def->columns = value_names(build, item, "columns");
    }
}

static void read_uniques(SnapshotBuild *build, const JsonValue *from, TableDef *table)
{
    const JsonValue *item = value_items(build, from, "uniqueConstraints");
    for (; item && !part_is_mysql(build); item = item->next) {
        ConstraintDef *def = part_constraint(build, table, CON_UNIQUE, item);
        def->name = value_name(build, item, "name");
        def->columns = value_names(build, item, "columns");
        def->nulls_not_distinct = value_flag(build, item, "nullsNotDistinct");
    }
}

static void read_checks(SnapshotBuild *build, const JsonValue *from, TableDef *table)
{
    // MySQL's snapshots have the singular.
    static const char *const KEYS[] = { "checkConstraints", "checkConstraint" };
    for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++) {
        const JsonValue *item = value_items(build, from, KEYS[i]);
        for (; item; item = item->next) {
            ConstraintDef *def = part_constraint(build, table, CON_CHECK, item);
            def->name = value_name(build, item, "name");
            def->expression = value_need(build, item, "value");
        }
    }
}

static void read_foreign_keys(SnapshotBuild *build, const JsonValue *from,
                              TableDef *table)
{
    const JsonValue *item = value_items(build, from, "foreignKeys");
    for (; item; item = item->next) {
        ConstraintDef *def = part_constraint(build, table, CON_FOREIGN_KEY, item);
        def->name = key_name(build, item);
        def->columns = value_names(build, item, "columnsFrom");
        // "schemaTo" is not there when the target is in public, from other schemas too.
        def->ref_table = part_name(build, value_text(build, item, "schemaTo"),
                                   value_name(build, item, "tableTo"));
        def->ref_columns = value_names(build, item, "columnsTo");
        def->on_delete = part_action(build, value_text(build, item, "onDelete"));
        def->on_update = part_action(build, value_text(build, item, "onUpdate"));
    }
}

// ---- indexes ----

// drizzle-kit leaves out the order of a column that has an operator class.
static void read_index_part(SnapshotBuild *build, const JsonValue *from, IndexPart *part)
{
    Str expression = value_need(build, from, "expression");
    if (value_flag(build, from, "isExpression"))
        part->expression = expression;
    else
        part->column = value_ident(build, expression);
    part->opclass = value_text(build, from, "opclass");
    const JsonValue *asc = json_get(from, "asc");
    part->descending = part->opclass.len == 0 && json_is(asc, JSON_FALSE);
    part->nulls_first = part->opclass.len == 0 &&
                        str_eq_ci(value_text(build, from, "nulls"), STR("first"));
}

// The snapshots of MySQL and SQLite keep apart which index columns are expressions.
static bool is_expression(const JsonValue *root, Str index, Str column)
{
    const JsonValue *indexes = json_get(json_get(root, "internal"), "indexes");
    const JsonValue *found = NULL;
    for (const JsonValue *item = indexes ? indexes->first : NULL; item; item = item->next)
        if (str_eq(item->key, index))
            found = json_get(item, "columns");
    for (const JsonValue *item = found ? found->first : NULL; item; item = item->next)
        if (str_eq(item->key, column))
            return json_is(json_get(item, "isExpression"), JSON_TRUE);
    return false;
}

static void read_index_columns(SnapshotBuild *build, const JsonValue *root,
                               const JsonValue *from, IndexDef *index)
{
    const JsonValue *item = value_items(build, from, "columns");
    for (; item; item = item->next) {
        IndexPart *part = vec_push(build->arena, &index->parts);
        if (item->kind != JSON_STRING) {
            read_index_part(build, item, part);
            continue;
        }
        Str column = value_any(build, item);
        if (is_expression(root, index->name, column))
            part->expression = column;
        else
            part->column = value_ident(build, column);
    }
}

static Str read_storage(SnapshotBuild *build, const JsonValue *from)
{
    Str options = { 0 };
    for (const JsonValue *item = value_items(build, from, "with"); item;
         item = item->next)
        options = arena_fmt(build->arena, STR_FMT "%s" STR_FMT "=" STR_FMT,
                            STR_ARG(options), options.len > 0 ? "," : "",
                            STR_ARG(item->key), STR_ARG(value_any(build, item)));
    return options.len > 0
               ? arena_fmt(build->arena, "WITH (" STR_FMT ")", STR_ARG(options))
               : options;
}

static void read_index(SnapshotBuild *build, const JsonValue *root, Name table,
                       const JsonValue *from)
{
    IndexDef *index = part_index(build, table, value_name(build, from, "name"), from);
    index->unique = value_flag(build, from, "isUnique");
    index->where = value_text(build, from, "where");
    if (index->where.len == 0)
        index->where = (Str){ 0 };
    index->storage = read_storage(build, from);
    read_index_columns(build, root, from, index);
}

// What drizzle-kit takes for constraints are indexes in MySQL.
static void read_mysql_indexes(SnapshotBuild *build, Name table, const JsonValue *from)
{
    const JsonValue *item = value_items(build, from, "uniqueConstraints");
    for (; item; item = item->next) {
        StrVec columns = value_names(build, item, "columns");
        IndexDef *index = part_index(build, table, value_name(build, item, "name"), item);
        index->unique = true;
        part_index_columns(build, &columns, index);
    }
    for (item = value_items(build, from, "columns"); item; item = item->next)
        part_serial_index(build, table, item);
}

// ---- tables ----

static Name table_name(SnapshotBuild *build, const JsonValue *from)
{
    return part_name(build, value_text(build, from, "schema"),
                     value_name(build, from, "name"));
}

static void read_table(SnapshotBuild *build, const JsonValue *from)
{
    TableDef *table = NEW(build->arena, TableDef);
    Name name = table_name(build, from);
    read_columns(build, from, table);
    read_inline(build, from, table);
    read_primary_keys(build, from, table);
    read_uniques(build, from, table);
    read_checks(build, from, table);
    read_foreign_keys(build, from, table);
    part_key_not_null(build, table);
    Op *op = part_op(build, OP_CREATE_TABLE, OBJ_TABLE, from);
    op->name = name;
    op->table = table;
}

// isRLSEnabled stays false where policies are what switches it on.
static void read_policies(SnapshotBuild *build, const JsonValue *from)
{
    Name table = table_name(build, from);
    const JsonValue *item = value_items(build, from, "policies");
    if (item || value_flag(build, from, "isRLSEnabled"))
        part_row_security(build, table, from);
    for (; item; item = item->next)
        part_policy(build, table, item);
}

// A policy on a table that is not the schema's own: "on" is its name as SQL has it.
static void read_foreign_policy(SnapshotBuild *build, const JsonValue *from)
{
    Str on = value_text(build, from, "on");
    Str parts[2] = { 0 };
    size_t count = 0;
    Str part;
    while (count < 2 && str_cut(&on, '.', &part)) {
        bool is_quoted = part.len >= 2 && part.ptr[0] == '"';
        parts[count++] = is_quoted ? str_slice(part, 1, part.len - 1) : part;
    }
    Name table = count == 2
                     ? part_name(build, parts[0], parts[1])
                     : part_name(build, value_text(build, from, "schema"), parts[0]);
    part_policy(build, table, from);
}

typedef void ReadItem(SnapshotBuild *build, const JsonValue *from);

static void read_each(SnapshotBuild *build, const JsonValue *root, const char *key,
                      ReadItem *read)
{
    const JsonValue *item = value_items(build, root, key);
    for (; item; item = item->next)
        read(build, item);
}

static void read_schema(SnapshotBuild *build, const JsonValue *from)
{
    part_schema(build, json_string(from).len > 0 ? value_any(build, from) : from->key,
                from);
}

static void read_indexes(SnapshotBuild *build, const JsonValue *root)
{
    const JsonValue *table = value_items(build, root, "tables");
    for (; table; table = table->next) {
        Name name = table_name(build, table);
        const JsonValue *item = value_items(build, table, "indexes");
        for (; item; item = item->next)
            read_index(build, root, name, item);
        if (part_is_mysql(build))
            read_mysql_indexes(build, name, table);
    }
}

void snapshot_tables(SnapshotBuild *build, const JsonValue *root)
{
    if (!json_is(json_get(root, "tables"), JSON_OBJECT)) {
        snapshot_refuse(build->arena, build->snapshot, (JsonSpan){ 0, 0 },
                        "has no \"tables\" that are an object");
        return;
    }
    read_each(build, root, "schemas", read_schema);
    read_each(build, root, "roles", part_role);
    read_each(build, root, "enums", part_enum);
    read_each(build, root, "sequences", part_sequence);
    read_each(build, root, "tables", read_table);
    read_indexes(build, root);
    read_each(build, root, "views", part_view);
    read_each(build, root, "tables", read_policies);
    read_each(build, root, "policies", read_foreign_policy);
}
