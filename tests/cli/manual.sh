#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# `tidegate manual`: a page that man takes, with every command and option of the help.
. "$(dirname "$0")/lib.sh"

commands=$("$TIDEGATE" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')

test_case 'man and mandoc have nothing to say against the page'
run manual
status_is 0
cp "$out" page.1
# A date would have to be that of the release, which the sources do not know.
if command -v mandoc >/dev/null; then
    mandoc -T lint page.1 2>&1 | grep -v 'missing date' >faults || true
    is "$(cat faults)" ''
fi
if command -v man >/dev/null; then
    LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -E UTF-8 -l page.1 >text 2>faults || problem 'man fails'
    is "$(cat faults)" ''
    grep -q 'gate for database migrations' text || problem 'the page lacks its name'
fi
command -v man >/dev/null || command -v mandoc >/dev/null || skip_test 'there is neither man nor mandoc'

test_case 'it has every command and every option, and no other option'
run manual
is "$(sed -n 's/^\.SS //p' "$out")" "$commands"
for command in $commands; do
    "$TIDEGATE" "$command" --help | sed -n 's/^  \(--[a-z-]*\).*/\1/p'
done | grep -v -x -e --help | sort -u >should
sed -n 's/^\\fB\(\\-\\-[^ ]*\)\\fR.*/\1/p' "$out" | sed 's/\\//g' | sort -u >has
is "$(cat has)" "$(cat should)"

test_case 'a line of text is no request'
run manual
is "$(grep '^[.]' "$out" | grep -vE '^\.(\\"|TH|SH|SS|TP|PP|B|RB|I|br|UR|UE)( |$)')" ''
is "$(grep "^'" "$out")" ''

test_case 'it takes no argument'
run manual check
status_is 2
err_has 'manual takes no argument'
run manual --help
status_is 0
out_has 'Usage: tidegate manual'
