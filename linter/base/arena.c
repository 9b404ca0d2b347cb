// SPDX-License-Identifier: Apache-2.0
// The one place that asks the system for memory: chunks that double in size, given out
// from the bottom up. Under AddressSanitizer whatever is not handed out is poisoned, with
// a gap between neighbours.
#include "base/arena.h"

#include "base/fail.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISON 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISON 1
#endif

#ifdef ARENA_POISON
#include <sanitizer/asan_interface.h>
enum { REDZONE = 16 };
#else
#define ASAN_POISON_MEMORY_REGION(ptr, size) ((void)(ptr), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(ptr, size) ((void)(ptr), (void)(size))
enum { REDZONE = 0 };
#endif

enum { FIRST_CHUNK = 4096, LARGEST_CHUNK = 1 << 20, FIRST_VEC = 8 };

// No request comes near it, and sums of a few sizes below it cannot overflow.
#define SIZE_LIMIT (SIZE_MAX / 4)

typedef struct Chunk {
    struct Chunk *older;
    size_t size; // of data
    size_t used;
    alignas(max_align_t) char data[];
} Chunk;

struct Arena {
    Chunk *top;       // allocation happens here alone; NULL before the first
    size_t next_size; // of the next chunk
};

static void *get_memory(size_t size)
{
    void *memory = malloc(size);
    if (memory == NULL)
        fatal("out of memory (%zu bytes)", size);
    return memory;
}

Arena *arena_new(void)
{
    Arena *arena = get_memory(sizeof *arena);
    *arena = (Arena){ .next_size = FIRST_CHUNK };
    return arena;
}

static void free_chunk(Chunk *chunk)
{
    ASAN_UNPOISON_MEMORY_REGION(chunk->data, chunk->size);
    free(chunk);
}

void arena_free(Arena *arena)
{
    if (arena == NULL)
        return;
    while (arena->top != NULL) {
        Chunk *older = arena->top->older;
        free_chunk(arena->top);
        arena->top = older;
    }
    free(arena);
}

void arena_reset(Arena *arena)
{
    Chunk *kept = NULL;
    for (Chunk *chunk = arena->top, *older; chunk != NULL; chunk = older) {
        older = chunk->older;
        if (kept != NULL && kept->size >= chunk->size) {
            free_chunk(chunk);
            continue;
        }
        if (kept != NULL)
            free_chunk(kept);
        kept = chunk;
    }
    arena->top = kept;
    if (kept == NULL)
        return;
    kept->older = NULL;
    kept->used = 0;
    ASAN_POISON_MEMORY_REGION(kept->data, kept->size);
}

static void add_chunk(Arena *arena, size_t needed)
{
    size_t size = needed > arena->next_size ? needed : arena->next_size;
    Chunk *chunk = get_memory(sizeof *chunk + size);
    *chunk = (Chunk){ .older = arena->top, .size = size };
    ASAN_POISON_MEMORY_REGION(chunk->data, size);
    arena->top = chunk;
    if (arena->next_size < LARGEST_CHUNK)
        arena->next_size *= 2;
}

static size_t round_up(size_t n)
{
    return (n + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
}

void *arena_alloc(Arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_LIMIT / size)
        fatal("out of memory (%zu times %zu bytes)", count, size);
    size_t bytes = count * size;
    size_t taken = round_up(bytes + REDZONE);
    if (arena->top == NULL || arena->top->size - arena->top->used < taken)
        add_chunk(arena, taken);
    char *memory = arena->top->data + arena->top->used;
    arena->top->used += taken;
    ASAN_UNPOISON_MEMORY_REGION(memory, bytes);
    return memset(memory, 0, bytes);
}

Str arena_copy(Arena *arena, Str s)
{
    char *copy = arena_alloc(arena, s.len, 1);
    if (s.len > 0)
        memcpy(copy, s.ptr, s.len);
    return (Str){ copy, s.len };
}

Str arena_lower(Arena *arena, Str s)
{
    char *copy = arena_alloc(arena, s.len, 1);
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        copy[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return (Str){ copy, s.len };
}

const char *arena_cstr(Arena *arena, Str s)
{
    char *copy = arena_alloc(arena, s.len + 1, 1);
    if (s.len > 0)
        memcpy(copy, s.ptr, s.len);
    return copy;
}

Str arena_vfmt(Arena *arena, const char *fmt, va_list args)
{
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, args);
    if (len < 0)
        bug("cannot format \"%s\"", fmt);
    size_t room = (size_t)len + 1;
    char *text = arena_alloc(arena, room, 1);
    vsnprintf(text, room, fmt, again);
    va_end(again);
    return (Str){ text, (size_t)len };
}

Str arena_fmt(Arena *arena, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    Str text = arena_vfmt(arena, fmt, args);
    va_end(args);
    return text;
}

void vec_grow(Arena *arena, void *at, size_t len, size_t *cap, size_t size)
{
    if (*cap > SIZE_LIMIT)
        fatal("out of memory (an array of %zu)", *cap);
    size_t room = *cap == 0 ? FIRST_VEC : *cap * 2;
    void *grown = arena_alloc(arena, room, size);
    // `at` points to a T * of any T: its bytes are copied, as a void ** to it would break
    // aliasing.
    void *old;
    memcpy(&old, at, sizeof old);
    if (len > 0)
        memcpy(grown, old, len * size);
    memcpy(at, &grown, sizeof grown);
    *cap = room;
}
