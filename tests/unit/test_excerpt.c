// SPDX-License-Identifier: Apache-2.0
// Unit tests of report/excerpt.h: what is shown, and that the marks stand below it.
#include "report/excerpt.h"

#include "base/lines.h"

#include "check.h"
#include "sample.h"

static Str excerpt_at(Arena *arena, Str text, Span span)
{
    Finding finding = sample_finding(arena, text, span);
    Out out = out_new(arena);
    excerpt_write(&out, &finding, NULL);
    return out_text(&out);
}

static Str excerpt_of(Arena *arena, Str text, const char *words)
{
    return excerpt_at(arena, text, span_of(text, words));
}

static void marks_the_span(void **state)
{
    assert_str(excerpt_of(*state, STR("SELECT 1;\nDROP TABLE users;\n"), "TABLE users"),
               " 2 | DROP TABLE users;\n"
               "   |      ^^^^^^^^^^^\n");
}

static void line_numbers_have_one_width(void **state)
{
    assert_str(excerpt_of(*state, STR("\n\n\n\n\n\n\n\na (\n  b\n);\n"), "a (\n  b\n)"),
               "  9 | a (\n"
               "    | ^^^\n"
               " 10 |   b\n"
               "    |   ^\n"
               " 11 | );\n"
               "    | ^\n");
}

static void a_tab_is_four_blanks(void **state)
{
    assert_str(excerpt_of(*state, STR("\tDROP\tusers;"), "users"),
               " 1 |     DROP    users;\n"
               "   |             ^^^^^\n");
    assert_str(excerpt_of(*state, STR("a\tb"), "a\tb"), " 1 | a    b\n"
                                                        "   | ^^^^^^\n");
}

static void characters_count_not_bytes(void **state)
{
    assert_str(excerpt_of(*state, STR("DROP \"größe\", x"), "x"),
               " 1 | DROP \"größe\", x\n"
               "   |               ^\n");
    assert_str(excerpt_of(*state, STR("-- größe"), "größe"), " 1 | -- größe\n"
                                                             "   |    ^^^^^\n");
}

static void wide_and_combining_characters_take_their_cells(void **state)
{
    assert_str(excerpt_of(*state, STR("'日本' x"), "x"), " 1 | '日本' x\n"
                                                         "   |        ^\n");
    assert_str(excerpt_of(*state, STR("'e\xCC\x81' x"), "x"), " 1 | 'e\xCC\x81' x\n"
                                                              "   |     ^\n");
    assert_str(excerpt_of(*state, STR("'e\xCC\x81' x"), "\xCC\x81"),
               " 1 | 'e\xCC\x81' x\n"
               "   |  ^\n");
    assert_str(excerpt_of(*state, STR("\xCC\x81' x"), "\xCC\x81"), " 1 | \xCC\x81' x\n"
                                                                   "   |    ^\n");
}

static void every_line_end_ends_a_line(void **state)
{
    assert_str(excerpt_of(*state, STR("a;\r\nDROP b;\r\nc"), "DROP b"), " 2 | DROP b;\n"
                                                                        "   | ^^^^^^\n");
    assert_str(excerpt_of(*state, STR("a;\rDROP b;\rc"), "DROP b"), " 2 | DROP b;\n"
                                                                    "   | ^^^^^^\n");
    assert_str(excerpt_of(*state, STR("a (\r\n\tb);\r\nc"), "(\r\n\tb"), " 1 | a (\n"
                                                                         "   |   ^\n"
                                                                         " 2 |     b);\n"
                                                                         "   |     ^\n");
}

static void a_byte_order_mark_takes_no_column(void **state)
{
    Str text = STR("\xEF\xBB\xBF"
                   "DROP b;");
    assert_str(excerpt_of(*state, text, "DROP"), " 1 | DROP b;\n"
                                                 "   | ^^^^\n");
    assert_str(excerpt_at(*state, text, (Span){ 0, 3 }), " 1 | DROP b;\n"
                                                         "   | ^\n");
}

static void a_span_at_the_end_of_the_file(void **state)
{
    Str text = STR("SELECT (1");
    assert_str(excerpt_at(*state, text, (Span){ 9, 9 }), " 1 | SELECT (1\n"
                                                         "   |          ^\n");
    assert_str(excerpt_at(*state, STR("a\n"), (Span){ 2, 2 }), " 2 |\n"
                                                               "   | ^\n");
    assert_str(excerpt_at(*state, STR("a\r\n"), (Span){ 1, 3 }), " 1 | a\n"
                                                                 "   |  ^\n");
}

static void an_empty_span_is_a_place(void **state)
{
    assert_str(excerpt_at(*state, STR("a b c"), (Span){ 2, 2 }), " 1 | a b c\n"
                                                                 "   |   ^\n");
}

static void long_spans_show_three_lines(void **state)
{
    assert_str(excerpt_of(*state, STR("x a (\n  b,\n\n  c\n);"), "a (\n  b,\n\n  c\n)"),
               " 1 | x a (\n"
               "   |   ^^^\n"
               " 2 |   b,\n"
               "   |   ^^\n"
               " 3 |\n"
               "   | … to line 5\n");
}

static void a_span_that_takes_the_line_end_does_not_show_the_next(void **state)
{
    assert_str(excerpt_at(*state, STR("a\nb\n"), (Span){ 0, 2 }), " 1 | a\n"
                                                                  "   | ^\n");
}

static Str repeated(Arena *arena, Str piece, size_t count)
{
    Out out = out_new(arena);
    for (size_t i = 0; i < count; i++)
        out_str(&out, piece);
    return out_text(&out);
}

static void a_long_line_is_cut_around_the_span(void **state)
{
    Arena *arena = *state;
    Str side = repeated(arena, STR("0123456789"), 30);
    Str text = arena_fmt(arena, STR_FMT "[here]" STR_FMT, STR_ARG(side), STR_ARG(side));
    Str expected =
        arena_fmt(arena, " 1 | …" STR_FMT "[here]" STR_FMT "0123…\n   | %41s^^^^^^\n",
                  STR_ARG(repeated(arena, STR("0123456789"), 4)),
                  STR_ARG(repeated(arena, STR("0123456789"), 9)), "");
    assert_true(str_eq(excerpt_of(arena, text, "[here]"), expected));
}

static void a_span_longer_than_the_row_is_cut_with_it(void **state)
{
    Arena *arena = *state;
    Str text = repeated(arena, STR("a"), 1000);
    Str expected = arena_fmt(arena, " 1 | " STR_FMT "…\n   | " STR_FMT "\n",
                             STR_ARG(repeated(arena, STR("a"), 140)),
                             STR_ARG(repeated(arena, STR("^"), 140)));
    assert_true(str_eq(excerpt_at(arena, text, (Span){ 0, 1000 }), expected));
}

// Wide lead-ins must not push the span out of the row.
static void the_span_is_always_in_the_row(void **state)
{
    static const char *const leads[] = { "\t", "日", "\xFF", "\x80\x80\x80\x80", "\x1B" };
    for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++) {
        Str text = arena_fmt(*state, STR_FMT "[here]",
                             STR_ARG(repeated(*state, str_from(leads[i]), 90)));
        Str excerpt = excerpt_of(*state, text, "[here]");
        assert_true(str_contains(excerpt, STR("[here]\n")));
        assert_true(str_ends(excerpt, STR(" ^^^^^^\n")));
    }
}

static void what_a_terminal_obeys_is_spelled_out(void **state)
{
    assert_str(excerpt_of(*state, STR("\x1B[2J DROP\xE2\x80\xAE b"), "DROP\xE2\x80\xAE"),
               " 1 | \\u{1B}[2J DROP\\u{202E} b\n"
               "   |           ^^^^^^^^^^^^\n");
    assert_str(excerpt_of(*state, STR("a\0b c"), "c"), " 1 | a\\u{0}b c\n"
                                                       "   |         ^\n");
    assert_str(excerpt_of(*state, STR("-- ##[error]e x"), "x"),
               " 1 | -- \\u{23}#[error]e x\n"
               "   |                    ^\n");
}

static void bytes_that_are_not_utf8_take_one_cell(void **state)
{
    assert_str(excerpt_of(*state, STR("\xC3\xFF x"), "x"),
               " 1 | \xEF\xBF\xBD\xEF\xBF\xBD x\n"
               "   |    ^\n");
}

static void only_the_marks_are_painted(void **state)
{
    Str text = STR("DROP b");
    Finding finding = sample_finding(*state, text, span_of(text, "b"));
    Out out = out_new(*state);
    excerpt_write(&out, &finding, "\033[31m");
    assert_str(out_text(&out), " 1 | DROP b\n"
                               "   | \033[31m     ^\033[0m\n");
}

// Every span of a text made of what is troublesome, between whose parts it may also
// stand.
static void every_span_of_any_bytes_is_marked(void **state)
{
    (void)state;
    Str text = STR("\xEF\xBB\xBF\xCC\x81\r\n\x1B["
                   "a\xCC\x81\xC3\xA9\xE2\x82\r\r\n\0\t\n\xF0\x9F\x98\x80 ##[\xFF\n");
    for (size_t start = 0; start <= text.len; start++) {
        Arena *arena = arena_new();
        for (size_t end = start; end <= text.len; end++) {
            Str shown = excerpt_at(arena, text, (Span){ start, end });
            assert_true(str_contains(shown, STR("^")));
            assert_false(str_contains(shown, STR("\x1B")));
            assert_false(str_contains(shown, STR("##[")));
            assert_true(str_ends(shown, STR("\n")));
            size_t fault;
            assert_int_equal(text_fault(shown, &fault), TEXT_OK);
        }
        arena_free(arena);
    }
}

static void nothing_is_shown_of_nothing(void **state)
{
    assert_str(excerpt_at(*state, STR(""), (Span){ 0, 0 }), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_the_span),
        cmocka_unit_test(line_numbers_have_one_width),
        cmocka_unit_test(a_tab_is_four_blanks),
        cmocka_unit_test(characters_count_not_bytes),
        cmocka_unit_test(wide_and_combining_characters_take_their_cells),
        cmocka_unit_test(every_line_end_ends_a_line),
        cmocka_unit_test(a_byte_order_mark_takes_no_column),
        cmocka_unit_test(a_span_at_the_end_of_the_file),
        cmocka_unit_test(an_empty_span_is_a_place),
        cmocka_unit_test(long_spans_show_three_lines),
        cmocka_unit_test(a_span_that_takes_the_line_end_does_not_show_the_next),
        cmocka_unit_test(a_long_line_is_cut_around_the_span),
        cmocka_unit_test(a_span_longer_than_the_row_is_cut_with_it),
        cmocka_unit_test(the_span_is_always_in_the_row),
        cmocka_unit_test(what_a_terminal_obeys_is_spelled_out),
        cmocka_unit_test(bytes_that_are_not_utf8_take_one_cell),
        cmocka_unit_test(only_the_marks_are_painted),
        cmocka_unit_test(every_span_of_any_bytes_is_marked),
        cmocka_unit_test(nothing_is_shown_of_nothing),
    };
    return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
