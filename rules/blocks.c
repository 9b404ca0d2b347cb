// SPDX-License-Identifier: Apache-2.0
// What code in the database does that no text shows.
#include "lint/rule.h"

// ---- dynamic-sql ----

static void check_dynamic_sql(RuleCtx *ctx, const Op *op)
{
    if (op->kind == OP_DO_BLOCK && op->detail.len > 0) {
        report_op(ctx, op,
                  "this block is written in " STR_FMT
                  ": nothing can be said about what it does",
                  STR_ARG(op->part));
        return;
    }
    if (op->kind == OP_EXECUTE)
        report_op(ctx, op,
                  "this SQL is put together when it runs: nothing can be said about "
                  "what it does");
}

RULE(dynamic_sql) = {
    .id = "dynamic-sql",
    .since = "0.1.0",
    .severity = SEV_NOTICE,
    .gap = true,
    .dialects = "postgres",
    .undone = true,
    .on = { OP_EXECUTE, OP_DO_BLOCK },
    .op = check_dynamic_sql,
    .title = "SQL that is put together when it runs",
    .why = "EXECUTE runs a text that the block makes of what it finds in the database. "
           "No rule has looked at it, and a test database, which has other tables and "
           "rows, runs something else than production does.",
    .fix = "Write the statements out where they are known; else review by hand what the "
           "block can build, and say so in a suppression",
    .bad = "DO $$\n"
           "DECLARE\n"
           "    name text;\n"
           "BEGIN\n"
           "    FOR name IN SELECT tablename FROM pg_tables LOOP\n"
           "        EXECUTE format('ANALYZE %I', name);\n"
           "    END LOOP;\n"
           "END $$;\n",
    .good = "DO $$\n"
            "BEGIN\n"
            "    EXECUTE 'CREATE TABLE users (id bigint PRIMARY KEY)';\n"
            "END $$;\n",
};
