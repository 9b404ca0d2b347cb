// SPDX-License-Identifier: Apache-2.0
// Statements that TiDB alone has.
#include "dialect/mysql_admin_priv.h"

// clang-format off
#define DO(words, verb, feature, tail) \
    { words, OP_MAINTENANCE, OBJ_TABLE, verb, feature, tail }
#define OBJECT(words, kind, feature, tail) \
    { words, OP_##kind##_OBJECT, OBJ_OTHER, NULL, feature, tail }

static const MyHead heads[] = {
    DO("ADMIN", "admin", MYF_TIDB_STATEMENT, MYTAIL_SOME),
    DO("RESTORE", "restore", MYF_TIDB_STATEMENT, MYTAIL_SOME),
    DO("BACKUP DATABASE", "backup", MYF_TIDB_STATEMENT, MYTAIL_SOME),
    DO("BACKUP SCHEMA", "backup", MYF_TIDB_STATEMENT, MYTAIL_SOME),
    DO("BACKUP TABLE", "backup", MYF_TIDB_STATEMENT, MYTAIL_SOME),
    DO("BACKUP LOGS", "backup", MYF_TIDB_STATEMENT, MYTAIL_SOME),
    DO("LOCK STATS", "lock-stats", MYF_LOCK_STATS, MYTAIL_TABLES),
    DO("UNLOCK STATS", "unlock-stats", MYF_LOCK_STATS, MYTAIL_TABLES),
    DO("LOAD STATS", "load-stats", MYF_TIDB_STATEMENT, MYTAIL_SOME),
    DO("DROP STATS", "drop-stats", MYF_TIDB_STATEMENT, MYTAIL_TABLES),
    DO("REFRESH STATS", "refresh-stats", MYF_TIDB_STATEMENT, MYTAIL_SOME),
    DO("ALTER RANGE", "alter-range", MYF_ALTER_RANGE, MYTAIL_SOME),
    DO("QUERY WATCH", "query-watch", MYF_QUERY_WATCH, MYTAIL_SOME),
    DO("PLAN REPLAYER", "plan-replayer", MYF_TIDB_STATEMENT, MYTAIL_SOME),
    DO("CALIBRATE RESOURCE", "calibrate", MYF_TIDB_STATEMENT, MYTAIL_REST),
    DO("CANCEL IMPORT JOB", "cancel", MYF_IMPORT_INTO, MYTAIL_SOME),
    DO("CANCEL TRAFFIC JOBS", "cancel", MYF_TIDB_STATEMENT, MYTAIL_NONE),
    DO("TRAFFIC", "traffic", MYF_TIDB_STATEMENT, MYTAIL_SOME),
    DO("RECOMMEND INDEX", "recommend", MYF_TIDB_STATEMENT, MYTAIL_SOME),
    DO("DISTRIBUTE TABLE", "distribute", MYF_TIDB_STATEMENT, MYTAIL_TABLE),
    DO("RECOVER TABLE BY JOB", "recover", MYF_TIDB_STATEMENT, MYTAIL_SOME),
    DO("RECOVER TABLE", "recover", MYF_TIDB_STATEMENT, MYTAIL_TABLE),
    DO("FLASHBACK CLUSTER TO", "flashback", MYF_FLASHBACK_CLUSTER, MYTAIL_SOME),
    OBJECT("ALTER PLACEMENT POLICY", ALTER, MYF_PLACEMENT_POLICY, MYTAIL_NAME),
    OBJECT("DROP PLACEMENT POLICY", DROP, MYF_PLACEMENT_POLICY, MYTAIL_NAME),
    OBJECT("CREATE STATISTICS", CREATE, MYF_TIDB_STATEMENT, MYTAIL_NAME),
    OBJECT("DROP STATISTICS", DROP, MYF_TIDB_STATEMENT, MYTAIL_NAME),
    OBJECT("CREATE BINDING", CREATE, MYF_BINDING, MYTAIL_SOME),
    OBJECT("CREATE GLOBAL BINDING", CREATE, MYF_BINDING, MYTAIL_SOME),
    OBJECT("CREATE SESSION BINDING", CREATE, MYF_BINDING, MYTAIL_SOME),
    OBJECT("DROP BINDING", DROP, MYF_BINDING, MYTAIL_SOME),
    OBJECT("DROP GLOBAL BINDING", DROP, MYF_BINDING, MYTAIL_SOME),
    OBJECT("DROP SESSION BINDING", DROP, MYF_BINDING, MYTAIL_SOME),
    { NULL, OP_NONE, OBJ_NONE, NULL, MYF_NONE, MYTAIL_NONE },
};
// clang-format on

static bool by_head(MyParser *p)
{
    return my_head(p, heads);
}

// SPLIT [REGION FOR] [PARTITION] TABLE t [PARTITION (p)] [INDEX i] BETWEEN … | BY …
static bool split_rows(MyParser *p)
{
    Str count;
    if (my_take(p, "BETWEEN")) {
        Str inside;
        return my_skip_group(p, &inside) && my_expect(p, "AND") &&
               my_skip_group(p, &inside) && my_expect(p, "REGIONS") &&
               my_number(p, &count);
    }
    if (!my_expect(p, "BY"))
        return false;
    do {
        Str inside;
        if (!my_skip_group(p, &inside))
            return false;
    } while (my_take_punct(p, ','));
    return true;
}

static bool split(MyParser *p)
{
    Name table;
    Str index = { 0 };
    StrVec partitions = { 0 };
    my_uses(p, MYF_TIDB_STATEMENT, p->prefix_at - 1);
    my_take(p, "REGION FOR");
    my_take(p, "PARTITION");
    if (!my_expect(p, "TABLE") || !my_name(p, &table))
        return false;
    if (my_take(p, "PARTITION") && !my_ident_list(p, &partitions))
        return false;
    if (my_take(p, "INDEX") && !my_ident(p, &index))
        return false;
    if (!split_rows(p))
        return false;
    Op *op = my_op(p, OP_MAINTENANCE, OBJ_TABLE);
    op->name = table;
    op->part = index;
    op->columns = partitions;
    op->verb = STR("split");
    return true;
}

static bool flashback(MyParser *p, ObjectKind object, MyFeatureId feature)
{
    Name name, to = { 0 };
    my_uses(p, feature, p->prefix_at - 1);
    if (!my_name(p, &name) || (my_take(p, "TO") && !my_name(p, &to)))
        return false;
    Op *op = my_op(p, OP_MAINTENANCE, object);
    op->name = name;
    op->other = to;
    op->verb = STR("flashback");
    return true;
}

static bool flashback_table(MyParser *p)
{
    return flashback(p, OBJ_TABLE, MYF_TIDB_STATEMENT);
}

static bool flashback_database(MyParser *p)
{
    return flashback(p, OBJ_DATABASE, MYF_FLASHBACK_DATABASE);
}

static bool create_policy(MyParser *p)
{
    Name name;
    my_uses(p, MYF_PLACEMENT_POLICY, p->prefix_at - 1);
    if (!my_only_prefixes(p, MYP_OR_REPLACE))
        return false;
    unsigned flags = my_guard(p);
    if (!my_name(p, &name) || !my_skip_rest(p))
        return false;
    my_object_op(p, OP_CREATE_OBJECT, OBJ_OTHER, name)->flags |= flags;
    return true;
}

// BATCH [ON column] LIMIT n [DRY RUN [QUERY]] statement: it runs as many small ones.
static bool batch(MyParser *p)
{
    Name column;
    Str count;
    my_uses(p, MYF_BATCH, p->prefix_at - 1);
    if (my_take(p, "ON")) {
        if (!my_name(p, &column) || (my_take_punct(p, '.') && !my_any_word(p, &count)))
            return false;
    }
    if (!my_expect(p, "LIMIT") || !my_number(p, &count))
        return false;
    bool dry = my_take(p, "DRY RUN");
    if (dry)
        my_take(p, "QUERY");
    size_t first = p->out->ops.len;
    if (!my_statement(p))
        return false;
    for (size_t i = first; i < p->out->ops.len; i++)
        p->out->ops.at[i].flags |= OPF_LIMIT;
    if (dry) { // nothing is changed
        p->out->ops.len = first;
        my_op(p, OP_SELECT, OBJ_NONE);
    }
    return true;
}

static bool trace(MyParser *p)
{
    my_uses(p, MYF_TIDB_STATEMENT, p->prefix_at - 1);
    if (my_take(p, "PLAN") && my_take(p, "TARGET")) {
        Str target;
        if (!my_expect_punct(p, '=') || !my_string(p, &target))
            return false;
    }
    if (my_take(p, "FORMAT")) {
        Str format;
        if (!my_expect_punct(p, '=') || !my_string(p, &format))
            return false;
    }
    return my_statement(p); // it is run
}

const MyRow my_tidb_rows[] = {
    { "SPLIT", split },
    { "FLASHBACK TABLE", flashback_table },
    { "FLASHBACK DATABASE", flashback_database },
    { "FLASHBACK SCHEMA", flashback_database },
    { "FLASHBACK CLUSTER", by_head },
    { "RECOVER TABLE", by_head },
    { "ADMIN", by_head },
    { "CREATE PLACEMENT POLICY", create_policy },
    { "ALTER PLACEMENT POLICY", by_head },
    { "DROP PLACEMENT POLICY", by_head },
    { "CREATE STATISTICS", by_head },
    { "DROP STATISTICS", by_head },
    { "CREATE BINDING", by_head },
    { "CREATE GLOBAL BINDING", by_head },
    { "CREATE SESSION BINDING", by_head },
    { "DROP BINDING", by_head },
    { "DROP GLOBAL BINDING", by_head },
    { "DROP SESSION BINDING", by_head },
    { "BATCH", batch },
    { "TRACE", trace },
    { "BACKUP DATABASE", by_head },
    { "BACKUP SCHEMA", by_head },
    { "BACKUP TABLE", by_head },
    { "BACKUP LOGS", by_head },
    { "RESTORE", by_head },
    { "LOCK STATS", by_head },
    { "UNLOCK STATS", by_head },
    { "LOAD STATS", by_head },
    { "DROP STATS", by_head },
    { "REFRESH STATS", by_head },
    { "ALTER RANGE", by_head },
    { "QUERY WATCH", by_head },
    { "PLAN REPLAYER", by_head },
    { "CALIBRATE RESOURCE", by_head },
    { "CANCEL", by_head },
    { "TRAFFIC", by_head },
    { "RECOMMEND INDEX", by_head },
    { "DISTRIBUTE TABLE", by_head },
    { NULL, NULL },
};
