// SPDX-License-Identifier: Apache-2.0
// Memory of libraries, which end with the program when there is none.
#include "base/memory.h"

#include "base/fail.h"

#include <stdlib.h>
#include <string.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

// The linker puts __wrap_malloc() where an object or an archive calls malloc(), and
// malloc() where __real_malloc() is called (--wrap, in the Makefile). So it is with the
// two others. Shared libraries are not reached by that: theirs are given to them.
// NOLINTBEGIN(bugprone-reserved-identifier)
void *__real_realloc(void *memory, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_realloc(void *memory, size_t size);
char *__wrap_strdup(const char *text);

void *memory_resize(void *memory, size_t size)
{
    void *resized = __real_realloc(memory, size > 0 ? size : 1);
    if (resized == NULL)
        fatal("out of memory (%zu bytes)", size);
    return resized;
}

void *__wrap_malloc(size_t size)
{
    return memory_resize(NULL, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
    return memory_resize(memory, size);
}

char *__wrap_strdup(const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(memory_resize(NULL, size), text, size);
}
// NOLINTEND(bugprone-reserved-identifier)

void memory_release(void *memory)
{
    free(memory);
}

void *memory_get(size_t size)
{
    return memory_resize(NULL, size);
}

void memory_keep_freed(void)
{
#ifdef __GLIBC__
    // The room that arrays reserve (see arena.c) is mapped, as it costs nothing until it
    // is filled; the blocks of parse trees, which come and go, are not.
    enum { TRIM_FROM = 64 << 20, MAP_FROM = 4 << 20 }; // bytes
    mallopt(M_TRIM_THRESHOLD, TRIM_FROM);
    mallopt(M_MMAP_THRESHOLD, MAP_FROM);
#endif
}
