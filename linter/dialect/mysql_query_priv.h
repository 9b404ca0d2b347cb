// SPDX-License-Identifier: Apache-2.0
// What the files that parse queries and changes of rows share.
#ifndef DIALECT_MYSQL_QUERY_PRIV_H
#define DIALECT_MYSQL_QUERY_PRIV_H

#include "dialect/mysql_expr.h"
#include "dialect/mysql_features.h"

// A table in FROM, or what stands in its place.
typedef struct MyTableRef {
    Name name; // empty: a derived table
    Str alias; // empty: none
} MyTableRef;

typedef struct MyFrom {
    VEC(MyTableRef) tables; // in the order of the text
    NameVec relations;      // read by derived tables and conditions
    NameVec locked;         // by derived tables
    bool restricts; // an inner join has a condition: rows that meet none are left out
} MyFrom;

// ---- mysql_query.c ----

// UNION, ORDER BY, LIMIT … behind a query in brackets.
bool my_query_more(MyParser *p, MyQuery *query);
bool my_query_goes_on(const MyParser *p); // one of these is at the cursor
// ORDER BY and LIMIT, if they are there; *limit: the latter was.
bool my_order_and_limit(MyParser *p, NameVec *relations, bool *limit);
bool my_order(MyParser *p, NameVec *relations); // ORDER BY alone, if it is there
bool my_row_count(MyParser *p); // a number, a parameter, a variable of a routine

// ---- mysql_with.c ----

// WITH: names that stand for queries as long as the statement or query lasts.
typedef struct MyCte {
    Str name;
    MyQuery query;
} MyCte;
typedef struct MyWith {
    VEC(MyCte) ctes;
    bool recursive;
} MyWith;
bool my_with(MyParser *p, MyWith *with); // the cursor is behind WITH
// Takes the names out of a list of relations, and adds what their queries read.
void my_with_resolve(MyParser *p, const MyWith *with, NameVec *relations);
// Takes them out alone.
void my_with_forget(MyParser *p, const MyWith *with, NameVec *relations);

// ---- mysql_select.c ----

// SELECT … up to HAVING and WINDOW; *from gets its tables.
bool my_select(MyParser *p, MyQuery *query, MyFrom *from);
bool my_select_items(MyParser *p, MyQuery *query);
bool my_into(MyParser *p, MyQuery *query); // behind INTO
// FIELDS … LINES …, of INTO OUTFILE and LOAD DATA.
bool my_file_format(MyParser *p);
bool my_file_text(MyParser *p); // a string, also a hexadecimal one
// An expression whose sub-queries' relations are added to the list; *tree may be NULL.
bool my_clause(MyParser *p, NameVec *relations, const MyExpr **tree);
bool my_where(MyParser *p, NameVec *relations, WhereKind *where); // if it is there

// ---- mysql_query_from.c, mysql_json_table.c ----

bool my_from(MyParser *p, MyFrom *from);       // the tables behind FROM
bool my_partition_names(MyParser *p);          // PARTITION (a, b), if it is there
bool my_index_hints(MyParser *p);              // if they are there
bool my_table_alias(MyParser *p, Str *alias);  // [AS] a, if it is there
bool my_json_table(MyParser *p, MyFrom *from); // the cursor is at JSON_TABLE
// Its tables, and what else it reads.
void my_from_relations(MyParser *p, const MyFrom *from, NameVec *relations);

// ---- mysql_dml.c, mysql_dml_change.c, mysql_dml_load.c: statements ----

// Sets op->relations to these without op->name, each once.
void my_op_relations(MyParser *p, Op *op, const NameVec *relations);
// Sets op_rest(op)->locked.
void my_op_locked(MyParser *p, Op *op, const NameVec *locked);
// a = 1, b.c = DEFAULT. The columns' last parts, and the parts before those.
bool my_assignments(MyParser *p, StrVec *columns, StrVec *tables, NameVec *relations);
bool my_value(MyParser *p, NameVec *relations); // an expression, DEFAULT, IGNORE
// RETURNING, if it is there; `feature`: what that is of the statement.
bool my_returning(MyParser *p, MyFeatureId feature, NameVec *relations);
bool my_insert(MyParser *p); // behind the statement's first word, as in MyRow
bool my_replace(MyParser *p);
bool my_update(MyParser *p, const MyWith *with); // WITH's names, or NULL
bool my_delete(MyParser *p, const MyWith *with);
bool my_load(MyParser *p);
bool my_import_into(MyParser *p);
bool my_handler(MyParser *p);
bool my_do(MyParser *p);

#endif
