// SPDX-License-Identifier: Apache-2.0
// Unit tests of the memory that SQLite is given.
#include "dialect/dialect.h"

#include "check.h"

#include <sqlite3.h>
#include <string.h>

// Round the largest piece that is kept, and where classes begin.
static const int sizes[] = { 1, 15, 16, 17, 1000, 8191, 8192, 8193, 100000 };

enum { SIZE_COUNT = sizeof sizes / sizeof *sizes };

static bool is_filled(const char *piece, char byte, int size)
{
    for (int i = 0; i < size; i++)
        if (piece[i] != byte)
            return false;
    return true;
}

static char *piece_of(int size, char byte)
{
    char *piece = sqlite3_malloc(size);
    assert_non_null(piece);
    memset(piece, byte, (size_t)size);
    return piece;
}

// Also those that were used before.
static void test_pieces_are_apart(void **state)
{
    (void)state;
    for (size_t round = 0; round < 3; round++) {
        char *pieces[SIZE_COUNT];
        for (size_t i = 0; i < SIZE_COUNT; i++)
            pieces[i] = piece_of(sizes[i], (char)('a' + i));
        for (size_t i = 0; i < SIZE_COUNT; i++) {
            assert_true(is_filled(pieces[i], (char)('a' + i), sizes[i]));
            assert_true(sqlite3_msize(pieces[i]) >= (sqlite3_uint64)sizes[i]);
            sqlite3_free(pieces[i]);
        }
    }
}

static void test_a_piece_keeps_what_is_in_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < SIZE_COUNT; i++)
        for (size_t k = 0; k < SIZE_COUNT; k++) {
            int least = sizes[i] < sizes[k] ? sizes[i] : sizes[k];
            char *piece = sqlite3_realloc(piece_of(sizes[i], 'x'), sizes[k]);
            assert_true(is_filled(piece, 'x', least));
            memset(piece, 'y', (size_t)sizes[k]);
            sqlite3_free(piece);
        }
}

static void test_what_is_in_use_is_counted(void **state)
{
    (void)state;
    sqlite3_int64 before = sqlite3_memory_used();
    char *piece = piece_of(100, 'x');
    assert_int_equal(sqlite3_memory_used() - before, 104);
    sqlite3_free(piece);
    assert_int_equal(sqlite3_memory_used(), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces_are_apart),
        cmocka_unit_test(test_a_piece_keeps_what_is_in_it),
        cmocka_unit_test(test_what_is_in_use_is_counted),
    };
    dialect_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
