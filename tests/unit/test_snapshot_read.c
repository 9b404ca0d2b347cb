// SPDX-License-Identifier: Apache-2.0
// Unit tests of linter/schema/snapshot*.c: the schema that each format describes.
#include "base/map.h"

#include "op_lines.h"
#include "snapshots.h"

// ---- what drizzle-kit wrote ----

static Str newest_ops(Bench *bench, const char *dir)
{
    Project project = read_snapshots_in(bench, dir);
    const Snapshots *snapshots = &project.snapshots;
    const Snapshot *newest = &snapshots->all.at[snapshots->all.len - 1];
    assert_str(newest->error, "");
    assert_true(newest->has_ops);
    return op_lines(bench->arena, &newest->ops);
}

static void version_7_is_read_whole(void **state)
{
    assert_str(
        newest_ops(*state, "fixtures/_samples/drizzle-0.31.11"),
        "CREATE SCHEMA billing\n"
        "CREATE role app_reader\n"
        "CREATE TYPE public.user_role(admin, member, owner)\n"
        "CREATE SEQUENCE public.invoice_seq INCREMENT BY 1 MINVALUE 1 MAXVALUE "
        "9223372036854775807 START WITH 1000 CACHE 10\n"
        "CREATE TABLE billing.invoices\n"
        "  id uuid not null default gen_random_uuid()\n"
        "  amount numeric(10, 2) not null\n"
        "  user_id integer not null\n"
        "  : primary key (id)\n"
        "  : foreign key invoices_user_id_users_id_fk (user_id) -> public.users(id)\n"
        "CREATE TABLE public.posts\n"
        "  id bigint not null identity always\n"
        "  user_id integer not null\n"
        "  editor_id integer\n"
        "  title text not null\n"
        "  meta jsonb default '{}'::jsonb\n"
        "  : primary key (id)\n"
        "  : foreign key posts_user_id_users_id_fk (user_id) -> public.users(id) on "
        "delete cascade\n"
        "  : foreign key posts_editor_id_users_id_fk (editor_id) -> public.users(id) on "
        "delete set null\n"
        "CREATE TABLE public.tags\n"
        "  post_id bigint not null\n"
        "  tag text not null\n"
        "  : primary key tags_post_id_tag_pk (post_id, tag)\n"
        "  : foreign key tags_post_id_posts_id_fk (post_id) -> public.posts(id)\n"
        "CREATE TABLE public.users\n"
        "  id serial not null\n"
        "  email varchar(255) not null\n"
        "  name text not null\n"
        "  role user_role of public not null default 'member'\n"
        "  age bigint\n"
        "  active boolean not null default true\n"
        "  created_at timestamp not null default now()\n"
        "  full_name text stored lower(name)\n"
        "  token uuid not null default gen_random_uuid()\n"
        "  : primary key (id)\n"
        "  : unique users_email_unique (email)\n"
        "  : check age_check \"users\".\"age\" > 0\n"
        "CREATE INDEX public.posts_user_idx on public.posts using btree (user_id)\n"
        "CREATE INDEX public.posts_editor_idx on public.posts using btree (editor_id)\n"
        "CREATE INDEX public.posts_title_lower on public.posts using btree "
        "(=lower(\"title\")) unique where title <> ''\n"
        "CREATE INDEX public.users_name_idx on public.users using btree (name)\n"
        "CREATE VIEW public.active_users (id, email) as select \"id\", \"email\" from "
        "\"users\" where \"users\".\"active\" = true\n"
        "CREATE VIEW public.user_counts materialized (role) as select \"role\" from "
        "\"users\"\n"
        "ROW LEVEL SECURITY public.users enable\n"
        "CREATE POLICY public.users part users_self on public.users for select to "
        "(app_reader) using true\n");
}

static void version_8_is_read_whole(void **state)
{
    assert_str(
        newest_ops(*state, "fixtures/_samples/drizzle-1.0.0-rc.2"),
        "CREATE SCHEMA billing\n"
        "CREATE role app_reader\n"
        "CREATE TYPE public.user_role(admin, member, owner)\n"
        "CREATE SEQUENCE public.invoice_seq INCREMENT BY 1 MINVALUE 1 MAXVALUE "
        "9223372036854775807 START WITH 1000 CACHE 10\n"
        "CREATE TABLE billing.invoices\n"
        "  id uuid not null default gen_random_uuid()\n"
        "  amount numeric(10,2) not null\n"
        "  user_id integer not null\n"
        "  : primary key invoices_pkey (id)\n"
        "  : foreign key invoices_user_id_users_id_fkey (user_id) -> public.users(id)\n"
        "CREATE TABLE public.posts\n"
        "  id bigint not null identity always\n"
        "  user_id integer not null\n"
        "  editor_id integer\n"
        "  title text not null\n"
        "  meta jsonb default '{}'\n"
        "  : primary key posts_pkey (id)\n"
        "  : foreign key posts_user_id_users_id_fkey (user_id) -> public.users(id) on "
        "delete cascade\n"
        "  : foreign key posts_editor_id_users_id_fkey (editor_id) -> public.users(id) "
        "on delete set null\n"
        "CREATE TABLE public.tags\n"
        "  post_id bigint not null\n"
        "  tag text not null\n"
        "  : primary key tags_pkey (post_id, tag)\n"
        "  : foreign key tags_post_id_posts_id_fkey (post_id) -> public.posts(id)\n"
        "CREATE TABLE public.users\n"
        "  id serial not null\n"
        "  email varchar(255) not null\n"
        "  name text not null\n"
        "  role user_role of public not null default 'member'::user_role\n"
        "  age bigint\n"
        "  active boolean not null default true\n"
        "  created_at timestamp not null default now()\n"
        "  full_name text stored lower(name)\n"
        "  token uuid not null default gen_random_uuid()\n"
        "  : primary key users_pkey (id)\n"
        "  : unique users_email_key (email)\n"
        "  : check age_check \"age\" > 0\n"
        "CREATE INDEX public.posts_user_idx on public.posts using btree (user_id)\n"
        "CREATE INDEX public.posts_editor_idx on public.posts using btree (editor_id)\n"
        "CREATE INDEX public.posts_title_lower on public.posts using btree "
        "(=lower(\"title\")) unique where title <> ''\n"
        "CREATE INDEX public.users_name_idx on public.users using btree (name)\n"
        "CREATE VIEW public.active_users as select \"id\", \"email\" from \"users\" "
        "where \"users\".\"active\" = true\n"
        "CREATE VIEW public.user_counts materialized as select \"role\" from \"users\"\n"
        "ROW LEVEL SECURITY public.users enable\n"
        "CREATE POLICY public.users part users_self on public.users for select to "
        "(app_reader) using true\n");
}

static void count_lines(Arena *arena, Str text, Map *lines, size_t *count)
{
    Str line;
    while (str_cut(&text, '\n', &line)) {
        map_put(arena, lines, line, lines);
        ++*count;
    }
}

// Version 9 has the same schema in another order.
static void version_9_adds_up_to_the_same(void **state)
{
    Bench *bench = *state;
    Map whole = { 0 }, pieces = { 0 };
    size_t counts[2] = { 0 };
    count_lines(bench->arena, newest_ops(bench, "fixtures/_samples/drizzle-1.0.0-rc.2"),
                &whole, &counts[0]);
    count_lines(bench->arena, newest_ops(bench, "fixtures/_samples/drizzle-1.0.0-rc.5"),
                &pieces, &counts[1]);
    assert_int_equal(counts[0], counts[1]);
    assert_int_equal(whole.entries.len, pieces.entries.len);
    for (size_t i = 0; i < whole.entries.len; i++)
        if (!map_get(&pieces, whole.entries.at[i].key))
            fail_msg("not in the pieces: " STR_FMT, STR_ARG(whole.entries.at[i].key));
}

static void a_renamed_column_is_followed(void **state)
{
    assert_str(newest_ops(*state, "fixtures/_samples/drizzle-1.0.0-rc.5-rename"),
               "CREATE TYPE public.user_role(admin, member)\n"
               "CREATE TABLE public.users\n"
               "  id serial not null\n"
               "  email varchar(120) not null\n"
               "  name text\n"
               "  legacy_new text\n"
               "  role user_role of public not null default 'member'::user_role\n"
               "  age integer\n"
               "  created_at timestamp not null default now()\n"
               "  : primary key users_pkey (id)\n"
               "  : unique users_email_key (email)\n");
}

// ---- places ----

static Str span_words(const Snapshot *snapshot, Span span)
{
    return str_slice(snapshot->text, span.start, span.end);
}

static void ops_point_to_their_objects(void **state)
{
    Project project = read_snapshots_in(*state, "fixtures/_samples/drizzle-0.31.11");
    const Snapshot *snapshot = find_snapshot(&project, "0000_step1");
    assert_int_equal(snapshot->ops.len, 2);
    const Op *type = &snapshot->ops.at[0];
    const Op *table = &snapshot->ops.at[1];
    assert_true(str_starts(span_words(snapshot, type->span),
                           STR("{\n      \"name\": \"user_role\"")));
    assert_true(str_starts(span_words(snapshot, table->span),
                           STR("{\n      \"name\": \"users\"")));
    assert_true(str_ends(span_words(snapshot, table->span), STR("}")));
    assert_true(str_starts(span_words(snapshot, table->table->columns.at[1].span),
                           STR("{\n          \"name\": \"email\"")));
}

// What a diff has from its parents stands in other files.
static void a_diff_points_to_its_own_text_only(void **state)
{
    Project project = read_snapshots_in(*state, "fixtures/_samples/drizzle-1.0.0-rc.5");
    const Snapshot *snapshot = find_snapshot(&project, "20261121020745_step4");
    assert_true(snapshot->is_diff);
    for (size_t i = 0; i < snapshot->ops.len; i++) {
        const Op *op = &snapshot->ops.at[i];
        Str words = span_words(snapshot, op->span);
        if (op->kind == OP_CREATE_SCHEMA || op->kind == OP_CREATE_SEQUENCE)
            assert_true(str_contains(words, op->name.name));
        if (op->kind == OP_CREATE_TYPE)
            assert_int_equal(words.len, 0);
    }
}

// ---- old formats of PostgreSQL ----

#define HEAD(version, dialect)                                                           \
    "{\"version\":\"" version "\",\"dialect\":\"" dialect "\",\"id\":\"a\","             \
    "\"prevId\":\"" ZERO_ID "\","
#define ID                                                                               \
    "\"id\":{\"name\":\"id\",\"type\":\"serial\",\"primaryKey\":true,\"notNull\":true}"

static void version_5_is_read(void **state)
{
    assert_str(
        ops_of(
            *state,
            HEAD("5",
                 "pg") "\"tables\":{\"t\":{\"name\":\"t\",\"schema\":\"\","
                       "\"columns\":{" ID ",\"r\":{\"name\":\"r\",\"type\":\"Role\","
                       "\"primaryKey\":false,\"notNull\":false,\"default\":\"'a'\","
                       "\"isUnique\":true,\"uniqueName\":\"t_r_unique\"},"
                       "\"n\":{\"name\":\"n\",\"type\":\"numeric(3)[]\",\"primaryKey\":"
                       "false,"
                       "\"notNull\":true,\"default\":1.50}},"
                       "\"indexes\":{\"i\":{\"name\":\"i\",\"columns\":[\"r\",\"n\"],"
                       "\"isUnique\":true,\"with\":{\"fillfactor\":70}}},\"foreignKeys\":"
                       "{},"
                       "\"compositePrimaryKeys\":{}}},"
                       "\"enums\":{\"Role\":{\"name\":\"Role\",\"values\":{\"a\":\"a\","
                       "\"b\":\"b\"}}},"
                       "\"schemas\":{\"s\":\"s\",\"public\":\"public\"},\"_meta\":{}}"),
        "CREATE SCHEMA s\n"
        "CREATE TYPE public.Role(a, b)\n"
        "CREATE TABLE public.t\n"
        "  id serial not null\n"
        "  r \"Role\" default 'a'\n"
        "  n numeric(3)[] not null default 1.50\n"
        "  : primary key (id)\n"
        "  : unique t_r_unique (r)\n"
        "CREATE INDEX public.i on public.t using btree (r, n) unique WITH "
        "(fillfactor=70)\n");
}

static void names_are_those_that_the_database_keeps(void **state)
{
#define LONG "a234567890123456789012345678901234567890123456789012345678901\xC3\xA9tail"
    assert_str(
        ops_of(
            *state,
            HEAD("6",
                 "postgresql") "\"tables\":{\"s.T\":{\"name\":\"T\",\"schema\":\"s\","
                               "\"columns\":{" ID "},"
                               "\"indexes\":{},\"foreignKeys\":{\"k\":{\"name\":\"" LONG
                               "\","
                               "\"tableFrom\":\"T\",\"tableTo\":\"u\",\"columnsFrom\":["
                               "\"id\"],"
                               "\"columnsTo\":[\"x\"],\"onDelete\":\"SET "
                               "NULL\",\"onUpdate\":\"no action\"}}}},"
                               "\"enums\":{},\"schemas\":{}}"),
        "CREATE TABLE s.T\n"
        "  id serial not null\n"
        "  : primary key (id)\n"
        "  : foreign key "
        "a234567890123456789012345678901234567890123456789012345678901\xC3\xA9"
        " (id) -> public.u(x) on delete set null\n");
}

static void row_security_and_policies_are_read(void **state)
{
    assert_str(
        ops_of(*state,
               HEAD("7", "postgresql") "\"tables\":{\"public.t\":{\"name\":\"t\","
                                       "\"schema\":\"\",\"columns\":{},"
                                       "\"policies\":{\"p\":{\"name\":\"p\",\"as\":"
                                       "\"RESTRICTIVE\",\"for\":\"UPDATE\","
                                       "\"to\":[\"a\",\"b\"],\"using\":\"x\","
                                       "\"withCheck\":\"y\"}},"
                                       "\"isRLSEnabled\":false},"
                                       "\"public.r\":{\"name\":\"r\",\"schema\":\"\","
                                       "\"columns\":{},\"policies\":{},"
                                       "\"isRLSEnabled\":true}},"
                                       "\"policies\":{\"q\":{\"name\":\"q\",\"for\":"
                                       "\"ALL\",\"to\":[\"public\"],"
                                       "\"on\":\"\\\"auth\\\".\\\"users\\\"\"}},"
                                       "\"views\":{\"public.v\":{\"name\":\"v\","
                                       "\"schema\":\"public\",\"columns\":{},"
                                       "\"isExisting\":true,\"materialized\":false}}}"),
        "CREATE TABLE public.t\n"
        "CREATE TABLE public.r\n"
        "ROW LEVEL SECURITY public.t enable\n"
        "CREATE POLICY public.t part p on public.t for update restrictive to (a, b) "
        "using x check y\n"
        "ROW LEVEL SECURITY public.r enable\n"
        "CREATE POLICY auth.users part q on auth.users for all to (public)\n");
}

// ---- MySQL and SQLite ----

static void mysql_5_is_read(void **state)
{
    assert_str(
        ops_of(
            *state,
            HEAD("5",
                 "mysql") "\"tables\":{\"t\":{\"name\":\"t\",\"columns\":{"
                          "\"id\":{\"name\":\"id\",\"type\":\"int\",\"primaryKey\":false,"
                          "\"notNull\":false,"
                          "\"autoincrement\":true},"
                          "\"s\":{\"name\":\"s\",\"type\":\"enum('a','b')\","
                          "\"primaryKey\":false,"
                          "\"notNull\":true,\"default\":true,"
                          "\"generated\":{\"type\":\"virtual\",\"as\":\"(a) + (b)\"}}},"
                          "\"indexes\":{\"i\":{\"name\":\"i\",\"columns\":[\"s\",\"lower("
                          "s)\"],\"isUnique\":true}},"
                          "\"foreignKeys\":{},\"compositePrimaryKeys\":{\"t_id\":{"
                          "\"name\":\"t_id\","
                          "\"columns\":[\"id\"]}},\"uniqueConstraints\":{},"
                          "\"checkConstraint\":{\"c\":{\"name\":\"c\",\"value\":\"id > "
                          "0\"}}}},"
                          "\"views\":{},\"internal\":{\"indexes\":{\"i\":{\"columns\":"
                          "{\"lower(s)\":{\"isExpression\":true}}}}}}"),
        "CREATE TABLE t\n"
        "  id int not null auto_increment\n"
        "  s enum('a','b') not null default true virtual (a) + (b)\n"
        "  : primary key t_id (id)\n"
        "  : check c id > 0\n"
        "CREATE INDEX i on t using btree (s, =lower(s)) unique\n");
}

static void unique_constraints_of_mysql_are_indexes(void **state)
{
    assert_str(
        newest_ops(*state, "fixtures/_samples/drizzle-mysql-0.31.11"),
        "CREATE TABLE posts\n"
        "  id bigint unsigned not null auto_increment\n"
        "  user_id int not null\n"
        "  editor_id int\n"
        "  title varchar(200) not null\n"
        "  meta json\n"
        "  : primary key posts_id (id)\n"
        "  : foreign key posts_user_id_users_id_fk (user_id) -> users(id) on delete "
        "cascade\n"
        "  : foreign key posts_editor_id_users_id_fk (editor_id) -> users(id)\n"
        "CREATE TABLE users\n"
        "  id int not null auto_increment\n"
        "  email varchar(255) not null\n"
        "  name varchar(100) not null\n"
        "  status enum('on','paused') not null default 'on'\n"
        "  active boolean not null default true\n"
        "  created_at timestamp not null default (now())\n"
        "  full_name varchar(200) stored lower(name)\n"
        "  : primary key users_id (id)\n"
        "CREATE INDEX posts_title_uq on posts using btree (title) unique\n"
        "CREATE INDEX users_status_idx on users using btree (status)\n"
        "CREATE INDEX users_email_unique on users using btree (email) unique\n");
}

#define ROWS(version, dialect, rows)                                                     \
    "{\"version\":\"" version "\",\"dialect\":\"" dialect "\",\"id\":\"a\","             \
    "\"prevIds\":[\"" ZERO_ID "\"],\"ddl\":[" rows "]}"

// MySQL writes ON UPDATE at columns; a SERIAL one is UNIQUE; "using" is the method.
static void columns_of_mysql_have_attributes(void **state)
{
    Bench *bench = *state;
    assert_str(
        ops_of(
            bench,
            HEAD("5", "mysql") "\"tables\":{\"t\":{\"name\":\"t\",\"columns\":{"
                               "\"id\":{\"name\":\"id\",\"type\":\"serial\","
                               "\"notNull\":true,\"autoincrement\":true},"
                               "\"at\":{\"name\":\"at\",\"type\":\"timestamp\","
                               "\"notNull\":false,\"onUpdate\":true}},"
                               "\"indexes\":{\"i\":{\"name\":\"i\",\"columns\":[\"at\"],"
                               "\"isUnique\":false,\"using\":\"HASH\"}}}}}"),
        "CREATE TABLE t\n"
        "  id serial not null auto_increment\n"
        "  at timestamp on update CURRENT_TIMESTAMP\n"
        "CREATE INDEX i on t using hash (at)\n"
        "CREATE INDEX on t using btree (id) unique\n");
}

static void rows_of_mysql_have_attributes(void **state)
{
    Bench *bench = *state;
    put_folder(
        bench, "20260101000000_a",
        ROWS("6", "mysql",
             "{\"name\":\"t\",\"entityType\":\"tables\"},{\"table\":\"t\",\"name\":"
             "\"at\",\"type\":\"datetime(3)\",\"notNull\":true,\"autoIncrement\":false,"
             "\"onUpdateNow\":true,\"onUpdateNowFsp\":3,\"entityType\":\"columns\"},{"
             "\"table\":\"t\",\"name\":\"id\",\"type\":\"serial\",\"notNull\":true,"
             "\"autoIncrement\":true,\"entityType\":\"columns\"}"));
    assert_str(ops_of_folder(bench, "20260101000000_a"),
               "CREATE TABLE t\n"
               "  at datetime(3) not null on update CURRENT_TIMESTAMP(3)\n"
               "  id serial not null auto_increment\n"
               "CREATE INDEX on t using btree (id) unique\n");
}

static void sqlite_6_is_read(void **state)
{
    assert_str(
        ops_of(
            *state,
            HEAD("6",
                 "sqlite") "\"tables\":{\"t\":{\"name\":\"t\",\"columns\":{"
                           "\"id\":{\"name\":\"id\",\"type\":\"integer\",\"primaryKey\":"
                           "true,\"notNull\":false,"
                           "\"autoincrement\":false},"
                           "\"g\":{\"name\":\"g\",\"type\":\"text\",\"primaryKey\":false,"
                           "\"notNull\":false,"
                           "\"generated\":{\"type\":\"stored\",\"as\":\"(lower(id))\"}}},"
                           "\"indexes\":{\"i\":{\"name\":\"i\",\"columns\":[\"g\"],"
                           "\"isUnique\":false,"
                           "\"where\":\"g > 1\"}}}},\"views\":{},\"enums\":{}}"),
        "CREATE TABLE t\n"
        "  id integer\n"
        "  g text stored lower(id)\n"
        "  : primary key (id)\n"
        "CREATE INDEX i on t using btree (g) where g > 1\n");
}

static void mysql_6_and_sqlite_7_are_read(void **state)
{
    Bench *bench = *state;
#define FLAT_ROWS                                                                        \
    "{\"table\":\"t\",\"name\":\"id\",\"type\":\"int\",\"notNull\":false,\"default\":"   \
    "\"7\","                                                                             \
    "\"entityType\":\"columns\"},"                                                       \
    "{\"name\":\"t\",\"entityType\":\"tables\"},"                                        \
    "{\"table\":\"t\",\"name\":\"t_pk\",\"columns\":[\"id\"],\"nameExplicit\":false,"    \
    "\"entityType\":\"pks\"},"                                                           \
    "{\"table\":\"t\",\"name\":\"i\",\"columns\":[{\"value\":\"id + 1\","                \
    "\"isExpression\":true}],\"isUnique\":true,\"entityType\":\"indexes\"}"
    put_folder(bench, "20260101000000_a", ROWS("6", "mysql", FLAT_ROWS));
    assert_str(ops_of_folder(bench, "20260101000000_a"),
               "CREATE TABLE t\n"
               "  id int not null default 7\n"
               "  : primary key t_pk (id)\n"
               "CREATE INDEX i on t using btree (=id + 1) unique\n");
    put_folder(bench, "20260101000000_a", ROWS("7", "sqlite", FLAT_ROWS));
    assert_str(ops_of_folder(bench, "20260101000000_a"),
               "CREATE TABLE t\n"
               "  id int default 7\n"
               "  : primary key (id)\n"
               "CREATE INDEX i on t using btree (=id + 1) unique\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(version_7_is_read_whole),
        BENCH_TEST(version_8_is_read_whole),
        BENCH_TEST(version_9_adds_up_to_the_same),
        BENCH_TEST(a_renamed_column_is_followed),
        BENCH_TEST(ops_point_to_their_objects),
        BENCH_TEST(a_diff_points_to_its_own_text_only),
        BENCH_TEST(version_5_is_read),
        BENCH_TEST(names_are_those_that_the_database_keeps),
        BENCH_TEST(row_security_and_policies_are_read),
        BENCH_TEST(mysql_5_is_read),
        BENCH_TEST(unique_constraints_of_mysql_are_indexes),
        BENCH_TEST(columns_of_mysql_have_attributes),
        BENCH_TEST(rows_of_mysql_have_attributes),
        BENCH_TEST(sqlite_6_is_read),
        BENCH_TEST(mysql_6_and_sqlite_7_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
