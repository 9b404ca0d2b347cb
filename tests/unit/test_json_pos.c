// SPDX-License-Identifier: Apache-2.0
// Unit tests of base/json_pos.h.
#include "base/arena.h"
#include "base/json_escape.h"
#include "base/json_pos.h"

#include "check.h"

#include <string.h>

// What the path leads to, or a view of NULL.
static Str value_at(Str text, const JsonStep *path, size_t n)
{
    JsonSpan span;
    if (!json_pos_find(text, path, n, &span))
        return (Str){ 0 };
    return str_slice(text, span.start, span.end);
}

#define VALUE(text, ...)                                                                 \
    value_at((text), (const JsonStep[]){ __VA_ARGS__ },                                  \
             sizeof((const JsonStep[]){ __VA_ARGS__ }) / sizeof(JsonStep))

static const Str JOURNAL = STR_INIT("{\n"
                                    "  \"version\": \"7\",\n"
                                    "  \"entries\": [\n"
                                    "    { \"idx\": 0, \"tag\": \"0000_a\\\"]}\" },\n"
                                    "    { \"idx\": 1, \"when\": -17.5e3 ,\n"
                                    "      \"tag\": \"0001_b\", \"breakpoints\":true}\n"
                                    "  ]\n"
                                    "}\n");

static void follows_a_path(void **state)
{
    (void)state;
    Str j = JOURNAL;
    assert_str(VALUE(j, JSON_KEY("version")), "\"7\"");
    assert_str(VALUE(j, JSON_KEY("entries"), JSON_AT(0), JSON_KEY("tag")),
               "\"0000_a\\\"]}\"");
    assert_str(VALUE(j, JSON_KEY("entries"), JSON_AT(1), JSON_KEY("when")), "-17.5e3");
    assert_str(VALUE(j, JSON_KEY("entries"), JSON_AT(1), JSON_KEY("tag")), "\"0001_b\"");
    assert_str(VALUE(j, JSON_KEY("entries"), JSON_AT(1), JSON_KEY("breakpoints")),
               "true");
    assert_str(VALUE(j, JSON_KEY("entries"), JSON_AT(0)),
               "{ \"idx\": 0, \"tag\": \"0000_a\\\"]}\" }");
    JsonSpan span;
    assert_true(json_pos_find(j, NULL, 0, &span));
    assert_int_equal(span.start, 0);
    assert_int_equal(span.end, j.len - 1);
}

static void what_is_not_there_is_not_found(void **state)
{
    (void)state;
    Str j = JOURNAL;
    assert_null(VALUE(j, JSON_KEY("tag")).ptr);
    assert_null(VALUE(j, JSON_KEY("Version")).ptr);
    assert_null(VALUE(j, JSON_AT(0)).ptr);
    assert_null(VALUE(j, JSON_KEY("entries"), JSON_AT(2)).ptr);
    assert_null(VALUE(j, JSON_KEY("entries"), JSON_KEY("tag")).ptr);
    assert_null(VALUE(j, JSON_KEY("version"), JSON_KEY("tag")).ptr);
    assert_null(VALUE(STR("[]"), JSON_AT(0)).ptr);
    assert_null(VALUE(STR("{}"), JSON_KEY("")).ptr);
    assert_null(VALUE(STR("[1,]"), JSON_AT(1)).ptr);
}

static void keys_may_be_spelt_with_escapes(void **state)
{
    (void)state;
    Str text = STR("{\"t\\u0061g\":1, \"a\\/\\n\\\"\":2, \"\\u00e9\\u20AC\":3,"
                   " \"\\ud834\\udd1e\":4, \"bad\\x\":5, \"\":6, \"cut\\u12\":7}");
    assert_str(VALUE(text, JSON_KEY("tag")), "1");
    assert_str(VALUE(text, JSON_KEY("a/\n\"")), "2");
    assert_str(VALUE(text, JSON_KEY("\xC3\xA9\xE2\x82\xAC")), "3");
    assert_str(VALUE(text, JSON_KEY("\xF0\x9D\x84\x9E")), "4");
    assert_str(VALUE(text, JSON_KEY("")), "6");
    assert_null(VALUE(text, JSON_KEY("badx")).ptr);
    assert_null(VALUE(text, JSON_KEY("cut")).ptr);
    assert_null(VALUE(text, JSON_KEY("ta")).ptr);
    assert_null(VALUE(text, JSON_KEY("tags")).ptr);
}

static void comments_and_a_byte_order_mark_are_passed_over(void **state)
{
    (void)state;
    Str text = STR("\xEF\xBB\xBF// {\"a\":0}\n{ /* } */ \"x\": [1/*,*/, 2, // ]\n 3,],"
                   "\"a\"/**/:/**/7/**/}");
    assert_str(VALUE(text, JSON_KEY("a")), "7");
    assert_str(VALUE(text, JSON_KEY("x"), JSON_AT(1)), "2");
    assert_str(VALUE(text, JSON_KEY("x"), JSON_AT(2)), "3");
    assert_null(VALUE(text, JSON_KEY("x"), JSON_AT(3)).ptr);
    assert_null(VALUE(STR("[1] /* open"), JSON_AT(1)).ptr);
    assert_null(VALUE(STR("/*/ [1]"), JSON_AT(0)).ptr);
}

static void a_defect_behind_the_value_does_not_hide_it(void **state)
{
    (void)state;
    assert_str(VALUE(STR("{\"a\":[1,2], \"b\" 3"), JSON_KEY("a")), "[1,2]");
    assert_str(VALUE(STR("{\"a\":[1,2"), JSON_KEY("a"), JSON_AT(1)), "2");
    assert_null(VALUE(STR("{\"a\":[1,2"), JSON_KEY("a")).ptr);
    assert_null(VALUE(STR("{\"a\" 1, \"b\":2}"), JSON_KEY("b")).ptr);
    assert_null(VALUE(STR("{\"a\":1 \"b\":2}"), JSON_KEY("b")).ptr);
    assert_null(VALUE(STR("{\"a\":,\"b\":2}"), JSON_KEY("b")).ptr);
    assert_null(VALUE(STR("{\"a\":\"open}"), JSON_KEY("a")).ptr);
    assert_null(VALUE(STR("{\"a\":\"open\\"), JSON_KEY("a")).ptr);
}

static void a_repeated_key_is_found_twice(void **state)
{
    (void)state;
    Str text = STR("{\"e\":[{\"tag\":\"x\",\"n\":{\"tag\":0},\"t\\u0061g\":\"y\"},"
                   "{\"tag\":1}],\"e\":2}");
    const JsonStep tag[] = { JSON_KEY("e"), JSON_AT(0), JSON_KEY("tag") };
    JsonSpan span;
    assert_true(json_pos_find(text, tag, 3, &span));
    assert_str(str_slice(text, span.start, span.end), "\"x\"");
    assert_true(json_pos_find_repeated(text, tag, 3, &span));
    assert_str(str_slice(text, span.start, span.end), "\"y\"");
    assert_true(json_pos_find_repeated(text, tag, 1, &span));
    assert_str(str_slice(text, span.start, span.end), "2");
    const JsonStep other[] = { JSON_KEY("e"), JSON_AT(1), JSON_KEY("tag") };
    assert_false(json_pos_find_repeated(text, other, 3, &span));
    assert_false(json_pos_find_repeated(text, other, 2, &span));
    assert_false(json_pos_find_repeated(text, other, 0, &span));
}

static void depth_costs_nothing(void **state)
{
    (void)state;
    enum { DEPTH = 1000000 };
    Arena *arena = arena_new();
    char *bytes = arena_alloc(arena, 2 * DEPTH + 8, 1);
    memcpy(bytes, "[[", 2);
    memset(bytes + 1, '[', DEPTH);
    memset(bytes + 1 + DEPTH, ']', DEPTH);
    memcpy(bytes + 1 + 2 * DEPTH, ",42]", 4);
    Str text = { bytes, 2 * DEPTH + 5 };
    assert_str(VALUE(text, JSON_AT(1)), "42");
    assert_int_equal(VALUE(text, JSON_AT(0)).len, 2 * DEPTH);
    assert_null(VALUE(str_take(text, DEPTH), JSON_AT(1)).ptr);
    arena_free(arena);
}

// Each prefix is copied to memory of exactly its size, where a read past the end is seen.
static void no_prefix_is_read_past_its_end(void **state)
{
    (void)state;
    const Str texts[] = {
        JOURNAL,
        STR("{\"\\ud834\\udd1e\": /* c */ [1, // d\n \"\\u0041\\\\\"], \"z\":null}"),
    };
    const JsonStep path[] = { JSON_KEY("entries"), JSON_AT(1), JSON_KEY("tag") };
    const JsonStep other[] = { JSON_KEY("\xF0\x9D\x84\x9E"), JSON_AT(1) };
    Arena *arena = arena_new();
    for (size_t i = 0; i < 2; i++) {
        size_t found = 0;
        for (size_t n = 0; n <= texts[i].len; n++) {
            Str text = arena_copy(arena, str_take(texts[i], n));
            JsonSpan span;
            bool hit = i == 0 ? json_pos_find(text, path, 3, &span)
                              : json_pos_find(text, other, 2, &span);
            if (hit)
                assert_true(span.start < span.end && span.end <= n);
            found += hit;
            json_pos_find_repeated(text, path, 3, &span);
        }
        assert_true(found > 0 && found < texts[i].len);
    }
    arena_free(arena);
}

static void members_are_found_in_one_pass(void **state)
{
    (void)state;
    static const Str KEYS[] = { STR_INIT("id"), STR_INIT("tables"), STR_INIT("none") };
    Str text =
        STR("{ \"x\": [{\"id\":0}], \"i\\u0064\": \"a\", \"id\": 2, \"tables\": {} ");
    JsonSpan spans[3] = { 0 };
    assert_int_equal(json_pos_members(text, KEYS, 3, 3, spans), 2);
    assert_str(str_slice(text, spans[0].start, spans[0].end), "\"a\"");
    assert_str(str_slice(text, spans[1].start, spans[1].end), "{}");
    assert_int_equal(spans[2].end, 0);
    // What comes behind the last one that is asked for may be anything.
    JsonSpan first[3] = { 0 };
    assert_int_equal(json_pos_members(STR("{\"id\":1,]"), KEYS, 3, 1, first), 1);
    assert_int_equal(json_pos_members(STR("[1]"), KEYS, 3, 1, first), 0);
    assert_int_equal(json_pos_members(STR(""), KEYS, 3, 1, first), 0);
}

static void a_string_is_taken_as_written(void **state)
{
    (void)state;
    Str text = STR("{\"id\": \"a\\u0062\", \"empty\": \"\", \"n\": 123, \"o\": {}}");
    assert_str(json_pos_string(text, "id"), "a\\u0062");
    assert_non_null(json_pos_string(text, "empty").ptr);
    assert_int_equal(json_pos_string(text, "empty").len, 0);
    assert_null(json_pos_string(text, "n").ptr);
    assert_null(json_pos_string(text, "o").ptr);
    assert_null(json_pos_string(text, "none").ptr);
    assert_null(json_pos_string(STR("\"id\""), "id").ptr);
}

static void a_walk_passes_every_value_once(void **state)
{
    (void)state;
    Str text = STR("{ \"a\": [1, /* 2, */ {\"b\": 3}], \"c\": \"d\" ");
    JsonWalk walk = json_walk(text, 0);
    JsonSpan key = { 0 };
    JsonSpan value = { 0 };
    assert_true(json_walk_next(&walk, &key, &value));
    assert_str(str_slice(text, key.start, key.end), "a");
    JsonWalk inner = json_walk(text, value.start);
    assert_true(json_walk_next(&walk, &key, &value));
    assert_str(str_slice(text, key.start, key.end), "c");
    assert_str(str_slice(text, value.start, value.end), "\"d\"");
    assert_false(json_walk_next(&walk, &key, &value)); // the text ends
    assert_true(json_walk_next(&inner, &key, &value));
    assert_int_equal(key.end, 0);
    assert_str(str_slice(text, value.start, value.end), "1");
    assert_true(json_walk_next(&inner, &key, &value));
    assert_str(str_slice(text, value.start, value.end), "{\"b\": 3}");
    assert_false(json_walk_next(&inner, &key, &value));
}

static void a_quoted_text_reads_back(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Str text = STR("größe \"a\\b\"\b\t\n\f\r\x01\x7f/");
    Str quoted = json_quote(arena, text);
    assert_str(quoted, "\"größe \\\"a\\\\b\\\"\\b\\t\\n\\f\\r\\u0001\x7f/\"");
    JsonStep path[] = { { .key = text } };
    Str object = arena_fmt(arena, "{" STR_FMT ": 1}", STR_ARG(quoted));
    JsonSpan span;
    assert_true(json_pos_find(object, path, 1, &span));
    assert_str(json_quote(arena, (Str){ 0 }), "\"\"");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(follows_a_path),
        cmocka_unit_test(what_is_not_there_is_not_found),
        cmocka_unit_test(keys_may_be_spelt_with_escapes),
        cmocka_unit_test(comments_and_a_byte_order_mark_are_passed_over),
        cmocka_unit_test(a_defect_behind_the_value_does_not_hide_it),
        cmocka_unit_test(a_repeated_key_is_found_twice),
        cmocka_unit_test(depth_costs_nothing),
        cmocka_unit_test(no_prefix_is_read_past_its_end),
        cmocka_unit_test(members_are_found_in_one_pass),
        cmocka_unit_test(a_string_is_taken_as_written),
        cmocka_unit_test(a_walk_passes_every_value_once),
        cmocka_unit_test(a_quoted_text_reads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
