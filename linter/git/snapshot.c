// SPDX-License-Identifier: Apache-2.0
// A FileTree over what git stores: follows symbolic links inside of it and reads blobs.
#include "git/git_priv.h"

// As many links as Linux follows for one path; the longest target a link may have.
enum { MAX_HOPS = 40, MAX_TARGET = 4095 };

typedef struct Resolving {
    Snapshot *snapshot;
    Arena *arena;
    Str *why;
    bool lacks_object; // *why is of git's storage, and not of what is stored there
} Resolving;

NodeKind node_kind(unsigned mode)
{
    switch ((git_filemode_t)mode) {
    case GIT_FILEMODE_TREE:
        return NODE_DIR;
    case GIT_FILEMODE_LINK:
        return NODE_LINK;
    case GIT_FILEMODE_COMMIT:
        return NODE_SUBMODULE;
    case GIT_FILEMODE_UNREADABLE:
        return NODE_OTHER;
    case GIT_FILEMODE_BLOB:
    case GIT_FILEMODE_BLOB_EXECUTABLE:
        return NODE_FILE;
    }
    return NODE_FILE; // 100664 and the like, of old repositories
}

// The size is asked for first: an object of many gigabytes must not be unpacked to learn
// that it is too large.
static TreeStatus read_blob(Resolving *r, const Node *node, Str *text)
{
    git_odb *objects = r->snapshot->history->objects;
    git_odb_object *object = NULL;
    git_object_t type;
    size_t size;
    int code = git_odb_read_header(&size, &type, objects, &node->id);
    if (code == 0 && size > TREE_MAX_FILE) {
        *r->why =
            arena_fmt(r->arena, "is larger than %d MiB", TREE_MAX_FILE / (1024 * 1024));
        return TREE_BROKEN;
    }
    if (code < 0 || (code = git_odb_read(&object, objects, &node->id)) < 0) {
        *r->why = history_object_error(r->snapshot->history, r->arena, code, &node->id);
        r->lacks_object = true;
        return TREE_BROKEN;
    }
    *text = arena_copy(r->arena,
                       (Str){ git_odb_object_data(object), git_odb_object_size(object) });
    git_odb_object_free(object);
    return TREE_OK;
}

static TreeStatus find(Resolving *r, Str path, Node *node)
{
    if (str_eq(path, STR("."))) {
        *node = (Node){ .kind = NODE_DIR };
        return TREE_OK;
    }
    TreeStatus status = r->snapshot->find(r->snapshot, r->arena, path, node, r->why);
    r->lacks_object = r->lacks_object || status == TREE_BROKEN;
    return status;
}

// Puts what a link says before the rest of the path; TREE_ABSENT when it leads nowhere.
static TreeStatus follow(Resolving *r, const Node *link, Str *rest)
{
    Str target;
    TreeStatus status = read_blob(r, link, &target);
    if (status != TREE_OK)
        return status;
    if (target.len == 0 || target.len > MAX_TARGET || str_starts(target, STR("/")))
        return TREE_ABSENT;
    *rest = arena_fmt(r->arena, STR_FMT "/" STR_FMT, STR_ARG(target), STR_ARG(*rest));
    return TREE_OK;
}

// One step from the folder `at`, which has no links in its path.
static TreeStatus step(Resolving *r, Str *at, Str part, Node *node)
{
    if (node->kind != NODE_DIR)
        return TREE_ABSENT;
    if (!str_eq(part, STR(".."))) {
        *at = path_join(r->arena, *at, part);
        return find(r, *at, node);
    }
    if (str_eq(*at, STR(".")))
        return TREE_ABSENT; // leaves the tree
    *at = path_parent(*at);
    return TREE_OK;
}

// What a path leads to, never a link, and its path without links.
static TreeStatus resolve(Resolving *r, Str path, Node *node, Str *real)
{
    *real = path;
    TreeStatus status = find(r, path, node);
    if (status == TREE_BROKEN || (status == TREE_OK && node->kind != NODE_LINK))
        return status;
    *real = STR(".");
    *node = (Node){ .kind = NODE_DIR };
    Str rest = path;
    Str part;
    int hops = 0;
    while (str_cut(&rest, '/', &part)) {
        if (part.len == 0 || str_eq(part, STR(".")))
            continue;
        status = step(r, real, part, node);
        if (status == TREE_OK && node->kind == NODE_LINK) {
            if (++hops > MAX_HOPS)
                return TREE_ABSENT;
            status = follow(r, node, &rest);
            *real = path_parent(*real);
            *node = (Node){ .kind = NODE_DIR };
        }
        if (status != TREE_OK)
            return status;
    }
    return TREE_OK;
}

static bool holds(Str dir, Str path)
{
    return str_eq(dir, STR(".")) || str_eq(dir, path) ||
           (str_starts(path, dir) && path.ptr[dir.len] == '/');
}

// What a link in the folder `dir` counts as; to a folder that holds it, it runs in
// circles.
static TreeStatus link_kind(Resolving *r, Str dir, Str name, EntryKind *kind)
{
    Node target;
    Str real;
    *kind = ENTRY_OTHER;
    TreeStatus status = resolve(r, path_join(r->arena, dir, name), &target, &real);
    if (status == TREE_ABSENT)
        return TREE_OK;
    if (status == TREE_OK && target.kind == NODE_FILE)
        *kind = ENTRY_FILE;
    if (status == TREE_OK && target.kind == NODE_DIR && !holds(real, dir))
        *kind = ENTRY_DIR;
    return status;
}

static EntryKind plain_kind(NodeKind kind)
{
    switch (kind) {
    case NODE_FILE:
        return ENTRY_FILE;
    case NODE_DIR:
        return ENTRY_DIR;
    case NODE_LINK:
    case NODE_SUBMODULE:
    case NODE_OTHER:
        break;
    }
    return ENTRY_OTHER;
}

// As on disk, a link that leads nowhere is there, but cannot be read.
static TreeStatus resolve_asked(Resolving *r, Str path, Node *node, Str *real)
{
    TreeStatus status = resolve(r, path, node, real);
    Node itself;
    if (status != TREE_ABSENT || find(r, path, &itself) != TREE_OK ||
        itself.kind != NODE_LINK)
        return status;
    *r->why = STR("is a link that leads nowhere, in circles or out of the repository");
    return TREE_BROKEN;
}

static TreeStatus list_resolved(Resolving *r, Str dir, EntryVec *entries)
{
    Node node;
    Str real;
    TreeStatus status = resolve_asked(r, dir, &node, &real);
    if (status != TREE_OK || node.kind != NODE_DIR)
        return status == TREE_OK ? TREE_ABSENT : status;
    NodeVec nodes = { 0 };
    status = r->snapshot->children(r->snapshot, r->arena, real, &nodes, r->why);
    r->lacks_object = r->lacks_object || status == TREE_BROKEN;
    for (size_t i = 0; status == TREE_OK && i < nodes.len; i++) {
        const Node *child = &nodes.at[i];
        Entry *entry = vec_push(r->arena, entries);
        *entry = (Entry){ child->name, plain_kind(child->kind) };
        if (child->kind == NODE_LINK)
            status = link_kind(r, real, child->name, &entry->kind);
    }
    return status;
}

// What git has lost is not known to be the same as anything, whatever the index says: it
// has to be reported, and not only where the file was edited.
static bool is_stored(const Resolving *r, const Node *node)
{
    return git_odb_exists(r->snapshot->history->objects, &node->id) == 1;
}

static TreeStatus read_resolved(Resolving *r, Str path, Str *text)
{
    Node node;
    Str real;
    TreeStatus status = resolve_asked(r, path, &node, &real);
    if (status != TREE_OK || node.kind != NODE_FILE)
        return status == TREE_OK ? TREE_ABSENT : status;
    if (is_stored(r, &node) &&
        clean_text(r->snapshot->history, r->arena, real, &node.id, text))
        return TREE_OK;
    return read_blob(r, &node, text);
}

static TreeStatus keep_in_mind(const Resolving *r, Str path, TreeStatus status)
{
    Arena *arena = r->snapshot->history->arena;
    if (status == TREE_BROKEN && r->lacks_object)
        *vec_push(arena, &r->snapshot->unread) =
            (Unread){ arena_copy(arena, path), arena_copy(arena, *r->why) };
    return status;
}

// Layouts list a folder a dozen times. What is stored does not change; whoever asked may
// drop some of the entries, so that only the names are shared.
static TreeStatus snapshot_list(FileTree *tree, Arena *arena, Str dir, EntryVec *entries,
                                Str *why)
{
    Snapshot *snapshot = tree->impl;
    bool lives_as_long = arena == snapshot->history->arena;
    const EntryVec *known = lives_as_long ? map_get(&snapshot->listings, dir) : NULL;
    if (known) {
        *entries = *known;
        vec_own(arena, entries);
        return TREE_OK;
    }
    Resolving r = { snapshot, arena, why, false };
    TreeStatus status = keep_in_mind(&r, dir, list_resolved(&r, dir, entries));
    if (status == TREE_OK && lives_as_long) {
        EntryVec *kept = NEW(arena, EntryVec);
        entries_sort(entries); // git's order is another
        *kept = *entries;
        vec_own(arena, kept);
        map_put(arena, &snapshot->listings, arena_copy(arena, dir), kept);
    }
    return status;
}

static TreeStatus snapshot_read(FileTree *tree, Arena *arena, Str path, Str *text,
                                Str *why)
{
    Resolving r = { tree->impl, arena, why, false };
    return keep_in_mind(&r, path, read_resolved(&r, path, text));
}

static Str snapshot_id(FileTree *tree, Arena *arena, Str path)
{
    Node node;
    Str real;
    Str why;
    Resolving r = { tree->impl, arena, &why, false };
    bool is_file = resolve(&r, path, &node, &real) == TREE_OK && node.kind == NODE_FILE;
    return is_file && is_stored(&r, &node) ? oid_text(arena, &node.id) : (Str){ 0 };
}

bool history_tree_unread(const FileTree *tree, Arena *arena, Str dir, Str *what)
{
    const Snapshot *snapshot = tree->impl;
    for (size_t i = 0; i < snapshot->unread.len; i++) {
        const Unread *unread = &snapshot->unread.at[i];
        if (!holds(dir, unread->path) && !holds(unread->path, dir))
            continue;
        *what = arena_fmt(arena, STR_FMT ": " STR_FMT, STR_ARG(unread->path),
                          STR_ARG(unread->why));
        return true;
    }
    return false;
}

FileTree *snapshot_tree(Snapshot *snapshot, Arena *arena)
{
    FileTree *tree = NEW(arena, FileTree);
    *tree = (FileTree){ .list = snapshot_list,
                        .read = snapshot_read,
                        .content_id = snapshot_id,
                        .impl = snapshot };
    return tree;
}
