// SPDX-License-Identifier: Apache-2.0
// Charsets of new columns and tables of MySQL, MariaDB and TiDB: a default that is for
// later ones alone, and utf8 that is not all of UTF-8.
#include "lint/rule.h"

// ---- default-charset-only ----

// An op behind this one, in its statement or in the change, states the column anew, with
// the new default or a charset of its own, or drops it.
static bool is_restated(RuleCtx *ctx, const Op *op, const Table *table, Str column)
{
    Behind behind = ctx_behind(ctx, op);
    for (const Op *next; (next = behind_next(ctx, &behind));) {
        bool whole = next->kind == OP_DROP_TABLE || (next->kind == OP_SET_TABLE_OPTION &&
                                                     str_eq(next->verb, STR("convert")));
        bool part = (next->kind == OP_MODIFY_COLUMN || next->kind == OP_DROP_COLUMN) &&
                    table_same_name(table, next->part, column);
        if ((whole || part) &&
            name_eq(catalog_resolve(ctx_catalog(ctx), next->name), table->name))
            return true;
    }
    return false;
}

// The text columns that keep what they have.
static StrVec columns_that_keep(RuleCtx *ctx, const Op *op, const Table *table,
                                Charset to)
{
    StrVec kept = { 0 };
    for (size_t i = 0; i < table->columns.len; i++) {
        const ColumnDef *def = table->columns.at[i]->def;
        Charset has = ctx_charset_said(ctx, table, def);
        bool differs =
            has.name.len > 0 && (!charset_same(has.name, to.name) ||
                                 (has.collation.len > 0 && to.collation.len > 0 &&
                                  !charset_same(has.collation, to.collation)));
        if (type_is_text(&def->type) && differs &&
            !is_restated(ctx, op, table, def->name))
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

// "utf8mb4", or the collation, where that is all that is new.
static Str default_words(const Op *op, Charset to)
{
    return str_eq(op->verb, STR("collate")) ? to.collation : to.name;
}

static void report_kept(RuleCtx *ctx, const Op *op, const StrVec *kept, Charset to)
{
    Str table = ctx_relation(ctx, op);
    Finding *f = report_op(ctx, op,
                           STR_FMT " is for later columns alone: of " STR_FMT
                                   " what is there stays as it is, namely " STR_FMT,
                           STR_ARG(default_words(op, to)), STR_ARG(table),
                           STR_ARG(ctx_list(ctx, kept)));
    f->object = table;
    Str collate = to.collation.len > 0
                      ? ctx_fmt(ctx, " COLLATE " STR_FMT, STR_ARG(to.collation))
                      : STR("");
    fix_step(ctx, f, FIX_NOTE,
             "To bring the columns along, which writes their rows anew where bytes "
             "change: ALTER TABLE " STR_FMT " CONVERT TO CHARACTER SET " STR_FMT STR_FMT
             ";",
             STR_ARG(ctx_name_sql(ctx, op->name)), STR_ARG(to.name), STR_ARG(collate));
}

static void report_kept_unknown(RuleCtx *ctx, const Op *op, Charset to)
{
    Finding *f =
        report_op(ctx, op,
                  STR_FMT " is for later columns alone: text columns of " STR_FMT
                          ", which the history does not show, stay as they are",
                  STR_ARG(default_words(op, to)), STR_ARG(ctx_relation(ctx, op)));
    f->object = ctx_relation(ctx, op);
}

static void check_database_default(RuleCtx *ctx, const Op *op, Charset to)
{
    StrVec tables = { 0 };
    size_t at = 0;
    for (const Table *table; (table = catalog_next_table(ctx_catalog(ctx), &at));)
        if (columns_that_keep(ctx, op, table, to).len > 0)
            *vec_push(ctx_arena(ctx), &tables) = name_text(ctx_arena(ctx), table->name);
    if (tables.len == 0)
        return;
    Finding *f = report_op(
        ctx, op,
        STR_FMT " is for later tables alone: the text of " STR_FMT " stays as it is",
        STR_ARG(default_words(op, to)), STR_ARG(ctx_list(ctx, &tables)));
    f->object = op->name.name.len > 0 ? op->name.name : STR("database");
}

static void check_default_charset_only(RuleCtx *ctx, const Op *op)
{
    if (!str_eq(op->verb, STR("charset")) && !str_eq(op->verb, STR("collate")))
        return;
    if (op->effects.refused.len > 0) // tidb-alter-refused
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
        kept = columns_that_keep(ctx, op, table, to);
    if (kept.len > 0)
        report_kept(ctx, op, &kept, to);
    else if (!table)
        report_kept_unknown(ctx, op, to);
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

static Str option_of(const TableOptionVec *options, Str name)
{
    for (size_t i = options->len; i-- > 0;)
        if (str_eq(options->at[i].name, name))
            return options->at[i].value;
    return (Str){ 0 };
}

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
        old && charset_same(charset_said(ctx_table(ctx, op), old->def).name, charset);
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
        Charset to = ctx_convert_target(ctx, op);
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
