// SPDX-License-Identifier: Apache-2.0
// Prisma Migrate: migration_lock.toml, and folders that are no migrations.
#include "lint/rule.h"

// ---- prisma-lock-mismatch ----

static void check_lock_mismatch(RuleCtx *ctx, const Project *project)
{
    for (size_t i = 0; i < project->faults.len; i++) {
        const FileFault *fault = &project->faults.at[i];
        if (fault->kind == FAULT_LOCK_PROVIDER)
            report_file(ctx, fault->path, fault->text, fault->span,
                        "the migrations were made for " STR_FMT
                        ", and the schema is for " STR_FMT
                        ": `prisma migrate deploy` stops with P3019",
                        STR_ARG(fault->name), STR_ARG(fault->other));
    }
}

RULE(prisma_lock_mismatch) = {
    .id = "prisma-lock-mismatch",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .project = check_lock_mismatch,
    .title = "migration_lock.toml names another database than the schema",
    .why = "The SQL of the migrations was written for the provider that the lock file "
           "names. Prisma compares it with the datasource of the schema before it "
           "connects, and stops when they differ: no migration is applied any more.",
    .fix = "Take back the change of the provider; to move to another database for good, "
           "delete the migrations with the lock file and begin a new history with "
           "`prisma migrate dev`",
    .bad = "@ prisma/schema.prisma\n"
           "datasource db {\n"
           "  provider = \"mysql\"\n"
           "}\n"
           "@ prisma/migrations/migration_lock.toml\n"
           "provider = \"postgresql\"\n"
           "@ prisma/migrations/20260101000000_users/migration.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "@ expect prisma-lock-mismatch prisma/migrations/migration_lock.toml:1\n",
    .good = "@ prisma/schema.prisma\n"
            "datasource db {\n"
            "  provider = \"postgresql\"\n"
            "}\n"
            "@ prisma/migrations/migration_lock.toml\n"
            "provider = \"postgresql\"\n"
            "@ prisma/migrations/20260101000000_users/migration.sql\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n",
};

// ---- prisma-lock-conflict ----

static void check_lock_conflict(RuleCtx *ctx, const Project *project)
{
    for (size_t i = 0; i < project->faults.len; i++) {
        const FileFault *fault = &project->faults.at[i];
        if (fault->kind == FAULT_LOCK_UNUSABLE)
            report_file(ctx, fault->path, fault->text, fault->span,
                        "the lock file " STR_FMT, STR_ARG(fault->words));
    }
}

RULE(prisma_lock_conflict) = {
    .id = "prisma-lock-conflict",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .project = check_lock_conflict,
    .title = "migration_lock.toml does not say for which database",
    .why = "Prisma looks for the first line that begins with `provider`, and for nothing "
           "else. Left in a merge conflict, the file says what one branch happens to "
           "say; without such a line, every deploy stops. Two branches that have made "
           "migrations for different databases both have to be looked at.",
    .fix = "Settle the conflict: the file holds one line provider = \"NAME\", which is "
           "that of the schema's datasource",
    .bad = "@ prisma/migrations/migration_lock.toml\n"
           "<<<<<<< HEAD\n"
           "provider = \"postgresql\"\n"
           "=======\n"
           "provider = \"mysql\"\n"
           ">>>>>>> feature\n"
           "@ prisma/migrations/20260101000000_users/migration.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "@ expect prisma-lock-conflict prisma/migrations/migration_lock.toml:2\n",
    .good = "@ prisma/migrations/migration_lock.toml\n"
            "provider = \"postgresql\"\n"
            "@ prisma/migrations/20260101000000_users/migration.sql\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n",
};

// ---- prisma-sql-missing ----

static void check_sql_missing(RuleCtx *ctx, const Project *project)
{
    for (size_t i = 0; i < project->faults.len; i++) {
        const FileFault *fault = &project->faults.at[i];
        if (fault->kind == FAULT_FOLDER_EMPTY && !ctx_had_merged(ctx, fault->name))
            report_file(ctx, fault->path, (Str){ 0 }, (Span){ 0 },
                        "this folder holds no migration.sql: `prisma migrate deploy` "
                        "takes it for a migration and stops with P3015");
    }
}

RULE(prisma_sql_missing) = {
    .id = "prisma-sql-missing",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .kind = KIND_MISSING,
    .project = check_sql_missing,
    .title = "A folder among Prisma's migrations has no migration.sql",
    .why = "Prisma takes every folder beside the migrations for one of them, whatever "
           "its name is, and stops at one that holds no migration.sql. Nothing is "
           "applied until it is gone.",
    .fix = "Restore the folder's migration.sql, or move what is in the folder out of the "
           "migrations",
    .bad = "@ prisma/migrations/migration_lock.toml\n"
           "provider = \"postgresql\"\n"
           "@ prisma/migrations/20260101000000_users/migration.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "@ prisma/migrations/notes/README.md\n"
           "Which migrations were run by hand.\n"
           "@ expect prisma-sql-missing prisma/migrations/notes\n",
    .good = "@ prisma/migrations/migration_lock.toml\n"
            "provider = \"postgresql\"\n"
            "@ prisma/migrations/20260101000000_users/migration.sql\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "@ prisma/migrations/README.md\n"
            "Which migrations were run by hand.\n",
};
