// SPDX-License-Identifier: Apache-2.0
// What rules about DROP say alike.
#include "lint/rule.h"

Str ctx_view_words(RuleCtx *ctx, const View *view)
{
    Str name = name_text(ctx_arena(ctx), view->name);
    const char *kind = view->def.materialized ? "materialized view" : "view";
    return ctx_fmt(ctx, "%s " STR_FMT, kind, STR_ARG(name));
}

Str ctx_foreign_key_words(RuleCtx *ctx, const ForeignKey *key)
{
    Str table = name_text(ctx_arena(ctx), key->table->name);
    return ctx_fmt(ctx, "foreign key " STR_FMT " of " STR_FMT,
                   STR_ARG(key->constraint->def.name), STR_ARG(table));
}

const char *drop_if_exists(const Op *op)
{
    return op_has(op, OPF_IF_EXISTS) ? "IF EXISTS " : "";
}

const char *drop_cascade(const Op *op)
{
    return op_has(op, OPF_CASCADE) ? " CASCADE" : "";
}

void fix_drop_later(RuleCtx *ctx, Finding *f, Str sql, const char *words)
{
    fix_step(ctx, f, FIX_LATER, "%s", words);
    fix_sql(ctx, f, "-- tidegate: allow %s (unused since …)\n" STR_FMT ";", f->rule->id,
            STR_ARG(sql));
}
