// SPDX-License-Identifier: Apache-2.0
// Unit tests of SQLite's lexer: every kind of token, and what is not closed.
#include "ir/sqlite_lex.h"

#include "check.h"

#include <string.h>

static const char letters[] = {
    [SLT_COMMENT] = 'c', [SLT_WORD] = 'w',   [SLT_QUOTED] = 'q',   [SLT_STRING] = 's',
    [SLT_BLOB] = 'b',    [SLT_NUMBER] = 'n', [SLT_VARIABLE] = 'v', [SLT_PUNCT] = 'p',
};

// The tokens, each with a letter for its kind in front, and "!" behind one that is open.
static Str lex(Arena *arena, Str text)
{
    // A copy that ends with its last byte shows reads behind it.
    char *copy = NEW_ARRAY(arena, char, text.len);
    if (text.len > 0)
        memcpy(copy, text.ptr, text.len);
    text.ptr = copy;
    Str all = STR("");
    for (size_t at = 0;;) {
        SlToken token = sl_lex(text, at);
        if (token.kind == SLT_END)
            return all;
        assert_true(token.start >= at && token.end > token.start);
        assert_true(token.end <= text.len);
        at = token.end;
        Str part = sl_token_text(text, token);
        all = arena_fmt(arena, STR_FMT "%s%c" STR_FMT "%s", STR_ARG(all),
                        all.len > 0 ? " " : "", letters[token.kind], STR_ARG(part),
                        token.open ? "!" : "");
    }
}

#define assert_lex(text, expected) assert_str(lex(*state, STR(text)), expected)

static void words(void **state)
{
    assert_lex("a A1 _b a$b \xC3\xA9t\xC3\xA9", "wa wA1 w_b wa$b w\xC3\xA9t\xC3\xA9");
    assert_lex("\xEF\xBB\xBFSELECT\t\r\n\fx", "wSELECT wx");
    assert_lex("a.b,c", "wa p. wb p, wc");
}

static void quotes(void **state)
{
    assert_lex("'a''b' \"c\"\"d\" `e``f` [g]", "s'a''b' q\"c\"\"d\" q`e``f` q[g]");
    assert_lex("[a]]b", "q[a] p] wb");
    assert_lex("'a\\' b", "s'a\\' wb"); // a backslash escapes nothing
    assert_lex("'' \"\" ``", "s'' q\"\" q``");
    assert_lex("x'00' X'fF' x''", "bx'00' bX'fF' bx''");
    assert_lex("xx'00' x '00'", "wxx s'00' wx s'00'");
    assert_lex("'a\nb;'", "s'a\nb;'");
}

static void what_is_open(void **state)
{
    assert_lex("'a", "s'a!");
    assert_lex("'a''", "s'a''!");
    assert_lex("\"a b", "q\"a b!");
    assert_lex("`", "q`!");
    assert_lex("[a b", "q[a b!");
    assert_lex("x'00", "bx'00!");
    assert_lex("/* a", "c/* a!");
    assert_lex("/*/", "c/*/!");
}

static void numbers(void **state)
{
    assert_lex("1 1.5 .5 1. 1e5 1.5E-3 1e+5", "n1 n1.5 n.5 n1. n1e5 n1.5E-3 n1e+5");
    assert_lex("0xFF 0X1f 5--1", "n0xFF n0X1f n5 c--1");
    assert_lex("1+2 1-2 a.1", "n1 p+ n2 n1 p- n2 wa n.1");
    assert_lex("1a 1_000", "n1a n1_000"); // refused, as one
}

static void variables(void **state)
{
    assert_lex("? ?12 :a @b $c #d : @", "v? v?12 v:a v@b v$c v#d p: p@");
}

static void operators(void **state)
{
    assert_lex("a||b->c->>d<<1>>2<=>=<>==!=",
               "wa p|| wb p-> wc p->> wd p<< n1 p>> n2 p<= "
               "p>= p<> p== p!=");
    assert_lex("~&|(*)%/+-<>=;", "p~ p& p| p( p* p) p% p/ p+ p- p<> p= p;");
}

static void comments(void **state)
{
    assert_lex("a--b\nc", "wa c--b wc");
    assert_lex("a--", "wa c--");
    assert_lex("/**/a/*b*/c", "c/**/ wa c/*b*/ wc");
    assert_lex("/* /* */ a */", "c/* /* */ wa p* p/");
    assert_lex("a-b a/b", "wa p- wb wa p/ wb");
}

static void any_byte_is_a_token(void **state)
{
    assert_str(lex(*state, (Str){ "a\0b", 3 }), "wa p wb"); // printf stops at NUL
    assert_lex("\\ { } ^ \x01 \x7F !", "p\\ p{ p} p^ p\x01 p\x7F p!");
    assert_lex("\v", "p\v");
    char all[256];
    for (size_t i = 0; i < sizeof all; i++)
        all[i] = (char)i;
    for (size_t from = 0; from < sizeof all; from++)
        lex(*state, (Str){ all + from, sizeof all - from });
}

static Str ident(Arena *arena, Str text)
{
    return sl_token_ident(arena, text, sl_lex(text, 0));
}

static void names_lose_their_quotes(void **state)
{
    assert_str(ident(*state, STR("aB")), "aB");
    assert_str(ident(*state, STR("\"a\"\"b\"")), "a\"b");
    assert_str(ident(*state, STR("`a``b`")), "a`b");
    assert_str(ident(*state, STR("[a\"b]")), "a\"b");
    assert_str(ident(*state, STR("'it''s'")), "it's");
    assert_str(ident(*state, STR("\"\"")), "");
    assert_str(ident(*state, STR("\"\"\"\"")), "\"");
    assert_str(ident(*state, STR("\"a")), "a");
    assert_str(ident(*state, STR("'")), "");
    assert_str(ident(*state, STR("'a''")), "a'");
}

static void tokens_are_told_apart(void **state)
{
    (void)state;
    Str text = STR("Select \"select\" ; <= 'a'");
    SlToken word = sl_lex(text, 0), quoted = sl_lex(text, word.end);
    SlToken semicolon = sl_lex(text, quoted.end), less = sl_lex(text, semicolon.end);
    assert_true(sl_token_is(text, word, STR("select")));
    assert_false(sl_token_is(text, quoted, STR("select")));
    assert_true(sl_token_is_punct(text, semicolon, ';'));
    assert_false(sl_token_is_punct(text, less, '<'));
    assert_true(sl_token_names(word) && sl_token_names(quoted));
    assert_true(sl_token_names(sl_lex(text, less.end)));
    assert_false(sl_token_names(semicolon));
}

static void texts_mention_names(void **state)
{
    static const char *const with[] = { "A + 1", "\"a\" = 'x'", "[a]",
                                        "t.`A`", "/* a */ (a)", "b AS a" };
    static const char *const without[] = { "'a'", "ab",  "-- a\n1", "/* a", "x'a'",
                                           ":a",  "1e5", "\"a b\"", "" };
    for (size_t i = 0; i < sizeof with / sizeof *with; i++)
        if (!sl_mentions(*state, str_from(with[i]), STR("a")))
            fail_msg("%s", with[i]);
    for (size_t i = 0; i < sizeof without / sizeof *without; i++)
        if (sl_mentions(*state, str_from(without[i]), STR("a")))
            fail_msg("%s", without[i]);
    assert_true(sl_mentions(*state, STR("\"a\"\"b\""), STR("A\"B")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(words),
        arena_test(quotes),
        arena_test(what_is_open),
        arena_test(numbers),
        arena_test(variables),
        arena_test(operators),
        arena_test(comments),
        arena_test(any_byte_is_a_token),
        arena_test(names_lose_their_quotes),
        arena_test(tokens_are_told_apart),
        arena_test(texts_mention_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
