// SPDX-License-Identifier: Apache-2.0
// Snapshots that only say what they change.
#include "schema/snapshot_priv.h"

bool snapshot_deltas(SnapshotBuild *build, const SnapshotDocVec *docs,
                     const Snapshots *snapshots, size_t at)
{
    (void)build, (void)docs, (void)snapshots, (void)at;
    return false;
}
