// SPDX-License-Identifier: Apache-2.0
// What a runner makes of a file: which part of it runs, and who opens a transaction where
// the text does not.
#ifndef LINT_OPENER_H
#define LINT_OPENER_H

#include "catalog/catalog.h"
#include "ir/frontend.h"
#include "lint/pattern_cache.h"

typedef struct FileRun {
    const Lowered *lowered;
    const Runner *runner;
    const Frontend *frontend;
    const Engine *engine;
    const Catalog *catalog; // as the file finds it
    bool no_transaction;    // the file opts out
    PatternCache *patterns; // the runner's go there
} FileRun;

// A file, what is run of it where that is another text (see Migration), and the part of
// it that a deploy runs (0,0: all of it).
typedef struct FileText {
    Str text;
    Str sql;
    Span up;
    bool no_transaction;
    const Stage *stage; // see Lowered; NULL: it is only looked at
    Arena *ops_arena;   // likewise
    size_t most;        // likewise
    Span part;          // what is taken of all that, of a front end with `in_parts`; its
                        // end 0: up to the end
} FileText;

FileText file_text(const Migration *migration);
FileText file_text_before(const Migration *migration); // of an edited one: the base's

// The rollback, in the migration's file or in one of its own, whose path is *path; an
// empty text: there is none.
FileText file_rollback(const Migration *migration, Str *path);

// Takes apart what a deploy runs of the text, the rollback part left out. Of UTF-16,
// which no server takes, there are no ops.
Lowered file_lower(Arena *arena, const Frontend *frontend, const Engine *engine,
                   const Runner *runner, FileText file);

// The runner knows that no transaction may hold the statement.
bool runner_frees(PatternCache *patterns, const Runner *runner, Str statement);

TxOwner file_opener(const FileRun *run);
// What opens one as far as the text tells that is not taken apart yet: for dialects that
// run it.
TxOwner file_opener_before(PatternCache *patterns, const Runner *runner,
                           const FileText *file);

#endif
