// SPDX-License-Identifier: Apache-2.0
// Statements that MariaDB alone has.
#include "dialect/mysql_pieces_priv.h"

const MyRow my_mariadb_rows[] = {
    { NULL, NULL },
};
