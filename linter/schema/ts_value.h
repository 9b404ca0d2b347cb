// SPDX-License-Identifier: Apache-2.0
// What an expression of a TypeScript module is, as far as constants, object literals,
// imports and small functions tell. Nothing is run: what depends on more is TSV_UNKNOWN.
#ifndef SCHEMA_TS_VALUE_H
#define SCHEMA_TS_VALUE_H

#include "schema/ts_module.h"

// A name that a function was called with; the innermost first.
typedef struct TsEnv TsEnv;

// Where an expression begins.
typedef struct TsExpr {
    const TsModule *module; // NULL: there is no expression
    size_t at;
    const TsEnv *env;
} TsExpr;

typedef enum TsValueKind {
    TSV_UNKNOWN, // only running the code would tell
    TSV_ABSENT,  // undefined, null, or there is no expression
    TSV_FOREIGN, // of a package that is not read; text is its name for it
    TSV_GLOBAL,  // text: "Object", "Object.values"
    TSV_STRING,  // text
    TSV_NUMBER,  // text as written
    TSV_BOOL,    // text
    TSV_OBJECT,  // expr: its "{"
    TSV_ARRAY,   // expr: its "["
    TSV_LABELS,  // expr: the "{" of a TypeScript enum
    TSV_KEYS,    // Object.keys of expr
    TSV_FUNCTION,
    TSV_MODULE, // what `module` exports
    TSV_MADE    // by the library that the reader knows; see TsLibrary
} TsValueKind;

typedef struct TsValue {
    TsValueKind kind;
    Str text;
    TsExpr expr;
    const TsModule *module;
    const void *made;    // TSV_MADE: the library's own
    const char *unknown; // TSV_UNKNOWN: why, as a noun; NULL: an operator or the like
} TsValue;

// Arguments of a call: `open` is the "(" in the caller's module.
typedef TsExpr TsCall;

typedef struct TsReader TsReader;

// What calls and members of a library's values are.
typedef struct TsLibrary {
    // What `name` of the package is ("*": all of it); false: not this library's.
    bool (*import)(TsReader *reader, Str package, Str name, TsValue *value);
    TsValue (*call)(TsReader *reader, const TsValue *callee, TsCall call);
    TsValue (*member)(TsReader *reader, const TsValue *of, Str name);
} TsLibrary;

struct TsReader {
    Arena *arena;
    const TsLibrary *library;
    // The module that `from` means in a module at `path`; NULL: a package, or not there.
    const TsModule *(*resolve)(void *data, const TsModule *module, Str from);
    void *data;      // for resolve, and the library's own
    size_t depth;    // private
    size_t expenses; // private: what was evaluated so far
};

TsValue ts_eval(TsReader *reader, TsExpr expr);
TsValue ts_binding_value(TsReader *reader, const TsModule *module, Str name);
// What a module exports under a name, through re-exports.
TsValue ts_exported(TsReader *reader, const TsModule *module, Str name);

// The nth argument of a call; module NULL: there is none. A spread among them is one.
TsExpr ts_argument(const TsCall *call, size_t n);
// The function's value when it is called so.
TsValue ts_apply(TsReader *reader, const TsValue *function, TsCall call);
// The same with one argument that is no expression.
TsValue ts_apply_to(TsReader *reader, const TsValue *function, TsValue argument);

// An element of an object or array literal, or of a list of arguments.
typedef struct TsElement {
    Str key; // of an object
    bool is_computed;
    bool is_spread;
    TsExpr value; // module NULL: a method
    const TsModule *module;
    size_t at; // its first token
    size_t end;
} TsElement;

// The next element of the literal whose bracket is at literal.at; *at is 0 at first. The
// value of a method is unknown.
bool ts_next_element(Arena *arena, TsExpr literal, size_t *at, TsElement *element);
// The value of a TypeScript enum's element.
TsValue ts_enum_label(TsReader *reader, const TsElement *element);

// A property of an object, through spreads; TSV_ABSENT when it has none of that name.
TsValue ts_property(TsReader *reader, TsExpr object, Str name);

#endif
