// SPDX-License-Identifier: Apache-2.0
// Unit tests of what is read of a database of SQLite's: tables, indexes, views, triggers.
#include "dialect/sqlite_schema.h"

#include "base/out.h"

#include "sqlite_bench.h"

// ---- as text ----

static void show_names(Out *out, const StrVec *names)
{
    for (size_t i = 0; i < names->len; i++)
        out_fmt(out, "%s" STR_FMT, i > 0 ? "," : "", STR_ARG(names->at[i]));
}

static void show_column(Out *out, const ColumnDef *column)
{
    static const char *const kinds[] = { "", " stored", " virtual" };
    out_fmt(out, STR_FMT ":" STR_FMT, STR_ARG(column->name), STR_ARG(column->type.text));
    if (column->not_null)
        out_cstr(out, " notnull");
    if (column->default_expr.ptr)
        out_fmt(out, " default=" STR_FMT, STR_ARG(column->default_expr));
    if (column->collation.len > 0)
        out_fmt(out, " collate=" STR_FMT, STR_ARG(column->collation));
    out_cstr(out, kinds[column->generated]);
    if (column->generated_expr.ptr)
        out_fmt(out, "=" STR_FMT, STR_ARG(column->generated_expr));
}

static void show_key(Out *out, const ConstraintDef *key)
{
    out_fmt(out, "->" STR_FMT "(", STR_ARG(key->ref_table.name));
    show_names(out, &key->ref_columns);
    out_cstr(out, ")");
    if (key->on_delete.len > 0)
        out_fmt(out, " delete=" STR_FMT, STR_ARG(key->on_delete));
    if (key->on_update.len > 0)
        out_fmt(out, " update=" STR_FMT, STR_ARG(key->on_update));
    if (key->deferrable)
        out_cstr(out, key->initially_deferred ? " deferred" : " deferrable");
}

static void show_constraint(Out *out, const ConstraintDef *constraint)
{
    static const char *const kinds[] = {
        [CON_PRIMARY_KEY] = "pk", [CON_UNIQUE] = "unique",   [CON_FOREIGN_KEY] = "fk",
        [CON_CHECK] = "check",    [CON_EXCLUDE] = "exclude", [CON_NOT_NULL] = "nn",
    };
    if (constraint->name.len > 0)
        out_fmt(out, STR_FMT " ", STR_ARG(constraint->name));
    out_fmt(out, "%s(", kinds[constraint->kind]);
    show_names(out, &constraint->columns);
    out_cstr(out, ")");
    if (constraint->kind == CON_FOREIGN_KEY)
        show_key(out, constraint);
    if (constraint->expression.ptr)
        out_fmt(out, " " STR_FMT, STR_ARG(constraint->expression));
}

static void show_index(Out *out, const IndexDef *index)
{
    out_fmt(out, "%s" STR_FMT "(", index->unique ? "unique " : "", STR_ARG(index->name));
    for (size_t i = 0; i < index->parts.len; i++) {
        const IndexPart *part = &index->parts.at[i];
        out_cstr(out, i > 0 ? "," : "");
        if (part->expression.ptr)
            out_fmt(out, "[" STR_FMT "]", STR_ARG(part->expression));
        else
            out_str(out, part->column);
        if (part->collation.len > 0)
            out_fmt(out, " collate=" STR_FMT, STR_ARG(part->collation));
        out_cstr(out, part->descending ? " desc" : "");
    }
    out_cstr(out, ")");
    if (index->where.ptr)
        out_fmt(out, " where " STR_FMT, STR_ARG(index->where));
}

static Str show_def(Arena *arena, const TableDef *def)
{
    Out out = out_new(arena);
    for (size_t i = 0; i < def->columns.len; i++) {
        show_column(&out, &def->columns.at[i]);
        out_cstr(&out, "; ");
    }
    for (size_t i = 0; i < def->constraints.len; i++) {
        show_constraint(&out, &def->constraints.at[i]);
        out_cstr(&out, "; ");
    }
    for (size_t i = 0; i < def->indexes.len; i++) {
        show_index(&out, &def->indexes.at[i]);
        out_cstr(&out, "; ");
    }
    for (size_t i = 0; i < def->options.len; i++)
        out_fmt(&out, "+" STR_FMT "; ", STR_ARG(def->options.at[i].name));
    return str_trim(out_text(&out));
}

static SlTable table_of(const Bench *bench, Str name)
{
    SlTable table;
    assert_true(sl_schema_table(bench->arena, bench->db, name, &table));
    return table;
}

static Str shown(const Bench *bench, Str name)
{
    SlTable table = table_of(bench, name);
    return show_def(bench->arena, &table.def);
}

static Str listed(const Bench *bench, StrVec names)
{
    Out out = out_new(bench->arena);
    show_names(&out, &names);
    return out_text(&out);
}

#define assert_table(name, expected) assert_str(shown(*state, STR(name)), expected)

// ---- tables ----

static void columns_and_their_defaults(void **state)
{
    run(*state, "CREATE TABLE a(id INTEGER PRIMARY KEY, b VARCHAR(10) NOT NULL "
                "DEFAULT (1+1), e DEFAULT 'x''y', f DEFAULT -1, g DOUBLE PRECISION "
                "DEFAULT true, k TEXT COLLATE NOCASE DEFAULT 'a')");
    assert_table("A", "id:integer notnull; b:varchar(10) notnull default=(1+1); "
                      "e: default='x''y'; f: default=-1; g:double precision "
                      "default=true; k:text default='a' collate=NOCASE; pk(id);");
}

static void generated_columns(void **state)
{
    run(*state, "CREATE TABLE a(b, c TEXT GENERATED ALWAYS AS (b || 'x') STORED, "
                "d INT AS (b + (1)))");
    assert_table("a", "b:; c:text stored=b || 'x'; d:int virtual=b + (1);");
}

static void only_a_row_number_is_never_null(void **state)
{
    run(*state, "CREATE TABLE a(id INT PRIMARY KEY)");
    run(*state, "CREATE TABLE b(id INTEGER PRIMARY KEY DESC)");
    run(*state, "CREATE TABLE c(id INTEGER, PRIMARY KEY(id DESC))");
    run(*state, "CREATE TABLE d(id INT PRIMARY KEY) WITHOUT ROWID");
    run(*state, "CREATE TABLE e(id INT PRIMARY KEY, x ANY) STRICT");
    run(*state, "CREATE TABLE f(x INTEGER, y INTEGER, PRIMARY KEY(y, x))");
    assert_table("a", "id:int; pk(id);");
    assert_table("b", "id:integer; pk(id);");
    assert_table("c", "id:integer notnull; pk(id);");
    assert_table("d", "id:int notnull; pk(id); +without-rowid;");
    assert_table("e", "id:int notnull; x:any; pk(id); +strict;");
    assert_table("f", "x:integer; y:integer; pk(y,x);");
}

static void constraints_in_the_order_of_the_text(void **state)
{
    run(*state, "CREATE TABLE a(id INTEGER PRIMARY KEY AUTOINCREMENT, b UNIQUE "
                "CHECK (b > 0), c, CONSTRAINT u UNIQUE (b, c), CHECK (c <> ')'))");
    assert_table("a", "id:integer notnull; b:; c:; pk(id); unique(b); check(b) b > 0; "
                      "u unique(b,c); check() c <> ')'; +autoincrement;");
}

static void foreign_keys(void **state)
{
    run(*state, "CREATE TABLE p(x, y, PRIMARY KEY(x, y))");
    run(*state, "CREATE TABLE c(a REFERENCES p, b REFERENCES \"P\"(x) ON DELETE SET NULL "
                "DEFERRABLE INITIALLY DEFERRED, c, d, CONSTRAINT k FOREIGN KEY (c, d) "
                "REFERENCES p ON UPDATE CASCADE ON DELETE NO ACTION)");
    assert_table("c", "a:; b:; c:; d:; fk(a)->p(); fk(b)->P(x) delete=set null deferred; "
                      "k fk(c,d)->p() update=cascade;");
}

static void after_alter(void **state)
{
    run(*state, "CREATE TABLE p(id INTEGER PRIMARY KEY)");
    run(*state, "CREATE TABLE c(a INT REFERENCES p(id), b TEXT)");
    run(*state, "ALTER TABLE c ADD COLUMN \"d e\" NUMERIC(10, 2) DEFAULT 0");
    run(*state, "ALTER TABLE c RENAME COLUMN b TO \"b\"\"b\"");
    run(*state, "ALTER TABLE p RENAME TO q");
    assert_table("c", "a:int; b\"b:text; d e:numeric(10, 2) default=0; fk(a)->q(id);");
}

static void a_table_made_of_a_query(void **state)
{
    run(*state, "CREATE TABLE a(x INTEGER NOT NULL, y VARCHAR(9))");
    run(*state, "CREATE TABLE b AS SELECT x, y, x + 1 AS \"x 1\" FROM a");
    assert_table("b", "x:int; y:text; x 1:;");
}

static void virtual_tables(void **state)
{
    Bench *bench = *state;
    run(bench, "CREATE VIRTUAL TABLE f USING fts5(a, b)");
    run(bench, "CREATE VIRTUAL TABLE v USING vec0(id INTEGER PRIMARY KEY, e float[3])");
    assert_table("f", "a:; b:; +virtual;");
    assert_table("v", "id:; e:; +virtual;");
    run(bench, "CREATE TABLE f_notes(x)");
    run(bench, "CREATE VIRTUAL TABLE temp.g USING fts5(a)");
    assert_str(listed(bench, sl_schema_tables(bench->arena, bench->db)), "f,v,f_notes,g");
}

static void temporary_tables_hide_others(void **state)
{
    Bench *bench = *state;
    run(bench, "CREATE TABLE a(x)");
    run(bench, "CREATE TABLE b(x)");
    run(bench, "CREATE TEMP TABLE A(y)");
    run(bench, "CREATE INDEX temp.i ON a(y)");
    run(bench, "CREATE TEMP TRIGGER t AFTER INSERT ON b BEGIN SELECT 1; END");
    SlTable a = table_of(bench, STR("a")), b = table_of(bench, STR("b"));
    assert_str(a.schema, "temp");
    assert_str(show_def(bench->arena, &a.def), "y:; i(y);");
    assert_str(a.def.indexes.at[0].table.schema, "temp");
    assert_int_equal(a.def.persistence, PERSIST_TEMPORARY);
    assert_str(b.schema, "");
    assert_int_equal(b.triggers.len, 1);
    assert_str(b.triggers.at[0].sql,
               "CREATE TRIGGER t AFTER INSERT ON b BEGIN SELECT 1; END");
}

static void what_is_not_there(void **state)
{
    Bench *bench = *state;
    SlTable table;
    IndexDef index;
    ViewDef view;
    run(bench, "CREATE VIEW v AS SELECT 1");
    run(bench, "CREATE TRIGGER t INSTEAD OF INSERT ON v BEGIN SELECT 1; END");
    assert_false(sl_schema_table(bench->arena, bench->db, STR("v"), &table));
    assert_false(sl_schema_table(bench->arena, bench->db, STR("nope"), &table));
    assert_false(sl_schema_table(bench->arena, bench->db, STR(""), &table));
    assert_false(sl_schema_index(bench->arena, bench->db, STR("t"), &index));
    assert_false(sl_schema_view(bench->arena, bench->db, STR("t"), &view));
    assert_int_equal(sl_schema_tables(bench->arena, bench->db).len, 0);
}

// ---- indexes ----

static void indexes(void **state)
{
    Bench *bench = *state;
    run(bench, "CREATE TABLE a(b, c TEXT, k COLLATE NOCASE, UNIQUE (b))");
    run(bench, "CREATE UNIQUE INDEX i ON a((b), c COLLATE NOCASE DESC, lower(c), "
               "b || k COLLATE RTRIM ASC, lower(b) COLLATE NOCASE) WHERE b IS NOT NULL "
               "AND (c > 1)");
    run(bench, "CREATE INDEX j ON a(k, K COLLATE BINARY)");
    assert_table("a", "b:; c:text; k: collate=NOCASE; unique(b); "
                      "unique i(b,c collate=NOCASE desc,[lower(c)],[b || k "
                      "COLLATE RTRIM],[lower(b)] collate=NOCASE) where b "
                      "IS NOT NULL AND (c > 1); "
                      "j(k,k collate=BINARY);");
    IndexDef index;
    assert_true(sl_schema_index(bench->arena, bench->db, STR("J"), &index));
    assert_str(index.name, "j");
    assert_str(index.table.name, "a");
    assert_str(index.method, "btree");
    assert_true(
        sl_schema_index(bench->arena, bench->db, STR("sqlite_autoindex_a_1"), &index));
    assert_true(index.unique);
    assert_str(index.parts.at[0].column, "b");
}

// ---- triggers, children ----

static void triggers(void **state)
{
    run(*state, "CREATE TABLE a(b)");
    run(*state, "CREATE TRIGGER t AFTER UPDATE OF b ON a BEGIN SELECT 1; END");
    run(*state, "CREATE TRIGGER IF NOT EXISTS u BEFORE DELETE ON A BEGIN SELECT 2; END");
    SlTable table = table_of(*state, STR("a"));
    assert_int_equal(table.triggers.len, 2);
    assert_str(table.triggers.at[0].name, "t");
    assert_str(table.triggers.at[0].table, "a");
    assert_str(table.triggers.at[1].sql,
               "CREATE TRIGGER u BEFORE DELETE ON A BEGIN SELECT 2; END");
}

static void children(void **state)
{
    Bench *bench = *state;
    run(bench, "CREATE TABLE p(id INTEGER PRIMARY KEY, up REFERENCES P)");
    run(bench, "CREATE TABLE a(x REFERENCES \"P\", y REFERENCES p(id))");
    run(bench, "CREATE TABLE b(x, FOREIGN KEY (x) REFERENCES [p](id))");
    run(bench, "CREATE TABLE d(x DEFAULT 'references p')");
    run(bench, "CREATE TEMP TABLE e(x references a)");
    assert_str(listed(bench, sl_schema_children(bench->arena, bench->db, STR("P"))),
               "p,a,b");
    assert_str(listed(bench, sl_schema_children(bench->arena, bench->db, STR("a"))), "e");
    assert_int_equal(sl_schema_children(bench->arena, bench->db, STR("d")).len, 0);
    run(bench, "CREATE TABLE \"a\"\"b\"(id INTEGER PRIMARY KEY)");
    run(bench, "CREATE TABLE f(x REFERENCES \"A\"\"b\")");
    assert_str(listed(bench, sl_schema_children(bench->arena, bench->db, STR("a\"b"))),
               "f");
}

// ---- views ----

static Str sources_of(const Bench *bench, const ViewDef *view)
{
    Out out = out_new(bench->arena);
    for (size_t i = 0; i < view->sources.len; i++)
        out_fmt(&out, "%s" STR_FMT, i > 0 ? "," : "",
                STR_ARG(name_text(bench->arena, view->sources.at[i])));
    return out_text(&out);
}

static ViewDef view_of(const Bench *bench, Str name)
{
    ViewDef view;
    assert_true(sl_schema_view(bench->arena, bench->db, name, &view));
    return view;
}

static void views(void **state)
{
    Bench *bench = *state;
    run(bench, "CREATE TABLE a(x, y)");
    run(bench, "CREATE VIEW v AS SELECT *, x + 1 AS \"z z\" FROM a");
    run(bench, "CREATE TEMP VIEW IF NOT EXISTS w(p, \"q r\") AS SELECT x, y FROM main.a");
    run(bench, "CREATE VIEW broken(one, two) AS SELECT 1 FROM nowhere");
    ViewDef v = view_of(bench, STR("V"));
    assert_str(listed(bench, v.columns), "x,y,z z");
    assert_str(v.query, "SELECT *, x + 1 AS \"z z\" FROM a");
    assert_str(sources_of(bench, &v), "a");
    assert_false(v.temporary);
    ViewDef w = view_of(bench, STR("w"));
    assert_str(listed(bench, w.columns), "p,q r");
    assert_true(w.temporary);
    ViewDef broken = view_of(bench, STR("broken"));
    assert_str(listed(bench, broken.columns), "one,two");
    assert_str(sources_of(bench, &broken), "nowhere");
}

static Str sources_in(void **state, const char *query)
{
    Bench *bench = *state;
    run(bench, "DROP VIEW IF EXISTS v");
    run(bench,
        arena_cstr(bench->arena, arena_fmt(bench->arena, "CREATE VIEW v AS %s", query)));
    ViewDef view = view_of(bench, STR("v"));
    return sources_of(bench, &view);
}

static void sources_of_views(void **state)
{
    assert_str(sources_in(state, "SELECT 1"), "");
    assert_str(sources_in(state, "SELECT a.b, c FROM a, b x, \"c d\" AS y, main.e"),
               "a,b,c d,e");
    assert_str(sources_in(state, "SELECT 1 FROM a LEFT JOIN b ON a.x = b.x, c JOIN d "
                                 "USING (x, y), e WHERE a.f IN (1, 2)"),
               "a,b,c,d,e");
    assert_str(
        sources_in(state, "SELECT 1 FROM (a, b JOIN (c, d)), (SELECT x, y FROM e) z"),
        "a,b,c,d,e");
    assert_str(sources_in(state,
                          "WITH RECURSIVE r(x, y) AS (SELECT 1, 2 UNION SELECT x, y "
                          "FROM r, a), s AS MATERIALIZED (SELECT 1 FROM b) "
                          "SELECT * FROM r, s, A"),
               "a,b");
    assert_str(sources_in(state, "SELECT x IS DISTINCT FROM y FROM a WHERE x IN b OR "
                                 "EXISTS (SELECT 1 FROM c) UNION ALL SELECT 1 FROM d"),
               "a,b,c,d");
    assert_str(sources_in(state, "SELECT value FROM a, json_each(a.x, '$') AS j, b"),
               "a,b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(columns_and_their_defaults),
        T(generated_columns),
        T(only_a_row_number_is_never_null),
        T(constraints_in_the_order_of_the_text),
        T(foreign_keys),
        T(after_alter),
        T(a_table_made_of_a_query),
        T(virtual_tables),
        T(temporary_tables_hide_others),
        T(what_is_not_there),
        T(indexes),
        T(triggers),
        T(children),
        T(views),
        T(sources_of_views),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
