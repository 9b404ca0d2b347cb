// SPDX-License-Identifier: Apache-2.0
// A catalog to ask questions of, filled by SQL.
#ifndef UNIT_REPLAYED_H
#define UNIT_REPLAYED_H

#include "catalog/replay.h"
#include "ir/frontend.h"

typedef struct Replayed {
    Arena *arena;
    Catalog *catalog;
    size_t files; // replayed so far
    const Frontend *frontend;
    const Engine *engine;
    World *world;  // NULL: the dialect has none
    Runner runner; // of the world
} Replayed;

// cmocka's setup and teardown: *state is a Replayed.
int replayed_open(void **state);
int replayed_close(void **state);

// Starts anew, for another server: "mariadb@10.11".
void replayed_for(Replayed *replayed, const char *engine);

// One more file of what is merged already, and one of the change under review. Statements
// that the grammar refuses fail the test.
void merged(Replayed *replayed, const char *sql);
void change(Replayed *replayed, const char *sql);

// The name "schema.name", or "name".
Name named(const char *text);
const Table *table_of(const Replayed *replayed,
                      const char *name); // fails when there is none
const Column *column_of(const Replayed *replayed, const char *table, const char *column);
const Constraint *constraint_of(const Replayed *replayed, const char *table,
                                const char *name);
const Index *index_of(const Replayed *replayed, const char *name);

bool has_table(const Replayed *replayed, const char *name);
bool has_column(const Replayed *replayed, const char *table, const char *column);
bool has_constraint(const Replayed *replayed, const char *table, const char *name);
bool has_index(const Replayed *replayed, const char *name);
bool has_sequence(const Replayed *replayed, const char *name);
bool has_view(const Replayed *replayed, const char *name);
bool is_new(const Replayed *replayed, const char *relation);

// Lists as one text, for comparing: "a, b".
Str columns_text(const Replayed *replayed, const char *table);
Str constraints_text(const Replayed *replayed, const char *table);
Str indexes_text(const Replayed *replayed, const char *table);
Str parts_text(const Replayed *replayed, const char *index);
Str strs_text(const Replayed *replayed, const StrVec *strs);

// MySQL's indexes with their parts, unique ones with "*", those that the server made for
// a foreign key with "~": "*PRIMARY(id) k(a,b) ~fk(c)".
Str keys_text(const Replayed *replayed, const char *table);
// Columns with their types, NOT NULL ones with "!": "id bigint!, a int".
Str types_text(const Replayed *replayed, const char *table);

#define replayed_test(f) cmocka_unit_test_setup_teardown(f, replayed_open, replayed_close)

#endif
