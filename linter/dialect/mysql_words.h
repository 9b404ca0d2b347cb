// SPDX-License-Identifier: Apache-2.0
// Which words a server of the family reserves, by version, and how versions are told.
#ifndef DIALECT_MYSQL_WORDS_H
#define DIALECT_MYSQL_WORDS_H

#include "base/arena.h"
#include "ir/engine.h"

// From `since` on, and before `until`; as ENGINE_VERSION() counts.
typedef struct MyVersions {
    int since;
    int until;
} MyVersions;

enum { MY_FOREVER = 999999 };

bool my_versions_have(MyVersions versions, const Engine *engine);
// The family as its makers write it: "MySQL", "MariaDB", "TiDB".
const char *my_family_title(const Engine *engine);
Str my_version_text(Arena *arena, int version); // "8.0.29"; "11.8" where the patch is 0

// Whether an identifier of this spelling, in any case, has to be quoted.
bool my_word_is_reserved(const Engine *engine, Str word);
// Why, to follow the word: "is a reserved word of MySQL 8.0.2 and newer: quote it". The
// word has to be reserved.
Str my_word_refusal(Arena *arena, const Engine *engine, Str word);

#endif
