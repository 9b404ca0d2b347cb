// SPDX-License-Identifier: Apache-2.0
// What TiDB does not have: it refuses it, or takes it and forgets it.
#include "lint/rule.h"

// ---- which rule says it ----

// CHECK, REFERENCES and IGNORE have rules of their own.
static bool has_own_rule(const RuleCtx *ctx, const Op *op, const Misfit *misfit)
{
    Str text = str_slice(ctx_migration(ctx)->text, misfit->span.start, misfit->span.end);
    return misfit->ignored &&
           (text_mentions_any_case(text, STR("check")) ||
            text_mentions_any_case(text, STR("references")) ||
            (op_has(op, OPF_IGNORE) && text_mentions_any_case(text, STR("ignore"))));
}

// TiDB cannot do this to any table; else it is this one that it cannot do it to.
static bool is_lacking(const Op *op)
{
    static const char *const methods[] = { "by", "remove", NULL };
    static const char *const options[] = { "convert", "charset", "auto_id_cache", NULL };
    return op->kind == OP_MAINTENANCE ||
           (op->kind == OP_SET_TABLE_OPTION && !str_is_any(op->verb, options)) ||
           (op->kind == OP_ALTER_PARTITION && !str_is_any(op->verb, methods)) ||
           (op->kind == OP_CREATE_INDEX && str_eq(op->index->method, STR("spatial"))) ||
           (op->column && op->column->generated == GENERATED_STORED);
}

static bool is_refused(const RuleCtx *ctx, const Op *op)
{
    return op->effects.refused.len > 0 && op->effects.refused_for == REFUSED_FOR_ITSELF &&
           op->kind != OP_OPAQUE && !ctx_is_misfit(ctx, op);
}

// ---- charsets and collations ----

static bool is_charset(Str name)
{
    static const char *const known[] = { "ascii",   "latin1",  "binary", "utf8",
                                         "utf8mb3", "utf8mb4", "gbk",    NULL };
    return name.len == 0 || str_is_any(name, known);
}

static bool is_collation(const RuleCtx *ctx, Str name)
{
    static const char *const known[] = {
        "binary",          "ascii_bin",          "latin1_bin",  "utf8_bin",
        "utf8_general_ci", "utf8_unicode_ci",    "utf8mb3_bin", "utf8mb3_general_ci",
        "gbk_bin",         "utf8mb3_unicode_ci", "utf8mb4_bin", "utf8mb4_general_ci",
        "gbk_chinese_ci",  "utf8mb4_unicode_ci", NULL
    };
    static const char *const newer[] = { "utf8mb4_0900_ai_ci", "utf8mb4_0900_bin", NULL };
    bool has_newer = engine_from_on(ctx_engine(ctx), "tidb", ENGINE_VERSION(7, 4, 0));
    return name.len == 0 || name.ptr[0] == '_' || str_is_any(name, known) ||
           (has_newer && str_is_any(name, newer));
}

static void add_word(RuleCtx *ctx, StrVec *words, Str word)
{
    if (!list_has(words, word))
        *vec_push(ctx_arena(ctx), words) = word;
}

static void add_text(RuleCtx *ctx, StrVec *words, Str charset, Str collation)
{
    if (!is_charset(charset))
        add_word(ctx, words, ctx_fmt(ctx, "CHARACTER SET " STR_FMT, STR_ARG(charset)));
    if (!is_collation(ctx, collation))
        add_word(ctx, words, ctx_fmt(ctx, "COLLATE " STR_FMT, STR_ARG(collation)));
}

static void add_option(RuleCtx *ctx, StrVec *words, Str name, Str value)
{
    Str none = { 0 }, charset, rest = value;
    if (str_eq(name, STR("charset"))) {
        add_text(ctx, words, value, none);
    } else if (str_eq(name, STR("collate"))) {
        add_text(ctx, words, none, value);
    } else if (str_eq(name, STR("convert"))) {
        str_cut(&rest, ' ', &charset);
        add_text(ctx, words, charset, str_trim(rest));
    }
}

// What of the op's charsets and collations TiDB does not know.
static StrVec unknown_texts(RuleCtx *ctx, const Op *op)
{
    StrVec words = { 0 };
    if (op->kind == OP_SET_TABLE_OPTION)
        add_option(ctx, &words, op->verb, op->detail);
    if (op->column)
        add_text(ctx, &words, op->column->charset, op->column->collation);
    for (size_t i = 0; op->table && i < op->table->columns.len; i++)
        add_text(ctx, &words, op->table->columns.at[i].charset,
                 op->table->columns.at[i].collation);
    for (size_t i = 0; op->table && i < op->table->options.len; i++)
        add_option(ctx, &words, op->table->options.at[i].name,
                   op->table->options.at[i].value);
    return words;
}

static void check_texts(RuleCtx *ctx, const Op *op)
{
    StrVec words = unknown_texts(ctx, op);
    if (words.len == 0)
        return;
    Finding *f = report_op(ctx, op,
                           STR_FMT " does not know " STR_FMT " of " STR_FMT
                                   " and refuses the statement",
                           STR_ARG(ctx_server(ctx)), STR_ARG(ctx_list(ctx, &words)),
                           STR_ARG(ctx_relation(ctx, op)));
    f->object = ctx_relation(ctx, op);
    f->fix = STR("CHARACTER SET utf8mb4 with COLLATE utf8mb4_bin, utf8mb4_general_ci or "
                 "utf8mb4_unicode_ci; of MySQL 8.0's collations TiDB has "
                 "utf8mb4_0900_ai_ci and utf8mb4_0900_bin, from 7.4 on");
}

// ---- tidb-unsupported ----

static void report_lacking(RuleCtx *ctx, const Op *op, Str object, Str message,
                           bool fails)
{
    Finding *f = report_op(ctx, op, STR_FMT, STR_ARG(message));
    f->object = object;
    if (!fails)
        f->severity = SEV_WARNING;
}

static void check_misfit(RuleCtx *ctx, const Op *op, const Misfit *misfit)
{
    // Of an index: mixed directions are told below, and others make no difference.
    Str text = str_slice(ctx_migration(ctx)->text, misfit->span.start, misfit->span.end);
    if (str_eq_ci(text, STR("desc")) || has_own_rule(ctx, op, misfit))
        return;
    Str object = ctx_relation(ctx, op), instead = misfit->why, fate;
    str_cut(&instead, ';', &fate);
    Finding *f = report_op(ctx, op, STR_FMT "%s" STR_FMT "%s: " STR_FMT,
                           STR_ARG(misfit->what), object.len > 0 ? " (" : "",
                           STR_ARG(object), object.len > 0 ? ")" : "", STR_ARG(fate));
    f->object = object;
    f->span = misfit->span;
    if (misfit->ignored)
        f->severity = SEV_WARNING;
    if (str_trim(instead).len > 0)
        f->fix = ctx_fmt(ctx, "Instead: " STR_FMT, STR_ARG(str_trim(instead)));
}

// TiDB reads an index backwards as well, so that it matters only where directions differ.
static void check_directions(RuleCtx *ctx, const Op *op, const IndexDef *index)
{
    size_t falling = 0;
    for (size_t i = 0; i < index->parts.len; i++)
        falling += index->parts.at[i].descending;
    if (falling == 0 || falling == index->parts.len)
        return;
    Str name = ctx_member(ctx, op, ctx_index_name(ctx, index));
    report_lacking(ctx, op, name,
                   ctx_fmt(ctx,
                           STR_FMT " makes " STR_FMT
                                   " with all columns ascending: it forgets DESC, and "
                                   "ORDER BY in the index's order sorts the rows",
                           STR_ARG(ctx_server(ctx)), STR_ARG(name)),
                   false);
}

static void check_indexes(RuleCtx *ctx, const Op *op)
{
    if (op->index)
        check_directions(ctx, op, op->index);
    for (size_t i = 0; op->table && i < op->table->indexes.len; i++)
        check_directions(ctx, op, &op->table->indexes.at[i]);
}

static Str fix_drop(RuleCtx *ctx, const Op *op)
{
    const char *what =
        table_constraint(ctx_table(ctx, op), op->part) ? "FOREIGN KEY" : "INDEX";
    return ctx_fmt(ctx, "ALTER TABLE " STR_FMT " DROP %s " STR_FMT ";",
                   STR_ARG(ctx_name_sql(ctx, op->name)), what,
                   STR_ARG(ctx_ident_sql(ctx, op->part)));
}

// LOCK TABLES, and DROP CONSTRAINT of a foreign key.
static void check_ignored(RuleCtx *ctx, const Op *op)
{
    bool drops = op->kind == OP_DROP_CONSTRAINT;
    if (!drops && (op->kind != OP_LOCK_TABLE || op_has(op, OPF_REVOKE)))
        return;
    Finding *f = report_op(ctx, op, STR_FMT ": " STR_FMT, STR_ARG(ctx_server(ctx)),
                           STR_ARG(op->effects.ignored));
    f->object = drops ? ctx_member(ctx, op, op->part) : ctx_relation(ctx, op);
    f->severity = SEV_WARNING;
    if (drops)
        f->fix = fix_drop(ctx, op);
}

static void check_unsupported(RuleCtx *ctx, const Op *op)
{
    const MisfitVec *misfits = &op_rest(op)->misfits;
    for (size_t i = 0; i < misfits->len; i++)
        check_misfit(ctx, op, &misfits->at[i]);
    check_texts(ctx, op);
    check_indexes(ctx, op);
    Str object = ctx_relation(ctx, op);
    if (is_refused(ctx, op) && is_lacking(op))
        report_lacking(ctx, op, object,
                       ctx_fmt(ctx, STR_FMT " refuses " STR_FMT ": " STR_FMT,
                               STR_ARG(ctx_server(ctx)), STR_ARG(ctx_deed(ctx, op)),
                               STR_ARG(op->effects.refused)),
                       true);
    if (op->effects.ignored.len > 0)
        check_ignored(ctx, op);
}

RULE(tidb_unsupported) = {
    .id = "tidb-unsupported",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "tidb",
    .op = check_unsupported,
    .title = "TiDB does not have what the statement asks for",
    .why =
        "TiDB speaks MySQL's language without triggers, routines, events, FULLTEXT and "
        "SPATIAL indexes, and much else. Some of it is an error, and the deploy stops "
        "there with the statements before it applied; the rest is parsed and "
        "forgotten, and what the application counts on is not there.",
    .fix = "Do it in the application, or in a form that TiDB has",
    .bad = "-- engine tidb@7.5\n"
           "CREATE TABLE users (id bigint PRIMARY KEY, touched datetime);\n"
           "-- change\n"
           "CREATE TRIGGER users_touch BEFORE UPDATE ON users FOR EACH ROW SET "
           "NEW.touched = NOW();\n",
    .good = "-- engine tidb@7.5\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "-- change\n"
            "ALTER TABLE users ADD COLUMN touched datetime DEFAULT CURRENT_TIMESTAMP ON "
            "UPDATE CURRENT_TIMESTAMP;\n",
};

// ---- tidb-alter-refused: what to do instead ----

static Str new_table(RuleCtx *ctx, const Op *op)
{
    Str table = op->name.name;
    return ctx_fmt(
        ctx,
        "Make a new table as it has to be, copy the rows in batches, and put "
        "it in place: RENAME TABLE " STR_FMT " TO " STR_FMT ", " STR_FMT " TO " STR_FMT
        ";",
        STR_ARG(ctx_name_sql(ctx, op->name)),
        STR_ARG(ctx_ident_sql(ctx, ctx_fmt(ctx, STR_FMT "_old", STR_ARG(table)))),
        STR_ARG(ctx_ident_sql(ctx, ctx_fmt(ctx, STR_FMT "_new", STR_ARG(table)))),
        STR_ARG(ctx_name_sql(ctx, op->name)));
}

static Str new_column(RuleCtx *ctx, const Op *op)
{
    return ctx_fmt(
        ctx,
        "Add a column with the new definition, fill it in batches from " STR_FMT
        ", let the application use it, and drop " STR_FMT " in a later release",
        STR_ARG(ctx_ident_sql(ctx, op->part)), STR_ARG(ctx_ident_sql(ctx, op->part)));
}

// Those with the column, as SQL lists them.
static Str indexes_with(RuleCtx *ctx, const Table *table, Str column)
{
    StrVec names = { 0 };
    for (size_t i = 0; table && i < table->indexes.len; i++)
        if (table_index_has(table, &table->indexes.at[i]->def, column))
            *vec_push(ctx_arena(ctx), &names) = table->indexes.at[i]->def.name;
    return ctx_columns_sql(ctx, &names);
}

// UNIQUE beside the column, which makes an index of its own.
static const Op *unique_of(const RuleCtx *ctx, const Op *op)
{
    const OpVec *ops = ctx_ops(ctx);
    for (const Op *next = op + 1;
         next < ops->at + ops->len && next->stmt_index == op->stmt_index; next++)
        if (next->index && op_has(next, OPF_INLINE))
            return next;
    return NULL;
}

static Str fix_add_column(RuleCtx *ctx, const Op *op)
{
    if (op->column->auto_increment || column_rest(op->column)->auto_random.ptr ||
        !unique_of(ctx, op))
        return new_table(ctx, op);
    return ctx_fmt(ctx,
                   "Add the column without UNIQUE, and then, when it is filled, ALTER "
                   "TABLE " STR_FMT " ADD UNIQUE INDEX (" STR_FMT ");",
                   STR_ARG(ctx_name_sql(ctx, op->name)),
                   STR_ARG(ctx_ident_sql(ctx, op->column->name)));
}

static Str restated(RuleCtx *ctx, const Op *op, ColumnDef column)
{
    return ctx_fmt(ctx, "ALTER TABLE " STR_FMT " MODIFY COLUMN " STR_FMT ";",
                   STR_ARG(ctx_name_sql(ctx, op->name)),
                   STR_ARG(ctx_column_sql(ctx, ctx_table(ctx, op), &column)));
}

static Str fix_attribute(RuleCtx *ctx, const Op *op, const ColumnDef *old)
{
    ColumnDef column = *op->column;
    if (!column_rest(old)->auto_random.ptr)
        return new_table(ctx, op);
    column_own_rest(ctx_arena(ctx), &column)->auto_random = column_rest(old)->auto_random;
    return ctx_fmt(ctx, "State it again: " STR_FMT, STR_ARG(restated(ctx, op, column)));
}

static Str fix_modify(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    const Column *column = table_column(table, op->part);
    if (!column)
        return new_column(ctx, op);
    const ColumnDef *old = column->def, *new = op->column;
    if (old->auto_increment != new->auto_increment ||
        !str_eq(column_rest(old)->auto_random, column_rest(new)->auto_random))
        return fix_attribute(ctx, op, old);
    bool same_type = str_eq(old->type.text, new->type.text);
    if (table_key_has(table, op->part))
        return new_table(ctx, op);
    bool same_charset = new->charset.len == 0 || str_eq(old->charset, new->charset);
    Str indexes = indexes_with(ctx, table, op->part);
    if (!same_type || !same_charset || indexes.len == 0)
        return new_column(ctx, op);
    return ctx_fmt(ctx,
                   "Drop the indexes of the column (" STR_FMT
                   ") in statements of their own, change it, and make them anew",
                   STR_ARG(indexes));
}

static Str fix_constraint(RuleCtx *ctx, const Op *op)
{
    if (op->constraint->clustering != CLUSTERED)
        return new_table(ctx, op);
    return ctx_fmt(ctx,
                   "ALTER TABLE " STR_FMT " ADD PRIMARY KEY (" STR_FMT
                   ") NONCLUSTERED; a key is CLUSTERED from CREATE TABLE on, or never",
                   STR_ARG(ctx_name_sql(ctx, op->name)),
                   STR_ARG(ctx_columns_sql(ctx, &op->constraint->columns)));
}

static Str fix_index_of_partitions(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    return ctx_fmt(ctx,
                   "Add the columns of the partitions (" STR_FMT
                   ") to the index, or make it GLOBAL, which TiDB has from 8.3 on",
                   STR_ARG(ctx_columns_sql(ctx, &table->partition_columns)));
}

static Str way_out(RuleCtx *ctx, const Op *op)
{
    static const struct {
        OpKind kind;
        Str (*words)(RuleCtx *ctx, const Op *op);
    } ways[] = {
        { OP_ADD_COLUMN, fix_add_column },
        { OP_MODIFY_COLUMN, fix_modify },
        { OP_ADD_CONSTRAINT, fix_constraint },
        { OP_CREATE_INDEX, fix_index_of_partitions },
    };
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (ways[i].kind == op->kind)
            return ways[i].words(ctx, op);
    return new_table(ctx, op);
}

// ---- tidb-alter-refused ----

enum { OWN_CODES = 8000 }; // from here on errors are TiDB's own

// DROP COLUMN that narrows an index, and MODIFY that leaves AUTO_INCREMENT out:
// drop-column-narrows-index and modify-loses-attribute.
static bool is_told_by_column(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    const Column *column = table_column(table, op->part);
    for (size_t i = 0; op->kind == OP_DROP_COLUMN && table && i < table->indexes.len; i++)
        if (table->indexes.at[i]->def.parts.len > 1 &&
            table_index_has(table, &table->indexes.at[i]->def, op->part))
            return true;
    return op->kind == OP_MODIFY_COLUMN && column && column->def->auto_increment &&
           !op->column->auto_increment && !column_rest(op->column)->auto_random.ptr;
}

// What the answer depends on where the history is silent about the table; NULL: on
// nothing.
static const char *depends_on(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    if (op->kind == OP_DROP_CONSTRAINT && str_eq(op->verb, STR("primary-key")) && !table)
        return "a CLUSTERED primary key, which keys are by default, cannot "
               "be dropped (8200)";
    if (op->kind == OP_MODIFY_COLUMN && !table_column(table, op->part) &&
        (!table || !table->complete))
        return "new values for a column of the primary key or of a partitioned table, "
               "and another collation of a column in an index, are refused (8200)";
    return NULL;
}

static void check_unseen(RuleCtx *ctx, const Op *op)
{
    const char *depends = depends_on(ctx, op);
    if (!depends || op->effects.refused.len > 0 || ctx_is_misfit(ctx, op))
        return;
    Str object = op->kind == OP_MODIFY_COLUMN ? ctx_member(ctx, op, op->part)
                                              : ctx_relation(ctx, op);
    Finding *f = report_op(ctx, op, "the history does not show how " STR_FMT " is: %s",
                           STR_ARG(object), depends);
    f->severity = SEV_NOTICE;
    f->object = object;
    f->fix = way_out(ctx, op);
}

static void check_alter_refused(RuleCtx *ctx, const Op *op)
{
    check_unseen(ctx, op);
    if (!is_refused(ctx, op) || is_lacking(op) || op->effects.refused_code < OWN_CODES ||
        unknown_texts(ctx, op).len > 0 || is_told_by_column(ctx, op))
        return;
    Finding *f = report_op(ctx, op, STR_FMT " refuses " STR_FMT ": " STR_FMT,
                           STR_ARG(ctx_server(ctx)), STR_ARG(ctx_deed(ctx, op)),
                           STR_ARG(op->effects.refused));
    f->object = op->part.len > 0 ? ctx_member(ctx, op, op->part) : ctx_relation(ctx, op);
    f->fix = way_out(ctx, op);
}

RULE(tidb_alter_refused) = {
    .id = "tidb-alter-refused",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "tidb",
    .op = check_alter_refused,
    .title = "TiDB cannot change this table in this way",
    .why = "MySQL would do it, and TiDB answers with an error: rows are stored by their "
           "clustered primary key, and columns of indexes, of partitions and of "
           "generated columns are changed in few ways. The deploy stops at the "
           "statement, with what stands before it applied.",
    .fix = "Make a new table and copy the rows, or drop the index first",
    .bad = "-- engine tidb@7.5\n"
           "CREATE TABLE users (id bigint, name varchar(40), PRIMARY KEY (id) "
           "NONCLUSTERED);\n"
           "-- change\n"
           "ALTER TABLE users ADD COLUMN code bigint AUTO_INCREMENT;\n",
    .good = "-- engine tidb@7.5\n"
            "CREATE TABLE users (id bigint PRIMARY KEY, name varchar(40));\n"
            "-- change\n"
            "ALTER TABLE users ADD COLUMN code bigint;\n",
};
