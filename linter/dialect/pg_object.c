// SPDX-License-Identifier: Apache-2.0
// Grants, and the many objects that matter for nothing but their kind and name: a table
// of where nodes keep it.
#include "dialect/pg_nodes_priv.h"

#include "dialect/pg_priv.h"

#include <stddef.h>
#include <string.h>

static Str privileges(const PgStmt *stmt, List *list, StrVec *columns)
{
    StrVec names = { 0 };
    ListCell *cell;
    foreach (cell, list) {
        const AccessPriv *privilege = lfirst_node(AccessPriv, cell);
        *vec_push(stmt->arena, &names) =
            privilege->priv_name ? pg_str(stmt, privilege->priv_name) : STR("all");
        StrVec some = pg_strings(stmt, privilege->cols);
        for (size_t i = 0; i < some.len; i++)
            *vec_push(stmt->arena, columns) = some.at[i];
    }
    return names.len == 0 ? STR("all") : pg_join(stmt, names);
}

static void add_grant(PgStmt *stmt, GrantStmt *grant, Node *object)
{
    bool in_schema = grant->targtype == ACL_TARGET_ALL_IN_SCHEMA;
    Op *op = pg_op(stmt, OP_GRANT,
                   in_schema ? OBJ_SCHEMA : pg_object_kind((int)grant->objtype));
    op->name = pg_object_name(stmt, object);
    op->verb = privileges(stmt, grant->privileges, &op->columns);
    op->detail = pg_join(stmt, pg_roles(stmt, grant->grantees));
    op->flags |= grant->is_grant ? 0 : OPF_REVOKE;
    op->flags |= grant->behavior == DROP_CASCADE ? OPF_CASCADE : 0;
}

static void lower_grant(PgStmt *stmt, Node *node)
{
    GrantStmt *grant = castNode(GrantStmt, node);
    if (grant->objects == NIL) // ALTER DEFAULT PRIVILEGES
        add_grant(stmt, grant, NULL);
    ListCell *cell;
    foreach (cell, grant->objects)
        add_grant(stmt, grant, lfirst(cell));
}

static void lower_default_privileges(PgStmt *stmt, Node *node)
{
    lower_grant(stmt, (Node *)castNode(AlterDefaultPrivilegesStmt, node)->action);
}

static void lower_grant_role(PgStmt *stmt, Node *node)
{
    GrantRoleStmt *grant = castNode(GrantRoleStmt, node);
    Op *op = pg_op(stmt, OP_GRANT, OBJ_ROLE);
    StrVec columns = { 0 };
    op->verb = privileges(stmt, grant->granted_roles, &columns);
    op->detail = pg_join(stmt, pg_roles(stmt, grant->grantee_roles));
    op->flags = grant->is_grant ? 0 : OPF_REVOKE;
}

// How a node holds the name of what it is about.
typedef enum Holder {
    UNNAMED,
    CSTRING, // char *
    NODE     // whatever pg_object_name takes
} Holder;

typedef struct Plain {
    int tag;
    OpKind kind;
    ObjectKind object;
    Holder holder;
    size_t offset;
} Plain;

#define PLAIN(type, kind, object, holder, field)                                         \
    {                                                                                    \
        T_##type, OP_##kind##_OBJECT, OBJ_##object, holder, offsetof(type, field)        \
    }
#define BARE(type, kind, object)                                                         \
    {                                                                                    \
        T_##type, OP_##kind##_OBJECT, OBJ_##object, UNNAMED, 0                           \
    }

static const Plain plain[] = {
    PLAIN(CreateExtensionStmt, CREATE, EXTENSION, CSTRING, extname),
    PLAIN(AlterExtensionStmt, ALTER, EXTENSION, CSTRING, extname),
    PLAIN(AlterExtensionContentsStmt, ALTER, EXTENSION, CSTRING, extname),
    PLAIN(CreateRoleStmt, CREATE, ROLE, CSTRING, role),
    PLAIN(AlterRoleStmt, ALTER, ROLE, NODE, role),
    PLAIN(AlterRoleSetStmt, ALTER, ROLE, NODE, role),
    PLAIN(CreatedbStmt, CREATE, DATABASE, CSTRING, dbname),
    PLAIN(AlterDatabaseStmt, ALTER, DATABASE, CSTRING, dbname),
    PLAIN(AlterDatabaseSetStmt, ALTER, DATABASE, CSTRING, dbname),
    PLAIN(AlterDatabaseRefreshCollStmt, ALTER, DATABASE, CSTRING, dbname),
    PLAIN(DropdbStmt, DROP, DATABASE, CSTRING, dbname),
    PLAIN(CreateTableSpaceStmt, CREATE, OTHER, CSTRING, tablespacename),
    PLAIN(DropTableSpaceStmt, DROP, OTHER, CSTRING, tablespacename),
    PLAIN(AlterTableSpaceOptionsStmt, ALTER, OTHER, CSTRING, tablespacename),
    PLAIN(AlterTableMoveAllStmt, ALTER, OTHER, CSTRING, orig_tablespacename),
    PLAIN(AlterStatsStmt, ALTER, STATISTICS, NODE, defnames),
    PLAIN(CreateSubscriptionStmt, CREATE, SUBSCRIPTION, CSTRING, subname),
    PLAIN(AlterSubscriptionStmt, ALTER, SUBSCRIPTION, CSTRING, subname),
    PLAIN(DropSubscriptionStmt, DROP, SUBSCRIPTION, CSTRING, subname),
    PLAIN(CreateFdwStmt, CREATE, FOREIGN, CSTRING, fdwname),
    PLAIN(AlterFdwStmt, ALTER, FOREIGN, CSTRING, fdwname),
    PLAIN(CreateForeignServerStmt, CREATE, FOREIGN, CSTRING, servername),
    PLAIN(AlterForeignServerStmt, ALTER, FOREIGN, CSTRING, servername),
    PLAIN(CreateUserMappingStmt, CREATE, FOREIGN, CSTRING, servername),
    PLAIN(AlterUserMappingStmt, ALTER, FOREIGN, CSTRING, servername),
    PLAIN(DropUserMappingStmt, DROP, FOREIGN, CSTRING, servername),
    PLAIN(CreateEventTrigStmt, CREATE, OTHER, CSTRING, trigname),
    PLAIN(AlterEventTrigStmt, ALTER, OTHER, CSTRING, trigname),
    PLAIN(CreatePLangStmt, CREATE, OTHER, CSTRING, plname),
    PLAIN(CreateAmStmt, CREATE, OTHER, CSTRING, amname),
    PLAIN(CreateConversionStmt, CREATE, OTHER, NODE, conversion_name),
    PLAIN(CreateOpClassStmt, CREATE, OTHER, NODE, opclassname),
    PLAIN(CreateOpFamilyStmt, CREATE, OTHER, NODE, opfamilyname),
    PLAIN(AlterOpFamilyStmt, ALTER, OTHER, NODE, opfamilyname),
    PLAIN(AlterOperatorStmt, ALTER, OTHER, NODE, opername),
    PLAIN(AlterCollationStmt, ALTER, OTHER, NODE, collname),
    PLAIN(AlterTSDictionaryStmt, ALTER, OTHER, NODE, dictname),
    PLAIN(AlterTSConfigurationStmt, ALTER, OTHER, NODE, cfgname),
    PLAIN(SecLabelStmt, ALTER, OTHER, NODE, object),
    PLAIN(ImportForeignSchemaStmt, CREATE, FOREIGN, CSTRING, server_name),
    BARE(CreateCastStmt, CREATE, OTHER),
    BARE(CreateTransformStmt, CREATE, OTHER),
    BARE(AlterSystemStmt, ALTER, OTHER),
};

static Name plain_name(const PgStmt *stmt, Node *node, const Plain *row)
{
    const char *field = (const char *)node + row->offset;
    if (row->holder == UNNAMED)
        return (Name){ 0 };
    if (row->holder == CSTRING) {
        const char *name;
        memcpy(&name, field, sizeof name);
        return (Name){ .name = pg_str(stmt, name) };
    }
    Node *holder;
    memcpy(&holder, field, sizeof holder);
    return pg_object_name(stmt, holder);
}

// IF [NOT] EXISTS stands among the first words or not at all.
static unsigned existence(const PgStmt *stmt)
{
    enum { WORDS = 8 };
    for (size_t i = 1; i < WORDS && i < stmt->token_count; i++) {
        if (!pg_is_word(stmt, i, "if"))
            continue;
        return pg_is_word(stmt, i + 1, "not") ? OPF_IF_NOT_EXISTS : OPF_IF_EXISTS;
    }
    return 0;
}

static Str subscription_verb(List *options)
{
    bool slot = true;
    ListCell *cell;
    foreach (cell, options) {
        Str name = str_from(lfirst_node(DefElem, cell)->defname);
        if (str_eq(name, STR("connect")) || str_eq(name, STR("create_slot")))
            slot = slot &&
                   pg_option_on(options,
                                str_eq(name, STR("connect")) ? "connect" : "create_slot");
    }
    return slot ? STR("create-slot") : (Str){ 0 };
}

// What tells statements apart that a transaction may not hold from others of their kind.
static Str plain_verb(Node *node)
{
    switch (nodeTag(node)) {
    case T_CreateTableSpaceStmt:
    case T_DropTableSpaceStmt:
        return STR("tablespace");
    case T_AlterSystemStmt:
        return STR("system");
    case T_AlterDatabaseStmt:
        return pg_option_on(castNode(AlterDatabaseStmt, node)->options, "tablespace")
                   ? STR("set-tablespace")
                   : (Str){ 0 };
    case T_CreateSubscriptionStmt:
        return subscription_verb(castNode(CreateSubscriptionStmt, node)->options);
    default: // of some fifty tags
        return (Str){ 0 };
    }
}

bool pg_lower_plain(PgStmt *stmt, Node *node)
{
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        if (plain[i].tag != (int)nodeTag(node))
            continue;
        Op *op = pg_op(stmt, plain[i].kind, plain[i].object);
        op->name = plain_name(stmt, node, &plain[i]);
        op->flags = existence(stmt);
        op->verb = plain_verb(node);
        return true;
    }
    return false;
}

static void lower_drop_roles(PgStmt *stmt, Node *node)
{
    const DropRoleStmt *drop = castNode(DropRoleStmt, node);
    StrVec roles = pg_roles(stmt, drop->roles);
    for (size_t i = 0; i < roles.len; i++) {
        Op *op = pg_op(stmt, OP_DROP_OBJECT, OBJ_ROLE);
        op->name.name = roles.at[i];
        op->flags = drop->missing_ok ? OPF_IF_EXISTS : 0;
    }
}

static void lower_statistics(PgStmt *stmt, Node *node)
{
    CreateStatsStmt *create = castNode(CreateStatsStmt, node);
    Op *op = pg_op(stmt, OP_CREATE_OBJECT, OBJ_STATISTICS);
    op->name = pg_list_name(stmt, create->defnames);
    op->flags = create->if_not_exists ? OPF_IF_NOT_EXISTS : 0;
    op->verb = STR("columns");
    ListCell *cell;
    foreach (cell, create->relations)
        if (IsA(lfirst(cell), RangeVar))
            *vec_push(stmt->arena, &op->relations) = pg_relation(stmt, lfirst(cell));
    foreach (cell, create->exprs)
        if (lfirst_node(StatsElem, cell)->expr)
            op->verb = STR("expressions");
}

static Op *lower_publication(PgStmt *stmt, OpKind kind, const char *name, List *objects)
{
    Op *op = pg_op(stmt, kind, OBJ_PUBLICATION);
    op->name.name = pg_str(stmt, name);
    ListCell *cell;
    foreach (cell, objects) {
        const PublicationObjSpec *object = lfirst_node(PublicationObjSpec, cell);
        if (object->pubtable)
            *vec_push(stmt->arena, &op->relations) =
                pg_relation(stmt, object->pubtable->relation);
    }
    return op;
}

static void lower_create_publication(PgStmt *stmt, Node *node)
{
    CreatePublicationStmt *create = castNode(CreatePublicationStmt, node);
    lower_publication(stmt, OP_CREATE_OBJECT, create->pubname, create->pubobjects);
}

static void lower_alter_publication(PgStmt *stmt, Node *node)
{
    AlterPublicationStmt *alter = castNode(AlterPublicationStmt, node);
    Op *op = lower_publication(stmt, OP_ALTER_OBJECT, alter->pubname, alter->pubobjects);
    op->verb = alter->action == AP_AddObjects    ? STR("add")
               : alter->action == AP_DropObjects ? STR("drop")
                                                 : STR("set");
}

static void lower_reassign(PgStmt *stmt, Node *node)
{
    const ReassignOwnedStmt *reassign = castNode(ReassignOwnedStmt, node);
    Op *op = pg_op(stmt, OP_ALTER_OBJECT, OBJ_ROLE);
    op->verb = STR("reassign-owned");
    op->columns = pg_roles(stmt, reassign->roles);
    op->detail = pg_object_name(stmt, (Node *)reassign->newrole).name;
}

static void lower_drop_owned(PgStmt *stmt, Node *node)
{
    const DropOwnedStmt *drop = castNode(DropOwnedStmt, node);
    Op *op = pg_op(stmt, OP_DROP_OBJECT, OBJ_ROLE);
    op->verb = STR("owned");
    op->columns = pg_roles(stmt, drop->roles);
    op->flags = drop->behavior == DROP_CASCADE ? OPF_CASCADE : 0;
}

const PgRow pg_object_rows[] = {
    { T_GrantStmt, lower_grant },
    { T_GrantRoleStmt, lower_grant_role },
    { T_AlterDefaultPrivilegesStmt, lower_default_privileges },
    { T_DropRoleStmt, lower_drop_roles },
    { T_CreateStatsStmt, lower_statistics },
    { T_CreatePublicationStmt, lower_create_publication },
    { T_AlterPublicationStmt, lower_alter_publication },
    { T_ReassignOwnedStmt, lower_reassign },
    { T_DropOwnedStmt, lower_drop_owned },
    { 0, NULL },
};
