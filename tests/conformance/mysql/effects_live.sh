#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# effects_live.sh TEST_MYSQL_TRUTH: runs the cases of effects.sql on the servers that
# servers.sh can start, and has TEST_MYSQL_TRUTH compare what they did with what is
# predicted. Without any server it says that it skips, and the exit status is 77.
set -u
export LC_ALL=C
here=$(dirname "$0")
dir=build/conformance/mysql

trap 'sh "$here/servers.sh" stop $dir' EXIT
trap 'exit 1' HUP INT TERM
mkdir -p $dir
sh "$here/servers.sh" start $dir >$dir/running
[ -s $dir/running ] || {
    echo 'SKIPPED: conformance-effects: no server could be started; nothing was compared'
    exit 77
}

set -- "$1"
while read -r name socket; do
    file=$dir/effects-$(echo "$name" | tr '@.' '__').json
    if sh "$here/effects.sh" "$socket" "$here/effects.sql" >"$file" 2>"$file.errors"; then
        echo "measured: $name, $(grep -c '^{"schema"' "$file") cases"
        set -- "$@" "$file"
    else
        echo "not measured: $name: $(tail -n 1 "$file.errors")"
    fi
done <$dir/running
[ $# -gt 1 ] || exit 1
"$@"
