// SPDX-License-Identifier: Apache-2.0
// Keys and constraints that TiDB forgets, refuses, or makes a hotspot of.
#include "lint/rule.h"

static bool is_set_on(const RuleCtx *ctx, const Op *op, const char *setting)
{
    static const char *const on[] = { "on", "1", "true", NULL };
    const Op *set = ctx_setting(ctx, op, str_from(setting));
    for (size_t i = 0; set && !op_has(set, OPF_RESET) && on[i]; i++)
        if (str_eq_ci(set->detail, str_from(on[i])))
            return true;
    return false;
}

static bool before(const RuleCtx *ctx, int version)
{
    return engine_version(ctx_engine(ctx)) < version;
}

static bool is_within(Span inner, Span outer)
{
    return inner.start >= outer.start && inner.end <= outer.end;
}

// ---- tidb-check-fk-ignored ----

static const char *const by_default =
    "tidb_enable_check_constraint is OFF unless somebody has set it";

// Why a CHECK is not checked; NULL: it is.
static const char *check_is_ignored(const RuleCtx *ctx, const Op *op)
{
    if (op_has(op, OPF_INLINE))
        return "inside ADD COLUMN it is parsed and forgotten";
    if (before(ctx, ENGINE_VERSION(7, 2, 0)))
        return "there are no CHECK constraints before TiDB 7.2";
    return is_set_on(ctx, op, "tidb_enable_check_constraint") ? NULL : by_default;
}

static void report_check(RuleCtx *ctx, const Op *op, const ConstraintDef *def)
{
    const char *reason = check_is_ignored(ctx, op);
    if (!reason)
        return;
    Finding *f =
        report_op(ctx, op, STR_FMT " forgets CHECK (" STR_FMT ") of " STR_FMT ": %s",
                  STR_ARG(ctx_server(ctx)), STR_ARG(def->expression),
                  STR_ARG(ctx_relation(ctx, op)), reason);
    f->span = def->span;
    f->object = ctx_relation(ctx, op);
    f->fix = ctx_fmt(ctx,
                     "%sSET GLOBAL tidb_enable_check_constraint = ON; before it, which "
                     "holds for what is added from then on, and ALTER TABLE " STR_FMT
                     " ADD CONSTRAINT … CHECK (" STR_FMT "); by itself",
                     before(ctx, ENGINE_VERSION(7, 2, 0))
                         ? "Check it in the application; from TiDB 7.2 on "
                         : "",
                     STR_ARG(ctx_name_sql(ctx, op->name)), STR_ARG(def->expression));
}

static void report_foreign(RuleCtx *ctx, const Op *op, const ConstraintDef *def)
{
    if (!before(ctx, ENGINE_VERSION(8, 5, 0)))
        return;
    const char *what =
        before(ctx, ENGINE_VERSION(6, 6, 0))
            ? "is never enforced: TiDB parses foreign keys and forgets them before 6.6, "
              "and an upgrade does not bring them to life"
            : "is experimental: TiDB does not recommend foreign keys in production "
              "before 8.5";
    Finding *f =
        report_op(ctx, op,
                  "the foreign key of " STR_FMT " (" STR_FMT ") to " STR_FMT
                  " %s; the server is " STR_FMT,
                  STR_ARG(ctx_relation(ctx, op)), STR_ARG(ctx_list(ctx, &def->columns)),
                  STR_ARG(name_text(ctx_arena(ctx), def->ref_table)), what,
                  STR_ARG(ctx_server(ctx)));
    f->span = def->span;
    f->object = ctx_relation(ctx, op);
    f->fix = ctx_fmt(ctx,
                     "Keep the reference in the application, with an index on " STR_FMT
                     " where rows are looked up by it, or run TiDB 8.5",
                     STR_ARG(ctx_columns_sql(ctx, &def->columns)));
}

// REFERENCES beside a column is fk-inline-references'.
static bool is_beside_column(const Op *op, const ConstraintDef *def)
{
    bool inside = op_has(op, OPF_INLINE);
    for (size_t i = 0; op->table && i < op->table->columns.len; i++)
        inside = inside || is_within(def->span, op->table->columns.at[i].span);
    return inside;
}

static void check_constraint(RuleCtx *ctx, const Op *op, const ConstraintDef *def)
{
    if (def->kind == CON_CHECK && !def->not_enforced)
        report_check(ctx, op, def);
    else if (def->kind == CON_FOREIGN_KEY && !is_beside_column(op, def))
        report_foreign(ctx, op, def);
}

static void check_fk_ignored(RuleCtx *ctx, const Op *op)
{
    if (op->effects.refused.len > 0 || ctx_is_misfit(ctx, op))
        return;
    if (op->constraint)
        check_constraint(ctx, op, op->constraint);
    for (size_t i = 0; op->table && i < op->table->constraints.len; i++)
        check_constraint(ctx, op, &op->table->constraints.at[i]);
}

RULE(tidb_check_fk_ignored) = {
    .id = "tidb-check-fk-ignored",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "tidb",
    .on = { OP_CREATE_TABLE, OP_ADD_CONSTRAINT },
    .op = check_fk_ignored,
    .title = "A CHECK or foreign key that TiDB does not keep",
    .why = "The statement succeeds, and nothing says that the constraint is not there: "
           "rows that it forbids are taken, and are found when somebody relies on them. "
           "Foreign keys before 8.5 are enforced from 6.6 on, as an experiment that may "
           "change.",
    .fix = "Check it in the application, or enable what checks it first",
    .bad =
        "-- engine tidb@7.5\n"
        "CREATE TABLE orders (id bigint PRIMARY KEY, total int, CHECK (total >= 0));\n",
    .good = "-- engine tidb@8.5\n"
            "SET GLOBAL tidb_enable_check_constraint = ON;\n"
            "CREATE TABLE orders (id bigint PRIMARY KEY, total int, CHECK (total >= "
            "0));\n",
};

// ---- tidb-auto-id ----

static const ConstraintDef *primary_of(const TableDef *table)
{
    for (size_t i = 0; i < table->constraints.len; i++)
        if (table->constraints.at[i].kind == CON_PRIMARY_KEY)
            return &table->constraints.at[i];
    return NULL;
}

static const ColumnDef *column_of(const TableDef *table, Str name)
{
    for (size_t i = 0; i < table->columns.len; i++)
        if (str_eq_ci(table->columns.at[i].name, name))
            return &table->columns.at[i];
    return NULL;
}

// Rows are stored by the number itself.
static bool is_row_id(const TableDef *table, const ConstraintDef *key)
{
    const ColumnDef *column =
        key && key->columns.len == 1 ? column_of(table, key->columns.at[0]) : NULL;
    return column && type_is_integer(&column->type);
}

static bool is_clustered(const RuleCtx *ctx, const Op *op, const ConstraintDef *key)
{
    const Op *set = ctx_setting(ctx, op, STR("tidb_enable_clustered_index"));
    Str value = set && !op_has(set, OPF_RESET) ? set->detail : STR("on");
    if (key->clustering != CLUSTERING_UNSAID)
        return key->clustering == CLUSTERED;
    if (str_eq_ci(value, STR("int_only")))
        return is_row_id(op->table, key);
    return !str_eq_ci(value, STR("off")) && !str_eq(value, STR("0"));
}

// "5, 54": at most 15 bits of shards, and 32 to 64 of all.
static bool has_fit_bits(Str bits)
{
    uint64_t shards = 5, all = 64;
    Str first = { 0 };
    (void)str_cut(&bits, ',', &first);
    (void)str_to_u64(str_trim(first), &shards);
    (void)str_to_u64(str_trim(bits), &all);
    return shards >= 1 && shards <= 15 && all >= 32 && all <= 64;
}

// Why TiDB refuses AUTO_RANDOM there; NULL: it does not.
static const char *unfit_for_random(const RuleCtx *ctx, const Op *op,
                                    const ColumnDef *column)
{
    const ConstraintDef *key = primary_of(op->table);
    if (!str_eq(column->type.name.name, STR("bigint")))
        return "the column has to be BIGINT";
    if (!key || key->columns.len == 0 || !str_eq_ci(key->columns.at[0], column->name))
        return "the column has to be the first of the primary key";
    if (!is_clustered(ctx, op, key))
        return "the primary key has to be CLUSTERED";
    if (column->auto_increment)
        return "the column is AUTO_INCREMENT as well";
    if (column->default_expr.ptr)
        return "the column has a DEFAULT";
    return has_fit_bits(column_rest(column)->auto_random)
               ? NULL
               : "its shard bits are 1 to 15, and its range is 32 to 64";
}

static void check_random(RuleCtx *ctx, const Op *op, const ColumnDef *column)
{
    const char *unfit = unfit_for_random(ctx, op, column);
    if (!unfit)
        return;
    Str member = ctx_member(ctx, op, column->name);
    Finding *f =
        report_op(ctx, op, STR_FMT " refuses AUTO_RANDOM of " STR_FMT ": %s (8216)",
                  STR_ARG(ctx_server(ctx)), STR_ARG(member), unfit);
    f->span = column->span;
    f->object = member;
    f->fix = ctx_fmt(
        ctx, STR_FMT " BIGINT AUTO_RANDOM(5), PRIMARY KEY (" STR_FMT ") CLUSTERED",
        STR_ARG(ctx_ident_sql(ctx, column->name)),
        STR_ARG(ctx_ident_sql(ctx, column->name)));
}

static void check_hotspot(RuleCtx *ctx, const Op *op, const ColumnDef *column)
{
    const ConstraintDef *key = primary_of(op->table);
    if (!is_row_id(op->table, key) || !str_eq_ci(key->columns.at[0], column->name) ||
        !is_clustered(ctx, op, key) ||
        !ctx_option_finds(ctx, "busy-tables", op->name.name))
        return;
    Str member = ctx_member(ctx, op, column->name);
    Finding *f = report_op(ctx, op,
                           "new rows of " STR_FMT " all go to one region: " STR_FMT
                           " counts up, and rows are stored by it",
                           STR_ARG(ctx_relation(ctx, op)), STR_ARG(member));
    f->span = column->span;
    f->severity = SEV_NOTICE;
    f->object = member;
    f->fix = ctx_fmt(ctx, STR_FMT " BIGINT AUTO_RANDOM(5) PRIMARY KEY CLUSTERED",
                     STR_ARG(ctx_ident_sql(ctx, column->name)));
}

static void report_shards(RuleCtx *ctx, const Op *op, Str key)
{
    Finding *f =
        report_op(ctx, op,
                  STR_FMT " refuses SHARD_ROW_ID_BITS of " STR_FMT
                          ": rows are stored by the clustered key " STR_FMT " (8200)",
                  STR_ARG(ctx_server(ctx)), STR_ARG(ctx_relation(ctx, op)), STR_ARG(key));
    f->object = ctx_relation(ctx, op);
    f->fix = ctx_fmt(
        ctx, "AUTO_RANDOM of " STR_FMT ", or a NONCLUSTERED key from CREATE TABLE on",
        STR_ARG(ctx_ident_sql(ctx, key)));
}

static bool is_sharded(Str name, Str value)
{
    return str_eq(name, STR("shard_row_id_bits")) && !str_eq(value, STR("0"));
}

static void check_new_table(RuleCtx *ctx, const Op *op)
{
    const TableDef *table = op->table;
    const ConstraintDef *key = primary_of(table);
    for (size_t i = 0; i < table->columns.len; i++) {
        const ColumnDef *column = &table->columns.at[i];
        if (column_rest(column)->auto_random.ptr)
            check_random(ctx, op, column);
        else if (column->auto_increment)
            check_hotspot(ctx, op, column);
    }
    for (size_t i = 0; i < table->options.len; i++)
        if (is_sharded(table->options.at[i].name, table->options.at[i].value) &&
            is_row_id(table, key) && is_clustered(ctx, op, key))
            report_shards(ctx, op, key->columns.at[0]);
}

static void check_auto_id(RuleCtx *ctx, const Op *op)
{
    if (op->kind == OP_CREATE_TABLE) {
        check_new_table(ctx, op);
        return;
    }
    const Table *table = ctx_table(ctx, op);
    const Constraint *key = table_primary_key(table);
    if (!key || !is_sharded(op->verb, op->detail) || table->clustering != CLUSTERED ||
        key->def.columns.len != 1)
        return;
    const Column *column = table_column(table, key->def.columns.at[0]);
    if (column && type_is_integer(&column->def->type))
        report_shards(ctx, op, column->def->name);
}

RULE(tidb_auto_id) = {
    .id = "tidb-auto-id",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "tidb",
    .options = { { .name = "busy-tables",
                   .kind = OPTION_PATTERN,
                   .text = "^$",
                   .meaning =
                       "names of tables that many rows a second are written to" } },
    .on = { OP_CREATE_TABLE, OP_SET_TABLE_OPTION },
    .op = check_auto_id,
    .title = "AUTO_RANDOM, AUTO_INCREMENT or SHARD_ROW_ID_BITS that does not fit the key",
    .why = "TiDB takes AUTO_RANDOM for the first column of a clustered BIGINT key alone, "
           "and SHARD_ROW_ID_BITS for tables whose rows have numbers of their own: the "
           "deploy stops there. AUTO_INCREMENT as clustered key puts all new rows at the "
           "end of the table, so that one server takes the writes of a busy one.",
    .fix = "id BIGINT AUTO_RANDOM(5) PRIMARY KEY CLUSTERED",
    .bad = "-- engine tidb@7.5\n"
           "CREATE TABLE users (id int AUTO_RANDOM PRIMARY KEY);\n",
    .good = "-- engine tidb@7.5\n"
            "CREATE TABLE users (id bigint AUTO_RANDOM(5) PRIMARY KEY);\n",
};
