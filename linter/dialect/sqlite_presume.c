// SPDX-License-Identifier: Apache-2.0
// What an incomplete history lacks: tables that no file has made are made with what the
// statements tell of them, and get a column each time another one is asked for.
#include "base/out.h"
#include "dialect/sqlite_def.h"
#include "dialect/sqlite_world.h"

#include <string.h>

// SQLite has no table without a column: this one stands for those that nobody has named.
#define UNNAMED "tidegate's unnamed column"

typedef struct Gap {
    SlFile *file;
    const SlStep *step;
    Arena *tmp;
    SlTokenVec tokens; // of the statement
} Gap;

// ---- what is known ----

// The value of a name in World.known.
typedef struct Known {
    bool presumed; // else some file has made it
} Known;

static const Known *find_known(const World *world, Str name)
{
    return map_get(&world->known, arena_lower(world->arena, name));
}

static void know(World *world, Str name, bool presumed)
{
    Known *known = NEW(world->arena, Known);
    known->presumed = presumed;
    map_put(world->arena, &world->known, arena_lower(world->arena, name), known);
}

void sl_know(World *world, Str name)
{
    know(world, name, false);
}

void sl_know_renamed(World *world, Str from, Str to)
{
    know(world, to, sl_is_presumed(world, from));
}

bool sl_is_presumed(const World *world, Str name)
{
    const Known *known = find_known(world, name);
    return known && known->presumed;
}

// ---- changes ----

static Str quoted(const Gap *gap, Str name)
{
    return ident_quoted(gap->tmp, name, '"');
}

// The same on both, so that they stay in step.
static bool change(const Gap *gap, Str sql)
{
    World *world = gap->file->world;
    if (sl_db_attempt(world->schema, sql) != 0)
        return false;
    if (gap->file->tries)
        sl_trial_mend(world->trial, sql);
    return true;
}

// A name that a file has made is gone or misspelt: SQLite is right.
static bool make(const Gap *gap, Str name, const char *format)
{
    World *world = gap->file->world;
    Str ident = quoted(gap, name);
    if (name.len == 0 || find_known(world, name) ||
        !change(gap, arena_fmt(gap->tmp, format, STR_ARG(ident))))
        return false;
    know(world, name, true);
    world->presumes = true;
    return true;
}

static bool has_column(const Gap *gap, Str table, Str column)
{
    SlTable now;
    return sl_schema_table(gap->tmp, gap->file->world->schema, table, &now) &&
           sl_find_column(&now.def, column);
}

static bool add_column(const Gap *gap, Str table, Str column)
{
    if (!sl_is_presumed(gap->file->world, table) || column.len == 0 ||
        has_column(gap, table, column))
        return false;
    Str name = quoted(gap, table), ident = quoted(gap, column);
    const char *format = has_column(gap, table, STR(UNNAMED))
                             ? "ALTER TABLE " STR_FMT " RENAME COLUMN \"" UNNAMED
                               "\" TO " STR_FMT
                             : "ALTER TABLE " STR_FMT " ADD COLUMN " STR_FMT;
    return change(gap, arena_fmt(gap->tmp, format, STR_ARG(name), STR_ARG(ident)));
}

// ---- the statement ----

static Str ident_at(const Gap *gap, size_t at)
{
    if (at >= gap->tokens.len || !sl_token_names(gap->tokens.at[at]))
        return (Str){ 0 };
    return sl_token_ident(gap->tmp, gap->step->sql, gap->tokens.at[at]);
}

static bool sees(const Gap *gap, size_t at, const char *word)
{
    return at < gap->tokens.len &&
           str_eq_ci(sl_token_text(gap->step->sql, gap->tokens.at[at]), str_from(word));
}

// The presumed tables that it names, in the order of the text.
static StrVec tables_of(const Gap *gap)
{
    StrVec tables = { 0 };
    for (size_t i = 0; i < gap->tokens.len; i++) {
        Str name = ident_at(gap, i);
        if (name.len > 0 && sl_is_presumed(gap->file->world, name))
            *vec_push(gap->tmp, &tables) = name;
    }
    return tables;
}

// The presumed table that an alias stands for: "users AS u", "users u"; of `excluded`,
// the table that is written.
static Str table_called(const Gap *gap, Str alias)
{
    if (sl_is_presumed(gap->file->world, alias))
        return alias;
    if (str_eq_ci(alias, STR("excluded")))
        return gap->step->head.name.name;
    for (size_t i = 1; i < gap->tokens.len; i++) {
        size_t before = sees(gap, i - 1, "as") && i > 1 ? i - 2 : i - 1;
        Str name = ident_at(gap, before);
        if (str_eq_ci(ident_at(gap, i), alias) && name.len > 0 &&
            sl_is_presumed(gap->file->world, name))
            return name;
    }
    return (Str){ 0 };
}

// Where nothing says whose column it is, it is the first table's that has it not. What a
// statement reads goes before what it writes: of that SQLite says the name.
static bool presume_column(const Gap *gap, Str column)
{
    size_t dot = str_rfind_char(column, '.');
    if (dot < column.len && dot > 0) {
        Str table = table_called(gap, str_take(column, dot));
        return add_column(gap, table, str_drop(column, dot + 1));
    }
    StrVec tables = tables_of(gap);
    bool writes = gap->step->head.kind == OP_INSERT;
    for (size_t pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < tables.len; i++) {
            bool last = writes && str_eq_ci(tables.at[i], gap->step->head.name.name);
            if (last == (pass == 1) && add_column(gap, tables.at[i], column))
                return true;
        }
    return false;
}

// ---- numbers of values ----

// "INSERT INTO new SELECT * FROM old": what the one has, the other has too.
static bool presume_columns_of(const Gap *gap, Str table)
{
    SlTable into;
    StrVec tables = tables_of(gap);
    bool any = false;
    if (!sl_schema_table(gap->tmp, gap->file->world->schema, table, &into))
        return false;
    for (size_t i = 0; i < tables.len; i++)
        for (size_t k = 0; k < into.def.columns.len; k++)
            if (!str_eq_ci(tables.at[i], table) &&
                add_column(gap, tables.at[i], into.def.columns.at[k].name))
                any = true;
    return any;
}

// "table t has 1 columns but 2 values were supplied"
static bool presume_values(const Gap *gap, Str table, Str rest)
{
    static const Str between = STR_INIT(" columns but ");
    uint64_t columns, values;
    size_t at = str_find(rest, between, 0), end;
    if (at >= rest.len || !str_to_u64(str_take(rest, at), &columns))
        return false;
    rest = str_drop(rest, at + between.len);
    end = str_find_char(rest, ' ', 0);
    if (!str_to_u64(str_take(rest, end), &values))
        return false;
    if (!sl_is_presumed(gap->file->world, table) || values < columns)
        return presume_columns_of(gap, table);
    bool first = has_column(gap, table, STR(UNNAMED));
    Str name = arena_fmt(gap->tmp, "column %zu", (size_t)columns + (first ? 0 : 1));
    return add_column(gap, table, name);
}

// ---- messages ----

// What stands behind the phrase; ptr NULL: the phrase is not there.
static Str behind(Str message, const char *phrase)
{
    size_t at = str_find(message, str_from(phrase), 0);
    return at < message.len ? str_drop(message, at + str_from(phrase).len) : (Str){ 0 };
}

// "main.t" as well.
static bool presume_table(const Gap *gap, Str name)
{
    name = str_starts(name, STR("main.")) ? str_drop(name, 5) : name;
    return make(gap, name, "CREATE TABLE " STR_FMT " (\"" UNNAMED "\")");
}

static bool presume_view(const Gap *gap, Str name)
{
    return make(gap, name, "CREATE VIEW " STR_FMT " AS SELECT 1");
}

// On a table of its own, which no file can mean.
static bool make_on_table(const Gap *gap, Str name, const char *format)
{
    Str host = quoted(gap, arena_fmt(gap->tmp, "table of " STR_FMT, STR_ARG(name)));
    Str ident = quoted(gap, name);
    Str table = arena_fmt(gap->tmp, "CREATE TABLE " STR_FMT " (a)", STR_ARG(host));
    Str text = arena_fmt(gap->tmp, format, STR_ARG(ident), STR_ARG(host));
    World *world = gap->file->world;
    if (find_known(world, name) || !change(gap, table))
        return false;
    sl_know(world, name);
    return change(gap, text);
}

static bool presume_index(const Gap *gap, Str name)
{
    return make_on_table(gap, name, "CREATE INDEX " STR_FMT " ON " STR_FMT " (a)");
}

static bool presume_trigger(const Gap *gap, Str name)
{
    return make_on_table(gap, name,
                         "CREATE TRIGGER " STR_FMT " AFTER INSERT ON " STR_FMT
                         " BEGIN SELECT 1; END");
}

// libSQL puts quotes round what has some already.
static Str unquoted(Str name)
{
    while (name.len > 1 && (name.ptr[0] == '"' || name.ptr[0] == '`') &&
           name.ptr[0] == name.ptr[name.len - 1])
        name = str_slice(name, 1, name.len - 1);
    return name;
}

static bool presume_any_column(const Gap *gap, Str name)
{
    return presume_column(gap, unquoted(name));
}

// "cannot drop column "a": no other columns exist"
static bool presume_another(const Gap *gap, Str name)
{
    (void)name;
    return add_column(gap, gap->step->head.name.name, STR(UNNAMED));
}

static bool make_unique(const Gap *gap, Str table, Str columns)
{
    Str of = quoted(gap, table);
    Str index = quoted(gap, arena_fmt(gap->tmp, "tidegate's key " STR_FMT " " STR_FMT,
                                      STR_ARG(table), STR_ARG(columns)));
    return change(gap, arena_fmt(gap->tmp,
                                 "CREATE UNIQUE INDEX IF NOT EXISTS " STR_FMT
                                 " ON " STR_FMT " (" STR_FMT ")",
                                 STR_ARG(index), STR_ARG(of), STR_ARG(columns)));
}

// What ON CONFLICT names is unique.
static bool presume_unique(const Gap *gap, Str name)
{
    (void)name;
    Str table = gap->step->head.name.name;
    size_t at = 0;
    while (at < gap->tokens.len && !(sees(gap, at, "conflict") && sees(gap, at + 1, "(")))
        at++;
    if (at >= gap->tokens.len || !sl_is_presumed(gap->file->world, table))
        return false;
    size_t first = at + 2, end = first;
    while (end < gap->tokens.len && !sees(gap, end, ")"))
        end++;
    if (end >= gap->tokens.len || end == first)
        return false;
    Str columns = str_slice(gap->step->sql, gap->tokens.at[first].start,
                            gap->tokens.at[end - 1].end);
    return make_unique(gap, table, columns);
}

// A table that was presumed is made after all.
static bool give_way(const Gap *gap, Str name)
{
    World *world = gap->file->world;
    Str table = gap->step->head.name.name;
    (void)name;
    if (gap->step->head.kind != OP_CREATE_TABLE || !sl_is_presumed(world, table))
        return false;
    sl_know(world, table);
    Str ident = quoted(gap, table);
    return change(gap, arena_fmt(gap->tmp, "DROP TABLE " STR_FMT, STR_ARG(ident)));
}

static const struct {
    const char *phrase;
    bool (*presume)(const Gap *gap, Str name);
} messages[] = {
    { "no such table: ", presume_table },
    { "no such view: ", presume_view },
    { "no such index: ", presume_index },
    { "no such trigger: ", presume_trigger },
    { "no such column: ", presume_any_column },
    { ": no other columns exist", presume_another },
    { "ON CONFLICT clause does not match", presume_unique },
    { " already exists", give_way },
};

// "table t has no column named c" and its like begin with the table.
static bool presume_of_table(const Gap *gap, Str message)
{
    static const Str head = STR_INIT("table "),
                     column = STR_INIT(" has no column named "),
                     number = STR_INIT(" has ");
    if (!str_starts(message, head))
        return false;
    Str rest = str_drop(message, head.len);
    size_t at = str_find(rest, column, 0);
    if (at < rest.len)
        return add_column(gap, str_take(rest, at), str_drop(rest, at + column.len));
    at = str_find(rest, number, 0);
    return at < rest.len &&
           presume_values(gap, str_take(rest, at), str_drop(rest, at + number.len));
}

bool sl_presume(SlFile *file, const SlStep *step)
{
    Gap gap = { file, step, file->tmp, sl_tokens(file->tmp, step->sql) };
    Str message = step->result.message;
    if (step->result.status == SL_DONE)
        return step->result.as_string.len > 0 &&
               presume_column(&gap, step->result.as_string);
    if (step->result.status != SL_REFUSED)
        return false;
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        Str name = behind(message, messages[i].phrase);
        if (name.ptr)
            return messages[i].presume(&gap, name);
    }
    return presume_of_table(&gap, message);
}

// ---- what foreign keys refer to ----

typedef struct KeyColumn {
    Str table, column; // that it refers to; column.ptr NULL: the primary key
    Str key;           // the referring table and the key's number
} KeyColumn;

typedef struct Keys {
    Arena *arena;
    VEC(KeyColumn) columns;
} Keys;

static void add_key_column(void *to, const SlRow *row)
{
    Keys *keys = to;
    *vec_push(keys->arena, &keys->columns) =
        (KeyColumn){ arena_copy(keys->arena, sl_row_text(row, 0)),
                     arena_copy(keys->arena, sl_row_text(row, 1)),
                     arena_copy(keys->arena, sl_row_text(row, 2)) };
}

void sl_presume_keys(SlFile *file, const SlStep *step)
{
    static const char sql[] =
        "SELECT f.\"table\", f.\"to\", m.name || ' ' || f.id FROM sqlite_schema AS m, "
        "pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table' AND f.\"to\" IS NOT "
        "NULL AND (m.name = ?1 COLLATE NOCASE OR f.\"table\" = ?1 COLLATE NOCASE) "
        "ORDER BY m.name, f.id, f.seq";
    Gap gap = { .file = file, .step = step, .tmp = file->tmp };
    Keys keys = { .arena = file->tmp };
    if (!file->world->presumes || step->head.name.name.len == 0)
        return;
    sl_db_ask(file->world->schema, &(SlAsk){ .sql = sql,
                                             .names = { step->head.name.name },
                                             .row = add_key_column,
                                             .to = &keys,
                                             .may_fail = true });
    Out columns = { .arena = file->tmp };
    for (size_t i = 0; i < keys.columns.len; i++) {
        const KeyColumn *at = &keys.columns.at[i];
        bool ends = i + 1 == keys.columns.len || !str_eq(at[1].key, at->key);
        if (!sl_is_presumed(file->world, at->table))
            continue;
        Str column = quoted(&gap, at->column);
        add_column(&gap, at->table, at->column);
        out_fmt(&columns, STR_FMT "%s", STR_ARG(column), ends ? "" : ", ");
        if (ends) {
            make_unique(&gap, at->table, out_text(&columns));
            columns = (Out){ .arena = file->tmp };
        }
    }
}
