// SPDX-License-Identifier: Apache-2.0
// DROP, RENAME TABLE, TRUNCATE.
#include "dialect/mysql_pieces_priv.h"

const MyRow my_drop_rows[] = {
    { NULL, NULL },
};
