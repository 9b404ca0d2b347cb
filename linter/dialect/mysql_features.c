// SPDX-License-Identifier: Apache-2.0
// Notes what a statement uses and its target does not take, and says why.
#include "dialect/mysql_features.h"

const MyFeature *my_feature(MyFeatureId id)
{
    return id < MYF_STATEMENTS ? &my_definition_features[id]
                               : &my_statement_features[id - MYF_STATEMENTS];
}

static MyTaken taken_by(const MyFeature *feature, const Engine *engine)
{
    return engine_is(engine, "mariadb") ? feature->mariadb
           : engine_is(engine, "tidb")  ? feature->tidb
                                        : feature->mysql;
}

// "MySQL takes it from 8.0.31 on".
static Str known_versions(Arena *arena, const char *family, MyVersions by)
{
    if (by.since == 0)
        return arena_fmt(arena, "%s took it before " STR_FMT, family,
                         STR_ARG(my_version_text(arena, by.until)));
    return arena_fmt(arena, "%s takes it from " STR_FMT " on", family,
                     STR_ARG(my_version_text(arena, by.since)));
}

// The refusal or the silence of this target, and what it goes by.
static Str sentence(Arena *arena, const MyFeature *feature, const Engine *engine)
{
    const char *family = my_family_title(engine);
    MyTaken taken = taken_by(feature, engine);
    const char *fate = taken.ignored ? "parses it and does nothing of it" : "refuses it";
    Str version = my_version_text(arena, engine_version(engine));
    Str why =
        taken.by.since >= MY_FOREVER
            ? arena_fmt(arena, "%s %s", family, fate)
            : arena_fmt(arena, "%s " STR_FMT " %s: " STR_FMT, family, STR_ARG(version),
                        fate, STR_ARG(known_versions(arena, family, taken.by)));
    if (feature->instead.len == 0)
        return why;
    return arena_fmt(arena, STR_FMT "; " STR_FMT, STR_ARG(why),
                     STR_ARG(feature->instead));
}

void my_uses(MyParser *p, MyFeatureId id, size_t from)
{
    if (id == MYF_NONE) // of a parser's row that needs none
        return;
    const MyFeature *feature = my_feature(id);
    MyTaken taken = taken_by(feature, p->engine);
    if (my_versions_have(taken.by, p->engine))
        return;
    *vec_push(p->arena, &p->misfits) =
        (Misfit){ .span = my_span_from(p, from),
                  .what = feature->what,
                  .why = sentence(p->arena, feature, p->engine),
                  .ignored = taken.ignored };
}
