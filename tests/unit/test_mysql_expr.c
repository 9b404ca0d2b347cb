// SPDX-License-Identifier: Apache-2.0
// Unit tests of MySQL's expressions: what binds how, what is refused, and what can be
// asked of the trees.
#include "dialect/mysql_expr.h"
#include "lowered.h"

static const Engine engines[] = {
    { .family = STR_INIT("mysql"), .major = 8, .minor = 0, .patch = 40 },
    { .family = STR_INIT("mariadb"), .major = 10, .minor = 11, .patch = 8 },
};

static const MyExpr *read(const Sql *sql, const char *text)
{
    return my_expr_read(sql->arena, str_from(text), &engines[0]);
}

// ---- trees as text ----

static Str opening(Arena *arena, const MyExpr *expr)
{
    static const char *const words[] = {
        [MYX_CASE] = "CASE",
        [MYX_CAST] = "CAST",
        [MYX_LIST] = "LIST",
        [MYX_INTERVAL] = "INTERVAL",
    };
    if (expr->kind == MYX_LITERAL && str_eq(expr->table, STR("'")))
        return arena_fmt(arena, "'" STR_FMT "'", STR_ARG(expr->name));
    if (expr->kind == MYX_CASE || expr->kind == MYX_CAST || expr->kind == MYX_LIST ||
        expr->kind == MYX_INTERVAL)
        return arena_fmt(arena, "%s%s" STR_FMT, words[expr->kind],
                         expr->name.len ? ":" : "", STR_ARG(expr->name));
    const char *dot = expr->table.len > 0 ? "." : "";
    return arena_fmt(arena, STR_FMT "%s" STR_FMT, STR_ARG(expr->table), dot,
                     STR_ARG(expr->name));
}

// "(+ a (* b c))": an operator and its operands; what has none stands alone.
static Str tree(Arena *arena, const MyExpr *expr)
{
    Str text = opening(arena, expr);
    if (expr->kind != MYX_OPERATOR && expr->kind != MYX_CALL && expr->first == NULL)
        return text;
    for (const MyExpr *at = expr->first; at; at = at->next)
        text = arena_fmt(arena, STR_FMT " " STR_FMT, STR_ARG(text),
                         STR_ARG(tree(arena, at)));
    return arena_fmt(arena, "(" STR_FMT ")", STR_ARG(text));
}

static void operators_bind_as_on_the_servers(void **state)
{
    static const struct {
        const char *text;
        const char *tree;
    } rows[] = {
        { "a + b * c", "(+ a (* b c))" },
        { "(a + b) * c", "(* (+ a b) c)" },
        { "a - b - c", "(- a b c)" },
        { "a - (b - c)", "(- a (- b c))" },
        { "a - b + c", "(+ (- a b) c)" },
        { "-a - b", "(- (- a) b)" },
        { "a DIV b MOD c % d", "(% (DIV a b) c d)" },
        { "a * b ^ c", "(* a (^ b c))" },
        { "a | b & c << d + e", "(| a (& b (<< c (+ d e))))" },
        { "- a ^ b", "(^ (- a) b)" },
        { "! a = b", "(= (NOT a) b)" },
        { "NOT a = b", "(NOT (= a b))" },
        { "NOT a AND b", "(AND (NOT a) b)" },
        { "a AND b OR c AND d", "(OR (AND a b) (AND c d))" },
        { "a OR b XOR c AND d", "(OR a (XOR b (AND c d)))" },
        { "a && b || c", "(OR (AND a b) c)" },
        { "a OR (b OR c)", "(OR a b c)" },
        { "a = b IS NULL", "(IS NULL (= a b))" },
        { "a IS NOT NULL", "(NOT (IS NULL a))" },
        { "a != b", "(<> a b)" },
        { "a NOT IN (1, 2)", "(NOT (IN a (LIST 1 2)))" },
        { "a IN (1)", "(IN a (LIST 1))" },
        { "a BETWEEN 1 AND 2 AND b", "(AND (BETWEEN a 1 2) b)" },
        { "a LIKE 'x' ESCAPE '!' OR b", "(OR (LIKE a 'x' '!') b)" },
        { "a RLIKE b", "(REGEXP a b)" },
        { "a = ANY (SELECT 1)", "(= a (ANY SELECT 1))" },
        { "a + INTERVAL 1 DAY * b", "(* (+ a (INTERVAL:DAY 1)) b)" },
        { "DATE_SUB(a, INTERVAL 2 SQL_TSI_HOUR)", "(- a (INTERVAL:HOUR 2))" },
        { "-a COLLATE utf8mb4_bin", "(- (COLLATE a utf8mb4_bin))" },
        { "@a := b + 1", "(:= @a (+ b 1))" },
        { "a -> '$.b'", "(-> a '$.b')" },
        { "CASE a WHEN 1 THEN b ELSE c END", "(CASE:CASE a 1 b c)" },
        { "CASE WHEN a THEN b END", "(CASE a b)" },
        { "CAST(a AS DECIMAL( 10 ,2 ))", "(CAST:decimal(10,2) a)" },
        { "CONVERT(a USING utf8mb4)", "(CAST:using utf8mb4 a)" },
        { "COUNT(DISTINCT a, b)", "(COUNT (DISTINCT a b))" },
        { "d.f(1)", "(d.f 1)" },
        { "d.t.a", "t.a" },
        { "_utf8mb4'a' 'b'", "'ab'" },
        { "NOW()", "(NOW)" },
        { "CURRENT_TIMESTAMP", "(CURRENT_TIMESTAMP)" },
        { "MOD(a, 2)", "(% a 2)" },
        { "TRIM(LEADING 'x' FROM a)", "(TRIM LEADING 'x' a)" },
        { "((a))", "a" },
    };
    const Sql *sql = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const MyExpr *expr = read(sql, rows[i].text);
        assert_str_at(expr ? tree(sql->arena, expr) : STR("refused"),
                      str_from(rows[i].tree), __FILE__, __LINE__);
    }
}

static void what_no_server_takes_is_refused(void **state)
{
    static const char *const rows[] = {
        "",
        "1 +",
        "1 = NOT 2",
        "- NOT 1",
        "()",
        "(1,)",
        "ROW(1)",
        "a IN ()",
        "a IN 1",
        "a IS 1",
        "a BETWEEN 1",
        "CASE END",
        "CASE a END",
        "EXISTS (1)",
        "COUNT (*)",
        "COUNT(a, b)",
        "a = ALL (1)",
        "INTERVAL 1 DAY",
        "a * INTERVAL 1 DAY",
        "CAST(a, CHAR)",
        "CAST(a AS foo)",
        "EXTRACT(YEAR, a)",
        "f(1,)",
        "ROW_NUMBER()",
        "MATCH (1) AGAINST ('x')",
        "a NOT SOUNDS LIKE b",
        "'a",
        "1 1",
        "a -> b",
        "TIMESTAMPADD(DAY_HOUR, 1, a)",
        "a COLLATE binary",
        "{d 1",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (read(*state, rows[i]))
            fail_msg("taken: %s", rows[i]);
}

static void conditions_that_hold_for_every_row_are_known(void **state)
{
    static const struct {
        const char *text;
        bool always;
    } rows[] = {
        { "1", true },
        { "1 = 1", true },
        { "TRUE", true },
        { "NOT FALSE", true },
        { "!0", true },
        { "'a' = 'a'", true },
        { "1 <=> 1 AND (2 = 2)", true },
        { "a OR 1 = 1", true },
        { "a IS NULL OR a IS NOT NULL", true },
        { "(t.a IS NOT NULL) OR (A IS NULL)", true },
        { "NOT (a IS NULL AND a IS NOT NULL)", true },
        { "0", false },
        { "00", false },
        { "NULL", false },
        { "NOT NULL", false },
        { "NULL = NULL", false },
        { "1 = 2", false },
        { "'a' = 1", false },
        { "1 <> 1", false },
        { "a = a", false },
        { "a", false },
        { "1 = 1 AND a", false },
        { "a IS NULL OR b IS NOT NULL", false },
        { "a OR NOT a", false },
        { "EXISTS (SELECT 1)", false },
        { "'1'", false },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const MyExpr *expr = read(*state, rows[i].text);
        if (!expr || my_expr_is_always_true(expr) != rows[i].always)
            fail_msg("%s", rows[i].text);
    }
    assert_int_equal(my_expr_where(NULL), WHERE_NONE);
}

static void what_varies_is_not_constant(void **state)
{
    static const struct {
        const char *text;
        bool constant;
    } rows[] = {
        { "1 + 2", true },
        { "'a' COLLATE utf8mb4_bin", true },
        { "(1, NULL)", true },
        { "CASE 1 WHEN 2 THEN 3 END", true },
        { "1 + a", false },
        { "NOW()", false },
        { "?", false },
        { "@a", false },
        { "(SELECT 1)", false },
        { "uuid()", false },
        { "a + RAND() * 3", false },
        { "CONCAT(a, UPPER(UUID()))", false },
        { "@a := @a + 1", false },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const MyExpr *expr = read(*state, rows[i].text);
        if (!expr || my_expr_is_constant(expr) != rows[i].constant)
            fail_msg("%s", rows[i].text);
    }
}

static void relations_are_found(void **state)
{
    Sql *sql = *state;
    const MyExpr *expr =
        read(sql, "t.Price * 2 > (SELECT MAX(x) FROM a.b JOIN c USING (i)) OR "
                  "EXISTS (SELECT 1 FROM d WHERE e IN (TABLE f))");
    assert_non_null(expr);
    NameVec relations = { 0 };
    my_expr_relations(sql->arena, expr, &relations);
    assert_str(names(sql, relations), "a.b, c, d, f");
}

static void spelling_makes_no_difference(void **state)
{
    static const struct {
        const char *a, *b;
        bool same;
    } rows[] = {
        { "now()", "CURRENT_TIMESTAMP", true },
        { "now(6)", "LOCALTIMESTAMP(6)", true },
        { "now(6)", "now(3)", false },
        { "`A` > 0", "((a) > 0)", true },
        { "t.a + b", "(`a`+`t`.`b`)", true },
        { "t.a", "u.a", false },
        { "a != 1", "a <> 1", true },
        { "(a + b) + c", "a + b + c", true },
        { "a - (b - c)", "a - b - c", false },
        { "((a AND b) AND c)", "a && (b and c)", true },
        { "a AND b OR c", "a AND (b OR c)", false },
        { "a NOT IN ('x','y')", "not(a in (_utf8mb4'x',_utf8mb4\"y\"))", true },
        { "a IN ('x')", "a IN ('X')", false },
        { "concat(a, 'x')", "CONCAT( A,'x' )", true },
        { "substr(a, 1)", "SUBSTRING(a FROM 1)", true },
        { "MOD(a, 2)", "a % 2", true },
        { "date_add(a, interval 1 day)", "a + INTERVAL 1 DAY", true },
        { "CAST(a AS CHAR(10))", "cast(a as char (10))", true },
        { "CAST(a AS CHAR)", "CAST(a AS BINARY)", false },
        { "f(a)", "f(a, b)", false },
        { "f(a, b)", "f(a)", false },
        { "f(g(a), b)", "f(g(a, b))", false },
        { "COUNT(a)", "COUNT(DISTINCT a)", false },
        { "1", "'1'", false },
        { "TRUE", "true", true },
        { "x'41'", "_latin1 x'41'", false },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const MyExpr *a = read(*state, rows[i].a), *b = read(*state, rows[i].b);
        if (!a || !b || my_expr_same(a, b) != rows[i].same ||
            my_expr_same(b, a) != rows[i].same)
            fail_msg("%s, %s", rows[i].a, rows[i].b);
    }
}

// "first", and `count` times "more".
static const char *repeated(const Sql *sql, const char *first, const char *more,
                            size_t count)
{
    size_t len = str_from(more).len;
    Str start = str_from(first);
    char *text = NEW_ARRAY(sql->arena, char, start.len + count * len + 1);
    for (size_t i = 0; i < start.len; i++)
        text[i] = first[i];
    for (size_t i = 0; i < count * len; i++)
        text[start.len + i] = more[i % len];
    return text;
}

static void long_chains_are_no_deep_trees(void **state)
{
    static const struct {
        const char *first, *more;
    } chains[] = {
        { "a", " OR a" },     { "1", "+1" },         { "1", "+1-1" },
        { "a", " IS NULL" },  { "a", " = b" },       { "a", " AND b OR c" },
        { "f(1)", "||f(1)" }, { "a", " COLLATE b" }, { "'a'", " 'a'" },
    };
    for (size_t i = 0; i < sizeof chains / sizeof *chains; i++) {
        const char *text = repeated(*state, chains[i].first, chains[i].more, 100000);
        const MyExpr *expr = read(*state, text);
        assert_non_null(expr);
        assert_true(my_expr_same(expr, expr));
        assert_false(my_expr_is_always_true(expr));
    }
}

static void deep_nesting_is_refused(void **state)
{
    static const char *const openings[] = {
        "(",      "f(",     "CASE WHEN ", "(SELECT ",
        "a IN (", "@a := ", "ROW(1, ",    "1 + INTERVAL (",
    };
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++)
        assert_null(read(*state, repeated(*state, "", openings[i], 100000)));
    const char *prefixes = repeated(*state, "", "! - ", 100000);
    assert_null(read(*state, prefixes)); // nothing behind them
}

static void modes_and_servers_differ(void **state)
{
    Sql *sql = *state;
    assert_non_null(my_expr_read(sql->arena, STR("CAST(a AS INT)"), &engines[1]));
    assert_null(my_expr_read(sql->arena, STR("CAST(a AS INT)"), &engines[0]));
    assert_str(misfits(sql, "SELECT a->'$.b' FROM t"), "");
    lower_for(sql, "mariadb", ENGINE_VERSION(10, 11, 8));
    assert_str(misfits(sql, "SELECT a->'$.b' FROM t"), "-> and ->> of JSON");
    assert_str(misfits(sql, "SELECT MEDIAN(a) OVER () FROM t"), "");
    assert_str(misfits(sql, "SELECT \\N, LAST_VALUE(a), a LIKE b LIKE c FROM t = u"), "");
    assert_non_null(my_expr_read(
        sql->arena, str_from(repeated(sql, "a", " LIKE b", 100000)), &engines[1]));
    assert_null(my_expr_read(sql->arena, STR("a LIKE b LIKE c"), &engines[0]));
    assert_null(my_expr_read(sql->arena, STR("IF(a, 1)"), &engines[0]));
    assert_null(my_expr_read(sql->arena, STR("NOW(a)"), &engines[0]));
    lower_for(sql, "mysql", ENGINE_VERSION(5, 7, 44));
    assert_str(misfits(sql, "SELECT SUM(a) OVER () FROM t"), "a window function");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        mysql_test(operators_bind_as_on_the_servers),
        mysql_test(what_no_server_takes_is_refused),
        mysql_test(conditions_that_hold_for_every_row_are_known),
        mysql_test(what_varies_is_not_constant),
        mysql_test(relations_are_found),
        mysql_test(spelling_makes_no_difference),
        mysql_test(long_chains_are_no_deep_trees),
        mysql_test(deep_nesting_is_refused),
        mysql_test(modes_and_servers_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
