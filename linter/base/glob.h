// SPDX-License-Identifier: Apache-2.0
// Globs for paths.
#ifndef BASE_GLOB_H
#define BASE_GLOB_H

#include "base/str.h"

// Whether the whole of `text` fits: * is anything within a part of a path, ** anything
// with slashes too ("**/" as a part also nothing), ? one byte that is no slash. Takes
// time in proportion to the product of the lengths, no more.
bool glob_fits(Str glob, Str text);

#endif
