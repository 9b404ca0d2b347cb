// SPDX-License-Identifier: Apache-2.0
// Part of the kit, behind lint/rule.h: charsets and collations of MySQL and its kin.
#ifndef LINT_KIT_CHARSET_H
#define LINT_KIT_CHARSET_H

#include "catalog/catalog.h"
#include "ir/charset.h"

typedef struct RuleCtx RuleCtx;

typedef struct Charset {
    Str name;      // empty: not known
    Str collation; // likewise
} Charset;

// What a text column has, its table's where its own text is silent (NULL: not known), as
// far as they say it.
Charset charset_said(const Table *table, const ColumnDef *column);
// The same with the collation that the server takes for the charset by itself.
Charset ctx_charset_said(const RuleCtx *ctx, const Table *table, const ColumnDef *column);
// The same with what databases usually have, where nothing is said.
Charset ctx_charset(const RuleCtx *ctx, const Table *table, const ColumnDef *column);
// What CONVERT TO converts to, from "charset collation", either of which may be missing
// or "default".
Charset ctx_convert_target(const RuleCtx *ctx, const Op *op);
// "utf8mb4 (utf8mb4_bin)", or what is known of it.
Str ctx_charset_words(RuleCtx *ctx, Charset charset);

#endif
