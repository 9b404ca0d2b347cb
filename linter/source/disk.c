// SPDX-License-Identifier: Apache-2.0
// The files below a folder on disk. Links are followed only as far as they stay in the
// tree and out of .git: a gate reads pull requests of strangers and prints excerpts.
#define _XOPEN_SOURCE 700 // realpath
#define _DEFAULT_SOURCE   // d_type

#include "source/disk_priv.h"

#include "base/map.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

// What a folder held when it was as this says.
typedef struct Listing {
    struct stat folder;
    EntryVec entries; // sorted
} Listing;

typedef struct Disk {
    Arena *arena;
    Str root;   // real path, without "/" at its end: empty for the root of the machine
    Str folder; // the one that was read from last, and its real path
    Str real_folder;
    Map listings;    // real path -> Listing
    char *last_path; // what was read last, NULL: nothing, and what it was like then
    size_t last_len, last_room;
    struct stat last_info;
    DiskAhead *ahead; // files that are expected; NULL: none are
} Disk;

// Whether `path` is `dir` or lies below it; both are real paths.
static bool is_within(Str path, Str dir)
{
    return str_starts(path, dir) && (path.len == dir.len || path.ptr[dir.len] == '/');
}

static bool passes_git(Str below_root)
{
    Str part;
    while (str_cut(&below_root, '/', &part))
        if (str_eq(part, STR(".git")))
            return true;
    return false;
}

// The real path behind an absolute one, if that is to be read at all.
static TreeStatus resolve(const Disk *disk, Arena *arena, Str path, Str *real, Str *why)
{
    char buffer[PATH_MAX];
    struct stat info;
    const char *cpath = arena_cstr(arena, path);
    if (!realpath(cpath, buffer)) {
        int error = errno;
        if (error != ENOENT && error != ENOTDIR)
            return disk_broken(arena, error, why);
        if (lstat(cpath, &info) != 0) {
            tree_check_errno(errno);
            return TREE_ABSENT;
        }
        *why = STR("is a link that leads nowhere");
        return TREE_BROKEN;
    }
    *real = arena_copy(arena, str_from(buffer));
    if (!is_within(*real, disk->root)) {
        *why = STR("is a link that leads out of the repository");
        return TREE_BROKEN;
    }
    if (passes_git(str_drop(*real, disk->root.len))) {
        *why = STR("is a link that leads into .git");
        return TREE_BROKEN;
    }
    return TREE_OK;
}

static TreeStatus resolve_below_root(const Disk *disk, Arena *arena, Str path, Str *real,
                                     Str *why)
{
    if (str_find_char(path, '\0', 0) < path.len)
        return TREE_ABSENT;
    Str absolute =
        arena_fmt(arena, STR_FMT "/" STR_FMT, STR_ARG(disk->root), STR_ARG(path));
    return resolve(disk, arena, absolute, real, why);
}

static EntryKind kind_of_mode(mode_t mode)
{
    return S_ISREG(mode) ? ENTRY_FILE : S_ISDIR(mode) ? ENTRY_DIR : ENTRY_OTHER;
}

// What `name` in the folder `dir`, a real path, is. A link to a folder that it lies in
// runs in circles.
static EntryKind kind_of(const Disk *disk, Arena *arena, Str dir, Str name)
{
    struct stat info;
    Str path = arena_fmt(arena, STR_FMT "/" STR_FMT, STR_ARG(dir), STR_ARG(name));
    if (lstat(arena_cstr(arena, path), &info) != 0) {
        tree_check_errno(errno);
        return ENTRY_OTHER;
    }
    if (!S_ISLNK(info.st_mode))
        return kind_of_mode(info.st_mode);
    Str real;
    Str why;
    if (resolve(disk, arena, path, &real, &why) != TREE_OK || is_within(dir, real) ||
        stat(arena_cstr(arena, real), &info) != 0)
        return ENTRY_OTHER;
    return kind_of_mode(info.st_mode);
}

// What a folder's entry is, by what the folder says of it: most file systems do, and it
// spares the look at each file. *plain: it depends on nothing else.
static EntryKind kind_of_entry(const Disk *disk, Arena *arena, Str dir,
                               const struct dirent *item, bool *plain)
{
    if (item->d_type == DT_REG)
        return ENTRY_FILE;
    if (item->d_type == DT_DIR)
        return ENTRY_DIR;
    *plain = false;
    return kind_of(disk, arena, dir, str_from(item->d_name));
}

static TreeStatus read_listing(const Disk *disk, Arena *arena, Str real,
                               EntryVec *entries, bool *plain)
{
    DIR *stream = opendir(arena_cstr(arena, real));
    *plain = true;
    if (!stream)
        return errno == ENOTDIR ? TREE_ABSENT : TREE_BROKEN;
    for (;;) {
        errno = 0;
        const struct dirent *item = readdir(stream);
        if (!item)
            break;
        if (strcmp(item->d_name, ".") == 0 || strcmp(item->d_name, "..") == 0)
            continue;
        EntryKind kind = kind_of_entry(disk, arena, real, item, plain);
        *vec_push(arena, entries) =
            (Entry){ arena_copy(arena, str_from(item->d_name)), kind };
    }
    int error = errno;
    closedir(stream);
    errno = error;
    return error == 0 ? TREE_OK : TREE_BROKEN;
}

static bool same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static bool same_folder(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
           same_time(a->st_mtim, b->st_mtim) && same_time(a->st_ctim, b->st_ctim);
}

// Times of files tick, by some milliseconds: what changes a folder that was changed just
// now may not be seen in its time.
static bool has_settled(const struct stat *folder)
{
    struct timespec now;
    enum { SECONDS = 2 };
    return clock_gettime(CLOCK_REALTIME, &now) == 0 &&
           folder->st_mtim.tv_sec + SECONDS < now.tv_sec &&
           folder->st_ctim.tv_sec + SECONDS < now.tv_sec;
}

// Whoever asked may drop some of them: only the names stay where they are.
static void share_entries(Arena *arena, const EntryVec *from, EntryVec *to)
{
    *to = *from;
    vec_own(arena, to);
}

// For who may keep them for longer than the tree.
static void copy_entries(Arena *arena, const EntryVec *from, EntryVec *to)
{
    share_entries(arena, from, to);
    for (size_t i = 0; i < to->len; i++)
        to->at[i].name = arena_copy(arena, to->at[i].name);
}

static void keep_listing(Disk *disk, Arena *arena, Str real, const struct stat *folder,
                         const EntryVec *entries)
{
    Listing *listing = NEW(disk->arena, Listing);
    listing->folder = *folder;
    if (arena == disk->arena)
        share_entries(arena, entries, &listing->entries);
    else
        copy_entries(disk->arena, entries, &listing->entries);
    map_put(disk->arena, &disk->listings, arena_copy(disk->arena, real), listing);
}

// The folders of a project are listed a dozen times, and may hold thousands of files.
static TreeStatus list_disk(FileTree *tree, Arena *arena, Str dir, EntryVec *entries,
                            Str *why)
{
    Disk *disk = tree->impl;
    Str real;
    struct stat folder;
    bool plain;
    TreeStatus status = resolve_below_root(disk, arena, dir, &real, why);
    if (status != TREE_OK)
        return status;
    if (stat(arena_cstr(arena, real), &folder) != 0)
        return disk_broken(arena, errno, why);
    const Listing *known = map_get(&disk->listings, real);
    if (known && same_folder(&known->folder, &folder)) {
        (arena == disk->arena ? share_entries : copy_entries)(arena, &known->entries,
                                                              entries);
        return TREE_OK;
    }
    status = read_listing(disk, arena, real, entries, &plain);
    if (status == TREE_BROKEN)
        return disk_broken(arena, errno, why);
    entries_sort(entries); // tree_list() finds the kept ones in order
    if (status == TREE_OK && plain && has_settled(&folder))
        keep_listing(disk, arena, real, &folder, entries);
    return status;
}

// What cannot be opened for reading may still be a folder, or a socket.
static TreeStatus refuse_unopened(Arena *arena, Str path, int error, Str *why)
{
    struct stat info;
    if (stat(arena_cstr(arena, path), &info) != 0 || S_ISREG(info.st_mode))
        return disk_broken(arena, error, why);
    if (S_ISDIR(info.st_mode))
        return TREE_ABSENT;
    *why = STR("is not a regular file");
    return TREE_BROKEN;
}

// The real path of the folder of `path`, if it has one that is to be read. Files are read
// folder by folder, so the last one is kept.
static bool real_folder(Disk *disk, Arena *arena, Str path, Str *real)
{
    Str folder = path_parent(path);
    Str why;
    if (!disk->folder.ptr || !str_eq(folder, disk->folder)) {
        if (resolve_below_root(disk, arena, folder, real, &why) != TREE_OK)
            return false;
        disk->folder = arena_copy(disk->arena, folder);
        disk->real_folder = arena_copy(disk->arena, *real);
    }
    *real = disk->real_folder;
    return true;
}

static bool is_plain_name(Str name)
{
    return name.len > 0 && !str_eq(name, STR(".")) && !str_eq(name, STR("..")) &&
           !str_eq(name, STR(".git")) && str_find_char(name, '\0', 0) == name.len;
}

// Opens a file that is no link and has none but its folder's on the way; -1 for what has
// to be looked at closely.
static int open_plainly(Disk *disk, Arena *arena, Str path)
{
    Str name = path_base(path);
    Str folder = { 0 };
    if (!is_plain_name(name) || str_find_char(path, '\0', 0) < path.len ||
        !real_folder(disk, arena, path, &folder))
        return -1;
    const Str parts[] = { folder, STR("/"), name };
    return disk_open(AT_FDCWD, arena_cstr(arena, arena_concat(arena, parts, 3)));
}

static void note_read(Disk *disk, Str path, const struct stat *info)
{
    if (path.len > disk->last_room) {
        disk->last_room = 2 * path.len;
        disk->last_path = arena_alloc(disk->arena, disk->last_room, 1);
    }
    memcpy(disk->last_path, path.ptr, path.len);
    disk->last_len = path.len;
    disk->last_info = *info;
}

bool tree_disk_stat(const FileTree *tree, Str path, struct stat *info)
{
    const Disk *disk = tree->impl;
    if (!disk->last_path || !str_eq(path, (Str){ disk->last_path, disk->last_len }))
        return false;
    *info = disk->last_info;
    return true;
}

static TreeStatus read_most(Disk *disk, Arena *arena, FileStart start, Str *text,
                            Str *why)
{
    Str path = start.path;
    struct stat info;
    if (disk_ahead_take(disk->ahead, arena, start, text, &info)) {
        note_read(disk, path, &info);
        return TREE_OK;
    }
    int fd = open_plainly(disk, arena, path);
    if (fd < 0) {
        Str real = { 0 };
        TreeStatus status = resolve_below_root(disk, arena, path, &real, why);
        if (status != TREE_OK)
            return status;
        fd = disk_open(AT_FDCWD, arena_cstr(arena, real));
        if (fd < 0)
            return refuse_unopened(arena, real, errno, why);
    }
    Opened opened = { .fd = fd, .most = start.most };
    TreeStatus status = disk_look(arena, &opened, why);
    if (status == TREE_OK)
        status = disk_read(arena, &opened, text, why);
    close(fd);
    if (status == TREE_OK)
        note_read(disk, path, &opened.info);
    return status;
}

static TreeStatus read_disk(FileTree *tree, Arena *arena, Str path, Str *text, Str *why)
{
    return read_most(tree->impl, arena, (FileStart){ path, TREE_MAX_FILE }, text, why);
}

static TreeStatus start_disk(FileTree *tree, Arena *arena, FileStart start, Str *text,
                             Str *why)
{
    return read_most(tree->impl, arena, start, text, why);
}

static void expect_on_disk(FileTree *tree, Arena *arena, const Expected *expected)
{
    Disk *disk = tree->impl;
    Str real = { 0 };
    Str why;
    disk_ahead_end(disk->ahead);
    disk->ahead = NULL;
    for (size_t i = 0; expected && i < expected->names.len; i++)
        if (!is_plain_name(expected->names.at[i]))
            return;
    if (expected &&
        resolve_below_root(disk, arena, expected->dir, &real, &why) == TREE_OK)
        disk->ahead = disk_ahead_start(arena_cstr(arena, real), expected);
}

FileTree *tree_disk(Arena *arena, Str root)
{
    char buffer[PATH_MAX];
    // A root that is not there stays as it was given: everything below it is absent.
    const char *real = realpath(arena_cstr(arena, root), buffer);
    Disk *disk = NEW(arena, Disk);
    disk->arena = arena;
    disk->root = real ? arena_copy(arena, str_from(real)) : root;
    if (str_ends(disk->root, STR("/")))
        disk->root = str_take(disk->root, disk->root.len - 1);
    FileTree *tree = NEW(arena, FileTree);
    *tree = (FileTree){ .list = list_disk,
                        .read = read_disk,
                        .start = start_disk,
                        .expect = expect_on_disk,
                        .impl = disk };
    return tree;
}

TreeStatus tree_disk_file(Arena *arena, Str path, Str *text, Str *why)
{
    FileTree *folder = tree_disk(arena, path_parent(path));
    return tree_read(folder, arena, path_base(path), text, why);
}
