// SPDX-License-Identifier: Apache-2.0
// Who runs migrations, as data: what shares a transaction, how text is cut, and what
// becomes of files that come late or are edited. Each row was tried or read in the
// runner's source.
#include "source/layout.h"

// What Drizzle's migrators have in common, whatever driver is below them.
// clang-format off
#define DRIZZLE_EDITED                                                                   \
    .edited_file = "Drizzle never compares it with what was applied: databases that "    \
                   "have it keep the old version, new ones get the new one",             \
    .checksum = CHECKSUM_NONE,                                                           \
    .deleted_file = "Drizzle does not miss it: databases that have it keep what it "     \
                    "did, new ones never get it"
// It reads the newest applied row's created_at and runs what has a larger `when`. A hash
// is stored with each row but never read again.
#define DRIZZLE                                                                          \
    .title = "Drizzle", .breakpoints = true,                                             \
    .late_file = "Drizzle skips it silently on every database that already has "         \
                 "{newest}",                                                             \
    .ignores_names = true,                                                               \
    .renamed_file = "Drizzle goes by the `when` of its entry, and does not run it again", \
    .renumbered_file =                                                                   \
        "Drizzle goes by the `when` of its entry, and does not run it again",            \
    DRIZZLE_EDITED
// It runs every folder whose name the table does not have.
#define DRIZZLE_V1_RERUNS                                                                \
    "Drizzle goes by the names of folders: databases that have it run it again"
#define DRIZZLE_V1                                                                       \
    .title = "Drizzle", .breakpoints = true, .keeps_names = true,                        \
    .late_file = "Drizzle applies it after {newest} on every database that already "     \
                 "has that one, but before it on a new database",                        \
    .renamed_file = DRIZZLE_V1_RERUNS, .renumbered_file = DRIZZLE_V1_RERUNS,             \
    DRIZZLE_EDITED
// clang-format on

// SQLite. Each was measured, see tests/conformance/sqlite; those of Expo were not, whose
// SQLite is built with foreign keys off, as SQLite's own default is.
// clang-format off
#define DRIZZLE_SQLITE(base, COMMON)                                                     \
    /* Its client turns foreign keys off before BEGIN. */                                \
    { .name = base "-libsql", .dialect = "sqlite", .scope = TX_ALL_PENDING,              \
      .foreign_keys = FOREIGN_KEYS_SUSPENDED, COMMON },                                  \
    /* The migrator for Workers sends one batch, which is a transaction. */              \
    { .name = base "-d1", .dialect = "sqlite", .scope = TX_ALL_PENDING,                  \
      .no_begin = true, .foreign_keys = FOREIGN_KEYS_LOCKED, COMMON },                   \
    /* drizzle-kit sends a request for each piece, each a transaction of its own. */     \
    { .name = base "-d1-http", .dialect = "sqlite", .scope = TX_NONE,                    \
      .no_begin = true, .foreign_keys = FOREIGN_KEYS_LOCKED, COMMON },                   \
    { .name = base "-durable", .dialect = "sqlite", .scope = TX_ALL_PENDING,             \
      .no_begin = true, .foreign_keys = FOREIGN_KEYS_LOCKED, COMMON },                   \
    { .name = base "-bun", .dialect = "sqlite", .scope = TX_ALL_PENDING,                 \
      .foreign_keys = FOREIGN_KEYS_OFF, COMMON },                                        \
    { .name = base "-expo", .dialect = "sqlite", .scope = TX_ALL_PENDING,                \
      .foreign_keys = FOREIGN_KEYS_OFF, COMMON }
// clang-format on

#define WRANGLER_RERUNS                                                                  \
    "Wrangler goes by the names of files: databases that have it run it again"
#define PRISMA_RERUNS                                                                    \
    "Prisma goes by the names of folders: `prisma migrate deploy` runs it again on "     \
    "databases that have it"
#define PRISMA                                                                           \
    .title = "Prisma", .one_string = true, .keeps_names = true,                          \
    .late_file = "Prisma applies it after {newest} on every database that already "      \
                 "has that one, but before it on a new database",                        \
    .edited_file = "`prisma migrate deploy` goes on without a word, so databases "       \
                   "that have it keep the old version, and `prisma migrate dev` asks "   \
                   "to reset the database",                                              \
    .checksum = CHECKSUM_ANY_EOL,                                                        \
    .touched_file = "Its checksum is another all the same: `prisma migrate deploy` "     \
                    "goes on without a word, and `prisma migrate dev` asks to reset "    \
                    "the database",                                                      \
    .renamed_file = PRISMA_RERUNS, .renumbered_file = PRISMA_RERUNS,                     \
    .deleted_file = "`prisma migrate deploy` does not miss it: databases that have "     \
                    "it keep what it did, new ones never get it, and `prisma migrate "   \
                    "dev` asks to reset the database"
#define SUPABASE_MISSES                                                                  \
    "`supabase db push` refuses to go on on databases that have it: their version is "   \
    "not among the files"
#define FLYWAY_MISSES                                                                    \
    "Flyway refuses to go on on databases that have it: their version is not among the " \
    "files"
#define PG_MIGRATE_STOPS                                                                 \
    "node-pg-migrate compares names in their order: it refuses to go on on every "       \
    "database that has it"
#define SQITCH_STOPS                                                                     \
    "The name is part of the ids of the change and of all behind it: Sqitch stops with " \
    "\"Cannot find change\" on every database that has one of them"
#define LIQUIBASE_RERUNS                                                                 \
    "Liquibase goes by author, id and file: it runs the changeset again on every "       \
    "database that has it"

#define FLYWAY                                                                           \
    .title = "Flyway", .dashes = true, .scope = TX_FILE, .escape = ESCAPE_UNIFORM,       \
    .resets = true, .bom = BOM_TAKEN,                                                    \
    .late_file = "Flyway stops before it runs anything, unless outOfOrder is set, on "   \
                 "every database that already has {newest}",                             \
    .edited_file = "Flyway compares checksums: it refuses to go on on every database "   \
                   "that has the old version",                                           \
    .checksum = CHECKSUM_LINES,                                                          \
    .touched_file = "Its checksum is another all the same: Flyway refuses to go on "     \
                    "on every database that has the old version",                        \
    .renamed_file = "Flyway compares descriptions too: it refuses to go on on every "    \
                    "database that has it under the old one",                            \
    .renumbered_file = FLYWAY_MISSES, .deleted_file = FLYWAY_MISSES
#define GOLANG_MIGRATE                                                                   \
    .title = "golang-migrate", .one_string = true,                                       \
    .late_file = "golang-migrate never runs it on a database that already has "          \
                 "{newest}",                                                             \
    .edited_file = "golang-migrate keeps no checksum: databases that have it keep "      \
                   "the old version, new ones get the new one",                          \
    .checksum = CHECKSUM_NONE, .ignores_names = true,                                    \
    .renamed_file = "golang-migrate goes by the number alone, and does not run it "      \
                    "again",                                                             \
    .renumbered_file = "golang-migrate runs it again where its new number is the "       \
                       "higher one, and stops on a database that stands at the old "     \
                       "one",                                                            \
    .deleted_file = "golang-migrate stops on a database that stands at its number; "     \
                    "others keep what it did, and new ones never get it"

// None of them limits by itself how long a migration waits for a lock or works:
// Supabase's lock_timeout is for its own table, and is reset before each file; what
// others offer (golang-migrate's x-statement-timeout, a driver's options) is off unless
// it is asked for.
//
// On SQLite better-sqlite3, which "drizzle" stands for, holds to foreign keys; what goes
// through Go's drivers, through JDBC's or the program sqlite3 does not, unless somebody
// asks for it.
static const Runner RUNNERS[] = {
    { .name = "drizzle", .scope = TX_ALL_PENDING, DRIZZLE },
    { .name = "drizzle-pglite",
      .dialect = "postgres",
      .scope = TX_ALL_PENDING,
      .one_statement = true,
      DRIZZLE },
    // Each statement is a request of its own; rows are recorded behind the last one.
    { .name = "drizzle-neon-http",
      .dialect = "postgres",
      .scope = TX_NONE,
      .one_statement = true,
      DRIZZLE },
    { .name = "drizzle-v1", .scope = TX_ALL_PENDING, DRIZZLE_V1 },
    { .name = "drizzle-v1-pglite",
      .dialect = "postgres",
      .scope = TX_ALL_PENDING,
      .one_statement = true,
      DRIZZLE_V1 },
    { .name = "drizzle-v1-neon-http",
      .dialect = "postgres",
      .scope = TX_NONE,
      .one_statement = true,
      DRIZZLE_V1 },
    DRIZZLE_SQLITE("drizzle", DRIZZLE),
    DRIZZLE_SQLITE("drizzle-v1", DRIZZLE_V1),
    // On SQLite the script is run as it is, without a transaction; better-sqlite3, and
    // the SQLite inside of Prisma's own engine, are built with foreign keys on.
    { .name = "prisma", .scope = TX_FILE, .escape = ESCAPE_LONE, PRISMA },
    // Its adapter sends a request for each statement.
    { .name = "prisma-d1",
      .dialect = "sqlite",
      .scope = TX_NONE,
      .no_begin = true,
      .foreign_keys = FOREIGN_KEYS_LOCKED,
      PRISMA },
    {
        // `wrangler d1 migrations apply`: a request for each file, in a transaction that
        // D1 opens; it takes away one "BEGIN TRANSACTION;" and "COMMIT;".
        .name = "d1",
        .dialect = "sqlite",
        .title = "Wrangler",
        .scope = TX_FILE,
        .no_begin = true,
        .foreign_keys = FOREIGN_KEYS_LOCKED,
        .keeps_names = true,
        .late_file = "Wrangler applies it after {newest} on every database that already "
                     "has that one, but before it on a new database",
        .edited_file = "Wrangler keeps no checksum: databases that have it keep the old "
                       "version, new ones get the new one",
        .checksum = CHECKSUM_NONE,
        .renamed_file = WRANGLER_RERUNS,
        .renumbered_file = WRANGLER_RERUNS,
        .deleted_file = "Wrangler does not miss it: databases that have it keep what it "
                        "did, new ones never get it",
    },
    {
        // A pipeline, with the history's row in it; from 2.109 on what refuses
        // transactions runs apart from it. RESET ALL between files.
        .name = "supabase",
        .dialect = "postgres",
        .title = "Supabase",
        .scope = TX_FILE,
        .escape = ESCAPE_LONE,
        .resets = true,
        .late_file = "`supabase db push` refuses it, unless given --include-all, on "
                     "every database that already has {newest}",
        .edited_file = "Supabase keeps no checksum: databases that have it keep the old "
                       "version, new ones get the new one",
        .checksum = CHECKSUM_NONE,
        .ignores_names = true,
        .renamed_file = "Supabase goes by the version alone, and does not run it again",
        .renumbered_file = SUPABASE_MISSES,
        .deleted_file = SUPABASE_MISSES,
    },
    {
        // Its PostgreSQLParser tells by their first words what no transaction may hold;
        // ALTER TYPE … ADD VALUE is one before 12, where the server refuses it.
        .name = "flyway",
        .frees = "(?i)\\A(?:(?:CREATE|DROP)\\s+(?:DATABASE|TABLESPACE|SUBSCRIPTION)"
                 "|ALTER\\s+SYSTEM|VACUUM|DISCARD\\s+ALL|ALTER\\s+TYPE\\s.*?ADD\\s+VALUE"
                 "|(?:CREATE|DROP)(?:\\s+UNIQUE)?\\s+INDEX\\s+CONCURRENTLY"
                 "|REINDEX(?:\\s+VERBOSE)?\\s+(?:SCHEMA|DATABASE|SYSTEM))\\b",
        FLYWAY,
    },
    {
        // SQLiteParser knows one such statement.
        .name = "flyway",
        .dialect = "sqlite",
        .frees = "(?i)\\APRAGMA\\s+FOREIGN_KEYS\\b",
        .foreign_keys = FOREIGN_KEYS_OFF,
        FLYWAY,
    },
    { .name = "golang-migrate", .scope = TX_FILE, .escape = ESCAPE_LONE, GOLANG_MIGRATE },
    // Its driver for SQLite has a BEGIN of its own (x-no-tx-wrap is off).
    { .name = "golang-migrate",
      .dialect = "sqlite",
      .scope = TX_FILE,
      .foreign_keys = FOREIGN_KEYS_OFF,
      GOLANG_MIGRATE },
    // The same with x-no-tx-wrap=true in the database's URL.
    { .name = "golang-migrate-no-tx",
      .dialect = "sqlite",
      .scope = TX_NONE,
      .foreign_keys = FOREIGN_KEYS_OFF,
      GOLANG_MIGRATE },
    {
        .name = "goose",
        .title = "goose",
        .foreign_keys = FOREIGN_KEYS_OFF,
        .dashes = true,
        .scope = TX_FILE,
        .opt_out = "(?i)^--[^\\n]*\\+goose[ \\t]+no transaction[ \\t]*$",
        .marks = MARKS_GOOSE,
        .bom = BOM_IN_MARK,
        .late_file = "goose stops before it runs anything, unless given -allow-missing, "
                     "on every database that already has {newest}",
        .edited_file = "goose keeps no checksum: databases that have it keep the old "
                       "version, new ones get the new one",
        .checksum = CHECKSUM_NONE,
        .ignores_names = true,
        .renamed_file = "goose goes by the number alone, and does not run it again",
        .renumbered_file = "goose takes it for a new one: it runs it again on databases "
                           "that have it, or refuses it where they have newer ones",
        .deleted_file = "goose does not miss it: databases that have it keep what it "
                        "did, new ones never get it",
    },
    {
        .name = "dbmate",
        .title = "dbmate",
        .foreign_keys = FOREIGN_KEYS_OFF,
        .scope = TX_FILE,
        .one_string = true,
        .opt_out =
            "^--[ \\t]*migrate:up[ \\t](?:[^\\n]*[ \\t])?transaction:false(?:\\s|$)",
        .marks = MARKS_DBMATE,
        .bom = BOM_IN_MARK,
        .late_file = "dbmate applies it after {newest} on every database that already "
                     "has that one, but before it on a new database",
        .edited_file = "dbmate keeps no checksum: databases that have it keep the old "
                       "version, new ones get the new one",
        .checksum = CHECKSUM_NONE,
        .ignores_names = true,
        .renamed_file = "dbmate goes by the number alone, and does not run it again",
        .renumbered_file = "dbmate takes it for a new one, and runs it again on "
                           "databases that have it",
        .deleted_file = "dbmate does not miss it: databases that have it keep what it "
                        "did, new ones never get it",
    },
    {
        // singleTransaction is on unless somebody turns it off.
        .name = "node-pg-migrate",
        .dialect = "postgres",
        .title = "node-pg-migrate",
        .scope = TX_ALL_PENDING,
        .marks = MARKS_NODE_PG,
        .keeps_names = true,
        .late_file = "node-pg-migrate stops before it runs anything on every database "
                     "that already has {newest}",
        .edited_file = "node-pg-migrate keeps no checksum: databases that have it keep "
                       "the old version, new ones get the new one",
        .checksum = CHECKSUM_NONE,
        .renamed_file = PG_MIGRATE_STOPS,
        .renumbered_file = PG_MIGRATE_STOPS,
        .deleted_file = "node-pg-migrate refuses to go on on databases that have later "
                        "ones; others keep what it did, and new ones never get it",
    },
    {
        // --tx-mode file, unless a file says otherwise; statement by statement. A file
        // that was applied is never compared again, but for atlas.sum. What becomes of
        // renamed and deleted files was not tried: the sum names them first.
        .name = "atlas",
        .title = "Atlas",
        .foreign_keys = FOREIGN_KEYS_SUSPENDED, // and checked before COMMIT
        .dashes = true,
        .nolint = true,
        .scope = TX_FILE,
        .late_file = "Atlas refuses it, unless --exec-order says otherwise, on every "
                     "database that already has a newer one",
        .edited_file = "Atlas checks it against atlas.sum alone: databases that have it "
                       "keep the old version, new ones get the new one",
        .checksum = CHECKSUM_NONE, // that it fits its sum is atlas-sum-mismatch's matter
    },
    {
        // psql runs each script in a session of its own, without a transaction; which
        // statements share one is for the script to say. Before, it looks for the newest
        // change that the database has, by an id made of all lines up to its own. Files
        // have no say: what is renamed or gone is so in the plan, which has its own
        // rules.
        .name = "sqitch",
        .title = "Sqitch",
        .foreign_keys = FOREIGN_KEYS_OFF,
        .dashes = true,
        .bom = BOM_TAKEN, // by psql
        .scope = TX_NONE,
        .resets = true,
        .late_file = "It changes the ids of all changes behind it: Sqitch stops with "
                     "\"Cannot find change\" on every database that has one of them",
        .edited_file = "Sqitch compares scripts in `sqitch check` alone: databases that "
                       "have it keep the old version, new ones get the new one",
        .checksum = CHECKSUM_NONE,
        .renamed_file = SQITCH_STOPS,
        .renumbered_file = SQITCH_STOPS,
    },
    {
        // A transaction for each changeset, unless it says runInTransaction:false. One is
        // known by id, author and the path that includes it, and not by a file's name.
        .name = "liquibase",
        .title = "Liquibase",
        .foreign_keys = FOREIGN_KEYS_OFF,
        .dashes = true,
        .bom = BOM_TAKEN,
        .scope = TX_FILE,
        .by_subject = true,
        .late_file = "Liquibase applies it after the newer ones that a database already "
                     "has, but before them on a new database",
        .edited_file = "Liquibase compares checksums: unless a validCheckSum admits it, "
                       "every database that has the old version refuses the whole update",
        .checksum = CHECKSUM_BYTES, // of what Migration.checked leaves of them
        .renamed_file = LIQUIBASE_RERUNS,
        .renumbered_file = LIQUIBASE_RERUNS,
    },
    // Nobody knows who runs plain files. Claiming a transaction would raise findings that
    // rest on a guess, so each statement stands by itself, as psql runs them.
    {
        .name = "plain",
        .title = "The runner",
        .dashes = true,
        .scope = TX_NONE,
        .unknown = true,
        .bom = BOM_BY_TOOL,
        .late_file = "Most runners skip or refuse it on every database that already has "
                     "{newest}",
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

// The first row of a name is the usual one.
const Runner *runner_find(Str name)
{
    for (size_t i = 0; i < RUNNER_COUNT; i++)
        if (str_eq(str_from(RUNNERS[i].name), name))
            return &RUNNERS[i];
    return NULL;
}

const Runner *runner_in(const Runner *runner, Str dialect)
{
    for (size_t i = 0; i < RUNNER_COUNT; i++)
        if (str_eq(str_from(RUNNERS[i].name), str_from(runner->name)) &&
            str_eq(str_from(RUNNERS[i].dialect), dialect))
            return &RUNNERS[i];
    return runner;
}

// A runner, a driver, and the variant of the runner that works through it.
static const char *const THROUGH[][3] = {
    { "drizzle", "libsql", "drizzle-libsql" },
    { "drizzle", "turso", "drizzle-libsql" },
    { "drizzle", "d1", "drizzle-d1" },
    { "drizzle", "d1-http", "drizzle-d1-http" },
    { "drizzle", "durable-sqlite", "drizzle-durable" },
    { "drizzle", "bun", "drizzle-bun" },
    { "drizzle", "expo", "drizzle-expo" },
    { "drizzle-v1", "libsql", "drizzle-v1-libsql" },
    { "drizzle-v1", "turso", "drizzle-v1-libsql" },
    { "drizzle-v1", "d1", "drizzle-v1-d1" },
    { "drizzle-v1", "d1-http", "drizzle-v1-d1-http" },
    { "drizzle-v1", "durable-sqlite", "drizzle-v1-durable" },
    { "drizzle-v1", "bun", "drizzle-v1-bun" },
    { "drizzle-v1", "expo", "drizzle-v1-expo" },
    { "prisma", "d1", "prisma-d1" },
    { "plain", "d1", "d1" },
};

const Runner *runner_through(const Runner *runner, Str driver)
{
    for (size_t i = 0; i < sizeof THROUGH / sizeof *THROUGH; i++)
        if (str_eq(str_from(THROUGH[i][0]), str_from(runner->name)) &&
            str_eq(str_from(THROUGH[i][1]), driver))
            return runner_find(str_from(THROUGH[i][2]));
    return runner;
}
