// SPDX-License-Identifier: Apache-2.0
// What the names of character sets and collations say.
#include "ir/charset.h"

#include "check.h"

static void a_collation_names_its_set(void **state)
{
    (void)state;
    assert_str(charset_of_collation(STR("utf8mb4_0900_ai_ci")), "utf8mb4");
    assert_str(charset_of_collation(STR("binary")), "binary");
    assert_str(charset_of_collation(STR("")), "");
}

static void utf8_is_utf8mb3(void **state)
{
    (void)state;
    assert_true(charset_same(STR("utf8"), STR("UTF8MB3")));
    assert_true(charset_same(STR("utf8_bin"), STR("utf8mb3_bin")));
    assert_false(charset_same(STR("utf8"), STR("utf8mb4")));
    assert_false(charset_same(STR("utf8_bin"), STR("utf8_general_ci")));
    assert_false(charset_same(STR("utf8"), STR("utf8_bin")));
}

static void widths_are_those_of_the_widest_character(void **state)
{
    (void)state;
    assert_int_equal(charset_bytes(STR("UTF8MB4")), 4);
    assert_int_equal(charset_bytes(STR("ujis")), 3);
    assert_int_equal(charset_bytes(STR("gbk")), 2);
    assert_int_equal(charset_bytes(STR("tis620")), 1);
}

static void an_unknown_set_may_be_as_wide_as_any(void **state)
{
    (void)state;
    assert_int_equal(charset_bytes(STR("klingon")), 0);
    assert_int_equal(charset_bytes(STR("")), 0);
    assert_int_equal(charset_most_bytes(STR("")), 4);
    assert_int_equal(charset_most_bytes(STR("latin1")), 1);
}

static void numbers_and_bytes_have_no_set(void **state)
{
    (void)state;
    TypeRef type = { .name.name = STR("enum") };
    assert_true(type_is_text(&type));
    type.name.name = STR("varbinary");
    assert_false(type_is_text(&type));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_collation_names_its_set),
        cmocka_unit_test(utf8_is_utf8mb3),
        cmocka_unit_test(widths_are_those_of_the_widest_character),
        cmocka_unit_test(an_unknown_set_may_be_as_wide_as_any),
        cmocka_unit_test(numbers_and_bytes_have_no_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
