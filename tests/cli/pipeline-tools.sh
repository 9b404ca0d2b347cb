#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The action ci-templates/github/migrate with Prisma and the Supabase CLI on a real
# PostgreSQL server, and with Drizzle on a real MariaDB.
. "$(dirname "$0")/lib.sh"
. "$root/tests/templates/servers.sh"
. "$root/tests/templates/pipeline.sh"

test_case 'what these tests need is here'
has_tools || { skip_test 'npm packages are missing' && exit 0; }
start_postgres

# ---- Prisma ----

# Its engine of WebAssembly, which comes with the package, and the driver pg. Version 6
# has no decoder for the type "name", with which the engine lists the schemas' tables.
prisma_project() {
    tool=prisma
    project
    write prisma/schema.prisma <<'PRISMA'
datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}
PRISMA
    write prisma.config.ts <<'TS'
import { defineConfig } from 'prisma/config'
import { PrismaPg } from '@prisma/adapter-pg'
import Result from 'pg/lib/result.js'

const addFields = Result.prototype.addFields
Result.prototype.addFields = function (fields: any[]) {
  for (const field of fields) if (field.dataTypeID === 19) field.dataTypeID = 25
  return addFields.call(this, fields)
}
export default defineConfig({
  schema: './prisma/schema.prisma',
  migrations: { path: './prisma/migrations' },
  experimental: { adapter: true },
  engine: 'js',
  adapter: async () => new PrismaPg({ connectionString: process.env.DATABASE_URL }),
})
TS
    echo 'provider = "postgresql"' | write prisma/migrations/migration_lock.toml
    prisma_migration 20240101000000_users 'CREATE TABLE users (id bigint PRIMARY KEY, email text);'
    git_commit 'First'
    fresh_database preview production
}

prisma_migration() { # NAME SQL
    echo "$2" | write "prisma/migrations/$1/migration.sql"
}

test_case 'Prisma: a preview, a deploy, and its own status'
prisma_project
prisma_migration 20240102000000_names 'ALTER TABLE users ADD COLUMN name text;'
merge_commit
action preview "$(pg_url preview)"
status_is 0
summary_has '- target branch: 1 migrations applied' '- `20240102000000_names`' 'applied once more: nothing changed'
action apply "$(pg_url production)"
status_is 0
out_has 'Database schema is up to date!'
summary_has '- `20240101000000_users`' '2 migrations'
no_secret

test_case 'Prisma: a migration that fails, and every deploy after it'
prisma_project
action apply "$(pg_url production)"
prisma_migration 20240102000000_broken 'CREATE TABLE teams (id int); ALTER TABLE nothing_there ADD COLUMN x int;'
action apply "$(pg_url production)"
status_is 1
out_has 'nothing_there'
summary_has 'prisma stopped with exit status' 'Begun and not finished:' '- `20240102000000_broken`' 'prisma migrate resolve --rolled-back' \
    'what failed in it is rolled back'
is "$(pg production "SELECT to_regclass('teams') IS NULL")" t
locks_are 0
action apply "$(pg_url production)"
status_is 1
summary_has '20240102000000_broken was begun and did not finish' 'Nothing was applied.'

test_case 'Prisma: an edited file, which it does not tell by itself'
prisma_project
action apply "$(pg_url production)"
prisma_migration 20240101000000_users 'CREATE TABLE users (id bigint PRIMARY KEY);'
(DATABASE_URL=$(pg_url production) npx --no-install prisma migrate status >"$out" 2>&1) || problem 'Prisma tells it now'
action status "$(pg_url production)"
status_is 1
out_has 'edited: 20240101000000_users'

# ---- Supabase ----

supabase_project() {
    tool=supabase
    project
    echo 'project_id = "shop"' | write supabase/config.toml
    echo 'create table users (id bigint primary key);' | write supabase/migrations/20240101000000_users.sql
    git_commit 'First'
    fresh_database preview production
}

test_case 'Supabase: a preview and a deploy'
supabase_project
echo 'alter table users add column name text;' | write supabase/migrations/20240102000000_names.sql
merge_commit
action preview "$(pg_url preview)?sslmode=disable"
status_is 0
summary_has '- target branch: 1 migrations applied' '- `20240102000000_names`' 'applied once more: nothing changed'
action apply "$(pg_url production)?sslmode=disable"
status_is 0
summary_has '- `20240101000000_users`' '- `20240102000000_names`'
no_secret

test_case 'Supabase: the CLI of the machine, which sees no password on its command line'
supabase_project
rm node_modules package*.json
mkdir bin
printf '#!/bin/sh\necho "$*" >>"%s/calls"\nexec node "%s/supabase/dist/supabase.js" "$@"\n' "$PWD" "$modules" >bin/supabase
chmod +x bin/supabase
PATH="$PWD/bin:$PATH" action apply "$(pg_url production)?sslmode=disable"
status_is 0
is "$(tail -n 1 calls)" "db push --yes --remote=postgresql://postgres@127.0.0.1:$pg_port/production?sslmode=disable"

test_case 'Supabase: a migration that fails leaves those before it'
supabase_project
echo 'create table half (id int); alter table nothing_there add column x int;' | write supabase/migrations/20240102000000_broken.sql
action apply "$(pg_url production)?sslmode=disable"
status_is 1
out_has 'nothing_there'
summary_has 'Recorded as applied by this run:' '- `20240101000000_users`' 'Not recorded as applied:' '- `20240102000000_broken`' \
    'supabase migration repair'
is "$(pg production "SELECT to_regclass('users') IS NULL, to_regclass('half') IS NULL")" 'f|t'
locks_are 0

test_case 'Supabase: a database that is ahead of the checkout is told, and left'
supabase_project
action apply "$(pg_url production)?sslmode=disable"
pg production "INSERT INTO supabase_migrations.schema_migrations (version) VALUES ('20250101000000')"
action status "$(pg_url production)?sslmode=disable"
status_is 0
out_has 'unknown: 20250101000000' '1 migrations of this database are not in this checkout'

# ---- Drizzle on MySQL ----

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
wait_for '[ "$(my mysql "SELECT COALESCE(IS_USED_LOCK(\"tidegate:production\"), 0)")" != 0 ]'
action apply "$(my_url production)" --with lock-timeout-ms=1000
status_is 1
summary_has 'another migration has held the advisory lock for 1000 ms: connection ' 'user root' 'KILL CONNECTION' 'Nothing was applied.'
my mysql "KILL CONNECTION $(my mysql "SELECT IS_USED_LOCK('tidegate:production')")"
wait || true
action apply "$(my_url production)" --with lock-timeout-ms=1000
status_is 0
