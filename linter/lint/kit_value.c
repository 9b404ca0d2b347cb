// SPDX-License-Identifier: Apache-2.0
// What rules ask about conditions and keys, and the values that a fix can write.
#include "base/out.h"
#include "lint/ctx.h"

// ---- conditions ----

bool ctx_tests_not_null(RuleCtx *ctx, Str condition, Str column)
{
    condition = str_trim(condition);
    while (str_starts(condition, STR("(")) && str_ends(condition, STR(")")))
        condition = str_trim(str_slice(condition, 1, condition.len - 1));
    size_t dot = str_rfind_char(condition, '.');
    if (dot < condition.len)
        condition = str_drop(condition, dot + 1);
    return str_eq_ci(condition, ctx_fmt(ctx, STR_FMT " IS NOT NULL", STR_ARG(column))) ||
           str_eq_ci(condition,
                     ctx_fmt(ctx, "\"" STR_FMT "\" IS NOT NULL", STR_ARG(column)));
}

// The offset of the word AND in capitals or not, or the text's length.
static size_t find_and(Str text)
{
    for (size_t i = 0; i + 5 <= text.len; i++)
        if (str_eq_ci(str_slice(text, i, i + 5), STR(" and ")))
            return i;
    return text.len;
}

bool ctx_demands_value(RuleCtx *ctx, Str condition, Str column)
{
    if (text_mentions(ctx->arena, condition, STR("or")))
        return false;
    while (condition.len > 0) {
        size_t end = find_and(condition);
        if (ctx_tests_not_null(ctx, str_take(condition, end), column))
            return true;
        condition = str_drop(condition, end < condition.len ? end + 5 : end);
    }
    return false;
}

bool ctx_is_checked_not_null(RuleCtx *ctx, const Table *table, Str column)
{
    for (size_t i = 0; table && i < table->constraints.len; i++) {
        const ConstraintDef *def = &table->constraints.at[i]->def;
        if (def->kind == CON_CHECK && !def->not_valid && !def->not_enforced &&
            ctx_demands_value(ctx, def->expression, column))
            return true;
    }
    return false;
}

// ---- keys ----

static bool rests_on(const ConstraintDef *reference, const ConstraintDef *key)
{
    if (reference->ref_columns.len == 0)
        return key->kind == CON_PRIMARY_KEY;
    for (size_t i = 0; i < reference->ref_columns.len; i++)
        if (!list_has(&key->columns, reference->ref_columns.at[i]))
            return false;
    return reference->ref_columns.len == key->columns.len;
}

ForeignKeyVec ctx_keys_to(RuleCtx *ctx, Name table)
{
    ForeignKeyVec all = catalog_referencing(ctx_arena(ctx), ctx_catalog(ctx), table);
    ForeignKeyVec keys = { 0 };
    for (size_t i = 0; i < all.len; i++)
        if (!all.at[i].constraint->inherited)
            *vec_push(ctx_arena(ctx), &keys) = all.at[i];
    return keys;
}

ForeignKeyVec ctx_keys_on(RuleCtx *ctx, const Table *table, const ConstraintDef *key)
{
    ForeignKeyVec resting = { 0 };
    ForeignKeyVec all = catalog_referencing(ctx->arena, ctx->catalog, table->name);
    bool is_key = key->kind == CON_PRIMARY_KEY || key->kind == CON_UNIQUE;
    for (size_t i = 0; is_key && i < all.len; i++)
        if (!all.at[i].constraint->inherited && rests_on(&all.at[i].constraint->def, key))
            *vec_push(ctx->arena, &resting) = all.at[i];
    return resting;
}

const Index *ctx_used_index(const RuleCtx *ctx, const Op *op)
{
    Name relation = catalog_resolve(ctx->catalog, op->name);
    return catalog_index(ctx->catalog,
                         (Name){ relation.schema, op->constraint->using_index });
}

static const char *unfit_index(const Index *index)
{
    const IndexDef *def = &index->def;
    if (index->constraint.len > 0)
        return "it belongs to another constraint";
    if (!def->unique)
        return "it is not unique";
    if (def->where.ptr)
        return "it is partial";
    if (!index->valid)
        return "it is not valid";
    for (size_t i = 0; i < def->parts.len; i++) {
        if (def->parts.at[i].column.len == 0)
            return "it has an expression";
        if (def->parts.at[i].descending || def->parts.at[i].nulls_first)
            return "its order is not the default one";
    }
    return NULL;
}

const char *ctx_unfit_for_key(const RuleCtx *ctx, const Op *op)
{
    const Index *index = ctx_used_index(ctx, op);
    const Table *table = ctx_table(ctx, op);
    if (index)
        return unfit_index(index);
    bool knows_all = table && table->complete && !table->uncertain;
    return knows_all ? "no migration makes it" : NULL;
}

// ---- values ----

Str ctx_literal(RuleCtx *ctx, Str value)
{
    Out out = out_new(ctx->arena);
    out_char(&out, '\'');
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] == '\'')
            out_char(&out, '\'');
        out_char(&out, value.ptr[i]);
    }
    out_char(&out, '\'');
    return out_text(&out);
}

typedef struct Sample {
    Str type;
    const char *value;
} Sample;

static const Sample samples[] = {
    { STR_INIT("smallint"), "0" },
    { STR_INIT("integer"), "0" },
    { STR_INIT("bigint"), "0" },
    { STR_INIT("numeric"), "0" },
    { STR_INIT("real"), "0" },
    { STR_INIT("double precision"), "0" },
    { STR_INIT("money"), "0" },
    { STR_INIT("boolean"), "false" },
    { STR_INIT("date"), "CURRENT_DATE" },
    { STR_INIT("timestamp with time zone"), "CURRENT_TIMESTAMP" },
    { STR_INIT("timestamp without time zone"), "CURRENT_TIMESTAMP" },
    { STR_INIT("interval"), "'0'" },
    { STR_INIT("uuid"), "'00000000-0000-0000-0000-000000000000'" },
    { STR_INIT("json"), "'{}'" },
    { STR_INIT("jsonb"), "'{}'" },
};

Str ctx_sample_value(RuleCtx *ctx, const TypeRef *type)
{
    if (type->array_dims > 0)
        return STR("'{}'");
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        if (str_eq(samples[i].type, type->name.name) && type->name.schema.len == 0)
            return str_from(samples[i].value);
    const Type *own = catalog_type(ctx->catalog, type->name);
    if (own && own->def.kind == TYPE_DOMAIN)
        return ctx_sample_value(ctx, &own->def.base);
    if (own && own->def.labels.len > 0)
        return ctx_literal(ctx, own->def.labels.at[0]);
    return STR("''");
}
