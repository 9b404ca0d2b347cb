// SPDX-License-Identifier: Apache-2.0
// The program run on a small project, once without a fault and then with one after the
// other, and what is compared.
#ifndef FAULTS_TRIAL_H
#define FAULTS_TRIAL_H

#include "base/map.h"
#include "interpose.h"

enum { MOST_ARGS = 16 };

typedef struct Scene {
    const char *project; // of scenes.sh
    const char *args[MOST_ARGS];
    bool is_by_libgit2; // which takes a short read for an error: exit status 2
    // Folders that nobody may read are passed over, and files are named as left out: the
    // text is then another one, with the same exit status. Of a disk that fails, or a
    // machine that has run out of something, it may not be.
    bool may_pass_over;
} Scene;

typedef struct Run {
    int status; // that waitpid gives
    Str out;
    Str err;
    Map files; // path -> Str *, of all that lies in the folder, but for .git
    size_t calls[CALL_KINDS];
} Run;

typedef struct Trial {
    Arena *arena;
    const Scene *scene;
    char dir[64];
    Map before; // the files
    Run whole;  // the run without a fault
} Trial;

// Makes the project and runs it without a fault; fails the test when that goes wrong.
Trial *trial_open(const Scene *scene);
void trial_close(Trial *trial);

// One run in a process of its own, in the folder as it was at first.
Run trial_run(Trial *trial, Arena *arena, const Fault *fault);

#endif
