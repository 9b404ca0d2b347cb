// SPDX-License-Identifier: Apache-2.0
// Labels of enums: those that rows may hold and the change takes away, and those that
// running code says and the change renames.
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

static Str removal_fix(RuleCtx *ctx, const Holder *holder, const StrVec *missing,
                       const StrVec *left)
{
    Arena *arena = ctx_arena(ctx);
    if (!holder->known)
        return STR("Release code that does not write them any more, give the rows that "
                   "hold them another label in an earlier migration, and remove them "
                   "then. A label that is left unused costs nothing");
    Str table = name_sql(arena, holder->table);
    Str column = ident_sql(arena, holder->column);
    Str gone = sql_list(ctx, missing);
    return ctx_fmt(ctx,
                   "A label that is left unused costs nothing: leave it. Or release code "
                   "that does not write it any more, and look for rows that hold it:\n"
                   "  SELECT count(*) FROM " STR_FMT " WHERE " STR_FMT " IN (" STR_FMT
                   ");\n"
                   "give them another label, in batches if there are many:\n"
                   "  UPDATE " STR_FMT " SET " STR_FMT " = " STR_FMT " WHERE " STR_FMT
                   " IN (" STR_FMT ");\n"
                   "and change the type " STR_FMT,
                   STR_ARG(table), STR_ARG(column), STR_ARG(gone), STR_ARG(table),
                   STR_ARG(column), STR_ARG(replacement(ctx, left)), STR_ARG(column),
                   STR_ARG(gone), STR_ARG(ctx_later(ctx)));
}

typedef struct Removal {
    const Op *at; // what the finding is about
    const Type *old;
    const StrVec *left;
    Holder holder;
} Removal;

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
    f->fix = removal_fix(ctx, &removal->holder, &missing, removal->left);
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
    const Type *old = column ? enum_of(ctx, column->def.type.name) : NULL;
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
    f->fix =
        ctx_fmt(ctx,
                "Add the new label beside the old one:\n"
                "  ALTER TYPE " STR_FMT " ADD VALUE " STR_FMT " AFTER " STR_FMT ";\n"
                "release code that reads both and writes the new one, then change "
                "the rows that hold the old one. The old label costs nothing when it "
                "stays",
                STR_ARG(name_sql(arena, op->name)), STR_ARG(ctx_literal(ctx, new)),
                STR_ARG(ctx_literal(ctx, op->part)));
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
