// SPDX-License-Identifier: Apache-2.0
// Unit tests of gate/nolint.h: which comments are directives of Atlas's linter, and which
// rules they cover.
#include "gate/nolint.h"

#include "check.h"

static bool parse(const char *text, const char *comment, Nolint *nolint)
{
    Str all = str_from(text);
    Str words = str_from(comment);
    size_t at = str_find(all, words, 0);
    assert_true(at < all.len);
    return nolint_parse(all, (Span){ at, at + words.len }, nolint);
}

static void every_rule_of_the_table_is_there(void **state)
{
    (void)state;
    size_t count = 0;
    for (; nolint_rule(count); count++) {
        const Rule *rule = rule_find(str_from(nolint_rule(count)));
        if (!rule)
            fail_msg("there is no rule %s", nolint_rule(count));
        assert_false(rule->always);
    }
    assert_true(count > 10);
}

static void spelt_as_atlas_takes_it(void **state)
{
    (void)state;
    static const char *const FINE[] = { "-- atlas:nolint", "--atlas:nolint",
                                        "#atlas:nolint", "/*atlas:nolint*/" };
    static const char *const WRONG[] = { "--  atlas:nolint", "-- see atlas:nolint",
                                         "/* atlas:nolint*/", "-- atlas:nolinted",
                                         "-- Atlas:nolint" };
    Nolint nolint;
    for (size_t i = 0; i < sizeof FINE / sizeof FINE[0]; i++) {
        assert_true(
            nolint_parse(str_from(FINE[i]), (Span){ 0, str_from(FINE[i]).len }, &nolint));
        assert_str(nolint.names, "");
    }
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++)
        assert_false(nolint_parse(str_from(WRONG[i]), (Span){ 0, str_from(WRONG[i]).len },
                                  &nolint));
}

static void the_heads_are_for_the_file(void **state)
{
    (void)state;
    Nolint nolint;
    assert_true(parse("-- a\n-- atlas:nolint DS103\n\nSELECT 1;", "-- atlas:nolint DS103",
                      &nolint));
    assert_true(nolint.is_file);
    assert_str(nolint.names, "DS103");
    assert_true(parse("-- atlas:nolint\nSELECT 1;", "-- atlas:nolint", &nolint));
    assert_false(nolint.is_file);
    assert_true(parse("SELECT 1;\n-- atlas:nolint\n\n", "-- atlas:nolint", &nolint));
    assert_false(nolint.is_file);
    assert_true(parse("-- atlas:nolint\r\n\r\nSELECT 1;", "-- atlas:nolint", &nolint));
    assert_false(nolint.is_file);
}

static void names_are_checks_and_analyzers(void **state)
{
    (void)state;
    const Rule *column = rule_find(STR("drop-column"));
    const Rule *edited = rule_find(STR("edited-migration"));
    assert_true(nolint_covers(&(Nolint){ .names = STR("") }, column));
    assert_true(nolint_covers(&(Nolint){ .names = STR("destructive") }, column));
    assert_true(nolint_covers(&(Nolint){ .names = STR("MF101 DS103") }, column));
    assert_false(nolint_covers(&(Nolint){ .names = STR("DS102 data_depend") }, column));
    assert_false(nolint_covers(&(Nolint){ .names = STR("DS1033") }, column));
    assert_false(nolint_covers(&(Nolint){ .names = STR("") }, edited));
    assert_false(nolint_covers(&(Nolint){ .names = STR("edited-migration") }, edited));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_of_the_table_is_there),
        cmocka_unit_test(spelt_as_atlas_takes_it),
        cmocka_unit_test(the_heads_are_for_the_file),
        cmocka_unit_test(names_are_checks_and_analyzers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
