// SPDX-License-Identifier: Apache-2.0
// Queries and the statements that change rows.
#include "dialect/mysql_pieces_priv.h"

const MyRow my_query_rows[] = {
    { NULL, NULL },
};
