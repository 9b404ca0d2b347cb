// SPDX-License-Identifier: Apache-2.0
// Unit tests of gate/baseline.h.
#include "gate/baseline.h"

#include "check.h"
#include "lint/engine.h"

static const Rule *drop_column(void)
{
    return rule_find(STR("drop-column"));
}

static void add(Arena *arena, FindingVec *findings, const Rule *rule, Span stmt)
{
    *vec_push(arena, findings) = (Finding){
        .rule = rule,
        .severity = rule->severity,
        .path = STR("db/1.sql"),
        .object = STR("public.t"),
        .text = STR("DROP a; DROP b;"),
        .span = stmt,
        .stmt = stmt,
        .fix = STR("Do not"),
    };
}

// Two statements, finished.
static FindingVec two_findings(Arena *arena, const Rule *rule)
{
    FindingVec findings = { 0 };
    add(arena, &findings, rule, (Span){ 0, 6 });
    add(arena, &findings, rule, (Span){ 8, 14 });
    findings_finish(arena, &findings);
    assert_int_equal(findings.len, 2);
    return findings;
}

static Baseline baseline_of(Arena *arena, Str text)
{
    Baseline baseline = { .path = STR("base.txt") };
    baseline_read(arena, text, &baseline);
    return baseline;
}

// What the baseline says of itself when it was applied.
static FindingVec applied(Arena *arena, Str text, const BaselineRun *run,
                          FindingVec *findings)
{
    FindingVec said = { 0 };
    Baseline baseline = baseline_of(arena, text);
    baseline_apply(arena, &baseline, run, findings, &said);
    return said;
}

static void what_is_written_passes_and_nothing_else(void **state)
{
    FindingVec findings = two_findings(*state, drop_column());
    StrVec lines = { 0 };
    *vec_push(*state, &lines) = baseline_line(*state, &findings.at[1]);
    Str file = baseline_file(*state, &lines);
    FindingVec said = applied(*state, file, &(BaselineRun){ .all = true }, &findings);
    assert_int_equal(said.len, 0);
    assert_false(findings.at[0].suppressed);
    assert_true(findings.at[1].suppressed);
    assert_int_equal(findings.at[1].suppressor, SUPPRESSED_BASELINE);
    assert_str(findings.at[1].suppress_reason, "in the baseline");
}

// Whoever can write a statement with the fingerprint of another one has gained nothing.
static void a_fingerprint_alone_is_not_enough(void **state)
{
    static const char *const tails[] = { "drop-table db/1.sql public.t",
                                         "drop-column db/2.sql public.t",
                                         "drop-column db/1.sql public.u" };
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        FindingVec findings = two_findings(*state, drop_column());
        Str file = arena_fmt(*state, "%016llx %s\n",
                             (unsigned long long)findings.at[0].fingerprint, tails[i]);
        FindingVec said = applied(*state, file, &(BaselineRun){ .all = true }, &findings);
        assert_false(findings.at[0].suppressed);
        assert_int_equal(said.len, 1);
        assert_ptr_equal(said.at[0].rule, &rule_stale_baseline);
    }
}

static void any_path_fits_in_a_line(void **state)
{
    static const Str names[] = {
        STR_INIT("a b"),      STR_INIT("100%"),          STR_INIT("%41"),
        STR_INIT("-"),        STR_INIT("new\nline\r\t"), STR_INIT("\xC3\xA4"),
        STR_INIT("\xFF\xFE"), STR_INIT("\xC3"),          STR_INIT("#"),
        STR_INIT("\x7F"),
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        FindingVec findings = { 0 };
        add(*state, &findings, drop_column(), (Span){ 0, 6 });
        findings.at[0].path = names[i];
        findings.at[0].object = i % 2 ? STR("") : names[i];
        findings_finish(*state, &findings);
        Str line = baseline_line(*state, &findings.at[0]);
        Baseline baseline = baseline_of(*state, line);
        assert_int_equal(baseline.entries.len, 1);
        assert_true(str_eq(baseline.entries.at[0].path, names[i]));
        assert_true(str_eq(baseline.entries.at[0].object, findings.at[0].object));
        applied(*state, line, &(BaselineRun){ 0 }, &findings);
        assert_true(findings.at[0].suppressed);
    }
}

static void a_file_is_read_as_a_merge_leaves_it(void **state)
{
    Baseline baseline =
        baseline_of(*state, STR("\xEF\xBB\xBF# head\r\n\r\n"
                                "ffffffffffffffff drop-table b.sql public.b\r\n"
                                "0000000000000001 drop-table a.sql public.a\n"
                                "ffffffffffffffff drop-table b.sql public.b"));
    assert_str(baseline.fault, "");
    assert_int_equal(baseline.entries.len, 2);
    assert_str(baseline.entries.at[0].path, "b.sql");
    assert_str(baseline.entries.at[1].object, "public.a");
}

static void lines_are_sorted_by_fingerprint(void **state)
{
    StrVec lines = { 0 };
    *vec_push(*state, &lines) = STR("b000000000000000 x a a");
    *vec_push(*state, &lines) = STR("a000000000000000 x z z");
    Str file = baseline_file(*state, &lines);
    assert_true(str_starts(file, STR("# ")));
    assert_true(
        str_ends(file, STR("\na000000000000000 x z z\nb000000000000000 x a a\n")));
    assert_str(baseline_of(*state, file).fault, "");
    assert_int_equal(baseline_of(*state, file).entries.len, 2);
}

// They let nothing pass, and the entries beside them hold.
static void what_is_no_entry_is_said(void **state)
{
    static const Str lines[] = {
        STR_INIT("xyz"),
        STR_INIT("0000000000000001"),
        STR_INIT("0000000000000001 drop-table a.sql"),
        STR_INIT("0000000000000001 drop-table a.sql b c"),
        STR_INIT("0000000000000001  drop-table a.sql b"),
        STR_INIT("000000000000001 drop-table a.sql b"),
        STR_INIT("000000000000000G drop-table a.sql b"),
        STR_INIT("000000000000000A drop-table a.sql b"),
        STR_INIT("0000000000000001 drop-table a%2.sql b"),
        STR_INIT("0000000000000001 drop-table a.sql %"),
        STR_INIT("0000000000000001 drop-table - b"),
        STR_INIT("<<<<<<< HEAD"),
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        FindingVec findings = two_findings(*state, drop_column());
        Str file =
            arena_fmt(*state, STR_FMT "\n" STR_FMT "\n=======\n",
                      STR_ARG(baseline_line(*state, &findings.at[0])), STR_ARG(lines[i]));
        FindingVec said = applied(*state, file, &(BaselineRun){ 0 }, &findings);
        assert_true(findings.at[0].suppressed);
        assert_int_equal(said.len, 1);
        assert_ptr_equal(said.at[0].rule, &rule_stale_baseline);
        assert_int_equal(said.at[0].severity, SEV_ERROR);
        assert_int_equal(said.at[0].span.start, str_find_char(file, '\n', 0) + 1);
        assert_true(str_ends(said.at[0].message, STR("(and so is 1 more)")));
    }
}

static void a_file_in_another_encoding_is_said(void **state)
{
    FindingVec findings = two_findings(*state, drop_column());
    FindingVec said =
        applied(*state, STR("\xFF\xFE#\0 \0"), &(BaselineRun){ 0 }, &findings);
    assert_int_equal(said.len, 1);
    assert_str(said.at[0].message, "this line is not UTF-8 text");
    assert_false(findings.at[0].suppressed);
}

static void a_rule_that_is_no_more_is_said_always(void **state)
{
    FindingVec findings = { 0 };
    FindingVec said = applied(*state, STR("0000000000000001 drop-colum a b\n"),
                              &(BaselineRun){ .all = false }, &findings);
    assert_int_equal(said.len, 1);
    assert_str(said.at[0].message,
               "there is no rule \"drop-colum\", did you mean drop-column?");
}

static void what_matches_nothing_is_said_where_all_was_judged(void **state)
{
    Str file = STR("0000000000000001 drop-column a b\n"
                   "0000000000000002 naming a b\n"); // nobody has asked for it
    for (int all = 0; all <= 1; all++) {
        FindingVec findings = { 0 };
        FindingVec said = applied(*state, file, &(BaselineRun){ .all = all }, &findings);
        assert_int_equal(said.len, all);
    }
    RuleChoiceVec choices = { 0 };
    FindingVec findings = { 0 };
    *vec_push(*state, &choices) = (RuleChoice){ .rule = rule_find(STR("naming")) };
    BaselineRun run = { .choices = &choices, .all = true };
    assert_int_equal(applied(*state, file, &run, &findings).len, 2);
}

static void a_comment_goes_first(void **state)
{
    FindingVec findings = two_findings(*state, drop_column());
    findings.at[0].suppressed = true;
    findings.at[0].suppressor = SUPPRESSED_COMMENT;
    Str file = baseline_line(*state, &findings.at[0]);
    FindingVec said = applied(*state, file, &(BaselineRun){ .all = true }, &findings);
    assert_int_equal(said.len, 0);
    assert_int_equal(findings.at[0].suppressor, SUPPRESSED_COMMENT);
}

// A loss of data that the change brings asks for more than a line in a file.
static void a_loss_in_the_change_does_not_pass(void **state)
{
    static const struct {
        const char *rule;
        FreshPart fresh;
        bool passes;
    } rows[] = {
        { "drop-column", { STR_INIT("db/1.sql"), { 0, 0 } }, false },
        { "drop-column", { STR_INIT("db/1.sql"), { 0, 8 } }, false },
        { "drop-column", { STR_INIT("db/1.sql"), { 8, 15 } }, true },
        { "drop-column", { STR_INIT("db/2.sql"), { 0, 0 } }, true },
        { "no-primary-key", { STR_INIT("db/1.sql"), { 0, 0 } }, true },
        { "index-not-concurrent", { STR_INIT("db/1.sql"), { 0, 0 } }, true },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        FindingVec findings = two_findings(*state, rule_find(str_from(rows[i].rule)));
        BaselineRun run = { .all = true };
        *vec_push(*state, &run.fresh) = rows[i].fresh;
        FindingVec said =
            applied(*state, baseline_line(*state, &findings.at[0]), &run, &findings);
        assert_int_equal(said.len, 0); // it is not stale either
        assert_int_equal(findings.at[0].suppressed, rows[i].passes);
        assert_int_equal(str_contains(findings.at[0].fix, STR("in the baseline")),
                         !rows[i].passes);
    }
}

static void the_gates_own_faults_are_not_taken(void **state)
{
    const Rule *rules[] = { &rule_syntax_error, &rule_bad_suppression,
                            &rule_expired_suppression, &rule_stale_baseline,
                            &rule_gate_changed };
    Baseline baseline = { .path = STR("base.txt") };
    BaselineRun run = { .config_path = STR("tidegate.jsonc") };
    Finding finding = { .rule = drop_column(), .path = STR("a.sql") };
    assert_true(baseline_takes(&baseline, &run, &finding));
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        finding.rule = rules[i];
        assert_false(baseline_takes(&baseline, &run, &finding));
    }
    finding = (Finding){ .rule = &rule_unused_suppression, .path = STR("a.sql") };
    assert_true(baseline_takes(&baseline, &run, &finding));
    finding.path = STR("tidegate.jsonc");
    assert_false(baseline_takes(&baseline, &run, &finding));

    FindingVec findings = { 0 };
    add(*state, &findings, &rule_syntax_error, (Span){ 0, 6 });
    findings_finish(*state, &findings);
    applied(*state, baseline_line(*state, &findings.at[0]), &run, &findings);
    assert_false(findings.at[0].suppressed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(what_is_written_passes_and_nothing_else),
        arena_test(a_fingerprint_alone_is_not_enough),
        arena_test(any_path_fits_in_a_line),
        arena_test(a_file_is_read_as_a_merge_leaves_it),
        arena_test(lines_are_sorted_by_fingerprint),
        arena_test(what_is_no_entry_is_said),
        arena_test(a_file_in_another_encoding_is_said),
        arena_test(a_rule_that_is_no_more_is_said_always),
        arena_test(what_matches_nothing_is_said_where_all_was_judged),
        arena_test(a_comment_goes_first),
        arena_test(a_loss_in_the_change_does_not_pass),
        arena_test(the_gates_own_faults_are_not_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
