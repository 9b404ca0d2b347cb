// SPDX-License-Identifier: Apache-2.0
// What PostgreSQL refuses inside a transaction.
#ifndef DIALECT_PG_TRANSACTION_H
#define DIALECT_PG_TRANSACTION_H

#include "ir/frontend.h"

// What the server calls an op that it refuses inside a transaction; NULL for all others.
const char *pg_refuses_transaction(const struct Catalog *catalog, const Engine *engine,
                                   const Op *op);

#endif
