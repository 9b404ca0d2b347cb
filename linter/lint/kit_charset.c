// SPDX-License-Identifier: Apache-2.0
// Charsets and collations of MySQL and its kin: what a column has, and what servers take
// where nothing is said.
#include "lint/rule.h"

// The binary collation of a charset that is not said is "_bin".
static Charset settled(Str name, Str collation)
{
    if (name.len == 0)
        name = charset_of_collation(collation);
    return (Charset){ name, name.len > 0 ? collation : STR("") };
}

Charset charset_said(const Table *table, const ColumnDef *column)
{
    Charset own = settled(column->charset, column->collation);
    if (own.name.len > 0 || !table)
        return own;
    return settled(table_option(table, STR("charset")),
                   table_option(table, STR("collate")));
}

typedef struct DefaultCollation {
    const char *family;
    int from; // version
    const char *charset, *collation;
} DefaultCollation;

// Of rows that fit the first one counts.
static const DefaultCollation default_collations[] = {
    { "mysql", ENGINE_VERSION(8, 0, 0), "utf8mb4", "utf8mb4_0900_ai_ci" },
    { "mysql", 0, "utf8mb4", "utf8mb4_general_ci" },
    { "mariadb", ENGINE_VERSION(11, 5, 0), "utf8mb4", "utf8mb4_uca1400_ai_ci" },
    { "mariadb", ENGINE_VERSION(11, 5, 0), "utf8mb3", "utf8mb3_uca1400_ai_ci" },
    { "mariadb", 0, "utf8mb4", "utf8mb4_general_ci" },
    { "tidb", 0, "utf8mb4", "utf8mb4_bin" },
    { "tidb", 0, "utf8", "utf8_bin" },
    { "tidb", 0, "utf8mb3", "utf8_bin" },
    { "tidb", 0, "latin1", "latin1_bin" },
    { "tidb", 0, "ascii", "ascii_bin" },
    { "mysql", 0, "latin1", "latin1_swedish_ci" },
    { "mariadb", 0, "latin1", "latin1_swedish_ci" },
    { "mysql", 0, "ascii", "ascii_general_ci" },
    { "mariadb", 0, "ascii", "ascii_general_ci" },
    { "mysql", 0, "utf8", "utf8_general_ci" },
    { "mysql", 0, "utf8mb3", "utf8_general_ci" },
    { "mariadb", 0, "utf8", "utf8_general_ci" },
    { "mariadb", 0, "utf8mb3", "utf8_general_ci" },
};

// The one that the charset has by itself; empty: not known.
static Str default_collation(const RuleCtx *ctx, Str charset)
{
    for (size_t i = 0; i < sizeof default_collations / sizeof *default_collations; i++) {
        const DefaultCollation *row = &default_collations[i];
        if (engine_from_on(ctx_engine(ctx), row->family, row->from) &&
            charset_same(charset, str_from(row->charset)))
            return str_from(row->collation);
    }
    return STR("");
}

static Charset with_collation(const RuleCtx *ctx, Charset said)
{
    if (said.collation.len == 0 && said.name.len > 0)
        said.collation = default_collation(ctx, said.name);
    return said;
}

Charset ctx_charset_said(const RuleCtx *ctx, const Table *table, const ColumnDef *column)
{
    return with_collation(ctx, charset_said(table, column));
}

// Of older servers it would be a guess, whose administrators set it.
Charset ctx_charset(const RuleCtx *ctx, const Table *table, const ColumnDef *column)
{
    Charset said = charset_said(table, column);
    bool modern = engine_is(ctx_engine(ctx), "tidb") ||
                  engine_from_on(ctx_engine(ctx), "mysql", ENGINE_VERSION(8, 0, 0)) ||
                  engine_from_on(ctx_engine(ctx), "mariadb", ENGINE_VERSION(11, 6, 0));
    if (said.name.len == 0 && modern)
        said.name = STR("utf8mb4");
    return with_collation(ctx, said);
}

Charset ctx_convert_target(const RuleCtx *ctx, const Op *op)
{
    Str rest = op->detail, name = { 0 }, collation = { 0 };
    str_cut(&rest, ' ', &name);
    str_cut(&rest, ' ', &collation);
    const ColumnDef column = { .charset = name, .collation = collation };
    return ctx_charset_said(ctx, NULL, &column);
}

Str ctx_charset_words(RuleCtx *ctx, Charset charset)
{
    if (charset.name.len == 0)
        return STR("the database's charset");
    if (charset.collation.len == 0)
        return charset.name;
    return ctx_fmt(ctx, STR_FMT " (" STR_FMT ")", STR_ARG(charset.name),
                   STR_ARG(charset.collation));
}
