// SPDX-License-Identifier: Apache-2.0
// A table's columns and keys: as its text was read, and as SQLite sees them.
#include "dialect/sqlite_def_priv.h"
#include "dialect/sqlite_schema_priv.h"

// ---- columns ----

typedef struct Asked {
    Arena *arena;
    TableDef *text; // as the text was read
    TableDef def;   // as SQLite has it
    StrVec key;     // columns of the primary key, in their order
    bool same;      // the names of columns are those of the text
} Asked;

static TypeRef read_type(Arena *arena, Str text)
{
    Str own = arena_copy(arena, text);
    SlTokenVec tokens = sl_tokens(arena, own);
    SlSource source = { arena, own, &tokens, 0 };
    return sl_read_type(&source);
}

// The text's column of that name, which mostly stands in the same place.
static ColumnDef text_column(const Asked *asked, Str name)
{
    size_t place = asked->def.columns.len;
    const TableDef *text = asked->text;
    if (place < text->columns.len && str_eq_ci(text->columns.at[place].name, name))
        return text->columns.at[place];
    const ColumnDef *column = sl_find_column(text, name);
    return column ? *column : (ColumnDef){ .name = arena_copy(asked->arena, name) };
}

static void note_key(Asked *asked, Str column, size_t place)
{
    while (asked->key.len < place)
        *vec_push(asked->arena, &asked->key) = (Str){ 0 };
    asked->key.at[place - 1] = column;
}

#define XINFO                                                                            \
    "SELECT name, type, \"notnull\", dflt_value, pk, hidden"                             \
    " FROM pragma_table_xinfo(?1, ?2)"

enum { HIDDEN = 1, HIDDEN_VIRTUAL = 2, HIDDEN_STORED = 3 };

static void add_column(void *to, const SlRow *row)
{
    Asked *asked = to;
    long hidden = sl_row_number(row, 5), key = sl_row_number(row, 4);
    if (hidden == HIDDEN)
        return;
    ColumnDef column = text_column(asked, sl_row_text(row, 0));
    Str type = sl_row_text(row, 1), value = sl_row_text(row, 3);
    if (column.type.text.len == 0 && type.len > 0)
        column.type = read_type(asked->arena, type);
    column.not_null = sl_row_number(row, 2) != 0;
    if (!value.ptr)
        column.default_expr = (Str){ 0 };
    else if (!column.default_expr.ptr)
        column.default_expr = arena_copy(asked->arena, value);
    column.generated = hidden == HIDDEN_STORED    ? GENERATED_STORED
                       : hidden == HIDDEN_VIRTUAL ? GENERATED_VIRTUAL
                                                  : GENERATED_NONE;
    if (key > 0)
        note_key(asked, column.name, (size_t)key);
    *vec_push(asked->arena, &asked->def.columns) = column;
}

static void note_index(void *to, const SlRow *row)
{
    (void)row;
    *(bool *)to = true;
}

// A key of one INTEGER is the row's number, unless SQLite has made an index for it.
static void set_row_number(SlDb *db, Str table, Str schema, Asked *asked)
{
    TableDef *def = &asked->def;
    if (asked->key.len != 1 || sl_has_option(asked->text, STR("without-rowid")))
        return;
    for (size_t i = 0; i < def->columns.len; i++) {
        ColumnDef *column = &def->columns.at[i];
        if (column->not_null || !str_eq_ci(column->name, asked->key.at[0]) ||
            !str_eq(column->type.text, STR("integer")))
            continue;
        bool indexed = false;
        sl_db_ask(db, &(SlAsk){ "SELECT 1 FROM pragma_index_list(?1, ?2)"
                                " WHERE origin = 'pk'",
                                { table, schema },
                                note_index,
                                &indexed,
                                false });
        column->not_null = !indexed;
    }
}

// ---- foreign keys ----

// What SQLite says, in the order of the text: its own is the other way round.
#define FOREIGN_KEYS                                                                     \
    "SELECT seq, \"table\", \"from\", \"to\", on_update, on_delete"                      \
    " FROM pragma_foreign_key_list(?1, ?2) ORDER BY id DESC, seq"

// "CASCADE"; NO ACTION is what nothing says.
static Str action_of(Arena *arena, Str text)
{
    return str_eq(text, STR("NO ACTION")) ? (Str){ 0 } : arena_lower(arena, text);
}

typedef struct Keys {
    Arena *arena;
    VEC(ConstraintDef) at;
} Keys;

static void add_key(void *to, const SlRow *row)
{
    Keys *keys = to;
    Arena *arena = keys->arena;
    if (sl_row_number(row, 0) == 0)
        *vec_push(arena, &keys->at) = (ConstraintDef){
            .kind = CON_FOREIGN_KEY,
            .ref_table = { .name = sl_copy_column(arena, row, 1) },
            .on_update = action_of(arena, sl_row_text(row, 4)),
            .on_delete = action_of(arena, sl_row_text(row, 5)),
        };
    ConstraintDef *key = &keys->at.at[keys->at.len - 1];
    Str parent = sl_row_text(row, 3);
    *vec_push(arena, &key->columns) = sl_copy_column(arena, row, 2);
    if (parent.len > 0)
        *vec_push(arena, &key->ref_columns) = arena_copy(arena, parent);
}

static void take_key(ConstraintDef *to, const ConstraintDef *from)
{
    to->columns = from->columns;
    to->ref_table = from->ref_table;
    to->ref_columns = from->ref_columns;
    to->on_update = from->on_update;
    to->on_delete = from->on_delete;
}

// ---- constraints ----

static size_t count_of(const TableDef *def, ConstraintKind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < def->constraints.len; i++)
        count += def->constraints.at[i].kind == kind ? 1 : 0;
    return count;
}

// The text's constraints, in its order, with foreign keys as SQLite sees them; those of
// a text that was read otherwise go.
static void set_constraints(Asked *asked, const Keys *keys)
{
    const TableDef *text = asked->text;
    bool alike = count_of(text, CON_FOREIGN_KEY) == keys->at.len;
    size_t next = 0;
    for (size_t i = 0; i < text->constraints.len; i++) {
        ConstraintDef constraint = text->constraints.at[i];
        bool is_key = constraint.kind == CON_FOREIGN_KEY;
        if ((is_key && !alike) ||
            (constraint.kind == CON_PRIMARY_KEY && asked->key.len == 0))
            continue;
        if (is_key)
            take_key(&constraint, &keys->at.at[next++]);
        if (constraint.kind == CON_PRIMARY_KEY)
            constraint.columns = asked->key;
        *vec_push(asked->arena, &asked->def.constraints) = constraint;
    }
    for (; next < keys->at.len; next++)
        *vec_push(asked->arena, &asked->def.constraints) = keys->at.at[next];
    if (asked->key.len > 0 && count_of(&asked->def, CON_PRIMARY_KEY) == 0)
        *vec_push(asked->arena, &asked->def.constraints) =
            (ConstraintDef){ .kind = CON_PRIMARY_KEY, .columns = asked->key };
}

// ---- all of it ----

TableDef sl_read_columns_and_keys(Arena *arena, SlDb *db, const SlTable *table)
{
    TableDef text = sl_read_table_text(arena, table->sql);
    Str schema = table->schema.len > 0 ? table->schema : STR("main");
    Asked asked = { .arena = arena, .text = &text };
    asked.def.options = text.options;
    Keys keys = { .arena = arena };
    Str names[] = { table->name, schema };
    sl_db_ask(db, &(SlAsk){ XINFO, { names[0], names[1] }, add_column, &asked, true });
    sl_db_ask(db, &(SlAsk){ FOREIGN_KEYS, { names[0], names[1] }, add_key, &keys, true });
    set_row_number(db, names[0], names[1], &asked);
    set_constraints(&asked, &keys);
    if (table->schema.len > 0)
        asked.def.persistence = PERSIST_TEMPORARY;
    return asked.def;
}
