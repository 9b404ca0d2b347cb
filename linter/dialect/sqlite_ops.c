// SPDX-License-Identifier: Apache-2.0
// From a statement's head, and from what running it has shown, to ops.
#include "dialect/sqlite_def.h"
#include "dialect/sqlite_world.h"

#include <string.h>

typedef struct Builder {
    SlFile *file;
    const SlStep *step;
    const SlStatement *statement;
    const SlHead *head;
    Arena *arena;
    Str text;
} Builder;

Op *sl_op(SlFile *file, const SlStep *step, OpKind kind, Span span)
{
    Op *op = vec_push(file->arena, &file->lowered->ops);
    *op = (Op){ .kind = kind, .span = span, .stmt = step->span };
    op->stmt_index = step->index;
    return op;
}

static Op *add_op(const Builder *b)
{
    Op *op = sl_op(b->file, b->step, b->head->kind, b->step->span);
    op->object = b->head->object;
    op->flags = b->head->flags;
    op->name = b->head->name;
    op->part = b->head->part;
    op->other = b->head->other;
    op->verb = b->head->verb;
    op->detail = b->head->detail;
    op->where = b->head->where;
    return op;
}

static SlToken token_at(const Builder *b, size_t index)
{
    const SlTokenVec *tokens = &b->statement->tokens;
    if (index < tokens->len)
        return tokens->at[index];
    return (SlToken){ SLT_END, false, b->text.len, b->text.len };
}

static bool sees(const Builder *b, size_t index, const char *word)
{
    return sl_token_is(b->text, token_at(b, index), str_from(word));
}

static bool sees_punct(const Builder *b, size_t index, char c)
{
    return sl_token_is_punct(b->text, token_at(b, index), c);
}

static Str text_of(const Builder *b, Span span)
{
    return str_slice(b->text, span.start, span.end);
}

static SlSource source_at(const Builder *b, size_t token)
{
    return (SlSource){ b->arena, b->text, &b->statement->tokens, token };
}

// The table that an index or trigger is on, where the statement does not say it.
static Name owner(const Builder *b)
{
    if (b->head->other.name.len > 0)
        return b->head->other;
    return (Name){ .name = b->step->before ? b->step->before->name : (Str){ 0 } };
}

// ---- tables ----

static void shift(Span *span, size_t by)
{
    span->start += by;
    span->end += by;
}

// SQLite keeps "CREATE TABLE " and what the text has from the name on.
size_t sl_definition_start(const SlStep *step)
{
    static const Str head = STR_INIT("CREATE TABLE ");
    return step->head.name_span.start - head.len;
}

// Others read the places in the text that SQLite keeps: this is a copy.
static TableDef shifted(Arena *arena, const TableDef *def, size_t by)
{
    TableDef copy = *def;
    memset(&copy.columns, 0, sizeof copy.columns);
    memset(&copy.constraints, 0, sizeof copy.constraints);
    for (size_t i = 0; i < def->columns.len; i++) {
        *vec_push(arena, &copy.columns) = def->columns.at[i];
        shift(&copy.columns.at[i].span, by);
    }
    for (size_t i = 0; i < def->constraints.len; i++) {
        *vec_push(arena, &copy.constraints) = def->constraints.at[i];
        shift(&copy.constraints.at[i].span, by);
    }
    return copy;
}

// What SQLite has made of the text; where it has not run, the text's own words.
static TableDef made_table(const Builder *b)
{
    TableDef def = { 0 };
    const SlTable *after = b->step->after;
    bool has_text = b->head->verb.len == 0; // else what SQLite keeps is of its own making
    if (after && !b->step->before)
        return has_text ? shifted(b->arena, &after->def, sl_definition_start(b->step))
                        : after->def;
    SlSource source = source_at(b, b->head->body_token);
    if (has_text)
        sl_read_table(&source, &def);
    return def;
}

static void add_create_table(const Builder *b)
{
    Op *op = add_op(b);
    TableDef *def = NEW(b->arena, TableDef);
    *def = made_table(b);
    def->persistence = b->head->temporary ? PERSIST_TEMPORARY : PERSIST_PERMANENT;
    def->as_query = str_eq(b->head->verb, STR("as"));
    op->table = def;
    if (b->head->temporary)
        op->name.schema = STR("temp");
}

static void add_plain(const Builder *b)
{
    add_op(b);
}

// ---- columns ----

static Op *add_column_op(const Builder *b, const ColumnDef *column)
{
    Op *op = add_op(b);
    ColumnDef *own = NEW(b->arena, ColumnDef);
    *own = *column;
    op->column = own;
    op->part = column->name;
    if (b->head->part.len > 0) // else it is no name, which SQLite may not have got to
        op->span = (Span){ b->head->part_span.start, column->span.end };
    return op;
}

// The column, then each constraint that stands in its definition.
static void add_add_column(const Builder *b)
{
    TableDef def = { 0 };
    SlSource source = source_at(b, b->head->body_token - 1);
    ColumnDef column = sl_read_column(&source, &def);
    add_column_op(b, &column);
    for (size_t i = 0; i < def.constraints.len; i++) {
        const ConstraintDef *constraint = &def.constraints.at[i];
        Op *op = sl_op(b->file, b->step, OP_ADD_CONSTRAINT, constraint->span);
        op->object = OBJ_TABLE;
        op->flags = OPF_INLINE;
        op->name = b->head->name;
        op->part = constraint->name;
        op->constraint = constraint;
    }
}

// libSQL's form says the whole column anew. What it comes to was seen where it was run;
// where it changes nothing, the text still says something.
static void add_modify_column(const Builder *b)
{
    size_t count = b->file->lowered->ops.len;
    if (b->step->before && b->step->after && b->step->result.status == SL_DONE)
        sl_add_differences(b->file, b->step, b->step->before, b->step->after);
    if (b->file->lowered->ops.len > count)
        return;
    if (!str_eq(b->head->verb, STR("to"))) {
        bool sets = str_eq(b->head->verb, STR("set"));
        add_op(b)->kind = sets ? OP_SET_NOT_NULL : OP_DROP_NOT_NULL;
        return;
    }
    TableDef def = { 0 };
    SlSource source = source_at(b, b->head->body_token - 1);
    ColumnDef column = sl_read_column(&source, &def);
    add_column_op(b, &column)->part = b->head->part;
}

static void add_constraint(const Builder *b)
{
    TableDef def = { 0 };
    bool named = b->head->part.len > 0;
    SlSource source = source_at(b, b->head->body_token - (named ? 2 : 1));
    sl_read_table(&source, &def);
    Op *op = add_op(b);
    if (def.constraints.len > 0)
        op->constraint = &def.constraints.at[0];
}

// ---- indexes, triggers, views ----

static void add_create_index(const Builder *b)
{
    Op *op = add_op(b);
    IndexDef *index = NEW(b->arena, IndexDef);
    SlSource source = source_at(b, b->head->body_token);
    sl_read_index(&source, index);
    index->name = b->head->name.name;
    index->table = b->head->other;
    index->method = STR("btree");
    index->unique = str_eq(b->head->verb, STR("unique"));
    op->verb = (Str){ 0 };
    op->index = index;
}

static void add_drop_index(const Builder *b)
{
    add_op(b)->other = owner(b);
}

static void add_trigger(const Builder *b)
{
    Op *op = add_op(b);
    FunctionDef *function = NEW(b->arena, FunctionDef);
    function->body = text_of(b, b->head->body);
    op->name = owner(b);
    op->part = b->head->name.name;
    op->other = (Name){ 0 };
    if (b->head->kind == OP_CREATE_TRIGGER)
        op->function = function;
}

static void add_view(const Builder *b)
{
    Op *op = add_op(b);
    ViewDef *view = NEW(b->arena, ViewDef);
    if (!b->step->ran ||
        !sl_schema_view(b->arena, b->file->world->schema, b->head->name.name, view))
        view->query = text_of(b, b->head->body);
    view->temporary = b->head->temporary;
    op->view = view;
}

// ---- rows ----

// The names in the brackets that the token opens.
static void read_names(const Builder *b, size_t open, StrVec *names)
{
    for (size_t i = open + 1; sl_token_names(token_at(b, i)); i += 2) {
        *vec_push(b->arena, names) = sl_token_ident(b->arena, b->text, token_at(b, i));
        if (!sees_punct(b, i + 1, ','))
            break;
    }
}

// "a = …" and "(a, b) = …", outside of brackets, between SET and what ends it.
static void read_assignments(const Builder *b, StrVec *names)
{
    size_t i = 0;
    while (i < b->statement->tokens.len && !sees(b, i, "set"))
        i++;
    bool begins = true;
    for (size_t depth = 0; ++i < b->statement->tokens.len;) {
        if (depth == 0 && (sees(b, i, "where") || sees(b, i, "from")))
            return;
        if (begins && sees_punct(b, i, '('))
            read_names(b, i, names);
        else if (begins)
            *vec_push(b->arena, names) =
                sl_token_ident(b->arena, b->text, token_at(b, i));
        depth += sees_punct(b, i, '(') ? 1 : 0;
        depth -= depth > 0 && sees_punct(b, i, ')') ? 1 : 0;
        begins = depth == 0 && sees_punct(b, i, ',');
    }
}

static void add_relation(const Builder *b, Op *op, Str name)
{
    bool itself = str_eq_ci(name, op->name.name);
    for (size_t i = 0; i < op->relations.len; i++)
        itself = itself || str_eq_ci(op->relations.at[i].name, name);
    if (!itself && name.len > 0)
        *vec_push(b->arena, &op->relations) = (Name){ .name = name };
}

// Behind FROM and JOIN, where nobody has run the statement.
static void read_relations(const Builder *b, Op *op)
{
    const SlTouchedVec *touched = &b->step->result.touched;
    for (size_t i = 0; i < touched->len; i++)
        if (touched->at[i].how & SL_READS)
            add_relation(b, op, touched->at[i].table);
    if (b->step->ran && b->step->result.status == SL_DONE)
        return;
    for (size_t i = 1; i < b->statement->tokens.len; i++)
        if ((sees(b, i - 1, "from") || sees(b, i - 1, "join")) &&
            sl_token_names(token_at(b, i)))
            add_relation(b, op, sl_token_ident(b->arena, b->text, token_at(b, i)));
}

static void add_insert(const Builder *b)
{
    Op *op = add_op(b);
    if (sees_punct(b, b->head->body_token, '('))
        read_names(b, b->head->body_token, &op->columns);
    read_relations(b, op);
}

static void add_update(const Builder *b)
{
    Op *op = add_op(b);
    read_assignments(b, &op->columns);
    read_relations(b, op);
}

static void add_query(const Builder *b)
{
    read_relations(b, add_op(b));
}

// ---- all of them ----

static void (*const adders[OP_KIND_COUNT])(const Builder *b) = {
    [OP_CREATE_TABLE] = add_create_table,
    [OP_DROP_TABLE] = add_plain,
    [OP_RENAME_TABLE] = add_plain,
    [OP_RENAME_COLUMN] = add_plain,
    [OP_DROP_COLUMN] = add_plain,
    [OP_ADD_COLUMN] = add_add_column,
    [OP_MODIFY_COLUMN] = add_modify_column,
    [OP_ADD_CONSTRAINT] = add_constraint,
    [OP_DROP_CONSTRAINT] = add_plain,
    [OP_CREATE_INDEX] = add_create_index,
    [OP_DROP_INDEX] = add_drop_index,
    [OP_REINDEX] = add_plain,
    [OP_CREATE_VIEW] = add_view,
    [OP_DROP_VIEW] = add_plain,
    [OP_CREATE_TRIGGER] = add_trigger,
    [OP_DROP_TRIGGER] = add_trigger,
    [OP_INSERT] = add_insert,
    [OP_UPDATE] = add_update,
    [OP_DELETE] = add_query,
    [OP_SELECT] = add_query,
    [OP_SET_SESSION] = add_plain,
    [OP_TRANSACTION] = add_plain,
    [OP_MAINTENANCE] = add_plain,
};

// ---- effects ----

static void set_refused(Op *op, const SlResult *result, RefusedFor refused_for)
{
    op->effects.refused = result->message;
    op->effects.refused_code = result->code;
    op->effects.refused_for = refused_for;
}

static void set_as_string(Arena *arena, Op *op, Str name)
{
    if (name.len > 0)
        effects_own_rows(arena, &op->effects)->as_string = name;
}

static void set_fates(Arena *arena, Op *op, RowFateVec fates)
{
    if (fates.len > 0)
        effects_own_rows(arena, &op->effects)->fates = fates;
}

static void set_effects(Arena *arena, const SlStep *step, Op *op)
{
    const SlResult *result = &step->result;
    const SlOutcome *outcome = &step->outcome;
    if (!step->ran)
        return;
    set_as_string(arena, op, result->as_string);
    if (result->status == SL_REFUSED || result->status == SL_FAILED)
        set_refused(op, result, REFUSED_FOR_ITSELF);
    if (!step->tried)
        return;
    set_fates(arena, op, outcome->fates);
    op->effects.ignored = outcome->ignored;
    bool failed =
        outcome->result.status == SL_REFUSED || outcome->result.status == SL_FAILED;
    // Rows that the history has put in are not known: what writes rows may find others.
    if (failed && !sl_is_for_rows(&step->head))
        set_refused(op, &outcome->result, outcome->refused_for);
}

void sl_set_commit(SlFile *file, const SlStep *step, const SlOutcome *outcome)
{
    Op *op = &file->lowered->ops.at[step->first_op];
    if (step->op_end > step->first_op && op->effects.refused.len == 0)
        set_refused(op, &outcome->result, REFUSED_AT_COMMIT);
}

// What the sandbox did not let happen is not judged, and has to be told.
static void add_unjudged(SlFile *file, const SlStep *step, const SlResult *result)
{
    if (result->status != SL_DENIED && result->status != SL_STOPPED)
        return;
    Op *op = sl_op(file, step, OP_OPAQUE, step->span);
    op->detail = result->status == SL_DENIED
                     ? arena_fmt(file->arena,
                                 "it reaches outside of the database (" STR_FMT
                                 "), and was not run",
                                 STR_ARG(result->message))
                     : arena_fmt(file->arena, "it was stopped: " STR_FMT,
                                 STR_ARG(result->message));
}

// One op tells of all that were not run: the first of them has it.
static void count_not_run(SlFile *file, const SlStep *step)
{
    if (step->result.status != SL_NOT_RUN && step->outcome.result.status != SL_NOT_RUN)
        return;
    if (file->not_run++ > 0)
        return;
    file->not_run_op = file->lowered->ops.len;
    sl_op(file, step, OP_OPAQUE, step->span);
}

void sl_tell_not_run(SlFile *file)
{
    static const char why[] =
        "what is before has used up the time that a file of this size is given";
    if (file->not_run == 0)
        return;
    Str *detail = &file->lowered->ops.at[file->not_run_op].detail;
    if (file->not_run == 1)
        *detail = arena_fmt(file->arena, "it was not run: %s", why);
    else
        *detail = arena_fmt(file->arena, "from here on %zu statements were not run: %s",
                            file->not_run, why);
}

void sl_add_ops(SlFile *file, SlStep *step, const SlStatement *statement)
{
    Builder builder = { .file = file,
                        .step = step,
                        .statement = statement,
                        .head = &step->head,
                        .arena = file->arena,
                        .text = file->lowered->text };
    step->first_op = file->lowered->ops.len;
    if (adders[step->head.kind])
        adders[step->head.kind](&builder);
    else
        sl_op(file, step, OP_OPAQUE, step->span)->detail =
            STR("no statement of SQLite begins like this");
    set_effects(file->arena, step, &file->lowered->ops.at[step->first_op]);
    add_unjudged(file, step, &step->result);
    add_unjudged(file, step, &step->outcome.result);
    count_not_run(file, step);
    step->op_end = file->lowered->ops.len;
}
