// SPDX-License-Identifier: Apache-2.0
// Unit tests of config/config.h: what is read, and where a mistake is said to be.
#include "config/config.h"

#include "base/out.h"
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
    assert_str(config->fail_on.text, "warning");
    assert_int_equal(config->projects.len, 2);
    const ConfigProject *project = &config->projects.at[0];
    assert_str(project->path.text, "a/drizzle");
    assert_str(project->layout.text, "drizzle");
    assert_str(project->engine.text, "postgres@15");
    assert_str(project->runner.text, "plain");
    assert_int_equal(project->schema.len, 1);
    assert_str(project->schema.at[0].text, "a/schema.ts");
    assert_str(project->schema.at[0].place, "tidegate.jsonc:7:17");
    assert_str(config->projects.at[1].path.text, "größe");
    assert_str(config->projects.at[1].layout.text, "");
}

static void everything_may_be_left_out(void **state)
{
    Fixture *fixture = *state;
    assert_true(read_text(fixture, STR(" {} \n")));
    assert_str(fixture->config.fail_on.text, "");
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
    assert_str(fixture->config.fail_on.text, "notice");
}

static void strings_keep_what_looks_like_comments(void **state)
{
    Fixture *fixture = *state;
    assert_true(
        read_text(fixture, STR("{\"projects\":[{\"path\":\"a/b/*c*/,}\\\"//\\\\\"}]}")));
    assert_int_equal(fixture->config.projects.len, 1);
    assert_str(fixture->config.projects.at[0].path.text, "a/b/*c*/,}\"/\\");
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
    assert_str(fixture->config.fail_on.text, "never");
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

static void a_rule_may_have_options(void **state)
{
    Fixture *fixture = *state;
    assert_true(read_text(fixture, STR("{\"rules\": {\n"
                                       "  \"a\": { \"pattern\": \"x\", \"most\": 12 },\n"
                                       "  \"b\": { \"severity\": \"off\",\n"
                                       "    \"names\": [\"x\", \"y\"] }}}")));
    assert_int_equal(fixture->config.rules.len, 2);
    const ConfigRule *rule = fixture->config.rules.at;
    assert_null(rule[0].word.ptr);
    assert_str(rule[0].place, "tidegate.jsonc:2:8");
    assert_int_equal(rule[0].options.len, 2);
    const ConfigOption *option = rule[0].options.at;
    assert_str(option[0].name.text, "pattern");
    assert_int_equal(option[0].kind, CONFIG_STRING);
    assert_str(option[0].texts.at[0].text, "x");
    assert_str(option[0].place, "tidegate.jsonc:2:21");
    assert_int_equal(option[1].kind, CONFIG_NUMBER);
    assert_int_equal(option[1].number, 12);
    assert_str(rule[1].word, "off");
    assert_int_equal(rule[1].options.at[0].kind, CONFIG_STRINGS);
    assert_int_equal(rule[1].options.at[0].texts.len, 2);
}

static void options_of_rules_are_numbers_strings_or_lists(void **state)
{
    static const char *const values[] = { "true", "null", "{}", "1.5", "-1", "1e99" };
    Fixture *fixture = *state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        assert_false(read_text(
            fixture,
            arena_fmt(fixture->arena, "{\"rules\": {\"a\": {\"b\": %s}}}", values[i])));
        assert_str(fixture->why, "tidegate.jsonc:1:23: a whole number, a string or an "
                                 "array of strings is expected here");
    }
    assert_refused(fixture, "{\"rules\": {\"a\": {\"b\": []}}}",
                   "tidegate.jsonc:1:23: this is empty");
    assert_refused(fixture, "{\"rules\": {\"a\": {\"severity\": 1}}}",
                   "tidegate.jsonc:1:30: a string is expected here");
    assert_refused(fixture, "{\"rules\": {\"a\": {\"b\": \"x\", \"b\": \"y\"}}}",
                   "tidegate.jsonc:1:33: this key stands here for the second time");
}

static void overrides_have_paths_and_rules(void **state)
{
    Fixture *fixture = *state;
    assert_true(read_text(
        fixture, STR("{\"overrides\": [\n"
                     "  { \"path\": \"old/**\", \"rules\": { \"a\": \"off\" } },\n"
                     "  { \"path\": [\"x\", \"y/*.sql\"],\n"
                     "    \"rules\": { \"a\": \"error\", \"b\": \"notice\" } }]}")));
    assert_int_equal(fixture->config.overrides.len, 2);
    const ConfigOverride *entry = fixture->config.overrides.at;
    assert_int_equal(entry[0].paths.len, 1);
    assert_str(entry[0].paths.at[0].text, "old/**");
    assert_str(entry[0].rules.at[0].word, "off");
    assert_int_equal(entry[1].paths.len, 2);
    assert_int_equal(entry[1].rules.len, 2);
    assert_str(entry[1].rules.at[1].place, "tidegate.jsonc:4:35");
    assert_refused(fixture, "{\"overrides\": [{\"rules\": {\"a\": \"off\"}}]}",
                   "tidegate.jsonc:1:16: an entry of \"overrides\" needs its \"path\": "
                   "where it holds");
    assert_refused(fixture, "{\"overrides\": [{\"path\": \"x\"}]}",
                   "tidegate.jsonc:1:16: an entry of \"overrides\" needs its \"rules\": "
                   "what is other there");
    assert_refused(fixture, "{\"overrides\": [{\"path\": [], \"rules\": {}}]}",
                   "tidegate.jsonc:1:25: this is empty");
    assert_refused(fixture, "{\"overrides\": [{\"path\": \"x\", \"rules\": {}}]}",
                   "tidegate.jsonc:1:39: this is empty");
    assert_refused(fixture,
                   "{\"overrides\": [{\"path\": \"x\", \"rules\": {\"a\": {}}}]}",
                   "tidegate.jsonc:1:45: a string is expected here");
}

static void globs_that_name_nothing_are_refused(void **state)
{
    static const struct {
        const char *glob, *fault;
    } rows[] = {
        { "**", "names no place: it fits everything" },
        { "**/?*", "names no place: it fits everything" },
        { "/db/*.sql",
          "fits no path: they start at the repository's root, without a slash" },
        { "db/", "fits no path: what is in a folder is folder/**" },
        { "db//a.sql", "fits no path: it has an empty part" },
        { "./db/a.sql", "fits no path: . and .. are in none" },
        { "db/../a.sql", "fits no path: . and .. are in none" },
        { "!db/a.sql", "fits no path: a glob cannot leave out" },
    };
    Fixture *fixture = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_false(read_text(
            fixture,
            arena_fmt(fixture->arena,
                      "{\"approvals\": {\"labels\": \"l\", \"paths\": [\"%s\"]}}",
                      rows[i].glob)));
        Str expected = arena_fmt(fixture->arena, "tidegate.jsonc:1:41: \"%s\" %s",
                                 rows[i].glob, rows[i].fault);
        assert_str_equal(fixture->why, expected);
    }
}

static void the_gate_has_its_keys(void **state)
{
    Fixture *fixture = *state;
    const Config *config = &fixture->config;
    assert_true(read_text(fixture, STR("{}")));
    assert_false(config->strict_given || config->approvals.given);
    assert_str(config->baseline, "");
    assert_true(read_text(fixture, STR("{\"strict\": false}")));
    assert_true(config->strict_given && !config->strict);
    assert_true(
        read_text(fixture, STR("{\"strict\": true, \"baseline\": \"ci/known.txt\",\n"
                               " \"approvals\": { \"labels\": [\"db ok\", \"dba\"],\n"
                               "   \"rules\": \"drop-table\", \"paths\": [\"db/**\"],\n"
                               "   \"require-reason\": true }}")));
    assert_true(config->strict_given && config->strict);
    assert_str(config->strict_place, "tidegate.jsonc:1:12");
    assert_str(config->baseline, "ci/known.txt");
    assert_str(config->baseline_place, "tidegate.jsonc:1:30");
    const ConfigApprovals *approvals = &config->approvals;
    assert_true(approvals->given && approvals->require_reason);
    assert_int_equal(approvals->labels.len, 2);
    assert_str(approvals->labels.at[1].text, "dba");
    assert_str(approvals->labels.at[1].place, "tidegate.jsonc:2:37");
    assert_str(approvals->rules.at[0].text, "drop-table");
    assert_str(approvals->paths.at[0].text, "db/**");
}

static void the_gate_s_keys_are_checked(void **state)
{
    Fixture *fixture = *state;
    assert_refused(fixture, "{\"strict\": \"yes\"}",
                   "tidegate.jsonc:1:12: true or false is expected here");
    assert_refused(fixture, "{\"baseline\": \" \"}",
                   "tidegate.jsonc:1:14: this is empty");
    assert_refused(fixture, "{\"approvals\": []}",
                   "tidegate.jsonc:1:15: an object { … } is expected here");
    assert_refused(
        fixture, "{\"approvals\": {\"require-reason\": true}}",
        "tidegate.jsonc:1:15: \"approvals\" needs its \"labels\": what approves "
        "a change");
    assert_refused(fixture, "{\"approvals\": {\"labels\": []}}",
                   "tidegate.jsonc:1:26: this is empty");
    assert_refused(fixture, "{\"approvals\": {\"labels\": [\"a\", \"a\"]}}",
                   "tidegate.jsonc:1:32: this stands here for the second time");
    assert_refused(fixture, "{\"approvals\": {\"labels\": \"a\", \"require-reason\": 1}}",
                   "tidegate.jsonc:1:49: true or false is expected here");
    assert_refused(fixture, "{\"approvals\": {\"label\": \"a\"}}",
                   "tidegate.jsonc:1:25: unknown key \"label\", did you mean labels?");
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
    assert_refused(fixture, "{\"projects\": [{\"path\": \"\"}]}",
                   "tidegate.jsonc:1:24: this is empty");
}

static void a_project_stands_once_and_inside(void **state)
{
    Fixture *fixture = *state;
    assert_refused(fixture,
                   "{\"projects\": [{\"path\": \"db\"},\n {\"path\": \"./db/\"}]}",
                   "tidegate.jsonc:2:2: the project \"db\" stands in tidegate.jsonc:1:24 "
                   "already");
    assert_refused(fixture, "{\"projects\": [{\"path\": \"../db\"}]}",
                   "tidegate.jsonc:1:24: a project lies outside of the repository: "
                   "\"../db\"");
    assert_refused(fixture, "{\"projects\": [{\"path\": \"/db\"}]}",
                   "tidegate.jsonc:1:24: a project lies outside of the repository: "
                   "\"/db\"");
    assert_true(read_text(fixture, STR("{\"projects\": [{\"path\": \".\"}]}")));
    assert_str(fixture->config.projects.at[0].path.text, ".");
}

static void a_schema_may_be_several_files(void **state)
{
    Fixture *fixture = *state;
    assert_true(read_text(fixture, STR("{\"projects\": [{\"path\": \"a\",\n"
                                       "\"schema\": [\"a.ts\", \"b/*.ts\"]}]}")));
    const ConfigProject *project = fixture->config.projects.at;
    assert_int_equal(project->schema.len, 2);
    assert_str(project->schema.at[1].text, "b/*.ts");
    assert_str(project->schema.at[1].place, "tidegate.jsonc:2:20");
    assert_refused(fixture, "{\"projects\": [{\"path\": \"a\", \"schema\": [1]}]}",
                   "tidegate.jsonc:1:40: a string is expected here");
}

static void what_only_a_lax_parser_takes_is_refused(void **state)
{
    Fixture *fixture = *state;
    assert_refused(
        fixture, "{\"baseline\": \"a\nb\"}",
        "tidegate.jsonc:1:16: a string ends on the line that it begins on, and "
        "has control characters as escapes");
    assert_refused(fixture, "{\"baseline\": \"a\\u0000b\"}",
                   "tidegate.jsonc:1:16: no text here can have a NUL character");
    assert_refused(fixture, "{\"strict\\u0000x\": true}",
                   "tidegate.jsonc:1:9: no text here can have a NUL character");
    assert_refused(fixture, "\f{\"strict\": true}",
                   "tidegate.jsonc:1:1: a control character stands here");
    assert_refused(fixture, "{\"strict\":\001true}",
                   "tidegate.jsonc:1:11: a control character stands here");
    assert_true(read_text(fixture, STR("{\"baseline\": \"a\\\\u0000b\"}")));
    assert_str(fixture->config.baseline, "a\\u0000b");
}

static void places_are_right_with_any_line_ends(void **state)
{
    Fixture *fixture = *state;
    assert_refused(fixture, "{\r\n  // größe\r\n  \"strict\": 1\r\n}",
                   "tidegate.jsonc:3:13: true or false is expected here");
    assert_refused(fixture, "{\r  \"strict\": 1\r}",
                   "tidegate.jsonc:2:13: true or false is expected here");
    assert_refused(fixture, "{ /* größe */ \"strict\": 1 }",
                   "tidegate.jsonc:1:25: true or false is expected here");
}

// A walk that starts over for each entry would take minutes.
static void many_entries_take_one_pass(void **state)
{
    enum { ENTRIES = 20000 };
    Fixture *fixture = *state;
    Out out = out_new(fixture->arena);
    out_cstr(&out, "{\"allow\": [\n");
    for (size_t i = 0; i < ENTRIES; i++)
        out_fmt(
            &out,
            "{\"rule\": \"r%zu\", \"path\": \"db/%zu.sql\", \"reason\": \"known\"},\n", i,
            i);
    out_cstr(&out, "]}");
    assert_true(read_text(fixture, out_text(&out)));
    assert_int_equal(fixture->config.allow.len, ENTRIES);
    assert_str(fixture->config.allow.at[ENTRIES - 1].path.place,
               "tidegate.jsonc:20001:28");
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
        TEST(a_rule_may_have_options),
        TEST(options_of_rules_are_numbers_strings_or_lists),
        TEST(overrides_have_paths_and_rules),
        TEST(globs_that_name_nothing_are_refused),
        TEST(the_gate_has_its_keys),
        TEST(the_gate_s_keys_are_checked),
        TEST(a_project_stands_once_and_inside),
        TEST(a_schema_may_be_several_files),
        TEST(what_only_a_lax_parser_takes_is_refused),
        TEST(places_are_right_with_any_line_ends),
        TEST(many_entries_take_one_pass),
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
