// SPDX-License-Identifier: Apache-2.0
// Which statements can neither do anything to rows nor fail for them, by their words.
#include "dialect/sqlite_rowless.h"

#include "dialect/sqlite_head.h"

// One of the words stands in the statement, from this token on.
static bool has_word(Str text, const SlStatement *statement, size_t from,
                     const char *const *words)
{
    for (size_t i = from; i < statement->tokens.len; i++)
        for (const char *const *word = words; *word; word++)
            if (sl_token_is(text, statement->tokens.at[i], str_from(*word)))
                return true;
    return false;
}

// A column that is NULL in all rows, which nothing forbids.
static bool is_plain_column(Str text, const SlStatement *statement, const SlHead *head)
{
    static const char *const words[] = { "not",   "default",    "primary",    "unique",
                                         "check", "references", "constraint", "generated",
                                         "as",    NULL };
    return !has_word(text, statement, head->body_token, words);
}

// Of columns, as they are.
static bool is_plain_index(Str text, const SlStatement *statement, const SlHead *head)
{
    static const char *const words[] = { "where", NULL };
    size_t brackets = 0;
    for (size_t i = 0; i < statement->tokens.len; i++)
        brackets += sl_token_is_punct(text, statement->tokens.at[i], '(') ? 1 : 0;
    return head->verb.len == 0 && brackets == 1 && !has_word(text, statement, 0, words);
}

static bool is_rowless(Arena *tmp, Str text, const SlStatement *statement)
{
    SlHead head = sl_read_head(tmp, text, statement);
    switch ((int)head.kind) {
    case OP_CREATE_TABLE:
        return head.verb.len == 0;
    case OP_ADD_COLUMN:
        return is_plain_column(text, statement, &head);
    case OP_CREATE_INDEX:
        return is_plain_index(text, statement, &head);
    case OP_DROP_INDEX:
    case OP_CREATE_VIEW:
    case OP_DROP_VIEW:
    case OP_CREATE_TRIGGER:
    case OP_DROP_TRIGGER:
        return true;
    default:
        return false;
    }
}

bool sl_meets_rows(Str text, bool breakpoints)
{
    Arena *tmp = arena_new();
    SpanVec comments = { 0 };
    SlSplitter splitter = { .arena = tmp,
                            .tmp = tmp,
                            .text = text,
                            .breakpoints = breakpoints,
                            .comments = &comments };
    SlStatement statement = { 0 };
    bool meets = false;
    while (!meets && sl_split_next(&splitter, &statement))
        meets =
            !sl_split_is_whole(text, &statement) || !is_rowless(tmp, text, &statement);
    arena_free(tmp);
    return meets;
}
