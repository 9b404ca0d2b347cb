// SPDX-License-Identifier: Apache-2.0
// The reader of copies, by tokens. https://sqlite.org/lang_select.html has the grammar.
#include "dialect/sqlite_copy.h"

#include "base/list.h"
#include "dialect/sqlite_def.h"

typedef struct Reader {
    Arena *arena;
    Str text;
    SlTokenVec tokens;
    size_t at;
    SlCopy *copy;
} Reader;

// ---- tokens ----

static bool is_word(const Reader *r, size_t index, const char *word)
{
    return index < r->tokens.len &&
           sl_token_is(r->text, r->tokens.at[index], str_from(word));
}

static bool is_any(const Reader *r, size_t index, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        if (is_word(r, index, words[i]))
            return true;
    return false;
}

static bool is_punct(const Reader *r, size_t index, char c)
{
    return index < r->tokens.len && sl_token_is_punct(r->text, r->tokens.at[index], c);
}

static bool is_name(const Reader *r, size_t index)
{
    return index < r->tokens.len && (r->tokens.at[index].kind == SLT_WORD ||
                                     r->tokens.at[index].kind == SLT_QUOTED);
}

static Str ident(const Reader *r, size_t index)
{
    return sl_token_ident(r->arena, r->text, r->tokens.at[index]);
}

static size_t depth_behind(const Reader *r, size_t index, size_t depth)
{
    if (is_punct(r, index, '('))
        return depth + 1;
    return is_punct(r, index, ')') && depth > 0 ? depth - 1 : depth;
}

// The first of the words from `from` on, outside of brackets; `end` where there is none.
static size_t find(const Reader *r, size_t from, size_t end, const char *const *words)
{
    size_t depth = 0;
    for (size_t i = from; i < end; i++) {
        if (depth == 0 && is_any(r, i, words))
            return i;
        depth = depth_behind(r, i, depth);
    }
    return end;
}

static void add_filter(Reader *r, const char *what)
{
    Str *filters = &r->copy->filters;
    Str word = str_from(what);
    if (str_contains(*filters, word))
        return;
    *filters = filters->len == 0
                   ? word
                   : arena_fmt(r->arena, STR_FMT ", %s", STR_ARG(*filters), what);
}

// ---- one of the list ----

// What stands between two values, or behind one, and is no alias.
static const char *const never_alias[] = {
    "end",  "null", "notnull", "isnull", "not",      "collate", "and",  "or",
    "like", "glob", "is",      "in",     "regexp",   "match",   "case", "when",
    "then", "else", "between", "escape", "distinct", NULL
};

static size_t take_alias(const Reader *r, size_t from, size_t end, SlItem *item)
{
    if (end < from + 2 || !sl_token_names(r->tokens.at[end - 1]))
        return end;
    if (is_word(r, end - 2, "as")) {
        item->alias = ident(r, end - 1);
        return end - 2;
    }
    bool behind_value = r->tokens.at[end - 2].kind != SLT_PUNCT ||
                        is_punct(r, end - 2, ')') || is_punct(r, end - 2, '*');
    if (!behind_value || is_any(r, end - 1, never_alias) ||
        is_any(r, end - 2, never_alias))
        return end;
    item->alias = ident(r, end - 1);
    return end - 1;
}

static void add_name(const Reader *r, SlItem *item, size_t index)
{
    Str name = ident(r, index);
    if (!list_has_ci(&item->names, name))
        *vec_push(r->arena, &item->names) = name;
}

// A table's name in front of a dot, and a function's, are none of columns.
static void read_names(const Reader *r, size_t from, size_t end, SlItem *item)
{
    for (size_t i = from; i < end; i++)
        if (is_name(r, i) && !is_punct(r, i + 1, '(') && !is_punct(r, i + 1, '.'))
            add_name(r, item, i);
}

static bool is_one_name(const Reader *r, size_t from, size_t end)
{
    for (size_t i = from; i < end; i++)
        if ((i - from) % 2 == 0 ? !is_name(r, i) : !is_punct(r, i, '.'))
            return false;
    return (end - from) % 2 == 1;
}

static bool keeps_value(const Reader *r, size_t from, size_t end)
{
    static const char *const words[] = { "cast", "coalesce", "ifnull", NULL };
    return is_any(r, from, words) && is_punct(r, from + 1, '(') &&
           is_punct(r, end - 1, ')');
}

// Functions that make one row of several. MIN and MAX of several values do not.
static void note_aggregate(Reader *r, size_t from, size_t end)
{
    static const char *const words[] = { "count",        "sum",
                                         "avg",          "total",
                                         "group_concat", "json_group_array",
                                         "string_agg",   NULL };
    static const char *const one[] = { "min", "max", NULL };
    static const char *const over[] = { "over", NULL };
    if (find(r, from, end, over) < end)
        return;
    for (size_t i = from; i + 1 < end; i++) {
        if (!is_punct(r, i + 1, '(') || (!is_any(r, i, words) && !is_any(r, i, one)))
            continue;
        size_t commas = 0, depth = 1;
        for (size_t k = i + 2; k < end && depth > 0; k++) {
            commas += depth == 1 && is_punct(r, k, ',') ? 1 : 0;
            depth = depth_behind(r, k, depth);
        }
        if (is_any(r, i, words) || commas == 0)
            add_filter(r, "an aggregate");
        return;
    }
}

static void read_item(Reader *r, size_t from, size_t end)
{
    if (from >= end)
        return;
    SlItem *item = vec_push(r->arena, &r->copy->items);
    item->star =
        is_punct(r, end - 1, '*') && (end == from + 1 || is_punct(r, end - 2, '.'));
    if (item->star)
        return;
    end = take_alias(r, from, end, item);
    read_names(r, from, end, item);
    item->plain = is_one_name(r, from, end);
    item->keeps = item->plain || keeps_value(r, from, end);
    if (end == from + 1 && item->plain && r->text.ptr[r->tokens.at[from].start] == '"')
        item->as_written = ident(r, from);
    if (!item->plain)
        note_aggregate(r, from, end);
}

static void read_items(Reader *r, size_t end)
{
    size_t depth = 0, from = r->at;
    for (size_t i = r->at; i < end; i++) {
        if (depth == 0 && is_punct(r, i, ',')) {
            read_item(r, from, i);
            from = i + 1;
        }
        depth = depth_behind(r, i, depth);
    }
    read_item(r, from, end);
}

// ---- what stands behind it ----

static void add_source(Reader *r, size_t index)
{
    if (is_punct(r, index + 1, '.'))
        index += 2;
    if (!is_name(r, index))
        return;
    Name name = { .name = ident(r, index) };
    for (size_t i = 0; i < r->copy->from.len; i++)
        if (str_eq_ci(r->copy->from.at[i].name, name.name))
            return;
    *vec_push(r->arena, &r->copy->from) = name;
}

// What a sub-select in FROM or WITH leaves out.
static void note_inner(Reader *r, size_t from, size_t end)
{
    for (size_t i = from; i < end; i++) {
        if (is_word(r, i, "where"))
            r->copy->where = WHERE_SOME;
        if (is_word(r, i, "distinct"))
            add_filter(r, "DISTINCT");
        if (is_word(r, i, "group"))
            add_filter(r, "GROUP BY");
        if (is_word(r, i, "limit"))
            add_filter(r, "LIMIT");
    }
}

// Also those of sub-selects. A LEFT JOIN leaves no row of the first table out.
static void read_sources(Reader *r, size_t from, size_t end)
{
    size_t depth = 0;
    for (size_t i = from; i < end; i++) {
        bool joins = is_word(r, i, "join");
        bool comma = depth == 0 && is_punct(r, i, ',');
        if (joins || comma || is_word(r, i, "from"))
            add_source(r, i + 1);
        bool left = joins && i >= 2 &&
                    (is_word(r, i - 1, "left") || is_word(r, i - 2, "left") ||
                     is_word(r, i - 1, "full") || is_word(r, i - 2, "full"));
        if (depth == 0 && ((joins && !left) || comma))
            add_filter(r, "JOIN");
        depth = depth_behind(r, i, depth);
    }
}

static bool is_always(const Reader *r, size_t from, size_t end)
{
    if (end != from + 1)
        return false;
    return is_word(r, from, "true") ||
           str_eq(sl_token_text(r->text, r->tokens.at[from]), STR("1"));
}

static const char *const clauses[] = { "where",  "group",     "having", "window",
                                       "order",  "limit",     "union",  "intersect",
                                       "except", "returning", "offset", "on",
                                       NULL };

// ON is a JOIN's unless CONFLICT follows.
static size_t next_clause(const Reader *r, size_t from)
{
    size_t end = r->tokens.len;
    for (size_t at = find(r, from, end, clauses); at < end;
         at = find(r, at + 1, end, clauses))
        if (!is_word(r, at, "on") || is_word(r, at + 1, "conflict"))
            return at;
    return end;
}

static void read_clause(Reader *r, size_t at, size_t end)
{
    static const struct {
        const char *word, *filter;
    } rows[] = {
        { "group", "GROUP BY" },      { "having", "HAVING" }, { "limit", "LIMIT" },
        { "intersect", "INTERSECT" }, { "except", "EXCEPT" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (is_word(r, at, rows[i].word))
            add_filter(r, rows[i].filter);
    if (is_word(r, at, "limit"))
        r->copy->flags |= OPF_LIMIT;
    if (is_word(r, at, "union") && !is_word(r, at + 1, "all"))
        add_filter(r, "UNION");
    if (is_word(r, at, "on") && is_word(r, end - 1, "nothing"))
        add_filter(r, "ON CONFLICT DO NOTHING");
    if (is_word(r, at, "where"))
        r->copy->where = is_always(r, at + 1, end) ? WHERE_ALWAYS : WHERE_SOME;
}

// Of a compound the first SELECT tells which column goes where.
static void read_select(Reader *r)
{
    static const char *const from_word[] = { "from", NULL };
    r->copy->selects = true;
    r->at++;
    if (is_word(r, r->at, "distinct"))
        add_filter(r, "DISTINCT");
    r->at += is_word(r, r->at, "distinct") || is_word(r, r->at, "all") ? 1 : 0;
    size_t first = next_clause(r, r->at);
    size_t from = find(r, r->at, first, from_word);
    read_items(r, from);
    note_inner(r, from, first);
    read_sources(r, from, first);
    for (size_t at = first; at < r->tokens.len;) {
        size_t next = next_clause(r, at + 1);
        read_clause(r, at, next);
        for (size_t i = at; i < next; i++)
            if (is_word(r, i, "from") || is_word(r, i, "join"))
                add_source(r, i + 1);
        at = next;
    }
}

// ---- all of it ----

static void read_written(Reader *r)
{
    if (!is_punct(r, r->at, '('))
        return;
    for (r->at++; r->at < r->tokens.len && !is_punct(r, r->at, ')'); r->at++)
        if (sl_token_names(r->tokens.at[r->at]))
            *vec_push(r->arena, &r->copy->written) = ident(r, r->at);
    r->at++;
}

static void read_conflict(Reader *r, size_t end)
{
    for (size_t i = 0; i + 1 < end; i++) {
        if (!is_word(r, i, "or") && !is_word(r, i, "replace"))
            continue;
        if (is_word(r, i + 1, "ignore")) {
            add_filter(r, "OR IGNORE");
            r->copy->flags |= OPF_IGNORE;
        } else if (is_word(r, i, "replace") || is_word(r, i + 1, "replace")) {
            add_filter(r, "OR REPLACE");
        }
        return;
    }
}

static size_t from_select(const Reader *r, size_t from)
{
    static const char *const select[] = { "select", NULL };
    return find(r, from, r->tokens.len, select);
}

// WITH a AS (…), b AS (…): what it gives names to is no table.
static void read_with(Reader *r, size_t from, size_t end)
{
    if (!is_word(r, from, "with"))
        return;
    note_inner(r, from, end);
    for (size_t i = from; i < end; i++)
        if (is_word(r, i, "from") || is_word(r, i, "join"))
            add_source(r, i + 1);
    size_t depth = 0, kept = 0;
    NameVec *names = &r->copy->from;
    for (size_t i = from + 1; i < end; i++) {
        bool given = depth == 0 && is_name(r, i) && !is_word(r, i, "as");
        for (size_t k = kept = 0; given && k < names->len; k++)
            if (!str_eq_ci(names->at[k].name, ident(r, i)))
                names->at[kept++] = names->at[k];
        names->len = given ? kept : names->len;
        depth = depth_behind(r, i, depth);
    }
}

SlCopy sl_read_copy(SlFile *file, const SlStep *step)
{
    static const char *const select[] = { "select", "values", NULL };
    SlCopy copy = { .where = WHERE_NONE };
    Reader r = { .arena = file->arena,
                 .text = step->sql,
                 .tokens = sl_tokens(file->tmp, step->sql),
                 .at = step->head.body_token,
                 .copy = &copy };
    if (step->head.kind == OP_INSERT) {
        read_conflict(&r, r.at);
        read_written(&r);
    }
    size_t from = r.at;
    r.at = find(&r, from, r.tokens.len, select);
    if (is_word(&r, r.at, "select"))
        read_select(&r);
    read_with(&r, from, from_select(&r, from));
    read_with(&r, 0, step->head.body_token);
    return copy;
}

// ---- which column goes where ----

typedef struct Mapping {
    Arena *arena;
    const StrVec *source, *target;
    size_t at; // in the target
    SlFlowVec flows;
} Mapping;

static Str next_target(Mapping *mapping)
{
    return mapping->at < mapping->target->len ? mapping->target->at[mapping->at++]
                                              : (Str){ 0 };
}

static void add_star(Mapping *mapping)
{
    for (size_t i = 0; i < mapping->source->len; i++) {
        Str to = next_target(mapping);
        if (to.len > 0)
            *vec_push(mapping->arena, &mapping->flows) =
                (SlFlow){ mapping->source->at[i], to, true, true, false, false };
    }
}

static void add_item(Mapping *mapping, const SlItem *item)
{
    Str to = next_target(mapping);
    if (to.len == 0)
        return;
    size_t count = mapping->flows.len;
    for (size_t i = 0; i < item->names.len; i++)
        if (mapping->source->len == 0 ? item->plain
                                      : list_has_ci(mapping->source, item->names.at[i]))
            *vec_push(mapping->arena, &mapping->flows) =
                (SlFlow){ .from = item->names.at[i],
                          .to = to,
                          .plain = item->plain,
                          .keeps = item->keeps,
                          .said = str_eq_ci(item->alias, to) };
    if (mapping->flows.len == count + 1)
        return;
    for (size_t i = count; i < mapping->flows.len; i++)
        mapping->flows.at[i].keeps = false;
    if (mapping->flows.len == count)
        *vec_push(mapping->arena, &mapping->flows) =
            (SlFlow){ .to = to, .literal = item->as_written.len > 0 };
}

SlFlowVec sl_copy_flows(Arena *arena, const SlCopy *copy, const StrVec *source,
                        const StrVec *target)
{
    Mapping mapping = { .arena = arena,
                        .source = source,
                        .target = copy->written.len > 0 ? &copy->written : target };
    for (size_t i = 0; i < copy->items.len; i++) {
        if (copy->items.at[i].star)
            add_star(&mapping);
        else
            add_item(&mapping, &copy->items.at[i]);
    }
    return mapping.flows;
}
