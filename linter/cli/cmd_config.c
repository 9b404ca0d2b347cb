// SPDX-License-Identifier: Apache-2.0
// `tidegate config`: what `tidegate check` would go by, without judging anything.
#include "cli/cli.h"

#include "cli/in_force.h"

typedef struct ConfigOptions {
    CheckOptions check; // first: check's own options are stored in it
    bool json;
} ConfigOptions;

static const OptionSpec own_specs[] = {
    { "--json", NULL, "as JSON (tidegate-config/1)", set_flag,
      offsetof(ConfigOptions, json) },
};

enum { OWN_COUNT = sizeof own_specs / sizeof *own_specs };

// The options of check, so that a command line can be tried out, and our own.
OptionTable cmd_config_options(Arena *arena)
{
    size_t count = check_option_table.count + OWN_COUNT;
    OptionSpec *specs = NEW_ARRAY(arena, OptionSpec, count);
    for (size_t i = 0; i < count; i++)
        specs[i] = i < OWN_COUNT ? own_specs[i] : check_option_table.specs[i - OWN_COUNT];
    return (OptionTable){
        .usage = "tidegate config [OPTION…] [PATH…]",
        .about = "Prints what tidegate check with these options goes by, and where each "
                 "value comes\nfrom: the command line, the configuration, what was "
                 "detected, or the default.\nRules are those that the configuration "
                 "names; --all lists every one.",
        .specs = specs,
        .count = count,
        .words = check_option_table.words,
        .takes_files = true,
    };
}

static int print(Check *check, const ConfigOptions *options)
{
    Str why = { 0 };
    if (!check_prepare(check, &why))
        return cli_refuse(why);
    Settings settings = in_force(check, options->check.all);
    Out out = out_new(check->arena);
    if (options->json)
        settings_json(&out, &settings);
    else
        settings_text(&out, &settings);
    return cli_print(check->arena, out_text(&out));
}

int cmd_config(Arena *arena, const StrVec *args)
{
    ConfigOptions options = { .check = check_options_default() };
    OptionTable table = cmd_config_options(arena);
    OptionsRead read = options_read(arena, &table, args, &options);
    if (read.status != OPTIONS_OK)
        return cli_without_run(arena, &table, &read);
    options.check.paths = read.rest;
    Check check = { .arena = arena, .options = options.check };
    int status = print(&check, &options);
    check_close(&check);
    return status;
}
