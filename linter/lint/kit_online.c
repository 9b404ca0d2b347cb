// SPDX-License-Identifier: Apache-2.0
// What an ALTER TABLE of MySQL or MariaDB costs, and which part of it is to blame.
#include "base/out.h"
#include "lint/rule.h"

#include <string.h>

// ---- the statement ----

typedef struct Statement {
    const Op *first;
    const Op *end;
    const Op *op; // about whose table it is asked
} Statement;

static Statement statement_of(const RuleCtx *ctx, const Op *op)
{
    OpRange all = op_statement(ctx_ops(ctx), op);
    return (Statement){ all.first, all.end, op };
}

static bool is_part(const Statement *all, const Op *op)
{
    return name_eq(op->name, all->op->name);
}

static bool is_refused(const Statement *all)
{
    bool refused = false;
    for (const Op *op = all->first; op < all->end; op++)
        refused = refused || op->effects.refused.len > 0;
    return refused;
}

// ---- how bad it is ----

typedef enum Cost { COST_NOTHING, COST_SCAN, COST_REBUILD, COST_COPY } Cost;

// Reading all rows is nothing to anybody as long as writes go on.
static Cost cost_of(Online online, Duration duration)
{
    if (online.algorithm == ALGORITHM_COPY)
        return COST_COPY;
    if (duration == DURATION_REWRITE)
        return COST_REBUILD;
    return duration == DURATION_SCAN && online.lock > ONLINE_LOCK_NONE ? COST_SCAN
                                                                       : COST_NOTHING;
}

static Cost own_cost(const Op *op)
{
    return cost_of(op->effects.alone, op->effects.alone_duration);
}

// A LOCK clause stronger than needed is somebody's will.
static Cost whole_cost(const Op *op)
{
    Cost cost = op->effects.online.algorithm == ALGORITHM_DEFAULT
                    ? COST_NOTHING
                    : cost_of(op->effects.online, op->effects.duration);
    bool needed = op->effects.alone.lock >= op->asked.lock;
    return cost == COST_SCAN && op->asked.lock > ONLINE_LOCK_NONE && !needed
               ? COST_NOTHING
               : cost;
}

static bool is_asserted(const Op *op)
{
    return op->asked.algorithm == ALGORITHM_INSTANT || op->asked.lock == ONLINE_LOCK_NONE;
}

// ---- what other rules say at the op ----

enum {
    // What a MODIFY leaves out by mistake, and for which rows are written
    COSTLY_PARTS = PART_NOT_NULL | PART_UNSIGNED | PART_AUTO_INCREMENT | PART_GENERATED |
                   PART_CHARSET | PART_COLLATION
};

static bool is_list(const TypeRef *type)
{
    return str_eq(type->name.name, STR("enum")) || str_eq(type->name.name, STR("set"));
}

static bool changes_charset(const Table *table, const ColumnDef *old,
                            const ColumnDef *new)
{
    Charset was = charset_said(table, old), is = charset_said(table, new);
    bool other = was.name.len > 0 && is.name.len > 0 && !charset_same(was.name, is.name);
    return type_is_text(&old->type) && type_is_text(&new->type) &&
           (other || (was.collation.len > 0 && is.collation.len > 0 &&
                      !charset_same(was.collation, is.collation)));
}

static bool loses_by_mistake(RuleCtx *ctx, const Op *op, const ColumnDef *old)
{
    unsigned lost = ctx_lost_parts(ctx, ctx_table(ctx, op), old, op->column);
    return (lost & COSTLY_PARTS) && !ctx_loss_is_meant(ctx, op, old, lost);
}

static bool is_known_modify(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    const Column *column = table_column(table, op->part);
    if (!column || !op->column)
        return false;
    const ColumnDef *old = column->def, *new = op->column;
    bool lists = is_list(&old->type) && name_eq(old->type.name, new->type.name);
    return lists || (new->not_null && !old->not_null) ||
           changes_charset(table, old, new) || loses_by_mistake(ctx, op, old) ||
           ctx_narrowing(ctx, table, old, new).lost.len > 0;
}

// Other columns stay in an index that this one leaves.
static bool narrows_index(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    for (size_t i = 0; table && i < table->indexes.len; i++) {
        const IndexDef *index = &table->indexes.at[i]->def;
        if (index->parts.len > 1 && table_index_has(table, index, op->part))
            return true;
    }
    return false;
}

static bool is_said_elsewhere(RuleCtx *ctx, const Op *op)
{
    if (op_has(op, OPF_IGNORE))
        return true;
    if (op->kind == OP_DROP_COLUMN)
        return narrows_index(ctx, op);
    static const char *const options[] = { "convert", "drop-versioning", NULL };
    if (op->kind == OP_MODIFY_COLUMN)
        return is_known_modify(ctx, op);
    if (op->kind == OP_SET_TABLE_OPTION)
        return str_is_any(op->verb, options);
    return op->kind == OP_ADD_CONSTRAINT && op->constraint->kind == CON_FOREIGN_KEY;
}

// ---- who is to blame ----

// A DEFAULT that is worked out for each row that is there.
static bool has_own_values(const RuleCtx *ctx, const Op *op)
{
    Str value = op->column ? op->column->default_expr : (Str){ 0 };
    return engine_is(ctx_engine(ctx), "mariadb") && own_cost(op) == COST_COPY &&
           value.ptr && str_contains(value, STR("("));
}

static Blame blame_of(const RuleCtx *ctx, const Op *op)
{
    bool checks = op->kind == OP_ADD_CONSTRAINT && op->constraint->kind == CON_CHECK;
    if (op->kind == OP_ADD_COLUMN && op->column && op->column->auto_increment)
        return BLAME_INDEX;
    if (op->kind == OP_ADD_COLUMN && has_own_values(ctx, op))
        return BLAME_DEFAULT;
    if (op->kind == OP_ADD_COLUMN || op->kind == OP_DROP_COLUMN)
        return BLAME_COLUMN;
    if (op->kind == OP_MODIFY_COLUMN && own_cost(op) == COST_COPY)
        return BLAME_TYPE;
    if (checks || op->kind == OP_ALTER_CONSTRAINT)
        return BLAME_CHECK;
    // A plain one is built while writes go on, or makes the rows move.
    bool blocks = op->effects.alone.lock > ONLINE_LOCK_NONE;
    return op->kind == OP_CREATE_INDEX && blocks ? BLAME_INDEX : BLAME_REBUILD;
}

// The first of the costliest; NULL: each of them is another rule's.
static const Op *costliest(RuleCtx *ctx, const Statement *all, Cost *cost)
{
    const Op *worst = NULL;
    *cost = COST_NOTHING;
    for (const Op *op = all->first; op < all->end; op++)
        if (is_part(all, op) && own_cost(op) > *cost)
            *cost = own_cost(op);
    for (const Op *op = all->first; op<all->end && * cost> COST_NOTHING && !worst; op++)
        if (is_part(all, op) && own_cost(op) == *cost && !is_said_elsewhere(ctx, op))
            worst = op;
    return worst;
}

// Of several ops that come cheap by themselves: the one that is instant no more.
static const Op *cheapest(const Statement *all)
{
    const Op *first = NULL;
    for (const Op *op = all->first; op < all->end; op++) {
        bool instant = op->effects.alone.algorithm == ALGORITHM_INSTANT;
        if (!is_part(all, op) || op_has(op, OPF_INLINE))
            continue;
        if (instant && (op->kind == OP_ADD_COLUMN || op->kind == OP_DROP_COLUMN))
            return op;
        if (!first)
            first = op;
    }
    return first;
}

static const Op *beside(const Statement *all, const Op *instant)
{
    for (const Op *op = all->first; op < all->end; op++)
        if (op != instant && is_part(all, op) &&
            op->effects.alone.algorithm > ALGORITHM_INSTANT)
            return op;
    return NULL;
}

static bool is_of_parts(const Op *op)
{
    static const char *const verbs[] = { "reorganize", "rebuild", "optimize", "convert",
                                         NULL };
    return op->kind == OP_ALTER_PARTITION && str_is_any(op->verb, verbs);
}

static Outage outage_of(const RuleCtx *ctx, const Statement *all, const Op *guilty,
                        Cost cost)
{
    const Effects *effects = &guilty->effects;
    bool worse = whole_cost(guilty) > cost;
    return (Outage){
        .blame = blame_of(ctx, guilty),
        .op = guilty,
        .copies = effects->online.algorithm == ALGORITHM_COPY,
        .rewrites = effects->duration == DURATION_REWRITE,
        .blocks = effects->online.lock > ONLINE_LOCK_NONE,
        .parts = is_of_parts(guilty),
        .beside = worse ? beside(all, guilty) : NULL,
        .asked = worse && guilty->asked.algorithm != ALGORITHM_DEFAULT,
    };
}

static bool is_listed(RuleCtx *ctx, const Op *op, const char *option)
{
    return ctx_option_has(ctx, option, op->name.name) ||
           ctx_option_has(ctx, option, ctx_relation(ctx, op));
}

// The ops behind the first one find the catalog changed by those before them.
static bool is_judged_at(const RuleCtx *ctx, const Op *op)
{
    bool first = op == ctx_ops(ctx)->at || op[-1].stmt_index != op->stmt_index;
    return first && !engine_is(ctx_engine(ctx), "tidb") && !is_asserted(op) &&
           whole_cost(op) > COST_NOTHING;
}

Outage ctx_outage(RuleCtx *ctx, const Op *op)
{
    static const Outage none = { 0 };
    if (!is_judged_at(ctx, op) || ctx_table_is_idle(ctx, op) || ctx_is_gone(ctx, op) ||
        is_listed(ctx, op, "small-tables"))
        return none;
    Statement all = statement_of(ctx, op);
    if (is_refused(&all) || ctx_is_misfit(ctx, op))
        return none;
    Cost cost;
    const Op *guilty = costliest(ctx, &all, &cost);
    if (whole_cost(op) > cost)
        guilty = cheapest(&all);
    return guilty ? outage_of(ctx, &all, guilty, cost) : none;
}

// ---- in words ----

Str ctx_outage_words(RuleCtx *ctx, const Outage *outage)
{
    const char *verb = outage->parts      ? "rebuilds these partitions of"
                       : outage->copies   ? "copies all rows of"
                       : outage->rewrites ? "rebuilds all of"
                                          : "reads all rows of";
    return ctx_fmt(ctx, "%s " STR_FMT "%s", verb, STR_ARG(ctx_relation(ctx, outage->op)),
                   outage->blocks ? ", and writes to it wait until that is done"
                                  : " while writes go on");
}

Finding *report_outage(RuleCtx *ctx, const Outage *outage, Str message)
{
    const Op *op = outage->op;
    bool assumed = op->effects.assumed;
    Finding *f = report_op(ctx, op, STR_FMT STR_FMT, STR_ARG(message),
                           STR_ARG(assumed ? STR("") : ctx_presumed(ctx, op)));
    if (assumed || outage->parts || (outage->copies && !outage->blocks))
        f->severity = SEV_NOTICE;
    else if (is_listed(ctx, op, "large-tables"))
        f->severity = SEV_ERROR;
    return f;
}

// ---- clauses ----

static bool takes_clauses(const RuleCtx *ctx, const Op *op)
{
    Str text = str_slice(ctx_migration(ctx)->text, op->stmt.start, op->stmt.end);
    bool on_index = op->kind == OP_CREATE_INDEX || op->kind == OP_DROP_INDEX;
    bool mariadb = engine_is(ctx_engine(ctx), "mariadb");
    bool partitions = op->kind == OP_ALTER_PARTITION && !str_eq(op->verb, STR("by")) &&
                      !str_eq(op->verb, STR("remove"));
    bool drops = op->kind == OP_DROP_INDEX && op->span.start == op->stmt.start;
    return op->effects.online.algorithm != ALGORITHM_DEFAULT &&
           (on_index || str_eq_ci(str_take(text, 5), STR("ALTER"))) &&
           !(mariadb && (partitions || drops)) && !engine_is(ctx_engine(ctx), "tidb");
}

static Str clauses_sql(RuleCtx *ctx, Online online, const char *apart)
{
    if (online.algorithm == ALGORITHM_INSTANT)
        return STR("ALGORITHM=INSTANT");
    return ctx_fmt(ctx, "ALGORITHM=%s%sLOCK=%s", algorithm_word(online.algorithm), apart,
                   online_lock_word(online.lock));
}

Str ctx_strongest_clauses(RuleCtx *ctx, const Op *op, const char *apart)
{
    return takes_clauses(ctx, op) ? clauses_sql(ctx, op->effects.online, apart)
                                  : (Str){ 0 };
}

// ---- fixes ----

// What stands behind ALTER TABLE and its name; empty: it is another statement.
static Str actions_text(const RuleCtx *ctx, const Op *op)
{
    Statement all = statement_of(ctx, op);
    Str text = ctx_migration(ctx)->text;
    bool alters = str_eq_ci(str_take(str_drop(text, op->stmt.start), 5), STR("ALTER"));
    return alters ? str_trim(str_slice(text, all.first->span.start, op->stmt.end))
                  : (Str){ 0 };
}

void fix_by_tool(RuleCtx *ctx, Finding *f, const Op *op)
{
    Str actions = actions_text(ctx, op);
    fix_step(
        ctx, f, FIX_NOTE,
        "Let pt-online-schema-change or gh-ost make the change: they fill a copy of "
        "the table bit by bit while writes go on, and swap it in at the end%s" STR_FMT
        "%s",
        actions.len > 0 ? " (--alter \"" : "", STR_ARG(actions),
        actions.len > 0 ? "\")" : "");
}

// ---- the statement in two ----

typedef enum Turn { TURN_DROPS, TURN_INSTANT, TURN_REST, TURN_COUNT } Turn;

// What is dropped may be in the way of a column, and what is made may need one.
static Turn turn_of(const Op *op)
{
    if (op->effects.alone.algorithm == ALGORITHM_INSTANT)
        return TURN_INSTANT;
    return op->kind == OP_DROP_INDEX || op->kind == OP_DROP_CONSTRAINT ? TURN_DROPS
                                                                       : TURN_REST;
}

static Str turn_sql(RuleCtx *ctx, const Statement *all, Turn turn)
{
    Str text = ctx_migration(ctx)->text;
    Out out = out_new(ctx_arena(ctx));
    Online worst = { 0 };
    for (const Op *op = all->first; op < all->end; op++) {
        if (op_has(op, OPF_INLINE) || turn_of(op) != turn)
            continue;
        Online own = op->effects.alone;
        worst.algorithm =
            own.algorithm > worst.algorithm ? own.algorithm : worst.algorithm;
        worst.lock = own.lock > worst.lock ? own.lock : worst.lock;
        out_str(&out, str_slice(text, op->span.start, op->span.end));
        out_cstr(&out, ", ");
    }
    Str actions = out_text(&out);
    if (actions.len == 0)
        return actions;
    return ctx_fmt(ctx, "ALTER TABLE " STR_FMT " " STR_FMT STR_FMT ";",
                   STR_ARG(ctx_name_sql(ctx, all->op->name)), STR_ARG(actions),
                   STR_ARG(clauses_sql(ctx, worst, ", ")));
}

// ADD (a int, b int) is one action with several ops.
bool ctx_can_split(const RuleCtx *ctx, const Op *op)
{
    static const char *const verbs[] = { "add",    "drop",   "alter", "modify",
                                         "change", "rename", NULL };
    Statement all = statement_of(ctx, op);
    bool can = true;
    for (op = all.first; op < all.end && can; op++) {
        Str rest = str_slice(ctx_migration(ctx)->text, op->span.start, op->span.end);
        bool known = false;
        for (const char *const *verb = verbs; *verb; verb++)
            known = known || str_eq_ci(str_take(rest, strlen(*verb)), str_from(*verb));
        can = known && !op_has(op, OPF_INLINE);
    }
    return can;
}

void fix_by_splitting(RuleCtx *ctx, Finding *f, const Op *op)
{
    Statement all = statement_of(ctx, op);
    fix_step(ctx, f, FIX_HERE,
             "Give what is instant a statement of its own, and say how each has to run:");
    for (Turn turn = TURN_DROPS; turn < TURN_COUNT; turn++) {
        Str sql = turn_sql(ctx, &all, turn);
        if (sql.len > 0)
            fix_sql(ctx, f, STR_FMT, STR_ARG(sql));
    }
}
