// SPDX-License-Identifier: Apache-2.0
// Facts about whole tables: options, names, partitions, maintenance, rows.
#include "dialect/mysql_facts_priv.h"

// ---- options ----

static bool is_same_engine(const MyAsk *ask)
{
    return str_eq_ci(ask->op->detail, STR("innodb")) && !my_is_foreign_engine(ask);
}

static bool is_database(const MyAsk *ask)
{
    return ask->op->object == OBJ_DATABASE;
}

static bool is_one_of(const MyAsk *ask, const char *const *verbs)
{
    return str_is_any(ask->op->verb, verbs);
}

// The table's file is laid out by them.
static bool is_layout(const MyAsk *ask)
{
    static const char *const verbs[] = { "row_format", "key_block_size", "force", NULL };
    return is_one_of(ask, verbs);
}

static bool is_special(const MyAsk *ask)
{
    static const char *const verbs[] = { "engine",
                                         "convert",
                                         "order-by",
                                         "disable-keys",
                                         "enable-keys",
                                         "encryption",
                                         "add-versioning",
                                         "drop-versioning",
                                         "discard-tablespace",
                                         "import-tablespace",
                                         "tablespace",
                                         "page_compressed",
                                         "encrypted",
                                         "",
                                         NULL };
    return is_layout(ask) || is_one_of(ask, verbs) || is_database(ask);
}

static bool is_foreign_and_plain(const MyAsk *ask)
{
    return !is_special(ask) && my_is_foreign_engine(ask);
}

static bool is_special_or_foreign(const MyAsk *ask)
{
    return is_special(ask) || my_is_foreign_engine(ask);
}

static bool is_keys_switch(const MyAsk *ask)
{
    static const char *const verbs[] = { "disable-keys", "enable-keys", NULL };
    return is_one_of(ask, verbs);
}

static bool is_tablespace(const MyAsk *ask)
{
    static const char *const verbs[] = { "discard-tablespace", "import-tablespace",
                                         NULL };
    return is_one_of(ask, verbs);
}

// Encrypting or moving the pages means writing them.
static bool is_page_format(const MyAsk *ask)
{
    static const char *const verbs[] = { "tablespace", "page_compressed", "encrypted",
                                         NULL };
    return is_one_of(ask, verbs);
}

static bool switches_encryption(const MyAsk *ask)
{
    Str was = ask->table ? table_option(ask->table, STR("encryption")) : (Str){ 0 };
    bool is = str_eq_ci(ask->op->detail, STR("y"));
    return str_eq(ask->op->verb, STR("encryption")) && is != str_eq_ci(was, STR("y"));
}

static bool keeps_encryption(const MyAsk *ask)
{
    return str_eq(ask->op->verb, STR("encryption")) && !switches_encryption(ask);
}

#define OTHER_TYPE "the type of a column becomes another one"

static const MyFact set_table_option[] = {
    { MEASURED, MYSQL, .unless = is_special_or_foreign, RUN(METADATA) },
    { MEASURED, MYSQL, .when = is_foreign_and_plain, RUN(INSTANT) },
    { MEASURED, MARIADB, .unless = is_special, RUN(INSTANT) },
    { MEASURED, .verb = "", .unless = is_database, RUN(INSTANT) },
    { MEASURED, .when = is_layout, RUN(REBUILD) },
    { MEASURED, MARIADB, .verb = "row_format", RUN(REBUILD),
      REASON("the option is one of how rows are written") },
    { MEASURED, .verb = "engine", .when = is_same_engine, RUN(REBUILD) },
    { MEASURED, .verb = "engine", .unless = is_same_engine, RUN(COPY),
      LOCK_REASON(NEEDS_LOCK) },
    { MEASURED, .verb = "order-by", RUN(COPY) },
    { MEASURED, .when = is_keys_switch, RUN_LOCKED(INSTANT, EXCLUSIVE) },
    { MANUAL, .when = is_tablespace, RUN_LOCKED(INSTANT, EXCLUSIVE) },
    { MANUAL, .when = is_page_format, RUN(REBUILD) },
    { MANUAL, MYSQL, .when = switches_encryption, RUN(COPY) },
    { MEASURED, MYSQL, .when = keeps_encryption, RUN(METADATA) },
    { MEASURED, MARIADB, .verb = "add-versioning", RUN(COPY),
      REASON("versions are kept by time") },
    { MEASURED, MARIADB, .verb = "drop-versioning", RUN_LOCKED(REBUILD, SHARED) },
    // What CONVERT TO makes of the columns, each like a MODIFY.
    { MEASURED, .verb = "convert", .change = MYC_TYPE | MYC_UNKNOWN, RUN(COPY),
      REASON(OTHER_TYPE) },
    { MEASURED, MYSQL, .verb = "convert", .change = MYC_NOTHING, RUN(METADATA) },
    { MEASURED, MYSQL, .verb = "convert", .change = MYC_UTF8, RUN(METADATA) },
    { MEASURED, MYSQL, .verb = "convert", .change = MYC_COLLATION,
      RUN_LOCKED(REBUILD, SHARED) },
    { MEASURED, MYSQL, .verb = "convert", .change = MYC_KEYED | MYC_KEYED_UTF8, RUN(COPY),
      REASON(OTHER_TYPE) },
    { MEASURED, MARIADB, .verb = "convert",
      .change = MYC_NOTHING | MYC_UTF8 | MYC_COLLATION, RUN(INSTANT) },
    { MEASURED, MARIADB, .verb = "convert", .change = MYC_KEYED, RUN(BUILD) },
};

// ---- names, and tables that come and go ----

static const MyFact rename_table[] = {
    { MEASURED, RUN_LOCKED(INSTANT, EXCLUSIVE) },
};

static const MyFact drop_table[] = {
    { MEASURED, .family = MY_MYSQL | MY_MARIADB, .unless = my_is_temporary,
      MY_LOCK(EXCLUSIVE) },
};

static const MyFact truncate_table[] = {
    { MEASURED, .family = MY_MYSQL | MY_MARIADB, .unless = my_is_temporary, MY_REPLACE },
};

// ---- partitions ----

// Of a table that is not known the new partition tells it.
static bool is_ranged(const MyAsk *ask)
{
    const TableDef *made = ask->op->table;
    if (made && made->partitions.len > 0 && made->partitions.at[0].values.ptr)
        return true;
    return ask->table && (str_starts(ask->table->partition_by, STR("range")) ||
                          str_starts(ask->table->partition_by, STR("list")));
}

static bool is_hashed(const MyAsk *ask)
{
    return !is_ranged(ask);
}

static bool is_quick(const MyAsk *ask)
{
    static const char *const verbs[] = { "exchange", "discard", "import", NULL };
    return is_one_of(ask, verbs);
}

static bool is_written_anew(const MyAsk *ask)
{
    static const char *const verbs[] = { "reorganize", "coalesce", "rebuild",
                                         "optimize",   "convert",  NULL };
    return is_one_of(ask, verbs);
}

static bool is_all_written_anew(const MyAsk *ask)
{
    static const char *const verbs[] = { "by", "remove", NULL };
    return is_one_of(ask, verbs);
}

// Servers take every ALGORITHM with what is done at once.
static const MyFact alter_partition[] = {
    { MEASURED, .verb = "add", .when = is_ranged, RUN(METADATA) },
    { MEASURED, .verb = "add", .when = is_hashed, RUN_LOCKED(REBUILD, SHARED) },
    { MEASURED, .verb = "drop", RUN(METADATA) },
    { MEASURED, .verb = "truncate", RUN(INSTANT) },
    { MEASURED, .verb = "truncate", MY_REPLACE },
    { MEASURED, .when = is_quick, RUN(INSTANT) },
    { MEASURED, .when = is_written_anew, RUN_LOCKED(REBUILD, SHARED) },
    { MEASURED, .when = is_all_written_anew, RUN(COPY), LOCK_REASON(NEEDS_LOCK) },
};

// ---- maintenance ----

static const MyFact maintenance[] = {
    { MEASURED, .verb = "optimize", .family = MY_MYSQL | MY_MARIADB, RUN(REBUILD) },
    { MANUAL, .verb = "repair", .family = MY_MYSQL | MY_MARIADB, MY_LOCK(EXCLUSIVE) },
};

static const MyFact lock_table[] = {
    { MANUAL, .without = OPF_REVOKE, .when = my_asks_to_read, MY_LOCK(SHARED) },
    { MANUAL, .without = OPF_REVOKE, .when = my_asks_to_write, MY_LOCK(EXCLUSIVE) },
};

static const MyFact trigger[] = {
    { MANUAL, .family = MY_MYSQL | MY_MARIADB, MY_LOCK(NONE) },
};

// ---- rows ----

static bool meets_every_row(const MyAsk *ask)
{
    return ask->op->where != WHERE_SOME && !op_has(ask->op, OPF_LIMIT);
}

// Every row that is read is locked until the transaction ends.
static const MyFact change_rows[] = {
    { MANUAL, .family = MY_MYSQL | MY_MARIADB | MY_TIDB, .when = meets_every_row,
      .deed = MYD_SCANS, .lock = ONLINE_LOCK_SHARED },
};

// It is dropped, and made again.
static const MyFact create_table[] = {
    { MEASURED, MARIADB, .with = OPF_OR_REPLACE, .when = my_is_known, MY_REPLACE },
};

const MyFactList my_table_facts[OP_KIND_COUNT] = {
    [OP_SET_TABLE_OPTION] = MY_FACTS(set_table_option),
    [OP_RENAME_TABLE] = MY_FACTS(rename_table),
    [OP_DROP_TABLE] = MY_FACTS(drop_table),
    [OP_CREATE_TABLE] = MY_FACTS(create_table),
    [OP_TRUNCATE] = MY_FACTS(truncate_table),
    [OP_ALTER_PARTITION] = MY_FACTS(alter_partition),
    [OP_MAINTENANCE] = MY_FACTS(maintenance),
    [OP_LOCK_TABLE] = MY_FACTS(lock_table),
    [OP_CREATE_TRIGGER] = MY_FACTS(trigger),
    [OP_DROP_TRIGGER] = MY_FACTS(trigger),
    [OP_UPDATE] = MY_FACTS(change_rows),
    [OP_DELETE] = MY_FACTS(change_rows),
};
