// SPDX-License-Identifier: Apache-2.0
// libgit2's memory. Without any it may find no repository, or none of its objects.
#include "base/memory.h"

#include "git/git_priv.h"

#include <git2/sys/alloc.h>

static void *get(size_t size, const char *file, int line)
{
    (void)file, (void)line;
    return memory_get(size);
}

static void *resize(void *memory, size_t size, const char *file, int line)
{
    (void)file, (void)line;
    return memory_resize(memory, size);
}

#if LIBGIT2_VER_MAJOR == 1 && LIBGIT2_VER_MINOR < 7
// Later ones make these of the two above.
#include "base/fail.h"

#include <stdint.h>
#include <string.h>

static size_t product(size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        fatal("out of memory (%zu times %zu bytes)", count, size);
    return count * size;
}

static void *get_zeroed(size_t count, size_t size, const char *file, int line)
{
    (void)file, (void)line;
    size_t bytes = product(count, size);
    return memset(memory_get(bytes), 0, bytes);
}

static void *resize_array(void *memory, size_t count, size_t size, const char *file,
                          int line)
{
    (void)file, (void)line;
    return memory_resize(memory, product(count, size));
}

static void *get_array(size_t count, size_t size, const char *file, int line)
{
    (void)file, (void)line;
    return memory_get(product(count, size));
}

// All of `len` bytes.
static char *copy_bytes(const char *text, size_t len, const char *file, int line)
{
    (void)file, (void)line;
    char *copy = memory_get(len + 1);
    memcpy(copy, text, len);
    copy[len] = '\0';
    return copy;
}

static char *copy_most(const char *text, size_t most, const char *file, int line)
{
    const char *end = memchr(text, '\0', most);
    return copy_bytes(text, end ? (size_t)(end - text) : most, file, line);
}

static char *copy(const char *text, const char *file, int line)
{
    return copy_bytes(text, strlen(text), file, line);
}
#endif

void memory_of_libgit2(void)
{
    git_allocator allocator = {
        .gmalloc = get,
        .grealloc = resize,
        .gfree = memory_release,
#if LIBGIT2_VER_MAJOR == 1 && LIBGIT2_VER_MINOR < 7
        .gcalloc = get_zeroed,
        .gstrdup = copy,
        .gstrndup = copy_most,
        .gsubstrdup = copy_bytes,
        .greallocarray = resize_array,
        .gmallocarray = get_array,
#endif
    };
    git_libgit2_opts(GIT_OPT_SET_ALLOCATOR, &allocator); // copies it
}
