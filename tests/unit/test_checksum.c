// SPDX-License-Identifier: Apache-2.0
// Unit tests of ir/checksum.h.
#include "check.h"

#include "ir/checksum.h"

typedef struct Pair {
    Str a;
    Str b;
    // For each Checksum, in its order: is it the same?
    bool same[CHECKSUM_BLANKS + 1];
} Pair;

// clang-format off
static const Pair PAIRS[] = {
    //                                                       ?  none bytes eol lines blanks
    { STR_INIT(""), STR_INIT(""),                         { 1, 1, 1, 1, 1, 1 } },
    { STR_INIT("a\nb\n"), STR_INIT("a\nb\n"),             { 1, 1, 1, 1, 1, 1 } },
    { STR_INIT("a\nb\n"), STR_INIT("a\r\nb\r\n"),         { 0, 1, 0, 1, 1, 1 } },
    { STR_INIT("a\nb\n"), STR_INIT("a\nb\r\n"),           { 0, 1, 0, 1, 1, 1 } },
    { STR_INIT("a\nb\n"), STR_INIT("a\nb"),               { 0, 1, 0, 0, 1, 1 } },
    { STR_INIT("a\nb"), STR_INIT("ab"),                   { 0, 1, 0, 0, 1, 0 } },
    { STR_INIT("\xEF\xBB\xBF" "a"), STR_INIT("a"),        { 0, 1, 0, 0, 1, 0 } },
    { STR_INIT("\n\xEF\xBB\xBF" "a"), STR_INIT("a"),      { 0, 1, 0, 0, 0, 0 } },
    { STR_INIT("a  b"), STR_INIT("a\tb"),                 { 0, 1, 0, 0, 0, 1 } },
    { STR_INIT("a b"), STR_INIT("ab"),                    { 0, 1, 0, 0, 0, 0 } },
    { STR_INIT("a\rb"), STR_INIT("a\nb"),                 { 0, 1, 0, 0, 1, 1 } },
    { STR_INIT("ab"), STR_INIT("ac"),                     { 0, 1, 0, 0, 0, 0 } },
    { STR_INIT("ab"), STR_INIT("abc"),                    { 0, 1, 0, 0, 0, 0 } },
    { STR_INIT(""), STR_INIT("\r\n"),                     { 0, 1, 0, 0, 1, 1 } },
};
// clang-format on

static void each_kind_sees_what_its_runner_sees(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++)
        for (Checksum kind = CHECKSUM_UNKNOWN; kind <= CHECKSUM_BLANKS; kind++)
            if (checksum_same(kind, PAIRS[i].a, PAIRS[i].b) != PAIRS[i].same[kind] ||
                checksum_same(kind, PAIRS[i].b, PAIRS[i].a) != PAIRS[i].same[kind])
                fail_msg("pair %zu, checksum %d", i, (int)kind);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_sees_what_its_runner_sees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
