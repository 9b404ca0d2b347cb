// SPDX-License-Identifier: Apache-2.0
// What the parts of the evaluation share.
#ifndef SCHEMA_TS_PRIV_H
#define SCHEMA_TS_PRIV_H

#include "schema/ts_value.h"

struct TsEnv {
    const TsEnv *outer;
    Str name;
    TsExpr expr;
    TsValue value; // where there is no expr
};

TsValue ts_unknown(const char *why);
TsValue ts_value(TsValueKind kind, Str text);

// Goes down one level, which the caller takes back with reader->depth--; false when it is
// too deep or too much already.
bool ts_enter(TsReader *reader);

// What a name means where scope's expression stands.
TsValue ts_name_value(TsReader *reader, TsExpr scope, Str name);

#endif
