// SPDX-License-Identifier: Apache-2.0
// Unit tests of base/civil.h.
#include "base/civil.h"

#include "check.h"

typedef struct Moment {
    int64_t seconds;
    Civil civil;
} Moment;

// By `date -u -d @SECONDS`.
static const Moment MOMENTS[] = {
    { 0, { 1970, 1, 1, 0, 0, 0 } },
    { -1, { 1969, 12, 31, 23, 59, 59 } },
    { 951782399, { 2000, 2, 28, 23, 59, 59 } },
    { 951782400, { 2000, 2, 29, 0, 0, 0 } },
    { 951868800, { 2000, 3, 1, 0, 0, 0 } },
    { 1767225599, { 2025, 12, 31, 23, 59, 59 } },
    { 4107542400, { 2100, 3, 1, 0, 0, 0 } },
    { 253402300799, { 9999, 12, 31, 23, 59, 59 } },
    { -62167219200, { 0, 1, 1, 0, 0, 0 } },
};

static void moments_are_dates_both_ways(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof MOMENTS / sizeof MOMENTS[0]; i++) {
        const Moment *moment = &MOMENTS[i];
        Civil civil = civil_of(moment->seconds);
        assert_int_equal(civil.year, moment->civil.year);
        assert_int_equal(civil.month, moment->civil.month);
        assert_int_equal(civil.day, moment->civil.day);
        assert_int_equal(civil.hour, moment->civil.hour);
        assert_int_equal(civil.minute, moment->civil.minute);
        assert_int_equal(civil.second, moment->civil.second);
        assert_int_equal(civil_seconds(&moment->civil), moment->seconds);
    }
}

static void every_day_of_an_era_comes_back(void **state)
{
    (void)state;
    for (int64_t day = -146097; day < 146097; day += 7) {
        Civil civil = civil_of(day * 86400 + 43210);
        assert_int_equal(civil_seconds(&civil), day * 86400 + 43210);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_are_dates_both_ways),
        cmocka_unit_test(every_day_of_an_era_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
