// SPDX-License-Identifier: Apache-2.0
// Objects by name, and by the words that their texts mention.
#include "dialect/sqlite_shelf.h"

#include "base/map.h"
#include "ir/sqlite_lex.h"

#include <sqlite3.h>

typedef enum ItemKind { ITEM_TABLE, ITEM_VIEW, ITEM_INDEX, ITEM_TRIGGER } ItemKind;

typedef struct Item {
    ItemKind kind;
    Str name; // as written
    Str table;
    Str sql;
    bool gone;
    bool acts;   // a key of it has an action: its rows change with those of its parent
    bool sound;  // a view or trigger that is known to stand in no ALTER's way
    bool plain;  // an index that is only about time: of columns, not unique, of all rows
    size_t seen; // the round of putting back that has met it
} Item;

typedef struct NumberVec {
    size_t *at;
    size_t len;
    size_t cap;
} NumberVec;

struct SlShelf {
    Arena *arena;
    VEC(Item) items;
    Map by_name;   // -> its number + 1, as a pointer; by name in lower case
    Map mentioned; // -> NumberVec of those whose text has the word, in lower case
    size_t rounds;
};

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

static bool find_item(const SlShelf *shelf, Str lower, size_t *number)
{
    const size_t *found = map_get(&shelf->by_name, lower);
    if (!found || shelf->items.at[*found].gone)
        return false;
    *number = *found;
    return true;
}

static void note_mention(SlShelf *shelf, Str word, size_t number)
{
    NumberVec *all = map_get(&shelf->mentioned, word);
    if (!all) {
        all = NEW(shelf->arena, NumberVec);
        map_put(shelf->arena, &shelf->mentioned, word, all);
    }
    if (all->len == 0 || all->at[all->len - 1] != number)
        *vec_push(shelf->arena, all) = number;
}

static void note_mentions(SlShelf *shelf, size_t number)
{
    Item *item = &shelf->items.at[number];
    size_t brackets = 0;
    bool limits = false;
    item->acts = false;
    for (SlToken token = sl_lex(item->sql, 0); token.kind != SLT_END;
         token = sl_lex(item->sql, token.end)) {
        brackets += sl_token_is_punct(item->sql, token, '(') ? 1 : 0;
        if (!sl_token_names(token))
            continue;
        Str word =
            arena_lower(shelf->arena, sl_token_ident(shelf->arena, item->sql, token));
        note_mention(shelf, word, number);
        if (str_eq(word, STR("cascade")) || str_eq(word, STR("set")))
            item->acts = true;
        limits = limits || str_eq(word, STR("unique")) || str_eq(word, STR("where"));
    }
    item->plain = item->kind == ITEM_INDEX && brackets == 1 && !limits;
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

static bool is_program(const Item *item)
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
        if (is_program(&shelf->items.at[all->at[i]]))
            meet(readers, all->at[i]);
}

// Views and triggers that mention one of these, or one of those. A trigger that breaks
// also breaks what others write to its table.
static NumberVec readers_of(const SlShelf *shelf, Arena *tmp, const NumberVec *numbers)
{
    Readers readers = { .shelf = shelf, .tmp = tmp };
    for (size_t i = 0; i < numbers->len; i++)
        meet(&readers, numbers->at[i]);
    for (size_t i = 0; i < readers.queue.len; i++) {
        const Item *item = &shelf->items.at[readers.queue.at[i]];
        size_t table;
        meet_readers(&readers, item->name);
        if (is_program(item))
            *vec_push(tmp, &readers.programs) = readers.queue.at[i];
        if (item->kind == ITEM_TRIGGER &&
            find_item(shelf, arena_lower(tmp, item->table), &table))
            meet(&readers, table);
    }
    return readers.programs;
}

// ---- taking ----

// How much of what hangs on an object is wanted with it.
typedef enum Reach {
    REACH_NONE,
    REACH_PARENT,    // rows look for their keys in it
    REACH_STANDS_BY, // it is only looked at, as what a view reads
    REACH_GOES,      // its rows may go with those of a parent; a trigger: it may fire
    REACH_WRITTEN,   // by a trigger that may fire
    REACH_NAMED      // by the text
} Reach;

typedef struct Wanted {
    SlStock *stock;
    Arena *tmp;
    NumberVec queue;  // whose mentions are still to be followed
    VEC(Reach) reach; // by number
    bool alters;      // views and triggers that mention a named table are wanted with it
    bool moves;       // and tables, whose keys follow a new name and hold what goes
    bool deletes;     // and what mentions a table whose rows go
} Wanted;

static bool *taken_flag(SlStock *stock, size_t number)
{
    while (stock->taken.len <= number)
        *vec_push(stock->arena, &stock->taken) = false;
    return &stock->taken.at[number];
}

static void want(Wanted *wanted, size_t number, Reach reach)
{
    while (wanted->reach.len <= number)
        *vec_push(wanted->tmp, &wanted->reach) = REACH_NONE;
    if (wanted->reach.at[number] >= reach || wanted->stock->shelf->items.at[number].gone)
        return;
    wanted->reach.at[number] = reach;
    *vec_push(wanted->tmp, &wanted->queue) = number;
}

static void want_word(Wanted *wanted, Str word, Reach reach)
{
    size_t number;
    if (find_item(wanted->stock->shelf, arena_lower(wanted->tmp, word), &number))
        want(wanted, number, reach);
}

// Of a parent only what can keep rows out of it.
static bool hangs_on(const Item *item, const Item *of, Reach reach)
{
    bool own = (item->kind == ITEM_INDEX || item->kind == ITEM_TRIGGER) &&
               str_eq_ci(item->table, of->name);
    return own && (reach != REACH_PARENT || (item->kind == ITEM_INDEX && !item->plain));
}

// What hangs on a table or view: what has a key to it, where `keys` says so; its indexes
// and triggers, which fire where its rows change.
static void want_dependents(Wanted *wanted, const Item *of, bool keys, Reach reach)
{
    const SlShelf *shelf = wanted->stock->shelf;
    Str lower = arena_lower(wanted->tmp, of->name);
    const NumberVec *all = map_get(&shelf->mentioned, lower);
    for (size_t i = 0; all && i < all->len; i++) {
        const Item *item = &shelf->items.at[all->at[i]];
        if (hangs_on(item, of, reach))
            want(wanted, all->at[i], reach);
        else if (keys && item->kind == ITEM_TABLE)
            want(wanted, all->at[i], REACH_GOES);
    }
}

static void want_mentions(Wanted *wanted, Str text, Reach reach)
{
    for (SlToken token = sl_lex(text, 0); token.kind != SLT_END;
         token = sl_lex(text, token.end))
        if (sl_token_names(token))
            want_word(wanted, sl_token_ident(wanted->tmp, text, token), reach);
}

// The children's children are wanted where the children's rows can change, and then the
// other parents of those children as well, which SQLite misses when it changes them.
static void follow_table(Wanted *wanted, const Item *table, Reach reach)
{
    bool changes = reach == REACH_NAMED ||
                   (wanted->deletes &&
                    (reach == REACH_WRITTEN || (reach == REACH_GOES && table->acts)));
    bool keys = reach == REACH_NAMED ? wanted->moves : changes;
    Reach least = reach == REACH_PARENT ? REACH_PARENT : REACH_STANDS_BY;
    want_dependents(wanted, table, keys, changes ? REACH_GOES : least);
    if (changes)
        want_mentions(wanted, table->sql, REACH_PARENT);
}

static void follow_item(Wanted *wanted, const Item *item, Reach reach)
{
    switch (item->kind) {
    case ITEM_TABLE:
        follow_table(wanted, item, reach);
        break;
    case ITEM_VIEW:
        want_dependents(wanted, item, false,
                        reach >= REACH_WRITTEN ? REACH_GOES : REACH_STANDS_BY);
        want_mentions(wanted, item->sql, REACH_STANDS_BY);
        break;
    case ITEM_INDEX:
        want_word(wanted, item->table,
                  reach == REACH_PARENT ? REACH_PARENT : REACH_STANDS_BY);
        break;
    case ITEM_TRIGGER:
        want_mentions(wanted, item->sql,
                      reach >= REACH_GOES ? REACH_WRITTEN : REACH_STANDS_BY);
        break;
    }
}

static void follow(Wanted *wanted)
{
    for (size_t i = 0; i < wanted->queue.len; i++) {
        size_t number = wanted->queue.at[i];
        follow_item(wanted, &wanted->stock->shelf->items.at[number],
                    wanted->reach.at[number]);
    }
}

// SQLite looks at all views and triggers when it alters a table. One that it has found
// nothing wrong with, and that does not go by anything named here, is not missed.
static void want_programs(Wanted *wanted)
{
    const SlShelf *shelf = wanted->stock->shelf;
    NumberVec readers = readers_of(shelf, wanted->tmp, &wanted->queue);
    for (size_t i = 0; i < readers.len; i++)
        want(wanted, readers.at[i], REACH_STANDS_BY);
    for (size_t i = 0; i < shelf->items.len; i++)
        if (is_program(&shelf->items.at[i]) && !shelf->items.at[i].sound)
            want(wanted, i, REACH_STANDS_BY);
}

// A statement of the text, or of a trigger in it, begins with one of the words.
static bool has_statement(Str text, const char *const *words)
{
    bool begins = true;
    for (SlToken token = sl_lex(text, 0); token.kind != SLT_END;
         token = sl_lex(text, token.end)) {
        if (token.kind == SLT_COMMENT) {
            begins = true; // it may be a runner's mark
            continue;
        }
        for (size_t i = 0; begins && words[i]; i++)
            if (sl_token_is(text, token, str_from(words[i])))
                return true;
        begins = sl_token_is_punct(text, token, ';');
    }
    return false;
}

// An ALTER of it does more than to add a column, which no other table hears of.
static bool has_more_than_add(Str text)
{
    static const Str words[] = { STR_INIT("rename"), STR_INIT("drop"), STR_INIT("to"),
                                 STR_INIT("set"), STR_INIT("constraint") };
    for (SlToken token = sl_lex(text, 0); token.kind != SLT_END;
         token = sl_lex(text, token.end))
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (sl_token_is(text, token, words[i]))
                return true;
    return false;
}

// What was made once can be made again; what a file has made by force cannot always. In
// the order of the history: SQLite names the first of several that stand in the way.
static void make(Wanted *wanted, ItemKind kind)
{
    SlStock *stock = wanted->stock;
    for (size_t number = 0; number < wanted->reach.len; number++) {
        const Item *item = &stock->shelf->items.at[number];
        if (wanted->reach.at[number] == REACH_NONE || item->kind != kind ||
            *taken_flag(stock, number))
            continue;
        sl_db_run(wanted->tmp, stock->db, item->sql);
        *taken_flag(stock, number) = true;
        stock->count++;
    }
}

static void make_all(Wanted *wanted)
{
    SlDb *db = wanted->stock->db;
    if (wanted->queue.len == 0)
        return;
    sl_db_exec(db, "BEGIN");
    for (ItemKind kind = ITEM_TABLE; kind <= ITEM_TRIGGER; kind++)
        make(wanted, kind);
    if (sl_db_in_transaction(db))
        sl_db_exec(db, "COMMIT");
}

void sl_stock_take(SlStock *stock, Str text, bool rows)
{
    static const char *const alters[] = { "alter", "drop", NULL };
    static const char *const deletes[] = { "drop",   "delete", "replace", "insert",
                                           "update", "with",   NULL };
    Wanted wanted = { .stock = stock, .tmp = arena_new() };
    wanted.deletes = rows && has_statement(text, deletes);
    wanted.alters = wanted.deletes || has_statement(text, alters);
    wanted.moves = wanted.deletes || (wanted.alters && has_more_than_add(text));
    want_mentions(&wanted, text, REACH_NAMED);
    if (wanted.alters)
        want_programs(&wanted);
    follow(&wanted);
    make_all(&wanted);
    arena_free(wanted.tmp);
    stock->version = sl_db_version(stock->db);
}

// ---- putting back ----

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
} Putting;

static void put_item(void *to, const SlRow *row)
{
    Putting *putting = to;
    SlStock *stock = putting->stock;
    SlShelf *shelf = stock->shelf;
    size_t number = number_of(shelf, sl_row_text(row, 1));
    Item *item = &shelf->items.at[number];
    item->seen = shelf->rounds;
    bool *taken = taken_flag(stock, number);
    stock->count += *taken ? 0 : 1;
    *taken = true;
    Str sql = sl_row_text(row, 3);
    if (!item->gone && str_eq(item->sql, sql))
        return;
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
        }
    }
}

// What reads something else than it did may be broken.
static void doubt_readers(const Putting *putting)
{
    SlShelf *shelf = putting->stock->shelf;
    NumberVec readers = readers_of(shelf, putting->tmp, &putting->changed);
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
    arena_free(putting.tmp);
}

// ---- which programs are sound ----

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

static bool has_in_doubt(const SlStock *stock, size_t number)
{
    const Item *item = &stock->shelf->items.at[number];
    return stock->taken.at[number] && is_program(item) && !item->sound;
}

void sl_stock_look(SlStock *stock)
{
    long version = sl_db_version(stock->db);
    if (version == stock->version)
        return;
    stock->version = version;
    size_t first = 0;
    while (first < stock->taken.len && !has_in_doubt(stock, first))
        first++;
    if (first == stock->taken.len || !can_alter(stock->db))
        return;
    for (size_t i = first; i < stock->taken.len; i++)
        if (has_in_doubt(stock, i))
            stock->shelf->items.at[i].sound = true;
}
