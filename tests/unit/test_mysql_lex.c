// SPDX-License-Identifier: Apache-2.0
// Unit tests of MySQL's lexer: every trap of its words, numbers, quotes and comments.
#include "dialect/mysql_lex.h"

#include "check.h"

#include <string.h>

static const Engine mysql8 = { STR_INIT("mysql"), 8, 0, 29 };
static const Engine mysql57 = { STR_INIT("mysql"), 5, 7, 8 };
static const Engine mysql9 = { STR_INIT("mysql"), 9, 0, 0 };
static const Engine mariadb = { STR_INIT("mariadb"), 10, 6, 0 };
static const Engine tidb = { STR_INIT("tidb"), 7, 5, 0 };

static const char letters[] = {
    [MYT_COMMENT] = 'c',  [MYT_WORD] = 'w',   [MYT_QUOTED] = 'q',     [MYT_STRING] = 's',
    [MYT_BITS] = 'b',     [MYT_NUMBER] = 'n', [MYT_VARIABLE] = 'v',   [MYT_PARAM] = '?',
    [MYT_OPERATOR] = 'o', [MYT_PUNCT] = 'p',  [MYT_INTRODUCER] = 'i',
};

// The tokens, each with a letter for its kind in front, an open one with "!" behind, and
// one that stands right behind another with "+" before the letter.
static Str lex(Arena *arena, const Engine *engine, unsigned modes, Str text)
{
    // A copy that ends with its last byte shows reads behind it.
    char *copy = NEW_ARRAY(arena, char, text.len);
    if (text.len > 0)
        memcpy(copy, text.ptr, text.len);
    MyLexer lexer = { .text = { copy, text.len }, .engine = engine, .modes = modes };
    Str all = STR("");
    for (;;) {
        MyToken token = my_lex_next(&lexer);
        if (token.kind == MYT_END)
            return all;
        bool touches = !token.spaced && all.len > 0;
        Str part = my_token_text(lexer.text, token);
        all = arena_fmt(arena, STR_FMT "%s%s%c" STR_FMT "%s", STR_ARG(all),
                        all.len > 0 ? " " : "", touches ? "+" : "", letters[token.kind],
                        STR_ARG(part), token.open ? "!" : "");
    }
}

#define assert_lex(text, expected)                                                       \
    assert_str(lex(*state, &mysql8, 0, STR(text)), expected)
#define assert_lex_by(engine, text, expected)                                            \
    assert_str(lex(*state, &(engine), 0, STR(text)), expected)
#define assert_lex_in(modes, text, expected)                                             \
    assert_str(lex(*state, &mysql8, (modes), STR(text)), expected)

static void names_may_begin_with_digits(void **state)
{
    assert_lex("a1 1a _a $a a$1", "wa1 w1a w_a w$a wa$1");
    assert_lex("1a 1e5 1e 1e5a 1E+3 1e+x 0x 0b2",
               "w1a n1e5 w1e n1e5 +wa n1E+3 w1e +p+ +wx w0x w0b2");
    assert_lex("\xC3\xA9t\xC3\xA9 \xE2\x82\xAC", "w\xC3\xA9t\xC3\xA9 w\xE2\x82\xAC");
}

static void numbers(void **state)
{
    assert_lex("1 1.5 .5 1. 1.e5 1.5e-3 5--1",
               "n1 n1.5 n.5 n1. n1.e5 n1.5e-3 n5 +p- +p- +n1");
    assert_lex("0x1F 0b101 0X1F x'1f' B'01' 0x1g",
               "b0x1F b0b101 w0X1F bx'1f' bB'01' w0x1g");
    assert_lex("x'1' x'zz' b'2'", "px'1' px'zz' pb'2'");
    assert_lex("x'1", "bx'1!");
    assert_lex("1..2", "n1. +n.2");
    assert_lex_by(mariadb, "1..2", "n1 +o.. +n2");
}

static void a_dot_makes_a_name_of_what_follows(void **state)
{
    assert_lex("a.1b", "wa +p. +w1b");
    assert_lex("a.1", "wa +p. +w1");
    assert_lex("a.1e5", "wa +p. +w1e5");
    assert_lex("a .1 b", "wa n.1 wb");
    assert_lex("a . b", "wa p. wb");
    assert_lex("`a`.`b`", "q`a` +p. +q`b`");
    assert_lex(".a", "p. +wa");
}

static void quotes(void **state)
{
    assert_lex("'a''b' \"c\"\"d\" `e``f`", "s'a''b' s\"c\"\"d\" q`e``f`");
    assert_lex("'a\\'b' \"\\\"\" `a\\`", "s'a\\'b' s\"\\\"\" q`a\\`");
    assert_lex_in(MYM_NO_BACKSLASH_ESCAPES, "'a\\' b", "s'a\\' wb");
    assert_lex_in(MYM_ANSI_QUOTES, "\"a\\\" 'b'", "q\"a\\\" s'b'");
    assert_lex("N'a' n'b' _utf8mb4'c' _latin1 x'63' _nothing 'd'",
               "sN'a' sn'b' i_utf8mb4 +s'c' i_latin1 bx'63' w_nothing s'd'");
    assert_lex("_utf8 a", "i_utf8 wa"); // a name of its own it cannot be
    assert_lex("'a", "s'a!");
    assert_lex("'a\\", "s'a\\!");
    assert_lex("`a``", "q`a``!");
}

static void variables_and_operators(void **state)
{
    assert_lex("@a @`b c` @'d' @\"e\" @ @@f.g @a.b",
               "v@a v@`b c` v@'d' v@\"e\" p@ p@@ +wf +p. +wg v@a.b");
    assert_lex("'u'@'h' u@localhost", "s'u' +v@'h' wu +v@localhost");
    assert_lex("@`a", "v@`a!");
    assert_lex(
        "a:=b <=> c->>'$' ->d || e && f << >> <> != <= >= ? :",
        "wa +o:= +wb o<=> wc +o->> +s'$' o-> +wd o|| we o&& wf o<< o>> o<> o!= o<= "
        "o>= ?? p:");
    assert_lex("a-b a-->b", "wa +p- +wb wa +p- +o-> +wb");
}

static void comments(void **state)
{
    assert_lex("a #x\nb", "wa c#x wb");
    assert_lex("a -- x\nb --\tc\n--\n--", "wa c-- x wb c--\tc c-- c--");
    assert_lex("a --b", "wa p- +p- +wb");
    assert_lex("a /* b */ c/**/d /*+ hint */", "wa c/* b */ wc +c/**/ wd c/*+ hint */");
    assert_lex("/*/ a */ b", "c/*/ a */ wb");
    assert_lex("/* /* a */ b */", "c/* /* a */ wb p* +p/");
    assert_lex("/* a", "c/* a!");
    assert_lex("a # b", "wa c# b");
}

static void mysql_runs_what_is_for_its_version(void **state)
{
    assert_lex("/*! a */ b", "wa wb");
    assert_lex("/*!40101 a */ b", "wa wb");
    assert_lex("/*!80029a*/b", "wa wb");
    assert_lex("/*!080029 a */ b", "wa wb");
    assert_lex("/*!80030 a */ b", "c/*!80030 a */ wb");
    assert_lex("/*!100100 a */ b", "c/*!100100 a */ wb");
    assert_lex("/*!4010 a */", "n4010 wa");
    assert_lex("/*M! a */ /*M!100100 a */ /*T! a */",
               "c/*M! a */ c/*M!100100 a */ c/*T! a */");
    assert_lex_by(mysql57, "/*!80000 a */ b", "c/*!80000 a */ wb");
}

static void mariadb_leaves_out_what_mysql_57_and_newer_write(void **state)
{
    assert_lex_by(mariadb, "/*! a */ /*!50699 b */", "wa wb");
    assert_lex_by(mariadb, "/*!50700 a */ b", "c/*!50700 a */ wb");
    assert_lex_by(mariadb, "/*!99999 a */ b", "c/*!99999 a */ wb");
    assert_lex_by(mariadb, "/*!100100 a */ /*!100700 b */", "wa c/*!100700 b */");
    assert_lex_by(mariadb, "/*M! a */ /*M!50700 b */ /*M!100600 c */ /*M!100601 d */",
                  "wa wb wc c/*M!100601 d */");
    assert_lex_by(mariadb, "/*M!999999\\- enable */ a", "c/*M!999999\\- enable */ wa");
}

static void tidb_runs_all_of_mysqls_and_its_own(void **state)
{
    assert_lex_by(tidb, "/*!99999 a */ /*!130000 b */ /*! c */", "wa wb wc");
    assert_lex_by(tidb, "/*T! a */ /*T![ttl] b */ /*T![auto_rand,ttl] c */", "wa wb wc");
    assert_lex_by(tidb, "/*T![unheard] a */ b", "c/*T![unheard] a */ wb");
    assert_lex_by(tidb, "/*T![ttl,unheard] a */ b", "c/*T![ttl,unheard] a */ wb");
    assert_lex_by(tidb, "/*M! a */ b", "c/*M! a */ wb");
    assert_lex_by(tidb, "/*T![", "c/*T![!");
}

static void comments_inside_of_executable_ones(void **state)
{
    assert_lex("/*!40101 a /* b */ c */ d", "wa c/* b */ wc wd");
    assert_lex("/*!40101 a -- b */ c\n d */ e", "wa c-- b */ c wd we");
    assert_lex("/*!40101 '*/' */ a", "s'*/' wa");
    assert_lex("/*!99999 a /* b */ c */ d", "c/*!99999 a /* b */ c */ wd");
    assert_lex("/*!99999 a /* b */ c /* d */ e */ f",
               "c/*!99999 a /* b */ c /* d */ e */ wf");
    assert_lex("a*/*!40101 b*/c", "wa +p* wb wc");
}

static void dollar_quotes_are_mysql_9s(void **state)
{
    assert_lex("$$a b$$", "w$$a wb$$");
    assert_lex_by(mysql9, "$$a; b$$ c", "s$$a; b$$ wc");
    assert_lex_by(mysql9, "$x$a $$ b$x$", "s$x$a $$ b$x$");
    assert_lex_by(mysql9, "$x a $", "w$x wa w$");
    assert_lex_by(mysql9, "$$a", "s$$a!");
    assert_lex_by(mariadb, "$$", "w$$");
}

static void bytes_of_no_meaning_are_tokens(void **state)
{
    Str text = { "a\0b\x01\x7f", 5 };
    MyLexer lexer = { .text = text, .engine = &mysql8 };
    const MyTokenKind kinds[] = { MYT_WORD,  MYT_PUNCT, MYT_WORD,
                                  MYT_PUNCT, MYT_PUNCT, MYT_END };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        MyToken token = my_lex_next(&lexer);
        assert_int_equal(token.kind, kinds[i]);
        assert_int_equal(token.start, i);
    }
    (void)state;
}

static MyToken only_token(Str text, unsigned modes)
{
    MyLexer lexer = { .text = text, .engine = &mysql8, .modes = modes };
    return my_lex_next(&lexer);
}

static Str string_of(Arena *arena, Str text, unsigned modes)
{
    return my_token_string(arena, text, only_token(text, modes), modes);
}

static void strings_mean_what_escapes_say(void **state)
{
    assert_str(string_of(*state, STR("'a''b'"), 0), "a'b");
    assert_str(string_of(*state, STR("\"a\"\"b''\""), 0), "a\"b''");
    assert_str(string_of(*state, STR("'a\\'b\\nc\\\\d\\%'"), 0), "a'b\nc\\d\\%");
    assert_str(string_of(*state, STR("'a\\nb'"), MYM_NO_BACKSLASH_ESCAPES), "a\\nb");
    assert_str(string_of(*state, STR("N'a'"), 0), "a");
    assert_str(string_of(*state, STR("''"), 0), "");
    assert_str(string_of(*state, STR("'a"), 0), "a");
    assert_str(string_of(*state, STR("'"), 0), "");
    Str nul = string_of(*state, STR("'\\0\\Z'"), 0);
    assert_int_equal(nul.len, 2);
    assert_memory_equal(nul.ptr, "\0\x1a", 2);
}

static Str ident_of(Arena *arena, Str text, unsigned modes)
{
    return my_token_ident(arena, text, only_token(text, modes));
}

static void names_lose_their_quotes(void **state)
{
    assert_str(ident_of(*state, STR("a"), 0), "a");
    assert_str(ident_of(*state, STR("`a``b`"), 0), "a`b");
    assert_str(ident_of(*state, STR("``"), 0), "");
    assert_str(ident_of(*state, STR("`a"), 0), "a");
    assert_str(ident_of(*state, STR("\"a\"\"b\""), MYM_ANSI_QUOTES), "a\"b");
}

static void words_are_compared_without_case(void **state)
{
    Str text = STR("Create `create` (");
    MyLexer lexer = { .text = text, .engine = &mysql8 };
    assert_true(my_token_is(text, my_lex_next(&lexer), STR("CREATE")));
    assert_false(my_token_is(text, my_lex_next(&lexer), STR("create")));
    MyToken bracket = my_lex_next(&lexer);
    assert_true(my_token_is_punct(text, bracket, '('));
    assert_false(my_token_is_punct(text, bracket, ')'));
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(names_may_begin_with_digits),
        arena_test(numbers),
        arena_test(a_dot_makes_a_name_of_what_follows),
        arena_test(quotes),
        arena_test(variables_and_operators),
        arena_test(comments),
        arena_test(mysql_runs_what_is_for_its_version),
        arena_test(mariadb_leaves_out_what_mysql_57_and_newer_write),
        arena_test(tidb_runs_all_of_mysqls_and_its_own),
        arena_test(comments_inside_of_executable_ones),
        arena_test(dollar_quotes_are_mysql_9s),
        arena_test(bytes_of_no_meaning_are_tokens),
        arena_test(strings_mean_what_escapes_say),
        arena_test(names_lose_their_quotes),
        arena_test(words_are_compared_without_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
