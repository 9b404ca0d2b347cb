// SPDX-License-Identifier: Apache-2.0
// Facts about what hangs on tables, and what tables hang on: triggers, rules, policies,
// functions, schemas, privileges, comments.
#include "dialect/pg_facts_priv.h"

#include "dialect/dialect.h"

// ---- triggers, rules, policies ----

static bool has_trigger(const Table *table, Str name)
{
    for (size_t i = 0; i < table->triggers.len; i++)
        if (str_eq(table->triggers.at[i]->name, name))
            return true;
    return false;
}

static bool trigger_is_absent(const Ask *ask)
{
    const Table *table = pg_table(ask);
    return op_has(ask->op, OPF_IF_EXISTS) && table && table->complete &&
           !has_trigger(table, ask->op->part);
}

static const Fact create_trigger[] = {
    { .with = OPF_OR_REPLACE,
      .to = 13,
      REFUSE("CREATE OR REPLACE TRIGGER came with PostgreSQL 14") },
    { .verb = "row", .on = on_named_partitions, LOCK(SHARE_ROW_EXCLUSIVE) },
    { .verb = "statement", .on = on_named, LOCK(SHARE_ROW_EXCLUSIVE) },
    { .on = on_read, LOCK(ACCESS_SHARE) },
};

static const Fact drop_trigger[] = {
    { .unless = trigger_is_absent, .on = on_named_partitions, LOCK(ACCESS_EXCLUSIVE) },
};

static const Fact set_trigger[] = {
    { .on = on_named, LOCK(SHARE_ROW_EXCLUSIVE) },
};

static const Fact policy[] = {
    { .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .on = on_read, LOCK(ACCESS_SHARE) },
};

static bool policy_is_absent(const Ask *ask)
{
    const Table *table = pg_table(ask);
    if (!op_has(ask->op, OPF_IF_EXISTS) || !table || !table->complete)
        return false;
    for (size_t i = 0; i < table->policies.len; i++)
        if (str_eq(table->policies.at[i]->name, ask->op->part))
            return false;
    return true;
}

static const Fact drop_policy[] = {
    { .unless = policy_is_absent, .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
};

// ---- functions ----

// BEGIN ATOMIC … END without these words, and RETURN as the query that it is.
static Str statements_of(Arena *arena, Str body)
{
    static const Str returns = STR_INIT("return");
    if (body.len > returns.len && str_eq_ci(str_take(body, returns.len), returns))
        return arena_fmt(arena, "SELECT " STR_FMT, STR_ARG(str_drop(body, returns.len)));
    static const Str atomic = STR_INIT("atomic"), end = STR_INIT("end");
    size_t at = 0;
    while (at + atomic.len < body.len &&
           !str_eq_ci(str_slice(body, at, at + atomic.len), atomic))
        at++;
    bool opens = body.len >= 5 && str_eq_ci(str_take(body, 5), STR("begin"));
    if (!opens || at + atomic.len >= body.len)
        return body;
    body = str_trim(str_drop(body, at + atomic.len));
    bool closes =
        body.len >= end.len && str_eq_ci(str_drop(body, body.len - end.len), end);
    return closes ? str_take(body, body.len - end.len) : body;
}

// The body of an SQL function is analysed when it is made, which locks what it names.
static void on_body(const Ask *ask, RelVec *out, bool written)
{
    const FunctionDef *def = ask->op->function;
    if (!def || !str_eq(def->language, STR("sql")) || !def->body.ptr)
        return;
    Lowered body = { 0 };
    pg_frontend.lower(ask->arena, statements_of(ask->arena, def->body), NULL, &body);
    for (size_t i = 0; i < body.ops.len; i++) {
        const Op *op = &body.ops.at[i];
        bool writes = op->kind == OP_INSERT || op->kind == OP_UPDATE ||
                      op->kind == OP_DELETE || op->kind == OP_MERGE;
        if (writes && written)
            pg_add(out, ask, op->name);
        for (size_t k = 0; !written && k < op->relations.len; k++)
            pg_add(out, ask, op->relations.at[k]);
    }
}

static void on_body_read(const Ask *ask, RelVec *out)
{
    on_body(ask, out, false);
}

static void on_body_written(const Ask *ask, RelVec *out)
{
    on_body(ask, out, true);
}

static const Fact create_function[] = {
    { .on = on_body_read, LOCK(ACCESS_SHARE) },
    { .on = on_body_written, LOCK(ROW_EXCLUSIVE) },
};

static Name name_of(Str text)
{
    size_t dot = str_rfind_char(text, '.');
    if (dot == text.len)
        return (Name){ .name = text };
    return (Name){ str_take(text, dot), str_drop(text, dot + 1) };
}

// Of functions that share the name it is not told apart which one a default calls.
static bool is_in_default(const Ask *ask, const Table *table)
{
    for (size_t i = 0; i < table->columns.len; i++) {
        Str text = table->columns.at[i]->def->default_expr;
        if (text.ptr && text_mentions(ask->arena, text, ask->op->name.name))
            return true;
    }
    return false;
}

static void on_called_by(const Ask *ask, RelVec *out)
{
    Name function = catalog_resolve(ask->catalog, ask->op->name);
    bool is_alone = catalog_function(ask->catalog, ask->op->name, (Str){ 0 }) != NULL;
    size_t at = 0;
    for (const Table *table; (table = catalog_next_table(ask->catalog, &at));) {
        if (is_alone && is_in_default(ask, table))
            pg_add(out, ask, table->name);
        for (size_t k = 0; k < table->triggers.len; k++) {
            Name called = name_of(table->triggers.at[k]->function);
            if (str_eq(called.name, function.name) &&
                name_eq(catalog_resolve(ask->catalog, called), function))
                pg_add(out, ask, table->name);
        }
    }
}

static bool is_called(const Ask *ask)
{
    return pg_is_any(ask, on_called_by);
}

static const Fact drop_function[] = {
    { .when = is_called,
      .without = OPF_CASCADE,
      REFUSE("cannot drop the function because other objects depend on it") },
    { .with = OPF_CASCADE, .on = on_called_by, LOCK(ACCESS_EXCLUSIVE) },
};

// ---- schemas ----

static bool is_in(const Ask *ask, Name relation)
{
    return str_eq(relation.schema, ask->op->name.name);
}

static void on_content(const Ask *ask, RelVec *out)
{
    size_t tables = 0, views = 0, sequences = 0;
    for (const Table *table; (table = catalog_next_table(ask->catalog, &tables));)
        if (is_in(ask, table->name))
            pg_add(out, ask, table->name);
    for (const View *view; (view = catalog_next_view(ask->catalog, &views));)
        if (is_in(ask, view->name))
            pg_add(out, ask, view->name);
    for (const Sequence *next; (next = catalog_next_sequence(ask->catalog, &sequences));)
        if (is_in(ask, next->name))
            pg_add(out, ask, next->name);
}

// What stays, and loses something: both ends of foreign keys, and views elsewhere.
static void on_neighbours(const Ask *ask, RelVec *out)
{
    size_t tables = 0, views = 0;
    for (const Table *table; (table = catalog_next_table(ask->catalog, &tables));)
        for (size_t k = 0; k < table->constraints.len; k++) {
            Name target = table->constraints.at[k]->def.ref_table;
            if (target.name.len > 0 && (is_in(ask, table->name) || is_in(ask, target))) {
                pg_add(out, ask, table->name);
                pg_add(out, ask, target);
            }
        }
    for (const View *view; (view = catalog_next_view(ask->catalog, &views));)
        for (size_t k = 0; k < view->def.sources.len; k++)
            if (is_in(ask, view->def.sources.at[k]))
                pg_add(out, ask, view->name);
}

static bool is_full(const Ask *ask)
{
    return catalog_schema_content(ask->arena, ask->catalog, ask->op->name.name).len > 0;
}

static const Fact drop_schema[] = {
    { .when = is_full,
      .without = OPF_CASCADE,
      REFUSE("cannot drop the schema because other objects depend on it") },
    { .with = OPF_CASCADE, .on = on_content, LOCK(ACCESS_EXCLUSIVE) },
    { .with = OPF_CASCADE, .on = on_content, LOCK_INDEXES(ACCESS_EXCLUSIVE) },
    { .with = OPF_CASCADE, .on = on_neighbours, LOCK(ACCESS_EXCLUSIVE) },
};

// ---- objects without a kind of op of their own ----

static bool has_expressions(const Ask *ask)
{
    return str_eq(ask->op->verb, STR("expressions"));
}

static const Fact create_object[] = {
    { .object = OBJ_STATISTICS,
      .to = 13,
      .when = has_expressions,
      REFUSE("only simple column references are allowed before PostgreSQL 14") },
    { .object = OBJ_STATISTICS, .on = on_read, LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .object = OBJ_PUBLICATION, .on = on_read, LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .object = OBJ_RULE, .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .object = OBJ_RULE, .on = on_read, LOCK(ROW_EXCLUSIVE) },
};

// The owner of what nobody has said to belong to somebody is not known.
static void on_owned(const Ask *ask, RelVec *out)
{
    size_t at = 0;
    for (const Table *table; (table = catalog_next_table(ask->catalog, &at));)
        if (table->owner.len > 0 && pg_has_word(&ask->op->columns, table->owner))
            pg_add(out, ask, table->name);
}

// SET TABLE is about the tables that were there as well.
static void on_published(const Ask *ask, RelVec *out)
{
    size_t at = 0;
    for (const Table *table; (table = catalog_next_table(ask->catalog, &at));)
        if (pg_has_word(&table->publications, ask->op->name.name))
            pg_add(out, ask, table->name);
}

static bool names_tables(const Ask *ask)
{
    return ask->op->relations.len > 0;
}

static bool is_moved(const Ask *ask)
{
    return !str_eq(ask->op->part, STR("pg_default"));
}

static const Fact alter_object[] = {
    { .object = OBJ_PUBLICATION, .on = on_read, LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .object = OBJ_PUBLICATION,
      .verb = "set",
      .when = names_tables,
      .on = on_published,
      LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .object = OBJ_RULE, .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .object = OBJ_ROLE,
      .verb = "reassign-owned",
      .on = on_owned,
      LOCK(ACCESS_EXCLUSIVE) },
    { .object = OBJ_ROLE,
      .verb = "reassign-owned",
      .on = on_owned,
      LOCK_INDEXES(ACCESS_EXCLUSIVE) },
    { .object = OBJ_VIEW, .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .object = OBJ_INDEX, .verb = "depends", .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .object = OBJ_MATVIEW, .verb = "owner", .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .object = OBJ_MATVIEW,
      .verb = "owner",
      .on = on_named,
      LOCK_INDEXES(ACCESS_EXCLUSIVE) },
    { .object = OBJ_MATVIEW,
      .verb = "cluster-on",
      .on = on_named,
      LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .object = OBJ_MATVIEW,
      .verb = "cluster-on",
      .on = on_named_part,
      LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .object = OBJ_MATVIEW,
      .verb = "set-options",
      .on = on_named,
      LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .object = OBJ_MATVIEW,
      .verb = "reset-options",
      .on = on_named,
      LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .object = OBJ_MATVIEW,
      .verb = "tablespace",
      .on = on_named,
      LOCK(ACCESS_EXCLUSIVE) },
    { .object = OBJ_MATVIEW,
      .verb = "tablespace",
      .when = is_moved,
      .on = on_named,
      MOVE },
};

static void on_statistics_table(const Ask *ask, RelVec *out)
{
    Name name = catalog_resolve(ask->catalog, ask->op->name);
    size_t at = 0;
    for (const Table *table; (table = catalog_next_table(ask->catalog, &at));)
        if (names_have(&table->statistics, name))
            pg_add(out, ask, table->name);
}

static const Fact drop_object[] = {
    { .object = OBJ_RULE, .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .object = OBJ_STATISTICS,
      .from = 12,
      .on = on_statistics_table,
      LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .object = OBJ_ROLE, .verb = "owned", .on = on_owned, LOCK(ACCESS_EXCLUSIVE) },
    { .object = OBJ_ROLE,
      .verb = "owned",
      .on = on_owned,
      LOCK_INDEXES(ACCESS_EXCLUSIVE) },
};

static const Fact rename_object[] = {
    { .object = OBJ_VIEW, .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .object = OBJ_MATVIEW, .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .object = OBJ_SEQUENCE, .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .object = OBJ_TRIGGER, .on = on_named_partitions, LOCK(ACCESS_EXCLUSIVE) },
    { .object = OBJ_POLICY, .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .object = OBJ_RULE, .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
};

// ---- GRANT, COMMENT ----

static const Fact grant[] = {
    { .object = OBJ_TABLE, .from = 18, .on = on_named, LOCK(ACCESS_SHARE) },
    { .object = OBJ_SEQUENCE, .from = 18, .on = on_named, LOCK(ACCESS_SHARE) },
};

static const Fact comment[] = {
    { .object = OBJ_TABLE, .on = on_named, LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .object = OBJ_VIEW, .on = on_named, LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .object = OBJ_MATVIEW, .on = on_named, LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .object = OBJ_INDEX, .on = on_named, LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .object = OBJ_SEQUENCE, .on = on_named, LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .object = OBJ_COLUMN, .on = on_named, LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .object = OBJ_CONSTRAINT, .on = on_named, LOCK(ACCESS_SHARE) },
    { .object = OBJ_TRIGGER, .on = on_named, LOCK(ACCESS_SHARE) },
    { .object = OBJ_POLICY, .on = on_named, LOCK(ACCESS_SHARE) },
    { .object = OBJ_RULE, .on = on_named, LOCK(ACCESS_SHARE) },
};

const FactList pg_object_facts[OP_KIND_COUNT] = {
    [OP_CREATE_TRIGGER] = FACTS(create_trigger),
    [OP_DROP_TRIGGER] = FACTS(drop_trigger),
    [OP_SET_TRIGGER] = FACTS(set_trigger),
    [OP_CREATE_POLICY] = FACTS(policy),
    [OP_ALTER_POLICY] = FACTS(policy),
    [OP_DROP_POLICY] = FACTS(drop_policy),
    [OP_CREATE_FUNCTION] = FACTS(create_function),
    [OP_DROP_FUNCTION] = FACTS(drop_function),
    [OP_DROP_SCHEMA] = FACTS(drop_schema),
    [OP_CREATE_OBJECT] = FACTS(create_object),
    [OP_ALTER_OBJECT] = FACTS(alter_object),
    [OP_DROP_OBJECT] = FACTS(drop_object),
    [OP_RENAME_OBJECT] = FACTS(rename_object),
    [OP_GRANT] = FACTS(grant),
    [OP_COMMENT] = FACTS(comment),
};
