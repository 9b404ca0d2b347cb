// SPDX-License-Identifier: Apache-2.0
// The snapshots of the entries that are not merged: where they are, and what they have to
// say so that each follows the one before it.
#include "base/json_pos.h"
#include "base/out.h"
#include "repair/repair_priv.h"

#define ROOT_ID STR("00000000-0000-0000-0000-000000000000")

// ---- ids ----

// Ids have no escapes. Without one the text stays as it is.
static Str with_id(Arena *arena, Str text, const char *key, Str id)
{
    Str old = json_pos_string(text, key);
    if (!old.ptr || str_eq(id, old))
        return text;
    size_t start = (size_t)(old.ptr - text.ptr);
    return arena_fmt(arena, STR_FMT STR_FMT STR_FMT, STR_ARG(str_take(text, start)),
                     STR_ARG(id), STR_ARG(str_drop(text, start + old.len)));
}

// A random UUID, version 4.
static bool make_id(Plan *plan, Str *id)
{
    static const char HEX[] = "0123456789abcdef";
    unsigned char bytes[16];
    Out out = out_new(plan->arena);
    if (!plan->input->random(bytes, sizeof bytes))
        return plan_refuse(plan, STR("the system has no random numbers for an id"));
    bytes[6] = (unsigned char)((bytes[6] & 0x0f) | 0x40);
    bytes[8] = (unsigned char)((bytes[8] & 0x3f) | 0x80);
    for (size_t i = 0; i < sizeof bytes; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            out_char(&out, '-');
        out_char(&out, HEX[bytes[i] >> 4]);
        out_char(&out, HEX[bytes[i] & 0x0f]);
    }
    *id = out_text(&out);
    return true;
}

// ---- where the snapshots are ----

// Snapshots by id, wherever they were found, and the ids that are given away.
typedef struct Chain {
    Plan *plan;
    Map by_id;   // Str: the text
    Map used;    // ids of merged snapshots and of those that are done
    Map claimed; // path and id of the snapshots that an item has
} Chain;

static Str *boxed(Arena *arena, Str text)
{
    Str *box = NEW(arena, Str);
    *box = text;
    return box;
}

static void know(Chain *chain, Str text)
{
    Str id = json_pos_string(text, "id");
    if (id.len > 0 && !map_get(&chain->by_id, id))
        map_put(chain->plan->arena, &chain->by_id, id, boxed(chain->plan->arena, text));
}

static void know_tree(Chain *chain, FileTree *tree, bool is_merged)
{
    Arena *arena = chain->plan->arena;
    Str meta = path_join(arena, chain->plan->input->dir, STR("meta"));
    EntryVec entries = { 0 };
    Str why, text;
    tree_list(tree, arena, meta, &entries, &why);
    for (size_t i = 0; i < entries.len; i++) {
        Str path = path_join(arena, meta, entries.at[i].name);
        if (!str_ends(path, STR("_snapshot.json")) ||
            !plan_read(chain->plan, tree, path, &text))
            continue;
        know(chain, text);
        Str id = json_pos_string(text, "id");
        if (is_merged && id.len > 0)
            map_put(arena, &chain->used, id, boxed(arena, text));
    }
}

// The snapshot is that of a merged entry, or of an item before.
static bool is_claimed(Chain *chain, Str path, Str id)
{
    Plan *plan = chain->plan;
    Str merged;
    bool is_merged = plan->input->merged &&
                     plan_read(plan, plan->input->merged, path, &merged) &&
                     str_eq(id, json_pos_string(merged, "id"));
    return is_merged ||
           map_get(&chain->claimed, arena_fmt(plan->arena, STR_FMT "#" STR_FMT,
                                              STR_ARG(path), STR_ARG(id)));
}

// Of a text with conflict markers it is one of the sides.
static bool take_text(Chain *chain, Str path, Str text, Item *item)
{
    Arena *arena = chain->plan->arena;
    Str sides[2] = { text, text };
    if (conflict_is_in(text) && !conflict_split(arena, text, sides))
        return false;
    for (size_t i = 0; i < 2; i++) {
        Str id = json_pos_string(sides[i], "id");
        if (id.len == 0 || is_claimed(chain, path, id))
            continue;
        item->snapshot = sides[i];
        item->snapshot_path = path;
        map_put(arena, &chain->claimed,
                arena_fmt(arena, STR_FMT "#" STR_FMT, STR_ARG(path), STR_ARG(id)), item);
        return true;
    }
    return false;
}

static bool take_here(Chain *chain, Str prefix, Item *item)
{
    Plan *plan = chain->plan;
    Str path = plan_snapshot_path(plan, prefix);
    Str text;
    item->is_here = plan_read(plan, plan->input->now, path, &text) &&
                    take_text(chain, path, text, item);
    return item->is_here;
}

static bool take_by_idx(Chain *chain, Item *item)
{
    Arena *arena = chain->plan->arena;
    item->is_by_idx =
        item->entry->has_idx &&
        take_here(chain, arena_fmt(arena, "%04lld", (long long)item->entry->idx), item);
    return item->is_by_idx;
}

// As one of the sides of a merge has it, before the other one's took its place.
static bool take_elsewhere(Chain *chain, Item *item)
{
    Plan *plan = chain->plan;
    Str path = plan_snapshot_path(plan, tag_prefix(item->entry->tag));
    for (size_t i = 0; i < plan->input->others.len; i++) {
        FileTree *other = plan->input->others.at[i];
        Str text;
        if (journal_find(&plan->others.at[i], item->entry->tag) &&
            plan_read(plan, other, path, &text) && take_text(chain, path, text, item))
            return true;
    }
    return false;
}

// There is a snapshot of that name, and it is another entry's.
static bool is_lost(const Chain *chain, const Item *item)
{
    const Plan *plan = chain->plan;
    return tree_is_file(plan->input->now, plan->arena,
                        plan_snapshot_path(plan, tag_prefix(item->entry->tag)));
}

static bool find_snapshot(Chain *chain, Item *item)
{
    Plan *plan = chain->plan;
    if (take_here(chain, tag_prefix(item->entry->tag), item) ||
        take_elsewhere(chain, item) || take_by_idx(chain, item))
        return true;
    if (!is_lost(chain, item))
        return true; // it never had one, which is nothing that a number repairs
    return plan_refuse(
        plan,
        arena_fmt(plan->arena,
                  "the snapshot of " STR_FMT
                  " is lost: another one has taken its name. Delete its SQL file and "
                  "its entry, and run `drizzle-kit generate` again",
                  STR_ARG(item->entry->tag)));
}

// Without a prefix all migrations share one file, which drizzle-kit never reads.
static bool has_snapshots(const Item *item)
{
    return tag_prefix(item->entry->tag).len > 0;
}

static bool find_all(Chain *chain)
{
    Plan *plan = chain->plan;
    if (plan->input->merged)
        know_tree(chain, plan->input->merged, true);
    for (size_t i = 0; i < plan->items.len; i++) {
        Item *item = &plan->items.at[i];
        if (has_snapshots(item) && !find_snapshot(chain, item))
            return false;
        item->id = json_pos_string(item->snapshot, "id");
        item->new_id = item->id;
        know(chain, item->snapshot);
    }
    know_tree(chain, plan->input->now, false);
    for (size_t i = 0; i < plan->input->others.len; i++)
        know_tree(chain, plan->input->others.at[i], false);
    return true;
}

// ---- one after the other ----

// The snapshot that the next one follows: as it was when that was made, and as it is now.
typedef struct Link {
    Str name;
    Str old;
    Str text;
    bool is_gap; // behind it is an entry that has none
} Link;

static bool read_merged_snapshot(const Plan *plan, const JournalEntry *entry, Str *text)
{
    Str by_idx = arena_fmt(plan->arena, "%04lld", (long long)entry->idx);
    FileTree *tree = plan->input->merged;
    return plan_read(plan, tree, plan_snapshot_path(plan, tag_prefix(entry->tag)),
                     text) ||
           plan_read(plan, tree, plan_snapshot_path(plan, by_idx), text);
}

// The one before the first that is not merged.
static Link merged_link(const Plan *plan)
{
    Link link = { 0 };
    for (size_t i = plan->merged.entries.len; i-- > 0;) {
        const JournalEntry *entry = &plan->merged.entries.at[i];
        Str text;
        if (read_merged_snapshot(plan, entry, &text))
            return (Link){ entry->tag, text, text, link.is_gap };
        link.is_gap = true;
    }
    return link;
}

static bool refuse_clash(Plan *plan, const Item *item, const Link *link, Str what)
{
    return plan_refuse(
        plan, arena_fmt(plan->arena,
                        "the snapshot of " STR_FMT " cannot follow that of " STR_FMT
                        ": it " STR_FMT ". Delete the SQL file, the snapshot and the "
                        "entry of " STR_FMT ", and run `drizzle-kit generate` again",
                        STR_ARG(item->entry->tag), STR_ARG(link->name), STR_ARG(what),
                        STR_ARG(item->entry->tag)));
}

// The snapshot that this one was made after, or NULL.
static const Str *parent_of(const Chain *chain, const Link *link, const Item *item)
{
    static const Str empty = STR_INIT("{}");
    Str id = json_pos_string(item->snapshot, "prevId");
    if (str_eq(id, ROOT_ID))
        return &empty;
    return str_eq(id, json_pos_string(link->old, "id")) ? &link->old
                                                        : map_get(&chain->by_id, id);
}

static bool rebase_item(Chain *chain, const Link *link, const Str *parent, Item *item)
{
    Plan *plan = chain->plan;
    if (!parent || link->text.len == 0)
        return true;
    Rebase rebase = { *parent, link->text, item->snapshot };
    Str what;
    return snapshot_rebase(plan->arena, &rebase, &item->new_snapshot, &what) ||
           refuse_clash(plan, item, link, what);
}

// The id that an item's snapshot has to follow; empty: the one that it names, which is
// not known, may be that of the gap before it.
static Str parent_id(const Plan *plan, const Link *link, const Str *parent)
{
    if (link->text.len == 0)
        return plan->merged.entries.len == 0 && !link->is_gap ? ROOT_ID : (Str){ 0 };
    return !parent && link->is_gap ? (Str){ 0 } : json_pos_string(link->text, "id");
}

static bool link_item(Chain *chain, Link *link, Item *item)
{
    Plan *plan = chain->plan;
    const Str *parent = parent_of(chain, link, item);
    item->new_snapshot = item->snapshot;
    if (!rebase_item(chain, link, parent, item))
        return false;
    if (map_get(&chain->used, item->id) && !make_id(plan, &item->new_id))
        return false;
    map_put(plan->arena, &chain->used, item->new_id, item);
    Str before = parent_id(plan, link, parent);
    Str text = with_id(plan->arena, item->new_snapshot, "id", item->new_id);
    if (before.len > 0)
        text = with_id(plan->arena, text, "prevId", before);
    item->new_snapshot = text;
    *link = (Link){ item->entry->tag, item->snapshot, text, false };
    return true;
}

bool plan_chain(Plan *plan)
{
    Chain chain = { .plan = plan };
    if (!find_all(&chain))
        return false;
    Link link = plan->input->merged ? merged_link(plan) : (Link){ 0 };
    for (size_t i = 0; i < plan->items.len; i++) {
        Item *item = &plan->items.at[i];
        if (!item->snapshot.ptr)
            link.is_gap = true;
        else if (!link_item(&chain, &link, item))
            return false;
    }
    return true;
}
