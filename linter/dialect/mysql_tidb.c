// SPDX-License-Identifier: Apache-2.0
// Statements that TiDB alone has.
#include "dialect/mysql_pieces_priv.h"

const MyRow my_tidb_rows[] = {
    { NULL, NULL },
};
