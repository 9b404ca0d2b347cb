// SPDX-License-Identifier: Apache-2.0
// Facts about indexes and constraints.
#include "dialect/mysql_facts_priv.h"

// ---- indexes ----

static bool is_method(const MyAsk *ask, const char *method)
{
    return ask->op->index && str_eq(ask->op->index->method, str_from(method));
}

static bool is_plain(const MyAsk *ask)
{
    return ask->op->index && !is_method(ask, "fulltext") && !is_method(ask, "spatial") &&
           !is_method(ask, "vector");
}

static bool is_fulltext(const MyAsk *ask)
{
    return is_method(ask, "fulltext");
}

static bool is_spatial(const MyAsk *ask)
{
    return is_method(ask, "spatial");
}

// The table gets a hidden column with it, unless it has one already.
static bool is_first_fulltext(const MyAsk *ask)
{
    return is_fulltext(ask) && !my_has_fulltext(ask) &&
           !table_column(ask->table, STR("FTS_DOC_ID"));
}

// InnoDB builds one at a time.
static bool is_one_of_fulltexts(const MyAsk *ask)
{
    for (size_t i = 0; is_fulltext(ask) && i < ask->action_count; i++) {
        const Op *op = &ask->actions[i];
        if (op != ask->op && op->index && str_eq(op->index->method, STR("fulltext")))
            return true;
    }
    return false;
}

static bool has_expression(const MyAsk *ask)
{
    for (size_t i = 0; ask->op->index && i < ask->op->index->parts.len; i++)
        if (ask->op->index->parts.at[i].expression.ptr)
            return true;
    return false;
}

// It is on a VIRTUAL column that the same statement adds.
static bool is_on_new_virtual(const MyAsk *ask)
{
    for (size_t i = 0; i < ask->action_count; i++) {
        const Op *op = &ask->actions[i];
        if (op->kind == OP_ADD_COLUMN && op->column && ask->op->index &&
            op->column->generated == GENERATED_VIRTUAL &&
            my_index_has(ask, ask->op->index, op->column->name))
            return true;
    }
    return false;
}

// Which unique index InnoDB keeps the rows in, where there is no primary key.
static const IndexDef *clustering_index(const MyAsk *ask)
{
    if (!ask->table || my_primary_key(ask->table))
        return NULL;
    for (size_t i = 0; i < ask->table->indexes.len; i++)
        if (my_is_clustered_by(ask, &ask->table->indexes.at[i]->def))
            return &ask->table->indexes.at[i]->def;
    return NULL;
}

static bool becomes_clustering(const MyAsk *ask)
{
    return ask->op->index && ask->table && !my_primary_key(ask->table) &&
           !clustering_index(ask) && my_is_clustered_by(ask, ask->op->index);
}

static bool is_clustering(const MyAsk *ask)
{
    const IndexDef *index = clustering_index(ask);
    return index && table_same_name(ask->table, index->name, ask->op->part) &&
           !my_other_action(ask, OP_ADD_CONSTRAINT, (Str){ 0 });
}

static bool same_parts(const Table *table, const IndexDef *a, const IndexDef *b)
{
    bool same = a->parts.len == b->parts.len && a->unique == b->unique;
    for (size_t i = 0; same && i < a->parts.len; i++) {
        const IndexPart *x = &a->parts.at[i], *y = &b->parts.at[i];
        same = !x->expression.ptr && !y->expression.ptr &&
               table_same_name(table, x->column, y->column) && x->length == y->length &&
               x->descending == y->descending;
    }
    return same;
}

static const IndexDef *dropped_index(const MyAsk *ask, const Op *op)
{
    const Index *index = op ? table_index(ask->table, op->part) : NULL;
    return index ? &index->def : NULL;
}

static const Op *drop_of(const MyAsk *ask, Str index)
{
    return index.len > 0 ? my_other_action(ask, OP_DROP_INDEX, index) : NULL;
}

// InnoDB has trees alone, whatever the text calls them.
static bool same_method(const MyAsk *ask, const IndexDef *a, const IndexDef *b)
{
    static const char *const trees[] = { "btree", "hash", NULL };
    bool both = str_is_any(a->method, trees) && str_is_any(b->method, trees);
    return str_eq(a->method, b->method) || (both && my_is_any(ask, MY_MYSQL));
}

// Dropped and made again as it was, by one statement.
static bool is_made_again(const MyAsk *ask)
{
    const IndexDef *new = ask->op->index;
    const IndexDef *old = new ? dropped_index(ask, drop_of(ask, new->name)) : NULL;
    return old && same_parts(ask->table, old, new) && same_method(ask, old, new) &&
           ask->action_count == 2;
}

static bool comes_back(const MyAsk *ask)
{
    const IndexDef *old = dropped_index(ask, ask->op);
    for (size_t i = 0; old && i < ask->action_count; i++) {
        const IndexDef *new = ask->actions[i].index;
        if (new &&str_eq_ci(new->name, old->name) && ask->action_count == 2)
            return same_parts(ask->table, old, new) && same_method(ask, old, new);
    }
    return false;
}

static bool is_built(const MyAsk *ask)
{
    return is_plain(ask) && !is_made_again(ask);
}

static bool is_unique(const MyAsk *ask)
{
    return ask->op->index && ask->op->index->unique;
}

static bool is_blocking(const MyAsk *ask)
{
    return is_fulltext(ask) || is_spatial(ask);
}

#define NEW_VIRTUAL "an index on a new VIRTUAL column is built under a lock"
#define NO_WRITES "the index is not built beside writes"
#define NO_KEY "the primary key goes, and no other one comes"
#define CHECKED_KEY "foreign keys are added in place with foreign_key_checks=OFF alone"

static const MyFact create_index[] = {
    { MEASURED, MYSQL, .when = is_one_of_fulltexts,
      MY_REFUSE("one statement builds one FULLTEXT index at most (1795)") },
    { MEASURED, .when = is_built, RUN(BUILD) },
    { MEASURED, .when = is_made_again, RUN(INSTANT) },
    { MEASURED, MYSQL, .when = has_expression, RUN_LOCKED(BUILD, SHARED),
      REASON(NEW_VIRTUAL) },
    { MEASURED, MYSQL, .when = is_on_new_virtual, RUN_LOCKED(BUILD, SHARED),
      REASON(NEW_VIRTUAL) },
    { MEASURED, MARIADB, .when = is_on_new_virtual, RUN_LOCKED(BUILD, SHARED),
      LOCK_REASON(NEW_VIRTUAL) },
    { MEASURED, .when = becomes_clustering, RUN(REBUILD) },
    { MEASURED, .when = is_spatial, RUN_LOCKED(BUILD, SHARED), LOCK_REASON(NO_WRITES) },
    { MEASURED, .when = is_fulltext, RUN_LOCKED(BUILD, SHARED), LOCK_REASON(NO_WRITES) },
    { MEASURED, MYSQL, .when = is_blocking, RUN_LOCKED(BUILD, SHARED),
      REASON(NO_WRITES) },
    { MEASURED, .when = is_first_fulltext, RUN_LOCKED(REBUILD, SHARED),
      LOCK_REASON(NO_WRITES) },
    { MEASURED, .when = is_one_of_fulltexts, RUN(COPY),
      REASON("one FULLTEXT index is built at a time") },
    { MEASURED, MARIADB, .with = OPF_IGNORE, .when = is_unique, RUN(COPY),
      REASON("IGNORE throws rows out") },
};

static bool is_absent(const MyAsk *ask)
{
    return op_has(ask->op, OPF_IF_EXISTS) && !my_is_unknown(ask) &&
           !table_index(ask->table, ask->op->part);
}

static bool is_there_for_good(const MyAsk *ask)
{
    return comes_back(ask) || is_absent(ask);
}

static const MyFact drop_index[] = {
    { MEASURED, .unless = is_there_for_good, RUN(METADATA) },
    { MEASURED, .when = is_absent, RUN(INSTANT) },
    { MEASURED, .when = comes_back, RUN(INSTANT) },
    { MEASURED, .when = is_clustering, RUN(COPY), REASON(NO_KEY) },
};

static const MyFact rename_index[] = {
    { MANUAL, MYSQL, BEFORE(5, 7, 0), RUN(COPY) },
    { MEASURED, MYSQL, .unless = my_is_foreign_engine, RUN(METADATA) },
    { MEASURED, .when = my_is_foreign_engine, RUN(INSTANT) },
    { MEASURED, MARIADB, RUN(INSTANT) },
};

// ---- constraints ----

static bool is_primary(const MyAsk *ask)
{
    return str_eq(ask->op->verb, STR("primary-key")) ||
           str_eq_ci(ask->op->part, STR("PRIMARY"));
}

static const Op *new_primary_key(const MyAsk *ask)
{
    for (size_t i = 0; i < ask->action_count; i++) {
        const Op *op = &ask->actions[i];
        if (op->kind == OP_ADD_CONSTRAINT && op->constraint &&
            op->constraint->kind == CON_PRIMARY_KEY)
            return op;
    }
    return NULL;
}

static bool drops_key_alone(const MyAsk *ask)
{
    return is_primary(ask) && !new_primary_key(ask);
}

static bool drops_key_for_good(const MyAsk *ask)
{
    return drops_key_alone(ask) && !my_has_successor(ask);
}

static const Op *primary_key_drop(const MyAsk *ask)
{
    for (size_t i = 0; i < ask->action_count; i++)
        if (ask->actions[i].kind == OP_DROP_CONSTRAINT &&
            str_eq(ask->actions[i].verb, STR("primary-key")))
            return &ask->actions[i];
    return NULL;
}

static bool same_key(const MyAsk *ask)
{
    const ConstraintDef *old = my_primary_key(ask->table);
    const Op *op = new_primary_key(ask);
    return old && op && old->columns.len == op->constraint->columns.len &&
           table_list_begins(ask->table, &old->columns, &op->constraint->columns) &&
           primary_key_drop(ask);
}

static bool changes_key(const MyAsk *ask)
{
    return is_primary(ask) && new_primary_key(ask) && !same_key(ask);
}

static bool keeps_key(const MyAsk *ask)
{
    return is_primary(ask) && same_key(ask);
}

// The rows are already kept by the key's columns.
static bool is_clustered_already(const MyAsk *ask)
{
    const IndexDef *index = clustering_index(ask);
    const ConstraintDef *key = ask->op->constraint;
    return index && index->parts.len == key->columns.len &&
           table_index_begins(ask->table, index, &key->columns);
}

// MySQL writes the rows anew all the same.
static bool rows_stay(const MyAsk *ask)
{
    return same_key(ask) || (my_is_any(ask, MY_MARIADB) && is_clustered_already(ask));
}

static bool is_enforced(const MyAsk *ask)
{
    return ask->op->constraint && !ask->op->constraint->not_enforced;
}

static bool is_not_enforced(const MyAsk *ask)
{
    return ask->op->constraint && ask->op->constraint->not_enforced;
}

// An index of the child begins with the key's columns.
static bool has_index_for_key(const MyAsk *ask)
{
    const StrVec *columns = &ask->op->constraint->columns;
    const ConstraintDef *primary = my_primary_key(ask->table);
    if (primary && table_list_begins(ask->table, &primary->columns, columns))
        return true;
    for (size_t i = 0; ask->table && i < ask->table->indexes.len; i++)
        if (table_index_begins(ask->table, &ask->table->indexes.at[i]->def, columns))
            return true;
    return false;
}

static bool is_unchecked_key(const MyAsk *ask)
{
    return !my_checks_foreign_keys(ask);
}

static bool is_unchecked_key_with_index(const MyAsk *ask)
{
    return !my_checks_foreign_keys(ask) && has_index_for_key(ask);
}

static bool is_unchecked_key_without_index(const MyAsk *ask)
{
    return !my_checks_foreign_keys(ask) && !has_index_for_key(ask);
}

enum {
    PRIMARY = 1 << CON_PRIMARY_KEY,
    FOREIGN = 1 << CON_FOREIGN_KEY,
    CHECK = 1 << CON_CHECK
};

#define NO_CHECKS "CHECK constraints are parsed and forgotten before MySQL 8.0.16"
#define NO_INLINE                                                                        \
    "REFERENCES inside a column is parsed and forgotten before MySQL 9.0: no foreign "   \
    "key is made"

static const MyFact add_constraint[] = {
    { MANUAL, MYSQL, .con = CHECK, BEFORE(8, 0, 16), MY_IGNORE(NO_CHECKS) },
    { MANUAL, MYSQL, .con = FOREIGN, .with = OPF_INLINE, BEFORE(9, 0, 0),
      MY_IGNORE(NO_INLINE) },
    { MEASURED, .con = PRIMARY, .unless = rows_stay, RUN(REBUILD) },
    { MEASURED, .con = PRIMARY, .when = same_key, RUN(INSTANT) },
    { MEASURED, MARIADB, .con = PRIMARY, .when = is_clustered_already, RUN(BUILD) },
    { MEASURED, MYSQL, .con = FOREIGN, .when = my_checks_foreign_keys, RUN(COPY),
      REASON(CHECKED_KEY) },
    { MEASURED, MARIADB, .con = FOREIGN, .when = my_checks_foreign_keys, RUN(COPY),
      REASON(CHECKED_KEY) },
    { MEASURED, MYSQL, .con = FOREIGN, .when = is_unchecked_key, RUN(METADATA) },
    { MEASURED, MARIADB, .con = FOREIGN, .when = is_unchecked_key_with_index,
      RUN(INSTANT) },
    { MEASURED, .con = FOREIGN, .when = is_unchecked_key_without_index, RUN(BUILD) },
    { MEASURED, MYSQL, SINCE(8, 0, 16), .con = CHECK, .when = is_enforced, RUN(COPY),
      LOCK_REASON(NEEDS_LOCK) },
    { MEASURED, MYSQL, .con = CHECK, .when = is_not_enforced, RUN(INSTANT) },
    { MEASURED, MARIADB, .con = CHECK, .without = OPF_INLINE, RUN(COPY) },
    // That of a column which the statement adds or restates is not put to the rows.
    { MEASURED, MARIADB, .con = CHECK, .with = OPF_INLINE, RUN(INSTANT) },
};

static bool is_constraint_of(const MyAsk *ask, ConstraintKind kind)
{
    const Constraint *constraint = table_constraint(ask->table, ask->op->part);
    return constraint && constraint->def.kind == kind;
}

static bool is_foreign(const MyAsk *ask)
{
    return str_eq(ask->op->verb, STR("foreign-key")) ||
           is_constraint_of(ask, CON_FOREIGN_KEY);
}

static bool is_check(const MyAsk *ask)
{
    return str_eq(ask->op->verb, STR("check")) || is_constraint_of(ask, CON_CHECK);
}

// DROP CONSTRAINT may name a unique index.
static bool is_index(const MyAsk *ask)
{
    return str_eq(ask->op->verb, STR("constraint")) &&
           table_index(ask->table, ask->op->part);
}

static const MyFact drop_constraint[] = {
    { MEASURED, .when = drops_key_alone, RUN(REBUILD) },
    { MEASURED, .when = drops_key_for_good, RUN(COPY), REASON(NO_KEY) },
    { MEASURED, .when = changes_key, RUN(REBUILD) },
    { MEASURED, .when = keeps_key, RUN(INSTANT) },
    { MEASURED, MYSQL, .when = is_foreign, RUN(METADATA) },
    { MEASURED, MARIADB, .when = is_foreign, RUN(INSTANT) },
    { MEASURED, .when = is_check, RUN(INSTANT) },
    { MEASURED, .when = is_index, RUN(METADATA) },
};

static bool is_enforced_already(const MyAsk *ask)
{
    const Constraint *constraint = table_constraint(ask->table, ask->op->part);
    return constraint && !constraint->def.not_enforced;
}

static const MyFact alter_constraint[] = {
    { MEASURED, MYSQL, .verb = "not-enforced", RUN(INSTANT) },
    { MEASURED, MYSQL, .verb = "enforced", .when = is_enforced_already, RUN(INSTANT) },
    { MEASURED, MYSQL, .verb = "enforced", .unless = is_enforced_already, RUN(COPY),
      LOCK_REASON(NEEDS_LOCK) },
};

const MyFactList my_key_facts[OP_KIND_COUNT] = {
    [OP_CREATE_INDEX] = MY_FACTS(create_index),
    [OP_DROP_INDEX] = MY_FACTS(drop_index),
    [OP_RENAME_INDEX] = MY_FACTS(rename_index),
    [OP_ALTER_INDEX] = MY_FACTS(rename_index),
    [OP_ADD_CONSTRAINT] = MY_FACTS(add_constraint),
    [OP_DROP_CONSTRAINT] = MY_FACTS(drop_constraint),
    [OP_ALTER_CONSTRAINT] = MY_FACTS(alter_constraint),
};
