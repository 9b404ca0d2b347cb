// SPDX-License-Identifier: Apache-2.0
// The steps of SQLite's rebuilds, and what a right copy looks like.
#include "base/list.h"
#include "base/out.h"
#include "lint/ctx.h"

// ---- the steps ----

bool op_is_step(const Op *op, const char *verb)
{
    return op->kind == OP_REBUILD_TABLE && str_eq(op->verb, str_from(verb));
}

static bool is_same_rebuild(const Op *a, const Op *b)
{
    return a->kind == OP_REBUILD_TABLE && b->kind == OP_REBUILD_TABLE &&
           str_eq_ci(a->name.name, b->name.name) &&
           str_eq_ci(a->other.name, b->other.name);
}

// A table that is made anew twice has each of its steps twice.
static const Op *nearest_step(const RuleCtx *ctx, const Op *op, const char *verb)
{
    const OpVec *ops = ctx_ops(ctx);
    const Op *nearest = NULL;
    size_t best = SIZE_MAX;
    for (const Op *other = ops->at; other < ops->at + ops->len; other++) {
        size_t away = (size_t)(other < op ? op - other : other - op);
        if (away >= best || !op_is_step(other, verb) || !is_same_rebuild(op, other))
            continue;
        nearest = other;
        best = away;
    }
    return nearest;
}

Rebuild ctx_rebuild(RuleCtx *ctx, const Op *op)
{
    return (Rebuild){
        .make = nearest_step(ctx, op, "make"),
        .copy = nearest_step(ctx, op, "copy"),
        .drop = nearest_step(ctx, op, "drop"),
        .rename = nearest_step(ctx, op, "rename"),
    };
}

const Op *ctx_rebuilt_by(const RuleCtx *ctx, const Op *op)
{
    OpRange all = op_statement(ctx_ops(ctx), op);
    for (const Op *other = all.first; other < all.end; other++)
        if (other != op && op_is_step(other, "make"))
            return other;
    return NULL;
}

bool rebuild_is_plain(const Rebuild *rebuild)
{
    const Rebuild *r = rebuild;
    return r->make && r->copy && r->drop && r->rename &&
           r->make->stmt_index < r->copy->stmt_index &&
           r->copy->stmt_index < r->drop->stmt_index &&
           r->drop->stmt_index + 1 == r->rename->stmt_index;
}

void fix_in_place_of_both(Finding *f, const Rebuild *rebuild)
{
    f->stmt.end = rebuild->rename->stmt.end;
}

// ---- what a step leaves behind ----

static bool is_of_rebuilt(const Op *op, const RowFate *fate)
{
    return str_eq_ci(fate->table, op->name.name);
}

const RowFate *rebuild_fate(const Op *op, RowFateKind kind)
{
    const RowFateVec *fates = &effects_on_rows(&op->effects)->fates;
    for (size_t i = 0; i < fates->len; i++)
        if (is_of_rebuilt(op, &fates->at[i]) && fates->at[i].kind == kind)
            return &fates->at[i];
    return NULL;
}

static bool is_thinned(const Op *op)
{
    return op_is_step(op, "copy") && (op->where == WHERE_SOME || op_has(op, OPF_LIMIT));
}

// Two rows that meet a condition, or do not, prove nothing of others. Several copies may
// share the rows, and one that looks at what is there already is made to run again.
static bool may_leave_rows(RuleCtx *ctx, const Op *op)
{
    if (!is_thinned(op) || !ctx_is_live(ctx, op->name))
        return false;
    const OpVec *ops = ctx_ops(ctx);
    for (size_t i = 0; i < ops->len; i++)
        if (&ops->at[i] != op && is_thinned(&ops->at[i]) &&
            name_eq(ops->at[i].name, op->name))
            return false;
    Str sql = ctx_statement(ctx, op), into = op->other.name;
    size_t first = str_find(sql, into, 0);
    return str_find(sql, into, first + 1) >= sql.len;
}

const RowFate *ctx_rows_left(RuleCtx *ctx, const Op *op)
{
    static const RowFate some = { .kind = ROWS_LEFT, .count = 1, .of = 2 };
    const RowFate *left = rebuild_fate(op, ROWS_LEFT);
    if (is_thinned(op) && (left || may_leave_rows(ctx, op)))
        return &some;
    return left;
}

// What the copy writes on purpose is its author's wish; what it passes over gets the
// DEFAULT.
static bool is_written(const Op *op, Str column)
{
    return op->columns.len == 0 || list_has_ci(&op->columns, column);
}

static void add_lost(RuleCtx *ctx, const Op *op, const RowFate *fate, StrVec *lost)
{
    bool counts = is_of_rebuilt(op, fate) &&
                  (fate->kind == ROWS_NULLED || fate->kind == ROWS_CHANGED);
    for (size_t i = 0; counts && i < fate->columns.len; i++)
        if ((fate->kind == ROWS_NULLED || !is_written(op, fate->columns.at[i])) &&
            !list_has(lost, fate->columns.at[i]))
            *vec_push(ctx_arena(ctx), lost) = fate->columns.at[i];
}

StrVec ctx_columns_left(RuleCtx *ctx, const Op *op)
{
    const RowFateVec *fates = &effects_on_rows(&op->effects)->fates;
    StrVec lost = { 0 };
    for (size_t i = 0; i < fates->len; i++)
        add_lost(ctx, op, &fates->at[i], &lost);
    return lost;
}

// ---- foreign keys ----

static const Op *pragma_before(const RuleCtx *ctx, const Op *op)
{
    const OpVec *ops = ctx_ops(ctx);
    for (const Op *before = op; before-- > ops->at;)
        if (before->kind == OP_SET_SESSION &&
            str_eq_ci(before->part, STR("foreign_keys")))
            return before;
    return NULL;
}

Str ctx_foreign_keys_held(RuleCtx *ctx, const Op *op)
{
    const Op *pragma = pragma_before(ctx, op);
    const Runner *runner = ctx_runner(ctx);
    if (pragma && pragma->effects.ignored.len > 0)
        return ctx_fmt(ctx, "; " STR_FMT " does not help: " STR_FMT,
                       STR_ARG(ctx_statement(ctx, pragma)),
                       STR_ARG(pragma->effects.ignored));
    if (pragma)
        return ctx_fmt(ctx, "; " STR_FMT " has turned foreign keys on",
                       STR_ARG(ctx_statement(ctx, pragma)));
    if (runner->foreign_keys == FOREIGN_KEYS_LOCKED)
        return ctx_fmt(ctx, "; %s holds to foreign keys, and no PRAGMA turns them off",
                       runner->title);
    return STR("; no PRAGMA turns foreign keys off before it");
}

// ---- the copy ----

const ColumnDef *rebuild_column(const Rebuild *rebuild, Str name)
{
    const TableDef *table = rebuild->make ? rebuild->make->table : NULL;
    for (size_t i = 0; table && i < table->columns.len; i++)
        if (str_eq_ci(table->columns.at[i].name, name))
            return &table->columns.at[i];
    return NULL;
}

const Table *ctx_rebuilt(RuleCtx *ctx, const Op *op)
{
    const Table *table = catalog_table(ctx_catalog(ctx), op->name);
    return table && table->complete ? table : NULL;
}

// What SQLite keeps in a column is told by words in its type.
static Str filler(RuleCtx *ctx, const ColumnDef *column)
{
    static const char *const numbers[] = { "int",  "real", "floa", "doub",
                                           "bool", "num",  "dec" };
    if (column->default_expr.ptr && !str_eq_ci(column->default_expr, STR("null")))
        return column->default_expr;
    Str type = arena_lower(ctx_arena(ctx), column->type.text);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (str_contains(type, str_from(numbers[i])))
            return STR("0");
    return STR("''");
}

// What the rebuild says of the column; NULL: nothing of this kind. The catalog has it by
// the time of the copy.
static const Op *news_of(RuleCtx *ctx, const Op *make, OpKind kind, Str column)
{
    OpRange all = op_statement(ctx_ops(ctx), make);
    for (const Op *op = all.first; op < all.end; op++) {
        Str about = kind == OP_RENAME_COLUMN ? op->other.name : op->part;
        if (op->kind == kind && str_eq_ci(about, column))
            return op;
    }
    return NULL;
}

// Empty: the column takes its DEFAULT.
static Str source_of(RuleCtx *ctx, const Op *make, const ColumnDef *column)
{
    if (news_of(ctx, make, OP_ADD_COLUMN, column->name))
        return column->not_null && !column->default_expr.ptr ? filler(ctx, column)
                                                             : STR("");
    const Op *renamed = news_of(ctx, make, OP_RENAME_COLUMN, column->name);
    Str old = renamed ? renamed->part : column->name;
    Str name = ctx_ident_sql(ctx, old);
    if (!news_of(ctx, make, OP_SET_NOT_NULL, column->name) &&
        !news_of(ctx, make, OP_SET_NOT_NULL, old))
        return name;
    return ctx_fmt(ctx, "COALESCE(" STR_FMT ", " STR_FMT ")", STR_ARG(name),
                   STR_ARG(filler(ctx, column)));
}

Str ctx_copy_sql(RuleCtx *ctx, const Rebuild *rebuild)
{
    const Op *make = rebuild->make;
    if (!make || !make->table || !ctx_rebuilt(ctx, make))
        return STR("");
    StrVec into = { 0 };
    Out from = out_new(ctx_arena(ctx));
    for (size_t i = 0; i < make->table->columns.len; i++) {
        const ColumnDef *column = &make->table->columns.at[i];
        Str source = source_of(ctx, make, column);
        if (column->generated != GENERATED_NONE || source.len == 0)
            continue;
        out_fmt(&from, "%s" STR_FMT, into.len > 0 ? ", " : "", STR_ARG(source));
        *vec_push(ctx_arena(ctx), &into) = column->name;
    }
    return ctx_fmt(
        ctx, "INSERT INTO " STR_FMT " (" STR_FMT ") SELECT " STR_FMT " FROM " STR_FMT ";",
        STR_ARG(ctx_name_sql(ctx, make->other)), STR_ARG(ctx_columns_sql(ctx, &into)),
        STR_ARG(out_text(&from)), STR_ARG(ctx_name_sql(ctx, make->name)));
}

bool ctx_copy_is_plain(RuleCtx *ctx, const Rebuild *rebuild)
{
    if (!rebuild->copy)
        return false;
    Str text = ctx_statement(ctx, rebuild->copy);
    size_t brackets = 0;
    for (size_t i = 0; i < text.len; i++)
        brackets += text.ptr[i] == '(';
    return brackets == (rebuild->copy->columns.len > 0 ? 1 : 0);
}

// ---- views ----

static bool has_view(const ViewVec *views, const View *view)
{
    for (size_t i = 0; i < views->len; i++)
        if (views->at[i] == view)
            return true;
    return false;
}

ViewVec ctx_views_over(RuleCtx *ctx, Name table)
{
    ViewVec all = catalog_dependent_views(ctx_arena(ctx), ctx_catalog(ctx),
                                          catalog_resolve(ctx_catalog(ctx), table));
    for (size_t i = 0; i < all.len; i++) {
        ViewVec more =
            catalog_dependent_views(ctx_arena(ctx), ctx_catalog(ctx), all.at[i]->name);
        for (size_t k = 0; k < more.len; k++)
            if (!has_view(&all, more.at[k]))
                *vec_push(ctx_arena(ctx), &all) = more.at[k];
    }
    return all;
}

void fix_drop_views(RuleCtx *ctx, Finding *f, const ViewVec *views)
{
    for (size_t i = views->len; i-- > 0;)
        fix_sql(ctx, f, "DROP VIEW " STR_FMT ";",
                STR_ARG(ctx_name_sql(ctx, views->at[i]->name)));
}

void fix_make_views(RuleCtx *ctx, Finding *f, const ViewVec *views)
{
    for (size_t i = 0; i < views->len; i++)
        fix_sql(ctx, f, "CREATE VIEW " STR_FMT " AS " STR_FMT ";",
                STR_ARG(ctx_name_sql(ctx, views->at[i]->name)),
                STR_ARG(str_trim(views->at[i]->def.query)));
}

// ---- the way out ----

void fix_again(RuleCtx *ctx, Finding *f, const Op *op)
{
    fix_sql(ctx, f, STR_FMT ";", STR_ARG(ctx_statement(ctx, op)));
}

// Outside of a transaction the PRAGMA does what it says.
bool ctx_pragma_works(RuleCtx *ctx, const Op *op)
{
    return ctx_transaction(ctx, op) == TXO_NONE &&
           ctx_runner(ctx)->foreign_keys != FOREIGN_KEYS_LOCKED;
}

void fix_keys_off(RuleCtx *ctx, Finding *f, const Rebuild *rebuild)
{
    fix_in_place_of_both(f, rebuild);
    fix_step(ctx, f, FIX_HERE,
             "Turn foreign keys off meanwhile, where no transaction is open:");
    fix_sql(ctx, f, "PRAGMA foreign_keys = OFF;");
    fix_again(ctx, f, rebuild->drop);
    fix_again(ctx, f, rebuild->rename);
    fix_sql(ctx, f, "PRAGMA foreign_key_check;");
    fix_sql(ctx, f, "PRAGMA foreign_keys = ON;");
}

// What the file cannot do, those can who run it.
void fix_keys_off_outside(RuleCtx *ctx, Finding *f, const Op *op)
{
    TxOwner owner = ctx_transaction(ctx, op);
    if (ctx_runner(ctx)->foreign_keys == FOREIGN_KEYS_LOCKED || owner == TXO_NONE)
        return;
    bool alone = f->steps.len == 0;
    if (owner == TXO_EXPLICIT)
        fix_step(ctx, f, FIX_NOTE,
                 "%s foreign keys off before the BEGIN, and on again behind the COMMIT",
                 alone ? "Turn" : "Or turn");
    else
        fix_step(ctx, f, FIX_NOTE,
                 "%s whoever calls %s turn foreign keys off on its connection "
                 "before the migrations run, outside of any transaction, and on again "
                 "behind them",
                 alone ? "Have" : "Or have", ctx_runner(ctx)->title);
}
