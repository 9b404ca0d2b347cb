// SPDX-License-Identifier: Apache-2.0
// The marks of dbmate (its pkg/dbmate/migration.go, tried with 2.36) and of
// node-pg-migrate (its src/sqlMigration.ts).
#include "source/sections.h"

#include "base/pattern.h"

size_t sections_start(Str text)
{
    Str bom = STR("\xEF\xBB\xBF");
    return str_starts(text, bom) ? bom.len : 0;
}

void sections_add_fault(Arena *arena, Migration *migration, Span span, Str reason)
{
    *vec_push(arena, &migration->faults) = (MarkFault){ span, reason };
}

// The first match at or after `from` and before `to`; empty at `to` where there is none.
static Span find_mark(const char *expression, Str text, size_t from, size_t to)
{
    Match match;
    Pattern *pattern = pattern_new(expression);
    bool found = pattern_find(pattern, str_slice(text, from, to), 0, &match);
    pattern_free(pattern);
    return found ? (Span){ from + match.start, from + match.end } : (Span){ to, to };
}

static Span line_at(Str text, size_t at)
{
    size_t end = str_find_char(text, '\n', at);
    return (Span){ at, end > at && text.ptr[end - 1] == '\r' ? end - 1 : end };
}

// The first line of the part that is neither blank nor a comment; empty: none is.
static Span first_statement_line(Str text, size_t from, size_t to)
{
    while (from < to) {
        Span line = line_at(text, from);
        Str words = str_trim(str_slice(text, line.start, line.end));
        if (words.len > 0 && !str_starts(words, STR("--")))
            return line;
        from = str_find_char(text, '\n', from) + 1;
    }
    return (Span){ 0 };
}

// An empty part is one at a place; 0,0 would be the whole text.
static Span part(Str text, size_t from, size_t to)
{
    return to > 0 ? (Span){ from, to } : (Span){ text.len, text.len };
}

// ---- dbmate ----

static const char DBMATE_UP[] = "^--\\s*migrate:up(?:\\s*$|\\s+\\S+)";
static const char DBMATE_DOWN[] = "^--\\s*migrate:down(?:\\s*$|\\s+\\S+)";
// What was meant to be one.
static const char DBMATE_NEAR_UP[] = "(?i)^[ \\t]*--[ \\t]*(?:\\+[ \\t]*)?migrat(?:e|ion)"
                                     "[ \\t]*:?[ \\t]*up\\b.*$";
static const char DBMATE_NEAR_DOWN[] =
    "(?i)^[ \\t]*--[ \\t]*(?:\\+[ \\t]*)?migrat(?:e|ion)"
    "[ \\t]*:?[ \\t]*down\\b.*$";

static void add_missing(Arena *arena, Migration *migration, Span near, const char *mark)
{
    bool has_near = near.end > near.start;
    sections_add_fault(
        arena, migration, has_near ? near : (Span){ 0 },
        has_near ? arena_fmt(arena,
                             "dbmate does not take this line for \"-- migrate:%s\"", mark)
                 : arena_fmt(arena, "there is no line \"-- migrate:%s\"", mark));
}

// A file without a forward part: all of it but the rollback was meant to be one.
static void read_dbmate_without_up(Arena *arena, Migration *migration, size_t start)
{
    Str text = migration->text;
    Span down = find_mark(DBMATE_DOWN, text, start, text.len);
    add_missing(arena, migration, find_mark(DBMATE_NEAR_UP, text, start, text.len), "up");
    if (down.start == text.len)
        return;
    migration->up = part(text, 0, down.start);
    migration->down = (Span){ down.start, text.len };
}

static void read_dbmate_down(Arena *arena, Migration *migration, Span up, size_t end)
{
    Str text = migration->text;
    Span down = find_mark(DBMATE_DOWN, text, up.end, end);
    migration->up = (Span){ up.start, down.start };
    if (down.start == end) {
        size_t start = sections_start(text);
        Span before = find_mark(DBMATE_DOWN, text, start, up.start);
        Span near = find_mark(DBMATE_NEAR_DOWN, text, up.end, end);
        if (before.start < up.start)
            sections_add_fault(arena, migration, line_at(text, before.start),
                               STR("\"-- migrate:down\" comes before \"-- migrate:up\""));
        else
            add_missing(arena, migration, near, "down");
        return;
    }
    migration->down = (Span){ down.start, end };
    Span again = find_mark(DBMATE_DOWN, text, down.end, end);
    if (again.start < end)
        sections_add_fault(arena, migration, line_at(text, again.start),
                           STR("a second \"-- migrate:down\" has no \"-- migrate:up\" "
                               "before it"));
}

static void read_dbmate(Arena *arena, Migration *migration)
{
    Str text = migration->text;
    size_t start = sections_start(text);
    Span up = find_mark(DBMATE_UP, text, start, text.len);
    if (up.start == text.len) {
        read_dbmate_without_up(arena, migration, start);
        return;
    }
    Span before = first_statement_line(text, start, up.start);
    bool has_down = find_mark(DBMATE_DOWN, text, start, up.start).start < up.start;
    if (before.end > 0 && !has_down)
        sections_add_fault(arena, migration, before,
                           STR("there is more than comments before \"-- migrate:up\""));
    // Sections may follow each other, says the manual; but each records the file's
    // version, which the table refuses to take twice.
    Span again = find_mark(DBMATE_UP, text, up.end, text.len);
    read_dbmate_down(arena, migration, up, again.start);
    if (again.start < text.len)
        sections_add_fault(arena, migration, line_at(text, again.start),
                           STR("a second \"-- migrate:up\" fails when dbmate records the "
                               "version again, with the first one committed"));
}

// ---- node-pg-migrate ----

// Its own expressions let a mark go over several lines, at the price of quadratic time.
static const char NODE_PG_UP[] = "(?i)^[ \\t]*--[ \\t-]*up[ \\t]+migration";
static const char NODE_PG_DOWN[] = "(?i)^[ \\t]*--[ \\t-]*down[ \\t]+migration";

static void read_node_pg(Arena *arena, Migration *migration)
{
    Str text = migration->text;
    size_t start = sections_start(text);
    Span up = find_mark(NODE_PG_UP, text, start, text.len);
    Span down = find_mark(NODE_PG_DOWN, text, start, text.len);
    bool has_up = up.start < text.len;
    bool has_down = down.start < text.len;
    if (has_down)
        migration->down =
            (Span){ down.start, down.start < up.start ? up.start : text.len };
    if (!has_up && has_down)
        sections_add_fault(arena, migration, line_at(text, down.start),
                           STR("without a line \"-- Up Migration\" node-pg-migrate runs "
                               "the whole file, and this rollback with it"));
    if (!has_up)
        return;
    migration->up = (Span){ up.start, down.start > up.start ? down.start : text.len };
    size_t first = down.start < up.start ? down.start : up.start;
    Span before = first_statement_line(text, start, first);
    if (before.end > 0)
        sections_add_fault(arena, migration, before,
                           STR("node-pg-migrate never runs what comes before the first "
                               "of its marks"));
}

// ---- all ----

void sections_read(Arena *arena, const Runner *runner, Migration *migration)
{
    static void (*const READERS[])(Arena *, Migration *) = {
        [MARKS_NONE] = NULL,
        [MARKS_GOOSE] = sections_read_goose,
        [MARKS_DBMATE] = read_dbmate,
        [MARKS_NODE_PG] = read_node_pg,
    };
    if (READERS[runner->marks] && migration->unreadable.len == 0)
        READERS[runner->marks](arena, migration);
}
