// SPDX-License-Identifier: Apache-2.0
// Families of servers, and their versions as numbers.
#include "ir/engine.h"

int engine_version(const Engine *engine)
{
    return ENGINE_VERSION(engine->major, engine->minor, engine->patch);
}

bool engine_is(const Engine *engine, const char *family)
{
    return str_eq(engine->family, str_from(family));
}

bool engine_from_on(const Engine *engine, const char *family, int version)
{
    return engine_is(engine, family) && engine_version(engine) >= version;
}

Str engine_dialect(Str family)
{
    bool descends = str_eq(family, STR("mariadb")) || str_eq(family, STR("tidb"));
    return descends ? STR("mysql") : family;
}
