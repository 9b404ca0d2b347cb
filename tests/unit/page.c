// SPDX-License-Identifier: Apache-2.0
// A report with one project, filled by hand.
#include "page.h"

#include "sample.h"

static const char SQL[] = "ALTER TABLE users\n  DROP COLUMN email;\n";

const Rule page_lossy = { .id = "lossy-type-change",
                          .title = "The new type cannot hold every value",
                          .severity = SEV_ERROR,
                          .loses_data = true };

int page_open(void **state)
{
    Arena *arena = arena_new();
    Fixture *fixture = NEW(arena, Fixture);
    fixture->arena = arena;
    fixture->report = (Report){
        .version = "0.1.0",
        .grammar = STR("PostgreSQL 18.0"),
        .base_ref = STR("origin/main"),
        .base_commit = STR("0123456789abcdef0123456789abcdef01234567"),
        .findings = &fixture->findings,
        .fail_on = FAIL_ON_ERROR,
    };
    *vec_push(arena, &fixture->report.projects) = (ReportProject){
        .path = STR("drizzle"),
        .layout = STR("drizzle"),
        .dialect = STR("postgres"),
        .engine = STR("postgres@14"),
        .runner = STR("drizzle"),
        .migrations = 12,
        .fresh = 3,
    };
    *state = fixture;
    return 0;
}

int page_close(void **state)
{
    arena_free(((Fixture *)*state)->arena);
    return 0;
}

Finding *add(Fixture *fixture)
{
    Finding *finding = vec_push(fixture->arena, &fixture->findings);
    *finding = sample_finding(fixture->arena, str_from(SQL),
                              span_of(str_from(SQL), "DROP COLUMN email"));
    return finding;
}

Change *add_change(Fixture *fixture, OpKind kind, const char *table)
{
    Change *change = vec_push(fixture->arena, &fixture->report.changes);
    *change = (Change){
        .path = STR("drizzle/0001_b.sql"),
        .migration = STR("0001_b"),
        .line = 2,
        .kind = kind,
        .object = OBJ_TABLE,
        .operation = str_from(op_kind_words(kind)),
        .relation = { STR("public"), str_from(table) },
        .count = 1,
    };
    return change;
}

void add_lock(Fixture *fixture, Change *change, LockMode mode)
{
    *vec_push(fixture->arena, &change->locks) =
        (LockTaken){ .relation = change->relation, .mode = mode, .kind = OBJ_TABLE };
}

void add_part(Fixture *fixture, Change *change, Str name)
{
    *vec_push(fixture->arena, &change->parts) = (ChangePart){ .name = name };
}

Str reported(Fixture *fixture)
{
    fixture->report.verdict = verdict_of(&fixture->findings, fixture->report.fail_on);
    Out out = out_new(fixture->arena);
    reporter_find(STR("markdown"))->write(&out, &fixture->report);
    return out_text(&out);
}

void assert_has(Str text, const char *words)
{
    Str tail = str_drop(text, text.len > 800 ? text.len - 800 : 0);
    if (!str_contains(text, str_from(words)))
        fail_msg("\"%s\" is not in:\n" STR_FMT, words,
                 STR_ARG(text.len > 8000 ? tail : text));
}

void assert_lacks(Str text, const char *words)
{
    if (str_contains(text, str_from(words)))
        fail_msg("\"%s\" is in:\n" STR_FMT, words, STR_ARG(text));
}
