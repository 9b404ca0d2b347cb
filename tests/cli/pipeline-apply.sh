#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The action ci-templates/github/migrate when migrations are applied: what fails, who holds
# the lock, what is killed. With Drizzle on a real PostgreSQL server.
. "$(dirname "$0")/lib.sh"
. "$root/tests/templates/servers.sh"
. "$root/tests/templates/pipeline.sh"

test_case 'what these tests need is here'
has_tools || { skip_test 'npm packages are missing' && exit 0; }
start_postgres

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
summary_has 'drizzle/0001_broken.sql:3: ERROR:  relation "nothing_there" does not exist'
out_has 'advisory lock released'
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
hold_lock production 10
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
is "$(ps -o stat= -p "$(cat tool)" | grep -v Z)" '' # gone, or waiting to be buried
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
    ! grep -v '^::add-mask::' "$out" | grep -q topsecret || problem "the log has the secret of $1"
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
