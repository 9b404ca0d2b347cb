// SPDX-License-Identifier: Apache-2.0
// What is new about a table: columns first, and what holds them together round it, so
// that each op finds what it speaks of.
#include "dialect/sqlite_diff.h"

#include "dialect/dialect.h"
#include "dialect/sqlite_def.h"
#include "dialect/sqlite_plain.h"

// ---- columns of either ----

const ColumnDef *sl_column(const SlTable *table, Str name)
{
    return sl_find_column(&table->def, name);
}

static const SlRename *rename_of(const SlDiff *diff, Str old)
{
    for (size_t i = 0; i < diff->renames.len; i++)
        if (str_eq_ci(diff->renames.at[i].from, old))
            return &diff->renames.at[i];
    return NULL;
}

static const ColumnDef *old_column(const SlDiff *diff, Str new)
{
    for (size_t i = 0; i < diff->before->def.columns.len; i++) {
        const ColumnDef *old = &diff->before->def.columns.at[i];
        if (str_eq_ci(sl_new_name(diff, old->name), new))
            return old;
    }
    return NULL;
}

bool sl_column_goes(const SlDiff *diff, Str column)
{
    return sl_column(diff->before, column) &&
           !sl_column(diff->after, sl_new_name(diff, column));
}

static bool any_goes(const SlDiff *diff, const StrVec *columns)
{
    for (size_t i = 0; i < columns->len; i++)
        if (sl_column_goes(diff, columns->at[i]))
            return true;
    return false;
}

bool sl_column_any(const SlDiff *diff, const IndexDef *index)
{
    for (size_t i = 0; i < index->parts.len; i++)
        if (sl_column_goes(diff, index->parts.at[i].column))
            return true;
    return false;
}

// ---- places ----

static Span shifted(const SlDiff *diff, Span span)
{
    if (span.end <= span.start)
        return diff->step->span;
    size_t by = diff->step->span.start;
    return (Span){ span.start + by, span.end + by };
}

// libSQL's ALTER COLUMN says one column anew.
static Span column_span(const SlDiff *diff, Str name)
{
    const SlHead *head = &diff->step->head;
    if (head->kind == OP_MODIFY_COLUMN && head->body.end > head->part_span.start)
        return (Span){ head->part_span.start, head->body.end };
    const ColumnDef *column = diff->written ? sl_find_column(diff->written, name) : NULL;
    return column ? shifted(diff, column->span) : diff->step->span;
}

static Op *add(const SlDiff *diff, OpKind kind, Span span)
{
    Op *op = sl_op(diff->file, diff->step, kind, span);
    op->object = OBJ_TABLE;
    op->name = (Name){ .name = diff->table };
    op->part = op->detail = op->verb = (Str){ 0 };
    op->other = (Name){ 0 };
    return op;
}

static Op *add_column_op(const SlDiff *diff, OpKind kind, const ColumnDef *column)
{
    Op *op = add(diff, kind, column_span(diff, column->name));
    op->part = column->name;
    op->column = column;
    return op;
}

// ---- constraints ----

static bool same_columns(const SlDiff *diff, const StrVec *old, const StrVec *new)
{
    if (old->len != new->len)
        return false;
    for (size_t i = 0; i < old->len; i++)
        if (!str_eq_ci(sl_new_name(diff, old->at[i]), new->at[i]))
            return false;
    return true;
}

// A key that names no columns points to the primary key, which a key to the table itself
// may name as well.
static bool same_target(const SlDiff *diff, const ConstraintDef *old,
                        const ConstraintDef *new)
{
    if (!sl_is_self(diff, old->ref_table.name) ||
        !sl_is_self(diff, new->ref_table.name)) {
        if (!str_eq_ci(old->ref_table.name, new->ref_table.name))
            return false;
        if (old->ref_columns.len != new->ref_columns.len)
            return false;
        for (size_t i = 0; i < old->ref_columns.len; i++)
            if (!str_eq_ci(old->ref_columns.at[i], new->ref_columns.at[i]))
                return false;
        return true;
    }
    const StrVec *a =
        old->ref_columns.len > 0 ? &old->ref_columns : sl_primary_key(&diff->before->def);
    const StrVec *b =
        new->ref_columns.len > 0 ? &new->ref_columns : sl_primary_key(&diff->after->def);
    return same_columns(diff, a, b);
}

// "no action" is what holds where nothing is said.
static bool same_action(Str old, Str new)
{
    Str a = str_eq_ci(old, STR("no action")) ? (Str){ 0 } : old;
    Str b = str_eq_ci(new, STR("no action")) ? (Str){ 0 } : new;
    return str_eq_ci(a, b);
}

static bool same_key(const SlDiff *diff, const ConstraintDef *old,
                     const ConstraintDef *new)
{
    return same_columns(diff, &old->columns, &new->columns) &&
           same_target(diff, old, new) && same_action(old->on_delete, new->on_delete) &&
           same_action(old->on_update, new->on_update) &&
           (old->deferrable && old->initially_deferred) ==
               (new->deferrable &&new->initially_deferred);
}

static bool same_constraint(const SlDiff *diff, const ConstraintDef *old,
                            const ConstraintDef *new)
{
    if (old->kind != new->kind)
        return false;
    if (old->kind == CON_CHECK)
        return sl_same_words(diff, old->expression, new->expression);
    if (old->kind == CON_FOREIGN_KEY)
        return same_key(diff, old, new);
    return same_columns(diff, &old->columns, &new->columns);
}

// Takes the first constraint of the new table that is the same and is not taken yet;
// false: there is none.
static bool take_same(const SlDiff *diff, const ConstraintDef *old, bool *taken)
{
    const TableDef *def = &diff->after->def;
    for (size_t i = 0; i < def->constraints.len; i++)
        if (!taken[i] && same_constraint(diff, old, &def->constraints.at[i])) {
            taken[i] = true;
            return true;
        }
    return false;
}

static Span constraint_span(const SlDiff *diff, const ConstraintDef *constraint)
{
    for (size_t i = 0; diff->written && i < diff->written->constraints.len; i++) {
        const ConstraintDef *written = &diff->written->constraints.at[i];
        if (same_constraint(diff, written, constraint))
            return shifted(diff, written->span);
    }
    return constraint->columns.len > 0 ? column_span(diff, constraint->columns.at[0])
                                       : diff->step->span;
}

// An index that makes the columns unique, as the constraint does.
static const IndexDef *unique_index(const SlTable *table, const StrVec *columns)
{
    for (size_t i = 0; i < table->def.indexes.len; i++) {
        const IndexDef *index = &table->def.indexes.at[i];
        bool same =
            index->unique && !index->where.ptr && index->parts.len == columns->len;
        for (size_t k = 0; same && k < columns->len; k++)
            same = str_eq_ci(index->parts.at[k].column, columns->at[k]);
        if (same)
            return index;
    }
    return NULL;
}

static void drop_constraint(const SlDiff *diff, const ConstraintDef *old)
{
    Op *op = add(diff, OP_DROP_CONSTRAINT, diff->step->span);
    op->part = old->name;
    op->constraint = old;
    if (any_goes(diff, &old->columns))
        op->flags |= OPF_CASCADE;
}

// What a new column brings along is written inside of it.
static void add_constraint(const SlDiff *diff, const ConstraintDef *new)
{
    Span span = constraint_span(diff, new);
    Op *op = add(diff, OP_ADD_CONSTRAINT, span);
    op->part = new->name;
    op->constraint = new;
    bool of_new = new->columns.len == 1 && !old_column(diff, new->columns.at[0]);
    if (of_new && new->kind != CON_PRIMARY_KEY)
        op->flags |= OPF_INLINE;
    const IndexDef *index =
        new->kind == CON_UNIQUE ? unique_index(diff->before, &new->columns) : NULL;
    op->detail = index ? index->name : (Str){ 0 };
}

static bool *drop_constraints(const SlDiff *diff)
{
    bool *kept = NEW_ARRAY(diff->file->tmp, bool, diff->after->def.constraints.len + 1);
    const TableDef *old = &diff->before->def;
    for (size_t i = 0; i < old->constraints.len; i++)
        if (!take_same(diff, &old->constraints.at[i], kept))
            drop_constraint(diff, &old->constraints.at[i]);
    return kept;
}

static void add_constraints(const SlDiff *diff, const bool *kept)
{
    for (size_t i = 0; i < diff->after->def.constraints.len; i++)
        if (!kept[i])
            add_constraint(diff, &diff->after->def.constraints.at[i]);
}

// ---- columns that come and go ----

static void rename_columns(const SlDiff *diff)
{
    for (size_t i = 0; i < diff->renames.len; i++) {
        const SlRename *rename = &diff->renames.at[i];
        if (rename->merged)
            continue;
        Op *op = add(diff, OP_RENAME_COLUMN, column_span(diff, rename->to));
        op->object = OBJ_COLUMN;
        op->part = rename->from;
        op->other.name = rename->to;
    }
}

static void drop_columns(const SlDiff *diff)
{
    for (size_t i = 0; i < diff->before->def.columns.len; i++) {
        const ColumnDef *old = &diff->before->def.columns.at[i];
        const SlRename *rename = rename_of(diff, old->name);
        if (sl_column(diff->after, sl_new_name(diff, old->name)))
            continue;
        Op *op = add(diff, OP_DROP_COLUMN, diff->step->span);
        op->part = old->name;
        op->detail = rename ? rename->to : (Str){ 0 };
    }
}

static void add_columns(const SlDiff *diff)
{
    for (size_t i = 0; i < diff->after->def.columns.len; i++) {
        const ColumnDef *new = &diff->after->def.columns.at[i];
        if (!old_column(diff, new->name))
            add_column_op(diff, OP_ADD_COLUMN, new);
    }
}

// ---- columns that stay ----

static bool is_binary(Str collation)
{
    return collation.len == 0 || str_eq_ci(collation, STR("binary"));
}

static bool same_collation(Str old, Str new)
{
    return str_eq_ci(old, new) || (is_binary(old) && is_binary(new));
}

static void diff_type(const SlDiff *diff, const ColumnDef *old, const ColumnDef *new)
{
    bool same_type = sl_same_words(diff, old->type.text, new->type.text);
    if (same_type && same_collation(old->collation, new->collation))
        return;
    Op *op = add_column_op(diff, OP_ALTER_COLUMN_TYPE, new);
    op->detail = old->type.text;
    bool strict = sl_has_option(&diff->after->def, STR("strict"));
    if (same_type)
        op->verb = STR("collation");
    else if (strict || sl_affinity(old->type.text) != sl_affinity(new->type.text))
        op->verb = STR("affinity");
}

static void diff_generated(const SlDiff *diff, const ColumnDef *old, const ColumnDef *new)
{
    if (old->generated == new->generated &&
        sl_same_words(diff, old->generated_expr, new->generated_expr))
        return;
    Op *op = add_column_op(diff, OP_ALTER_GENERATED, new);
    if (new->generated == GENERATED_NONE)
        op->flags |= OPF_REVOKE;
}

// The row's number is never NULL; nor is another key's column in a table that is STRICT
// or WITHOUT ROWID. https://sqlite.org/lang_createtable.html#the_primary_key
static bool is_not_null(const TableDef *def, const ColumnDef *column)
{
    if (column->not_null || !sl_in_primary_key(def, column->name))
        return column->not_null;
    bool number =
        sl_primary_key(def)->len == 1 && str_eq_ci(column->type.text, STR("integer"));
    return number || sl_has_option(def, STR("strict")) ||
           sl_has_option(def, STR("without-rowid"));
}

static void diff_not_null(const SlDiff *diff, const ColumnDef *old, const ColumnDef *new)
{
    bool was = is_not_null(&diff->before->def, old),
         is = is_not_null(&diff->after->def, new);
    if (was != is)
        add_column_op(diff, is ? OP_SET_NOT_NULL : OP_DROP_NOT_NULL, new);
}

// DEFAULT NULL is none.
static bool has_default(const ColumnDef *column)
{
    return column->default_expr.ptr && !str_eq_ci(column->default_expr, STR("null"));
}

static void diff_default(const SlDiff *diff, const ColumnDef *old, const ColumnDef *new)
{
    bool had = has_default(old), has = has_default(new);
    if (had == has && (!has || sqlite_meaning.same_expression(
                                   old->default_expr, new->default_expr, &new->type)))
        return;
    Op *op = add_column_op(diff, has ? OP_SET_DEFAULT : OP_DROP_DEFAULT, new);
    op->detail = has ? new->default_expr : (Str){ 0 };
}

static void diff_columns(const SlDiff *diff)
{
    for (size_t i = 0; i < diff->after->def.columns.len; i++) {
        const ColumnDef *new = &diff->after->def.columns.at[i];
        const ColumnDef *old = old_column(diff, new->name);
        if (!old)
            continue;
        diff_type(diff, old, new);
        diff_generated(diff, old, new);
        diff_not_null(diff, old, new);
        diff_default(diff, old, new);
    }
}

// ---- the table's own ----

static void diff_options(const SlDiff *diff)
{
    static const char *const names[] = { "strict", "without-rowid", "autoincrement" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        Str name = str_from(names[i]);
        bool was = sl_has_option(&diff->before->def, name),
             is = sl_has_option(&diff->after->def, name);
        if (was == is)
            continue;
        Op *op = add(diff, OP_SET_TABLE_OPTION, diff->step->span);
        op->verb = op->part = name;
        op->detail = is ? STR("1") : (Str){ 0 };
        op->flags |= is ? 0 : OPF_REVOKE;
    }
}

// ---- all of it ----

static const TableDef *read_written(const SlFile *file, const SlStep *step)
{
    const SlHead *head = &step->head;
    if (head->kind != OP_CREATE_TABLE || head->verb.len > 0)
        return NULL;
    TableDef *def = NEW(file->arena, TableDef);
    SlTokenVec tokens = sl_tokens(file->tmp, step->sql);
    SlSource source = { file->arena, step->sql, &tokens, head->body_token };
    sl_read_table(&source, def);
    return def;
}

void sl_add_diff(SlDiff *diff)
{
    diff->written = read_written(diff->file, diff->step);
    bool *kept = drop_constraints(diff);
    rename_columns(diff);
    drop_columns(diff);
    add_columns(diff);
    diff_columns(diff);
    add_constraints(diff, kept);
    diff_options(diff);
}

void sl_add_differences(SlFile *file, const SlStep *step, const SlTable *before,
                        const SlTable *after)
{
    SlDiff diff = {
        .file = file, .step = step, .before = before, .after = after, .table = after->name
    };
    sl_add_diff(&diff);
}
