// SPDX-License-Identifier: Apache-2.0
// From the effects of ops to those of statements.
#include "lint/forecast.h"

#include "catalog/replay.h"

Forecast forecast_new(Arena *arena, const Frontend *frontend, Engine engine)
{
    return (Forecast){ .arena = arena,
                       .frontend = frontend,
                       .engine = engine,
                       .session = session_new(arena, false) };
}

static void add_lock(Arena *arena, Effects *all, const LockTaken *lock)
{
    for (size_t i = 0; i < all->locks.len; i++) {
        LockTaken *held = &all->locks.at[i];
        if (!name_eq(held->relation, lock->relation))
            continue;
        held->mode = lock->mode > held->mode ? lock->mode : held->mode;
        return;
    }
    *vec_push(arena, &all->locks) = *lock;
}

static void add_names(Arena *arena, NameVec *all, const NameVec *more)
{
    for (size_t i = 0; i < more->len; i++) {
        size_t k = 0;
        while (k < all->len && !name_eq(all->at[k], more->at[i]))
            k++;
        if (k == all->len)
            *vec_push(arena, all) = more->at[i];
    }
}

// A statement is refused as a whole, and for its first reason; then nothing else happens.
static void add(Arena *arena, Effects *all, const Effects *effects)
{
    if (all->refused.len > 0)
        return;
    if (effects->refused.len > 0) {
        *all = (Effects){ .refused = effects->refused };
        return;
    }
    for (size_t i = 0; i < effects->locks.len; i++)
        add_lock(arena, all, &effects->locks.at[i]);
    add_names(arena, &all->rewrites, &effects->rewrites);
    add_names(arena, &all->scans, &effects->scans);
    add_names(arena, &all->index_rebuilds, &effects->index_rebuilds);
    if (effects->duration > all->duration)
        all->duration = effects->duration;
    all->outwaits = all->outwaits || effects->outwaits;
}

StatementEffectsVec forecast_run(Forecast *forecast, Str text, size_t *unparsed)
{
    Arena *arena = forecast->arena;
    if (!forecast->catalog)
        forecast->catalog = catalog_new(arena, &forecast->engine);
    catalog_go_on(forecast->catalog, forecast->files, forecast->files);
    forecast->files++;
    Lowered file = { 0 };
    forecast->frontend->lower(arena, text, NULL, &file);
    StatementEffectsVec statements = { 0 };
    for (size_t i = 0; i < file.statements.len; i++)
        *vec_push(arena, &statements) =
            (StatementEffects){ .span = file.statements.at[i] };
    for (size_t i = 0; i < file.ops.len; i++) {
        Op *op = &file.ops.at[i];
        Scene scene = { forecast->catalog, &forecast->engine, &forecast->session, &file,
                        op };
        forecast->frontend->effects(arena, &scene);
        if (op->stmt_index < statements.len)
            add(arena, &statements.at[op->stmt_index].effects, &op->effects);
        if (unparsed && op_has(op, OPF_SYNTAX))
            ++*unparsed;
        session_apply(&forecast->session, op);
        if (op->effects.refused.len == 0)
            catalog_apply(forecast->catalog, op);
    }
    return statements;
}
