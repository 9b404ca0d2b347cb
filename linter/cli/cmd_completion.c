// SPDX-License-Identifier: Apache-2.0
// `tidegate completion SHELL`, and what the scripts for the shells have in common.
#include "cli/cli.h"

#include "base/nearest.h"
#include "cli/completion.h"

static const struct {
    const char *name;
    void (*write)(Out *out);
} shells[] = {
    { "bash", completion_bash },
    { "zsh", completion_zsh },
    { "fish", completion_fish },
};

enum { SHELL_COUNT = sizeof shells / sizeof *shells };

static StrVec shell_names(Arena *arena)
{
    StrVec names = { 0 };
    for (size_t i = 0; i < SHELL_COUNT; i++)
        *vec_push(arena, &names) = str_from(shells[i].name);
    return names;
}

static StrVec words(Arena *arena, Str option)
{
    return option.len == 0 ? shell_names(arena) : (StrVec){ 0 };
}

static const OptionTable table = {
    .usage = "tidegate completion bash|zsh|fish",
    .about =
        "Prints a script with which the shell completes commands, options and their\n"
        "values. Packages install it; for one shell alone:\n"
        "  bash: source <(tidegate completion bash)\n"
        "  zsh:  source <(tidegate completion zsh)\n"
        "  fish: tidegate completion fish | source",
    .words = words,
};

OptionTable cmd_completion_options(Arena *arena)
{
    (void)arena;
    return table;
}

bool completion_is_file(const OptionSpec *spec)
{
    return spec->argument && str_contains(str_from(spec->argument), STR("FILE")) &&
           !str_starts(str_from(spec->argument), STR("NAME"));
}

Str completion_words(Arena *arena, const OptionTable *of, Str option)
{
    StrVec all = of->words ? of->words(arena, option) : (StrVec){ 0 };
    Out out = out_new(arena);
    for (size_t i = 0; i < all.len; i++)
        out_fmt(&out, "%s" STR_FMT, i > 0 ? " " : "", STR_ARG(all.at[i]));
    return out_text(&out);
}

Str completion_line(Arena *arena, const char *text)
{
    Out out = out_new(arena);
    for (; *text; text++)
        out_char(&out, *text == '\n' ? ' ' : *text);
    return out_text(&out);
}

void completion_quoted(Out *out, Str text, bool is_fish)
{
    out_char(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '\'')
            out_cstr(out, is_fish ? "\\'" : "'\\''");
        else if (c == '\\' && is_fish)
            out_cstr(out, "\\\\");
        else
            out_char(out, c);
    }
    out_char(out, '\'');
}

int cmd_completion(Arena *arena, const StrVec *args)
{
    OptionsRead read = options_read(arena, &table, args, NULL);
    if (read.status != OPTIONS_OK)
        return cli_without_run(arena, &table, &read);
    if (read.rest.len != 1)
        return cli_refuse(STR("completion takes one shell: tidegate completion bash"));
    Out out = out_new(arena);
    for (size_t i = 0; i < SHELL_COUNT; i++) {
        if (str_eq(read.rest.at[0], str_from(shells[i].name))) {
            shells[i].write(&out);
            return cli_print(arena, out_text(&out));
        }
    }
    StrVec names = shell_names(arena);
    return cli_refuse(arena_fmt(
        arena, "unknown shell " STR_FMT STR_FMT " (known: bash zsh fish)",
        STR_ARG(read.rest.at[0]), STR_ARG(nearest_hint(arena, &names, read.rest.at[0]))));
}
