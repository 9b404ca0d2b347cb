#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What the configuration allows: known history.
. "$(dirname "$0")/lib.sh"

history() { # two files with one number, twice
    for name in 0055_one 0055_two 0057_one 0057_two; do
        echo "CREATE TABLE t$name (id bigint PRIMARY KEY);" | write "migrations/$name.sql"
    done
}

allow() { # ENTRY: the only one
    write tidegate.jsonc <<JSON
{
  "allow": [
    $1
  ]
}
JSON
}

test_case 'known facts are allowed, each with its reason'
history
run check --base none
status_is 1
out_has '[duplicate-prefix]'
allow '{ "rule": "duplicate-prefix", "path": "migrations/005[57]_*.sql", "reason": "r" }'
run check --base none
status_is 1 # no brackets in globs
allow '{ "rule": "duplicate-prefix", "path": "migrations/0055_*.sql", "reason": "both ran in March" },
    { "rule": "duplicate-prefix", "path": "migrations/0057_*.sql", "reason": "so did these" }'
run check --base none --format json
status_is 0
json_is '[.findings[] | .suppressed.reason] | join(",")' 'both ran in March,so did these'
json_is '.summary.suppressed' 2
echo 'CREATE TABLE more (id bigint PRIMARY KEY);' >migrations/0058_one.sql
echo 'CREATE TABLE most (id bigint PRIMARY KEY);' >migrations/0058_two.sql
run check --base none
status_is 1
out_has migrations/0058_two.sql

test_case 'an entry that matches nothing is reported where all is judged'
history
git_init
allow '{ "rule": "duplicate-prefix", "path": "migrations/005*", "reason": "known" },
    { "rule": "orphan-migration", "path": "migrations/0056_*", "reason": "was one" }'
git_commit base
git checkout -q -b change
echo 'CREATE TABLE more (id bigint PRIMARY KEY);' >migrations/0058_one.sql
git_commit change
run check --base main --format json
status_is 0
json_is '.findings | length' 0
run check --base main --all --format json
json_is '[.findings[] | select(.suppressed == null) | "\(.rule) \(.path):\(.line):\(.column)"] | join(",")' \
    'unused-suppression tidegate.jsonc:4:15'
run check --base none
out_has 'there is no finding of orphan-migration in migrations/0056_*' 'tidegate.jsonc:4:15'
run check --base none migrations
out_lacks unused-suppression
run check --base none migrations/0055_one.sql
out_lacks unused-suppression

test_case 'after its last day an entry allows nothing'
history
allow '{ "rule": "duplicate-prefix", "path": "migrations/*", "reason": "known", "expires": "2026-06-30" }'
SOURCE_DATE_EPOCH=1782863999 # the last second of that day
export SOURCE_DATE_EPOCH
run check --base none
status_is 0
out_lacks expired-suppression
SOURCE_DATE_EPOCH=1782864000
run check --base none
status_is 1
out_has '[expired-suppression]' '[duplicate-prefix]' 'until 2026-06-30'
unset SOURCE_DATE_EPOCH

test_case 'what is mis-shaped is refused with its place'
history
while IFS='|' read -r entry place problem; do
    allow "$entry"
    run check --base none
    status_is 2
    err_is "tidegate: tidegate.jsonc:$place: $problem"
done <<'CASES'
{ "rule": "duplicate-prefx", "path": "m", "reason": "r" }|3:15|there is no rule "duplicate-prefx", did you mean duplicate-prefix?
{ "rule": ["drop-table", "drop-tabel"], "path": "m", "reason": "r" }|3:30|there is no rule "drop-tabel", did you mean drop-table?
{ "rule": "unreadable-file", "path": "m", "reason": "r" }|3:15|unreadable-file cannot be allowed: without it the gate would guess
{ "rule": "drop-table", "path": "**", "reason": "r" }|3:37|"**" names no place: it fits everything
{ "rule": "drop-table", "path": "m", "reason": "r", "expires": "31.12.2026" }|3:68|"31.12.2026" is no date: write it as 2026-12-31
{ "path": "m", "reason": "r" }|3:5|an entry of "allow" needs its "rule": what is allowed
{ "rule": "drop-table", "reason": "r" }|3:5|an entry of "allow" needs its "path", its "object", or both: what it is about
{ "rule": "drop-table", "object": "*.*", "reason": "r" }|3:39|"*.*" names no object: it fits everything
{ "rule": "drop-table", "path": "**", "object": "public.users", "reason": "r" }|3:37|"**" names no place: it fits everything
{ "rule": "drop-table", "path": "m" }|3:5|an entry of "allow" needs its "reason": why it is allowed
{ "rule": "drop-table", "path": "m", "reason": "\t" }|3:52|this is empty
{ "rule": "drop-table", "path": "m", "reson": "r" }|3:51|unknown key "reson", did you mean reason?
{ "rule": 5, "path": "m", "reason": "r" }|3:15|a string is expected here
"drop-table"|3:5|an object { … } is expected here
CASES
