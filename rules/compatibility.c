// SPDX-License-Identifier: Apache-2.0
// Changes that break the release which is still running while, and after, the migration
// runs.
#include "lint/rule.h"

// Earlier in the file the thing was given the name that it now loses: no code says it.
static bool name_is_new(const RuleCtx *ctx, const Op *op)
{
    static const OpKind renames[] = { OP_RENAME_TABLE, OP_RENAME_COLUMN,
                                      OP_MODIFY_COLUMN };
    bool of_table = op->kind == OP_RENAME_TABLE;
    Str name = of_table ? op->name.name : op->part;
    for (size_t i = of_table ? 0 : 1; i < (of_table ? 1 : 3); i++) {
        OpKey key = { .kind = renames[i], .name = name, .to = true };
        for (const Op *earlier = NULL;
             (earlier = ctx_next(ctx, key, earlier)) && earlier < op;)
            if (str_eq(earlier->other.name, name) && !str_eq(earlier->part, name) &&
                str_eq(earlier->name.schema, op->name.schema) &&
                (of_table || str_eq(earlier->name.name, op->name.name)))
                return true;
    }
    return false;
}

// ---- rename-table ----

// MySQL can rename to another database.
static Name new_name(const Catalog *catalog, const Op *op)
{
    Name old = catalog_resolve(catalog, op->name);
    return (Name){ op->other.schema.len > 0 ? op->other.schema : old.schema,
                   op->other.name };
}

// Later in the file something takes over the name: a view over the table, a table that
// is renamed to it, or a new one that is given rows.
static bool name_is_taken_over(const RuleCtx *ctx, const Op *op)
{
    const Catalog *catalog = ctx_catalog(ctx);
    Name old = catalog_resolve(catalog, op->name);
    OpKey key = { .kind = OP_RENAME_TABLE, .name = old.name, .to = true };
    for (const Op *later = op; (later = ctx_next(ctx, key, later));)
        if (name_eq(old, new_name(catalog, later)))
            return true;
    // SQLite's views are written through INSTEAD OF triggers alone.
    bool by_view = ctx_following(ctx, op, OP_CREATE_VIEW) &&
                   (!ctx_is_sqlite(ctx) || ctx_following(ctx, op, OP_CREATE_TRIGGER));
    return by_view || ctx_following(ctx, op, OP_INSERT) ||
           ctx_following(ctx, op, OP_ATTACH_PARTITION);
}

// MySQL: RENAME TABLE a TO old, new TO a: who says the one name means the other table
// now, and whoever said the second is behind the change already.
static bool swaps_in(const RuleCtx *ctx, const Op *op)
{
    const Catalog *catalog = ctx_catalog(ctx);
    Name name = new_name(catalog, op);
    OpRange all = op_statement(ctx_ops(ctx), op);
    for (const Op *other = all.first; other < all.end; other++)
        if (other->kind == OP_RENAME_TABLE &&
            name_eq(catalog_resolve(catalog, other->name), name))
            return true;
    return false;
}

static void fix_rename_table(RuleCtx *ctx, Finding *f, const Op *op)
{
    Arena *arena = ctx_arena(ctx);
    const Table *table = ctx_table(ctx, op);
    Name renamed = { op->name.schema, op->other.name };
    // A view reads as its owner, past the table's policies, unless it is told not to.
    bool guarded = table && table->row_security && ctx_engine(ctx)->major >= 15;
    bool alone = ctx_transaction(ctx, op) == TXO_NONE;
    Str old_name = name_sql(arena, op->name);
    fix_step(ctx, f, FIX_HERE,
             "Leave a view under the old name in the same transaction; it can be read "
             "and written:");
    if (alone)
        fix_sql(ctx, f, "BEGIN;");
    fix_sql(ctx, f, "ALTER TABLE " STR_FMT " RENAME TO " STR_FMT ";", STR_ARG(old_name),
            STR_ARG(ident_sql(arena, op->other.name)));
    fix_sql(ctx, f, "CREATE VIEW " STR_FMT "%s AS SELECT * FROM " STR_FMT ";",
            STR_ARG(old_name), guarded ? " WITH (security_invoker = true)" : "",
            STR_ARG(name_sql(arena, renamed)));
    if (alone)
        fix_sql(ctx, f, "COMMIT;");
    fix_step(ctx, f, FIX_LATER, "and when no release uses the old name any more:");
    fix_sql(ctx, f,
            "-- tidegate: allow view-or-function-dropped (unused since …)\n"
            "DROP VIEW " STR_FMT ";",
            STR_ARG(old_name));
}

// DDL commits by itself there, so that no view can take over in the same instant; TiDB's
// views can be read alone.
static void fix_my_rename_table(RuleCtx *ctx, Finding *f, const Op *op)
{
    Name renamed = { op->other.schema.len > 0 ? op->other.schema : op->name.schema,
                     op->other.name };
    Str old_name = ctx_name_sql(ctx, op->name);
    if (engine_is(ctx_engine(ctx), "tidb")) {
        fix_step(
            ctx, f, FIX_NOTE,
            "Call it by the new name in the code only; a view under the old name can "
            "be read, but TiDB does not write through views");
        return;
    }
    fix_step(ctx, f, FIX_HERE,
             "Leave a view under the old name, right behind; it can be read and written, "
             "and for a moment there is neither:");
    fix_sql(ctx, f, "RENAME TABLE " STR_FMT " TO " STR_FMT ";", STR_ARG(old_name),
            STR_ARG(ctx_name_sql(ctx, renamed)));
    fix_sql(ctx, f, "CREATE VIEW " STR_FMT " AS SELECT * FROM " STR_FMT ";",
            STR_ARG(old_name), STR_ARG(ctx_name_sql(ctx, renamed)));
    fix_step(ctx, f, FIX_LATER, "and when no release uses the old name any more:");
    fix_sql(ctx, f,
            "-- tidegate: allow view-or-function-dropped (unused since …)\n"
            "DROP VIEW " STR_FMT ";",
            STR_ARG(old_name));
}

static void fix_lite_rename_table(RuleCtx *ctx, Finding *f)
{
    fix_step(ctx, f, FIX_NOTE,
             "Call it by the new name in the code only. A view under the old name serves "
             "code that reads; for code that writes it needs INSTEAD OF triggers");
}

// ALTER TABLE renames these too, and no statement of an application names them.
static bool is_index(const RuleCtx *ctx, const Op *op)
{
    return catalog_index(ctx_catalog(ctx), op->name) != NULL;
}

static void check_rename_table(RuleCtx *ctx, const Op *op)
{
    if (ctx_table_is_idle(ctx, op) || is_index(ctx, op) || name_is_new(ctx, op) ||
        name_is_taken_over(ctx, op) || swaps_in(ctx, op))
        return;
    Str relation = ctx_relation(ctx, op);
    Str renamed = name_text(ctx_arena(ctx), op->other);
    Finding *f = report_op(ctx, op,
                           "renaming table " STR_FMT " to " STR_FMT
                           " breaks the code that runs now and says " STR_FMT STR_FMT,
                           STR_ARG(relation), STR_ARG(renamed), STR_ARG(op->name.name),
                           STR_ARG(ctx_presumed(ctx, op)));
    f->object = relation;
    if (ctx_is_mysql(ctx))
        fix_my_rename_table(ctx, f, op);
    else if (ctx_is_sqlite(ctx))
        fix_lite_rename_table(ctx, f);
    else
        fix_rename_table(ctx, f, op);
}

RULE(rename_table) = {
    .id = "rename-table",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .on = { OP_RENAME_TABLE },
    .op = check_rename_table,
    .title = "Renaming a table breaks the release that is running",
    .why = "Migration and code never change in the same instant. From the commit on, "
           "every server of the previous release fails on each statement with the old "
           "name, until the last one is replaced; a rollback of the release fails "
           "altogether.",
    .fix = "Leave a view under the old name until no release uses it",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "-- change\n"
           "ALTER TABLE users RENAME TO accounts;\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "-- change\n"
            "BEGIN;\n"
            "ALTER TABLE users RENAME TO accounts;\n"
            "CREATE VIEW users AS SELECT * FROM accounts;\n"
            "COMMIT;\n",
};

// ---- rename-column ----

// The column under its new name, as ADD COLUMN says it. It is empty at first.
static Str beside_sql(RuleCtx *ctx, const Op *op)
{
    const Column *column = table_column(ctx_table(ctx, op), op->part);
    Str name = ctx_ident_sql(ctx, op->other.name);
    if (ctx_is_mysql(ctx) && (op->column || column_is_known(column))) {
        ColumnDef def = op->column ? *op->column : *column->def;
        def.name = op->other.name;
        def.not_null = def.not_null && def.default_expr.ptr;
        def.auto_increment = false;
        return ctx_column_sql(ctx, ctx_table(ctx, op), &def);
    }
    return ctx_fmt(ctx, STR_FMT " " STR_FMT, STR_ARG(name),
                   STR_ARG(column ? column->def->type.text : STR("text")));
}

// The two columns differ.
static Str differ_sql(RuleCtx *ctx, Str new, Str old)
{
    return ctx_fmt(ctx,
                   ctx_is_mysql(ctx)    ? "NOT (" STR_FMT " <=> " STR_FMT ")"
                   : ctx_is_sqlite(ctx) ? STR_FMT " IS NOT " STR_FMT
                                        : STR_FMT " IS DISTINCT FROM " STR_FMT,
                   STR_ARG(new), STR_ARG(old));
}

static void fix_rename_column(RuleCtx *ctx, Finding *f, const Op *op)
{
    Str table = ctx_name_sql(ctx, op->name);
    Str old = ctx_ident_sql(ctx, op->part);
    Str new = ctx_ident_sql(ctx, op->other.name);
    fix_step(ctx, f, FIX_HERE, "Expand first:");
    fix_sql(ctx, f, "ALTER TABLE " STR_FMT " ADD COLUMN " STR_FMT ";", STR_ARG(table),
            STR_ARG(beside_sql(ctx, op)));
    fix_step(
        ctx, f, FIX_HAND_AFTER,
        "then release code that writes both columns, and fill the new one, in batches "
        "if there are many rows:");
    fix_sql(ctx, f, "UPDATE " STR_FMT " SET " STR_FMT " = " STR_FMT " WHERE " STR_FMT ";",
            STR_ARG(table), STR_ARG(new), STR_ARG(old),
            STR_ARG(differ_sql(ctx, new, old)));
    fix_step(
        ctx, f, FIX_LATER,
        "release code that reads it alone, and drop the old one in a later release:");
    fix_sql(ctx, f,
            "-- tidegate: allow drop-column (unused since …)\n"
            "ALTER TABLE " STR_FMT " DROP COLUMN " STR_FMT ";",
            STR_ARG(table), STR_ARG(old));
    fix_step(ctx, f, FIX_NOTE,
             "Or rename it in the code only, and keep the column's name");
}

// Behind the op another column of the table is renamed to the old name.
static bool is_renamed_to_it(RuleCtx *ctx, const Op *op, OpKind kind)
{
    OpKey key = { .kind = kind, .name = op->part, .to = true };
    for (const Op *later = op; (later = ctx_next(ctx, key, later));)
        if (later->kind == kind && str_eq(later->other.name, op->part) &&
            ctx_table(ctx, later) == ctx_table(ctx, op))
            return true;
    return false;
}

// One of that name is added, in a later file maybe.
static bool is_added_again(RuleCtx *ctx, const Op *op)
{
    OpKey key = { .kind = OP_ADD_COLUMN, .name = op->name.name };
    Behind behind = ctx_behind(ctx, op);
    for (const Op *later; (later = behind_find(ctx, &behind, key));)
        if (later->kind == OP_ADD_COLUMN && str_eq_ci(later->column->name, op->part) &&
            ctx_table(ctx, later) == ctx_table(ctx, op))
            return true;
    return false;
}

// MySQL's generated columns can stand for the old one.
static bool column_is_taken_over(RuleCtx *ctx, const Op *op)
{
    return is_renamed_to_it(ctx, op, OP_RENAME_COLUMN) ||
           is_renamed_to_it(ctx, op, OP_MODIFY_COLUMN) ||
           (ctx_is_mysql(ctx) && is_added_again(ctx, op));
}

// MODIFY, and CHANGE to the same name in other letters, rename nothing.
static bool keeps_name(const RuleCtx *ctx, const Op *op)
{
    bool any_case = ctx_is_mysql(ctx) || ctx_is_sqlite(ctx);
    return (any_case && str_eq_ci(op->part, op->other.name)) || op->other.name.len == 0;
}

static void check_rename_column(RuleCtx *ctx, const Op *op)
{
    if (keeps_name(ctx, op) || ctx_table_is_idle(ctx, op) || ctx_column_is_new(ctx, op) ||
        name_is_new(ctx, op) || column_is_taken_over(ctx, op))
        return;
    Str member = ctx_member(ctx, op, op->part);
    Finding *f = report_op(ctx, op,
                           "renaming column " STR_FMT " to " STR_FMT
                           " breaks the code that runs now and says " STR_FMT STR_FMT,
                           STR_ARG(member), STR_ARG(op->other.name), STR_ARG(op->part),
                           STR_ARG(ctx_presumed(ctx, op)));
    f->object = member;
    fix_rename_column(ctx, f, op);
}

RULE(rename_column) = {
    .id = "rename-column",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .on = { OP_RENAME_COLUMN, OP_MODIFY_COLUMN },
    .op = check_rename_column,
    .title = "Renaming a column breaks the release that is running",
    .why = "Migration and code never change in the same instant. From the commit on, "
           "every server of the previous release fails on each statement that names the "
           "old column, and an ORM names it in every query of the table; a rollback of "
           "the release fails altogether.",
    .fix = "Add the new column, write both, fill it, read the new one, and drop the old "
           "one in a later release",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY, mail text);\n"
           "-- change\n"
           "ALTER TABLE users RENAME COLUMN mail TO email;\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY, mail text);\n"
            "-- change\n"
            "ALTER TABLE users ADD COLUMN email text;\n",
};
