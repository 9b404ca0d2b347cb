// SPDX-License-Identifier: Apache-2.0
// Asks a dialect about pairs.
#include "meant.h"

#include <string.h>

static TypeRef type_read(Arena *arena, const Meaning *meaning, const char *text)
{
    TypeRef type = { 0 };
    if (!meaning->read_type(arena, str_from(text), &type))
        fail_msg("%s is no type", text);
    return type;
}

static void assert_said(const MeantRow *row, bool there, bool back)
{
    if (there != row->same || back != row->same)
        fail_msg("%s: %s | %s", row->type ? row->type : "no type", row->a, row->b);
}

void assert_expressions(const Meaning *meaning, const MeantRow *row)
{
    Arena *arena = arena_new();
    TypeRef type = { 0 };
    if (row->type && row->type[0] != '\0')
        type = type_read(arena, meaning, row->type);
    const TypeRef *as = row->type ? &type : NULL;
    Str a = str_from(row->a), b = str_from(row->b);
    assert_said(row, meaning->same_expression(a, b, as),
                meaning->same_expression(b, a, as));
    arena_free(arena);
}

void assert_queries(const Meaning *meaning, const MeantRow *row)
{
    Str a = str_from(row->a), b = str_from(row->b);
    assert_said(row, meaning->same_query(a, b), meaning->same_query(b, a));
}

void assert_types(const Meaning *meaning, const MeantRow *row)
{
    Arena *arena = arena_new();
    TypeRef a = type_read(arena, meaning, row->a), b = type_read(arena, meaning, row->b);
    assert_said(row, meaning->same_type(&a, &b), meaning->same_type(&b, &a));
    arena_free(arena);
}

void assert_stands_brackets(const Meaning *meaning)
{
    enum { DEPTH = 200000 };
    Arena *arena = arena_new();
    char *text = arena_alloc(arena, 2 * DEPTH, 1);
    memset(text, '(', DEPTH);
    memset(text + DEPTH, ')', DEPTH);
    Str whole = { text, 2 * DEPTH };
    assert_true(meaning->same_query(whole, STR("")));
    assert_false(meaning->same_query(str_take(whole, whole.len - 1), STR("")));
    assert_false(meaning->same_expression(whole, STR("a"), NULL));
    assert_false(meaning->same_expression(str_take(whole, DEPTH), STR("a"), NULL));
    arena_free(arena);
}
