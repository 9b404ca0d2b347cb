// SPDX-License-Identifier: Apache-2.0
// Reads examples into trees in memory, runs on them what `tidegate check` runs, and
// compares.
#include "example.h"
#include "example_expect.h"
#include "example_gate.h"

#include "base/out.h"
#include "cli/allowed.h"
#include "cli/chosen.h"
#include "cli/projects.h"
#include "dialect/dialect.h"
#include "gate/cap.h"
#include "gate/suppress.h"
#include "lint/limits.h"

#include <string.h>

typedef struct Reader {
    Arena *arena;
    Example *example;
    StrVec sql; // paths of the SQL files that expectations may stand in
    Str *why;
} Reader;

// ---- files ----

// Whether a file can be put there; if not, *why says it.
static bool check_path(Reader *reader, FileTree *tree, Str path)
{
    Str normal;
    bool good = path_normalize(reader->arena, path, &normal) && str_eq(path, normal) &&
                !tree_is_dir(tree, reader->arena, path);
    for (Str dir = path_parent(path); good && !str_eq(dir, STR("."));
         dir = path_parent(dir))
        good = !tree_is_file(tree, reader->arena, dir);
    if (!good)
        *reader->why = arena_fmt(reader->arena, "\"" STR_FMT "\" is no path of a file",
                                 STR_ARG(path));
    return good;
}

static void put(Reader *reader, FileTree *tree, Str path, Str text)
{
    if (tree && check_path(reader, tree, path))
        tree_memory_put(tree, path, text);
}

// Of the files as the change leaves them.
static void scan_all(Reader *reader)
{
    for (size_t i = 0; i < reader->sql.len; i++) {
        Str text;
        Str why;
        Str path = reader->sql.at[i];
        if (tree_read(reader->example->now, reader->arena, path, &text, &why) == TREE_OK)
            expect_in_sql(reader->arena, reader->example, path, text, reader->why);
    }
}

static void add_sql(Reader *reader, Str path)
{
    for (size_t i = 0; i < reader->sql.len; i++)
        if (str_eq(reader->sql.at[i], path))
            return;
    if (str_ends(path, STR(".sql")))
        *vec_push(reader->arena, &reader->sql) = path;
}

// ---- SQL ----

// A migration of an SQL example. Its lines have the numbers they have in the example:
// empty ones come before.
static void add_part(Reader *reader, Str text, size_t first_line, bool merged)
{
    Out out = out_new(reader->arena);
    out_repeat(&out, '\n', first_line - 1);
    out_str(&out, text);
    Str path = arena_fmt(reader->arena, "migrations/%04zu_step.sql", reader->sql.len + 1);
    Str padded =
        arena_copy(reader->arena, out_text(&out)); // its end is where ASan sees it
    put(reader, reader->example->now, path, padded);
    if (merged)
        put(reader, reader->example->base, path, padded);
    add_sql(reader, path);
}

static bool has_line(Str text, Str wanted)
{
    size_t at = 0;
    while (at < text.len)
        if (str_eq(str_trim(example_line(text, &at)), wanted))
            return true;
    return false;
}

// The first line may be "-- engine tidb@8.5".
static bool read_server(Reader *reader, Str line)
{
    static const Str mark = STR_INIT("-- engine ");
    return !str_starts(line, mark) || engine_from(reader->arena, str_drop(line, mark.len),
                                                  &reader->example->wishes, reader->why);
}

static bool read_sql(Reader *reader, Str text)
{
    bool merged = has_line(text, STR("-- change"));
    reader->example->base = merged ? tree_memory(reader->arena) : NULL;
    reader->example->wishes = (LayoutWishes){ .layout = STR("plain"),
                                              .engine.family = STR("postgres"),
                                              .runner = runner_find(STR("plain")) };
    size_t start = 0, first_line = 1, at = 0;
    for (size_t line = 1; at < text.len; line++) {
        size_t end = at;
        Str words = str_trim(example_line(text, &at));
        if (line == 1 && !read_server(reader, words))
            return false;
        bool change = str_eq(words, STR("-- change"));
        if (!change && !str_eq(words, STR("-- file")))
            continue;
        if (change && !merged) {
            *reader->why =
                arena_fmt(reader->arena, "line %zu: a second \"-- change\"", line);
            return false;
        }
        if (!change || end > start) // a change may come to an empty history
            add_part(reader, str_slice(text, start, end), first_line, merged);
        merged = merged && !change;
        start = at;
        first_line = line + 1;
    }
    add_part(reader, str_drop(text, start), first_line, merged);
    return true;
}

// ---- a repository ----

// What comes behind "@ KEYWORD " and what is up to the next "@ " line.
typedef struct Section {
    Str rest;
    Str body;
} Section;

static void read_base(Reader *reader, const Section *section)
{
    put(reader, reader->example->base, section->rest, section->body);
    put(reader, reader->example->now, section->rest, section->body);
    add_sql(reader, section->rest);
}

// A file that another branch adds or changes. The branch named "target" is the one that
// the change is to be merged into.
static void read_branch(Reader *reader, const Section *section)
{
    Str path = section->rest;
    Str name;
    Example *example = reader->example;
    if (!str_cut(&path, ' ', &name) || path.len == 0) {
        *reader->why = STR("\"@ branch\" needs a name and a path");
        return;
    }
    size_t i = 0;
    while (i < example->others.len && !str_eq(example->others.at[i].name, name))
        i++;
    if (i == example->others.len)
        *vec_push(reader->arena, &example->others) =
            (OtherTree){ .name = name,
                         .news = tree_memory(reader->arena),
                         .is_target = str_eq(name, STR("target")) };
    put(reader, example->others.at[i].news, path, section->body);
}

// A commit that adds the paths of the body.
static void read_commit(Reader *reader, const Section *section)
{
    AddingCommit *commit = vec_push(reader->arena, &reader->example->commits);
    commit->id = STR("0123456789012345678901234567890123456789");
    commit->message = section->rest;
    size_t at = 0;
    while (at < section->body.len)
        *vec_push(reader->arena, &commit->files) = example_line(section->body, &at);
}

static void read_gone(Reader *reader, const Section *section)
{
    if (tree_is_file(reader->example->now, reader->arena, section->rest))
        tree_memory_remove(reader->example->now, section->rest);
    else
        *reader->why = arena_fmt(reader->arena, STR_FMT " cannot go: it is not there",
                                 STR_ARG(section->rest));
}

static void read_broken(Reader *reader, const Section *section)
{
    if (check_path(reader, reader->example->now, section->rest))
        tree_memory_break(reader->example->now, section->rest,
                          STR("cannot be read: permission denied"));
}

static void read_expect(Reader *reader, const Section *section)
{
    expect_in_tree(reader->arena, reader->example, section->rest, section->body,
                   reader->why);
}

static void read_layout(Reader *reader, const Section *section)
{
    reader->example->wishes.layout = section->rest;
}

static void read_runner(Reader *reader, const Section *section)
{
    reader->example->wishes.runner = runner_find(section->rest);
    if (!reader->example->wishes.runner)
        *reader->why =
            arena_fmt(reader->arena, "no runner " STR_FMT, STR_ARG(section->rest));
}

static void read_engine(Reader *reader, const Section *section)
{
    (void)engine_from(reader->arena, section->rest, &reader->example->wishes,
                      reader->why);
}

static const struct Keyword {
    Str word;
    void (*read)(Reader *reader, const Section *section);
    bool has_body;
} keywords[] = {
    { STR_INIT("base"), read_base, true },
    { STR_INIT("branch"), read_branch, true },
    { STR_INIT("commit"), read_commit, true },
    { STR_INIT("gone"), read_gone, false },
    { STR_INIT("broken"), read_broken, false },
    { STR_INIT("expect"), read_expect, true },
    { STR_INIT("layout"), read_layout, false },
    { STR_INIT("runner"), read_runner, false },
    { STR_INIT("engine"), read_engine, false },
};

static void read_section(Reader *reader, Str line, Str body)
{
    Str rest = line;
    Str word;
    bool two_words = str_cut(&rest, ' ', &word) && rest.len > 0;
    for (size_t i = 0; two_words && i < sizeof keywords / sizeof *keywords; i++) {
        if (!str_eq(keywords[i].word, word))
            continue;
        if (!keywords[i].has_body && str_trim(body).len > 0)
            *reader->why =
                arena_fmt(reader->arena, "text behind \"@ " STR_FMT "\"", STR_ARG(line));
        Section section = { rest, body };
        keywords[i].read(reader, &section);
        return;
    }
    if (str_eq(line, STR("nobase"))) {
        reader->example->base = NULL;
        return;
    }
    put(reader, reader->example->now, line, body);
    add_sql(reader, line);
}

// Where the next "@ " line begins, or the text's end.
static size_t next_section(Str text, size_t at)
{
    if (str_starts(str_drop(text, at), STR("@ ")))
        return at;
    size_t found = str_find(text, STR("\n@ "), at);
    return found < text.len ? found + 1 : found;
}

static bool read_tree(Reader *reader, Str text)
{
    reader->example->base = tree_memory(reader->arena);
    size_t at = 0;
    while (at < text.len && reader->why->len == 0) {
        Str line = str_drop(example_line(text, &at), 2);
        size_t end = next_section(text, at);
        read_section(reader, line, str_slice(text, at, end));
        at = end;
    }
    return reader->why->len == 0;
}

bool example_read(Arena *arena, Str text, Example *example, Str *why)
{
    Reader reader = { .arena = arena, .example = example, .why = why };
    *why = (Str){ 0 };
    *example = (Example){ .now = tree_memory(arena) };
    bool is_tree = str_starts(text, STR("@ "));
    if (!(is_tree ? read_tree(&reader, text) : read_sql(&reader, text)))
        return false;
    scan_all(&reader);
    return why->len == 0;
}

// ---- judging ----

// Behind all that examples and samples say of their own time.
static const double PRESENT = 1796083200000.0; // 2026-12-01

typedef struct Settings {
    Config config;
    AllowList allowed;
    RuleChoiceVec choices;
} Settings;

// What the example chooses goes before what its tidegate.jsonc does, but for options.
static void choose(Arena *arena, const Example *example, RuleChoiceVec *choices)
{
    for (size_t i = 0; i < example->choices.len; i++) {
        RuleChoice choice = example->choices.at[i];
        const RuleChoice *configured = rule_choice(choices, choice.rule);
        if (configured)
            memcpy(choice.options, configured->options, sizeof choice.options);
        *vec_push(arena, choices) = choice;
    }
}

static bool read_settings(Arena *arena, const Example *example, Settings *settings,
                          Str *why)
{
    AllowList *allowed = &settings->allowed;
    allowed->path = STR("tidegate.jsonc");
    TreeStatus status =
        tree_read(example->now, arena, allowed->path, &allowed->text, why);
    bool good = status == TREE_ABSENT;
    if (status == TREE_OK)
        good = config_read(arena, allowed->path, allowed->text, &settings->config, why) &&
               chosen_read(arena, &settings->config, &settings->choices, why) &&
               allowed_read(arena, &settings->config, allowed, why);
    choose(arena, example, &settings->choices);
    return good;
}

static const Frontend *frontend_for(const Example *example, const Project *project)
{
    const Frontend *given = example->frontend;
    bool fits = given && str_eq(str_from(given->dialect), project->dialect);
    return fits ? given : dialect_find(project->dialect);
}

bool judge_trees(Arena *arena, const Example *example, FindingVec *findings, Str *why)
{
    Workspace space = { .now = example->now,
                        .base = example->base,
                        .others = example->others };
    CheckOptions options = { .wishes = example->wishes };
    Settings settings = { 0 };
    ProjectPairVec pairs = { 0 };
    LintResult result = { 0 };
    Scope scope = { &space, &options, &settings.config };
    if (!read_settings(arena, example, &settings, why) ||
        !projects_find(arena, &scope, &pairs, why))
        return false;
    for (size_t i = 0; i < pairs.len; i++) {
        LintOptions lint = { .frontend = frontend_for(example, &pairs.at[i].now),
                             .choices = &settings.choices,
                             .present = PRESENT };
        pairs.at[i].now.commits = example->commits;
        pairs.at[i].now.version_assumed = pairs.at[i].now.engine.major == 0;
        dialect_settle_version(&pairs.at[i].now.engine);
        lint_project(arena, &lint, &pairs.at[i].now, pairs.at[i].base, &result);
    }
    suppress_apply(arena, &result.files, &result.findings);
    AllowRun run = { .present = PRESENT, .all = !example->base };
    allow_apply(arena, &settings.allowed, run, &result.findings);
    findings_finish(arena, &result.findings);
    ExampleGate gate = { .now = example->now,
                         .base = example->base,
                         .choices = &settings.choices };
    example_gate(arena, &gate, &result.findings);
    rule_choices_apply(&settings.choices, &result.findings);
    cap_apply(arena, limit_of(&settings.choices, "findings"), &result.findings);
    *findings = result.findings;
    return true;
}

bool example_run(Arena *arena, const Example *example, FindingVec *findings, Str *why)
{
    FindingVec all = { 0 };
    if (!judge_trees(arena, example, &all, why))
        return false;
    for (size_t i = 0; i < all.len; i++)
        if (!all.at[i].suppressed)
            *vec_push(arena, findings) = all.at[i];
    return true;
}

void example_only(Arena *arena, Example *example, const Rule *rule)
{
    for (size_t i = 0; i < rule_index_len; i++) {
        const Rule *other = rule_index[i].rule;
        if (other != rule && !other->always)
            *vec_push(arena, &example->choices) =
                (RuleChoice){ .rule = other, .off = true };
    }
    *vec_push(arena, &example->choices) =
        (RuleChoice){ .rule = rule, .severity = rule->severity };
}
