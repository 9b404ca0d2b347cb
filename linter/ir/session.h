// SPDX-License-Identifier: Apache-2.0
// What a session is like at one point of a file: its settings, and whether a transaction
// is open. Settings are those that the text makes; what a server or a role is configured
// with is not known.
#ifndef IR_SESSION_H
#define IR_SESSION_H

#include "ir/op.h"

typedef struct Setting {
    Str name;  // lower case: "timezone", "lock_timeout"
    Str value; // without quotes
} Setting;

typedef VEC(Setting) SettingVec;

// The settings as they are, and as they will be once SET LOCAL is over.
typedef struct Settings {
    SettingVec now;
    SettingVec lasting;
} Settings;

// A type made, or an enum's value added, since the transaction began.
typedef struct NewValue {
    Name type; // as written
    Str label; // ptr NULL: the type itself
} NewValue;

// What ROLLBACK goes back to: first BEGIN, then the savepoints.
typedef struct Savepoint {
    Str name; // empty: BEGIN
    Settings settings;
    size_t values; // how many there were
} Savepoint;

typedef struct Session {
    Arena *arena;
    Settings settings;
    VEC(Savepoint) savepoints; // none: no transaction is open
    VEC(NewValue) values;      // of the open transaction
} Session;

// A new one; `in_transaction` when the runner has opened a transaction before the text
// begins.
Session session_new(Arena *arena, bool in_transaction);
// Ops that are no concern of a session's change nothing.
void session_apply(Session *session, const Op *op);

bool session_in_transaction(const Session *session);
// The open transaction has made the type.
bool session_made_type(const Session *session, Name type);
// A setting's value; ptr NULL when the text has not set it.
Str session_setting(const Session *session, Str name);

#endif
