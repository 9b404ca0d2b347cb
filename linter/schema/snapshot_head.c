// SPDX-License-Identifier: Apache-2.0
// A snapshot's header: which format it has, which snapshot it is and which one it
// follows.
#include "schema/snapshot_priv.h"

// Formats that are known. Others of the same dialect are newer or older.
typedef struct Format {
    const char *dialect; // as written
    const char *family;
    int oldest;
    int newest;
    int first_rows; // the first version with a flat list
    int deltas;     // the version that has deltas; 0: none has
    SnapshotShape old_shape;
    SnapshotShape new_shape;
} Format;

static const Format FORMATS[] = {
    { "pg", "postgres", 5, 5, 8, 0, SHAPE_TABLES, SHAPE_ROWS },
    { "postgresql", "postgres", 6, 7, 8, 0, SHAPE_TABLES, SHAPE_ROWS },
    { "postgres", "postgres", 8, 9, 8, 9, SHAPE_TABLES, SHAPE_ROWS },
    { "mysql", "mysql", 5, 6, 6, 0, SHAPE_TABLES, SHAPE_ROWS },
    { "sqlite", "sqlite", 5, 7, 7, 0, SHAPE_TABLES, SHAPE_ROWS },
    { "turso", "sqlite", 5, 7, 7, 0, SHAPE_TABLES, SHAPE_ROWS },
    { "singlestore", "mysql", 1, 2, 2, 0, SHAPE_TABLES, SHAPE_ROWS },
    { "gel", "gel", 1, 1, 2, 0, SHAPE_UNKNOWN, SHAPE_UNKNOWN },
    { "mssql", "mssql", 1, 2, 1, 0, SHAPE_UNKNOWN, SHAPE_UNKNOWN },
    { "cockroach", "cockroach", 1, 1, 1, 0, SHAPE_UNKNOWN, SHAPE_UNKNOWN },
};

static const Format *find_format(Str dialect)
{
    for (size_t i = 0; i < sizeof FORMATS / sizeof FORMATS[0]; i++)
        if (str_eq(dialect, str_from(FORMATS[i].dialect)))
            return &FORMATS[i];
    return NULL;
}

SnapshotShape snapshot_shape(const Snapshot *snapshot)
{
    const Format *format = find_format(snapshot->dialect);
    if (!format)
        return SHAPE_UNKNOWN;
    if (format->deltas != 0 && snapshot->version >= format->deltas)
        return SHAPE_DELTAS;
    return snapshot->version >= format->first_rows ? format->new_shape
                                                   : format->old_shape;
}

const char *snapshot_family(const Snapshot *snapshot)
{
    const Format *format = find_format(snapshot->dialect);
    return format ? format->family : "";
}

// ---- the members of the header, with their places ----

typedef struct Header {
    Arena *arena;
    Snapshot *snapshot;
    const JsonValue *version;
    const JsonValue *dialect;
    const JsonValue *id;
    const JsonValue *parents; // prevId before 1.0, prevIds since
} Header;

// A string that stands in the text as it is meant.
static bool is_plain_string(Str raw)
{
    if (raw.len < 2 || raw.ptr[0] != '"' || raw.ptr[raw.len - 1] != '"')
        return false;
    for (size_t i = 1; i < raw.len - 1; i++)
        if ((unsigned char)raw.ptr[i] < ' ' || raw.ptr[i] == '"' || raw.ptr[i] == '\\')
            return false;
    return true;
}

// A value of the text, read for itself; NULL where it is not there or broken. Nearly all
// are plain strings, of thousands of files.
static const JsonValue *value_at(Arena *arena, Str text, JsonSpan span)
{
    JsonFault fault;
    Str raw = str_slice(text, span.start, span.end);
    bool is_plain = is_plain_string(raw);
    const JsonValue *read =
        raw.len > 0 && !is_plain ? json_doc_read(arena, raw, raw.len, &fault) : NULL;
    if (!read && !is_plain)
        return NULL;
    JsonValue *value = NEW(arena, JsonValue);
    if (read)
        *value = *read;
    else
        *value =
            (JsonValue){ .kind = JSON_STRING, .text = str_slice(raw, 1, raw.len - 1) };
    value->span = span;
    return value;
}

static Header scan_header(Arena *arena, Snapshot *snapshot)
{
    static const Str KEYS[] = { STR_INIT("version"), STR_INIT("dialect"), STR_INIT("id"),
                                STR_INIT("prevId"), STR_INIT("prevIds") };
    enum { VERSION, DIALECT, ID, PREV_ID, PREV_IDS, KEY_COUNT };
    JsonSpan spans[KEY_COUNT] = { 0 };
    Str text = snapshot->text;
    // Of prevId and prevIds there is only one.
    json_pos_members(text, KEYS, KEY_COUNT, KEY_COUNT - 1, spans);
    size_t parents = spans[PREV_IDS].end > 0 ? PREV_IDS : PREV_ID;
    return (Header){ arena,
                     snapshot,
                     value_at(arena, text, spans[VERSION]),
                     value_at(arena, text, spans[DIALECT]),
                     value_at(arena, text, spans[ID]),
                     value_at(arena, text, spans[parents]) };
}

static Header read_header(Arena *arena, Snapshot *snapshot, const JsonValue *root)
{
    const JsonValue *many = json_get(root, "prevIds");
    return (Header){ arena,
                     snapshot,
                     json_get(root, "version"),
                     json_get(root, "dialect"),
                     json_get(root, "id"),
                     many ? many : json_get(root, "prevId") };
}

// ---- what they say ----

static bool take_string(const Header *header, const JsonValue *value, const char *key,
                        Str *text)
{
    if (!value) {
        snapshot_refuse(header->arena, header->snapshot, (JsonSpan){ 0, 0 },
                        "has no \"%s\"", key);
        return false;
    }
    if (value->kind != JSON_STRING) {
        snapshot_refuse(header->arena, header->snapshot, value->span,
                        "has a \"%s\" that is not a string", key);
        return false;
    }
    *text = arena_copy(header->arena, value->text);
    return true;
}

static bool take_version(const Header *header, Str written)
{
    enum { LARGEST = 1000000 };
    Snapshot *snapshot = header->snapshot;
    const Format *format = find_format(snapshot->dialect);
    uint64_t version = 0;
    if (!format) {
        snapshot_refuse(header->arena, snapshot, header->dialect->span,
                        "has the unknown dialect \"" STR_FMT "\"",
                        STR_ARG(snapshot->dialect));
        return false;
    }
    if (!str_to_u64(written, &version) || version > LARGEST) {
        snapshot_refuse(header->arena, snapshot, header->version->span,
                        "has the version \"" STR_FMT "\", which is no number",
                        STR_ARG(written));
        return false;
    }
    snapshot->version = (int)version;
    if (snapshot->version > format->newest)
        snapshot_refuse(
            header->arena, snapshot, header->version->span,
            "has version %d of the format, and the newest that is known for " STR_FMT
            " is %d",
            snapshot->version, STR_ARG(snapshot->dialect), format->newest);
    else if (snapshot->version < format->oldest)
        snapshot_refuse(
            header->arena, snapshot, header->version->span,
            "has version %d of the format, and the oldest that is known for " STR_FMT
            " is %d: run `drizzle-kit up`",
            snapshot->version, STR_ARG(snapshot->dialect), format->oldest);
    return snapshot->error.len == 0;
}

static bool take_parents(const Header *header)
{
    Snapshot *snapshot = header->snapshot;
    const JsonValue *parents = header->parents;
    if (!parents) {
        snapshot_refuse(header->arena, snapshot, (JsonSpan){ 0, 0 }, "has no \"%s\"",
                        snapshot_shape(snapshot) == SHAPE_TABLES ? "prevId" : "prevIds");
        return false;
    }
    snapshot->parents_span = (Span){ parents->span.start, parents->span.end };
    if (parents->kind == JSON_STRING)
        *vec_push(header->arena, &snapshot->parents) =
            arena_copy(header->arena, parents->text);
    bool good = parents->kind == JSON_STRING || parents->kind == JSON_ARRAY;
    for (const JsonValue *item = parents->first; good && item; item = item->next) {
        good = item->kind == JSON_STRING;
        *vec_push(header->arena, &snapshot->parents) =
            arena_copy(header->arena, json_string(item));
    }
    if (!good)
        snapshot_refuse(header->arena, snapshot, parents->span,
                        "names its parents by what are no strings");
    return good;
}

bool snapshot_head(Arena *arena, Snapshot *snapshot, const JsonValue *root)
{
    Str version = { 0 };
    Header header =
        root ? read_header(arena, snapshot, root) : scan_header(arena, snapshot);
    if (!take_string(&header, header.version, "version", &version) ||
        !take_string(&header, header.dialect, "dialect", &snapshot->dialect) ||
        !take_version(&header, version) ||
        !take_string(&header, header.id, "id", &snapshot->id))
        return false;
    snapshot->id_span = (Span){ header.id->span.start, header.id->span.end };
    return take_parents(&header);
}
