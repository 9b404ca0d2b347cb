// SPDX-License-Identifier: Apache-2.0
// What is in force for rules and findings: severities, options, exceptions.
#include "cli/in_force_priv.h"

#include "cli/cli.h"
#include "lint/rule_options.h"

static const char *const exit_words[] = {
    [EXIT_CODES_PLAIN] = "plain",
    [EXIT_CODES_BY_KIND] = "by-kind",
};

static Str fail_on_word(FailOn fail_on)
{
    return fail_on == FAIL_NEVER ? STR("never")
                                 : str_from(severity_word((Severity)fail_on));
}

static void add_fail_on(const Check *check, StatedVec *run)
{
    Stated *setting =
        add_text(check->arena, run, "fail-on", fail_on_word(check->options.fail_on));
    if (check->options.fail_on_given)
        from(setting, FROM_OPTION, STR("--fail-on"));
    else if (check->config.fail_on.text.len > 0)
        from(setting, FROM_CONFIG, check->config.fail_on.place);
}

static void add_strict(const Check *check, StatedVec *run)
{
    bool strict = check->options.strict || check->config.strict;
    Stated *setting = add_flag(check->arena, run, "strict", strict);
    if (check->options.strict)
        from(setting, FROM_OPTION, STR("--strict"));
    else if (check->config.strict_given)
        from(setting, FROM_CONFIG, check->config.strict_place);
}

// The usual file counts where it is.
static void add_baseline(const Check *check, StatedVec *run)
{
    static const Str usual = STR_INIT(TIDEGATE_BASELINE);
    Str named = check->options.baseline;
    Stated *setting = add_text(check->arena, run, "baseline",
                               named.len > 0 ? named : check->config.baseline);
    if (named.len > 0) {
        from(setting, FROM_OPTION, STR("--baseline"));
    } else if (check->config.baseline.len > 0) {
        from(setting, FROM_CONFIG, check->config.baseline_place);
    } else if (tree_is_file(check->space.now, check->arena, usual)) {
        setting->kind = SETTING_TEXT;
        setting->text = usual;
        from(setting, FROM_DETECTION, usual);
    }
}

void add_gate(const Check *check, StatedVec *run)
{
    add_fail_on(check, run);
    add_strict(check, run);
    add_baseline(check, run);
    Stated *codes = add_text(check->arena, run, "exit-codes",
                             str_from(exit_words[check->options.exit_codes]));
    if (check->options.exit_codes != EXIT_CODES_PLAIN)
        from(codes, FROM_OPTION, STR("--exit-codes"));
}

// ---- rules ----

static const ConfigRule *configured_rule(const Check *check, const Rule *rule)
{
    for (size_t i = 0; i < check->config.rules.len; i++)
        if (str_eq(check->config.rules.at[i].id, str_from(rule->id)))
            return &check->config.rules.at[i];
    return NULL;
}

static const ConfigOption *configured_option(const ConfigRule *config, const char *name)
{
    for (size_t i = 0; config && i < config->options.len; i++)
        if (str_eq(config->options.at[i].name.text, str_from(name)))
            return &config->options.at[i];
    return NULL;
}

static void add_option(Arena *arena, StatedVec *section, const RuleOption *option,
                       const OptionValue *value)
{
    bool given = value && value->given;
    Stated *setting = add_setting(arena, section, option->name);
    switch (option->kind) {
    case OPTION_NUMBER:
        setting->kind = SETTING_NUMBER;
        setting->number = given ? value->number : option->number;
        break;
    case OPTION_PATTERN:
        setting->kind = SETTING_TEXT;
        setting->text = given ? value->text : str_from(option->text);
        break;
    case OPTION_WORDS:
        setting->kind = SETTING_LIST;
        setting->list = given ? value->words : option_default_words(arena, option);
        break;
    }
}

static void add_rule(const Check *check, Settings *settings, const Rule *rule,
                     const ConfigRule *config)
{
    Arena *arena = check->arena;
    StatedVec *section = add_section(arena, settings, SECTION_RULE);
    const RuleChoice *choice = rule_choice(&check->choices, rule);
    const char *usual = rule->off ? "off" : severity_word(rule->severity);
    const char *severity = !choice       ? usual
                           : choice->off ? "off"
                                         : severity_word(choice->severity);
    Stated *name = add_text(arena, section, "rule", str_from(rule->id));
    if (config)
        from(name, FROM_CONFIG, config->place);
    Stated *setting = add_text(arena, section, "severity", str_from(severity));
    if (config && (config->word.ptr || rule->off))
        from(setting, FROM_CONFIG, config->place);
    add_text(arena, section, "default", str_from(usual));
    for (size_t i = 0; i < rule_option_count(rule); i++) {
        const RuleOption *option = &rule->options[i];
        const ConfigOption *said = configured_option(config, option->name);
        add_option(arena, section, option, choice ? &choice->options[i] : NULL);
        if (said)
            from(&section->at[section->len - 1], FROM_CONFIG, said->place);
    }
}

void add_rules(const Check *check, Settings *settings, bool all)
{
    for (size_t i = 0; i < rule_index_len; i++) {
        const Rule *rule = rule_index[i].rule;
        const ConfigRule *config = configured_rule(check, rule);
        if (all || config)
            add_rule(check, settings, rule, config);
    }
}

// ---- exceptions ----

static void add_override(const Check *check, Settings *settings,
                         const ConfigOverride *entry)
{
    for (size_t i = 0; i < entry->rules.len; i++) {
        const ConfigRule *rule = &entry->rules.at[i];
        StatedVec *section = add_section(check->arena, settings, SECTION_OVERRIDE);
        from(add_text(check->arena, section, "rule", rule->id), FROM_CONFIG, rule->place);
        from(add_text(check->arena, section, "severity", rule->word), FROM_CONFIG,
             rule->place);
        add_texts(check->arena, section, "paths", &entry->paths);
    }
}

static void add_config_text(Arena *arena, StatedVec *section, const char *key,
                            const ConfigText *text)
{
    Stated *setting = add_text(arena, section, key, text->text);
    if (text->text.len > 0)
        from(setting, FROM_CONFIG, text->place);
}

static void add_allow(const Check *check, Settings *settings, const ConfigAllow *entry)
{
    StatedVec *section = add_section(check->arena, settings, SECTION_ALLOW);
    add_texts(check->arena, section, "rules", &entry->rules);
    add_config_text(check->arena, section, "path", &entry->path);
    add_config_text(check->arena, section, "object", &entry->object);
    add_config_text(check->arena, section, "reason", &entry->reason);
    add_config_text(check->arena, section, "expires", &entry->expires);
}

// Without a list of rules, all that lose data can be approved.
static void add_approved_rules(Arena *arena, StatedVec *section,
                               const ConfigApprovals *approvals)
{
    Stated *setting = add_texts(arena, section, "rules", &approvals->rules);
    if (approvals->rules.len > 0)
        return;
    setting->kind = SETTING_LIST;
    for (size_t i = 0; i < rule_index_len; i++)
        if (rule_index[i].rule->loses_data)
            *vec_push(arena, &setting->list) = str_from(rule_index[i].rule->id);
}

static void add_approvals(const Check *check, Settings *settings)
{
    const ConfigApprovals *approvals = &check->config.approvals;
    if (!approvals->given)
        return;
    StatedVec *section = add_section(check->arena, settings, SECTION_APPROVALS);
    add_texts(check->arena, section, "labels", &approvals->labels);
    add_approved_rules(check->arena, section, approvals);
    add_texts(check->arena, section, "paths", &approvals->paths);
    Stated *reason =
        add_flag(check->arena, section, "require-reason", approvals->require_reason);
    if (approvals->require_reason_place.len > 0)
        from(reason, FROM_CONFIG, approvals->require_reason_place);
}

void add_exceptions(const Check *check, Settings *settings)
{
    for (size_t i = 0; i < check->config.overrides.len; i++)
        add_override(check, settings, &check->config.overrides.at[i]);
    for (size_t i = 0; i < check->config.allow.len; i++)
        add_allow(check, settings, &check->config.allow.at[i]);
    add_approvals(check, settings);
}
