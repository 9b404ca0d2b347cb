// SPDX-License-Identifier: Apache-2.0
// MODIFY and CHANGE of MySQL and its kin: members of ENUM and SET that go, move or are
// too many.
#include "lint/rule.h"

static bool is_members(const TypeRef *type)
{
    return type->labels.len > 0;
}

// 'a' and 'A' are two members.
static bool tells_case(RuleCtx *ctx, const Modify *modify)
{
    Str collation = ctx_charset(ctx, modify->table, modify->old).collation;
    return str_ends(collation, STR("_bin")) || str_contains(collation, STR("_cs"));
}

static bool has_label(const StrVec *labels, Str label, bool with_case)
{
    return with_case ? list_has(labels, label) : list_has_ci(labels, label);
}

static StrVec removed_labels(RuleCtx *ctx, const Modify *modify)
{
    StrVec removed = { 0 };
    const StrVec *old = &modify->old->type.labels;
    bool with_case = tells_case(ctx, modify);
    for (size_t i = 0; i < old->len; i++)
        if (!has_label(&modify->new->type.labels, old->at[i], with_case))
            *vec_push(ctx_arena(ctx), &removed) = ctx_literal(ctx, old->at[i]);
    return removed;
}

// The first old member that does not stand in its old place; their number: all do.
static size_t first_moved(const Modify *modify, bool with_case)
{
    const StrVec *old = &modify->old->type.labels, *new = &modify->new->type.labels;
    size_t i = 0;
    while (
        i < old->len && i < new->len &&
        (with_case ? str_eq(old->at[i], new->at[i]) : str_eq_ci(old->at[i], new->at[i])))
        i++;
    return i;
}

// They keep their numbers, and perhaps not their letters.
static bool keeps_places(const Modify *modify)
{
    return first_moved(modify, false) == modify->old->type.labels.len;
}

static bool keeps_members(const Modify *modify)
{
    return first_moved(modify, true) == modify->old->type.labels.len;
}

// The old list with what the new one adds at its end.
static ColumnDef with_all_labels(RuleCtx *ctx, const Modify *modify)
{
    ColumnDef column = *modify->new;
    StrVec labels = { 0 };
    bool with_case = tells_case(ctx, modify);
    const StrVec *lists[] = { &modify->old->type.labels, &modify->new->type.labels };
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < lists[k]->len; i++)
            if (!has_label(&labels, lists[k]->at[i], with_case))
                *vec_push(ctx_arena(ctx), &labels) = lists[k]->at[i];
    Str text = STR("");
    for (size_t i = 0; i < labels.len; i++)
        text = ctx_fmt(ctx, STR_FMT "%s" STR_FMT, STR_ARG(text), i == 0 ? "" : ",",
                       STR_ARG(ctx_literal(ctx, labels.at[i])));
    column.type.labels = labels;
    column.type.text = ctx_fmt(ctx, STR_FMT "(" STR_FMT ")",
                               STR_ARG(column.type.name.name), STR_ARG(text));
    return column;
}

static void fix_members(RuleCtx *ctx, Finding *f, const Modify *modify)
{
    ColumnDef column = with_all_labels(ctx, modify);
    bool crosses =
        type_member_bytes(&modify->old->type) != type_member_bytes(&column.type);
    bool same = column.type.labels.len == modify->old->type.labels.len;
    if (crosses || same) {
        fix_step(ctx, f, FIX_NOTE,
                 "Keep the members as they are, and put new values into a table of their "
                 "own that a foreign key refers to");
        return;
    }
    fix_rest(ctx, f, modify->op);
    fix_step(ctx, f, FIX_HERE,
             "Keep every member in its place, and add new ones behind the last:");
    fix_sql(ctx, f, STR_FMT, STR_ARG(ctx_modify_sql(ctx, modify->op, &column)));
}

static Finding *report_removed(RuleCtx *ctx, const Modify *modify, const StrVec *removed)
{
    const char *fate =
        ctx_is_strict(ctx, modify->op)
            ? "make the statement fail in a strict sql_mode (1265), and are set to '' in "
              "another"
            : "are set to '', since the file's sql_mode is not strict";
    return report_op(ctx, modify->op,
                     STR_FMT " loses " STR_FMT " from its " STR_FMT ": on " STR_FMT
                             " rows that hold it %s" STR_FMT,
                     STR_ARG(modify->member), STR_ARG(ctx_list(ctx, removed)),
                     STR_ARG(modify->old->type.name.name), STR_ARG(ctx_server(ctx)), fate,
                     STR_ARG(ctx_refusal(ctx, modify->op)));
}

static Finding *report_respelt(RuleCtx *ctx, const Modify *modify)
{
    size_t at = first_moved(modify, true);
    return report_op(ctx, modify->op,
                     "a member of " STR_FMT
                     " is spelt in other letters: rows that hold " STR_FMT
                     " read " STR_FMT " from now on, which code that looks for the old "
                     "letters does not know",
                     STR_ARG(modify->member),
                     STR_ARG(ctx_literal(ctx, modify->old->type.labels.at[at])),
                     STR_ARG(ctx_literal(ctx, modify->new->type.labels.at[at])));
}

static Finding *report_members(RuleCtx *ctx, const Modify *modify)
{
    StrVec removed = removed_labels(ctx, modify);
    const Op *op = modify->op;
    if (removed.len > 0)
        return report_removed(ctx, modify, &removed);
    if (!keeps_places(modify))
        return report_op(ctx, op,
                         "the members of " STR_FMT
                         " are put in another order: each value gets another number, "
                         "for which " STR_FMT " writes the whole table anew, and what "
                         "sorts or compares by number changes" STR_FMT,
                         STR_ARG(modify->member), STR_ARG(ctx_server(ctx)),
                         STR_ARG(ctx_refusal(ctx, op)));
    if (type_member_bytes(&modify->old->type) == type_member_bytes(&modify->new->type))
        return report_respelt(ctx, modify);
    return report_op(ctx, op,
                     "%zu members in the place of %zu make a value of " STR_FMT
                     " take %zu bytes in the place of %zu, for which " STR_FMT
                     " writes the whole table anew",
                     modify->new->type.labels.len, modify->old->type.labels.len,
                     STR_ARG(modify->member), type_member_bytes(&modify->new->type),
                     type_member_bytes(&modify->old->type), STR_ARG(ctx_server(ctx)));
}

static void check_enum_set(RuleCtx *ctx, const Op *op)
{
    Modify modify;
    if (!ctx_read_modify(ctx, op, &modify) || !is_members(&modify.new->type))
        return;
    if (!modify.old) {
        report_unknown_modify(ctx, &modify,
                              "members that it had and that are missing now, or stand in "
                              "another place, are not seen");
        return;
    }
    if (!str_eq(modify.old->type.name.name, modify.new->type.name.name) ||
        (keeps_members(&modify) &&
         type_member_bytes(&modify.old->type) == type_member_bytes(&modify.new->type)))
        return;
    Finding *f = report_members(ctx, &modify);
    f->object = modify.member;
    bool removes = removed_labels(ctx, &modify).len > 0;
    if (!removes || ctx_looked_after(ctx, op))
        f->severity = SEV_WARNING;
    fix_members(ctx, f, &modify);
}

RULE(enum_set_change) = {
    .id = "enum-set-change",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "mysql",
    .on = { OP_MODIFY_COLUMN },
    .op = check_enum_set,
    .title = "Members of an ENUM or SET are removed, moved or grow past a byte",
    .why = "The rows hold numbers, not names. A member that is removed stops the "
           "statement or empties the rows that hold it; one that is inserted or moved "
           "gives other numbers to values, and so does the 256th of an ENUM or each "
           "ninth of a SET their size: the table is copied while writes wait. Only "
           "members behind the last are added at once.",
    .fix = "Append new members and keep the old ones; values that come and go belong "
           "into a table with a foreign key",
    .bad =
        "-- engine mysql@8.0\n"
        "CREATE TABLE orders (id bigint PRIMARY KEY, state enum('new','paid','sent'));\n"
        "-- change\n"
        "ALTER TABLE orders MODIFY COLUMN state enum('new','sent');\n",
    .good = "-- engine mysql@8.0\n"
            "CREATE TABLE orders (id bigint PRIMARY KEY, state enum('new','paid'));\n"
            "-- change\n"
            "ALTER TABLE orders MODIFY COLUMN state enum('new','paid','sent');\n",
};
