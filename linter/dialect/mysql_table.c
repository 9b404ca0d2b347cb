// SPDX-License-Identifier: Apache-2.0
// CREATE TABLE, CREATE INDEX, CREATE DATABASE.
#include "dialect/mysql_pieces_priv.h"

const MyRow my_table_rows[] = {
    { NULL, NULL },
};
