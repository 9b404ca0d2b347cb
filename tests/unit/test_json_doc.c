// SPDX-License-Identifier: Apache-2.0
// Unit tests of base/json_doc.h.
#include "base/json_doc.h"
#include "base/out.h"

#include "check.h"

enum { LIMIT = 1024 * 1024 };

static const JsonValue *read_good(Arena *arena, const char *text)
{
    JsonFault fault = { 0 };
    const JsonValue *root = json_doc_read(arena, str_from(text), LIMIT, &fault);
    assert_str(fault.error, "");
    assert_non_null(root);
    return root;
}

static void values_have_their_places(void **state)
{
    Arena *arena = *state;
    const char *text = " {\"a\": [1, -2.5e3 , true,null], \"b\" :{\"c\":\"x\"} } ";
    const JsonValue *root = read_good(arena, text);
    const JsonValue *list = json_get(root, "a");
    const JsonValue *inner = json_get(json_get(root, "b"), "c");
    double number = 0;
    assert_int_equal(root->count, 2);
    assert_int_equal(list->count, 4);
    assert_str(str_slice(str_from(text), root->span.start, root->span.end),
               "{\"a\": [1, -2.5e3 , true,null], \"b\" :{\"c\":\"x\"} }");
    assert_str(str_slice(str_from(text), list->first->next->span.start,
                         list->first->next->span.end),
               "-2.5e3");
    assert_true(json_number(arena, list->first->next, &number));
    assert_true(number == -2500.0);
    assert_true(json_is(list->first->next->next, JSON_TRUE));
    assert_true(json_is(list->first->next->next->next, JSON_NULL));
    assert_str(json_string(inner), "x");
    assert_str(str_slice(str_from(text), inner->span.start, inner->span.end), "\"x\"");
}

static void strings_are_decoded(void **state)
{
    Arena *arena = *state;
    const JsonValue *root = read_good(
        arena, "{\"k\\u0065y\":\"a\\n\\\"\\\\\\/\\u00e9\\ud83d\\ude00z\",\"e\":\"\"}");
    assert_str(json_string(json_get(root, "key")), "a\n\"\\/\xC3\xA9\xF0\x9F\x98\x80z");
    assert_str(json_string(json_get(root, "e")), "");
    assert_non_null(json_string(json_get(root, "e")).ptr);
    assert_null(json_string(json_get(root, "none")).ptr);
}

static void what_is_not_there_is_null(void **state)
{
    Arena *arena = *state;
    const JsonValue *root = read_good(arena, "[{},[],0]");
    double number;
    assert_null(json_get(root, "a"));
    assert_null(json_get(NULL, "a"));
    assert_null(root->first->first);
    assert_int_equal(root->first->next->count, 0);
    assert_false(json_number(arena, root->first, &number));
    assert_false(json_number(arena, read_good(arena, "1e999"), &number));
    assert_false(json_is(NULL, JSON_NULL));
}

static void equal_keys_are_found(void **state)
{
    Arena *arena = *state;
    const JsonValue *root = read_good(arena, "{\"a\":1,\"b\":{\"x\":1,\"\\u0078\":2},"
                                             "\"a\":3,\"a\":4}");
    assert_str(json_get(root, "a")->text, "4");
    assert_str(json_repeated(root, "a")->text, "3");
    assert_null(json_repeated(root, "b"));
    assert_str(json_first_repeated(arena, root)->text, "3");
    assert_str(json_first_repeated(arena, json_get(root, "b"))->text, "2");
    assert_null(json_first_repeated(arena, read_good(arena, "[{\"a\":1},{\"a\":1}]")));
}

static void equal_keys_of_large_objects_are_found(void **state)
{
    Arena *arena = *state;
    Out out = out_new(arena);
    JsonFault fault;
    out_cstr(&out, "{\"z\":0");
    for (int i = 0; i < 5000; i++)
        out_fmt(&out, ",\"k%d\":%d", i, i);
    size_t end = out_text(&out).len;
    out_cstr(&out, ",\"k77\":\"twice\"}");
    const JsonValue *root = json_doc_read(arena, out_text(&out), LIMIT, &fault);
    const JsonValue *second = json_first_repeated(arena, root);
    assert_non_null(second);
    assert_str(second->text, "twice");
    assert_int_equal(second->span.start, end + 7);
}

typedef struct BadText {
    const char *text;
    const char *error;
    size_t start;
    size_t end;
} BadText;

static const BadText BAD_TEXTS[] = {
    { "", "is empty", 0, 0 },
    { " \n", "is empty", 0, 0 },
    { "\xEF\xBB\xBF{}", "begins with a byte order mark, which JSON does not allow", 0,
      3 },
    { "\xFE\xFF{", "is UTF-16, not UTF-8", 0, 2 },
    { "{\"a\":1,}", "is not valid JSON", 7, 8 },
    { "[1 2]", "is not valid JSON", 3, 4 },
    { "[01]", "is not valid JSON", 2, 3 },
    { "[1.]", "is not valid JSON", 3, 4 },
    { "[+1]", "is not valid JSON", 1, 2 },
    { "[tru]", "is not valid JSON", 1, 2 },
    { "{a:1}", "is not valid JSON", 1, 2 },
    { "{\"a\" 1}", "is not valid JSON", 5, 6 },
    { "[\"\\x\"]", "is not valid JSON", 3, 4 },
    { "// no\n{}", "is not valid JSON", 0, 1 },
    { "{\"a\":[1", "is not valid JSON: it breaks off before its end", 7, 7 },
    { "\"a\\\"", "is not valid JSON: it breaks off before its end", 4, 4 },
    { "[\"a\nb\"]", "is not valid JSON: a string is not closed in its line", 3, 4 },
    { "{} x", "is not valid JSON: there is text after its end", 3, 4 },
    { "{\n=======\n}", "holds the conflict markers of an unfinished git merge", 2, 9 },
};

static void bad_texts_are_told_exactly(void **state)
{
    Arena *arena = *state;
    for (size_t i = 0; i < sizeof BAD_TEXTS / sizeof BAD_TEXTS[0]; i++) {
        const BadText *bad = &BAD_TEXTS[i];
        JsonFault fault = { 0 };
        const JsonValue *root = json_doc_read(arena, str_from(bad->text), LIMIT, &fault);
        if (root || !str_eq(fault.error, str_from(bad->error)) ||
            fault.span.start != bad->start || fault.span.end != bad->end)
            fail_msg("%s: \"" STR_FMT "\" at %zu-%zu", bad->text, STR_ARG(fault.error),
                     fault.span.start, fault.span.end);
    }
}

static void limits_hold(void **state)
{
    Arena *arena = *state;
    JsonFault fault;
    static const char NUL[] = "{\"a\":\0}";
    assert_null(json_doc_read(arena, STR(NUL), LIMIT, &fault));
    assert_str(fault.error, "holds a NUL byte");
    Out out = out_new(arena);
    out_repeat(&out, '[', JSON_MAX_DEPTH + 1);
    assert_null(json_doc_read(arena, out_text(&out), LIMIT, &fault));
    assert_str(fault.error, "nests deeper than 64 levels");
    assert_int_equal(fault.span.start, JSON_MAX_DEPTH);
    out = out_new(arena);
    out_repeat(&out, ' ', LIMIT);
    out_cstr(&out, "1");
    assert_null(json_doc_read(arena, out_text(&out), LIMIT, &fault));
    assert_str(fault.error, "is larger than 1 MiB");
}

// Every text that is cut off is refused, and none is read past its end.
static void cut_texts_are_refused(void **state)
{
    Arena *arena = *state;
    Str text =
        STR("{\"a\\u0041\":[-1.5e+3,\"\\ud83d\\ude00\",{\"b\":null}],\"c\":false}");
    JsonFault fault;
    assert_non_null(json_doc_read(arena, text, LIMIT, &fault));
    for (size_t len = 0; len < text.len; len++)
        assert_null(
            json_doc_read(arena, arena_copy(arena, str_take(text, len)), LIMIT, &fault));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(values_have_their_places),
        arena_test(strings_are_decoded),
        arena_test(what_is_not_there_is_null),
        arena_test(equal_keys_are_found),
        arena_test(equal_keys_of_large_objects_are_found),
        arena_test(bad_texts_are_told_exactly),
        arena_test(limits_hold),
        arena_test(cut_texts_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
