// SPDX-License-Identifier: Apache-2.0
// Reads what a database holds.
#include "dialect/sqlite_schema_priv.h"

#include "base/list.h"
#include "dialect/sqlite_def_priv.h"

#include <string.h>

// ---- rows of sqlite_schema ----

typedef struct Entry {
    Str type;
    Str name;
    Str table;
    Str sql; // ptr NULL: an index of a constraint
    bool temporary;
} Entry;

typedef struct Entries {
    Arena *arena;
    VEC(Entry) at;
} Entries;

Str sl_copy_column(Arena *arena, const SlRow *row, int column)
{
    Str text = sl_row_text(row, column);
    return text.ptr ? arena_copy(arena, text) : text;
}

static void add_entry(void *to, const SlRow *row)
{
    Entries *entries = to;
    *vec_push(entries->arena, &entries->at) = (Entry){
        .type = sl_copy_column(entries->arena, row, 0),
        .name = sl_copy_column(entries->arena, row, 1),
        .table = sl_copy_column(entries->arena, row, 2),
        .sql = sl_copy_column(entries->arena, row, 3),
    };
}

#define ENTRY "SELECT type, name, tbl_name, sql FROM "
#define OF_TABLE " WHERE tbl_name = ?1 COLLATE NOCASE"
#define OF_NAME " WHERE name = ?1 COLLATE NOCASE AND type = ?2"

static const struct Schema {
    const char *name;
    const char *of_table;
    const char *of_name;
} schemas[] = {
    { "temp", ENTRY "sqlite_temp_schema" OF_TABLE, ENTRY "sqlite_temp_schema" OF_NAME },
    { "main", ENTRY "sqlite_schema" OF_TABLE, ENTRY "sqlite_schema" OF_NAME },
};

enum { SCHEMA_COUNT = sizeof schemas / sizeof *schemas };

static Entries entries_of_table(Arena *arena, SlDb *db, const struct Schema *schema,
                                Str table)
{
    Entries entries = { .arena = arena };
    sl_db_ask(db, &(SlAsk){ schema->of_table, { table }, add_entry, &entries, false });
    return entries;
}

// The row of this type that has the name; false: there is none.
static bool find_entry(Arena *arena, SlDb *db, Str type, Str name, Entry *entry)
{
    for (size_t i = 0; i < SCHEMA_COUNT; i++) {
        Entries entries = { .arena = arena };
        SlAsk ask = { schemas[i].of_name, { name, type }, add_entry, &entries, false };
        sl_db_ask(db, &ask);
        if (entries.at.len == 0)
            continue;
        *entry = entries.at.at[0];
        entry->temporary = i == 0;
        return true;
    }
    return false;
}

// ---- indexes ----

typedef struct Parts {
    Arena *arena;
    const TableDef *table; // NULL: collations are told as they are
    IndexDef *index;
} Parts;

static Str collation_of(const TableDef *table, Str column)
{
    const ColumnDef *found = table ? sl_find_column(table, column) : NULL;
    return found ? found->collation : (Str){ 0 };
}

// A part that is no column has no name, and is what its text says.
static void add_part(void *to, const SlRow *row)
{
    Parts *parts = to;
    size_t place = (size_t)sl_row_number(row, 0);
    while (parts->index->parts.len <= place)
        *vec_push(parts->arena, &parts->index->parts) = (IndexPart){ 0 };
    IndexPart *part = &parts->index->parts.at[place];
    Str name = sl_row_text(row, 1), collation = sl_row_text(row, 3);
    if (name.ptr) {
        part->column = arena_copy(parts->arena, name);
        part->expression = (Str){ 0 };
    } else if (!part->expression.ptr) {
        part->expression = part->column;
        part->column = (Str){ 0 };
    }
    part->descending = sl_row_number(row, 2) != 0;
    Str own = collation_of(parts->table, part->column);
    bool said = !str_eq_ci(collation, own.len > 0 ? own : STR("BINARY"));
    part->collation = said ? arena_copy(parts->arena, collation) : (Str){ 0 };
}

#define PARTS                                                                            \
    "SELECT seqno, name, \"desc\", coll FROM pragma_index_xinfo(?1, ?2) WHERE key"

// As `entry` of that schema tells; `table` is the one it is on.
static IndexDef read_index(Arena *arena, SlDb *db, const Entry *entry,
                           const SlTable *table)
{
    IndexDef index = { .name = entry->name,
                       .table = { table->schema, entry->table },
                       .method = STR("btree"),
                       .unique = true };
    if (entry->sql.ptr) {
        SlTokenVec tokens = sl_tokens(arena, entry->sql);
        SlSource source = { arena, entry->sql, &tokens, 1 };
        index.unique = sl_take(&source, "unique");
        while (!sl_at_end(&source) && !sl_sees_punct(&source, '('))
            source.at++;
        sl_read_index(&source, &index);
    }
    Parts parts = { arena, &table->def, &index };
    Str schema = table->schema.len > 0 ? table->schema : STR("main");
    sl_db_ask(db, &(SlAsk){ PARTS, { entry->name, schema }, add_part, &parts, true });
    return index;
}

// ---- tables ----

static void set_of_table(SlTable *table, const struct Schema *schema, const Entry *entry)
{
    table->name = entry->name;
    table->sql = entry->sql;
    table->schema = str_from(schema->name);
    if (str_eq(table->schema, STR("main")))
        table->schema = (Str){ 0 };
}

static bool is_type(const Entry *entry, const char *type)
{
    return str_eq(entry->type, str_from(type));
}

static void add_triggers(Arena *arena, const Entries *entries, SlTable *table)
{
    for (size_t i = 0; i < entries->at.len; i++) {
        const Entry *entry = &entries->at.at[i];
        if (is_type(entry, "trigger"))
            *vec_push(arena, &table->triggers) =
                (SlTrigger){ entry->name, entry->table, entry->sql };
    }
}

static void add_indexes(Arena *arena, SlDb *db, const Entries *entries, SlTable *table)
{
    for (size_t i = 0; i < entries->at.len; i++) {
        const Entry *entry = &entries->at.at[i];
        if (is_type(entry, "index") && entry->sql.ptr)
            *vec_push(arena, &table->def.indexes) = read_index(arena, db, entry, table);
    }
}

static const Entry *entry_of_type(const Entries *entries, const char *type)
{
    for (size_t i = 0; i < entries->at.len; i++)
        if (is_type(&entries->at.at[i], type))
            return &entries->at.at[i];
    return NULL;
}

// Triggers of `temp` may be on any table; indexes are where their table is.
bool sl_schema_table(Arena *arena, SlDb *db, Str name, SlTable *table)
{
    Entries found[SCHEMA_COUNT];
    for (size_t i = 0; i < SCHEMA_COUNT; i++)
        found[i] = entries_of_table(arena, db, &schemas[i], name);
    for (size_t i = 0; i < SCHEMA_COUNT; i++) {
        const Entry *entry = entry_of_type(&found[i], "table");
        if (!entry)
            continue;
        *table = (SlTable){ 0 };
        set_of_table(table, &schemas[i], entry);
        table->def = sl_read_columns_and_keys(arena, db, table);
        add_indexes(arena, db, &found[i], table);
        add_triggers(arena, &found[i], table);
        if (i > 0)
            add_triggers(arena, &found[0], table);
        return true;
    }
    return false;
}

bool sl_schema_index(Arena *arena, SlDb *db, Str name, IndexDef *index)
{
    Entry entry;
    SlTable table = { 0 };
    if (!find_entry(arena, db, STR("index"), name, &entry) ||
        !sl_schema_table(arena, db, entry.table, &table))
        return false;
    *index = read_index(arena, db, &entry, &table);
    return true;
}

// ---- names ----

typedef struct Names {
    Arena *arena;
    StrVec at;
    bool has_virtual;
} Names;

static void add_name(void *to, const SlRow *row)
{
    Names *names = to;
    names->has_virtual = names->has_virtual || sl_row_number(row, 1) != 0;
    *vec_push(names->arena, &names->at) = sl_copy_column(names->arena, row, 0);
}

#define TABLES                                                                           \
    "SELECT name, sql LIKE 'CREATE VIRTUAL%' FROM sqlite_schema WHERE type = 'table'"    \
    " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' UNION ALL "                             \
    "SELECT name, sql LIKE 'CREATE VIRTUAL%' FROM sqlite_temp_schema"                    \
    " WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"

#define SHADOWS                                                                          \
    SL_SHADOWS_IN("sqlite_schema") " UNION ALL " SL_SHADOWS_IN("sqlite_temp_schema")

StrVec sl_schema_tables(Arena *arena, SlDb *db)
{
    Names all = { .arena = arena }, shadows = { .arena = arena };
    StrVec tables = { 0 };
    sl_db_ask(db, &(SlAsk){ TABLES, { { 0 } }, add_name, &all, false });
    if (all.has_virtual)
        sl_db_ask(db, &(SlAsk){ .sql = SHADOWS, .row = add_name, .to = &shadows });
    for (size_t i = 0; i < all.at.len; i++)
        if (!list_has_ci(&shadows.at, all.at.at[i]))
            *vec_push(arena, &tables) = all.at.at[i];
    return tables;
}

#define CHILDREN_IN(schema, name)                                                        \
    "SELECT DISTINCT s.name, 0 FROM " schema                                             \
    " s, pragma_foreign_key_list(s.name, '" name                                         \
    "') f WHERE s.type = 'table' AND instr(lower(s.sql), ?2) > 0"                        \
    " AND f.\"table\" = ?1 COLLATE NOCASE"
#define CHILDREN                                                                         \
    CHILDREN_IN("sqlite_schema", "main")                                                 \
    " UNION ALL " CHILDREN_IN("sqlite_temp_schema", "temp")

// What the text of a child holds, however it quotes the name: most tables are no child of
// this one, and need not be asked.
static Str needle_of(Arena *arena, Str name)
{
    size_t len = 0;
    while (len < name.len && !strchr("\"'`", name.ptr[len]))
        len++;
    return arena_lower(arena, str_take(name, len));
}

StrVec sl_schema_children(Arena *arena, SlDb *db, Str table)
{
    Names names = { .arena = arena };
    Str needle = needle_of(arena, table);
    sl_db_ask(db, &(SlAsk){ CHILDREN, { table, needle }, add_name, &names, false });
    return names.at;
}

// ---- views ----

// Behind CREATE VIEW name [(columns)] AS.
static void read_view_text(SlSource *source, ViewDef *view)
{
    source->at = 2;
    sl_take_ident(source);
    if (sl_take_punct(source, '(')) {
        do
            *vec_push(source->arena, &view->columns) = sl_take_ident(source);
        while (sl_take_punct(source, ','));
        sl_take_punct(source, ')');
    }
    sl_take(source, "as");
    view->query = str_drop(source->text, sl_peek(source, 0).start);
    sl_read_sources(source, &view->sources);
}

bool sl_schema_view(Arena *arena, SlDb *db, Str name, ViewDef *view)
{
    Entry entry;
    if (!find_entry(arena, db, STR("view"), name, &entry))
        return false;
    *view = (ViewDef){ .temporary = entry.temporary };
    SlTokenVec tokens = sl_tokens(arena, entry.sql);
    SlSource source = { arena, entry.sql, &tokens, 0 };
    read_view_text(&source, view);
    Names columns = { .arena = arena };
    bool told = sl_db_ask(db, &(SlAsk){ "SELECT name, 0 FROM pragma_table_xinfo(?1)",
                                        { entry.name },
                                        add_name,
                                        &columns,
                                        true });
    if (told && columns.at.len > 0)
        view->columns = columns.at;
    return true;
}
