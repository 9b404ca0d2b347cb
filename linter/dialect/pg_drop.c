// SPDX-License-Identifier: Apache-2.0
// DROP, and what else names several relations in a row: TRUNCATE, LOCK. An op for each.
#include "dialect/pg_nodes_priv.h"

#include "dialect/pg_priv.h"

static OpKind drop_kind(int object_type)
{
    static const OpKind kinds[OBJECT_VIEW + 1] = {
        [OBJECT_AGGREGATE] = OP_DROP_FUNCTION,  [OBJECT_DOMAIN] = OP_DROP_TYPE,
        [OBJECT_FOREIGN_TABLE] = OP_DROP_TABLE, [OBJECT_FUNCTION] = OP_DROP_FUNCTION,
        [OBJECT_INDEX] = OP_DROP_INDEX,         [OBJECT_MATVIEW] = OP_DROP_VIEW,
        [OBJECT_POLICY] = OP_DROP_POLICY,       [OBJECT_PROCEDURE] = OP_DROP_FUNCTION,
        [OBJECT_ROUTINE] = OP_DROP_FUNCTION,    [OBJECT_SCHEMA] = OP_DROP_SCHEMA,
        [OBJECT_SEQUENCE] = OP_DROP_SEQUENCE,   [OBJECT_TABLE] = OP_DROP_TABLE,
        [OBJECT_TRIGGER] = OP_DROP_TRIGGER,     [OBJECT_TYPE] = OP_DROP_TYPE,
        [OBJECT_VIEW] = OP_DROP_VIEW,
    };
    OpKind kind = kinds[object_type];
    return kind == OP_NONE ? OP_DROP_OBJECT : kind;
}

// Words of the kind behind DROP: TABLE; MATERIALIZED VIEW; TEXT SEARCH DICTIONARY.
static size_t kind_words(const PgStmt *stmt)
{
    if (pg_is_word(stmt, 1, "text"))
        return 3;
    if (pg_is_word(stmt, 1, "foreign"))
        return pg_is_word(stmt, 2, "data") ? 3 : 2;
    bool two = pg_is_word(stmt, 1, "materialized") || pg_is_word(stmt, 1, "event") ||
               pg_is_word(stmt, 1, "access");
    bool operator_kind = pg_is_word(stmt, 1, "operator") &&
                         (pg_is_word(stmt, 2, "class") || pg_is_word(stmt, 2, "family"));
    return two || operator_kind ? 2 : 1;
}

static size_t first_object(const PgStmt *stmt, const DropStmt *drop)
{
    return 1 + kind_words(stmt) + (drop->concurrent ? 1 : 0) + (drop->missing_ok ? 2 : 0);
}

// CASCADE and RESTRICT stand behind the last object and are no part of it.
static Range without_behavior(const PgStmt *stmt, Range object)
{
    bool last = object.to == stmt->token_count && object.to > object.from + 1;
    if (last && (pg_is_word(stmt, object.to - 1, "cascade") ||
                 pg_is_word(stmt, object.to - 1, "restrict")))
        object.to--;
    return object;
}

static bool has_owner(int object_type)
{
    return object_type == OBJECT_TRIGGER || object_type == OBJECT_POLICY ||
           object_type == OBJECT_RULE;
}

static void name_dropped(PgStmt *stmt, const DropStmt *drop, Node *object, Op *op)
{
    if (has_owner((int)drop->removeType)) {
        op->name = pg_owned_name(stmt, castNode(List, object), &op->part);
        op->other = op->name;
        return;
    }
    op->name = pg_object_name(stmt, object);
    // A schema has no schema, nor has what is no list of names.
    if (IsA(object, String))
        op->name.schema = (Str){ 0 };
    if (op->kind != OP_DROP_FUNCTION)
        return;
    const ObjectWithArgs *routine = castNode(ObjectWithArgs, object);
    FunctionDef *function = NEW(stmt->arena, FunctionDef);
    if (!routine->args_unspecified)
        function->arguments = pg_argument_types(stmt, routine->objargs);
    function->procedure = drop->removeType == OBJECT_PROCEDURE;
    op->function = function;
}

static void lower_drop(PgStmt *stmt, Node *node)
{
    DropStmt *drop = castNode(DropStmt, node);
    size_t next = first_object(stmt, drop);
    bool several = list_length(drop->objects) > 1;
    ListCell *cell;
    foreach (cell, drop->objects) {
        Range range = pg_element(stmt, next, stmt->token_count);
        next = range.to + 1;
        Span span = several ? pg_span(stmt, without_behavior(stmt, range)) : stmt->span;
        Op *op = pg_op_at(stmt, drop_kind((int)drop->removeType),
                          pg_object_kind((int)drop->removeType), span);
        op->flags |= drop->missing_ok ? OPF_IF_EXISTS : 0;
        op->flags |= drop->concurrent ? OPF_CONCURRENTLY : 0;
        op->flags |= drop->behavior == DROP_CASCADE ? OPF_CASCADE : 0;
        name_dropped(stmt, drop, lfirst(cell), op);
    }
}

static Span relation_span(const PgStmt *stmt, const RangeVar *relation)
{
    size_t from = pg_token_at(stmt, relation->location);
    return pg_span(stmt, (Range){ from, pg_name_end(stmt, from) });
}

// An op for each relation of a list, which shows where it stands when there are several.
static Op *relation_op(PgStmt *stmt, OpKind kind, const List *all, RangeVar *relation)
{
    Span span = list_length(all) > 1 ? relation_span(stmt, relation) : stmt->span;
    Op *op = pg_op_at(stmt, kind, OBJ_TABLE, span);
    op->name = pg_relation(stmt, relation);
    op->flags = relation->inh ? 0 : OPF_ONLY;
    return op;
}

static void lower_truncate(PgStmt *stmt, Node *node)
{
    TruncateStmt *truncate = castNode(TruncateStmt, node);
    ListCell *cell;
    foreach (cell, truncate->relations) {
        Op *op = relation_op(stmt, OP_TRUNCATE, truncate->relations, lfirst(cell));
        op->flags |= truncate->behavior == DROP_CASCADE ? OPF_CASCADE : 0;
        op->verb = truncate->restart_seqs ? STR("restart-identity") : (Str){ 0 };
    }
}

// The words of a lock mode, as nodes count them from 1.
static Str lock_words(int mode)
{
    static const Str words[] = {
        STR_INIT(""),
        STR_INIT("ACCESS SHARE"),
        STR_INIT("ROW SHARE"),
        STR_INIT("ROW EXCLUSIVE"),
        STR_INIT("SHARE UPDATE EXCLUSIVE"),
        STR_INIT("SHARE"),
        STR_INIT("SHARE ROW EXCLUSIVE"),
        STR_INIT("EXCLUSIVE"),
        STR_INIT("ACCESS EXCLUSIVE"),
    };
    size_t at = (size_t)mode;
    return at < sizeof words / sizeof *words ? words[at] : (Str){ 0 };
}

static void lower_lock(PgStmt *stmt, Node *node)
{
    LockStmt *lock = castNode(LockStmt, node);
    ListCell *cell;
    foreach (cell, lock->relations)
        relation_op(stmt, OP_LOCK_TABLE, lock->relations, lfirst(cell))->detail =
            lock_words(lock->mode);
}

const PgRow pg_drop_rows[] = {
    { T_DropStmt, lower_drop },
    { T_TruncateStmt, lower_truncate },
    { T_LockStmt, lower_lock },
    { 0, NULL },
};
