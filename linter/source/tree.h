// SPDX-License-Identifier: Apache-2.0
// FileTree: where files come from. The disk, a git commit, the git index and memory all
// look like this, so that layouts and tests do not care. Paths are relative to the tree's
// root, "/" between parts, "." is the root.
#ifndef SOURCE_TREE_H
#define SOURCE_TREE_H

#include "base/limits.h"
#include "base/path.h"

typedef enum EntryKind {
    ENTRY_FILE,
    ENTRY_DIR,
    ENTRY_OTHER // sockets, devices, dangling or circular links, submodules
} EntryKind;

typedef struct Entry {
    Str name; // the last part of the path
    EntryKind kind;
} Entry;

typedef VEC(Entry) EntryVec;

void entries_sort(EntryVec *entries); // by the bytes of their names

typedef enum TreeStatus {
    TREE_OK,
    TREE_ABSENT, // nothing there, or of another kind
    TREE_BROKEN  // there, but unreadable: *why says it, to follow the path in a sentence:
                 // "is a link that leads nowhere", "cannot be read: Permission denied"
} TreeStatus;

// Files of at most this size are read; larger ones are TREE_BROKEN. A gate reads
// untrusted pull requests.
enum { TREE_MAX_FILE = LIMIT_FILE_BYTES };

// What is asked for of a file whose beginning tells enough.
typedef struct FileStart {
    Str path;
    size_t most; // bytes
} FileStart;

// Files of one folder that will be read soon, in about this order, from their starts.
typedef struct Expected {
    Str dir;
    StrVec names;
    size_t most; // bytes of each; TREE_MAX_FILE: all
} Expected;

typedef struct FileTree FileTree;

struct FileTree {
    // Entries of a folder, sorted by bytes; links are followed unless they leave the tree
    // or run in circles.
    TreeStatus (*list)(FileTree *tree, Arena *arena, Str dir, EntryVec *entries,
                       Str *why);
    // A file's bytes.
    TreeStatus (*read)(FileTree *tree, Arena *arena, Str path, Str *text, Str *why);
    // The first bytes of a file, or more of them; NULL: read does.
    TreeStatus (*start)(FileTree *tree, Arena *arena, FileStart start, Str *text,
                        Str *why);
    // As tree_expect; NULL: nothing is done ahead.
    void (*expect)(FileTree *tree, Arena *arena, const Expected *expected);
    // What a file's bytes are known by as long as they are not read; empty: nothing, or
    // there is no file. NULL: no file is.
    Str (*content_id)(FileTree *tree, Arena *arena, Str path);
    // True for what version control is told to ignore; NULL: nothing is.
    bool (*ignored)(FileTree *tree, Str path, bool is_dir);
    void *impl;
};

TreeStatus tree_list(FileTree *tree, Arena *arena, Str dir, EntryVec *entries, Str *why);
TreeStatus tree_read(FileTree *tree, Arena *arena, Str path, Str *text, Str *why);
// So many bytes of a file, or more of them; all of a shorter one.
TreeStatus tree_read_start(FileTree *tree, Arena *arena, FileStart start, Str *text,
                           Str *why);
// Lets the tree read ahead, until it is called again, or with NULL: that has to come
// before `expected` goes. What is read then is what stood there in the meantime.
void tree_expect(FileTree *tree, Arena *arena, const Expected *expected);
// Whether two trees of one repository are known to have the same bytes under a path.
// False: they may have, and have to be read.
bool tree_known_same(FileTree *tree, FileTree *other, Arena *arena, Str path);
bool tree_is_file(FileTree *tree, Arena *arena, Str path);
bool tree_is_dir(FileTree *tree, Arena *arena, Str path);
bool tree_ignored(FileTree *tree, Str path, bool is_dir);

// The files below a folder on disk. `root` is an absolute or relative path of the
// machine.
FileTree *tree_disk(Arena *arena, Str root);
// What a file was like when such a tree read its bytes; false: it has read another since.
struct stat;
bool tree_disk_stat(const FileTree *tree, Str path, struct stat *info);
// One file of the machine, as the tree of its folder has it: no link leads out of that.
TreeStatus tree_disk_file(Arena *arena, Str path, Str *text, Str *why);

// Whether *why of TREE_BROKEN is that the machine refuses, or that somebody was writing:
// elsewhere, or once more, it may be read. What is wrong with a path by itself, as a link
// that leads nowhere, is not that.
bool tree_is_refused(Str why);

// Of a disk that fails, or a machine that has run out of something, no answer about any
// file is worth anything: what could not be looked at would pass for absent. The values
// of errno that say so, ended by 0, and what is fatal if `error` is one of them.
extern const int tree_fatal_errors[];
void tree_check_errno(int error);

// Files in memory, for tests and standard input; a file's folders exist by themselves.
FileTree *tree_memory(Arena *arena);
void tree_memory_put(FileTree *tree, Str path, Str text);
void tree_memory_remove(FileTree *tree, Str path);
// What reading this path shall answer: tests of unreadable files.
void tree_memory_break(FileTree *tree, Str path, Str why);

#endif
