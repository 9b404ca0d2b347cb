// SPDX-License-Identifier: Apache-2.0
// Unit tests of lint/session.c: transactions, settings and what is rolled back, for each
// kind of runner.
#include "lint/session.h"

#include "dialect/dialect.h"
#include "source/layout.h"

#include "check.h"

typedef struct Desk {
    Arena *arena;
    Engine engine;
    size_t transactions;
    Lowered lowered;
} Desk;

static int set_up(void **state)
{
    Arena *arena = arena_new();
    Desk *desk = NEW(arena, Desk);
    desk->arena = arena;
    desk->engine = (Engine){ .family = STR("postgres"), .major = 15 };
    *state = desk;
    return 0;
}

static int tear_down(void **state)
{
    arena_free(((Desk *)*state)->arena);
    return 0;
}

static const Session *read(Desk *desk, const char *runner, const char *text,
                           const Session *previous)
{
    Lowered *lowered = NEW(desk->arena, Lowered);
    SessionInput input = {
        .lowered = lowered,
        .runner = runner_find(str_from(runner)),
        .frontend = &pg_frontend,
        .engine = &desk->engine,
        .previous = previous,
        .transactions = &desk->transactions,
    };
    pg_frontend.lower(desk->arena, str_from(text), input.runner, lowered);
    return session_read(desk->arena, &input);
}

// A letter for each op: who owns its transaction, in lower case when it is rolled back.
static Str owners(Desk *desk, const char *runner, const char *text)
{
    static const char letters[] = {
        [TXO_NONE] = 'N', [TXO_RUNNER] = 'R', [TXO_STRING] = 'S', [TXO_EXPLICIT] = 'E'
    };
    const Session *session = read(desk, runner, text, NULL);
    char *all = NEW_ARRAY(desk->arena, char, session->ops->len);
    for (size_t i = 0; i < session->ops->len; i++)
        all[i] = (char)(letters[session->at[i].owner] | (session->at[i].undone ? 32 : 0));
    return (Str){ all, session->ops->len };
}

static void a_runner_opens_what_the_text_does_not(void **state)
{
    Desk *desk = *state;
    assert_str(owners(desk, "plain", "DROP TABLE a; DROP TABLE b"), "NN");
    assert_str(owners(desk, "drizzle", "DROP TABLE a; DROP TABLE b"), "RR");
    assert_str(owners(desk, "drizzle-neon-http", "DROP TABLE a; DROP TABLE b"), "NN");
    assert_str(owners(desk, "prisma", "DROP TABLE a"), "N");
    assert_str(owners(desk, "prisma", "DROP TABLE a; DROP TABLE b"), "SS");
    assert_str(owners(desk, "goose", "DROP TABLE a"), "R");
    assert_str(owners(desk, "goose", "-- +goose NO TRANSACTION\nVACUUM; VACUUM"), "NN");
    assert_str(owners(desk, "dbmate", "-- migrate:up transaction:false\nVACUUM"), "N");
    assert_str(owners(desk, "dbmate", "-- migrate:up transaction:false\nVACUUM; VACUUM"),
               "SS");
    assert_str(owners(desk, "dbmate", "SELECT 'transaction:false'"), "R");
    assert_str(owners(desk, "flyway", "SET lock_timeout = 1; VACUUM"), "NN");
    assert_str(owners(desk, "flyway", "VACUUM; DROP TABLE a"), "RR");
}

static void the_text_opens_and_ends(void **state)
{
    Desk *desk = *state;
    assert_str(owners(desk, "plain", "BEGIN; DROP TABLE a; COMMIT; DROP TABLE b"),
               "NEEN");
    assert_str(owners(desk, "plain", "BEGIN; SELECT 1; COMMIT AND CHAIN; SELECT 2"),
               "NEEE");
    assert_str(owners(desk, "prisma", "SELECT 1; BEGIN; SELECT 2; COMMIT; SELECT 3"),
               "SSEES");
    assert_str(owners(desk, "drizzle", "BEGIN; SELECT 1; COMMIT; SELECT 2"), "RRRN");
    assert_str(owners(desk, "plain", "COMMIT; ROLLBACK; SELECT 1"), "NNN");
}

static void a_rollback_takes_back(void **state)
{
    Desk *desk = *state;
    assert_str(owners(desk, "plain", "SELECT 1; BEGIN; SELECT 2; ROLLBACK; SELECT 3"),
               "NneEN");
    assert_str(owners(desk, "plain",
                      "BEGIN; SAVEPOINT a; SELECT 1; SAVEPOINT b;"
                      " SELECT 2; ROLLBACK TO b; SELECT 3;"
                      " ROLLBACK TO SAVEPOINT a; SELECT 4; COMMIT"),
               "NEeeeeeEEE");
    assert_str(owners(desk, "prisma", "SELECT 1; ROLLBACK; SELECT 2"), "sSS");
    assert_str(owners(desk, "plain", "BEGIN; SELECT 1; ROLLBACK TO nowhere"), "NEE");
}

// The value of lock_timeout before the last op; ptr NULL: its default.
static Str last_timeout(Desk *desk, const char *runner, const char *text)
{
    const Session *session = read(desk, runner, text, NULL);
    const OpState *last = &session->at[session->ops->len - 1];
    const Setting *setting = setting_find(last->settings, STR("lock_timeout"));
    return setting ? setting->value : (Str){ 0 };
}

static void settings_end_with_their_transaction(void **state)
{
    Desk *desk = *state;
    assert_str(last_timeout(desk, "plain", "SET lock_timeout = 1; SELECT 1"), "1");
    assert_str(last_timeout(desk, "plain", "SET LOCAL lock_timeout = 1; SELECT 1"), "");
    assert_str(last_timeout(desk, "plain", "BEGIN; SET LOCAL lock_timeout = 1; SELECT 1"),
               "1");
    assert_str(last_timeout(desk, "plain",
                            "SET lock_timeout = 1; BEGIN; SET LOCAL lock_timeout = 2;"
                            " COMMIT; SELECT 1"),
               "1");
    assert_str(last_timeout(desk, "plain",
                            "BEGIN; SET lock_timeout = 1; SET LOCAL lock_timeout = 2;"
                            " COMMIT; SELECT 1"),
               "1");
    assert_str(last_timeout(desk, "plain",
                            "SET lock_timeout = 1; BEGIN; SET lock_timeout = 2;"
                            " ROLLBACK; SELECT 1"),
               "1");
    assert_str(last_timeout(desk, "plain",
                            "BEGIN; SET lock_timeout = 1; SAVEPOINT a;"
                            " SET lock_timeout = 2; ROLLBACK TO a; SELECT 1"),
               "1");
    assert_str(last_timeout(desk, "plain", "SET lock_timeout = 1; RESET ALL; SELECT 1"),
               "");
    assert_str(last_timeout(desk, "drizzle", "SET LOCAL lock_timeout = 1; SELECT 1"),
               "1");
}

static void a_session_goes_on_in_the_next_file(void **state)
{
    Desk *desk = *state;
    const Session *first =
        read(desk, "drizzle", "SET LOCAL lock_timeout = 1; SELECT 1", NULL);
    const Session *second = read(desk, "drizzle", "SELECT 2; COMMIT", first);
    const Session *third = read(desk, "drizzle", "SELECT 3", second);
    const Session *apart = read(desk, "drizzle", "SELECT 4", NULL);
    assert_int_equal(first->at[1].transaction, second->at[0].transaction);
    assert_non_null(setting_find(second->at[0].settings, STR("lock_timeout")));
    assert_int_equal(third->at[0].transaction, 0);
    assert_int_not_equal(apart->at[0].transaction, first->at[0].transaction);
}

static void a_begin_that_nothing_ends_is_told(void **state)
{
    Desk *desk = *state;
    assert_null(read(desk, "plain", "BEGIN; COMMIT", NULL)->opened);
    const Session *open = read(desk, "plain", "BEGIN; COMMIT; BEGIN; SELECT 1", NULL);
    assert_ptr_equal(open->opened, &open->ops->at[2]);
    assert_int_equal(open->end.owner, TXO_EXPLICIT);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_runner_opens_what_the_text_does_not),
        TEST(the_text_opens_and_ends),
        TEST(a_rollback_takes_back),
        TEST(settings_end_with_their_transaction),
        TEST(a_session_goes_on_in_the_next_file),
        TEST(a_begin_that_nothing_ends_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
