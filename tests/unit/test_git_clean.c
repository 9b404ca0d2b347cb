// SPDX-License-Identifier: Apache-2.0
// Unit tests of what is known of the work tree without reading it: git/clean.c, and the
// calls of source/tree.h that ask for it.
#include "check.h"
#include "repo.h"

typedef struct Pair {
    FileTree *now;
    FileTree *base;
} Pair;

// A commit whose files, and then the index, are older than what follows: without the
// pauses all of it may be of one tick of the file system's clock.
static const char SETTLED[] =
    "git init -q r; cd r; commit a one; commit b two; mkdir d; commit d/c three\n"
    "sleep 0.1; git update-index --really-refresh -q; touch x; git add x; sleep 0.1\n";

static Pair open_pair(Repo *repo)
{
    History *history = repo_open(repo, "r");
    Pair pair;
    pair.now = history_worktree(history, repo->arena, &repo->why);
    pair.base = history_head(history, repo->arena, &repo->why);
    if (!pair.now || !pair.base)
        fail_msg(STR_FMT, STR_ARG(repo->why));
    return pair;
}

static bool is_known(Repo *repo, const char *path)
{
    Pair pair = open_pair(repo);
    return tree_known_same(pair.now, pair.base, repo->arena, str_from(path));
}

static Str read_from(Repo *repo, FileTree *tree, Str path)
{
    Str text;
    if (tree_read(tree, repo->arena, path, &text, &repo->why) != TREE_OK)
        fail_msg(STR_FMT ": " STR_FMT, STR_ARG(path), STR_ARG(repo->why));
    return text;
}

static void an_untouched_file_is_known(void **state)
{
    Repo *repo = *state;
    repo_run(repo, SETTLED);
    assert_true(is_known(repo, "a"));
    assert_true(is_known(repo, "d/c"));
    assert_false(is_known(repo, "d"));
    assert_false(is_known(repo, "."));
    assert_false(is_known(repo, "none"));
    assert_false(is_known(repo, "d/../a"));
    Pair pair = open_pair(repo);
    assert_false(tree_known_same(pair.now, pair.base, repo->arena, STR("a\0")));
}

// Each of these leaves the size, and some all times but that of the change.
static void an_edit_is_never_hidden(void **state)
{
    static const char *const EDITS[] = {
        "cd r; printf 'ONE\\n' >a",
        "cd r; printf 'ONE\\n' >a; touch -r b a",
        "cd r; touch -r a stamp; printf 'ONE\\n' >a; touch -r stamp a; rm stamp",
        "cd r; printf 'ONE\\n' >n; touch -r a n; mv n a",
        "cd r; rm a; ln -s b a",
        "cd r; rm a; mkdir a",
        "cd r; git update-index --assume-unchanged a; printf 'ONE\\n' >a",
        "cd r; git update-index --skip-worktree a; printf 'ONE\\n' >a",
    };
    Repo *repo = *state;
    for (size_t i = 0; i < sizeof EDITS / sizeof EDITS[0]; i++) {
        repo_run(repo, "rm -rf r");
        repo_run(repo, SETTLED);
        assert_true(is_known(repo, "a"));
        repo_run(repo, EDITS[i]);
        if (is_known(repo, "a"))
            fail_msg("not seen: %s", EDITS[i]);
    }
}

// The flags say that a file is not to be looked at; we do not take that from them.
static void flags_are_not_believed(void **state)
{
    Repo *repo = *state;
    repo_run(repo, SETTLED);
    repo_run(repo, "cd r; git update-index --assume-unchanged a\n"
                   "git update-index --skip-worktree b; sleep 0.1; touch y; git add y");
    assert_false(is_known(repo, "a"));
    assert_false(is_known(repo, "b"));
    assert_true(is_known(repo, "d/c"));
}

// Its id in the index is that of an empty file.
static void an_announced_file_is_unknown(void **state)
{
    Repo *repo = *state;
    repo_run(repo,
             "git init -q r; cd r; : >e; git add e; record e; git rm -q --cached e\n"
             "git add -N e; sleep 0.1; touch x; git add x");
    assert_false(is_known(repo, "e"));
}

// As old as the index, to the tick: what came first cannot be told.
static void what_is_as_old_as_the_index_is_unknown(void **state)
{
    Repo *repo = *state;
    repo_run(repo, SETTLED);
    repo_run(repo, "cd r; touch -r a .git/index");
    assert_false(is_known(repo, "a"));
    repo_run(repo, "cd r; touch .git/index");
    assert_true(is_known(repo, "a"));
    repo_run(repo, "cd r; touch -d 2001-01-01 .git/index");
    assert_false(is_known(repo, "a"));
}

static void a_conflict_is_unknown(void **state)
{
    Repo *repo = *state;
    repo_run(repo, SETTLED);
    repo_run(repo, "cd r; git branch other; commit a mine; git checkout -q other\n"
                   "commit a theirs; git merge -q main master 2>/dev/null || :\n"
                   "git merge -q - 2>/dev/null || :; sleep 0.1; touch y; git add y");
    assert_false(is_known(repo, "a"));
}

// Where the index cannot be read, everything is: nothing is known, and nothing fails.
static void without_an_index_all_is_read(void **state)
{
    Repo *repo = *state;
    repo_run(repo, SETTLED);
    repo_run(repo, "cd r; printf 'no index' >.git/index");
    assert_false(is_known(repo, "a"));
    Pair pair = open_pair(repo);
    assert_str(read_from(repo, pair.now, STR("a")), "one\n");
    assert_str(read_from(repo, pair.base, STR("a")), "one\n");
    repo_run(repo, "cd r; rm .git/index");
    assert_false(is_known(repo, "a"));
}

// libgit2 reads neither form; what is in the shared index is not seen as missing.
static void a_split_index_is_no_obstacle(void **state)
{
    Repo *repo = *state;
    repo_run(repo, SETTLED);
    repo_run(repo, "cd r; git update-index --split-index; printf 'ONE\\n' >a");
    assert_false(is_known(repo, "a"));
    Pair pair = open_pair(repo);
    assert_str(read_from(repo, pair.now, STR("a")), "ONE\n");
    assert_str(read_from(repo, pair.base, STR("a")), "one\n");
}

// The base's text is taken from the work tree only as long as that has it.
static void the_base_keeps_its_own_text(void **state)
{
    Repo *repo = *state;
    repo_run(repo, SETTLED);
    Pair pair = open_pair(repo);
    Str now = read_from(repo, pair.now, STR("a"));
    assert_ptr_equal(read_from(repo, pair.base, STR("a")).ptr, now.ptr);
    now = read_from(repo, pair.now, STR("b"));
    repo_run(repo, "cd r; printf 'TWO\\n' >b");
    assert_str(read_from(repo, pair.base, STR("b")), "two\n");
    assert_str(now, "two\n");
}

// What was read into an arena that ends earlier is not handed out again.
static void a_short_lived_text_is_not_kept(void **state)
{
    Repo *repo = *state;
    repo_run(repo, SETTLED);
    Pair pair = open_pair(repo);
    Arena *short_lived = arena_new();
    Str text;
    assert_int_equal(tree_read(pair.now, short_lived, STR("a"), &text, &repo->why),
                     TREE_OK);
    arena_free(short_lived);
    assert_str(read_from(repo, pair.base, STR("a")), "one\n");
    read_from(repo, pair.now, STR("b"));
    short_lived = arena_new();
    assert_int_equal(tree_read(pair.base, short_lived, STR("b"), &text, &repo->why),
                     TREE_OK);
    assert_str(text, "two\n");
    arena_free(short_lived);
}

static TreeStatus read_start(FileTree *tree, Repo *repo, Str path, Str *text)
{
    return tree_read_start(tree, repo->arena, (FileStart){ path, 100 }, text, &repo->why);
}

static void the_start_of_a_file_is_read_alone(void **state)
{
    Repo *repo = *state;
    Str text;
    repo_run(repo, "git init -q r; cd r; commit short s\n"
                   "yes 0123456 | head -n 4096 >long; git add long; record long");
    Pair pair = open_pair(repo);
    assert_int_equal(read_start(pair.now, repo, STR("long"), &text), TREE_OK);
    assert_int_equal(text.len, 100);
    assert_int_equal(read_start(pair.now, repo, STR("short"), &text), TREE_OK);
    assert_str(text, "s\n");
    assert_int_equal(read_start(pair.base, repo, STR("long"), &text), TREE_OK);
    assert_true(text.len >= 100);
    assert_int_equal(read_start(pair.now, repo, STR("none"), &text), TREE_ABSENT);
}

static size_t count_entries(FileTree *tree, Arena *arena, Str dir)
{
    EntryVec entries;
    Str why;
    assert_int_equal(tree_list(tree, arena, dir, &entries, &why), TREE_OK);
    for (size_t i = 1; i < entries.len; i++)
        assert_true(str_cmp(entries.at[i - 1].name, entries.at[i].name) < 0);
    return entries.len;
}

// A listing is kept once its folder has rested, and dropped with the first change.
static void a_listing_follows_its_folder(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "mkdir r; cd r; touch c b a; mkdir d; sleep 3");
    Str root = arena_fmt(repo->arena, "%s/r", repo->dir);
    FileTree *tree = tree_disk(repo->arena, root);
    Arena *short_lived = arena_new();
    assert_int_equal(count_entries(tree, short_lived, STR(".")), 4);
    arena_free(short_lived);
    assert_int_equal(count_entries(tree, repo->arena, STR(".")), 4);
    repo_run(repo, "cd r; touch e");
    assert_int_equal(count_entries(tree, repo->arena, STR(".")), 5);
    repo_run(repo, "cd r; rm a b c");
    assert_int_equal(count_entries(tree, repo->arena, STR(".")), 2);
    repo_run(repo, "cd r; rm e; ln -s d e; mv d f");
    assert_false(tree_is_dir(tree, repo->arena, STR("d")));
    assert_true(tree_is_dir(tree, repo->arena, STR("f")));
    assert_false(tree_is_dir(tree, repo->arena, STR("e")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        repo_test(an_untouched_file_is_known),
        repo_test(an_edit_is_never_hidden),
        repo_test(flags_are_not_believed),
        repo_test(an_announced_file_is_unknown),
        repo_test(what_is_as_old_as_the_index_is_unknown),
        repo_test(a_conflict_is_unknown),
        repo_test(without_an_index_all_is_read),
        repo_test(a_split_index_is_no_obstacle),
        repo_test(the_base_keeps_its_own_text),
        repo_test(a_short_lived_text_is_not_kept),
        repo_test(the_start_of_a_file_is_read_alone),
        repo_test(a_listing_follows_its_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
