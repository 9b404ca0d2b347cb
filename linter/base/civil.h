// SPDX-License-Identifier: Apache-2.0
// Dates of the Gregorian calendar and the time since 1970, both in UTC.
#ifndef BASE_CIVIL_H
#define BASE_CIVIL_H

#include "base/str.h"

typedef struct Civil {
    int64_t year;
    int month; // 1 to 12
    int day;   // 1 to 31
    int hour;
    int minute;
    int second;
} Civil;

Civil civil_of(int64_t seconds);           // since 1970; negative ones are before it
int64_t civil_seconds(const Civil *civil); // the reverse

// The midnight with which a day begins that is written as 2026-12-31; false for what is
// not, and for days that no calendar has.
bool civil_from_date(Str text, Civil *civil);
// Of at least 14 digits the first, as file names have them: 20261231235959. What is out
// of range counts on: month 13 is the next January.
Civil civil_from_digits(Str digits);

#endif
