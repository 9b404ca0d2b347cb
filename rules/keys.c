// SPDX-License-Identifier: Apache-2.0
// Primary keys and exclusion constraints that are added to a table in use: their index is
// built while nobody can read it.
#include "lint/rule.h"

static Str name_of(RuleCtx *ctx, const Op *op, const char *suffix)
{
    static const StrVec none = { 0 };
    const ConstraintDef *def = op->constraint;
    if (def->name.len > 0)
        return def->name;
    if (def->using_index.len > 0)
        return def->using_index;
    bool is_key = def->kind == CON_PRIMARY_KEY; // its name has no columns in it
    return ctx_made_up_name(ctx, op->name.name, is_key ? &none : &def->columns, suffix);
}

static Finding *report_constraint(RuleCtx *ctx, const Op *op, Str name, Str message)
{
    Finding *f = report_op(ctx, op, STR_FMT, STR_ARG(message));
    f->object =
        ctx_fmt(ctx, STR_FMT "." STR_FMT, STR_ARG(ctx_relation(ctx, op)), STR_ARG(name));
    return f;
}

// ---- primary-key-blocks-table ----

// The first of the columns that may hold NULL, as far as the history shows; ptr NULL:
// none.
static Str nullable_column(RuleCtx *ctx, const Table *table, const StrVec *columns)
{
    for (size_t i = 0; i < columns->len; i++) {
        const Column *column = table_column(table, columns->at[i]);
        if (column && !column->def->not_null &&
            !ctx_is_checked_not_null(ctx, table, columns->at[i]))
            return columns->at[i];
    }
    return (Str){ 0 };
}

static StrVec index_columns(RuleCtx *ctx, const Index *index)
{
    StrVec columns = { 0 };
    for (size_t i = 0; i < index->def.parts.len; i++)
        *vec_push(ctx_arena(ctx), &columns) = index->def.parts.at[i].column;
    return columns;
}

static void report_unfit(RuleCtx *ctx, const Op *op, Str name, const char *reason)
{
    Finding *f = report_constraint(
        ctx, op, name,
        ctx_fmt(ctx,
                "PostgreSQL refuses to make primary key " STR_FMT " of index " STR_FMT
                ": %s",
                STR_ARG(name), STR_ARG(op->constraint->using_index), reason));
    f->why = STR("The statement fails, and the deploy stops there.");
    f->fix = STR("Build a unique, complete and valid index over plain columns first");
    if (!ctx_used_index(ctx, op)) // somebody may have built it by hand
        f->severity = SEV_WARNING;
}

static void report_nullable(RuleCtx *ctx, const Op *op, Str name, Str column)
{
    Arena *arena = ctx_arena(ctx);
    Str relation = ctx_relation(ctx, op);
    Finding *f = report_constraint(
        ctx, op, name,
        ctx_fmt(ctx,
                "column " STR_FMT " can be NULL: to make it part of primary key " STR_FMT
                " every row of " STR_FMT " is read while its reads and writes wait",
                STR_ARG(column), STR_ARG(name), STR_ARG(relation)));
    fix_step(ctx, f, FIX_HERE, "Make it NOT NULL first:");
    fix_not_null(ctx, f, op->name, column);
    fix_step(ctx, f, FIX_BEHIND, "and then:");
    fix_sql(ctx, f,
            "ALTER TABLE " STR_FMT " ADD CONSTRAINT " STR_FMT
            " PRIMARY KEY USING INDEX " STR_FMT ";",
            STR_ARG(name_sql(arena, op->name)), STR_ARG(ident_sql(arena, name)),
            STR_ARG(ident_sql(arena, op->constraint->using_index)));
}

static void check_using_index(RuleCtx *ctx, const Op *op, Str name)
{
    const Index *index = ctx_used_index(ctx, op);
    const char *reason = ctx_unfit_for_key(ctx, op);
    if (reason) {
        report_unfit(ctx, op, name, reason);
        return;
    }
    if (!index)
        return;
    StrVec columns = index_columns(ctx, index);
    Str nullable = nullable_column(ctx, ctx_table(ctx, op), &columns);
    if (nullable.ptr && !ctx_table_is_idle(ctx, op))
        report_nullable(ctx, op, name, nullable);
}

static void fix_partitioned_key(RuleCtx *ctx, Finding *f)
{
    fix_step(
        ctx, f, FIX_TOP,
        "A partitioned table takes no index for its primary key. Give each partition "
        "the key first, one by one, so that the last statement has nothing left to "
        "build; and limit the wait for its lock:");
    fix_sql(ctx, f, "SET lock_timeout = '2s';");
}

static void fix_primary_key(RuleCtx *ctx, Finding *f, const Op *op, Str name)
{
    Arena *arena = ctx_arena(ctx);
    const Table *table = ctx_table(ctx, op);
    const ConstraintDef *con = op->constraint;
    IndexDef def = { .table = op->name,
                     .name = name,
                     .method = STR("btree"),
                     .include = con->include,
                     .unique = true };
    for (size_t i = 0; i < con->columns.len; i++)
        vec_push(arena, &def.parts)->column = con->columns.at[i];
    Str nullable = nullable_column(ctx, table, &con->columns);
    fix_rest(ctx, f, op);
    if (op_has(op, OPF_INLINE)) {
        fix_step(ctx, f, FIX_HERE, "Add the column without it:");
        fix_sql(ctx, f, STR_FMT, STR_ARG(ctx_without_constraint(ctx, op)));
    } else if (nullable.ptr) {
        fix_step(ctx, f, FIX_HERE, "Make " STR_FMT " NOT NULL:", STR_ARG(nullable));
        fix_not_null(ctx, f, op->name, nullable);
    }
    fix_index(ctx, f, op_has(op, OPF_INLINE) || nullable.ptr ? FIX_BEHIND : FIX_HERE,
              table, &def);
    Str sql = ident_sql(arena, name);
    fix_after_outside(ctx, f, "and make the key of it, which is quick,");
    fix_sql(ctx, f,
            "ALTER TABLE " STR_FMT " ADD CONSTRAINT " STR_FMT
            " PRIMARY KEY USING INDEX " STR_FMT ";",
            STR_ARG(name_sql(arena, op->name)), STR_ARG(sql), STR_ARG(sql));
}

static void check_primary_key_blocks_table(RuleCtx *ctx, const Op *op)
{
    const ConstraintDef *def = op->constraint;
    if (def->kind != CON_PRIMARY_KEY)
        return;
    Str name = name_of(ctx, op, "pkey");
    if (def->using_index.len > 0) {
        check_using_index(ctx, op, name);
        return;
    }
    // A new column without values fails before anything is built: required-column.
    if (ctx_table_is_idle(ctx, op) || op_has(op, OPF_SCAN_FREE))
        return;
    Str relation = ctx_relation(ctx, op);
    Finding *f = report_constraint(
        ctx, op, name,
        ctx_fmt(ctx,
                "primary key " STR_FMT " builds its index on " STR_FMT
                " while its reads and writes wait" STR_FMT,
                STR_ARG(name), STR_ARG(relation), STR_ARG(ctx_presumed(ctx, op))));
    const Table *table = ctx_table(ctx, op);
    if (table && table->partition_by.len > 0)
        fix_partitioned_key(ctx, f);
    else
        fix_primary_key(ctx, f, op, name);
}

RULE(primary_key_blocks_table) = {
    .id = "primary-key-blocks-table",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "postgres",
    .on = { OP_ADD_CONSTRAINT },
    .op = check_primary_key_blocks_table,
    .title = "Adding a primary key blocks the table while its index is built",
    .why =
        "ALTER TABLE holds ACCESS EXCLUSIVE while it reads all rows and builds the "
        "index, and reads them once more when a column was nullable: not even a SELECT "
        "goes on, which on a big table is an outage of minutes. One duplicate or NULL "
        "makes it fail at the end.",
    .fix =
        "Make the columns NOT NULL, build a unique index concurrently, and make the key "
        "of it: ALTER TABLE … ADD CONSTRAINT … PRIMARY KEY USING INDEX …",
    .bad = "CREATE TABLE visits (id bigint NOT NULL);\n"
           "-- change\n"
           "ALTER TABLE visits ADD PRIMARY KEY (id);\n",
    .good = "CREATE TABLE visits (id bigint NOT NULL);\n"
            "CREATE UNIQUE INDEX CONCURRENTLY visits_pkey ON visits (id);\n"
            "-- change\n"
            "ALTER TABLE visits ADD CONSTRAINT visits_pkey PRIMARY KEY USING INDEX "
            "visits_pkey;\n",
};

// ---- exclude-blocks-table ----

static void check_exclude_blocks_table(RuleCtx *ctx, const Op *op)
{
    if (op->constraint->kind != CON_EXCLUDE || ctx_table_is_idle(ctx, op))
        return;
    Str name = name_of(ctx, op, "excl");
    Str relation = ctx_relation(ctx, op);
    report_constraint(
        ctx, op, name,
        ctx_fmt(ctx,
                "exclusion constraint " STR_FMT " builds its index on " STR_FMT
                " while its reads and writes wait, and there is no way around it" STR_FMT,
                STR_ARG(name), STR_ARG(relation), STR_ARG(ctx_presumed(ctx, op))));
}

RULE(exclude_blocks_table) = {
    .id = "exclude-blocks-table",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "postgres",
    .on = { OP_ADD_CONSTRAINT },
    .op = check_exclude_blocks_table,
    .title = "Adding an exclusion constraint blocks the table while its index is built",
    .why =
        "ALTER TABLE holds ACCESS EXCLUSIVE while it reads all rows and builds the "
        "index: not even a SELECT goes on. It takes neither NOT VALID nor an index that "
        "was built before, and two rows that exclude each other make it fail at the "
        "end.",
    .fix =
        "Make it on a new table and move the rows there in batches. On a table that is "
        "small, or in a quiet hour, limit the wait for the lock and say so:\n"
        "  SET lock_timeout = '2s';\n"
        "  -- tidegate: allow exclude-blocks-table (some thousand rows, measured)",
    .bad =
        "CREATE TABLE bookings (id bigint PRIMARY KEY, room int, during tstzrange);\n"
        "-- change\n"
        "ALTER TABLE bookings ADD CONSTRAINT no_overlap EXCLUDE USING gist (during WITH "
        "&&);\n",
    .good = "CREATE TABLE bookings (\n"
            "    id bigint PRIMARY KEY,\n"
            "    during tstzrange,\n"
            "    CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&)\n"
            ");\n",
};
