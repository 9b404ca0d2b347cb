// SPDX-License-Identifier: Apache-2.0
// The baseline of an example, and changes of its configuration.
#include "example_gate.h"

#include "gate/baseline.h"
#include "gate/changed.h"

static GateFile gate_file(Arena *arena, const ExampleGate *gate, Str path)
{
    Str why;
    GateFile file = { .path = path };
    if (tree_read(gate->now, arena, path, &file.now, &why) != TREE_OK)
        file.now = (Str){ 0 };
    if (!gate->base || tree_read(gate->base, arena, path, &file.base, &why) != TREE_OK)
        file.base = (Str){ 0 };
    return file;
}

void example_gate(Arena *arena, const ExampleGate *gate, FindingVec *findings)
{
    FindingVec said = { 0 };
    GateFile config = gate_file(arena, gate, STR("tidegate.jsonc"));
    GateFile file = gate_file(arena, gate, STR("tidegate-baseline.txt"));
    Baseline baseline = { .path = file.path };
    BaselineRun run = { .choices = gate->choices,
                        .config_path = config.path,
                        .all = !gate->base };
    baseline_read(arena, file.now, &baseline);
    baseline_apply(arena, &baseline, &run, findings, &said);
    if (gate->base) {
        changed_configuration(arena, &config, &said);
        changed_baseline(arena, &file, &said);
    }
    findings_finish(arena, &said);
    findings_merge(arena, findings, &said);
}
