// SPDX-License-Identifier: Apache-2.0
// Whether two pieces of a table's definitions are the same, though columns have other
// names now.
#include "dialect/sqlite_diff.h"
#include "dialect/sqlite_plain.h"

bool sl_is_self(const SlDiff *diff, Str table)
{
    return str_eq_ci(table, diff->before->name) || str_eq_ci(table, diff->after->name) ||
           str_eq_ci(table, diff->table) || str_eq_ci(table, diff->step->head.name.name);
}

Str sl_new_name(const SlDiff *diff, Str old)
{
    for (size_t i = 0; i < diff->renames.len; i++) {
        const SlRename *rename = &diff->renames.at[i];
        if (!rename->merged && str_eq_ci(rename->from, old))
            return rename->to;
    }
    return old;
}

static void rename_words(const SlDiff *diff, SlPlainVec *words)
{
    for (size_t i = 0; i < words->len; i++)
        if (words->at[i].kind == SLT_QUOTED)
            words->at[i].text = sl_new_name(diff, words->at[i].text);
}

bool sl_same_words(const SlDiff *diff, Str old, Str new)
{
    if (str_eq(old, new) && diff->renames.len == 0)
        return true;
    Arena *tmp = diff->file->tmp;
    SlPlainVec a = sl_plain(tmp, old, true), b = sl_plain(tmp, new, true);
    rename_words(diff, &a);
    return sl_plain_same(&a, &b);
}

static bool same_part(const SlDiff *diff, const IndexPart *old, const IndexPart *new)
{
    return str_eq_ci(sl_new_name(diff, old->column), new->column) &&
           sl_same_words(diff, old->expression, new->expression) &&
           str_eq_ci(old->collation, new->collation) &&
           old->descending == new->descending;
}

bool sl_same_index(const SlDiff *diff, const IndexDef *old, const IndexDef *new)
{
    if (old->unique != new->unique || old->parts.len != new->parts.len ||
        !old->where.ptr != !new->where.ptr ||
        !sl_same_words(diff, old->where, new->where))
        return false;
    for (size_t i = 0; i < old->parts.len; i++)
        if (!same_part(diff, &old->parts.at[i], &new->parts.at[i]))
            return false;
    return true;
}
