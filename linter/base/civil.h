// SPDX-License-Identifier: Apache-2.0
// Dates of the Gregorian calendar and the time since 1970, both in UTC.
#ifndef BASE_CIVIL_H
#define BASE_CIVIL_H

#include <stdint.h>

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

#endif
