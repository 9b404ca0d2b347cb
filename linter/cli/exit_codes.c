// SPDX-License-Identifier: Apache-2.0
// Exit statuses by the kind of what blocks, and how every way out of the program keeps to
// them.
#include "cli/exit_codes.h"

#include "cli/cli.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum { BY_KIND_NOT_JUDGED = 4 };

bool exit_codes_from(Str word, ExitCodes *codes)
{
    if (!str_eq(word, STR("plain")) && !str_eq(word, STR("by-kind")))
        return false;
    *codes = str_eq(word, STR("plain")) ? EXIT_CODES_PLAIN : EXIT_CODES_BY_KIND;
    return true;
}

ExitCodes exit_codes_wanted(const StrVec *args)
{
    static const Str option = STR_INIT("--exit-codes");
    static const Str attached = STR_INIT("--exit-codes=");
    ExitCodes codes = EXIT_CODES_PLAIN;
    for (size_t i = 0; i < args->len && !str_eq(args->at[i], STR("--")); i++) {
        if (str_eq(args->at[i], option) && i + 1 < args->len)
            exit_codes_from(args->at[i + 1], &codes);
        else if (str_starts(args->at[i], attached))
            exit_codes_from(str_drop(args->at[i], attached.len), &codes);
    }
    return codes;
}

// The first row whose kind blocks decides: what is not there goes before what differs,
// and both before what waits.
static const struct KindRow {
    RuleKind kind;
    int status;
} kind_rows[] = {
    { KIND_MISSING, 2 },
    { KIND_DRIFT, 1 },
    { KIND_PENDING, 3 },
    { KIND_OTHER, 5 },
};

int exit_status(ExitCodes codes, const Verdict *verdict)
{
    if (!verdict->blocked)
        return EXIT_PASSED;
    for (size_t i = 0; i < sizeof kind_rows / sizeof *kind_rows; i++)
        if (codes == EXIT_CODES_BY_KIND && verdict->blocked_by[kind_rows[i].kind])
            return kind_rows[i].status;
    return EXIT_BLOCKED;
}

int exit_not_judged(ExitCodes codes)
{
    return codes == EXIT_CODES_BY_KIND ? BY_KIND_NOT_JUDGED : EXIT_NOT_JUDGED;
}

static void leave_not_judged(void)
{
    _Exit(BY_KIND_NOT_JUDGED);
}

// The status says that nothing was judged, as it would after any other failure; a file
// that is being written is not left in halves, since that holds the signal up.
static void stop(int status)
{
    static const char message[] = "tidegate: stopped by SIGTERM\n";
    (void)!write(STDERR_FILENO, message, sizeof message - 1);
    _exit(status);
}

static void stop_plain(int signal_number)
{
    (void)signal_number;
    stop(EXIT_NOT_JUDGED);
}

static void stop_by_kind(int signal_number)
{
    (void)signal_number;
    stop(BY_KIND_NOT_JUDGED);
}

void exit_on_sigterm(ExitCodes codes)
{
    struct sigaction now;
    if (sigaction(SIGTERM, NULL, &now) != 0 || now.sa_handler == SIG_IGN)
        return;
    now = (struct sigaction){ .sa_handler = codes == EXIT_CODES_BY_KIND ? stop_by_kind
                                                                        : stop_plain };
    sigaction(SIGTERM, &now, NULL);
}

// fatal() knows nothing of options, and there is no variable to tell it by: what it
// calls, exit(), runs this.
void exit_guard(ExitCodes codes)
{
    exit_on_sigterm(codes);
    if (codes == EXIT_CODES_BY_KIND && atexit(leave_not_judged) != 0)
        leave_not_judged();
}

void exit_now(ExitCodes codes, int status)
{
    if (codes == EXIT_CODES_BY_KIND)
        _Exit(status); // all output is written by then: nothing of it is buffered
}
