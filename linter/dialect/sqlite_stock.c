// SPDX-License-Identifier: Apache-2.0
// What a file is given of the shelf.
#include "dialect/sqlite_shelf_priv.h"

#include "ir/sqlite_lex.h"

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
    bool reads;       // rows, in an order that may be an index's
    bool checks;      // the keys of all tables
} Wanted;

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
    if (sl_find_item(wanted->stock->shelf, arena_lower(wanted->tmp, word), &number))
        want(wanted, number, reach);
}

// Its index or trigger. Of a parent, or where nothing is read, only what can keep rows
// out of it counts.
static bool hangs_on(const Wanted *wanted, const Item *item, const Item *of, Reach reach)
{
    if (!str_eq_ci(item->table, of->name))
        return false;
    if (item->kind == ITEM_INDEX)
        return !item->plain || (wanted->reads && reach != REACH_PARENT);
    return item->kind == ITEM_TRIGGER && reach != REACH_PARENT;
}

static void want_mentions(Wanted *wanted, Str text, Reach reach)
{
    for (SlToken token = sl_lex(text, 0); token.kind != SLT_END;
         token = sl_lex(text, token.end))
        if (sl_token_names(token))
            want_word(wanted, sl_token_ident(wanted->tmp, text, token), reach);
}

// A table, and what its keys refer to.
static void want_child(Wanted *wanted, size_t number)
{
    const Item *item = &wanted->stock->shelf->items.at[number];
    if (item->gone)
        return;
    want(wanted, number, REACH_PARENT);
    want_mentions(wanted, item->sql, REACH_PARENT);
}

// Tables with keys to another one.
typedef enum Children { CHILDREN_NONE, CHILDREN_IN_DOUBT, CHILDREN_ALL } Children;

// What hangs on a table or view: its children, as far as they are asked for; its indexes
// and triggers, which fire where its rows change.
static void want_dependents(Wanted *wanted, const Item *of, Children children,
                            Reach reach)
{
    const SlShelf *shelf = wanted->stock->shelf;
    Str lower = arena_lower(wanted->tmp, of->name);
    const NumberVec *all = map_get(&shelf->mentioned, lower);
    for (size_t i = 0; all && i < all->len; i++) {
        const Item *item = &shelf->items.at[all->at[i]];
        if (hangs_on(wanted, item, of, reach))
            want(wanted, all->at[i], reach);
        else if (item->kind != ITEM_TABLE)
            continue;
        else if (children == CHILDREN_ALL)
            want(wanted, all->at[i], REACH_GOES);
        else if (children == CHILDREN_IN_DOUBT && !item->sound)
            want_child(wanted, all->at[i]);
    }
}

// The children's children are wanted where the children's rows can change in what those
// refer to, and then the other parents of those children as well, which SQLite misses
// when it changes them. It also looks whether the keys of all of them fit.
static void follow_table(Wanted *wanted, const Item *table, Reach reach)
{
    bool changes = reach == REACH_NAMED ||
                   (wanted->deletes &&
                    (reach == REACH_WRITTEN || (reach == REACH_GOES && table->acts)));
    Children children = CHILDREN_NONE;
    if (reach == REACH_NAMED ? wanted->moves : changes)
        children = CHILDREN_ALL;
    if (reach == REACH_GOES && changes &&
        !sl_passes_on(wanted->stock->shelf, wanted->tmp, table))
        children = CHILDREN_IN_DOUBT;
    Reach least = reach == REACH_PARENT ? REACH_PARENT : REACH_STANDS_BY;
    want_dependents(wanted, table, children, changes ? REACH_GOES : least);
    if (changes)
        want_mentions(wanted, table->sql, REACH_PARENT);
}

// Keys may not fit without the index that the text names.
static Reach reach_of_indexed(const Item *index, Reach reach)
{
    if (reach == REACH_NAMED && !index->plain)
        return REACH_WRITTEN;
    return reach == REACH_PARENT ? REACH_PARENT : REACH_STANDS_BY;
}

static void follow_item(Wanted *wanted, const Item *item, Reach reach)
{
    switch (item->kind) {
    case ITEM_TABLE:
        follow_table(wanted, item, reach);
        break;
    case ITEM_VIEW:
        want_dependents(wanted, item, CHILDREN_NONE,
                        reach >= REACH_WRITTEN ? REACH_GOES : REACH_STANDS_BY);
        want_mentions(wanted, item->sql, REACH_STANDS_BY);
        break;
    case ITEM_INDEX:
        want_word(wanted, item->table, reach_of_indexed(item, reach));
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
    NumberVec readers = sl_readers_of(shelf, wanted->tmp, &wanted->queue);
    for (size_t i = 0; i < readers.len; i++)
        want(wanted, readers.at[i], REACH_STANDS_BY);
    for (size_t i = 0; i < shelf->items.len; i++)
        if (sl_is_program(&shelf->items.at[i]) && !shelf->items.at[i].sound)
            want(wanted, i, REACH_STANDS_BY);
}

static void want_children(Wanted *wanted, Str name)
{
    const SlShelf *shelf = wanted->stock->shelf;
    const NumberVec *all = sl_children_of(shelf, arena_lower(wanted->tmp, name));
    for (size_t i = 0; all && i < all->len; i++)
        want_child(wanted, all->at[i]);
}

// PRAGMA foreign_key_check looks at the keys of all tables, and fails for one that does
// not fit its parent. One that is known to fit is not missed unless the text names its
// parent, or an index of that.
static void want_keys(Wanted *wanted, Str text)
{
    const SlShelf *shelf = wanted->stock->shelf;
    size_t number;
    for (SlToken token = sl_lex(text, 0); token.kind != SLT_END;
         token = sl_lex(text, token.end)) {
        if (!sl_token_names(token))
            continue;
        Str word = arena_lower(wanted->tmp, sl_token_ident(wanted->tmp, text, token));
        want_children(wanted, word);
        if (sl_find_item(shelf, word, &number))
            want_children(wanted, sl_key_name(&shelf->items.at[number]));
    }
    for (size_t i = 0; i < shelf->items.len; i++)
        if (shelf->items.at[i].kind == ITEM_TABLE && !shelf->items.at[i].sound)
            want_child(wanted, i);
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

static bool has_word(Str text, const char *const *words)
{
    for (SlToken token = sl_lex(text, 0); token.kind != SLT_END;
         token = sl_lex(text, token.end))
        for (size_t i = 0; words[i]; i++)
            if (sl_token_is(text, token, str_from(words[i])))
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
            *sl_taken_flag(stock, number))
            continue;
        sl_db_run(wanted->tmp, stock->db, item->sql);
        *sl_taken_flag(stock, number) = true;
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

// What the text does, as far as that says what it needs.
static void read_text(Wanted *wanted, Str text, bool rows)
{
    static const char *const alters[] = { "alter", "drop", NULL };
    static const char *const deletes[] = { "drop",   "delete", "replace", "insert",
                                           "update", "with",   NULL };
    // An ALTER without them only adds columns, which no other table hears of.
    static const char *const moves[] = {
        "rename", "drop", "to", "set", "constraint", NULL
    };
    static const char *const reads[] = { "select",  "insert",  "update",
                                         "delete",  "replace", "with",
                                         "analyze", "reindex", NULL };
    static const char *const checks[] = { "foreign_key_check", NULL };
    wanted->deletes = rows && has_statement(text, deletes);
    wanted->alters = wanted->deletes || has_statement(text, alters);
    wanted->moves = wanted->deletes || (wanted->alters && has_word(text, moves));
    wanted->reads = wanted->moves || has_word(text, moves) || has_word(text, reads);
    wanted->checks = has_word(text, checks);
}

void sl_stock_take(SlStock *stock, Str text, bool rows)
{
    Wanted wanted = { .stock = stock, .tmp = arena_new() };
    read_text(&wanted, text, rows);
    want_mentions(&wanted, text, REACH_NAMED);
    if (wanted.alters)
        want_programs(&wanted);
    if (wanted.checks)
        want_keys(&wanted, text);
    follow(&wanted);
    make_all(&wanted);
    arena_free(wanted.tmp);
    stock->version = sl_db_version(stock->db);
}
