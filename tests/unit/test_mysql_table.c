// SPDX-License-Identifier: Apache-2.0
// Unit tests of CREATE TABLE, CREATE INDEX and CREATE DATABASE in MySQL's family. What
// the servers show and refuse was measured on MySQL 9.7.4, MariaDB 10.11.19 and 11.8.9.
#include "lowered.h"

static const ColumnDef *column_of(Sql *sql, const char *definition)
{
    Str text = arena_fmt(sql->arena, "CREATE TABLE t (a %s)", definition);
    lower_text(sql, text);
    const Op *op = op_at(sql, 0, OP_CREATE_TABLE);
    assert_true(op->table->columns.len > 0);
    return &op->table->columns.at[0];
}

static const TableDef *table_of(Sql *sql, const char *text)
{
    return lower_one(sql, text, OP_CREATE_TABLE)->table;
}

static Str option(const TableDef *table, const char *name)
{
    for (size_t i = 0; i < table->options.len; i++)
        if (str_eq(table->options.at[i].name, str_from(name)))
            return table->options.at[i].value;
    return STR("none");
}

static void types_have_one_spelling(void **state)
{
    static const char *const types[][2] = {
        { "INT(11)", "int" },
        { "INTEGER UNSIGNED", "int unsigned" },
        { "BIGINT(20) UNSIGNED ZEROFILL", "bigint unsigned zerofill" },
        { "INT ZEROFILL", "int unsigned zerofill" },
        { "TINYINT(1)", "tinyint(1)" },
        { "TINYINT(1) UNSIGNED", "tinyint unsigned" },
        { "TINYINT(4)", "tinyint" },
        { "BOOL", "tinyint(1)" },
        { "MIDDLEINT", "mediumint" },
        { "INT8", "bigint" },
        { "SERIAL", "bigint unsigned" },
        { "DEC", "decimal(10,0)" },
        { "NUMERIC(5)", "decimal(5,0)" },
        { "FIXED(10, 2)", "decimal(10,2)" },
        { "FLOAT(24)", "float" },
        { "FLOAT(25)", "double" },
        { "FLOAT(7,4)", "float(7,4)" },
        { "DOUBLE PRECISION", "double" },
        { "REAL", "double" },
        { "CHAR", "char(1)" },
        { "CHARACTER VARYING(5)", "varchar(5)" },
        { "NATIONAL VARCHAR(5)", "varchar(5)" },
        { "NCHAR VARYING(5)", "varchar(5)" },
        { "CHAR BYTE", "binary(1)" },
        { "VARCHAR(5) CHARACTER SET binary", "varbinary(5)" },
        { "TEXT COLLATE binary", "blob" },
        { "LONG", "mediumtext" },
        { "LONG VARBINARY", "mediumblob" },
        { "TEXT(63)", "tinytext" },
        { "TEXT(64)", "text" },
        { "TEXT(100) CHARACTER SET latin1", "tinytext" },
        { "BLOB(70000)", "mediumblob" },
        { "BIT", "bit(1)" },
        { "YEAR(4)", "year" },
        { "DATETIME(6)", "datetime(6)" },
        { "TIMESTAMP(0)", "timestamp" },
        { "GEOMCOLLECTION", "geometrycollection" },
        { "VECTOR(3)", "vector(3)" },
        { "ENUM('a', \"b\")", "enum('a','b')" },
        { "ENUM('it''s','c\\'d','back\\\\slash','z  ')",
          "enum('it''s','c''d','back\\\\slash','z')" },
        { "SET('x','y')", "set('x','y')" },
        { "JSON", "json" },
        { "UUID", "uuid" },
    };
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        assert_str_equal(column_of(sql, types[i][0])->type.text, str_from(types[i][1]));
}

static void a_type_knows_its_parts(void **state)
{
    Sql *sql = *state;
    const ColumnDef *set = column_of(sql, "SET('it''s', 'b')");
    assert_str(set->type.name.name, "set");
    assert_str(joined(sql, set->type.labels), "it's, b");
    const ColumnDef *decimal = column_of(sql, "DECIMAL(10,2) UNSIGNED");
    assert_true(decimal->type.is_unsigned);
    assert_int_equal(decimal->type.mods[0], 10);
    assert_int_equal(decimal->type.mods[1], 2);
    const ColumnDef *text = column_of(sql, "VARCHAR(5) CHARSET 'latin1' BINARY");
    assert_str(text->charset, "latin1");
    assert_str(text->collation, "latin1_bin");
    assert_str(column_of(sql, "NCHAR(5)")->charset, "utf8mb3");
    assert_str(column_of(sql, "CHAR(5) UNICODE")->charset, "ucs2");
}

static void types_that_no_server_takes_are_refused(void **state)
{
    static const char *const definitions[] = {
        "VARCHAR",
        "INT(11,2)",
        "INT()",
        "DOUBLE(1,2,3)",
        "BINARY VARYING(3)",
        "XMLTYPE",
        "ENUM()",
        "ENUM(a)",
        "ENUM('a' 'b')",
        "DATE(3)",
        "BOOL UNSIGNED",
        "CHAR(5) BYTE BINARY",
        "NCHAR(3) ASCII",
        "CHAR BINARY BINARY",
        "JSON(3)",
        "UNSIGNED INT",
    };
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof definitions / sizeof definitions[0]; i++) {
        Str text = arena_fmt(sql->arena, "CREATE TABLE t (a %s)", definitions[i]);
        refused_at(sql, arena_cstr(sql->arena, text));
    }
}

static void a_column_has_its_attributes(void **state)
{
    Sql *sql = *state;
    const ColumnDef *def =
        column_of(sql, "TIMESTAMP(3) DEFAULT CURRENT_TIMESTAMP(3) NOT NULL ON UPDATE "
                       "NOW(3) COMMENT 'it''s' INVISIBLE COLLATE utf8mb4_bin");
    assert_str(def->default_expr, "CURRENT_TIMESTAMP(3)");
    assert_str(column_rest(def)->on_update, "NOW(3)");
    assert_str(column_rest(def)->comment, "it's");
    assert_str(def->collation, "utf8mb4_bin");
    assert_true(def->not_null && def->invisible && !def->null_said);
    assert_str(column_rest(def)->written,
               "TIMESTAMP(3) DEFAULT CURRENT_TIMESTAMP(3) NOT NULL ON UPDATE "
               "NOW(3) COMMENT 'it''s' INVISIBLE COLLATE utf8mb4_bin");
    assert_str(span_text(sql, def->span), "a TIMESTAMP(3) DEFAULT CURRENT_TIMESTAMP(3) "
                                          "NOT NULL ON UPDATE NOW(3) COMMENT 'it''s' "
                                          "INVISIBLE COLLATE utf8mb4_bin");
}

static void nullness_follows_from_the_last_word_and_the_key(void **state)
{
    Sql *sql = *state;
    assert_true(column_of(sql, "INT NOT NULL NULL")->null_said);
    assert_false(column_of(sql, "INT NOT NULL NULL")->not_null);
    assert_true(column_of(sql, "INT PRIMARY KEY")->not_null);
    assert_true(column_of(sql, "INT AUTO_INCREMENT UNIQUE")->not_null);
    assert_true(column_of(sql, "SERIAL")->not_null);
    assert_true(column_of(sql, "INT, PRIMARY KEY (A)")->not_null);
    assert_false(column_of(sql, "INT, UNIQUE (a)")->not_null);
}

static void defaults_are_kept_as_written(void **state)
{
    static const char *const values[] = {
        "-1",          "'a' 'b'",           "NULL",    "x'41'",
        "_utf8mb4'x'", "(uuid())",          "(1 + 1)", "now()",
        "TRUE",        "DATE '2020-01-01'", "1.5",     "uuid()"
    };
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        Str text = arena_fmt(sql->arena, "VARCHAR(40) DEFAULT %s NOT NULL", values[i]);
        const ColumnDef *def = column_of(sql, arena_cstr(sql->arena, text));
        assert_str_equal(def->default_expr, str_from(values[i]));
        assert_true(def->not_null);
    }
    refused_at(sql, "CREATE TABLE t (a INT DEFAULT 1+1)");
    refused_at(sql, "CREATE TABLE t (a INT DEFAULT (1)+1)");
    refused_at(sql, "CREATE TABLE t (a INT DEFAULT - -1)");
    refused_at(sql, "CREATE TABLE t (a DATETIME DEFAULT now() + INTERVAL 1 DAY)");
}

static void generated_columns(void **state)
{
    Sql *sql = *state;
    const ColumnDef *def = column_of(sql, "INT GENERATED ALWAYS AS (b + 1) STORED");
    assert_str(def->generated_expr, "b + 1");
    assert_int_equal(def->generated, GENERATED_STORED);
    assert_int_equal(column_of(sql, "INT AS (1)")->generated, GENERATED_VIRTUAL);
    lower_for(sql, "mariadb", ENGINE_VERSION(10, 6, 0));
    assert_int_equal(column_of(sql, "INT AS (1) PERSISTENT")->generated,
                     GENERATED_STORED);
}

static void what_stands_in_a_column_is_of_the_table(void **state)
{
    Sql *sql = *state;
    const TableDef *table = table_of(
        sql,
        "CREATE TABLE t (id SERIAL, a INT UNIQUE KEY CHECK (a > 0) REFERENCES p (id) "
        "ON DELETE CASCADE ON UPDATE NO ACTION, k INT KEY)");
    assert_int_equal(table->indexes.len, 2);
    assert_str(table->indexes.at[0].parts.at[0].column, "id");
    assert_true(table->indexes.at[1].unique);
    assert_str(table->indexes.at[1].table.name, "t");
    assert_int_equal(table->constraints.len, 3);
    assert_str(table->constraints.at[0].expression, "a > 0");
    const ConstraintDef *reference = &table->constraints.at[1];
    assert_str(reference->ref_table.name, "p");
    assert_str(reference->on_delete, "cascade");
    assert_str(reference->on_update, "");
    assert_str(span_text(sql, reference->span),
               "REFERENCES p (id) ON DELETE CASCADE ON UPDATE NO ACTION");
    assert_str(table->constraints.at[2].name, "PRIMARY");
    assert_str(table->constraints.at[2].key->parts.at[0].column, "k");
}

static void keys_of_a_table(void **state)
{
    Sql *sql = *state;
    const TableDef *table =
        table_of(sql, "CREATE TABLE t (a INT, b TEXT, PRIMARY KEY (a) USING HASH, "
                      "KEY k USING BTREE (b(10) DESC, (a + 1)) COMMENT 'x' INVISIBLE, "
                      "CONSTRAINT c UNIQUE (a), CONSTRAINT c UNIQUE INDEX u (a), "
                      "FULLTEXT ft (b) WITH PARSER ngram)");
    assert_str(table->constraints.at[0].key->method, "hash");
    const IndexDef *key = &table->indexes.at[0];
    assert_str(key->name, "k");
    assert_int_equal(key->parts.at[0].length, 10);
    assert_true(key->parts.at[0].descending);
    assert_str(key->parts.at[1].expression, "a + 1");
    assert_str(key->comment, "x");
    assert_str(key->written, "COMMENT 'x' INVISIBLE");
    assert_true(key->invisible);
    assert_str(table->indexes.at[1].name, "c");
    assert_str(table->indexes.at[2].name, "u");
    assert_str(table->indexes.at[3].method, "fulltext");
    assert_str(table->indexes.at[3].parser, "ngram");
}

static void foreign_keys_of_a_table(void **state)
{
    Sql *sql = *state;
    const TableDef *table =
        table_of(sql, "CREATE TABLE t (a INT, CONSTRAINT fk FOREIGN KEY i (a) REFERENCES "
                      "d.p (x) MATCH FULL ON UPDATE SET DEFAULT ON DELETE SET NULL)");
    const ConstraintDef *def = &table->constraints.at[0];
    assert_str(def->name, "fk");
    assert_str(def->using_index, "i");
    assert_str(def->ref_table.schema, "d");
    assert_str(joined(sql, def->ref_columns), "x");
    assert_true(def->match_full);
    assert_str(def->on_update, "set default");
    assert_str(def->on_delete, "set null");
}

static void options_have_one_spelling(void **state)
{
    Sql *sql = *state;
    const TableDef *table = table_of(
        sql, "CREATE TABLE t (a VARCHAR(3) BINARY) ENGINE InnoDB, AUTO_INCREMENT = 5 "
             "DEFAULT CHARACTER SET UTF8MB4 COLLATE='utf8mb4_bin' ROW_FORMAT=Dynamic, "
             "COMMENT 'it''s' STATS_PERSISTENT=DEFAULT UNION=(b, c)");
    assert_str(option(table, "engine"), "InnoDB");
    assert_str(option(table, "auto_increment"), "5");
    assert_str(option(table, "charset"), "utf8mb4");
    assert_str(option(table, "collate"), "utf8mb4_bin");
    assert_str(option(table, "row_format"), "dynamic");
    assert_str(option(table, "comment"), "it's");
    assert_str(option(table, "stats_persistent"), "default");
    assert_str(option(table, "union"), "b, c");
    assert_str(table->columns.at[0].collation, "utf8mb4_bin");
    refused_at(sql, "CREATE TABLE t (a INT) ENGINE=InnoDB,");
    refused_at(sql, "CREATE TABLE t (a INT) STATS_PERSISTENT=2");
    refused_at(sql, "CREATE TABLE t (a INT) COMMENT=x");
}

static void partitions(void **state)
{
    Sql *sql = *state;
    const TableDef *table = table_of(
        sql,
        "CREATE TABLE t (a INT, d DATE) PARTITION BY RANGE (YEAR(d)) SUBPARTITION BY "
        "HASH (a) SUBPARTITIONS 2 (PARTITION p0 VALUES LESS THAN (2020) ENGINE=InnoDB "
        "COMMENT='x', PARTITION p1 VALUES LESS THAN MAXVALUE)");
    assert_str(table->partition_by, "range");
    assert_str(joined(sql, table->partition_columns), "d");
    assert_true(table->subpartitioned);
    assert_int_equal(table->partitions.len, 2);
    assert_str(table->partitions.at[0].name, "p0");
    assert_str(table->partitions.at[0].values, "LESS THAN (2020)");
    const TableDef *key = table_of(sql, "CREATE TABLE t (a INT) PARTITION BY LINEAR KEY "
                                        "ALGORITHM=2 (a) PARTITIONS 4");
    assert_str(key->partition_by, "linear key");
    assert_str(key->partition_count, "4");
    const TableDef *list =
        table_of(sql, "CREATE TABLE t (a INT, b INT) PARTITION BY LIST COLUMNS (a, b) "
                      "(PARTITION p VALUES IN ((1, 2), (3, 4)))");
    assert_str(joined(sql, list->partition_columns), "a, b");
    refused_at(sql, "CREATE TABLE t (a INT) PARTITION BY HASH (a, b)");
    refused_at(sql, "CREATE TABLE t (a INT) PARTITION BY KEY ALGORITHM=3 (a)");
}

static void tables_of_other_tables(void **state)
{
    Sql *sql = *state;
    assert_str(table_of(sql, "CREATE TABLE t LIKE d.p")->likes.at[0].table.schema, "d");
    assert_int_equal(table_of(sql, "CREATE TABLE t (LIKE p)")->likes.len, 1);
    const Op *op = lower_one(sql,
                             "CREATE TABLE t (a INT) ENGINE=InnoDB AS SELECT a, b AS c "
                             "FROM p",
                             OP_CREATE_TABLE);
    assert_true(op->table->as_query);
    assert_str(names(sql, op->relations), "p");
    assert_int_equal(op->table->columns.len, 2);
    assert_str(op->table->columns.at[1].name, "c");
    assert_true(table_of(sql, "CREATE TABLE t (SELECT 1 AS a)")->as_query);
}

static void prefixes_of_a_table(void **state)
{
    Sql *sql = *state;
    const Op *op =
        lower_one(sql, "CREATE TEMPORARY TABLE IF NOT EXISTS t (a INT)", OP_CREATE_TABLE);
    assert_true(op_has(op, OPF_IF_NOT_EXISTS));
    assert_int_equal(op->table->persistence, PERSIST_TEMPORARY);
    lower_for(sql, "mariadb", ENGINE_VERSION(10, 6, 0));
    op = lower_one(sql, "CREATE OR REPLACE TABLE t (a INT) WITH SYSTEM VERSIONING",
                   OP_CREATE_TABLE);
    assert_true(op_has(op, OPF_OR_REPLACE));
    assert_true(op->table->system_versioned);
    refused_at(sql, "CREATE OR REPLACE TABLE IF NOT EXISTS t (a INT)");
}

static void tidb_has_words_of_its_own(void **state)
{
    Sql *sql = *state;
    lower_for(sql, "tidb", ENGINE_VERSION(8, 5, 0));
    const TableDef *table = table_of(
        sql, "CREATE TABLE t (id BIGINT PRIMARY KEY CLUSTERED AUTO_RANDOM(5, 54), at "
             "DATETIME, UNIQUE KEY u (at) GLOBAL) AUTO_ID_CACHE 1 "
             "TTL = at + INTERVAL 90 DAY TTL_ENABLE='ON' PLACEMENT POLICY=p");
    assert_str(column_rest(&table->columns.at[0])->auto_random, "5, 54");
    assert_int_equal(table->constraints.at[0].clustering, CLUSTERED);
    assert_true(table->indexes.at[0].global);
    assert_str(option(table, "ttl"), "at + INTERVAL 90 DAY");
    assert_str(option(table, "ttl_enable"), "ON");
    assert_str(option(table, "placement_policy"), "p");
    assert_str(
        misfits(sql, "CREATE GLOBAL TEMPORARY TABLE t (a INT) ON COMMIT DELETE ROWS"),
        "");
}

static void create_index(void **state)
{
    Sql *sql = *state;
    const Op *op = lower_one(sql,
                             "CREATE UNIQUE INDEX i USING BTREE ON d.t (a, b(5)) "
                             "COMMENT 'x' ALGORITHM=INPLACE LOCK NONE",
                             OP_CREATE_INDEX);
    assert_str(op_name(sql, op), "d.t");
    assert_str(op->index->name, "i");
    assert_true(op->index->unique);
    assert_int_equal(op->index->parts.at[1].length, 5);
    assert_int_equal(op->asked.algorithm, ALGORITHM_INPLACE);
    assert_int_equal(op->asked.lock, ONLINE_LOCK_NONE);
    op = lower_one(sql, "CREATE FULLTEXT INDEX i ON t (a)", OP_CREATE_INDEX);
    assert_str(op->index->method, "fulltext");
    refused_at(sql, "CREATE UNIQUE FULLTEXT INDEX i ON t (a)");
    refused_at(sql, "CREATE FULLTEXT INDEX i USING BTREE ON t (a)");
    refused_at(sql, "CREATE INDEX ON t (a)");
    refused_at(sql, "CREATE INDEX i ON t (a) ALGORITHM=INPLACE, LOCK=NONE");
    refused_at(sql, "CREATE INDEX i ON t (a) LOCK=NONE LOCK=SHARED");
}

static void create_database(void **state)
{
    Sql *sql = *state;
    const Op *op = lower_one(sql,
                             "CREATE DATABASE IF NOT EXISTS d DEFAULT CHARACTER SET = "
                             "utf8mb4 COLLATE utf8mb4_bin",
                             OP_CREATE_SCHEMA);
    assert_int_equal(op->object, OBJ_DATABASE);
    assert_str(op_name(sql, op), "d");
    assert_true(op_has(op, OPF_IF_NOT_EXISTS));
    assert_str(option(op->table, "charset"), "utf8mb4");
    refused_at(sql, "CREATE DATABASE d CHARSET=utf8mb4, COLLATE=utf8mb4_bin");
    refused_at(sql, "CREATE DATABASE d READ ONLY=1");
}

// The order of a column's attributes, and what only others of the family take.
static void servers_differ(void **state)
{
    static const struct {
        const char *family;
        int version;
        const char *text, *misfits;
    } rows[] = {
        { "mysql", ENGINE_VERSION(8, 4, 0), "CREATE TABLE t (a INT INVISIBLE)", "" },
        { "mysql", ENGINE_VERSION(8, 4, 0), "CREATE TABLE t (a INT COLUMN_FORMAT FIXED)",
          "" },
        { "mariadb", ENGINE_VERSION(11, 8, 0), "CREATE TABLE t (a INT foo=1) bar='x'",
          "" },
        { "mariadb", ENGINE_VERSION(11, 8, 0), "CREATE TABLE t (a INT, KEY (a) VISIBLE)",
          "" },
        { "tidb", ENGINE_VERSION(8, 5, 0),
          "CREATE TABLE t (a INT NOT NULL AS (1) STORED)", "" },
        { "mysql", ENGINE_VERSION(8, 4, 0),
          "CREATE TABLE t (a INT REFERENCES p (id) NULL)",
          "GENERATED behind other attributes, or one behind REFERENCES" },
        { "mariadb", ENGINE_VERSION(11, 8, 0),
          "CREATE TABLE t (a INT CHECK (a > 0) NULL)",
          "an attribute behind a column's CHECK" },
        { "mariadb", ENGINE_VERSION(11, 8, 0),
          "CREATE TABLE t (a INT CONSTRAINT c CHECK (a > 0))",
          "a name of a column's CHECK" },
    };
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        lower_for(sql, rows[i].family, rows[i].version);
        assert_str_equal(misfits(sql, rows[i].text), str_from(rows[i].misfits));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        mysql_test(types_have_one_spelling),
        mysql_test(a_type_knows_its_parts),
        mysql_test(types_that_no_server_takes_are_refused),
        mysql_test(a_column_has_its_attributes),
        mysql_test(nullness_follows_from_the_last_word_and_the_key),
        mysql_test(defaults_are_kept_as_written),
        mysql_test(generated_columns),
        mysql_test(what_stands_in_a_column_is_of_the_table),
        mysql_test(keys_of_a_table),
        mysql_test(foreign_keys_of_a_table),
        mysql_test(options_have_one_spelling),
        mysql_test(partitions),
        mysql_test(tables_of_other_tables),
        mysql_test(prefixes_of_a_table),
        mysql_test(tidb_has_words_of_its_own),
        mysql_test(create_index),
        mysql_test(create_database),
        mysql_test(servers_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
