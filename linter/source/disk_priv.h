// SPDX-License-Identifier: Apache-2.0
// What reading the disk consists of.
#ifndef SOURCE_DISK_PRIV_H
#define SOURCE_DISK_PRIV_H

#include "source/tree.h"

#include <sys/stat.h>

// ---- disk_read.c: one file ----

// A file that is being read.
typedef struct Opened {
    int fd;
    size_t most; // bytes that are wanted
    struct stat info;
} Opened;

// TREE_BROKEN with *why; fatal() where the machine and not the file is to blame.
TreeStatus disk_broken(Arena *arena, int error, Str *why);
// Opens the file `name` in the folder of `dir_fd`, or AT_FDCWD, that is no link; -1 with
// errno.
int disk_open(int dir_fd, const char *name);
// What stands open, in opened->info: TREE_OK for a file that can be read.
TreeStatus disk_look(Arena *arena, Opened *opened, Str *why);
// The bytes of what disk_look() said is a file, `most` of them.
TreeStatus disk_read(Arena *arena, Opened *opened, Str *text, Str *why);

// ---- disk_ahead.c: files that will be read soon ----

typedef struct DiskAhead DiskAhead;

// Begins to read the files that are expected, in threads where there are cores for them;
// NULL where that is not worth it. `folder` is a real path; `expected` has to stay until
// disk_ahead_end. What is no plain file, or large, is left to others.
DiskAhead *disk_ahead_start(const char *folder, const Expected *expected);
// What was read of the file, copied into `arena`. False: nothing, or it is not expected
// now: files are taken in the order in which they are expected, or left out.
bool disk_ahead_take(DiskAhead *ahead, Arena *arena, FileStart start, Str *text,
                     struct stat *info);
void disk_ahead_end(DiskAhead *ahead); // NULL is fine

#endif
