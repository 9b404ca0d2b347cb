// SPDX-License-Identifier: Apache-2.0
// Statements of administrators, of which the head is all that matters.
#include "dialect/mysql_admin_priv.h"

#include <string.h>

// ---- statements that a row describes ----

static size_t count_words(const char *words)
{
    size_t count = 1;
    for (; (words = strchr(words, ' ')) != NULL; words++)
        count++;
    return count;
}

static const MyHead *find_head(MyParser *p, const MyHead *heads)
{
    const MyHead *best = NULL;
    size_t start = p->at;
    for (const MyHead *head = heads; head->words != NULL; head++) {
        p->at = start;
        if (my_take(p, head->words) &&
            (!best || count_words(head->words) > count_words(best->words)))
            best = head;
    }
    p->at = start;
    return best;
}

static void head_op(MyParser *p, const MyHead *head, Name name, unsigned flags)
{
    Op *op = my_op(p, head->kind, head->object);
    op->name = name;
    op->verb = str_from(head->verb);
    op->flags = flags;
}

static bool named_tail(MyParser *p, const MyHead *head)
{
    Name name;
    unsigned flags = my_guard(p);
    bool text = my_peek(p, 0).kind == MYT_STRING; // of a server
    name = (Name){ 0 };
    if (!(text ? my_string(p, &name.name) : my_name(p, &name)) || !my_skip_rest(p))
        return false;
    head_op(p, head, name, flags);
    return true;
}

static bool table_tail(MyParser *p, const MyHead *head)
{
    NameVec names = { 0 };
    if (head->tail == MYTAIL_TABLE) {
        if (!my_name(p, vec_push(p->arena, &names)))
            return false;
    } else if (!my_names(p, &names)) {
        return false;
    }
    if (!my_skip_rest(p))
        return false;
    for (size_t i = 0; i < names.len; i++)
        head_op(p, head, names.at[i], 0);
    return true;
}

bool my_head(MyParser *p, const MyHead *heads)
{
    p->at = p->prefix_at - 1;
    size_t from = p->at;
    const MyHead *head = find_head(p, heads);
    if (!head)
        return my_refuse(p, NULL);
    my_take(p, head->words);
    if (head->feature != MYF_NONE)
        my_uses(p, head->feature, from);
    if (head->tail == MYTAIL_NAME)
        return named_tail(p, head);
    if (head->tail == MYTAIL_TABLES || head->tail == MYTAIL_TABLE)
        return table_tail(p, head);
    if (head->tail == MYTAIL_SOME && my_at_end(p))
        return my_refuse(p, NULL);
    if (head->tail != MYTAIL_NONE && !my_skip_rest(p))
        return false;
    head_op(p, head, (Name){ 0 }, 0);
    return true;
}

// clang-format off
#define DO(words, verb, feature, tail) \
    { words, OP_MAINTENANCE, OBJ_NONE, verb, feature, tail }
#define LOOK(words, feature, tail) { words, OP_SELECT, OBJ_NONE, NULL, feature, tail }
#define OBJECT(words, kind, feature) \
    { words, OP_##kind##_OBJECT, OBJ_OTHER, NULL, feature, MYTAIL_NAME }
#define OBJECTS(words, feature) \
    OBJECT("CREATE " words, CREATE, feature), OBJECT("ALTER " words, ALTER, feature), \
    OBJECT("DROP " words, DROP, feature)

static const MyHead heads[] = {
    DO("RESET MASTER", "reset", MYF_RESET_MASTER, MYTAIL_REST),
    DO("RESET BINARY LOGS AND GTIDS", "reset", MYF_RESET_BINARY_LOGS, MYTAIL_REST),
    DO("RESET REPLICA", "reset", MYF_REPLICA_WORD, MYTAIL_REST),
    DO("RESET SLAVE", "reset", MYF_SLAVE_WORD, MYTAIL_REST),
    DO("RESET PERSIST", "reset", MYF_SET_PERSIST, MYTAIL_REST),
    DO("RESET QUERY CACHE", "reset", MYF_QUERY_CACHE, MYTAIL_NONE),
    DO("KILL", "kill", MYF_NONE, MYTAIL_SOME),
    DO("KILL HARD", "kill", MYF_OF_MARIADB, MYTAIL_SOME),
    DO("KILL SOFT", "kill", MYF_OF_MARIADB, MYTAIL_SOME),
    DO("KILL USER", "kill", MYF_OF_MARIADB, MYTAIL_SOME),
    DO("KILL SESSION", "kill", MYF_OF_MARIADB, MYTAIL_SOME),
    DO("KILL QUERY ID", "kill", MYF_OF_MARIADB, MYTAIL_SOME),
    DO("KILL QUERY USER", "kill", MYF_OF_MARIADB, MYTAIL_SOME),
    DO("KILL CONNECTION USER", "kill", MYF_OF_MARIADB, MYTAIL_SOME),
    DO("PURGE BINARY LOGS", "purge", MYF_NONE, MYTAIL_SOME),
    DO("PURGE MASTER LOGS", "purge", MYF_MASTER_WORD, MYTAIL_SOME),
    DO("CHANGE MASTER", "replication", MYF_CHANGE_MASTER, MYTAIL_SOME),
    DO("CHANGE REPLICATION SOURCE TO", "replication", MYF_CHANGE_REPLICATION, MYTAIL_SOME),
    DO("CHANGE REPLICATION FILTER", "replication", MYF_OF_MYSQL, MYTAIL_SOME),
    DO("START REPLICA", "replication", MYF_REPLICA_WORD, MYTAIL_REST),
    DO("START SLAVE", "replication", MYF_SLAVE_WORD, MYTAIL_REST),
    DO("START ALL", "replication", MYF_OF_MARIADB, MYTAIL_SOME),
    DO("STOP REPLICA", "replication", MYF_REPLICA_WORD, MYTAIL_REST),
    DO("STOP SLAVE", "replication", MYF_SLAVE_WORD, MYTAIL_REST),
    DO("STOP ALL", "replication", MYF_OF_MARIADB, MYTAIL_SOME),
    DO("START GROUP_REPLICATION", "replication", MYF_OF_MYSQL, MYTAIL_REST),
    DO("STOP GROUP_REPLICATION", "replication", MYF_OF_MYSQL, MYTAIL_NONE),
    DO("BINLOG", "binlog", MYF_NONE, MYTAIL_SOME),
    DO("CACHE INDEX", "cache-index", MYF_KEY_CACHE, MYTAIL_TABLE),
    DO("LOAD INDEX INTO CACHE", "load-index", MYF_KEY_CACHE, MYTAIL_TABLE),
    DO("INSTALL PLUGIN", "install", MYF_PLUGIN, MYTAIL_SOME),
    DO("INSTALL SONAME", "install", MYF_OF_MARIADB, MYTAIL_SOME),
    DO("INSTALL COMPONENT", "install", MYF_COMPONENT, MYTAIL_SOME),
    DO("UNINSTALL PLUGIN", "uninstall", MYF_PLUGIN, MYTAIL_SOME),
    DO("UNINSTALL SONAME", "uninstall", MYF_OF_MARIADB, MYTAIL_SOME),
    DO("UNINSTALL COMPONENT", "uninstall", MYF_COMPONENT, MYTAIL_SOME),
    DO("SHUTDOWN", "shutdown", MYF_NONE, MYTAIL_REST),
    DO("RESTART", "restart", MYF_RESTART, MYTAIL_NONE),
    DO("CLONE LOCAL DATA DIRECTORY", "clone", MYF_CLONE, MYTAIL_SOME),
    DO("CLONE INSTANCE FROM", "clone", MYF_CLONE, MYTAIL_SOME),
    DO("ALTER INSTANCE", "alter-instance", MYF_INSTANCE, MYTAIL_SOME),
    DO("IMPORT TABLE FROM", "import", MYF_IMPORT_TABLE, MYTAIL_SOME),
    LOOK("HELP", MYF_NONE, MYTAIL_SOME),
    OBJECTS("MASKING POLICY", MYF_MASKING_POLICY),
    OBJECT("ALTER SERVER", ALTER, MYF_SERVER),
    OBJECT("DROP SERVER", DROP, MYF_SERVER),
    OBJECTS("TABLESPACE", MYF_TABLESPACE),
    OBJECTS("UNDO TABLESPACE", MYF_UNDO_TABLESPACE),
    OBJECTS("LOGFILE GROUP", MYF_LOGFILE_GROUP),
    OBJECTS("RESOURCE GROUP", MYF_RESOURCE_GROUP),
    OBJECTS("LIBRARY", MYF_LIBRARY),
    { NULL, OP_NONE, OBJ_NONE, NULL, MYF_NONE, MYTAIL_NONE },
};
// clang-format on

static bool by_head(MyParser *p)
{
    return my_head(p, heads);
}

void my_note_words(MyParser *p, const MyWordRow *rows, size_t from)
{
    size_t end = p->at;
    for (; rows->words != NULL; rows++) {
        p->at = from;
        bool is = my_take(p, rows->words);
        p->at = end;
        if (is)
            my_uses(p, rows->feature, from);
    }
}

static const MyWordRow flushed_by[] = {
    { "HOSTS", MYF_FLUSH_HOSTS },
    { "QUERY CACHE", MYF_QUERY_CACHE },
    { "DES_KEY_FILE", MYF_QUERY_CACHE },
    { "OPTIMIZER_COSTS", MYF_OF_MYSQL },
    { "SLAVE", MYF_SLAVE_WORD },
    { "USER_STATISTICS", MYF_OF_MARIADB },
    { "CLIENT_STATISTICS", MYF_OF_MARIADB },
    { "INDEX_STATISTICS", MYF_OF_MARIADB },
    { "TABLE_STATISTICS", MYF_OF_MARIADB },
    { "USER_VARIABLES", MYF_OF_MARIADB },
    { "SSL", MYF_OF_MARIADB },
    { NULL, MYF_NONE },
};

static bool flush(MyParser *p)
{
    static const char *const what[] = {
        "TABLES",
        "TABLE",
        "PRIVILEGES",
        "STATUS",
        "LOGS",
        "BINARY LOGS",
        "ENGINE LOGS",
        "ERROR LOGS",
        "GENERAL LOGS",
        "RELAY LOGS",
        "SLOW LOGS",
        "HOSTS",
        "DES_KEY_FILE",
        "OPTIMIZER_COSTS",
        "QUERY CACHE",
        "USER_RESOURCES",
        "MASTER",
        "SLAVE",
        "SSL",
        "THREADS",
        "USER_STATISTICS",
        "CLIENT_STATISTICS",
        "INDEX_STATISTICS",
        "TABLE_STATISTICS",
        "USER_VARIABLES",
        "LOCALES",
        "METADATA_LOCK_INFO",
        "CLIENT_ERRORS_SUMMARY",
        "STATS_DELTA",
        "TIDB",
        "GLOBAL STATUS",
        "SESSION STATUS",
        NULL,
    };
    if (!my_take(p, "NO_WRITE_TO_BINLOG"))
        my_take(p, "LOCAL");
    size_t from = p->at;
    if (my_take_one(p, what) < 0 || !my_skip_rest(p))
        return my_refuse(p, NULL);
    my_note_words(p, flushed_by, from);
    my_op(p, OP_MAINTENANCE, OBJ_NONE)->verb = STR("flush");
    return true;
}

// ---- what OR REPLACE may stand in front of ----

static bool create_server(MyParser *p)
{
    Name name = { 0 };
    if (!my_only_prefixes(p, MYP_OR_REPLACE))
        return false;
    my_uses(p, MYF_SERVER, p->prefix_at - 1);
    if (p->prefix.or_replace)
        my_uses(p, MYF_OR_REPLACE_ROLE, p->prefix_at);
    size_t guard = p->at;
    unsigned flags = my_guard(p);
    if (flags)
        my_uses(p, MYF_OF_MARIADB, guard);
    // a string names it as well
    if (my_peek(p, 0).kind == MYT_STRING ? !my_string(p, &name.name) : !my_name(p, &name))
        return false;
    Str inside;
    if (!my_expect(p, "FOREIGN DATA WRAPPER") ||
        !(my_peek(p, 0).kind == MYT_STRING ? my_string(p, &inside)
                                           : my_any_word(p, &inside)) ||
        !my_expect(p, "OPTIONS") || !my_skip_group(p, &inside))
        return false;
    my_object_op(p, OP_CREATE_OBJECT, OBJ_FOREIGN, name)->flags |= flags;
    return true;
}

static bool reference_system(MyParser *p, OpKind kind)
{
    Str number;
    my_uses(p, MYF_SRS, p->prefix_at - 1);
    unsigned flags = my_guard(p);
    if (!my_number(p, &number) || !my_skip_rest(p))
        return false;
    my_object_op(p, kind, OBJ_OTHER, (Name){ .name = number })->flags |= flags;
    return true;
}

static bool create_reference_system(MyParser *p)
{
    return my_only_prefixes(p, MYP_OR_REPLACE | MYP_SPATIAL) &&
           reference_system(p, OP_CREATE_OBJECT);
}

static bool drop_reference_system(MyParser *p)
{
    return reference_system(p, OP_DROP_OBJECT);
}

const MyRow my_admin_rows[] = {
    { "GRANT", my_grant },
    { "REVOKE", my_revoke },
    { "CREATE USER", my_create_user },
    { "CREATE ROLE", my_create_role },
    { "ALTER USER", my_alter_user },
    { "DROP USER", my_drop_user },
    { "DROP ROLE", my_drop_role },
    { "RENAME USER", my_rename_user },
    { "OPTIMIZE", my_optimize_table },
    { "ANALYZE", my_analyze },
    { "CHECK", my_check_table },
    { "REPAIR", my_repair_table },
    { "CHECKSUM", my_checksum_table },
    { "SHOW", my_show },
    { "EXPLAIN", my_explain },
    { "DESCRIBE", my_explain },
    { "DESC", my_explain },
    { "CREATE SERVER", create_server },
    { "CREATE SPATIAL REFERENCE SYSTEM", create_reference_system },
    { "CREATE REFERENCE SYSTEM", create_reference_system }, // behind OR REPLACE SPATIAL
    { "DROP SPATIAL REFERENCE SYSTEM", drop_reference_system },
    { "FLUSH", flush },
    { "RESET", by_head },
    { "KILL", by_head },
    { "PURGE", by_head },
    { "CHANGE", by_head },
    { "START REPLICA", by_head },
    { "START SLAVE", by_head },
    { "START ALL", by_head },
    { "START GROUP_REPLICATION", by_head },
    { "STOP", by_head },
    { "BINLOG", by_head },
    { "CACHE INDEX", by_head },
    { "LOAD INDEX", by_head },
    { "INSTALL", by_head },
    { "UNINSTALL", by_head },
    { "SHUTDOWN", by_head },
    { "RESTART", by_head },
    { "CLONE", by_head },
    { "ALTER INSTANCE", by_head },
    { "IMPORT TABLE", by_head },
    { "HELP", by_head },
    { "ALTER SERVER", by_head },
    { "DROP SERVER", by_head },
    { "CREATE TABLESPACE", by_head },
    { "ALTER TABLESPACE", by_head },
    { "DROP TABLESPACE", by_head },
    { "CREATE UNDO TABLESPACE", by_head },
    { "ALTER UNDO TABLESPACE", by_head },
    { "DROP UNDO TABLESPACE", by_head },
    { "CREATE LOGFILE GROUP", by_head },
    { "ALTER LOGFILE GROUP", by_head },
    { "DROP LOGFILE GROUP", by_head },
    { "CREATE RESOURCE GROUP", by_head },
    { "ALTER RESOURCE GROUP", by_head },
    { "DROP RESOURCE GROUP", by_head },
    { "CREATE MASKING POLICY", by_head },
    { "ALTER MASKING POLICY", by_head },
    { "DROP MASKING POLICY", by_head },
    { "CREATE LIBRARY", by_head },
    { "ALTER LIBRARY", by_head },
    { "DROP LIBRARY", by_head },
    { NULL, NULL },
};
