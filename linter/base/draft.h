// SPDX-License-Identifier: Apache-2.0
// Drafts: new texts of files, which wait under names beside their places until all are on
// the disk. Whoever reads a place sees the old text or the new one, never a part.
#ifndef BASE_DRAFT_H
#define BASE_DRAFT_H

#include "base/arena.h"

typedef struct Drafts Drafts;

// From here to drafts_close the signals that end a program (SIGINT, SIGTERM, SIGHUP)
// wait, so that none of them leaves a draft behind.
Drafts *drafts_open(Arena *arena);
// Writes a text beside its place and flushes it, with the mode of the file that it is to
// replace. Links are followed: the file behind them is replaced. A place that cannot be
// replaced (a device, a pipe, what is below /dev and /proc) is written to at once, and so
// is one whose folder takes no file. False with *why; then nothing has changed.
bool drafts_add(Drafts *drafts, Str path, Str text, Str *why);
// Moves the draft that was added as number `index`, from 0, to its place.
bool drafts_put(Drafts *drafts, size_t index, Str *why);
// Deletes what has not been moved.
void drafts_close(Drafts *drafts);

#endif
