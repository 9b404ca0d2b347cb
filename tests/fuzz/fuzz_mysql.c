// SPDX-License-Identifier: Apache-2.0
// MySQL's front end under a fuzzer. The text is judged in place, where it ends with the
// fuzzer's own memory, so that the sanitizers see every read behind it.
#include "fuzz/fuzz.h"

#include "catalog/catalog.h"
#include "fuzz/holds.h"
#include "lint/forecast.h"

static const Engine engines[] = {
    { STR_INIT("mysql"), 8, 0, 29 },   { STR_INIT("mysql"), 5, 7, 8 },
    { STR_INIT("mysql"), 9, 7, 0 },    { STR_INIT("mariadb"), 10, 6, 0 },
    { STR_INIT("mariadb"), 11, 8, 0 }, { STR_INIT("tidb"), 6, 5, 0 },
    { STR_INIT("tidb"), 8, 5, 0 },
};

int fuzz_mysql(const uint8_t *data, size_t size)
{
    enum { CHOICE = 2 };
    if (size < CHOICE)
        return 0;
    const Engine *engine = &engines[data[0] % (sizeof engines / sizeof *engines)];
    Runner runner = { .name = "fuzz", .breakpoints = data[1] & 1, .dashes = data[1] & 4 };
    Str text = { (const char *)data + CHOICE, size - CHOICE };
    Arena *arena = arena_new();
    Lowered lowered = { .engine = engine, .start = data[1] & 2 ? text.len / 2 : 0 };
    mysql_frontend.lower(arena, text, &runner, &lowered);
    fuzz_check_lowered(&lowered);
    Lowered again = { .engine = engine, .start = lowered.start };
    mysql_frontend.lower(arena, text, &runner, &again);
    fuzz_check_same_lowered(&lowered, &again);
    Forecast forecast = forecast_new(arena, &mysql_frontend, *engine);
    StatementEffectsVec effects = forecast_run(&forecast, text, NULL);
    forecast_run(&forecast, text, NULL); // on a database where all of it is there
    // The forecast cuts where breakpoints are, and takes lines of dashes for comments.
    bool alike = lowered.start == 0 && runner.dashes &&
                 !str_contains(text, STR("--> statement-breakpoint"));
    HOLDS(!alike || effects.len == lowered.statements.len, NULL);
    forecast_free(&forecast);
    arena_free(arena);
    return 0;
}
