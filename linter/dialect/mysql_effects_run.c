// SPDX-License-Identifier: Apache-2.0
// What the ops of a statement come to together, under the clauses that it has.
#include "dialect/mysql_effects_priv.h"

#include <limits.h>

void my_add_run(MyRun *all, const MyRun *one)
{
    // Beside others it is no more than a part of a change of the table.
    if (one->runs)
        all->moment = all->runs ? ONLINE_LOCK_DEFAULT : one->moment;
    all->runs = all->runs || one->runs;
    all->alone = all->alone || one->alone;
    all->work = one->work > all->work ? one->work : all->work;
    all->lock = one->lock > all->lock ? one->lock : all->lock;
    all->held = one->held > all->held ? one->held : all->held;
    all->locks = all->locks || one->locks;
    all->replaces = all->replaces || one->replaces;
    all->spent = all->spent || one->spent;
    all->scans = all->scans || one->scans;
    all->copies = all->copies || one->copies;
    all->copy_reason = all->copy_reason ? all->copy_reason : one->copy_reason;
    all->lock_reason = all->lock_reason ? all->lock_reason : one->lock_reason;
    all->instant_reason = all->instant_reason ? all->instant_reason : one->instant_reason;
}

// ---- what the table makes of it ----

// Engines without online DDL do at once what is in the dictionary alone, and copy for
// everything else.
static void settle_engine(const MyAsk *ask, MyRun *run)
{
    if (!my_is_foreign_engine(ask) || run->work <= MYW_INSTANT)
        return;
    run->work = MYW_COPY;
    run->copies = true;
    run->lock_reason = NULL;
}

static void settle_rebuild(const MyAsk *ask, MyRun *run)
{
    // MySQL: not with a change that needs another way; MariaDB: not with an index.
    MyWork first = ask->family == MY_MYSQL ? MYW_METADATA : MYW_BUILD;
    if (run->alone && run->work >= first && run->work < MYW_REBUILD)
        run->work = MYW_REBUILD;
    if (run->work != MYW_REBUILD)
        return;
    bool fulltext = my_has_fulltext(ask);
    if (fulltext && ask->family == MY_MYSQL) {
        run->work = MYW_COPY;
        run->copy_reason = run->lock_reason = "the table has a FULLTEXT index";
    } else if ((fulltext || my_has_spatial(ask) ||
                (ask->family == MY_MARIADB && my_has_keyed_virtual(ask))) &&
               run->lock < ONLINE_LOCK_SHARED) {
        run->lock = ONLINE_LOCK_SHARED;
        run->lock_reason = "the table has an index that is not built beside writes";
        run->instant_reason = ask->family == MY_MYSQL ? run->lock_reason : NULL;
    }
}

// Columns come and go at once as long as the server can tell the versions of rows apart.
static void settle_versions(const MyAsk *ask, MyRun *run)
{
    unsigned limit = engine_row_versions(ask->scene->engine);
    if (run->work != MYW_INSTANT_ALONE || limit == 0 || !ask->table ||
        ask->table->row_versions < limit)
        return;
    run->work = MYW_REBUILD;
    run->spent = true;
    run->because = "the table has as many row versions as it can have";
}

void my_settle(const MyAsk *ask, MyRun *run)
{
    if (!run->runs || ask->family == MY_TIDB)
        return;
    settle_versions(ask, run);
    settle_rebuild(ask, run);
    settle_engine(ask, run);
}

// ---- the words of the clauses ----

static Algorithm algorithm_of(const MyAsk *ask, MyWork work)
{
    static const Algorithm algorithms[MYW_COUNT] = {
        [MYW_NOTHING] = ALGORITHM_INSTANT,
        [MYW_INSTANT] = ALGORITHM_INSTANT,
        [MYW_INSTANT_ALONE] = ALGORITHM_INSTANT,
        [MYW_METADATA] = ALGORITHM_INPLACE,
        [MYW_BUILD] = ALGORITHM_INPLACE,
        [MYW_REBUILD] = ALGORITHM_INPLACE,
        [MYW_COPY] = ALGORITHM_COPY,
    };
    bool no_copy = work == MYW_METADATA || work == MYW_BUILD;
    return no_copy && ask->family == MY_MARIADB ? ALGORITHM_NOCOPY : algorithms[work];
}

static bool numbers_rows(const MyAsk *ask)
{
    for (size_t i = 0; i < ask->action_count; i++) {
        const Op *op = &ask->actions[i];
        if (op->kind == OP_ADD_COLUMN && op->column && op->column->auto_increment)
            return true;
    }
    return false;
}

// MariaDB since 11.2, but where rows are thrown out, or get numbers.
static bool copies_online(const MyAsk *ask)
{
    return ask->family == MY_MARIADB && ask->version >= ENGINE_VERSION(11, 2, 0) &&
           !op_has(ask->op, OPF_IGNORE) && !numbers_rows(ask);
}

// Elsewhere a copy lets nobody write meanwhile.
static OnlineLock lock_of(const MyAsk *ask, const MyRun *run)
{
    if (run->work <= MYW_INSTANT_ALONE)
        return run->moment > ONLINE_LOCK_NONE ? run->moment : ONLINE_LOCK_NONE;
    OnlineLock lock = run->lock > ONLINE_LOCK_NONE ? run->lock : ONLINE_LOCK_NONE;
    bool online = ask->family == MY_TIDB || copies_online(ask);
    if (run->work == MYW_COPY && !online && lock < ONLINE_LOCK_SHARED)
        lock = ONLINE_LOCK_SHARED;
    if (run->work == MYW_COPY && online)
        lock = ONLINE_LOCK_NONE;
    return lock;
}

Online my_online(const MyAsk *ask, const MyRun *run)
{
    if (!run->runs)
        return (Online){ 0 };
    return (Online){ algorithm_of(ask, run->work), lock_of(ask, run) };
}

// ---- the clauses ----

// What lets others write is taken before what is faster.
static bool copies_for_lock(const MyAsk *ask, const MyRun *run, Online asked)
{
    return copies_online(ask) && asked.algorithm == ALGORITHM_DEFAULT &&
           asked.lock == ONLINE_LOCK_NONE && run->work > MYW_INSTANT_ALONE &&
           run->lock > ONLINE_LOCK_NONE;
}

// A clause that is more than the work needs makes the server do it that way.
static void obey(const MyAsk *ask, MyRun *run, Online asked)
{
    if (asked.algorithm == ALGORITHM_COPY || copies_for_lock(ask, run, asked)) {
        run->work = MYW_COPY;
    } else if (asked.algorithm == ALGORITHM_INPLACE && ask->family == MY_MYSQL) {
        run->lock = run->moment > run->lock ? run->moment : run->lock;
        if (run->alone && run->work < MYW_REBUILD)
            run->work = MYW_REBUILD;
        else if (run->work < MYW_METADATA)
            run->work = MYW_METADATA;
        my_settle(ask, run);
    }
}

// A copy would have to check foreign keys under names that they do not know yet.
static bool renames_key_column(const MyAsk *ask)
{
    for (size_t i = 0; i < ask->action_count; i++) {
        MyAsk other = *ask;
        const Op *op = &ask->actions[i];
        other.op = &ask->actions[i];
        bool renames =
            op->kind == OP_RENAME_COLUMN || (op->kind == OP_MODIFY_COLUMN && op->column &&
                                             !str_eq_ci(op->column->name, op->part));
        if (renames &&
            (my_part_is_in_foreign_key(&other) || my_part_is_referenced(&other)))
            return true;
    }
    return false;
}

// The error that gives the engine's reason, or the one without any.
static const char *answer(const MyAsk *ask, const char *clause, const char *word,
                          const char *reason)
{
    Str text =
        reason ? arena_fmt(ask->arena, "%s=%s is not supported: %s (1846)", clause, word,
                           reason)
               : arena_fmt(ask->arena, "%s=%s is not supported for this operation (1845)",
                           clause, word);
    return arena_cstr(ask->arena, text);
}

// The storage engine's reason against doing it as fast as that; NULL: the server says no
// before it asks the engine.
static const char *reason_against(const MyAsk *ask, const MyRun *run, Algorithm asked)
{
    if (run->copies)
        return NULL;
    if (run->work == MYW_COPY)
        return run->copy_reason;
    if (asked == ALGORITHM_INSTANT && ask->family == MY_MARIADB &&
        my_online(ask, run).algorithm == ALGORITHM_NOCOPY)
        return "an index is built or dropped";
    bool faster = asked == ALGORITHM_INSTANT || ask->family == MY_MARIADB;
    return faster ? run->instant_reason : NULL;
}

static const char *refuse_algorithm(const MyAsk *ask, const MyRun *run, Online asked)
{
    Online best = my_online(ask, run);
    if (asked.algorithm == ALGORITHM_INSTANT && run->spent)
        return "the table has as many row versions as it can have (4092)";
    if (asked.algorithm == ALGORITHM_NOCOPY && ask->family != MY_MARIADB)
        return "ALGORITHM=NOCOPY is MariaDB's (1800)";
    if (asked.algorithm == ALGORITHM_COPY && renames_key_column(ask))
        return "ALGORITHM=COPY cannot rename the column of a foreign key (1846)";
    if (asked.algorithm == ALGORITHM_DEFAULT || asked.algorithm >= best.algorithm)
        return NULL;
    const char *reason = reason_against(ask, run, asked.algorithm);
    return answer(ask, "ALGORITHM", algorithm_word(asked.algorithm), reason);
}

static const char *refuse_lock(const MyAsk *ask, const MyRun *run, Online asked)
{
    Online needed = my_online(ask, run);
    if (asked.lock == ONLINE_LOCK_DEFAULT || asked.lock >= needed.lock)
        return NULL;
    bool wants_copy = asked.algorithm == ALGORITHM_COPY && run->work == MYW_COPY;
    const char *reason = wants_copy ? NEEDS_LOCK : run->lock_reason;
    if (run->work <= MYW_INSTANT_ALONE)
        reason = NULL;
    return answer(ask, "LOCK", online_lock_word(asked.lock), reason);
}

// *run becomes what the server does under the clauses; the answer where it does not.
static const char *assert_clauses(const MyAsk *ask, MyRun *run, Online asked)
{
    if (asked.algorithm == ALGORITHM_INSTANT && asked.lock != ONLINE_LOCK_DEFAULT &&
        ask->family == MY_MYSQL)
        return "ALGORITHM=INSTANT goes with no LOCK but DEFAULT (1221)";
    const char *no = refuse_algorithm(ask, run, asked);
    obey(ask, run, asked);
    return no ? no : refuse_lock(ask, run, asked);
}

// TiDB looks at the kind of change alone: whatever is not a new index passes as INSTANT,
// also where rows are written anew; a LOCK is nothing to it.
static const char *assert_tidb(const MyRun *run, Online asked)
{
    return asked.algorithm == ALGORITHM_INSTANT && run->work == MYW_BUILD
               ? "ALGORITHM=INSTANT is not supported for a new index (1846)"
               : NULL;
}

// ---- effects ----

// The number that an answer ends in: "the column already exists (1060)".
static int code_of(Str answer)
{
    uint64_t code = 0;
    size_t at = str_rfind_char(answer, '(');
    Str number = str_drop(answer, at < answer.len ? at + 1 : at);
    bool read = str_ends(number, STR(")")) &&
                str_to_u64(str_take(number, number.len - 1), &code) && code <= INT_MAX;
    return read ? (int)code : 0;
}

void my_put_refusal(Op *op, const char *why, RefusedFor about)
{
    if (!why || op->effects.refused.len > 0)
        return;
    op->effects.refused = str_from(why);
    op->effects.refused_for = about;
    op->effects.refused_code = code_of(op->effects.refused);
}

static void add_lock(const MyAsk *ask, Op *op, Name name, OnlineLock lock)
{
    static const LockMode modes[ONLINE_LOCK_COUNT] = {
        [ONLINE_LOCK_DEFAULT] = LOCK_ONLINE_NONE,
        [ONLINE_LOCK_NONE] = LOCK_ONLINE_NONE,
        [ONLINE_LOCK_SHARED] = LOCK_ONLINE_SHARED,
        [ONLINE_LOCK_EXCLUSIVE] = LOCK_ONLINE_EXCLUSIVE,
    };
    *vec_push(ask->arena, &op->effects.locks) =
        (LockTaken){ .relation = name,
                     .mode = modes[lock],
                     .kind = OBJ_TABLE,
                     .live = catalog_is_live(ask->scene->catalog, name) };
}

Duration my_duration(MyWork work)
{
    if (work < MYW_BUILD)
        return DURATION_BRIEF;
    return work == MYW_BUILD ? DURATION_SCAN : DURATION_REWRITE;
}

static bool are_index_names(const Table *table, const NameVec *names)
{
    bool same = names->len == table->indexes.len;
    for (size_t i = 0; same && i < names->len; i++)
        same = name_eq(names->at[i], table->indexes.at[i]->name);
    return same;
}

// Many changes of one table in a row share the list.
static NameVec index_names(const MyAsk *ask, const Op *op)
{
    NameVec names = { 0 };
    if (!ask->table || ask->table->indexes.len == 0)
        return names;
    if (op > ask->scene->file->ops.at)
        names = op[-1].effects.index_rebuilds;
    if (are_index_names(ask->table, &names))
        return names;
    size_t count = ask->table->indexes.len;
    names = (NameVec){ NEW_ARRAY(ask->arena, Name, count), count, count };
    for (size_t i = 0; i < count; i++)
        names.at[i] = ask->table->indexes.at[i]->name;
    return names;
}

static void add_rows(const MyAsk *ask, MyWork work, Op *op)
{
    Effects *effects = &op->effects;
    effects->duration = my_duration(work);
    if (effects->duration == DURATION_BRIEF)
        return;
    *vec_push(ask->arena, &effects->scans) = ask->relation;
    if (effects->duration == DURATION_SCAN)
        return;
    *vec_push(ask->arena, &effects->rewrites) = ask->relation;
    effects->index_rebuilds = index_names(ask, op);
}

static void put_run(const MyAsk *ask, MyRun run, Op *op)
{
    const char *no = ask->family == MY_TIDB ? assert_tidb(&run, op->asked)
                                            : assert_clauses(ask, &run, op->asked);
    my_put_refusal(op, no, REFUSED_FOR_CLAUSES);
    op->effects.online = my_online(ask, &run);
    if (op->asked.lock > op->effects.online.lock && ask->family != MY_TIDB)
        op->effects.online.lock = op->asked.lock;
    add_rows(ask, run.work, op);
    if (!my_is_temporary(ask))
        add_lock(ask, op, ask->relation, op->effects.online.lock);
    if (run.replaces && op->effects.rewrites.len == 0)
        *vec_push(ask->arena, &op->effects.rewrites) = ask->relation;
}

void my_put(const MyAsk *ask, const MyRun *all, Op *op)
{
    if (all->runs) {
        put_run(ask, *all, op);
    } else if (all->locks) {
        add_lock(ask, op, ask->relation, all->held);
        if (all->replaces)
            *vec_push(ask->arena, &op->effects.rewrites) = ask->relation;
        if (all->scans) {
            *vec_push(ask->arena, &op->effects.scans) = ask->relation;
            op->effects.duration = DURATION_SCAN;
        }
    }
}

// ---- other tables ----

static void add_other(const MyAsk *ask, Name name, OnlineLock lock)
{
    if (name.name.len == 0)
        return;
    Name relation = catalog_resolve(ask->catalog, name);
    for (size_t i = 0; i < ask->op->effects.locks.len; i++)
        if (name_eq(ask->op->effects.locks.at[i].relation, relation))
            return;
    add_lock(ask, ask->op, relation, lock);
}

// A parent waits for its own transactions to end, when a key to it comes or goes.
static void lock_parents(const MyAsk *ask)
{
    const Op *op = ask->op;
    if (op->constraint && op->constraint->kind == CON_FOREIGN_KEY)
        add_other(ask, op->constraint->ref_table, ONLINE_LOCK_NONE);
    const Constraint *gone =
        op->kind == OP_DROP_CONSTRAINT ? table_constraint(ask->table, op->part) : NULL;
    if (gone && gone->def.kind == CON_FOREIGN_KEY)
        add_other(ask, gone->def.ref_table, ONLINE_LOCK_NONE);
    for (size_t i = 0;
         op->kind == OP_CREATE_TABLE && op->table && i < op->table->constraints.len; i++)
        if (op->table->constraints.at[i].kind == CON_FOREIGN_KEY)
            add_other(ask, op->table->constraints.at[i].ref_table, ONLINE_LOCK_NONE);
}

void my_lock_others(const MyAsk *ask)
{
    Effects *effects = &ask->op->effects;
    if (effects->refused.len > 0 || effects->ignored.len > 0)
        return;
    lock_parents(ask);
    if (ask->op->kind == OP_ALTER_PARTITION && str_eq(ask->op->verb, STR("exchange")))
        add_other(ask, ask->op->other, ONLINE_LOCK_EXCLUSIVE);
}

// ---- CONVERT TO CHARACTER SET ----

static Str first_word(Str text, Str *rest)
{
    Str word;
    *rest = text;
    str_cut(rest, ' ', &word);
    return word;
}

unsigned my_convert_change(const MyAsk *ask)
{
    if (my_is_unknown(ask))
        return MYC_UNKNOWN;
    unsigned bits = 0;
    Str collation, charset = first_word(ask->op->detail, &collation);
    for (size_t i = 0; i < ask->table->columns.len; i++) {
        const ColumnDef *old = ask->table->columns.at[i]->def;
        unsigned change = my_converted(ask->table, old, charset, str_trim(collation));
        bool keyed = my_is_keyed(ask, old->name);
        if (keyed && (change & MYC_COLLATION) != 0)
            bits |= MYC_KEYED;
        if (keyed && (change & MYC_UTF8) != 0)
            bits |= MYC_KEYED_UTF8;
        bits |= change;
    }
    return bits == 0 ? MYC_NOTHING : bits;
}
