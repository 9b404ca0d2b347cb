// SPDX-License-Identifier: Apache-2.0
// Part of the kit, behind lint/rule.h: what rules about DROP say alike.
#ifndef LINT_KIT_DROP_H
#define LINT_KIT_DROP_H

#include "catalog/catalog.h"
#include "lint/finding.h"

typedef struct RuleCtx RuleCtx;

Str ctx_view_words(RuleCtx *ctx, const View *view); // "materialized view public.big"
Str ctx_foreign_key_words(RuleCtx *ctx,
                          const ForeignKey *key); // "foreign key a of public.b"

const char *drop_if_exists(const Op *op); // "IF EXISTS ", as the op has it, or ""
const char *drop_cascade(const Op *op);   // " CASCADE" likewise
// What was to be dropped, without its ";", when time has shown that nobody misses it.
void fix_drop_later(RuleCtx *ctx, Finding *f, Str sql, const char *words);

#endif
