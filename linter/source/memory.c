// SPDX-License-Identifier: Apache-2.0
// A tree in memory: for tests and for text that comes on standard input.
#include "base/fail.h"
#include "base/map.h"
#include "source/tree.h"

typedef struct Node {
    Str text;
    Str broken; // what reading it answers; empty: nothing is wrong with it
    bool is_dir;
    Map children;       // of a folder: name -> Node
    size_t child_count; // those that are still there
} Node;

typedef struct Memory {
    Arena *arena;
    Map nodes; // normal path -> Node
} Memory;

static TreeStatus list_memory(FileTree *tree, Arena *arena, Str dir, EntryVec *entries,
                              Str *why)
{
    const Memory *memory = tree->impl;
    const Node *node = map_get(&memory->nodes, dir);
    if (!node || !node->is_dir)
        return TREE_ABSENT;
    *why = node->broken;
    if (node->broken.len > 0)
        return TREE_BROKEN;
    for (size_t i = 0; i < node->children.entries.len; i++) {
        const MapEntry *child = &node->children.entries.at[i];
        if (!child->value)
            continue;
        EntryKind kind = ((const Node *)child->value)->is_dir ? ENTRY_DIR : ENTRY_FILE;
        *vec_push(arena, entries) = (Entry){ child->key, kind };
    }
    return TREE_OK;
}

static TreeStatus read_memory(FileTree *tree, Arena *arena, Str path, Str *text, Str *why)
{
    (void)arena;
    const Memory *memory = tree->impl;
    const Node *node = map_get(&memory->nodes, path);
    if (!node || node->is_dir)
        return TREE_ABSENT;
    *why = node->broken;
    *text = node->text;
    return node->broken.len > 0 ? TREE_BROKEN : TREE_OK;
}

FileTree *tree_memory(Arena *arena)
{
    Memory *memory = NEW(arena, Memory);
    memory->arena = arena;
    Node *root = NEW(arena, Node);
    root->is_dir = true;
    map_put(arena, &memory->nodes, STR("."), root);
    FileTree *tree = NEW(arena, FileTree);
    *tree = (FileTree){ .list = list_memory, .read = read_memory, .impl = memory };
    return tree;
}

static Str normal_path(Memory *memory, Str path)
{
    Str normal;
    if (!path_normalize(memory->arena, path, &normal) || str_eq(normal, STR(".")))
        bug("\"" STR_FMT "\" is no path of a file", STR_ARG(path));
    return arena_copy(memory->arena, normal);
}

// Makes the folders that lead to a new node, as far as they are not there yet.
static void link_node(Memory *memory, Str path, Node *node)
{
    map_put(memory->arena, &memory->nodes, path, node);
    Str dir = path_parent(path);
    Node *parent = map_get(&memory->nodes, dir);
    bool is_new = !parent;
    if (is_new) {
        parent = NEW(memory->arena, Node);
        parent->is_dir = true;
    }
    if (!parent->is_dir)
        bug("\"" STR_FMT "\" is a file", STR_ARG(dir));
    map_put(memory->arena, &parent->children, path_base(path), node);
    parent->child_count++;
    if (is_new)
        link_node(memory, dir, parent);
}

static Node *ensure_node(Memory *memory, Str path)
{
    Str normal = normal_path(memory, path);
    Node *node = map_get(&memory->nodes, normal);
    if (!node) {
        node = NEW(memory->arena, Node);
        link_node(memory, normal, node);
    }
    return node;
}

void tree_memory_put(FileTree *tree, Str path, Str text)
{
    Memory *memory = tree->impl;
    Node *node = ensure_node(memory, path);
    if (node->is_dir)
        bug("\"" STR_FMT "\" is a folder", STR_ARG(path));
    node->text = arena_copy(memory->arena, text);
    node->broken = (Str){ 0 };
}

void tree_memory_remove(FileTree *tree, Str path)
{
    Memory *memory = tree->impl;
    Str at = normal_path(memory, path);
    Node *parent;
    do {
        const Node *node = map_remove(&memory->nodes, at);
        if (!node || node->child_count > 0)
            bug("\"" STR_FMT "\" is no file that is there", STR_ARG(at));
        parent = map_get(&memory->nodes, path_parent(at));
        map_remove(&parent->children, path_base(at));
        at = path_parent(at);
    } while (--parent->child_count == 0 && !str_eq(at, STR(".")));
}

void tree_memory_break(FileTree *tree, Str path, Str why)
{
    Memory *memory = tree->impl;
    ensure_node(memory, path)->broken = arena_copy(memory->arena, why);
}
