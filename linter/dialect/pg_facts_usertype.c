// SPDX-License-Identifier: Apache-2.0
// Facts about types that users make, and the tables that use them.
#include "dialect/pg_facts_priv.h"

static void on_typed(const Ask *ask, RelVec *out)
{
    Name type = catalog_resolve(ask->catalog, ask->op->name);
    size_t at = 0;
    for (const Table *table; (table = catalog_next_table(ask->catalog, &at));)
        if (name_eq(table->of_type, type))
            pg_add(out, ask, table->name);
}

// The type and the domains over it, and over these: they are few, and columns many.
static NameVec types_made_of(const Ask *ask, Name type)
{
    NameVec made = { 0 };
    *vec_push(ask->arena, &made) = type;
    for (size_t seen = 0; seen < made.len; seen++) {
        size_t at = 0;
        for (const Type *next; (next = catalog_next_type(ask->catalog, &at));)
            if (next->def.kind == TYPE_DOMAIN &&
                name_eq(next->def.base.name, made.at[seen]) &&
                !names_have(&made, next->name))
                *vec_push(ask->arena, &made) = next->name;
    }
    return made;
}

typedef enum Use {
    AS_ITSELF = 1,
    AS_ARRAY = 2,
} Use;

static bool has_column_of(const Table *table, const NameVec *types, unsigned uses)
{
    for (size_t i = 0; i < table->columns.len; i++) {
        const TypeRef *type = &table->columns.at[i]->def->type;
        unsigned use = type->array_dims > 0 ? AS_ARRAY : AS_ITSELF;
        if ((use & uses) && names_have(types, type->name))
            return true;
    }
    return false;
}

// Tables with a column of the type, or of a domain over it.
static void add_users(const Ask *ask, RelVec *out, unsigned uses)
{
    NameVec types = types_made_of(ask, catalog_resolve(ask->catalog, ask->op->name));
    size_t at = 0;
    for (const Table *table; (table = catalog_next_table(ask->catalog, &at));)
        if (has_column_of(table, &types, uses))
            pg_add(out, ask, table->name);
}

static void on_users(const Ask *ask, RelVec *out)
{
    add_users(ask, out, AS_ITSELF);
}

static void on_array_users(const Ask *ask, RelVec *out)
{
    add_users(ask, out, AS_ARRAY);
}

static void on_all_users(const Ask *ask, RelVec *out)
{
    add_users(ask, out, AS_ITSELF | AS_ARRAY);
}

// Partitioned tables hold no rows to check.
static void on_checked_users(const Ask *ask, RelVec *out)
{
    RelVec all = { 0 };
    on_users(ask, &all);
    for (size_t i = 0; i < all.len; i++)
        if (all.at[i].table->partition_by.len == 0)
            *vec_push(ask->arena, out) = all.at[i];
}

static bool is_used(const Ask *ask)
{
    return pg_is_any(ask, on_all_users);
}

static bool is_used_in_arrays(const Ask *ask)
{
    return pg_is_any(ask, on_array_users);
}

static const Fact drop_type[] = {
    { .when = is_used,
      .without = OPF_CASCADE,
      REFUSE("cannot drop the type because other objects depend on it") },
    { .with = OPF_CASCADE, .on = on_all_users, LOCK(ACCESS_EXCLUSIVE) },
};

static bool checks_values(const Ask *ask)
{
    bool adds = str_eq(ask->op->verb, STR("add-constraint")) &&
                !(ask->op->constraint && ask->op->constraint->not_valid);
    return adds || str_eq(ask->op->verb, STR("validate-constraint")) ||
           str_eq(ask->op->verb, STR("set-not-null"));
}

static bool checks_arrays(const Ask *ask)
{
    return checks_values(ask) && is_used_in_arrays(ask);
}

static const Fact alter_domain[] = {
    { .when = checks_arrays, REFUSE("cannot alter the type because a column uses it") },
    { .when = checks_values, .on = on_checked_users, LOCK(SHARE) },
    { .when = checks_values, .on = on_checked_users, SCAN },
};

static bool is_attribute_change(const Ask *ask)
{
    return str_ends(ask->op->verb, STR("-attribute"));
}

static bool is_type_of_table(const Ask *ask)
{
    return is_attribute_change(ask) && pg_is_any(ask, on_typed);
}

static void on_type(const Ask *ask, RelVec *out)
{
    *vec_push(ask->arena, out) = (Rel){
        .name = catalog_resolve(ask->catalog, ask->op->name),
        .kind = OBJ_TYPE,
    };
}

// The tables of a type follow when CASCADE is said of the attribute.
static bool cascades(const Ask *ask)
{
    return is_attribute_change(ask) && op_has(ask->op, OPF_CASCADE);
}

static bool changes_values(const Ask *ask)
{
    return cascades(ask) && str_eq(ask->op->verb, STR("alter-attribute"));
}

static const Fact alter_type[] = {
    { .when = is_type_of_table,
      .without = OPF_CASCADE,
      REFUSE("cannot alter the type because it is the type of a typed table") },
    { .verb = "alter-attribute",
      .when = is_used,
      REFUSE("cannot alter the type because a column uses it") },
    { .when = is_attribute_change, .on = on_type, LOCK(ACCESS_EXCLUSIVE) },
    { .when = cascades, .on = on_typed, LOCK(ACCESS_EXCLUSIVE) },
    { .when = changes_values, .on = on_typed, REWRITE },
};

static bool label_is_there(const Ask *ask)
{
    const Type *type = catalog_type(ask->catalog, ask->op->name);
    return type && pg_has_word(&type->def.labels, ask->op->part);
}

static bool is_of_older_type_in_transaction(const Ask *ask)
{
    return pg_in_transaction(ask) &&
           !session_made_type(ask->scene->session, ask->op->name);
}

static const Fact add_enum_value[] = {
    { .to = 11,
      .when = is_of_older_type_in_transaction,
      REFUSE("ALTER TYPE ... ADD cannot run inside a transaction block") },
    { .when = label_is_there,
      .without = OPF_IF_NOT_EXISTS,
      REFUSE("the enum label already exists") },
};

const FactList pg_usertype_facts[OP_KIND_COUNT] = {
    [OP_DROP_TYPE] = FACTS(drop_type),
    [OP_ALTER_TYPE] = FACTS(alter_type),
    [OP_ALTER_DOMAIN] = FACTS(alter_domain),
    [OP_ADD_ENUM_VALUE] = FACTS(add_enum_value),
};
