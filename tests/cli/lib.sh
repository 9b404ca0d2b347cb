# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# For the tests of the program as a whole; sourced by the scripts beside it:
#
#   . "$(dirname "$0")/lib.sh"
#   test_case 'a dropped column blocks'      # starts a test in an empty folder
#   write drizzle/0000_a.sql <<'SQL' ...     # makes a file and its folders
#   run check --base none                    # sets $status, fills $out and $err
#   status_is 1
#   out_has 'drop-column'
#
# Every expectation of a test is looked at; what was not met is told below its "not ok".
# The folder lies outside this repository, or the program would find our own .git.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd) # of this project
export root
: "${TIDEGATE:=$root/build/asan/tidegate}"
work=$(mktemp -d "${TMPDIR:-/tmp}/tidegate-test.XXXXXX")
out=$work/out err=$work/err
test_name='' problems='' status=0

# Neither the user's settings nor the CI's variables may reach the program.
for variable in $(env | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/\1/p' |
    grep -E '^(CI|GIT|GITHUB|GITLAB|BITBUCKET|BUILDKITE|CIRCLE|TRAVIS|DRONE|JENKINS|CHANGE|SYSTEM|BUILD|NO_COLOR|CLICOLOR|FORCE_COLOR|XDG|PG)(_|$)'); do
    unset "$variable"
done
export ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=exitcode=99:print_stacktrace=1
export HOME="$work/home" LC_ALL=C TZ=UTC TERM=dumb
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export GIT_AUTHOR_NAME=Author GIT_AUTHOR_EMAIL=author@example.org
export GIT_COMMITTER_NAME=Author GIT_COMMITTER_EMAIL=author@example.org
export GIT_AUTHOR_DATE='2024-01-01T00:00:00Z' GIT_COMMITTER_DATE='2024-01-01T00:00:00Z'
# Behind all that the tests' journals say of their own time.
export SOURCE_DATE_EPOCH=1796083200
mkdir "$HOME"

# ---- tests ----

test_case() { # NAME
    finish_test
    test_name=$1 problems='' status=0
    rm -rf "$work/dir"
    mkdir "$work/dir"
    cd "$work/dir"
    : >"$out"
    : >"$err"
}

finish_test() {
    if [ -n "$test_name" ] && [ -z "$problems" ]; then
        echo "ok - $test_name"
    elif [ -n "$test_name" ]; then
        echo "not ok - $test_name"
        echo "$problems" | sed 's/^/# /'
        sed 's/^/# stdout: /' "$out"
        sed 's/^/# stderr: /' "$err"
    fi
    test_name=''
}

finish_script() {
    code=$?
    [ $code = 0 ] || problem "the script stopped with status $code"
    [ $code = 0 ] || test_name=${test_name:-$0}
    finish_test
    stop_servers
    cd /
    chmod -R u+rwX "$work" && rm -rf "$work"
    exit $code
}
trap finish_script EXIT
stop_servers() { :; } # tests/templates/servers.sh has some

skip_test() { # WHY: the rest of the test is not looked at; return from it
    echo "ok - $test_name # SKIP $1"
    test_name=''
}

# For scripts of node: the packages of tests/tools are found from there.
NODE_PATH=$root/build/tools/node_modules
export NODE_PATH

has_tools() { # are the packages of tests/tools there?
    [ -f "$root/build/tools/stamp" ]
}

problem() { # TEXT
    problems="$problems${problems:+
}$1"
}

# ---- doing ----

write() { # FILE, text on standard input
    mkdir -p "$(dirname "$1")"
    cat >"$1"
}

run() { # ARGUMENT...
    run_fed /dev/null "$@"
}

run_fed() { # FILE ARGUMENT...: with the file as standard input
    input=$1
    shift
    "$TIDEGATE" "$@" <"$input" >"$out" 2>"$err" && status=0 || status=$?
    if grep -qE 'ERROR: (Address|Leak)Sanitizer|runtime error:' "$err"; then
        problem "a sanitizer complains: tidegate $*"
    fi
}

git_init() { # a repository in the folder, on branch main
    git init -q .
    git symbolic-ref HEAD refs/heads/main
}

git_commit() { # MESSAGE: everything there is
    git add -A
    git commit -q --allow-empty -m "$1"
}

users_base() { # a repository with a table on main, and a branch change that is checked out
    write migrations/0001_users.sql <<'SQL'
CREATE TABLE users (id bigint PRIMARY KEY, email text);
SQL
    git_init
    git_commit base
    git checkout -q -b change
}

drizzle_app() { # in app/: its schema has a column that no migration makes
    write app/drizzle.config.ts <<'TS'
export default { dialect: 'postgresql', schema: './schema.ts', out: './drizzle' };
TS
    write app/schema.ts <<'TS'
import { pgTable, bigint, text } from 'drizzle-orm/pg-core';
export const users = pgTable('users', { id: bigint('id', { mode: 'number' }).primaryKey(), email: text('email') });
TS
    write app/drizzle/0000_users.sql <<'SQL'
CREATE TABLE "users" ("id" bigint PRIMARY KEY NOT NULL);
SQL
    write app/drizzle/meta/_journal.json <<'JSON'
{"version":"7","dialect":"postgresql","entries":[{"idx":0,"version":"7","when":1700000000000,"tag":"0000_users","breakpoints":true}]}
JSON
}

# ---- expecting ----

status_is() { # NUMBER
    [ "$status" = "$1" ] || problem "exit status $status, not $1"
}

is() { # ACTUAL EXPECTED
    [ "$1" = "$2" ] || problem "got:
$1
expected:
$2"
}

out_is() { # TEXT
    is "$(cat "$out")" "$1"
}

err_is() { # TEXT
    is "$(cat "$err")" "$1"
}

out_has() { # TEXT...
    for text in "$@"; do
        grep -qF -- "$text" "$out" || problem "standard output lacks: $text"
    done
}

out_lacks() { # TEXT...
    for text in "$@"; do
        ! grep -qF -- "$text" "$out" || problem "standard output has: $text"
    done
}

err_has() { # TEXT...
    for text in "$@"; do
        grep -qF -- "$text" "$err" || problem "standard error lacks: $text"
    done
}

json_is() { # JQ-FILTER EXPECTED: what the filter gives of standard output
    is "$(jq -r "$1" "$out" 2>&1)" "$2"
}

json_valid() { # SCHEMA FILE
    # Debian's python, since python3-jsonschema is a package for that one.
    for python in /usr/bin/python3 python3; do
        command -v $python >/dev/null && break
    done
    why=$($python - "$1" "$2" 2>&1 <<'PY'
import json, sys
import jsonschema

schema, value = (json.load(open(name, encoding="utf-8")) for name in sys.argv[1:3])
jsonschema.validators.validator_for(schema).check_schema(schema)
jsonschema.validate(value, schema)
PY
    ) || problem "$2 does not meet $1: $why"
}
