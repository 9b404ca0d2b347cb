// SPDX-License-Identifier: Apache-2.0
// The one place that asks the system for memory: chunks that double in size, given out
// from the bottom up, and for what is big a chunk of its own. Memory that the system has
// zeroed is not touched before it is used, so that room costs nothing until it is filled.
// It is not asked for in large pages: on a virtual machine that gives free ones back to
// its host, as those of CI do, the first touch of such a page is dear (a file of 10 MB
// took 0.65 s instead of 0.43), and saved a tenth elsewhere. Under AddressSanitizer
// whatever is not handed out is poisoned, with a gap between neighbours.
#include "base/arena.h"

#include "base/fail.h"
#include "base/pages.h"
#include "base/sanitized.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef SANITIZED
#include <sanitizer/asan_interface.h>
enum { REDZONE = 16 };
#else
#define ASAN_POISON_MEMORY_REGION(ptr, size) ((void)(ptr), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(ptr, size) ((void)(ptr), (void)(size))
enum { REDZONE = 0 };
#endif

enum { FIRST_CHUNK = 4096, LARGEST_CHUNK = 1 << 20 };
enum { SHORT_TEXT = 512 };                // bytes, with a NUL
enum { FIRST_VEC = 8, FIRST_BYTES = 32 }; // of an array that grows, whichever is less

// What takes at least so much has a chunk of its own, and an array that grows as often
// more address space than it needs: it is copied the less.
enum { BIG = 1 << 18, GROWTH = 16 };

// A smaller chunk is zeroed piece by piece, as it is used: malloc() hands it on from
// another arena, and most of the many small arenas never fill it.
enum { ZEROED = 1 << 16 };

// No request comes near it, and sums of a few sizes below it cannot overflow.
#define SIZE_LIMIT (SIZE_MAX / 4)

typedef struct Chunk {
    struct Chunk *older;
    size_t size; // of data
    size_t used;
    size_t clean; // from here on the bytes are zero
    alignas(max_align_t) char data[];
} Chunk;

struct Arena {
    Chunk *top;       // where small things are allocated; NULL before the first
    size_t next_size; // of the next chunk
};

static void must_have(const void *memory, size_t size)
{
    if (memory == NULL)
        fatal("out of memory (%zu bytes)", size);
}

Arena *arena_new(void)
{
    Arena *arena = malloc(sizeof *arena);
    must_have(arena, sizeof *arena);
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
    kept->clean = kept->used > kept->clean ? kept->used : kept->clean;
    kept->used = 0;
    ASAN_POISON_MEMORY_REGION(kept->data, kept->size);
}

// Its chunks go behind the top, which goes on to be filled.
void arena_adopt(Arena *arena, Arena *from)
{
    while (from->top != NULL) {
        Chunk *chunk = from->top;
        from->top = chunk->older;
        Chunk **place = arena->top ? &arena->top->older : &arena->top;
        chunk->older = *place;
        *place = chunk;
    }
    arena_free(from);
}

// NULL if the system has no memory for it.
static Chunk *chunk_of(size_t size)
{
    size_t all = sizeof(Chunk) + size;
    bool zeroed = all >= ZEROED;
    Chunk *chunk = zeroed ? calloc(1, all) : malloc(all);
    if (chunk == NULL)
        return NULL;
    *chunk = (Chunk){ .size = size, .clean = zeroed ? 0 : size };
    ASAN_POISON_MEMORY_REGION(chunk->data, size);
    return chunk;
}

static Chunk *chunk_new(size_t size)
{
    Chunk *chunk = chunk_of(size);
    must_have(chunk, size);
    return chunk;
}

// With as much address space as `wish` says, if the system has it.
static Chunk *chunk_with_room(size_t size, size_t wish)
{
    Chunk *chunk = chunk_of(wish);
    return chunk == NULL ? chunk_new(size) : chunk;
}

static Chunk *add_chunk(Arena *arena, size_t needed)
{
    size_t size = arena->next_size - sizeof(Chunk);
    Chunk *chunk = chunk_new(needed > size ? needed : size);
    if (arena->next_size == LARGEST_CHUNK) // of an arena that has filled as much before
        pages_ready(chunk, sizeof *chunk + chunk->size);
    chunk->older = arena->top;
    arena->top = chunk;
    if (arena->next_size < LARGEST_CHUNK)
        arena->next_size *= 2;
    return chunk;
}

// Behind the top, which goes on to be filled.
static Chunk *put_behind_top(Arena *arena, Chunk *chunk)
{
    if (arena->top == NULL) {
        arena->top = chunk;
    } else {
        chunk->older = arena->top->older;
        arena->top->older = chunk;
    }
    return chunk;
}

// What an allocation takes of its chunk.
static size_t taken_by(size_t bytes)
{
    size_t unit = alignof(max_align_t);
    return (bytes + REDZONE + unit - 1) / unit * unit;
}

// Takes it off a chunk with so much room.
static char *take(Chunk *chunk, size_t bytes)
{
    char *memory = chunk->data + chunk->used;
    size_t dirty = chunk->clean > chunk->used ? chunk->clean - chunk->used : 0;
    ASAN_UNPOISON_MEMORY_REGION(memory, bytes);
    memset(memory, 0, bytes < dirty ? bytes : dirty);
    chunk->used += taken_by(bytes);
    return memory;
}

static size_t array_bytes(size_t count, size_t size)
{
    if (size != 0 && count > SIZE_LIMIT / size)
        fatal("out of memory (%zu times %zu bytes)", count, size);
    return count * size;
}

static bool has_room(const Chunk *chunk, size_t bytes)
{
    return chunk != NULL && chunk->size - chunk->used >= taken_by(bytes);
}

void *arena_alloc(Arena *arena, size_t count, size_t size)
{
    size_t bytes = array_bytes(count, size);
    if (has_room(arena->top, bytes))
        return take(arena->top, bytes);
    if (bytes >= BIG)
        return take(put_behind_top(arena, chunk_new(taken_by(bytes))), bytes);
    return take(add_chunk(arena, taken_by(bytes)), bytes);
}

Str arena_copy(Arena *arena, Str s)
{
    char *copy = arena_alloc(arena, s.len, 1);
    if (s.len > 0)
        memcpy(copy, s.ptr, s.len);
    return (Str){ copy, s.len };
}

Str arena_concat(Arena *arena, const Str *parts, size_t count)
{
    size_t len = 0;
    for (size_t i = 0; i < count; i++)
        len += parts[i].len;
    char *text = arena_alloc(arena, len, 1);
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].len > 0)
            memcpy(text + at, parts[i].ptr, parts[i].len);
        at += parts[i].len;
    }
    return (Str){ text, len };
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

// Most texts are short: they are formatted once, and copied when their length is known.
Str arena_vfmt(Arena *arena, const char *fmt, va_list args)
{
    char shorter[SHORT_TEXT];
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(shorter, sizeof shorter, fmt, args);
    if (len < 0)
        bug("cannot format \"%s\"", fmt);
    size_t room = (size_t)len + 1;
    char *text = arena_alloc(arena, room, 1);
    if (room <= sizeof shorter)
        memcpy(text, shorter, room);
    else
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

// ---- arrays that grow ----

// The chunk that ends with this allocation, or NULL: something else is behind it.
static Chunk *chunk_that_ends_with(const Arena *arena, const char *memory, size_t bytes)
{
    const char *end = memory + taken_by(bytes);
    for (Chunk *chunk = arena->top; chunk != NULL; chunk = chunk->older) {
        if (chunk->data + chunk->used == end)
            return chunk;
        if (bytes < BIG)
            break;
    }
    return NULL;
}

// Makes it bigger where it is; false: there is no room.
static bool extend(const Arena *arena, char *memory, size_t from, size_t to)
{
    Chunk *chunk = chunk_that_ends_with(arena, memory, from);
    if (chunk == NULL || chunk->size - chunk->used < taken_by(to) - taken_by(from))
        return false;
    chunk->used -= taken_by(from);
    ASAN_UNPOISON_MEMORY_REGION(memory, to);
    size_t dirty = chunk->clean > chunk->used ? chunk->clean - chunk->used : 0;
    if (dirty > from)
        memset(memory + from, 0, (to < dirty ? to : dirty) - from);
    chunk->used += taken_by(to);
    return true;
}

void *arena_grow(Arena *arena, void *memory, size_t from, size_t to)
{
    array_bytes(to, GROWTH);
    if (from > 0 && extend(arena, memory, from, to))
        return memory;
    size_t size = taken_by(to);
    char *grown =
        to < BIG ? arena_alloc(arena, to, 1)
                 : take(put_behind_top(arena, chunk_with_room(size, size * GROWTH)), to);
    if (from > 0)
        memcpy(grown, memory, from);
    return grown;
}

static size_t first_room(size_t size)
{
    if (size > FIRST_BYTES)
        return 1;
    return size * FIRST_VEC < FIRST_BYTES ? FIRST_VEC : FIRST_BYTES / size;
}

void vec_grow(Arena *arena, void *at, size_t len, size_t *cap, size_t size)
{
    if (*cap > SIZE_LIMIT)
        fatal("out of memory (an array of %zu)", *cap);
    size_t room = *cap == 0 ? first_room(size) : *cap * 2;
    // `at` points to a T * of any T: its bytes are copied, as a void ** to it would break
    // aliasing.
    void *old;
    memcpy(&old, at, sizeof old);
    void *grown = arena_grow(arena, old, array_bytes(len, size), array_bytes(room, size));
    memcpy(at, &grown, sizeof grown);
    *cap = room;
}

void *vec_copy(Arena *arena, const void *at, size_t len, size_t size)
{
    if (len == 0)
        return NULL;
    return memcpy(arena_alloc(arena, len, size), at, len * size);
}
