// SPDX-License-Identifier: Apache-2.0
// A rebuild as ops: the steps that it takes, and what is new about the table when they
// are done.
#include "dialect/sqlite_rebuild_priv.h"

#include <string.h>

static SlStep *step_at(const SlRebuilds *all, long at)
{
    return &all->file->steps.at[at];
}

// ---- before and after ----

static bool alters(const SlHead *head)
{
    return head->object == OBJ_TABLE && head->kind != OP_CREATE_TABLE &&
           head->kind != OP_DROP_TABLE && head->kind != OP_RENAME_TABLE &&
           head->kind != OP_INSERT && head->kind != OP_UPDATE && head->kind != OP_DELETE;
}

static bool is_altered(const SlRebuilds *all, Str name, long from, long to)
{
    for (long i = from + 1; i < to; i++) {
        const SlHead *head = &step_at(all, i)->head;
        if (alters(head) && str_eq_ci(head->name.name, name))
            return true;
    }
    return false;
}

static const SlTable *table_before(const SlRebuilds *all, const SlRebuild *rebuild)
{
    const SlGone *gone = rebuild->new->before;
    return step_at(all, gone->step)->before;
}

// RENAME writes the new name into what names the table itself.
static const SlTable *table_after(const SlRebuilds *all, const SlRebuild *rebuild)
{
    const SlTracked *new = rebuild->new;
    const SlStep *made = step_at(all, new->made), *taken = step_at(all, new->taken);
    bool same = new->taken != new->made && taken->result.status == SL_DONE &&
                taken->after && !is_altered(all, new->first_name, new->made, new->taken);
    return same ? taken->after : made->after;
}

// The name that a column of the old table has in the new one, where the copy says that it
// is another one.
static void add_rename(SlRebuilds *all, SlRebuild *rebuild, const SlFlow *flow)
{
    for (size_t i = 0; i < rebuild->renames.len; i++)
        if (str_eq_ci(rebuild->renames.at[i].from, flow->from) ||
            str_eq_ci(rebuild->renames.at[i].to, flow->to))
            return;
    if (sl_column(rebuild->after, flow->from) || sl_column(rebuild->before, flow->to) ||
        !sl_column(rebuild->before, flow->from) || !sl_column(rebuild->after, flow->to))
        return;
    *vec_push(all->file->arena, &rebuild->renames) =
        (SlRename){ flow->from, flow->to, !flow->keeps };
}

void sl_compare_rebuild(SlRebuilds *all, SlRebuild *rebuild)
{
    rebuild->before = table_before(all, rebuild);
    rebuild->after = table_after(all, rebuild);
    // Of a table that nobody has seen made all would be new.
    if (!rebuild->before || !rebuild->after || rebuild->before->presumed ||
        rebuild->rolled_back)
        rebuild->before = NULL;
    if (!rebuild->before)
        return;
    const SlGone *gone = rebuild->new->before;
    if (is_altered(all, rebuild->table, rebuild->new->made, gone->step))
        rebuild->diff_at = gone->step;
    rebuild->flows = sl_rebuild_flows(all, rebuild);
    for (int keeps = 1; keeps >= 0; keeps--)
        for (size_t i = 0; i < rebuild->flows.len; i++)
            if (rebuild->flows.at[i].keeps == (keeps == 1))
                add_rename(all, rebuild, &rebuild->flows.at[i]);
}

// ---- indexes and triggers ----

typedef struct Parts {
    SlRebuilds *all;
    SlRebuild *rebuild;
    SlDiff *diff;
} Parts;

static bool is_on_table(const Parts *p, long at)
{
    const SlStep *step = step_at(p->all, at);
    Str table = step->head.other.name;
    bool is_made = !step->ran || step->result.status == SL_DONE;
    long gone = p->rebuild->new->before->step, taken = p->rebuild->new->taken;
    bool own =
        str_eq_ci(table, p->rebuild->table) && at > gone && at > p->rebuild->new->made;
    bool stand_in = str_eq_ci(table, p->rebuild->new->first_name) && at < taken &&
                    at > p->rebuild->new->made;
    return is_made && (own || stand_in) && p->all->rolled[at] == 0;
}

// The next step from `at` on that makes an index or a trigger of it.
static long next_made(const Parts *p, OpKind kind, long at)
{
    for (; at < (long)p->all->file->steps.len; at++)
        if (step_at(p->all, at)->head.kind == kind && is_on_table(p, at))
            return at;
    return SL_NEVER;
}

static long first_made(const Parts *p, OpKind kind)
{
    return next_made(p, kind, p->rebuild->new->made + 1);
}

static const IndexDef *index_made(const Parts *p, long at)
{
    const SlStep *step = step_at(p->all, at);
    for (size_t i = 0; step->after && i < step->after->def.indexes.len; i++)
        if (str_eq_ci(step->after->def.indexes.at[i].name, step->head.name.name))
            return &step->after->def.indexes.at[i];
    return NULL;
}

static bool had_index(const Parts *p, Str name)
{
    const SlTable *before = p->rebuild->before;
    for (size_t i = 0; i < before->def.indexes.len; i++)
        if (str_eq_ci(before->def.indexes.at[i].name, name))
            return true;
    return false;
}

// The step that makes it again, by its own name or, if there is none, by a new one.
static long index_again(const Parts *p, const IndexDef *old)
{
    long renamed = SL_NEVER;
    for (long at = first_made(p, OP_CREATE_INDEX); at != SL_NEVER;
         at = next_made(p, OP_CREATE_INDEX, at + 1)) {
        Str name = step_at(p->all, at)->head.name.name;
        if (str_eq_ci(name, old->name))
            return at;
        const IndexDef *made = index_made(p, at);
        if (renamed == SL_NEVER && made &&
            p->all->roles[at].kind != SL_ROLE_RESTORE_PART && !had_index(p, name) &&
            sl_same_index(p->diff, old, made))
            renamed = at;
    }
    return renamed;
}

static Op *part_op(const Parts *p, OpKind kind)
{
    Op *op = sl_op(p->all->file, p->diff->step, kind, p->diff->step->span);
    op->object = kind == OP_DROP_TRIGGER ? OBJ_TRIGGER : OBJ_INDEX;
    return op;
}

static void restore(const Parts *p, long at)
{
    p->all->roles[at] = (SlRole){ .kind = SL_ROLE_RESTORE_PART, .rebuild = p->rebuild };
}

// The constraint that makes the same columns unique now.
static bool has_unique(const Parts *p, const IndexDef *index)
{
    const SlTable *after = p->rebuild->after;
    for (size_t i = 0; index->unique && i < after->def.constraints.len; i++) {
        const ConstraintDef *con = &after->def.constraints.at[i];
        bool same = (con->kind == CON_UNIQUE || con->kind == CON_PRIMARY_KEY) &&
                    con->columns.len == index->parts.len && !index->where.ptr;
        for (size_t k = 0; same && k < con->columns.len; k++)
            same = str_eq_ci(con->columns.at[k], index->parts.at[k].column);
        if (same)
            return true;
    }
    return false;
}

static void compare_index(const Parts *p, const IndexDef *old)
{
    long again = index_again(p, old);
    const IndexDef *made = again == SL_NEVER ? NULL : index_made(p, again);
    bool same = made && sl_same_index(p->diff, old, made);
    if (same)
        restore(p, again);
    if (same && str_eq_ci(old->name, made->name))
        return;
    Op *op = part_op(p, same ? OP_RENAME_INDEX : OP_DROP_INDEX);
    op->name.name = old->name;
    op->other.name = same ? made->name : p->rebuild->table;
    if (same)
        return;
    op->index = old;
    if (sl_column_any(p->diff, old))
        op->flags |= OPF_CASCADE;
    if (again != SL_NEVER)
        op->detail = old->name;
    else if (has_unique(p, old))
        op->detail = STR("UNIQUE");
}

static const SlTrigger *trigger_made(const SlStep *step)
{
    for (size_t i = 0; step->after && i < step->after->triggers.len; i++)
        if (str_eq_ci(step->after->triggers.at[i].name, step->head.name.name))
            return &step->after->triggers.at[i];
    return NULL;
}

static void compare_trigger(const Parts *p, const SlTrigger *old)
{
    long again = first_made(p, OP_CREATE_TRIGGER);
    while (again != SL_NEVER &&
           !str_eq_ci(step_at(p->all, again)->head.name.name, old->name))
        again = next_made(p, OP_CREATE_TRIGGER, again + 1);
    const SlTrigger *made =
        again == SL_NEVER ? NULL : trigger_made(step_at(p->all, again));
    if (made && sl_same_words(p->diff, old->sql, made->sql)) {
        restore(p, again);
        return;
    }
    Op *op = part_op(p, OP_DROP_TRIGGER);
    op->name.name = p->rebuild->table;
    op->part = old->name;
    if (again != SL_NEVER)
        op->detail = old->name;
}

static bool makes_unique(const Parts *p, const IndexDef *index, const StrVec *columns)
{
    if (!index || !index->unique || index->where.ptr || index->parts.len != columns->len)
        return false;
    for (size_t i = 0; i < columns->len; i++)
        if (!str_eq_ci(index->parts.at[i].column, sl_new_name(p->diff, columns->at[i])))
            return false;
    return true;
}

// The index that makes the same columns unique now.
static Str unique_by_index(const Parts *p, const StrVec *columns)
{
    for (long at = first_made(p, OP_CREATE_INDEX); at != SL_NEVER;
         at = next_made(p, OP_CREATE_INDEX, at + 1))
        if (makes_unique(p, index_made(p, at), columns))
            return step_at(p->all, at)->head.name.name;
    return (Str){ 0 };
}

static void tell_unique_indexes(const Parts *p, size_t first)
{
    OpVec *ops = &p->all->file->lowered->ops;
    for (size_t i = first; i < ops->len; i++) {
        Op *op = &ops->at[i];
        if (op->kind == OP_DROP_CONSTRAINT && op->constraint->kind == CON_UNIQUE)
            op->detail = unique_by_index(p, &op->constraint->columns);
    }
}

static void emit_diff(SlRebuilds *all, SlRebuild *rebuild)
{
    if (!rebuild->before)
        return;
    SlDiff diff = { .file = all->file,
                    .step = step_at(all, rebuild->diff_at),
                    .before = rebuild->before,
                    .after = rebuild->after,
                    .table = rebuild->table,
                    .renames = rebuild->renames };
    Parts parts = { all, rebuild, &diff };
    for (size_t i = 0; i < rebuild->before->triggers.len; i++)
        compare_trigger(&parts, &rebuild->before->triggers.at[i]);
    for (size_t i = 0; i < rebuild->before->def.indexes.len; i++)
        compare_index(&parts, &rebuild->before->def.indexes.at[i]);
    size_t first = all->file->lowered->ops.len;
    sl_add_diff(&diff);
    tell_unique_indexes(&parts, first);
}

// ---- the steps ----

// What happens to the table's own rows is the copy's matter, unless there is none.
static void keep_fates(SlRebuilds *all, const SlRebuild *rebuild, Op *op)
{
    const RowFateVec *seen = &effects_on_rows(&op->effects)->fates;
    RowFateVec fates = { 0 };
    for (size_t i = 0; i < seen->len; i++) {
        RowFate fate = seen->at[i];
        bool own = fate.because.len == 0 && (str_eq_ci(fate.table, rebuild->table) ||
                                             str_eq_ci(fate.table, rebuild->stand_in));
        if (own && rebuild->new->inflows.len > 0)
            continue;
        if (own && fate.kind == ROWS_DELETED)
            fate.kind = ROWS_LEFT;
        *vec_push(all->file->arena, &fates) = fate;
    }
    if (seen->len > 0)
        effects_own_rows(all->file->arena, &op->effects)->fates = fates;
}

typedef struct Broken {
    SlRebuilds *all;
    Op *op;
} Broken;

static void take_broken(void *to, const SlRow *row)
{
    Broken *broken = to;
    Arena *arena = broken->all->file->arena;
    *vec_push(arena, &broken->op->relations) =
        (Name){ .name = arena_copy(arena, sl_row_text(row, 0)) };
}

// What pointed to the table, and follows its old rows to a name that is gone.
static void tell_followers(SlRebuilds *all, const SlRebuild *rebuild, Op *op)
{
    static const char sql[] =
        "SELECT DISTINCT m.name FROM sqlite_schema AS m, pragma_foreign_key_list(m.name) "
        "AS k WHERE m.type = 'table' AND k.\"table\" = ?1 COLLATE nocase UNION ALL "
        "SELECT name FROM sqlite_schema WHERE type = 'view' AND instr(lower(sql), '\"' "
        "|| "
        "lower(?1) || '\"')";
    op->relations.len = 0;
    op->detail = rebuild->legacy ? STR("first, legacy") : STR("first");
    if (!all->file->world || rebuild->rolled_back)
        return;
    Broken broken = { all, op };
    sl_db_ask(all->file->world->schema, &(SlAsk){ .sql = sql,
                                                  .names = { rebuild->stand_in },
                                                  .row = take_broken,
                                                  .to = &broken });
}

static const char *const verbs[] = {
    [SL_ROLE_MAKE] = "make",
    [SL_ROLE_MAKE_STAND_IN] = "make",
    [SL_ROLE_COPY] = "copy",
    [SL_ROLE_RESTORE] = "restore",
    [SL_ROLE_DROP] = "drop",
    [SL_ROLE_DROP_STAND_IN] = "drop",
    [SL_ROLE_RENAME] = "rename",
    [SL_ROLE_RENAME_FIRST] = "rename",
    [SL_ROLE_RESTORE_PART] = "restore",
};

static void emit_role(SlRebuilds *all, const SlRole *role, long at, const Op *was)
{
    Op *op = vec_push(all->file->arena, &all->file->lowered->ops);
    *op = *was;
    op->kind = OP_REBUILD_TABLE;
    op->verb = str_from(verbs[role->kind]);
    op->name = (Name){ .name = role->rebuild->table };
    op->other = (Name){ .name = role->rebuild->stand_in };
    op->part = op->detail = (Str){ 0 };
    op->where = WHERE_NONE;
    if (role->kind == SL_ROLE_RESTORE_PART) {
        op->part = was->object == OBJ_TRIGGER ? was->part : was->name.name;
        return;
    }
    op->object = OBJ_TABLE;
    bool as = str_eq(step_at(all, at)->head.verb, STR("as"));
    if (role->kind == SL_ROLE_COPY || role->kind == SL_ROLE_RESTORE || as)
        sl_tell_copy(all, role, at, op);
    if (role->kind == SL_ROLE_DROP)
        keep_fates(all, role->rebuild, op);
    if (role->kind == SL_ROLE_RENAME_FIRST)
        tell_followers(all, role->rebuild, op);
    if (role->kind == SL_ROLE_MAKE_STAND_IN || role->kind == SL_ROLE_DROP_STAND_IN)
        op->detail = STR("stand-in");
}

static void retarget_name(const SlRebuild *rebuild, Name *name)
{
    if (str_eq_ci(name->name, rebuild->stand_in))
        *name = (Name){ .name = rebuild->table };
}

static void emit_retargeted(SlRebuilds *all, const SlRebuild *rebuild, const Op *was)
{
    Op *op = vec_push(all->file->arena, &all->file->lowered->ops);
    *op = *was;
    retarget_name(rebuild, &op->name);
    retarget_name(rebuild, &op->other);
    if (!op->index)
        return;
    IndexDef *index = NEW(all->file->arena, IndexDef);
    *index = *op->index;
    retarget_name(rebuild, &index->table);
    op->index = index;
}

static void emit_plain(SlRebuilds *all, const Op *was)
{
    *vec_push(all->file->arena, &all->file->lowered->ops) = *was;
}

// What could not be judged is still told.
static void emit_step(SlRebuilds *all, long at, const OpVec *old)
{
    const SlStep *step = step_at(all, at);
    const SlRole *role = &all->roles[at];
    for (size_t i = step->first_op; i < step->op_end; i++) {
        const Op *was = &old->at[i];
        if (role->kind == SL_ROLE_NONE || was->kind == OP_OPAQUE)
            emit_plain(all, was);
        else if (role->kind == SL_ROLE_RETARGET)
            emit_retargeted(all, role->rebuild, was);
        else if (i == step->first_op)
            emit_role(all, role, at, was);
    }
    if (role->rebuild && role->rebuild->diff_at == at && role->kind != SL_ROLE_RETARGET)
        emit_diff(all, role->rebuild);
}

void sl_emit_rebuilds(SlRebuilds *all)
{
    OpVec *ops = &all->file->lowered->ops;
    OpVec old = *ops;
    memset(ops, 0, sizeof *ops);
    size_t next = 0;
    for (size_t at = 0; at < all->file->steps.len; at++) {
        SlStep *step = &all->file->steps.at[at];
        for (; next < step->first_op; next++)
            emit_plain(all, &old.at[next]);
        size_t first = ops->len;
        emit_step(all, (long)at, &old);
        next = step->op_end > next ? step->op_end : next;
        step->first_op = first;
        step->op_end = ops->len;
    }
    for (; next < old.len; next++)
        emit_plain(all, &old.at[next]);
}
