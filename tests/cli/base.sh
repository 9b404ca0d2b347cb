#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What is merged and what is new, in every state that a repository can be in.
. "$(dirname "$0")/lib.sh"

# main has one merged migration with a finding, the branch adds one of its own.
history() {
    git_init
    write migrations/0001_users.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY, email text);
DROP TABLE merged_long_ago;
SQL
    git_commit 'first'
    git checkout -q -b feature
    write migrations/0002_email.sql <<'SQL'
ALTER TABLE users DROP COLUMN email;
SQL
    git_commit 'second'
}

only_new() {
    status_is 1
    out_has 'migrations/0002_email.sql:1:' drop-column
    out_lacks drop-table
}

test_case 'a branch is judged against main, and merged files only replayed'
history
run check
only_new
out_has 'new or edited since main'
run check --format json
json_is '.base.ref' main
json_is '.base.commit' "$(git rev-parse main)"
json_is '.projects[0].migrations' 2
json_is '.projects[0].new' 1

test_case 'the table of a merged migration is live, one of the same change is new'
history
write migrations/0003_new.sql <<'SQL'
CREATE TABLE fresh (id bigint PRIMARY KEY, name text);
SQL
write migrations/0004_use.sql <<'SQL'
CREATE INDEX fresh_idx ON public.fresh (name);
CREATE INDEX users_idx ON public.users (id);
SQL
run check
out_has 0004_use.sql:2:1 index-not-concurrent
out_lacks 0004_use.sql:1:1

test_case '--all judges what is merged, too'
history
run check --all
status_is 1
out_has drop-column drop-table

test_case '--base none and --base REF'
history
run check --base none
out_has drop-column drop-table
run check --base feature
status_is 0
run check --base "$(git rev-parse main)"
only_new
run check --base no-such-branch
status_is 2
err_has 'there is no no-such-branch' '--base none'
git remote add origin .
run check --base no-such-branch
status_is 2
err_has no-such-branch 'git fetch origin'
run check --base=
status_is 2

test_case 'CI names the target branch'
history
git branch -m main trunk
run check
out_has drop-table # no main, no master: no base
for variable in GITHUB_BASE_REF CI_MERGE_REQUEST_TARGET_BRANCH_NAME BITBUCKET_PR_DESTINATION_BRANCH; do
    export $variable=trunk
    run check
    only_new
    unset $variable
done
export GITHUB_BASE_REF=gone
run check
unset GITHUB_BASE_REF
status_is 2
err_has 'there is no gone'

test_case 'a clone judges against the default branch of origin'
history
git checkout -q main
git clone -q . ../clone-of-history 2>/dev/null
cd ../clone-of-history
git checkout -q -b more origin/feature
run check
only_new
cd ..
rm -rf clone-of-history

test_case 'a shallow clone says so, and the command it names mends it'
history
git checkout -q main
write readme <<'TEXT'
later
TEXT
git_commit 'third, so that the merge base is further down'
git checkout -q feature
git clone -q --depth 1 --branch feature "file://$PWD" ../shallow 2>/dev/null
cd ../shallow
export GITHUB_BASE_REF=main
run check
status_is 2
err_has shallow 'git fetch'
command=$(grep -o 'git fetch[^`]*' "$err" | head -n 1)
sh -c "$command" >/dev/null 2>&1 || problem "the command fails: $command"
run check
unset GITHUB_BASE_REF
only_new
cd ..
rm -rf shallow

test_case 'no repository: everything is new'
write migrations/0001_a.sql <<'SQL'
DROP TABLE a;
SQL
run check
status_is 1
out_has 'no base' drop-table
run check --base main
status_is 2
err_has 'needs a git repository'
run check --staged
status_is 2

test_case 'an unborn branch: everything is new'
git_init
write migrations/0001_a.sql <<'SQL'
DROP TABLE a;
SQL
run check
status_is 1
out_has drop-table
git add -A
run check --staged
status_is 1
out_has drop-table

test_case 'a detached HEAD'
history
git checkout -q --detach
run check
only_new

test_case 'a bare repository judges what HEAD has'
history
git clone -q --bare . ../bare.git
cd ../bare.git
git symbolic-ref HEAD refs/heads/feature
run check
only_new
cd ..
rm -rf bare.git

test_case 'a worktree'
history
git checkout -q main
git worktree add -q ../tree feature
cd ../tree
run check
only_new
cd ..
rm -rf tree

test_case 'a submodule is a repository of its own'
history
mv .git ../store
mkdir ../outer
mv migrations ../outer/
cd ..
rm -rf dir
mkdir dir
cd dir
git_init
mkdir -p sub
mv ../outer/migrations sub/
mv ../store sub/.git
rmdir ../outer
write migrations/0001_outer.sql <<'SQL'
SELECT 1;
SQL
git -c advice.addEmbeddedRepo=false add -A
git commit -q -m outer
cd sub
run check
only_new
cd ..
run check --base none
status_is 0
out_has 'migrations: plain'

test_case '--staged judges the index, not the work tree'
history
write migrations/0003_staged.sql <<'SQL'
DROP TABLE staged;
SQL
git add migrations/0003_staged.sql
write migrations/0003_staged.sql <<'SQL'
DROP TABLE worktree;
SQL
write migrations/0004_untracked.sql <<'SQL'
DROP TABLE untracked;
SQL
run check --staged
status_is 1
out_has 'DROP TABLE staged' drop-column
out_lacks worktree untracked
run check
out_has 'DROP TABLE worktree' 'DROP TABLE untracked'

test_case '--staged on the only branch judges what the commit adds'
history
git checkout -q main
git branch -q -D feature
write migrations/0002_staged.sql <<'SQL'
DROP TABLE users;
SQL
git add -A
run check --staged
status_is 1
out_has 0002_staged.sql
out_lacks merged_long_ago

test_case 'edited, deleted and late files are seen through git'
history
write migrations/0003_more.sql <<'SQL'
SELECT 1;
SQL
git_commit third
git checkout -q -b later
echo '-- a comment' >>migrations/0001_users.sql
git rm -q migrations/0002_email.sql
write migrations/0002_between.sql <<'SQL'
SELECT 2;
SQL
git_commit fourth
run check --base feature
status_is 1
out_has 'migrations/0001_users.sql:3:1' edited-migration deleted-migration out-of-order
run check --base feature --format json
json_is '[.findings[].rule] | sort | join(" ")' 'deleted-migration edited-migration out-of-order'

test_case 'a folder that is gone is a change, too'
history
git checkout -q main
git checkout -q -b purge
git rm -q -r migrations
git_commit purge
run check
status_is 1
out_has deleted-migration

test_case 'a folder that has moved is not deleted'
history
git checkout -q main
git checkout -q -b move
mkdir -p packages/db
git mv migrations packages/db/migrations
git_commit move
run check
status_is 0
out_lacks deleted-migration

test_case 'line endings that git converts are no edit'
history
git checkout -q main
git checkout -q -b crlf
git config core.autocrlf true
printf 'CREATE TABLE users (id bigint PRIMARY KEY, email text);\r\nDROP TABLE merged_long_ago;\r\n' >migrations/0001_users.sql
run check
status_is 0
out_lacks edited-migration

test_case 'a run in a sub-folder judges the repository'
history
mkdir -p src
cd src
run check
only_new

test_case 'ignored folders and node_modules are not searched'
git_init
write .gitignore <<'TEXT'
generated/
TEXT
for dir in generated/migrations node_modules/x/migrations dist/migrations; do
    write "$dir/0001_a.sql" <<'SQL'
DROP TABLE a;
SQL
done
run check
status_is 2
err_has 'no migrations found'

test_case 'several projects in one repository'
write packages/a/migrations/0001_a.sql <<'SQL'
DROP TABLE a;
SQL
write apps/b/prisma/schema.prisma <<'TEXT'
datasource db {
  provider = "postgresql"
}
TEXT
write apps/b/prisma/migrations/20260101000000_init/migration.sql <<'SQL'
DROP TABLE b;
SQL
write supabase/config.toml <<'TEXT'
project_id = "x"
TEXT
write supabase/migrations/20260101000000_init.sql <<'SQL'
DROP TABLE c;
SQL
run check --format json
status_is 1
json_is '[.projects[] | .path + " " + .layout] | join(", ")' \
    'apps/b/prisma/migrations prisma, packages/a/migrations plain, supabase/migrations supabase'
json_is '[.findings[] | select(.rule == "drop-table").object] | join(" ")' 'public.b public.a public.c'

forget() { # REVISION:PATH, the object of which is taken out of the repository
    object=$(git rev-parse "$1")
    rm -f ".git/objects/$(echo "$object" | cut -c1-2)/$(echo "$object" | cut -c3-)"
}

merged_journal() {
    git_init
    write drizzle/0000_start.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY);
SQL
    write drizzle/meta/_journal.json <<'JSON'
{"version":"7","dialect":"postgresql","entries":[
{"idx":0,"version":"7","when":1760000000000,"tag":"0000_start","breakpoints":true}]}
JSON
    write other/readme <<'TEXT'
later
TEXT
    git_commit first
}

test_case 'what is merged and cannot be read is not taken for unchanged'
for path in drizzle/0000_start.sql drizzle/meta/_journal.json drizzle/meta drizzle; do
    rm -rf .git drizzle
    merged_journal
    run check --base main
    status_is 0
    forget "main:$path"
    run check --base main
    status_is 2
    err_has 'drizzle cannot be compared with main' "$path: object" 'is missing' \
        'git fetch --refetch'
done

test_case 'what is missing elsewhere in the base does not matter'
merged_journal
forget main:other/readme
run check --base main
status_is 0
