// SPDX-License-Identifier: Apache-2.0
// What a runner puts around a file: who opens a transaction where the text does not.
#ifndef LINT_OPENER_H
#define LINT_OPENER_H

#include "catalog/catalog.h"
#include "ir/frontend.h"

typedef struct FileRun {
    const Lowered *lowered;
    const Runner *runner;
    const Frontend *frontend;
    const Engine *engine;
    const Catalog *catalog; // as the file finds it
} FileRun;

TxOwner file_opener(const FileRun *run);

#endif
