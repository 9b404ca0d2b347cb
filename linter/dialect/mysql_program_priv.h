// SPDX-License-Identifier: Apache-2.0
// What the files that parse MySQL's programs and administration share.
#ifndef DIALECT_MYSQL_PROGRAM_PRIV_H
#define DIALECT_MYSQL_PROGRAM_PRIV_H

#include "dialect/mysql_features.h"
#include "dialect/mysql_pieces_priv.h"

// The body of a trigger, a routine or an event: one statement, often BEGIN … END.
typedef struct MyBody {
    Str text;
    NameVec relations;  // that it reads or writes, each once
    StrVec row_columns; // a trigger's: a of NEW.a and OLD.a, each once
} MyBody;

bool my_body(MyParser *p, MyBody *body);
// Likewise where Oracle's grammar holds: up to the end.
bool my_oracle_body(MyParser *p, MyBody *body);
void my_body_reads(MyParser *p, MyBody *body, Name name); // adds it, if it is new
// What lasts has no "?" in it, from this token up to the cursor.
bool my_no_parameters(MyParser *p, size_t from);
// SIGNAL, RESIGNAL and GET DIAGNOSTICS, behind their first word.
bool my_signal(MyParser *p);
bool my_resignal(MyParser *p);
bool my_get_diagnostics(MyParser *p);
// The type of a parameter or a variable; MariaDB has some that columns have not.
bool my_variable_type(MyParser *p, Str *type);

// Takes IF NOT EXISTS or IF EXISTS and gives the op's flag for it, or 0.
unsigned my_guard(MyParser *p);

// Passes over tokens to the end of the statement. False: brackets do not match.
bool my_skip_rest(MyParser *p);

// Object statements of which only the head matters: kind, name, guard.
Op *my_object_op(MyParser *p, OpKind kind, ObjectKind object, Name name);

bool my_create_view(MyParser *p);
bool my_alter_view(MyParser *p);
bool my_create_materialized_view(MyParser *p);
bool my_create_duality_view(MyParser *p);
bool my_create_trigger(MyParser *p);
bool my_drop_trigger(MyParser *p);
bool my_create_procedure(MyParser *p);
bool my_create_function(MyParser *p);
bool my_alter_routine(MyParser *p);
bool my_drop_procedure(MyParser *p);
bool my_drop_function(MyParser *p);
bool my_create_event(MyParser *p);
bool my_alter_event(MyParser *p);
bool my_drop_event(MyParser *p);
bool my_prepare(MyParser *p);
bool my_execute(MyParser *p);
bool my_deallocate(MyParser *p);
bool my_call(MyParser *p);
bool my_block(MyParser *p);
bool my_execute_immediate(MyParser *p);

#endif
