// SPDX-License-Identifier: Apache-2.0
// Sessions: settings that come and go with transactions and savepoints.
#include "lowered.h"

static Session after(Sql *sql, const char *text)
{
    Session session = session_new(sql->arena, false);
    lower_text(sql, str_from(text));
    for (size_t i = 0; i < sql->lowered.ops.len; i++)
        session_apply(&session, &sql->lowered.ops.at[i]);
    return session;
}

static void zone_is(Sql *sql, const char *text, const char *zone)
{
    Session session = after(sql, text);
    Str value = session_setting(&session, STR("timezone"));
    if (!str_eq(value, str_from(zone)) || (value.ptr == NULL) != (zone == NULL))
        fail_msg("%s: the zone is \"" STR_FMT "\"", text, STR_ARG(value));
}

static void settings_have_the_last_value(void **state)
{
    zone_is(*state, "SELECT 1", NULL);
    zone_is(*state, "SET timezone = 'UTC'; SET TIME ZONE 'Asia/Tokyo'", "Asia/Tokyo");
    zone_is(*state, "SET timezone = UTC; RESET timezone", NULL);
    zone_is(*state, "SET timezone = UTC; RESET ALL", NULL);
    zone_is(*state, "SET timezone = UTC; DISCARD ALL", NULL);
    zone_is(*state, "SELECT set_config('TimeZone', 'UTC', false)", "UTC");
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
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Session session = after(*state, rows[i].sql);
        if (session_in_transaction(&session) != rows[i].open)
            fail_msg("%s", rows[i].sql);
    }
}

static void new_types_are_known_until_the_transaction_ends(void **state)
{
    Name type = { .name = STR("e") };
    Session session = after(*state, "BEGIN; CREATE TYPE e AS ENUM ('a')");
    assert_true(session_made_type(&session, type));
    session =
        after(*state, "BEGIN; SAVEPOINT s; CREATE TYPE e AS ENUM (); ROLLBACK TO s");
    assert_false(session_made_type(&session, type));
    session = after(*state, "BEGIN; CREATE TYPE e AS ENUM ('a'); COMMIT");
    assert_false(session_made_type(&session, type));
    session = after(*state, "CREATE TYPE e AS ENUM ('a')");
    assert_false(session_made_type(&session, type));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        sql_test(settings_have_the_last_value),
        sql_test(local_settings_end_with_the_transaction),
        sql_test(rollback_takes_settings_back),
        sql_test(a_transaction_is_open_from_begin_to_its_end),
        sql_test(new_types_are_known_until_the_transaction_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
