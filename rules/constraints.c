// SPDX-License-Identifier: Apache-2.0
// Constraints that are added to a table in use: what reads all of its rows, or builds an
// index, under a lock.
#include "lint/rule.h"

static Str constraint_object(RuleCtx *ctx, const Op *op, Str name)
{
    return ctx_fmt(ctx, STR_FMT "." STR_FMT, STR_ARG(ctx_relation(ctx, op)),
                   STR_ARG(name));
}

// ALTER TABLE <table> ADD CONSTRAINT <name> <definition> NOT VALID for the last step, and
// its validation afterwards.
static void fix_in_two(RuleCtx *ctx, Finding *f, Name table, Str name, Str definition)
{
    Str relation = name_sql(ctx_arena(ctx), table);
    Str constraint = ident_sql(ctx_arena(ctx), name);
    fix_sql(ctx, f,
            "ALTER TABLE " STR_FMT " ADD CONSTRAINT " STR_FMT " " STR_FMT " NOT VALID;",
            STR_ARG(relation), STR_ARG(constraint), STR_ARG(definition));
    fix_apart(ctx, f, "and");
    fix_sql(ctx, f, "ALTER TABLE " STR_FMT " VALIDATE CONSTRAINT " STR_FMT ";",
            STR_ARG(relation), STR_ARG(constraint));
}

// A constraint inside of ADD COLUMN is always checked: the column is added by itself.
static void fix_column_alone(RuleCtx *ctx, Finding *f, const Op *op)
{
    fix_step(ctx, f, FIX_HERE, "Add the column without it:");
    fix_sql(ctx, f, STR_FMT, STR_ARG(ctx_without_constraint(ctx, op)));
}

static void fix_not_valid(RuleCtx *ctx, Finding *f, const Op *op, Str name,
                          Str definition)
{
    bool inside = op_has(op, OPF_INLINE);
    if (inside)
        fix_column_alone(ctx, f, op);
    fix_step(ctx, f, inside ? FIX_BEHIND : FIX_HERE,
             inside ? "and then the constraint on its own, unchecked:"
                    : "Add it unchecked, and let VALIDATE read the rows:");
    fix_in_two(ctx, f, op->name, name, definition);
}

// ---- foreign-key-not-valid ----

static Str upper(RuleCtx *ctx, Str words)
{
    char *text = NEW_ARRAY(ctx_arena(ctx), char, words.len);
    for (size_t i = 0; i < words.len; i++) {
        char c = words.ptr[i];
        text[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    return (Str){ text, words.len };
}

static Str action_sql(RuleCtx *ctx, const char *event, Str action)
{
    return action.len > 0
               ? ctx_fmt(ctx, " ON %s " STR_FMT, event, STR_ARG(upper(ctx, action)))
               : STR("");
}

static const char *deferrable_sql(const ConstraintDef *def)
{
    return def->initially_deferred ? " DEFERRABLE INITIALLY DEFERRED"
           : def->deferrable       ? " DEFERRABLE"
                                   : "";
}

static Str references_sql(RuleCtx *ctx, const ConstraintDef *def)
{
    Str target = STR("");
    if (def->ref_columns.len > 0)
        target = ctx_fmt(ctx, " (" STR_FMT ")",
                         STR_ARG(ctx_columns_sql(ctx, &def->ref_columns)));
    Str cleared = STR("");
    if (def->on_delete_columns.len > 0)
        cleared = ctx_fmt(ctx, " (" STR_FMT ")",
                          STR_ARG(ctx_columns_sql(ctx, &def->on_delete_columns)));
    return ctx_fmt(ctx, "REFERENCES " STR_FMT STR_FMT "%s" STR_FMT STR_FMT STR_FMT "%s",
                   STR_ARG(name_sql(ctx_arena(ctx), def->ref_table)), STR_ARG(target),
                   def->match_full ? " MATCH FULL" : "",
                   STR_ARG(action_sql(ctx, "DELETE", def->on_delete)), STR_ARG(cleared),
                   STR_ARG(action_sql(ctx, "UPDATE", def->on_update)),
                   deferrable_sql(def));
}

static Str foreign_key_sql(RuleCtx *ctx, const ConstraintDef *def)
{
    return ctx_fmt(ctx, "FOREIGN KEY (" STR_FMT ") " STR_FMT,
                   STR_ARG(ctx_columns_sql(ctx, &def->columns)),
                   STR_ARG(references_sql(ctx, def)));
}

// The key's one column, when the same change has added it and it holds nothing but NULL.
static const Column *empty_column(const RuleCtx *ctx, const Op *op)
{
    const StrVec *columns = &op->constraint->columns;
    const Column *column =
        columns->len == 1 ? table_column(ctx_table(ctx, op), columns->at[0]) : NULL;
    if (!column || !catalog_origin_is_new(ctx_catalog(ctx), column->origin))
        return NULL;
    return column->def->not_null || column->def->default_expr.ptr ? NULL : column;
}

// PostgreSQL knows that a column which is being added has no value to look up, and later
// does not.
static void fix_inline_foreign_key(RuleCtx *ctx, Finding *f, const Op *op,
                                   const ColumnDef *column, Str name)
{
    Arena *arena = ctx_arena(ctx);
    fix_or(ctx, f, FIX_NOTE,
           "Or say it in ADD COLUMN, where there is nothing to check yet:");
    fix_sql(ctx, f,
            "ALTER TABLE " STR_FMT " ADD COLUMN " STR_FMT " " STR_FMT
            " CONSTRAINT " STR_FMT " " STR_FMT ";",
            STR_ARG(name_sql(arena, op->name)), STR_ARG(ident_sql(arena, column->name)),
            STR_ARG(column->type.text), STR_ARG(ident_sql(arena, name)),
            STR_ARG(references_sql(ctx, op->constraint)));
}

// Before 18 a partitioned table refuses NOT VALID. What all its partitions have, it takes
// over without reading them.
static void fix_partitioned_foreign_key(RuleCtx *ctx, Finding *f, const Op *op, Str name)
{
    Arena *arena = ctx_arena(ctx);
    const Table *table = ctx_table(ctx, op);
    Str definition = foreign_key_sql(ctx, op->constraint);
    if (table->children.len == 0) {
        fix_step(
            ctx, f, FIX_NOTE,
            "A partitioned table takes NOT VALID from PostgreSQL 18 on. Before, add it "
            "NOT VALID to each partition and validate it there; the table then takes "
            "theirs over");
        return;
    }
    fix_step(ctx, f, FIX_HERE,
             "A partitioned table takes NOT VALID from PostgreSQL 18 on. Before, add it "
             "to each partition:");
    for (size_t i = 0; i < table->children.len; i++)
        fix_sql(ctx, f,
                "ALTER TABLE " STR_FMT " ADD CONSTRAINT " STR_FMT " " STR_FMT
                " NOT VALID;",
                STR_ARG(name_sql(arena, table->children.at[i])),
                STR_ARG(ident_sql(arena, name)), STR_ARG(definition));
    fix_apart(ctx, f, "and");
    for (size_t i = 0; i < table->children.len; i++)
        fix_sql(ctx, f, "ALTER TABLE " STR_FMT " VALIDATE CONSTRAINT " STR_FMT ";",
                STR_ARG(name_sql(arena, table->children.at[i])),
                STR_ARG(ident_sql(arena, name)));
    fix_step(ctx, f, FIX_BEHIND,
             "When all partitions have it, the table takes theirs over:");
    fix_sql(ctx, f, "ALTER TABLE " STR_FMT " ADD CONSTRAINT " STR_FMT " " STR_FMT ";",
            STR_ARG(name_sql(arena, op->name)), STR_ARG(ident_sql(arena, name)),
            STR_ARG(definition));
}

enum { PARTITIONED_NOT_VALID = 18 }; // from this major on

static void fix_foreign_key(RuleCtx *ctx, Finding *f, const Op *op, Str name)
{
    const Table *table = ctx_table(ctx, op);
    const Column *column = op_has(op, OPF_INLINE) ? NULL : empty_column(ctx, op);
    fix_rest(ctx, f, op);
    if (table && table->partition_by.len > 0 &&
        ctx_engine(ctx)->major < PARTITIONED_NOT_VALID)
        fix_partitioned_foreign_key(ctx, f, op, name);
    else
        fix_not_valid(ctx, f, op, name, foreign_key_sql(ctx, op->constraint));
    if (column)
        fix_inline_foreign_key(ctx, f, op, column->def, name);
}

static bool has_valid_copy(const RuleCtx *ctx, const Table *table,
                           const ConstraintDef *wanted)
{
    const Catalog *catalog = ctx_catalog(ctx);
    for (size_t i = 0; table && i < table->constraints.len; i++) {
        const ConstraintDef *def = &table->constraints.at[i]->def;
        bool same = def->kind == CON_FOREIGN_KEY && !def->not_valid &&
                    def->columns.len == wanted->columns.len &&
                    name_eq(catalog_resolve(catalog, def->ref_table),
                            catalog_resolve(catalog, wanted->ref_table));
        for (size_t c = 0; same && c < def->columns.len; c++)
            same = str_eq(def->columns.at[c], wanted->columns.at[c]);
        if (same)
            return true;
    }
    return false;
}

// All partitions have the key already: the table takes theirs over and reads nothing.
static bool partitions_have_it(const RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    size_t lacking = table ? table->children.len : 1;
    for (size_t i = 0; table && i < table->children.len; i++)
        if (has_valid_copy(ctx, catalog_table(ctx_catalog(ctx), table->children.at[i]),
                           op->constraint))
            lacking--;
    return table && table->partition_by.len > 0 && table->children.len > 0 &&
           lacking == 0;
}

static bool is_refused(const RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    return op->constraint->not_valid && table && table->partition_by.len > 0 &&
           ctx_engine(ctx)->major < PARTITIONED_NOT_VALID;
}

static void report_refused(RuleCtx *ctx, const Op *op)
{
    Finding *f =
        report_op(ctx, op,
                  "PostgreSQL %d refuses a foreign key that is NOT VALID on " STR_FMT
                  ", which is partitioned",
                  ctx_engine(ctx)->major, STR_ARG(ctx_relation(ctx, op)));
    f->lock = (LockTaken){ 0 };
    f->object = constraint_object(ctx, op, ctx_constraint_name(ctx, op));
    fix_rest(ctx, f, op);
    fix_partitioned_foreign_key(ctx, f, op, ctx_constraint_name(ctx, op));
}

static void check_foreign_key_not_valid(RuleCtx *ctx, const Op *op)
{
    const ConstraintDef *def = op->constraint;
    if (def->kind == CON_FOREIGN_KEY && is_refused(ctx, op))
        report_refused(ctx, op);
    if (def->kind != CON_FOREIGN_KEY || def->not_valid || def->not_enforced)
        return;
    if (op_has(op, OPF_SCAN_FREE) || ctx_table_is_idle(ctx, op) ||
        partitions_have_it(ctx, op))
        return;
    Str name = ctx_constraint_name(ctx, op);
    Str relation = ctx_relation(ctx, op);
    Str target =
        name_text(ctx_arena(ctx), catalog_resolve(ctx_catalog(ctx), def->ref_table));
    bool exclusive = op_has(op, OPF_EXCLUSIVE);
    Str others =
        str_eq(target, relation)
            ? STR("")
            : ctx_fmt(ctx, exclusive ? " and writes to " STR_FMT : " and " STR_FMT,
                      STR_ARG(target));
    Finding *f = report_op(
        ctx, op,
        "foreign key " STR_FMT " is checked against every row of " STR_FMT
        " while %s " STR_FMT STR_FMT " wait" STR_FMT,
        STR_ARG(name), STR_ARG(relation), exclusive ? "reads and writes of" : "writes to",
        STR_ARG(relation), STR_ARG(others), STR_ARG(ctx_presumed(ctx, op)));
    f->object = constraint_object(ctx, op, name);
    fix_foreign_key(ctx, f, op, name);
}

RULE(foreign_key_not_valid) = {
    .id = "foreign-key-not-valid",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "postgres",
    .undone = true,
    .on = { OP_ADD_CONSTRAINT },
    .op = check_foreign_key_not_valid,
    .title = "Adding a foreign key without NOT VALID blocks writes to both tables",
    .why = "Both tables are locked in SHARE ROW EXCLUSIVE mode while each row of the "
           "referencing table is looked up: on big tables all their writes wait for "
           "minutes. With NOT VALID only new rows are checked at first, and VALIDATE "
           "CONSTRAINT reads the old ones later under a lock that lets writes go on.",
    .fix = "Add it NOT VALID, and VALIDATE CONSTRAINT in a later transaction",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);\n"
           "CREATE INDEX orders_user_id_idx ON orders (user_id);\n"
           "-- change\n"
           "ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey\n"
           "    FOREIGN KEY (user_id) REFERENCES users (id);\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);\n"
            "CREATE INDEX orders_user_id_idx ON orders (user_id);\n"
            "-- change\n"
            "ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey\n"
            "    FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;\n"
            "-- file\n"
            "ALTER TABLE orders VALIDATE CONSTRAINT orders_user_id_fkey;\n",
};

// ---- check-not-valid ----

static void check_check_not_valid(RuleCtx *ctx, const Op *op)
{
    const ConstraintDef *def = op->constraint;
    const Table *table = ctx_table(ctx, op);
    if (def->kind != CON_CHECK || def->not_valid || def->not_enforced)
        return;
    if (ctx_table_is_idle(ctx, op) || (table && table->foreign))
        return;
    Str name = ctx_constraint_name(ctx, op);
    Str relation = ctx_relation(ctx, op);
    Finding *f =
        report_op(ctx, op,
                  "check constraint " STR_FMT " is tested on every row of " STR_FMT
                  " while its reads and writes wait" STR_FMT,
                  STR_ARG(name), STR_ARG(relation), STR_ARG(ctx_presumed(ctx, op)));
    Str definition = ctx_fmt(ctx, "CHECK (" STR_FMT ")%s", STR_ARG(def->expression),
                             def->no_inherit ? " NO INHERIT" : "");
    f->object = constraint_object(ctx, op, name);
    fix_rest(ctx, f, op);
    fix_not_valid(ctx, f, op, name, definition);
}

RULE(check_not_valid) = {
    .id = "check-not-valid",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "postgres",
    .undone = true,
    .on = { OP_ADD_CONSTRAINT },
    .op = check_check_not_valid,
    .title = "Adding a CHECK without NOT VALID blocks the table",
    .why = "The table is locked in ACCESS EXCLUSIVE mode while every row is tested: not "
           "even a SELECT goes on, which on a big table is an outage of minutes. With "
           "NOT VALID only new rows are tested at first, and VALIDATE CONSTRAINT reads "
           "the old ones later under a lock that lets reads and writes go on.",
    .fix = "Add it NOT VALID, and VALIDATE CONSTRAINT in a later transaction",
    .bad = "CREATE TABLE orders (id bigint PRIMARY KEY, amount numeric);\n"
           "-- change\n"
           "ALTER TABLE orders ADD CONSTRAINT orders_amount_check CHECK (amount > 0);\n",
    .good = "CREATE TABLE orders (id bigint PRIMARY KEY, amount numeric);\n"
            "-- change\n"
            "ALTER TABLE orders ADD CONSTRAINT orders_amount_check CHECK (amount > 0) "
            "NOT VALID;\n"
            "-- file\n"
            "ALTER TABLE orders VALIDATE CONSTRAINT orders_amount_check;\n",
};

// ---- unique-blocks-table ----

static void check_using_index(RuleCtx *ctx, const Op *op, Str name)
{
    const char *reason = ctx_unfit_for_key(ctx, op);
    if (!reason)
        return;
    Finding *f = report_op(ctx, op,
                           "PostgreSQL refuses to make unique constraint " STR_FMT
                           " of index " STR_FMT ": %s",
                           STR_ARG(name), STR_ARG(op->constraint->using_index), reason);
    f->object = constraint_object(ctx, op, name);
    f->why = STR("The statement fails on every database, and the deploy stops there.");
    f->fix = STR("Build a unique, complete and valid index over plain columns first");
    if (!ctx_used_index(ctx, op)) // somebody may have built it by hand
        f->severity = SEV_WARNING;
}

static void fix_unique(RuleCtx *ctx, Finding *f, const Op *op, Str name)
{
    Arena *arena = ctx_arena(ctx);
    const Table *table = ctx_table(ctx, op);
    const ConstraintDef *con = op->constraint;
    bool inside = op_has(op, OPF_INLINE);
    bool partitioned = table && table->partition_by.len > 0;
    IndexDef def = { .table = op->name,
                     .name = name,
                     .method = STR("btree"),
                     .include = con->include,
                     .unique = true,
                     .nulls_not_distinct = con->nulls_not_distinct };
    for (size_t i = 0; i < con->columns.len; i++)
        vec_push(arena, &def.parts)->column = con->columns.at[i];
    fix_rest(ctx, f, op);
    if (inside)
        fix_column_alone(ctx, f, op);
    if (partitioned)
        fix_step(ctx, f, FIX_NOTE, "A unique index does the same.");
    fix_index(ctx, f, inside ? FIX_BEHIND : FIX_HERE, table, &def);
    if (partitioned)
        return;
    Str sql = ident_sql(arena, name);
    fix_after_outside(ctx, f, "and make the constraint of it, which is quick,");
    fix_sql(ctx, f,
            "ALTER TABLE " STR_FMT " ADD CONSTRAINT " STR_FMT
            " UNIQUE USING INDEX " STR_FMT "%s;",
            STR_ARG(name_sql(arena, op->name)), STR_ARG(sql), STR_ARG(sql),
            deferrable_sql(con));
}

static void check_unique_blocks_table(RuleCtx *ctx, const Op *op)
{
    const ConstraintDef *def = op->constraint;
    if (def->kind != CON_UNIQUE)
        return;
    Str name = ctx_constraint_name(ctx, op);
    if (def->using_index.len > 0) {
        check_using_index(ctx, op, name);
        return;
    }
    if (ctx_table_is_idle(ctx, op))
        return;
    Str relation = ctx_relation(ctx, op);
    Finding *f =
        report_op(ctx, op,
                  "unique constraint " STR_FMT " builds its index on " STR_FMT
                  " while its reads and writes wait" STR_FMT,
                  STR_ARG(name), STR_ARG(relation), STR_ARG(ctx_presumed(ctx, op)));
    f->object = constraint_object(ctx, op, name);
    fix_unique(ctx, f, op, name);
}

RULE(unique_blocks_table) = {
    .id = "unique-blocks-table",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "postgres",
    .undone = true,
    .on = { OP_ADD_CONSTRAINT },
    .op = check_unique_blocks_table,
    .title = "Adding a unique constraint blocks the table while its index is built",
    .why = "ALTER TABLE holds ACCESS EXCLUSIVE while it reads all rows and builds the "
           "index: not even a SELECT goes on, which on a big table is an outage of "
           "minutes, and one duplicate makes it fail at the end. An index that was "
           "built concurrently becomes a constraint at once.",
    .fix = "CREATE UNIQUE INDEX CONCURRENTLY, then ALTER TABLE … ADD CONSTRAINT … "
           "UNIQUE USING INDEX …",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY, email text);\n"
           "-- change\n"
           "ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE (email);\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY, email text);\n"
            "-- change\n"
            "DELETE FROM users a USING users b WHERE a.email = b.email AND a.id > b.id;\n"
            "CREATE UNIQUE INDEX CONCURRENTLY users_email_key ON users (email);\n"
            "-- file\n"
            "ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE USING INDEX "
            "users_email_key;\n",
};
