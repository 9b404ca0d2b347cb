// SPDX-License-Identifier: Apache-2.0
// MySQL, MariaDB and TiDB: the releases that are known. What is no longer maintained, but
// still met, belongs to them; a version given in part is the oldest that anybody runs:
// 5.7.8 and 8.0.29 are so old that nothing newer is taken for granted, and stable.
#include "dialect/mysql_families.h"

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static const EngineSeries mysql_series[] = {
    { 5, 7, 7, 8 },
    { 8, 0, 4, 29 },
    { 9, 0, 7, 0 },
};

static const EngineSeries mariadb_series[] = {
    { 10, 6, 11, 0 },
    { 11, 0, 8, 0 },
};

static const EngineSeries tidb_series[] = {
    { 6, 5, 6, 0 },
    { 7, 0, 6, 0 },
    { 8, 0, 5, 0 },
};

const EngineFamily mysql_families[MYSQL_FAMILY_COUNT] = {
    {
        .name = "mysql",
        .usual = { STR_INIT("mysql"), 8, 0, 29 },
        .series_count = COUNT(mysql_series),
        .series = mysql_series,
    },
    {
        .name = "mariadb",
        .usual = { STR_INIT("mariadb"), 10, 6, 0 },
        .series_count = COUNT(mariadb_series),
        .series = mariadb_series,
    },
    {
        .name = "tidb",
        .usual = { STR_INIT("tidb"), 7, 5, 0 },
        .series_count = COUNT(tidb_series),
        .series = tidb_series,
    },
};
