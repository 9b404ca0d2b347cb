// SPDX-License-Identifier: Apache-2.0
// Reading loose objects that may lie about their size. libgit2 (1.5 to this day) takes
// memory for as much as an object's header says, and copies what was unpacked along with
// the header behind that, however much it is. Its streams know where they end, so that
// loose objects are read by them.
#include "git/git_priv.h"

#include "base/limits.h"

#include <git2/sys/odb_backend.h>

// Exactly `size` bytes, or an error: libgit2 compares them with the object's name later.
static int read_all(git_odb_stream *stream, char *bytes, size_t size)
{
    char more;
    size_t len = 0;
    while (len < size) {
        int got = stream->read(stream, bytes + len, size - len);
        if (got <= 0)
            break;
        len += (size_t)got;
    }
    if (len == size && stream->read(stream, &more, 1) == 0)
        return 0;
    git_error_set_str(GIT_ERROR_ODB, "a loose object has another size than it says");
    return GIT_ERROR;
}

static int read_guarded(void **data, size_t *size, git_object_t *type,
                        git_odb_backend *backend, const git_oid *id)
{
    git_odb_stream *stream = NULL;
    int code = backend->readstream(&stream, size, type, backend, id);
    if (code < 0)
        return code;
    char *bytes = NULL;
    if (*size > LIMIT_FILE_BYTES)
        git_error_set_str(GIT_ERROR_ODB, "an object is larger than 256 MiB");
    else
        bytes = git_odb_backend_data_alloc(backend, *size + 1);
    code = bytes ? read_all(stream, bytes, *size) : GIT_ERROR;
    git_odb_stream_free(stream);
    if (code < 0) {
        git_odb_backend_data_free(backend, bytes);
        return code;
    }
    bytes[*size] = '\0'; // as its parsers expect
    *data = bytes;
    return 0;
}

void guard_objects(git_odb *objects)
{
    for (size_t i = 0; i < git_odb_num_backends(objects); i++) {
        git_odb_backend *backend = NULL;
        // Only the backend of loose objects has streams.
        if (git_odb_get_backend(&backend, objects, i) == 0 && backend->readstream)
            backend->read = read_guarded;
    }
}
