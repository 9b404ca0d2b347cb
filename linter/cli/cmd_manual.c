// SPDX-License-Identifier: Apache-2.0
// `tidegate manual`: the manual page, in roff, from the tables of commands and options.
#include "cli/cli.h"

#include "base/out.h"
#include "cli/check_options.h"

static const OptionTable table = {
    .usage = "tidegate manual",
    .about = "Prints the manual page in the language of man, as packages install it:\n"
             "  tidegate manual | man -l -",
};

OptionTable cmd_manual_options(Arena *arena)
{
    (void)arena;
    return table;
}

typedef struct Row {
    const char *head;
    const char *text;
} Row;

static const Row statuses[] = {
    { "0", "passed: nothing blocks" },
    { "1", "blocked: a finding is as severe as --fail-on says, or worse" },
    { "2", "could not judge: an option or a file is wrong or cannot be read. Nothing has "
           "been found to be fine." },
};

static const Row files[] = {
    { TIDEGATE_CONFIG, "in the repository's root: the configuration, if there is one" },
    { TIDEGATE_BASELINE,
      "in the repository's root: what was there before the gate, if it is used" },
};

static const Row variables[] = {
    { "NO_COLOR", "not empty: no colours, unless --color asks for them" },
    { "SOURCE_DATE_EPOCH",
      "seconds since 1970: the time that journals may not be ahead of, and the day on "
      "which entries expire" },
    { "CI",
      "With it the variables of GitHub Actions, GitLab, Bitbucket, Azure Pipelines and "
      "others: they name the target branch and the labels of the change." },
};

enum { LINE_LEN = 72 };

// Text as roff takes it: a hyphen stays one.
static void escaped(Out *out, Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '\\')
            out_cstr(out, "\\e");
        else if (c == '-')
            out_cstr(out, "\\-");
        else
            out_char(out, c);
    }
}

// The words of a line, on lines of the page's source that are not too long, none of which
// is a request.
static void words(Out *out, Str line)
{
    size_t column = 0;
    Str word;
    while (str_cut(&line, ' ', &word)) {
        if (word.len == 0)
            continue;
        bool breaks = column > 0 && column + word.len > LINE_LEN;
        if (column > 0)
            out_char(out, breaks ? '\n' : ' ');
        if (breaks)
            column = 0;
        if (column == 0 && (word.ptr[0] == '.' || word.ptr[0] == '\''))
            out_cstr(out, "\\&");
        escaped(out, word);
        column += word.len + 1;
    }
    out_char(out, '\n');
}

// A line that is indented stands by itself, as in the help.
static void paragraph(Out *out, const char *text)
{
    Str rest = str_from(text);
    Str line;
    bool was_indented = false;
    while (str_cut(&rest, '\n', &line)) {
        bool indented = str_starts(line, STR(" "));
        if (indented || was_indented)
            out_cstr(out, ".br\n");
        if (indented) {
            out_cstr(out, "\\&\\ \\ ");
            escaped(out, str_trim(line));
            out_char(out, '\n');
        } else {
            words(out, line);
        }
        was_indented = indented;
    }
}

static void section(Out *out, const char *title)
{
    out_fmt(out, ".SH %s\n", title);
}

static void rows(Out *out, const Row *row, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        out_cstr(out, ".TP\n.B ");
        escaped(out, str_from(row[i].head));
        out_char(out, '\n');
        paragraph(out, row[i].text);
    }
}

static void option(Out *out, const OptionSpec *spec)
{
    out_cstr(out, ".TP\n\\fB");
    escaped(out, str_from(spec->name));
    out_cstr(out, "\\fR");
    if (spec->argument) {
        out_cstr(out, " \\fI");
        escaped(out, str_from(spec->argument));
        out_cstr(out, "\\fR");
    }
    out_char(out, '\n');
    paragraph(out, spec->help);
}

// What other commands take over from check is told once.
static bool is_of_check(const Command *command, const OptionSpec *spec)
{
    const OptionSpec *same = option_named(&check_option_table, str_from(spec->name));
    return command->run != cmd_check && same && same->help == spec->help;
}

static void command_section(Out *out, const Command *command)
{
    OptionTable of = command->options(out->arena);
    bool takes_over = false;
    out_fmt(out, ".SS %s\n.B ", command->name);
    escaped(out, str_from(of.usage));
    out_cstr(out, "\n.PP\n");
    paragraph(out, of.about);
    for (size_t i = 0; i < of.count; i++) {
        if (is_of_check(command, &of.specs[i]))
            takes_over = true;
        else
            option(out, &of.specs[i]);
    }
    if (takes_over)
        out_cstr(out, ".PP\nThe options of\n.B tidegate check\nare taken as well.\n");
}

static Str page(Arena *arena)
{
    Out out = out_new(arena);
    out_fmt(&out,
            ".\\\" Made by `tidegate manual`.\n"
            ".TH TIDEGATE 1 \"\" \"tidegate %s\" \"User Commands\"\n",
            TIDEGATE_VERSION);
    section(&out, "NAME");
    out_cstr(&out, "tidegate \\- a gate for database migrations\n");
    section(&out, "SYNOPSIS");
    out_cstr(&out, ".B tidegate\n.I COMMAND\n[\\fIOPTION\\fR\\|.\\|.\\|.]\n.br\n"
                   ".B tidegate\n.RB { \\-\\-version | \\-\\-help }\n");
    section(&out, "DESCRIPTION");
    paragraph(&out,
              "Judges database migrations before they are merged. It reads a project's "
              "whole migration history, replays it into a catalog, and judges what a "
              "change adds: data that would be lost, statements that lock or fail on a "
              "live database, journals that no longer match their files, and edits of "
              "migrations that are merged. It needs no database, no account and no "
              "network.");
    section(&out, "COMMANDS");
    for (const Command *command = cli_commands; command->name; command++)
        command_section(&out, command);
    section(&out, "\"EXIT STATUS\"");
    rows(&out, statuses, sizeof statuses / sizeof *statuses);
    section(&out, "FILES");
    rows(&out, files, sizeof files / sizeof *files);
    section(&out, "ENVIRONMENT");
    rows(&out, variables, sizeof variables / sizeof *variables);
    section(&out, "\"SEE ALSO\"");
    out_cstr(&out, ".UR " TIDEGATE_HOME "\nthe project's page\n.UE\n");
    return out_text(&out);
}

int cmd_manual(Arena *arena, const StrVec *args)
{
    OptionsRead read = options_read(arena, &table, args, NULL);
    if (read.status != OPTIONS_OK)
        return cli_without_run(arena, &table, &read);
    if (read.rest.len > 0)
        return cli_refuse(STR("manual takes no argument"));
    return cli_print(arena, page(arena));
}
