// SPDX-License-Identifier: Apache-2.0
// Steps of a fix, and where each runner can take them: what has to commit first, and what
// no transaction may hold.
#include "lint/ctx.h"
#include "lint/opener.h"

// ---- steps ----

// There is one.
static FixStep *last_step(Finding *f)
{
    return &f->steps.at[f->steps.len - 1];
}

static void add_step(RuleCtx *ctx, Finding *f, FixPlace place, Str words)
{
    size_t way = f->steps.len > 0 ? last_step(f)->way : 0;
    *vec_push(ctx->arena, &f->steps) = (FixStep){ place, way, words, { 0 } };
}

void fix_step(RuleCtx *ctx, Finding *f, FixPlace place, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    add_step(ctx, f, place, arena_vfmt(ctx->arena, fmt, args));
    va_end(args);
}

void fix_or(RuleCtx *ctx, Finding *f, FixPlace place, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    add_step(ctx, f, place, arena_vfmt(ctx->arena, fmt, args));
    va_end(args);
    last_step(f)->way++;
}

// By hand nobody needs the runner's marks.
static const char *separator(const RuleCtx *ctx, FixPlace place)
{
    bool by_hand = place == FIX_HAND_BEFORE || place == FIX_HAND_AFTER;
    return ctx_runner(ctx)->breakpoints && !by_hand ? "\n--> statement-breakpoint\n"
                                                    : "\n";
}

void fix_sql(RuleCtx *ctx, Finding *f, const char *fmt, ...)
{
    FixStep *step = last_step(f);
    va_list args;
    va_start(args, fmt);
    Str sql = arena_vfmt(ctx->arena, fmt, args);
    va_end(args);
    bool first = step->sql.len == 0;
    step->sql = first ? sql
                      : ctx_fmt(ctx, STR_FMT "%s" STR_FMT, STR_ARG(step->sql),
                                separator(ctx, step->place), STR_ARG(sql));
}

static void add_statements(RuleCtx *ctx, Finding *f, const StrVec *statements)
{
    for (size_t i = 0; i < statements->len; i++)
        fix_sql(ctx, f, STR_FMT, STR_ARG(statements->at[i]));
}

void fix_remove(RuleCtx *ctx, Finding *f)
{
    add_step(ctx, f, FIX_HERE, (Str){ 0 });
}

enum { REST_MAX = 4096 }; // bytes of a statement that a fix says again

// Without one action of several, or one name: its comma goes along. Empty: it is alone.
static Str without_action(RuleCtx *ctx, const Op *op)
{
    Str text = ctx->migration->text;
    Str head = str_trim(str_slice(text, op->stmt.start, op->span.start));
    Str tail = str_trim(str_slice(text, op->span.end, op->stmt.end));
    if (str_starts(tail, STR(",")))
        tail = str_trim(str_drop(tail, 1));
    else if (str_ends(head, STR(",")))
        head = str_take(head, head.len - 1);
    else
        return STR("");
    return ctx_fmt(ctx, STR_FMT "%s" STR_FMT ";", STR_ARG(head),
                   str_ends(head, STR(",")) || tail.len > 0 ? " " : "", STR_ARG(tail));
}

// The statement has another action; ALGORITHM and LOCK clauses are none.
static bool has_company(const RuleCtx *ctx, const Op *op)
{
    OpRange all = op_statement(ctx_ops(ctx), op);
    for (const Op *other = all.first; other < all.end; other++)
        if (other->span.end <= op->span.start || other->span.start >= op->span.end)
            return true;
    return false;
}

void fix_rest(RuleCtx *ctx, Finding *f, const Op *op)
{
    if (op_has(op, OPF_INLINE) || (ctx_is_mysql(ctx) && !has_company(ctx, op)))
        return;
    // Each action of a long statement would repeat all the others.
    if (op->stmt.end - op->stmt.start > REST_MAX) {
        fix_step(ctx, f, FIX_HERE, "Keep the rest of the statement");
        return;
    }
    Str rest = without_action(ctx, op);
    if (rest.len == 0)
        return;
    add_step(ctx, f, FIX_HERE, STR("Keep the rest of the statement:"));
    fix_sql(ctx, f, STR_FMT, STR_ARG(rest));
}

// ---- what has to commit first ----

FixPlace ctx_apart(RuleCtx *ctx)
{
    return ctx_runner(ctx)->scope == TX_ALL_PENDING ? FIX_LATER : FIX_NEXT;
}

Str ctx_later(RuleCtx *ctx)
{
    const Runner *runner = ctx_runner(ctx);
    if (runner->scope != TX_ALL_PENDING)
        return STR("in the next migration");
    return ctx_fmt(
        ctx,
        "in the next deploy, since %s runs all pending migrations in one transaction",
        runner->title);
}

void fix_apart(RuleCtx *ctx, Finding *f, const char *lead)
{
    fix_step(ctx, f, ctx_apart(ctx), "%s " STR_FMT ":", lead, STR_ARG(ctx_later(ctx)));
}

// ---- what no transaction may hold ----

typedef struct Escape {
    const char *runner;
    const char *words; // before the statement
    const char *head;  // what the file begins with
} Escape;

// Runners that can get it done; what is not here is told by the scope of the runner's
// transactions.
static const Escape escapes[] = {
    { "prisma",
      "In a migration of its own, with nothing beside it (Prisma sends a file as one "
      "query, and only a single statement is free of its transaction):",
      "" },
    { "supabase",
      "In a migration of its own (the Supabase CLI runs it outside of a transaction "
      "from 2.109 on; with an older one, run it by hand before the deploy):",
      "" },
    { "flyway",
      "In a migration of its own, with nothing beside it that needs a transaction "
      "(Flyway then opens none; set flyway.postgresql.transactional.lock=false, or it "
      "waits for itself):",
      "" },
    { "golang-migrate",
      "In a migration of its own, with nothing beside it (golang-migrate sends a file "
      "as one query, and only a single statement is free of its transaction):",
      "" },
    { "goose", "In a migration of its own that asks for no transaction at its top:",
      "-- +goose NO TRANSACTION\n-- +goose Up\n" },
    { "dbmate", "In a migration of its own that holds nothing else:",
      "-- migrate:up transaction:false\n" },
    { "node-pg-migrate",
      "In a JavaScript migration that calls pgm.noTransaction() and then "
      "pgm.sql(…) with:",
      "" },
};

static const Escape *find_escape(const Runner *runner)
{
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
        if (str_eq(str_from(escapes[i].runner), str_from(runner->name)))
            return &escapes[i];
    return NULL;
}

static void fix_alone(RuleCtx *ctx, Finding *f, const Escape *escape, const Outside *work)
{
    if (work->place == FIX_HERE)
        fix_remove(ctx, f);
    for (size_t i = 0; i < work->sql.len; i++) {
        fix_step(ctx, f, FIX_ALONE, "%s", i == 0 ? escape->words : "and in another:");
        fix_sql(ctx, f, "%s" STR_FMT, escape->head, STR_ARG(work->sql.at[i]));
    }
}

// The statement that the finding is about stands between BEGIN and COMMIT.
static bool is_in_begin(const RuleCtx *ctx, const Finding *f)
{
    const OpVec *ops = ctx_ops(ctx);
    bool here = ctx->migration && str_eq(ctx->migration->path, f->path);
    for (size_t i = 0; here && i < ops->len; i++)
        if (ops->at[i].stmt.start == f->stmt.start)
            return ctx_transaction(ctx, &ops->at[i]) == TXO_EXPLICIT;
    return false;
}

static void fix_unwrapped(RuleCtx *ctx, Finding *f, const Outside *work)
{
    bool move = is_in_begin(ctx, f);
    if (move && work->place == FIX_HERE)
        fix_remove(ctx, f);
    fix_step(ctx, f, move ? FIX_NEXT : work->place, "Outside of BEGIN and COMMIT:");
    add_statements(ctx, f, &work->sql);
}

static void fix_by_hand(RuleCtx *ctx, Finding *f, const Outside *work)
{
    const Runner *runner = ctx_runner(ctx);
    const char *reason = runner->scope == TX_ALL_PENDING
                             ? "runs all pending migrations in one transaction"
                             : "runs a migration in a transaction";
    if (work->place == FIX_HERE && (work->after || work->stand_in.len == 0))
        fix_remove(ctx, f);
    const char *when = !work->after ? "Run it by hand before the deploy"
                       : work->place == FIX_HERE
                           ? "Leave it out of this change, and run "
                             "it by hand when the deploy is done"
                           : "Run it by hand when the deploy is done";
    fix_step(ctx, f, work->after ? FIX_HAND_AFTER : FIX_HAND_BEFORE,
             "%s %s, where this is refused. %s:", runner->title, reason, when);
    add_statements(ctx, f, &work->sql);
    if (work->stand_in.len == 0)
        return;
    fix_step(ctx, f, work->after ? FIX_LATER : work->place,
             "and %s, for databases that are made anew:",
             work->after ? "put in a migration of the next deploy"
                         : "keep in the migration");
    add_statements(ctx, f, &work->stand_in);
}

static bool are_freed(const RuleCtx *ctx, const StrVec *statements)
{
    for (size_t i = 0; i < statements->len; i++)
        if (!runner_frees(ctx->patterns, ctx_runner(ctx), statements->at[i]))
            return false;
    return true;
}

void fix_outside(RuleCtx *ctx, Finding *f, const Outside *work)
{
    const Runner *runner = ctx_runner(ctx);
    const Escape *escape = find_escape(runner);
    if (escape && are_freed(ctx, &work->sql))
        fix_alone(ctx, f, escape, work);
    else if (runner->scope == TX_NONE)
        fix_unwrapped(ctx, f, work);
    else
        fix_by_hand(ctx, f, work);
}

void fix_after_outside(RuleCtx *ctx, Finding *f, const char *lead)
{
    bool stands_in = !find_escape(ctx_runner(ctx)) && ctx_runner(ctx)->scope != TX_NONE;
    fix_step(ctx, f, stands_in ? FIX_BEHIND : FIX_NEXT, "%s %s:", lead,
             stands_in ? "behind it" : "in the next migration");
}

// ---- NOT NULL ----

void fix_not_null(RuleCtx *ctx, Finding *f, Name table, Str column)
{
    StrVec columns = { .at = &column, .len = 1 };
    Str made_up = ctx_made_up_name(ctx, table.name, &columns, "not_null");
    Str relation = name_sql(ctx->arena, table);
    Str check = ident_sql(ctx->arena, made_up);
    Str name = ident_sql(ctx->arena, column);
    fix_sql(ctx, f,
            "ALTER TABLE " STR_FMT " ADD CONSTRAINT " STR_FMT " CHECK (" STR_FMT
            " IS NOT NULL) NOT VALID;",
            STR_ARG(relation), STR_ARG(check), STR_ARG(name));
    fix_apart(ctx, f, "and");
    fix_sql(ctx, f, "ALTER TABLE " STR_FMT " VALIDATE CONSTRAINT " STR_FMT ";",
            STR_ARG(relation), STR_ARG(check));
    fix_sql(ctx, f, "ALTER TABLE " STR_FMT " ALTER COLUMN " STR_FMT " SET NOT NULL;",
            STR_ARG(relation), STR_ARG(name));
    fix_sql(ctx, f, "ALTER TABLE " STR_FMT " DROP CONSTRAINT " STR_FMT ";",
            STR_ARG(relation), STR_ARG(check));
}
