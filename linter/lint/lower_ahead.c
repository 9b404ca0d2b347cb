// SPDX-License-Identifier: Apache-2.0
// Each thread has an arena for what ops name, which the run takes over at its end. The
// ops of a file that waits have one of their own, since they live no longer than a batch.
#include "lint/lower_ahead.h"

#include "base/ahead.h"
#include "lint/opener.h"

// Bytes of text below which threads cost more than they gain.
enum { WORTH_THREADS = 1 << 16 };

// A migration that waits to be taken.
typedef struct Waiting {
    Lowered lowered;
    Arena *ops; // NULL: it was taken, or never begun
} Waiting;

struct LowerAhead {
    Arena *arena;
    const Frontend *frontend;
    const Project *project;
    size_t most; // see Lowered
    AheadWork work;
    Waiting *files;                  // by the index of the migration
    Arena *names[AHEAD_MAX_THREADS]; // by thread; the first is `arena`
    Ahead *threads;
};

static void lower_file(void *context, size_t item, size_t thread)
{
    LowerAhead *ahead = context;
    const Project *project = ahead->project;
    Waiting *waiting = &ahead->files[item];
    FileText file = file_text(&project->migrations.at[item]);
    file.most = ahead->most;
    waiting->ops = file.ops_arena = arena_new();
    waiting->lowered = file_lower(ahead->names[thread], ahead->frontend, &project->engine,
                                  project->runner, file);
}

// What the replay asks for of a migration, in bytes; 0: it needs its text as it was, or
// has none.
static size_t weight_of(const Migration *migration)
{
    bool edited = migration->status == CHANGE_EDITED && !migration->judged;
    return edited || migration->unreadable.len > 0 ? 0 : migration->text.len + 1;
}

static size_t weigh(const MigrationVec *migrations, size_t *weights)
{
    size_t sum = 0;
    for (size_t i = 0; i < migrations->len; i++)
        sum += weights[i] = weight_of(&migrations->at[i]);
    return sum;
}

LowerAhead *lower_ahead_new(Arena *arena, const Frontend *frontend,
                            const Project *project, size_t most)
{
    const MigrationVec *migrations = &project->migrations;
    if (!frontend || frontend->world_new || migrations->len < 2)
        return NULL;
    size_t *weights = NEW_ARRAY(arena, size_t, migrations->len);
    if (weigh(migrations, weights) < WORTH_THREADS)
        return NULL;
    LowerAhead *ahead = NEW(arena, LowerAhead);
    ahead->arena = arena;
    ahead->frontend = frontend;
    ahead->project = project;
    ahead->most = most;
    ahead->work = (AheadWork){ ahead, migrations->len, weights, lower_file };
    ahead->files = NEW_ARRAY(arena, Waiting, migrations->len);
    ahead->names[0] = arena;
    for (size_t i = 1; i < AHEAD_MAX_THREADS; i++)
        ahead->names[i] = arena_new();
    ahead->threads = ahead_start(&ahead->work);
    return ahead;
}

Lowered lower_ahead_take(LowerAhead *ahead, size_t migration, Arena *ops)
{
    ahead_take(ahead->threads, migration);
    Waiting *file = &ahead->files[migration];
    Lowered lowered = file->lowered;
    vec_own(ops, &lowered.ops);
    lowered.ops_arena = ops;
    arena_free(file->ops);
    file->ops = NULL;
    return lowered;
}

void lower_ahead_free(LowerAhead *ahead)
{
    if (!ahead)
        return;
    ahead_end(ahead->threads);
    for (size_t i = 0; i < ahead->project->migrations.len; i++)
        arena_free(ahead->files[i].ops);
    for (size_t i = 1; i < AHEAD_MAX_THREADS; i++)
        arena_adopt(ahead->arena, ahead->names[i]);
}
