#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The limits of linter/base/limits.h: each is reached, and none lets anything pass. What
# would take a large file is lowered by the configuration.
. "$(dirname "$0")/lib.sh"

repeat() { # NUMBER TEXT: without a line end
    awk -v n="$1" -v text="$2" 'BEGIN { for (i = 0; i < n; i++) printf "%s", text }'
}

nested() { # NUMBER OPENING CLOSING
    repeat "$1" "$2"
    repeat "$1" "$3"
}

limits() { # JSON: options of limit-reached
    echo "{ \"rules\": { \"limit-reached\": $1 } }" >tidegate.jsonc
}

# ---- a file ----

test_case 'a file that is too large: a migration, the configuration, standard input'
echo 'DROP TABLE a;' | write migrations/0001_a.sql
truncate -s 268435457 migrations/0002_large.sql
run check
status_is 1
out_has 'migrations/0002_large.sql:1:1: error: the migration is larger than 256 MiB' unreadable-file '0001_a.sql:1:1'
rm migrations/0002_large.sql
truncate -s 268435457 tidegate.jsonc
run check
status_is 2
err_has 'tidegate.jsonc is larger than 256 MiB'
rm tidegate.jsonc
truncate -s 268435457 large
run_fed large check -
status_is 2
err_has 'standard input is larger than 256 MiB'

test_case 'a file of exactly as much is read'
mkdir migrations
echo 'DROP TABLE a;' >migrations/0001_a.sql
truncate -s 268435456 migrations/0001_a.sql
run check
status_is 1
out_has '0001_a.sql:1:1' drop-table file-encoding 'NUL byte'

for engine in postgres mysql sqlite; do
    test_case "$engine: statements beyond the limit are told of, and block"
    write migrations/0001_a.sql <<'SQL'
CREATE TABLE a (id integer PRIMARY KEY);
CREATE TABLE b (id integer PRIMARY KEY);
DROP TABLE gone;
DROP TABLE gone2;
SQL
    limits '{ "statements": 2 }'
    run check --engine $engine
    status_is 1
    out_has '0001_a.sql:3:1: error: from here on nothing was judged: the file has more than 2 statements' \
        limit-reached 'raise the option "statements"'
    out_lacks drop-table
    limits '{ "statements": 4 }'
    run check --engine $engine
    status_is 1
    out_lacks limit-reached
    out_has '0001_a.sql:3:1' '0001_a.sql:4:1' drop-table
done

test_case 'statements beyond the limit in what is merged, in an edited file and in a rollback'
git_init
limits '{ "statements": 1 }'
write migrations/0001_a.sql <<'SQL'
SELECT 1;
SELECT 2;
SQL
echo 'SELECT 3;' | write migrations/0002_b.sql
git_commit base
git checkout -q -b change
printf 'SELECT 3;\nSELECT 4;\n' >migrations/0002_b.sql
run check --base main
status_is 1
out_has '0001_a.sql:2:1' '0002_b.sql:2:1' 'more than 1 statement'

test_case 'the limits have limits, and a project cannot switch the rule off'
echo 'SELECT 1;' | write migrations/0001_a.sql
for options in '{ "statements": 0 }' '{ "statements": 10000001 }' '{ "findings": 0 }' '{ "findings": 1000001 }' '{ "nesting": 5 }'; do
    limits "$options"
    run check
    status_is 2
    err_has 'tidegate.jsonc:1:'
done
for word in off notice; do
    echo "{ \"rules\": { \"limit-reached\": \"$word\" } }" >tidegate.jsonc
    run check
    status_is 2
    err_has 'limit-reached is always an error'
done

test_case 'more findings than are shown: the weightiest are, and all count'
mkdir migrations
{
    awk 'BEGIN { for (i = 1; i <= 30; i++) print "CREATE TABLE t" i " (name text);" }'
    awk 'BEGIN { for (i = 1; i <= 5; i++) print "DROP TABLE gone" i ";" }'
} >migrations/0001_a.sql
limits '{ "findings": 3 }'
run check --format text --format json=report.json --format sarif=report.sarif --format junit=report.junit --format github=report.github \
    --format gitlab=report.gitlab --format checkstyle=report.checkstyle --format markdown=report.md
status_is 1
out_has '0001_a.sql:31:1: error' '0001_a.sql:33:1: error' limit-reached ' more findings of this file are not shown one by one: 2 errors, '
out_lacks '0001_a.sql:34:1' '0001_a.sql:1:1: warning'
is "$(jq '[.findings[] | .rule] | sort | join(" ")' report.json)" '"drop-table drop-table drop-table limit-reached"'
is "$(jq '.summary.error' report.json)" 5
is "$(jq '.runs[0].results | length' report.sarif)" 4
for report in report.junit report.github report.gitlab report.checkstyle report.md; do
    grep -q 'more findings of this file' $report || problem "$report does not tell"
done

test_case 'an error beyond the limit blocks, though nothing that is shown does'
mkdir migrations
awk 'BEGIN { for (i = 1; i <= 4; i++) print "DROP TABLE gone" i ";" }' >migrations/0001_a.sql
echo '{ "rules": { "limit-reached": { "findings": 1 } },
  "allow": [{ "rule": "drop-table", "object": "public.gone1", "reason": "it is empty" }] }' >tidegate.jsonc
run check --exit-codes by-kind
status_is 5
out_has '2 errors, 0 warnings, 0 notices, 1 allowed'
run check --fail-on never
status_is 0
out_has limit-reached

test_case 'the default of findings'
mkdir migrations
awk 'BEGIN { for (i = 1; i <= 10001; i++) print "DROP TABLE t" i ";" }' >migrations/0001_a.sql
run check --format json
status_is 1
json_is '.findings | length' 10001
json_is '[.findings[] | select(.rule == "limit-reached") | .message] | join(" ")' \
    '1 more finding of this file is not shown one by one: 1 error, 0 warnings, 0 notices, 0 allowed'

test_case 'a baseline takes all findings'
mkdir migrations
awk 'BEGIN { for (i = 1; i <= 9; i++) print "DROP TABLE t" i ";" }' >migrations/0001_a.sql
limits '{ "findings": 2 }'
run baseline write
status_is 0
out_has '9 errors'
run check --base none
status_is 0

# ---- nesting ----

test_case 'nesting in SQL'
for engine in postgres mysql sqlite; do
    refused=syntax-error
    [ $engine != sqlite ] || refused=statement-refused
    mkdir -p migrations
    {
        echo "SELECT $(nested 20000 '(' ')');"
        printf 'SELECT '
        repeat 20000 '('
        echo '1;'
        printf 'SELECT CASE WHEN '
        repeat 5000 'CASE WHEN 1 THEN '
        echo '1;'
        printf 'SELECT '
        repeat 5000 'NOT '
        echo '1;'
        printf 'SELECT '
        repeat 20000 '- '
        echo '1;'
        printf 'SELECT * FROM '
        repeat 5000 '(SELECT * FROM '
        printf 'a'
        repeat 5000 ')'
        echo ';'
        echo 'DROP TABLE behind;'
    } >migrations/0001_deep.sql
    run check --engine $engine
    status_is 1
    out_has "$refused" '0001_deep.sql:7:1' drop-table
done

test_case 'nesting of blocks, bodies and comments'
mkdir migrations
{
    printf 'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ '
    repeat 5000 'BEGIN '
    repeat 5000 'END; '
    echo '$$;'
    printf 'DO $$ '
    repeat 5000 'BEGIN IF true THEN '
    repeat 5000 'END IF; END; '
    echo '$$;'
    repeat 100000 '/*'
    repeat 100000 '*/'
    echo
    echo 'DROP TABLE behind;'
} >migrations/0001_deep.sql
run check
status_is 1
out_has '0001_deep.sql:4:1' drop-table
{
    echo 'DELIMITER //'
    printf 'CREATE PROCEDURE p() '
    repeat 5000 'BEGIN IF 1 THEN '
    repeat 5000 'END IF; END; '
    echo '//'
    echo 'DELIMITER ;'
    echo 'DROP TABLE behind;'
} >migrations/0001_deep.sql
run check --engine mysql
status_is 1
out_has 'nested too deep' '0001_deep.sql:4:1' drop-table
{
    printf 'CREATE TRIGGER t AFTER INSERT ON a WHEN '
    nested 5000 '(' ')'
    echo ' BEGIN SELECT 1; END;'
    echo 'DROP TABLE behind;'
} >migrations/0001_deep.sql
run check --engine sqlite
status_is 1
out_has '0001_deep.sql:2:1' drop-table

test_case 'nesting in a journal and in a snapshot'
write drizzle/0000_a.sql <<'SQL'
DROP TABLE a;
SQL
mkdir drizzle/meta
printf '{"version":"7","dialect":"postgresql","entries":%s}' "$(nested 65 '[' ']')" >drizzle/meta/_journal.json
run check
status_is 1
out_has journal-invalid 'nests deeper than 64 levels' drop-table
echo '{"version":"7","dialect":"postgresql","entries":[{"idx":0,"version":"7","when":1700000000000,"tag":"0000_a","breakpoints":true}]}' \
    >drizzle/meta/_journal.json
printf '{"id":"a","prevId":"b","tables":%s}' "$(nested 100000 '{"a":' '}')" >drizzle/meta/0000_snapshot.json
run check
status_is 1
out_has snapshot-invalid drop-table

test_case 'a journal and a snapshot that are too large'
write drizzle/0000_a.sql <<'SQL'
DROP TABLE a;
SQL
mkdir drizzle/meta
truncate -s 16777217 drizzle/meta/_journal.json
run check
status_is 1
out_has journal-invalid 'larger than 16 MiB' drop-table
echo '{"version":"7","dialect":"postgresql","entries":[{"idx":0,"version":"7","when":1700000000000,"tag":"0000_a","breakpoints":true}]}' \
    >drizzle/meta/_journal.json
truncate -s 67108865 drizzle/meta/0000_snapshot.json
run check
status_is 1
out_has snapshot-invalid 'larger than 64 MiB' drop-table

test_case 'nesting in the configuration'
echo 'SELECT 1;' | write migrations/0001_a.sql
for count in 900 5000 100000; do
    printf '{ "rules": %s }' "$(nested $count '[' ']')" >tidegate.jsonc
    run check
    status_is 2
    err_has tidegate.jsonc:1:
done

# ---- regular expressions of the user's ----

long_name=$(repeat 60 a)

name_pattern() { # PATTERN, as JSON has it
    printf '{ "rules": { "naming": { "pattern": "%s" } } }\n' "$1" >tidegate.jsonc
}

pattern_is_given_up() { # PATTERN, as JSON has it
    name_pattern "$1"
    run check
    status_is 1
    out_has limit-reached 'was given up at a text of' 'Write the pattern so that'
}

test_case 'patterns that would take for ever are given up and told of'
write migrations/0001_a.sql <<SQL
CREATE TABLE "${long_name}1" (id bigint PRIMARY KEY);
CREATE TABLE "${long_name}2" (id bigint PRIMARY KEY);
SQL
for pattern in '(a+)+$' '^(a|aa)+$' '\\A(([a-z])+_?)+\\z' '(a*)*[bc]' '(.*)*\\d{3}$' '(?:a?){60}a{60}[bc]' '^(?:(a+)+)+[bc]'; do
    pattern_is_given_up "$pattern"
done
is "$(grep -c 'was given up' "$out")" 1

test_case 'patterns that recur'
write migrations/0001_a.sql <<SQL
CREATE TABLE "${long_name}1" (id bigint PRIMARY KEY);
SQL
for pattern in '^(a(?1)?a?)+$' '(?R)?[b1]' '^(?:(?&a)+)+$(?(DEFINE)(?<a>a+))'; do
    pattern_is_given_up "$pattern"
done

test_case 'patterns that cannot be: too long, too large, without an end'
echo 'SELECT 1;' | write migrations/0001_a.sql
for pattern in "$(repeat 8193 a)" '((a{1,1000}){1,1000}){1,1000}' "$(nested 300 '(' ')')" '(?<=a+)b' '(' 'a{99999999}' '(?C1'; do
    name_pattern "$pattern"
    run check
    status_is 2
    err_has 'tidegate.jsonc:1:' 'the pattern cannot be used'
done

test_case 'a commit message of megabytes'
git_init
echo '{ "rules": { "commit-message": { "severity": "error", "pattern": "x*y*z*w*[uv]" } } }' >tidegate.jsonc
git_commit base
git checkout -q -b change
echo 'SELECT 1;' | write migrations/0001_a.sql
git add -A
{
    echo 'add a'
    echo
    repeat 1000000 x
} | git commit -q -F -
run check --base main
status_is 1
out_has limit-reached 'of commit-message was given up'

# ---- time ----

test_case 'a run that takes too long stops, says where, and reports what it has'
write migrations/0001_a.sql <<'SQL'
DROP TABLE a;
SQL
for engine in postgres mysql sqlite; do
    run check --engine $engine --time-limit 0 --format text --format json=report.json --format sarif=report.sarif
    status_is 2
    err_has 'the run was stopped at migrations/0001_a.sql: it has taken longer than 0 seconds' '--time-limit SECONDS'
    out_has 'not all judged'
    is "$(jq '.runs[0].invocations[0].executionSuccessful' report.sarif)" false
    jq -e . report.json >"$out" || problem 'the JSON report is not whole'
done
run check --time-limit 0 --exit-codes by-kind
status_is 4
run baseline write --time-limit 0
status_is 2
err_has 'the run was stopped at migrations/0001_a.sql'
[ ! -e tidegate-baseline.txt ] || problem 'a baseline was written'
run check --time-limit 86400
status_is 1
for wrong in -1 1.5 '' none 86401 99999999999999999999; do
    run check --time-limit "$wrong"
    status_is 2
    err_has '--time-limit is a number of seconds, at most 86400'
done

test_case 'a run that does not come to ask for the time is ended'
mkfifo pipe
sleep 600 >pipe &
sleeper=$!
run_fed pipe check --time-limit 1 -
kill $sleeper
status_is 2
err_has 'tidegate: the run was ended at its start: it has taken longer than --time-limit allows'
sleep 600 >pipe &
sleeper=$!
run_fed pipe check --time-limit 1 --exit-codes by-kind -
kill $sleeper
status_is 4

# ---- YAML ----

test_case 'a configuration of CI that is nested, long or grows by its aliases'
git_init
write migrations/0001_a.sql <<'SQL'
DROP TABLE a;
SQL
mkdir -p .github/workflows
nested 100 '[' ']' >.github/workflows/deploy.yml
{
    echo 'a: &a [x,x,x,x,x,x,x,x,x,x]'
    last=a
    for name in b c d e f g h i j; do
        echo "$name: &$name [*$last,*$last,*$last,*$last,*$last,*$last,*$last,*$last,*$last,*$last]"
        last=$name
    done
} >.github/workflows/bomb.yml
run check
status_is 1
out_has drop-table

# ---- the documentation ----

test_case 'folders that lead into one another without an end'
mkdir -p db/migration/a db/migration/b
for name in x y; do
    ln -s ../b db/migration/a/$name
    ln -s ../a db/migration/b/$name
done
echo 'DROP TABLE gone;' >db/migration/V1__a.sql
run check --layout flyway --engine postgres db/migration
status_is 1
out_has 'V1__a.sql:1:1' drop-table 'lies more than 32 folders deep' 'comes after 20000 other folders' unreadable-file

test_case 'README has every limit that users can meet'
for word in '256 MiB' '500,000' '10,000' '--time-limit' 'limit-reached' '5,000,000' '64 levels' '32 levels' '20,000' '5,000 files'; do
    grep -qF -- "$word" "$root/README.md" || problem "README lacks: $word"
done
