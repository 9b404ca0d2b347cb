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
    bool ordered = part->descending || sl_token_is(s->text, last, STR("asc"));
    return ordered && end - first > 1 ? end - 1 : end;
}

// A column and COLLATE; behind an expression it belongs to that one's last operand.
static size_t take_collation(const SlSource *s, size_t first, size_t end, IndexPart *part)
{
    if (end - first != 3 || !sl_token_names(s->tokens->at[first]) ||
        !sl_token_is(s->text, s->tokens->at[first + 1], STR("collate")))
        return end;
    part->collation = sl_token_ident(s->arena, s->text, s->tokens->at[end - 1]);
    return end - 2;
}

static void read_part(SlSource *s, IndexDef *index)
{
    size_t first = s->at;
    sl_skip_item(s);
    if (s->at == first)
        return;
    IndexPart *part = vec_push(s->arena, &index->parts);
    size_t end = take_order(s, first, s->at, part);
    end = take_collation(s, first, end, part);
    SlToken name = s->tokens->at[first];
    if (end == first + 1 && sl_token_names(name))
        part->column = sl_token_ident(s->arena, s->text, name);
    else
        part->expression = str_slice(s->text, name.start, s->tokens->at[end - 1].end);
}

void sl_read_index(SlSource *source, IndexDef *index)
{
    index->method = STR("btree");
    if (!sl_take_punct(source, '('))
        return;
    do
        read_part(source, index);
    while (sl_take_punct(source, ','));
    if (sl_take_punct(source, ')') && sl_take(source, "where") && !sl_at_end(source)) {
        size_t start = sl_peek(source, 0).start;
        size_t end = source->tokens->at[source->tokens->len - 1].end;
        index->where = str_slice(source->text, start, end);
        source->at = source->tokens->len;
    }
}
