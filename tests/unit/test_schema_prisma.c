// SPDX-License-Identifier: Apache-2.0
// Unit tests of schema.prisma.
#include "base/out.h"

#include "declared_lines.h"

static void put(Bench *bench, const char *schema)
{
    bench_put(bench, "prisma/schema.prisma", schema);
}

static void fields_are_columns(void **state)
{
    Bench *bench = *state;
    put(bench, "model User {\n"
               "  id Int @id @default(autoincrement())\n"
               "  a String?\n  b Boolean @default(false)\n  c BigInt  d Float\n"
               "  e Decimal\n  f DateTime @updatedAt\n  g Json\n  h Bytes\n  i String[]\n"
               "  j DateTime @default(now())\n  k String @default(uuid(7))\n"
               "  l String @default(dbgenerated())\n  m Unsupported(\"point\")?\n}\n");
    assert_declared(
        bench, "postgres",
        "table User id:integer!=* a:text b:boolean!= c:bigint! e:numeric(65,30)!"
        " f:timestamp(3) without time zone! g:jsonb! h:bytea! i:text[]!"
        " j:timestamp(3) without time zone!= k:text! l:text!=? m:\n");
}

// A copy of the field's shape for each attribute would take gigabytes.
static void a_field_may_have_many_attributes(void **state)
{
    enum { ATTRIBUTES = 100000 };
    Bench *bench = *state;
    Out schema = out_new(bench->arena);
    out_cstr(&schema, "model t {\n  a Int");
    for (size_t i = 0; i < ATTRIBUTES; i++)
        out_cstr(&schema, " @db.Integer");
    out_cstr(&schema, "\n}\n");
    put(bench, arena_cstr(bench->arena, out_text(&schema)));
    const DeclaredSchema *declared = bench_declared(bench, "postgres");
    assert_int_equal(declared->tables.len, 1);
    assert_int_equal(declared->tables.at[0].shape.at[0].len,
                     STR("a Int").len + ATTRIBUTES * STR(" @db.Integer").len);
}

static void native_types_take_their_arguments(void **state)
{
    Bench *bench = *state;
    put(bench,
        "model t {\n"
        "  a String @db.VarChar(20)\n  b String @db.Char( 3 )\n  c String @db.Uuid\n"
        "  d Decimal @db.Decimal(10, 2)\n  e DateTime @db.Timestamptz(6)\n"
        "  f DateTime @db.Date\n  g Int @db.SmallInt\n  h String[] @db.Citext\n"
        "  i Json @db.Json\n  j String @db.Wondrous\n}\n");
    assert_declared(bench, "postgres",
                    "table t a:character varying(20)! b:character(3)! c:uuid!"
                    " d:numeric(10,2)! e:timestamp(6) with time zone! f:date! g:smallint!"
                    " h:citext[]! i:json! j:!\n");
    assert_declared(bench, "mysql",
                    "table t a:varchar(20)! b:char(3)! c:! d:decimal(10,2)! e:! f:date!"
                    " g:smallint! h:! i:json! j:!\n");
}

static void names_are_mapped(void **state)
{
    Bench *bench = *state;
    put(bench, "model UserRole {\n"
               "  userId Int @map(\"user_id\")\n  role Role @map(name: \"kind\")\n"
               "  @@id([userId, role(sort: Desc)])\n"
               "  @@map(\"user_roles\")\n  @@schema(\"auth\")\n}\n"
               "enum Role {\n  ADMIN @map(\"admin\")\n  USER // plain\n"
               "  @@map(name: \"role\")\n  @@schema(\"auth\")\n}\n");
    assert_declared(bench, "postgres",
                    "table auth.user_roles user_id:integer!* kind:role!*\n"
                    "enum auth.role admin USER\n");
}

// `prisma validate`: an argument cannot be an empty string.
static void empty_names_are_none(void **state)
{
    Bench *bench = *state;
    put(bench, "model t {\n  id Int @map(\"\")\n  a Int @map(name: '')\n"
               "  b Int @map(\"\", name: \"c\")\n  @@map(\"\")\n  @@schema(\"\")\n}\n");
    assert_declared(bench, "postgres", "table t id:integer! a:integer! c:integer!\n");
}

static void relations_are_no_columns(void **state)
{
    Bench *bench = *state;
    put(bench, "model Post {\n  id Int @id\n  authorId Int?\n"
               "  author User? @relation(fields: [authorId],\n    references: [id])\n}\n"
               "model User {\n  id Int @id\n  posts Post[]\n}\n");
    assert_declared(
        bench, "postgres",
        "table Post id:integer!* authorId:integer\ntable User id:integer!*\n");
}

static void lists_on_both_sides_have_a_table(void **state)
{
    Bench *bench = *state;
    put(bench,
        "model Tag {\n  id Int @id\n  posts Post[]\n  pinned Post[] "
        "@relation(\"pins\")\n}\n"
        "model Post {\n  id Int @id\n  tags Tag[]\n"
        "  pins Tag[] @relation(name: \"pins\")\n"
        "  before Post[] @relation(\"line\")\n  after Post[] @relation(\"line\")\n}\n");
    assert_declared(
        bench, "postgres",
        "table Tag id:integer!*\ntable Post id:integer!*\n"
        "table _PostToTag A:! B:!\ntable _pins A:! B:!\ntable _line A:! B:!\n");
}

static void ignored_ones_are_there_and_views_are_not(void **state)
{
    Bench *bench = *state;
    put(bench, "model t {\n  id Int @id\n  a Int? @ignore\n  @@ignore\n}\n"
               "view v {\n  id Int @unique\n  @@map(\"the_view\")\n}\n"
               "datasource db {\n  provider = \"postgresql\"\n"
               "  schemas = [\"public\", \"audit\"]\n}\n");
    assert_declared(bench, "postgres", "table t id:integer!* a:integer\n");
    const DeclaredSchema *schema = bench_declared(bench, "postgres");
    assert_int_equal(schema->external.len, 2); // what is ignored, and the view
    assert_str(schema->external.at[1].name, "the_view");
    assert_str(bench_words(bench, &schema->only_schemas), "public audit");
}

static void broken_schemas_keep_what_can_be_read(void **state)
{
    Bench *bench = *state;
    put(bench, "model a {\n  id Int @id(\n}\nmodel b {\n  id Int @id\n  x Nowhere\n}\n"
               "model {\n}\nmodel c { id Int @id }\nmodel d {\n  id \"open\n");
    assert_declared(bench, "postgres",
                    "table a id:integer!*\ntable b id:integer!* …\n"
                    "table c id:integer!*\ntable d\n"
                    "note: the type Nowhere is not known\n");
}

static void hostile_schemas_end(void **state)
{
    Bench *bench = *state;
    Out out = out_new(bench->arena);
    out_cstr(&out, "model a {\n");
    for (size_t i = 0; i < 20000; i++)
        out_fmt(&out, "  f%zu a[] @relation(\"r%zu\")\n", i, i);
    out_cstr(&out, "}\nmodel b {\n");
    for (size_t i = 0; i < 10000; i++)
        out_cstr(&out, "x Int @y((((");
    tree_memory_put(bench->tree, STR("prisma/schema.prisma"), out_text(&out));
    const DeclaredSchema *schema = bench_declared(bench, "postgres");
    assert_int_equal(schema->tables.len, 2);
    assert_false(schema->complete);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(fields_are_columns),
        BENCH_TEST(native_types_take_their_arguments),
        BENCH_TEST(a_field_may_have_many_attributes),
        BENCH_TEST(names_are_mapped),
        BENCH_TEST(empty_names_are_none),
        BENCH_TEST(relations_are_no_columns),
        BENCH_TEST(lists_on_both_sides_have_a_table),
        BENCH_TEST(ignored_ones_are_there_and_views_are_not),
        BENCH_TEST(broken_schemas_keep_what_can_be_read),
        BENCH_TEST(hostile_schemas_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
