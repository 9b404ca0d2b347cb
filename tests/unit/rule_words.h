// SPDX-License-Identifier: Apache-2.0
// Tests of what rules say: a case is an example with one finding of a rule, and its
// words.
#ifndef TESTS_RULE_WORDS_H
#define TESTS_RULE_WORDS_H

#include "example.h"

// How examples begin.
#define START "CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL, age int);\n"
#define JOURNAL                                                                          \
    "@ "                                                                                 \
    "drizzle/meta/"                                                                      \
    "_journal.json\n{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"

typedef struct WordsCase {
    const char *name;
    const char *example;
    const char *rule;
    Severity severity;
    const char *message; // all of it
    const char *fix;     // a part of it; NULL: any
    const char *no_fix;  // what it must not say; NULL: nothing
    LockMode lock;       // LOCK_NONE: any
} WordsCase;

// Runs each case as a test of cmocka; returns the number of those that failed.
int run_words(const char *group, const WordsCase *cases, size_t count);

#endif
