// SPDX-License-Identifier: Apache-2.0
// SQL text and the ops it becomes, for the tests of linter/dialect.
#ifndef UNIT_LOWERED_H
#define UNIT_LOWERED_H

#include "dialect/dialect.h"

#include "check.h"

// A row of a table whose first member is the line that it stands on.
#define ROW(...)                                                                         \
    {                                                                                    \
        __LINE__, __VA_ARGS__                                                            \
    }

// assert_str for what is no literal.
#define assert_same(got, want) assert_str_equal(got, str_from(want))

typedef struct Sql {
    Arena *arena;
    const Frontend *frontend;
    const Engine *engine; // NULL: the family's default
    Lowered lowered;
    // SQLite, once a text is run: all of them in one world, with this runner.
    World *world;
    Runner runner;
    size_t batch;
} Sql;

// cmocka's setup and teardown: *state is a Sql, of PostgreSQL, of MySQL's family, or of
// SQLite.
int sql_open(void **state);
int mysql_open(void **state);
int sqlite_open(void **state);
int sql_close(void **state);

#define sql_test(f) cmocka_unit_test_setup_teardown(f, sql_open, sql_close)
#define sqlite_test(f) cmocka_unit_test_setup_teardown(f, sqlite_open, sql_close)
#define mysql_test(f) cmocka_unit_test_setup_teardown(f, mysql_open, sql_close)

// The server that what follows is lowered for; the version as ENGINE_VERSION() counts.
void lower_for(Sql *sql, const char *family, int version);

void lower_text(Sql *sql, Str text);
// SQLite: a file that databases have run, and one of the change, which is tried on rows;
// each is a batch of its own.
void run_merged(Sql *sql, const char *text);
void run_change(Sql *sql, const char *text);
// What was run so far is forgotten.
void end_world(Sql *sql);
void lower_pieces(Sql *sql, const char *text); // for a runner that cuts at breakpoints
// Lowers the text, which must give this many ops.
void lower_to(Sql *sql, const char *text, size_t ops);
// What a statement uses and its target does not take: "DROP CHECK, WAIT and NOWAIT".
Str misfits(Sql *sql, const char *text);
// A statement, and its misfits on MySQL 9.7, MariaDB 10.11 and TiDB 8.5.
typedef struct TakenRow {
    const char *text;
    const char *mysql;
    const char *mariadb;
    const char *tidb;
} TakenRow;

void assert_taken(Sql *sql, const TakenRow *rows, size_t count);
// Lowers a statement that the grammar must refuse, and gives where it does.
Str refused_at(Sql *sql, const char *text);
// Lowers a statement that must become one op of this kind.
const Op *lower_one(Sql *sql, const char *text, OpKind kind);
// The op at a place, which must be of this kind.
const Op *op_at(const Sql *sql, size_t at, OpKind kind);

Str span_text(const Sql *sql, Span span);
Str joined(const Sql *sql, StrVec strs);      // "a, b"
Str names(const Sql *sql, NameVec relations); // "a, s.b"
Str kinds(const Sql *sql);                    // "CREATE TABLE, DROP TABLE"
Str op_name(const Sql *sql, const Op *op);    // "schema.name"

#endif
