// SPDX-License-Identifier: Apache-2.0
// Unit tests of source/tree.h: paths, the tree in memory, and the one on disk with all
// that a hostile pull request can put there.
#include "base/out.h"

#include "workbench.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Names with a mark for their kind: "/" for folders, "?" for others.
static Str listing(Bench *bench, FileTree *tree, const char *dir)
{
    EntryVec entries;
    Str why;
    Out out = out_new(bench->arena);
    if (tree_list(tree, bench->arena, str_from(dir), &entries, &why) != TREE_OK)
        return STR("none");
    for (size_t i = 0; i < entries.len; i++) {
        static const char *const MARKS[] = { "", "/", "?" };
        out_fmt(&out, "%s" STR_FMT "%s", i > 0 ? " " : "", STR_ARG(entries.at[i].name),
                MARKS[entries.at[i].kind]);
    }
    return out_text(&out);
}

static void assert_read(Bench *bench, FileTree *tree, const char *path, TreeStatus status,
                        const char *text)
{
    Str read;
    Str why;
    TreeStatus actual = tree_read(tree, bench->arena, str_from(path), &read, &why);
    if (actual != status || !str_eq(status == TREE_BROKEN ? why : read, str_from(text)))
        fail_msg("%s: status %d, text \"" STR_FMT "\", why \"" STR_FMT "\"", path,
                 (int)actual, STR_ARG(read), STR_ARG(why));
}

// ---- memory ----

static void memory_lists_what_was_put(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "b/2.sql", "two");
    bench_put(bench, "b/10.sql", "ten");
    bench_put(bench, "./a.sql", "");
    assert_str(listing(bench, bench->tree, "."), "a.sql b/");
    assert_str(listing(bench, bench->tree, "b"), "10.sql 2.sql");
    assert_str(listing(bench, bench->tree, "a.sql"), "none");
    assert_str(listing(bench, bench->tree, "c"), "none");
    assert_read(bench, bench->tree, "b/2.sql", TREE_OK, "two");
    assert_read(bench, bench->tree, "b", TREE_ABSENT, "");
    assert_read(bench, bench->tree, "b/3.sql", TREE_ABSENT, "");
    assert_true(tree_is_file(bench->tree, bench->arena, STR("a.sql")));
    assert_false(tree_is_file(bench->tree, bench->arena, STR("b")));
    assert_true(tree_is_dir(bench->tree, bench->arena, STR("b")));
    assert_false(tree_is_dir(bench->tree, bench->arena, STR("a.sql")));
    assert_false(tree_ignored(bench->tree, STR("b"), true));
}

static void memory_forgets_folders_with_their_last_file(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "a/b/c.sql", "1");
    bench_put(bench, "a/d.sql", "2");
    tree_memory_remove(bench->tree, STR("a/b/c.sql"));
    assert_str(listing(bench, bench->tree, "a"), "d.sql");
    assert_false(tree_is_dir(bench->tree, bench->arena, STR("a/b")));
    tree_memory_remove(bench->tree, STR("a/d.sql"));
    assert_str(listing(bench, bench->tree, "."), "");
    bench_put(bench, "a/b/c.sql", "again");
    assert_read(bench, bench->tree, "a/b/c.sql", TREE_OK, "again");
}

static void memory_breaks_files_and_folders(void **state)
{
    Bench *bench = *state;
    EntryVec entries;
    Str why;
    bench_put(bench, "a/1.sql", "one");
    tree_memory_break(bench->tree, STR("a/1.sql"), STR("is on fire"));
    assert_read(bench, bench->tree, "a/1.sql", TREE_BROKEN, "is on fire");
    bench_put(bench, "a/1.sql", "mended");
    assert_read(bench, bench->tree, "a/1.sql", TREE_OK, "mended");
    tree_memory_break(bench->tree, STR("a"), STR("is locked"));
    assert_int_equal(tree_list(bench->tree, bench->arena, STR("a"), &entries, &why),
                     TREE_BROKEN);
    assert_str(why, "is locked");
    assert_false(tree_is_dir(bench->tree, bench->arena, STR("a")));
}

// ---- disk ----

// A folder of the machine with a tree over its sub-folder "repo".
typedef struct Disk {
    Bench *bench;
    char root[64];
    FileTree *tree;
} Disk;

static const char *on_disk(const Disk *disk, const char *path)
{
    return arena_fmt(disk->bench->arena, "%s/%s%c", disk->root, path, '\0').ptr;
}

static void make_dir(const Disk *disk, const char *path)
{
    assert_int_equal(mkdir(on_disk(disk, path), 0700), 0);
}

static void make_file(const Disk *disk, const char *path, const char *text)
{
    Str why;
    Str file = str_from(on_disk(disk, path));
    assert_true(out_write_file(disk->bench->arena, file, str_from(text), &why));
}

static void make_link(const Disk *disk, const char *target, const char *path)
{
    assert_int_equal(symlink(target, on_disk(disk, path)), 0);
}

static Disk disk_make(void **state)
{
    Disk disk = { .bench = *state, .root = "/tmp/tidegate-test-XXXXXX" };
    assert_non_null(mkdtemp(disk.root));
    make_dir(&disk, "repo");
    disk.tree = tree_disk(disk.bench->arena, str_from(on_disk(&disk, "repo")));
    return disk;
}

static void remove_all(Arena *arena, const char *path)
{
    if (unlink(path) == 0)
        return;
    DIR *dir = opendir(path);
    assert_non_null(dir);
    const struct dirent *item;
    while ((item = readdir(dir)) != NULL)
        if (strcmp(item->d_name, ".") != 0 && strcmp(item->d_name, "..") != 0)
            remove_all(arena, arena_fmt(arena, "%s/%s%c", path, item->d_name, '\0').ptr);
    closedir(dir);
    assert_int_equal(rmdir(path), 0);
}

static void disk_remove(const Disk *disk)
{
    remove_all(disk->bench->arena, disk->root);
}

static void disk_lists_and_reads(void **state)
{
    Disk disk = disk_make(state);
    make_dir(&disk, "repo/a");
    make_file(&disk, "repo/a/2.sql", "SELECT 2;\r\n");
    make_file(&disk, "repo/a/10.sql", "");
    make_file(&disk, "repo/a/name with 'quotes\"\nand a line.sql", "odd");
    make_dir(&disk, "repo/a/x.sql");
    assert_str(listing(disk.bench, disk.tree, "."), "a/");
    assert_str(listing(disk.bench, disk.tree, "a"),
               "10.sql 2.sql name with 'quotes\"\nand a line.sql x.sql/");
    assert_read(disk.bench, disk.tree, "a/2.sql", TREE_OK, "SELECT 2;\r\n");
    assert_read(disk.bench, disk.tree, "a/10.sql", TREE_OK, "");
    assert_read(disk.bench, disk.tree, "a/name with 'quotes\"\nand a line.sql", TREE_OK,
                "odd");
    assert_read(disk.bench, disk.tree, "a/x.sql", TREE_ABSENT, "");
    assert_read(disk.bench, disk.tree, "a/none.sql", TREE_ABSENT, "");
    assert_read(disk.bench, disk.tree, "a/2.sql/deeper", TREE_ABSENT, "");
    assert_str(listing(disk.bench, disk.tree, "a/2.sql"), "none");
    disk_remove(&disk);
}

static void disk_reads_all_bytes_of_a_large_file(void **state)
{
    enum { SIZE = 300 * 1024 };
    Disk disk = disk_make(state);
    char *text = arena_alloc(disk.bench->arena, SIZE + 1, 1);
    memset(text, 'x', SIZE);
    make_file(&disk, "repo/big.sql", text);
    assert_read(disk.bench, disk.tree, "big.sql", TREE_OK, text);
    disk_remove(&disk);
}

static void links_inside_are_followed(void **state)
{
    Disk disk = disk_make(state);
    make_dir(&disk, "repo/a");
    make_file(&disk, "repo/a/1.sql", "one");
    make_link(&disk, "a", "repo/b");
    make_link(&disk, "a/1.sql", "repo/c.sql");
    assert_str(listing(disk.bench, disk.tree, "."), "a/ b/ c.sql");
    assert_str(listing(disk.bench, disk.tree, "b"), "1.sql");
    assert_read(disk.bench, disk.tree, "c.sql", TREE_OK, "one");
    assert_read(disk.bench, disk.tree, "b/1.sql", TREE_OK, "one");
    disk_remove(&disk);
}

// ---- reading ahead ----

enum { ROW = 200, LARGE = 40 * 1024 };

static Str row_name(Bench *bench, int i)
{
    return arena_fmt(bench->arena, "%04d.sql", i);
}

// Files 0000.sql to 0199.sql, each with its name.
static Expected make_row(const Disk *disk, size_t most)
{
    Expected expected = { .dir = STR("row"), .most = most };
    make_dir(disk, "repo/row");
    for (int i = 0; i < ROW; i++) {
        Str name = row_name(disk->bench, i);
        make_file(disk,
                  arena_cstr(disk->bench->arena,
                             path_join(disk->bench->arena, STR("repo/row"), name)),
                  arena_cstr(disk->bench->arena, name));
        *vec_push(disk->bench->arena, &expected.names) = name;
    }
    return expected;
}

static void assert_row(const Disk *disk, int i, const char *text)
{
    Bench *bench = disk->bench;
    Str path = path_join(bench->arena, STR("row"), row_name(bench, i));
    assert_read(bench, disk->tree, arena_cstr(bench->arena, path), TREE_OK, text);
}

static void what_is_expected_is_read_ahead(void **state)
{
    Disk disk = disk_make(state);
    Expected expected = make_row(&disk, TREE_MAX_FILE);
    tree_expect(disk.tree, disk.bench->arena, &expected);
    assert_row(&disk, 0, "0000.sql");
    make_file(&disk, "repo/row/0001.sql", "late"); // it was read with the first
    assert_row(&disk, 1, "0001.sql");
    assert_row(&disk, 1, "late"); // once
    for (int i = 2; i < ROW; i++)
        assert_row(&disk, i, arena_cstr(disk.bench->arena, row_name(disk.bench, i)));
    tree_expect(disk.tree, disk.bench->arena, NULL);
    assert_row(&disk, 7, "0007.sql");
    disk_remove(&disk);
}

// In another order, with gaps, with what was not expected, and not to the end.
static void what_is_not_expected_is_read_as_ever(void **state)
{
    static const int ORDER[] = { 3, 0, 20, 19, 60, 61, 199, 130, 131 };
    Disk disk = disk_make(state);
    Expected expected = make_row(&disk, TREE_MAX_FILE);
    make_file(&disk, "repo/row/other.sql", "other");
    make_dir(&disk, "repo/elsewhere");
    make_file(&disk, "repo/elsewhere/0004.sql", "elsewhere");
    tree_expect(disk.tree, disk.bench->arena, &expected);
    for (size_t i = 0; i < sizeof ORDER / sizeof *ORDER; i++) {
        Str name = row_name(disk.bench, ORDER[i]);
        assert_row(&disk, ORDER[i], arena_cstr(disk.bench->arena, name));
        assert_read(disk.bench, disk.tree, "row/other.sql", TREE_OK, "other");
        assert_read(disk.bench, disk.tree, "elsewhere/0004.sql", TREE_OK, "elsewhere");
    }
    tree_expect(disk.tree, disk.bench->arena, &expected); // from the beginning
    assert_row(&disk, 0, "0000.sql");
    tree_expect(disk.tree, disk.bench->arena, NULL);
    disk_remove(&disk);
}

static void what_is_unusual_is_not_read_ahead(void **state)
{
    Disk disk = disk_make(state);
    Expected expected = make_row(&disk, TREE_MAX_FILE);
    char *large = arena_alloc(disk.bench->arena, LARGE + 1, 1);
    memset(large, 'x', LARGE);
    make_file(&disk, "repo/row/0001.sql", large);
    make_file(&disk, "repo/row/0002.sql", "");
    make_file(&disk, "secret", "root:x:0:0");
    make_link(&disk, "../../secret", "repo/row/0003.link");
    make_link(&disk, "0004.sql", "repo/row/0005.link");
    expected.names.at[3] = STR("0003.link");
    expected.names.at[5] = STR("0005.link");
    expected.names.at[6] = STR("none.sql");
    tree_expect(disk.tree, disk.bench->arena, &expected);
    assert_row(&disk, 0, "0000.sql");
    assert_row(&disk, 1, large);
    assert_row(&disk, 2, "");
    assert_read(disk.bench, disk.tree, "row/0003.link", TREE_BROKEN,
                "is a link that leads out of the repository");
    assert_row(&disk, 4, "0004.sql");
    assert_read(disk.bench, disk.tree, "row/0005.link", TREE_OK, "0004.sql");
    assert_read(disk.bench, disk.tree, "row/none.sql", TREE_ABSENT, "");
    tree_expect(disk.tree, disk.bench->arena, NULL);
    disk_remove(&disk);
}

// A start that was read is no answer to who wants all of it.
static void starts_are_read_ahead(void **state)
{
    Disk disk = disk_make(state);
    Expected expected = make_row(&disk, 4);
    Str text;
    Str why;
    struct stat info;
    FileStart start = { STR("row/0000.sql"), 4 };
    tree_expect(disk.tree, disk.bench->arena, &expected);
    assert_int_equal(tree_read_start(disk.tree, disk.bench->arena, start, &text, &why),
                     TREE_OK);
    assert_true(str_eq(text, STR("0000")));
    assert_true(tree_disk_stat(disk.tree, start.path, &info));
    assert_int_equal(info.st_size, 8);
    assert_row(&disk, 1, "0001.sql");
    tree_expect(disk.tree, disk.bench->arena, NULL);
    disk_remove(&disk);
}

// What such a link leads to would stand in an excerpt of the report.
static void links_that_leave_the_tree_are_refused(void **state)
{
    static const char LEAVES[] = "is a link that leads out of the repository";
    Disk disk = disk_make(state);
    make_dir(&disk, "repo-of-others");
    make_file(&disk, "repo-of-others/secret", "password");
    make_link(&disk, "../repo-of-others/secret", "repo/1.sql");
    make_link(&disk, on_disk(&disk, "repo-of-others"), "repo/dir");
    make_link(&disk, "/etc/passwd", "repo/2.sql");
    assert_str(listing(disk.bench, disk.tree, "."), "1.sql? 2.sql? dir?");
    assert_read(disk.bench, disk.tree, "1.sql", TREE_BROKEN, LEAVES);
    assert_read(disk.bench, disk.tree, "2.sql", TREE_BROKEN, LEAVES);
    assert_read(disk.bench, disk.tree, "dir/secret", TREE_BROKEN, LEAVES);
    assert_read(disk.bench, disk.tree, "../repo-of-others/secret", TREE_BROKEN, LEAVES);
    assert_str(listing(disk.bench, disk.tree, "dir"), "none");
    assert_str(listing(disk.bench, disk.tree, ".."), "none");
    disk_remove(&disk);
}

// CI leaves its token in .git/config.
static void links_into_git_are_refused(void **state)
{
    Disk disk = disk_make(state);
    make_dir(&disk, "repo/.git");
    make_file(&disk, "repo/.git/config", "token");
    make_link(&disk, ".git/config", "repo/1.sql");
    assert_read(disk.bench, disk.tree, "1.sql", TREE_BROKEN,
                "is a link that leads into .git");
    disk_remove(&disk);
}

static void links_in_circles_and_to_nothing_are_refused(void **state)
{
    Disk disk = disk_make(state);
    make_dir(&disk, "repo/a");
    make_link(&disk, "loop.sql", "repo/a/loop.sql");
    make_link(&disk, "nothing", "repo/a/gone.sql");
    make_link(&disk, "..", "repo/a/up");
    make_link(&disk, ".", "repo/a/self");
    assert_str(listing(disk.bench, disk.tree, "a"), "gone.sql? loop.sql? self? up?");
    assert_read(disk.bench, disk.tree, "a/loop.sql", TREE_BROKEN,
                "is a link that runs in circles");
    assert_read(disk.bench, disk.tree, "a/gone.sql", TREE_BROKEN,
                "is a link that leads nowhere");
    disk_remove(&disk);
}

// Opening a pipe that nobody writes to would wait for ever.
static void pipes_do_not_hold_us_up(void **state)
{
    Disk disk = disk_make(state);
    assert_int_equal(mkfifo(on_disk(&disk, "repo/1.sql"), 0600), 0);
    assert_str(listing(disk.bench, disk.tree, "."), "1.sql?");
    assert_read(disk.bench, disk.tree, "1.sql", TREE_BROKEN, "is not a regular file");
    disk_remove(&disk);
}

static void files_without_permission_are_broken(void **state)
{
    if (geteuid() == 0)
        skip(); // nothing is closed to root
    Disk disk = disk_make(state);
    make_file(&disk, "repo/1.sql", "one");
    assert_int_equal(chmod(on_disk(&disk, "repo/1.sql"), 0), 0);
    assert_read(disk.bench, disk.tree, "1.sql", TREE_BROKEN,
                "cannot be read: Permission denied");
    disk_remove(&disk);
}

static void files_over_the_limit_are_broken(void **state)
{
    Disk disk = disk_make(state);
    make_file(&disk, "repo/1.sql", "one");
    assert_int_equal(truncate(on_disk(&disk, "repo/1.sql"), (off_t)TREE_MAX_FILE + 1), 0);
    assert_read(disk.bench, disk.tree, "1.sql", TREE_BROKEN, "is larger than 256 MiB");
    disk_remove(&disk);
}

static void a_root_may_be_a_link_or_absent(void **state)
{
    Disk disk = disk_make(state);
    make_file(&disk, "repo/1.sql", "one");
    make_link(&disk, "repo", "link");
    FileTree *linked = tree_disk(disk.bench->arena, str_from(on_disk(&disk, "link/")));
    assert_read(disk.bench, linked, "1.sql", TREE_OK, "one");
    FileTree *absent = tree_disk(disk.bench->arena, str_from(on_disk(&disk, "gone")));
    assert_read(disk.bench, absent, "1.sql", TREE_ABSENT, "");
    assert_str(listing(disk.bench, absent, "."), "none");
    disk_remove(&disk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(memory_lists_what_was_put),
        BENCH_TEST(memory_forgets_folders_with_their_last_file),
        BENCH_TEST(memory_breaks_files_and_folders),
        BENCH_TEST(disk_lists_and_reads),
        BENCH_TEST(disk_reads_all_bytes_of_a_large_file),
        BENCH_TEST(what_is_expected_is_read_ahead),
        BENCH_TEST(what_is_not_expected_is_read_as_ever),
        BENCH_TEST(what_is_unusual_is_not_read_ahead),
        BENCH_TEST(starts_are_read_ahead),
        BENCH_TEST(links_inside_are_followed),
        BENCH_TEST(links_that_leave_the_tree_are_refused),
        BENCH_TEST(links_into_git_are_refused),
        BENCH_TEST(links_in_circles_and_to_nothing_are_refused),
        BENCH_TEST(pipes_do_not_hold_us_up),
        BENCH_TEST(files_without_permission_are_broken),
        BENCH_TEST(files_over_the_limit_are_broken),
        BENCH_TEST(a_root_may_be_a_link_or_absent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
