// SPDX-License-Identifier: Apache-2.0
// Values of enums: a new one exists for others, its own transaction included, only after
// the commit.
#include "lint/rule.h"

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
        if (str_eq(table->columns.at[i]->def.type.name.name, type))
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
    f->fix = ctx_fmt(ctx,
                     "Add the value first, and use it " STR_FMT
                     ", when the transaction that adds it has committed",
                     STR_ARG(ctx_later(ctx)));
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
        for (; value; value = value->next)
            if (report_use(search->ctx, search->op, value))
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
