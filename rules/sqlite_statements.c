// SPDX-License-Identifier: Apache-2.0
// Statements of SQLite and its kin that do less than they say, or more: settings of
// foreign keys, the writable schema, and libSQL's ALTER COLUMN.
#include "lint/rule.h"

static const Str foreign_keys = STR_INIT("foreign_keys");

// The PRAGMA that ends what this one has begun; NULL: none of the file does.
static const Op *end_of(const RuleCtx *ctx, const Op *off)
{
    const OpVec *ops = ctx_ops(ctx);
    for (const Op *op = off + 1; op < ops->at + ops->len; op++)
        if (op_turns_on(op, foreign_keys))
            return op;
    return NULL;
}

static const Op *behind_last(const RuleCtx *ctx)
{
    const OpVec *ops = ctx_ops(ctx);
    return ops->at + ops->len;
}

// ---- fk-pragma-noop ----

// Foreign keys do something to rows that the PRAGMA was to keep them from. Of rebuilds
// their own rules speak.
static bool is_harmed(const Op *op)
{
    if (op->kind == OP_REBUILD_TABLE)
        return false;
    const RowFateVec *fates = &effects_on_rows(&op->effects)->fates;
    for (size_t i = 0; i < fates->len; i++)
        if (fate_is_by_key(&fates->at[i]))
            return true;
    return str_contains(op->effects.refused, STR("FOREIGN KEY constraint failed"));
}

static void report_noop(RuleCtx *ctx, const Op *pragma, const Op *harmed)
{
    Finding *f = report_op(
        ctx, pragma, "foreign keys stay in force: " STR_FMT "; %s meets them" STR_FMT,
        STR_ARG(pragma->effects.ignored), op_kind_words(harmed->kind),
        STR_ARG(ctx_side_fates(ctx, harmed)));
    f->object = ctx_relation(ctx, harmed);
    fix_step(ctx, f, FIX_NOTE,
             "Turn foreign keys off on the connection before the transaction begins, if "
             "the runner can be told to, or write the migration so that they may stay in "
             "force");
}

static void check_noop(RuleCtx *ctx, const Migration *migration)
{
    (void)migration;
    const OpVec *ops = ctx_ops(ctx);
    for (size_t i = 0; i < ops->len; i++) {
        const Op *op = &ops->at[i];
        if (!op_turns_off(op, foreign_keys) || op->effects.ignored.len == 0)
            continue;
        const Op *end = end_of(ctx, op);
        const Op *harmed = op + 1;
        while (harmed < (end ? end : behind_last(ctx)) && !is_harmed(harmed))
            harmed++;
        if (harmed < (end ? end : behind_last(ctx)))
            report_noop(ctx, op, harmed);
    }
}

RULE(fk_pragma_noop) = {
    .id = "fk-pragma-noop",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "sqlite",
    .migration = check_noop,
    .title = "PRAGMA foreign_keys does nothing inside a transaction",
    .why = "SQLite passes over PRAGMA foreign_keys while a transaction is open, without "
           "an error, and D1 never lets it be changed. What the file does behind it in "
           "the belief that foreign keys are off is done with all their actions: rows of "
           "other tables are deleted or set to NULL, and nothing reports it.",
    .fix = "Turn foreign keys off before the transaction begins, on the connection that "
           "runs the migrations, or do without",
    .bad = "@ layout plain\n"
           "@ runner drizzle\n"
           "@ engine sqlite\n"
           "@ base migrations/0001_users.sql\n"
           "CREATE TABLE users (id integer PRIMARY KEY);\n"
           "--> statement-breakpoint\n"
           "CREATE TABLE posts (id integer PRIMARY KEY, user_id integer "
           "REFERENCES users (id) ON DELETE CASCADE);\n"
           "@ migrations/0002_users.sql\n"
           "PRAGMA foreign_keys = OFF;\n"
           "--> statement-breakpoint\n"
           "DELETE FROM users WHERE id > 0;\n"
           "--> statement-breakpoint\n"
           "PRAGMA foreign_keys = ON;\n",
    .good = "@ layout plain\n"
            "@ runner drizzle\n"
            "@ engine sqlite\n"
            "@ base migrations/0001_users.sql\n"
            "CREATE TABLE users (id integer PRIMARY KEY);\n"
            "--> statement-breakpoint\n"
            "CREATE TABLE posts (id integer PRIMARY KEY, user_id integer "
            "REFERENCES users (id) ON DELETE CASCADE);\n"
            "@ migrations/0002_users.sql\n"
            "PRAGMA foreign_keys = OFF;\n"
            "--> statement-breakpoint\n"
            "DELETE FROM posts WHERE id > 100;\n"
            "--> statement-breakpoint\n"
            "PRAGMA foreign_keys = ON;\n",
};

// ---- missing-fk-check ----

static bool is_checked(const RuleCtx *ctx, const Op *op)
{
    for (const Op *later = op; later < behind_last(ctx); later++)
        if (later->kind == OP_SET_SESSION &&
            str_eq_ci(later->part, STR("foreign_key_check")))
            return true;
    return false;
}

static bool shares(const StrVec *a, const StrVec *b)
{
    for (size_t i = 0; i < a->len; i++)
        for (size_t k = 0; k < b->len; k++)
            if (str_eq_ci(a->at[i], b->at[k]))
                return true;
    return false;
}

// The columns that a foreign key to the table points to; NULL: not known.
static const StrVec *target_of(const ConstraintDef *key, const Table *table)
{
    const Constraint *primary = table_primary_key(table);
    if (key->ref_columns.len > 0)
        return &key->ref_columns;
    return primary ? &primary->def.columns : NULL;
}

static bool is_dropped_behind(const RuleCtx *ctx, const Op *op, const Table *table)
{
    for (const Op *later = op + 1; later < behind_last(ctx); later++)
        if (later->kind == OP_DROP_TABLE && name_eq(later->name, table->name))
            return true;
    return false;
}

// A table with a foreign key to the op's; `written`: to one of these columns.
static const Table *child_of(RuleCtx *ctx, const Op *op, const StrVec *written)
{
    const Table *table = ctx_table(ctx, op);
    if (!table)
        return NULL;
    ForeignKeyVec keys = ctx_keys_to(ctx, table->name);
    for (size_t i = 0; i < keys.len; i++) {
        const StrVec *target = target_of(&keys.at[i].constraint->def, table);
        if ((!written || !target || shares(written, target)) &&
            !is_dropped_behind(ctx, op, keys.at[i].table))
            return keys.at[i].table;
    }
    return NULL;
}

// A table whose rows may point to rows that the op takes away, or to keys that it writes;
// NULL: there is none.
static const Table *bereft_by(RuleCtx *ctx, const Op *op)
{
    if (op->kind == OP_DELETE || (op->kind == OP_REBUILD_TABLE && ctx_rows_left(ctx, op)))
        return child_of(ctx, op, NULL);
    StrVec written = op->kind == OP_UPDATE ? op->columns : (StrVec){ 0 };
    if (op->kind == OP_REBUILD_TABLE)
        written = ctx_columns_left(ctx, op);
    return written.len > 0 ? child_of(ctx, op, &written) : NULL;
}

// A foreign key of the table itself whose columns are written.
static const Constraint *key_of(const RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    for (size_t i = 0; table && i < table->constraints.len; i++) {
        const ConstraintDef *def = &table->constraints.at[i]->def;
        if (def->kind == CON_FOREIGN_KEY && shares(&op->columns, &def->columns))
            return table->constraints.at[i];
    }
    return NULL;
}

// Every column of the key is new, and NULL in the rows of today.
static bool is_key_empty(const RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    for (size_t i = 0; table && i < op->constraint->columns.len; i++) {
        const Column *column = table_column(table, op->constraint->columns.at[i]);
        if (column && !catalog_origin_is_new(ctx_catalog(ctx), column->origin))
            return false;
    }
    return table != NULL;
}

// What may leave a row that points to nothing; empty: nothing does.
static Str danger(RuleCtx *ctx, const Op *op)
{
    bool promises = op->kind == OP_ADD_CONSTRAINT && op->constraint &&
                    op->constraint->kind == CON_FOREIGN_KEY && !op_has(op, OPF_INLINE) &&
                    !is_key_empty(ctx, op);
    if (promises)
        return ctx_fmt(
            ctx, "no row of " STR_FMT " was checked for its new foreign key to " STR_FMT,
            STR_ARG(ctx_relation(ctx, op)), STR_ARG(op->constraint->ref_table.name));
    const Table *child = bereft_by(ctx, op);
    if (child)
        return ctx_fmt(ctx,
                       "rows of " STR_FMT " may point to rows of " STR_FMT
                       " that are not there any more",
                       STR_ARG(child->name.name), STR_ARG(ctx_relation(ctx, op)));
    const Constraint *own = op->kind == OP_UPDATE ? key_of(ctx, op) : NULL;
    if (own)
        return ctx_fmt(ctx, "rows of " STR_FMT " may point to nothing in " STR_FMT,
                       STR_ARG(ctx_relation(ctx, op)), STR_ARG(own->def.ref_table.name));
    return STR("");
}

static void check_unchecked(RuleCtx *ctx, const Op *op)
{
    if (ctx_table_is_idle(ctx, op) || !ctx_keys_off(ctx, op) || is_checked(ctx, op) ||
        op->effects.refused.len > 0)
        return;
    Str words = danger(ctx, op);
    if (words.len == 0)
        return;
    Finding *f =
        report_op(ctx, op, "foreign keys are off, and nothing looks afterwards: " STR_FMT,
                  STR_ARG(words));
    f->object = ctx_relation(ctx, op);
    fix_step(ctx, f, FIX_BEHIND,
             "Ask for rows that point to nothing before foreign keys are on again; the "
             "answer has to be empty:");
    fix_sql(ctx, f, "PRAGMA foreign_key_check;");
}

RULE(missing_fk_check) = {
    .id = "missing-fk-check",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "sqlite",
    .on = { OP_DELETE, OP_UPDATE, OP_ADD_CONSTRAINT, OP_REBUILD_TABLE },
    .op = check_unchecked,
    .title = "With foreign keys off, nothing finds rows that point to nothing",
    .why = "SQLite checks a foreign key only when a row is written, and not when PRAGMA "
           "foreign_keys is turned on again: rows that lost what they point to stay, "
           "joins leave them out, and the next statement that touches them fails.",
    .fix = "End with PRAGMA foreign_key_check, and look at its answer before the "
           "migration counts as done",
    .bad = "-- engine sqlite\n"
           "CREATE TABLE users (id integer PRIMARY KEY);\n"
           "CREATE TABLE posts (id integer PRIMARY KEY, user_id integer REFERENCES users "
           "(id));\n"
           "-- change\n"
           "PRAGMA foreign_keys = OFF;\n"
           "DELETE FROM users WHERE id > 100;\n"
           "PRAGMA foreign_keys = ON;\n",
    .good = "-- engine sqlite\n"
            "CREATE TABLE users (id integer PRIMARY KEY);\n"
            "CREATE TABLE posts (id integer PRIMARY KEY, user_id integer REFERENCES "
            "users (id));\n"
            "-- change\n"
            "PRAGMA foreign_keys = OFF;\n"
            "DELETE FROM users WHERE id > 100;\n"
            "PRAGMA foreign_key_check;\n"
            "PRAGMA foreign_keys = ON;\n",
};

// ---- writable-schema ----

static void check_writable(RuleCtx *ctx, const Op *op)
{
    if (!op_turns_on(op, STR("writable_schema")))
        return;
    report_op(ctx, op,
              "from here on sqlite_schema can be written, and SQLite checks nothing of "
              "what is written there");
}

RULE(writable_schema) = {
    .id = "writable-schema",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "sqlite",
    .on = { OP_SET_SESSION },
    .op = check_writable,
    .title = "The schema is edited as text",
    .why = "A definition in sqlite_schema that does not fit the table's bytes makes the "
           "database unreadable, at once or when the next connection opens it: "
           "\"malformed database schema\". No rule can see what such an edit does to "
           "rows, and managed services refuse it.",
    .fix = "Say it with ALTER TABLE, or make the table anew: CREATE TABLE, INSERT … "
           "SELECT, DROP TABLE, RENAME TO",
    .bad = "-- engine sqlite\n"
           "CREATE TABLE users (id integer PRIMARY KEY, name text);\n"
           "-- change\n"
           "PRAGMA writable_schema = ON;\n",
    .good = "-- engine sqlite\n"
            "CREATE TABLE users (id integer PRIMARY KEY, name text);\n"
            "-- change\n"
            "ALTER TABLE users RENAME COLUMN name TO name;\n",
};

// ---- alter-column-unvalidated ----

// Part of libSQL's ALTER COLUMN … TO.
static bool is_foreign_form(const RuleCtx *ctx, const Op *op)
{
    return !op_has(op, OPF_INLINE) && !ctx_rebuilt_by(ctx, op) &&
           op->effects.refused.len == 0 && !ctx_table_is_idle(ctx, op);
}

// What no row of today was asked for; empty: nothing.
static Str promise(RuleCtx *ctx, const Op *op)
{
    if (op->kind == OP_SET_NOT_NULL)
        return ctx_looked_after(ctx, op)
                   ? STR("")
                   : ctx_fmt(ctx, STR_FMT " is NOT NULL", STR_ARG(op->part));
    const ConstraintDef *def = op->constraint;
    if (!def || (def->kind != CON_CHECK && def->kind != CON_FOREIGN_KEY))
        return STR("");
    return def->kind == CON_CHECK
               ? ctx_fmt(ctx, "CHECK (" STR_FMT ") holds", STR_ARG(def->expression))
               : ctx_fmt(ctx, STR_FMT " points to " STR_FMT,
                         STR_ARG(ctx_list(ctx, &def->columns)),
                         STR_ARG(def->ref_table.name));
}

// The rows that are in the way; empty: the text does not say which those are.
static Str rows_against(RuleCtx *ctx, const Op *op)
{
    const ConstraintDef *def = op->constraint;
    if (op->kind == OP_SET_NOT_NULL)
        return ctx_fmt(ctx, STR_FMT " IS NULL", STR_ARG(ctx_ident_sql(ctx, op->part)));
    if (def->kind == CON_CHECK)
        return ctx_fmt(ctx, "NOT (" STR_FMT ")", STR_ARG(def->expression));
    if (def->columns.len != 1 || def->ref_columns.len != 1)
        return STR("");
    return ctx_fmt(ctx, STR_FMT " NOT IN (SELECT " STR_FMT " FROM " STR_FMT ")",
                   STR_ARG(ctx_ident_sql(ctx, def->columns.at[0])),
                   STR_ARG(ctx_ident_sql(ctx, def->ref_columns.at[0])),
                   STR_ARG(ctx_name_sql(ctx, def->ref_table)));
}

static void fix_unvalidated(RuleCtx *ctx, Finding *f, const Op *op)
{
    Str rows = rows_against(ctx, op);
    fix_step(ctx, f, FIX_HAND_BEFORE,
             "Look for the rows that are in the way, and mend them%s",
             rows.len > 0 ? ":" : "");
    if (rows.len > 0)
        fix_sql(ctx, f, "SELECT count(*) FROM " STR_FMT " WHERE " STR_FMT ";",
                STR_ARG(ctx_name_sql(ctx, op->name)), STR_ARG(rows));
    fix_step(ctx, f, FIX_HERE, "Then say so:");
    fix_sql(ctx, f,
            "-- tidegate: allow alter-column-unvalidated (rows mended on …)\n" STR_FMT
            ";",
            STR_ARG(ctx_statement(ctx, op)));
}

static void check_unvalidated(RuleCtx *ctx, const Op *op)
{
    Str words = is_foreign_form(ctx, op) ? promise(ctx, op) : STR("");
    if (words.len == 0)
        return;
    Str relation = ctx_relation(ctx, op);
    Finding *f = report_op(ctx, op,
                           "libSQL reads no row of " STR_FMT
                           ": the schema says that " STR_FMT ", and rows may not be so",
                           STR_ARG(relation), STR_ARG(words));
    f->object = op->part.len > 0 ? ctx_member(ctx, op, op->part) : relation;
    fix_unvalidated(ctx, f, op);
}

RULE(alter_column_unvalidated) = {
    .id = "alter-column-unvalidated",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "libsql",
    .on = { OP_SET_NOT_NULL, OP_ADD_CONSTRAINT },
    .op = check_unvalidated,
    .title = "libSQL's ALTER COLUMN … TO checks no row that is there",
    .why = "The definition is changed and the rows are left as they are. A column that "
           "is NOT NULL then holds NULL, a CHECK does not hold: code relies on what the "
           "schema says, the next UPDATE of such a row fails, and so does a dump of the "
           "table when it is loaded elsewhere.",
    .fix = "Find and mend the rows first: UPDATE … WHERE the column IS NULL",
    .bad = "-- engine libsql\n"
           "CREATE TABLE users (id integer PRIMARY KEY, email text);\n"
           "-- change\n"
           "ALTER TABLE users ALTER COLUMN email TO email text NOT NULL;\n",
    .good = "-- engine libsql\n"
            "CREATE TABLE users (id integer PRIMARY KEY, email text);\n"
            "-- change\n"
            "UPDATE users SET email = '' WHERE email IS NULL;\n"
            "ALTER TABLE users ALTER COLUMN email TO email text NOT NULL;\n",
};
