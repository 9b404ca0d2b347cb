// SPDX-License-Identifier: Apache-2.0
// Sqitch: the plan, and what a change to it does to databases that are deployed.
#include "lint/rule.h"

// ---- sqitch-plan ----

static Finding *report_fault(RuleCtx *ctx, const FileFault *fault, Str message)
{
    return report_file(ctx, fault->path, fault->text, fault->span, STR_FMT,
                       STR_ARG(message));
}

static void check_fault(RuleCtx *ctx, const FileFault *fault)
{
    if (fault->kind == FAULT_PLAN_UNREADABLE)
        report_fault(ctx, fault,
                     ctx_fmt(ctx, "the plan " STR_FMT ": Sqitch deploys nothing",
                             STR_ARG(fault->words)));
    if (fault->kind == FAULT_PLAN_LINE)
        report_fault(ctx, fault,
                     ctx_fmt(ctx,
                             STR_FMT ": Sqitch stops at it before it deploys anything",
                             STR_ARG(fault->words)));
    if (fault->kind == FAULT_PLAN_SCRIPT && !ctx_had_merged(ctx, fault->name))
        report_fault(ctx, fault,
                     ctx_fmt(ctx,
                             "there is no " STR_FMT
                             " for this change: the deploy stops when it comes to it",
                             STR_ARG(fault->name)));
    if (fault->kind == FAULT_PLAN_TWICE)
        report_fault(ctx, fault,
                     ctx_fmt(ctx,
                             STR_FMT " stands in line " STR_FMT
                                     " already: Sqitch stops before it deploys anything",
                             STR_ARG(fault->name), STR_ARG(fault->other)));
    if (fault->kind == FAULT_PLAN_DEPENDENCY)
        report_fault(ctx, fault,
                     ctx_fmt(ctx,
                             STR_FMT " requires " STR_FMT ", which " STR_FMT
                                     ": Sqitch stops before it deploys anything",
                             STR_ARG(fault->name), STR_ARG(fault->other),
                             STR_ARG(fault->words)));
    if (fault->kind == FAULT_PLAN_ORPHAN)
        report_fault(
            ctx, fault,
            ctx_fmt(ctx, "no change of " STR_FMT " has this script: Sqitch never runs it",
                    STR_ARG(fault->name)))
            ->severity = SEV_WARNING;
}

static void check_sqitch_plan(RuleCtx *ctx, const Project *project)
{
    for (size_t i = 0; i < project->faults.len; i++)
        check_fault(ctx, &project->faults.at[i]);
}

RULE(sqitch_plan) = {
    .id = "sqitch-plan",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .project = check_sqitch_plan,
    .title = "Sqitch's plan and its scripts do not fit",
    .why = "Sqitch reads the whole plan before it deploys anything, and stops at a line "
           "that it cannot read, at a change that is there twice, and at one that "
           "requires what does not come before it. A script that is missing stops the "
           "deploy half way, with the changes before it applied; one that no change has "
           "is never run.",
    .fix = "Make changes with `sqitch add` and `sqitch rework`, which write the plan and "
           "the scripts together; after a merge, bring the lines into an order in which "
           "each change stands behind what it requires",
    .bad = "@ sqitch.plan\n"
           "%project=shop\n"
           "\n"
           "orders [users] 2026-01-01T10:00:00Z Ann <ann@example.com> # Adds orders\n"
           "users 2026-01-02T10:00:00Z Ann <ann@example.com> # Adds users\n"
           "@ deploy/orders.sql\n"
           "CREATE TABLE orders (id bigint PRIMARY KEY);\n"
           "@ deploy/users.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "@ expect sqitch-plan sqitch.plan:3\n",
    .good = "@ sqitch.plan\n"
            "%project=shop\n"
            "\n"
            "users 2026-01-01T10:00:00Z Ann <ann@example.com> # Adds users\n"
            "orders [users] 2026-01-02T10:00:00Z Ann <ann@example.com> # Adds orders\n"
            "@ deploy/orders.sql\n"
            "CREATE TABLE orders (id bigint PRIMARY KEY);\n"
            "@ deploy/users.sql\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n",
};

// ---- sqitch-plan-edited ----

static Span record_span(const Project *project, Str record)
{
    size_t start = (size_t)(record.ptr - project->list_text.ptr);
    return (Span){ start, start + record.len };
}

static void report_record(RuleCtx *ctx, const Project *now, const Migration *migration,
                          Str what)
{
    report_file(ctx, now->list_path, now->list_text, record_span(now, migration->record),
                STR_FMT
                ", and with it the id of the change and of all behind it: Sqitch stops "
                "with \"Cannot find change\" on every database that has one of them",
                STR_ARG(what));
}

// Only the first difference: an id is made of the line and of the id before it, so that
// all that follow have changed as well.
static void check_sqitch_plan_edited(RuleCtx *ctx, const Project *now,
                                     const Project *base)
{
    if (now->list_path.len == 0 || base->list_path.len == 0 || base->migrations.len == 0)
        return;
    if (!str_eq(now->list_head, base->list_head)) {
        report_file(ctx, now->list_path, now->list_text, (Span){ 0 },
                    "this changes %%project or %%uri, and with it the ids of all "
                    "changes: Sqitch takes them for those of another project");
        return;
    }
    const Migration *before = NULL; // the merged one before it, as the base has it
    for (size_t i = 0; i < now->migrations.len; i++) {
        const Migration *m = &now->migrations.at[i];
        const Migration *old = project_same(base, m);
        if (!old)
            continue;
        if (!str_eq(m->record, old->record)) {
            report_record(ctx, now, m,
                          ctx_fmt(ctx,
                                  "this edits the line of " STR_FMT ", which is merged",
                                  STR_ARG(m->name)));
            return;
        }
        if (before && old < before) {
            report_record(ctx, now, m,
                          ctx_fmt(ctx,
                                  "this moves " STR_FMT " behind " STR_FMT
                                  ", and both are merged",
                                  STR_ARG(m->name), STR_ARG(before->name)));
            return;
        }
        before = old;
    }
}

RULE(sqitch_plan_edited) = {
    .id = "sqitch-plan-edited",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .change_set = check_sqitch_plan_edited,
    .title = "A merged line of Sqitch's plan is edited or moved",
    .why = "Sqitch knows a change by a hash of its line (name, requirements, time, "
           "planner and note), of the project's name and of the change before it. "
           "Another note or another order makes another id, and a database that has the "
           "old one cannot be deployed to any more.",
    .fix = "Put the line back as and where it was; what has to be different belongs in a "
           "new change, or in a `sqitch rework`",
    .bad = "@ base sqitch.plan\n"
           "%project=shop\n"
           "\n"
           "users 2026-01-01T10:00:00Z Ann <ann@example.com> # Adds users\n"
           "@ base deploy/users.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "@ sqitch.plan\n"
           "%project=shop\n"
           "\n"
           "users 2026-01-01T10:00:00Z Ann <ann@example.com> # Adds the users\n"
           "@ expect sqitch-plan-edited sqitch.plan:3\n",
    .good = "@ base sqitch.plan\n"
            "%project=shop\n"
            "\n"
            "users 2026-01-01T10:00:00Z Ann <ann@example.com> # Adds users\n"
            "@ base deploy/users.sql\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "@ sqitch.plan\n"
            "%project=shop\n"
            "\n"
            "users 2026-01-01T10:00:00Z Ann <ann@example.com> # Adds users\n"
            "teams 2026-01-02T10:00:00Z Ann <ann@example.com> # Adds teams\n"
            "@ deploy/teams.sql\n"
            "CREATE TABLE teams (id bigint PRIMARY KEY);\n",
};
