// SPDX-License-Identifier: Apache-2.0
// Columns that existing rows, or the release that is still running, cannot do without.
#include "lint/rule.h"

static const Type *domain_of(const RuleCtx *ctx, const TypeRef *type)
{
    const Type *found =
        type->array_dims == 0 ? catalog_type(ctx_catalog(ctx), type->name) : NULL;
    return found && found->def.kind == TYPE_DOMAIN ? found : NULL;
}

// DEFAULT NULL is no value to fill rows with, nor is NULL::text.
static bool has_value(Str default_expr)
{
    Str value = str_trim(str_take(default_expr, str_find(default_expr, STR("::"), 0)));
    return default_expr.ptr && !str_eq_ci(value, STR("null"));
}

// Something fills the column in rows that are there already.
static bool is_filled(const RuleCtx *ctx, const ColumnDef *column)
{
    if (has_value(column->default_expr) || column->type.serial)
        return true;
    if (column->identity != IDENTITY_NONE || column->generated != GENERATED_NONE)
        return true;
    const Type *domain = domain_of(ctx, &column->type);
    return domain && !column->default_expr.ptr && has_value(domain->def.default_expr);
}

static bool refuses_null(const RuleCtx *ctx, const ColumnDef *column)
{
    const Type *domain = domain_of(ctx, &column->type);
    return column->not_null || (domain && domain->def.not_null);
}

static bool exists_already(const RuleCtx *ctx, const Op *op)
{
    return op_has(op, OPF_IF_NOT_EXISTS) &&
           table_column(ctx_table(ctx, op), op->column->name);
}

// An earlier statement of the file leaves no row that could lack a value.
static bool was_emptied(const RuleCtx *ctx, const Op *op)
{
    Name table = catalog_resolve(ctx_catalog(ctx), op->name);
    const OpVec *ops = ctx_ops(ctx);
    for (size_t i = 0; i < ops->len && ops->at[i].span.start < op->span.start; i++) {
        const Op *earlier = &ops->at[i];
        bool empties = earlier->kind == OP_TRUNCATE ||
                       (earlier->kind == OP_DELETE && earlier->where != WHERE_SOME);
        if (empties && name_eq(catalog_resolve(ctx_catalog(ctx), earlier->name), table))
            return true;
    }
    return false;
}

// The way that needs no default. The CHECK waits for the release: the one that runs now
// does not write the column.
static void fix_nullable_first(RuleCtx *ctx, Finding *f, const Op *op)
{
    Arena *arena = ctx_arena(ctx);
    Str table = name_sql(arena, op->name);
    Str column = ident_sql(arena, op->column->name);
    fix_or(ctx, f, FIX_HERE, "Or let it be empty at first:");
    fix_sql(ctx, f, "ALTER TABLE " STR_FMT " ADD COLUMN " STR_FMT " " STR_FMT ";",
            STR_ARG(table), STR_ARG(column), STR_ARG(op->column->type.text));
    fix_step(ctx, f, FIX_LATER,
             "When the release that writes it is out, fill the old rows, in batches if "
             "there are many, and let the database refuse new NULLs:");
    fix_sql(ctx, f,
            "UPDATE " STR_FMT " SET " STR_FMT " = " STR_FMT " WHERE " STR_FMT " IS NULL;",
            STR_ARG(table), STR_ARG(column),
            STR_ARG(ctx_sample_value(ctx, &op->column->type)), STR_ARG(column));
    fix_not_null(ctx, f, op->name, op->column->name);
}

static void fix_required_column(RuleCtx *ctx, Finding *f, const Op *op)
{
    Arena *arena = ctx_arena(ctx);
    fix_rest(ctx, f, op);
    bool rewrites = op->effects.rewrites.len > 0; // a domain is checked row by row
    fix_step(ctx, f, FIX_HERE, "With a constant DEFAULT%s:",
             rewrites ? "" : ", which does not rewrite the table");
    fix_sql(ctx, f,
            "ALTER TABLE " STR_FMT " ADD COLUMN " STR_FMT " " STR_FMT
            " NOT NULL DEFAULT " STR_FMT ";",
            STR_ARG(name_sql(arena, op->name)),
            STR_ARG(ident_sql(arena, op->column->name)), STR_ARG(op->column->type.text),
            STR_ARG(ctx_sample_value(ctx, &op->column->type)));
    if (op->column->not_null) // else its type refuses NULL
        fix_nullable_first(ctx, f, op);
}

static void check_required_column(RuleCtx *ctx, const Op *op)
{
    if (!refuses_null(ctx, op->column) || is_filled(ctx, op->column))
        return;
    if (ctx_table_is_idle(ctx, op) || exists_already(ctx, op) || was_emptied(ctx, op))
        return;
    Str member = ctx_member(ctx, op, op->column->name);
    Finding *f = report_op(ctx, op,
                           "ADD COLUMN " STR_FMT
                           " is NOT NULL and has no default: it fails as soon as " STR_FMT
                           " has a row" STR_FMT,
                           STR_ARG(op->column->name), STR_ARG(ctx_relation(ctx, op)),
                           STR_ARG(ctx_presumed(ctx, op)));
    f->object = member;
    fix_required_column(ctx, f, op);
}

RULE(required_column) = {
    .id = "required-column",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "postgres",
    .on = { OP_ADD_COLUMN },
    .op = check_required_column,
    .title = "A new NOT NULL column without a default fails when the table has rows",
    .why = "The rows that exist would hold NULL in the new column, so PostgreSQL "
           "refuses the statement and the deploy stops, although it passed on the empty "
           "tables of a test database. Servers of the previous release do not know the "
           "column either: their INSERTs fail.",
    .fix = "Give it a default, or add it nullable, fill it, and make it NOT NULL in a "
           "later migration",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "-- change\n"
           "ALTER TABLE users ADD COLUMN country text NOT NULL;\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "-- change\n"
            "ALTER TABLE users ADD COLUMN country text NOT NULL DEFAULT 'unknown';\n",
};
