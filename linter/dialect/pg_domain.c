// SPDX-License-Identifier: Apache-2.0
// Types that users make: enums, composites, ranges, domains.
#include "dialect/pg_nodes_priv.h"

#include "dialect/pg_priv.h"

static TypeDef *add_type(PgStmt *stmt, TypeKind kind, Name name)
{
    TypeDef *type = NEW(stmt->arena, TypeDef);
    type->kind = kind;
    Op *op = pg_op(stmt, OP_CREATE_TYPE, kind == TYPE_DOMAIN ? OBJ_DOMAIN : OBJ_TYPE);
    op->name = name;
    op->type = type;
    return type;
}

static void lower_enum(PgStmt *stmt, Node *node)
{
    CreateEnumStmt *create = castNode(CreateEnumStmt, node);
    add_type(stmt, TYPE_ENUM, pg_list_name(stmt, create->typeName))->labels =
        pg_strings(stmt, create->vals);
}

static void lower_composite(PgStmt *stmt, Node *node)
{
    CompositeTypeStmt *create = castNode(CompositeTypeStmt, node);
    TypeDef *type = add_type(stmt, TYPE_COMPOSITE, pg_relation(stmt, create->typevar));
    ListCell *cell;
    foreach (cell, create->coldeflist) {
        PgColumnDef *attribute = lfirst(cell);
        size_t from = pg_token_at(stmt, attribute->location);
        *vec_push(stmt->arena, &type->attributes) =
            pg_column(stmt, attribute, pg_element(stmt, from, stmt->token_count));
    }
}

static void lower_range(PgStmt *stmt, Node *node)
{
    add_type(stmt, TYPE_RANGE,
             pg_list_name(stmt, castNode(CreateRangeStmt, node)->typeName));
}

static void lower_domain(PgStmt *stmt, Node *node)
{
    CreateDomainStmt *create = castNode(CreateDomainStmt, node);
    PgQualifiers qualifiers = { .nodes = create->constraints, .range = pg_all(stmt) };
    qualifiers.collate_at = create->collClause ? create->collClause->location : -1;
    TypeDef *type = add_type(stmt, TYPE_DOMAIN, pg_list_name(stmt, create->domainname));
    type->base = pg_type(stmt, create->typeName);
    type->default_expr = pg_default(stmt, qualifiers);
    ListCell *cell;
    foreach (cell, create->constraints)
        type->not_null |= lfirst_node(Constraint, cell)->contype == CONSTR_NOTNULL;
    ConstraintVec constraints = pg_qualifier_constraints(stmt, qualifiers);
    for (size_t i = 0; i < constraints.len; i++)
        if (constraints.at[i].kind == CON_CHECK)
            *vec_push(stmt->arena, &type->constraints) = constraints.at[i];
}

// CREATE TYPE of a base type or a shell, and the other objects that are made from a list
// of options.
static void lower_define(PgStmt *stmt, Node *node)
{
    DefineStmt *define = castNode(DefineStmt, node);
    Name name = pg_list_name(stmt, define->defnames);
    if (define->kind == OBJECT_TYPE) {
        add_type(stmt, TYPE_BASE, name);
        return;
    }
    Op *op = pg_op(stmt, OP_CREATE_OBJECT, pg_object_kind((int)define->kind));
    op->name = name;
    op->flags |= define->replace ? OPF_OR_REPLACE : 0;
    op->flags |= define->if_not_exists ? OPF_IF_NOT_EXISTS : 0;
}

static void lower_alter_enum(PgStmt *stmt, Node *node)
{
    const AlterEnumStmt *alter = castNode(AlterEnumStmt, node);
    Op *op =
        pg_op(stmt, alter->oldVal ? OP_RENAME_ENUM_VALUE : OP_ADD_ENUM_VALUE, OBJ_TYPE);
    op->name = pg_list_name(stmt, alter->typeName);
    op->flags = alter->skipIfNewValExists ? OPF_IF_NOT_EXISTS : 0;
    if (alter->oldVal) {
        op->part = pg_str(stmt, alter->oldVal);
        op->other.name = pg_str(stmt, alter->newVal);
        return;
    }
    op->part = pg_str(stmt, alter->newVal);
    if (alter->newValNeighbor) {
        op->verb = alter->newValIsAfter ? STR("after") : STR("before");
        op->detail = pg_str(stmt, alter->newValNeighbor);
    }
}

static void lower_alter_type(PgStmt *stmt, Node *node)
{
    Op *op = pg_op(stmt, OP_ALTER_TYPE, OBJ_TYPE);
    op->name = pg_list_name(stmt, castNode(AlterTypeStmt, node)->typeName);
    op->verb = STR("set-options");
}

static Str domain_verb(const AlterDomainStmt *alter)
{
    switch (alter->subtype) {
    case 'T':
        return alter->def ? STR("set-default") : STR("drop-default");
    case 'N':
        return STR("drop-not-null");
    case 'O':
        return STR("set-not-null");
    case 'C':
        return STR("add-constraint");
    case 'X':
        return STR("drop-constraint");
    default: // 'V'
        return STR("validate-constraint");
    }
}

// ALTER DOMAIN name SET DEFAULT expression
static Str default_text(const PgStmt *stmt)
{
    Range range = pg_all(stmt);
    for (size_t i = 1; i < range.to; i++)
        if (pg_is_word(stmt, i, "default") && pg_is_word(stmt, i - 1, "set"))
            return pg_text(stmt, (Range){ i + 1, range.to });
    return (Str){ 0 };
}

static void lower_alter_domain(PgStmt *stmt, Node *node)
{
    const AlterDomainStmt *alter = castNode(AlterDomainStmt, node);
    Op *op = pg_op(stmt, OP_ALTER_DOMAIN, OBJ_DOMAIN);
    op->name = pg_list_name(stmt, alter->typeName);
    op->part = pg_str(stmt, alter->name);
    op->verb = domain_verb(alter);
    op->flags |= alter->missing_ok ? OPF_IF_EXISTS : 0;
    op->flags |= alter->behavior == DROP_CASCADE ? OPF_CASCADE : 0;
    if (alter->subtype == 'T' && alter->def)
        op->detail = default_text(stmt);
    if (alter->subtype != 'C')
        return;
    Constraint *constraint = castNode(Constraint, alter->def);
    ConstraintDef *def = NEW(stmt->arena, ConstraintDef);
    Range range = { pg_token_at(stmt, constraint->location), stmt->token_count };
    if (pg_constraint(stmt, constraint, range, def))
        op->constraint = def;
    op->part = pg_str(stmt, constraint->conname);
}

const PgRow pg_type_rows[] = {
    { T_CreateEnumStmt, lower_enum },
    { T_CompositeTypeStmt, lower_composite },
    { T_CreateRangeStmt, lower_range },
    { T_CreateDomainStmt, lower_domain },
    { T_DefineStmt, lower_define },
    { T_AlterEnumStmt, lower_alter_enum },
    { T_AlterTypeStmt, lower_alter_type },
    { T_AlterDomainStmt, lower_alter_domain },
    { 0, NULL },
};
