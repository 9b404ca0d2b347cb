// SPDX-License-Identifier: Apache-2.0
// Unit tests of statements' heads: one of each that https://sqlite.org/lang.html has.
#include "dialect/sqlite_head.h"

#include "ir/op_kind.h"

#include "check.h"

static SlHead head_in(Arena *arena, Str text)
{
    SpanVec comments = { 0 };
    SlSplitter splitter = {
        .arena = arena, .tmp = arena, .text = text, .comments = &comments
    };
    SlStatement statement = { 0 };
    assert_true(sl_split_next(&splitter, &statement));
    return sl_read_head(arena, text, &statement);
}

static Str field(Arena *arena, Str all, const char *word, Str value)
{
    if (value.len == 0)
        return all;
    return arena_fmt(arena, STR_FMT " %s=" STR_FMT, STR_ARG(all), word, STR_ARG(value));
}

static Str flags_of(Arena *arena, Str all, const SlHead *head)
{
    static const struct {
        unsigned flag;
        const char *word;
    } rows[] = { { OPF_IF_EXISTS, "exists" },
                 { OPF_IF_NOT_EXISTS, "absent" },
                 { OPF_LIMIT, "limit" } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (head->flags & rows[i].flag)
            all = arena_fmt(arena, STR_FMT " +%s", STR_ARG(all), rows[i].word);
    return head->temporary ? arena_fmt(arena, STR_FMT " +temporary", STR_ARG(all)) : all;
}

// What the head says: the kind's words, and what is not empty.
static Str shown(Arena *arena, Str text)
{
    static const char *const wheres[] = { "", "none", "always" };
    SlHead head = head_in(arena, text);
    assert_true(head.name_span.end <= text.len && head.part_span.end <= text.len);
    assert_true(head.body.start <= head.body.end && head.body.end <= text.len);
    Str all = head.kind == OP_NONE ? STR("-") : str_from(op_kind_words(head.kind));
    all = field(arena, all, "verb", head.verb);
    all = field(arena, all, "name", name_text(arena, head.name));
    all = field(arena, all, "part", head.part);
    all = field(arena, all, "other", name_text(arena, head.other));
    all = field(arena, all, "detail", head.detail);
    all = field(arena, all, "where", str_from(wheres[head.where]));
    all = field(arena, all, "body", str_slice(text, head.body.start, head.body.end));
    return flags_of(arena, all, &head);
}

#define assert_head(text, expected) assert_str(shown(*state, STR(text)), expected)

static void tables(void **state)
{
    assert_head("CREATE TABLE t(a, b CHECK (a > 0)) STRICT",
                "CREATE TABLE name=t body=a, b CHECK (a > 0)");
    assert_head("create temp table if not exists main.\"a b\"(c)",
                "CREATE TABLE name=main.a b body=c +absent +temporary");
    assert_head("CREATE TEMPORARY TABLE t AS SELECT 1",
                "CREATE TABLE verb=as name=t body=SELECT 1 +temporary");
    assert_head("CREATE TABLE t(", "CREATE TABLE name=t");
    assert_head("CREATE VIRTUAL TABLE IF NOT EXISTS f USING fts5(a, b)",
                "CREATE TABLE verb=virtual name=f detail=fts5 +absent");
    assert_head("DROP TABLE IF EXISTS temp.[a b]", "DROP TABLE name=temp.a b +exists");
    assert_head("/* x */ DROP TABLE 'a' -- y", "DROP TABLE name=a");
}

static void alterations(void **state)
{
    assert_head("ALTER TABLE a RENAME TO \"b\"", "RENAME TABLE name=a other=b");
    assert_head("ALTER TABLE main.a RENAME COLUMN b TO c",
                "RENAME COLUMN name=main.a part=b other=c");
    assert_head("ALTER TABLE a RENAME b TO c", "RENAME COLUMN name=a part=b other=c");
    assert_head("ALTER TABLE a ADD COLUMN b INT NOT NULL DEFAULT 1",
                "ADD COLUMN name=a part=b body=INT NOT NULL DEFAULT 1");
    assert_head("ALTER TABLE a ADD b", "ADD COLUMN name=a part=b");
    assert_head("ALTER TABLE a DROP COLUMN b", "DROP COLUMN name=a part=b");
    assert_head("ALTER TABLE a DROP b", "DROP COLUMN name=a part=b");
    assert_head("ALTER TABLE a ALTER COLUMN b TO b TEXT NOT NULL",
                "MODIFY COLUMN verb=to name=a part=b other=b body=TEXT NOT NULL");
    assert_head("ALTER TABLE a ALTER b SET NOT NULL",
                "MODIFY COLUMN verb=set name=a part=b body=SET NOT NULL");
    assert_head("ALTER TABLE a ALTER COLUMN b DROP NOT NULL",
                "MODIFY COLUMN verb=drop name=a part=b body=DROP NOT NULL");
    assert_head("ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0)",
                "ADD CONSTRAINT name=a part=c body=CHECK (b > 0)");
    assert_head("ALTER TABLE a DROP CONSTRAINT c", "DROP CONSTRAINT name=a part=c");
    assert_head("ALTER TABLE a", "- name=a");
}

static void indexes_views_triggers(void **state)
{
    assert_head("CREATE INDEX i ON t(a, lower(b)) WHERE c",
                "CREATE INDEX name=i other=t body=(a, lower(b)) WHERE c");
    assert_head("CREATE UNIQUE INDEX IF NOT EXISTS temp.i ON \"t\" (a)",
                "CREATE INDEX verb=unique name=temp.i other=t body=(a) +absent");
    assert_head("DROP INDEX i", "DROP INDEX name=i");
    assert_head("REINDEX t", "REINDEX");
    assert_head("CREATE VIEW v AS SELECT 1", "CREATE VIEW name=v body=SELECT 1");
    assert_head("CREATE TEMP VIEW IF NOT EXISTS v(a, b) AS SELECT 1, 2",
                "CREATE VIEW name=v body=SELECT 1, 2 +absent +temporary");
    assert_head("DROP VIEW IF EXISTS v", "DROP VIEW name=v +exists");
    assert_head("CREATE TRIGGER r AFTER UPDATE OF a ON t BEGIN SELECT 1; END",
                "CREATE TRIGGER name=r other=t body=BEGIN SELECT 1; END");
    assert_head("DROP TRIGGER r", "DROP TRIGGER name=r");
}

static void rows(void **state)
{
    assert_head("INSERT INTO t(a) VALUES (1)", "INSERT name=t body=(a) VALUES (1)");
    assert_head("INSERT OR REPLACE INTO main.t AS x SELECT 1",
                "INSERT verb=replace name=main.t body=SELECT 1");
    assert_head("INSERT OR IGNORE INTO t DEFAULT VALUES",
                "INSERT name=t body=DEFAULT VALUES");
    assert_head("REPLACE INTO t VALUES (1)",
                "INSERT verb=replace name=t body=VALUES (1)");
    assert_head("WITH a AS (SELECT 1), b(c) AS (DELETE) INSERT INTO t SELECT * FROM a",
                "INSERT name=t body=SELECT * FROM a");
    assert_head("UPDATE t SET a = 1", "UPDATE name=t where=none");
    assert_head("UPDATE OR IGNORE t SET a = (SELECT 1 WHERE 2) WHERE b", "UPDATE name=t");
    assert_head("UPDATE t SET a = 1 WHERE 1 = 1 RETURNING *",
                "UPDATE name=t where=always");
    assert_head("DELETE FROM t", "DELETE name=t where=none");
    assert_head("DELETE FROM t WHERE true", "DELETE name=t where=always");
    assert_head("DELETE FROM t WHERE 1 LIMIT 5", "DELETE name=t where=always +limit");
    assert_head("DELETE FROM t ORDER BY a LIMIT 5", "DELETE name=t where=none +limit");
    assert_head("DELETE FROM t WHERE 1 = 2", "DELETE name=t");
    assert_head("WITH a AS (SELECT 1) DELETE FROM t WHERE b IN a", "DELETE name=t");
}

static void queries(void **state)
{
    assert_head("SELECT 1", "SELECT");
    assert_head("VALUES (1)", "SELECT");
    assert_head("WITH a AS (SELECT 1) SELECT * FROM a", "SELECT");
    assert_head("WITH a AS (SELECT 1) VALUES (2)", "SELECT");
    assert_head("EXPLAIN QUERY PLAN DELETE FROM t", "SELECT");
}

static void sessions(void **state)
{
    assert_head("PRAGMA foreign_keys", "SET part=foreign_keys");
    assert_head("PRAGMA Foreign_Keys = OFF", "SET part=foreign_keys detail=OFF");
    assert_head("PRAGMA main.table_info('a b')", "SET part=table_info detail='a b'");
    assert_head("PRAGMA x =", "SET part=x");
    assert_head("PRAGMA", "SET");
    assert_head("BEGIN IMMEDIATE TRANSACTION", "TRANSACTION verb=begin");
    assert_head("COMMIT", "TRANSACTION verb=commit");
    assert_head("END TRANSACTION", "TRANSACTION verb=commit");
    assert_head("ROLLBACK", "TRANSACTION verb=rollback");
    assert_head("ROLLBACK TRANSACTION TO SAVEPOINT s",
                "TRANSACTION verb=rollback-to part=s");
    assert_head("SAVEPOINT s", "TRANSACTION verb=savepoint part=s");
    assert_head("RELEASE SAVEPOINT s", "TRANSACTION verb=release part=s");
    assert_head("ATTACH DATABASE 'x' AS y", "MAINTENANCE verb=attach");
    assert_head("DETACH y", "MAINTENANCE verb=detach");
    assert_head("VACUUM INTO 'x'", "MAINTENANCE verb=vacuum");
    assert_head("ANALYZE t", "MAINTENANCE verb=analyze");
}

static void what_is_no_statement(void **state)
{
    assert_head("SELEC 1", "-");
    assert_head("CREATE", "-");
    assert_head("CREATE TABLE", "CREATE TABLE");
    assert_head("INSERT OR", "INSERT");
    assert_head("UPDATE OR", "UPDATE where=none");
    assert_head("DELETE", "DELETE where=none");
    assert_head("ALTER TABLE t ADD", "ADD COLUMN name=t");
    assert_head("ALTER TABLE t ALTER COLUMN c TO", "MODIFY COLUMN verb=to name=t part=c");
    assert_head("WITH a AS (SELECT 1)", "-");
    assert_head("CREATE INDEX i ON", "CREATE INDEX name=i");
    assert_head("CREATE VIEW v(", "CREATE VIEW name=v");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(tables),
        arena_test(alterations),
        arena_test(indexes_views_triggers),
        arena_test(rows),
        arena_test(queries),
        arena_test(sessions),
        arena_test(what_is_no_statement),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
