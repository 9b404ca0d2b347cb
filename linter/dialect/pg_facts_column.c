// SPDX-License-Identifier: Apache-2.0
// Facts about columns: added, dropped, renamed, changed.
#include "dialect/pg_conversions.h"
#include "dialect/pg_facts_priv.h"
#include "dialect/pg_functions.h"
#include "dialect/pg_proof.h"

// ---- ADD COLUMN ----

static bool is_skipped(const Ask *ask)
{
    return pg_column_is_there(ask) && op_has(ask->op, OPF_IF_NOT_EXISTS);
}

static bool is_filled(const Ask *ask, const Table *table)
{
    RelVec tree = { 0 };
    pg_add_tree(&tree, ask, table->name, false);
    for (size_t i = 0; i < tree.len; i++)
        if (tree.at[i].table && tree.at[i].table->filled)
            return true;
    return false;
}

// A domain's own default counts where the column has none; before 13 a volatile one was
// overlooked.
static Str default_of(const Ask *ask, const ColumnDef *def)
{
    if (def->default_expr.ptr)
        return def->default_expr;
    const Type *domain = catalog_type(ask->catalog, def->type.name);
    return domain && domain->def.kind == TYPE_DOMAIN ? domain->def.default_expr
                                                     : (Str){ 0 };
}

// Every row gets a value of its own, so the rows have to be written.
static bool fills_rows(const Ask *ask)
{
    const ColumnDef *def = ask->op->column;
    if (!def || is_skipped(ask))
        return false;
    if (def->type.serial || def->identity != IDENTITY_NONE ||
        def->generated == GENERATED_STORED || pg_is_constrained(ask, def->type))
        return true;
    if (!def->default_expr.ptr && ask->major < 13)
        return false;
    return pg_is_volatile(ask, default_of(ask, def));
}

static bool has_value(const Ask *ask)
{
    Str value = default_of(ask, ask->op->column);
    return value.ptr && !str_eq_ci(value, STR("null"));
}

// Nothing but NULL can be in it, and that is what it forbids.
static bool must_be_empty(const Ask *ask)
{
    const ColumnDef *def = ask->op->column;
    return def && def->not_null && !is_skipped(ask) && !fills_rows(ask) &&
           def->generated == GENERATED_NONE && !has_value(ask);
}

// As far as one can know: rows were put into it, or nobody has seen it made.
static bool holds_rows(const Ask *ask)
{
    const Table *table = pg_table(ask);
    return !table || table->origin.batch == BATCH_PRESUMED || is_filled(ask, table);
}

static bool must_be_empty_and_is_not(const Ask *ask)
{
    return must_be_empty(ask) && holds_rows(ask);
}

static bool is_stored(const Ask *ask)
{
    return ask->op->column && ask->op->column->generated == GENERATED_STORED;
}

static bool is_virtual(const Ask *ask)
{
    return ask->op->column && ask->op->column->generated == GENERATED_VIRTUAL;
}

static bool is_partition(const Ask *ask)
{
    const Table *table = pg_table(ask);
    return table && table->partition_of.name.len > 0;
}

// nextval('q'): the sequence is locked like a table that is written to.
static void on_default_sequence(const Ask *ask, RelVec *out)
{
    Str text = ask->op->column ? ask->op->column->default_expr : (Str){ 0 };
    if (!text.ptr || !str_contains(text, STR("nextval")))
        return;
    size_t at = 0;
    for (const Sequence *next; (next = catalog_next_sequence(ask->catalog, &at));)
        if (str_contains(text, next->name.name) &&
            text_mentions(ask->arena, text, STR("nextval")))
            pg_add(out, ask, next->name);
}

// It is computed when it is read, so that nothing is written; but each row is tried.
static bool tries_virtual(const Ask *ask)
{
    return is_virtual(ask) && ask->op->column->not_null && !is_skipped(ask);
}

static bool is_of_view(const Ask *ask)
{
    return catalog_view(ask->catalog, ask->op->name) != NULL;
}

static const Fact add_column[] = {
    { .to = 11, .when = is_stored, REFUSE("generated columns came with PostgreSQL 12") },
    { .to = 17,
      .when = is_virtual,
      REFUSE("virtual generated columns came with PostgreSQL 18") },
    { .when = is_of_view, REFUSE("it is not a table") },
    { .when = pg_column_is_there,
      .without = OPF_IF_NOT_EXISTS,
      REFUSE("the column already exists") },
    { .when = is_partition, REFUSE("cannot add column to a partition") },
    { .when = pg_only_has_heirs, REFUSE("column must be added to child tables too") },
    { .when = must_be_empty_and_is_not, REFUSE("the column contains null values") },
    { .on = on_named_tree, LOCK(ACCESS_EXCLUSIVE) },
    { .when = fills_rows, .on = on_named_tree, REWRITE },
    { .when = fills_rows, .on = on_default_sequence, LOCK(ROW_EXCLUSIVE) },
    { .when = must_be_empty, .on = on_named_tree, SCAN },
    { .when = tries_virtual, .on = on_named_tree, SCAN },
};

// ---- DROP COLUMN ----

static bool column_is_used(const Ask *ask)
{
    return pg_is_read_by_views(ask) || pg_is_any(ask, on_referencing_column);
}

// The views that read it, and those that read these.
static void on_lost_views(const Ask *ask, RelVec *out)
{
    on_views_of_column(ask, out);
    size_t direct = out->len;
    for (size_t i = 0; i < direct; i++) {
        Op op = *ask->op;
        op.name = out->at[i].name;
        Ask inner = *ask;
        inner.op = &op;
        on_dependents(&inner, out);
    }
}

static const Fact drop_column[] = {
    { .when = pg_column_is_missing,
      .without = OPF_IF_EXISTS,
      REFUSE("the column does not exist") },
    { .when = pg_is_partition_key,
      REFUSE("cannot drop a column that is part of the partition key") },
    { .when = pg_is_inherited, REFUSE("cannot drop an inherited column") },
    { .when = column_is_used,
      .without = OPF_CASCADE,
      REFUSE("cannot drop the column because other objects depend on it") },
    { .on = on_named_tree, LOCK(ACCESS_EXCLUSIVE) },
    { .on = on_column_indexes, LOCK(ACCESS_EXCLUSIVE) },
    { .on = on_column_sequence, LOCK(ACCESS_EXCLUSIVE) },
    { .on = on_key_partners, LOCK(ACCESS_EXCLUSIVE) },
    { .with = OPF_CASCADE, .on = on_referencing_column, LOCK(ACCESS_EXCLUSIVE) },
    { .with = OPF_CASCADE, .on = on_lost_views, LOCK(ACCESS_EXCLUSIVE) },
    { .with = OPF_CASCADE, .on = on_lost_views, LOCK_INDEXES(ACCESS_EXCLUSIVE) },
};

static bool is_missing_and_no_view(const Ask *ask)
{
    return pg_column_is_missing(ask) && !pg_is_view(ask);
}

static bool is_name_taken(const Ask *ask)
{
    return table_column(pg_table(ask), ask->op->other.name) != NULL;
}

static const Fact rename_column[] = {
    { .object = OBJ_VIEW,
      .to = 12,
      REFUSE("ALTER VIEW RENAME COLUMN came with PostgreSQL 13") },
    { .when = is_missing_and_no_view, REFUSE("the column does not exist") },
    { .when = is_name_taken, REFUSE("the column already exists") },
    { .on = on_named_tree, LOCK(ACCESS_EXCLUSIVE) },
};

// ---- NOT NULL ----

static bool is_dropped_here(const Ask *ask, Str constraint)
{
    for (size_t i = 0; i < ask->action_count; i++)
        if (ask->actions[i].kind == OP_DROP_CONSTRAINT &&
            str_eq(ask->actions[i].part, constraint))
            return true;
    return false;
}

// Valid CHECKs speak for themselves since 12; those that the statement drops are gone
// before anything else is done.
static bool is_proved(const Ask *ask, const Table *table, Str column)
{
    for (size_t i = 0; ask->major >= 12 && i < table->constraints.len; i++) {
        const ConstraintDef *def = &table->constraints.at[i]->def;
        if (def->kind == CON_CHECK && !def->not_valid && !def->not_enforced &&
            text_mentions(ask->arena, def->expression, column) &&
            !is_dropped_here(ask, def->name) &&
            pg_proves_not_null(def->expression, column))
            return true;
    }
    return false;
}

static bool is_unproved_not_null(const Table *table, Str column)
{
    for (size_t i = 0; i < table->constraints.len; i++) {
        const ConstraintDef *def = &table->constraints.at[i]->def;
        if (def->kind == CON_NOT_NULL && def->not_valid &&
            pg_has_word(&def->columns, column))
            return true;
    }
    return false;
}

bool pg_may_hold_null(const Ask *ask, const Table *table, Str column)
{
    const Column *known = table_column(table, column);
    if (!table)
        return true;
    bool not_null = known && known->def->not_null && !is_unproved_not_null(table, column);
    return !not_null && !is_proved(ask, table, column);
}

static void on_with_nulls(const Ask *ask, RelVec *out)
{
    RelVec tree = { 0 };
    on_named_tree(ask, &tree);
    for (size_t i = 0; i < tree.len; i++)
        if (pg_may_hold_null(ask, tree.at[i].table, ask->op->part))
            *vec_push(ask->arena, out) = tree.at[i];
}

static const Fact set_not_null[] = {
    { .when = pg_column_is_missing, REFUSE("the column does not exist") },
    { .when = pg_only_has_heirs, REFUSE("constraint must be added to child tables too") },
    { .on = on_named_tree, LOCK(ACCESS_EXCLUSIVE) },
    { .on = on_with_nulls, SCAN },
};

static bool is_in_primary_key(const Ask *ask)
{
    const Constraint *key = table_primary_key(pg_table(ask));
    return key && pg_has_word(&key->def.columns, ask->op->part);
}

static bool parent_forbids_null(const Ask *ask)
{
    const Table *table = pg_table(ask);
    const Table *parent = table ? catalog_table(ask->catalog, table->partition_of) : NULL;
    const Column *column = table_column(parent, ask->op->part);
    return column && column->def->not_null;
}

static const Fact drop_not_null[] = {
    { .when = pg_column_is_missing, REFUSE("the column does not exist") },
    { .when = is_in_primary_key, REFUSE("the column is in a primary key") },
    { .when = parent_forbids_null,
      REFUSE("the column is marked NOT NULL in the parent table") },
    { .on = on_named_tree, LOCK(ACCESS_EXCLUSIVE) },
};

// ---- defaults, identity, expressions, storage ----

static const Fact set_default[] = {
    { .when = is_missing_and_no_view, REFUSE("the column does not exist") },
    { .on = on_named_tree, LOCK(ACCESS_EXCLUSIVE) },
};

static bool is_nullable(const Ask *ask)
{
    const Column *column = table_column(pg_table(ask), ask->op->part);
    return column && !column->def->not_null;
}

// Anything but ALWAYS or BY DEFAULT changes the sequence itself.
static bool changes_sequence(const Ask *ask)
{
    static const Str words[] = { STR_INIT("restart"),  STR_INIT("increment"),
                                 STR_INIT("start"),    STR_INIT("minvalue"),
                                 STR_INIT("maxvalue"), STR_INIT("cache"),
                                 STR_INIT("cycle") };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text_mentions(ask->arena, ask->op->detail, words[i]))
            return true;
    return false;
}

static const Fact alter_identity[] = {
    { .verb = "add",
      .when = is_nullable,
      REFUSE("the column must be declared NOT NULL before identity can be added") },
    { .on = on_named_tree, LOCK(ACCESS_EXCLUSIVE) },
    { .verb = "set", .on = on_column_sequence, LOCK(SHARE_ROW_EXCLUSIVE) },
    { .verb = "set", .when = changes_sequence, .on = on_column_sequence, REPLACE },
    { .verb = "drop", .on = on_column_sequence, LOCK(ACCESS_EXCLUSIVE) },
};

static bool is_virtual_now(const Ask *ask)
{
    const Column *column = table_column(pg_table(ask), ask->op->part);
    return column && column->def->generated == GENERATED_VIRTUAL;
}

static const Fact alter_generated[] = {
    { .with = OPF_REVOKE, .to = 12, REFUSE("DROP EXPRESSION came with PostgreSQL 13") },
    { .without = OPF_REVOKE, .to = 16, REFUSE("SET EXPRESSION came with PostgreSQL 17") },
    { .on = on_named_tree, LOCK(ACCESS_EXCLUSIVE) },
    { .without = OPF_REVOKE, .unless = is_virtual_now, .on = on_named_tree, REWRITE },
};

static const Fact alter_column[] = {
    { .verb = "set-compression",
      .to = 13,
      REFUSE("SET COMPRESSION came with PostgreSQL 14") },
    { .verb = "set-statistics", .on = on_named_tree, LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .verb = "set-options", .on = on_named_tree, LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .verb = "reset-options", .on = on_named_tree, LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .verb = "set-storage", .on = on_named_tree, LOCK(ACCESS_EXCLUSIVE) },
    { .verb = "set-compression", .on = on_named_tree, LOCK(ACCESS_EXCLUSIVE) },
    { .verb = "foreign-options", .on = on_named_tree, LOCK(ACCESS_EXCLUSIVE) },
};

const FactList pg_column_facts[OP_KIND_COUNT] = {
    [OP_ADD_COLUMN] = FACTS(add_column),
    [OP_DROP_COLUMN] = FACTS(drop_column),
    [OP_RENAME_COLUMN] = FACTS(rename_column),
    [OP_SET_NOT_NULL] = FACTS(set_not_null),
    [OP_DROP_NOT_NULL] = FACTS(drop_not_null),
    [OP_SET_DEFAULT] = FACTS(set_default),
    [OP_DROP_DEFAULT] = FACTS(set_default),
    [OP_ALTER_IDENTITY] = FACTS(alter_identity),
    [OP_ALTER_GENERATED] = FACTS(alter_generated),
    [OP_ALTER_COLUMN] = FACTS(alter_column),
};
