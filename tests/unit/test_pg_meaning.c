// SPDX-License-Identifier: Apache-2.0
// What pieces of SQL mean: the pairs of tests/conformance/meaning.txt, which servers were
// asked about too, and texts that are no pieces at all.
#include "dialect/dialect.h"

#include "../files.h"
#include "check.h"

typedef struct PairRow {
    Str verdict, context, a, b;
} PairRow;

static bool says_same(Arena *arena, const PairRow *row)
{
    static const Str with_type = STR_INIT("default ");
    const Meaning *meaning = pg_frontend.meaning;
    if (str_eq(row->context, STR("query")))
        return meaning->same_query(row->a, row->b);
    if (str_eq(row->context, STR("sequence")))
        return meaning->same_sequence(row->a, row->b);
    if (str_eq(row->context, STR("check")))
        return meaning->same_expression(row->a, row->b, NULL);
    TypeRef type;
    assert_true(str_starts(row->context, with_type));
    assert_true(meaning->read_type(arena, str_drop(row->context, with_type.len), &type));
    return meaning->same_expression(row->a, row->b, &type);
}

static void expressions_of_one_meaning_are_the_same(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Str line,
        rest = text_of(repository(arena), arena, STR("tests/conformance/meaning.txt"));
    size_t seen = 0;
    while (str_cut(&rest, '\n', &line)) {
        PairRow row;
        if (line.len == 0 || str_starts(line, STR("#")))
            continue;
        assert_true(str_cut(&line, '\t', &row.verdict));
        assert_true(str_cut(&line, '\t', &row.context));
        assert_true(str_cut(&line, '\t', &row.a));
        row.b = line;
        PairRow swapped = { row.verdict, row.context, row.b, row.a };
        bool expected = !str_eq(row.verdict, STR("differs"));
        if (says_same(arena, &row) != expected || says_same(arena, &swapped) != expected)
            fail_msg(STR_FMT ": " STR_FMT " | " STR_FMT, STR_ARG(row.context),
                     STR_ARG(row.a), STR_ARG(row.b));
        seen++;
    }
    assert_true(seen > 50);
    arena_free(arena);
}

static Str nested(Arena *arena, size_t depth, const char *value)
{
    char *text = arena_alloc(arena, 4 * depth + 8, 1);
    size_t len = 0;
    for (size_t i = 0; i < depth; i++) {
        text[len++] = '(';
        text[len++] = '-';
    }
    text[len++] = *value;
    for (size_t i = 0; i < depth; i++)
        text[len++] = ')';
    return (Str){ text, len };
}

// What is refused, or nests too deep to be looked at, is the same only byte by byte.
static void what_is_refused_is_the_same_byte_by_byte(void **state)
{
    (void)state;
    const Meaning *meaning = pg_frontend.meaning;
    Arena *arena = arena_new();
    Str deep = nested(arena, 2000, "a"), other = nested(arena, 2000, "b");
    assert_true(meaning->same_expression(deep, deep, NULL));
    assert_false(meaning->same_expression(deep, other, NULL));
    assert_true(meaning->same_expression(STR("a >"), STR("a >"), NULL));
    assert_false(meaning->same_expression(STR("a >"), STR("a  >"), NULL));
    assert_false(meaning->same_expression(STR("1; SELECT 2"), STR("1"), NULL));
    assert_false(meaning->same_expression(STR(""), STR("1"), NULL));
    assert_false(meaning->same_query(STR("SELECT"), STR("DROP TABLE a")));
    assert_false(meaning->same_sequence(STR("; SELECT 1"), STR("CACHE 1")));
    arena_free(arena);
}

static void types_have_one_spelling(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *canonical; // NULL: no type
        bool serial;
    } rows[] = {
        { "varchar(255)", "character varying(255)", false },
        { "int4", "integer", false },
        { "serial", "integer", true },
        { "bigserial", "bigint", true },
        { "numeric(10, 2)", "numeric(10,2)", false },
        { "timestamp (3) with time zone", "timestamp(3) with time zone", false },
        { "\"public\".\"user_role\"[]", "public.user_role[]", false },
        { "double precision", "double precision", false },
        { "vector(1536)", "vector(1536)", false },
        { "geometry(point)", "geometry", false },
        { "no type at all", NULL, false },
        { "", NULL, false },
        { "text); DROP TABLE a", NULL, false },
    };
    Arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        TypeRef type = { 0 };
        bool read = pg_frontend.meaning->read_type(arena, str_from(rows[i].text), &type);
        if (read != (rows[i].canonical != NULL) ||
            (read && !str_eq(type.text, str_from(rows[i].canonical))) ||
            type.serial != rows[i].serial)
            fail_msg("%s is " STR_FMT, rows[i].text, STR_ARG(type.text));
    }
    arena_free(arena);
}

static void index_parts_have_one_spelling(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    IndexDef index = { 0 };
    assert_true(pg_frontend.meaning->read_index_parts(
        arena, STR("\"created_at\" DESC, lower(\"name\") text_pattern_ops"), &index));
    assert_int_equal(index.parts.len, 2);
    assert_str(index.parts.at[0].column, "created_at");
    assert_true(index.parts.at[0].descending && index.parts.at[0].nulls_first);
    assert_str(index.parts.at[1].expression, "lower(\"name\")");
    assert_str(index.parts.at[1].opclass, "text_pattern_ops");
    assert_false(pg_frontend.meaning->read_index_parts(arena, STR("a +"), &index));
    assert_false(
        pg_frontend.meaning->read_index_parts(arena, STR("a); DROP TABLE b; ("), &index));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expressions_of_one_meaning_are_the_same),
        cmocka_unit_test(what_is_refused_is_the_same_byte_by_byte),
        cmocka_unit_test(types_have_one_spelling),
        cmocka_unit_test(index_parts_have_one_spelling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
