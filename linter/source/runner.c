// SPDX-License-Identifier: Apache-2.0
// Who runs migrations, as data: what shares a transaction, how text is cut, and what
// becomes of files that come late or are edited. Each row was tried or read in the
// runner's source.
#include "source/layout.h"

static const Runner RUNNERS[] = {
    {
        .name = "drizzle",
        .title = "Drizzle",
        .scope = TX_ALL_PENDING,
        .breakpoints = true,
        // It reads the newest applied row's created_at and runs what has a larger `when`.
        .late_file = "Drizzle skips it silently on every database that already has a "
                     "newer one",
        // A hash is stored with each row but never read again.
        .edited_file = "Drizzle never compares it with what was applied: databases that "
                       "have it keep the old version, new ones get the new one",
    },
    {
        .name = "drizzle-v1",
        .title = "Drizzle",
        .scope = TX_ALL_PENDING,
        .breakpoints = true,
        .keeps_names = true,
        // It runs every folder whose name the table does not have.
        .late_file = "Drizzle applies it after the newer ones that a database already "
                     "has, but before them on a new database",
        .edited_file = "Drizzle never compares it with what was applied: databases that "
                       "have it keep the old version, new ones get the new one",
    },
    {
        .name = "prisma",
        .title = "Prisma",
        .scope = TX_FILE,
        .keeps_names = true,
        .late_file = "Prisma applies it after the newer ones that a database already "
                     "has, but before them on a new database",
        .edited_file = "`prisma migrate deploy` goes on without a word, so databases "
                       "that have it keep the old version, and `prisma migrate dev` "
                       "asks to reset the database",
    },
    {
        .name = "supabase",
        .title = "Supabase",
        .scope = TX_FILE,
        .late_file = "`supabase db push` refuses it, unless given --include-all, on "
                     "every database that already has a newer one",
        .edited_file = "Supabase keeps no checksum: databases that have it keep the old "
                       "version, new ones get the new one",
    },
    // Nobody knows who runs plain files. Claiming a transaction would raise findings that
    // rest on a guess, so each statement stands by itself, as psql runs them.
    {
        .name = "plain",
        .title = "The runner",
        .scope = TX_NONE,
        .late_file = "Most runners skip or refuse it on every database that already has "
                     "a newer one",
        .edited_file = "Databases that have it keep the old version, new ones get the "
                       "new one",
    },
};

enum { RUNNER_COUNT = sizeof RUNNERS / sizeof RUNNERS[0] };

const Runner *runner_all(size_t *count)
{
    *count = RUNNER_COUNT;
    return RUNNERS;
}

const Runner *runner_find(Str name)
{
    for (size_t i = 0; i < RUNNER_COUNT; i++)
        if (str_eq(str_from(RUNNERS[i].name), name))
            return &RUNNERS[i];
    return NULL;
}
