#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Changelogs, plans and sums in real repositories: what is judged of a file that grows, and
# which files are no migrations when hooks name them.
. "$(dirname "$0")/lib.sh"

changelog() { # SQL of a second changeset, or nothing
    {
        printf -- '--liquibase formatted sql\n--changeset ann:1\n'
        printf 'CREATE TABLE users (id bigint PRIMARY KEY, email text, old text);\n'
        printf -- '--changeset ann:2\nALTER TABLE users DROP COLUMN old;\n'
        if [ $# -gt 0 ]; then
            printf -- '--changeset ann:3\n%s\n' "$1"
        fi
    } | write db/changelog/001.sql
}

grown() {
    git_init
    changelog
    git_commit 'first'
    git checkout -q -b feature
    changelog 'ALTER TABLE users DROP COLUMN email;'
}

test_case 'a changeset that is added to a merged file is judged alone'
grown
run check --base main
status_is 1
out_has 'db/changelog/001.sql:7:' drop-column users.email
out_lacks users.old edited-migration

test_case 'so it is when a hook names the file, and in the index'
grown
run check --base main db/changelog/001.sql
status_is 1
out_has users.email
out_lacks users.old
git add -A
run check --staged --base main db/changelog/001.sql
status_is 1
out_has users.email
out_lacks users.old

test_case 'a named file to which nothing was added is judged as a whole'
git_init
changelog
git_commit 'first'
run check --base main db/changelog/001.sql
status_is 1
out_has users.old

test_case 'an edited changeset is told at its own line'
git_init
changelog
git_commit 'first'
git checkout -q -b feature
sed -i 's/DROP COLUMN old/DROP COLUMN email/' db/changelog/001.sql
run check --base main
status_is 1
out_has 'db/changelog/001.sql:5:' 'ann:2 is merged' 'Liquibase compares checksums'

test_case 'a folder of changelogs that has moved is the same folder'
git_init
changelog
git_commit 'first'
git checkout -q -b feature
mkdir app
git mv db app/db
run check --base main
status_is 0
out_has 'app/db/changelog'
out_lacks deleted-migration edited-migration

plan() { # NAME...
    {
        printf '%%project=shop\n\n'
        for name in "$@"; do
            echo "$name 2026-01-01T10:00:00Z Ann <ann@example.com>"
        done
    } | write sqitch.plan
}

test_case 'scripts that verify and revert are no migrations'
git_init
plan users
echo 'CREATE TABLE users (id bigint PRIMARY KEY);' | write deploy/users.sql
echo 'DROP TABLE users;' | write revert/users.sql
echo 'DELETE FROM users;' | write verify/users.sql
git_commit 'first'
run check --base none deploy/users.sql revert/users.sql verify/users.sql sqitch.plan
status_is 0
out_has 'sqitch'
out_lacks drop-table delete-without-where

test_case 'a line of the plan that is edited blocks'
git_init
plan users
echo 'CREATE TABLE users (id bigint PRIMARY KEY);' | write deploy/users.sql
git_commit 'first'
git checkout -q -b feature
sed -i 's/10:00:00Z/11:00:00Z/' sqitch.plan
run check --base main
status_is 1
out_has 'sqitch.plan:3:' sqitch-plan-edited 'Cannot find change'

test_case 'both sides of a merge in atlas.sum block'
git_init
write migrations/atlas.sum <<'SUM'
<<<<<<< HEAD
h1:M74RrNK69S2pj6C541LR1ew5O32/i0WoyNgsJmyuiUk=
=======
h1:VpH77zWOBMwX5QhvnQo0XQvXCrOYZg4h1o0XlJTQnl0=
>>>>>>> feature
SUM
echo 'CREATE TABLE users (id bigint PRIMARY KEY);' | write migrations/1_users.sql
run check --base none
status_is 1
out_has 'migrations/atlas.sum:1:' 'merge conflict' atlas-sum-mismatch

test_case 'changelogs in other languages do not pass in silence'
git_init
write src/main/resources/db/changelog/db.changelog-master.xml <<'XML'
<databaseChangeLog>
  <changeSet id="1" author="ann"><dropTable tableName="users"/></changeSet>
</databaseChangeLog>
XML
run check --base none
status_is 0
out_has changelog-not-judged '1 changeset'
run check --base none --fail-on warning
status_is 1
