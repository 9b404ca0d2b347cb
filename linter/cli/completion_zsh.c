// SPDX-License-Identifier: Apache-2.0
// `tidegate completion zsh`: for a folder of $fpath, or to be sourced.
#include "cli/completion.h"

#include "cli/cli.h"

static const char head[] = "#compdef tidegate\n"
                           "# Made by `tidegate completion zsh`.\n"
                           "_tidegate() {\n"
                           "    local -a commands\n"
                           "    commands=(\n";

static const char middle[] = "    )\n"
                             "    if ((CURRENT == 2)); then\n"
                             "        if [[ $words[2] == -* ]]; then\n"
                             "            compadd -- --version --help\n"
                             "        else\n"
                             "            _describe -t commands command commands\n"
                             "        fi\n"
                             "        return\n"
                             "    fi\n"
                             "    local command=$words[2]\n"
                             "    shift words\n"
                             "    ((CURRENT--))\n"
                             "    case $command in\n";

static const char tail[] = "    esac\n"
                           "}\n"
                           "if [[ $funcstack[1] == _tidegate ]]; then\n"
                           "    _tidegate \"$@\"\n"
                           "else\n"
                           "    compdef _tidegate tidegate\n"
                           "fi\n";

// What _arguments and _describe take for parts of their own syntax.
static Str plain(Arena *arena, Str text)
{
    Out out = out_new(arena);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '[' || c == ']' || c == ':' || c == '\\')
            out_char(&out, '\\');
        out_char(&out, c);
    }
    return out_text(&out);
}

// ":REF:(auto none)", ":FILE:_files": what a value is called, and what it may be.
static void value(Out *out, Str name, Str words, bool is_file)
{
    out_fmt(out, ":" STR_FMT ":", STR_ARG(plain(out->arena, name)));
    if (is_file && words.len > 0)
        out_fmt(out, "{ compadd -- " STR_FMT "; _files }", STR_ARG(words));
    else if (is_file)
        out_cstr(out, "_files");
    else if (words.len > 0)
        out_fmt(out, "(" STR_FMT ")", STR_ARG(words));
    else
        out_char(out, ' ');
}

static void quoted_row(Out *out, Str row)
{
    out_cstr(out, " \\\n            ");
    completion_quoted(out, row, false);
}

static void option(Out *out, const OptionTable *table, const OptionSpec *spec)
{
    Out row = out_new(out->arena);
    out_fmt(&row, "*%s%s[" STR_FMT "]", spec->name, spec->argument ? "=" : "",
            STR_ARG(plain(out->arena, completion_line(out->arena, spec->help))));
    if (spec->argument)
        value(&row, str_from(spec->argument),
              completion_words(out->arena, table, str_from(spec->name)),
              completion_is_file(spec));
    quoted_row(out, out_text(&row));
}

static void command_branch(Out *out, const Command *command)
{
    OptionTable table = command->options(out->arena);
    Str words = completion_words(out->arena, &table, STR(""));
    out_fmt(out, "    %s)\n        _arguments", command->name);
    for (size_t i = 0; i < table.count; i++)
        option(out, &table, &table.specs[i]);
    quoted_row(out, STR("--help[this text]"));
    if (words.len > 0)
        quoted_row(out,
                   arena_fmt(out->arena, "1:argument:(" STR_FMT ")", STR_ARG(words)));
    if (table.takes_files)
        quoted_row(out, STR("*:file:_files"));
    out_cstr(out, "\n        ;;\n");
}

void completion_zsh(Out *out)
{
    out_cstr(out, head);
    for (const Command *command = cli_commands; command->name; command++) {
        Str summary = plain(out->arena, str_from(command->summary));
        out_cstr(out, "        ");
        completion_quoted(
            out, arena_fmt(out->arena, "%s:" STR_FMT, command->name, STR_ARG(summary)),
            false);
        out_char(out, '\n');
    }
    out_cstr(out, middle);
    for (const Command *command = cli_commands; command->name; command++)
        command_branch(out, command);
    out_cstr(out, tail);
}
