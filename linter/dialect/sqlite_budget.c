// SPDX-License-Identifier: Apache-2.0
// How long statements may run, and how much memory they may take: each of them, and all
// of a file. What is counted is SQLite's instructions, so that the answer is the same
// everywhere; the processor's time is the backstop for instructions that take long.
#include "dialect/sqlite_db_priv.h"

enum {
    STEP_SIZE = 200,         // instructions, some microseconds
    STEPS_MAX = 20000,       // of a statement: some 0.1 s
    FILE_STEPS_MAX = 100000, // of a file
    MEMORY_MAX = 96 << 20,   // that a file may add
    MS = CLOCKS_PER_SEC / 1000,
    TIME_MAX = 200 * MS,      // of a statement
    FILE_TIME_MAX = 400 * MS, // of a file
    // What a statement may take without being charged for: ALTER TABLE reads the whole
    // schema again.
    TIME_FREE = MS / 10,
    TIME_FREE_ALTER = 30 * MS,
    FILE_FREE_MAX = 500 * MS, // of all statements of a file
    STOPS_MAX = 5 // of a file: each may cost the transaction, which is run again
};

static const char too_long[] = "it takes too long";

static clock_t spent(const SlDb *db)
{
    return clock() - db->budget.began;
}

static int count_steps(void *data)
{
    SlDb *db = data;
    if (!db->budget.limits)
        return 0;
    db->budget.steps++;
    if (db->budget.steps > STEPS_MAX || spent(db) > TIME_MAX)
        db->budget.stopped = too_long;
    return db->budget.stopped != NULL;
}

void sl_budget_open(SlDb *db)
{
    sqlite3_progress_handler(db->db, STEP_SIZE, count_steps, db);
    sl_db_begin_file(db);
}

void sl_db_begin_file(SlDb *db)
{
    db->budget.file_steps = 0;
    db->budget.file_time = 0;
    db->budget.file_free = 0;
    db->budget.file_memory = sqlite3_memory_used();
}

const char *sl_budget_used_up(const SlDb *db)
{
    bool steps = db->budget.file_steps > FILE_STEPS_MAX;
    return steps || db->budget.file_time > FILE_TIME_MAX
               ? "the statements before it have taken too long"
               : NULL;
}

// The limit is the process's, which uses SQLite for other things as well.
void sl_budget_begin(SlDb *db)
{
    SlBudget *budget = &db->budget;
    budget->steps = 0;
    budget->stopped = NULL;
    budget->limits = true;
    budget->began = clock();
    budget->limit = sqlite3_hard_heap_limit64(budget->file_memory + MEMORY_MAX);
}

void sl_budget_end(SlDb *db)
{
    db->budget.limits = false;
    sqlite3_hard_heap_limit64(db->budget.limit);
}

void sl_budget_charge(SlDb *db, bool alters, bool stopped)
{
    SlBudget *budget = &db->budget;
    size_t least = stopped ? FILE_STEPS_MAX / STOPS_MAX : 0;
    clock_t time = spent(db), free = alters ? TIME_FREE_ALTER : TIME_FREE;
    if (free > time)
        free = time;
    if (free > FILE_FREE_MAX - budget->file_free)
        free = FILE_FREE_MAX - budget->file_free;
    budget->file_free += free;
    budget->file_time += time - free;
    budget->file_steps += budget->steps > least ? budget->steps : least;
}
