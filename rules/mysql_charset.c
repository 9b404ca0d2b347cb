// SPDX-License-Identifier: Apache-2.0
// Charsets and collations of MySQL, MariaDB and TiDB: what a conversion does to the
// values that are there, and what a new default does not do to them.
#include "lint/rule.h"

// ---- charset-convert ----

typedef struct Conversion {
    const Op *op;
    const Table *table; // NULL: not known
    Charset to;
    bool whole;      // CONVERT TO, which makes texts larger types
    StrVec columns;  // that change
    StrVec promoted; // that get a larger type: "body becomes mediumtext"
    Str keyed; // the first that is in a unique key where more may be equal; empty: none
    Str narrower;  // the first that takes fewer characters than before; empty: none
    Str referring; // the first that is in a foreign key; empty: none
    Charset from;  // of the first
} Conversion;

static bool is_unique_in(const Table *table, Str column)
{
    for (size_t i = 0; i < table->indexes.len; i++)
        if (table->indexes.at[i]->def.unique &&
            table_index_has(table, &table->indexes.at[i]->def, column))
            return true;
    return false;
}

static bool is_in_foreign_key(RuleCtx *ctx, const Table *table, Str column)
{
    for (size_t i = 0; i < table->constraints.len; i++) {
        const ConstraintDef *def = &table->constraints.at[i]->def;
        if (def->kind == CON_FOREIGN_KEY && table_list_has(table, &def->columns, column))
            return true;
    }
    ForeignKeyVec keys =
        catalog_referencing(ctx_arena(ctx), ctx_catalog(ctx), table->name);
    for (size_t i = 0; i < keys.len; i++)
        if (table_list_has(table, &keys.at[i].constraint->def.ref_columns, column))
            return true;
    return false;
}

// "_general_ci" of "utf8mb4_general_ci": what compares alike in all charsets that have
// it.
static Str manner(Str collation)
{
    return str_drop(collation, str_find_char(collation, '_', 0));
}

static bool compares_bytes(Str collation)
{
    return str_ends(manner(collation), STR("_bin"));
}

// What was not equal is not equal by the new collation: it compares in the same manner,
// or byte by byte. A collation of Unicode 9.0 tells trailing blanks apart, "_bin" does
// not.
static bool keeps_apart(Charset from, Charset to)
{
    bool blanks_count = str_contains(from.collation, STR("_0900_"));
    return str_eq_ci(manner(from.collation), manner(to.collation)) ||
           (compares_bytes(to.collation) && !blanks_count);
}

// Characters of the one may be none of the other.
static bool is_narrower(Charset from, Charset to)
{
    int before = charset_bytes(from.name), after = charset_bytes(to.name);
    bool from_ascii = str_eq_ci(from.name, STR("ascii"));
    bool known = before > 0 && after > 0 && !str_eq_ci(to.name, STR("binary"));
    if (!known || from_ascii || charset_same(from.name, to.name))
        return false;
    bool into_unicode = after >= 3;
    return !into_unicode || after < before;
}

static Str promotion(RuleCtx *ctx, const ColumnDef *column, Charset from, Charset to)
{
    static const char *const larger[][2] = { { "tinytext", "text" },
                                             { "text", "mediumtext" },
                                             { "mediumtext", "longtext" } };
    if (charset_bytes(from.name) == 0 ||
        charset_bytes(to.name) <= charset_bytes(from.name))
        return STR("");
    for (size_t i = 0; i < sizeof larger / sizeof *larger; i++)
        if (str_eq(column->type.name.name, str_from(larger[i][0])))
            return ctx_fmt(ctx, STR_FMT " becomes %s", STR_ARG(column->name),
                           larger[i][1]);
    return STR("");
}

static void set_first(Str *name, bool holds, Str column)
{
    if (holds && name->len == 0)
        *name = column;
}

static void add_column(RuleCtx *ctx, Conversion *made, const ColumnDef *column)
{
    Charset from = ctx_charset(ctx, made->table, column);
    bool same = charset_same(from.name, made->to.name) &&
                charset_same(from.collation, made->to.collation);
    if (!type_is_text(&column->type) || same)
        return;
    if (made->columns.len == 0)
        made->from = from;
    *vec_push(ctx_arena(ctx), &made->columns) = column->name;
    set_first(&made->narrower, is_narrower(from, made->to), column->name);
    set_first(&made->keyed,
              from.collation.len > 0 && !keeps_apart(from, made->to) &&
                  is_unique_in(made->table, column->name),
              column->name);
    set_first(&made->referring, is_in_foreign_key(ctx, made->table, column->name),
              column->name);
    Str larger = made->whole ? promotion(ctx, column, from, made->to) : STR("");
    if (larger.len > 0)
        *vec_push(ctx_arena(ctx), &made->promoted) = larger;
}

// MariaDB refuses it whatever foreign_key_checks says.
static bool is_refused_for_key(const RuleCtx *ctx, const Op *op)
{
    static const char *const off[] = { "0", "off", "false", NULL };
    Str checks = ctx_setting_value(ctx, op, STR("foreign_key_checks"));
    bool checked = true;
    for (size_t i = 0; off[i]; i++)
        checked = checked && !str_eq_ci(checks, str_from(off[i]));
    return checked || engine_is(ctx_engine(ctx), "mariadb");
}

static Str danger(RuleCtx *ctx, const Conversion *made)
{
    if (made->narrower.len > 0)
        return ctx_fmt(
            ctx, "; characters of " STR_FMT " that " STR_FMT " lacks become ? or stop it",
            STR_ARG(made->narrower), STR_ARG(made->to.name));
    if (made->referring.len > 0)
        return ctx_fmt(ctx,
                       "; " STR_FMT " is in a foreign key, whose two sides must have one "
                       "collation%s",
                       STR_ARG(made->referring),
                       is_refused_for_key(ctx, made->op)
                           ? ": the server refuses it"
                           : ", and with foreign_key_checks off nobody looks");
    if (made->keyed.len > 0)
        return ctx_fmt(ctx,
                       "; values of " STR_FMT
                       ", which is in a unique key, can be the same by the new collation",
                       STR_ARG(made->keyed));
    return STR("");
}

// What the server does to the rows meanwhile; empty: it keeps nobody waiting.
static Str cost_words(RuleCtx *ctx, const Conversion *made)
{
    const Effects *effects = &made->op->effects;
    bool copies = effects->online.algorithm == ALGORITHM_COPY;
    bool rewrites = effects->duration == DURATION_REWRITE;
    bool refused = made->narrower.len == 0 && made->referring.len > 0 &&
                   is_refused_for_key(ctx, made->op);
    if (refused || effects->refused.len > 0 || engine_is(ctx_engine(ctx), "tidb") ||
        !(copies || rewrites))
        return STR("");
    return ctx_fmt(ctx, "; " STR_FMT " %s all rows%s", STR_ARG(ctx_server(ctx)),
                   copies ? "copies" : "rewrites",
                   effects->online.lock > ONLINE_LOCK_NONE
                       ? ", and writes wait until that is done"
                       : " while writes go on");
}

// A look at the rows before the deploy, and what has to go with the conversion.
static void fix_conversion(RuleCtx *ctx, Finding *f, const Conversion *made)
{
    Str table = ctx_name_sql(ctx, made->op->name);
    if (made->keyed.len > 0 && made->narrower.len == 0 && made->to.collation.len > 0) {
        Str column = ctx_ident_sql(ctx, made->keyed);
        Str anew =
            ctx_fmt(ctx, "CONVERT(" STR_FMT " USING " STR_FMT ") COLLATE " STR_FMT,
                    STR_ARG(column), STR_ARG(made->to.name), STR_ARG(made->to.collation));
        fix_step(ctx, f, FIX_HAND_BEFORE,
                 "Look for values that become equal; the conversion stops at them:");
        fix_sql(ctx, f,
                "SELECT " STR_FMT " AS value, COUNT(*) FROM " STR_FMT
                " GROUP BY value HAVING COUNT(*) > 1;",
                STR_ARG(anew), STR_ARG(table));
    } else if (made->narrower.len > 0) {
        Str column = ctx_ident_sql(ctx, made->narrower);
        fix_step(ctx, f, FIX_HAND_BEFORE,
                 "Look for values that do not survive, of this column and of others:");
        fix_sql(ctx, f,
                "SELECT " STR_FMT " FROM " STR_FMT " WHERE CONVERT(CONVERT(" STR_FMT
                " USING " STR_FMT ") USING " STR_FMT ") <> " STR_FMT " LIMIT 100;",
                STR_ARG(column), STR_ARG(table), STR_ARG(column), STR_ARG(made->to.name),
                STR_ARG(made->from.name), STR_ARG(column));
    }
    if (made->promoted.len > 0)
        fix_step(ctx, f, FIX_NOTE,
                 "To keep the types, state each column in one ALTER TABLE (MODIFY … "
                 "CHARACTER SET " STR_FMT
                 ") instead of CONVERT TO; that copies the rows once as well",
                 STR_ARG(made->to.name));
}

static void report_conversion(RuleCtx *ctx, const Conversion *made)
{
    Str worst = danger(ctx, made);
    Str cost = cost_words(ctx, made);
    Str larger = made->promoted.len > 0 ? ctx_fmt(ctx, ", and " STR_FMT,
                                                  STR_ARG(ctx_list(ctx, &made->promoted)))
                                        : STR("");
    Finding *f = report_op(
        ctx, made->op,
        STR_FMT " of " STR_FMT " change%s from " STR_FMT
                " to " STR_FMT STR_FMT STR_FMT STR_FMT,
        STR_ARG(ctx_list(ctx, &made->columns)), STR_ARG(ctx_relation(ctx, made->op)),
        made->columns.len == 1 ? "s" : "", STR_ARG(ctx_charset_words(ctx, made->from)),
        STR_ARG(ctx_charset_words(ctx, made->to)), STR_ARG(larger), STR_ARG(worst),
        STR_ARG(cost));
    if (worst.len > 0)
        f->severity = SEV_ERROR;
    fix_conversion(ctx, f, made);
}

static void report_unknown(RuleCtx *ctx, const Op *op, Charset to)
{
    Finding *f =
        report_op(ctx, op,
                  "what converting " STR_FMT " to " STR_FMT
                  " does is not known: the history does not show %s",
                  STR_ARG(ctx_relation(ctx, op)), STR_ARG(ctx_charset_words(ctx, to)),
                  to.name.len > 0 ? "its columns" : "which that is");
    f->severity = SEV_NOTICE;
}

static void check_convert_to(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    Conversion made = {
        .op = op, .table = table, .to = ctx_convert_target(ctx, op), .whole = true
    };
    if (str_eq_ci(made.to.name, STR("default")))
        made.to = (Charset){ 0 };
    if (made.to.name.len == 0) {
        report_unknown(ctx, op, made.to);
        return;
    }
    for (size_t i = 0; table && i < table->columns.len; i++)
        add_column(ctx, &made, table->columns.at[i]->def);
    if (made.columns.len > 0)
        report_conversion(ctx, &made);
    else if (!table || !table->complete)
        report_unknown(ctx, op, made.to);
}

// A MODIFY that is silent about the charset goes back to the table's: that it loses the
// column's own is told by modify-loses-attribute.
static void check_modify(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    const Column *old = table_column(table, op->part);
    bool says = op->column->charset.len > 0 || op->column->collation.len > 0;
    if (!old || !says || !type_is_text(&op->column->type) ||
        catalog_origin_is_new(ctx_catalog(ctx), old->origin))
        return;
    Conversion made = { .op = op,
                        .table = table,
                        .to = ctx_charset_said(ctx, table, op->column) };
    if (made.to.name.len == 0)
        return;
    add_column(ctx, &made, old->def);
    if (made.columns.len > 0)
        report_conversion(ctx, &made);
}

static void check_charset_convert(RuleCtx *ctx, const Op *op)
{
    bool refused = op->effects.refused.len > 0 && engine_is(ctx_engine(ctx), "tidb");
    if (ctx_table_is_idle(ctx, op) || refused)
        return; // what TiDB refuses is told by its own rules
    if (op->kind == OP_MODIFY_COLUMN)
        check_modify(ctx, op);
    else if (str_eq(op->verb, STR("convert")))
        check_convert_to(ctx, op);
}

RULE(charset_convert) = {
    .id = "charset-convert",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "mysql",
    .on = { OP_SET_TABLE_OPTION, OP_MODIFY_COLUMN },
    .op = check_charset_convert,
    .title = "A conversion to another charset or collation",
    .why = "Other values are equal by another collation: a unique key stops the "
           "conversion at two that were not before, joins with columns that keep the old "
           "one no longer use their index, and a foreign key allows it on neither side. "
           "CONVERT TO makes TEXT columns the next larger type where characters get "
           "longer, and all values are read or written anew.",
    .fix = "Look for values that become equal first; drop foreign keys, convert both "
           "sides, and add them again; MODIFY of each column, all in one ALTER TABLE, "
           "keeps their types",
    .bad = "-- engine mysql@8.0\n"
           "CREATE TABLE posts (id bigint unsigned PRIMARY KEY, title "
           "varchar(100)) CHARSET=utf8mb3;\n"
           "-- change\n"
           "SET lock_wait_timeout = 5;\n"
           "ALTER TABLE posts CONVERT TO CHARACTER SET utf8mb4;\n",
    .good = "-- engine mysql@8.0\n"
            "CREATE TABLE posts (id bigint unsigned PRIMARY KEY, body text) "
            "CHARSET=utf8mb4;\n"
            "-- change\n"
            "SET lock_wait_timeout = 5;\n"
            "ALTER TABLE posts ADD COLUMN title varchar(200) COLLATE utf8mb4_bin;\n",
};
