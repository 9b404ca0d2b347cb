// SPDX-License-Identifier: Apache-2.0
// Snapshots beside the migrations: what each of them says, as far as somebody will ask.
#include "schema/snapshot_priv.h"

#include "base/limits.h"

#include <string.h>

enum {
    // Without a base every snapshot is new. A long history has gigabytes of them: the
    // newest ones are read whole, up to this much.
    MAX_WHOLE = 64 * 1024 * 1024,
    // Of snapshots that only tell what they change it is the schema that is large.
    MAX_DIFFS = 256,
    HEADER_BYTES = 1024 // of a file: its header is some hundred bytes
};

typedef struct Reading {
    Arena *arena;
    Arena *scratch; // of one file
    Arena *docs;    // documents that diffs are put together from
    const SchemaTrees *trees;
    const Project *project;
    Map known;               // path -> Snapshot of the other side that is the same here
    size_t newest;           // its place among the snapshots
    size_t merged;           // likewise the newest that the base has; SIZE_MAX: not met
    size_t whole;            // bytes that were read whole
    const JsonValue **roots; // of the snapshots that stand in `docs`
} Reading;

// ---- one file ----

// Told without reading them: they are one file, or git has stored them as one.
static bool known_same(const Reading *reading, const Snapshot *snapshot)
{
    const SchemaTrees *trees = reading->trees;
    return trees->base &&
           (trees->base == trees->now ||
            tree_known_same(trees->now, trees->base, reading->scratch, snapshot->path));
}

static bool same_in_base(const Reading *reading, const Snapshot *snapshot, Str text)
{
    const SchemaTrees *trees = reading->trees;
    Str before;
    Str why;
    return trees->base &&
           tree_read(trees->base, reading->scratch, snapshot->path, &before, &why) ==
               TREE_OK &&
           str_eq(text, before);
}

static bool read_text(const Reading *reading, Snapshot *snapshot, Str *text)
{
    Str why = { 0 };
    TreeStatus status =
        tree_read(reading->trees->now, reading->scratch, snapshot->path, text, &why);
    if (status == TREE_OK)
        return true;
    if (status == TREE_ABSENT)
        why = STR("is not a regular file");
    snapshot_refuse(reading->arena, snapshot, (JsonSpan){ 0, 0 }, STR_FMT, STR_ARG(why));
    return false;
}

// Node takes the last of two equal keys, and what the first one said is lost.
static bool check_repeated(const Reading *reading, Snapshot *snapshot,
                           const JsonValue *root)
{
    const JsonValue *second = json_first_repeated(reading->scratch, root);
    if (second)
        snapshot_refuse(reading->arena, snapshot, second->span,
                        "has the key \"" STR_FMT "\" twice in one object",
                        STR_ARG(second->key));
    return second == NULL;
}

static SnapshotBuild new_build(const Reading *reading, Snapshot *snapshot)
{
    return (SnapshotBuild){ .arena = reading->arena,
                            .snapshot = snapshot,
                            .family = snapshot_family(snapshot),
                            .legacy = snapshot_shape(snapshot) == SHAPE_TABLES };
}

static void finish_ops(Snapshot *snapshot)
{
    snapshot->has_ops = snapshot->error.len == 0;
    if (!snapshot->has_ops)
        snapshot->ops = (OpVec){ 0 };
}

static void read_rows(const Reading *reading, SnapshotBuild *build, const JsonValue *list)
{
    JsonRowVec rows = { 0 };
    for (const JsonValue *item = list->first; item; item = item->next)
        *vec_push(reading->scratch, &rows) = item;
    snapshot_rows(build, &rows);
}

static void read_ops(Reading *reading, Snapshot *snapshot, const JsonValue *root)
{
    SnapshotBuild build = new_build(reading, snapshot);
    switch (snapshot_shape(snapshot)) {
    case SHAPE_TABLES:
        snapshot_tables(&build, root);
        break;
    case SHAPE_ROWS:
        if (snapshot_list_check(reading->arena, snapshot, root, "ddl"))
            read_rows(reading, &build, json_get(root, "ddl"));
        break;
    case SHAPE_UNKNOWN:
    case SHAPE_DELTAS: // put together when all are read
        return;
    }
    finish_ops(snapshot);
}

static void read_whole(Reading *reading, Snapshot *snapshot, bool wants_ops)
{
    JsonFault fault;
    const JsonValue *root =
        json_doc_read(reading->scratch, snapshot->text, LIMIT_SNAPSHOT_BYTES, &fault);
    if (!root)
        snapshot_refuse(reading->arena, snapshot, fault.span, STR_FMT,
                        STR_ARG(arena_copy(reading->arena, fault.error)));
    else if (root->kind != JSON_OBJECT)
        snapshot_refuse(reading->arena, snapshot, root->span, "is not an object");
    else if (check_repeated(reading, snapshot, root) &&
             snapshot_head(reading->arena, snapshot, root) && wants_ops)
        read_ops(reading, snapshot, root);
}

// Of a file that has no ops the header is enough, and the text up to its end.
static void keep_start(const Reading *reading, Snapshot *snapshot)
{
    const size_t ends[] = { snapshot->id_span.end, snapshot->parents_span.end,
                            snapshot->error_span.end };
    size_t end = 0;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        end = ends[i] > end ? ends[i] : end;
    snapshot->text = arena_copy(reading->arena, str_take(snapshot->text, end));
}

// Diffs say nothing without the snapshots they follow: all of them are kept.
static void keep_document(Reading *reading, Snapshot *snapshot, size_t at)
{
    static const Str DIFF = STR_INIT("diff");
    JsonFault fault;
    const JsonValue *root =
        json_doc_read(reading->docs, arena_copy(reading->docs, snapshot->text),
                      LIMIT_SNAPSHOT_BYTES, &fault);
    snapshot->is_diff = str_eq(json_string(json_get(root, "type")), DIFF);
    const char *list = snapshot->is_diff ? "deltas" : "ddl";
    if (root && snapshot_list_check(reading->arena, snapshot, root, list))
        reading->roots[at] = root;
}

static bool is_judged(const Reading *reading, const Snapshot *snapshot)
{
    return snapshot->is_new ||
           (snapshot->migration != SIZE_MAX &&
            reading->project->migrations.at[snapshot->migration].judged);
}

static void note_known(Reading *reading)
{
    const Snapshots *known = reading->trees->known;
    if (known)
        map_reserve(reading->arena, &reading->known, known->all.len);
    for (size_t i = 0; known && i < known->all.len; i++) {
        Snapshot *snapshot = &known->all.at[i];
        if (!snapshot->is_new && snapshot_shape(snapshot) != SHAPE_DELTAS)
            map_put(reading->arena, &reading->known, snapshot->path, snapshot);
    }
}

// The newest one of the base is read whole, whatever it is on the other side.
static bool take_known(const Reading *reading, Snapshot *snapshot, size_t at)
{
    const Snapshot *known = map_get(&reading->known, snapshot->path);
    if (!known || at == reading->newest)
        return false;
    Snapshot own = *snapshot;
    *snapshot = *known;
    snapshot->name = own.name;
    snapshot->migration = own.migration;
    snapshot->twin = snapshot->rival = SIZE_MAX;
    memset(&snapshot->parents_at, 0, sizeof snapshot->parents_at);
    return true;
}

// What a change is compared with and what it leaves: the base's newest, and the newest.
static bool is_an_end(const Reading *reading, size_t at)
{
    return at == reading->newest || at == reading->merged;
}

// Is more asked of a file that the base has than its header?
static bool is_end_or_judged(const Reading *reading, const Snapshot *snapshot, size_t at)
{
    bool is_first_merged = snapshot->migration != SIZE_MAX && reading->merged == SIZE_MAX;
    return is_first_merged || is_an_end(reading, at) || is_judged(reading, snapshot);
}

// Takes the header from the first bytes of a file that is known to be the base's, where
// drizzle-kit writes it: the rest of a long history would be gigabytes. False, with
// nothing changed, where they do not have all of it.
static bool read_start(const Reading *reading, Snapshot *snapshot)
{
    Snapshot read = *snapshot;
    Str why;
    FileStart start = { read.path, HEADER_BYTES };
    if (tree_read_start(reading->trees->now, reading->scratch, start, &read.text, &why) !=
            TREE_OK ||
        !snapshot_head(reading->arena, &read, NULL) ||
        snapshot_shape(&read) == SHAPE_DELTAS || !known_same(reading, snapshot))
        return false;
    keep_start(reading, &read);
    *snapshot = read;
    return true;
}

static void read_file(Reading *reading, Snapshot *snapshot, size_t at)
{
    Str text;
    if (take_known(reading, snapshot, at))
        return;
    arena_reset(reading->scratch);
    // What a file was like when it was read tells whether it is the same: of one that was
    // not read, it would have to be asked for.
    if (reading->trees->base && !is_end_or_judged(reading, snapshot, at) &&
        read_start(reading, snapshot))
        return;
    bool is_same = known_same(reading, snapshot);
    if (!read_text(reading, snapshot, &text)) {
        snapshot->is_new = reading->trees->base == NULL;
        return;
    }
    snapshot->is_new = !is_same && !same_in_base(reading, snapshot, text);
    snapshot->text = text;
    if (!snapshot->is_new && snapshot->migration != SIZE_MAX &&
        reading->merged == SIZE_MAX)
        reading->merged = at;
    bool is_whole = is_an_end(reading, at) || is_judged(reading, snapshot);
    bool wants_ops = is_an_end(reading, at) ||
                     (snapshot->is_new && reading->whole + text.len <= MAX_WHOLE);
    if (wants_ops) {
        reading->whole += text.len;
        snapshot->text = arena_copy(reading->arena, text);
    }
    if (is_whole)
        read_whole(reading, snapshot, wants_ops);
    else
        snapshot_head(reading->arena, snapshot, NULL);
    if (snapshot->error.len == 0 && snapshot_shape(snapshot) == SHAPE_DELTAS)
        keep_document(reading, snapshot, at);
    if (!wants_ops)
        keep_start(reading, snapshot);
}

// ---- all files ----

static void read_deltas(Reading *reading, Snapshots *snapshots)
{
    SnapshotState state = { .arena = reading->docs,
                            .all = &snapshots->all,
                            .roots = reading->roots,
                            .place = SIZE_MAX };
    snapshot_forks(reading->arena, &state, &snapshots->all);
    for (size_t i = 0; i < snapshots->all.len; i++) {
        Snapshot *snapshot = &snapshots->all.at[i];
        bool is_late = snapshots->all.len - i <= MAX_DIFFS;
        bool is_wanted = is_an_end(reading, i) || (snapshot->is_new && is_late);
        if (!is_wanted || !reading->roots[i] || snapshot->error.len > 0)
            continue;
        SnapshotBuild build = new_build(reading, snapshot);
        if (snapshot_deltas(&build, &state, i))
            finish_ops(snapshot);
    }
}

// The last one that a migration has; those that belong to none stand behind them.
static size_t find_newest(const Snapshots *snapshots)
{
    size_t newest = SIZE_MAX;
    for (size_t i = 0; i < snapshots->all.len; i++)
        if (snapshots->all.at[i].migration != SIZE_MAX)
            newest = i;
    return newest;
}

// The newest first, as they are read below. Where there is a base, most are the base's,
// and their headers will do.
static Expected expect_files(const Reading *reading, const Snapshots *snapshots)
{
    Expected expected = { .dir = path_join(reading->arena, reading->project->path,
                                           STR("meta")),
                          .most = reading->trees->base ? HEADER_BYTES : TREE_MAX_FILE };
    for (size_t i = snapshots->all.len; i > 0; i--) {
        Str path = snapshots->all.at[i - 1].path;
        if (str_eq(path_parent(path), expected.dir) && !map_get(&reading->known, path))
            *vec_push(reading->arena, &expected.names) = path_base(path);
    }
    return expected;
}

static void read_files(Reading *reading, Snapshots *snapshots)
{
    const Expected expected = expect_files(reading, snapshots);
    tree_expect(reading->trees->now, reading->arena, &expected);
    for (size_t i = snapshots->all.len; i > 0; i--)
        read_file(reading, &snapshots->all.at[i - 1], i - 1);
    tree_expect(reading->trees->now, reading->arena, NULL);
}

void snapshots_read(Arena *arena, const SchemaTrees *trees, Project *project)
{
    snapshot_files(arena, trees->now, project);
    Snapshots *snapshots = &project->snapshots;
    if (snapshots->all.len == 0)
        return;
    Reading reading = { .arena = arena,
                        .scratch = arena_new(),
                        .docs = arena_new(),
                        .trees = trees,
                        .project = project,
                        .newest = find_newest(snapshots),
                        .merged = SIZE_MAX };
    note_known(&reading);
    reading.roots = NEW_ARRAY(reading.docs, const JsonValue *, snapshots->all.len);
    read_files(&reading, snapshots);
    snapshot_chain(arena, project);
    read_deltas(&reading, snapshots);
    arena_free(reading.scratch);
    arena_free(reading.docs);
}
