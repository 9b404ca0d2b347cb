// SPDX-License-Identifier: Apache-2.0
// Code in the database: the statements inside of DO blocks, and of functions that the
// same file calls, become ops of their own (OPF_NESTED) behind the one that runs them.
#ifndef DIALECT_PG_BODY_PRIV_H
#define DIALECT_PG_BODY_PRIV_H

#include "dialect/pg_priv.h"

// The code of a body.
typedef struct PgCode {
    Str language;
    Str text; // what `span` is a part of: the file's text, or the body by itself where it
              // is written with escapes
    Span span; // what the quotes hold, or BEGIN ATOMIC … END
} PgCode;

// A function or procedure that the file makes. Only a call runs its body, and the first
// one shows all there is to see.
typedef struct PgRoutine {
    Name name;
    PgCode code;
    Span stmt; // that makes it
    bool ran;
} PgRoutine;

typedef struct PgRoutines {
    VEC(PgRoutine) all; // in the order of the text
} PgRoutines;

// The code in a string token, whose value is `value`.
PgCode pg_code(const PgStmt *stmt, Token token, Str value);

// Lowers what a body does. False when nothing is known of its language.
bool pg_lower_body(PgStmt *stmt, const PgCode *code);

// What the server refuses about a body when it is made becomes an op.
void pg_check_body(PgStmt *stmt, const PgCode *code);

// Lowers what the functions of this name do that the file made before.
void pg_run_routine(PgStmt *stmt, Name name);

#endif
