// SPDX-License-Identifier: Apache-2.0
// What a rebuild's copies say, and what they were seen to do.
#include "dialect/sqlite_rebuild_priv.h"

enum { FLOWS_MAX = 1 << 14 };

static const SlStep *step_at(const SlRebuilds *all, long at)
{
    return &all->file->steps.at[at];
}

// ---- columns ----

// As it was made, or as it was when it went.
static const SlTable *definition_of(const SlRebuilds *all, const SlTracked *table)
{
    if (table->made != SL_NEVER)
        return step_at(all, table->made)->after;
    if (table->moves.len > 0)
        return step_at(all, table->moves.at[0])->before;
    return table->dropped != SL_NEVER ? step_at(all, table->dropped)->before : NULL;
}

static StrVec columns_of(const SlRebuilds *all, const SlTracked *table, bool written)
{
    StrVec names = { 0 };
    const SlTable *known = definition_of(all, table);
    for (size_t i = 0; known && i < known->def.columns.len; i++) {
        const ColumnDef *column = &known->def.columns.at[i];
        if (!written || column->generated == GENERATED_NONE)
            *vec_push(all->file->arena, &names) = column->name;
    }
    return names;
}

// The names that a CREATE TABLE AS gives its columns.
static StrVec given_columns(const SlRebuilds *all, const SlCopy *copy)
{
    StrVec names = { 0 };
    for (size_t i = 0; i < copy->items.len; i++) {
        const SlItem *item = &copy->items.at[i];
        Str name = item->plain ? item->names.at[item->names.len - 1] : (Str){ 0 };
        *vec_push(all->file->arena, &names) = item->alias.len > 0 ? item->alias : name;
    }
    return names;
}

static StrVec target_columns(const SlRebuilds *all, const SlTracked *into,
                             const SlInflow *inflow)
{
    StrVec names = columns_of(all, into, true);
    return names.len > 0 ? names : given_columns(all, &inflow->copy);
}

SlFlowVec sl_inflow_flows(SlRebuilds *all, const SlTracked *into, const SlInflow *inflow)
{
    StrVec source = columns_of(all, inflow->source, false),
           target = target_columns(all, into, inflow);
    return sl_copy_flows(all->file->arena, &inflow->copy, &source, &target);
}

// ---- flows through several tables ----

static void add_through(SlRebuilds *all, const SlFlow *flow, const SlFlowVec *first,
                        SlFlowVec *flows)
{
    for (size_t i = 0; i < first->len && flows->len < FLOWS_MAX; i++) {
        const SlFlow *in = &first->at[i];
        if (str_eq_ci(in->to, flow->from))
            *vec_push(all->file->arena, flows) =
                (SlFlow){ .from = in->from,
                          .to = flow->to,
                          .plain = in->plain && flow->plain,
                          .keeps = in->keeps && flow->keeps,
                          .said = in->said || flow->said,
                          .literal = in->literal || flow->literal };
    }
}

static SlFlowVec flows_into(SlRebuilds *all, SlTracked *table, const SlTracked *old,
                            int depth)
{
    SlFlowVec flows = { 0 };
    for (size_t i = 0; depth > 0 && i < table->inflows.len; i++) {
        const SlInflow *inflow = &table->inflows.at[i];
        if (flows.len > FLOWS_MAX || !sl_reaches(all, inflow->source, old))
            continue;
        SlFlowVec own = sl_inflow_flows(all, table, inflow);
        SlFlowVec first = { 0 };
        if (inflow->source != old)
            first = flows_into(all, inflow->source, old, depth - 1);
        for (size_t k = 0; k < own.len; k++) {
            if (inflow->source == old)
                *vec_push(all->file->arena, &flows) = own.at[k];
            else
                add_through(all, &own.at[k], &first, &flows);
        }
    }
    return flows;
}

SlFlowVec sl_rebuild_flows(SlRebuilds *all, SlRebuild *rebuild)
{
    SlTracked *new = all->roles[rebuild->new->made].into;
    return flows_into(all, new, rebuild->old, 3);
}

// ---- one copy ----

static const SlInflow *inflow_at(const SlTracked *into, long step)
{
    for (size_t i = 0; i < into->inflows.len; i++)
        if (into->inflows.at[i].step == step)
            return &into->inflows.at[i];
    return NULL;
}

// Several INSERTs may share the rows: what is left shows after the last.
static bool is_last(const SlTracked *into, const SlInflow *inflow)
{
    for (size_t i = 0; i < into->inflows.len; i++)
        if (into->inflows.at[i].source == inflow->source &&
            into->inflows.at[i].step > inflow->step)
            return false;
    return true;
}

static SlFlowVec flows_from(SlRebuilds *all, const SlTracked *into,
                            const SlTracked *source)
{
    SlFlowVec flows = { 0 };
    for (size_t i = 0; i < into->inflows.len && flows.len < FLOWS_MAX; i++) {
        if (into->inflows.at[i].source != source)
            continue;
        SlFlowVec own = sl_inflow_flows(all, into, &into->inflows.at[i]);
        for (size_t k = 0; k < own.len; k++)
            *vec_push(all->file->arena, &flows) = own.at[k];
    }
    return flows;
}

static const SlRows *rows_of(const SlStep *step, Str table)
{
    for (size_t i = 0; i < step->rows_read.len; i++)
        if (str_eq_ci(step->rows_read.at[i].table, table))
            return &step->rows_read.at[i];
    return NULL;
}

static void tell_rows(SlRebuilds *all, const SlRole *role, const SlInflow *inflow, Op *op)
{
    const SlStep *step = step_at(all, inflow->step);
    const SlRows *source = rows_of(step, inflow->called);
    if (!source || !is_last(role->into, inflow))
        return;
    SlFlowVec flows = flows_from(all, role->into, inflow->source);
    SlCopied copied = { role->rebuild->table, source, &step->rows_after, &flows };
    Arena *arena = all->file->arena;
    RowFateVec *fates = &effects_own_rows(arena, &op->effects)->fates;
    vec_own(arena, fates); // the step has them as well
    sl_copy_fates(arena, &copied, step->result.as_string.len > 0, fates);
}

// A copy fails for the very rows that the table has, not for what a history may have
// put into it.
static void tell_failure(const SlStep *step, Op *op)
{
    const SlOutcome *outcome = &step->outcome;
    if (!step->tried || op->effects.refused.len > 0 ||
        (outcome->result.status != SL_REFUSED && outcome->result.status != SL_FAILED))
        return;
    op->effects.refused = outcome->result.message;
    op->effects.refused_code = outcome->result.code;
    op->effects.refused_for = outcome->refused_for;
}

void sl_tell_copy(SlRebuilds *all, const SlRole *role, long step, Op *op)
{
    const SlInflow *inflow = role->into ? inflow_at(role->into, step) : NULL;
    if (!inflow)
        return;
    op->where = inflow->copy.where;
    op->flags |= inflow->copy.flags;
    op->detail = inflow->copy.filters;
    op->columns = inflow->copy.written;
    if (op->columns.len == 0)
        op->columns = target_columns(all, role->into, inflow);
    op->relations = inflow->copy.from;
    tell_failure(step_at(all, step), op);
    tell_rows(all, role, inflow, op);
}
