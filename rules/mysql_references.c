// SPDX-License-Identifier: Apache-2.0
// Foreign keys of MySQL, MariaDB and TiDB as statements make them: what servers refuse,
// what they forget, and what the check of all rows keeps waiting.
#include "lint/rule.h"

// ---- a foreign key and its two tables ----

typedef struct Reference {
    const Op *op;
    const ConstraintDef *def;
    const Table *child;  // NULL: not known
    const Table *parent; // likewise
    const Op *later;     // the CREATE TABLE behind the op that makes the parent, or NULL
} Reference;

static void deny_null(Arena *arena, Column *column)
{
    ColumnDef *def = NEW(arena, ColumnDef);
    *def = *column->def;
    def->not_null = true;
    column->def = def;
}

static void add_primary_key(RuleCtx *ctx, Table *table, const ConstraintDef *def)
{
    Arena *arena = ctx_arena(ctx);
    Constraint *constraint = NEW(arena, Constraint);
    constraint->def = *def;
    *vec_push(arena, &table->constraints) = constraint;
    Index *index = NEW(arena, Index);
    index->def = (IndexDef){ .unique = true, .method = STR("btree") };
    for (size_t i = 0; i < def->columns.len; i++) {
        Str name = def->columns.at[i];
        vec_push(arena, &index->def.parts)->column = name;
        for (size_t k = 0; k < table->columns.len; k++)
            if (str_eq_ci(table->columns.at[k]->def->name, name))
                deny_null(arena, table->columns.at[k]);
    }
    *vec_push(arena, &table->indexes) = index;
}

// The table that a CREATE TABLE makes, as far as its foreign keys ask.
static const Table *table_of(RuleCtx *ctx, const Op *op)
{
    Arena *arena = ctx_arena(ctx);
    static const Origin nowhere = { 0 };
    const TableDef *def = op->table;
    Table *table = NEW(arena, Table);
    *table = (Table){ .name = catalog_resolve(ctx_catalog(ctx), op->name),
                      .complete = !def->as_query && def->likes.len == 0,
                      .options = def->options,
                      .partition_by = def->partition_by,
                      .any_case = true };
    for (size_t i = 0; i < def->columns.len; i++) {
        Column *column = NEW(arena, Column);
        column->def = &def->columns.at[i];
        column->origin = column->not_null_origin = column->changed = &nowhere;
        *vec_push(arena, &table->columns) = column;
    }
    for (size_t i = 0; i < def->indexes.len; i++) {
        Index *index = NEW(arena, Index);
        index->def = def->indexes.at[i];
        *vec_push(arena, &table->indexes) = index;
    }
    for (size_t i = 0; i < def->constraints.len; i++)
        if (def->constraints.at[i].kind == CON_PRIMARY_KEY)
            add_primary_key(ctx, table, &def->constraints.at[i]);
    return table;
}

static const Op *creation_behind(RuleCtx *ctx, const Op *op, Name table)
{
    OpKey key = { .kind = OP_CREATE_TABLE, .name = table.name };
    Behind behind = ctx_behind(ctx, op);
    for (const Op *later; (later = behind_find(ctx, &behind, key));)
        if (later->kind == OP_CREATE_TABLE && later->table &&
            name_eq(catalog_resolve(ctx_catalog(ctx), later->name), table))
            return later;
    return NULL;
}

static Reference reference_of(RuleCtx *ctx, const Op *op, const ConstraintDef *def)
{
    const Catalog *catalog = ctx_catalog(ctx);
    Name child = catalog_resolve(catalog, op->name);
    Name parent = catalog_resolve(catalog, def->ref_table);
    Reference made = { .op = op, .def = def };
    made.child = op->table ? table_of(ctx, op) : ctx_table(ctx, op);
    made.parent =
        name_eq(child, parent) ? made.child : catalog_table(catalog, def->ref_table);
    if (!made.parent)
        made.later = creation_behind(ctx, op, parent);
    if (made.later)
        made.parent = table_of(ctx, made.later);
    return made;
}

// REFERENCES stands inside of a column.
static bool is_inline(const Op *op, const ConstraintDef *def)
{
    if (!op->table)
        return op_has(op, OPF_INLINE);
    for (size_t i = 0; i < op->table->columns.len; i++) {
        Span column = op->table->columns.at[i].span;
        if (def->span.start > column.start && def->span.end <= column.end)
            return true;
    }
    return false;
}

static bool forgets_inline(const RuleCtx *ctx)
{
    const Engine *engine = ctx_engine(ctx);
    return engine_is(engine, "tidb") ||
           (engine_is(engine, "mysql") &&
            engine_version(engine) < ENGINE_VERSION(9, 0, 0));
}

// The server reads it and makes no foreign key.
static bool is_forgotten(const RuleCtx *ctx, const Op *op, const ConstraintDef *def)
{
    const Engine *engine = ctx_engine(ctx);
    bool no_keys =
        engine_is(engine, "tidb") && engine_version(engine) < ENGINE_VERSION(6, 6, 0);
    return no_keys || (is_inline(op, def) && forgets_inline(ctx));
}

typedef void KeyCheck(RuleCtx *ctx, const Op *op, const ConstraintDef *def);

static void each_foreign_key(RuleCtx *ctx, const Op *op, KeyCheck *check)
{
    if (op->constraint && op->constraint->kind == CON_FOREIGN_KEY)
        check(ctx, op, op->constraint);
    for (size_t i = 0; op->table && i < op->table->constraints.len; i++)
        if (op->table->constraints.at[i].kind == CON_FOREIGN_KEY)
            check(ctx, op, &op->table->constraints.at[i]);
}

static Finding *at_key(RuleCtx *ctx, Finding *f, const Op *op, const ConstraintDef *def)
{
    if (def->span.end > def->span.start)
        f->span = def->span;
    f->object = ctx_fmt(ctx, STR_FMT "." STR_FMT, STR_ARG(ctx_relation(ctx, op)),
                        STR_ARG(def->name.len > 0 ? def->name : def->columns.at[0]));
    return f;
}

static Str parent_text(RuleCtx *ctx, const ConstraintDef *def)
{
    return name_text(ctx_arena(ctx), catalog_resolve(ctx_catalog(ctx), def->ref_table));
}

// ---- fk-incompatible ----

// How InnoDB stores values: a foreign key compares them as they are stored.
typedef enum Store {
    STORE_OTHER,
    STORE_INTEGER, // of `bytes`, and a sign or none
    STORE_BYTES,   // of any length: numbers with a point and moments in time too
    STORE_TEXT     // of any length; the collation counts
} Store;

static const struct StoredType {
    const char *name;
    Store store;
    int bytes;
    bool is_unsigned;
} stored_types[] = {
    { "tinyint", STORE_INTEGER, 1, false },   { "smallint", STORE_INTEGER, 2, false },
    { "mediumint", STORE_INTEGER, 3, false }, { "int", STORE_INTEGER, 4, false },
    { "bigint", STORE_INTEGER, 8, false },    { "year", STORE_INTEGER, 1, true },
    { "decimal", STORE_BYTES, 0, false },     { "time", STORE_BYTES, 0, false },
    { "datetime", STORE_BYTES, 0, false },    { "timestamp", STORE_BYTES, 0, false },
    { "binary", STORE_BYTES, 0, false },      { "varbinary", STORE_BYTES, 0, false },
    { "bit", STORE_BYTES, 0, false },         { "char", STORE_TEXT, 0, false },
    { "varchar", STORE_TEXT, 0, false },
};

static const struct StoredType *stored_as(const TypeRef *type)
{
    for (size_t i = 0; i < sizeof stored_types / sizeof *stored_types; i++)
        if (str_eq(type->name.name, str_from(stored_types[i].name)))
            return &stored_types[i];
    return NULL;
}

static bool same_store(const TypeRef *a, const TypeRef *b)
{
    const struct StoredType *x = stored_as(a), *y = stored_as(b);
    if (!x || !y) // FLOAT, DATE, ENUM, …, and what no table here knows
        return str_eq(a->name.name, b->name.name);
    return x->store == y->store && x->bytes == y->bytes &&
           (x->store != STORE_INTEGER ||
            (x->is_unsigned || a->is_unsigned) == (y->is_unsigned || b->is_unsigned));
}

static Str typed(RuleCtx *ctx, const Reference *key, bool is_parent,
                 const ColumnDef *column)
{
    Str table = is_parent ? parent_text(ctx, key->def) : ctx_relation(ctx, key->op);
    return ctx_fmt(ctx, STR_FMT "." STR_FMT " is " STR_FMT, STR_ARG(table),
                   STR_ARG(column->name), STR_ARG(column->type.text));
}

static Str collation_conflict(RuleCtx *ctx, const Reference *key, const ColumnDef *a,
                              const ColumnDef *b)
{
    const struct StoredType *store = stored_as(&a->type);
    if (!store || store->store != STORE_TEXT)
        return STR("");
    Charset x = ctx_charset_said(ctx, key->child, a);
    Charset y = ctx_charset_said(ctx, key->parent, b);
    bool known = x.name.len > 0 && y.name.len > 0;
    bool same =
        charset_same(x.name, y.name) && (x.collation.len == 0 || y.collation.len == 0 ||
                                         charset_same(x.collation, y.collation));
    if (!known || same)
        return STR("");
    return ctx_fmt(ctx, STR_FMT ".%.*s has " STR_FMT ", " STR_FMT ".%.*s has " STR_FMT,
                   STR_ARG(ctx_relation(ctx, key->op)), (int)a->name.len, a->name.ptr,
                   STR_ARG(ctx_charset_words(ctx, x)),
                   STR_ARG(parent_text(ctx, key->def)), (int)b->name.len, b->name.ptr,
                   STR_ARG(ctx_charset_words(ctx, y)));
}

static Str referenced(const Reference *key, size_t at)
{
    const Constraint *primary = key->parent ? table_primary_key(key->parent) : NULL;
    const StrVec *names = key->def->ref_columns.len == 0 && primary
                              ? &primary->def.columns
                              : &key->def->ref_columns;
    return at < names->len ? names->at[at] : STR("");
}

static Str column_conflict(RuleCtx *ctx, const Reference *key, size_t at)
{
    const Column *a = table_column(key->child, key->def->columns.at[at]);
    const Column *b = table_column(key->parent, referenced(key, at));
    bool known =
        a && b && a->def->type.name.name.len > 0 && b->def->type.name.name.len > 0;
    if (!known)
        return STR("");
    if (!same_store(&a->def->type, &b->def->type))
        return ctx_fmt(ctx, STR_FMT ", " STR_FMT, STR_ARG(typed(ctx, key, false, a->def)),
                       STR_ARG(typed(ctx, key, true, b->def)));
    return collation_conflict(ctx, key, a->def, b->def);
}

static Str type_conflict(RuleCtx *ctx, const Reference *key)
{
    Str conflict = STR("");
    for (size_t i = 0; conflict.len == 0 && i < key->def->columns.len; i++)
        conflict = column_conflict(ctx, key, i);
    return conflict;
}

static bool is_whole(const Table *table)
{
    return table && table->complete && !table->uncertain;
}

static Str missing_column(RuleCtx *ctx, const Reference *key)
{
    const StrVec *own = &key->def->columns, *others = &key->def->ref_columns;
    for (size_t i = 0; is_whole(key->child) && key->op->table && i < own->len; i++)
        if (!table_column(key->child, own->at[i]))
            return ctx_fmt(ctx, STR_FMT " has no column " STR_FMT,
                           STR_ARG(ctx_relation(ctx, key->op)), STR_ARG(own->at[i]));
    for (size_t i = 0; is_whole(key->parent) && i < others->len; i++)
        if (!table_column(key->parent, others->at[i]))
            return ctx_fmt(ctx, STR_FMT " has no column " STR_FMT,
                           STR_ARG(parent_text(ctx, key->def)), STR_ARG(others->at[i]));
    return STR("");
}

static Str cannot_be_null(RuleCtx *ctx, const Reference *key)
{
    bool deletes = str_eq(key->def->on_delete, STR("set null"));
    if (!deletes && !str_eq(key->def->on_update, STR("set null")))
        return STR("");
    for (size_t i = 0; i < key->def->columns.len; i++) {
        const Column *column = table_column(key->child, key->def->columns.at[i]);
        if (column && column->def->not_null)
            return ctx_fmt(ctx, "ON %s SET NULL cannot be, as " STR_FMT " is NOT NULL",
                           deletes ? "DELETE" : "UPDATE", STR_ARG(column->def->name));
    }
    return STR("");
}

// All of a unique index, or the first columns of any.
static bool serves(const Reference *key, const IndexDef *index, bool unique)
{
    size_t count = key->def->columns.len;
    bool fits =
        unique ? index->unique && index->parts.len == count : index->parts.len >= count;
    for (size_t i = 0; fits && i < count; i++)
        fits =
            index->parts.at[i].length == 0 &&
            table_same_name(key->parent, index->parts.at[i].column, referenced(key, i));
    return fits;
}

static Str missing_key(RuleCtx *ctx, const Reference *key)
{
    bool unique = engine_from_on(ctx_engine(ctx), "mysql", ENGINE_VERSION(8, 4, 0));
    Str loose = ctx_setting_value(ctx, key->op, STR("restrict_fk_on_non_standard_key"));
    if (str_eq_ci(loose, STR("off")) || str_eq(loose, STR("0")))
        unique = false;
    for (size_t i = 0; is_whole(key->parent) && i < key->parent->indexes.len; i++)
        if (serves(key, &key->parent->indexes.at[i]->def, unique))
            return STR("");
    if (!is_whole(key->parent))
        return STR("");
    StrVec columns = { 0 };
    for (size_t i = 0; i < key->def->columns.len; i++)
        *vec_push(ctx_arena(ctx), &columns) = referenced(key, i);
    return ctx_fmt(ctx,
                   unique ? STR_FMT " has no primary or unique key on (" STR_FMT ") alone"
                          : STR_FMT " has no index that begins with (" STR_FMT ")",
                   STR_ARG(parent_text(ctx, key->def)),
                   STR_ARG(ctx_columns_sql(ctx, &columns)));
}

static Str partitioned_side(RuleCtx *ctx, const Reference *key)
{
    bool is_child = key->child && key->child->partition_by.len > 0;
    if (!is_child && (!key->parent || key->parent->partition_by.len == 0))
        return STR("");
    return ctx_fmt(
        ctx, STR_FMT " is partitioned, and partitioned tables have none",
        STR_ARG(is_child ? ctx_relation(ctx, key->op) : parent_text(ctx, key->def)));
}

static bool checks_keys(const RuleCtx *ctx, const Op *op)
{
    static const char *const off[] = { "0", "off", "false", NULL };
    Str value = ctx_setting_value(ctx, op, STR("foreign_key_checks"));
    for (size_t i = 0; off[i]; i++)
        if (str_eq_ci(value, str_from(off[i])))
            return false;
    return true;
}

// The parent comes later: fine while nobody checks.
static Str missing_parent(RuleCtx *ctx, const Reference *key)
{
    Str parent = parent_text(ctx, key->def);
    if (!checks_keys(ctx, key->op))
        return STR("");
    if (key->later)
        return ctx_fmt(ctx, STR_FMT " is made behind it", STR_ARG(parent));
    bool gone = !key->parent && catalog_is_gone(ctx_catalog(ctx), key->def->ref_table);
    return gone
               ? ctx_fmt(ctx, STR_FMT " is dropped or renamed before it", STR_ARG(parent))
               : STR("");
}

typedef Str Conflict(RuleCtx *ctx, const Reference *key);

static Conflict *const conflicts[] = { partitioned_side, missing_parent, cannot_be_null,
                                       missing_column,   type_conflict,  missing_key };

static void report_unknown_parent(RuleCtx *ctx, const Reference *key)
{
    Finding *f = report_op(ctx, key->op,
                           "whether the foreign key on (" STR_FMT
                           ") fits is not known: the history does not show " STR_FMT,
                           STR_ARG(ctx_columns_sql(ctx, &key->def->columns)),
                           STR_ARG(parent_text(ctx, key->def)));
    f->severity = SEV_NOTICE;
    at_key(ctx, f, key->op, key->def);
}

static void check_fit(RuleCtx *ctx, const Op *op, const ConstraintDef *def)
{
    if (is_forgotten(ctx, op, def) || def->columns.len == 0)
        return;
    Reference key = reference_of(ctx, op, def);
    Str problem = STR("");
    for (size_t i = 0; problem.len == 0 && i < sizeof conflicts / sizeof *conflicts; i++)
        problem = conflicts[i](ctx, &key);
    if (problem.len > 0)
        at_key(ctx,
               report_op(ctx, op,
                         STR_FMT " refuses the foreign key on (" STR_FMT "): " STR_FMT,
                         STR_ARG(ctx_server(ctx)),
                         STR_ARG(ctx_columns_sql(ctx, &def->columns)), STR_ARG(problem)),
               op, def);
    else if (!key.parent)
        report_unknown_parent(ctx, &key);
}

static void check_fk_incompatible(RuleCtx *ctx, const Op *op)
{
    each_foreign_key(ctx, op, check_fit);
}

RULE(fk_incompatible) = {
    .id = "fk-incompatible",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "mysql",
    .on = { OP_CREATE_TABLE, OP_ADD_CONSTRAINT },
    .op = check_fk_incompatible,
    .title = "A foreign key that the server refuses",
    .why = "InnoDB compares the two columns as they are stored: another width, sign, "
           "charset or collation, a parent without a key, SET NULL on a NOT NULL column "
           "or a partitioned table stop the deploy, and what ran before it in the file "
           "stays. From 8.4 on MySQL also asks for a unique key over exactly the columns "
           "that are referenced.",
    .fix = "Give both columns one type with one sign and one collation, and the parent a "
           "primary or unique key over them",
    .bad = "-- engine mysql@8.0\n"
           "CREATE TABLE users (id bigint unsigned PRIMARY KEY);\n"
           "-- change\n"
           "CREATE TABLE orders (\n"
           "    id bigint unsigned PRIMARY KEY,\n"
           "    user_id bigint,\n"
           "    FOREIGN KEY (user_id) REFERENCES users (id)\n"
           ");\n",
    .good = "-- engine mysql@8.0\n"
            "CREATE TABLE users (id bigint unsigned PRIMARY KEY);\n"
            "-- change\n"
            "CREATE TABLE orders (\n"
            "    id bigint unsigned PRIMARY KEY,\n"
            "    user_id bigint unsigned,\n"
            "    FOREIGN KEY (user_id) REFERENCES users (id)\n"
            ");\n",
};

// ---- fk-inline-references ----

static void check_inline(RuleCtx *ctx, const Op *op, const ConstraintDef *def)
{
    if (!is_inline(op, def) || def->columns.len == 0)
        return;
    bool forgets = forgets_inline(ctx);
    Str column = def->columns.at[0];
    Finding *f = report_op(ctx, op,
                           forgets ? STR_FMT " reads REFERENCES beside column " STR_FMT
                                             " and forgets it: no foreign key will exist"
                                   : STR_FMT
                               " makes a foreign key of REFERENCES beside column " STR_FMT
                               "; MySQL before 9.0 and TiDB make none",
                           STR_ARG(ctx_server(ctx)), STR_ARG(column));
    at_key(ctx, f, op, def);
    f->lock = (LockTaken){ 0 };
    if (!forgets)
        f->severity = SEV_NOTICE;
    Name target = def->ref_table;
    StrVec columns = { 0 };
    *vec_push(ctx_arena(ctx), &columns) = column;
    Str referenced_columns =
        def->ref_columns.len > 0
            ? ctx_fmt(ctx, " (" STR_FMT ")",
                      STR_ARG(ctx_columns_sql(ctx, &def->ref_columns)))
            : STR("");
    fix_step(
        ctx, f, FIX_NOTE,
        "Say it on a line of its own: CONSTRAINT " STR_FMT " FOREIGN KEY (" STR_FMT
        ") REFERENCES " STR_FMT STR_FMT,
        STR_ARG(ctx_ident_sql(ctx, ctx_made_up_name(ctx, op->name.name, &columns, "fk"))),
        STR_ARG(ctx_columns_sql(ctx, &columns)), STR_ARG(ctx_name_sql(ctx, target)),
        STR_ARG(referenced_columns));
}

static void check_fk_inline_references(RuleCtx *ctx, const Op *op)
{
    each_foreign_key(ctx, op, check_inline);
}

RULE(fk_inline_references) = {
    .id = "fk-inline-references",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "mysql",
    .on = { OP_CREATE_TABLE, OP_ADD_CONSTRAINT },
    .op = check_fk_inline_references,
    .title = "REFERENCES inside of a column makes no foreign key",
    .why = "MySQL before 9.0 and TiDB accept the clause and do nothing of it, without a "
           "warning. Rows without a parent come in, ON DELETE CASCADE deletes nothing, "
           "and the schema that the code believes in does not exist.",
    .fix = "FOREIGN KEY (…) REFERENCES … on a line of its own",
    .bad = "-- engine mysql@8.0\n"
           "CREATE TABLE users (id bigint unsigned PRIMARY KEY);\n"
           "CREATE TABLE orders (\n"
           "    id bigint unsigned PRIMARY KEY,\n"
           "    user_id bigint unsigned REFERENCES users (id)\n"
           ");\n",
    .good = "-- engine mysql@8.0\n"
            "CREATE TABLE users (id bigint unsigned PRIMARY KEY);\n"
            "CREATE TABLE orders (\n"
            "    id bigint unsigned PRIMARY KEY,\n"
            "    user_id bigint unsigned,\n"
            "    FOREIGN KEY (user_id) REFERENCES users (id)\n"
            ");\n",
};
