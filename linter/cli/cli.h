// SPDX-License-Identifier: Apache-2.0
// The command line.
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "cli/options.h"

enum { EXIT_PASSED = 0, EXIT_BLOCKED = 1, EXIT_NOT_JUDGED = 2 };

#define TIDEGATE_VERSION "0.1.0"
// Where it is published: templates, hooks and links to rules say the same.
#define TIDEGATE_HOME "https://github.com/tidegate/tidegate"

// The files in a repository's root that are read without being named.
#define TIDEGATE_CONFIG "tidegate.jsonc"
#define TIDEGATE_BASELINE "tidegate-baseline.txt"

// The whole program: returns the exit status.
int cli_main(int argc, char **argv);

typedef struct Command {
    const char *name;
    const char *summary; // one line for the list of commands
    int (*run)(Arena *arena, const StrVec *args);
    OptionTable (*options)(Arena *arena);
} Command;

extern const Command cli_commands[]; // ended by a NULL name

int cmd_check(Arena *arena, const StrVec *args);
int cmd_init(Arena *arena, const StrVec *args);
int cmd_config(Arena *arena, const StrVec *args);
int cmd_baseline(Arena *arena, const StrVec *args);
int cmd_rules(Arena *arena, const StrVec *args);
int cmd_explain(Arena *arena, const StrVec *args);
int cmd_locks(Arena *arena, const StrVec *args);
int cmd_journal(Arena *arena, const StrVec *args);
int cmd_manual(Arena *arena, const StrVec *args);
int cmd_completion(Arena *arena, const StrVec *args);

// What each of them takes.
OptionTable cmd_check_options(Arena *arena);
OptionTable cmd_init_options(Arena *arena);
OptionTable cmd_config_options(Arena *arena);
OptionTable cmd_baseline_options(Arena *arena);
OptionTable cmd_rules_options(Arena *arena);
OptionTable cmd_explain_options(Arena *arena);
OptionTable cmd_locks_options(Arena *arena);
OptionTable cmd_journal_options(Arena *arena);
OptionTable cmd_manual_options(Arena *arena);
OptionTable cmd_completion_options(Arena *arena);

// "tidegate: MESSAGE" on standard error; returns EXIT_NOT_JUDGED.
int cli_refuse(Str message);
// Writes to standard output; EXIT_PASSED, or EXIT_NOT_JUDGED when that fails.
int cli_print(Arena *arena, Str text);
// The help that was asked for, or what is wrong with the options; returns the status.
int cli_without_run(Arena *arena, const OptionTable *table, const OptionsRead *read);
// A variable of the environment; NULL: it is not set.
const char *cli_environment(const char *name);
// "PostgreSQL 18.0" and whatever else parses here.
Str cli_grammars(Arena *arena);

#endif
