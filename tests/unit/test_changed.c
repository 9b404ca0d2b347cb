// SPDX-License-Identifier: Apache-2.0
// Unit tests of gate/changed.h.
#include "gate/changed.h"

#include "check.h"
#include "lint/engine.h"

typedef struct Row {
    const char *base, *now; // NULL: it is not there
    const char *message;    // NULL: nothing is said
    size_t start;           // of its place
} Row;

static void check_row(Arena *arena, const Row *row,
                      void (*look)(Arena *, const GateFile *, FindingVec *))
{
    FindingVec said = { 0 };
    GateFile file = { STR("f"), str_from(row->now), str_from(row->base) };
    look(arena, &file, &said);
    assert_int_equal(said.len, row->message ? 1 : 0);
    if (!row->message)
        return;
    assert_ptr_equal(said.at[0].rule, &rule_gate_changed);
    assert_int_equal(said.at[0].severity, SEV_NOTICE);
    assert_true(str_eq(said.at[0].message, str_from(row->message)));
    assert_int_equal(said.at[0].span.start, row->start);
    assert_true(said.at[0].span.end <= said.at[0].text.len);
}

static void a_configuration_says_which_keys_differ(void **state)
{
    static const Row rows[] = {
        { "{\"strict\":true}", "{\"strict\":true}", NULL, 0 },
        { "{\"strict\":true}", "{ /* x */ \"strict\" : true, }", NULL, 0 },
        { "{\"strict\":true}", "{\"strict\":false}", "the change edits f: strict", 10 },
        { "{\"strict\":true}", "{}", "the change edits f: strict", 0 },
        { "{\"allow\":[],\"strict\":true,\"fail-on\":\"never\"}",
          "{\"allow\":[],\"rules\":{},\"approvals\":{}}",
          "the change edits f: rules, fail-on, strict and approvals", 20 },
        { "{\"$schema\":\"a\"}", "{\"$schema\":\"b\"}", NULL, 0 },
        { "{\"strict\":true}", NULL, "the change deletes f: strict", 0 },
        { "{}", NULL, NULL, 0 },
        { NULL, "{\"rules\":{}}", "the change adds f: rules", 9 },
        { NULL, "\xEF\xBB\xBF{\"rules\":{}}", "the change adds f: rules", 12 },
        { "\xEF\xBB\xBF{\"rules\":{}}", "{\"rules\":{}}", NULL, 0 },
        { NULL, "// x\n{\"rules\":{}}", "the change adds f: rules", 14 },
        { NULL, "{}", NULL, 0 },
        { NULL, NULL, NULL, 0 },
        { "{\"strict\":true", "{\"strict\":false}", "the change edits f: strict", 10 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_row(*state, &rows[i], changed_configuration);
}

#define ONE "0000000000000001 naming a b\n"
#define TWO "0000000000000002 naming a c\n"

static void a_baseline_says_how_much_more_passes(void **state)
{
    static const Row rows[] = {
        { ONE TWO, TWO ONE ONE "# again\n", NULL, 0 },
        { ONE, ONE TWO, "the change edits f: 1 more finding may pass, 0 no more", 0 },
        { ONE TWO, "", "the change edits f: 0 more findings may pass, 2 no more", 0 },
        { ONE, NULL, "the change deletes f: 0 more findings may pass, 1 no more", 0 },
        { NULL, ONE TWO, "the change adds f: 2 more findings may pass, 0 no more", 0 },
        { NULL, "# none\n", NULL, 0 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_row(*state, &rows[i], changed_baseline);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(a_configuration_says_which_keys_differ),
        arena_test(a_baseline_says_how_much_more_passes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
