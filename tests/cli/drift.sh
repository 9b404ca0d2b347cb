#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# snapshot-drift in a repository: what the base has already, what a change adds, and where
# the SQL alone or a snapshot alone is edited.
. "$(dirname "$0")/lib.sh"

snapshot() { # NUMBER, COLUMNS of users as JSON
    write "drizzle/meta/000$1_snapshot.json" <<EOF
{"id":"a000000$1-0000-4000-8000-000000000000","version":"7","dialect":"postgresql",
"prevId":"$(previous "$1")",
"tables":{"public.users":{"name":"users","schema":"","columns":{
"id":{"name":"id","type":"bigint","primaryKey":true,"notNull":true}$2},
"indexes":{},"foreignKeys":{},"compositePrimaryKeys":{},"uniqueConstraints":{}}},
"enums":{},"schemas":{}}
EOF
}

previous() { # NUMBER
    [ "$1" = 0 ] && echo 00000000-0000-0000-0000-000000000000 && return
    echo "a000000$(($1 - 1))-0000-4000-8000-000000000000"
}

column() { # NAME TYPE
    echo ",\"$1\":{\"name\":\"$1\",\"type\":\"$2\",\"primaryKey\":false,\"notNull\":false}"
}

journal() { # TAGS
    number=0
    for tag; do
        [ $number = 0 ] || echo ,
        echo "{\"idx\":$number,\"version\":\"7\",\"when\":176000000000$number,\"tag\":\"$tag\"}"
        number=$((number + 1))
    done >entries
    mkdir -p drizzle/meta
    {
        echo '{"version":"7","dialect":"postgresql","entries":['
        cat entries
        echo ']}'
    } >drizzle/meta/_journal.json
    rm entries
}

# main has users with a column that its snapshot takes for a number.
history() {
    git_init
    journal 0000_start
    write drizzle/0000_start.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY, email text);
SQL
    snapshot 0 "$(column email integer)"
    git_commit 'first'
    git checkout -q -b feature
}

add_name() { # TYPE
    journal 0000_start 0001_name
    echo "ALTER TABLE users ADD COLUMN name $1;" | write drizzle/0001_name.sql
    snapshot 1 "$(column email integer)$(column name text)"
}

test_case 'what the base has already is not told again'
history
add_name text
git_commit 'second'
run check
out_lacks snapshot-drift

test_case '--all and no base tell it, once'
history
add_name text
git_commit 'second'
run check --all
out_has 'drizzle/0000_start.sql:1:' 'users.email is text in the SQL, and integer in drizzle/meta/0000_snapshot.json'
out_lacks 'meta/0001_snapshot.json'
run check --base none
out_has 'users.email is text in the SQL, and integer in drizzle/meta/0000_snapshot.json'
out_lacks 'meta/0001_snapshot.json'

test_case 'what the change adds is told'
history
add_name integer
git_commit 'second'
run check
status_is 1
out_has 'drizzle/0001_name.sql:1:' 'users.name is integer in the SQL, and text in drizzle/meta/0001_snapshot.json'
out_lacks users.email

test_case 'the index has its own snapshots'
history
add_name text
git add drizzle
snapshot 1 "$(column email integer)$(column name xml)"
run check --staged
out_lacks snapshot-drift
run check
out_has 'users.name is text in the SQL, and xml'

test_case 'a merged snapshot that is edited is held against the SQL'
history
snapshot 0 "$(column email text)$(column lost text)"
git_commit 'second'
run check
status_is 1
out_has 'drizzle/meta/0000_snapshot.json' 'no migration makes the column public.users.lost'
out_lacks users.email

test_case 'a merged file that is edited: databases have the old one'
history
snapshot 0 "$(column email text)"
git checkout -q main
git_commit 'put right' 2>/dev/null
git checkout -q -B feature
write drizzle/0000_start.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY, email integer);
SQL
git_commit 'edited'
run check
out_has edited-migration
out_lacks snapshot-drift

# Merged without a fault, then edited: the SQL, and the snapshot with it.
edit() { # SQL of the columns, columns of the snapshot
    rm -rf .git drizzle
    history
    snapshot 0 "$(column email text)"
    git commit -q -a -m 'put right'
    git branch -q -f main
    echo "CREATE TABLE users (id bigint PRIMARY KEY$1);" | write drizzle/0000_start.sql
    snapshot 0 "$2"
    git_commit 'edited'
    run check
    status_is 1
    out_has edited-migration
}

test_case 'an edit that has its snapshot along is one fault, not two'
edit ', email integer' "$(column email integer)"
out_lacks snapshot-drift
edit ', email text, city text' "$(column email text)$(column city text)"
out_lacks snapshot-drift
edit '' ''
out_lacks snapshot-drift

test_case 'so it is in the snapshot of a later migration'
edit ', email integer' "$(column email integer)"
add_name text
git_commit 'second'
run check
out_lacks snapshot-drift

test_case 'what the edit leaves as it was is held against the snapshot'
edit ', email text, city text' "$(column email integer)$(column city text)$(column lost text)"
out_has 'meta/0000_snapshot.json:4:' 'users.email is text in the SQL, and integer in' 'makes the column public.users.lost'
out_lacks users.city

test_case 'a finding can be suppressed where the SQL is'
history
add_name integer
write drizzle/0001_name.sql <<'SQL'
-- tidegate: allow snapshot-drift, no-lock-timeout (the next release makes it text)
ALTER TABLE users ADD COLUMN name integer;
SQL
git_commit 'second'
run check
status_is 0
out_lacks 'users.name is integer'

test_case 'a rule that is off compares nothing'
history
add_name integer
git_commit 'second'
write tidegate.jsonc <<'JSON'
{ "rules": { "snapshot-drift": "off" } }
JSON
run check
out_lacks '[snapshot-drift]'
