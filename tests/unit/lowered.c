// SPDX-License-Identifier: Apache-2.0
// The bench of the dialect's tests.
#include "lowered.h"

static int open_for(void **state, const Frontend *frontend)
{
    Arena *arena = arena_new();
    Sql *sql = NEW(arena, Sql);
    sql->arena = arena;
    sql->frontend = frontend;
    *state = sql;
    return 0;
}

int sql_open(void **state)
{
    return open_for(state, &pg_frontend);
}

int mysql_open(void **state)
{
    return open_for(state, &mysql_frontend);
}

int sqlite_open(void **state)
{
    return open_for(state, &sqlite_frontend);
}

void end_world(Sql *sql)
{
    if (sql->world)
        sql->frontend->world_free(sql->world);
    sql->world = NULL;
}

int sql_close(void **state)
{
    Sql *sql = *state;
    end_world(sql);
    arena_free(sql->arena);
    return 0;
}

void lower_for(Sql *sql, const char *family, int version)
{
    Engine *engine = NEW(sql->arena, Engine);
    *engine =
        (Engine){ str_from(family), version / 10000, version / 100 % 100, version % 100 };
    sql->engine = engine;
}

static void lower(Sql *sql, Str text, const Runner *runner)
{
    sql->lowered = (Lowered){ .engine = sql->engine };
    sql->frontend->lower(sql->arena, text, runner, &sql->lowered);
}

void lower_text(Sql *sql, Str text)
{
    Runner runner = { .name = "plain" };
    lower(sql, text, &runner);
}

static void run_text(Sql *sql, const char *text, bool judged)
{
    static const Engine usual = { .family = STR_INIT("sqlite") };
    const Engine *engine = sql->engine ? sql->engine : &usual;
    if (!sql->runner.name)
        sql->runner = (Runner){ .name = "plain", .title = "The runner" };
    if (!sql->world)
        sql->world = sql->frontend->world_new(engine, &sql->runner);
    bool wraps = sql->runner.scope != TX_NONE;
    Stage stage = { .world = sql->world,
                    .batch = ++sql->batch,
                    .judged = judged,
                    .owner = wraps ? TXO_RUNNER : TXO_NONE };
    sql->lowered = (Lowered){ .engine = engine, .stage = &stage };
    sql->frontend->lower(sql->arena, str_from(text), &sql->runner, &sql->lowered);
    sql->lowered.stage = NULL;
}

void run_merged(Sql *sql, const char *text)
{
    run_text(sql, text, false);
}

void run_change(Sql *sql, const char *text)
{
    run_text(sql, text, true);
}

void lower_pieces(Sql *sql, const char *text)
{
    Runner runner = { .name = "drizzle", .breakpoints = true };
    lower(sql, str_from(text), &runner);
}

void lower_to(Sql *sql, const char *text, size_t ops)
{
    lower_text(sql, str_from(text));
    assert_int_equal(sql->lowered.ops.len, ops);
}

const Op *lower_one(Sql *sql, const char *text, OpKind kind)
{
    lower_to(sql, text, 1);
    return op_at(sql, 0, kind);
}

const Op *op_at(const Sql *sql, size_t at, OpKind kind)
{
    assert_true(at < sql->lowered.ops.len);
    const Op *op = &sql->lowered.ops.at[at];
    assert_string_equal(op_kind_words(op->kind), op_kind_words(kind));
    return op;
}

Str span_text(const Sql *sql, Span span)
{
    return str_slice(sql->lowered.text, span.start, span.end);
}

static Str add(const Sql *sql, Str list, Str item)
{
    const char *comma = list.ptr ? ", " : "";
    return arena_fmt(sql->arena, STR_FMT "%s" STR_FMT, STR_ARG(list), comma,
                     STR_ARG(item));
}

Str joined(const Sql *sql, StrVec strs)
{
    Str list = { 0 };
    for (size_t i = 0; i < strs.len; i++)
        list = add(sql, list, strs.at[i]);
    return list;
}

Str misfits(Sql *sql, const char *text)
{
    Str list = { 0 };
    lower_text(sql, str_from(text));
    for (size_t i = 0; i < sql->lowered.ops.len; i++) {
        const Op *op = &sql->lowered.ops.at[i];
        assert_false(op->kind == OP_OPAQUE);
        const MisfitVec *all = &op_rest(op)->misfits;
        for (size_t k = 0; k < all->len; k++)
            list = add(sql, list, all->at[k].what);
    }
    return list;
}

void assert_taken(Sql *sql, const TakenRow *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        lower_for(sql, "mysql", ENGINE_VERSION(9, 7, 4));
        assert_same(misfits(sql, rows[i].text), rows[i].mysql);
        lower_for(sql, "mariadb", ENGINE_VERSION(10, 11, 19));
        assert_same(misfits(sql, rows[i].text), rows[i].mariadb);
        lower_for(sql, "tidb", ENGINE_VERSION(8, 5, 0));
        assert_same(misfits(sql, rows[i].text), rows[i].tidb);
    }
}

Str refused_at(Sql *sql, const char *text)
{
    const Op *op = lower_one(sql, text, OP_OPAQUE);
    assert_true(op_has(op, OPF_SYNTAX));
    assert_true(op->detail.len > 0);
    return span_text(sql, op->span);
}

Str names(const Sql *sql, NameVec relations)
{
    Str list = { 0 };
    for (size_t i = 0; i < relations.len; i++)
        list = add(sql, list, name_text(sql->arena, relations.at[i]));
    return list;
}

Str kinds(const Sql *sql)
{
    Str list = { 0 };
    for (size_t i = 0; i < sql->lowered.ops.len; i++)
        list = add(sql, list, str_from(op_kind_words(sql->lowered.ops.at[i].kind)));
    return list;
}

Str op_name(const Sql *sql, const Op *op)
{
    return name_text(sql->arena, op->name);
}
