// SPDX-License-Identifier: Apache-2.0
// Unit tests of source/yaml.h: what is where, and what hostile documents do.
#include "source/yaml.h"

#include "base/out.h"
#include "check.h"

static const YamlNode *read(Arena *arena, Str text)
{
    Str why;
    const YamlNode *root = yaml_read(arena, text, &why);
    assert_non_null(root);
    assert_int_equal(why.len, 0);
    return root;
}

static void texts_know_their_places(void **state)
{
    Str text = STR("\xC3\xA4: 1\r\nkey: 'two'\r\nlist: [a, \"b\"]\r\n");
    const YamlNode *root = read(*state, text);
    const YamlNode *key = yaml_get(root, "key");
    assert_str_equal(key->text, STR("two"));
    assert_str_equal(str_slice(text, key->span.start, key->span.end), STR("'two'"));
    const YamlNode *list = yaml_get(root, "list");
    assert_int_equal(list->items.len, 2);
    const YamlNode *b = list->items.at[1];
    assert_str_equal(str_slice(text, b->span.start, b->span.end), STR("\"b\""));
}

// Where `part` of the value of "run" stands, cut out of the document, as long as `len`.
static Str spelled(Arena *arena, Str text, Str part, size_t len)
{
    const YamlNode *run = yaml_get(read(arena, text), "run");
    const size_t *at = yaml_spelling(arena, text, run);
    size_t found = str_find(run->text, part, 0);
    assert_true(found < run->text.len);
    return str_slice(text, at[found], at[found] + len);
}

static void every_style_is_spelled(void **state)
{
    static const Str documents[] = {
        STR_INIT("run: a x needle y\n"),
        STR_INIT("run: 'a '' x needle'\n"),
        STR_INIT("run: \"a \\\" \\\\ x needle\"\n"),
        STR_INIT("run: \"a\\nn needle\"\n"),
        STR_INIT("run: |\n  a\n\n    b\n  needle\n"),
        STR_INIT("run: |-  # needle?\n  a\n  needle\n"),
        STR_INIT("run: >-\n  a\n  b needle\n"),
        STR_INIT("run: a\n  b\n  needle\n"),
        STR_INIT("run: |\r\n  a\r\n  needle\r\n"),
        STR_INIT("{\"run\": \"a \\u00e4 needle\"}"),
        STR_INIT("run: |\n  \xC3\xA4\xC3\xB6 needle\n"),
    };
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
        assert_str_equal(spelled(*state, documents[i], STR("needle"), 6), STR("needle"));
}

static void merges_and_aliases_are_followed(void **state)
{
    const YamlNode *root = read(*state, STR("a: &a { x: 1, y: 2 }\n"
                                            "b: { <<: *a, x: 3 }\n"
                                            "c: { <<: [ { z: 4 }, *a ] }\n"
                                            "d: *a\n"));
    const YamlNode *b = yaml_get(root, "b");
    assert_str_equal(yaml_text(yaml_get(b, "x")), STR("3"));
    assert_str_equal(yaml_text(yaml_get(b, "y")), STR("2"));
    assert_null(yaml_get(b, "z"));
    const YamlNode *c = yaml_get(root, "c");
    assert_str_equal(yaml_text(yaml_get(c, "z")), STR("4"));
    assert_str_equal(yaml_text(yaml_get(c, "y")), STR("2"));
    assert_ptr_equal(yaml_get(root, "d"), yaml_get(root, "a"));
    assert_null(yaml_get(yaml_get(b, "x"), "x"));
    assert_null(yaml_get(NULL, "x"));
    assert_int_equal(yaml_text(NULL).len, 0);
}

static void what_cannot_be_read_says_why(void **state)
{
    static const Str documents[] = {
        STR_INIT("a: [ 1\n"),       STR_INIT("a: b: c\n"),   STR_INIT("a: &a [ *a ]\n"),
        STR_INIT("a: *nothing\n"),  STR_INIT("\ta: 1\n"),    STR_INIT("a: \"\\q\"\n"),
        STR_INIT("a: 'open\n"),     STR_INIT("%YAML 9.9\n"), STR_INIT("a: \x01\n"),
        STR_INIT("&a a: { *a: 1 "), STR_INIT("- a\nb: 1\n"),
    };
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        Str why;
        assert_null(yaml_read(*state, documents[i], &why));
        assert_true(why.len > 0);
    }
}

static void nothing_is_no_document(void **state)
{
    Str why;
    assert_null(yaml_read(*state, STR(""), &why));
    assert_int_equal(why.len, 0);
    assert_null(yaml_read(*state, STR("# only this\n"), &why));
    assert_int_equal(why.len, 0);
}

static void hostile_documents_come_to_an_end(void **state)
{
    Out deep = out_new(*state);
    out_repeat(&deep, '[', 100000);
    Str why;
    assert_null(yaml_read(*state, out_text(&deep), &why));
    assert_true(why.len > 0);

    Out wide = out_new(*state);
    for (int i = 0; i < 300000; i++)
        out_cstr(&wide, "- a\n");
    assert_null(yaml_read(*state, out_text(&wide), &why));
    assert_str_equal(why, STR("cannot be read as YAML: it has too many parts"));

    // Each level names the one before ten times: ten nodes a level, not 10^20.
    Out laughs = out_new(*state);
    out_cstr(&laughs, "a0: &a0 [x]\n");
    for (int i = 1; i < 20; i++) {
        out_fmt(&laughs, "a%d: &a%d [", i, i);
        for (int k = 0; k < 10; k++)
            out_fmt(&laughs, "%s*a%d", k > 0 ? "," : "", i - 1);
        out_cstr(&laughs, "]\n");
    }
    const YamlNode *root = read(*state, out_text(&laughs));
    assert_int_equal(yaml_get(root, "a19")->items.len, 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(texts_know_their_places),
        arena_test(every_style_is_spelled),
        arena_test(merges_and_aliases_are_followed),
        arena_test(what_cannot_be_read_says_why),
        arena_test(nothing_is_no_document),
        arena_test(hostile_documents_come_to_an_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
