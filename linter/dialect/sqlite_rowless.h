// SPDX-License-Identifier: Apache-2.0
// Files that add to the schema and can do nothing to rows, and that no row can stop: they
// need not be run on tables with rows.
#ifndef DIALECT_SQLITE_ROWLESS_H
#define DIALECT_SQLITE_ROWLESS_H

#include "base/str.h"

// False: each statement of the text is such a one, however broken some of them are. When
// in doubt, true. `breakpoints`: as of SlSplitter.
bool sl_meets_rows(Str text, bool breakpoints);

#endif
