#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# commit-message: what commits that add migrations are called.
. "$(dirname "$0")/lib.sh"

clock=1700000000

commit() { # MESSAGE [FILE]
    if [ $# -gt 1 ]; then
        write "migrations/$2" <<SQL
SELECT 1;
SQL
    fi
    clock=$((clock + 60))
    export GIT_COMMITTER_DATE="$clock +0000"
    git_commit "$1"
}

start() {
    git_init
    commit 'no pattern here: it is merged' 0001_a.sql
    git checkout -q -b feature
}

test_case 'off by default; switched on with a pattern of its own, or with another'
start
commit 'Second' 0002_b.sql
commit 'feat(db): third' 0003_c.sql
commit 'wip'
run check
status_is 0
out_lacks commit-message
write tidegate.jsonc <<'JSON'
{ "rules": { "commit-message": "error" } }
JSON
run check
status_is 1
id=$(git rev-parse --short=7 HEAD~2)
out_has "migrations/0002_b.sql:1:1: error: commit $id adds it, and its message \"Second\" does not fit the pattern \\A[a-z]+"
out_has '1 error, 0 warnings'
write tidegate.jsonc <<'JSON'
{ "rules": { "commit-message": { "pattern": "\\ASecond$|DB-\\d+", "severity": "notice" } } }
JSON
run check
status_is 0
out_has '0003_c.sql:1:1: notice' '0 errors, 0 warnings, 2 notices'
out_lacks 0002_b.sql
write tidegate.jsonc <<'JSON'
{ "rules": { "commit-message": { "pattern": "^Refs: " } } }
JSON
commit 'Fourth

Refs: 12' 0004_d.sql
run check
out_has 0002_b.sql 0003_c.sql '0 errors, 2 warnings'
out_lacks 0004_d.sql

test_case 'folders, merges, and files that were renamed since'
git_init
write prisma/migrations/migration_lock.toml <<'TEXT'
provider = "postgresql"
TEXT
write prisma/migrations/20260101000000_a/migration.sql <<'SQL'
SELECT 1;
SQL
commit first
git checkout -q -b side
write prisma/migrations/20260102000000_b/migration.sql <<'SQL'
SELECT 1;
SQL
write tidegate.jsonc <<'JSON'
{ "rules": { "commit-message": "error" } }
JSON
commit 'A folder'
git checkout -q -b feature main
commit 'feat: other'
git merge -q --no-ff -m 'no words' side
run check --format json
json_is '[.findings[] | select(.rule == "commit-message") | .path + " " + .message[15:]] | join(", ")' \
    'prisma/migrations/20260102000000_b/migration.sql adds it, and its message "A folder" does not fit the pattern \A[a-z]+(\([^()]+\))?!?: \S'
git mv prisma/migrations/20260102000000_b prisma/migrations/20260103000000_b
commit 'fix: another time'
run check
out_lacks '[commit-message]'

test_case 'a shallow clone whose history reaches the base'
start
commit 'second' 0002_b.sql
write tidegate.jsonc <<'JSON'
{ "rules": { "commit-message": "error" } }
JSON
commit 'feat: third' 0003_c.sql
git checkout -q main
git clone -q --depth 3 --no-single-branch --branch feature "file://$PWD" ../shallow 2>/dev/null
cd ../shallow
run check
status_is 1
out_has 'migrations/0002_b.sql' '"second" does not fit' '1 error'
cd ..
rm -rf shallow

test_case 'what cannot be a pattern is refused where it stands'
start
write tidegate.jsonc <<'JSON'
{ "rules": {
    "commit-message": { "pattern": "(" } } }
JSON
run check
status_is 2
err_has 'tidegate.jsonc:2:' 'commit-message: the pattern cannot be used'
write tidegate.jsonc <<'JSON'
{ "rules": { "drop-cascade": { "severity": "error", "pattern": "x" } } }
JSON
run check
status_is 2
err_has 'tidegate.jsonc:1:53: drop-cascade takes no "pattern" (it has no options)'
write tidegate.jsonc <<'JSON'
{ "rules": { "drop-cascade": { "severty": "error" } } }
JSON
run check
status_is 2
err_has 'tidegate.jsonc:1:32: drop-cascade takes no "severty", did you mean severity?'
