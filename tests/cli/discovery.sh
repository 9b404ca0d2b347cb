#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Which projects a repository has: configurations in many shapes, several at once, and
# dialects without a parser.
. "$(dirname "$0")/lib.sh"

drizzle() { # FOLDER [DIALECT]: two migrations, the second one blocks
    write "$1/0000_a.sql" <<'SQL'
CREATE TABLE a (id bigint PRIMARY KEY, x text);
SQL
    write "$1/0001_b.sql" <<'SQL'
ALTER TABLE a DROP COLUMN x;
SQL
    write "$1/meta/_journal.json" <<JSON
{ "version": "7", "dialect": "${2:-postgresql}", "entries": [
  { "idx": 0, "version": "7", "when": 1700000000000, "tag": "0000_a", "breakpoints": true },
  { "idx": 1, "version": "7", "when": 1700000001000, "tag": "0001_b", "breakpoints": true }
] }
JSON
}

config() { # FILE OUT [DIALECT]: OUT as the source has it
    write "$1" <<TS
import { defineConfig } from 'drizzle-kit';
export default defineConfig({ dialect: '${3:-postgresql}', schema: './dist/schema.js', out: $2 });
TS
}

finds() { # "PATH LAYOUT DIALECT", in order, joined by ";"
    run check --format json
    json_is '.projects | map([.path, .layout, .dialect] | join(" ")) | join(";")' "$1"
}

test_case 'a configuration in a package names a folder below or above it'
config packages/db/drizzle.config.ts "'../../drizzle'"
drizzle drizzle
finds 'drizzle drizzle postgres'
status_is 1
rm -r drizzle
config packages/db/drizzle.config.ts "'./migrations/pg'"
drizzle packages/db/migrations/pg
finds 'packages/db/migrations/pg drizzle postgres'
status_is 1

test_case 'a configuration lies up to three folders deep'
config libs/shared/db/drizzle.config.ts "'./sql'"
drizzle libs/shared/db/sql
finds 'libs/shared/db/sql drizzle postgres'
status_is 1

test_case 'a computed out is guessed only where the usual folder is there'
config packages/db/drizzle.config.ts 'process.env.OUT ?? "./drizzle"'
drizzle packages/db/drizzle
finds 'packages/db/drizzle drizzle postgres'
mv packages/db/drizzle packages/db/elsewhere
run check
status_is 2
err_has 'packages/db/drizzle.config.ts: its `out` cannot be read without running the file' 'name the migration folder'
run check packages/db/elsewhere
status_is 1
out_has drop-column
write README.md </dev/null
run check README.md
status_is 2
err_has 'its `out` cannot be read'

test_case 'two configurations are two projects'
config drizzle.config.ts "'./db/one'"
config drizzle-two.config.ts "'./db/two'"
drizzle db/one
drizzle db/two
finds 'db/one drizzle postgres;db/two drizzle postgres'
json_is '.findings | map(.path) | unique | join(" ")' 'db/one/0001_b.sql db/two/0001_b.sql'

test_case 'Prisma schemas in other places'
write src/data/migrations/20260101000000_a/migration.sql <<'SQL'
DROP TABLE a;
SQL
write src/data/schema.prisma <<'PRISMA'
datasource db {
  provider = "postgresql"
}
PRISMA
write prisma.config.ts <<'TS'
export default defineConfig({ schema: 'src/data/schema.prisma' });
TS
finds 'src/data/migrations prisma postgres'
rm prisma.config.ts
write package.json <<'JSON'
{ "name": "app", "prisma": { "schema": "src/data/schema.prisma" } }
JSON
finds 'src/data/migrations prisma postgres'

test_case 'Supabase without its configuration, beside Drizzle, and with Drizzle in its folder'
write supabase/migrations/20260101000000_a.sql <<'SQL'
DROP TABLE a;
SQL
finds 'supabase/migrations supabase postgres'
config drizzle.config.ts "'./drizzle'"
drizzle drizzle
finds 'drizzle drizzle postgres;supabase/migrations supabase postgres'
rm -r drizzle supabase
config drizzle.config.ts "'./supabase/migrations'"
drizzle supabase/migrations
write supabase/config.toml </dev/null
finds 'supabase/migrations drizzle postgres'

test_case 'without a parser the history is judged, and nothing passes'
config drizzle.config.ts "'./db/pg'"
config drizzle-store.config.ts "'./db/store'" singlestore
config drizzle-other.config.ts "'./db/other'" singlestore
drizzle db/pg
drizzle db/store singlestore
drizzle db/other singlestore
rm db/store/0001_b.sql
run check
status_is 2
out_has drop-column 'db/store/meta/_journal.json:3' journal-entry-without-file 'not all judged: 2 errors'
out_lacks passed
err_has 'the SQL of db/store was not judged: there is no parser for singlestore yet' \
    'the SQL of db/other was not judged: there is no parser for singlestore yet'
run check db/other --format json
status_is 2
json_is '.summary | [.error, .blocked] | map(tostring) | join(" ")' '0 true'
run check db/other --quiet
out_has 'not all judged'
run check db/other --format github
out_has 'tidegate: not all judged: 0 errors'
run check db/pg
status_is 1
err_is ''

test_case 'an engine or a layout that contradicts the folder is refused'
drizzle drizzle mysql
run check --engine postgres
status_is 2
err_has 'the migrations in drizzle are for mysql, not for postgres'
run check --layout prisma
status_is 2
err_has 'drizzle holds no migrations of the layout prisma; it looks like drizzle'
run check --layout drizzle-v1
status_is 2

test_case '--runner and --engine say what the folder does not'
drizzle drizzle
run check --format json --engine postgres@16 --runner prisma
json_is '.projects[0] | [.engine, .runner] | join(" ")' 'postgres@16 prisma'

test_case 'a project of the configuration that is not there is refused'
drizzle drizzle
write tidegate.jsonc <<'JSON'
{ "projects": [{ "path": "drizzle" }, { "path": "gone" }] }
JSON
run check
status_is 2
err_has 'tidegate.jsonc:1:49: there is no folder gone'
write other.jsonc <<'JSON'
{ "projects": [{ "path": "../gone" }] }
JSON
run check --config other.jsonc
status_is 2
err_has 'other.jsonc:1:26: a project lies outside of the repository: "../gone"'
