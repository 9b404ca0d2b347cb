// SPDX-License-Identifier: Apache-2.0
// Liquibase: changelogs that stop the update, and those that nobody here has read.
#include "lint/rule.h"

// ---- liquibase-changelog ----

static void check_liquibase_changelog(RuleCtx *ctx, const Project *project)
{
    for (size_t i = 0; i < project->faults.len; i++) {
        const FileFault *fault = &project->faults.at[i];
        if (fault->kind == FAULT_LOG_LINE)
            report_file(ctx, fault->path, fault->text, fault->span,
                        STR_FMT ": Liquibase stops before it runs anything",
                        STR_ARG(fault->words));
        if (fault->kind == FAULT_LOG_TWICE)
            report_file(ctx, fault->path, fault->text, fault->span,
                        "changeset " STR_FMT " is there already, in " STR_FMT
                        ": Liquibase stops before it runs anything",
                        STR_ARG(fault->name), STR_ARG(fault->other));
    }
}

RULE(liquibase_changelog) = {
    .id = "liquibase-changelog",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .project = check_liquibase_changelog,
    .title = "Liquibase cannot read a changelog",
    .why = "Liquibase reads and validates all changelogs before it runs the first "
           "changeset. A line that only looks like one of its own, a changeset without "
           "SQL, and two changesets with one author, id and file stop the update on "
           "every database.",
    .fix = "Write the line as Liquibase knows it; give the newer changeset an id of its "
           "own",
    .bad = "@ db/changelog/001-users.sql\n"
           "--liquibase formatted sql\n"
           "--changeset ann:1\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "--changeset ann:1\n"
           "CREATE TABLE teams (id bigint PRIMARY KEY);\n"
           "@ expect liquibase-changelog db/changelog/001-users.sql:4\n",
    .good = "@ db/changelog/001-users.sql\n"
            "--liquibase formatted sql\n"
            "--changeset ann:1\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "--rollback DROP TABLE users;\n"
            "--changeset ann:2\n"
            "CREATE TABLE teams (id bigint PRIMARY KEY);\n"
            "--rollback DROP TABLE teams;\n",
};

// ---- changelog-not-judged ----

static void check_changelog_not_judged(RuleCtx *ctx, const Project *project)
{
    for (size_t i = 0; i < project->faults.len; i++) {
        const FileFault *fault = &project->faults.at[i];
        if (fault->kind == FAULT_LOG_FOREIGN)
            report_file(ctx, fault->path, (Str){ 0 }, (Span){ 0 },
                        STR_FMT " not written in SQL: nobody has judged what they do",
                        STR_ARG(fault->words));
        if (fault->kind == FAULT_LOG_UNREAD)
            report_file(ctx, fault->path, (Str){ 0 }, (Span){ 0 },
                        STR_FMT ": nobody has judged what it does",
                        STR_ARG(fault->words));
        if (fault->kind == FAULT_LOG_ABSENT)
            report_file(ctx, fault->path, fault->text, fault->span,
                        "there is no " STR_FMT
                        " in the repository: nobody has judged what it brings in",
                        STR_ARG(fault->name));
    }
}

RULE(changelog_not_judged) = {
    .id = "changelog-not-judged",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .gap = true,
    .project = check_changelog_not_judged,
    .title = "A changelog that is not SQL, or is not here",
    .why = "tidegate reads the formatted SQL that changelogs bring in. Changesets in "
           "XML, YAML or JSON, and files that lie in another place, are run all the "
           "same: what they do to the schema is unknown here, to this gate and to the "
           "rules that judge later changesets.",
    .fix = "Write changesets as formatted SQL and bring them in with include or "
           "includeAll; where that cannot be, review the changelog by hand, and say so "
           "in the configuration",
    .bad = "@ db/changelog/db.changelog-master.yaml\n"
           "databaseChangeLog:\n"
           "  - changeSet:\n"
           "      id: 1\n"
           "      author: ann\n"
           "      changes:\n"
           "        - dropTable:\n"
           "            tableName: users\n"
           "@ expect changelog-not-judged db/changelog/db.changelog-master.yaml\n",
    .good = "@ db/changelog/db.changelog-master.yaml\n"
            "databaseChangeLog:\n"
            "  - include:\n"
            "      file: changes/001-users.sql\n"
            "      relativeToChangelogFile: true\n"
            "@ db/changelog/changes/001-users.sql\n"
            "--liquibase formatted sql\n"
            "--changeset ann:1\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n",
};
