// SPDX-License-Identifier: Apache-2.0
// PostgreSQL's parse nodes, from libpg_query's headers. Two of their type names are ours
// too, and get a prefix here. Included before anything else by the pg_*.c files that read
// parse trees.
#ifndef DIALECT_PG_NODES_PRIV_H
#define DIALECT_PG_NODES_PRIV_H

// clang-format off
#define Name PgName
#define ColumnDef PgColumnDef
#include "postgres.h"
#include "nodes/nodes.h"
#include "nodes/parsenodes.h"
#include "nodes/pg_list.h"
#include "nodes/value.h"
#include "pg_query.h"
#include "pg_query_internal.h"
#undef Name
#undef ColumnDef
// clang-format on

#endif
