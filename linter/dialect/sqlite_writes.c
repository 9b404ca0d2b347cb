// SPDX-License-Identifier: Apache-2.0
// Writes that fail once a table or a column is gone. DROP COLUMN looks at what triggers
// read, and not at the columns that they write: INSERT (a, b), SET a = …; DROP TABLE and
// CREATE TRIGGER look at none. Whether a table can still be written to shows when a
// statement that would fire its triggers is prepared.
#include "catalog/catalog.h"
#include "dialect/sqlite_world.h"

typedef struct Texts {
    Arena *arena;
    SlWriteVec *all;
} Texts;

static void add(const Texts *texts, Str table, const char *verb, Str sql)
{
    *vec_push(texts->arena, texts->all) =
        (SlWrite){ .table = table, .verb = verb, .sql = sql };
}

// One for each kind of trigger. All columns are set, so that no UPDATE OF is missed.
static void add_writes(void *to, const SlRow *row)
{
    const Texts *texts = to;
    Str table = arena_copy(texts->arena, sl_row_text(row, 0));
    Str quoted = ident_quoted(texts->arena, table, '"');
    Str sets = sl_row_text(row, 1);
    add(texts, table, "INSERT into",
        arena_fmt(texts->arena, "INSERT INTO " STR_FMT " DEFAULT VALUES",
                  STR_ARG(quoted)));
    if (sets.len > 0)
        add(texts, table, "UPDATE of",
            arena_fmt(texts->arena, "UPDATE " STR_FMT " SET " STR_FMT, STR_ARG(quoted),
                      STR_ARG(sets)));
    add(texts, table, "DELETE from",
        arena_fmt(texts->arena, "DELETE FROM " STR_FMT, STR_ARG(quoted)));
}

static Str failure(const SlFile *file, Str sql)
{
    SlResult result = sl_db_try(file->arena, file->world->schema, sql);
    return result.status == SL_DONE ? (Str){ 0 } : result.message;
}

SlWriteVec sl_writes(const SlFile *file)
{
    static const char sql[] =
        "SELECT DISTINCT tbl_name, (SELECT group_concat('\"' || replace(name, '\"', "
        "'\"\"') || '\" = 0') FROM pragma_table_xinfo(tbl_name) WHERE hidden = 0) "
        "FROM sqlite_schema WHERE type = 'trigger' ORDER BY tbl_name";
    SlWriteVec writes = { 0 };
    Texts texts = { file->arena, &writes };
    SlAsk ask = { .sql = sql, .row = add_writes, .to = &texts, .may_fail = true };
    if (!sl_db_ask(file->world->schema, &ask))
        return (SlWriteVec){ 0 };
    for (size_t i = 0; i < writes.len; i++)
        writes.at[i].failure = failure(file, writes.at[i].sql);
    return writes;
}

static const SlWrite *same_write(const SlWriteVec *all, const SlWrite *write)
{
    for (size_t i = 0; i < all->len; i++)
        if (all->at[i].verb == write->verb && str_eq(all->at[i].table, write->table))
            return &all->at[i];
    return NULL;
}

// Empty: it does not.
static Str failure_of(const SlWriteVec *all, const SlWrite *write)
{
    const SlWrite *same = same_write(all, write);
    return same ? same->failure : (Str){ 0 };
}

// ---- which trigger it is ----

typedef struct Culprit {
    const SlFile *file;
    Str gone;
    Str trigger;
} Culprit;

static void take_culprit(void *to, const SlRow *row)
{
    Culprit *culprit = to;
    if (culprit->trigger.len == 0 &&
        sl_mentions(culprit->file->tmp, sl_row_text(row, 1), culprit->gone))
        culprit->trigger = arena_copy(culprit->file->arena, sl_row_text(row, 0));
}

// Empty: none names what is gone, and it is the number of columns that fits no more.
static Str trigger_of(const SlFile *file, Str table, Str gone)
{
    static const char sql[] = "SELECT name, sql FROM sqlite_schema WHERE type = "
                              "'trigger' AND tbl_name = ?1 ORDER BY rowid";
    Culprit culprit = { .file = file, .gone = gone };
    sl_db_ask(
        file->world->schema,
        &(SlAsk){ .sql = sql, .names = { table }, .row = take_culprit, .to = &culprit });
    return culprit.trigger;
}

// ---- a step ----

void sl_note_broken(const SlFile *file, SlStep *step, const SlWriteVec *before)
{
    SlWriteVec after = sl_writes(file);
    for (size_t i = 0; i < after.len && step->broken.sql.len == 0; i++)
        if (after.at[i].failure.len > 0 && failure_of(before, &after.at[i]).len == 0)
            step->broken = after.at[i];
    Str gone = step->head.part.len > 0 ? step->head.part : step->head.name.name;
    if (step->broken.sql.len > 0)
        step->broken.trigger = trigger_of(file, step->broken.table, gone);
}

// The file may make the trigger anew behind the statement, or drop its table.
void sl_add_broken(const SlFile *file)
{
    SlWriteVec now = { 0 };
    for (size_t i = 0; i < file->steps.len; i++) {
        const SlStep *step = &file->steps.at[i];
        if (step->broken.sql.len > 0 && now.len == 0)
            now = sl_writes(file);
        Str failure = failure_of(&now, &step->broken);
        if (step->broken.sql.len == 0 || failure.len == 0)
            continue;
        Effects *effects = &file->lowered->ops.at[step->first_op].effects;
        effects_own_rows(file->arena, effects)->broken =
            (BrokenWrite){ .table = step->broken.table,
                           .verb = step->broken.verb,
                           .trigger = step->broken.trigger,
                           .message = failure };
    }
}
