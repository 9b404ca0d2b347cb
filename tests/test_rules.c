// SPDX-License-Identifier: Apache-2.0
// Rules about rules: each one is named as its C name says, tells why and what to do, and
// has examples and fixtures that prove it.
#include "judged.h"

#include "base/fail.h"
#include "base/pattern.h"
#include "lint/rule_options.h"

#include "unit/check.h"

typedef VEC(struct CMUnitTest) TestVec;

// ---- one rule ----

static bool is_kebab(Str id)
{
    Pattern *pattern = pattern_new("\\A[a-z][a-z0-9]*(-[a-z0-9]+)*\\z");
    Match match;
    bool found = pattern_find(pattern, id, 0, &match);
    pattern_free(pattern);
    return found;
}

// Documentation that is there, says something and can be printed.
static void assert_text(const Rule *rule, const char *field, const char *text)
{
    if (str_trim(str_from(text)).len == 0) {
        print_error("%s: no .%s\n", rule->id, field);
        fail();
    }
}

static void explains_itself(void **state)
{
    const Rule *rule = ((const RuleEntry *)*state)->rule;
    Str title = str_from(rule->title);
    assert_true(is_kebab(str_from(rule->id)));
    assert_text(rule, "since", rule->since);
    assert_text(rule, "title", rule->title);
    assert_text(rule, "why", rule->why);
    assert_text(rule, "fix", rule->fix);
    assert_text(rule, "bad", rule->bad);
    assert_text(rule, "good", rule->good);
    assert_false(str_ends(title, STR(".")));
    assert_false(str_contains(title, STR("\n")));
}

static void assert_no_problems(const Rule *rule, const char *field, Str problems)
{
    if (problems.len == 0)
        return;
    print_error("%s.%s:\n" STR_FMT, rule->id, field, STR_ARG(problems));
    fail();
}

static void bad_example_fires_this_rule_alone(void **state)
{
    const Rule *rule = ((const RuleEntry *)*state)->rule;
    Arena *arena = arena_new();
    FindingVec findings = { 0 };
    assert_no_problems(rule, "bad", bad_problems(arena, rule, &findings));
    arena_free(arena);
}

static void good_example_is_silent(void **state)
{
    const Rule *rule = ((const RuleEntry *)*state)->rule;
    Arena *arena = arena_new();
    FindingVec findings = { 0 };
    assert_no_problems(rule, "good", good_problems(arena, rule, &findings));
    arena_free(arena);
}

// An option's default is one that it takes itself.
static bool is_sound(const RuleOption *option)
{
    Str text = str_from(option->text);
    Pattern *pattern = NULL;
    Str why;
    Arena *arena = arena_new();
    bool sound = false;
    switch (option->kind) {
    case OPTION_NUMBER:
        sound = option->least <= option->number && option->number <= option->most;
        break;
    case OPTION_PATTERN:
        sound = text.len > 0 && pattern_try(arena, text, &pattern, &why);
        pattern_free(pattern);
        break;
    case OPTION_WORDS: // names that only a project knows are none by default
        sound = option->text != NULL;
        break;
    }
    arena_free(arena);
    return sound;
}

// Some fixture of the rule sets it.
static bool is_tried(const Rule *rule, const RuleOption *option)
{
    Arena *arena = arena_new();
    FileTree *files = repository(arena);
    Str dir = path_join(arena, STR("fixtures"), str_from(rule->id));
    StrVec names = names_in(files, arena, dir, ENTRY_FILE);
    Str said = arena_fmt(arena, "\"%s\": { \"%s\":", rule->id, option->name);
    bool found = false;
    for (size_t i = 0; i < names.len; i++)
        found =
            found ||
            str_contains(text_of(files, arena, path_join(arena, dir, names.at[i])), said);
    arena_free(arena);
    return found;
}

static void options_are_explained_and_tried(void **state)
{
    static const char *const taken[] = { "severity", "rule", "default", NULL };
    const Rule *rule = ((const RuleEntry *)*state)->rule;
    for (size_t i = 0; i < rule_option_count(rule); i++) {
        const RuleOption *option = &rule->options[i];
        Str meaning = str_from(option->meaning);
        bool good = is_kebab(str_from(option->name)) &&
                    !str_is_any(str_from(option->name), taken) && meaning.len > 0 &&
                    !str_ends(meaning, STR(".")) && is_sound(option) &&
                    is_tried(rule, option);
        if (!good)
            print_error("%s: option %s\n", rule->id, option->name);
        assert_true(good);
    }
}

static size_t count_starting(const StrVec *names, Str prefix)
{
    size_t count = 0;
    for (size_t i = 0; i < names->len; i++)
        count += str_starts(names->at[i], prefix);
    return count;
}

// What is lost can be approved, and what is always an error cannot. A gap that is no
// error by itself is what strict is for.
static void its_family_fits(void **state)
{
    const Rule *rule = ((const RuleEntry *)*state)->rule;
    assert_false(rule->loses_data && rule->gap);
    if (rule->loses_data) {
        assert_false(rule->always);
        assert_int_not_equal(rule->severity, SEV_NOTICE);
        assert_int_equal(rule->kind, KIND_OTHER);
    }
    if (rule->gap)
        assert_true(!rule->always && !rule->off && rule->severity < SEV_ERROR);
}

static void has_fixtures(void **state)
{
    const Rule *rule = ((const RuleEntry *)*state)->rule;
    Arena *arena = arena_new();
    FileTree *files = repository(arena);
    Str dir = path_join(arena, STR("fixtures"), str_from(rule->id));
    StrVec names = { 0 };
    if (tree_is_dir(files, arena, dir))
        names = names_in(files, arena, dir, ENTRY_FILE);
    size_t fires = count_starting(&names, STR("fires"));
    size_t silent = count_starting(&names, STR("silent"));
    if (fires == 0 || silent == 0)
        print_error(STR_FMT ": %zu fires*, %zu silent*\n", STR_ARG(dir), fires, silent);
    arena_free(arena);
    assert_true(fires > 0);
    assert_true(silent > 0);
}

// ---- all together ----

static void the_table_is_sorted_and_finds_each_rule(void **state)
{
    (void)state;
    assert_true(rule_index_len > 0);
    for (size_t i = 0; i < rule_index_len; i++) {
        Str id = str_from(rule_index[i].rule->id);
        if (i > 0)
            assert_true(str_cmp(str_from(rule_index[i - 1].rule->id), id) < 0);
        assert_ptr_equal(rule_find(id), rule_index[i].rule);
        assert_string_equal(rule_family(rule_index[i].rule), rule_index[i].family);
    }
    assert_null(rule_find(STR("no-such-rule")));
    assert_null(rule_find(STR("")));
}

static void every_fixture_folder_is_a_rule(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    StrVec folders = names_in(repository(arena), arena, STR("fixtures"), ENTRY_DIR);
    size_t strangers = 0;
    for (size_t i = 0; i < folders.len; i++) {
        bool known = str_starts(folders.at[i], STR("_")) || rule_find(folders.at[i]);
        if (!known)
            print_error("fixtures/" STR_FMT ": no such rule\n", STR_ARG(folders.at[i]));
        strangers += !known;
    }
    arena_free(arena);
    assert_int_equal(strangers, 0);
}

static void each_family_is_this_list(void **state)
{
    static const char *const losses[] = { "alter-ignore",
                                          "delete-rows",
                                          "delete-without-where",
                                          "destructive-down",
                                          "drop-and-add-column",
                                          "drop-cascade",
                                          "drop-column",
                                          "drop-database",
                                          "drop-owned",
                                          "drop-partition",
                                          "drop-schema",
                                          "drop-system-versioning",
                                          "drop-table",
                                          "lossy-type-change",
                                          "rebuild-cascade",
                                          "rebuild-loses-column-or-rows",
                                          "tidb-ttl-destructive",
                                          "truncate",
                                          "type-narrowing",
                                          "update-without-where",
                                          NULL };
    static const char *const gaps[] = {
        "changelog-not-judged", "dynamic-sql",        "expired-suppression",
        "opaque-statement",     "skipped-comment",    "stale-baseline",
        "template-placeholder", "unused-suppression", NULL
    };
    (void)state;
    for (size_t i = 0; i < rule_index_len; i++) {
        const Rule *rule = rule_index[i].rule;
        assert_int_equal(rule->loses_data, str_is_any(str_from(rule->id), losses));
        assert_int_equal(rule->gap, str_is_any(str_from(rule->id), gaps));
    }
}

static Str kebab(Arena *arena, Str name)
{
    char *id = NEW_ARRAY(arena, char, name.len);
    for (size_t i = 0; i < name.len; i++)
        id[i] = name.ptr[i] == '_' ? '-' : name.ptr[i];
    return (Str){ id, name.len };
}

// How many RULE(name) the file has whose .id on the next line is that name.
static size_t count_well_named(Arena *arena, Str text)
{
    Pattern *pattern = pattern_new("^RULE\\((\\w+)\\) = \\{\\s*\\.id = \"([^\"]*)\"");
    Match match;
    size_t count = 0;
    for (size_t at = 0; pattern_find(pattern, text, at, &match); at = match.end) {
        bool same = str_eq(kebab(arena, match.group[1]), match.group[2]);
        if (!same)
            print_error("RULE(" STR_FMT ") has the id " STR_FMT "\n",
                        STR_ARG(match.group[1]), STR_ARG(match.group[2]));
        count += same;
    }
    pattern_free(pattern);
    return count;
}

static void ids_are_the_c_names(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    FileTree *files = repository(arena);
    size_t count =
        count_well_named(arena, text_of(files, arena, STR("linter/lint/engine.c")));
    StrVec names = names_in(files, arena, STR("rules"), ENTRY_FILE);
    for (size_t i = 0; i < names.len; i++)
        if (str_ends(names.at[i], STR(".c")))
            count += count_well_named(
                arena,
                text_of(files, arena, path_join(arena, STR("rules"), names.at[i])));
    arena_free(arena);
    assert_int_equal(count, rule_index_len);
}

// ---- the list ----

static const struct CMUnitTest table_tests[] = {
    cmocka_unit_test(the_table_is_sorted_and_finds_each_rule),
    cmocka_unit_test(every_fixture_folder_is_a_rule),
    cmocka_unit_test(each_family_is_this_list),
    cmocka_unit_test(ids_are_the_c_names),
};

static const struct CMUnitTest rule_tests[] = {
    cmocka_unit_test(explains_itself),
    cmocka_unit_test(bad_example_fires_this_rule_alone),
    cmocka_unit_test(good_example_is_silent),
    cmocka_unit_test(its_family_fits),
    cmocka_unit_test(has_fixtures),
    cmocka_unit_test(options_are_explained_and_tried),
};

static void add_rule_tests(Arena *arena, TestVec *tests, RuleEntry *entry)
{
    for (size_t i = 0; i < sizeof rule_tests / sizeof *rule_tests; i++) {
        struct CMUnitTest *test = vec_push(arena, tests);
        *test = rule_tests[i];
        Str name = arena_fmt(arena, "%s: %s", entry->rule->id, rule_tests[i].name);
        test->name = arena_cstr(arena, name);
        test->initial_state = entry;
    }
}

int main(void)
{
    Arena *arena = arena_new();
    TestVec tests = { 0 };
    for (size_t i = 0; i < sizeof table_tests / sizeof *table_tests; i++)
        *vec_push(arena, &tests) = table_tests[i];
    for (size_t i = 0; i < rule_index_len; i++) {
        RuleEntry *entry = NEW(arena, RuleEntry); // cmocka's state is not const
        *entry = rule_index[i];
        add_rule_tests(arena, &tests, entry);
    }
    int failed = _cmocka_run_group_tests("rules", tests.at, tests.len, NULL, NULL);
    arena_free(arena);
    return failed;
}
