// SPDX-License-Identifier: Apache-2.0
// SQLite's front end: each statement is run on what the history has made, and where a
// file is judged once more on tables with rows in them.
#include "dialect/dialect.h"
#include "dialect/sqlite_copy.h"
#include "dialect/sqlite_families.h"
#include "dialect/sqlite_rowless.h"
#include "dialect/sqlite_world.h"

#include <sqlite3.h>

enum {
    STOCK_MAX = 12,    // as World.stock_max
    PRESUMED_MAX = 64, // things that one statement finds missing
    // What a statement needs besides its ops is dropped each time this much was read.
    PARSED_MAX = 1 << 18
};

typedef struct Run {
    SlFile file;
    SlSplitter splitter;
    const Stage *stage; // NULL: the file is only looked at
    SlDb *grammar;      // then: an empty one, which finds errors of syntax
    bool drops;         // the text has the word
} Run;

// ---- the world ----

static void open_schema(World *world)
{
    world->schema = sl_db_open();
    world->stock =
        (SlStock){ .arena = world->arena, .shelf = world->shelf, .db = world->schema };
}

World *sl_world_new(const Engine *engine, const Runner *runner)
{
    Arena *arena = arena_new();
    World *world = NEW(arena, World);
    *world = (World){ .arena = arena,
                      .engine = *engine,
                      .runner = runner,
                      .shelf = sl_shelf_new(),
                      .stock_max = STOCK_MAX };
    open_schema(world);
    return world;
}

void sl_world_free(World *world)
{
    sl_trial_free(world->trial);
    sl_db_close(world->schema);
    sl_shelf_free(world->shelf);
    arena_free(world->arena);
}

// ---- one statement ----

static bool is_for_trial(const SlHead *head)
{
    return head->kind == OP_SET_SESSION && str_starts(head->part, STR("foreign_key"));
}

// As of a table that is made under such a name: see sqlite_allow.c. SQLite tells its
// authorizer no new names.
static bool takes_pragma_name(const SlHead *head)
{
    static const Str prefix = STR_INIT("pragma_");
    Str name = head->other.name;
    return head->kind == OP_RENAME_TABLE && name.len > prefix.len &&
           str_eq_ci(str_take(name, prefix.len), prefix);
}

static SlResult run_on_schema(const SlFile *file, const SlStep *step)
{
    if (takes_pragma_name(&step->head))
        return (SlResult){ .status = SL_DENIED,
                           .offset = SIZE_MAX,
                           .message = STR("the name of a function that SQLite tells its "
                                          "schema by") };
    SlDb *schema = file->world->schema;
    bool is_key_setting = is_for_trial(&step->head);
    if (!sl_is_for_rows(&step->head) && !is_key_setting)
        return sl_db_run(file->arena, schema, step->sql);
    SlResult result = sl_db_try(file->arena, schema, step->sql);
    // The schema is kept without foreign keys: no statement is to fail for rows. SQLite
    // obeys this PRAGMA when it is prepared.
    if (is_key_setting && !sl_db_in_transaction(schema))
        sl_db_exec(schema, "PRAGMA foreign_keys = OFF");
    return result;
}

// The table that the statement names, or that its index or trigger is on.
typedef struct Owner {
    Arena *arena;
    Str table;
} Owner;

static void take_owner(void *to, const SlRow *row)
{
    Owner *owner = to;
    owner->table = arena_copy(owner->arena, sl_row_text(row, 0));
}

static Str owner_of(const SlFile *file, Str name)
{
    static const char sql[] =
        "SELECT tbl_name FROM sqlite_schema WHERE name = ?1 COLLATE "
        "nocase AND type IN ('index', 'trigger')";
    Owner owner = { .arena = file->arena };
    sl_db_ask(file->world->schema,
              &(SlAsk){ .sql = sql, .names = { name }, .row = take_owner, .to = &owner });
    return owner.table;
}

static Str table_named(const SlFile *file, const SlStep *step)
{
    const SlHead *head = &step->head;
    switch (head->object) {
    case OBJ_TABLE:
        return head->name.name;
    case OBJ_INDEX:
    case OBJ_TRIGGER:
        return head->other.name.len > 0 ? head->other.name
                                        : owner_of(file, head->name.name);
    default:
        return (Str){ 0 };
    }
}

static const SlTable *table_now(const SlFile *file, Str name)
{
    SlTable *table = NEW(file->arena, SlTable);
    bool found =
        name.len > 0 && sl_schema_table(file->arena, file->world->schema, name, table);
    table->presumed = found && sl_is_presumed(file->world, name);
    return found ? table : NULL;
}

// What a table was and is counts where it is made anew, which nothing does without a
// DROP, and where the statement does not say all of it.
static bool looks_at_table(const Run *run, const SlHead *head)
{
    switch ((int)head->kind) {
    case OP_ADD_COLUMN:
    case OP_RENAME_COLUMN:
    case OP_DROP_COLUMN:
    case OP_CREATE_INDEX:
    case OP_CREATE_TRIGGER:
        return run->drops;
    default:
        return !sl_is_for_rows(head);
    }
}

static void note_known(World *world, const SlStep *step)
{
    OpKind kind = step->head.kind;
    if (kind == OP_RENAME_TABLE)
        sl_know_renamed(world, step->head.name.name, step->head.other.name);
    if (kind == OP_CREATE_INDEX || kind == OP_CREATE_VIEW || kind == OP_CREATE_TRIGGER ||
        (kind == OP_CREATE_TABLE && !(step->before && step->before->presumed)))
        sl_know(world, step->head.name.name);
}

// Of a table that nobody has seen made any name in double quotes may be a column.
static bool may_lack(const SlStep *step)
{
    return step->result.status == SL_REFUSED ||
           (step->result.as_string.len > 0 && sl_is_for_rows(&step->head));
}

static void run_native(SlFile *file, SlStep *step)
{
    step->result = run_on_schema(file, step);
    for (size_t i = 0; i < PRESUMED_MAX && may_lack(step); i++) {
        if (!sl_presume(file, step))
            break;
        step->result = run_on_schema(file, step);
    }
    if (step->result.status == SL_DONE &&
        (step->head.kind == OP_CREATE_TABLE || sl_is_for_rows(&step->head)))
        sl_presume_keys(file, step);
}

// What a rebuild does to rows shows in what it copies from, and to.
static void note_rows(SlFile *file, SlStep *step)
{
    SlTrial *trial = file->world->trial;
    if (step->head.kind != OP_INSERT && !str_eq(step->head.verb, STR("as")))
        return;
    SlCopy copy = sl_read_copy(file, step);
    for (size_t i = 0; i < copy.from.len; i++)
        *vec_push(file->arena, &step->rows_read) =
            sl_trial_rows(file->arena, trial, copy.from.at[i].name);
    if (step->rows_read.len > 0)
        step->rows_after = sl_trial_rows(file->arena, trial, step->head.name.name);
}

// On tables with rows, after the schema took it: what fails on both has failed already.
static void try_on_rows(Run *run, SlStep *step)
{
    if (!run->file.tries || step->result.status != SL_DONE)
        return;
    step->outcome = sl_trial_run(run->file.arena, run->file.world->trial, step->sql);
    step->tried = true;
    if (step->outcome.result.status == SL_DONE)
        note_rows(&run->file, step);
}

static void run_step(Run *run, SlStep *step)
{
    SlFile *file = &run->file;
    bool looks = looks_at_table(run, &step->head);
    Str table = looks ? table_named(file, step) : (Str){ 0 };
    step->before = table_now(file, table);
    step->ran = true;
    OpKind kind = step->head.kind;
    bool breaks =
        run->stage->judged &&
        (kind == OP_DROP_COLUMN || kind == OP_DROP_TABLE || kind == OP_CREATE_TRIGGER);
    SlWriteVec writes = breaks ? sl_writes(file) : (SlWriteVec){ 0 };
    if (!sl_run_foreign(file, step)) {
        run_native(file, step);
        try_on_rows(run, step);
    }
    bool done = step->result.status == SL_DONE || sl_mend_rename(file, step);
    if (step->head.kind == OP_RENAME_TABLE && done)
        table = step->head.other.name;
    step->after = table_now(file, table);
    if (done)
        note_known(file->world, step);
    if (done && breaks)
        sl_note_broken(file, step, &writes);
}

static bool is_syntax_error(const SlStep *step)
{
    static const Str phrases[] = { STR_INIT("syntax error"),
                                   STR_INIT("unrecognized token"),
                                   STR_INIT("incomplete input") };
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        if (step->result.status == SL_REFUSED &&
            str_contains(step->result.message, phrases[i]))
            return true;
    return false;
}

static void add_refused(SlFile *file, SlStep *step, Str message, Span span)
{
    step->first_op = file->lowered->ops.len;
    Op *op = sl_op(file, step, OP_OPAQUE, span);
    op->flags = OPF_SYNTAX;
    op->detail = message;
    step->op_end = file->lowered->ops.len;
}

// The token at the place, or the statement as a whole where SQLite names none.
static Span error_span(const SlStep *step, const SlStatement *statement)
{
    if (step->result.offset == SIZE_MAX)
        return step->span;
    size_t at = step->span.start + step->result.offset;
    for (size_t i = 0; i < statement->tokens.len; i++)
        if (statement->tokens.at[i].end > at)
            return (Span){ statement->tokens.at[i].start, statement->tokens.at[i].end };
    return (Span){ step->span.end, step->span.end };
}

static void set_text(SlStep *step, Str text, const SlStatement *statement)
{
    step->span = statement->span;
    step->sql = str_slice(text, statement->span.start, statement->span.end);
}

static void add_syntax_error(Run *run, SlStep *step, SlStatement *statement)
{
    Span span = error_span(step, statement);
    size_t end = statement->span.end;
    bool at_end = span.start >= end;
    bool rescued = sl_split_rescue(&run->splitter, statement, span.start);
    set_text(step, run->splitter.text, statement);
    if (rescued && (at_end || span.end > statement->span.end))
        add_refused(&run->file, step, statement->fault, statement->fault_span);
    else
        add_refused(&run->file, step, step->result.message, span);
}

static void run_any(Run *run, SlStep *step)
{
    if (run->stage)
        run_step(run, step);
    else if (!sl_run_foreign(&run->file, step))
        step->result = sl_db_try(run->file.arena, run->grammar, step->sql);
}

static void add_placeholder(SlFile *file, SlStep *step, Span span)
{
    Op *op = sl_op(file, step, OP_OPAQUE, span);
    op->flags = OPF_TEMPLATE;
    op->detail = str_slice(file->lowered->text, span.start, span.end);
    op->verb = STR("name");
    step->op_end = file->lowered->ops.len;
}

static void lower_text(Run *run, SlStep *step, SlStatement *statement)
{
    SlFile *file = &run->file;
    Span placeholder;
    run_any(run, step);
    bool filled =
        is_syntax_error(step) && sl_fill_template(file, step, statement, &placeholder);
    if (filled)
        run_any(run, step);
    if (is_syntax_error(step)) {
        add_syntax_error(run, step, statement);
        return;
    }
    sl_add_ops(file, step, statement);
    sl_add_misfits(file, step);
    if (filled)
        add_placeholder(file, step, placeholder);
}

static void lower_statement(Run *run, SlStatement *statement)
{
    SlFile *file = &run->file;
    Str text = run->splitter.text;
    SlStep *step = vec_push(file->arena, &file->steps);
    *step = (SlStep){ .index = file->lowered->statements.len };
    set_text(step, text, statement);
    step->head = sl_read_head(file->arena, text, statement);
    if (statement->fault.len > 0) {
        add_refused(file, step, statement->fault, statement->fault_span);
    } else {
        lower_text(run, step, statement);
    }
    *vec_push(file->arena, &file->lowered->statements) = step->span;
}

// ---- a file ----

// The trial of a batch goes on with what its files have touched.
static bool may_begin_anew(const World *world, const Stage *stage)
{
    return !world->trial || (stage->judged && stage->batch != world->batch);
}

static void begin_file(Run *run)
{
    World *world = run->file.world;
    Str text = str_drop(run->splitter.text, run->splitter.at);
    run->drops = str_contains(arena_lower(run->file.tmp, text), STR("drop"));
    sl_db_begin_known(world->schema);
    sl_stock_look(&world->stock);
    if (world->stock.count > world->stock_max && may_begin_anew(world, run->stage)) {
        sl_db_close(world->schema);
        open_schema(world);
        sl_db_begin_known(world->schema);
    }
    sl_stock_take(&world->stock, text, run->stage->judged);
    sl_db_begin_file(world->schema);
    sl_db_exec(world->schema, "PRAGMA legacy_alter_table = OFF");
    if (run->stage->owner != TXO_NONE)
        sl_db_exec(world->schema, "BEGIN");
    if (!run->stage->judged)
        return;
    world->batch = run->stage->batch;
    // What is behind it in its batch would miss what it makes.
    run->file.tries = !run->stage->last || sl_meets_rows(text, run->splitter.breakpoints);
    if (!run->file.tries)
        return;
    if (!world->trial)
        world->trial = sl_trial_new(world->runner);
    sl_trial_begin(world->trial, world->schema, run->stage->batch, run->stage->owner);
}

// The COMMIT at the end is owed to the statement that has left a key without its row.
static void end_trial(Run *run)
{
    size_t statement;
    SlFile *file = &run->file;
    SlOutcome outcome = sl_trial_end(file->arena, file->world->trial, &statement);
    if (outcome.result.status == SL_DONE)
        return;
    for (size_t i = 0; i < file->steps.len; i++)
        if (file->steps.at[i].tried && statement-- == 0) {
            sl_set_commit(file, &file->steps.at[i], &outcome);
            return;
        }
}

static void end_file(Run *run)
{
    SlDb *schema = run->file.world->schema;
    if (sl_db_in_transaction(schema))
        sl_db_exec(schema, "COMMIT");
    sl_stock_put_back(&run->file.world->stock);
    if (!run->stage->judged)
        return;
    sl_add_broken(&run->file);
    if (!run->file.tries)
        return;
    sl_forget_undone(&run->file);
    end_trial(run);
}

static void lower(Arena *arena, Str text, const Runner *runner, Lowered *lowered)
{
    const Stage *stage = lowered->stage;
    *lowered = (Lowered){ .text = text,
                          .start = lowered->start,
                          .engine = lowered->engine,
                          .stage = stage,
                          .most = lowered->most };
    Run run = {
        .file = { .arena = arena,
                  .tmp = arena_new(),
                  .world = stage ? stage->world : NULL,
                  .engine = lowered->engine ? lowered->engine : &sqlite_families[0].usual,
                  .lowered = lowered },
        .splitter = { .arena = arena,
                      .tmp = arena_new(),
                      .text = text,
                      .breakpoints = runner && runner->breakpoints,
                      .comments = &lowered->comments,
                      .at = lowered->start },
        .stage = stage,
        .grammar = stage ? NULL : sl_db_open(),
    };
    if (stage)
        begin_file(&run);
    SlStatement statement = { 0 };
    while (sl_split_next(&run.splitter, &statement) &&
           lowered_takes(lowered, statement.span.start))
        lower_statement(&run, &statement);
    if (stage)
        end_file(&run);
    sl_tell_not_run(&run.file);
    sl_collapse_rebuilds(&run.file);
    sl_db_close(run.grammar);
    arena_free(run.splitter.tmp);
    arena_free(run.file.tmp);
}

const Frontend sqlite_frontend = {
    .dialect = "sqlite",
    .grammar = "SQLite " SQLITE_VERSION,
    .families = sqlite_families,
    .family_count = SQLITE_FAMILY_COUNT,
    .world_new = sl_world_new,
    .world_free = sl_world_free,
    .lone_statements = true,
    .lower = lower,
    .effects = sl_effects,
    .meaning = &sqlite_meaning,
};
