// SPDX-License-Identifier: Apache-2.0
// The vocabulary of change: what a migration does, one Op at a time. This is the waist of
// tidegate: dialects produce it, and everything behind them (catalog, rules, reporters)
// sees nothing else of SQL.
#ifndef IR_OP_H
#define IR_OP_H

#include "ir/def.h"
#include "ir/effects.h"
#include "ir/engine.h"
#include "ir/op_kind.h"

typedef enum OpFlag {
    OPF_IF_EXISTS = 1 << 0,
    OPF_IF_NOT_EXISTS = 1 << 1,
    OPF_CASCADE = 1 << 2,
    OPF_CONCURRENTLY = 1 << 3,
    OPF_ONLY = 1 << 4,
    OPF_OR_REPLACE = 1 << 5,
    OPF_INLINE = 1 << 6, // a constraint written inside ADD COLUMN
    OPF_LOCAL = 1 << 7,  // SET LOCAL
    OPF_RESET = 1 << 8,  // RESET, SET … TO DEFAULT, DISCARD
    // REVOKE; DROP or DISABLE of what an ALTER switches: identity, row security, trigger
    OPF_REVOKE = 1 << 9,
    // OP_OPAQUE only: the grammar refused the statement; span is where
    OPF_SYNTAX = 1 << 10,
    // OPF_INLINE only: the new column holds nothing but NULL, so no row is checked
    OPF_SCAN_FREE = 1 << 11,
    // An action of an ALTER TABLE for which another one locks the table in ACCESS
    // EXCLUSIVE mode: there is one lock for all
    OPF_EXCLUSIVE = 1 << 12,
    // Runs inside of another statement: in a DO block, or a function that is called
    OPF_NESTED = 1 << 14,
    // MySQL's ALTER IGNORE, INSERT IGNORE, UPDATE IGNORE, DELETE IGNORE
    OPF_IGNORE = 1 << 16,
    OPF_LIMIT = 1 << 17,  // UPDATE, DELETE, SELECT, INSERT … SELECT with a LIMIT
    OPF_GLOBAL = 1 << 18, // SET GLOBAL, SET PERSIST
    OPF_WAIT = 1 << 19,   // MariaDB's WAIT n, NOWAIT: how long it waits for the table
    // MySQL's ALTER TABLE: the new name is that of a column which a later action of the
    // statement renames or drops
    OPF_TAKES_NAME = 1 << 20,
    // OP_OPAQUE only: a placeholder that is filled in before the text is run; span is
    // where, detail what. verb "name": the rest was read as if it were a name
    OPF_TEMPLATE = 1 << 15
} OpFlag;

// How much of a table an UPDATE or DELETE meets, as far as its text tells.
typedef enum WhereKind {
    WHERE_SOME, // there is a condition, and it is not constant
    WHERE_NONE,
    WHERE_ALWAYS // 1=1, TRUE, NOT FALSE, x IS NULL OR x IS NOT NULL
} WhereKind;

// A piece of syntax that other servers or versions know and this one does not.
typedef struct Misfit {
    Span span;
    Str what;     // the syntax, as the manual calls it: "DROP COLUMN IF EXISTS"
    Str why;      // a sentence without a full stop
    bool ignored; // the server accepts it and does nothing of it; else it refuses it
} Misfit;

typedef VEC(Misfit) MisfitVec;

// What few ops have. A large file has ops by the ten thousand, and most do without.
typedef struct OpRest {
    // SELECT … FOR UPDATE and its like, MySQL's INSERT … SELECT: relations whose rows it
    // locks.
    NameVec locked;
    // MySQL's ADD_COLUMN, MODIFY_COLUMN: AFTER this column; "": FIRST; ptr NULL: nothing
    // said.
    Str position;
    MisfitVec misfits; // of the statement, at its first op; not PostgreSQL's
} OpRest;

typedef struct Op {
    OpKind kind;
    ObjectKind object; // what kind of thing `name` is
    unsigned flags;    // OpFlag bits
    Span span; // what it stands for: one action of an ALTER TABLE, one name of a DROP
    Span stmt; // the whole statement, without its terminator
    size_t stmt_index; // from 0, in the file; what a called function does has the call's
    Name name;         // as written: the schema is empty where the text has none
    // Column, constraint, trigger, policy, enum label or setting of `name`. MySQL, whose
    // indexes are parts of their tables: DROP_, RENAME_ and ALTER_INDEX: the index.
    Str part;
    // MODIFY_COLUMN, RENAME_*: the new name. SET_SCHEMA: the new schema. ATTACH, DETACH:
    // the partition. INHERIT: the parent. Indexes and triggers: the table where the
    // statement names it.
    Name other;
    // TRANSACTION, MAINTENANCE: which. ALTER_*, SET_*: the action, where the kind leaves
    // it open ("force", "set-not-null"). ADD_ENUM_VALUE: before, after. GRANT:
    // privileges. ALTER_PARTITION: "add", "drop", "truncate", "exchange", "reorganize",
    // "coalesce", "by", "remove", "discard", "import", …; `columns` are the partitions,
    // `table` has what it defines, `other` is the table that is exchanged, `detail`
    // "without validation". SELECT: "plan-insert", "plan-change" or "prepare" where a
    // statement on `name` is not run; `detail` is its text when it has user variables
    // (MySQL), as that of CALL is its arguments. INSERT: "upsert" (ON CONFLICT DO UPDATE,
    // ON DUPLICATE KEY UPDATE), "replace" (MySQL's REPLACE). DELETE: "history" (MariaDB's
    // DELETE HISTORY: old versions of rows). REBUILD_TABLE (SQLite): see
    // ir/op_kind.h. ALTER_COLUMN_TYPE (SQLite): "affinity" where values are kept
    // otherwise, "collation" where nothing but that is new; `detail` is the old type.
    // SET_TABLE_OPTION: the option, SQLite's also in `part`; OPF_REVOKE: it is lost.
    Str verb;
    Str detail;      // expression, value or message, per kind
    WhereKind where; // UPDATE, DELETE, SELECT; of MySQL's INSERT … SELECT that SELECT's
    StrVec columns;  // INSERT, UPDATE: columns written; CREATE_TRIGGER: of UPDATE OF
    // Tables read besides `name` (USING, FROM, sub-selects), without CTE names.
    NameVec relations;

    // What is defined; NULL in ops of other kinds.
    // CREATE_TABLE; MySQL: CREATE_SCHEMA, whose options alone it has; ALTER_PARTITION
    const TableDef *table;
    // ADD_COLUMN, SET_DEFAULT, ALTER_IDENTITY, ALTER_GENERATED; ALTER_COLUMN_TYPE: name,
    // type and using_expr.
    // MODIFY_COLUMN: all of it; `part` is the column as it was called.
    const ColumnDef *column;
    // ADD_CONSTRAINT; ALTER_DOMAIN ADD; DROP_CONSTRAINT of SQLite's rebuilds: the one
    // that goes, which mostly has no name
    const ConstraintDef *constraint;
    const IndexDef *index;       // CREATE_INDEX
    const ViewDef *view;         // CREATE_VIEW
    const SequenceDef *sequence; // CREATE_SEQUENCE, ALTER_SEQUENCE
    const TypeDef *type;         // CREATE_TYPE
    const FunctionDef *function; // CREATE_FUNCTION, DROP_FUNCTION
    const PolicyDef *policy;     // CREATE_POLICY, ALTER_POLICY

    Online asked;       // MySQL: the statement's ALGORITHM and LOCK clauses
    const OpRest *rest; // see op_rest(); NULL: it has none

    Effects effects; // what running it does; the dialect fills it in from measured facts
} Op;

typedef VEC(Op) OpVec;

// The ops from first up to end.
typedef struct OpRange {
    Op *first;
    Op *end;
} OpRange;

bool op_has(const Op *op, OpFlag flag);
// Never NULL: an empty one where the op has none.
const OpRest *op_rest(const Op *op);
// To be written: a copy of the op's, its own from now on; the op's copies share it. Its
// lists are still those of whom it was copied from: see vec_own().
OpRest *op_own_rest(Arena *arena, Op *op);
// The first op of the statement up to this one that the server refuses, and the rest with
// it; NULL: none. `before` is the answer for the op in front, NULL for a file's first.
// MariaDB drops the tables of a list one by one: there each stands for itself.
const Op *op_refused(const Engine *engine, const Op *op, const Op *before);
// The ops of the statement of one of them, which stand side by side.
OpRange op_statement(const OpVec *ops, const Op *op);
// Of a statement's first op: why the server refuses the statement for syntax that it does
// not have; empty: it has all of it, or ignores it.
Str op_misfit(const Op *op);
// The strongest lock on a relation that blocks reads or writes, or NULL: what a finding
// shows. SQLite's lock tells nothing of a statement, since all have it.
const LockTaken *op_heaviest_lock(const Op *op);

#endif
