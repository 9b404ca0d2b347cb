#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Branches, merges, moves and the checkouts that CI systems make: what is new in each.
. "$(dirname "$0")/lib.sh"

migration() { # NAME, SQL on standard input
    write "migrations/$1.sql"
    git_commit "$1"
}

# main: 0001, 0002; feature adds 0003, which blocks.
history() {
    git_init
    echo 'CREATE TABLE a (id bigint PRIMARY KEY, x text);' | migration 0001_a
    echo 'CREATE TABLE b (id bigint PRIMARY KEY);' | migration 0002_b
    git checkout -q -b feature
    echo 'ALTER TABLE a DROP COLUMN x;' | migration 0003_c
}

main_goes_on() {
    git checkout -q main
    echo 'CREATE TABLE d (id bigint PRIMARY KEY);' | migration 0004_d
    git checkout -q feature
}

# What is new and what is found: "BASE NEW RULE..."
says() {
    run check --format json
    json_is '[.base.ref // "none", (.projects[0].new | tostring), .findings[].rule] | join(" ")' "$1"
}

test_case 'what main has that the branch lacks is not deleted'
history
main_goes_on
says 'main 1 drop-column'
git merge -q -m merge main
says 'main 1 out-of-order drop-column'

test_case 'a rebase changes nothing but the base'
history
main_goes_on
git rebase -q main
says 'main 1 out-of-order drop-column'

test_case 'an octopus merge brings what its branches have'
history
for name in 0005_e 0006_f; do
    git checkout -q -b $name main
    echo "DROP TABLE t$name;" | migration $name
done
git checkout -q main
git commit -q --allow-empty -m 'main goes on'
git checkout -q feature
git merge -q -m octopus 0005_e 0006_f >/dev/null
says 'main 3 drop-column drop-table drop-table'

test_case 'a base without the project: all of it is one change'
git_init
git_commit 'empty'
git checkout -q -b feature
echo 'CREATE TABLE a (id bigint PRIMARY KEY, x text);' | migration 0001_a
echo 'ALTER TABLE a DROP COLUMN x;' | migration 0002_b
says 'main 2'

test_case 'a folder that moves takes its history along, edits and deletions too'
history
git checkout -q -b move main
mkdir db
git mv migrations db/migrations
says 'main 0'
write db/migrations/0003_c.sql <<'SQL'
ALTER TABLE a DROP COLUMN x;
SQL
says 'main 1 drop-column'
echo '-- edited' >>db/migrations/0001_a.sql
says 'main 2 edited-migration drop-column'
rm db/migrations/0001_a.sql
run check
status_is 1
out_has 'db/migrations/0001_a.sql:1:1' deleted-migration

journal_project() { # CONTENT of the second of two merged migrations
    git_init
    write drizzle/0000_a.sql <<'SQL'
CREATE TABLE a (id bigint PRIMARY KEY, x text);
SQL
    write drizzle/0001_b.sql <<'SQL'
DROP TABLE merged;
SQL
    write drizzle/meta/_journal.json <<'JSON'
{ "version": "7", "dialect": "postgresql", "entries": [
  { "idx": 0, "version": "7", "when": 1700000000000, "tag": "0000_a", "breakpoints": true },
  { "idx": 1, "version": "7", "when": 1700000001000, "tag": "0001_b", "breakpoints": true }
] }
JSON
    git_commit 'base'
    git checkout -q -b feature
}

table_a='{ "entityType": "tables", "name": "a", "schema": "public", "isRlsEnabled": false },
{ "entityType": "columns", "table": "a", "schema": "public", "name": "id", "type": "bigint", "notNull": true },
{ "entityType": "columns", "table": "a", "schema": "public", "name": "x", "type": "text", "notNull": false },
{ "entityType": "pks", "table": "a", "schema": "public", "name": "a_pkey", "columns": ["id"] }'

snapshot() { # of a folder: id, parent, what it describes
    printf '{ "version": "8", "dialect": "postgres", "id": "%s", "prevIds": ["%s"], "ddl": [%s] }\n' "$1" "$2" "$3"
}

convert() { # as drizzle-kit up does
    parent=00000000-0000-0000-0000-000000000000
    for pair in 0000_a:20231114221320_a 0001_b:20231114221321_b; do
        mkdir -p "drizzle/${pair#*:}"
        git mv "drizzle/${pair%:*}.sql" "drizzle/${pair#*:}/migration.sql"
        snapshot "${pair%:*}" "$parent" "$table_a" >"drizzle/${pair#*:}/snapshot.json"
        parent=${pair%:*}
    done
    git rm -q -r drizzle/meta
}

test_case 'drizzle-kit up moves the files, and deletes none'
journal_project
convert
says 'main 0'
status_is 0
echo 'DROP TABLE a;' | write drizzle/20260101000000_c/migration.sql
snapshot c 0001_b '' | write drizzle/20260101000000_c/snapshot.json
says 'main 1 drop-table no-lock-timeout'

test_case 'what is lost or edited in the conversion is found'
journal_project
convert
rm -r drizzle/20231114221321_b
says 'main 0 deleted-migration'
write drizzle/20231114221321_b/migration.sql <<'SQL'
DROP TABLE another;
SQL
run check
status_is 1
out_has deleted-migration drop-table

# ---- checkouts of CI systems ----

clone() { # DEPTH REFSPEC, 0 for all of it: as the systems do it, in ../ci
    rm -rf ../ci
    git init -q ../ci
    server=file://$PWD
    cd ../ci
    git remote add origin "$server"
    if [ "$1" = 0 ]; then
        git fetch -q --no-tags origin '+refs/heads/*:refs/remotes/origin/*' "$2"
    else
        git fetch -q --no-tags --depth="$1" origin "$2"
    fi
    git checkout -q --detach "${2#*:}"
}

mended() { # runs the command that the message names
    status_is 2
    command=$(sed -n 's/.*run `\(git fetch[^`]*\)`.*/\1/p' "$err")
    sh -c "$command" >/dev/null 2>&1 || problem "this does not work: $command"
}

clean() {
    unset CI GITHUB_ACTIONS GITHUB_BASE_REF GITHUB_REF GITHUB_SHA GITHUB_EVENT_PATH
    unset CI_MERGE_REQUEST_TARGET_BRANCH_NAME CI_MERGE_REQUEST_DIFF_BASE_SHA CI_DEFAULT_BRANCH
    rm -rf "$work/ci"
}

test_case 'GitHub: the trial merge of a pull request, at every depth'
history
main_goes_on
git checkout -q --detach main
git merge -q --no-ff -m trial feature
git update-ref refs/pull/7/merge HEAD
GITHUB_SHA=$(git rev-parse HEAD)
export CI=true GITHUB_ACTIONS=true GITHUB_BASE_REF=main GITHUB_REF=refs/pull/7/merge GITHUB_SHA
for depth in 1 2 50 0; do
    cd "$work/dir"
    clone $depth +refs/pull/7/merge:refs/remotes/pull/7/merge
    run check --format json
    if [ $depth = 1 ]; then
        err_has 'the clone is shallow and has no origin/main' 'fetch-depth: 0'
        mended
    fi
    run check --format json
    status_is 1
    json_is '[.projects[0].new, .findings[].rule] | map(tostring) | join(" ")' '1 out-of-order drop-column'
done
clean

test_case 'GitHub: a push of several commits to main'
history
git checkout -q main
before=$(git rev-parse HEAD)
echo 'DROP TABLE b;' | migration 0005_e
echo 'SELECT 6;' | migration 0006_f
printf '{ "before": "%s" }' "$before" >"$work/event.json"
export CI=true GITHUB_ACTIONS=true GITHUB_EVENT_PATH="$work/event.json"
for depth in 1 2 3 0; do
    cd "$work/dir"
    clone $depth +refs/heads/main:refs/remotes/origin/main
    run check --format json
    case $depth in 1 | 2) mended ;; esac
    run check --format json
    status_is 1
    json_is '[.base.commit, .projects[0].new, .findings[].rule] | map(tostring) | join(" ")' "$before 2 drop-table"
done
clean

test_case 'GitLab: a merge request, and a branch without one'
history
base=$(git rev-parse main)
export CI=true CI_DEFAULT_BRANCH=main
export CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main CI_MERGE_REQUEST_DIFF_BASE_SHA="$base"
clone 20 +refs/heads/feature:refs/pipelines/99
run check --format json
status_is 1
json_is '[.base.commit, .projects[0].new] | map(tostring) | join(" ")' "$base 1"
unset CI_MERGE_REQUEST_TARGET_BRANCH_NAME CI_MERGE_REQUEST_DIFF_BASE_SHA
run check --format json
err_has 'there is no origin/main'
mended
says 'origin/main 1 drop-column'
clean

test_case 'the first commit of a repository has no base, in CI neither'
git_init
echo 'DROP TABLE a;' | migration 0001_a
export CI=true
says 'none 1 drop-table'
git update-ref refs/remotes/origin/main HEAD
git config remote.origin.url nowhere
says 'none 1 drop-table'
clean
