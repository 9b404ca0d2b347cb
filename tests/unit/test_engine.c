// SPDX-License-Identifier: Apache-2.0
// Versions of servers: what a text means, how it is shown, and which ones are known.
#include "dialect/dialect.h"
#include "dialect/mysql_families.h"
#include "dialect/sqlite_families.h"

#include "check.h"

static const EngineFamily *family(Str name)
{
    for (size_t i = 0; i < MYSQL_FAMILY_COUNT; i++)
        if (str_eq(str_from(mysql_families[i].name), name))
            return &mysql_families[i];
    for (size_t i = 0; i < SQLITE_FAMILY_COUNT; i++)
        if (str_eq(str_from(sqlite_families[i].name), name))
            return &sqlite_families[i];
    return dialect_family(name);
}

// What "mysql@8" means, shown in full; "" for what is not known.
static Str meant(Arena *arena, Str text)
{
    size_t at = str_find_char(text, '@', 0);
    Engine engine = { 0 };
    if (!engine_read(family(str_take(text, at)), str_drop(text, at + 1), &engine))
        return STR("");
    return engine_text(arena, &engine);
}

static void a_part_of_a_version_is_the_oldest_in_use(void **state)
{
    Arena *arena = *state;
    static const char *const CASES[][2] = {
        { "mysql@5.7", "mysql@5.7.8" },       { "mysql@5", "mysql@5.7.8" },
        { "mysql@8", "mysql@8.0.29" },        { "mysql@8.0", "mysql@8.0.29" },
        { "mysql@8.0.12", "mysql@8.0.12" },   { "mysql@8.4", "mysql@8.4" },
        { "mysql@8.4.3", "mysql@8.4.3" },     { "mysql@9", "mysql@9.0" },
        { "mysql@9.7.4", "mysql@9.7.4" },     { "mariadb@10.6", "mariadb@10.6" },
        { "mariadb@10.11", "mariadb@10.11" }, { "mariadb@11", "mariadb@11.0" },
        { "mariadb@11.8", "mariadb@11.8" },   { "tidb@6.5", "tidb@6.5" },
        { "tidb@7.5.1", "tidb@7.5.1" },       { "tidb@8.5", "tidb@8.5" },
        { "postgres@15", "postgres@15" },     { "sqlite@3.35", "sqlite@3.35" },
        { "sqlite@3.35.5", "sqlite@3.35.5" }, { "sqlite@3", "sqlite@3.40" },
        { "sqlite@3.0", "sqlite@3.0" },       { "sqlite@3.53", "sqlite@3.53" },
        { "libsql@3.45", "libsql@3.45.1" },   { "libsql@3", "libsql@3.45.1" },
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        assert_str_equal(meant(arena, str_from(CASES[i][0])), str_from(CASES[i][1]));
}

static void what_is_not_known_is_refused(void **state)
{
    Arena *arena = *state;
    static const char *const CASES[] = {
        "mysql@5.6",     "mysql@6",
        "mysql@8.5",     "mysql@9.8",
        "mysql@10",      "mysql@",
        "mysql@8.",      "mysql@.8",
        "mysql@8..1",    "mysql@8.0.29.1",
        "mysql@8.0.x",   "mysql@8,0",
        "mysql@8.0.100", "mysql@ 8",
        "mysql@8.0-log", "mariadb@10.5",
        "mariadb@11.9",  "mariadb@12",
        "tidb@6.1",      "tidb@8.6",
        "postgres@10",   "postgres@19",
        "postgres@15.2", "postgres@15.",
        "mysql@-8",      "mysql@99999999999999999999",
        "sqlite@2",      "sqlite@3.54",
        "sqlite@4",      "sqlite@3.8.11.1",
        "libsql@0.5",    "d1@1",
        "d1@",           "d1@3.45",
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        assert_str(meant(arena, str_from(CASES[i])), "");
}

static void names_what_is_known(void **state)
{
    Arena *arena = *state;
    static const char *const CASES[][2] = {
        { "postgres", "postgres@11 to @18" },
        { "mysql", "mysql@5.7, @8.0 to @8.4 and @9.0 to @9.7" },
        { "mariadb", "mariadb@10.6 to @10.11 and @11.0 to @11.8" },
        { "tidb", "tidb@6.5 to @6.6, @7.0 to @7.6 and @8.0 to @8.5" },
        { "sqlite", "sqlite@3.0 to @3.53" },
        { "libsql", "libsql@3.45" },
        { "d1", "d1" },
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        assert_str_equal(engine_versions(arena, family(str_from(CASES[i][0]))),
                         str_from(CASES[i][1]));
}

// The usual version is one that can be asked for.
static void usual_versions_are_known(void **state)
{
    Arena *arena = *state;
    static const char *const CASES[][2] = {
        { "postgres", "postgres@14" }, { "mysql", "mysql@8.0.29" },
        { "mariadb", "mariadb@10.6" }, { "tidb", "tidb@7.5" },
        { "sqlite", "sqlite@3.40" },   { "libsql", "libsql@3.45.1" },
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        const EngineFamily *row = family(str_from(CASES[i][0]));
        Str shown = engine_text(arena, &row->usual);
        assert_str_equal(shown, str_from(CASES[i][1]));
        assert_str_equal(meant(arena, shown), shown);
        Engine bare = { .family = str_from(row->name) };
        assert_str_equal(engine_text(arena, &bare), bare.family);
    }
}

static void a_version_that_is_given_stays(void **state)
{
    (void)state;
    Engine given = { STR("postgres"), 17, 0, 0 }, none = { .family = STR("postgres") },
           unknown = { .family = STR("oracle") };
    dialect_settle_version(&given);
    dialect_settle_version(&none);
    dialect_settle_version(&unknown);
    assert_int_equal(given.major, 17);
    assert_int_equal(none.major, 14);
    assert_int_equal(unknown.major, 0);
}

static void kin_of_sqlite_speak_its_dialect(void **state)
{
    (void)state;
    assert_str(engine_dialect(STR("sqlite")), "sqlite");
    assert_str(engine_dialect(STR("libsql")), "sqlite");
    assert_str(engine_dialect(STR("d1")), "sqlite");
    assert_str(engine_dialect(STR("tidb")), "mysql");
    assert_str(engine_dialect(STR("postgres")), "postgres");
}

// D1 has no number, and is shown without one.
static void each_engine_is_made_of_a_release_of_sqlite(void **state)
{
    Arena *arena = *state;
    Engine old = { STR("sqlite"), 3, 35, 5 }, none = { .family = STR("sqlite") },
           libsql = { .family = STR("libsql") };
    const Engine *d1 = &family(STR("d1"))->usual;
    assert_int_equal(sqlite_release(&old), ENGINE_VERSION(3, 35, 5));
    assert_int_equal(sqlite_release(&none), ENGINE_VERSION(3, 40, 0));
    assert_int_equal(sqlite_release(&libsql), ENGINE_VERSION(3, 45, 1));
    assert_true(sqlite_release(d1) > ENGINE_VERSION(3, 45, 0));
    assert_str(engine_text(arena, d1), "d1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(a_part_of_a_version_is_the_oldest_in_use),
        arena_test(what_is_not_known_is_refused),
        arena_test(names_what_is_known),
        arena_test(usual_versions_are_known),
        cmocka_unit_test(a_version_that_is_given_stays),
        cmocka_unit_test(kin_of_sqlite_speak_its_dialect),
        arena_test(each_engine_is_made_of_a_release_of_sqlite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
