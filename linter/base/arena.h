// SPDX-License-Identifier: Apache-2.0
// Arena: memory that is freed all at once. Allocation is zeroed and cannot fail: out of
// memory ends the program (exit 2).
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

#include <stdarg.h>

typedef struct Arena Arena;

Arena *arena_new(void);
void arena_free(Arena *arena); // NULL is fine
// Everything handed out becomes invalid (and poisoned under ASan).
void arena_reset(Arena *arena);

// Frees what `from` has given out together with what `arena` has; `from` itself is gone.
void arena_adopt(Arena *arena, Arena *from);

// Zeroed, aligned for any type.
void *arena_alloc(Arena *arena, size_t count, size_t size);
// Makes `to` bytes, zeroed behind the first, of an allocation of `from`: where it is if
// nothing stands behind it, else in another place; the old one stays valid.
void *arena_grow(Arena *arena, void *memory, size_t from, size_t to);
Str arena_copy(Arena *arena, Str s);
// One text of several. Cheaper than arena_fmt, for what is put together often.
Str arena_concat(Arena *arena, const Str *parts, size_t count);
const char *arena_cstr(Arena *arena, Str s); // a NUL-terminated copy
Str arena_lower(Arena *arena, Str s);        // a copy, ASCII letters in lower case
Str arena_fmt(Arena *arena, const char *fmt, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));
Str arena_vfmt(Arena *arena, const char *fmt, va_list args)
    __attribute__((format(printf, 2, 0), nonnull(2)));

#define NEW(arena, T) ((T *)arena_alloc((arena), 1, sizeof(T)))
#define NEW_ARRAY(arena, T, n) ((T *)arena_alloc((arena), (n), sizeof(T)))

// A growing array that lives in an arena:
//     typedef VEC(Str) StrVec;  *vec_push(arena, &v) = s;
#define VEC(T)                                                                           \
    struct {                                                                             \
        T *at;                                                                           \
        size_t len;                                                                      \
        size_t cap;                                                                      \
    }

// Makes room for one more element, counts it and gives its (zeroed) address. `v` is
// evaluated more than once: never a call.
#define vec_push(arena, v)                                                               \
    (((v)->len == (v)->cap                                                               \
          ? vec_grow((arena), (void *)&(v)->at, (v)->len, &(v)->cap, sizeof *(v)->at)    \
          : (void)0),                                                                    \
     &(v)->at[(v)->len++])

// Makes room for so many more elements; their count stays.
#define vec_room(arena, v, more)                                                         \
    while ((v)->cap - (v)->len < (more))                                                 \
    vec_grow((arena), (void *)&(v)->at, (v)->cap, &(v)->cap, sizeof *(v)->at)

// Makes room for so many elements at once, in one that has none.
#define vec_reserve(arena, v, room)                                                      \
    ((v)->at = arena_alloc((arena), (room), sizeof *(v)->at), (void)((v)->cap = (room)))

// Gives the struct elements of its own, with no room to spare: those it has are another
// arena's, or a copy's as well.
#define vec_own(arena, v)                                                                \
    ((v)->at = vec_copy((arena), (v)->at, (v)->len, sizeof *(v)->at),                    \
     (void)((v)->cap = (v)->len))

// Doubles the room of an array; used through vec_push.
void vec_grow(Arena *arena, void *at, size_t len, size_t *cap, size_t size);
// Used through vec_own.
void *vec_copy(Arena *arena, const void *at, size_t len, size_t size);

typedef VEC(Str) StrVec;

#endif
