// SPDX-License-Identifier: Apache-2.0
// Worlds of SQLite's side by side.
#include "ways.h"

#include "base/out.h"
#include "dialect/dialect.h"
#include "dialect/sqlite_world.h"

#include "unit/check.h"
#include "unit/op_lines.h"

// ---- all that is known of a file ----

static void put_list(Out *out, const char *what, const StrVec *list)
{
    for (size_t i = 0; i < list->len; i++)
        out_fmt(out, " %s" STR_FMT, what, STR_ARG(list->at[i]));
}

static void put_names(Out *out, const char *what, const NameVec *list)
{
    for (size_t i = 0; i < list->len; i++)
        out_fmt(out, " %s" STR_FMT, what, STR_ARG(name_text(out->arena, list->at[i])));
}

static void put_fate(Out *out, const RowFate *fate)
{
    out_fmt(out, "    rows %d " STR_FMT " %zu of %zu because " STR_FMT "%s",
            (int)fate->kind, STR_ARG(fate->table), fate->count, fate->of,
            STR_ARG(fate->because), fate->only_nulls ? " nulls" : "");
    put_list(out, "", &fate->columns);
    out_cstr(out, "\n");
}

static void put_effects(Out *out, const Effects *effects)
{
    const RowEffects *on_rows = effects_on_rows(effects);
    const BrokenWrite *broken = &on_rows->broken;
    out_fmt(out,
            "    refused " STR_FMT " %d %d, ignored " STR_FMT ", string " STR_FMT "\n",
            STR_ARG(effects->refused), (int)effects->refused_for, effects->refused_code,
            STR_ARG(effects->ignored), STR_ARG(on_rows->as_string));
    out_fmt(out, "    breaks %s " STR_FMT " " STR_FMT " " STR_FMT "\n",
            broken->verb ? broken->verb : "nothing", STR_ARG(broken->table),
            STR_ARG(broken->trigger), STR_ARG(broken->message));
    for (size_t i = 0; i < on_rows->fates.len; i++)
        put_fate(out, &on_rows->fates.at[i]);
}

static void put_column(Out *out, const ColumnDef *column)
{
    out_fmt(out, "    column " STR_FMT " " STR_FMT "%s default " STR_FMT "\n",
            STR_ARG(column->name), STR_ARG(column->type.text),
            column->not_null ? " not null" : "", STR_ARG(column->default_expr));
}

static void put_details(Out *out, const Op *op)
{
    out_fmt(out, "  at %zu-%zu of %zu flags %u where %d " STR_FMT, op->span.start,
            op->span.end, op->stmt_index, op->flags, (int)op->where, STR_ARG(op->detail));
    put_list(out, "writes ", &op->columns);
    put_names(out, "reads ", &op->relations);
    out_cstr(out, "\n");
    if (op->column)
        put_column(out, op->column);
    const MisfitVec *misfits = &op_rest(op)->misfits;
    for (size_t i = 0; i < misfits->len; i++)
        out_fmt(out, "    misfit " STR_FMT "\n", STR_ARG(misfits->at[i].what));
    put_effects(out, &op->effects);
}

// The ops say what becomes of the catalog, and all that rules know of the world.
static Str told(Arena *arena, const Lowered *lowered)
{
    Out out = out_new(arena);
    out_str(&out, op_lines(arena, &lowered->ops));
    for (size_t i = 0; i < lowered->ops.len; i++)
        put_details(&out, &lowered->ops.at[i]);
    return out_text(&out);
}

// ---- worlds ----

enum { WAYS = 3 };

// What a front end's caller takes for the world.
typedef struct Worlds {
    Arena *arena;
    World *at[WAYS];
} Worlds;

// The last one also tries on rows what is known to meet none.
static const size_t sizes[WAYS] = { 0, 6, SIZE_MAX };

static World *world_of_size(const Engine *engine, const Runner *runner, size_t size)
{
    World *world = sl_world_new(engine, runner);
    world->stock_max = size;
    return world;
}

static World *new_world(const Engine *engine, const Runner *runner)
{
    return world_of_size(engine, runner, SIZE_MAX);
}

static World *new_worlds(const Engine *engine, const Runner *runner)
{
    Arena *arena = arena_new();
    Worlds *worlds = NEW(arena, Worlds);
    worlds->arena = arena;
    for (size_t i = 0; i < WAYS; i++)
        worlds->at[i] = world_of_size(engine, runner, sizes[i]);
    return (void *)worlds;
}

static void free_worlds(World *world)
{
    Worlds *worlds = (void *)world;
    for (size_t i = 0; i < WAYS; i++)
        sl_world_free(worlds->at[i]);
    arena_free(worlds->arena);
}

static void print_rest(Str side, Str other, const char *sign)
{
    Str line;
    while (str_cut(&side, '\n', &line))
        if (!str_contains(other, line))
            print_error("%s" STR_FMT "\n", sign, STR_ARG(line));
}

static void lower_each(Arena *arena, Str text, const Runner *runner, Lowered *lowered)
{
    if (!lowered->stage) {
        sqlite_frontend.lower(arena, text, runner, lowered);
        return;
    }
    const Worlds *worlds = (const void *)lowered->stage->world;
    Lowered made[WAYS];
    Str lines[WAYS];
    for (size_t i = 0; i < WAYS; i++) {
        Stage stage = *lowered->stage;
        stage.world = worlds->at[i];
        stage.last = stage.last && i + 1 < WAYS;
        made[i] = *lowered;
        made[i].stage = &stage;
        sqlite_frontend.lower(arena, text, runner, &made[i]);
        lines[i] = told(arena, &made[i]);
    }
    const Stage *stage = lowered->stage;
    *lowered = made[0];
    lowered->stage = stage;
    for (size_t i = 0; i + 1 < WAYS; i++) {
        if (str_eq(lines[i], lines[WAYS - 1]))
            continue;
        print_error("with up to %zu objects, in\n" STR_FMT "\n", sizes[i], STR_ARG(text));
        print_rest(lines[i], lines[WAYS - 1], "- ");
        print_rest(lines[WAYS - 1], lines[i], "+ ");
        fail_msg("what is made of the file is not the same");
    }
}

Frontend way_of_all(void)
{
    Frontend frontend = sqlite_frontend;
    frontend.world_new = new_world;
    return frontend;
}

Frontend way_of_each(void)
{
    Frontend frontend = sqlite_frontend;
    frontend.world_new = new_worlds;
    frontend.world_free = free_worlds;
    frontend.lower = lower_each;
    return frontend;
}
