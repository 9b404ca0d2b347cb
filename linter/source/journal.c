// SPDX-License-Identifier: Apache-2.0
// Drizzle's meta/_journal.json: what it says, where it says so, and exactly what is wrong
// with one that cannot be used.
#include "base/json_doc.h"
#include "source/layout_priv.h"

#include <math.h>

enum { MAX_JOURNAL = 16 * 1024 * 1024 }; // some 80,000 entries

static const char *const KNOWN_VERSIONS[] = { "5", "6", "7", NULL };
static const char *const KNOWN_DIALECTS[] = { "postgresql",  "mysql", "sqlite",
                                              "singlestore", "gel",   "pg",
                                              "turso",       NULL };

// A journal on its way in. The first thing that is wrong with it ends the reading.
typedef struct Reader {
    Arena *arena;
    Journal *journal;
} Reader;

static bool refuse(Reader *reader, Span span, Str error)
{
    reader->journal->error = error;
    reader->journal->error_span = span;
    reader->journal->entries.len = 0;
    return false;
}

// ---- its values ----

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

// Node takes the last of two equal keys, and what the first one said is lost: the mark of
// a merge that made one entry out of two.
static bool check_repeated(Reader *reader, const JsonValue *object,
                           const char *const *keys)
{
    for (; *keys; keys++) {
        const JsonValue *second = json_repeated(object, *keys);
        if (second)
            return refuse(reader, span_of_value(second),
                          arena_fmt(reader->arena,
                                    "has the key \"%s\" twice in one object", *keys));
    }
    return true;
}

static Str listed(Arena *arena, const char *const *words)
{
    Str list = str_from(*words);
    while (*++words)
        list = arena_fmt(arena, STR_FMT ", %s", STR_ARG(list), *words);
    return list;
}

// A string at the top that is one of the known words.
static bool read_known(Reader *reader, const JsonValue *root, const char *key,
                       const char *const *known, Str *value)
{
    Arena *arena = reader->arena;
    Span span = span_of(root, key);
    const JsonValue *item = json_get(root, key);
    *value = json_string(item);
    if (!item)
        return refuse(reader, (Span){ 0, 0 }, arena_fmt(arena, "has no \"%s\"", key));
    if (!json_is(item, JSON_STRING))
        return refuse(reader, span,
                      arena_fmt(arena, "has a \"%s\" that is not a string", key));
    for (const char *const *word = known; *word; word++)
        if (str_eq(*value, str_from(*word)))
            return true;
    Str all = listed(arena, known);
    return refuse(reader, span,
                  arena_fmt(arena,
                            "has the unknown %s \"" STR_FMT "\" (known: " STR_FMT ")",
                            key, STR_ARG(*value), STR_ARG(all)));
}

// ---- its entries ----

static void read_numbers(Reader *reader, const JsonValue *object, JournalEntry *entry)
{
    static const double MAX_EXACT = 9007199254740992.0; // 2^53
    double idx;
    entry->has_idx = json_number(reader->arena, json_get(object, "idx"), &idx) &&
                     fabs(idx) <= MAX_EXACT && idx == floor(idx);
    if (entry->has_idx)
        entry->idx = (int64_t)idx;
    entry->has_when = json_number(reader->arena, json_get(object, "when"), &entry->when);
}

static bool read_entry(Reader *reader, const JsonValue *object)
{
    static const char *const KEYS[] = { "idx", "when", "tag", NULL };
    Journal *journal = reader->journal;
    if (!json_is(object, JSON_OBJECT))
        return refuse(reader, span_of_value(object),
                      arena_fmt(reader->arena,
                                "has an entry that is not an object "
                                "(entries[%zu])",
                                journal->entries.len));
    if (!check_repeated(reader, object, KEYS))
        return false;
    JournalEntry *entry = vec_push(reader->arena, &journal->entries);
    entry->span = span_of_value(object);
    entry->idx_span = span_of(object, "idx");
    entry->when_span = span_of(object, "when");
    entry->tag_span = span_of(object, "tag");
    Str tag = json_string(json_get(object, "tag"));
    // No file has a name with a NUL in it.
    if (str_find_char(tag, '\0', 0) == tag.len)
        entry->tag = tag;
    read_numbers(reader, object, entry);
    return true;
}

static bool read_entries(Reader *reader, const JsonValue *root)
{
    const JsonValue *entries = json_get(root, "entries");
    if (!entries)
        return refuse(reader, (Span){ 0, 0 }, STR("has no \"entries\""));
    if (!json_is(entries, JSON_ARRAY))
        return refuse(reader, span_of_value(entries),
                      STR("has \"entries\" that are not an array"));
    for (const JsonValue *item = entries->first; item; item = item->next)
        if (!read_entry(reader, item))
            return false;
    return true;
}

static void read_root(Reader *reader, const JsonValue *root)
{
    static const char *const KEYS[] = { "version", "dialect", "entries", NULL };
    Str version;
    if (!json_is(root, JSON_OBJECT)) {
        refuse(reader, span_of_value(root), STR("is not an object"));
        return;
    }
    // The dialect is worth having even when the rest is not.
    reader->journal->dialect = json_string(json_get(root, "dialect"));
    (void)(check_repeated(reader, root, KEYS) &&
           read_known(reader, root, "version", KNOWN_VERSIONS, &version) &&
           read_known(reader, root, "dialect", KNOWN_DIALECTS,
                      &reader->journal->dialect) &&
           read_entries(reader, root));
}

// What a byte order mark does to those who read the journal.
static Str told_error(Reader *reader, const JsonFault *fault)
{
    if (!str_starts(reader->journal->text, STR("\xEF\xBB\xBF")))
        return fault->error;
    return arena_fmt(reader->arena, STR_FMT ": drizzle-kit and the migrator stop at it",
                     STR_ARG(fault->error));
}

static void read_text(Reader *reader)
{
    JsonFault fault;
    const JsonValue *root =
        json_doc_read(reader->arena, reader->journal->text, MAX_JOURNAL, &fault);
    if (root)
        read_root(reader, root);
    else
        refuse(reader, (Span){ fault.span.start, fault.span.end },
               told_error(reader, &fault));
}

void journal_read(Folder *folder, Journal *journal)
{
    Str why;
    Reader reader = { .arena = folder->arena, .journal = journal };
    journal->expected = true;
    journal->path = path_join(folder->arena, folder->path, STR("meta/_journal.json"));
    journal->present = folder_holds(folder, STR("meta"), "_journal.json");
    if (!journal->present)
        return;
    TreeStatus status =
        tree_read(folder->tree, folder->arena, journal->path, &journal->text, &why);
    if (status != TREE_OK) {
        refuse(&reader, (Span){ 0, 0 },
               status == TREE_BROKEN ? why : STR("is not a regular file"));
        return;
    }
    read_text(&reader);
}
