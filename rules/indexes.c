// SPDX-License-Identifier: Apache-2.0
// Indexes: building and dropping them while the table is in use, and those that a foreign
// key lacks.
#include "lint/rule.h"

// ---- index-not-concurrent ----

// ONLY spares the partitions of a partitioned table, which leaves nothing to read;
// anywhere else it means nothing.
static bool builds_nothing(const RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    if (op_has(op, OPF_ONLY) && (!table || table->partition_by.len > 0))
        return true;
    if (!op_has(op, OPF_IF_NOT_EXISTS) || op->index->name.len == 0)
        return false;
    Name schema = catalog_resolve(ctx_catalog(ctx), op->index->table);
    return catalog_index(ctx_catalog(ctx), (Name){ schema.schema, op->index->name }) !=
           NULL;
}

static bool is_partitioned(const Table *table)
{
    return table && table->partition_by.len > 0;
}

// In whichever transaction, of whatever age.
static Finding *report_refused(RuleCtx *ctx, const Op *op, const char *what)
{
    Finding *f = report_op(
        ctx, op, "%s CONCURRENTLY is refused by PostgreSQL: " STR_FMT " is partitioned",
        what, STR_ARG(name_text(ctx_arena(ctx), ctx_table(ctx, op)->name)));
    f->lock = (LockTaken){ 0 };
    return f;
}

static void check_index_not_concurrent(RuleCtx *ctx, const Op *op)
{
    IndexDef def = *op->index;
    def.name = ctx_index_name(ctx, op->index);
    if (op_has(op, OPF_CONCURRENTLY) && is_partitioned(ctx_table(ctx, op)))
        fix_index(ctx, report_refused(ctx, op, "CREATE INDEX"), FIX_HERE,
                  ctx_table(ctx, op), &def);
    if (op_has(op, OPF_CONCURRENTLY) || ctx_table_is_idle(ctx, op) ||
        builds_nothing(ctx, op))
        return;
    const View *view = catalog_view(ctx_catalog(ctx), def.table);
    const char *waiting = view ? "every REFRESH of" : "every write to";
    Str relation = ctx_relation(ctx, op);
    Finding *f = report_op(
        ctx, op,
        "building index " STR_FMT " blocks %s " STR_FMT " until it is done" STR_FMT,
        STR_ARG(def.name), waiting, STR_ARG(relation), STR_ARG(ctx_presumed(ctx, op)));
    f->object = ctx_fmt(ctx, STR_FMT "." STR_FMT, STR_ARG(relation), STR_ARG(def.name));
    fix_index(ctx, f, FIX_HERE, ctx_table(ctx, op), &def);
}

RULE(index_not_concurrent) = {
    .id = "index-not-concurrent",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "postgres",
    .undone = true,
    .on = { OP_CREATE_INDEX },
    .op = check_index_not_concurrent,
    .title = "Building an index without CONCURRENTLY blocks writes",
    .why = "CREATE INDEX holds a SHARE lock while it reads the whole table: INSERT, "
           "UPDATE and DELETE wait until the migration's transaction ends, which on a "
           "big table is an outage of minutes. CONCURRENTLY lets them go on; if it "
           "fails it leaves an invalid index behind, which has to be dropped before the "
           "next try.",
    .fix = "CREATE INDEX CONCURRENTLY, outside of a transaction",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY, email text);\n"
           "-- change\n"
           "CREATE INDEX users_email_idx ON users (email);\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY, email text);\n"
            "-- change\n"
            "CREATE INDEX CONCURRENTLY users_email_idx ON users (email);\n",
};

// ---- drop-index-not-concurrent ----

// The database refuses to drop these by themselves, concurrently or not.
static bool is_part_of_another(const Index *index)
{
    return index->constraint.len > 0 || index->parent.name.len > 0;
}

static void fix_drop_index(RuleCtx *ctx, Finding *f, const Op *op, const Table *table)
{
    if (is_partitioned(table)) {
        fix_step(ctx, f, FIX_TOP,
                 "An index of a partitioned table cannot be dropped concurrently: limit "
                 "the wait, and try again later when it runs out:");
        fix_sql(ctx, f, "SET lock_timeout = '2s';");
        return;
    }
    Str index = name_sql(ctx_arena(ctx), op->name);
    fix_rest(ctx, f, op);
    fix_drop_concurrently(ctx, f, FIX_HERE,
                          op_has(op, OPF_IF_EXISTS)
                              ? ctx_fmt(ctx, "IF EXISTS " STR_FMT, STR_ARG(index))
                              : index);
}

static void check_drop_index_not_concurrent(RuleCtx *ctx, const Op *op)
{
    const Catalog *catalog = ctx_catalog(ctx);
    const Index *index = catalog_index(catalog, op->name);
    if (op_has(op, OPF_CONCURRENTLY) && index && is_partitioned(ctx_table(ctx, op)))
        report_refused(ctx, op, "DROP INDEX")->severity = SEV_ERROR;
    if (op_has(op, OPF_CONCURRENTLY) || ctx_is_gone(ctx, op))
        return;
    if (index &&
        (is_part_of_another(index) || catalog_origin_is_new(catalog, &index->origin)))
        return;
    if (ctx_table_is_idle(ctx, op))
        return;
    const Table *table = ctx_table(ctx, op);
    Str name = name_text(ctx_arena(ctx), index ? index->name : op->name);
    Str where = STR("its table");
    if (index)
        where = name_text(ctx_arena(ctx), catalog_resolve(catalog, index->def.table));
    Finding *f = report_op(
        ctx, op,
        "dropping index " STR_FMT " blocks every read of and write to " STR_FMT STR_FMT,
        STR_ARG(name), STR_ARG(where), STR_ARG(index ? STR("") : ctx_presumed(ctx, op)));
    f->object = name;
    fix_drop_index(ctx, f, op, table);
}

RULE(drop_index_not_concurrent) = {
    .id = "drop-index-not-concurrent",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres",
    .undone = true,
    .on = { OP_DROP_INDEX },
    .op = check_drop_index_not_concurrent,
    .title = "Dropping an index without CONCURRENTLY blocks the table",
    .why = "DROP INDEX takes ACCESS EXCLUSIVE on the table. The drop itself is quick, "
           "but it waits for the longest query that is running, every later query of "
           "the table waits behind it, and the lock stays until the migration's "
           "transaction ends.",
    .fix = "DROP INDEX CONCURRENTLY, outside of a transaction and one index at a time",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY, email text);\n"
           "CREATE INDEX users_email_idx ON users (email);\n"
           "-- change\n"
           "DROP INDEX users_email_idx;\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY, email text);\n"
            "CREATE INDEX users_email_idx ON users (email);\n"
            "-- change\n"
            "DROP INDEX CONCURRENTLY users_email_idx;\n",
};

// ---- foreign-key-without-index ----

// "<column> IS NOT NULL" is the one predicate that hides no row from a look-up.
static bool holds_all_rows(RuleCtx *ctx, Str where, const StrVec *columns)
{
    if (!where.ptr)
        return true;
    for (size_t i = 0; i < columns->len; i++)
        if (ctx_tests_not_null(ctx, where, columns->at[i]))
            return true;
    return false;
}

// Its first columns are the key's, in any order.
static bool index_serves(RuleCtx *ctx, const Index *index, const StrVec *columns)
{
    const IndexDef *def = &index->def;
    bool btree = str_eq(def->method, STR("btree")) || def->method.len == 0;
    bool hash = str_eq(def->method, STR("hash")) && columns->len == 1;
    if (!index->valid || !(btree || hash) || def->parts.len < columns->len)
        return false;
    for (size_t i = 0; i < columns->len; i++)
        if (!list_has(columns, def->parts.at[i].column))
            return false;
    return holds_all_rows(ctx, def->where, columns);
}

static bool is_served(RuleCtx *ctx, const Table *table, const StrVec *columns)
{
    for (size_t i = 0; i < table->indexes.len; i++)
        if (index_serves(ctx, table->indexes.at[i], columns))
            return true;
    return false;
}

static void fix_missing_index(RuleCtx *ctx, Finding *f, const Table *table,
                              const StrVec *columns)
{
    IndexDef def = { .table = table->name, .method = STR("btree") };
    for (size_t i = 0; i < columns->len; i++)
        vec_push(ctx_arena(ctx), &def.parts)->column = columns->at[i];
    def.name = ctx_index_name(ctx, &def);
    if (!catalog_origin_is_new(ctx_catalog(ctx), &table->origin)) {
        fix_index(ctx, f, FIX_BEHIND, table, &def);
        return;
    }
    fix_step(ctx, f, FIX_BEHIND, "In the same migration, while the table is empty:");
    fix_sql(ctx, f, STR_FMT, STR_ARG(ctx_index_sql(ctx, &def, "")));
}

static void report_missing_index(RuleCtx *ctx, const Table *table, const Constraint *key)
{
    const Migration *origin = &ctx_project(ctx)->migrations.at[key->origin.migration];
    const ConstraintDef *def = &key->def;
    Span span = def->span.end > def->span.start ? def->span : key->origin.span;
    Str referencing = name_text(ctx_arena(ctx), table->name);
    Str referenced =
        name_text(ctx_arena(ctx), catalog_resolve(ctx_catalog(ctx), def->ref_table));
    Finding *f = report_file(
        ctx, origin->path, origin->text, span,
        "no index begins with the columns (" STR_FMT ") of foreign key " STR_FMT
        ": each DELETE from " STR_FMT " reads all of " STR_FMT,
        STR_ARG(ctx_columns_sql(ctx, &def->columns)), STR_ARG(def->name),
        STR_ARG(referenced), STR_ARG(referencing));
    f->stmt = key->origin.span;
    f->object =
        ctx_fmt(ctx, STR_FMT "." STR_FMT, STR_ARG(referencing), STR_ARG(def->name));
    fix_missing_index(ctx, f, table, &def->columns);
}

static void check_foreign_keys(RuleCtx *ctx, const Migration *migration)
{
    const Catalog *catalog = ctx_catalog(ctx);
    if (!ctx_is_last_of_batch(ctx, migration))
        return;
    TableVec tables = ctx_batch_tables(ctx);
    for (size_t i = 0; i < tables.len; i++) {
        const Table *table = tables.at[i];
        if (table->persistence == PERSIST_TEMPORARY)
            continue;
        for (size_t j = 0; j < table->constraints.len; j++) {
            const Constraint *key = table->constraints.at[j];
            if (key->def.kind == CON_FOREIGN_KEY && !key->inherited &&
                catalog_origin_is_new(catalog, &key->origin) &&
                !is_served(ctx, table, &key->def.columns))
                report_missing_index(ctx, table, key);
        }
    }
}

RULE(foreign_key_without_index) = {
    .id = "foreign-key-without-index",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres",
    .migration = check_foreign_keys,
    .title = "A foreign key without an index makes deletes slow",
    .why = "PostgreSQL indexes the referenced columns, never the referencing ones. Each "
           "DELETE of a referenced row, and each UPDATE of its key, then looks for rows "
           "that point to it by reading the whole referencing table, with the row "
           "locked: nothing is felt while the tables are small, and deletes take "
           "seconds once they have grown.",
    .fix = "An index whose first columns are those of the foreign key",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "CREATE TABLE orders (\n"
           "    id bigint PRIMARY KEY,\n"
           "    user_id bigint REFERENCES users (id)\n"
           ");\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "CREATE TABLE orders (\n"
            "    id bigint PRIMARY KEY,\n"
            "    user_id bigint REFERENCES users (id)\n"
            ");\n"
            "CREATE INDEX orders_user_id_idx ON orders (user_id);\n",
};
