// SPDX-License-Identifier: Apache-2.0
// Unit tests of the tokens of TypeScript.
#include "schema/ts_token.h"

#include "base/out.h"

#include "check.h"

#include <string.h>

// The tokens with "|" between them.
static Str cut(Arena *arena, const char *text)
{
    TsTokens tokens = ts_tokens(arena, str_from(text));
    Out out = out_new(arena);
    for (size_t i = 0; i + 1 < tokens.all.len; i++)
        out_fmt(&out, "%s" STR_FMT, i > 0 ? "|" : "", STR_ARG(ts_text(&tokens, i)));
    return out_text(&out);
}

static Str over(Arena *arena, const char *text, size_t at)
{
    TsTokens tokens = ts_tokens(arena, str_from(text));
    return ts_text(&tokens, ts_over(&tokens, at));
}

#define CUT(text, expected)                                                              \
    do {                                                                                 \
        Arena *arena = arena_new();                                                      \
        assert_str(cut(arena, (text)), expected);                                        \
        arena_free(arena);                                                               \
    } while (0)

static void words_numbers_and_strings_are_tokens(void **state)
{
    (void)state;
    CUT("", "");
    CUT("const $a_1=pgTable('it\\'s',{n:1.5e3,h:0x1F})",
        "const|$a_1|=|pgTable|(|'it\\'s'|,|{|n|:|1.5e3|,|h|:|0x1F|}|)");
    CUT("a?.b ?? {...c} => 1..x", "a|?.|b|?|?|{|...|c|}|=>|1|.|.|x");
    CUT("\"a//b\" /* \"c */ d // e\n\tf", "\"a//b\"|d|f");
    CUT("'open\nnext", "'open|next");
    CUT("/* never closed", "");
    CUT("\xC3\xBC"
        "ber = 1",
        "\xC3\xBC"
        "ber|=|1");
}

static void templates_nest(void **state)
{
    (void)state;
    CUT("`a${b}c`d", "`a${b}c`|d");
    CUT("`a${ f({x:`in ${'}'} ner`}) }c` d", "`a${ f({x:`in ${'}'} ner`}) }c`|d");
    CUT("`a\\`b` c", "`a\\`b`|c");
    CUT("`${ /* } */ 1 }` x", "`${ /* } */ 1 }`|x");
    CUT("`open ${ `", "`open ${ `");
}

static void a_slash_divides_or_begins_a_pattern(void **state)
{
    (void)state;
    CUT("a / b / c", "a|/|b|/|c");
    CUT("x = /[/'\"]+\\//gi.test(y)", "x|=|/[/'\"]+\\//gi|.|test|(|y|)");
    CUT("return /'/", "return|/'/");
    CUT("(a) / 2; f(/\\)/)", "(|a|)|/|2|;|f|(|/\\)/|)");
    CUT("x = /open\ny", "x|=|/|open|y");
}

static void brackets_are_paired(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    assert_str(over(arena, "( [ { } ] ) x", 0), "x");
    assert_str(over(arena, "( [ { } ] ) x", 1), ")");
    assert_str(over(arena, "( [ ) x", 0), "x"); // what is open inside is closed with it
    assert_str(over(arena, "( [ ) x", 1), "x");
    assert_str(over(arena, ") ( a ) x", 0), "("); // nothing opened the first
    assert_str(over(arena, "( a", 0), "");
    arena_free(arena);
}

static void angles_are_brackets_where_types_may_stand(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    assert_str(over(arena, "f < Map<string, A[]> , { b: 1 } > (x)", 1), "(");
    assert_str(over(arena, "a < b; c > d", 1), "b");
    assert_str(over(arena, "a < b\nexport const c = d > e", 1), "b");
    assert_str(over(arena, "(a < b) > c", 2), "b");
    assert_str(over(arena, "1 < b > (c)", 1), "b");
    arena_free(arena);
}

static void strings_have_values(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Str value = { 0 };
    TsTokens tokens =
        ts_tokens(arena, STR("'it\\'s' \"a\\nb\" `plain` `${x}` '\\u0041' 'open\n name"));
    assert_true(ts_string(arena, &tokens, 0, &value));
    assert_str(value, "it's");
    assert_true(ts_string(arena, &tokens, 1, &value));
    assert_str(value, "a\nb");
    assert_true(ts_string(arena, &tokens, 2, &value));
    assert_str(value, "plain");
    for (size_t at = 3; at < tokens.all.len; at++)
        assert_false(ts_string(arena, &tokens, at, &value));
    arena_free(arena);
}

static void squeezing_takes_out_what_formatters_change(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    TsTokens one = ts_tokens(arena, STR("f( { a : 'x', b: new Y() } )"));
    TsTokens two = ts_tokens(arena, STR("f({\n  a: \"x\", // why\n  b: new Y(),\n})"));
    Span all_one = { 0, one.all.len - 1 };
    Span all_two = { 0, two.all.len - 1 };
    Str text = ts_squeeze(arena, &one, all_one, NULL);
    assert_str(text, "f({a:\"x\",b:new Y()})");
    assert_true(str_eq(text, ts_squeeze(arena, &two, all_two, NULL)));
    arena_free(arena);
}

// Each takes minutes if anything is done again for each of its tokens.
static void hostile_texts_take_no_time(void **state)
{
    (void)state;
    static const char *const pieces[] = { "(",  "a<",  "`${", "([{<", "/*",
                                          "')", "])}", "a<(", "`",    "\\'" };
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        Arena *arena = arena_new();
        Out out = out_new(arena);
        for (size_t n = 0; n < 200000; n++)
            out_cstr(&out, pieces[i]);
        TsTokens tokens = ts_tokens(arena, out_text(&out));
        size_t last = tokens.all.len - 1;
        assert_int_equal(tokens.all.at[last].kind, TS_END);
        for (size_t at = 0; at < last; at++)
            assert_true(ts_over(&tokens, at) > at && ts_over(&tokens, at) <= last);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_numbers_and_strings_are_tokens),
        cmocka_unit_test(templates_nest),
        cmocka_unit_test(a_slash_divides_or_begins_a_pattern),
        cmocka_unit_test(brackets_are_paired),
        cmocka_unit_test(angles_are_brackets_where_types_may_stand),
        cmocka_unit_test(strings_have_values),
        cmocka_unit_test(squeezing_takes_out_what_formatters_change),
        cmocka_unit_test(hostile_texts_take_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
