// SPDX-License-Identifier: Apache-2.0
// The end of the program when we or the machine are broken. Wrong input never comes here:
// that is a finding.
#ifndef BASE_FAIL_H
#define BASE_FAIL_H

// "tidegate: <message>" on standard error and exit 2, or as cli/exit_codes.h has it: out
// of memory, a disk that fails.
_Noreturn void fatal(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

// An invariant of ours does not hold: message with file and line, then abort().
#define bug(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)
_Noreturn void bug_at(const char *file, int line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
