// SPDX-License-Identifier: Apache-2.0
// The replay of MySQL, MariaDB and TiDB: from a kind of op to the function that applies
// it, and what needs no file of its own.
#include "catalog/replay_my_priv.h"

bool my_is_tidb(const Catalog *catalog)
{
    return engine_is(catalog->engine, "tidb");
}

bool my_is_mariadb(const Catalog *catalog)
{
    return engine_is(catalog->engine, "mariadb");
}

// ---- settings ----

// USE: bare names are of this database. One that the history has not made may well be the
// default one, as files have it that also run without USE: what it seems to lack is
// looked for there.
static void use_database(Catalog *catalog, Str database)
{
    const Space *space = space_find(catalog, database);
    lookups_forget(catalog->lookups);
    catalog->search_path = (StrVec){ 0 };
    *vec_push(catalog->arena, &catalog->search_path) = database;
    if (database.len > 0 && !(space && space->schema))
        *vec_push(catalog->arena, &catalog->search_path) = STR("");
}

static Str unquoted(Str value)
{
    bool quoted = value.len >= 2 && (value.ptr[0] == '\'' || value.ptr[0] == '"') &&
                  value.ptr[value.len - 1] == value.ptr[0];
    return quoted ? str_slice(value, 1, value.len - 1) : value;
}

void apply_my_set_session(Catalog *catalog, const Op *op)
{
    Str value = op_has(op, OPF_RESET) ? (Str){ 0 } : unquoted(op->detail);
    if (op->part.len > 0 && op->part.ptr[0] == '@')
        *vec_push(catalog->arena, &catalog->mysql.assigned) = op->detail;
    if (str_eq(op->part, STR("database")))
        use_database(catalog, value);
    if (str_eq(op->part, STR("tidb_enable_check_constraint")))
        catalog->mysql.checks = str_eq_ci(value, STR("on")) || str_eq(value, STR("1"));
    if (!str_eq(op->part, STR("tidb_enable_clustered_index")))
        return;
    if (op_has(op, OPF_GLOBAL))
        catalog->mysql.clustered_global = value;
    else
        catalog->mysql.clustered = value;
}

// ---- triggers ----

static bool remove_trigger(Table *table, Str name)
{
    for (size_t i = 0; table && i < table->triggers.len; i++)
        if (str_eq(table->triggers.at[i]->name, name)) {
            VEC_REMOVE(&table->triggers, i);
            return true;
        }
    return false;
}

// Trigger names are of the database: DROP TRIGGER does not say whose it is.
static bool remove_trigger_anywhere(Catalog *catalog, Str name)
{
    size_t at = 0;
    for (Table *table; (table = next_record(catalog, OBJ_TABLE, &at));)
        if (remove_trigger(table, name))
            return true;
    return false;
}

static bool has_trigger(const Table *table, Str name)
{
    for (size_t i = 0; i < table->triggers.len; i++)
        if (str_eq(table->triggers.at[i]->name, name))
            return true;
    return false;
}

void apply_my_create_trigger(Catalog *catalog, const Op *op)
{
    Table *table = op->part.len > 0 ? table_presume(catalog, op->name) : NULL;
    if (!table)
        return;
    if (op_has(op, OPF_OR_REPLACE))
        remove_trigger_anywhere(catalog, op->part);
    if (has_trigger(table, op->part))
        return;
    Trigger *trigger = NEW(catalog->arena, Trigger);
    *trigger = (Trigger){ .name = op->part,
                          .body = op->function ? op->function->body : op->detail,
                          .enabled = true,
                          .origin = catalog->here };
    for (size_t i = 0; i < op->columns.len; i++)
        *vec_push(catalog->arena, &trigger->columns) = op->columns.at[i];
    *vec_push(catalog->arena, &table->triggers) = trigger;
}

void apply_my_drop_trigger(Catalog *catalog, const Op *op)
{
    Str name = op->part.len > 0 ? op->part : op->name.name;
    if (!remove_trigger(find_table(catalog, op->name), name))
        remove_trigger_anywhere(catalog, name);
}

// ---- what is not understood ----

static void doubt(const Catalog *catalog, Str word)
{
    for (size_t i = 0; i < catalog->spaces.entries.len; i++) {
        const Space *space = catalog->spaces.entries.at[i].value;
        const Object *object =
            space ? relation_at(catalog, (Name){ space->name, word }) : NULL;
        if (object && object->kind == OBJ_TABLE) {
            Table *table = object->record;
            table->uncertain = true;
        }
    }
}

// Each word that is a table's name, also inside of strings, which may be statements.
static void doubt_words(Catalog *catalog, Str text)
{
    Str word;
    size_t at = 0;
    while (my_next_word(text, &at, &word))
        doubt(catalog, word);
}

// A statement that is put together when it runs, of its own text and of the strings that
// user variables may hold.
void apply_my_text(Catalog *catalog, const Op *op)
{
    apply_uncertain(catalog, op);
    doubt_words(catalog, op->detail);
    StrVec *assigned = &catalog->mysql.assigned;
    for (size_t i = 0; i < assigned->len; i++) {
        Str string;
        for (size_t at = 0; my_next_string(assigned->at[i], &at, &string);)
            doubt_words(catalog, string);
    }
    assigned->len = 0;
}

// Its arguments may be names of tables, or statements.
static void apply_my_call(Catalog *catalog, const Op *op)
{
    const Object *routine = function_find(catalog, op->name, (Str){ 0 });
    apply_my_text(catalog, op);
    if (routine)
        doubt_words(catalog, ((const Function *)routine->record)->def.body);
}

static void apply_my_select(Catalog *catalog, const Op *op)
{
    if (op->detail.len > 0)
        *vec_push(catalog->arena, &catalog->mysql.assigned) = op->detail;
}

// ---- objects of other kinds ----

static void drop_object(Catalog *catalog, const Op *op)
{
    if (op->object == OBJ_TRIGGER)
        apply_my_drop_trigger(catalog, op);
    else if (op->object == OBJ_DATABASE || op->object == OBJ_SCHEMA)
        apply_my_drop_schema(catalog, op);
}

// Kinds that are not here do not change the schema.
Apply *const my_applies[OP_KIND_COUNT] = {
    [OP_CREATE_SCHEMA] = apply_my_create_database,
    [OP_DROP_SCHEMA] = apply_my_drop_schema,
    [OP_CREATE_TABLE] = apply_my_create_table,
    [OP_DROP_TABLE] = apply_my_drop_relation,
    [OP_RENAME_TABLE] = apply_my_rename_table,
    [OP_SET_TABLE_OPTION] = apply_my_option,
    [OP_ADD_COLUMN] = apply_my_add_column,
    [OP_DROP_COLUMN] = apply_my_drop_column,
    [OP_RENAME_COLUMN] = apply_my_rename_column,
    [OP_MODIFY_COLUMN] = apply_my_modify_column,
    [OP_SET_DEFAULT] = apply_my_default,
    [OP_DROP_DEFAULT] = apply_my_default,
    [OP_ALTER_COLUMN] = apply_my_alter_column,
    [OP_ADD_CONSTRAINT] = apply_my_add_constraint,
    [OP_DROP_CONSTRAINT] = apply_my_drop_constraint,
    [OP_ALTER_CONSTRAINT] = apply_my_alter_constraint,
    [OP_CREATE_INDEX] = apply_my_create_index,
    [OP_DROP_INDEX] = apply_my_drop_index,
    [OP_RENAME_INDEX] = apply_my_rename_index,
    [OP_ALTER_INDEX] = apply_my_alter_index,
    [OP_ALTER_PARTITION] = apply_my_partition,
    [OP_CREATE_SEQUENCE] = apply_create_sequence,
    [OP_ALTER_SEQUENCE] = apply_alter_sequence,
    [OP_DROP_SEQUENCE] = apply_my_drop_relation,
    [OP_CREATE_VIEW] = apply_create_view,
    [OP_DROP_VIEW] = apply_my_drop_relation,
    [OP_CREATE_TRIGGER] = apply_my_create_trigger,
    [OP_DROP_TRIGGER] = apply_my_drop_trigger,
    [OP_CREATE_FUNCTION] = apply_create_function,
    [OP_DROP_FUNCTION] = apply_drop_function,
    [OP_DROP_OBJECT] = drop_object,
    [OP_INSERT] = apply_rows,
    [OP_MERGE] = apply_rows,
    [OP_COPY] = apply_rows,
    [OP_TRUNCATE] = apply_truncate,
    [OP_SET_SESSION] = apply_my_set_session,
    [OP_DO_BLOCK] = apply_my_text,
    [OP_EXECUTE] = apply_my_text,
    [OP_CALL] = apply_my_call,
    [OP_SELECT] = apply_my_select,
    [OP_OPAQUE] = apply_uncertain,
};
