// SPDX-License-Identifier: Apache-2.0
// Looking at what libgit2 maps into memory and believes: the indexes of packs, the index
// of many, and the graph of commits. Each begins with a table of how many objects it has;
// libgit2 (1.5 to this day) multiplies that in 32 bits before it compares it with the
// file's size, and reads beyond the end of one that says too much. It also waits for ever
// where a pipe has taken such a file's place.
#define _XOPEN_SOURCE 700 // realpath

#include "git/storage_priv.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FANOUT = 256, WORD = 4, FANOUT_BYTES = FANOUT * WORD, ID_BYTES = 20 };

#define SIZE_LIE                                                                         \
    STR("is damaged: its size is another than that of as many objects as it says it "    \
        "has")
#define ORDER_LIE STR("is damaged: its counts of objects are not in order")
#define NO_FILE STR("is not a regular file")

// A file of the object folder, open for a look.
typedef struct Mapped {
    Arena *arena;
    int fd;
    uint64_t size;
} Mapped;

static bool read_at(const Mapped *file, void *bytes, size_t len, uint64_t at)
{
    if (at > file->size || len > file->size - at)
        return false;
    ssize_t got = pread(file->fd, bytes, len, (off_t)at);
    if (got < 0)
        tree_check_errno(errno);
    return got == (ssize_t)len;
}

static uint64_t number_at(const unsigned char *bytes, size_t len)
{
    uint64_t number = 0;
    for (size_t i = 0; i < len; i++)
        number = number << 8 | bytes[i];
    return number;
}

// How many objects such a table counts: what its last row says, if none before says more.
static bool count_of(const unsigned char *table, uint64_t *count)
{
    *count = 0;
    for (size_t i = 0; i < FANOUT; i++) {
        uint64_t row = number_at(table + i * WORD, WORD);
        if (row < *count)
            return false;
        *count = row;
    }
    return true;
}

// ---- the index of a pack ----

typedef struct IndexForm {
    size_t header, row, far_row; // bytes; a far row is one of an object beyond 2 GiB
} IndexForm;

static Str index_fault(const Mapped *file)
{
    static const IndexForm OLD = { 0, 4 + ID_BYTES, 0 };
    static const IndexForm NEW_ONE = { 8, ID_BYTES + 4 + 4, 8 };
    enum { SUMS = 2 * ID_BYTES };
    unsigned char head[8 + FANOUT_BYTES];
    uint64_t count;
    if (!read_at(file, head, FANOUT_BYTES, 0))
        return STR("is cut off");
    const IndexForm *form = memcmp(head, "\377tOc", WORD) == 0 ? &NEW_ONE : &OLD;
    if (!read_at(file, head, form->header + FANOUT_BYTES, 0))
        return STR("is cut off");
    if (form == &NEW_ONE && number_at(head + WORD, WORD) != 2)
        return STR("is of a version that is not known");
    if (!count_of(head + form->header, &count))
        return ORDER_LIE;
    uint64_t least = form->header + FANOUT_BYTES + count * form->row + SUMS;
    uint64_t most = least + (count > 0 ? (count - 1) * form->far_row : 0);
    return file->size < least || file->size > most ? SIZE_LIE : (Str){ 0 };
}

// ---- the index of many packs, the graph of commits ----

// Both are chunks, listed behind a header; of some a row for each object.
typedef struct ChunkForm {
    size_t header;
    struct {
        const char *id;
        size_t row;
    } rows[3];
} ChunkForm;

static const ChunkForm MANY_PACKS = { 12, { { "OIDL", ID_BYTES }, { "OOFF", 8 } } };
static const ChunkForm COMMITS = { 8,
                                   { { "OIDL", ID_BYTES }, { "CDAT", ID_BYTES + 16 } } };

typedef struct Chunk {
    char id[WORD];
    uint64_t at, len;
} Chunk;

typedef VEC(Chunk) ChunkVec;

// False where it cannot be; libgit2 sees that, too.
static bool read_chunks(const Mapped *file, const ChunkForm *form, ChunkVec *chunks)
{
    enum { ROW = WORD + 8, CHUNKS_AT = 6 };
    unsigned char head[CHUNKS_AT + 1];
    unsigned char rows[2][ROW];
    if (!read_at(file, head, sizeof head, 0))
        return false;
    for (size_t i = 0; i < head[CHUNKS_AT]; i++) {
        if (!read_at(file, rows, sizeof rows, form->header + i * ROW))
            return false;
        Chunk *chunk = vec_push(file->arena, chunks);
        uint64_t end = number_at(rows[1] + WORD, ROW - WORD);
        memcpy(chunk->id, rows[0], WORD);
        chunk->at = number_at(rows[0] + WORD, ROW - WORD);
        if (end < chunk->at || end > file->size)
            return false;
        chunk->len = end - chunk->at;
    }
    return true;
}

static bool is_chunk(const Chunk *chunk, const char *id)
{
    return memcmp(chunk->id, id, WORD) == 0;
}

// The most objects that one of the tables counts; libgit2 takes one of them.
static Str most_objects(const Mapped *file, const ChunkVec *chunks, uint64_t *most)
{
    unsigned char table[FANOUT_BYTES];
    uint64_t count;
    *most = 0;
    for (size_t i = 0; i < chunks->len; i++) {
        const Chunk *chunk = &chunks->at[i];
        if (!is_chunk(chunk, "OIDF"))
            continue;
        if (chunk->len != FANOUT_BYTES || !read_at(file, table, sizeof table, chunk->at))
            return STR("is cut off");
        if (!count_of(table, &count))
            return ORDER_LIE;
        if (count > *most)
            *most = count;
    }
    return (Str){ 0 };
}

// Names of packs with a "/" would have libgit2 open what is not looked at here.
static Str names_fault(const Mapped *file, const Chunk *chunk)
{
    enum { MOST = 64 * LIMIT_MIB };
    if (!is_chunk(chunk, "PNAM"))
        return (Str){ 0 };
    char *names = arena_alloc(file->arena, chunk->len < MOST ? chunk->len + 1 : 1, 1);
    if (chunk->len >= MOST || !read_at(file, names, chunk->len, chunk->at) ||
        memchr(names, '/', chunk->len))
        return STR("is damaged: it names packs that cannot be");
    return (Str){ 0 };
}

static Str chunks_fault(const Mapped *file, const ChunkForm *form)
{
    ChunkVec chunks = { 0 };
    uint64_t count;
    if (!read_chunks(file, form, &chunks))
        return STR("is cut off");
    Str fault = most_objects(file, &chunks, &count);
    for (size_t i = 0; i < chunks.len && fault.len == 0; i++) {
        fault = names_fault(file, &chunks.at[i]);
        for (size_t k = 0; form->rows[k].id && fault.len == 0; k++)
            if (is_chunk(&chunks.at[i], form->rows[k].id) &&
                chunks.at[i].len < count * form->rows[k].row)
                fault = SIZE_LIE;
    }
    return fault;
}

static Str many_packs_fault(const Mapped *file)
{
    return chunks_fault(file, &MANY_PACKS);
}

static Str commits_fault(const Mapped *file)
{
    return chunks_fault(file, &COMMITS);
}

// ---- a folder of objects, and those that it names ----

typedef struct MappedKind {
    const char *what;
    const char *mend; // after "remove it, and"
    Str (*fault)(const Mapped *file);
} MappedKind;

static const MappedKind PACK_INDEX = {
    "pack index", "run `git index-pack` on the pack beside it, or clone again",
    index_fault
};
static const MappedKind PACKS_INDEX = { "multi-pack index",
                                        "run `git multi-pack-index write`",
                                        many_packs_fault };
static const MappedKind COMMIT_GRAPH = { "commit graph",
                                         "run `git commit-graph write --reachable`",
                                         commits_fault };

typedef struct Look {
    Arena *arena;
    Arena *keeper; // of *folders and *why
    Map seen;      // real paths of folders
    StrVec *folders;
    Str *why;
} Look;

// -1: it is not there, or *fault.
static int open_file(const Look *look, Str path, struct stat *info, Str *fault)
{
    // Without O_NONBLOCK a pipe would hold us up.
    int fd =
        open(arena_cstr(look->arena, path), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    *fault = (Str){ 0 };
    if (fd >= 0 && fstat(fd, info) == 0 && S_ISREG(info->st_mode))
        return fd;
    int error = errno;
    if (fd >= 0) {
        *fault = NO_FILE;
        close(fd);
    } else if (error != ENOENT && error != ENOTDIR) {
        tree_check_errno(error);
        *fault = arena_fmt(look->arena, "cannot be read: %s", strerror(error));
    }
    return -1;
}

static bool check_file(const Look *look, const MappedKind *kind, Str path)
{
    struct stat info;
    Str fault;
    Mapped file = { look->arena, open_file(look, path, &info, &fault), 0 };
    if (file.fd >= 0) {
        file.size = (uint64_t)info.st_size;
        fault = kind->fault(&file);
        close(file.fd);
    }
    if (fault.len > 0)
        *look->why =
            arena_fmt(look->keeper, "git's %s " STR_FMT " " STR_FMT ": remove it, and %s",
                      kind->what, STR_ARG(path), STR_ARG(fault), kind->mend);
    return fault.len == 0;
}

static bool check_packs(const Look *look, Str objects)
{
    Str folder = path_join(look->arena, objects, STR("pack"));
    DIR *stream = opendir(arena_cstr(look->arena, folder));
    bool good = true;
    if (!stream) {
        tree_check_errno(errno);
        return true; // libgit2 has none, either
    }
    for (;;) {
        errno = 0;
        const struct dirent *item = good ? readdir(stream) : NULL;
        if (!item)
            break;
        Str name = str_from(item->d_name);
        if (str_ends(name, STR(".idx")))
            good = check_file(look, &PACK_INDEX, path_join(look->arena, folder, name));
    }
    tree_check_errno(good ? errno : 0);
    closedir(stream);
    return good && check_file(look, &PACKS_INDEX,
                              path_join(look->arena, folder, STR("multi-pack-index")));
}

// The lines of info/alternates.
static bool read_alternates(const Look *look, Str objects, Str *lines)
{
    enum { MOST = LIMIT_MIB };
    Str path = path_join(look->arena, objects, STR("info/alternates"));
    struct stat info;
    Str fault;
    int fd = open_file(look, path, &info, &fault);
    *lines = (Str){ 0 };
    if (fd >= 0) {
        Mapped file = { look->arena, fd, (uint64_t)info.st_size };
        size_t len = file.size <= MOST ? (size_t)file.size : 0;
        char *bytes = arena_alloc(look->arena, len + 1, 1);
        if (file.size > MOST || !read_at(&file, bytes, len, 0))
            fault = STR("cannot be a list of folders");
        bytes[len] = '\0';
        for (size_t i = 0; i < len; i++)
            if (bytes[i] == '\r')
                bytes[i] = '\n';
        *lines = str_from(bytes); // as libgit2 takes it for a C string
        close(fd);
    }
    if (fault.len > 0)
        *look->why = arena_fmt(look->keeper,
                               "git's list of other object folders " STR_FMT " " STR_FMT
                               ": mend it, or clone again",
                               STR_ARG(path), STR_ARG(fault));
    return fault.len == 0;
}

// As libgit2 reads them: so deep at most, and relative to the folder only with a dot.
enum { ALTERNATES_DEPTH = 5 };

static bool check_folder(Look *look, Str objects, int depth)
{
    char real[PATH_MAX];
    Str lines;
    Str line;
    if (!realpath(arena_cstr(look->arena, objects), real)) {
        tree_check_errno(errno);
        return true;
    }
    if (map_get(&look->seen, str_from(real)))
        return true;
    Str folder = arena_copy(look->keeper, str_from(real));
    map_put(look->arena, &look->seen, folder, look);
    *vec_push(look->keeper, look->folders) = folder;
    if (!check_packs(look, objects) ||
        !check_file(look, &COMMIT_GRAPH,
                    path_join(look->arena, objects, STR("info/commit-graph"))) ||
        !read_alternates(look, objects, &lines))
        return false;
    while (depth < ALTERNATES_DEPTH && str_cut(&lines, '\n', &line)) {
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        if (line.ptr[0] == '.')
            line = path_join(look->arena, objects, line);
        if (!check_folder(look, line, depth + 1))
            return false;
    }
    return true;
}

bool packs_check(Arena *arena, Str objects, StrVec *folders, Str *why)
{
    Arena *tmp = arena_new();
    Look look = { .arena = tmp, .keeper = arena, .folders = folders, .why = why };
    bool good = check_folder(&look, objects, 0);
    arena_free(tmp);
    return good;
}
