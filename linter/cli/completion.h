// SPDX-License-Identifier: Apache-2.0
// The completions of shells: a script each, made from the tables of commands and options.
#ifndef CLI_COMPLETION_H
#define CLI_COMPLETION_H

#include "base/out.h"
#include "cli/options.h"

// The script, written to `out`.
void completion_bash(Out *out);
void completion_zsh(Out *out);
void completion_fish(Out *out);

// What all three ask of the tables.
// Whether the option's value may be a file.
bool completion_is_file(const OptionSpec *spec);
// The words that may stand for `option`, or for an argument where it is empty, with
// blanks between them; empty: anything may.
Str completion_words(Arena *arena, const OptionTable *table, Str option);
// Text with its line ends as blanks: a description is one line.
Str completion_line(Arena *arena, const char *text);
// In single quotes of a shell. In fish a backslash escapes within them, too.
void completion_quoted(Out *out, Str text, bool is_fish);

#endif
