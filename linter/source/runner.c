// SPDX-License-Identifier: Apache-2.0
// Who runs migrations, as data: what shares a transaction, how text is cut, and what
// becomes of files that come late or are edited. Each row was tried or read in the
// runner's source.
#include "source/layout.h"

// What Drizzle's migrators have in common, whatever driver is below them.
// clang-format off
#define DRIZZLE_EDITED                                                                   \
    .edited_file = "Drizzle never compares it with what was applied: databases that "    \
                   "have it keep the old version, new ones get the new one"
// It reads the newest applied row's created_at and runs what has a larger `when`. A hash
// is stored with each row but never read again.
#define DRIZZLE                                                                          \
    .title = "Drizzle", .breakpoints = true,                                             \
    .late_file = "Drizzle skips it silently on every database that already has a "       \
                 "newer one",                                                            \
    DRIZZLE_EDITED
// It runs every folder whose name the table does not have.
#define DRIZZLE_V1                                                                       \
    .title = "Drizzle", .breakpoints = true, .keeps_names = true,                        \
    .late_file = "Drizzle applies it after the newer ones that a database already "      \
                 "has, but before them on a new database",                               \
    DRIZZLE_EDITED
// clang-format on

// None of them limits by itself how long a migration waits for a lock or works:
// Supabase's lock_timeout is for its own table, and is reset before each file; what
// others offer (golang-migrate's x-statement-timeout, a driver's options) is off unless
// it is asked for.
static const Runner RUNNERS[] = {
    { .name = "drizzle", .scope = TX_ALL_PENDING, DRIZZLE },
    { .name = "drizzle-pglite", .scope = TX_ALL_PENDING, .one_statement = true, DRIZZLE },
    // Each statement is a request of its own; rows are recorded behind the last one.
    { .name = "drizzle-neon-http", .scope = TX_NONE, .one_statement = true, DRIZZLE },
    { .name = "drizzle-v1", .scope = TX_ALL_PENDING, DRIZZLE_V1 },
    { .name = "drizzle-v1-pglite",
      .scope = TX_ALL_PENDING,
      .one_statement = true,
      DRIZZLE_V1 },
    { .name = "drizzle-v1-neon-http",
      .scope = TX_NONE,
      .one_statement = true,
      DRIZZLE_V1 },
    {
        .name = "prisma",
        .title = "Prisma",
        .scope = TX_FILE,
        .escape = ESCAPE_LONE,
        .one_string = true,
        .keeps_names = true,
        .late_file = "Prisma applies it after the newer ones that a database already "
                     "has, but before them on a new database",
        .edited_file = "`prisma migrate deploy` goes on without a word, so databases "
                       "that have it keep the old version, and `prisma migrate dev` "
                       "asks to reset the database",
    },
    {
        // A pipeline, with the history's row in it; from 2.109 on what refuses
        // transactions runs apart from it. RESET ALL between files.
        .name = "supabase",
        .title = "Supabase",
        .scope = TX_FILE,
        .escape = ESCAPE_LONE,
        .resets = true,
        .late_file = "`supabase db push` refuses it, unless given --include-all, on "
                     "every database that already has a newer one",
        .edited_file = "Supabase keeps no checksum: databases that have it keep the old "
                       "version, new ones get the new one",
    },
    {
        // Its PostgreSQLParser tells by their first words what no transaction may hold;
        // ALTER TYPE … ADD VALUE is one before 12, where the server refuses it.
        .name = "flyway",
        .title = "Flyway",
        .scope = TX_FILE,
        .escape = ESCAPE_UNIFORM,
        .frees = "(?i)\\A(?:(?:CREATE|DROP)\\s+(?:DATABASE|TABLESPACE|SUBSCRIPTION)"
                 "|ALTER\\s+SYSTEM|VACUUM|DISCARD\\s+ALL|ALTER\\s+TYPE\\s.*?ADD\\s+VALUE"
                 "|(?:CREATE|DROP)(?:\\s+UNIQUE)?\\s+INDEX\\s+CONCURRENTLY"
                 "|REINDEX(?:\\s+VERBOSE)?\\s+(?:SCHEMA|DATABASE|SYSTEM))\\b",
        .resets = true,
        .late_file = "Flyway refuses it, unless outOfOrder is set, on every database "
                     "that already has a newer one",
        .edited_file = "Flyway compares checksums: it refuses to go on on every database "
                       "that has the old version",
    },
    {
        .name = "golang-migrate",
        .title = "golang-migrate",
        .scope = TX_FILE,
        .escape = ESCAPE_LONE,
        .one_string = true,
        .late_file = "golang-migrate never runs it on a database that already has a "
                     "newer one",
        .edited_file = "golang-migrate keeps no checksum: databases that have it keep "
                       "the old version, new ones get the new one",
    },
    {
        .name = "goose",
        .title = "goose",
        .scope = TX_FILE,
        .opt_out = "+goose NO TRANSACTION",
        .down = "-- +goose Down",
        .late_file = "goose refuses it, unless given -allow-missing, on every database "
                     "that already has a newer one",
        .edited_file = "goose keeps no checksum: databases that have it keep the old "
                       "version, new ones get the new one",
    },
    {
        .name = "dbmate",
        .title = "dbmate",
        .scope = TX_FILE,
        .one_string = true,
        .opt_out = "transaction:false",
        .down = "-- migrate:down",
        .late_file = "dbmate applies it after the newer ones that a database already "
                     "has, but before them on a new database",
        .edited_file = "dbmate keeps no checksum: databases that have it keep the old "
                       "version, new ones get the new one",
    },
    {
        // singleTransaction is on unless somebody turns it off.
        .name = "node-pg-migrate",
        .title = "node-pg-migrate",
        .scope = TX_ALL_PENDING,
        .down = "-- Down Migration",
        .keeps_names = true,
        .late_file = "node-pg-migrate refuses it on every database that already has a "
                     "newer one",
        .edited_file = "node-pg-migrate keeps no checksum: databases that have it keep "
                       "the old version, new ones get the new one",
    },
    {
        // --tx-mode file, unless a file says otherwise; statement by statement. A file
        // that was applied is never compared again, but for atlas.sum.
        .name = "atlas",
        .title = "Atlas",
        .nolint = true,
        .scope = TX_FILE,
        .late_file = "Atlas refuses it, unless --exec-order says otherwise, on every "
                     "database that already has a newer one",
        .edited_file = "Atlas checks it against atlas.sum alone: databases that have it "
                       "keep the old version, new ones get the new one",
    },
    {
        // psql runs each script in a session of its own, without a transaction; which
        // statements share one is for the script to say. Before, it looks for the newest
        // change that the database has, by an id made of all lines up to its own.
        .name = "sqitch",
        .title = "Sqitch",
        .scope = TX_NONE,
        .resets = true,
        .late_file = "It changes the ids of all changes behind it: Sqitch stops with "
                     "\"Cannot find change\" on every database that has one of them",
        .edited_file = "Sqitch compares scripts in `sqitch check` alone: databases that "
                       "have it keep the old version, new ones get the new one",
    },
    {
        // A transaction for each changeset, unless it says runInTransaction:false.
        .name = "liquibase",
        .title = "Liquibase",
        .scope = TX_FILE,
        .late_file = "Liquibase applies it after the newer ones that a database already "
                     "has, but before them on a new database",
        .edited_file = "Liquibase compares checksums: unless a validCheckSum admits it, "
                       "every database that has the old version refuses the whole update",
    },
    // Nobody knows who runs plain files. Claiming a transaction would raise findings that
    // rest on a guess, so each statement stands by itself, as psql runs them.
    {
        .name = "plain",
        .title = "The runner",
        .scope = TX_NONE,
        .unknown = true,
        .late_file = "Most runners skip or refuse it on every database that already has "
                     "a newer one",
        .edited_file = "Databases that have it keep the old version, new ones get the "
                       "new one",
    },
};

enum { RUNNER_COUNT = sizeof RUNNERS / sizeof RUNNERS[0] };

const Runner *runner_all(size_t *count)
{
    *count = RUNNER_COUNT;
    return RUNNERS;
}

const Runner *runner_find(Str name)
{
    for (size_t i = 0; i < RUNNER_COUNT; i++)
        if (str_eq(str_from(RUNNERS[i].name), name))
            return &RUNNERS[i];
    return NULL;
}
