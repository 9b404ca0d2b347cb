// SPDX-License-Identifier: Apache-2.0
// Indexes and constraints of MySQL's tables: what they are called, what the server makes
// along with them, and what it does not do though it reads it.
#include "catalog/replay_my_priv.h"
#include "ir/charset.h"

// More than servers take; it bounds what a hostile file makes of names that count up.
enum { MAX_PARTS = 1024 };

// ---- indexes ----

// In the spelling of the columns.
static void spell(const Table *table, Str *name)
{
    const Column *column = name->len > 0 ? find_column(table, *name) : NULL;
    if (column)
        *name = column->def->name;
}

static void spell_all(const Table *table, const StrVec *names)
{
    for (size_t i = 0; i < names->len; i++)
        spell(table, &names->at[i]);
}

// Of kinds that find rows by the beginning of their key.
static bool is_ordered(const IndexDef *def)
{
    static const char *const others[] = { "fulltext", "spatial", "vector", NULL };
    return !str_is_any(def->method, others);
}

// It begins with these columns, whole ones.
static bool begins_with(const Table *table, const IndexDef *def, const StrVec *columns)
{
    bool fits = is_ordered(def) && def->parts.len >= columns->len;
    for (size_t i = 0; fits && i < columns->len; i++)
        fits = def->parts.at[i].length == 0 &&
               table_same_name(table, def->parts.at[i].column, columns->at[i]);
    return fits;
}

static StrVec part_columns(Arena *arena, const IndexDef *def)
{
    StrVec columns = { 0 };
    for (size_t i = 0; i < def->parts.len; i++)
        *vec_push(arena, &columns) = def->parts.at[i].column;
    return columns;
}

void my_index_remove(Table *table, const Index *index)
{
    for (size_t i = 0; i < table->indexes.len; i++)
        if (table->indexes.at[i] == index) {
            VEC_REMOVE(&table->indexes, i);
            return;
        }
}

static void remove_covered(Catalog *catalog, Table *table, const Index *by)
{
    for (size_t i = table->indexes.len; i-- > 0;) {
        const Index *index = table->indexes.at[i];
        if (index == by || !index->generated)
            continue;
        StrVec columns = part_columns(catalog->arena, &index->def);
        if (begins_with(table, &by->def, &columns))
            VEC_REMOVE(&table->indexes, i);
    }
}

// A prefix as long as the column is no prefix: the server keeps all of the column.
static void widen(const Table *table, IndexPart *part)
{
    static const char *const words[] = { "char", "varchar", "binary", "varbinary", NULL };
    const Column *column = part->length > 0 ? find_column(table, part->column) : NULL;
    const TypeRef *type = column ? &column->def->type : NULL;
    if (type && str_is_any(type->name.name, words) && type->mod_count > 0 &&
        type->mods[0] == part->length)
        part->length = 0;
}

Index *my_index_add(Catalog *catalog, Table *table, const IndexDef *def)
{
    if ((my_is_tidb(catalog) && !is_ordered(def)) || table->indexes.len >= MAX_PARTS)
        return NULL;
    Index *index = NEW(catalog->arena, Index);
    *index = (Index){ .def = index_def_copy(catalog, def),
                      .origin = catalog->here,
                      .valid = true };
    IndexDef *own = &index->def;
    own->table = table->name;
    for (size_t i = 0; i < own->parts.len; i++) {
        spell(table, &own->parts.at[i].column);
        widen(table, &own->parts.at[i]);
    }
    if (own->name.len == 0)
        own->name = my_index_name(catalog, table, own);
    if (table_index(table, own->name))
        return NULL;
    index->name = (Name){ table->name.schema, own->name };
    *vec_push(catalog->arena, &table->indexes) = index;
    remove_covered(catalog, table, index);
    return index;
}

// ---- primary keys ----

// TiDB's: what the text says, else what the setting makes of it.
static Clustering clustering_of(const Catalog *catalog, const Table *table,
                                const ConstraintDef *def)
{
    Str setting = catalog->mysql.clustered;
    if (!my_is_tidb(catalog) || def->clustering != CLUSTERING_UNSAID)
        return def->clustering;
    if (str_eq_ci(setting, STR("off")) || str_eq(setting, STR("0")))
        return NONCLUSTERED;
    const Column *only =
        def->columns.len == 1 ? find_column(table, def->columns.at[0]) : NULL;
    bool lone = only && type_is_integer(&only->def->type);
    return str_eq_ci(setting, STR("int_only")) && !lone ? NONCLUSTERED : CLUSTERED;
}

static void make_primary(Catalog *catalog, Table *table, ConstraintDef *def)
{
    IndexDef index = { .method = STR("btree") };
    if (def->key) {
        index = *def->key;
        if (def->columns.len == 0)
            def->columns = part_columns(catalog->arena, def->key);
    }
    spell_all(table, &def->columns);
    for (size_t i = 0; index.parts.len < def->columns.len; i++)
        vec_push(catalog->arena, &index.parts)->column = def->columns.at[i];
    for (size_t i = 0; i < def->columns.len; i++) {
        Column *column = find_column(table, def->columns.at[i]);
        if (column)
            column_set_not_null(catalog, column, true);
    }
    index.name = PRIMARY_NAME;
    index.unique = true;
    Index *made = my_index_add(catalog, table, &index);
    if (made)
        made->constraint = PRIMARY_NAME;
    def->name = PRIMARY_NAME;
    table->clustering = clustering_of(catalog, table, def);
}

// ---- foreign keys ----

static bool is_covered(const Table *table, const StrVec *columns)
{
    for (size_t i = 0; i < table->indexes.len; i++) {
        const Index *index = table->indexes.at[i];
        // An equal one that was generated gives way to the new one.
        bool gives_way = index->generated && index->def.parts.len == columns->len;
        if (!gives_way && begins_with(table, &index->def, columns))
            return true;
    }
    return false;
}

// Called as the constraint, else as the text calls it, else as any index without a name.
static void index_of_key(Catalog *catalog, Table *table, const ConstraintDef *def,
                         Str given)
{
    IndexDef index = { .method = STR("btree"), .name = given };
    if (is_covered(table, &def->columns))
        return;
    for (size_t i = 0; i < def->columns.len; i++)
        vec_push(catalog->arena, &index.parts)->column = def->columns.at[i];
    if (index.name.len > 0 && table_index(table, index.name))
        index.name = (Str){ 0 };
    Index *made = my_index_add(catalog, table, &index);
    if (made)
        made->generated = true;
}

static void make_foreign(Catalog *catalog, Table *table, ConstraintDef *def)
{
    const Table *parent = find_table(catalog, def->ref_table);
    const Constraint *key = table_primary_key(parent);
    Str given = def->name.len > 0 ? def->name : def->using_index;
    spell_all(table, &def->columns);
    if (parent)
        spell_all(parent, &def->ref_columns);
    for (size_t i = 0; key && def->ref_columns.len < key->def.columns.len; i++)
        *vec_push(catalog->arena, &def->ref_columns) = key->def.columns.at[i];
    if (def->name.len == 0)
        def->name = my_constraint_name(catalog, table, def);
    index_of_key(catalog, table, def, given);
}

// ---- constraints ----

static bool is_before(const Catalog *catalog, const char *family, int version)
{
    return engine_is(catalog->engine, family) &&
           engine_version(catalog->engine) < version;
}

// Read and forgotten: CHECKs before they were known, or while TiDB has them switched off,
// and REFERENCES beside a column where only a key of its own line counts.
static bool is_ignored(const Catalog *catalog, const ConstraintDef *def, bool is_inline)
{
    if (def->kind == CON_CHECK)
        return is_before(catalog, "mysql", ENGINE_VERSION(8, 0, 16)) ||
               (my_is_tidb(catalog) && !catalog->mysql.checks);
    return def->kind == CON_FOREIGN_KEY && is_inline &&
           (my_is_tidb(catalog) || is_before(catalog, "mysql", ENGINE_VERSION(9, 0, 0)));
}

// As snapshots have it, and no text: an index.
static void add_unique(Catalog *catalog, Table *table, const ConstraintDef *def)
{
    IndexDef index = { .name = def->name, .method = STR("btree"), .unique = true };
    for (size_t i = 0; i < def->columns.len; i++)
        vec_push(catalog->arena, &index.parts)->column = def->columns.at[i];
    my_index_add(catalog, table, &index);
}

Constraint *my_constraint_add(Catalog *catalog, Table *table, const ConstraintDef *def,
                              Str column)
{
    bool taken = (def->name.len > 0 && find_constraint(table, def->name)) ||
                 (def->kind == CON_PRIMARY_KEY && table_primary_key(table));
    if (def->kind == CON_UNIQUE)
        add_unique(catalog, table, def);
    if (taken || is_ignored(catalog, def, column.len > 0) || def->kind == CON_UNIQUE ||
        table->constraints.len >= MAX_PARTS)
        return NULL;
    Constraint *constraint = NEW(catalog->arena, Constraint);
    *constraint =
        (Constraint){ .def = constraint_def_copy(catalog, def), .origin = catalog->here };
    ConstraintDef *own = &constraint->def;
    bool of_column = own->kind == CON_CHECK && own->name.len == 0 && column.len > 0 &&
                     my_is_mariadb(catalog);
    if (own->kind == CON_PRIMARY_KEY)
        make_primary(catalog, table, own);
    else if (own->kind == CON_FOREIGN_KEY)
        make_foreign(catalog, table, own);
    else if (own->name.len == 0 && !of_column)
        own->name = my_constraint_name(catalog, table, own);
    if (of_column) {
        own->columns = (StrVec){ 0 };
        *vec_push(catalog->arena, &own->columns) = column;
    }
    *vec_push(catalog->arena, &table->constraints) = constraint;
    reference_note(catalog, table, &constraint->def);
    return constraint;
}

void my_constraint_remove(Table *table, const Constraint *constraint)
{
    if (constraint->def.kind == CON_PRIMARY_KEY) {
        my_index_remove(table, table_index(table, PRIMARY_NAME));
        table->clustering = CLUSTERING_UNSAID;
    }
    for (size_t i = 0; i < table->constraints.len; i++)
        if (table->constraints.at[i] == constraint) {
            VEC_REMOVE(&table->constraints, i);
            return;
        }
}

// ---- what goes with a column ----

void my_column_checks_remove(Table *table, Str column)
{
    for (size_t i = table->constraints.len; i-- > 0;) {
        const ConstraintDef *def = &table->constraints.at[i]->def;
        if (def->kind == CON_CHECK && def->name.len == 0 && def->columns.len == 1 &&
            table_same_name(table, def->columns.at[0], column))
            VEC_REMOVE(&table->constraints, i);
    }
}

static void take_name(const Table *table, StrVec *names, Str name)
{
    for (size_t i = names->len; i-- > 0;)
        if (table_same_name(table, names->at[i], name))
            VEC_REMOVE(names, i);
}

// Of a part that is an expression the server refuses to take its column away.
static bool part_uses(const Table *table, const IndexPart *part, Str column)
{
    return part->column.len > 0 ? table_same_name(table, part->column, column)
                                : text_mentions_any_case(part->expression, column);
}

static void shrink_indexes(Table *table, Str column)
{
    for (size_t i = table->indexes.len; i-- > 0;) {
        IndexDef *def = &table->indexes.at[i]->def;
        for (size_t k = def->parts.len; k-- > 0;)
            if (part_uses(table, &def->parts.at[k], column))
                VEC_REMOVE(&def->parts, k);
        if (def->parts.len == 0)
            VEC_REMOVE(&table->indexes, i);
    }
}

void my_column_uses_remove(Table *table, Str column)
{
    for (size_t i = table->constraints.len; i-- > 0;) {
        ConstraintDef *def = &table->constraints.at[i]->def;
        bool is_key = def->kind == CON_PRIMARY_KEY;
        bool uses = def->kind == CON_CHECK
                        ? text_mentions_any_case(def->expression, column)
                        : table_list_has(table, &def->columns, column);
        if (!uses)
            continue;
        if (is_key)
            take_name(table, &def->columns, column);
        if (!is_key || def->columns.len == 0)
            VEC_REMOVE(&table->constraints, i);
    }
    shrink_indexes(table, column);
}
