#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Two builds of the same sources in two folders have the same bytes.
. "$(dirname "$0")/../cli/lib.sh"

again=$root/build/again/in/another/folder/build

test_case 'a build in another folder gives the same archive and packages'
tail -n 20 "$again/log" >"$err"
(cd "$again/dist" && sha256sum tidegate*) >theirs || problem 'there is no second build'
is "$(sed 's/.*  //' theirs | wc -l)" 4
while read -r sum name; do
    is "$name $sum" "$name $(sha256sum "$root/build/dist/$name" | cut -d ' ' -f 1)"
done <theirs
cmp "$again/static/tidegate.full" "$root/build/static/tidegate.full" >"$out" 2>&1 || problem 'the binaries differ, with their names in them'

test_case 'no path of the machine is in the binary'
is "$(strings "$root/build/static/tidegate.full" | grep -F -e "$root" -e build/again)" ''
