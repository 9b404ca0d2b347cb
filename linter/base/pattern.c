// SPDX-License-Identifier: Apache-2.0
// Regular expressions over bytes. The only file that knows PCRE2.
#include "base/pattern.h"

#include "base/fail.h"
#include "base/limits.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

// Text may be anything, so not PCRE2_UTF; and an expression may not turn it on, as broken
// text would then match nothing at all. Line ends are those of lines.h.
enum { OPTIONS = PCRE2_MULTILINE | PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C };

struct Pattern {
    Arena *home; // holds this struct alone
    pcre2_code *code;
    pcre2_match_data *data; // reused by every search
    pcre2_match_context *limits;
    size_t weight; // of a step of the search that runs
    size_t steps;  // of that search
    size_t before; // of all searches before it
};

static void *checked(void *made)
{
    if (made == NULL)
        fatal("out of memory (regular expression)");
    return made;
}

// NULL with the error's number and offset when the expression is wrong.
static pcre2_code *compile(Str expression, uint32_t options, int *error, size_t *offset)
{
    pcre2_compile_context *context = checked(pcre2_compile_context_create(NULL));
    pcre2_set_newline(context, PCRE2_NEWLINE_ANYCRLF);
    pcre2_set_max_pattern_length(context, LIMIT_PATTERN_BYTES);
    PCRE2_SPTR text = (PCRE2_SPTR)(expression.len == 0 ? "" : expression.ptr);
    pcre2_code *code =
        pcre2_compile(text, expression.len, options, error, offset, context);
    pcre2_compile_context_free(context);
    if (code == NULL && *error == PCRE2_ERROR_HEAP_FAILED)
        checked(NULL);
    return code;
}

static Pattern *wrap(pcre2_code *code)
{
    Arena *home = arena_new();
    Pattern *pattern = NEW(home, Pattern);
    pattern->home = home;
    pattern->code = code;
    pattern->data = checked(pcre2_match_data_create(PATTERN_GROUPS, NULL));
    pattern->limits = checked(pcre2_match_context_create(NULL));
    pcre2_set_match_limit(pattern->limits, LIMIT_PATTERN_MATCH);
    pcre2_set_depth_limit(pattern->limits, LIMIT_PATTERN_DEPTH);
    pcre2_set_heap_limit(pattern->limits, LIMIT_PATTERN_HEAP_KIB);
    return pattern;
}

static bool try(Arena *arena, Str expression, uint32_t options, Pattern **pattern,
                Str *why)
{
    int error = 0;
    size_t offset = 0;
    pcre2_code *code = compile(expression, options, &error, &offset);
    if (code == NULL) {
        PCRE2_UCHAR message[256] = { 0 };
        pcre2_get_error_message(error, message, sizeof message);
        *why = arena_fmt(arena, "%s at offset %zu", (const char *)message, offset);
        return false;
    }
    *pattern = wrap(code);
    return true;
}

// PCRE2's own limits are of one attempt, and begin anew at each place of the text: a
// search of a long one could take hours below them. What is called before every step
// counts over all of them.
static int count_step(pcre2_callout_block *block, void *data)
{
    (void)block;
    Pattern *pattern = data;
    pattern->steps += pattern->weight;
    bool is_too_much = pattern->steps > LIMIT_PATTERN_STEPS ||
                       pattern->before + pattern->steps > LIMIT_PATTERN_STEPS_OF_RUN;
    return is_too_much ? PCRE2_ERROR_MATCHLIMIT : 0;
}

bool pattern_try(Arena *arena, Str expression, Pattern **pattern, Str *why)
{
    if (!try(arena, expression, OPTIONS | PCRE2_AUTO_CALLOUT, pattern, why))
        return false;
    pcre2_set_callout((*pattern)->limits, count_step, *pattern);
    return true;
}

Pattern *pattern_new(const char *expression)
{
    Arena *tmp = arena_new();
    Pattern *pattern = NULL;
    Str why = { 0 };
    if (!try(tmp, str_from(expression), OPTIONS, &pattern, &why))
        bug("pattern %s: " STR_FMT, expression, STR_ARG(why));
    arena_free(tmp);
    return pattern;
}

void pattern_free(Pattern *pattern)
{
    if (pattern == NULL)
        return;
    pcre2_match_context_free(pattern->limits);
    pcre2_match_data_free(pattern->data);
    pcre2_code_free(pattern->code);
    arena_free(pattern->home);
}

PatternResult pattern_search(Pattern *pattern, Str text)
{
    PCRE2_SPTR bytes = (PCRE2_SPTR)(text.len == 0 ? "" : text.ptr);
    pattern->steps = 0;
    pattern->weight = 1 + text.len / LIMIT_PATTERN_STEP_BYTES;
    int found =
        pcre2_match(pattern->code, bytes, text.len, 0, 0, pattern->data, pattern->limits);
    pattern->before += pattern->steps;
    if (found == PCRE2_ERROR_NOMEMORY) // which is the machine's end, not the pattern's
        checked(NULL);
    if (found == PCRE2_ERROR_NOMATCH)
        return PATTERN_NOWHERE;
    return found < 0 ? PATTERN_TOO_MUCH : PATTERN_SOMEWHERE;
}

// "No match" would be a guess.
static _Noreturn void give_up(int error, Str text)
{
    PCRE2_UCHAR message[256] = { 0 };
    pcre2_get_error_message(error, message, sizeof message);
    fatal("a file or a name of %zu bytes cannot be searched for what tidegate looks for: "
          "%s; shorten it",
          text.len, (const char *)message);
}

bool pattern_find(const Pattern *pattern, Str text, size_t from, Match *match)
{
    if (from > text.len)
        return false;
    PCRE2_SPTR bytes = (PCRE2_SPTR)(text.len == 0 ? "" : text.ptr);
    int found = pcre2_match(pattern->code, bytes, text.len, from, 0, pattern->data,
                            pattern->limits);
    if (found == PCRE2_ERROR_NOMEMORY)
        checked(NULL);
    if (found < 0 && found != PCRE2_ERROR_NOMATCH)
        give_up(found, text);
    if (found < 0)
        return false;
    // 0: the expression has more groups than PATTERN_GROUPS, and all of those are filled.
    size_t groups = found == 0 ? PATTERN_GROUPS : (size_t)found;
    const size_t *ends = pcre2_get_ovector_pointer(pattern->data);
    if (ends[0] > ends[1]) // \K in a lookahead can put the start behind the end
        return false;
    *match = (Match){ .start = ends[0], .end = ends[1] };
    for (size_t i = 0; i < groups; i++)
        if (ends[2 * i] != PCRE2_UNSET)
            match->group[i] =
                (Str){ (const char *)bytes + ends[2 * i], ends[2 * i + 1] - ends[2 * i] };
    return true;
}
