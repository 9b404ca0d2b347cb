// SPDX-License-Identifier: Apache-2.0
// Queries and changes of data, those inside WITH included.
#include "dialect/pg_nodes_priv.h"

#include "dialect/pg_body_priv.h"

#include <string.h>

static StrVec target_names(const PgStmt *stmt, List *targets)
{
    StrVec names = { 0 };
    ListCell *cell;
    foreach (cell, targets) {
        const ResTarget *target = lfirst_node(ResTarget, cell);
        if (target->name != NULL)
            *vec_push(stmt->arena, &names) = pg_str(stmt, target->name);
    }
    return names;
}

// WITH gone AS (DELETE …): an op each, as they run whether or not somebody reads them.
static void lower_with(PgStmt *stmt, const WithClause *with)
{
    if (with == NULL)
        return;
    ListCell *cell;
    foreach (cell, with->ctes) {
        const CommonTableExpr *cte = lfirst_node(CommonTableExpr, cell);
        if (IsA(cte->ctequery, SelectStmt))
            continue;
        Range range = { pg_token_at(stmt, cte->location), stmt->token_count };
        size_t open = pg_find_word(stmt, range, "as");
        while (open < range.to && !pg_is_punct(stmt, open, '(')) // NOT MATERIALIZED
            open++;
        pg_lower_piece(stmt, cte->ctequery, pg_inside(stmt, open, range.to));
    }
}

static Op *change_op(PgStmt *stmt, OpKind kind, Node *node, RangeVar *relation)
{
    Op *op = pg_op(stmt, kind, OBJ_TABLE);
    op->name = pg_relation(stmt, relation);
    op->flags = relation->inh ? 0 : OPF_ONLY;
    pg_relations(stmt, node, op->name, &op->relations);
    return op;
}

static void lower_insert(PgStmt *stmt, Node *node)
{
    InsertStmt *insert = castNode(InsertStmt, node);
    lower_with(stmt, insert->withClause);
    Op *op = change_op(stmt, OP_INSERT, node, insert->relation);
    op->columns = target_names(stmt, insert->cols);
    if (insert->onConflictClause && insert->onConflictClause->infer)
        op->verb = STR("upsert");
}

static void lower_update(PgStmt *stmt, Node *node)
{
    UpdateStmt *update = castNode(UpdateStmt, node);
    lower_with(stmt, update->withClause);
    Op *op = change_op(stmt, OP_UPDATE, node, update->relation);
    op->columns = target_names(stmt, update->targetList);
    op->where = pg_where(update->whereClause);
}

static void lower_delete(PgStmt *stmt, Node *node)
{
    DeleteStmt *delete = castNode(DeleteStmt, node);
    lower_with(stmt, delete->withClause);
    Op *op = change_op(stmt, OP_DELETE, node, delete->relation);
    op->where = pg_where(delete->whereClause);
}

static void lower_merge(PgStmt *stmt, Node *node)
{
    MergeStmt *merge = castNode(MergeStmt, node);
    lower_with(stmt, merge->withClause);
    change_op(stmt, OP_MERGE, node, merge->relation);
}

static const char *string_argument(List *args, int i)
{
    if (list_length(args) <= i || !IsA(list_nth(args, i), A_Const))
        return NULL;
    const A_Const *constant = castNode(A_Const, list_nth(args, i));
    bool string = !constant->isnull && nodeTag(&constant->val) == T_String;
    return string ? constant->val.sval.sval : NULL;
}

static bool true_argument(List *args, int i)
{
    if (list_length(args) <= i || !IsA(list_nth(args, i), A_Const))
        return false;
    const A_Const *constant = castNode(A_Const, list_nth(args, i));
    return !constant->isnull && nodeTag(&constant->val) == T_Boolean &&
           constant->val.boolval.boolval;
}

// set_config('search_path', '…', false) is SET by another name.
static bool lower_set_config(PgStmt *stmt, Node *value)
{
    if (value == NULL || !IsA(value, FuncCall))
        return false;
    FuncCall *call = castNode(FuncCall, value);
    const char *function = castNode(String, llast(call->funcname))->sval;
    const char *setting = string_argument(call->args, 0);
    const char *text = string_argument(call->args, 1);
    if (!str_eq(str_from(function), STR("set_config")) || setting == NULL || text == NULL)
        return false;
    Op *op = pg_op(stmt, OP_SET_SESSION, OBJ_NONE);
    op->part = pg_lower_case(stmt, setting);
    op->detail = pg_str(stmt, text);
    op->flags = true_argument(call->args, 2) ? OPF_LOCAL : 0;
    return true;
}

// The INTO of a set operation stands in its first arm.
static SelectStmt *first_arm(SelectStmt *select)
{
    while (select->larg != NULL)
        select = select->larg;
    return select;
}

static bool is_named(const List *names, const RangeVar *relation)
{
    const char *alias = relation->alias ? relation->alias->aliasname : relation->relname;
    ListCell *cell;
    foreach (cell, names)
        if (strcmp(lfirst_node(RangeVar, cell)->relname, alias) == 0)
            return true;
    return names == NIL;
}

// FOR UPDATE [OF name…] of the tables in FROM.
static void lock_item(PgStmt *stmt, const List *names, Node *item, NameVec *locked)
{
    while (IsA(item, JoinExpr)) {
        lock_item(stmt, names, castNode(JoinExpr, item)->rarg, locked);
        item = castNode(JoinExpr, item)->larg;
    }
    if (IsA(item, RangeVar) && is_named(names, castNode(RangeVar, item)))
        *vec_push(stmt->arena, locked) = pg_relation(stmt, castNode(RangeVar, item));
}

static void add_locked(PgStmt *stmt, const SelectStmt *select, Op *op)
{
    NameVec locked = { 0 };
    ListCell *clause, *item;
    foreach (clause, select->lockingClause)
        foreach (item, select->fromClause)
            lock_item(stmt, lfirst_node(LockingClause, clause)->lockedRels, lfirst(item),
                      &locked);
    if (locked.len > 0)
        op_own_rest(stmt->arena, op)->locked = locked;
}

static void run_call(PgStmt *stmt, Node *node)
{
    if (node && IsA(node, FuncCall))
        pg_run_routine(stmt, pg_list_name(stmt, castNode(FuncCall, node)->funcname));
}

// SELECT f(), SELECT … FROM f(): what the functions do happens.
static void run_calls(PgStmt *stmt, const SelectStmt *select)
{
    ListCell *cell;
    foreach (cell, select->targetList)
        run_call(stmt, lfirst_node(ResTarget, cell)->val);
    foreach (cell, select->fromClause) {
        Node *from = lfirst(cell);
        if (IsA(from, RangeFunction))
            run_call(stmt, linitial(linitial(castNode(RangeFunction, from)->functions)));
    }
}

static void lower_select(PgStmt *stmt, Node *node)
{
    SelectStmt *select = castNode(SelectStmt, node);
    lower_with(stmt, select->withClause);
    SelectStmt *first = first_arm(select);
    if (first->intoClause) {
        pg_lower_into(stmt, first->intoClause, node, 0);
        return;
    }
    size_t settings = 0;
    ListCell *cell;
    foreach (cell, select->targetList)
        settings += lower_set_config(stmt, lfirst_node(ResTarget, cell)->val);
    if (settings > 0 && settings == (size_t)list_length(select->targetList))
        return;
    Op *op = pg_op(stmt, OP_SELECT, OBJ_NONE);
    op->where = pg_where(select->whereClause);
    pg_relations(stmt, node, (Name){ 0 }, &op->relations);
    add_locked(stmt, select, op);
    run_calls(stmt, select);
}

// The table that a change of data is for; NULL of what only reads.
static RangeVar *find_target(Node *query)
{
    switch (nodeTag(query)) {
    case T_InsertStmt:
        return castNode(InsertStmt, query)->relation;
    case T_UpdateStmt:
        return castNode(UpdateStmt, query)->relation;
    case T_DeleteStmt:
        return castNode(DeleteStmt, query)->relation;
    case T_MergeStmt:
        return castNode(MergeStmt, query)->relation;
    default: // of all statements these are the ones
        return NULL;
    }
}

static bool is_plain_insert(Node *query)
{
    return IsA(query, InsertStmt) && !castNode(InsertStmt, query)->onConflictClause;
}

// What is only planned, prepared or declared changes nothing; it locks all the same.
static Op *add_read(PgStmt *stmt, Node *query)
{
    const RangeVar *target = find_target(query);
    Op *op = pg_op(stmt, OP_SELECT, target ? OBJ_TABLE : OBJ_NONE);
    if (target) {
        op->name = pg_relation(stmt, target);
        op->verb = is_plain_insert(query) ? STR("plan-insert") : STR("plan-change");
        op->flags = target->inh ? 0 : OPF_ONLY;
    }
    pg_relations(stmt, query, op->name, &op->relations);
    return op;
}

static void lower_explain(PgStmt *stmt, Node *node)
{
    ExplainStmt *explain = castNode(ExplainStmt, node);
    if (pg_option_on(explain->options, "analyze"))
        pg_lower_node(stmt, explain->query);
    else
        add_read(stmt, explain->query);
}

static void lower_declare(PgStmt *stmt, Node *node)
{
    add_read(stmt, castNode(DeclareCursorStmt, node)->query);
}

static void lower_prepare(PgStmt *stmt, Node *node)
{
    add_read(stmt, castNode(PrepareStmt, node)->query)->verb = STR("prepare");
}

static void lower_copy(PgStmt *stmt, Node *node)
{
    CopyStmt *copy = castNode(CopyStmt, node);
    if (copy->query && !IsA(copy->query, SelectStmt))
        pg_lower_node(stmt, copy->query);
    Op *op = pg_op(stmt, OP_COPY, copy->relation ? OBJ_TABLE : OBJ_NONE);
    op->name = pg_relation(stmt, copy->relation);
    op->detail = copy->is_from ? STR("from") : STR("to");
    op->columns = pg_strings(stmt, copy->attlist);
    if (copy->query && IsA(copy->query, SelectStmt))
        pg_relations(stmt, copy->query, (Name){ 0 }, &op->relations);
}

// The name that an expression gives its column by itself, as PostgreSQL's FigureColname
// finds it; NULL: none.
static const char *own_name(Node *node)
{
    while (node != NULL) {
        switch (nodeTag(node)) {
        case T_TypeCast:
            node = castNode(TypeCast, node)->arg;
            continue;
        case T_CollateClause:
            node = castNode(CollateClause, node)->arg;
            continue;
        case T_CaseExpr:
            node = (Node *)castNode(CaseExpr, node)->defresult;
            continue;
        case T_FuncCall:
            return castNode(String, llast(castNode(FuncCall, node)->funcname))->sval;
        case T_CoalesceExpr:
            return "coalesce";
        case T_A_ArrayExpr:
            return "array";
        case T_ColumnRef:
            node = llast(castNode(ColumnRef, node)->fields);
            return IsA(node, String) ? castNode(String, node)->sval : NULL;
        default: // of the many expressions these are the ones with a name people rely on
            return NULL;
        }
    }
    return NULL;
}

static const char *column_name(const ResTarget *target)
{
    const char *own = target->name ? target->name : own_name(target->val);
    if (own)
        return own;
    if (IsA(target->val, TypeCast))
        return castNode(String, llast(castNode(TypeCast, target->val)->typeName->names))
            ->sval;
    return IsA(target->val, CaseExpr) ? "case" : "?column?";
}

static bool is_star(const ResTarget *target)
{
    return IsA(target->val, ColumnRef) &&
           IsA(llast(castNode(ColumnRef, target->val)->fields), A_Star);
}

StrVec pg_query_columns(const PgStmt *stmt, Node *query)
{
    StrVec names = { 0 };
    if (query == NULL || !IsA(query, SelectStmt))
        return names;
    const SelectStmt *select = first_arm(castNode(SelectStmt, query));
    int values = select->valuesLists ? list_length(linitial(select->valuesLists)) : 0;
    for (int i = 1; i <= values; i++)
        *vec_push(stmt->arena, &names) = arena_fmt(stmt->arena, "column%d", i);
    ListCell *cell;
    foreach (cell, select->targetList) {
        const ResTarget *target = lfirst_node(ResTarget, cell);
        if (is_star(target))
            return (StrVec){ 0 };
        *vec_push(stmt->arena, &names) = pg_str(stmt, column_name(target));
    }
    return names;
}

const PgRow pg_query_rows[] = {
    { T_SelectStmt, lower_select },   { T_InsertStmt, lower_insert },
    { T_UpdateStmt, lower_update },   { T_DeleteStmt, lower_delete },
    { T_MergeStmt, lower_merge },     { T_CopyStmt, lower_copy },
    { T_ExplainStmt, lower_explain }, { T_DeclareCursorStmt, lower_declare },
    { T_PrepareStmt, lower_prepare }, { 0, NULL },
};
