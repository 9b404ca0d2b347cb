// SPDX-License-Identifier: Apache-2.0
// Which relations a query reads, told from its tokens: a view may be looked at when what
// it reads is gone, and SQLite names the tables behind its views as well.
#include "dialect/sqlite_def_priv.h"

#include "base/list.h"

enum {
    DEPTH_MAX = 100,    // of brackets: deeper in, lists of FROM are not followed
    COLUMNS_MAX = 4000, // tokens of the columns of a WITH
};

typedef struct Scan {
    SlSource *source;
    NameVec *sources;
    StrVec ctes;
    size_t depth;            // of brackets
    bool in_from[DEPTH_MAX]; // a comma at this depth goes on to another relation
    bool expects_relation;
} Scan;

static bool is_word(const Scan *scan, size_t index, const char *word)
{
    const SlSource *s = scan->source;
    return index < s->tokens->len &&
           sl_token_is(s->text, s->tokens->at[index], str_from(word));
}

static bool is_punct(const Scan *scan, size_t index, char c)
{
    const SlSource *s = scan->source;
    return index < s->tokens->len && sl_token_is_punct(s->text, s->tokens->at[index], c);
}

// ---- names of WITH ----

// Of the token in front of AS: behind the columns that a CTE may list.
static size_t cte_name(const Scan *scan, size_t index)
{
    size_t depth = 0, last = index > COLUMNS_MAX ? index - COLUMNS_MAX : 0;
    if (!is_punct(scan, index, ')'))
        return index;
    for (; index > last; index--) {
        depth += is_punct(scan, index, ')') ? 1 : 0;
        depth -= is_punct(scan, index, '(') ? 1 : 0;
        if (depth == 0)
            return index - 1;
    }
    return 0;
}

// name [(columns)] AS [[NOT] MATERIALIZED] (
static void find_ctes(Scan *scan)
{
    const SlSource *s = scan->source;
    for (size_t i = 1; i < s->tokens->len; i++) {
        if (!is_word(scan, i, "as"))
            continue;
        size_t next = i + 1;
        next += is_word(scan, next, "not") ? 1 : 0;
        next += is_word(scan, next, "materialized") ? 1 : 0;
        if (!is_punct(scan, next, '('))
            continue;
        SlToken name = s->tokens->at[cte_name(scan, i - 1)];
        if (sl_token_names(name))
            *vec_push(s->arena, &scan->ctes) = sl_token_ident(s->arena, s->text, name);
    }
}

// ---- relations ----

static bool is_known(const Scan *scan, Name name)
{
    if (name.schema.len == 0 && list_has_ci(&scan->ctes, name.name))
        return true;
    for (size_t i = 0; i < scan->sources->len; i++)
        if (str_eq_ci(scan->sources->at[i].name, name.name) &&
            str_eq_ci(scan->sources->at[i].schema, name.schema))
            return true;
    return false;
}

// A name with a bracket behind it is a function that gives rows.
static void take_relation(Scan *scan)
{
    SlSource *s = scan->source;
    Name name = { .name = sl_take_ident(s) };
    if (sl_take_punct(s, '.')) {
        if (!str_eq_ci(name.name, STR("main")))
            name.schema = arena_lower(s->arena, name.name);
        name.name = sl_take_ident(s);
    }
    if (name.name.len > 0 && !sl_sees_punct(s, '(') && !is_known(scan, name))
        *vec_push(s->arena, scan->sources) = name;
}

// x IN table
static bool begins_in_table(const Scan *scan)
{
    const SlSource *s = scan->source;
    return s->at > 0 && is_word(scan, s->at - 1, "in") && sl_token_names(sl_peek(s, 0));
}

static bool is_any_word(const Scan *scan, const char *const *words)
{
    for (; *words; words++)
        if (is_word(scan, scan->source->at, *words))
            return true;
    return false;
}

static void note_word(Scan *scan)
{
    static const char *const ends[] = { "where",     "group",  "having", "window",
                                        "order",     "limit",  "union",  "except",
                                        "intersect", "select", "on",     NULL };
    size_t at = scan->source->at;
    bool none = false;
    bool *in_from = scan->depth < DEPTH_MAX ? &scan->in_from[scan->depth] : &none;
    bool distinct_from = at > 0 && is_word(scan, at - 1, "distinct");
    if (is_word(scan, at, "from") && !distinct_from) {
        *in_from = scan->expects_relation = true;
    } else if (is_word(scan, at, "join")) {
        scan->expects_relation = true;
    } else if (is_any_word(scan, ends)) {
        *in_from = is_word(scan, at, "on") && *in_from;
        scan->expects_relation = false;
    }
    scan->source->at++;
}

static void note_bracket(Scan *scan)
{
    bool opens = sl_sees_punct(scan->source, '(');
    if (!opens)
        scan->expects_relation = false;
    scan->depth += opens ? 1 : 0;
    scan->depth -= !opens && scan->depth > 0 ? 1 : 0;
    if (opens && scan->depth < DEPTH_MAX)
        scan->in_from[scan->depth] = scan->expects_relation;
    scan->source->at++;
}

static void note_token(Scan *scan)
{
    static const char *const queries[] = { "select", "with", "values", NULL };
    SlSource *s = scan->source;
    if (sl_sees_punct(s, '(') || sl_sees_punct(s, ')')) {
        note_bracket(scan);
    } else if (begins_in_table(scan) ||
               (scan->expects_relation && sl_token_names(sl_peek(s, 0)) &&
                !is_any_word(scan, queries))) {
        scan->expects_relation = false;
        take_relation(scan);
    } else if (sl_sees_punct(s, ',')) {
        scan->expects_relation = scan->depth < DEPTH_MAX && scan->in_from[scan->depth];
        s->at++;
    } else {
        note_word(scan);
    }
}

void sl_read_sources(SlSource *source, NameVec *sources)
{
    Scan scan = { .source = source, .sources = sources };
    find_ctes(&scan);
    while (!sl_at_end(source))
        note_token(&scan);
}
