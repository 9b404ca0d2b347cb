// SPDX-License-Identifier: Apache-2.0
// What belongs to a table, or reads it, when SQLite makes the table anew: indexes,
// triggers, constraints and options that do not come back, and views and keys in the way.
#include "lint/rule.h"

// ---- rebuild-drops-object ----

static bool same_columns(const StrVec *a, const StrVec *b)
{
    for (size_t i = 0; a->len == b->len && i < a->len; i++)
        if (!list_has(b, a->at[i]))
            return false;
    return a->len == b->len;
}

static StrVec index_columns(RuleCtx *ctx, const IndexDef *index)
{
    StrVec names = { 0 };
    for (size_t i = 0; i < index->parts.len; i++)
        *vec_push(ctx_arena(ctx), &names) = index->parts.at[i].column;
    return names;
}

static bool mentions_any(RuleCtx *ctx, Str text, const StrVec *columns)
{
    for (size_t i = 0; i < columns->len; i++)
        if (columns->at[i].len > 0 && text_mentions(ctx_arena(ctx), text, columns->at[i]))
            return true;
    return false;
}

typedef struct Lost {
    const Op *op;
    ObjectKind object;               // OBJ_INDEX, OBJ_TRIGGER, OBJ_TABLE (option), else:
    const ConstraintDef *constraint; // NULL: it is none
    const IndexDef *index;           // NULL: it is none
    Str words;
    bool weighty;
} Lost;

// The rebuild drops a column that it stood on: drop-column speaks of that.
static bool goes_with_column(RuleCtx *ctx, const Lost *lost, const StrVec *columns)
{
    OpRange all = op_statement(ctx_ops(ctx), lost->op);
    for (const Op *op = all.first; op < all.end; op++) {
        if (op->kind != OP_DROP_COLUMN)
            continue;
        Str text = lost->constraint ? lost->constraint->expression
                   : lost->index    ? lost->index->where
                                    : STR("");
        if (list_has(columns, op->part) ||
            (text.len > 0 && text_mentions(ctx_arena(ctx), text, op->part)))
            return true;
    }
    return false;
}

static bool is_unique(const Lost *lost)
{
    const ConstraintDef *old = lost->constraint;
    return old ? old->kind == CON_UNIQUE || old->kind == CON_PRIMARY_KEY
               : lost->index && lost->index->unique;
}

static bool stands_for(RuleCtx *ctx, const Lost *lost, const StrVec *columns,
                       const Op *later)
{
    const ConstraintDef *old = lost->constraint, *new = later->constraint;
    bool unique = is_unique(lost);
    if (later->kind == OP_CREATE_INDEX && later->index) {
        StrVec others = index_columns(ctx, later->index);
        bool does = same_columns(columns, &others) && !later->index->where.ptr;
        return does && (later->index->unique || !unique) && (unique || lost->index);
    }
    if (later->kind != OP_ADD_CONSTRAINT || !new)
        return false;
    if (new->kind == CON_UNIQUE || new->kind == CON_PRIMARY_KEY)
        return unique && same_columns(columns, &new->columns);
    if (!old || old->kind != new->kind)
        return false;
    return (old->name.len > 0 && str_eq_ci(old->name, new->name)) ||
           (old->kind == CON_FOREIGN_KEY && same_columns(columns, &new->columns)) ||
           (old->kind == CON_CHECK && mentions_any(ctx, new->expression, columns));
}

static bool is_made_again(const Lost *lost, const Op *later)
{
    if (lost->object == OBJ_TRIGGER)
        return later->kind == OP_CREATE_TRIGGER && str_eq_ci(later->part, lost->op->part);
    return lost->object == OBJ_INDEX && later->kind == OP_CREATE_INDEX &&
           str_eq_ci(later->name.name, lost->op->name.name);
}

// The same, or what promises as much, is there behind the rebuild.
static bool comes_back(RuleCtx *ctx, const Lost *lost, const StrVec *columns)
{
    OpRange all = op_statement(ctx_ops(ctx), lost->op);
    for (const Op *op = all.first; op < all.end; op++)
        if (stands_for(ctx, lost, columns, op))
            return true;
    Behind behind = ctx_behind(ctx, lost->op);
    for (const Op *later; (later = behind_next(ctx, &behind));) {
        Str table = later->kind == OP_CREATE_INDEX && later->index
                        ? later->index->table.name
                        : later->name.name;
        Str own =
            lost->object == OBJ_INDEX ? lost->index->table.name : lost->op->name.name;
        if (is_made_again(lost, later) ||
            (str_eq_ci(table, own) && stands_for(ctx, lost, columns, later)))
            return true;
    }
    return false;
}

// A unique key over all the columns, and maybe others.
static bool is_key_over(RuleCtx *ctx, const StrVec *columns, const Op *op)
{
    const ConstraintDef *made = op->kind == OP_ADD_CONSTRAINT ? op->constraint : NULL;
    StrVec own = { 0 };
    bool keeps = false;
    if (made) {
        keeps = made->kind == CON_PRIMARY_KEY || made->kind == CON_UNIQUE;
        own = made->columns;
    } else if (op->kind == OP_CREATE_INDEX && op->index) {
        keeps = op->index->unique && !op->index->where.ptr;
        own = index_columns(ctx, op->index);
    }
    for (size_t i = 0; keeps && i < columns->len; i++)
        keeps = list_has(&own, columns->at[i]);
    return keeps;
}

// The new table has a wider key in its place: that was meant.
static bool is_widened(RuleCtx *ctx, const Lost *lost, const StrVec *columns)
{
    OpRange all = op_statement(ctx_ops(ctx), lost->op);
    for (const Op *op = all.first; is_unique(lost) && op < all.end; op++)
        if (is_key_over(ctx, columns, op))
            return true;
    Behind behind = ctx_behind(ctx, lost->op);
    for (const Op *later; is_unique(lost) && (later = behind_next(ctx, &behind));)
        if (later->index && is_key_over(ctx, columns, later) &&
            str_eq_ci(later->index->table.name, lost->op->name.name))
            return true;
    return false;
}

static const struct ConstraintLoss {
    const char *words, *loss;
    bool weighty;
} constraint_losses[] = {
    [CON_PRIMARY_KEY] = { "primary key", "rows with the same key can come in", true },
    [CON_UNIQUE] = { "unique constraint", "duplicates can come in", true },
    [CON_FOREIGN_KEY] = { "foreign key", "rows that refer to nothing can come in", true },
    [CON_CHECK] = { "check constraint", "rows that break it can come in", false },
};

static void describe_constraint(RuleCtx *ctx, Lost *lost)
{
    const ConstraintDef *def = lost->constraint;
    const struct ConstraintLoss *row = &constraint_losses[def->kind];
    Str what = def->kind == CON_CHECK
                   ? ctx_fmt(ctx, "(" STR_FMT ")", STR_ARG(def->expression))
                   : ctx_fmt(ctx, "on " STR_FMT, STR_ARG(ctx_list(ctx, &def->columns)));
    lost->words = ctx_fmt(ctx, "the %s " STR_FMT " of " STR_FMT ": %s", row->words,
                          STR_ARG(what), STR_ARG(lost->op->name.name), row->loss);
    lost->weighty = row->weighty;
}

static bool find_constraint(RuleCtx *ctx, Lost *lost, StrVec *columns)
{
    lost->constraint = lost->op->constraint;
    if (!lost->constraint || lost->constraint->kind > CON_CHECK)
        return false;
    *columns = lost->constraint->columns;
    describe_constraint(ctx, lost);
    return true;
}

static bool find_index(RuleCtx *ctx, Lost *lost, StrVec *columns)
{
    lost->object = OBJ_INDEX;
    lost->index = lost->op->index;
    if (!lost->index)
        return false;
    *columns = index_columns(ctx, lost->index);
    lost->weighty = lost->index->unique;
    lost->words =
        ctx_fmt(ctx, "the %sindex " STR_FMT ": %s", lost->index->unique ? "unique " : "",
                STR_ARG(lost->op->name.name),
                lost->index->unique ? "duplicates can come in"
                                    : "queries that it served read the table");
    return true;
}

static bool find_trigger(RuleCtx *ctx, Lost *lost, StrVec *columns)
{
    (void)columns;
    lost->object = OBJ_TRIGGER;
    lost->weighty = true;
    lost->words =
        ctx_fmt(ctx, "the trigger " STR_FMT ": what it did is not done any more",
                STR_ARG(lost->op->part));
    return true;
}

// Of options only those that are gone: a rebuild is the one way to set them.
static bool find_option(RuleCtx *ctx, Lost *lost, StrVec *columns)
{
    static const struct {
        const char *option, *written, *loss;
    } losses[] = {
        { "autoincrement", "AUTOINCREMENT", "a number that was used can be given again" },
        { "strict", "STRICT", "values of any type can come in" },
        { "without-rowid", "WITHOUT ROWID", "the rows are stored in another way" },
    };
    (void)columns;
    lost->object = OBJ_TABLE;
    for (size_t i = 0; i < sizeof losses / sizeof *losses; i++)
        if (op_has(lost->op, OPF_REVOKE) &&
            str_eq(lost->op->verb, str_from(losses[i].option))) {
            lost->words = ctx_fmt(ctx, "%s of " STR_FMT ": %s", losses[i].written,
                                  STR_ARG(lost->op->name.name), losses[i].loss);
            return true;
        }
    return false;
}

static bool find_lost(RuleCtx *ctx, Lost *lost, StrVec *columns)
{
    if (lost->op->kind == OP_DROP_CONSTRAINT)
        return find_constraint(ctx, lost, columns);
    if (lost->op->kind == OP_DROP_INDEX)
        return find_index(ctx, lost, columns);
    if (lost->op->kind == OP_DROP_TRIGGER)
        return find_trigger(ctx, lost, columns);
    return find_option(ctx, lost, columns);
}

static Str constraint_sql(RuleCtx *ctx, const ConstraintDef *def)
{
    if (def->kind == CON_CHECK)
        return ctx_fmt(ctx, "CHECK (" STR_FMT ")", STR_ARG(def->expression));
    Str columns = ctx_columns_sql(ctx, &def->columns);
    if (def->kind == CON_UNIQUE || def->kind == CON_PRIMARY_KEY)
        return ctx_fmt(ctx, "%s (" STR_FMT ")",
                       def->kind == CON_UNIQUE ? "UNIQUE" : "PRIMARY KEY",
                       STR_ARG(columns));
    Str to = def->ref_columns.len > 0
                 ? ctx_fmt(ctx, " (" STR_FMT ")",
                           STR_ARG(ctx_columns_sql(ctx, &def->ref_columns)))
                 : STR("");
    Str action = def->on_delete.len > 0
                     ? ctx_fmt(ctx, " ON DELETE " STR_FMT, STR_ARG(def->on_delete))
                     : STR("");
    return ctx_fmt(ctx, "FOREIGN KEY (" STR_FMT ") REFERENCES " STR_FMT STR_FMT STR_FMT,
                   STR_ARG(columns), STR_ARG(ctx_name_sql(ctx, def->ref_table)),
                   STR_ARG(to), STR_ARG(action));
}

// Behind the last element of CREATE TABLE, in front of the options.
static void fix_constraint(RuleCtx *ctx, Finding *f, const Lost *lost)
{
    Str text = ctx_statement(ctx, lost->op);
    size_t end = str_rfind_char(text, ')');
    if (end == text.len || lost->constraint->kind == CON_PRIMARY_KEY)
        return;
    fix_step(ctx, f, FIX_HERE, "Say it of the new table too:");
    fix_sql(ctx, f, STR_FMT ", " STR_FMT STR_FMT ";",
            STR_ARG(str_trim(str_take(text, end))),
            STR_ARG(constraint_sql(ctx, lost->constraint)), STR_ARG(str_drop(text, end)));
}

static void fix_lost_index(RuleCtx *ctx, Finding *f, const Lost *lost)
{
    for (size_t i = 0; i < lost->index->parts.len; i++)
        if (lost->index->parts.at[i].column.len == 0)
            return;
    StrVec columns = index_columns(ctx, lost->index);
    Str where = lost->index->where.ptr
                    ? ctx_fmt(ctx, " WHERE " STR_FMT, STR_ARG(lost->index->where))
                    : STR("");
    fix_step(ctx, f, FIX_END, "Make it again behind the rebuild:");
    fix_sql(ctx, f, "CREATE %sINDEX " STR_FMT " ON " STR_FMT " (" STR_FMT ")" STR_FMT ";",
            lost->index->unique ? "UNIQUE " : "",
            STR_ARG(ctx_ident_sql(ctx, lost->op->name.name)),
            STR_ARG(ctx_name_sql(ctx, lost->index->table)),
            STR_ARG(ctx_columns_sql(ctx, &columns)), STR_ARG(where));
}

static void check_drops(RuleCtx *ctx, const Op *op)
{
    Lost lost = { .op = op, .object = OBJ_COLUMN };
    StrVec columns = { 0 };
    if (!ctx_rebuilt_by(ctx, op) || !find_lost(ctx, &lost, &columns) ||
        goes_with_column(ctx, &lost, &columns) || comes_back(ctx, &lost, &columns))
        return;
    Finding *f = report_op(ctx, op, "the rebuild does not bring back " STR_FMT,
                           STR_ARG(lost.words));
    f->severity =
        lost.weighty && !is_widened(ctx, &lost, &columns) ? SEV_ERROR : SEV_WARNING;
    if (lost.constraint)
        fix_constraint(ctx, f, &lost);
    else if (lost.index)
        fix_lost_index(ctx, f, &lost);
}

RULE(rebuild_drops_object) = {
    .id = "rebuild-drops-object",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "sqlite",
    .on = { OP_DROP_INDEX, OP_DROP_TRIGGER, OP_DROP_CONSTRAINT, OP_SET_TABLE_OPTION },
    .op = check_drops,
    .title = "Rebuilding a table loses an index, trigger or constraint",
    .why = "DROP TABLE takes the indexes and triggers of the table along, and the new "
           "table has only the constraints and options that its CREATE TABLE says again. "
           "Nothing fails: duplicates, orphans and wrong values come in later, what a "
           "trigger did is not done, and queries get slow.",
    .fix = "Say every constraint again in the new table, and make its indexes and "
           "triggers again behind the rename; drop what has to go in a statement of its "
           "own",
    .bad = "-- engine sqlite\n"
           "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);\n"
           "CREATE UNIQUE INDEX users_email ON users (email);\n"
           "-- change\n"
           "CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT DEFAULT 'x');\n"
           "INSERT INTO new_users (id, email) SELECT id, email FROM users;\n"
           "DROP TABLE users;\n"
           "ALTER TABLE new_users RENAME TO users;\n",
    .good = "-- engine sqlite\n"
            "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);\n"
            "CREATE UNIQUE INDEX users_email ON users (email);\n"
            "-- change\n"
            "CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT DEFAULT 'x');\n"
            "INSERT INTO new_users (id, email) SELECT id, email FROM users;\n"
            "DROP TABLE users;\n"
            "ALTER TABLE new_users RENAME TO users;\n"
            "CREATE UNIQUE INDEX users_email ON users (email);\n",
};

// ---- rebuild-view-blocks ----

static void fix_views(RuleCtx *ctx, Finding *f, const Op *op)
{
    ViewVec views = ctx_views_over(ctx, op->name);
    if (views.len == 0)
        return;
    fix_step(ctx, f, FIX_HERE, "Drop the views before, and make them again behind it:");
    fix_drop_views(ctx, f, &views);
    fix_sql(ctx, f, STR_FMT ";", STR_ARG(ctx_statement(ctx, op)));
    fix_make_views(ctx, f, &views);
}

static void check_view_blocks(RuleCtx *ctx, const Op *op)
{
    Str refused = op->effects.refused;
    bool in_view = str_starts(refused, STR("error in view "));
    if (!op_is_step(op, "rename") ||
        (!in_view && !str_starts(refused, STR("error in trigger "))))
        return;
    Finding *f =
        report_op(ctx, op,
                  "SQLite refuses the rename to " STR_FMT
                  ": while the old table is gone, what reads it is broken: " STR_FMT,
                  STR_ARG(op->name.name), STR_ARG(refused));
    f->object = ctx_relation(ctx, op);
    if (in_view)
        fix_views(ctx, f, op);
}

RULE(rebuild_view_blocks) = {
    .id = "rebuild-view-blocks",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "sqlite",
    .on = { OP_REBUILD_TABLE },
    .op = check_view_blocks,
    .title = "A view or trigger keeps the rebuild's last step from being done",
    .why = "ALTER TABLE … RENAME reads every view and trigger of the schema again, and "
           "fails when one of them names a table that is not there. Between DROP TABLE "
           "and RENAME that is the table itself. Where no transaction is open the "
           "database stays without the table.",
    .fix = "Drop the views and triggers that name the table before it is dropped, and "
           "make them again behind the rename",
    .bad = "-- engine sqlite\n"
           "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);\n"
           "CREATE VIEW names AS SELECT name FROM users;\n"
           "-- change\n"
           "CREATE TABLE new_users (id INTEGER PRIMARY KEY, name TEXT DEFAULT 'x');\n"
           "INSERT INTO new_users (id, name) SELECT id, name FROM users;\n"
           "DROP TABLE users;\n"
           "ALTER TABLE new_users RENAME TO users;\n",
    .good = "-- engine sqlite\n"
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);\n"
            "CREATE VIEW names AS SELECT name FROM users;\n"
            "-- change\n"
            "DROP VIEW names;\n"
            "CREATE TABLE new_users (id INTEGER PRIMARY KEY, name TEXT DEFAULT 'x');\n"
            "INSERT INTO new_users (id, name) SELECT id, name FROM users;\n"
            "DROP TABLE users;\n"
            "ALTER TABLE new_users RENAME TO users;\n"
            "CREATE VIEW names AS SELECT name FROM users;\n",
};
