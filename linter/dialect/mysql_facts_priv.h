// SPDX-License-Identifier: Apache-2.0
// What a fact about MySQL, MariaDB or TiDB is: for which ops and servers it holds, and
// what happens. The facts are tables in mysql_facts_*.c; mysql_effects.c reads them.
#ifndef DIALECT_MYSQL_FACTS_PRIV_H
#define DIALECT_MYSQL_FACTS_PRIV_H

#include "dialect/mysql_change.h"
#include "ir/frontend.h"

typedef enum MyFamily { MY_MYSQL = 1, MY_MARIADB = 2, MY_TIDB = 4 } MyFamily;

// How a server runs a change, from best to worst. A statement runs as its worst change.
typedef enum MyWork {
    MYW_NOTHING,
    MYW_INSTANT, // the dictionary alone
    // The dictionary alone as long as every change of the statement is like that; beside
    // others all rows are written anew
    MYW_INSTANT_ALONE,
    MYW_METADATA, // INPLACE, which reads no row
    MYW_BUILD,    // INPLACE, and MariaDB's NOCOPY: reads the rows to build an index
    MYW_REBUILD,  // INPLACE: writes a new table, with all indexes
    MYW_COPY,     // the same by inserting row after row
    MYW_COUNT
} MyWork;

// The op that is asked about, and what surrounds it.
typedef struct MyAsk {
    Arena *arena;
    const Scene *scene;
    const Catalog *catalog;
    MyFamily family;
    int version; // ENGINE_VERSION()
    Op *op;
    Op *actions; // the statement's for the op's table, itself among them
    size_t action_count;
    OpRange statement;    // with the other tables of a list
    Name relation;        // that the op names, resolved
    const Table *table;   // NULL: not known
    const Column *column; // that the op names, likewise
    unsigned change;      // MODIFY_COLUMN: MyChange bits
} MyAsk;

typedef bool MyWhen(const MyAsk *ask);

// Where a fact comes from.
typedef enum MySource {
    MYS_NOWHERE,
    MYS_MEASURED, // tests/conformance/mysql
    MYS_MANUAL,   // the product's documentation
    MYS_CODE      // its source
} MySource;

typedef enum MyDeed {
    MYD_RUNS,    // does `work` under `lock`
    MYD_REFUSES, // the server says no, why
    MYD_IGNORES, // the server says yes and does nothing of it, why
    MYD_LOCKS,   // the table, though there is no ALGORITHM to it
    MYD_SCANS,   // all its rows are read, and locked
    MYD_REPLACES // the table gets a new, empty file
} MyDeed;

typedef struct MyFact {
    MySource source;
    unsigned family;   // MyFamily bits; 0: all but TiDB
    int from, before;  // versions; 0: no limit
    ObjectKind object; // OBJ_NONE: any
    unsigned con;      // set of ConstraintKinds, 1 << CON_CHECK; 0: any, or none
    unsigned with;     // flags that must be set
    unsigned without;  // flags that must not be set
    unsigned change;   // one of these MyChange bits; 0: any
    const char *verb;  // NULL: any
    MyWhen *when;      // NULL: always
    MyWhen *unless;    // NULL: never
    MyDeed deed;
    MyWork work;
    OnlineLock lock; // DEFAULT: the weakest that goes with the work
    bool company;    // REFUSES: because of the statement's other changes
    // REFUSES: the server's answer, with its number in brackets at the end. IGNORES: why
    // it does nothing. RUNS: why nothing better does, where that needs saying.
    const char *why;
    // RUNS: what the storage engine has against a clause that asks for more; then the
    // error is 1846, which tells it, and else the server's own 1845.
    const char *reason;
    bool reason_of_lock; // it is given for LOCK alone
} MyFact;

typedef struct MyFactList {
    const MyFact *at;
    size_t len;
} MyFactList;

#define MY_FACTS(rows)                                                                   \
    {                                                                                    \
        (rows), sizeof(rows) / sizeof *(rows)                                            \
    }
#define MEASURED .source = MYS_MEASURED
#define MANUAL .source = MYS_MANUAL
#define CODE .source = MYS_CODE
#define MYSQL .family = MY_MYSQL
#define MARIADB .family = MY_MARIADB
#define TIDB .family = MY_TIDB
#define SINCE(a, b, c) .from = ENGINE_VERSION(a, b, c)
#define BEFORE(a, b, c) .before = ENGINE_VERSION(a, b, c)
#define RUN(name) .deed = MYD_RUNS, .work = MYW_##name
#define RUN_LOCKED(name, mode)                                                           \
    .deed = MYD_RUNS, .work = MYW_##name, .lock = ONLINE_LOCK_##mode
#define BECAUSE(text) .why = (text)
#define REASON(text) .reason = (text)
#define LOCK_REASON(text) .reason = (text), .reason_of_lock = true
#define NEEDS_LOCK "copying rows needs a lock"
#define MY_REFUSE(text) .deed = MYD_REFUSES, .why = (text)
#define MY_REFUSE_COMPANY(text) MY_REFUSE(text), .company = true
#define MY_IGNORE(text) .deed = MYD_IGNORES, .why = (text)
#define MY_LOCK(mode) .deed = MYD_LOCKS, .lock = ONLINE_LOCK_##mode
#define MY_REPLACE .deed = MYD_REPLACES, .lock = ONLINE_LOCK_EXCLUSIVE

extern const MyFactList my_column_facts[OP_KIND_COUNT];
extern const MyFactList my_modify_facts[OP_KIND_COUNT], my_rename_facts[OP_KIND_COUNT];
extern const MyFactList my_key_facts[OP_KIND_COUNT], my_table_facts[OP_KIND_COUNT];
extern const MyFactList my_refused_facts[OP_KIND_COUNT], my_time_facts[OP_KIND_COUNT];
extern const MyFactList my_refused_key_facts[OP_KIND_COUNT];
extern const MyFactList my_refused_partition_facts[OP_KIND_COUNT];
extern const MyFactList my_refused_number_facts[OP_KIND_COUNT];
extern const MyFactList my_refused_text_facts[OP_KIND_COUNT];
extern const MyFactList my_tidb_facts[OP_KIND_COUNT], my_tidb_table_facts[OP_KIND_COUNT];
extern const MyFactList my_tidb_several_facts[OP_KIND_COUNT],
    my_tidb_key_facts[OP_KIND_COUNT];
extern const MyFactList my_tidb_refused_facts[OP_KIND_COUNT];

// ---- mysql_facts_ask.c: questions that several families of facts put ----

bool my_is_any(const MyAsk *ask, unsigned families); // MyFamily bits
// Nothing is known of the table, or not all of it: what a fact asks about may be there.
bool my_is_unknown(const MyAsk *ask);
bool my_index_has(const MyAsk *ask, const IndexDef *index, Str column);
bool my_is_clustered_by(const MyAsk *ask, const IndexDef *index);
// A key of the table (the primary one too) has the column, or reads it in an expression.
bool my_is_keyed(const MyAsk *ask, Str column);
bool my_is_in_primary_key(const MyAsk *ask, Str column);
const ConstraintDef *my_primary_key(const Table *table);                // or NULL
const ConstraintDef *my_foreign_key_with(const MyAsk *ask, Str column); // or NULL
bool my_column_is_referenced(const MyAsk *ask, Str column);
const Column *my_auto_column(const MyAsk *ask); // AUTO_INCREMENT, or NULL
bool my_makes_column(const Op *op, Str column); // or renames one to it
// Another op of the statement of this kind; on this part where it is not empty.
const Op *my_other_action(const MyAsk *ask, OpKind kind, Str part);
// How many VIRTUAL columns stand behind this one; empty: behind the first place.
size_t my_virtuals_behind(const MyAsk *ask, Str column);
// As the file has set it.
bool my_is_on(const MyAsk *ask, const char *setting);
bool my_is_off(const MyAsk *ask, const char *setting);
bool my_is_set_to(const MyAsk *ask, const char *setting, const char *value);

MyWhen my_has_fulltext, my_has_spatial; // the table has such an index
MyWhen my_has_successor; // an index takes the place of a primary key that goes
MyWhen my_is_known;      // the catalog has the table
MyWhen my_has_stored, my_has_keyed_virtual;    // a generated column; one in an index
MyWhen my_is_compressed, my_is_foreign_engine; // ROW_FORMAT=COMPRESSED; not InnoDB
MyWhen my_is_partitioned, my_is_temporary, my_is_versioned;
MyWhen my_is_referenced, my_is_referenced_elsewhere; // by foreign keys; of other tables
MyWhen my_column_is_there, my_column_is_missing;     // of a table that is fully known
MyWhen my_is_virtual_column, my_is_stored_column;
MyWhen my_feeds_generated; // a generated column is computed from the op's
MyWhen my_part_is_keyed, my_index_is_needed; // the op's column; by a foreign key
MyWhen my_part_is_in_foreign_key, my_part_is_referenced, my_index_is_needed;
MyWhen my_tidb_keeps_values;                 // MODIFY: the values stay as they are stored
MyWhen my_checks_foreign_keys, my_is_strict; // foreign_key_checks is on; sql_mode
MyWhen my_asks_to_read, my_asks_to_write;    // LOCK TABLES

#endif
