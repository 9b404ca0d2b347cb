// SPDX-License-Identifier: Apache-2.0
// Sessions: transactions, settings, what is new and what is rolled back, for each kind of
// runner.
#include "dialect/dialect.h"
#include "lint/opener.h"
#include "source/layout.h"

#include "check.h"

typedef struct Desk {
    PatternCache *patterns;
    Arena *arena;
    Engine engine;
    size_t transactions;
} Desk;

static int set_up(void **state)
{
    Arena *arena = arena_new();
    Desk *desk = NEW(arena, Desk);
    desk->arena = arena;
    desk->patterns = pattern_cache_new(arena);
    desk->engine = (Engine){ .family = STR("postgres"), .major = 15 };
    *state = desk;
    return 0;
}

static int tear_down(void **state)
{
    Desk *desk = *state;
    pattern_cache_free(desk->patterns);
    arena_free(desk->arena);
    return 0;
}

static const SessionLog *read(Desk *desk, const char *runner, const char *text,
                              const SessionLog *previous)
{
    Lowered *lowered = NEW(desk->arena, Lowered);
    FileRun file = {
        .lowered = lowered,
        .runner = runner_find(str_from(runner)),
        .frontend = &pg_frontend,
        .engine = &desk->engine,
        .patterns = desk->patterns,
    };
    pg_frontend.lower(desk->arena, str_from(text), file.runner, lowered);
    SessionInput input = {
        .ops = &lowered->ops,
        .base = file_opener(&file),
        .goes_on = previous ? &previous->end : NULL,
        .transactions = &desk->transactions,
    };
    return session_read(desk->arena, &input);
}

// What a plain text leaves.
static const Session *after(Desk *desk, const char *text)
{
    return &read(desk, "plain", text, NULL)->end;
}

// ---- transactions ----

// A letter for each op: who owns its transaction, in lower case when it is rolled back.
static Str owners(Desk *desk, const char *runner, const char *text)
{
    static const char letters[] = {
        [TXO_NONE] = 'N', [TXO_RUNNER] = 'R', [TXO_STRING] = 'S', [TXO_EXPLICIT] = 'E'
    };
    const SessionLog *log = read(desk, runner, text, NULL);
    char *all = NEW_ARRAY(desk->arena, char, log->ops->len);
    for (size_t i = 0; i < log->ops->len; i++)
        all[i] = (char)(letters[log->at[i].session.owner] | (log->at[i].undone ? 32 : 0));
    return (Str){ all, log->ops->len };
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

static void a_transaction_is_open_from_begin_to_its_end(void **state)
{
    static const struct {
        const char *sql;
        bool open;
    } rows[] = {
        { "SELECT 1", false },
        { "BEGIN", true },
        { "START TRANSACTION; SELECT 1", true },
        { "BEGIN; COMMIT", false },
        { "BEGIN; END", false },
        { "BEGIN; ROLLBACK", false },
        { "BEGIN; BEGIN; COMMIT", false },
        { "BEGIN; SAVEPOINT a; ROLLBACK TO a", true },
        { "SAVEPOINT a", false },
        { "BEGIN; PREPARE TRANSACTION 'x'", false },
        { "BEGIN; ROLLBACK AND CHAIN", true },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (session_in_transaction(after(*state, rows[i].sql)) != rows[i].open)
            fail_msg("%s", rows[i].sql);
}

static void a_begin_that_nothing_ends_is_told(void **state)
{
    Desk *desk = *state;
    assert_null(read(desk, "plain", "BEGIN; COMMIT", NULL)->opened);
    const SessionLog *open = read(desk, "plain", "BEGIN; COMMIT; BEGIN; SELECT 1", NULL);
    assert_ptr_equal(open->opened, &open->ops->at[2]);
    assert_int_equal(open->end.owner, TXO_EXPLICIT);
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

// Of two savepoints of one name the earlier one is back once the later is released.
static void a_released_savepoint_is_gone(void **state)
{
    Desk *desk = *state;
    assert_str(
        owners(desk, "plain", "BEGIN; SAVEPOINT a; SELECT 1; RELEASE a; ROLLBACK TO a"),
        "NEEEE");
    assert_str(owners(desk, "plain",
                      "BEGIN; SAVEPOINT a; SELECT 1; SAVEPOINT a; SELECT 2; RELEASE a;"
                      " ROLLBACK TO a"),
               "NEeeeeE");
    assert_str(owners(desk, "plain",
                      "BEGIN; SAVEPOINT a; SAVEPOINT b; SELECT 1; RELEASE a;"
                      " ROLLBACK TO b"),
               "NEEEEE");
}

static void what_undoes_an_op_is_the_first_that_does(void **state)
{
    const SessionLog *log =
        read(*state, "plain",
             "BEGIN; SELECT 1; SAVEPOINT a; SELECT 2; ROLLBACK TO a; ROLLBACK", NULL);
    assert_int_equal(log->at[1].undone_by, 5);
    assert_int_equal(log->at[3].undone_by, 4);
    assert_false(log->at[5].undone);
}

// ---- settings ----

// The setting has this value at the end; "": it was reset, NULL: nothing was said of it.
static void expect(Desk *desk, const char *runner, const char *text, const char *name,
                   const char *value)
{
    const SessionLog *log = read(desk, runner, text, NULL);
    const Setting *setting = session_setting(&log->end, str_from(name));
    Str got = setting ? setting->value : (Str){ 0 };
    if ((setting != NULL) != (value != NULL) || !str_eq(got, str_from(value)))
        fail_msg("%s: %s is %s\"" STR_FMT "\"", text, name, setting ? "" : "unset ",
                 STR_ARG(got));
}

static void zone_is(Desk *desk, const char *text, const char *zone)
{
    expect(desk, "plain", text, "timezone", zone);
}

static void settings_have_the_last_value(void **state)
{
    zone_is(*state, "SELECT 1", NULL);
    zone_is(*state, "SET timezone = 'UTC'; SET TIME ZONE 'Asia/Tokyo'", "Asia/Tokyo");
    zone_is(*state, "SET timezone = UTC; RESET timezone", "");
    zone_is(*state, "SET timezone = UTC; RESET ALL", "");
    zone_is(*state, "SET timezone = UTC; DISCARD ALL", "");
    zone_is(*state, "SET timezone = UTC; DISCARD PLANS", "UTC");
    zone_is(*state, "RESET ALL; SET timezone = UTC", "UTC");
    zone_is(*state, "SELECT set_config('TimeZone', 'UTC', false)", "UTC");
    zone_is(*state, "SELECT set_config('TimeZone', 'UTC', true)", NULL);
    expect(*state, "plain", "SET search_path = a", "search_path", "a");
    expect(*state, "plain", "SET statement_timeout TO '5s'", "statement_timeout", "5s");
}

static void local_settings_end_with_the_transaction(void **state)
{
    zone_is(*state, "SET LOCAL timezone = 'UTC'", NULL);
    zone_is(*state, "BEGIN; SET LOCAL timezone = 'UTC'", "UTC");
    zone_is(*state, "BEGIN; SET LOCAL timezone = 'UTC'; COMMIT", NULL);
    zone_is(*state, "SET timezone = 'GMT'; BEGIN; SET LOCAL timezone = 'UTC'; COMMIT",
            "GMT");
    zone_is(*state, "BEGIN; SET timezone = 'GMT'; SET LOCAL timezone = 'UTC'; COMMIT",
            "GMT");
    expect(*state, "drizzle", "SET LOCAL lock_timeout = 1", "lock_timeout", "1");
}

static void rollback_takes_settings_back(void **state)
{
    zone_is(*state, "SET timezone = 'GMT'; BEGIN; SET timezone = 'UTC'; ROLLBACK", "GMT");
    zone_is(*state, "BEGIN; SET timezone = 'UTC'; ROLLBACK", NULL);
    zone_is(*state,
            "BEGIN; SET timezone = 'GMT'; SAVEPOINT a; SET timezone = 'UTC'; "
            "ROLLBACK TO a",
            "GMT");
    zone_is(*state,
            "BEGIN; SAVEPOINT a; SET timezone = 'UTC'; RELEASE a; SAVEPOINT b; "
            "SET timezone = 'GMT'; ROLLBACK TO SAVEPOINT b; COMMIT",
            "UTC");
    zone_is(*state, "BEGIN; SAVEPOINT a; SET timezone = 'UTC'; ROLLBACK TO nowhere",
            "UTC");
}

// ---- what is new ----

static void new_types_are_known_until_the_transaction_ends(void **state)
{
    Desk *desk = *state;
    Name type = { .name = STR("e") };
    const char *create = "CREATE TYPE e AS ENUM ('a')";
    assert_true(session_made_type(
        after(desk, "BEGIN; CREATE TYPE e AS ENUM ('a'); SELECT 1"), type));
    assert_true(session_made_type(&read(desk, "goose", create, NULL)->end, type));
    assert_false(session_made_type(after(desk, create), type));
    assert_false(session_made_type(
        after(desk, "BEGIN; SAVEPOINT s; CREATE TYPE e AS ENUM (); ROLLBACK TO s"),
        type));
    assert_false(session_made_type(
        after(desk, "BEGIN; CREATE TYPE e AS ENUM ('a'); COMMIT"), type));
    assert_false(session_made_type(
        after(desk, "BEGIN; ALTER TYPE e ADD VALUE 'b'; SELECT 1"), type));
}

// ---- files ----

static void a_session_goes_on_in_the_next_file(void **state)
{
    Desk *desk = *state;
    const SessionLog *first =
        read(desk, "drizzle", "SET LOCAL lock_timeout = 1; SELECT 1", NULL);
    const SessionLog *second = read(desk, "drizzle", "SELECT 2; COMMIT", first);
    const SessionLog *third = read(desk, "drizzle", "SELECT 3", second);
    const SessionLog *apart = read(desk, "drizzle", "SELECT 4", NULL);
    const Session *now = &second->at[0].session;
    assert_int_equal(first->at[1].session.transaction, now->transaction);
    assert_non_null(session_setting(now, STR("lock_timeout")));
    assert_int_equal(third->at[0].session.transaction, 0);
    assert_null(session_setting(&third->at[0].session, STR("lock_timeout")));
    assert_int_not_equal(apart->at[0].session.transaction, now->transaction);
}

static void a_savepoint_goes_on_in_the_next_file(void **state)
{
    Desk *desk = *state;
    const SessionLog *first =
        read(desk, "plain", "BEGIN; SELECT 1; SELECT 2; SAVEPOINT a", NULL);
    const SessionLog *second = read(desk, "plain", "SELECT 3; ROLLBACK TO a", first);
    assert_true(second->at[0].undone);
    assert_false(second->at[1].undone);
    assert_true(session_in_transaction(&second->end));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_runner_opens_what_the_text_does_not),
        TEST(the_text_opens_and_ends),
        TEST(a_transaction_is_open_from_begin_to_its_end),
        TEST(a_begin_that_nothing_ends_is_told),
        TEST(a_rollback_takes_back),
        TEST(a_released_savepoint_is_gone),
        TEST(what_undoes_an_op_is_the_first_that_does),
        TEST(settings_have_the_last_value),
        TEST(local_settings_end_with_the_transaction),
        TEST(rollback_takes_settings_back),
        TEST(new_types_are_known_until_the_transaction_ends),
        TEST(a_session_goes_on_in_the_next_file),
        TEST(a_savepoint_goes_on_in_the_next_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
