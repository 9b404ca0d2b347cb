// SPDX-License-Identifier: Apache-2.0
// Unit tests of report/text_safe.h: nothing gets through that a terminal, a CI runner or
// a parser of UTF-8 would take for more than text.
#include "report/text_safe.h"

#include "check.h"

static void reads_code_points(void **state)
{
    (void)state;
    static const struct {
        Str text;
        uint32_t value;
    } cases[] = {
        { STR_INIT("a"), 'a' },
        { STR_INIT("\xC3\xA9"), 0xE9 },
        { STR_INIT("\xE2\x82\xAC"), 0x20AC },
        { STR_INIT("\xF0\x9F\x98\x80"), 0x1F600 },
        { STR_INIT("\xF4\x8F\xBF\xBF"), 0x10FFFF },
        { STR_INIT("\xEF\xBF\xBD"), 0xFFFD },
        { STR_INIT("\0"), 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Rune rune = rune_at(cases[i].text, 0);
        assert_int_equal(rune.value, cases[i].value);
        assert_int_equal(rune.len, cases[i].text.len);
    }
    assert_int_equal(rune_at(STR("a"), 1).len, 0);
}

static void a_byte_that_is_not_utf8_is_one_replacement(void **state)
{
    (void)state;
    static const Str broken[] = {
        STR_INIT("\x80"),             // no lead
        STR_INIT("\xC3"),             // cut off
        STR_INIT("\xE2\x82"),         // likewise
        STR_INIT("\xC3("),            // no continuation
        STR_INIT("\xC0\x80"),         // overlong
        STR_INIT("\xE0\x80\x80"),     // likewise
        STR_INIT("\xF0\x80\x80\x80"), // likewise
        STR_INIT("\xED\xA0\x80"),     // a surrogate
        STR_INIT("\xF4\x90\x80\x80"), // above U+10FFFF
        STR_INIT("\xFF"),
    };
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        Rune rune = rune_at(broken[i], 0);
        assert_int_equal(rune.value, 0xFFFD);
        assert_int_equal(rune.len, 1);
    }
}

static void makes_valid_utf8(void **state)
{
    assert_str(text_as_utf8(*state, STR("größe\n")), "größe\n");
    assert_str(text_as_utf8(*state, STR("a\xFF\0b\xE2\x82")),
               "a\xEF\xBF\xBD\xEF\xBF\xBD"
               "b\xEF\xBF\xBD\xEF\xBF\xBD");
    assert_str(text_as_utf8(*state, STR("\x1B[31m")), "\x1B[31m");
    assert_str(text_as_utf8(*state, (Str){ 0 }), "");
}

static void spells_out_control_characters(void **state)
{
    assert_str(text_printable(*state, STR("\x1B[31mred\x07"), true),
               "\\u{1B}[31mred\\u{7}");
    assert_str(text_printable(*state, STR("a\0b\x7F"), true), "a\\u{0}b\\u{7F}");
    assert_str(text_printable(*state,
                              STR("\xC2\x9B"
                                  "31m"),
                              true),
               "\\u{9B}31m");
}

static void spells_out_what_reorders_or_hides(void **state)
{
    assert_str(text_printable(*state,
                              STR("a\xE2\x80\xAE"
                                  "b\xE2\x81\xA6"
                                  "c\xD8\x9C"),
                              false),
               "a\\u{202E}b\\u{2066}c\\u{61C}");
    assert_str(text_printable(*state,
                              STR("us\xE2\x80\x8B"
                                  "ers\xEF\xBB\xBF\xC2\xAD"),
                              false),
               "us\\u{200B}ers\\u{FEFF}\\u{AD}");
    assert_str(text_printable(*state,
                              STR("a\xE2\x80\xA8"
                                  "b"),
                              true),
               "a\\u{2028}b");
}

static void lines_are_kept_only_where_they_may_be(void **state)
{
    assert_str(text_printable(*state, STR("a\n\tb\r\nc\rd"), true), "a\n\tb\r\nc\\u{D}d");
    assert_str(text_printable(*state, STR("a\n\tb\r\nc"), false),
               "a\\u{A}\\u{9}b\\u{D}\\u{A}c");
}

static void shows_bytes_that_are_not_utf8_as_such(void **state)
{
    assert_str(text_printable(*state, STR("caf\xE9 \xEF\xBF\xBD"), false),
               "caf\xEF\xBF\xBD \xEF\xBF\xBD");
}

static void leaves_people_their_scripts(void **state)
{
    assert_str(text_printable(
                   *state, STR("größe 日本 \xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB"),
                   false),
               "größe 日本 \xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB");
}

static void gives_runners_no_commands(void **state)
{
    assert_str(text_printable(*state, STR("x ##[add-mask]e"), true),
               "x \\u{23}#[add-mask]e");
    assert_str(text_printable(*state, STR("##vso[task.setvariable]"), true),
               "\\u{23}#vso[task.setvariable]");
    assert_str(text_printable(*state, STR("###[error]"), true), "#\\u{23}#[error]");
    assert_str(text_printable(*state, STR("::error::x"), false), "\\u{3A}:error::x");
    assert_str(text_printable(*state, STR("a\n::error::x"), true), "a\n\\u{3A}:error::x");
    assert_str(text_printable(*state, STR("a ::error::x"), true), "a \\u{3A}:error::x");
}

static void a_command_may_stand_behind_blanks(void **state)
{
    static const char *const blanks[] = {
        "\t",           "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80",
        "\xE2\x80\x8A", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80",
    };
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++) {
        Str text = arena_fmt(*state, "a\n%s::error::x", blanks[i]);
        Str safe = arena_fmt(*state, "a\n%s\\u{3A}:error::x", blanks[i]);
        assert_true(str_eq(text_printable(*state, text, true), safe));
    }
    assert_str(text_printable(*state, STR(":"), false), "\\u{3A}");
    assert_str(text_printable(*state, STR("a:"), false), "a:");
}

static void leaves_ordinary_signs(void **state)
{
    assert_str(
        text_printable(*state, STR("'{}'::jsonb, a ## b, # 1, ## Title, ##x"), true),
        "'{}'::jsonb, a ## b, # 1, ## Title, ##x");
}

static void measures_cells(void **state)
{
    (void)state;
    assert_int_equal(text_cells(STR("")), 0);
    assert_int_equal(text_cells(STR("größe")), 5);
    assert_int_equal(text_cells(STR("日本")), 4);
    assert_int_equal(text_cells(STR("e\xCC\x81")), 1);
    assert_int_equal(text_cells(STR("\xF0\x9F\x98\x80")), 2);
    assert_int_equal(text_cells(STR("\xFF\xFF")), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_code_points),
        cmocka_unit_test(a_byte_that_is_not_utf8_is_one_replacement),
        cmocka_unit_test(makes_valid_utf8),
        cmocka_unit_test(spells_out_control_characters),
        cmocka_unit_test(spells_out_what_reorders_or_hides),
        cmocka_unit_test(lines_are_kept_only_where_they_may_be),
        cmocka_unit_test(shows_bytes_that_are_not_utf8_as_such),
        cmocka_unit_test(leaves_people_their_scripts),
        cmocka_unit_test(gives_runners_no_commands),
        cmocka_unit_test(a_command_may_stand_behind_blanks),
        cmocka_unit_test(leaves_ordinary_signs),
        cmocka_unit_test(measures_cells),
    };
    return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
