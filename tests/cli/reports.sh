#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What is written where: streams that fail, colors, places and fingerprints, and the same
# bytes on every machine.
. "$(dirname "$0")/lib.sh"

many() { # NUMBER: as many findings
    mkdir -p migrations
    awk -v n="$1" 'BEGIN { for (i = 1; i <= n; i++) print "DROP TABLE t" i ";" }' >migrations/0001_many.sql
}

test_case 'a full disk is no verdict'
many 3
for arguments in check 'check --format json' 'check --format github' rules --help --version 'explain drop-table'; do
    # shellcheck disable=SC2086
    "$TIDEGATE" $arguments >/dev/full 2>"$err" && status=0 || status=$?
    status_is 2
    err_has 'cannot write: No space left on device'
done
run check --format json=/dev/full --format text
status_is 2
out_has 'blocked: 3 errors'
err_has 'cannot write /dev/full: No space left on device'

test_case 'closed streams are not mistaken for the files that are opened'
many 3
for arguments in check --help; do
    "$TIDEGATE" $arguments >&- 2>"$err" && status=0 || status=$?
    status_is 2
    err_has 'cannot write: Bad file descriptor'
done
"$TIDEGATE" check --format json=report.json --format text >&- 2>"$err" && status=0 || status=$?
status_is 2
is "$(jq .summary.error report.json)" 3
"$TIDEGATE" check <&- >"$out" 2>&- && status=0 || status=$?
status_is 1
out_has 'blocked: 3 errors'
"$TIDEGATE" check - <&- >"$out" 2>"$err" && status=0 || status=$?
status_is 2
err_has 'standard input cannot be read'
"$TIDEGATE" chekc 2>&- && status=0 || status=$?
status_is 2

test_case 'what could not be judged is said in every report, and is no pass'
many 1
echo '{ "fail-no": "error" }' >tidegate.jsonc
run check --format json --format github=github.txt
status_is 2
err_has 'unknown key "fail-no"'
json_is '.summary.blocked' true
json_is '.unjudged | length' 1
json_valid "$root/linter/report/schema/tidegate-1.json" "$out"
is "$(grep -c '^::error title=tidegate%3A could not judge::tidegate.jsonc' github.txt)" 1
run check
status_is 2
out_is ''

test_case 'a reader that has read enough ends it quietly, and is no verdict'
many 5000
for format in text json sarif gitlab junit checkstyle; do
    { "$TIDEGATE" check --format $format 2>"$err" || echo $? >code; } | head -n 1 >/dev/null
    is "$(cat code)" 2
    err_is ''
done
{ "$TIDEGATE" check --format github 2>"$err" || echo $? >code; } | head -n 1 >/dev/null
is "$(cat code)" 1 # it is short: the pipe has taken all of it
{ "$TIDEGATE" check --exit-codes by-kind 2>"$err" || echo $? >code; } | head -n 1 >/dev/null
is "$(cat code)" 4

test_case 'five thousand findings'
many 5000
run check
out_has 'migrations/0001_many.sql:5000:1: error' 'blocked: 5000 errors'
run check --format json
json_is '.findings | length' 5000
json_is '[.findings[].fingerprint] | unique | length' 5000
run check --format github
is "$(grep -c '^::error ' "$out")" 10
out_has '4990 more errors are not annotated' 'tidegate: blocked: 5000 errors'

test_case 'what GitHub shows is the worst of each kind'
mkdir migrations
awk 'BEGIN { for (i = 0; i < 12; i++) { print "ALTER TABLE t" i " RENAME COLUMN a TO b;"; print "DROP TABLE u" i ";" } }' >migrations/0001_mixed.sql
run check --format github
is "$(grep -oE '^::(error|warning|notice)' "$out" | uniq -c | awk '{ print $1 $2 }' | tr '\n' ' ')" '10::error 10::warning '
out_has '2 more errors are not annotated' '2 more warnings are not annotated'

test_case 'names that a workflow command would take apart'
mkdir migrations
for name in 'a%0Ab' 'a,b:c' '::error::x' 'a
b'; do
    printf 'DROP TABLE a;\n' >"migrations/0001_$name.sql"
done
run check --format github
is "$(grep -c '^::error title=tidegate%3A drop-table,file=migrations/0001_[^,:]*,line=1,endLine=1,col=1,endColumn=13::DROP TABLE' "$out")" 4
out_has '0001_a%250Ab.sql' '0001_a%2Cb%3Ac.sql' '0001_%3A%3Aerror%3A%3Ax.sql' '0001_a%0Ab.sql'

on_terminal() { # VARIABLE=VALUE... : whether a terminal gets colors
    env "$@" script -qec "$TIDEGATE check" /dev/null </dev/null >"$out" 2>"$err" || true
    grep -q "$(printf '\033')\[" "$out" && echo colors || echo plain
}

test_case 'a terminal gets colors, unless it is dumb or NO_COLOR says something'
if script -qec true /dev/null </dev/null >/dev/null 2>&1; then
    many 1
    is "$(on_terminal TERM=xterm)" colors
    is "$(on_terminal TERM=xterm NO_COLOR=)" colors
    is "$(on_terminal TERM=xterm NO_COLOR=1)" plain
    is "$(on_terminal TERM=dumb)" plain
    NO_COLOR=1 run check --color always
    out_has "$(printf '\033[')"
else
    skip_test 'there is no script(1), or no terminal for it to make'
fi

test_case 'columns count characters, and the end is behind the last one'
mkdir migrations
printf '/* \360\237\230\200\360\237\230\200 */ ALTER TABLE users DROP COLUMN "\303\251\360\237\230\200"; DROP TABLE a' >migrations/0001_a.sql
run check --format json
json_is '.findings[] | [.line, .column, .end_line, .end_column, .object] | map(tostring) | join(" ")' \
    '1 28 1 44 public.users.é😀
1 46 1 58 public.a'

fingerprint() { # of public.a in what standard input says
    cat >migrations/0001_a.sql
    run check --format json
    jq -r '[.findings[] | select(.object == "public.a")][0].fingerprint' "$out"
}

test_case 'a fingerprint stays when lines move and equal statements come behind'
mkdir migrations
first=$(printf 'DROP TABLE a;\n' | fingerprint)
[ ${#first} = 16 ] || problem "\"$first\" is no fingerprint"
is "$(printf -- '-- a comment\n\nSELECT 1;\nDROP  TABLE\n  a;\n' | fingerprint)" "$first"
is "$(printf 'DROP TABLE a;\nDROP TABLE b;\nDROP TABLE a;\n' | fingerprint)" "$first"
json_is '[.findings[].fingerprint] | unique | length' 3

test_case 'a journal with the line ends of Windows is read, and its places are true'
echo 'SELECT 1;' | write drizzle/0000_a.sql
mkdir drizzle/meta
printf '{ "version": "7", "dialect": "postgresql", "entries": [\r\n  { "idx": 0, "version": "7", "when": 1700000000000, "tag": "0000_a", "breakpoints": true },\r\n  { "idx": 1, "version": "7", "when": 1700000001000, "tag": "0001_b", "breakpoints": true }\r\n] }\r\n' >drizzle/meta/_journal.json
run check --format json
json_is '.findings[] | [.rule, .path, .line, .column, .end_column] | map(tostring) | join(" ")' \
    'journal-entry-without-file drizzle/meta/_journal.json 3 61 69'

# The same files, made in the order that is given.
repository() { # FOLDER...
    rm -rf migrations packages apps
    for dir in "$@"; do
        for number in 3 1 2; do
            printf 'DROP TABLE title%s;\nCREATE INDEX I ON TITLE (I);\nSELEC;\n' $number >"$work/sql"
            write "$dir/000${number}_TITLE.sql" <"$work/sql"
        done
    done
}

test_case 'the same bytes whatever the order of files, the locale, the time zone'
repository migrations packages/I/migrations packages/i/migrations apps/a/migrations
for format in text json github sarif gitlab junit checkstyle; do
    run check --format $format
    status_is 1
    cp "$out" "$work/first"
    for locale in C.UTF-8 tr_TR.UTF-8 de_DE.UTF-8; do
        LC_ALL=$locale TZ=Asia/Tokyo run check --format $format
        cmp -s "$out" "$work/first" || problem "$format differs under $locale"
    done
    repository apps/a/migrations packages/i/migrations migrations packages/I/migrations
    run check --format $format
    cmp -s "$out" "$work/first" || problem "$format depends on the order in which files were made"
done

test_case 'neither HOME nor a place to write is needed'
many 1
git_init
git_commit 'base'
chmod a-w .
env -i "$TIDEGATE" check --base none >"$out" 2>"$err" && status=0 || status=$?
chmod u+w .
status_is 1
err_is ''
