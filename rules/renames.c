// SPDX-License-Identifier: Apache-2.0
// New names for schemas and views: code that says the old one fails.
#include "lint/rule.h"

// ---- rename-schema ----

// A view under the old name for each table that the history shows.
static void fix_stand_ins(RuleCtx *ctx, Finding *f, Str old, Str new)
{
    Arena *arena = ctx_arena(ctx);
    TableVec tables = catalog_tables(arena, ctx_catalog(ctx));
    for (size_t i = 0; i < tables.len; i++) {
        Str name = tables.at[i]->name.name;
        if (str_eq(tables.at[i]->name.schema, old))
            fix_sql(ctx, f, "CREATE VIEW " STR_FMT " AS SELECT * FROM " STR_FMT ";",
                    STR_ARG(name_sql(arena, (Name){ old, name })),
                    STR_ARG(name_sql(arena, (Name){ new, name })));
    }
}

static void fix_rename_schema(RuleCtx *ctx, Finding *f, const Op *op)
{
    Arena *arena = ctx_arena(ctx);
    Str old = ident_sql(arena, op->name.name);
    bool alone = ctx_transaction(ctx, op) == TXO_NONE;
    fix_step(ctx, f, FIX_HERE,
             "Leave views under the old name in the same transaction; those of one table "
             "each can be read and written:");
    if (alone)
        fix_sql(ctx, f, "BEGIN;");
    fix_sql(ctx, f, "ALTER SCHEMA " STR_FMT " RENAME TO " STR_FMT ";", STR_ARG(old),
            STR_ARG(ident_sql(arena, op->other.name)));
    fix_sql(ctx, f, "CREATE SCHEMA " STR_FMT ";", STR_ARG(old));
    fix_stand_ins(ctx, f, op->name.name, op->other.name);
    if (alone)
        fix_sql(ctx, f, "COMMIT;");
    fix_step(ctx, f, FIX_NOTE,
             "a view for each table that the history does not show, and drop them when "
             "no release uses the old name any more");
}

// A schema of the old name comes back in the same file.
static bool old_schema_returns(const RuleCtx *ctx, const Op *op)
{
    const OpVec *ops = ctx_ops(ctx);
    for (size_t i = (size_t)(op - ops->at) + 1; i < ops->len; i++)
        if (ops->at[i].kind == OP_CREATE_SCHEMA &&
            str_eq(ops->at[i].name.name, op->name.name))
            return true;
    return false;
}

static void check_rename_schema(RuleCtx *ctx, const Op *op)
{
    const Catalog *catalog = ctx_catalog(ctx);
    const Schema *schema = catalog_schema(catalog, op->name.name);
    if ((schema && catalog_origin_is_new(catalog, &schema->origin)) ||
        old_schema_returns(ctx, op))
        return;
    Finding *f = report_op(ctx, op,
                           "renaming schema " STR_FMT " to " STR_FMT
                           " breaks the code that runs now and says " STR_FMT,
                           STR_ARG(op->name.name), STR_ARG(op->other.name),
                           STR_ARG(op->name.name));
    f->object = op->name.name;
    fix_rename_schema(ctx, f, op);
}

RULE(rename_schema) = {
    .id = "rename-schema",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .on = { OP_RENAME_SCHEMA },
    .op = check_rename_schema,
    .title = "Renaming a schema breaks the release that is running",
    .why = "Migration and code never change in the same instant. From the commit on, "
           "every server of the previous release fails on each statement that names the "
           "schema or has it in its search_path; functions whose bodies name it fail "
           "when they are next called.",
    .fix = "Leave a schema of the old name with views until no release uses it",
    .bad = "CREATE SCHEMA billing;\n"
           "CREATE TABLE billing.invoices (id bigint PRIMARY KEY);\n"
           "-- change\n"
           "ALTER SCHEMA billing RENAME TO accounting;\n",
    .good = "CREATE SCHEMA billing;\n"
            "CREATE TABLE billing.invoices (id bigint PRIMARY KEY);\n"
            "-- change\n"
            "BEGIN;\n"
            "ALTER SCHEMA billing RENAME TO accounting;\n"
            "CREATE SCHEMA billing;\n"
            "CREATE VIEW billing.invoices AS SELECT * FROM accounting.invoices;\n"
            "COMMIT;\n",
};

// ---- rename-view ----

// A view of the old name comes back, or another relation is renamed to it.
static bool old_view_returns(const RuleCtx *ctx, const Op *op)
{
    const Catalog *catalog = ctx_catalog(ctx);
    Name old = catalog_resolve(catalog, op->name);
    const OpVec *ops = ctx_ops(ctx);
    for (size_t i = (size_t)(op - ops->at) + 1; i < ops->len; i++) {
        const Op *later = &ops->at[i];
        Name name = catalog_resolve(catalog, later->name);
        if (later->kind == OP_RENAME_OBJECT || later->kind == OP_RENAME_TABLE)
            name.name = later->other.name;
        else if (later->kind != OP_CREATE_VIEW)
            continue;
        if (name_eq(name, old))
            return true;
    }
    return false;
}

static void fix_rename_view(RuleCtx *ctx, Finding *f, const Op *op)
{
    Arena *arena = ctx_arena(ctx);
    const char *kind = op->object == OBJ_MATVIEW ? "MATERIALIZED VIEW" : "VIEW";
    bool alone = ctx_transaction(ctx, op) == TXO_NONE;
    Str old = name_sql(arena, op->name);
    Str new = name_sql(arena, (Name){ op->name.schema, op->other.name });
    fix_step(ctx, f, FIX_HERE,
             "Leave a view under the old name in the same transaction:");
    if (alone)
        fix_sql(ctx, f, "BEGIN;");
    fix_sql(ctx, f, "ALTER %s " STR_FMT " RENAME TO " STR_FMT ";", kind, STR_ARG(old),
            STR_ARG(ident_sql(arena, op->other.name)));
    fix_sql(ctx, f, "CREATE VIEW " STR_FMT " AS SELECT * FROM " STR_FMT ";", STR_ARG(old),
            STR_ARG(new));
    if (alone)
        fix_sql(ctx, f, "COMMIT;");
    fix_step(ctx, f, FIX_LATER, "and when no release uses the old name any more:");
    fix_sql(ctx, f,
            "-- tidegate: allow view-or-function-dropped (unused since …)\n"
            "DROP VIEW " STR_FMT ";",
            STR_ARG(old));
}

static void check_rename_view(RuleCtx *ctx, const Op *op)
{
    const Catalog *catalog = ctx_catalog(ctx);
    const View *view = catalog_view(catalog, op->name);
    if (op->object != OBJ_VIEW && op->object != OBJ_MATVIEW)
        return;
    if (view && (view->def.temporary || catalog_origin_is_new(catalog, &view->origin)))
        return;
    if (old_view_returns(ctx, op))
        return;
    Str relation = ctx_relation(ctx, op);
    Finding *f = report_op(ctx, op,
                           "renaming %s " STR_FMT " to " STR_FMT
                           " breaks the code that runs now and says " STR_FMT,
                           object_kind_word(op->object), STR_ARG(relation),
                           STR_ARG(op->other.name), STR_ARG(op->name.name));
    f->object = relation;
    fix_rename_view(ctx, f, op);
}

RULE(rename_view) = {
    .id = "rename-view",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .on = { OP_RENAME_OBJECT },
    .op = check_rename_view,
    .title = "Renaming a view breaks the release that is running",
    .why = "Migration and code never change in the same instant. From the commit on, "
           "every server of the previous release fails on each statement with the old "
           "name, until the last one is replaced; a rollback of the release fails "
           "altogether.",
    .fix = "Leave a view under the old name until no release uses it",
    .bad = "CREATE TABLE orders (id bigint PRIMARY KEY, total numeric);\n"
           "CREATE VIEW big_orders AS SELECT id FROM orders WHERE total > 1000;\n"
           "-- change\n"
           "ALTER VIEW big_orders RENAME TO large_orders;\n",
    .good = "CREATE TABLE orders (id bigint PRIMARY KEY, total numeric);\n"
            "CREATE VIEW big_orders AS SELECT id FROM orders WHERE total > 1000;\n"
            "-- change\n"
            "CREATE VIEW large_orders AS SELECT id FROM orders WHERE total > 1000;\n",
};

// ---- drop-and-add-column ----

static bool could_be_new_name(const RuleCtx *ctx, const Op *drop, const Column *old,
                              const ColumnDef *new)
{
    const Table *table = ctx_table(ctx, drop);
    const Column *there = table_column(table, new->name);
    bool has_been = there && !catalog_origin_is_new(ctx_catalog(ctx), there->origin);
    return !has_been && str_eq(new->type.text, old->def->type.text) &&
           !str_eq(new->name, drop->part) && new->generated == GENERATED_NONE;
}

// Values go from one column to the other before the first is dropped.
static bool is_copied(RuleCtx *ctx, const Op *drop, Str new)
{
    OpKey key = { .kind = OP_UPDATE, .name = drop->name.name };
    for (const Op *op = NULL; (op = ctx_next(ctx, key, op)) && op < drop;)
        if (op->kind == OP_UPDATE && list_has(&op->columns, new) &&
            ctx_mentions(ctx, ctx_statement(ctx, op), drop->part))
            return true;
    return false;
}

// What the dropped column may be called from now on: of those that fit the one whose name
// is nearest.
typedef struct Successor {
    const ColumnDef *column; // NULL: none
    const Op *op;            // that adds it, when it stands in this file
    size_t distance;
} Successor;

static void consider(Successor *best, const ColumnDef *column, const Op *op, Str old)
{
    size_t distance = str_distance(column->name, old);
    if (!best->column || distance < best->distance)
        *best = (Successor){ column, op, distance };
}

static Successor find_successor(const RuleCtx *ctx, const Op *drop, const Column *old)
{
    Successor best = { 0 };
    const Table *table = ctx_table(ctx, drop);
    OpKey key = { .kind = OP_ADD_COLUMN, .name = drop->name.name };
    for (const Op *op = NULL; (op = ctx_next(ctx, key, op));)
        if (op->kind == OP_ADD_COLUMN && ctx_table(ctx, op) == table &&
            could_be_new_name(ctx, drop, old, op->column))
            consider(&best, op->column, op, drop->part);
    for (size_t i = 0; !best.column && i < table->columns.len; i++) {
        const Column *column = table->columns.at[i];
        if (catalog_origin_is_new(ctx_catalog(ctx), column->origin) &&
            could_be_new_name(ctx, drop, old, column->def))
            consider(&best, column->def, NULL, drop->part);
    }
    return best;
}

// More of the two names is the same than not.
static bool are_alike(Str a, Str b)
{
    size_t longer = a.len > b.len ? a.len : b.len;
    return 2 * str_distance(a, b) <= longer || str_contains(a, b) || str_contains(b, a);
}

// Another column that the file drops has the better claim to the new one's place. Of what
// is dropped already only the name is left to go by.
static bool claims(const RuleCtx *ctx, const Op *drop, const Op *other,
                   const ColumnDef *new)
{
    if (other == drop || other->kind != OP_DROP_COLUMN ||
        ctx_table(ctx, other) != ctx_table(ctx, drop))
        return false;
    const Column *column = table_column(ctx_table(ctx, other), other->part);
    size_t mine = str_distance(new->name, drop->part);
    size_t theirs = str_distance(new->name, other->part);
    if (!column)
        return are_alike(other->part, new->name) && theirs <= mine;
    return theirs < mine && could_be_new_name(ctx, other, column, new);
}

// A new column takes the place of one old column, not of each.
static bool is_claimed(const RuleCtx *ctx, const Op *drop, const ColumnDef *new)
{
    OpKey key = { .kind = OP_DROP_COLUMN, .name = drop->name.name };
    for (const Op *op = NULL; (op = ctx_next(ctx, key, op));)
        if (claims(ctx, drop, op, new))
            return true;
    return false;
}

// MySQL before 8.0.3 has no RENAME COLUMN, and wants the definition.
static Str rename_sql(RuleCtx *ctx, const Op *drop, Str new)
{
    const Engine *engine = ctx_engine(ctx);
    const Table *table = ctx_table(ctx, drop);
    Str name = ctx_name_sql(ctx, drop->name), old = ctx_ident_sql(ctx, drop->part);
    if (engine_is(engine, "mysql") &&
        !engine_from_on(engine, "mysql", ENGINE_VERSION(8, 0, 3))) {
        ColumnDef def = *table_column(table, drop->part)->def;
        def.name = new;
        return ctx_fmt(ctx, "ALTER TABLE " STR_FMT " CHANGE COLUMN " STR_FMT " " STR_FMT,
                       STR_ARG(name), STR_ARG(old),
                       STR_ARG(ctx_column_sql(ctx, table, &def)));
    }
    return ctx_fmt(ctx, "ALTER TABLE " STR_FMT " RENAME COLUMN " STR_FMT " TO " STR_FMT,
                   STR_ARG(name), STR_ARG(old), STR_ARG(ctx_ident_sql(ctx, new)));
}

static void fix_rename_instead(RuleCtx *ctx, Finding *f, const Op *drop, Str new)
{
    fix_step(ctx, f, FIX_HERE,
             "If it is a rename, say so instead of ADD COLUMN and DROP COLUMN, which "
             "keeps the data:");
    fix_sql(ctx, f, STR_FMT ";", STR_ARG(rename_sql(ctx, drop, new)));
    fix_or(ctx, f, FIX_HERE, "If both are really different columns:");
    fix_sql(ctx, f,
            "-- tidegate: allow drop-and-add-column (why it is no rename)\n" STR_FMT ";",
            STR_ARG(str_slice(f->text, f->stmt.start, f->stmt.end)));
}

static void check_drop_and_add_column(RuleCtx *ctx, const Op *op)
{
    const Column *old = table_column(ctx_table(ctx, op), op->part);
    if (!old || ctx_table_is_idle(ctx, op) || ctx_column_is_new(ctx, op))
        return;
    Successor new = find_successor(ctx, op, old);
    if (!new.column || is_copied(ctx, op, new.column->name) ||
        is_claimed(ctx, op, new.column))
        return;
    Str member = ctx_member(ctx, op, new.column->name);
    Finding *f = report_op(ctx, new.op ? new.op : op,
                           "if " STR_FMT " is a new name for " STR_FMT
                           ", it starts empty and the old values are dropped",
                           STR_ARG(member), STR_ARG(op->part));
    f->object = member;
    if (!are_alike(op->part, new.column->name))
        f->severity = SEV_WARNING;
    // One statement that does both is the rename as a whole.
    if (!new.op || new.op->stmt_index != op->stmt_index)
        fix_rest(ctx, f, new.op ? new.op : op);
    fix_rename_instead(ctx, f, op, new.column->name);
}

RULE(drop_and_add_column) = {
    .id = "drop-and-add-column",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .loses_data = true,
    .on = { OP_DROP_COLUMN },
    .op = check_drop_and_add_column,
    .title = "A dropped and an added column of one type are perhaps a rename",
    .why =
        "Tools that compare two schemas cannot see a rename: they drop the old column "
        "and add the new one, and every value is lost. drop-column speaks of the loss; "
        "this is the question whether it was meant.",
    .fix =
        "RENAME COLUMN keeps the values; drizzle-kit asks when it generates, and Prisma "
        "takes a migration that is edited by hand before it is applied",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY, mail text);\n"
           "-- change\n"
           "-- tidegate: allow drop-column (see below)\n"
           "ALTER TABLE users DROP COLUMN mail;\n"
           "ALTER TABLE users ADD COLUMN email text;\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY, mail text);\n"
            "-- change\n"
            "ALTER TABLE users ADD COLUMN email text;\n",
};
