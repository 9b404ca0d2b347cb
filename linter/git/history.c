// SPDX-License-Identifier: Apache-2.0
// Opening a repository, and its index. libgit2's global options are set here, once an
// open.
#define _XOPEN_SOURCE 700 // realpath

#include "git/storage_priv.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

// Extensions of the repository format that libgit2 refuses by default, or did in 1.5, and
// that do not matter to a reader: a missing object of a partial clone is noticed when it
// is read, the others concern writing, or settings of a work tree that we do not use.
static const char *const HARMLESS_EXTENSIONS[] = { "partialclone", "worktreeconfig",
                                                   "preciousobjects",
                                                   "relativeworktrees" };

typedef struct Advice {
    Str in_message;
    Str advice;
} Advice;

static const Advice FORMAT_ADVICE[] = {
    { STR_INIT("extensions.refstorage"),
      STR_INIT("; run `git refs migrate --ref-format=files`") },
    { STR_INIT("extensions.objectformat"),
      STR_INIT("; repositories of SHA-256 objects cannot be read") },
    { STR_INIT("object format"),
      STR_INIT("; repositories of SHA-256 objects cannot be read") },
};

Str history_error(Arena *arena)
{
    const git_error *error = git_error_last();
    if (error == NULL || error->message == NULL)
        return STR("libgit2 failed without saying why");
    return arena_copy(arena, str_from(error->message));
}

Str history_object_error(History *history, Arena *arena, int code, const git_oid *id)
{
    Str digits = oid_text(arena, id);
    storage_check_object(history, id);
    if (code != GIT_ENOTFOUND)
        return arena_fmt(arena, "object " STR_FMT " cannot be read: " STR_FMT,
                         STR_ARG(digits), STR_ARG(history_error(arena)));
    return arena_fmt(arena,
                     "object " STR_FMT " is missing; in a partial clone, run "
                     "`git fetch --refetch --no-filter`",
                     STR_ARG(digits));
}

Str oid_text(Arena *arena, const git_oid *id)
{
    char digits[OID_DIGITS + 1];
    return arena_copy(arena, str_from(git_oid_tostr(digits, sizeof digits, id)));
}

bool oid_from_text(Str text, git_oid *id)
{
    return text.len == OID_DIGITS && git_oid_fromstrn(id, text.ptr, text.len) == 0;
}

static bool start_library(Arena *arena, Str *why)
{
    memory_of_libgit2();
    if (git_libgit2_init() < 0) {
        *why = history_error(arena);
        return false;
    }
    // Containers of CI systems often run as another user than the one who cloned. git
    // refuses such repositories because their configuration may name commands that git
    // would run; libgit2 runs no hooks, filters, pagers or monitors, and we only read.
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, HARMLESS_EXTENSIONS,
                     sizeof HARMLESS_EXTENSIONS / sizeof *HARMLESS_EXTENSIONS);
    return true;
}

// A variable of the environment that says something, or NULL.
static const char *setting(const char *name)
{
    const char *value = getenv(name);
    return value == NULL || *value == '\0' ? NULL : value;
}

static Str absolute(Arena *arena, Str path)
{
    char cwd[4096];
    if (str_starts(path, STR("/")) || getcwd(cwd, sizeof cwd) == NULL)
        return path;
    return path_join(arena, str_from(cwd), path);
}

static Str without_slash(Str path)
{
    return path.len > 1 && str_ends(path, STR("/")) ? str_take(path, path.len - 1) : path;
}

// What cannot be looked at may be there.
static bool may_be_there(const char *path)
{
    struct stat info;
    if (lstat(path, &info) == 0)
        return true;
    tree_check_errno(errno);
    return errno != ENOENT && errno != ENOTDIR;
}

// Where libgit2 found nothing, a ".git" on the way up that is no repository (the target
// of its "gitdir:" is not mounted, its HEAD is gone) must not pass for "no repository
// here". One that is in order lies beyond a ceiling or a file system's border: git would
// not see it either.
static HistoryStatus explain_nothing(Arena *arena, Str path, Str *why)
{
    Str dir = without_slash(absolute(arena, path));
    while (dir.len > 0) {
        const char *dot_git = arena_cstr(arena, path_join(arena, dir, STR(".git")));
        if (may_be_there(dot_git)) {
            if (git_repository_open_ext(NULL, dot_git, GIT_REPOSITORY_OPEN_NO_SEARCH,
                                        NULL) == 0)
                return HISTORY_NONE;
            *why = arena_fmt(arena,
                             "%s is no repository that can be read: run `git -C " STR_FMT
                             " status` to see why",
                             dot_git, STR_ARG(dir));
            return HISTORY_BROKEN;
        }
        size_t slash = str_rfind_char(dir, '/');
        if (slash == dir.len || dir.len == 1)
            break;
        dir = str_take(dir, slash == 0 ? 1 : slash);
    }
    return HISTORY_NONE;
}

static Str explain_failure(Arena *arena, Str path)
{
    Str error = history_error(arena);
    Str advice = { 0 };
    for (size_t i = 0; i < sizeof FORMAT_ADVICE / sizeof *FORMAT_ADVICE; i++)
        if (str_contains(error, FORMAT_ADVICE[i].in_message))
            advice = FORMAT_ADVICE[i].advice;
    return arena_fmt(
        arena, "the git repository of " STR_FMT " cannot be opened: " STR_FMT STR_FMT,
        STR_ARG(path), STR_ARG(error), STR_ARG(advice));
}

static bool lies_below(Arena *arena, Str path, Str root)
{
    Str inner = arena_fmt(arena, STR_FMT "/", STR_ARG(without_slash(path)));
    return str_starts(inner, root);
}

// The repository that $GIT_DIR and $GIT_WORK_TREE name, for a hook of one whose folder is
// not beside its files. It counts only where the search upward from the path finds none:
// a gate must judge the repository of the files it was given, and in the hooks of an
// ordinary one both are the same. That is also why libgit2's GIT_REPOSITORY_OPEN_FROM_ENV
// is not used; besides, 1.5 fails with it wherever GIT_WORK_TREE is set.
static int open_by_environment(Arena *arena, Str path, git_repository **repo)
{
    const char *git_dir = setting("GIT_DIR");
    if (git_dir == NULL)
        return GIT_ENOTFOUND;
    int code = git_repository_open_ext(
        repo, git_dir, GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_NO_DOTGIT,
        NULL);
    if (code < 0)
        return code;
    const char *work_tree = setting("GIT_WORK_TREE");
    code = git_repository_set_workdir(*repo, work_tree == NULL ? "." : work_tree, 0);
    if (code == 0 &&
        lies_below(arena, absolute(arena, path), str_from(git_repository_workdir(*repo))))
        return 0;
    git_repository_free(*repo);
    *repo = NULL;
    return code < 0 ? code : GIT_ENOTFOUND;
}

// A folder with HEAD, objects and refs is a repository, too, and may be files that a
// change brings along: its settings name a work tree anywhere, and its branches say that
// everything is merged. Inside of the work tree of another one it is taken for files.
static git_repository *around(Arena *arena, Str path, git_repository *repo)
{
    Str folder = str_from(git_repository_path(repo));
    git_repository *outer = NULL;
    Str parent = path_parent(without_slash(folder));
    if (str_ends(folder, STR("/.git/")) ||
        !lies_below(arena, absolute(arena, path), folder) ||
        git_repository_open_ext(&outer, arena_cstr(arena, parent), 0,
                                setting("GIT_CEILING_DIRECTORIES")) < 0)
        return NULL;
    bool is_file_there = !git_repository_is_bare(outer) &&
                         str_starts(folder, str_from(git_repository_workdir(outer))) &&
                         !str_starts(folder, str_from(git_repository_commondir(outer)));
    if (is_file_there)
        return outer;
    git_repository_free(outer);
    return NULL;
}

static void leave_planted(Arena *arena, Str path, git_repository **repo)
{
    git_repository *outer;
    while ((outer = around(arena, path, *repo)) != NULL) {
        git_repository_free(*repo);
        *repo = outer;
    }
}

static HistoryStatus find_repository(Arena *arena, Str path, git_repository **repo,
                                     Str *why)
{
    int code = GIT_ENOTFOUND;
    // The search goes on above where it cannot look, so that it is asked twice.
    for (int asked = 0; asked < 2 && code == GIT_ENOTFOUND; asked++)
        code = git_repository_open_ext(repo, arena_cstr(arena, path), 0,
                                       setting("GIT_CEILING_DIRECTORIES"));
    if (code == 0) {
        leave_planted(arena, path, repo);
        return HISTORY_OK;
    }
    if (code == GIT_ENOTFOUND) {
        HistoryStatus status = explain_nothing(arena, path, why);
        if (status == HISTORY_BROKEN)
            return status;
        code = open_by_environment(arena, path, repo);
    }
    if (code == 0)
        return HISTORY_OK;
    if (code == GIT_ENOTFOUND)
        return HISTORY_NONE;
    *why = explain_failure(arena, path);
    return HISTORY_BROKEN;
}

static bool is_there(Arena *arena, Str dir, const char *name)
{
    return may_be_there(arena_cstr(arena, path_join(arena, dir, str_from(name))));
}

// Is there anything at `path` or above it that may be a repository, with a ".git" or
// bare? Outside of one libgit2 need not be started, which takes longer than to judge a
// file: where it can speak TLS, it reads the machine's certificates.
static bool may_be_in_repository(Arena *arena, Str path)
{
    char buffer[PATH_MAX];
    if (setting("GIT_DIR") || !realpath(arena_cstr(arena, path), buffer))
        return true;
    Str dir = str_from(buffer);
    for (;;) {
        bool is_bare = is_there(arena, dir, "HEAD") && is_there(arena, dir, "objects");
        if (is_bare || is_there(arena, dir, ".git"))
            return true;
        if (dir.len <= 1)
            return false;
        size_t slash = str_rfind_char(dir, '/');
        dir = str_take(dir, slash == 0 ? 1 : slash);
    }
}

static bool open_objects(History *history, Str path, Str *why)
{
    Arena *arena = history->arena;
    Str common = str_from(git_repository_commondir(history->repo));
    StrVec folders = { 0 };
    if (!packs_check(arena, path_join(arena, common, STR("objects")), &folders, why))
        return false;
    if (git_repository_odb(&history->objects, history->repo) == 0 &&
        loose_open(history, folders))
        return true;
    *why = explain_failure(arena, path);
    return false;
}

HistoryStatus history_open(Arena *arena, Str path, History **history, Str *why)
{
    *history = NULL;
    if (!may_be_in_repository(arena, path))
        return HISTORY_NONE;
    if (!start_library(arena, why))
        return HISTORY_BROKEN;
    git_repository *repo = NULL;
    HistoryStatus status = find_repository(arena, path, &repo, why);
    if (status != HISTORY_OK) {
        git_libgit2_shutdown();
        return status;
    }
    History *opened = NEW(arena, History);
    opened->arena = arena;
    opened->repo = repo;
    const char *work_tree =
        git_repository_is_bare(repo) ? NULL : git_repository_workdir(repo);
    opened->root = arena_copy(arena, without_slash(str_from(work_tree)));
    if (open_objects(opened, path, why) && ancestry_load(opened, why)) {
        *history = opened;
        return HISTORY_OK;
    }
    history_close(opened);
    return HISTORY_BROKEN;
}

void history_close(History *history)
{
    if (history == NULL)
        return;
    for (size_t i = 0; i < history->open.len; i++)
        git_tree_free(history->open.at[i]);
    git_index_free(history->index);
    git_odb_free(history->objects);
    git_repository_free(history->repo);
    git_libgit2_shutdown();
}

Str history_root(const History *history)
{
    return history->root;
}

// Is this the repository that git itself, started here, would work on? GIT_INDEX_FILE
// speaks of that one only: a hook may check files of a submodule, too.
static bool is_current_repository(const History *history)
{
    const char *git_dir = setting("GIT_DIR");
    git_buf found = GIT_BUF_INIT;
    int code = git_repository_discover(&found, git_dir == NULL ? "." : git_dir, 0,
                                       setting("GIT_CEILING_DIRECTORIES"));
    bool same = code == 0 &&
                str_eq(str_from(found.ptr), str_from(git_repository_path(history->repo)));
    git_buf_dispose(&found);
    return same;
}

// `git commit FILE` and `git commit -a` run their hooks with a temporary index in
// GIT_INDEX_FILE. git reads a relative one from the top of the work tree.
static Str index_path(const History *history, Arena *arena)
{
    const char *named = setting("GIT_INDEX_FILE");
    if (named == NULL || !is_current_repository(history))
        return path_join(arena, str_from(git_repository_path(history->repo)),
                         STR("index"));
    if (*named == '/' || history->root.len == 0)
        return str_from(named);
    return path_join(arena, history->root, str_from(named));
}

uint64_t history_index_size(History *history, Arena *arena)
{
    struct stat info;
    const char *path = arena_cstr(arena, index_path(history, arena));
    return stat(path, &info) == 0 ? (uint64_t)info.st_size : 0;
}

// An index that libgit2 cannot look at is empty for it. The number of entries stands
// behind the signature and the version.
static bool holds_all(git_index *index, Arena *arena, Str path, Str *why)
{
    enum { HEADER = 12, COUNT_AT = 8 };
    unsigned char header[HEADER] = { 0 };
    size_t count = 0;
    errno = 0; // the end of a file sets none
    FILE *file = fopen(arena_cstr(arena, path), "r");
    bool is_read = file && fread(header, 1, HEADER, file) == HEADER;
    if (!is_read)
        tree_check_errno(errno);
    if (file)
        fclose(file);
    for (size_t i = COUNT_AT; i < HEADER; i++)
        count = count << 8 | header[i];
    if (is_read && count == git_index_entrycount(index))
        return true;
    *why = arena_fmt(
        arena, "git's index " STR_FMT " was not read as it is on disk: run this again",
        STR_ARG(path));
    return false;
}

git_index *history_open_index(History *history, Arena *arena, Str *why)
{
    if (history->index != NULL)
        return history->index;
    Str path = index_path(history, arena);
    struct stat info;
    // Before it is read: if it is replaced in between, files seem to be newer than they
    // are.
    bool is_there = stat(arena_cstr(arena, path), &info) == 0;
    if (is_there)
        history->index_time = info.st_mtim;
    else
        tree_check_errno(errno);
    if (git_index_open(&history->index, arena_cstr(arena, path)) == 0 &&
        (!is_there || holds_all(history->index, arena, path, why)))
        return history->index;
    if (history->index) {
        git_index_free(history->index);
        history->index = NULL;
        return NULL;
    }
    storage_check_error();
    Str error = history_error(arena);
    // "link" is the split index, "sdir" the sparse one.
    bool rare_form = str_contains(error, STR("mandatory extension"));
    *why = arena_fmt(arena, "git's index " STR_FMT " cannot be read: " STR_FMT "%s",
                     STR_ARG(path), STR_ARG(error),
                     rare_form ? "; run `git update-index --no-split-index` or `git "
                                 "sparse-checkout reapply --no-sparse-index`"
                               : "");
    return NULL;
}
