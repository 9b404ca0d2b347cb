// SPDX-License-Identifier: Apache-2.0
// Command line options as a table: names, arguments, help and the function that stores
// the value.
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "base/arena.h"

typedef struct OptionSpec {
    const char *name;     // "--base"
    const char *argument; // "REF"; NULL: a switch
    const char *help;     // may hold line ends
    // Stores the value (empty for a switch); false with *why.
    bool (*set)(Arena *arena, void *into, Str value, Str *why);
    size_t offset; // of what `set` gets as `into`, in the command's options
} OptionSpec;

// For switches: `into` is a bool.
bool set_flag(Arena *arena, void *into, Str value, Str *why);

typedef struct OptionTable {
    const char *usage; // "tidegate check [OPTION…] [PATH…]"
    const char *about; // what the command does
    const OptionSpec *specs;
    size_t count;
    // For the completions of shells: the words that an option's value may be, or, where
    // `option` is empty, an argument of the command; none: anything. NULL: none anywhere.
    StrVec (*words)(Arena *arena, Str option);
    bool takes_files; // its arguments may be files
} OptionTable;

typedef enum OptionsStatus {
    OPTIONS_OK,
    OPTIONS_HELP, // --help was asked for
    OPTIONS_WRONG
} OptionsStatus;

typedef struct OptionsRead {
    OptionsStatus status;
    StrVec rest; // what is not an option: "-" too, and everything behind "--"
    Str why;     // OPTIONS_WRONG
} OptionsRead;

// Reads `args`; `into` is what the table's functions store to.
OptionsRead options_read(Arena *arena, const OptionTable *table, const StrVec *args,
                         void *into);
// The row of that name, or NULL.
const OptionSpec *option_named(const OptionTable *table, Str name);
// The text for `--help`.
Str options_help(Arena *arena, const OptionTable *table);

#endif
