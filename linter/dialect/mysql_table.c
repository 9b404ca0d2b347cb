// SPDX-License-Identifier: Apache-2.0
// CREATE TABLE, CREATE DATABASE, and which statement of CREATE begins how.
#include "dialect/mysql_table_priv.h"

typedef struct MyCreate {
    MyParser *p;
    Name name;
    TableDef *table;
    MyQuery query; // of CREATE TABLE … SELECT
    bool guarded;  // IF NOT EXISTS
    bool global;   // TiDB: a temporary table that every session sees
} MyCreate;

// ---- columns and what stands beside them ----

static void add_constraint(MyCreate *c, ConstraintDef def)
{
    *vec_push(c->p->arena, &c->table->constraints) = def;
}

static void add_index(MyCreate *c, IndexDef index)
{
    index.table = c->name;
    *vec_push(c->p->arena, &c->table->indexes) = index;
}

static void add_extras(MyCreate *c, const MyColumnExtras *extras)
{
    for (size_t i = 0; i < extras->constraints.len; i++)
        add_constraint(c, extras->constraints.at[i]);
    for (size_t i = 0; i < extras->indexes.len; i++)
        add_index(c, extras->indexes.at[i]);
}

// a, t.a or d.t.a.
static bool column_name(MyParser *p, Str *name)
{
    size_t from = p->at;
    if (!my_ident(p, name))
        return false;
    if (!my_is_punct(p, '.'))
        return true;
    for (int parts = 0; parts < 2 && my_take_punct(p, '.'); parts++)
        if (!my_any_word(p, name))
            return false;
    my_uses(p, MYF_QUALIFIED_COLUMN, from);
    return true;
}

static bool column(MyCreate *c)
{
    MyParser *p = c->p;
    size_t from = p->at;
    MyColumnExtras extras = { 0 };
    ColumnDef def = { 0 };
    if (!column_name(p, &def.name) || !my_column(p, &def, &extras))
        return false;
    def.span = my_span_from(p, from);
    *vec_push(p->arena, &c->table->columns) = def;
    add_extras(c, &extras);
    return true;
}

static bool element(MyCreate *c)
{
    IndexDef index = { 0 };
    ConstraintDef constraint = { 0 };
    Str period;
    if (my_is_period(c->p))
        return my_period(c->p, &period);
    switch (my_table_element(c->p, &index, &constraint)) {
    case MYE_NONE:
        return column(c);
    case MYE_INDEX:
        add_index(c, index);
        return true;
    case MYE_CONSTRAINT:
        add_constraint(c, constraint);
        return true;
    case MYE_REFUSED:
        return false;
    }
    return false;
}

static bool elements(MyCreate *c)
{
    bool parsed = my_expect_punct(c->p, '(');
    c->p->in_create = true;
    do
        parsed = parsed && element(c);
    while (parsed && my_take_punct(c->p, ','));
    c->p->in_create = false;
    return parsed && my_expect_punct(c->p, ')');
}

// ---- behind the list ----

static bool options(MyCreate *c)
{
    MyParser *p = c->p;
    for (bool found = true, comma = false; found;) {
        if (!my_table_option(p, &c->table->options, &found))
            return false;
        if (!found && comma)
            return my_refuse(p, NULL);
        comma = found && my_take_punct(p, ',');
    }
    return true;
}

static bool partitions(MyCreate *c)
{
    return !my_take(c->p, "partition by") || my_partition_by(c->p, c->table);
}

static bool has_column(const TableDef *table, Str name)
{
    for (size_t i = 0; i < table->columns.len; i++)
        if (str_eq_ci(table->columns.at[i].name, name))
            return true;
    return false;
}

// [IGNORE | REPLACE] [AS] SELECT …
static bool selected(MyCreate *c)
{
    MyParser *p = c->p;
    size_t from = p->at;
    bool must = my_take(p, "ignore") || my_take(p, "replace");
    must |= my_take(p, "as");
    if (!must && !my_is_query(p))
        return true;
    if (!my_sub_query(p, &c->query))
        return false;
    my_uses(p, MYF_CREATE_TABLE_SELECT, from);
    c->table->as_query = true;
    for (size_t i = 0; i < c->query.columns.len; i++)
        if (!has_column(c->table, c->query.columns.at[i]))
            vec_push(p->arena, &c->table->columns)->name = c->query.columns.at[i];
    return true;
}

static bool on_commit(MyCreate *c)
{
    if (!c->global || !my_take(c->p, "on commit"))
        return true;
    return my_take(c->p, "delete rows") || my_expect(c->p, "preserve rows");
}

static bool like(MyCreate *c)
{
    LikeClause *clause = vec_push(c->p->arena, &c->table->likes);
    *clause = (LikeClause){ .defaults = true,
                            .constraints = true,
                            .indexes = true,
                            .identity = true,
                            .generated = true };
    return my_name(c->p, &clause->table);
}

static bool body(MyCreate *c)
{
    MyParser *p = c->p;
    if (my_take(p, "like"))
        return like(c) && on_commit(c);
    if (my_is_punct(p, '(') && my_is_at(p, 1, "like")) {
        p->at += 2;
        return like(c) && my_expect_punct(p, ')') && on_commit(c);
    }
    if (my_is_punct(p, '(') && !my_is_query(p) && !elements(c))
        return false;
    return options(c) && partitions(c) && selected(c) && on_commit(c);
}

// ---- what the parts of the text say together ----

static Str option_value(const TableDef *table, const char *name)
{
    for (size_t i = table->options.len; i > 0; i--)
        if (str_eq(table->options.at[i - 1].name, str_from(name)))
            return table->options.at[i - 1].value;
    return STR("");
}

static bool is_primary(const TableDef *table, Str column)
{
    for (size_t i = 0; i < table->constraints.len; i++) {
        const ConstraintDef *def = &table->constraints.at[i];
        for (size_t k = 0; def->kind == CON_PRIMARY_KEY && k < def->columns.len; k++)
            if (str_eq_ci(def->columns.at[k], column))
                return true;
    }
    return false;
}

// A column of the primary key is NOT NULL, and BINARY is a collation of the table's
// charset.
static void settle(MyCreate *c)
{
    Str charset = option_value(c->table, "charset");
    for (size_t i = 0; i < c->table->columns.len; i++) {
        ColumnDef *def = &c->table->columns.at[i];
        if (is_primary(c->table, def->name))
            def->not_null = true;
        if (charset.len > 0 && str_eq(def->collation, STR("_bin")))
            def->collation = arena_fmt(c->p->arena, STR_FMT "_bin", STR_ARG(charset));
    }
    for (size_t i = 0; i < c->table->options.len; i++)
        if (str_eq(c->table->options.at[i].name, STR("system_versioning")))
            c->table->system_versioned = true;
    // Of a global one the rows are temporary, and the table is not.
    if (c->p->prefix.temporary && !c->global)
        c->table->persistence = PERSIST_TEMPORARY;
}

static void add_op(const MyCreate *c)
{
    Op *op = my_op(c->p, OP_CREATE_TABLE, OBJ_TABLE);
    op->name = c->name;
    op->table = c->table;
    op->relations = c->query.relations;
    op->flags |= c->guarded ? OPF_IF_NOT_EXISTS : 0;
    op->flags |= c->p->prefix.or_replace ? OPF_OR_REPLACE : 0;
}

static bool create_table(MyParser *p)
{
    MyCreate c = { .p = p, .table = NEW(p->arena, TableDef) };
    if (!my_only_prefixes(p, MYP_OR_REPLACE | MYP_TEMPORARY))
        return false;
    if (p->prefix.or_replace)
        my_uses(p, MYF_OR_REPLACE_TABLE, p->prefix_at);
    c.global = my_token_is(p->text, p->tokens[p->prefix_at], STR("global"));
    if (c.global)
        my_uses(p, MYF_GLOBAL_TEMPORARY, p->prefix_at);
    c.guarded = my_take(p, "if not exists");
    if (c.guarded && p->prefix.or_replace)
        return my_refuse(p, "OR REPLACE and IF NOT EXISTS exclude each other");
    if (!my_name(p, &c.name) || !body(&c))
        return false;
    if (c.table->columns.len + c.table->likes.len == 0 && !c.table->as_query)
        return my_refuse(p, "a table has at least one column");
    settle(&c);
    add_op(&c);
    return true;
}

// ---- databases ----

static bool create_database(MyParser *p)
{
    TableDef *table = NEW(p->arena, TableDef); // of which it has the options
    Str name;
    if (!my_only_prefixes(p, MYP_OR_REPLACE))
        return false;
    if (p->prefix.or_replace)
        my_uses(p, MYF_OR_REPLACE_DATABASE, p->prefix_at);
    bool guarded = my_take(p, "if not exists");
    if (!my_ident(p, &name))
        return false;
    for (bool found = true; found;)
        if (my_is(p, "read") || !my_database_option(p, &table->options, &found))
            return my_refuse(p, NULL); // READ ONLY is of ALTER DATABASE
    Op *op = my_op(p, OP_CREATE_SCHEMA, OBJ_DATABASE);
    op->name.name = name;
    op->table = table;
    op->flags |= guarded ? OPF_IF_NOT_EXISTS : 0;
    op->flags |= p->prefix.or_replace ? OPF_OR_REPLACE : 0;
    return true;
}

const MyRow my_table_rows[] = {
    { "CREATE TABLE", create_table },
    { "CREATE INDEX", my_create_index },
    { "CREATE COLUMNAR INDEX", my_create_columnar_index },
    { "CREATE DATABASE", create_database },
    { "CREATE SCHEMA", create_database },
    { NULL, NULL },
};
