// SPDX-License-Identifier: Apache-2.0
// What a fact about PostgreSQL is: for which ops and servers it holds, on which
// relations, and what happens to them. The facts are tables of data, one list for each
// kind of op, in pg_facts_*.c; pg_effects.c reads them.
#ifndef DIALECT_PG_FACTS_PRIV_H
#define DIALECT_PG_FACTS_PRIV_H

#include "catalog/lists.h"
#include "ir/frontend.h"

// A relation that a fact is about; pointers are NULL where the replay has not seen it.
typedef struct Rel {
    Name name; // schema-qualified
    ObjectKind kind;
    const Table *table;
    const View *view;
    const Index *index; // NULL also where it was found by its name
} Rel;

typedef VEC(Rel) RelVec;

// The op that is asked about, and what surrounds it.
typedef struct Ask {
    Arena *arena;
    const Scene *scene;
    const Catalog *catalog;
    int major;
    Op *op;
    const Op *actions; // all ops of the statement, the op itself among them
    size_t action_count;
    Map locked; // LockTaken by relation, once there are many
} Ask;

typedef enum Deed {
    LOCKS,          // the relations are locked
    LOCKS_AS_ASKED, // in the mode that op->detail has the words of
    LOCKS_INDEXES,  // their indexes are
    SCANS,          // they are read from end to end
    REWRITES,       // they are read, written anew, and their indexes are rebuilt
    REPLACES,       // they get a new file without being read
    MOVES,          // their file is copied
    REBUILDS,       // indexes are built again
    OUTWAITS,       // all older transactions have to end first; no relations
    REFUSES         // the server says no
} Deed;

typedef bool When(const Ask *ask);
typedef void Reach(const Ask *ask, RelVec *out);

typedef struct Fact {
    ObjectKind object; // OBJ_NONE: any
    unsigned con;      // set of ConstraintKinds, 1 << CON_CHECK; 0: any, or none
    unsigned with;     // flags that must be set
    unsigned without;  // flags that must not be set
    int from, to;      // majors; 0: no limit
    const char *verb;  // NULL: any
    When *when;        // NULL: always
    When *unless;      // NULL: never
    Deed deed;
    LockMode mode;   // LOCKS, LOCKS_INDEXES
    Reach *on;       // NULL for OUTWAITS, REFUSES
    bool empty;      // there is nothing in it: it takes no time
    const char *why; // REFUSES: what the server answers
} Fact;

typedef struct FactList {
    const Fact *at;
    size_t len;
} FactList;

#define FACTS(rows)                                                                      \
    {                                                                                    \
        (rows), sizeof(rows) / sizeof *(rows)                                            \
    }
#define LOCK(name) .deed = LOCKS, .mode = LOCK_##name
#define LOCK_INDEXES(name) .deed = LOCKS_INDEXES, .mode = LOCK_##name
#define SCAN .deed = SCANS
#define REWRITE .deed = REWRITES
#define REPLACE .deed = REPLACES
#define MOVE .deed = MOVES
#define REBUILD .deed = REBUILDS
#define OUTWAIT .deed = OUTWAITS
#define REFUSE(text) .deed = REFUSES, .why = (text)

extern const FactList pg_table_facts[OP_KIND_COUNT];
extern const FactList pg_partition_facts[OP_KIND_COUNT];
extern const FactList pg_column_facts[OP_KIND_COUNT];
extern const FactList pg_type_facts[OP_KIND_COUNT];
extern const FactList pg_constraint_facts[OP_KIND_COUNT];
extern const FactList pg_old_constraint_facts[OP_KIND_COUNT];
extern const FactList pg_index_facts[OP_KIND_COUNT];
extern const FactList pg_view_facts[OP_KIND_COUNT];
extern const FactList pg_object_facts[OP_KIND_COUNT];
extern const FactList pg_usertype_facts[OP_KIND_COUNT];
extern const FactList pg_query_facts[OP_KIND_COUNT];
extern const FactList pg_transaction_facts[OP_KIND_COUNT];

// ---- pg_facts_transaction.c ----

// The server's answer where the op may not stand in a transaction and one is open; else
// empty.
Str pg_transaction_answer(const Ask *ask);

// ---- pg_rel.c: relations, and the tables around them ----

Rel pg_rel(const Ask *ask, Name name); // resolved; a table where nothing is known
Rel pg_rel_of_index(const Index *index);
void pg_add(RelVec *out, const Ask *ask, Name name); // nothing for an empty name
// The relation and, unless `only`, all that inherit from it.
void pg_add_tree(RelVec *out, const Ask *ask, Name name, bool only);
const Table *pg_table(const Ask *ask); // the table that the op names, or NULL
const Table *pg_default_partition(const Ask *ask, const Table *parent); // or NULL
// The indexes of a table or materialized view.
Index *const *pg_indexes(const Rel *rel, size_t *count);
// A column that the index contains, reads in an expression, or in its WHERE.
bool pg_index_reads(const Ask *ask, const Index *index, Str column);
// Two indexes are for the same: a partition's serves its parent's.
bool pg_index_matches(const Index *a, const Index *b);
bool pg_key_matches(const ConstraintDef *a, const ConstraintDef *b);
bool pg_has_word(const StrVec *words, Str word);
// The statement drops the relation as well.
bool pg_drops_too(const Ask *ask, Name relation);
// CHECKs of the table keep its rows inside, or outside, of a bound of the parent's.
bool pg_rows_stay_inside(const Ask *ask, const Table *table, const Table *parent,
                         Str bound);
bool pg_rows_stay_outside(const Ask *ask, const Table *table, const Table *parent,
                          Str bound);
bool pg_created_here(const Ask *ask, Name relation); // by this very statement

// ---- pg_reach.c: relations that several families of facts are about ----

Reach on_named;
Reach on_named_tree;       // with heirs, unless ONLY
Reach on_named_partitions; // with partitions, whatever ONLY says
Reach on_named_indexes;
Reach on_named_part; // the index op->part beside it
Reach on_owned_sequences;
Reach on_other;
Reach on_other_tree;
Reach on_read;              // relations that the statement names
Reach on_read_through;      // and what the views among them read
Reach on_read_tables;       // of all these those that hold rows
Reach on_dependents;        // views that read the named one, and those that read them
Reach on_default_partition; // of the named table
Reach on_referenced;        // what the op's new foreign key points to
Reach on_key_partners;      // of the foreign key op->part, or of all that use the column

// The relation, its heirs, and what views among them read, each once: they can go round.
void pg_add_read_through(const Ask *ask, RelVec *out, Name name);
bool pg_is_view(const Ask *ask);
bool pg_is_gone(const Ask *ask);        // the replay has dropped it
bool pg_is_partitioned(const Ask *ask); // the named table
bool pg_is_there(const Ask *ask);       // a relation of that name is known
bool pg_has_dependents(const Ask *ask); // views that the statement does not drop as well
bool pg_in_transaction(const Ask *ask);
bool pg_is_any(const Ask *ask, Reach *reach); // it reaches something
bool pg_only_has_heirs(const Ask *ask);       // ONLY, and there are others
bool pg_column_is_there(const Ask *ask);
bool pg_column_is_missing(const Ask *ask); // of a table that is fully known
bool pg_is_partition_key(const Ask *ask);
bool pg_is_inherited(const Ask *ask);
bool pg_is_read_by_views(const Ask *ask); // the column
Reach on_column_indexes;                  // of op->part, with heirs'
Reach on_column_sequence;
Reach on_views_of_column;
Reach on_referencing_column; // tables whose foreign keys point to op->part
// As far as the history and, since 12, valid CHECKs tell.
bool pg_may_hold_null(const Ask *ask, const Table *table, Str column);

#endif
