// SPDX-License-Identifier: Apache-2.0
// From the facts to an op's effects: which facts hold for each op of a statement, what
// the statement runs as on the whole, and what its ALGORITHM and LOCK clauses make of it.
#include "dialect/mysql_effects_priv.h"

#include "dialect/mysql_commits.h"
#include "dialect/mysql_priv.h"

static const MyFactList *const families[] = {
    my_refused_facts,
    my_refused_key_facts,
    my_refused_partition_facts,
    my_refused_number_facts,
    my_refused_text_facts,
    my_rename_facts,
    my_time_facts,
    my_column_facts,
    my_modify_facts,
    my_key_facts,
    my_table_facts,
};

static const MyFactList *const tidb_families[] = {
    my_tidb_several_facts, my_tidb_refused_facts, my_tidb_key_facts,
    my_refused_text_facts, my_rename_facts,       my_tidb_facts,
    my_tidb_table_facts,
};

// ---- asking ----

static MyFamily family_of(const Engine *engine)
{
    if (engine_is(engine, "mariadb"))
        return MY_MARIADB;
    return engine_is(engine, "tidb") ? MY_TIDB : MY_MYSQL;
}

// LOCK TABLES and ALTER INDEX name theirs otherwise.
static Name name_of(const Op *op)
{
    if (op->name.name.len > 0 || op->relations.len == 0)
        return op->name;
    return op->relations.at[0];
}

static bool is_beside(const MyAsk *ask, const Op *op)
{
    return name_eq(name_of(op), name_of(ask->op));
}

// Of a list of tables, which may be long, each has a row of its own; ALTER TABLE is one.
static void find_actions(MyAsk *ask)
{
    OpRange all = op_statement(&ask->scene->file->ops, ask->op), row = all;
    if (!is_beside(ask, all.first) || !is_beside(ask, all.end - 1)) {
        row = (OpRange){ ask->op, ask->op + 1 };
        while (row.first > all.first && is_beside(ask, row.first - 1))
            row.first--;
        while (row.end < all.end && is_beside(ask, row.end))
            row.end++;
    }
    ask->statement = all;
    ask->actions = row.first;
    ask->action_count = (size_t)(row.end - row.first);
}

static unsigned change_of(const MyAsk *ask)
{
    if (ask->op->kind == OP_SET_TABLE_OPTION && str_eq(ask->op->verb, STR("convert")))
        return my_convert_change(ask);
    if (ask->op->kind != OP_MODIFY_COLUMN || !ask->op->column)
        return 0;
    MyColumnChange change = {
        .table = ask->table,
        .old = ask->column ? ask->column->def : NULL,
        .new = ask->op->column,
        .renamed = !str_eq(ask->op->part, ask->op->column->name),
        .position = op_rest(ask->op)->position,
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

// What a statement that was not understood may have touched is not known to refuse.
static bool is_in_doubt(const MyFact *fact, const MyAsk *ask)
{
    return fact->deed == MYD_REFUSES && fact->when && ask->table && ask->table->uncertain;
}

static bool holds(const MyFact *fact, const MyAsk *ask)
{
    return !is_in_doubt(fact, ask) &&
           (fact->family == 0 || my_is_any(ask, fact->family)) &&
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

static void add_reason(MyRun *run, const MyFact *fact)
{
    bool copies = fact->work == MYW_COPY;
    const char *reason = fact->reason_of_lock ? NULL : fact->reason;
    run->copies = run->copies || (copies && !reason);
    if (fact->reason)
        run->lock_reason = fact->reason;
    if (reason && copies)
        run->copy_reason = reason;
    else if (reason)
        run->instant_reason = reason;
}

static void add_fact(MyRun *run, const MyFact *fact)
{
    if (fact->deed == MYD_RUNS) {
        add_reason(run, fact);
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

// The first of the ops in a row that are about its table: what is common is found there,
// while the catalog is as it was before the statement.
static bool is_first(const MyAsk *ask)
{
    return ask->op == ask->actions || !is_beside(ask, ask->op - 1);
}

// The end of the row that begins with the op.
static Op *row_end(const MyAsk *ask)
{
    Op *end = ask->op, *last = ask->actions + ask->action_count;
    while (end < last && is_beside(ask, end))
        end++;
    return end;
}

static bool is_open_part(const MyAsk *ask, Str name)
{
    return name.len > 0 && table_is_open(ask->table, name);
}

static Str name_of_constraint(const ConstraintDef *def)
{
    return def->kind == CON_PRIMARY_KEY ? STR("PRIMARY") : def->name;
}

// A statement before was to take away or change what this one would find there, or not,
// and was refused: when it is mended, the answer is another one.
static bool is_open(const MyAsk *ask)
{
    const Op *op = ask->op;
    const Str names[] = {
        op->part,
        op_rest(op)->position,
        op->other.name,
        op->column ? op->column->name : STR(""),
        op->index ? op->index->name : STR(""),
        op->constraint ? name_of_constraint(op->constraint) : STR(""),
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is_open_part(ask, names[i]))
            return true;
    for (size_t i = 0; op->index && i < op->index->parts.len; i++)
        if (is_open_part(ask, op->index->parts.at[i].column))
            return true;
    return false;
}

// The answer is that a part is there, or that it is not.
static bool is_about_presence(const char *why)
{
    static const char *const codes[] = { "(1054)", "(1060)", "(1061)", "(1068)",
                                         "(1072)", "(1091)", "(1176)", "(1826)",
                                         "(3821)", "(3822)", "(3940)" };
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (str_ends(str_from(why), str_from(codes[i])))
            return true;
    return false;
}

static void forget(Op *op)
{
    op->effects = (Effects){ 0 };
}

static void run_statement(MyAsk *ask)
{
    Op *own = ask->op, *end = row_end(ask);
    MyRun all = { 0 };
    for (Op *op = own; op < end; op++) {
        put_op(ask, op);
        forget(op);
        MyRun run = my_run(ask);
        op->effects.alone = my_online(ask, &run);
        op->effects.alone_duration = my_duration(run.work);
        op->effects.because = str_from(run.because);
        op->effects.ignored = str_from(run.ignored);
        if (op_has(op, OPF_SYNTAX))
            op->effects.refused = op->detail;
        if (run.refused && is_about_presence(run.refused) && is_open(ask))
            run.refused = NULL;
        my_put_refusal(op, run.refused,
                       run.company ? REFUSED_FOR_COMPANY : REFUSED_FOR_ITSELF);
        op->effects.assumed = (ask->change & MYC_UNKNOWN) != 0;
        my_add_run(&all, &run);
    }
    put_op(ask, own);
    my_settle(ask, &all);
    for (Op *op = own; op < end; op++)
        my_put(ask, &all, op);
}

// MySQL and TiDB drop the tables of a list together: whether one of them is refused is to
// be known at the first.
static void foresee_drops(const MyAsk *ask)
{
    if (ask->op->kind != OP_DROP_TABLE || ask->family == MY_MARIADB ||
        ask->op != ask->statement.first)
        return;
    for (Op *op = ask->op + 1; op < ask->statement.end; op++) {
        MyAsk other = *ask;
        put_op(&other, op);
        find_actions(&other);
        run_statement(&other);
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
    foresee_drops(&ask);
    ask.op->effects.commits = mysql_commits(scene->engine, ask.op);
    my_lock_others(&ask);
}
