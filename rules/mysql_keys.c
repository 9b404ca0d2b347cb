// SPDX-License-Identifier: Apache-2.0
// Keys of MySQL, MariaDB and TiDB against rows that are there already: foreign keys that
// are checked, or not checked, and duplicates that go without a word.
#include "lint/rule.h"

// ---- fk-add-blocking ----

// The statement asks for a way that does not block writes: the server refuses it instead.
static bool asks_for_better(const Op *op)
{
    Algorithm algorithm = op->asked.algorithm;
    return op->asked.lock == ONLINE_LOCK_NONE ||
           (algorithm != ALGORITHM_DEFAULT && algorithm != ALGORITHM_COPY);
}

static Str action_text(const RuleCtx *ctx, const Op *op)
{
    return str_trim(str_slice(ctx_migration(ctx)->text, op->span.start, op->span.end));
}

// Rows whose reference leads nowhere.
static void fix_orphans(RuleCtx *ctx, Finding *f, const Op *op)
{
    const ConstraintDef *def = op->constraint;
    Str joined = STR("");
    for (size_t i = 0; i < def->columns.len && i < def->ref_columns.len; i++)
        joined = ctx_fmt(ctx, STR_FMT "%sp." STR_FMT " = c." STR_FMT, STR_ARG(joined),
                         i > 0 ? " AND " : "",
                         STR_ARG(ctx_ident_sql(ctx, def->ref_columns.at[i])),
                         STR_ARG(ctx_ident_sql(ctx, def->columns.at[i])));
    fix_step(ctx, f, FIX_HAND_BEFORE, "Look for rows that point to nothing:");
    fix_sql(ctx, f,
            "SELECT c.* FROM " STR_FMT " c LEFT JOIN " STR_FMT " p ON " STR_FMT
            " WHERE c." STR_FMT " IS NOT NULL AND p." STR_FMT " IS NULL LIMIT 100;",
            STR_ARG(ctx_name_sql(ctx, op->name)),
            STR_ARG(ctx_name_sql(ctx, def->ref_table)), STR_ARG(joined),
            STR_ARG(ctx_ident_sql(ctx, def->columns.at[0])),
            STR_ARG(ctx_ident_sql(ctx, def->ref_columns.at[0])));
}

// A column of the key is new, and NULL in all rows.
static bool is_empty(const RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    for (size_t i = 0; i < op->constraint->columns.len; i++) {
        const Column *column = table_column(table, op->constraint->columns.at[i]);
        if (column && catalog_origin_is_new(ctx_catalog(ctx), column->origin) &&
            !column->def->not_null && !column->def->default_expr.ptr)
            return true;
    }
    return false;
}

static void fix_fk_add_blocking(RuleCtx *ctx, Finding *f, const Op *op)
{
    const ConstraintDef *def = op->constraint;
    if (op_has(op, OPF_INLINE) || def->columns.len == 0 ||
        def->ref_columns.len != def->columns.len)
        return;
    bool empty = is_empty(ctx, op);
    if (!empty)
        fix_orphans(ctx, f, op);
    fix_rest(ctx, f, op);
    fix_step(ctx, f, FIX_HERE,
             empty
                 ? "No row points to anything yet: add it unchecked, which keeps nobody "
                   "waiting:"
                 : "When there are none, add it unchecked, which keeps nobody waiting:");
    fix_sql(ctx, f,
            "-- tidegate: allow fk-checks-disabled (no row points to nothing)\n"
            "SET foreign_key_checks = 0;");
    fix_sql(ctx, f, "ALTER TABLE " STR_FMT " " STR_FMT ", ALGORITHM=INPLACE, LOCK=NONE;",
            STR_ARG(ctx_name_sql(ctx, op->name)), STR_ARG(action_text(ctx, op)));
    fix_sql(ctx, f, "SET foreign_key_checks = 1;");
    if (!empty)
        fix_step(
            ctx, f, FIX_HAND_AFTER,
            "Run the query again: rows that came in meanwhile were not checked either");
}

static void check_fk_add_blocking(RuleCtx *ctx, const Op *op)
{
    const ConstraintDef *def = op->constraint;
    if (def->kind != CON_FOREIGN_KEY || ctx_table_is_idle(ctx, op) ||
        op->effects.refused.len > 0 || op->effects.ignored.len > 0 ||
        op->effects.alone.lock < ONLINE_LOCK_SHARED || asks_for_better(op))
        return;
    Str relation = ctx_relation(ctx, op);
    Finding *f =
        report_op(ctx, op,
                  STR_FMT " copies " STR_FMT " row by row to check foreign key " STR_FMT
                          ", and every write to it waits until that is done" STR_FMT,
                  STR_ARG(ctx_server(ctx)), STR_ARG(relation),
                  STR_ARG(ctx_constraint_name(ctx, op)), STR_ARG(ctx_presumed(ctx, op)));
    f->object = ctx_member(ctx, op, ctx_constraint_name(ctx, op));
    fix_fk_add_blocking(ctx, f, op);
}

RULE(fk_add_blocking) = {
    .id = "fk-add-blocking",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "mysql",
    .on = { OP_ADD_CONSTRAINT },
    .op = check_fk_add_blocking,
    .title = "Adding a foreign key copies the table while writes wait",
    .why = "With foreign_key_checks on there is no way but ALGORITHM=COPY: all rows are "
           "written to a new table, each is looked up in the parent, and writes to the "
           "table wait until the last one is. One row that points to nothing, and all of "
           "it was in vain.",
    .fix = "Look for rows without a parent first, and add the key with "
           "foreign_key_checks = 0, which is done in place while writes go on",
    .bad = "-- engine mysql@8.0\n"
           "CREATE TABLE users (id bigint unsigned PRIMARY KEY);\n"
           "CREATE TABLE orders (id bigint unsigned PRIMARY KEY, user_id bigint "
           "unsigned);\n"
           "-- change\n"
           "SET lock_wait_timeout = 5;\n"
           "ALTER TABLE orders ADD CONSTRAINT orders_user FOREIGN KEY (user_id) "
           "REFERENCES users (id);\n",
    .good = "-- engine mysql@8.0\n"
            "CREATE TABLE users (id bigint unsigned PRIMARY KEY);\n"
            "CREATE TABLE orders (id bigint unsigned PRIMARY KEY, user_id bigint "
            "unsigned);\n"
            "-- change\n"
            "SET lock_wait_timeout = 5;\n"
            "-- tidegate: allow fk-checks-disabled (no order is without its user)\n"
            "SET foreign_key_checks = 0;\n"
            "ALTER TABLE orders ADD CONSTRAINT orders_user FOREIGN KEY (user_id) "
            "REFERENCES users (id), ALGORITHM=INPLACE, LOCK=NONE;\n"
            "SET foreign_key_checks = 1;\n",
};

// ---- fk-checks-disabled ----

static bool is_off(Str value)
{
    static const char *const words[] = { "0", "off", "false", NULL };
    for (size_t i = 0; words[i]; i++)
        if (str_eq_ci(value, str_from(words[i])))
            return true;
    return false;
}

static bool checks_at(const RuleCtx *ctx, const Op *op)
{
    return !is_off(ctx_setting_value(ctx, op, STR("foreign_key_checks")));
}

// What is done between the SET and the place where the keys are checked again.
typedef struct Unchecked {
    RuleCtx *ctx;
    const Op *set;
    const Op *end; // behind the last op that runs unchecked
    StrVec deeds;
    bool leaves_orphans; // a parent goes while others point to it
} Unchecked;

static const Op *end_of_file(const RuleCtx *ctx)
{
    return ctx_ops(ctx)->at + ctx_ops(ctx)->len;
}

static const Op *unchecked_until(const RuleCtx *ctx, const Op *set)
{
    const Op *op = set + 1;
    while (op < end_of_file(ctx) && !checks_at(ctx, op))
        op++;
    return op;
}

// The same run makes or drops the table before the op.
static bool happens_before(const Unchecked *run, const Op *op, OpKind kind, Name table)
{
    const Catalog *catalog = ctx_catalog(run->ctx);
    for (const Op *other = run->set; other < op; other++)
        if (other->kind == kind && name_eq(catalog_resolve(catalog, other->name), table))
            return true;
    return false;
}

// Nothing is in the table that the run does not put there.
static bool is_new_here(const Unchecked *run, const Op *op)
{
    Name table = catalog_resolve(ctx_catalog(run->ctx), op->name);
    return ctx_table_is_idle(run->ctx, op) ||
           happens_before(run, op, OP_CREATE_TABLE, table);
}

static bool drops_key(const Unchecked *run, const Op *op, const ForeignKey *key)
{
    for (const Op *other = run->set; other < op; other++)
        if (other->kind == OP_DROP_CONSTRAINT &&
            ctx_table(run->ctx, other) == key->table &&
            str_eq_ci(other->part, key->constraint->def.name))
            return true;
    return false;
}

static bool goes_too(const Unchecked *run, const Table *child)
{
    return happens_before(run, run->end, OP_DROP_TABLE, child->name);
}

// The tables, but for itself, that go on pointing to a table when it is dropped.
static StrVec children_left(const Unchecked *run, const Op *op)
{
    Arena *arena = ctx_arena(run->ctx);
    const Catalog *catalog = ctx_catalog(run->ctx);
    StrVec left = { 0 };
    ForeignKeyVec keys =
        catalog_referencing(arena, catalog, catalog_resolve(catalog, op->name));
    for (size_t i = 0; i < keys.len; i++) {
        const Table *child = keys.at[i].table;
        Str name = name_text(arena, child->name);
        if (child != ctx_table(run->ctx, op) && !goes_too(run, child) &&
            !drops_key(run, op, &keys.at[i]) && !list_has(&left, name))
            *vec_push(arena, &left) = name;
    }
    return left;
}

static void add_deed(Unchecked *run, Str deed)
{
    if (!list_has(&run->deeds, deed))
        *vec_push(ctx_arena(run->ctx), &run->deeds) = deed;
}

static void judge_removal(Unchecked *run, const Op *op)
{
    StrVec children = children_left(run, op);
    if (children.len == 0)
        return;
    run->leaves_orphans = run->leaves_orphans || op->kind == OP_DROP_TABLE;
    add_deed(run,
             ctx_fmt(run->ctx,
                     "%s " STR_FMT " leaves rows of " STR_FMT " that point to nothing",
                     op->kind == OP_DROP_TABLE ? "DROP TABLE" : "TRUNCATE",
                     STR_ARG(ctx_relation(run->ctx, op)),
                     STR_ARG(ctx_list(run->ctx, &children))));
}

static bool has_foreign_keys(const Table *table)
{
    for (size_t i = 0; table && i < table->constraints.len; i++)
        if (table->constraints.at[i]->def.kind == CON_FOREIGN_KEY)
            return true;
    return !table || !table->complete;
}

static bool is_in_foreign_key(const Unchecked *run, const Op *op)
{
    const Table *table = ctx_table(run->ctx, op);
    for (size_t i = 0; table && i < table->constraints.len; i++) {
        const ConstraintDef *def = &table->constraints.at[i]->def;
        if (def->kind == CON_FOREIGN_KEY &&
            table_list_has(table, &def->columns, op->part))
            return true;
    }
    return table && children_left(run, op).len > 0;
}

static void judge_rows(Unchecked *run, const Op *op)
{
    bool is_parent = op->kind == OP_DELETE && children_left(run, op).len > 0;
    if (is_parent || (op->kind != OP_DELETE && has_foreign_keys(ctx_table(run->ctx, op))))
        add_deed(run,
                 ctx_fmt(run->ctx, "%s " STR_FMT " is not checked",
                         op_kind_words(op->kind), STR_ARG(ctx_relation(run->ctx, op))));
}

static void judge_unchecked(Unchecked *run, const Op *op)
{
    if (op->name.name.len == 0 || is_new_here(run, op))
        return;
    bool is_key =
        op->kind == OP_ADD_CONSTRAINT && op->constraint->kind == CON_FOREIGN_KEY;
    if (op->kind == OP_DROP_TABLE || op->kind == OP_TRUNCATE)
        judge_removal(run, op);
    else if (is_key && op->effects.ignored.len == 0)
        add_deed(run, ctx_fmt(run->ctx,
                              "foreign key " STR_FMT " of " STR_FMT
                              " is added without a look at the rows",
                              STR_ARG(ctx_constraint_name(run->ctx, op)),
                              STR_ARG(ctx_relation(run->ctx, op))));
    else if (op->kind == OP_MODIFY_COLUMN && is_in_foreign_key(run, op))
        add_deed(run, ctx_fmt(run->ctx, "column " STR_FMT " of a foreign key changes",
                              STR_ARG(ctx_member(run->ctx, op, op->part))));
    else if (op->kind == OP_INSERT || op->kind == OP_UPDATE || op->kind == OP_DELETE ||
             op->kind == OP_COPY)
        judge_rows(run, op);
}

// A dump at the beginning of a history: it makes tables and fills them, and there were
// none.
static bool is_baseline(const Unchecked *run)
{
    static const bool others[OP_KIND_COUNT] = {
        [OP_ADD_COLUMN] = true, [OP_DROP_COLUMN] = true, [OP_MODIFY_COLUMN] = true,
        [OP_UPDATE] = true,     [OP_DELETE] = true,      [OP_TRUNCATE] = true,
    };
    const Catalog *catalog = ctx_catalog(run->ctx);
    size_t at = 0;
    for (const Table *table; (table = catalog_next_table(catalog, &at));)
        if (!catalog_origin_is_new(catalog, &table->origin))
            return false;
    bool makes = false;
    for (const Op *op = run->set; op < run->end; op++) {
        makes = makes || op->kind == OP_CREATE_TABLE;
        if (others[op->kind])
            return false;
    }
    return makes;
}

static void report_unchecked(const Unchecked *run, bool for_good)
{
    RuleCtx *ctx = run->ctx;
    bool global = op_has(run->set, OPF_GLOBAL);
    const char *how = global     ? " for every new connection"
                      : for_good ? " and is not switched on again in the file"
                                 : "";
    Finding *f =
        report_op(ctx, run->set, "foreign_key_checks is off%s%s" STR_FMT, how,
                  run->deeds.len > 0 ? ": " : "", STR_ARG(ctx_list(ctx, &run->deeds)));
    f->object = STR("foreign_key_checks");
    if (global || for_good || run->leaves_orphans)
        f->severity = SEV_ERROR;
    if (for_good && !global) {
        fix_step(ctx, f, FIX_END, "Switch it on again where the file ends:");
        fix_sql(ctx, f, "SET foreign_key_checks = 1;");
    }
}

static bool switches_off(const RuleCtx *ctx, const Op *op)
{
    if (!str_eq(op->part, STR("foreign_key_checks")) || op_has(op, OPF_RESET))
        return false;
    if (op_has(op, OPF_GLOBAL))
        return is_off(op->detail);
    return checks_at(ctx, op) &&
           !checks_at(ctx, op + 1 < end_of_file(ctx) ? op + 1 : NULL);
}

static void check_fk_checks_disabled(RuleCtx *ctx, const Op *op)
{
    if (!switches_off(ctx, op))
        return;
    Unchecked run = { .ctx = ctx, .set = op, .end = unchecked_until(ctx, op) };
    for (const Op *next = op + 1; next < run.end; next++)
        judge_unchecked(&run, next);
    bool global = op_has(op, OPF_GLOBAL);
    bool for_good = !global && run.end == end_of_file(ctx) && !checks_at(ctx, NULL);
    if (run.deeds.len > 0 || global || (for_good && !is_baseline(&run)))
        report_unchecked(&run, for_good);
}

RULE(fk_checks_disabled) = {
    .id = "fk-checks-disabled",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "mysql",
    .on = { OP_SET_SESSION },
    .op = check_fk_checks_disabled,
    .title = "With foreign_key_checks off nothing keeps rows from pointing to nothing",
    .why = "What is added, changed or dropped meanwhile is not checked, and switching it "
           "on again checks nothing either: rows that point to nothing stay until a join "
           "loses them or a later ALTER fails. A runner that keeps its connection runs "
           "the following migrations unchecked too where nobody switches it on.",
    .fix =
        "Do the work in an order that needs no such switch, or look for rows without a "
        "parent behind it, and switch it on again in the same file",
    .bad = "-- engine mysql@8.0\n"
           "CREATE TABLE users (id bigint unsigned PRIMARY KEY);\n"
           "CREATE TABLE orders (\n"
           "    id bigint unsigned PRIMARY KEY,\n"
           "    user_id bigint unsigned,\n"
           "    FOREIGN KEY (user_id) REFERENCES users (id)\n"
           ");\n"
           "-- change\n"
           "SET foreign_key_checks = 0;\n"
           "INSERT INTO orders (id, user_id) VALUES (1, 2);\n"
           "SET foreign_key_checks = 1;\n",
    .good = "-- engine mysql@8.0\n"
            "CREATE TABLE users (id bigint unsigned PRIMARY KEY);\n"
            "CREATE TABLE orders (\n"
            "    id bigint unsigned PRIMARY KEY,\n"
            "    user_id bigint unsigned,\n"
            "    FOREIGN KEY (user_id) REFERENCES users (id)\n"
            ");\n"
            "-- change\n"
            "INSERT INTO users (id) VALUES (2);\n"
            "INSERT INTO orders (id, user_id) VALUES (1, 2);\n",
};

// ---- alter-ignore ----

static bool is_first_of_statement(const RuleCtx *ctx, const Op *op)
{
    return op == ctx_ops(ctx)->at || op[-1].stmt_index != op->stmt_index;
}

// What the statement would stop at without the word.
typedef enum IgnoredErrors {
    IGNORED_NONE,
    IGNORED_VALUES,
    IGNORED_DUPLICATES,
    IGNORED_COUNT
} IgnoredErrors;

static IgnoredErrors errors_ignored(const RuleCtx *ctx, const Op *first)
{
    IgnoredErrors worst = IGNORED_NONE;
    const OpVec *ops = ctx_ops(ctx);
    for (const Op *op = first; op < ops->at + ops->len; op++) {
        bool key =
            op->kind == OP_ADD_CONSTRAINT && op->constraint->kind == CON_PRIMARY_KEY;
        if (op->stmt_index != first->stmt_index)
            break;
        if (key || (op->kind == OP_CREATE_INDEX && op->index->unique))
            worst = IGNORED_DUPLICATES;
        else if (worst == IGNORED_NONE &&
                 (op->kind == OP_MODIFY_COLUMN ||
                  (op->kind == OP_SET_TABLE_OPTION && str_eq(op->verb, STR("convert")))))
            worst = IGNORED_VALUES;
    }
    return worst;
}

// Of server and table: whether MariaDB is meant, and what is ignored.
static const char *const deeds_of_ignore[2][IGNORED_COUNT] = {
    { STR_FMT " reads IGNORE in ALTER IGNORE TABLE " STR_FMT
              " and does nothing of it: a row that does not fit still stops it" },
    { STR_FMT " takes IGNORE in ALTER IGNORE TABLE " STR_FMT
              " for leave to change values that do not fit; here there is nothing to "
              "ignore",
      "under ALTER IGNORE " STR_FMT " changes, without an error, all values of " STR_FMT
      " that the new definition does not hold",
      "under ALTER IGNORE " STR_FMT
      " deletes, without a word, all but one of the rows of " STR_FMT
      " that are the same in a new unique key" },
};

static void check_alter_ignore(RuleCtx *ctx, const Op *op)
{
    static const bool writes[OP_KIND_COUNT] = {
        [OP_INSERT] = true, [OP_UPDATE] = true, [OP_DELETE] = true, [OP_COPY] = true
    };
    if (!op_has(op, OPF_IGNORE) || writes[op->kind] || !is_first_of_statement(ctx, op))
        return;
    const Engine *engine = ctx_engine(ctx);
    bool deletes = engine_is(engine, "mariadb");
    if (engine_is(engine, "mysql") || (deletes && ctx_table_is_idle(ctx, op)))
        return; // MySQL does not know the word: syntax
    Str relation = ctx_relation(ctx, op);
    IgnoredErrors ignored = deletes ? errors_ignored(ctx, op) : IGNORED_NONE;
    Finding *f = report_op(ctx, op, deeds_of_ignore[deletes][ignored],
                           STR_ARG(ctx_server(ctx)), STR_ARG(relation));
    f->object = relation;
    if (deletes && ignored == IGNORED_NONE)
        f->severity = SEV_WARNING;
}

RULE(alter_ignore) = {
    .id = "alter-ignore",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .loses_data = true,
    .dialects = "mysql",
    .op = check_alter_ignore,
    .title = "ALTER IGNORE TABLE deletes rows without a word",
    .why =
        "Of rows that are the same in a new unique key MariaDB keeps one, whichever it "
        "meets first, and deletes the others; nothing tells which they were. TiDB "
        "reads the word and does nothing of it, MySQL has not known it since 5.7.",
    .fix =
        "Decide which of the duplicates stays, delete the others by a statement of its "
        "own, and add the key without IGNORE",
    .bad = "-- engine mariadb@10.11\n"
           "CREATE TABLE users (id bigint unsigned PRIMARY KEY, email varchar(190));\n"
           "-- change\n"
           "SET lock_wait_timeout = 5;\n"
           "ALTER IGNORE TABLE users ADD UNIQUE KEY users_email (email);\n",
    .good =
        "-- engine mariadb@10.11\n"
        "CREATE TABLE users (id bigint unsigned PRIMARY KEY, email varchar(190));\n"
        "-- change\n"
        "SET lock_wait_timeout = 5;\n"
        "DELETE a FROM users a JOIN users b WHERE a.email = b.email AND a.id > b.id;\n"
        "ALTER TABLE users ADD UNIQUE KEY users_email (email);\n",
};
