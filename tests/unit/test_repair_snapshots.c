// SPDX-License-Identifier: Apache-2.0
// Unit tests of linter/repair: the chain of snapshots, and what each has to describe.
#include "repaired.h"

#include "base/out.h"
#include "repair/repair_priv.h"

#include "check.h"

#define TABLE(name) "\"" name "\":{\"columns\":{}}"

// Merged: 0000 and 0001, "aa" and "bb". On the branch: a number 0001 of its own, whose
// snapshot "cc" was made after "aa".
static Case *start(void **state)
{
    Case *c = *state;
    put_journal(c, c->merged,
                JOURNAL(ENTRY(0, 1000, "0000_a") "," ENTRY(1, 2000, "0001_b")));
    put_journal(c, c->now,
                JOURNAL(ENTRY(0, 1000, "0000_a") "," ENTRY(1, 2000, "0001_b") "," ENTRY(
                    1, 3000, "0001_c")));
    put_merged(c, "0000_a.sql", "a");
    put_merged(c, "0001_b.sql", "b");
    put_sql(c, c->now, "0001_c");
    put_merged(c, "meta/0000_snapshot.json", SNAPSHOT("aa", ROOT, TABLE("a")));
    put_merged(c, "meta/0001_snapshot.json",
               SNAPSHOT("bb", "aa", TABLE("a") "," TABLE("b")));
    return c;
}

static const char OF_C[] = SNAPSHOT("cc", "aa", TABLE("a") "," TABLE("c"));

// As JSON.stringify writes it.
static const char OF_C_AFTER_B[] = "{\n"
                                   "  \"id\": \"cc\",\n"
                                   "  \"prevId\": \"bb\",\n"
                                   "  \"version\": \"7\",\n"
                                   "  \"tables\": {\n"
                                   "    \"a\": {\n"
                                   "      \"columns\": {}\n"
                                   "    },\n"
                                   "    \"b\": {\n"
                                   "      \"columns\": {}\n"
                                   "    },\n"
                                   "    \"c\": {\n"
                                   "      \"columns\": {}\n"
                                   "    }\n"
                                   "  }\n"
                                   "}";

static void expect_both(Case *c)
{
    repair(c);
    assert_entries(c, "0:0000_a 1:0001_b 2:0002_c");
    assert_file(c, "meta/0001_snapshot.json",
                SNAPSHOT("bb", "aa", TABLE("a") "," TABLE("b")));
    assert_file(c, "meta/0002_snapshot.json", OF_C_AFTER_B);
}

// ---- where the snapshot is ----

static void it_has_taken_the_merged_ones_place(void **state)
{
    Case *c = start(state);
    put(c, c->now, "meta/0001_snapshot.json", OF_C);
    expect_both(c);
    assert_line(c, "d/meta/0001_snapshot.json: as main has it");
    assert_line(c, "d/meta/0001_snapshot.json -> 0002_snapshot.json");
}

static void it_is_one_side_of_a_conflict(void **state)
{
    Case *c = start(state);
    Str text = arena_fmt(c->arena, "<<<<<<< HEAD\n%s\n=======\n%s\n>>>>>>> main\n", OF_C,
                         SNAPSHOT("bb", "aa", TABLE("a") "," TABLE("b")));
    tree_memory_put(c->now, STR("d/meta/0001_snapshot.json"), text);
    expect_both(c);
}

static void it_is_on_a_side_of_the_merge(void **state)
{
    Case *c = start(state);
    assert_refused(c, "the snapshot of 0001_c is lost");
    put(c, c->other, "meta/0001_snapshot.json", OF_C);
    assert_refused(c, "the snapshot of 0001_c is lost"); // whose snapshot is that?
    put_journal(c, c->other,
                JOURNAL(ENTRY(0, 1000, "0000_a") "," ENTRY(1, 3000, "0001_c")));
    expect_both(c);
}

static void an_entry_that_never_had_one_needs_none(void **state)
{
    Case *c = start(state);
    tree_memory_remove(c->now, STR("d/meta/0001_snapshot.json"));
    tree_memory_remove(c->merged, STR("d/meta/0001_snapshot.json"));
    repair(c);
    assert_entries(c, "0:0000_a 1:0001_b 2:0002_c");
    assert_gone(c, "meta/0002_snapshot.json");
}

static void both_sides_may_be_new(void **state)
{
    Case *c = start(state);
    put_journal(c, c->merged, JOURNAL(ENTRY(0, 1000, "0000_a")));
    tree_memory_remove(c->merged, STR("d/meta/0001_snapshot.json"));
    tree_memory_remove(c->merged, STR("d/0001_b.sql"));
    Str text = arena_fmt(c->arena, "<<<<<<< HEAD\n%s\n=======\n%s\n>>>>>>> main\n",
                         SNAPSHOT("bb", "aa", TABLE("a") "," TABLE("b")), OF_C);
    tree_memory_put(c->now, STR("d/meta/0001_snapshot.json"), text);
    repair(c);
    assert_file(c, "meta/0001_snapshot.json",
                SNAPSHOT("bb", "aa", TABLE("a") "," TABLE("b")) "\n");
    assert_file(c, "meta/0002_snapshot.json", OF_C_AFTER_B);
}

// ---- the chain ----

static void a_chain_of_several_is_moved(void **state)
{
    Case *c = start(state);
    put_journal(c, c->now,
                JOURNAL(ENTRY(0, 1000, "0000_a") "," ENTRY(1, 3000, "0001_c") "," ENTRY(
                    2, 4000, "0002_d") "," ENTRY(1, 2000, "0001_b")));
    put_sql(c, c->now, "0002_d");
    put(c, c->now, "meta/0001_snapshot.json", OF_C);
    put(c, c->now, "meta/0002_snapshot.json",
        SNAPSHOT("dd", "cc", TABLE("a") "," TABLE("d")));
    repair(c);
    assert_entries(c, "0:0000_a 1:0001_b 2:0002_c 3:0003_d");
    assert_file(c, "meta/0002_snapshot.json", OF_C_AFTER_B);
    assert_file(c, "meta/0003_snapshot.json",
                "{\n"
                "  \"id\": \"dd\",\n"
                "  \"prevId\": \"cc\",\n"
                "  \"version\": \"7\",\n"
                "  \"tables\": {\n"
                "    \"a\": {\n"
                "      \"columns\": {}\n"
                "    },\n"
                "    \"b\": {\n"
                "      \"columns\": {}\n"
                "    },\n"
                "    \"d\": {\n"
                "      \"columns\": {}\n"
                "    }\n"
                "  }\n"
                "}");
    assert_gone(c, "0001_c.sql");
    assert_gone(c, "0002_d.sql");
}

static void an_unknown_parent_is_replaced_and_nothing_else(void **state)
{
    Case *c = start(state);
    put_journal(c, c->now,
                JOURNAL(ENTRY(0, 1000, "0000_a") "," ENTRY(1, 2000, "0001_b") "," ENTRY(
                    2, 3000, "0002_c")));
    put_sql(c, c->now, "0002_c");
    tree_memory_remove(c->now, STR("d/0001_c.sql"));
    put(c, c->now, "meta/0002_snapshot.json",
        "{ \"prevId\" : \"none\", \"tables\": { },\n\"id\":\"cc\" }\n");
    repair(c);
    assert_file(c, "meta/0002_snapshot.json",
                "{ \"prevId\" : \"bb\", \"tables\": { },\n\"id\":\"cc\" }\n");
    assert_int_equal(c->repair.files.len, 1);
    assert_line(c, "d/meta/0002_snapshot.json: follows the snapshot before it");
}

// The one that it names may be the one that is missing.
static void an_unknown_parent_behind_a_gap_stays(void **state)
{
    Case *c = start(state);
    put_journal(c, c->now,
                JOURNAL(ENTRY(0, 1000, "0000_a") "," ENTRY(1, 2000, "0001_b") "," ENTRY(
                    2, 3000, "0002_c") "," ENTRY(3, 4000, "0003_d")));
    put_sql(c, c->now, "0002_c");
    put_sql(c, c->now, "0003_d");
    tree_memory_remove(c->now, STR("d/0001_c.sql"));
    put(c, c->now, "meta/0003_snapshot.json", SNAPSHOT("dd", "cc", TABLE("d")));
    assert_fine(c);
}

static void an_id_that_is_there_twice_is_made_anew(void **state)
{
    Case *c = start(state);
    put_journal(c, c->now,
                JOURNAL(ENTRY(0, 1000, "0000_a") "," ENTRY(1, 2000, "0001_b") "," ENTRY(
                    2, 3000, "0002_c")));
    put_sql(c, c->now, "0002_c");
    tree_memory_remove(c->now, STR("d/0001_c.sql"));
    put(c, c->now, "meta/0002_snapshot.json", SNAPSHOT("aa", "bb", TABLE("c")));
    repair(c);
    assert_file(c, "meta/0002_snapshot.json",
                SNAPSHOT("01010101-0101-4101-8101-010101010101", "bb", TABLE("c")));
}

static void the_first_has_the_root_for_parent(void **state)
{
    Case *c = *state;
    no_base(c);
    put_journal(c, c->now, JOURNAL(ENTRY(0, 1000, "0000_a")));
    put_sql(c, c->now, "0000_a");
    put(c, c->now, "meta/0000_snapshot.json", SNAPSHOT("aa", "zz", TABLE("a")));
    repair(c);
    assert_file(c, "meta/0000_snapshot.json", SNAPSHOT("aa", ROOT, TABLE("a")));
}

static void a_tag_of_another_number_has_its_snapshot_by_idx(void **state)
{
    Case *c = *state;
    no_base(c);
    put_journal(c, c->now, JOURNAL(ENTRY(0, 1000, "0007_a") "," ENTRY(4, 2000, "init")));
    put_sql(c, c->now, "0007_a");
    put_sql(c, c->now, "init");
    put(c, c->now, "meta/0000_snapshot.json", SNAPSHOT("aa", ROOT, TABLE("a")));
    put(c, c->now, "meta/0004_snapshot.json", SNAPSHOT("bb", "aa", TABLE("a")));
    repair(c);
    assert_entries(c, "0:0000_a 1:init");
    assert_file(c, "meta/0000_snapshot.json", SNAPSHOT("aa", ROOT, TABLE("a")));
    assert_file(c, "meta/0001_snapshot.json", SNAPSHOT("bb", "aa", TABLE("a")));
    assert_gone(c, "meta/0004_snapshot.json");
}

// ---- merging ----

typedef struct Merging {
    const char *parent;
    const char *onto;
    const char *own;
    const char *merged; // of "tables", in one line; or the clash
} Merging;

static const Merging MERGINGS[] = {
    { "{}", "{\"a\":1}", "{\"b\":2}", "{\"a\":1,\"b\":2}" },
    { "{\"a\":1}", "{\"a\":2}", "{\"a\":1,\"b\":[]}", "{\"a\":2,\"b\":[]}" },
    { "{\"a\":1}", "{\"a\":1,\"c\":{}}", "{}", "{\"c\":{}}" },
    { "{\"a\":1}", "{}", "{\"a\":1,\"b\":null}", "{\"b\":null}" },
    { "{\"a\":1}", "{\"a\":2,\"x\":1}", "{\"a\":2}", "{\"a\":2,\"x\":1}" },
    { "{\"t\":{\"c\":{\"x\":1}}}", "{\"t\":{\"c\":{\"x\":1,\"y\":\"\\u00e9\\n\"}}}",
      "{\"t\":{\"c\":{\"x\":1},\"d\":true}}",
      "{\"t\":{\"c\":{\"x\":1,\"y\":\"\xC3\xA9\\n\"},\"d\":true}}" },
    { "{\"a\":1}", "{\"a\":2}", "{\"a\":3}", "clashes at tables.a" },
    { "{\"a\":1}", "{\"a\":2}", "{}", "clashes at tables.a" },
    { "{}", "{\"t\":{\"x\":1}}", "{\"t\":{\"x\":2}}", "clashes at tables.t" },
    { "{\"e\":[\"a\"]}", "{\"e\":[\"a\",\"b\"]}", "{\"e\":[\"a\",\"c\"]}",
      "clashes at tables.e" },
};

// Without the blanks and line ends that stand outside of strings here.
static Str squeezed(Case *c, Str text)
{
    Out out = out_new(c->arena);
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != ' ' && text.ptr[i] != '\n')
            out_char(&out, text.ptr[i]);
    return out_text(&out);
}

static void changes_of_both_are_merged(void **state)
{
    Case *c = start(state);
    for (size_t i = 0; i < sizeof MERGINGS / sizeof MERGINGS[0]; i++) {
        const Merging *m = &MERGINGS[i];
        static const char FORM[] = "{\"id\":\"%s\",\"prevId\":\"%s\",\"tables\":%s}";
        Rebase rebase = { arena_fmt(c->arena, FORM, "aa", ROOT, m->parent),
                          arena_fmt(c->arena, FORM, "bb", "aa", m->onto),
                          arena_fmt(c->arena, FORM, "cc", "aa", m->own) };
        Str text = { 0 };
        Str why = { 0 };
        bool is_done = snapshot_rebase(c->arena, &rebase, &text, &why);
        Str expected = is_done ? arena_fmt(c->arena, FORM, "cc", "aa", m->merged)
                               : str_from(m->merged);
        assert_str_at(is_done ? squeezed(c, text) : why, expected, __FILE__, __LINE__);
    }
}

static void a_clash_is_told_with_what_to_do(void **state)
{
    Case *c = start(state);
    put(c, c->now, "meta/0001_snapshot.json",
        SNAPSHOT("cc", "aa", TABLE("a") ",\"b\":{\"columns\":{\"x\":1}}"));
    assert_refused(c,
                   "the snapshot of 0001_c cannot follow that of 0001_b: it clashes at "
                   "tables.b. Delete the SQL file, the snapshot and the entry of "
                   "0001_c, and run `drizzle-kit generate` again");
}

static void broken_snapshots_are_refused(void **state)
{
    Case *c = start(state);
    put(c, c->now, "meta/0001_snapshot.json", "{\"id\":\"cc\",\"prevId\":\"aa\",");
    assert_refused(c, "the snapshot of 0001_c");
    Out deep = out_new(c->arena);
    out_cstr(&deep, "{\"id\":\"cc\",\"prevId\":\"aa\",\"tables\":");
    out_repeat(&deep, '[', 100000);
    tree_memory_put(c->now, STR("d/meta/0001_snapshot.json"), out_text(&deep));
    assert_refused(c, "the snapshot of 0001_c");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE_TEST(it_has_taken_the_merged_ones_place),
        CASE_TEST(it_is_one_side_of_a_conflict),
        CASE_TEST(it_is_on_a_side_of_the_merge),
        CASE_TEST(an_entry_that_never_had_one_needs_none),
        CASE_TEST(both_sides_may_be_new),
        CASE_TEST(a_chain_of_several_is_moved),
        CASE_TEST(an_unknown_parent_is_replaced_and_nothing_else),
        CASE_TEST(an_unknown_parent_behind_a_gap_stays),
        CASE_TEST(an_id_that_is_there_twice_is_made_anew),
        CASE_TEST(the_first_has_the_root_for_parent),
        CASE_TEST(a_tag_of_another_number_has_its_snapshot_by_idx),
        CASE_TEST(changes_of_both_are_merged),
        CASE_TEST(a_clash_is_told_with_what_to_do),
        CASE_TEST(broken_snapshots_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
