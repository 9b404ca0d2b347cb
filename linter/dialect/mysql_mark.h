// SPDX-License-Identifier: Apache-2.0
// Executable comments: what is in them is code for some servers and a comment for others.
#ifndef DIALECT_MYSQL_MARK_H
#define DIALECT_MYSQL_MARK_H

#include "base/str.h"
#include "ir/engine.h"

// The comment at the offset is code for this server: the offset behind its mark, which is
// "/*!", "/*!80016", "/*M!100100", "/*T!" or "/*T![ttl]"; 0: it is a comment.
size_t my_behind_mark(Str text, size_t at, const Engine *engine);
// The same, whichever server it is code for.
size_t my_behind_any_mark(Str text, size_t at);
// A comment that is code for some server and says something there: not what holds without
// a word, nor where rows are kept, nor how much a client is told.
bool my_is_passed_over(Str comment);

#endif
