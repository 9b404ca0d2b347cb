#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a PATH may be, and what is judged then: folders and files, from anywhere, as hooks
# and people name them.
. "$(dirname "$0")/lib.sh"

# A Drizzle project with a merged migration, and a branch with one that blocks.
history() {
    git_init
    write drizzle.config.ts <<'TS'
export default { dialect: 'postgresql', schema: './src/schema.ts', out: './drizzle' };
TS
    write src/schema.ts </dev/null
    write README.md </dev/null
    write drizzle/0000_users.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY, email text);
SQL
    journal 0000_users
    git_commit 'first'
    git checkout -q -b feature
    write drizzle/0001_email.sql <<'SQL'
ALTER TABLE users DROP COLUMN email;
SQL
    journal 0000_users 0001_email
    git_commit 'second'
}

journal() { # TAG...
    {
        printf '{"version": "7", "dialect": "postgresql", "entries": ['
        idx=0
        for tag in "$@"; do
            [ $idx = 0 ] || printf ', '
            printf '{"idx": %s, "version": "7", "when": 170000000%s000, "tag": "%s", "breakpoints": true}' \
                $idx $idx "$tag"
            idx=$((idx + 1))
        done
        echo ']}'
    } | write drizzle/meta/_journal.json
}

branch_is_judged() {
    status_is 1
    out_has 'drizzle/0001_email.sql:1:' drop-column '2 migrations, 1 new or edited since main' \
        'blocked: 1 error,'
}

test_case 'a folder may be named in every way'
history
for path in drizzle drizzle/ ./drizzle//// . ./ "$PWD" "$PWD/drizzle" src/../drizzle; do
    run check "$path"
    branch_is_judged
done
cd src
for path in .. ../drizzle ../; do
    run check "$path"
    branch_is_judged
done
cd ..
ln -s "$PWD" ../link
run check ../link/drizzle
branch_is_judged
cd ../link
run check drizzle
branch_is_judged
cd ../dir
rm ../link
run check drizzle ./drizzle README.md
branch_is_judged

test_case 'a folder that leads to no migrations is refused, whatever is found beside it'
history
for paths in src 'drizzle src' 'src drizzle/0001_email.sql'; do
    # shellcheck disable=SC2086
    run check $paths
    status_is 2
    err_has 'no migrations found in src' drizzle.config
done
cd src
run check .
status_is 2
err_has 'no migrations found in src'

test_case 'a PATH that is not there or outside of the repository is refused'
history
mkdir ../other
run check drizzle ../other
status_is 2
err_has '../other is outside of'
rmdir ../other
run check drizzle no/such
status_is 2
err_has 'there is no file or folder no/such'
run check ''
status_is 2
err_has 'a PATH is empty'

test_case 'a file of a project leads to it; only what is named is judged'
history
for file in drizzle/meta/_journal.json src/schema.ts drizzle.config.ts drizzle/0000_users.sql; do
    run check $file
    status_is 0
    out_has 'drizzle: drizzle, postgres'
    out_lacks drop-column
done
run check README.md drizzle/meta/_journal.json drizzle/0001_email.sql
branch_is_judged

test_case 'files that are no migrations pass, and the report says so'
history
run check README.md
status_is 0
out_has 'none of the files lies in a migration folder'
run check --format json README.md
json_is '.projects, .summary.blocked' '[]
false'
rm -r drizzle drizzle.config.ts
git_commit 'nothing is left'
run check --base none README.md
status_is 2
err_has 'no migrations found'

test_case 'a file that no journal entry names is judged when it is named'
history
write drizzle/0009_forgotten.sql <<'SQL'
DROP TABLE users;
SQL
run check drizzle/0009_forgotten.sql
status_is 1
out_has orphan-migration drop-table
run check --staged drizzle/0009_forgotten.sql
status_is 2
err_has 'drizzle/0009_forgotten.sql is not among the files that are judged: it is not in the index'
git add -A
run check --staged drizzle/0009_forgotten.sql
status_is 1
out_has orphan-migration drop-table

test_case 'a rollback is no migration, though a hook names it'
write migrations/0001_a.up.sql <<'SQL'
CREATE TABLE a (id bigint PRIMARY KEY);
SQL
write migrations/0001_a.down.sql <<'SQL'
DROP TABLE a;
SQL
run check migrations/0001_a.down.sql migrations/0001_a.up.sql
status_is 0
out_has 'migrations: golang-migrate, postgres@14, run by golang-migrate: 1 migration,'

test_case 'what a change deletes may be named as well'
history
git rm -q drizzle/0000_users.sql
for path in drizzle/0000_users.sql "$PWD/drizzle/0000_users.sql"; do
    run check "$path"
    status_is 1
    out_has 'drizzle/0000_users.sql:1:1' deleted-migration
    run check --staged "$path"
    status_is 1
    out_has deleted-migration
done
git rm -q -r drizzle
for path in drizzle drizzle/ drizzle/0000_users.sql; do
    run check $path
    status_is 1
    out_has deleted-migration
done
run check drizzle/never_there.sql
status_is 2
err_has 'there is no file or folder drizzle/never_there.sql, nor has the base one'

test_case 'the folder of one migration is judged in its history'
git_init
write prisma/schema.prisma <<'PRISMA'
datasource db {
  provider = "postgresql"
}
PRISMA
write prisma/migrations/20260101000000_users/migration.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY, email text);
SQL
write prisma/migrations/20260102000000_email/migration.sql <<'SQL'
ALTER TABLE users DROP COLUMN email;
SQL
write prisma/migrations/20260103000000_drop/migration.sql <<'SQL'
DROP TABLE users;
SQL
for path in prisma/migrations/20260102000000_email prisma/migrations/20260102000000_email/migration.sql; do
    run check $path
    status_is 1
    out_has 'prisma/migrations: prisma' 'DROP COLUMN loses the data of public.users.email [' 'blocked: 1 error,'
done

test_case 'a link is a file of its own'
write shared.sql <<'SQL'
DROP TABLE users;
SQL
mkdir migrations
ln -s ../shared.sql migrations/0001_shared.sql
run check migrations/0001_shared.sql
status_is 1
out_has 'migrations/0001_shared.sql:1:1'

test_case 'what git ignores is no migration, unless it is named'
git_init
write .gitignore <<'TEXT'
*.tmp.sql
generated/
TEXT
write migrations/0001_a.sql <<'SQL'
SELECT 1;
SQL
write migrations/0002_b.tmp.sql <<'SQL'
DROP TABLE b;
SQL
write generated/migrations/0001_c.sql <<'SQL'
DROP TABLE c;
SQL
run check
status_is 0
out_has 'migrations: plain, postgres@14, run by plain: 1 migration,'
for path in migrations/0002_b.tmp.sql generated/migrations generated/migrations/0001_c.sql; do
    run check $path
    status_is 1
    out_has drop-table
done
git add -f migrations/0002_b.tmp.sql
run check
status_is 1
out_has 'migrations/0002_b.tmp.sql:1:1'

test_case 'suppressions in other files of the change hold when one file is named'
git_init
write migrations/0001_a.sql <<'SQL'
CREATE TABLE a (id bigint PRIMARY KEY);
SQL
write migrations/0003_c.sql <<'SQL'
SELECT 3;
SQL
git_commit 'base'
git checkout -q -b feature
write migrations/0002_late.sql <<'SQL'
-- tidegate: allow-file out-of-order (agreed with everybody)
-- tidegate: allow drop-tabel (a mistake that was not asked about)
SELECT 2;
SQL
write migrations/0004_d.sql <<'SQL'
SELECT 4;
SQL
run check migrations/0004_d.sql
status_is 0
out_has 'allowed: out-of-order'
out_lacks bad-suppression
run check
status_is 1
out_has bad-suppression

test_case 'standard input may be named in every way, and must be a file of the repository'
git_init
write migrations/0001_a.sql <<'SQL'
CREATE TABLE a (id bigint PRIMARY KEY);
SQL
echo 'DROP TABLE a;' >new.sql
ln -s "$PWD" ../link
for name in migrations/0002_b.sql "$PWD/migrations/0002_b.sql" "$PWD/../link/migrations/0002_b.sql"; do
    run_fed new.sql check --stdin-path "$name" -
    status_is 1
    out_has 'migrations/0002_b.sql:1:1' 'loses all rows of public.a ['
done
rm ../link
for name in ../outside.sql /outside.sql migrations migrations/; do
    run_fed new.sql check --stdin-path "$name" -
    status_is 2
    err_has "--stdin-path $name is no file in"
done
