// SPDX-License-Identifier: Apache-2.0
// Reads measured rows, and runs each through the program's own forecast.
#include "truth.h"

#include "catalog/catalog.h"
#include "dialect/dialect.h"
#include "lint/forecast.h"

#include "../files.h"
#include "../unit/check.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

const char *const aspect_names[ASPECT_COUNT] = {
    [TABLE_LOCKS] = "locks of tables",  [INDEX_LOCKS] = "locks of indexes",
    [REWRITES_ASPECT] = "rewrites",     [SCANS_ASPECT] = "scans",
    [REBUILDS_ASPECT] = "index builds", [REFUSALS] = "refusals",
};

// ---- reading ----

static Str copy_at(Arena *arena, const cJSON *object, const char *key)
{
    const char *value = cJSON_GetStringValue(cJSON_GetObjectItem(object, key));
    return value ? arena_copy(arena, str_from(value)) : (Str){ 0 };
}

// "t_a(i)", "t_a[kept]", "ShareUpdateExclusive(WAIT)": what stands before the bracket.
static Str bare(Str text)
{
    size_t open = str_find_char(text, '(', 0), square = str_find_char(text, '[', 0);
    return str_take(text, open < square ? open : square);
}

static void add(Arena *arena, StrVec *list, Str text)
{
    *vec_push(arena, list) = arena_copy(arena, text);
}

static void read_files(Arena *arena, const cJSON *result, Outcome *outcome)
{
    const cJSON *item;
    cJSON_ArrayForEach (item, cJSON_GetObjectItem(result, "rewritten")) {
        Str text = str_from(cJSON_GetStringValue(item));
        bool index = str_ends(text, STR("(i)")) || str_ends(text, STR("(I)"));
        add(arena, &outcome->lists[index ? REBUILDS_ASPECT : REWRITES_ASPECT],
            bare(text));
    }
    cJSON_ArrayForEach (item, cJSON_GetObjectItem(result, "index_recreated")) {
        Str text = str_from(cJSON_GetStringValue(item));
        if (!str_ends(text, STR("[kept]")))
            add(arena, &outcome->lists[REBUILDS_ASPECT], text);
    }
    cJSON_ArrayForEach (item, cJSON_GetObjectItem(result, "scanned_rows"))
        add(arena, &outcome->lists[SCANS_ASPECT], str_from(item->string));
}

static Outcome read_outcome(Arena *arena, const cJSON *result)
{
    Outcome outcome = { .error = copy_at(arena, result, "error") };
    outcome.refused = outcome.error.len > 0;
    outcome.partial = cJSON_GetObjectItem(result, "observed_as") != NULL;
    const cJSON *item;
    cJSON_ArrayForEach (item, cJSON_GetObjectItem(result, "locks"))
        add(arena, &outcome.lists[TABLE_LOCKS],
            arena_fmt(arena, "%s " STR_FMT, item->string,
                      STR_ARG(bare(str_from(cJSON_GetStringValue(item))))));
    read_files(arena, result, &outcome);
    return outcome;
}

static void read_operation(Truth *truth, const cJSON *json)
{
    Arena *arena = truth->arena;
    Operation *operation = vec_push(arena, &truth->operations);
    operation->name = copy_at(arena, json, "op");
    operation->sql = copy_at(arena, json, "sql");
    operation->setup = copy_at(arena, json, "setup");
    operation->session = copy_at(arena, json, "session");
    const cJSON *result, *version;
    cJSON_ArrayForEach (result, cJSON_GetObjectItem(json, "results")) {
        Measured *measured = vec_push(arena, &operation->results);
        measured->outcome = read_outcome(arena, result);
        cJSON_ArrayForEach (version, cJSON_GetObjectItem(result, "versions"))
            *vec_push(arena, &measured->versions) =
                arena_fmt(arena, "%d", (int)cJSON_GetNumberValue(version));
    }
}

Truth truth_read(Arena *arena, const char *base, const char *const *files, size_t count)
{
    Truth truth = { .arena = arena, .base = disk_text(arena, base) };
    for (size_t i = 0; i < count; i++) {
        Str text = disk_text(arena, files[i]);
        cJSON *json = cJSON_ParseWithLength(text.ptr, text.len), *operation;
        if (!json)
            fail_msg("%s is no JSON", files[i]);
        cJSON_ArrayForEach (operation, cJSON_GetObjectItem(json, "ops"))
            read_operation(&truth, operation);
        cJSON_Delete(json);
    }
    return truth;
}

// ---- names ----

// The word behind the last of `words` in the SQL.
static Str word_after(Str sql, const char *words)
{
    size_t at = str_find(sql, str_from(words), 0);
    if (at == sql.len)
        return (Str){ 0 };
    Str rest = str_drop(sql, at + str_from(words).len), word;
    str_cut(&rest, ' ', &word);
    return word;
}

// Measured under its new name, a renamed relation is predicted under its old one.
static Str old_name(const Operation *operation, Str name)
{
    Str sql = operation->sql;
    Str constraint = word_after(sql, "rename constraint ");
    if (str_eq(word_after(sql, "rename to "), name)) {
        static const char *const openings[] = { "alter table ", "alter index ",
                                                "alter view ", "alter sequence ",
                                                "alter materialized view " };
        for (size_t i = 0; i < sizeof openings / sizeof *openings; i++)
            if (str_starts(sql, str_from(openings[i])))
                return word_after(sql, openings[i]);
    }
    if (constraint.len > 0 && str_eq(word_after(sql, " to "), name))
        return constraint;
    if (word_after(sql, "using index ").len > 0 &&
        str_eq(word_after(sql, "add constraint "), name))
        return word_after(sql, "using index ");
    return name;
}

static bool is_index(const Catalog *catalog, Str name)
{
    return catalog_index(catalog, (Name){ .name = name }) != NULL;
}

// Of the measured locks, those of indexes; what the statement itself made is left out.
static Outcome sort_out(Arena *arena, const Catalog *catalog, const Operation *operation,
                        const Outcome *raw)
{
    Outcome outcome = *raw;
    outcome.lists[TABLE_LOCKS] = (StrVec){ 0 };
    for (size_t i = 0; i < raw->lists[TABLE_LOCKS].len; i++) {
        Str mode = raw->lists[TABLE_LOCKS].at[i], name;
        str_cut(&mode, ' ', &name);
        if (str_ends(name, STR("_ccnew")))
            continue;
        name = old_name(operation, name);
        Aspect column = is_index(catalog, name) ? INDEX_LOCKS : TABLE_LOCKS;
        *vec_push(arena, &outcome.lists[column]) =
            arena_fmt(arena, STR_FMT " " STR_FMT, STR_ARG(name), STR_ARG(mode));
    }
    return outcome;
}

// ---- predicting ----

static void add_names(Arena *arena, StrVec *list, const NameVec *names)
{
    for (size_t i = 0; i < names->len; i++)
        *vec_push(arena, list) = names->at[i].name;
}

static int by_text(const void *a, const void *b)
{
    const Str *left = a, *right = b;
    return str_cmp(*left, *right);
}

static void sort(StrVec *list)
{
    if (list->len > 0)
        qsort(list->at, list->len, sizeof list->at[0], by_text);
    size_t kept = 0;
    for (size_t i = 0; i < list->len; i++)
        if (kept == 0 || !str_eq(list->at[kept - 1], list->at[i]))
            list->at[kept++] = list->at[i];
    list->len = kept;
}

static void sort_all(Outcome *outcome)
{
    for (size_t i = 0; i < ASPECT_COUNT; i++)
        sort(&outcome->lists[i]);
}

// Locks are kept until the end of the transaction: the strongest counts.
typedef struct Held {
    Str name;
    LockMode mode;
    ObjectKind kind;
} Held;

typedef VEC(Held) HeldVec;

static void hold(Arena *arena, HeldVec *held, const LockTaken *lock)
{
    for (size_t i = 0; i < held->len; i++)
        if (str_eq(held->at[i].name, lock->relation.name)) {
            if (held->at[i].mode < lock->mode)
                held->at[i].mode = lock->mode;
            return;
        }
    *vec_push(arena, held) = (Held){ lock->relation.name, lock->mode, lock->kind };
}

static Outcome outcome_of(Arena *arena, const StatementEffectsVec *statements)
{
    Outcome outcome = { 0 };
    HeldVec held = { 0 };
    for (size_t i = 0; i < statements->len; i++) {
        const Effects *effects = &statements->at[i].effects;
        outcome.refused = outcome.refused || effects->refused.len > 0;
        if (effects->refused.len > 0)
            outcome.error = effects->refused;
        for (size_t k = 0; k < effects->locks.len; k++)
            hold(arena, &held, &effects->locks.at[k]);
        add_names(arena, &outcome.lists[REWRITES_ASPECT], &effects->rewrites);
        add_names(arena, &outcome.lists[SCANS_ASPECT], &effects->scans);
        add_names(arena, &outcome.lists[REBUILDS_ASPECT], &effects->index_rebuilds);
    }
    for (size_t i = 0; i < held.len; i++) {
        Aspect column = held.at[i].kind == OBJ_INDEX ? INDEX_LOCKS : TABLE_LOCKS;
        *vec_push(arena, &outcome.lists[column]) =
            arena_fmt(arena, STR_FMT " %s", STR_ARG(held.at[i].name),
                      lock_mode_id(held.at[i].mode));
    }
    return outcome;
}

Comparison truth_compare(Arena *arena, const Truth *truth, const Operation *operation,
                         const Measured *measured, int major)
{
    Engine engine = { .family = STR("postgres"), .major = major };
    Forecast forecast = forecast_new(arena, &pg_frontend, engine);
    forecast_run(&forecast, truth->base, NULL);
    forecast_run(&forecast, operation->setup, NULL);
    forecast_run(&forecast, operation->session, NULL);
    Comparison comparison = { .measured = sort_out(arena, forecast.catalog, operation,
                                                   &measured->outcome) };
    StatementEffectsVec statements = forecast_run(&forecast, operation->sql, NULL);
    comparison.predicted = outcome_of(arena, &statements);
    forecast_free(&forecast);
    sort_all(&comparison.measured);
    sort_all(&comparison.predicted);
    return comparison;
}
