// SPDX-License-Identifier: Apache-2.0
// Expressions of MySQL's grammar, as trees.
#ifndef DIALECT_MYSQL_EXPR_H
#define DIALECT_MYSQL_EXPR_H

#include "dialect/mysql_pieces_priv.h"

typedef enum MyExprKind {
    MYX_LITERAL,  // number, string, bits, NULL, TRUE, FALSE, DATE '…'
    MYX_COLUMN,   // a, t.a, d.t.a: `name` is the last part, `table` the one before
    MYX_VARIABLE, // @a, @@a
    MYX_PARAM,
    MYX_CALL,     // name, arguments
    MYX_OPERATOR, // op in `name`, in upper case and one spelling ("!=" is "<>")
    MYX_CASE,
    MYX_CAST,     // CAST, CONVERT: the type's text is `name`
    MYX_QUERY,    // a sub-query: what it reads is in `query`
    MYX_LIST,     // (a, b)
    MYX_INTERVAL, // INTERVAL 1 DAY: the unit is `name`
    MYX_STAR
} MyExprKind;

typedef struct MyExpr {
    MyExprKind kind;
    Str name;
    Str table;
    Span span;
    const MyQuery *query;
    const struct MyExpr *first; // operands and arguments, in order
    struct MyExpr *next;
} MyExpr;

// Whether the condition is the same for every row, and holds.
bool my_expr_is_always_true(const MyExpr *expr);
// No column, variable, query or call is in it.
bool my_expr_is_constant(const MyExpr *expr);
// It calls a function whose value differs from row to row: UUID(), RAND().
bool my_expr_is_volatile(const MyExpr *expr);
// It names this column.
bool my_expr_names(const MyExpr *expr, Str column);
// Adds the relations that its sub-queries read.
void my_expr_relations(Arena *arena, const MyExpr *expr, NameVec *relations);

#endif
