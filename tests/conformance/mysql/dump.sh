#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# dump.sh [--write] DIR NAME SOCKET: makes the schemas of dumped/ on a server, dumps them with
# the server's own program and the options that Laravel and Rails give it, and compares that
# with the files of tests/mysql; with --write it writes them. Another release of the server may
# dump otherwise: that is said, and no failure.
set -u
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
write=no
[ "$1" != --write ] || { write=yes; shift; }
dir=$1 name=$2 socket=$3
family=${name%@*}
samples=$here/../../mysql
status=0

client() { mariadb --no-defaults --default-character-set=utf8mb4 -S "$socket" -u root "$@"; }

load() { # FILE...
    client -e 'DROP DATABASE IF EXISTS shop;
        CREATE DATABASE shop CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci' && cat "$@" | client shop
}

dump() { # OPTION...
    "$program" --no-defaults --skip-dump-date -S "$socket" -u root "$@" 2>>"$dir/dump.log"
}

# What both frameworks take out of the server's text.
without_counts() { sed 's/ AUTO_INCREMENT=[0-9]*//'; }

release() { sed -n 's/^-- Server version[^0-9]*//p' "$1"; }

# FILE, what was dumped on standard input; RELEASE_OF, a file that names the server
keep() {
    (echo "-- engine $name" && cat) >"$dir/$1"
    if [ $write = yes ]; then
        cp "$dir/$1" "$samples/$1"
    elif [ "$(release "$samples/$2")" != "$(release "$dir/$2")" ]; then
        echo "$1: not compared: it is of $(release "$samples/$2"), the server is $(release "$dir/$2")"
    else
        diff -u "$samples/$1" "$dir/$1" || status=1
    fi
}

program=$(sh "$here/servers.sh" dump "$dir" "$family") || {
    echo "SKIPPED: no program to dump $name with"
    exit 77
}
whole=dumped-by-$family-${name#*@}.sql
case $family in
mysql) gtid=--set-gtid-purged=OFF ;;
*) gtid='' ;;
esac

load "$here/dumped/shop.sql" "$here/dumped/shop-$family.sql" || exit 1
# shellcheck disable=SC2086
dump $gtid --hex-blob --routines --events --triggers shop | keep "$whole" "$whole"
if [ "$family" = mysql ]; then
    load "$here/dumped/laravel.sql" || exit 1
    {
        dump $gtid --no-tablespaces --skip-add-locks --skip-comments --skip-set-charset --tz-utc \
            --column-statistics=0 --routines --no-data shop | without_counts
        dump $gtid --no-tablespaces --skip-add-locks --skip-comments --skip-set-charset --tz-utc \
            --column-statistics=0 --no-create-info --skip-extended-insert --skip-routines --compact \
            --complete-insert shop migrations
    } | keep dumped-by-laravel.sql "$whole"
    load "$here/dumped/rails.sql" || exit 1
    {
        dump $gtid --no-data --routines --skip-comments shop | without_counts
        # shellcheck disable=SC2016
        printf 'INSERT INTO `schema_migrations` (version) VALUES\n%s;\n\n' "$(client -N -B shop -e \
            "SELECT CONCAT('(\'', version, '\')') FROM schema_migrations ORDER BY version DESC" | sed '$!s/$/,/')"
    } | keep dumped-by-rails.sql "$whole"
fi
client -e 'DROP DATABASE shop'
exit $status
