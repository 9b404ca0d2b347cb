#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# How files are written: whole or not at all, where links lead, with the mode they had.
. "$(dirname "$0")/lib.sh"

formats='text json github markdown sarif gitlab junit checkstyle'

many() { # NUMBER: as many findings
    mkdir -p migrations
    awk -v n="$1" 'BEGIN { for (i = 1; i <= n; i++) print "DROP TABLE t" i ";" }' >migrations/0001_many.sql
}

nothing_waits() { # no file that a run wrote on its way is left
    is "$(find . -name '.tidegate*')" ''
}

test_case 'a full disk leaves no report in halves, of any format'
many 30
for format in $formats; do
    echo old >report
    (ulimit -f 1 && "$TIDEGATE" check --format "$format=report" --format text=/dev/null 2>"$err") && status=0 || status=$?
    status_is 2
    is "$(cat "$err")" "tidegate: --format $format: cannot write report: File too large"
    is "$(cat report)" old
    rm report
    (ulimit -f 1 && "$TIDEGATE" check --format "$format=report" 2>"$err") && status=0 || status=$?
    status_is 2
    [ ! -e report ] || problem "a $format report is there"
    nothing_waits
    run check --format "$format=/dev/full"
    status_is 2
    err_is "tidegate: --format $format: cannot write /dev/full: No space left on device"
    "$TIDEGATE" check --format "$format" >/dev/full 2>"$err" && status=0 || status=$?
    status_is 2
    err_is "tidegate: --format $format: cannot write: No space left on device"
done

test_case 'a full disk leaves the baseline and the configuration as they were'
many 30
echo '# old' >tidegate-baseline.txt
echo '{ "fail-on": "error" }' >tidegate.jsonc
for arguments in 'baseline write' 'init --force' 'init --force github'; do
    # shellcheck disable=SC2086
    { (ulimit -f 0 && "$TIDEGATE" $arguments 2>&1) && echo 0 || echo $?; } | cat >"$err"
    is "$(tail -n 1 "$err")" 2
    err_has 'cannot write' 'File too large'
    nothing_waits
done
is "$(cat tidegate-baseline.txt)" '# old'
is "$(cat tidegate.jsonc)" '{ "fail-on": "error" }'
is "$(find .github -type f)" ''

test_case 'a summary that the disk does not take is cut back to what it was'
many 30
yes 0123456789 | head -n 90 >summary
cp summary before
(ulimit -f 2 && GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=$PWD/summary "$TIDEGATE" check --format github >"$out" 2>"$err") && status=0 || status=$?
status_is 2
err_has 'GITHUB_STEP_SUMMARY: cannot write' 'File too large'
cmp -s summary before || problem 'a part of it is there'

test_case 'a report keeps the mode of the file it replaces, and links lead to theirs'
many 1
mkdir far
echo old >far/report.json
chmod 640 far/report.json
ln -s far/report.json near.json
ln -s ../near.json far/again.json
run check --format json=far/again.json
status_is 1
is "$(readlink near.json far/again.json)" 'far/report.json
../near.json'
is "$(jq .summary.error far/report.json)" 1
is "$(stat -c %a far/report.json)" 640
ln -s far/new.json new.json
run check --format json=new.json
status_is 1
[ -L new.json ] || problem 'the link that led to nothing is replaced'
is "$(jq .summary.error far/new.json)" 1
ln -s loop.json loop.json
run check --format json=loop.json
status_is 2
err_has 'cannot write loop.json: Too many levels of symbolic links'
(umask 027 && "$TIDEGATE" check --format json=masked.json) || :
is "$(stat -c %a masked.json)" 640
nothing_waits

test_case 'what is open already is written to, not replaced'
many 1
{
    echo before
    run check --format json=/dev/fd/3
} 3>>kept
status_is 1
is "$(jq .summary.error kept)" 1
mkfifo pipe
cat pipe >received &
run check --format json=pipe
wait $!
status_is 1
[ -p pipe ] || problem 'the pipe is replaced'
is "$(jq .summary.error received)" 1

test_case 'a file in a folder that takes none is written in its place'
many 1
mkdir closed
echo old >closed/report.json
chmod 555 closed
if [ -w closed ]; then
    chmod 755 closed
    skip_test 'this user writes everywhere'
else
    run check --format json=closed/report.json
    status_is 1
    is "$(jq .summary.error closed/report.json)" 1
    run check --format json=closed/other.json
    status_is 2
    err_has 'cannot write closed/other.json: Permission denied'
    chmod 755 closed
fi

# The reader of the pipe opens it and reads nothing: the report does not fit into it.
stopped_by() { # SIGNAL ARGUMENT...: sets $status
    signal=$1
    shift
    "$TIDEGATE" check --format text=pipe "$@" >"$out" 2>"$err" &
    program=$!
    exec 4<pipe
    kill -s "$signal" $program
    wait $program && status=0 || status=$?
    exec 4<&-
}

test_case 'SIGTERM in the middle is no verdict'
many 2000
mkfifo pipe
stopped_by TERM
status_is 2
err_is 'tidegate: stopped by SIGTERM'
stopped_by TERM --exit-codes by-kind
status_is 4
stopped_by HUP
status_is 129
nothing_waits
