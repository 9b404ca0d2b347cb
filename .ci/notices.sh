#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# notices.sh MAP DEPS DIR: writes into DIR the notices of all that a binary is linked with,
# a file a library, and of the licences that they refer to the texts. MAP is the linker's,
# or a list of "ARCHIVE(": a library in it that the table below does not know is an error.
set -eu
export LC_ALL=C

map=$1 deps=$2 dir=$3
case $(${CC:-cc} -dumpmachine) in
"$(gcc -dumpmachine 2>/dev/null)") cross='' packages='' ;;
*) cross=-arm64-cross packages=$deps/sysroot ;;
esac
gcc=$(${CC:-cc} -dumpversion)

# Archive, name of the notice, and where its text is.
table() {
    doc=$packages/usr/share/doc
    pg=$deps/pg_query/share/doc
    [ -d "$pg" ] || pg=$doc
    cat <<ROWS
libpg_query.a   libpg_query $pg/libpg-query-dev/copyright
libgit2.a       libgit2     $deps/static/libgit2.licence
libcjson.a      cJSON       $deps/static/cjson.licence
libsqlite3.a    SQLite      $doc/libsqlite3-dev/copyright
libpcre2-8.a    PCRE2       $doc/libpcre2-dev/copyright
libyaml.a       libyaml     $doc/libyaml-dev/copyright
libprotobuf-c.a protobuf-c  $doc/libprotobuf-c-dev/copyright
libz.a          zlib        $doc/zlib1g-dev/copyright
libhttp_parser.a http-parser $doc/libhttp-parser-dev/copyright
libc.a          glibc       /usr/share/doc/libc6-dev$cross/copyright
libm.a          glibc       /usr/share/doc/libc6-dev$cross/copyright
libm-*.a        glibc       /usr/share/doc/libc6-dev$cross/copyright
libmvec.a       glibc       /usr/share/doc/libc6-dev$cross/copyright
libgcc.a        libgcc      /usr/share/doc/libgcc-$gcc-dev$cross/copyright
libgcc_eh.a     libgcc      /usr/share/doc/libgcc-$gcc-dev$cross/copyright
libtidegate.a   -           -
ROWS
}

notice() { # ARCHIVE
    table | while read -r pattern name text; do
        # shellcheck disable=SC2254
        case $1 in
        $pattern) echo "$name $text" && return ;;
        esac
    done
}

rm -rf "$dir" "$dir.new"
mkdir -p "$dir.new"
for archive in $(sed '/^Memory Configuration/q' "$map" | grep -o '[^/ (]*\.a(' | tr -d '(' | sort -u); do
    row=$(notice "$archive")
    name=${row%% *} text=${row#* }
    [ -n "$row" ] || { echo "notices: nothing is known of $archive, which is linked in" >&2 && exit 1; }
    [ "$name" != - ] || continue
    [ -s "$text" ] || { echo "notices: $archive: there is no $text" >&2 && exit 1; }
    cp "$text" "$dir.new/$name"
done
[ -e "$dir.new/libpg_query" ] || { echo "notices: $map does not name libpg_query" >&2 && exit 1; }
# The texts that they refer to.
cat "$dir.new"/* | grep -o '/usr/share/common-licenses/[A-Za-z0-9.+-]*[A-Za-z0-9+]' | sort -u |
    while read -r licence; do cp "$licence" "$dir.new/${licence##*/}.text"; done
cat >"$dir.new/README" <<'TEXT'
tidegate is under the Apache License 2.0 (LICENSE). The binary is linked with the libraries
whose notices are in this folder; FILE.text is a licence that several of them refer to.

libpg_query contains code of PostgreSQL, protobuf-c and xxHash. libgit2 is under the GPL 2
with an exception: who links its compiled version into a program may distribute that
without restriction. glibc is under the LGPL 2.1: the sources and the Makefile of tidegate,
whose `make static` links it anew with a changed glibc, are public.
TEXT
chmod -R u=rwX,go=rX "$dir.new"
mv "$dir.new" "$dir"
