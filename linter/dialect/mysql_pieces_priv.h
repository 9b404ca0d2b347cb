// SPDX-License-Identifier: Apache-2.0
// Pieces of MySQL's grammar that several files parse.
#ifndef DIALECT_MYSQL_PIECES_PRIV_H
#define DIALECT_MYSQL_PIECES_PRIV_H

#include "dialect/mysql_priv.h"

// mysql_expr.h has what an expression is made of.
struct MyExpr;

bool my_expr(MyParser *p, const struct MyExpr **expr); // NULL: parsed and forgotten

// A query: SELECT, TABLE, VALUES, WITH, in brackets, UNION. What it reads, and the names
// of its columns where the text tells all of them.
typedef struct MyQuery {
    NameVec relations; // without CTE names
    StrVec columns;
    bool columns_known;
    NameVec locked; // FOR UPDATE, FOR SHARE, LOCK IN SHARE MODE
    Str into;       // INTO OUTFILE, INTO @x; ptr NULL: none
    bool has_where, has_limit;
    WhereKind where; // of its first SELECT
} MyQuery;
bool my_query(MyParser *p, MyQuery *query);
bool my_sub_query(MyParser *p, MyQuery *query); // in brackets, in an expression or FROM
bool my_is_query(const MyParser *p); // one begins at the cursor, be it in brackets

bool my_type(MyParser *p, ColumnDef *column); // its type, charset and collation
// A column's definition behind its name. What stands inside it and is no part of a column
// (UNIQUE, PRIMARY KEY, CHECK, REFERENCES) is added to the two lists.
typedef VEC(ConstraintDef) MyConstraintVec;
typedef VEC(IndexDef) MyIndexVec;
typedef struct MyColumnExtras {
    MyConstraintVec constraints;
    MyIndexVec indexes;
} MyColumnExtras;
bool my_column(MyParser *p, ColumnDef *column, MyColumnExtras *extras);
// KEY, UNIQUE, FULLTEXT, CONSTRAINT …, PRIMARY KEY, FOREIGN KEY, CHECK at the cursor: one
// of the two is set, the other one's kind is told by the return value.
typedef enum MyElement { MYE_NONE, MYE_INDEX, MYE_CONSTRAINT, MYE_REFUSED } MyElement;
MyElement my_table_element(MyParser *p, IndexDef *index, ConstraintDef *constraint);
// The bracketed parts of a key, and index options in front of and behind them.
bool my_key_parts(MyParser *p, IndexDef *index);
bool my_index_options(MyParser *p, IndexDef *index);
// A table option at the cursor, if one is; *found tells.
bool my_table_option(MyParser *p, TableOptionVec *options, bool *found);
// Likewise, of CREATE and ALTER DATABASE.
bool my_database_option(MyParser *p, TableOptionVec *options, bool *found);
bool my_partition_by(MyParser *p, TableDef *table);   // behind PARTITION BY
bool my_partition_defs(MyParser *p, TableDef *table); // the bracketed list
bool my_partition_def(MyParser *p, TableDef *table);  // one of it, at PARTITION
// PERIOD FOR SYSTEM_TIME (a, b), PERIOD FOR p (a, b); the cursor is at PERIOD. *name:
// "SYSTEM_TIME", or the period's own.
bool my_period(MyParser *p, Str *name);
bool my_is_period(const MyParser *p);
// What may stand behind a column's DEFAULT.
bool my_default_value(MyParser *p, Str *text);
// ALGORITHM or LOCK clause at the cursor, if one is; *found tells.
bool my_online_clause(MyParser *p, bool *found);

#endif
