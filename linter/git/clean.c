// SPDX-License-Identifier: Apache-2.0
// Which files of the work tree are what git has stored, told without reading them: by the
// index, as git itself does for `git status`.
//
// The index notes for each file what it was stored as, and its size, inode and times
// then. Where all of these are the same still, the content is: an edit sets the time of
// change (ctime), which no program can set back, whatever it does to the time of
// modification and the size. Times tick, though: what is edited within the tick in which
// the index was written looks untouched ("racily clean"). So only a file whose both times
// are older than the index is believed. All are compared to the nanosecond; where a file
// system or the program that wrote the index keeps less, the comparison fails and the
// file is read.
//
// The flags are not believed: a file that is "assumed unchanged" or left out of a sparse
// checkout counts as unknown, and so does one that is only announced (git add -N).
//
// Whoever can write a false index can only make a file of this very work tree pass for
// the stored one; he stands in .git and could replace the commits as well. What a pull
// request brings cannot: on checkout git makes the index itself, of the files it wrote.
#include "git/git_priv.h"

#include <sys/stat.h>

typedef struct Tick {
    uint32_t seconds; // as the index has them, cut to 32 bits
    uint32_t nanoseconds;
} Tick;

static Tick tick_of(struct timespec time)
{
    return (Tick){ (uint32_t)time.tv_sec, (uint32_t)time.tv_nsec };
}

static bool tick_is(Tick tick, git_index_time noted)
{
    return tick.seconds == (uint32_t)noted.seconds &&
           tick.nanoseconds == noted.nanoseconds;
}

static bool is_before(Tick tick, Tick other)
{
    return tick.seconds < other.seconds ||
           (tick.seconds == other.seconds && tick.nanoseconds < other.nanoseconds);
}

static bool is_untouched(const git_index_entry *entry, const struct stat *info,
                         Tick written)
{
    Tick modified = tick_of(info->st_mtim);
    Tick changed = tick_of(info->st_ctim);
    return S_ISREG(info->st_mode) && tick_is(modified, entry->mtime) &&
           tick_is(changed, entry->ctime) && is_before(modified, written) &&
           is_before(changed, written) && entry->file_size == (uint32_t)info->st_size &&
           entry->ino == (uint32_t)info->st_ino;
}

static bool is_plain(const git_index_entry *entry)
{
    const unsigned doubts = GIT_INDEX_ENTRY_INTENT_TO_ADD | GIT_INDEX_ENTRY_SKIP_WORKTREE;
    return node_kind(entry->mode) == NODE_FILE && git_index_entry_stage(entry) == 0 &&
           (entry->flags & GIT_INDEX_ENTRY_VALID) == 0 &&
           (entry->flags_extended & doubts) == 0;
}

// The index of a large repository takes longer to read than a few files: it has to be
// asked for as often as it would have paid by then. One that cannot be read is asked for
// once.
git_index *clean_index(History *history, Arena *arena)
{
    enum { BYTES_A_FILE = 32 * 1024 };
    Str why;
    if (history->index)
        return history->index;
    if (history->lacks_index ||
        history_index_size(history, arena) / BYTES_A_FILE > history->index_wishes++)
        return NULL;
    git_index *index = history_open_index(history, arena, &why);
    history->lacks_index = index == NULL;
    return index;
}

bool clean_id(History *history, Arena *arena, Str path, const struct stat *known,
              git_oid *id)
{
    struct stat found;
    if (history->root.len == 0 || str_find_char(path, '\0', 0) < path.len)
        return false;
    git_index *index = clean_index(history, arena);
    const git_index_entry *entry =
        index ? git_index_get_bypath(index, arena_cstr(arena, path), 0) : NULL;
    if (!entry || !is_plain(entry) || !str_eq(path, str_from(entry->path)))
        return false;
    if (!known) {
        const char *file = arena_cstr(arena, path_join(arena, history->root, path));
        if (lstat(file, &found) != 0)
            return false;
        known = &found;
    }
    if (!is_untouched(entry, known, tick_of(history->index_time)))
        return false;
    *id = entry->id;
    return true;
}

// ---- texts that were read already ----

typedef struct Kept {
    Str text;
    struct stat info; // of its file then
} Kept;

void clean_keep(History *history, const Arena *owner, Str path, Str text,
                const struct stat *info)
{
    // What lives in another arena may be gone when it is asked for.
    if (owner != history->arena)
        return;
    Kept *kept = NEW(history->arena, Kept);
    *kept = (Kept){ text, *info };
    map_put(history->arena, &history->kept, arena_copy(history->arena, path), kept);
}

bool clean_text(History *history, const Arena *owner, Str path, const git_oid *id,
                Str *text)
{
    git_oid now;
    const Kept *kept = owner == history->arena ? map_get(&history->kept, path) : NULL;
    if (!kept || !clean_id(history, history->arena, path, &kept->info, &now) ||
        !git_oid_equal(&now, id))
        return false;
    *text = kept->text;
    return true;
}
