// SPDX-License-Identifier: Apache-2.0
// The facts about PostgreSQL against what real servers did, row by row and version by
// version. "test_truth FILE..." compares those files instead of the repository's own.
#include "truth.h"

#include "base/out.h"

#include "../unit/check.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct Tally {
    size_t rows[MAJORS];
    size_t agreed[MAJORS];
} Tally;

typedef struct Files {
    const char *const *paths;
    size_t count;
    bool own; // the repository's
} Files;

// ---- differences that are understood ----

typedef struct Difference {
    const char *operation;
    Aspect column;
    size_t rows; // one for each version, in the repository's own files
    const char *why;
} Difference;

#define UNSEEN "a relation that no file makes is presumed to be there"
#define OUT_OF_SIGHT "other sessions do not see temporary tables, and they were not noted"
#define FOLDED "the planner drops the arm with random(); that it may is not known here"
#define IN_BODY "bodies of functions are not read for what a default calls"

#define PLANNED "with few rows the planner chooses otherwise: with an index, or without"
#define CONDITIONAL "a condition is presumed to find an index"
#define ALTERED "ALTER FUNCTION does not change the volatility that is known"
#define CALLED "a procedure's body is not followed where it is called"
#define CONDITION "of PL/pgSQL the statements are read, not its conditions"
#define RULES "rules are not kept"

static const Difference explained[] = {
    { "DROP SCHEMA CASCADE", TABLE_LOCKS, 1,
      "on 15 the row is about another relation of that name; the case with references, "
      "measured later, is as on the others" },
    { "DROP SCHEMA CASCADE", REBUILDS_ASPECT, 1, "likewise" },
    { "SELECT FOR UPDATE", SCANS_ASPECT, 7,
      "a small table without statistics is read before 18, though there is an index" },
    { "UPDATE", SCANS_ASPECT, 7, "likewise" },
    { "DELETE", SCANS_ASPECT, 7, "likewise" },
    { "INSERT partitioned", TABLE_LOCKS, 7,
      "since 12 only the partition that the row goes to is locked, and that is known "
      "when the statement runs" },
    { "transaction enum made in it", TABLE_LOCKS, 3,
      "the transaction has made the table before, and holds it" },
    { "int to bigint on partitions with an index", REBUILDS_ASPECT, 1,
      "11 gives a partitioned index a number of a file, and has none" },
    { "varchar widen on partitions with a key", REBUILDS_ASPECT, 1, "likewise" },
    { "ADD FK to a missing table", REFUSALS, 8, UNSEEN },
    { "ALTER TABLE missing", REFUSALS, 8, UNSEEN },
    { "DROP TABLE missing", REFUSALS, 8, UNSEEN },
    { "DROP INDEX missing", REFUSALS, 8, UNSEEN },
    { "ALTER TABLE if exists missing", TABLE_LOCKS, 8, UNSEEN },
    { "DROP TABLE if exists missing", TABLE_LOCKS, 8, UNSEEN },
    { "DROP INDEX if exists missing", INDEX_LOCKS, 8, UNSEEN },
    { "ADD EXCLUDE gist", REFUSALS, 8, "the rows break the constraint" },
    { "SET of an unknown option", REFUSALS, 8,
      "which options there are is for the server and its extensions to say" },
    { "OWNER TO same", INDEX_LOCKS, 8, "who owns the table is not in the history" },
    { "temporary table", TABLE_LOCKS, 8, OUT_OF_SIGHT },
    { "temporary table", REWRITES_ASPECT, 8, OUT_OF_SIGHT },
    { "temporary table", SCANS_ASPECT, 8, OUT_OF_SIGHT },
    { "ADD COLUMN volatile inside a case", INDEX_LOCKS, 7, FOLDED },
    { "ADD COLUMN volatile inside a case", REWRITES_ASPECT, 7, FOLDED },
    { "ADD COLUMN volatile inside a case", SCANS_ASPECT, 7, FOLDED },
    { "ADD COLUMN volatile inside a case", REBUILDS_ASPECT, 7, FOLDED },
    { "ADD COLUMN user SQL function that reads a table", TABLE_LOCKS, 8, IN_BODY },
    { "ADD COLUMN user SQL function that reads a table", INDEX_LOCKS, 8, IN_BODY },
    { "DETACH of a referenced table", SCANS_ASPECT, 7, PLANNED },
    { "manual ADD COLUMN function made volatile later", INDEX_LOCKS, 8, ALTERED },
    { "manual ADD COLUMN function made volatile later", REWRITES_ASPECT, 8, ALTERED },
    { "manual ADD COLUMN function made volatile later", SCANS_ASPECT, 8, ALTERED },
    { "manual ADD COLUMN function made volatile later", REBUILDS_ASPECT, 8, ALTERED },
    { "manual ADD FK of a partitioned table", SCANS_ASPECT, 7, PLANNED },
    { "manual ADD FK to a partitioned table", SCANS_ASPECT, 4, PLANNED },
    { "manual CALL a procedure", TABLE_LOCKS, 8, CALLED },
    { "manual CALL a procedure", INDEX_LOCKS, 8, CALLED },
    { "manual CALL a procedure", SCANS_ASPECT, 8, CALLED },
    { "manual DELETE with cascade", SCANS_ASPECT, 8, CONDITIONAL },
    { "manual DO block with a condition", TABLE_LOCKS, 8, CONDITION },
    { "manual DO block with a condition", INDEX_LOCKS, 8, CONDITION },
    { "manual DO block with a condition", SCANS_ASPECT, 8, CONDITION },
    { "manual DROP RULE if exists missing", TABLE_LOCKS, 8, RULES },
    { "manual DROP TABLE if exists missing twice", TABLE_LOCKS, 8, UNSEEN },
    { "manual DROP VIEW if exists missing", TABLE_LOCKS, 8, UNSEEN },
    { "manual DROP TYPE used cascade", INDEX_LOCKS, 8,
      "indexes of a column lost with its type are not looked for" },
    { "manual INSERT that a rule sends on", TABLE_LOCKS, 8, RULES },
    { "manual UPDATE of a referenced key", SCANS_ASPECT, 8, CONDITIONAL },
    { "manual UPDATE of partitions pruned", SCANS_ASPECT, 8, CONDITIONAL },
    { "manual UPDATE of partitions pruned", TABLE_LOCKS, 7,
      "which partitions a condition leaves out is known to the planner alone" },
    { "manual foreign key and type of the same column", INDEX_LOCKS, 8,
      "the index that it reads is made anew by the same statement" },
    { "manual primary key using not valid NOT NULL", REFUSALS, 1,
      "whether a NOT NULL constraint was validated is not asked for a key" },
    { "manual setval from a table", SCANS_ASPECT, 8, PLANNED },
    { "manual temporal foreign key", INDEX_LOCKS, 1,
      "the key is looked up without its index while both tables are empty" },
    { "manual temporal foreign key", SCANS_ASPECT, 1, "likewise" },
    { "manual type of a column in a trigger's WHEN", REFUSALS, 8,
      "the condition of a trigger is not kept" },
    { "manual type on two levels of partitions", REBUILDS_ASPECT, 1,
      "11 gives a partitioned index a number of a file, and has none" },
};

enum { EXPLAINED = sizeof explained / sizeof *explained };

// Its index, or EXPLAINED.
static size_t find_explained(Str operation, Aspect column)
{
    size_t i = 0;
    while (i < EXPLAINED && (explained[i].column != column ||
                             !str_eq(str_from(explained[i].operation), operation)))
        i++;
    return i;
}

// ---- comparing ----

static bool same_list(const StrVec *a, const StrVec *b)
{
    bool same = a->len == b->len;
    for (size_t i = 0; same && i < a->len; i++)
        same = str_eq(a->at[i], b->at[i]);
    return same;
}

// False where the row says nothing of the column.
static bool tells(const Outcome *measured, Aspect column)
{
    if (column == REFUSALS)
        return true;
    return !measured->refused && (column == TABLE_LOCKS || !measured->partial);
}

static bool agrees(const Comparison *comparison, Aspect column)
{
    const Outcome *measured = &comparison->measured, *predicted = &comparison->predicted;
    if (column == REFUSALS)
        return measured->refused == predicted->refused;
    return same_list(&measured->lists[column], &predicted->lists[column]);
}

static Str joined(Arena *arena, const StrVec *list)
{
    Out out = out_new(arena);
    for (size_t i = 0; i < list->len; i++)
        out_fmt(&out, "%s" STR_FMT, i > 0 ? ", " : "", STR_ARG(list->at[i]));
    return out_text(&out);
}

static void print_difference(Arena *arena, const Operation *operation, int major,
                             const Comparison *comparison, Aspect column)
{
    const Outcome *measured = &comparison->measured, *predicted = &comparison->predicted;
    if (column == REFUSALS)
        print_error("%d " STR_FMT " [" STR_FMT "] %s: measured \"" STR_FMT
                    "\", predicted \"" STR_FMT "\"\n",
                    major, STR_ARG(operation->name), STR_ARG(operation->sql),
                    aspect_names[column], STR_ARG(measured->error),
                    STR_ARG(predicted->error));
    else
        print_error("%d " STR_FMT " [" STR_FMT "] %s: measured (" STR_FMT
                    "), predicted (" STR_FMT ")\n",
                    major, STR_ARG(operation->name), STR_ARG(operation->sql),
                    aspect_names[column],
                    STR_ARG(joined(arena, &measured->lists[column])),
                    STR_ARG(joined(arena, &predicted->lists[column])));
}

typedef struct Count {
    Tally tallies[ASPECT_COUNT];
    size_t met[EXPLAINED + 1]; // rows that a difference was found in
} Count;

static void count_row(const Truth *truth, const Operation *operation,
                      const Measured *measured, int major, Count *count)
{
    Arena *arena = arena_new();
    Comparison comparison = truth_compare(arena, truth, operation, measured, major);
    for (Aspect column = 0; column < ASPECT_COUNT; column++) {
        if (!tells(&comparison.measured, column))
            continue;
        Tally *tally = &count->tallies[column];
        tally->rows[major - OLDEST_MAJOR]++;
        if (agrees(&comparison, column)) {
            tally->agreed[major - OLDEST_MAJOR]++;
            continue;
        }
        size_t at = find_explained(operation->name, column);
        count->met[at]++;
        if (at == EXPLAINED)
            print_difference(arena, operation, major, &comparison, column);
    }
    arena_free(arena);
}

static void count_all(const Truth *truth, Count *count)
{
    for (size_t i = 0; i < truth->operations.len; i++) {
        const Operation *operation = &truth->operations.at[i];
        for (size_t k = 0; k < operation->results.len; k++) {
            const Measured *measured = &operation->results.at[k];
            for (size_t v = 0; v < measured->versions.len; v++) {
                uint64_t major;
                if (!str_to_u64(measured->versions.at[v], &major) ||
                    major < OLDEST_MAJOR || major > NEWEST_MAJOR)
                    fail_msg("version " STR_FMT, STR_ARG(measured->versions.at[v]));
                count_row(truth, operation, measured, (int)major, count);
            }
        }
    }
}

// ---- the table of agreement ----

static double share(size_t agreed, size_t rows)
{
    return rows == 0 ? 100.0 : 100.0 * (double)agreed / (double)rows;
}

static double share_of_all(const Tally *tally)
{
    size_t rows = 0, agreed = 0;
    for (size_t i = 0; i < MAJORS; i++) {
        rows += tally->rows[i];
        agreed += tally->agreed[i];
    }
    return share(agreed, rows);
}

static void print_table(const Count *count)
{
    print_message("%-18s", "agreement, %");
    for (int major = OLDEST_MAJOR; major <= NEWEST_MAJOR; major++)
        print_message("%7d", major);
    print_message("%8s%8s\n", "all", "rows");
    for (Aspect column = 0; column < ASPECT_COUNT; column++) {
        const Tally *tally = &count->tallies[column];
        size_t rows = 0;
        print_message("%-18s", aspect_names[column]);
        for (size_t i = 0; i < MAJORS; i++) {
            print_message("%7.1f", share(tally->agreed[i], tally->rows[i]));
            rows += tally->rows[i];
        }
        print_message("%8.2f%8zu\n", share_of_all(tally), rows);
    }
}

// Percent of the rows of any column that agree whatever is explained.
static const double required = 98;

// All rows agree but those that are explained: no fewer, since an explanation that is too
// wide would hide the next difference.
static void check_explained(const Count *count)
{
    for (size_t i = 0; i < EXPLAINED; i++)
        if (count->met[i] != explained[i].rows)
            fail_msg("%s, %s: %zu rows differ, %zu are explained", explained[i].operation,
                     aspect_names[explained[i].column], count->met[i], explained[i].rows);
    for (Aspect column = 0; column < ASPECT_COUNT; column++)
        assert_true(share_of_all(&count->tallies[column]) >= required);
}

static void predictions_agree_with_servers(void **state)
{
    const Files *files = *state;
    Arena *arena = arena_new();
    Truth truth =
        truth_read(arena, "tests/conformance/base.sql", files->paths, files->count);
    Count count = { 0 };
    count_all(&truth, &count);
    print_table(&count);
    if (count.met[EXPLAINED] > 0)
        fail_msg("%zu differences that nothing explains", count.met[EXPLAINED]);
    if (files->own)
        check_explained(&count);
    arena_free(arena);
}

int main(int argc, char **argv)
{
    static const char *const own[] = { "tests/conformance/pg_ddl.json",
                                       "tests/conformance/pg_more.json" };
    Files files = { own, sizeof own / sizeof *own, true };
    if (argc > 1)
        files = (Files){ (const char *const *)&argv[1], (size_t)argc - 1, false };
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(predictions_agree_with_servers, &files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
