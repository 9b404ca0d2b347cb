// SPDX-License-Identifier: Apache-2.0
// Tables that are made anew, found by following each table through the file under
// whatever names it has. A table is another one's successor when it takes its name and
// either its rows, or its place: DROP TABLE and CREATE TABLE without a copy are a loss.
#include "dialect/sqlite_rebuild_priv.h"

// ---- what statements did ----

static SlStep *step_at(const SlRebuilds *all, long at)
{
    return &all->file->steps.at[at];
}

static bool is_done(const SlStep *step)
{
    return !step->ran || step->result.status == SL_DONE;
}

// IF NOT EXISTS and IF EXISTS may have done nothing.
static bool has_made(const SlStep *step)
{
    return is_done(step) && (!step->ran || (!step->before && step->after));
}

static bool has_dropped(const SlStep *step)
{
    return is_done(step) && (!step->ran || step->before);
}

// ---- transactions that are taken back ----

typedef struct Open {
    Str savepoint; // empty: BEGIN
    size_t from;
} Open;

typedef struct Opens {
    VEC(Open) open;
    size_t rollbacks;
} Opens;

static void mark_rolled(SlRebuilds *all, size_t from, size_t to, size_t id)
{
    for (size_t i = from; i < to; i++)
        all->rolled[i] = id;
}

static size_t opened_at(const Opens *opens, Str savepoint)
{
    for (size_t i = opens->open.len; i-- > 0;)
        if (savepoint.len == 0 || str_eq_ci(opens->open.at[i].savepoint, savepoint))
            return i;
    return 0;
}

static void end_transaction(SlRebuilds *all, Opens *opens, size_t at)
{
    const SlHead *head = &step_at(all, (long)at)->head;
    if (str_eq(head->verb, STR("rollback-to"))) {
        size_t index = opened_at(opens, head->part);
        if (opens->open.len == 0)
            return;
        mark_rolled(all, opens->open.at[index].from, at, ++opens->rollbacks);
        opens->open.len = index + 1;
        opens->open.at[index].from = at + 1;
    } else if (str_eq(head->verb, STR("rollback"))) {
        size_t from = opens->open.len > 0 ? opens->open.at[0].from : 0;
        mark_rolled(all, from, at, ++opens->rollbacks);
        opens->open.len = 0;
    } else if (str_eq(head->verb, STR("commit"))) {
        opens->open.len = 0;
    } else if (str_eq(head->verb, STR("release"))) {
        opens->open.len = opened_at(opens, head->part);
    }
}

static void find_rolled(SlRebuilds *all)
{
    Opens opens = { 0 };
    for (size_t i = 0; i < all->file->steps.len; i++) {
        const SlStep *step = &all->file->steps.at[i];
        if (step->head.kind != OP_TRANSACTION || !is_done(step))
            continue;
        bool begins = str_eq(step->head.verb, STR("begin")) ||
                      str_eq(step->head.verb, STR("savepoint"));
        if (begins)
            *vec_push(all->file->tmp, &opens.open) = (Open){ step->head.part, i };
        else
            end_transaction(all, &opens, i);
    }
}

// ---- legacy_alter_table ----

static void find_legacy(SlRebuilds *all)
{
    bool legacy = false;
    for (size_t i = 0; i < all->file->steps.len; i++) {
        const SlHead *head = &all->file->steps.at[i].head;
        if (head->kind == OP_SET_SESSION && str_eq(head->part, STR("legacy_alter_table")))
            legacy =
                head->detail.len > 0 ? sl_is_on(all->file->tmp, head->detail) : legacy;
        all->legacy[i] = legacy;
    }
}

// ---- tables and their names ----

static Str key(const SlRebuilds *all, Str name)
{
    return arena_lower(all->file->tmp, name);
}

static SlTracked *track(SlRebuilds *all, Str name, long made)
{
    SlTracked *table = NEW(all->file->tmp, SlTracked);
    *table = (SlTracked){
        .name = name, .first_name = name, .made = made, .dropped = SL_NEVER, .taken = made
    };
    *vec_push(all->file->tmp, &all->tables) = table;
    map_put(all->file->tmp, &all->names, key(all, name), table);
    return table;
}

// The table of this name, which was there before if the file has not made it.
static SlTracked *tracked_table(SlRebuilds *all, Str name)
{
    SlTracked *table = map_get(&all->names, key(all, name));
    return table ? table : track(all, name, SL_NEVER);
}

static void leave_name(SlRebuilds *all, SlTracked *table, long step, bool renamed)
{
    SlGone *gone = NEW(all->file->tmp, SlGone);
    *gone = (SlGone){ table, step, renamed };
    map_put(all->file->tmp, &all->gone, key(all, table->name), gone);
    map_remove(&all->names, key(all, table->name));
}

// Back from another name, as files do it to have keys rewritten, it is what it was.
static void take_own_name(SlTracked *table)
{
    for (size_t i = 0; i < table->all_taken.len; i++) {
        const SlTaken *taken = &table->all_taken.at[i];
        if (!str_eq_ci(taken->name, table->name))
            continue;
        table->before = taken->from;
        table->taken = taken->step;
    }
}

static void take_name(SlRebuilds *all, SlTracked *table, Str name, long step)
{
    const SlGone *gone = map_get(&all->gone, key(all, name));
    table->name = name;
    if (gone && gone->table == table) {
        take_own_name(table);
    } else if (gone) {
        *vec_push(all->file->tmp, &table->all_taken) = (SlTaken){ name, gone, step };
        table->taken = step;
        table->before = gone;
    }
}

static void add_inflows(SlRebuilds *all, SlTracked *table, long at)
{
    SlCopy copy = sl_read_copy(all->file, step_at(all, at));
    for (size_t i = 0; copy.selects && i < copy.from.len; i++) {
        SlTracked *source = tracked_table(all, copy.from.at[i].name);
        if (source == table)
            continue;
        *vec_push(all->file->tmp, &table->inflows) =
            (SlInflow){ at, copy, source, copy.from.at[i].name };
    }
}

static void follow_create(SlRebuilds *all, long at)
{
    const SlStep *step = step_at(all, at);
    if (!has_made(step) || str_eq(step->head.verb, STR("virtual")))
        return;
    SlTracked *table = track(all, step->head.name.name, at);
    take_name(all, table, table->name, at);
    if (str_eq(step->head.verb, STR("as")))
        add_inflows(all, table, at);
}

static void follow_insert(SlRebuilds *all, long at)
{
    SlTracked *table = map_get(&all->names, key(all, step_at(all, at)->head.name.name));
    if (table && table->made != SL_NEVER)
        add_inflows(all, table, at);
}

static void follow_drop(SlRebuilds *all, long at)
{
    const SlStep *step = step_at(all, at);
    if (!has_dropped(step))
        return;
    SlTracked *table = tracked_table(all, step->head.name.name);
    table->dropped = at;
    leave_name(all, table, at, false);
}

// A view that names the table makes SQLite refuse the last RENAME of a rebuild.
static void follow_rename(SlRebuilds *all, long at)
{
    const SlStep *step = step_at(all, at);
    SlTracked *table = map_get(&all->names, key(all, step->head.name.name));
    bool meant = table && table->made != SL_NEVER &&
                 map_get(&all->gone, key(all, step->head.other.name));
    if (!is_done(step) && !meant)
        return;
    table = tracked_table(all, step->head.name.name);
    leave_name(all, table, at, true);
    take_name(all, table, step->head.other.name, at);
    *vec_push(all->file->tmp, &table->moves) = at;
    map_put(all->file->tmp, &all->names, key(all, table->name), table);
}

static void follow(SlRebuilds *all, long at)
{
    switch (step_at(all, at)->head.kind) {
    case OP_CREATE_TABLE:
        follow_create(all, at);
        return;
    case OP_INSERT:
        follow_insert(all, at);
        return;
    case OP_DROP_TABLE:
        follow_drop(all, at);
        return;
    case OP_RENAME_TABLE:
        follow_rename(all, at);
        return;
    default:
        return;
    }
}

// ---- who is whose successor ----

static bool reaches(SlRebuilds *all, SlTracked *table, const SlTracked *old, int depth)
{
    if (table == old)
        return true;
    if (depth == 0 || table->made == SL_NEVER || table->seen == all->searches)
        return false;
    table->seen = all->searches;
    for (size_t i = 0; i < table->inflows.len; i++)
        if (reaches(all, table->inflows.at[i].source, old, depth - 1))
            return true;
    return false;
}

bool sl_reaches(SlRebuilds *all, SlTracked *table, const SlTracked *old)
{
    all->searches++;
    return reaches(all, table, old, SL_REACH_MAX);
}

static bool is_successor(SlRebuilds *all, SlTracked *table)
{
    const SlGone *before = table->before;
    if (table->made == SL_NEVER || !before || before->table == table ||
        before->table->dropped == SL_NEVER)
        return false;
    bool in_its_place = table->taken != table->made && !before->renamed;
    return in_its_place || sl_reaches(all, table, before->table);
}

static void set_role(SlRebuilds *all, SlRebuild *rebuild, long at, SlRoleKind kind)
{
    SlRole *role = at == SL_NEVER ? NULL : &all->roles[at];
    if (role && role->kind == SL_ROLE_NONE)
        *role = (SlRole){ .kind = kind, .rebuild = rebuild };
}

static void set_copy_role(SlRebuilds *all, SlRebuild *rebuild, SlTracked *into,
                          const SlInflow *inflow)
{
    bool back = into == rebuild->new && inflow->source != rebuild->old;
    set_role(all, rebuild, inflow->step, back ? SL_ROLE_RESTORE : SL_ROLE_COPY);
    if (all->roles[inflow->step].rebuild == rebuild)
        all->roles[inflow->step].into = into;
}

// A table that keeps the rows meanwhile. One that is not dropped stays.
static void set_stand_in(SlRebuilds *all, SlRebuild *rebuild, SlTracked *table)
{
    const SlStep *made = step_at(all, table->made);
    bool as = str_eq(made->head.verb, STR("as"));
    rebuild->stand_in = rebuild->stand_in.len > 0 ? rebuild->stand_in : table->name;
    for (size_t i = 0; i < table->inflows.len; i++)
        if (table->inflows.at[i].step != table->made)
            set_copy_role(all, rebuild, table, &table->inflows.at[i]);
    if (table->dropped == SL_NEVER && !made->head.temporary)
        return;
    set_role(all, rebuild, table->made, as ? SL_ROLE_COPY : SL_ROLE_MAKE_STAND_IN);
    all->roles[table->made].into = table;
    set_role(all, rebuild, table->dropped, SL_ROLE_DROP_STAND_IN);
}

static void set_copies(SlRebuilds *all, SlRebuild *rebuild, SlTracked *table)
{
    for (size_t i = 0; i < table->inflows.len; i++) {
        const SlInflow *inflow = &table->inflows.at[i];
        if (!sl_reaches(all, inflow->source, rebuild->old))
            continue;
        set_copy_role(all, rebuild, table, inflow);
        if (inflow->source != rebuild->old)
            set_stand_in(all, rebuild, inflow->source);
    }
}

// What names the table between two steps by the name that it has for the time being.
static void set_retargets(SlRebuilds *all, SlRebuild *rebuild, Str name, long span[2])
{
    for (long i = span[0] + 1; i < span[1]; i++) {
        const SlHead *head = &step_at(all, i)->head;
        if (str_eq_ci(head->name.name, name) || str_eq_ci(head->other.name, name))
            set_role(all, rebuild, i, SL_ROLE_RETARGET);
    }
}

static void add_rebuild(SlRebuilds *all, SlTracked *table)
{
    SlRebuild *rebuild = NEW(all->file->tmp, SlRebuild);
    const SlGone *before = table->before;
    *rebuild = (SlRebuild){ .table = step_at(all, table->taken)->head.other.name,
                            .old = before->table,
                            .new = table,
                            .rolled_back = all->rolled[table->taken] > 0,
                            .diff_at = table->made };
    if (table->taken == table->made)
        rebuild->table = table->first_name;
    else
        rebuild->stand_in = table->first_name;
    set_role(all, rebuild, table->made, SL_ROLE_MAKE);
    all->roles[table->made].into = table;
    for (size_t i = 0; i < table->moves.len && table->moves.at[i] <= table->taken; i++)
        set_role(all, rebuild, table->moves.at[i], SL_ROLE_RENAME);
    if (before->renamed) {
        rebuild->stand_in = step_at(all, before->step)->head.other.name;
        rebuild->legacy = all->legacy[before->step];
        set_role(all, rebuild, before->step, SL_ROLE_RENAME_FIRST);
        set_retargets(all, rebuild, rebuild->stand_in,
                      (long[]){ before->step, before->table->dropped });
    }
    set_role(all, rebuild, before->table->dropped, SL_ROLE_DROP);
    set_copies(all, rebuild, table);
    if (table->taken != table->made)
        set_retargets(all, rebuild, table->first_name,
                      (long[]){ table->made, table->taken });
    *vec_push(all->file->tmp, &all->found) = rebuild;
}

// ---- the file ----

// Steps that one ROLLBACK takes back are a world of their own.
static void follow_all(SlRebuilds *all, size_t rolled)
{
    all->names = all->gone = (Map){ 0 };
    all->tables.len = 0;
    bool any = false;
    for (size_t i = 0; i < all->file->steps.len; i++)
        if (all->rolled[i] == rolled) {
            follow(all, (long)i);
            any = true;
        }
    for (size_t i = 0; any && i < all->tables.len; i++)
        if (is_successor(all, all->tables.at[i]))
            add_rebuild(all, all->tables.at[i]);
}

enum { ROLLED_MAX = 8 };

static size_t last_rolled(const SlRebuilds *all)
{
    size_t last = 0;
    for (size_t i = 0; i < all->file->steps.len; i++)
        last = all->rolled[i] > last ? all->rolled[i] : last;
    return last < ROLLED_MAX ? last : ROLLED_MAX;
}

static bool may_rebuild(const SlFile *file)
{
    for (size_t i = 0; i < file->steps.len; i++)
        if (file->steps.at[i].head.kind == OP_DROP_TABLE)
            return true;
    return false;
}

void sl_collapse_rebuilds(SlFile *file)
{
    if (!may_rebuild(file))
        return;
    SlRebuilds all = { .file = file,
                       .roles = NEW_ARRAY(file->tmp, SlRole, file->steps.len),
                       .rolled = NEW_ARRAY(file->tmp, size_t, file->steps.len),
                       .legacy = NEW_ARRAY(file->tmp, bool, file->steps.len) };
    find_rolled(&all);
    find_legacy(&all);
    for (size_t id = 0; id <= last_rolled(&all); id++)
        follow_all(&all, id);
    if (all.found.len == 0)
        return;
    for (size_t i = 0; i < all.found.len; i++)
        sl_compare_rebuild(&all, all.found.at[i]);
    sl_emit_rebuilds(&all);
}
