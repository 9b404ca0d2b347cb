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

static void dates_are_days(void **state)
{
    (void)state;
    static const struct {
        Str text;
        int64_t day; // since 1970
    } rows[] = {
        { STR_INIT("1970-01-01"), 0 },     { STR_INIT("1970-12-31"), 364 },
        { STR_INIT("2000-02-29"), 11016 }, { STR_INIT("2026-03-01"), 20513 },
        { STR_INIT("2100-03-01"), 47541 }, { STR_INIT("1969-12-31"), -1 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Civil civil = { .hour = 1 };
        assert_true(civil_from_date(rows[i].text, &civil));
        assert_int_equal(civil_seconds(&civil), rows[i].day * 86400);
    }
}

static void what_no_calendar_has_is_no_date(void **state)
{
    (void)state;
    static const Str rows[] = {
        STR_INIT("2026-02-29"), STR_INIT("2100-02-29"),  STR_INIT("2026-13-01"),
        STR_INIT("2026-00-10"), STR_INIT("2026-04-31"),  STR_INIT("2026-01-00"),
        STR_INIT("2026-1-1"),   STR_INIT("2026/01/01"),  STR_INIT("+026-01-01"),
        STR_INIT("2026-01-1 "), STR_INIT("2026-01-01 "), STR_INIT(""),
    };
    Civil civil;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_false(civil_from_date(rows[i], &civil));
}

static void digits_of_file_names_are_moments(void **state)
{
    (void)state;
    Civil civil = civil_from_digits(STR("20251231235959123"));
    assert_int_equal(civil_seconds(&civil), 1767225599);
    civil = civil_from_digits(STR("20251301000000"));
    assert_int_equal(civil_seconds(&civil), 1767225600);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_are_dates_both_ways),
        cmocka_unit_test(every_day_of_an_era_comes_back),
        cmocka_unit_test(dates_are_days),
        cmocka_unit_test(what_no_calendar_has_is_no_date),
        cmocka_unit_test(digits_of_file_names_are_moments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
