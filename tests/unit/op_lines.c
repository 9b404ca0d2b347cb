// SPDX-License-Identifier: Apache-2.0
// Ops as lines: whatever differs between two schemas shows.
#include "op_lines.h"

#include "base/out.h"

static void put_list(Out *out, const StrVec *words)
{
    out_cstr(out, "(");
    for (size_t i = 0; i < words->len; i++)
        out_fmt(out, "%s" STR_FMT, i > 0 ? ", " : "", STR_ARG(words->at[i]));
    out_cstr(out, ")");
}

static void put_word(Out *out, const char *before, Str word)
{
    if (word.len > 0)
        out_fmt(out, " %s" STR_FMT, before, STR_ARG(word));
}

static void put_flag(Out *out, const char *word, bool is_set)
{
    if (is_set)
        out_fmt(out, " %s", word);
}

static void put_column(Out *out, const ColumnDef *column)
{
    out_fmt(out, "  " STR_FMT, STR_ARG(column->name));
    put_word(out, "", column->type.text);
    put_word(out, "of ", column->type.name.schema);
    put_flag(out, "not null", column->not_null);
    if (column->default_expr.ptr)
        out_fmt(out, " default " STR_FMT, STR_ARG(column->default_expr));
    put_flag(out, "stored", column->generated == GENERATED_STORED);
    put_flag(out, "virtual", column->generated == GENERATED_VIRTUAL);
    put_word(out, "", column->generated_expr);
    put_flag(out, "identity always", column->identity == IDENTITY_ALWAYS);
    put_flag(out, "identity by default", column->identity == IDENTITY_BY_DEFAULT);
    put_flag(out, "auto_increment", column->auto_increment);
    put_word(out, "on update ", column_rest(column)->on_update);
    out_cstr(out, "\n");
}

static void put_constraint(Out *out, Arena *arena, const ConstraintDef *def)
{
    static const char *const KINDS[] = {
        [CON_PRIMARY_KEY] = "primary key", [CON_UNIQUE] = "unique",
        [CON_FOREIGN_KEY] = "foreign key", [CON_CHECK] = "check",
        [CON_EXCLUDE] = "exclude",         [CON_NOT_NULL] = "not null",
    };
    out_fmt(out, "  : %s", KINDS[def->kind]);
    put_word(out, "", def->name);
    if (def->kind != CON_CHECK) {
        out_cstr(out, " ");
        put_list(out, &def->columns);
    }
    put_word(out, "", def->expression);
    if (def->kind == CON_FOREIGN_KEY) {
        put_word(out, "-> ", name_text(arena, def->ref_table));
        put_list(out, &def->ref_columns);
    }
    put_word(out, "on delete ", def->on_delete);
    put_word(out, "on update ", def->on_update);
    put_flag(out, "nulls not distinct", def->nulls_not_distinct);
    out_cstr(out, "\n");
}

static void put_index(Out *out, const IndexDef *index)
{
    put_word(out, "using ", index->method);
    out_cstr(out, " (");
    for (size_t i = 0; i < index->parts.len; i++) {
        const IndexPart *part = &index->parts.at[i];
        out_fmt(out, "%s" STR_FMT, i > 0 ? ", " : "", STR_ARG(part->column));
        if (part->expression.ptr)
            out_fmt(out, "=" STR_FMT, STR_ARG(part->expression));
        put_word(out, "", part->opclass);
        put_flag(out, "desc", part->descending);
        put_flag(out, "nulls first", part->nulls_first);
    }
    out_cstr(out, ")");
    put_flag(out, "unique", index->unique);
    put_word(out, "where ", index->where);
    put_word(out, "", index->storage);
}

static void put_policy(Out *out, const PolicyDef *policy)
{
    put_word(out, "for ", policy->command);
    put_flag(out, "restrictive", policy->restrictive);
    out_cstr(out, " to ");
    put_list(out, &policy->roles);
    put_word(out, "using ", policy->using_expr);
    put_word(out, "check ", policy->check_expr);
}

static void put_view(Out *out, const ViewDef *view)
{
    put_flag(out, "materialized", view->materialized);
    put_flag(out, "with no data", view->with_no_data);
    if (view->columns.len > 0) {
        out_cstr(out, " ");
        put_list(out, &view->columns);
    }
    put_word(out, "as ", view->query);
}

static void put_table(Out *out, Arena *arena, const TableDef *table)
{
    for (size_t i = 0; i < table->columns.len; i++)
        put_column(out, &table->columns.at[i]);
    for (size_t i = 0; i < table->constraints.len; i++)
        put_constraint(out, arena, &table->constraints.at[i]);
}

static void put_op(Out *out, Arena *arena, const Op *op)
{
    out_fmt(out, "%s", op_kind_words(op->kind));
    if (op->kind == OP_CREATE_OBJECT)
        out_fmt(out, " %s", object_kind_word(op->object));
    put_word(out, "", name_text(arena, op->name));
    put_word(out, "part ", op->part);
    put_word(out, "on ", name_text(arena, op->other));
    put_word(out, "", op->verb);
    if (op->type)
        put_list(out, &op->type->labels);
    if (op->sequence)
        put_word(out, "", op->sequence->options);
    if (op->index)
        put_index(out, op->index);
    if (op->view)
        put_view(out, op->view);
    if (op->policy)
        put_policy(out, op->policy);
    out_cstr(out, "\n");
    if (op->table)
        put_table(out, arena, op->table);
}

Str op_lines(Arena *arena, const OpVec *ops)
{
    Out out = out_new(arena);
    for (size_t i = 0; i < ops->len; i++)
        put_op(&out, arena, &ops->at[i]);
    return out_text(&out);
}
