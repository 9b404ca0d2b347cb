// SPDX-License-Identifier: Apache-2.0
// Unit tests of Drizzle journals that cannot be used, or not without a remark.
#include "base/out.h"

#include "workbench.h"

#define ENTRY(idx, when, tag)                                                            \
    "{\"idx\":" #idx ",\"version\":\"7\",\"when\":" #when ",\"tag\":\"" tag              \
    "\",\"breakpoints\":true}"
#define JOURNAL(entries)                                                                 \
    "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[" entries "]}"

static void put_journal(Bench *bench, const char *text)
{
    bench_put(bench, "d/meta/_journal.json", text);
}

static void put_two(Bench *bench)
{
    bench_put(bench, "d/0000_a.sql", "CREATE TABLE a ();");
    bench_put(bench, "d/0001_b.sql", "CREATE TABLE b ();");
}

static Str at_span(const Journal *journal, Span span)
{
    return str_slice(journal->text, span.start, span.end);
}

// ---- a journal that cannot ----

typedef struct BadJournal {
    const char *text;
    const char *error;
    const char *where; // what the span covers
} BadJournal;

static const BadJournal BAD_JOURNALS[] = {
    { "", "is empty", "" },
    { " \r\n\t", "is empty", "" },
    { "[]", "is not an object", "[]" },
    { " 7 ", "is not an object", "7" },
    { "{\"version\":\"7\",\"dialect\":\"mysql\",\"entries\":{}}",
      "has \"entries\" that are not an array", "{}" },
    { "{\"version\":\"7\",\"dialect\":\"mysql\"}", "has no \"entries\"", "" },
    { "{\"version\":\"7\",\r\n<<<<<<< HEAD\r\n\"dialect\":\"mysql\",\r\n=======\r\n",
      "holds the conflict markers of an unfinished git merge", "<<<<<<< HEAD" },
    { "{\"version\":\"7\",\n>>>>>>> topic\n}",
      "holds the conflict markers of an unfinished git merge", ">>>>>>> topic" },
    { "{\"version\":\"7\",\"entries\":[{\"tag\":\"0000_",
      "is not valid JSON: it breaks off before its end", "" },
    { "{\"version\":\"7\",}", "is not valid JSON", "}" },
    { "{\"version\":\"7,\n}", "is not valid JSON: a string is not closed in its line",
      "\n" },
    { "{}\n{}", "is not valid JSON: there is text after its end", "{}" },
    { "\xEF\xBB\xBF{}",
      "begins with a byte order mark, which JSON does not allow: drizzle-kit and "
      "the migrator stop at it",
      "\xEF\xBB\xBF" },
    { "\xFF\xFE{", "is UTF-16, not UTF-8", "\xFF\xFE" },
};

static void bad_journals_are_told_exactly(void **state)
{
    Bench *bench = *state;
    put_two(bench);
    bench_put(bench, "d/0010_c.sql", "SELECT 1;");
    bench_put(bench, "d/0009_c.sql", "SELECT 1;");
    for (size_t i = 0; i < sizeof BAD_JOURNALS / sizeof BAD_JOURNALS[0]; i++) {
        put_journal(bench, BAD_JOURNALS[i].text);
        Project project = bench_load(bench, "d");
        const Journal *journal = &project.journal;
        Str where = at_span(journal, journal->error_span);
        if (!str_eq(journal->error, str_from(BAD_JOURNALS[i].error)) ||
            !str_eq(where, str_from(BAD_JOURNALS[i].where)))
            fail_msg("\"%s\": \"" STR_FMT "\" at \"" STR_FMT "\"", BAD_JOURNALS[i].text,
                     STR_ARG(journal->error), STR_ARG(where));
        assert_true(journal->present);
        assert_int_equal(journal->entries.len, 0);
        assert_int_equal(journal->orphans.len, 0);
        // The SQL is judged all the same.
        assert_str(bench_paths(bench, &project),
                   "0000_a.sql 0001_b.sql 0009_c.sql 0010_c.sql");
    }
}

// What is wrong with these leaves no doubt about their entries.
static const BadJournal FAULTY_JOURNALS[] = {
    { "{\"dialect\":\"mysql\",\"entries\":[" ENTRY(0, 1, "0000_a") "]}",
      "has no \"version\"", "" },
    { "{\"version\":\"7\",\"entries\":[" ENTRY(0, 1, "0000_a") "]}", "has no \"dialect\"",
      "" },
    { "{\"version\":7,\"dialect\":\"mysql\",\"entries\":[" ENTRY(0, 1, "0000_a") "]}",
      "has a \"version\" that is not a string", "7" },
    { "{\"version\":\"8\",\"dialect\":\"mysql\",\"entries\":[" ENTRY(0, 1, "0000_a") "]}",
      "has the unknown version \"8\" (known: 5, 6, 7)", "\"8\"" },
    { "{\"version\":\"7\",\"dialect\":\"oracle\",\"entries\":[" ENTRY(0, 1,
                                                                      "0000_a") "]}",
      "has the unknown dialect \"oracle\" (known: postgresql, mysql, sqlite, "
      "singlestore, gel, pg, turso)",
      "\"oracle\"" },
    { JOURNAL(ENTRY(0, 1, "0000_a") ", [2]"),
      "has an entry that is not an object: the migrator stops at it", "[2]" },
    { JOURNAL("{\"idx\":1,\"when\":9,\"tag\":\"0000_a\",\"idx\":0}"),
      "has the key \"idx\" twice in one object, and the last one counts", "0" },
    { JOURNAL("{\"idx\":0,\"when\":9,\"tag\":\"0001_b\",\"tag\":\"0000_a\"}"),
      "has the key \"tag\" twice in one object, and the last one counts", "\"0000_a\"" },
    { "{\"version\":\"7\",\"dialect\":\"mysql\",\"entries\":[],\"entries\":[" ENTRY(
          0, 1, "0000_a") "]}",
      "has the key \"entries\" twice in one object, and the last one counts",
      "[" ENTRY(0, 1, "0000_a") "]" },
};

static void a_fault_hides_no_entry(void **state)
{
    Bench *bench = *state;
    put_two(bench);
    for (size_t i = 0; i < sizeof FAULTY_JOURNALS / sizeof FAULTY_JOURNALS[0]; i++) {
        put_journal(bench, FAULTY_JOURNALS[i].text);
        Project project = bench_load(bench, "d");
        const Journal *journal = &project.journal;
        assert_str(journal->error, "");
        assert_int_equal(journal->faults.len, 1);
        Str where = at_span(journal, journal->faults.at[0].span);
        if (!str_eq(journal->faults.at[0].text, str_from(FAULTY_JOURNALS[i].error)) ||
            !str_eq(where, str_from(FAULTY_JOURNALS[i].where)))
            fail_msg("\"%s\": \"" STR_FMT "\" at \"" STR_FMT "\"",
                     FAULTY_JOURNALS[i].text, STR_ARG(journal->faults.at[0].text),
                     STR_ARG(where));
        assert_int_equal(journal->entries.len, 1);
        assert_int_equal(journal->entries.at[0].idx, 0);
        assert_str(journal->entries.at[0].tag, "0000_a");
        assert_str(bench_paths(bench, &project), "0000_a.sql");
        assert_str(bench_words(bench, &journal->orphans), "d/0001_b.sql");
    }
}

static void a_journal_of_an_unknown_version_keeps_its_dialect(void **state)
{
    Bench *bench = *state;
    put_two(bench);
    put_journal(bench, "{\"version\":\"99\",\"dialect\":\"mysql\",\"entries\":[]}");
    Project project = bench_load(bench, "d");
    assert_int_equal(project.journal.faults.len, 1);
    assert_str(project.dialect, "mysql");
    assert_str(project.journal.version, "99");
}

static void escapes_are_decoded_for_good(void **state)
{
    Bench *bench = *state;
    put_two(bench);
    put_journal(bench,
                "{\"version\":\"\\u0037\",\"dialect\":\"my\\u0073ql\",\"entries\":["
                "{\"idx\":0,\"version\":\"\\u0037\",\"when\":1,"
                "\"tag\":\"0000\\u005fa\",\"breakpoints\":true}]}");
    Project project = bench_load(bench, "d");
    assert_str(project.journal.version, "7");
    assert_str(project.journal.dialect, "mysql");
    assert_str(project.journal.entries.at[0].tag, "0000_a");
    assert_str(project.journal.entries.at[0].version, "7");
    assert_str(project.migrations.at[0].path, "d/0000_a.sql");
}

static void nul_bytes_and_depth_are_told(void **state)
{
    Bench *bench = *state;
    static const char NUL[] = "{\"version\":\"7\"\0}";
    tree_memory_put(bench->tree, STR("d/meta/_journal.json"), STR(NUL));
    Project project = bench_load(bench, "d");
    assert_str(project.journal.error, "holds a NUL byte");
    assert_int_equal(project.journal.error_span.start, 14);

    Out deep = out_new(bench->arena);
    out_cstr(&deep, "{\"entries\":");
    out_repeat(&deep, '[', 200000);
    tree_memory_put(bench->tree, STR("d/meta/_journal.json"), out_text(&deep));
    project = bench_load(bench, "d");
    assert_str(project.journal.error, "nests deeper than 64 levels");
    assert_int_equal(project.journal.error_span.start, 11 + 63);
}

static void journals_that_are_too_large_are_not_read(void **state)
{
    enum { LIMIT = 16 * 1024 * 1024 };
    Bench *bench = *state;
    put_two(bench);
    Out out = out_new(bench->arena);
    out_repeat(&out, ' ', LIMIT - 2);
    out_cstr(&out, "[]");
    tree_memory_put(bench->tree, STR("d/meta/_journal.json"), out_text(&out));
    assert_str(bench_load(bench, "d").journal.error, "is not an object");
    out_char(&out, ' ');
    tree_memory_put(bench->tree, STR("d/meta/_journal.json"), out_text(&out));
    Project project = bench_load(bench, "d");
    assert_str(project.journal.error, "is larger than 16 MiB");
    assert_str(bench_paths(bench, &project), "0000_a.sql 0001_b.sql");
}

static void a_journal_that_cannot_be_read_is_present(void **state)
{
    Bench *bench = *state;
    put_two(bench);
    put_journal(bench, "");
    tree_memory_break(bench->tree, STR("d/meta/_journal.json"), STR("is on fire"));
    Project project = bench_load(bench, "d");
    assert_true(project.journal.present);
    assert_str(project.journal.error, "is on fire");
    tree_memory_remove(bench->tree, STR("d/meta/_journal.json"));
    bench_put(bench, "d/meta/_journal.json/x", "");
    project = bench_load(bench, "d");
    assert_true(project.journal.present);
    assert_str(project.journal.error, "is not a regular file");
    assert_str(bench_paths(bench, &project), "0000_a.sql 0001_b.sql");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(bad_journals_are_told_exactly),
        BENCH_TEST(a_fault_hides_no_entry),
        BENCH_TEST(a_journal_of_an_unknown_version_keeps_its_dialect),
        BENCH_TEST(escapes_are_decoded_for_good),
        BENCH_TEST(nul_bytes_and_depth_are_told),
        BENCH_TEST(journals_that_are_too_large_are_not_read),
        BENCH_TEST(a_journal_that_cannot_be_read_is_present),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
