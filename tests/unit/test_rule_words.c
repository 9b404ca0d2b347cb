// SPDX-License-Identifier: Apache-2.0
// What rules say, where it depends on more than the statement: the severity, the message,
// and the fix with its names. That they fire at all is proved by fixtures.
#include "example.h"

#include "check.h"

typedef struct Case {
    const char *name;
    const char *example;
    const char *rule;
    Severity severity;
    const char *message; // all of it
    const char *fix;     // a part of it; NULL: any
    const char *no_fix;  // what it must not say; NULL: nothing
    LockMode lock;       // LOCK_NONE: any
} Case;

#define START "CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL, age int);\n"
#define JOURNAL                                                                          \
    "@ "                                                                                 \
    "drizzle/meta/"                                                                      \
    "_journal.json\n{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"

static const Case cases[] = {
    {
        .name = "drop-column names what goes with it and what is in the way",
        .example = START "CREATE INDEX by_name ON users (lower(name));\n"
                         "CREATE INDEX old_ones ON users (id) WHERE age > 90;\n"
                         "CREATE VIEW names AS SELECT name FROM users;\n"
                         "CREATE VIEW ids AS SELECT id FROM users;\n"
                         "-- change\n"
                         "ALTER TABLE users DROP COLUMN name;\n",
        .rule = "drop-column",
        .severity = SEV_ERROR,
        .message =
            "DROP COLUMN loses the data of public.users.name; it takes with it index "
            "by_name; without CASCADE it is refused because of view public.names",
        .fix = "\n  ALTER TABLE users ALTER COLUMN name DROP NOT NULL;\n",
    },
    {
        .name = "drop-column asks for no DROP NOT NULL where a row needs no value",
        .example = "CREATE TABLE users (id int, nr int GENERATED ALWAYS AS IDENTITY);\n"
                   "-- change\n"
                   "ALTER TABLE users DROP COLUMN nr;\n",
        .rule = "drop-column",
        .severity = SEV_ERROR,
        .message = "DROP COLUMN loses the data of public.users.nr; it takes with it "
                   "sequence users_nr_seq",
        .fix = "Release code that neither reads nor writes the column",
        .no_fix = "DROP NOT NULL",
    },
    {
        .name = "drop-column knows the view of a column that was renamed",
        .example = START "CREATE VIEW names AS SELECT name FROM users;\n"
                         "CREATE VIEW ages AS SELECT age FROM users;\n"
                         "ALTER TABLE users RENAME COLUMN name TO full_name;\n"
                         "-- change\n"
                         "ALTER TABLE users DROP COLUMN full_name;\n",
        .rule = "drop-column",
        .severity = SEV_ERROR,
        .message = "DROP COLUMN loses the data of public.users.full_name; without "
                   "CASCADE it is refused because of view public.names",
    },
    {
        .name = "drop-index-not-concurrent keeps IF EXISTS",
        .example = START "CREATE INDEX by_name ON users (name);\n"
                         "-- change\n"
                         "DROP INDEX IF EXISTS by_name;\n",
        .rule = "drop-index-not-concurrent",
        .severity = SEV_WARNING,
        .message = "dropping index public.by_name blocks every read of and write to "
                   "public.users",
        .fix = "\n  DROP INDEX CONCURRENTLY IF EXISTS by_name;",
    },
    {
        .name = "index-not-concurrent keeps operator classes, storage and tablespace",
        .example =
            START "-- change\n"
                  "CREATE INDEX i ON users USING gin (name x.gin_trgm_ops (len = 8), "
                  "(age + 1) \"Ops\") WITH (fastupdate = off) TABLESPACE ssd WHERE "
                  "age > 1;\n",
        .rule = "index-not-concurrent",
        .severity = SEV_ERROR,
        .message = "building index i blocks every write to public.users until it is done",
        .fix =
            "\n  CREATE INDEX CONCURRENTLY i ON users USING gin (name x.gin_trgm_ops(len "
            "= 8), (age + 1) \"Ops\") WITH (fastupdate = off) TABLESPACE ssd WHERE age > "
            "1;",
    },
    {
        .name = "drop-column is a warning after a merged DROP NOT NULL",
        .example = START "-- file\n"
                         "ALTER TABLE users ALTER name DROP NOT NULL;\n"
                         "-- change\n"
                         "ALTER TABLE users DROP name;\n",
        .rule = "drop-column",
        .severity = SEV_WARNING,
        .message =
            "DROP COLUMN loses the data of public.users.name; it can be NULL since "
            "0002_step, so writers may do without it",
    },
    {
        .name = "drop-column is an error after DROP NOT NULL in the same change",
        .example = START "-- change\n"
                         "ALTER TABLE users ALTER name DROP NOT NULL;\n"
                         "-- file\n"
                         "ALTER TABLE users DROP name;\n",
        .rule = "drop-column",
        .severity = SEV_ERROR,
        .message = "DROP COLUMN loses the data of public.users.name",
    },
    {
        .name = "drop-column of a column that was always nullable is an error",
        .example = START "-- change\n"
                         "ALTER TABLE users DROP age;\n",
        .rule = "drop-column",
        .severity = SEV_ERROR,
        .message = "DROP COLUMN loses the data of public.users.age",
    },
    {
        .name = "duplicate-prefix is a notice where the runner keeps full names",
        .example = "@ nobase\n"
                   "@ prisma/migrations/migration_lock.toml\n"
                   "provider = \"postgresql\"\n"
                   "@ prisma/migrations/20260101000000_teams/migration.sql\n"
                   "CREATE TABLE teams (id bigint PRIMARY KEY);\n"
                   "@ prisma/migrations/20260101000000_users/migration.sql\n"
                   "CREATE TABLE users (id bigint PRIMARY KEY);\n",
        .rule = "duplicate-prefix",
        .severity = SEV_NOTICE,
        .message = "number 20260101000000 belongs to "
                   "prisma/migrations/20260101000000_teams/migration.sql already",
    },
    {
        .name = "drop-table of a table that nobody knows",
        .example = "DROP TABLE \"Old\".t;\n",
        .rule = "drop-table",
        .severity = SEV_ERROR,
        .message = "DROP TABLE loses all rows of Old.t; the history does not show this "
                   "table, so "
                   "it is presumed to be in use",
        .fix = "\n  REVOKE ALL ON \"Old\".t FROM …;\n",
    },
    {
        .name = "drop-table with a foreign key from elsewhere",
        .example = START "CREATE TABLE orders (id bigint PRIMARY KEY REFERENCES users);\n"
                         "-- change\n"
                         "DROP TABLE users CASCADE;\n",
        .rule = "drop-table",
        .severity = SEV_ERROR,
        .message = "DROP TABLE loses all rows of public.users; CASCADE drops foreign key "
                   "orders_id_fkey of public.orders",
    },
    {
        .name = "truncate goes on through foreign keys",
        .example = START "CREATE TABLE a (id bigint PRIMARY KEY REFERENCES users);\n"
                         "CREATE TABLE b (id bigint PRIMARY KEY REFERENCES a);\n"
                         "-- change\n"
                         "TRUNCATE users CASCADE;\n",
        .rule = "truncate",
        .severity = SEV_ERROR,
        .message =
            "TRUNCATE loses all rows of public.users; CASCADE also empties public.a and "
            "public.b",
    },
    {
        .name = "update-without-where",
        .example = START "-- change\n"
                         "UPDATE users SET age = 0, name = '' WHERE 1 = 1;\n",
        .rule = "update-without-where",
        .severity = SEV_WARNING,
        .message =
            "UPDATE with a WHERE that is always true overwrites age and name in all rows "
            "of public.users",
    },
    {
        .name = "update-without-where of a new column is a notice",
        .example = START "-- change\n"
                         "ALTER TABLE users ADD COLUMN slug text;\n"
                         "UPDATE users SET slug = name;\n",
        .rule = "update-without-where",
        .severity = SEV_NOTICE,
        .message =
            "unbatched backfill: one UPDATE fills slug in all rows of public.users",
        .fix = "\n  UPDATE users SET slug = … WHERE id IN (SELECT id FROM users WHERE "
               "slug IS "
               "NULL LIMIT 5000);",
    },
    {
        .name = "index-not-concurrent with Drizzle",
        .example = "@ drizzle/0000_a.sql\n" START
                   "CREATE INDEX ON orders (\"userId\");\n" JOURNAL
                   "{\"idx\":0,\"when\":1,\"tag\":\"0000_a\"}]}\n",
        .rule = "index-not-concurrent",
        .severity = SEV_ERROR,
        .message = "building index orders_userId_idx blocks every write to public.orders "
                   "until it "
                   "is done; the history does not show this table, so it is presumed to "
                   "be in use",
        .fix =
            "\n  -- tidegate: allow index-not-concurrent (built by hand before)\n"
            "  CREATE INDEX IF NOT EXISTS \"orders_userId_idx\" ON orders (\"userId\");",
    },
    {
        .name = "index-not-concurrent of a column that is not there before the deploy",
        .example = "@ base drizzle/0000_a.sql\n" START "@ drizzle/0001_b.sql\n"
                   "ALTER TABLE users ADD COLUMN team_id int;\n"
                   "CREATE INDEX by_team ON users (age) WHERE team_id > 1;\n"
                   "@ base drizzle/meta/_journal.json\n"
                   "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":["
                   "{\"idx\":0,\"when\":1,\"tag\":\"0000_a\"}]}\n" JOURNAL
                   "{\"idx\":0,\"when\":1,\"tag\":\"0000_a\"},"
                   "{\"idx\":1,\"when\":2,\"tag\":\"0001_b\"}]}\n",
        .rule = "index-not-concurrent",
        .severity = SEV_ERROR,
        .message =
            "building index by_team blocks every write to public.users until it is done",
        .fix =
            "Leave it out of this change, which brings the column, and run this by hand "
            "after the deploy:\n  CREATE INDEX CONCURRENTLY by_team ON users (age) WHERE "
            "team_id > 1;\nand put in the next migration,",
    },
    {
        .name = "foreign-key-not-valid keeps all that is said of the key",
        .example = START
        "CREATE TABLE pairs (a int, b int, PRIMARY KEY (a, b));\n"
        "CREATE INDEX by_pair ON users (age, id);\n"
        "-- change\n"
        "ALTER TABLE users ADD FOREIGN KEY (age, id) REFERENCES pairs MATCH FULL "
        "ON DELETE SET NULL (age) DEFERRABLE;\n",
        .rule = "foreign-key-not-valid",
        .severity = SEV_ERROR,
        .message =
            "foreign key users_age_id_fkey is checked against every row of public.users "
            "while writes to public.users and public.pairs wait",
        .fix =
            "\n  ALTER TABLE users ADD CONSTRAINT users_age_id_fkey FOREIGN KEY (age, "
            "id) "
            "REFERENCES pairs MATCH FULL ON DELETE SET NULL (age) DEFERRABLE NOT VALID;",
    },
    {
        .name = "foreign-key-not-valid beside an action that locks out reads",
        .example =
            START "CREATE TABLE t (id bigint PRIMARY KEY, age int);\n"
                  "CREATE INDEX t_age_idx ON t (age);\n"
                  "-- change\n"
                  "ALTER TABLE t ADD COLUMN n int, ADD FOREIGN KEY (age) REFERENCES "
                  "users (id);\n",
        .rule = "foreign-key-not-valid",
        .severity = SEV_ERROR,
        .message =
            "foreign key t_age_fkey is checked against every row of public.t while "
            "reads and writes of public.t and writes to public.users wait",
        .lock = LOCK_ACCESS_EXCLUSIVE,
    },
    {
        .name = "check-not-valid has the name that PostgreSQL makes up, and NO INHERIT",
        .example = START "ALTER TABLE users ADD CHECK (age > 0);\n"
                         "-- change\n"
                         "ALTER TABLE users ADD CHECK (age < 200) NO INHERIT;\n",
        .rule = "check-not-valid",
        .severity = SEV_ERROR,
        .message = "check constraint users_age_check1 is tested on every row of "
                   "public.users while its reads and writes wait",
        .fix =
            "\n  ALTER TABLE users ADD CONSTRAINT users_age_check1 CHECK (age < 200) NO "
            "INHERIT NOT VALID;",
    },
    {
        .name = "unique-blocks-table keeps DEFERRABLE, and takes a name that is free",
        .example = START "CREATE INDEX users_age_key ON users (age);\n"
                         "-- change\n"
                         "ALTER TABLE users ADD UNIQUE (age) DEFERRABLE INITIALLY "
                         "DEFERRED;\n",
        .rule = "unique-blocks-table",
        .severity = SEV_ERROR,
        .message = "unique constraint users_age_key1 builds its index on public.users "
                   "while its reads and writes wait",
        .fix = "\n  ALTER TABLE users ADD CONSTRAINT users_age_key1 UNIQUE USING INDEX "
               "users_age_key1 DEFERRABLE INITIALLY DEFERRED;",
    },
    {
        .name = "drop-table of a table that the history has dropped",
        .example = START "DROP TABLE users;\n"
                         "-- change\n"
                         "DROP TABLE users;\n",
        .rule = "drop-table",
        .severity = SEV_ERROR,
        .message =
            "DROP TABLE loses all rows of public.users; the history has dropped or "
            "renamed it before, so what has the name now is presumed to be in use",
    },
    {
        .name = "foreign-key-not-valid of a new column",
        .example =
            START "CREATE TABLE orders (id bigint PRIMARY KEY);\n"
                  "-- change\n"
                  "ALTER TABLE orders ADD COLUMN user_id bigint;\n"
                  "ALTER TABLE orders ADD CONSTRAINT k FOREIGN KEY (user_id) REFERENCES "
                  "users (id) ON DELETE SET NULL;\n",
        .rule = "foreign-key-not-valid",
        .severity = SEV_ERROR,
        .message =
            "foreign key k is checked against every row of public.orders while writes to "
            "public.orders and public.users wait",
        .fix = "\n  ALTER TABLE orders ADD COLUMN user_id bigint CONSTRAINT k REFERENCES "
               "users "
               "(id) ON DELETE SET NULL;",
    },
    {
        .name = "check-not-valid of a constraint without a name",
        .example = START "-- change\n"
                         "ALTER TABLE users ADD COLUMN n int CHECK (n > 0);\n",
        .rule = "check-not-valid",
        .severity = SEV_ERROR,
        .message = "check constraint users_n_check is tested on every row of "
                   "public.users while its "
                   "reads and writes wait",
        .fix = "\n  ALTER TABLE users ADD CONSTRAINT users_n_check CHECK (n > 0) NOT "
               "VALID;\n"
               "and in the next migration:\n"
               "  ALTER TABLE users VALIDATE CONSTRAINT users_n_check;",
    },
    {
        .name = "unique-blocks-table with an index that cannot serve",
        .example = START "CREATE INDEX i ON users (name);\n"
                         "-- change\n"
                         "ALTER TABLE users ADD CONSTRAINT u UNIQUE USING INDEX i;\n",
        .rule = "unique-blocks-table",
        .severity = SEV_ERROR,
        .message =
            "PostgreSQL refuses to make unique constraint u of index i: it is not unique",
    },
    {
        .name = "edited-migration, of white space and comments alone",
        .example = "@ base migrations/0001_a.sql\n"
                   "CREATE TABLE t (a text DEFAULT 'x  y');\n"
                   "@ migrations/0001_a.sql\n"
                   "CREATE TABLE t( -- a table\n  a text /* and */ DEFAULT 'x  y'\n);\n",
        .rule = "edited-migration",
        .severity = SEV_ERROR,
        .message =
            "0001_a is merged, and this change edits it (only comments and white space). "
            "Databases that have it keep the old version, new ones get the new one",
    },
    {
        .name = "edited-migration, of the blanks in a text",
        .example = "@ base migrations/0001_a.sql\n"
                   "CREATE TABLE t (a text DEFAULT 'x  y');\n"
                   "@ migrations/0001_a.sql\n"
                   "CREATE TABLE t (a text DEFAULT 'x y');\n",
        .rule = "edited-migration",
        .severity = SEV_ERROR,
        .message = "0001_a is merged, and this change edits it. Databases that have it "
                   "keep the old "
                   "version, new ones get the new one",
    },
    {
        .name = "deleted-migration that goes on under another name",
        .example = "@ base migrations/0001_a.sql\n" START "@ gone migrations/0001_a.sql\n"
                   "@ migrations/0001_b.sql\n" START,
        .rule = "deleted-migration",
        .severity = SEV_ERROR,
        .message = "0001_a is merged, and this change renames it to "
                   "migrations/0001_b.sql, which "
                   "databases that have it take for a migration they have not run",
    },
    {
        .name = "journal-gap of several numbers",
        .example = "@ drizzle/0003_a.sql\n" START JOURNAL
                   "{\"idx\":3,\"when\":1,\"tag\":\"0003_a\"}]}\n",
        .rule = "journal-gap",
        .severity = SEV_ERROR,
        .message = "idx 0 to 2 are missing before 0003_a",
    },
    {
        .name = "journal-when-not-increasing tells dates",
        .example = "@ drizzle/0_a.sql\n" START "@ drizzle/1_b.sql\nSELECT 1;\n" JOURNAL
                   "{\"idx\":0,\"when\":1709208000001,\"tag\":\"0_a\"},"
                   "{\"idx\":1,\"when\":951868799999,\"tag\":\"1_b\"}]}\n",
        .rule = "journal-when-not-increasing",
        .severity = SEV_ERROR,
        .message = "`when` of 1_b (2000-02-29 23:59:59.999 UTC) is older than that of "
                   "0_a before it "
                   "(2024-02-29 12:00:00.001 UTC): Drizzle skips it silently on every "
                   "database that "
                   "has 0_a",
    },
    {
        .name = "journal-when-not-increasing knows seconds",
        .example = "@ drizzle/0_a.sql\n" START "@ drizzle/1_b.sql\nSELECT 1;\n" JOURNAL
                   "{\"idx\":0,\"when\":1e300,\"tag\":\"0_a\"},"
                   "{\"idx\":1,\"when\":1709208000,\"tag\":\"1_b\"}]}\n",
        .rule = "journal-when-not-increasing",
        .severity = SEV_ERROR,
        .message = NULL,
        .fix = "this is a number of seconds: 1709208000000",
    },
};

// The finding of the case's rule; the test fails unless there is exactly one.
static const Finding *only_finding(const Case *row, const FindingVec *findings)
{
    const Finding *found = NULL;
    for (size_t i = 0; i < findings->len; i++) {
        const Finding *finding = &findings->at[i];
        if (!str_eq(str_from(finding->rule->id), str_from(row->rule)))
            continue;
        assert_null(found);
        found = finding;
    }
    assert_non_null(found);
    return found;
}

static void says_so(void **state)
{
    const Case *row = *state;
    Arena *arena = arena_new();
    Example example;
    FindingVec findings = { 0 };
    Str why;
    assert_true(example_read(arena, str_from(row->example), &example, &why));
    assert_true(example_run(arena, &example, &findings, &why));
    const Finding *finding = only_finding(row, &findings);
    assert_int_equal(finding->severity, row->severity);
    if (row->message)
        assert_str_at(finding->message, str_from(row->message), __FILE__, __LINE__);
    if (row->fix && !str_contains(finding->fix, str_from(row->fix))) {
        print_error("no \"%s\" in \"" STR_FMT "\"\n", row->fix, STR_ARG(finding->fix));
        fail();
    }
    if (row->lock)
        assert_int_equal(finding->lock.mode, row->lock);
    if (row->no_fix)
        assert_false(str_contains(finding->fix, str_from(row->no_fix)));
    arena_free(arena);
}

int main(void)
{
    enum { COUNT = sizeof cases / sizeof *cases };
    struct CMUnitTest tests[COUNT];
    Case rows[COUNT]; // cmocka's state is not const
    for (size_t i = 0; i < COUNT; i++) {
        rows[i] = cases[i];
        tests[i] = (struct CMUnitTest){ .name = cases[i].name,
                                        .test_func = says_so,
                                        .initial_state = &rows[i] };
    }
    return cmocka_run_group_tests_name("rule words", tests, NULL, NULL);
}
