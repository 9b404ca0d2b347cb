// SPDX-License-Identifier: Apache-2.0
// The parts that in_force() is put together of. For linter/cli/in_force*.c alone.
#ifndef CLI_IN_FORCE_PRIV_H
#define CLI_IN_FORCE_PRIV_H

#include "cli/in_force.h"

// Add a value that comes from nowhere but the program; SETTING_NONE for an empty text or
// list. The address holds until the next one is added.
Stated *add_setting(Arena *arena, StatedVec *settings, const char *key);
Stated *add_text(Arena *arena, StatedVec *settings, const char *key, Str text);
Stated *add_flag(Arena *arena, StatedVec *settings, const char *key, bool flag);
// The configuration's own, with the place of the first.
Stated *add_texts(Arena *arena, StatedVec *settings, const char *key,
                  const ConfigTextVec *texts);
// Says where it comes from; returns it.
Stated *from(Stated *setting, SettingSource source, Str at);
StatedVec *add_section(Arena *arena, Settings *settings, SectionKind kind);

// What decides about the verdict.
void add_gate(const Check *check, StatedVec *run);
void add_rules(const Check *check, Settings *settings, bool all);
// Overrides, what is allowed, and approvals.
void add_exceptions(const Check *check, Settings *settings);

#endif
