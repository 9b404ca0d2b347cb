// SPDX-License-Identifier: Apache-2.0
// What CHECKs prove: never more than PostgreSQL sees in them.
#include "dialect/pg_proof.h"

#include "check.h"

static void null_proofs(void **state)
{
    static const struct {
        const char *check;
        bool proves;
    } rows[] = {
        { "a IS NOT NULL", true },
        { "a IS NOT NULL AND a > 0", true },
        { "b > 0 AND (a > 0 AND t.a IS NOT NULL)", true },
        { "NOT (a IS NULL)", true },
        { "\"a\" IS NOT NULL", true },
        { "a > 0", false },
        { "b IS NOT NULL", false },
        { "a IS NOT NULL OR b IS NOT NULL", false },
        { "a IS NULL", false },
        { "NOT (a IS NOT NULL)", false },
        { "coalesce(a, 1) IS NOT NULL", false },
        { "", false },
        { ")", false },
        { "1; DROP TABLE a", false },
        { "'a IS NOT NULL'", false },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (pg_proves_not_null(str_from(rows[i].check), STR("a")) != rows[i].proves)
            fail_msg("%s", rows[i].check);
}

typedef bool Prove(Arena *tmp, const Premise *premise, Str bound);

typedef struct BoundRow {
    const char *check;
    const char *bound;
    bool proves;
} BoundRow;

static void try_all(Prove *prove, const BoundRow *rows, size_t count)
{
    Arena *arena = arena_new();
    for (size_t i = 0; i < count; i++) {
        Premise premise = { .column = STR("k"), .not_null = true };
        *vec_push(arena, &premise.checks) = str_from(rows[i].check);
        if (prove(arena, &premise, str_from(rows[i].bound)) != rows[i].proves)
            fail_msg("CHECK (%s), %s", rows[i].check, rows[i].bound);
        premise.not_null = false; // then a row may have NULL, which belongs elsewhere
        if (prove(arena, &premise, str_from(rows[i].bound)))
            fail_msg("CHECK (%s), %s, with NULLs", rows[i].check, rows[i].bound);
    }
    arena_free(arena);
}

static void rows_that_stay_inside(void **state)
{
    static const BoundRow rows[] = {
        { "k >= 10 AND k < 20", "FROM (10) TO (20)", true },
        { "k > 10 AND k <= 19", "FROM (10) TO (20)", true },
        { "10 <= k AND 20 > k", "FROM (10) TO (20)", true },
        { "k BETWEEN 10 AND 19", "FROM (10) TO (20)", true },
        { "k BETWEEN 10 AND 20", "FROM (10) TO (20)", false },
        { "k >= 10", "FROM (10) TO (20)", false },
        { "k >= 10", "FROM (10) TO (MAXVALUE)", true },
        { "k < 10", "FROM (MINVALUE) TO (10)", true },
        { "k >= 9 AND k < 20", "FROM (10) TO (20)", false },
        { "k >= 10 OR k < 20", "FROM (10) TO (20)", false },
        { "j >= 10 AND j < 20", "FROM (10) TO (20)", false },
        { "k >= '2024-01-01' AND k < '2024-02-01'",
          "FROM ('2024-01-01') TO ('2024-02-01')", true },
        { "k >= date '2024-01-01' AND k < '2024-03-01'::date",
          "FROM ('2024-01-01') TO ('2024-02-01')", false },
        { "k >= 'a' AND k < 'b'", "FROM ('a') TO ('c')", false }, // a collation decides
        { "k >= 10 AND k < 20", "FROM (10, 1) TO (20, 1)", false },
        { "k = 2", "IN (2)", true },
        { "k = 2", "IN (1, 2)", true },
        { "k IN (1, 2)", "IN (1, 2, 3)", true },
        { "k IN (1, 2)", "IN (1)", false },
        { "k = 'x'", "IN ('x')", true },
        { "k <> 2", "IN (2)", false },
        { "k = 2", "WITH (MODULUS 2, REMAINDER 0)", false },
        { "k = 2", "garbage", false },
        { "k = 2", "", false },
    };
    (void)state;
    try_all(pg_proves_inside, rows, sizeof rows / sizeof *rows);
}

static void rows_that_stay_outside(void **state)
{
    static const BoundRow rows[] = {
        { "k <> 2", "IN (2)", true },
        { "k <> 2", "IN (2, 3)", false },
        { "k NOT IN (2, 3)", "IN (2, 3)", true },
        { "k = 9", "IN (2)", true },
        { "k < 10 OR k >= 20", "FROM (10) TO (20)", true },
        { "k >= 20 OR k < 10", "FROM (10) TO (20)", true },
        { "k < 10 OR k > 19", "FROM (10) TO (20)", false },
        { "k <= 10 OR k >= 20", "FROM (10) TO (20)", false },
        { "k >= 20", "FROM (10) TO (20)", true },
        { "k < 10", "FROM (10) TO (20)", true },
        { "k < 11", "FROM (10) TO (20)", false },
        { "k = 2", "IN (2)", false },
    };
    (void)state;
    try_all(pg_proves_outside, rows, sizeof rows / sizeof *rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(null_proofs),
        cmocka_unit_test(rows_that_stay_inside),
        cmocka_unit_test(rows_that_stay_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
