// SPDX-License-Identifier: Apache-2.0
// Two pieces of SQL compared as catalogs.
#include "compared.h"

#include "base/out.h"
#include "lint/compare.h"

#include "check.h"
#include "replayed.h"

static const char *const sides[] = {
    [DRIFT_BOTH] = "both", [DRIFT_SQL] = "sql", [DRIFT_SNAPSHOT] = "snapshot"
};

// "side kind object: what the SQL says | what the snapshot says", a line each.
static Str differences_text(Arena *arena, const DifferenceVec *differences)
{
    Out out = out_new(arena);
    for (size_t i = 0; i < differences->len; i++) {
        const Difference *d = &differences->at[i];
        out_fmt(&out, "%s%s %s " STR_FMT, i > 0 ? "\n" : "", sides[d->side], d->kind,
                STR_ARG(d->object));
        if (d->side == DRIFT_BOTH)
            out_fmt(&out, ": " STR_FMT " | " STR_FMT, STR_ARG(d->sql),
                    STR_ARG(d->snapshot));
    }
    return out_text(&out);
}

static bool is_dialect(const Replayed *replayed, const char *name)
{
    return str_eq(str_from(replayed->frontend->dialect), str_from(name));
}

static void compare(const char *engine, const PairRow *row)
{
    void *left = NULL, *right = NULL;
    replayed_open(&left);
    replayed_open(&right);
    Replayed *ours = left, *theirs = right;
    if (engine) {
        replayed_for(ours, engine);
        replayed_for(theirs, engine);
    }
    merged(ours, row->sql);
    merged(theirs, row->snapshot);
    static const Snapshot none;
    DifferenceVec found = { 0 };
    Comparison comparison = { .arena = ours->arena,
                              .meaning = ours->frontend->meaning,
                              .is_mysql = is_dialect(ours, "mysql"),
                              .is_sqlite = is_dialect(ours, "sqlite"),
                              .sql = ours->catalog,
                              .snapshot = theirs->catalog,
                              .of = &none,
                              .out = &found };
    compare_catalogs(&comparison);
    Str text = differences_text(ours->arena, &found);
    if (!str_eq(text, str_from(row->expected)))
        fail_msg("%s\n against %s\n gives:\n" STR_FMT "\n instead of:\n%s", row->sql,
                 row->snapshot, STR_ARG(text), row->expected);
    replayed_close(&left);
    replayed_close(&right);
}

void compare_all(const char *engine, const PairRow *rows, size_t len)
{
    for (size_t i = 0; i < len; i++)
        compare(engine, &rows[i]);
}
