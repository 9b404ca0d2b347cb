// SPDX-License-Identifier: Apache-2.0
// The dialects that there are.
#include "dialect/dialect.h"

static const Frontend *const frontends[] = { &pg_frontend, &mysql_frontend,
                                             &sqlite_frontend };

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

const EngineFamily *dialect_family(Str name)
{
    for (size_t i = 0; i < sizeof frontends / sizeof *frontends; i++)
        for (size_t k = 0; k < frontends[i]->family_count; k++)
            if (str_eq(str_from(frontends[i]->families[k].name), name))
                return &frontends[i]->families[k];
    return NULL;
}

StrVec dialect_family_names(Arena *arena)
{
    StrVec names = { 0 };
    for (size_t i = 0; i < sizeof frontends / sizeof *frontends; i++)
        for (size_t k = 0; k < frontends[i]->family_count; k++)
            *vec_push(arena, &names) = str_from(frontends[i]->families[k].name);
    return names;
}

void dialect_settle_version(Engine *engine)
{
    const EngineFamily *family = dialect_family(engine->family);
    if (family && engine->major == 0)
        *engine = family->usual;
}
