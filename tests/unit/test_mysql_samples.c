// SPDX-License-Identifier: Apache-2.0
// What dumps and migration tools write for MySQL, MariaDB and TiDB: files of tests/mysql,
// in their form, and files that dump programs wrote (dumped-by-…). All of it is
// understood, by the server that the first line names, and leaves the schema that stands
// in schemas/.
#include "base/out.h"
#include "cli/check_options.h"
#include "dialect/dialect.h"
#include "lint/forecast.h"

#include "../catalog_text.h"
#include "../example.h"
#include "check.h"

#include <stdlib.h>
#include <string.h>

// "-- engine mysql@8.0.29"
static Engine engine_of(Arena *arena, Str text)
{
    static const Str mark = STR_INIT("-- engine ");
    LayoutWishes wishes = { 0 };
    Str why;
    assert_true(str_starts(text, mark));
    size_t end = str_find_char(text, '\n', 0);
    assert_true(engine_from(arena, str_slice(text, mark.len, end), &wishes, &why));
    return wishes.engine;
}

static size_t count_refused(Str name, const Lowered *lowered)
{
    size_t count = 0;
    for (size_t i = 0; i < lowered->ops.len; i++) {
        const Op *op = &lowered->ops.at[i];
        const MisfitVec *misfits = &op_rest(op)->misfits;
        bool misfit = misfits->len > 0;
        if (op->kind != OP_OPAQUE && op->kind != OP_SKIPPED && !misfit)
            continue;
        count += op->kind != OP_SKIPPED;
        if (op->kind != OP_SKIPPED)
            print_error(STR_FMT ":%zu: " STR_FMT STR_FMT ": " STR_FMT "\n", STR_ARG(name),
                        op->span.start, STR_ARG(op->detail),
                        STR_ARG(misfit ? misfits->at[0].why : (Str){ 0 }),
                        STR_ARG(str_slice(lowered->text, op->span.start, op->span.end)));
    }
    return count;
}

static const char dir[] = "tests/mysql";

typedef struct Samples {
    Arena *arena;
    FileTree *tree;
    StrVec names; // without ".sql"
} Samples;

static int setup(void **state)
{
    static Samples samples;
    Arena *arena = arena_new();
    samples = (Samples){ .arena = arena, .tree = repository(arena) };
    StrVec files = names_in(samples.tree, arena, STR(dir), ENTRY_FILE);
    for (size_t i = 0; i < files.len; i++)
        if (str_ends(files.at[i], STR(".sql")))
            *vec_push(arena, &samples.names) =
                str_take(files.at[i], files.at[i].len - strlen(".sql"));
    *state = &samples;
    return 0;
}

static int teardown(void **state)
{
    arena_free(((Samples *)*state)->arena);
    return 0;
}

static Str sample_text(const Samples *samples, Str name)
{
    return text_of(samples->tree, samples->arena,
                   arena_fmt(samples->arena, "%s/" STR_FMT ".sql", dir, STR_ARG(name)));
}

static void all_of_them_are_understood(void **state)
{
    const Samples *samples = *state;
    size_t refused = 0;
    assert_true(samples->names.len >= 13);
    for (size_t i = 0; i < samples->names.len; i++) {
        Str text = sample_text(samples, samples->names.at[i]);
        Engine engine = engine_of(samples->arena, text);
        Lowered lowered = { .engine = &engine };
        mysql_frontend.lower(samples->arena, text, NULL, &lowered);
        assert_true(lowered.statements.len >= 3);
        refused += count_refused(samples->names.at[i], &lowered);
    }
    assert_int_equal(refused, 0);
}

// ---- the schema that they leave ----

static Str schema_of(Arena *arena, Str text)
{
    Forecast forecast = forecast_new(arena, &mysql_frontend, engine_of(arena, text));
    size_t unparsed = 0;
    StatementEffectsVec statements = forecast_run(&forecast, text, &unparsed);
    assert_int_equal(unparsed, 0);
    for (size_t i = 0; i < statements.len; i++)
        assert_str(statements.at[i].effects.refused, "");
    Out out = out_new(arena);
    catalog_text(&out, forecast.catalog);
    forecast_free(&forecast);
    return out_text(&out);
}

static void bless(Arena *arena, Str path, Str text)
{
    Str why = { 0 };
    assert_true(out_write_file(arena, path, text, &why));
}

// Conformance compares the same with what servers have after such a file.
static void each_leaves_its_schema(void **state)
{
    const Samples *samples = *state;
    Arena *arena = samples->arena;
    size_t others = 0;
    for (size_t i = 0; i < samples->names.len; i++) {
        Str name = samples->names.at[i];
        Str path = arena_fmt(arena, "%s/schemas/" STR_FMT ".txt", dir, STR_ARG(name));
        Str schema = schema_of(arena, sample_text(samples, name));
        if (getenv("TIDEGATE_BLESS"))
            bless(arena, path, schema);
        bool same = str_eq(schema, text_of(samples->tree, arena, path));
        if (!same)
            print_error(
                STR_FMT
                " is not what is left; TIDEGATE_BLESS=1 writes it anew:\n" STR_FMT,
                STR_ARG(path), STR_ARG(schema));
        others += !same;
    }
    assert_int_equal(others, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_of_them_are_understood),
        cmocka_unit_test(each_leaves_its_schema),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
