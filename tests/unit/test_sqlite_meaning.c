// SPDX-License-Identifier: Apache-2.0
// What pieces of SQLite's SQL mean: expressions, queries, types and the parts of indexes.
// What is said to be the same is asked of SQLite itself.
#include "meant.h"

#include <sqlite3.h>

// ---- SQLite's own word ----

static sqlite3 *open_db(void)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    return db;
}

static void run(sqlite3 *db, const char *sql)
{
    char *error = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &error) != SQLITE_OK)
        fail_msg("%s: %s", sql, error);
}

// The first column of the first row.
static long ask(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt;
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    long answer = (long)sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return answer;
}

static const char *say(Arena *arena, const char *fmt, const char *a, const char *b)
{
    return arena_cstr(arena, arena_fmt(arena, fmt, a, b));
}

static const char *const values[] = {
    "NULL",  "0",      "1",     "-1",  "2",   "5",  "1.0",   "1.5",
    "'1'",   "'1.0'",  "' 7 '", "'a'", "'A'", "''", "x'31'", "9223372036854775807",
    "1e300", "'0x10'",
};

enum { VALUE_COUNT = sizeof values / sizeof *values };

// One row for each pair of values.
static void fill(Arena *arena, sqlite3 *db)
{
    run(db, "CREATE TABLE t (a, b, \"order\", isnull_)");
    for (size_t i = 0; i < VALUE_COUNT; i++)
        for (size_t k = 0; k < VALUE_COUNT; k++)
            run(db,
                arena_cstr(arena, arena_fmt(arena, "INSERT INTO t VALUES (%s,%s,%s,1)",
                                            values[i], values[k], values[i])));
}

// A column of the type keeps the same of both.
static void check_defaults(Arena *arena, const MeantRow *row)
{
    sqlite3 *db = open_db();
    Str sql = arena_fmt(arena, "CREATE TABLE t (k, x %s DEFAULT %s, y %s DEFAULT %s)",
                        row->type, row->a, row->type, row->b);
    run(db, arena_cstr(arena, sql));
    run(db, "INSERT INTO t (k) VALUES (1)");
    if (ask(db, "SELECT typeof(x) = typeof(y) AND quote(x) IS quote(y) FROM t") != 1)
        fail_msg("SQLite keeps other values: %s: %s | %s", row->type, row->a, row->b);
    sqlite3_close(db);
}

static void check_conditions(Arena *arena, const MeantRow *row)
{
    sqlite3 *db = open_db();
    fill(arena, db);
    const char *sql =
        say(arena, "SELECT count(*) FROM t WHERE (%s) IS NOT (%s)", row->a, row->b);
    if (ask(db, sql) != 0)
        fail_msg("SQLite gives other answers: %s | %s", row->a, row->b);
    sqlite3_close(db);
}

// ---- expressions ----

static void check_pairs(const MeantRow *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Arena *arena = arena_new();
        const MeantRow *row = &rows[i];
        assert_expressions(&sqlite_meaning, row);
        if (row->same && row->type)
            check_defaults(arena, row);
        else if (row->same)
            check_conditions(arena, row);
        arena_free(arena);
    }
}

static void defaults_of_one_value_are_the_same(void **state)
{
    (void)state;
    static const MeantRow rows[] = {
        { "text", "'a'", "('a')", true },
        { "text", "'a'", "\"a\"", true },
        { "text", "'a'", "a", true },
        { "text", "'a'", "'A'", false },
        { "text", "'it''s'", "\"it's\"", true },
        { "text", "1", "'1'", true },
        { "text", "007", "'7'", true },
        { "text", "1.0", "'1'", false },
        { "text", "true", "1", true },
        { "text", "true", "'true'", false },
        { "text", "NULL", "'NULL'", false },
        { "text", "''", "NULL", false },
        { "integer", "1", "'1'", true },
        { "integer", "1", "+1", true },
        { "integer", "1", "1.0", true },
        { "integer", "1", "' 1 '", true },
        { "integer", "1", "'1x'", false },
        { "integer", "1", "'1.5'", false },
        { "integer", "1.5", "'1.50'", true },
        { "integer", "-1", "'-1'", true },
        { "integer", "-1", "(-1)", true },
        { "integer", "-1", "1", false },
        { "integer", "0x10", "16", true },
        { "integer", "16", "'0x10'", false },
        { "integer", "0xffffffffffffffff", "-1", true },
        { "integer", "true", "1", true },
        { "integer", "FALSE", "0", true },
        { "integer", "true", "false", false },
        { "boolean", "true", "1", true },
        { "real", "0", "0.0", true },
        { "real", "1", "'1'", true },
        { "real", "1e3", "1000", true },
        { "real", ".5", "0.50", true },
        { "real", "0.1", "0.2", false },
        { "real", "9223372036854775808", "9223372036854775808.0", true },
        { "numeric", "1e3", "1000", true },
        { "blob", "1", "'1'", false },
        { "blob", "1", "1.0", false },
        { "blob", "x'ab'", "X'AB'", true },
        { "blob", "x'61'", "'a'", false },
        { "", "1", "'1'", false },
        { "", "1", "(1)", true },
        { "any", "1", "'1'", false },
        { "datetime", "CURRENT_TIMESTAMP", "(current_timestamp)", true },
        { "text", "CURRENT_TIMESTAMP", "CURRENT_DATE", false },
        { "text", "CURRENT_TIMESTAMP", "'CURRENT_TIMESTAMP'", false },
        { "integer", "(unixepoch())", "( UnixEpoch( ) )", true },
        { "integer", "(strftime('%s', 'now'))", "(strftime('%S', 'now'))", false },
        { "integer", "(1 + 1)", "(1+1)", true },
        { "integer", "(1 + 1)", "2", false },
        { "text", "('a' || 'b')", "(('a'||'b'))", true },
        { "text", "(lower('A'))", "(\"lower\"('A'))", true },
    };
    check_pairs(rows, sizeof rows / sizeof *rows);
}

static void conditions_of_one_meaning_are_the_same(void **state)
{
    (void)state;
    static const MeantRow rows[] = {
        { NULL, "a > 1", "(a>1)", true },
        { NULL, "a > 1", "\"t\".\"a\" > 1", true },
        { NULL, "a > 1", "main.t.a > 1", true },
        { NULL, "`A` > 1", "[a] > 1", true },
        { NULL, "a <> 1", "a != 1", true },
        { NULL, "a == b", "a = b", true },
        { NULL, "a NOTNULL", "a IS NOT NULL", true },
        { NULL, "a ISNULL", "a is null", true },
        { NULL, "a = /* or so */ 'x'", "a = 'x'", true },
        { NULL, "a = true", "a = 1", true },
        { NULL, "a IS TRUE", "a IS 1", false },
        { NULL, "a IS NOT TRUE", "a IS NOT 1", false },
        { NULL, "a = 1.50", "a = 1.5", true },
        { NULL, "a = 1", "a = 1.0", false },
        { NULL, "a = 1", "a = '1'", false },
        { NULL, "+a = 1", "a = 1", false },
        { NULL, "a = 'a'", "a = 'A'", false },
        { NULL, "a > 1", "b > 1", false },
        { NULL, "a in (1, 2)", "a IN (1,2)", true },
        { NULL, "\"order\" = 1", "`order` = 1", true },
        { NULL, "a = \"null\"", "a = null", false },
        { NULL, "a || b = 'x'", "a ||b='x'", true },
        { NULL, "(a) > 1", "a > 1", false },
        { NULL, "(a > 1) or (b > 1)", "a > 1) or (b > 1", false },
        { NULL, "length(a) > 0", "LENGTH(\"a\")>0", true },
        { NULL, "a like 'x%'", "a LIKE 'x%'", true },
        { NULL, "a = x'aB'", "a = X'Ab'", true },
        { NULL, "a = 'it''s'", "a='it''s'", true },
        { NULL, "", "a", false },
    };
    check_pairs(rows, sizeof rows / sizeof *rows);
    assert_expressions(&sqlite_meaning, &(MeantRow){ NULL, "a +", "a +", true });
    assert_expressions(&sqlite_meaning, &(MeantRow){ NULL, "", "()", true });
}

// ---- queries ----

static long rows_of(Arena *arena, sqlite3 *db, const char *a, const char *b)
{
    return ask(db, say(arena, "SELECT count(*) FROM (%s EXCEPT %s)", a, b));
}

static void queries_are_compared_word_by_word(void **state)
{
    (void)state;
    static const MeantRow rows[] = {
        { NULL, "select \"a\", b from t", "SELECT a, [B] FROM `T`", true },
        { NULL, "select a from t where t.b = 1", "select a from t where b = 1", false },
        { NULL, "select a /* one */ from t", "select\na from t", true },
        { NULL, "select 'a' from t", "select 'A' from t", false },
        { NULL, "select a from t", "select a, b from t", false },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_queries(&sqlite_meaning, &rows[i]);
        if (!rows[i].same)
            continue;
        Arena *arena = arena_new();
        sqlite3 *db = open_db();
        fill(arena, db);
        assert_int_equal(rows_of(arena, db, rows[i].a, rows[i].b), 0);
        assert_int_equal(rows_of(arena, db, rows[i].b, rows[i].a), 0);
        sqlite3_close(db);
        arena_free(arena);
    }
    assert_true(sqlite_meaning.same_query(STR("(select 1)"), STR("select 1;")));
    assert_false(sqlite_meaning.same_query(STR("(select 1) union (select 2)"),
                                           STR("select 1) union (select 2")));
}

static void brackets_may_be_many(void **state)
{
    (void)state;
    assert_stands_brackets(&sqlite_meaning);
}

// ---- types ----

// Whatever is put into columns of both types is kept as the same.
static void check_types(Arena *arena, const char *a, const char *b)
{
    sqlite3 *db = open_db();
    run(db, say(arena, "CREATE TABLE t (x %s, y %s)", a, b));
    for (size_t i = 0; i < VALUE_COUNT; i++)
        run(db, say(arena, "INSERT INTO t VALUES (%s, %s)", values[i], values[i]));
    if (ask(db, "SELECT count(*) FROM t WHERE typeof(x) <> typeof(y)"
                " OR quote(x) IS NOT quote(y)") != 0)
        fail_msg("SQLite keeps other values: %s | %s", a, b);
    sqlite3_close(db);
}

static void types_that_keep_the_same_are_the_same(void **state)
{
    (void)state;
    static const MeantRow rows[] = {
        { NULL, "integer", "INTEGER", true },
        { NULL, "integer", "int", true },
        { NULL, "integer", "bigint", true },
        { NULL, "integer", "boolean", true },
        { NULL, "numeric", "datetime", true },
        { NULL, "text", "varchar(255)", true },
        { NULL, "text(10)", "TEXT ( 20 )", true },
        { NULL, "real", "double precision", true },
        { NULL, "blob", "F32_BLOB(3)", true },
        { NULL, "charint", "integer", true },
        { NULL, "integer", "real", false },
        { NULL, "text", "blob", false },
        { NULL, "text", "integer", false },
        { NULL, "any", "numeric", false },
        { NULL, "jsonb", "text", false },
    };
    Arena *arena = arena_new();
    const Meaning *meaning = &sqlite_meaning;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_types(&sqlite_meaning, &rows[i]);
        if (rows[i].same)
            check_types(arena, rows[i].a, rows[i].b);
    }
    TypeRef type;
    assert_true(meaning->read_type(arena, STR("VARCHAR( 9 )"), &type));
    assert_str(type.text, "varchar(9)");
    assert_false(meaning->read_type(arena, STR("int, b int"), &type));
    assert_false(meaning->read_type(arena, STR("int not null"), &type));
    assert_false(meaning->read_type(arena, STR(""), &type));
    arena_free(arena);
}

// ---- parts of indexes ----

// "a:nocase-": a column, its collation, and that it descends; "{lower(a)}".
static Str parts_text(Arena *arena, const IndexDef *index)
{
    Str text = STR("");
    for (size_t i = 0; i < index->parts.len; i++) {
        const IndexPart *part = &index->parts.at[i];
        Str value = part->column.len > 0
                        ? part->column
                        : arena_fmt(arena, "{" STR_FMT "}", STR_ARG(part->expression));
        text = arena_fmt(arena, STR_FMT "%s" STR_FMT "%s" STR_FMT "%s", STR_ARG(text),
                         i > 0 ? " " : "", STR_ARG(value),
                         part->collation.len > 0 ? ":" : "", STR_ARG(part->collation),
                         part->descending ? "-" : "");
    }
    return text;
}

// What the front end makes of the list where a statement has it.
static Str parts_stated(Arena *arena, const char *list)
{
    Lowered lowered = { 0 };
    Runner runner = { .name = "plain" };
    Str sql = arena_fmt(arena, "CREATE INDEX i ON t (%s)", list);
    sqlite_frontend.lower(arena, sql, &runner, &lowered);
    assert_int_equal(lowered.ops.len, 1);
    return parts_text(arena, lowered.ops.at[0].index);
}

// What SQLite makes of the list: of columns, the orders and the collations.
static Str parts_made(Arena *arena, const char *list)
{
    sqlite3 *db = open_db();
    sqlite3_stmt *stmt;
    Str text = STR("");
    run(db, "CREATE TABLE t (a, b, \"order by\")");
    run(db, arena_cstr(arena, arena_fmt(arena, "CREATE INDEX i ON t (%s)", list)));
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT name, \"desc\", coll FROM"
                                        " pragma_index_xinfo('i') WHERE key",
                                        -1, &stmt, NULL),
                     SQLITE_OK);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(stmt, 0);
        text =
            arena_fmt(arena, STR_FMT "%s%s:%s%s", STR_ARG(text), text.len > 0 ? " " : "",
                      name ? name : "{}", (const char *)sqlite3_column_text(stmt, 2),
                      sqlite3_column_int(stmt, 1) ? "-" : "");
    }
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return text;
}

static void parts_of_an_index_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *list, *parts, *made;
    } rows[] = {
        { "a", "a", "a:BINARY" },
        { "`a`, \"b\" DESC", "a b-", "a:BINARY b:BINARY-" },
        { "[order by] asc", "order by", "order by:BINARY" },
        { "a COLLATE NOCASE DESC", "a:NOCASE-", "a:NOCASE-" },
        { "lower(a), b", "{lower(a)} b", "{}:BINARY b:BINARY" },
        { "lower(a) collate nocase", "{lower(a)}:nocase", "{}:nocase" },
        { "a || b collate nocase", "{a || b collate nocase}", "{}:BINARY" },
        { "(a || b) collate nocase", "{(a || b)}:nocase", "{}:nocase" },
        { "coalesce(a, b) desc", "{coalesce(a, b)}-", "{}:BINARY-" },
    };
    Arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        IndexDef index = { 0 };
        assert_true(
            sqlite_meaning.read_index_parts(arena, str_from(rows[i].list), &index));
        assert_str_equal(parts_text(arena, &index), str_from(rows[i].parts));
        assert_str_equal(parts_stated(arena, rows[i].list), str_from(rows[i].parts));
        assert_str_equal(parts_made(arena, rows[i].list), str_from(rows[i].made));
    }
    static const char *const wrong[] = { "",   "a,",   "a) desc",    "lower(a",
                                         ",a", "desc", "a) where (b" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        IndexDef index = { 0 };
        if (sqlite_meaning.read_index_parts(arena, str_from(wrong[i]), &index))
            fail_msg("\"%s\" is no list", wrong[i]);
        assert_int_equal(index.parts.len, 0);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_of_one_value_are_the_same),
        cmocka_unit_test(conditions_of_one_meaning_are_the_same),
        cmocka_unit_test(queries_are_compared_word_by_word),
        cmocka_unit_test(brackets_may_be_many),
        cmocka_unit_test(types_that_keep_the_same_are_the_same),
        cmocka_unit_test(parts_of_an_index_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
