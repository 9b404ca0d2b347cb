// SPDX-License-Identifier: Apache-2.0
// How much work statements may make, and how much memory they may take: each of them, and
// all of a file. Work is what SQLite counts of itself, so that the answer is the same on
// every machine. The processor's time is the backstop for single instructions that take
// long, in which nothing can stop SQLite.
#include "dialect/sqlite_db_priv.h"

#include "base/sanitized.h"
#include "ir/sqlite_lex.h"

// The unit is an instruction of SQLite's virtual machine, of some 20 to 50 ns.
enum {
    LOOK_EVERY = 50, // instructions
    // ALTER TABLE parses the texts of the schema again, each in a few instructions: one
    // of those takes 250 to 1,000 ns.
    ALTER_WEIGHT = 8,
    // Questions of ours make records of what they are told.
    ASK_WEIGHT = 4,
    // To prepare a statement takes as long as what it refers to once its views are
    // unfolded: SQLite asks its authorizer about each such column, some 3 us apart.
    REFERENCE_COST = 100,
    // A program costs by its size, also where little of it runs, and to unfold views by
    // the memory that this takes for the time being.
    BYTES_PER_STEP = 8,
    MEMORY_FREE = 1 << 20,   // what rows and texts may take
    STATEMENT_MAX = 4000000, // some 0.1 s
    FILE_MAX = 16000000,     // some 0.5 s
    // To make a table SQLite looks at all that are there: each byte of a text that does
    // so and is no short one lets a file take more, enough for 3,000 tables with indexes.
    SHORT_TEXT = 64,
    MORE_PER_BYTE = 200,
    MORE_MAX = 200000000,
    STOPS_MAX = 5,         // of a file: each may cost the transaction, which runs again
    MEMORY_MAX = 96 << 20, // that a file may add
    CLOCK_EVERY = 16       // looks: to ask for the time takes as long as one
};

// What an instruction may take before the backstop acts: several times what it does take.
// Sanitizers make SQLite's calls of ours slow, and machines that run them often are.
#ifdef SANITIZED
static const double seconds_per_step = 1.5e-6;
#else
static const double seconds_per_step = 1e-7;
#endif

static const char too_long[] = "it takes too long";

static double seconds_since(clock_t began)
{
    return (double)(clock() - began) / CLOCKS_PER_SEC;
}

static void look_at_clock(SlBudget *budget)
{
    if (budget->stopped || ++budget->looks % CLOCK_EVERY != 0 ||
        seconds_since(budget->began) <= STATEMENT_MAX * seconds_per_step)
        return;
    budget->stopped = too_long;
    budget->late = true;
}

// False: it has been too much.
static bool work(SlBudget *budget, size_t steps)
{
    if (!budget->limits)
        return true;
    budget->steps += steps;
    if (budget->steps > STATEMENT_MAX)
        budget->stopped = too_long;
    look_at_clock(budget);
    return !budget->stopped;
}

static int count_steps(void *data)
{
    SlBudget *budget = &((SlDb *)data)->budget;
    return !work(budget, LOOK_EVERY * budget->weight);
}

bool sl_budget_refer(SlDb *db)
{
    return work(&db->budget, REFERENCE_COST);
}

bool sl_budget_prepared(SlDb *db, sqlite3_stmt *stmt)
{
    int bytes = stmt ? sqlite3_stmt_status(stmt, SQLITE_STMTSTATUS_MEMUSED, 0) : 0;
    return work(&db->budget, (size_t)bytes / BYTES_PER_STEP);
}

void sl_budget_open(SlDb *db)
{
    sqlite3_progress_handler(db->db, LOOK_EVERY, count_steps, db);
    sl_db_begin_file(db);
}

void sl_db_begin_file(SlDb *db)
{
    db->budget.file_steps = 0;
    db->budget.file_seconds = 0;
    db->budget.file_memory = sqlite3_memory_used();
    db->budget.file_max = FILE_MAX;
}

void sl_db_begin_known(SlDb *db)
{
    sl_db_begin_file(db);
    db->budget.file_max = SIZE_MAX;
}

void sl_budget_allow(SlDb *db, Str sql)
{
    SlBudget *budget = &db->budget;
    bool creates = sl_token_is(sql, sl_lex(sql, 0), STR("create"));
    if (creates && sql.len > SHORT_TEXT && budget->file_max < FILE_MAX + MORE_MAX)
        budget->file_max += (sql.len - SHORT_TEXT) * MORE_PER_BYTE;
}

const char *sl_budget_used_up(const SlDb *db)
{
    const SlBudget *budget = &db->budget;
    return budget->file_steps >= budget->file_max
               ? "the statements before it have taken too long"
               : NULL;
}

// The limit of memory is the process's, which uses SQLite for other things as well.
static void begin(SlBudget *budget, size_t weight)
{
    budget->steps = 0;
    budget->looks = 0;
    budget->weight = weight;
    budget->stopped = NULL;
    budget->late = false;
    budget->limits = true;
    budget->began = clock();
    budget->memory = sqlite3_memory_used();
    sqlite3_memory_highwater(1);
    budget->limit = sqlite3_hard_heap_limit64(budget->file_memory + MEMORY_MAX);
}

void sl_budget_begin(SlDb *db, Str sql)
{
    bool alters = sl_token_is(sql, sl_lex(sql, 0), STR("alter"));
    begin(&db->budget, alters ? ALTER_WEIGHT : 1);
}

void sl_budget_begin_ask(SlDb *db)
{
    begin(&db->budget, ASK_WEIGHT);
}

static size_t memory_steps(const SlBudget *budget)
{
    sqlite3_int64 most = sqlite3_memory_highwater(0) - budget->memory - MEMORY_FREE;
    return most > 0 ? (size_t)most / BYTES_PER_STEP : 0;
}

void sl_budget_end(SlDb *db, bool stopped)
{
    SlBudget *budget = &db->budget;
    budget->limits = false;
    sqlite3_hard_heap_limit64(budget->limit);
    budget->steps += memory_steps(budget);
    size_t least = stopped ? FILE_MAX / STOPS_MAX : 0;
    budget->file_steps += budget->steps > least ? budget->steps : least;
    budget->file_seconds += seconds_since(budget->began);
    bool late = budget->late ||
                budget->file_seconds > (double)budget->file_max * seconds_per_step;
    if (late && budget->file_max != SIZE_MAX)
        budget->file_steps = budget->file_max;
}
