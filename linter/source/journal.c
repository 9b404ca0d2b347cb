// SPDX-License-Identifier: Apache-2.0
// Drizzle's meta/_journal.json: what it says, where it says so, and exactly what is wrong
// with one that cannot be used.
#include "source/journal.h"

#include "base/json_doc.h"
#include "base/limits.h"
#include "base/map.h"

#include <math.h>

static const char *const KNOWN_VERSIONS[] = { "5", "6", "7", NULL };
static const char *const KNOWN_DIALECTS[] = { "postgresql",  "mysql", "sqlite",
                                              "singlestore", "gel",   "pg",
                                              "turso",       NULL };

// A journal on its way in. What leaves its entries in doubt ends the reading; whatever
// else is wrong is noted.
typedef struct Reader {
    Arena *arena;
    Arena *tmp; // of the document
    Journal *journal;
} Reader;

static void refuse(Reader *reader, Span span, Str error)
{
    reader->journal->error = error;
    reader->journal->error_span = span;
    reader->journal->entries.len = 0;
}

static JournalFault *note(Reader *reader, Span span, Str text)
{
    JournalFault *fault = vec_push(reader->arena, &reader->journal->faults);
    *fault = (JournalFault){ .text = text, .span = span };
    return fault;
}

// ---- its values ----

// A string that outlives the document: most are views of the journal's text.
static Str kept_string(const Reader *reader, const JsonValue *value)
{
    Str string = json_string(value), text = reader->journal->text;
    bool is_view =
        string.len == 0 || (string.ptr >= text.ptr && string.ptr < text.ptr + text.len);
    return is_view ? string : arena_copy(reader->arena, string);
}

static Span span_of_value(const JsonValue *value)
{
    return (Span){ value->span.start, value->span.end };
}

// Where the value of `key` stands in the object; the object itself when it is missing.
static Span span_of(const JsonValue *object, const char *key)
{
    const JsonValue *value = json_get(object, key);
    return span_of_value(value ? value : object);
}

// Of two equal keys what the first one said is lost: the mark of a merge that made one
// entry out of two.
static bool is_repeated(Reader *reader, const JsonValue *object, const char *key,
                        bool of_entry)
{
    const JsonValue *second = json_repeated(object, key);
    if (!second)
        return false;
    JournalFault *fault =
        note(reader, span_of_value(second),
             arena_fmt(reader->arena,
                       "has the key \"%s\" twice in one object, and the last one counts",
                       key));
    fault->of_entry = of_entry;
    return true;
}

static Str listed(Arena *arena, const char *const *words)
{
    Str list = str_from(*words);
    while (*++words)
        list = arena_fmt(arena, STR_FMT ", %s", STR_ARG(list), *words);
    return list;
}

// A string at the top that should be one of the known words. The migrator looks at none
// of them, drizzle-kit does.
static Str read_known(Reader *reader, const JsonValue *root, const char *key,
                      const char *const *known)
{
    Arena *arena = reader->arena;
    Span span = span_of(root, key);
    const JsonValue *item = json_get(root, key);
    Str value = kept_string(reader, item);
    if (!item) {
        note(reader, (Span){ 0, 0 }, arena_fmt(arena, "has no \"%s\"", key));
        return value;
    }
    if (is_repeated(reader, root, key, false))
        return value;
    if (!json_is(item, JSON_STRING)) {
        note(reader, span, arena_fmt(arena, "has a \"%s\" that is not a string", key));
        return value;
    }
    for (const char *const *word = known; *word; word++)
        if (str_eq(value, str_from(*word)))
            return value;
    Str all = listed(arena, known);
    note(reader, span,
         arena_fmt(arena, "has the unknown %s \"" STR_FMT "\" (known: " STR_FMT ")", key,
                   STR_ARG(value), STR_ARG(all)));
    return value;
}

// ---- its entries ----

static void read_numbers(Reader *reader, const JsonValue *object, JournalEntry *entry)
{
    static const double MAX_EXACT = 9007199254740992.0; // 2^53
    double idx;
    entry->has_idx = json_number(reader->tmp, json_get(object, "idx"), &idx) &&
                     fabs(idx) <= MAX_EXACT && idx == floor(idx);
    if (entry->has_idx)
        entry->idx = (int64_t)idx;
    entry->has_when = json_number(reader->tmp, json_get(object, "when"), &entry->when);
}

static void read_entry(Reader *reader, const JsonValue *object)
{
    static const char *const KEYS[] = { "idx", "when", "tag" };
    if (!json_is(object, JSON_OBJECT)) {
        note(reader, span_of_value(object),
             STR("has an entry that is not an object: the migrator stops at it"))
            ->of_entry = true;
        return;
    }
    for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++)
        is_repeated(reader, object, KEYS[i], true);
    JournalEntry *entry = vec_push(reader->arena, &reader->journal->entries);
    const JsonValue *breakpoints = json_get(object, "breakpoints");
    entry->span = span_of_value(object);
    entry->idx_span = span_of(object, "idx");
    entry->when_span = span_of(object, "when");
    entry->tag_span = span_of(object, "tag");
    entry->version = kept_string(reader, json_get(object, "version"));
    entry->breakpoints = json_is(breakpoints, JSON_TRUE);
    entry->has_breakpoints = entry->breakpoints || json_is(breakpoints, JSON_FALSE);
    Str tag = kept_string(reader, json_get(object, "tag"));
    // No file has a name with a NUL in it.
    if (str_find_char(tag, '\0', 0) == tag.len)
        entry->tag = tag;
    read_numbers(reader, object, entry);
}

static void read_entries(Reader *reader, const JsonValue *root)
{
    const JsonValue *entries = json_get(root, "entries");
    if (!entries) {
        refuse(reader, (Span){ 0, 0 }, STR("has no \"entries\""));
        return;
    }
    if (!json_is(entries, JSON_ARRAY)) {
        refuse(reader, span_of_value(entries),
               STR("has \"entries\" that are not an array"));
        return;
    }
    is_repeated(reader, root, "entries", true);
    vec_reserve(reader->arena, &reader->journal->entries, entries->count);
    for (const JsonValue *item = entries->first; item; item = item->next)
        read_entry(reader, item);
}

static void mark_repeats(Reader *reader)
{
    Map seen = { 0 };
    map_reserve(reader->tmp, &seen, reader->journal->entries.len);
    for (size_t i = 0; i < reader->journal->entries.len; i++) {
        JournalEntry *entry = &reader->journal->entries.at[i];
        entry->is_repeat = entry->tag.len > 0 && map_get(&seen, entry->tag) != NULL;
        if (!entry->is_repeat && entry->tag.len > 0)
            map_put(reader->tmp, &seen, entry->tag, entry);
    }
}

static void read_root(Reader *reader, const JsonValue *root)
{
    Journal *journal = reader->journal;
    if (!json_is(root, JSON_OBJECT)) {
        refuse(reader, span_of_value(root), STR("is not an object"));
        return;
    }
    journal->version = read_known(reader, root, "version", KNOWN_VERSIONS);
    journal->dialect = read_known(reader, root, "dialect", KNOWN_DIALECTS);
    read_entries(reader, root);
    mark_repeats(reader);
}

// What a byte order mark does to those who read the journal.
static Str told_error(Reader *reader, const JsonFault *fault)
{
    if (!str_starts(reader->journal->text, STR("\xEF\xBB\xBF")))
        return arena_copy(reader->arena, fault->error);
    return arena_fmt(reader->arena, STR_FMT ": drizzle-kit and the migrator stop at it",
                     STR_ARG(fault->error));
}

void journal_parse(Arena *arena, Journal *journal)
{
    JsonFault fault;
    Reader reader = { arena, arena_new(), journal };
    const JsonValue *root =
        json_doc_read(reader.tmp, journal->text, LIMIT_JOURNAL_BYTES, &fault);
    if (root)
        read_root(&reader, root);
    else
        refuse(&reader, (Span){ fault.span.start, fault.span.end },
               told_error(&reader, &fault));
    arena_free(reader.tmp);
}
