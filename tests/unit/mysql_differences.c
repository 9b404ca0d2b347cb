// SPDX-License-Identifier: Apache-2.0
// The known differences, each with its reason.
#include "mysql_differences.h"

const MySqlDifference mysql_differences[] = {
    { NULL, NULL, "NOTHING YET", false, 0, "" },
};
const size_t mysql_difference_count = sizeof mysql_differences / sizeof *mysql_differences;
