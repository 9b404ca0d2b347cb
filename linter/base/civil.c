// SPDX-License-Identifier: Apache-2.0
// Days and dates: the years of an era of 400 begin in March, so that a leap day is the
// last day of its year.
#include "base/civil.h"

enum {
    DAYS_OF_ERA = 146097,
    DAYS_TO_1970 = 719468, // from 0000-03-01
    SECONDS_OF_DAY = 86400
};

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

Civil civil_of(int64_t seconds)
{
    int64_t days = floor_div(seconds, SECONDS_OF_DAY) + DAYS_TO_1970;
    int of_day = (int)(seconds - floor_div(seconds, SECONDS_OF_DAY) * SECONDS_OF_DAY);
    int64_t era = floor_div(days, DAYS_OF_ERA);
    int64_t day_of_era = days - era * DAYS_OF_ERA;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year =
        (int)(day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100));
    int month = (5 * day_of_year + 2) / 153; // 0: March
    return (Civil){
        .year = year_of_era + era * 400 + (month >= 10 ? 1 : 0),
        .month = month < 10 ? month + 3 : month - 9,
        .day = day_of_year - (153 * month + 2) / 5 + 1,
        .hour = of_day / 3600,
        .minute = of_day / 60 % 60,
        .second = of_day % 60,
    };
}

int64_t civil_seconds(const Civil *civil)
{
    int64_t year = civil->year - (civil->month <= 2 ? 1 : 0);
    int64_t era = floor_div(year, 400);
    int64_t year_of_era = year - era * 400;
    int month = civil->month > 2 ? civil->month - 3 : civil->month + 9; // 0: March
    int64_t day_of_year = (153 * month + 2) / 5 + civil->day - 1;
    int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    int64_t days = era * DAYS_OF_ERA + day_of_era - DAYS_TO_1970;
    int64_t minutes = civil->hour * INT64_C(60) + civil->minute;
    return days * SECONDS_OF_DAY + minutes * 60 + civil->second;
}

static int number_at(Str digits, size_t at, size_t len)
{
    uint64_t value = 0;
    (void)str_to_u64(str_slice(digits, at, at + len), &value);
    return (int)value;
}

static bool is_date_shaped(Str text)
{
    return text.len == 10 && str_all_digits(str_take(text, 4)) && text.ptr[4] == '-' &&
           str_all_digits(str_slice(text, 5, 7)) && text.ptr[7] == '-' &&
           str_all_digits(str_drop(text, 8));
}

bool civil_from_date(Str text, Civil *civil)
{
    if (!is_date_shaped(text))
        return false;
    *civil = (Civil){ .year = number_at(text, 0, 4),
                      .month = number_at(text, 5, 2),
                      .day = number_at(text, 8, 2) };
    Civil real = civil_of(civil_seconds(civil));
    return real.month == civil->month && real.day == civil->day;
}

Civil civil_from_digits(Str digits)
{
    return (Civil){
        .year = number_at(digits, 0, 4),
        .month = number_at(digits, 4, 2),
        .day = number_at(digits, 6, 2),
        .hour = number_at(digits, 8, 2),
        .minute = number_at(digits, 10, 2),
        .second = number_at(digits, 12, 2),
    };
}
