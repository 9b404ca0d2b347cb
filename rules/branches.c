// SPDX-License-Identifier: Apache-2.0
// What happens beside the change: other branches that take the same place in the history.
#include "lint/rule.h"

// ---- branch-collision ----

// What only one of two branches can have.
typedef enum Claim { CLAIM_NUMBER, CLAIM_IDX, CLAIM_PARENT, CLAIM_COUNT } Claim;

// What a migration claims, as a text; empty: nothing.
static Str claim_key(RuleCtx *ctx, Claim claim, const AddedMigration *added)
{
    switch (claim) {
    case CLAIM_NUMBER:
        return str_without_zeros(added->version);
    case CLAIM_IDX:
        return added->has_idx ? ctx_fmt(ctx, "%lld", (long long)added->idx) : (Str){ 0 };
    case CLAIM_PARENT:
        return added->parent;
    case CLAIM_COUNT:
        break;
    }
    return (Str){ 0 };
}

// Other branches' migrations that claim the same, each under the first branch that has
// it: branches that stand on each other have the same ones.
typedef struct Rivals {
    StrVec names; // "origin/feature-x (0062_teams)"
    Map paths;
    Str target; // the name in the branch that the change goes to; empty: it has none
    Str target_branch;
} Rivals;

// A migration of the change, and who else claims what it claims.
typedef struct Claimant {
    const AddedMigration *added;
    Rivals rivals[CLAIM_COUNT];
} Claimant;

typedef struct Claims {
    VEC(Claimant *) own;
    Map by_key[CLAIM_COUNT]; // claim_key -> Claimant
} Claims;

static Claims claims_of(RuleCtx *ctx, const Project *now)
{
    Arena *arena = ctx_arena(ctx);
    Claims claims = { 0 };
    for (size_t i = 0; i < now->added.len; i++) {
        Claimant *own = NEW(arena, Claimant);
        own->added = &now->added.at[i];
        *vec_push(arena, &claims.own) = own;
        for (Claim claim = CLAIM_NUMBER; claim < CLAIM_COUNT; claim++) {
            Str key = claim_key(ctx, claim, own->added);
            if (key.len > 0 && !map_get(&claims.by_key[claim], key))
                map_put(arena, &claims.by_key[claim], key, own);
        }
    }
    return claims;
}

static void add_rival(RuleCtx *ctx, Rivals *rivals, const OtherBranch *branch,
                      AddedMigration *added)
{
    if (map_get(&rivals->paths, added->path))
        return;
    map_put(ctx_arena(ctx), &rivals->paths, added->path, added);
    if (branch->is_target) {
        rivals->target = added->name;
        rivals->target_branch = branch->name;
    }
    *vec_push(ctx_arena(ctx), &rivals->names) = ctx_fmt(
        ctx, STR_FMT " (" STR_FMT ")", STR_ARG(branch->name), STR_ARG(added->name));
}

// Under the first claim alone: the others follow from it.
static void find_rivals(RuleCtx *ctx, const Claims *claims, const OtherBranch *branch)
{
    for (size_t i = 0; i < branch->added.len; i++) {
        Claimant *own = NULL;
        for (Claim claim = CLAIM_NUMBER; claim < CLAIM_COUNT && !own; claim++) {
            Str key = claim_key(ctx, claim, &branch->added.at[i]);
            own = key.len > 0 ? map_get(&claims->by_key[claim], key) : NULL;
            if (own)
                add_rival(ctx, &own->rivals[claim], branch, &branch->added.at[i]);
        }
    }
}

static Str claim_words(RuleCtx *ctx, Claim claim, const AddedMigration *own)
{
    switch (claim) {
    case CLAIM_NUMBER:
        return ctx_fmt(ctx, "number " STR_FMT, STR_ARG(own->version));
    case CLAIM_IDX:
        return ctx_fmt(ctx, "idx %lld of the journal", (long long)own->idx);
    case CLAIM_PARENT:
    case CLAIM_COUNT:
        break;
    }
    return STR("a migration of the same parent snapshot");
}

// How a number is changed: by the tool that gave it, or by hand.
static const char *way_out(const Project *project)
{
    return project->journal.expected ? "generate again" : "take another number";
}

static void report_rivals(RuleCtx *ctx, Claim claim, const AddedMigration *own,
                          const Rivals *rivals)
{
    const Project *project = ctx_project(ctx);
    const Migration *m = project_migration(project, own->path);
    Str words = claim_words(ctx, claim, own);
    Finding *f;
    if (rivals->target.len > 0)
        f = report_file(ctx, own->path, m->text, (Span){ 0 },
                        STR_FMT " has " STR_FMT " already (" STR_FMT
                                "): merge it, and %s",
                        STR_ARG(rivals->target_branch), STR_ARG(words),
                        STR_ARG(rivals->target), way_out(project));
    else
        f = report_file(ctx, own->path, m->text, (Span){ 0 },
                        STR_FMT " %s " STR_FMT " too: whoever merges second has to %s",
                        STR_ARG(ctx_list(ctx, &rivals->names)),
                        rivals->names.len == 1 ? "adds" : "add", STR_ARG(words),
                        way_out(project));
    if (claim == CLAIM_NUMBER && project->runner->keeps_names)
        f->severity = SEV_NOTICE; // both run
}

static void check_branch_collision(RuleCtx *ctx, const Project *now, const Project *base)
{
    (void)base;
    Claims claims = claims_of(ctx, now);
    for (size_t i = 0; i < now->others.len; i++)
        find_rivals(ctx, &claims, &now->others.at[i]);
    for (size_t i = 0; i < claims.own.len; i++)
        for (Claim claim = CLAIM_NUMBER; claim < CLAIM_COUNT; claim++) {
            const Claimant *own = claims.own.at[i];
            if (own->rivals[claim].names.len > 0)
                report_rivals(ctx, claim, own->added, &own->rivals[claim]);
        }
}

RULE(branch_collision) = {
    .id = "branch-collision",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .change_set = check_branch_collision,
    .title = "Another branch adds a migration with the same number",
    .why = "Both branches pass by themselves. Whichever is merged second brings a "
           "migration that stands beside another one instead of behind it: the number is "
           "taken, the journal conflicts, or the snapshot starts from a schema that is "
           "no longer the newest.",
    .fix = "Agree on who merges first. The other one merges the target branch then and "
           "gives the migration the next number; with a generator, deletes it and "
           "generates it again",
    .bad = "@ base migrations/0001_users.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "@ migrations/0002_teams.sql\n"
           "CREATE TABLE teams (id bigint PRIMARY KEY);\n"
           "@ branch origin/zones migrations/0002_zones.sql\n"
           "CREATE TABLE zones (id bigint PRIMARY KEY);\n",
    .good = "@ base migrations/0001_users.sql\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "@ migrations/0002_teams.sql\n"
            "CREATE TABLE teams (id bigint PRIMARY KEY);\n"
            "@ branch origin/zones migrations/0003_zones.sql\n"
            "CREATE TABLE zones (id bigint PRIMARY KEY);\n",
};

// ---- commit-message ----

static Str subject_of(Str message)
{
    return str_trim(str_take(message, str_find_char(message, '\n', 0)));
}

static void check_commit_message(RuleCtx *ctx, const Project *now, const Project *base)
{
    (void)base;
    for (size_t i = 0; i < now->commits.len; i++) {
        const AddingCommit *commit = &now->commits.at[i];
        bool fits = ctx_option_finds(ctx, "pattern", commit->message);
        for (size_t k = 0; !fits && k < commit->files.len; k++) {
            const Migration *m = project_migration(now, commit->files.at[k]);
            if (m && m->status == CHANGE_NEW)
                report_file(ctx, m->path, m->text, (Span){ 0 },
                            "commit " STR_FMT " adds it, and its message \"" STR_FMT
                            "\" does not fit the pattern " STR_FMT,
                            STR_ARG(str_take(commit->id, 7)),
                            STR_ARG(subject_of(commit->message)),
                            STR_ARG(ctx_option_pattern(ctx, "pattern")));
        }
    }
}

RULE(commit_message) = {
    .id = "commit-message",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .off = true,
    .options = { { .name = "pattern",
                   .kind = OPTION_PATTERN,
                   .text = "\\A[a-z]+(\\([^()]+\\))?!?: \\S", // Conventional Commits
                   .meaning = "what a commit's message has to have, somewhere in it" } },
    .change_set = check_commit_message,
    .title = "A commit that adds a migration has another message than was agreed on",
    .why = "Who looks for the release that changed a table searches the log for it. A "
           "migration that came with a commit named \"wip\" is found by nobody, and "
           "tools that make release notes from messages leave it out.",
    .fix = "Reword the commit. The pattern is a regular expression, searched for in the "
           "whole message; tidegate.jsonc can give another one: \"rules\": { "
           "\"commit-message\": { \"severity\": \"error\", "
           "\"pattern\": \"\\\\Adb: \" } }",
    .bad = "@ base migrations/0001_users.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "@ migrations/0002_teams.sql\n"
           "CREATE TABLE teams (id bigint PRIMARY KEY);\n"
           "@ commit wip\n"
           "migrations/0002_teams.sql\n",
    .good = "@ base migrations/0001_users.sql\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "@ migrations/0002_teams.sql\n"
            "CREATE TABLE teams (id bigint PRIMARY KEY);\n"
            "@ commit feat(db): teams\n"
            "migrations/0002_teams.sql\n",
};
