// SPDX-License-Identifier: Apache-2.0
// dbmate: files whose names begin with digits, in the order of the names as strings.
// Others it passes over.
#include "source/layout_priv.h"

static void dbmate_load(Folder *folder)
{
    static const Naming NAMING = { .expression = "\\A((\\d+).*)\\.sql\\z" };
    folder_add_named(folder, &NAMING);
}

const Layout layout_dbmate = {
    .name = "dbmate",
    .runner = "dbmate",
    .mark = "^--\\s*migrate:(?:up|down)\\b",
    .load = dbmate_load,
};
