// SPDX-License-Identifier: Apache-2.0
// What a copy did to rows: each row of the source is looked for in the target, by the
// values that went from one to the other as they are.
#include "dialect/sqlite_copy.h"

enum { ROWS_MAX = 16, NOWHERE = -1 };

typedef struct Match {
    Arena *arena;
    const SlCopied *copied;
    size_t sources, targets;
    int at[ROWS_MAX];     // a source's row in the target
    bool taken[ROWS_MAX]; // of the target
} Match;

static int column_of(const SlRows *rows, Str name)
{
    for (size_t i = 0; i < rows->columns.len; i++)
        if (str_eq_ci(rows->columns.at[i], name))
            return (int)i;
    return NOWHERE;
}

static bool is_null(Str value)
{
    return str_eq_ci(value, STR("NULL"));
}

// 1, 1.0 and '1': what a column of another type makes of a value.
static Str bare(Str value)
{
    if (value.len >= 2 && value.ptr[0] == '\'')
        value = str_slice(value, 1, value.len - 1);
    return str_ends(value, STR(".0")) ? str_take(value, value.len - 2) : value;
}

static bool same_value(Str a, Str b)
{
    return is_null(a) == is_null(b) && str_eq(bare(a), bare(b));
}

static Str source_value(const Match *m, size_t row, int column)
{
    return m->copied->source->at.at[row].at[column];
}

static Str target_value(const Match *m, size_t row, int column)
{
    return m->copied->target->at.at[row].at[column];
}

// How much of the source's row stands in the target's; 0: it is another one.
static size_t score(const Match *m, size_t source, size_t target)
{
    size_t same = 0, values = 0;
    for (size_t i = 0; i < m->copied->flows->len; i++) {
        const SlFlow *flow = &m->copied->flows->at[i];
        int from = column_of(m->copied->source, flow->from),
            to = column_of(m->copied->target, flow->to);
        if (!flow->plain || from == NOWHERE || to == NOWHERE)
            continue;
        Str was = source_value(m, source, from);
        if (!same_value(was, target_value(m, target, to)))
            continue;
        same++;
        values += is_null(was) ? 0 : 1;
    }
    return values > 0 ? same : 0;
}

// The pairs that have most in common first.
static bool match_best(Match *m)
{
    size_t best = 0, source = 0, target = 0;
    for (size_t i = 0; i < m->sources; i++)
        for (size_t k = 0; m->at[i] == NOWHERE && k < m->targets; k++) {
            size_t now = m->taken[k] ? 0 : score(m, i, k);
            if (now > best) {
                best = now;
                source = i;
                target = k;
            }
        }
    if (best == 0)
        return false;
    m->at[source] = (int)target;
    m->taken[target] = true;
    return true;
}

static size_t at_most(size_t count)
{
    return count < ROWS_MAX ? count : ROWS_MAX;
}

static Match match_rows(Arena *arena, const SlCopied *copied)
{
    Match m = { .arena = arena,
                .copied = copied,
                .sources = at_most(copied->source->at.len),
                .targets = at_most(copied->target->at.len) };
    for (size_t i = 0; i < ROWS_MAX; i++)
        m.at[i] = NOWHERE;
    while (match_best(&m))
        ;
    return m;
}

// ---- rows that are left ----

static bool has_null(const Match *m, size_t row)
{
    for (size_t i = 0; i < m->copied->source->columns.len; i++)
        if (is_null(m->copied->source->at.at[row].at[i]))
            return true;
    return false;
}

static RowFate *add_fate(const Match *m, RowFateVec *fates, RowFateKind kind)
{
    RowFate *fate = vec_push(m->arena, fates);
    *fate = (RowFate){ .kind = kind,
                       .table = m->copied->table,
                       .of = m->copied->source->at.len };
    return fate;
}

static void add_left(const Match *m, RowFateVec *fates)
{
    size_t before = m->copied->source->at.len, after = m->copied->target->at.len;
    if (after >= before)
        return;
    RowFate *fate = add_fate(m, fates, ROWS_LEFT);
    fate->count = before - after;
    fate->only_nulls = after > 0;
    for (size_t i = 0; i < m->sources; i++)
        if (m->at[i] == NOWHERE && !has_null(m, i))
            fate->only_nulls = false;
}

// ---- values in another column ----

static const SlFlow *flow_to(const SlFlowVec *flows, Str column)
{
    for (size_t i = 0; i < flows->len; i++)
        if (str_eq_ci(flows->at[i].to, column))
            return &flows->at[i];
    return NULL;
}

// In some row the new column has the old one's value, which the column of that name has
// not.
static bool shows_swap(const Match *m, const SlFlow *flow)
{
    int from = column_of(m->copied->source, flow->from),
        to = column_of(m->copied->target, flow->to),
        own = column_of(m->copied->target, flow->from);
    if (from == NOWHERE || to == NOWHERE || own == NOWHERE)
        return false;
    for (size_t i = 0; i < m->sources; i++) {
        if (m->at[i] == NOWHERE)
            continue;
        Str was = source_value(m, i, from);
        size_t row = (size_t)m->at[i];
        if (!is_null(was) && same_value(was, target_value(m, row, to)) &&
            !same_value(was, target_value(m, row, own)))
            return true;
    }
    return false;
}

// Both columns are there, and each takes another one's values as they are. An alias says
// that this is meant.
static bool is_swap(const Match *m, const SlFlow *flow)
{
    if (!flow->plain || flow->said || str_eq_ci(flow->from, flow->to))
        return false;
    const SlFlow *own = flow_to(m->copied->flows, flow->from);
    return own && own->plain && !str_eq_ci(own->from, own->to) && shows_swap(m, flow);
}

static void add_swaps(const Match *m, RowFateVec *fates)
{
    StrVec pairs = { 0 };
    for (size_t i = 0; i < m->copied->flows->len; i++) {
        const SlFlow *flow = &m->copied->flows->at[i];
        if (!is_swap(m, flow))
            continue;
        *vec_push(m->arena, &pairs) = flow->from;
        *vec_push(m->arena, &pairs) = flow->to;
    }
    if (pairs.len == 0)
        return;
    RowFate *fate = add_fate(m, fates, ROWS_SWAPPED);
    fate->count = fate->of;
    fate->columns = pairs;
}

// ---- names as text ----

static void add_literals(const Match *m, RowFateVec *fates)
{
    StrVec columns = { 0 };
    for (size_t i = 0; i < m->copied->flows->len; i++)
        if (m->copied->flows->at[i].literal)
            *vec_push(m->arena, &columns) = m->copied->flows->at[i].to;
    if (columns.len == 0)
        return;
    RowFate *fate = add_fate(m, fates, ROWS_LITERAL);
    fate->count = fate->of;
    fate->columns = columns;
}

// ---- columns that nothing is written to ----

static void add_lost(const Match *m, RowFateVec *fates, bool nulled)
{
    RowFate fate = { .kind = nulled ? ROWS_NULLED : ROWS_CHANGED };
    for (size_t i = 0; i < m->copied->source->columns.len; i++) {
        Str column = m->copied->source->columns.at[i];
        int to = column_of(m->copied->target, column);
        size_t count = 0;
        for (size_t row = 0; to != NOWHERE && row < m->sources; row++) {
            if (m->at[row] == NOWHERE || flow_to(m->copied->flows, column))
                continue;
            Str was = source_value(m, row, (int)i),
                is = target_value(m, (size_t)m->at[row], to);
            count += !same_value(was, is) && !is_null(was) && is_null(is) == nulled;
        }
        if (count > 0)
            *vec_push(m->arena, &fate.columns) = column;
        fate.count = count > fate.count ? count : fate.count;
    }
    if (fate.count == 0)
        return;
    RowFate *added = add_fate(m, fates, fate.kind);
    added->count = fate.count;
    added->columns = fate.columns;
}

void sl_copy_fates(Arena *arena, const SlCopied *copied, bool as_string,
                   RowFateVec *fates)
{
    if (copied->source->at.len == 0)
        return;
    Match m = match_rows(arena, copied);
    add_left(&m, fates);
    add_swaps(&m, fates);
    if (as_string)
        add_literals(&m, fates);
    add_lost(&m, fates, true);
    add_lost(&m, fates, false);
}
