// SPDX-License-Identifier: Apache-2.0
// Facts about constraints that are there: dropped, renamed, checked, changed.
#include "dialect/pg_facts_priv.h"

// ---- DROP, RENAME ----

static const Constraint *old_constraint(const Ask *ask)
{
    return table_constraint(pg_table(ask), ask->op->part);
}

static bool is_kind(const Ask *ask, unsigned kinds)
{
    const Constraint *old = old_constraint(ask);
    return old && (kinds & (1U << old->def.kind)) != 0;
}

// NOT NULL has a name since 18 that the text does not tell.
static bool constraint_is_missing(const Ask *ask)
{
    const Table *table = pg_table(ask);
    return table && table->complete && !table->uncertain && !old_constraint(ask) &&
           !(ask->major >= 18 && str_ends(ask->op->part, STR("_not_null")));
}

static void on_constraint_index(const Ask *ask, RelVec *out)
{
    RelVec tree = { 0 };
    on_named_tree(ask, &tree);
    const Index *top = NULL;
    for (size_t i = 0; i < tree.len; i++) {
        size_t count;
        Index *const *indexes = pg_indexes(&tree.at[i], &count);
        for (size_t k = 0; k < count; k++) {
            bool own = i == 0 && str_eq(indexes[k]->constraint, ask->op->part);
            if (own)
                top = indexes[k];
            if (own || (top && name_eq(indexes[k]->parent, top->name)))
                *vec_push(ask->arena, out) = pg_rel_of_index(indexes[k]);
        }
    }
}

static void on_own_constraint_index(const Ask *ask, RelVec *out)
{
    RelVec all = { 0 };
    on_constraint_index(ask, &all);
    if (all.len > 0)
        *vec_push(ask->arena, out) = all.at[0];
}

// Tables whose foreign keys need the key that is dropped.
static void on_dependent_keys(const Ask *ask, RelVec *out)
{
    const Constraint *old = old_constraint(ask);
    if (!is_kind(ask, 1U << CON_PRIMARY_KEY | 1U << CON_UNIQUE))
        return;
    ForeignKeyVec keys = catalog_referencing(ask->arena, ask->catalog, ask->op->name);
    for (size_t i = 0; i < keys.len; i++) {
        const StrVec *needed = &keys.at[i].constraint->def.ref_columns;
        bool same = needed->len == old->def.columns.len;
        for (size_t k = 0; same && k < needed->len; k++)
            same = str_eq(needed->at[k], old->def.columns.at[k]);
        if (same)
            pg_add(out, ask, keys.at[i].table->name);
    }
}

static bool key_is_needed(const Ask *ask)
{
    return pg_is_any(ask, on_dependent_keys);
}

static const Fact drop_constraint[] = {
    { .when = constraint_is_missing,
      .without = OPF_IF_EXISTS,
      REFUSE("the constraint does not exist") },
    { .when = key_is_needed,
      .without = OPF_CASCADE,
      REFUSE("cannot drop the constraint because other objects depend on it") },
    { .on = on_named_tree, LOCK(ACCESS_EXCLUSIVE) },
    { .on = on_constraint_index, LOCK(ACCESS_EXCLUSIVE) },
    { .on = on_key_partners, LOCK(ACCESS_EXCLUSIVE) },
    { .with = OPF_CASCADE, .on = on_dependent_keys, LOCK(ACCESS_EXCLUSIVE) },
};

static const Fact rename_constraint[] = {
    { .when = constraint_is_missing, REFUSE("the constraint does not exist") },
    { .on = on_named_tree, LOCK(ACCESS_EXCLUSIVE) },
    { .to = 11, .on = on_own_constraint_index, LOCK(ACCESS_EXCLUSIVE) },
    { .from = 12, .on = on_own_constraint_index, LOCK(SHARE_UPDATE_EXCLUSIVE) },
};

// ---- VALIDATE ----

static bool is_key(const Ask *ask)
{
    return is_kind(ask, 1U << CON_FOREIGN_KEY);
}

static bool is_checkable(const Ask *ask)
{
    return !old_constraint(ask) ||
           is_kind(ask, 1U << CON_FOREIGN_KEY | 1U << CON_CHECK | 1U << CON_NOT_NULL);
}

static bool is_valid(const Ask *ask)
{
    return old_constraint(ask) && !old_constraint(ask)->def.not_valid;
}

// A constraint of which nothing is known is taken for a CHECK that is not valid.
static bool is_valid_or_key(const Ask *ask)
{
    return is_valid(ask) || is_key(ask);
}

static bool is_unchecked_key(const Ask *ask)
{
    return is_key(ask) && !is_valid(ask);
}

static void on_old_key_ends(const Ask *ask, RelVec *out)
{
    on_named_tree(ask, out);
    on_key_partners(ask, out);
}

static const Fact validate_constraint[] = {
    { .when = constraint_is_missing, REFUSE("the constraint does not exist") },
    { .unless = is_checkable,
      REFUSE("the constraint is not a foreign key or check constraint") },
    { .with = OPF_EXCLUSIVE, .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .on = on_named_tree, LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .unless = is_valid_or_key, .on = on_named_tree, SCAN },
    { .when = is_unchecked_key, .on = on_key_partners, LOCK(ROW_SHARE) },
    { .when = is_unchecked_key, .on = on_old_key_ends, SCAN },
    { .when = is_unchecked_key, .on = on_old_key_ends, LOCK_INDEXES(ACCESS_SHARE) },
};

// ---- ALTER CONSTRAINT ----

static bool says_enforced(const Ask *ask)
{
    return text_mentions(ask->arena, ask->op->detail, STR("enforced"));
}

static bool enforces(const Ask *ask)
{
    return says_enforced(ask) && !text_mentions(ask->arena, ask->op->detail, STR("not"));
}

static bool stops_enforcing(const Ask *ask)
{
    return says_enforced(ask) && !enforces(ask);
}

static bool is_other_than_key(const Ask *ask)
{
    return old_constraint(ask) && !is_key(ask) &&
           (text_mentions(ask->arena, ask->op->detail, STR("deferrable")) ||
            text_mentions(ask->arena, ask->op->detail, STR("initially")));
}

static const Fact alter_constraint[] = {
    { .to = 17,
      .when = says_enforced,
      REFUSE("ALTER CONSTRAINT ENFORCED came with PostgreSQL 18") },
    { .when = constraint_is_missing, REFUSE("the constraint does not exist") },
    { .when = is_other_than_key, REFUSE("the constraint is not a foreign key") },
    { .on = on_named_tree, LOCK(ACCESS_EXCLUSIVE) },
    { .when = enforces, .on = on_key_partners, LOCK(SHARE_ROW_EXCLUSIVE) },
    { .when = enforces, .on = on_old_key_ends, SCAN },
    { .when = enforces, .on = on_old_key_ends, LOCK_INDEXES(ACCESS_SHARE) },
    { .when = stops_enforcing, .on = on_key_partners, LOCK(ACCESS_EXCLUSIVE) },
};

const FactList pg_old_constraint_facts[OP_KIND_COUNT] = {
    [OP_DROP_CONSTRAINT] = FACTS(drop_constraint),
    [OP_RENAME_CONSTRAINT] = FACTS(rename_constraint),
    [OP_VALIDATE_CONSTRAINT] = FACTS(validate_constraint),
    [OP_ALTER_CONSTRAINT] = FACTS(alter_constraint),
};
