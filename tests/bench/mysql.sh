#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What judging MB megabytes of MySQL's DDL takes, in one file and in 2,000: CPU seconds
# and the most memory at once, for each shape and engine. Nothing fails here: a figure is
# what this machine had just now.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
bytes=$((${MB:-10} * 1000000))
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

measure() { # FOLDER ENGINE
    cd "$1"
    /usr/bin/time -f '%U %S %M' -o "$tmp/time" "$TIDEGATE" check --base none \
        --layout plain --engine "$2" >"$tmp/report" 2>&1 || [ $? -eq 1 ]
    tail -n 1 "$tmp/time" | awk '{ printf "%8.2f s %6d MB", $1 + $2, $3 / 1024 }'
}

printf '%-12s %-14s %19s %19s\n' shape engine 'one file' '2,000 files'
for shape in tables one-table many-tables unknown inserts dump routines enums drops allowed; do
    mkdir -p "$tmp/one/migrations" "$tmp/many/migrations"
    awk -v shape="$shape" -v bytes="$bytes" -f "$here/mysql.awk" >"$tmp/one/migrations/V1__all.sql"
    (cd "$tmp/many/migrations" &&
        awk -v shape="$shape" -v bytes="$bytes" -v files=2000 -f "$here/mysql.awk")
    for engine in ${ENGINES:-mysql@8.0 mariadb@10.6 tidb@7.5}; do
        printf '%-12s %-14s %s %s\n' "$shape" "$engine" \
            "$(measure "$tmp/one" "$engine")" "$(measure "$tmp/many" "$engine")"
    done
    rm -r "$tmp/one" "$tmp/many"
done
