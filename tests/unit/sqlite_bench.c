// SPDX-License-Identifier: Apache-2.0
// Opens and closes databases, and runs statements on them.
#include "sqlite_bench.h"

int open_bench(void **state)
{
    Arena *arena = arena_new();
    Bench *bench = NEW(arena, Bench);
    *bench = (Bench){ .arena = arena, .db = sl_db_open() };
    *state = bench;
    return 0;
}

int close_bench(void **state)
{
    Bench *bench = *state;
    sl_trial_free(bench->trial);
    sl_db_close(bench->db);
    arena_free(bench->arena);
    return 0;
}

SlResult result_of(const Bench *bench, const char *sql)
{
    sl_db_begin_file(bench->db);
    return sl_db_run(bench->arena, bench->db, str_from(sql));
}

void run(const Bench *bench, const char *sql)
{
    SlResult result = result_of(bench, sql);
    if (result.status != SL_DONE)
        fail_msg("%s: " STR_FMT, sql, STR_ARG(result.message));
}

static void add_text(void *to, const SlRow *row)
{
    Bench *bench = ((void **)to)[0];
    Str *text = ((void **)to)[1];
    *text = arena_fmt(bench->arena, STR_FMT STR_FMT ";", STR_ARG(*text),
                      STR_ARG(sl_row_text(row, 0)));
}

Str answer(void **state, const char *sql)
{
    const Bench *bench = *state;
    Str text = STR("");
    void *to[] = { *state, &text };
    assert_true(sl_db_ask(bench->db, &(SlAsk){ .sql = sql, .row = add_text, .to = to }));
    return text;
}
