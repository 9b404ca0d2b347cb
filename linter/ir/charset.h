// SPDX-License-Identifier: Apache-2.0
// Types, character sets and collations of MySQL and its kin, by their names.
#ifndef IR_CHARSET_H
#define IR_CHARSET_H

#include "ir/name.h"

// Of characters, so that it has a character set: CHAR, VARCHAR, TEXT, ENUM, SET.
bool type_is_text(const TypeRef *type);
bool type_is_integer(const TypeRef *type);
// The bytes that a value of ENUM or SET takes.
size_t type_member_bytes(const TypeRef *type);
// "utf8mb4" of "utf8mb4_bin"; "binary" of itself.
Str charset_of_collation(Str collation);
// Names of character sets, or of collations, are the same: utf8 is utf8mb3.
bool charset_same(Str a, Str b);
// How many bytes a character takes at most; 0: no server has a set of that name.
int charset_bytes(Str name);
// The same, with the most that any set needs where the name says nothing.
int charset_most_bytes(Str name);

#endif
