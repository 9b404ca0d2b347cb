// SPDX-License-Identifier: Apache-2.0
// What TiDB refuses because of a key: an index that a foreign key needs, types on both
// sides of a foreign key, types that no index takes whole. TiDB 8.5.0.
#include "dialect/mysql_facts_priv.h"

// ---- foreign keys ----

// What a MODIFY makes of a type, and the type at the other end of a foreign key.
typedef struct Ends {
    const TypeRef *old;
    const TypeRef *new;
    const TypeRef *other;
} Ends;

typedef bool Clash(const Ends *ends);

static bool clashes(const MyAsk *ask, Clash *clash, const Table *other, Str name)
{
    const Column *column = other ? table_column(other, name) : NULL;
    if (!column || !ask->column || !ask->op->column)
        return false;
    Ends ends = { &ask->column->def->type, &ask->op->column->type, &column->def->type };
    return !str_eq(ends.old->text, ends.new->text) && clash(&ends);
}

// The keys' columns that stand for the op's column, at the other end.
static bool clashes_where_it_is(const MyAsk *ask, Clash *clash, const Table *other,
                                const StrVec *here, const StrVec *there)
{
    for (size_t i = 0; i < here->len && i < there->len; i++)
        if (table_same_name(ask->table, here->at[i], ask->op->part) &&
            clashes(ask, clash, other, there->at[i]))
            return true;
    return false;
}

static const StrVec *referenced(const Table *table, const ConstraintDef *key)
{
    const ConstraintDef *primary = my_primary_key(table);
    return key->ref_columns.len == 0 && primary ? &primary->columns : &key->ref_columns;
}

static bool clashes_with_parent(const MyAsk *ask, Clash *clash)
{
    for (size_t i = 0; ask->table && i < ask->table->constraints.len; i++) {
        const ConstraintDef *key = &ask->table->constraints.at[i]->def;
        if (key->kind != CON_FOREIGN_KEY)
            continue;
        const Table *parent =
            catalog_table(ask->catalog, catalog_resolve(ask->catalog, key->ref_table));
        if (parent && clashes_where_it_is(ask, clash, parent, &key->columns,
                                          referenced(parent, key)))
            return true;
    }
    return false;
}

static bool clashes_with_child(const MyAsk *ask, Clash *clash)
{
    ForeignKeyVec keys = { 0 };
    if (ask->table)
        keys = catalog_referencing(ask->arena, ask->catalog, ask->relation);
    for (size_t i = 0; i < keys.len; i++) {
        const ConstraintDef *key = &keys.at[i].constraint->def;
        if (clashes_where_it_is(ask, clash, keys.at[i].table, referenced(ask->table, key),
                                &key->columns))
            return true;
    }
    return false;
}

// The sign is not looked at.
static bool is_of_other_kind(const Ends *ends)
{
    return !str_eq(ends->new->name.name, ends->other->name.name);
}

static long length_of(const TypeRef *type)
{
    return type->mod_count > 0 ? type->mods[0] : 1;
}

// A DECIMAL stays as it is, and no string gets shorter than it was or than the other.
static bool has_other_length(const Ends *ends)
{
    static const char *const strings[] = { "char", "varchar", "binary", "varbinary",
                                           NULL };
    Str name = ends->new->name.name;
    if (!str_eq(name, ends->old->name.name))
        return false;
    long length = length_of(ends->new);
    return str_eq(name, STR("decimal")) ||
           (str_is_any(name, strings) &&
            (length < length_of(ends->old) || length < length_of(ends->other)));
}

static bool changes_kind(const MyAsk *ask)
{
    return clashes_with_parent(ask, is_of_other_kind) ||
           clashes_with_child(ask, is_of_other_kind);
}

static bool changes_child_length(const MyAsk *ask)
{
    return clashes_with_parent(ask, has_other_length);
}

static bool changes_parent_length(const MyAsk *ask)
{
    return clashes_with_child(ask, has_other_length);
}

// ---- the facts ----

static const MyFact drop_index[] = {
    { MEASURED, TIDB, SINCE(6, 6, 0), .when = my_index_is_needed,
      MY_REFUSE("a foreign key needs the index, also one that the same ALTER TABLE drops "
                "(1553)") },
};

static const MyFact modify_column[] = {
    { MEASURED, TIDB, SINCE(6, 6, 0), .when = changes_kind,
      MY_REFUSE("its type would differ from the one at the other end of a foreign key "
                "(3780)") },
    { MEASURED, TIDB, SINCE(6, 6, 0), .when = changes_child_length,
      MY_REFUSE("a foreign key needs the length of the column as it is (1832)") },
    { MEASURED, TIDB, SINCE(6, 6, 0), .when = changes_parent_length,
      MY_REFUSE("a foreign key of another table needs the length of the column as it is "
                "(1833)") },
};

const MyFactList my_tidb_key_facts[OP_KIND_COUNT] = {
    [OP_DROP_INDEX] = MY_FACTS(drop_index),
    [OP_MODIFY_COLUMN] = MY_FACTS(modify_column),
};
