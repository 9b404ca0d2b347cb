// SPDX-License-Identifier: Apache-2.0
// A row of items of work, done by several threads ahead of the one that takes them in
// order. That one works too: it never waits while there is something to do.
#ifndef BASE_AHEAD_H
#define BASE_AHEAD_H

#include <stddef.h>

typedef struct Ahead Ahead;

enum { AHEAD_MAX_THREADS = 4 }; // the taker's own is one of them

typedef struct AheadWork {
    void *context;
    size_t count; // of items
    // By item: the bytes that its outcome is thought to hold until it is taken, 0 for one
    // that is never taken. They bound how far ahead the threads go.
    const size_t *weights;
    // Does an item: each once, in any thread. The outcome of one that was taken may be
    // read without a lock. `thread` is below ahead_threads(), and 0 is the taker's own.
    void (*run)(void *context, size_t item, size_t thread);
} AheadWork;

// Starts the threads, one for each core that is there; with a single core, or when the
// system has none to spare, all is done in the taker's. `work` has to stay as long as
// the threads do.
Ahead *ahead_start(const AheadWork *work);
size_t ahead_threads(const Ahead *ahead); // at least 1

// Returns when the item is done. Items are taken in rising order, and those between two
// that are taken are never asked for.
void ahead_take(Ahead *ahead, size_t item);

// Waits for what is under way, begins nothing more, and frees; NULL is fine.
void ahead_end(Ahead *ahead);

#endif
