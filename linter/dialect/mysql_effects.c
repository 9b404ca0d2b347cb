// SPDX-License-Identifier: Apache-2.0
// What statements do to a live MySQL, MariaDB or TiDB.
#include "dialect/mysql_priv.h"

void my_effects(Arena *arena, const Scene *scene)
{
    (void)arena;
    (void)scene;
}
