// SPDX-License-Identifier: Apache-2.0
// The foreign keys of the tables on the shelf: what they refer to, whether they fit that,
// and what a row's change does to the rows that refer to it.
#include "dialect/sqlite_shelf_priv.h"

#include "base/list.h"
#include "dialect/sqlite_def.h"
#include "ir/sqlite_lex.h"

#include <sqlite3.h>

// ---- what keys say ----

typedef struct Words {
    size_t references;
    bool cascade, set;
} Words;

// Each word that a key may have, wherever it stands. The name behind REFERENCES is the
// parent's.
static Words note_parents(SlShelf *shelf, Arena *tmp, size_t number)
{
    Words words = { 0 };
    bool is_parent = false;
    Str sql = shelf->items.at[number].sql;
    for (SlToken token = sl_lex(sql, 0); token.kind != SLT_END;
         token = sl_lex(sql, token.end)) {
        if (!sl_token_names(token))
            continue;
        Str word = arena_lower(tmp, sl_token_ident(tmp, sql, token));
        if (is_parent)
            sl_note_number(shelf, &shelf->children, arena_copy(shelf->arena, word),
                           number);
        is_parent = str_eq(word, STR("references"));
        words.references += is_parent ? 1 : 0;
        words.cascade = words.cascade || str_eq(word, STR("cascade"));
        words.set = words.set || str_eq(word, STR("set"));
    }
    return words;
}

static Str column_of(Arena *arena, Str table, Str column)
{
    return arena_lower(
        arena, arena_fmt(arena, STR_FMT "." STR_FMT, STR_ARG(table), STR_ARG(column)));
}

// Its own columns that point to parents, and the parents' that it names.
static size_t note_columns(SlShelf *shelf, Item *item, const TableDef *def)
{
    size_t count = 0;
    item->pointing = (StrVec){ 0 };
    for (size_t i = 0; i < def->constraints.len; i++) {
        const ConstraintDef *key = &def->constraints.at[i];
        if (key->kind != CON_FOREIGN_KEY)
            continue;
        count++;
        for (size_t k = 0; k < key->columns.len; k++)
            *vec_push(shelf->arena, &item->pointing) =
                arena_copy(shelf->arena, key->columns.at[k]);
        for (size_t k = 0; k < key->ref_columns.len; k++)
            map_put(shelf->arena, &shelf->referred,
                    column_of(shelf->arena, key->ref_table.name, key->ref_columns.at[k]),
                    shelf);
    }
    return count;
}

// What points to a parent says nothing else of the row: neither its own number, nor what
// is computed of it.
static bool points_only(const Item *item, const TableDef *def)
{
    for (size_t i = 0; i < def->columns.len; i++)
        if (def->columns.at[i].generated != GENERATED_NONE)
            return false;
    for (size_t i = 0; i < def->constraints.len; i++) {
        const ConstraintDef *key = &def->constraints.at[i];
        for (size_t k = 0; key->kind == CON_PRIMARY_KEY && k < key->columns.len; k++)
            if (list_has_ci(&item->pointing, key->columns.at[k]))
                return false;
    }
    return true;
}

void sl_note_keys(SlShelf *shelf, size_t number)
{
    Arena *tmp = arena_new();
    Item *item = &shelf->items.at[number];
    Words words = note_parents(shelf, tmp, number);
    item->acts = words.cascade || words.set;
    item->sound = words.references == 0;
    item->lets_go = false;
    if (words.references > 0) {
        TableDef def = sl_read_table_text(tmp, item->sql);
        bool all = note_columns(shelf, item, &def) == words.references;
        item->lets_go = all && !words.cascade && points_only(item, &def);
    }
    arena_free(tmp);
}

bool sl_passes_on(const SlShelf *shelf, Arena *tmp, const Item *table)
{
    bool passes = !table->lets_go;
    for (size_t i = 0; i < table->pointing.len && !passes; i++)
        passes = map_get(&shelf->referred,
                         column_of(tmp, table->name, table->pointing.at[i])) != NULL;
    return passes;
}

const NumberVec *sl_children_of(const SlShelf *shelf, Str lower)
{
    return map_get(&shelf->children, lower);
}

Str sl_key_name(const Item *item)
{
    bool hangs = item->kind == ITEM_INDEX || item->kind == ITEM_TRIGGER;
    return hangs ? item->table : item->name;
}

// ---- whether they fit ----

void sl_doubt_keys_to(SlShelf *shelf, Arena *tmp, const Item *item)
{
    const NumberVec *all = sl_children_of(shelf, arena_lower(tmp, sl_key_name(item)));
    for (size_t i = 0; all && i < all->len; i++)
        shelf->items.at[all->at[i]].sound = false;
}

// SQLite passes over a key to what is not there.
static bool has_parents(SlStock *stock, Arena *tmp, const Item *table)
{
    size_t number;
    for (SlToken token = sl_lex(table->sql, 0); token.kind != SLT_END;
         token = sl_lex(table->sql, token.end)) {
        if (!sl_token_names(token))
            continue;
        Str word = arena_lower(tmp, sl_token_ident(tmp, table->sql, token));
        if (sl_children_of(stock->shelf, word) &&
            sl_find_item(stock->shelf, word, &number) && !*sl_taken_flag(stock, number))
            return false;
    }
    return true;
}

static bool has_fitting_keys(SlStock *stock, Arena *tmp, const Item *table)
{
    Str sql = arena_fmt(tmp, "PRAGMA main.foreign_key_check(" STR_FMT ")",
                        STR_ARG(ident_quoted(tmp, table->name, '"')));
    return has_parents(stock, tmp, table) && sl_db_attempt(stock->db, sql) == SQLITE_OK;
}

void sl_look_at_keys(SlStock *stock)
{
    Arena *tmp = arena_new();
    for (size_t i = 0; i < stock->taken.len; i++) {
        Item *item = &stock->shelf->items.at[i];
        if (stock->taken.at[i] && !item->sound && item->kind == ITEM_TABLE)
            item->sound = has_fitting_keys(stock, tmp, item);
    }
    arena_free(tmp);
}
