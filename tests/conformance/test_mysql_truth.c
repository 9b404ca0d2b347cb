// SPDX-License-Identifier: Apache-2.0
// The facts about MySQL and MariaDB against what real servers did with ALGORITHM and LOCK
// clauses. "test_mysql_truth FILE..." compares those files instead of the repository's
// own. See mysql/effects.sh, which measures.
#include "catalog/catalog.h"
#include "dialect/dialect.h"
#include "lint/forecast.h"

#include "../files.h"
#include "../unit/json_at.h"

#include "../unit/check.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

// ---- differences that are understood ----

typedef struct Difference {
    const char *schema;
    const char *sql;
    size_t rows; // of the repository's own files
    const char *why;
} Difference;

#define TAKEN                                                                            \
    "MariaDB 10.11 takes ALGORITHM=INSTANT, LOCK=SHARED here, and copies all the same"
#define ANY_CLAUSE "MySQL takes any clause with it, and does it in one way"
#define UNREAD "the check of this definition is not made here"

static const Difference explained[] = {
    { "plain", "ALTER TABLE t ENGINE = MyISAM{,}", 3, TAKEN },
    { "myisam", "ALTER TABLE t ENGINE = InnoDB{,}", 3, TAKEN },
    { "plain", "ALTER TABLE t {p}ORDER BY a", 3, TAKEN },
    { "myisam", "ALTER TABLE t {p}ORDER BY a", 3, TAKEN },
    { "range", "ALTER TABLE t {}PARTITION BY HASH (id) PARTITIONS 2", 3, TAKEN },
    { "range", "ALTER TABLE t {}REMOVE PARTITIONING", 3, TAKEN },
    { "hash", "ALTER TABLE t {}REMOVE PARTITIONING", 3, TAKEN },
    { "range", "ALTER TABLE t {p}OPTIMIZE PARTITION p0", 2, ANY_CLAUSE },
    { "range", "ALTER TABLE t {p}ANALYZE PARTITION p0", 1, ANY_CLAUSE },
    { "range", "ALTER TABLE t {p}CHECK PARTITION p0", 1, ANY_CLAUSE },
    { "range", "ALTER TABLE t {p}REPAIR PARTITION p0", 1, ANY_CLAUSE },
    { "plain", "ALTER TABLE t {}PARTITION BY HASH (id) PARTITIONS 4", 3, UNREAD },
    { "plain", "ALTER TABLE t MODIFY v varchar(20000){,}", 3, UNREAD },
    { "numbers", "ALTER TABLE t ADD FULLTEXT INDEX kz (a){,}", 3, UNREAD },
    { "range", "ALTER TABLE t {p}ADD PARTITION (PARTITION p3 VALUES LESS THAN (5))", 3,
      UNREAD },
    { "parents", "ALTER TABLE t ADD FOREIGN KEY (q) REFERENCES missing (id){,}", 3,
      "a table that no file makes is presumed to be there" },
    { "fulltext", "ALTER TABLE t DROP COLUMN a{,}", 5,
      "the FULLTEXT index goes with its only column, and does not stand in the way" },
    { "plain", "ALTER TABLE t ADD COLUMN z int AS (a) VIRTUAL, ADD COLUMN z2 int{,}", 1,
      "MySQL does both at once, but not both INPLACE" },
    { "virtual-unkeyed", "ALTER TABLE t DROP COLUMN g, DROP COLUMN v{,}", 1, "likewise" },
    { "plain", "ALTER TABLE t MODIFY v varbinary(160){,}", 3,
      "MySQL takes the bytes of characters for bytes" },
    { "unique-only", "ALTER TABLE t DROP INDEX ku, ADD PRIMARY KEY (id){,}", 4,
      "MariaDB makes the primary key of the index that is dropped" },
};

enum { EXPLAINED = sizeof explained / sizeof *explained };

static size_t find_explained(const char *schema, const char *sql)
{
    size_t i = 0;
    while (i < EXPLAINED && (strcmp(explained[i].schema, schema) != 0 ||
                             strcmp(explained[i].sql, sql) != 0))
        i++;
    return i;
}

// ---- a file of rows ----

typedef struct Server {
    Arena *arena; // of the row at hand
    const cJSON *schemas;
    const char *name;
    Engine engine;
    size_t compared;
    size_t met[EXPLAINED + 1];
} Server;

static Engine engine_of(const cJSON *root)
{
    Engine engine = { .family = str_from(text_at(root, "family")) };
    char *end;
    engine.major = (int)strtol(text_at(root, "version"), &end, 10);
    engine.minor = *end == '.' ? (int)strtol(end + 1, &end, 10) : 0;
    engine.patch = *end == '.' ? (int)strtol(end + 1, &end, 10) : 0;
    return engine;
}

// ---- the forecast ----

static const char *const marks[] = { "{,}", "{p}", "{}" };

// The statement with the clauses where its mark is; NULL: without any.
static Str with_clauses(Arena *arena, const char *sql, const char *clauses)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const char *at = strstr(sql, marks[i]);
        if (!at)
            continue;
        Str before = { sql, (size_t)(at - sql) };
        const char *behind = at + strlen(marks[i]);
        if (!clauses)
            return arena_fmt(arena, STR_FMT "%s", STR_ARG(before), behind);
        return arena_fmt(arena, STR_FMT "%s%s%s%s", STR_ARG(before), i == 0 ? ", " : " ",
                         clauses, i == 1 ? ", " : " ", behind);
    }
    return str_from(sql);
}

// The last statement of the text, behind the schema.
static Effects forecast(const Server *server, const char *schema, Str sql)
{
    Arena *arena = server->arena;
    Forecast forecast = forecast_new(arena, &mysql_frontend, server->engine);
    size_t unparsed = 0;
    const char *setup =
        cJSON_GetStringValue(cJSON_GetObjectItem(server->schemas, schema));
    if (!setup)
        fail_msg("no schema %s", schema);
    forecast_run(&forecast, str_from(setup), &unparsed);
    if (unparsed > 0)
        fail_msg("%s does not parse: %s", schema, setup);
    StatementEffectsVec statements = forecast_run(&forecast, sql, NULL);
    assert_true(statements.len > 0);
    Effects effects = statements.at[statements.len - 1].effects;
    effects.refused = arena_copy(arena, effects.refused);
    forecast_free(&forecast);
    return effects;
}

// ---- comparing ----

static void differ(Server *server, const cJSON *row, const char *clauses, Str told)
{
    const char *schema = text_at(row, "schema"), *sql = text_at(row, "sql");
    size_t at = find_explained(schema, sql);
    server->met[at]++;
    if (at == EXPLAINED)
        print_error("%s [%s] %s%s%s: " STR_FMT "\n", server->name, schema, sql,
                    clauses ? " with " : "", clauses ? clauses : "", STR_ARG(told));
}

static void compare_refusal(Server *server, const cJSON *row, const char *clauses,
                            const char *error)
{
    const char *schema = text_at(row, "schema");
    Str sql = with_clauses(server->arena, text_at(row, "sql"), clauses);
    Effects effects = forecast(server, schema, sql);
    server->compared++;
    bool other = clauses && error && effects.refused.len > 0 &&
                 effects.refused_code != (int)strtol(error, NULL, 10);
    if ((effects.refused.len > 0) != (error != NULL) || other)
        differ(server, row, clauses,
               arena_fmt(server->arena, "measured \"%s\", predicted \"" STR_FMT "\"",
                         error ? error : "", STR_ARG(effects.refused)));
}

static void compare_rebuilt(Server *server, const cJSON *row, const char *clauses,
                            bool rebuilt)
{
    const char *schema = text_at(row, "schema");
    Str sql = with_clauses(server->arena, text_at(row, "sql"), clauses);
    Effects effects = forecast(server, schema, sql);
    // A copy is one, also where the files of its engine are not InnoDB's to count.
    if (effects.online.algorithm == ALGORITHM_COPY)
        return;
    server->compared++;
    if (effects.refused.len == 0 && (effects.rewrites.len > 0) != rebuilt)
        differ(server, row, clauses,
               arena_fmt(server->arena, "measured %s, predicted %s",
                         rebuilt ? "a rebuild" : "no rebuild",
                         effects.rewrites.len > 0 ? "a rebuild" : "no rebuild"));
}

// An answer that is about the rows, or the grammar: neither is in the effects.
static bool is_about_rows(const char *error)
{
    static const char *const codes[] = { "1062 ", "1064 ", "1138 ",
                                         "1265 ", "1292 ", "4025 " };
    for (size_t i = 0; error && i < sizeof codes / sizeof *codes; i++)
        if (strncmp(error, codes[i], 5) == 0)
            return true;
    return false;
}

// An answer that is about the clauses.
static bool is_about_clauses(const char *error)
{
    return strncmp(error, "1845", 4) == 0 || strncmp(error, "1846", 4) == 0 ||
           strncmp(error, "1221", 4) == 0;
}

static void compare_clause(Server *server, const cJSON *row, const cJSON *asserted)
{
    Arena *arena = server->arena;
    const char *error = cJSON_GetStringValue(cJSON_GetObjectItem(asserted, "error"));
    Str clause = arena_fmt(arena, "ALGORITHM=%s", asserted->string);
    const char *clauses = arena_cstr(arena, clause);
    if (error) {
        if (is_about_clauses(error))
            compare_refusal(server, row, clauses, error);
        return;
    }
    compare_refusal(server, row, clauses, NULL);
    compare_rebuilt(server, row, clauses,
                    cJSON_IsTrue(cJSON_GetObjectItem(asserted, "rebuilt")));
}

// What the server takes of itself: the best ALGORITHM that it accepts, and with that the
// weakest LOCK.
static void compare_best(Server *server, const cJSON *row)
{
    Effects effects = forecast(server, text_at(row, "schema"),
                               with_clauses(server->arena, text_at(row, "sql"), NULL));
    const cJSON *asserted;
    cJSON_ArrayForEach (asserted, cJSON_GetObjectItem(row, "asserted")) {
        const char *lock = cJSON_GetStringValue(cJSON_GetObjectItem(asserted, "lock"));
        if (!lock)
            continue;
        // MySQL's INSTANT takes no LOCK to be measured with.
        bool locked = str_eq(server->engine.family, STR("mysql")) &&
                      strcmp(asserted->string, "INSTANT") == 0;
        const char *algorithm = algorithm_word(effects.online.algorithm);
        const char *predicted = online_lock_word(effects.online.lock);
        server->compared++;
        if (strcmp(algorithm, asserted->string) != 0 ||
            (!locked && strcmp(predicted, lock) != 0))
            differ(server, row, NULL,
                   arena_fmt(server->arena, "measured %s %s, predicted %s %s",
                             asserted->string, lock, algorithm, predicted));
        return;
    }
}

// The replay of merged files counts row versions without asking for effects: what it
// comes to has to be what the effects say.
static void compare_versions(Server *server, const cJSON *row, const char *clauses)
{
    Arena *arena = server->arena;
    Forecast forecast = forecast_new(arena, &mysql_frontend, server->engine);
    const char *schema = text_at(row, "schema");
    forecast_run(
        &forecast,
        str_from(cJSON_GetStringValue(cJSON_GetObjectItem(server->schemas, schema))),
        NULL);
    forecast_run(&forecast, STR("ALTER TABLE t ADD COLUMN version_1 int"), NULL);
    const Name name = { .name = STR("t") };
    const Table *table = catalog_table(forecast.catalog, name);
    unsigned before = table ? table->row_versions : 0;
    Str sql = with_clauses(arena, text_at(row, "sql"), clauses);
    StatementEffectsVec all = forecast_run(&forecast, sql, NULL);
    const Effects *effects = &all.at[all.len - 1].effects;
    table = catalog_table(forecast.catalog, name);
    bool parts = str_contains(sql, STR("PARTITION"));
    if (before > 0 && table && !str_contains(sql, STR("ALTER TABLE p ")) &&
        effects->refused.len == 0 && !parts &&
        effects->online.algorithm != ALGORITHM_DEFAULT) {
        unsigned added = table->row_versions > before ? 1 : 0;
        bool anew = effects->rewrites.len > 0;
        server->compared++;
        if ((table->row_versions == 0) != anew ||
            (added && effects->online.algorithm != ALGORITHM_INSTANT))
            differ(server, row, clauses,
                   arena_fmt(arena, "replayed to %u row versions, predicted %s",
                             table->row_versions, anew ? "a rebuild" : "no rebuild"));
    }
    forecast_free(&forecast);
}

static void compare_row(Server *server, const cJSON *row)
{
    const char *error = cJSON_GetStringValue(cJSON_GetObjectItem(row, "error"));
    if (is_about_rows(error))
        return;
    compare_refusal(server, row, NULL, error);
    if (error)
        return;
    const cJSON *all = cJSON_GetObjectItem(row, "asserted"), *asserted;
    bool rebuilt = cJSON_IsTrue(cJSON_GetObjectItem(row, "rebuilt"));
    compare_rebuilt(server, row, NULL, rebuilt);
    if (!all)
        return;
    compare_best(server, row);
    compare_versions(server, row, NULL);
    cJSON_ArrayForEach (asserted, all) {
        Str clause = arena_fmt(server->arena, "ALGORITHM=%s", asserted->string);
        compare_clause(server, row, asserted);
        compare_versions(server, row, arena_cstr(server->arena, clause));
    }
}

static void compare_file(const char *path, size_t *met, size_t *differences)
{
    Arena *arena = arena_new();
    cJSON *root = json_parsed(disk_text(arena, path));
    Server server = { .schemas = json_at(root, "schemas"),
                      .name = path,
                      .engine = engine_of(root) };
    const cJSON *row;
    cJSON_ArrayForEach (row, json_at(root, "rows")) {
        server.arena = arena_new();
        compare_row(&server, row);
        arena_free(server.arena);
    }
    print_message("%s: %d rows, %zu comparisons, %zu differ without an explanation\n",
                  path, length_at(root, "rows"), server.compared, server.met[EXPLAINED]);
    assert_true(server.compared > 0);
    for (size_t i = 0; i < EXPLAINED; i++)
        met[i] += server.met[i];
    *differences += server.met[EXPLAINED];
    cJSON_Delete(root);
    arena_free(arena);
}

typedef struct Files {
    const char *const *paths;
    size_t count;
    bool own; // the repository's
} Files;

static void predictions_agree_with_servers(void **state)
{
    const Files *files = *state;
    size_t met[EXPLAINED] = { 0 }, differences = 0;
    for (size_t i = 0; i < files->count; i++)
        compare_file(files->paths[i], met, &differences);
    assert_int_equal(differences, 0);
    // No more than what is said: an explanation that is too wide would hide the next
    // difference.
    size_t wrong = 0;
    for (size_t i = 0; files->own && i < EXPLAINED; i++) {
        if (met[i] == explained[i].rows)
            continue;
        print_error("%s, %s: %zu differ, %zu are explained\n", explained[i].schema,
                    explained[i].sql, met[i], explained[i].rows);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

int main(int argc, char **argv)
{
    static const char *const own[] = {
        "tests/conformance/mysql/effects_mysql.json",
        "tests/conformance/mysql/effects_mariadb_10_11.json",
        "tests/conformance/mysql/effects_mariadb_11_8.json"
    };
    Files files = { own, sizeof own / sizeof *own, true };
    if (argc > 1)
        files = (Files){ (const char *const *)&argv[1], (size_t)argc - 1, false };
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(predictions_agree_with_servers, &files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
