// SPDX-License-Identifier: Apache-2.0
// SQLite's memory. That a statement has run out of what it is allowed is an answer; that
// the machine has none is not, and would look the same.
#include "base/memory.h"

#include "dialect/dialect.h"

#include <sqlite3.h>

// In front of each piece: SQLite asks how big it is.
typedef union Head {
    int size;
    long double most_aligned;
} Head;

static int round_up(int size)
{
    return (size + 7) / 8 * 8;
}

static void *get(int size)
{
    Head *head = memory_get(sizeof(Head) + (size_t)size);
    head->size = size;
    return head + 1;
}

static Head *head_of(void *memory)
{
    return (Head *)memory - 1;
}

static void give_back(void *memory)
{
    memory_release(head_of(memory));
}

static void *resize(void *memory, int size)
{
    Head *head = memory_resize(head_of(memory), sizeof(Head) + (size_t)size);
    head->size = size;
    return head + 1;
}

static int size_of(void *memory)
{
    return memory ? head_of(memory)->size : 0;
}

static int begin(void *data)
{
    (void)data;
    return SQLITE_OK;
}

static void end(void *data)
{
    (void)data;
}

// A world is one thread's, and no file of a dialect that has one is lowered ahead: see
// lint/lower_ahead.h. Locks round each piece of memory take a tenth of the time.
void dialect_start(void)
{
    sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    sqlite3_config(SQLITE_CONFIG_MALLOC, &(sqlite3_mem_methods){
                                             .xMalloc = get,
                                             .xFree = give_back,
                                             .xRealloc = resize,
                                             .xSize = size_of,
                                             .xRoundup = round_up,
                                             .xInit = begin,
                                             .xShutdown = end,
                                         });
}
