// SPDX-License-Identifier: Apache-2.0
// Unit tests of gate/allow.h.
#include "gate/allow.h"

#include "check.h"
#include "lint/engine.h"

static AllowList one_entry(Arena *arena, Allowed entry)
{
    AllowList list = { .path = STR("tidegate.jsonc") };
    AllowRefusal refusal;
    assert_true(allow_add(arena, &list, entry, STR("file-encoding"), &refusal));
    return list;
}

static void add(Arena *arena, FindingVec *findings, Str path, Str object)
{
    *vec_push(arena, findings) = (Finding){
        .rule = &rule_file_encoding, .path = path, .object = object, .severity = SEV_ERROR
    };
}

static void only_the_place_is_allowed(void **state)
{
    FindingVec findings = { 0 };
    add(*state, &findings, STR("a/1.sql"), STR("x"));
    add(*state, &findings, STR("a/2.sql"), STR("x"));
    add(*state, &findings, STR("a/1.sql"), STR("y"));
    *vec_push(*state, &findings) = (Finding){ .rule = &rule_syntax_error,
                                              .path = STR("a/1.sql"),
                                              .object = STR("x") };
    AllowList list = one_entry(
        *state,
        (Allowed){ .path = STR("a/1.*"), .object = STR("x"), .reason = STR("known") });
    allow_apply(*state, &list, (AllowRun){ .all = true }, &findings);
    assert_int_equal(findings.len, 4);
    assert_true(findings.at[0].suppressed);
    assert_true(str_eq(findings.at[0].suppress_reason, STR("known")));
    for (size_t i = 1; i < 4; i++)
        assert_false(findings.at[i].suppressed);
}

static void an_object_is_allowed_wherever_it_is(void **state)
{
    FindingVec findings = { 0 };
    add(*state, &findings, STR("a/1.sql"), STR("public.logs"));
    add(*state, &findings, STR("b/2.sql"), STR("public.logs"));
    add(*state, &findings, STR("a/1.sql"), STR("public.users"));
    AllowList list = one_entry(
        *state, (Allowed){ .object = STR("public.log?"), .reason = STR("known") });
    allow_apply(*state, &list, (AllowRun){ .all = true }, &findings);
    assert_int_equal(findings.len, 3);
    assert_true(findings.at[0].suppressed);
    assert_true(findings.at[1].suppressed);
    assert_false(findings.at[2].suppressed);
}

static void where_it_was_allowed_is_told(void **state)
{
    static const struct {
        Str path, object, message;
    } cases[] = {
        { STR_INIT("a/*"), STR_INIT(""),
          STR_INIT("there is no finding of file-encoding in a/*") },
        { STR_INIT(""), STR_INIT("x.*"),
          STR_INIT("there is no finding of file-encoding about x.*") },
        { STR_INIT("a/*"), STR_INIT("x"),
          STR_INIT("there is no finding of file-encoding in a/* about x") },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        FindingVec findings = { 0 };
        AllowList list = one_entry(*state, (Allowed){ .path = cases[i].path,
                                                      .object = cases[i].object,
                                                      .reason = STR("r") });
        allow_apply(*state, &list, (AllowRun){ .all = true }, &findings);
        assert_int_equal(findings.len, 1);
        assert_true(str_eq(findings.at[0].message, cases[i].message));
    }
}

// A reason that is given beside the statement is nearer, and the entry is used all the
// same.
static void a_comment_goes_first(void **state)
{
    FindingVec findings = { 0 };
    add(*state, &findings, STR("a/1.sql"), STR("x"));
    findings.at[0].suppressed = true;
    findings.at[0].suppress_reason = STR("beside it");
    AllowList list =
        one_entry(*state, (Allowed){ .path = STR("a/*"), .reason = STR("known") });
    allow_apply(*state, &list, (AllowRun){ .all = true }, &findings);
    assert_int_equal(findings.len, 1);
    assert_true(str_eq(findings.at[0].suppress_reason, STR("beside it")));
}

static void unused_is_said_only_where_all_was_judged(void **state)
{
    FindingVec findings = { 0 };
    AllowList list = one_entry(
        *state, (Allowed){ .path = STR("a/*"), .reason = STR("r"), .span = { 3, 9 } });
    allow_apply(*state, &list, (AllowRun){ .all = false }, &findings);
    assert_int_equal(findings.len, 0);
    allow_apply(*state, &list, (AllowRun){ .all = true }, &findings);
    assert_int_equal(findings.len, 1);
    assert_ptr_equal(findings.at[0].rule, &rule_unused_suppression);
    assert_true(str_eq(findings.at[0].path, STR("tidegate.jsonc")));
    assert_int_equal(findings.at[0].span.start, 3);
}

static void the_last_day_counts(void **state)
{
    const double end = 365 * 24 * 60 * 60 * 1000.0; // of 1970
    for (int over = 0; over <= 1; over++) {
        AllowRun run = { .present = over ? end : end - 1, .all = true };
        FindingVec findings = { 0 };
        add(*state, &findings, STR("a/1.sql"), STR("x"));
        AllowList list = one_entry(
            *state, (Allowed){ .path = STR("a/*"), .expires = STR("1970-12-31") });
        allow_apply(*state, &list, run, &findings);
        assert_int_equal(findings.at[0].suppressed, !over);
        assert_int_equal(findings.len, over ? 2 : 1);
        if (over)
            assert_ptr_equal(findings.at[1].rule, &rule_expired_suppression);
    }
}

static void what_cannot_be_allowed_is_refused(void **state)
{
    static const struct {
        Str rule, path, expires;
        AllowPart part;
        Str why;
    } rows[] = {
        { STR_INIT("duplicate-prefx"), STR_INIT("a"), STR_INIT(""), ALLOW_RULE,
          STR_INIT(
              "there is no rule \"duplicate-prefx\", did you mean duplicate-prefix?") },
        { STR_INIT("*"), STR_INIT("a"), STR_INIT(""), ALLOW_RULE,
          STR_INIT("there is no rule \"*\"") },
        { STR_INIT("syntax-error"), STR_INIT("a"), STR_INIT(""), ALLOW_RULE,
          STR_INIT("syntax-error cannot be allowed: without it the gate would guess") },
        { STR_INIT("drop-table"), STR_INIT("**/*"), STR_INIT(""), ALLOW_PATH,
          STR_INIT("\"**/*\" names no place: it fits everything") },
        { STR_INIT("drop-table"), STR_INIT("./*"), STR_INIT(""), ALLOW_PATH,
          STR_INIT("\"./*\" fits no path: . and .. are in none") },
        { STR_INIT("drop-table"), STR_INIT("a"), STR_INIT("2026-02-30"), ALLOW_EXPIRES,
          STR_INIT("\"2026-02-30\" is no date: write it as 2026-12-31") },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        AllowList list = { 0 };
        AllowRefusal refusal;
        Allowed entry = { .path = rows[i].path, .expires = rows[i].expires };
        assert_false(allow_add(*state, &list, entry, rows[i].rule, &refusal));
        assert_int_equal(refusal.part, rows[i].part);
        assert_string_equal(arena_cstr(*state, refusal.why), rows[i].why.ptr);
        assert_int_equal(list.entries.len, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(only_the_place_is_allowed),
        arena_test(an_object_is_allowed_wherever_it_is),
        arena_test(where_it_was_allowed_is_told),
        arena_test(a_comment_goes_first),
        arena_test(unused_is_said_only_where_all_was_judged),
        arena_test(the_last_day_counts),
        arena_test(what_cannot_be_allowed_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
