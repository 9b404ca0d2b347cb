// SPDX-License-Identifier: Apache-2.0
// Runs what the linked SQLite does not take: on the schema and on the trial, by editing
// the table's definition in both.
#include "dialect/sqlite_foreign.h"

#include <ctype.h>
#include <sqlite3.h>
#include <string.h>

static SlResult refused(Str message)
{
    return (SlResult){
        .status = SL_REFUSED, .code = SQLITE_ERROR, .offset = SIZE_MAX, .message = message
    };
}

// What the statement makes of the table, which may have to be presumed, and its column.
// No text: it is refused.
static SlEdit edit_table(SlFile *file, SlStep *step, const SlReading *r,
                         const SlForeign *form, SlTable *table)
{
    Str name = step->head.name.name;
    SlEdit edit = { 0 };
    do {
        if (sl_schema_table(file->arena, file->world->schema, name, table))
            edit = sl_foreign_edit(file->arena, r, form, table);
        else
            edit.fault = arena_fmt(file->arena, "no such table: " STR_FMT, STR_ARG(name));
        if (edit.fault.len > 0)
            step->result = refused(edit.fault);
    } while (edit.fault.len > 0 && sl_presume(file, step));
    return edit;
}

// SQLite itself reads the new definition first: a temporary table may have the same name.
static SlResult proved(SlFile *file, Str sql)
{
    static const Str head = STR_INIT("CREATE TABLE");
    Str tail = str_drop(sql, head.len);
    Str text = arena_fmt(file->tmp, "CREATE TEMP TABLE" STR_FMT, STR_ARG(tail));
    SlResult result = sl_db_try(file->arena, file->world->schema, text);
    result.offset = SIZE_MAX; // it would be a place in another text
    memset(&result.touched, 0, sizeof result.touched);
    return result;
}

// ---- rows ----

static SlResult failed(SlFile *file, int code, const char *what, Str name)
{
    return (SlResult){ .status = SL_FAILED,
                       .code = code,
                       .offset = SIZE_MAX,
                       .message =
                           arena_fmt(file->arena, "%s: " STR_FMT, what, STR_ARG(name)) };
}

static void check_nulls(SlFile *file, SlStep *step, const SlTable *table)
{
    Str column = step->head.part;
    Str name = ident_quoted(file->tmp, column, '"');
    Str condition = arena_fmt(file->tmp, STR_FMT " IS NULL", STR_ARG(name));
    if (sl_trial_count(file->world->trial, table->name, condition) == 0)
        return;
    Str full =
        arena_fmt(file->tmp, STR_FMT "." STR_FMT, STR_ARG(table->name), STR_ARG(column));
    step->outcome.result =
        failed(file, SQLITE_CONSTRAINT_NOTNULL, "NOT NULL constraint failed", full);
    step->outcome.refused_for = REFUSED_FOR_NULLS;
    sl_trial_fill_nulls(file->world->trial, table->name, column);
}

static Str all_filled(SlFile *file, const SlTable *table)
{
    Str filled = STR("1");
    for (size_t i = 0; i < table->def.columns.len; i++) {
        Str name = ident_quoted(file->tmp, table->def.columns.at[i].name, '"');
        filled = arena_fmt(file->tmp, STR_FMT " AND " STR_FMT " IS NOT NULL",
                           STR_ARG(filled), STR_ARG(name));
    }
    return filled;
}

// A row that is full has values of our own choice: that they do not please a CHECK says
// nothing, and what comes behind it is tried without it. False then.
static bool check_rows(SlFile *file, SlStep *step, const SlTable *table, Str check)
{
    SlTrial *trial = file->world->trial;
    Str fails = arena_fmt(file->tmp, "NOT (" STR_FMT ")", STR_ARG(check));
    Str filled = all_filled(file, table);
    Str both =
        arena_fmt(file->tmp, STR_FMT " AND " STR_FMT, STR_ARG(fails), STR_ARG(filled));
    if (sl_trial_count(trial, table->name, fails) == 0)
        return true;
    if (sl_trial_count(trial, table->name, both) == 0) {
        step->outcome.result =
            failed(file, SQLITE_CONSTRAINT_CHECK, "CHECK constraint failed", check);
        step->outcome.refused_for = REFUSED_FOR_NULLS;
    }
    return false;
}

// The table gets its rows first, as for any statement that reads it.
static void try_on_rows(SlFile *file, SlStep *step, const SlTable *table,
                        const SlForeign *form, const SlEdit *edit)
{
    SlTrial *trial = file->world->trial;
    Str name = ident_quoted(file->tmp, table->name, '"');
    step->outcome =
        sl_trial_run(file->arena, trial,
                     arena_fmt(file->tmp, "SELECT 1 FROM " STR_FMT, STR_ARG(name)));
    step->tried = true;
    bool pleased = true;
    if (form->kind == SL_SET_NOT_NULL)
        check_nulls(file, step, table);
    else if (edit->check.len > 0)
        pleased = check_rows(file, step, table, edit->check);
    sl_trial_put(trial, table->name, pleased ? edit->sql : table->sql);
}

// ---- the statement ----

static void run(SlFile *file, SlStep *step, const SlReading *r, const SlForeign *form)
{
    SlTable *table = NEW(file->arena, SlTable);
    SlEdit edit = edit_table(file, step, r, form, table);
    if (edit.fault.len > 0)
        return;
    table->presumed = sl_is_presumed(file->world, table->name);
    step->before = table;
    step->result = proved(file, edit.sql);
    if (step->result.status != SL_DONE)
        return;
    *vec_push(file->arena, &step->result.touched) =
        (SlTouched){ table->name, SL_READS | SL_ALTERS };
    if (file->tries)
        try_on_rows(file, step, table, form, &edit);
    sl_db_put_table(file->world->schema, table->name, edit.sql);
}

// ---- what is left out ----

static void blank(SlReading *r, char *text, size_t first, size_t end)
{
    size_t from = r->tokens.at[first].start;
    size_t to = end < r->tokens.len ? r->tokens.at[end].start : r->text.len;
    memset(text + from, ' ', to - from);
}

// Up to the bracket that closes the one it stands in.
static size_t order_end(const SlReading *r, size_t at)
{
    size_t depth = r->depth[at];
    while (at < r->tokens.len && r->depth[at] >= depth)
        at++;
    return at;
}

// RANDOM ROWID, and the order in which an aggregate takes its rows: nothing that can be
// seen of a schema depends on them.
static bool blank_at(SlReading *r, char *text, size_t i)
{
    bool random = sl_reading_is(r, i, "random") && sl_reading_is(r, i + 1, "rowid");
    if (random && r->depth[i] == 0 && r->step->head.kind == OP_CREATE_TABLE && i > 0) {
        bool listed = sl_reading_is(r, i - 1, ",");
        bool first = !listed && sl_reading_is(r, i + 2, ",");
        blank(r, text, listed ? i - 1 : i, first ? i + 3 : i + 2);
        return true;
    }
    if (!sl_reading_is(r, i, "order") || !sl_reading_is(r, i + 1, "by") ||
        sqlite3_libversion_number() >= 3044000 || !sl_orders_arguments(r, i))
        return false;
    blank(r, text, i, order_end(r, i));
    return true;
}

// A number's digits move together; a "_" that stands elsewhere stays, and is refused.
static bool join_digits(const SlReading *r, char *text, SlToken token)
{
    size_t to = token.start;
    for (size_t i = token.start; i < token.end; i++) {
        bool between = i > token.start && i + 1 < token.end && r->text.ptr[i] == '_' &&
                       isxdigit((unsigned char)r->text.ptr[i - 1]) &&
                       isxdigit((unsigned char)r->text.ptr[i + 1]);
        if (!between)
            text[to++] = r->text.ptr[i];
    }
    memset(text + to, ' ', token.end - to);
    return to < token.end;
}

static bool is_separated(const SlReading *r, size_t i)
{
    SlToken token = r->tokens.at[i];
    Str text = sl_token_text(r->text, token);
    return token.kind == SLT_NUMBER && sqlite3_libversion_number() < 3046000 &&
           str_find_char(text, '_', 0) < text.len;
}

// The rest is SQLite's, and run as such.
static void leave_out(SlFile *file, SlStep *step, SlReading *r)
{
    char *text = NULL;
    for (size_t i = 0; i < r->tokens.len; i++) {
        bool separated = is_separated(r, i);
        if (!separated && !sl_reading_is(r, i, "order") && !sl_reading_is(r, i, "random"))
            continue;
        if (!text) {
            text = NEW_ARRAY(file->arena, char, step->sql.len);
            memcpy(text, step->sql.ptr, step->sql.len);
        }
        if (separated ? join_digits(r, text, r->tokens.at[i]) : blank_at(r, text, i))
            step->sql = (Str){ text, step->sql.len };
    }
}

bool sl_run_foreign(SlFile *file, SlStep *step)
{
    SlReading r = sl_reading(file->tmp, step, step->sql);
    SlForeign form = sl_foreign_form(&r);
    if (form.kind == SL_FOREIGN_NONE) {
        leave_out(file, step, &r);
        return false;
    }
    step->result = (SlResult){ .offset = SIZE_MAX };
    if (file->world)
        run(file, step, &r, &form);
    return true;
}
