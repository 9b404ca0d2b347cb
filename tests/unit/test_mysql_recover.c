// SPDX-License-Identifier: Apache-2.0
// Unit tests of what MySQL's front end makes of text that is no SQL as it stands:
// mistakes, placeholders, and what is for another server.
#include "lowered.h"

// "KIND@offset detail" of each op that is no plain one, "|" between.
static Str troubles(Sql *sql, Str text)
{
    lower_text(sql, text);
    Str all = STR("");
    for (size_t i = 0; i < sql->lowered.ops.len; i++) {
        const Op *op = &sql->lowered.ops.at[i];
        if (op->kind != OP_OPAQUE && op->kind != OP_SKIPPED)
            continue;
        all = arena_fmt(sql->arena, STR_FMT "%s%zu:" STR_FMT, STR_ARG(all),
                        all.len > 0 ? "|" : "", op->span.start, STR_ARG(op->detail));
    }
    return all;
}

#define assert_troubles(text, expected, understood)                                      \
    do {                                                                                 \
        assert_str(troubles(*state, STR(text)), expected);                               \
        assert_str(kinds(*state), understood);                                           \
    } while (0)

static void a_broken_statement_hides_no_other(void **state)
{
    assert_troubles("DROP TABLE a; DROP TABL b; DROP TABLE c",
                    "19:syntax error at or near \"TABL\"",
                    "DROP TABLE, UNKNOWN STATEMENT, DROP TABLE");
    assert_troubles("DROP TABLE a\nDROP TABLE b;\nDROP TABLE c",
                    "11:incomplete statement, or no semicolon before \"DROP\"",
                    "UNKNOWN STATEMENT, DROP TABLE, DROP TABLE");
    assert_troubles(
        "INSERT INTO a VALUES ('b);\nDROP TABLE c;\nINSERT INTO d VALUES ('e');",
        "22:unterminated quoted string", "UNKNOWN STATEMENT, DROP TABLE, INSERT");
    assert_troubles("ALTER TABLE `a ADD b INT;\nDROP TABLE `c`;\nDROP TABLE d",
                    "12:unterminated quoted identifier",
                    "UNKNOWN STATEMENT, DROP TABLE, DROP TABLE");
    assert_troubles("DROP TABLE", "5:syntax error at end of input", "UNKNOWN STATEMENT");
}

static void bytes_that_no_grammar_takes_are_shown(void **state)
{
    assert_troubles("DROP TABLE a \0; DROP TABLE b", "13:NUL byte",
                    "UNKNOWN STATEMENT, DROP TABLE");
    assert_troubles("INSERT INTO a VALUES ('\0')", "", "INSERT");
}

static void a_refused_statement_leaves_no_ops(void **state)
{
    assert_troubles("DROP TABLE a, b, c d", "19:syntax error at or near \"d\"",
                    "UNKNOWN STATEMENT");
    assert_str(op_at(*state, 0, OP_OPAQUE)->name.name, "");
}

static void placeholders_are_read_as_names(void **state)
{
    Sql *sql = *state;
    assert_troubles("DROP TABLE ${schema}.a; DROP TABLE b_${x}; DROP TABLE {{ c }}",
                    "11:${schema}|37:${x}|54:{{ c }}",
                    "DROP TABLE, UNKNOWN STATEMENT, DROP TABLE, UNKNOWN STATEMENT, DROP "
                    "TABLE, UNKNOWN STATEMENT");
    assert_str(op_at(sql, 1, OP_OPAQUE)->verb, "name");
    assert_true(op_has(op_at(sql, 1, OP_OPAQUE), OPF_TEMPLATE));
    assert_troubles("DELETE FROM a WHERE b = :c", "24::c", "DELETE, UNKNOWN STATEMENT");
    assert_troubles("DROP ${what} a", "5:${what}", "UNKNOWN STATEMENT");
    assert_str(op_at(sql, 0, OP_OPAQUE)->verb, "");
}

static void what_other_servers_run_is_named(void **state)
{
    assert_troubles("/*!99999 DROP TABLE a */; DROP TABLE b",
                    "0:/*!99999 DROP TABLE a */", "SKIPPED STATEMENT, DROP TABLE");
    lower_for(*state, "tidb", ENGINE_VERSION(7, 5, 0));
    assert_troubles("/*!99999 DROP TABLE a */; DROP TABLE b", "",
                    "DROP TABLE, DROP TABLE");
}

static void code_in_comments_is_code(void **state)
{
    Sql *sql = *state;
    const Op *op = lower_one(
        sql, "CREATE TABLE a (b INT DEFAULT (1 /*!40101 + 2 */ + 3))", OP_CREATE_TABLE);
    assert_str(op->table->columns.at[0].default_expr, "(1 + 2 + 3)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        mysql_test(a_broken_statement_hides_no_other),
        mysql_test(bytes_that_no_grammar_takes_are_shown),
        mysql_test(a_refused_statement_leaves_no_ops),
        mysql_test(placeholders_are_read_as_names),
        mysql_test(what_other_servers_run_is_named),
        mysql_test(code_in_comments_is_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
