// SPDX-License-Identifier: Apache-2.0
// Phrases and recipes that several families of rules share: lists, names that PostgreSQL
// makes up, and how each runner gets work done outside of its transaction.
#include "base/out.h"
#include "catalog/auto_name.h"
#include "lint/rule.h"

#include <stdlib.h>

bool ctx_table_is_idle(const RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    bool temporary = table && table->persistence == PERSIST_TEMPORARY;
    return temporary || str_eq(op->name.schema, STR("pg_temp")) ||
           ctx_table_is_new(ctx, op);
}

bool ctx_is_gone(const RuleCtx *ctx, const Op *op)
{
    return op_has(op, OPF_IF_EXISTS) && catalog_is_gone(ctx_catalog(ctx), op->name);
}

Str ctx_presumed(RuleCtx *ctx, const Op *op)
{
    const Catalog *catalog = ctx_catalog(ctx);
    const Table *table = ctx_table(ctx, op);
    Name relation = op->index ? op->index->table : op->name;
    if ((table && table->origin.batch != BATCH_PRESUMED) ||
        catalog_view(catalog, relation))
        return STR("");
    if (catalog_is_gone(catalog, relation))
        return STR("; the history has dropped or renamed it before, so what has the name "
                   "now is presumed to be in use");
    if (op->object == OBJ_INDEX && !op->index)
        return STR("; the history does not show this index, so its table is presumed to "
                   "be in use");
    return STR("; the history does not show this table, so it is presumed to be in use");
}

// ---- lists and names ----

enum { LIST_MAX = 6 };

Str ctx_list(RuleCtx *ctx, const StrVec *words)
{
    Out out = out_new(ctx_arena(ctx));
    size_t shown = words->len > LIST_MAX ? LIST_MAX - 1 : words->len;
    for (size_t i = 0; i < shown; i++) {
        if (i > 0)
            out_cstr(&out, i + 1 == words->len ? " and " : ", ");
        out_str(&out, words->at[i]);
    }
    if (shown < words->len)
        out_fmt(&out, " and %zu more", words->len - shown);
    return out_text(&out);
}

Str ctx_code(RuleCtx *ctx, Str sql)
{
    Out out = out_new(ctx_arena(ctx));
    Str line;
    while (sql.len > 0 && str_cut(&sql, '\n', &line))
        out_fmt(&out, "%s  " STR_FMT, out.buf.len > 0 ? "\n" : "", STR_ARG(line));
    return out_text(&out);
}

Str ctx_columns_sql(RuleCtx *ctx, const StrVec *columns)
{
    Out out = out_new(ctx_arena(ctx));
    for (size_t i = 0; i < columns->len; i++) {
        if (i > 0)
            out_cstr(&out, ", ");
        out_str(&out, ident_sql(ctx_arena(ctx), columns->at[i]));
    }
    return out_text(&out);
}

// At most `room` bytes, and no part of a character.
static Str cut_to(Str text, size_t room)
{
    if (text.len <= room)
        return text;
    while (room > 0 && ((unsigned char)text.ptr[room] & 0xC0) == 0x80)
        room--;
    return str_take(text, room);
}

enum { IDENT_MAX = 63 }; // bytes of a name that PostgreSQL keeps

Str ctx_made_up_name(RuleCtx *ctx, Str table, const StrVec *columns, const char *suffix)
{
    Out out = out_new(ctx_arena(ctx));
    out_str(&out, table);
    for (size_t i = 0; i < columns->len; i++)
        out_fmt(&out, "_" STR_FMT, STR_ARG(columns->at[i]));
    Str stem = out_text(&out);
    return ctx_fmt(ctx, STR_FMT "_%s",
                   STR_ARG(cut_to(stem, IDENT_MAX - 1 - str_from(suffix).len)), suffix);
}

Str ctx_constraint_name(RuleCtx *ctx, const Op *op)
{
    const ConstraintDef *def = op->constraint;
    if (def->name.len > 0 || def->using_index.len > 0)
        return def->name.len > 0 ? def->name : def->using_index;
    const Table unknown = { .name = catalog_resolve(ctx_catalog(ctx), op->name) };
    const Table *table = ctx_table(ctx, op);
    return auto_constraint_name(ctx_catalog(ctx), table ? table : &unknown, def);
}

Str ctx_index_name(RuleCtx *ctx, const IndexDef *def)
{
    Name table = catalog_resolve(ctx_catalog(ctx), def->table);
    return def->name.len > 0 ? def->name : auto_index_name(ctx_catalog(ctx), table, def);
}

// ---- runners and their transactions ----

typedef struct Escape {
    const char *runner;
    const char *words; // before the statement
} Escape;

// Runners that can get it done; what is not here is told by the scope of the runner's
// transactions.
static const Escape escapes[] = {
    { "prisma",
      "In a migration of its own, with nothing beside it (Prisma sends a file as one "
      "query, and only a single statement is free of its transaction):" },
    { "supabase",
      "In a migration of its own (the Supabase CLI runs it outside of a transaction "
      "from 2.109 on; with an older one, run it by hand before the deploy):" },
    { "flyway",
      "In a migration of its own, with nothing beside it that needs a transaction "
      "(Flyway then opens none; set flyway.postgresql.transactional.lock=false, or it "
      "waits for itself):" },
    { "golang-migrate",
      "In a migration of its own, with nothing beside it (golang-migrate sends a file "
      "as one query, and only a single statement is free of its transaction):" },
    { "goose",
      "In a migration of its own that says \"-- +goose NO TRANSACTION\" at its top:" },
    { "dbmate",
      "In a migration of its own that begins with \"-- migrate:up transaction:false\" "
      "and holds nothing else:" },
    { "node-pg-migrate",
      "In a JavaScript migration that calls pgm.noTransaction() and then "
      "pgm.sql(…) with:" },
};

static const char *escape_words(const Runner *runner)
{
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
        if (str_eq(str_from(escapes[i].runner), str_from(runner->name)))
            return escapes[i].words;
    return runner->scope == TX_NONE ? "Outside of BEGIN and COMMIT:" : NULL;
}

// When somebody runs by hand what the runner cannot, and where the rest of it stays.
typedef struct ByHand {
    const char *when;
    const char *where;
} ByHand;

static Str outside_transaction(RuleCtx *ctx, ByHand by_hand, Str sql, Str stand_in)
{
    const Runner *runner = ctx_runner(ctx);
    const char *words = escape_words(runner);
    Str code = ctx_code(ctx, sql);
    if (words)
        return ctx_fmt(ctx, "%s\n" STR_FMT, words, STR_ARG(code));
    const char *reason = runner->scope == TX_ALL_PENDING
                             ? "runs all pending migrations in one transaction"
                             : "runs a migration in a transaction";
    return ctx_fmt(ctx,
                   "%s %s, where CONCURRENTLY is refused. %s:\n" STR_FMT
                   "\n%s, for databases that are made anew:\n" STR_FMT,
                   runner->title, reason, by_hand.when, STR_ARG(code), by_hand.where,
                   STR_ARG(ctx_code(ctx, stand_in)));
}

static const ByHand before_deploy = { "Run this by hand before the deploy",
                                      "and keep in the migration" };
// What does not exist before the migration has run.
static const ByHand after_deploy = { "Leave it out of this change, which brings the "
                                     "column, and run this by hand after the "
                                     "deploy",
                                     "and put in the next migration" };

Str ctx_outside_transaction(RuleCtx *ctx, Str sql, Str stand_in)
{
    return outside_transaction(ctx, before_deploy, sql, stand_in);
}

Str ctx_later(RuleCtx *ctx)
{
    const Runner *runner = ctx_runner(ctx);
    if (runner->scope != TX_ALL_PENDING)
        return STR("in the next migration");
    return ctx_fmt(
        ctx,
        "in the next deploy, since %s runs all pending migrations in one transaction",
        runner->title);
}

// ---- indexes ----

static void write_part(Out *out, const IndexPart *part)
{
    if (part->expression.ptr)
        out_fmt(out, "(" STR_FMT ")", STR_ARG(part->expression));
    else
        out_str(out, ident_sql(out->arena, part->column));
    if (part->collation.len > 0)
        out_fmt(out, " COLLATE " STR_FMT,
                STR_ARG(ident_sql(out->arena, part->collation)));
    if (part->opclass.len > 0)
        out_fmt(out, " " STR_FMT, STR_ARG(part->opclass));
    if (part->descending)
        out_cstr(out, part->nulls_first ? " DESC" : " DESC NULLS LAST");
    else if (part->nulls_first)
        out_cstr(out, " NULLS FIRST");
}

// What stands behind the table in CREATE INDEX.
static void write_index_tail(RuleCtx *ctx, Out *out, const IndexDef *def)
{
    if (def->method.len > 0 && !str_eq(def->method, STR("btree")))
        out_fmt(out, " USING " STR_FMT, STR_ARG(def->method));
    out_cstr(out, " (");
    for (size_t i = 0; i < def->parts.len; i++) {
        if (i > 0)
            out_cstr(out, ", ");
        write_part(out, &def->parts.at[i]);
    }
    out_char(out, ')');
    if (def->include.len > 0)
        out_fmt(out, " INCLUDE (" STR_FMT ")",
                STR_ARG(ctx_columns_sql(ctx, &def->include)));
    if (def->nulls_not_distinct)
        out_cstr(out, " NULLS NOT DISTINCT");
    if (def->storage.ptr)
        out_fmt(out, " " STR_FMT, STR_ARG(def->storage));
    if (def->where.ptr)
        out_fmt(out, " WHERE " STR_FMT, STR_ARG(def->where));
    out_char(out, ';');
}

// CREATE [UNIQUE] INDEX <how> name ON <only> table …;
static Str index_sql(RuleCtx *ctx, const IndexDef *def, const char *how, const char *only)
{
    Arena *arena = ctx_arena(ctx);
    Out out = out_new(arena);
    out_fmt(&out, "CREATE %sINDEX %s" STR_FMT " ON %s" STR_FMT,
            def->unique ? "UNIQUE " : "", how, STR_ARG(ident_sql(arena, def->name)), only,
            STR_ARG(name_sql(arena, def->table)));
    write_index_tail(ctx, &out, def);
    return out_text(&out);
}

enum { PARTITIONS_SHOWN = 3 };

// events_at_idx of events becomes events_2024_at_idx of events_2024.
static Str partition_index_name(RuleCtx *ctx, const IndexDef *def, Str partition)
{
    Str rest = def->name;
    Str prefix = ctx_fmt(ctx, STR_FMT "_", STR_ARG(def->table.name));
    if (str_starts(rest, prefix))
        rest = str_drop(rest, prefix.len);
    return ctx_fmt(ctx, STR_FMT "_" STR_FMT, STR_ARG(partition), STR_ARG(rest));
}

// What to do on each partition that is known, up to a few: building its index, and
// joining it to the parent's.
static void write_partition_steps(RuleCtx *ctx, const Table *table, const IndexDef *def,
                                  Out steps[2])
{
    Arena *arena = ctx_arena(ctx);
    IndexDef part = *def;
    size_t shown =
        table->children.len < PARTITIONS_SHOWN ? table->children.len : PARTITIONS_SHOWN;
    for (size_t i = 0; i < shown; i++) {
        part.table = table->children.at[i];
        if (def->table.schema.len == 0 && str_eq(part.table.schema, table->name.schema))
            part.table.schema = (Str){ 0 };
        part.name = partition_index_name(ctx, def, part.table.name);
        Name index = { part.table.schema, part.name };
        out_fmt(&steps[0], STR_FMT "\n",
                STR_ARG(index_sql(ctx, &part, "CONCURRENTLY ", "")));
        out_fmt(&steps[1], "ALTER INDEX " STR_FMT " ATTACH PARTITION " STR_FMT ";\n",
                STR_ARG(ident_sql(arena, def->name)), STR_ARG(name_sql(arena, index)));
    }
    if (shown < table->children.len || shown == 0) {
        out_cstr(&steps[0], "-- CREATE INDEX CONCURRENTLY on each partition");
        out_cstr(&steps[1], "-- ALTER INDEX … ATTACH PARTITION for each partition");
    }
}

// CONCURRENTLY is refused on the parent: an empty shell there, then partition by
// partition.
static Str partitioned_recipe(RuleCtx *ctx, const Table *table, const IndexDef *def)
{
    Out steps[2] = { out_new(ctx_arena(ctx)), out_new(ctx_arena(ctx)) };
    write_partition_steps(ctx, table, def, steps);
    Str builds = ctx_outside_transaction(
        ctx, str_trim(out_text(&steps[0])),
        STR("-- the same with IF NOT EXISTS, without CONCURRENTLY"));
    return ctx_fmt(
        ctx,
        "CONCURRENTLY is refused on a partitioned table. Make the parent's index, which "
        "reads no rows:\n" STR_FMT "\nThen build each partition's. " STR_FMT
        "\nThen join them:\n" STR_FMT,
        STR_ARG(ctx_code(ctx, index_sql(ctx, def, "", "ONLY "))), STR_ARG(builds),
        STR_ARG(ctx_code(ctx, str_trim(out_text(&steps[1])))));
}

static bool index_uses(RuleCtx *ctx, const IndexDef *def, Str column)
{
    Arena *arena = ctx_arena(ctx);
    for (size_t i = 0; i < def->parts.len; i++)
        if (str_eq(def->parts.at[i].column, column) ||
            text_mentions(arena, def->parts.at[i].expression, column))
            return true;
    return text_mentions(arena, def->where, column);
}

// The same change adds a column that the index needs.
static bool awaits_column(RuleCtx *ctx, const Table *table, const IndexDef *def)
{
    for (size_t i = 0; table && i < table->columns.len; i++) {
        const Column *column = table->columns.at[i];
        if (catalog_origin_is_new(ctx_catalog(ctx), &column->origin) &&
            index_uses(ctx, def, column->def.name))
            return true;
    }
    return false;
}

Str ctx_index_recipe(RuleCtx *ctx, const Table *table, const IndexDef *def)
{
    if (table && table->partition_by.len > 0)
        return partitioned_recipe(ctx, table, def);
    ByHand by_hand = awaits_column(ctx, table, def) ? after_deploy : before_deploy;
    Str concurrent = index_sql(ctx, def, "CONCURRENTLY ", "");
    Str stand_in = ctx_fmt(
        ctx, "-- tidegate: allow index-not-concurrent (built by hand before)\n" STR_FMT,
        STR_ARG(index_sql(ctx, def, "IF NOT EXISTS ", "")));
    return outside_transaction(ctx, by_hand, concurrent, stand_in);
}

// ---- journals ----

static int cmp_idx(const void *left, const void *right)
{
    const JournalEntry *a = *(const JournalEntry *const *)left;
    const JournalEntry *b = *(const JournalEntry *const *)right;
    if (a->idx != b->idx)
        return a->idx < b->idx ? -1 : 1;
    return (a->span.start > b->span.start) - (a->span.start < b->span.start);
}

JournalEntryVec ctx_entries_by_idx(RuleCtx *ctx, const Journal *journal)
{
    JournalEntryVec sorted = { 0 };
    for (size_t i = 0; i < journal->entries.len; i++)
        if (journal->entries.at[i].has_idx)
            *vec_push(ctx_arena(ctx), &sorted) = &journal->entries.at[i];
    if (sorted.len > 0)
        qsort(sorted.at, sorted.len, sizeof *sorted.at, cmp_idx);
    return sorted;
}
