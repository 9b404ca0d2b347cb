// SPDX-License-Identifier: Apache-2.0
// Drizzle's snapshots: what drizzle-kit compares the schema with when it writes the next
// migration, and what it makes of a history that has holes or branches.
#include "lint/rule.h"

static bool is_legacy(const Project *project)
{
    return str_eq(project->layout, STR("drizzle"));
}

static Finding *report_snapshot(RuleCtx *ctx, const Snapshot *snapshot, Span span,
                                Str message)
{
    Finding *f =
        report_file(ctx, snapshot->path, snapshot->text, span, STR_FMT, STR_ARG(message));
    f->object = snapshot->path;
    return f;
}

// ---- snapshot-missing ----

// drizzle-kit passes over files that begin with "_" when it looks for the newest one.
static bool has_no_prefix(const Snapshot *snapshot)
{
    return str_ends(snapshot->path, STR("/_snapshot.json"));
}

static void check_prefix_none(RuleCtx *ctx, const Project *project)
{
    const Snapshots *snapshots = &project->snapshots;
    for (size_t i = 0; i < snapshots->all.len; i++)
        if (is_legacy(project) && has_no_prefix(&snapshots->all.at[i]))
            report_snapshot(ctx, &snapshots->all.at[i], (Span){ 0 },
                            STR("drizzle-kit keeps one snapshot for all migrations "
                                "without a prefix, and never reads it: each generate "
                                "writes the whole schema again"));
}

static bool is_behind_all(const Snapshots *snapshots, size_t migration)
{
    for (size_t i = 0; i < snapshots->all.len; i++)
        if (snapshots->all.at[i].migration != SIZE_MAX &&
            snapshots->all.at[i].migration > migration)
            return false;
    return true;
}

static void report_missing(RuleCtx *ctx, const Project *project, size_t at)
{
    const Snapshots *snapshots = &project->snapshots;
    size_t migration = snapshots->missing_of.at[at];
    Finding *f = report_file(ctx, snapshots->missing.at[at], (Str){ 0 }, (Span){ 0 },
                             STR_FMT " has no snapshot: drizzle-kit does not know what "
                                     "it changed",
                             STR_ARG(project->migrations.at[migration].name));
    if (!is_behind_all(snapshots, migration))
        f->why = is_legacy(project)
                     ? STR("`drizzle-kit up`, the way to drizzle-kit 1.0, needs the "
                           "snapshot of every migration and stops at this one.")
                     : STR("drizzle-kit leaves the migration out of the history that it "
                           "checks, and cannot put together a snapshot that follows "
                           "the one that is gone.");
}

// Where there is none at all, the SQL is written by hand, and nobody asks drizzle-kit.
static void check_snapshot_missing(RuleCtx *ctx, const Project *project)
{
    const Snapshots *snapshots = &project->snapshots;
    check_prefix_none(ctx, project);
    for (size_t i = 0; snapshots->all.len > 0 && i < snapshots->missing.len; i++)
        report_missing(ctx, project, i);
}

static void check_snapshots_gone(RuleCtx *ctx, const Project *now, const Project *base)
{
    if (now->snapshots.expected && now->snapshots.all.len == 0 &&
        base->snapshots.all.len > 0 && now->migrations.len > 0)
        report_file(ctx, now->path, (Str){ 0 }, (Span){ 0 },
                    "all snapshots are gone: the next `drizzle-kit generate` writes the "
                    "whole schema again");
}

#define JOURNAL_OF(entries)                                                              \
    "@ drizzle/meta/_journal.json\n"                                                     \
    "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[" entries "]}\n"
#define ENTRY(idx, when, tag)                                                            \
    "{\"idx\":" idx ",\"version\":\"7\",\"when\":" when ",\"tag\":\"" tag "\"}"
#define ONE_ENTRY JOURNAL_OF(ENTRY("0", "1760000000000", "0000_start"))
#define TWO_ENTRIES                                                                      \
    JOURNAL_OF(ENTRY("0", "1760000000000",                                               \
                     "0000_start") ",\n" ENTRY("1", "1760000100000", "0001_more"))
#define THREE_ENTRIES                                                                    \
    JOURNAL_OF(ENTRY("0", "1760000000000", "0000_start") ",\n" ENTRY(                    \
        "1", "1760000100000", "0001_more") ",\n" ENTRY("2", "1760000200000",             \
                                                       "0002_most"))
#define SQL_START                                                                        \
    "@ drizzle/0000_start.sql\n"                                                         \
    "CREATE TABLE users (id bigint PRIMARY KEY);\n"
#define SQL_MORE                                                                         \
    "@ drizzle/0001_more.sql\n"                                                          \
    "CREATE TABLE teams (id bigint PRIMARY KEY);\n"
#define SQL_MOST                                                                         \
    "@ drizzle/0002_most.sql\n"                                                          \
    "CREATE TABLE plans (id bigint PRIMARY KEY);\n"
#define ZERO "00000000-0000-0000-0000-000000000000"
#define TABLE(name)                                                                      \
    "\"public." name "\":{\"name\":\"" name                                              \
    "\",\"schema\":\"\",\"columns\":{\"id\":{\"name\":\"id\",\"type\":\"bigint\","       \
    "\"primaryKey\":true,\"notNull\":true}},\"indexes\":{},\"foreignKeys\":{},"          \
    "\"compositePrimaryKeys\":{},\"uniqueConstraints\":{}}"
#define SNAPSHOT(prefix, id, parent, tables)                                             \
    "@ drizzle/meta/" prefix "_snapshot.json\n"                                          \
    "{\"id\":\"" id "\",\n\"prevId\":\"" parent                                          \
    "\",\n\"version\":\"7\",\"dialect\":\"postgresql\",\n\"tables\":{" tables "},\n"     \
    "\"enums\":{},\"schemas\":{},\"sequences\":{},\"views\":{}}\n"
#define SNAPSHOT_START SNAPSHOT("0000", "a", ZERO, TABLE("users"))
#define SNAPSHOT_MORE SNAPSHOT("0001", "b", "a", TABLE("users") "," TABLE("teams"))

RULE(snapshot_missing) = {
    .id = "snapshot-missing",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .kind = KIND_MISSING,
    .project = check_snapshot_missing,
    .change_set = check_snapshots_gone,
    .title = "A migration has no snapshot",
    .why = "`drizzle-kit generate` compares the schema with the newest snapshot that it "
           "finds. Where the last migration's is not there, it compares with an older "
           "one and writes the same changes again: the deploy stops at \"already "
           "exists\".",
    .fix = "Restore the snapshot from version control. If there never was one and the "
           "migration is not merged yet, delete it and make it again with `drizzle-kit "
           "generate`, with --custom for SQL of your own",
    .bad = TWO_ENTRIES SQL_START SQL_MORE SNAPSHOT_START
    "@ expect snapshot-missing drizzle/meta/0001_snapshot.json\n",
    .good = TWO_ENTRIES SQL_START SQL_MORE SNAPSHOT_START SNAPSHOT_MORE,
};

// ---- snapshot-invalid ----

static void check_snapshot_invalid(RuleCtx *ctx, const Project *project)
{
    const Snapshots *snapshots = &project->snapshots;
    for (size_t i = 0; i < snapshots->all.len; i++) {
        const Snapshot *snapshot = &snapshots->all.at[i];
        if (snapshot->error.len > 0)
            report_snapshot(ctx, snapshot, snapshot->error_span,
                            ctx_fmt(ctx, "the snapshot of " STR_FMT " " STR_FMT,
                                    STR_ARG(snapshot->name), STR_ARG(snapshot->error)));
    }
}

RULE(snapshot_invalid) = {
    .id = "snapshot-invalid",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .project = check_snapshot_invalid,
    .title = "A snapshot cannot be used",
    .why = "drizzle-kit reads all snapshots before it generates or checks anything, and "
           "stops at the first one that is no JSON or lacks what it needs. The common "
           "cause is a merge conflict that was settled by hand.",
    .fix = "Take the snapshots of the target branch as they are, delete this branch's "
           "migration files and snapshots, and run `drizzle-kit generate` again",
    .bad = ONE_ENTRY SQL_START "@ drizzle/meta/0000_snapshot.json\n"
                               "{\"id\":\"a\",\n"
                               "<<<<<<< HEAD\n"
                               "\"prevId\":\"b\"\n"
                               "=======\n"
                               "\"prevId\":\"c\"\n"
                               ">>>>>>> feature\n"
                               "}\n"
                               "@ expect snapshot-invalid "
                               "drizzle/meta/0000_snapshot.json:2\n",
    .good = ONE_ENTRY SQL_START SNAPSHOT_START,
};

// ---- snapshot-chain-broken ----

// drizzle-kit takes an empty id for that of no snapshot as well.
static bool is_root_id(Str id)
{
    return id.len == 0 || str_eq(id, STR(ZERO));
}

static bool is_root(const Snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->parents.len; i++)
        if (!is_root_id(snapshot->parents.at[i]))
            return false;
    return snapshot->id.len > 0 &&
           (snapshot->parents.len > 0 || snapshot->error.len == 0);
}

// The migration before this one has no snapshot that could be used: that is a finding of
// its own, and why the parent is not there.
static bool is_explained(const Snapshots *snapshots, const Snapshot *snapshot)
{
    if (snapshot->migration == SIZE_MAX || snapshot->migration == 0)
        return false;
    for (size_t i = 0; i < snapshots->missing_of.len; i++)
        if (snapshots->missing_of.at[i] + 1 == snapshot->migration)
            return true;
    for (size_t i = 0; i < snapshots->all.len; i++)
        if (snapshots->all.at[i].migration + 1 == snapshot->migration)
            return snapshots->all.at[i].error.len > 0;
    return false;
}

static void check_parent(RuleCtx *ctx, const Snapshots *snapshots,
                         const Snapshot *snapshot, size_t at)
{
    Str id = snapshot->parents.at[at];
    size_t place = snapshot->parents_at.at[at];
    if (is_root_id(id))
        return;
    if (place == SIZE_MAX) {
        if (!is_explained(snapshots, snapshot) && !ctx_had_snapshot(ctx, id))
            report_snapshot(ctx, snapshot, snapshot->parents_span,
                            ctx_fmt(ctx,
                                    "the snapshot of " STR_FMT
                                    " follows the snapshot " STR_FMT
                                    ", which is not there: drizzle-kit cannot tell what "
                                    "the migration changed",
                                    STR_ARG(snapshot->name), STR_ARG(id)));
        return;
    }
    const Snapshot *parent = &snapshots->all.at[place];
    if (parent == snapshot)
        report_snapshot(
            ctx, snapshot, snapshot->parents_span,
            ctx_fmt(ctx, "the snapshot of " STR_FMT " names itself as the one it follows",
                    STR_ARG(snapshot->name)));
    else if (str_cmp(snapshot->path, parent->path) < 0)
        report_snapshot(ctx, snapshot, snapshot->parents_span,
                        ctx_fmt(ctx,
                                "the snapshot of " STR_FMT " follows that of " STR_FMT
                                ", which sorts after it: drizzle-kit goes by the names "
                                "of the files, and takes the wrong one for the newest",
                                STR_ARG(snapshot->name), STR_ARG(parent->name)));
}

// The first by name of those that follow none.
static const Snapshot *first_root(const Snapshots *snapshots)
{
    const Snapshot *first = NULL;
    for (size_t i = 0; i < snapshots->all.len; i++) {
        const Snapshot *snapshot = &snapshots->all.at[i];
        if (is_root(snapshot) && (!first || str_cmp(snapshot->path, first->path) < 0))
            first = snapshot;
    }
    return first;
}

static void check_link(RuleCtx *ctx, const Snapshots *snapshots, const Snapshot *snapshot,
                       const Snapshot *root)
{
    if (snapshot->twin != SIZE_MAX) {
        report_snapshot(ctx, snapshot, snapshot->id_span,
                        ctx_fmt(ctx,
                                "the snapshot of " STR_FMT
                                " has the id of that of " STR_FMT
                                ": it was copied, and drizzle-kit cannot tell "
                                "the two apart",
                                STR_ARG(snapshot->name),
                                STR_ARG(snapshots->all.at[snapshot->twin].name)));
        return;
    }
    if (is_root(snapshot) && snapshot != root)
        report_snapshot(ctx, snapshot, snapshot->parents_span,
                        ctx_fmt(ctx,
                                "the snapshot of " STR_FMT " begins a second history: "
                                "that of " STR_FMT " is the first one already",
                                STR_ARG(snapshot->name), STR_ARG(root->name)));
    else if (snapshot->is_diff && is_root(snapshot))
        report_snapshot(ctx, snapshot, snapshot->parents_span,
                        ctx_fmt(ctx,
                                "the snapshot of " STR_FMT " only tells what it changes, "
                                "and follows none: drizzle-kit cannot put it together",
                                STR_ARG(snapshot->name)));
    for (size_t i = 0; i < snapshot->parents.len; i++)
        check_parent(ctx, snapshots, snapshot, i);
}

static void check_snapshot_chain(RuleCtx *ctx, const Project *project)
{
    const Snapshots *snapshots = &project->snapshots;
    const Snapshot *root = first_root(snapshots);
    for (size_t i = 0; i < snapshots->all.len; i++) {
        const Snapshot *snapshot = &snapshots->all.at[i];
        if (snapshot->parents_at.len == snapshot->parents.len)
            check_link(ctx, snapshots, snapshot, root);
    }
}

RULE(snapshot_chain_broken) = {
    .id = "snapshot-chain-broken",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .project = check_snapshot_chain,
    .title = "A snapshot does not follow the one before it",
    .why = "Each snapshot names the one that it was made from. Where that one is gone, "
           "or stands at another place, drizzle-kit compares with the wrong schema at "
           "the next generate, and refuses to move the history to 1.0: changes are "
           "written twice, or not at all.",
    .fix = "Restore the snapshot that is gone. If this branch's migrations are not "
           "merged yet, delete them with their snapshots and run `drizzle-kit generate` "
           "on top of the target branch",
    .bad = TWO_ENTRIES SQL_START SQL_MORE SNAPSHOT_START
        SNAPSHOT("0001", "b", "gone",
                 TABLE("users") "," TABLE("teams")) "@ expect snapshot-chain-broken "
                                                    "drizzle/meta/0001_snapshot.json:2\n",
    .good = TWO_ENTRIES SQL_START SQL_MORE SNAPSHOT_START SNAPSHOT_MORE,
};

// ---- snapshot-collision ----

static void report_collision(RuleCtx *ctx, const Project *project,
                             const Snapshot *snapshot)
{
    const Snapshot *rival = &project->snapshots.all.at[snapshot->rival];
    Str names = ctx_fmt(ctx, STR_FMT " and " STR_FMT, STR_ARG(snapshot->name),
                        STR_ARG(rival->name));
    Str message =
        snapshot->rivalry.len > 0
            ? ctx_fmt(ctx,
                      "the snapshots of " STR_FMT " stand beside each other, and both "
                      "change " STR_FMT ": `drizzle-kit check` and `drizzle-kit "
                      "generate` stop at it",
                      STR_ARG(names), STR_ARG(snapshot->rivalry))
            : ctx_fmt(ctx,
                      "the snapshots of " STR_FMT " follow the same one: `drizzle-kit "
                      "check` calls that a collision, and `drizzle-kit generate` writes "
                      "nothing",
                      STR_ARG(names));
    report_snapshot(ctx, snapshot, snapshot->parents_span, message);
}

static void check_snapshot_collision(RuleCtx *ctx, const Project *project)
{
    const Snapshots *snapshots = &project->snapshots;
    for (size_t i = 0; i < snapshots->all.len; i++)
        if (snapshots->all.at[i].rival != SIZE_MAX)
            report_collision(ctx, project, &snapshots->all.at[i]);
}

RULE(snapshot_collision) = {
    .id = "snapshot-collision",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .project = check_snapshot_collision,
    .title = "Two snapshots follow the same one",
    .why = "Two branches made a migration from the same schema, and neither snapshot "
           "knows of the other's change: `drizzle-kit check` fails, and the next "
           "generate compares with a schema that lacks one of the two. Both migrations "
           "may also change the same object, in an order that nobody chose.",
    .fix = "Delete this branch's migration with its snapshot and journal entry, take the "
           "target branch in, and run `drizzle-kit generate` again",
    .bad = THREE_ENTRIES SQL_START SQL_MORE SQL_MOST SNAPSHOT_START SNAPSHOT_MORE
        SNAPSHOT("0002", "c", "a",
                 TABLE("users") "," TABLE("plans")) "@ expect snapshot-collision "
                                                    "drizzle/meta/0002_snapshot.json:2\n",
    .good = THREE_ENTRIES SQL_START SQL_MORE SQL_MOST SNAPSHOT_START SNAPSHOT_MORE
        SNAPSHOT("0002", "c", "b", TABLE("users") "," TABLE("teams") "," TABLE("plans")),
};
