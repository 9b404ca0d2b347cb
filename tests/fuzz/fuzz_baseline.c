// SPDX-License-Identifier: Apache-2.0
// The baseline: what is read of a file is written again and read again. An entry that
// changed on that way would let something else pass.
#include "base/lines.h"
#include "fuzz/fuzz.h"
#include "fuzz/holds.h"
#include "gate/baseline.h"

static void check_entries(const Baseline *baseline)
{
    Span whole = { 0, baseline->text.len };
    for (size_t i = 0; i < baseline->entries.len; i++) {
        const BaselineEntry *entry = &baseline->entries.at[i];
        HOLDS(fuzz_is_within(entry->span, whole), NULL);
        HOLDS(entry->rule.len > 0 && entry->line.len > 0, NULL);
    }
    HOLDS(fuzz_is_within(baseline->fault_span, whole), NULL);
    HOLDS(baseline->fault.len > 0 || baseline->more_faults == 0, NULL);
}

static const BaselineEntry *entry_of(const Baseline *baseline, Str line)
{
    for (size_t i = 0; i < baseline->entries.len; i++)
        if (str_eq(baseline->entries.at[i].line, line))
            return &baseline->entries.at[i];
    return NULL;
}

static void check_written(Arena *arena, const Baseline *first)
{
    enum { COMPARED_MAX = 64 };
    StrVec lines = { 0 };
    Baseline second = { .path = first->path };
    for (size_t i = 0; i < first->entries.len; i++)
        *vec_push(arena, &lines) = first->entries.at[i].line;
    second.text = baseline_file(arena, &lines);
    baseline_read(arena, second.text, &second);
    HOLDS(second.fault.len == 0, NULL);
    HOLDS(second.entries.len == first->entries.len, NULL);
    for (size_t i = 0; i < first->entries.len && i < COMPARED_MAX; i++) {
        const BaselineEntry *entry = &first->entries.at[i];
        const BaselineEntry *again = entry_of(&second, entry->line);
        HOLDS(again && str_eq(again->rule, entry->rule), NULL);
        HOLDS(str_eq(again->path, entry->path), NULL);
        HOLDS(str_eq(again->object, entry->object), NULL);
    }
}

// Each part of the text once as a path and as an object.
static void check_lines(Arena *arena, Str text)
{
    Str part;
    Finding finding = { .rule = rule_index[0].rule, .fingerprint = str_hash(text) };
    while (str_cut(&text, '\t', &part)) {
        Baseline baseline = { 0 };
        finding.path = finding.object.len > 0 ? finding.object : STR("a.sql");
        finding.object = part;
        Str line = baseline_line(arena, &finding);
        size_t fault;
        HOLDS(text_fault(line, &fault) == TEXT_OK, NULL);
        baseline_read(arena, line, &baseline);
        HOLDS(baseline.fault.len == 0 && baseline.entries.len == 1, NULL);
        HOLDS(str_eq(baseline.entries.at[0].path, finding.path), NULL);
        HOLDS(str_eq(baseline.entries.at[0].object, part), NULL);
    }
}

int fuzz_baseline(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    Str text = { (const char *)data, size };
    Baseline baseline = { .path = STR("tidegate-baseline.txt") };
    FindingVec findings = { 0 };
    FindingVec said = { 0 };
    BaselineRun run = { .config_path = STR("tidegate.jsonc"), .all = true };
    baseline_read(arena, text, &baseline);
    check_entries(&baseline);
    check_written(arena, &baseline);
    check_lines(arena, text);
    baseline_apply(arena, &baseline, &run, &findings, &said);
    findings_finish(arena, &said);
    arena_free(arena);
    return 0;
}
