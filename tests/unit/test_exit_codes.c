// SPDX-License-Identifier: Apache-2.0
// Unit tests of cli/exit_codes.h.
#include "cli/exit_codes.h"

#include "check.h"

static Verdict blocked_by(bool missing, bool drift, bool pending, bool other)
{
    Verdict verdict = { .blocked = missing || drift || pending || other };
    verdict.blocked_by[KIND_MISSING] = missing;
    verdict.blocked_by[KIND_DRIFT] = drift;
    verdict.blocked_by[KIND_PENDING] = pending;
    verdict.blocked_by[KIND_OTHER] = other;
    return verdict;
}

// Every set of kinds: of several the first of missing, drift, pending, other.
static void the_first_kind_decides(void **state)
{
    (void)state;
    for (unsigned set = 0; set < 16; set++) {
        Verdict verdict = blocked_by(set & 8, set & 4, set & 2, set & 1);
        int expected = set & 8 ? 2 : set & 4 ? 1 : set & 2 ? 3 : set & 1 ? 5 : 0;
        assert_int_equal(exit_status(EXIT_CODES_BY_KIND, &verdict), expected);
        assert_int_equal(exit_status(EXIT_CODES_PLAIN, &verdict), set == 0 ? 0 : 1);
    }
    assert_int_equal(exit_not_judged(EXIT_CODES_PLAIN), 2);
    assert_int_equal(exit_not_judged(EXIT_CODES_BY_KIND), 4);
}

static void a_broken_command_line_is_read_as_far_as_it_goes(void **state)
{
    (void)state;
    static const struct {
        Str args[3];
        ExitCodes codes;
    } rows[] = {
        { { STR_INIT("--exit-codes"), STR_INIT("by-kind"), STR_INIT("--bad") },
          EXIT_CODES_BY_KIND },
        { { STR_INIT("--bad"), STR_INIT("--exit-codes=by-kind"), STR_INIT("x") },
          EXIT_CODES_BY_KIND },
        { { STR_INIT("--exit-codes=by-kind"), STR_INIT("x"), STR_INIT("--exit-codes") },
          EXIT_CODES_BY_KIND },
        { { STR_INIT("--exit-codes=by-kind"), STR_INIT("--exit-codes"),
            STR_INIT("plain") },
          EXIT_CODES_PLAIN },
        { { STR_INIT("--"), STR_INIT("--exit-codes"), STR_INIT("by-kind") },
          EXIT_CODES_PLAIN },
        { { STR_INIT("by-kind"), STR_INIT("--exit-codes"), STR_INIT("BY-KIND") },
          EXIT_CODES_PLAIN },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Str args[3] = { rows[i].args[0], rows[i].args[1], rows[i].args[2] };
        StrVec list = { .at = args, .len = 3, .cap = 3 };
        assert_int_equal(exit_codes_wanted(&list), rows[i].codes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_kind_decides),
        cmocka_unit_test(a_broken_command_line_is_read_as_far_as_it_goes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
