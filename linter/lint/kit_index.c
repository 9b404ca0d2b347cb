// SPDX-License-Identifier: Apache-2.0
// How an index is built while others write: in one go, or partition by partition.
#include "base/out.h"
#include "lint/rule.h"

// ---- CREATE INDEX as SQL ----

static void write_part(RuleCtx *ctx, Out *out, const IndexPart *part)
{
    if (part->expression.ptr)
        out_fmt(out, "(" STR_FMT ")", STR_ARG(part->expression));
    else
        out_str(out, ctx_ident_sql(ctx, part->column));
    if (part->length > 0)
        out_fmt(out, "(%ld)", part->length);
    if (part->collation.len > 0)
        out_fmt(out, " COLLATE " STR_FMT, STR_ARG(ctx_ident_sql(ctx, part->collation)));
    if (part->opclass.len > 0)
        out_fmt(out, " " STR_FMT, STR_ARG(part->opclass));
    if (part->descending)
        out_cstr(out,
                 part->nulls_first || ctx_is_mysql(ctx) ? " DESC" : " DESC NULLS LAST");
    else if (part->nulls_first)
        out_cstr(out, " NULLS FIRST");
}

// The word before INDEX.
static const char *index_kind(const IndexDef *def)
{
    static const struct {
        Str method;
        const char *word;
    } kinds[] = { { STR_INIT("fulltext"), "FULLTEXT " },
                  { STR_INIT("spatial"), "SPATIAL " },
                  { STR_INIT("vector"), "VECTOR " } };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_eq(def->method, kinds[i].method))
            return kinds[i].word;
    return def->unique ? "UNIQUE " : "";
}

// What stands behind the table in CREATE INDEX.
static void write_index_tail(RuleCtx *ctx, Out *out, const IndexDef *def)
{
    bool is_kind = !def->unique && index_kind(def)[0] != '\0';
    if (def->method.len > 0 && !str_eq(def->method, STR("btree")) && !is_kind)
        out_fmt(out, " USING " STR_FMT, STR_ARG(def->method));
    out_cstr(out, " (");
    for (size_t i = 0; i < def->parts.len; i++) {
        if (i > 0)
            out_cstr(out, ", ");
        write_part(ctx, out, &def->parts.at[i]);
    }
    out_char(out, ')');
    if (def->written.len > 0)
        out_fmt(out, " " STR_FMT, STR_ARG(def->written));
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
    Out out = out_new(ctx_arena(ctx));
    out_fmt(&out, "CREATE %sINDEX %s" STR_FMT " ON %s" STR_FMT, index_kind(def), how,
            STR_ARG(ctx_ident_sql(ctx, def->name)), only,
            STR_ARG(ctx_name_sql(ctx, def->table)));
    write_index_tail(ctx, &out, def);
    return out_text(&out);
}

Str ctx_index_sql(RuleCtx *ctx, const IndexDef *def, const char *how)
{
    return index_sql(ctx, def, how, "");
}

// ---- building it ----

static void add(RuleCtx *ctx, StrVec *statements, Str sql)
{
    *vec_push(ctx_arena(ctx), statements) = sql;
}

// Builds the index, and says what stands for it where somebody has built it by hand.
static void add_build(RuleCtx *ctx, Outside *work, const IndexDef *def)
{
    Str plain = index_sql(ctx, def, "IF NOT EXISTS ", "");
    add(ctx, &work->sql, index_sql(ctx, def, "CONCURRENTLY ", ""));
    add(ctx, &work->stand_in,
        ctx_fmt(
            ctx,
            "-- tidegate: allow index-not-concurrent (built by hand before)\n" STR_FMT,
            STR_ARG(plain)));
}

// events_at_idx of events becomes events_2024_at_idx of events_2024.
static Str partition_index_name(RuleCtx *ctx, const IndexDef *def, Str partition)
{
    Str rest = def->name;
    Str prefix = ctx_fmt(ctx, STR_FMT "_", STR_ARG(def->table.name));
    if (str_starts(rest, prefix))
        rest = str_drop(rest, prefix.len);
    return ctx_fmt(ctx, STR_FMT "_" STR_FMT, STR_ARG(partition), STR_ARG(rest));
}

// Each partition that is known builds its own, and then joins it to the parent's.
static Outside partition_builds(RuleCtx *ctx, const Table *table, const IndexDef *def,
                                StrVec *joins)
{
    Outside work = { .place = FIX_BEHIND };
    IndexDef part = *def;
    for (size_t i = 0; i < table->children.len; i++) {
        part.table = table->children.at[i];
        if (def->table.schema.len == 0 && str_eq(part.table.schema, table->name.schema))
            part.table.schema = (Str){ 0 };
        part.name = partition_index_name(ctx, def, part.table.name);
        Name parent = { def->table.schema, def->name };
        Name index = { part.table.schema, part.name };
        add_build(ctx, &work, &part);
        add(ctx, joins,
            ctx_fmt(ctx, "ALTER INDEX " STR_FMT " ATTACH PARTITION " STR_FMT ";",
                    STR_ARG(name_sql(ctx_arena(ctx), parent)),
                    STR_ARG(name_sql(ctx_arena(ctx), index))));
    }
    return work;
}

// CONCURRENTLY is refused on the parent: an empty shell there, then partition by
// partition.
static void fix_partitioned(RuleCtx *ctx, Finding *f, FixPlace place, const Table *table,
                            const IndexDef *def)
{
    StrVec joins = { 0 };
    Outside work = partition_builds(ctx, table, def, &joins);
    fix_step(ctx, f, place,
             "CONCURRENTLY is refused on a partitioned table. Make the parent's index, "
             "which reads no rows:");
    fix_sql(ctx, f, STR_FMT, STR_ARG(index_sql(ctx, def, "", "ONLY ")));
    if (joins.len == 0) {
        fix_step(
            ctx, f, FIX_NOTE,
            "Then build each partition's with CREATE INDEX CONCURRENTLY, and join it "
            "to the parent's with ALTER INDEX … ATTACH PARTITION");
        return;
    }
    fix_step(ctx, f, FIX_NOTE, "Then build each partition's.");
    fix_outside(ctx, f, &work);
    fix_after_outside(ctx, f, "Then join them");
    for (size_t i = 0; i < joins.len; i++)
        fix_sql(ctx, f, STR_FMT, STR_ARG(joins.at[i]));
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
        if (catalog_origin_is_new(ctx_catalog(ctx), column->origin) &&
            index_uses(ctx, def, column->def->name))
            return true;
    }
    return false;
}

void fix_index(RuleCtx *ctx, Finding *f, FixPlace place, const Table *table,
               const IndexDef *def)
{
    if (table && table->partition_by.len > 0) {
        fix_partitioned(ctx, f, place, table, def);
        return;
    }
    Outside work = { .place = place,
                     .after = (place == FIX_BEHIND && f->steps.len > 0) ||
                              awaits_column(ctx, table, def) };
    add_build(ctx, &work, def);
    fix_outside(ctx, f, &work);
}

// ---- dropping it ----

void fix_drop_concurrently(RuleCtx *ctx, Finding *f, FixPlace place, Str index)
{
    Str if_exists = STR("IF EXISTS ");
    Str name = str_starts(index, if_exists) ? str_drop(index, if_exists.len) : index;
    Outside work = { .place = place };
    add(ctx, &work.sql,
        ctx_fmt(ctx, "DROP INDEX CONCURRENTLY " STR_FMT ";", STR_ARG(index)));
    add(ctx, &work.stand_in,
        ctx_fmt(ctx,
                "-- tidegate: allow drop-index-not-concurrent (dropped by hand before)\n"
                "DROP INDEX IF EXISTS " STR_FMT ";",
                STR_ARG(name)));
    fix_outside(ctx, f, &work);
}
