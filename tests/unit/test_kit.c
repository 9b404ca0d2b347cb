// SPDX-License-Identifier: Apache-2.0
// Unit tests of what lint/kit.c offers to rules: lists, made-up names, and journals in
// order. Steps of a fix have test_fix.c.
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

static void names_are_quoted_as_the_dialect_has_it(void **state)
{
    Fixture *fixture = *state;
    RuleCtx *ctx = &fixture->ctx;
    Name name = { STR("shop"), STR("order") };
    StrVec columns = words(fixture, "id a`b");
    IndexDef def = { .table = { .name = STR("t") },
                     .name = STR("i"),
                     .method = STR("fulltext"),
                     .written = STR("WITH PARSER ngram") };
    *vec_push(ctx->arena, &def.parts) = (IndexPart){ .column = STR("a"), .length = 9 };
    *vec_push(ctx->arena, &def.parts) =
        (IndexPart){ .expression = STR("b + 1"), .descending = true };
    assert_str(ctx_name_sql(ctx, name), "shop.\"order\"");
    assert_false(ctx_mentions(ctx, STR("Amount > 0"), STR("Amount")));
    fixture->project.dialect = STR("mysql");
    assert_str(ctx_name_sql(ctx, name), "`shop`.`order`");
    assert_str(ctx_columns_sql(ctx, &columns), "`id`, `a``b`");
    assert_true(ctx_mentions(ctx, STR("Amount > 0"), STR("amount")));
    assert_str(ctx_index_sql(ctx, &def, ""),
               "CREATE FULLTEXT INDEX `i` ON `t` (`a`(9), (b + 1) DESC) "
               "WITH PARSER ngram;");
}

static void columns_are_quoted_where_they_must_be(void **state)
{
    Fixture *fixture = *state;
    StrVec columns = words(fixture, "id userId order");
    assert_str(ctx_columns_sql(&fixture->ctx, &columns), "id, \"userId\", \"order\"");
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
        TEST(names_are_quoted_as_the_dialect_has_it),
        TEST(columns_are_quoted_where_they_must_be),
        TEST(a_made_up_name_has_63_bytes_and_whole_characters),
        TEST(entries_are_sorted_by_idx_and_then_by_place),
    };
    return cmocka_run_group_tests_name("kit", tests, NULL, NULL);
}
