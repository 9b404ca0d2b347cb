// SPDX-License-Identifier: Apache-2.0
// The files that build and deploy a repository, by the name that the first byte chooses:
// YAML, Dockerfiles, package.json, and the shell that stands in them.
#include "fuzz/fuzz.h"
#include "fuzz/holds.h"
#include "source/deploys.h"

static const char *const paths[] = {
    ".github/workflows/deploy.yml", ".gitlab-ci.yml", "Dockerfile",
    "docker-compose.yml",           "package.json",   "scripts/deploy.sh",
    ".github/actions/x/action.yml",
};

// What calls the file, where it is one that has to be called.
static const char workflow[] = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n"
                               "      - uses: ./.github/actions/x\n"
                               "      - run: sh scripts/deploy.sh\n";

static void check_command(const DeployCommand *command, Str text)
{
    Span rest = { 0, text.len };
    HOLDS(command->words.len > 0, NULL);
    for (size_t i = 0; i < command->words.len; i++)
        HOLDS(fuzz_is_within(command->words.at[i].span, rest), NULL);
}

static void check_file(const DeployFile *file)
{
    for (size_t i = 0; i < file->steps.len; i++)
        for (size_t k = 0; k < file->steps.at[i].commands.len; k++)
            check_command(&file->steps.at[i].commands.at[k], file->text);
}

int fuzz_deploy(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    Arena *arena = arena_new();
    FileTree *tree = tree_memory(arena);
    Str path = str_from(paths[data[0] % (sizeof paths / sizeof *paths)]);
    tree_memory_put(tree, STR(".github/workflows/call.yml"), str_from(workflow));
    tree_memory_put(tree, path, (Str){ (const char *)data + 1, size - 1 });
    DeployFileVec files = deploys_find(arena, tree);
    for (size_t i = 0; i < files.len; i++) {
        check_file(&files.at[i]);
        if (i > 0)
            HOLDS(str_cmp(files.at[i - 1].path, files.at[i].path) < 0, NULL);
    }
    arena_free(arena);
    return 0;
}
