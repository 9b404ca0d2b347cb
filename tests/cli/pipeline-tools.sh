#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The action ci-templates/github/migrate with Prisma and the Supabase CLI on a real
# PostgreSQL server.
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
    'a driver adapter sends statement by statement'
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
