// SPDX-License-Identifier: Apache-2.0
// Unit tests of config/config.h: what is read, and where a mistake is said to be.
#include "config/config.h"

#include "check.h"

typedef struct Fixture {
    Arena *arena;
    Config config;
    Str why;
} Fixture;

static int setup(void **state)
{
    Arena *arena = arena_new();
    Fixture *fixture = NEW(arena, Fixture);
    fixture->arena = arena;
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    arena_free(((Fixture *)*state)->arena);
    return 0;
}

static bool read_text(Fixture *fixture, Str text)
{
    fixture->config = (Config){ 0 };
    fixture->why = STR("");
    return config_read(fixture->arena, STR("tidegate.jsonc"), text, &fixture->config,
                       &fixture->why);
}

#define assert_refused(fixture, text, expected)                                          \
    do {                                                                                 \
        assert_false(read_text((fixture), STR(text)));                                   \
        assert_str((fixture)->why, expected);                                            \
    } while (0)

static void reads_every_key(void **state)
{
    Fixture *fixture = *state;
    assert_true(read_text(
        fixture, STR("{\n"
                     "  \"$schema\": \"config.json\",\n"
                     "  \"fail-on\": \"warning\",\n"
                     "  \"projects\": [\n"
                     "    { \"path\": \"a/drizzle\", \"layout\": \"drizzle\",\n"
                     "      \"engine\": \"postgres@15\", \"runner\": \"plain\",\n"
                     "      \"schema\": \"a/schema.ts\" },\n"
                     "    { \"path\": \"gr\\u00f6\\u00dfe\" }\n"
                     "  ]\n"
                     "}\n")));
    const Config *config = &fixture->config;
    assert_str(config->fail_on, "warning");
    assert_int_equal(config->projects.len, 2);
    const ConfigProject *project = &config->projects.at[0];
    assert_str(project->path, "a/drizzle");
    assert_str(project->layout, "drizzle");
    assert_str(project->engine, "postgres@15");
    assert_str(project->runner, "plain");
    assert_str(project->schema, "a/schema.ts");
    assert_str(config->projects.at[1].path, "größe");
    assert_str(config->projects.at[1].layout, "");
}

static void everything_may_be_left_out(void **state)
{
    Fixture *fixture = *state;
    assert_true(read_text(fixture, STR(" {} \n")));
    assert_str(fixture->config.fail_on, "");
    assert_int_equal(fixture->config.projects.len, 0);
    assert_true(read_text(fixture, STR("{\"projects\": []}")));
    assert_int_equal(fixture->config.projects.len, 0);
}

static void comments_may_stand_anywhere(void **state)
{
    Fixture *fixture = *state;
    assert_true(read_text(fixture, STR("// first \"\n"
                                       "{ /* \" } */ \"fail-on\" /**/ : // größe\r\n"
                                       "\"notice\" } /* , */ // last")));
    assert_str(fixture->config.fail_on, "notice");
}

static void strings_keep_what_looks_like_comments(void **state)
{
    Fixture *fixture = *state;
    assert_true(
        read_text(fixture, STR("{\"projects\":[{\"path\":\"a//b/*c*/,}\\\"//\\\\\"}]}")));
    assert_int_equal(fixture->config.projects.len, 1);
    assert_str(fixture->config.projects.at[0].path, "a//b/*c*/,}\"//\\");
}

static void trailing_commas_are_passed_over(void **state)
{
    Fixture *fixture = *state;
    assert_true(
        read_text(fixture, STR("{\"projects\":[{\"path\":\"a\",},// one\n],\n}")));
    assert_int_equal(fixture->config.projects.len, 1);
    assert_false(read_text(fixture, STR("{,}")));
    assert_false(read_text(fixture, STR("{\"projects\":[,]}")));
    assert_false(read_text(fixture, STR("{\"fail-on\":\"error\",,}")));
    assert_false(read_text(fixture, STR("{},")));
}

static void a_byte_order_mark_does_no_harm(void **state)
{
    Fixture *fixture = *state;
    assert_true(read_text(fixture, STR("\xEF\xBB\xBF{\"fail-on\": \"never\"}")));
    assert_str(fixture->config.fail_on, "never");
    assert_refused(fixture, "\xEF\xBB\xBF{\"fail-on\": 1}",
                   "tidegate.jsonc:1:13: a string is expected here");
}

static void rules_are_kept_with_their_places(void **state)
{
    Fixture *fixture = *state;
    assert_true(
        read_text(fixture, STR("{\n  \"rules\": {\n    \"drop-column\": \"off\",\n"
                               "    \"truncate\": \"notice\" }\n}")));
    assert_int_equal(fixture->config.rules.len, 2);
    const ConfigRule *rule = &fixture->config.rules.at[1];
    assert_str(rule->id, "truncate");
    assert_str(rule->word, "notice");
    assert_str(rule->place, "tidegate.jsonc:4:17");
    assert_refused(fixture, "{\"rules\": []}",
                   "tidegate.jsonc:1:11: an object { … } is expected here");
    assert_refused(fixture, "{\"rules\": {\"truncate\": true}}",
                   "tidegate.jsonc:1:24: a string is expected here");
    assert_refused(fixture, "{\"rules\": {\"truncate\": \"off\", \"truncate\": \"off\"}}",
                   "tidegate.jsonc:1:43: this key stands here for the second time");
}

static void a_rule_may_have_a_pattern(void **state)
{
    Fixture *fixture = *state;
    assert_true(read_text(fixture, STR("{\"rules\": {\n"
                                       "  \"a\": { \"pattern\": \"x\" },\n"
                                       "  \"b\": { \"severity\": \"off\" }}}")));
    assert_int_equal(fixture->config.rules.len, 2);
    const ConfigRule *rule = fixture->config.rules.at;
    assert_null(rule[0].word.ptr);
    assert_str(rule[0].pattern, "x");
    assert_str(rule[0].place, "tidegate.jsonc:2:8");
    assert_str(rule[1].word, "off");
    assert_null(rule[1].pattern.ptr);
    assert_refused(fixture, "{\"rules\": {\"a\": {\"pattern\": 1}}}",
                   "tidegate.jsonc:1:29: a string is expected here");
    assert_refused(fixture, "{\"rules\": {\"a\": {\"patern\": \"x\"}}}",
                   "tidegate.jsonc:1:28: unknown key \"patern\", did you mean pattern?");
    assert_refused(fixture,
                   "{\"rules\": {\"a\": {\"pattern\": \"x\", \"pattern\": \"y\"}}}",
                   "tidegate.jsonc:1:45: this key stands here for the second time");
}

static void unknown_keys_come_with_the_nearest(void **state)
{
    Fixture *fixture = *state;
    assert_refused(fixture, "{\n  \"fail_on\": \"error\"\n}",
                   "tidegate.jsonc:2:14: unknown key \"fail_on\", did you mean fail-on?");
    assert_refused(fixture, "{\"projects\": [{\"path\": \"a\"}, {\"engin\": \"b\"}]}",
                   "tidegate.jsonc:1:40: unknown key \"engin\", did you mean engine?");
    assert_refused(fixture, "{\"rulez\": {}}",
                   "tidegate.jsonc:1:11: unknown key \"rulez\", did you mean rules?");
    assert_refused(fixture, "{\"Fail-On\": \"error\"}",
                   "tidegate.jsonc:1:13: unknown key \"Fail-On\", did you mean fail-on?");
}

static void a_key_stands_once(void **state)
{
    assert_refused((Fixture *)*state, "{\"fail-on\": \"error\",\n\"fail-on\": \"never\"}",
                   "tidegate.jsonc:2:12: this key stands here for the second time");
}

static void kinds_of_values_are_checked(void **state)
{
    Fixture *fixture = *state;
    assert_refused(fixture, "[]", "tidegate.jsonc:1:1: an object { … } is expected here");
    assert_refused(fixture, "{\"fail-on\": null}",
                   "tidegate.jsonc:1:13: a string is expected here");
    assert_refused(fixture, "{\"$schema\": 7}",
                   "tidegate.jsonc:1:13: a string is expected here");
    assert_refused(fixture, "{\"projects\": {}}",
                   "tidegate.jsonc:1:14: an array [ … ] of projects is expected here");
    assert_refused(fixture, "{\"projects\": [{\"path\":\"a\"},\n \"b\"]}",
                   "tidegate.jsonc:2:2: an object { … } is expected here");
}

static void a_project_has_a_path(void **state)
{
    Fixture *fixture = *state;
    assert_refused(
        fixture, "{\"projects\": [\n  {\"layout\": \"plain\"}]}",
        "tidegate.jsonc:2:3: a project needs its \"path\": the migration folder");
    assert_refused(
        fixture, "{\"projects\": [{\"path\": \"\"}]}",
        "tidegate.jsonc:1:15: a project needs its \"path\": the migration folder");
}

static void what_is_not_json_is_refused_where_it_stops(void **state)
{
    Fixture *fixture = *state;
    assert_refused(fixture, "{\n  \"fail-on\" \"error\"\n}",
                   "tidegate.jsonc:2:13: this is not JSON");
    assert_refused(fixture, "{} /* größe */ x",
                   "tidegate.jsonc:1:16: there is text behind the end of the object");
    assert_refused(fixture, "{} /* open",
                   "tidegate.jsonc:1:4: there is text behind the end of the object");
    assert_false(read_text(fixture, STR("")));
    assert_str(fixture->why, "tidegate.jsonc:1:1: this is not JSON");
    assert_false(read_text(fixture, (Str){ 0 }));
    assert_false(read_text(fixture, STR("{\"fail-on\": \"error")));
    assert_false(read_text(fixture, STR("{\"fail-on\": \"\\")));
    assert_false(read_text(fixture, STR("// nothing\n")));
}

static void what_is_not_text_is_refused(void **state)
{
    Fixture *fixture = *state;
    assert_refused(fixture, "{\n\"a\xFF\": 1}",
                   "tidegate.jsonc:2:3: the file is not UTF-8 text");
    assert_refused(fixture, "{}\0", "tidegate.jsonc:1:3: the file is not UTF-8 text");
}

static void depth_is_no_danger(void **state)
{
    Fixture *fixture = *state;
    Str deep = STR("");
    for (size_t i = 0; i < 12; i++) // doubles to 4096 brackets
        deep = arena_fmt(fixture->arena, STR_FMT STR_FMT, STR_ARG(deep),
                         STR_ARG(i == 0 ? STR("[") : deep));
    assert_true(deep.len >= 2048);
    assert_false(read_text(fixture, deep));
    assert_true(fixture->why.len > 0);
}

// Whatever is cut off, the answer is a message or a configuration.
static void every_prefix_is_answered(void **state)
{
    Fixture *fixture = *state;
    Str text =
        STR("/* a */ {\"projects\": [{\"path\": \"a\\n\", \"engine\": \"b\"},], // c\n}");
    for (size_t len = 0; len < text.len; len++) {
        Str copy = arena_copy(fixture->arena, str_take(text, len));
        assert_false(read_text(fixture, copy));
        assert_true(str_starts(fixture->why, STR("tidegate.jsonc:")));
    }
    assert_true(read_text(fixture, text));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(reads_every_key),
        TEST(everything_may_be_left_out),
        TEST(comments_may_stand_anywhere),
        TEST(strings_keep_what_looks_like_comments),
        TEST(trailing_commas_are_passed_over),
        TEST(a_byte_order_mark_does_no_harm),
        TEST(rules_are_kept_with_their_places),
        TEST(a_rule_may_have_a_pattern),
        TEST(unknown_keys_come_with_the_nearest),
        TEST(a_key_stands_once),
        TEST(kinds_of_values_are_checked),
        TEST(a_project_has_a_path),
        TEST(what_is_not_json_is_refused_where_it_stops),
        TEST(what_is_not_text_is_refused),
        TEST(depth_is_no_danger),
        TEST(every_prefix_is_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
