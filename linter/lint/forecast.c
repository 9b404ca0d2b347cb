// SPDX-License-Identifier: Apache-2.0
// From the effects of ops to those of statements.
#include "lint/forecast.h"

#include "catalog/replay.h"

Forecast forecast_new(Arena *arena, const Frontend *frontend, Engine engine)
{
    return (Forecast){ .arena = arena, .frontend = frontend, .engine = engine };
}

void forecast_free(Forecast *forecast)
{
    arena_free(forecast->schema);
}

// Names are often the catalog's, which a ROLLBACK makes anew.
static Name own(Arena *arena, Name name)
{
    return (Name){ arena_copy(arena, name.schema), arena_copy(arena, name.name) };
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
    LockTaken *first = vec_push(arena, &all->locks);
    *first = *lock;
    first->relation = own(arena, lock->relation);
}

static void add_names(Arena *arena, NameVec *all, const NameVec *more)
{
    for (size_t i = 0; i < more->len; i++)
        if (!names_have(all, more->at[i]))
            *vec_push(arena, all) = own(arena, more->at[i]);
}

// A statement is refused as a whole, and for its first reason; then nothing else happens.
static void add(Arena *arena, Effects *all, const Effects *effects)
{
    if (all->refused.len > 0)
        return;
    if (effects->refused.len > 0) {
        *all = (Effects){ .refused = effects->refused,
                          .refused_for = effects->refused_for,
                          .refused_code = effects->refused_code };
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
    all->commits = all->commits || effects->commits;
    all->assumed = all->assumed || effects->assumed;
    if (effects->online.algorithm > all->online.algorithm)
        all->online = effects->online;
    if (all->ignored.len == 0)
        all->ignored = effects->ignored;
}

// The setting that bounds how long a statement waits for locks on tables.
static const char *lock_timeout_of(const Frontend *frontend)
{
    bool mysql = str_eq(str_from(frontend->dialect), STR("mysql"));
    return mysql ? "lock_wait_timeout" : "lock_timeout";
}

static void add_op(const Forecast *forecast, StatementEffects *statement, const Op *op,
                   const OpState *state)
{
    const Session *session = &state->session;
    add(forecast->arena, &statement->effects, &op->effects);
    statement->ends_transaction |= state->ends_open;
    statement->lock_timeout_name = lock_timeout_of(forecast->frontend);
    statement->lock_timeout =
        session_limit(session, str_from(statement->lock_timeout_name));
    statement->statement_timeout = session_limit(session, STR("statement_timeout"));
}

// ---- the schema ----

static void apply(Forecast *forecast, const Applied *applied)
{
    catalog_go_on(forecast->catalog, applied->file, applied->file);
    catalog_apply(forecast->catalog, applied->op);
}

static void add_applied(Forecast *forecast, const Op *op)
{
    Applied *applied = vec_push(forecast->arena, &forecast->applied);
    *applied = (Applied){ op, forecast->files };
    apply(forecast, applied);
}

static void renew(Forecast *forecast)
{
    if (forecast->schema)
        arena_reset(forecast->schema);
    else
        forecast->schema = arena_new();
    forecast->catalog = catalog_new(forecast->schema, &forecast->engine);
    for (size_t i = 0; i < forecast->applied.len; i++)
        apply(forecast, &forecast->applied.at[i]);
    catalog_go_on(forecast->catalog, forecast->files, forecast->files);
}

static bool is_undone_by(const SessionLog *log, const Op *op, size_t by)
{
    const OpState *state = &log->at[op - log->ops->at];
    return state->undone && state->undone_by == by;
}

// How many of what has run stand before the transaction that the op at `by` is in.
static size_t before_transaction(const Forecast *forecast, const SessionLog *log,
                                 size_t by)
{
    size_t at = forecast->applied.len;
    while (at > 0 && forecast->applied.at[at - 1].file == forecast->files) {
        const Op *op = forecast->applied.at[at - 1].op;
        const OpState *state = &log->at[op - log->ops->at];
        if (state->session.transaction != log->at[by].session.transaction)
            break;
        at--;
    }
    return at;
}

// Takes back what the op at `by`, a ROLLBACK, undoes. On MySQL that may leave ops between
// others as they are.
static void take_back(Forecast *forecast, const SessionLog *log, size_t by)
{
    size_t all = forecast->applied.len;
    size_t kept = before_transaction(forecast, log, by);
    for (size_t i = kept; i < all; i++)
        if (!is_undone_by(log, forecast->applied.at[i].op, by))
            forecast->applied.at[kept++] = forecast->applied.at[i];
    forecast->applied.len = kept;
    if (kept < all)
        renew(forecast);
}

// Takes back what the statement of this op, which turns out to be refused, has done so
// far.
static void take_back_statement(Forecast *forecast, const Lowered *file,
                                const Op *refused)
{
    size_t all = forecast->applied.len;
    while (forecast->applied.len > 0) {
        const Op *op = forecast->applied.at[forecast->applied.len - 1].op;
        if (op < file->ops.at || op >= refused || op->stmt_index != refused->stmt_index ||
            !op_refused(&forecast->engine, op, refused))
            break;
        forecast->applied.len--;
    }
    if (forecast->applied.len < all)
        renew(forecast);
}

// ---- a file ----

// Syntax that the server does not have: it stands at the statement's first op.
static Str misfit_of(const Lowered *file, const Op *op)
{
    return op_misfit(op_statement(&file->ops, op).first);
}

// *refused goes on from op to op; see op_refused.
static void run_op(Forecast *forecast, const Lowered *file, const SessionLog *log,
                   size_t index, const Op **refused)
{
    Op *op = &file->ops.at[index];
    Scene scene = { forecast->catalog, &forecast->engine, &log->at[index].session, file,
                    op };
    forecast->frontend->effects(forecast->arena, &scene);
    Str misfit = misfit_of(file, op);
    if (misfit.len > 0)
        op->effects = (Effects){ .refused = misfit };
    if (op->kind == OP_TRANSACTION)
        take_back(forecast, log, index);
    *refused = op_refused(&forecast->engine, op, *refused);
    if (*refused == op)
        take_back_statement(forecast, file, op);
    else if (!*refused)
        add_applied(forecast, op);
}

// Drizzle's marks are comments to PostgreSQL, and to MySQL an error of the grammar: who
// runs such a file cuts it there.
static const Runner *runner_of(Str text)
{
    static const Runner cuts = { .breakpoints = true };
    return str_contains(text, STR("--> statement-breakpoint")) ? &cuts : NULL;
}

StatementEffectsVec forecast_run(Forecast *forecast, Str text, size_t *unparsed)
{
    Arena *arena = forecast->arena;
    forecast->files++;
    if (!forecast->catalog)
        renew(forecast);
    catalog_go_on(forecast->catalog, forecast->files, forecast->files);
    Lowered *file = NEW(arena, Lowered);
    file->engine = &forecast->engine;
    forecast->frontend->lower(arena, text, runner_of(text), file);
    forecast->is_cut = forecast->is_cut || file->left.end > 0;
    SessionInput input = { .ops = &file->ops,
                           .goes_on = &forecast->session,
                           .transactions = &forecast->transactions,
                           .engine = &forecast->engine,
                           .commits = forecast->frontend->commits };
    const SessionLog *log = session_read(arena, &input);
    StatementEffectsVec statements = { 0 };
    const Op *refused = NULL;
    for (size_t i = 0; i < file->statements.len; i++)
        *vec_push(arena, &statements) =
            (StatementEffects){ .span = file->statements.at[i] };
    for (size_t i = 0; i < file->ops.len; i++) {
        const Op *op = &file->ops.at[i];
        run_op(forecast, file, log, i, &refused);
        if (op->stmt_index < statements.len)
            add_op(forecast, &statements.at[op->stmt_index], op, &log->at[i]);
        if (unparsed && op_has(op, OPF_SYNTAX))
            ++*unparsed;
    }
    forecast->session = log->end;
    return statements;
}
