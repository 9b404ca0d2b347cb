// SPDX-License-Identifier: Apache-2.0
// Branches by their names, and the commands that fetch what is missing.
#include "git/storage_priv.h"

#include "base/list.h"
#include "base/out.h"

#include <string.h>

static void put_first(StrVec *names, Str name)
{
    for (size_t i = names->len; i-- > 1;)
        if (str_eq(names->at[i], name)) {
            names->at[i] = names->at[i - 1];
            names->at[i - 1] = name;
        }
}

// "remote.NAME.url"
static void add_remote(Arena *arena, StrVec *remotes, Str key)
{
    Str prefix = STR("remote.");
    Str suffix = STR(".url");
    if (!str_starts(key, prefix) || !str_ends(key, suffix) ||
        key.len <= prefix.len + suffix.len)
        return;
    Str name = str_slice(key, prefix.len, key.len - suffix.len);
    if (!list_has(remotes, name))
        *vec_push(arena, remotes) = arena_copy(arena, name);
}

// git_remote_list matches the whole configuration against a pattern, and libgit2 1.5
// leaks 20 KB for every line that does not match.
StrVec refs_remotes(History *history, Arena *arena)
{
    StrVec remotes = { 0 };
    git_config *config = NULL;
    git_config_iterator *entries = NULL;
    git_config_entry *entry;
    if (git_repository_config_snapshot(&config, history->repo) == 0 &&
        git_config_iterator_new(&entries, config) == 0)
        while (git_config_next(&entry, entries) == 0)
            add_remote(arena, &remotes, str_from(entry->name));
    git_config_iterator_free(entries);
    git_config_free(config);
    put_first(&remotes, STR("origin"));
    return remotes;
}

bool refs_commit(History *history, Arena *arena, Str name, git_oid *commit)
{
    git_reference *ref = NULL;
    git_object *object = NULL;
    int code = storage_ref(&ref, history, arena_cstr(arena, name));
    bool is_there = code != GIT_ENOTFOUND && code != GIT_EINVALIDSPEC;
    bool found = code == 0 && git_reference_peel(&object, ref, GIT_OBJECT_COMMIT) == 0;
    if (found)
        *commit = *git_object_id(object);
    else if (is_there && history->damage.len == 0)
        history->damage = arena_fmt(history->arena, STR_FMT " cannot be read: " STR_FMT,
                                    STR_ARG(name), STR_ARG(history_error(arena)));
    git_object_free(object);
    git_reference_free(ref);
    return found;
}

Str refs_short(Str name)
{
    static const Str PREFIXES[] = { STR_INIT("refs/heads/"), STR_INIT("refs/remotes/"),
                                    STR_INIT("refs/tags/") };
    for (size_t i = 0; i < sizeof PREFIXES / sizeof *PREFIXES; i++)
        if (str_starts(name, PREFIXES[i]))
            return str_drop(name, PREFIXES[i].len);
    return name;
}

bool refs_branch(History *history, Arena *arena, Str branch, Str *ref, git_oid *commit)
{
    StrVec remotes = refs_remotes(history, arena);
    for (size_t i = 0; i <= remotes.len; i++) {
        Str name = i < remotes.len
                       ? arena_fmt(arena, "refs/remotes/" STR_FMT "/" STR_FMT,
                                   STR_ARG(remotes.at[i]), STR_ARG(branch))
                       : arena_fmt(arena, "refs/heads/" STR_FMT, STR_ARG(branch));
        if (!refs_commit(history, arena, name, commit))
            continue;
        *ref = refs_short(name);
        return true;
    }
    return false;
}

static bool peel(History *history, Arena *arena, Str name, git_oid *commit)
{
    git_object *named = NULL;
    git_object *peeled = NULL;
    bool good =
        git_revparse_single(&named, history->repo, arena_cstr(arena, name)) == 0 &&
        git_object_peel(&peeled, named, GIT_OBJECT_COMMIT) == 0;
    if (good)
        *commit = *git_object_id(peeled);
    git_object_free(peeled);
    git_object_free(named);
    return good;
}

bool refs_clash(History *history, Arena *arena, Str ref, Str *why)
{
    Str tag = arena_fmt(arena, "refs/tags/" STR_FMT, STR_ARG(ref));
    Str branch = arena_fmt(arena, "refs/remotes/" STR_FMT, STR_ARG(ref));
    git_oid tagged, other;
    if (!refs_commit(history, arena, tag, &tagged))
        return false;
    if (!refs_commit(history, arena, branch, &other)) {
        Str name;
        if (!refs_branch(history, arena, ref, &name, &other))
            return false;
        const char *kind = str_eq(name, ref) ? "heads" : "remotes";
        branch = arena_fmt(arena, "refs/%s/" STR_FMT, kind, STR_ARG(name));
    }
    *why = arena_fmt(arena, STR_FMT " and " STR_FMT " differ: name one of them in full",
                     STR_ARG(tag), STR_ARG(branch));
    return !git_oid_equal(&tagged, &other);
}

// CI systems often have no local branches: then a remote's is meant.
bool refs_resolve(History *history, Arena *arena, Str *ref, git_oid *commit, Str *why)
{
    if (peel(history, arena, *ref, commit))
        return true;
    *why = history_error(arena);
    return refs_branch(history, arena, *ref, ref, commit);
}

Str refs_head_branch(History *history, Arena *arena)
{
    git_reference *head;
    if (storage_ref(&head, history, "HEAD") < 0)
        return (Str){ 0 };
    Str name = arena_copy(arena, str_from(git_reference_symbolic_target(head)));
    git_reference_free(head);
    return refs_short(name);
}

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("+-._/:@%=,", c) != NULL);
}

// One word for a shell: names of branches may hold "$(...)", and the reader will paste
// this.
static void out_word(Out *out, Str word)
{
    bool plain = true;
    for (size_t i = 0; i < word.len; i++)
        plain = plain && is_plain(word.ptr[i]);
    out_char(out, ' ');
    if (plain) {
        out_str(out, word);
        return;
    }
    out_char(out, '\'');
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] == '\'')
            out_cstr(out, "'\\''");
        else
            out_char(out, word.ptr[i]);
    out_char(out, '\'');
}

bool refs_split(History *history, Arena *arena, Str ref, Str *remote, Str *branch)
{
    StrVec remotes = refs_remotes(history, arena);
    *branch = ref;
    *remote = remotes.len == 0 ? (Str){ 0 } : remotes.at[0];
    for (size_t i = 0; i < remotes.len; i++) {
        Str prefix = arena_fmt(arena, STR_FMT "/", STR_ARG(remotes.at[i]));
        if (!str_starts(ref, prefix))
            continue;
        *remote = remotes.at[i];
        *branch = str_drop(ref, prefix.len);
        break;
    }
    return remotes.len > 0;
}

// With --unshallow git's server completes all that is shallow, not only the branch that
// is fetched: HEAD's own history comes along.
Str refs_fetch_command(History *history, Arena *arena, Str ref)
{
    Str remote;
    Str branch;
    if (!refs_split(history, arena, ref, &remote, &branch))
        return (Str){ 0 };
    Out out = out_new(arena);
    out_cstr(&out, ancestry_is_shallow(history) ? "git fetch --unshallow" : "git fetch");
    out_word(&out, remote);
    out_word(&out,
             arena_fmt(arena, "+refs/heads/" STR_FMT ":refs/remotes/" STR_FMT "/" STR_FMT,
                       STR_ARG(branch), STR_ARG(remote), STR_ARG(branch)));
    return out_text(&out);
}
