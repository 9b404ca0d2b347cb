// SPDX-License-Identifier: Apache-2.0
// Globs for paths.
#ifndef BASE_GLOB_H
#define BASE_GLOB_H

#include "base/str.h"

// Whether the whole of `text` fits: * is anything within a part of a path, ** anything
// with slashes too ("**/" as a part also nothing), ? one byte that is no slash. Takes
// time in proportion to the product of the lengths, no more.
bool glob_fits(Str glob, Str text);

// Why no path from a root can fit the glob, or all do, to follow it in a sentence:
// "fits no path: it has an empty part". NULL: it may fit some.
const char *glob_fault(Str glob);

#endif
