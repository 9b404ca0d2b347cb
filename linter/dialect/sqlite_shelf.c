// SPDX-License-Identifier: Apache-2.0
// Objects by name, and by the words that their texts mention.
#include "dialect/sqlite_shelf_priv.h"

#include "ir/sqlite_lex.h"

#include <sqlite3.h>

SlShelf *sl_shelf_new(void)
{
    Arena *arena = arena_new();
    SlShelf *shelf = NEW(arena, SlShelf);
    shelf->arena = arena;
    return shelf;
}

void sl_shelf_free(SlShelf *shelf)
{
    if (shelf)
        arena_free(shelf->arena);
}

// ---- what is on it ----

void sl_note_number(SlShelf *shelf, Map *map, Str word, size_t number)
{
    NumberVec *all = map_get(map, word);
    if (!all) {
        all = NEW(shelf->arena, NumberVec);
        map_put(shelf->arena, map, word, all);
    }
    if (all->len == 0 || all->at[all->len - 1] != number)
        *vec_push(shelf->arena, all) = number;
}

bool sl_find_item(const SlShelf *shelf, Str lower, size_t *number)
{
    const size_t *found = map_get(&shelf->by_name, lower);
    if (!found || shelf->items.at[*found].gone)
        return false;
    *number = *found;
    return true;
}

static void note_mentions(SlShelf *shelf, size_t number)
{
    Item *item = &shelf->items.at[number];
    size_t brackets = 0;
    bool limits = false;
    for (SlToken token = sl_lex(item->sql, 0); token.kind != SLT_END;
         token = sl_lex(item->sql, token.end)) {
        brackets += sl_token_is_punct(item->sql, token, '(') ? 1 : 0;
        if (!sl_token_names(token))
            continue;
        Str word =
            arena_lower(shelf->arena, sl_token_ident(shelf->arena, item->sql, token));
        sl_note_number(shelf, &shelf->mentioned, word, number);
        limits = limits || str_eq(word, STR("unique")) || str_eq(word, STR("where"));
    }
    item->plain = item->kind == ITEM_INDEX && brackets == 1 && !limits;
    if (item->kind == ITEM_TABLE)
        sl_note_keys(shelf, number);
}

static size_t number_of(SlShelf *shelf, Str name)
{
    Str lower = arena_lower(shelf->arena, name);
    size_t *number = map_get(&shelf->by_name, lower);
    if (!number) {
        number = NEW(shelf->arena, size_t);
        *number = shelf->items.len;
        *vec_push(shelf->arena, &shelf->items) = (Item){ .gone = true };
        map_put(shelf->arena, &shelf->by_name, lower, number);
    }
    return *number;
}

// ---- who reads it ----

bool sl_is_program(const Item *item)
{
    return !item->gone && (item->kind == ITEM_VIEW || item->kind == ITEM_TRIGGER);
}

// Objects, and the programs that go by them.
typedef struct Readers {
    const SlShelf *shelf;
    Arena *tmp;
    VEC(bool) met; // by number
    NumberVec queue;
    NumberVec programs;
} Readers;

static void meet(Readers *readers, size_t number)
{
    while (readers->met.len <= number)
        *vec_push(readers->tmp, &readers->met) = false;
    if (readers->met.at[number])
        return;
    readers->met.at[number] = true;
    *vec_push(readers->tmp, &readers->queue) = number;
}

static void meet_readers(Readers *readers, Str name)
{
    const SlShelf *shelf = readers->shelf;
    const NumberVec *all = map_get(&shelf->mentioned, arena_lower(readers->tmp, name));
    for (size_t i = 0; all && i < all->len; i++)
        if (sl_is_program(&shelf->items.at[all->at[i]]))
            meet(readers, all->at[i]);
}

NumberVec sl_readers_of(const SlShelf *shelf, Arena *tmp, const NumberVec *numbers)
{
    Readers readers = { .shelf = shelf, .tmp = tmp };
    for (size_t i = 0; i < numbers->len; i++)
        meet(&readers, numbers->at[i]);
    for (size_t i = 0; i < readers.queue.len; i++) {
        const Item *item = &shelf->items.at[readers.queue.at[i]];
        size_t table;
        meet_readers(&readers, item->name);
        if (sl_is_program(item))
            *vec_push(tmp, &readers.programs) = readers.queue.at[i];
        if (item->kind == ITEM_TRIGGER &&
            sl_find_item(shelf, arena_lower(tmp, item->table), &table))
            meet(&readers, table);
    }
    return readers.programs;
}

// ---- putting back ----

bool *sl_taken_flag(SlStock *stock, size_t number)
{
    while (stock->taken.len <= number)
        *vec_push(stock->arena, &stock->taken) = false;
    return &stock->taken.at[number];
}

static ItemKind kind_of(Str type)
{
    static const Str types[] = { STR_INIT("table"), STR_INIT("view"), STR_INIT("index") };
    for (ItemKind kind = ITEM_TABLE; kind < ITEM_TRIGGER; kind++)
        if (str_eq(type, types[kind]))
            return kind;
    return ITEM_TRIGGER;
}

typedef struct Putting {
    SlStock *stock;
    Arena *tmp;
    NumberVec changed; // also those that are new or gone
    NumberVec parents; // those of them that keys may not fit any more
} Putting;

// It is the table with more in it behind what there was, as ADD COLUMN leaves it: what a
// key refers to is still there.
static bool has_only_grown(const Item *item, Str sql)
{
    static const Str end = STR_INIT(")");
    if (item->gone || item->kind != ITEM_TABLE || !str_ends(item->sql, end))
        return false;
    Str start = str_take(item->sql, item->sql.len - end.len);
    return str_starts(sql, start) && str_starts(str_drop(sql, start.len), STR(","));
}

static void put_item(void *to, const SlRow *row)
{
    Putting *putting = to;
    SlStock *stock = putting->stock;
    SlShelf *shelf = stock->shelf;
    size_t number = number_of(shelf, sl_row_text(row, 1));
    Item *item = &shelf->items.at[number];
    item->seen = shelf->rounds;
    bool *taken = sl_taken_flag(stock, number);
    stock->count += *taken ? 0 : 1;
    *taken = true;
    Str sql = sl_row_text(row, 3);
    if (!item->gone && str_eq(item->sql, sql))
        return;
    if (!has_only_grown(item, sql))
        *vec_push(putting->tmp, &putting->parents) = number;
    *item = (Item){ .kind = kind_of(sl_row_text(row, 0)),
                    .name = arena_copy(shelf->arena, sl_row_text(row, 1)),
                    .table = arena_copy(shelf->arena, sl_row_text(row, 2)),
                    .sql = arena_copy(shelf->arena, sql),
                    .seen = shelf->rounds };
    note_mentions(shelf, number);
    *vec_push(putting->tmp, &putting->changed) = number;
}

// Those that have gone with their table, or been dropped.
static void note_gone(Putting *putting)
{
    SlStock *stock = putting->stock;
    SlShelf *shelf = stock->shelf;
    for (size_t i = 0; i < stock->taken.len; i++) {
        Item *item = &shelf->items.at[i];
        if (stock->taken.at[i] && !item->gone && item->seen != shelf->rounds) {
            item->gone = true;
            stock->taken.at[i] = false;
            stock->count--;
            *vec_push(putting->tmp, &putting->changed) = i;
            *vec_push(putting->tmp, &putting->parents) = i;
        }
    }
}

// What reads something else than it did may be broken.
static void doubt_readers(const Putting *putting)
{
    SlShelf *shelf = putting->stock->shelf;
    NumberVec readers = sl_readers_of(shelf, putting->tmp, &putting->changed);
    for (size_t i = 0; i < readers.len; i++)
        shelf->items.at[readers.at[i]].sound = false;
}

#define ITEMS                                                                            \
    "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND "     \
    "name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
// Shadow tables come with the virtual ones that they belong to.
#define NO_SHADOWS                                                                       \
    "AND name NOT IN (SELECT name FROM (" SL_SHADOWS_IN("sqlite_schema") ")) "
#define IN_ORDER "ORDER BY rowid"

static void note_row(void *to, const SlRow *row)
{
    (void)row;
    *(bool *)to = true;
}

// To look for shadows takes as long as the rest, and hardly a schema has any.
static bool has_virtual(SlDb *db)
{
    bool has = false;
    sl_db_ask(db, &(SlAsk){ .sql = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND"
                                   " sql LIKE 'CREATE VIRTUAL%'",
                            .row = note_row,
                            .to = &has });
    return has;
}

void sl_stock_put_back(SlStock *stock)
{
    Putting putting = { .stock = stock, .tmp = arena_new() };
    const char *sql = has_virtual(stock->db) ? ITEMS NO_SHADOWS IN_ORDER : ITEMS IN_ORDER;
    stock->shelf->rounds++;
    sl_db_ask(stock->db, &(SlAsk){ .sql = sql, .row = put_item, .to = &putting });
    note_gone(&putting);
    doubt_readers(&putting);
    for (size_t i = 0; i < putting.parents.len; i++)
        sl_doubt_keys_to(stock->shelf, putting.tmp,
                         &stock->shelf->items.at[putting.parents.at[i]]);
    arena_free(putting.tmp);
}

// ---- what is sound ----

// What ALTER TABLE says of all of them.
static bool can_alter(SlDb *db)
{
    static const char *const steps[] = {
        "CREATE TABLE \"tidegate's probe\" (a)",
        "ALTER TABLE \"tidegate's probe\" RENAME TO \"tidegate's other probe\"",
    };
    bool done = true;
    sl_db_exec(db, "PRAGMA legacy_alter_table = OFF");
    sl_db_exec(db, "BEGIN");
    for (size_t i = 0; done && i < sizeof steps / sizeof *steps; i++)
        done = sl_db_attempt(db, str_from(steps[i])) == SQLITE_OK;
    if (sl_db_in_transaction(db))
        sl_db_exec(db, "ROLLBACK");
    return done;
}

static bool is_in_doubt(const SlStock *stock, size_t number)
{
    return stock->taken.at[number] && !stock->shelf->items.at[number].sound;
}

static bool is_program_in_doubt(const SlStock *stock, size_t number)
{
    return is_in_doubt(stock, number) && sl_is_program(&stock->shelf->items.at[number]);
}

static void look_at_programs(SlStock *stock)
{
    size_t first = 0;
    while (first < stock->taken.len && !is_program_in_doubt(stock, first))
        first++;
    if (first == stock->taken.len || !can_alter(stock->db))
        return;
    for (size_t i = first; i < stock->taken.len; i++)
        if (is_program_in_doubt(stock, i))
            stock->shelf->items.at[i].sound = true;
}

void sl_stock_look(SlStock *stock)
{
    long version = sl_db_version(stock->db);
    if (version == stock->version)
        return;
    stock->version = version;
    look_at_programs(stock);
    sl_look_at_keys(stock);
}
