// SPDX-License-Identifier: Apache-2.0
// goose: <number>_<name>.sql in the order of the numbers. Its command stops at a .sql
// file of any other name.
#include "source/layout_priv.h"

static void goose_load(Folder *folder)
{
    static const Naming NAMING = {
        .expression = "\\A((\\d+)_.*)\\.sql\\z",
        .compare = compare_numbers,
    };
    folder_add_named(folder, &NAMING);
}

const Layout layout_goose = {
    .name = "goose",
    .runner = "goose",
    .mark = "^--\\s*\\+goose\\s+(?i:up|down|statementbegin|no transaction)\\b",
    .load = goose_load,
};
