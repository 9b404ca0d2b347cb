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
        .fix = "\n  REVOKE ALL ON \"Old\".t FROM PUBLIC;\n",
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
        .fix = "\n  UPDATE users SET slug = name\n"
               "    WHERE id IN (SELECT id FROM users WHERE slug IS NULL LIMIT 5000);",
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
    {
        .name = "drop-cascade lists what goes along",
        .example = "CREATE TYPE mood AS ENUM ('sad');\n"
                   "CREATE TABLE people (id bigint PRIMARY KEY, mood mood, was mood);\n"
                   "-- change\n"
                   "DROP TYPE mood CASCADE;\n",
        .rule = "drop-cascade",
        .severity = SEV_ERROR,
        .message = "CASCADE drops column public.people.mood and column public.people.was "
                   "along with type public.mood",
        .fix = "\n  DROP TYPE mood;",
    },
    {
        .name = "lossy-type-change looks for the values in the way",
        .example = START "-- change\n"
                         "ALTER TABLE users ALTER COLUMN age TYPE smallint;\n",
        .rule = "lossy-type-change",
        .severity = SEV_ERROR,
        .message =
            "changing public.users.age from integer to smallint fails on the first "
            "value beyond 32767",
        .fix = "\n  SELECT count(*) FROM users WHERE age NOT BETWEEN -32768 AND 32767;\n",
    },
    {
        .name = "lossy-type-change of a type that nobody knows is a warning",
        .example = "ALTER TABLE legacy ALTER COLUMN n TYPE integer;\n",
        .rule = "lossy-type-change",
        .severity = SEV_WARNING,
        .message =
            "the history does not show which type public.legacy.n has: integer may "
            "not hold all of its values",
    },
    {
        .name = "lossy-type-change behind a clean-up is a warning",
        .example = START "-- change\n"
                         "UPDATE users SET age = 0 WHERE age > 200;\n"
                         "ALTER TABLE users ALTER COLUMN age TYPE smallint;\n",
        .rule = "lossy-type-change",
        .severity = SEV_WARNING,
        .message = NULL,
    },
    {
        .name = "enum-value-removal says where to look",
        .example = "CREATE TYPE role AS ENUM ('guest', 'user');\n"
                   "CREATE TABLE users (id bigint PRIMARY KEY, role role);\n"
                   "-- change\n"
                   "CREATE TYPE role_new AS ENUM ('user');\n"
                   "ALTER TABLE users ALTER COLUMN role TYPE role_new USING "
                   "role::text::role_new;\n",
        .rule = "enum-value-removal",
        .severity = SEV_ERROR,
        .message =
            "type public.role loses the label 'guest': any row of users that holds "
            "it makes the change fail",
        .fix = "\n  UPDATE users SET role = 'user' WHERE role IN ('guest');\n",
    },
    {
        .name = "not-null-on-existing takes the steps that lock nobody out",
        .example = START "-- change\n"
                         "ALTER TABLE users ALTER COLUMN age SET NOT NULL;\n",
        .rule = "not-null-on-existing",
        .severity = SEV_WARNING,
        .message = "public.users.age may hold NULL: SET NOT NULL fails on the first row "
                   "that does",
        .fix = "\n  UPDATE users SET age = 0 WHERE age IS NULL;\n"
               "let the database refuse new NULLs, which reads nothing yet:\n"
               "  ALTER TABLE users ADD CONSTRAINT users_age_not_null CHECK (age IS NOT "
               "NULL) NOT VALID;\n"
               "and in the next migration:\n"
               "  ALTER TABLE users VALIDATE CONSTRAINT users_age_not_null;\n"
               "  ALTER TABLE users ALTER COLUMN age SET NOT NULL;\n"
               "  ALTER TABLE users DROP CONSTRAINT users_age_not_null;",
    },
    {
        .name = "not-null-on-existing is sure of a new and empty column",
        .example = START "-- change\n"
                         "ALTER TABLE users ADD COLUMN zip text;\n"
                         "ALTER TABLE users ALTER COLUMN zip SET NOT NULL;\n",
        .rule = "not-null-on-existing",
        .severity = SEV_ERROR,
        .message =
            "public.users.zip is new and holds nothing but NULL: SET NOT NULL fails "
            "as soon as the table has a row",
    },
    {
        .name = "primary-key-blocks-table makes the column NOT NULL first",
        .example = "CREATE TABLE hits (id bigint);\n"
                   "-- change\n"
                   "ALTER TABLE hits ADD PRIMARY KEY (id);\n",
        .rule = "primary-key-blocks-table",
        .severity = SEV_ERROR,
        .message =
            "primary key hits_pkey builds its index on public.hits while its reads "
            "and writes wait",
        .fix = "\n  CREATE UNIQUE INDEX CONCURRENTLY hits_pkey ON hits (id);\n"
               "In the next migration, which is quick:\n"
               "  ALTER TABLE hits ADD CONSTRAINT hits_pkey PRIMARY KEY USING INDEX "
               "hits_pkey;",
    },
    {
        .name = "partition-locks-parent attaches instead",
        .example =
            "CREATE TABLE events (at date) PARTITION BY RANGE (at);\n"
            "-- change\n"
            "CREATE TABLE e30 PARTITION OF events FOR VALUES FROM ('2030-01-01') TO "
            "('2031-01-01');\n",
        .rule = "partition-locks-parent",
        .severity = SEV_WARNING,
        .message = "making partition e30 keeps reads and writes of public.events waiting "
                   "until the migration commits",
        .fix =
            "\n  ALTER TABLE events ATTACH PARTITION e30 FOR VALUES FROM ('2030-01-01') "
            "TO ('2031-01-01');",
    },
    {
        .name = "drop-and-add-column of names that have nothing in common is a warning",
        .example = START "-- change\n"
                         "ALTER TABLE users DROP COLUMN age;\n"
                         "ALTER TABLE users ADD COLUMN points int;\n",
        .rule = "drop-and-add-column",
        .severity = SEV_WARNING,
        .message =
            "if public.users.points is a new name for age, it starts empty and the "
            "old values are dropped",
        .fix = "\n  ALTER TABLE users RENAME COLUMN age TO points;\n",
    },
    {
        .name = "policy-or-rls-removed: a permissive policy that goes lets nobody in",
        .example = START "CREATE POLICY own ON users USING (true);\n"
                         "-- change\n"
                         "DROP POLICY own ON users;\n",
        .rule = "policy-or-rls-removed",
        .severity = SEV_WARNING,
        .message = "without policy \"own\" users may lose their access to public.users",
    },
    {
        .name = "redundant-index names the old one that can go",
        .example = START "CREATE INDEX by_age ON users (age);\n"
                         "-- change\n"
                         "CREATE INDEX CONCURRENTLY by_age_name ON users (age, name);\n",
        .rule = "redundant-index",
        .severity = SEV_NOTICE,
        .message = "index by_age of public.users is not needed beside by_age_name, which "
                   "begins with the same columns",
        .fix = "\n  DROP INDEX CONCURRENTLY public.by_age;",
    },
    {
        .name = "security-definer-search-path knows the function's arguments",
        .example = "CREATE FUNCTION app.f(a int, b varchar(9)) RETURNS int LANGUAGE sql "
                   "SECURITY DEFINER AS 'SELECT 1';\n",
        .rule = "security-definer-search-path",
        .severity = SEV_WARNING,
        .message = "app.f runs as its owner with the search_path of whoever calls it",
        .fix =
            "\n  ALTER FUNCTION app.f(integer, character varying(9)) SET search_path = "
            "app, pg_temp;",
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
