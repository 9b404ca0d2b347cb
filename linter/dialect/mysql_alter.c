// SPDX-License-Identifier: Apache-2.0
// ALTER TABLE and ALTER DATABASE.
#include "dialect/mysql_pieces_priv.h"

const MyRow my_alter_rows[] = {
    { NULL, NULL },
};
