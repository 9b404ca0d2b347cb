#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# live.sh TEST_TRUTH: runs the cases of live/*.sql on real servers and has TEST_TRUTH
# compare what they did with what is predicted. MAJORS says which servers. Without any
# server it says that it skips, and the exit status is 77.
set -u
export LC_ALL=C
here=$(dirname "$0")
dir=build/conformance
: "${MAJORS:=13 15 17 18 debian}"

skip() {
    echo "SKIPPED: conformance-live: $1; nothing was compared"
    exit 77
}

if ! command -v psql >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get install -qq -y --no-install-recommends postgresql-client >/dev/null 2>&1
fi
command -v psql >/dev/null || skip 'there is no psql'

# Also where a measurement is interrupted no server stays behind.
trap 'sh "$here/servers.sh" stop $dir' EXIT
trap 'exit 1' HUP INT TERM
mkdir -p $dir
# shellcheck disable=SC2086
sh "$here/servers.sh" start $dir $MAJORS >$dir/running
[ -s $dir/running ] || skip 'no server could be started'

missing=0
for name in $MAJORS; do
    grep -q "^$name " $dir/running || { echo "not measured: server $name"; missing=1; }
done

set -- "$1"
while read -r name sockets; do
    sh "$here/measure.sh" "$sockets" "$here"/live/*.sql >"$dir/$name.json" 2>"$dir/$name.errors"
    cases=$(grep -c '^{"op"' "$dir/$name.json")
    echo "measured: $(psql -XAt -h "$sockets" -U postgres -d postgres -c 'select version()' | cut -d' ' -f1-2), $cases cases"
    [ "$cases" -gt 0 ] || { echo "nothing could be measured; see $dir/$name.errors"; exit 1; }
    set -- "$@" "$dir/$name.json"
    sh "$here/meaning.sh" "$sockets" || exit 1
done <$dir/running
"$@" || exit 1
[ $missing = 0 ] || echo 'Some servers were not there: what is above is about the others.'
