// SPDX-License-Identifier: Apache-2.0
// SQLite's front end under a fuzzer: its splitter, heads and definitions, and all of it
// in a world, where one file is merged and the next one judged. The text is read in
// place, where it ends with the fuzzer's own memory, so that the sanitizers see every
// read behind it.
#include "fuzz/fuzz.h"

#include "dialect/sqlite_def.h"
#include "dialect/sqlite_head.h"
#include "fuzz/holds.h"

static const Engine engines[] = {
    { STR_INIT("sqlite"), 3, 40, 0 },
    { STR_INIT("sqlite"), 3, 24, 0 },
    { STR_INIT("libsql"), 3, 45, 1 },
    { .family = STR_INIT("d1") },
};

// In front of it is what is merged.
static const Str next_file = STR_INIT("-- next file\n");

// 0,0: there is none.
static bool may_be(Span span, Span outer)
{
    return span.end == 0 || fuzz_is_within(span, outer);
}

static void check_head(const SlHead *head, Span statement)
{
    HOLDS(may_be(head->name_span, statement), NULL);
    HOLDS(may_be(head->part_span, statement), NULL);
    HOLDS(may_be(head->body, statement), NULL);
    HOLDS(head->kind < OP_KIND_COUNT, NULL);
}

static void check_def(const TableDef *def, Span whole)
{
    for (size_t i = 0; i < def->columns.len; i++)
        HOLDS(fuzz_is_within(def->columns.at[i].span, whole), NULL);
    for (size_t i = 0; i < def->constraints.len; i++)
        HOLDS(fuzz_is_within(def->constraints.at[i].span, whole), NULL);
}

// From each of the first brackets on, as a table, an index and a query.
static void read_as_all(Arena *arena, Str text, const SlTokenVec *tokens, size_t at)
{
    TableDef def = { 0 };
    IndexDef index = { 0 };
    NameVec sources = { 0 };
    SlSource source = { arena, text, tokens, at };
    sl_read_table(&source, &def);
    check_def(&def, (Span){ 0, text.len });
    source.at = at;
    sl_read_index(&source, &index);
    source.at = at;
    sl_read_sources(&source, &sources);
    HOLDS(source.at <= tokens->len, NULL);
}

static void check_statement(Arena *arena, Str text, const SlStatement *statement)
{
    enum { BRACKETS_MAX = 3 };
    SlHead head = sl_read_head(arena, text, statement);
    check_head(&head, statement->span);
    read_as_all(arena, text, &statement->tokens, 0);
    for (size_t i = 0, seen = 0; i < statement->tokens.len && seen < BRACKETS_MAX; i++)
        if (sl_token_is_punct(text, statement->tokens.at[i], '(')) {
            read_as_all(arena, text, &statement->tokens, i);
            read_as_all(arena, text, &statement->tokens, i + 1);
            seen++;
        }
}

static void read_text(Str text, const Runner *runner, bool rescues)
{
    Arena *arena = arena_new();
    SpanVec comments = { 0 };
    SlSplitter splitter = { .arena = arena,
                            .tmp = arena,
                            .text = text,
                            .breakpoints = runner->breakpoints,
                            .comments = &comments };
    SlStatement statement = { 0 };
    Span rest = { 0, text.len };
    while (sl_split_next(&splitter, &statement)) {
        HOLDS(fuzz_is_within(statement.span, rest), NULL);
        check_statement(arena, text, &statement);
        if (rescues && sl_split_rescue(&splitter, &statement, statement.span.end / 2))
            check_statement(arena, text, &statement);
        rest.start = statement.span.end;
    }
    fuzz_check_spans(&comments, (Span){ 0, text.len });
    arena_free(arena);
}

// ---- in a world ----

static void lower(Str text, const Runner *runner, const Engine *engine,
                  const Stage *stage)
{
    Arena *arena = arena_new();
    Lowered lowered = { .engine = engine, .stage = stage };
    sqlite_frontend.lower(arena, text, runner, &lowered);
    fuzz_check_lowered(&lowered);
    arena_free(arena);
}

// Looked at alone, a text always says the same.
static void lower_twice(Str text, const Runner *runner, const Engine *engine)
{
    Arena *arena = arena_new();
    Lowered first = { .engine = engine };
    Lowered second = { .engine = engine };
    sqlite_frontend.lower(arena, text, runner, &first);
    sqlite_frontend.lower(arena, text, runner, &second);
    fuzz_check_lowered(&first);
    fuzz_check_same_lowered(&first, &second);
    arena_free(arena);
}

static void judge(Str merged, Str judged, const Runner *runner, const Engine *engine)
{
    World *world = sqlite_frontend.world_new(engine, runner);
    TxOwner owner = runner->scope == TX_NONE ? TXO_NONE : TXO_RUNNER;
    Stage stage = { .world = world, .owner = owner };
    lower(merged, runner, engine, &stage);
    stage.judged = true;
    for (stage.batch = 1; stage.batch < 3; stage.batch++) // the second finds it all there
        lower(judged, runner, engine, &stage);
    lower_twice(judged, runner, engine);
    sqlite_frontend.world_free(world);
}

int fuzz_sqlite(const uint8_t *data, size_t size)
{
    enum { CHOICE = 2 };
    if (size < CHOICE)
        return 0;
    const Engine *engine = &engines[data[0] % (sizeof engines / sizeof *engines)];
    Runner runner = { .name = "fuzz",
                      .breakpoints = data[1] & 1,
                      .scope = data[1] & 2 ? TX_FILE : TX_NONE,
                      .foreign_keys = (data[1] >> 3) & 3 };
    Str text = { (const char *)data + CHOICE, size - CHOICE };
    read_text(text, &runner, data[1] & 4);
    size_t end = str_find(text, next_file, 0);
    bool one = end == text.len;
    Str merged = one ? (Str){ 0 } : str_slice(text, 0, end);
    judge(merged, one ? text : str_drop(text, end + next_file.len), &runner, engine);
    return 0;
}
