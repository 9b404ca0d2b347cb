// SPDX-License-Identifier: Apache-2.0
// Fails to compile, link or run unless this libpg_query is one that linter/dialect/pg*.c
// can use: grammar 18 or newer, with the raw tree and PostgreSQL's own node headers.
#include "postgres.h"

#include "nodes/parsenodes.h"
#include "pg_query.h"
#include "pg_query_internal.h"

#if PG_VERSION_NUM < 180000
#error "libpg_query is older than 18"
#endif

static bool drops_column(const List *statements)
{
    const RawStmt *raw = linitial(statements);
    const AlterTableStmt *alter = castNode(AlterTableStmt, raw->stmt);
    const AlterTableCmd *command = linitial(alter->cmds);
    return command->subtype == AT_DropColumn && strcmp(command->name, "b") == 0;
}

int main(void)
{
    MemoryContext context = pg_query_enter_memory_context();
    PgQueryInternalParsetreeAndError parsed =
        pg_query_raw_parse("ALTER TABLE a DROP COLUMN b", PG_QUERY_PARSE_DEFAULT);
    bool ok = !parsed.error && list_length(parsed.tree) == 1 && drops_column(parsed.tree);
    pg_query_exit_memory_context(context);
    return ok ? 0 : 1;
}
