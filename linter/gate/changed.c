// SPDX-License-Identifier: Apache-2.0
// What a change does to the configuration and to the baseline.
#include "gate/changed.h"

#include "base/json_pos.h"
#include "base/map.h"
#include "gate/baseline.h"
#include "lint/engine.h"

// What can let a finding pass, or keep one from being made.
static const Str KEYS[] = {
    STR_INIT("projects"), STR_INIT("rules"),     STR_INIT("overrides"),
    STR_INIT("allow"),    STR_INIT("fail-on"),   STR_INIT("strict"),
    STR_INIT("baseline"), STR_INIT("approvals"),
};

enum { KEY_COUNT = sizeof KEYS / sizeof KEYS[0] };

static Finding *report(Arena *arena, const GateFile *file, Str what, FindingVec *said)
{
    const char *verb = !file->base.ptr ? "adds" : file->now.ptr ? "edits" : "deletes";
    Finding *finding = vec_push(arena, said);
    *finding = finding_in_text(&rule_gate_changed, file->path,
                               file->now.ptr ? file->now : STR(""), (Span){ 0 },
                               arena_fmt(arena, "the change %s " STR_FMT STR_FMT, verb,
                                         STR_ARG(file->path), STR_ARG(what)));
    return finding;
}

// ---- the configuration ----

static Str list(Arena *arena, const StrVec *words)
{
    Str text = STR("");
    for (size_t i = 0; i < words->len; i++) {
        const char *joint = i == 0 ? "" : i + 1 < words->len ? ", " : " and ";
        text = arena_fmt(arena, STR_FMT "%s" STR_FMT, STR_ARG(text), joint,
                         STR_ARG(words->at[i]));
    }
    return text;
}

static Str value(Str text, JsonSpan span)
{
    return str_slice(text, span.start, span.end);
}

void changed_configuration(Arena *arena, const GateFile *file, FindingVec *said)
{
    JsonSpan now[KEY_COUNT] = { { 0 } };
    JsonSpan base[KEY_COUNT] = { { 0 } };
    StrVec differ = { 0 };
    json_pos_members(file->now, KEYS, KEY_COUNT, KEY_COUNT, now);
    json_pos_members(file->base, KEYS, KEY_COUNT, KEY_COUNT, base);
    Span first = { 0 };
    for (size_t i = 0; i < KEY_COUNT; i++) {
        if (str_eq(value(file->now, now[i]), value(file->base, base[i])))
            continue;
        *vec_push(arena, &differ) = KEYS[i];
        if (first.end == 0)
            first = (Span){ now[i].start, now[i].end };
    }
    if (differ.len == 0)
        return;
    Finding *finding = report(
        arena, file, arena_fmt(arena, ": " STR_FMT, STR_ARG(list(arena, &differ))), said);
    finding->span = finding->stmt = first;
}

// ---- the baseline ----

// How many entries of the one the other does not have.
static size_t count_missing(Arena *tmp, const Baseline *in, const Baseline *from)
{
    Map lines = { 0 };
    size_t missing = 0;
    for (size_t i = 0; i < from->entries.len; i++)
        map_put(tmp, &lines, from->entries.at[i].line, &from->entries.at[i]);
    for (size_t i = 0; i < in->entries.len; i++)
        missing += map_get(&lines, in->entries.at[i].line) ? 0 : 1;
    return missing;
}

void changed_baseline(Arena *arena, const GateFile *file, FindingVec *said)
{
    Baseline now = { 0 };
    Baseline base = { 0 };
    if (str_eq(file->now, file->base))
        return;
    baseline_read(arena, file->now, &now);
    baseline_read(arena, file->base, &base);
    size_t more = count_missing(arena, &now, &base);
    size_t fewer = count_missing(arena, &base, &now);
    if (more + fewer == 0)
        return;
    report(arena, file,
           arena_fmt(arena, ": %zu more finding%s may pass, %zu no more", more,
                     more == 1 ? "" : "s", fewer),
           said);
}
