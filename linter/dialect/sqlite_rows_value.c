// SPDX-License-Identifier: Apache-2.0
// Values for rows: by the type of a column, and by what a CHECK asks for.
#include "dialect/sqlite_rows_priv.h"

#include "base/out.h"
#include "dialect/sqlite_plain.h"

enum {
    // Julian days between the years -1975 and 9964, so that date() takes them.
    NUMBER_MIN = 1000000,
    NUMBER_STEPS = 1090000,
    ROWS_OF_STEP = 4,
    LENGTH_MAX = 256, // of a text that length() asks for
    CANDIDATES_MAX = 200
};

// ---- by type ----

static Str blob_of(Arena *arena, size_t number)
{
    Str digits = arena_fmt(arena, "%zu", number);
    Out out = out_new(arena);
    out_cstr(&out, "x'");
    for (size_t i = 0; i < digits.len; i++)
        out_fmt(&out, "%02x", (unsigned char)digits.ptr[i]);
    out_char(&out, '\'');
    return out_text(&out);
}

Str sl_value_of(Arena *arena, const SlTable *table, size_t column, size_t row)
{
    const ColumnDef *def = &table->def.columns.at[column];
    uint64_t hash = str_hash(arena_lower(arena, table->name));
    hash = str_hash_more(str_hash_more(hash, STR(".")), arena_lower(arena, def->name));
    size_t number =
        NUMBER_MIN + (size_t)(hash % NUMBER_STEPS) * ROWS_OF_STEP + row % ROWS_OF_STEP;
    switch (sl_affinity(def->type.text)) {
    case SL_AFFINITY_TEXT:
        return arena_fmt(arena, "'%zu'", number);
    case SL_AFFINITY_BLOB:
        return blob_of(arena, number);
    case SL_AFFINITY_REAL:
        return arena_fmt(arena, "%zu.5", number);
    case SL_AFFINITY_NUMERIC:
    case SL_AFFINITY_ANY:
        break;
    }
    return arena_fmt(arena, "%zu", number);
}

// ---- by what an expression asks for ----

// One byte of those between brackets, and where they end.
static char take_class(Str pattern, size_t *at)
{
    size_t end = str_find_char(pattern, ']', *at + 2);
    bool none_of = *at + 1 < pattern.len && pattern.ptr[*at + 1] == '^';
    char first = *at + 1 < pattern.len ? pattern.ptr[*at + 1] : 'a';
    *at = end;
    if (!none_of)
        return first;
    // [^0-9] and [^a-z] are what is written.
    return str_contains(pattern, STR("a-z")) || str_contains(pattern, STR("A-Z")) ? '0'
                                                                                  : 'a';
}

// A text that the pattern of GLOB or LIKE fits.
static Str fitting(Arena *arena, Str pattern, bool glob)
{
    Out out = out_new(arena);
    out_char(&out, '\'');
    for (size_t i = 0; i < pattern.len; i++) {
        char c = pattern.ptr[i];
        if (glob && c == '[')
            out_char(&out, take_class(pattern, &i));
        else if (c == (glob ? '*' : '%') || c == (glob ? '?' : '_'))
            out_char(&out, 'a');
        else
            out_char(&out, c);
    }
    out_char(&out, '\'');
    return out_text(&out);
}

static bool has_any(Str text, const char *bytes)
{
    for (const char *c = bytes; *c; c++)
        if (str_find_char(text, *c, 0) < text.len)
            return true;
    return false;
}

typedef struct Found {
    Arena *arena;
    bool lengths; // the expression asks for them
    StrVec at;
} Found;

static void add(Found *found, Str value)
{
    for (size_t i = 0; i < found->at.len; i++)
        if (str_eq(found->at.at[i], value))
            return;
    if (found->at.len < CANDIDATES_MAX)
        *vec_push(found->arena, &found->at) = value;
}

static void add_string(Found *found, Str literal)
{
    Str inner = str_slice(literal, 1, literal.len - 1);
    if (has_any(inner, "*?["))
        add(found, fitting(found->arena, inner, true));
    if (has_any(inner, "%_"))
        add(found, fitting(found->arena, inner, false));
    add(found, literal);
}

static void add_texts_of(Found *found, uint64_t length)
{
    static const char bytes[] = { 'a', 'A', '1' };
    for (size_t i = 0; length <= LENGTH_MAX && i < sizeof bytes; i++) {
        Out out = out_new(found->arena);
        out_char(&out, '\'');
        out_repeat(&out, bytes[i], (size_t)length);
        out_char(&out, '\'');
        add(found, out_text(&out));
    }
}

static void add_number(Found *found, Str literal)
{
    uint64_t number;
    if (!str_to_u64(literal, &number) || number > INT64_MAX - 1) {
        add(found, literal);
        return;
    }
    for (uint64_t step = 0; step < 3; step++) {
        uint64_t near = step == 2 ? number - 1 : number + step;
        if (step == 2 && number == 0)
            break;
        if (found->lengths)
            add_texts_of(found, near);
        add(found, arena_fmt(found->arena, "%llu", (unsigned long long)near));
    }
    add(found, arena_fmt(found->arena, "-" STR_FMT, STR_ARG(literal)));
}

// What CHECKs ask for without saying it in a literal.
static const char *const common[] = {
    "'{}'",
    "'[]'",
    "'2024-01-01'",
    "'2024-01-01 00:00:00'",
    "'2024-01-01T00:00:00.000Z'",
    "'2024-01-01T00:00:00Z'",
    "'12:00:00'",
    "'2024-01'",
    "0",
    "1",
    "2",
    "-1",
    "0.5",
    "10",
    "100",
    "1000",
    "'a'",
    "'b'",
    "'A'",
    "'aa'",
    "'1'",
    "''",
    "'a@a.aa'",
    "'https://a.aa'",
    "'/a'",
    "'a-a'",
    "'00000000-0000-4000-8000-000000000000'",
    "'00000000-0000-4000-8000-000000000001'",
    "'#000000'",
    "'true'",
    "'127.0.0.1'",
    "'{\"a\":1}'",
    "'[1]'",
    "x'00'",
    "x'00000000000000000000000000000000'",
};

StrVec sl_candidates(Arena *arena, Str expression)
{
    Found found = { .arena = arena,
                    .lengths = sl_mentions(arena, expression, STR("length")) };
    for (SlToken token = sl_lex(expression, 0); token.kind != SLT_END;
         token = sl_lex(expression, token.end)) {
        Str text = sl_token_text(expression, token);
        if (token.kind == SLT_STRING && !token.open && text.len >= 2)
            add_string(&found, text);
        else if (token.kind == SLT_NUMBER)
            add_number(&found, text);
        else if (token.kind == SLT_BLOB && !token.open)
            add(&found, text);
    }
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        add(&found, str_from(common[i]));
    return found.at;
}
