// SPDX-License-Identifier: Apache-2.0
// One lock over the states of all items: an item is a file to parse, so that it is held
// for a thousandth of the time.
#include "base/ahead.h"

#include "base/fail.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

// Bytes that may wait for the taker. A single item may be larger.
enum { WAITING_MAX = 1 << 18 };
// Parsers recurse, in C's stack: each thread has what the main one commonly has.
enum { STACK_BYTES = 8 << 20 };

typedef enum ItemState { ITEM_WAITING, ITEM_UNDER_WAY, ITEM_DONE } ItemState;

struct Ahead {
    const AheadWork *work;
    ItemState *states;
    size_t next;    // no item before it waits, but for those that are not to be done
    size_t passed;  // items before it are taken, or left out
    size_t waiting; // bytes of those that are begun and not passed
    bool over;
    pthread_mutex_t lock;
    pthread_cond_t more; // an item can be begun, or all is over
    pthread_cond_t done; // an item was done
    size_t thread_count;
    pthread_t threads[AHEAD_MAX_THREADS]; // the first is not in use
};

typedef struct Worker {
    Ahead *ahead;
    size_t thread;
} Worker;

// All below are called with the lock held.

static void begin(Ahead *ahead, size_t item)
{
    ahead->states[item] = ITEM_UNDER_WAY;
    ahead->waiting += ahead->work->weights[item];
}

// The next item that is to be done, if there is room for its outcome.
static bool claim(Ahead *ahead, size_t *item)
{
    const AheadWork *work = ahead->work;
    while (ahead->next < work->count && (work->weights[ahead->next] == 0 ||
                                         ahead->states[ahead->next] != ITEM_WAITING))
        ahead->next++;
    if (ahead->next == work->count || ahead->waiting >= WAITING_MAX)
        return false;
    *item = ahead->next;
    begin(ahead, *item);
    return true;
}

static void run_item(Ahead *ahead, size_t item, size_t thread)
{
    pthread_mutex_unlock(&ahead->lock);
    ahead->work->run(ahead->work->context, item, thread);
    pthread_mutex_lock(&ahead->lock);
    ahead->states[item] = ITEM_DONE;
    pthread_cond_broadcast(&ahead->done);
}

// The items before this one leave the row, and make room.
static void pass(Ahead *ahead, size_t item)
{
    for (; ahead->passed < item; ahead->passed++)
        if (ahead->states[ahead->passed] != ITEM_WAITING)
            ahead->waiting -= ahead->work->weights[ahead->passed];
    ahead->next = ahead->next > item ? ahead->next : item;
    pthread_cond_broadcast(&ahead->more);
}

// ---- the threads ----

static void *work_on(void *given)
{
    Worker worker = *(Worker *)given;
    free(given);
    Ahead *ahead = worker.ahead;
    size_t item;
    pthread_mutex_lock(&ahead->lock);
    while (!ahead->over)
        if (claim(ahead, &item))
            run_item(ahead, item, worker.thread);
        else
            pthread_cond_wait(&ahead->more, &ahead->lock);
    pthread_mutex_unlock(&ahead->lock);
    return NULL;
}

static bool start_thread(Ahead *ahead, const pthread_attr_t *attributes)
{
    size_t thread = ahead->thread_count;
    Worker *worker = malloc(sizeof *worker);
    if (worker == NULL)
        return false;
    *worker = (Worker){ ahead, thread };
    if (pthread_create(&ahead->threads[thread], attributes, work_on, worker) != 0) {
        free(worker);
        return false;
    }
    ahead->thread_count++;
    return true;
}

// Signals are the main thread's: the others inherit that they are blocked.
static void start_threads(Ahead *ahead, size_t wanted)
{
    pthread_attr_t attributes;
    if (wanted <= 1 || pthread_attr_init(&attributes) != 0)
        return;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (pthread_attr_setstacksize(&attributes, STACK_BYTES) == 0)
        while (ahead->thread_count < wanted && start_thread(ahead, &attributes))
            continue;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
}

// ---- for the taker ----

static size_t cores(void)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    if (online < 1)
        return 1;
    return online < AHEAD_MAX_THREADS ? (size_t)online : AHEAD_MAX_THREADS;
}

static void *get_memory(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (memory == NULL)
        fatal("out of memory (%zu times %zu bytes)", count, size);
    return memory;
}

Ahead *ahead_start(const AheadWork *work)
{
    Ahead *ahead = get_memory(1, sizeof *ahead);
    ItemState *states = get_memory(work->count + 1, sizeof *states);
    *ahead = (Ahead){ .work = work, .states = states, .thread_count = 1 };
    if (pthread_mutex_init(&ahead->lock, NULL) != 0 ||
        pthread_cond_init(&ahead->more, NULL) != 0 ||
        pthread_cond_init(&ahead->done, NULL) != 0)
        fatal("out of memory (a lock)");
    size_t wanted = cores();
    start_threads(ahead, wanted < work->count ? wanted : work->count);
    return ahead;
}

size_t ahead_threads(const Ahead *ahead)
{
    return ahead->thread_count;
}

void ahead_take(Ahead *ahead, size_t item)
{
    size_t other;
    pthread_mutex_lock(&ahead->lock);
    pass(ahead, item);
    if (ahead->states[item] == ITEM_WAITING) {
        begin(ahead, item);
        run_item(ahead, item, 0);
    }
    while (ahead->states[item] != ITEM_DONE)
        if (claim(ahead, &other))
            run_item(ahead, other, 0);
        else
            pthread_cond_wait(&ahead->done, &ahead->lock);
    pthread_mutex_unlock(&ahead->lock);
}

void ahead_end(Ahead *ahead)
{
    if (ahead == NULL)
        return;
    pthread_mutex_lock(&ahead->lock);
    ahead->over = true;
    pthread_cond_broadcast(&ahead->more);
    pthread_mutex_unlock(&ahead->lock);
    for (size_t i = 1; i < ahead->thread_count; i++)
        pthread_join(ahead->threads[i], NULL);
    pthread_cond_destroy(&ahead->done);
    pthread_cond_destroy(&ahead->more);
    pthread_mutex_destroy(&ahead->lock);
    free(ahead->states);
    free(ahead);
}
