// SPDX-License-Identifier: Apache-2.0
// The session that a file runs in: which of its ops share a transaction, what is rolled
// back, and which settings are in force. Read once for each migration, before its ops
// are judged; rules ask through rule.h.
#ifndef LINT_SESSION_H
#define LINT_SESSION_H

#include "catalog/catalog.h"
#include "ir/frontend.h"
#include "lint/rule.h"

// A value that was given to a setting. The newest one of a name is in force.
typedef struct Setting {
    Str name;
    Str value;  // ptr NULL: back to its default
    bool local; // until the transaction ends
    const Op *op;
    const struct Setting *earlier;
} Setting;

typedef struct OpState {
    size_t transaction; // unique in the project; 0: none
    TxOwner owner;
    const Setting *settings; // before the op
    bool undone;             // a ROLLBACK takes it back
} OpState;

typedef struct Session {
    const OpVec *ops;
    OpState *at;      // beside ops
    OpState end;      // as the file leaves it
    const Op *opened; // the BEGIN that nothing ends, or NULL
} Session;

typedef struct SessionInput {
    const Lowered *lowered;
    const Runner *runner;
    const Frontend *frontend;
    const Engine *engine;
    const Catalog *catalog;  // as the file finds it
    const Session *previous; // of the file that ran just before on the same connection
                             // and in the same transaction, or NULL
    size_t *transactions;    // so far
} SessionInput;

const Session *session_read(Arena *arena, const SessionInput *input);

// The newest value of a setting among these; NULL: none was given.
const Setting *setting_find(const Setting *settings, Str name);

#endif
