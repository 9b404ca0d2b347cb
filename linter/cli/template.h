// SPDX-License-Identifier: Apache-2.0
// The CI jobs and hooks that `tidegate init NAME` writes: the table is made from
// ci-templates/ at build time.
#ifndef CLI_TEMPLATE_H
#define CLI_TEMPLATE_H

#include "base/str.h"

typedef struct Template {
    const char *name; // "github"
    Str text;
    const char *destination; // from the repository's root
    bool program;            // it is to be executed
    const char *find;        // what names the default branch; empty: nothing does
    const char *replace;     // what takes its place, with @ for the user's branch
    const char *then;        // what is left to do, a sentence
} Template;

extern const Template templates[];
extern const size_t template_count;

#endif
