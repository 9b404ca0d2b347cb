// SPDX-License-Identifier: Apache-2.0
// Pieces of SQL that stand alone, a line each: each is the same as itself, and two are
// the same whichever comes first.
#include "dialect/dialect.h"
#include "fuzz/fuzz.h"
#include "fuzz/holds.h"

static void check_pair(const Meaning *meaning, Str a, Str b)
{
    HOLDS(meaning->same_expression(a, a, NULL), NULL);
    HOLDS(meaning->same_expression(a, b, NULL) == meaning->same_expression(b, a, NULL),
          NULL);
    if (meaning->same_query) {
        HOLDS(meaning->same_query(a, a), NULL);
        HOLDS(meaning->same_query(a, b) == meaning->same_query(b, a), NULL);
    }
    if (meaning->same_sequence) {
        HOLDS(meaning->same_sequence(a, a), NULL);
        HOLDS(meaning->same_sequence(a, b) == meaning->same_sequence(b, a), NULL);
    }
}

static void check_types(Arena *arena, const Meaning *meaning, Str a, Str b)
{
    TypeRef type_a = { 0 };
    TypeRef type_b = { 0 };
    if (!meaning->read_type(arena, a, &type_a))
        return;
    HOLDS(meaning->same_type(&type_a, &type_a), NULL);
    HOLDS(meaning->same_expression(b, b, &type_a), NULL);
    if (meaning->read_type(arena, b, &type_b))
        HOLDS(meaning->same_type(&type_a, &type_b) ==
                  meaning->same_type(&type_b, &type_a),
              NULL);
}

static void check_parts(Arena *arena, const Meaning *meaning, Str list)
{
    IndexDef index = { 0 };
    if (meaning->read_index_parts && meaning->read_index_parts(arena, list, &index))
        HOLDS(index.parts.len > 0, NULL);
}

int fuzz_meaning(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    size_t count;
    const Frontend *const *all = dialect_all(&count);
    const Meaning *meaning = all[data[0] % count]->meaning;
    Str rest = { (const char *)data + 1, size - 1 };
    Str a = { 0 };
    Arena *arena = arena_new();
    if (meaning && str_cut(&rest, '\n', &a)) {
        check_pair(meaning, a, rest);
        check_types(arena, meaning, a, rest);
        check_parts(arena, meaning, a);
    }
    arena_free(arena);
    return 0;
}
