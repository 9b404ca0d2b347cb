// SPDX-License-Identifier: Apache-2.0
// The reader of CREATE INDEX. https://sqlite.org/lang_createindex.html has the grammar.
#include "dialect/sqlite_def_priv.h"

// Takes [ASC | DESC] [NULLS FIRST | LAST] off the end of the item; gives the new end.
static size_t take_order(const SlSource *s, size_t first, size_t end, IndexPart *part)
{
    if (end - first > 2 && sl_token_is(s->text, s->tokens->at[end - 2], STR("nulls"))) {
        part->nulls_first = sl_token_is(s->text, s->tokens->at[end - 1], STR("first"));
        end -= 2;
    }
    SlToken last = s->tokens->at[end - 1];
    part->descending = sl_token_is(s->text, last, STR("desc"));
    return part->descending || sl_token_is(s->text, last, STR("asc")) ? end - 1 : end;
}

// A name, a call, or anything in brackets.
static bool is_operand(const SlSource *s, size_t first, size_t end)
{
    SlSource cursor = *s;
    cursor.at = first;
    if (sl_token_names(sl_peek(&cursor, 0)))
        cursor.at++;
    if (cursor.at < end)
        sl_take_brackets(&cursor);
    return cursor.at == end;
}

// COLLATE binds closer than anything: one behind operators is the last operand's.
static size_t take_collation(const SlSource *s, size_t first, size_t end, IndexPart *part)
{
    if (end - first < 3 || !sl_token_names(s->tokens->at[end - 1]) ||
        !sl_token_is(s->text, s->tokens->at[end - 2], STR("collate")) ||
        !is_operand(s, first, end - 2))
        return end;
    part->collation = sl_token_ident(s->arena, s->text, s->tokens->at[end - 1]);
    return end - 2;
}

// False: there is none.
static bool read_part(SlSource *s, IndexDef *index)
{
    IndexPart part = { 0 };
    size_t first = s->at;
    sl_skip_item(s);
    size_t end = s->at > first ? take_order(s, first, s->at, &part) : first;
    if (end == first)
        return false;
    end = take_collation(s, first, end, &part);
    SlToken name = s->tokens->at[first];
    if (end == first + 1 && sl_token_names(name))
        part.column = sl_token_ident(s->arena, s->text, name);
    else
        part.expression = str_slice(s->text, name.start, s->tokens->at[end - 1].end);
    *vec_push(s->arena, &index->parts) = part;
    return true;
}

bool sl_read_index(SlSource *source, IndexDef *index)
{
    bool whole = true;
    index->method = STR("btree");
    if (!sl_take_punct(source, '('))
        return false;
    do
        whole = read_part(source, index) && whole;
    while (sl_take_punct(source, ','));
    if (!sl_take_punct(source, ')'))
        return false;
    if (sl_take(source, "where") && !sl_at_end(source)) {
        size_t start = sl_peek(source, 0).start;
        size_t end = source->tokens->at[source->tokens->len - 1].end;
        index->where = str_slice(source->text, start, end);
        source->at = source->tokens->len;
    }
    return whole && sl_at_end(source);
}
