// SPDX-License-Identifier: Apache-2.0
// The table of the harnesses.
#include "fuzz/fuzz.h"

const Harness harnesses[] = {
    { "baseline", fuzz_baseline, 0 },     { "check", fuzz_check, 0 },
    { "config", fuzz_config, 0 },         { "deploy", fuzz_deploy, 1 },
    { "journal", fuzz_journal, 0 },       { "meaning", fuzz_meaning, 1 },
    { "mysql", fuzz_mysql, 2 },           { "postgres", fuzz_postgres, 2 },
    { "prisma", fuzz_prisma, 0 },         { "report", fuzz_report, 2 },
    { "snapshot", fuzz_snapshot, 1 },     { "split", fuzz_split, 1 },
    { "sqlite", fuzz_sqlite, 2 },         { "suppress", fuzz_suppress, 1 },
    { "typescript", fuzz_typescript, 1 }, { NULL, NULL, 0 },
};
