// SPDX-License-Identifier: Apache-2.0
// Triggers, policies and row security, and the ops that drop or rename a thing of any
// kind.
#include "catalog/replay_priv.h"

static bool has_trigger(const Table *table, Str name)
{
    for (size_t i = 0; i < table->triggers.len; i++)
        if (str_eq(table->triggers.at[i]->name, name))
            return true;
    return false;
}

static void remove_trigger(Table *table, Str name)
{
    for (size_t i = 0; i < table->triggers.len; i++)
        if (str_eq(table->triggers.at[i]->name, name)) {
            VEC_REMOVE(&table->triggers, i);
            return;
        }
}

void apply_create_trigger(Catalog *catalog, const Op *op)
{
    if (find_view(catalog, op->name))
        return; // INSTEAD OF: the view's own affair
    Table *table = op->part.len > 0 ? table_presume(catalog, op->name) : NULL;
    if (!table || (has_trigger(table, op->part) && !op_has(op, OPF_OR_REPLACE)))
        return;
    remove_trigger(table, op->part);
    Trigger *trigger = NEW(catalog->arena, Trigger);
    *trigger = (Trigger){
        .name = op->part, .function = op->detail, .enabled = true, .origin = catalog->here
    };
    for (size_t i = 0; i < op->columns.len; i++)
        *vec_push(catalog->arena, &trigger->columns) = op->columns.at[i];
    *vec_push(catalog->arena, &table->triggers) = trigger;
}

void apply_drop_trigger(Catalog *catalog, const Op *op)
{
    Table *table = find_table(catalog, op->name);
    if (table)
        remove_trigger(table, op->part);
}

// Without a name it is about all of them.
void apply_set_trigger(Catalog *catalog, const Op *op)
{
    const Table *table = find_table(catalog, op->name);
    for (size_t i = 0; table && i < table->triggers.len; i++)
        if (op->part.len == 0 || str_eq(table->triggers.at[i]->name, op->part))
            table->triggers.at[i]->enabled = !op_has(op, OPF_REVOKE);
}

// ---- policies ----

static Policy *find_policy(const Table *table, Str name)
{
    for (size_t i = 0; i < table->policies.len; i++)
        if (str_eq(table->policies.at[i]->name, name))
            return table->policies.at[i];
    return NULL;
}

void apply_create_policy(Catalog *catalog, const Op *op)
{
    Table *table = op->policy ? table_presume(catalog, op->name) : NULL;
    if (!table || op->part.len == 0 || find_policy(table, op->part))
        return;
    Policy *policy = NEW(catalog->arena, Policy);
    *policy = (Policy){ op->part, policy_def_copy(catalog, op->policy), catalog->here };
    policy->def.table = table->name;
    *vec_push(catalog->arena, &table->policies) = policy;
}

// Changes what it says and leaves the rest.
void apply_alter_policy(Catalog *catalog, const Op *op)
{
    const Table *table = find_table(catalog, op->name);
    Policy *policy = table ? find_policy(table, op->part) : NULL;
    if (!policy || !op->policy)
        return;
    PolicyDef def = policy_def_copy(catalog, op->policy);
    if (def.roles.len > 0)
        policy->def.roles = def.roles;
    if (def.using_expr.ptr)
        policy->def.using_expr = def.using_expr;
    if (def.check_expr.ptr)
        policy->def.check_expr = def.check_expr;
}

void apply_drop_policy(Catalog *catalog, const Op *op)
{
    Table *table = find_table(catalog, op->name);
    for (size_t i = 0; table && i < table->policies.len; i++)
        if (str_eq(table->policies.at[i]->name, op->part)) {
            VEC_REMOVE(&table->policies, i);
            return;
        }
}

void apply_row_security(Catalog *catalog, const Op *op)
{
    Table *table = table_presume(catalog, op->name);
    if (!table)
        return;
    bool on = !op_has(op, OPF_REVOKE);
    bool force = str_eq(op->verb, STR("force")) || str_eq(op->verb, STR("no-force"));
    *(force ? &table->force_row_security : &table->row_security) = on;
    if (!force)
        table->row_security_origin = catalog->here;
}

// ---- RENAME and DROP of what has no op kind of its own ----

static void rename_type(Catalog *catalog, const Op *op)
{
    Object *object = type_find(catalog, op->name);
    if (!object)
        return;
    Name from = *object->name, to = { from.schema, op->other.name };
    if (object_move(catalog, object, to))
        retarget_type(catalog, from, to);
}

static void rename_function(Catalog *catalog, const Op *op)
{
    Str arguments = op->function ? op->function->arguments : (Str){ 0 };
    Object *object = function_find(catalog, op->name, arguments);
    if (!object)
        return;
    Name from = *object->name, to = { from.schema, op->other.name };
    if (object_move(catalog, object, to))
        retarget_function(catalog, from, to);
}

static void rename_trigger(Catalog *catalog, const Op *op)
{
    const Table *table = find_table(catalog, op->name);
    if (!table || has_trigger(table, op->other.name))
        return;
    for (size_t i = 0; i < table->triggers.len; i++)
        if (str_eq(table->triggers.at[i]->name, op->part))
            table->triggers.at[i]->name = op->other.name;
}

static void rename_policy(Catalog *catalog, const Op *op)
{
    const Table *table = find_table(catalog, op->name);
    Policy *policy = table ? find_policy(table, op->part) : NULL;
    if (policy && !find_policy(table, op->other.name))
        policy->name = op->other.name;
}

static void drop_statistics(Catalog *catalog, const Op *op)
{
    size_t at = 0;
    Name name = creation_name(catalog, op->name, false);
    for (Table *table; (table = next_record(catalog, OBJ_TABLE, &at));)
        for (size_t i = table->statistics.len; i-- > 0;)
            if (name_eq(table->statistics.at[i], name))
                VEC_REMOVE(&table->statistics, i);
}

// By Op.object; NULL: nothing that the catalog knows.
static Apply *const renames[OBJECT_KIND_COUNT] = {
    [OBJ_SCHEMA] = apply_rename_schema,
    [OBJ_TABLE] = apply_rename_relation,
    [OBJ_VIEW] = apply_rename_relation,
    [OBJ_MATVIEW] = apply_rename_relation,
    [OBJ_INDEX] = apply_rename_relation,
    [OBJ_SEQUENCE] = apply_rename_relation,
    [OBJ_TYPE] = rename_type,
    [OBJ_DOMAIN] = rename_type,
    [OBJ_FUNCTION] = rename_function,
    [OBJ_COLUMN] = apply_rename_column,
    [OBJ_CONSTRAINT] = apply_rename_constraint,
    [OBJ_TRIGGER] = rename_trigger,
    [OBJ_POLICY] = rename_policy,
};

static Apply *const drops[OBJECT_KIND_COUNT] = {
    [OBJ_SCHEMA] = apply_drop_schema,
    [OBJ_TABLE] = apply_drop_relation,
    [OBJ_VIEW] = apply_drop_relation,
    [OBJ_MATVIEW] = apply_drop_relation,
    [OBJ_INDEX] = apply_drop_relation,
    [OBJ_SEQUENCE] = apply_drop_relation,
    [OBJ_TYPE] = apply_drop_type,
    [OBJ_DOMAIN] = apply_drop_type,
    [OBJ_FUNCTION] = apply_drop_function,
    [OBJ_TRIGGER] = apply_drop_trigger,
    [OBJ_POLICY] = apply_drop_policy,
    [OBJ_STATISTICS] = drop_statistics,
    [OBJ_PUBLICATION] = apply_drop_publication,
};

void apply_rename_object(Catalog *catalog, const Op *op)
{
    if (op->other.name.len > 0 && renames[op->object])
        renames[op->object](catalog, op);
}

void apply_drop_object(Catalog *catalog, const Op *op)
{
    if (drops[op->object])
        drops[op->object](catalog, op);
}
