// SPDX-License-Identifier: Apache-2.0
// SET, USE, transactions, LOCK TABLES.
#include "dialect/mysql_pieces_priv.h"

const MyRow my_session_rows[] = {
    { NULL, NULL },
};
