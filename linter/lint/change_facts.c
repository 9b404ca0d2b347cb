// SPDX-License-Identifier: Apache-2.0
// What an operation means for data, for running code and for the way back.
#include "lint/changes_priv.h"

enum {
    GOES = CHANGE_BREAKS_CODE, // or has another name
    GONE = CHANGE_LOSES_DATA | CHANGE_FOREVER,
    CHECKS = CHANGE_CHECKS_ROWS,
    WRITES = CHANGE_WRITES_ROWS
};

// Of objects that are in use. PostgreSQL has no way to take a label out of an enum, and
// what an UPDATE writes over is kept nowhere.
static const unsigned kind_facts[OP_KIND_COUNT] = {
    [OP_DROP_SCHEMA] = GOES,
    [OP_RENAME_SCHEMA] = GOES,
    [OP_DROP_TABLE] = GOES | GONE,
    [OP_RENAME_TABLE] = GOES,
    [OP_DROP_COLUMN] = GOES | GONE,
    [OP_RENAME_COLUMN] = GOES,
    [OP_ALTER_COLUMN_TYPE] = CHANGE_TYPE,
    [OP_SET_NOT_NULL] = CHECKS,
    [OP_ADD_CONSTRAINT] = CHECKS,
    [OP_VALIDATE_CONSTRAINT] = CHECKS,
    [OP_DROP_SEQUENCE] = GOES,
    [OP_DROP_VIEW] = GOES,
    [OP_DROP_TYPE] = GOES,
    [OP_ADD_ENUM_VALUE] = CHANGE_FOREVER,
    [OP_RENAME_ENUM_VALUE] = GOES,
    [OP_ATTACH_PARTITION] = CHECKS,
    [OP_DROP_FUNCTION] = GOES,
    [OP_CREATE_POLICY] = CHANGE_ACCESS,
    [OP_ALTER_POLICY] = CHANGE_ACCESS,
    [OP_DROP_POLICY] = CHANGE_ACCESS,
    [OP_SET_ROW_SECURITY] = CHANGE_ACCESS,
    [OP_GRANT] = CHANGE_ACCESS,
    [OP_RENAME_OBJECT] = GOES,
    [OP_SET_SCHEMA] = GOES,
    [OP_TRUNCATE] = GONE | WRITES,
    [OP_INSERT] = WRITES,
    [OP_UPDATE] = WRITES | CHANGE_FOREVER,
    [OP_DELETE] = WRITES | GONE,
    [OP_MERGE] = WRITES | CHANGE_FOREVER,
    [OP_COPY] = WRITES,
    [OP_EXECUTE] = CHANGE_UNSEEN,
    [OP_CALL] = CHANGE_UNSEEN,
    [OP_SKIPPED] = CHANGE_UNSEEN,
    [OP_OPAQUE] = CHANGE_UNSEEN,
};

static bool wants_value(const ColumnDef *column)
{
    return column->not_null && !column->default_expr.ptr && !column->generated_expr.ptr &&
           column->identity == IDENTITY_NONE && !column->type.serial;
}

// What stands in the column can be computed anew.
static bool is_generated(const RuleCtx *ctx, const Op *op)
{
    const Column *column = table_column(ctx_table(ctx, op), op->part);
    return column && column->def->generated_expr.ptr;
}

// The statements of a function or block that is run follow as ops of their own.
static bool is_seen_through(RuleCtx *ctx, const Op *op)
{
    const OpVec *ops = ctx_ops(ctx);
    const Op *next = op + 1;
    return next < ops->at + ops->len && next->stmt_index == op->stmt_index &&
           op_has(next, OPF_NESTED);
}

static bool checks_nothing(const ConstraintDef *constraint)
{
    return constraint->not_valid || constraint->not_enforced ||
           constraint->using_index.len > 0;
}

static unsigned constraint_facts(const Op *op)
{
    bool free =
        op_has(op, OPF_SCAN_FREE) || (op->constraint && checks_nothing(op->constraint));
    return free ? 0 : CHECKS;
}

static unsigned drop_facts(const RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    bool elsewhere = table && table->foreign; // the rows are another server's
    if (op->kind == OP_DROP_TABLE)
        return elsewhere ? GOES : GOES | GONE;
    if (op->kind == OP_DROP_COLUMN)
        return elsewhere || is_generated(ctx, op) ? GOES : GOES | GONE;
    if (op->object == OBJ_MATVIEW) // SQL makes it again, of the data as it is then
        return GOES | CHANGE_LOSES_DATA;
    if (op->kind == OP_DROP_OBJECT) {
        bool owned = op->object == OBJ_ROLE && op->name.name.len == 0;
        bool all = owned || op->object == OBJ_DATABASE;
        bool more = op->object == OBJ_EXTENSION && op_has(op, OPF_CASCADE);
        return all || more ? GOES | GONE : 0;
    }
    // CASCADE takes tables, or columns of a type, with it.
    bool takes = op->kind == OP_DROP_SCHEMA || op->kind == OP_DROP_TYPE;
    bool all = op->object == OBJ_DATABASE; // MySQL's
    return takes && (all || op_has(op, OPF_CASCADE)) ? GOES | GONE : GOES;
}

static const bool is_drop[OP_KIND_COUNT] = {
    [OP_DROP_SCHEMA] = true, [OP_DROP_TABLE] = true,    [OP_DROP_COLUMN] = true,
    [OP_DROP_VIEW] = true,   [OP_DROP_SEQUENCE] = true, [OP_DROP_TYPE] = true,
    [OP_DROP_OBJECT] = true,
};

static unsigned partition_facts(const Op *op)
{
    bool loses = str_eq(op->verb, STR("drop")) || str_eq(op->verb, STR("truncate"));
    return loses ? GONE | WRITES : 0;
}

// What was seen to happen to rows, beside what the statement says of itself.
static bool loses_rows(const Op *op)
{
    const RowFateVec *fates = &effects_on_rows(&op->effects)->fates;
    for (size_t i = 0; i < fates->len; i++)
        if (op->kind != OP_UPDATE || fates->at[i].because.len > 0)
            return true;
    return false;
}

static unsigned text_facts(RuleCtx *ctx, const Op *op)
{
    if (op->kind == OP_ALTER_PARTITION)
        return partition_facts(op);
    if (is_drop[op->kind])
        return drop_facts(ctx, op);
    if (op->kind == OP_ADD_CONSTRAINT)
        return constraint_facts(op);
    if (op->kind == OP_ADD_COLUMN && op->column)
        return wants_value(op->column) ? CHANGE_WANTS_VALUE : 0;
    if (op->kind == OP_ALTER_COLUMN_TYPE && ctx_column_is_new(ctx, op))
        return 0;
    if (op->kind == OP_CREATE_INDEX)
        return (op->index && op->index->unique ? CHECKS : 0U) |
               (op_has(op, OPF_CONCURRENTLY) ? CHANGE_FRAGILE : 0U);
    if (op->kind == OP_CREATE_FUNCTION)
        return op->function && op->function->security_definer ? CHANGE_ACCESS : 0;
    if (op->kind == OP_UPDATE && ctx_is_backfill(ctx, op))
        return WRITES;
    if (op->kind == OP_COPY && !str_eq(op->detail, STR("from")))
        return 0;
    if (op->kind == OP_CALL && is_seen_through(ctx, op))
        return 0;
    return kind_facts[op->kind];
}

unsigned change_facts(RuleCtx *ctx, const Op *op)
{
    return text_facts(ctx, op) | (loses_rows(op) ? GONE | WRITES : 0U);
}

// ---- new ----

static const bool makes[OP_KIND_COUNT] = {
    [OP_CREATE_SCHEMA] = true,   [OP_CREATE_TABLE] = true, [OP_CREATE_SEQUENCE] = true,
    [OP_CREATE_VIEW] = true,     [OP_CREATE_TYPE] = true,  [OP_CREATE_OBJECT] = true,
    [OP_CREATE_FUNCTION] = true,
};

// When and where it was made; NULL: the history does not show it.
static const Origin *origin_of(const RuleCtx *ctx, const Op *op)
{
    const Catalog *catalog = ctx_catalog(ctx);
    if (op->object == OBJ_SCHEMA) {
        const Schema *schema = catalog_schema(catalog, op->name.name);
        return schema ? &schema->origin : NULL;
    }
    if (op->object == OBJ_TYPE || op->object == OBJ_DOMAIN) {
        const Type *type = catalog_type(catalog, op->name);
        return type ? &type->origin : NULL;
    }
    if (op->object == OBJ_FUNCTION) {
        Str arguments = op->function ? op->function->arguments : (Str){ 0 };
        const Function *function = catalog_function(catalog, op->name, arguments);
        return function ? &function->origin : NULL;
    }
    const View *view = catalog_view(catalog, op->name);
    return view ? &view->origin : NULL;
}

bool change_is_new(RuleCtx *ctx, const Op *op)
{
    const Origin *origin = origin_of(ctx, op);
    if (origin)
        return catalog_origin_is_new(ctx_catalog(ctx), origin);
    if (makes[op->kind])
        return !ctx_table(ctx, op) || ctx_table_is_idle(ctx, op);
    return (op->name.name.len > 0 || op->index) && ctx_table_is_idle(ctx, op);
}
