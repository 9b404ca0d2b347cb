// SPDX-License-Identifier: Apache-2.0
// What the files that parse expressions share. A function that returns a tree returns
// NULL when the grammar refuses what is at the cursor. Trees live in p->tmp; brackets
// leave no trace in them.
#ifndef DIALECT_MYSQL_EXPR_PRIV_H
#define DIALECT_MYSQL_EXPR_PRIV_H

#include "dialect/mysql_expr.h"

// ---- mysql_expr.c: the operators, by precedence. Names are the grammar's own. ----

MyExpr *my_expr_tree(MyParser *p);   // expr: all of them
MyExpr *my_expr_bits(MyParser *p);   // bit_expr: no comparison, no logic
MyExpr *my_expr_simple(MyParser *p); // simple_expr: prefixes and COLLATE alone

// ---- mysql_expr_primary.c, mysql_expr_call.c, mysql_expr_window.c ----

MyExpr *my_expr_primary(MyParser *p);
// A function that is called: the cursor is at its name, and a bracket follows.
MyExpr *my_expr_call(MyParser *p);
// Whether the grammar takes these arguments; else it is refused. `from`: its first token.
bool my_expr_known(MyParser *p, const MyExpr *call, size_t from);
// f(1 AS a): loadable functions see the names, and the grammar's own ones take none.
bool my_expr_names_arguments(const MyParser *p, Str name);
// A call behind a schema and its dot.
MyExpr *my_expr_call_of(MyParser *p, Str schema, size_t from);
// The functions that are written without brackets, or with a grammar of their own, by
// their word. A row's function is called with the cursor behind that.
typedef struct MyForm {
    Str word;
    bool bracket; // only where "(" follows, which the cursor is behind
    MyExpr *(*parse)(MyParser *p, size_t from); // `from`: the token of the word
} MyForm;
extern const MyForm my_expr_aggregate_forms[]; // ended by a row without parse
const MyForm *my_expr_form(const MyForm *forms, Str word, bool bracket); // or NULL
// OVER (…) behind a call, if it is there; false: refused.
bool my_expr_over(MyParser *p, MyExpr *call, bool required);
// The clause WINDOW w AS (…), … behind its word.
bool my_expr_windows(MyParser *p);
// ORDER BY's list, behind BY; the trees become operands of `owner`.
bool my_expr_order(MyParser *p, MyExpr *owner);
// INTERVAL's value and unit, behind the word.
MyExpr *my_expr_interval(MyParser *p, size_t from);
// YEAR, DAY_HOUR, …
bool my_expr_unit(MyParser *p, Str *unit);
MyExpr *my_expr_cast(MyParser *p, size_t from);    // behind CAST (
MyExpr *my_expr_convert(MyParser *p, size_t from); // behind CONVERT (
bool my_expr_cast_type(MyParser *p, Str *type);    // in one spelling
bool my_expr_column_type(MyParser *p);             // the same, of COLUMN_GET
// NULL ON EMPTY, DEFAULT 'x' ON ERROR
bool my_expr_json_handlers(MyParser *p);
bool my_expr_charset(MyParser *p);              // utf8mb4, 'utf8mb4', BINARY
bool my_expr_collation(MyParser *p, Str *name); // utf8mb4_bin, 'utf8mb4_bin'
// A list up to its closing bracket, which it takes; `list` has at least `least` items.
bool my_expr_list(MyParser *p, MyExpr *list, size_t least);

// ---- mysql_expr_tree.c ----

// A node whose text goes from token `from` up to the cursor.
MyExpr *my_expr_new(MyParser *p, MyExprKind kind, Str name, size_t from);
void my_expr_add(MyExpr *owner, MyExpr *operand); // as the last one
bool my_expr_operand(MyParser *p, MyExpr *owner); // parses it as well
// The node's text ends at the cursor.
MyExpr *my_expr_end(MyParser *p, MyExpr *expr);
// `operand name operand`; an operator that chains (a + b + c) grows instead of nesting.
MyExpr *my_expr_chain(MyParser *p, Str name, MyExpr *left, MyExpr *right);
MyExpr *my_expr_not(MyParser *p, MyExpr *expr);
// A word as an operand: the unit of EXTRACT.
MyExpr *my_expr_word(MyParser *p, Str word);

#endif
