#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The command line: names, values, help and exit statuses.
. "$(dirname "$0")/lib.sh"

project() { # a plain project with one blocking migration
    write migrations/0001_users.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY, email text);
SQL
    write migrations/0002_drop.sql <<'SQL'
ALTER TABLE users DROP COLUMN email;
SQL
}

test_case 'without a command nothing is judged, and that is no success'
run
status_is 2
out_has 'Usage: tidegate COMMAND' check rules explain locks

test_case '--version names the grammar'
run --version
status_is 0
out_has 'tidegate 0.' 'PostgreSQL 1'

test_case '--help works for the program and each command'
run --help
status_is 0
out_has 'Exit status: 0 passed, 1 blocked, 2 could not judge'
for command in check rules explain locks manual completion; do
    run "$command" --help
    status_is 0
    out_has "Usage: tidegate $command"
done

test_case 'check --help names every option of the contract'
run check --help
out_has --base --against --staged --all --layout --engine --runner --fail-on --exit-codes --format --config --color --quiet --stdin-path --time-limit

test_case 'a line end in an argument begins no line of its own'
project
run check --format 'x
::error::pwned'
status_is 2
is "$(grep -c '^::' "$err")" 0
err_has 'unknown format x\u{A}'

test_case 'unknown words are refused with the nearest known one'
project
run chek
status_is 2
err_has 'unknown command chek' 'did you mean check?'
run check --formt json
status_is 2
err_has 'unknown option --formt' 'did you mean --format?'
run check --format jsn
status_is 2
err_has 'unknown format jsn' 'did you mean json?'
run check --layout drizle
status_is 2
err_has 'did you mean drizzle?'
run check --engine postgress
status_is 2
err_has 'did you mean postgres?'
run check --engine postgres@9
status_is 2
err_has 'unknown engine version postgres@9' 'postgres@11'
run check --engine tibd@7.5
status_is 2
err_has 'did you mean tidb?'
run check --runner prizma
status_is 2
err_has 'did you mean prisma?'
run check --fail-on warnings
status_is 2
err_has 'did you mean warning?'
run check --color sometimes
status_is 2
err_has 'sometimes'
run explain drop-colum
status_is 2
err_has 'unknown rule drop-colum' 'did you mean drop-column?'

test_case 'options want their values, switches want none'
run check --base
status_is 2
err_has '--base needs a value'
run check --all=yes
status_is 2
err_has '--all takes no value'
run check --format json=
status_is 2
err_has 'names no file'

test_case '--fail-on moves the line between passed and blocked'
project
run check
status_is 1
run check --fail-on never
status_is 0
out_has 'drop-column'
write migrations/0002_drop.sql <<'SQL'
ALTER TABLE users RENAME COLUMN email TO mail;
SQL
run check
status_is 0
out_has 'rename-column' 'passed'
run check --fail-on=warning
status_is 1

test_case '--quiet says nothing about what passes'
project
run check --quiet
status_is 1
out_has 'drop-column'
write migrations/0002_drop.sql <<'SQL'
SELECT 1;
SQL
run check --quiet
status_is 0
out_is ''

test_case '--color always paints, NO_COLOR and a pipe do not'
project
run check --color=always
out_has "$(printf '\033[')"
run check
out_lacks "$(printf '\033[')"
NO_COLOR=1 run check --color auto
out_lacks "$(printf '\033[')"

test_case 'a format with a file goes there, one without to standard output'
project
run check --format json=report.json --format text --format github=annotations
status_is 1
out_has 'drop-column'
out_lacks '"schema"'
grep -q '"schema":.*"tidegate/1"' report.json || problem 'report.json is no report'
grep -q '^::error ' annotations || problem 'no annotation in the file'

test_case 'a report that cannot be written is exit 2, after the others'
project
run check --format json=no/such/folder/report.json --format github
status_is 2
err_has 'no/such/folder/report.json'
out_has '::error '

test_case 'a closed pipe ends quietly'
project
{ "$TIDEGATE" check || echo $? >code; } 2>errors | true
is "$(cat errors)" ''
is "$(cat code)" 2

test_case 'rules lists every rule with its severity'
run rules
status_is 0
out_has drop-table drop-column drop-schema truncate delete-without-where update-without-where \
    index-not-concurrent drop-index-not-concurrent foreign-key-not-valid check-not-valid \
    unique-blocks-table required-column rename-table rename-column foreign-key-without-index \
    syntax-error edited-migration deleted-migration out-of-order duplicate-prefix journal-missing \
    journal-invalid journal-entry-without-file orphan-migration journal-gap \
    journal-when-not-increasing unused-suppression bad-suppression
run rules extra
status_is 2

test_case 'explain says why, what to do, and shows both'
run explain drop-column
status_is 0
out_has 'drop-column (error)' Why Instead Finds Passes 'tidegate: allow drop-column (reason)'
run explain
status_is 2

test_case 'nothing found is exit 2 with what was looked for'
write src/main.c </dev/null
run check
status_is 2
err_has 'no migrations found' 'name the folder (tidegate check PATH)' \
    'looked for: drizzle.config.{ts,js,mjs,cjs,json}, prisma.config.ts, ' ' db/migrations/, '
is "$(wc -l <"$err")" 1

test_case 'a path that is not there is exit 2'
run check no/such/folder
status_is 2
err_has 'no/such/folder'

test_case 'a single file is judged on the history before it'
project
write migrations/0003_more.sql <<'SQL'
DROP TABLE users;
SQL
run check migrations/0002_drop.sql
status_is 1
out_has drop-column
out_lacks drop-table

test_case 'standard input is judged as the file it is said to be'
project
echo 'ALTER TABLE users ADD COLUMN age int NOT NULL;' >new.sql
run_fed new.sql check --stdin-path migrations/0003_age.sql -
status_is 1
out_has migrations/0003_age.sql:1 required-column
out_lacks drop-column
run_fed new.sql check -
status_is 1
out_has stdin.sql:1 required-column
run check --stdin-path x.sql
status_is 2

test_case 'a configuration names projects; unknown keys are refused with the place'
project
mkdir db
mv migrations db/changes
write tidegate.jsonc <<'JSON'
{
    // where they are
    "projects": [{ "path": "db/changes", "engine": "postgres@16" }],
    "fail-on": "never"
}
JSON
run check
status_is 0
out_has db/changes/0002_drop.sql postgres@16
run check --fail-on error
status_is 1
write other.jsonc <<'JSON'
{
    "projcts": []
}
JSON
run check --config other.jsonc
status_is 2
err_has 'other.jsonc:2:16' 'unknown key "projcts"' 'did you mean projects?'
run check --config none.jsonc
status_is 2
err_has none.jsonc

test_case 'tidegate.jsonc says which rules count, and how much'
project
write tidegate.jsonc <<'JSON'
{ "rules": { "drop-column": "off", "prefer-text": "error" } }
JSON
write migrations/0001_users.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY, email varchar(99));
SQL
write migrations/0002_drop.sql <<'SQL'
-- tidegate: allow drop-column (its suppression is not unused)
ALTER TABLE users DROP COLUMN email;
SQL
run check
status_is 1
out_has '[prefer-text]' '1 error, 0 warnings'
out_lacks drop-column

test_case 'a rule that is not there is refused with its place'
write tidegate.jsonc <<'JSON'
{ "rules": { "drop-colum": "off" } }
JSON
run check
status_is 2
err_has 'tidegate.jsonc:1:28: there is no rule "drop-colum", did you mean drop-column?'
