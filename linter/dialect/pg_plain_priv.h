// SPDX-License-Identifier: Apache-2.0
// Parse trees of expressions and queries in one form.
#ifndef DIALECT_PG_PLAIN_PRIV_H
#define DIALECT_PG_PLAIN_PRIV_H

#include <stdbool.h>

struct Node;

// Rewrites the tree in place; *root may become another node. False, and nothing is
// changed, when it nests too deep to be compared.
bool pg_plain(struct Node **root);

#endif
