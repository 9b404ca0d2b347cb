#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# tidegate.jsonc as the program takes it, its JSON Schema, and `tidegate config`.
. "$(dirname "$0")/lib.sh"

config_schema=$root/linter/config/schema/config.json
values_schema=$root/linter/report/schema/tidegate-config-1.json

plain_project() { # one that has to be named, and one that is found
    write db/0001_users.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY, email text);
SQL
    write migrations/0001_teams.sql <<'SQL'
CREATE TABLE teams (id bigint PRIMARY KEY);
SQL
}

# ---- what is taken ----

# Standard input has a JSON value a line; a line of the answer is "ok" or what is wrong.
ajv() { # SCHEMA
    node -e '
        const Ajv = require("ajv/dist/2020");
        const fs = require("fs");
        const schema = JSON.parse(fs.readFileSync(process.argv[1], "utf8"));
        const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
        for (const line of fs.readFileSync(0, "utf8").trimEnd().split("\n"))
            console.log(validate(JSON.parse(line)) ? "ok"
                : validate.errors[0].instancePath + " " + validate.errors[0].message);
    ' "$1" 2>&1
}

configurations() {
    grep -v '^#' "$root/tests/cli/configs.txt"
}

test_case 'tidegate takes and refuses the configurations of configs.txt, with a place'
plain_project
write ci/known.txt </dev/null
configurations | while read -r word text; do
    printf '%s\n' "$text" >tidegate.jsonc
    run config --base none
    case $word in ok) expected=0 ;; *) expected=2 ;; esac
    [ "$status" = $expected ] || echo "exit status $status: $word $text"
    [ "$status" = 0 ] || grep -qE '^tidegate: tidegate\.jsonc:1:[0-9]+: ' "$err" ||
        echo "without a place: $text: $(cat "$err")"
done >wrong
is "$(cat wrong)" ''
[ "$(configurations | wc -l)" -gt 100 ] || problem 'configs.txt lacks its rows'

test_case 'so does the schema, but for what only tidegate can know'
if has_tools; then
    configurations | while read -r word text; do
        printf '%s\n' "$text"
    done >texts
    ajv "$config_schema" <texts >answers
    is "$(wc -l <answers)" "$(configurations | wc -l)"
    configurations | paste -d '\t' answers - | awk -F '\t' '
        { split($2, word, " ") }
        ($1 == "ok") != (word[1] != "no") { print $1 ": " $2 }' >wrong
    is "$(cat wrong)" ''
else
    skip_test 'npm packages are missing'
fi

test_case 'the schema has the options of every rule, with their defaults'
plain_project
run config --base none --all --json
is "$(jq -cS '[.rules[] | {key: .rule.value, value: (del(.rule, .severity, .default) | map_values(.value))}
    | select(.value != {})] | from_entries' "$out")" \
    "$(jq -cS '.properties.rules.properties | map_values(.anyOf[1].properties | del(.severity) | map_values(.default))' \
        "$config_schema")"
json_is '.rules | length > 100' true

test_case 'the schema is published under the address that init writes'
plain_project
run --version
version=$(cut -d ' ' -f 2 "$out")
run init
is "$(sed -n 's/^  "$schema": "\(.*\)",$/\1/p' tidegate.jsonc)" "$(jq -r '."$id"' "$config_schema")"
is "$(jq -r '."$id"' "$config_schema")" \
    "https://github.com/tidegate/tidegate/raw/v$version/linter/config/schema/config.json"

test_case 'an unknown word in a project is refused where it stands, with the nearest'
plain_project
while IFS='|' read -r project message; do
    printf '{ "projects": [\n    { "path": "db", %s }\n] }\n' "$project" >tidegate.jsonc
    run check --base none
    status_is 2
    err_has "tidegate: tidegate.jsonc:2:$message"
done <<'CASES'
"layout": "drizle"|31: unknown layout drizle, did you mean drizzle? (known: drizzle
"engine": "postgras@15"|31: unknown engine postgras, did you mean postgres? (known: postgres
"engine": "postgres@7"|31: unknown engine version postgres@7: postgres@11 to @18 are known
"engine": "mysql@6"|31: unknown engine version mysql@6: mysql@5.7, @8.0 to @8.4 and @9.0 to @9.7 are known
"engine": "mariadb@10.5"|31: unknown engine version mariadb@10.5: mariadb@10.6 to @10.11 and @11.0 to @11.8 are known
"engine": "tidb@5.4"|31: unknown engine version tidb@5.4: tidb@6.5 to @6.6, @7.0 to @7.6 and @8.0 to @8.5 are known
"runner": "prizma"|31: unknown runner prizma, did you mean prisma? (known: drizzle
"schema": "db/schema.sql"|31: a schema is what tables are declared in for Drizzle or Prisma
"schema": ["a.ts", "../b.ts"]|40: the schema is outside of the repository
CASES
printf '{ "fail-on":\n"errors" }\n' >tidegate.jsonc
run check --base none --fail-on never
status_is 2
err_has 'tidegate.jsonc:2:1: unknown severity errors, did you mean error?'

test_case 'hostile texts are refused, whatever they are'
plain_project
deep=$(printf '%5000s' '' | tr ' ' '[')
for text in '' '{' '{"rules":' "$deep" "{\"allow\": $deep" '{"strict": tru}' '{"strict": true}}' '{"a' 'null' '//' '/*'; do
    printf '%s' "$text" >tidegate.jsonc
    run check --base none
    status_is 2
    err_has 'tidegate: tidegate.jsonc:1:'
done
printf '{"baseline": "a\000b"}' >tidegate.jsonc
run check --base none
status_is 2
err_has 'tidegate.jsonc:1:16: the file is not UTF-8 text'
printf '\357\273\277{\r\n  // \303\266\r\n  "strict": 1\r\n}\r\n' >tidegate.jsonc
run check --base none
status_is 2
err_has 'tidegate.jsonc:3:13: true or false is expected here'

# ---- what it does ----

test_case 'overrides change severities for some files, the last that fits'
write migrations/0001_users.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY, email text);
SQL
write migrations/0002_drop.sql <<'SQL'
ALTER TABLE users DROP COLUMN email;
SQL
write migrations/0003_table.sql <<'SQL'
CREATE TABLE "Notes" (id bigint PRIMARY KEY);
SQL
write migrations/0004_table.sql <<'SQL'
CREATE TABLE "Teams" (id bigint PRIMARY KEY);
SQL
write tidegate.jsonc <<'JSON'
{
    "rules": { "drop-column": "error" },
    "overrides": [
        { "path": "migrations/**", "rules": { "drop-column": "notice" } },
        { "path": ["migrations/0003_*", "migrations/0002_*.sql"], "rules": { "naming": "error", "drop-column": "warning" } },
    ],
}
JSON
run check --base none --format json
status_is 1
json_is '[.findings[] | "\(.rule) \(.path) \(.severity)"] | sort | join(", ")' \
    'drop-column migrations/0002_drop.sql warning, naming migrations/0003_table.sql error'
write tidegate.jsonc <<'JSON'
{ "overrides": [{ "path": "migrations/0002_*", "rules": { "drop-column": "off" } }] }
JSON
run check --base none
status_is 0

test_case 'options of a rule come from the configuration, and explain tells them'
write migrations/0001_two.sql <<'SQL'
CREATE TABLE t_users (id bigint PRIMARY KEY);
CREATE TABLE teams (id bigint PRIMARY KEY);
SQL
write tidegate.jsonc <<'JSON'
{ "rules": { "migration-size": { "statements": 1 }, "naming": { "severity": "notice", "pattern": "\\At_|\\Aid\\z" } } }
JSON
run check --base none --format json
json_is '[.findings[] | "\(.rule) \(.severity): \(.message)"] | join("; ")' \
    'migration-size warning: the migration has 2 statements, more than 1; naming notice: table "teams" does not fit the pattern \At_|\Aid\z'
run explain migration-size
out_has 'statements: how many a migration may have' 'a whole number from 1 to 100000; by default 25'
run explain rls-missing
out_has 'schemas: the schemas that Supabase'\''s API exposes' 'by default ["public", "graphql_public"]'
run explain drop-cascade
out_lacks Options

test_case 'what tools say of a folder holds where the configuration names it'
drizzle_app
run check --base none --format json
cp "$out" before.json
[ "$(jq '[.findings[] | select(.rule == "schema-drift")] | length' before.json)" = 1 ] || problem 'there is no drift to look for'
echo '{ "projects": [{ "path": "app/drizzle" }] }' >tidegate.jsonc
run check --base none --format json
is "$(cat "$out")" "$(cat before.json)"
mkdir other
echo 'export default { out: computed() };' >other/drizzle.config.ts
run check --base none --format json
is "$(cat "$out")" "$(cat before.json)"

test_case 'a configured schema takes the place of the one that the tool names'
drizzle_app
write src/users.ts <<'TS'
import { pgTable, bigint, text } from 'drizzle-orm/pg-core';
export const users = pgTable('users', { id: bigint('id', { mode: 'number' }).primaryKey() });
TS
write src/notes.ts <<'TS'
import { pgTable, bigint, text } from 'drizzle-orm/pg-core';
export const notes = pgTable('notes', { id: bigint('id', { mode: 'number' }).primaryKey() });
TS
echo '{ "projects": [{ "path": "app/drizzle", "schema": "src/users.ts" }] }' >tidegate.jsonc
run check --base none --format json
json_is '[.findings[].rule] | map(select(startswith("schema"))) | join(",")' ''
echo '{ "projects": [{ "path": "app/drizzle", "schema": ["src/users.ts", "src/n*.ts"] }] }' >tidegate.jsonc
run check --base none
out_has '[schema-drift]' notes
echo '{ "projects": [{ "path": "app/drizzle", "schema": "src/gone.ts" }] }' >tidegate.jsonc
run check --base none
out_has '[schema-file-missing]' src/gone.ts

# ---- tidegate config ----

test_case 'config says what is in force and where it comes from'
plain_project
write ci/known.txt </dev/null
write tidegate.jsonc <<'JSON'
{
    "projects": [{ "path": "db", "engine": "postgres@16" }],
    "fail-on": "warning",
    "strict": true,
    "baseline": "ci/known.txt",
    "rules": {
        "drop-table": "warning",
        "naming": { "pattern": "x" }
    },
    "overrides": [{ "path": "db/old/**", "rules": { "no-char": "error" } }],
    "allow": [{ "rule": "drop-column", "path": "db/a.sql", "reason": "known" }],
    "approvals": { "labels": ["ok"], "rules": ["drop-column"], "require-reason": true }
}
JSON
run config --base none --runner prisma
status_is 0
out_is 'Configuration: tidegate.jsonc

The run
  base                none                            command line: --base
  base-commit         none                            command line: --base
  against             none                            default
  staged              no                              default
  all                 no                              default
  paths               none                            default
  fail-on             warning                         tidegate.jsonc:3:16
  strict              yes                             tidegate.jsonc:4:15
  baseline            ci/known.txt                    tidegate.jsonc:5:17
  exit-codes          plain                           default

Projects
  path                db                              tidegate.jsonc:2:28
    layout            plain                           default
    engine            postgres                        tidegate.jsonc:2:44
    engine-version    16                              tidegate.jsonc:2:44
    runner            prisma                          command line: --runner
    schema            none                            default
    migrations        1                               detected: db

Rules
  rule                drop-table                      tidegate.jsonc:7:23
    severity          warning                         tidegate.jsonc:7:23
    default           error                           default
    retired           \A_del_                         default
  rule                naming                          tidegate.jsonc:8:19
    severity          warning                         tidegate.jsonc:8:19
    default           off                             default
    pattern           x                               tidegate.jsonc:8:32

Overrides
  rule                no-char                         tidegate.jsonc:10:64
    severity          error                           tidegate.jsonc:10:64
    paths             db/old/**                       tidegate.jsonc:10:29

Allowed
  rules               drop-column                     tidegate.jsonc:11:25
    path              db/a.sql                        tidegate.jsonc:11:48
    object            none                            default
    reason            known                           tidegate.jsonc:11:70
    expires           none                            default

Approvals
  labels              ok                              tidegate.jsonc:12:31
    rules             drop-column                     tidegate.jsonc:12:48
    paths             none                            default
    require-reason    yes                             tidegate.jsonc:12:82'
run config --base none --json
json_valid "$values_schema" "$out"
json_is '[.schema, .configuration, .run.strict.value, .rules[1].pattern.value, .approvals.labels.value[0]] | map(tostring) | join(" ")' \
    'tidegate-config/1 tidegate.jsonc true x ok'

test_case 'config: the command line goes before the configuration'
plain_project
echo '{ "fail-on": "never", "projects": [{ "path": "db", "engine": "postgres@14", "layout": "plain" }] }' >conf.jsonc
run config --base none --config conf.jsonc --fail-on notice --engine postgres@17 --exit-codes by-kind --json db
status_is 0
json_valid "$values_schema" "$out"
json_is '[.configuration, .run["fail-on"].value, .run["fail-on"].at, .run["exit-codes"].at, .run.paths.value[0]] | join(" ")' \
    'conf.jsonc notice --fail-on --exit-codes db'
json_is '.projects[0] | [.["engine-version"].value, .engine.at, .layout.at] | map(tostring) | join(" ")' \
    '17 --engine conf.jsonc:1:87'

test_case 'config: versions of MySQL and its kin are texts, and one given in part is whole'
plain_project
for engine in mysql@8.0=8.0.29 mysql@9=9.0 mariadb@10.11=10.11 tidb@8.5.1=8.5.1 tidb=7.5; do
    echo '{ "projects": [{ "path": "db", "engine": "'"${engine%=*}"'", "layout": "plain" }] }' >conf.jsonc
    run config --base none --config conf.jsonc --json
    status_is 0
    json_valid "$values_schema" "$out"
    json_is '.projects[0]["engine-version"].value | tostring' "${engine#*=}"
    family=${engine%%=*}
    family=${family%%@*}
    run check --base none --config conf.jsonc --format json
    json_is '.projects[0] | [.dialect, .engine] | join(" ")' "mysql $family@${engine#*=}"
done

test_case 'config: a monorepo with a base, and what was detected by which file'
mkdir -p a/prisma/migrations/1_x b/drizzle
write a/prisma/schema.prisma <<'P'
datasource db {
  provider = "postgresql"
}
P
echo 'CREATE TABLE x (id bigint PRIMARY KEY);' >a/prisma/migrations/1_x/migration.sql
write b/drizzle.config.ts <<'TS'
export default { dialect: 'postgresql', out: './drizzle' };
TS
echo 'CREATE TABLE y (id bigint PRIMARY KEY);' >b/drizzle/0000_y.sql
git_init
git_commit base
git checkout -q -b change
touch tidegate-baseline.txt
run config --json
status_is 0
json_valid "$values_schema" "$out"
json_is '[.configuration, .run.base.value, .run.base.source, .run["base-commit"].value] | map(tostring) | join(" ")' \
    "null main detected $(git rev-parse main)"
json_is '.run.baseline | [.value, .source] | join(" ")' 'tidegate-baseline.txt detected'
json_is '[.projects[] | "\(.path.value) \(.layout.value) \(.layout.at) \(.engine.at)"] | join(", ")' \
    'a/prisma/migrations prisma a/prisma/schema.prisma a/prisma/schema.prisma, b/drizzle drizzle b/drizzle.config.ts b/drizzle.config.ts'
run config --base main --json
json_is '.run.base.at' --base

test_case 'config: what cannot be judged is refused as check does'
run config
status_is 2
err_has 'no migrations found'
plain_project
run config --josn
status_is 2
err_has 'did you mean --json?'
run config --help
status_is 0
out_has --json --engine --config
