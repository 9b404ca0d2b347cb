// SPDX-License-Identifier: Apache-2.0
// Unit tests of what lint/kit.c offers to rules: lists, made-up names, and the steps that
// each runner can take.
#include "lint/ctx.h"

#include "check.h"

typedef struct Fixture {
    Runner runner;
    Project project;
    RuleCtx ctx;
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

// Words between blanks.
static StrVec words(Fixture *fixture, const char *text)
{
    StrVec all = { 0 };
    Str rest = str_from(text);
    Str word;
    while (str_cut(&rest, ' ', &word))
        *vec_push(fixture->ctx.arena, &all) = word;
    return all;
}

static Str listed(Fixture *fixture, const char *text)
{
    StrVec all = words(fixture, text);
    return ctx_list(&fixture->ctx, &all);
}

static void a_list_reads_like_a_sentence(void **state)
{
    Fixture *fixture = *state;
    StrVec none = { 0 };
    assert_str(ctx_list(&fixture->ctx, &none), "");
    assert_str(listed(fixture, "a"), "a");
    assert_str(listed(fixture, "a b"), "a and b");
    assert_str(listed(fixture, "a b c d e f"), "a, b, c, d, e and f");
    assert_str(listed(fixture, "a b c d e f g"), "a, b, c, d, e and 2 more");
}

static void columns_are_quoted_where_they_must_be(void **state)
{
    Fixture *fixture = *state;
    StrVec columns = words(fixture, "id userId order");
    assert_str(ctx_columns_sql(&fixture->ctx, &columns), "id, \"userId\", \"order\"");
}

static void every_line_of_code_is_set_in(void **state)
{
    Fixture *fixture = *state;
    assert_str(ctx_code(&fixture->ctx, STR("a;\nb;\n")), "  a;\n  b;");
}

static void a_made_up_name_has_63_bytes_and_whole_characters(void **state)
{
    Fixture *fixture = *state;
    StrVec columns = words(fixture, "a b");
    assert_str(ctx_made_up_name(&fixture->ctx, STR("users"), &columns, "key"),
               "users_a_b_key");
    // 58 bytes and an é of two bytes: 59 are left for it, so that it goes as a whole.
    Str table = STR("aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeefffffffffé");
    StrVec none = { 0 };
    assert_str(ctx_made_up_name(&fixture->ctx, table, &none, "key"),
               "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeefffffffff_key");
}

// ---- runners ----

static Str outside(Fixture *fixture)
{
    return ctx_outside_transaction(&fixture->ctx, STR("GO;"), STR("STAY;"));
}

static void without_transactions_there_is_nothing_to_escape(void **state)
{
    Fixture *fixture = *state;
    assert_str(outside(fixture), "Outside of BEGIN and COMMIT:\n  GO;");
    assert_str(ctx_later(&fixture->ctx), "in the next migration");
}

static void one_transaction_for_all_needs_a_hand(void **state)
{
    Fixture *fixture = *state;
    fixture->runner.scope = TX_ALL_PENDING;
    assert_str(
        outside(fixture),
        "Some runs all pending migrations in one transaction, where CONCURRENTLY is "
        "refused. Run this by hand before the deploy:\n  GO;\nand keep in the "
        "migration, for databases that are made anew:\n  STAY;");
    assert_str(ctx_later(&fixture->ctx),
               "in the next deploy, since Some runs all pending "
               "migrations in one transaction");
}

static void a_transaction_for_each_file_needs_a_hand_or_a_runner_that_knows(void **state)
{
    Fixture *fixture = *state;
    fixture->runner.scope = TX_FILE;
    assert_true(
        str_starts(outside(fixture), STR("Some runs a migration in a transaction")));
    assert_true(str_ends(outside(fixture), STR("\n  STAY;")));
    assert_str(ctx_later(&fixture->ctx), "in the next migration");
    fixture->runner.name = "prisma";
    assert_true(str_starts(outside(fixture), STR("In a migration of its own")));
    assert_true(str_ends(outside(fixture), STR("\n  GO;")));
}

// ---- indexes ----

static IndexDef index_on(Fixture *fixture, const char *columns)
{
    IndexDef def = { .table = { .name = STR_INIT("events") },
                     .name = STR_INIT("events_at_idx") };
    StrVec names = words(fixture, columns);
    for (size_t i = 0; i < names.len; i++)
        vec_push(fixture->ctx.arena, &def.parts)->column = names.at[i];
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
    def.include = words(fixture, "note");
    def.parts.at[0].descending = true;
    def.parts.at[0].nulls_first = true;
    def.parts.at[1].collation = STR("C");
    def.parts.at[1].opclass = STR("text_ops");
    def.parts.at[1].descending = true;
    def.parts.at[2] =
        (IndexPart){ .expression = STR_INIT("lower(id)"), .nulls_first = true };
    assert_str(
        ctx_index_recipe(&fixture->ctx, NULL, &def),
        "Outside of BEGIN and COMMIT:\n"
        "  CREATE UNIQUE INDEX CONCURRENTLY events_at_idx ON events USING gist "
        "(at DESC, \"Kind\" COLLATE \"C\" text_ops DESC NULLS LAST, (lower(id)) NULLS "
        "FIRST) INCLUDE (note) NULLS NOT DISTINCT WHERE at > 0;");
}

static void a_partitioned_table_is_indexed_piece_by_piece(void **state)
{
    Fixture *fixture = *state;
    Table table = { .name = { STR_INIT("public"), STR_INIT("events") },
                    .partition_by = STR_INIT("range") };
    *vec_push(fixture->ctx.arena, &table.children) = (Name){ STR("public"), STR("e1") };
    *vec_push(fixture->ctx.arena, &table.children) = (Name){ STR("old"), STR("e0") };
    IndexDef def = index_on(fixture, "at");
    assert_str(ctx_index_recipe(&fixture->ctx, &table, &def),
               "CONCURRENTLY is refused on a partitioned table. Make the parent's index, "
               "which reads no rows:\n"
               "  CREATE INDEX events_at_idx ON ONLY events (at);\n"
               "Then build each partition's. Outside of BEGIN and COMMIT:\n"
               "  CREATE INDEX CONCURRENTLY e1_at_idx ON e1 (at);\n"
               "  CREATE INDEX CONCURRENTLY e0_at_idx ON old.e0 (at);\n"
               "Then join them:\n"
               "  ALTER INDEX events_at_idx ATTACH PARTITION e1_at_idx;\n"
               "  ALTER INDEX events_at_idx ATTACH PARTITION old.e0_at_idx;");
}

static void partitions_that_are_not_known_are_hinted_at(void **state)
{
    Fixture *fixture = *state;
    Table table = { .name = { STR_INIT("public"), STR_INIT("events") },
                    .partition_by = STR_INIT("range") };
    IndexDef def = index_on(fixture, "at");
    Str recipe = ctx_index_recipe(&fixture->ctx, &table, &def);
    assert_true(str_contains(
        recipe, STR("\n  -- CREATE INDEX CONCURRENTLY on each partition\n")));
    assert_true(str_ends(
        recipe, STR("\n  -- ALTER INDEX … ATTACH PARTITION for each partition")));
}

// ---- journals ----

static void entries_are_sorted_by_idx_and_then_by_place(void **state)
{
    Fixture *fixture = *state;
    static const int64_t idx[] = { 3, -1, 2, 3, 0 };
    Journal journal = { 0 };
    for (size_t i = 0; i < 5; i++) {
        JournalEntry *entry = vec_push(fixture->ctx.arena, &journal.entries);
        *entry =
            (JournalEntry){ .has_idx = idx[i] >= 0, .idx = idx[i], .span = { i, i + 1 } };
    }
    JournalEntryVec sorted = ctx_entries_by_idx(&fixture->ctx, &journal);
    assert_int_equal(sorted.len, 4);
    static const size_t places[] = { 4, 2, 0, 3 };
    for (size_t i = 0; i < 4; i++)
        assert_ptr_equal(sorted.at[i], &journal.entries.at[places[i]]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_list_reads_like_a_sentence),
        TEST(columns_are_quoted_where_they_must_be),
        TEST(every_line_of_code_is_set_in),
        TEST(a_made_up_name_has_63_bytes_and_whole_characters),
        TEST(without_transactions_there_is_nothing_to_escape),
        TEST(one_transaction_for_all_needs_a_hand),
        TEST(a_transaction_for_each_file_needs_a_hand_or_a_runner_that_knows),
        TEST(an_index_is_written_as_it_was_meant),
        TEST(a_partitioned_table_is_indexed_piece_by_piece),
        TEST(partitions_that_are_not_known_are_hinted_at),
        TEST(entries_are_sorted_by_idx_and_then_by_place),
    };
    return cmocka_run_group_tests_name("kit", tests, NULL, NULL);
}
