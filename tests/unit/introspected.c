// SPDX-License-Identifier: Apache-2.0
// A catalog and SQLite's own introspection as lines, and the lines compared.
#include "introspected.h"

#include "base/out.h"
#include "catalog/lists.h"
#include "dialect/sqlite_world.h"

#include "check.h"

#include <stdlib.h>

// ---- one line for each thing, of either side; a rebuild may move columns ----

static void print_list(Out *out, const StrVec *list)
{
    for (size_t i = 0; i < list->len; i++)
        out_fmt(out, "%s" STR_FMT, i > 0 ? "," : "",
                STR_ARG(arena_lower(out->arena, list->at[i])));
}

// Without quotes, blanks and brackets: SQLite writes new names into the old text.
static Str bare(Arena *arena, Str text)
{
    Out out = out_new(arena);
    for (size_t i = 0; i < text.len; i++)
        if (!str_contains(STR(" \t\r\n()\"`[]"), (Str){ &text.ptr[i], 1 }))
            out_char(&out, text.ptr[i]);
    return arena_lower(arena, out_text(&out));
}

// Brackets say nothing, nor does NULL.
static Str default_text(Arena *arena, const ColumnDef *def)
{
    Str text = bare(arena, def->default_expr);
    return str_eq(text, STR("null")) ? STR("") : text;
}

static Str column_line(Arena *arena, const ColumnDef *def, bool not_null)
{
    Out out = out_new(arena);
    out_fmt(&out,
            "column " STR_FMT " " STR_FMT "%s default " STR_FMT " %d " STR_FMT
            " collate " STR_FMT,
            STR_ARG(def->name), STR_ARG(def->type.text), not_null ? " not null" : "",
            STR_ARG(default_text(arena, def)), (int)def->generated,
            STR_ARG(bare(arena, def->generated_expr)), STR_ARG(def->collation));
    return out_text(&out);
}

static Str constraint_line(Arena *arena, const ConstraintDef *def, const StrVec *target)
{
    static const char *const kinds[] = { [CON_PRIMARY_KEY] = "primary key",
                                         [CON_UNIQUE] = "unique",
                                         [CON_FOREIGN_KEY] = "foreign key",
                                         [CON_CHECK] = "check",
                                         [CON_EXCLUDE] = "?",
                                         [CON_NOT_NULL] = "?" };
    Out out = out_new(arena);
    out_fmt(&out, "%s ", kinds[def->kind]);
    if (def->kind == CON_CHECK) {
        out_str(&out, bare(arena, def->expression));
        return out_text(&out);
    }
    print_list(&out, &def->columns);
    if (def->kind == CON_FOREIGN_KEY) {
        out_fmt(&out, " to " STR_FMT " ",
                STR_ARG(arena_lower(arena, def->ref_table.name)));
        print_list(&out, target);
        out_fmt(&out, " " STR_FMT "/" STR_FMT, STR_ARG(def->on_delete),
                STR_ARG(def->on_update));
    }
    return out_text(&out);
}

static Str index_line(Arena *arena, const IndexDef *def)
{
    Out out = out_new(arena);
    out_fmt(&out, "index " STR_FMT "%s ", STR_ARG(def->name),
            def->unique ? " unique" : "");
    for (size_t i = 0; i < def->parts.len; i++) {
        const IndexPart *part = &def->parts.at[i];
        Str value = part->column.len > 0 ? arena_lower(arena, part->column)
                                         : bare(arena, part->expression);
        out_fmt(&out, "," STR_FMT ":" STR_FMT "%s", STR_ARG(value),
                STR_ARG(arena_lower(arena, part->collation)),
                part->descending ? "-" : "");
    }
    out_fmt(&out, " where " STR_FMT, STR_ARG(bare(arena, def->where)));
    return out_text(&out);
}

static int by_text(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

static void print_sorted(Out *out, StrVec *lines)
{
    if (lines->len > 1)
        qsort(lines->at, lines->len, sizeof *lines->at, by_text);
    for (size_t i = 0; i < lines->len; i++)
        out_fmt(out, STR_FMT "\n", STR_ARG(lines->at[i]));
    lines->len = 0;
}

// ---- the two sides ----

static const ConstraintDef *key_of(const TableDef *def)
{
    for (size_t i = 0; i < def->constraints.len; i++)
        if (def->constraints.at[i].kind == CON_PRIMARY_KEY)
            return &def->constraints.at[i];
    return NULL;
}

static bool has(const StrVec *names, Str name)
{
    for (size_t i = 0; i < names->len; i++)
        if (str_eq_ci(names->at[i], name))
            return true;
    return false;
}

static bool has_option(const TableDef *def, const char *name)
{
    for (size_t i = 0; i < def->options.len; i++)
        if (str_eq(def->options.at[i].name, str_from(name)))
            return true;
    return false;
}

static bool is_not_null(const TableDef *def, const ColumnDef *column)
{
    const ConstraintDef *key = key_of(def);
    if (column->not_null || !key || !has(&key->columns, column->name))
        return column->not_null;
    return has_option(def, "strict") || has_option(def, "without-rowid") ||
           (key->columns.len == 1 && str_eq_ci(column->type.text, STR("integer")));
}

// The columns that a key which names none points to.
static StrVec target_of(Arena *arena, SlDb *db, const ConstraintDef *def)
{
    SlTable *target = NEW(arena, SlTable);
    if (def->kind != CON_FOREIGN_KEY ||
        !sl_schema_table(arena, db, def->ref_table.name, target))
        return (StrVec){ 0 };
    if (def->ref_columns.len > 0)
        return def->ref_columns;
    const ConstraintDef *key = key_of(&target->def);
    return key ? key->columns : (StrVec){ 0 };
}

static Str catalog_side(Arena *arena, SlDb *db, const Table *table)
{
    Out out = out_new(arena);
    StrVec lines = { 0 };
    for (size_t i = 0; i < table->columns.len; i++)
        *vec_push(arena, &lines) = column_line(arena, table->columns.at[i]->def,
                                               table->columns.at[i]->def->not_null);
    print_sorted(&out, &lines);
    for (size_t i = 0; i < table->constraints.len; i++) {
        const ConstraintDef *def = &table->constraints.at[i]->def;
        StrVec target = target_of(arena, db, def);
        *vec_push(arena, &lines) = constraint_line(arena, def, &target);
    }
    print_sorted(&out, &lines);
    for (size_t i = 0; i < table->indexes.len; i++)
        if (table->indexes.at[i]->constraint.len == 0)
            *vec_push(arena, &lines) = index_line(arena, &table->indexes.at[i]->def);
    for (size_t i = 0; i < table->options.len; i++)
        *vec_push(arena, &lines) =
            arena_fmt(arena, "option " STR_FMT, STR_ARG(table->options.at[i].name));
    for (size_t i = 0; i < table->triggers.len; i++)
        *vec_push(arena, &lines) =
            arena_fmt(arena, "trigger " STR_FMT, STR_ARG(table->triggers.at[i]->name));
    print_sorted(&out, &lines);
    return out_text(&out);
}

static Str sqlite_side(Arena *arena, SlDb *db, const SlTable *table)
{
    Out out = out_new(arena);
    StrVec lines = { 0 };
    const TableDef *def = &table->def;
    for (size_t i = 0; i < def->columns.len; i++)
        *vec_push(arena, &lines) = column_line(arena, &def->columns.at[i],
                                               is_not_null(def, &def->columns.at[i]));
    print_sorted(&out, &lines);
    for (size_t i = 0; i < def->constraints.len; i++) {
        StrVec target = target_of(arena, db, &def->constraints.at[i]);
        *vec_push(arena, &lines) =
            constraint_line(arena, &def->constraints.at[i], &target);
    }
    print_sorted(&out, &lines);
    for (size_t i = 0; i < def->indexes.len; i++)
        *vec_push(arena, &lines) = index_line(arena, &def->indexes.at[i]);
    for (size_t i = 0; i < def->options.len; i++)
        *vec_push(arena, &lines) =
            arena_fmt(arena, "option " STR_FMT, STR_ARG(def->options.at[i].name));
    for (size_t i = 0; i < table->triggers.len; i++)
        *vec_push(arena, &lines) =
            arena_fmt(arena, "trigger " STR_FMT, STR_ARG(table->triggers.at[i].name));
    print_sorted(&out, &lines);
    return out_text(&out);
}

// Lines that the other side does not have.
static void print_rest(Str side, Str other, const char *whose)
{
    Str line;
    while (str_cut(&side, '\n', &line))
        if (line.len > 0 && !str_contains(other, line))
            print_error("  %s: " STR_FMT "\n", whose, STR_ARG(line));
}

static bool same_table(const Replayed *r, Str name, const char *where)
{
    Arena *arena = arena_new();
    SlDb *db = r->world->schema;
    SlTable *table = NEW(arena, SlTable);
    const Table *ours = catalog_table(r->catalog, (Name){ .name = name });
    bool found = sl_schema_table(arena, db, name, table);
    Str theirs = found ? sqlite_side(arena, db, table) : STR("");
    Str own = ours ? catalog_side(arena, db, ours) : STR("");
    bool same = found && ours && str_eq(own, theirs);
    if (!same) {
        print_error("%s: table " STR_FMT "%s%s\n", where, STR_ARG(name),
                    ours ? "" : ": not in the catalog", found ? "" : ": not in SQLite");
        print_rest(own, theirs, "catalog");
        print_rest(theirs, own, "SQLite");
    }
    arena_free(arena);
    return same;
}

// A world's database has what a file is about: here is all of it, with the indexes that
// only a file needs which reads rows.
static void take_all(Arena *arena, const Replayed *r, const char *text)
{
    Out names = out_new(arena);
    out_fmt(&names, "SELECT %s\n", text);
    TableVec tables = catalog_tables(arena, r->catalog);
    for (size_t i = 0; i < tables.len; i++)
        out_fmt(&names, " \"" STR_FMT "\"", STR_ARG(tables.at[i]->name.name));
    ViewVec views = catalog_views(arena, r->catalog);
    for (size_t i = 0; i < views.len; i++)
        out_fmt(&names, " \"" STR_FMT "\"", STR_ARG(views.at[i]->name.name));
    sl_stock_take(&r->world->stock, out_text(&names), false);
}

bool same_as_sqlite(const Replayed *r, const char *text, const char *where)
{
    Arena *arena = arena_new();
    take_all(arena, r, text);
    StrVec theirs = sl_schema_tables(arena, r->world->schema);
    TableVec ours = catalog_tables(arena, r->catalog);
    bool same = true;
    for (size_t i = 0; i < theirs.len; i++)
        same &= same_table(r, theirs.at[i], where);
    for (size_t i = 0; i < ours.len; i++)
        if (ours.at[i]->name.schema.len == 0 && !has(&theirs, ours.at[i]->name.name))
            same &= same_table(r, ours.at[i]->name.name, where);
    ViewVec views = catalog_views(arena, r->catalog);
    for (size_t i = 0; i < views.len; i++) {
        ViewDef def;
        bool known =
            views.at[i]->name.schema.len > 0 ||
            sl_schema_view(arena, r->world->schema, views.at[i]->name.name, &def);
        if (!known)
            print_error("%s: SQLite has no view " STR_FMT "\n", where,
                        STR_ARG(views.at[i]->name.name));
        same &= known;
    }
    arena_free(arena);
    return same;
}
