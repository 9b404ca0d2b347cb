// SPDX-License-Identifier: Apache-2.0
// What a file does to rows and makes good itself: rows that are kept in another table
// while theirs is rebuilt, and put back behind it.
#include "dialect/sqlite_world.h"

static size_t column_at(const SlRows *rows, Str name)
{
    size_t at = 0;
    while (at < rows->columns.len && !str_eq_ci(rows->columns.at[at], name))
        at++;
    return at;
}

// For each column of `before` where it is now; columns.len of that: nowhere.
typedef struct Both {
    const SlRows *before, *now;
    size_t *at;
} Both;

static bool is_same_row(const Both *both, const StrVec *before, const StrVec *now)
{
    for (size_t i = 0; i < before->len; i++)
        if (both->at[i] < both->now->columns.len &&
            !str_eq(before->at[i], now->at[both->at[i]]))
            return false;
    return true;
}

static bool is_there(const Both *both, const StrVec *before)
{
    for (size_t i = 0; i < both->now->at.len; i++)
        if (is_same_row(both, before, &both->now->at.at[i]))
            return true;
    return false;
}

// Columns that have gone since are another matter, but not those that it is about.
static bool is_undone(const SlFile *file, const RowFate *fate)
{
    SlRows before = sl_trial_rows_before(file->tmp, file->world->trial, fate->table);
    SlRows now = sl_trial_rows(file->tmp, file->world->trial, fate->table);
    if (before.columns.len == 0 || now.columns.len == 0 || before.at.len == 0)
        return false;
    Both both = { &before, &now, NEW_ARRAY(file->tmp, size_t, before.columns.len) };
    for (size_t i = 0; i < before.columns.len; i++)
        both.at[i] = column_at(&now, before.columns.at[i]);
    for (size_t i = 0; i < fate->columns.len; i++)
        if (column_at(&now, fate->columns.at[i]) == now.columns.len)
            return false;
    for (size_t i = 0; i < before.at.len; i++)
        if (!is_there(&both, &before.at.at[i]))
            return false;
    return true;
}

static RowFateVec lasting(const SlFile *file, const RowFateVec *fates)
{
    RowFateVec left = { 0 };
    for (size_t i = 0; i < fates->len; i++)
        if (!is_undone(file, &fates->at[i]))
            *vec_push(file->arena, &left) = fates->at[i];
    return left;
}

void sl_forget_undone(SlFile *file)
{
    for (size_t i = 0; i < file->steps.len; i++) {
        SlStep *step = &file->steps.at[i];
        if (!step->tried || step->outcome.fates.len == 0)
            continue;
        step->outcome.fates = lasting(file, &step->outcome.fates);
        for (size_t k = step->first_op; k < step->op_end; k++)
            effects_own_rows(file->arena, &file->lowered->ops.at[k].effects)->fates =
                step->outcome.fates;
    }
}
