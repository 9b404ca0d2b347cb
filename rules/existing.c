// SPDX-License-Identifier: Apache-2.0
// Demands on values that are there already: one row that does not meet them stops the
// deploy.
#include "lint/rule.h"

// ---- not-null-on-existing ----

static bool writes(const RuleCtx *ctx, const Op *op, const Table *table, Str column)
{
    return op->kind == OP_UPDATE && list_has(&op->columns, column) &&
           ctx_table(ctx, op) == table;
}

// Rows without a value may go: all of them, those that a condition on the column finds,
// or, where the column is new, those that the statement leaves no copy of.
static bool clears(RuleCtx *ctx, const Op *op, const Table *table, Str column)
{
    bool takes_rows =
        op->kind == OP_TRUNCATE || op->kind == OP_MERGE || op->kind == OP_DELETE;
    if (!takes_rows || ctx_table(ctx, op) != table)
        return false;
    if (op->kind != OP_DELETE)
        return true;
    const Column *known = table_column(table, column);
    return op->where != WHERE_SOME ||
           text_mentions(ctx_arena(ctx), ctx_statement(ctx, op), column) ||
           (known && catalog_origin_is_new(ctx_catalog(ctx), known->origin));
}

// What the column was called when the file began.
static Str first_name(const RuleCtx *ctx, const Op *op, const Table *table)
{
    const OpVec *ops = ctx_ops(ctx);
    Str name = op->part;
    for (const Op *earlier = op; earlier-- > ops->at;)
        if (earlier->kind == OP_RENAME_COLUMN && str_eq(earlier->other.name, name) &&
            ctx_table(ctx, earlier) == table)
            name = earlier->part;
    return name;
}

// Before the op the file gives the column values or takes away the rows that lack them,
// in plain sight or in a block of code.
static bool is_filled_here(RuleCtx *ctx, const Op *op, const Table *table)
{
    const OpVec *ops = ctx_ops(ctx);
    Str old = first_name(ctx, op, table);
    for (const Op *earlier = ops->at; earlier < op; earlier++)
        if (writes(ctx, earlier, table, op->part) || writes(ctx, earlier, table, old) ||
            clears(ctx, earlier, table, op->part) ||
            (earlier->kind == OP_DO_BLOCK &&
             text_mentions(ctx_arena(ctx), earlier->detail, op->part)))
            return true;
    return false;
}

// Another file of the same change seems to do it.
static bool is_filled_beside(RuleCtx *ctx, const Op *op)
{
    const MigrationVec *all = &ctx_project(ctx)->migrations;
    Arena *arena = ctx_arena(ctx);
    for (size_t i = 0; i < catalog_migration(ctx_catalog(ctx)); i++)
        if (all->at[i].batch == catalog_batch(ctx_catalog(ctx)) &&
            text_mentions(arena, all->at[i].text, STR("update")) &&
            text_mentions(arena, all->at[i].text, op->part))
            return true;
    return false;
}

static bool is_null_default(Str expression)
{
    return !expression.ptr || str_eq_ci(str_trim(expression), STR("null"));
}

// ADD COLUMN has given every row a value, or the engine makes one.
static bool is_born_full(const ColumnDef *column)
{
    return !is_null_default(column->default_expr) || column->type.serial ||
           column->identity != IDENTITY_NONE || column->generated != GENERATED_NONE;
}

static void fix_not_null_on_existing(RuleCtx *ctx, Finding *f, const Op *op,
                                     const Column *column)
{
    Arena *arena = ctx_arena(ctx);
    Str name = ident_sql(arena, op->part);
    Str value = STR("''");
    if (column)
        value = ctx_sample_value(ctx, &column->def->type);
    fix_step(ctx, f, FIX_HAND_BEFORE, "Fill what is empty, in batches if it is much:");
    fix_sql(ctx, f,
            "UPDATE " STR_FMT " SET " STR_FMT " = " STR_FMT " WHERE " STR_FMT " IS NULL;",
            STR_ARG(name_sql(arena, op->name)), STR_ARG(name), STR_ARG(value),
            STR_ARG(name));
    fix_rest(ctx, f, op);
    fix_step(ctx, f, FIX_HERE,
             "let the database refuse new NULLs, which reads nothing yet:");
    fix_not_null(ctx, f, op->name, op->part);
}

static void check_not_null_on_existing(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    const Column *column = table_column(table, op->part);
    if (ctx_table_is_idle(ctx, op) || (column && column->def->not_null) ||
        ctx_is_checked_not_null(ctx, table, op->part))
        return;
    bool empty = column && ctx_column_is_new(ctx, op);
    if ((empty && is_born_full(column->def)) || is_filled_here(ctx, op, table) ||
        is_filled_beside(ctx, op))
        return;
    Str member = ctx_member(ctx, op, op->part);
    const char *problem = empty ? "is new and holds nothing but NULL: SET NOT NULL fails "
                                  "as soon as the table has a row"
                                : "may hold NULL: SET NOT NULL fails on the first row "
                                  "that does";
    Finding *f = report_op(ctx, op, STR_FMT " %s" STR_FMT, STR_ARG(member), problem,
                           STR_ARG(ctx_presumed(ctx, op)));
    f->object = member;
    fix_not_null_on_existing(ctx, f, op, column);
    if (empty)
        f->severity = SEV_ERROR;
}

RULE(not_null_on_existing) = {
    .id = "not-null-on-existing",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres",
    .on = { OP_SET_NOT_NULL },
    .op = check_not_null_on_existing,
    .title = "SET NOT NULL fails if a row holds NULL",
    .why =
        "One such row stops the deploy, although it passed on the tables of a test "
        "database, and servers of the previous release may insert another one at any "
        "moment. A CHECK that is added NOT VALID keeps new ones out, and VALIDATE finds "
        "the old ones before anything depends on it.",
    .fix = "Fill the column, add CHECK (… IS NOT NULL) NOT VALID, VALIDATE it, and then "
           "SET NOT NULL, which trusts the check",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY, country text);\n"
           "-- change\n"
           "-- tidegate: allow full-scan-under-lock (a few hundred rows)\n"
           "ALTER TABLE users ALTER COLUMN country SET NOT NULL;\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY, country text);\n"
            "ALTER TABLE users ADD CONSTRAINT country_known CHECK (country IS NOT NULL) "
            "NOT VALID;\n"
            "-- file\n"
            "ALTER TABLE users VALIDATE CONSTRAINT country_known;\n"
            "-- change\n"
            "ALTER TABLE users ALTER COLUMN country SET NOT NULL;\n"
            "ALTER TABLE users DROP CONSTRAINT country_known;\n",
};

// ---- unique-on-existing ----

// A new column without a default holds NULL, which equals nothing.
static bool has_empty_column(const RuleCtx *ctx, const Table *table, const IndexDef *def)
{
    for (size_t i = 0; i < def->parts.len; i++) {
        const Column *column = table_column(table, def->parts.at[i].column);
        if (column && catalog_origin_is_new(ctx_catalog(ctx), column->origin) &&
            !is_born_full(column->def) && !def->nulls_not_distinct)
            return true;
    }
    return false;
}

// It tells rows apart by all of the column, or by at least as much of it.
static bool names_part(const Table *table, const IndexDef *def, const IndexPart *part)
{
    for (size_t i = 0; i < def->parts.len; i++) {
        const IndexPart *own = &def->parts.at[i];
        bool as_long =
            own->length == 0 || (part->length > 0 && part->length <= own->length);
        if (as_long && !own->expression.ptr &&
            table_same_name(table, own->column, part->column))
            return true;
    }
    return false;
}

static bool is_part_of(const Table *table, const IndexDef *other, const IndexDef *def)
{
    bool covered = other->unique && !other->where.ptr && other->parts.len > 0;
    for (size_t p = 0; covered && p < other->parts.len; p++)
        covered = names_part(table, def, &other->parts.at[p]);
    return covered;
}

// Some of its columns are unique already.
static bool is_promised(const Table *table, const IndexDef *def)
{
    for (size_t i = 0; table && i < table->indexes.len; i++)
        if (is_part_of(table, &table->indexes.at[i]->def, def))
            return true;
    return false;
}

// They were until the same change dropped the index, which this one takes the place of.
static bool was_promised(const RuleCtx *ctx, const Table *table, const IndexDef *def)
{
    for (size_t i = 0; table && i < table->lost_indexes.len; i++)
        if (table->lost_indexes.at[i].batch == catalog_batch(ctx_catalog(ctx)) &&
            is_part_of(table, &table->lost_indexes.at[i].def, def))
            return true;
    return false;
}

// The file has cleaned up before.
static bool is_cleaned(const RuleCtx *ctx, const Op *op, const Table *table)
{
    static const OpKind kinds[] = { OP_DELETE, OP_UPDATE };
    Str name = op->index ? op->index->table.name : op->name.name;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        OpKey key = { .kind = kinds[i], .name = name };
        for (const Op *earlier = NULL;
             (earlier = ctx_next(ctx, key, earlier)) && earlier < op;)
            if (ctx_table(ctx, earlier) == table)
                return true;
    }
    return false;
}

static Str part_sql(RuleCtx *ctx, const IndexPart *part)
{
    if (part->expression.ptr)
        return part->expression;
    Str column = ctx_ident_sql(ctx, part->column);
    if (part->length == 0)
        return column;
    return ctx_fmt(ctx, "left(" STR_FMT ", %ld)", STR_ARG(column), part->length);
}

static Str parts_sql(RuleCtx *ctx, const IndexDef *def)
{
    Str list = STR("");
    for (size_t i = 0; i < def->parts.len; i++)
        list = ctx_fmt(ctx, STR_FMT "%s" STR_FMT, STR_ARG(list), i > 0 ? ", " : "",
                       STR_ARG(part_sql(ctx, &def->parts.at[i])));
    return list;
}

static void fix_duplicates(RuleCtx *ctx, Finding *f, const IndexDef *def)
{
    Str parts = parts_sql(ctx, def);
    Str where = STR("");
    if (def->where.ptr)
        where = ctx_fmt(ctx, " WHERE " STR_FMT, STR_ARG(def->where));
    fix_step(ctx, f, FIX_HAND_BEFORE, "Look for duplicates before the deploy:");
    fix_sql(ctx, f,
            "SELECT " STR_FMT ", count(*) FROM " STR_FMT STR_FMT " GROUP BY " STR_FMT
            " HAVING count(*) > 1;",
            STR_ARG(parts), STR_ARG(ctx_name_sql(ctx, def->table)), STR_ARG(where),
            STR_ARG(parts));
}

static void say_looked(RuleCtx *ctx, Finding *f, const Op *op)
{
    if (op_has(op, OPF_NESTED))
        return;
    fix_step(ctx, f, FIX_HERE, "If there are none, say so:");
    fix_sql(ctx, f,
            "-- tidegate: allow unique-on-existing (there are no duplicates)\n" STR_FMT
            ";",
            STR_ARG(ctx_statement(ctx, op)));
}

// The index that the op makes, its primary key's too.
static IndexDef made_index(RuleCtx *ctx, const Op *op)
{
    if (op->index)
        return *op->index;
    IndexDef made = { .table = op->name, .name = STR("PRIMARY"), .unique = true };
    if (op->constraint->key)
        made.parts = op->constraint->key->parts;
    for (size_t i = made.parts.len; i < op->constraint->columns.len; i++)
        vec_push(ctx_arena(ctx), &made.parts)->column = op->constraint->columns.at[i];
    return made;
}

// The server numbers or computes it, row by row.
static bool differs_by_row(const ColumnDef *column)
{
    return column->auto_increment || column_rest(column)->auto_random.ptr ||
           column->generated != GENERATED_NONE ||
           str_find_char(column->default_expr, '(', 0) < column->default_expr.len;
}

// Every row gets the same value in all of the columns, which are new.
static bool is_same_in_all(const RuleCtx *ctx, const Table *table, const IndexDef *def)
{
    for (size_t i = 0; i < def->parts.len; i++) {
        const Column *column = table_column(table, def->parts.at[i].column);
        if (!column || !catalog_origin_is_new(ctx_catalog(ctx), column->origin) ||
            differs_by_row(column->def))
            return false;
    }
    return def->parts.len > 0;
}

// Some new column differs from row to row, or is NULL in all, which equals nothing; what
// is in a primary key is not NULL.
static bool has_own_values(const RuleCtx *ctx, const Op *op, const IndexDef *def)
{
    const Table *table = ctx_table(ctx, op);
    for (size_t i = 0; i < def->parts.len; i++) {
        const Column *column = table_column(table, def->parts.at[i].column);
        if (column && catalog_origin_is_new(ctx_catalog(ctx), column->origin) &&
            (column->def->auto_increment || column_rest(column->def)->auto_random.ptr ||
             (op->index && !column->def->not_null && !is_born_full(column->def))))
            return true;
    }
    return false;
}

static bool is_presumed(const Table *table)
{
    return !table || table->origin.batch == BATCH_PRESUMED;
}

// MariaDB's ALTER IGNORE deletes the duplicates, which alter-ignore tells.
static void check_unique_mysql(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    IndexDef def = made_index(ctx, op);
    if (!def.unique || ctx_table_is_idle(ctx, op) || op->effects.refused.len > 0 ||
        op_has(op, OPF_IGNORE) || has_own_values(ctx, op, &def) ||
        is_promised(table, &def) || was_promised(ctx, table, &def) ||
        is_cleaned(ctx, op, table))
        return;
    bool there = op_has(op, OPF_IF_NOT_EXISTS) && table_index(table, def.name);
    if (there)
        return;
    Str relation = ctx_relation(ctx, op);
    bool same = is_same_in_all(ctx, table, &def);
    Finding *f = report_op(
        ctx, op,
        same ? "(" STR_FMT ") gets the same value in all rows of " STR_FMT
               ": the second row makes its unique key fail (1062)" STR_FMT
             : "a second row with the same (" STR_FMT ") in " STR_FMT
               " makes the unique key fail (1062), after all rows were read" STR_FMT,
        STR_ARG(parts_sql(ctx, &def)), STR_ARG(relation), STR_ARG(ctx_presumed(ctx, op)));
    f->object = ctx_fmt(ctx, STR_FMT "." STR_FMT, STR_ARG(relation),
                        STR_ARG(ctx_index_name(ctx, &def)));
    f->severity = is_presumed(table) ? SEV_NOTICE : same ? SEV_ERROR : SEV_WARNING;
    f->why =
        STR("Nothing has kept duplicates out so far, and writes go on while the index "
            "is built. One pair stops the deploy after the whole table has been "
            "read; what the file did before it stays.");
    if (same)
        return;
    fix_duplicates(ctx, f, &def);
    say_looked(ctx, f, op);
}

// The primary key, of which there need not be an index, is among its columns.
static bool has_key(const Table *table, const IndexDef *def)
{
    const Constraint *key = table_primary_key(table);
    for (size_t i = 0; key && i < key->def.columns.len; i++)
        if (!table_index_has(table, def, key->def.columns.at[i]))
            return false;
    return key != NULL;
}

static bool makes_unique(const Op *op, const IndexDef *def)
{
    const ConstraintDef *con = op->constraint;
    return op->index ? def->unique
                     : !op_has(op, OPF_INLINE) &&
                           (con->kind == CON_UNIQUE || con->kind == CON_PRIMARY_KEY);
}

static void say_sqlite(RuleCtx *ctx, Finding *f, const Op *op, const IndexDef *def)
{
    f->why = STR("Nothing has kept duplicates out so far. One pair makes the statement "
                 "fail, and the deploy stops, although it passed on a database without "
                 "them.");
    fix_duplicates(ctx, f, def);
    if (op->index)
        say_looked(ctx, f, op);
}

// The primary key was among its columns until the same file made the table anew.
static bool was_key(const RuleCtx *ctx, const Op *op, const Table *table,
                    const IndexDef *def)
{
    OpKey key = { .kind = OP_DROP_CONSTRAINT, .name = def->table.name };
    for (const Op *drop = NULL; (drop = ctx_next(ctx, key, drop)) && drop < op;) {
        const ConstraintDef *old = drop->constraint;
        bool kept = old && old->kind == CON_PRIMARY_KEY;
        for (size_t i = 0; kept && i < old->columns.len; i++)
            kept = table_index_has(table, def, old->columns.at[i]);
        if (kept)
            return true;
    }
    return false;
}

// A constraint comes when the table is made anew. Two rows that had the same in it have
// been tried.
static void check_unique_sqlite(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    IndexDef def = made_index(ctx, op);
    bool shown = str_contains(op->effects.refused, STR("UNIQUE constraint failed"));
    bool there = op_has(op, OPF_IF_NOT_EXISTS) && table_index(table, def.name);
    if (!makes_unique(op, &def) || ctx_is_misfit(ctx, op) || there ||
        (op->effects.refused.len > 0 && !shown))
        return;
    bool proved = ctx_table_is_idle(ctx, op) || has_empty_column(ctx, table, &def) ||
                  has_key(table, &def) || is_promised(table, &def) ||
                  was_promised(ctx, table, &def) || was_key(ctx, op, table, &def) ||
                  is_cleaned(ctx, op, table);
    if (proved && !shown)
        return;
    Str relation = ctx_relation(ctx, op);
    Str parts = parts_sql(ctx, &def);
    Finding *f = shown ? report_op(ctx, op,
                                   "(" STR_FMT ") is the same in all rows of " STR_FMT
                                   ": with two of them it " STR_FMT,
                                   STR_ARG(parts), STR_ARG(relation),
                                   STR_ARG(ctx_failure(ctx, op)))
                       : report_op(ctx, op,
                                   "it fails if two rows of " STR_FMT
                                   " have the same (" STR_FMT ")" STR_FMT,
                                   STR_ARG(relation), STR_ARG(parts),
                                   STR_ARG(ctx_presumed(ctx, op)));
    f->severity = shown ? SEV_ERROR : SEV_WARNING;
    f->object = ctx_fmt(ctx, STR_FMT "." STR_FMT, STR_ARG(relation),
                        STR_ARG(ctx_index_name(ctx, &def)));
    say_sqlite(ctx, f, op, &def);
}

// ADD CONSTRAINT … UNIQUE blocks the table as well: unique-blocks-table says both.
static void check_unique_postgres(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    const IndexDef *def = op->index;
    if (!def->unique || ctx_table_is_idle(ctx, op) || op_has(op, OPF_ONLY) ||
        catalog_view(ctx_catalog(ctx), def->table))
        return;
    Name name = { catalog_resolve(ctx_catalog(ctx), def->table).schema, def->name };
    bool there = op_has(op, OPF_IF_NOT_EXISTS) && catalog_index(ctx_catalog(ctx), name);
    if (there || has_empty_column(ctx, table, def) || is_promised(table, def) ||
        is_cleaned(ctx, op, table))
        return;
    Str relation = ctx_relation(ctx, op);
    Finding *f = report_op(
        ctx, op, "the index fails if two rows of " STR_FMT " have the same (" STR_FMT ")",
        STR_ARG(relation), STR_ARG(parts_sql(ctx, def)));
    f->object = ctx_fmt(ctx, STR_FMT "." STR_FMT, STR_ARG(relation), STR_ARG(def->name));
    fix_duplicates(ctx, f, def);
    fix_step(ctx, f, FIX_NOTE,
             "If CONCURRENTLY fails on one, drop the invalid index that it leaves behind "
             "before the next try");
}

static void check_unique_on_existing(RuleCtx *ctx, const Op *op)
{
    bool is_key = op->constraint && op->constraint->kind == CON_PRIMARY_KEY;
    if (ctx_is_mysql(ctx) && (op->index || is_key))
        check_unique_mysql(ctx, op);
    else if (ctx_is_sqlite(ctx) && (op->index || op->constraint))
        check_unique_sqlite(ctx, op);
    else if (!ctx_is_mysql(ctx) && op->index)
        check_unique_postgres(ctx, op);
}

RULE(unique_on_existing) = {
    .id = "unique-on-existing",
    .since = "0.1.0",
    .severity = SEV_NOTICE,
    .dialects = "postgres mysql sqlite",
    .on = { OP_CREATE_INDEX, OP_ADD_CONSTRAINT },
    .op = check_unique_on_existing,
    .title = "A unique index over existing columns fails on duplicates",
    .why = "Nothing has kept duplicates out so far. One pair stops the deploy after the "
           "whole table has been read; PostgreSQL's CONCURRENTLY then leaves an invalid "
           "index behind, which slows down writes and serves no query.",
    .fix = "Look for duplicates first, and decide which row stays",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY, email text);\n"
           "-- change\n"
           "CREATE UNIQUE INDEX CONCURRENTLY users_email_key ON users (email);\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY, email text);\n"
            "-- change\n"
            "DELETE FROM users a USING users b WHERE a.email = b.email AND a.id > b.id;\n"
            "CREATE UNIQUE INDEX CONCURRENTLY users_email_key ON users (email);\n",
};
