// SPDX-License-Identifier: Apache-2.0
// A catalog held against what SQLite itself says of the database.
#ifndef UNIT_INTROSPECTED_H
#define UNIT_INTROSPECTED_H

#include "replayed.h"

// All tables and views of both, after a file with this text; false, with a message that
// begins with `where`, where they part.
bool same_as_sqlite(const Replayed *r, const char *text, const char *where);

#endif
