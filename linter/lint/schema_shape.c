// SPDX-License-Identifier: Apache-2.0
// Two declared schemas, before and after a change: which tables and enums are not the
// same any more.
#include "lint/ctx.h"
#include "lint/kit_schema.h"

static Str key_of(RuleCtx *ctx, const char *kind, Name name)
{
    return ctx_fmt(ctx, "%s " STR_FMT, kind, STR_ARG(name_text(ctx_arena(ctx), name)));
}

static bool has_all(RuleCtx *ctx, const StrVec *words, const StrVec *wanted)
{
    Map known = { 0 };
    for (size_t i = 0; i < words->len; i++)
        map_put(ctx_arena(ctx), &known, words->at[i], ctx);
    for (size_t i = 0; i < wanted->len; i++)
        if (!map_get(&known, wanted->at[i]))
            return false;
    return true;
}

static bool same_words(RuleCtx *ctx, const StrVec *a, const StrVec *b)
{
    return a->len == b->len && has_all(ctx, a, b) && has_all(ctx, b, a);
}

static void add_change(RuleCtx *ctx, SchemaChangeVec *changes, Name name,
                       const DeclaredAt *at)
{
    SchemaChange *change = vec_push(ctx_arena(ctx), changes);
    Name plain = name;
    if (str_eq(plain.schema, STR("public")))
        plain.schema = (Str){ 0 };
    *change = (SchemaChange){ .object = name_text(ctx_arena(ctx), plain),
                              .has_at = at != NULL };
    if (at)
        change->at = *at;
}

static void compare_tables(RuleCtx *ctx, const DeclaredSchema *now,
                           const DeclaredSchema *base, SchemaChangeVec *changes)
{
    Map before = { 0 };
    for (size_t i = 0; i < base->tables.len; i++)
        map_put(ctx_arena(ctx), &before, key_of(ctx, "table", base->tables.at[i].name),
                &base->tables.at[i]);
    for (size_t i = 0; i < now->tables.len; i++) {
        const DeclaredTable *table = &now->tables.at[i];
        const DeclaredTable *old = map_remove(&before, key_of(ctx, "table", table->name));
        if (!old || !same_words(ctx, &table->shape, &old->shape))
            add_change(ctx, changes, table->name, &table->at);
    }
    for (size_t i = 0; i < before.entries.len; i++) {
        const DeclaredTable *gone = before.entries.at[i].value;
        if (gone && now->complete)
            add_change(ctx, changes, gone->name, NULL);
    }
}

static const DeclaredEnum *find_enum(const DeclaredSchema *schema, Name name)
{
    for (size_t i = 0; i < schema->enums.len; i++)
        if (name_eq(schema->enums.at[i].name, name))
            return &schema->enums.at[i];
    return NULL;
}

static void compare_enums(RuleCtx *ctx, const DeclaredSchema *now,
                          const DeclaredSchema *base, SchemaChangeVec *changes)
{
    for (size_t i = 0; i < now->enums.len; i++) {
        const DeclaredEnum *declared = &now->enums.at[i];
        const DeclaredEnum *old = find_enum(base, declared->name);
        if (!old || !same_words(ctx, &declared->labels, &old->labels))
            add_change(ctx, changes, declared->name, &declared->at);
    }
}

SchemaChangeVec ctx_schema_changes(RuleCtx *ctx, const DeclaredSchema *now,
                                   const DeclaredSchema *base)
{
    SchemaChangeVec changes = { 0 };
    compare_tables(ctx, now, base, &changes);
    compare_enums(ctx, now, base, &changes);
    return changes;
}
