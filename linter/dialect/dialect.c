// SPDX-License-Identifier: Apache-2.0
// The dialects that there are.
#include "dialect/dialect.h"

static const Frontend *const frontends[] = { &pg_frontend, &mysql_frontend };

const Frontend *const *dialect_all(size_t *count)
{
    *count = sizeof frontends / sizeof *frontends;
    return frontends;
}

const Frontend *dialect_find(Str name)
{
    for (size_t i = 0; i < sizeof frontends / sizeof *frontends; i++)
        if (str_eq(str_from(frontends[i]->dialect), name))
            return frontends[i];
    return NULL;
}
