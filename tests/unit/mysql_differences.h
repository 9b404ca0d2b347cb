// SPDX-License-Identifier: Apache-2.0
// Where the parser of MySQL's family and its servers are known to disagree about what a
// statement is.
#ifndef MYSQL_DIFFERENCES_H
#define MYSQL_DIFFERENCES_H

#include <stdbool.h>
#include <stddef.h>

typedef struct MySqlDifference {
    const char *area;     // the file of the corpus; NULL: any
    const char *family;   // NULL: any
    const char *contains; // a piece of the statement
    bool refused;         // by the parser
    size_t rows;          // answers that it is about: statements, each for each server
    const char *why;
} MySqlDifference;

enum { MYSQL_DIFFERENCES_MAX = 400 };
extern const MySqlDifference mysql_differences[];
extern const size_t mysql_difference_count;

#endif
