// SPDX-License-Identifier: Apache-2.0
// Unit tests of schemas in Drizzle's TypeScript.
#include "base/out.h"

#include "declared_lines.h"

#define CONFIG "export default { dialect: 'postgresql', schema: './schema.ts' };\n"
#define PG "import * as pg from 'drizzle-orm/pg-core';\n"

static void put(Bench *bench, const char *schema)
{
    bench_put(bench, "drizzle.config.ts", CONFIG);
    bench_put(bench, "schema.ts", schema);
}

// ---- types ----

static void builders_have_types_in_postgres(void **state)
{
    Bench *bench = *state;
    put(bench, PG
        "export const t = pg.pgTable('t', {\n"
        "a: pg.varchar({ length: 12 }), b: pg.varchar(), c: pg.char({ length: 3 }),\n"
        "d: pg.numeric({ precision: 10, scale: 2 }), e: pg.decimal({ precision: 7 }),\n"
        "f: pg.timestamp(), g: pg.timestamp({ withTimezone: true, precision: 3 }),\n"
        "h: pg.time({ precision: 0 }), i: pg.interval({ fields: 'day to hour' }),\n"
        "j: pg.bit({ dimensions: 3 }), k: pg.vector({ dimensions: 1536 }),\n"
        "l: pg.doublePrecision(), m: pg.serial(), n: pg.bigint({ mode: 'number' }),\n"
        "o: pg.text().array().array(), p: pg.char(), q: pg.geometry(),\n"
        "r: pg.varchar({ length: N }), s: pg.jsonb().$type<{ a: 1, b: 2 }>() });\n");
    assert_declared(bench, "postgres",
                    "table t a:character varying(12) b:character varying c:character(3)"
                    " d:numeric(10,2) e:numeric(7) f:timestamp without time zone"
                    " g:timestamp(3) with time zone h:time(0) without time zone"
                    " i:interval day to hour j:bit(3) k:vector(1536) l:double precision"
                    " m:integer!= n:bigint o:text[] p: q: r: s:jsonb\n");
}

static void builders_have_types_in_mysql_and_sqlite(void **state)
{
    Bench *bench = *state;
    put(bench,
        "import { mysqlTable as t, int, bigint, decimal, datetime, mysqlEnum, text,\n"
        "  boolean, serial, double } from 'drizzle-orm/mysql-core';\n"
        "import { sqliteTable, integer, blob } from 'drizzle-orm/sqlite-core';\n"
        "export const m = t('m', { a: int().autoincrement().primaryKey(),\n"
        "  b: bigint({ mode: 'number', unsigned: true }), c: decimal({ precision: 5,\n"
        "  scale: 1 }), d: datetime({ fsp: 3 }), e: mysqlEnum(['x', 'y']), f: text(),\n"
        "  g: mysqlEnum('gg', ['z']).notNull(), h: boolean(), i: serial(), j: double() "
        "});\n"
        "export const l = sqliteTable('l', { a: integer({ mode: 'boolean' }), b: blob() "
        "});\n");
    assert_declared(
        bench, "mysql",
        "table m a:int!* b:bigint unsigned c:decimal(5,1) d:datetime(3)"
        " e:enum('x','y') f:text gg:enum('z')! h:boolean i:serial!= j:double\n");
    assert_declared(bench, "sqlite", "table l a:integer b:blob\n");
}

static void own_types_are_not_told(void **state)
{
    Bench *bench = *state;
    put(bench, PG "const citext = pg.customType<{ data: string }>({\n"
                  "  dataType() { return 'citext'; } });\n"
                  "export const t = pg.pgTable('t', { a: citext('mail').notNull() });\n");
    assert_declared(bench, "postgres", "table t mail:!\n");
}

// ---- chains ----

static void methods_say_what_the_database_knows(void **state)
{
    Bench *bench = *state;
    put(bench,
        PG "import { sql } from 'drizzle-orm';\n"
           "export const t = pg.pgTable('t', {\n"
           "a: pg.uuid().defaultRandom().primaryKey(), b: pg.text().default('x'),\n"
           "c: pg.text().$defaultFn(() => id()), d: pg.date().$onUpdate(now),\n"
           "e: pg.integer().generatedAlwaysAsIdentity(),\n"
           "f: pg.text().generatedAlwaysAs(sql`lower(a)`), g: pg.text().default(null),\n"
           "h: pg.text().frobnicate(), i: pg.timestamp().defaultNow().notNull(),\n"
           "j: pg.text().unique('u').default(sql`'a' || 'b'`) });\n");
    assert_declared(bench, "postgres",
                    "table t a:uuid!=* b:text= c:text d:date e:integer!= f:text="
                    " g:text=? h:text? i:timestamp without time zone!= j:text=\n");
}

static void references_are_followed(void **state)
{
    Bench *bench = *state;
    put(bench, PG "const auth = pg.pgSchema('auth');\n"
                  "const people = auth.table('users', { id: pg.uuid('uid') });\n"
                  "export const t = pg.pgTable('t', {\n"
                  "  a: pg.uuid().references(() => people.id, { onDelete: 'cascade' }),\n"
                  "  b: pg.integer().references((): pg.AnyPgColumn => t.a),\n"
                  "  c: pg.integer().references(() => unknown.id) });\n");
    assert_declared(bench, "postgres",
                    "table t a:uuid->auth.users.uid b:integer->t.a c:integer\n");
}

static void keys_of_several_columns_stand_behind_them(void **state)
{
    Bench *bench = *state;
    put(bench,
        PG "export const t = pg.pgTable('t', { a: pg.text('x'), b: pg.text() },\n"
           "  (t) => ({ pk: pg.primaryKey({ name: 'p', columns: [t.a, t.b] }) }));\n"
           "export const u = pg.pgTable('u', { a: pg.text() },\n"
           "  (u) => [pg.index().on(u.a), pg.primaryKey(u.a)]);\n");
    assert_declared(bench, "postgres", "table t x:text* b:text*\ntable u a:text*\n");
}

// ---- names ----

static void casing_converts_the_names_of_keys(void **state)
{
    Bench *bench = *state;
    put(bench, PG "export const t = pg.pgTable('myTable', { createdAt: pg.date(),\n"
                  "  userID2: pg.date(), aB2: pg.date(), HTMLPage: pg.date('HTMLPage'),\n"
                  "  x_y: pg.date(), APIKey: pg.date() });\n");
    bench_put(bench, "drizzle.config.ts",
              "export default { schema: 'schema.ts', casing: 'snake_case' }");
    assert_declared(bench, "postgres",
                    "table myTable created_at:date user_id_2:date a_b_2:date"
                    " HTMLPage:date x_y:date api_key:date\n");
    bench_put(bench, "drizzle.config.ts",
              "export default { schema: 'schema.ts', casing: 'camelCase' }");
    assert_declared(bench, "postgres",
                    "table myTable createdAt:date userID2:date aB2:date HTMLPage:date"
                    " xY:date apiKey:date\n");
}

static void makers_put_something_in_front(void **state)
{
    Bench *bench = *state;
    put(bench,
        "import { pgTableCreator, pgSchema, text } from 'drizzle-orm/pg-core';\n"
        "const APP = 'app';\n"
        "const create = pgTableCreator((name) => `${APP}_${name}`);\n"
        "const blog = pgSchema('blog');\n"
        "export const kind = blog.enum('kind', ['a']);\n"
        "export const a = create('a', { x: text() });\n"
        "export const b = blog.table('b', (c) => ({ x: c.text(), k: kind() }));\n");
    assert_declared(bench, "postgres",
                    "table app_a x:text\ntable blog.b x:text k:kind\nenum blog.kind a\n");
}

// ---- enums ----

static void labels_come_in_many_forms(void **state)
{
    Bench *bench = *state;
    put(bench, PG "enum Role { Admin = 'admin', User = 'user' }\n"
                  "const LEVELS = ['low', 'high'] as const;\n"
                  "const State = { On: 'on', Off: 'off' } as const;\n"
                  "export const a = pg.pgEnum('a', Role);\n"
                  "export const b = pg.pgEnum('b', [...LEVELS, 'top']);\n"
                  "export const c = pg.pgEnum('c', Object.values(State) as [string]);\n"
                  "export const d = pg.pgEnum('d', Object.keys(State));\n"
                  "export const e = pg.pgEnum('e', LEVELS.map((l) => l + '!'));\n"
                  "export const f = pg.pgEnum('f', a.enumValues);\n");
    assert_declared(
        bench, "postgres",
        "enum a admin user\nenum b low high top\nenum c on off\n"
        "enum d On Off\nenum e …\nenum f admin user\n"
        "note: the labels of the enum e can only be told by running the code\n");
}

// ---- files ----

static void exports_are_followed_through_files(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "drizzle.config.ts",
              "import { defineConfig } from 'drizzle-kit';\n"
              "export default defineConfig({ schema: ['./db', './more/*.ts'] });\n");
    bench_put(bench, "db/index.ts",
              "export * from './users.js';\n"
              "export { b as c } from '@/lib/b';\n"
              "export * as hidden from './hidden';\n"
              "export default 1;\n");
    bench_put(bench, "db/users.ts", PG "export const users = pg.pgTable('users', {});\n");
    bench_put(bench, "db/deep/never.ts", PG "export const n = pg.pgTable('n', {});\n");
    bench_put(bench, "db/hidden/index.ts", PG "export const h = pg.pgTable('h', {});\n");
    bench_put(bench, "src/lib/b.ts", PG "export const b = pg.pgTable('b', {});\n");
    bench_put(
        bench, "tsconfig.json",
        "{ /* c */ \"compilerOptions\": { \"paths\": { \"@/*\": [\"./src/*\"] } } }");
    bench_put(bench, "more/x.ts",
              "const { pgTable } = require('drizzle-orm/pg-core');\n"
              "module.exports = {};\n"
              "export const x = pgTable('x', {});\n");
    assert_declared(bench, "postgres", "table users\ntable b\ntable x\n");
}

static void modules_may_run_in_circles(void **state)
{
    Bench *bench = *state;
    put(bench, "export * from './a';\nexport { x } from './a';\n");
    bench_put(bench, "a.ts",
              "export * from './schema';\nexport * from './a';\n"
              "import { x as y } from './schema';\nexport { y as x };\n" PG
              "const f = (n) => ({ ...f(n), ...f(n) });\n"
              "export const t = pg.pgTable('t', f(1));\n");
    assert_declared(
        bench, "postgres",
        "table t …\n"
        "note: x is a chain that is too long: only running the code would tell"
        " whether it is a table\n"
        "note: columns of the table t can only be told by running the code\n"
        "note: x is a chain that is too long: only running the code would tell"
        " whether it is a table\n"
        "…\n");
}

static void what_is_not_there_is_said(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "drizzle.config.ts", CONFIG);
    assert_declared(bench, "postgres", "./schema.ts is not there\n");
    bench_put(bench, "drizzle.config.ts", "export default { schema: './db/**/*.ts' }");
    assert_declared(bench, "postgres", "./db/**/*.ts fits no file\n");
    bench_put(bench, "drizzle.config.ts", "export default { schema: './dist/s.js' }");
    assert_declared(bench, "postgres", "nothing");
    bench_put(bench, "drizzle.config.ts", "export default { schema: env.SCHEMA }");
    assert_declared(bench, "postgres", "nothing");
}

static void paths_may_be_joined(void **state)
{
    Bench *bench = *state;
    put(bench, PG "export const t = pg.pgTable('t', {});\n");
    bench_put(bench, "drizzle.config.ts",
              "import path from 'node:path';\n"
              "export default { schema: path.join(__dirname, 'schema.ts') };\n");
    assert_declared(bench, "postgres", "table t\n");
    bench_put(bench, "drizzle.config.ts",
              "import { relative } from 'node:path';\n"
              "import { fileURLToPath } from 'node:url';\n"
              "const schema = relative(process.cwd(),\n"
              "  fileURLToPath(new URL('./schema.ts', import.meta.url)));\n"
              "export default { schema } satisfies Config;\n");
    assert_declared(bench, "postgres", "table t\n");
}

static void functions_are_followed(void **state)
{
    Bench *bench = *state;
    put(bench, PG
        "export const audit = function stamps<T>(prefix: string) {\n"
        "  const at = pg.timestamp(`${prefix}_at`);\n"
        "  const by = pg.text(`by`).notNull();\n"
        "  return { at, by };\n"
        "};\n"
        "export function owned(type: string, length = 9) {\n"
        "  return { type: pg.varchar(type, { length }) };\n"
        "}\n"
        "function either(old: boolean) { if (old) return {}; return { a: pg.text() }; }\n"
        "function nothing() { }\n"
        "const parts: Record<string, any> = { key: pg.integer('k') };\n"
        "export const t = pg.pgTable('t', { ...audit('made'), ...owned('kind') });\n"
        "export const u = pg.pgTable('u', { k: parts['key'], ...owned('kind', 4) });\n"
        "export const v = pg.pgTable('v', { ...either(true) });\n"
        "export const w = pg.pgTable('w', { ...nothing() });\n");
    assert_declared(
        bench, "postgres",
        "table t made_at:timestamp without time zone by:text! kind:character "
        "varying(9)\n"
        "table u k:integer kind:character varying(4)\n"
        "table v …\n"
        "table w …\n"
        "note: columns of the table v can only be told by running the code\n"
        "note: columns of the table w can only be told by running the code\n");
}

static void members_of_enums_are_texts(void **state)
{
    Bench *bench = *state;
    put(bench, PG "enum Mood { Sad = 'sad', Happy = 'happy' }\n"
                  "export const t = pg.pgTable('t', {\n"
                  "  mood: pg.text().default(Mood.Happy),\n"
                  "  other: pg.text().default(Mood.Missing) });\n");
    assert_declared(bench, "postgres", "table t mood:text= other:text=?\n");
}

static void what_only_runs_is_noted(void **state)
{
    Bench *bench = *state;
    put(bench, PG "import { audit, makeTable } from '@acme/db';\n"
                  "export const a = pg.pgTable('a', { ...audit, [key]: pg.text() });\n"
                  "export const b = pg.pgTable(prefix + 'b', {});\n"
                  "export const c = makeTable('c', { id: pg.text() });\n"
                  "export const d = process.env.X ? a : b;\n"
                  "export const e = missing('x');\n");
    assert_declared(
        bench, "postgres",
        "table a …\n"
        "note: columns of the table a can only be told by running the code\n"
        "note: the name of this table can only be told by running the code\n"
        "note: c is the result of a function that is not read: only running the"
        " code would tell whether it is a table\n"
        "…\n");
}

// As many tables as a large product has; the count says that none is lost.
static void a_large_schema_is_read_whole(void **state)
{
    Bench *bench = *state;
    Out out = out_new(bench->arena);
    out_cstr(&out, PG);
    for (size_t i = 0; i < 164; i++) {
        out_fmt(&out, "export const table%zu = pg.pgTable('table_%zu', {\n", i, i);
        for (size_t k = 0; k < 24; k++)
            out_fmt(&out,
                    "  column%zu: pg.varchar('column_%zu', { length: %zu }).notNull(),\n",
                    k, k, k + 1);
        out_cstr(&out, "});\n");
    }
    bench_put(bench, "drizzle.config.ts", CONFIG);
    tree_memory_put(bench->tree, STR("schema.ts"), out_text(&out));
    const DeclaredSchema *schema = bench_declared(bench, "postgres");
    assert_true(out_text(&out).len > 210000);
    assert_int_equal(schema->tables.len, 164);
    for (size_t i = 0; i < schema->tables.len; i++)
        assert_int_equal(schema->tables.at[i].columns.len, 24);
    assert_str(schema->tables.at[163].columns.at[23].type, "character varying(24)");
}

// The budget ends what grows without end, and what was read before it stays.
static void hostile_schemas_end(void **state)
{
    Bench *bench = *state;
    Out out = out_new(bench->arena);
    out_cstr(&out, PG "export const first = pg.pgTable('first', { a: pg.text() });\n"
                      "const s0 = { a: pg.text('a'), b: pg.text('b') };\n");
    for (size_t i = 1; i < 40; i++)
        out_fmt(&out, "const s%zu = { ...s%zu, ...s%zu };\n", i, i - 1, i - 1);
    out_cstr(&out, "export const t = pg.pgTable('t', s39);\nexport const u = (");
    for (size_t i = 0; i < 10000; i++)
        out_cstr(&out, "([{");
    bench_put(bench, "drizzle.config.ts", CONFIG);
    tree_memory_put(bench->tree, STR("schema.ts"), out_text(&out));
    const DeclaredSchema *schema = bench_declared(bench, "postgres");
    assert_int_equal(schema->tables.len, 2);
    assert_int_equal(schema->tables.at[0].columns.len, 1);
    assert_true(schema->tables.at[0].complete);
    assert_false(schema->tables.at[1].complete);
}

static void files_know_whether_they_are_new(void **state)
{
    Bench *bench = *state;
    put(bench, PG "export const t = pg.pgTable('t', {});\n");
    const DeclaredSchema *schema = bench_declared(bench, "postgres");
    assert_int_equal(schema->files.len, 1);
    assert_str(schema->files.at[0].path, "schema.ts");
    assert_true(schema->files.at[0].is_new);
    DeclaredAt at = schema->tables.at[0].at;
    assert_str(str_slice(schema->files.at[at.file].text, at.span.start, at.span.end),
               "'t'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(builders_have_types_in_postgres),
        BENCH_TEST(builders_have_types_in_mysql_and_sqlite),
        BENCH_TEST(own_types_are_not_told),
        BENCH_TEST(methods_say_what_the_database_knows),
        BENCH_TEST(references_are_followed),
        BENCH_TEST(keys_of_several_columns_stand_behind_them),
        BENCH_TEST(casing_converts_the_names_of_keys),
        BENCH_TEST(makers_put_something_in_front),
        BENCH_TEST(labels_come_in_many_forms),
        BENCH_TEST(exports_are_followed_through_files),
        BENCH_TEST(modules_may_run_in_circles),
        BENCH_TEST(what_is_not_there_is_said),
        BENCH_TEST(paths_may_be_joined),
        BENCH_TEST(functions_are_followed),
        BENCH_TEST(members_of_enums_are_texts),
        BENCH_TEST(what_only_runs_is_noted),
        BENCH_TEST(a_large_schema_is_read_whole),
        BENCH_TEST(hostile_schemas_end),
        BENCH_TEST(files_know_whether_they_are_new),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
