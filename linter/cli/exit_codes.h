// SPDX-License-Identifier: Apache-2.0
// The exit status of `tidegate check`, for pipelines that branch on the reason.
#ifndef CLI_EXIT_CODES_H
#define CLI_EXIT_CODES_H

#include "base/arena.h"
#include "gate/verdict.h"

typedef enum ExitCodes {
    EXIT_CODES_PLAIN,  // 0 passed, 1 blocked, 2 could not judge
    EXIT_CODES_BY_KIND // 0 passed, 1 drift, 2 files missing, 3 pending, 4 could not
                       // judge, 5 blocked by anything else
} ExitCodes;

// "plain", "by-kind"; false for anything else.
bool exit_codes_from(Str word, ExitCodes *codes);

// What --exit-codes says on a command line, which may be wrong in any other way: it
// decides how that is told. Of several the last one that can be read.
ExitCodes exit_codes_wanted(const StrVec *args);

// The status for a verdict; where it was not reached, for not having judged.
int exit_status(ExitCodes codes, const Verdict *verdict);
int exit_not_judged(ExitCodes codes);

// From here on SIGTERM ends the program with the status of not having judged and a
// message, unless who started it wants SIGTERM to be ignored.
void exit_on_sigterm(ExitCodes codes);

// From here on fatal() ends the program with the status of not having judged, and so does
// any other end but exit_now, SIGTERM's too.
void exit_guard(ExitCodes codes);
// Ends the program as exit_guard does not see it; returns without a guard.
void exit_now(ExitCodes codes, int status);

#endif
