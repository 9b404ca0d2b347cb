// SPDX-License-Identifier: Apache-2.0
// Loose objects, read without libgit2. Its ways of doing so (1.5 to this day) take memory
// for as much as an object's header says, and copy what was unpacked along with the
// header behind that, however much it is; one that is cut off is unpacked for ever, and a
// pipe waited for. libgit2 is left to tell which objects there are.
#include "git/storage_priv.h"

#include "base/fail.h"

#include <git2/sys/odb_backend.h>
#include <string.h>
#include <zlib.h>

// That of libgit2's own: packs come first.
enum { PRIORITY = 1 };

typedef struct Loose {
    git_odb_backend backend; // first: libgit2 knows no more
    FileTree *folder;
} Loose;

// An object on the way out of its file.
typedef struct Unpacking {
    z_stream stream;
    char head[64]; // its kind and size in digits, a NUL, and what comes behind
    size_t head_len, body_at;
    size_t size;
    git_object_t type;
} Unpacking;

static int refuse(const char *why)
{
    git_error_set_str(GIT_ERROR_ODB, why);
    return GIT_ERROR;
}

// As much as there is room for: fewer bytes at the end, or where the file is cut off.
// Negative for what is not packed at all.
static int unpack(Unpacking *unpacking, char *bytes, size_t size, size_t *len)
{
    z_stream *stream = &unpacking->stream;
    stream->next_out = (Bytef *)bytes;
    stream->avail_out = (uInt)size;
    int code = inflate(stream, Z_SYNC_FLUSH);
    *len = size - stream->avail_out;
    if (code == Z_MEM_ERROR)
        fatal("out of memory for an object of git's");
    return code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR
               ? 0
               : refuse("a loose object cannot be unpacked");
}

static int read_head(Unpacking *unpacking)
{
    uint64_t size = 0;
    int code =
        unpack(unpacking, unpacking->head, sizeof unpacking->head, &unpacking->head_len);
    if (code < 0)
        return code;
    Str kind;
    Str digits = { unpacking->head, unpacking->head_len };
    unpacking->body_at = str_find_char(digits, '\0', 0) + 1;
    if (unpacking->body_at > digits.len)
        return refuse("a loose object has no header");
    digits = str_take(digits, unpacking->body_at - 1);
    str_cut(&digits, ' ', &kind);
    char name[sizeof unpacking->head + 1] = { 0 };
    memcpy(name, kind.ptr, kind.len);
    unpacking->type = git_object_string2type(name);
    if (!git_object_typeisloose(unpacking->type) || !str_to_u64(digits, &size))
        return refuse("a loose object has no header");
    if (size > LIMIT_FILE_BYTES)
        return refuse("an object is larger than 256 MiB");
    unpacking->size = (size_t)size;
    return 0;
}

// Exactly as many bytes as the header says, or an error: libgit2 compares them with the
// object's name later.
static int read_body(Unpacking *unpacking, char *bytes)
{
    size_t have = unpacking->head_len - unpacking->body_at;
    size_t more = 0;
    char beyond;
    size_t too_much = 0;
    if (have <= unpacking->size) {
        memcpy(bytes, unpacking->head + unpacking->body_at, have);
        int code = unpack(unpacking, bytes + have, unpacking->size - have, &more);
        if (code == 0)
            code = unpack(unpacking, &beyond, 1, &too_much);
        if (code < 0)
            return code;
    }
    return have + more == unpacking->size && too_much == 0
               ? 0
               : refuse("a loose object has another size than it says");
}

// Starts on bytes that stay; to be ended by inflateEnd where it succeeds.
static int begin(Unpacking *unpacking, Str packed)
{
    *unpacking = (Unpacking){
        .stream = { .next_in = (Bytef *)(uintptr_t)packed.ptr,
                    .avail_in = (uInt)packed.len },
    };
    if (inflateInit(&unpacking->stream) != Z_OK)
        fatal("out of memory for an object of git's");
    int code = read_head(unpacking);
    if (code < 0)
        inflateEnd(&unpacking->stream);
    return code;
}

typedef TreeStatus (*ReadFile)(FileTree *tree, Arena *arena, Str path, Str *text,
                               Str *why);

static int read_file(git_odb_backend *backend, Arena *tmp, const git_oid *id,
                     ReadFile reader, Str *packed)
{
    const Loose *loose = (const Loose *)backend;
    Str digits = oid_text(tmp, id);
    Str path = path_join(tmp, str_take(digits, 2), str_drop(digits, 2));
    Str why;
    TreeStatus status = reader(loose->folder, tmp, path, packed, &why);
    if (status == TREE_BROKEN)
        return refuse(
            arena_cstr(tmp, arena_fmt(tmp, "the loose object " STR_FMT, STR_ARG(why))));
    return status == TREE_ABSENT ? GIT_ENOTFOUND : 0;
}

static int read_object(void **data, size_t *size, git_object_t *type,
                       git_odb_backend *backend, const git_oid *id)
{
    Unpacking unpacking;
    Str packed;
    Arena *tmp = arena_new();
    char *bytes = NULL;
    int code = read_file(backend, tmp, id, tree_read, &packed);
    if (code == 0 && (code = begin(&unpacking, packed)) == 0) {
        bytes = git_odb_backend_data_alloc(backend, unpacking.size + 1);
        code = read_body(&unpacking, bytes);
        inflateEnd(&unpacking.stream);
    }
    arena_free(tmp);
    if (code < 0) {
        git_odb_backend_data_free(backend, bytes);
        return code;
    }
    bytes[unpacking.size] = '\0'; // as its parsers expect
    *data = bytes;
    *size = unpacking.size;
    *type = unpacking.type;
    return 0;
}

static TreeStatus read_start(FileTree *tree, Arena *arena, Str path, Str *text, Str *why)
{
    enum { PACKED_HEAD = 4096 }; // what unpacks to a header is much less
    return tree_read_start(tree, arena, (FileStart){ path, PACKED_HEAD }, text, why);
}

static int read_header(size_t *size, git_object_t *type, git_odb_backend *backend,
                       const git_oid *id)
{
    Unpacking unpacking;
    Str packed;
    Arena *tmp = arena_new();
    int code = read_file(backend, tmp, id, read_start, &packed);
    if (code == 0 && (code = begin(&unpacking, packed)) == 0) {
        inflateEnd(&unpacking.stream);
        *size = unpacking.size;
        *type = unpacking.type;
    }
    arena_free(tmp);
    return code;
}

// The object whose id begins with so many digits. libgit2 cannot be asked: it holds its
// lock meanwhile.
static int find_prefix(const Loose *loose, Arena *tmp, Str digits, git_oid *id)
{
    enum { FOLDER_DIGITS = 2 };
    EntryVec entries = { 0 };
    Str why;
    Str rest = str_drop(digits, FOLDER_DIGITS);
    size_t found = 0;
    TreeStatus status =
        tree_list(loose->folder, tmp, str_take(digits, FOLDER_DIGITS), &entries, &why);
    if (status == TREE_BROKEN)
        return refuse("a folder of loose objects cannot be read");
    for (size_t i = 0; i < entries.len; i++) {
        Str name = entries.at[i].name;
        Str full = arena_fmt(tmp, STR_FMT STR_FMT,
                             STR_ARG(str_take(digits, FOLDER_DIGITS)), STR_ARG(name));
        if (str_starts(name, rest) && oid_from_text(full, id))
            found++;
    }
    return found == 1 ? 0 : found > 1 ? GIT_EAMBIGUOUS : GIT_ENOTFOUND;
}

static int read_prefix(git_oid *id, void **data, size_t *size, git_object_t *type,
                       git_odb_backend *backend, const git_oid *start, size_t digits)
{
    Arena *tmp = arena_new();
    Str known = str_take(oid_text(tmp, start), digits < OID_DIGITS ? digits : OID_DIGITS);
    int code = known.len < GIT_OID_MINPREFIXLEN
                   ? GIT_EAMBIGUOUS
                   : find_prefix((const Loose *)backend, tmp, known, id);
    arena_free(tmp);
    return code < 0 ? code : read_object(data, size, type, backend, id);
}

// The memory is an arena's.
static void leave(git_odb_backend *backend)
{
    (void)backend;
}

static void silence(git_odb *objects)
{
    for (size_t i = 0; i < git_odb_num_backends(objects); i++) {
        git_odb_backend *backend = NULL;
        // Only libgit2's backend of loose objects has streams.
        if (git_odb_get_backend(&backend, objects, i) < 0 || !backend->readstream)
            continue;
        backend->read = NULL;
        backend->read_prefix = NULL;
        backend->read_header = NULL;
        backend->readstream = NULL;
    }
}

bool loose_open(History *history, StrVec folders)
{
    silence(history->objects);
    for (size_t i = 0; i < folders.len; i++) {
        Loose *loose = NEW(history->arena, Loose);
        if (git_odb_init_backend(&loose->backend, GIT_ODB_BACKEND_VERSION) < 0)
            return false;
        loose->folder = tree_disk(history->arena, folders.at[i]);
        loose->backend.read = read_object;
        loose->backend.read_header = read_header;
        loose->backend.read_prefix = read_prefix;
        loose->backend.free = leave;
        if (git_odb_add_alternate(history->objects, &loose->backend, PRIORITY) < 0)
            return false;
    }
    return true;
}
