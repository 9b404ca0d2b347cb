// SPDX-License-Identifier: Apache-2.0
// What is said where a limit was reached.
#include "lint/limits.h"

#include "base/deadline.h"
#include "base/fail.h"
#include "base/limits.h"
#include "lint/ctx.h"
#include "lint/engine.h"
#include "lint/rule_options.h"

size_t limit_of(const RuleChoiceVec *choices, const char *name)
{
    const Rule *rule = &rule_limit_reached;
    const RuleChoice *choice = rule_choice(choices, rule);
    for (size_t i = 0; i < rule_option_count(rule); i++)
        if (str_eq(str_from(rule->options[i].name), str_from(name)))
            return choice && choice->options[i].given ? choice->options[i].number
                                                      : rule->options[i].number;
    bug("there is no limit %s", name);
}

void limit_report_left(RuleCtx *ctx, Str path, const Lowered *lowered)
{
    size_t most = limit_of(ctx->choices, "statements");
    Span left = lowered->left;
    if (left.end == 0 || lowered->statements.len < most)
        return;
    const Rule *asking = ctx->rule;
    ctx->rule = &rule_limit_reached;
    Span first = { left.start, left.start < left.end ? left.start + 1 : left.end };
    Finding *finding = report_file(ctx, path, lowered->text, first,
                                   "from here on nothing was judged: the file has more "
                                   "than %zu statements",
                                   most);
    finding->fix = STR("Split the file, or raise the option \"statements\" of "
                       "limit-reached in the configuration");
    ctx->rule = asking;
}

void limit_report_patterns(RuleCtx *ctx)
{
    GivenUp given_up;
    ctx->rule = &rule_limit_reached;
    for (size_t i = 0; pattern_cache_given_up(ctx->patterns, i, &given_up); i++) {
        Finding *finding = report_file(
            ctx, given_up.path, (Str){ 0 }, (Span){ 0 },
            "the pattern \"" STR_FMT "\" of %s was given up at a text of %zu bytes, and "
            "nothing is compared with it from there on: it takes more than %d steps",
            STR_ARG(given_up.pattern), given_up.rule->id, given_up.text_bytes,
            LIMIT_PATTERN_STEPS);
        finding->object = given_up.pattern;
        finding->fix = STR("Write the pattern so that there is one way to match a text, "
                           "without a repetition in a repetition: a+$ for (a+)+$");
    }
}

Str limit_time_words(Arena *arena, Str path)
{
    return arena_fmt(arena,
                     "the run was stopped at " STR_FMT ": it has taken longer than %u "
                     "second%s. Nothing behind that was judged; if the machine was "
                     "slow, give more with --time-limit SECONDS",
                     STR_ARG(path), deadline_seconds(),
                     deadline_seconds() == 1 ? "" : "s");
}
