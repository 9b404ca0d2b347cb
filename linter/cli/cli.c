// SPDX-License-Identifier: Apache-2.0
// Which command is meant, and what every command needs: messages, standard output, the
// version.
#include "cli/cli.h"

#include "base/deadline.h"
#include "base/limits.h"
#include "base/nearest.h"
#include "base/out.h"
#include "cli/exit_codes.h"
#include "dialect/dialect.h"
#include "report/text_safe.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const Command cli_commands[] = {
    { "check", "judge the migrations of a project (what CI and hooks run)", cmd_check,
      cmd_check_options },
    { "init", "write a tidegate.jsonc, or a CI job, for this repository", cmd_init,
      cmd_init_options },
    { "config", "print what is in force, and where each value comes from", cmd_config,
      cmd_config_options },
    { "baseline", "write down what there is, so that only what is new blocks",
      cmd_baseline, cmd_baseline_options },
    { "rules", "list the rules", cmd_rules, cmd_rules_options },
    { "explain", "say what a rule finds, why it matters and what to do instead",
      cmd_explain, cmd_explain_options },
    { "locks", "say what each statement of a file locks, and for how long", cmd_locks,
      cmd_locks_options },
    { "journal", "repair the Drizzle journal of what is not merged (journal fix)",
      cmd_journal, cmd_journal_options },
    { "manual", "print the manual page", cmd_manual, cmd_manual_options },
    { "completion", "print what completes these words in bash, zsh or fish",
      cmd_completion, cmd_completion_options },
    { NULL, NULL, NULL, NULL },
};

// A message repeats what the command line or a file says: a line end in it would begin a
// line of its own, which a CI runner can take for a command.
int cli_refuse(Str message)
{
    Arena *tmp = arena_new();
    fprintf(stderr, "tidegate: " STR_FMT "\n",
            STR_ARG(text_printable(tmp, message, false)));
    arena_free(tmp);
    return EXIT_NOT_JUDGED;
}

int cli_print(Arena *arena, Str text)
{
    Str why;
    if (out_write_fd(arena, STDOUT_FILENO, text, &why))
        return EXIT_PASSED;
    if (why.len == 0)
        return EXIT_NOT_JUDGED;
    return cli_refuse(arena_fmt(arena, "standard output: " STR_FMT, STR_ARG(why)));
}

int cli_without_run(Arena *arena, const OptionTable *table, const OptionsRead *read)
{
    return read->status == OPTIONS_HELP ? cli_print(arena, options_help(arena, table))
                                        : cli_refuse(read->why);
}

const char *cli_environment(const char *name)
{
    return getenv(name);
}

Str cli_grammars(Arena *arena)
{
    Out out = out_new(arena);
    size_t count;
    const Frontend *const *all = dialect_all(&count);
    for (size_t i = 0; i < count; i++)
        out_fmt(&out, "%s%s", i > 0 ? ", " : "", all[i]->grammar);
    return out_text(&out);
}

static Str help_text(Arena *arena)
{
    Out out = out_new(arena);
    out_cstr(&out, "tidegate judges database migrations before they are merged.\n\n"
                   "Usage: tidegate COMMAND [OPTION…]\n\nCommands:\n");
    for (const Command *command = cli_commands; command->name; command++)
        out_fmt(&out, "  %-12s%s\n", command->name, command->summary);
    out_cstr(
        &out,
        "\nOptions:\n"
        "  --version the version and the grammars it judges with\n"
        "  --help    this text; `tidegate COMMAND --help` has each command's options\n\n"
        "Exit status: 0 passed, 1 blocked, 2 could not judge.\n");
    return out_text(&out);
}

static int unknown_command(Arena *arena, Str word)
{
    StrVec names = { 0 };
    for (const Command *command = cli_commands; command->name; command++)
        *vec_push(arena, &names) = str_from(command->name);
    const char *kind = str_starts(word, STR("-")) ? "option" : "command";
    if (str_starts(word, STR("-"))) {
        names.len = 0;
        *vec_push(arena, &names) = STR("--version");
        *vec_push(arena, &names) = STR("--help");
    }
    return cli_refuse(
        arena_fmt(arena, "unknown %s " STR_FMT STR_FMT " (tidegate --help lists them)",
                  kind, STR_ARG(word), STR_ARG(nearest_hint(arena, &names, word))));
}

static int dispatch(Arena *arena, StrVec *args)
{
    if (args->len == 0) {
        cli_print(arena, help_text(arena));
        return EXIT_NOT_JUDGED; // nothing was judged: a pipeline that forgot the command
                                // must not pass
    }
    Str word = args->at[0];
    if (str_eq(word, STR("--help")) || str_eq(word, STR("-h")) ||
        str_eq(word, STR("help")))
        return cli_print(arena, help_text(arena));
    if (str_eq(word, STR("--version")))
        return cli_print(arena,
                         arena_fmt(arena, "tidegate %s (" STR_FMT " grammar)\n",
                                   TIDEGATE_VERSION, STR_ARG(cli_grammars(arena))));
    for (const Command *command = cli_commands; command->name; command++) {
        if (str_eq(str_from(command->name), word)) {
            StrVec rest = { .at = args->at + 1,
                            .len = args->len - 1,
                            .cap = args->len - 1 };
            return command->run(arena, &rest);
        }
    }
    return unknown_command(arena, word);
}

// A file that is opened while one of these is closed would take its place, and be
// written to in its stead. Their stand-ins are opened so that using them still fails.
static void hold_standard_files(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 &&
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
            return;
}

int cli_main(int argc, char **argv)
{
    hold_standard_files();
    // A closed pipe, and a limit on the size of files, are error codes of write().
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    deadline_start_hard(LIMIT_SECONDS, EXIT_NOT_JUDGED); // check begins one of its own
    exit_on_sigterm(EXIT_CODES_PLAIN);
    dialect_start();
    Arena *arena = arena_new();
    StrVec args = { 0 };
    for (int i = 1; i < argc; i++)
        *vec_push(arena, &args) = str_from(argv[i]);
    int status = dispatch(arena, &args);
    arena_free(arena);
    return status;
}
