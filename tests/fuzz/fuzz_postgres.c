// SPDX-License-Identifier: Apache-2.0
// PostgreSQL: a file is lowered, forecast on what it builds itself, and judged by all
// rules, alone or as the change that comes to the part of it above "-- next file". It is
// lowered in place, where it ends with the fuzzer's own memory, so that the sanitizers
// see every read behind it.
#include "catalog/catalog.h"
#include "fuzz/fuzz.h"
#include "fuzz/holds.h"
#include "fuzz/judged.h"
#include "lint/forecast.h"

static const Engine engines[] = {
    { STR_INIT("postgres"), 14, 0, 0 },
    { STR_INIT("postgres"), 10, 0, 0 },
    { STR_INIT("postgres"), 18, 0, 0 },
};

static const char *const runners[] = { "plain", "drizzle", "flyway", "prisma", "goose" };

static const Str next_file = STR_INIT("-- next file\n");

static void lower(Arena *arena, Str text, const Runner *runner, const Engine *engine)
{
    Lowered first = { .engine = engine };
    Lowered second = { .engine = engine };
    pg_frontend.lower(arena, text, runner, &first);
    fuzz_check_lowered(&first);
    pg_frontend.lower(arena, text, runner, &second);
    fuzz_check_same_lowered(&first, &second);
}

static void forecast(Arena *arena, Str text, const Engine *engine)
{
    Forecast first = forecast_new(arena, &pg_frontend, *engine);
    StatementEffectsVec effects = forecast_run(&first, text, NULL);
    forecast_run(&first, text, NULL); // on a database where all of it is there
    Forecast second = forecast_new(arena, &pg_frontend, *engine);
    HOLDS(forecast_run(&second, text, NULL).len == effects.len, NULL);
    forecast_free(&first);
    forecast_free(&second);
}

static void judge(Arena *arena, Str text, const Runner *runner, const Engine *engine)
{
    Example example = {
        .now = tree_memory(arena),
        .wishes = { .layout = STR("plain"), .engine = *engine, .runner = runner }
    };
    size_t end = str_find(text, next_file, 0);
    bool one = end == text.len;
    Str change = one ? text : str_drop(text, end + next_file.len);
    if (!one) {
        Str path = STR("migrations/0001_a.sql");
        Str merged = str_take(text, end);
        example.base = tree_memory(arena);
        tree_memory_put(example.base, path, merged);
        tree_memory_put(example.now, path, merged);
    }
    tree_memory_put(example.now, STR("migrations/0002_b.sql"), change);
    FindingVec findings = { 0 };
    Str why = { 0 };
    fuzz_judge(arena, &example, false, &findings, &why);
}

int fuzz_postgres(const uint8_t *data, size_t size)
{
    enum { CHOICE = 2 };
    if (size < CHOICE)
        return 0;
    const Engine *engine = &engines[data[0] % (sizeof engines / sizeof *engines)];
    const Runner *runner =
        runner_find(str_from(runners[data[1] % (sizeof runners / sizeof *runners)]));
    Str text = { (const char *)data + CHOICE, size - CHOICE };
    Arena *arena = arena_new();
    HOLDS(runner, NULL);
    lower(arena, text, runner, engine);
    forecast(arena, text, engine);
    judge(arena, text, runner, engine);
    arena_free(arena);
    return 0;
}
