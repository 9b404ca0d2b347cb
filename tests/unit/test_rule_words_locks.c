// SPDX-License-Identifier: Apache-2.0
// What rules about locks and indexes say, and the steps that they give instead.
#include "rule_words.h"

static const WordsCase cases[] = {
    {
        .name = "second-table-locked shows the lock on the other table",
        .example = "CREATE TABLE teams (id bigint PRIMARY KEY);\n"
                   "CREATE TABLE likes (id bigint PRIMARY KEY, team_id bigint\n"
                   "    CONSTRAINT likes_team REFERENCES teams);\n"
                   "-- change\n"
                   "ALTER TABLE likes DROP CONSTRAINT likes_team;\n",
        .rule = "second-table-locked",
        .severity = SEV_NOTICE,
        .message = "DROP CONSTRAINT also keeps reads and writes of public.teams waiting",
        .lock = LOCK_ACCESS_EXCLUSIVE,
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
            "Leave it out of this change, and run it by hand when the deploy is done:\n"
            "  CREATE INDEX CONCURRENTLY by_team ON users (age) WHERE team_id > 1;\n"
            "and put in a migration of the next deploy,",
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
        .name = "unique-blocks-table takes the constraint out of ADD COLUMN",
        .example =
            START "-- change\n"
                  "ALTER TABLE users ADD code text CONSTRAINT c UNIQUE DEFAULT 'x', "
                  "ADD COLUMN note text;\n",
        .rule = "unique-blocks-table",
        .severity = SEV_ERROR,
        .fix = "Add the column without it:\n"
               "  ALTER TABLE users ADD code text DEFAULT 'x', ADD COLUMN note text;\n",
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
               "and make the key of it, which is quick, in the next migration:\n"
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
        .name = "copy-type-change tells why a longer VARCHAR is copied",
        .example = "-- engine mysql@8.4\n"
                   "CREATE TABLE t (id bigint PRIMARY KEY, v varchar(16)) DEFAULT "
                   "CHARSET=utf8mb4;\n"
                   "-- change\n"
                   "ALTER TABLE t MODIFY v varchar(64);\n",
        .rule = "copy-type-change",
        .severity = SEV_WARNING,
        .message = "changing v from varchar(16) to varchar(64): MySQL 8.4 copies all "
                   "rows of t, and writes to it wait until that is done, because a "
                   "VARCHAR of more than 255 bytes, which are 63 characters of utf8mb4, "
                   "keeps its length in two bytes instead of one",
    },
    {
        .name = "skipped-comment tells who runs it",
        .example = "-- engine mysql@8.4\n"
                   "-- change\n"
                   "CREATE TABLE t (id bigint PRIMARY KEY /*M!100616 , b int */);\n",
        .rule = "skipped-comment",
        .severity = SEV_NOTICE,
        .message = "MySQL 8.4 passes over this comment, which is code for MariaDB from "
                   "10.6.16 on: /*M!100616 , b int */",
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
};

int main(void)
{
    return run_words("rule words: locks", cases, sizeof cases / sizeof *cases);
}
