// SPDX-License-Identifier: Apache-2.0
// Projects of Drizzle with snapshots, in memory, for the tests of what is read from them.
#ifndef UNIT_SNAPSHOTS_H
#define UNIT_SNAPSHOTS_H

#include "schema/schema.h"

#include "workbench.h"

#define ZERO_ID "00000000-0000-0000-0000-000000000000"

// d/meta/_journal.json with these migrations, "0000_a 0001_b", and their SQL files.
void put_migrations(Bench *bench, const char *tags);
// d/meta/<prefix>_snapshot.json of version 7, without tables.
void put_snapshot(Bench *bench, const char *prefix, const char *id, const char *parent);
// d/<folder>/ with SQL and this snapshot.
void put_folder(Bench *bench, const char *folder, const char *snapshot);

// Of the project in d; base NULL: there is none.
Project read_snapshots(Bench *bench, FileTree *base);
// A project in a folder on disk, below the repository's root.
Project read_snapshots_in(Bench *bench, const char *dir);
// The one with this name of a migration or file; it must be there.
const Snapshot *find_snapshot(const Project *project, const char *name);
// Writes d/meta/0000_snapshot.json and lists its ops; what is wrong with it fails the
// test.
Str ops_of(Bench *bench, const char *snapshot);
// The ops of the snapshot in d/<folder>, likewise.
Str ops_of_folder(Bench *bench, const char *folder);

#endif
