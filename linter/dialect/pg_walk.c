// SPDX-License-Identifier: Apache-2.0
// Which relations a query reads. The walk keeps its own stack: a query may nest deeper
// than ours goes.
#include "dialect/pg_nodes_priv.h"

#include "base/map.h"
#include "dialect/pg_priv.h"
#include "dialect/pg_slot_priv.h"

#include <stddef.h>
#include <string.h>

// CTEs that a node can name: the latest first.
typedef struct Scope {
    const char *name;
    const struct Scope *outer;
} Scope;

typedef struct Item {
    Node *node;
    const Scope *scope;
} Item;

typedef VEC(Item) ItemVec;

typedef struct Walk {
    PgStmt *stmt;
    ItemVec items; // still to be looked at, the next one last
    Name except;
    Map seen;
    NameVec *out;
} Walk;

enum { CHILDREN_MAX = 14 };

// Offsets of a node's children, each a Node * or List *, in the order of the text; 0 ends
// the row.
typedef struct Children {
    unsigned short at[CHILDREN_MAX];
} Children;

#define AT(type, field) ((unsigned short)offsetof(type, field))
#define ONE(type, a) [T_##type] = { { AT(type, a) } }
#define TWO(type, a, b) [T_##type] = { { AT(type, a), AT(type, b) } }
#define THREE(type, a, b, c) [T_##type] = { { AT(type, a), AT(type, b), AT(type, c) } }
#define FOUR(type, a, b, c, d)                                                           \
    [T_##type] = { { AT(type, a), AT(type, b), AT(type, c), AT(type, d) } }
#define FIVE(type, a, b, c, d, e)                                                        \
    [T_##type] = { { AT(type, a), AT(type, b), AT(type, c), AT(type, d), AT(type, e) } }

#define RETURNING returningList
#undef RETURNING
#define RETURNING returningClause

static const Children children[] = {
    [T_SelectStmt] = { {
        AT(SelectStmt, larg),
        AT(SelectStmt, rarg),
        AT(SelectStmt, distinctClause),
        AT(SelectStmt, targetList),
        AT(SelectStmt, valuesLists),
        AT(SelectStmt, fromClause),
        AT(SelectStmt, whereClause),
        AT(SelectStmt, groupClause),
        AT(SelectStmt, havingClause),
        AT(SelectStmt, windowClause),
        AT(SelectStmt, sortClause),
        AT(SelectStmt, limitOffset),
        AT(SelectStmt, limitCount),
    } },
    FOUR(InsertStmt, relation, selectStmt, onConflictClause, RETURNING),
    FIVE(UpdateStmt, relation, targetList, fromClause, whereClause, RETURNING),
    FOUR(DeleteStmt, relation, usingClause, whereClause, RETURNING),
    FIVE(MergeStmt, relation, sourceRelation, joinCondition, mergeWhenClauses, RETURNING),
    ONE(ReturningClause, exprs),
    TWO(OnConflictClause, targetList, whereClause),
    THREE(MergeWhenClause, condition, targetList, values),
    THREE(JoinExpr, larg, rarg, quals),
    ONE(RangeSubselect, subquery),
    ONE(RangeFunction, functions),
    THREE(RangeTableFunc, rowexpr, docexpr, columns),
    TWO(RangeTableFuncCol, colexpr, coldefexpr),
    THREE(RangeTableSample, relation, args, repeatable),
    TWO(ResTarget, indirection, val),
    TWO(A_Expr, lexpr, rexpr),
    ONE(BoolExpr, args),
    TWO(SubLink, testexpr, subselect),
    FOUR(FuncCall, args, agg_order, agg_filter, over),
    THREE(CaseExpr, arg, args, defresult),
    TWO(CaseWhen, expr, result),
    ONE(CoalesceExpr, args),
    ONE(MinMaxExpr, args),
    ONE(NullTest, arg),
    ONE(BooleanTest, arg),
    ONE(TypeCast, arg),
    ONE(CollateClause, arg),
    ONE(A_ArrayExpr, elements),
    TWO(A_Indirection, arg, indirection),
    TWO(A_Indices, lidx, uidx),
    ONE(RowExpr, args),
    ONE(NamedArgExpr, arg),
    ONE(MultiAssignRef, source),
    ONE(SortBy, node),
    FOUR(WindowDef, partitionClause, orderClause, startOffset, endOffset),
    ONE(GroupingSet, content),
    ONE(GroupingFunc, args),
    TWO(XmlExpr, named_args, args),
    ONE(XmlSerialize, expr),
    ONE(JsonValueExpr, raw_expr),
    TWO(JsonKeyValue, key, value),
    ONE(JsonObjectConstructor, exprs),
    ONE(JsonArrayConstructor, exprs),
    ONE(JsonArrayQueryConstructor, query),
    THREE(JsonAggConstructor, agg_filter, agg_order, over),
    TWO(JsonObjectAgg, constructor, arg),
    TWO(JsonArrayAgg, constructor, arg),
    ONE(JsonIsPredicate, expr),
    ONE(JsonParseExpr, expr),
    ONE(JsonScalarExpr, expr),
    ONE(JsonSerializeExpr, expr),
    FOUR(JsonFuncExpr, context_item, passing, on_empty, on_error),
    ONE(JsonBehavior, expr),
    ONE(JsonArgument, val),
    FOUR(JsonTable, context_item, passing, columns, on_error),
    ONE(WithClause, ctes),
    ONE(CommonTableExpr, ctequery),
};

// ---- children as places ----

Node *pg_slot_get(PgSlot slot)
{
    Node *node;
    memcpy(&node, (char *)slot.holder + slot.offset, sizeof node);
    return node;
}

void pg_slot_set(PgSlot slot, Node *node)
{
    memcpy((char *)slot.holder + slot.offset, &node, sizeof node);
}

static void add_slot(Arena *arena, PgSlotVec *slots, void *holder, size_t offset)
{
    PgSlot slot = { holder, offset };
    if (pg_slot_get(slot) != NULL)
        *vec_push(arena, slots) = slot;
}

void pg_child_slots(Arena *arena, Node *node, PgSlotVec *slots)
{
    if (IsA(node, List)) {
        ListCell *cell;
        foreach (cell, castNode(List, node))
            add_slot(arena, slots, cell, offsetof(ListCell, ptr_value));
        return;
    }
    if (IsA(node, SelectStmt))
        add_slot(arena, slots, node, offsetof(SelectStmt, withClause));
    size_t tag = (size_t)nodeTag(node);
    const Children *row =
        tag < sizeof children / sizeof *children ? &children[tag] : NULL;
    for (size_t i = 0; row != NULL && i < CHILDREN_MAX && row->at[i] != 0; i++)
        add_slot(arena, slots, node, row->at[i]);
}

// ---- relations ----

static void push(Walk *walk, Node *node, const Scope *scope)
{
    if (node != NULL)
        *vec_push(walk->stmt->tmp, &walk->items) = (Item){ node, scope };
}

static void push_list(Walk *walk, List *list, const Scope *scope)
{
    for (int i = list_length(list) - 1; i >= 0; i--)
        push(walk, list_nth(list, i), scope);
}

static Node *child_at(Node *node, size_t offset)
{
    Node *child;
    memcpy(&child, (char *)node + offset, sizeof child);
    return child;
}

static void push_children(Walk *walk, Node *node, const Scope *scope)
{
    size_t tag = (size_t)nodeTag(node);
    if (tag >= sizeof children / sizeof *children)
        return;
    for (size_t i = CHILDREN_MAX; i > 0; i--)
        if (children[tag].at[i - 1] != 0)
            push(walk, child_at(node, children[tag].at[i - 1]), scope);
}

static const Scope *add_name(Walk *walk, const char *name, const Scope *outer)
{
    Scope *scope = NEW(walk->stmt->tmp, Scope);
    *scope = (Scope){ name, outer };
    return scope;
}

static const Scope *add_names(Walk *walk, const WithClause *with, const Scope *scope)
{
    ListCell *cell;
    foreach (cell, with->ctes)
        scope = add_name(walk, lfirst_node(CommonTableExpr, cell)->ctename, scope);
    return scope;
}

// Each CTE sees those before it, with RECURSIVE all of them. INSERT and its like are left
// out: they are ops of their own.
static void push_ctes(Walk *walk, const WithClause *with, const Scope *scope)
{
    for (int i = list_length(with->ctes) - 1; i >= 0; i--) {
        const CommonTableExpr *cte = list_nth(with->ctes, i);
        if (!with->recursive)
            scope = scope->outer;
        if (IsA(cte->ctequery, SelectStmt))
            push(walk, cte->ctequery, scope);
    }
}

static const WithClause *with_of(Node *node)
{
    switch (nodeTag(node)) {
    case T_SelectStmt:
        return castNode(SelectStmt, node)->withClause;
    case T_InsertStmt:
        return castNode(InsertStmt, node)->withClause;
    case T_UpdateStmt:
        return castNode(UpdateStmt, node)->withClause;
    case T_DeleteStmt:
        return castNode(DeleteStmt, node)->withClause;
    case T_MergeStmt:
        return castNode(MergeStmt, node)->withClause;
    default: // of some hundred tags these alone have one
        return NULL;
    }
}

static bool is_cte(const RangeVar *relation, const Scope *scope)
{
    if (relation->schemaname != NULL)
        return false;
    for (; scope != NULL; scope = scope->outer)
        if (strcmp(scope->name, relation->relname) == 0)
            return true;
    return false;
}

// No identifier holds a NUL.
static Str map_key(const Walk *walk, Name name)
{
    return arena_fmt(walk->stmt->tmp, STR_FMT "%c" STR_FMT, STR_ARG(name.schema), '\0',
                     STR_ARG(name.name));
}

static void visit_relation(Walk *walk, RangeVar *relation, const Scope *scope)
{
    if (is_cte(relation, scope))
        return;
    Name name = pg_relation(walk->stmt, relation);
    Str key = map_key(walk, name);
    if (name_eq(name, walk->except) || map_get(&walk->seen, key))
        return;
    map_put(walk->stmt->tmp, &walk->seen, key, relation);
    *vec_push(walk->stmt->arena, walk->out) = name;
}

void pg_relations(PgStmt *stmt, Node *query, Name except, NameVec *out)
{
    Walk walk = { .stmt = stmt, .except = except, .out = out };
    push(&walk, query, NULL);
    while (walk.items.len > 0) {
        Item item = walk.items.at[--walk.items.len];
        if (IsA(item.node, List)) {
            push_list(&walk, castNode(List, item.node), item.scope);
            continue;
        }
        if (IsA(item.node, RangeVar)) {
            visit_relation(&walk, castNode(RangeVar, item.node), item.scope);
            continue;
        }
        const WithClause *with = with_of(item.node);
        const Scope *scope = with ? add_names(&walk, with, item.scope) : item.scope;
        push_children(&walk, item.node, scope);
        if (with)
            push_ctes(&walk, with, scope);
    }
}
