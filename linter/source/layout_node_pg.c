// SPDX-License-Identifier: Apache-2.0
// node-pg-migrate: files in the order of the number that their names begin with. The
// JavaScript ones among them are programs, and not read.
#include "base/civil.h"
#include "source/layout_priv.h"

enum { UTC_DIGITS = 17, EPOCH_DIGITS = 24 };

// 17 digits are a date, and stand for its milliseconds since 1970.
static Str number_of(Str version, char room[EPOCH_DIGITS])
{
    if (version.len != UTC_DIGITS)
        return version;
    uint64_t of_second = 0;
    (void)str_to_u64(str_drop(version, UTC_DIGITS - 3), &of_second);
    Civil civil = civil_from_digits(version);
    int64_t ms = civil_seconds(&civil) * 1000 + (int64_t)of_second;
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
