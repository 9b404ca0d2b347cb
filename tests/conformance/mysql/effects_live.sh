#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# effects_live.sh TEST_MYSQL_TRUTH NAME=SOCKET...: runs the cases of effects.sql on the
# servers, and has TEST_MYSQL_TRUTH compare what they did with what is predicted.
set -u
export LC_ALL=C
here=$(dirname "$0")
dir=build/conformance/mysql
test=$1
shift

for server in "$@"; do
    shift
    name=${server%%=*}
    file=$dir/effects-$(echo "$name" | tr '@.' '__').json
    sh "$here/effects.sh" "${server#*=}" "$here/effects.sql" >"$file" 2>"$file.errors" || {
        echo "not measured: $name: $(tail -n 1 "$file.errors")"
        exit 1
    }
    echo "measured: $name, $(grep -c '^{"schema"' "$file") cases"
    set -- "$@" "$file"
done
"$test" "$@"
