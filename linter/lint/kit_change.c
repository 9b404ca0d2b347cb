// SPDX-License-Identifier: Apache-2.0
// What else the change does: statements before and behind the one that a rule looks at,
// and what the whole change leaves behind.
#include "lint/ctx.h"
#include "lint/opener.h"

// ---- neighbours in the file ----

typedef struct Search {
    OpKind kind;
    Name name;
    Str part; // ptr NULL: any
} Search;

static Search search_for(const RuleCtx *ctx, const Op *op, OpKind kind)
{
    return (Search){ .kind = kind, .name = catalog_resolve(ctx->catalog, op->name) };
}

static bool same_part(const RuleCtx *ctx, Str a, Str b)
{
    return ctx_is_mysql(ctx) || ctx_is_sqlite(ctx) ? str_eq_ci(a, b) : str_eq(a, b);
}

static bool fits(const RuleCtx *ctx, const Search *search, const Op *op)
{
    return op->kind == search->kind &&
           (search->part.ptr == NULL || same_part(ctx, op->part, search->part)) &&
           name_eq(catalog_resolve(ctx->catalog, op->name), search->name);
}

const Op *ctx_next(const RuleCtx *ctx, OpKey key, const Op *op)
{
    return op_index_behind(ctx->op_index, key, op);
}

static OpKey key_of(const Search *search)
{
    return (OpKey){ .kind = search->kind,
                    .name = search->name.name,
                    .part = search->part.len > 0 ? search->part : (Str){ 0 } };
}

static const Op *find_behind(const RuleCtx *ctx, const Op *op, const Search *search)
{
    OpKey key = key_of(search);
    do
        op = op_index_behind(ctx->op_index, key, op);
    while (op && !fits(ctx, search, op));
    return op;
}

const Op *ctx_following(const RuleCtx *ctx, const Op *op, OpKind kind)
{
    Search search = search_for(ctx, op, kind);
    return find_behind(ctx, op, &search);
}

const Op *ctx_following_part(const RuleCtx *ctx, const Op *op, OpKind kind)
{
    Search search = search_for(ctx, op, kind);
    search.part = op->part;
    return find_behind(ctx, op, &search);
}

static const AheadFile *file_ahead(RuleCtx *ctx, size_t migration)
{
    while (ctx->ahead.len <= migration)
        *vec_push(ctx->arena, &ctx->ahead) = (AheadFile){ 0 };
    AheadFile *file = &ctx->ahead.at[migration];
    if (file->ops)
        return file;
    Lowered *lowered = NEW(ctx->arena, Lowered);
    *lowered = file_lower(ctx->arena, ctx->frontend, ctx_engine(ctx), ctx_runner(ctx),
                          file_text(&ctx->project->migrations.at[migration]));
    *file = (AheadFile){ &lowered->ops, op_index_new(ctx->arena, &lowered->ops) };
    return file;
}

Behind ctx_behind(const RuleCtx *ctx, const Op *op)
{
    return (Behind){ .next = op + 1,
                     .end = ctx->ops->at + ctx->ops->len,
                     .migration = catalog_migration(ctx->catalog),
                     .index = ctx->op_index };
}

// Goes on to the next file of the change; false: that was the last one.
static bool next_file(RuleCtx *ctx, Behind *behind)
{
    const MigrationVec *all = &ctx->project->migrations;
    do {
        if (++behind->migration >= all->len)
            return false;
    } while (all->at[behind->migration].batch != ctx->migration->batch);
    const AheadFile *file = file_ahead(ctx, behind->migration);
    behind->next = file->ops->at;
    behind->end = file->ops->at + file->ops->len;
    behind->index = file->index;
    return true;
}

const Op *behind_next(RuleCtx *ctx, Behind *behind)
{
    while (behind->next == behind->end)
        if (!next_file(ctx, behind))
            return NULL;
    return behind->next++;
}

const Op *behind_find(RuleCtx *ctx, Behind *behind, OpKey key)
{
    const Op *found;
    while (!(found = op_index_from(behind->index, key, behind->next)))
        if (!next_file(ctx, behind))
            return NULL;
    behind->next = found + 1;
    return found;
}

bool ctx_is_followed(RuleCtx *ctx, const Op *op, OpKind kind)
{
    Search search = search_for(ctx, op, kind);
    Behind behind = ctx_behind(ctx, op);
    for (const Op *later; (later = behind_find(ctx, &behind, key_of(&search)));)
        if (fits(ctx, &search, later))
            return true;
    return false;
}

static const Op *find_before(const RuleCtx *ctx, const Op *op, const Search *search)
{
    OpKey key = key_of(search);
    do
        op = op_index_before(ctx->op_index, key, op);
    while (op && !fits(ctx, search, op));
    return op;
}

const Op *ctx_preceding(const RuleCtx *ctx, const Op *op, OpKind kind)
{
    Search search = search_for(ctx, op, kind);
    return find_before(ctx, op, &search);
}

const Op *ctx_preceding_part(const RuleCtx *ctx, const Op *op, OpKind kind)
{
    Search search = search_for(ctx, op, kind);
    search.part = op->part;
    return find_before(ctx, op, &search);
}

bool ctx_statement_names(const RuleCtx *ctx, const Op *op, Name relation)
{
    OpRange all = op_statement(ctx_ops(ctx), op);
    for (const Op *other = all.first; other < all.end; other++)
        if (other->kind == op->kind && str_eq(other->name.name, relation.name) &&
            name_eq(catalog_resolve(ctx->catalog, other->name), relation))
            return true;
    return false;
}

static bool alters(const Op *op)
{
    return (op->kind >= OP_RENAME_TABLE && op->kind <= OP_ALTER_INDEX) ||
           op->kind == OP_ALTER_PARTITION;
}

static bool makes_table(const Op *op)
{
    return op->kind == OP_CREATE_TABLE && op->table &&
           op->table->persistence == PERSIST_PERMANENT;
}

// Every UPDATE asks: the file is looked through once.
static void note_ddl(RuleCtx *ctx)
{
    if (ctx->ddl_of == ctx->ops)
        return;
    ctx->ddl_of = ctx->ops;
    ctx->ddl.len = 0;
    for (size_t i = 0; i < ctx->ops->len; i++)
        if (alters(&ctx->ops->at[i]) || makes_table(&ctx->ops->at[i]))
            *vec_push(ctx->arena, &ctx->ddl) = &ctx->ops->at[i];
}

bool ctx_has_ddl(RuleCtx *ctx)
{
    note_ddl(ctx);
    for (size_t i = 0; i < ctx->ddl.len; i++) {
        const Op *op = ctx->ddl.at[i];
        if (makes_table(op) ||
            (!ctx_table_is_idle(ctx, op) && !ctx_preceding(ctx, op, OP_CREATE_TABLE)))
            return true;
    }
    return false;
}

bool ctx_goes_later(const RuleCtx *ctx, const Op *op)
{
    return ctx_following(ctx, op, OP_DROP_TABLE) ||
           ctx_following_part(ctx, op, OP_DROP_COLUMN);
}

Str ctx_statement(const RuleCtx *ctx, const Op *op)
{
    Span span = op_has(op, OPF_NESTED) ? op->span : op->stmt;
    return str_slice(ctx->migration->text, span.start, span.end);
}

Str ctx_without_constraint(RuleCtx *ctx, const Op *op)
{
    Str text = ctx->migration->text;
    Span span = op->constraint->span;
    Str head = str_trim(str_slice(text, op->stmt.start, span.start));
    Str tail = str_trim(str_slice(text, span.end, op->stmt.end));
    bool joined = tail.len == 0 || tail.ptr[0] == ',';
    return ctx_fmt(ctx, STR_FMT "%s" STR_FMT ";", STR_ARG(head), joined ? "" : " ",
                   STR_ARG(tail));
}

// ---- the change as a whole ----

bool ctx_is_last_of_batch(const RuleCtx *ctx, const Migration *migration)
{
    (void)migration; // the one that is being replayed
    return ctx->is_last[catalog_migration(ctx->catalog)];
}

TableVec ctx_batch_tables(RuleCtx *ctx)
{
    if (ctx->batch_tables_of != ctx->migration)
        ctx->batch_tables = catalog_tables_of_batch(ctx->arena, ctx->catalog);
    ctx->batch_tables_of = ctx->migration;
    return ctx->batch_tables;
}

// An edited migration is replayed as the base has it: its places are none of the new
// text.
static bool is_of_base(const Migration *migration, const Origin *origin)
{
    return migration->status == CHANGE_EDITED &&
           (!migration->judged || origin->batch != migration->batch);
}

Finding *report_origin(RuleCtx *ctx, const Origin *origin, const char *fmt, ...)
{
    const Migration *migration = &ctx->project->migrations.at[origin->migration];
    va_list args;
    va_start(args, fmt);
    Str message = arena_vfmt(ctx->arena, fmt, args);
    va_end(args);
    if (is_of_base(migration, origin))
        return report_file(ctx, migration->path, (Str){ 0 }, (Span){ 0 }, STR_FMT,
                           STR_ARG(message));
    return report_file(ctx, migration->path, migration->text, origin->span, STR_FMT,
                       STR_ARG(message));
}
