// SPDX-License-Identifier: Apache-2.0
// Looking again at what libgit2 does not find. It asks whether a file exists, and any
// error of that is a no: with a failing disk, or no descriptor left, an object or a ref
// is merely absent, and a migration deleted or new.
#include "git/storage_priv.h"

#include "base/fail.h"

#include <string.h>

void storage_check_error(void)
{
    const git_error *error = git_error_last();
    Str message = str_from(error ? error->message : NULL);
    for (const int *code = tree_fatal_errors; *code != 0; code++)
        if (str_ends(message, str_from(strerror(*code))))
            fatal("git's files cannot be read: " STR_FMT, STR_ARG(message));
}

// Reads the beginning of a file as the work tree's are read: the disk's errors are fatal
// there.
static void touch(FileTree *folder, Arena *arena, Str path)
{
    Str text;
    Str why;
    tree_read_start(folder, arena, (FileStart){ path, 1 }, &text, &why);
}

// The loose object of that name, and all packs.
static void touch_objects(const History *history, Arena *arena, const git_oid *id)
{
    Str common = str_from(git_repository_commondir(history->repo));
    FileTree *folder = tree_disk(arena, path_join(arena, common, STR("objects")));
    Str digits = oid_text(arena, id);
    EntryVec packs;
    Str why;
    touch(folder, arena,
          arena_fmt(arena, STR_FMT "/" STR_FMT, STR_ARG(str_take(digits, 2)),
                    STR_ARG(str_drop(digits, 2))));
    tree_list(folder, arena, STR("pack"), &packs, &why);
    for (size_t i = 0; i < packs.len; i++)
        touch(folder, arena, path_join(arena, STR("pack"), packs.at[i].name));
}

void storage_check_object(History *history, const git_oid *id)
{
    const git_error *error = git_error_last();
    int class = error ? error->klass : GIT_ERROR_ODB;
    // An object of another type than was asked for is there, and "not found".
    if (class == GIT_ERROR_INVALID)
        return;
    storage_check_error();
    Arena *tmp = arena_new();
    touch_objects(history, tmp, id);
    // What the next calls say of themselves must not replace what is reported.
    Str message = history_error(tmp);
    git_odb_object *object = NULL;
    if (git_odb_refresh(history->objects) == 0 &&
        git_odb_read(&object, history->objects, id) == 0) {
        git_odb_object_free(object);
        fatal("git's object " STR_FMT " could be read only when asked for again: " STR_FMT
              "; run this again",
              STR_ARG(oid_text(tmp, id)), STR_ARG(message));
    }
    git_error_set_str(class, arena_cstr(tmp, message));
    arena_free(tmp);
}

void storage_check_refs(const History *history)
{
    Arena *tmp = arena_new();
    Str common = str_from(git_repository_commondir(history->repo));
    touch(tree_disk(tmp, common), tmp, STR("packed-refs"));
    arena_free(tmp);
}

int storage_ref(git_reference **ref, const History *history, const char *name)
{
    int code = git_reference_lookup(ref, history->repo, name);
    if (code != GIT_ENOTFOUND)
        return code;
    storage_check_refs(history);
    return git_reference_lookup(ref, history->repo, name);
}

int storage_ref_id(git_oid *id, const History *history, const char *name)
{
    int code = git_reference_name_to_id(id, history->repo, name);
    if (code != GIT_ENOTFOUND)
        return code;
    storage_check_refs(history);
    return git_reference_name_to_id(id, history->repo, name);
}
