// SPDX-License-Identifier: Apache-2.0
// Unit tests of PostgreSQL's lexer: where each token ends, and what has no end.
#include "dialect/pg_lex.h"

#include "check.h"

// The text's tokens, "|" between; an open one has "~" behind it.
static Str lexed(Arena *arena, Str text)
{
    Str all = { 0 };
    Lexer lexer = { .text = text };
    for (Token token; (token = pg_lex_next(&lexer)).kind != TOK_END;)
        all =
            arena_fmt(arena, STR_FMT "%s" STR_FMT "%s", STR_ARG(all), all.ptr ? "|" : "",
                      STR_ARG(token_text(text, token)), token.open ? "~" : "");
    return all;
}

static void every_token_ends_where_postgres_ends_it(void **state)
{
    static const struct {
        Str text;
        const char *tokens;
    } rows[] = {
        { STR_INIT(""), "" },
        { STR_INIT(" \t\r\n"), "" },
        { STR_INIT("SELECT a_1$ FROM \xC3\xA9t\xC3\xA9;"),
          "SELECT|a_1$|FROM|\xC3\xA9t\xC3\xA9|;" },
        { STR_INIT("'it''s' \"a\"\"b\" ''"), "'it''s'|\"a\"\"b\"|''" },
        { STR_INIT("'a\\' b"), "'a\\'|b" },
        { STR_INIT("E'a\\'b' e'\\\\' x"), "E'a\\'b'|e'\\\\'|x" },
        { STR_INIT("E'a'\n -- c\n 'b\\'c' d"), "E'a'\n -- c\n 'b\\'c'|d" },
        { STR_INIT("E'a' 'b\\' c"), "E'a'|'b\\'|c" },
        { STR_INIT("U&'\\0041' U&\"x\" B'01' x'FF' N'n'"),
          "U&'\\0041'|U&\"x\"|B'01'|x'FF'|N'n'" },
        { STR_INIT("$$a;'b$$ $q$ $$ $q$ $1 $"), "$$a;'b$$|$q$ $$ $q$|$1|$" },
        { STR_INIT("a$b$c $x$$x$"), "a$b$c|$x$$x$" },
        { STR_INIT("/* a /* b */ c */ d -- e\n f"), "/* a /* b */ c */|d|-- e|f" },
        { STR_INIT("1 1.5 .5 1e-5 0x1F 1_000 1..2 3"),
          "1|1.5|.5|1e-5|0x1F|1_000|1|..|2|3" },
        { STR_INIT("a::int b:=c x=>y a<>b"), "a|::|int|b|:=|c|x|=>|y|a|<>|b" },
        { STR_INIT("1=-2 a@-b x<--c"), "1|=|-|2|a|@-|b|x|<|--c" },
        { STR_INIT("a*/*c*/b"), "a|*|/*c*/|b" },
        { STR_INIT("f(a[1],b.c)"), "f|(|a|[|1|]|,|b|.|c|)" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_str_at(lexed(*state, rows[i].text), str_from(rows[i].tokens), __FILE__,
                      __LINE__);
}

static void what_is_not_closed_ends_with_the_text(void **state)
{
    static const struct {
        Str text;
        const char *tokens;
    } rows[] = {
        { STR_INIT("a 'b"), "a|'b~" },
        { STR_INIT("a \"b"), "a|\"b~" },
        { STR_INIT("E'b\\"), "E'b\\~" },
        { STR_INIT("E'b\\'"), "E'b\\'~" },
        { STR_INIT("$a$ $b$"), "$a$ $b$~" },
        { STR_INIT("/* a /* b */"), "/* a /* b */~" },
        { STR_INIT("'a''"), "'a''~" },
        { STR_INIT("U&\""), "U&\"~" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_str_at(lexed(*state, rows[i].text), str_from(rows[i].tokens), __FILE__,
                      __LINE__);
}

static void any_bytes_make_tokens(void **state)
{
    (void)state;
    char bytes[256];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)i;
    for (size_t from = 0; from < sizeof bytes; from++) {
        Lexer lexer = { .text = { bytes + from, sizeof bytes - from } };
        size_t end = 0;
        for (Token token; (token = pg_lex_next(&lexer)).kind != TOK_END;
             end = token.end) {
            assert_true(token.start >= end);
            assert_true(token.end > token.start);
        }
        assert_true(end <= lexer.text.len);
    }
}

static void words_and_punctuation_are_told_apart(void **state)
{
    (void)state;
    Str text = STR("Select \"select\" ;");
    Lexer lexer = { .text = text };
    Token word = pg_lex_next(&lexer);
    Token quoted = pg_lex_next(&lexer);
    Token semicolon = pg_lex_next(&lexer);
    assert_true(token_is_word(text, word, STR("select")));
    assert_false(token_is_word(text, quoted, STR("\"select\"")));
    assert_int_equal(quoted.kind, TOK_QUOTED);
    assert_true(token_is_punct(text, semicolon, ';'));
    assert_false(token_is_punct(text, semicolon, ','));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_token_ends_where_postgres_ends_it),
        cmocka_unit_test(what_is_not_closed_ends_with_the_text),
        cmocka_unit_test(any_bytes_make_tokens),
        cmocka_unit_test(words_and_punctuation_are_told_apart),
    };
    return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
