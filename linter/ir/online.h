// SPDX-License-Identifier: Apache-2.0
// MySQL's online DDL: how a statement alters a table, and what others can do meanwhile.
#ifndef IR_ONLINE_H
#define IR_ONLINE_H

// ALGORITHM=…, the best first. NOCOPY is MariaDB's own: INPLACE that rebuilds nothing.
typedef enum Algorithm {
    ALGORITHM_DEFAULT, // not said; of effects: the statement has none
    ALGORITHM_INSTANT,
    ALGORITHM_NOCOPY,
    ALGORITHM_INPLACE,
    ALGORITHM_COPY,
    ALGORITHM_COUNT
} Algorithm;

// LOCK=…, the weakest first.
typedef enum OnlineLock {
    ONLINE_LOCK_DEFAULT,
    ONLINE_LOCK_NONE,      // reads and writes go on
    ONLINE_LOCK_SHARED,    // reads go on
    ONLINE_LOCK_EXCLUSIVE, // nothing does
    ONLINE_LOCK_COUNT
} OnlineLock;

typedef struct Online {
    Algorithm algorithm;
    OnlineLock lock;
} Online;

const char *algorithm_word(Algorithm algorithm); // "INPLACE"; "DEFAULT"
const char *online_lock_word(OnlineLock lock);   // "SHARED"

#endif
