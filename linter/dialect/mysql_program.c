// SPDX-License-Identifier: Apache-2.0
// Views, and what runs in the database: triggers, routines, events.
#include "dialect/mysql_pieces_priv.h"

const MyRow my_program_rows[] = {
    { NULL, NULL },
};
