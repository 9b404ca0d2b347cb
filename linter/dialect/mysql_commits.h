// SPDX-License-Identifier: Apache-2.0
// Which statements of MySQL, MariaDB and TiDB end the open transaction.
#ifndef DIALECT_MYSQL_COMMITS_H
#define DIALECT_MYSQL_COMMITS_H

#include "ir/engine.h"
#include "ir/op.h"

// As Frontend.commits.
bool mysql_commits(const Engine *engine, const Op *op);

#endif
