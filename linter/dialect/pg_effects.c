// SPDX-License-Identifier: Apache-2.0
// Which locks an op takes on a live PostgreSQL: a table of facts measured on real servers
// (majors 11 to 18), and the small machine that reads it. Relations that an op creates
// are not in it: nobody can wait for them.
#include "dialect/pg_effects.h"
#include "catalog/catalog.h"

typedef enum Target {
    ON_NAMED,       // op->name
    ON_OTHER,       // op->other
    ON_INDEX_TABLE, // the table of the index that op->name is
    ON_REFERENCED,  // what the op's foreign keys point to
    ON_PARENTS, // what the named table's foreign keys point to, as the catalog knows them
    ON_REFERENCING, // tables whose foreign keys point to the named one
    ON_OLD_FK,      // what the foreign key op->part of the named table points to
    ON_PARTITIONED, // the table that the named one is a partition of
    ON_MODEL,       // CREATE TABLE: the partitioned parent
    ON_INHERITED,   // CREATE TABLE: parents it inherits from
    ON_READ         // relations that the statement reads
} Target;

enum { ANY_CONSTRAINT = -1, LAST = 99 };

typedef struct LockFact {
    OpKind kind;
    ObjectKind object; // OBJ_NONE: any
    int constraint;    // ConstraintKind, or ANY_CONSTRAINT
    unsigned with;     // flags that must be set
    unsigned without;  // flags that must not be set
    int from, to;      // majors for which the row holds
    Target target;
    LockMode mode;
} LockFact;

// clang-format off
#define FACT(kind, target, mode) \
    { OP_##kind, OBJ_NONE, ANY_CONSTRAINT, 0, 0, 0, LAST, target, LOCK_##mode }
#define FACT_OF(kind, object, target, mode) \
    { OP_##kind, OBJ_##object, ANY_CONSTRAINT, 0, 0, 0, LAST, target, LOCK_##mode }
#define FACT_CON(kind, con, target, mode) \
    { OP_##kind, OBJ_NONE, CON_##con, 0, 0, 0, LAST, target, LOCK_##mode }
#define FACT_WITH(kind, flag, target, mode) \
    { OP_##kind, OBJ_NONE, ANY_CONSTRAINT, OPF_##flag, 0, 0, LAST, target, LOCK_##mode }
#define FACT_WITHOUT(kind, flag, target, mode) \
    { OP_##kind, OBJ_NONE, ANY_CONSTRAINT, 0, OPF_##flag, 0, LAST, target, LOCK_##mode }
#define FACT_SINCE(kind, flag, unflag, first, last, target, mode) \
    { OP_##kind, OBJ_NONE, ANY_CONSTRAINT, flag, unflag, first, last, target, LOCK_##mode }

static const LockFact facts[] = {
    FACT(CREATE_TABLE, ON_REFERENCED, SHARE_ROW_EXCLUSIVE),
    FACT(CREATE_TABLE, ON_MODEL, ACCESS_EXCLUSIVE),
    FACT(CREATE_TABLE, ON_INHERITED, SHARE_UPDATE_EXCLUSIVE),
    FACT(CREATE_TABLE, ON_READ, ACCESS_SHARE),
    FACT(DROP_TABLE, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT(DROP_TABLE, ON_PARENTS, ACCESS_EXCLUSIVE),
    FACT(DROP_TABLE, ON_PARTITIONED, ACCESS_EXCLUSIVE),
    FACT_WITH(DROP_TABLE, CASCADE, ON_REFERENCING, ACCESS_EXCLUSIVE),
    FACT(RENAME_TABLE, ON_NAMED, ACCESS_EXCLUSIVE),

    FACT(ADD_COLUMN, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT(DROP_COLUMN, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT(RENAME_COLUMN, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT(ALTER_COLUMN_TYPE, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT(SET_NOT_NULL, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT(DROP_NOT_NULL, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT(SET_DEFAULT, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT(DROP_DEFAULT, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT(ALTER_IDENTITY, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT(ALTER_GENERATED, ON_NAMED, ACCESS_EXCLUSIVE),

    FACT_CON(ADD_CONSTRAINT, PRIMARY_KEY, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT_CON(ADD_CONSTRAINT, UNIQUE, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT_CON(ADD_CONSTRAINT, EXCLUDE, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT_CON(ADD_CONSTRAINT, CHECK, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT_CON(ADD_CONSTRAINT, NOT_NULL, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT_CON(ADD_CONSTRAINT, FOREIGN_KEY, ON_NAMED, SHARE_ROW_EXCLUSIVE),
    FACT_WITH(ADD_CONSTRAINT, EXCLUSIVE, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT_WITH(VALIDATE_CONSTRAINT, EXCLUSIVE, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT_CON(ADD_CONSTRAINT, FOREIGN_KEY, ON_REFERENCED, SHARE_ROW_EXCLUSIVE),
    FACT(DROP_CONSTRAINT, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT(DROP_CONSTRAINT, ON_OLD_FK, ACCESS_EXCLUSIVE),
    FACT(RENAME_CONSTRAINT, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT(ALTER_CONSTRAINT, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT(VALIDATE_CONSTRAINT, ON_NAMED, SHARE_UPDATE_EXCLUSIVE),
    FACT(VALIDATE_CONSTRAINT, ON_OLD_FK, ROW_SHARE),

    FACT_WITHOUT(CREATE_INDEX, CONCURRENTLY, ON_OTHER, SHARE),
    FACT_WITH(CREATE_INDEX, CONCURRENTLY, ON_OTHER, SHARE_UPDATE_EXCLUSIVE),
    FACT_WITHOUT(DROP_INDEX, CONCURRENTLY, ON_INDEX_TABLE, ACCESS_EXCLUSIVE),
    FACT_WITHOUT(DROP_INDEX, CONCURRENTLY, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT_WITH(DROP_INDEX, CONCURRENTLY, ON_INDEX_TABLE, SHARE_UPDATE_EXCLUSIVE),
    FACT_WITH(DROP_INDEX, CONCURRENTLY, ON_NAMED, SHARE_UPDATE_EXCLUSIVE),
    FACT_SINCE(RENAME_INDEX, 0, 0, 0, 11, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT_SINCE(RENAME_INDEX, 0, 0, 12, LAST, ON_NAMED, SHARE_UPDATE_EXCLUSIVE),

    FACT(CREATE_VIEW, ON_READ, ACCESS_SHARE),
    FACT(DROP_VIEW, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT_WITHOUT(REFRESH_VIEW, CONCURRENTLY, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT_WITH(REFRESH_VIEW, CONCURRENTLY, ON_NAMED, EXCLUSIVE),
    FACT(ALTER_SEQUENCE, ON_NAMED, SHARE_ROW_EXCLUSIVE),
    FACT(DROP_SEQUENCE, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT_OF(RENAME_OBJECT, VIEW, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT_OF(RENAME_OBJECT, MATVIEW, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT_OF(RENAME_OBJECT, TRIGGER, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT_OF(RENAME_OBJECT, POLICY, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT_OF(SET_SCHEMA, TABLE, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT_OF(SET_SCHEMA, VIEW, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT_OF(SET_SCHEMA, MATVIEW, ON_NAMED, ACCESS_EXCLUSIVE),

    FACT_SINCE(ATTACH_PARTITION, 0, 0, 0, 11, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT_SINCE(ATTACH_PARTITION, 0, 0, 12, LAST, ON_NAMED, SHARE_UPDATE_EXCLUSIVE),
    FACT(ATTACH_PARTITION, ON_OTHER, ACCESS_EXCLUSIVE),
    FACT_WITHOUT(DETACH_PARTITION, CONCURRENTLY, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT_WITH(DETACH_PARTITION, CONCURRENTLY, ON_NAMED, SHARE_UPDATE_EXCLUSIVE),
    FACT_SINCE(DETACH_PARTITION, 0, OPF_CONCURRENTLY, 0, 13, ON_OTHER, SHARE_UPDATE_EXCLUSIVE),
    FACT_SINCE(DETACH_PARTITION, 0, OPF_CONCURRENTLY, 14, LAST, ON_OTHER, ACCESS_EXCLUSIVE),
    FACT_WITH(DETACH_PARTITION, CONCURRENTLY, ON_OTHER, ACCESS_EXCLUSIVE),
    FACT(ADD_INHERIT, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT(ADD_INHERIT, ON_OTHER, SHARE_UPDATE_EXCLUSIVE),
    FACT(DROP_INHERIT, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT(DROP_INHERIT, ON_OTHER, ACCESS_SHARE),

    FACT(CREATE_TRIGGER, ON_NAMED, SHARE_ROW_EXCLUSIVE),
    FACT(SET_TRIGGER, ON_NAMED, SHARE_ROW_EXCLUSIVE),
    FACT(DROP_TRIGGER, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT(CREATE_POLICY, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT(ALTER_POLICY, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT(DROP_POLICY, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT(SET_ROW_SECURITY, ON_NAMED, ACCESS_EXCLUSIVE),

    FACT(TRUNCATE, ON_NAMED, ACCESS_EXCLUSIVE),
    FACT_WITH(TRUNCATE, CASCADE, ON_REFERENCING, ACCESS_EXCLUSIVE),
    FACT(INSERT, ON_NAMED, ROW_EXCLUSIVE),
    FACT(UPDATE, ON_NAMED, ROW_EXCLUSIVE),
    FACT(DELETE, ON_NAMED, ROW_EXCLUSIVE),
    FACT(MERGE, ON_NAMED, ROW_EXCLUSIVE),
};
// clang-format on

typedef struct Asking {
    Arena *arena;
    const Catalog *catalog;
    Op *op;
} Asking;

static void add_lock(const Asking *ask, Name relation, LockMode mode)
{
    if (relation.name.len == 0)
        return;
    Name resolved = catalog_resolve(ask->catalog, relation);
    Effects *effects = &ask->op->effects;
    for (size_t i = 0; i < effects->locks.len; i++) {
        LockTaken *held = &effects->locks.at[i];
        if (name_eq(held->relation, resolved)) {
            held->mode = mode > held->mode ? mode : held->mode;
            return;
        }
    }
    *vec_push(ask->arena, &effects->locks) = (LockTaken){ resolved, mode };
}

static void on_names(const Asking *ask, const NameVec *names, LockMode mode)
{
    for (size_t i = 0; i < names->len; i++)
        add_lock(ask, names->at[i], mode);
}

static void on_index_table(const Asking *ask, LockMode mode)
{
    const Index *index = catalog_index(ask->catalog, ask->op->name);
    if (index)
        add_lock(ask, index->def.table, mode);
}

static void on_referenced(const Asking *ask, LockMode mode)
{
    const Op *op = ask->op;
    if (op->constraint)
        add_lock(ask, op->constraint->ref_table, mode);
    if (!op->table)
        return;
    Name self = catalog_resolve(ask->catalog, op->name);
    for (size_t i = 0; i < op->table->constraints.len; i++) {
        Name target = op->table->constraints.at[i].ref_table;
        if (target.name.len > 0 && !name_eq(catalog_resolve(ask->catalog, target), self))
            add_lock(ask, target, mode);
    }
}

static void on_parents(const Asking *ask, LockMode mode)
{
    const Table *table = catalog_table(ask->catalog, ask->op->name);
    for (size_t i = 0; table && i < table->constraints.len; i++)
        add_lock(ask, table->constraints.at[i]->def.ref_table, mode);
}

static void on_referencing(const Asking *ask, LockMode mode)
{
    ForeignKeyVec keys = catalog_referencing(ask->arena, ask->catalog, ask->op->name);
    for (size_t i = 0; i < keys.len; i++)
        add_lock(ask, keys.at[i].table->name, mode);
}

static void on_old_key(const Asking *ask, LockMode mode)
{
    const Table *table = catalog_table(ask->catalog, ask->op->name);
    const Constraint *constraint = table_constraint(table, ask->op->part);
    if (constraint)
        add_lock(ask, constraint->def.ref_table, mode);
}

static void on_partitioned(const Asking *ask, LockMode mode)
{
    const Table *table = catalog_table(ask->catalog, ask->op->name);
    if (table)
        add_lock(ask, table->partition_of, mode);
}

static void add_locks(const Asking *ask, const LockFact *fact)
{
    const Op *op = ask->op;
    switch (fact->target) {
    case ON_NAMED:
        add_lock(ask, op->name, fact->mode);
        break;
    case ON_OTHER:
        add_lock(ask, op->other, fact->mode);
        break;
    case ON_INDEX_TABLE:
        on_index_table(ask, fact->mode);
        break;
    case ON_REFERENCED:
        on_referenced(ask, fact->mode);
        break;
    case ON_PARENTS:
        on_parents(ask, fact->mode);
        break;
    case ON_REFERENCING:
        on_referencing(ask, fact->mode);
        break;
    case ON_OLD_FK:
        on_old_key(ask, fact->mode);
        break;
    case ON_PARTITIONED:
        on_partitioned(ask, fact->mode);
        break;
    case ON_MODEL:
        add_lock(ask, op->table->partition_of, fact->mode);
        break;
    case ON_INHERITED:
        on_names(ask, &op->table->inherits, fact->mode);
        break;
    case ON_READ:
        on_names(ask, &op->relations, fact->mode);
        break;
    }
}

static bool holds(const LockFact *fact, const Op *op, int major)
{
    return fact->kind == op->kind &&
           (fact->object == OBJ_NONE || fact->object == op->object) &&
           (fact->constraint == ANY_CONSTRAINT ||
            (op->constraint && (int)op->constraint->kind == fact->constraint)) &&
           (op->flags & fact->with) == fact->with && (op->flags & fact->without) == 0 &&
           fact->from <= major && major <= fact->to;
}

void pg_effects(Arena *arena, const Catalog *catalog, const Engine *engine, Op *op)
{
    Asking ask = { arena, catalog, op };
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++)
        if (holds(&facts[i], op, engine->major))
            add_locks(&ask, &facts[i]);
}
