// SPDX-License-Identifier: Apache-2.0
// RENAME, SET SCHEMA, OWNER TO and COMMENT: statements that take any kind of object.
#include "dialect/pg_nodes_priv.h"

#include "dialect/pg_priv.h"

static OpKind rename_kind(ObjectType type)
{
    switch (type) {
    case OBJECT_TABLE:
    case OBJECT_FOREIGN_TABLE:
        return OP_RENAME_TABLE;
    case OBJECT_COLUMN:
        return OP_RENAME_COLUMN;
    case OBJECT_TABCONSTRAINT:
        return OP_RENAME_CONSTRAINT;
    case OBJECT_INDEX:
        return OP_RENAME_INDEX;
    case OBJECT_SCHEMA:
        return OP_RENAME_SCHEMA;
    case OBJECT_ATTRIBUTE:
        return OP_ALTER_TYPE;
    case OBJECT_DOMCONSTRAINT:
        return OP_ALTER_DOMAIN;
    default: // all the rest
        return OP_RENAME_OBJECT;
    }
}

// What op->name is: the table of a renamed column, the domain of a constraint.
static ObjectKind renamed_object(const RenameStmt *rename)
{
    switch (rename->renameType) {
    case OBJECT_COLUMN:
        return pg_object_kind((int)rename->relationType);
    case OBJECT_TABCONSTRAINT:
        return OBJ_TABLE;
    case OBJECT_ATTRIBUTE:
        return OBJ_TYPE;
    case OBJECT_DOMCONSTRAINT:
        return OBJ_DOMAIN;
    default: // itself
        return pg_object_kind((int)rename->renameType);
    }
}

static bool has_inner_name(ObjectType type)
{
    return type == OBJECT_COLUMN || type == OBJECT_TABCONSTRAINT ||
           type == OBJECT_ATTRIBUTE || type == OBJECT_DOMCONSTRAINT ||
           type == OBJECT_TRIGGER || type == OBJECT_POLICY || type == OBJECT_RULE;
}

static void lower_rename(PgStmt *stmt, Node *node)
{
    RenameStmt *rename = castNode(RenameStmt, node);
    Op *op = pg_op(stmt, rename_kind(rename->renameType), renamed_object(rename));
    if (rename->relation)
        op->name = pg_relation(stmt, rename->relation);
    else if (rename->object)
        op->name = pg_object_name(stmt, rename->object);
    else // a schema, role or database
        op->name.name = pg_str(stmt, rename->subname);
    if (has_inner_name(rename->renameType))
        op->part = pg_str(stmt, rename->subname);
    op->other.name = pg_str(stmt, rename->newname);
    op->flags |= rename->missing_ok ? OPF_IF_EXISTS : 0;
    op->flags |= rename->behavior == DROP_CASCADE ? OPF_CASCADE : 0;
    if (rename->renameType == OBJECT_ATTRIBUTE)
        op->verb = STR("rename-attribute");
    else if (rename->renameType == OBJECT_DOMCONSTRAINT)
        op->verb = STR("rename-constraint");
}

static Name name_of(const PgStmt *stmt, const RangeVar *relation, Node *object)
{
    return relation ? pg_relation(stmt, relation) : pg_object_name(stmt, object);
}

static void lower_set_schema(PgStmt *stmt, Node *node)
{
    const AlterObjectSchemaStmt *alter = castNode(AlterObjectSchemaStmt, node);
    Op *op = pg_op(stmt, OP_SET_SCHEMA, pg_object_kind((int)alter->objectType));
    op->name = name_of(stmt, alter->relation, alter->object);
    op->other.schema = pg_str(stmt, alter->newschema);
    op->flags = alter->missing_ok ? OPF_IF_EXISTS : 0;
}

static void lower_owner(PgStmt *stmt, Node *node)
{
    const AlterOwnerStmt *alter = castNode(AlterOwnerStmt, node);
    Op *op = pg_op(stmt, OP_ALTER_OBJECT, pg_object_kind((int)alter->objectType));
    op->name = name_of(stmt, alter->relation, alter->object);
    op->verb = STR("owner");
    op->detail = pg_object_name(stmt, (Node *)alter->newowner).name;
}

static void lower_depends(PgStmt *stmt, Node *node)
{
    const AlterObjectDependsStmt *alter = castNode(AlterObjectDependsStmt, node);
    Op *op = pg_op(stmt, OP_ALTER_OBJECT, pg_object_kind((int)alter->objectType));
    op->name = name_of(stmt, alter->relation, alter->object);
    op->verb = STR("depends");
}

// Named by their table and themselves: COLUMN a.b, TRIGGER t ON a.
static bool is_part(ObjectType type)
{
    return type == OBJECT_COLUMN || type == OBJECT_TABCONSTRAINT ||
           type == OBJECT_TRIGGER || type == OBJECT_POLICY || type == OBJECT_RULE;
}

static void lower_comment(PgStmt *stmt, Node *node)
{
    const CommentStmt *comment = castNode(CommentStmt, node);
    Op *op = pg_op(stmt, OP_COMMENT, pg_object_kind((int)comment->objtype));
    op->detail = pg_str(stmt, comment->comment);
    if (is_part(comment->objtype)) {
        op->name = pg_owned_name(stmt, castNode(List, comment->object), &op->part);
    } else if (comment->objtype == OBJECT_DOMCONSTRAINT) {
        List *parts = castNode(List, comment->object);
        op->name = pg_object_name(stmt, linitial(parts));
        op->part = pg_object_name(stmt, llast(parts)).name;
    } else {
        op->name = pg_object_name(stmt, comment->object);
    }
}

const PgRow pg_rename_rows[] = {
    { T_RenameStmt, lower_rename },    { T_AlterObjectSchemaStmt, lower_set_schema },
    { T_AlterOwnerStmt, lower_owner }, { T_AlterObjectDependsStmt, lower_depends },
    { T_CommentStmt, lower_comment },  { 0, NULL },
};
