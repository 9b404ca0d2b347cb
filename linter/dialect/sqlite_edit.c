// SPDX-License-Identifier: Apache-2.0
// What the forms of ALTER TABLE that the linked SQLite lacks make of a definition's text.
// What is refused, and with which words, is measured with libsql 0.5.29 and
// better-sqlite3 12.11, which has SQLite 3.53.2.
#include "dialect/sqlite_foreign.h"

#include "dialect/sqlite_def.h"

typedef struct Editor {
    Arena *arena;
    const SlReading *r;
    const SlForeign *form;
    const SlTable *table;
    SlTokenVec tokens; // of the table's text
} Editor;

// ---- the statement ----

static bool is(const SlReading *r, size_t at, const char *word)
{
    return sl_reading_is(r, at, word);
}

static bool names(const SlReading *r, size_t at)
{
    return at < r->tokens.len && sl_token_names(r->tokens.at[at]);
}

static bool is_set_or_drop(const SlReading *r, size_t at)
{
    return is(r, at + 1, "not") && is(r, at + 2, "null") &&
           (at + 3 == r->tokens.len || (is(r, at, "set") && is(r, at + 3, "on")));
}

static SlForeign alter_column(const SlReading *r, size_t at)
{
    bool said = is(r, at + 1, "column");
    size_t name = at + (said ? 2 : 1);
    SlForeign form = { .name = name, .rest = name + 2 };
    if (said && names(r, name) && is(r, name + 1, "to") && names(r, name + 2))
        form.kind = SL_COLUMN_TO;
    else if (names(r, name) && is(r, name + 1, "set") && is_set_or_drop(r, name + 1))
        form.kind = SL_SET_NOT_NULL;
    else if (names(r, name) && is(r, name + 1, "drop") && is_set_or_drop(r, name + 1))
        form.kind = SL_DROP_NOT_NULL;
    return form;
}

// CHECK, its brackets, and no more than ON CONFLICT.
static bool is_check(const SlReading *r, size_t at)
{
    if (!is(r, at, "check") || !is(r, at + 1, "("))
        return false;
    size_t end = at + 2;
    while (end < r->tokens.len && r->depth[end] > r->depth[at + 1])
        end++;
    return end + 1 == r->tokens.len ||
           (is(r, end + 1, "on") && is(r, end + 2, "conflict") &&
            end + 4 == r->tokens.len);
}

SlForeign sl_foreign_form(const SlReading *r)
{
    size_t at = 3;
    if (!is(r, 0, "alter") || !is(r, 1, "table"))
        return (SlForeign){ 0 };
    if (is(r, at, "."))
        at += 2;
    if (is(r, at, "alter"))
        return alter_column(r, at);
    if (is(r, at, "add") && is(r, at + 1, "constraint") && names(r, at + 2) &&
        is_check(r, at + 3))
        return (SlForeign){ SL_ADD_CHECK, at + 2, at + 1 };
    if (is(r, at, "add") && is_check(r, at + 1))
        return (SlForeign){ SL_ADD_CHECK, at + 1, at + 1 };
    if (is(r, at, "drop") && is(r, at + 1, "constraint") && at + 3 == r->tokens.len)
        return (SlForeign){ SL_DROP_CONSTRAINT, at + 2, at + 2 };
    return (SlForeign){ 0 };
}

static Str word_of(const SlReading *r, size_t at)
{
    return sl_token_text(r->text, r->tokens.at[at]);
}

static Str rest_of(const Editor *e)
{
    const SlReading *r = e->r;
    return str_slice(r->text, r->tokens.at[e->form->rest].start,
                     r->tokens.at[r->tokens.len - 1].end);
}

static Str ident_of(const Editor *e, size_t at)
{
    return sl_token_ident(e->arena, e->r->text, e->r->tokens.at[at]);
}

// ---- the definition ----

static bool sees(const Editor *e, size_t at, const char *word)
{
    return at < e->tokens.len &&
           (e->tokens.at[at].kind == SLT_WORD || e->tokens.at[at].kind == SLT_PUNCT) &&
           str_eq_ci(sl_token_text(e->table->sql, e->tokens.at[at]), str_from(word));
}

// Behind the bracket that closes the one at the token.
static size_t behind_brackets(const Editor *e, size_t at)
{
    size_t depth = 0;
    do {
        depth += sees(e, at, "(") ? 1 : 0;
        depth -= depth > 0 && sees(e, at, ")") ? 1 : 0;
        at++;
    } while (depth > 0 && at < e->tokens.len);
    return at;
}

static Str replaced(const Editor *e, Span span, Str by)
{
    Str sql = e->table->sql;
    return arena_fmt(e->arena, STR_FMT STR_FMT STR_FMT,
                     STR_ARG(str_take(sql, span.start)), STR_ARG(by),
                     STR_ARG(str_drop(sql, span.end)));
}

// From the end of the token before to the end of the last one.
static Span span_of(const Editor *e, size_t first, size_t last)
{
    return (Span){ e->tokens.at[first - 1].end, e->tokens.at[last].end };
}

static size_t behind_conflict(const Editor *e, size_t at)
{
    return sees(e, at, "on") && sees(e, at + 1, "conflict") ? at + 3 : at;
}

// The column that the statement names; NULL: the table has none.
static const ColumnDef *named_column(const Editor *e)
{
    return sl_find_column(&e->table->def, ident_of(e, e->form->name));
}

// [CONSTRAINT name] NOT NULL [ON CONFLICT …] of a column; start == end: there is none.
static Span not_null_span(const Editor *e, const ColumnDef *column)
{
    for (size_t i = 0; i + 1 < e->tokens.len; i++) {
        if (e->tokens.at[i].start < column->span.start)
            continue;
        if (e->tokens.at[i].end > column->span.end)
            break;
        if (sees(e, i, "(")) {
            i = behind_brackets(e, i) - 1;
            continue;
        }
        if (!sees(e, i, "not") || !sees(e, i + 1, "null"))
            continue;
        size_t first = i >= 2 && sees(e, i - 2, "constraint") ? i - 2 : i;
        return span_of(e, first, behind_conflict(e, i + 2) - 1);
    }
    return (Span){ column->span.end, column->span.end };
}

static SlEdit no_column(const Editor *e, bool quoted)
{
    Str name = quoted ? word_of(e->r, e->form->name) : ident_of(e, e->form->name);
    return (SlEdit){ .fault = arena_fmt(e->arena,
                                        quoted ? "no such column: \"" STR_FMT "\""
                                               : "no such column: " STR_FMT,
                                        STR_ARG(name)) };
}

// ---- NOT NULL ----

// One that is there already makes place.
static SlEdit set_not_null(const Editor *e)
{
    const ColumnDef *column = named_column(e);
    if (!column)
        return no_column(e, false);
    Span old = not_null_span(e, column);
    Str head = str_take(e->table->sql, old.start);
    Str between = str_slice(e->table->sql, old.end, column->span.end);
    Str sql = arena_fmt(e->arena, STR_FMT STR_FMT " " STR_FMT STR_FMT, STR_ARG(head),
                        STR_ARG(between), STR_ARG(rest_of(e)),
                        STR_ARG(str_drop(e->table->sql, column->span.end)));
    return (SlEdit){ .sql = sql };
}

static SlEdit drop_not_null(const Editor *e)
{
    const ColumnDef *column = named_column(e);
    if (!column)
        return no_column(e, false);
    return (SlEdit){ .sql = replaced(e, not_null_span(e, column), (Str){ 0 }) };
}

// ---- constraints ----

// The token CONSTRAINT in front of this name, outside of expressions; 0: there is none.
static size_t find_constraint(const Editor *e, Str name)
{
    size_t depth = 0;
    for (size_t i = 0; i + 2 < e->tokens.len; i++) {
        depth += sees(e, i, "(") ? 1 : 0;
        depth -= depth > 0 && sees(e, i, ")") ? 1 : 0;
        if (depth == 1 && sees(e, i, "constraint") &&
            str_eq_ci(sl_token_ident(e->arena, e->table->sql, e->tokens.at[i + 1]), name))
            return i;
    }
    return 0;
}

// The bracket that the table's columns stand in.
static size_t closing_bracket(const Editor *e)
{
    size_t at = 0;
    while (at < e->tokens.len && !sees(e, at, "("))
        at++;
    return behind_brackets(e, at) - 1;
}

static SlEdit add_check(const Editor *e)
{
    bool named = !is(e->r, e->form->name, "check");
    Str name = ident_of(e, e->form->name);
    if (named && find_constraint(e, name) > 0)
        return (SlEdit){ .fault =
                             arena_fmt(e->arena, "constraint " STR_FMT " already exists",
                                       STR_ARG(name)) };
    size_t end = e->tokens.at[closing_bracket(e)].start;
    Str rest = rest_of(e);
    Str text = arena_fmt(e->arena, ", " STR_FMT, STR_ARG(rest));
    TableDef def = { 0 };
    SlSource source = { e->arena, e->r->text, &e->r->tokens, e->form->rest };
    sl_read_table(&source, &def);
    return (SlEdit){ .sql = replaced(e, (Span){ end, end }, text),
                     .check = def.constraints.len > 0 ? def.constraints.at[0].expression
                                                      : (Str){ 0 } };
}

static SlEdit drop_constraint(const Editor *e)
{
    Str name = ident_of(e, e->form->name);
    size_t at = find_constraint(e, name), last = 0;
    if (at > 0 && sees(e, at + 2, "check"))
        last = behind_conflict(e, behind_brackets(e, at + 3)) - 1;
    else if (at > 0 && sees(e, at + 2, "not"))
        last = behind_conflict(e, at + 4) - 1;
    if (last == 0)
        return (SlEdit){ .fault =
                             arena_fmt(e->arena,
                                       at > 0 ? "constraint may not be dropped: " STR_FMT
                                              : "no such constraint: " STR_FMT,
                                       STR_ARG(name)) };
    size_t first = sees(e, at - 1, ",") ? at - 1 : at;
    return (SlEdit){ .sql = replaced(e, span_of(e, first, last), (Str){ 0 }) };
}

// ---- TO ----

// What libSQL does not change that way.
static const char *fixed_part(const TableDef *def, const ColumnDef *column)
{
    if (column->generated != GENERATED_NONE)
        return "GENERATED";
    for (size_t i = 0; i < def->constraints.len; i++) {
        const ConstraintDef *constraint = &def->constraints.at[i];
        bool inside = constraint->span.start >= column->span.start &&
                      constraint->span.end <= column->span.end;
        if (inside && constraint->kind == CON_PRIMARY_KEY)
            return "PRIMARY KEY";
        if (inside && constraint->kind == CON_UNIQUE)
            return "UNIQUE";
    }
    return NULL;
}

static SlEdit change_column(const Editor *e)
{
    Str old_name = word_of(e->r, e->form->name), new_name = word_of(e->r, e->form->rest);
    const ColumnDef *column = named_column(e);
    if (!column)
        return no_column(e, true);
    if (!str_eq_ci(old_name, new_name))
        return (SlEdit){ .fault = arena_fmt(e->arena,
                                            "UPDATE cannot also rename column: \"" STR_FMT
                                            "\" to \"" STR_FMT
                                            "\". Use ALTER TABLE RENAME instead",
                                            STR_ARG(old_name), STR_ARG(new_name)) };
    TableDef def = { 0 };
    SlSource source = { e->arena, e->r->text, &e->r->tokens, e->form->rest };
    ColumnDef new = sl_read_column(&source, &def);
    const char *fixed = fixed_part(&e->table->def, column);
    fixed = fixed ? fixed : fixed_part(&def, &new);
    Str rest = rest_of(e);
    if (fixed)
        return (SlEdit){ .fault = arena_fmt(e->arena, "%s constraint cannot be altered",
                                            fixed) };
    return (SlEdit){ .sql = replaced(e, column->span, rest) };
}

SlEdit sl_foreign_edit(Arena *arena, const SlReading *r, const SlForeign *form,
                       const SlTable *table)
{
    static SlEdit (*const edits[])(const Editor *) = {
        [SL_COLUMN_TO] = change_column,         [SL_SET_NOT_NULL] = set_not_null,
        [SL_DROP_NOT_NULL] = drop_not_null,     [SL_ADD_CHECK] = add_check,
        [SL_DROP_CONSTRAINT] = drop_constraint,
    };
    Editor editor = { arena, r, form, table, sl_tokens(arena, table->sql) };
    return edits[form->kind](&editor);
}
