#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Other branches that take the same numbers: --against.
. "$(dirname "$0")/lib.sh"

clock=1700000000

tick() {
    clock=$((clock + 60))
    export GIT_COMMITTER_DATE="$clock +0000"
}

# A branch from `start` that adds one migration.
branch() { # NAME START FILE
    git checkout -q -b "$1" "$2"
    write "migrations/$3" <<SQL
CREATE TABLE ${3%.sql}_t (id bigint PRIMARY KEY);
SQL
    sed -i "s/TABLE [0-9]*_/TABLE /" "migrations/$3"
    tick
    git_commit "add $3"
}

# origin has main and a branch beside ours; we are on `mine`.
server() {
    mkdir server
    cd server
    git_init
    write migrations/0001_users.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY);
SQL
    git_commit first
    branch theirs main 0002_zones.sql
    git checkout -q main
    cd ..
    git clone -q server mine 2>/dev/null
    cd mine
    branch mine origin/main 0002_teams.sql
}

collision='origin/theirs (0002_zones) adds number 0002 too: whoever merges second has to take another number'

test_case 'CI looks at the remote-tracking branches, a desk only when asked'
server
run check
status_is 0
out_lacks branch-collision
run check --against auto
status_is 0
out_has 'migrations/0002_teams.sql:1:1: warning' "$collision" branch-collision
export CI=true
run check
out_has "$collision"
run check --against none
out_lacks branch-collision
unset CI
run check --against origin/theirs
out_has "$collision"
run check --against theirs # as CI has no local branch of that name
out_has "$collision"
run check --against origin/main,origin/theirs --against mine
out_has "$collision"
run check --against auto --against none
out_lacks branch-collision
run check --against auto --fail-on warning
status_is 1

test_case 'a branch that cannot be read is no branch without migrations'
server
run check --against nobody
status_is 2
err_has '--against nobody' 'git fetch origin +refs/heads/nobody:refs/remotes/origin/nobody'
run check --against origin/theirs,
out_has "$collision"
run check --against ''
status_is 2
err_has '--against is empty'
run check --base none --against origin/theirs
status_is 2
err_has '--against needs a base'
run check --base none --against auto
status_is 0
git update-ref refs/remotes/origin/broken origin/theirs
echo 1234567890123456789012345678901234567890 >.git/refs/remotes/origin/broken
run check --against auto
status_is 2
err_has 'the branch origin/broken cannot be read' '--against'
git update-ref -d refs/remotes/origin/broken || rm .git/refs/remotes/origin/broken
tree=$(git rev-parse 'origin/theirs:migrations')
git -C ../server repack -q -a -d
rm -rf .git/objects/info/alternates
git unpack-objects -q <"$(ls ../server/.git/objects/pack/*.pack)" 2>/dev/null || :
if [ -f ".git/objects/$(echo "$tree" | cut -c1-2)/$(echo "$tree" | cut -c3-)" ]; then
    rm -f ".git/objects/$(echo "$tree" | cut -c1-2)/$(echo "$tree" | cut -c3-)"
    run check --against auto
    status_is 2
    err_has 'the branch origin/theirs cannot be read' "$tree is missing"
fi

test_case 'what is merged is no collision: by a merge, by a squash, by a rebase'
server
for way in merge squash pick; do
    git checkout -q -B main origin/main~0
    tick
    case $way in
    merge) git merge -q --no-ff -m merge origin/theirs ;;
    squash) git merge -q --squash origin/theirs >/dev/null && git commit -q -m squash ;;
    pick) tick && git cherry-pick origin/theirs >/dev/null ;;
    esac
    branch "after-$way" main 0003_teams.sql
    run check --base main --against origin/theirs
    status_is 0
    out_has '1 new or edited'
    out_lacks branch-collision
    git checkout -q "after-$way"
done

test_case 'the number of a branch that is merged with another one is still its own'
server
git checkout -q -B main origin/main
branch merged main 0002_merged.sql
git checkout -q main
tick
git merge -q --no-ff -m merge merged
branch later main 0003_later.sql
run check --base main --against merged,origin/theirs
status_is 0
out_lacks branch-collision

test_case 'our own branch does not count: as it was pushed, before a rebase, or stacked upon'
server
git push -q origin mine
branch stacked mine 0003_more.sql
git checkout -q mine
git push -q origin stacked
git fetch -q
run check --against auto
out_has "$collision"
out_lacks stacked 'origin/mine'
git checkout -q main
write readme <<'TEXT'
more
TEXT
tick
git_commit 'main moves on'
git checkout -q mine
git mv migrations/0002_teams.sql migrations/0002_groups.sql
tick
git commit -q --amend -m 'another name'
tick
git rebase -q main
run check --against auto --base main
out_has "$collision"
out_lacks '0002_teams'
git checkout -q --detach # as CI does
export GITHUB_HEAD_REF=mine
run check --against auto --base main
out_has "$collision"
out_lacks '0002_teams'
git update-ref -d refs/remotes/origin/stacked
export GITHUB_HEAD_REF=another
write migrations/0002_groups.sql <<'SQL'
CREATE TABLE groups (id bigint PRIMARY KEY);
SQL
run check --against auto --base main
out_has 'origin/mine (0002_teams)'
unset GITHUB_HEAD_REF

test_case 'a migration that was picked from one branch to another is the same one'
server
git checkout -q -b release origin/main
tick
git cherry-pick mine >/dev/null
git push -q origin release
git checkout -q mine
run check --against auto
out_lacks 'origin/release'

test_case 'work that is not committed yet collides as well'
server
git checkout -q -b fresh origin/main
write migrations/0002_fresh.sql <<'SQL'
CREATE TABLE fresh (id bigint PRIMARY KEY);
SQL
run check --against auto
out_has "$collision"
git add -A
run check --against auto --staged
out_has "$collision"

test_case 'what the target branch has got meanwhile came first'
server
git -C ../server merge -q theirs 2>/dev/null
git fetch -q
run check --against auto
status_is 0
out_has 'origin/main has number 0002 already (0002_zones): merge it, and take another number'
tick
git merge -q -m 'main came on' origin/main
run check --against auto
status_is 1
out_has 'number 0002 belongs to migrations/0002_zones.sql already' duplicate-prefix
out_lacks branch-collision

test_case 'fifty branches are looked at, the newest'
server
git update-ref refs/remotes/origin/newest "$(
    tick
    git commit-tree -p origin/main -m newest 'origin/theirs^{tree}'
)"
i=0
while [ $i -lt 49 ]; do
    tick
    git update-ref "refs/remotes/origin/b$i" "$(git commit-tree -p origin/main -m $i 'origin/main^{tree}')"
    i=$((i + 1))
done
run check --against auto
out_has 'origin/newest (0002_zones)'
tick
git update-ref refs/remotes/origin/b50 "$(git commit-tree -p origin/main -m 50 'origin/main^{tree}')"
run check --against auto
out_lacks branch-collision
run check --against origin/newest
out_has branch-collision

test_case 'a shallow clone compares what it has'
server
cd ..
git clone -q --depth 1 --no-single-branch "file://$PWD/server" shallow 2>/dev/null
cd shallow
branch shallow origin/main 0002_teams.sql
run check --against auto
status_is 0
out_has "$collision"

test_case 'in a clone without the other branches'"'"' blobs their names tell enough'
server
cd ..
git -C server config uploadpack.allowFilter true
git clone -q --filter=blob:none "file://$PWD/server" partial 2>/dev/null
cd partial
branch partial origin/main 0002_teams.sql
# libgit2 1.5 leaks its pattern matches while it checks a repository's extensions.
echo 'leak:libpcre2-8.so' >"$work/leaks"
export LSAN_OPTIONS="suppressions=$work/leaks:print_suppressions=0"
run check --against auto
unset LSAN_OPTIONS
status_is 0
out_has "$collision"

test_case 'a journal that both branches extend'
git_init
write drizzle/meta/_journal.json <<'JSON'
{"version":"7","dialect":"postgresql","entries":[
{"idx":0,"version":"7","when":1760000000000,"tag":"0000_start","breakpoints":true}
]}
JSON
write drizzle/0000_start.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY);
SQL
git_commit first
for name in teams zones; do
    git checkout -q -b $name main
    write drizzle/meta/_journal.json <<JSON
{"version":"7","dialect":"postgresql","entries":[
{"idx":0,"version":"7","when":1760000000000,"tag":"0000_start","breakpoints":true},
{"idx":1,"version":"7","when":1760000100000,"tag":"0001_$name","breakpoints":true}
]}
JSON
    write drizzle/0001_$name.sql <<SQL
CREATE TABLE $name (id bigint PRIMARY KEY);
SQL
    git_commit "$name"
done
run check --against teams
out_has 'drizzle/0001_zones.sql:1:1: warning: teams (0001_teams) adds number 0001 too: whoever merges second has to generate again'
