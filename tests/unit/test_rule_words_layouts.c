// SPDX-License-Identifier: Apache-2.0
// What rules say of a tool's own behaviour: the newest migration that databases have, and
// what becomes of a file that the tool does not take.
#include "rule_words.h"

#define ENTRIES                                                                          \
    "drizzle/meta/_journal.json\n"                                                       \
    "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"
#define FIRST "{\"idx\":0,\"version\":\"7\",\"when\":1760000000000,\"tag\":\"0060_a\"}"
#define SECOND "{\"idx\":1,\"version\":\"7\",\"when\":1760000200000,\"tag\":\"0061_b\"}"
#define LATE "{\"idx\":2,\"version\":\"7\",\"when\":1760000100000,\"tag\":\"0060_c\"}"

static const WordsCase cases[] = {
    {
        .name = "out-of-order names the migration that makes Drizzle skip",
        .example = "@ base " ENTRIES FIRST "," SECOND "]}\n"
                   "@ base drizzle/0060_a.sql\n"
                   "CREATE TABLE a (id bigint PRIMARY KEY);\n"
                   "@ base drizzle/0061_b.sql\n"
                   "CREATE TABLE b (id bigint PRIMARY KEY);\n"
                   "@ " ENTRIES FIRST "," LATE "," SECOND "]}\n"
                   "@ drizzle/0060_c.sql\n"
                   "CREATE TABLE c (id bigint PRIMARY KEY);\n",
        .rule = "out-of-order",
        .severity = SEV_ERROR,
        .message = "0060_c comes before 0061_b, which is merged. Drizzle skips it "
                   "silently on every database that already has 0061_b",
    },
    {
        .name = "out-of-order names what stops Flyway",
        .example = "@ base db/migration/V1__a.sql\n"
                   "CREATE TABLE a (id bigint PRIMARY KEY);\n"
                   "@ base db/migration/V3__b.sql\n"
                   "CREATE TABLE b (id bigint PRIMARY KEY);\n"
                   "@ base db/migration/R__v.sql\n"
                   "CREATE OR REPLACE VIEW v AS SELECT id FROM a;\n"
                   "@ db/migration/V2__c.sql\n"
                   "CREATE TABLE c (id bigint PRIMARY KEY);\n",
        .rule = "out-of-order",
        .severity = SEV_ERROR,
        .message = "V2__c comes before V3__b, which is merged. Flyway stops before it "
                   "runs anything, unless outOfOrder is set, on every database that "
                   "already has V3__b",
    },
    {
        .name = "out-of-order says that dbmate runs it late",
        .example = "@ base db/migrations/1_a.sql\n"
                   "-- migrate:up\n"
                   "CREATE TABLE a (id bigint PRIMARY KEY);\n"
                   "-- migrate:down\n"
                   "@ base db/migrations/3_b.sql\n"
                   "-- migrate:up\n"
                   "CREATE TABLE b (id bigint PRIMARY KEY);\n"
                   "-- migrate:down\n"
                   "@ db/migrations/2_c.sql\n"
                   "-- migrate:up\n"
                   "CREATE TABLE c (id bigint PRIMARY KEY);\n"
                   "-- migrate:down\n",
        .rule = "out-of-order",
        .severity = SEV_ERROR,
        .message = "2_c comes before 3_b, which is merged. dbmate applies it after 3_b "
                   "on every database that already has that one, but before it on a new "
                   "database",
    },
    {
        .name = "out-of-order counts what one insertion brings",
        .example = "@ base db/changelog/a.sql\n--liquibase formatted sql\n"
                   "--changeset ann:1\nCREATE TABLE a (id bigint PRIMARY KEY);\n"
                   "@ db/changelog/a.sql\n--liquibase formatted sql\n"
                   "--changeset ann:2\nCREATE TABLE b (id bigint PRIMARY KEY);\n"
                   "--changeset ann:3\nCREATE TABLE c (id bigint PRIMARY KEY);\n"
                   "--changeset ann:1\nCREATE TABLE a (id bigint PRIMARY KEY);\n",
        .rule = "out-of-order",
        .severity = SEV_ERROR,
        .message = "ann:2, with 1 more behind it, comes before ann:1, which is merged. "
                   "Liquibase applies it after the newer ones that a database already "
                   "has, but before them on a new database",
    },
    {
        .name = "out-of-order only notes what a file of changesets has at its end",
        .example = "@ base db/changelog/a.sql\n--liquibase formatted sql\n"
                   "--changeset ann:1\nCREATE TABLE a (id bigint PRIMARY KEY);\n"
                   "@ base db/changelog/b.sql\n--liquibase formatted sql\n"
                   "--changeset ann:1\nCREATE TABLE b (id bigint PRIMARY KEY);\n"
                   "@ db/changelog/a.sql\n--liquibase formatted sql\n"
                   "--changeset ann:1\nCREATE TABLE a (id bigint PRIMARY KEY);\n"
                   "--changeset ann:2\nCREATE TABLE c (id bigint PRIMARY KEY);\n",
        .rule = "out-of-order",
        .severity = SEV_NOTICE,
        .message =
            "ann:2 comes before ann:1, which is merged. Liquibase applies it after "
            "the newer ones that a database already has, but before them on a new "
            "database",
    },
    {
        .name = "renamed-migration says what Liquibase knows a changeset by",
        .example = "@ base db/changelog/a.sql\n--liquibase formatted sql\n"
                   "--changeset ann:1\nCREATE TABLE a (id bigint PRIMARY KEY);\n"
                   "@ db/changelog/a.sql\n--liquibase formatted sql\n"
                   "--changeset ann:2\nCREATE TABLE a (id bigint PRIMARY KEY);\n",
        .rule = "renamed-migration",
        .severity = SEV_ERROR,
        .message = "ann:1 is merged, and this change renames it to ann:2 and edits it. "
                   "Liquibase goes by author, id and file: it runs the changeset again "
                   "on every database "
                   "that has it",
    },
    {
        .name = "goose-annotation says what goose does with the file",
        .example = "@ migrations/1_a.sql\n-- +goose Up\n-- +goose Dwn\n",
        .rule = "goose-annotation",
        .severity = SEV_ERROR,
        .message = "goose refuses the file: no annotation is called \"Dwn\"",
    },
    {
        .name = "file-encoding tells what dbmate makes of a byte order mark",
        .example = "@ migrations/2_b.sql\n"
                   "-- migrate:up\n"
                   "CREATE TABLE b (id bigint PRIMARY KEY);\n"
                   "-- migrate:down\n"
                   "@ migrations/3_a.sql\n"
                   "\xEF\xBB\xBF-- migrate:up\n"
                   "CREATE TABLE a (id bigint PRIMARY KEY);\n"
                   "-- migrate:down\n",
        .rule = "file-encoding",
        .severity = SEV_WARNING,
        .message = "the file begins with a byte order mark: dbmate does not know the "
                   "first line for a mark, and refuses the file",
    },
    {
        .name = "repeatable-runs-once names the object",
        .example = "@ db/migration/R__a.sql\nCREATE VIEW a AS SELECT 1 AS one;\n",
        .rule = "repeatable-runs-once",
        .severity = SEV_ERROR,
        .message = "Flyway runs this file again whenever it changes, and then the CREATE "
                   "VIEW fails: public.a is there already",
    },
};

int main(void)
{
    return run_words("layouts", cases, sizeof cases / sizeof cases[0]);
}
