// SPDX-License-Identifier: Apache-2.0
// Statements of administrators, of which the head is all that matters.
#include "dialect/mysql_pieces_priv.h"

const MyRow my_admin_rows[] = {
    { NULL, NULL },
};
