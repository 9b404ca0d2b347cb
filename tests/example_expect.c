// SPDX-License-Identifier: Apache-2.0
// Reads what examples expect: "-- expect: RULE" on the line of a finding, and below it
// "-- message: …" and its like, which is what a finding of that line says.
#include "example_expect.h"

typedef struct Reader {
    Arena *arena;
    Example *example;
    Str path;
    Str *why;
} Reader;

Str example_line(Str text, size_t *at)
{
    size_t end = str_find_char(text, '\n', *at);
    Str line = str_slice(text, *at, end);
    *at = end < text.len ? end + 1 : end;
    return str_ends(line, STR("\r")) ? str_take(line, line.len - 1) : line;
}

// ---- which findings ----

static bool is_severity(Str word)
{
    static const Severity all[] = { SEV_NOTICE, SEV_WARNING, SEV_ERROR };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (str_eq(word, str_from(severity_word(all[i]))))
            return true;
    return false;
}

// "RULE" or "RULE=SEVERITY"
static Expectation expectation(const Reader *reader, Str words)
{
    Str rest = str_trim(words);
    Expectation expected = { .path = reader->path };
    (void)str_cut(&rest, '=', &expected.rule);
    expected.severity = rest;
    if (rest.len > 0 && !is_severity(rest))
        *reader->why =
            arena_fmt(reader->arena, "\"" STR_FMT "\" is no severity", STR_ARG(rest));
    return expected;
}

static void add_expected(const Reader *reader, Str rules, size_t line)
{
    Str words;
    while (str_cut(&rules, ',', &words)) {
        Expectation *expected = vec_push(reader->arena, &reader->example->expected);
        *expected = expectation(reader, words);
        expected->line = line;
    }
}

// ---- what they say ----

// A sentence may go on in the next line; a fix has lines of its own.
static const struct SaidMark {
    Str mark;
    const char *joint;
} marks[SAID_COUNT] = {
    [SAID_MESSAGE] = { STR_INIT("message:"), " " },
    [SAID_WHY] = { STR_INIT("why:"), " " },
    [SAID_FIX] = { STR_INIT("fix:"), "\n" },
    [SAID_PLACES] = { STR_INIT("places:"), " " },
    [SAID_OBJECT] = { STR_INIT("object:"), " " },
};

// Of the expectation that was read last.
static Saying *last_saying(const Reader *reader)
{
    Example *example = reader->example;
    const Expectation *of = &example->expected.at[example->expected.len - 1];
    if (example->sayings.len > 0) {
        Saying *last = &example->sayings.at[example->sayings.len - 1];
        if (str_eq(last->path, of->path) && last->line == of->line)
            return last;
    }
    Saying *saying = vec_push(reader->arena, &example->sayings);
    *saying = (Saying){ .path = of->path, .line = of->line };
    return saying;
}

static bool is_said(Str words)
{
    for (size_t i = 0; i < SAID_COUNT; i++)
        if (str_starts(words, marks[i].mark))
            return true;
    return false;
}

// "message: …"; false: it is something else.
static bool add_said(const Reader *reader, Str words)
{
    for (size_t i = 0; i < SAID_COUNT; i++) {
        if (!str_starts(words, marks[i].mark))
            continue;
        Str rest = str_drop(words, marks[i].mark.len);
        Str text = str_starts(rest, STR(" ")) ? str_drop(rest, 1) : rest;
        Str *said = &last_saying(reader)->said[i];
        *said = !said->ptr ? text
                           : arena_fmt(reader->arena, STR_FMT "%s" STR_FMT,
                                       STR_ARG(*said), marks[i].joint, STR_ARG(text));
        return true;
    }
    return false;
}

// ---- files ----

void expect_in_sql(Arena *arena, Example *example, Str path, Str text, Str *why)
{
    static const Str mark = STR_INIT("-- expect:"), comment = STR_INIT("-- ");
    Reader reader = { arena, example, path, why };
    bool expects = false;
    size_t at = 0;
    for (size_t line = 1; at < text.len; line++) {
        Str words = example_line(text, &at);
        size_t found = str_find(words, mark, 0);
        if (found < words.len)
            add_expected(&reader, str_drop(words, found + mark.len), line);
        expects = expects || found < words.len;
        if (!str_starts(words, comment))
            continue;
        Str said = str_drop(words, comment.len);
        if (expects)
            (void)add_said(&reader, said);
        else if (is_said(said))
            *why = arena_fmt(arena, "line %zu: no \"-- expect:\" is above", line);
    }
}

void expect_in_tree(Arena *arena, Example *example, Str words, Str body, Str *why)
{
    Str rule, line_words;
    uint64_t line = 0;
    size_t at = 0;
    if (!str_cut(&words, ' ', &rule))
        return;
    size_t colon = str_rfind_char(words, ':');
    bool has_line = colon < words.len && str_to_u64(str_drop(words, colon + 1), &line);
    Reader reader = { arena, example, has_line ? str_take(words, colon) : words, why };
    add_expected(&reader, rule, (size_t)line);
    while (at < body.len)
        if ((line_words = example_line(body, &at)).len > 0 &&
            !add_said(&reader, line_words))
            *why = arena_fmt(arena, "\"" STR_FMT "\" behind \"@ expect\"",
                             STR_ARG(line_words));
}
