// SPDX-License-Identifier: Apache-2.0
// Which commits of the change bring its migrations.
#include "cli/commits.h"

static bool has_new(const Project *project)
{
    for (size_t i = 0; i < project->migrations.len; i++)
        if (project->migrations.at[i].status == CHANGE_NEW)
            return true;
    return false;
}

bool commits_read(Arena *arena, const Workspace *space, ProjectPairVec *pairs, Str *why)
{
    for (size_t i = 0; space->history && space->base && i < pairs->len; i++) {
        Project *project = &pairs->at[i].now;
        CommitWish wish = { .base = space->base_commit.commit };
        *vec_push(arena, &wish.dirs) = project->path;
        if (has_new(project) &&
            !history_commits(space->history, arena, &wish, &project->commits, why))
            return false;
    }
    return true;
}
