// SPDX-License-Identifier: Apache-2.0
// The replay: from a kind of op to the function that applies it.
#include "catalog/replay.h"

#include "catalog/replay_priv.h"

Catalog *catalog_new(Arena *arena, const Engine *engine)
{
    Catalog *catalog = NEW(arena, Catalog);
    catalog->arena = arena;
    catalog->lookups = lookups_new(arena);
    catalog->engine = engine;
    catalog->is_mysql = str_eq(engine_dialect(engine->family), STR("mysql"));
    catalog->is_sqlite = str_eq(engine_dialect(engine->family), STR("sqlite"));
    catalog->any_case = engine_is(engine, "tidb") || catalog->is_sqlite;
    search_path_reset(catalog);
    if (catalog->is_mysql || catalog->is_sqlite)
        return catalog;
    // Every database has it, so CREATE SCHEMA IF NOT EXISTS "public" makes nothing new.
    Space *public = space_get(catalog, STR("public"));
    public->schema = NEW(arena, Schema);
    *public->schema =
        (Schema){ .name = STR("public"), .origin = { .batch = BATCH_PRESUMED } };
    return catalog;
}

void catalog_go_on(Catalog *catalog, size_t migration, size_t batch)
{
    catalog->migration = migration;
    catalog->batch = batch;
    catalog->here = (Origin){ .batch = batch, .migration = migration };
}

static const Origin *keep_here(Catalog *catalog, size_t batch)
{
    const Origin *kept = catalog->kept_here, *here = &catalog->here;
    if (kept && kept->batch == batch && kept->migration == here->migration &&
        kept->span.start == here->span.start && kept->span.end == here->span.end)
        return kept;
    Origin *made = NEW(catalog->arena, Origin);
    *made = *here;
    made->batch = batch;
    return catalog->kept_here = made;
}

const Origin *catalog_here(Catalog *catalog)
{
    return keep_here(catalog, catalog->here.batch);
}

const Origin *catalog_presumed_here(Catalog *catalog)
{
    return keep_here(catalog, BATCH_PRESUMED);
}

void catalog_begin(Catalog *catalog, size_t migration, size_t batch)
{
    catalog_go_on(catalog, migration, batch);
    search_path_reset(catalog);
    catalog->mysql.clustered = catalog->mysql.clustered_global;
    catalog->legacy_alter = false;
    catalog->altering = (Altering){ 0 };
    catalog->renames = (RenameList){ 0 };
    if (space_find(catalog, TEMP_SCHEMA))
        schema_drop_content(catalog, TEMP_SCHEMA);
}

static void doubt(Table *table)
{
    if (table)
        table->uncertain = true;
}

// What an unknown statement, or a program in the database, names may have been changed by
// it. Where the dialect cannot tell names, nothing is marked: to doubt every table would
// be to know none.
void apply_uncertain(Catalog *catalog, const Op *op)
{
    doubt(find_table(catalog, op->name));
    for (size_t i = 0; i < op->relations.len; i++)
        doubt(find_table(catalog, op->relations.at[i]));
}

// Of a block that could not be read, or a statement that is put together when it runs,
// the program is there: each word of it that is a table's name, in whatever
// schema, also inside strings, which may be statements.
static void apply_block(Catalog *catalog, const Op *op)
{
    apply_uncertain(catalog, op);
    Str word;
    size_t at = 0;
    while (next_bare_word(catalog->arena, op->detail, &at, &word))
        for (size_t i = 0; i < catalog->spaces.entries.len; i++) {
            const Space *space = catalog->spaces.entries.at[i].value;
            const Object *object = space ? map_get(&space->relations, word) : NULL;
            if (object && object->kind == OBJ_TABLE)
                doubt(object->record);
        }
}

// Kinds that are not here do not change the schema.
static Apply *const applies[OP_KIND_COUNT] = {
    [OP_CREATE_SCHEMA] = apply_create_schema,
    [OP_DROP_SCHEMA] = apply_drop_schema,
    [OP_RENAME_SCHEMA] = apply_rename_schema,
    [OP_CREATE_TABLE] = apply_create_table,
    [OP_DROP_TABLE] = apply_drop_relation,
    [OP_RENAME_TABLE] = apply_rename_relation,
    [OP_SET_TABLE_OPTION] = apply_table_option,
    [OP_ADD_COLUMN] = apply_add_column,
    [OP_DROP_COLUMN] = apply_drop_column,
    [OP_RENAME_COLUMN] = apply_rename_column,
    [OP_ALTER_COLUMN_TYPE] = apply_column_type,
    [OP_SET_NOT_NULL] = apply_set_not_null,
    [OP_DROP_NOT_NULL] = apply_drop_not_null,
    [OP_SET_DEFAULT] = apply_set_default,
    [OP_DROP_DEFAULT] = apply_drop_default,
    [OP_ALTER_IDENTITY] = apply_identity,
    [OP_ALTER_GENERATED] = apply_generated,
    [OP_ADD_CONSTRAINT] = apply_add_constraint,
    [OP_DROP_CONSTRAINT] = apply_drop_constraint,
    [OP_RENAME_CONSTRAINT] = apply_rename_constraint,
    [OP_VALIDATE_CONSTRAINT] = apply_validate_constraint,
    [OP_ALTER_CONSTRAINT] = apply_alter_constraint,
    [OP_CREATE_INDEX] = apply_create_index,
    [OP_DROP_INDEX] = apply_drop_relation,
    [OP_RENAME_INDEX] = apply_rename_relation,
    [OP_CREATE_SEQUENCE] = apply_create_sequence,
    [OP_ALTER_SEQUENCE] = apply_alter_sequence,
    [OP_DROP_SEQUENCE] = apply_drop_relation,
    [OP_CREATE_VIEW] = apply_create_view,
    [OP_DROP_VIEW] = apply_drop_relation,
    [OP_CREATE_TYPE] = apply_create_type,
    [OP_ALTER_TYPE] = apply_alter_type,
    [OP_DROP_TYPE] = apply_drop_type,
    [OP_ADD_ENUM_VALUE] = apply_add_enum_value,
    [OP_RENAME_ENUM_VALUE] = apply_rename_enum_value,
    [OP_ALTER_DOMAIN] = apply_alter_domain,
    [OP_ATTACH_PARTITION] = apply_attach_partition,
    [OP_DETACH_PARTITION] = apply_detach_partition,
    [OP_ADD_INHERIT] = apply_add_inherit,
    [OP_DROP_INHERIT] = apply_drop_inherit,
    [OP_CREATE_TRIGGER] = apply_create_trigger,
    [OP_DROP_TRIGGER] = apply_drop_trigger,
    [OP_SET_TRIGGER] = apply_set_trigger,
    [OP_CREATE_FUNCTION] = apply_create_function,
    [OP_DROP_FUNCTION] = apply_drop_function,
    [OP_CREATE_POLICY] = apply_create_policy,
    [OP_ALTER_POLICY] = apply_alter_policy,
    [OP_DROP_POLICY] = apply_drop_policy,
    [OP_SET_ROW_SECURITY] = apply_row_security,
    [OP_CREATE_OBJECT] = apply_create_object,
    [OP_ALTER_OBJECT] = apply_alter_object,
    [OP_DROP_OBJECT] = apply_drop_object,
    [OP_INSERT] = apply_rows,
    [OP_MERGE] = apply_rows,
    [OP_COPY] = apply_rows,
    [OP_TRUNCATE] = apply_truncate,
    [OP_RENAME_OBJECT] = apply_rename_object,
    [OP_SET_SCHEMA] = apply_set_schema,
    [OP_SET_SESSION] = apply_set_session,
    [OP_DO_BLOCK] = apply_block,
    [OP_EXECUTE] = apply_block,
    [OP_CALL] = apply_uncertain,
    [OP_OPAQUE] = apply_uncertain,
};

static Apply *apply_of(const Catalog *catalog, const Op *op)
{
    if (catalog->is_mysql)
        return my_applies[op->kind];
    if (!catalog->is_sqlite)
        return applies[op->kind];
    // SQLite's schema is what the statements that it takes have made.
    bool fails =
        op->effects.refused.len > 0 && op->effects.refused_for == REFUSED_FOR_ITSELF;
    bool writes = lite_applies[op->kind] == apply_rows;
    return fails && !writes && lite_applies[op->kind] ? apply_uncertain
                                                      : lite_applies[op->kind];
}

void catalog_apply(Catalog *catalog, const Op *op)
{
    objects_compact(catalog);
    catalog->here.span = op->span;
    Apply *apply = apply_of(catalog, op);
    if (catalog->is_mysql)
        my_row_versions(catalog, op);
    if (apply)
        apply(catalog, op);
}
