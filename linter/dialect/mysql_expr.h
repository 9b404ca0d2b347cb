// SPDX-License-Identifier: Apache-2.0
// Expressions of MySQL's grammar, as trees.
#ifndef DIALECT_MYSQL_EXPR_H
#define DIALECT_MYSQL_EXPR_H

#include "dialect/mysql_pieces_priv.h"

typedef enum MyExprKind {
    MYX_LITERAL,  // number, string, bits, NULL, TRUE, FALSE, DATE '…', a key word
    MYX_COLUMN,   // a, t.a, d.t.a: `name` is the last part, `table` the one before
    MYX_VARIABLE, // @a, @@a
    MYX_PARAM,
    MYX_CALL,     // name, arguments; `table` is the schema
    MYX_OPERATOR, // op in `name`, in upper case and one spelling: "!=" is "<>", x IS NOT
                  // NULL is NOT of "IS NULL". Chains are one node: a + b + c, a OR b OR c
    MYX_CASE,     // name "CASE": first is the value that is compared
    MYX_CAST,     // CAST, CONVERT: the type is `name`
    MYX_QUERY,    // a sub-query: what it reads is in `query`, its text in `name`
    MYX_LIST,     // (a, b)
    MYX_INTERVAL, // INTERVAL 1 DAY: the unit is `name`
    MYX_STAR
} MyExprKind;

// A literal's `table` tells what it is: "'" a string, whose value is `name`; the
// introducer of bits; DATE, TIME, TIMESTAMP; empty: `name` is all of it, words in upper
// case.
typedef struct MyExpr {
    MyExprKind kind;
    Str name;
    Str table;
    Span span; // without brackets around it
    const MyQuery *query;
    struct MyExpr *first; // operands and arguments, in order
    struct MyExpr *last;
    struct MyExpr *next;
    struct MyExpr *parent; // chains of unlike operators are deep: trees are walked along
                           // this, not by recursion
} MyExpr;

// Those of a text that stands alone, without its comments; the last one is MYT_END.
MyTokenVec my_tokens_of(Arena *arena, Str text, const Engine *engine);
// Reads an expression that stands alone; NULL: it is none that any server takes.
const MyExpr *my_expr_read(Arena *arena, Str text, const Engine *engine);

// How much a condition lets through; NULL: WHERE_NONE.
WhereKind my_expr_where(const MyExpr *expr);
// Whether the condition is the same for every row, and holds.
bool my_expr_is_always_true(const MyExpr *expr);
// No column, variable, parameter, query or call is in it.
bool my_expr_is_constant(const MyExpr *expr);
// Adds the relations that its sub-queries read.
void my_expr_relations(Arena *arena, const MyExpr *expr, NameVec *relations);
// They mean the same, as far as spelling goes: case of names and functions, brackets,
// "!=", NOW() for CURRENT_TIMESTAMP. Whether a column is qualified counts only where
// both are.
bool my_expr_same(const MyExpr *a, const MyExpr *b);

// Without IGNORE_SPACE the word is no name where a bracket follows at once: COUNT(.
bool my_wants_no_space(Str word);

#endif
