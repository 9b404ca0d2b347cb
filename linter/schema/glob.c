// SPDX-License-Identifier: Apache-2.0
// Patterns of paths, matched part by part against a tree.
#include "schema/glob.h"

enum { MAX_PATHS = 5000, MAX_FOLDERS = 20000, MAX_STEPS = 100000, MAX_PARTS = 32 };

// ---- one part ----

// A match is tried in steps, so that "*a*a*a*a*b" cannot take forever.
typedef struct Fit {
    size_t steps;
} Fit;

static bool fits(Fit *fit, Str pattern, Str name, size_t depth);

// Behind the "]" of the class that begins at pattern.ptr[0]; 0: it is not closed.
static size_t class_end(Str pattern)
{
    size_t close = str_find_char(pattern, ']', 2 < pattern.len ? 2 : pattern.len);
    return close < pattern.len ? close + 1 : 0;
}

static bool in_class(Str inside, char c)
{
    bool is_inverse = inside.len > 0 && (inside.ptr[0] == '!' || inside.ptr[0] == '^');
    bool is_in = false;
    for (size_t i = is_inverse; i < inside.len; i++) {
        bool is_range = i + 2 < inside.len && inside.ptr[i + 1] == '-';
        is_in |=
            is_range ? c >= inside.ptr[i] && c <= inside.ptr[i + 2] : c == inside.ptr[i];
        i += is_range ? 2 : 0;
    }
    return is_in != is_inverse;
}

static bool fits_star(Fit *fit, Str rest, Str name, size_t depth)
{
    for (size_t taken = 0; taken <= name.len; taken++)
        if (fits(fit, rest, str_drop(name, taken), depth))
            return true;
    return false;
}

static bool fits_choice(Fit *fit, Str pattern, Str name, size_t depth)
{
    size_t close = str_find_char(pattern, '}', 0);
    Str choices = str_slice(pattern, 1, close);
    Str rest = str_drop(pattern, close + 1);
    Str choice;
    while (str_cut(&choices, ',', &choice))
        if (str_starts(name, choice) &&
            fits(fit, rest, str_drop(name, choice.len), depth))
            return true;
    return false;
}

static bool fits(Fit *fit, Str pattern, Str name, size_t depth)
{
    if (++fit->steps > MAX_STEPS || depth == MAX_PARTS)
        return false;
    for (; pattern.len > 0; pattern = str_drop(pattern, 1), name = str_drop(name, 1)) {
        char c = pattern.ptr[0];
        size_t end = c == '[' ? class_end(pattern) : 0;
        if (c == '*')
            return fits_star(fit, str_drop(pattern, 1), name, depth + 1);
        if (c == '{' && str_find_char(pattern, '}', 0) < pattern.len)
            return fits_choice(fit, pattern, name, depth + 1);
        if (name.len == 0)
            return false;
        if (end > 0 && !in_class(str_slice(pattern, 1, end - 1), name.ptr[0]))
            return false;
        if (end == 0 && c != '?' && c != name.ptr[0])
            return false;
        pattern = end > 0 ? str_drop(pattern, end - 1) : pattern;
    }
    return name.len == 0;
}

bool glob_part_fits(Str pattern, Str name)
{
    Fit fit = { 0 };
    return fits(&fit, pattern, name, 0);
}

bool glob_is_plain(Str pattern)
{
    for (size_t i = 0; i < pattern.len; i++)
        if (pattern.ptr[i] == '*' || pattern.ptr[i] == '?' || pattern.ptr[i] == '{' ||
            pattern.ptr[i] == '[')
            return false;
    return true;
}

// ---- paths ----

typedef struct Search {
    FileTree *tree;
    Arena *arena;
    size_t folders; // looked into so far
    StrVec *paths;
} Search;

static void search(Search *s, Str dir, Str pattern, size_t depth);

static bool is_entered(const Entry *entry)
{
    return entry->kind == ENTRY_DIR && !str_starts(entry->name, STR(".")) &&
           !str_eq(entry->name, STR("node_modules"));
}

// What fits one part is a path if that was the last, and else looked into.
static void take(Search *s, Str path, const Entry *entry, Str rest, size_t depth)
{
    if (rest.len > 0 && entry->kind == ENTRY_DIR)
        search(s, path, rest, depth + 1);
    else if (rest.len == 0 && s->paths->len < MAX_PATHS)
        *vec_push(s->arena, s->paths) = path;
}

static void search(Search *s, Str dir, Str pattern, size_t depth)
{
    EntryVec entries;
    Str why;
    Str rest = pattern;
    Str part = { 0 };
    str_cut(&rest, '/', &part);
    if (++s->folders > MAX_FOLDERS || depth == MAX_PARTS ||
        tree_list(s->tree, s->arena, dir, &entries, &why) != TREE_OK)
        return;
    bool is_any = str_eq(part, STR("**"));
    if (is_any && rest.len > 0)
        search(s, dir, rest, depth + 1);
    for (size_t i = 0; i < entries.len; i++) {
        const Entry *entry = &entries.at[i];
        Str path = path_join(s->arena, dir, entry->name);
        if (is_any && is_entered(entry))
            search(s, path, pattern, depth + 1);
        else if (is_any ? rest.len == 0 : glob_part_fits(part, entry->name))
            take(s, path, entry, rest, depth);
    }
}

StrVec glob_paths(FileTree *tree, Arena *arena, Str pattern)
{
    StrVec paths = { 0 };
    Search s = { .tree = tree, .arena = arena, .paths = &paths };
    if (!glob_is_plain(pattern))
        search(&s, STR("."), pattern, 0);
    else if (tree_is_file(tree, arena, pattern) || tree_is_dir(tree, arena, pattern))
        *vec_push(arena, &paths) = pattern;
    return paths;
}
