// SPDX-License-Identifier: Apache-2.0
// Unit tests of lint/fix.c and of the steps that lint/kit_fix.c offers to rules.
#include "lint/ctx.h"

#include "check.h"

typedef struct Fixture {
    Runner runner;
    Project project;
    RuleCtx ctx;
    Finding finding;
} Fixture;

static int set_up(void **state)
{
    Arena *arena = arena_new();
    Fixture *fixture = NEW(arena, Fixture);
    fixture->runner = (Runner){ .name = "some", .title = "Some", .scope = TX_NONE };
    fixture->project.runner = &fixture->runner;
    fixture->ctx = (RuleCtx){ .arena = arena, .project = &fixture->project };
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    Fixture *fixture = *state;
    arena_free(fixture->ctx.arena);
    return 0;
}

static Str text_of_fix(Fixture *fixture)
{
    return fix_text(fixture->ctx.arena, &fixture->finding.steps);
}

// ---- steps ----

static void code_is_set_in_under_its_words(void **state)
{
    Fixture *fixture = *state;
    RuleCtx *ctx = &fixture->ctx;
    Finding *f = &fixture->finding;
    assert_str(text_of_fix(fixture), "");
    fix_remove(ctx, f);
    fix_step(ctx, f, FIX_NEXT, "Do %s:", "this");
    fix_sql(ctx, f, "a;\nb;");
    fix_sql(ctx, f, "c;");
    fix_step(ctx, f, FIX_NOTE, "and more");
    assert_str(text_of_fix(fixture), "Do this:\n  a;\n  b;\n  c;\nand more");
    assert_int_equal(f->steps.len, 3);
    assert_int_equal(f->steps.at[0].place, FIX_HERE);
    assert_int_equal(f->steps.at[0].sql.len, 0);
}

static void another_way_has_another_number(void **state)
{
    Fixture *fixture = *state;
    fix_step(&fixture->ctx, &fixture->finding, FIX_HERE, "This");
    fix_step(&fixture->ctx, &fixture->finding, FIX_NEXT, "and that");
    fix_or(&fixture->ctx, &fixture->finding, FIX_HERE, "Or this");
    fix_step(&fixture->ctx, &fixture->finding, FIX_LATER, "and then");
    static const size_t ways[] = { 0, 0, 1, 1 };
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(fixture->finding.steps.at[i].way, ways[i]);
}

static void breakpoints_come_between_statements_of_a_file(void **state)
{
    Fixture *fixture = *state;
    static const FixPlace places[] = { FIX_HERE, FIX_HAND_BEFORE };
    fixture->runner.breakpoints = true;
    for (size_t i = 0; i < 2; i++) {
        fix_step(&fixture->ctx, &fixture->finding, places[i], "In:");
        fix_sql(&fixture->ctx, &fixture->finding, "a;");
        fix_sql(&fixture->ctx, &fixture->finding, "b;");
    }
    assert_str(fixture->finding.steps.at[0].sql, "a;\n--> statement-breakpoint\nb;");
    assert_str(fixture->finding.steps.at[1].sql, "a;\nb;");
}

// ---- what has to commit first ----

static void one_transaction_for_all_ends_with_the_deploy(void **state)
{
    Fixture *fixture = *state;
    RuleCtx *ctx = &fixture->ctx;
    assert_int_equal(ctx_apart(ctx), FIX_NEXT);
    assert_str(ctx_later(ctx), "in the next migration");
    fixture->runner.scope = TX_ALL_PENDING;
    assert_int_equal(ctx_apart(ctx), FIX_LATER);
    fix_apart(ctx, &fixture->finding, "and");
    assert_str(text_of_fix(fixture),
               "and in the next deploy, since Some runs all pending migrations in one "
               "transaction:");
}

// ---- what no transaction may hold ----

static Str outside(Fixture *fixture, FixPlace place, bool after)
{
    Str sql = STR("GO;");
    Str stand_in = STR("STAY;");
    Outside work = {
        place, after, { .at = &sql, .len = 1 }, { .at = &stand_in, .len = 1 }
    };
    fixture->finding.steps.len = 0;
    fix_outside(&fixture->ctx, &fixture->finding, &work);
    return text_of_fix(fixture);
}

static FixPlace place_of(const Fixture *fixture, size_t step)
{
    assert_true(step < fixture->finding.steps.len);
    return fixture->finding.steps.at[step].place;
}

static void without_transactions_there_is_nothing_to_escape(void **state)
{
    Fixture *fixture = *state;
    assert_str(outside(fixture, FIX_HERE, false), "Outside of BEGIN and COMMIT:\n  GO;");
    assert_int_equal(place_of(fixture, 0), FIX_HERE);
    outside(fixture, FIX_BEHIND, false);
    assert_int_equal(place_of(fixture, 0), FIX_BEHIND);
}

static void one_transaction_for_all_needs_a_hand(void **state)
{
    Fixture *fixture = *state;
    fixture->runner.scope = TX_ALL_PENDING;
    assert_str(outside(fixture, FIX_HERE, false),
               "Some runs all pending migrations in one transaction, where this is "
               "refused. Run it by hand before the deploy:\n  GO;\nand keep in the "
               "migration, for databases that are made anew:\n  STAY;");
    assert_int_equal(place_of(fixture, 0), FIX_HAND_BEFORE);
    assert_int_equal(place_of(fixture, 1), FIX_HERE);
    outside(fixture, FIX_BEHIND, false);
    assert_int_equal(place_of(fixture, 1), FIX_BEHIND);
}

static void what_waits_for_the_deploy_stays_out_of_it(void **state)
{
    Fixture *fixture = *state;
    fixture->runner.scope = TX_ALL_PENDING;
    outside(fixture, FIX_HERE, true);
    assert_int_equal(fixture->finding.steps.len, 3);
    assert_int_equal(place_of(fixture, 0), FIX_HERE);
    assert_int_equal(place_of(fixture, 1), FIX_HAND_AFTER);
    assert_int_equal(place_of(fixture, 2), FIX_LATER);
}

static void a_runner_that_knows_gets_a_migration_of_its_own(void **state)
{
    Fixture *fixture = *state;
    fixture->runner = (Runner){ .name = "goose", .title = "goose", .scope = TX_FILE };
    assert_true(str_ends(outside(fixture, FIX_HERE, false),
                         STR(":\n  -- +goose NO TRANSACTION\n  -- +goose Up\n  GO;")));
    assert_int_equal(fixture->finding.steps.len, 2);
    assert_int_equal(place_of(fixture, 0), FIX_HERE);
    assert_int_equal(place_of(fixture, 1), FIX_ALONE);
    outside(fixture, FIX_BEHIND, false); // the statement stays
    assert_int_equal(fixture->finding.steps.len, 1);
}

static void what_needs_it_comes_behind_its_stand_in_or_next(void **state)
{
    Fixture *fixture = *state;
    outside(fixture, FIX_HERE, false);
    fix_after_outside(&fixture->ctx, &fixture->finding, "and");
    assert_int_equal(place_of(fixture, 1), FIX_NEXT);
    fixture->runner.scope = TX_ALL_PENDING;
    outside(fixture, FIX_HERE, false);
    fix_after_outside(&fixture->ctx, &fixture->finding, "and");
    assert_int_equal(place_of(fixture, 2), FIX_BEHIND);
}

// ---- recipes ----

static void not_null_comes_in_two_commits(void **state)
{
    Fixture *fixture = *state;
    fix_step(&fixture->ctx, &fixture->finding, FIX_HERE, "First:");
    fix_not_null(&fixture->ctx, &fixture->finding, (Name){ .name = STR("users") },
                 STR("userId"));
    assert_str(text_of_fix(fixture),
               "First:\n"
               "  ALTER TABLE users ADD CONSTRAINT \"users_userId_not_null\" CHECK "
               "(\"userId\" IS NOT NULL) NOT VALID;\n"
               "and in the next migration:\n"
               "  ALTER TABLE users VALIDATE CONSTRAINT \"users_userId_not_null\";\n"
               "  ALTER TABLE users ALTER COLUMN \"userId\" SET NOT NULL;\n"
               "  ALTER TABLE users DROP CONSTRAINT \"users_userId_not_null\";");
}

static IndexDef index_on(Fixture *fixture, const char *columns)
{
    IndexDef def = { .table = { .name = STR_INIT("events") },
                     .name = STR_INIT("events_at_idx") };
    Str rest = str_from(columns);
    Str word;
    while (str_cut(&rest, ' ', &word))
        vec_push(fixture->ctx.arena, &def.parts)->column = word;
    return def;
}

static void an_index_is_written_as_it_was_meant(void **state)
{
    Fixture *fixture = *state;
    IndexDef def = index_on(fixture, "at Kind id");
    def.unique = true;
    def.nulls_not_distinct = true;
    def.method = STR("gist");
    def.where = STR("at > 0");
    *vec_push(fixture->ctx.arena, &def.include) = STR("note");
    def.parts.at[0].descending = true;
    def.parts.at[0].nulls_first = true;
    def.parts.at[1].collation = STR("C");
    def.parts.at[1].opclass = STR("text_ops");
    def.parts.at[1].descending = true;
    def.parts.at[2] =
        (IndexPart){ .expression = STR_INIT("lower(id)"), .nulls_first = true };
    assert_str(
        ctx_index_sql(&fixture->ctx, &def, "CONCURRENTLY "),
        "CREATE UNIQUE INDEX CONCURRENTLY events_at_idx ON events USING gist "
        "(at DESC, \"Kind\" COLLATE \"C\" text_ops DESC NULLS LAST, (lower(id)) NULLS "
        "FIRST) INCLUDE (note) NULLS NOT DISTINCT WHERE at > 0;");
}

static Table partitioned(Arena *arena, size_t known)
{
    Table table = { .name = { STR_INIT("public"), STR_INIT("events") },
                    .partition_by = STR_INIT("range") };
    for (size_t i = 0; i < known; i++)
        *vec_push(arena, &table.children) =
            i == 0 ? (Name){ STR("public"), STR("e1") } : (Name){ STR("old"), STR("e0") };
    return table;
}

static void a_partitioned_table_is_indexed_piece_by_piece(void **state)
{
    Fixture *fixture = *state;
    Table table = partitioned(fixture->ctx.arena, 2);
    IndexDef def = index_on(fixture, "at");
    fix_index(&fixture->ctx, &fixture->finding, FIX_HERE, &table, &def);
    assert_str(text_of_fix(fixture),
               "CONCURRENTLY is refused on a partitioned table. Make the parent's index, "
               "which reads no rows:\n"
               "  CREATE INDEX events_at_idx ON ONLY events (at);\n"
               "Then build each partition's.\n"
               "Outside of BEGIN and COMMIT:\n"
               "  CREATE INDEX CONCURRENTLY e1_at_idx ON e1 (at);\n"
               "  CREATE INDEX CONCURRENTLY e0_at_idx ON old.e0 (at);\n"
               "Then join them in the next migration:\n"
               "  ALTER INDEX events_at_idx ATTACH PARTITION e1_at_idx;\n"
               "  ALTER INDEX events_at_idx ATTACH PARTITION old.e0_at_idx;");
}

static void partitions_that_are_not_known_are_hinted_at(void **state)
{
    Fixture *fixture = *state;
    Table table = partitioned(fixture->ctx.arena, 0);
    IndexDef def = index_on(fixture, "at");
    fix_index(&fixture->ctx, &fixture->finding, FIX_HERE, &table, &def);
    assert_int_equal(fixture->finding.steps.len, 2);
    assert_int_equal(place_of(fixture, 1), FIX_NOTE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(code_is_set_in_under_its_words),
        TEST(another_way_has_another_number),
        TEST(breakpoints_come_between_statements_of_a_file),
        TEST(one_transaction_for_all_ends_with_the_deploy),
        TEST(without_transactions_there_is_nothing_to_escape),
        TEST(one_transaction_for_all_needs_a_hand),
        TEST(what_waits_for_the_deploy_stays_out_of_it),
        TEST(a_runner_that_knows_gets_a_migration_of_its_own),
        TEST(what_needs_it_comes_behind_its_stand_in_or_next),
        TEST(not_null_comes_in_two_commits),
        TEST(an_index_is_written_as_it_was_meant),
        TEST(a_partitioned_table_is_indexed_piece_by_piece),
        TEST(partitions_that_are_not_known_are_hinted_at),
    };
    return cmocka_run_group_tests_name("fix", tests, NULL, NULL);
}
