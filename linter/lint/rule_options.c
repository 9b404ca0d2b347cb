// SPDX-License-Identifier: Apache-2.0
// Options of rules, from the configuration to the rule that asks.
#include "lint/rule_options.h"

#include "base/fail.h"
#include "base/json_escape.h"
#include "base/nearest.h"
#include "base/out.h"
#include "base/pattern.h"

size_t rule_option_count(const Rule *rule)
{
    size_t count = 0;
    while (count < RULE_MAX_OPTIONS && rule->options[count].name)
        count++;
    return count;
}

// ---- words ----

Str option_kind_words(Arena *arena, const RuleOption *option)
{
    switch (option->kind) {
    case OPTION_NUMBER:
        return arena_fmt(arena, "a whole number from %zu to %zu", option->least,
                         option->most);
    case OPTION_PATTERN:
        return STR("a regular expression");
    case OPTION_WORDS:
        return STR("an array of names");
    }
    bug("option kind %d", (int)option->kind);
}

StrVec option_default_words(Arena *arena, const RuleOption *option)
{
    StrVec words = { 0 };
    Str word;
    for (Str rest = str_from(option->text); str_cut(&rest, ' ', &word);)
        *vec_push(arena, &words) = word;
    return words;
}

static Str list_text(Arena *arena, const StrVec *words)
{
    Out out = out_new(arena);
    out_char(&out, '[');
    for (size_t i = 0; i < words->len; i++) {
        out_cstr(&out, i == 0 ? "" : ", ");
        out_str(&out, json_quote(arena, words->at[i]));
    }
    out_char(&out, ']');
    return out_text(&out);
}

Str option_text(Arena *arena, const RuleOption *option, const OptionValue *value)
{
    bool given = value && value->given;
    StrVec words;
    switch (option->kind) {
    case OPTION_NUMBER:
        return arena_fmt(arena, "%zu", given ? value->number : option->number);
    case OPTION_PATTERN:
        return json_quote(arena, given ? value->text : str_from(option->text));
    case OPTION_WORDS:
        words = given ? value->words : option_default_words(arena, option);
        return list_text(arena, &words);
    }
    bug("option kind %d", (int)option->kind);
}

// ---- choosing ----

static bool refuse(OptionRefusal *refusal, OptionFault fault, Str why)
{
    *refusal = (OptionRefusal){ fault, why };
    return false;
}

static bool unknown_option(Arena *arena, const Rule *rule, Str name,
                           OptionRefusal *refusal)
{
    StrVec names = { 0 };
    Str known = STR("");
    *vec_push(arena, &names) = STR("severity");
    for (size_t i = 0; i < rule_option_count(rule); i++) {
        *vec_push(arena, &names) = str_from(rule->options[i].name);
        known = arena_fmt(arena, STR_FMT "%s%s", STR_ARG(known), i > 0 ? ", " : " but ",
                          rule->options[i].name);
    }
    return refuse(refusal, OPTION_FAULT_NAME,
                  arena_fmt(arena,
                            "%s takes no \"" STR_FMT "\"" STR_FMT
                            " (it has no options" STR_FMT ")",
                            rule->id, STR_ARG(name),
                            STR_ARG(nearest_hint(arena, &names, name)), STR_ARG(known)));
}

static bool wrong_value(Arena *arena, const Rule *rule, const RuleOption *option,
                        OptionRefusal *refusal)
{
    return refuse(refusal, OPTION_FAULT_VALUE,
                  arena_fmt(arena, "%s: \"%s\" is " STR_FMT, rule->id, option->name,
                            STR_ARG(option_kind_words(arena, option))));
}

static bool check_pattern(Arena *arena, const Rule *rule, Str text,
                          OptionRefusal *refusal)
{
    Pattern *compiled;
    Str why;
    if (!pattern_try(arena, text, &compiled, &why))
        return refuse(refusal, OPTION_FAULT_VALUE,
                      arena_fmt(arena, "%s: the pattern cannot be used: " STR_FMT,
                                rule->id, STR_ARG(why)));
    pattern_free(compiled);
    return true;
}

// False when the wish is of another kind, or out of range.
static bool set_option(const RuleOption *option, const OptionWish *wish,
                       OptionValue *value)
{
    value->given = true;
    switch (option->kind) {
    case OPTION_NUMBER:
        if (!wish->number || *wish->number < option->least ||
            *wish->number > option->most)
            return false;
        value->number = *wish->number;
        return true;
    case OPTION_PATTERN:
        if (!wish->text)
            return false;
        value->text = *wish->text;
        return true;
    case OPTION_WORDS:
        if (!wish->words)
            return false;
        value->words = *wish->words;
        return true;
    }
    return false;
}

bool option_choose(Arena *arena, RuleChoice *choice, const OptionWish *wish,
                   OptionRefusal *refusal)
{
    const Rule *rule = choice->rule;
    for (size_t i = 0; i < rule_option_count(rule); i++) {
        const RuleOption *option = &rule->options[i];
        if (!str_eq(str_from(option->name), wish->name))
            continue;
        if (!set_option(option, wish, &choice->options[i]))
            return wrong_value(arena, rule, option, refusal);
        return option->kind != OPTION_PATTERN ||
               check_pattern(arena, rule, *wish->text, refusal);
    }
    return unknown_option(arena, rule, wish->name, refusal);
}
