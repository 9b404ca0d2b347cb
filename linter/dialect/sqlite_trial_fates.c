// SPDX-License-Identifier: Apache-2.0
// What a statement has done to rows: those before it and those after it, and which
// foreign key or trigger is behind the difference.
#include "dialect/sqlite_trial_priv.h"

#include "base/out.h"

// One table's differences.
typedef struct Change {
    const SlWatched *watched;
    size_t old_count; // rows that were there before the batch
    size_t counts[ROWS_CHANGED + 1];
    bool *rows[ROWS_CHANGED + 1]; // for each row: it happens to it
    bool *own;                    // for each row: the batch has put it in
    StrVec columns[ROWS_CHANGED + 1];
} Change;

typedef struct Judge {
    Arena *arena;
    SlTrial *trial;
    const SlDone *done;
    VEC(Change) changes;
} Judge;

// ---- rows ----

static bool is_null(Str value)
{
    return str_eq(value, STR("NULL"));
}

static const StrVec *row_at(const SlKeyedRows *rows, size_t index)
{
    return (const StrVec *)&rows->rows.at.at[index];
}

static size_t find(const StrVec *names, Str name)
{
    size_t i = 0;
    while (i < names->len && !str_eq_ci(names->at[i], name))
        i++;
    return i;
}

static void add_column(Arena *arena, StrVec *columns, Str name)
{
    if (find(columns, name) == columns->len)
        *vec_push(arena, columns) = arena_copy(arena, name);
}

static void count(Change *change, RowFateKind kind, size_t row)
{
    change->counts[kind]++;
    change->rows[kind][row] = true;
}

static void compare_row(Judge *judge, Change *change, size_t row, const StrVec *new)
{
    const StrVec *old = row_at(&change->watched->rows, row);
    const StrVec *names = &change->watched->rows.rows.columns;
    const StrVec *others = &change->watched->kept->now.rows.columns;
    bool found[ROWS_CHANGED + 1] = { false };
    for (size_t i = 0; i < names->len; i++) {
        size_t at = i < others->len && str_eq_ci(others->at[i], names->at[i])
                        ? i
                        : find(others, names->at[i]);
        if (at == others->len || str_eq(old->at[i], new->at[at]))
            continue;
        RowFateKind kind = is_null(new->at[at]) ? ROWS_NULLED : ROWS_CHANGED;
        found[kind] = true;
        add_column(judge->arena, &change->columns[kind], names->at[i]);
    }
    for (RowFateKind kind = ROWS_NULLED; kind <= ROWS_CHANGED; kind++)
        if (found[kind])
            count(change, kind, row);
}

static bool is_in(const StrVec *keys, Str key)
{
    return find(keys, key) < keys->len;
}

// It has got another key.
static void follow_key(const SlKept *kept, Str old, Str new)
{
    size_t at = find(&kept->olds, old);
    if (at < kept->olds.len)
        kept->olds.at[at] = new;
}

// Rows have their keys; one that is left over on both sides has got another key, unless
// the statement deletes.
static void compare(Judge *judge, Change *change)
{
    const SlKeyedRows *old = &change->watched->rows, *new = &change->watched->kept->now;
    bool deletes = change->watched->how & (SL_DELETES | SL_DROPS);
    bool *used = NEW_ARRAY(judge->trial->tmp, bool, new->keys.len + 1);
    size_t *match = NEW_ARRAY(judge->trial->tmp, size_t, old->keys.len + 1);
    for (size_t i = 0; i < old->keys.len; i++) {
        match[i] = find(&new->keys, old->keys.at[i]);
        used[match[i]] = true;
    }
    for (size_t i = 0, free = 0; i < old->keys.len; i++) {
        while (free < new->keys.len && used[free])
            free++;
        if (match[i] == new->keys.len && !deletes && free < new->keys.len) {
            used[free] = true;
            match[i] = free;
            follow_key(change->watched->kept, old->keys.at[i], new->keys.at[free]);
        }
        if (change->own[i])
            continue;
        if (match[i] == new->keys.len)
            count(change, ROWS_DELETED, i);
        else
            compare_row(judge, change, i, row_at(new, match[i]));
    }
}

static void set_up(Judge *judge, Change *change, const SlWatched *watched)
{
    size_t len = watched->rows.keys.len;
    change->watched = watched;
    change->own = NEW_ARRAY(judge->trial->tmp, bool, len + 1);
    for (RowFateKind kind = ROWS_DELETED; kind <= ROWS_CHANGED; kind++)
        change->rows[kind] = NEW_ARRAY(judge->trial->tmp, bool, len + 1);
    for (size_t i = 0; i < len; i++) {
        change->own[i] =
            !watched->copy && !is_in(&watched->kept->olds, watched->rows.keys.at[i]);
        change->old_count += !change->own[i];
    }
}

// ---- who has done it ----

static bool is_named(const Judge *judge, Str table)
{
    return str_eq_ci(judge->done->head->name.name, table);
}

// The statement says itself what becomes of the rows.
static bool is_own(const Judge *judge, const Change *change, RowFateKind kind)
{
    if (!is_named(judge, change->watched->name))
        return false;
    switch ((int)judge->done->head->kind) {
    case OP_DELETE:
    case OP_DROP_TABLE:
        return kind == ROWS_DELETED;
    case OP_UPDATE:
        return kind != ROWS_DELETED;
    default:
        return true;
    }
}

// Rows of the parent are gone, or have other values.
static bool has_lost(const Judge *judge, Str parent, bool deleted)
{
    OpKind kind = judge->done->head->kind;
    if (is_named(judge, parent))
        return deleted ? kind != OP_UPDATE : kind == OP_UPDATE || kind == OP_INSERT;
    for (size_t i = 0; i < judge->changes.len; i++) {
        const Change *change = &judge->changes.at[i];
        if (str_eq_ci(change->watched->name, parent))
            return deleted
                       ? change->counts[ROWS_DELETED] > 0
                       : change->counts[ROWS_NULLED] + change->counts[ROWS_CHANGED] > 0;
    }
    return false;
}

typedef struct Key {
    long id;
    Str parent;
    Str on_delete, on_update;
    StrVec columns;
} Key;

typedef struct Keys {
    Arena *arena;
    VEC(Key) at;
} Keys;

static void add_key(void *to, const SlRow *row)
{
    Keys *keys = to;
    long id = sl_row_number(row, 0);
    Key *last = keys->at.len > 0 ? &keys->at.at[keys->at.len - 1] : NULL;
    if (!last || last->id != id) {
        last = vec_push(keys->arena, &keys->at);
        last->id = id;
        last->parent = arena_copy(keys->arena, sl_row_text(row, 1));
        last->on_delete = arena_copy(keys->arena, sl_row_text(row, 2));
        last->on_update = arena_copy(keys->arena, sl_row_text(row, 3));
    }
    *vec_push(keys->arena, &last->columns) = arena_copy(keys->arena, sl_row_text(row, 4));
}

static Keys keys_of(const Judge *judge, Str table)
{
    Keys keys = { .arena = judge->trial->tmp };
    sl_db_ask(judge->trial->db,
              &(SlAsk){ .sql = "SELECT id, \"table\", on_delete, on_update, \"from\""
                               " FROM pragma_foreign_key_list(?1) ORDER BY id, seq",
                        .names = { table },
                        .row = add_key,
                        .to = &keys,
                        .may_fail = true });
    return keys;
}

static bool is_any_of(const StrVec *some, const StrVec *all)
{
    for (size_t i = 0; i < some->len; i++)
        if (find(all, some->at[i]) < all->len)
            return true;
    return false;
}

// Whether this action does that to rows with these columns.
static bool does(Str action, bool deleted, RowFateKind kind, bool columns)
{
    if (str_eq(action, STR("CASCADE")))
        return deleted ? kind == ROWS_DELETED : kind != ROWS_DELETED && columns;
    if (str_eq(action, STR("SET NULL")))
        return kind == ROWS_NULLED && columns;
    return str_eq(action, STR("SET DEFAULT")) && kind != ROWS_DELETED && columns;
}

static Str key_text(Arena *arena, Str table, const Key *key)
{
    if (key->columns.len == 1)
        return arena_fmt(arena, STR_FMT "." STR_FMT, STR_ARG(table),
                         STR_ARG(key->columns.at[0]));
    Out out = out_new(arena);
    out_fmt(&out, STR_FMT " (", STR_ARG(table));
    for (size_t i = 0; i < key->columns.len; i++)
        out_fmt(&out, "%s" STR_FMT, i > 0 ? ", " : "", STR_ARG(key->columns.at[i]));
    out_char(&out, ')');
    return out_text(&out);
}

static Str by_key(const Judge *judge, const Change *change, RowFateKind kind)
{
    Str table = change->watched->name;
    Keys keys = { 0 };
    if (judge->done->foreign_keys)
        keys = keys_of(judge, table);
    for (size_t i = 0; i < keys.at.len; i++) {
        const Key *key = &keys.at.at[i];
        bool columns = is_any_of(&key->columns, &change->columns[kind]);
        for (int deleted = 1; deleted >= 0; deleted--) {
            Str action = deleted ? key->on_delete : key->on_update;
            if (does(action, deleted, kind, columns) &&
                has_lost(judge, key->parent, deleted))
                return arena_fmt(judge->arena, "ON %s " STR_FMT " of " STR_FMT,
                                 deleted ? "DELETE" : "UPDATE", STR_ARG(action),
                                 STR_ARG(key_text(judge->arena, table, key)));
        }
    }
    return (Str){ 0 };
}

typedef struct Trigger {
    Arena *arena;
    Arena *tmp;
    Str table; // whose rows it has changed
    Str name;  // ptr NULL: not found
} Trigger;

static void look_at_trigger(void *to, const SlRow *row)
{
    Trigger *trigger = to;
    if (!trigger->name.ptr &&
        sl_mentions(trigger->tmp, sl_row_text(row, 1), trigger->table))
        trigger->name = arena_copy(trigger->arena, sl_row_text(row, 0));
}

static Str by_trigger(const Judge *judge, const Change *change)
{
    Trigger trigger = { judge->arena, judge->trial->tmp, change->watched->name, { 0 } };
    const SlTouchedVec *touched = judge->done->touched;
    for (size_t i = 0; i < touched->len && !trigger.name.ptr; i++)
        sl_db_ask(judge->trial->db,
                  &(SlAsk){ .sql = "SELECT name, sql FROM sqlite_schema WHERE type ="
                                   " 'trigger' AND tbl_name = ?1 COLLATE NOCASE UNION ALL"
                                   " SELECT name, sql FROM sqlite_temp_schema WHERE type"
                                   " = 'trigger' AND tbl_name = ?1 COLLATE NOCASE",
                            .names = { touched->at[i].table },
                            .row = look_at_trigger,
                            .to = &trigger });
    if (!trigger.name.ptr)
        return STR("a trigger");
    return arena_fmt(judge->arena, "trigger " STR_FMT, STR_ARG(trigger.name));
}

static Str because(const Judge *judge, const Change *change, RowFateKind kind)
{
    if (is_own(judge, change, kind))
        return (Str){ 0 };
    Str key = by_key(judge, change, kind);
    return key.ptr ? key : by_trigger(judge, change);
}

// ---- all of it ----

// Some row that it does not happen to has a value in the column.
static bool is_told_apart_by(const Change *change, RowFateKind kind, size_t column)
{
    const SlKeyedRows *rows = &change->watched->rows;
    for (size_t i = 0; i < rows->keys.len; i++)
        if (!change->own[i] && !change->rows[kind][i] &&
            !is_null(row_at(rows, i)->at[column]))
            return true;
    return false;
}

// Each row that it happens to holds NULL where one that it does not happen to has a
// value.
static bool has_only_nulls(const Change *change, RowFateKind kind)
{
    const SlKeyedRows *rows = &change->watched->rows;
    for (size_t i = 0; i < rows->keys.len; i++) {
        bool found = !change->rows[kind][i];
        for (size_t k = 0; k < rows->rows.columns.len && !found; k++)
            found = is_null(row_at(rows, i)->at[k]) && is_told_apart_by(change, kind, k);
        if (!found)
            return false;
    }
    return true;
}

static void tell(Judge *judge, const Change *change, RowFateKind kind, RowFateVec *fates)
{
    if (change->counts[kind] == 0)
        return;
    bool copy = change->watched->copy;
    Str who = because(judge, change, kind);
    if (copy && who.len == 0)
        return;
    Str table = copy ? change->watched->kept->source : change->watched->name;
    *vec_push(judge->arena, fates) = (RowFate){
        .kind = kind,
        .table = arena_copy(judge->arena, table),
        .count = change->counts[kind],
        .of = change->old_count,
        .columns = change->columns[kind],
        .because = who,
        .only_nulls = has_only_nulls(change, kind),
    };
}

RowFateVec sl_fates(Arena *arena, SlTrial *trial, const SlDone *done,
                    const SlWatchedVec *watched)
{
    Judge judge = { .arena = arena, .trial = trial, .done = done };
    for (size_t i = 0; i < watched->len; i++) {
        const SlWatched *one = &watched->at[i];
        sl_rows_now(trial, one->kept);
        if (one->rows.cut || one->kept->now.cut)
            continue;
        Change *change = vec_push(trial->tmp, &judge.changes);
        set_up(&judge, change, one);
        compare(&judge, change);
    }
    RowFateVec fates = { 0 };
    for (size_t i = 0; i < judge.changes.len; i++)
        for (RowFateKind kind = ROWS_DELETED; kind <= ROWS_CHANGED; kind++)
            tell(&judge, &judge.changes.at[i], kind, &fates);
    return fates;
}
