// SPDX-License-Identifier: Apache-2.0
// A rename that is refused for a view or a trigger of another table, which read what is
// not there at the moment. Nobody goes on before that is mended: the schema is made to be
// as the file means it, lest every file behind it is judged on half a table.
#include "dialect/sqlite_world.h"

typedef struct Text {
    Str drop;
    Str create;
} Text;

typedef VEC(Text) TextVec;

typedef struct Texts {
    Arena *arena;
    TextVec all;
} Texts;

static void take_text(void *to, const SlRow *row)
{
    Texts *texts = to;
    Text *text = vec_push(texts->arena, &texts->all);
    Str name = ident_quoted(texts->arena, sl_row_text(row, 1), '"');
    text->drop = arena_fmt(texts->arena, "DROP " STR_FMT " IF EXISTS " STR_FMT,
                           STR_ARG(sl_row_text(row, 0)), STR_ARG(name));
    text->create = arena_copy(texts->arena, sl_row_text(row, 2));
}

// On tables with rows as well, where the file is tried; SQLite's code of the first.
static int run(const SlFile *file, Str sql)
{
    if (file->tries)
        sl_trial_mend(file->world->trial, sql);
    return sl_db_attempt(file->world->schema, sql);
}

static bool is_blocked(const SlStep *step)
{
    bool renames =
        step->head.kind == OP_RENAME_TABLE || step->head.kind == OP_RENAME_COLUMN;
    return renames && step->result.status != SL_DONE &&
           (str_starts(step->result.message, STR("error in view ")) ||
            str_starts(step->result.message, STR("error in trigger ")));
}

bool sl_mend_rename(const SlFile *file, const SlStep *step)
{
    static const char sql[] = "SELECT type, name, sql FROM sqlite_schema WHERE type IN "
                              "('view', 'trigger') ORDER BY type DESC, rowid";
    if (!is_blocked(step))
        return false;
    Texts texts = { .arena = file->arena };
    sl_db_ask(file->world->schema,
              &(SlAsk){ .sql = sql, .row = take_text, .to = &texts });
    for (size_t i = 0; i < texts.all.len; i++)
        run(file, texts.all.at[i].drop);
    int code = run(file, step->sql);
    for (size_t i = 0; i < texts.all.len; i++)
        run(file, texts.all.at[i].create);
    return code == 0;
}
