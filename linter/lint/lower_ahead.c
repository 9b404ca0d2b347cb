// SPDX-License-Identifier: Apache-2.0
// The work is cut into parts: a file, or some of a large one. Where statements of a large
// file end is guessed by its lines; a part tells when the guess was wrong, and then the
// file is taken apart once more, in one piece.
//
// Each thread has an arena for what ops name, which the run takes over at its end. The
// ops of a part that waits have one of their own, since they live no longer than a batch.
#include "lint/lower_ahead.h"

#include "base/ahead.h"
#include "base/pages.h"
#include "lint/opener.h"

enum {
    WORTH_THREADS = 1 << 16, // bytes of text below which they cost more than they gain
    PART_BYTES = 1 << 16     // of a large file
};

// A part that waits to be taken.
typedef struct Part {
    size_t migration;
    Span text; // see FileText.part
    Lowered lowered;
    Arena *ops; // NULL: it was taken, or never begun
} Part;

struct LowerAhead {
    Arena *arena;
    const Frontend *frontend;
    const Project *project;
    size_t most; // see Lowered; at least 1
    AheadWork work;
    VEC(Part) parts;                 // in the order of the text
    size_t *first;                   // by migration: its first one; one more at the end
    Arena *names[AHEAD_MAX_THREADS]; // by thread; the first is `arena`
    Ahead *threads;
};

// ---- cutting ----

// What a deploy runs of a migration, as the front end is given it.
static Str text_of(const FileText *file)
{
    Str sql = file->sql.ptr ? file->sql : file->text;
    return file->up.end > 0 ? str_take(sql, file->up.end) : sql;
}

// Where the next part begins: behind a line that ends in a semicolon.
static size_t next_cut(Str sql, size_t from)
{
    Str mark = STR(";\n");
    if (sql.len - from < 2 * (size_t)PART_BYTES)
        return sql.len;
    size_t at = str_find(sql, mark, from + PART_BYTES);
    return at < sql.len ? at + mark.len : sql.len;
}

static void add_parts(LowerAhead *ahead, size_t migration)
{
    FileText file = file_text(&ahead->project->migrations.at[migration]);
    Str sql = text_of(&file);
    size_t from = file.up.start;
    for (bool is_last = false; !is_last;) {
        size_t cut = ahead->frontend->in_parts ? next_cut(sql, from) : sql.len;
        is_last = cut == sql.len;
        *vec_push(ahead->arena, &ahead->parts) =
            (Part){ .migration = migration, .text = { from, is_last ? 0 : cut } };
        from = cut;
    }
}

// Is it taken apart here at all? The replay may need its text as it was, or it has none.
static bool is_asked_for(const Migration *migration)
{
    bool edited = migration->status == CHANGE_EDITED && !migration->judged;
    return !edited && migration->unreadable.len == 0;
}

// Sets what each part weighs, in bytes; the sum.
static size_t weigh(const LowerAhead *ahead, size_t *weights)
{
    size_t sum = 0;
    for (size_t i = 0; i < ahead->parts.len; i++) {
        const Part *part = &ahead->parts.at[i];
        FileText file = file_text(&ahead->project->migrations.at[part->migration]);
        size_t end = part->text.end > 0 ? part->text.end : text_of(&file).len;
        sum += weights[i] = end - part->text.start + 1;
    }
    return sum;
}

static void cut(LowerAhead *ahead)
{
    const MigrationVec *migrations = &ahead->project->migrations;
    ahead->first = NEW_ARRAY(ahead->arena, size_t, migrations->len + 1);
    for (size_t i = 0; i < migrations->len; i++) {
        ahead->first[i] = ahead->parts.len;
        if (is_asked_for(&migrations->at[i]))
            add_parts(ahead, i);
    }
    ahead->first[migrations->len] = ahead->parts.len;
}

// ---- lowering ----

static Lowered lower_span(const LowerAhead *ahead, const Part *part, Arena *names,
                          Arena *ops)
{
    const Project *project = ahead->project;
    FileText file = file_text(&project->migrations.at[part->migration]);
    file.most = ahead->most;
    file.part = part->text;
    file.ops_arena = ops;
    return file_lower(names, ahead->frontend, &project->engine, project->runner, file);
}

static void lower_part(void *context, size_t item, size_t thread)
{
    LowerAhead *ahead = context;
    Part *part = &ahead->parts.at[item];
    part->ops = arena_new();
    part->lowered = lower_span(ahead, part, ahead->names[thread], part->ops);
}

LowerAhead *lower_ahead_new(Arena *arena, const Frontend *frontend,
                            const Project *project, size_t most)
{
    if (!frontend || frontend->world_new)
        return NULL;
    LowerAhead *ahead = NEW(arena, LowerAhead);
    *ahead = (LowerAhead){
        .arena = arena, .frontend = frontend, .project = project, .most = most
    };
    cut(ahead);
    size_t *weights = NEW_ARRAY(arena, size_t, ahead->parts.len + 1);
    if (weigh(ahead, weights) < WORTH_THREADS || ahead->parts.len < 2)
        return NULL;
    ahead->work = (AheadWork){ ahead, ahead->parts.len, weights, lower_part };
    ahead->names[0] = arena;
    for (size_t i = 1; i < AHEAD_MAX_THREADS; i++)
        ahead->names[i] = arena_new();
    ahead->threads = ahead_start(&ahead->work);
    return ahead;
}

// ---- taking ----

static void end_part(Part *part)
{
    arena_free(part->ops);
    part->ops = NULL;
}

// Whether the part says what it would, had it been read behind what `whole` has.
static bool fits(const LowerAhead *ahead, const Lowered *whole, const Lowered *part)
{
    return !whole->torn && (whole->tells & part->asks) == 0 && whole->left.end == 0 &&
           part->left.end == 0 &&
           whole->statements.len + part->statements.len <= ahead->most;
}

static void append(LowerAhead *ahead, Lowered *whole, const Lowered *part, Arena *ops)
{
    vec_room(ops, &whole->ops, part->ops.len);
    pages_ready(whole->ops.at + whole->ops.len, part->ops.len * sizeof(Op));
    for (size_t i = 0; i < part->ops.len; i++) {
        Op *op = &whole->ops.at[whole->ops.len++];
        *op = part->ops.at[i];
        op->stmt_index += whole->statements.len;
    }
    for (size_t i = 0; i < part->statements.len; i++)
        *vec_push(ahead->arena, &whole->statements) = part->statements.at[i];
    for (size_t i = 0; i < part->comments.len; i++)
        *vec_push(ahead->arena, &whole->comments) = part->comments.at[i];
    whole->torn = part->torn;
    whole->tells |= part->tells;
}

static Lowered lower_whole(const LowerAhead *ahead, size_t migration, Arena *ops)
{
    Part whole = { .migration = migration };
    return lower_span(ahead, &whole, ahead->arena, ops);
}

Lowered lower_ahead_take(LowerAhead *ahead, size_t migration, Arena *ops)
{
    size_t first = ahead->first[migration], end = ahead->first[migration + 1];
    Lowered whole = { 0 };
    for (size_t i = first; i < end; i++) {
        Part *part = &ahead->parts.at[i];
        ahead_take(ahead->threads, i);
        if (i == first) {
            whole = part->lowered;
            vec_own(ops, &whole.ops);
            whole.ops_arena = ops;
        } else if (fits(ahead, &whole, &part->lowered)) {
            append(ahead, &whole, &part->lowered, ops);
        } else {
            return lower_whole(ahead, migration, ops);
        }
        end_part(part);
    }
    whole.until = 0;
    return whole;
}

void lower_ahead_free(LowerAhead *ahead)
{
    if (!ahead)
        return;
    ahead_end(ahead->threads);
    for (size_t i = 0; i < ahead->parts.len; i++)
        arena_free(ahead->parts.at[i].ops);
    for (size_t i = 1; i < AHEAD_MAX_THREADS; i++)
        arena_adopt(ahead->arena, ahead->names[i]);
}
