// SPDX-License-Identifier: Apache-2.0
// The engine's own diagnostics, with what a reader needs to know about them. They have no
// hooks: run.c raises the ones about files and statements, gate/suppress.c those about
// suppressions.
#include "lint/engine.h"

#include "base/limits.h"

RULE(syntax_error) = {
    .id = "syntax-error",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .always = true,
    .title = "A statement that the grammar refuses",
    .why = "The server refuses the statement, and with it the deploy. Until then nothing "
           "can be said about what it does: "
           "the schema that later statements are judged against lacks whatever it makes.",
    .fix = "Mend the statement at the place that is shown. If the server accepts it, its "
           "grammar is newer than the one "
           "named in the message: update tidegate.",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "ALTER TABLE users ADD COLUM email text;\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "ALTER TABLE users ADD COLUMN email text;\n",
};

RULE(opaque_statement) = {
    .id = "opaque-statement",
    .since = "0.1.0",
    .severity = SEV_NOTICE,
    .gap = true,
    .title = "A statement that is not understood",
    .why = "The grammar accepts the statement, but tidegate has no knowledge of what it "
           "does to the schema, to locks or to "
           "data. No rule looked at it, and what it touches is taken to be uncertain "
           "from here on.",
    .fix = "Review the statement by hand. Where it can be said with statements that are "
           "understood, say it so; else "
           "suppress this notice with a reason that tells what was looked at.",
    .bad = "LOAD '$libdir/audit';\n", // runs code that no text shows
    .good = "CREATE EXTENSION audit;\n",
};

RULE(template_placeholder) = {
    .id = "template-placeholder",
    .since = "0.1.0",
    .severity = SEV_NOTICE,
    .gap = true,
    .title = "A placeholder that is filled in before the text is run",
    .why = "The file is a template: what the server gets is another text, and may differ "
           "between environments. Where the placeholder can be taken for a name, the "
           "rest of the statement was judged; where it stands for more than that, "
           "nobody has looked at what it brings.",
    .fix = "Write out what is the same everywhere. Where the placeholder has to stay, "
           "review what it is filled with, and say so in a suppression",
    .bad = "CREATE TABLE ${schema}.users (id bigint PRIMARY KEY);\n",
    .good = "CREATE TABLE app.users (id bigint PRIMARY KEY);\n",
};

RULE(file_encoding) = {
    .id = "file-encoding",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .title = "A migration that is not clean UTF-8",
    .why =
        "Runners read migrations as UTF-8 and hand the bytes to the server. A NUL "
        "ends the text early, UTF-16 is not SQL to "
        "anybody, bytes that are not UTF-8 are refused or stored as something else. A "
        "byte order mark becomes "
        "part of the first statement, which the server then refuses, or hides the mark "
        "that the first line is from its tool; psql, Flyway and SQLite alone do not "
        "mind it.",
    .fix = "Save the file as UTF-8 without a byte order mark. If the file is merged and "
           "databases have run it, leave it "
           "as it is and mend the data with a new migration.",
    .bad = "@ migrations/0001_users.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY, city text DEFAULT 'K\xF6ln');\n",
    .good =
        "CREATE TABLE users (id bigint PRIMARY KEY, city text DEFAULT 'K\xC3\xB6ln');\n",
};

RULE(unreadable_file) = {
    .id = "unreadable-file",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .always = true,
    .title = "A migration that cannot be read",
    .why = "What is in the file is unknown, so nothing in it was judged and the schema "
           "behind it is a guess. In CI the runner "
           "meets the same file: the deploy stops there, or goes on without it.",
    .fix = "Make the file readable: its permissions, a link that leads nowhere, a folder "
           "that bears a file's name, "
           "a size beyond all use.",
    .bad = "@ migrations/0001_users.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "@ broken migrations/0002_orders.sql\n",
    .good = "@ migrations/0001_users.sql\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "@ migrations/0002_orders.sql\n"
            "CREATE TABLE orders (id bigint PRIMARY KEY);\n",
};

RULE(limit_reached) = {
    .id = "limit-reached",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .always = true,
    .options = { { .name = "statements",
                   .kind = OPTION_NUMBER,
                   .number = LIMIT_STATEMENTS,
                   .least = 1,
                   .most = LIMIT_STATEMENTS_MOST,
                   .meaning = "how many of a file are judged" },
                 { .name = "findings",
                   .kind = OPTION_NUMBER,
                   .number = LIMIT_FINDINGS,
                   .least = 1,
                   .most = LIMIT_FINDINGS_MOST,
                   .meaning = "how many of a file are reported one by one" } },
    .title = "More than is judged, or reported",
    .why = "A gate reads the pull requests of strangers, and what it reads may not take "
           "all of a machine. What lies beyond a limit was not looked at, or is not "
           "shown, and what nobody has seen cannot pass.",
    .fix = "Split the file. Where it has to be as large as it is, raise the limit in "
           "the configuration; a regular expression that needs so many steps is to be "
           "written in another way",
    .bad = "@ base tidegate.jsonc\n"
           "{ \"rules\": { \"limit-reached\": { \"statements\": 1 } } }\n"
           "@ migrations/0001_users.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "CREATE TABLE teams (id bigint PRIMARY KEY);\n",
    .good = "@ base tidegate.jsonc\n"
            "{ \"rules\": { \"limit-reached\": { \"statements\": 1 } } }\n"
            "@ migrations/0001_users.sql\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "@ migrations/0002_teams.sql\n"
            "CREATE TABLE teams (id bigint PRIMARY KEY);\n",
};

RULE(bad_suppression) = {
    .id = "bad-suppression",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .always = true,
    .title = "A suppression that says nothing",
    .why = "A suppression is a decision that somebody has to stand by. Without a reason "
           "nobody can tell later whether "
           "it still holds; with a name that no rule has, or in a place where it binds "
           "to nothing, it does not do "
           "what its author believes. It suppresses nothing.",
    .fix =
        "Write it as `-- tidegate: allow NAME (reason)` before the statement, or as "
        "`-- tidegate: allow-file NAME (reason)` before the first statement of the file.",
    .bad = "-- tidegate: allow drop-colum (a rule's name, mistyped)\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY, email text);\n"
            "-- change\n"
            "-- tidegate: allow drop-column (unused since the newsletter went away)\n"
            "ALTER TABLE users DROP COLUMN email;\n",
};

RULE(unused_suppression) = {
    .id = "unused-suppression",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .gap = true,
    .title = "A suppression that matches no finding",
    .why = "The finding it was written for is gone, or it never bound to the statement "
           "it was meant for. Left behind, it will "
           "one day allow something that nobody decided on.",
    .fix = "Delete the suppression, or move it to the line before the statement it is "
           "about.",
    .bad = "-- tidegate: allow drop-table (replaced by accounts)\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "-- change\n"
            "-- tidegate: allow drop-table (replaced by accounts)\n"
            "DROP TABLE users;\n",
};

RULE(expired_suppression) = {
    .id = "expired-suppression",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .gap = true,
    .title = "An allowance that is past its date",
    .why = "Somebody allowed the finding until a day that is over, so that it would be "
           "looked at again. It allows nothing any more: what it was about counts.",
    .fix = "Mend what the finding says and delete the entry, or decide anew and give it "
           "a later date",
    .bad = "@ base tidegate.jsonc\n"
           "{ \"allow\": [{ \"rule\": \"drop-column\", \"path\": "
           "\"migrations/0002_*\",\n"
           "  \"reason\": \"unused since March\", \"expires\": \"2024-04-30\" }] }\n"
           "@ migrations/0001_users.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "@ expect expired-suppression tidegate.jsonc:1\n",
    .good = "@ base tidegate.jsonc\n"
            "{ \"allow\": [{ \"rule\": \"drop-column\", \"path\": "
            "\"migrations/0002_*\",\n"
            "  \"reason\": \"unused since March\", \"expires\": \"9999-12-31\" }] }\n"
            "@ base migrations/0001_users.sql\n"
            "CREATE TABLE users (id bigint PRIMARY KEY, email text);\n"
            "@ migrations/0002_email.sql\n"
            "ALTER TABLE users DROP COLUMN email;\n",
};

RULE(stale_baseline) = {
    .id = "stale-baseline",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .gap = true,
    .title = "A line of the baseline that lets nothing pass",
    .why = "The finding that was there when the baseline was written is gone, or has "
           "become another one, or the line cannot be read at all. Left behind, it will "
           "one day let pass what somebody brings back.",
    .fix = "tidegate baseline prune takes out what is gone. Look first at what it shows: "
           "a finding that is now another one counts as new",
    .bad = "@ nobase\n"
           "@ migrations/0001_users.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "@ tidegate-baseline.txt\n"
           "2c1e7a4f90b35d68 no-primary-key migrations/0001_users.sql public.users\n",
    .good = "@ nobase\n"
            "@ migrations/0001_users.sql\n"
            "CREATE TABLE users (id bigint);\n"
            "@ tidegate-baseline.txt\n"
            "5d7adc199c852817 no-primary-key migrations/0001_users.sql public.users\n",
};

RULE(gate_changed) = {
    .id = "gate-changed",
    .since = "0.1.0",
    .severity = SEV_NOTICE,
    .always = true,
    .title = "A change that edits what decides about it",
    .why = "The configuration and the baseline are read as the change leaves them: what "
           "it allows there passes in the same review. A migration that loses data can "
           "bring its own permission along, in a file that nobody looks at.",
    .fix = "Review the difference of that file like the migrations themselves. Owners of "
           "the file, who are asked for every change of it, make sure that somebody does",
    .bad = "@ base tidegate.jsonc\n"
           "{ \"fail-on\": \"warning\" }\n"
           "@ tidegate.jsonc\n"
           "{ \"fail-on\": \"never\" }\n"
           "@ migrations/0001_users.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n",
    .good = "@ base tidegate.jsonc\n"
            "{ \"fail-on\": \"warning\" }\n"
            "@ migrations/0001_users.sql\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n",
};
