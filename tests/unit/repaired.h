// SPDX-License-Identifier: Apache-2.0
// Trees in memory that a repair is planned over and made in.
#ifndef UNIT_REPAIRED_H
#define UNIT_REPAIRED_H

#include "repair/repair.h"

#define ENTRY(idx, when, tag)                                                            \
    "{\"idx\":" #idx ",\"version\":\"7\",\"when\":" #when ",\"tag\":\"" tag              \
    "\",\"breakpoints\":true}"
#define JOURNAL(entries)                                                                 \
    "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[" entries "]}"
#define ROOT "00000000-0000-0000-0000-000000000000"
#define SNAPSHOT(id, parent, tables)                                                     \
    "{\"id\":\"" id "\",\"prevId\":\"" parent "\",\"version\":\"7\",\"tables\":{" tables \
    "}}"

typedef struct Case {
    Arena *arena;
    FileTree *now;
    FileTree *merged; // put aside with no_base
    FileTree *other;
    RepairInput input;
    Repair repair;
    Str why;
} Case;

int case_setup(void **state);
int case_teardown(void **state);
#define CASE_TEST(f) cmocka_unit_test_setup_teardown(f, case_setup, case_teardown)

// Files of the folder "d", by their names in it.
void put(Case *c, FileTree *tree, const char *name, const char *text);
// An SQL file "CREATE TABLE <tag>".
void put_sql(Case *c, FileTree *tree, const char *tag);
void put_journal(Case *c, FileTree *tree, const char *text);
// The same file now and merged.
void put_merged(Case *c, const char *name, const char *text);
void no_base(Case *c);

// Plans, and puts the result into `now`. Asserts that a second plan finds nothing to do.
void repair(Case *c);
// Plans, and asserts that it is refused with words that hold `why`.
void assert_refused(Case *c, const char *why);
// Plans, and asserts that there is nothing to do.
void assert_fine(Case *c);
void assert_file(Case *c, const char *name, const char *text);
void assert_gone(Case *c, const char *name);
void assert_line(const Case *c, const char *line);
// Values of the journal as it is now: "0:0000_a 1:0001_b", and the same with `when`.
void assert_entries(Case *c, const char *expected);
void assert_times(Case *c, const char *expected);

#endif
