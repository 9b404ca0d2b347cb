// SPDX-License-Identifier: Apache-2.0
// Unit tests of lint/run.h, with rules that tell what they were shown and a front end of
// one word a line:
//   create T, drop T, opaque, syntax
#include "lint/run.h"

#include "lint/engine.h"

#include "check.h"

// ---- rules that tell ----

static void tell_create(RuleCtx *ctx, const Op *op)
{
    report_op(ctx, op, "create, %s", ctx_table(ctx, op) ? "again" : "first");
}

static void tell_drop(RuleCtx *ctx, const Op *op)
{
    report_op(ctx, op, "drop, %s", ctx_table_is_new(ctx, op) ? "new" : "live");
}

static void tell_end(RuleCtx *ctx, const Migration *migration)
{
    const Table *table = catalog_table(ctx_catalog(ctx), (Name){ .name = STR_INIT("t") });
    report_file(ctx, migration->path, migration->text, (Span){ 0 }, "end, %zu ops, %s",
                ctx_ops(ctx)->len, table ? "t" : "no t");
}

static void tell_stray(RuleCtx *ctx, const Project *project)
{
    assert_null(ctx_migration(ctx));
    assert_ptr_equal(ctx_project(ctx), project);
    for (size_t i = 0; i < project->stray.len; i++)
        report_file(ctx, project->stray.at[i], (Str){ 0 }, (Span){ 0 }, "stray");
}

static void tell_change(RuleCtx *ctx, const Project *now, const Project *base)
{
    report_file(ctx, now->path, (Str){ 0 }, (Span){ 0 }, "from %zu to %zu",
                base->migrations.len, now->migrations.len);
}

static const Rule rule_change = { .id = "change",
                                  .severity = SEV_ERROR,
                                  .change_set = tell_change };
static const Rule rule_create = {
    .id = "create",
    .severity = SEV_WARNING,
    .on = { OP_DROP_COLUMN, OP_CREATE_TABLE },
    .op = tell_create,
    .why = "reasons",
    .fix = "ways out",
};
static const Rule rule_drop = {
    .id = "drop", .severity = SEV_ERROR, .on = { OP_DROP_TABLE }, .op = tell_drop
};
static const Rule rule_end = { .id = "end",
                               .severity = SEV_NOTICE,
                               .migration = tell_end };
static const Rule rule_mysql = { .id = "mysql",
                                 .dialects = "mysql mariadb",
                                 .on = { OP_CREATE_TABLE },
                                 .op = tell_create };
static const Rule rule_off = {
    .id = "off", .off = true, .on = { OP_CREATE_TABLE }, .op = tell_create
};
static const Rule rule_stray = { .id = "stray",
                                 .severity = SEV_ERROR,
                                 .project = tell_stray };

const RuleEntry rule_index[] = {
    { &rule_change, "test" }, { &rule_create, "test" }, { &rule_drop, "test" },
    { &rule_end, "test" },    { &rule_mysql, "test" },  { &rule_off, "test" },
    { &rule_stray, "test" },
};
const size_t rule_index_len = sizeof rule_index / sizeof *rule_index;

// ---- a front end ----

static const struct Word {
    const char *word;
    OpKind kind;
    unsigned flags;
} words[] = {
    { "create", OP_CREATE_TABLE, 0 },
    { "drop", OP_DROP_TABLE, 0 },
    { "opaque", OP_OPAQUE, 0 },
    { "syntax", OP_OPAQUE, OPF_SYNTAX },
};

static const TableDef empty_table;

static void lower_line(Arena *arena, Str line, Span span, Lowered *lowered)
{
    Str word;
    *vec_push(arena, &lowered->statements) = span;
    if (!str_cut(&line, ' ', &word))
        return;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(word, str_from(words[i].word)))
            *vec_push(arena, &lowered->ops) = (Op){
                .kind = words[i].kind,
                .flags = words[i].flags,
                .object = OBJ_TABLE,
                .span = span,
                .stmt = span,
                .name = { .name = line },
                .table = &empty_table,
                .detail = word,
            };
}

static void lower(Arena *arena, Str text, const Runner *runner, Lowered *lowered)
{
    assert_non_null(runner);
    lowered->text = text;
    for (size_t at = 0; at < text.len;) {
        size_t end = str_find_char(text, '\n', at);
        lower_line(arena, str_slice(text, at, end), (Span){ at, end }, lowered);
        at = end < text.len ? end + 1 : end;
    }
}

static void effects(Arena *arena, const Scene *scene)
{
    Name relation = catalog_resolve(scene->catalog, scene->op->name);
    *vec_push(arena, &scene->op->effects.locks) = (LockTaken){
        .relation = relation, .mode = LOCK_ACCESS_EXCLUSIVE, .kind = OBJ_TABLE
    };
}

static const Frontend frontend = {
    .dialect = "postgres", .grammar = "test", .lower = lower, .effects = effects
};

// ---- projects ----

typedef struct Case {
    Arena *arena;
    Runner runner;
    Project now;
    Project base;
    LintOptions options;
    LintResult result;
} Case;

static int make_case(void **state)
{
    Arena *arena = arena_new();
    Case *test = NEW(arena, Case);
    test->arena = arena;
    test->runner = (Runner){ .name = "plain", .title = "the runner" };
    test->now = (Project){
        .path = STR_INIT("migrations"),
        .engine = { .family = STR_INIT("postgres") },
        .dialect = STR_INIT("postgres"),
        .runner = &test->runner,
    };
    test->base = test->now;
    test->options.frontend = &frontend;
    *state = test;
    return 0;
}

static int drop_case(void **state)
{
    arena_free(((Case *)*state)->arena);
    return 0;
}

// The next migration: judged if new, each one in a batch of its own.
static Migration *add_text(Case *test, ChangeStatus status, Str text)
{
    MigrationVec *migrations = &test->now.migrations;
    size_t number = migrations->len + 1;
    Migration *migration = vec_push(test->arena, migrations);
    migration->path = arena_fmt(test->arena, "migrations/%zu.sql", number);
    migration->text = text;
    migration->status = status;
    migration->judged = status == CHANGE_NEW;
    migration->batch = number;
    return migration;
}

static Migration *add(Case *test, ChangeStatus status, const char *text)
{
    return add_text(test, status, str_from(text));
}

static void run(Case *test, const Project *base)
{
    lint_project(test->arena, &test->options, &test->now, base, &test->result);
}

static const Finding *nth(const Case *test, size_t index)
{
    assert_true(index < test->result.findings.len);
    return &test->result.findings.at[index];
}

// "rule path message" of each finding, a line each.
static Str told(const Case *test)
{
    Str all = STR("");
    for (size_t i = 0; i < test->result.findings.len; i++) {
        const Finding *finding = nth(test, i);
        all = arena_fmt(test->arena, STR_FMT "%s " STR_FMT " " STR_FMT "\n", STR_ARG(all),
                        finding->rule->id, STR_ARG(finding->path),
                        STR_ARG(finding->message));
    }
    return all;
}

// ---- ops ----

static void rules_look_before_the_op_is_applied(void **state)
{
    Case *test = *state;
    add(test, CHANGE_NEW, "create t\ncreate t\ndrop t\n");
    run(test, NULL);
    assert_str(told(test), "create migrations/1.sql create, first\n"
                           "create migrations/1.sql create, again\n"
                           "drop migrations/1.sql drop, new\n"
                           "end migrations/1.sql end, 3 ops, no t\n");
}

static void what_earlier_migrations_made_is_live(void **state)
{
    Case *test = *state;
    add(test, CHANGE_MERGED, "create t\n");
    add(test, CHANGE_NEW, "drop t\ncreate t");
    run(test, NULL);
    assert_str(told(test), "drop migrations/2.sql drop, live\n"
                           "create migrations/2.sql create, first\n"
                           "end migrations/2.sql end, 2 ops, t\n");
    assert_int_equal(test->result.files.len, 1);
    assert_str(test->result.files.at[0].path, "migrations/2.sql");
    assert_true(test->result.files.at[0].judged);
    assert_int_equal(test->result.files.at[0].lowered.statements.len, 2);
}

static void a_finding_has_all_that_is_known(void **state)
{
    Case *test = *state;
    add(test, CHANGE_NEW, "\ncreate t");
    run(test, NULL);
    const Finding *finding = nth(test, 0);
    assert_ptr_equal(finding->rule, &rule_create);
    assert_int_equal(finding->severity, SEV_WARNING);
    assert_str(finding->object, "public.t");
    assert_str(finding->why, "reasons");
    assert_str(finding->fix, "ways out");
    assert_str(finding->text, "\ncreate t");
    assert_int_equal(finding->span.start, 1);
    assert_int_equal(finding->stmt.end, 9);
    assert_int_equal(finding->lock.mode, LOCK_ACCESS_EXCLUSIVE);
    assert_str(finding->lock.relation.schema, "public");
}

static void rules_of_other_dialects_run_there(void **state)
{
    Case *test = *state;
    test->now.dialect = STR("mariadb");
    add(test, CHANGE_NEW, "create t");
    run(test, NULL);
    assert_str(told(test), "create migrations/1.sql create, first\n"
                           "mysql migrations/1.sql create, first\n"
                           "end migrations/1.sql end, 1 ops, t\n");
}

// ---- edits ----

static void an_edited_migration_counts_as_the_base_has_it(void **state)
{
    Case *test = *state;
    add(test, CHANGE_EDITED, "create other\nsyntax\nopaque\n")->base_text =
        STR("create t");
    add(test, CHANGE_NEW, "create t\n");
    run(test, &test->base);
    assert_str(told(test),
               "syntax-error migrations/1.sql the test grammar refuses this: syntax\n"
               "create migrations/2.sql create, again\n"
               "end migrations/2.sql end, 1 ops, t\n"
               "change migrations from 0 to 2\n");
    assert_int_equal(test->result.files.len, 2);
    assert_false(test->result.files.at[0].judged);
    assert_int_equal(test->result.files.at[0].lowered.statements.len, 3);
}

static void an_edited_migration_that_is_judged_counts_as_it_is(void **state)
{
    Case *test = *state;
    Migration *migration = add(test, CHANGE_EDITED, "create t");
    migration->base_text = STR("drop t");
    migration->judged = true;
    run(test, NULL);
    assert_str(told(test), "create migrations/1.sql create, first\n"
                           "end migrations/1.sql end, 1 ops, t\n");
}

// ---- the engine's own findings ----

static void broken_statements_hide_no_others(void **state)
{
    Case *test = *state;
    add(test, CHANGE_NEW, "create t\nsyntax\nopaque\ndrop t");
    run(test, NULL);
    assert_str(told(test),
               "create migrations/1.sql create, first\n"
               "syntax-error migrations/1.sql the test grammar refuses this: syntax\n"
               "opaque-statement migrations/1.sql opaque\n"
               "drop migrations/1.sql drop, new\n"
               "end migrations/1.sql end, 4 ops, no t\n");
    assert_int_equal(nth(test, 1)->span.start, 9);
}

static void what_cannot_be_read_is_said(void **state)
{
    Case *test = *state;
    add(test, CHANGE_NEW, "")->unreadable = STR("cannot be read: permission denied");
    add(test, CHANGE_MERGED, "")->unreadable = STR("cannot be read: too large");
    Migration *edited = add(test, CHANGE_EDITED, "");
    edited->unreadable = STR("cannot be read: gone");
    edited->base_text = STR("create t");
    add(test, CHANGE_NEW, "create t");
    run(test, NULL);
    assert_str(
        told(test),
        "unreadable-file migrations/1.sql the migration cannot be read: permission "
        "denied\n"
        "unreadable-file migrations/2.sql the migration cannot be read: too large\n"
        "unreadable-file migrations/3.sql the migration cannot be read: gone\n"
        "create migrations/4.sql create, again\n"
        "end migrations/4.sql end, 1 ops, t\n");
}

// How many findings of file-encoding a text has, and where the first one is.
static size_t encoding_faults(Case *test, Str text, Span *span, Severity *severity)
{
    size_t count = 0;
    test->now.migrations.len = 0;
    test->result = (LintResult){ 0 };
    add_text(test, CHANGE_NEW, text);
    run(test, NULL);
    for (size_t i = 0; i < test->result.findings.len; i++)
        if (nth(test, i)->rule == &rule_file_encoding && count++ == 0) {
            *span = nth(test, i)->span;
            *severity = nth(test, i)->severity;
        }
    return count;
}

static void encodings_are_judged(void **state)
{
    static const struct {
        Str text;
        size_t faults;
        Span span;
        Severity severity;
        size_t statements;
    } rows[] = {
        { STR_INIT("create t"), 0, { 0, 0 }, SEV_ERROR, 1 },
        { STR_INIT("create \xC3\xA4\r\ndrop t"), 0, { 0, 0 }, SEV_ERROR, 2 },
        { STR_INIT(""), 0, { 0, 0 }, SEV_ERROR, 0 },
        { STR_INIT("create t\n\0x"), 1, { 9, 10 }, SEV_ERROR, 2 },
        { STR_INIT("drop \xE4\ndrop \xE4 \xE4"), 2, { 5, 6 }, SEV_ERROR, 2 },
        { STR_INIT("drop t\n\xFF\xFE t"), 1, { 7, 8 }, SEV_ERROR, 2 },
        // of twelve lines ten have one each, and one is for the others
        { STR_INIT("\xE4\n\xE4\n\xE4\n\xE4\n\xE4\n\xE4\n\xE4\n\xE4\n\xE4\n\xE4\n\xE4\n"
                   "\xE4"),
          11,
          { 0, 1 },
          SEV_ERROR,
          12 },
        { STR_INIT("\xFF\xFE"
                   "d\0r\0"),
          1,
          { 0, 1 },
          SEV_ERROR,
          0 },
        { STR_INIT("\xEF\xBB\xBF"
                   "drop t"),
          1,
          { 0, 3 },
          SEV_WARNING,
          1 },
        { STR_INIT("\xEF\xBB\xBF"
                   "drop \xE4"),
          2,
          { 8, 9 },
          SEV_ERROR,
          1 },
    };
    Case *test = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Span span = { 0 };
        Severity severity = SEV_ERROR;
        assert_int_equal(encoding_faults(test, rows[i].text, &span, &severity),
                         rows[i].faults);
        assert_int_equal(span.start, rows[i].span.start);
        assert_int_equal(span.end, rows[i].span.end);
        assert_int_equal(severity, rows[i].severity);
        assert_int_equal(test->result.files.at[0].lowered.statements.len,
                         rows[i].statements);
    }
}

static void without_a_front_end_history_is_judged(void **state)
{
    Case *test = *state;
    test->options.frontend = NULL;
    add(test, CHANGE_NEW, "create t\n\0");
    add(test, CHANGE_NEW, "")->unreadable = STR("cannot be read: permission denied");
    *vec_push(test->arena, &test->now.stray) = STR("x");
    run(test, &test->base);
    assert_str(told(test), "unreadable-file migrations/2.sql the migration cannot be "
                           "read: permission denied\n"
                           "stray x stray\n"
                           "change migrations from 0 to 2\n");
    assert_int_equal(test->result.files.len, 0);
}

// ---- the project ----

static void what_the_base_had_wrong_is_not_said_again(void **state)
{
    Case *test = *state;
    *vec_push(test->arena, &test->now.stray) = STR("old");
    *vec_push(test->arena, &test->now.stray) = STR("fresh");
    *vec_push(test->arena, &test->base.stray) = STR("old");
    *vec_push(test->arena, &test->base.stray) = STR("mended");
    run(test, &test->base);
    assert_str(told(test), "stray fresh stray\n"
                           "change migrations from 0 to 0\n");
}

static void all_of_it_is_said_when_asked_for(void **state)
{
    Case *test = *state;
    test->options.all = true;
    *vec_push(test->arena, &test->now.stray) = STR("old");
    *vec_push(test->arena, &test->base.stray) = STR("old");
    run(test, &test->base);
    assert_str(told(test), "stray old stray\n"
                           "change migrations from 0 to 0\n");
}

static void without_a_base_there_is_no_change_set(void **state)
{
    Case *test = *state;
    *vec_push(test->arena, &test->now.stray) = STR("old");
    run(test, NULL);
    assert_str(told(test), "stray old stray\n");
}

static void projects_add_to_one_result(void **state)
{
    Case *test = *state;
    *vec_push(test->arena, &test->now.stray) = STR("a");
    *vec_push(test->arena, &test->base.stray) = STR("a");
    run(test, NULL);
    run(test, &test->base);
    assert_str(told(test), "stray a stray\n"
                           "change migrations from 0 to 0\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rules_look_before_the_op_is_applied, make_case,
                                        drop_case),
        cmocka_unit_test_setup_teardown(what_earlier_migrations_made_is_live, make_case,
                                        drop_case),
        cmocka_unit_test_setup_teardown(a_finding_has_all_that_is_known, make_case,
                                        drop_case),
        cmocka_unit_test_setup_teardown(rules_of_other_dialects_run_there, make_case,
                                        drop_case),
        cmocka_unit_test_setup_teardown(an_edited_migration_counts_as_the_base_has_it,
                                        make_case, drop_case),
        cmocka_unit_test_setup_teardown(
            an_edited_migration_that_is_judged_counts_as_it_is, make_case, drop_case),
        cmocka_unit_test_setup_teardown(broken_statements_hide_no_others, make_case,
                                        drop_case),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_is_said, make_case,
                                        drop_case),
        cmocka_unit_test_setup_teardown(encodings_are_judged, make_case, drop_case),
        cmocka_unit_test_setup_teardown(without_a_front_end_history_is_judged, make_case,
                                        drop_case),
        cmocka_unit_test_setup_teardown(what_the_base_had_wrong_is_not_said_again,
                                        make_case, drop_case),
        cmocka_unit_test_setup_teardown(all_of_it_is_said_when_asked_for, make_case,
                                        drop_case),
        cmocka_unit_test_setup_teardown(without_a_base_there_is_no_change_set, make_case,
                                        drop_case),
        cmocka_unit_test_setup_teardown(projects_add_to_one_result, make_case, drop_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
