// SPDX-License-Identifier: Apache-2.0
// The session that a file's statements run in: who has opened a transaction, which
// settings are in force, what is new and not committed yet, and what a ROLLBACK takes
// back. Settings are those that the text makes; what a server or a role is configured
// with is not known.
#ifndef IR_SESSION_H
#define IR_SESSION_H

#include "ir/migration.h"
#include "ir/op.h"

// A value that was given to a setting.
typedef struct Setting {
    Str name;   // lower case: "timezone", "lock_timeout"; "all": every one
    Str value;  // without quotes; ptr NULL: back to its default
    bool local; // until the transaction ends
    const Op *op;
    uint64_t names; // a bit, by hash, for this name and each earlier one
    const struct Setting *earlier;
} Setting;

// A type made, or a value added to an enum, since the transaction began.
typedef struct NewValue {
    Name type; // as written
    Str label; // ptr NULL: the type itself
    const struct NewValue *earlier;
} NewValue;

// What a ROLLBACK goes back to.
typedef struct Savepoint {
    Str name;
    const OpVec *file;
    size_t first; // of the file's ops: from there on they are taken back
    const Setting *settings;
    const NewValue *values;
    const struct Savepoint *outer; // NULL: it is the beginning of the transaction
} Savepoint;

// A session at one point. Its lists grow at their heads alone, so that a copy stays as it
// was; the newest of a name is in force.
typedef struct Session {
    size_t transaction; // unique among those that one counter counts; 0: none
    TxOwner owner;
    const Setting *settings;
    const NewValue *values;
    const Savepoint *savepoints; // NULL: no transaction is open
} Session;

typedef struct OpState {
    Session session;  // before the op, and behind the commit that it makes by itself
    bool ends_open;   // that commit ends a transaction
    bool undone;      // a ROLLBACK takes it back
    size_t undone_by; // which of the ops, the first one
} OpState;

// A file's walk through its session.
typedef struct SessionLog {
    const OpVec *ops;
    OpState *at;      // beside ops
    Session end;      // as the file leaves it
    const Op *opened; // the BEGIN that nothing ends, or NULL
} SessionLog;

typedef struct SessionInput {
    const OpVec *ops;       // have to outlive the log
    TxOwner base;           // what opens a transaction where the text does not
    const Session *goes_on; // as the file before has left it, on the same connection;
                            // NULL: the file starts with a new session
    size_t *transactions;   // so far
    const Engine *engine;
    bool (*commits)(const Engine *engine, const Op *op); // see Frontend; may be NULL
} SessionInput;

const SessionLog *session_read(Arena *arena, const SessionInput *input);

Str setting_value(Str value); // without the quotes round it
// The newest value that the text gave to a setting, a RESET included; NULL: none.
const Setting *session_setting(const Session *session, Str name);
// The value of a timeout that is in force; empty: the text sets none, or sets it to 0.
Str session_limit(const Session *session, Str timeout);
bool session_in_transaction(const Session *session);
// The open transaction has made the type.
bool session_made_type(const Session *session, Name type);

#endif
