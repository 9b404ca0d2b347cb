// SPDX-License-Identifier: Apache-2.0
// Unit tests of cli/options.h, on a table of their own.
#include "cli/options.h"

#include "check.h"

typedef struct Wishes {
    Str base;
    size_t times_quiet;
} Wishes;

static bool set_base(Arena *arena, void *into, Str value, Str *why)
{
    if (value.len == 0) {
        *why = arena_fmt(arena, "--base is empty");
        return false;
    }
    ((Wishes *)into)->base = value;
    return true;
}

static bool set_quiet(Arena *arena, void *into, Str value, Str *why)
{
    (void)arena, (void)why;
    assert_int_equal(value.len, 0);
    ((Wishes *)into)->times_quiet++;
    return true;
}

static const OptionSpec specs[] = {
    { "--base", "REF", "what is merged", set_base, 0 },
    { "--quiet", NULL, "say less\nor nothing", set_quiet, 0 },
    { "--a-very-long-name", "AND-ARGUMENT", "help", set_base, 0 },
};

static const OptionTable table = { .usage = "tool [OPTION...]",
                                   .about = "Does things.",
                                   .specs = specs,
                                   .count = sizeof specs / sizeof specs[0] };

typedef struct Fixture {
    Arena *arena;
    Wishes wishes;
    OptionsRead read;
} Fixture;

static int setup(void **state)
{
    Arena *arena = arena_new();
    Fixture *fixture = NEW(arena, Fixture);
    fixture->arena = arena;
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    arena_free(((Fixture *)*state)->arena);
    return 0;
}

// Reads a line of arguments with blanks between them; "''" is an empty one.
static OptionsStatus read_line(Fixture *fixture, const char *line)
{
    StrVec args = { 0 };
    Str rest = str_from(line);
    Str word;
    while (str_cut(&rest, ' ', &word))
        *vec_push(fixture->arena, &args) = str_eq(word, STR("''")) ? STR("") : word;
    fixture->wishes = (Wishes){ 0 };
    fixture->read = options_read(fixture->arena, &table, &args, &fixture->wishes);
    return fixture->read.status;
}

static Str rest_of(Fixture *fixture)
{
    Str text = STR("");
    for (size_t i = 0; i < fixture->read.rest.len; i++)
        text = arena_fmt(fixture->arena, STR_FMT "[" STR_FMT "]", STR_ARG(text),
                         STR_ARG(fixture->read.rest.at[i]));
    return text;
}

static void takes_values_attached_and_apart(void **state)
{
    Fixture *fixture = *state;
    assert_int_equal(read_line(fixture, "--base main"), OPTIONS_OK);
    assert_str(fixture->wishes.base, "main");
    assert_int_equal(read_line(fixture, "--base=a=b"), OPTIONS_OK);
    assert_str(fixture->wishes.base, "a=b");
    assert_int_equal(read_line(fixture, "--base one --base two"), OPTIONS_OK);
    assert_str(fixture->wishes.base, "two");
    assert_int_equal(fixture->read.rest.len, 0);
}

static void switches_take_none(void **state)
{
    Fixture *fixture = *state;
    assert_int_equal(read_line(fixture, "--quiet a --quiet"), OPTIONS_OK);
    assert_int_equal(fixture->wishes.times_quiet, 2);
    assert_str(rest_of(fixture), "[a]");
    assert_int_equal(read_line(fixture, "--quiet=yes"), OPTIONS_WRONG);
    assert_str(fixture->read.why, "--quiet takes no value");
}

static void the_rest_keeps_its_order(void **state)
{
    Fixture *fixture = *state;
    assert_int_equal(read_line(fixture, "b --quiet - a '' -- --base --help --"),
                     OPTIONS_OK);
    assert_str(rest_of(fixture), "[b][-][a][][--base][--help][--]");
}

static void a_missing_value_is_an_error(void **state)
{
    Fixture *fixture = *state;
    assert_int_equal(read_line(fixture, "a --base"), OPTIONS_WRONG);
    assert_str(fixture->read.why, "--base needs a value: --base REF");
}

static void what_the_option_refuses_is_refused(void **state)
{
    Fixture *fixture = *state;
    assert_int_equal(read_line(fixture, "--base="), OPTIONS_WRONG);
    assert_str(fixture->read.why, "--base is empty");
    assert_int_equal(read_line(fixture, "--base '' --quiet"), OPTIONS_WRONG);
    assert_int_equal(fixture->wishes.times_quiet, 0);
}

static void unknown_options_come_with_the_nearest(void **state)
{
    Fixture *fixture = *state;
    assert_int_equal(read_line(fixture, "--bose=main"), OPTIONS_WRONG);
    assert_str(fixture->read.why,
               "unknown option --bose, did you mean --base? (--help lists them)");
    assert_int_equal(read_line(fixture, "--halp"), OPTIONS_WRONG);
    assert_str(fixture->read.why,
               "unknown option --halp, did you mean --help? (--help lists them)");
    assert_int_equal(read_line(fixture, "-x"), OPTIONS_WRONG);
    assert_str(fixture->read.why, "unknown option -x (--help lists them)");
    assert_int_equal(read_line(fixture, "--bas main"), OPTIONS_WRONG);
}

static void help_is_asked_for_anywhere(void **state)
{
    assert_int_equal(read_line(*state, "a --base main --help"), OPTIONS_HELP);
    assert_int_equal(read_line(*state, "-h --nonsense"), OPTIONS_HELP);
    assert_int_equal(read_line(*state, "--nonsense -h"), OPTIONS_WRONG);
}

static void the_help_has_every_option(void **state)
{
    assert_str(options_help(((Fixture *)*state)->arena, &table),
               "Usage: tool [OPTION...]\n"
               "\n"
               "Does things.\n"
               "\n"
               "Options:\n"
               "  --base REF                  what is merged\n"
               "  --quiet                     say less\n"
               "                              or nothing\n"
               "  --a-very-long-name AND-ARGUMENT\n"
               "                              help\n"
               "  --help                      this text\n");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(takes_values_attached_and_apart),
        TEST(switches_take_none),
        TEST(the_rest_keeps_its_order),
        TEST(a_missing_value_is_an_error),
        TEST(what_the_option_refuses_is_refused),
        TEST(unknown_options_come_with_the_nearest),
        TEST(help_is_asked_for_anywhere),
        TEST(the_help_has_every_option),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
