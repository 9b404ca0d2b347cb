// SPDX-License-Identifier: Apache-2.0
// Which statements of MySQL, MariaDB and TiDB end the open transaction: what servers did
// of an INSERT, the statement and a ROLLBACK (MySQL 9.7 and MariaDB 10.11; TiDB's by its
// source). They do so even where they fail.
#include "dialect/mysql_commits.h"

// Kinds of which every statement commits.
static const bool always[OP_KIND_COUNT] = {
    [OP_CREATE_SCHEMA] = true,    [OP_DROP_SCHEMA] = true,
    [OP_CREATE_TABLE] = true,     [OP_DROP_TABLE] = true,
    [OP_RENAME_TABLE] = true,     [OP_SET_TABLE_OPTION] = true,
    [OP_ADD_COLUMN] = true,       [OP_DROP_COLUMN] = true,
    [OP_RENAME_COLUMN] = true,    [OP_SET_DEFAULT] = true,
    [OP_DROP_DEFAULT] = true,     [OP_ALTER_COLUMN] = true,
    [OP_MODIFY_COLUMN] = true,    [OP_ADD_CONSTRAINT] = true,
    [OP_DROP_CONSTRAINT] = true,  [OP_RENAME_CONSTRAINT] = true,
    [OP_ALTER_CONSTRAINT] = true, [OP_CREATE_INDEX] = true,
    [OP_DROP_INDEX] = true,       [OP_RENAME_INDEX] = true,
    [OP_ALTER_INDEX] = true,      [OP_ALTER_PARTITION] = true,
    [OP_CREATE_SEQUENCE] = true,  [OP_ALTER_SEQUENCE] = true,
    [OP_DROP_SEQUENCE] = true,    [OP_CREATE_VIEW] = true,
    [OP_DROP_VIEW] = true,        [OP_CREATE_TRIGGER] = true,
    [OP_DROP_TRIGGER] = true,     [OP_CREATE_FUNCTION] = true,
    [OP_DROP_FUNCTION] = true,    [OP_CREATE_OBJECT] = true,
    [OP_ALTER_OBJECT] = true,     [OP_DROP_OBJECT] = true,
    [OP_RENAME_OBJECT] = true,    [OP_GRANT] = true,
    [OP_TRUNCATE] = true,
};

typedef struct VerbRow {
    OpKind kind;
    Str verb;
    const char *families; // with a blank between; NULL: all
} VerbRow;

static const VerbRow verbs[] = {
    { OP_TRANSACTION, STR_INIT("begin"), NULL },
    { OP_MAINTENANCE, STR_INIT("analyze"), NULL },
    { OP_MAINTENANCE, STR_INIT("optimize"), NULL },
    { OP_MAINTENANCE, STR_INIT("check"), NULL },
    { OP_MAINTENANCE, STR_INIT("repair"), NULL },
    { OP_MAINTENANCE, STR_INIT("flush"), NULL },
    { OP_MAINTENANCE, STR_INIT("reset"), NULL },
    { OP_MAINTENANCE, STR_INIT("install"), NULL },
    { OP_MAINTENANCE, STR_INIT("uninstall"), NULL },
    { OP_MAINTENANCE, STR_INIT("cache-index"), "mysql" },
    { OP_MAINTENANCE, STR_INIT("load-index"), "mysql" },
    { OP_MAINTENANCE, STR_INIT("backup-stage"), "mariadb" },
    { OP_MAINTENANCE, STR_INIT("recover"), "tidb" },
    { OP_MAINTENANCE, STR_INIT("flashback"), "tidb" },
};

static bool has_family(const char *families, Str family)
{
    Str rest = str_from(families), name;
    while (str_cut(&rest, ' ', &name))
        if (str_eq(name, family))
            return true;
    return families == NULL;
}

static bool by_verb(const Engine *engine, const Op *op)
{
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (verbs[i].kind == op->kind && str_eq(verbs[i].verb, op->verb) &&
            has_family(verbs[i].families, engine->family))
            return true;
    return false;
}

// Made and dropped without a trace of it in the transaction; to alter one commits.
static bool is_about_temporary(const Op *op)
{
    if (op->kind == OP_CREATE_TABLE)
        return op->table && op->table->persistence == PERSIST_TEMPORARY;
    return op->kind == OP_DROP_TABLE && str_eq(op->verb, STR("temporary"));
}

// UNLOCK TABLES does it where LOCK TABLES came before, which did it already.
bool mysql_commits(const Engine *engine, const Op *op)
{
    if (op_has(op, OPF_NESTED) || is_about_temporary(op))
        return false;
    if (op->kind == OP_LOCK_TABLE)
        return !op_has(op, OPF_REVOKE);
    if (op->kind == OP_SET_SESSION)
        return str_eq(op->part, STR("password"));
    return always[op->kind] || by_verb(engine, op);
}
