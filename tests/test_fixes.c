// SPDX-License-Identifier: Apache-2.0
// What rules tell people to do is done: every step of every fix in every fixture, under
// every runner, has to parse. Taken where its place says it belongs, in this change, in
// the next one or by hand, no rule may find an error or a warning that was not there
// before.
#include "applied.h"
#include "kept.h"

#include "base/out.h"
#include "dialect/dialect.h"
#include "report/edit.h"

#include "unit/check.h"

// What a rule rightly says about steps all the same.
typedef struct Exception {
    const char *fixed; // the rule whose fix it is; NULL: any
    const char *speaks;
    const char *runner; // NULL: under any
    const char *reason;
} Exception;

static const Exception exceptions[] = {
    { NULL, "partial-apply", NULL,
      "a runner that opens no transaction is told so of any two statements" },
    { NULL, "no-lock-timeout", NULL,
      "a limit belongs to the top of a file, once for all that is in it" },
    { "drop-and-add-column", "rename-column", NULL,
      "a rename keeps the values; that running code breaks is told by its own rule" },
    { "drop-cascade", "view-or-function-dropped", NULL,
      "without CASCADE it is a drop like others" },
    { "drop-cascade", "drop-constraint", NULL,
      "without CASCADE it is a drop like others" },
    { "drop-column", "drop-column-narrows-index", NULL,
      "an index goes without a word when all its columns do, and not when one stays" },
    { "domain-constraint", "domain-constraint", NULL,
      "what is no CHECK has no other way: only the wait can be limited" },
    { "drop-index-not-concurrent", "drop-index-not-concurrent", NULL,
      "an index of a partitioned table has no other way: only the wait can be limited" },
    { "primary-key-blocks-table", "primary-key-blocks-table", NULL,
      "a partitioned table has no other way: only the wait can be limited" },
    { "partition-locks-parent", "partition-locks-parent", NULL,
      "before 14, and beside a default partition, only the wait can be limited" },
    { "partition-locks-parent", "unused-suppression", "node-pg-migrate",
      "the partition was detached in JavaScript, which is not read" },
    { "unique-blocks-table", "unique-blocks-table", "node-pg-migrate",
      "the index was built in JavaScript, which is not read" },
    { "foreign-key-without-index", "foreign-key-without-index", "node-pg-migrate",
      "the index was built in JavaScript, which is not read" },
    { "index-rebuild", "index-rebuild", "node-pg-migrate",
      "the index was dropped in JavaScript, which is not read" },
    { "drop-column", "table-rebuild", NULL,
      "a column that INSERT leaves out has to take NULL first, or a DEFAULT" },
    { "instant-fallback", "instant-fallback", NULL,
      "the row versions are counted until somebody writes the rows anew by hand" },
    { "charset-convert", "charset-convert", NULL,
      "a look at the rows comes before the conversion, which stays what it is" },
    { "drop-column", "instant-fallback", NULL,
      "the column is in an index, and when it goes at last the rows are written anew" },
    { NULL, "goose-annotation", "goose",
      "the examples, and the files that the steps make, are SQL without annotations" },
    { NULL, "dbmate-annotation", "dbmate",
      "the examples, and the files that the steps make, are SQL without marks" },
};

enum { EXCEPTION_COUNT = sizeof exceptions / sizeof *exceptions };

typedef struct Fixture {
    FileTree *files;
    Str rule; // the folder
    Str path;
    bool *needed; // by exception
    bool *edited; // some fix was an edit
} Fixture;

typedef VEC(struct CMUnitTest) TestVec;

// ---- the SQL of a fix ----

// Lines that are set in by two blanks are code, in a rule's general words.
static Str code_of(Arena *arena, Str fix)
{
    Out out = out_new(arena);
    Str line;
    while (str_cut(&fix, '\n', &line))
        if (str_starts(line, STR("  ")))
            out_fmt(&out, STR_FMT "\n", STR_ARG(str_drop(line, 2)));
    return out_text(&out);
}

// A place that the reader has to fill in: servers take it for a name.
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

// Without Drizzle's marks, at which it cuts a file before a server sees it: to MySQL they
// are no comments.
static Str without_marks(Arena *arena, Str sql)
{
    Out out = out_new(arena);
    Str line;
    while (str_cut(&sql, '\n', &line))
        if (!str_eq(str_trim(line), STR("--> statement-breakpoint")))
            out_fmt(&out, STR_FMT "\n", STR_ARG(line));
    return out_text(&out);
}

// Why the SQL cannot be run as it stands; empty: it can.
static Str misread(Arena *arena, const LayoutWishes *wishes, Str sql)
{
    if (has_hole(sql))
        return STR("it has a hole");
    Lowered lowered = lowered_for(arena, wishes, without_marks(arena, sql));
    for (size_t i = 0; i < lowered.ops.len; i++)
        if (lowered.ops.at[i].kind == OP_OPAQUE &&
            !op_has(&lowered.ops.at[i], OPF_TEMPLATE)) // the project's own
            return lowered.ops.at[i].detail;
    return (Str){ 0 };
}

// ---- before and after ----

typedef struct Trial {
    Arena *arena;
    const Fixture *fixture;
    const LayoutWishes *wishes;
    const Runner *runner;
    const FindingVec *before;
    const Finding *finding; // one of them: its fix is tried
    size_t way;
    Out *problems;
} Trial;

static void complain(const Trial *trial, const char *what, Str detail)
{
    const Finding *finding = trial->finding;
    out_fmt(trial->problems, "  %s at " STR_FMT ":%zu under %s, %s " STR_FMT "\n",
            finding->rule->id, STR_ARG(finding->path), finding->line, trial->runner->name,
            what, STR_ARG(detail));
}

static bool is_same(const Finding *a, const Finding *b)
{
    return a->rule == b->rule && str_eq(a->object, b->object);
}

// Another finding than the one that is fixed said the same before.
static bool was_there(const Trial *trial, const Finding *finding)
{
    for (size_t i = 0; i < trial->before->len; i++)
        if (&trial->before->at[i] != trial->finding &&
            is_same(&trial->before->at[i], finding))
            return true;
    return false;
}

static bool is_or_any(const char *wanted, const char *name)
{
    return !wanted || str_eq(str_from(wanted), str_from(name));
}

static bool is_excepted(const Trial *trial, const Finding *finding)
{
    for (size_t i = 0; i < EXCEPTION_COUNT; i++) {
        const Exception *row = &exceptions[i];
        if (is_or_any(row->fixed, trial->finding->rule->id) &&
            is_or_any(row->speaks, finding->rule->id) &&
            is_or_any(row->runner, trial->runner->name)) {
            trial->fixture->needed[i] = true;
            return true;
        }
    }
    return false;
}

static bool counts(const Trial *trial, const FixedText *fixed, const Finding *finding)
{
    bool taste = finding->rule->off && finding->rule != trial->finding->rule;
    return finding->severity != SEV_NOTICE && !taste && is_ours(fixed, finding) &&
           !was_there(trial, finding);
}

static void judge(const Trial *trial, const FixedText *fixed, const Finding *finding)
{
    if (counts(trial, fixed, finding) && !is_excepted(trial, finding))
        complain(trial, "its fix leads to",
                 arena_fmt(trial->arena, "%s: " STR_FMT " at " STR_FMT ":\n" STR_FMT,
                           finding->rule->id, STR_ARG(finding->message),
                           STR_ARG(finding->path), STR_ARG(finding->text)));
}

// ---- one fix ----

static void check_steps(const Trial *trial)
{
    const FixStepVec *steps = &trial->finding->steps;
    for (size_t i = 0; i < steps->len; i++) {
        Str why = misread(trial->arena, trial->wishes, steps->at[i].sql);
        if (why.len > 0)
            complain(trial, "a step of its fix cannot be run:",
                     arena_fmt(trial->arena, STR_FMT "\n" STR_FMT, STR_ARG(why),
                               STR_ARG(steps->at[i].sql)));
    }
}

static Str without_blanks(Arena *arena, Str text)
{
    Out out = out_new(arena);
    for (size_t i = 0; i < text.len; i++)
        if (str_find_char(STR(" \t\r\n"), text.ptr[i], 0) == 4)
            out_char(&out, text.ptr[i]);
    return out_text(&out);
}

// What reports offer as an edit is what the steps make of the file.
static void check_edit(const Trial *trial)
{
    Arena *arena = trial->arena;
    const Finding *finding = trial->finding;
    TextEdit edit;
    if (!fix_is_edit(arena, finding, trial->way, trial->runner->breakpoints, &edit))
        return;
    *trial->fixture->edited = true;
    Str made = arena_fmt(
        arena, STR_FMT STR_FMT STR_FMT, STR_ARG(str_take(finding->text, edit.span.start)),
        STR_ARG(edit.text), STR_ARG(str_drop(finding->text, edit.span.end)));
    FixedText fixed = text_fixed(arena, trial->runner, finding, trial->way);
    if (!str_eq(without_blanks(arena, made), without_blanks(arena, fixed.text)))
        complain(trial, "the edit that reports offer is another one:",
                 arena_fmt(arena, STR_FMT "\nand not\n" STR_FMT, STR_ARG(made),
                           STR_ARG(fixed.text)));
}

static bool has_way(const Finding *finding, size_t way)
{
    for (size_t i = 0; i < finding->steps.len; i++)
        if (finding->steps.at[i].way == way && finding->steps.at[i].place != FIX_NOTE)
            return true;
    return false;
}

// SQLite: the fixed files are run on tables with rows. Nothing may be lost that was not
// lost before, nor fail; what a rebuild loses is not lost any more.
static void check_rows(const Trial *trial, const Kept *before, const History *fixed)
{
    // A BEGIN inside of the runner's transaction is another rule's matter.
    if (str_contains(before->failed, STR("within a transaction")))
        return;
    Kept after = history_kept(trial->arena, fixed);
    bool heals = str_starts(str_from(trial->finding->rule->id), STR("rebuild-"));
    for (size_t i = 0; i < after.lost.len; i++)
        if (!kept_loses(before, after.lost.at[i]))
            complain(trial, "its fix loses", after.lost.at[i]);
    if (after.failed.len > 0 && !str_eq(after.failed, before->failed))
        complain(trial, "its fix fails:", after.failed);
    if (heals && before->lost.len > 0 && after.lost.len >= before->lost.len)
        complain(trial, "its fix does not keep", after.lost.at[0]);
    if (heals && before->failed.len > 0 && str_eq(after.failed, before->failed) &&
        trial->before->len == 1)
        complain(trial, "its fix does not help:", after.failed);
}

// A fix without a step is words, which nobody can try.
static void try_in_history(Trial *trial, const History *history)
{
    Kept kept = history_kept(trial->arena, history);
    check_steps(trial);
    for (trial->way = 0; has_way(trial->finding, trial->way); trial->way++) {
        check_edit(trial);
        History fixed = history_fixed(trial->arena, history, trial->finding, trial->way);
        check_rows(trial, &kept, &fixed);
        size_t last = history_last(&fixed);
        for (size_t change = CHANGE_AT_HAND; change <= last; change++) {
            FindingVec after = history_judge(trial->arena, &fixed, change);
            for (size_t i = 0; i < after.len; i++)
                judge(trial, history_text(&fixed, after.at[i].path), &after.at[i]);
        }
    }
}

// ---- one fixture ----

// Both sides as the example has them: run() must not change what others read.
static bool read_again(Arena *arena, const Fixture *fixture, Example *example)
{
    Str why;
    const Rule *rule = rule_find(fixture->rule);
    if (!example_read(arena, text_of(fixture->files, arena, fixture->path), example,
                      &why))
        return false;
    if (rule && rule->off)
        *vec_push(arena, &example->choices) =
            (RuleChoice){ .rule = rule, .severity = rule->severity };
    return true;
}

// Some runners run one dialect alone, others have a row of their own for one.
static bool is_row_for(const Runner *runner, Str dialect)
{
    bool other = runner->dialect && !str_eq(str_from(runner->dialect), dialect);
    return !other && runner_in(runner, dialect) == runner;
}

static void try_sql(Arena *arena, const Fixture *fixture, const Runner *runner,
                    Out *problems)
{
    Example example;
    if (!read_again(arena, fixture, &example))
        return; // test_fixtures says so
    if (!is_row_for(runner, engine_dialect(example.wishes.engine.family)))
        return;
    example.wishes.runner = runner;
    History history = history_of(arena, &example);
    FindingVec before = history_judge(arena, &history, CHANGE_AT_HAND);
    for (size_t i = 0; i < before.len; i++) {
        Trial trial = { arena,         fixture, &example.wishes, runner, &before,
                        &before.at[i], 0,       problems };
        try_in_history(&trial, &history);
    }
}

// In a layout of its own only what belongs into the file itself is tried.
static void try_in_file(Trial *trial)
{
    check_steps(trial);
    for (trial->way = 0; has_way(trial->finding, trial->way); trial->way++) {
        Example example;
        FindingVec after = { 0 };
        Str why;
        FixedText fixed =
            text_fixed(trial->arena, trial->runner, trial->finding, trial->way);
        check_edit(trial);
        if (!read_again(trial->arena, trial->fixture, &example) ||
            is_empty_sql(trial->arena, trial->wishes, fixed.text))
            continue;
        tree_memory_put(example.now, trial->finding->path, fixed.text);
        assert_true(example_run(trial->arena, &example, &after, &why));
        for (size_t i = 0; i < after.len; i++)
            if (str_eq(after.at[i].path, trial->finding->path))
                judge(trial, &fixed, &after.at[i]);
    }
}

static void try_tree(Arena *arena, const Fixture *fixture, Out *problems)
{
    Example example;
    FindingVec before = { 0 };
    Str why;
    if (!read_again(arena, fixture, &example) ||
        !example_run(arena, &example, &before, &why))
        return; // test_fixtures says so
    const Runner *runner = example.wishes.runner;
    if (!runner)
        runner = runner_find(STR("drizzle"));
    for (size_t i = 0; i < before.len; i++) {
        Trial trial = { arena,         fixture, &example.wishes, runner, &before,
                        &before.at[i], 0,       problems };
        try_in_file(&trial);
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
    if (is_tree)
        try_tree(arena, fixture, &problems);
    for (size_t i = 0; !is_tree && i < count; i++)
        try_sql(arena, fixture, &runners[i], &problems);
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
        const char *dialects = rule_index[i].rule->dialects;
        bool is_pg = !dialects || str_contains(str_from(dialects), STR("postgres"));
        bool is_sqlite = !is_pg && str_eq(str_from(dialects), STR("sqlite"));
        LayoutWishes wishes = { .engine.family = is_pg       ? STR("postgres")
                                                 : is_sqlite ? STR("sqlite")
                                                             : STR("mysql") };
        Str why = misread(arena, &wishes, code);
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
    const LayoutWishes wishes = { 0 };
    assert_str(code_of(arena, STR("Do this:\n  SELECT 1;\nand that:\n  SELECT 2;")),
               "SELECT 1;\nSELECT 2;\n");
    assert_str(code_of(arena, STR("Nothing to run")), "");
    assert_str(misread(arena, &wishes, STR("ALTER TABLE a ADD b text DEFAULT …;")),
               "it has a hole");
    assert_true(misread(arena, &wishes, STR("ALTER TABLE a ADD COLUM b text;")).len > 0);
    assert_int_equal(misread(arena, &wishes, STR("-- nothing\nSELECT 1;")).len, 0);
    arena_free(arena);
}

// Runs behind all others.
static void every_exception_is_needed(void **state)
{
    const bool *needed = *state;
    size_t idle = 0;
    for (size_t i = 0; i < EXCEPTION_COUNT; i++) {
        if (!needed[i])
            print_error("nobody needs %s, %s\n", exceptions[i].speaks,
                        exceptions[i].reason);
        idle += !needed[i];
    }
    assert_int_equal(idle, 0);
}

// Likewise.
static void some_fix_is_an_edit(void **state)
{
    assert_true(*(const bool *)*state);
}

int main(void)
{
    Arena *arena = arena_new();
    FileTree *files = repository(arena);
    TestVec tests = { 0 };
    bool *needed = NEW_ARRAY(arena, bool, EXCEPTION_COUNT);
    bool edited = false;
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
            *fixture = (Fixture){ files, folders.at[i],
                                  path_join(arena, dir, names.at[j]), needed, &edited };
            *vec_push(arena, &tests) = (struct CMUnitTest){
                .name = arena_cstr(arena, fixture->path),
                .test_func = fixes_parse_and_help,
                .initial_state = fixture,
            };
        }
    }
    *vec_push(arena, &tests) = (struct CMUnitTest){
        .name = "every_exception_is_needed",
        .test_func = every_exception_is_needed,
        .initial_state = needed,
    };
    *vec_push(arena, &tests) = (struct CMUnitTest){
        .name = "some_fix_is_an_edit",
        .test_func = some_fix_is_an_edit,
        .initial_state = &edited,
    };
    int failed = _cmocka_run_group_tests("fixes", tests.at, tests.len, NULL, NULL);
    arena_free(arena);
    return failed;
}
