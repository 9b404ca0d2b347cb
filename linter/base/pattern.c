// SPDX-License-Identifier: Apache-2.0
// Regular expressions over bytes. The only file that knows PCRE2.
#include "base/pattern.h"

#include "base/fail.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

// Text may be anything, so not PCRE2_UTF; and an expression may not turn it on, as broken
// text would then match nothing at all. Line ends are those of lines.h.
enum { OPTIONS = PCRE2_MULTILINE | PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C };

// Of one attempt at one place in the text: far above what honest expressions need.
enum {
    MATCH_LIMIT = 1000000,
    DEPTH_LIMIT = 200000,
    HEAP_LIMIT_KIB = 64 * 1024,
    LONGEST_EXPRESSION = 8192
};

struct Pattern {
    Arena *home; // holds this struct alone
    pcre2_code *code;
    pcre2_match_data *data; // reused by every search
    pcre2_match_context *limits;
};

static void *checked(void *made)
{
    if (made == NULL)
        fatal("out of memory (regular expression)");
    return made;
}

// NULL with the error's number and offset when the expression is wrong.
static pcre2_code *compile(Str expression, int *error, size_t *offset)
{
    pcre2_compile_context *context = checked(pcre2_compile_context_create(NULL));
    pcre2_set_newline(context, PCRE2_NEWLINE_ANYCRLF);
    pcre2_set_max_pattern_length(context, LONGEST_EXPRESSION);
    PCRE2_SPTR text = (PCRE2_SPTR)(expression.len == 0 ? "" : expression.ptr);
    pcre2_code *code =
        pcre2_compile(text, expression.len, OPTIONS, error, offset, context);
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
    pcre2_set_match_limit(pattern->limits, MATCH_LIMIT);
    pcre2_set_depth_limit(pattern->limits, DEPTH_LIMIT);
    pcre2_set_heap_limit(pattern->limits, HEAP_LIMIT_KIB);
    return pattern;
}

bool pattern_try(Arena *arena, Str expression, Pattern **pattern, Str *why)
{
    int error = 0;
    size_t offset = 0;
    pcre2_code *code = compile(expression, &error, &offset);
    if (code == NULL) {
        PCRE2_UCHAR message[256] = { 0 };
        pcre2_get_error_message(error, message, sizeof message);
        *why = arena_fmt(arena, "%s at offset %zu", (const char *)message, offset);
        return false;
    }
    *pattern = wrap(code);
    return true;
}

Pattern *pattern_new(const char *expression)
{
    Arena *tmp = arena_new();
    Pattern *pattern = NULL;
    Str why = { 0 };
    if (!pattern_try(tmp, str_from(expression), &pattern, &why))
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

bool pattern_find(const Pattern *pattern, Str text, size_t from, Match *match)
{
    if (from > text.len)
        return false;
    PCRE2_SPTR bytes = (PCRE2_SPTR)(text.len == 0 ? "" : text.ptr);
    int found = pcre2_match(pattern->code, bytes, text.len, from, 0, pattern->data,
                            pattern->limits);
    if (found == PCRE2_ERROR_NOMEMORY)
        checked(NULL);
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
