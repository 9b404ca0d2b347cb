// SPDX-License-Identifier: Apache-2.0
// References follow a thing's new name, as they do in PostgreSQL, which keeps numbers.
// Texts of expressions and queries stay as they were written.
#include "catalog/replay_priv.h"

// ---- every reference there is ----

// What is renamed: one thing (from.name is set), or all that lives in a schema.
typedef struct Renaming {
    const Catalog *catalog;
    Name from;
    Name to;
} Renaming;

static void follow(const Renaming *renaming, Name *reference)
{
    if (renaming->from.name.len == 0) {
        if (reference->name.len > 0 && str_eq(reference->schema, renaming->from.schema))
            reference->schema = renaming->to.schema;
    } else if (same_relation(renaming->catalog, *reference, renaming->from)) {
        *reference = renaming->to;
    }
}

static void follow_all(const Renaming *renaming, const NameVec *references)
{
    for (size_t i = 0; i < references->len; i++)
        follow(renaming, &references->at[i]);
}

static void follow_in_index(const Renaming *renaming, Index *index)
{
    follow(renaming, &index->def.table);
    follow(renaming, &index->parent);
}

static void follow_in_table(const Renaming *renaming, Table *table)
{
    for (size_t i = 0; i < table->constraints.len; i++)
        follow(renaming, &table->constraints.at[i]->def.ref_table);
    for (size_t i = 0; i < table->indexes.len; i++)
        follow_in_index(renaming, table->indexes.at[i]);
    for (size_t i = 0; i < table->policies.len; i++)
        follow(renaming, &table->policies.at[i]->def.table);
    follow_all(renaming, &table->inherits);
    follow_all(renaming, &table->children);
    follow(renaming, &table->partition_of);
}

static void follow_beside_tables(const Catalog *catalog, const Renaming *renaming)
{
    size_t views = 0, sequences = 0;
    for (View *view; (view = next_record(catalog, OBJ_VIEW, &views));) {
        follow_all(renaming, &view->def.sources);
        for (size_t i = 0; i < view->indexes.len; i++)
            follow_in_index(renaming, view->indexes.at[i]);
    }
    for (Sequence *sequence; (sequence = next_record(catalog, OBJ_SEQUENCE, &sequences));)
        follow(renaming, &sequence->def.owned_by);
}

static void follow_relations(const Catalog *catalog, const Renaming *renaming)
{
    size_t tables = 0;
    for (Table *table; (table = next_record(catalog, OBJ_TABLE, &tables));)
        follow_in_table(renaming, table);
    follow_beside_tables(catalog, renaming);
}

static void follow_keys(const Catalog *catalog, const Renaming *renaming)
{
    const ObjectVec *noted = references_noted(catalog, renaming->from.name);
    for (size_t i = 0; noted && i < noted->len; i++) {
        const Table *other = noted->at[i]->record;
        for (size_t k = 0; k < other->constraints.len; k++)
            follow(renaming, &other->constraints.at[k]->def.ref_table);
    }
}

static void follow_in_tables(const Catalog *catalog, const Renaming *renaming,
                             const NameVec *names)
{
    for (size_t i = 0; i < names->len; i++) {
        Table *table = find_table(catalog, names->at[i]);
        if (table)
            follow_in_table(renaming, table);
    }
}

// Of tables those alone that can name this one are looked at.
static void follow_one_table(const Catalog *catalog, const Renaming *renaming,
                             Table *table)
{
    follow_in_table(renaming, table);
    follow_in_tables(catalog, renaming, &table->inherits);
    follow_in_tables(catalog, renaming, &table->children);
    follow_keys(catalog, renaming);
    follow_beside_tables(catalog, renaming);
}

// Only an index of a partition names another index.
static void follow_index(const Catalog *catalog, const Renaming *renaming,
                         const Index *index)
{
    const Table *table = find_table(catalog, index->def.table);
    for (size_t i = 0; table && i < table->children.len; i++) {
        const Table *child = find_table(catalog, table->children.at[i]);
        for (size_t k = 0; child && k < child->indexes.len; k++)
            follow(renaming, &child->indexes.at[k]->parent);
    }
}

// PostgreSQL's.
static void follow_relation(const Catalog *catalog, const Renaming *renaming)
{
    const Object *object = relation_at(catalog, renaming->to);
    if (object->kind == OBJ_TABLE)
        follow_one_table(catalog, renaming, object->record);
    else if (object->kind == OBJ_INDEX)
        follow_index(catalog, renaming, object->record);
    else
        follow_beside_tables(catalog, renaming);
}

// MySQL's: of a table its own indexes and the foreign keys to it. Views keep the names
// that they were written with.
static void follow_table(const Catalog *catalog, const Renaming *renaming)
{
    const Table *table = find_table(catalog, renaming->to);
    for (size_t i = 0; table && i < table->indexes.len; i++)
        follow_in_index(renaming, table->indexes.at[i]);
    follow_keys(catalog, renaming);
}

void retarget_relation(Catalog *catalog, Name from, Name to)
{
    Renaming renaming = { catalog, from, to };
    if (catalog->is_mysql)
        follow_table(catalog, &renaming);
    else if (catalog->is_sqlite)
        follow_relations(catalog, &renaming);
    else
        follow_relation(catalog, &renaming);
    references_follow(catalog, from.name, to.name);
}

// ---- types: the canonical text names them, too ----

// Where the name stands as a whole in the text; its length when it does not.
static size_t find_type_name(Str text, Str name)
{
    for (size_t at = str_find(text, name, 0); at < text.len;
         at = str_find(text, name, at + 1)) {
        size_t end = at + name.len;
        bool starts = at == 0 || text.ptr[at - 1] == '.' || text.ptr[at - 1] == '"';
        bool ends = end == text.len || text.ptr[end] == '[' || text.ptr[end] == '(' ||
                    text.ptr[end] == '"';
        if (starts && ends)
            return at;
    }
    return text.len;
}

static Str rename_text(Arena *arena, Str text, Name from, Name to)
{
    Str schema = { 0 };
    size_t at = find_type_name(text, from.name);
    if (at == text.len)
        return text;
    Str tail = str_drop(text, at + from.name.len);
    if (at > 0 && text.ptr[at - 1] == '"') {
        at--;
        tail = tail.len > 0 ? str_drop(tail, 1) : tail;
    }
    if (at > 0) // a schema was written
        schema = to.schema;
    return arena_fmt(arena, STR_FMT STR_FMT,
                     STR_ARG(name_sql(arena, (Name){ schema, to.name })), STR_ARG(tail));
}

static bool is_followed(const Renaming *renaming, Name name)
{
    Name to = name;
    follow(renaming, &to);
    return !name_eq(name, to);
}

static void follow_type(const Catalog *catalog, const Renaming *renaming, TypeRef *type)
{
    Name from = type->name, to = type->name;
    follow(renaming, &to);
    if (name_eq(from, to))
        return;
    type->name = to;
    type->text = rename_text(catalog->arena, type->text, from, to);
}

static void follow_column(const Catalog *catalog, const Renaming *renaming,
                          Column *column)
{
    if (is_followed(renaming, column->def->type.name))
        follow_type(catalog, renaming, &column_redefine(catalog->arena, column)->type);
}

static void follow_types(const Catalog *catalog, const Renaming *renaming)
{
    size_t tables = 0, types = 0;
    for (const Table *table; (table = next_record(catalog, OBJ_TABLE, &tables));)
        for (size_t i = 0; i < table->columns.len; i++)
            follow_column(catalog, renaming, table->columns.at[i]);
    for (Type *type; (type = next_record(catalog, OBJ_TYPE, &types));) {
        follow_type(catalog, renaming, &type->def.base);
        for (size_t i = 0; i < type->def.attributes.len; i++)
            follow_type(catalog, renaming, &type->def.attributes.at[i].type);
    }
}

void retarget_type(Catalog *catalog, Name from, Name to)
{
    follow_types(catalog, &(Renaming){ catalog, from, to });
}

// ---- functions: triggers call them by a name as it was written ----

static Name written_name(Str text)
{
    size_t dot = str_find_char(text, '.', 0);
    return dot == text.len ? (Name){ .name = text }
                           : (Name){ str_take(text, dot), str_drop(text, dot + 1) };
}

bool trigger_calls(const Trigger *trigger, Name function)
{
    Name called = written_name(trigger->function);
    return str_eq(called.name, function.name) &&
           (called.schema.len == 0 || str_eq(called.schema, function.schema));
}

void retarget_function(Catalog *catalog, Name from, Name to)
{
    size_t at = 0;
    for (const Table *table; (table = next_record(catalog, OBJ_TABLE, &at));)
        for (size_t i = 0; i < table->triggers.len; i++) {
            Trigger *trigger = table->triggers.at[i];
            if (!trigger_calls(trigger, from))
                continue;
            bool qualified = written_name(trigger->function).schema.len > 0;
            trigger->function = qualified ? name_text(catalog->arena, to) : to.name;
        }
}

// ---- schemas ----

void retarget_schema(Catalog *catalog, Str from, Str to)
{
    Renaming renaming = { catalog, { .schema = from }, { .schema = to } };
    for (size_t kind = 0; kind < OBJECT_KIND_COUNT; kind++)
        for (size_t i = 0; i < catalog->objects[kind].len; i++)
            if (!catalog->objects[kind].at[i]->dropped)
                follow(&renaming, catalog->objects[kind].at[i]->name);
    follow_relations(catalog, &renaming);
    follow_types(catalog, &renaming);
}

// ---- columns ----

static void rename_in(const Table *table, const StrVec *names, Str from, Str to)
{
    for (size_t i = 0; i < names->len; i++)
        if (table_same_name(table, names->at[i], from))
            names->at[i] = to;
}

static void rename_in_index(const Table *table, const IndexDef *index, Str from, Str to)
{
    for (size_t i = 0; i < index->parts.len; i++)
        if (table_same_name(table, index->parts.at[i].column, from))
            index->parts.at[i].column = to;
    rename_in(table, &index->include, from, to);
}

static void rename_referenced(const Catalog *catalog, const Table *table, Str from,
                              Str to)
{
    ForeignKeyVec keys = references_to(catalog->arena, catalog, table->name);
    for (size_t i = 0; i < keys.len; i++)
        rename_in(table, &keys.at[i].constraint->def.ref_columns, from, to);
}

// The text of a view's query stays as it was written, so the new name is noted beside it.
static void rename_in_views(const Catalog *catalog, Name table, Str from, Str to)
{
    size_t at = 0;
    if (catalog->is_mysql)
        return; // the query names it still, and fails
    for (View *view; (view = next_record(catalog, OBJ_VIEW, &at));) {
        if (view_reads(catalog, view, table) && view_names(catalog, view, from))
            *vec_push(catalog->arena, &view->renamed) = to;
    }
}

void retarget_column(Catalog *catalog, const Table *table, Str from, Str to)
{
    rename_in_views(catalog, table->name, from, to);
    for (size_t i = 0; i < table->constraints.len; i++) {
        const ConstraintDef *def = &table->constraints.at[i]->def;
        rename_in(table, &def->columns, from, to);
        rename_in(table, &def->on_delete_columns, from, to);
        rename_in(table, &def->include, from, to);
        if (def->key)
            rename_in_index(table, def->key, from, to);
    }
    for (size_t i = 0; i < table->indexes.len; i++)
        rename_in_index(table, &table->indexes.at[i]->def, from, to);
    for (size_t i = 0; i < table->triggers.len; i++)
        rename_in(table, &table->triggers.at[i]->columns, from, to);
    rename_in(table, &table->partition_columns, from, to);
    rename_referenced(catalog, table, from, to);
    Sequence *sequence = column_sequence(catalog, table->name, from);
    if (sequence)
        sequence->def.owned_column = to;
}
