// SPDX-License-Identifier: Apache-2.0
// Names that pass from one column to another in a single ALTER TABLE: what stands on the
// left is always a column as it was called before the statement, so two can swap.
#include "base/map.h"
#include "dialect/mysql_alter_priv.h"

// The name that the action takes from its column, by another or by dropping it; empty:
// none.
static Str name_freed(const Op *op)
{
    bool renames = op->kind == OP_RENAME_COLUMN || op->kind == OP_MODIFY_COLUMN;
    bool frees =
        op->kind == OP_DROP_COLUMN || (renames && !str_eq_ci(op->part, op->other.name));
    return frees ? op->part : (Str){ 0 };
}

// The name that it gives to a column; empty: none.
static Str name_given(const Op *op)
{
    if (op->kind == OP_ADD_COLUMN)
        return op->column->name;
    bool renames = op->kind == OP_RENAME_COLUMN || op->kind == OP_MODIFY_COLUMN;
    return renames ? op->other.name : (Str){ 0 };
}

void my_alter_note_passed(const MyAlter *alter, size_t first)
{
    OpVec *ops = &alter->p->out->ops;
    Map freed = { 0 }; // further down, in lower case
    for (size_t i = ops->len; i-- > first;) {
        Op *op = &ops->at[i];
        Str given = name_given(op), own = name_freed(op);
        if (freed.entries.len > 0 && given.len > 0 &&
            map_get(&freed, arena_lower(alter->p->tmp, given)))
            op->flags |= OPF_TAKES_NAME;
        if (own.len > 0)
            map_put(alter->p->tmp, &freed, arena_lower(alter->p->tmp, own), op);
    }
}
