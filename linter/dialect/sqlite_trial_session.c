// SPDX-License-Identifier: Apache-2.0
// A trial's sessions: in step with the schema, and with the settings that the runner's
// connection begins with.
#include "dialect/sqlite_trial_priv.h"

#include "dialect/sqlite_db_priv.h"

void sl_trial_exec(SlTrial *trial, const char *sql)
{
    sl_db_attempt(trial->db, str_from(sql));
}

// ---- in step with the schema ----

static long gap(const SlTrial *trial)
{
    return sl_db_version(trial->db) - sl_db_version(trial->schema);
}

typedef struct Texts {
    Arena *arena;
    StrVec at;
} Texts;

static void add_text(void *to, const SlRow *row)
{
    Texts *texts = to;
    *vec_push(texts->arena, &texts->at) = arena_copy(texts->arena, sl_row_text(row, 0));
}

// SQLite does not copy out of an open transaction.
static void copy_texts(SlTrial *trial)
{
    SlDb *empty = sl_db_open();
    sl_db_copy(trial->db, empty);
    sl_db_close(empty);
    sl_stand_in_copy(trial->db, trial->schema);
    Texts texts = { .arena = trial->tmp };
    sl_db_ask(trial->schema, &(SlAsk){ .sql = "SELECT sql FROM sqlite_schema"
                                              " WHERE sql IS NOT NULL ORDER BY rowid",
                                       .row = add_text,
                                       .to = &texts });
    for (size_t i = 0; i < texts.at.len; i++)
        sl_db_attempt(trial->db, texts.at.at[i]);
}

// Takes the schema anew, in the transaction that was open.
void sl_trial_take_schema(SlTrial *trial)
{
    bool open = sl_db_in_transaction(trial->db) || trial->opened;
    if (sl_db_in_transaction(trial->db))
        sl_trial_exec(trial, "ROLLBACK");
    if (sl_db_in_transaction(trial->schema))
        copy_texts(trial);
    else
        sl_db_copy(trial->db, trial->schema);
    trial->gap = gap(trial);
    trial->astray = false;
    trial->owes = false;
    sl_trial_look_again(trial);
    if (open)
        sl_trial_exec(trial, "BEGIN");
}

typedef struct Missing {
    SlTrial *trial;
    Map there; // names of what the trial has
    StrVec texts;
} Missing;

static void note_there(void *to, const SlRow *row)
{
    Missing *missing = to;
    Arena *tmp = missing->trial->tmp;
    map_put(tmp, &missing->there, arena_copy(tmp, sl_row_text(row, 0)), missing);
}

static void note_missing(void *to, const SlRow *row)
{
    Missing *missing = to;
    Arena *tmp = missing->trial->tmp;
    if (!map_get(&missing->there, sl_row_text(row, 0)))
        *vec_push(tmp, &missing->texts) = arena_copy(tmp, sl_row_text(row, 1));
}

void sl_trial_take_more(SlTrial *trial)
{
    static const char sql[] =
        "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid";
    if (trial->astray) {
        sl_trial_take_schema(trial);
        return;
    }
    Missing missing = { .trial = trial };
    sl_db_ask(trial->db, &(SlAsk){ .sql = sql, .row = note_there, .to = &missing });
    sl_db_ask(trial->schema, &(SlAsk){ .sql = sql, .row = note_missing, .to = &missing });
    for (size_t i = 0; i < missing.texts.len; i++)
        sl_db_attempt(trial->db, missing.texts.at[i]);
    trial->gap = gap(trial);
}

void sl_trial_keep_in_step(SlTrial *trial)
{
    if (trial->astray || gap(trial) != trial->gap)
        sl_trial_take_schema(trial);
}

// ---- sessions ----

static const char *const settings[] = {
    "PRAGMA legacy_alter_table = OFF", "PRAGMA ignore_check_constraints = OFF",
    "PRAGMA recursive_triggers = OFF", "PRAGMA case_sensitive_like = OFF",
    "PRAGMA defer_foreign_keys = OFF", "PRAGMA reverse_unordered_selects = OFF",
};

static void drop_temporary(SlTrial *trial)
{
    Texts drops = { .arena = trial->tmp };
    sl_db_ask(trial->db,
              &(SlAsk){ .sql =
                            "SELECT printf('DROP %s IF EXISTS temp.\"%w\"', type, name)"
                            " FROM sqlite_temp_schema WHERE type <> 'index'",
                        .row = add_text,
                        .to = &drops });
    SlQuiet quiet = sl_quiet(trial->db);
    for (size_t i = 0; i < drops.at.len; i++)
        sl_db_attempt(trial->db, drops.at.at[i]);
    sl_loud(&quiet);
    trial->temporary = false;
}

void sl_trial_begin_session(SlTrial *trial)
{
    if (sl_db_in_transaction(trial->db)) {
        sl_trial_exec(trial, "ROLLBACK");
        sl_trial_look_again(trial);
    }
    trial->opened = false;
    trial->owes = false;
    if (trial->temporary)
        drop_temporary(trial);
    for (size_t i = 0; trial->settings && i < sizeof settings / sizeof *settings; i++)
        sl_trial_exec(trial, settings[i]);
    trial->settings = false;
    ForeignKeys keys = trial->runner->foreign_keys;
    bool on = keys == FOREIGN_KEYS_ON || keys == FOREIGN_KEYS_LOCKED;
    if (sl_foreign_keys(trial->db) != on)
        sl_set_foreign_keys(trial->db, on);
}
