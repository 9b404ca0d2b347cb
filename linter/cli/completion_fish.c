// SPDX-License-Identifier: Apache-2.0
// `tidegate completion fish`: a line for each command and option.
#include "cli/completion.h"

#include "cli/cli.h"

// "complete -c tidegate -n 'CONDITION'", without the line's end.
static void begin(Out *out, const Command *command)
{
    if (command)
        out_fmt(out, "complete -c tidegate -n '__fish_seen_subcommand_from %s'",
                command->name);
    else
        out_cstr(out, "complete -c tidegate -n __fish_use_subcommand");
}

static void described(Out *out, Str text)
{
    out_cstr(out, " -d ");
    completion_quoted(out, text, true);
    out_char(out, '\n');
}

static void words(Out *out, Str all)
{
    if (all.len == 0)
        return;
    out_cstr(out, " -a ");
    completion_quoted(out, all, true);
}

static void option(Out *out, const Command *command, const OptionTable *table,
                   const OptionSpec *spec)
{
    begin(out, command);
    out_fmt(out, " -l %s", spec->name + 2); // without "--"
    if (spec->argument) {
        out_cstr(out, completion_is_file(spec) ? " -r -F" : " -x");
        words(out, completion_words(out->arena, table, str_from(spec->name)));
    }
    described(out, completion_line(out->arena, spec->help));
}

void completion_fish(Out *out)
{
    out_cstr(out, "# Made by `tidegate completion fish`.\n");
    begin(out, NULL);
    out_cstr(out, " -f -l version -d 'the version and the grammars it judges with'\n");
    out_cstr(out, "complete -c tidegate -l help -d 'this text'\n");
    for (const Command *command = cli_commands; command->name; command++) {
        begin(out, NULL);
        out_fmt(out, " -f -a %s", command->name);
        described(out, str_from(command->summary));
    }
    for (const Command *command = cli_commands; command->name; command++) {
        OptionTable table = command->options(out->arena);
        Str arguments = completion_words(out->arena, &table, STR(""));
        if (!table.takes_files || arguments.len > 0) {
            begin(out, command);
            out_cstr(out, table.takes_files ? "" : " -f");
            words(out, arguments);
            out_char(out, '\n');
        }
        for (size_t i = 0; i < table.count; i++)
            option(out, command, &table, &table.specs[i]);
    }
}
