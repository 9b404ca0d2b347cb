// SPDX-License-Identifier: Apache-2.0
// Which mutant is awake, and whose places a program has come by.
#include "mutation/mutant.h"

#include "base/fail.h"
#include "lint/ctx.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned awake;
static bool reached[MUTANT_MOST];

bool mutant_awake(unsigned number)
{
    reached[number] = true;
    return number == awake;
}

bool mutant(unsigned number, bool condition)
{
    return condition != mutant_awake(number);
}

bool mutant_loop(unsigned number, bool condition)
{
    return !mutant_awake(number) && condition;
}

size_t mutant_findings(const RuleCtx *ctx)
{
    return ctx->findings->len;
}

bool mutant_is_judged(const RuleCtx *ctx)
{
    return ctx->catalog != NULL;
}

void mutant_wake(unsigned number)
{
    awake = number;
}

bool mutant_was_reached(unsigned number)
{
    return reached[number];
}

void mutants_forget(void)
{
    memset(reached, 0, sizeof reached);
}

// ---- programs that know nothing of mutants ----

static void write_reached(void)
{
    FILE *file = fopen(getenv("MUTANTS_REACHED"), "a");
    if (!file)
        fatal("cannot write $MUTANTS_REACHED");
    for (unsigned i = 0; i < MUTANT_MOST; i++)
        if (reached[i])
            fprintf(file, "%u\n", i);
    if (fclose(file) != 0)
        fatal("cannot write $MUTANTS_REACHED");
}

__attribute__((constructor)) static void read_environment(void)
{
    const char *number = getenv("MUTANT");
    if (number)
        awake = (unsigned)strtoul(number, NULL, 10);
    if (getenv("MUTANTS_REACHED"))
        (void)atexit(write_reached);
}
