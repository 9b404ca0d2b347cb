// SPDX-License-Identifier: Apache-2.0
// What the SQL builds against what the generator's snapshots say: the generator works out
// the next migration from its snapshot, not from a database.
#include "lint/rule.h"

static Str message_for(RuleCtx *ctx, const Difference *difference)
{
    Str object =
        ctx_fmt(ctx, "%s " STR_FMT, difference->kind, STR_ARG(difference->object));
    switch (difference->side) {
    case DRIFT_BOTH:
        return ctx_fmt(
            ctx, "the " STR_FMT " is " STR_FMT " in the SQL, and " STR_FMT " in " STR_FMT,
            STR_ARG(object), STR_ARG(difference->sql), STR_ARG(difference->snapshot),
            STR_ARG(difference->of->path));
    case DRIFT_SQL:
        return ctx_fmt(ctx, "the " STR_FMT " is not in " STR_FMT, STR_ARG(object),
                       STR_ARG(difference->of->path));
    case DRIFT_SNAPSHOT:
        return ctx_fmt(ctx, "no migration makes the " STR_FMT " of this snapshot",
                       STR_ARG(object));
    }
    return (Str){ 0 };
}

static void check_drift(RuleCtx *ctx, const Difference *difference)
{
    const Snapshot *snapshot = difference->of;
    Str message = message_for(ctx, difference);
    Finding *f = difference->at_snapshot
                     ? report_file(ctx, snapshot->path, snapshot->text, difference->span,
                                   STR_FMT, STR_ARG(message))
                     : report_origin(ctx, &difference->origin, STR_FMT, STR_ARG(message));
    f->object = difference->object;
    if (difference->harmless)
        f->severity = SEV_WARNING;
}

RULE(snapshot_drift) = {
    .id = "snapshot-drift",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .kind = KIND_DRIFT,
    .drift = check_drift,
    .title = "The SQL builds another schema than the snapshot says",
    .why =
        "The next `drizzle-kit generate` compares the TypeScript schema with the newest "
        "snapshot, not with a database. Where the two differ it writes SQL that fails on "
        "every database, or that takes back what somebody added by hand; and the "
        "application expects the columns of the snapshot. It is mostly the sign of a "
        "migration that was written or edited by hand; now and then the generator itself "
        "forgets something, as drizzle-kit 1.0's release candidates do with the ON "
        "DELETE of foreign keys on MySQL.",
    .fix =
        "Where the SQL has more, say it in the TypeScript schema too and run "
        "`drizzle-kit generate`; put what the schema cannot say into a migration of its "
        "own with `drizzle-kit generate --custom`. Where the SQL has less than the "
        "snapshot, complete it before it is merged",
    .bad =
        "@ drizzle/meta/_journal.json\n"
        "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"
        "{\"idx\":0,\"version\":\"7\",\"when\":1760000000000,\"tag\":\"0000_start\"}]}\n"
        "@ drizzle/0000_start.sql\n"
        "CREATE TABLE users (id bigint PRIMARY KEY, email text); -- expect: "
        "snapshot-drift\n"
        "@ drizzle/meta/0000_snapshot.json\n"
        "{\"id\":\"a0000000-0000-4000-8000-000000000000\",\n"
        "\"prevId\":\"00000000-0000-0000-0000-000000000000\",\n"
        "\"version\":\"7\",\"dialect\":\"postgresql\",\"tables\":{\"public.users\":{\n"
        "\"name\":\"users\",\"schema\":\"\",\"columns\":{\n"
        "\"id\":{\"name\":\"id\",\"type\":\"bigint\",\"primaryKey\":true,"
        "\"notNull\":true},\n"
        "\"email\":{\"name\":\"email\",\"type\":\"varchar(255)\",\"primaryKey\":false,"
        "\"notNull\":false}},\n"
        "\"indexes\":{},\"foreignKeys\":{},\"compositePrimaryKeys\":{},"
        "\"uniqueConstraints\":{}}},\n"
        "\"enums\":{},\"schemas\":{}}\n",
    .good =
        "@ drizzle/meta/_journal.json\n"
        "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"
        "{\"idx\":0,\"version\":\"7\",\"when\":1760000000000,\"tag\":\"0000_start\"}]}\n"
        "@ drizzle/0000_start.sql\n"
        "CREATE TABLE users (id bigint PRIMARY KEY, email varchar(255));\n"
        "@ drizzle/meta/0000_snapshot.json\n"
        "{\"id\":\"a0000000-0000-4000-8000-000000000000\",\n"
        "\"prevId\":\"00000000-0000-0000-0000-000000000000\",\n"
        "\"version\":\"7\",\"dialect\":\"postgresql\",\"tables\":{\"public.users\":{\n"
        "\"name\":\"users\",\"schema\":\"\",\"columns\":{\n"
        "\"id\":{\"name\":\"id\",\"type\":\"bigint\",\"primaryKey\":true,"
        "\"notNull\":true},\n"
        "\"email\":{\"name\":\"email\",\"type\":\"varchar(255)\",\"primaryKey\":false,"
        "\"notNull\":false}},\n"
        "\"indexes\":{},\"foreignKeys\":{},\"compositePrimaryKeys\":{},"
        "\"uniqueConstraints\":{}}},\n"
        "\"enums\":{},\"schemas\":{}}\n",
};
