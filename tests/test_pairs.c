// SPDX-License-Identifier: Apache-2.0
// Changes that take two steps: fixtures/_pairs/<name>.sql has what is merged, then,
// behind
// "-- change", the first step, and behind "-- later" the second one. Each is judged with
// its steps in one file and in two, alone and beside every other one: what a change does
// to its own tables must not depend on where it is cut, nor on its company.
#include "example.h"

#include "base/out.h"

#include "unit/check.h"

typedef struct Pair {
    Str name;
    Str merged;
    Str first;
    Str later;
} Pair;

typedef VEC(const Pair *) PairVec;
typedef VEC(struct CMUnitTest) TestVec;

// ---- what is judged ----

// How the steps of two changes, in this order, are laid out.
typedef struct Cut {
    const char *words;
    bool files[3]; // a new file begins behind the first, second and third step
    bool crossed;  // both first steps, then both later ones
} Cut;

static const Cut cuts[] = {
    { "in one file", { false }, false },
    { "in one file, crossed", { false }, true },
    { "a file each", { false, true, false }, false },
    { "crossed over two files", { false, true, false }, true },
    { "in four files", { true, true, true }, false },
    { "crossed over four files", { true, true, true }, true },
};

static Str lay_out(Arena *arena, const Pair *a, const Pair *b, const Cut *cut)
{
    Out out = out_new(arena);
    Str steps[] = { a->first, a->later, b->first, b->later };
    if (cut->crossed) {
        steps[1] = b->first;
        steps[2] = a->later;
    }
    out_fmt(&out, STR_FMT STR_FMT "-- change\n", STR_ARG(a->merged), STR_ARG(b->merged));
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        out_str(&out, steps[i]);
        if (i < sizeof cut->files / sizeof *cut->files && cut->files[i])
            out_cstr(&out, "-- file\n");
    }
    return out_text(&out);
}

// What is wrong, a line each.
static Str judge_text(Arena *arena, Str text)
{
    Example example;
    FindingVec findings = { 0 };
    Str why;
    if (!example_read(arena, text, &example, &why) ||
        !example_run(arena, &example, &findings, &why))
        return arena_fmt(arena, "  " STR_FMT "\n", STR_ARG(why));
    return example_compare(arena, &example, &findings);
}

// ---- all of them ----

typedef struct Trial {
    const Pair *pair;
    const PairVec *all;
} Trial;

// Beside itself it would make its tables twice: then it is alone.
static const Pair nothing = { STR_INIT("nothing"), STR_INIT(""), STR_INIT("SELECT 1;\n"),
                              STR_INIT("SELECT 2;\n") };

static size_t try_beside(const Pair *pair, const Pair *other)
{
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        Arena *arena = arena_new();
        Str problems = judge_text(arena, lay_out(arena, pair, other, &cuts[i]));
        if (problems.len > 0)
            print_error(STR_FMT " and " STR_FMT ", %s:\n" STR_FMT, STR_ARG(pair->name),
                        STR_ARG(other->name), cuts[i].words, STR_ARG(problems));
        wrong += problems.len > 0;
        arena_free(arena);
    }
    return wrong;
}

static void is_the_same_everywhere(void **state)
{
    const Trial *trial = *state;
    size_t wrong = 0;
    for (size_t i = 0; i < trial->all->len; i++) {
        const Pair *other = trial->all->at[i];
        wrong += try_beside(trial->pair, other == trial->pair ? &nothing : other);
    }
    assert_int_equal(wrong, 0);
}

static Pair read_pair(Str name, Str text)
{
    Pair pair = { .name = name };
    size_t change = str_find(text, STR("-- change\n"), 0);
    size_t later = str_find(text, STR("-- later\n"), 0);
    assert_true(change < later && later < text.len);
    pair.merged = str_take(text, change);
    pair.first = str_slice(text, change + STR("-- change\n").len, later);
    pair.later = str_drop(text, later + STR("-- later\n").len);
    return pair;
}

int main(void)
{
    Arena *arena = arena_new();
    FileTree *files = repository(arena);
    Str dir = STR("fixtures/_pairs");
    StrVec names = names_in(files, arena, dir, ENTRY_FILE);
    PairVec pairs = { 0 };
    TestVec tests = { 0 };
    for (size_t i = 0; i < names.len; i++) {
        Pair *pair = NEW(arena, Pair);
        *pair = read_pair(names.at[i],
                          text_of(files, arena, path_join(arena, dir, names.at[i])));
        Trial *trial = NEW(arena, Trial);
        *trial = (Trial){ pair, &pairs };
        *vec_push(arena, &pairs) = pair;
        *vec_push(arena, &tests) =
            (struct CMUnitTest){ .name = arena_cstr(arena, pair->name),
                                 .test_func = is_the_same_everywhere,
                                 .initial_state = trial };
    }
    int failed = _cmocka_run_group_tests("pairs", tests.at, tests.len, NULL, NULL);
    arena_free(arena);
    return failed;
}
