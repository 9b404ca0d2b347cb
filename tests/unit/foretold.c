// SPDX-License-Identifier: Apache-2.0
// Runs statements of MySQL's family on a table, for the tests of effects.
#include "foretold.h"

World world_of(const char *family, int version)
{
    Arena *arena = arena_new();
    Engine engine = { .family = str_from(family),
                      .major = version / 10000,
                      .minor = version / 100 % 100,
                      .patch = version % 100 };
    return (World){ arena, forecast_new(arena, &mysql_frontend, engine) };
}

void world_end(World *world)
{
    forecast_free(&world->forecast);
    arena_free(world->arena);
}

Str foretold(World *world, const char *sql)
{
    StatementEffectsVec all = forecast_run(&world->forecast, str_from(sql), NULL);
    const Effects *effects = &all.at[all.len - 1].effects;
    if (effects->refused.len > 0)
        return arena_fmt(world->arena, "refused: " STR_FMT, STR_ARG(effects->refused));
    if (effects->ignored.len > 0)
        return arena_fmt(world->arena, "ignored: " STR_FMT, STR_ARG(effects->ignored));
    return arena_fmt(world->arena, "%s %s%s%s", algorithm_word(effects->online.algorithm),
                     online_lock_word(effects->online.lock),
                     effects->rewrites.len > 0 ? " rebuilt" : "",
                     effects->assumed ? " assumed" : "");
}

void expect_refusal(const char *family, int version, const char *sql, int code,
                    RefusedFor about)
{
    World world = world_of(family, version);
    forecast_run(&world.forecast,
                 STR("CREATE TABLE t (id bigint PRIMARY KEY, a int, b int, KEY (a, b))"),
                 NULL);
    StatementEffectsVec all = forecast_run(&world.forecast, str_from(sql), NULL);
    assert_int_equal(all.len, 1);
    assert_int_equal(all.at[0].effects.refused_code, code);
    assert_int_equal(all.at[0].effects.refused_for, about);
    world_end(&world);
}

void expect_words(const char *family, int version, const char *sql, const char *words)
{
    World world = world_of(family, version);
    forecast_run(&world.forecast,
                 STR("CREATE TABLE p (id bigint PRIMARY KEY);"
                     "CREATE TABLE t (id bigint NOT NULL, a int, b int, v varchar(40), "
                     "e enum('a','b'), x varchar(10) NOT NULL, KEY kab (a, b), "
                     "KEY kv (v), PRIMARY KEY (id)) DEFAULT CHARSET=utf8mb4"),
                 NULL);
    assert_str_equal(foretold(&world, sql), str_from(words));
    world_end(&world);
}
