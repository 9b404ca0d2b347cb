// SPDX-License-Identifier: Apache-2.0
// From the configuration's "allow" to the gate's.
#include "cli/allowed.h"

static Str place_of(const ConfigAllow *allow, const ConfigText *rule, AllowPart part)
{
    switch (part) {
    case ALLOW_RULE:
        break;
    case ALLOW_PATH:
        return allow->path.place;
    case ALLOW_OBJECT:
        return allow->object.place;
    case ALLOW_EXPIRES:
        return allow->expires.place;
    }
    return rule->place;
}

static bool add_rule(Arena *arena, const ConfigAllow *allow, const ConfigText *rule,
                     AllowList *list, Str *why)
{
    Allowed entry = {
        .path = allow->path.text,
        .object = allow->object.text,
        .reason = allow->reason.text,
        .expires = allow->expires.text,
        .span = { rule->start, rule->end },
    };
    AllowRefusal refusal;
    if (allow_add(arena, list, entry, rule->text, &refusal))
        return true;
    *why = arena_fmt(arena, STR_FMT ": " STR_FMT,
                     STR_ARG(place_of(allow, rule, refusal.part)), STR_ARG(refusal.why));
    return false;
}

bool allowed_read(Arena *arena, const Config *config, AllowList *list, Str *why)
{
    for (size_t i = 0; i < config->allow.len; i++) {
        const ConfigAllow *allow = &config->allow.at[i];
        for (size_t k = 0; k < allow->rules.len; k++)
            if (!add_rule(arena, allow, &allow->rules.at[k], list, why))
                return false;
    }
    return true;
}
