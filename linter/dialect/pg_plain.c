// SPDX-License-Identifier: Apache-2.0
// Parse trees brought to one form: what PostgreSQL takes for the same becomes the same
// tree. Each row of the table rewrites one kind of node, children before parents.
#include "dialect/pg_nodes_priv.h"

#include "dialect/pg_plain_priv.h"

#include "dialect/pg_slot_priv.h"

#include <string.h>

// Trees that are deeper are left as they are: comparing them would go as deep.
enum { LEVEL_MAX = 300 };

typedef struct Place {
    PgSlot slot;
    unsigned level;
    bool in_query; // names may be those of several tables
} Place;

typedef VEC(Place) PlaceVec;

static bool is_text(const char *s, const char *word)
{
    return strcmp(s, word) == 0;
}

static const char *string_at(const List *names, int i)
{
    Node *node = list_nth(names, i);
    return IsA(node, String) ? castNode(String, node)->sval : "";
}

static Node *make_string_const(const char *text)
{
    A_Const *constant = makeNode(A_Const);
    constant->val.sval.type = T_String;
    constant->val.sval.sval = pstrdup(text);
    constant->location = -1;
    return (Node *)constant;
}

static bool is_string_const(const Node *node)
{
    if (node == NULL || !IsA(node, A_Const))
        return false;
    const A_Const *constant = (const A_Const *)node;
    return !constant->isnull && nodeTag(&constant->val) == T_String;
}

// ---- names ----

// Both are on every search path; "public" unless somebody takes it off.
static bool is_usual_schema(const char *schema)
{
    return is_text(schema, "public") || is_text(schema, "pg_catalog");
}

static List *without_usual_schema(List *names)
{
    return list_length(names) == 2 && is_usual_schema(string_at(names, 0))
               ? list_make1(llast(names))
               : names;
}

// "users"."age" in a CHECK of users is age. In a query of several tables only the schema
// goes.
static Node *plain_column(Node *node, bool in_query)
{
    ColumnRef *ref = castNode(ColumnRef, node);
    int len = list_length(ref->fields);
    if (!in_query && len > 1)
        ref->fields = list_make1(llast(ref->fields));
    else if (len == 3 && is_usual_schema(string_at(ref->fields, 0)))
        ref->fields = list_make2(lsecond(ref->fields), lthird(ref->fields));
    return node;
}

static Node *plain_relation(Node *node, bool in_query)
{
    (void)in_query;
    RangeVar *relation = castNode(RangeVar, node);
    if (relation->schemaname && is_usual_schema(relation->schemaname))
        relation->schemaname = NULL;
    return node;
}

// transaction_timestamp() is now() by another name, says the manual, and
// CURRENT_TIMESTAMP without a precision is too.
static Node *plain_call(Node *node, bool in_query)
{
    (void)in_query;
    FuncCall *call = castNode(FuncCall, node);
    call->funcname = without_usual_schema(call->funcname);
    if (list_length(call->funcname) == 1 && call->args == NIL &&
        is_text(string_at(call->funcname, 0), "transaction_timestamp"))
        call->funcname = list_make1(makeString(pstrdup("now")));
    return node;
}

static Node *plain_value_function(Node *node, bool in_query)
{
    (void)in_query;
    if (castNode(SQLValueFunction, node)->op != SVFOP_CURRENT_TIMESTAMP)
        return node;
    FuncCall *now = makeNode(FuncCall);
    now->funcname = list_make1(makeString(pstrdup("now")));
    now->location = -1;
    return (Node *)now;
}

// ---- types and casts ----

static bool is_string_type(const TypeName *type)
{
    if (list_length(type->names) != 1 || type->typmods != NIL || type->arrayBounds != NIL)
        return false;
    const char *name = string_at(type->names, 0);
    return is_text(name, "text") || is_text(name, "varchar");
}

// The brackets of an array type count for nothing: text[3][3] is text[].
static void plain_type(TypeName *type)
{
    type->names = without_usual_schema(type->names);
    type->location = -1;
    if (type->arrayBounds != NIL)
        type->arrayBounds = list_make1(makeInteger(-1));
}

// ARRAY[]::text[] is '{}'::text[].
static Node *empty_array(Node *node)
{
    bool empty = IsA(node, A_ArrayExpr) && castNode(A_ArrayExpr, node)->elements == NIL;
    return empty ? make_string_const("{}") : node;
}

// A string is text where nothing else is wanted.
static Node *plain_cast(Node *node, bool in_query)
{
    (void)in_query;
    TypeCast *cast = castNode(TypeCast, node);
    plain_type(cast->typeName);
    cast->arg = empty_array(cast->arg);
    return is_string_const(cast->arg) && is_string_type(cast->typeName) ? cast->arg
                                                                        : node;
}

// ---- operators ----

// A constant beside a column takes the column's type.
static Node *bare_const(Node *node)
{
    if (node == NULL || !IsA(node, TypeCast))
        return node;
    const TypeCast *cast = castNode(TypeCast, node);
    return is_string_const(cast->arg) && cast->typeName->typmods == NIL ? cast->arg
                                                                        : node;
}

static Node *bare_consts(Node *node)
{
    if (node == NULL || !IsA(node, List))
        return bare_const(node);
    ListCell *cell;
    foreach (cell, castNode(List, node))
        lfirst(cell) = bare_const(lfirst(cell));
    return node;
}

static bool is_column(const Node *node)
{
    return node != NULL && IsA(node, ColumnRef);
}

// a = ANY (ARRAY[…]) is what PostgreSQL makes of a IN (…); <> ALL of NOT IN.
static void plain_any(A_Expr *expr)
{
    const char *name = string_at(expr->name, 0);
    bool any = expr->kind == AEXPR_OP_ANY && is_text(name, "=");
    bool all = expr->kind == AEXPR_OP_ALL && is_text(name, "<>");
    Node *array = expr->rexpr;
    if (array != NULL && IsA(array, TypeCast))
        array = castNode(TypeCast, array)->arg;
    if ((!any && !all) || array == NULL || !IsA(array, A_ArrayExpr) ||
        castNode(A_ArrayExpr, array)->elements == NIL)
        return;
    expr->kind = AEXPR_IN;
    expr->rexpr = (Node *)castNode(A_ArrayExpr, array)->elements;
}

static Node *plain_operator(Node *node, bool in_query)
{
    (void)in_query;
    A_Expr *expr = castNode(A_Expr, node);
    expr->name = without_usual_schema(expr->name);
    if (expr->kind == AEXPR_LIKE || expr->kind == AEXPR_ILIKE)
        expr->kind = AEXPR_OP; // its name tells: ~~, !~~*
    plain_any(expr);
    if (is_column(expr->lexpr))
        expr->rexpr = bare_consts(expr->rexpr);
    else if (is_column(expr->rexpr))
        expr->lexpr = bare_const(expr->lexpr);
    return node;
}

// a AND (b AND c) is a AND b AND c.
static Node *plain_boolean(Node *node, bool in_query)
{
    (void)in_query;
    BoolExpr *expr = castNode(BoolExpr, node);
    if (expr->boolop == NOT_EXPR)
        return node;
    List *flat = NIL;
    ListCell *cell;
    foreach (cell, expr->args) {
        Node *arg = lfirst(cell);
        bool same = IsA(arg, BoolExpr) && castNode(BoolExpr, arg)->boolop == expr->boolop;
        flat =
            same ? list_concat(flat, castNode(BoolExpr, arg)->args) : lappend(flat, arg);
    }
    expr->args = flat;
    return node;
}

// ---- the walk ----

typedef Node *Rewrite(Node *node, bool in_query);

static const struct {
    NodeTag tag;
    Rewrite *rewrite;
} rewrites[] = {
    { T_ColumnRef, plain_column }, { T_RangeVar, plain_relation },
    { T_FuncCall, plain_call },    { T_SQLValueFunction, plain_value_function },
    { T_TypeCast, plain_cast },    { T_A_Expr, plain_operator },
    { T_BoolExpr, plain_boolean },
};

static void rewrite_place(const Place *place)
{
    Node *node = pg_slot_get(place->slot);
    for (size_t i = 0; i < sizeof rewrites / sizeof *rewrites; i++)
        if (rewrites[i].tag == nodeTag(node)) {
            pg_slot_set(place->slot, rewrites[i].rewrite(node, place->in_query));
            return;
        }
}

static void add_children(Arena *tmp, PlaceVec *places, const Place *parent)
{
    Node *node = pg_slot_get(parent->slot);
    PgSlotVec slots = { 0 };
    pg_child_slots(tmp, node, &slots);
    for (size_t i = 0; i < slots.len; i++)
        *vec_push(tmp, places) =
            (Place){ .slot = slots.at[i],
                     .level = parent->level + 1,
                     .in_query = parent->in_query || IsA(node, SelectStmt) };
}

bool pg_plain(Node **root)
{
    Arena *tmp = arena_new();
    PlaceVec places = { 0 };
    *vec_push(tmp, &places) = (Place){ .slot = { .holder = root } };
    size_t seen = 0;
    while (seen < places.len && places.at[seen].level <= LEVEL_MAX) {
        Place parent = places.at[seen++];
        add_children(tmp, &places, &parent);
    }
    bool whole = seen == places.len;
    for (size_t i = whole ? places.len : 0; i-- > 0;)
        rewrite_place(&places.at[i]);
    arena_free(tmp);
    return whole;
}
