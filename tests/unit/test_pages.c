// SPDX-License-Identifier: Apache-2.0
// Unit tests of base/pages.h.
#include "base/pages.h"

#include "check.h"

#include <stdint.h>
#include <string.h>

static const size_t SIZES[] = { 1, PAGES_LARGE - 1, PAGES_LARGE, PAGES_LARGE + 1,
                                3 * PAGES_LARGE };
enum { SIZE_COUNT = sizeof SIZES / sizeof *SIZES };

static void assert_zero(const char *bytes, size_t size)
{
    assert_int_equal(bytes[0], 0);
    assert_memory_equal(bytes, bytes + 1, size - 1);
}

static void pages_are_zeroed_also_when_they_were_used(void **state)
{
    (void)state;
    for (int round = 0; round < 3; round++)
        for (size_t i = 0; i < SIZE_COUNT; i++) {
            char *pages = pages_get(SIZES[i]);
            assert_non_null(pages);
            assert_zero(pages, SIZES[i]);
            memset(pages, 0xAA, SIZES[i]);
            pages_free(pages, SIZES[i]);
        }
}

static void pages_stand_side_by_side(void **state)
{
    (void)state;
    char *pages[SIZE_COUNT];
    for (size_t i = 0; i < SIZE_COUNT; i++)
        memset(pages[i] = pages_get(SIZES[i]), (int)i + 1, SIZES[i]);
    for (size_t i = 0; i < SIZE_COUNT; i++) {
        assert_int_equal(pages[i][0], i + 1);
        assert_memory_equal(pages[i], pages[i] + 1, SIZES[i] - 1);
        pages_free(pages[i], SIZES[i]);
    }
}

static void what_no_system_has_is_null(void **state)
{
    (void)state;
    assert_null(pages_get((SIZE_MAX / 8) & ~(PAGES_LARGE - 1)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_zeroed_also_when_they_were_used),
        cmocka_unit_test(pages_stand_side_by_side),
        cmocka_unit_test(what_no_system_has_is_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
