// SPDX-License-Identifier: Apache-2.0
// `tidegate rules` and `tidegate explain RULE`: what the rules say of themselves.
#include "cli/cli.h"

#include "base/nearest.h"
#include "base/out.h"
#include "cli/options.h"
#include "lint/rule_options.h"

static const OptionTable rules_table = {
    .usage = "tidegate rules",
    .about = "Lists every rule: severity, name, family, title. `off` marks rules that "
             "are on only\nwhen asked for, `!` those that find a loss of data.",
};

static StrVec rule_ids(Arena *arena)
{
    StrVec names = { 0 };
    for (size_t i = 0; i < rule_index_len; i++)
        *vec_push(arena, &names) = str_from(rule_index[i].rule->id);
    return names;
}

static StrVec words(Arena *arena, Str option)
{
    return option.len == 0 ? rule_ids(arena) : (StrVec){ 0 };
}

static const OptionTable explain_table = {
    .usage = "tidegate explain RULE",
    .about = "Says what a rule finds, why it matters, what to do instead, with an "
             "example of each.",
    .words = words,
};

OptionTable cmd_rules_options(Arena *arena)
{
    (void)arena;
    return rules_table;
}

OptionTable cmd_explain_options(Arena *arena)
{
    (void)arena;
    return explain_table;
}

static int longest_id(void)
{
    Str longest = { 0 };
    for (size_t i = 0; i < rule_index_len; i++) {
        Str id = str_from(rule_index[i].rule->id);
        if (id.len > longest.len)
            longest = id;
    }
    return str_int_len(longest);
}

static void list_rule(Out *out, const RuleEntry *entry)
{
    const Rule *rule = entry->rule;
    Str severity =
        arena_fmt(out->arena, "%s%s", rule->off ? "off" : severity_word(rule->severity),
                  rule->loses_data ? "!" : "");
    out_fmt(out, "%-8.*s %-*s %-14s %s\n", STR_ARG(severity), longest_id(), rule->id,
            entry->family, rule->title);
}

int cmd_rules(Arena *arena, const StrVec *args)
{
    OptionsRead read = options_read(arena, &rules_table, args, NULL);
    if (read.status != OPTIONS_OK)
        return cli_without_run(arena, &rules_table, &read);
    if (read.rest.len > 0)
        return cli_refuse(
            arena_fmt(arena, "rules takes no argument (tidegate explain " STR_FMT "?)",
                      STR_ARG(read.rest.at[0])));
    Out out = out_new(arena);
    for (size_t i = 0; i < rule_index_len; i++)
        list_rule(&out, &rule_index[i]);
    return cli_print(arena, out_text(&out));
}

static void indented(Out *out, const char *title, const char *text)
{
    Str rest = str_from(text);
    Str line;
    out_fmt(out, "\n%s\n", title);
    while (str_cut(&rest, '\n', &line))
        out_fmt(out, "%s" STR_FMT "\n", line.len > 0 ? "  " : "", STR_ARG(line));
}

static void list_options(Out *out, const Rule *rule)
{
    size_t count = rule_option_count(rule);
    if (count > 0)
        out_cstr(out, "\nOptions\n");
    for (size_t i = 0; i < count; i++) {
        const RuleOption *option = &rule->options[i];
        out_fmt(out, "  %s: %s\n    " STR_FMT "; by default " STR_FMT "\n", option->name,
                option->meaning, STR_ARG(option_kind_words(out->arena, option)),
                STR_ARG(option_text(out->arena, option, NULL)));
    }
}

static Str explanation(Arena *arena, const Rule *rule)
{
    Out out = out_new(arena);
    out_fmt(&out, "%s (%s%s)\n%s\n", rule->id, severity_word(rule->severity),
            rule->off ? ", off by default" : "", rule->title);
    indented(&out, "Why", rule->why);
    indented(&out, "Instead", rule->fix);
    indented(&out, "Finds", rule->bad);
    indented(&out, "Passes", rule->good);
    list_options(&out, rule);
    if (rule->gap)
        out_cstr(&out, "\nWith `strict` it is an error.\n");
    if (!rule->always)
        out_fmt(&out, "\nTo accept one: -- tidegate: allow %s (reason)\n", rule->id);
    if (rule->loses_data)
        out_cstr(&out, "Data is lost: otherwise an error of it passes by an entry of "
                       "\"allow\", or by a label\nthat \"approvals\" in tidegate.jsonc "
                       "names. The baseline covers merged history alone.\n");
    out_fmt(&out, "\nFamily %s, since %s.\n", rule_family(rule), rule->since);
    return out_text(&out);
}

static int unknown_rule(Arena *arena, Str id)
{
    StrVec names = rule_ids(arena);
    return cli_refuse(
        arena_fmt(arena, "unknown rule " STR_FMT STR_FMT " (tidegate rules lists them)",
                  STR_ARG(id), STR_ARG(nearest_hint(arena, &names, id))));
}

int cmd_explain(Arena *arena, const StrVec *args)
{
    OptionsRead read = options_read(arena, &explain_table, args, NULL);
    if (read.status != OPTIONS_OK)
        return cli_without_run(arena, &explain_table, &read);
    if (read.rest.len != 1)
        return cli_refuse(STR("explain takes one rule: tidegate explain drop-column"));
    const Rule *rule = rule_find(read.rest.at[0]);
    if (!rule)
        return unknown_rule(arena, read.rest.at[0]);
    return cli_print(arena, explanation(arena, rule));
}
