// SPDX-License-Identifier: Apache-2.0
// Unit tests of base/arena.h.
#include "base/arena.h"

#include "base/pages.h"
#include "base/sanitized.h"

#include "check.h"

#include <errno.h>
#include <stdalign.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef SANITIZED
#include <sanitizer/asan_interface.h>
#endif

static bool is_zero(const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (bytes[i] != 0)
            return false;
    return true;
}

static void gives_zeroed_aligned_memory(void **state)
{
    for (size_t size = 0; size < 3000; size += 7) {
        char *memory = arena_alloc(*state, 1, size);
        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
        assert_true(is_zero(memory, size));
        memset(memory, 0xAA, size);
    }
}

static void allocations_do_not_overlap(void **state)
{
    enum { COUNT = 500 };
    unsigned char *blocks[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        blocks[i] = arena_alloc(*state, i, 3);
        memset(blocks[i], (int)(i % 251), i * 3);
    }
    for (size_t i = 0; i < COUNT; i++)
        for (size_t k = 0; k < i * 3; k++)
            assert_int_equal(blocks[i][k], i % 251);
}

static void gives_more_than_a_chunk(void **state)
{
    size_t size = (size_t)5 << 20;
    char *big = arena_alloc(*state, 1, size);
    big[size - 1] = 1;
    char *small = arena_alloc(*state, 1, 1);
    assert_int_equal(*small, 0);
    assert_int_equal(big[size - 1], 1);
}

static void reset_gives_zeroed_memory_again(void **state)
{
    for (int round = 0; round < 4; round++) {
        for (int i = 0; i < 100; i++) {
            char *memory = arena_alloc(*state, 100, 10);
            assert_true(is_zero(memory, 1000));
            memset(memory, 0xAA, 1000);
        }
        arena_reset(*state);
    }
}

static void reset_keeps_the_biggest_chunk(void **state)
{
    arena_alloc(*state, 1, 100);
    char *big = arena_alloc(*state, 1, 1 << 16);
    arena_reset(*state);
    assert_ptr_equal(arena_alloc(*state, 1, 1 << 16), big);
}

// LeakSanitizer tells of what neither of them frees.
static void an_arena_takes_over_what_another_has(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Arena *unused = arena_new();
    for (size_t round = 0; round < 3; round++) {
        Arena *other = arena_new();
        Str small = arena_copy(other, STR("kept"));
        Str big = { NEW_ARRAY(other, char, 1 << 20), 1 << 20 };
        arena_adopt(arena, other);
        Str own = arena_copy(arena, STR("own"));
        assert_str(small, "kept");
        assert_int_equal(big.ptr[big.len - 1], 0);
        assert_str(own, "own");
    }
    arena_adopt(arena, unused);
    arena_free(arena);
}

static void reset_of_an_unused_arena_is_fine(void **state)
{
    arena_reset(*state);
    assert_non_null(arena_alloc(*state, 1, 1));
    arena_free(NULL);
}

static void memory_not_handed_out_is_poisoned(void **state)
{
#ifdef SANITIZED
    char *first = arena_alloc(*state, 1, 13);
    char *second = arena_alloc(*state, 1, 16);
    char *third = arena_alloc(*state, 1, 16);
    assert_false(__asan_address_is_poisoned(first + 12));
    assert_true(__asan_address_is_poisoned(first + 13));
    assert_true(__asan_address_is_poisoned(second - 1));
    assert_true(__asan_address_is_poisoned(second + 16));
    assert_true(__asan_address_is_poisoned(third - 1));
    arena_reset(*state);
    assert_true(__asan_address_is_poisoned(first));
    assert_true(__asan_address_is_poisoned(second));
#else
    (void)state;
    skip();
#endif
}

// Runs an allocation that cannot be met in a child; gives its exit status.
static int exit_of_alloc(Arena *arena, size_t count, size_t size)
{
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(STDERR_FILENO);
        arena_alloc(arena, count, size);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void overflow_ends_the_program(void **state)
{
    assert_int_equal(exit_of_alloc(*state, SIZE_MAX / 2, 3), 2);
    assert_int_equal(exit_of_alloc(*state, 3, SIZE_MAX / 2), 2);
    assert_int_equal(exit_of_alloc(*state, SIZE_MAX, 1), 2);
    assert_int_equal(exit_of_alloc(*state, 3, 3), 0);
}

static void copies_texts(void **state)
{
    char source[] = "abc";
    Str copy = arena_copy(*state, str_from(source));
    const char *cstr = arena_cstr(*state, str_take(str_from(source), 2));
    source[0] = 'x';
    assert_str(copy, "abc");
    assert_string_equal(cstr, "ab");
    Str mixed = STR("Öl_AZ[az");
    assert_str(arena_lower(*state, mixed), "Öl_az[az");
    assert_str(mixed, "Öl_AZ[az");
    assert_int_equal(arena_copy(*state, (Str){ 0 }).len, 0);
    assert_string_equal(arena_cstr(*state, (Str){ 0 }), "");
}

static void formats_texts(void **state)
{
    Str s = arena_fmt(*state, "%s has %d of " STR_FMT, "a", 12, STR_ARG(STR("b")));
    assert_str(s, "a has 12 of b");
    assert_int_equal(arena_fmt(*state, "%5000d", 1).len, 5000);
    assert_str(arena_fmt(*state, STR_FMT, STR_ARG((Str){ 0 })), "");
}

typedef VEC(uint64_t) U64Vec;

static void arrays_grow(void **state)
{
    U64Vec v = { 0 };
    for (uint64_t i = 0; i < 10000; i++) {
        uint64_t *last = vec_push(*state, &v);
        assert_true(*last == 0);
        *last = i * i;
    }
    assert_int_equal(v.len, 10000);
    assert_true(v.cap >= v.len);
    for (uint64_t i = 0; i < v.len; i++)
        assert_true(v.at[i] == i * i);
}

static void arrays_of_pointers_and_structs_grow(void **state)
{
    StrVec texts = { 0 };
    VEC(const char *) names = { 0 };
    for (int i = 0; i < 100; i++) {
        *vec_push(*state, &texts) = arena_fmt(*state, "%d", i);
        *vec_push(*state, &names) = arena_cstr(*state, texts.at[i]);
    }
    assert_str(texts.at[0], "0");
    assert_str(texts.at[99], "99");
    assert_string_equal(names.at[57], "57");
}

static void an_array_grows_where_it_is(void **state)
{
    U64Vec v = { 0 };
    *vec_push(*state, &v) = 7;
    const uint64_t *first = v.at;
    for (uint64_t i = 1; i < 64; i++)
        *vec_push(*state, &v) = i;
    assert_ptr_equal(v.at, first);
    arena_alloc(*state, 1, 1); // stands behind it from now on
    *vec_push(*state, &v) = 64;
    assert_ptr_not_equal(v.at, first);
    v.at[0] = 8;
    assert_true(first[0] == 7 && first[63] == 63 && v.at[63] == 63);
}

// Two of them, with small things in between, on memory that was used before.
static void big_arrays_grow_zeroed(void **state)
{
    U64Vec a = { 0 }, b = { 0 };
    memset(arena_alloc(*state, 1, 1 << 20), 0xAA, 1 << 20);
    arena_reset(*state);
    for (uint64_t i = 0; i < 300000; i++) {
        uint64_t *first = vec_push(*state, &a), *second = vec_push(*state, &b);
        const uint64_t *small = NEW(*state, uint64_t);
        assert_true(*first == 0 && *second == 0 && *small == 0);
        *first = i;
        *second = ~i;
    }
    for (uint64_t i = 0; i < 300000; i++)
        assert_true(a.at[i] == i && b.at[i] == ~i);
}

static void a_growing_array_is_zeroed_after_a_reset(void **state)
{
    memset(arena_alloc(*state, 1, 3000), 0xAA, 3000);
    arena_reset(*state);
    char *text = arena_grow(*state, NULL, 0, 13);
    memset(text, 'x', 13);
    assert_ptr_equal(arena_grow(*state, text, 13, 1000), text);
    assert_true(text[12] == 'x' && is_zero(text + 13, 987));
}

static void a_copy_owns_its_elements(void **state)
{
    U64Vec v = { 0 };
    for (uint64_t i = 0; i < 8; i++)
        *vec_push(*state, &v) = i;
    U64Vec copy = v, none = { 0 };
    vec_own(*state, &copy);
    copy.at[3] = 33;
    *vec_push(*state, &v) = 8;
    *vec_push(*state, &copy) = 88;
    assert_true(v.at[3] == 3 && v.at[8] == 8 && copy.at[3] == 33 && copy.at[8] == 88);
    vec_own(*state, &none);
    assert_null(none.at);
}

static void formats_texts_of_any_length(void **state)
{
    char longer[3000];
    for (size_t len = 0; len < sizeof longer; len = len * 2 + 1) {
        memset(longer, 'x', sizeof longer);
        Str text = arena_fmt(*state, "%.*s!", (int)len, longer);
        assert_int_equal(text.len, len + 1);
        assert_memory_equal(text.ptr, longer, len);
        assert_int_equal(text.ptr[len], '!');
        assert_int_equal(text.ptr[len + 1], 0);
    }
}

static void puts_texts_together(void **state)
{
    Str parts[] = { STR("a"), { 0 }, STR("bc") };
    assert_str(arena_concat(*state, parts, 3), "abc");
    assert_str(arena_concat(*state, parts, 0), "");
}

static void room_for_more_keeps_what_is_there(void **state)
{
    VEC(size_t) all = { 0 };
    vec_room(*state, &all, 3);
    assert_true(all.cap >= 3);
    for (size_t i = 0; i < 3; i++)
        *vec_push(*state, &all) = i;
    size_t enough = all.cap - all.len, cap = all.cap;
    vec_room(*state, &all, enough);
    assert_int_equal(all.cap, cap);
    vec_room(*state, &all, 100000);
    assert_int_equal(all.len, 3);
    assert_true(all.cap - all.len >= 100000);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(all.at[i], i);
    assert_true(is_zero((char *)(all.at + 3), 100000 * sizeof *all.at));
}

// Also between those of others, and of memory that is not there yet.
static void pages_that_are_made_ready_keep_their_bytes(void **state)
{
    enum { SIZE = 1 << 20, AT = 12345, LEN = 700000 };
    char *memory = arena_alloc(*state, SIZE, 1);
    memset(memory, 7, AT + 100);
    memory[SIZE - 1] = 9;
    pages_ready(memory + AT, LEN);
    pages_ready(memory, 0);
    pages_ready(NULL, 0);
    errno = ERANGE;
    pages_ready((void *)4096, SIZE); // no memory is there
    assert_int_equal(errno, ERANGE);
    for (size_t i = 0; i < AT + 100; i++)
        assert_int_equal(memory[i], 7);
    assert_true(is_zero(memory + AT + 100, SIZE - AT - 101));
    assert_int_equal(memory[SIZE - 1], 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(gives_zeroed_aligned_memory),
        arena_test(allocations_do_not_overlap),
        arena_test(gives_more_than_a_chunk),
        arena_test(reset_gives_zeroed_memory_again),
        arena_test(reset_keeps_the_biggest_chunk),
        arena_test(an_arena_takes_over_what_another_has),
        arena_test(reset_of_an_unused_arena_is_fine),
        arena_test(memory_not_handed_out_is_poisoned),
        arena_test(overflow_ends_the_program),
        arena_test(copies_texts),
        arena_test(formats_texts),
        arena_test(formats_texts_of_any_length),
        arena_test(puts_texts_together),
        arena_test(arrays_grow),
        arena_test(arrays_of_pointers_and_structs_grow),
        arena_test(an_array_grows_where_it_is),
        arena_test(big_arrays_grow_zeroed),
        arena_test(a_growing_array_is_zeroed_after_a_reset),
        arena_test(a_copy_owns_its_elements),
        arena_test(room_for_more_keeps_what_is_there),
        arena_test(pages_that_are_made_ready_keep_their_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
