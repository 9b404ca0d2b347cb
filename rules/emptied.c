// SPDX-License-Identifier: Apache-2.0
// Statements that take all there is of something: what is in a schema, a database, and
// the rows of a table or of a partition.
#include "lint/rule.h"

// ---- drop-schema ----

static void check_drop_schema(RuleCtx *ctx, const Op *op)
{
    const Catalog *catalog = ctx_catalog(ctx);
    Str name = op->name.name;
    const Schema *schema = catalog_schema(catalog, name);
    StrVec content = catalog_schema_content(ctx_arena(ctx), catalog, name);
    bool cascade = op_has(op, OPF_CASCADE);
    bool is_new = schema && catalog_origin_is_new(catalog, &schema->origin);
    // What is not there cannot be lost, and what the history does not know makes the
    // statement fail.
    if (is_new || (schema && !cascade && content.len == 0))
        return;
    Str known = cascade ? ctx_clause(ctx, "it takes with it ", &content)
                        : ctx_clause(ctx, "it is refused while it holds ", &content);
    const char *unseen =
        content.len > 0 ? "" : "; the history does not show what is in it";
    Finding *f = report_op(ctx, op, "DROP SCHEMA %s" STR_FMT STR_FMT "%s",
                           cascade ? "CASCADE drops everything in " : "removes ",
                           STR_ARG(name), STR_ARG(known), unseen);
    f->object = name;
}

RULE(drop_schema) = {
    .id = "drop-schema",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .loses_data = true,
    .dialects = "postgres", // MySQL's schemas are databases
    .on = { OP_DROP_SCHEMA },
    .op = check_drop_schema,
    .title = "Dropping a schema loses everything in it",
    .why = "With CASCADE every table, view, type and function in the schema goes, and "
           "with them the foreign keys, columns and defaults elsewhere that use them, "
           "also those that somebody made by hand. Without CASCADE the statement fails "
           "as long as anything is left, and stops the deploy.",
    .fix = "Drop what is in the schema object by object, so that the review sees each, "
           "and the schema last and without CASCADE",
    .bad = "CREATE SCHEMA billing;\n"
           "CREATE TABLE billing.invoices (id bigint PRIMARY KEY);\n"
           "-- change\n"
           "DROP SCHEMA billing CASCADE;\n",
    .good = "CREATE SCHEMA billing;\n"
            "CREATE TABLE billing.invoices (id bigint PRIMARY KEY);\n"
            "-- change\n"
            "ALTER TABLE billing.invoices SET SCHEMA public;\n"
            "DROP SCHEMA billing;\n",
};

// ---- drop-database ----

static const char *database_recovery(const Engine *engine)
{
    return engine_from_on(engine, "tidb", ENGINE_VERSION(6, 4, 0))
               ? "; FLASHBACK DATABASE brings it back only within tidb_gc_life_time, 10 "
                 "minutes by default"
               : "";
}

static void check_drop_database(RuleCtx *ctx, const Op *op)
{
    const Catalog *catalog = ctx_catalog(ctx);
    const Schema *made =
        op->kind == OP_DROP_SCHEMA ? catalog_schema(catalog, op->name.name) : NULL;
    if (op->object != OBJ_DATABASE ||
        (made && catalog_origin_is_new(catalog, &made->origin)))
        return;
    Finding *f = report_op(ctx, op, "DROP DATABASE loses everything in " STR_FMT "%s",
                           STR_ARG(op->name.name), database_recovery(ctx_engine(ctx)));
    f->object = op->name.name;
}

RULE(drop_database) = {
    .id = "drop-database",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .loses_data = true,
    .on = { OP_DROP_OBJECT, OP_DROP_SCHEMA },
    .op = check_drop_database,
    .title = "Dropping a database loses everything in it",
    .why = "Every table of the database is gone at once; it cannot be rolled back, and "
           "only a backup brings it back. A migration runs on every installation, also "
           "on the one where somebody still needs that database.",
    .fix = "Take it out of the migrations: drop a database by hand, when a backup is "
           "kept and nothing connects to it any more",
    .bad = "DROP DATABASE reports;\n",
    .good = "CREATE SCHEMA IF NOT EXISTS reports;\n",
};

// ---- truncate ----

static bool is_listed(const TableVec *tables, const Table *table)
{
    for (size_t i = 0; i < tables->len; i++)
        if (tables->at[i] == table)
            return true;
    return false;
}

// The tables outside of the statement that point to this one, and with CASCADE those that
// point to them, and so on.
static TableVec tables_pointing_to(RuleCtx *ctx, const Op *op, Name name)
{
    Arena *arena = ctx_arena(ctx);
    TableVec found = { 0 };
    size_t depth = 0;
    for (;;) {
        ForeignKeyVec keys = ctx_keys_to(ctx, name);
        for (size_t i = 0; i < keys.len; i++) {
            const Table *table = keys.at[i].table;
            if (!is_listed(&found, table) && !ctx_statement_names(ctx, op, table->name))
                *vec_push(arena, &found) = table;
        }
        if (!op_has(op, OPF_CASCADE) || depth == found.len)
            return found;
        name = found.at[depth++]->name;
    }
}

static bool any_is_live(const RuleCtx *ctx, const TableVec *tables)
{
    for (size_t i = 0; i < tables->len; i++)
        if (!catalog_origin_is_new(ctx_catalog(ctx), &tables->at[i]->origin))
            return true;
    return false;
}

static void check_pg_truncate(RuleCtx *ctx, const Op *op)
{
    bool cascade = op_has(op, OPF_CASCADE);
    TableVec tables =
        tables_pointing_to(ctx, op, catalog_resolve(ctx_catalog(ctx), op->name));
    if (ctx_table_is_idle(ctx, op) && !(cascade && any_is_live(ctx, &tables)))
        return;
    StrVec names = { 0 };
    for (size_t i = 0; i < tables.len; i++)
        *vec_push(ctx_arena(ctx), &names) = name_text(ctx_arena(ctx), tables.at[i]->name);
    const char *lead = cascade ? "CASCADE also empties "
                               : "it is refused while foreign keys point to it from ";
    Str relation = ctx_relation(ctx, op);
    Finding *f = report_op(ctx, op, "TRUNCATE loses all rows of " STR_FMT STR_FMT STR_FMT,
                           STR_ARG(relation), STR_ARG(ctx_clause(ctx, lead, &names)),
                           STR_ARG(ctx_presumed(ctx, op)));
    f->object = relation;
}

// ---- truncate: MySQL and its kin ----

static const char *row_recovery(const Engine *engine)
{
    return engine_is(engine, "tidb")
               ? "; FLASHBACK TABLE brings them back only within tidb_gc_life_time, 10 "
                 "minutes by default"
               : "";
}

static bool is_partition_op(const Op *op)
{
    return op->kind == OP_ALTER_PARTITION;
}

// Tables whose foreign keys the server looks at first, unless foreign_key_checks is off.
static Str my_referencing(RuleCtx *ctx, const Op *op)
{
    if (op->effects.refused.len == 0 || is_partition_op(op))
        return STR("");
    Name table = catalog_resolve(ctx_catalog(ctx), op->name);
    ForeignKeyVec keys = ctx_keys_to(ctx, table);
    StrVec names = { 0 };
    for (size_t i = 0; i < keys.len; i++)
        if (!name_eq(keys.at[i].table->name, table))
            *vec_push(ctx_arena(ctx), &names) =
                name_text(ctx_arena(ctx), keys.at[i].table->name);
    return ctx_clause(ctx, "it is refused while foreign keys point to it from ", &names);
}

static bool discards(const Op *op)
{
    return str_starts(op->verb, STR("discard"));
}

static void report_discard(RuleCtx *ctx, const Op *op)
{
    Str relation = ctx_relation(ctx, op);
    StrVec partitions = op->columns;
    Finding *f = report_op(
        ctx, op,
        "DISCARD TABLESPACE deletes the file with the rows of %s" STR_FMT "%s" STR_FMT
        ": every statement that reads them fails (1814) until a copy of the file is "
        "imported" STR_FMT,
        partitions.len > 0 ? "partition " : "", STR_ARG(ctx_list(ctx, &partitions)),
        partitions.len > 0 ? " of " : "", STR_ARG(relation),
        STR_ARG(ctx_presumed(ctx, op)));
    f->object = relation;
    f->why = STR("The file is gone at once: the statement commits by itself, and no "
                 "ROLLBACK undoes it. What IMPORT TABLESPACE puts in its place is "
                 "whatever somebody copies there by hand, which no migration does.");
    fix_step(ctx, f, FIX_NOTE,
             "Take it out of the migrations: whoever moves a tablespace does so by hand, "
             "with the copy at hand and a backup kept");
}

static void report_my_truncate(RuleCtx *ctx, const Op *op)
{
    Str relation = ctx_relation(ctx, op);
    StrVec partitions = op->columns;
    Str what = !is_partition_op(op) ? STR("TRUNCATE loses all rows of ")
               : partitions.len == 0
                   ? STR("TRUNCATE PARTITION ALL loses all rows of ")
                   : ctx_fmt(ctx, "TRUNCATE PARTITION loses all rows in " STR_FMT " of ",
                             STR_ARG(ctx_list(ctx, &partitions)));
    Finding *f = report_op(ctx, op, STR_FMT STR_FMT STR_FMT STR_FMT "%s", STR_ARG(what),
                           STR_ARG(relation), STR_ARG(my_referencing(ctx, op)),
                           STR_ARG(ctx_presumed(ctx, op)), row_recovery(ctx_engine(ctx)));
    f->object = relation;
    f->why = is_partition_op(op)
                 ? STR("The rows are gone at once: the statement commits by itself, no "
                       "ROLLBACK undoes it, and no trigger sees it.")
                 : STR("The table is dropped and made anew: that commits by itself, no "
                       "ROLLBACK undoes it, no trigger sees it, and AUTO_INCREMENT "
                       "starts over, so that ids are given out a second time.");
}

static void check_my_truncate(RuleCtx *ctx, const Op *op)
{
    bool truncates = op->kind == OP_TRUNCATE ||
                     (is_partition_op(op) && str_eq(op->verb, STR("truncate")));
    if (ctx_table_is_idle(ctx, op))
        return;
    if (discards(op))
        report_discard(ctx, op);
    else if (truncates)
        report_my_truncate(ctx, op);
}

static void check_truncate(RuleCtx *ctx, const Op *op)
{
    if (ctx_is_mysql(ctx))
        check_my_truncate(ctx, op);
    else if (op->kind == OP_TRUNCATE)
        check_pg_truncate(ctx, op);
}

RULE(truncate) = {
    .id = "truncate",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .loses_data = true,
    .on = { OP_TRUNCATE, OP_ALTER_PARTITION, OP_SET_TABLE_OPTION },
    .op = check_truncate,
    .title = "TRUNCATE loses all rows of a table",
    .why = "All rows are gone when the migration commits, without a trigger or a WHERE "
           "that could have spared some; CASCADE goes on to every table that points "
           "here. Until the commit nobody can even read the table.",
    .fix = "Delete the rows that are meant, by their key and in batches; if all of them "
           "are, say so with\n"
           "  -- tidegate: allow truncate (reason)",
    .bad = "CREATE TABLE events (id bigint PRIMARY KEY, at date);\n"
           "-- change\n"
           "TRUNCATE events;\n",
    .good = "CREATE TABLE events (id bigint PRIMARY KEY, at date);\n"
            "-- change\n"
            "DELETE FROM events WHERE at < '2020-01-01' AND id < 10000;\n",
};
