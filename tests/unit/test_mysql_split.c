// SPDX-License-Identifier: Apache-2.0
// Unit tests of MySQL's splitter: what a statement is to the client and to runners, and
// how a broken one is left behind.
#include "dialect/mysql_split.h"

#include "check.h"

static const Engine mysql8 = { STR_INIT("mysql"), 8, 0, 29 };
static const Engine mariadb = { STR_INIT("mariadb"), 10, 6, 0 };

typedef struct Bench {
    Arena *arena;
    SpanVec comments;
    Str faults; // of the statements split last
    unsigned modes;
} Bench;

static int open_bench(void **state)
{
    Arena *arena = arena_new();
    Bench *bench = NEW(arena, Bench);
    bench->arena = arena;
    *state = bench;
    return 0;
}

static int close_bench(void **state)
{
    Bench *bench = *state;
    arena_free(bench->arena);
    return 0;
}

static void note_fault(Bench *bench, const MyStatement *statement)
{
    if (statement->fault.len > 0)
        bench->faults =
            arena_fmt(bench->arena, STR_FMT "%zu:" STR_FMT ";", STR_ARG(bench->faults),
                      statement->fault_span.start, STR_ARG(statement->fault));
}

// The text's statements, "|" between; a skipped one has "~" in front.
static Str split(Bench *bench, const Engine *engine, bool breakpoints, Str text)
{
    MySplitter splitter = my_splitter(text, 0, engine);
    splitter.arena = splitter.tmp = bench->arena;
    splitter.breakpoints = breakpoints;
    splitter.dashes = !breakpoints;
    splitter.comments = &bench->comments;
    bench->comments.len = 0;
    bench->faults = STR("");
    MyStatement statement = { 0 };
    Str all = STR("");
    while (my_split_next(&splitter, &statement)) {
        Str part = str_slice(text, statement.span.start, statement.span.end);
        all = arena_fmt(bench->arena, STR_FMT "%s%s" STR_FMT, STR_ARG(all),
                        all.len > 0 ? "|" : "", statement.skipped ? "~" : "",
                        STR_ARG(part));
        note_fault(bench, &statement);
    }
    bench->modes = splitter.modes.modes;
    return all;
}

#define assert_split(text, expected)                                                     \
    assert_str(split(*state, &mysql8, false, STR(text)), expected)
#define assert_split_by(engine, text, expected)                                          \
    assert_str(split(*state, &(engine), false, STR(text)), expected)
#define assert_pieces(text, expected)                                                    \
    assert_str(split(*state, &mysql8, true, STR(text)), expected)
// A statement with semicolons in it, at the end of the text and before another one.
#define assert_whole(text)                                                               \
    do {                                                                                 \
        assert_split(text "; z", text "|z");                                             \
        assert_split(text, text);                                                        \
    } while (0)
#define assert_faults(expected) assert_str(((Bench *)*state)->faults, expected)

static void semicolons_outside_of_everything_end_statements(void **state)
{
    assert_split("", "");
    assert_split(";;  ; -- nothing\n;", "");
    assert_split("a; b", "a|b");
    assert_split("/* x */ a /* y */ b /* z */ ; -- end", "a /* y */ b");
    assert_split("SELECT ';', \";\", `;` /* ; */ # ;\n;b", "SELECT ';', \";\", `;`|b");
    assert_split("\xEF\xBB\xBF"
                 "a;b",
                 "a|b");
    assert_split("a;\r\nb;\r\n", "a|b");
    assert_faults("");
}

static void the_client_has_delimiters_of_its_own(void **state)
{
    assert_split("DELIMITER //\na; b//c;//\ndelimiter ;\nd;e", "a; b|c;|d|e");
    assert_split("DELIMITER $$\na END$$b$$\nDELIMITER ;\nc;d", "a END|b|c|d");
    assert_split("Delimiter ';;' \na; b;;\nDELIMITER `x`\ncxd", "a; b|c|d");
    assert_split("DELIMITER //\r\na;//\r\nDELIMITER ;\r\nb;c", "a;|b|c");
    assert_split("DELIMITER //\nSELECT '//' -- //\n, `//`//b",
                 "SELECT '//' -- //\n, `//`|b");
    assert_split("  DELIMITER |\na|b", "a|b");
    assert_split("DELIMITER\na;b", "a|b"); // says nothing
    assert_faults("");
}

static void the_client_sends_at_g(void **state)
{
    assert_split("a\\G\nb\\g c", "a|b|c");
    assert_split("\\G a", "a");
    assert_split("SELECT '\\G'; b", "SELECT '\\G'|b");
}

static void the_clients_commands_are_no_sql(void **state)
{
    assert_split("source a.sql\n\\. b.sql\na; \n  SOURCE 'x';\nb", "a|b");
    assert_split("USE `db`\nCREATE TABLE a; USE b; c", "USE `db`|CREATE TABLE a|USE b|c");
    assert_split("SELECT source\nsource b", "SELECT source\nsource b");
    assert_split("--a; b\n  --c\nd; --e\nf", "d|--e\nf");
    assert_split("a\n--b\n; --c", "a\n--b|--c");
    assert_pieces("--a\nb", "--a\nb"); // sent as it is
}

static void a_missing_delimiter_is_seen_at_the_next_one(void **state)
{
    assert_split("DELIMITER $$\na; b\nDELIMITER ;\nc; d", "a; b|c|d");
    assert_faults("16:no \"$$\" before DELIMITER;");
    assert_split("CREATE TABLE a (\n delimiter int,\ndelimiter char(1)); b",
                 "CREATE TABLE a (\n delimiter int,\ndelimiter char(1))|b");
    assert_faults("");
}

static void runners_cut_at_breakpoints(void **state)
{
    assert_pieces("a;--> statement-breakpoint\nb--> statement-breakpoint\nc; d;",
                  "a|b|c|d");
    assert_pieces("--> statement-breakpoint\n--> statement-breakpoint", "");
    assert_pieces("/*!40101 a --> statement-breakpoint\nb", "/*!40101 a|b");
    assert_faults("0:unterminated /*! comment;");
}

static void bodies_hold_statements(void **state)
{
    assert_whole("CREATE PROCEDURE p() BEGIN a; b; END");
    assert_whole("CREATE DEFINER=`a`@`%` PROCEDURE p() SELECT 1");
    assert_whole("CREATE OR REPLACE FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1");
    assert_whole("CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET x = 1; END");
    assert_whole("CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW IF x THEN a; END IF");
    assert_whole("CREATE EVENT IF NOT EXISTS e ON SCHEDULE EVERY 1 DAY DO BEGIN a; END");
    assert_whole("ALTER EVENT e DO BEGIN a; BEGIN b; END; END");
    assert_whole(
        "CREATE PROCEDURE p(begin INT) BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION "
        "BEGIN a; END; x: LOOP LEAVE x; END LOOP x; END");
    assert_whole(
        "CREATE PROCEDURE p() l1: BEGIN WHILE a DO b; END WHILE; REPEAT c; UNTIL d "
        "END REPEAT; END l1");
    assert_whole(
        "CREATE PROCEDURE p() BEGIN DECLARE c CONDITION FOR 1; DECLARE EXIT "
        "HANDLER FOR c BEGIN a; END; DECLARE EXIT HANDLER FOR c, NOT FOUND BEGIN "
        "b; END; END");
    assert_split("CREATE TABLE a (begin INT, end INT); b",
                 "CREATE TABLE a (begin INT, end INT)|b");
    assert_split("BEGIN; a; COMMIT; b", "BEGIN|a|COMMIT|b");
}

static void words_of_blocks_are_also_functions_and_clauses(void **state)
{
    assert_whole(
        "CREATE PROCEDURE p() BEGIN SET a = IF(b, c, d); DROP TABLE IF EXISTS e; "
        "CREATE TABLE IF NOT EXISTS f (g INT); SET h = REPEAT('i', 3); END");
    assert_whole(
        "CREATE PROCEDURE p() BEGIN IF (a) THEN b; ELSEIF c THEN d; ELSE IF e THEN "
        "f; END IF; END IF; IF NOT EXISTS (SELECT 1) THEN g; END IF; END");
    assert_whole("CREATE FUNCTION f() RETURNS INT RETURN CASE a WHEN 1 THEN IF(b, c, d) "
                 "ELSE IF(e, f, g) END");
    assert_whole(
        "CREATE PROCEDURE p() BEGIN CASE a WHEN 1 THEN b; ELSE c; END CASE; SELECT "
        "CASE WHEN a THEN CASE b WHEN 1 THEN 2 END END AS end, t.end, t.begin; "
        "END");
}

static void mariadb_has_programs_without_a_routine(void **state)
{
    assert_split_by(mariadb, "BEGIN NOT ATOMIC a; b; END; c",
                    "BEGIN NOT ATOMIC a; b; END|c");
    assert_split_by(mariadb, "IF a THEN b; END IF; c", "IF a THEN b; END IF|c");
    assert_split_by(mariadb, "CREATE PROCEDURE p() FOR i IN 1..3 DO a; END FOR; b",
                    "CREATE PROCEDURE p() FOR i IN 1..3 DO a; END FOR|b");
    assert_split_by(
        mariadb,
        "SET sql_mode=ORACLE; CREATE PROCEDURE p AS x INT; BEGIN a; WHILE b LOOP "
        "c; END LOOP; END; d",
        "SET sql_mode=ORACLE|CREATE PROCEDURE p AS x INT; BEGIN a; WHILE b LOOP "
        "c; END LOOP; END|d");
    assert_split_by(mariadb,
                    "SET sql_mode=ORACLE; CREATE PACKAGE BODY p AS x INT; PROCEDURE q AS "
                    "BEGIN a; END; BEGIN b; END; c",
                    "SET sql_mode=ORACLE|CREATE PACKAGE BODY p AS x INT; PROCEDURE q AS "
                    "BEGIN a; END; BEGIN b; END|c");
    assert_split_by(
        mariadb,
        "SET sql_mode='oracle'; BEGIN a; END; DECLARE b INT; BEGIN c; "
        "END; BEGIN; d",
        "SET sql_mode='oracle'|BEGIN a; END|DECLARE b INT; BEGIN c; END|BEGIN|d");
}

static void a_body_without_an_end_takes_nothing_with_it(void **state)
{
    assert_split("CREATE PROCEDURE p() BEGIN a; b; c",
                 "CREATE PROCEDURE p() BEGIN a|b|c");
    assert_split("CREATE PROCEDURE p() BEGIN IF x THEN a; END; DROP TABLE b;",
                 "CREATE PROCEDURE p() BEGIN IF x THEN a|END|DROP TABLE b");
}

#define assert_modes(text, expected)                                                     \
    do {                                                                                 \
        split(*state, &mysql8, false, STR(text));                                        \
        assert_int_equal(((Bench *)*state)->modes, expected);                            \
    } while (0)

static void the_file_sets_modes(void **state)
{
    assert_modes("SET sql_mode = 'ansi_quotes, NO_BACKSLASH_ESCAPES'",
                 MYM_ANSI_QUOTES | MYM_NO_BACKSLASH_ESCAPES);
    assert_modes("SET @@session.sql_mode := 'ANSI', x = 1",
                 MYM_ANSI_QUOTES | MYM_PIPES_AS_CONCAT | MYM_IGNORE_SPACE);
    assert_modes("SET x = 'a', SESSION sql_mode = PIPES_AS_CONCAT", MYM_PIPES_AS_CONCAT);
    assert_modes("SET sql_mode = 4", MYM_ANSI_QUOTES);
    assert_modes("SET GLOBAL sql_mode = 'ANSI'; SET @@global.sql_mode = 'ANSI'", 0);
    assert_modes("SET sql_mode = 'ANSI'; SET sql_mode = DEFAULT", 0);
    assert_modes("SET sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES'); SET sql_mode = "
                 "(SELECT CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES'))",
                 MYM_ANSI_QUOTES | MYM_NO_BACKSLASH_ESCAPES);
    assert_modes("SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT'; SET sql_mode = "
                 "REPLACE(@@sql_mode, 'ANSI_QUOTES', '')",
                 MYM_PIPES_AS_CONCAT);
    assert_modes("SET @a = @@sql_mode, sql_mode = 'ANSI_QUOTES'; SET sql_mode = @a", 0);
    assert_modes("SET STATEMENT sql_mode = 'ANSI' FOR SELECT 1", 0);
    assert_split("SET sql_mode = 'ANSI_QUOTES'; a \"\\\"; b", // then \ is no escape
                 "SET sql_mode = 'ANSI_QUOTES'|a \"\\\"|b");
    assert_split("SET sql_mode = 'NO_BACKSLASH_ESCAPES'; SELECT '\\'; b",
                 "SET sql_mode = 'NO_BACKSLASH_ESCAPES'|SELECT '\\'|b");
}

static void dumps_are_read_as_they_are_meant(void **state)
{
    assert_split(
        "/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='ANSI_QUOTES' */;\n"
        "SELECT \"\\\";\n/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;\nSELECT \"\\\"\"; a",
        "SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='ANSI_QUOTES'|SELECT \"\\\"|SET "
        "SQL_MODE=@OLD_SQL_MODE|SELECT \"\\\"\"|a");
    assert_split(
        "DELIMITER ;;\n/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`%`*/ /*!50003 TRIGGER "
        "x BEFORE INSERT ON y FOR EACH ROW BEGIN a; END */;;\nDELIMITER ;\nb;",
        "CREATE*/ /*!50017 DEFINER=`a`@`%`*/ /*!50003 TRIGGER x BEFORE INSERT ON y "
        "FOR EACH ROW BEGIN a; END|b");
    assert_split("/*!50001 a; b */; c", "a|b|c");
    assert_faults("");
}

static void skipped_comments_that_hold_statements_are_seen(void **state)
{
    assert_split("/*!80100 DROP TABLE a */; b", "~/*!80100 DROP TABLE a */|b");
    assert_split("/*M!100500 SET x = 1 */; /*T! CREATE TABLE a */",
                 "~/*M!100500 SET x = 1 */|~/*T! CREATE TABLE a */");
    assert_split("/*T![ttl] ALTER TABLE a */", "~/*T![ttl] ALTER TABLE a */");
    assert_split("/*M!999999\\- enable */ /* DROP TABLE a */ /*!80100 a */ b", "b");
    assert_split("CREATE TABLE a (b INT /*!80100 DROP */); c",
                 "CREATE TABLE a (b INT /*!80100 DROP */)|c");
    assert_split("CREATE TABLE a (b INT) /*!80100 DROP */; c",
                 "CREATE TABLE a (b INT) /*!80100 DROP */|c");
    assert_split("/*!80100", "/*!80100");
}

static void comments_of_tidegate_are_noted(void **state)
{
    Bench *bench = *state;
    split(bench, &mysql8, false,
          STR("# tidegate: a\nx /* tidegate:b */; -- c\n-- atlas:nolint\n"));
    assert_int_equal(bench->comments.len, 3);
    assert_int_equal(bench->comments.at[1].start, 16);
}

static void what_is_not_closed_ends_with_its_line(void **state)
{
    assert_split("SELECT 'a;\nDROP TABLE c;", "SELECT 'a;|DROP TABLE c");
    assert_faults("7:unterminated quoted string;");
    assert_split("a `b;\n\nALTER TABLE c", "a `b;|ALTER TABLE c");
    assert_faults("2:unterminated quoted identifier;");
    assert_split("a /* b;\nDROP TABLE c;", "a /* b;|DROP TABLE c");
    assert_faults("2:unterminated /* comment;");
    assert_split("a 'b; c", "a 'b; c");
    assert_faults("2:unterminated quoted string;");
    assert_split("SELECT 'a;\nDROP TABLE b;\nSELECT 'c';\n",
                 "SELECT 'a;|DROP TABLE b|SELECT 'c'");
    assert_split("a; /*!40101 b", "a|/*!40101 b");
    assert_faults("3:unterminated /*! comment;");
    assert_split("/*!40101 a; ", "a|;");
    assert_faults("10:unterminated /*! comment;");
}

// Would take minutes if something were done again for each byte.
static void hostile_text_is_read_in_one_go(void **state)
{
    static const char *const pieces[] = {
        "'",
        "`",
        "/*",
        "/*!",
        "/*!99999 ",
        "/*!40101 SET ",
        "(",
        "CREATE PROCEDURE p() BEGIN ",
        "CREATE PROCEDURE p() BEGIN a; ",
        "\nDELIMITER //\n",
        "--> statement-breakpoint",
        "CASE ",
        "a;",
        "@'",
        "$$",
        "_utf8 ",
        "'\nSELECT ;\n",
        "SET @a = @@sql_mode;",
        "#\n",
    };
    enum { LEN = 300000 };
    Bench *bench = *state;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        Str piece = str_from(pieces[i]);
        char *text = NEW_ARRAY(bench->arena, char, LEN);
        for (size_t at = 0; at < LEN; at++)
            text[at] = piece.ptr[at % piece.len];
        MySplitter splitter = my_splitter((Str){ text, LEN }, 0, &mariadb);
        Arena *tmp = arena_new();
        splitter.arena = splitter.tmp = tmp;
        splitter.breakpoints = true;
        splitter.comments = &bench->comments;
        MyStatement statement = { 0 };
        size_t end = 0;
        while (my_split_next(&splitter, &statement)) {
            assert_true(statement.span.start <= statement.span.end);
            assert_true(statement.span.end <= LEN);
            assert_true(statement.span.start >= end);
            end = statement.span.end;
        }
        arena_free(tmp);
    }
}

#define split_test(f) cmocka_unit_test_setup_teardown(f, open_bench, close_bench)

int main(void)
{
    const struct CMUnitTest tests[] = {
        split_test(semicolons_outside_of_everything_end_statements),
        split_test(the_client_has_delimiters_of_its_own),
        split_test(the_client_sends_at_g),
        split_test(the_clients_commands_are_no_sql),
        split_test(a_missing_delimiter_is_seen_at_the_next_one),
        split_test(runners_cut_at_breakpoints),
        split_test(bodies_hold_statements),
        split_test(words_of_blocks_are_also_functions_and_clauses),
        split_test(mariadb_has_programs_without_a_routine),
        split_test(a_body_without_an_end_takes_nothing_with_it),
        split_test(the_file_sets_modes),
        split_test(dumps_are_read_as_they_are_meant),
        split_test(skipped_comments_that_hold_statements_are_seen),
        split_test(comments_of_tidegate_are_noted),
        split_test(what_is_not_closed_ends_with_its_line),
        split_test(hostile_text_is_read_in_one_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
