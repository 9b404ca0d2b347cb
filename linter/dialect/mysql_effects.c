// SPDX-License-Identifier: Apache-2.0
// From the facts to an op's effects: which facts hold for each op of a statement, what
// the statement runs as on the whole, and what its ALGORITHM and LOCK clauses make of it.
#include "dialect/mysql_effects_priv.h"

#include "dialect/mysql_commits.h"
#include "dialect/mysql_priv.h"

static const MyFactList *const families[] = {
    my_refused_facts,       my_refused_key_facts, my_refused_partition_facts,
    my_refused_check_facts, my_time_facts,        my_column_facts,
    my_modify_facts,        my_key_facts,         my_table_facts,
};

static const MyFactList *const tidb_families[] = {
    my_tidb_several_facts,
    my_tidb_refused_facts,
    my_tidb_facts,
    my_tidb_table_facts,
};

// ---- asking ----

static MyFamily family_of(const Engine *engine)
{
    if (engine_is(engine, "mariadb"))
        return MY_MARIADB;
    return engine_is(engine, "tidb") ? MY_TIDB : MY_MYSQL;
}

static void find_actions(MyAsk *ask)
{
    const OpVec *ops = &ask->scene->file->ops;
    size_t from = (size_t)(ask->op - ops->at), to = from + 1;
    while (from > 0 && ops->at[from - 1].stmt_index == ask->op->stmt_index)
        from--;
    while (to < ops->len && ops->at[to].stmt_index == ask->op->stmt_index)
        to++;
    ask->actions = &ops->at[from];
    ask->action_count = to - from;
}

// LOCK TABLES and ALTER INDEX name theirs otherwise.
static Name name_of(const Op *op)
{
    if (op->name.name.len > 0 || op->relations.len == 0)
        return op->name;
    return op->relations.at[0];
}

static unsigned change_of(const MyAsk *ask)
{
    if (ask->op->kind == OP_SET_TABLE_OPTION && str_eq(ask->op->verb, STR("convert")))
        return my_convert_change(ask);
    if (ask->op->kind != OP_MODIFY_COLUMN || !ask->op->column)
        return 0;
    MyColumnChange change = {
        .table = ask->table,
        .old = ask->column ? &ask->column->def : NULL,
        .new = ask->op->column,
        .renamed = !str_eq(ask->op->part, ask->op->column->name),
        .position = ask->op->position,
    };
    return my_column_change(&change);
}

static void put_op(MyAsk *ask, Op *op)
{
    ask->op = op;
    ask->relation = catalog_resolve(ask->catalog, name_of(op));
    ask->table = catalog_table(ask->catalog, ask->relation);
    ask->column = op->part.len > 0
                      ? catalog_altered_column(ask->catalog, ask->table, op->part)
                      : NULL;
    ask->change = change_of(ask);
}

static bool concerns(const MyFact *fact, const Op *op)
{
    return (fact->object == OBJ_NONE || fact->object == op->object) &&
           (op->flags & fact->with) == fact->with && (op->flags & fact->without) == 0 &&
           (!fact->verb || str_eq(op->verb, str_from(fact->verb))) &&
           (fact->con == 0 ||
            (op->constraint && (fact->con & (1U << op->constraint->kind)) != 0));
}

static bool holds(const MyFact *fact, const MyAsk *ask)
{
    return (fact->family == 0 || my_is_any(ask, fact->family)) &&
           fact->from <= ask->version &&
           (fact->before == 0 || ask->version < fact->before) &&
           concerns(fact, ask->op) &&
           (fact->change == 0 || (fact->change & ask->change) != 0) &&
           (!fact->when || fact->when(ask)) && (!fact->unless || !fact->unless(ask));
}

// ---- an op by itself ----

static void add_run(MyRun *run, MyWork work, OnlineLock lock)
{
    run->runs = true;
    run->alone = run->alone || work == MYW_INSTANT_ALONE;
    run->work = work > run->work ? work : run->work;
    // What is done at once needs the lock for that moment, and only by itself.
    if (work <= MYW_INSTANT_ALONE)
        run->moment = lock > run->moment ? lock : run->moment;
    else
        run->lock = lock > run->lock ? lock : run->lock;
}

static void add_fact(MyRun *run, const MyFact *fact)
{
    if (fact->deed == MYD_RUNS) {
        if (!run->runs || fact->work > run->work)
            run->because = fact->why;
        add_run(run, fact->work, fact->lock);
    } else if (fact->deed == MYD_REFUSES) {
        run->company = run->refused ? run->company : fact->company;
        run->refused = run->refused ? run->refused : fact->why;
    } else if (fact->deed == MYD_IGNORES) {
        run->ignored = run->ignored ? run->ignored : fact->why;
    } else {
        run->locks = true;
        run->held = fact->lock;
        run->replaces = fact->deed == MYD_REPLACES;
        run->scans = fact->deed == MYD_SCANS;
    }
}

MyRun my_run(const MyAsk *ask)
{
    bool tidb = ask->family == MY_TIDB;
    const MyFactList *const *lists = tidb ? tidb_families : families;
    size_t count = tidb ? sizeof tidb_families / sizeof *tidb_families
                        : sizeof families / sizeof *families;
    MyRun run = { 0 };
    for (size_t i = 0; i < count; i++) {
        const MyFactList *list = &lists[i][ask->op->kind];
        for (size_t k = 0; k < list->len; k++)
            if (holds(&list->at[k], ask))
                add_fact(&run, &list->at[k]);
    }
    if (run.ignored)
        run = (MyRun){ .ignored = run.ignored,
                       .refused = run.refused,
                       .company = run.company };
    my_settle(ask, &run);
    return run;
}

// ---- the statement ----

static bool is_beside(const MyAsk *ask, const Op *op)
{
    return name_eq(name_of(op), name_of(ask->op));
}

// The first op of the statement that is about its table: what is common is found there,
// while the catalog is as it was before the statement.
static bool is_first(const MyAsk *ask)
{
    const Op *op = ask->actions;
    while (op != ask->op && !is_beside(ask, op))
        op++;
    return op == ask->op;
}

static void forget(Op *op)
{
    op->effects = (Effects){ 0 };
}

static void run_statement(MyAsk *ask)
{
    Op *own = ask->op;
    MyRun all = { 0 };
    for (size_t i = 0; i < ask->action_count; i++) {
        Op *op = &ask->actions[i];
        if (!name_eq(name_of(op), name_of(own)))
            continue;
        put_op(ask, op);
        forget(op);
        MyRun run = my_run(ask);
        op->effects.alone = my_online(ask, &run);
        op->effects.alone_duration = my_duration(run.work);
        op->effects.because = str_from(run.because);
        op->effects.ignored = str_from(run.ignored);
        if (op_has(op, OPF_SYNTAX))
            op->effects.refused = op->detail;
        my_put_refusal(op, run.refused,
                       run.company ? REFUSED_FOR_COMPANY : REFUSED_FOR_ITSELF);
        op->effects.assumed = (ask->change & MYC_UNKNOWN) != 0;
        my_add_run(&all, &run);
    }
    put_op(ask, own);
    my_settle(ask, &all);
    for (size_t i = 0; i < ask->action_count; i++) {
        Op *op = &ask->actions[i];
        if (is_beside(ask, op))
            my_put(ask, &all, op);
    }
}

void my_effects(Arena *arena, const Scene *scene)
{
    MyAsk ask = { .arena = arena,
                  .scene = scene,
                  .catalog = scene->catalog,
                  .family = family_of(scene->engine),
                  .version = engine_version(scene->engine) };
    ask.op = scene->op;
    find_actions(&ask);
    put_op(&ask, scene->op);
    if (is_first(&ask))
        run_statement(&ask);
    ask.op->effects.commits = mysql_commits(scene->engine, ask.op);
    my_lock_others(&ask);
}
