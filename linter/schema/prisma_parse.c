// SPDX-License-Identifier: Apache-2.0
// The grammar of schema.prisma: blocks of lines, a field or an attribute on each.
#include "schema/prisma.h"

typedef struct Parse {
    Arena *arena;
    const TsTokens *tokens;
    PrismaBlock *block;
    size_t at;
    size_t end; // of the block: its "}"
} Parse;

static bool is_kind(Str word)
{
    static const Str kinds[] = { STR_INIT("model"),      STR_INIT("enum"),
                                 STR_INIT("view"),       STR_INIT("type"),
                                 STR_INIT("datasource"), STR_INIT("generator") };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_eq(kinds[i], word))
            return true;
    return false;
}

static bool here(const Parse *parse, const char *what)
{
    return parse->at < parse->end && ts_is(parse->tokens, parse->at, what);
}

static bool begins_line(const Parse *parse, size_t at)
{
    const TsToken *all = parse->tokens->all.at;
    Str between = str_slice(parse->tokens->text, all[at - 1].end, all[at].start);
    return str_find_char(between, '\n', 0) < between.len;
}

// name or name.name, and its arguments.
static PrismaAttribute take_attribute(Parse *parse)
{
    PrismaAttribute attribute = { .range = { parse->at, parse->at } };
    const TsToken *all = parse->tokens->all.at;
    size_t first = parse->at;
    while (parse->at < parse->end && all[parse->at].kind == TS_NAME) {
        parse->at++;
        if (!here(parse, "."))
            break;
        parse->at++;
    }
    if (parse->at > first)
        attribute.name =
            str_slice(parse->tokens->text, all[first].start, all[parse->at - 1].end);
    if (here(parse, "(")) {
        attribute.open = parse->at;
        parse->at = ts_over(parse->tokens, parse->at);
    }
    attribute.range.end = parse->at;
    return attribute;
}

// The rest of a field's line.
static void take_attributes(Parse *parse, PrismaField *field)
{
    while (parse->at < parse->end &&
           (!begins_line(parse, parse->at) || here(parse, "@"))) {
        bool is_block = here(parse, "@") && ts_is(parse->tokens, parse->at + 1, "@");
        if (is_block)
            return;
        if (!here(parse, "@")) {
            parse->at = ts_over(parse->tokens, parse->at);
            continue;
        }
        parse->at++;
        *vec_push(parse->arena, &field->attributes) = take_attribute(parse);
    }
}

static void take_field(Parse *parse)
{
    PrismaField field = { .name = ts_text(parse->tokens, parse->at),
                          .range = { parse->at, parse->at } };
    parse->at++;
    bool has_type = parse->at < parse->end && !begins_line(parse, parse->at) &&
                    parse->tokens->all.at[parse->at].kind == TS_NAME;
    if (has_type)
        field.type = ts_text(parse->tokens, parse->at++);
    if (has_type && here(parse, "(")) // Unsupported("…")
        parse->at = ts_over(parse->tokens, parse->at);
    if (here(parse, "[")) {
        field.is_list = true;
        parse->at = ts_over(parse->tokens, parse->at);
    }
    if (here(parse, "?")) {
        field.is_optional = true;
        parse->at++;
    }
    take_attributes(parse, &field);
    field.range.end = parse->at;
    *vec_push(parse->arena, &parse->block->fields) = field;
}

static void take_lines(Parse *parse)
{
    while (parse->at < parse->end) {
        if (here(parse, "@") && ts_is(parse->tokens, parse->at + 1, "@")) {
            parse->at += 2;
            *vec_push(parse->arena, &parse->block->attributes) = take_attribute(parse);
        } else if (parse->tokens->all.at[parse->at].kind == TS_NAME) {
            take_field(parse);
        } else {
            parse->at = ts_over(parse->tokens, parse->at);
        }
    }
}

void prisma_parse(Arena *arena, const PrismaFile *file, PrismaBlockVec *blocks)
{
    const TsTokens *tokens = &file->tokens;
    for (size_t at = 0; tokens->all.at[at].kind != TS_END;) {
        bool is_block = is_kind(ts_text(tokens, at)) &&
                        tokens->all.at[at + 1].kind == TS_NAME &&
                        ts_is(tokens, at + 2, "{");
        if (!is_block) {
            at = ts_over(tokens, at);
            continue;
        }
        PrismaBlock *block = NEW(arena, PrismaBlock);
        *block = (PrismaBlock){ .kind = ts_text(tokens, at),
                                .name = ts_text(tokens, at + 1),
                                .home = file,
                                .at = at + 1 };
        Parse parse = { arena, tokens, block, at + 3, tokens->all.at[at + 2].match };
        take_lines(&parse);
        *vec_push(arena, blocks) = block;
        at = ts_over(tokens, at + 2);
    }
}

// ---- attributes ----

const PrismaAttribute *prisma_find(const PrismaAttributeVec *attributes, const char *name)
{
    for (size_t i = 0; i < attributes->len; i++)
        if (str_eq(attributes->at[i].name, str_from(name)))
            return &attributes->at[i];
    return NULL;
}

static bool take_name(Arena *arena, const TsTokens *tokens, size_t at, Str *name)
{
    Str value;
    if (!ts_string(arena, tokens, at, &value) || value.len == 0)
        return false;
    *name = value;
    return true;
}

bool prisma_name(Arena *arena, const PrismaFile *file, const PrismaAttribute *attribute,
                 const char *key, Str *value)
{
    const TsTokens *tokens = &file->tokens;
    if (!attribute || attribute->open == 0)
        return false;
    size_t at = attribute->open + 1;
    if (take_name(arena, tokens, at, value))
        return true;
    for (; at < attribute->range.end; at = ts_over(tokens, at))
        if (ts_is(tokens, at, key) && ts_is(tokens, at + 1, ":"))
            return take_name(arena, tokens, at + 2, value);
    return false;
}

StrVec prisma_names(Arena *arena, const PrismaFile *file,
                    const PrismaAttribute *attribute)
{
    const TsTokens *tokens = &file->tokens;
    StrVec names = { 0 };
    size_t at = attribute->open + 1;
    while (at < attribute->range.end && !ts_is(tokens, at, "["))
        at++;
    if (attribute->open == 0 || at >= attribute->range.end)
        return names;
    size_t close = tokens->all.at[at].match;
    for (at++; at < close; at = ts_over(tokens, at))
        if (tokens->all.at[at].kind == TS_NAME)
            *vec_push(arena, &names) = ts_text(tokens, at);
    return names;
}
