// SPDX-License-Identifier: Apache-2.0
// Unit tests of the XML writer and of what is written with it: JUnit and checkstyle. That
// the whole is valid is tests/cli/formats.sh's matter.
#include "report/report.h"

#include "report/xml_priv.h"

#include "check.h"
#include "sample.h"

static const char SQL[] = "ALTER TABLE users\n  DROP COLUMN email;\n";

typedef struct Fixture {
    Arena *arena;
    FindingVec findings;
    Report report;
} Fixture;

static int setup(void **state)
{
    Arena *arena = arena_new();
    Fixture *fixture = NEW(arena, Fixture);
    fixture->arena = arena;
    fixture->report = (Report){
        .version = "0.1.0",
        .findings = &fixture->findings,
        .fail_on = FAIL_ON_ERROR,
    };
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    arena_free(((Fixture *)*state)->arena);
    return 0;
}

static Finding *add(Fixture *fixture)
{
    Finding *finding = vec_push(fixture->arena, &fixture->findings);
    *finding = sample_finding(fixture->arena, str_from(SQL),
                              span_of(str_from(SQL), "DROP COLUMN email"));
    return finding;
}

static Str reported(Fixture *fixture, const char *format)
{
    Out out = out_new(fixture->arena);
    fixture->report.verdict = verdict_of(&fixture->findings, fixture->report.fail_on);
    reporter_find(str_from(format))->write(&out, &fixture->report);
    return out_text(&out);
}

static void assert_has(Str text, const char *words)
{
    if (!str_contains(text, str_from(words)))
        fail_msg("\"%s\" is not in\n" STR_FMT, words, STR_ARG(text));
}

static size_t count_of(Str text, const char *words)
{
    size_t count = 0;
    Str needle = str_from(words);
    for (size_t at = str_find(text, needle, 0); at < text.len;
         at = str_find(text, needle, at + needle.len))
        count++;
    return count;
}

// ---- the writer ----

static Str written(Arena *arena, Str attribute, Str text)
{
    Out out = out_new(arena);
    Xml xml = xml_new(&out);
    xml_open(&xml, "a");
    xml_attr(&xml, "b", attribute);
    xml_open(&xml, "c");
    xml_text(&xml, text);
    xml_close(&xml);
    xml_open(&xml, "d");
    xml_attr_count(&xml, "e", 7);
    xml_close(&xml);
    xml_close(&xml);
    return out_text(&out);
}

static void elements_are_nested(void **state)
{
    Fixture *fixture = *state;
    assert_str(written(fixture->arena, STR("x"), STR("y\nz")),
               "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
               "<a b=\"x\">\n"
               "  <c>y\nz</c>\n"
               "  <d e=\"7\"/>\n"
               "</a>\n");
}

static void any_bytes_can_be_written(void **state)
{
    Fixture *fixture = *state;
    Str xml =
        written(fixture->arena, STR("<&>\"'\t\r\n]]>##[x]"), STR("<&>\"'\t\r\n]]>##[x]"));
    assert_has(xml, "b=\"&lt;&amp;&gt;&quot;'&#9;&#13;&#10;]]&gt;#&#35;[x]\"");
    assert_has(xml, "<c>&lt;&amp;&gt;\"'\t&#13;\n]]&gt;#&#35;[x]</c>");
    xml = written(fixture->arena, STR("\0\x01\x1F\x7F\xFF\xC0\x80"),
                  STR("\xED\xA0\x80\xEF\xBF\xBE\xEF\xBF\xBF\xF0\x9F\x98\x80"));
#define LOST "\xEF\xBF\xBD"
    assert_has(xml, "b=\"" LOST LOST LOST "&#x7F;" LOST LOST LOST "\"");
    assert_has(xml, "<c>" LOST LOST LOST LOST LOST "\xF0\x9F\x98\x80</c>");
    xml = written(fixture->arena, STR("\xC2\x9B\xE2\x80\xAE"), STR("\xE2\x80\x8B"));
    assert_has(xml, "b=\"&#x9B;&#x202E;\"");
    assert_has(xml, "<c>&#x200B;</c>");
}

// ---- JUnit ----

static void a_pass_is_one_test(void **state)
{
    assert_str(reported(*state, "junit"),
               "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
               "<testsuites name=\"tidegate\" tests=\"1\" failures=\"0\" errors=\"0\" "
               "time=\"0\">\n"
               "  <testsuite name=\"tidegate\" tests=\"1\" failures=\"0\" errors=\"0\" "
               "time=\"0\" skipped=\"0\">\n"
               "    <testcase classname=\"tidegate.not-judged\" name=\"every migration "
               "could be judged\" time=\"0\">\n"
               "      <system-out>passed: 0 errors, 0 warnings, 0 notices</system-out>\n"
               "    </testcase>\n"
               "  </testsuite>\n"
               "</testsuites>\n");
}

static void what_blocks_fails(void **state)
{
    Fixture *fixture = *state;
    add(fixture);
    Str xml = reported(fixture, "junit");
    assert_has(xml, "<testsuite name=\"tidegate\" tests=\"2\" failures=\"1\" "
                    "errors=\"0\" time=\"0\" skipped=\"0\">");
    assert_has(xml, "<testcase classname=\"tidegate.drop-column\" "
                    "name=\"drizzle/0001_b.sql: public.users.email\" time=\"0\" "
                    "file=\"drizzle/0001_b.sql\" line=\"2\">\n"
                    "      <failure type=\"drop-column\" message=\"Column users.email is "
                    "dropped\">drizzle/0001_b.sql:2:3: error: Column users.email is "
                    "dropped\n\nWhy: Its data is lost\n\nInstead: Stop using it "
                    "first</failure>\n");
}

static void what_does_not_block_passes_with_its_text(void **state)
{
    Fixture *fixture = *state;
    Finding *finding = add(fixture);
    finding->severity = SEV_WARNING;
    finding->approved = STR("label \"db\"");
    Str xml = reported(fixture, "junit");
    assert_has(xml, "tests=\"2\" failures=\"0\" errors=\"0\"");
    assert_has(xml, "<system-out>drizzle/0001_b.sql:2:3: warning: Column users.email is "
                    "dropped (approved by label \"db\")\n");
    fixture->report.fail_on = FAIL_ON_WARNING;
    assert_has(reported(fixture, "junit"), "tests=\"2\" failures=\"0\" errors=\"0\"");
    finding->approved = STR("");
    assert_has(reported(fixture, "junit"), "tests=\"2\" failures=\"1\" errors=\"0\"");
    fixture->report.fail_on = FAIL_NEVER;
    finding->severity = SEV_ERROR;
    assert_has(reported(fixture, "junit"), "tests=\"2\" failures=\"0\" errors=\"0\"");
}

static void what_is_suppressed_is_skipped(void **state)
{
    Fixture *fixture = *state;
    Finding *finding = add(fixture);
    finding->suppressed = true;
    finding->suppress_reason = STR("the table is empty");
    Str xml = reported(fixture, "junit");
    assert_has(xml, "tests=\"2\" failures=\"0\" errors=\"0\" time=\"0\" skipped=\"1\"");
    assert_has(xml, "<skipped>allowed: the table is empty</skipped>");
}

static void what_was_not_judged_is_an_error(void **state)
{
    Fixture *fixture = *state;
    fixture->report.failed = true;
    *vec_push(fixture->arena, &fixture->report.unjudged) = STR("unknown key");
    *vec_push(fixture->arena, &fixture->report.unjudged) = STR("no parser");
    Str xml = reported(fixture, "junit");
    assert_has(xml, "tests=\"1\" failures=\"0\" errors=\"1\"");
    assert_has(xml, "<error type=\"not-judged\" message=\"unknown key\">unknown key\n"
                    "no parser</error>");
    assert_int_equal(count_of(xml, "<testcase"), 1);
}

static void no_two_tests_have_one_name(void **state)
{
    Fixture *fixture = *state;
    add(fixture);
    add(fixture);
    add(fixture)->object = STR("");
    add(fixture)->object = STR("drizzle/0001_b.sql");
    Str xml = reported(fixture, "junit");
    assert_int_equal(count_of(xml, " name=\"drizzle/0001_b.sql: public.users.email\""),
                     1);
    assert_int_equal(
        count_of(xml, " name=\"drizzle/0001_b.sql: public.users.email (2)\""), 1);
    assert_int_equal(count_of(xml, " name=\"drizzle/0001_b.sql\""), 1);
    assert_int_equal(count_of(xml, " name=\"drizzle/0001_b.sql (2)\""), 1);
}

static void no_text_is_an_attachment(void **state)
{
    Fixture *fixture = *state;
    Finding *finding = add(fixture);
    finding->severity = SEV_NOTICE;
    finding->fix = STR("[[ATTACHMENT|/etc/passwd]] [[attachment|a]] [[[1]]]");
    Str xml = reported(fixture, "junit");
    assert_has(xml, "[ [ATTACHMENT|/etc/passwd]] [ [attachment|a]] [[[1]]]<");
    finding->suppressed = true;
    finding->suppress_reason = STR("[[Attachment|b]]");
    assert_has(reported(fixture, "junit"), "allowed: [ [Attachment|b]]<");
}

static void hostile_texts_are_shown(void **state)
{
    Fixture *fixture = *state;
    Finding *finding = add(fixture);
    finding->path = STR("a\"\n<b>&\x1B\xFF.sql");
    finding->message = STR("\x1B[2J ]]> \xE2\x80\xAE ##[error]x\n::error::y\0z");
    finding->object = STR("");
    finding->line = 0;
    Str xml = reported(fixture, "junit");
    assert_has(xml, "file=\"a&quot;&#10;&lt;b&gt;&amp;" LOST LOST ".sql\" line=\"1\"");
    assert_has(xml, "message=\"\\u{1B}[2J ]]&gt; \\u{202E} "
                    "\\u{23}#[error]x\\u{A}\\u{3A}:error::y\\u{0}z\"");
    assert_has(xml, ">a\"\\u{A}&lt;b&gt;&amp;\\u{1B}" LOST ".sql:1:3: error: ");
    assert_has(xml, "[error]x\n\\u{3A}:error::y\\u{0}z\n\nWhy");
    finding->path = STR("a\x7F\xC2\x9B\xC2\xA0.sql");
    assert_has(reported(fixture, "junit"), "file=\"a&#x7F;&#x9B;\xC2\xA0.sql\"");
    assert_false(str_contains(xml, STR("##")));
    assert_false(str_contains(xml, STR("\n::")));
}

// ---- checkstyle ----

static void a_pass_names_no_file(void **state)
{
    assert_str(reported(*state, "checkstyle"),
               "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
               "<checkstyle version=\"4.3\"/>\n");
}

static void errors_stand_in_their_files(void **state)
{
    Fixture *fixture = *state;
    add(fixture);
    add(fixture)->severity = SEV_WARNING;
    Finding *other = add(fixture);
    other->severity = SEV_NOTICE;
    other->path = STR("z.sql");
    other->line = other->column = 0;
    other->message = STR("a\n\"b\"");
    assert_str(reported(fixture, "checkstyle"),
               "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
               "<checkstyle version=\"4.3\">\n"
               "  <file name=\"drizzle/0001_b.sql\">\n"
               "    <error line=\"2\" column=\"3\" severity=\"error\" message=\"Column "
               "users.email is dropped\" source=\"tidegate.drop-column\"/>\n"
               "    <error line=\"2\" column=\"3\" severity=\"warning\" message=\"Column "
               "users.email is dropped\" source=\"tidegate.drop-column\"/>\n"
               "  </file>\n"
               "  <file name=\"z.sql\">\n"
               "    <error line=\"1\" column=\"1\" severity=\"info\" message=\"a&#10;"
               "&quot;b&quot;\" source=\"tidegate.drop-column\"/>\n"
               "  </file>\n"
               "</checkstyle>\n");
}

static void suppressed_findings_are_no_errors(void **state)
{
    Fixture *fixture = *state;
    add(fixture)->suppressed = true;
    assert_int_equal(count_of(reported(fixture, "checkstyle"), "<error"), 0);
}

static void what_was_not_judged_is_of_the_repository(void **state)
{
    Fixture *fixture = *state;
    *vec_push(fixture->arena, &fixture->report.unjudged) = STR("no parser");
    assert_has(reported(fixture, "checkstyle"),
               "  <file name=\".\">\n"
               "    <error line=\"1\" column=\"1\" severity=\"error\" message=\"no "
               "parser\" source=\"tidegate.not-judged\"/>\n"
               "  </file>\n");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(elements_are_nested),
        TEST(any_bytes_can_be_written),
        TEST(a_pass_is_one_test),
        TEST(what_blocks_fails),
        TEST(what_does_not_block_passes_with_its_text),
        TEST(what_is_suppressed_is_skipped),
        TEST(what_was_not_judged_is_an_error),
        TEST(no_two_tests_have_one_name),
        TEST(no_text_is_an_attachment),
        TEST(hostile_texts_are_shown),
        TEST(a_pass_names_no_file),
        TEST(errors_stand_in_their_files),
        TEST(suppressed_findings_are_no_errors),
        TEST(what_was_not_judged_is_of_the_repository),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
