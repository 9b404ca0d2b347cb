// SPDX-License-Identifier: Apache-2.0
// Effects of statements, where measured rows (tests/conformance) do not reach: tables
// that nobody has seen made, things made by the statement itself, volatile functions.
#include "base/out.h"
#include "dialect/dialect.h"
#include "lint/forecast.h"

#include "check.h"

typedef struct World {
    Arena *arena;
    Forecast forecast;
} World;

static int open_world(void **state)
{
    Arena *arena = arena_new();
    World *world = NEW(arena, World);
    Engine engine = { .family = STR("postgres"), .major = 17 };
    *world = (World){ arena, forecast_new(arena, &pg_frontend, engine) };
    *state = world;
    return 0;
}

static int close_world(void **state)
{
    World *world = *state;
    forecast_free(&world->forecast);
    arena_free(world->arena);
    return 0;
}

#define world_test(f) cmocka_unit_test_setup_teardown(f, open_world, close_world)

static void given(World *world, const char *sql)
{
    size_t unparsed = 0;
    forecast_run(&world->forecast, str_from(sql), &unparsed);
    if (unparsed > 0)
        fail_msg("does not parse: %s", sql);
}

static void add_names(Out *out, const char *label, const NameVec *names)
{
    for (size_t i = 0; i < names->len; i++)
        out_fmt(out, "%s" STR_FMT, i == 0 ? label : " ", STR_ARG(names->at[i].name));
}

// "t AccessExclusive, i Share; rewrites t; scans t; builds i", or "refused".
static Str told(World *world, const Effects *effects)
{
    Out out = out_new(world->arena);
    if (effects->refused.len > 0)
        return STR("refused");
    for (size_t i = 0; i < effects->locks.len; i++)
        out_fmt(&out, "%s" STR_FMT " %s", i == 0 ? "" : ", ",
                STR_ARG(effects->locks.at[i].relation.name),
                lock_mode_id(effects->locks.at[i].mode));
    add_names(&out, "; rewrites ", &effects->rewrites);
    add_names(&out, "; scans ", &effects->scans);
    add_names(&out, "; builds ", &effects->index_rebuilds);
    return out_text(&out);
}

// The last statement of the SQL has these effects.
static void does(World *world, const char *sql, const char *expected)
{
    StatementEffectsVec all = forecast_run(&world->forecast, str_from(sql), NULL);
    assert_true(all.len > 0);
    Str got = told(world, &all.at[all.len - 1].effects);
    if (!str_eq(got, str_from(expected)))
        fail_msg("%s\n     has: " STR_FMT "\n  not: %s", sql, STR_ARG(got), expected);
}

static void unknown_tables_are_presumed_to_be_there(void **state)
{
    does(*state, "ALTER TABLE t ADD COLUMN a int", "t AccessExclusive");
    does(*state, "ALTER TABLE u ALTER a TYPE bigint",
         "u AccessExclusive; rewrites u; scans u");
    does(*state, "ALTER TABLE v ADD COLUMN a int NOT NULL", "refused");
    does(*state, "DROP TABLE IF EXISTS w", "w AccessExclusive");
    does(*state, "CREATE INDEX ON x (a)", "x Share; scans x");
    does(*state, "VACUUM FULL y", "y AccessExclusive; rewrites y; scans y");
    does(*state, "ALTER TABLE z VALIDATE CONSTRAINT c",
         "z ShareUpdateExclusive; scans z");
}

static void what_the_statement_makes_is_nobodys(void **state)
{
    does(*state, "CREATE TABLE a (id int PRIMARY KEY, b int REFERENCES a)", "");
    does(*state,
         "CREATE SCHEMA s CREATE TABLE t (id int) CREATE INDEX i ON t (id) "
         "CREATE VIEW v AS SELECT id FROM t",
         "");
    does(*state,
         "ALTER TABLE a ADD COLUMN c int UNIQUE, ADD COLUMN d float DEFAULT "
         "random()",
         "a AccessExclusive, a_pkey AccessExclusive; rewrites a; scans a; builds a_pkey");
}

static void a_dropped_table_is_gone(void **state)
{
    given(*state, "CREATE TABLE a (id int); DROP TABLE a");
    does(*state, "DROP TABLE IF EXISTS a", "");
    does(*state, "DROP TABLE a", "refused");
}

static void refused_statements_change_nothing(void **state)
{
    given(*state, "CREATE TABLE a (id int); CREATE VIEW v AS SELECT id FROM a");
    does(*state, "DROP TABLE a", "refused");
    does(*state, "ALTER TABLE a ALTER id TYPE bigint", "refused");
    does(*state, "ALTER TABLE a ADD COLUMN id int", "refused");
    does(*state, "DROP VIEW v; ALTER TABLE a ALTER id TYPE bigint",
         "a AccessExclusive; rewrites a; scans a");
}

static void defaults_and_their_functions(void **state)
{
    static const char light[] = "t AccessExclusive";
    static const char heavy[] = "t AccessExclusive; rewrites t; scans t";
    static const struct {
        const char *value;
        bool rewrites;
    } rows[] = {
        { "text DEFAULT 'random()'", false },
        { "text DEFAULT lower('X') || now()::text", false },
        { "timestamptz DEFAULT CURRENT_TIMESTAMP(3)", false },
        { "varchar(10) DEFAULT cast('x' AS varchar(10))", false },
        { "uuid DEFAULT pg_catalog.gen_random_uuid()", true },
        { "uuid DEFAULT uuid_generate_v4()", true },
        { "text DEFAULT \"clock_timestamp\"()::text", true },
        { "text DEFAULT random /* why */ ()", true },
        { "text DEFAULT app.unheard_of()", true },
        { "int DEFAULT fixed()", false },
        { "int DEFAULT loose()", true },
        { "int DEFAULT inlined()", false },
        { "int DEFAULT endless()", true },
        { "int GENERATED ALWAYS AS (1) STORED", true },
        { "positive", true },
        { "plain DEFAULT 1", false },
    };
    given(*state,
          "CREATE TABLE t (a int);"
          "CREATE FUNCTION fixed() RETURNS int IMMUTABLE LANGUAGE plpgsql AS '';"
          "CREATE FUNCTION loose() RETURNS int LANGUAGE plpgsql AS '';"
          "CREATE FUNCTION inlined() RETURNS int LANGUAGE sql AS 'SELECT 1';"
          "CREATE FUNCTION endless() RETURNS int LANGUAGE sql AS 'SELECT endless()';"
          "CREATE DOMAIN positive AS int CHECK (value > 0); CREATE DOMAIN plain AS int");
    World *world = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Str sql =
            arena_fmt(world->arena, "ALTER TABLE t ADD COLUMN c%zu %s", i, rows[i].value);
        does(world, arena_cstr(world->arena, sql), rows[i].rewrites ? heavy : light);
    }
}

static void sessions_count(void **state)
{
    given(*state, "CREATE TABLE t (a timestamp); CREATE TYPE e AS ENUM ('x');"
                  "CREATE TABLE u (e e)");
    does(*state, "BEGIN; CREATE INDEX CONCURRENTLY ON t (a)", "refused");
    does(*state, "COMMIT; CREATE INDEX CONCURRENTLY i ON t (a)",
         "t ShareUpdateExclusive; scans t");
    does(*state, "SET timezone = 'Asia/Tokyo'; ALTER TABLE t ALTER a TYPE timestamptz",
         "t AccessExclusive; rewrites t; scans t; builds i");
    does(*state, "BEGIN; ALTER TYPE e ADD VALUE 'y'; INSERT INTO u VALUES ('y')",
         "refused");
    does(*state, "COMMIT; INSERT INTO u VALUES ('y')", "u RowExclusive");
}

// What was rolled back is not in the schema of what follows; before, it was.
static void a_rollback_takes_back(void **state)
{
    static const char brief[] = "t AccessExclusive";
    static const char heavy[] = "t AccessExclusive; rewrites t; scans t";
    given(*state, "CREATE TABLE t (a varchar(10))");
    does(*state,
         "BEGIN; ALTER TABLE t ALTER a TYPE int USING 1;"
         "ALTER TABLE t ALTER a TYPE varchar(20)",
         heavy);
    does(*state, "COMMIT; ALTER TABLE t ALTER a TYPE text", brief);
    does(*state,
         "BEGIN; ALTER TABLE t ALTER a TYPE int USING 1; ROLLBACK;"
         "ALTER TABLE t ALTER a TYPE varchar",
         brief);
    does(*state,
         "BEGIN; ALTER TABLE t ALTER a TYPE text; SAVEPOINT s;"
         "ALTER TABLE t ALTER a TYPE int USING 1; ROLLBACK TO s;"
         "ALTER TABLE t ALTER a TYPE varchar",
         brief);
    does(*state,
         "ROLLBACK; BEGIN; SAVEPOINT s; ALTER TABLE t ALTER a TYPE int USING 1;"
         "RELEASE s; ROLLBACK TO s; ALTER TABLE t ALTER a TYPE text",
         heavy);
}

static void what_is_only_planned_locks(void **state)
{
    given(*state, "CREATE TABLE t (a int PRIMARY KEY)");
    does(*state, "EXPLAIN INSERT INTO t VALUES (1)", "t RowExclusive");
    does(*state, "EXPLAIN DELETE FROM t", "t RowExclusive, t_pkey RowExclusive");
    does(*state, "PREPARE p AS DELETE FROM t", "t RowExclusive");
    does(*state, "PREPARE q AS SELECT FROM t", "t AccessShare");
}

static void many_partitions_are_each_locked_once(void **state)
{
    enum { PARTITIONS = 300 };
    World *world = *state;
    given(world, "CREATE TABLE p (id int, k int) PARTITION BY LIST (k);"
                 "CREATE INDEX pi ON p (id)");
    for (int i = 0; i < PARTITIONS; i++)
        given(world, arena_cstr(world->arena,
                                arena_fmt(world->arena,
                                          "CREATE TABLE p%d PARTITION OF p FOR VALUES "
                                          "IN (%d)",
                                          i, i)));
    StatementEffectsVec all = forecast_run(
        &world->forecast,
        STR("ALTER TABLE p ADD COLUMN u uuid DEFAULT gen_random_uuid()"), NULL);
    const Effects *effects = &all.at[0].effects;
    assert_int_equal(effects->locks.len, 1 + 2 * PARTITIONS);
    assert_int_equal(effects->rewrites.len, PARTITIONS);
    assert_int_equal(effects->index_rebuilds.len, PARTITIONS);
    assert_int_equal(effects->duration, DURATION_REWRITE);
}

static void durations(void **state)
{
    static const struct {
        const char *sql;
        Duration duration;
    } rows[] = {
        { "TRUNCATE t", DURATION_BRIEF },
        { "ALTER TABLE t ADD COLUMN b int", DURATION_BRIEF },
        { "CREATE INDEX ON t (a)", DURATION_SCAN },
        { "ALTER TABLE t ALTER a TYPE bigint", DURATION_REWRITE },
        { "ALTER TABLE t SET TABLESPACE fast", DURATION_REWRITE },
    };
    World *world = *state;
    given(world, "CREATE TABLE t (a int PRIMARY KEY)");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        StatementEffectsVec all =
            forecast_run(&world->forecast, str_from(rows[i].sql), NULL);
        if (all.at[0].effects.duration != rows[i].duration)
            fail_msg("%s", rows[i].sql);
    }
}

static void views_may_read_each_other(void **state)
{
    World *world = *state;
    given(world, "CREATE TABLE t (a int);"
                 "CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v;"
                 "CREATE OR REPLACE VIEW v AS SELECT a FROM w;");
    does(world, "LOCK TABLE v IN SHARE MODE", "v Share, w Share");
    given(world, "CREATE VIEW twice AS SELECT t.a FROM t, t AS again;");
    does(world, "LOCK TABLE twice", "twice AccessExclusive, t AccessExclusive");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(unknown_tables_are_presumed_to_be_there),
        world_test(what_the_statement_makes_is_nobodys),
        world_test(a_dropped_table_is_gone),
        world_test(refused_statements_change_nothing),
        world_test(defaults_and_their_functions),
        world_test(sessions_count),
        world_test(a_rollback_takes_back),
        world_test(what_is_only_planned_locks),
        world_test(many_partitions_are_each_locked_once),
        world_test(durations),
        world_test(views_may_read_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
