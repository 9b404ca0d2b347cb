#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The action ci-templates/github/migrate with Drizzle on a real MariaDB server.
. "$(dirname "$0")/lib.sh"
. "$root/tests/templates/servers.sh"
. "$root/tests/templates/pipeline.sh"

test_case 'what these tests need is here'
has_tools || { skip_test 'npm packages are missing' && exit 0; }
start_mysql

mysql_project() {
    tool=drizzle
    project
    write drizzle.config.ts <<'TS'
import { defineConfig } from 'drizzle-kit'
export default defineConfig({
  dialect: 'mysql',
  out: './drizzle',
  schema: './schema.ts',
  dbCredentials: { url: process.env.DATABASE_URL! },
})
TS
    add_migration 1764000000000 0000_users 'CREATE TABLE users (id bigint PRIMARY KEY, email text);'
    git_commit 'First'
    for name in preview production; do
        my mysql "DROP DATABASE IF EXISTS $name; CREATE DATABASE $name"
    done
}

test_case 'MySQL: a preview, a backup that can be restored, and a deploy'
mysql_project
pull_request 1764100000000 0001_names 'ALTER TABLE users ADD COLUMN name text;'
action preview "$(my_url preview)"
status_is 0
summary_has '- target branch: 1 migrations applied' '- `0001_names`' 'applied once more: nothing changed'
my production "CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)"
key_pair
action backup "$(my_url production)" --with "backup-public-key=$(cat key)"
status_is 0
no_secret
gpg --batch --quiet --decrypt temp/db-backup-production-*.gpg | gunzip >dump
my mysql 'DROP DATABASE IF EXISTS restored; CREATE DATABASE restored'
mysql --no-defaults -S "$my_home/sock" -u root restored <dump
is "$(my restored 'SELECT * FROM kept')" 7
action apply "$(my_url production)"
status_is 0
summary_has '- `0000_users`' '- `0001_names`'
is "$(my production 'SELECT count(*) FROM __drizzle_migrations')" 2
no_secret
action apply "$(my_url production)"
summary_has 'Nothing was pending.'

test_case 'MySQL: what fails in the middle is half there, and the summary says so'
mysql_project
add_migration 1764100000000 0001_broken 'CREATE TABLE teams (id int);
--> statement-breakpoint
ALTER TABLE nothing_there ADD COLUMN x int;'
action apply "$(my_url production)"
status_is 1
summary_has 'MySQL commits each DDL statement by itself' 'Not recorded as applied:' '- `0001_broken`'
is "$(my production "SHOW TABLES LIKE 'teams'")" teams
is "$(my production "SELECT COALESCE(IS_USED_LOCK('tidegate:production'), 0)")" 0

test_case 'MySQL: a lock that stays held is given up, with who holds it'
mysql_project
(echo "SELECT GET_LOCK('tidegate:production', 0); SELECT SLEEP(60);" |
    mysql --no-defaults -N -B -S "$my_home/sock" -u root production >/dev/null 2>&1) &
holder=$!
wait_for '[ "$(my mysql "SELECT COALESCE(IS_USED_LOCK(\"tidegate:production\"), 0)")" != 0 ]'
action apply "$(my_url production)" --with lock-timeout-ms=1000
status_is 1
summary_has 'another migration has held the advisory lock for 1000 ms: connection ' 'user root' 'KILL CONNECTION' 'Nothing was applied.'
my mysql "KILL CONNECTION $(my mysql "SELECT IS_USED_LOCK('tidegate:production')")"
wait $holder || true
action apply "$(my_url production)" --with lock-timeout-ms=1000
status_is 0
