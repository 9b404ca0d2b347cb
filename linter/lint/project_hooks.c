// SPDX-License-Identifier: Apache-2.0
// A defect of the base is found by running the same hooks on it.
#include "lint/project_hooks.h"

#include "base/map.h"
#include "lint/ctx.h"

static void run_hooks(const RuleVec *rules, RuleCtx *ctx, const Project *project)
{
    const Project *present = ctx->project;
    ctx->project = project;
    for (size_t i = 0; i < rules->len; i++)
        if (rules->at[i]->project) {
            ctx->rule = rules->at[i];
            ctx->rule->project(ctx, project);
        }
    ctx->project = present;
}

// What makes two findings the same defect, wherever in the file it is now.
static Str defect_key(Arena *tmp, const Finding *finding)
{
    return arena_fmt(tmp, "%s\n" STR_FMT "\n" STR_FMT "\n" STR_FMT, finding->rule->id,
                     STR_ARG(finding->path), STR_ARG(finding->object),
                     STR_ARG(finding->message));
}

// The findings of .project hooks on the base, made and forgotten in `tmp`.
static Map find_old_defects(Arena *tmp, const RuleVec *rules, const RuleCtx *ctx,
                            const Project *base)
{
    RuleCtx old = *ctx;
    FindingVec findings = { 0 };
    old.arena = tmp;
    old.findings = &findings;
    old.catalog = NULL;
    old.base = NULL;
    run_hooks(rules, &old, base);
    Map defects = { 0 };
    for (size_t i = 0; i < findings.len; i++)
        map_put(tmp, &defects, defect_key(tmp, &findings.at[i]), &findings.at[i]);
    return defects;
}

// Drops of the findings from `first` on those that the base has as well.
static void drop_old_defects(const RuleVec *rules, const RuleCtx *ctx,
                             const Project *base, size_t first)
{
    Arena *tmp = arena_new();
    Map defects = find_old_defects(tmp, rules, ctx, base);
    FindingVec *findings = ctx->findings;
    size_t kept = first;
    for (size_t i = first; i < findings->len; i++)
        if (!map_get(&defects, defect_key(tmp, &findings->at[i])))
            findings->at[kept++] = findings->at[i];
    findings->len = kept;
    arena_free(tmp);
}

void judge_project(const RuleVec *rules, RuleCtx *ctx, const Project *base, bool all)
{
    size_t first = ctx->findings->len;
    run_hooks(rules, ctx, ctx->project);
    if (!base)
        return;
    if (!all && ctx->findings->len > first)
        drop_old_defects(rules, ctx, base, first);
    for (size_t i = 0; i < rules->len; i++)
        if (rules->at[i]->change_set) {
            ctx->rule = rules->at[i];
            ctx->rule->change_set(ctx, ctx->project, base);
        }
}
