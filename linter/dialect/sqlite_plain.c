// SPDX-License-Identifier: Apache-2.0
// One spelling for pieces of SQL: case of key words, quotes, brackets, operators of two
// names, numbers; and constants as columns keep them.
#include "dialect/sqlite_plain.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

// ---- words ----

// Words that say something in an expression or a query where they have no quotes: no name
// in quotes is the same as one of them.
static const char *const meant[] = {
    "add",     "all",        "alter",        "and",          "as",
    "asc",     "between",    "by",           "case",         "cast",
    "check",   "collate",    "commit",       "constraint",   "create",
    "cross",   "current",    "current_date", "current_time", "current_timestamp",
    "default", "deferrable", "delete",       "desc",         "distinct",
    "drop",    "else",       "end",          "escape",       "except",
    "exists",  "false",      "filter",       "foreign",      "from",
    "full",    "glob",       "group",        "having",       "in",
    "index",   "inner",      "insert",       "intersect",    "into",
    "is",      "isnull",     "join",         "left",         "like",
    "limit",   "match",      "natural",      "not",          "nothing",
    "notnull", "null",       "nulls",        "offset",       "on",
    "or",      "order",      "outer",        "over",         "partition",
    "primary", "raise",      "range",        "recursive",    "references",
    "regexp",  "returning",  "right",        "rows",         "select",
    "set",     "table",      "then",         "to",           "transaction",
    "true",    "union",      "unique",       "update",       "using",
    "values",  "when",       "where",        "window",       "with",
    NULL,
};

// ---- numbers ----

static bool has_byte(Str s, const char *bytes)
{
    for (size_t i = 0; i < s.len; i++)
        for (const char *b = bytes; *b; b++)
            if (s.ptr[i] == *b)
                return true;
    return false;
}

static bool is_hex(Str s)
{
    return s.len > 2 && s.ptr[0] == '0' && (s.ptr[1] | 0x20) == 'x';
}

// Hex digits are those of a signed number of 64 bits; SQLite refuses more of them.
static Str hex_text(Arena *arena, Str s)
{
    if (s.len > 2 + 16)
        return s;
    uint64_t bits = strtoull(arena_cstr(arena, str_drop(s, 2)), NULL, 16);
    return arena_fmt(arena, "%lld", (long long)(int64_t)bits);
}

// A number with a dot in it is one of floating point, whatever it counts.
static Str real_text(Arena *arena, Str s)
{
    enum { DIGITS = 32 };
    char text[DIGITS];
    snprintf(text, sizeof text, "%.17g", strtod(arena_cstr(arena, s), NULL));
    Str made = arena_copy(arena, str_from(text));
    return has_byte(made, ".en") ? made : arena_fmt(arena, "%s.0", text);
}

// The digits without zeros in front; what is too large for 64 bits is floating point.
static Str number_text(Arena *arena, Str s)
{
    uint64_t value;
    if (is_hex(s))
        return hex_text(arena, s);
    if (str_all_digits(s) && str_to_u64(s, &value) && value <= INT64_MAX)
        return arena_fmt(arena, "%llu", (unsigned long long)value);
    return real_text(arena, s);
}

// ---- one token ----

static SlPlain plain_word(Arena *arena, Str word)
{
    Str lower = arena_lower(arena, word);
    if (str_is_any(lower, meant))
        return (SlPlain){ SLT_WORD, true, lower };
    return (SlPlain){ SLT_QUOTED, true, word };
}

static SlPlain plain_punct(Str text)
{
    static const Str pairs[][2] = { { STR_INIT("=="), STR_INIT("=") },
                                    { STR_INIT("<>"), STR_INIT("!=") } };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (str_eq(text, pairs[i][0]))
            text = pairs[i][1];
    return (SlPlain){ SLT_PUNCT, false, text };
}

static SlPlain plain_of(Arena *arena, Str text, SlToken token)
{
    Str word = sl_token_text(text, token);
    SlPlain plain = { token.kind, false, word };
    if (token.kind == SLT_WORD)
        return plain_word(arena, word);
    if (token.kind == SLT_PUNCT)
        return plain_punct(word);
    if (token.kind == SLT_NUMBER)
        plain.text = number_text(arena, word);
    else if (token.kind == SLT_BLOB)
        plain.text = arena_lower(arena, word);
    else if (token.kind == SLT_QUOTED || token.kind == SLT_STRING)
        plain.text = sl_token_ident(arena, text, token);
    return plain;
}

static bool is_kind(const SlPlainVec *all, size_t at, SlTokenKind kind, const char *text)
{
    return at < all->len && all->at[at].kind == kind &&
           str_eq(all->at[at].text, str_from(text));
}

// ---- the list ----

static void add_word(Arena *arena, SlPlainVec *all, const char *word)
{
    *vec_push(arena, all) = (SlPlain){ SLT_WORD, true, str_from(word) };
}

// IS TRUE asks for more than IS 1.
static bool add_truth(Arena *arena, SlPlainVec *all, SlPlain word)
{
    bool is_true = str_eq(word.text, STR("true"));
    if (word.kind != SLT_WORD || (!is_true && !str_eq(word.text, STR("false"))))
        return false;
    if (is_kind(all, all->len - 1, SLT_WORD, "is") ||
        is_kind(all, all->len - 1, SLT_WORD, "not"))
        return false;
    *vec_push(arena, all) = (SlPlain){ SLT_NUMBER, false, is_true ? STR("1") : STR("0") };
    return true;
}

// x ISNULL is x IS NULL.
static bool add_null_test(Arena *arena, SlPlainVec *all, SlPlain word)
{
    bool is_not = str_eq(word.text, STR("notnull"));
    if (word.kind != SLT_WORD || (!is_not && !str_eq(word.text, STR("isnull"))))
        return false;
    add_word(arena, all, "is");
    if (is_not)
        add_word(arena, all, "not");
    add_word(arena, all, "null");
    return true;
}

static bool drops_qualifier(SlPlainVec *all, SlPlain plain)
{
    bool dot = plain.kind == SLT_PUNCT && str_eq(plain.text, STR("."));
    if (!dot || all->len == 0 || all->at[all->len - 1].kind != SLT_QUOTED)
        return false;
    all->len--;
    return true;
}

static size_t brackets_around(Arena *arena, const SlPlainVec *all)
{
    char *shape = NEW_ARRAY(arena, char, all->len);
    for (size_t i = 0; i < all->len; i++)
        shape[i] = all->at[i].kind == SLT_PUNCT ? all->at[i].text.ptr[0] : 'a';
    return str_brackets_around((Str){ shape, all->len });
}

SlPlainVec sl_plain(Arena *arena, Str text, bool unqualified)
{
    SlPlainVec all = { 0 };
    for (SlToken token = sl_lex(text, 0); token.kind != SLT_END;
         token = sl_lex(text, token.end)) {
        if (token.kind == SLT_COMMENT)
            continue;
        SlPlain plain = plain_of(arena, text, token);
        if (!add_truth(arena, &all, plain) && !add_null_test(arena, &all, plain) &&
            !(unqualified && drops_qualifier(&all, plain)))
            *vec_push(arena, &all) = plain;
    }
    while (is_kind(&all, all.len - 1, SLT_PUNCT, ";"))
        all.len--;
    size_t around = brackets_around(arena, &all);
    if (around > 0)
        all.at += around;
    all.len -= 2 * around;
    all.cap = all.len;
    return all;
}

bool sl_plain_same(const SlPlainVec *a, const SlPlainVec *b)
{
    bool same = a->len == b->len;
    for (size_t i = 0; same && i < a->len; i++) {
        const SlPlain *x = &a->at[i], *y = &b->at[i];
        same = x->kind == y->kind && (x->kind == SLT_QUOTED ? str_eq_ci(x->text, y->text)
                                                            : str_eq(x->text, y->text));
    }
    return same;
}

// ---- types ----

SlAffinity sl_affinity(Str type)
{
    static const struct {
        const char *part;
        SlAffinity as;
    } rows[] = {
        { "int", SL_AFFINITY_NUMERIC }, { "char", SL_AFFINITY_TEXT },
        { "clob", SL_AFFINITY_TEXT },   { "text", SL_AFFINITY_TEXT },
        { "blob", SL_AFFINITY_BLOB },   { "real", SL_AFFINITY_REAL },
        { "floa", SL_AFFINITY_REAL },   { "doub", SL_AFFINITY_REAL },
    };
    Arena *tmp = arena_new();
    Str lower = arena_lower(tmp, str_trim(type));
    SlAffinity as = lower.len == 0              ? SL_AFFINITY_BLOB
                    : str_eq(lower, STR("any")) ? SL_AFFINITY_ANY
                                                : SL_AFFINITY_NUMERIC;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_contains(lower, str_from(rows[i].part))) {
            as = rows[i].as;
            break;
        }
    arena_free(tmp);
    return as;
}

// ---- constants ----

typedef enum ValueKind {
    VALUE_NULL,
    VALUE_NUMBER, // also one of floating point
    VALUE_TEXT,
    VALUE_BLOB
} ValueKind;

typedef struct Value {
    ValueKind kind;
    Str text;
} Value;

static Str negated(Arena *arena, Str number)
{
    bool is_minus = str_starts(number, STR("-"));
    if (str_eq(number, STR("0")))
        return number;
    return is_minus ? str_drop(number, 1)
                    : arena_fmt(arena, "-" STR_FMT, STR_ARG(number));
}

// A lone name is a string to DEFAULT.
static bool read_lone(const SlPlain *plain, Value *value)
{
    static const ValueKind kinds[] = { [SLT_QUOTED] = VALUE_TEXT,
                                       [SLT_STRING] = VALUE_TEXT,
                                       [SLT_BLOB] = VALUE_BLOB,
                                       [SLT_NUMBER] = VALUE_NUMBER };
    *value = (Value){ VALUE_NULL, STR("") };
    if (plain->kind == SLT_WORD)
        return str_eq(plain->text, STR("null"));
    if (plain->kind >= sizeof kinds / sizeof *kinds || kinds[plain->kind] == VALUE_NULL)
        return false;
    *value = (Value){ kinds[plain->kind], plain->text };
    return true;
}

static bool read_value(Arena *arena, const SlPlainVec *all, Value *value)
{
    size_t at = 0;
    bool minus = false;
    while (is_kind(all, at, SLT_PUNCT, "-") || is_kind(all, at, SLT_PUNCT, "+"))
        minus ^= is_kind(all, at++, SLT_PUNCT, "-");
    if (at + 1 != all->len || !read_lone(&all->at[at], value) ||
        (at > 0 && value->kind != VALUE_NUMBER))
        return false;
    if (minus)
        value->text = negated(arena, value->text);
    return true;
}

// A text that is a number, as SQLite's own reader has it.
static bool read_number(Arena *arena, Str text, Str *number)
{
    text = str_trim(text);
    bool minus = str_starts(text, STR("-"));
    Str digits = minus || str_starts(text, STR("+")) ? str_drop(text, 1) : text;
    SlToken token = sl_lex(digits, 0);
    if (token.kind != SLT_NUMBER || token.start > 0 || token.end < digits.len ||
        is_hex(digits))
        return false;
    char *end;
    const char *copy = arena_cstr(arena, digits);
    strtod(copy, &end);
    if (*end != '\0')
        return false;
    *number = number_text(arena, digits);
    if (minus)
        *number = negated(arena, *number);
    return true;
}

// 2.0 is kept as 2 where numbers are whole if they can be; REAL keeps 2 as 2.0.
static Str kept_number(Arena *arena, Str number, SlAffinity as)
{
    static const double exact = 9007199254740992.0; // 2^53
    double value = strtod(arena_cstr(arena, number), NULL);
    if (as == SL_AFFINITY_REAL)
        return real_text(arena, number);
    if (as == SL_AFFINITY_NUMERIC && has_byte(number, ".en") && floor(value) == value &&
        fabs(value) < exact)
        return arena_fmt(arena, "%lld", (long long)value);
    return number;
}

static Value kept(Arena *arena, Value value, SlAffinity as)
{
    bool counts = as == SL_AFFINITY_NUMERIC || as == SL_AFFINITY_REAL;
    if (counts && value.kind == VALUE_TEXT && read_number(arena, value.text, &value.text))
        value.kind = VALUE_NUMBER;
    if (value.kind == VALUE_NUMBER && counts)
        value.text = kept_number(arena, value.text, as);
    // How it writes out a number of floating point is left to SQLite.
    if (as == SL_AFFINITY_TEXT && value.kind == VALUE_NUMBER &&
        !has_byte(value.text, ".en"))
        value.kind = VALUE_TEXT;
    return value;
}

bool sl_plain_kept_same(Arena *arena, const SlPlainVec *a, const SlPlainVec *b,
                        SlAffinity as)
{
    Value x, y;
    if (!read_value(arena, a, &x) || !read_value(arena, b, &y))
        return false;
    x = kept(arena, x, as);
    y = kept(arena, y, as);
    return x.kind == y.kind && str_eq(x.text, y.text);
}
