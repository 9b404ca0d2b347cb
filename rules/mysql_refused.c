// SPDX-License-Identifier: Apache-2.0
// What the server answers with an error, as far as the history tells, where no other rule
// has more to say about it.
#include "lint/rule.h"

// ---- what other rules say ----

enum {
    TIDB_OWN = 8000, // from here on: tidb-alter-refused, tidb-unsupported
    VERSIONED = 4119 // drop-system-versioning
};

typedef struct SaidElsewhere {
    OpKind kind;
    int codes[8]; // 0: the end
} SaidElsewhere;

static const SaidElsewhere said_elsewhere[] = {
    // charset-convert
    { OP_SET_TABLE_OPTION, { 1832, 1833, 3780 } },
    // drop-table
    { OP_DROP_TABLE, { 1451, 3730 } },
    // drop-column-dependency; MariaDB's 1072: drop-column-narrows-index
    { OP_DROP_COLUMN, { 1054, 1072, 1553, 1828, 1829, 3108, 3837, 3959 } },
    // volatile-default; tidb-unsupported
    { OP_ADD_COLUMN, { 1674, 3106 } },
    // fk-incompatible
    { OP_ADD_CONSTRAINT, { 1005, 1506, 1822, 1825, 1830, 3780, 6125 } },
};

static bool has_code(const SaidElsewhere *row, int code)
{
    for (size_t i = 0; i < sizeof row->codes / sizeof *row->codes; i++)
        if (row->codes[i] == code)
            return true;
    return false;
}

static bool is_said_elsewhere(const Op *op)
{
    int code = op->effects.refused_code;
    if (code == VERSIONED || code >= TIDB_OWN)
        return true;
    for (size_t i = 0; i < sizeof said_elsewhere / sizeof *said_elsewhere; i++)
        if (said_elsewhere[i].kind == op->kind && has_code(&said_elsewhere[i], code))
            return true;
    return false;
}

// ---- statement-refused ----

// The first one of its statement: what is refused is refused as a whole.
static bool is_first(const RuleCtx *ctx, const Op *op)
{
    for (const Op *before = ctx_statement_op(ctx, op); before < op; before++)
        if (before->effects.refused.len > 0)
            return false;
    return true;
}

// ---- statement-refused: SQLite and its kin ----

enum { CONSTRAINT = 19 }; // SQLITE_CONSTRAINT, of an extended code the lowest byte

typedef struct ToldElsewhere {
    OpKind kind;
    const char *words; // in the answer; NULL: any
} ToldElsewhere;

static const ToldElsewhere told_elsewhere[] = {
    // add-column-invalid
    { OP_ADD_COLUMN, "add a " },
    { OP_ADD_COLUMN, "non-constant default" },
    { OP_ADD_COLUMN, "constraint failed" },
    // drop-column-blocked
    { OP_DROP_COLUMN, "cannot drop" },
    { OP_DROP_COLUMN, "error in " },
    // unique-on-existing
    { OP_CREATE_INDEX, "UNIQUE constraint failed" },
    // rebuild-*
    { OP_REBUILD_TABLE, NULL },
    // cannot-run-in-transaction
    { OP_TRANSACTION, "within a transaction" },
    { OP_TRANSACTION, "refuses BEGIN" },
    { OP_MAINTENANCE, "within a transaction" },
};

static bool is_told_elsewhere(const Op *op)
{
    if (op->kind == OP_TRANSACTION && op->effects.refused_for == REFUSED_AT_COMMIT)
        return true; // transaction-control
    for (size_t i = 0; i < sizeof told_elsewhere / sizeof *told_elsewhere; i++) {
        const ToldElsewhere *row = &told_elsewhere[i];
        if (row->kind == op->kind &&
            (!row->words || str_contains(op->effects.refused, str_from(row->words))))
            return true;
    }
    return false;
}

// The rows are made up: what a function says to their values says nothing of real ones.
static bool is_by_chance(const Op *op)
{
    return op_fails_on_rows(op) && (op->effects.refused_code & 0xFF) != CONSTRAINT;
}

// A foreign key of the table to one that is not there; NULL: it has none.
static const ConstraintDef *key_to_nothing(const RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    for (size_t i = 0; table && i < table->constraints.len; i++) {
        const ConstraintDef *def = &table->constraints.at[i]->def;
        if (def->kind == CON_FOREIGN_KEY &&
            !catalog_table(ctx_catalog(ctx),
                           catalog_resolve(ctx_catalog(ctx), def->ref_table)))
            return def;
    }
    return NULL;
}

// SQLite counts a row that points to a missing table as one violation less, and DROP
// TABLE wants the sum to be 0: rows that other rows refer to may make up for it.
static void explain_key_to_nothing(RuleCtx *ctx, Finding *f, const Op *op)
{
    const ConstraintDef *key = op->kind == OP_DROP_TABLE ? key_to_nothing(ctx, op) : NULL;
    if (!key)
        return;
    f->why = ctx_fmt(ctx,
                     "Rows of " STR_FMT " refer to " STR_FMT
                     ", which is not there any more. With foreign keys in force SQLite "
                     "cannot delete such rows, and DROP TABLE begins with that.",
                     STR_ARG(op->name.name), STR_ARG(key->ref_table.name));
    fix_step(ctx, f, FIX_NOTE,
             "Drop tables before those that they refer to, or with PRAGMA foreign_keys = "
             "OFF outside of any transaction");
}

static void check_sqlite_refused(RuleCtx *ctx, const Op *op)
{
    if (is_told_elsewhere(op) || is_by_chance(op))
        return;
    Str deed = op->name.name.len > 0 ? ctx_deed(ctx, op) : ctx_statement(ctx, op);
    Finding *f = report_op(ctx, op, STR_FMT " " STR_FMT, STR_ARG(deed),
                           STR_ARG(ctx_failure(ctx, op)));
    f->object = op->part.len > 0 ? ctx_member(ctx, op, op->part) : ctx_relation(ctx, op);
    if (op->effects.refused_for == REFUSED_FOR_NULLS)
        f->severity = SEV_WARNING;
    f->why = STR("What the statement asks for does not go with the tables that the "
                 "migrations before it have made, or with rows that such tables hold: "
                 "SQLite answers with an error, and the deploy stops.");
    explain_key_to_nothing(ctx, f, op);
}

// ---- statement-refused: all ----

static void check_refused(RuleCtx *ctx, const Op *op)
{
    const Effects *effects = &op->effects;
    if (ctx_is_sqlite(ctx)) {
        bool refused = effects->refused.len > 0 && op->kind != OP_OPAQUE;
        if (refused && !ctx_is_misfit(ctx, op) && is_first(ctx, op))
            check_sqlite_refused(ctx, op);
        return;
    }
    if (effects->refused.len == 0 || effects->refused_for != REFUSED_FOR_ITSELF ||
        effects->refused_code == 0 || op->kind == OP_OPAQUE || is_said_elsewhere(op) ||
        ctx_is_misfit(ctx, op) || !is_first(ctx, op))
        return;
    Finding *f = report_op(ctx, op, STR_FMT " refuses " STR_FMT ": " STR_FMT,
                           STR_ARG(ctx_server(ctx)), STR_ARG(ctx_deed(ctx, op)),
                           STR_ARG(effects->refused));
    f->object = op->part.len > 0 ? ctx_member(ctx, op, op->part) : ctx_relation(ctx, op);
}

RULE(statement_refused) = {
    .id = "statement-refused",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "mysql sqlite",
    .op = check_refused,
    .title = "The server refuses the statement",
    .why = "What the statement asks for does not go with the tables that the migrations "
           "before it have made, and the server answers with an error. Definitions "
           "commit one by one: what stands before it is applied, what stands behind it "
           "is not, and the deploy stops in between.",
    .fix = "Bring the statement and the tables together: name what is there, and let go "
           "first of what still needs it",
    .bad = "-- engine mysql@8.0\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint, KEY notes_user "
           "(user_id), CONSTRAINT notes_user_fk FOREIGN KEY (user_id) REFERENCES users "
           "(id));\n"
           "-- change\n"
           "DROP INDEX notes_user ON notes;\n",
    .good = "-- engine mysql@8.0\n"
            "CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint, KEY notes_user "
            "(user_id));\n"
            "-- change\n"
            "ALTER TABLE notes RENAME INDEX notes_user TO notes_by_user;\n",
};
