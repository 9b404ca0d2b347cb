// SPDX-License-Identifier: Apache-2.0
// Reading files before they are asked for: a history is thousands of them, and opening
// each takes longer than judging most of them. All that is unusual about a file is left
// to whoever asks for it.
#include "source/disk_priv.h"

#include "base/ahead.h"

#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

enum {
    BATCH = 16,             // files that a thread reads at a time
    WORTH_IT = 4 * BATCH,   // fewer are read sooner than a thread has started
    SMALL = 32 * LIMIT_KIB, // bytes of a file that is read whole
    // What most files come to, for the bound of what waits, which is one of text to be
    // taken apart: of that each byte makes ten.
    USUAL_WEIGHT = 256
};

typedef struct Fetched {
    const char *name;
    Str text;
    struct stat info;
    bool is_read;
} Fetched;

struct DiskAhead {
    Arena *arena;
    const Expected *expected;
    int folder;
    Fetched *files;
    size_t next; // none before it will be taken
    AheadWork work;
    Ahead *threads;
    Arena **texts; // of each batch that was read; theirs who read it until it is taken
    size_t batch;  // that was taken last; SIZE_MAX: none
};

static void fetch(const DiskAhead *ahead, Arena *arena, Fetched *file)
{
    Str why;
    Opened opened = { .fd = disk_open(ahead->folder, file->name),
                      .most = ahead->expected->most };
    if (opened.fd < 0)
        return;
    if (disk_look(arena, &opened, &why) == TREE_OK &&
        (opened.info.st_size <= SMALL || opened.most <= SMALL))
        file->is_read = disk_read(arena, &opened, &file->text, &why) == TREE_OK;
    file->info = opened.info;
    close(opened.fd);
}

static void fetch_batch(void *context, size_t batch, size_t thread)
{
    DiskAhead *ahead = context;
    (void)thread;
    ahead->texts[batch] = arena_new();
    size_t end = (batch + 1) * BATCH;
    for (size_t i = batch * BATCH; i < end && i < ahead->expected->names.len; i++)
        fetch(ahead, ahead->texts[batch], &ahead->files[i]);
}

DiskAhead *disk_ahead_start(const char *folder, const Expected *expected)
{
    size_t count = expected->names.len;
    int fd = count < WORTH_IT ? -1 : open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    Arena *arena = arena_new();
    DiskAhead *ahead = NEW(arena, DiskAhead);
    size_t batches = (count + BATCH - 1) / BATCH;
    size_t *weights = NEW_ARRAY(arena, size_t, batches);
    for (size_t i = 0; i < batches; i++)
        weights[i] = (size_t)BATCH * USUAL_WEIGHT;
    *ahead = (DiskAhead){ .arena = arena,
                          .expected = expected,
                          .folder = fd,
                          .files = NEW_ARRAY(arena, Fetched, count),
                          .work = { .count = batches, .weights = weights },
                          .texts = NEW_ARRAY(arena, Arena *, batches),
                          .batch = SIZE_MAX };
    for (size_t i = 0; i < count; i++)
        ahead->files[i].name = arena_cstr(arena, expected->names.at[i]);
    ahead->work.context = ahead;
    ahead->work.run = fetch_batch;
    ahead->threads = ahead_start(&ahead->work);
    return ahead;
}

// Comes to the file's batch, and drops what was read in the one before.
static void go_on(DiskAhead *ahead, size_t file)
{
    size_t batch = file / BATCH;
    ahead->next = file + 1;
    if (batch == ahead->batch)
        return;
    if (ahead->batch != SIZE_MAX) {
        arena_free(ahead->texts[ahead->batch]);
        ahead->texts[ahead->batch] = NULL;
    }
    ahead_take(ahead->threads, batch);
    ahead->batch = batch;
}

// Where the file stands in the row, a few places on at most; `names.len`: nowhere there.
static size_t find(const DiskAhead *ahead, Str name)
{
    const StrVec *names = &ahead->expected->names;
    for (size_t i = ahead->next; i < names->len && i < ahead->next + WORTH_IT; i++)
        if (str_eq(names->at[i], name))
            return i;
    return names->len;
}

bool disk_ahead_take(DiskAhead *ahead, Arena *arena, FileStart start, Str *text,
                     struct stat *info)
{
    if (!ahead || !str_eq(path_parent(start.path), ahead->expected->dir))
        return false;
    size_t at = find(ahead, path_base(start.path));
    if (at == ahead->expected->names.len)
        return false;
    go_on(ahead, at);
    const Fetched *file = &ahead->files[at];
    bool is_whole = file->text.len == (size_t)file->info.st_size;
    if (!file->is_read || (!is_whole && start.most != ahead->expected->most))
        return false;
    *text = arena_copy(arena, file->text);
    *info = file->info;
    return true;
}

void disk_ahead_end(DiskAhead *ahead)
{
    if (ahead == NULL)
        return;
    ahead_end(ahead->threads);
    for (size_t i = 0; i < ahead->work.count; i++)
        arena_free(ahead->texts[i]);
    close(ahead->folder);
    arena_free(ahead->arena);
}
