// SPDX-License-Identifier: Apache-2.0
// A row of work that several threads do and one takes.
#include "base/ahead.h"
#include "base/arena.h"

#include "unit/check.h"

#include <stdatomic.h>

enum { ITEMS = 3000, LARGE = 3 << 20 };

typedef struct Row {
    size_t outcome[ITEMS];
    atomic_size_t runs[ITEMS];
    atomic_size_t begun;
    atomic_size_t threads_over; // calls with a number that no thread has
} Row;

static void square(void *context, size_t item, size_t thread)
{
    Row *row = context;
    row->outcome[item] = item * item;
    atomic_fetch_add(&row->runs[item], 1);
    atomic_fetch_add(&row->begun, 1);
    if (thread >= AHEAD_MAX_THREADS)
        atomic_fetch_add(&row->threads_over, 1);
}

static Row *start(Arena *arena, size_t weight, AheadWork *work)
{
    Row *row = NEW(arena, Row);
    size_t *weights = NEW_ARRAY(arena, size_t, ITEMS);
    for (size_t i = 0; i < ITEMS; i++)
        weights[i] = weight;
    *work = (AheadWork){ row, ITEMS, weights, square };
    return row;
}

static void each_item_is_done_once_before_it_is_taken(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    AheadWork work;
    Row *row = start(arena, 1, &work);
    Ahead *ahead = ahead_start(&work);
    assert_in_range(ahead_threads(ahead), 1, AHEAD_MAX_THREADS);
    for (size_t i = 0; i < ITEMS; i++) {
        ahead_take(ahead, i);
        assert_int_equal(row->outcome[i], i * i);
    }
    ahead_end(ahead);
    for (size_t i = 0; i < ITEMS; i++)
        assert_int_equal(row->runs[i], 1);
    assert_int_equal(row->threads_over, 0);
    arena_free(arena);
}

static void an_item_without_weight_is_never_done(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    AheadWork work;
    Row *row = start(arena, 1, &work);
    size_t *weights = NEW_ARRAY(arena, size_t, ITEMS);
    for (size_t i = 0; i < ITEMS; i += 3)
        weights[i] = 1;
    work.weights = weights;
    Ahead *ahead = ahead_start(&work);
    for (size_t i = 0; i < ITEMS; i += 3)
        ahead_take(ahead, i);
    ahead_end(ahead);
    for (size_t i = 0; i < ITEMS; i++)
        assert_int_equal(row->runs[i], i % 3 == 0 ? 1 : 0);
    arena_free(arena);
}

// Room is bounded: what nobody takes is not done ahead of need.
static void no_thread_goes_further_than_there_is_room(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    AheadWork work;
    Row *row = start(arena, LARGE, &work);
    Ahead *ahead = ahead_start(&work);
    for (size_t i = 0; i < ITEMS / 2; i++) {
        ahead_take(ahead, i);
        assert_true(row->begun <= i + 1 + AHEAD_MAX_THREADS);
    }
    ahead_end(ahead);
    arena_free(arena);
}

static void items_that_are_passed_over_make_room(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    AheadWork work;
    Row *row = start(arena, LARGE, &work);
    Ahead *ahead = ahead_start(&work);
    for (size_t i = 99; i < ITEMS; i += 100) {
        ahead_take(ahead, i);
        assert_int_equal(row->outcome[i], i * i);
    }
    ahead_end(ahead);
    for (size_t i = 0; i < ITEMS; i++)
        assert_in_range(row->runs[i], 0, 1);
    arena_free(arena);
}

static void it_can_end_before_anything_was_taken(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    AheadWork work;
    Row *row = start(arena, 1, &work);
    ahead_end(ahead_start(&work));
    for (size_t i = 0; i < ITEMS; i++)
        assert_in_range(row->runs[i], 0, 1);
    work.count = 0;
    ahead_end(ahead_start(&work));
    ahead_end(NULL);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_item_is_done_once_before_it_is_taken),
        cmocka_unit_test(an_item_without_weight_is_never_done),
        cmocka_unit_test(no_thread_goes_further_than_there_is_room),
        cmocka_unit_test(items_that_are_passed_over_make_room),
        cmocka_unit_test(it_can_end_before_anything_was_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
