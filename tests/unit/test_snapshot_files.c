// SPDX-License-Identifier: Apache-2.0
// Unit tests of linter/schema/snapshot*.c: which files there are, what is wrong with
// them, and how they follow each other.
#include "base/out.h"

#include "snapshots.h"

// ---- which migration a file belongs to ----

// "0000_a=0000 0001_b=-": each migration with the prefix of its snapshot.
static Str matches(Bench *bench, const Project *project)
{
    Out out = out_new(bench->arena);
    for (size_t i = 0; i < project->migrations.len; i++) {
        Str file = STR("-_");
        for (size_t k = 0; k < project->snapshots.all.len; k++)
            if (project->snapshots.all.at[k].migration == i)
                file = path_base(project->snapshots.all.at[k].path);
        out_fmt(&out, "%s" STR_FMT "=" STR_FMT, i > 0 ? " " : "",
                STR_ARG(project->migrations.at[i].name),
                STR_ARG(str_take(file, str_find_char(file, '_', 0))));
    }
    return out_text(&out);
}

typedef struct Naming {
    const char *tags;
    const char *prefixes;
    const char *matches;
    const char *missing;
} Naming;

static const Naming NAMINGS[] = {
    { "0000_a 0001_b", "0000 0001", "0000_a=0000 0001_b=0001", "" },
    { "20261121020836_a 20261121020839_b", "20261121020836 20261121020839",
      "20261121020836_a=20261121020836 20261121020839_b=20261121020839", "" },
    { "1795226922_a", "1795226922", "1795226922_a=1795226922", "" },
    // All migrations share one file, and the newest has written it.
    { "_a _b", "", "_a=- _b=", "" },
    // A file that got another number keeps the snapshot of its entry.
    { "0000_a 0007_b", "0000 0001", "0000_a=0000 0007_b=0001", "" },
    // Two branches took one number, and one snapshot has replaced the other.
    { "0000_a 0001_b 0001_c", "0000 0001", "0000_a=0000 0001_b=0001 0001_c=-",
      "d/meta/0002_snapshot.json" },
    { "0000_a 0001_b 0002_c", "0000 0002", "0000_a=0000 0001_b=- 0002_c=0002",
      "d/meta/0001_snapshot.json" },
};

static void snapshots_find_their_migrations(void **state)
{
    for (size_t i = 0; i < sizeof NAMINGS / sizeof NAMINGS[0]; i++) {
        Bench *bench = *state;
        bench->tree = tree_memory(bench->arena);
        put_migrations(bench, NAMINGS[i].tags);
        Str prefixes = str_from(NAMINGS[i].prefixes);
        Str prefix;
        bool is_none = prefixes.len == 0;
        while (is_none || str_cut(&prefixes, ' ', &prefix)) {
            const char *name = is_none ? "" : arena_cstr(bench->arena, prefix);
            put_snapshot(bench, name, is_none ? "x" : name, ZERO_ID);
            is_none = false;
        }
        Project project = read_snapshots(bench, NULL);
        assert_true(project.snapshots.expected);
        assert_str_at(matches(bench, &project), str_from(NAMINGS[i].matches), __FILE__,
                      __LINE__);
        assert_str_at(bench_words(bench, &project.snapshots.missing),
                      str_from(NAMINGS[i].missing), __FILE__, __LINE__);
        assert_int_equal(project.snapshots.missing.len, project.snapshots.missing_of.len);
    }
}

static void files_of_nobody_stand_behind_the_others(void **state)
{
    Bench *bench = *state;
    put_migrations(bench, "0001_b");
    put_snapshot(bench, "0000", "a", ZERO_ID);
    put_snapshot(bench, "0001", "b", "a");
    bench_put(bench, "d/meta/notes.json", "{}");
    Project project = read_snapshots(bench, NULL);
    assert_int_equal(project.snapshots.all.len, 2);
    assert_str(project.snapshots.all.at[0].name, "0001_b");
    assert_str(project.snapshots.all.at[1].name, "0000_snapshot.json");
    assert_true(project.snapshots.all.at[1].migration == SIZE_MAX);
}

static void other_layouts_expect_none(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "d/0001_a.sql", "SELECT 1;");
    Project project = read_snapshots(bench, NULL);
    assert_false(project.snapshots.expected);
    assert_int_equal(project.snapshots.missing.len, 0);
}

static void folders_have_their_own(void **state)
{
    Bench *bench = *state;
    put_folder(bench, "2_b", "{}");
    bench_put(bench, "d/1_a/migration.sql", "SELECT 1;");
    bench_put(bench, "d/3_lone/snapshot.json", "{}");
    Project project = read_snapshots(bench, NULL);
    assert_int_equal(project.snapshots.all.len, 2);
    assert_str(project.snapshots.all.at[0].name, "2_b");
    assert_str(project.snapshots.all.at[1].path, "d/3_lone/snapshot.json");
    assert_str(bench_words(bench, &project.snapshots.missing), "d/1_a/snapshot.json");
}

// ---- what is wrong with one ----

#define SNAPSHOT(rest)                                                                   \
    "{\"id\":\"a\",\"prevId\":\"" ZERO_ID "\",\"version\":\"7\","                        \
    "\"dialect\":\"postgresql\"," rest "}"
#define COLUMN(rest)                                                                     \
    SNAPSHOT("\"tables\":{\"t\":{\"name\":\"t\",\"schema\":\"\",\"columns\":{\"c\":"     \
             "{\"name\":\"c\"" rest "}}}}")

typedef struct Bad {
    const char *text;
    const char *error;
    const char *where; // what the span covers
} Bad;

static const Bad BADS[] = {
    { "", "is empty", "" },
    { "[]", "is not an object", "[]" },
    { "{\"id\":\"a\",}", "is not valid JSON", "}" },
    { "{\"id\":\"a\"", "is not valid JSON: it breaks off before its end", "" },
    { "{\n<<<<<<< HEAD\n}", "holds the conflict markers of an unfinished git merge",
      "<<<<<<< HEAD" },
    { "\xEF\xBB\xBF{}", "begins with a byte order mark, which JSON does not allow",
      "\xEF\xBB\xBF" },
    { "\xFF\xFE{", "is UTF-16, not UTF-8", "\xFF\xFE" },
    { "{}", "has no \"version\"", "" },
    { "{\"version\":7}", "has a \"version\" that is not a string", "7" },
    { "{\"version\":\"7\"}", "has no \"dialect\"", "" },
    { "{\"version\":\"7\",\"dialect\":\"oracle\"}", "has the unknown dialect \"oracle\"",
      "\"oracle\"" },
    { "{\"version\":\"x\",\"dialect\":\"mysql\"}",
      "has the version \"x\", which is no number", "\"x\"" },
    { "{\"version\":\"8\",\"dialect\":\"postgresql\"}",
      "has version 8 of the format, and the newest that is known for postgresql is 7",
      "\"8\"" },
    { "{\"version\":\"4\",\"dialect\":\"pg\"}",
      "has version 4 of the format, and the oldest that is known for pg is 5: run "
      "`drizzle-kit up`",
      "\"4\"" },
    { "{\"version\":\"7\",\"dialect\":\"postgresql\",\"prevId\":\"\"}", "has no \"id\"",
      "" },
    { "{\"version\":\"7\",\"dialect\":\"postgresql\",\"id\":\"a\"}", "has no \"prevId\"",
      "" },
    { "{\"version\":\"7\",\"dialect\":\"sqlite\",\"id\":\"a\"}", "has no \"prevIds\"",
      "" },
    { "{\"version\":\"7\",\"dialect\":\"postgresql\",\"id\":\"a\",\"prevId\":7}",
      "names its parents by what are no strings", "7" },
    { "{\"version\":\"8\",\"dialect\":\"postgres\",\"id\":\"a\",\"prevIds\":[null]}",
      "names its parents by what are no strings", "[null]" },
    { "{\"version\":\"8\",\"dialect\":\"postgres\",\"id\":\"a\",\"prevIds\":[]}",
      "has no \"ddl\" that is an array", "" },
    { SNAPSHOT("\"x\":1,\"y\":{\"z\":1,\"z\":[2]}"),
      "has the key \"z\" twice in one object", "[2]" },
    { SNAPSHOT("\"enums\":{}"), "has no \"tables\" that are an object", "" },
    { SNAPSHOT("\"tables\":[]"), "has no \"tables\" that are an object", "" },
    { SNAPSHOT("\"tables\":{\"t\":7}"),
      "has a value that is not an object where it must be one", "7" },
    { SNAPSHOT("\"tables\":{\"t\":{\"schema\":\"\"}}"), "has an object without \"name\"",
      "{\"schema\":\"\"}" },
    { COLUMN(""), "has an object without \"type\"", "{\"name\":\"c\"}" },
    { COLUMN(",\"type\":7"), "has a \"type\" that is not a string", "7" },
    { COLUMN(",\"type\":\"int\",\"notNull\":1"),
      "has a \"notNull\" that is not true or false", "1" },
    { SNAPSHOT("\"tables\":{\"t\":{\"name\":\"t\",\"columns\":\"x\"}}"),
      "has a \"columns\" that is not an object", "\"x\"" },
    { SNAPSHOT("\"tables\":{},\"enums\":{\"e\":{\"name\":\"e\",\"values\":[\"a\",1]}}"),
      "has a \"values\" that is not a list of strings", "[\"a\",1]" },
};

static void bad_snapshots_are_told_exactly(void **state)
{
    Bench *bench = *state;
    put_migrations(bench, "0000_a");
    for (size_t i = 0; i < sizeof BADS / sizeof BADS[0]; i++) {
        bench_put(bench, "d/meta/0000_snapshot.json", BADS[i].text);
        Project project = read_snapshots(bench, NULL);
        const Snapshot *snapshot = find_snapshot(&project, "0000_a");
        Span span = snapshot->error_span;
        Str where = str_slice(snapshot->text, span.start, span.end);
        if (!str_eq(snapshot->error, str_from(BADS[i].error)) ||
            !str_eq(where, str_from(BADS[i].where)))
            fail_msg("%s: \"" STR_FMT "\" at \"" STR_FMT "\"", BADS[i].text,
                     STR_ARG(snapshot->error), STR_ARG(where));
        assert_false(snapshot->has_ops);
        assert_int_equal(snapshot->ops.len, 0);
    }
}

static void files_that_cannot_be_read_are_told(void **state)
{
    Bench *bench = *state;
    put_migrations(bench, "0000_a 0001_b");
    put_snapshot(bench, "0000", "a", ZERO_ID);
    tree_memory_break(bench->tree, STR("d/meta/0000_snapshot.json"), STR("is on fire"));
    bench_put(bench, "d/meta/0001_snapshot.json/x", "");
    Project project = read_snapshots(bench, NULL);
    assert_str(find_snapshot(&project, "0000_a")->error, "is on fire");
    assert_str(find_snapshot(&project, "0001_b")->error, "is not a regular file");
}

// ---- what the base has already ----

static void merged_snapshots_are_read_up_to_their_header(void **state)
{
    Bench *bench = *state;
    Bench before = *bench;
    before.tree = tree_memory(bench->arena);
    put_migrations(bench, "0000_a 0001_b 0002_c 0003_d");
    put_migrations(&before, "0000_a 0001_b 0002_c");
    const char *merged = "{\"id\":\"a\",\"prevId\":\"" ZERO_ID "\",\"version\":\"7\","
                         "\"dialect\":\"postgresql\",\"tables\":]";
    bench_put(bench, "d/meta/0000_snapshot.json", merged);
    bench_put(&before, "d/meta/0000_snapshot.json", merged);
    put_snapshot(bench, "0001", "b", "a");
    put_snapshot(&before, "0001", "b", "a");
    put_snapshot(bench, "0002", "c", "b");
    put_snapshot(&before, "0002", "old", "b");
    put_snapshot(bench, "0003", "d", "c");
    Project project = read_snapshots(bench, before.tree);
    const Snapshot *old = find_snapshot(&project, "0000_a");
    const Snapshot *last = find_snapshot(&project, "0001_b");
    const Snapshot *edited = find_snapshot(&project, "0002_c");
    const Snapshot *newest = find_snapshot(&project, "0003_d");
    assert_false(old->is_new);
    assert_false(old->has_ops);
    assert_str(old->error, "");
    assert_str(old->id, "a");
    assert_true(str_starts(str_from(merged), old->text));
    assert_true(old->text.len < str_from(merged).len);
    assert_true(!last->is_new && last->has_ops); // a change is compared with it
    assert_true(edited->is_new && edited->has_ops);
    assert_true(newest->is_new && newest->has_ops);
}

// ---- how they follow each other ----

static void parents_are_found(void **state)
{
    Bench *bench = *state;
    put_migrations(bench, "0000_a 0001_b 0002_c");
    put_snapshot(bench, "0000", "a", ZERO_ID);
    put_snapshot(bench, "0001", "b", "a");
    put_snapshot(bench, "0002", "c", "gone");
    Project project = read_snapshots(bench, NULL);
    assert_true(find_snapshot(&project, "0000_a")->parents_at.at[0] == SIZE_MAX);
    assert_int_equal(find_snapshot(&project, "0001_b")->parents_at.at[0], 0);
    assert_true(find_snapshot(&project, "0002_c")->parents_at.at[0] == SIZE_MAX);
    for (size_t i = 0; i < 3; i++) {
        assert_true(project.snapshots.all.at[i].twin == SIZE_MAX);
        assert_true(project.snapshots.all.at[i].rival == SIZE_MAX);
    }
}

static void copies_and_rivals_are_found(void **state)
{
    Bench *bench = *state;
    put_migrations(bench, "0000_a 0001_b 0002_c 0003_d 0004_e");
    put_snapshot(bench, "0000", "a", ZERO_ID);
    put_snapshot(bench, "0001", "b", "a");
    put_snapshot(bench, "0002", "b", "a"); // a copy
    put_snapshot(bench, "0003", "d", "a");
    put_snapshot(bench, "0004", "e", "a");
    Project project = read_snapshots(bench, NULL);
    assert_int_equal(find_snapshot(&project, "0002_c")->twin, 1);
    assert_true(find_snapshot(&project, "0002_c")->rival == SIZE_MAX);
    assert_true(find_snapshot(&project, "0001_b")->rival == SIZE_MAX);
    assert_int_equal(find_snapshot(&project, "0003_d")->rival, 1);
    assert_int_equal(find_snapshot(&project, "0004_e")->rival, 1);
}

#define DIFF(type, id, parents, footprints)                                              \
    "{\"type\":\"" type "\",\"version\":\"9\",\"dialect\":\"postgres\",\"id\":\"" id     \
    "\",\"prevIds\":[" parents "],\"footprints\":[" footprints "],\"ddl\":[],"           \
    "\"deltas\":[]}"
#define FOOTPRINT(writes, reads, hash)                                                   \
    "{\"statementType\":\"alter\",\"statementTarget\":[\"table\",\"public\",\"t\"],"     \
    "\"writes\":[" writes "],\"reads\":[" reads "]" hash "}"
#define HASH ",\"sqlHash\":\"1\""

typedef struct Fork {
    const char *left;
    const char *right;
    bool is_conflict;
} Fork;

static void forks_conflict_where_they_meet(void **state)
{
    static const Fork FORKS[] = {
        { FOOTPRINT("\"x\"", "\"n\"", ""), FOOTPRINT("\"y\"", "\"n\"", ""), false },
        { FOOTPRINT("\"x\"", "", ""), FOOTPRINT("\"y\",\"x\"", "", ""), true },
        { FOOTPRINT("\"x\"", "", ""), FOOTPRINT("\"y\"", "\"x\"", ""), true },
        { FOOTPRINT("\"y\"", "\"x\"", ""), FOOTPRINT("\"x\"", "", ""), true },
        { FOOTPRINT("\"x\"", "", HASH), FOOTPRINT("\"x\"", "", HASH), false },
        { "", FOOTPRINT("\"x\"", "", ""), false },
    };
    Bench *bench = *state;
    put_folder(bench, "1_a",
               DIFF("base", "a", "\"" ZERO_ID "\"", FOOTPRINT("\"x\"", "", "")));
    for (size_t i = 0; i < sizeof FORKS / sizeof FORKS[0]; i++) {
        static const char *const HEAD = "{\"type\":\"diff\",\"version\":\"9\","
                                        "\"dialect\":\"postgres\",\"prevIds\":[\"a\"],"
                                        "\"deltas\":[],";
        Str left = arena_fmt(bench->arena, "%s\"id\":\"b\",\"footprints\":[%s]}%c", HEAD,
                             FORKS[i].left, '\0');
        Str right = arena_fmt(bench->arena, "%s\"id\":\"c\",\"footprints\":[%s]}%c", HEAD,
                              FORKS[i].right, '\0');
        put_folder(bench, "2_b", left.ptr);
        put_folder(bench, "3_c", right.ptr);
        Project project = read_snapshots(bench, NULL);
        const Snapshot *later = find_snapshot(&project, "3_c");
        assert_true(find_snapshot(&project, "2_b")->rival == SIZE_MAX);
        assert_int_equal(later->rival != SIZE_MAX, FORKS[i].is_conflict);
        if (FORKS[i].is_conflict)
            assert_str(later->rivalry, "the table public.t");
    }
}

static void a_merge_settles_a_fork(void **state)
{
    Bench *bench = *state;
    put_folder(bench, "1_a", DIFF("base", "a", "\"" ZERO_ID "\"", ""));
    put_folder(bench, "2_b", DIFF("diff", "b", "\"a\"", FOOTPRINT("\"x\"", "", "")));
    put_folder(bench, "3_c", DIFF("diff", "c", "\"a\"", FOOTPRINT("\"x\"", "", "")));
    put_folder(bench, "4_d", DIFF("diff", "d", "\"c\",\"b\"", ""));
    Project project = read_snapshots(bench, NULL);
    for (size_t i = 0; i < 4; i++)
        assert_true(project.snapshots.all.at[i].rival == SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(snapshots_find_their_migrations),
        BENCH_TEST(files_of_nobody_stand_behind_the_others),
        BENCH_TEST(other_layouts_expect_none),
        BENCH_TEST(folders_have_their_own),
        BENCH_TEST(bad_snapshots_are_told_exactly),
        BENCH_TEST(files_that_cannot_be_read_are_told),
        BENCH_TEST(merged_snapshots_are_read_up_to_their_header),
        BENCH_TEST(parents_are_found),
        BENCH_TEST(copies_and_rivals_are_found),
        BENCH_TEST(forks_conflict_where_they_meet),
        BENCH_TEST(a_merge_settles_a_fork),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
