// SPDX-License-Identifier: Apache-2.0
// `tidegate completion bash`: a function that needs bash alone, no package of
// completions.
#include "cli/completion.h"

#include "cli/cli.h"

// COMP_WORDS is cut at "=", ":" and "@", which may be part of our words: the line itself
// is looked at. What readline replaces begins behind the last of these.
static const char head[] =
    "# Made by `tidegate completion bash`.\n"
    "_tidegate() {\n"
    "    local line=${COMP_LINE:0:COMP_POINT} option='' words='' files='' given=''\n"
    "    local -a typed\n"
    "    read -r -a typed <<<\"$line\"\n"
    "    [[ $line == *[[:blank:]] ]] && typed+=('')\n"
    "    local current=${typed[${#typed[@]} - 1]} command=''\n"
    "    COMPREPLY=()\n"
    "    if ((${#typed[@]} > 2)); then\n"
    "        command=${typed[1]}\n"
    "        option=${typed[${#typed[@]} - 2]}\n"
    "    fi\n"
    "    if [[ $current == --*=* ]]; then\n"
    "        option=${current%%=*}\n"
    "        given=$option=\n"
    "    fi\n"
    "    case \"$command $option\" in\n";

static const char middle[] = "    *)\n"
                             "        option='' given=''\n"
                             "        case $command in\n";

static const char tail[] =
    "        esac\n"
    "        ;;\n"
    "    esac\n"
    "    [[ -n $option || $current != -* ]] && words=${words##*--- }\n"
    "    [[ -z $option && $current == -* ]] && words=${words%%---*} files=''\n"
    "    local value=${current#\"$given\"}\n"
    "    mapfile -t COMPREPLY < <(\n"
    "        compgen -W \"$words\" -- \"$value\"\n"
    "        [[ -z $files ]] || compgen -f -- \"$value\"\n"
    "    )\n"
    "    [[ -z $files ]] || compopt -o filenames 2>/dev/null\n"
    "    local i kept=${current##*[\"$COMP_WORDBREAKS\"]}\n"
    "    local cut=${current%\"$kept\"}\n"
    "    for i in \"${!COMPREPLY[@]}\"; do\n"
    "        COMPREPLY[i]=$given${COMPREPLY[i]}\n"
    "        COMPREPLY[i]=${COMPREPLY[i]#\"$cut\"}\n"
    "    done\n"
    "}\n"
    "complete -F _tidegate tidegate\n";

// A branch for an option that has a value, of what that may be.
static void option_branch(Out *out, const Command *command, const OptionTable *table,
                          const OptionSpec *spec)
{
    Str words = completion_words(out->arena, table, str_from(spec->name));
    out_fmt(out, "    '%s %s') words=", command->name, spec->name);
    completion_quoted(out, words, false);
    out_fmt(out, "%s ;;\n", completion_is_file(spec) ? " files=1" : "");
}

// A branch for a command: its options, "---", and what its arguments may be.
static void command_branch(Out *out, const Command *command, const OptionTable *table)
{
    Out words = out_new(out->arena);
    for (size_t i = 0; i < table->count; i++)
        out_fmt(&words, "%s ", table->specs[i].name);
    out_fmt(&words, "--help --- " STR_FMT,
            STR_ARG(completion_words(out->arena, table, STR(""))));
    out_fmt(out, "        %s) words=", command->name);
    completion_quoted(out, out_text(&words), false);
    out_fmt(out, "%s ;;\n", table->takes_files ? " files=1" : "");
}

void completion_bash(Out *out)
{
    out_cstr(out, head);
    for (const Command *command = cli_commands; command->name; command++) {
        OptionTable table = command->options(out->arena);
        for (size_t i = 0; i < table.count; i++)
            if (table.specs[i].argument)
                option_branch(out, command, &table, &table.specs[i]);
    }
    out_cstr(out, middle);
    for (const Command *command = cli_commands; command->name; command++) {
        OptionTable table = command->options(out->arena);
        command_branch(out, command, &table);
    }
    out_cstr(out, "        '') words='--version --help ---");
    for (const Command *command = cli_commands; command->name; command++)
        out_fmt(out, " %s", command->name);
    out_cstr(out, "' ;;\n");
    out_cstr(out, tail);
}
