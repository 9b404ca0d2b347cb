// SPDX-License-Identifier: Apache-2.0
// Statements of which a row says all: their words, what they come to, who takes them.
#ifndef DIALECT_MYSQL_ADMIN_PRIV_H
#define DIALECT_MYSQL_ADMIN_PRIV_H

#include "dialect/mysql_program_priv.h"

// What stands behind the words.
typedef enum MyTail {
    MYTAIL_NONE,   // nothing
    MYTAIL_REST,   // anything whose brackets match, or nothing
    MYTAIL_SOME,   // likewise, but something
    MYTAIL_TABLES, // names of tables with commas between, then anything
    MYTAIL_TABLE,  // one, then anything
    MYTAIL_NAME,   // IF [NOT] EXISTS, the name of an object, then anything
} MyTail;

typedef struct MyHead {
    const char *words;
    OpKind kind;
    ObjectKind object;
    const char *verb; // NULL: none
    MyFeatureId feature;
    MyTail tail;
} MyHead;

// Parses the statement by the row of `heads` (ended by NULL words) with the most words of
// those that fit from its first token on; refuses it where none does.
bool my_head(MyParser *p, const MyHead *heads);

// Words that some servers know: a NULL word ends the list.
typedef struct MyWordRow {
    const char *words;
    MyFeatureId feature;
} MyWordRow;
// Notes the rows whose words stand at this token; the cursor stays.
void my_note_words(MyParser *p, const MyWordRow *rows, size_t from);

bool my_grant(MyParser *p);
bool my_revoke(MyParser *p);
bool my_create_user(MyParser *p);
bool my_create_role(MyParser *p);
bool my_alter_user(MyParser *p);
bool my_drop_user(MyParser *p);
bool my_drop_role(MyParser *p);
bool my_rename_user(MyParser *p);

bool my_optimize_table(MyParser *p);
bool my_analyze(MyParser *p);
bool my_check_table(MyParser *p);
bool my_repair_table(MyParser *p);
bool my_checksum_table(MyParser *p);
bool my_show(MyParser *p);
bool my_explain(MyParser *p);

#endif
