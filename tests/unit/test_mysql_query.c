// SPDX-License-Identifier: Apache-2.0
// Unit tests of lowering MySQL's queries and changes of rows.
#include "lowered.h"

// Fails at the row's own line.
#define assert_field(got, want, row)                                                     \
    assert_str_at(got, str_from((want) ? (want) : ""), __FILE__, (row)->line)

// ---- what is read ----

typedef struct QueryRow {
    int line;
    const char *text;
    const char *relations;
    const char *locked;
} QueryRow;

#define QUERY(...)                                                                       \
    {                                                                                    \
        __LINE__, __VA_ARGS__                                                            \
    }

// clang-format off
static const QueryRow QUERIES[] = {
    QUERY("SELECT 1", 0, 0),
    QUERY("SELECT * FROM a, d.b", "a, d.b", 0),
    QUERY("SELECT 1 FROM a JOIN b ON a.x = b.x LEFT JOIN c USING (x)", "a, b, c", 0),
    QUERY("SELECT 1 FROM a JOIN b JOIN c ON 1 ON 2", "a, b, c", 0),
    QUERY("SELECT 1 FROM {OJ a LEFT JOIN (b, c) ON 1}", "a, b, c", 0),
    QUERY("SELECT 1 FROM a JOIN a AS x ON 1", "a", 0),
    QUERY("SELECT 1 FROM (SELECT 1 FROM a) x JOIN b", "b, a", 0),
    QUERY("SELECT 1 FROM ((SELECT 1 FROM a) UNION (SELECT 2 FROM b)) x", "a, b", 0),
    QUERY("SELECT 1 FROM ((SELECT 1 FROM a) x JOIN b)", "b, a", 0),
    QUERY("SELECT (SELECT 1 FROM a) FROM b WHERE x IN (SELECT 1 FROM c) "
          "GROUP BY (SELECT 1 FROM d) HAVING EXISTS (SELECT 1 FROM e) "
          "ORDER BY (SELECT 1 FROM f)", "a, b, c, d, e, f", 0),
    QUERY("SELECT 1 FROM a UNION ALL (SELECT 2 FROM b LIMIT 1) ORDER BY 1", "a, b", 0),
    QUERY("((SELECT 1 FROM a) EXCEPT SELECT 2 FROM b) LIMIT 1", "a, b", 0),
    QUERY("TABLE a", "a", 0),
    QUERY("VALUES ROW((SELECT 1 FROM a))", "a", 0),
    QUERY("SELECT 1 FROM DUAL", 0, 0),
    QUERY("SELECT 1 FROM a, JSON_TABLE(a.j, '$[*]' COLUMNS (i INT PATH '$')) t", "a", 0),
    QUERY("SELECT 1 FROM a PARTITION (p) x USE INDEX (i) FORCE INDEX FOR JOIN (PRIMARY)", "a", 0),
    QUERY("SELECT a INTO @x FROM t FOR UPDATE", "t", "t"),
    QUERY("SELECT 1 FROM a JOIN d.b x ON 1 FOR UPDATE OF x NOWAIT", "a, d.b", "d.b"),
    QUERY("SELECT 1 FROM a, b FOR SHARE OF a FOR UPDATE OF b SKIP LOCKED", "a, b", "a, b"),
    QUERY("SELECT 1 FROM a LOCK IN SHARE MODE", "a", "a"),
    QUERY("SELECT 1 FROM (SELECT 1 FROM a FOR UPDATE) x", "a", "a"),
    QUERY("SELECT 1 FROM a WHERE EXISTS (SELECT 1 FROM b)  FOR UPDATE", "a, b", "a"),
    // WITH: names live as long as its query.
    QUERY("WITH a AS (SELECT 1 FROM b) SELECT * FROM a JOIN c", "c, b", 0),
    QUERY("WITH a AS (SELECT 1 FROM a) SELECT * FROM a", "a", 0),
    QUERY("WITH RECURSIVE a AS (SELECT 1 UNION ALL SELECT n + 1 FROM a) SELECT * FROM A", 0, 0),
    QUERY("WITH a AS (SELECT 1), b AS (SELECT * FROM a, b) SELECT * FROM b", "b", 0),
    QUERY("WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a, b", "b", 0),
    QUERY("WITH a AS (SELECT 1) SELECT * FROM a, d.a", "d.a", 0),
    QUERY("SELECT * FROM (WITH a AS (SELECT 1) SELECT * FROM a) x, a", "a", 0),
    QUERY("WITH a AS (SELECT 1) SELECT (SELECT 1 FROM a WHERE x IN (SELECT 1 FROM b)) FROM c", "b, c", 0),
    QUERY("WITH a AS (SELECT 1 FROM b) SELECT * FROM a FOR UPDATE", "b", 0),
    QUERY("DO (SELECT 1 FROM a), SLEEP(1)", "a", 0),
    QUERY("HANDLER t READ i = (1) LIMIT 1", "t", 0),
};
// clang-format on

static void queries_tell_what_they_read(void **state)
{
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof QUERIES / sizeof *QUERIES; i++) {
        const QueryRow *row = &QUERIES[i];
        const Op *op = lower_one(sql, row->text, OP_SELECT);
        assert_field(names(sql, op->relations), row->relations, row);
        assert_field(names(sql, op_rest(op)->locked), row->locked, row);
    }
}

static void queries_of_some_servers_are_told(void **state)
{
    Sql *sql = *state;
    lower_for(sql, "mariadb", ENGINE_VERSION(10, 11, 8));
    assert_str(misfits(sql, "VALUES (1, 2), (3, 4)"), "");
    assert_str(misfits(sql, "SELECT 1 FROM t FOR SYSTEM_TIME AS OF NOW() x"), "");
    assert_str(misfits(sql, "SELECT 1 FROM t LIMIT 1 ROWS EXAMINED 2"), "");
    assert_str(misfits(sql, "TABLE t"), "TABLE as a query");
    lower_for(sql, "tidb", ENGINE_VERSION(7, 5, 0));
    assert_str(misfits(sql, "SELECT 1 FROM t AS OF TIMESTAMP NOW() - INTERVAL 1 DAY"),
               "");
    const Op *op = lower_one(sql, "SELECT 1 FROM t FOR UPDATE WAIT 3", OP_SELECT);
    assert_str(names(sql, op_rest(op)->locked), "t");
    lower_for(sql, "mysql", ENGINE_VERSION(5, 7, 44));
    assert_str(misfits(sql, "WITH a AS (SELECT 1) SELECT * FROM a"), "WITH");
}

static void modes_change_the_grammar(void **state)
{
    Sql *sql = *state;
    lower_to(sql, "DELETE FROM t WHERE 1 || a", 1);
    assert_int_equal(op_at(sql, 0, OP_DELETE)->where, WHERE_ALWAYS);
    lower_to(sql, "SET sql_mode = 'PIPES_AS_CONCAT'; DELETE FROM t WHERE 1 || a", 2);
    assert_int_equal(op_at(sql, 1, OP_DELETE)->where, WHERE_SOME);
    assert_str(refused_at(sql, "SELECT COUNT (*) FROM t"), "*");
    lower_to(sql, "SET sql_mode = 'IGNORE_SPACE'; SELECT COUNT (*) FROM t", 2);
    op_at(sql, 1, OP_SELECT);
}

// ---- INSERT and REPLACE ----

typedef struct InsertRow {
    int line;
    const char *text;
    const char *name;
    const char *columns;
    const char *relations;
    const char *verb;
    unsigned flags;
} InsertRow;

#define INSERT(...)                                                                      \
    {                                                                                    \
        __LINE__, __VA_ARGS__                                                            \
    }

// clang-format off
static const InsertRow INSERTS[] = {
    INSERT("INSERT INTO t VALUES (1, 'a', NULL), (2, DEFAULT, -1.5)", "t", 0, 0, 0, 0),
    INSERT("INSERT t () VALUES ()", "t", 0, 0, 0, 0),
    INSERT("INSERT LOW_PRIORITY IGNORE INTO d.t (a, t.b) VALUE (1, 2)", "d.t", "a, b", 0, 0, OPF_IGNORE),
    INSERT("INSERT INTO t PARTITION (p) SET a = 1, t.b = DEFAULT", "t", "a, b", 0, 0, 0),
    INSERT("INSERT INTO t VALUES ROW(1, 2), ROW(3, 4)", "t", 0, 0, 0, 0),
    INSERT("INSERT INTO t VALUES ((SELECT MAX(x) FROM u))", "t", 0, "u", 0, 0),
    INSERT("INSERT INTO t (a) SELECT b FROM u JOIN t ON 1", "t", "a", "u", 0, 0),
    INSERT("INSERT INTO t (SELECT b FROM u) LIMIT 3", "t", 0, "u", 0, OPF_LIMIT),
    INSERT("INSERT INTO t WITH x AS (SELECT 1 FROM u) SELECT * FROM x", "t", 0, "u", 0, 0),
    INSERT("INSERT INTO t TABLE u", "t", 0, "u", 0, 0),
    INSERT("INSERT INTO t (a) VALUES (1) AS n (b) ON DUPLICATE KEY UPDATE a = b", "t", "a", 0, "upsert", 0),
    INSERT("INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE c = (VALUES(a) + 1)", "t", "a", 0, "upsert", 0),
    INSERT("INSERT INTO t SELECT * FROM u JOIN v ON DUPLICATE KEY UPDATE a = 1", "t", 0, "u, v", "upsert", 0),
    INSERT("REPLACE INTO t (a) VALUES (1)", "t", "a", 0, "replace", 0),
    INSERT("REPLACE DELAYED t SELECT * FROM u", "t", 0, "u", "replace", 0),
};
// clang-format on

static void inserts_name_table_columns_and_sources(void **state)
{
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof INSERTS / sizeof *INSERTS; i++) {
        const InsertRow *row = &INSERTS[i];
        const Op *op = lower_one(sql, row->text, OP_INSERT);
        assert_field(op_name(sql, op), row->name, row);
        assert_field(joined(sql, op->columns), row->columns, row);
        assert_field(names(sql, op->relations), row->relations, row);
        assert_field(op->verb, row->verb, row);
        assert_int_equal(op->flags, row->flags);
    }
}

static void the_rows_of_insert_select_are_known(void **state)
{
    Sql *sql = *state;
    const Op *op = lower_one(sql, "INSERT INTO t SELECT * FROM u", OP_INSERT);
    assert_int_equal(op->where, WHERE_NONE);
    op = lower_one(sql, "INSERT INTO t SELECT * FROM u WHERE id < 9", OP_INSERT);
    assert_int_equal(op->where, WHERE_SOME);
    op = lower_one(sql, "INSERT INTO t VALUES (1)", OP_INSERT);
    assert_int_equal(op->where, WHERE_SOME);
}

// ---- UPDATE and DELETE ----

typedef struct ChangeRow {
    int line;
    OpKind kind;
    const char *text;
    const char *name;
    const char *columns;
    const char *relations;
    WhereKind where;
    unsigned flags;
} ChangeRow;

#define UPDATE(...)                                                                      \
    {                                                                                    \
        __LINE__, OP_UPDATE, __VA_ARGS__                                                 \
    }
#define DELETE(...)                                                                      \
    {                                                                                    \
        __LINE__, OP_DELETE, __VA_ARGS__                                                 \
    }

// clang-format off
static const ChangeRow CHANGES[] = {
    UPDATE("UPDATE t SET a = 1, b = DEFAULT", "t", "a, b", 0, WHERE_NONE, 0),
    UPDATE("UPDATE LOW_PRIORITY IGNORE d.t x SET x.a = 1 WHERE b", "d.t", "a", 0, WHERE_SOME, OPF_IGNORE),
    UPDATE("UPDATE t SET a = 1 WHERE 1 = 1 ORDER BY b LIMIT 5", "t", "a", 0, WHERE_ALWAYS, OPF_LIMIT),
    UPDATE("UPDATE t SET a = (SELECT b FROM u)", "t", "a", "u", WHERE_NONE, 0),
    UPDATE("UPDATE t JOIN u ON t.i = u.i SET t.a = u.a", "t", "a", "u", WHERE_SOME, 0),
    UPDATE("UPDATE t NATURAL JOIN u SET t.a = u.a", "t", "a", "u", WHERE_SOME, 0),
    UPDATE("UPDATE t NATURAL LEFT JOIN u SET t.a = u.a", "t", "a", "u", WHERE_NONE, 0),
    UPDATE("UPDATE t JOIN (SELECT i FROM u) x ON x.i = t.i SET a = 1 WHERE x.i", "t", "a", "u", WHERE_SOME, 0),
    UPDATE("WITH x AS (SELECT 1 FROM u) UPDATE t JOIN x SET t.a = 1", "t", "a", "u", WHERE_NONE, 0),
    DELETE("DELETE FROM t", "t", 0, 0, WHERE_NONE, 0),
    DELETE("DELETE QUICK IGNORE FROM d.t AS x WHERE x.a LIMIT 3", "d.t", 0, 0, WHERE_SOME, OPF_IGNORE | OPF_LIMIT),
    DELETE("DELETE FROM t WHERE a IN (SELECT 1 FROM u)", "t", 0, "u", WHERE_SOME, 0),
    DELETE("DELETE x FROM t AS x LEFT JOIN u y ON x.i = y.i WHERE y.i IS NULL", "t", 0, "u", WHERE_SOME, 0),
    DELETE("DELETE FROM t.* USING t, u WHERE TRUE", "t", 0, "u", WHERE_ALWAYS, 0),
    DELETE("DELETE d.t FROM d.t", "d.t", 0, 0, WHERE_NONE, 0),
    DELETE("WITH x AS (SELECT 1 FROM u) DELETE FROM t WHERE a IN (SELECT * FROM x)", "t", 0, "u", WHERE_SOME, 0),
};
// clang-format on

static void changes_name_table_columns_and_rows(void **state)
{
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof CHANGES / sizeof *CHANGES; i++) {
        const ChangeRow *row = &CHANGES[i];
        const Op *op = lower_one(sql, row->text, row->kind);
        assert_field(op_name(sql, op), row->name, row);
        assert_field(joined(sql, op->columns), row->columns, row);
        assert_field(names(sql, op->relations), row->relations, row);
        assert_int_equal(op->where, row->where);
        assert_int_equal(op->flags, row->flags);
    }
}

static void each_table_that_changes_has_an_op(void **state)
{
    Sql *sql = *state;
    lower_to(sql, "UPDATE a x, b SET x.c = 1, b.d = 2, x.e = 3 WHERE x.i = b.i", 2);
    const Op *op = op_at(sql, 0, OP_UPDATE);
    assert_str(op_name(sql, op), "a");
    assert_str(joined(sql, op->columns), "c, e");
    assert_str(names(sql, op->relations), "b");
    op = op_at(sql, 1, OP_UPDATE);
    assert_str(op_name(sql, op), "b");
    assert_str(joined(sql, op->columns), "d");
    assert_str(names(sql, op->relations), "a");
    lower_to(sql, "DELETE x, b FROM a x JOIN b ON x.i = b.i JOIN c ON 1", 2);
    assert_str(op_name(sql, op_at(sql, 0, OP_DELETE)), "a");
    assert_str(names(sql, op_at(sql, 1, OP_DELETE)->relations), "a, c");
}

static void histories_and_periods_are_mariadbs(void **state)
{
    Sql *sql = *state;
    lower_for(sql, "mariadb", ENGINE_VERSION(10, 11, 8));
    const Op *op = lower_one(sql, "DELETE HISTORY FROM t", OP_DELETE);
    assert_str(op->verb, "history");
    assert_int_equal(op->where, WHERE_NONE);
    op = lower_one(sql, "DELETE HISTORY FROM t BEFORE SYSTEM_TIME '2020-01-01'",
                   OP_DELETE);
    assert_int_equal(op->where, WHERE_SOME);
    lower_one(sql, "UPDATE t FOR PORTION OF p FROM '2020-01-01' TO NOW() SET a = 1",
              OP_UPDATE);
    lower_one(sql, "DELETE FROM t FOR PORTION OF p FROM '2020-01-01' TO NOW()",
              OP_DELETE);
    assert_str(misfits(sql, "INSERT INTO t VALUES (1) RETURNING id"), "");
    lower_for(sql, "mysql", ENGINE_VERSION(8, 4, 0));
    assert_str(misfits(sql, "INSERT INTO t VALUES (1) RETURNING id"), "RETURNING");
}

// ---- files ----

static void loads_are_copies(void **state)
{
    Sql *sql = *state;
    const Op *op = lower_one(
        sql,
        "LOAD DATA LOCAL INFILE 'f' IGNORE INTO TABLE d.t CHARACTER SET utf8mb4 FIELDS "
        "TERMINATED BY ',' OPTIONALLY ENCLOSED BY '\"' LINES TERMINATED BY '\\n' IGNORE "
        "1 "
        "LINES (a, @b) SET c = @b + (SELECT 1 FROM u)",
        OP_COPY);
    assert_str(op_name(sql, op), "d.t");
    assert_str(op->detail, "from");
    assert_str(joined(sql, op->columns), "a, c");
    assert_str(names(sql, op->relations), "u");
    assert_int_equal(op->flags, OPF_IGNORE);
    lower_one(sql, "LOAD XML INFILE 'f' INTO TABLE t ROWS IDENTIFIED BY '<r>'", OP_COPY);
    lower_for(sql, "tidb", ENGINE_VERSION(8, 5, 0));
    op = lower_one(
        sql, "IMPORT INTO t (a, @b) FROM 's3://x' FORMAT 'csv' WITH thread = 4", OP_COPY);
    assert_str(joined(sql, op->columns), "a");
    op = lower_one(sql, "IMPORT INTO t FROM SELECT * FROM u", OP_COPY);
    assert_str(names(sql, op->relations), "u");
}

// ---- what is refused ----

static void the_refused_token_is_named(void **state)
{
    static const struct {
        int line;
        const char *text;
        const char *at;
    } rows[] = {
        { __LINE__, "SELECT 1 FROM a LEFT JOIN b WHERE 1", "WHERE" },
        { __LINE__, "SELECT 1 FROM a JOIN b ON 1 ON 2", "ON" },
        { __LINE__, "SELECT a, * FROM t", "*" },
        { __LINE__, "SELECT 1 ORDER BY 1 UNION SELECT 2", "UNION" },
        { __LINE__, "SELECT 1 FROM t FORCE INDEX ()", ")" },
        { __LINE__, "SELECT 1 FROM t LIMIT -1", "-" },
        { __LINE__, "SELECT 1 FROM t LIMIT 1.5", "1.5" },
        { __LINE__, "SELECT 1 FROM (SELECT 1) WHERE 1", "WHERE" },
        { __LINE__, "INSERT INTO t (a) VALUES (1,)", ")" },
        { __LINE__, "INSERT INTO t VALUES ROW(1), (2)", "(" },
        { __LINE__, "INSERT INTO t DEFAULT VALUES", "DEFAULT" },
        { __LINE__, "INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING", "CONFLICT" },
        { __LINE__, "REPLACE INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = 1", "ON" },
        { __LINE__, "UPDATE t SET a = 1 FROM u", "FROM" },
        { __LINE__, "UPDATE t SET a = 1 LIMIT 1, 2", "," },
        { __LINE__, "DELETE FROM t, u WHERE 1", "WHERE" },
        { __LINE__, "DELETE FROM t JOIN u ON 1", "JOIN" },
        { __LINE__, "LOAD DATA INFILE 'f' INTO t", "t" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_str_at(refused_at(*state, rows[i].text), str_from(rows[i].at), __FILE__,
                      rows[i].line);
}

// `count` of "piece" with commas between, behind "first".
static Str listed(const Sql *sql, const char *first, const char *piece, size_t count)
{
    Str start = str_from(first);
    Str item = str_from(piece);
    char *text = NEW_ARRAY(sql->arena, char, start.len + count * (item.len + 1) + 1);
    size_t len = 0;
    for (size_t i = 0; i < start.len; i++)
        text[len++] = start.ptr[i];
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < item.len; k++)
            text[len++] = item.ptr[k];
        text[len++] = i + 1 < count ? ',' : ' ';
    }
    return (Str){ text, len };
}

static void long_statements_are_read_in_time(void **state)
{
    Sql *sql = *state;
    lower_text(sql, listed(sql, "INSERT INTO t VALUES ", "(1,'a',NULL,-2.5)", 50000));
    assert_str(op_name(sql, op_at(sql, 0, OP_INSERT)), "t");
    lower_text(sql, listed(sql, "SELECT 1 FROM ", "u AS v", 50000));
    assert_str(names(sql, op_at(sql, 0, OP_SELECT)->relations), "u");
    lower_text(sql, listed(sql, "UPDATE t SET ", "a = 1", 50000));
    assert_int_equal(op_at(sql, 0, OP_UPDATE)->columns.len, 50000);
    lower_text(sql, listed(sql, "DELETE t FROM ", "t", 50000)); // no server joins so many
    assert_true(op_has(op_at(sql, 0, OP_OPAQUE), OPF_SYNTAX));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        mysql_test(queries_tell_what_they_read),
        mysql_test(queries_of_some_servers_are_told),
        mysql_test(modes_change_the_grammar),
        mysql_test(inserts_name_table_columns_and_sources),
        mysql_test(the_rows_of_insert_select_are_known),
        mysql_test(changes_name_table_columns_and_rows),
        mysql_test(each_table_that_changes_has_an_op),
        mysql_test(histories_and_periods_are_mariadbs),
        mysql_test(loads_are_copies),
        mysql_test(the_refused_token_is_named),
        mysql_test(long_statements_are_read_in_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
