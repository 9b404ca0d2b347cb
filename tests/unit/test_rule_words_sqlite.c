// SPDX-License-Identifier: Apache-2.0
// What rules of SQLite say: who is named, and who is not.
#include "rule_words.h"

static const WordsCase cases[] = {
    {
        .name = "rebuild-fk-fail names the keys that refuse, and others for what they do",
        .example = "-- engine sqlite\n"
                   "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);\n"
                   "CREATE TABLE a_restrict (id INTEGER PRIMARY KEY, user_id INTEGER "
                   "REFERENCES users (id) ON DELETE RESTRICT);\n"
                   "CREATE TABLE b_leads (id INTEGER PRIMARY KEY, user_id INTEGER "
                   "REFERENCES users (id) ON DELETE CASCADE);\n"
                   "CREATE TABLE held (id INTEGER PRIMARY KEY, leads_id INTEGER "
                   "REFERENCES b_leads (id));\n"
                   "CREATE TABLE c_null (id INTEGER PRIMARY KEY, user_id INTEGER "
                   "REFERENCES users (id) ON DELETE SET NULL);\n"
                   "CREATE TABLE d_never_null (id INTEGER PRIMARY KEY, user_id INTEGER "
                   "NOT NULL REFERENCES users (id) ON DELETE SET NULL);\n"
                   "CREATE TABLE e_deleted (id INTEGER PRIMARY KEY, user_id INTEGER "
                   "REFERENCES users (id) ON DELETE CASCADE);\n"
                   "CREATE TABLE f_default (id INTEGER PRIMARY KEY, user_id INTEGER "
                   "DEFAULT 9 REFERENCES users (id) ON DELETE SET DEFAULT);\n"
                   "-- change\n"
                   "PRAGMA foreign_keys = ON;\n"
                   "CREATE TABLE new_users (id INTEGER PRIMARY KEY, name TEXT DEFAULT "
                   "'x');\n"
                   "INSERT INTO new_users (id, name) SELECT id, name FROM users;\n"
                   "DROP TABLE users;\n"
                   "ALTER TABLE new_users RENAME TO users;\n",
        .rule = "rebuild-fk-fail",
        .severity = SEV_ERROR,
        .message =
            "the rebuild of users fails as soon as a row refers to it: NOT NULL "
            "constraint "
            "failed: d_never_null.user_id; foreign keys that refuse it: "
            "a_restrict.user_id, b_leads.user_id, d_never_null.user_id and "
            "f_default.user_id; where no row stands in the way, it acts on rows by "
            "c_null.user_id and e_deleted.user_id; PRAGMA foreign_keys = ON has turned "
            "foreign keys on",
    },
    {
        .name = "statement-refused names the table that rows point to in vain",
        .example = "-- engine sqlite\n"
                   "CREATE TABLE consents (id integer PRIMARY KEY);\n"
                   "CREATE TABLE answers (id integer PRIMARY KEY REFERENCES consents "
                   "(id) ON DELETE CASCADE);\n"
                   "CREATE TABLE tokens (id integer PRIMARY KEY, answer_id integer "
                   "REFERENCES answers (id) ON DELETE CASCADE);\n"
                   "DROP TABLE consents;\n"
                   "-- change\n"
                   "DROP TABLE answers;\n",
        .rule = "statement-refused",
        .severity = SEV_ERROR,
        .message = "dropping the table answers fails on a table with rows: FOREIGN KEY "
                   "constraint failed",
        .fix = "Drop tables before those that they refer to",
    },
};

int main(void)
{
    return run_words("rule words of SQLite", cases, sizeof cases / sizeof *cases);
}
