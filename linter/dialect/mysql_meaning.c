// SPDX-License-Identifier: Apache-2.0
// What pieces of SQL mean: whether two texts are the same expression or query to MySQL
// and its descendants, and what a type or an index's list says.
#include "dialect/mysql_expr.h"
#include "dialect/mysql_families.h"

static const Engine *usual_engine(void)
{
    return &mysql_families[0].usual;
}

// ---- expressions ----

// Both are read as the same server would: words that only one family reserves are names
// to the others.
static bool read_pair(Arena *arena, const Str texts[2], const MyExpr *exprs[2])
{
    for (size_t i = 0; i < MYSQL_FAMILY_COUNT; i++) {
        const Engine *engine = &mysql_families[i].usual;
        exprs[0] = my_expr_read(arena, texts[0], engine);
        exprs[1] = exprs[0] ? my_expr_read(arena, texts[1], engine) : NULL;
        if (exprs[1])
            return true;
    }
    return false;
}

static bool is_number_type(const TypeRef *type)
{
    static const char *const numbers[] = { "tinyint", "smallint", "mediumint", "int",
                                           "bigint",  "decimal",  "float",     "double",
                                           "year",    NULL };
    return str_is_any(type->name.name, numbers);
}

// A constant that is neither bits nor a date: what the column makes of it.
typedef struct Constant {
    bool is_null;
    Str text;
} Constant;

// 0.00 is 0.
static Str plain_number(Str text)
{
    text = str_trim(text);
    if (!str_contains(text, STR(".")) || str_contains(text, STR("e")) ||
        str_contains(text, STR("E")))
        return text;
    while (str_ends(text, STR("0")))
        text.len--;
    return str_ends(text, STR(".")) ? str_take(text, text.len - 1) : text;
}

static bool is_minus(const MyExpr *expr)
{
    return expr->kind == MYX_OPERATOR && str_eq(expr->name, STR("-")) && expr->first &&
           !expr->first->next;
}

static bool read_literal(const MyExpr *expr, Constant *constant)
{
    if (expr->kind != MYX_LITERAL)
        return false;
    bool is_string = str_eq(expr->table, STR("'"));
    *constant = (Constant){ .text = expr->name };
    if (is_string || expr->table.len > 0)
        return is_string;
    if (str_eq(expr->name, STR("TRUE")))
        constant->text = STR("1");
    else if (str_eq(expr->name, STR("FALSE")))
        constant->text = STR("0");
    constant->is_null = str_eq(expr->name, STR("NULL"));
    return true;
}

static bool read_constant(Arena *arena, const MyExpr *expr, const TypeRef *as,
                          Constant *constant)
{
    bool negative = is_minus(expr);
    if (!read_literal(negative ? expr->first : expr, constant))
        return false;
    if (is_number_type(as))
        constant->text = plain_number(constant->text);
    if (negative)
        constant->text = arena_fmt(arena, "-" STR_FMT, STR_ARG(constant->text));
    return true;
}

// Both are kept in a column of this type.
static bool same_value(Arena *arena, const MyExpr *a, const MyExpr *b, const TypeRef *as)
{
    Constant left, right;
    if (!read_constant(arena, a, as, &left) || !read_constant(arena, b, as, &right))
        return my_expr_same(a, b);
    return left.is_null == right.is_null && str_eq(left.text, right.text);
}

static bool same_expression(Str a, Str b, const TypeRef *as)
{
    if (str_eq(a, b))
        return true;
    Arena *arena = arena_new();
    const MyExpr *exprs[2];
    bool same = read_pair(arena, (Str[]){ a, b }, exprs) &&
                (as ? same_value(arena, exprs[0], exprs[1], as)
                    : my_expr_same(exprs[0], exprs[1]));
    arena_free(arena);
    return same;
}

// ---- queries ----

typedef struct TokenText {
    Str text;
    const MyToken *at;
    size_t count;
} TokenText;

static bool is_punct(const TokenText *of, size_t i, char c)
{
    return my_token_is_punct(of->text, of->at[i], c);
}

static size_t brackets_around(Arena *arena, const TokenText *of)
{
    char *shape = NEW_ARRAY(arena, char, of->count);
    for (size_t i = 0; i < of->count; i++)
        shape[i] = of->at[i].kind == MYT_PUNCT ? of->text.ptr[of->at[i].start] : 'a';
    return str_brackets_around((Str){ shape, of->count });
}

static TokenText read_tokens(Arena *arena, Str text)
{
    MyTokenVec tokens = my_tokens_of(arena, text, usual_engine());
    TokenText read = { .text = text, .at = tokens.at, .count = tokens.len - 1 };
    while (read.count > 0 && is_punct(&read, read.count - 1, ';'))
        read.count--;
    size_t around = brackets_around(arena, &read);
    read.at += around;
    read.count -= 2 * around;
    return read;
}

static bool is_word(MyTokenKind kind)
{
    return kind == MYT_WORD || kind == MYT_QUOTED;
}

static bool same_token(Arena *arena, const TokenText *a, const TokenText *b, size_t i)
{
    MyToken left = a->at[i], right = b->at[i];
    if (is_word(left.kind) && is_word(right.kind))
        return str_eq_ci(my_token_ident(arena, a->text, left),
                         my_token_ident(arena, b->text, right));
    if (left.kind != right.kind)
        return false;
    if (left.kind == MYT_STRING)
        return str_eq(my_token_string(arena, a->text, left, 0),
                      my_token_string(arena, b->text, right, 0));
    return str_eq(my_token_text(a->text, left), my_token_text(b->text, right));
}

static bool same_tokens(Str a, Str b)
{
    if (str_eq(a, b))
        return true;
    Arena *arena = arena_new();
    TokenText left = read_tokens(arena, a), right = read_tokens(arena, b);
    bool same = left.count == right.count;
    for (size_t i = 0; same && i < left.count; i++)
        same = same_token(arena, &left, &right, i);
    arena_free(arena);
    return same;
}

// ---- pieces ----

static bool same_type(const TypeRef *a, const TypeRef *b)
{
    return str_eq(a->text, b->text);
}

// The parser of a text that is no whole statement.
static MyParser parser_of(Arena *arena, Str text, Lowered *into)
{
    MyTokenVec tokens = my_tokens_of(arena, text, usual_engine());
    *into = (Lowered){ .text = text };
    return (MyParser){ .arena = arena,
                       .tmp = arena,
                       .out = into,
                       .engine = usual_engine(),
                       .text = text,
                       .span = { 0, text.len },
                       .tokens = tokens.at,
                       .count = tokens.len - 1 };
}

static bool read_type(Arena *arena, Str text, TypeRef *type)
{
    Lowered lowered;
    MyParser p = parser_of(arena, text, &lowered);
    ColumnDef column = { 0 };
    if (!my_type(&p, &column) || !my_at_end(&p))
        return false;
    *type = column.type;
    return true;
}

static bool read_index_parts(Arena *arena, Str list, IndexDef *index)
{
    Lowered lowered;
    Str text = arena_fmt(arena, "(" STR_FMT ")", STR_ARG(list));
    MyParser p = parser_of(arena, text, &lowered);
    IndexDef read = { 0 };
    if (!my_key_parts(&p, &read) || !my_at_end(&p))
        return false;
    index->parts = read.parts;
    return true;
}

const Meaning mysql_meaning = {
    .same_expression = same_expression,
    .same_query = same_tokens,
    .same_sequence = same_tokens,
    .same_type = same_type,
    .read_type = read_type,
    .read_index_parts = read_index_parts,
};
