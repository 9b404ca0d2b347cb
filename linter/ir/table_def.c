// SPDX-License-Identifier: Apache-2.0
#include "ir/table_def.h"

const ColumnRest *column_rest(const ColumnDef *column)
{
    static const ColumnRest none = { 0 };
    return column->rest ? column->rest : &none;
}

ColumnRest *column_own_rest(Arena *arena, ColumnDef *column)
{
    ColumnRest *rest = NEW(arena, ColumnRest);
    *rest = *column_rest(column);
    column->rest = rest;
    return rest;
}
