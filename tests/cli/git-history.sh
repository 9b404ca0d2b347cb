#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What people do to a history with git: renames, rebases, merges of all kinds, reverts.
. "$(dirname "$0")/lib.sh"

# A file of migrations/ that makes a table of the same name.
add() { # FILE...
    for file in "$@"; do
        name=${file#*_}
        write "migrations/$file" <<SQL
CREATE TABLE ${name%.sql} (id bigint PRIMARY KEY);
SQL
    done
}

start() {
    git_init
    add 0001_users.sql 0002_teams.sql
    git_commit first
}

rules_are() { # "RULE PATH" lines, as one word list
    json_is '[.findings[] | .rule + " " + .path] | join(", ")' "$1"
}

test_case 'a merged migration that is renamed, and what the runner makes of it'
start
git checkout -q -b rename
git mv migrations/0002_teams.sql migrations/0002_groups.sql
git_commit rename
run check
status_is 1
out_has 'migrations/0002_groups.sql:1:1: error: 0002_teams is merged, and this change renames it to 0002_groups.' renamed-migration
out_lacks deleted-migration
run check --runner golang-migrate
status_is 0
out_has 'golang-migrate goes by the number alone, and does not run it again' '0 errors, 0 warnings, 1 notice'
run check --runner flyway
status_is 1
out_has 'Flyway compares descriptions too'
git mv migrations/0002_groups.sql migrations/0003_groups.sql
run check --runner dbmate
status_is 1
out_has 'dbmate takes it for a new one, and runs it again'

test_case 'a rename of nothing but the case of letters'
start
git checkout -q -b rename
git mv migrations/0002_teams.sql migrations/0002_Teams.sql
echo '-- and a comment' >>migrations/0002_Teams.sql
git_commit rename
run check
status_is 1
out_has 'renames it to 0002_Teams (only the case of letters) and edits it'

test_case 'a folder that is renamed, with an edit on the way'
start
git checkout -q -b rename
mkdir db
git mv migrations db/migrations
echo 'DROP TABLE teams;' >>db/migrations/0002_teams.sql
git_commit rename
run check --format json
rules_are 'edited-migration db/migrations/0002_teams.sql'

test_case "Drizzle's folder renamed in its configuration"
git_init
write drizzle.config.ts <<'TEXT'
export default { dialect: 'postgresql', out: './drizzle' };
TEXT
write drizzle/meta/_journal.json <<'JSON'
{"version":"7","dialect":"postgresql","entries":[
{"idx":0,"version":"7","when":1760000000000,"tag":"0000_start","breakpoints":true}
]}
JSON
write drizzle/0000_start.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY);
SQL
git_commit first
git checkout -q -b rename
mkdir -p packages/db
git mv drizzle packages/db/out
sed -i 's#./drizzle#./packages/db/out#' drizzle.config.ts
git_commit rename
run check --format json
status_is 0
rules_are ''
json_is '.projects[0].path + " " + (.projects[0].new | tostring)' 'packages/db/out 0'

test_case 'a folder of Prisma that gets another name is run again'
write prisma/schema.prisma <<'TEXT'
datasource db {
  provider = "postgresql"
}
TEXT
git_init
write prisma/migrations/20260101000000_init/migration.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY);
SQL
git_commit first
git checkout -q -b rename
git mv prisma/migrations/20260101000000_init prisma/migrations/20260101000000_start
git_commit rename
run check
status_is 1
out_has 'Prisma goes by the names of folders: `prisma migrate deploy` runs it again' renamed-migration

test_case 'a branch that is rebased and renumbered is new, and in order'
start
git checkout -q -b feature
add 0003_zones.sql
git_commit feature
git checkout -q main
add 0003_plans.sql
git_commit 'another one was faster'
git checkout -q feature
git rebase -q main
run check
status_is 1
out_has 'migrations/0003_zones.sql:1:1: error: number 0003 belongs to migrations/0003_plans.sql already' duplicate-prefix
git mv migrations/0003_zones.sql migrations/0004_zones.sql
git commit -q --amend -m renumbered
run check --format json
status_is 0
rules_are ''
json_is '.projects[0].new' 1

test_case 'a rebase that did not renumber comes before what is merged'
start
git checkout -q -b feature
add 0003_zones.sql
git_commit feature
git checkout -q main
add 0004_plans.sql
git_commit 'another one was faster'
git checkout -q feature
git rebase -q main
run check --format json
status_is 1
rules_are 'out-of-order migrations/0003_zones.sql'

test_case 'a merge that leaves the number of both sides in'
start
git checkout -q -b feature
add 0003_zones.sql
git_commit feature
git checkout -q -b other main
add 0003_plans.sql
git_commit other
git checkout -q feature
git merge -q -m both other
run check --format json
status_is 1
rules_are 'duplicate-prefix migrations/0003_zones.sql'
git checkout -q main
git merge -q other
git merge -q --no-ff -m main feature
git remote add origin .
git update-ref refs/remotes/origin/main main
export CI=true # a push to the default branch: what it was before is the base
run check --format json
unset CI
status_is 1
rules_are 'duplicate-prefix migrations/0003_zones.sql'
json_is '.base.ref' 'HEAD^1'

test_case 'an octopus that leaves three'
start
for name in plans spots zones; do
    git checkout -q -b $name main
    add 0003_$name.sql
    git_commit "$name"
done
git checkout -q main
git merge -q -m octopus plans spots zones >/dev/null
[ "$(git rev-list --parents -n 1 HEAD | wc -w)" = 4 ] || problem 'no octopus'
run check --base HEAD^1 --format json
status_is 1
rules_are 'duplicate-prefix migrations/0003_spots.sql, duplicate-prefix migrations/0003_zones.sql'
run check --base HEAD^3 --format json # zones is merged: the other two are late
json_is '[.findings[] | select(.rule == "duplicate-prefix").path] | join(" ")' \
    'migrations/0003_plans.sql migrations/0003_spots.sql'

test_case 'a squash merge has the same findings as its branch'
start
git checkout -q -b feature
add 0003_zones.sql
git_commit one
echo 'DROP TABLE teams;' >>migrations/0003_zones.sql
git_commit two
run check --format json
rules_are 'drop-table migrations/0003_zones.sql'
git checkout -q main
git merge -q --squash feature >/dev/null
git commit -q -m squash
run check --base HEAD^ --format json
rules_are 'drop-table migrations/0003_zones.sql'
git checkout -q feature # of the branch nothing is left to merge
run check --format json
rules_are 'drop-table migrations/0003_zones.sql'
git merge -q -m up main
run check --format json
rules_are ''

test_case 'conflict markers that are left in the journal'
git_init
journal() { # ENTRY...
    write drizzle/meta/_journal.json <<JSON
{"version":"7","dialect":"postgresql","entries":[
$1
]}
JSON
}
first='{"idx":0,"version":"7","when":1760000000000,"tag":"0000_start","breakpoints":true}'
write drizzle/0000_start.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY);
SQL
journal "$first"
git_commit first
when=1760000100000
for name in teams zones; do
    git checkout -q -b $name main
    journal "$first,
{\"idx\":1,\"version\":\"7\",\"when\":$when,\"tag\":\"0001_$name\",\"breakpoints\":true}"
    write drizzle/0001_$name.sql <<SQL
CREATE TABLE $name (id bigint PRIMARY KEY);
SQL
    git_commit "$name"
    when=1760000200000
done
! git merge -q -m both teams >/dev/null 2>&1 || problem 'no conflict'
run check
status_is 1
out_has 'drizzle/meta/_journal.json:3:1' 'conflict markers of an unfinished git merge' journal-invalid
run check --staged
status_is 2
err_has 'the index has unresolved conflicts: drizzle/meta/_journal.json' 'git add'
git_commit 'with the markers'
run check
status_is 1
out_has journal-invalid
out_lacks deleted-migration renamed-migration

test_case 'what stops a deploy is said though deleted-migration is turned down'
git_init
write drizzle/0000_users.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY);
SQL
write drizzle/meta/_journal.json <<'JSON'
{ "version": "7", "dialect": "postgresql", "entries": [
  { "idx": 0, "version": "7", "when": 1700000000000, "tag": "0000_users", "breakpoints": true }
] }
JSON
git_commit first
git checkout -q -b gone
rm drizzle/0000_users.sql
run check --format json
rules_are 'deleted-migration drizzle/0000_users.sql'
for word in off notice; do
    echo "{ \"rules\": { \"deleted-migration\": \"$word\" } }" >tidegate.jsonc
    run check
    status_is 1
    out_has journal-entry-without-file 'drizzle/meta/_journal.json:2'
done

test_case 'a revert that takes a merged migration back'
start
add 0003_zones.sql
git_commit zones
git checkout -q -b revert
git revert --no-edit HEAD >/dev/null
run check
status_is 1
out_has 'migrations/0003_zones.sql:1:1: error: 0003_zones is merged, and this change deletes it' deleted-migration
run check --runner supabase
out_has '`supabase db push` refuses to go on on databases that have it'
git revert --no-edit HEAD >/dev/null
run check --format json
status_is 0
rules_are ''

test_case 'a migration that was picked from another branch is new here'
start
git checkout -q -b feature
add 0003_zones.sql
git_commit zones
git checkout -q -b release main
git cherry-pick feature >/dev/null
run check --format json
status_is 0
json_is '.projects[0].new' 1
git checkout -q main
git merge -q --ff-only release
git checkout -q feature
git merge -q -m up main
run check --format json
json_is '.projects[0].new' 0
rules_are ''

test_case 'a file that is deleted in the work tree alone'
start
git checkout -q -b feature
rm migrations/0002_teams.sql
run check --format json
status_is 1
rules_are 'deleted-migration migrations/0002_teams.sql'
run check --staged --format json
status_is 0
rules_are ''

test_case 'while a merge is under way, what comes from the other side is merged'
start
git checkout -q -b feature
add 0004_zones.sql
echo feature >notes
git_commit feature
git checkout -q main
echo 'DROP TABLE users;' >migrations/0003_plans.sql
echo main >notes
git_commit main
git checkout -q feature
! git merge -q main >/dev/null 2>&1 || problem 'no conflict'
run check # the work tree
status_is 0
out_has "1 new or edited since main ($(git rev-parse --short=7 main))"
git add notes
run check --staged --format json
status_is 0
rules_are ''
json_is '.base.commit' "$(git rev-parse main)"
git rm -q -f migrations/0003_plans.sql
run check --staged --format json # resolved by losing it
rules_are 'deleted-migration migrations/0003_plans.sql'
git merge --abort
! git merge -q main >/dev/null 2>&1 || problem 'no conflict'
printf 'ALTER TABLE teams DROP COLUMN id;\n' >migrations/0005_own.sql
git add .
run check --staged --format json # what the merge itself adds is new
rules_are 'drop-column migrations/0005_own.sql'

test_case 'a partly staged file is judged as it is staged'
start
git checkout -q -b feature
add 0003_zones.sql
git add -A
echo 'DROP TABLE teams;' >>migrations/0003_zones.sql
echo '-- not staged' >>migrations/0001_users.sql
run check --staged --format json
status_is 0
rules_are ''
json_is '.projects[0].new' 1
run check --format json
rules_are 'edited-migration migrations/0001_users.sql, drop-table migrations/0003_zones.sql'

test_case 'line ends: silent where the runner does not see them'
start
git checkout -q -b crlf
printf 'CREATE TABLE users (id bigint PRIMARY KEY);\r\n' >migrations/0001_users.sql
git_commit crlf
run check --runner flyway --format json
rules_are ''
json_is '.projects[0].new' 1
run check
status_is 0
out_has 'warning: 0001_users is merged, and this change changes its line ends' 'Runners that keep checksums'

test_case 'comments: what the checksum sees decides'
start
git checkout -q -b comment
echo '-- who uses it' >>migrations/0001_users.sql
git_commit comment
run check --runner flyway
status_is 1
out_has '(only comments and white space). Its checksum is another all the same: Flyway refuses to go on'
run check --runner goose
status_is 0
out_has '(only comments and white space). goose does not notice' '1 notice'
run check
status_is 0
out_has '1 warning'

test_case 'a sparse checkout has deleted nothing'
start
write src/app <<'TEXT'
x
TEXT
git_commit app
git checkout -q -b feature
git sparse-checkout set --no-cone src
[ ! -e migrations ] || problem 'migrations are checked out'
run check --format json
status_is 0
rules_are ''
json_is '.projects[0].migrations' 2
add 0003_zones.sql
run check --format json
json_is '[.projects[0].migrations, .projects[0].new] | join(" ")' '3 1'

test_case 'a submodule of migrations: its new commits are the change'
start
cd ..
mkdir dir2
cd dir2
git_init
git -c protocol.file.allow=always submodule --quiet add ../dir db 2>/dev/null
git_commit outer
git checkout -q -b feature
run check --format json
json_is '.projects[0] | [.path, .migrations, .new] | join(" ")' 'db/migrations 2 0'
cd db
git checkout -q -b next
add 0003_zones.sql
echo 'DROP TABLE teams;' >>migrations/0003_zones.sql
git_commit zones
run check --format json # the submodule by itself
rules_are 'drop-table migrations/0003_zones.sql'
cd ..
git_commit bump
run check --format json
status_is 1
rules_are 'drop-table db/migrations/0003_zones.sql'
json_is '.projects[0].new' 1
run check --staged --format json
rules_are 'drop-table db/migrations/0003_zones.sql'
cd ..
rm -rf dir2

test_case 'a worktree of a branch and a detached HEAD see the same change'
start
git checkout -q -b feature
git mv migrations/0001_users.sql migrations/0001_people.sql
git_commit rename
git checkout -q main
git worktree add -q --detach ../tree feature
cd ../tree
run check --format json
rules_are 'renamed-migration migrations/0001_people.sql'
cd ..
rm -rf tree
