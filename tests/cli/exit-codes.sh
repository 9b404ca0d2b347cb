#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# --exit-codes by-kind: every status, and which of several wins.
. "$(dirname "$0")/lib.sh"

journal() { # ENTRY...: Drizzle's, of these tags
    {
        printf '{"version":"7","dialect":"postgresql","entries":['
        idx=0
        for tag in "$@"; do
            [ $idx = 0 ] || printf ','
            printf '{"idx":%d,"version":"7","when":176000000%d000,"tag":"%s"}' $idx $idx "$tag"
            idx=$((idx + 1))
        done
        printf ']}'
    } | write drizzle/meta/_journal.json
}

passing() {
    journal 0000_users
    write drizzle/0000_users.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY, email text);
SQL
}

missing() { # an entry without its file
    passing
    journal 0000_users 0001_gone
}

other() { # SQL that blocks
    passing
    journal 0000_users 0001_drop
    write drizzle/0001_drop.sql <<'SQL'
ALTER TABLE users DROP COLUMN email;
SQL
}

by_kind() { # STATUS ARGUMENT...
    expected=$1
    shift
    run check --base none --exit-codes by-kind "$@"
    status_is "$expected"
}

test_case 'by-kind: 0 when it passes'
passing
by_kind 0

test_case 'by-kind: 2 when a file is missing, plain: 1'
missing
by_kind 2
run check --base none
status_is 1
run check --base none --exit-codes plain
status_is 1
run check --base none --exit-codes by-kind --exit-codes plain
status_is 1

test_case 'by-kind: 5 for any other finding that blocks'
other
by_kind 5
by_kind 0 --fail-on never

test_case 'by-kind: a missing file goes before another finding'
other
journal 0000_users 0001_drop 0002_gone
by_kind 2
out_has drop-column journal-entry-without-file

test_case 'by-kind: only what blocks counts'
other
write tidegate.jsonc <<'JSON'
{ "rules": { "drop-column": "warning" } }
JSON
by_kind 0
by_kind 5 --fail-on warning
journal 0000_users 0001_drop 0002_gone
write tidegate.jsonc <<'JSON'
{ "rules": { "journal-entry-without-file": "warning" } }
JSON
by_kind 5

test_case 'by-kind: 4 goes before all: an unknown key, a missing base, a full disk'
missing
write tidegate.jsonc <<'JSON'
{ "rule": {} }
JSON
by_kind 4
err_has 'tidegate.jsonc:1:'
rm tidegate.jsonc
by_kind 4 --format text=/dev/full
by_kind 4 --base absent
git_init
git_commit start
by_kind 4 --base absent
by_kind 4 nowhere
err_has 'nowhere'

test_case 'by-kind: 4 when some SQL has no parser'
missing
sed 's/postgresql/singlestore/' drizzle/meta/_journal.json >journal
mv journal drizzle/meta/_journal.json
by_kind 4
out_has journal-entry-without-file

test_case 'by-kind: 4 for a command line that cannot be read, wherever it is said'
passing
by_kind 4 --formt json
err_has 'did you mean --format?'
run check --formt json --exit-codes by-kind
status_is 4
run check --engine --exit-codes=by-kind
status_is 4
run check --exit-codes=by-kind --fail-on
status_is 4
run check --exit-codes by-kin
status_is 2
err_has 'unknown value of --exit-codes: by-kin, did you mean by-kind?'
run check --exit-codes=by-kind --exit-codes by-kin
status_is 4
run check --formt -- --exit-codes by-kind
status_is 2

test_case 'by-kind: 4 when memory runs out'
passing
head -c 40000000 /dev/zero | tr '\0' 'x' >>drizzle/0000_users.sql
for how in plain by-kind; do
    (
        # The address sanitizer needs all the address space, and has a limit of its own.
        # shellcheck disable=SC3045
        grep -q __asan_init "$TIDEGATE" || ulimit -v 40000
        ASAN_OPTIONS="$ASAN_OPTIONS:allocator_may_return_null=1:max_allocation_size_mb=16"
        "$TIDEGATE" check --base none --exit-codes $how >"$out" 2>"$err"
    ) && status=0 || status=$?
    if [ $how = plain ]; then status_is 2; else status_is 4; fi
    err_has 'out of memory'
done
