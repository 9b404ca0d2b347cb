// SPDX-License-Identifier: Apache-2.0
// Atlas: SQL files in the order of their names as strings, and atlas.sum beside them.
// Directives in the comments of a file's head say how it is run; they count only when an
// empty line parts them from the first statement (sql/migrate/dir.go, lex.go).
#include "base/lines.h"
#include "source/changelog_priv.h"

#include <string.h>

// Atlas has other tools' formats too; in those the folder is theirs.
static bool is_foreign_text(Str text)
{
    static const char *const MARKS[] = { "-- +goose ", "-- migrate:up",
                                         "--liquibase formatted",
                                         "-- liquibase formatted" };
    Str head = str_trim(text);
    for (size_t i = 0; i < sizeof MARKS / sizeof MARKS[0]; i++)
        if (str_starts(head, str_from(MARKS[i])))
            return true;
    return false;
}

bool is_flyway_name(Str name)
{
    return name.len > 1 && strchr("VBRU", name.ptr[0]) != NULL &&
           str_contains(name, STR("__")) &&
           (name.ptr[1] == '_' || (name.ptr[1] >= '0' && name.ptr[1] <= '9'));
}

static bool atlas_fits(const Folder *folder)
{
    if (!folder_entry(folder, "atlas.sum"))
        return false;
    for (size_t i = 0; i < folder->entries.len; i++) {
        const Entry *entry = &folder->entries.at[i];
        Str text;
        Str why;
        if (!is_sql_name(entry->name) || entry->kind != ENTRY_FILE)
            continue;
        Str path = path_join(folder->arena, folder->path, entry->name);
        return !str_ends(entry->name, STR(".up.sql")) &&
               !str_ends(entry->name, STR(".down.sql")) && !is_flyway_name(entry->name) &&
               (tree_read(folder->tree, folder->arena, path, &text, &why) != TREE_OK ||
                !is_foreign_text(text));
    }
    return true;
}

// ---- directives ----

typedef struct Directives {
    size_t checkpoints;
    size_t txmodes;
    Str txmode; // of the last one
    size_t txtars;
    size_t head; // the end of the comments at the top, whether they count or not
    bool counts;
} Directives;

static void note_directive(Directives *found, const Match *match)
{
    Str name = match->group[2];
    if (str_eq(name, STR("checkpoint")))
        found->checkpoints++;
    if (str_eq(name, STR("txtar")))
        found->txtars++;
    if (str_eq(name, STR("txmode"))) {
        found->txmodes++;
        found->txmode = match->group[3];
    }
}

static Directives read_directives(const Pattern *pattern, Str text)
{
    Directives found = { 0 };
    found.head = head_comments(text, &found.counts);
    Str head = str_take(text, found.head);
    Str line;
    while (str_cut(&head, '\n', &line)) {
        Match match;
        if (pattern_find(pattern, str_trim(line), 0, &match))
            note_directive(&found, &match);
    }
    return found;
}

// ---- what is wrong with them ----

static void add_fault(Folder *folder, const Migration *migration, Span span, Str words)
{
    *vec_push(folder->arena, &folder->project->faults) = (FileFault){
        .kind = FAULT_DIRECTIVE,
        .path = migration->path,
        .text = migration->text,
        .span = span,
        .words = words,
    };
}

static Span line_of(Str text, Str part)
{
    size_t at = (size_t)(part.ptr - text.ptr);
    size_t before = str_rfind_char(str_take(text, at), '\n');
    return (Span){ before < at ? before + 1 : 0, str_find_char(text, '\n', at) };
}

static void check_txmode(Folder *folder, const Migration *migration,
                         const Directives *found)
{
    Str mode = found->txmode;
    Span span = mode.ptr ? line_of(migration->text, mode) : (Span){ 0, found->head };
    if (found->txmodes > 1)
        add_fault(folder, migration, span,
                  STR("there is more than one atlas:txmode: Atlas stops"));
    else if (found->txmodes == 1 && !str_eq(mode, STR("none")) &&
             !str_eq(mode, STR("file")))
        add_fault(folder, migration, span,
                  arena_fmt(folder->arena,
                            "atlas:txmode \"" STR_FMT
                            "\" is none that a file can have: Atlas stops",
                            STR_ARG(mode)));
}

// A directive that stands where Atlas does not look for it is a comment to Atlas.
static void check_place(Folder *folder, const Migration *migration,
                        const Directives *found)
{
    Pattern *pattern = pattern_new("^(?:-- |--|#)atlas:(txmode|checkpoint)\\b.*$");
    size_t from = found->counts ? found->head : 0;
    Match match;
    for (; pattern_find(pattern, migration->text, from, &match); from = match.end)
        add_fault(folder, migration, (Span){ match.start, match.end },
                  arena_fmt(folder->arena,
                            "atlas:" STR_FMT
                            " has no effect: Atlas reads it in the comments at the top, "
                            "and only with an empty line behind them",
                            STR_ARG(match.group[1])));
    pattern_free(pattern);
}

// ---- what they do ----

// The section "-- migration.sql --" of a file that holds several.
static void take_section(Migration *migration)
{
    Match match;
    Str text = migration->text;
    if (!config_match("^-- migration\\.sql --[ \\t]*\\r?\\n", text, &match))
        return;
    size_t start = match.end;
    Str rest = str_drop(text, start);
    size_t end = config_match("^-- [^\\n]+ --[ \\t]*\\r?$", rest, &match)
                     ? start + match.start
                     : text.len;
    migration->up = (Span){ start, end };
    if (config_match("^-- down\\.sql --[ \\t]*\\r?\\n", text, &match))
        migration->down = (Span){ match.end, text.len };
}

// Only as the very first line, and spelled exactly so.
static void take_delimiter(Folder *folder, Migration *migration)
{
    Match match;
    Str text = migration->text;
    if (!str_starts(text, STR("-- atlas:delimiter")) ||
        !config_match("\\A-- atlas:delimiter +(.+)", text, &match))
        return;
    size_t from = str_find_char(text, '\n', 0);
    migration->sql =
        sql_with_delimiter(folder->arena, text, (Span){ from, text.len },
                           delimiter_unescaped(folder->arena, match.group[1]));
}

// A new database begins with the newest checkpoint; all others pass it over, and so does
// the replay, unless what it stands for is gone.
static void take_checkpoint(Folder *folder)
{
    MigrationVec *migrations = &folder->project->migrations;
    if (migrations->len == 1)
        return;
    migrations->len--;
    *vec_push(folder->arena, &folder->project->asides) =
        migrations->at[migrations->len].path;
}

static void take_file(Folder *folder, const Entry *entry, const Pattern *pattern)
{
    Migration *migration =
        folder_add(folder, entry->name, entry->kind, without_suffix(entry->name, ".sql"));
    Directives found = read_directives(pattern, migration->text);
    if (str_contains(migration->text, STR("atlas:")))
        check_place(folder, migration, &found);
    if (found.counts)
        check_txmode(folder, migration, &found);
    migration->no_transaction =
        found.counts && found.txmodes == 1 && str_eq(found.txmode, STR("none"));
    if (found.counts && found.txtars > 0)
        take_section(migration);
    take_delimiter(folder, migration);
    if (found.counts && found.checkpoints > 0)
        take_checkpoint(folder);
}

static void atlas_load(Folder *folder)
{
    Pattern *pattern = pattern_new(ATLAS_DIRECTIVE);
    for (size_t i = 0; i < folder->entries.len; i++) {
        const Entry *entry = &folder->entries.at[i];
        if (is_sql_name(entry->name) && str_ends(entry->name, STR(".sql")))
            take_file(folder, entry, pattern);
        else if (is_sql_name(entry->name))
            folder_add_stray(folder, entry->name);
    }
    pattern_free(pattern);
}

const Layout layout_atlas = {
    .name = "atlas",
    .runner = "atlas",
    .fits = atlas_fits,
    .load = atlas_load,
};
