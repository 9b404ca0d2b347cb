// SPDX-License-Identifier: Apache-2.0
// Statements that make the server write a whole table anew, while nobody can use it.
#include "lint/rule.h"

// The column as the op finds it; NULL: the history does not show it.
static const Column *old_column(const RuleCtx *ctx, const Op *op)
{
    return table_column(ctx_table(ctx, op), op->part);
}

// ---- table-rewrite ----

static Str new_column_words(RuleCtx *ctx, const Op *op)
{
    const ColumnDef *column = op->column;
    if (column->type.serial || column->identity != IDENTITY_NONE)
        return ctx_fmt(ctx, "numbering the rows in the new column " STR_FMT,
                       STR_ARG(column->name));
    if (column->generated == GENERATED_STORED)
        return ctx_fmt(ctx, "computing the stored column " STR_FMT,
                       STR_ARG(column->name));
    if (column->default_expr.ptr)
        return ctx_fmt(ctx,
                       "giving each row a value of its own for the new column " STR_FMT
                       ", " STR_FMT ",",
                       STR_ARG(column->name), STR_ARG(column->default_expr));
    return ctx_fmt(ctx, "the new column " STR_FMT ", whose type " STR_FMT " is checked,",
                   STR_ARG(column->name), STR_ARG(column->type.text));
}

// How the manual calls an op whose verb says more than its kind.
static const struct VerbWords {
    Str verb;
    const char *words;
} verb_words[] = {
    { STR_INIT("logged"), "SET LOGGED" },
    { STR_INIT("unlogged"), "SET UNLOGGED" },
    { STR_INIT("access-method"), "SET ACCESS METHOD" },
    { STR_INIT("tablespace"), "SET TABLESPACE" },
    { STR_INIT("vacuum"), "VACUUM FULL" },
    { STR_INIT("cluster"), "CLUSTER" },
};

static Str statement_words(const Op *op)
{
    for (size_t i = 0; i < sizeof verb_words / sizeof *verb_words; i++)
        if (str_eq(verb_words[i].verb, op->verb))
            return str_from(verb_words[i].words);
    return str_from(op_kind_words(op->kind));
}

// What of the statement makes the server write rows.
static Str cause_words(RuleCtx *ctx, const Op *op)
{
    if (op->kind == OP_ALTER_COLUMN_TYPE)
        return ctx_type_change(ctx, op);
    if (op->kind == OP_ADD_COLUMN)
        return new_column_words(ctx, op);
    if (op->kind == OP_ALTER_GENERATED)
        return ctx_fmt(ctx, "computing " STR_FMT " anew", STR_ARG(op->part));
    return statement_words(op);
}

// REFRESH has a rule of its own, and TRUNCATE writes nothing.
static bool writes_rows(const Op *op)
{
    return op->effects.duration == DURATION_REWRITE && op->kind != OP_REFRESH_VIEW;
}

// ---- its fixes: the work is done beside the table ----

// A table, a column of it that is filled bit by bit, and from what.
typedef struct Beside {
    Name table;
    Str column;
    Str value; // an expression over the row
} Beside;

static Str trigger_name(RuleCtx *ctx, const Beside *work)
{
    StrVec columns = { .at = &((Str){ work->column.ptr, work->column.len }), .len = 1 };
    return ident_sql(ctx_arena(ctx),
                     ctx_made_up_name(ctx, work->table.name, &columns, "fill"));
}

// Every write of a row gives the column its value.
static void fix_trigger(RuleCtx *ctx, Finding *f, const Beside *work)
{
    Arena *arena = ctx_arena(ctx);
    Str name = trigger_name(ctx, work);
    fix_sql(ctx, f,
            "CREATE FUNCTION " STR_FMT "() RETURNS trigger LANGUAGE plpgsql AS $$\n"
            "BEGIN\n"
            "  SELECT " STR_FMT " INTO NEW." STR_FMT " FROM (SELECT NEW.*) AS written;\n"
            "  RETURN NEW;\n"
            "END $$;",
            STR_ARG(name), STR_ARG(work->value), STR_ARG(ident_sql(arena, work->column)));
    fix_sql(ctx, f,
            "CREATE TRIGGER " STR_FMT " BEFORE INSERT OR UPDATE ON " STR_FMT
            " FOR EACH ROW EXECUTE FUNCTION " STR_FMT "();",
            STR_ARG(name), STR_ARG(name_sql(arena, work->table)), STR_ARG(name));
}

static void fix_fill(RuleCtx *ctx, Finding *f, const Beside *work)
{
    Arena *arena = ctx_arena(ctx);
    Str column = ident_sql(arena, work->column);
    fix_step(ctx, f, FIX_HAND_AFTER, "Fill the old rows, in batches by key:");
    fix_sql(ctx, f,
            "UPDATE " STR_FMT " SET " STR_FMT " = " STR_FMT " WHERE " STR_FMT " IS NULL;",
            STR_ARG(name_sql(arena, work->table)), STR_ARG(column), STR_ARG(work->value),
            STR_ARG(column));
}

// Both renames in one transaction: no query finds the name missing.
static void fix_swap(RuleCtx *ctx, Finding *f, const Beside *work, Str old)
{
    Arena *arena = ctx_arena(ctx);
    Str table = name_sql(arena, work->table);
    Str trigger = trigger_name(ctx, work);
    bool alone = ctx_runner(ctx)->scope == TX_NONE;
    fix_step(
        ctx, f, FIX_LATER,
        "and when every row has its value, and indexes, constraints and defaults are "
        "made for the new column as well, let it take the old one's place:");
    if (alone)
        fix_sql(ctx, f, "BEGIN;");
    fix_sql(ctx, f, "DROP TRIGGER " STR_FMT " ON " STR_FMT ";", STR_ARG(trigger),
            STR_ARG(table));
    fix_sql(ctx, f, "DROP FUNCTION " STR_FMT "();", STR_ARG(trigger));
    fix_sql(ctx, f, "ALTER TABLE " STR_FMT " RENAME COLUMN " STR_FMT " TO " STR_FMT ";",
            STR_ARG(table), STR_ARG(ident_sql(arena, old)),
            STR_ARG(ident_sql(arena, ctx_fmt(ctx, STR_FMT "_old", STR_ARG(old)))));
    fix_sql(
        ctx, f,
        "-- tidegate: allow rename-column (no code names it, a trigger has filled it)\n"
        "ALTER TABLE " STR_FMT " RENAME COLUMN " STR_FMT " TO " STR_FMT ";",
        STR_ARG(table), STR_ARG(ident_sql(arena, work->column)),
        STR_ARG(ident_sql(arena, old)));
    if (alone)
        fix_sql(ctx, f, "COMMIT;");
}

static void fix_add_column(RuleCtx *ctx, Finding *f, const Beside *work, Str type)
{
    fix_sql(ctx, f, "ALTER TABLE " STR_FMT " ADD COLUMN " STR_FMT " " STR_FMT ";",
            STR_ARG(name_sql(ctx_arena(ctx), work->table)),
            STR_ARG(ident_sql(ctx_arena(ctx), work->column)), STR_ARG(type));
}

static void fix_type_change(RuleCtx *ctx, Finding *f, const Op *op)
{
    Str old = ident_sql(ctx_arena(ctx), op->part);
    Str type = ctx_type_sql(ctx, op->column);
    Beside work = { op->name, ctx_fmt(ctx, STR_FMT "_new", STR_ARG(op->part)),
                    op->column->using_expr };
    if (!work.value.ptr)
        work.value = ctx_fmt(ctx, STR_FMT "::" STR_FMT, STR_ARG(old),
                             STR_ARG(op->column->type.text));
    fix_rest(ctx, f, op);
    fix_step(ctx, f, FIX_HERE,
             "Add a second column, and let a trigger fill it with every write:");
    fix_add_column(ctx, f, &work, type);
    fix_trigger(ctx, f, &work);
    fix_fill(ctx, f, &work);
    fix_swap(ctx, f, &work, op->part);
}

// A new column that has no value yet, and a default for new rows.
static void fix_default_later(RuleCtx *ctx, Finding *f, const Op *op)
{
    Arena *arena = ctx_arena(ctx);
    const ColumnDef *column = op->column;
    Beside work = { op->name, column->name, column->default_expr };
    StrVec columns = { .at = &work.column, .len = 1 };
    Str sequence = (Str){ 0 };
    fix_rest(ctx, f, op);
    fix_step(ctx, f, FIX_HERE, "Add it empty, and give new rows their value:");
    if (!work.value.ptr) { // serial, identity
        Name made = { op->name.schema,
                      ctx_made_up_name(ctx, op->name.name, &columns, "seq") };
        sequence = name_sql(arena, made);
        work.value =
            ctx_fmt(ctx, "nextval(" STR_FMT ")", STR_ARG(ctx_literal(ctx, sequence)));
        fix_sql(ctx, f, "CREATE SEQUENCE " STR_FMT " AS " STR_FMT ";", STR_ARG(sequence),
                STR_ARG(column->type.name.name));
    }
    Str table = name_sql(arena, op->name);
    Str name = ident_sql(arena, work.column);
    fix_add_column(ctx, f, &work,
                   column->type.serial ? column->type.name.name
                                       : ctx_type_sql(ctx, column));
    fix_sql(ctx, f,
            "ALTER TABLE " STR_FMT " ALTER COLUMN " STR_FMT " SET DEFAULT " STR_FMT ";",
            STR_ARG(table), STR_ARG(name), STR_ARG(work.value));
    if (sequence.ptr)
        fix_sql(ctx, f, "ALTER SEQUENCE " STR_FMT " OWNED BY " STR_FMT "." STR_FMT ";",
                STR_ARG(sequence), STR_ARG(table), STR_ARG(name));
    fix_fill(ctx, f, &work);
    if (!column->not_null && !sequence.ptr)
        return;
    fix_step(ctx, f, FIX_LATER, "and when every row has one, refuse NULL:");
    fix_not_null(ctx, f, op->name, work.column);
}

enum { FIRST_VIRTUAL = 18 };

static void fix_stored(RuleCtx *ctx, Finding *f, const Op *op)
{
    const ColumnDef *column = op->column;
    Beside work = { op->name, column->name, column->generated_expr };
    fix_rest(ctx, f, op);
    if (ctx_engine(ctx)->major >= FIRST_VIRTUAL) {
        fix_step(ctx, f, FIX_HERE, "Compute it when it is read:");
        fix_add_column(ctx, f, &work,
                       ctx_fmt(ctx, STR_FMT " GENERATED ALWAYS AS (" STR_FMT ") VIRTUAL",
                               STR_ARG(ctx_type_sql(ctx, column)), STR_ARG(work.value)));
        return;
    }
    fix_step(ctx, f, FIX_HERE, "Let a trigger fill a plain column with every write:");
    fix_add_column(ctx, f, &work, ctx_type_sql(ctx, column));
    fix_trigger(ctx, f, &work);
    fix_fill(ctx, f, &work);
}

// What the domain demands can be demanded of the column, without reading it.
static void fix_domain_column(RuleCtx *ctx, Finding *f, const Op *op, const Type *domain)
{
    Beside work = { op->name, op->column->name, { 0 } };
    fix_rest(ctx, f, op);
    fix_step(ctx, f, FIX_HERE,
             "Add it with the type behind the domain, and what " STR_FMT
             " demands as a CHECK that is added NOT VALID:",
             STR_ARG(name_text(ctx_arena(ctx), domain->name)));
    fix_add_column(ctx, f, &work, domain->def.base.text);
}

static void fix_vacuum(RuleCtx *ctx, Finding *f, const Op *op)
{
    fix_rest(ctx, f, op);
    Outside work = { .place = FIX_HERE };
    *vec_push(ctx_arena(ctx), &work.sql) =
        ctx_fmt(ctx, "VACUUM (ANALYZE) " STR_FMT ";",
                STR_ARG(name_sql(ctx_arena(ctx), op->name)));
    fix_step(
        ctx, f, FIX_NOTE,
        "A plain VACUUM makes the space usable again while everybody works; pg_repack "
        "gives it back to the disk.");
    fix_outside(ctx, f, &work);
}

// Of what has none the rule's own words are the fix.
static void fix_rewrite(RuleCtx *ctx, Finding *f, const Op *op)
{
    const ColumnDef *column = op->column;
    if (op->kind == OP_ALTER_COLUMN_TYPE)
        fix_type_change(ctx, f, op);
    else if (op->kind == OP_MAINTENANCE && str_eq(op->verb, STR("vacuum")))
        fix_vacuum(ctx, f, op);
    else if (op->kind != OP_ADD_COLUMN)
        return;
    else if (column->generated == GENERATED_STORED)
        fix_stored(ctx, f, op);
    else if (column->default_expr.ptr || column->type.serial ||
             column->identity != IDENTITY_NONE)
        fix_default_later(ctx, f, op);
    else if (catalog_type(ctx_catalog(ctx), column->type.name))
        fix_domain_column(ctx, f, op, catalog_type(ctx_catalog(ctx), column->type.name));
}

// The zone has to be said where the values are what it says.
static void fix_zone(RuleCtx *ctx, Finding *f, const Op *op)
{
    bool alone = ctx_transaction(ctx, op) == TXO_NONE;
    fix_step(ctx, f, FIX_HERE, "Say which zone the values are in; from UTC it is free:");
    fix_sql(ctx, f, "SET %stimezone = 'UTC';", alone ? "" : "LOCAL ");
    fix_sql(ctx, f, STR_FMT ";", STR_ARG(ctx_statement(ctx, op)));
    if (alone)
        fix_sql(ctx, f, "RESET timezone;");
}

// ---- where it is found ----

enum { ZONE_IS_FREE = 12 }; // from this major on

// USING says no more than the server would do without it.
static bool is_plain_cast(RuleCtx *ctx, const Op *op)
{
    return !text_mentions(ctx_arena(ctx), op->column->using_expr, STR("zone")) &&
           text_mentions(ctx_arena(ctx), op->column->using_expr, op->part);
}

// Without or with time zone: the values stay as they are where the session's zone is UTC,
// which is what the effects presume when the text sets none.
static bool depends_on_zone(RuleCtx *ctx, const Op *op)
{
    const Column *old = op->kind == OP_ALTER_COLUMN_TYPE ? old_column(ctx, op) : NULL;
    Str names[] = { STR("timestamp without time zone"), STR("timestamp with time zone") };
    if (!old || ctx_engine(ctx)->major < ZONE_IS_FREE ||
        ctx_setting(ctx, op, STR("timezone")))
        return false;
    if (op->column->using_expr.ptr && !is_plain_cast(ctx, op))
        return false;
    Str from = old->def->type.name.name;
    Str to = op->column->type.name.name;
    return (str_eq(from, names[0]) && str_eq(to, names[1])) ||
           (str_eq(from, names[1]) && str_eq(to, names[0]));
}

static void report_zone(RuleCtx *ctx, const Op *op)
{
    Finding *f = report_op(ctx, op,
                           STR_FMT " writes all of " STR_FMT
                                   " anew while reads and writes of it wait, unless the "
                                   "session's time zone is UTC",
                           STR_ARG(cause_words(ctx, op)), STR_ARG(ctx_relation(ctx, op)));
    f->severity = SEV_NOTICE;
    f->object = ctx_member(ctx, op, op->part);
    fix_zone(ctx, f, op);
}

// VACUUM FULL and CLUSTER without a name: what the server then works on is not in the
// text.
static bool rewrites_all(const Op *op)
{
    bool whole = op->kind == OP_MAINTENANCE && op->name.name.len == 0;
    return whole &&
           (str_eq(op->verb, STR("cluster")) ||
            (str_eq(op->verb, STR("vacuum")) && str_eq(op->detail, STR("full"))));
}

static void check_table_rewrite(RuleCtx *ctx, const Op *op)
{
    if (rewrites_all(op))
        report_op(ctx, op,
                  STR_FMT " without a table writes one table of the database after the "
                          "other anew, while reads and writes of it wait",
                  STR_ARG(statement_words(op)));
    if (!writes_rows(op) && depends_on_zone(ctx, op) && !ctx_table_is_idle(ctx, op) &&
        op->effects.refused.len == 0)
        report_zone(ctx, op);
    if (!writes_rows(op))
        return;
    StrVec tables = ctx_live_names(ctx, &op->effects.rewrites);
    if (tables.len == 0)
        return;
    Finding *f = report_op(ctx, op,
                           STR_FMT " writes all of " STR_FMT
                                   " anew while reads and writes of it wait" STR_FMT,
                           STR_ARG(cause_words(ctx, op)), STR_ARG(ctx_list(ctx, &tables)),
                           STR_ARG(ctx_presumed(ctx, op)));
    f->object = op->part.len > 0 ? ctx_member(ctx, op, op->part) : ctx_relation(ctx, op);
    fix_rewrite(ctx, f, op);
}

RULE(table_rewrite) = {
    .id = "table-rewrite",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "postgres",
    .undone = true,
    .op = check_table_rewrite,
    .title = "The whole table is written anew while nobody can use it",
    .why = "The server makes a second copy of the table and builds all of its indexes "
           "again, under ACCESS EXCLUSIVE: every query of it waits until that is done, "
           "which takes minutes or hours on a big table, needs its size again on the "
           "disk, and goes through the replication as well.",
    .fix = "Make the change beside the table: a new column that is filled in batches, or "
           "a copy that a tool such as pg_repack swaps in",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "-- change\n"
           "ALTER TABLE users ADD COLUMN token uuid DEFAULT gen_random_uuid();\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "-- change\n"
            "ALTER TABLE users ADD COLUMN token uuid;\n"
            "ALTER TABLE users ALTER COLUMN token SET DEFAULT gen_random_uuid();\n",
};
