#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# valgrind.sh FIXTURES: the program $TIDEGATE, built without sanitizers, under memcheck: on
# the projects of tests/faults/scenes.sh, on the samples, and the program FIXTURES, which
# judges all fixtures. What must not be: a read or write beside memory, a decision by
# bytes that were never set, a block that nothing points to any more. What is still
# pointed to when the program ends is not counted: the system takes it back.
set -eu
export LC_ALL=C GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null SOURCE_DATE_EPOCH=1796083200
unset GITHUB_ACTIONS GITHUB_STEP_SUMMARY CI GIT_DIR GIT_INDEX_FILE 2>/dev/null || :

root=$PWD
: "${TIDEGATE:=$root/build/plain/tidegate}"
work=$(mktemp -d "${TMPDIR:-/tmp}/tidegate-valgrind.XXXXXX")
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

command -v valgrind >/dev/null || {
    echo 'valgrind is missing: apt-get install valgrind libc6-dbg' >&2
    exit 1
}

memcheck() { # NAME COMMAND...: in the working directory
    name=$1
    shift
    valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite \
        --show-leak-kinds=definite --num-callers=20 --suppressions="$root/tests/valgrind.supp" \
        --log-file="$work/log" "$@" >"$work/out" 2>&1 </dev/null && status=0 || status=$?
    if [ "$status" -le 1 ] && [ ! -s "$work/log" ]; then
        echo "ok - $name"
        passed=$((passed + 1))
    else
        echo "not ok - $name: exit status $status"
        head -n 60 "$work/log"
        tail -n 5 "$work/out"
        failed=$((failed + 1))
    fi
}

scene() { # NAME ARGUMENT...: in the project of that name
    rm -rf "$work/dir" && mkdir "$work/dir"
    (cd "$work/dir" && sh "$root/tests/faults/scenes.sh" "$1")
    cd "$work/dir"
    shift
    memcheck "tidegate $*" "$TIDEGATE" "$@"
    cd "$root"
}

for format in text json github markdown sarif gitlab junit checkstyle; do
    scene postgres check --format $format
done
scene mysql check --engine mysql@8.0
scene mysql check --engine mariadb@11.4
scene mysql check --engine tidb@8.5
scene sqlite check --engine d1
scene sqlite check --engine sqlite@3.40
scene config check
scene config config --json
scene config baseline write
scene clean init github
scene drizzle check --base main
scene drizzle check --staged
scene drizzle journal fix --write
scene postgres locks migrations/0001_users.sql migrations/0002_tidy.sql
scene postgres explain drop-column
scene postgres rules

for sample in fixtures/_samples/*/; do
    memcheck "$sample" "$TIDEGATE" check --base none "$sample"
done
[ $# = 0 ] || memcheck 'the fixtures' "$@"

echo "$passed passed, $failed failed"
[ $failed = 0 ]
