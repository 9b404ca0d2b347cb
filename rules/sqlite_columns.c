// SPDX-License-Identifier: Apache-2.0
// What SQLite and its kin do not let ADD COLUMN and DROP COLUMN do, as running it on
// tables with rows has shown.
#include "lint/rule.h"

static bool is_refused(const Op *op, const char *words)
{
    return str_contains(op->effects.refused, str_from(words));
}

// ---- add-column-invalid ----

static Str add_column(RuleCtx *ctx, const Op *op, const char *definition)
{
    return ctx_fmt(ctx, "ALTER TABLE " STR_FMT " ADD COLUMN " STR_FMT " " STR_FMT "%s;",
                   STR_ARG(ctx_name_sql(ctx, op->name)),
                   STR_ARG(ctx_ident_sql(ctx, op->part)), STR_ARG(op->column->type.text),
                   definition);
}

static void fix_unique(RuleCtx *ctx, Finding *f, const Op *op)
{
    StrVec columns = { .at = (Str[]){ op->part }, .len = 1 };
    Str name = ctx_made_up_name(ctx, op->name.name, &columns, "key");
    fix_step(ctx, f, FIX_HERE, "Add it without a value, and an index of its own:");
    fix_sql(ctx, f, STR_FMT, STR_ARG(add_column(ctx, op, "")));
    fix_sql(ctx, f, "CREATE UNIQUE INDEX " STR_FMT " ON " STR_FMT " (" STR_FMT ");",
            STR_ARG(ctx_ident_sql(ctx, name)), STR_ARG(ctx_name_sql(ctx, op->name)),
            STR_ARG(ctx_ident_sql(ctx, op->part)));
}

static void fix_rebuild(RuleCtx *ctx, Finding *f, const Op *op)
{
    fix_step(
        ctx, f, FIX_NOTE,
        "Make the table anew: CREATE TABLE under another name with the column in it, "
        "INSERT … SELECT, DROP TABLE " STR_FMT " with foreign keys off, and RENAME TO",
        STR_ARG(op->name.name));
}

// What SQLite takes for a sample of a type, by its affinity: the name need only have the
// word in it.
static const char *sample(const TypeRef *type)
{
    static const Str numbers[] = { STR_INIT("INT"),  STR_INIT("REAL"), STR_INIT("FLOA"),
                                   STR_INIT("DOUB"), STR_INIT("NUM"),  STR_INIT("DEC"),
                                   STR_INIT("BOOL") };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        for (size_t at = 0; at + numbers[i].len <= type->text.len; at++)
            if (str_eq_ci(str_slice(type->text, at, at + numbers[i].len), numbers[i]))
                return "0";
    return "''";
}

static void fix_no_value(RuleCtx *ctx, Finding *f, const Op *op)
{
    fix_step(ctx, f, FIX_HERE, "Give it a constant that the rows of today get:");
    fix_sql(ctx, f,
            "ALTER TABLE " STR_FMT " ADD COLUMN " STR_FMT " " STR_FMT
            " NOT NULL DEFAULT %s;",
            STR_ARG(ctx_name_sql(ctx, op->name)), STR_ARG(ctx_ident_sql(ctx, op->part)),
            STR_ARG(op->column->type.text), sample(&op->column->type));
    fix_or(ctx, f, FIX_HERE, "Or let it be NULL, and fill it:");
    fix_sql(ctx, f, STR_FMT, STR_ARG(add_column(ctx, op, "")));
}

// A value of its own for each row, or the moment's.
static void fix_default(RuleCtx *ctx, Finding *f, const Op *op)
{
    Str column = ctx_ident_sql(ctx, op->part);
    fix_step(ctx, f, FIX_HERE,
             "Add it without a default, and fill it; new rows get their value from the "
             "code, or from a rebuild of the table:");
    fix_sql(ctx, f, STR_FMT, STR_ARG(add_column(ctx, op, "")));
    fix_sql(ctx, f,
            "UPDATE " STR_FMT " SET " STR_FMT " = " STR_FMT " WHERE " STR_FMT " IS NULL;",
            STR_ARG(ctx_name_sql(ctx, op->name)), STR_ARG(column),
            STR_ARG(op->column->default_expr), STR_ARG(column));
}

static void fix_stored(RuleCtx *ctx, Finding *f, const Op *op)
{
    fix_step(ctx, f, FIX_HERE, "A VIRTUAL column can be added, and indexed:");
    fix_sql(ctx, f,
            "ALTER TABLE " STR_FMT " ADD COLUMN " STR_FMT " " STR_FMT
            " GENERATED ALWAYS AS (" STR_FMT ") VIRTUAL;",
            STR_ARG(ctx_name_sql(ctx, op->name)), STR_ARG(ctx_ident_sql(ctx, op->part)),
            STR_ARG(op->column->type.text), STR_ARG(op->column->generated_expr));
}

// The REFERENCES clause that stands in the column's definition.
static Str reference_of(RuleCtx *ctx, const Op *op)
{
    OpRange all = op_statement(ctx_ops(ctx), op);
    Str text = ctx_migration(ctx)->text;
    for (const Op *other = all.first; other < all.end; other++)
        if (other->constraint && other->constraint->kind == CON_FOREIGN_KEY)
            return str_slice(text, other->span.start, other->span.end);
    return STR("");
}

static void fix_reference(RuleCtx *ctx, Finding *f, const Op *op)
{
    Str column = ctx_ident_sql(ctx, op->part);
    fix_step(ctx, f, FIX_HERE, "Let it be NULL at first, and fill it:");
    fix_sql(ctx, f,
            "ALTER TABLE " STR_FMT " ADD COLUMN " STR_FMT " " STR_FMT " " STR_FMT ";",
            STR_ARG(ctx_name_sql(ctx, op->name)), STR_ARG(column),
            STR_ARG(op->column->type.text), STR_ARG(reference_of(ctx, op)));
    fix_sql(ctx, f,
            "UPDATE " STR_FMT " SET " STR_FMT " = " STR_FMT " WHERE " STR_FMT " IS NULL;",
            STR_ARG(ctx_name_sql(ctx, op->name)), STR_ARG(column),
            STR_ARG(op->column->default_expr), STR_ARG(column));
}

static void fix_check(RuleCtx *ctx, Finding *f, const Op *op)
{
    (void)op;
    fix_step(ctx, f, FIX_NOTE,
             "Give it a DEFAULT that the CHECK accepts, or no default where NULL does: a "
             "CHECK of NULL holds");
}

// SQLite's words, and the way out.
static const struct Refusal {
    const char *words;
    void (*fix)(RuleCtx *ctx, Finding *f, const Op *op);
} refusals[] = {
    { "add a PRIMARY KEY", fix_rebuild },
    { "add a UNIQUE", fix_unique },
    { "add a NOT NULL column", fix_no_value },
    { "non-constant default", fix_default },
    { "add a STORED", fix_stored },
    { "add a REFERENCES", fix_reference },
    { "CHECK constraint failed", fix_check },
    { "NOT NULL constraint failed", fix_rebuild },
};

static void check_add_column(RuleCtx *ctx, const Op *op)
{
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        if (!is_refused(op, refusals[i].words) || ctx_is_misfit(ctx, op))
            continue;
        Str member = ctx_member(ctx, op, op->part);
        Finding *f =
            report_op(ctx, op, "adding " STR_FMT " " STR_FMT STR_FMT, STR_ARG(member),
                      STR_ARG(ctx_failure(ctx, op)), STR_ARG(ctx_presumed(ctx, op)));
        f->object = member;
        refusals[i].fix(ctx, f, op);
        return;
    }
}

RULE(add_column_invalid) = {
    .id = "add-column-invalid",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "sqlite",
    .on = { OP_ADD_COLUMN },
    .op = check_add_column,
    .title = "A column that SQLite does not add to a table with rows",
    .why =
        "ADD COLUMN changes the schema alone and writes no row, so SQLite refuses what "
        "the rows of today would have to be read or written for: NOT NULL without a "
        "constant default, a default that is computed, a STORED column, a key. Most "
        "of it is accepted while the table is empty, so that the migration passes on "
        "a test database and stops the deploy.",
    .fix = "Add the column so that the rows of today need not be touched (a constant "
           "default, or NULL), and fill it behind; or make the table anew",
    .bad = "-- engine sqlite\n"
           "CREATE TABLE users (id integer PRIMARY KEY);\n"
           "-- change\n"
           "ALTER TABLE users ADD COLUMN country text NOT NULL;\n",
    .good = "-- engine sqlite\n"
            "CREATE TABLE users (id integer PRIMARY KEY);\n"
            "-- change\n"
            "ALTER TABLE users ADD COLUMN country text NOT NULL DEFAULT 'unknown';\n",
};

// ---- drop-column-blocked ----

static bool names_column(const Index *index, RuleCtx *ctx, Str column)
{
    const IndexDef *def = &index->def;
    for (size_t i = 0; i < def->parts.len; i++)
        if (str_eq_ci(def->parts.at[i].column, column) ||
            ctx_mentions(ctx, def->parts.at[i].expression, column))
            return true;
    return ctx_mentions(ctx, def->where, column);
}

// Indexes that CREATE INDEX has made: those of keys cannot be dropped.
static StrVec indexes_on(RuleCtx *ctx, const Op *op)
{
    StrVec names = { 0 };
    const Table *table = ctx_table(ctx, op);
    for (size_t i = 0; table && i < table->indexes.len; i++) {
        const Index *index = table->indexes.at[i];
        if (index->constraint.len == 0 && names_column(index, ctx, op->part))
            *vec_push(ctx_arena(ctx), &names) = index->def.name;
    }
    return names;
}

static void fix_indexes_first(RuleCtx *ctx, Finding *f, const Op *op,
                              const StrVec *indexes)
{
    fix_step(ctx, f, FIX_HERE,
             "Drop what uses the column first, when no release asks for it any more:");
    for (size_t i = 0; i < indexes->len; i++)
        fix_sql(ctx, f, "DROP INDEX " STR_FMT ";",
                STR_ARG(ctx_ident_sql(ctx, indexes->at[i])));
    fix_sql(ctx, f,
            "-- tidegate: allow drop-column (unused since …)\n"
            "ALTER TABLE " STR_FMT " DROP COLUMN " STR_FMT ";",
            STR_ARG(ctx_name_sql(ctx, op->name)), STR_ARG(ctx_ident_sql(ctx, op->part)));
}

static void fix_trigger(RuleCtx *ctx, Finding *f)
{
    fix_step(ctx, f, FIX_NOTE,
             "Drop the view or trigger before the column, and make it again without "
             "the column behind it");
}

static void fix_blocked(RuleCtx *ctx, Finding *f, const Op *op)
{
    StrVec indexes = indexes_on(ctx, op);
    if (is_refused(op, "error in index") && indexes.len > 0)
        fix_indexes_first(ctx, f, op, &indexes);
    else if (is_refused(op, "error in view") || is_refused(op, "error in trigger"))
        fix_trigger(ctx, f);
    else
        fix_rebuild(ctx, f, op);
}

// A trigger that is made, or made again behind a rebuild. A table that is not there may
// come in a later file, and a view takes no write that no trigger stands in for.
static bool names_no_column(Str message)
{
    return str_starts(message, STR("no such column")) ||
           str_contains(message, STR(" has no column named "));
}

static void check_broken_trigger(RuleCtx *ctx, const Op *op)
{
    const BrokenWrite *broken = &effects_on_rows(&op->effects)->broken;
    if (!names_no_column(broken->message))
        return;
    Finding *f =
        report_op(ctx, op,
                  "a trigger of " STR_FMT " writes what is not there: every %s "
                  "it fails from then on: " STR_FMT,
                  STR_ARG(broken->table), broken->verb, STR_ARG(broken->message));
    f->object = ctx_relation(ctx, op);
    f->why =
        STR("SQLite looks at what a trigger writes when it fires, and not when it is "
            "made: the migration passes, and what fires the trigger fails behind it.");
    fix_step(ctx, f, FIX_NOTE, "Make the trigger without the column, or keep the column");
}

static void check_broken_write(RuleCtx *ctx, const Op *op)
{
    const BrokenWrite *broken = &effects_on_rows(&op->effects)->broken;
    Str member = ctx_member(ctx, op, op->part);
    Str trigger = broken->trigger.len > 0
                      ? ctx_fmt(ctx, "trigger " STR_FMT, STR_ARG(broken->trigger))
                      : ctx_fmt(ctx, "a trigger of " STR_FMT, STR_ARG(broken->table));
    Finding *f = report_op(ctx, op,
                           "dropping " STR_FMT " breaks " STR_FMT
                           ", which still writes it: every %s " STR_FMT
                           " fails from then on: " STR_FMT,
                           STR_ARG(member), STR_ARG(trigger), broken->verb,
                           STR_ARG(broken->table), STR_ARG(broken->message));
    f->object = member;
    f->why = STR("SQLite looks at what triggers read before it drops a column, and not "
                 "at the columns that they write: the statement is accepted, and what "
                 "fires the trigger fails behind it.");
    fix_trigger(ctx, f);
}

static void check_drop_column(RuleCtx *ctx, const Op *op)
{
    bool drops = op->kind == OP_DROP_COLUMN;
    bool breaks = effects_on_rows(&op->effects)->broken.verb != NULL;
    if (breaks && drops)
        check_broken_write(ctx, op);
    else if (breaks)
        check_broken_trigger(ctx, op);
    bool blocked = is_refused(op, "cannot drop") || is_refused(op, "error in ");
    if (!drops || !blocked || ctx_is_misfit(ctx, op))
        return;
    Str member = ctx_member(ctx, op, op->part);
    Finding *f = report_op(ctx, op, "dropping " STR_FMT " " STR_FMT, STR_ARG(member),
                           STR_ARG(ctx_failure(ctx, op)));
    f->object = member;
    fix_blocked(ctx, f, op);
}

RULE(drop_column_blocked) = {
    .id = "drop-column-blocked",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "sqlite",
    .on = { OP_DROP_COLUMN, OP_REBUILD_TABLE, OP_CREATE_TRIGGER },
    .op = check_drop_column,
    .title = "SQLite drops no column that something else uses",
    .why = "SQLite writes the schema anew without the column and reads all of it again: "
           "an index, a generated column, a table's CHECK, a view or a trigger that "
           "still names the column makes the statement fail, and columns of a PRIMARY "
           "KEY or UNIQUE constraint do not go at all. The deploy stops there. What a "
           "trigger writes it does not look at: such a column goes, and every statement "
           "that fires the trigger fails from then on.",
    .fix = "Drop the index, view or trigger first; a column of a key or a CHECK goes "
           "when the table is made anew",
    .bad = "-- engine sqlite\n"
           "CREATE TABLE users (id integer PRIMARY KEY, email text);\n"
           "CREATE INDEX users_email ON users (email);\n"
           "-- change\n"
           "-- tidegate: allow drop-column (unused since the newsletter went away)\n"
           "ALTER TABLE users DROP COLUMN email;\n",
    .good = "-- engine sqlite\n"
            "CREATE TABLE users (id integer PRIMARY KEY, email text);\n"
            "CREATE INDEX users_email ON users (email);\n"
            "-- change\n"
            "DROP INDEX users_email;\n"
            "-- tidegate: allow drop-column (unused since the newsletter went away)\n"
            "ALTER TABLE users DROP COLUMN email;\n",
};
