// SPDX-License-Identifier: Apache-2.0
// Looking into all folders below one.
#include "source/folder_walk_priv.h"

typedef struct Walk {
    const FolderWalk *plan;
    size_t looked_into;
    bool is_ignored; // the migration folder itself: everything in it counts
    bool has_told;   // of a folder that lies too deep: one stands for all
    bool has_stopped;
} Walk;

static void look_into(Walk *walk, Str dir, size_t depth);

static void meet(Walk *walk, Str path, const Entry *entry, size_t depth)
{
    const FolderWalk *plan = walk->plan;
    bool is_dir = entry->kind == ENTRY_DIR;
    if (!walk->is_ignored && tree_ignored(plan->folder->tree, path, is_dir))
        return;
    if (is_dir && (!plan->enters || plan->enters(entry->name)))
        look_into(walk, path, depth + 1);
    else
        plan->take(plan->reader, path, entry->kind);
}

static void lose(const Walk *walk, Str dir, Str why)
{
    walk->plan->lose(walk->plan->reader, dir, why);
}

// Links that lead from one folder into another and back make more paths than there are
// folders: it is their number that ends such a walk.
static bool is_within_limits(Walk *walk, Str dir, size_t depth)
{
    Arena *arena = walk->plan->folder->arena;
    if (depth > LIMIT_FOLDER_DEPTH) {
        if (!walk->has_told)
            lose(walk, dir,
                 arena_fmt(arena, "lies more than %d folders deep", LIMIT_FOLDER_DEPTH));
        walk->has_told = true;
        return false;
    }
    walk->has_stopped = walk->looked_into++ == LIMIT_FOLDERS;
    if (walk->has_stopped)
        lose(walk, dir, arena_fmt(arena, "comes after %d other folders", LIMIT_FOLDERS));
    return !walk->has_stopped;
}

static void look_into(Walk *walk, Str dir, size_t depth)
{
    const Folder *folder = walk->plan->folder;
    EntryVec entries = { 0 };
    Str why = { 0 };
    if (!is_within_limits(walk, dir, depth))
        return;
    if (tree_list(folder->tree, folder->arena, dir, &entries, &why) == TREE_BROKEN)
        lose(walk, dir, why);
    for (size_t i = 0; i < entries.len && !walk->has_stopped; i++)
        meet(walk, path_join(folder->arena, dir, entries.at[i].name), &entries.at[i],
             depth);
}

void folder_walk(const FolderWalk *plan, Str dir)
{
    Walk walk = { .plan = plan,
                  .is_ignored =
                      tree_ignored(plan->folder->tree, plan->folder->path, true) };
    look_into(&walk, dir, 0);
}
