// SPDX-License-Identifier: Apache-2.0
// What PostgreSQL refuses to do inside a transaction, explicit or implicit: a table of
// facts measured on the majors 11 to 18.
#include "dialect/pg_transaction.h"
#include "catalog/catalog.h"

enum { LAST = 99 };

// What has to be so besides the kind and the flags.
typedef enum Condition {
    ALWAYS,
    VERB,           // op->verb is `verb`
    UNNAMED,        // the statement names no relation
    ON_PARTITIONED, // what it names is partitioned, or an index of such a table
    NOT_MADE_HERE   // the type was not made by the same migration
} Condition;

typedef struct Refusal {
    OpKind kind;
    ObjectKind object; // OBJ_NONE: any
    unsigned with;     // flags that must be set
    int from, to;      // majors for which the row holds
    Condition condition;
    Str verb;
    const char *words; // as the server names it
} Refusal;

// clang-format off
static const Refusal refusals[] = {
    { OP_CREATE_INDEX, OBJ_NONE, OPF_CONCURRENTLY, 0, LAST, ALWAYS, { 0 }, "CREATE INDEX CONCURRENTLY" },
    { OP_DROP_INDEX, OBJ_NONE, OPF_CONCURRENTLY, 0, LAST, ALWAYS, { 0 }, "DROP INDEX CONCURRENTLY" },
    { OP_REINDEX, OBJ_NONE, OPF_CONCURRENTLY, 0, LAST, ALWAYS, { 0 }, "REINDEX CONCURRENTLY" },
    { OP_REINDEX, OBJ_SCHEMA, 0, 0, LAST, ALWAYS, { 0 }, "REINDEX SCHEMA" },
    { OP_REINDEX, OBJ_DATABASE, 0, 0, LAST, ALWAYS, { 0 }, "REINDEX of a database" },
    { OP_REINDEX, OBJ_TABLE, 0, 14, LAST, ON_PARTITIONED, { 0 }, "REINDEX of a partitioned table" },
    { OP_REINDEX, OBJ_INDEX, 0, 14, LAST, ON_PARTITIONED, { 0 }, "REINDEX of a partitioned index" },
    { OP_DETACH_PARTITION, OBJ_NONE, OPF_CONCURRENTLY, 0, LAST, ALWAYS, { 0 }, "DETACH PARTITION CONCURRENTLY" },
    { OP_MAINTENANCE, OBJ_NONE, 0, 0, LAST, VERB, STR_INIT("vacuum"), "VACUUM" },
    { OP_MAINTENANCE, OBJ_NONE, 0, 0, LAST, UNNAMED, STR_INIT("cluster"), "CLUSTER of all tables" },
    { OP_MAINTENANCE, OBJ_TABLE, 0, 15, LAST, ON_PARTITIONED, STR_INIT("cluster"), "CLUSTER of a partitioned table" },
    { OP_CREATE_OBJECT, OBJ_DATABASE, 0, 0, LAST, ALWAYS, { 0 }, "CREATE DATABASE" },
    { OP_DROP_OBJECT, OBJ_DATABASE, 0, 0, LAST, ALWAYS, { 0 }, "DROP DATABASE" },
    { OP_ALTER_OBJECT, OBJ_DATABASE, 0, 0, LAST, VERB, STR_INIT("set-tablespace"), "ALTER DATABASE SET TABLESPACE" },
    { OP_CREATE_OBJECT, OBJ_OTHER, 0, 0, LAST, VERB, STR_INIT("tablespace"), "CREATE TABLESPACE" },
    { OP_DROP_OBJECT, OBJ_OTHER, 0, 0, LAST, VERB, STR_INIT("tablespace"), "DROP TABLESPACE" },
    { OP_ALTER_OBJECT, OBJ_OTHER, 0, 0, LAST, VERB, STR_INIT("system"), "ALTER SYSTEM" },
    { OP_CREATE_OBJECT, OBJ_SUBSCRIPTION, 0, 0, LAST, VERB, STR_INIT("create-slot"), "CREATE SUBSCRIPTION with a slot" },
    { OP_SET_SESSION, OBJ_NONE, OPF_RESET, 0, LAST, VERB, STR_INIT("discard-all"), "DISCARD ALL" },
    { OP_ADD_ENUM_VALUE, OBJ_NONE, 0, 0, 11, NOT_MADE_HERE, { 0 }, "ALTER TYPE ADD VALUE" },
};
// clang-format on

static bool is_partitioned(const Catalog *catalog, const Op *op)
{
    const Index *index =
        op->object == OBJ_INDEX ? catalog_index(catalog, op->name) : NULL;
    const Table *table =
        index ? catalog_index_table(catalog, index) : catalog_table(catalog, op->name);
    return table && table->partition_by.len > 0;
}

static bool is_made_here(const Catalog *catalog, const Op *op)
{
    const Type *type = catalog_type(catalog, op->name);
    return type && type->origin.batch == catalog_batch(catalog) &&
           type->origin.migration == catalog_migration(catalog);
}

static bool holds(const Refusal *row, const Catalog *catalog, const Op *op)
{
    if (row->verb.len > 0 && !str_eq(row->verb, op->verb))
        return false;
    switch (row->condition) {
    case ALWAYS:
    case VERB:
        return true;
    case UNNAMED:
        return op->name.name.len == 0;
    case ON_PARTITIONED:
        return is_partitioned(catalog, op);
    case NOT_MADE_HERE:
        return !is_made_here(catalog, op);
    }
    return false;
}

const char *pg_refuses_transaction(const Catalog *catalog, const Engine *engine,
                                   const Op *op)
{
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        const Refusal *row = &refusals[i];
        if (row->kind == op->kind &&
            (row->object == OBJ_NONE || row->object == op->object) &&
            (op->flags & row->with) == row->with && row->from <= engine->major &&
            engine->major <= row->to && holds(row, catalog, op))
            return row->words;
    }
    return NULL;
}
