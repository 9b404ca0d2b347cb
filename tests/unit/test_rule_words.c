// SPDX-License-Identifier: Apache-2.0
// What rules say, where it depends on more than the statement: the severity, the message,
// and the fix with its names. That they fire at all is proved by fixtures.
#include "rule_words.h"

static const WordsCase cases[] = {
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
        .name = "drop-column keeps the statement's other actions",
        .example = START "-- change\n"
                         "ALTER TABLE users DROP COLUMN age , ADD COLUMN ages int[];\n",
        .rule = "drop-column",
        .severity = SEV_ERROR,
        .message = "DROP COLUMN loses the data of public.users.age",
        .fix = "Keep the rest of the statement:\n"
               "  ALTER TABLE users ADD COLUMN ages int[];\n",
        .no_fix = "DROP NOT NULL",
    },
    {
        .name = "drop-cascade inside of a block speaks of that statement alone",
        .example = "CREATE TYPE mood AS ENUM ('sad');\n"
                   "CREATE TABLE people (id int PRIMARY KEY, mood mood);\n"
                   "-- change\n"
                   "DO $$ BEGIN\n    DROP TYPE mood CASCADE;\nEND $$;\n",
        .rule = "drop-cascade",
        .severity = SEV_ERROR,
        .fix = ":\n  DROP TYPE mood;",
        .no_fix = "BEGIN",
    },
    {
        .name = "drop-table keeps the statement's other tables",
        .example = START "-- change\n"
                         "CREATE TABLE scratch (id int PRIMARY KEY);\n"
                         "DROP TABLE scratch, users;\n",
        .rule = "drop-table",
        .severity = SEV_ERROR,
        .message = "DROP TABLE loses all rows of public.users",
        .fix = "Keep the rest of the statement:\n  DROP TABLE scratch;\n",
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
        .name = "edited-migration, of white space and comments alone",
        .example = "@ base migrations/0001_a.sql\n"
                   "CREATE TABLE t (a text DEFAULT 'x  y');\n"
                   "@ migrations/0001_a.sql\n"
                   "CREATE TABLE t( -- a table\n  a text /* and */ DEFAULT 'x  y'\n);\n",
        .rule = "edited-migration",
        .severity = SEV_WARNING,
        .message =
            "0001_a is merged, and this change edits it (only comments and white space). "
            "Runners that keep checksums take it for another migration, and refuse to go "
            "on",
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
        .name = "edited-migration, of line ends in quotes",
        .example = "@ runner goose\n"
                   "@ base migrations/0001_a.sql\n"
                   "CREATE TABLE t (a text DEFAULT 'x\ny');\n"
                   "@ migrations/0001_a.sql\n"
                   "CREATE TABLE t (a text DEFAULT 'x\r\ny');\r\n",
        .rule = "edited-migration",
        .severity = SEV_NOTICE,
        .message = "0001_a is merged, and this change changes its line ends, those in "
                   "quotes too. goose does not notice, and deploys the same as before",
    },
    {
        .name = "edited-migration, of an instruction to the runner",
        .example = "@ runner goose\n"
                   "@ base migrations/0001_a.sql\n-- +goose Up\n" START
                   "@ migrations/0001_a.sql\n-- +goose NO TRANSACTION\n"
                   "-- +goose Up\n" START,
        .rule = "edited-migration",
        .severity = SEV_ERROR,
        .message =
            "0001_a is merged, and this change edits it. goose keeps no checksum: "
            "databases that have it keep the old version, new ones get the new one",
    },
    {
        .name = "renamed-migration of a runner that nobody knows",
        .example = "@ base migrations/0001_a.sql\n" START "@ gone migrations/0001_a.sql\n"
                   "@ migrations/0001_b.sql\n" START,
        .rule = "renamed-migration",
        .severity = SEV_ERROR,
        .message = "0001_a is merged, and this change renames it to 0001_b. Runners that "
                   "go by names run it again on databases that have it, and others miss "
                   "the old one",
    },
    {
        .name = "renamed-migration that its number makes known",
        .example = "@ runner golang-migrate\n"
                   "@ base migrations/0001_a.sql\n" START "@ gone migrations/0001_a.sql\n"
                   "@ migrations/0001_b.sql\n" START,
        .rule = "renamed-migration",
        .severity = SEV_NOTICE,
        .message =
            "0001_a is merged, and this change renames it to 0001_b. golang-migrate "
            "goes by the number alone, and does not run it again",
    },
    {
        .name = "renamed-migration by its tag in the journal",
        .example =
            "@ base drizzle/0000_a.sql\n" START "@ base drizzle/meta/_journal.json\n"
            "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":["
            "{\"idx\":0,\"when\":1709208000001,\"tag\":\"0000_a\"}]}\n"
            "@ gone drizzle/0000_a.sql\n"
            "@ drizzle/0000_b.sql\n" START JOURNAL
            "{\"idx\":0,\"when\":1709208000001,\"tag\":\"0000_b\"}]}\n",
        .rule = "renamed-migration",
        .severity = SEV_NOTICE,
        .message = "0000_a is merged, and this change renames it to 0000_b. Drizzle goes "
                   "by the `when` of its entry, and does not run it again",
    },
    {
        .name = "branch-collision with several branches",
        .example =
            "@ base migrations/0001_a.sql\n" START "@ migrations/0002_b.sql\nSELECT 1;\n"
            "@ branch origin/x migrations/0002_x.sql\nSELECT 2;\n"
            "@ branch origin/y migrations/0002_y.sql\nSELECT 3;\n",
        .rule = "branch-collision",
        .severity = SEV_WARNING,
        .message = "origin/x (0002_x) and origin/y (0002_y) add number 0002 too: whoever "
                   "merges second has to take another number",
    },
    {
        .name = "branch-collision with the target branch",
        .example =
            "@ base migrations/0001_a.sql\n" START "@ migrations/0002_b.sql\nSELECT 1;\n"
            "@ branch target migrations/0002_x.sql\nSELECT 2;\n",
        .rule = "branch-collision",
        .severity = SEV_WARNING,
        .message = "target has number 0002 already (0002_x): merge it, and take another "
                   "number",
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
        .message =
            "`when` of 1_b (2000-02-29 23:59:59.999 UTC) is older than that of "
            "0_a before it "
            "(2024-02-29 12:00:00.001 UTC): Drizzle 0.45 skips it silently on every "
            "database that "
            "has 0_a",
    },
    {
        .name = "journal-when-implausible knows seconds",
        .example = "@ drizzle/0_a.sql\n" START "@ drizzle/1_b.sql\nSELECT 1;\n" JOURNAL
                   "{\"idx\":0,\"when\":1709207000001,\"tag\":\"0_a\"},"
                   "{\"idx\":1,\"when\":1709208000,\"tag\":\"1_b\"}]}\n",
        .rule = "journal-when-implausible",
        .severity = SEV_ERROR,
        .message =
            "`when` of 1_b counts seconds, where Drizzle counts milliseconds: it is "
            "taken for 1970-01-20 18:46:48.000 UTC, and skipped on every database "
            "that has the migration before it",
        .fix = "Write the time in milliseconds: 1709208000000, if it is later than those "
               "before it",
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
        .name =
            "lossy-type-change does not foretell what an expression makes of the values",
        .example = "CREATE TABLE tasks (id int PRIMARY KEY, status text);\n"
                   "-- change\n"
                   "ALTER TABLE tasks ALTER COLUMN status TYPE integer\n"
                   "  USING CASE WHEN status = 'active' THEN 1 ELSE 0 END;\n",
        .rule = "lossy-type-change",
        .severity = SEV_WARNING,
        .message = "changing public.tasks.status from text to integer keeps no more of "
                   "the values than USING makes of them",
    },
    {
        .name = "lossy-type-change of what USING only casts fails as it would without",
        .example = "CREATE TABLE tasks (id int PRIMARY KEY, status text);\n"
                   "-- change\n"
                   "ALTER TABLE tasks ALTER COLUMN status TYPE integer\n"
                   "  USING status::integer;\n",
        .rule = "lossy-type-change",
        .severity = SEV_ERROR,
        .message = "changing public.tasks.status from text to integer fails on the first "
                   "value that is no number",
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
        .name = "security-definer-search-path knows the function's arguments",
        .example = "CREATE FUNCTION app.f(a int, b varchar(9)) RETURNS int LANGUAGE sql "
                   "SECURITY DEFINER AS 'SELECT 1';\n",
        .rule = "security-definer-search-path",
        .severity = SEV_WARNING,
        .message = "app.f runs as its owner with the search_path of whoever calls it",
        .fix = "\n  ALTER FUNCTION app.f(integer, character varying) SET search_path = "
               "app, pg_temp;",
    },
};

int main(void)
{
    return run_words("rule words", cases, sizeof cases / sizeof *cases);
}
