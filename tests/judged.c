// SPDX-License-Identifier: Apache-2.0
// Judges a rule's examples and fixtures.
#include "judged.h"

#include "base/out.h"

// ---- fixtures ----

static void add_folder(Arena *arena, FixtureVec *fixtures, FileTree *files, Str rule)
{
    Str dir = path_join(arena, STR("fixtures"), rule);
    StrVec names = names_in(files, arena, dir, ENTRY_FILE);
    for (size_t i = 0; i < names.len; i++)
        *vec_push(arena, fixtures) =
            (Fixture){ files, rule, names.at[i], path_join(arena, dir, names.at[i]) };
}

FixtureVec fixtures_in(Arena *arena, FileTree *files)
{
    FixtureVec fixtures = { 0 };
    StrVec folders = names_in(files, arena, STR("fixtures"), ENTRY_DIR);
    for (size_t i = 0; i < folders.len; i++)
        if (!str_starts(folders.at[i], STR("_")))
            add_folder(arena, &fixtures, files, folders.at[i]);
    return fixtures;
}

void fixture_switch_on(Arena *arena, const Fixture *fixture, Example *example)
{
    const Rule *rule = rule_find(fixture->rule);
    if (rule && rule->off)
        example_only(arena, example, rule);
}

static size_t count_of(const FindingVec *findings, Str rule)
{
    size_t count = 0;
    for (size_t i = 0; i < findings->len; i++)
        count += str_eq(str_from(findings->at[i].rule->id), rule);
    return count;
}

static Str check_name(Arena *arena, const Fixture *fixture, const FindingVec *findings)
{
    size_t count = count_of(findings, fixture->rule);
    bool fires = str_starts(fixture->name, STR("fires"));
    if (!fires && !str_starts(fixture->name, STR("silent")))
        return STR("  the file's name begins with neither \"fires\" nor \"silent\"\n");
    if (fires == (count > 0))
        return (Str){ 0 };
    return arena_fmt(arena, "  %zu findings of " STR_FMT "\n", count,
                     STR_ARG(fixture->rule));
}

Str fixture_problems(Arena *arena, const Fixture *fixture, FindingVec *findings)
{
    Example example;
    Str why;
    Str text = text_of(fixture->files, arena, fixture->path);
    bool good = example_read(arena, text, &example, &why);
    if (good)
        fixture_switch_on(arena, fixture, &example);
    if (!good || !example_run(arena, &example, findings, &why))
        return arena_fmt(arena, "  " STR_FMT "\n", STR_ARG(why));
    Str differences = example_compare(arena, &example, findings);
    return arena_fmt(arena, STR_FMT STR_FMT, STR_ARG(differences),
                     STR_ARG(check_name(arena, fixture, findings)));
}

// ---- the rule's own examples ----

typedef struct Trial {
    const char *text;
    const Rule *rule;
    bool alone; // the other rules are off
} Trial;

// A rule that is off by default is switched on beside the others, or alone.
static void switch_on(Arena *arena, const Trial *trial, Example *example)
{
    if (trial->alone)
        example_only(arena, example, trial->rule);
    else if (trial->rule->off)
        *vec_push(arena, &example->choices) =
            (RuleChoice){ .rule = trial->rule, .severity = trial->rule->severity };
}

static Str judge_example(Arena *arena, const Trial *trial, FindingVec *findings)
{
    Example example;
    Str why;
    bool good = example_read(arena, str_from(trial->text), &example, &why);
    if (good)
        switch_on(arena, trial, &example);
    if (!good || !example_run(arena, &example, findings, &why))
        return arena_fmt(arena, "  " STR_FMT "\n", STR_ARG(why));
    return (Str){ 0 };
}

Str bad_problems(Arena *arena, const Rule *rule, FindingVec *findings)
{
    Trial trial = { rule->bad, rule, rule->off };
    FindingVec others = { 0 };
    Str problems = judge_example(arena, &trial, findings);
    if (problems.len > 0)
        return problems;
    for (size_t i = 0; i < findings->len; i++)
        if (findings->at[i].rule != rule)
            *vec_push(arena, &others) = findings->at[i];
    return arena_fmt(arena, "%s" STR_FMT,
                     others.len == findings->len ? "  no finding of its own\n" : "",
                     STR_ARG(example_compare(arena, &(Example){ 0 }, &others)));
}

Str good_problems(Arena *arena, const Rule *rule, FindingVec *findings)
{
    Trial trial = { rule->good, rule, false };
    Str problems = judge_example(arena, &trial, findings);
    return problems.len > 0 ? problems
                            : example_compare(arena, &(Example){ 0 }, findings);
}
