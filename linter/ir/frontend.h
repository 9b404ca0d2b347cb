// SPDX-License-Identifier: Apache-2.0
// What a dialect offers to the engine: text in, ops out, and what an op costs on a live
// database.
#ifndef IR_FRONTEND_H
#define IR_FRONTEND_H

#include "ir/migration.h"
#include "ir/session.h"

struct Catalog;

// What a dialect that learns by running statements keeps of a project, from file to file.
typedef struct World World;

// Where a file stands when it is run in a world.
typedef struct Stage {
    World *world;
    size_t batch;  // as Migration.batch
    bool judged;   // what it does to rows is asked for; else it only moves the world on
    bool last;     // no other file of the batch is judged behind it
    TxOwner owner; // what opens a transaction round the file, where its text does not
} Stage;

// What one part of a file can tell those behind it.
typedef enum Tie {
    TIE_ROUTINES = 1 << 0, // that it makes, and they call
    TIE_SETTINGS = 1 << 1  // of the session that statements are read in
} Tie;

// A file taken apart. Everything lives in the arena given to lower(), but views into the
// text stay views.
typedef struct Lowered {
    Str text;
    size_t start;         // given: what is before it in the text is none of it
    const Engine *engine; // given: which server will run it; NULL: the oldest that is
                          // still maintained
    // Given: NULL where the text is only looked at, and nothing of it is run.
    const Stage *stage;
    // Given: no statement is taken that begins here, or behind it; 0: all are. Front ends
    // with `in_parts` alone know it.
    size_t until;
    // Of such a part. Torn: a statement lies across `until`, or is so broken that where
    // it ends is a guess: what is behind it cannot be taken apart without it.
    bool torn;
    unsigned tells; // Tie bits
    unsigned asks;  // Tie bits: what it looked for before itself
    size_t most;    // given: so many statements are taken; 0: LIMIT_STATEMENTS
    Span left;      // of the text: the first statement that was not taken, up to the end;
                    // 0,0: all were
    // Given: where the array of ops lives, if that is not as long as what they name;
    // NULL: with all the rest. PostgreSQL alone makes use of it.
    Arena *ops_arena;
    OpVec ops;          // in the order of execution; several ops may share a statement
    SpanVec statements; // every statement, also broken ones, without terminators
    SpanVec comments;   // comments that mention "tidegate:" or "atlas:nolint", with their
                        // delimiters
} Lowered;

// Whether one more statement is taken, which begins at `start`: the file may have too
// many, and the time of the run may be over. If not, `left` says so.
bool lowered_takes(Lowered *lowered, size_t start);

// Where an op stands when its effects are asked for. They depend on what is around it:
// the actions of one ALTER TABLE share a rewrite.
typedef struct Scene {
    const struct Catalog *catalog; // as it is before the op
    const Engine *engine;
    const Session *session; // likewise
    const Lowered *file;
    Op *op; // one of the file's
} Scene;

// How a dialect reads pieces of SQL that stand alone, and compares what they mean. Of
// pieces that its grammar refuses two are the same when their bytes are.
typedef struct Meaning {
    // Expressions of one table, whose columns may be qualified or not. `as`: the type of
    // the column that keeps the value, as of a default; NULL: they are conditions, or
    // parts of an index.
    bool (*same_expression)(Str a, Str b, const TypeRef *as);
    bool (*same_query)(Str a, Str b);
    // What stands behind CREATE SEQUENCE and the name, and behind its ALTERs.
    bool (*same_sequence)(Str a, Str b);
    // Two types of columns, as read_type() or the statements' own texts have them.
    bool (*same_type)(const TypeRef *a, const TypeRef *b);
    // False: the text is no type.
    bool (*read_type)(Arena *arena, Str text, TypeRef *type);
    // The list in the brackets of CREATE INDEX; sets index->parts. False: it is none.
    bool (*read_index_parts)(Arena *arena, Str list, IndexDef *index);
} Meaning;

typedef struct Frontend {
    const char *dialect; // as in Project.dialect
    const char *grammar; // what parses: "PostgreSQL 18.0"
    // Servers that speak it. A version that is not given is the family's usual one: the
    // oldest that is still maintained.
    const EngineFamily *families;
    size_t family_count;
    // The world of a project of which nothing has been run yet; NULL: the dialect has
    // none, and reads texts alone. Frees all that is in it.
    World *(*world_new)(const Engine *engine, const Runner *runner);
    void (*world_free)(World *world);
    // Each statement commits by itself unless the text or the runner opens a transaction,
    // also of several in one string.
    bool lone_statements;
    // Files may be taken apart in parts, see Lowered.until.
    bool in_parts;
    // Never fails: what cannot be parsed becomes OP_OPAQUE and the rest goes on. The text
    // may hold any bytes. Begins at lowered->start.
    void (*lower)(Arena *arena, Str text, const Runner *runner, Lowered *lowered);
    // Fills the op's effects; of a dialect with a world what lower() left open of them.
    void (*effects)(Arena *arena, const Scene *scene);
    // What the server calls an op that it refuses inside a transaction, also an implicit
    // one: "CREATE INDEX CONCURRENTLY"; NULL for all others.
    const char *(*refuses_transaction)(const struct Catalog *catalog,
                                       const Engine *engine, const Op *op);
    // The server ends the open transaction before the op, which commits by itself; NULL:
    // no op does that.
    bool (*commits)(const Engine *engine, const Op *op);
    const Meaning *meaning; // NULL: pieces are not compared
} Frontend;

#endif
