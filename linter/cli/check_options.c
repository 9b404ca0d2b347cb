// SPDX-License-Identifier: Apache-2.0
// The options of `tidegate check`: one row each.
#include "cli/check_options.h"

#include "base/limits.h"
#include "base/nearest.h"
#include "dialect/dialect.h"

CheckOptions check_options_default(void)
{
    return (CheckOptions){ .base = STR("auto"),
                           .fail_on = FAIL_ON_ERROR,
                           .time_limit = LIMIT_SECONDS };
}

static bool refuse_word(Arena *arena, const char *what, Str word, const StrVec *names,
                        Str *why)
{
    *why = arena_fmt(arena, "unknown %s " STR_FMT STR_FMT " (known:", what,
                     STR_ARG(word.len > 0 ? word : STR("\"\"")),
                     STR_ARG(nearest_hint(arena, names, word)));
    for (size_t i = 0; i < names->len; i++)
        *why =
            arena_fmt(arena, STR_FMT " " STR_FMT, STR_ARG(*why), STR_ARG(names->at[i]));
    *why = arena_fmt(arena, STR_FMT ")", STR_ARG(*why));
    return false;
}

static bool set_base(Arena *arena, void *into, Str value, Str *why)
{
    CheckOptions *options = into;
    if (value.len == 0) {
        *why = arena_fmt(arena, "--base is empty: give a ref, auto or none");
        return false;
    }
    options->base = value;
    options->base_given = true;
    return true;
}

static bool set_against(Arena *arena, void *into, Str value, Str *why)
{
    CheckOptions *options = into;
    Str ref;
    if (str_eq(value, STR("auto")) || str_eq(value, STR("none"))) {
        options->against_wish = value;
        options->against.len = 0;
        return true;
    }
    if (str_trim(value).len == 0) {
        *why = STR("--against is empty: give refs, auto or none");
        return false;
    }
    options->against_wish = (Str){ 0 };
    while (str_cut(&value, ',', &ref))
        if (ref.len > 0)
            *vec_push(arena, &options->against) = ref;
    return true;
}

// ---- the words that there are ----

static StrVec words_of(Arena *arena, const char *const *list)
{
    StrVec names = { 0 };
    for (; *list; list++)
        *vec_push(arena, &names) = str_from(*list);
    return names;
}

static StrVec base_words(Arena *arena)
{
    static const char *const words[] = { "auto", "none", NULL };
    return words_of(arena, words);
}

static StrVec layout_words(Arena *arena)
{
    return words_of(arena, layout_names);
}

static StrVec runner_words(Arena *arena)
{
    size_t count;
    const Runner *all = runner_all(&count);
    StrVec names = { 0 };
    for (size_t i = 0; i < count; i++)
        if (runner_find(str_from(all[i].name)) == &all[i])
            *vec_push(arena, &names) = str_from(all[i].name);
    return names;
}

static StrVec severity_words(Arena *arena)
{
    static const char *const words[] = { "error", "warning", "notice", "never", NULL };
    return words_of(arena, words);
}

static StrVec exit_codes_words(Arena *arena)
{
    static const char *const words[] = { "plain", "by-kind", NULL };
    return words_of(arena, words);
}

static StrVec format_words(Arena *arena)
{
    StrVec names = { 0 };
    for (const Reporter *known = reporters; known->name; known++)
        *vec_push(arena, &names) = str_from(known->name);
    return names;
}

static StrVec color_words(Arena *arena) // in the order of ColorWhen
{
    static const char *const words[] = { "auto", "always", "never", NULL };
    return words_of(arena, words);
}

static StrVec no_baseline(Arena *arena)
{
    static const char *const words[] = { "none", NULL };
    return words_of(arena, words);
}

// Each family, by itself and with each version.
static StrVec engine_words(Arena *arena)
{
    StrVec families = dialect_family_names(arena);
    StrVec names = { 0 };
    for (size_t i = 0; i < families.len; i++) {
        const EngineFamily *family = dialect_family(families.at[i]);
        *vec_push(arena, &names) = families.at[i];
        for (size_t k = 0; k < family->series_count; k++) {
            const EngineSeries *series = &family->series[k];
            for (int minor = series->first; minor <= series->last; minor++)
                *vec_push(arena, &names) =
                    family->is_whole
                        ? arena_fmt(arena, "%s@%d", family->name, series->major)
                        : arena_fmt(arena, "%s@%d.%d", family->name, series->major,
                                    minor);
        }
    }
    return names;
}

static StrVec option_words(Arena *arena, Str option)
{
    static const struct {
        const char *option;
        StrVec (*words)(Arena *arena);
    } rows[] = {
        { "--base", base_words },      { "--against", base_words },
        { "--layout", layout_words },  { "--engine", engine_words },
        { "--runner", runner_words },  { "--fail-on", severity_words },
        { "--format", format_words },  { "--exit-codes", exit_codes_words },
        { "--baseline", no_baseline }, { "--color", color_words },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_eq(option, str_from(rows[i].option)))
            return rows[i].words(arena);
    return (StrVec){ 0 };
}

// ---- reading them ----

bool layout_from(Arena *arena, Str word, LayoutWishes *wishes, Str *why)
{
    if (str_is_any(word, layout_names)) {
        wishes->layout = word;
        return true;
    }
    StrVec names = layout_words(arena);
    return refuse_word(arena, "layout", word, &names, why);
}

static bool set_layout(Arena *arena, void *into, Str value, Str *why)
{
    return layout_from(arena, value, &((CheckOptions *)into)->wishes, why);
}

bool runner_from(Arena *arena, Str word, LayoutWishes *wishes, Str *why)
{
    wishes->runner = runner_find(word);
    if (wishes->runner)
        return true;
    StrVec names = runner_words(arena);
    return refuse_word(arena, "runner", word, &names, why);
}

static bool set_runner(Arena *arena, void *into, Str value, Str *why)
{
    return runner_from(arena, value, &((CheckOptions *)into)->wishes, why);
}

bool engine_from(Arena *arena, Str word, LayoutWishes *wishes, Str *why)
{
    size_t at = str_find_char(word, '@', 0);
    Str name = str_take(word, at);
    const EngineFamily *family = dialect_family(name);
    if (!family) {
        StrVec names = dialect_family_names(arena);
        return refuse_word(arena, "engine", name, &names, why);
    }
    wishes->engine = (Engine){ .family = name };
    if (at == word.len || engine_read(family, str_drop(word, at + 1), &wishes->engine))
        return true;
    if (family->series_count == 0) {
        *why = arena_fmt(arena, "the engine " STR_FMT " has no versions", STR_ARG(name));
        return false;
    }
    *why = arena_fmt(arena, "unknown engine version " STR_FMT ": " STR_FMT " are known",
                     STR_ARG(word), STR_ARG(engine_versions(arena, family)));
    return false;
}

static bool set_engine(Arena *arena, void *into, Str value, Str *why)
{
    return engine_from(arena, value, &((CheckOptions *)into)->wishes, why);
}

bool fail_on_read(Arena *arena, Str word, FailOn *fail_on, Str *why)
{
    if (fail_on_from(word, fail_on))
        return true;
    StrVec names = severity_words(arena);
    return refuse_word(arena, "severity", word, &names, why);
}

static bool set_fail_on(Arena *arena, void *into, Str value, Str *why)
{
    CheckOptions *options = into;
    options->fail_on_given = true;
    if (fail_on_read(arena, value, &options->fail_on, why))
        return true;
    *why = arena_fmt(arena, "--fail-on: " STR_FMT, STR_ARG(*why));
    return false;
}

static bool set_exit_codes(Arena *arena, void *into, Str value, Str *why)
{
    if (exit_codes_from(value, &((CheckOptions *)into)->exit_codes))
        return true;
    StrVec names = exit_codes_words(arena);
    return refuse_word(arena, "value of --exit-codes:", value, &names, why);
}

static bool set_format(Arena *arena, void *into, Str value, Str *why)
{
    CheckOptions *options = into;
    size_t equals = str_find_char(value, '=', 0);
    Str name = str_take(value, equals);
    const Reporter *reporter = reporter_find(name);
    if (!reporter) {
        StrVec names = format_words(arena);
        return refuse_word(arena, "format", name, &names, why);
    }
    if (equals + 1 == value.len) {
        *why = arena_fmt(arena, "--format " STR_FMT " names no file", STR_ARG(value));
        return false;
    }
    *vec_push(arena, &options->formats) = (FormatWish){
        .reporter = reporter,
        .file = equals < value.len ? str_drop(value, equals + 1) : STR(""),
    };
    return true;
}

enum { NAME_MAX_LEN = 60 };

// It stands in an HTML comment, and in the searches of scripts.
static bool set_comment_name(Arena *arena, void *into, Str value, Str *why)
{
    bool plain = value.len > 0 && value.len <= NAME_MAX_LEN && value.ptr[0] != '-' &&
                 value.ptr[value.len - 1] != '-';
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        plain = plain && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.');
        plain = plain && !(c == '-' && i > 0 && value.ptr[i - 1] == '-');
    }
    if (!plain)
        *why = arena_fmt(arena,
                         "--comment-name is a word of letters, digits, \".\", \"_\" and "
                         "single \"-\", of at most %d",
                         NAME_MAX_LEN);
    ((CheckOptions *)into)->comment_name = value;
    return plain;
}

static bool set_config(Arena *arena, void *into, Str value, Str *why)
{
    (void)arena;
    if (value.len == 0) {
        *why = STR("--config is empty: name the file");
        return false;
    }
    ((CheckOptions *)into)->config = value;
    return true;
}

static bool set_baseline(Arena *arena, void *into, Str value, Str *why)
{
    (void)arena;
    ((CheckOptions *)into)->baseline = value;
    if (value.len == 0)
        *why = STR("--baseline is empty: name the file, or none");
    return value.len > 0;
}

static bool set_color(Arena *arena, void *into, Str value, Str *why)
{
    StrVec names = color_words(arena);
    for (size_t i = 0; i < names.len; i++) {
        if (str_eq(names.at[i], value)) {
            ((CheckOptions *)into)->color = (ColorWhen)i;
            return true;
        }
    }
    return refuse_word(arena, "value of --color:", value, &names, why);
}

static bool set_stdin_path(Arena *arena, void *into, Str value, Str *why)
{
    if (value.len == 0) {
        *why = arena_fmt(arena, "--stdin-path is empty");
        return false;
    }
    ((CheckOptions *)into)->stdin_path = value;
    return true;
}

static bool set_time_limit(Arena *arena, void *into, Str value, Str *why)
{
    uint64_t seconds;
    if (!str_to_u64(value, &seconds) || seconds > LIMIT_SECONDS_MOST) {
        *why = arena_fmt(arena, "--time-limit is a number of seconds, at most %d",
                         LIMIT_SECONDS_MOST);
        return false;
    }
    ((CheckOptions *)into)->time_limit = (unsigned)seconds;
    return true;
}

static const OptionSpec specs[] = {
    { "--base", "REF|auto|none",
      "what is already merged: the merge base of REF and HEAD (default auto: the\n"
      "target branch that CI names, else origin's default branch, main or master)",
      set_base, 0 },
    { "--against", "REF|auto|none",
      "other branches that may take the same numbers: REF, REF,REF, repeatable\n"
      "(auto, the default in CI: the 50 newest remote-tracking ones; else none)",
      set_against, 0 },
    { "--staged", NULL, "judge the index instead of the work tree (for pre-commit)",
      set_flag, offsetof(CheckOptions, staged) },
    { "--all", NULL, "judge every migration, not only what the change adds", set_flag,
      offsetof(CheckOptions, all) },
    { "--layout", "NAME",
      "drizzle, drizzle-v1, prisma, supabase, flyway, goose, dbmate, node-pg-migrate,\n"
      "golang-migrate, atlas, sqitch, liquibase or plain, where it is not to be\n"
      "detected",
      set_layout, 0 },
    { "--engine", "NAME[@MAJOR]", "the server it will run on, as postgres@15", set_engine,
      0 },
    { "--runner", "NAME", "what applies the migrations, where the layout does not tell",
      set_runner, 0 },
    { "--fail-on", "SEVERITY", "error (default), warning, notice or never", set_fail_on,
      0 },
    { "--exit-codes", "HOW",
      "plain (default), or by-kind: 0 passed, 1 schema drift, 2 migration files are\n"
      "missing, 3 migrations are pending, 4 could not judge, 5 blocked by anything\n"
      "else; of several the first of 4, 2, 1, 3, 5",
      set_exit_codes, 0 },
    { "--format", "NAME[=FILE]",
      "text (default), json, github, sarif, gitlab, junit, checkstyle\n"
      "or markdown; repeatable; with =FILE it goes there",
      set_format, 0 },
    { "--comment-name", "NAME",
      "markdown: goes into the mark of the first line, which tells the comments of\n"
      "several jobs apart",
      set_comment_name, 0 },
    { "--config", "FILE",
      "the configuration (default: tidegate.jsonc in the root, if there is one)",
      set_config, 0 },
    { "--baseline", "FILE|none",
      "what was there before the gate and passes (default: what the configuration\n"
      "names, else tidegate-baseline.txt in the root, if there is one)",
      set_baseline, 0 },
    { "--strict", NULL, "what could not be judged blocks, and so do stale exceptions",
      set_flag, offsetof(CheckOptions, strict) },
    { "--color", "WHEN", "auto (default; NO_COLOR is honoured), always or never",
      set_color, 0 },
    { "--quiet", NULL, "text: say nothing but what blocks", set_flag,
      offsetof(CheckOptions, quiet) },
    { "--stdin-path", "NAME", "with - as PATH: judge standard input as the file NAME",
      set_stdin_path, 0 },
    { "--time-limit", "SECONDS",
      "how long the run may take before it stops and has not judged (default 600)",
      set_time_limit, 0 },
};

const OptionTable check_option_table = {
    .usage = "tidegate check [OPTION…] [PATH…]",
    .about = "Judges the migrations below PATH, or all that the repository has. PATH is "
             "a migration\n"
             "folder, a folder above some, a migration file, or - for standard input.\n"
             "Exit status: 0 passed, 1 blocked, 2 could not judge.",
    .specs = specs,
    .count = sizeof specs / sizeof specs[0],
    .words = option_words,
    .takes_files = true,
};
