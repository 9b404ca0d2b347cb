// SPDX-License-Identifier: Apache-2.0
// Sorts the index of all rules once, so that an op meets only its own.
#include "lint/rule_set.h"

static void add_rule(Arena *arena, RuleSet *set, const Rule *rule)
{
    *vec_push(arena, &set->all) = rule;
    if (!rule->op)
        return;
    for (size_t kind = 0; rule->on[0] == OP_NONE && kind < OP_KIND_COUNT; kind++)
        *vec_push(arena, &set->by_kind[kind]) = rule;
    for (size_t i = 0; i < RULE_MAX_ON && rule->on[i] != OP_NONE; i++)
        *vec_push(arena, &set->by_kind[rule->on[i]]) = rule;
}

RuleSet rule_set_new(Arena *arena, const RuleChoiceVec *choices, const Project *project)
{
    RuleSet set = { 0 };
    for (size_t i = 0; i < rule_index_len; i++) {
        const Rule *rule = rule_index[i].rule;
        if (rule_runs(choices, rule) &&
            rule_applies(rule, project->dialect, project->engine.family))
            add_rule(arena, &set, rule);
    }
    return set;
}
