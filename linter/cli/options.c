// SPDX-License-Identifier: Apache-2.0
// Reading options by a table, and writing the help from the same table.
#include "cli/options.h"

#include "base/nearest.h"
#include "base/out.h"

#include <string.h>

const OptionSpec *option_named(const OptionTable *table, Str name)
{
    for (size_t i = 0; i < table->count; i++)
        if (str_eq(str_from(table->specs[i].name), name))
            return &table->specs[i];
    return NULL;
}

static Str unknown_option(Arena *arena, const OptionTable *table, Str name)
{
    StrVec names = { 0 };
    for (size_t i = 0; i < table->count; i++)
        *vec_push(arena, &names) = str_from(table->specs[i].name);
    *vec_push(arena, &names) = STR("--help");
    return arena_fmt(arena, "unknown option " STR_FMT STR_FMT " (--help lists them)",
                     STR_ARG(name), STR_ARG(nearest_hint(arena, &names, name)));
}

bool set_flag(Arena *arena, void *into, Str value, Str *why)
{
    (void)arena, (void)value, (void)why;
    *(bool *)into = true;
    return true;
}

// A walk over the arguments.
typedef struct Walk {
    Arena *arena;
    const OptionTable *table;
    const StrVec *args;
    size_t next; // the argument to look at next
    void *into;
} Walk;

// The option that begins with `arg`, and its value, which may be the next argument.
static bool take_option(Walk *walk, Str arg, Str *why)
{
    size_t equals = str_find_char(arg, '=', 0);
    Str name = str_take(arg, equals);
    const OptionSpec *spec = option_named(walk->table, name);
    if (!spec) {
        *why = unknown_option(walk->arena, walk->table, name);
        return false;
    }
    bool attached = equals < arg.len;
    if (!spec->argument && attached) {
        *why = arena_fmt(walk->arena, "%s takes no value", spec->name);
        return false;
    }
    Str value = attached ? str_drop(arg, equals + 1) : STR("");
    if (spec->argument && !attached) {
        if (walk->next == walk->args->len) {
            *why = arena_fmt(walk->arena, "%s needs a value: %s %s", spec->name,
                             spec->name, spec->argument);
            return false;
        }
        value = walk->args->at[walk->next++];
    }
    return spec->set(walk->arena, (char *)walk->into + spec->offset, value, why);
}

static bool asks_for_help(Str arg)
{
    return str_eq(arg, STR("--help")) || str_eq(arg, STR("-h"));
}

OptionsRead options_read(Arena *arena, const OptionTable *table, const StrVec *args,
                         void *into)
{
    OptionsRead read = { .status = OPTIONS_OK };
    Walk walk = { arena, table, args, 0, into };
    bool only_paths = false;
    while (walk.next < args->len && read.status == OPTIONS_OK) {
        Str arg = args->at[walk.next++];
        if (only_paths || !str_starts(arg, STR("-")) || arg.len == 1)
            *vec_push(arena, &read.rest) = arg;
        else if (str_eq(arg, STR("--")))
            only_paths = true;
        else if (asks_for_help(arg))
            read.status = OPTIONS_HELP;
        else if (!take_option(&walk, arg, &read.why))
            read.status = OPTIONS_WRONG;
    }
    return read;
}

enum { HELP_COLUMN = 30 };

// A head and its lines of help, these indented to one column.
static void help_row(Out *out, Str head, Str help)
{
    out_str(out, head);
    size_t column = head.len;
    if (column + 2 > HELP_COLUMN) {
        out_char(out, '\n');
        column = 0;
    }
    Str line;
    while (str_cut(&help, '\n', &line)) {
        out_repeat(out, ' ', HELP_COLUMN - column);
        out_fmt(out, STR_FMT "\n", STR_ARG(line));
        column = 0;
    }
}

Str options_help(Arena *arena, const OptionTable *table)
{
    Out out = out_new(arena);
    out_fmt(&out, "Usage: %s\n\n%s\n\nOptions:\n", table->usage, table->about);
    for (size_t i = 0; i < table->count; i++) {
        const OptionSpec *spec = &table->specs[i];
        Str head = arena_fmt(arena, "  %s%s%s", spec->name, spec->argument ? " " : "",
                             spec->argument ? spec->argument : "");
        help_row(&out, head, str_from(spec->help));
    }
    help_row(&out, STR("  --help"), STR("this text"));
    return out_text(&out);
}
