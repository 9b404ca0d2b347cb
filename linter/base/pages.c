// SPDX-License-Identifier: Apache-2.0
#define _DEFAULT_SOURCE // MAP_ANONYMOUS, madvise()
#include "base/pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#if defined(MAP_ANONYMOUS) && defined(MADV_HUGEPAGE)

static size_t whole_pages(size_t size)
{
    return (size + PAGES_LARGE - 1) / PAGES_LARGE * PAGES_LARGE;
}

// Gives back what stands before the first border of a large page, and behind `size`.
static char *cut_to_borders(char *room, size_t size)
{
    size_t before = whole_pages((uintptr_t)room) - (uintptr_t)room;
    if (before > 0)
        munmap(room, before);
    munmap(room + before + size, PAGES_LARGE - before);
    return room + before;
}

void *pages_get(size_t size)
{
    size = whole_pages(size);
    char *room = mmap(NULL, size + PAGES_LARGE, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED)
        return NULL;
    char *pages = cut_to_borders(room, size);
    madvise(pages, size, MADV_HUGEPAGE); // a wish: a kernel without them refuses
    return pages;
}

void pages_free(void *pages, size_t size)
{
    munmap(pages, whole_pages(size));
}

#else

void *pages_get(size_t size)
{
    return calloc(1, size);
}

void pages_free(void *pages, size_t size)
{
    (void)size;
    free(pages);
}

#endif
