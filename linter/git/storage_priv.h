// SPDX-License-Identifier: Apache-2.0
// Whether what libgit2 does not find is not there. It takes for absent what it cannot
// look at, and says the same of both. What is absent is asked for again with these, which
// are fatal where the disk fails, or the machine has run out of something: no answer is
// worth anything then.
#ifndef GIT_STORAGE_PRIV_H
#define GIT_STORAGE_PRIV_H

#include "git/git_priv.h"

// ---- packs.c ----

// Before libgit2 opens a folder of objects, and those that it names: all of them, or
// false with *why where a file in one is not to be mapped.
bool packs_check(Arena *arena, Str objects, StrVec *folders, Str *why);

// ---- loose.c ----

// Has the loose objects of these folders read by us, which libgit2 has just opened;
// false: libgit2 says why.
bool loose_open(History *history, StrVec folders);

// ---- storage.c ----

// After a call that failed: its message names such an error.
void storage_check_error(void);
// After an object was not found, or could not be read.
void storage_check_object(History *history, const git_oid *id);
// After a ref was not found.
void storage_check_refs(const History *history);
// What git_reference_lookup and git_reference_name_to_id return, "not found" only where
// the ref is not there.
int storage_ref(git_reference **ref, const History *history, const char *name);
int storage_ref_id(git_oid *id, const History *history, const char *name);

#endif
