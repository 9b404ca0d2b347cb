// SPDX-License-Identifier: Apache-2.0
// SQLite's memory. That a statement has run out of what it is allowed is an answer; that
// the machine has none is not, and would look the same.
#include "base/memory.h"

#include "base/sanitized.h"
#include "dialect/dialect.h"

#include <sqlite3.h>
#include <string.h>

// In front of each piece: SQLite asks how big it is.
typedef union Head {
    int size;
    union Head *next; // of those that are kept
    long double most_aligned;
} Head;

enum {
    GRAIN = 16,
// What is freed and no larger is kept for the next piece of its class: SQLite parses
// and forgets all day. The sanitizer is to see what is used after that.
#ifdef SANITIZED
    KEPT_MAX = 0,
#else
    KEPT_MAX = 8192,
#endif
    CLASSES = KEPT_MAX / GRAIN + 1
};

// SQLite hands its allocator nothing that this could hang on. One thread works with it.
static Head *kept[CLASSES];

static int round_up(int size)
{
    return (size + 7) / 8 * 8;
}

static size_t class_of(int size)
{
    return ((size_t)size + GRAIN - 1) / GRAIN;
}

static void *get(int size)
{
    size_t class = class_of(size);
    Head *head = class < CLASSES ? kept[class] : NULL;
    if (head)
        kept[class] = head->next;
    else
        head = memory_get(sizeof(Head) + class * GRAIN);
    head->size = size;
    return head + 1;
}

static Head *head_of(void *memory)
{
    return (Head *)memory - 1;
}

static void give_back(void *memory)
{
    Head *head = head_of(memory);
    size_t class = class_of(head->size);
    if (class >= CLASSES) {
        memory_release(head);
        return;
    }
    head->next = kept[class];
    kept[class] = head;
}

static void *resize(void *memory, int size)
{
    Head *head = head_of(memory);
    size_t class = class_of(size), before = class_of(head->size);
    if (class != before && (class < CLASSES || before < CLASSES)) {
        void *other = get(size);
        memcpy(other, memory, (size_t)(size < head->size ? size : head->size));
        give_back(memory);
        return other;
    }
    if (class != before)
        head = memory_resize(head, sizeof(Head) + class * GRAIN);
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
