// SPDX-License-Identifier: Apache-2.0
// `tidegate locks`: what files would lock, read and write on a live database.
#include "cli/cli.h"

#include "base/limits.h"
#include "base/nearest.h"
#include "cli/check_options.h"
#include "cli/options.h"
#include "dialect/dialect.h"
#include "lint/forecast.h"
#include "report/locks.h"
#include "source/tree.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

typedef struct LocksOptions {
    LayoutWishes wishes; // engine
    StrVec given;
    bool json;
} LocksOptions;

static bool set_engine(Arena *arena, void *into, Str value, Str *why)
{
    return engine_from(arena, value, &((LocksOptions *)into)->wishes, why);
}

static bool set_given(Arena *arena, void *into, Str value, Str *why)
{
    (void)why;
    *vec_push(arena, &((LocksOptions *)into)->given) = value;
    return true;
}

static StrVec format_names(Arena *arena)
{
    StrVec names = { 0 };
    *vec_push(arena, &names) = STR("text");
    *vec_push(arena, &names) = STR("json");
    return names;
}

static bool set_format(Arena *arena, void *into, Str value, Str *why)
{
    StrVec names = format_names(arena);
    ((LocksOptions *)into)->json = str_eq(value, STR("json"));
    if (str_eq(value, STR("text")) || str_eq(value, STR("json")))
        return true;
    *why = arena_fmt(arena, "unknown format " STR_FMT STR_FMT, STR_ARG(value),
                     STR_ARG(nearest_hint(arena, &names, value)));
    return false;
}

static const OptionSpec specs[] = {
    { "--engine", "NAME[@MAJOR]", "the server it will run on, as postgres@15", set_engine,
      0 },
    { "--given", "FILE", "SQL that has run before: the schema; repeatable", set_given,
      0 },
    { "--format", "NAME", "text (default) or json", set_format, 0 },
};

static StrVec words(Arena *arena, Str option)
{
    if (str_eq(option, STR("--format")))
        return format_names(arena);
    return str_eq(option, STR("--engine")) ? check_option_table.words(arena, option)
                                           : (StrVec){ 0 };
}

static const OptionTable table = {
    .usage = "tidegate locks [OPTION…] FILE…",
    .about =
        "Says of each statement which locks it takes and whom they keep waiting, what it "
        "reads,\n"
        "rewrites and builds, and whether the server refuses it. FILE may be - for "
        "standard input.\n"
        "The files run in one session, one after the other, behind those of --given.\n"
        "Exit status: 0 said, 2 could not be read.",
    .specs = specs,
    .count = sizeof specs / sizeof specs[0],
    .words = words,
    .takes_files = true,
};

OptionTable cmd_locks_options(Arena *arena)
{
    (void)arena;
    return table;
}

static bool read_stream(Arena *arena, FILE *stream, Str *text)
{
    Out bytes = out_new(arena);
    char buffer[1 << 14];
    size_t got;
    while ((got = fread(buffer, 1, sizeof buffer, stream)) > 0) {
        out_str(&bytes, (Str){ buffer, got });
        if (out_text(&bytes).len > TREE_MAX_FILE) {
            errno = EFBIG;
            return false;
        }
    }
    *text = out_text(&bytes);
    return !ferror(stream);
}

static bool read_file(Arena *arena, Str path, Str *text, Str *why)
{
    if (str_eq(path, STR("-")))
        return read_stream(arena, stdin, text);
    FILE *stream = fopen(arena_cstr(arena, path), "rb");
    bool read = stream && read_stream(arena, stream, text);
    if (!read)
        *why = arena_fmt(arena, STR_FMT " cannot be read: %s", STR_ARG(path),
                         strerror(errno));
    if (stream)
        fclose(stream);
    return read;
}

static bool run_given(Arena *arena, Forecast *forecast, const StrVec *given, Str *why)
{
    for (size_t i = 0; i < given->len; i++) {
        Str text;
        size_t unparsed = 0;
        if (!read_file(arena, given->at[i], &text, why))
            return false;
        forecast_run(forecast, text, &unparsed);
        if (unparsed > 0)
            fprintf(stderr,
                    "tidegate: " STR_FMT ": %zu statement%s that the grammar refuses; "
                    "the schema may lack something\n",
                    STR_ARG(given->at[i]), unparsed, unparsed == 1 ? "" : "s");
    }
    return true;
}

static bool run_files(Arena *arena, Forecast *forecast, const StrVec *paths,
                      LocksFileVec *files, Str *why)
{
    for (size_t i = 0; i < paths->len; i++) {
        LocksFile file = { .path = paths->at[i] };
        if (!read_file(arena, file.path, &file.text, why))
            return false;
        file.statements = forecast_run(forecast, file.text, NULL);
        *vec_push(arena, files) = file;
    }
    return true;
}

int cmd_locks(Arena *arena, const StrVec *args)
{
    LocksOptions options = { .wishes.engine.family = STR("postgres") };
    OptionsRead read = options_read(arena, &table, args, &options);
    if (read.status != OPTIONS_OK)
        return cli_without_run(arena, &table, &read);
    if (read.rest.len == 0)
        return cli_refuse(STR("locks wants a FILE (tidegate locks --help)"));
    Engine engine = options.wishes.engine;
    dialect_settle_version(&engine);
    const Frontend *frontend = dialect_find(engine_dialect(engine.family));
    // SQLite has one lock for all, which whoever writes holds until the transaction ends.
    if (frontend->world_new)
        return cli_refuse(arena_fmt(arena,
                                    STR_FMT " locks the database as a whole, from the "
                                            "first write to the end of the transaction: "
                                            "no statement differs from another",
                                    STR_ARG(engine.family)));
    Forecast forecast = forecast_new(arena, frontend, engine);
    LocksFileVec files = { 0 };
    Str why = STR("standard input cannot be read");
    bool ran = run_given(arena, &forecast, &options.given, &why) &&
               run_files(arena, &forecast, &read.rest, &files, &why);
    if (ran && forecast.is_cut) {
        ran = false;
        why = arena_fmt(arena, "a file has more than %d statements: split it",
                        LIMIT_STATEMENTS);
    }
    forecast_free(&forecast);
    if (!ran)
        return cli_refuse(why);
    Out out = out_new(arena);
    if (options.json)
        locks_json(&out, &files);
    else
        locks_text(&out, &files);
    return cli_print(arena, out_text(&out));
}
