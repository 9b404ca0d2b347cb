// SPDX-License-Identifier: Apache-2.0
// The fuzz harnesses: what libFuzzer calls for each of its inputs, and a test for each of
// the seeds. A harness feeds the bytes to one part of the program and checks what must
// hold of every input: a breach ends the process.
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

// What LLVMFuzzerTestOneInput has to be: takes any bytes, keeps none, returns 0.
typedef int FuzzRun(const uint8_t *data, size_t size);

typedef struct Harness {
    const char *name; // tests/fuzz/fuzz_NAME.c defines fuzz_NAME
    FuzzRun *run;
    size_t choice; // bytes in front that choose how the rest is read: a server, a runner
} Harness;

extern const Harness harnesses[]; // ended by a NULL name

FuzzRun fuzz_baseline;   // the baseline file
FuzzRun fuzz_check;      // an example, as fixtures have it: a repository and its change
FuzzRun fuzz_config;     // tidegate.jsonc
FuzzRun fuzz_deploy;     // workflows, Dockerfiles, compose files, package.json
FuzzRun fuzz_journal;    // Drizzle's journal
FuzzRun fuzz_meaning;    // two pieces of SQL that are compared
FuzzRun fuzz_mysql;      // MySQL's front end, MariaDB's and TiDB's
FuzzRun fuzz_postgres;   // PostgreSQL's front end, its effects, the catalog and the rules
FuzzRun fuzz_prisma;     // schema.prisma
FuzzRun fuzz_report;     // findings full of hostile text, in every format
FuzzRun fuzz_snapshot;   // Drizzle's snapshots
FuzzRun fuzz_split;      // the splitters of all dialects
FuzzRun fuzz_sqlite;     // SQLite's front end
FuzzRun fuzz_suppress;   // comments that allow findings
FuzzRun fuzz_typescript; // Drizzle's schema and configuration

#endif
