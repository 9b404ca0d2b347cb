// SPDX-License-Identifier: Apache-2.0
// Unit tests of SHA-256: the examples of FIPS 180-4 and its successors, every length
// round a block, and sums of prefixes.
#include "base/sha256.h"

#include "check.h"

#include <string.h>

static Str hex_of(Arena *arena, Str bytes)
{
    Sha256 sha = sha256_new();
    sha256_add(&sha, bytes);
    return sha256_hex(arena, &sha);
}

static void the_standards_examples(void **state)
{
    assert_str(hex_of(*state, STR("")),
               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_str(hex_of(*state, STR("abc")),
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_str(
        hex_of(*state, STR("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    assert_str(
        hex_of(*state, STR("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                           "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu")),
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
}

static void a_million_letters(void **state)
{
    enum { PART = 1000, PARTS = 1000 };
    char part[PART];
    memset(part, 'a', PART);
    Sha256 sha = sha256_new();
    for (size_t i = 0; i < PARTS; i++)
        sha256_add(&sha, (Str){ part, PART });
    assert_str(sha256_hex(*state, &sha),
               "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// Lengths 0 to 130 of the letter x, each sum hashed into one; made with sha256sum.
static void every_length_round_a_block(void **state)
{
    enum { LENGTHS = 131 };
    char text[LENGTHS];
    memset(text, 'x', LENGTHS);
    Sha256 all = sha256_new();
    for (size_t len = 0; len < LENGTHS; len++) {
        sha256_add(&all, hex_of(*state, (Str){ text, len }));
        sha256_add(&all, STR("\n"));
    }
    assert_str(sha256_hex(*state, &all),
               "7880f77b654302a7082dd571fd4d0f44d583e661fa622b42404576e380865e8e");
}

static void parts_make_the_whole(void **state)
{
    enum { LENGTH = 200 };
    char text[LENGTH];
    for (size_t i = 0; i < LENGTH; i++)
        text[i] = (char)('a' + i % 26);
    Str whole = hex_of(*state, (Str){ text, LENGTH });
    for (size_t cut = 0; cut <= LENGTH; cut++) {
        Sha256 sha = sha256_new();
        sha256_add(&sha, (Str){ text, cut });
        Str before = sha256_hex(*state, &sha);
        assert_true(str_eq(before, hex_of(*state, (Str){ text, cut })));
        sha256_add(&sha, (Str){ text + cut, LENGTH - cut });
        assert_true(str_eq(sha256_hex(*state, &sha), whole));
    }
}

static void base64_is_padded(void **state)
{
    Sha256 sha = sha256_new();
    assert_str(sha256_base64(*state, &sha),
               "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    sha256_add(&sha, STR("abc"));
    assert_str(sha256_base64(*state, &sha),
               "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(the_standards_examples),     arena_test(a_million_letters),
        arena_test(every_length_round_a_block), arena_test(parts_make_the_whole),
        arena_test(base64_is_padded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
