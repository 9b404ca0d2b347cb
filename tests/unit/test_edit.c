// SPDX-License-Identifier: Apache-2.0
// Unit tests of linter/report/edit.c: which fixes are an edit of the file, and which
// edit.
#include "report/edit.h"

#include "check.h"
#include "sample.h"

typedef struct Fixture {
    Arena *arena;
    Finding finding;
} Fixture;

static int setup(void **state)
{
    Arena *arena = arena_new();
    Fixture *fixture = NEW(arena, Fixture);
    fixture->arena = arena;
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    arena_free(((Fixture *)*state)->arena);
    return 0;
}

static void about(Fixture *fixture, const char *text, const char *statement)
{
    Str sql = str_from(text);
    fixture->finding = sample_finding(fixture->arena, sql, span_of(sql, statement));
}

static void step(Fixture *fixture, FixPlace place, size_t way, const char *sql)
{
    *vec_push(fixture->arena, &fixture->finding.steps) =
        (FixStep){ place, way, STR("words"), str_from(sql) };
}

static bool is_edit(Fixture *fixture, size_t way)
{
    TextEdit edit;
    return fix_is_edit(fixture->arena, &fixture->finding, way, false, &edit);
}

// The text when the edit is made.
static Str edited(Fixture *fixture, size_t way, bool breakpoints)
{
    TextEdit edit;
    Str text = fixture->finding.text;
    assert_true(fix_is_edit(fixture->arena, &fixture->finding, way, breakpoints, &edit));
    return arena_fmt(fixture->arena, STR_FMT STR_FMT STR_FMT,
                     STR_ARG(str_take(text, edit.span.start)), STR_ARG(edit.text),
                     STR_ARG(str_drop(text, edit.span.end)));
}

static void a_statement_is_replaced_with_its_semicolon(void **state)
{
    Fixture *fixture = *state;
    about(fixture, "A;\nB b ;\nC;\n", "B b");
    step(fixture, FIX_HERE, 0, "X;");
    assert_str(edited(fixture, 0, false), "A;\nX;\nC;\n");
    about(fixture, "A;\nB", "B");
    step(fixture, FIX_HERE, 0, "X;");
    assert_str(edited(fixture, 0, false), "A;\nX;");
}

static void several_steps_are_one_edit(void **state)
{
    Fixture *fixture = *state;
    about(fixture, "A;--> statement-breakpoint\nB;", "A");
    step(fixture, FIX_HERE, 0, "X;");
    step(fixture, FIX_HERE, 0, "Y;");
    step(fixture, FIX_BEHIND, 0, "Z;");
    assert_str(edited(fixture, 0, false), "X;\nY;\nZ;--> statement-breakpoint\nB;");
    assert_str(edited(fixture, 0, true),
               "X;\n--> statement-breakpoint\nY;\n--> statement-breakpoint\n"
               "Z;--> statement-breakpoint\nB;");
}

static void what_comes_behind_leaves_the_statement(void **state)
{
    Fixture *fixture = *state;
    about(fixture, "A;\nB;\n", "A");
    step(fixture, FIX_BEHIND, 0, "X;");
    assert_str(edited(fixture, 0, false), "A;\nX;\nB;\n");
    assert_str(edited(fixture, 0, true), "A;\n--> statement-breakpoint\nX;\nB;\n");
}

static void a_missing_semicolon_is_added(void **state)
{
    Fixture *fixture = *state;
    about(fixture, "A\n--> statement-breakpoint\nB", "A");
    step(fixture, FIX_BEHIND, 0, "X;");
    assert_str(edited(fixture, 0, true),
               "A;\n--> statement-breakpoint\nX;\n--> statement-breakpoint\nB");
    about(fixture, "A\n", "A");
    step(fixture, FIX_BEHIND, 0, "X;");
    assert_str(edited(fixture, 0, false), "A;\nX;\n");
}

static void each_way_is_its_own(void **state)
{
    Fixture *fixture = *state;
    about(fixture, "A;", "A");
    step(fixture, FIX_HERE, 0, "X;");
    step(fixture, FIX_LATER, 1, "Y;");
    step(fixture, FIX_BEHIND, 2, "Z;");
    assert_str(edited(fixture, 0, false), "X;");
    assert_false(is_edit(fixture, 1));
    assert_str(edited(fixture, 2, false), "A;\nZ;");
    assert_false(is_edit(fixture, 3));
}

static void other_places_are_no_edit(void **state)
{
    Fixture *fixture = *state;
    for (int place = 0; place < FIX_PLACE_COUNT; place++) {
        about(fixture, "A;", "A");
        step(fixture, FIX_HERE, 0, "X;");
        step(fixture, (FixPlace)place, 0, "Y;");
        assert_int_equal(is_edit(fixture, 0), place == FIX_HERE || place == FIX_BEHIND);
    }
}

static void what_leaves_nothing_is_no_edit(void **state)
{
    Fixture *fixture = *state;
    about(fixture, "A;", "A");
    assert_false(is_edit(fixture, 0));
    step(fixture, FIX_HERE, 0, "");
    assert_false(is_edit(fixture, 0));
}

static void an_unclear_end_is_no_edit(void **state)
{
    Fixture *fixture = *state;
    about(fixture, "A -- why;\n;", "A");
    step(fixture, FIX_HERE, 0, "X;");
    assert_false(is_edit(fixture, 0));
    about(fixture, "A;", "A");
    step(fixture, FIX_HERE, 0, "X;");
    fixture->finding.stmt = (Span){ 0, 0 };
    assert_false(is_edit(fixture, 0));
    fixture->finding.stmt = (Span){ 0, 9 };
    assert_false(is_edit(fixture, 0));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_statement_is_replaced_with_its_semicolon),
        TEST(several_steps_are_one_edit),
        TEST(what_comes_behind_leaves_the_statement),
        TEST(a_missing_semicolon_is_added),
        TEST(each_way_is_its_own),
        TEST(other_places_are_no_edit),
        TEST(what_leaves_nothing_is_no_edit),
        TEST(an_unclear_end_is_no_edit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
