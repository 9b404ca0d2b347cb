// SPDX-License-Identifier: Apache-2.0
// Unit tests of base/lines.h.
#include "base/lines.h"

#include "check.h"

#include <string.h>

#define assert_at(lines, offset, l, c)                                                   \
    do {                                                                                 \
        LineCol at_ = lines_at((lines), (offset));                                       \
        assert_int_equal(at_.line, (l));                                                 \
        assert_int_equal(at_.column, (c));                                               \
    } while (0)

static void an_empty_text_has_one_line(void **state)
{
    Lines lines = lines_new(*state, (Str){ 0 });
    assert_int_equal(lines.starts.len, 1);
    assert_at(&lines, 0, 1, 1);
    assert_str(lines_line(&lines, 1), "");
    assert_str(lines_line(&lines, 2), "");
    assert_str(lines_line(&lines, 0), "");
}

static void knows_all_line_ends(void **state)
{
    Lines lines = lines_new(*state, STR("ab\ncd\r\nef\rgh\n\r\n\r\r\nz"));
    static const char *const TEXTS[] = { "ab", "cd", "ef", "gh", "", "", "", "z" };
    assert_int_equal(lines.starts.len, 8);
    for (size_t i = 0; i < 8; i++)
        assert_true(str_eq(lines_line(&lines, i + 1), str_from(TEXTS[i])));
    assert_at(&lines, 0, 1, 1);
    assert_at(&lines, 2, 1, 3);
    assert_at(&lines, 3, 2, 1);
    assert_at(&lines, 5, 2, 3);
    assert_at(&lines, 6, 2, 4);
    assert_at(&lines, 7, 3, 1);
    assert_at(&lines, 10, 4, 1);
    assert_at(&lines, lines.text.len, 8, 2);
}

static void the_end_of_the_last_line_starts_another(void **state)
{
    Lines lines = lines_new(*state, STR("a\n"));
    assert_int_equal(lines.starts.len, 2);
    assert_at(&lines, 2, 2, 1);
    lines = lines_new(*state, STR("a\r"));
    assert_int_equal(lines.starts.len, 2);
    assert_str(lines_line(&lines, 1), "a");
}

static void columns_count_code_points(void **state)
{
    // a, e acute (2 bytes), euro (3), a musical clef (4), z
    Lines lines = lines_new(*state, STR("a\xC3\xA9\xE2\x82\xAC\xF0\x9D\x84\x9Ez"));
    assert_at(&lines, 1, 1, 2);
    assert_at(&lines, 2, 1, 2);
    assert_at(&lines, 3, 1, 3);
    assert_at(&lines, 5, 1, 3);
    assert_at(&lines, 6, 1, 4);
    assert_at(&lines, 10, 1, 5);
    assert_at(&lines, 11, 1, 6);
}

static void a_byte_that_is_not_utf8_takes_a_column(void **state)
{
    Lines lines = lines_new(*state, STR("\xFF\xC3(\xE2\x82\nx"));
    assert_at(&lines, 1, 1, 2);
    assert_at(&lines, 2, 1, 3);
    assert_at(&lines, 3, 1, 4);
    assert_at(&lines, 5, 1, 6);
    assert_at(&lines, 6, 2, 1);
}

static void a_byte_order_mark_takes_no_column(void **state)
{
    Lines lines = lines_new(*state, STR("\xEF\xBB\xBF"
                                        "ab\n\xEF\xBB\xBFz"));
    assert_at(&lines, 0, 1, 1);
    assert_at(&lines, 2, 1, 1);
    assert_at(&lines, 3, 1, 1);
    assert_at(&lines, 4, 1, 2);
    assert_at(&lines, 6, 2, 1);
    assert_at(&lines, 9, 2, 2);
}

// Counts from the start of the text, byte by byte: what lines_at must agree with.
static size_t slow_column(Str text, size_t offset)
{
    size_t column = 1;
    for (size_t i = 1; i <= offset && i < text.len; i++)
        column += ((unsigned char)text.ptr[i] & 0xC0) != 0x80;
    return column;
}

// One line of many kilobytes whose characters lie across the marks at every phase.
static void long_lines_count_the_same(void **state)
{
    static const char PIECE[] = "abcdefgh\xC3\xA9\xE2\x82\xAC-\xF0\x9D\x84\x9E";
    enum { PIECES = 3000 };
    Str text = { NULL, (sizeof PIECE - 1) * PIECES };
    char *bytes = arena_alloc(*state, text.len, 1);
    for (size_t i = 0; i < PIECES; i++)
        memcpy(bytes + i * (sizeof PIECE - 1), PIECE, sizeof PIECE - 1);
    text.ptr = bytes;
    Lines lines = lines_new(*state, text);
    for (size_t offset = 0; offset < text.len; offset += 97)
        assert_at(&lines, offset, 1, slow_column(text, offset));
    for (size_t mark = 4096; mark < text.len; mark += 4096)
        for (size_t offset = mark - 5; offset < mark + 5; offset++)
            assert_at(&lines, offset, 1, slow_column(text, offset));
    assert_at(&lines, text.len, 1, PIECES * 12 + 1);
}

static void long_lines_after_others_and_a_bom(void **state)
{
    enum { SIZE = 50000 };
    char *bytes = arena_alloc(*state, SIZE, 1);
    memset(bytes, 'x', SIZE);
    memcpy(bytes, "\xEF\xBB\xBF", 3);
    bytes[20000] = '\n';
    Lines lines = lines_new(*state, (Str){ bytes, SIZE });
    assert_at(&lines, 19999, 1, 19997);
    assert_at(&lines, 20001, 2, 1);
    assert_at(&lines, 49999, 2, 29999);
}

static void faults_are_found_where_they_are(void **state)
{
    (void)state;
    static const struct {
        Str text;
        TextFault fault;
        size_t offset;
    } CASES[] = {
        { STR_INIT(""), TEXT_OK, 0 },
        { STR_INIT("plain text of some length"), TEXT_OK, 25 },
        { STR_INIT("\xEF\xBB\xBFmark"), TEXT_OK, 7 },
        { STR_INIT("\xC3\xA9\xE2\x82\xAC\xF0\x9D\x84\x9E"), TEXT_OK, 9 },
        { STR_INIT("\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF"), TEXT_OK, 10 },
        { STR_INIT("12345678abc\0def"), TEXT_NUL, 11 },
        { STR_INIT("1234567\0"), TEXT_NUL, 7 },
        { STR_INIT("\xFF\xFE"
                   "a\0"),
          TEXT_UTF16, 0 },
        { STR_INIT("\xFE\xFF\0a"), TEXT_UTF16, 0 },
        { STR_INIT("ab\xFF"), TEXT_NOT_UTF8, 2 },
        { STR_INIT("ab\x80"), TEXT_NOT_UTF8, 2 },
        { STR_INIT("\xC0\x80"), TEXT_NOT_UTF8, 0 },
        { STR_INIT("\xC1\xBF"), TEXT_NOT_UTF8, 0 },
        { STR_INIT("\xE0\x9F\xBF"), TEXT_NOT_UTF8, 0 },
        { STR_INIT("\xED\xA0\x80"), TEXT_NOT_UTF8, 0 },
        { STR_INIT("\xF0\x8F\xBF\xBF"), TEXT_NOT_UTF8, 0 },
        { STR_INIT("\xF4\x90\x80\x80"), TEXT_NOT_UTF8, 0 },
        { STR_INIT("\xF5\x80\x80\x80"), TEXT_NOT_UTF8, 0 },
        { STR_INIT("123456789\xE2\x82"), TEXT_NOT_UTF8, 9 },
        { STR_INIT("\xE2\x82(abc"), TEXT_NOT_UTF8, 0 },
        { STR_INIT("Stra\xDF"
                   "e in Latin-1"),
          TEXT_NOT_UTF8, 4 },
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        size_t offset = SIZE_MAX;
        assert_int_equal(text_fault(CASES[i].text, &offset), CASES[i].fault);
        assert_int_equal(offset, CASES[i].offset);
    }
}

static void heads_end_before_the_first_statement(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t end;
        bool is_apart;
    } CASES[] = {
        { "", 0, true },
        { "SELECT 1;", 0, false },
        { "\nSELECT 1;", 0, true },
        { "-- a\nSELECT 1;", 5, false },
        { "-- a\n\nSELECT 1;", 5, true },
        { "-- a\n# b\n \t\nSELECT 1;", 9, true },
        { "-- a\r\n\r\nSELECT 1;", 6, false },
        { "-- a", 4, true },
        { "-- a\n", 5, true },
        { "-- a\n  ", 5, false },
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        bool is_apart;
        assert_int_equal(head_comments(str_from(CASES[i].text), &is_apart), CASES[i].end);
        assert_int_equal(is_apart, CASES[i].is_apart);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(an_empty_text_has_one_line),
        arena_test(knows_all_line_ends),
        arena_test(the_end_of_the_last_line_starts_another),
        arena_test(columns_count_code_points),
        arena_test(a_byte_that_is_not_utf8_takes_a_column),
        arena_test(a_byte_order_mark_takes_no_column),
        arena_test(long_lines_count_the_same),
        arena_test(long_lines_after_others_and_a_bom),
        cmocka_unit_test(faults_are_found_where_they_are),
        cmocka_unit_test(heads_end_before_the_first_statement),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
