// SPDX-License-Identifier: Apache-2.0
// The two ways the program ends when it cannot go on. Neither allocates: memory may be
// what is missing.
#include "base/fail.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { EXIT_CANNOT_JUDGE = 2 };

_Noreturn void fatal(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fputs("tidegate: ", stderr);
    vfprintf(stderr, fmt, args);
    fputc('\n', stderr);
    va_end(args);
    exit(EXIT_CANNOT_JUDGE);
}

_Noreturn void bug_at(const char *file, int line, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fprintf(stderr, "tidegate: bug at %s:%d: ", file, line);
    vfprintf(stderr, fmt, args);
    fputc('\n', stderr);
    va_end(args);
    abort();
}
