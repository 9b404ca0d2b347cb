// SPDX-License-Identifier: Apache-2.0
// What a trial on sentinel rows says of a migration, against what the real runners did to
// real rows: sqlite/cases.sql and sqlite/truth.json. "test_sqlite_truth FILE" compares
// that file instead of the repository's own. See sqlite/live.sh, which measures.
#include "base/out.h"
#include "dialect/dialect.h"
#include "lint/opener.h"
#include "source/layout.h"

#include "../files.h"
#include "../unit/json_at.h"

#include "../unit/check.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- differences that are understood ----

typedef struct Difference {
    const char *name; // the case's
    const char *why;
    size_t rows; // of the repository's own file
} Difference;

#define DATA                                                                             \
    "what writes rows by itself is not called refused: production's rows may be others"

static const Difference explained[] = {
    { "rebuild-not-null-coalesced", "NULL that gets a value is no loss", 14 },
    { "make-alike", DATA, 14 },
    { "orphan", DATA, 10 },
    { "delete-referenced", DATA, 10 },
    { "keys-off-after-commit", "libSQL's client stops when its transaction has ended",
      2 },
};

enum { EXPLAINED = sizeof explained / sizeof *explained };

static size_t find_explained(const char *name)
{
    size_t i = 0;
    while (i < EXPLAINED && strcmp(explained[i].name, name) != 0)
        i++;
    return i;
}

// ---- cases ----

typedef struct Case {
    Str history; // without its rows: the trial has its own
    Str files[2];
    size_t file_count;
} Case;

typedef struct Cases {
    Arena *arena;
    Str text;
} Cases;

// What stands below a line, up to the next one that begins with "== "; *rest is the end
// of that line, behind `head`.
static Str section(const Cases *cases, Str head, Str *rest)
{
    size_t at = str_find(cases->text, head, 0);
    if (at >= cases->text.len)
        fail_msg("cases.sql has no \"" STR_FMT "\"", STR_ARG(head));
    size_t end = str_find_char(cases->text, '\n', at + head.len);
    size_t next = str_find(cases->text, STR("\n== "), end);
    *rest = str_slice(cases->text, at + head.len, end);
    return str_slice(cases->text, end, next);
}

static Case read_case(const Cases *cases, const char *name)
{
    Str schema;
    Str rest;
    Case one = { 0 };
    Str text = section(cases, arena_fmt(cases->arena, "\n== case %s on ", name), &schema);
    Str history = section(
        cases, arena_fmt(cases->arena, "\n== schema " STR_FMT, STR_ARG(schema)), &rest);
    one.history = str_take(history, str_find(history, STR("-- full"), 0));
    size_t cut = str_find(text, STR("-- next file"), 0);
    one.files[one.file_count++] = str_take(text, cut);
    if (cut < text.len)
        one.files[one.file_count++] = str_drop(text, cut);
    return one;
}

// ---- what became of rows: "itself", "rows", or lines like "orders deleted all" ----

typedef struct Outcome {
    Str refused;    // empty: accepted
    bool as_string; // a name is taken for a string, where the engine does that
    StrVec fates;
} Outcome;

static int compare_strs(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

static void add_fate(Arena *arena, Outcome *outcome, Str table, const char *kind,
                     Str what)
{
    Str line =
        arena_fmt(arena, STR_FMT " %s " STR_FMT, STR_ARG(table), kind, STR_ARG(what));
    for (size_t i = 0; i < outcome->fates.len; i++)
        if (str_eq(outcome->fates.at[i], line))
            return;
    *vec_push(arena, &outcome->fates) = line;
}

static Str outcome_text(Arena *arena, Outcome *outcome)
{
    if (outcome->refused.len > 0)
        return arena_fmt(arena, "refused for " STR_FMT, STR_ARG(outcome->refused));
    Out out = out_new(arena);
    if (outcome->fates.len > 0)
        qsort(outcome->fates.at, outcome->fates.len, sizeof *outcome->fates.at,
              compare_strs);
    for (size_t i = 0; i < outcome->fates.len; i++)
        out_fmt(&out, "%s" STR_FMT, i > 0 ? ", " : "", STR_ARG(outcome->fates.at[i]));
    return out_text(&out);
}

static void add_columns(Arena *arena, Outcome *outcome, const cJSON *table,
                        const char *kind)
{
    const cJSON *column;
    cJSON_ArrayForEach (column, cJSON_GetObjectItemCaseSensitive(table, kind))
        add_fate(arena, outcome, str_from(table->string), kind, str_from(column->string));
}

static Outcome measured(Arena *arena, const cJSON *row)
{
    Outcome outcome = { 0 };
    const cJSON *refused = cJSON_GetObjectItemCaseSensitive(row, "refused");
    if (refused) {
        bool always = cJSON_GetObjectItemCaseSensitive(refused, "empty");
        outcome.refused = always ? STR("itself") : STR("rows");
        return outcome;
    }
    const cJSON *table;
    cJSON_ArrayForEach (table, cJSON_GetObjectItemCaseSensitive(row, "rows")) {
        if (json_has(table, "deleted"))
            add_fate(arena, &outcome, str_from(table->string), "deleted",
                     number_at(table, "deleted") < number_at(table, "of") ? STR("some")
                                                                          : STR("all"));
        add_columns(arena, &outcome, table, "nulled");
        add_columns(arena, &outcome, table, "changed");
    }
    return outcome;
}

// ---- the trial ----

static void add_row_fate(Arena *arena, Outcome *outcome, const RowFate *fate)
{
    static const char *const WORDS[] = {
        [ROWS_DELETED] = "deleted", [ROWS_NULLED] = "nulled",
        [ROWS_CHANGED] = "changed", [ROWS_LEFT] = "deleted",
        [ROWS_SWAPPED] = "changed", [ROWS_LITERAL] = "changed",
    };
    if (fate->kind == ROWS_DELETED || fate->kind == ROWS_LEFT)
        add_fate(arena, outcome, fate->table, "deleted",
                 fate->count < fate->of ? STR("some") : STR("all"));
    else
        for (size_t i = 0; i < fate->columns.len; i++)
            add_fate(arena, outcome, fate->table, WORDS[fate->kind], fate->columns.at[i]);
}

static void add_op(Arena *arena, Outcome *outcome, const Op *op)
{
    const Effects *effects = &op->effects;
    const RowEffects *on_rows = effects_on_rows(effects);
    bool refused = effects->refused.len > 0;
    outcome->as_string |= on_rows->as_string.len > 0;
    // To drop a table is the text's own wish; what a string is written into is new.
    for (size_t i = 0; i < on_rows->fates.len; i++)
        if ((op->kind != OP_DROP_TABLE ||
             !str_eq(on_rows->fates.at[i].table, op->name.name)) &&
            on_rows->fates.at[i].kind != ROWS_LITERAL)
            add_row_fate(arena, outcome, &on_rows->fates.at[i]);
    if (refused && outcome->refused.len == 0)
        outcome->refused =
            effects->refused_for == REFUSED_FOR_ITSELF ? STR("itself") : STR("rows");
}

static Engine engine_of(const Runner *runner)
{
    Str name = str_from(runner->name);
    bool is_d1 = runner->foreign_keys == FOREIGN_KEYS_LOCKED;
    Str family = is_d1                            ? STR("d1")
                 : str_ends(name, STR("-libsql")) ? STR("libsql")
                                                  : STR("sqlite");
    return (Engine){ .family = family, .major = 3, .minor = 45 };
}

static Outcome tried(Arena *arena, const Case *one, const Runner *runner)
{
    Outcome outcome = { 0 };
    Engine engine = engine_of(runner);
    World *world = sqlite_frontend.world_new(&engine, runner);
    PatternCache *patterns = pattern_cache_new(arena);
    Stage stage = { .world = world };
    FileText history = { .text = one->history, .stage = &stage };
    file_lower(arena, &sqlite_frontend, &engine, runner, history);
    for (size_t i = 0; i < one->file_count; i++) {
        FileText file = { .text = one->files[i], .stage = &stage };
        stage.batch = 1;
        stage.judged = true;
        stage.owner = file_opener_before(patterns, runner, &file);
        Lowered lowered = file_lower(arena, &sqlite_frontend, &engine, runner, file);
        for (size_t k = 0; k < lowered.ops.len; k++)
            add_op(arena, &outcome, &lowered.ops.at[k]);
    }
    pattern_cache_free(patterns);
    sqlite_frontend.world_free(world);
    return outcome;
}

// ---- comparing ----

typedef struct Tally {
    size_t compared, agreed, unlike;
    size_t met[EXPLAINED + 1];
} Tally;

static void compare_row(const Cases *cases, const cJSON *row, Tally *tally)
{
    Arena *arena = arena_new();
    const char *name = text_at(row, "case");
    const Runner *runner = runner_find(str_from(text_at(row, "runner")));
    if (!runner)
        fail_msg("no runner %s", text_at(row, "runner"));
    Case one = read_case(cases, name);
    Outcome was = measured(arena, row);
    Outcome is = tried(arena, &one, runner_in(runner, STR("sqlite")));
    Str want = outcome_text(arena, &was);
    Str got = outcome_text(arena, &is);
    tally->compared++;
    tally->agreed++;
    // better-sqlite3 and libSQL refuse what D1, Durable Objects and Bun take for a
    // string.
    bool refuses = is.as_string && str_eq(was.refused, STR("itself"));
    if (!refuses && !str_eq(want, got)) {
        size_t at = find_explained(name);
        tally->met[at]++;
        tally->agreed--;
        tally->unlike += at == EXPLAINED;
        if (at == EXPLAINED)
            printf("%s, %s:\n  it did    " STR_FMT "\n  the trial " STR_FMT "\n", name,
                   runner->name, STR_ARG(want), STR_ARG(got));
    }
    arena_free(arena);
}

// ---- the program ----

static const char *file_given;

static void the_trial_foretells_what_runners_do(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Cases cases = { .arena = arena };
    Tally tally = { 0 };
    cases.text = disk_text(arena, "tests/conformance/sqlite/cases.sql");
    Str text =
        disk_text(arena, file_given ? file_given : "tests/conformance/sqlite/truth.json");
    Str line;
    str_cut(&text, '\n', &line); // versions
    while (str_cut(&text, '\n', &line)) {
        cJSON *row = cJSON_ParseWithLength(line.ptr, line.len);
        assert_non_null(row);
        compare_row(&cases, row, &tally);
        cJSON_Delete(row);
    }
    printf("%zu of %zu rows agree\n", tally.agreed, tally.compared);
    assert_true(tally.compared > 0);
    assert_int_equal(tally.unlike, 0);
    for (size_t i = 0; i < EXPLAINED && !file_given; i++)
        if (tally.met[i] != explained[i].rows)
            fail_msg("%s: %zu rows differ, %zu are explained", explained[i].name,
                     tally.met[i], explained[i].rows);
    arena_free(arena);
}

int main(int argc, char **argv)
{
    file_given = argc > 1 ? argv[1] : NULL;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_trial_foretells_what_runners_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
