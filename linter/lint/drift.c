// SPDX-License-Identifier: Apache-2.0
// Where the SQL and the snapshots part: each snapshot is compared when its migration has
// been replayed, and what the one before had shown is not told again.
#include "lint/drift.h"

#include "catalog/lists.h"
#include "lint/compare.h"
#include "lint/drift_priv.h"

struct Drift {
    Arena *arena;
    Arena *scratch; // of one comparison
    DriftInput input;
    PieceCache cache;
    DifferenceVec found;
    DifferenceVec known;  // of the last comparison
    bool compared;        // there was one
    size_t compared_at;   // behind which migration
    const Snapshot **of;  // of each migration, NULL: none that could be read
    const Snapshot *last; // of the migrations so far
    StrVec unread;        // statements that may have done anything
};

static bool is_dialect(const Drift *drift, const char *name)
{
    return str_eq(str_from(drift->input.frontend->dialect), str_from(name));
}

static bool is_mysql(const Drift *drift)
{
    return is_dialect(drift, "mysql");
}

// The first of each migration: two that claim one is what rules speak of.
static const Snapshot **snapshots_of(Arena *arena, const Project *project)
{
    const Snapshots *snapshots = &project->snapshots;
    const Snapshot **of = NEW_ARRAY(arena, const Snapshot *, project->migrations.len);
    for (size_t i = 0; i < snapshots->all.len; i++) {
        const Snapshot *snapshot = &snapshots->all.at[i];
        size_t migration = snapshot->migration;
        if (migration < project->migrations.len && !of[migration] &&
            snapshot->error.len == 0)
            of[migration] = snapshot;
    }
    return of;
}

Drift *drift_new(Arena *arena, const DriftInput *input)
{
    if (!input->frontend || !input->frontend->meaning ||
        input->project->snapshots.all.len == 0)
        return NULL;
    Drift *drift = NEW(arena, Drift);
    drift->arena = drift->cache.arena = arena;
    drift->scratch = arena_new();
    drift->input = *input;
    drift->of = snapshots_of(arena, input->project);
    drift->cache.meaning = input->frontend->meaning;
    drift->cache.is_mysql = is_mysql(drift);
    drift->cache.is_sqlite = is_dialect(drift, "sqlite");
    return drift;
}

void drift_free(Drift *drift)
{
    if (drift)
        arena_free(drift->scratch);
}

const DifferenceVec *drift_found(const Drift *drift)
{
    static const DifferenceVec none;
    return drift ? &drift->found : &none;
}

// ---- what nobody can read ----

// A block that could be read has its statements behind it.
static bool is_unread(const Op *op)
{
    return op->kind == OP_OPAQUE || op->kind == OP_EXECUTE || op->kind == OP_CALL ||
           (op->kind == OP_DO_BLOCK && op->detail.len > 0);
}

void drift_watch(Drift *drift, const Lowered *file)
{
    for (size_t i = 0; drift && i < file->ops.len; i++) {
        const Op *op = &file->ops.at[i];
        if (is_unread(op))
            *vec_push(drift->arena, &drift->unread) =
                str_slice(file->text, op->stmt.start, op->stmt.end);
    }
}

// Its own name, without those of the table and the schema.
static Str last_part(Str object)
{
    size_t dot = str_rfind_char(object, '.');
    return dot == object.len ? object : str_drop(object, dot + 1);
}

static bool is_doubtful(const Drift *drift, const Difference *difference)
{
    for (size_t i = 0; i < drift->unread.len; i++)
        if (str_contains(drift->unread.at[i], last_part(difference->object)))
            return true;
    return false;
}

// ---- what a change edits ----

static const Migration *made_by(const Drift *drift, const Difference *difference)
{
    return &drift->input.project->migrations.at[difference->origin.migration];
}

// The SQL is that of the base, since databases have run it, and the snapshot may be made
// from the new text. That they part is what edited-migration says already.
static bool is_of_edit(const Drift *drift, const Difference *difference)
{
    const MigrationVec *all = &drift->input.project->migrations;
    if (difference->side != DRIFT_SNAPSHOT) {
        const Migration *of = made_by(drift, difference);
        Span span = difference->origin.span;
        return of->status == CHANGE_EDITED &&
               !str_contains(of->text, str_slice(of->base_text, span.start, span.end));
    }
    Str name = last_part(difference->object);
    for (size_t i = 0; i < all->len; i++)
        if (all->at[i].status == CHANGE_EDITED && str_contains(all->at[i].text, name) &&
            !str_contains(all->at[i].base_text, name))
            return true;
    return false;
}

// ---- what a snapshot has a place for ----

// Kinds of objects that came to drizzle-kit later than the format of its snapshots. The
// key of checks is "checkConstraints" and, in MySQL's snapshots, "checkConstraint".
static const struct {
    const char *kind;
    Str key;
} late_kinds[] = {
    { "check constraint", STR_INIT("\"checkConstraint") },
    { "view", STR_INIT("\"views\"") },
    { "sequence", STR_INIT("\"sequences\"") },
    { "policy", STR_INIT("\"policies\"") },
    { "row level security of", STR_INIT("\"isRLSEnabled\"") },
};

// Newer ones are lists of whatever there is.
enum {
    LAST_KEYED_VERSION = 7,
    LAST_KEYED_MYSQL_VERSION = 5,
    LAST_KEYED_SQLITE_VERSION = 6
};

static int last_keyed(const Drift *drift)
{
    if (drift->cache.is_sqlite)
        return LAST_KEYED_SQLITE_VERSION;
    return is_mysql(drift) ? LAST_KEYED_MYSQL_VERSION : LAST_KEYED_VERSION;
}

static bool has_place_for(const Drift *drift, const Snapshot *snapshot, const char *kind)
{
    bool sequence = str_eq(str_from(kind), STR("sequence"));
    if (is_mysql(drift) && sequence) // MariaDB's
        return false;
    if (snapshot->version > last_keyed(drift))
        return true;
    for (size_t i = 0; i < sizeof late_kinds / sizeof *late_kinds; i++)
        if (str_eq(str_from(late_kinds[i].kind), str_from(kind)))
            return str_contains(snapshot->text, late_kinds[i].key);
    return true;
}

// ---- one comparison ----

// Where its table was renamed meanwhile, an object is known by what made it.
static bool same_object(const Difference *a, const Difference *b)
{
    bool same_origin = a->side != DRIFT_SNAPSHOT &&
                       a->origin.migration == b->origin.migration &&
                       a->origin.span.start == b->origin.span.start &&
                       a->origin.span.end == b->origin.span.end;
    return str_eq(a->object, b->object) ||
           (same_origin && str_eq(last_part(a->object), last_part(b->object)));
}

// What does no harm is told once for an object, whatever its words are later.
static bool same_difference(const Difference *a, const Difference *b)
{
    bool same_words = str_eq(a->sql, b->sql) && str_eq(a->snapshot, b->snapshot);
    return a->side == b->side && str_eq(str_from(a->kind), str_from(b->kind)) &&
           same_object(a, b) && (same_words || (a->harmless && b->harmless));
}

static bool is_among(const DifferenceVec *known, const Difference *difference)
{
    for (size_t i = 0; i < known->len; i++)
        if (same_difference(&known->at[i], difference))
            return true;
    return false;
}

static Difference keep(const Drift *drift, const Difference *difference)
{
    Difference copy = *difference;
    copy.object = arena_copy(drift->arena, difference->object);
    copy.sql = arena_copy(drift->arena, difference->sql);
    copy.snapshot = arena_copy(drift->arena, difference->snapshot);
    copy.at_snapshot =
        difference->side == DRIFT_SNAPSHOT ||
        (drift->compared && difference->origin.migration <= drift->compared_at) ||
        (drift->input.base && made_by(drift, difference)->status != CHANGE_NEW);
    return copy;
}

static DifferenceVec compare(Drift *drift, const Snapshot *snapshot)
{
    arena_reset(drift->scratch);
    DifferenceVec all = { 0 }, kept = { 0 };
    Comparison comparison = {
        .arena = drift->scratch,
        .meaning = drift->cache.meaning,
        .is_mysql = is_mysql(drift),
        .is_sqlite = drift->cache.is_sqlite,
        .sql = drift->input.catalog,
        .snapshot = snapshot_catalog(drift->scratch, &drift->cache, snapshot,
                                     &drift->input.project->engine),
        .of = snapshot,
        .out = &all,
    };
    compare_catalogs(&comparison);
    for (size_t i = 0; i < all.len; i++)
        if (!is_doubtful(drift, &all.at[i]) && !is_of_edit(drift, &all.at[i]) &&
            (all.at[i].side != DRIFT_SQL ||
             has_place_for(drift, snapshot, all.at[i].kind)))
            *vec_push(drift->arena, &kept) = keep(drift, &all.at[i]);
    return kept;
}

// ---- which snapshots, and whether they count ----

// The snapshot goes on from another one than the last: a branch beside it, or a migration
// that nobody runs. The rules about the chain say so; the objects of the other branch are
// in the SQL and not in the snapshot, or the other way round.
static bool is_beside(const Drift *drift, const Snapshot *snapshot)
{
    bool elsewhere = false;
    for (size_t i = 0; drift->last && i < snapshot->parents_at.len; i++) {
        size_t at = snapshot->parents_at.at[i];
        if (at == SIZE_MAX)
            continue;
        if (&drift->input.project->snapshots.all.at[at] == drift->last)
            return false;
        elsewhere = true;
    }
    return elsewhere;
}

// Another migration with the number has written its own over it, or the other way round.
static bool is_shared(const Drift *drift, size_t migration)
{
    const Project *project = drift->input.project;
    const Snapshots *snapshots = &project->snapshots;
    Str version = project->migrations.at[migration].version;
    for (size_t i = 0; i < snapshots->missing_of.len; i++)
        if (str_eq(project->migrations.at[snapshots->missing_of.at[i]].version, version))
            return true;
    return false;
}

// The first snapshot was read from a database, or its SQL was taken out because the
// database was there before.
static bool is_baseline(const Drift *drift)
{
    Arena *tmp = arena_new();
    bool empty = catalog_tables(tmp, drift->input.catalog).len == 0;
    arena_free(tmp);
    return empty && !drift->compared;
}

// The base has another file of this path.
static bool is_edited(const Drift *drift, const Snapshot *snapshot)
{
    const Snapshots *before = &drift->input.base->snapshots;
    for (size_t i = 0; snapshot->is_new && i < before->all.len; i++)
        if (str_eq(before->all.at[i].path, snapshot->path))
            return true;
    return false;
}

static bool is_known(const Drift *drift, const Snapshot *snapshot, size_t migration)
{
    const Migration *of = &drift->input.project->migrations.at[migration];
    return of->unreadable.len > 0 || is_beside(drift, snapshot) ||
           is_shared(drift, migration) || is_baseline(drift) ||
           (drift->input.base && of->status != CHANGE_NEW && !is_edited(drift, snapshot));
}

// The last migration of the base: what differs then is no part of the change.
static bool is_last_merged(const Drift *drift, size_t migration)
{
    const MigrationVec *all = &drift->input.project->migrations;
    return drift->input.base && all->at[migration].status != CHANGE_NEW &&
           (migration + 1 == all->len || all->at[migration + 1].status == CHANGE_NEW);
}

void drift_step(Drift *drift, size_t migration)
{
    const Snapshot *snapshot = drift ? drift->of[migration] : NULL;
    if (drift && !snapshot && is_last_merged(drift, migration))
        snapshot = drift->last;
    if (!snapshot)
        return;
    // Of most nothing but the header was read.
    bool known = snapshot->has_ops && is_known(drift, snapshot, migration);
    drift->last = snapshot;
    if (!snapshot->has_ops)
        return;
    DifferenceVec now = compare(drift, snapshot);
    for (size_t i = 0; !known && i < now.len; i++)
        if (!is_among(&drift->known, &now.at[i]))
            *vec_push(drift->arena, &drift->found) = now.at[i];
    drift->known = now;
    drift->compared = true;
    drift->compared_at = migration;
}
