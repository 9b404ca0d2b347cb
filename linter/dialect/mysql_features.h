// SPDX-License-Identifier: Apache-2.0
// Syntax that not every server of the family knows, by version: rows of a table. See
// mysql_features.c, which has the sources.
#ifndef DIALECT_MYSQL_FEATURES_H
#define DIALECT_MYSQL_FEATURES_H

#include "dialect/mysql_priv.h"

// A name for each row of the table; the owner of the file adds what the parsers ask for.
typedef enum MyFeatureId { MYF_NONE, MYF_COUNT } MyFeatureId;

#endif
