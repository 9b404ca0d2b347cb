#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What strangers write into names, SQL and settings is shown in reports and messages, and
# obeyed nowhere: by no terminal, no log of a CI system, no page.
. "$(dirname "$0")/lib.sh"

esc=$(printf '\033')
bel=$(printf '\007')
cr=$(printf '\r')
csi=$(printf '\302\233') # U+009B
rtl=$(printf '\342\200\256')
zero=$(printf '\342\200\213')
raw=$(printf '\233\377') # no UTF-8
hostile="${esc}[2J${esc}]0;title$bel$csi""31m$cr$rtl$zero$raw"

# A file, or what a command said: no control character but line ends and tabs, valid
# UTF-8, nothing that reorders or hides.
is_plain() { # FILE
    ! tr -d '\n\t' <"$1" | LC_ALL=C grep -q '[[:cntrl:]]' || problem "$(basename "$1") has control characters"
    iconv -f UTF-8 -t UTF-8 "$1" >/dev/null 2>&1 || problem "$(basename "$1") is not UTF-8"
    for sequence in "$csi" "$rtl" "$zero"; do
        ! LC_ALL=C grep -qF "$sequence" "$1" || problem "$(basename "$1") has $(printf '%s' "$sequence" | od -An -tx1)"
    done
}

# No line that a runner obeys but those of the report itself.
obeys_nothing() { # FILE
    ! grep -E '^[[:blank:]]*::' "$1" | grep -vqE '^::(error|warning|notice) title=tidegate%3A ' || problem "$(basename "$1") has a workflow command"
    ! grep -qE '##(\[|vso\[|teamcity\[)' "$1" || problem "$(basename "$1") has a command of a runner"
    ! grep -qE '^[[:blank:]]*::(stop-commands|set-output|set-env|add-mask|save-state|add-path)' "$1" || problem "$(basename "$1") sets something"
}

judge() {
    run check "$@" --format text=r.text --format json=r.json --format github=r.github --format sarif=r.sarif --format gitlab=r.gitlab \
        --format junit=r.junit --format checkstyle=r.checkstyle --format markdown=r.md --format text
    for report in r.text r.github r.md r.junit r.checkstyle "$out" "$err"; do
        is_plain "$report"
    done
    for report in r.sarif r.gitlab r.json; do
        jq . "$report" >/dev/null || problem "$report is no JSON"
        ! LC_ALL=C tr -d '\n\t' <"$report" | LC_ALL=C grep -q '[[:cntrl:]]' || problem "$report has control characters"
        iconv -f UTF-8 -t UTF-8 "$report" >/dev/null 2>&1 || problem "$report is not UTF-8"
    done
    for report in r.text r.github r.md r.junit r.checkstyle "$out" "$err"; do
        obeys_nothing "$report"
    done
    xmllint --noout r.junit r.checkstyle 2>/dev/null || problem 'XML is broken'
}

commands='::error::x
::stop-commands::token
::set-output name=a::b
  ::add-mask::x
##[error]x
##vso[task.setvariable variable=a]b
##teamcity[message]'

test_case 'names of files'
mkdir migrations
for name in "$hostile" "$commands" "::error::x" "a
::set-output name=x::y" '<script>alert(1)</script>' '](http://x) | `a` <!--' '%0A::error::x' ; do
    write "migrations/0001_$(printf '%s' "$name" | tr / _).sql" <<'SQL'
DROP TABLE a;
SQL
done
judge
status_is 1

test_case 'names of tables, and the SQL around them'
mkdir migrations
{
    printf 'DROP TABLE "%s";\n' "$hostile"
    printf 'ALTER TABLE "a%s" DROP COLUMN "b%s";\n' "$commands" "$commands"
    printf '%s\nDROP TABLE b; -- %s\n' "/* $commands */" "$hostile"
    printf 'DROP TABLE "<img src=x onerror=alert(1)>", "](http://x)", "| `a` |", "]]>", "</td>", "%%0A::error::x", "@everyone";\n'
    printf '%s\n' "$commands"
} >migrations/0001_a.sql
judge
status_is 1
! grep -qE '<img|<script' r.md || problem 'the page has HTML of a stranger'
! grep -qE '(^|[^`])@everyone' r.md || problem 'the page calls people'

test_case 'the same in MySQL and in SQLite'
for engine in mysql sqlite; do
    rm -rf migrations
    mkdir migrations
    {
        printf 'DROP TABLE `%s`;\n' "$hostile"
        printf 'ALTER TABLE `a%s` DROP COLUMN `b%s`;\n' "$commands" "$commands"
        printf '%s\nDROP TABLE b;\n' "/* $commands */"
        printf '%s\n' "$commands"
    } >migrations/0001_a.sql
    judge --engine $engine
    status_is 1
done

test_case 'suppressions, reasons and patterns'
mkdir migrations
printf -- '-- tidegate: allow drop-table (%s)\nDROP TABLE a;\n-- tidegate: allow %s (x)\nDROP TABLE b;\n' "$hostile ::error::x ##[error]" "$hostile" \
    >migrations/0001_a.sql
cat >tidegate.jsonc <<'JSON'
{ "allow": [{ "rule": "drop-table", "object": "public.b", "reason": "\u001b[2J\u009b\u202e\u200b\n::error::x\n##[error]" }],
  "rules": { "naming": { "pattern": "\u001b[2J]\n::error::(a+)+$" } } }
JSON
judge
is "$([ "$status" -le 2 ] && echo yes)" yes

test_case 'configurations that are refused'
echo 'SELECT 1;' | write migrations/0001_a.sql
for text in "{ \"$hostile\": 1 }" '{ "\u001b[2J\u009b\u202e\n::error::x": 1 }' '{ "fail-on": "\u001b[2J\n::error::x##[error]" }' \
    '{ "projects": [{ "path": "../\u001b[2J\n::error::x" }] }' '{ "rules": { "\u001b[2J\n::error::x": "off" } }' \
    '{ "baseline": "../\u001b\n::set-output name=a::b" }'; do
    printf '%s\n' "$text" >tidegate.jsonc
    judge
    status_is 2
done

test_case 'command lines'
echo 'SELECT 1;' | write migrations/0001_a.sql
for argument in "$hostile" "
::error::x" "--$hostile" "--base=$hostile" "--engine=$hostile
::error::x" "--config=$hostile" "--format=$hostile" "--stdin-path=$hostile"; do
    run check "$argument"
    status_is 2
    is_plain "$err"
    obeys_nothing "$err"
done
run "$hostile"
status_is 2
is_plain "$err"

test_case 'journals and snapshots'
write drizzle/0000_a.sql <<'SQL'
DROP TABLE a;
SQL
write drizzle/meta/_journal.json <<'JSON'
{"version":"\u001b[2J\n::error::x","dialect":"postgresql","entries":[{"idx":0,"version":"7","when":1700000000000,"tag":"0000_\u001b[2J\u009b\u202e\n::error::x##[error]","breakpoints":true}]}
JSON
judge
status_is 1

test_case 'names of branches, commits and files in git'
write migrations/0001_a.sql <<'SQL'
CREATE TABLE a (id bigint PRIMARY KEY);
SQL
git_init
git_commit base
branch="$(printf 'b\302\233\342\200\256x##[error]')"
git checkout -q -b "$branch" 2>/dev/null || git checkout -q -b change
write "migrations/0002_$rtl$csi.sql" <<'SQL'
DROP TABLE a;
SQL
echo '{ "rules": { "commit-message": "error" } }' >tidegate.jsonc
git_commit "$(printf '\033[2J ::error::x\n\n::error::x\n##[error]\302\233')"
judge --base main
status_is 1
judge --base "$branch$hostile"
status_is 2

test_case 'errors of the system'
echo 'SELECT 1;' | write migrations/0001_a.sql
run check --format "json=missing$hostile/x
::error::x"
status_is 2
is_plain "$err"
obeys_nothing "$err"
