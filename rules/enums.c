// SPDX-License-Identifier: Apache-2.0
// Labels of enums: those that rows may hold and the change takes away, those that running
// code says and the change renames, and new ones, which exist only after the commit.
#include "lint/rule.h"

static const Type *enum_of(const RuleCtx *ctx, Name name)
{
    const Type *type = catalog_type(ctx_catalog(ctx), name);
    return type && type->def.kind == TYPE_ENUM ? type : NULL;
}

// ---- enum-value-removal ----

static StrVec missing_labels(RuleCtx *ctx, const StrVec *old, const StrVec *new)
{
    StrVec missing = { 0 };
    for (size_t i = 0; i < old->len; i++)
        if (!list_has(new, old->at[i]))
            *vec_push(ctx_arena(ctx), &missing) = ctx_literal(ctx, old->at[i]);
    return missing;
}

// A column whose rows may hold a label that goes.
typedef struct Holder {
    Name table;
    Str column;
    bool known;
} Holder;

typedef struct Removal {
    const Op *at; // what the finding is about
    const Type *old;
    const StrVec *left;
    Holder holder;
} Removal;

// The label that rows can have instead: the column's default, if it stays, or the first.
static Str replacement(RuleCtx *ctx, const StrVec *labels)
{
    return labels->len > 0 ? ctx_literal(ctx, labels->at[0]) : STR("NULL");
}

static Str sql_list(RuleCtx *ctx, const StrVec *words)
{
    Str list = STR("");
    for (size_t i = 0; i < words->len; i++)
        list = ctx_fmt(ctx, STR_FMT "%s" STR_FMT, STR_ARG(list), i > 0 ? ", " : "",
                       STR_ARG(words->at[i]));
    return list;
}

static void fix_removal(RuleCtx *ctx, Finding *f, const Removal *removal,
                        const StrVec *missing)
{
    Arena *arena = ctx_arena(ctx);
    const Holder *holder = &removal->holder;
    if (!holder->known) {
        fix_step(ctx, f, FIX_NOTE,
                 "Release code that does not write them any more, give the rows that "
                 "hold them another label in an earlier migration, and remove them "
                 "then. A label that is left unused costs nothing");
        return;
    }
    Str table = name_sql(arena, holder->table);
    Str column = ident_sql(arena, holder->column);
    Str gone = sql_list(ctx, missing);
    fix_step(ctx, f, FIX_HAND_BEFORE,
             "A label that is left unused costs nothing: leave it. Or release code that "
             "does not write it any more, and look for rows that hold it:");
    fix_sql(ctx, f,
            "SELECT count(*) FROM " STR_FMT " WHERE " STR_FMT " IN (" STR_FMT ");",
            STR_ARG(table), STR_ARG(column), STR_ARG(gone));
    fix_step(ctx, f, FIX_HAND_BEFORE,
             "give them another label, in batches if there are many:");
    fix_sql(ctx, f,
            "UPDATE " STR_FMT " SET " STR_FMT " = " STR_FMT " WHERE " STR_FMT
            " IN (" STR_FMT ");",
            STR_ARG(table), STR_ARG(column), STR_ARG(replacement(ctx, removal->left)),
            STR_ARG(column), STR_ARG(gone));
    // It stays here, for what stands around it makes the type anew as well.
    if (op_has(removal->at, OPF_NESTED)) {
        fix_step(ctx, f, FIX_NOTE, "and change the type when none is left");
        return;
    }
    fix_step(ctx, f, FIX_HERE, "and change the type when none is left:");
    fix_sql(ctx, f,
            "-- tidegate: allow enum-value-removal (no row holds it)\n" STR_FMT ";",
            STR_ARG(ctx_statement(ctx, removal->at)));
}

static void report_removal(RuleCtx *ctx, const Removal *removal)
{
    StrVec missing = missing_labels(ctx, &removal->old->def.labels, removal->left);
    if (missing.len == 0)
        return;
    Str type = name_text(ctx_arena(ctx), removal->old->name);
    Str where = STR("rows that hold it make the change fail");
    if (removal->holder.known)
        where = ctx_fmt(ctx, "any row of " STR_FMT " that holds it makes the change fail",
                        STR_ARG(name_text(ctx_arena(ctx), removal->holder.table)));
    Finding *f =
        report_op(ctx, removal->at, "type " STR_FMT " loses %s " STR_FMT ": " STR_FMT,
                  STR_ARG(type), missing.len > 1 ? "the labels" : "the label",
                  STR_ARG(ctx_list(ctx, &missing)), STR_ARG(where));
    f->object = type;
    fix_removal(ctx, f, removal, &missing);
}

static bool is_new(const RuleCtx *ctx, const Type *type)
{
    return catalog_origin_is_new(ctx_catalog(ctx), &type->origin);
}

// The detour over text: the column that the file gives the remade type back to.
static Holder column_given_back(const RuleCtx *ctx, const Op *create)
{
    const Catalog *catalog = ctx_catalog(ctx);
    Name type = catalog_resolve(catalog, create->name);
    const OpVec *ops = ctx_ops(ctx);
    for (size_t i = (size_t)(create - ops->at) + 1; i < ops->len; i++) {
        const Op *op = &ops->at[i];
        if (op->kind == OP_ALTER_COLUMN_TYPE &&
            name_eq(catalog_resolve(catalog, op->column->type.name), type))
            return (Holder){ op->name, op->part, true };
    }
    return (Holder){ 0 };
}

// DROP TYPE, and CREATE TYPE of the same name with fewer labels.
static void check_remade_type(RuleCtx *ctx, const Op *op)
{
    const Type *old = enum_of(ctx, op->name);
    const Op *create = old ? ctx_following(ctx, op, OP_CREATE_TYPE) : NULL;
    if (!create || !create->type || create->type->kind != TYPE_ENUM || is_new(ctx, old))
        return;
    Removal removal = { create, old, &create->type->labels,
                        column_given_back(ctx, create) };
    report_removal(ctx, &removal);
}

// A column goes from one enum to another: CREATE TYPE "Role_new", ALTER … USING.
static void check_enum_value_removal(RuleCtx *ctx, const Op *op)
{
    if (op->kind == OP_DROP_TYPE) {
        check_remade_type(ctx, op);
        return;
    }
    const Column *column = table_column(ctx_table(ctx, op), op->part);
    const Type *old = column ? enum_of(ctx, column->def->type.name) : NULL;
    const Type *new = enum_of(ctx, op->column->type.name);
    if (!old || !new || old == new || is_new(ctx, old) || ctx_table_is_idle(ctx, op))
        return;
    Removal removal = { op, old, &new->def.labels, { op->name, op->part, true } };
    report_removal(ctx, &removal);
}

RULE(enum_value_removal) = {
    .id = "enum-value-removal",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "postgres",
    .on = { OP_ALTER_COLUMN_TYPE, OP_DROP_TYPE },
    .op = check_enum_value_removal,
    .title = "Removing a label of an enum fails when a row holds it",
    .why = "PostgreSQL has no way to remove a label, so the type is made anew and every "
           "column is converted under ACCESS EXCLUSIVE, with the whole table written "
           "again. One row that holds the label stops the deploy, and servers of the "
           "previous release fail when they write it.",
    .fix = "Leave the label unused, or give the rows that hold it another one before",
    .bad = "CREATE TYPE role AS ENUM ('guest', 'user', 'admin');\n"
           "CREATE TABLE users (id bigint PRIMARY KEY, role role);\n"
           "-- change\n"
           "CREATE TYPE role_new AS ENUM ('user', 'admin');\n"
           "-- tidegate: allow table-rewrite (a few hundred rows)\n"
           "ALTER TABLE users ALTER COLUMN role TYPE role_new USING "
           "(role::text::role_new);\n",
    .good = "CREATE TYPE role AS ENUM ('user', 'admin');\n"
            "CREATE TABLE users (id bigint PRIMARY KEY, role role);\n"
            "-- change\n"
            "ALTER TYPE role ADD VALUE 'owner';\n",
};

// ---- rename-enum-value ----

static bool label_is_new(const RuleCtx *ctx, const Type *type, Str label)
{
    for (size_t i = 0; type && i < type->def.labels.len; i++)
        if (str_eq(type->def.labels.at[i], label))
            return catalog_origin_is_new(ctx_catalog(ctx), &type->label_origins.at[i]);
    return false;
}

static void check_rename_enum_value(RuleCtx *ctx, const Op *op)
{
    Arena *arena = ctx_arena(ctx);
    Str new = op->other.name.len > 0 ? op->other.name : op->detail;
    if (label_is_new(ctx, enum_of(ctx, op->name), op->part))
        return;
    Str type = ctx_relation(ctx, op);
    Finding *f =
        report_op(ctx, op,
                  "renaming label " STR_FMT " of " STR_FMT " to " STR_FMT
                  " breaks the code that runs now and says " STR_FMT,
                  STR_ARG(ctx_literal(ctx, op->part)), STR_ARG(type),
                  STR_ARG(ctx_literal(ctx, new)), STR_ARG(ctx_literal(ctx, op->part)));
    fix_step(ctx, f, FIX_HERE, "Add the new label beside the old one:");
    fix_sql(ctx, f, "ALTER TYPE " STR_FMT " ADD VALUE " STR_FMT " AFTER " STR_FMT ";",
            STR_ARG(name_sql(arena, op->name)), STR_ARG(ctx_literal(ctx, new)),
            STR_ARG(ctx_literal(ctx, op->part)));
    fix_step(ctx, f, FIX_NOTE,
             "release code that reads both and writes the new one, then change the rows "
             "that hold the old one. The old label costs nothing when it stays");
}

RULE(rename_enum_value) = {
    .id = "rename-enum-value",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres",
    .on = { OP_RENAME_ENUM_VALUE },
    .op = check_rename_enum_value,
    .title = "Renaming a label of an enum breaks the release that is running",
    .why =
        "Every row that holds the label changes in the same instant, but not the code: "
        "servers of the previous release write the old label, which is refused, and "
        "read the new one, which they do not know.",
    .fix = "Add the new label, and let code read both before it writes the new one",
    .bad = "CREATE TYPE status AS ENUM ('open', 'done');\n"
           "-- change\n"
           "ALTER TYPE status RENAME VALUE 'done' TO 'closed';\n",
    .good = "CREATE TYPE status AS ENUM ('open', 'done');\n"
            "-- change\n"
            "ALTER TYPE status ADD VALUE 'closed' AFTER 'done';\n",
};

// ---- enum-value-used-too-early ----

enum { FIRST_IN_TRANSACTION = 12, USABLE_WITH_TYPE = 17 };

// A value that was added, and in which place of the project's migrations.
typedef struct NewValue {
    const Op *op;
    Origin origin;
    const struct NewValue *next; // of the same label
} NewValue;

typedef struct Search {
    RuleCtx *ctx;
    const Op *op; // that may use a value
    const Map *values;
} Search;

static const OpKind evaluating[] = {
    OP_INSERT,       OP_UPDATE,         OP_DELETE,
    OP_MERGE,        OP_SELECT,         OP_SET_DEFAULT,
    OP_ADD_COLUMN,   OP_CREATE_TABLE,   OP_CREATE_INDEX,
    OP_CREATE_VIEW,  OP_ADD_CONSTRAINT, OP_CREATE_POLICY,
    OP_ALTER_POLICY, OP_CREATE_TRIGGER, OP_ALTER_COLUMN_TYPE,
    OP_ALTER_DOMAIN,
};

static bool evaluates(const Op *op)
{
    for (size_t i = 0; i < sizeof evaluating / sizeof *evaluating; i++)
        if (evaluating[i] == op->kind)
            return true;
    return false;
}

// The replay knows the label from somewhere else: IF NOT EXISTS has added nothing.
static bool was_there_before(const RuleCtx *ctx, const NewValue *value)
{
    const Type *type = catalog_type(ctx_catalog(ctx), value->op->name);
    for (size_t i = 0; type && i < type->def.labels.len; i++)
        if (str_eq(type->def.labels.at[i], value->op->part))
            return type->label_origins.at[i].batch != value->origin.batch;
    return false;
}

static void add_values(RuleCtx *ctx, Map *values, size_t migration)
{
    const OpVec *ops = ctx_ops_of(ctx, migration);
    for (size_t i = 0; ops && i < ops->len; i++) {
        const Op *op = &ops->at[i];
        if (op->kind != OP_ADD_ENUM_VALUE)
            continue;
        NewValue *value = NEW(ctx_arena(ctx), NewValue);
        value->op = op;
        value->origin = (Origin){ .batch = catalog_batch(ctx_catalog(ctx)),
                                  .migration = migration,
                                  .span = op->span };
        value->next = map_get(values, op->part);
        if (!was_there_before(ctx, value))
            map_put(ctx_arena(ctx), values, op->part, value);
    }
}

// Of this file, and of those before it that may share its transaction.
static Map find_values(RuleCtx *ctx)
{
    Map values = { 0 };
    size_t here = catalog_migration(ctx_catalog(ctx));
    const MigrationVec *all = &ctx_project(ctx)->migrations;
    size_t first = here;
    if (ctx_runner(ctx)->scope == TX_ALL_PENDING)
        while (first > 0 && all->at[first - 1].batch == all->at[here].batch)
            first--;
    for (size_t i = first; i <= here; i++)
        add_values(ctx, &values, i);
    return values;
}

// A type that is made in the same transaction may use its values: on 11, and from 17 on.
static bool is_usable(const RuleCtx *ctx, const NewValue *value, const Op *user)
{
    const Type *type = catalog_type(ctx_catalog(ctx), value->op->name);
    return type && ctx_engine(ctx)->major >= USABLE_WITH_TYPE &&
           ctx_same_transaction(ctx, &type->origin, user);
}

static bool has_type(const Table *table, Str type)
{
    for (size_t i = 0; i < table->columns.len; i++)
        if (str_eq(table->columns.at[i]->def->type.name.name, type))
            return true;
    return !table->complete;
}

// The statement has to do with the enum: it names the type, or a table with a column of
// it. A table that nothing is known of may have one.
static bool concerns(RuleCtx *ctx, const Op *op, Str type)
{
    Str text = str_slice(ctx_migration(ctx)->text, op->span.start, op->span.end);
    if (text_mentions(ctx_arena(ctx), text, type))
        return true;
    const Table *table = ctx_table(ctx, op);
    if (op->name.name.len > 0 && op->kind != OP_CREATE_VIEW &&
        (!table || has_type(table, type)))
        return true;
    for (size_t i = 0; i < op->relations.len; i++) {
        table = catalog_table(ctx_catalog(ctx), op->relations.at[i]);
        if (!table || has_type(table, type))
            return true;
    }
    return false;
}

static bool is_ident_byte(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

// The name that a text ends in, without its quotes.
static Str last_name(Str text)
{
    bool quoted = str_ends(text, STR("\""));
    size_t end = text.len - quoted;
    size_t start = end;
    while (start > 0 &&
           (quoted ? text.ptr[start - 1] != '"' : is_ident_byte(text.ptr[start - 1])))
        start--;
    return str_slice(text, start, end);
}

// The column of the op's table that is given the value, or compared with it, which stands
// behind this text; NULL: it is not plain to see.
static const ColumnDef *column_before(const RuleCtx *ctx, const Op *op, Str text)
{
    const Table *table = ctx_table(ctx, op);
    if (op->kind == OP_ADD_COLUMN)
        return op->column;
    Str name = op->part;
    if (op->kind != OP_SET_DEFAULT) {
        text = str_trim(text);
        name = str_ends(text, STR("="))
                   ? last_name(str_trim(str_take(text, text.len - 1)))
                   : STR("");
    }
    for (size_t i = 0; table && i < table->columns.len; i++)
        if (str_eq_ci(table->columns.at[i]->def->name, name))
            return table->columns.at[i]->def;
    return NULL;
}

static bool report_use(RuleCtx *ctx, const Op *op, const NewValue *value)
{
    const Op *added = value->op;
    bool later = value->origin.migration != catalog_migration(ctx_catalog(ctx)) ||
                 added->span.start < op->span.start;
    if (!later || !ctx_same_transaction(ctx, &value->origin, op) ||
        is_usable(ctx, value, op) || !concerns(ctx, op, added->name.name))
        return false;
    Str type = name_text(ctx_arena(ctx), catalog_resolve(ctx_catalog(ctx), added->name));
    Finding *f = report_op(ctx, op,
                           "'" STR_FMT "' is used in the transaction that adds it to the "
                           "enum " STR_FMT ": " STR_FMT,
                           STR_ARG(added->part), STR_ARG(type),
                           STR_ARG(ctx_transaction_words(ctx, op)));
    f->object = ctx_fmt(ctx, STR_FMT "." STR_FMT, STR_ARG(type), STR_ARG(added->part));
    f->lock = (LockTaken){ 0 };
    fix_remove(ctx, f);
    fix_step(ctx, f, ctx_apart(ctx),
             "Add the value first, and use it " STR_FMT
             ", when the transaction that adds it has committed:",
             STR_ARG(ctx_later(ctx)));
    fix_sql(ctx, f, STR_FMT ";", STR_ARG(ctx_statement(ctx, op)));
    return true;
}

// The values that a piece of SQL has as string literals; the first one found is told.
static void search_literals(const Search *search)
{
    Str text = str_slice(ctx_migration(search->ctx)->text, search->op->span.start,
                         search->op->span.end);
    size_t open = str_find_char(text, '\'', 0);
    while (open < text.len) {
        size_t close = str_find_char(text, '\'', open + 1);
        Str literal = str_slice(text, open + 1, close);
        const NewValue *value = map_get(search->values, literal);
        const ColumnDef *column =
            value ? column_before(search->ctx, search->op, str_take(text, open)) : NULL;
        for (; value; value = value->next)
            if ((!column || str_eq(column->type.name.name, value->op->name.name)) &&
                report_use(search->ctx, search->op, value))
                return;
        open = close < text.len ? str_find_char(text, '\'', close + 1) : text.len;
    }
}

static void check_enum_value(RuleCtx *ctx, const Migration *migration)
{
    (void)migration;
    if (ctx_engine(ctx)->major < FIRST_IN_TRANSACTION)
        return;
    Map values = find_values(ctx);
    const OpVec *ops = ctx_ops(ctx);
    for (size_t i = 0; values.entries.len > 0 && i < ops->len; i++)
        if (evaluates(&ops->at[i]) && ctx_transaction(ctx, &ops->at[i]) != TXO_NONE)
            search_literals(&(Search){ ctx, &ops->at[i], &values });
}

RULE(enum_value_used_too_early) = {
    .id = "enum-value-used-too-early",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "postgres",
    .migration = check_enum_value,
    .title = "A new enum value is used in the transaction that adds it",
    .why = "PostgreSQL refuses a new value until the transaction that added it has "
           "committed (55P04, \"unsafe use of new value\"), and the deploy stops. With a "
           "runner that puts all pending files in one transaction this holds across "
           "files, too: it works where each was deployed by itself, and fails where "
           "both are new.",
    .fix = "Add the value in one migration and use it in a later one that does not "
           "share its transaction",
    .bad = "CREATE TYPE role AS ENUM ('admin', 'member');\n"
           "CREATE TABLE users (id bigint PRIMARY KEY, role role);\n"
           "-- change\n"
           "BEGIN;\n"
           "ALTER TYPE role ADD VALUE 'owner';\n"
           "UPDATE users SET role = 'owner' WHERE id = 1;\n"
           "COMMIT;\n",
    .good = "CREATE TYPE role AS ENUM ('admin', 'member');\n"
            "CREATE TABLE users (id bigint PRIMARY KEY, role role);\n"
            "-- change\n"
            "ALTER TYPE role ADD VALUE 'owner';\n"
            "UPDATE users SET role = 'owner' WHERE id = 1;\n",
};
