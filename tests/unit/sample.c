// SPDX-License-Identifier: Apache-2.0
// Findings made by hand: the rule is ours too, so that no test depends on a real one.
#include "sample.h"

#include "base/lines.h"

#include "check.h"

static const Rule drop_column = { .id = "drop-column", .severity = SEV_ERROR };

Finding sample_finding(Arena *arena, Str text, Span span)
{
    Lines lines = lines_new(arena, text);
    LineCol start = lines_at(&lines, span.start);
    LineCol end = lines_at(&lines, span.end);
    return (Finding){
        .rule = &drop_column,
        .severity = SEV_ERROR,
        .path = STR("drizzle/0001_b.sql"),
        .text = text,
        .span = span,
        .stmt = span,
        .line = start.line,
        .column = start.column,
        .end_line = end.line,
        .end_column = end.column,
        .message = STR("Column users.email is dropped"),
        .why = STR("Its data is lost"),
        .fix = STR("Stop using it first"),
        .object = STR("public.users.email"),
        .lock = { .relation = { STR("public"), STR("users") },
                  .mode = LOCK_ACCESS_EXCLUSIVE,
                  .kind = OBJ_TABLE },
        .fingerprint = 0x00C0FFEE12345678,
    };
}

Span span_of(Str text, const char *words)
{
    Str needle = str_from(words);
    size_t start = str_find(text, needle, 0);
    assert_true(start + needle.len <= text.len);
    return (Span){ start, start + needle.len };
}
