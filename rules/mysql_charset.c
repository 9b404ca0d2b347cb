// SPDX-License-Identifier: Apache-2.0
// Charsets and collations of MySQL, MariaDB and TiDB: what a conversion does to the
// values that are there, and what a new default does not do to them.
#include "lint/rule.h"

static Str option_of(const TableOptionVec *options, Str name)
{
    for (size_t i = options->len; i-- > 0;)
        if (str_eq(options->at[i].name, name))
            return options->at[i].value;
    return (Str){ 0 };
}

// ---- charset-convert ----

typedef struct Conversion {
    const Op *op;
    const Table *table; // NULL: not known
    Charset to;
    bool whole;      // CONVERT TO, which makes texts larger types
    StrVec columns;  // that change
    StrVec promoted; // that get a larger type: "body becomes mediumtext"
    Str keyed;    // the first that is in a unique key and compares otherwise; empty: none
    Str narrower; // the first that takes fewer characters than before; empty: none
    Str referring; // the first that is in a foreign key; empty: none
    Charset from;  // of the first
} Conversion;

static bool has_part(const Table *table, const IndexDef *def, Str column)
{
    for (size_t i = 0; i < def->parts.len; i++)
        if (table_same_name(table, def->parts.at[i].column, column))
            return true;
    return false;
}

static bool is_unique_in(const Table *table, Str column)
{
    for (size_t i = 0; i < table->indexes.len; i++)
        if (table->indexes.at[i]->def.unique &&
            has_part(table, &table->indexes.at[i]->def, column))
            return true;
    return false;
}

static bool names_have_column(const Table *table, const StrVec *names, Str column)
{
    for (size_t i = 0; i < names->len; i++)
        if (table_same_name(table, names->at[i], column))
            return true;
    return false;
}

static bool is_in_foreign_key(RuleCtx *ctx, const Table *table, Str column)
{
    for (size_t i = 0; i < table->constraints.len; i++) {
        const ConstraintDef *def = &table->constraints.at[i]->def;
        if (def->kind == CON_FOREIGN_KEY &&
            names_have_column(table, &def->columns, column))
            return true;
    }
    ForeignKeyVec keys =
        catalog_referencing(ctx_arena(ctx), ctx_catalog(ctx), table->name);
    for (size_t i = 0; i < keys.len; i++)
        if (names_have_column(table, &keys.at[i].constraint->def.ref_columns, column))
            return true;
    return false;
}

// "_general_ci" of "utf8mb4_general_ci": what compares alike in all charsets that have
// it.
static Str manner(Str collation)
{
    return str_drop(collation, str_find_char(collation, '_', 0));
}

static bool compares_alike(Charset a, Charset b)
{
    return a.collation.len > 0 && str_eq_ci(manner(a.collation), manner(b.collation));
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
              from.collation.len > 0 && !compares_alike(from, made->to) &&
                  is_unique_in(made->table, column->name),
              column->name);
    set_first(&made->referring, is_in_foreign_key(ctx, made->table, column->name),
              column->name);
    Str larger = made->whole ? promotion(ctx, column, from, made->to) : STR("");
    if (larger.len > 0)
        *vec_push(ctx_arena(ctx), &made->promoted) = larger;
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
                       "collation: the server refuses it",
                       STR_ARG(made->referring));
    if (made->keyed.len > 0)
        return ctx_fmt(ctx,
                       "; values of " STR_FMT
                       ", which is in a unique key, can be the same by the new collation",
                       STR_ARG(made->keyed));
    return STR("");
}

static void report_conversion(RuleCtx *ctx, const Conversion *made)
{
    Str worst = danger(ctx, made);
    Str larger = made->promoted.len > 0 ? ctx_fmt(ctx, ", and " STR_FMT,
                                                  STR_ARG(ctx_list(ctx, &made->promoted)))
                                        : STR("");
    Finding *f = report_op(
        ctx, made->op,
        STR_FMT " of " STR_FMT " change%s from " STR_FMT " to " STR_FMT STR_FMT STR_FMT,
        STR_ARG(ctx_list(ctx, &made->columns)), STR_ARG(ctx_relation(ctx, made->op)),
        made->columns.len == 1 ? "s" : "", STR_ARG(ctx_charset_words(ctx, made->from)),
        STR_ARG(ctx_charset_words(ctx, made->to)), STR_ARG(larger), STR_ARG(worst));
    if (worst.len > 0)
        f->severity = SEV_ERROR;
}

static void report_unknown(RuleCtx *ctx, const Op *op, Charset to)
{
    Finding *f =
        report_op(ctx, op,
                  "what converting " STR_FMT " to " STR_FMT
                  " does is not known: the history does not show its columns",
                  STR_ARG(ctx_relation(ctx, op)), STR_ARG(ctx_charset_words(ctx, to)));
    f->severity = SEV_NOTICE;
}

// "charset collation", either of which may be missing or "default".
static Charset convert_target(const RuleCtx *ctx, const Op *op)
{
    Str rest = op->detail, name = { 0 }, collation = { 0 };
    str_cut(&rest, ' ', &name);
    str_cut(&rest, ' ', &collation);
    const ColumnDef column = { .charset = name, .collation = collation };
    return ctx_charset_said(ctx, NULL, &column);
}

static void check_convert_to(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    Conversion made = {
        .op = op, .table = table, .to = convert_target(ctx, op), .whole = true
    };
    if (made.to.name.len == 0 || str_eq_ci(made.to.name, STR("default")))
        return;
    for (size_t i = 0; table && i < table->columns.len; i++)
        add_column(ctx, &made, &table->columns.at[i]->def);
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
        catalog_origin_is_new(ctx_catalog(ctx), &old->origin))
        return;
    Conversion made = { .op = op,
                        .table = table,
                        .to = ctx_charset_said(ctx, table, op->column) };
    if (made.to.name.len == 0)
        return;
    add_column(ctx, &made, &old->def);
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
    .fix = "Convert column by column with MODIFY, after a look for values that become "
           "equal; drop foreign keys first, convert both sides, and add them again",
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

// ---- default-charset-only ----

// The text columns that keep what they have.
static StrVec columns_that_keep(RuleCtx *ctx, const Table *table, Charset to)
{
    StrVec kept = { 0 };
    for (size_t i = 0; i < table->columns.len; i++) {
        const ColumnDef *def = &table->columns.at[i]->def;
        Charset has = ctx_charset_said(ctx, table, def);
        bool differs =
            has.name.len > 0 && (!charset_same(has.name, to.name) ||
                                 (has.collation.len > 0 && to.collation.len > 0 &&
                                  !charset_same(has.collation, to.collation)));
        if (type_is_text(&def->type) && differs)
            *vec_push(ctx_arena(ctx), &kept) = def->name;
    }
    return kept;
}

// The statement's other actions may say the other half, or convert the columns.
static bool is_said_again(const RuleCtx *ctx, const Op *op, Charset *to)
{
    OpRange all = op_statement(ctx_ops(ctx), op);
    for (const Op *other = all.first; other < all.end; other++) {
        if (other == op)
            continue;
        bool charset = str_eq(other->verb, STR("charset"));
        if (str_eq(other->verb, STR("convert")) || (other < op && charset))
            return true;
        if (str_eq(other->verb, STR("collate")))
            to->collation = other->detail;
    }
    return false;
}

static Charset new_default(const Op *op)
{
    bool charset = str_eq(op->verb, STR("charset"));
    const ColumnDef column = { .charset = charset ? op->detail : STR(""),
                               .collation = charset ? STR("") : op->detail };
    return charset_said(NULL, &column);
}

static void report_kept(RuleCtx *ctx, const Op *op, const StrVec *kept, Charset to)
{
    Finding *f = report_op(ctx, op,
                           STR_FMT " is for later columns alone: of " STR_FMT
                                   " what is there stays as it is, namely " STR_FMT,
                           STR_ARG(to.name), STR_ARG(ctx_relation(ctx, op)),
                           STR_ARG(ctx_list(ctx, kept)));
    f->object = ctx_relation(ctx, op);
}

static void check_database_default(RuleCtx *ctx, const Op *op, Charset to)
{
    StrVec tables = { 0 };
    TableVec all = catalog_tables(ctx_arena(ctx), ctx_catalog(ctx));
    for (size_t i = 0; i < all.len; i++)
        if (columns_that_keep(ctx, all.at[i], to).len > 0)
            *vec_push(ctx_arena(ctx), &tables) =
                name_text(ctx_arena(ctx), all.at[i]->name);
    if (tables.len == 0)
        return;
    Finding *f = report_op(ctx, op,
                           STR_FMT " is for later tables alone: the text of " STR_FMT
                                   " stays as it is",
                           STR_ARG(to.name), STR_ARG(ctx_list(ctx, &tables)));
    f->object = op->name.name.len > 0 ? op->name.name : STR("database");
}

static void check_default_charset_only(RuleCtx *ctx, const Op *op)
{
    if (!str_eq(op->verb, STR("charset")) && !str_eq(op->verb, STR("collate")))
        return;
    Charset to = new_default(op);
    if (is_said_again(ctx, op, &to) || to.name.len == 0)
        return;
    if (op->object == OBJ_DATABASE) {
        check_database_default(ctx, op, to);
        return;
    }
    const Table *table = ctx_table(ctx, op);
    StrVec kept = { 0 };
    if (table)
        kept = columns_that_keep(ctx, table, to);
    if (kept.len > 0)
        report_kept(ctx, op, &kept, to);
}

RULE(default_charset_only) = {
    .id = "default-charset-only",
    .since = "0.1.0",
    .severity = SEV_NOTICE,
    .dialects = "mysql",
    .on = { OP_SET_TABLE_OPTION },
    .op = check_default_charset_only,
    .title = "A new default charset leaves the columns as they are",
    .why = "DEFAULT CHARSET of a table is for columns that are added later, that of a "
           "database for later tables. What is there keeps its charset, so that the "
           "error which the change was to end comes again, and the table has two.",
    .fix = "CONVERT TO CHARACTER SET, or MODIFY of the columns that are meant",
    .bad = "-- engine mysql@8.0\n"
           "CREATE TABLE posts (id bigint unsigned PRIMARY KEY, body text) "
           "CHARSET=latin1;\n"
           "-- change\n"
           "SET lock_wait_timeout = 5;\n"
           "ALTER TABLE posts DEFAULT CHARSET=utf8mb4;\n",
    .good = "-- engine mysql@8.0\n"
            "CREATE TABLE posts (id bigint unsigned PRIMARY KEY, size int) "
            "CHARSET=latin1;\n"
            "-- change\n"
            "SET lock_wait_timeout = 5;\n"
            "ALTER TABLE posts DEFAULT CHARSET=utf8mb4;\n",
};

// ---- utf8mb3 ----

static bool is_disliked(RuleCtx *ctx, Str charset)
{
    return charset.len > 0 && ctx_option_has(ctx, "charsets", charset);
}

static Str charset_text(const ColumnDef *column)
{
    return charset_said(NULL, column).name;
}

static void report_charset(RuleCtx *ctx, const Op *op, Str what, Str charset)
{
    bool short_utf8 = charset_same(charset, STR("utf8mb3"));
    Finding *f = report_op(
        ctx, op,
        short_utf8 ? STR_FMT
            " is " STR_FMT ", whose characters have three bytes at most: "
            "no emoji, no rarer sign of Chinese or Japanese can be stored"
                   : STR_FMT " is " STR_FMT ", which has few of the characters there are",
        STR_ARG(what), STR_ARG(charset));
    f->object = what;
}

static void check_new_column(RuleCtx *ctx, const Op *op, const ColumnDef *column)
{
    Str charset = charset_text(column);
    const Column *old =
        op->kind == OP_MODIFY_COLUMN ? table_column(ctx_table(ctx, op), op->part) : NULL;
    bool had =
        old && charset_same(charset_said(ctx_table(ctx, op), &old->def).name, charset);
    if (type_is_text(&column->type) && is_disliked(ctx, charset) && !had)
        report_charset(ctx, op, ctx_member(ctx, op, column->name), charset);
}

static void check_new_table(RuleCtx *ctx, const Op *op)
{
    const TableOptionVec *options = &op->table->options;
    const ColumnDef usual = { .charset = option_of(options, STR("charset")),
                              .collation = option_of(options, STR("collate")) };
    Str charset = charset_text(&usual);
    if (is_disliked(ctx, charset)) {
        report_charset(ctx, op, ctx_relation(ctx, op), charset);
        return;
    }
    for (size_t i = 0; i < op->table->columns.len; i++)
        check_new_column(ctx, op, &op->table->columns.at[i]);
}

static void check_utf8mb3(RuleCtx *ctx, const Op *op)
{
    bool is_default =
        str_eq(op->verb, STR("charset")) || str_eq(op->verb, STR("convert"));
    if (op->table)
        check_new_table(ctx, op);
    else if (op->column)
        check_new_column(ctx, op, op->column);
    else if (is_default) {
        Charset to = convert_target(ctx, op);
        if (is_disliked(ctx, to.name))
            report_charset(ctx, op, ctx_relation(ctx, op), to.name);
    }
}

RULE(utf8mb3) = {
    .id = "utf8mb3",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "mysql",
    .options = { { .name = "charsets",
                   .kind = OPTION_WORDS,
                   .text = "utf8 utf8mb3",
                   .meaning = "charsets that no new table or column shall have" } },
    .on = { OP_CREATE_TABLE, OP_ADD_COLUMN, OP_MODIFY_COLUMN, OP_SET_TABLE_OPTION,
            OP_CREATE_SCHEMA },
    .op = check_utf8mb3,
    .title = "utf8 is not all of UTF-8",
    .why = "In MySQL, MariaDB and TiDB utf8 stands for utf8mb3, whose characters have "
           "three bytes at most: an INSERT with an emoji fails, or cuts the text without "
           "strict mode. MySQL has deprecated it and means to give the name utf8 to "
           "utf8mb4, and a join of both charsets uses no index.",
    .fix = "CHARACTER SET utf8mb4",
    .bad = "-- engine mysql@8.0\n"
           "CREATE TABLE posts (id bigint unsigned PRIMARY KEY, body text) "
           "CHARSET=utf8;\n",
    .good = "-- engine mysql@8.0\n"
            "CREATE TABLE posts (id bigint unsigned PRIMARY KEY, body text) "
            "CHARSET=utf8mb4;\n",
};
