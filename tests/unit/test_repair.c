// SPDX-License-Identifier: Apache-2.0
// Unit tests of linter/repair: entries, their numbers, times and tags, and their files.
#include "repaired.h"

#include "check.h"

// One merged migration, and the journal of `now` as given.
static Case *start(void **state, const char *journal)
{
    Case *c = *state;
    put_journal(c, c->merged, JOURNAL(ENTRY(0, 1000, "0000_a")));
    put_journal(c, c->now, journal);
    put_merged(c, "0000_a.sql", "CREATE TABLE a ();");
    return c;
}

static void what_is_right_stays(void **state)
{
    Case *c =
        start(state, JOURNAL(ENTRY(0, 1000, "0000_a") "," ENTRY(1, 2000, "0001_b")));
    put_sql(c, c->now, "0001_b");
    assert_fine(c);
}

static void a_taken_number_goes_to_the_next(void **state)
{
    Case *c =
        start(state, "{\n  \"version\": \"7\",\n  \"dialect\": \"postgresql\",\n"
                     "  \"entries\": [\n    " ENTRY(0, 500, "0000_b") ",\n\n    " ENTRY(
                         0, 1000, "0000_a") "\n  ]\n}\n");
    put_sql(c, c->now, "0000_b");
    put(c, c->now, "0000_b.down.sql", "DROP TABLE b;");
    repair(c);
    assert_file(c, "meta/_journal.json",
                "{\n  \"version\": \"7\",\n  \"dialect\": \"postgresql\",\n"
                "  \"entries\": [\n    " ENTRY(0, 1000, "0000_a") ",\n\n    " ENTRY(
                    1, 9000, "0001_b") "\n  ]\n}\n");
    assert_file(c, "0001_b.sql", "CREATE TABLE \"0000_b\" ();");
    assert_file(c, "0001_b.down.sql", "DROP TABLE b;");
    assert_gone(c, "0000_b.sql");
    assert_gone(c, "0000_b.down.sql");
    assert_file(c, "0000_a.sql", "CREATE TABLE a ();");
    assert_line(c, "0000_b: idx 0 -> 1");
    assert_line(c, "0000_b: when 500 -> 9000");
    assert_line(c, "0000_b: tag -> 0001_b");
    assert_line(c, "d/0000_b.sql -> 0001_b.sql");
    assert_line(c, "d/meta/_journal.json: the entries are put in order");
}

// Files that the journal names are there before it is, and go after it.
static void the_journal_is_written_between_files(void **state)
{
    Case *c =
        start(state, JOURNAL(ENTRY(0, 1000, "0000_a") "," ENTRY(0, 2000, "0000_b")));
    put_sql(c, c->now, "0000_b");
    repair(c);
    assert_int_equal(c->repair.files.len, 3);
    assert_str(c->repair.files.at[0].path, "d/0001_b.sql");
    assert_str(c->repair.files.at[1].path, "d/meta/_journal.json");
    assert_str(c->repair.files.at[2].path, "d/0000_b.sql");
    assert_true(c->repair.files.at[2].is_gone);
}

static void numbers_that_differ_tell_the_order(void **state)
{
    Case *c = start(state, JOURNAL(ENTRY(2, 3000, "0002_c") "," ENTRY(
                               1, 2000, "0001_b") "," ENTRY(0, 1000, "0000_a")));
    put_sql(c, c->now, "0001_b");
    put_sql(c, c->now, "0002_c");
    repair(c);
    assert_entries(c, "0:0000_a 1:0001_b 2:0002_c");
    assert_times(c, "1000 2000 3000");
}

static void taken_numbers_leave_the_order_to_the_array(void **state)
{
    Case *c = start(
        state, JOURNAL(ENTRY(0, 1000, "0000_a") "," ENTRY(1, 5000, "0001_x") "," ENTRY(
                   2, 6000, "0002_y") "," ENTRY(1, 2000, "0001_b") "," ENTRY(2, 7000,
                                                                             "0002_c")));
    static const char *const TAGS[] = { "0001_x", "0002_y", "0001_b", "0002_c" };
    for (size_t i = 0; i < 4; i++)
        put_sql(c, c->now, TAGS[i]);
    repair(c);
    assert_entries(c, "0:0000_a 1:0001_x 2:0002_y 3:0003_b 4:0004_c");
    assert_times(c, "1000 5000 6000 9000 9001");
}

static void gaps_close_and_merged_ones_stay(void **state)
{
    Case *c = *state;
    put_journal(c, c->merged,
                JOURNAL(ENTRY(0, 1000, "0000_a") "," ENTRY(3, 2000, "0003_b")));
    put_journal(c, c->now,
                JOURNAL(ENTRY(0, 1000, "0000_a") "," ENTRY(3, 2000, "0003_b") "," ENTRY(
                    7, 3000, "0007_c")));
    put_merged(c, "0000_a.sql", "a");
    put_merged(c, "0003_b.sql", "b");
    put_sql(c, c->now, "0007_c");
    repair(c);
    assert_entries(c, "0:0000_a 3:0003_b 4:0004_c");
}

typedef struct Time {
    const char *when; // "\"when\":…," or nothing
    const char *becomes;
} Time;

static void times_that_cannot_be_are_set(void **state)
{
    static const Time TIMES[] = {
        { "\"when\":1000,", "1795226862000 1795226900000" },
        { "\"when\":1795226861999,", "1795226862000 1795226900000" },
        { "\"when\":1795226862,", "1795226862000 1795226900000" },
        { "\"when\":1795226862001,", "1795226862000 1795226862001" },
        { "\"when\":1795226890,", "1795226862000 1795226890000" },
        { "\"when\":4102444800000,", "1795226862000 1795226900000" },
        { "\"when\":1795226870000.5,", "1795226862000 1795226900000" },
        { "\"when\":\"soon\",", "1795226862000 1795226900000" },
        { "\"when\":null,", "1795226862000 1795226900000" },
        { "", "1795226862000 1795226900000" },
    };
    Case *c = *state;
    c->input.present = 1795226900000.0;
    put_journal(c, c->merged, JOURNAL(ENTRY(0, 1795226862000, "0000_a")));
    put_merged(c, "0000_a.sql", "a");
    put_sql(c, c->now, "0001_b");
    for (size_t i = 0; i < sizeof TIMES / sizeof TIMES[0]; i++) {
        Str text =
            arena_fmt(c->arena,
                      JOURNAL(ENTRY(0, 1795226862000,
                                    "0000_a") ",{ \"idx\":1,%s \"tag\":\"0001_b\"}"),
                      TIMES[i].when);
        tree_memory_put(c->now, STR("d/meta/_journal.json"), text);
        repair(c);
        assert_times(c, TIMES[i].becomes);
    }
}

static void a_merged_time_of_the_future_is_followed(void **state)
{
    Case *c = *state;
    c->input.present = 1795226900000.0;
    put_journal(c, c->merged, JOURNAL(ENTRY(0, 4102444800000, "0000_a")));
    put_merged(c, "0000_a.sql", "a");
    put_sql(c, c->now, "0001_b");
    put_journal(
        c, c->now,
        JOURNAL(ENTRY(0, 4102444800000, "0000_a") "," ENTRY(1, 1795226900000, "0001_b")));
    repair(c);
    assert_times(c, "4102444800000 4102444800001");
}

static void a_missing_idx_is_written(void **state)
{
    Case *c = start(state, JOURNAL(ENTRY(0, 1000, "0000_a") ",{\n \"tag\": \"0001_b\", "
                                                            "\"when\": 2000\n}"));
    put_sql(c, c->now, "0001_b");
    repair(c);
    assert_file(
        c, "meta/_journal.json",
        JOURNAL(ENTRY(0, 1000, "0000_a") ",{\n \"idx\": 1,\n \"tag\": \"0001_b\", "
                                         "\"when\": 2000\n}"));
}

static void a_tag_gets_the_number_of_its_entry(void **state)
{
    Case *c = start(
        state, JOURNAL(ENTRY(0, 1000, "0000_a") "," ENTRY(1, 2000, "0007_b\\u0062\\\"")));
    put(c, c->now, "0007_bb\".sql", "b");
    repair(c);
    assert_file(
        c, "meta/_journal.json",
        JOURNAL(ENTRY(0, 1000, "0000_a") "," ENTRY(1, 2000, "0001_b\\u0062\\\"")));
    assert_file(c, "0001_bb\".sql", "b");
}

static void entries_that_are_there_twice_go(void **state)
{
    Case *c = start(
        state, JOURNAL(ENTRY(0, 1000, "0000_a") "," ENTRY(1, 2000, "0001_b") "," ENTRY(
                   0, 1000, "0000_a") "," ENTRY(2, 3000, "0001_b")));
    put_sql(c, c->now, "0001_b");
    repair(c);
    assert_entries(c, "0:0000_a 1:0001_b");
    assert_line(c, "d/meta/_journal.json: the second entry of 0001_b goes");
}

// ---- other prefixes ----

static void times_in_tags_follow_when(void **state)
{
    Case *c = *state;
    c->input.present = 1795226940000.0; // 2026-11-21 02:09:00
    put_journal(c, c->merged, JOURNAL(ENTRY(0, 1795226920000, "20261121020840_a")));
    put_journal(c, c->now,
                JOURNAL(ENTRY(0, 1795226920000, "20261121020840_a") "," ENTRY(
                    0, 1795226910000, "20261121020830_b") "," ENTRY(1, 1795226930000,
                                                                    "20261121020850_c")));
    put_merged(c, "20261121020840_a.sql", "a");
    put_sql(c, c->now, "20261121020830_b");
    put_sql(c, c->now, "20261121020850_c");
    repair(c);
    assert_entries(c, "0:20261121020840_a 1:20261121020900_b 2:20261121020901_c");
    assert_times(c, "1795226920000 1795226940000 1795226941000");
    assert_file(c, "20261121020900_b.sql", "CREATE TABLE \"20261121020830_b\" ();");
}

static void unix_times_in_tags_do_too(void **state)
{
    Case *c = *state;
    c->input.present = 1795226940000.0;
    put_journal(c, c->merged, JOURNAL(ENTRY(0, 1795226920000, "1795226920_a")));
    put_journal(c, c->now,
                JOURNAL(ENTRY(0, 1795226920000, "1795226920_a") "," ENTRY(
                    0, 1795226920000, "1795226920_b")));
    put_merged(c, "1795226920_a.sql", "a");
    put_sql(c, c->now, "1795226920_b");
    repair(c);
    assert_entries(c, "0:1795226920_a 1:1795226940_b");
}

static void tags_without_a_prefix_stay(void **state)
{
    Case *c = *state;
    put_journal(c, c->merged, JOURNAL(ENTRY(0, 1000, "_a")));
    put_journal(
        c, c->now,
        JOURNAL(ENTRY(0, 1000, "_a") "," ENTRY(0, 900, "_b") "," ENTRY(0, 900, "init")));
    put_merged(c, "_a.sql", "a");
    put_sql(c, c->now, "_b");
    put_sql(c, c->now, "init");
    put_merged(c, "meta/_snapshot.json", SNAPSHOT("aa", ROOT, ""));
    repair(c);
    assert_entries(c, "0:_a 1:_b 2:init");
    assert_times(c, "1000 9000 9001");
    assert_file(c, "meta/_snapshot.json", SNAPSHOT("aa", ROOT, ""));
}

// ---- conflicts ----

static void both_sides_of_a_conflict_are_kept(void **state)
{
    Case *c = start(
        state, "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n" ENTRY(
                   0, 1000,
                   "0000_a") ",\n"
                             "<<<<<<< HEAD\n" ENTRY(1, 2000, "0001_ours") ",\n" ENTRY(
                                 2, 3000, "0002_ours") "\n"
                                                       "||||||| 1234567\n"
                                                       "=======\n" ENTRY(
                                                           1, 2500,
                                                           "0001_theirs") "\n"
                                                                          ">>>>>>> main\n"
                                                                          "]}\n");
    put_sql(c, c->now, "0001_ours");
    put_sql(c, c->now, "0002_ours");
    put_journal(c, c->merged,
                JOURNAL(ENTRY(0, 1000, "0000_a") "," ENTRY(1, 2500, "0001_theirs")));
    put_merged(c, "0001_theirs.sql", "theirs");
    repair(c);
    assert_file(
        c, "meta/_journal.json",
        "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n" ENTRY(
            0, 1000,
            "0000_a") ",\n" ENTRY(1, 2500,
                                  "0001_theirs") ",\n" ENTRY(2, 9000,
                                                             "0002_ours") ",\n" ENTRY(3,
                                                                                      9001,
                                                                                      "00"
                                                                                      "03"
                                                                                      "_o"
                                                                                      "ur"
                                                                                      "s") "\n"
                                                                                           "]}\n");
}

static void halves_of_a_conflict_are_refused(void **state)
{
    static const char *const TEXTS[] = {
        "<<<<<<< HEAD\n{}\n",
        "{}\n>>>>>>> main\n",
        "=======\n{}",
        "<<<<<<< a\n<<<<<<< b\n=======\n>>>>>>> b\n",
        "<<<<<<< a\n=======\n=======\n>>>>>>> b\n",
    };
    Case *c = start(state, "");
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        put_journal(c, c->now, TEXTS[i]);
        assert_refused(c, "do not pair up");
    }
}

static void a_conflict_beside_the_entries_is_settled_too(void **state)
{
    Case *c = start(state, "{\n<<<<<<< a\n\"version\":\"7\",\n=======\n\"version\":\"7\","
                           "\n>>>>>>> b\n\"dialect\":\"postgresql\",\"entries\":[" ENTRY(
                               0, 1000, "0000_a") "]}");
    repair(c);
    assert_entries(c, "0:0000_a");
}

// ---- entries that a merge has lost ----

static void a_lost_entry_comes_back(void **state)
{
    Case *c = start(state, JOURNAL(ENTRY(0, 1000, "0000_a")));
    put_sql(c, c->now, "0000_b");
    assert_refused(c, "no entry names d/0000_b.sql");
    put_journal(c, c->other, JOURNAL(ENTRY(0, 2000, "0000_b")));
    repair(c);
    assert_entries(c, "0:0000_a 1:0001_b");
    assert_line(c, "d/meta/_journal.json: the entry of 0000_b comes back");
}

static void files_that_are_merged_without_an_entry_stay_so(void **state)
{
    Case *c = start(state, JOURNAL(ENTRY(0, 1000, "0000_a")));
    put_merged(c, "0000_seed.sql", "SELECT 1;");
    put(c, c->now, "0000_a.down.sql", "DROP TABLE a;");
    put(c, c->now, ".0009_x.sql", "editor's");
    put(c, c->now, "notes.md", "notes");
    assert_fine(c);
}

// ---- what is refused ----

static void what_is_merged_has_to_be_there(void **state)
{
    Case *c = start(state, JOURNAL(ENTRY(0, 500, "0000_b")));
    put_sql(c, c->now, "0000_b");
    assert_refused(c, "main has 0000_a, which d/meta/_journal.json does not list: merge "
                      "main first");
}

static void a_branch_that_is_behind_and_adds_nothing_is_fine(void **state)
{
    Case *c = start(state, JOURNAL(ENTRY(0, 1000, "0000_a")));
    put_journal(c, c->merged,
                JOURNAL(ENTRY(0, 1000, "0000_a") "," ENTRY(1, 2000, "0001_b")));
    assert_fine(c);
}

static void rewritten_entries_are_refused(void **state)
{
    static const char *const ENTRIES[] = {
        ENTRY(0, 1001, "0000_a"),
        ENTRY(1, 1000, "0000_a"),
        "{\"idx\":0,\"version\":\"7\",\"when\":1000,\"tag\":\"0000_a\","
        "\"breakpoints\":false}",
        "{\"idx\":0,\"version\":\"6\",\"when\":1000,\"tag\":\"0000_a\","
        "\"breakpoints\":true}",
    };
    Case *c = start(state, "");
    for (size_t i = 0; i < sizeof ENTRIES / sizeof ENTRIES[0]; i++) {
        tree_memory_put(c->now, STR("d/meta/_journal.json"),
                        arena_fmt(c->arena, JOURNAL("%s"), ENTRIES[i]));
        assert_refused(c, "the entry of 0000_a is merged, and is not as main has it");
    }
}

typedef struct BadText {
    const char *text;
    const char *why;
} BadText;

static void broken_journals_are_refused(void **state)
{
    static const BadText TEXTS[] = {
        { "", "_journal.json:1:1: the journal is empty" },
        { "{\n\"entries\":[}", "_journal.json:2:12: the journal is not valid JSON" },
        { JOURNAL(ENTRY(0, 1000, "0000_a") ",\n7"),
          "_journal.json:2:1: the journal has an entry that is not an object" },
        { JOURNAL("{\"idx\":0,\"when\":1000,\"tag\":\"0000_a\",\n\"when\":2}"),
          "_journal.json:2:8: the journal has the key \"when\" twice" },
        { JOURNAL("{\"idx\":0,\"when\":1000}"), "whose tag is no name of a file" },
        { JOURNAL(ENTRY(0, 1000, "../../secret")), "whose tag is no name of a file" },
        { JOURNAL(ENTRY(0, 1000, "0000_none")), "there is no d/0000_none.sql" },
    };
    Case *c = start(state, "");
    no_base(c);
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        put_journal(c, c->now, TEXTS[i].text);
        assert_refused(c, TEXTS[i].why);
    }
    put_journal(c, c->merged, "{");
    c->input.merged = c->merged;
    assert_refused(c, "the journal of main is not valid JSON");
}

static void nothing_is_overwritten(void **state)
{
    Case *c =
        start(state, JOURNAL(ENTRY(0, 1000, "0000_a") "," ENTRY(0, 2000, "0000_b")));
    put_sql(c, c->now, "0000_b");
    put_merged(c, "0001_b.sql", "SELECT 'another';");
    assert_refused(c, "d/0001_b.sql is in the way");
    put_merged(c, "0001_b.sql", "CREATE TABLE \"0000_b\" ();"); // as a crash leaves it
    repair(c);
    assert_entries(c, "0:0000_a 1:0001_b");
}

static void without_a_base_all_may_change(void **state)
{
    Case *c = *state;
    no_base(c);
    put_journal(c, c->now,
                JOURNAL(ENTRY(3, 1000, "0003_a") "," ENTRY(3, 1000, "0003_b")));
    put_sql(c, c->now, "0003_a");
    put_sql(c, c->now, "0003_b");
    repair(c);
    assert_entries(c, "0:0000_a 1:0001_b");
    assert_times(c, "1000 9000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE_TEST(what_is_right_stays),
        CASE_TEST(a_taken_number_goes_to_the_next),
        CASE_TEST(the_journal_is_written_between_files),
        CASE_TEST(numbers_that_differ_tell_the_order),
        CASE_TEST(taken_numbers_leave_the_order_to_the_array),
        CASE_TEST(gaps_close_and_merged_ones_stay),
        CASE_TEST(times_that_cannot_be_are_set),
        CASE_TEST(a_merged_time_of_the_future_is_followed),
        CASE_TEST(a_missing_idx_is_written),
        CASE_TEST(a_tag_gets_the_number_of_its_entry),
        CASE_TEST(entries_that_are_there_twice_go),
        CASE_TEST(times_in_tags_follow_when),
        CASE_TEST(unix_times_in_tags_do_too),
        CASE_TEST(tags_without_a_prefix_stay),
        CASE_TEST(both_sides_of_a_conflict_are_kept),
        CASE_TEST(halves_of_a_conflict_are_refused),
        CASE_TEST(a_conflict_beside_the_entries_is_settled_too),
        CASE_TEST(a_lost_entry_comes_back),
        CASE_TEST(files_that_are_merged_without_an_entry_stay_so),
        CASE_TEST(what_is_merged_has_to_be_there),
        CASE_TEST(a_branch_that_is_behind_and_adds_nothing_is_fine),
        CASE_TEST(rewritten_entries_are_refused),
        CASE_TEST(broken_journals_are_refused),
        CASE_TEST(nothing_is_overwritten),
        CASE_TEST(without_a_base_all_may_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
