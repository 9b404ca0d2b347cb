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
    const char *why;
} Difference;

static const Difference explained[] = {
    { "DROP SCHEMA CASCADE", TABLE_LOCKS,
      "on 15 the row was measured while the relation had another name" },
    { "DROP SCHEMA CASCADE", REBUILDS_ASPECT, "likewise" },
    { "SELECT FOR UPDATE", SCANS_ASPECT,
      "a small table without statistics is read before 18, though there is an index" },
    { "UPDATE", SCANS_ASPECT, "likewise" },
    { "DELETE", SCANS_ASPECT, "likewise" },
    { "INSERT partitioned", TABLE_LOCKS,
      "since 12 only the partition that the row goes to is locked, and that is known "
      "when "
      "the statement runs" },
    { "transaction enum made in it", TABLE_LOCKS,
      "the transaction has made the table before, and holds it" },
    { "int to bigint on partitions with an index", REBUILDS_ASPECT,
      "11 gives a partitioned index a number of a file, and has none" },
    { "varchar widen on partitions with a key", REBUILDS_ASPECT, "likewise" },
};

static bool is_explained(Str operation, Aspect column)
{
    for (size_t i = 0; i < sizeof explained / sizeof *explained; i++)
        if (explained[i].column == column &&
            str_eq(str_from(explained[i].operation), operation))
            return true;
    return false;
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
    size_t surprises;
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
        } else if (!is_explained(operation->name, column)) {
            print_difference(arena, operation, major, &comparison, column);
            count->surprises++;
        }
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

static void print_table(const Count *count)
{
    print_message("%-18s", "agreement, %");
    for (int major = OLDEST_MAJOR; major <= NEWEST_MAJOR; major++)
        print_message("%7d", major);
    print_message("%8s%8s\n", "all", "rows");
    for (Aspect column = 0; column < ASPECT_COUNT; column++) {
        const Tally *tally = &count->tallies[column];
        size_t rows = 0, agreed = 0;
        print_message("%-18s", aspect_names[column]);
        for (size_t i = 0; i < MAJORS; i++) {
            print_message("%7.1f", share(tally->agreed[i], tally->rows[i]));
            rows += tally->rows[i];
            agreed += tally->agreed[i];
        }
        print_message("%8.2f%8zu\n", share(agreed, rows), rows);
    }
}

// Percent of all rows of a column that have to agree, explained or not.
static const double required[ASPECT_COUNT] = {
    [TABLE_LOCKS] = 99.7, [INDEX_LOCKS] = 98,     [REWRITES_ASPECT] = 100,
    [SCANS_ASPECT] = 98,  [REBUILDS_ASPECT] = 98, [REFUSALS] = 100,
};

static void check_required(const Count *count)
{
    for (Aspect column = 0; column < ASPECT_COUNT; column++) {
        const Tally *tally = &count->tallies[column];
        size_t rows = 0, agreed = 0;
        for (size_t i = 0; i < MAJORS; i++) {
            rows += tally->rows[i];
            agreed += tally->agreed[i];
        }
        assert_true(rows > 0);
        if (share(agreed, rows) < required[column])
            fail_msg("%s: %.2f %% agree, %.0f %% have to", aspect_names[column],
                     share(agreed, rows), required[column]);
    }
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
    if (count.surprises > 0)
        fail_msg("%zu differences that nothing explains", count.surprises);
    if (files->own)
        check_required(&count);
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
