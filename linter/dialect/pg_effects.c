// SPDX-License-Identifier: Apache-2.0
// From the facts to an op's effects: which facts hold, and what each adds.
#include "dialect/pg_effects.h"

#include "dialect/pg_conversions.h"
#include "dialect/pg_facts_priv.h"

// More locks than this are looked up in a map.
enum { FEW_LOCKS = 16 };

static const FactList *const families[] = {
    pg_transaction_facts, pg_table_facts,      pg_partition_facts,      pg_column_facts,
    pg_type_facts,        pg_constraint_facts, pg_old_constraint_facts, pg_index_facts,
    pg_view_facts,        pg_object_facts,     pg_usertype_facts,       pg_query_facts,
};

// ---- adding ----

static Str map_key(const Ask *ask, Name name)
{
    return arena_fmt(ask->arena, STR_FMT "\n" STR_FMT, STR_ARG(name.schema),
                     STR_ARG(name.name));
}

// Where the lock on a relation stands in the list; its length when there is none.
static size_t find_lock(Ask *ask, Name name)
{
    const Effects *effects = &ask->op->effects;
    if (effects->locks.len <= FEW_LOCKS) {
        size_t i = 0;
        while (i < effects->locks.len && !name_eq(effects->locks.at[i].relation, name))
            i++;
        return i;
    }
    for (size_t i = ask->locked.entries.len; i < effects->locks.len; i++) {
        size_t *place = NEW(ask->arena, size_t);
        *place = i;
        map_put(ask->arena, &ask->locked, map_key(ask, effects->locks.at[i].relation),
                place);
    }
    const size_t *place = map_get(&ask->locked, map_key(ask, name));
    return place ? *place : effects->locks.len;
}

static bool is_live(const Ask *ask, const Rel *rel)
{
    if (rel->table)
        return catalog_table_is_live(ask->catalog, rel->table);
    return rel->index ? catalog_index_is_live(ask->catalog, rel->index)
                      : catalog_is_live(ask->catalog, rel->name);
}

static void add_lock(Ask *ask, const Rel *rel, LockMode mode)
{
    Effects *effects = &ask->op->effects;
    size_t at = find_lock(ask, rel->name);
    if (at == effects->locks.len)
        *vec_push(ask->arena, &effects->locks) = (LockTaken){ .relation = rel->name,
                                                              .mode = mode,
                                                              .kind = rel->kind,
                                                              .live = is_live(ask, rel) };
    else if (effects->locks.at[at].mode < mode)
        effects->locks.at[at].mode = mode;
}

static void add_name(const Ask *ask, NameVec *names, Name name)
{
    if (!names_have(names, name))
        *vec_push(ask->arena, names) = name;
}

static void raise(const Ask *ask, Duration duration)
{
    Duration *now = &ask->op->effects.duration;
    *now = duration > *now ? duration : *now;
}

// A partitioned table and a partitioned index have no file.
static bool has_file(const Rel *rel)
{
    return !rel->table || rel->table->partition_by.len == 0;
}

static void do_lock(Ask *ask, const Fact *fact, const Rel *rel)
{
    add_lock(ask, rel, fact->mode);
}

static void do_lock_as_asked(Ask *ask, const Fact *fact, const Rel *rel)
{
    (void)fact;
    LockMode mode = LOCK_ACCESS_EXCLUSIVE;
    for (LockMode i = LOCK_ACCESS_SHARE; i < LOCK_MODE_COUNT; i++)
        if (str_eq(str_from(lock_mode_words(i)), ask->op->detail))
            mode = i;
    add_lock(ask, rel, mode);
}

static void do_lock_indexes(Ask *ask, const Fact *fact, const Rel *rel)
{
    size_t count;
    Index *const *indexes = pg_indexes(rel, &count);
    for (size_t i = 0; i < count; i++) {
        Rel index = pg_rel_of_index(indexes[i]);
        if (!pg_created_here(ask, index.name))
            add_lock(ask, &index, fact->mode);
    }
}

static void do_scan(Ask *ask, const Fact *fact, const Rel *rel)
{
    if (!has_file(rel))
        return;
    add_name(ask, &ask->op->effects.scans, rel->name);
    if (!fact->empty)
        raise(ask, DURATION_SCAN);
}

static void do_rebuild(Ask *ask, const Fact *fact, const Rel *rel)
{
    add_name(ask, &ask->op->effects.index_rebuilds, rel->name);
    if (!fact->empty)
        raise(ask, DURATION_SCAN);
}

static void do_replace(Ask *ask, const Fact *fact, const Rel *rel)
{
    (void)fact;
    if (has_file(rel))
        add_name(ask, &ask->op->effects.rewrites, rel->name);
}

static void do_move(Ask *ask, const Fact *fact, const Rel *rel)
{
    do_replace(ask, fact, rel);
    raise(ask, DURATION_REWRITE);
}

// An index whose definition changes in the same statement is dropped and made again: it
// is not the one that existed before.
static void do_rewrite(Ask *ask, const Fact *fact, const Rel *rel)
{
    if (!has_file(rel))
        return;
    do_replace(ask, fact, rel);
    do_scan(ask, fact, rel);
    raise(ask, DURATION_REWRITE);
    size_t count;
    Index *const *indexes = pg_indexes(rel, &count);
    for (size_t i = 0; i < count; i++) {
        Rel index = pg_rel_of_index(indexes[i]);
        if (pg_created_here(ask, index.name))
            continue;
        IndexFate fate = pg_index_fate(ask, rel->table, indexes[i]);
        if (fate != INDEX_REDEFINED)
            add_lock(ask, &index, LOCK_ACCESS_EXCLUSIVE);
        if (fate != INDEX_DROPPED)
            do_rebuild(ask, fact, &index);
    }
}

typedef void Do(Ask *ask, const Fact *fact, const Rel *rel);

static Do *const deeds[] = {
    [LOCKS] = do_lock,
    [LOCKS_AS_ASKED] = do_lock_as_asked,
    [LOCKS_INDEXES] = do_lock_indexes,
    [SCANS] = do_scan,
    [REWRITES] = do_rewrite,
    [REPLACES] = do_replace,
    [MOVES] = do_move,
    [REBUILDS] = do_rebuild,
};

// ---- reading the table ----

static bool concerns(const Fact *fact, const Op *op)
{
    return (fact->object == OBJ_NONE || fact->object == op->object) &&
           (op->flags & fact->with) == fact->with && (op->flags & fact->without) == 0 &&
           (!fact->verb || str_eq(op->verb, str_from(fact->verb))) &&
           (fact->con == 0 ||
            (op->constraint && (fact->con & (1U << op->constraint->kind)) != 0));
}

static bool holds(const Fact *fact, const Ask *ask)
{
    return concerns(fact, ask->op) && fact->from <= ask->major &&
           (fact->to == 0 || ask->major <= fact->to) &&
           (!fact->when || fact->when(ask)) && (!fact->unless || !fact->unless(ask));
}

static void apply(Ask *ask, const Fact *fact)
{
    if (fact->deed == REFUSES) {
        ask->op->effects.refused = str_from(fact->why);
        return;
    }
    if (fact->deed == OUTWAITS) {
        ask->op->effects.outwaits = true;
        return;
    }
    Rel few[4]; // hardly a fact is about more relations: their list takes no memory
    RelVec rels = { .at = few, .cap = sizeof few / sizeof *few };
    fact->on(ask, &rels);
    for (size_t i = 0; i < rels.len; i++)
        if (!pg_created_here(ask, rels.at[i].name))
            deeds[fact->deed](ask, fact, &rels.at[i]);
}

// Of what is refused nothing happens, whatever other facts say; the first answer counts,
// as those of the grammar and of transactions stand first.
static void apply_list(Ask *ask, const FactList *list)
{
    const Effects *effects = &ask->op->effects;
    for (size_t i = 0; i < list->len; i++) {
        const Fact *fact = &list->at[i];
        if (fact->deed == REFUSES && effects->refused.len > 0)
            continue;
        if (holds(fact, ask))
            apply(ask, fact);
    }
}

static void find_actions(Ask *ask)
{
    OpRange all = op_statement(&ask->scene->file->ops, ask->op);
    ask->actions = all.first;
    ask->action_count = (size_t)(all.end - all.first);
}

void pg_effects(Arena *arena, const Scene *scene)
{
    Ask ask = { .arena = arena,
                .scene = scene,
                .catalog = scene->catalog,
                .major = scene->engine->major,
                .op = scene->op };
    find_actions(&ask);
    ask.op->effects = (Effects){ 0 };
    ask.op->effects.refused =
        op_has(ask.op, OPF_SYNTAX) ? ask.op->detail : pg_transaction_answer(&ask);
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        apply_list(&ask, &families[i][ask.op->kind]);
}
