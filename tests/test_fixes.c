// SPDX-License-Identifier: Apache-2.0
// What rules tell people to do is done: the SQL in the fix of every finding in every
// fixture, under every runner, has to parse; put in place of the statement that was
// found, it must not lead to the same finding again.
#include "example.h"

#include "base/out.h"
#include "dialect/dialect.h"

#include "unit/check.h"

typedef struct Fixture {
    FileTree *files;
    Str rule; // the folder
    Str path;
} Fixture;

typedef VEC(struct CMUnitTest) TestVec;

// ---- the SQL of a fix ----

// Lines that are set in by two blanks are code.
static Str code_of(Arena *arena, Str fix)
{
    Out out = out_new(arena);
    Str line;
    while (str_cut(&fix, '\n', &line))
        if (str_starts(line, STR("  ")))
            out_fmt(&out, STR_FMT "\n", STR_ARG(str_drop(line, 2)));
    return out_text(&out);
}

static bool is_about_sql(const Finding *finding)
{
    return str_ends(finding->path, STR(".sql")) && finding->text.len > 0;
}

// A place that the reader has to fill in: PostgreSQL takes it for a name.
static bool has_hole(Str sql)
{
    Str line;
    while (str_cut(&sql, '\n', &line)) {
        Str hole = STR("…");
        size_t at = str_find(line, hole, 0);
        bool quoted = at > 0 && (line.ptr[at - 1] == '\'' || line.ptr[at - 1] == '"');
        if (at < line.len && !quoted && !str_starts(line, STR("--")))
            return true;
    }
    return false;
}

// Why the SQL cannot be run as it stands; empty: it can.
static Str misread(Arena *arena, Str sql)
{
    if (has_hole(sql))
        return STR("it has a hole");
    Lowered lowered = { 0 };
    pg_frontend.lower(arena, sql, runner_find(STR("plain")), &lowered);
    for (size_t i = 0; i < lowered.ops.len; i++)
        if (lowered.ops.at[i].kind == OP_OPAQUE)
            return lowered.ops.at[i].detail;
    return (Str){ 0 };
}

static void complain(Out *problems, const Finding *finding, const char *what, Str code)
{
    out_fmt(problems, "  %s at " STR_FMT ":%zu, %s\n" STR_FMT, finding->rule->id,
            STR_ARG(finding->path), finding->line, what, STR_ARG(code));
}

// ---- in place of the statement ----

// Both sides as the example has them: run() must not change what others read.
static bool read_again(Arena *arena, const Fixture *fixture, const Runner *runner,
                       Example *example)
{
    Str why;
    Str text = text_of(fixture->files, arena, fixture->path);
    const Rule *rule = rule_find(fixture->rule);
    if (!example_read(arena, text, example, &why))
        return false;
    if (rule && rule->off)
        example_only(arena, example, rule);
    if (runner && example->wishes.runner)
        example->wishes.runner = runner;
    return true;
}

// The same rule about the same thing, at one of the `len` bytes that the fix takes.
static bool is_found(const FindingVec *findings, const Finding *wanted, size_t len)
{
    size_t start = wanted->stmt.start;
    for (size_t i = 0; i < findings->len; i++) {
        const Finding *finding = &findings->at[i];
        if (finding->rule == wanted->rule && str_eq(finding->object, wanted->object) &&
            str_eq(finding->path, wanted->path) && finding->stmt.start >= start &&
            finding->stmt.start <= start + len)
            return true;
    }
    return false;
}

// The finding's file with the fix where the statement was.
static Str put_in(Arena *arena, const Finding *finding, Str code)
{
    return arena_fmt(arena, STR_FMT "\n" STR_FMT "\n" STR_FMT,
                     STR_ARG(str_take(finding->text, finding->stmt.start)), STR_ARG(code),
                     STR_ARG(str_drop(finding->text, finding->stmt.end)));
}

// Steps that need a transaction of their own go to another file.
static bool is_for_another_file(const Rule *rule)
{
    return str_eq(str_from(rule->id), STR("cannot-run-in-transaction")) ||
           str_eq(str_from(rule->id), STR("validate-in-same-transaction"));
}

static bool helps(Arena *arena, const Fixture *fixture, const Runner *runner,
                  const Finding *finding, Str code)
{
    Example example;
    FindingVec findings = { 0 };
    Str why;
    if (!read_again(arena, fixture, runner, &example))
        return false;
    tree_memory_put(example.now, finding->path, put_in(arena, finding, code));
    return example_run(arena, &example, &findings, &why) &&
           !is_found(&findings, finding, code.len);
}

// ---- one fixture ----

static void try_fixes(Arena *arena, const Fixture *fixture, const Runner *runner,
                      Out *problems)
{
    Example example;
    FindingVec findings = { 0 };
    Str why;
    if (!read_again(arena, fixture, runner, &example) ||
        !example_run(arena, &example, &findings, &why))
        return; // test_fixtures says so
    for (size_t i = 0; i < findings.len; i++) {
        const Finding *finding = &findings.at[i];
        Str code = code_of(arena, finding->fix);
        if (code.len == 0 || !is_about_sql(finding))
            continue;
        if (misread(arena, code).len > 0)
            complain(problems, finding, "its fix does not parse:", code);
        else if (finding->stmt.end > finding->stmt.start &&
                 !is_for_another_file(finding->rule) &&
                 !helps(arena, fixture, runner, finding, code))
            complain(problems, finding, "its fix leads to the same finding:", code);
    }
}

// cmocka cuts a message at 1024 bytes, its last line break included.
static void print_lines(Str path, Str text)
{
    Str line;
    print_error(STR_FMT "\n", STR_ARG(path));
    while (str_cut(&text, '\n', &line))
        print_error(STR_FMT "\n", STR_ARG(line));
}

static void fixes_parse_and_help(void **state)
{
    const Fixture *fixture = *state;
    Arena *arena = arena_new();
    Out problems = out_new(arena);
    size_t count;
    const Runner *runners = runner_all(&count);
    bool is_tree = str_ends(fixture->path, STR(".tree"));
    for (size_t i = 0; i < (is_tree ? 1 : count); i++)
        try_fixes(arena, fixture, is_tree ? NULL : &runners[i], &problems);
    Str text = out_text(&problems);
    bool right = text.len == 0;
    if (!right)
        print_lines(fixture->path, text);
    arena_free(arena);
    assert_true(right);
}

// ---- the general words ----

// A rule's own .fix is printed where a finding has none of its own.
static void general_fixes_parse(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    size_t wrong = 0;
    for (size_t i = 0; i < rule_index_len; i++) {
        Str code = code_of(arena, str_from(rule_index[i].rule->fix));
        Str why = misread(arena, code);
        if (why.len > 0)
            print_error("%s.fix: " STR_FMT "\n", rule_index[i].rule->id, STR_ARG(why));
        wrong += why.len > 0;
    }
    arena_free(arena);
    assert_int_equal(wrong, 0);
}

static void code_is_what_is_set_in(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    assert_str(code_of(arena, STR("Do this:\n  SELECT 1;\nand that:\n  SELECT 2;")),
               "SELECT 1;\nSELECT 2;\n");
    assert_str(code_of(arena, STR("Nothing to run")), "");
    assert_str(misread(arena, STR("ALTER TABLE a ADD b text DEFAULT …;")),
               "it has a hole");
    assert_true(misread(arena, STR("ALTER TABLE a ADD COLUM b text;")).len > 0);
    assert_int_equal(misread(arena, STR("-- nothing\nSELECT 1;")).len, 0);
    arena_free(arena);
}

int main(void)
{
    Arena *arena = arena_new();
    FileTree *files = repository(arena);
    TestVec tests = { 0 };
    *vec_push(arena, &tests) =
        (struct CMUnitTest)cmocka_unit_test(code_is_what_is_set_in);
    *vec_push(arena, &tests) = (struct CMUnitTest)cmocka_unit_test(general_fixes_parse);
    StrVec folders = names_in(files, arena, STR("fixtures"), ENTRY_DIR);
    for (size_t i = 0; i < folders.len; i++) {
        if (str_starts(folders.at[i], STR("_")))
            continue;
        Str dir = path_join(arena, STR("fixtures"), folders.at[i]);
        StrVec names = names_in(files, arena, dir, ENTRY_FILE);
        for (size_t j = 0; j < names.len; j++) {
            Fixture *fixture = NEW(arena, Fixture);
            *fixture =
                (Fixture){ files, folders.at[i], path_join(arena, dir, names.at[j]) };
            *vec_push(arena, &tests) = (struct CMUnitTest){
                .name = arena_cstr(arena, fixture->path),
                .test_func = fixes_parse_and_help,
                .initial_state = fixture,
            };
        }
    }
    int failed = _cmocka_run_group_tests("fixes", tests.at, tests.len, NULL, NULL);
    arena_free(arena);
    return failed;
}
