#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Repositories of strangers, in git: settings that name commands and places, and
# repositories inside of repositories. No command is run and nobody is called.
. "$(dirname "$0")/lib-untrusted.sh"

object_of() { # REVISION: the file of a loose object
    id=$(git rev-parse "$1")
    echo ".git/objects/$(echo "$id" | cut -c1-2)/$(echo "$id" | cut -c3-)"
}

base_blob=main:migrations/0001_users.sql

# ---- settings ----


# Every command of git's that a setting can name would leave a mark.
hostile_settings() {
    marker=$work/dir/ran
    for name in core.fsmonitor core.hooksPath core.sshCommand core.pager core.editor core.askPass core.gitProxy core.alternateRefsCommand \
        diff.external diff.evil.command diff.evil.textconv merge.evil.driver filter.evil.clean filter.evil.smudge filter.evil.process \
        credential.helper gpg.program uploadpack.packObjectsHook remote.origin.uploadpack remote.origin.receivepack remote.origin.vcs \
        sequence.editor trailer.x.command protocol.ext.allow ssh.variant interactive.diffFilter; do
        git config "$name" "touch $marker; cat"
    done
    git config filter.evil.required true
    git config remote.origin.url "ext::sh -c touch% $marker"
    git config remote.origin.promisor true
    git config remote.origin.partialclonefilter blob:none
    git config extensions.partialClone origin
    git config url."ext::sh -c touch% $marker".insteadOf https://
    git config core.repositoryFormatVersion 1
    printf '* filter=evil diff=evil merge=evil text ident\n' >.gitattributes
    cp .gitattributes .git/info/attributes
    for hook in pre-commit post-checkout post-index-change fsmonitor-watchman reference-transaction; do
        printf '#!/bin/sh\ntouch %s\n' "$marker" >.git/hooks/$hook
        chmod +x .git/hooks/$hook
    done
}

# Nothing is run and nobody is called; where strace works, by what the kernel saw.
nothing_is_run() { # ARGUMENT...
    rm -f "$work/dir/ran"
    in_time "$@"
    [ ! -e "$work/dir/ran" ] || problem "a command was run: tidegate $*"
    if strace -f -o /dev/null true 2>/dev/null; then
        ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 timeout -k 5 120 strace -f -e trace=execve,execveat,network -o "$work/trace" \
            "$TIDEGATE" "$@" </dev/null >"$work/traced" 2>&1 || true
        is "$(grep -c 'execve' "$work/trace")" 1
        is "$(grep -cE '(socket|connect|sendto|socketpair|bind)\(' "$work/trace")" 0
        [ ! -e "$work/dir/ran" ] || problem "a command was run: tidegate $*"
    fi
}

test_case 'settings that name commands, and attributes that ask for them'
project
printf 'ALTER TABLE users DROP COLUMN email; -- $Id$\r\n' >migrations/0002_email.sql
git_commit attributes
hostile_settings
for way in '--base main' '--base main --staged' '--base none' ''; do
    # shellcheck disable=SC2086
    nothing_is_run check $way
    status_is 1
    out_has drop-column
done
nothing_is_run baseline write
nothing_is_run journal fix
nothing_is_run init
nothing_is_run config

test_case 'objects that a partial clone lacks are not fetched'
project
hostile_settings
for victim in $base_blob main:migrations HEAD:migrations/0002_email.sql; do
    rm -f "$(object_of "$victim")"
    nothing_is_run check --base main
    [ "$status" != 0 ] || problem 'it passes'
done
err_has 'git fetch --refetch --no-filter'

test_case 'settings that include other files'
# shellcheck disable=SC2088 # git expands it
for included in /etc/passwd /dev/zero "$work/dir/repo/.git/config" "$work/dir/pipe" /nowhere '~/x' "$work/dir/secret"; do
    rm -f "$work/dir/pipe"
    mkfifo "$work/dir/pipe"
    echo 'secret_of_the_machine' >"$work/dir/secret"
    anew
    printf '[include]\n\tpath = %s\n[includeIf "gitdir:/"]\n\tpath = %s\n' "$included" "$included" >>.git/config
    in_time check --base main --time-limit 2
    [ "$status" != 0 ] || problem "it passes: $included"
    out_lacks secret_of_the_machine root:
    ! grep -q 'secret_of_the_machine\|root:' "$err" || problem 'the included file is shown'
done

test_case 'settings that are cut off, that lie, or that name other places'
for setting in '[core' '[core]\n\tworktree = /etc\n' '[core]\n\tworktree = ../..\n' '[core]\n\tbare = true\n' '[core]\n\texcludesFile = /dev/zero\n' \
    '[core]\n\tattributesFile = /nowhere\n' '[core]\n\trepositoryformatversion = 99\n' '[extensions]\n\tnoop-evil = 1\n' '\0\0\0' \
    '[core]\n\tignorecase = maybe\n' '[index]\n\tversion = 99\n' '[safe]\n\tdirectory = /nowhere\n'; do
    anew
    # shellcheck disable=SC2059
    printf "$setting" >>.git/config
    in_time check --base main --time-limit 5
    [ "$status" != 0 ] || problem "it passes: $setting"
    out_lacks root:
done

# ---- repositories in repositories ----


test_case 'a bare repository that a change brings along is not taken for the one around it'
project
git clone -q --bare . "$work/dir/bare"
mkdir -p vendor
cp -R "$work/dir/bare" vendor/evil
rm -rf "$work/dir/bare"
mkdir vendor/evil/migrations
echo 'DROP TABLE users;' >vendor/evil/migrations/0001_drop.sql
git -C vendor/evil config core.bare false
git -C vendor/evil config core.worktree "$work"
git -C vendor/evil config core.fsmonitor "touch $work/dir/ran"
git add -A vendor
git commit -q -m 'a repository as files'
for path in vendor/evil/migrations/0001_drop.sql vendor/evil/migrations vendor/evil; do
    nothing_is_run check --base main "$path"
    status_is 1
    out_has 'vendor/evil/migrations/0001_drop.sql:1:1: error' drop-table
done
cd vendor/evil/migrations
nothing_is_run check --base main
status_is 1
out_has 'migrations/0002_email.sql:1:19' drop-column

test_case 'a bare repository by itself is judged as before'
project
rm -rf "$work/alone"
git clone -q --bare . "$work/alone/bare.git"
cd "$work/alone/bare.git"
in_time check --base main
status_is 1
out_has drop-column
run journal fix
status_is 2
err_has 'no work tree'

test_case '.git files and links that lead elsewhere'
mkdir other
cd other
project
cd ..
mkdir repo
cd repo
for target in /etc /nowhere ../../../../.. . .git "$work/dir/pipe"; do
    rm -rf .git migrations
    mkdir -p migrations
    cp ../other/migrations/* migrations
    printf 'gitdir: %s\n' "$target" >.git
    in_time check --base main
    status_is 2
    in_time check
    [ "$status" != 0 ] || problem "it passes: $target"
    rm .git
    ln -s "$target" .git
    in_time check
    [ "$status" != 0 ] || problem "it passes: $target"
done
rm -f .git
head -c 10000000 /dev/zero >.git
in_time check
status_is 2
rm .git
mkfifo .git
in_time check --time-limit 1
status_is 2

test_case 'submodules whose paths and places lead elsewhere'
mkdir other
cd other
project
cd ..
mkdir repo
cd repo
project
git -c protocol.file.allow=always submodule --quiet add "$work/dir/other" sub
git commit -q -m sub
for path in ../other /etc sub/../../other; do
    printf '[submodule "sub"]\n\tpath = %s\n\turl = ext::sh -c touch%% %s\n' "$path" "$work/dir/ran" >.gitmodules
    nothing_is_run check --base main
    status_is 1
    out_has drop-column
done
rm -rf sub
ln -s ../other sub
nothing_is_run check --base main
status_is 1
out_has drop-column
out_lacks sub/migrations

test_case 'links and names that only git stores'
project
evil=$(printf '../outside' | git hash-object -w --stdin)
loop=$(printf '0003_loop.sql' | git hash-object -w --stdin)
long=$(awk 'BEGIN { for (i = 0; i < 5000; i++) printf "a" }' | git hash-object -w --stdin)
folder=$(git mktree --missing <<TREE
120000 blob $evil	0003_out.sql
120000 blob $loop	0003_loop.sql
120000 blob $long	0003_long.sql
100644 blob $(git rev-parse $base_blob)	0001_users.sql
160000 commit $(git rev-parse HEAD)	0003_sub.sql
040000 tree $(git rev-parse HEAD:migrations)	0003_folder.sql
TREE
)
tree=$(printf '040000 tree %s\tmigrations\n' "$folder" | git mktree)
git update-ref refs/heads/main "$(git commit-tree -m evil "$tree")"
git update-ref refs/heads/change "$(git commit-tree -m evil -p main "$tree")"
in_time check --base main
[ "$status" != 0 ] || problem 'it passes'
in_time check --base main --staged
[ "$status" != 0 ] || problem 'it passes'

test_case 'trees whose names leave them'
for name in .. . .git '../../x' '/etc/passwd' 'a/b' ''; do
    anew
    python3 - "$name" "$(git rev-parse HEAD:migrations)" >"$work/tree" <<'PY'
import sys
sys.stdout.buffer.write(b"40000 " + sys.argv[1].encode() + b"\0" + bytes.fromhex(sys.argv[2]))
PY
    tree=$(git hash-object --literally -w -t tree "$work/tree" 2>/dev/null) || tree=
    [ -n "$tree" ] || continue
    commit=$(printf 'tree %s\nauthor A <a@example.org> 1 +0000\ncommitter A <a@example.org> 1 +0000\n\nevil\n' "$tree" |
        git hash-object --literally -w -t commit --stdin)
    echo "$commit" >.git/refs/heads/main
    in_time check --base main
    [ "$status" != 0 ] || problem "it passes: $name"
done
