// SPDX-License-Identifier: Apache-2.0
// Snapshots that only say what they change: the schema is that of the first parent with
// the changes made to it, as drizzle-kit 1.0 puts it together.
#include "schema/snapshot_priv.h"

#include "base/out.h"

// ---- entities ----

enum { KEY_FIELDS = 5 };

// What tells an entity from the others of its type.
typedef struct Identity {
    const char *type;
    const char *fields[KEY_FIELDS + 1];
} Identity;

static const Identity IDENTITIES[] = {
    { "schemas", { "name" } },
    { "roles", { "name" } },
    { "tables", { "schema", "name" } },
    { "enums", { "schema", "name" } },
    { "indexes", { "schema", "name" } },
    { "sequences", { "schema", "name" } },
    { "views", { "schema", "name" } },
    { "columns", { "schema", "table", "name" } },
    { "fks", { "schema", "table", "name" } },
    { "pks", { "schema", "table", "name" } },
    { "uniques", { "schema", "table", "name" } },
    { "checks", { "schema", "table", "name" } },
    { "policies", { "schema", "table", "name" } },
    { "privileges", { "schema", "table", "grantor", "grantee", "type" } },
};

static const Identity *identity_of(Str type)
{
    for (size_t i = 0; i < sizeof IDENTITIES / sizeof IDENTITIES[0]; i++)
        if (str_eq(type, str_from(IDENTITIES[i].type)))
            return &IDENTITIES[i];
    return NULL;
}

static Str row_type(const JsonValue *row)
{
    return json_string(json_get(row, "entityType"));
}

static void put_part(Out *key, Str part)
{
    out_str(key, STR("\0"));
    out_str(key, part);
}

// The type and the identity's values; empty for an unknown type.
static Str key_of(Arena *arena, const JsonValue *row)
{
    const Identity *identity = identity_of(row_type(row));
    Out key = out_new(arena);
    if (!identity)
        return (Str){ 0 };
    out_cstr(&key, identity->type);
    for (const char *const *field = identity->fields; *field; field++)
        put_part(&key, json_string(json_get(row, *field)));
    return out_text(&key);
}

// Deltas spell it type, NUL, and the values as a JSON array.
static Str key_of_delta(Arena *arena, Str written)
{
    JsonFault fault;
    size_t end = str_find_char(written, '\0', 0);
    Out key = out_new(arena);
    if (end == written.len)
        return (Str){ 0 };
    const JsonValue *parts =
        json_doc_read(arena, str_drop(written, end + 1), written.len, &fault);
    out_str(&key, str_take(written, end));
    for (const JsonValue *part = parts ? parts->first : NULL; part; part = part->next)
        put_part(&key, json_string(part));
    return out_text(&key);
}

// ---- rows ----

typedef struct Row {
    const JsonValue *value;
    size_t owner; // the snapshot that last said something of it
} Row;

typedef struct Change {
    Arena *arena;
    Map *rows; // key -> Row
    size_t owner;
    JsonSpan span; // of the delta
} Change;

static void put_row(const Change *change, const JsonValue *value)
{
    Str key = key_of(change->arena, value);
    if (key.len == 0)
        return;
    Row *row = NEW(change->arena, Row);
    *row = (Row){ value, change->owner };
    map_put(change->arena, change->rows, key, row);
}

// The object with one member replaced, or added.
static JsonValue *with_member(Arena *arena, const JsonValue *object,
                              const JsonValue *member)
{
    JsonValue *copy = NEW(arena, JsonValue);
    bool is_there = false;
    *copy = *object;
    copy->first = NULL;
    const JsonValue **link = &copy->first;
    for (const JsonValue *item = object->first; item; item = item->next) {
        JsonValue *own = NEW(arena, JsonValue);
        bool is_it = str_eq(item->key, member->key);
        *own = is_it ? *member : *item;
        own->next = NULL;
        is_there = is_there || is_it;
        *link = own;
        link = &own->next;
    }
    if (!is_there) {
        JsonValue *own = NEW(arena, JsonValue);
        *own = *member;
        own->next = NULL;
        *link = own;
        copy->count++;
    }
    return copy;
}

static const JsonValue *with_string(Arena *arena, const JsonValue *object,
                                    const char *key, Str text)
{
    JsonValue member = { .kind = JSON_STRING, .key = str_from(key), .text = text };
    return with_member(arena, object, &member);
}

// ---- what follows when an entity gets another name ----

// One type of rows names entities of another: `from` of the row is `to` of the entity.
// The last pair may be a list, whose elements have the name themselves or in `pick`.
typedef struct Edge {
    const char *type;
    const char *target;
    struct {
        const char *to;
        const char *from;
    } fields[3];
    struct {
        const char *to;
        const char *from;
        const char *pick;
    } list;
} Edge;

#define SCHEMA_OF                                                                        \
    {                                                                                    \
        {                                                                                \
            "name", "schema"                                                             \
        }                                                                                \
    }
#define TABLE_OF                                                                         \
    {                                                                                    \
        { "schema", "schema" },                                                          \
        {                                                                                \
            "name", "table"                                                              \
        }                                                                                \
    }
#define COLUMNS_OF                                                                       \
    {                                                                                    \
        { "schema", "schema" },                                                          \
        {                                                                                \
            "table", "table"                                                             \
        }                                                                                \
    }

static const Edge EDGES[] = {
    { "tables", "schemas", SCHEMA_OF, { 0 } },
    { "enums", "schemas", SCHEMA_OF, { 0 } },
    { "sequences", "schemas", SCHEMA_OF, { 0 } },
    { "views", "schemas", SCHEMA_OF, { 0 } },
    { "columns", "tables", TABLE_OF, { 0 } },
    { "indexes", "tables", TABLE_OF, { 0 } },
    { "pks", "tables", TABLE_OF, { 0 } },
    { "uniques", "tables", TABLE_OF, { 0 } },
    { "checks", "tables", TABLE_OF, { 0 } },
    { "policies", "tables", TABLE_OF, { 0 } },
    { "privileges", "tables", TABLE_OF, { 0 } },
    { "fks", "tables", TABLE_OF, { 0 } },
    { "fks", "tables", { { "schema", "schemaTo" }, { "name", "tableTo" } }, { 0 } },
    { "columns", "enums", { { "schema", "typeSchema" }, { "name", "type" } }, { 0 } },
    { "policies", "roles", { { 0 } }, { "name", "roles", NULL } },
    { "privileges", "roles", { { "name", "grantee" } }, { 0 } },
    { "privileges", "roles", { { "name", "grantor" } }, { 0 } },
    { "indexes", "columns", COLUMNS_OF, { "name", "columns", "value" } },
    { "pks", "columns", COLUMNS_OF, { "name", "columns", NULL } },
    { "uniques", "columns", COLUMNS_OF, { "name", "columns", NULL } },
    { "fks", "columns", COLUMNS_OF, { "name", "columns", NULL } },
    { "fks",
      "columns",
      { { "schema", "schemaTo" }, { "table", "tableTo" } },
      { "name", "columnsTo", NULL } },
};

static bool edge_fits(const Edge *edge, const JsonValue *row, const JsonValue *old)
{
    for (size_t i = 0; i < 3 && edge->fields[i].to; i++)
        if (!str_eq(json_string(json_get(row, edge->fields[i].from)),
                    json_string(json_get(old, edge->fields[i].to))))
            return false;
    return true;
}

// An element of a list: a name, or an object that has it and is no expression.
static const JsonValue *renamed_element(Arena *arena, const JsonValue *element,
                                        const char *pick, const Str names[2])
{
    const JsonValue *name = pick ? json_get(element, pick) : element;
    if (!str_eq(json_string(name), names[0]) ||
        json_is(json_get(element, "isExpression"), JSON_TRUE))
        return NULL;
    if (pick)
        return with_string(arena, element, pick, names[1]);
    JsonValue *renamed = NEW(arena, JsonValue);
    *renamed = *element;
    renamed->text = names[1];
    return renamed;
}

// NULL when no element has the old name.
static const JsonValue *renamed_list(Arena *arena, const JsonValue *list,
                                     const char *pick, const Str names[2])
{
    JsonValue *copy = NEW(arena, JsonValue);
    bool has_changed = false;
    if (!json_is(list, JSON_ARRAY))
        return NULL;
    *copy = *list;
    const JsonValue **link = &copy->first;
    for (const JsonValue *item = list->first; item; item = item->next) {
        const JsonValue *renamed = renamed_element(arena, item, pick, names);
        JsonValue *own = NEW(arena, JsonValue);
        *own = renamed ? *renamed : *item;
        own->next = NULL;
        has_changed = has_changed || renamed;
        *link = own;
        link = &own->next;
    }
    return has_changed ? copy : NULL;
}

// The row as it names the entity now; NULL when it does not name it.
static const JsonValue *follow_edge(Arena *arena, const Edge *edge, const JsonValue *row,
                                    const JsonValue *const renamed[2])
{
    const JsonValue *next = row;
    if (!edge_fits(edge, row, renamed[0]))
        return NULL;
    if (edge->list.to) {
        Str names[2] = { json_string(json_get(renamed[0], edge->list.to)),
                         json_string(json_get(renamed[1], edge->list.to)) };
        const JsonValue *list =
            renamed_list(arena, json_get(row, edge->list.from), edge->list.pick, names);
        if (!list)
            return NULL;
        next = with_member(arena, next, list);
    }
    for (size_t i = 0; i < 3 && edge->fields[i].to; i++)
        next = with_string(arena, next, edge->fields[i].from,
                           json_string(json_get(renamed[1], edge->fields[i].to)));
    return next;
}

// An entity before and after.
typedef struct Renamed {
    const JsonValue *rows[2];
} Renamed;

typedef VEC(Renamed) RenamedVec;

static JsonValue *spanned(const Change *change, const JsonValue *value)
{
    JsonValue *own = NEW(change->arena, JsonValue);
    *own = *value;
    own->span = change->span;
    return own;
}

static void follow(const Change *change, RenamedVec *queue, size_t at, MapEntry *entry)
{
    for (size_t i = 0; i < sizeof EDGES / sizeof EDGES[0]; i++) {
        Row *row = entry->value;
        if (!str_eq(row_type(row->value), str_from(EDGES[i].type)) ||
            !str_eq(row_type(queue->at[at].rows[0]), str_from(EDGES[i].target)))
            continue;
        const JsonValue *next =
            follow_edge(change->arena, &EDGES[i], row->value, queue->at[at].rows);
        if (!next)
            continue;
        Renamed renamed = { { row->value, spanned(change, next) } };
        *row = (Row){ renamed.rows[1], change->owner };
        if (!str_eq(key_of(change->arena, renamed.rows[0]),
                    key_of(change->arena, renamed.rows[1])))
            *vec_push(change->arena, queue) = renamed;
    }
}

// Rows whose own name changes with it are put under their new keys at the end. Each row
// gets a new name once for each entity that it names, so that the queue ends.
static void rename_dependents(const Change *change, Renamed first)
{
    enum { MOST = 100000 };
    RenamedVec queue = { 0 };
    Map old = *change->rows;
    *vec_push(change->arena, &queue) = first;
    for (size_t at = 0; at < queue.len && at < MOST; at++)
        for (size_t i = 0; i < old.entries.len; i++)
            if (old.entries.at[i].value)
                follow(change, &queue, at, &old.entries.at[i]);
    *change->rows = (Map){ 0 };
    for (size_t i = 0; i < old.entries.len; i++) {
        Row *row = old.entries.at[i].value;
        if (row)
            map_put(change->arena, change->rows, key_of(change->arena, row->value), row);
    }
}

// ---- deltas ----

static void alter_row(const Change *change, const JsonValue *delta, Str key)
{
    Row *row = map_get(change->rows, key);
    const JsonValue *set = json_get(delta, "set");
    if (!row || !json_is(set, JSON_OBJECT))
        return;
    const JsonValue *next = row->value;
    for (const JsonValue *item = set->first; item; item = item->next)
        next = with_member(change->arena, next, item);
    Renamed renamed = { { row->value, spanned(change, next) } };
    *row = (Row){ renamed.rows[1], change->owner };
    if (!str_eq(key_of(change->arena, next), key))
        rename_dependents(change, renamed);
}

static void apply_delta(const Change *change, const JsonValue *delta)
{
    Str op = json_string(json_get(delta, "op"));
    if (str_eq(op, STR("create"))) {
        if (json_is(json_get(delta, "row"), JSON_OBJECT))
            put_row(change, json_get(delta, "row"));
        return;
    }
    Str key = key_of_delta(change->arena, json_string(json_get(delta, "key")));
    if (str_eq(op, STR("drop")))
        map_remove(change->rows, key);
    else
        alter_row(change, delta, key);
}

static void apply_snapshot(SnapshotState *state, size_t at)
{
    const JsonValue *root = state->roots[at];
    const JsonValue *list = json_get(root, state->all->at[at].is_diff ? "deltas" : "ddl");
    Change change = { .arena = state->arena, .rows = &state->rows, .owner = at };
    for (const JsonValue *item = list ? list->first : NULL; item; item = item->next) {
        change.span = item->span;
        if (state->all->at[at].is_diff)
            apply_delta(&change, item);
        else
            put_row(&change, item);
    }
}

// ---- histories ----

void snapshot_history(const SnapshotState *state, size_t at, bool *marked)
{
    VEC(size_t) stack = { 0 };
    *vec_push(state->arena, &stack) = at;
    while (stack.len > 0) {
        size_t place = stack.at[--stack.len];
        if (place == SIZE_MAX || marked[place])
            continue;
        marked[place] = true;
        const Snapshot *snapshot = &state->all->at[place];
        for (size_t i = 0; i < snapshot->parents_at.len; i++)
            *vec_push(state->arena, &stack) = snapshot->parents_at.at[i];
    }
}

// What the other parents changed since they parted from the first, in the order of the
// folders.
static void apply_other_parents(SnapshotState *state, const Snapshot *merge)
{
    bool *first = NEW_ARRAY(state->arena, bool, state->all->len);
    bool *others = NEW_ARRAY(state->arena, bool, state->all->len);
    snapshot_history(state, merge->parents_at.at[0], first);
    for (size_t i = 1; i < merge->parents_at.len; i++)
        snapshot_history(state, merge->parents_at.at[i], others);
    for (size_t i = 0; i < state->all->len; i++)
        if (others[i] && !first[i] && state->all->at[i].is_diff)
            apply_snapshot(state, i);
}

// The way from `at` back to its base along the first parents, or to what the state has
// already. False when it leads nowhere.
static bool find_way(const SnapshotState *state, size_t at, size_t *way, size_t *len)
{
    *len = 0;
    for (size_t place = at; place != state->place;) {
        if (place == SIZE_MAX || !state->roots[place] || *len == state->all->len)
            return false;
        way[(*len)++] = place;
        const Snapshot *snapshot = &state->all->at[place];
        if (!snapshot->is_diff)
            return true;
        place = snapshot->parents_at.len > 0 ? snapshot->parents_at.at[0] : SIZE_MAX;
    }
    return true;
}

static bool move_state(SnapshotState *state, size_t at)
{
    size_t *way = NEW_ARRAY(state->arena, size_t, state->all->len);
    size_t len;
    if (!find_way(state, at, way, &len))
        return false;
    for (; len > 0; len--) {
        const Snapshot *snapshot = &state->all->at[way[len - 1]];
        if (!snapshot->is_diff)
            state->rows = (Map){ 0 };
        else if (snapshot->parents_at.len > 1)
            apply_other_parents(state, snapshot);
        apply_snapshot(state, way[len - 1]);
    }
    state->place = at;
    return true;
}

bool snapshot_deltas(SnapshotBuild *build, SnapshotState *state, size_t at)
{
    JsonRowVec rows = { 0 };
    if (!move_state(state, at))
        return false;
    for (size_t i = 0; i < state->rows.entries.len; i++) {
        const Row *row = state->rows.entries.at[i].value;
        if (!row)
            continue;
        JsonValue *own = NEW(state->arena, JsonValue);
        *own = *row->value;
        if (row->owner != at)
            own->span = (JsonSpan){ 0, 0 };
        *vec_push(state->arena, &rows) = own;
    }
    snapshot_rows(build, &rows);
    return true;
}
