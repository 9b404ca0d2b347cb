// SPDX-License-Identifier: Apache-2.0
// How migrations are written: guards, names, size, comments. All of these are off until
// asked for.
#include "lint/rule.h"

// ---- if-exists-guards ----

// CREATE … IF NOT EXISTS, DROP … IF EXISTS.
static bool makes(OpKind kind)
{
    return kind == OP_CREATE_TABLE || kind == OP_CREATE_INDEX ||
           kind == OP_CREATE_SCHEMA || kind == OP_CREATE_SEQUENCE ||
           kind == OP_ADD_COLUMN;
}

static void check_if_exists_guards(RuleCtx *ctx, const Op *op)
{
    bool creates = makes(op->kind);
    if (op_has(op, creates ? OPF_IF_NOT_EXISTS : OPF_IF_EXISTS))
        return;
    report_op(ctx, op, "%s without %s fails when it runs for the second time",
              op_kind_words(op->kind), creates ? "IF NOT EXISTS" : "IF EXISTS");
}

RULE(if_exists_guards) = {
    .id = "if-exists-guards",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres",
    .off = true,
    .on = { OP_CREATE_TABLE, OP_CREATE_INDEX, OP_CREATE_SCHEMA, OP_CREATE_SEQUENCE,
            OP_ADD_COLUMN, OP_DROP_TABLE, OP_DROP_INDEX, OP_DROP_COLUMN,
            OP_DROP_CONSTRAINT, OP_DROP_TYPE, OP_DROP_VIEW, OP_DROP_SCHEMA },
    .op = check_if_exists_guards,
    .title = "A statement that cannot run twice",
    .why =
        "Where statements run without a transaction around them, a migration that fails "
        "half way is run again from its start, and then fails on what it has done "
        "already.",
    .fix = "IF NOT EXISTS behind CREATE and ADD COLUMN, IF EXISTS behind DROP",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY);\n",
    .good = "CREATE TABLE IF NOT EXISTS users (id bigint PRIMARY KEY);\n",
};

// ---- naming ----

static void check_word(RuleCtx *ctx, const Op *op, const char *kind, Str name)
{
    if (name.len == 0 || ctx_option_finds(ctx, "pattern", name))
        return; // of no name the engine makes one up
    Str wanted = STR("is not in snake_case");
    if (ctx_option_given(ctx, "pattern"))
        wanted = ctx_fmt(ctx, "does not fit the pattern " STR_FMT,
                         STR_ARG(ctx_option_pattern(ctx, "pattern")));
    Finding *f = report_op(ctx, op, "%s \"" STR_FMT "\" " STR_FMT, kind, STR_ARG(name),
                           STR_ARG(wanted));
    f->object = name;
}

static void check_naming(RuleCtx *ctx, const Op *op)
{
    if (op->kind == OP_RENAME_TABLE || op->kind == OP_RENAME_COLUMN) {
        check_word(ctx, op, op->kind == OP_RENAME_TABLE ? "table" : "column",
                   op->other.name);
        return;
    }
    if (op->kind == OP_ADD_COLUMN)
        check_word(ctx, op, "column", op->column->name);
    else if (op->kind == OP_ADD_CONSTRAINT)
        check_word(ctx, op, "constraint", op->constraint->name);
    else
        check_word(ctx, op, object_kind_word(op->object), op->name.name);
    for (size_t i = 0; op->table && i < op->table->columns.len; i++)
        check_word(ctx, op, "column", op->table->columns.at[i].name);
    for (size_t i = 0; op->table && i < op->table->constraints.len; i++)
        check_word(ctx, op, "constraint", op->table->constraints.at[i].name);
}

RULE(naming) = {
    .id = "naming",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres",
    .off = true,
    .on = { OP_CREATE_TABLE, OP_ADD_COLUMN, OP_ADD_CONSTRAINT, OP_CREATE_INDEX,
            OP_CREATE_VIEW, OP_CREATE_TYPE, OP_CREATE_SEQUENCE, OP_CREATE_SCHEMA,
            OP_CREATE_FUNCTION, OP_RENAME_TABLE, OP_RENAME_COLUMN },
    .op = check_naming,
    .options = { { .name = "pattern",
                   .kind = OPTION_PATTERN,
                   .text = "\\A[a-z][a-z0-9_]*\\z",
                   .meaning =
                       "what every name has to have in it; \\A and \\z are its ends" } },
    .title = "A name that is not in snake_case",
    .why = "PostgreSQL folds names that are not quoted to lower case: one with a capital "
           "has to be quoted in every query, by everybody, for ever, and is not found "
           "where somebody forgets.",
    .fix = "Small letters, digits and underscores; let the ORM map names to those of the "
           "program",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY, \"createdAt\" timestamptz);\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY, created_at timestamptz);\n",
};

// ---- migration-size ----

static void check_migration_size(RuleCtx *ctx, const Migration *migration)
{
    (void)migration;
    const OpVec *ops = ctx_ops(ctx);
    size_t most = ctx_option_number(ctx, "statements");
    const Op *over = NULL;
    for (size_t i = 0; i < ops->len && !over; i++)
        if (ops->at[i].stmt_index >= most)
            over = &ops->at[i];
    if (!over)
        return;
    Finding *f = report_op(ctx, over, "the migration has %zu statements, more than %zu",
                           ops->at[ops->len - 1].stmt_index + 1, most);
    f->object = ctx_migration(ctx)->path;
}

RULE(migration_size) = {
    .id = "migration-size",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres",
    .off = true,
    .migration = check_migration_size,
    .options = { { .name = "statements",
                   .kind = OPTION_NUMBER,
                   .number = 25,
                   .least = 1,
                   .most = 100000,
                   .meaning = "how many a migration may have" } },
    .title = "A migration with many statements",
    .why = "Nobody reviews statement forty as carefully as the first one. What shares a "
           "transaction keeps all its locks to the end, and what does not leaves a "
           "database half way when one of them fails.",
    .fix = "Several migrations, each of which can be deployed, and fail, by itself",
    .bad =
        "SELECT 1; SELECT 2; SELECT 3; SELECT 4; SELECT 5; SELECT 6; SELECT 7;\n"
        "SELECT 8; SELECT 9; SELECT 10; SELECT 11; SELECT 12; SELECT 13; SELECT 14;\n"
        "SELECT 15; SELECT 16; SELECT 17; SELECT 18; SELECT 19; SELECT 20; SELECT 21;\n"
        "SELECT 22; SELECT 23; SELECT 24; SELECT 25; SELECT 26;\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY);\n",
};

// ---- comment-required ----

static bool is_commented(const RuleCtx *ctx, const Op *op)
{
    for (const Op *comment = ctx_following(ctx, op, OP_COMMENT); comment;
         comment = ctx_following(ctx, comment, OP_COMMENT))
        if (comment->part.len == 0 && comment->object == OBJ_TABLE)
            return true;
    return false;
}

static void check_comment_required(RuleCtx *ctx, const Op *op)
{
    bool temporary = op->table && op->table->persistence == PERSIST_TEMPORARY;
    bool partition = op->table && op->table->partition_of.name.len > 0;
    if (temporary || partition || is_commented(ctx, op))
        return;
    Str relation = ctx_relation(ctx, op);
    Finding *f = report_op(ctx, op, "table " STR_FMT " comes without a comment",
                           STR_ARG(relation));
    f->object = relation;
    fix_step(ctx, f, FIX_BEHIND, "Behind CREATE TABLE:");
    fix_sql(ctx, f, "COMMENT ON TABLE " STR_FMT " IS '…';",
            STR_ARG(name_sql(ctx_arena(ctx), op->name)));
}

RULE(comment_required) = {
    .id = "comment-required",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres",
    .off = true,
    .on = { OP_CREATE_TABLE },
    .op = check_comment_required,
    .title = "A new table without a comment",
    .why =
        "Who meets the table in a report, a dump or at night in psql has nothing but its "
        "name to go by. COMMENT ON is kept with the table and shown by every tool.",
    .fix = "COMMENT ON TABLE … IS '…' in the same migration",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY);\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "COMMENT ON TABLE users IS 'People who can log in';\n",
};
