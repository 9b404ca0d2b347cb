// SPDX-License-Identifier: Apache-2.0
// Looking rules up in the table that rules/gen-index.sh makes.
#include "lint/rule.h"

#include "base/nearest.h"

static const RuleEntry *find_entry(Str id)
{
    size_t low = 0;
    size_t high = rule_index_len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_cmp(id, str_from(rule_index[middle].rule->id));
        if (order == 0)
            return &rule_index[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const Rule *rule_find(Str id)
{
    const RuleEntry *entry = find_entry(id);
    return entry ? entry->rule : NULL;
}

Str rule_unknown(Arena *arena, Str id)
{
    StrVec ids = { 0 };
    for (size_t i = 0; i < rule_index_len; i++)
        *vec_push(arena, &ids) = str_from(rule_index[i].rule->id);
    return arena_fmt(arena, "there is no rule \"" STR_FMT "\"" STR_FMT, STR_ARG(id),
                     STR_ARG(nearest_hint(arena, &ids, id)));
}

const char *rule_family(const Rule *rule)
{
    const RuleEntry *entry = find_entry(str_from(rule->id));
    return entry ? entry->family : "";
}

bool rule_applies(const Rule *rule, Str dialect, Str family)
{
    if (rule->dialects == ANY_DIALECT)
        return true;
    Str rest = str_from(rule->dialects);
    Str name;
    while (str_cut(&rest, ' ', &name))
        if (str_eq(name, dialect) || str_eq(name, family))
            return true;
    return false;
}
