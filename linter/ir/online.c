// SPDX-License-Identifier: Apache-2.0
// The words of ALGORITHM and LOCK clauses.
#include "ir/online.h"

const char *algorithm_word(Algorithm algorithm)
{
    static const char *const words[ALGORITHM_COUNT] = {
        [ALGORITHM_DEFAULT] = "DEFAULT", [ALGORITHM_INSTANT] = "INSTANT",
        [ALGORITHM_NOCOPY] = "NOCOPY",   [ALGORITHM_INPLACE] = "INPLACE",
        [ALGORITHM_COPY] = "COPY",
    };
    return words[algorithm];
}

const char *online_lock_word(OnlineLock lock)
{
    static const char *const words[ONLINE_LOCK_COUNT] = {
        [ONLINE_LOCK_DEFAULT] = "DEFAULT",
        [ONLINE_LOCK_NONE] = "NONE",
        [ONLINE_LOCK_SHARED] = "SHARED",
        [ONLINE_LOCK_EXCLUSIVE] = "EXCLUSIVE",
    };
    return words[lock];
}
