// SPDX-License-Identifier: Apache-2.0
// What dumps and migration tools write for MySQL, MariaDB and TiDB: files of tests/mysql,
// in their form. All of it is understood, by the server that the first line names.
#include "dialect/dialect.h"
#include "source/tree.h"

#include "check.h"

static int number(Str digits)
{
    uint64_t value = 0;
    assert_true(str_to_u64(digits, &value));
    return (int)value;
}

// "-- engine mysql 8.0.29"
static Engine engine_of(Str text)
{
    Str line = str_take(text, str_find_char(text, '\n', 0));
    Str word = { 0 }, family = { 0 }, major = { 0 }, minor = { 0 };
    Str rest = line;
    assert_true(str_cut(&rest, ' ', &word) && str_cut(&rest, ' ', &word));
    assert_str(word, "engine");
    assert_true(str_cut(&rest, ' ', &family) && str_cut(&rest, '.', &major) &&
                str_cut(&rest, '.', &minor));
    return (Engine){ family, number(major), number(minor), number(rest) };
}

static size_t count_refused(Str name, const Lowered *lowered)
{
    size_t count = 0;
    for (size_t i = 0; i < lowered->ops.len; i++) {
        const Op *op = &lowered->ops.at[i];
        bool misfit = op->misfits.len > 0;
        if (op->kind != OP_OPAQUE && op->kind != OP_SKIPPED && !misfit)
            continue;
        count += op->kind != OP_SKIPPED;
        if (op->kind != OP_SKIPPED)
            print_error(STR_FMT ":%zu: " STR_FMT STR_FMT ": " STR_FMT "\n", STR_ARG(name),
                        op->span.start, STR_ARG(op->detail),
                        STR_ARG(misfit ? op->misfits.at[0].why : (Str){ 0 }),
                        STR_ARG(str_slice(lowered->text, op->span.start, op->span.end)));
    }
    return count;
}

static void all_of_them_are_understood(void **state)
{
    Arena *arena = arena_new();
    FileTree *tree = tree_disk(arena, STR("tests/mysql"));
    EntryVec entries = { 0 };
    Str why = { 0 };
    size_t refused = 0;
    assert_int_equal(tree_list(tree, arena, STR("."), &entries, &why), TREE_OK);
    assert_true(entries.len >= 8);
    for (size_t i = 0; i < entries.len; i++) {
        Str text;
        assert_int_equal(tree_read(tree, arena, entries.at[i].name, &text, &why),
                         TREE_OK);
        Engine engine = engine_of(text);
        Lowered lowered = { .engine = &engine };
        mysql_frontend.lower(arena, text, NULL, &lowered);
        assert_true(lowered.statements.len >= 3);
        refused += count_refused(entries.at[i].name, &lowered);
    }
    assert_int_equal(refused, 0);
    arena_free(arena);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_of_them_are_understood),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
