// SPDX-License-Identifier: Apache-2.0
// Unit tests of ir/name.h.
#include "ir/name.h"

#include "check.h"

static void plain_names_stay_bare(void **state)
{
    assert_str(ident_sql(*state, STR("users")), "users");
    assert_str(ident_sql(*state, STR("_a1")), "_a1");
    assert_str(ident_sql(*state, STR("orders")), "orders");
}

static void other_names_have_quotes(void **state)
{
    assert_str(ident_sql(*state, STR("")), "\"\"");
    assert_str(ident_sql(*state, STR("1a")), "\"1a\"");
    assert_str(ident_sql(*state, STR("Users")), "\"Users\"");
    assert_str(ident_sql(*state, STR("a\"b")), "\"a\"\"b\"");
}

static void reserved_words_have_quotes(void **state)
{
    static const char *const words[] = { "all",  "cast", "end",  "localtimestamp",
                                         "true", "user", "with", "bigint" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_true(str_starts(ident_sql(*state, str_from(words[i])), STR("\"")));
}

static void a_schema_stands_before_its_dot(void **state)
{
    assert_str(name_sql(*state, (Name){ STR("shop"), STR("order") }), "shop.\"order\"");
    assert_str(name_sql(*state, (Name){ { 0 }, STR("t") }), "t");
    assert_str(name_text(*state, (Name){ STR("shop"), STR("order") }), "shop.order");
    assert_str(name_text(*state, (Name){ { 0 }, STR("order") }), "order");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(plain_names_stay_bare),
        arena_test(other_names_have_quotes),
        arena_test(reserved_words_have_quotes),
        arena_test(a_schema_stands_before_its_dot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
