// SPDX-License-Identifier: Apache-2.0
// Unit tests of what runs in a database of MySQL's family, and of its administration:
// which statements the grammar takes, and what they come to.
#include "lowered.h"

#include "base/out.h"

#include <stdio.h>

static void on_mariadb(Sql *sql)
{
    lower_for(sql, "mariadb", ENGINE_VERSION(11, 8, 0));
}

static void on_tidb(Sql *sql)
{
    lower_for(sql, "tidb", ENGINE_VERSION(8, 5, 0));
}

// ---- views ----

static void reads_a_view(void **state)
{
    Sql *sql = *state;
    const Op *op = lower_one(sql,
                             "CREATE OR REPLACE ALGORITHM=MERGE DEFINER=`a`@`%` SQL "
                             "SECURITY INVOKER VIEW s.v AS SELECT a, b AS c FROM t JOIN "
                             "u USING (id) WITH CASCADED CHECK OPTION",
                             OP_CREATE_VIEW);
    assert_str(op_name(sql, op), "s.v");
    assert_true(op_has(op, OPF_OR_REPLACE));
    assert_str(op->view->query, "SELECT a, b AS c FROM t JOIN u USING (id)");
    assert_str(names(sql, op->view->sources), "t, u");
    assert_str(joined(sql, op->view->columns), "a, c");
    op = lower_one(sql, "ALTER VIEW v (x) AS SELECT 1", OP_CREATE_VIEW);
    assert_str(joined(sql, op->view->columns), "x");
    assert_true(op_has(op, OPF_OR_REPLACE));
}

static void refuses_what_is_no_view(void **state)
{
    Sql *sql = *state;
    assert_str(refused_at(sql, "CREATE TEMPORARY VIEW v AS SELECT 1"), "TEMPORARY");
    assert_str(refused_at(sql, "CREATE VIEW v SELECT 1"), "SELECT");
    assert_str(refused_at(sql, "CREATE VIEW v AS SELECT 1 WITH CHECK"), "CHECK");
    assert_str(refused_at(sql, "CREATE ALGORITHM=FAST VIEW v AS SELECT 1"),
               "ALGORITHM=FAST VIEW");
    assert_str(misfits(sql, "CREATE VIEW IF NOT EXISTS v AS SELECT 1"),
               "CREATE VIEW IF NOT EXISTS");
}

// ---- triggers ----

static void reads_a_trigger(void **state)
{
    Sql *sql = *state;
    const Op *op = lower_one(sql,
                             "DELIMITER //\n"
                             "CREATE DEFINER=a@b TRIGGER s.g AFTER UPDATE ON t FOR EACH "
                             "ROW FOLLOWS f BEGIN\n"
                             "  IF NEW.a <> OLD.`b` THEN\n"
                             "    INSERT IGNORE INTO log (x) VALUES (new.a);\n"
                             "  END IF;\n"
                             "  UPDATE LOW_PRIORITY s.sums SET n = n + 1;\n"
                             "  DELETE FROM q WHERE id IN (SELECT id FROM r);\n"
                             "END//",
                             OP_CREATE_TRIGGER);
    assert_str(op_name(sql, op), "t");
    assert_str(op->part, "g");
    assert_str(op->verb, "after update");
    assert_str(names(sql, op->relations), "log, s.sums, q, r");
    assert_str(joined(sql, op->function->row_columns), "a, b");
    assert_true(str_starts(op->function->body, STR("BEGIN\n")));
    assert_true(str_ends(op->function->body, STR("END")));
}

static void names_no_relation_that_is_none(void **state)
{
    Sql *sql = *state;
    const Op *op =
        lower_one(sql,
                  "DELIMITER ;;\n"
                  "CREATE PROCEDURE p() BEGIN\n"
                  "  SELECT TRIM(a FROM b), EXTRACT(YEAR FROM c) INTO @x FROM t;\n"
                  "  INSERT INTO u VALUES (1) ON DUPLICATE KEY UPDATE n = 2;\n"
                  "  SELECT 1 FROM t FOR UPDATE;\n"
                  "  FETCH NEXT FROM cur INTO a;\n"
                  "END;;",
                  OP_CREATE_FUNCTION);
    assert_str(names(sql, op->relations), "t, u");
}

static void takes_or_refuses_triggers(void **state)
{
    Sql *sql = *state;
    assert_str(refused_at(sql, "CREATE TRIGGER g INSTEAD OF INSERT ON t FOR EACH ROW "
                               "SET @a = 1"),
               "INSTEAD");
    assert_str(refused_at(sql, "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH STATEMENT "
                               "SET @a = 1"),
               "FOR");
    const char *plain = "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1";
    const char *replace =
        "CREATE OR REPLACE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1";
    assert_str(misfits(sql, plain), "");
    assert_str(misfits(sql, replace), "CREATE OR REPLACE of a trigger, routine or event");
    on_tidb(sql);
    assert_str(misfits(sql, plain), "a trigger");
    on_mariadb(sql);
    assert_str(misfits(sql, replace), "");
}

// ---- bodies ----

// A procedure with this body, until the next call.
static const char *procedure(const char *body)
{
    static char text[512];
    int len =
        snprintf(text, sizeof text, "DELIMITER ;;\nCREATE PROCEDURE p() %s;;", body);
    assert_in_range(len, 1, sizeof text - 1);
    return text;
}

static void matches_blocks(void **state)
{
    static const char *const bodies[] = {
        "BEGIN END",
        "l: BEGIN LEAVE l; END l",
        "BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; END; COMMIT; END",
        "BEGIN DECLARE CONTINUE HANDLER FOR NOT FOUND SET @d = IF(1, 2, 3); DO 1; END",
        "BEGIN WHILE @x < 3 DO SET @x = @x + 1; END WHILE; END",
        "BEGIN REPEAT SET @x = 1; UNTIL @x > 0 END REPEAT; END",
        "CASE @x WHEN 1 THEN SELECT 1; ELSE BEGIN END; END CASE",
        "SET @x = CASE WHEN @y THEN IF(1, 2, 3) ELSE 4 END",
        "BEGIN SELECT begin, end FROM t; END",
        "IF @x THEN SELECT 1; ELSEIF @y THEN SELECT 2; ELSE SELECT 3; END IF",
        "BEGIN SELECT 1 AS begin, 2 AS end; END",
        "BEGIN DECLARE n INT; SELECT a FROM t LIMIT n; SELECT a INTO n FROM t; END",
        "BEGIN DECLARE names INT; SET names = 1; END",
        NULL,
    };
    Sql *sql = *state;
    for (size_t i = 0; bodies[i] != NULL; i++)
        lower_one(
            sql,
            arena_fmt(sql->arena, "DELIMITER ;;\nCREATE PROCEDURE p() %s;;", bodies[i])
                .ptr,
            OP_CREATE_FUNCTION);
}

static void refuses_broken_bodies(void **state)
{
    static const struct {
        const char *body, *at;
    } bodies[] = {
        { "", ")" },
        { "BEGIN SELECT 1;", "1" },
        { "BEGIN SELECT 1; END IF", "IF" },
        { "BEGIN IF @x THEN SELECT 1; END; END", ";" },
        { "SET @x = (1", "1" },
        { "SET @x = 1)", ")" },
        { "BEGIN banana; END", "banana" },
        { "END", "END" },
        { "BEGIN SELECT 1 FROM; END", "FROM" },
        { "BEGIN SELECT 1; DECLARE x INT; END", "DECLARE" },
        { "SELECT ?", "?" },
        { "BEGIN SIGNAL SQLSTATE '45000' SET NONSENSE = 1; END", "NONSENSE" },
        { "BEGIN DECLARE x INT = 1; END", "=" },
        { "BEGIN SET @x = 1 +; END", "+" },
        { "IF 1 > THEN SELECT 1; END IF", "THEN" },
        { "LOOP SELECT 1; END LOOP x", "x" },
        { "REPEAT SELECT 1; END REPEAT", "END" },
        { "BEGIN DECLARE CONTINUE HANDLER FOR NOT LOST SET @x = 1; END", "NOT" },
        { "BEGIN DECLARE c CURSOR FOR SELECT 1; FETCH c INTO @x; END", "@x" },
        { "BEGIN UPDATE t SET a = 1 WHEN b; END", "WHEN" },
        { "SELECT 1; SELECT 2", ";" },
    };
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        lower_text(sql, str_from(procedure(bodies[i].body)));
        const Op *op = op_at(sql, 0, OP_OPAQUE);
        assert_true(op_has(op, OPF_SYNTAX));
        assert_str_equal(span_text(sql, op->span), str_from(bodies[i].at));
    }
}

// What a body's statements name is known, also where they are no rows' changes.
static void names_of_bodies(void **state)
{
    Sql *sql = *state;
    const Op *op = lower_one(
        sql,
        procedure("BEGIN IF EXISTS (SELECT 1 FROM a) THEN ALTER TABLE b ADD x INT; "
                  "TRUNCATE c; END IF; SET @x = (SELECT 1 FROM d.e); "
                  "CREATE TEMPORARY TABLE f AS SELECT * FROM g; CALL h(); END"),
        OP_CREATE_FUNCTION);
    assert_str(names(sql, op->relations), "a, b, c, f, g, d.e");
    assert_int_equal(op->asked.algorithm, ALGORITHM_DEFAULT);
}

// A later error is not hidden by the body's, nor is the body's by one before it.
static void errors_of_bodies_are_all_told(void **state)
{
    Sql *sql = *state;
    lower_to(sql,
             "DELIMITER ;;\nSELECT 1 FROM;;\nCREATE PROCEDURE p() BEGIN DO 1 +; END;;\n"
             "CREATE PROCEDURE q() BEGIN DO 1; END;;\nSELECT 2 FROM;;",
             4);
    op_at(sql, 0, OP_OPAQUE);
    assert_str_equal(span_text(sql, op_at(sql, 1, OP_OPAQUE)->span), STR("+"));
    op_at(sql, 2, OP_CREATE_FUNCTION);
    op_at(sql, 3, OP_OPAQUE);
}

static void syntax_of_others_in_bodies(void **state)
{
    Sql *sql = *state;
    const char *text = procedure("INSERT INTO t VALUES (1) RETURNING a");
    assert_str(misfits(sql, text), "RETURNING");
    on_mariadb(sql);
    assert_str(misfits(sql, text), "");
    lower_one(sql,
              procedure("BEGIN DECLARE c CURSOR (n INT) FOR SELECT n; OPEN c(1); "
                        "FOR i IN 1..9 DO SET @x = i; END FOR; END"),
              OP_CREATE_FUNCTION);
}

// ---- routines and events ----

static void reads_a_routine(void **state)
{
    Sql *sql = *state;
    const Op *op = lower_one(sql,
                             "CREATE FUNCTION s.f(a INT, b VARCHAR(20)) RETURNS INT "
                             "DETERMINISTIC SQL SECURITY INVOKER RETURN a + 1",
                             OP_CREATE_FUNCTION);
    assert_str(op_name(sql, op), "s.f");
    assert_str(op->function->arguments, "int, varchar(20)");
    assert_str(op->function->body, "RETURN a + 1");
    assert_false(op->function->procedure);
    assert_false(op->function->security_definer);
    assert_int_equal(op->function->volatility, VOLATILITY_IMMUTABLE);
    op = lower_one(sql, "CREATE PROCEDURE p(IN a INT, OUT b TEXT) SELECT 1",
                   OP_CREATE_FUNCTION);
    assert_true(op->function->procedure);
    assert_true(op->function->security_definer);
    op = lower_one(sql, "DROP PROCEDURE IF EXISTS s.p", OP_DROP_FUNCTION);
    assert_true(op_has(op, OPF_IF_EXISTS) && op->function->procedure);
    lower_one(sql, "CREATE AGGREGATE FUNCTION f RETURNS REAL SONAME 'f.so'",
              OP_CREATE_FUNCTION);
    assert_str(refused_at(sql, "CREATE FUNCTION f() RETURN 1"), "RETURN");
    assert_str(refused_at(sql, "ALTER PROCEDURE p() COMMENT 'x'"), "(");
}

static void reads_an_event(void **state)
{
    Sql *sql = *state;
    const Op *op = lower_one(sql,
                             "CREATE EVENT IF NOT EXISTS e ON SCHEDULE EVERY 1 DAY "
                             "STARTS '2030-01-01' ON COMPLETION NOT PRESERVE DISABLE "
                             "COMMENT 'x' DO DELETE FROM t WHERE old",
                             OP_CREATE_OBJECT);
    assert_int_equal(op->object, OBJ_EVENT);
    assert_str(op_name(sql, op), "e");
    assert_str(op->detail, "DELETE FROM t WHERE old");
    assert_str(names(sql, op->relations), "t");
    op = lower_one(sql, "ALTER EVENT e RENAME TO f", OP_ALTER_OBJECT);
    assert_str(op->other.name, "f");
    assert_str(refused_at(sql, "ALTER EVENT e"), "e");
    assert_str(refused_at(sql, "CREATE EVENT e ON SCHEDULE EVERY 1 DAY"), "DAY");
}

// ---- run-time SQL ----

static void reads_dynamic_sql(void **state)
{
    Sql *sql = *state;
    const Op *op = lower_one(sql, "PREPARE s FROM 'DROP TABLE t'", OP_EXECUTE);
    assert_str(op->verb, "prepare");
    assert_str(op->detail, "'DROP TABLE t'");
    op = lower_one(sql, "EXECUTE s USING @a, @b", OP_EXECUTE);
    assert_str(op->verb, "execute");
    lower_one(sql, "DEALLOCATE PREPARE s", OP_SELECT);
    op = lower_one(sql, "CALL s.p(1, @a)", OP_CALL);
    assert_str(op_name(sql, op), "s.p");
    assert_str(misfits(sql, "PREPARE s FROM CONCAT('a', 'b')"),
               "PREPARE or EXECUTE of an expression");
    assert_str(misfits(sql, "EXECUTE IMMEDIATE CONCAT('a', 'b')"), "EXECUTE IMMEDIATE");
    assert_str(misfits(sql, "DELIMITER //\nBEGIN NOT ATOMIC SET @a = 1; END//"),
               "BEGIN NOT ATOMIC and IF outside of a routine");
    on_mariadb(sql);
    assert_str(misfits(sql, "EXECUTE IMMEDIATE CONCAT('a', 'b')"), "");
}

// ---- sequences ----

static void reads_a_sequence(void **state)
{
    Sql *sql = *state;
    assert_str(misfits(sql, "CREATE SEQUENCE s"), "a SEQUENCE");
    on_mariadb(sql);
    const Op *op = lower_one(sql, "CREATE OR REPLACE SEQUENCE s START WITH 5 NOCACHE",
                             OP_CREATE_SEQUENCE);
    assert_str(op->sequence->options, "START WITH 5 NOCACHE");
    assert_true(op_has(op, OPF_OR_REPLACE));
    assert_str(misfits(sql, "CREATE SEQUENCE s NO CACHE"),
               "NO CACHE and NO CYCLE of a SEQUENCE");
    op = lower_one(sql, "ALTER SEQUENCE IF EXISTS s RESTART", OP_ALTER_SEQUENCE);
    assert_true(op_has(op, OPF_IF_EXISTS));
    assert_str(refused_at(sql, "ALTER SEQUENCE s"), "s");
    assert_str(refused_at(sql, "CREATE SEQUENCE s RESTART 1"), "RESTART");
    lower_to(sql, "DROP SEQUENCE a, b", 2);
    on_tidb(sql);
    assert_str(misfits(sql, "CREATE SEQUENCE s NO CACHE"), "");
}

// ---- administration ----

static void reads_grants(void **state)
{
    Sql *sql = *state;
    const Op *op = lower_one(sql,
                             "GRANT SELECT, INSERT (a, b) ON s.t TO u, 'v'@'%' WITH "
                             "GRANT OPTION",
                             OP_GRANT);
    assert_int_equal(op->object, OBJ_TABLE);
    assert_str(op_name(sql, op), "s.t");
    assert_str(op->verb, "select, insert (a, b)");
    assert_str(op->detail, "u, v@%");
    assert_str(joined(sql, op->columns), "a, b");
    op = lower_one(sql, "REVOKE ALL PRIVILEGES ON s.* FROM u", OP_GRANT);
    assert_true(op_has(op, OPF_REVOKE));
    assert_int_equal(op->object, OBJ_DATABASE);
    assert_int_equal(lower_one(sql, "GRANT r TO u", OP_GRANT)->object, OBJ_ROLE);
    assert_str(refused_at(sql, "GRANT SELECT, ON t TO u"), "ON");
    assert_str(refused_at(sql, "REVOKE SELECT ON t TO u"), "TO");
}

static void keeps_no_password(void **state)
{
    Sql *sql = *state;
    lower_to(sql, "CREATE USER u IDENTIFIED BY 'hush', v@h IDENTIFIED BY 'hush'", 2);
    for (size_t i = 0; i < 2; i++) {
        const Op *op = op_at(sql, i, OP_CREATE_OBJECT);
        assert_int_equal(op->object, OBJ_ROLE);
        assert_str(op->detail, "");
        assert_str(op->verb, "");
    }
    assert_str(op_at(sql, 1, OP_CREATE_OBJECT)->name.name, "v@h");
    lower_to(sql, "CREATE USER u DEFAULT ROLE a, b", 1);
    assert_str(misfits(sql, "GRANT SELECT ON t TO u IDENTIFIED BY 'hush'"),
               "IDENTIFIED and REQUIRE of GRANT");
}

static void reads_maintenance(void **state)
{
    Sql *sql = *state;
    lower_to(sql, "OPTIMIZE LOCAL TABLE a, s.b", 2);
    assert_str(op_at(sql, 1, OP_MAINTENANCE)->verb, "optimize");
    assert_str(op_name(sql, op_at(sql, 1, OP_MAINTENANCE)), "s.b");
    lower_one(sql, "ANALYZE TABLE t UPDATE HISTOGRAM ON a, b WITH 10 BUCKETS",
              OP_MAINTENANCE);
    lower_one(sql, "CHECKSUM TABLE t QUICK", OP_MAINTENANCE);
    assert_str(misfits(sql, "CHECK VIEW v"), "CHECK VIEW and REPAIR VIEW");
    assert_str(refused_at(sql, "CHECK TABLE t SLOWLY"), "SLOWLY");
    assert_str(refused_at(sql, "FLUSH BANANA"), "BANANA");
    assert_str(refused_at(sql, "SHOW BANANA"), "BANANA");
    lower_one(sql, "SHOW FULL COLUMNS FROM t LIKE 'a%'", OP_SELECT);
    const Op *op = lower_one(sql, "EXPLAIN DELETE FROM t", OP_SELECT);
    assert_str(op->verb, "plan-change");
    assert_str(op_name(sql, op), "t");
    lower_one(sql, "DESC t a", OP_SELECT);
    assert_str(misfits(sql, "STOP SLAVE"), "");
    lower_for(sql, "mysql", ENGINE_VERSION(8, 4, 0));
    assert_str(misfits(sql, "STOP SLAVE"), "SLAVE");
    on_tidb(sql);
    assert_str(misfits(sql, "OPTIMIZE TABLE t"), "OPTIMIZE TABLE");
}

static void reads_tidbs_own(void **state)
{
    Sql *sql = *state;
    assert_str(misfits(sql, "FLASHBACK TABLE t TO u"), "a statement of TiDB");
    on_tidb(sql);
    const Op *op = lower_one(sql, "FLASHBACK TABLE t TO u", OP_MAINTENANCE);
    assert_str(op->verb, "flashback");
    assert_str(op->other.name, "u");
    op = lower_one(sql, "SPLIT TABLE t INDEX i BETWEEN (0) AND (9) REGIONS 4",
                   OP_MAINTENANCE);
    assert_str(op->verb, "split");
    assert_str(op->part, "i");
    op = lower_one(sql, "BATCH ON id LIMIT 100 DELETE FROM t", OP_DELETE);
    assert_true(op_has(op, OPF_LIMIT));
    assert_str(op_name(sql, op), "t");
    lower_one(sql, "BATCH ON id LIMIT 100 DRY RUN DELETE FROM t", OP_SELECT);
    lower_one(sql, "ADMIN CANCEL DDL JOBS 5", OP_MAINTENANCE);
    lower_one(sql, "CREATE PLACEMENT POLICY IF NOT EXISTS p FOLLOWERS=4",
              OP_CREATE_OBJECT);
    lower_one(sql, "CREATE GLOBAL BINDING FOR SELECT 1 USING SELECT 1", OP_CREATE_OBJECT);
    assert_str(refused_at(sql, "SPLIT TABLE t BETWEEN (0) REGIONS 4"), "REGIONS");
    lower_for(sql, "tidb", ENGINE_VERSION(6, 5, 0));
    assert_str(misfits(sql, "QUERY WATCH REMOVE 1"), "QUERY WATCH");
}

// A copy of the list for each of its members would take gigabytes.
static void lists_may_be_long(void **state)
{
    enum { MEMBERS = 100000 };
    Sql *sql = *state;
    Out grant = out_new(sql->arena);
    Out routine = out_new(sql->arena);
    out_cstr(&grant, "GRANT SELECT ON a.b TO u0");
    out_cstr(&routine, "CREATE FUNCTION f(p0 int");
    for (int i = 1; i < MEMBERS; i++) {
        out_fmt(&grant, ",u%d", i);
        out_fmt(&routine, ",p%d int", i);
    }
    out_cstr(&routine, ") RETURNS int RETURN 1");
    lower_text(sql, out_text(&grant));
    const Op *op = op_at(sql, 0, OP_GRANT);
    assert_true(str_starts(op->detail, STR("u0, u1, u2")));
    assert_true(str_ends(op->detail, STR(", u99999")));
    lower_text(sql, out_text(&routine));
    op = op_at(sql, 0, OP_CREATE_FUNCTION);
    assert_int_equal(op->function->arguments.len, MEMBERS * STR("int, ").len - 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        mysql_test(reads_a_view),
        mysql_test(refuses_what_is_no_view),
        mysql_test(reads_a_trigger),
        mysql_test(names_no_relation_that_is_none),
        mysql_test(takes_or_refuses_triggers),
        mysql_test(matches_blocks),
        mysql_test(refuses_broken_bodies),
        mysql_test(names_of_bodies),
        mysql_test(errors_of_bodies_are_all_told),
        mysql_test(syntax_of_others_in_bodies),
        mysql_test(reads_a_routine),
        mysql_test(reads_an_event),
        mysql_test(reads_dynamic_sql),
        mysql_test(reads_a_sequence),
        mysql_test(reads_grants),
        mysql_test(keeps_no_password),
        mysql_test(lists_may_be_long),
        mysql_test(reads_maintenance),
        mysql_test(reads_tidbs_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
