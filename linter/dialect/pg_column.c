// SPDX-License-Identifier: Apache-2.0
// Columns and what follows their type.
#include "dialect/pg_nodes_priv.h"

#include "dialect/pg_priv.h"

static bool is_attribute(const Constraint *node)
{
    return node->contype >= CONSTR_ATTR_DEFERRABLE;
}

PgQualifiers pg_column_qualifiers(PgColumnDef *node, Range range)
{
    int collate = node->collClause ? node->collClause->location : -1;
    return (PgQualifiers){ .nodes = node->constraints,
                           .collate_at = collate,
                           .range = range };
}

// A qualifier ends where the next one starts: attributes belong to the one before them.
static Range qualifier_range(const PgStmt *stmt, PgQualifiers all, const Constraint *node)
{
    int next = all.collate_at > node->location ? all.collate_at : -1;
    ListCell *cell;
    foreach (cell, all.nodes) {
        const Constraint *other = lfirst_node(Constraint, cell);
        if (other->location > node->location && !is_attribute(other) &&
            (next < 0 || other->location < next))
            next = other->location;
    }
    size_t to = next < 0 ? all.range.to : pg_token_at(stmt, next);
    return (Range){ pg_token_at(stmt, node->location), to };
}

static size_t behind_constraint_name(const PgStmt *stmt, Range range)
{
    return pg_is_word(stmt, range.from, "constraint") ? range.from + 2 : range.from;
}

Str pg_default(const PgStmt *stmt, PgQualifiers qualifiers)
{
    ListCell *cell;
    foreach (cell, qualifiers.nodes) {
        Constraint *node = lfirst_node(Constraint, cell);
        if (node->contype != CONSTR_DEFAULT)
            continue;
        Range range = qualifier_range(stmt, qualifiers, node);
        range.from = behind_constraint_name(stmt, range) + 1;
        return pg_text(stmt, range);
    }
    return (Str){ 0 };
}

static GeneratedKind generated_kind(const Constraint *node)
{
    return node->generated_kind == 'v' ? GENERATED_VIRTUAL : GENERATED_STORED;
}

static void apply_qualifier(const PgStmt *stmt, PgQualifiers all, Constraint *node,
                            ColumnDef *def)
{
    if (node->contype == CONSTR_NOTNULL || node->contype == CONSTR_PRIMARY) {
        def->not_null = true;
    } else if (node->contype == CONSTR_IDENTITY) {
        def->identity =
            node->generated_when == 'a' ? IDENTITY_ALWAYS : IDENTITY_BY_DEFAULT;
        def->not_null = true;
    } else if (node->contype == CONSTR_GENERATED) {
        def->generated = generated_kind(node);
        def->generated_expr =
            pg_group_after(stmt, qualifier_range(stmt, all, node), "as");
    }
}

ColumnDef pg_column(const PgStmt *stmt, PgColumnDef *node, Range range)
{
    PgQualifiers qualifiers = pg_column_qualifiers(node, range);
    ColumnDef def = { .name = pg_str(stmt, node->colname),
                      .type = pg_type(stmt, node->typeName) };
    def.span = stmt->pin ? *stmt->pin : pg_span(stmt, range);
    def.default_expr = pg_default(stmt, qualifiers);
    def.not_null = def.type.serial;
    if (node->collClause)
        def.collation = pg_list_last(stmt, node->collClause->collname);
    ListCell *cell;
    foreach (cell, node->constraints)
        apply_qualifier(stmt, qualifiers, lfirst_node(Constraint, cell), &def);
    return def;
}

static void apply_attribute(const Constraint *node, ConstraintDef *def)
{
    switch (node->contype) {
    case CONSTR_ATTR_DEFERRABLE:
        def->deferrable = true;
        break;
    case CONSTR_ATTR_DEFERRED:
        def->deferrable = true;
        def->initially_deferred = true;
        break;
    case CONSTR_ATTR_NOT_ENFORCED:
        def->not_enforced = true;
        break;
    case CONSTR_ATTR_ENFORCED:
    case CONSTR_ATTR_NOT_DEFERRABLE:
    case CONSTR_ATTR_IMMEDIATE:
    case CONSTR_NULL:
    case CONSTR_NOTNULL:
    case CONSTR_DEFAULT:
    case CONSTR_IDENTITY:
    case CONSTR_GENERATED:
    case CONSTR_CHECK:
    case CONSTR_PRIMARY:
    case CONSTR_UNIQUE:
    case CONSTR_EXCLUSION:
    case CONSTR_FOREIGN:
        break;
    }
}

ConstraintVec pg_qualifier_constraints(const PgStmt *stmt, PgQualifiers qualifiers)
{
    ConstraintVec defs = { 0 };
    bool attached = false; // attributes belong to the last of defs
    ListCell *cell;
    foreach (cell, qualifiers.nodes) {
        Constraint *node = lfirst_node(Constraint, cell);
        if (is_attribute(node)) {
            if (attached)
                apply_attribute(node, &defs.at[defs.len - 1]);
            continue;
        }
        ConstraintDef def;
        attached =
            pg_constraint(stmt, node, qualifier_range(stmt, qualifiers, node), &def);
        if (attached)
            *vec_push(stmt->arena, &defs) = def;
    }
    return defs;
}

ConstraintVec pg_column_constraints(const PgStmt *stmt, PgColumnDef *node, Range range)
{
    ConstraintVec defs =
        pg_qualifier_constraints(stmt, pg_column_qualifiers(node, range));
    for (size_t i = 0; i < defs.len; i++)
        if (defs.at[i].columns.len == 0)
            *vec_push(stmt->arena, &defs.at[i].columns) = pg_str(stmt, node->colname);
    return defs;
}
