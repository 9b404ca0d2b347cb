// SPDX-License-Identifier: Apache-2.0
// What every unit test includes: cmocka with the headers it wants before it, a comparison
// for Str, and tests that have an arena.
#ifndef UNIT_CHECK_H
#define UNIT_CHECK_H

#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

// Shows both texts when they differ, with the place of the call.
#define assert_str(s, literal) assert_str_at((s), STR(literal), __FILE__, __LINE__)
#define assert_str_equal(a, b) assert_str_at((a), (b), __FILE__, __LINE__)

static inline void assert_str_at(Str actual, Str expected, const char *file, int line)
{
    if (str_eq(actual, expected))
        return;
    print_error("\"" STR_FMT "\" != \"" STR_FMT "\"\n", STR_ARG(actual),
                STR_ARG(expected));
    _fail(file, line);
}

// cmocka's setup and teardown: *state is an Arena.
int make_arena(void **state);
int drop_arena(void **state);

#define arena_test(f) cmocka_unit_test_setup_teardown(f, make_arena, drop_arena)

#endif
