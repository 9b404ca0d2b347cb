// SPDX-License-Identifier: Apache-2.0
// Names as parse nodes hold them: strings, lists of strings, relations, functions with
// arguments.
#include "dialect/pg_nodes_priv.h"

#include "dialect/pg_priv.h"

Str pg_str(const PgStmt *stmt, const char *s)
{
    return s == NULL ? (Str){ 0 } : arena_copy(stmt->arena, str_from(s));
}

Str pg_lower_case(const PgStmt *stmt, const char *s)
{
    return arena_lower(stmt->arena, str_from(s));
}

Name pg_relation(const PgStmt *stmt, const RangeVar *relation)
{
    if (relation == NULL)
        return (Name){ 0 };
    Name name = { pg_str(stmt, relation->schemaname), pg_str(stmt, relation->relname) };
    if (name.schema.len == 0)
        name.schema = stmt->schema;
    return name;
}

static Str string_at(const PgStmt *stmt, List *parts, int i)
{
    Node *node = list_nth(parts, i);
    return IsA(node, String) ? pg_str(stmt, castNode(String, node)->sval) : (Str){ 0 };
}

// Up to three parts: the first of three is the database.
Name pg_list_name(const PgStmt *stmt, List *parts)
{
    int n = list_length(parts);
    if (n == 0)
        return (Name){ 0 };
    Name name = { .schema = stmt->schema, .name = string_at(stmt, parts, n - 1) };
    if (n > 1)
        name.schema = string_at(stmt, parts, n - 2);
    return name;
}

Str pg_list_last(const PgStmt *stmt, List *parts)
{
    return pg_list_name(stmt, parts).name;
}

StrVec pg_strings(const PgStmt *stmt, List *strings)
{
    StrVec out = { 0 };
    for (int i = 0; i < list_length(strings); i++)
        *vec_push(stmt->arena, &out) = string_at(stmt, strings, i);
    return out;
}

Name pg_object_name(const PgStmt *stmt, Node *node)
{
    if (node == NULL)
        return (Name){ 0 };
    if (IsA(node, List))
        return pg_list_name(stmt, castNode(List, node));
    if (IsA(node, TypeName))
        return pg_list_name(stmt, castNode(TypeName, node)->names);
    if (IsA(node, ObjectWithArgs))
        return pg_list_name(stmt, castNode(ObjectWithArgs, node)->objname);
    if (IsA(node, RangeVar))
        return pg_relation(stmt, castNode(RangeVar, node));
    if (IsA(node, String))
        return (Name){ .name = pg_str(stmt, castNode(String, node)->sval) };
    if (IsA(node, RoleSpec))
        return (Name){ .name = pg_str(stmt, castNode(RoleSpec, node)->rolename) };
    return (Name){ 0 };
}

Name pg_owned_name(const PgStmt *stmt, List *parts, Str *part)
{
    int n = list_length(parts);
    if (n == 0)
        return (Name){ 0 };
    *part = string_at(stmt, parts, n - 1);
    Name name = { .schema = stmt->schema };
    if (n > 1)
        name.name = string_at(stmt, parts, n - 2);
    if (n > 2)
        name.schema = string_at(stmt, parts, n - 3);
    return name;
}

// CURRENT_USER and its like have no name in the tree.
static Str role_text(const PgStmt *stmt, const RoleSpec *role)
{
    if (role->rolename)
        return pg_str(stmt, role->rolename);
    if (role->roletype == ROLESPEC_PUBLIC)
        return STR("public"); // a policy has it where nothing is said
    size_t at = pg_token_at(stmt, role->location);
    return pg_lower_case(stmt,
                         arena_cstr(stmt->tmp, pg_text(stmt, (Range){ at, at + 1 })));
}

StrVec pg_roles(const PgStmt *stmt, List *roles)
{
    StrVec names = { 0 };
    ListCell *cell;
    foreach (cell, roles)
        *vec_push(stmt->arena, &names) = role_text(stmt, lfirst_node(RoleSpec, cell));
    return names;
}

ObjectKind pg_object_kind(int object_type)
{
    static const ObjectKind kinds[OBJECT_VIEW + 1] = {
        [OBJECT_AGGREGATE] = OBJ_FUNCTION,
        [OBJECT_ATTRIBUTE] = OBJ_COLUMN,
        [OBJECT_COLUMN] = OBJ_COLUMN,
        [OBJECT_DATABASE] = OBJ_DATABASE,
        [OBJECT_DOMAIN] = OBJ_DOMAIN,
        [OBJECT_DOMCONSTRAINT] = OBJ_CONSTRAINT,
        [OBJECT_EXTENSION] = OBJ_EXTENSION,
        [OBJECT_FDW] = OBJ_FOREIGN,
        [OBJECT_FOREIGN_SERVER] = OBJ_FOREIGN,
        [OBJECT_FOREIGN_TABLE] = OBJ_TABLE,
        [OBJECT_FUNCTION] = OBJ_FUNCTION,
        [OBJECT_INDEX] = OBJ_INDEX,
        [OBJECT_MATVIEW] = OBJ_MATVIEW,
        [OBJECT_POLICY] = OBJ_POLICY,
        [OBJECT_PROCEDURE] = OBJ_FUNCTION,
        [OBJECT_PUBLICATION] = OBJ_PUBLICATION,
        [OBJECT_ROLE] = OBJ_ROLE,
        [OBJECT_ROUTINE] = OBJ_FUNCTION,
        [OBJECT_RULE] = OBJ_RULE,
        [OBJECT_SCHEMA] = OBJ_SCHEMA,
        [OBJECT_SEQUENCE] = OBJ_SEQUENCE,
        [OBJECT_STATISTIC_EXT] = OBJ_STATISTICS,
        [OBJECT_SUBSCRIPTION] = OBJ_SUBSCRIPTION,
        [OBJECT_TABCONSTRAINT] = OBJ_CONSTRAINT,
        [OBJECT_TABLE] = OBJ_TABLE,
        [OBJECT_TRIGGER] = OBJ_TRIGGER,
        [OBJECT_TYPE] = OBJ_TYPE,
        [OBJECT_USER_MAPPING] = OBJ_FOREIGN,
        [OBJECT_VIEW] = OBJ_VIEW,
    };
    ObjectKind kind = kinds[object_type];
    return kind == OBJ_NONE ? OBJ_OTHER : kind;
}
