// SPDX-License-Identifier: Apache-2.0
// DROP COLUMN throws values away.
#include "lint/rule.h"

static void add(RuleCtx *ctx, StrVec *words, Str word)
{
    *vec_push(ctx_arena(ctx), words) = word;
}

// ---- drop-column ----

static bool same_name(const RuleCtx *ctx, Str a, Str b)
{
    return ctx_is_mysql(ctx) || ctx_is_sqlite(ctx) ? str_eq_ci(a, b) : str_eq(a, b);
}

static bool names_column(const RuleCtx *ctx, const StrVec *names, Str column)
{
    for (size_t i = 0; i < names->len; i++)
        if (same_name(ctx, names->at[i], column))
            return true;
    return false;
}

static bool index_uses(RuleCtx *ctx, const Index *index, Str column)
{
    const IndexDef *def = &index->def;
    for (size_t i = 0; i < def->parts.len; i++)
        if (same_name(ctx, def->parts.at[i].column, column) ||
            ctx_mentions(ctx, def->parts.at[i].expression, column))
            return true;
    return list_has(&def->include, column) || ctx_mentions(ctx, def->where, column);
}

static bool constraint_uses(RuleCtx *ctx, const ConstraintDef *def, Str column)
{
    if (def->kind == CON_NOT_NULL)
        return false;
    return names_column(ctx, &def->columns, column) ||
           ctx_mentions(ctx, def->expression, column);
}

// MySQL leaves an index on the other columns of which drop-column-narrows-index speaks,
// and the primary key is a constraint too.
static bool goes_as_whole(const RuleCtx *ctx, const Index *index)
{
    return index->constraint.len == 0 &&
           !(ctx_is_mysql(ctx) &&
             (index->def.parts.len > 1 || str_eq(index->def.name, STR("PRIMARY"))));
}

// MySQL refuses to drop what a foreign key has.
static bool goes_along(const RuleCtx *ctx, const ConstraintDef *def)
{
    return !ctx_is_mysql(ctx) || (def->kind != CON_FOREIGN_KEY && def->columns.len < 2);
}

static void add_owned_sequence(RuleCtx *ctx, StrVec *words, const Table *table,
                               Str column)
{
    Str name = ctx_fmt(ctx, STR_FMT "_" STR_FMT "_seq", STR_ARG(table->name.name),
                       STR_ARG(column));
    const Sequence *sequence =
        catalog_sequence(ctx_catalog(ctx), (Name){ table->name.schema, name });
    if (sequence && name_eq(sequence->def.owned_by, table->name) &&
        str_eq(sequence->def.owned_column, column))
        add(ctx, words, ctx_fmt(ctx, "sequence " STR_FMT, STR_ARG(name)));
}

// SQLite's have no name mostly.
static Str constraint_words(RuleCtx *ctx, const ConstraintDef *def)
{
    static const char *const kinds[] = {
        [CON_CHECK] = "its check constraint", [CON_FOREIGN_KEY] = "its foreign key"
    };
    size_t count = sizeof kinds / sizeof *kinds;
    if (def->name.len > 0)
        return ctx_fmt(ctx, "constraint " STR_FMT, STR_ARG(def->name));
    bool has_word = def->kind < count && kinds[def->kind];
    return str_from(has_word ? kinds[def->kind] : "its constraint");
}

// What the database drops with the column without being asked.
static StrVec goes_with_column(RuleCtx *ctx, const Table *table, Str column)
{
    StrVec words = { 0 };
    for (size_t i = 0; table && i < table->indexes.len; i++) {
        const Index *index = table->indexes.at[i];
        if (goes_as_whole(ctx, index) && index_uses(ctx, index, column))
            add(ctx, &words, ctx_fmt(ctx, "index " STR_FMT, STR_ARG(index->def.name)));
    }
    for (size_t i = 0; table && i < table->constraints.len; i++) {
        const ConstraintDef *def = &table->constraints.at[i]->def;
        if (goes_along(ctx, def) && constraint_uses(ctx, def, column))
            add(ctx, &words, constraint_words(ctx, def));
    }
    if (table)
        add_owned_sequence(ctx, &words, table, column);
    return words;
}

// SELECT *, t.*: a star that is neither a product nor in count(*). Where nothing names
// the view's columns there is one.
static bool takes_all(const ViewDef *def)
{
    Str query = def->query;
    if (def->columns.len == 0 && str_contains(query, STR("*")))
        return true;
    for (size_t at = str_find_char(query, '*', 0); at < query.len;
         at = str_find_char(query, '*', at + 1)) {
        Str before = str_trim(str_take(query, at));
        if (str_ends(before, STR(".")) || str_ends(before, STR(",")) ||
            (before.len >= 6 &&
             str_eq_ci(str_drop(before, before.len - 6), STR("select"))))
            return true;
    }
    return false;
}

static bool view_reads(Arena *tmp, const View *view, Str column)
{
    const ViewDef *def = &view->def;
    return takes_all(def) || list_has(&view->renamed, column) ||
           text_mentions(tmp, def->query, column);
}

static bool key_points_to(const Table *table, const ConstraintDef *key, Str column)
{
    if (key->ref_columns.len > 0)
        return list_has(&key->ref_columns, column);
    const Constraint *primary = table_primary_key(table);
    return primary && list_has(&primary->def.columns, column);
}

// What keeps the database from dropping the column unless CASCADE is said. For MySQL's
// kin, who have no CASCADE, that is drop-column-dependency, for SQLite's
// drop-column-blocked.
static StrVec column_dependants(RuleCtx *ctx, const Table *table, Str column)
{
    StrVec words = { 0 };
    if (!table || ctx_is_mysql(ctx) || ctx_is_sqlite(ctx))
        return words;
    ForeignKeyVec keys = ctx_keys_to(ctx, table->name);
    for (size_t i = 0; i < keys.len; i++)
        if (keys.at[i].table != table &&
            key_points_to(table, &keys.at[i].constraint->def, column))
            add(ctx, &words, ctx_foreign_key_words(ctx, &keys.at[i]));
    ViewVec views =
        catalog_dependent_views(ctx_arena(ctx), ctx_catalog(ctx), table->name);
    for (size_t i = 0; i < views.len; i++)
        if (view_reads(ctx_arena(ctx), views.at[i], column))
            add(ctx, &words, ctx_view_words(ctx, views.at[i]));
    return words;
}

// The merged migration that took NOT NULL from the column, the first of the two steps;
// NULL when none did.
static const Migration *made_nullable_by(const RuleCtx *ctx, const Column *column)
{
    const Origin *origin = column ? column->not_null_origin : NULL;
    if (!column || column->def->not_null || origin->span.end == 0)
        return NULL;
    bool since_birth = origin->migration == column->origin->migration &&
                       origin->span.start == column->origin->span.start;
    bool merged = origin->batch != BATCH_PRESUMED &&
                  !catalog_origin_is_new(ctx_catalog(ctx), origin);
    if (since_birth || !merged)
        return NULL;
    return &ctx_project(ctx)->migrations.at[origin->migration];
}

// There is no such column, and the history would show it.
static bool drops_nothing(const Table *table, const Op *op)
{
    return op_has(op, OPF_IF_EXISTS) && table && table->complete && !table->uncertain &&
           !table_column(table, op->part);
}

static bool is_key_column(const RuleCtx *ctx, const Table *table, Str column)
{
    const Constraint *key = table_primary_key(table);
    return key && names_column(ctx, &key->def.columns, column);
}

// Rows cannot be written without a value for the column, and DROP NOT NULL would mend it.
static bool must_be_written(const RuleCtx *ctx, const Table *table, const Column *column)
{
    if (!column || !column->def->not_null || column->def->auto_increment ||
        is_key_column(ctx, table, column->def->name))
        return false;
    const ColumnDef *def = column->def;
    return !def->default_expr.ptr && !def->type.serial &&
           def->identity == IDENTITY_NONE && def->generated == GENERATED_NONE;
}

// How rows can be written without the column: on MySQL a default does it at once, where
// NULL would write the table anew.
static Str spare_sql(RuleCtx *ctx, const Op *op, const Column *column)
{
    Str table = ctx_name_sql(ctx, op->name), name = ctx_ident_sql(ctx, op->part);
    Str value = ctx_is_mysql(ctx) ? ctx_default_value(ctx, &column->def->type) : STR("");
    if (!ctx_is_mysql(ctx))
        return ctx_fmt(ctx,
                       "ALTER TABLE " STR_FMT " ALTER COLUMN " STR_FMT " DROP NOT NULL;",
                       STR_ARG(table), STR_ARG(name));
    if (value.len > 0)
        return ctx_fmt(ctx,
                       "ALTER TABLE " STR_FMT " ALTER COLUMN " STR_FMT
                       " SET DEFAULT " STR_FMT ";",
                       STR_ARG(table), STR_ARG(name), STR_ARG(value));
    ColumnDef nullable = *column->def;
    nullable.not_null = false;
    nullable.null_said = true;
    return ctx_fmt(ctx, "ALTER TABLE " STR_FMT " MODIFY COLUMN " STR_FMT ";",
                   STR_ARG(table),
                   STR_ARG(ctx_column_sql(ctx, ctx_table(ctx, op), &nullable)));
}

// Another action of the op's statement drops the index.
static bool index_goes_too(const RuleCtx *ctx, const Op *op, Str index)
{
    OpRange all = op_statement(ctx_ops(ctx), op);
    for (const Op *other = all.first; other < all.end; other++)
        if (other->kind == OP_DROP_INDEX && str_eq_ci(other->part, index))
            return true;
    return false;
}

// "DROP INDEX a, DROP INDEX b": those that MySQL would leave on the other columns.
static Str drop_indexes(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_is_mysql(ctx) ? ctx_table(ctx, op) : NULL;
    Str sql = STR("");
    for (size_t i = 0; table && i < table->indexes.len; i++) {
        const Index *index = table->indexes.at[i];
        if (index->def.parts.len < 2 || index->generated ||
            str_eq(index->def.name, STR("PRIMARY")) ||
            !index_uses(ctx, index, op->part) || index_goes_too(ctx, op, index->def.name))
            continue;
        sql = ctx_fmt(ctx, STR_FMT "%sDROP INDEX " STR_FMT, STR_ARG(sql),
                      sql.len > 0 ? ", " : "",
                      STR_ARG(ctx_ident_sql(ctx, index->def.name)));
    }
    return sql;
}

// TiDB drops no column of an index that the same statement drops.
static void fix_indexes_first(RuleCtx *ctx, Finding *f, const Op *op, Str indexes)
{
    fix_step(ctx, f, FIX_LATER, "Drop the indexes that have it beside other columns:");
    fix_sql(ctx, f, "ALTER TABLE " STR_FMT " " STR_FMT ";",
            STR_ARG(ctx_name_sql(ctx, op->name)), STR_ARG(indexes));
}

static Str drop_sql(RuleCtx *ctx, const Op *op, Str indexes)
{
    return ctx_fmt(ctx,
                   "ALTER TABLE " STR_FMT " " STR_FMT "%sDROP COLUMN %s" STR_FMT "%s",
                   STR_ARG(ctx_name_sql(ctx, op->name)), STR_ARG(indexes),
                   indexes.len > 0 ? ", " : "", drop_if_exists(op),
                   STR_ARG(ctx_ident_sql(ctx, op->part)), drop_cascade(op));
}

// Neither NOT NULL nor a default can be changed without making the table anew.
static void fix_lite_drop_column(RuleCtx *ctx, Finding *f, const Op *op, bool required)
{
    fix_remove(ctx, f);
    if (ctx_rebuilt_by(ctx, op)) {
        fix_step(ctx, f, FIX_NOTE,
                 "Keep the column in the new table, and copy it; leave it out in a later "
                 "release, when no code reads or writes it");
        return;
    }
    fix_drop_later(ctx, f, drop_sql(ctx, op, STR("")),
                   required ? "Release code that no longer reads the column and writes "
                              "some value into it, and in a later release drop it just "
                              "before the code that knows nothing of it is started:"
                            : "Release code that neither reads nor writes the column (an "
                              "ORM selects all it knows), and drop it in a later "
                              "release:");
}

static void fix_drop_column(RuleCtx *ctx, Finding *f, const Op *op, const Column *column)
{
    fix_rest(ctx, f, op);
    bool required = must_be_written(ctx, ctx_table(ctx, op), column);
    if (ctx_is_sqlite(ctx)) {
        fix_lite_drop_column(ctx, f, op, required);
        return;
    }
    if (required) {
        fix_step(ctx, f, FIX_HERE,
                 "Let the database do without it first, in a migration of its own:");
        fix_sql(ctx, f, STR_FMT, STR_ARG(spare_sql(ctx, op, column)));
    } else {
        fix_remove(ctx, f);
    }
    Str indexes = drop_indexes(ctx, op);
    bool apart = indexes.len > 0 && engine_is(ctx_engine(ctx), "tidb");
    if (apart)
        fix_indexes_first(ctx, f, op, indexes);
    fix_drop_later(
        ctx, f, drop_sql(ctx, op, apart ? STR("") : indexes),
        "Release code that neither reads nor writes the column (an ORM selects "
        "all it knows), and drop it in a later release:");
}

// A VIRTUAL column holds nothing; its expression can be had again from the history.
static bool holds_nothing(const RuleCtx *ctx, const Column *column)
{
    return (ctx_is_mysql(ctx) || ctx_is_sqlite(ctx)) && column &&
           column->def->generated == GENERATED_VIRTUAL;
}

static bool is_harmless(RuleCtx *ctx, const Op *op, const Column *column)
{
    return ctx_table_is_idle(ctx, op) || ctx_column_is_new(ctx, op) ||
           drops_nothing(ctx_table(ctx, op), op) || holds_nothing(ctx, column);
}

// A foreign key of MySQL's, say, makes the statement fail before anything is lost.
static bool is_refused(const RuleCtx *ctx, const Op *op)
{
    return (ctx_is_mysql(ctx) || ctx_is_sqlite(ctx)) && op->effects.refused.len > 0;
}

static void check_drop_column(RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    const Column *column = table_column(table, op->part);
    if (is_harmless(ctx, op, column))
        return;
    const Migration *first_step = made_nullable_by(ctx, column);
    StrVec with_it = { 0 };
    if (!is_refused(ctx, op) && !ctx_rebuilt_by(ctx, op))
        with_it = goes_with_column(ctx, table, op->part);
    StrVec dependants = column_dependants(ctx, table, op->part);
    const char *lead = op_has(op, OPF_CASCADE)
                           ? "CASCADE drops "
                           : "without CASCADE it is refused because of ";
    Str evidence = STR("");
    if (first_step)
        evidence = ctx_fmt(
            ctx, "; it can be NULL since " STR_FMT ", so writers may do without it",
            STR_ARG(first_step->name));
    Str member = ctx_member(ctx, op, op->part);
    Finding *f = report_op(
        ctx, op, "DROP COLUMN loses the data of " STR_FMT STR_FMT STR_FMT STR_FMT STR_FMT,
        STR_ARG(member), STR_ARG(ctx_clause(ctx, "it takes with it ", &with_it)),
        STR_ARG(ctx_clause(ctx, lead, &dependants)), STR_ARG(evidence),
        STR_ARG(ctx_presumed(ctx, op)));
    f->object = member;
    f->fails = is_refused(ctx, op);
    fix_drop_column(ctx, f, op, column);
    if (first_step || (column && column->def->generated != GENERATED_NONE))
        f->severity = SEV_WARNING;
}

RULE(drop_column) = {
    .id = "drop-column",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .loses_data = true,
    .on = { OP_DROP_COLUMN },
    .op = check_drop_column,
    .title = "Dropping a column loses its data",
    .why = "The values are gone when the migration commits, with every index and "
           "constraint that contains the column. Servers that still run the previous "
           "release fail on each query that names it, and many ORMs name every column "
           "they know.",
    .fix = "Release code that neither reads nor writes the column, then drop it in a "
           "later migration; a merged migration that lets it be NULL makes this finding "
           "a warning",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);\n"
           "-- change\n"
           "ALTER TABLE users DROP COLUMN email;\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);\n"
            "-- change\n"
            "-- The first of two steps: rows can be written without it.\n"
            "ALTER TABLE users ALTER COLUMN email SET DEFAULT '';\n",
};
