// SPDX-License-Identifier: Apache-2.0
// Columns of MySQL and its kin as SQL, and what a new definition leaves out of the old
// one.
#include "base/out.h"
#include "lint/rule.h"

// ---- what there is ----

bool type_wants_brackets(const TypeRef *type)
{
    static const char *const words[] = {
        "tinytext", "text",       "mediumtext", "longtext",   "tinyblob",
        "blob",     "mediumblob", "longblob",   "json",       "geometry",
        "point",    "linestring", "polygon",    "multipoint", NULL,
    };
    return str_is_any(type->name.name, words);
}

static bool has_default(const ColumnDef *column)
{
    return column->default_expr.ptr &&
           !str_eq_ci(str_trim(column->default_expr), STR("null"));
}

static unsigned lost_charset(const RuleCtx *ctx, const Table *table, const ColumnDef *old,
                             const ColumnDef *new)
{
    if (!type_is_text(&old->type) || !type_is_text(&new->type) || new->charset.len > 0 ||
        new->collation.len > 0)
        return 0;
    Charset was = ctx_charset(ctx, table, old);
    Charset is = ctx_charset(ctx, table, new);
    if (was.name.len == 0)
        return 0;
    if (!charset_same(was.name, is.name))
        return PART_CHARSET;
    bool known = was.collation.len > 0 && is.collation.len > 0;
    return known && !charset_same(was.collation, is.collation) ? PART_COLLATION : 0;
}

// ---- a column as SQL ----

static Str literal(RuleCtx *ctx, Str value)
{
    Out out = out_new(ctx_arena(ctx));
    out_char(&out, '\'');
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] == '\'' || value.ptr[i] == '\\')
            out_char(&out, value.ptr[i]);
        out_char(&out, value.ptr[i]);
    }
    out_char(&out, '\'');
    return out_text(&out);
}

static void write_type(Out *out, const TypeRef *type)
{
    // Only zeros on the left show how wide an integer is.
    if (type->zerofill && type->mod_count == 1)
        out_fmt(out, STR_FMT "(%ld) unsigned zerofill", STR_ARG(type->name.name),
                type->mods[0]);
    else
        out_str(out, type->text);
    if (type->is_unsigned && !type->zerofill &&
        !str_contains(type->text, STR("unsigned")))
        out_cstr(out, " unsigned");
    if (type->zerofill && type->mod_count != 1 &&
        !str_contains(type->text, STR("zerofill")))
        out_cstr(out, " unsigned zerofill");
}

static void write_charset(Out *out, const Table *table, const ColumnDef *column)
{
    if (!type_is_text(&column->type))
        return;
    Charset own = charset_said(NULL, column);
    Charset usual = charset_said(table, &(ColumnDef){ 0 });
    bool same = usual.name.len > 0 && charset_same(own.name, usual.name);
    if (own.name.len > 0 && !same)
        out_fmt(out, " CHARACTER SET " STR_FMT, STR_ARG(own.name));
    if (own.collation.len > 0 && !(same && charset_same(own.collation, usual.collation)))
        out_fmt(out, own.collation.ptr[0] == '_' ? " BINARY" : " COLLATE " STR_FMT,
                STR_ARG(own.collation));
}

static bool is_of_versioning(const ColumnDef *column)
{
    return str_eq_ci(column->generated_expr, STR("row start")) ||
           str_eq_ci(column->generated_expr, STR("row end"));
}

static void write_generated(Out *out, const ColumnDef *column)
{
    if (is_of_versioning(column))
        out_fmt(out, " GENERATED ALWAYS AS " STR_FMT, STR_ARG(column->generated_expr));
    else if (column->generated != GENERATED_NONE)
        out_fmt(out, " GENERATED ALWAYS AS (" STR_FMT ") %s",
                STR_ARG(column->generated_expr),
                column->generated == GENERATED_STORED ? "STORED" : "VIRTUAL");
}

static void write_default(RuleCtx *ctx, Out *out, const ColumnDef *column)
{
    Str value = column->default_expr;
    bool bare = engine_is(ctx_engine(ctx), "mariadb") || !has_default(column) ||
                str_starts(value, STR("("));
    if (type_wants_brackets(&column->type) && !bare)
        out_fmt(out, " DEFAULT (" STR_FMT ")", STR_ARG(value));
    else if (value.ptr)
        out_fmt(out, " DEFAULT " STR_FMT, STR_ARG(value));
}

static void write_auto(Out *out, const ColumnDef *column)
{
    if (column->auto_increment)
        out_cstr(out, " AUTO_INCREMENT");
    Str bits = column_rest(column)->auto_random;
    if (bits.ptr)
        out_cstr(out, " AUTO_RANDOM");
    if (bits.len > 0)
        out_fmt(out, "(" STR_FMT ")", STR_ARG(bits));
}

// A TIMESTAMP without a word is NOT NULL on servers of an older mind.
static void write_null(Out *out, const ColumnDef *column)
{
    bool said = column->null_said || str_eq_ci(column->type.name.name, STR("timestamp"));
    if (column->not_null)
        out_cstr(out, " NOT NULL");
    else if (said)
        out_cstr(out, " NULL");
}

Str ctx_column_sql(RuleCtx *ctx, const Table *table, const ColumnDef *column)
{
    const ColumnRest *rest = column_rest(column);
    Out out = out_new(ctx_arena(ctx));
    out_fmt(&out, STR_FMT " ", STR_ARG(ctx_ident_sql(ctx, column->name)));
    write_type(&out, &column->type);
    write_charset(&out, table, column);
    write_generated(&out, column);
    if (!is_of_versioning(column))
        write_null(&out, column);
    write_default(ctx, &out, column);
    if (rest->on_update.ptr)
        out_fmt(&out, " ON UPDATE " STR_FMT, STR_ARG(rest->on_update));
    write_auto(&out, column);
    if (column->invisible)
        out_cstr(&out, " INVISIBLE");
    for (size_t i = 0; i < rest->others.len; i++)
        out_fmt(&out, " " STR_FMT, STR_ARG(rest->others.at[i]));
    if (rest->comment.len > 0)
        out_fmt(&out, " COMMENT " STR_FMT, STR_ARG(literal(ctx, rest->comment)));
    return out_text(&out);
}

// ---- what is left out ----

static bool says(const ColumnDef *column, Str word)
{
    return text_mentions_any_case(column_rest(column)->written, word);
}

// "COLUMN_FORMAT" of "COLUMN_FORMAT FIXED", "COMPRESSED" of "COMPRESSED=zlib".
static Str keyword(Str attribute)
{
    size_t end = 0;
    while (end < attribute.len && attribute.ptr[end] != ' ' && attribute.ptr[end] != '=')
        end++;
    return str_take(attribute, end);
}

static Str lost_other(const ColumnDef *old, const ColumnDef *new, size_t at)
{
    Str attribute = column_rest(old)->others.at[at];
    return says(new, keyword(attribute)) ? (Str){ 0 } : attribute;
}

static unsigned lost_others(const ColumnDef *old, const ColumnDef *new)
{
    for (size_t i = 0; i < column_rest(old)->others.len; i++)
        if (lost_other(old, new, i).ptr)
            return PART_OTHERS;
    return 0;
}

static unsigned lost_number_parts(const ColumnDef *old, const ColumnDef *new)
{
    static const char *const numbers[] = { "tinyint", "smallint", "mediumint",
                                           "int",     "bigint",   "decimal",
                                           "float",   "double",   NULL };
    unsigned parts = 0;
    bool number = str_is_any(new->type.name.name, numbers);
    if (old->type.is_unsigned && !new->type.is_unsigned && number &&
        !says(new, STR("signed")))
        parts |= PART_UNSIGNED;
    if (old->auto_increment && !new->auto_increment)
        parts |= PART_AUTO_INCREMENT;
    return parts;
}

static unsigned lost_values(const ColumnDef *old, const ColumnDef *new)
{
    bool computed = new->generated != GENERATED_NONE || new->auto_increment;
    unsigned parts = 0;
    if (has_default(old) && !new->default_expr.ptr && !computed)
        parts |= PART_DEFAULT;
    if (column_rest(old)->on_update.ptr && !column_rest(new)->on_update.ptr && !computed)
        parts |= PART_ON_UPDATE;
    if (old->generated != GENERATED_NONE && new->generated == GENERATED_NONE)
        parts |= PART_GENERATED;
    return parts;
}

unsigned ctx_lost_parts(RuleCtx *ctx, const Table *table, const ColumnDef *old,
                        const ColumnDef *new)
{
    unsigned parts = lost_number_parts(old, new) | lost_values(old, new) |
                     lost_charset(ctx, table, old, new) | lost_others(old, new);
    bool is_kept = table_key_has(table, old->name); // NOT NULL, whatever MODIFY says
    if (old->not_null && !new->not_null && !new->null_said && !is_kept)
        parts |= PART_NOT_NULL;
    if (old->invisible && !new->invisible && !says(new, STR("visible")))
        parts |= PART_INVISIBLE;
    if (column_rest(old)->comment.len > 0 && column_rest(new)->comment.len == 0 &&
        !says(new, STR("comment")))
        parts |= PART_COMMENT;
    return parts;
}

static StrVec all_others(RuleCtx *ctx, const ColumnDef *old, const ColumnDef *new)
{
    const StrVec *mine = &column_rest(new)->others, *before = &column_rest(old)->others;
    StrVec all = { 0 };
    for (size_t i = 0; i < mine->len; i++)
        *vec_push(ctx_arena(ctx), &all) = mine->at[i];
    for (size_t i = 0; i < before->len; i++)
        if (lost_other(old, new, i).ptr)
            *vec_push(ctx_arena(ctx), &all) = before->at[i];
    return all;
}

static void put_type_parts(ColumnDef *column, const ColumnDef *old, unsigned parts)
{
    if (parts & PART_UNSIGNED) {
        column->type.is_unsigned = true;
        column->type.zerofill = old->type.zerofill;
    }
    if (parts & (PART_CHARSET | PART_COLLATION)) {
        column->charset = old->charset;
        column->collation = old->collation;
    }
    if (parts & PART_GENERATED) {
        column->generated = old->generated;
        column->generated_expr = old->generated_expr;
    }
}

ColumnDef ctx_with_parts(RuleCtx *ctx, const ColumnDef *new, const ColumnDef *old,
                         unsigned parts)
{
    ColumnDef column = *new;
    put_type_parts(&column, old, parts);
    column.not_null |= (parts & PART_NOT_NULL) != 0;
    column.auto_increment |= (parts & PART_AUTO_INCREMENT) != 0;
    column.invisible |= (parts & PART_INVISIBLE) != 0;
    if (parts & PART_DEFAULT)
        column.default_expr = old->default_expr;
    ColumnRest *rest = column_own_rest(ctx_arena(ctx), &column);
    if (parts & PART_ON_UPDATE)
        rest->on_update = column_rest(old)->on_update;
    if (parts & PART_COMMENT)
        rest->comment = column_rest(old)->comment;
    if (parts & PART_OTHERS)
        rest->others = all_others(ctx, old, new);
    return column;
}

// What goes without saying is left out of both.
static Str whole_sql(RuleCtx *ctx, const Op *op, ColumnDef column)
{
    column.null_said = false;
    if (!has_default(&column))
        column.default_expr = (Str){ 0 };
    if (str_eq_ci(column.name, op->part))
        column.name = op->part;
    return ctx_column_sql(ctx, ctx_table(ctx, op), &column);
}

bool ctx_loss_is_meant(RuleCtx *ctx, const Op *op, const ColumnDef *old, unsigned lost)
{
    // Of a type and a charset the statement would say which one it wants.
    const unsigned said = PART_UNSIGNED | PART_CHARSET | PART_COLLATION;
    bool one = lost != 0 && (lost & (lost - 1)) == 0;
    if (!one || (lost & said) || op_rest(op)->position.ptr)
        return false;
    Str restated = whole_sql(ctx, op, ctx_with_parts(ctx, op->column, old, lost));
    return str_eq(restated, whole_sql(ctx, op, *old));
}

static void add(RuleCtx *ctx, StrVec *words, Str word)
{
    *vec_push(ctx_arena(ctx), words) = word;
}

static Str generated_words(RuleCtx *ctx, const ColumnDef *column)
{
    Out out = out_new(ctx_arena(ctx));
    write_generated(&out, column);
    return str_trim(out_text(&out));
}

static Str lost_other_words(RuleCtx *ctx, const ColumnDef *old, const ColumnDef *new)
{
    const StrVec *before = &column_rest(old)->others;
    StrVec lost = { 0 };
    for (size_t i = 0; i < before->len; i++)
        if (lost_other(old, new, i).ptr)
            add(ctx, &lost, before->at[i]);
    return ctx_list(ctx, &lost);
}

StrVec ctx_part_words(RuleCtx *ctx, const ColumnDef *column, const ColumnDef *new,
                      unsigned parts)
{
    const ColumnRest *rest = column_rest(column);
    const struct {
        unsigned part;
        Str words;
    } rows[] = {
        { PART_GENERATED, generated_words(ctx, column) },
        { PART_UNSIGNED,
          column->type.zerofill ? STR("UNSIGNED ZEROFILL") : STR("UNSIGNED") },
        { PART_NOT_NULL, STR("NOT NULL") },
        { PART_AUTO_INCREMENT, STR("AUTO_INCREMENT") },
        { PART_DEFAULT, ctx_fmt(ctx, "DEFAULT " STR_FMT, STR_ARG(column->default_expr)) },
        { PART_ON_UPDATE, ctx_fmt(ctx, "ON UPDATE " STR_FMT, STR_ARG(rest->on_update)) },
        { PART_CHARSET,
          ctx_fmt(ctx, "CHARACTER SET " STR_FMT, STR_ARG(column->charset)) },
        { PART_COLLATION, ctx_fmt(ctx, "COLLATE " STR_FMT, STR_ARG(column->collation)) },
        { PART_INVISIBLE, STR("INVISIBLE") },
        { PART_COMMENT,
          ctx_fmt(ctx, "COMMENT " STR_FMT, STR_ARG(literal(ctx, rest->comment))) },
        { PART_OTHERS, lost_other_words(ctx, column, new) },
    };
    StrVec words = { 0 };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (parts & rows[i].part)
            add(ctx, &words, rows[i].words);
    return words;
}
