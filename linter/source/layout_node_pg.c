// SPDX-License-Identifier: Apache-2.0
// node-pg-migrate: files in the order of the number that their names begin with. The
// JavaScript ones among them are programs, and not read.
#include "source/layout_priv.h"

enum { UTC_DIGITS = 17, EPOCH_DIGITS = 24 };

static int64_t number_at(Str digits, size_t at, size_t len)
{
    uint64_t value = 0;
    str_to_u64(str_slice(digits, at, at + len), &value);
    return (int64_t)value;
}

// Days since 1970 of a date of the Gregorian calendar; its years are counted from March.
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return year * 365 + year / 4 - year / 100 + year / 400 + of_year - 719468;
}

// 17 digits are a date, and stand for its milliseconds since 1970.
static Str number_of(Str version, char room[EPOCH_DIGITS])
{
    if (version.len != UTC_DIGITS)
        return version;
    int64_t days = days_of(number_at(version, 0, 4), number_at(version, 4, 2),
                           number_at(version, 6, 2));
    int64_t minutes = number_at(version, 8, 2) * 60 + number_at(version, 10, 2);
    int64_t ms = (days * 1440 + minutes) * 60000 + number_at(version, 12, 5);
    size_t at = EPOCH_DIGITS;
    for (; ms > 0 || at == EPOCH_DIGITS; ms /= 10)
        room[--at] = (char)('0' + (ms > 0 ? ms % 10 : 0));
    return (Str){ room + at, EPOCH_DIGITS - at };
}

static int compare_versions(Str a, Str b)
{
    char room_a[EPOCH_DIGITS];
    char room_b[EPOCH_DIGITS];
    return compare_numbers(number_of(a, room_a), number_of(b, room_b));
}

static void node_pg_load(Folder *folder)
{
    static const Naming NAMING = {
        .expression = "\\A((\\d+).*)\\.sql\\z",
        .compare = compare_versions,
    };
    folder->dialect = STR("postgres");
    folder_add_named(folder, &NAMING);
}

const Layout layout_node_pg_migrate = {
    .name = "node-pg-migrate",
    .runner = "node-pg-migrate",
    .mark = "(?i)^[ \\t]*--[ \\t-]*(?:up|down)[ \\t]+migration\\b",
    .load = node_pg_load,
};
