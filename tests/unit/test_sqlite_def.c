// SPDX-License-Identifier: Apache-2.0
// Unit tests of the reader of definitions: what it reads of a table's text is what SQLite
// says of the table, in texts made for it and in all of the samples.
#include "dialect/sqlite_def.h"

#include "base/out.h"
#include "dialect/sqlite_schema.h"
#include "dialect/sqlite_split.h"

#include "example.h"
#include "sqlite_bench.h"

#include <string.h>

static TableDef read_def(Arena *arena, Str sql)
{
    // A copy that ends with its last byte shows reads behind it.
    char *copy = NEW_ARRAY(arena, char, sql.len);
    if (sql.len > 0)
        memcpy(copy, sql.ptr, sql.len);
    Str text = { copy, sql.len };
    TableDef def = { 0 };
    SlTokenVec tokens = sl_tokens(arena, text);
    SlSource source = { arena, text, &tokens, 0 };
    while (source.at < tokens.len && !sl_token_is_punct(text, tokens.at[source.at], '('))
        source.at++;
    source.at += source.at < tokens.len ? 1 : 0;
    sl_read_table(&source, &def);
    return def;
}

// ---- as SQLite's pragmas say it ----

typedef struct Said {
    Arena *arena;
    Str text;
} Said;

static void add_row(void *to, const SlRow *row)
{
    Said *said = to;
    for (int i = 0; i < 6; i++)
        said->text = arena_fmt(said->arena, STR_FMT STR_FMT "|", STR_ARG(said->text),
                               STR_ARG(sl_row_text(row, i)));
    said->text = arena_fmt(said->arena, STR_FMT "\n", STR_ARG(said->text));
}

static Str said(const Bench *bench, const char *sql, Str table)
{
    Said all = { bench->arena, STR("") };
    SlAsk ask = { .sql = sql, .names = { table }, .row = add_row, .to = &all };
    assert_true(sl_db_ask(bench->db, &ask));
    return all.text;
}

#define COLUMNS                                                                          \
    "SELECT name, lower(replace(type, ', ', ',')), dflt_value, pk, hidden, 0"            \
    " FROM pragma_table_xinfo(?1)"
#define KEYS                                                                             \
    "SELECT \"table\", \"from\", \"to\", on_update, on_delete, seq"                      \
    " FROM pragma_foreign_key_list(?1) ORDER BY id DESC, seq"
#define UNIQUES                                                                          \
    "SELECT (SELECT group_concat(name) FROM (SELECT name FROM "                          \
    "pragma_index_info(il.name)"                                                         \
    " ORDER BY seqno)), 0, 0, 0, 0, 0"                                                   \
    " FROM pragma_index_list(?1) AS il WHERE origin = 'u' ORDER BY il.seq DESC"

// ---- as the text says it ----

static const ConstraintDef *primary_key(const TableDef *def)
{
    for (size_t i = 0; i < def->constraints.len; i++)
        if (def->constraints.at[i].kind == CON_PRIMARY_KEY)
            return &def->constraints.at[i];
    return NULL;
}

static size_t place_in(const ConstraintDef *key, Str column)
{
    for (size_t i = 0; key && i < key->columns.len; i++)
        if (str_eq_ci(key->columns.at[i], column))
            return i + 1;
    return 0;
}

// A default in brackets is told without them.
static Str value_of(Str text)
{
    bool bracketed = str_starts(text, STR("(")) && str_ends(text, STR(")"));
    return bracketed ? str_trim(str_slice(text, 1, text.len - 1)) : text;
}

static Str without_blanks(Arena *arena, Str type)
{
    size_t at = str_find(type, STR(", "), 0);
    if (at == type.len)
        return type;
    return arena_fmt(arena, STR_FMT "," STR_FMT, STR_ARG(str_take(type, at)),
                     STR_ARG(str_drop(type, at + 2)));
}

static Str columns_read(Arena *arena, const TableDef *def)
{
    static const int hidden[] = { 0, 3, 2 };
    Str text = STR("");
    for (size_t i = 0; i < def->columns.len; i++) {
        const ColumnDef *column = &def->columns.at[i];
        Str value = value_of(column->default_expr);
        Str type = without_blanks(arena, column->type.text);
        text = arena_fmt(arena, STR_FMT STR_FMT "|" STR_FMT "|" STR_FMT "|%zu|%d|0|\n",
                         STR_ARG(text), STR_ARG(column->name), STR_ARG(type),
                         STR_ARG(value), place_in(primary_key(def), column->name),
                         hidden[column->generated]);
    }
    return text;
}

static Str action_read(Arena *arena, Str action)
{
    static const char *const actions[][2] = { { "", "NO ACTION" },
                                              { "cascade", "CASCADE" },
                                              { "restrict", "RESTRICT" },
                                              { "set null", "SET NULL" },
                                              { "set default", "SET DEFAULT" } };
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (str_eq(action, str_from(actions[i][0])))
            return str_from(actions[i][1]);
    return arena_fmt(arena, "?" STR_FMT, STR_ARG(action));
}

static Str keys_read(Arena *arena, const TableDef *def)
{
    Str text = STR("");
    for (size_t i = 0; i < def->constraints.len; i++) {
        const ConstraintDef *key = &def->constraints.at[i];
        for (size_t j = 0; key->kind == CON_FOREIGN_KEY && j < key->columns.len; j++) {
            Str to = j < key->ref_columns.len ? key->ref_columns.at[j] : STR("");
            Str update = action_read(arena, key->on_update);
            Str delete = action_read(arena, key->on_delete);
            text = arena_fmt(
                arena,
                STR_FMT STR_FMT "|" STR_FMT "|" STR_FMT "|" STR_FMT "|" STR_FMT "|%zu|\n",
                STR_ARG(text), STR_ARG(key->ref_table.name), STR_ARG(key->columns.at[j]),
                STR_ARG(to), STR_ARG(update), STR_ARG(delete), j);
        }
    }
    return text;
}

static Str uniques_read(Arena *arena, const TableDef *def)
{
    Str text = STR("");
    for (size_t i = 0; i < def->constraints.len; i++) {
        const ConstraintDef *unique = &def->constraints.at[i];
        if (unique->kind != CON_UNIQUE)
            continue;
        for (size_t j = 0; j < unique->columns.len; j++)
            text = arena_fmt(arena, STR_FMT "%s" STR_FMT, STR_ARG(text), j > 0 ? "," : "",
                             STR_ARG(unique->columns.at[j]));
        text = arena_fmt(arena, STR_FMT "|0|0|0|0|0|\n", STR_ARG(text));
    }
    return text;
}

// ---- the comparison ----

// NOT NULL is what the text says, what a STRICT or rowless table's key implies, or the
// row's number, of which the pragma says nothing.
static void compare_nulls(const TableDef *read, const TableDef *told)
{
    for (size_t i = 0; i < read->columns.len; i++)
        if (place_in(primary_key(read), read->columns.at[i].name) == 0)
            assert_int_equal(read->columns.at[i].not_null, told->columns.at[i].not_null);
}

static void compare(const Bench *bench, Str name)
{
    SlTable table;
    assert_true(sl_schema_table(bench->arena, bench->db, name, &table));
    TableDef def = read_def(bench->arena, table.sql);
    assert_str_equal(columns_read(bench->arena, &def), said(bench, COLUMNS, name));
    assert_str_equal(keys_read(bench->arena, &def), said(bench, KEYS, name));
    assert_str_equal(uniques_read(bench->arena, &def), said(bench, UNIQUES, name));
    assert_int_equal(def.columns.len, table.def.columns.len);
    compare_nulls(&def, &table.def);
    for (size_t i = 0; i < def.constraints.len; i++) {
        Span span = def.constraints.at[i].span;
        assert_true(span.start < span.end && span.end <= table.sql.len);
    }
}

// How many there are.
static size_t compare_all(const Bench *bench)
{
    StrVec tables = sl_schema_tables(bench->arena, bench->db);
    for (size_t i = 0; i < tables.len; i++)
        compare(bench, tables.at[i]);
    return tables.len;
}

// Some of the samples fail, and go on.
static void run_text(const Bench *bench, Str text, bool fails)
{
    SpanVec comments = { 0 };
    SlSplitter splitter = { .arena = bench->arena,
                            .tmp = bench->arena,
                            .text = text,
                            .breakpoints = true,
                            .comments = &comments };
    SlStatement statement = { 0 };
    while (sl_split_next(&splitter, &statement)) {
        Str sql = str_slice(text, statement.span.start, statement.span.end);
        SlResult result = sl_db_run(bench->arena, bench->db, sql);
        if (result.status != SL_DONE && !fails)
            print_error(STR_FMT "\n" STR_FMT "\n", STR_ARG(sql), STR_ARG(result.message));
        assert_true(fails || result.status == SL_DONE);
    }
}

// ---- texts made for it ----

// A copy of the type for each of its words would take gigabytes.
static void a_type_may_have_many_words(void **state)
{
    enum { WORDS = 100000 };
    const Bench *bench = *state;
    Out sql = out_new(bench->arena);
    out_cstr(&sql, "CREATE TABLE t(a");
    for (size_t i = 0; i < WORDS; i++)
        out_cstr(&sql, " Big");
    out_cstr(&sql, "(1) NOT NULL)");
    TableDef def = read_def(bench->arena, out_text(&sql));
    assert_int_equal(def.columns.len, 1);
    const TypeRef *type = &def.columns.at[0].type;
    assert_int_equal(type->name.name.len, WORDS * STR("big ").len - 1);
    assert_true(str_ends(type->text, STR(" big big(1)")));
    assert_true(def.columns.at[0].not_null);
}

static void definitions_of_all_kinds(void **state)
{
    static const char *const texts[] = {
        "CREATE TABLE t(a)",
        "CREATE TABLE IF NOT EXISTS main.t(a,b,c)",
        "CREATE TABLE \"t\"(\"a b\" TEXT, [c] INT, `d` , 'e' REAL, \"f\"\"g\" BLOB)",
        "CREATE TABLE t(a VARCHAR(10), b DECIMAL(10, 2), c UNSIGNED BIG INT, d \"my "
        "type\")",
        "CREATE TABLE t(a INT DEFAULT 1, b DEFAULT -1.5e3, c DEFAULT +2, d DEFAULT 'a, "
        "b)',"
        " e DEFAULT (1 + (2)), f DEFAULT CURRENT_TIMESTAMP, g DEFAULT NULL, h DEFAULT "
        "true,"
        " i DEFAULT x'00', j DEFAULT word, k DEFAULT \"quoted\", l TEXT DEFAULT '' NOT "
        "NULL)",
        "CREATE TABLE t(a INTEGER PRIMARY KEY ON CONFLICT REPLACE AUTOINCREMENT)",
        "CREATE TABLE t(a INTEGER PRIMARY KEY DESC, b NOT NULL ON CONFLICT IGNORE UNIQUE"
        " ON CONFLICT ABORT, c NULL, d NOT NULL DEFAULT 1 CHECK (d > 0) COLLATE NOCASE)",
        "CREATE TABLE t(a CONSTRAINT nn NOT NULL CONSTRAINT u UNIQUE, b CONSTRAINT x, "
        "CONSTRAINT p PRIMARY KEY (a, b) ON CONFLICT ROLLBACK)",
        "CREATE TABLE t(a, b, c, UNIQUE (a COLLATE NOCASE DESC, b ASC) CHECK (a <> ')') "
        "CONSTRAINT n UNIQUE (c), FOREIGN KEY (a, b) REFERENCES o(x, y) MATCH FULL ON "
        "DELETE SET DEFAULT ON UPDATE RESTRICT NOT DEFERRABLE INITIALLY IMMEDIATE)",
        "CREATE TABLE t(a REFERENCES o, b REFERENCES \"o\"(x) ON DELETE SET NULL "
        "REFERENCES "
        "p ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED NOT NULL)",
        "CREATE TABLE t(a, b INT GENERATED ALWAYS AS (a + 1) STORED NOT NULL, c AS (a), "
        "d TEXT AS (a || ')') VIRTUAL UNIQUE)",
        "CREATE TABLE t(a INT PRIMARY KEY, b ANY) STRICT, WITHOUT ROWID",
        "CREATE TABLE t(a -- one, two\n, /* b, */ c)",
        "CREATE TABLE t(key TEXT, \"primary\" INT, abort, action, 'check' TEXT, match "
        "INT)",
        "CREATE TABLE t(a TEXT,b TEXT,PRIMARY KEY(b,a)UNIQUE(a)CHECK(a>b))",
        "CREATE TABLE t(a text(5) not null default('x')check(length(a)>1))",
        "CREATE TABLE \xC3\xA9t\xC3\xA9(\xC3\xA4 TEXT)",
    };
    Bench *bench = *state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        run_text(bench, str_from(texts[i]), false);
        assert_int_equal(compare_all(bench), 1);
        run_text(bench,
                 STR("DROP TABLE IF EXISTS t; DROP TABLE IF EXISTS \xC3\xA9t\xC3\xA9"),
                 false);
    }
}

// ---- the samples ----

// How many tables there are, behind each file.
static size_t run_folder(Bench *bench, FileTree *tree, Str dir)
{
    size_t tables = 0;
    StrVec files = names_in(tree, bench->arena, dir, ENTRY_FILE);
    for (size_t i = 0; i < files.len; i++)
        if (str_ends(files.at[i], STR(".sql"))) {
            Str path = path_join(bench->arena, dir, files.at[i]);
            sl_db_begin_file(bench->db);
            run_text(bench, text_of(tree, bench->arena, path), true);
            tables += compare_all(bench);
        }
    StrVec folders = names_in(tree, bench->arena, dir, ENTRY_DIR);
    for (size_t i = 0; i < folders.len; i++)
        tables += run_folder(bench, tree, path_join(bench->arena, dir, folders.at[i]));
    return tables;
}

static void tables_of_the_samples(void **state)
{
    Bench *bench = *state;
    FileTree *tree = repository(bench->arena);
    Str root = STR("fixtures/_samples");
    size_t tables = 0;
    StrVec folders = names_in(tree, bench->arena, root, ENTRY_DIR);
    for (size_t i = 0; i < folders.len; i++) {
        if (!str_contains(folders.at[i], STR("sqlite")))
            continue;
        sl_db_close(bench->db);
        bench->db = sl_db_open();
        tables += run_folder(bench, tree, path_join(bench->arena, root, folders.at[i]));
    }
    assert_true(tables > 30);
}

// ---- texts that SQLite refuses ----

static const char *const broken_texts[] = {
    "",
    "(",
    "()",
    "(,",
    "(a",
    "(a,,b)",
    "(a CHECK",
    "(a CHECK )",
    "(a CHECK (",
    "(a DEFAULT",
    "(a DEFAULT -",
    "(a DEFAULT ",
    "(a DEFAULT, b)",
    "(a DEFAULT)",
    "(a REFERENCES b ON  -- c",
    "(a REFERENCES",
    "(a REFERENCES b ON",
    "(a REFERENCES b ON DELETE",
    "(a REFERENCES b ON DELETE SET",
    "(a REFERENCES b MATCH",
    "(a NOT",
    "(a UNIQUE ON",
    "(a UNIQUE ON CONFLICT",
    "(a PRIMARY",
    "(CONSTRAINT",
    "(CONSTRAINT x",
    "(FOREIGN KEY",
    "(FOREIGN KEY (",
    "(FOREIGN KEY (a) REFERENCES",
    "(a GENERATED",
    "(a AS",
    "(a AS (",
    "(a INT(",
    "(a) WITHOUT",
    "(a) STRICT,",
    "(UNIQUE (",
    "(UNIQUE (,",
    "(1, 2)",
    "(a b(c)) d",
    "(a 'b",
    "(a \"b",
    "(\"",
    "(a COLLATE",
    "(a REFERENCES b NOT",
    "(a DEFERRABLE INITIALLY",
    ")",
    "(a))))",
    "(a ((((((",
};

static void broken_texts_give_something(void **state)
{
    const Bench *bench = *state;
    for (size_t i = 0; i < sizeof broken_texts / sizeof *broken_texts; i++) {
        TableDef def = read_def(bench->arena, str_from(broken_texts[i]));
        for (size_t j = 0; j < def.constraints.len; j++)
            assert_true(def.constraints.at[j].span.end <= strlen(broken_texts[i]));
    }
}

static void what_is_whole_is_read(void **state)
{
    const Bench *bench = *state;
    TableDef def = read_def(bench->arena, STR("CREATE TABLE t(a INT, b CHECK (, c"));
    assert_int_equal(def.columns.len, 2);
    assert_str(def.columns.at[1].name, "b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(definitions_of_all_kinds), T(a_type_may_have_many_words),
        T(tables_of_the_samples),    T(broken_texts_give_something),
        T(what_is_whole_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
