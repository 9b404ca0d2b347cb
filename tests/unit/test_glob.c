// SPDX-License-Identifier: Apache-2.0
// Unit tests of base/glob.h.
#include "base/glob.h"

#include "check.h"

#include <string.h>

static void globs_fit_whole_paths(void **state)
{
    (void)state;
    static const struct {
        Str glob, text;
        bool fits;
    } rows[] = {
        { STR_INIT(""), STR_INIT(""), true },
        { STR_INIT(""), STR_INIT("a"), false },
        { STR_INIT("a/b.sql"), STR_INIT("a/b.sql"), true },
        { STR_INIT("a/b.sql"), STR_INIT("a/b.sqlx"), false },
        { STR_INIT("b.sql"), STR_INIT("a/b.sql"), false },
        { STR_INIT("drizzle/0055_*.sql"), STR_INIT("drizzle/0055_one.sql"), true },
        { STR_INIT("drizzle/0055_*.sql"), STR_INIT("drizzle/0055_a/b.sql"), false },
        { STR_INIT("drizzle/0055_*.sql"), STR_INIT("drizzle/0055_.sql"), true },
        { STR_INIT("*"), STR_INIT("a"), true },
        { STR_INIT("*"), STR_INIT("a/b"), false },
        { STR_INIT("**"), STR_INIT("a/b/c"), true },
        { STR_INIT("**"), STR_INIT(""), true },
        { STR_INIT("**/b"), STR_INIT("b"), true },
        { STR_INIT("**/b"), STR_INIT("a/a/b"), true },
        { STR_INIT("**/b"), STR_INIT("a/ab"), false },
        { STR_INIT("**/*.sql"), STR_INIT("x.sql"), true },
        { STR_INIT("a/**/c"), STR_INIT("a/c"), true },
        { STR_INIT("a/**/c"), STR_INIT("a/b/b/c"), true },
        { STR_INIT("a/**/c"), STR_INIT("a/bc"), false },
        { STR_INIT("a/**"), STR_INIT("a/b/c"), true },
        { STR_INIT("a/**"), STR_INIT("a"), false },
        { STR_INIT("**/*_x/*.sql"), STR_INIT("m/1_x/2_x/m.sql"), true },
        { STR_INIT("**a*/b"), STR_INIT("xa/ya/b"), true },
        { STR_INIT("*a*b*c"), STR_INIT("1a2a3b4b5c"), true },
        { STR_INIT("*a*b*c"), STR_INIT("1a2a3b4b5cd"), false },
        { STR_INIT("00?5"), STR_INIT("0055"), true },
        { STR_INIT("00?5"), STR_INIT("00/5"), false },
        { STR_INIT("a?"), STR_INIT("a"), false },
        { STR_INIT("a*"), STR_INIT("a"), true },
        { STR_INIT("public.orders*"), STR_INIT("public.orders.email"), true },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (glob_fits(rows[i].glob, rows[i].text) != rows[i].fits)
            fail_msg("%s on %s: not %d", rows[i].glob.ptr, rows[i].text.ptr,
                     rows[i].fits);
}

// The plain definition, by recursion. `start`: a part of the glob begins.
static bool plainly_fits(const char *glob, const char *text, bool start)
{
    if (glob[0] == '*' && glob[1] == '*') {
        bool whole = start && glob[2] == '/';
        for (const char *at = text;; at++) {
            bool begins = !whole || at == text || at[-1] == '/';
            if (begins && plainly_fits(glob + (whole ? 3 : 2), at, whole))
                return true;
            if (*at == '\0')
                return false;
        }
    }
    if (glob[0] == '*')
        return plainly_fits(glob + 1, text, false) ||
               (text[0] != '\0' && text[0] != '/' && plainly_fits(glob, text + 1, false));
    if (glob[0] == '\0' || text[0] == '\0')
        return glob[0] == text[0];
    bool fits = glob[0] == '?' ? text[0] != '/' : glob[0] == text[0];
    return fits && plainly_fits(glob + 1, text + 1, glob[0] == '/');
}

static void word(unsigned number, const char *letters, unsigned base, char *out)
{
    for (; number > 0; number /= base + 1)
        if (number % (base + 1) > 0)
            *out++ = letters[number % (base + 1) - 1];
    *out = '\0';
}

static void all_small_globs_agree_with_the_definition(void **state)
{
    (void)state;
    for (unsigned g = 0; g < 3125; g++) { // 5 places of nothing, a, *, /, ?
        char glob[8];
        word(g, "a*/?", 4, glob);
        if (strstr(glob, "***")) // as good as "**"
            continue;
        for (unsigned t = 0; t < 243; t++) {
            char text[8];
            word(t, "a/", 2, text);
            if (glob_fits(str_from(glob), str_from(text)) !=
                plainly_fits(glob, text, true))
                fail_msg("%s on %s", glob, text);
        }
    }
}

static void faults_are_those_of_globs_that_fit_no_path(void **state)
{
    (void)state;
    static const char *const good[] = {
        "a", "a/**", "**/a", "*.a", "a/*/?b", "..a", "a.."
    };
    static const char *const bad[] = { "",      "/a",   "a/",   "a//b", "./a",
                                       "a/./b", "..",   "a/..", "!a",   "*",
                                       "**",    "**/*", "*.*",  "?",    "**/?*" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_null(glob_fault(str_from(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_non_null(glob_fault(str_from(bad[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(globs_fit_whole_paths),
        cmocka_unit_test(all_small_globs_agree_with_the_definition),
        cmocka_unit_test(faults_are_those_of_globs_that_fit_no_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
