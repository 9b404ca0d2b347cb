#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Objects of git that lie about their size: nothing is written beyond it, and what cannot
# be compared does not pass.
. "$(dirname "$0")/lib-untrusted.sh"

deflated() { # TEXT with escapes
    python3 -c 'import sys, zlib; sys.stdout.buffer.write(zlib.compress(sys.argv[1].encode().decode("unicode_escape").encode("latin-1")))' "$1"
}

test_case 'loose objects that lie about their size or kind'
project
for victim in main:migrations/0001_users.sql main; do
    id=$(git rev-parse "$victim")
    object=.git/objects/$(echo "$id" | cut -c1-2)/$(echo "$id" | cut -c3-)
    cp "$object" "$work/object"
    for lie in 'blob 3\0CREATE TABLE users' 'blob 0\0x' 'blob 99999999999\0x' 'blob 18446744073709551615\0x' 'commit 4\0tree abcdefghijklmnopqrstuvwxyz' \
        'blob 10\0x'; do
        rm -f "$object"
        deflated "$lie" >"$object"
        touch migrations/0001_users.sql # else the index says that it is what git has
        run check --base main
        case "$status $lie" in
        '1 blob 99999999999'*) out_has edited-migration ;; # too large to be read, and so another one
        2*) err_has tidegate: ;;
        *) problem "$victim: $lie: exit status $status" ;;
        esac
    done
    for size in 0 1 10 40; do
        rm -f "$object"
        head -c $size "$work/object" >"$object"
        touch migrations/0001_users.sql
        in_time check --base main
        status_is 2
        err_has tidegate:
    done
    rm -f "$object"
    mkfifo "$object"
    in_time check --base main
    status_is 2
    err_has tidegate:
    rm -f "$object"
    cp "$work/object" "$object"
done
run check --base main
status_is 1
out_has drop-column

test_case 'a commit that is named by the beginning of its id, and lies about its size'
anew
id=$(git rev-parse main)
run check --base "$(echo "$id" | cut -c1-10)" # as long as all is well
status_is 1
out_has drop-column
object=.git/objects/$(echo "$id" | cut -c1-2)/$(echo "$id" | cut -c3-)
for lie in 'commit 4\0tree abcdefghijklmnopqrstuvwxyz' 'commit 99999999999\0x' 'commit 18446744073709551615\0x'; do
    rm -f "$object"
    deflated "$lie" >"$object"
    in_time check --base "$(echo "$id" | cut -c1-10)"
    status_is 2
    err_has tidegate:
done
