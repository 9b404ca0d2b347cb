// SPDX-License-Identifier: Apache-2.0
// The idx, `when` and tag that the entries are to have.
#include "base/civil.h"
#include "repair/repair_priv.h"

#include <math.h>

// ---- tags ----

// What a tag begins with, by the `prefix` that drizzle-kit was configured with.
typedef enum PrefixMode {
    PREFIX_INDEX,     // "0003"
    PREFIX_TIMESTAMP, // "20260101120000", in UTC; "supabase" is the same
    PREFIX_UNIX,      // seconds since 1970
    PREFIX_OTHER      // none, or a name of somebody's own: nothing relates it to an entry
} PrefixMode;

static PrefixMode mode_of(Str tag)
{
    Str prefix = tag_prefix(tag);
    if (!str_all_digits(prefix) || prefix.len == tag.len)
        return PREFIX_OTHER;
    return prefix.len >= 4 && prefix.len <= 6 ? PREFIX_INDEX
           : prefix.len == 14                 ? PREFIX_TIMESTAMP
           : prefix.len == 10                 ? PREFIX_UNIX
                                              : PREFIX_OTHER;
}

// The time that a prefix stands for, in seconds since 1970.
static int64_t seconds_of(PrefixMode mode, Str prefix)
{
    uint64_t value = 0;
    str_to_u64(prefix, &value);
    if (mode == PREFIX_UNIX)
        return (int64_t)value;
    Civil civil = civil_from_digits(prefix);
    return civil_seconds(&civil);
}

static Str prefix_of(Plan *plan, PrefixMode mode, const Item *item)
{
    int64_t seconds = (int64_t)(item->when / 1000);
    if (mode == PREFIX_INDEX)
        return arena_fmt(plan->arena, "%04lld", (long long)item->idx);
    if (mode == PREFIX_UNIX)
        return arena_fmt(plan->arena, "%lld", (long long)seconds);
    Civil civil = civil_of(seconds);
    return arena_fmt(plan->arena, "%04lld%02d%02d%02d%02d%02d", (long long)civil.year,
                     civil.month, civil.day, civil.hour, civil.minute, civil.second);
}

// ---- one entry after the other ----

// What the entries before have taken.
typedef struct Taken {
    int64_t idx;
    double when;
    Str tag; // the last one; empty: none
} Taken;

// A time for an entry whose own cannot be: that of its seconds, if that is what they are,
// or now.
static double new_when(const Plan *plan, const Item *item, double floor_ms)
{
    double seconds = item->when * 1000;
    if (when_fault(item->entry, plan->input->present) == WHEN_SECONDS &&
        seconds > floor_ms && seconds <= plan->input->present)
        return seconds;
    double present = floor(plan->input->present);
    return present > floor_ms ? present : floor_ms + 1;
}

// A time of the future stays behind a merged one of the future: only so does it run.
static void set_when(const Plan *plan, const Taken *taken, Item *item)
{
    WhenFault fault = when_fault(item->entry, plan->input->present);
    bool has_to_be = fault == WHEN_FUTURE && taken->when > plan->input->present;
    if ((fault != WHEN_GOOD && !has_to_be) || item->when <= taken->when)
        item->when = new_when(plan, item, taken->when);
}

static bool is_behind(PrefixMode mode, Str tag, Str last)
{
    return mode_of(last) != mode || str_cmp(tag_prefix(tag), tag_prefix(last)) > 0;
}

// drizzle-kit takes the snapshot whose name is the last for the newest: a time in a tag
// has to be behind the one before, too.
static void set_time_tag(Plan *plan, PrefixMode mode, const Taken *taken, Item *item)
{
    bool is_kept = item->entry->has_when && !(item->when < item->entry->when) &&
                   !(item->when > item->entry->when);
    if (is_kept && is_behind(mode, item->tag, taken->tag))
        return;
    if (mode_of(taken->tag) == mode) {
        double floor_ms = (double)(seconds_of(mode, tag_prefix(taken->tag)) + 1) * 1000.0;
        item->when = item->when < floor_ms ? floor_ms : item->when;
    }
    item->tag =
        arena_fmt(plan->arena, STR_FMT STR_FMT, STR_ARG(prefix_of(plan, mode, item)),
                  STR_ARG(str_drop(item->tag, tag_prefix(item->tag).len)));
}

static void set_index_tag(Plan *plan, Item *item)
{
    uint64_t number = 0;
    Str prefix = tag_prefix(item->tag);
    if (str_to_u64(prefix, &number) && number == (uint64_t)item->idx)
        return;
    item->tag = arena_fmt(plan->arena, STR_FMT STR_FMT,
                          STR_ARG(prefix_of(plan, PREFIX_INDEX, item)),
                          STR_ARG(str_drop(item->tag, prefix.len)));
}

static void number_item(Plan *plan, Taken *taken, Item *item)
{
    PrefixMode mode = mode_of(item->tag);
    item->idx = taken->idx + 1;
    set_when(plan, taken, item);
    if (mode == PREFIX_INDEX)
        set_index_tag(plan, item);
    else if (mode != PREFIX_OTHER)
        set_time_tag(plan, mode, taken, item);
    *taken = (Taken){ item->idx, item->when, item->tag };
}

static Taken taken_by_merged(const Journal *merged)
{
    Taken taken = { .idx = -1, .when = -1 };
    for (size_t i = 0; i < merged->entries.len; i++) {
        const JournalEntry *entry = &merged->entries.at[i];
        if (entry->has_idx && entry->idx > taken.idx)
            taken.idx = entry->idx;
        if (entry->has_when && entry->when > taken.when)
            taken.when = floor(entry->when);
        taken.tag = entry->tag;
    }
    return taken;
}

// ---- telling ----

static Str when_words(Plan *plan, const JournalEntry *entry)
{
    return entry->has_when ? arena_fmt(plan->arena, "%.17g", entry->when)
                           : STR("nothing");
}

static void tell(Plan *plan, const Item *item)
{
    const JournalEntry *entry = item->entry;
    Str tag = entry->tag;
    Arena *arena = plan->arena;
    if (!entry->has_idx)
        plan_line(plan, arena_fmt(arena, STR_FMT ": idx nothing -> %lld", STR_ARG(tag),
                                  (long long)item->idx));
    else if (entry->idx != item->idx)
        plan_line(plan, arena_fmt(arena, STR_FMT ": idx %lld -> %lld", STR_ARG(tag),
                                  (long long)entry->idx, (long long)item->idx));
    if (!entry->has_when || entry->when < item->when || entry->when > item->when)
        plan_line(plan,
                  arena_fmt(arena, STR_FMT ": when " STR_FMT " -> %.0f", STR_ARG(tag),
                            STR_ARG(when_words(plan, entry)), item->when));
    if (!str_eq(tag, item->tag))
        plan_line(plan, arena_fmt(arena, STR_FMT ": tag -> " STR_FMT, STR_ARG(tag),
                                  STR_ARG(item->tag)));
}

bool plan_number(Plan *plan)
{
    Taken taken = taken_by_merged(&plan->merged);
    for (size_t i = 0; i < plan->items.len; i++) {
        number_item(plan, &taken, &plan->items.at[i]);
        tell(plan, &plan->items.at[i]);
    }
    return true;
}
