// SPDX-License-Identifier: Apache-2.0
// Drizzle's meta/_journal.json: what it says, where it says so, and exactly what is wrong
// with one that cannot be used.
#include "source/journal.h"

#include "base/json_pos.h"
#include "base/lines.h"
#include "base/map.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <string.h>

enum {
    MAX_JOURNAL = 16 * 1024 * 1024, // some 80,000 entries
    MAX_DEPTH = 64                  // a real one has three levels
};

static const char *const KNOWN_VERSIONS[] = { "5", "6", "7", NULL };
static const char *const KNOWN_DIALECTS[] = { "postgresql",  "mysql", "sqlite",
                                              "singlestore", "gel",   "pg",
                                              "turso",       NULL };

// A journal on its way in. What leaves its entries in doubt ends the reading; whatever
// else is wrong is noted.
typedef struct Reader {
    Arena *arena;
    Journal *journal;
    Str text;
} Reader;

static bool refuse(Reader *reader, Span span, Str error)
{
    reader->journal->error = error;
    reader->journal->error_span = span;
    reader->journal->entries.len = 0;
    return false;
}

static JournalFault *note(Reader *reader, Span span, Str text)
{
    JournalFault *fault = vec_push(reader->arena, &reader->journal->faults);
    *fault = (JournalFault){ .text = text, .span = span };
    return fault;
}

// ---- the text ----

bool journal_is_marker(Str line)
{
    static const char *const MARKERS[] = { "<<<<<<<", "|||||||", "=======", ">>>>>>>" };
    for (size_t i = 0; i < sizeof MARKERS / sizeof MARKERS[0]; i++) {
        Str marker = str_from(MARKERS[i]);
        if (str_starts(line, marker) &&
            (line.len == marker.len || line.ptr[marker.len] == ' '))
            return true;
    }
    return false;
}

// JSON strings do not go over line ends, so that a line which begins like this is never
// the text of one.
static bool check_markers(Reader *reader)
{
    Str text = reader->text;
    for (size_t start = 0; start < text.len;) {
        size_t end = str_find_char(text, '\n', start);
        Str line = str_trim(str_slice(text, start, end));
        if (journal_is_marker(line)) {
            size_t from = (size_t)(line.ptr - text.ptr);
            return refuse(reader, (Span){ from, from + line.len },
                          STR("holds the conflict markers of an unfinished git merge"));
        }
        start = end + 1;
    }
    return true;
}

// Strings, and brackets outside of them: the parser below would say less, and takes
// strings that go over line ends.
static bool check_brackets(Reader *reader)
{
    Str text = reader->text;
    size_t depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (in_string && (unsigned char)c < ' ')
            return refuse(reader, (Span){ i, i + 1 },
                          STR("is not valid JSON: a string is not closed in its line"));
        if (in_string && c == '\\')
            i++;
        else if (c == '"')
            in_string = !in_string;
        else if (!in_string && (c == '{' || c == '['))
            depth++;
        else if (!in_string && (c == '}' || c == ']') && depth > 0)
            depth--;
        if (depth > MAX_DEPTH)
            return refuse(
                reader, (Span){ i, i + 1 },
                arena_fmt(reader->arena, "nests deeper than %d levels", (int)MAX_DEPTH));
    }
    if (!in_string && depth == 0)
        return true;
    return refuse(reader, (Span){ text.len, text.len },
                  STR("is not valid JSON: it breaks off before its end"));
}

static bool check_encoding(Reader *reader)
{
    Str text = reader->text;
    if (str_starts(text, STR("\xEF\xBB\xBF")))
        return refuse(reader, (Span){ 0, 3 },
                      STR("begins with a byte order mark, which JSON does not allow: "
                          "drizzle-kit and the migrator stop at it"));
    size_t at;
    switch (text_fault(text, &at)) {
    case TEXT_NUL:
        return refuse(reader, (Span){ at, at + 1 }, STR("holds a NUL byte"));
    case TEXT_UTF16:
        return refuse(reader, (Span){ 0, 2 }, STR("is UTF-16, not UTF-8"));
    case TEXT_NOT_UTF8: // Node puts U+FFFD in its place and goes on
    case TEXT_OK:
        break;
    }
    // The first fault may be one of UTF-8 with a NUL behind it.
    at = str_find_char(text, '\0', 0);
    return at == text.len ||
           refuse(reader, (Span){ at, at + 1 }, STR("holds a NUL byte"));
}

static bool check_text(Reader *reader)
{
    Str text = reader->text;
    if (text.len > MAX_JOURNAL)
        return refuse(reader, (Span){ 0, 0 },
                      arena_fmt(reader->arena, "is larger than %d MiB",
                                MAX_JOURNAL / (1024 * 1024)));
    if (!check_encoding(reader))
        return false;
    if (str_trim(text).len == 0)
        return refuse(reader, (Span){ 0, 0 }, STR("is empty"));
    return check_markers(reader) && check_brackets(reader);
}

// NULL with the journal's error when the text is no JSON. Free with cJSON_Delete.
static cJSON *parse_json(Reader *reader)
{
    Str text = reader->text;
    const char *stop = NULL;
    cJSON *root = cJSON_ParseWithLengthOpts(text.ptr, text.len, &stop, false);
    size_t at = stop ? (size_t)(stop - text.ptr) : 0;
    if (!root) {
        refuse(reader, (Span){ at, at < text.len ? at + 1 : at },
               STR("is not valid JSON"));
        return NULL;
    }
    Str rest = str_trim(str_drop(text, at));
    if (rest.len > 0) {
        at = (size_t)(rest.ptr - text.ptr);
        refuse(reader, (Span){ at, at + rest.len },
               STR("is not valid JSON: there is text after its end"));
        cJSON_Delete(root);
        return NULL;
    }
    return root;
}

// ---- its values ----

// Where the value of `key` stands in an object; the object itself when the key is
// missing. Of two equal keys it is the second: Node takes the last. The text is known to
// be JSON.
static Span span_of(const Reader *reader, Span object, const char *key)
{
    JsonStep step = { .key = str_from(key) };
    JsonSpan span;
    Str text = str_slice(reader->text, object.start, object.end);
    if (!json_pos_find_repeated(text, &step, 1, &span) &&
        !json_pos_find(text, &step, 1, &span))
        return object;
    return (Span){ object.start + span.start, object.start + span.end };
}

// The last of equal keys, as Node has it; the parser's own look-up gives the first.
static const cJSON *value_of(const cJSON *object, const char *key)
{
    const cJSON *found = NULL;
    const cJSON *item;
    cJSON_ArrayForEach (item, object)
        if (item->string && strcmp(item->string, key) == 0)
            found = item;
    return found;
}

// Of two equal keys what the first one said is lost: the mark of a merge that made one
// entry out of two.
static bool is_repeated(Reader *reader, Span object, const char *key, bool of_entry)
{
    Str text = str_slice(reader->text, object.start, object.end);
    JsonStep step = { .key = str_from(key) };
    JsonSpan span;
    if (!json_pos_find_repeated(text, &step, 1, &span))
        return false;
    JournalFault *fault =
        note(reader, (Span){ object.start + span.start, object.start + span.end },
             arena_fmt(reader->arena,
                       "has the key \"%s\" twice in one object, and the last one counts",
                       key));
    fault->of_entry = of_entry;
    return true;
}

static Str string_of(Arena *arena, const cJSON *value)
{
    const char *text = cJSON_GetStringValue(value);
    return text ? arena_copy(arena, str_from(text)) : (Str){ 0 };
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
static Str read_known(Reader *reader, const cJSON *root, const char *key,
                      const char *const *known)
{
    Arena *arena = reader->arena;
    Span whole = { 0, reader->text.len };
    Span span = span_of(reader, whole, key);
    const cJSON *item = value_of(root, key);
    Str value = string_of(arena, item);
    if (!item) {
        note(reader, (Span){ 0, 0 }, arena_fmt(arena, "has no \"%s\"", key));
        return value;
    }
    if (is_repeated(reader, whole, key, false))
        return value;
    if (!cJSON_IsString(item)) {
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

static void read_tag(const Reader *reader, const cJSON *object, JournalEntry *entry)
{
    // A name with a NUL in it would be cut short here, and no file has it.
    Str raw = str_slice(reader->text, entry->tag_span.start, entry->tag_span.end);
    if (!str_contains(raw, STR("\\u0000")))
        entry->tag = string_of(reader->arena, value_of(object, "tag"));
}

static void read_numbers(const cJSON *object, JournalEntry *entry)
{
    static const double MAX_EXACT = 9007199254740992.0; // 2^53
    const cJSON *idx = value_of(object, "idx");
    entry->has_idx = cJSON_IsNumber(idx) && fabs(idx->valuedouble) <= MAX_EXACT &&
                     idx->valuedouble == floor(idx->valuedouble);
    if (entry->has_idx)
        entry->idx = (int64_t)idx->valuedouble;
    const cJSON *when = value_of(object, "when");
    entry->has_when = cJSON_IsNumber(when) && isfinite(when->valuedouble);
    if (entry->has_when)
        entry->when = when->valuedouble;
}

static void read_entry(Reader *reader, const cJSON *object, Span span)
{
    static const char *const KEYS[] = { "idx", "when", "tag" };
    Journal *journal = reader->journal;
    if (!cJSON_IsObject(object)) {
        note(reader, span,
             STR("has an entry that is not an object: the migrator stops at it"))
            ->of_entry = true;
        return;
    }
    for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++)
        is_repeated(reader, span, KEYS[i], true);
    JournalEntry *entry = vec_push(reader->arena, &journal->entries);
    entry->span = span;
    entry->idx_span = span_of(reader, span, "idx");
    entry->when_span = span_of(reader, span, "when");
    entry->tag_span = span_of(reader, span, "tag");
    entry->version = string_of(reader->arena, value_of(object, "version"));
    entry->has_breakpoints = cJSON_IsBool(value_of(object, "breakpoints"));
    entry->breakpoints = cJSON_IsTrue(value_of(object, "breakpoints"));
    read_tag(reader, object, entry);
    read_numbers(object, entry);
}

// The first value at or after `from`, behind blanks and a comma: walking so
// from one to the next takes one pass over the text, however many entries there are.
static Span next_value(const Reader *reader, size_t from)
{
    JsonSpan span = { 0 };
    Str text = reader->text;
    while (from < text.len && strchr(" \t\r\n,", text.ptr[from]) != NULL)
        from++;
    if (!json_pos_find(str_drop(text, from), NULL, 0, &span))
        return (Span){ from, from };
    return (Span){ from + span.start, from + span.end };
}

static void read_entries(Reader *reader, const cJSON *root)
{
    const cJSON *entries = value_of(root, "entries");
    Span whole = { 0, reader->text.len };
    Span span = span_of(reader, whole, "entries");
    if (!entries) {
        refuse(reader, (Span){ 0, 0 }, STR("has no \"entries\""));
        return;
    }
    if (!cJSON_IsArray(entries)) {
        refuse(reader, span, STR("has \"entries\" that are not an array"));
        return;
    }
    is_repeated(reader, whole, "entries", true);
    size_t at = span.start + 1;
    const cJSON *item;
    cJSON_ArrayForEach (item, entries) {
        Span value = next_value(reader, at);
        read_entry(reader, item, value);
        at = value.end;
    }
}

static void mark_repeats(Reader *reader)
{
    Map seen = { 0 };
    for (size_t i = 0; i < reader->journal->entries.len; i++) {
        JournalEntry *entry = &reader->journal->entries.at[i];
        entry->repeats = entry->tag.len > 0 && map_get(&seen, entry->tag) != NULL;
        if (!entry->repeats && entry->tag.len > 0)
            map_put(reader->arena, &seen, entry->tag, entry);
    }
}

static void read_root(Reader *reader, const cJSON *root)
{
    if (!cJSON_IsObject(root)) {
        Str trimmed = str_trim(reader->text);
        size_t start = (size_t)(trimmed.ptr - reader->text.ptr);
        refuse(reader, (Span){ start, start + trimmed.len }, STR("is not an object"));
        return;
    }
    Journal *journal = reader->journal;
    journal->version = read_known(reader, root, "version", KNOWN_VERSIONS);
    journal->dialect = read_known(reader, root, "dialect", KNOWN_DIALECTS);
    read_entries(reader, root);
    mark_repeats(reader);
}

void journal_parse(Arena *arena, Journal *journal)
{
    Reader reader = { arena, journal, journal->text };
    if (!check_text(&reader))
        return;
    cJSON *root = parse_json(&reader);
    if (root)
        read_root(&reader, root);
    cJSON_Delete(root);
}
