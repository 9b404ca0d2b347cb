// SPDX-License-Identifier: Apache-2.0
// Reports made by hand, and the Markdown that they become.
#ifndef UNIT_PAGE_H
#define UNIT_PAGE_H

#include "report/report.h"

#include "check.h"

typedef struct Fixture {
    Arena *arena;
    FindingVec findings;
    Report report;
} Fixture;

// cmocka's setup and teardown: *state is a Fixture without findings or changes.
int page_open(void **state);
int page_close(void **state);

#define page_test(f) cmocka_unit_test_setup_teardown(f, page_open, page_close)

extern const Rule page_lossy; // with a title

// Each adds one more, which the caller changes at will.
Finding *add(Fixture *fixture);
Change *add_change(Fixture *fixture, OpKind kind, const char *table);
void add_part(Fixture *fixture, Change *change, Str name);
void add_lock(Fixture *fixture, Change *change, LockMode mode); // on its relation

Str reported(Fixture *fixture); // as Markdown, with the verdict of the findings

void assert_has(Str text, const char *words);
void assert_lacks(Str text, const char *words);

#endif
