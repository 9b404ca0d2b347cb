// SPDX-License-Identifier: Apache-2.0
// Finds the seeds by kind, so that a new fixture is one without anybody's doing.
#include "fuzz/seeds.h"

#include "../files.h"
#include "base/path.h"

#include <string.h>

#define OWN_SEEDS "tests/fuzz/seeds"

// Files that a harness can begin with.
typedef struct SeedKind {
    const char *harness;
    const char *dir;
    const char *end; // of the file's name
    const char *has; // in its text; NULL: anything
    const char *lacks;
} SeedKind;

static const SeedKind kinds[] = {
    { "check", "fixtures", ".sql", NULL, NULL },
    { "check", "fixtures", ".tree", NULL, NULL },
    { "config", "fixtures", "tidegate.jsonc", NULL, NULL },
    { "deploy", "fixtures", ".yml", NULL, NULL },
    { "deploy", "fixtures", ".yaml", NULL, NULL },
    { "deploy", "fixtures", "Dockerfile", NULL, NULL },
    { "deploy", "fixtures", "package.json", NULL, NULL },
    { "deploy", "fixtures", ".sh", NULL, NULL },
    { "deploy", "ci-templates", ".yml", NULL, NULL },
    { "journal", "fixtures", "_journal.json", NULL, NULL },
    { "mysql", "fixtures", ".sql", "-- engine mysql", NULL },
    { "mysql", "fixtures", ".sql", "-- engine mariadb", NULL },
    { "mysql", "fixtures", ".sql", "-- engine tidb", NULL },
    { "mysql", "fixtures", ".sql", "CREATE TABLE `", "-- engine" },
    { "postgres", "fixtures", ".sql", NULL, "-- engine" },
    { "prisma", "fixtures", ".prisma", NULL, NULL },
    { "snapshot", "fixtures", "snapshot.json", NULL, NULL },
    { "split", "fixtures", ".sql", NULL, NULL },
    { "sqlite", "fixtures", ".sql", "-- engine sqlite", NULL },
    { "sqlite", "fixtures", ".sql", "-- engine libsql", NULL },
    { "sqlite", "fixtures", ".sql", "-- engine d1", NULL },
    { "sqlite", "fixtures", ".sql", "CREATE TABLE `", "-- engine" },
    { "suppress", "fixtures", ".sql", "tidegate:", NULL },
    { "suppress", "fixtures", ".sql", "atlas:nolint", NULL },
    { "typescript", "fixtures", ".ts", NULL, NULL },
};

typedef struct Search {
    Arena *arena;
    FileTree *tree;
    const Harness *harness;
    SeedVec *seeds;
    size_t max_bytes;
} Search;

static bool fits(const SeedKind *kind, Str text)
{
    return (!kind->has || str_contains(text, str_from(kind->has))) &&
           (!kind->lacks || !str_contains(text, str_from(kind->lacks)));
}

// The bytes that choose go through the digits, so that seeds of a kind differ in them.
static Str with_choice(const Search *search, Str text)
{
    size_t choice = search->harness->choice;
    char *data = NEW_ARRAY(search->arena, char, choice + text.len);
    size_t number = search->seeds->len;
    for (size_t i = 0; i < choice; i++, number /= 10)
        data[i] = (char)('0' + number % 10);
    if (text.len > 0)
        memcpy(data + choice, text.ptr, text.len);
    return (Str){ data, choice + text.len };
}

static void add_file(const Search *search, const SeedKind *kind, Str path)
{
    Str text = text_of(search->tree, search->arena, path);
    if (text.len > search->max_bytes || (kind && !fits(kind, text)))
        return;
    Str data = kind ? with_choice(search, text) : text;
    *vec_push(search->arena, search->seeds) = (Seed){ path, data, !kind };
}

// Depth is that of the repository's own folders.
static void add_folder(const Search *search, const SeedKind *kind, Str dir)
{
    StrVec files = names_in(search->tree, search->arena, dir, ENTRY_FILE);
    StrVec folders = names_in(search->tree, search->arena, dir, ENTRY_DIR);
    for (size_t i = 0; i < files.len; i++)
        if (!kind || str_ends(files.at[i], str_from(kind->end)))
            add_file(search, kind, path_join(search->arena, dir, files.at[i]));
    for (size_t i = 0; i < folders.len; i++)
        add_folder(search, kind, path_join(search->arena, dir, folders.at[i]));
}

SeedVec seeds_of(Arena *arena, const Harness *harness, size_t max_bytes)
{
    SeedVec seeds = { 0 };
    Search search = { arena, repository(arena), harness, &seeds, max_bytes };
    Str own = arena_fmt(arena, OWN_SEEDS "/%s", harness->name);
    if (tree_is_dir(search.tree, arena, own))
        add_folder(&search, NULL, own);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].harness, harness->name) == 0)
            add_folder(&search, &kinds[i], str_from(kinds[i].dir));
    return seeds;
}

const Harness *harness_find(Str name)
{
    for (const Harness *harness = harnesses; harness->name; harness++)
        if (str_eq(str_from(harness->name), name))
            return harness;
    return NULL;
}
