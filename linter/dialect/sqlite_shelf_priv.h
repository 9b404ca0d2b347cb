// SPDX-License-Identifier: Apache-2.0
// The shelf from the inside: what it knows of each object.
#ifndef DIALECT_SQLITE_SHELF_PRIV_H
#define DIALECT_SQLITE_SHELF_PRIV_H

#include "base/map.h"
#include "dialect/sqlite_shelf.h"

typedef enum ItemKind { ITEM_TABLE, ITEM_VIEW, ITEM_INDEX, ITEM_TRIGGER } ItemKind;

typedef struct Item {
    ItemKind kind;
    Str name; // as written
    Str table;
    Str sql;
    bool gone;
    bool acts;    // a key of it has an action: its rows change with those of its parent
    bool lets_go; // … in no more than the columns that point there
    StrVec pointing; // the columns of its keys
    bool sound;  // a view or trigger that is known to stand in no ALTER's way; a table
                 // whose keys are known to fit what they refer to
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
    Map children;  // -> NumberVec of tables that have, or had, a key to what is called so
    Map referred;  // "table.column" of each column that a key names, in lower case
    size_t rounds;
};

// False: there is none of that name, which is in lower case.
bool sl_find_item(const SlShelf *shelf, Str lower, size_t *number);
// It is a view or trigger.
bool sl_is_program(const Item *item);
// Views and triggers that mention one of these, or one of those. A trigger that breaks
// also breaks what others write to its table.
NumberVec sl_readers_of(const SlShelf *shelf, Arena *tmp, const NumberVec *numbers);
// Notes that the word leads to the object.
void sl_note_number(SlShelf *shelf, Map *map, Str word, size_t number);
// Whether the database has taken the object.
bool *sl_taken_flag(SlStock *stock, size_t number);

// ---- sqlite_shelf_keys.c ----

// Reads the keys of a table that is new or has changed.
void sl_note_keys(SlShelf *shelf, size_t number);
// Where the table's rows change with those of its parent, those that refer to them may
// have to change too.
bool sl_passes_on(const SlShelf *shelf, Arena *tmp, const Item *table);
// Tables with a key to what has that name, in lower case; NULL: there are none.
const NumberVec *sl_children_of(const SlShelf *shelf, Str lower);
// The name that keys to it have; of an index or trigger, keys to its table.
Str sl_key_name(const Item *item);
// Keys to the object, or to its table, may not fit any more.
void sl_doubt_keys_to(SlShelf *shelf, Arena *tmp, const Item *item);
// Finds out which keys fit, of tables that the database has with all of their parents.
void sl_look_at_keys(SlStock *stock);

#endif
