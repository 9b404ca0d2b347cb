#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The published JSON Schemas: what the program writes and reads meets them, and what is
# broken does not.
. "$(dirname "$0")/lib.sh"

report_schema=$root/linter/report/schema/tidegate-1.json
config_schema=$root/linter/config/schema/config.json

# A repository with a merged migration, and a change with a lock, a suppressed finding, a
# broken statement and a name that no text format likes.
project() {
    git_init
    write migrations/0001_users.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY, email text, name text);
SQL
    git_commit base
    git checkout -q -b feature
    write migrations/0002_größe.sql <<'SQL'
ALTER TABLE users DROP COLUMN email;
-- tidegate: allow drop-column (nobody reads it)
ALTER TABLE users DROP COLUMN name;
CREATE TABEL broken ();
SQL
    printf 'DROP TABLE "caf\351\033[31m##[error]";\n' >migrations/0003_bytes.sql
    git_commit change
}

refuses() { # SCHEMA FILE WHAT: the file must not meet the schema
    if (problems='' && json_valid "$1" "$2" && [ -z "$problems" ]); then
        problem "the schema accepts $3"
    fi
}

test_case 'a report meets its schema'
project
run check --base main --format json
status_is 1
json_valid "$report_schema" "$out"
json_is .schema tidegate/1
json_is '.base.ref, .projects[0].new, .summary.blocked' 'main
2
true'
json_is '[.findings[] | select(.suppressed)] | length' 1
json_is '[.findings[] | select(.lock)] | length > 0' true

test_case 'a report without a base or a finding meets it too'
write migrations/0001_users.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY);
SQL
run check --base none --format json
status_is 0
json_valid "$report_schema" "$out"
json_is '.base, (.findings | length), .summary.blocked' 'null
0
false'

test_case 'the summary counts the findings'
project
run check --base main --format json
json_is '.summary as $s | [.findings[] | select(.suppressed == null)] as $f |
    all("error", "warning", "notice"; . as $name |
        $s[$name] == ([$f[] | select(.severity == $name)] | length))' true
json_is '.summary.suppressed == ([.findings[] | select(.suppressed)] | length)' true

test_case 'a broken report does not meet the schema'
project
run check --base main --format json
cp "$out" whole.json
json_valid "$report_schema" whole.json
while read -r change; do
    jq "$change" whole.json >broken.json
    ! cmp -s broken.json whole.json || problem "$change changes nothing"
    refuses "$report_schema" broken.json "$change"
done <<'FILTERS'
.schema = "tidegate/2"
.extra = 1
del(.base)
.base.commit = "main"
.tool.extra = ""
del(.projects[0].runner)
.projects[0].migrations = -1
.findings[0].severity = "fatal"
.findings[0].line = 0
.findings[0].column = 1.5
.findings[0].fingerprint = "0123"
.findings[0].message = ""
.findings[0].extra = null
del(.findings[0].object)
.findings[0].fix_steps = []
.findings[0].fix_steps = [{place: "somewhere", way: 1, text: "", sql: ""}]
.findings[0].fix_steps = [{place: "here", way: 0, text: "", sql: ""}]
.findings[0].fix_steps = [{place: "here", way: 1, text: ""}]
.findings[0].lock = {relation: "public.users", mode: "ACCESS EXCLUSIVE"}
.findings[0].suppressed = {reason: ""}
.summary.blocked = 1
del(.summary.notice)
FILTERS

test_case 'every place of a step is in the schema, and a report has steps'
sed -n 's/.*\[FIX_[A-Z_]*\] = "\([a-z-]*\)".*/\1/p' "$root/linter/lint/fix.c" >places
[ "$(wc -l <places)" = 10 ] || problem "linter/lint/fix.c has not the rows that this test looks for"
is "$(jq -r '."$defs".fix_step.properties.place.enum[]' "$report_schema")" "$(cat places)"
project
run check --base main --format json
json_is '[.findings[] | select(.rule == "drop-column" and .suppressed == null)][0].fix_steps | map([.place, .way, .sql] | @json)[]' \
    '["here",1,""]
["later-change",1,"-- tidegate: allow drop-column (unused since …)\nALTER TABLE users DROP COLUMN email;"]'

test_case 'every lock mode of the program is in the schema'
sed -n 's/.*\[LOCK_[A-Z_]*\] = { "\([A-Za-z]*\)".*/\1/p' "$root/linter/ir/lock.c" | grep -v '^None$' >modes
[ "$(wc -l <modes)" = 12 ] || problem "linter/ir/lock.c has not the rows that this test looks for"
is "$(jq -r '."$defs".lock.properties.mode.enum[]' "$report_schema")" "$(cat modes)"

config() { # TEXT: whether the program and the schema accept it, as "STATUS WORD"
    printf '%s\n' "$1" >tidegate.jsonc
    run check --base none
    [ "$status" = 2 ] && word=refused || word=accepted
    if (problems='' && json_valid "$config_schema" tidegate.jsonc && [ -z "$problems" ]); then
        echo "$word accepted"
    else
        echo "$word refused"
    fi
}

test_case 'program and schema accept the same configurations'
write db/0001_users.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY);
SQL
while read -r text; do
    is "$text: $(config "$text")" "$text: accepted accepted"
done <<'CONFIGS'
{"projects": [{"path": "db"}]}
{"projects": [{"path": "db"}], "rules": {"drop-table": "off", "no-char": "notice"}}
{"projects": [{"path": "db"}], "rules": {"drop-table": {"severity": "off"}, "commit-message": {"pattern": "^db:"}}}
{"$schema": "config.json", "fail-on": "never", "projects": [{"path": "db"}]}
{"projects": [{"path": "db", "layout": "plain", "engine": "postgres@15", "runner": "plain", "schema": "s.ts"}]}
{"projects": [{"path": "db"}], "allow": []}
{"projects": [{"path": "db"}], "allow": [{"rule": "duplicate-prefix", "path": "db/0001_*", "reason": "r"}]}
{"projects": [{"path": "db"}], "allow": [{"rule": ["drop-table", "drop-column"], "path": "**/a", "object": "public.*", "reason": "r", "expires": "9999-12-31"}]}
CONFIGS

test_case 'and refuse the same'
write db/0001_users.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY);
SQL
while read -r text; do
    is "$text: $(config "$text")" "$text: refused refused"
done <<'CONFIGS'
[]
{"fail-on": "fatal"}
{"fail-on": null}
{"fail_on": "error"}
{"rules": {"commit-message": {"pattern": ""}}}
{"rules": {"commit-message": {"severity": "none"}}}
{"rules": {"commit-message": {"words": "x"}}}
{"projects": {"path": "db"}}
{"projects": [{}]}
{"projects": [{"path": ""}]}
{"projects": [{"path": "db", "layout": "rails"}]}
{"projects": [{"path": "db", "runner": "rails"}]}
{"projects": [{"path": "db", "engine": "postgres@"}]}
{"projects": [{"path": "db", "extra": 1}]}
{"projects": [{"path": "db"}], "allow": {}}
{"projects": [{"path": "db"}], "allow": ["drop-table"]}
{"projects": [{"path": "db"}], "allow": [{"path": "db/a", "reason": "r"}]}
{"projects": [{"path": "db"}], "allow": [{"rule": [], "path": "db/a", "reason": "r"}]}
{"projects": [{"path": "db"}], "allow": [{"rule": "*", "path": "db/a", "reason": "r"}]}
{"projects": [{"path": "db"}], "allow": [{"rule": "drop-table", "reason": "r"}]}
{"projects": [{"path": "db"}], "allow": [{"rule": "drop-table", "path": "**/*", "reason": "r"}]}
{"projects": [{"path": "db"}], "allow": [{"rule": "drop-table", "path": "db/a"}]}
{"projects": [{"path": "db"}], "allow": [{"rule": "drop-table", "path": "db/a", "reason": " "}]}
{"projects": [{"path": "db"}], "allow": [{"rule": "drop-table", "path": "db/a", "reason": "r", "object": ""}]}
{"projects": [{"path": "db"}], "allow": [{"rule": "drop-table", "path": "db/a", "reason": "r", "expires": "soon"}]}
{"projects": [{"path": "db"}], "allow": [{"rule": "drop-table", "path": "db/a", "reason": "r", "why": "r"}]}
CONFIGS

known() { # OPTION: the names that the program knows for its value
    run check "$1" nonsense
    sed -n 's/.*(known: \(.*\)).*/\1/p' "$err" | tr ' ' '\n'
}

test_case 'the configuration schema knows all layouts and runners'
is "$(jq -r '.properties.projects.items.properties.layout.enum[]' "$config_schema")" "$(known --layout)"
is "$(jq -r '.properties.projects.items.properties.runner.enum[]' "$config_schema")" "$(known --runner)"
