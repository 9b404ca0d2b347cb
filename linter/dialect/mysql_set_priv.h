// SPDX-License-Identifier: Apache-2.0
// SET in all its forms, as mysql_session.c calls it: the cursor is behind the word.
#ifndef DIALECT_MYSQL_SET_PRIV_H
#define DIALECT_MYSQL_SET_PRIV_H

#include "dialect/mysql_alter_priv.h"

bool my_set(MyParser *p);
// TiDB's AS OF TIMESTAMP, if it stands at the cursor, with the time to read at.
bool my_as_of(MyParser *p);
bool my_set_statement(MyParser *p); // behind SET STATEMENT

#endif
